//! Who saw a patient, what an account saw, and a month of an organization, in a log of ten million rows over two
//! years. `KANAME_BENCH_ROWS` sets another number of rows; `KANAME_TEST_POSTGRES` names the server to ask as well.
//! Filling takes some minutes and 4 GB of disk for each engine.

use std::sync::{Mutex, MutexGuard};

use app::see_audit::{Part, log_of_case, log_of_person, month};
use divan::Bencher;
use domain::{Id, access::Member, calendar::Month, discharge_case::DischargeCase, person::Role};
use serde_json::json;
use support::{Engine, TestApp, engines, say};
use time::Duration;
use tokio::runtime::Runtime;

/// The patients, of whom every one is seen as often as the other.
const PATIENTS: u64 = 20_000;
/// The people who look.
const PEOPLE: u64 = 4_000;
/// How long the log goes back.
const DAYS: i64 = 730;

fn main() {
    divan::Divan::from_args().sample_count(50).sample_size(1).main();
    for Log { runtime, app, .. } in logs().drain(..) {
        runtime.block_on(app.close());
    }
}

/// A filled log, and who may look at it.
struct Log {
    runtime: Runtime,
    app: TestApp,
    overseer: Member,
    case: Id<DischargeCase>,
}

/// The logs that were filled.
fn logs() -> MutexGuard<'static, Vec<Log>> {
    static LOGS: Mutex<Vec<Log>> = Mutex::new(vec![]);
    LOGS.lock().expect("the logs")
}

/// Asks the log of an engine, which is filled first if it is not.
fn ask(bencher: Bencher<'_, '_>, engine: Engine, look: impl Fn(&Log)) {
    let mut logs = logs();
    if !logs.iter().any(|log| log.app.engine == engine) {
        logs.push(Log::new(engine));
    }
    let log = logs.iter().find(|log| log.app.engine == engine).expect("it was filled");
    bencher.bench_local(|| look(log));
}

impl Log {
    fn new(engine: Engine) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let (app, overseer, case) = runtime.block_on(async {
            let app = TestApp::new(engine).await;
            let case = admitted(&app).await;
            let overseer = app.with_role(app.social_worker(), Role::Administrator).await;
            let rows = std::env::var("KANAME_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok());
            app.deliver().await;
            fill(&app, overseer, case, rows.unwrap_or(10_000_000)).await;
            (app, overseer, case)
        });
        Self { runtime, app, overseer, case }
    }

    fn part(&self, days: i64) -> Part {
        let until = self.app.now();
        Part { from: until - Duration::days(days), until, after: None, limit: 100 }
    }
}

async fn admitted(app: &TestApp) -> Id<DischargeCase> {
    let document =
        "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
    let input = json!({
        "idempotencyKey": "admission",
        "patient": { "new": { "number": "M00001", "name": "見本 春子", "nameKana": "ミホン ハルコ",
            "bornOn": "1946-04-01", "sex": "FEMALE", "municipality": "11201" } },
        "admittedOn": "2026-11-20", "ward": "緩和", "wardClass": "GENERAL", "needs": []
    });
    let data = app.data(app.social_worker(), document, json!({ "input": input })).await;
    let id = data["registerAdmission"]["case"]["id"].as_str().expect("an identifier");
    Id::new(id.trim_start_matches("case_").parse().expect("an identifier"))
}

/// Fills the log. Every patient is seen `rows / PATIENTS` times; the one of `case` is one of them, and `overseer`
/// one of those who look. Every fifth of those acts for another organization. Identifiers rise, as those made by the application do.
async fn fill(app: &TestApp, overseer: Member, case: Id<DischargeCase>, rows: u64) {
    let session = app.app.session(overseer);
    let patient = app::case::case(&session, case).await.expect("the case").patient.uuid().simple();
    let (organization, person) = (overseer.organization.uuid().simple(), overseer.person.uuid().simple());
    let from = (app.now() - Duration::days(DAYS)).millis();
    let step = (Duration::days(DAYS).whole_milliseconds() / i128::from(rows)).max(1);
    let (numbers, id, known, of_number, of_known) = match app.engine {
        Engine::Sqlite => (
            format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"),
            "unhex(printf('%032x', {}))",
            "x'{}'",
            "unhex(printf('%032x', {}))",
            "x'{}'",
        ),
        Engine::Postgres => (
            format!("WITH n AS (SELECT i FROM generate_series(1, {rows}::bigint) i)"),
            "lpad(to_hex({}), 32, '0')::uuid",
            "'{}'::uuid",
            "decode(lpad(to_hex({}), 32, '0'), 'hex')",
            "decode('{}', 'hex')",
        ),
    };
    let put = |template: &str, value: &dyn std::fmt::Display| template.replace("{}", &value.to_string());
    let patients = format!(
        "CASE WHEN i % {PATIENTS} = 0 THEN {} ELSE {} END",
        put(of_known, &patient),
        put(of_number, &format!("i % {PATIENTS}")),
    );
    let who = format!(
        "CASE WHEN i % {PEOPLE} = 0 THEN {} ELSE {} END",
        put(known, &person),
        put(id, &format!("i % {PEOPLE}")),
    );
    let acts_for = format!(
        "CASE WHEN i % 5 = 1 THEN {} ELSE {} END",
        put(known, &app.region.clinics[0].organization.uuid().simple()),
        put(known, &organization),
    );
    let entries = format!(
        "INSERT INTO audit_entry (id, at, actor, person_id, organization_id, role, purpose, action, entities, patients, \
         outcome, request_id, source) {numbers} SELECT {}, {from} + i * {step}, 'member', {who}, {}, 'member', 'care', \
         'see_case', 'patient case', {patients}, CASE WHEN i % 997 = 0 THEN 'hidden' ELSE 'allowed' END, {}, 'page' FROM n",
        put(id, &"i + 1000000000000"),
        acts_for,
        put(id, &"i + 2000000000000"),
    );
    let key = match app.engine {
        Engine::Sqlite => "patients",
        Engine::Postgres => "encode(patients, 'hex')::uuid",
    };
    let index = format!(
        "INSERT INTO audit_patient (patient_id, at, position) SELECT {key}, at, position FROM audit_entry \
         WHERE source = 'page' AND length(patients) = 16 ORDER BY 1, 2, 3"
    );
    let owner = put(known, &organization);
    let outside = format!(
        "INSERT INTO audit_outside (owner_id, at, position, patient_id, person_id, organization_id, purpose, outcome) \
         SELECT {owner}, at, position, {key}, person_id, organization_id, purpose, outcome FROM audit_entry \
         WHERE source = 'page' AND length(patients) = 16 AND organization_id <> {owner} ORDER BY position"
    );
    if app.engine == Engine::Sqlite {
        app.execute(&format!(
            "PRAGMA cache_size = -2000000; PRAGMA synchronous = OFF; {entries}; {index}; {outside}; ANALYZE"
        ))
        .await;
    } else {
        app.execute(&entries).await;
        app.execute(&index).await;
        app.execute(&outside).await;
        app.execute("ANALYZE audit_entry, audit_patient, audit_outside").await;
    }
    say(&format!("{:?}: {} rows in the log", app.engine, app.count("audit_entry").await));
}

/// The hundred newest looks at a patient within so many days.
#[divan::bench(args = engines().iter().flat_map(|e| [(*e, 30), (*e, DAYS)]).collect::<Vec<_>>())]
fn who_saw_this_patient(bencher: Bencher<'_, '_>, (engine, days): (Engine, i64)) {
    ask(bencher, engine, |log| {
        let session = log.app.app.session(log.overseer);
        let found = log.runtime.block_on(log_of_case(&session, log.case, log.part(days)));
        assert!(!found.expect("a log").1.rows.is_empty());
    });
}

/// The hundred newest looks of an account within so many days.
#[divan::bench(args = engines().iter().flat_map(|e| [(*e, 30), (*e, DAYS)]).collect::<Vec<_>>())]
fn what_this_account_saw(bencher: Bencher<'_, '_>, (engine, days): (Engine, i64)) {
    ask(bencher, engine, |log| {
        let session = log.app.app.session(log.overseer);
        let found = log.runtime.block_on(log_of_person(&session, log.overseer.person, log.part(days)));
        assert!(!found.expect("a log").log.rows.is_empty());
    });
}

/// A month of one organization: three hundred thousand rows of its own people, eighty thousand of others.
#[divan::bench(args = engines())]
fn a_month_of_an_organization(bencher: Bencher<'_, '_>, engine: Engine) {
    ask(bencher, engine, |log| {
        let session = log.app.app.session(log.overseer);
        let october = Month::parse("2026-10").expect("a month");
        let found = log.runtime.block_on(month(&session, october));
        let found = found.expect("a month");
        assert!(!found.counts.is_empty() && !found.outsiders.is_empty());
    });
}
