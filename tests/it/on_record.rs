//! What is refused, followed in vain or seen by an emergency alone stands on record as it was.

use app::break_glass::break_glass;
use axum::http::StatusCode;
use domain::person::Role;
use serde_json::{Value, json};
use support::{Engine, Listening, TestApp, on_both};

use crate::{break_glass::by_number, matrix::listener::Listener};

/// The rows after the first `skip`, as `action outcome [entities] patients source purpose`, and `!` where they name
/// an access in an emergency.
async fn rows(app: &TestApp, skip: usize) -> Vec<String> {
    let bytes = if app.engine == Engine::Sqlite { "length" } else { "octet_length" };
    let sql = format!(
        "SELECT action || ' ' || outcome || ' [' || entities || '] ' || CAST({bytes}(patients) / 16 AS TEXT) || ' ' || \
         source || ' ' || purpose || CASE WHEN emergency_id IS NULL THEN '' ELSE '!' END \
         FROM audit_entry ORDER BY position"
    );
    app.texts(&sql).await.into_iter().skip(skip).collect()
}

async fn count(app: &TestApp) -> usize {
    usize::try_from(app.count("audit_entry").await).unwrap()
}

/// A case of the hospital and its first step, as the API writes them.
async fn admit(app: &TestApp) -> (String, String) {
    let document = "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) \
                    { case { id milestones { id } } } }";
    let input = json!({ "idempotencyKey": "k", "admittedOn": "2026-11-20", "ward": "東5", "wardClass": "GENERAL",
        "patient": { "new": { "number": "M00001", "name": "見本 太郎", "nameKana": "ミホン タロウ",
        "bornOn": "1950-01-01", "sex": "MALE" } } });
    let made = app.data(app.social_worker(), document, json!({ "input": input })).await;
    app.deliver().await;
    let case = &made["registerAdmission"]["case"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&case["id"]), text(&case["milestones"][0]["id"]))
}

/// The identifier as pages write it.
fn on_pages(id: &str) -> String {
    uuid::Uuid::parse_str(id.split_once('_').unwrap().1).unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_in_vain_is_on_record_once_for_each_try() {
    on_both(async |app| {
        let (case, _) = admit(app).await;
        let token = app.token(app.care_manager()).await;
        let at = Listening::new(&app.app).await;
        let before = count(app).await;
        let live = format!("/live/cases/{}", on_pages(&case));
        let (status, _) = app.first_word_by(Some(&token), &live).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let refused = "see_case hidden [case] 1 live care";
        assert_eq!(rows(app, before).await, [refused]);
        let mut listener = Listener::begin(&at, Some(&token)).await.unwrap();
        let document = "subscription ($id: ID!) { caseChanged(id: $id) { signal } }";
        let told = listener.first(document, json!({ "id": case })).await;
        assert_eq!(told["errors"][0]["extensions"]["kind"], "NOT_FOUND", "{told}");
        assert_eq!(rows(app, before).await, [refused, refused]);
        drop(listener);
        at.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_step_refused_with_its_case_was_not_seen() {
    on_both(async |app| {
        let (_, milestone) = admit(app).await;
        let token = app.token(app.care_manager()).await;
        let before = count(app).await;
        let document =
            "mutation ($input: SettleMilestoneInput!) { settleMilestone(input: $input) { __typename } }";
        let input = json!({ "milestone": milestone, "expectedVersion": 1,
                            "settlement": { "doneOn": "2026-11-20" } });
        let body = json!({ "query": document, "variables": { "input": input } });
        let (_, answer) = app.post_graphql(Some(&token), &body).await;
        assert_eq!(answer["errors"][0]["extensions"]["kind"], "NOT_FOUND", "{answer}");
        assert_eq!(rows(app, before).await, ["settle_milestone hidden [milestones] 1 api care"]);
    })
    .await;
}

#[tokio::test]
async fn a_list_shows_under_the_emergency_what_nothing_else_opens() {
    on_both(async |app| {
        admit(app).await;
        let physician = app.home_physician();
        let session = app.app.session(physician);
        let what = by_number(app, "M00001");
        let before = count(app).await;
        let access = break_glass(&session, Some(session.now), what).await.unwrap();
        app.on_record().await;
        assert_eq!(
            rows(app, before).await,
            ["emergency_access_taken allowed [emergency] 1 command emergency!"]
        );
        app.deliver().await;
        let (own, other) = (app.token(physician).await, app.token(app.region.stations[0].first()).await);
        let before = count(app).await;
        app.page_by(Some(&own), "/board").await;
        assert_eq!(rows(app, before).await, ["see_case allowed [patient case milestones] 1 page emergency!"]);

        let before = count(app).await;
        let document = "mutation ($input: EndEmergencyAccessInput!) { endEmergencyAccess(input: $input) \
                        { __typename } }";
        let id = format!("emergency_{}", access.id.uuid().simple());
        let body = json!({ "query": document, "variables": { "input": { "access": id } } });
        let (_, answer) = app.post_graphql(Some(&other), &body).await;
        assert_eq!(answer["errors"][0]["extensions"]["kind"], "NOT_FOUND", "{answer}");
        assert_eq!(rows(app, before).await, ["end_emergency_access hidden [emergency] 1 api emergency"]);
    })
    .await;
}

#[tokio::test]
async fn overseeing_is_on_record_as_such_and_not_as_care() {
    on_both(async |app| {
        admit(app).await;
        let physician = app.home_physician();
        let session = app.app.session(physician);
        let missed = break_glass(&session, Some(session.now), by_number(app, "M00002")).await;
        assert!(missed.is_err());
        let access = break_glass(&session, Some(session.now), by_number(app, "M00001")).await.unwrap();
        app.deliver().await;
        let own = app.token(physician).await;
        let officer = app.with_role(app.social_worker(), Role::PrivacyOfficer).await;
        let officer = app.token(officer).await;

        let before = count(app).await;
        app.page_by(Some(&own), "/emergency").await;
        let mut seen = rows(app, before).await;
        seen.sort();
        let expected = [
            "see_case allowed [patient case] 1 page emergency!",
            "see_emergency_access allowed [emergency] 1 page emergency!",
        ];
        assert_eq!(seen, expected, "one's own access is seen, not reviewed");

        let before = count(app).await;
        let (_, page) = app.page_by(Some(&officer), "/emergency").await;
        assert!(page.contains("見本 太郎"), "{page}");
        assert_eq!(
            rows(app, before).await,
            ["review_emergency allowed [patient emergency] 1 page oversight"]
        );

        let before = count(app).await;
        let id = access.id.to_string();
        let found = [("access", id.as_str()), ("expectedVersion", "1"), ("finding", "justified")];
        assert_eq!(app.form_by(Some(&officer), "/emergency/review", &found).await.0, StatusCode::SEE_OTHER);
        let expected = [
            "review_emergency allowed [emergency] 1 page oversight",
            "emergency_access_reviewed allowed [emergency] 1 page oversight",
        ];
        assert_eq!(rows(app, before).await, expected);

        let before = count(app).await;
        assert_eq!(
            app.form_by(Some(&own), "/emergency/end", &[("access", &id)]).await.0,
            StatusCode::SEE_OTHER
        );
        let expected = [
            "end_emergency_access allowed [emergency] 1 page emergency!",
            "emergency_access_ended allowed [emergency] 1 page emergency!",
        ];
        assert_eq!(rows(app, before).await, expected);
        let of_taking = "SELECT action || ' ' || purpose || ' ' || outcome FROM audit_entry \
                         WHERE action LIKE 'emergency_access_%' ORDER BY position";
        let expected = [
            "emergency_access_missed emergency denied",
            "emergency_access_taken emergency allowed",
            "emergency_access_reviewed oversight allowed",
            "emergency_access_ended emergency allowed",
        ];
        assert_eq!(app.texts(of_taking).await, expected);
    })
    .await;
}
