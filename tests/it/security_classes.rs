//! The classes of faults that hit systems like this one, each with tests of its own: `SECURITY.md` names them,
//! and what it names is there.

use std::{collections::BTreeSet, fs, path::Path, sync::Mutex};

use axum::http::StatusCode;
use cargo_metadata::{DependencyKind, MetadataCommand};
use serde_json::{Value, json};
use support::{TestApp, on_both};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn source_of(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            source_of(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_class_of_security_md_has_tests_that_are_there() {
    let document = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let mut source = String::new();
    for folder in ["crates", "tests"] {
        source_of(&root().join(folder), &mut source);
    }
    let rows: Vec<Vec<&str>> = document
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|line| line.split(" | ").collect())
        .filter(|row: &Vec<&str>| row[0].parse::<u32>().is_ok())
        .collect();
    let numbers: Vec<u32> = rows.iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>(), "each class has one row");
    for row in rows {
        let tests: Vec<_> = row[2].split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "class {} has no test", row[0]);
        for test in tests {
            assert!(source.contains(&format!("fn {test}()")), "class {}: there is no {test}", row[0]);
        }
    }
}

/// Members whose build may connect to an address over HTTP, and to which.
const CONNECTS: &[(&str, &str)] =
    &[("app", "the identity providers that the operator names in the configuration")];

#[test]
fn nothing_connects_to_an_address_that_a_user_names() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let clients = ["reqwest", "ureq", "hyper", "hyper-util", "curl", "isahc", "awc"];
    let mut connecting = BTreeSet::new();
    for package in metadata.packages.iter().filter(|package| *package.name != "kaname-tests") {
        let uses = |dependency: &cargo_metadata::Dependency| {
            dependency.kind == DependencyKind::Normal
                && clients.contains(&dependency.name.as_str())
                && dependency.features.iter().all(|feature| !feature.contains("server"))
        };
        if package.dependencies.iter().any(uses) {
            connecting.insert(package.name.trim_start_matches("kaname-").to_owned());
        }
    }
    let known: BTreeSet<_> = CONNECTS.iter().map(|(member, _)| (*member).to_owned()).collect();
    assert_eq!(connecting, known, "who connects does so to addresses of the operator alone; say so here");
}

#[test]
fn csv_is_written_in_one_place_that_disarms_its_cells() {
    let mut source = String::new();
    source_of(&root().join("crates"), &mut source);
    for (sign, places) in [("text/csv", 1), ("csv::Writer", 0), ("WriterBuilder", 0)] {
        let found = source.matches(sign).count();
        assert_eq!(found, places, "{sign}: cells that begin with = + - @ ＝ or a tab must be disarmed");
    }
}

const ADMIT: &str =
    "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";

fn admission(name: &str) -> Value {
    json!({ "idempotencyKey": "classes", "admittedOn": "2026-11-20", "ward": "東5", "wardClass": "GENERAL",
            "patient": { "new": { "name": name, "nameKana": "ミホン ヒトク", "bornOn": "1950-01-01",
            "sex": "MALE", "phone": "03-1234-9876" } } })
}

#[tokio::test]
async fn an_input_sets_nothing_that_it_does_not_name() {
    on_both(async |app| {
        let other = format!("organization_{}", app.coordinator().organization.uuid().simple());
        for (field, value) in [
            ("organization", json!(other)),
            ("organizationId", json!(other)),
            ("state", json!("CLOSED")),
            ("version", json!(9)),
            ("id", json!("case_00000000000000000000000000000001")),
        ] {
            let mut input = admission("見本 太郎");
            input[field] = value;
            let code = app.refusal(app.social_worker(), ADMIT, json!({ "input": input })).await;
            assert_eq!(code, "DOCUMENT_INVALID", "{field}");
        }
        assert_eq!(app.count("discharge_case").await, 0);
    })
    .await;
}

/// The path of the link in the first letter.
async fn link(app: &TestApp) -> String {
    let letters = app.deliver().await;
    let links = letters.iter().flat_map(|letter| &letter.links);
    let link = links.filter_map(|link| link.split_once("/answer/")).next().unwrap();
    format!("/answer/{}", link.1)
}

#[tokio::test]
async fn a_link_ends_with_its_conference_and_opens_nothing_else() {
    on_both(async |app| {
        server::demo::tell_story(&app.app, &app.region, app.now()).await.unwrap();
        let path = link(app).await;
        let token = path.trim_start_matches("/answer/");
        assert_eq!(app.page(None, &path).await.0, StatusCode::OK);
        for other in ["/board", "/requests", "/conferences", "/account"] {
            assert_eq!(app.page_by(Some(token), other).await.0, StatusCode::SEE_OTHER, "{other}");
        }
        let (_, answer) =
            app.post_graphql(Some(token), &json!({ "query": "{ me { person { id } } }" })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        call_off_all(app).await;
        let answers = app.count("answer").await;
        let (_, _, body) = app.form(None, &path, &[]).await;
        assert!(!body.contains("name=\"answer-"), "a conference that is off asks for nothing: {body}");
        assert_eq!(app.count("answer").await, answers);
        app.deliver().await;
    })
    .await;
}

async fn call_off_all(app: &TestApp) {
    let query = "{ cases(first: 50) { edges { node { conferences { id version state } } } } }";
    let found = app.data(app.social_worker(), query, json!({})).await;
    let cancel =
        "mutation ($input: CancelConferenceInput!) { cancelConference(input: $input) { __typename } }";
    let cases = found["cases"]["edges"].as_array().unwrap().iter();
    for conference in cases.flat_map(|edge| edge["node"]["conferences"].as_array().unwrap()) {
        if ["POLLING", "SCHEDULED"].contains(&conference["state"].as_str().unwrap()) {
            let input = json!({ "conference": conference["id"], "expectedVersion": conference["version"],
                                "reason": "見本" });
            app.data(app.social_worker(), cancel, json!({ "input": input })).await;
        }
    }
}

/// Keeps what is logged.
#[derive(Default)]
struct Kept(Mutex<Vec<u8>>);

impl std::io::Write for &Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_holds_no_patient_and_no_line_that_somebody_typed() {
    static KEPT: Kept = Kept(Mutex::new(vec![]));
    let everything = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(|| &KEPT)
        .with_ansi(false)
        .without_time() // its digits would be taken for the digits of a patient
        .finish();
    let guard = tracing::subscriber::set_default(everything);
    on_both(async |app| {
        tracing::info!("the log is kept");
        let made = app.data(app.social_worker(), ADMIT, json!({ "input": admission("見本 秘匿") })).await;
        let case = made["registerAdmission"]["case"]["id"].as_str().unwrap().to_owned();
        let id = uuid::Uuid::parse_str(case.trim_start_matches("case_")).unwrap();
        let (status, page) = app.page(Some(app.social_worker()), &format!("/cases/{id}")).await;
        assert!(status == StatusCode::OK && page.contains("秘匿"));
        let search = "query ($text: String!) { patients(search: $text) { name } }";
        app.data(app.social_worker(), search, json!({ "text": "秘匿" })).await;
        app.refusal(app.social_worker(), ADMIT, json!({ "input": admission("秘匿\nERROR forged") })).await;
        app.page(Some(app.social_worker()), "/cases/%0AERROR%20forged%20%E7%A7%98%E5%8C%BF").await;
        app.page(None, "/answer/x%0D%0AERROR%20forged").await;
        app.deliver().await;
    })
    .await;
    drop(guard);
    let log = String::from_utf8_lossy(&KEPT.0.lock().unwrap()).into_owned();
    assert!(log.contains("the log is kept"));
    for told in ["秘匿", "ヒトク", "9876", "forged"] {
        let line = log.lines().find(|line| line.contains(told));
        assert!(line.is_none(), "the log tells {told}: {line:?}");
    }
}
