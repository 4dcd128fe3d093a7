//! Which member may use which, what no build may hold, and what every file promises.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{Metadata, MetadataCommand};

/// The arrows between members, as the README's map draws them. What is not here is not allowed.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("wording", &["domain"]),
    ("planner", &["domain"]),
    ("interchange", &["domain"]),
    ("migrations", &[]),
    ("store", &["domain", "migrations"]),
    ("app", &["domain", "interchange", "planner", "store"]),
    ("graphql", &["app", "domain", "wording"]),
    ("web", &["app", "domain", "wording"]),
    ("notification", &["domain", "interchange", "store", "wording"]),
    (
        "server",
        &[
            "app",
            "domain",
            "graphql",
            "interchange",
            "migrations",
            "notification",
            "planner",
            "store",
            "web",
            "wording",
        ],
    ),
    (
        "tests",
        &[
            "app",
            "domain",
            "graphql",
            "interchange",
            "migrations",
            "notification",
            "planner",
            "server",
            "store",
            "web",
            "wording",
        ],
    ),
];

/// What the members close to the domain may use of the world outside.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("domain", &["serde", "thiserror", "time", "unicode-normalization", "uuid"]),
    ("wording", &["fluent-templates", "time"]),
    ("planner", &["time"]),
    ("migrations", &["sea-orm-migration"]),
];

/// What members never use, besides what they may not by their arrows.
const NEVER: &[(&str, &[&str])] = &[
    ("interchange", &["tokio", "sea-orm", "reqwest"]),
    ("app", &["axum", "async-graphql", "askama", "sea-orm"]),
    ("graphql", &["sea-orm", "askama"]),
    ("web", &["sea-orm", "async-graphql"]),
    ("notification", &["sea-orm", "axum", "async-graphql", "askama"]),
];

/// What no build holds: a second TLS or crypto library, a second database library, OpenSSL.
const BANNED: &[&str] = &["openssl-sys", "openssl", "aws-lc-rs", "aws-lc-sys", "native-tls"];

/// Licences that may be combined with ours.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn metadata() -> Metadata {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    MetadataCommand::new().manifest_path(root).other_options(vec!["--offline".into()]).exec().unwrap()
}

fn short(name: &str) -> Option<&str> {
    name.strip_prefix("kaname-")
}

/// What each member depends on, development dependencies left out.
fn dependencies(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    metadata
        .workspace_packages()
        .into_iter()
        .map(|package| {
            let used = package
                .dependencies
                .iter()
                .filter(|d| d.kind != cargo_metadata::DependencyKind::Development)
                .map(|d| d.name.clone());
            (short(&package.name).unwrap_or(&package.name).to_owned(), used.collect())
        })
        .collect()
}

/// Why a set of dependencies breaks the architecture.
fn broken(member: &str, used: &BTreeSet<String>) -> Vec<String> {
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == member) else {
        return vec![format!("{member} is not on the map")];
    };
    let list = |lists: &[(&str, &'static [&'static str])]| {
        lists.iter().find(|(name, _)| *name == member).map(|(_, list)| *list)
    };
    let mut wrong = vec![];
    for name in used {
        match short(name) {
            Some(other) if !allowed.contains(&other) => wrong.push(format!("{member} -> {other}")),
            Some(_) => {}
            None => {
                let outside = list(OUTSIDE).is_some_and(|list| !list.contains(&name.as_str()));
                let never = list(NEVER).is_some_and(|list| list.contains(&name.as_str()));
                if outside || never {
                    wrong.push(format!("{member} -> {name}"));
                }
            }
        }
    }
    wrong
}

#[test]
fn members_use_only_what_the_map_allows() {
    let metadata = metadata();
    let wrong: Vec<_> =
        dependencies(&metadata).iter().flat_map(|(member, used)| broken(member, used)).collect();
    assert!(wrong.is_empty(), "arrows that break the architecture: {wrong:?}");
}

#[test]
fn a_forbidden_arrow_is_noticed() {
    let used = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(broken("domain", &used(&["kaname-store"])), ["domain -> store"]);
    assert_eq!(broken("domain", &used(&["tokio"])), ["domain -> tokio"]);
    assert_eq!(broken("web", &used(&["kaname-graphql", "kaname-app"])), ["web -> graphql"]);
    assert_eq!(broken("app", &used(&["axum"])), ["app -> axum"]);
    assert_eq!(broken("newcomer", &used(&[])), ["newcomer is not on the map"]);
}

#[test]
fn no_build_holds_what_is_banned_nor_two_of_sqlx() {
    let metadata = metadata();
    let names: Vec<_> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    for banned in BANNED {
        assert!(!names.contains(banned), "{banned} is in the build");
    }
    for single in ["sqlx-core", "libsqlite3-sys", "rustls", "time", "uuid"] {
        assert!(names.iter().filter(|name| **name == single).count() <= 1, "{single} is there twice");
    }
}

#[test]
fn every_licence_can_be_combined_with_ours() {
    for package in metadata().packages {
        let Some(licence) = &package.license else {
            panic!("{} states no licence", package.name);
        };
        // A choice needs one acceptable branch; parts joined by AND need all.
        let acceptable = licence.replace('/', " OR ").split(" OR ").any(|choice| {
            choice.split(" AND ").all(|part| LICENCES.contains(&part.trim().trim_matches(['(', ')'])))
        });
        assert!(acceptable, "{}: {licence}", package.name);
    }
}

#[test]
fn only_the_tests_can_take_the_first_wall_away() {
    const FEATURE: &str = "first-wall-off";
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .exec()
        .unwrap();
    let takes = |package: &&&cargo_metadata::Package| {
        package.dependencies.iter().any(|used| used.features.iter().any(|feature| feature == FEATURE))
            || package
                .features
                .iter()
                .any(|(name, on)| name != FEATURE && on.iter().any(|f| f.ends_with(FEATURE)))
    };
    let members = metadata.workspace_packages();
    let who: Vec<_> = members.iter().filter(takes).map(|package| package.name.as_str()).collect();
    assert_eq!(who, ["kaname-tests"]);
    let built: Vec<_> =
        metadata.workspace_default_packages().iter().map(|package| package.name.to_string()).collect();
    assert!(!built.contains(&"kaname-tests".to_owned()), "what is built by default has both walls");
}
