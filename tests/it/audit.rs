//! Who saw and did what: every look and every act leaves a row before its answer leaves.

use axum::http::StatusCode;
use domain::{Timestamp, audit::Source};
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};
use support::{APP_ROLE, Engine, TestApp, TestDatabase, engines, on_both};
use time::{Time, macros::date};

/// The rows after the first `skip`, as `action outcome entities patients source purpose`, in the order of their codes.
async fn rows(app: &TestApp, skip: usize) -> Vec<String> {
    let bytes = if app.engine == Engine::Sqlite { "length" } else { "octet_length" };
    let sql = format!(
        "SELECT action || ' ' || outcome || ' [' || entities || '] ' || CAST({bytes}(patients) / 16 AS TEXT) || ' ' || \
         COALESCE(source, '-') || ' ' || purpose || ' ' || actor FROM audit_entry ORDER BY position"
    );
    // Tests get a token when they first ask the API.
    let is_told = |row: &String| !row.starts_with("access_token_made");
    let mut rows: Vec<_> = app.texts(&sql).await.into_iter().skip(skip).filter(is_told).collect();
    rows.sort();
    rows
}

async fn count(app: &TestApp) -> usize {
    usize::try_from(app.count("audit_entry").await).unwrap()
}

/// A case of the hospital; its identifier as pages write it.
async fn admit(app: &TestApp, n: usize) -> String {
    let document =
        "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
    let input = json!({ "idempotencyKey": format!("k{n}"), "admittedOn": "2026-11-20", "ward": "東5",
        "wardClass": "GENERAL", "patient": { "new": { "name": "見本 太郎", "nameKana": "ミホン タロウ",
        "bornOn": "1950-01-01", "sex": "MALE" } } });
    let made = app.data(app.social_worker(), document, json!({ "input": input })).await;
    let id = made["registerAdmission"]["case"]["id"].as_str().unwrap();
    uuid::Uuid::parse_str(id.strip_prefix("case_").unwrap()).unwrap().to_string()
}

#[tokio::test]
async fn opening_a_case_leaves_one_row_for_each_kind_of_look() {
    on_both(async |app| {
        let case = admit(app, 1).await;
        app.deliver().await;
        let before = count(app).await;
        let (status, _) = app.page(Some(app.social_worker()), &format!("/cases/{case}")).await;
        assert_eq!(status, StatusCode::OK);
        let expected = ["see_case allowed [patient case milestones] 1 page care member"];
        assert_eq!(rows(app, before).await, expected);
    })
    .await;
}

#[tokio::test]
async fn an_admission_is_on_record_with_its_patient_and_what_the_answer_shows() {
    on_both(async |app| {
        let before = count(app).await;
        admit(app, 1).await;
        app.deliver().await;
        let expected = [
            "admission_registered allowed [case] 1 api care member",
            "patient_registered allowed [patient] 1 api care member",
        ];
        assert_eq!(rows(app, before).await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_refused_look_leaves_a_row_and_the_answer_tells_nothing() {
    on_both(async |app| {
        let case = admit(app, 1).await;
        app.deliver().await;
        let before = count(app).await;
        let stranger = Some(app.care_manager());
        let hidden = app.page(stranger, &format!("/cases/{case}")).await;
        let absent = app.page(stranger, &format!("/cases/{}", uuid::Uuid::from_u128(7))).await;
        assert_eq!(hidden, absent);
        assert_eq!(hidden.0, StatusCode::NOT_FOUND);
        let expected =
            ["see_case hidden [case] 0 page care member", "see_case hidden [case] 1 page care member"];
        assert_eq!(rows(app, before).await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_one_row_for_up_to_two_hundred_patients() {
    on_both(async |app| {
        for n in 0..3 {
            admit(app, n).await;
        }
        app.deliver().await;
        let before = count(app).await;
        app.page(Some(app.social_worker()), "/board").await;
        let expected = ["see_case allowed [patient case milestones] 3 page care member"];
        assert_eq!(rows(app, before).await, expected);
        assert_eq!(app.count("audit_patient").await, 3 * 3);
    })
    .await;
}

#[tokio::test]
async fn every_field_of_the_api_that_shows_a_patient_is_on_record() {
    on_both(async |app| {
        admit(app, 1).await;
        app.deliver().await;
        let before = count(app).await;
        let document = "{ cases(first: 9) { edges { node { id patient { name } plan { goals } } } } }";
        app.data(app.social_worker(), document, Value::Null).await;
        app.data(app.social_worker(), "{ patients(search: \"ミホン\") { name } }", Value::Null).await;
        let expected = [
            "search_patients allowed [patient] 1 api care member",
            "see_case allowed [patient case] 1 api care member",
            "see_patient allowed [patient] 1 api care member",
        ];
        assert_eq!(rows(app, before).await, expected);
    })
    .await;
}

#[tokio::test]
async fn what_somebody_reads_and_nobody_puts_on_record_is_counted_and_recorded_all_the_same() {
    for engine in engines() {
        let app = TestApp::new(engine).await;
        let case = admit(&app, 1).await;
        app.deliver().await;
        let ledger = app.app.ledger(Source::Live);
        let live = app.app.noting(&ledger);
        let before = count(&app).await;
        app::case::case(&live.session(app.social_worker()), case.parse::<uuid::Uuid>().unwrap().into())
            .await
            .unwrap();
        assert_eq!(count(&app).await, before, "nothing is written yet");
        drop((live, ledger));
        assert_eq!(app.app.database.unaudited_reads(), 1);
        app.page(Some(app.social_worker()), "/board").await;
        assert!(rows(&app, before).await.contains(&"see_case allowed [case] 1 live care member".to_owned()));
    }
}

#[tokio::test]
async fn what_cannot_be_put_on_record_is_not_shown() {
    on_both(async |app| {
        let case = admit(app, 1).await;
        app.deliver().await;
        let by = app.social_worker();
        let token = app.token(by).await;
        let page = format!("/cases/{case}");
        let document = json!({ "query": "{ cases(first: 9) { edges { node { patient { name } } } } }" });
        let (stop, go_on) = match app.engine {
            Engine::Sqlite => (
                "CREATE TRIGGER stop BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'stopped'); END"
                    .into(),
                "DROP TRIGGER stop".into(),
            ),
            Engine::Postgres => (
                format!("REVOKE INSERT ON audit_entry FROM {APP_ROLE}"),
                format!("GRANT INSERT ON audit_entry TO {APP_ROLE}"),
            ),
        };
        app.execute(&stop).await;
        let (status, body) = app.page(Some(by), &page).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!body.contains("ミホン タロウ") && body.contains("<html"), "{body}");
        let (status, body) = app.page(Some(by), "/board").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
        let (_, answer) = app.post_graphql(Some(&token), &document).await;
        assert_eq!(answer["errors"][0]["extensions"]["kind"], "UNAVAILABLE", "{answer:#}");
        assert!(answer["data"].is_null(), "{answer:#}");
        let missing = format!("/cases/{}", uuid::Uuid::from_u128(7));
        assert_eq!(app.page(Some(by), &missing).await.0, StatusCode::SERVICE_UNAVAILABLE, "a try as well");
        app.execute(&go_on).await;
        let (status, body) = app.page(Some(by), &page).await;
        assert!(status == StatusCode::OK && body.contains("ミホン タロウ"), "{body}");
    })
    .await;
}

#[tokio::test]
async fn a_refused_change_leaves_what_was_read_for_it() {
    on_both(async |app| {
        let case = admit(app, 1).await;
        app.deliver().await;
        let before = count(app).await;
        let document =
            "mutation ($input: DischargePatientInput!) { dischargePatient(input: $input) { case { id } } }";
        let case = format!("case_{}", case.replace('-', ""));
        let input = json!({ "case": case, "expectedVersion": 99, "on": "2026-11-20" });
        let code = app.refusal(app.social_worker(), document, json!({ "input": input })).await;
        assert_eq!(code, "VERSION_CONFLICT");
        let rows = rows(app, before).await;
        assert!(rows.iter().any(|row| row.starts_with("change_case allowed [case] 1")), "{rows:#?}");
        assert!(!rows.iter().any(|row| row.starts_with("discharged")), "{rows:#?}");
    })
    .await;
}

#[tokio::test]
async fn the_first_log_is_carried_over_with_its_patients() {
    for engine in engines() {
        let database = TestDatabase::empty(engine).await;
        carry_over(&database, engine).await;
        database.remove().await;
    }
}

fn made_if_missing(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "?mode=rwc",
        Engine::Postgres => "",
    }
}

async fn carry_over(database: &TestDatabase, engine: Engine) {
    use sea_orm_migration::MigratorTrait;
    let connection =
        Database::connect(format!("{}{}", database.owner_url, made_if_missing(engine))).await.unwrap();
    let steps = migrations::Migrator::migrations();
    let before = steps.iter().position(|step| step.name() == "m11_audit").unwrap();
    migrations::Migrator::up(&connection, Some(u32::try_from(before).unwrap())).await.unwrap();
    let id = |n: u8| match engine {
        Engine::Sqlite => format!("x'{}'", format!("{n:02x}").repeat(16)),
        Engine::Postgres => format!("'{}'", format!("{n:02x}").repeat(16)),
    };
    let text = |n: u8| uuid::Uuid::from_bytes([n; 16]).to_string();
    let (organization, patient, case, event) = (id(1), id(2), id(3), id(4));
    let (other, from_outside) = (id(6), id(5));
    let fill = [
        format!(
            "INSERT INTO organization (id, kind, name, hours, closings, version) VALUES ({organization}, 'hospital', 'a', '{{}}', '{{}}', 1)"
        ),
        format!(
            "INSERT INTO patient (id, organization_id, name, name_kana, kana_key, born_on, sex, care_insurance, version) VALUES ({patient}, {organization}, 'a', 'ア', 'ア', '1950-01-01', 'male', '{{}}', 1)"
        ),
        format!(
            "INSERT INTO discharge_case (id, organization_id, patient_id, admitted_on, ward, ward_class, needs, destination, state, version) VALUES ({case}, {organization}, {patient}, '2026-11-20', 'a', 'general', '[]', '{{}}', 'admitted', 1)"
        ),
        format!(
            "INSERT INTO event (id, code, body, at) VALUES ({event}, 'needs_profiled', '{{\"event\":\"needs_profiled\",\"case\":\"{}\"}}', 5)",
            text(3)
        ),
        format!(
            "INSERT INTO audit (event_id, at, person_id, organization_id, code) VALUES ({event}, 5, {}, {organization}, 'needs_profiled')",
            id(9)
        ),
        format!(
            "INSERT INTO organization (id, kind, name, hours, closings, version) VALUES ({other}, 'clinic', 'b', '{{}}', '{{}}', 1)"
        ),
        format!(
            "INSERT INTO event (id, code, body, at) VALUES ({from_outside}, 'duties_shared', '{{\"event\":\"duties_shared\",\"case\":\"{}\"}}', 6)",
            text(3)
        ),
        format!(
            "INSERT INTO audit (event_id, at, person_id, organization_id, code) VALUES ({from_outside}, 6, {}, {other}, 'duties_shared')",
            id(8)
        ),
    ];
    for sql in fill {
        connection.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    connection.close().await.unwrap();
    let opened = store::Database::open_and_migrate(&database.owner_url).await.unwrap();
    drop(opened);
    let connection = Database::connect(&database.inspector_url).await.unwrap();
    let backend = connection.get_database_backend();
    let counted = format!(
        "SELECT count(*) FROM audit_entry e JOIN audit_patient p ON p.position = e.position AND p.at = e.at \
         WHERE p.patient_id = {patient} AND e.action = 'needs_profiled' AND e.actor = 'member' AND e.person_id = {}",
        id(9)
    );
    let looked_from_outside = format!(
        "SELECT count(*) FROM audit_entry e JOIN audit_outside o ON o.position = e.position AND o.at = e.at \
         WHERE e.action = 'duties_shared' AND o.owner_id = {organization} AND o.patient_id = {patient} \
         AND o.organization_id = {other} AND o.person_id = {}",
        id(8)
    );
    let all_from_outside = "SELECT count(*) FROM audit_outside".to_owned();
    for counted in [counted, looked_from_outside, all_from_outside] {
        let row = connection.query_one_raw(Statement::from_string(backend, counted)).await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 1);
    }
    connection.close().await.unwrap();
}

#[tokio::test]
async fn on_sqlite_a_slip_of_the_program_cannot_change_the_log() {
    let app = TestApp::new(Engine::Sqlite).await;
    admit(&app, 1).await;
    app.deliver().await;
    for sql in
        ["UPDATE audit_entry SET person_id = NULL", "DELETE FROM audit_entry", "DELETE FROM audit_patient"]
    {
        let refused = app.try_execute(sql).await.unwrap_err();
        assert!(refused.contains("only written to"), "{refused}");
    }
    app.close().await;
}

/// Makes somebody an administrator of their organization.
async fn promoted(app: &TestApp, member: domain::access::Member) -> domain::access::Member {
    app.with_role(member, domain::person::Role::Administrator).await
}

#[tokio::test]
async fn who_saw_a_patient_is_shown_to_an_administrator_and_looking_is_on_record() {
    on_both(async |app| {
        let case = admit(app, 1).await;
        app.deliver().await;
        let path = format!("/cases/{case}/access");
        assert_eq!(app.page(Some(app.social_worker()), &path).await.0, StatusCode::FORBIDDEN);
        assert_eq!(app.page(Some(app.care_manager()), &path).await.0, StatusCode::NOT_FOUND);
        let administrator = promoted(app, app.social_worker()).await;
        let (_, shown) = app.page(Some(administrator), &format!("/cases/{case}")).await;
        assert!(shown.contains(&path), "the case page leads to the log");
        let before = count(app).await;
        for path in [path.clone(), format!("{path}/report")] {
            let (status, page) = app.page(Some(administrator), &path).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains("見本 太郎"), "who looked is named: {page}");
        }
        let rows = rows(app, before).await;
        assert_eq!(rows, ["see_audit allowed [case audit_log] 1 page oversight member"; 2]);
    })
    .await;
}

#[tokio::test]
async fn a_month_is_reviewed_once_and_only_by_whoever_oversees() {
    on_both(async |app| {
        admit(app, 1).await;
        app.deliver().await;
        app.page(Some(app.care_manager()), &format!("/cases/{}", uuid::Uuid::from_u128(7))).await;
        assert_eq!(app.page(Some(app.social_worker()), "/access").await.0, StatusCode::FORBIDDEN);
        let administrator = promoted(app, app.care_manager()).await;
        let (status, page) = app.page(Some(administrator), "/access").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("▲ 1"), "one look was refused: {page}");
        let (_, person) =
            app.page(Some(administrator), &format!("/access/people/{}", administrator.person)).await;
        assert!(person.contains("chip bad"), "{person}");
        let early = app.form(Some(administrator), "/access/2026-11", &[]).await;
        assert_eq!(early.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.2.contains("この月はまだ終わっていません"), "{}", early.2);
        app.set_time(Timestamp::tokyo(date!(2026 - 12 - 01), Time::MIDNIGHT));
        let done = app.form(Some(administrator), "/access/2026-11", &[]).await;
        assert_eq!(done.0, StatusCode::SEE_OTHER);
        let again = app.form(Some(administrator), "/access/2026-11", &[]).await;
        assert_eq!(again.0, StatusCode::CONFLICT);
        assert_eq!(app.page(Some(administrator), "/access/2026-13").await.0, StatusCode::NOT_FOUND);
    })
    .await;
}

const LOG: &str = "query ($patient: ID, $person: ID, $first: Int, $after: String) { accessLog(patient: $patient, \
    person: $person, from: \"2026-11-01T00:00:00Z\", until: \"2026-12-01T00:00:00Z\", first: $first, after: $after) { \
    edges { node { action outcome entities person { name } organization { name } patientCount } } \
    pageInfo { hasNextPage endCursor } } }";

#[tokio::test]
async fn the_api_tells_who_saw_a_patient_page_by_page() {
    on_both(async |app| {
        admit(app, 1).await;
        app.deliver().await;
        let found =
            app.data(app.social_worker(), "{ patients(search: \"ミホン\") { id } }", Value::Null).await;
        let patient = found["patients"][0]["id"].clone();
        assert_eq!(app.refusal(app.social_worker(), LOG, json!({ "patient": patient })).await, "FORBIDDEN");
        assert_eq!(app.refusal(app.care_manager(), LOG, json!({ "patient": patient })).await, "NOT_FOUND");
        let administrator = promoted(app, app.social_worker()).await;
        let (mut actions, mut after) = (vec![], Value::Null);
        loop {
            let asked = json!({ "patient": patient, "first": 2, "after": after });
            let page = app.data(administrator, LOG, asked).await["accessLog"].take();
            let edges = page["edges"].as_array().unwrap();
            actions.extend(edges.iter().map(|edge| edge["node"]["action"].as_str().unwrap().to_owned()));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(actions.last().map(String::as_str), Some("patient_registered"), "{actions:?}");
        assert!(actions.contains(&"search_patients".to_owned()), "{actions:?}");
        let person = format!("person_{}", administrator.person.uuid().simple());
        let by_person = app.data(administrator, LOG, json!({ "person": person })).await;
        assert!(!by_person["accessLog"]["edges"].as_array().unwrap().is_empty());
        assert_eq!(app.refusal(administrator, LOG, json!({})).await, "INPUT_INCOMPLETE");
    })
    .await;
}
