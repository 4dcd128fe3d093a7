//! The end of a patient's record: when it may come, what holds it back, and that nothing is left.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use domain::{access::Member, person::Role};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use support::{Engine, TestApp, on_both};
use time::Duration;

/// What stands in every text that somebody types, and must be nowhere in the end.
const CANARY: &str = "カナリア7419";

/// The hospital's privacy officer.
fn keeper(app: &TestApp) -> Member {
    *app.region.hospital.members.iter().find(|m| m.role == Role::PrivacyOfficer).unwrap()
}

async fn ask(app: &TestApp, member: Member, document: &str, input: Value) -> Value {
    Box::pin(app.data(member, document, json!({ "input": input }))).await
}

fn id<T>(prefix: &str, id: domain::Id<T>) -> String {
    format!("{prefix}_{}", id.uuid().simple())
}

/// A patient in whose record every text holds the canary; answers the identifiers of patient and case.
async fn tell(app: &TestApp) -> (Value, Value) {
    let by = app.social_worker();
    let said = |what: &str| format!("{what} {CANARY}");
    let register = "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) {
        case { id patient { id } milestones { id version } } } }";
    let input = json!({
        "idempotencyKey": "admission",
        "patient": { "new": {
            "number": CANARY, "name": said("見本"), "nameKana": said("ミホン"), "bornOn": "1946-04-01",
            "sex": "FEMALE", "municipality": "11201", "address": said("見本町"),
            "relatedPeople": [{ "name": said("見本"), "relation": said("長女"), "role": "KEY_PERSON" }]
        } },
        "admittedOn": "2026-11-20", "ward": said("東"), "wardClass": "GENERAL",
        "needs": ["TERMINAL_CANCER"]
    });
    let case = ask(app, by, register, input).await["registerAdmission"]["case"].clone();
    let settle =
        "mutation ($input: SettleMilestoneInput!) { settleMilestone(input: $input) { milestone { id } } }";
    let input = json!({ "milestone": case["milestones"][0]["id"], "expectedVersion": case["milestones"][0]["version"],
        "settlement": { "waivedBecause": said("不要") } });
    ask(app, by, settle, input).await;

    let open = "mutation ($input: OpenConsultationInput!) { openConsultation(input: $input) { consultation { id } } }";
    let input = json!({ "idempotencyKey": "consultation", "about": { "case": case["id"] },
        "services": ["VISITING_NURSING"], "note": said("相談") });
    let consultation = ask(app, by, open, input).await["openConsultation"]["consultation"]["id"].clone();
    let nurse = app.region.stations[0].first();
    let make = "mutation ($input: MakeOfferInput!) { makeOffer(input: $input) { offer { id version } } }";
    let input = json!({ "idempotencyKey": "offer", "consultation": consultation, "service": "VISITING_NURSING",
        "organization": id("organization", nurse.organization), "answerWithinMinutes": 240 });
    let offer = ask(app, app.coordinator(), make, input).await["makeOffer"]["offer"].clone();
    let accept = "mutation ($input: AcceptOfferInput!) { acceptOffer(input: $input) { offer { version } } }";
    let input = json!({ "offer": offer["id"], "expectedVersion": offer["version"], "note": said("条件") });
    ask(app, nurse, accept, input).await;
    app.deliver().await;

    let draft = "mutation ($input: DraftConferenceInput!) { draftConference(input: $input) { conference {
        id version participants { id } } } }";
    let someone = app.region.hospital.members[1];
    let input = json!({ "idempotencyKey": "conference", "case": case["id"], "conference": {
        "kind": "INTERNAL", "title": said("会議"), "durationMinutes": 30, "agenda": [said("議題")], "questions": [said("照会")],
        "participants": [
            { "person": id("person", someone.person), "requirement": "REQUIRED", "mode": "ON_SITE" },
            { "name": "見本 夏子", "seat": "FAMILY", "email": "family@example.jp", "requirement": "MAY", "mode": "ON_SITE" }
        ] } });
    let conference = ask(app, by, draft, input).await["draftConference"]["conference"].clone();
    let schedule =
        "mutation ($input: ScheduleConferenceInput!) { scheduleConference(input: $input) { conference {
        version times { id } } } }";
    let input = json!({ "conference": conference["id"], "expectedVersion": conference["version"],
        "startsAt": "2026-11-24T01:00:00.000Z" });
    let scheduled = ask(app, by, schedule, input).await["scheduleConference"]["conference"].clone();
    app.deliver().await;
    let answer =
        "mutation ($input: RecordAnswerInput!) { recordAnswer(input: $input) { conference { id } } }";
    let input = json!({ "conference": conference["id"], "participant": conference["participants"][1]["id"],
        "channel": "PHONE", "answers": [{ "time": scheduled["times"][0]["id"],
            "choice": { "no": { "reason": "OTHER", "note": said("都合") } } }],
        "replies": [{ "number": 1, "text": said("返事") }] });
    ask(app, by, answer, input).await;
    app.set_time(domain::Timestamp::tokyo(time::macros::date!(2026 - 11 - 24), time::macros::time!(11:00)));
    let hold = "mutation ($input: HoldConferenceInput!) { holdConference(input: $input) { conference { version } } }";
    let present = |n: usize| json!({ "participant": conference["participants"][n]["id"], "presence": { "present": "ON_SITE" } });
    let input = json!({ "conference": conference["id"], "expectedVersion": scheduled["version"],
        "attendance": [present(0), present(1)] });
    let held = ask(app, by, hold, input).await["holdConference"]["conference"]["version"].clone();
    let minutes =
        "mutation ($input: DraftMinutesInput!) { draftMinutes(input: $input) { conference { version } } }";
    let input = json!({ "conference": conference["id"], "expectedVersion": held, "summary": said("要旨"),
        "decisions": [said("決定")] });
    ask(app, by, minutes, input).await;
    let plan = "mutation ($input: WritePlanInput!) { writePlan(input: $input) { plan { revision } } }";
    let input = json!({ "case": case["id"], "expectedRevision": 0, "wishes": said("希望"), "goals": said("目標"),
        "firstCalls": [{ "who": said("看護"), "phone": "049-000-0041", "hours": "24時間" }] });
    ask(app, by, plan, input).await;
    (case["patient"]["id"].clone(), case["id"].clone())
}

async fn end(app: &TestApp, case: &Value) {
    let version = async || {
        let found = app
            .data(
                app.social_worker(),
                "query ($id: ID!) { case(id: $id) { version } }",
                json!({ "id": case }),
            )
            .await;
        found["case"]["version"].clone()
    };
    let discharge =
        "mutation ($input: DischargePatientInput!) { dischargePatient(input: $input) { case { state } } }";
    let input =
        json!({ "case": case, "expectedVersion": version().await, "on": app.now().day().to_string() });
    ask(app, app.social_worker(), discharge, input).await;
    let close = "mutation ($input: CloseCaseInput!) { closeCase(input: $input) { case { state } } }";
    let input = json!({ "case": case, "expectedVersion": version().await, "outcome": "AT_HOME" });
    ask(app, app.social_worker(), close, input).await;
}

const ERASE: &str = "mutation ($input: ErasePatientInput!) { erasePatient(input: $input) { certificate {
    id patientId class keptUntil rows { table count } } } }";

#[tokio::test]
async fn an_erased_patient_leaves_no_name_behind_but_a_certificate() {
    on_both(async |app| {
        let log = Log::default();
        let _logged = tracing::subscriber::set_default(log.subscriber());
        let (patient, case) = Box::pin(tell(app)).await;
        // A place that told of a request while another test began may believe that nobody listens.
        tracing::callsite::rebuild_interest_cache();
        let keeper = keeper(app);
        let input = json!({ "patient": patient, "expectedVersion": 1 });
        assert_eq!(app.refusal(keeper, ERASE, json!({ "input": input })).await, "RETENTION_CASE_GOES_ON");
        end(app, &case).await;
        assert_eq!(app.refusal(keeper, ERASE, json!({ "input": input })).await, "RETENTION_NOT_OVER");
        assert!(found(app).await > 0, "the canary is in the database");

        app.pass(Duration::days(5 * 366));
        let due = app.data(keeper, "{ records { due { patient { id } keptUntil } } }", json!({})).await;
        assert_eq!(
            due["records"]["due"],
            json!([{ "patient": { "id": patient }, "keptUntil": "2031-11-24" }])
        );
        let erased = ask(app, keeper, ERASE, input.clone()).await["erasePatient"]["certificate"].clone();
        assert_eq!(erased["patientId"], patient);
        assert_eq!(erased["keptUntil"], "2031-11-24");
        assert!(
            erased["rows"].as_array().unwrap().contains(&json!({ "table": "patient", "count": 1 })),
            "{erased:#}"
        );

        assert_eq!(found(app).await, 0, "no name is left in the database");
        assert!(log.read().contains("/graphql"), "the log tells of requests");
        let told = log.read();
        let told = told.lines().find(|line| line.contains(CANARY));
        assert_eq!(told, None, "no name is in the log, however much it tells");
        app.on_record().await;
        let (begin, end) = (app.now() - Duration::days(6 * 366), app.now() + Duration::days(1));
        let mut exported = 0;
        for row in app::see_audit::rows_between(&app.app, begin, end, 0).await.unwrap() {
            let event = interchange::audit_event::audit_event(&row);
            assert!(!event.to_string().contains(CANARY), "no name is in what is exported: {event}");
            exported += 1;
        }
        assert!(exported > 10, "{exported}");
        for mail in app.mailbox.messages() {
            let read = server::mailbox::read(&mail);
            let calendar = read.calendar.unwrap_or_default();
            assert!(
                !format!("{}{}{calendar}", read.subject, read.text).contains(CANARY),
                "no name in a mail"
            );
        }
        assert_eq!(app.refusal(keeper, ERASE, json!({ "input": input })).await, "NOT_FOUND");
        let certificate = erased["id"].as_str().unwrap().rsplit('_').next().unwrap();
        let certificate = uuid::Uuid::parse_str(certificate).unwrap();
        let path = format!("/organization/records/certificates/{certificate}");
        let (status, page) = app.page(Some(keeper), &path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("care_plan") && !page.contains(CANARY), "{page}");
        app.deliver().await;
    })
    .await;
}

/// What the application tells its operator, every level of it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn subscriber(&self) -> impl tracing::Subscriber + use<> {
        let log = self.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || log.clone())
            .finish()
    }

    fn read(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// How often the canary is in the database: in the bytes of its files, or in any text of any table.
async fn found(app: &TestApp) -> usize {
    let url = app.inspector_url();
    if app.engine == Engine::Sqlite {
        let file = url.strip_prefix("sqlite://").unwrap();
        return ["", "-wal", "-shm"]
            .iter()
            .filter_map(|end| std::fs::read(format!("{file}{end}")).ok())
            .map(|bytes| bytes.windows(CANARY.len()).filter(|w| *w == CANARY.as_bytes()).count())
            .sum();
    }
    let connection = sea_orm::Database::connect(url).await.unwrap();
    let texts = "SELECT table_name, column_name FROM information_schema.columns \
                 WHERE table_schema = 'public' AND data_type = 'text'";
    let backend = connection.get_database_backend();
    let mut count = 0;
    for row in connection.query_all_raw(Statement::from_string(backend, texts)).await.unwrap() {
        let (table, column): (String, String) =
            (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        let sql = format!("SELECT count(*) FROM \"{table}\" WHERE \"{column}\" LIKE $1");
        let asked = Statement::from_sql_and_values(backend, sql, [format!("%{CANARY}%").into()]);
        let row = connection.query_one_raw(asked).await.unwrap().unwrap();
        count += usize::try_from(row.try_get_by_index::<i64>(0).unwrap()).unwrap();
    }
    connection.close().await.unwrap();
    count
}

#[tokio::test]
async fn a_legal_hold_keeps_a_record_until_it_is_lifted() {
    on_both(async |app| {
        let (patient, case) = Box::pin(tell(app)).await;
        let keeper = keeper(app);
        end(app, &case).await;
        app.pass(Duration::days(5 * 366));
        let place =
            "mutation ($input: PlaceLegalHoldInput!) { placeLegalHold(input: $input) { hold { id } } }";
        let input = json!({ "idempotencyKey": "hold", "patient": patient, "reason": "照会中" });
        let hold = ask(app, keeper, place, input).await["placeLegalHold"]["hold"]["id"].clone();
        let records = "{ records { due { keptUntil } holds { patientId reason } } }";
        let found = app.data(keeper, records, json!({})).await;
        assert_eq!(
            found["records"],
            json!({ "due": [], "holds": [{ "patientId": patient, "reason": "照会中" }] })
        );
        let erase = json!({ "input": { "patient": patient, "expectedVersion": 1 } });
        assert_eq!(app.refusal(keeper, ERASE, erase.clone()).await, "RETENTION_ON_HOLD");
        let lift =
            "mutation ($input: LiftLegalHoldInput!) { liftLegalHold(input: $input) { hold { liftedAt } } }";
        ask(app, keeper, lift, json!({ "hold": hold })).await;
        let again = json!({ "input": { "hold": hold } });
        assert_eq!(app.refusal(keeper, lift, again).await, "LEGAL_HOLD_LIFTED");
        app.data(keeper, ERASE, erase).await;
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn only_those_who_see_to_records_settle_their_end() {
    on_both(async |app| {
        let settle = "mutation ($input: SettleRetentionInput!) { settleRetention(input: $input) { retention { years leastYears } } }";
        let years = |years: i32| json!({ "input": { "years": years } });
        assert_eq!(app.refusal(app.social_worker(), settle, years(10)).await, "FORBIDDEN");
        let keeper = keeper(app);
        assert_eq!(app.refusal(keeper, settle, years(4)).await, "RETENTION_TOO_SHORT");
        let settled = app.data(keeper, settle, years(10)).await;
        assert_eq!(settled["settleRetention"]["retention"], json!({ "years": 10, "leastYears": 5 }));
        let (status, page) = app.page(Some(keeper), "/organization/records").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("value=\"10\""), "{page}");
        assert_eq!(app.page(Some(app.social_worker()), "/organization/records").await.0, StatusCode::FORBIDDEN);
        app.deliver().await;
    })
    .await;
}
