//! A month of the access log: what the own staff did, and who of other organizations looked at the own patients.

use axum::http::StatusCode;
use domain::{
    Id, Timestamp,
    access::Member,
    discharge_case::DischargeCase,
    person::{Person, Role},
};
use serde_json::{Value, json};
use support::{Engine, TestApp, on_both};
use time::{Time, macros::date};

use crate::break_glass::{by_number, takes};

const MONTH: &str = "query ($day: Date!) { accessMonth(day: $day) { month isOver reviewedAt reviewedBy { name } \
    staff { looks refused person { id } } \
    outsiders { patients looks refused emergency profession person { id } organization { id } } \
    emergencyAccess { taken reviewed waiting overdue } } }";
const LOG: &str = "query ($person: ID!) { accessLog(person: $person, from: \"2026-11-01T00:00:00Z\", \
    until: \"2026-12-01T00:00:00Z\", first: 100) { edges { node { action outcome purpose patientCount \
    organization { id } } } } }";
const CONFIRM: &str =
    "mutation ($input: ReviewAccessMonthInput!) { reviewAccessMonth(input: $input) { month } }";

/// A case of the hospital that `by` works for.
async fn admitted(app: &TestApp, by: Member, number: &str) -> Id<DischargeCase> {
    let document =
        "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
    let input = json!({ "idempotencyKey": number, "admittedOn": "2026-11-20", "ward": "東5",
        "wardClass": "GENERAL", "patient": { "new": { "number": number, "name": "見本 太郎",
        "nameKana": "ミホン タロウ", "bornOn": "1950-01-01", "sex": "MALE" } } });
    let made = app.data(by, document, json!({ "input": input })).await;
    let id = made["registerAdmission"]["case"]["id"].as_str().unwrap();
    Id::new(uuid::Uuid::parse_str(id.strip_prefix("case_").unwrap()).unwrap())
}

/// Takes an organization into the team of a case, whatever the patient says.
async fn in_team(app: &TestApp, owner: Member, case: Id<DischargeCase>, who: Member) {
    let id = |id: uuid::Uuid| match app.engine {
        Engine::Sqlite => format!("x'{}'", id.simple()),
        Engine::Postgres => format!("'{id}'"),
    };
    let sql = format!(
        "INSERT INTO team_member (id, case_organization_id, case_id, organization_id, role, from_at) \
         VALUES ({}, {}, {}, {}, 'care_manager', 0)",
        id(app.app.ids.uuid()),
        id(owner.organization.uuid()),
        id(case.uuid()),
        id(who.organization.uuid()),
    );
    app.execute(&sql).await;
}

fn named(person: Id<Person>) -> String {
    format!("person_{}", person.uuid().simple())
}

async fn month(app: &TestApp, by: Member) -> Value {
    app.data(by, MONTH, json!({ "day": "2026-11-30" })).await["accessMonth"].take()
}

/// What the log tells of somebody, as `action outcome purpose patients`.
async fn told(app: &TestApp, by: Member, of: Member) -> Vec<String> {
    let found = app.data(by, LOG, json!({ "person": named(of.person) })).await;
    let edges = found["accessLog"]["edges"].as_array().unwrap();
    let text = |edge: &Value| {
        let node = &edge["node"];
        let word = |field: &str| node[field].as_str().unwrap().to_owned();
        [word("action"), word("outcome"), word("purpose"), node["patientCount"].to_string()].join(" ")
    };
    edges.iter().map(text).collect()
}

#[tokio::test]
async fn who_of_others_looked_at_a_hospitals_patients_is_its_own_to_oversee_and_no_more() {
    on_both(async |app| {
        let (here, there) = (app.social_worker(), app.region.second_hospital.first());
        let (first, second) = (admitted(app, here, "M1").await, admitted(app, there, "M2").await);
        let manager = app.care_manager();
        in_team(app, here, first, manager).await;
        in_team(app, there, second, manager).await;
        app.deliver().await;
        let (_, board) = app.page(Some(manager), "/board").await;
        for case in [first, second] {
            assert!(board.contains(&case.to_string()), "one look at patients of both hospitals: {board}");
        }
        app.page(Some(manager), &format!("/cases/{second}")).await;
        let pharmacist = app.region.pharmacies[0].first();
        app.page(Some(pharmacist), &format!("/cases/{first}")).await;

        let (here, there) = (
            app.with_role(here, Role::PrivacyOfficer).await,
            app.with_role(there, Role::Administrator).await,
        );
        let (seen_here, seen_there) = (month(app, here).await, month(app, there).await);
        let outsider = |who: Member, looks, refused, profession: &str| {
            json!({ "patients": 1, "looks": looks, "refused": refused, "emergency": 0,
                "profession": profession, "person": { "id": named(who.person) },
                "organization": { "id": format!("organization_{}", who.organization.uuid().simple()) } })
        };
        let tried = outsider(pharmacist, 1, 1, "PHARMACIST");
        assert_eq!(seen_here["outsiders"], json!([tried, outsider(manager, 1, 0, "CARE_MANAGER")]));
        assert_eq!(seen_there["outsiders"], json!([outsider(manager, 2, 0, "CARE_MANAGER")]));
        assert_eq!(told(app, here, manager).await, ["see_case allowed care 1"]);
        assert_eq!(told(app, there, manager).await, ["see_case allowed care 1"; 2]);
        assert_eq!(told(app, here, pharmacist).await, ["see_case hidden care 1"]);

        let (_, page) = app.page(Some(here), "/access").await;
        let outsiders = page.split("id=\"outsiders\"").nth(1).unwrap();
        for who in [manager, pharmacist] {
            let to = format!("/access/people/{}", who.person);
            assert!(outsiders.contains(&to), "{page}");
            let (status, log) = app.page(Some(here), &to).await;
            assert_eq!(status, StatusCode::OK);
            assert!(log.contains("他の機関の方です"), "{log}");
            let none = app.page(Some(here), &format!("{to}?from=2026-01-01&until=2026-01-31")).await;
            assert!(none.0 == StatusCode::OK && none.1.contains("記録はありません"), "{}", none.1);
        }
        // Whoever never looked at a patient of the hospital is nobody, as is whoever is not there.
        let stranger = format!("/access/people/{}", pharmacist.person);
        let nobody = format!("/access/people/{}", uuid::Uuid::from_u128(7));
        assert_eq!(app.page(Some(there), &stranger).await, app.page(Some(there), &nobody).await);
        let refused = app.refusal(there, LOG, json!({ "person": named(pharmacist.person) })).await;
        assert_eq!(refused, "NOT_FOUND");
        let clinic = app.with_role(app.home_physician(), Role::Administrator).await;
        assert_eq!(month(app, clinic).await["outsiders"], json!([]));
        assert_eq!(app.refusal(app.coordinator(), MONTH, json!({ "day": "2026-11-30" })).await, "FORBIDDEN");
    })
    .await;
}

#[tokio::test]
async fn whoever_works_for_two_is_told_of_by_each_as_far_as_it_concerns_them() {
    on_both(async |app| {
        let here = app.social_worker();
        let case = admitted(app, here, "M1").await;
        let elsewhere = admitted(app, app.region.second_hospital.first(), "M2").await;
        // The same person, acting for the clinic, looks at patients of both hospitals in vain.
        let away = app.home_physician();
        for case in [case, elsewhere] {
            let session = app.app.session(Member { person: here.person, ..away });
            assert!(app::case::case(&session, case).await.is_err());
        }
        app.deliver().await;
        app.on_record().await;
        let officer = app.with_role(app.region.hospital.members[1], Role::PrivacyOfficer).await;
        let told = told(app, officer, here).await;
        assert_eq!(told.iter().filter(|row| *row == "see_case hidden care 1").count(), 1, "{told:?}");
        assert!(told.contains(&"admission_registered allowed care 1".to_owned()), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn a_month_counts_what_was_taken_in_an_emergency_and_leads_to_its_review() {
    on_both(async |app| {
        let here = app.social_worker();
        admitted(app, here, "M1").await;
        let officer = app.with_role(here, Role::PrivacyOfficer).await;
        let tally = async || month(app, officer).await["emergencyAccess"].take();
        assert_eq!(tally().await, json!({ "taken": 0, "reviewed": 0, "waiting": 0, "overdue": 0 }));
        let (_, page) = app.page(Some(officer), "/access").await;
        assert!(!page.contains("緊急アクセス 0件"), "{page}");
        takes(app, app.home_physician(), by_number(app, "M1")).await.unwrap();
        assert_eq!(tally().await, json!({ "taken": 1, "reviewed": 0, "waiting": 1, "overdue": 0 }));
        app.pass(time::Duration::hours(48));
        assert_eq!(tally().await, json!({ "taken": 1, "reviewed": 0, "waiting": 1, "overdue": 1 }));
        let (_, page) = app.page(Some(officer), "/access").await;
        assert!(page.contains("緊急アクセス 1件: 点検済み 0件、点検待ち 1件 (うち期限切れ 1件)"), "{page}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_month_is_confirmed_when_it_is_over() {
    on_both(async |app| {
        let officer = app.with_role(app.social_worker(), Role::PrivacyOfficer).await;
        let input = json!({ "input": { "day": "2026-11-30" } });
        let month = async || month(app, officer).await;
        assert_eq!(app.refusal(officer, CONFIRM, input.clone()).await, "ACCESS_MONTH_NOT_OVER");
        let (_, page) = app.page(Some(officer), "/access").await;
        assert!(page.contains("翌月の1日から") && !page.contains("action=\"/access/2026-11\""), "{page}");
        let to_come = json!({ "input": { "day": "2027-01-01" } });
        assert_eq!(app.refusal(officer, CONFIRM, to_come).await, "NOT_FOUND");
        assert_eq!(
            (month().await["isOver"].clone(), month().await["reviewedAt"].clone()),
            (json!(false), json!(null))
        );
        app.set_time(Timestamp::tokyo(date!(2026 - 12 - 01), Time::MIDNIGHT));
        assert_eq!(app.refusal(app.coordinator(), CONFIRM, input.clone()).await, "FORBIDDEN");
        let done = app.data(officer, CONFIRM, input.clone()).await;
        assert_eq!(done["reviewAccessMonth"]["month"], "2026-11");
        assert!(month().await["reviewedBy"]["name"].is_string());
        let kind = app.graphql(officer, CONFIRM, input).await["errors"][0]["extensions"]["kind"].take();
        assert_eq!(kind, "CONFLICT");
    })
    .await;
}
