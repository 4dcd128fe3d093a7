//! Every text that a page or the API names by its key is there, and every text of the pages is named.

use std::{collections::BTreeSet, fs, path::Path};

/// Every file; that of the names of fields has a test of its own.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if !path.ends_with("form/label.rs") {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
}

/// What stands between quotation marks and looks like a key with one of these beginnings.
fn keys(source: &str, beginnings: &BTreeSet<&str>) -> Vec<String> {
    let is_key = |text: &&str| {
        text.contains('-')
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && text.split('-').next().is_some_and(|first| beginnings.contains(first))
            && !text.ends_with('-')
    };
    source.split('"').filter(is_key).map(str::to_owned).collect()
}

#[test]
fn every_text_that_is_named_is_there() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = vec![];
    sources(&here.join("../wording/texts/ja"), &mut texts);
    let known: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key)
        .filter(|key| key.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect();
    let beginnings: BTreeSet<&str> = known.iter().filter_map(|key| key.split('-').next()).collect();
    let mut naming = vec![];
    sources(&here.join("src"), &mut naming);
    sources(&here.join("../graphql/src"), &mut naming);
    sources(&here.join("templates"), &mut naming);
    // Names of forms, which are no texts.
    let forms = ["sign-in", "team-search", "take-up", "answer-token"];
    let missing: BTreeSet<String> = naming
        .iter()
        .flat_map(|source| keys(source, &beginnings))
        .filter(|key| !known.contains(key.as_str()) && !forms.contains(&key.as_str()))
        .collect();
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn every_text_of_the_pages_stands_somewhere() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources_of_keys = vec![];
    for folder in [
        "web/src",
        "web/templates",
        "graphql/src",
        "wording/src",
        "app/src",
        "notification/src",
        "server/src",
    ] {
        sources(&crates.join(folder), &mut sources_of_keys);
    }
    sources_of_keys.push(fs::read_to_string(crates.join("web/src/form/label.rs")).unwrap());
    let texts = fs::read_to_string(crates.join("wording/texts/ja/pages.ftl")).unwrap();
    let idle: Vec<&str> = texts
        .lines()
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
        .filter(|key| key.starts_with(|c: char| c.is_ascii_lowercase()))
        // The parts of an admission list have their counts beside their names.
        .filter(|key| {
            let key = key.strip_suffix("-count").unwrap_or(key);
            !sources_of_keys.iter().any(|source| source.contains(key))
        })
        .collect();
    assert_eq!(idle, Vec::<&str>::new());
}
