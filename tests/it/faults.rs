//! What must survive: kill -9 under load, a full disk.

use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{
    Ids,
    access::{Actor, Scope},
    text::Line,
};
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};
use server::{SystemIds, demo::region, serve::Process};
use support::{Running, TestDatabase, engines, say};

const PROGRAM: &str = env!("CARGO_BIN_EXE_kaname-process");
const KILLS: usize = 20;
const CLIENTS: usize = 16;
const ACKNOWLEDGED: usize = 1_000;
/// More rounds than this, and the machine is too slow to say anything.
const MOST_ROUNDS: usize = 200;

const REGISTER: &str =
    "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";

fn admission(key: &str) -> Value {
    json!({ "query": REGISTER, "variables": { "input": {
        "idempotencyKey": key,
        "patient": { "new": {
            "number": key, "name": "見本 太郎", "nameKana": "ミホン タロウ", "bornOn": "1950-01-01", "sex": "MALE"
        } },
        "admittedOn": "2026-11-20", "ward": "東5", "wardClass": "GENERAL"
    } } })
}

/// Fills a database with the region; answers a token of the hospital's social worker.
async fn prepare(url: &str) -> String {
    let opened = app::Database::open(url).await.unwrap();
    assert_eq!(opened.make_ready().await.unwrap(), []);
    let app = Process::app(opened);
    app::import_places::put_known_municipalities(&app).await.unwrap();
    let region = region::fill(&app, app.clock.now()).await.unwrap();
    let label = Line::parse("test").unwrap();
    let member = region.hospital.first().membership;
    let until = app.clock.now() + time::Duration::days(365);
    app::access_token::issue_token(&app, member, label, Scope::Everything, until).await.unwrap().1
}

async fn post(
    client: &reqwest::Client,
    address: std::net::SocketAddr,
    token: &str,
    body: &Value,
) -> Option<Value> {
    let request = client
        .post(format!("http://{address}/graphql"))
        .bearer_auth(token)
        .timeout(Duration::from_secs(30))
        .json(body);
    request.send().await.ok()?.json().await.ok()
}

fn made(answer: &Value) -> Option<String> {
    answer["data"]["registerAdmission"]["case"]["id"].as_str().map(str::to_owned)
}

/// One column of all rows, as text.
async fn ask(url: &str, sql: &str) -> Vec<String> {
    let connection = Database::connect(url).await.unwrap();
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    let values = rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect();
    connection.close().await.unwrap();
    values
}

/// The case identifiers in the database, as the API writes them.
async fn cases(url: &str) -> BTreeSet<String> {
    let digits = if url.starts_with("sqlite") { "lower(hex(id))" } else { "replace(id::text, '-', '')" };
    let ids = ask(url, &format!("SELECT {digits} FROM discharge_case")).await;
    ids.into_iter().map(|id| format!("case_{id}")).collect()
}

async fn count(url: &str, what: &str) -> usize {
    let kind = if url.starts_with("sqlite") { "CAST(count(*) AS TEXT)" } else { "count(*)::text" };
    ask(url, &format!("SELECT {kind} FROM {what}")).await[0].parse().unwrap()
}

fn random_millis(from: u64, until: u64) -> Duration {
    let random = u64::from_be_bytes(SystemIds.secret()[..8].try_into().unwrap());
    Duration::from_millis(from + random % (until - from))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_kill_9_exactly_once_with_its_outbox_row() {
    for engine in engines() {
        let database = TestDatabase::new(engine).await;
        let token = prepare(&database.url).await;
        let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
        let unanswered = Arc::new(Mutex::new(BTreeSet::<String>::new()));
        let next = Arc::new(AtomicU64::new(0));
        let client = reqwest::Client::new();
        let mut rounds = 0;
        while rounds < KILLS || acknowledged.lock().unwrap().len() < ACKNOWLEDGED {
            assert!(rounds < MOST_ROUNDS, "too few acknowledged in {MOST_ROUNDS} rounds");
            let running = Running::serve(PROGRAM, &database.url).await;
            let (address, over) = (running.address, Arc::new(AtomicBool::new(false)));
            let clients: Vec<_> = (0..CLIENTS)
                .map(|_| {
                    let (client, token, over, next) =
                        (client.clone(), token.clone(), over.clone(), next.clone());
                    let (acknowledged, unanswered) = (acknowledged.clone(), unanswered.clone());
                    tokio::spawn(async move {
                        while !over.load(Ordering::Relaxed) {
                            // A key whose answer never came is asked again: it must not be made twice.
                            let again = unanswered.lock().unwrap().pop_first();
                            let key =
                                again.unwrap_or_else(|| format!("k{}", next.fetch_add(1, Ordering::Relaxed)));
                            match post(&client, address, &token, &admission(&key))
                                .await
                                .as_ref()
                                .and_then(made)
                            {
                                Some(id) => drop(acknowledged.lock().unwrap().insert(id)),
                                None => drop(unanswered.lock().unwrap().insert(key)),
                            }
                        }
                    })
                })
                .collect();
            tokio::time::sleep(random_millis(50, 1_500)).await;
            running.kill().await;
            over.store(true, Ordering::Relaxed);
            for client in clients {
                client.await.unwrap();
            }
            rounds += 1;
        }
        let acknowledged = acknowledged.lock().unwrap().clone();
        let there = cases(&database.inspector_url).await;
        let lost: Vec<_> = acknowledged.difference(&there).collect();
        assert!(lost.is_empty(), "{engine:?}: {} of {} are lost", lost.len(), acknowledged.len());
        let cases = there.len();
        for (what, expected) in [
            ("patient", cases),
            ("idempotency_key", cases),
            ("event WHERE code = 'admission_registered'", cases),
            ("event e JOIN outbox o ON o.event_id = e.id WHERE e.code = 'admission_registered'", cases),
            ("event e JOIN audit_entry a ON a.event_id = e.id WHERE e.code = 'admission_registered'", cases),
            ("event e LEFT JOIN outbox o ON o.event_id = e.id WHERE o.event_id IS NULL", 0),
        ] {
            assert_eq!(count(&database.inspector_url, what).await, expected, "{engine:?}: {what}");
        }
        say(&format!("{engine:?}: {rounds} kills, {} acknowledged, 0 lost", acknowledged.len()));
        database.remove().await;
    }
}

/// A small file system of its own, gone when dropped.
struct Tmpfs(PathBuf);

impl Tmpfs {
    fn mount(path: &Path, size: &str) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(path)
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then(|| Self(path.to_owned()))
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
    }
}

/// Takes what room is left, by appending to a file.
fn fill(path: &Path) {
    let mut file = std::fs::File::options().create(true).append(true).open(path).unwrap();
    while file.write_all(&[1; 4096]).is_ok() {}
}

/// Looks at the board on a full disk until ten looks are in the spool; answers how many looks it took.
async fn read_until_spooled(
    client: &reqwest::Client,
    address: std::net::SocketAddr,
    token: &str,
    spool: &Path,
    filler: &Path,
) -> usize {
    let board = json!({ "query": "{ board { overdue rows { case { id } } } }" });
    let mut spooled = 0;
    for reads in 1..500 {
        fill(filler);
        let read = post(client, address, token, &board).await.unwrap();
        assert!(read["errors"].is_null(), "reads go on: {read:#}");
        spooled += usize::from(std::fs::read(spool).unwrap()[..4] != [0; 4]);
        if spooled == 10 {
            return reads;
        }
    }
    panic!("the disk stays full");
}

/// The looks at cases in the log.
const READS: &str = "audit_entry WHERE event_id IS NULL AND action = 'see_case'";

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_acknowledged_and_writing_resumes_by_itself() {
    let directory = tempfile::tempdir().unwrap();
    let Some(_disk) = Tmpfs::mount(directory.path(), "8m") else {
        assert!(std::env::var_os("CI").is_none(), "a tmpfs cannot be mounted in CI");
        say("not run: an 8 MB tmpfs cannot be mounted; run as root");
        return;
    };
    let url = format!("sqlite://{}", directory.path().join("kaname.db").display());
    let token = prepare(&url).await;
    let filler = directory.path().join("filler");
    std::fs::write(&filler, vec![1; 3 * 1024 * 1024]).unwrap();
    let mut running = Running::serve(PROGRAM, &url).await;
    let address = running.address;
    let client = reqwest::Client::new();
    let mut acknowledged = BTreeSet::new();

    let mut refused = None;
    for n in 0..5_000 {
        let answer = post(&client, address, &token, &admission(&format!("k{n}"))).await.unwrap();
        match made(&answer) {
            Some(id) => drop(acknowledged.insert(id)),
            None => {
                refused = Some(answer);
                break;
            }
        }
    }
    let refused = refused.expect("8 MB are full after 5,000 admissions");
    assert_eq!(refused["errors"][0]["extensions"]["kind"], "UNAVAILABLE", "{refused:#}");
    assert_eq!(refused["errors"][0]["extensions"]["retryable"], true);
    assert!(!acknowledged.is_empty());

    let on_record = count(&url, READS).await;
    let spool = directory.path().join("kaname.db-spool");
    let more = directory.path().join("more");
    let reads = read_until_spooled(&client, address, &token, &spool, &more).await;
    assert!(acknowledged.is_subset(&cases(&url).await), "a second process sees all that was acknowledged");

    std::fs::remove_file(&filler).unwrap();
    std::fs::remove_file(&more).unwrap();
    running.ready().await;
    let written = count(&url, READS).await - on_record;
    assert!(written >= reads, "what was read meanwhile is in the log: {written} of {reads}");
    assert_eq!(std::fs::read(&spool).unwrap()[..4], [0; 4], "the spool is empty");
    for n in 10_000..10_020 {
        let answer = post(&client, address, &token, &admission(&format!("k{n}"))).await.unwrap();
        let id = made(&answer).unwrap_or_else(|| panic!("writing resumes by itself: {answer:#}"));
        acknowledged.insert(id);
    }

    let on_record = count(&url, READS).await;
    let reads = read_until_spooled(&client, address, &token, &spool, &more).await;
    running.kill().await;
    std::fs::remove_file(&more).unwrap();
    let running = Running::serve(PROGRAM, &url).await;
    assert!(acknowledged.is_subset(&cases(&url).await), "all of it is there after a restart");
    let written = count(&url, READS).await - on_record;
    assert!(written >= reads, "what a crash left in the spool is in the log: {written} of {reads}");
    assert_eq!(std::fs::read(&spool).unwrap()[..4], [0; 4], "the spool is empty");
    running.kill().await;
    say(&format!("full disk: {} acknowledged, 0 lost, writing resumed", acknowledged.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_given_up_at_any_moment_does_not_close_the_gate() {
    let database = TestDatabase::new(support::Engine::Sqlite).await;
    let opened = store::Database::open_and_migrate(&database.url).await.unwrap();
    let gate = opened.gate().unwrap();
    for micros in 0..300 {
        let begin = async {
            let tx = opened.begin(domain::access::Actor::System).await.unwrap();
            tx.commit().await
        };
        let _ = tokio::time::timeout(Duration::from_micros(micros), begin).await;
        assert_eq!(*gate.borrow(), store::Gate::Open, "given up after {micros} µs");
    }
    opened.begin(domain::access::Actor::System).await.unwrap().commit().await.unwrap();
    assert!(opened.is_ready().await);
}

#[test]
fn a_transaction_under_way_ends_with_its_runtime() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("kaname.db").display());
    let database = runtime.block_on(app::Database::open_and_migrate(&url)).unwrap();
    let transaction = runtime.block_on(database.begin(Actor::System)).unwrap();
    runtime.spawn(async move {
        std::future::pending::<()>().await;
        drop(transaction);
    });
    drop(runtime);
}
