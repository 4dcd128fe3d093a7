//! Nested fields are loaded together: a longer list takes no look-up per row.

use serde_json::json;
use support::{TestApp, on_both};

const CASES: &str = "{ cases(first: 50) { edges { node {
  id patient { name relatedPeople { name } organization { name } }
  milestones { action rulePack { title } settledBy { name } }
  careTeam { members { role organization { name } person { name } } openDuties }
  conferences { title participants { name organization { name } answers { choice } } unanswered { name } }
  plan { goals writtenBy { name } }
  consultations { state offers { state organization { name } } }
} } } }";

async fn admit(app: &TestApp, n: usize) {
    let document =
        "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
    let input = json!({ "idempotencyKey": format!("k{n}"), "admittedOn": "2026-11-20", "ward": "東5",
        "wardClass": "GENERAL", "patient": { "new": { "name": "見本 太郎", "nameKana": "ミホン タロウ",
        "bornOn": "1950-01-01", "sex": "MALE" } } });
    let case = app.data(app.social_worker(), document, json!({ "input": input })).await;
    let conference =
        "mutation ($input: DraftConferenceInput!) { draftConference(input: $input) { conference { id } } }";
    let input = json!({ "idempotencyKey": format!("c{n}"), "case": case["registerAdmission"]["case"]["id"],
        "conference": { "kind": "INTERNAL", "title": "院内カンファレンス", "durationMinutes": 15, "participants": [
            { "person": format!("person_{}", app.social_worker().person.uuid().simple()), "requirement": "REQUIRED", "mode": "ON_SITE" }
        ] } });
    app.data(app.social_worker(), conference, json!({ "input": input })).await;
}

#[tokio::test]
async fn thirty_cases_take_hardly_more_statements_than_two() {
    on_both(async |app| {
        let token = app.token(app.social_worker()).await;
        let mut counted = vec![];
        for n in 0..30 {
            admit(app, n).await;
            if n == 1 || n == 29 {
                let before = app.app.database.statements();
                let (_, answer) = app.post_graphql(Some(&token), &json!({ "query": CASES })).await;
                assert!(answer["errors"].is_null(), "{answer:#}");
                assert_eq!(answer["data"]["cases"]["edges"].as_array().unwrap().len(), n + 1);
                counted.push(app.app.database.statements() - before);
            }
        }
        // A look-up per row would take 28 more. On a busy machine a batch may leave in two parts.
        assert!(counted[1] < counted[0] + 20, "statements for two and for thirty cases: {counted:?}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_board_takes_as_many_statements_whatever_its_length() {
    on_both(async |app| {
        let mut counted = vec![];
        for n in 0..6 {
            admit(app, n).await;
            if n == 1 || n == 5 {
                let before = app.app.database.statements();
                app::board::board(&app.app.session(app.social_worker()), &app::board::Asked::default())
                    .await
                    .unwrap();
                counted.push(app.app.database.statements() - before);
            }
        }
        assert_eq!(counted[0], counted[1]);
        app.deliver().await;
    })
    .await;
}
