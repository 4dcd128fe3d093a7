//! The audit log cannot be rewritten unnoticed: every kind of tampering is found, by SQL on a small log and a
//! hundred times each on a log of 100,000 rows.

use std::collections::BTreeMap;

use app::seal_audit::{Anchor, Finding, seal_audit, verify_audit};
use axum::http::StatusCode;
use domain::{Ids, Timestamp, access::Actor, audit::Row, text::EmailAddress};
use server::{SystemIds, mailbox::Fault, seal::Anchors};
use store::audit::chain::{Check, Hash, Seal, row_hash, seal_hash};
use support::{Engine, TestApp, on_both, say};
use tokio::sync::watch;

/// A log of some rows, sealed; the anchors that were told.
async fn sealed(app: &TestApp) -> Vec<Anchor> {
    server::demo::tell_story(&app.app, &app.region, app.now()).await.unwrap();
    app.deliver().await;
    for path in ["/board", "/conferences", "/requests"] {
        assert_eq!(app.page(Some(app.social_worker()), path).await.0, StatusCode::OK);
    }
    app.on_record().await;
    let anchors = seal_audit(&app.app).await.unwrap();
    app.page(Some(app.social_worker()), "/board").await;
    [anchors, seal_audit(&app.app).await.unwrap()].concat()
}

/// What the check finds first.
async fn found(app: &TestApp, anchors: &[Anchor]) -> Option<Finding> {
    verify_audit(&app.app, anchors).await.unwrap().first.first().copied()
}

#[tokio::test]
async fn a_log_left_alone_is_intact_and_what_is_new_waits_for_its_seal() {
    on_both(async |app| {
        let anchors = sealed(app).await;
        assert!(anchors.len() >= 2);
        let report = verify_audit(&app.app, &anchors).await.unwrap();
        assert!(report.is_intact(), "{report:?}");
        assert_eq!(i64::try_from(report.seals).unwrap(), app.count("audit_entry").await);
        app.page(Some(app.social_worker()), "/board").await;
        let report = verify_audit(&app.app, &anchors).await.unwrap();
        assert!(report.is_intact() && report.waiting > 0, "{report:?}");
        app.pass(time::Duration::seconds(6));
        assert!(matches!(found(app, &anchors).await, Some(Finding::Unsealed { .. })));
        seal_audit(&app.app).await.unwrap();
        assert_eq!(found(app, &anchors).await, None);
        assert_eq!(seal_audit(&app.app).await.unwrap(), []);
    })
    .await;
}

/// Waits for what is to come soon.
async fn soon<T>(mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..600 {
        if let Some(seen) = look() {
            return seen;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("it did not come within half a minute");
}

#[tokio::test]
async fn seals_are_told_in_a_file_at_once_and_by_mail_after_a_start_and_once_a_day() {
    on_both(async |app| {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("anchors");
        let officer = EmailAddress::parse("officer@example.jp").unwrap();
        let anchors = Anchors { file: Some(file.clone()), mail: vec![officer] };
        let (end, ended) = watch::channel(false);
        let sealing = tokio::spawn(server::seal::run(app.app.clone(), anchors, Some(app.channel()), ended));
        server::demo::tell_story(&app.app, &app.region, app.now()).await.unwrap();
        app.deliver().await;
        let told = || {
            let text = std::fs::read_to_string(&file).ok()?;
            let anchors: Vec<_> = text.lines().map(|line| Anchor::parse(line).unwrap()).collect();
            (!anchors.is_empty()).then_some(anchors)
        };
        soon(told).await;
        let mailed = |number: usize| {
            let mails: Vec<_> = app.mailbox.messages().iter().map(server::mailbox::read).collect();
            mails.into_iter().filter(|mail| mail.to.contains("officer@example.jp")).nth(number - 1)
        };
        let mail = soon(|| mailed(1)).await;
        app.pass(time::Duration::hours(1));
        app.mailbox.set_fault(Fault::DropBeforeOk);
        app.pass(time::Duration::days(1));
        soon(|| mailed(2)).await;
        app.mailbox.set_fault(Fault::None);
        app.pass(time::Duration::minutes(10));
        soon(|| mailed(3)).await;
        app.pass(time::Duration::minutes(10));
        end.send(true).unwrap();
        sealing.await.unwrap();
        assert!(mailed(4).is_none(), "one a day that was taken is enough");
        let anchors = told().unwrap();
        assert!(anchors.iter().any(|anchor| mail.text.contains(&anchor.line())), "{}", mail.text);
        assert_eq!(found(app, &anchors).await, None);
        let hash = match app.engine {
            Engine::Sqlite => "zeroblob(32)",
            Engine::Postgres => "decode(repeat('00', 32), 'hex')",
        };
        keep(app).await;
        app.try_execute(&format!("UPDATE audit_seal SET hash = {hash} WHERE number = 1")).await.unwrap();
        assert!(found(app, &anchors).await.is_some());
    })
    .await;
}

/// The tables of the log.
const LOG: [&str; 4] = ["audit_entry", "audit_patient", "audit_outside", "audit_seal"];

/// Copies the log, so that it can be put back.
async fn keep(app: &TestApp) {
    if app.engine == Engine::Sqlite {
        for table in LOG {
            for trigger in ["stays", "is_kept"] {
                app.try_execute(&format!("DROP TRIGGER {table}_{trigger}")).await.unwrap();
            }
        }
    }
    for table in LOG {
        app.try_execute(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await.unwrap();
    }
}

async fn put_back(app: &TestApp) {
    for table in LOG {
        let overriding = match (app.engine, table) {
            (Engine::Postgres, "audit_entry") => "OVERRIDING SYSTEM VALUE",
            _ => "",
        };
        app.try_execute(&format!("DELETE FROM {table}")).await.unwrap();
        app.try_execute(&format!("INSERT INTO {table} {overriding} SELECT * FROM kept_{table}"))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn every_kind_of_tampering_by_sql_is_found() {
    on_both(async |app| {
        let anchors = sealed(app).await;
        keep(app).await;
        let rows = app.count("audit_entry").await;
        let indexed: i64 =
            app.texts("SELECT CAST(max(position) AS TEXT) FROM audit_patient").await[0].parse().unwrap();
        for n in [2, rows / 2, rows - 1] {
            let other = n - 1;
            let columns = "at, actor, person_id, membership_id, organization_id, participant_id, role, purpose, action, \
                           entities, entity_id, patients, outcome, request_id, event_id, source, emergency_id";
            let id = match app.engine {
                Engine::Sqlite => "randomblob(16)",
                Engine::Postgres => "gen_random_uuid()",
            };
            let swap = format!(
                "UPDATE audit_entry SET ({columns}) = (SELECT {columns} FROM kept_audit_entry k WHERE k.position = \
                 {n} + {other} - audit_entry.position) WHERE position IN ({n}, {other})"
            );
            let outside = "position = (SELECT max(position) FROM audit_outside)";
            let kinds: [(&str, Vec<String>); 11] = [
                ("change", vec![format!("UPDATE audit_entry SET action = 'see_nothing' WHERE position = {n}")]),
                ("insertion", vec![format!(
                    "INSERT INTO audit_entry (id, {columns}) SELECT {id}, {columns} FROM kept_audit_entry WHERE position = {n}"
                ), "UPDATE audit_entry SET at = 0 WHERE position = (SELECT max(position) FROM audit_entry)".into()]),
                ("reordering", vec![swap]),
                ("reordering of seals", vec![
                    format!("UPDATE audit_seal SET audit_position = -1 WHERE number = {n}"),
                    format!("UPDATE audit_seal SET audit_position = (SELECT audit_position FROM kept_audit_seal WHERE number = {n}) WHERE number = {other}"),
                    format!("UPDATE audit_seal SET audit_position = (SELECT audit_position FROM kept_audit_seal WHERE number = {other}) WHERE number = {n}"),
                ]),
                ("deletion", vec![format!("DELETE FROM audit_entry WHERE position = {n}")]),
                ("deletion with the seal", vec![
                    format!("DELETE FROM audit_entry WHERE position = (SELECT audit_position FROM audit_seal WHERE number = {n})"),
                    format!("DELETE FROM audit_seal WHERE number = {n}"),
                ]),
                ("tail cut", vec![
                    format!("DELETE FROM audit_entry WHERE position IN (SELECT audit_position FROM audit_seal WHERE number >= {n})"),
                    format!("DELETE FROM audit_patient WHERE position NOT IN (SELECT position FROM audit_entry)"),
                    format!("DELETE FROM audit_seal WHERE number >= {n}"),
                ]),
                ("index", vec![format!("DELETE FROM audit_patient WHERE position = {indexed}")]),
                ("index of others", vec![format!("DELETE FROM audit_outside WHERE {outside}")]),
                ("index of others, changed", vec![format!(
                    "UPDATE audit_outside SET outcome = 'denied', purpose = 'emergency' WHERE {outside}"
                )]),
                ("index of others, moved", vec![format!(
                    "UPDATE audit_outside SET owner_id = organization_id WHERE {outside}"
                )]),
            ];
            for (kind, statements) in kinds {
                for sql in &statements {
                    app.try_execute(sql).await.unwrap_or_else(|error| panic!("{kind}: {sql}: {error}"));
                }
                assert!(found(app, &anchors).await.is_some(), "{kind} at {n} of {rows} is not found");
                put_back(app).await;
                assert_eq!(found(app, &anchors).await, None, "after {kind} the log is put back");
            }
            rewrite(app, n).await;
            assert_eq!(found(app, &[]).await, None, "without anchors a rewritten log looks right");
            let first = found(app, &anchors).await;
            assert!(matches!(first, Some(Finding::Rewritten { .. })), "rewritten from {n}: {first:?}");
            put_back(app).await;
        }
    })
    .await;
}

/// Changes a row and seals everything after it anew, as somebody would who knows how.
async fn rewrite(app: &TestApp, from: i64) {
    app.try_execute(&format!(
        "UPDATE audit_entry SET action = 'see_nothing' WHERE position = (SELECT audit_position FROM audit_seal WHERE number = {from})"
    ))
    .await
    .unwrap();
    let log = Log::read(app).await;
    let mut previous = log.seals[usize::try_from(from - 2).unwrap()].hash;
    for seal in &log.seals[usize::try_from(from - 1).unwrap()..] {
        previous = seal_hash(&previous, &row_hash(&log.rows[&seal.position]));
        let digits: String = previous.iter().map(|byte| format!("{byte:02x}")).collect();
        let hash = match app.engine {
            Engine::Sqlite => format!("x'{digits}'"),
            Engine::Postgres => format!("'\\x{digits}'"),
        };
        app.try_execute(&format!("UPDATE audit_seal SET hash = {hash} WHERE number = {}", seal.number))
            .await
            .unwrap();
    }
}

/// A whole log, read once.
struct Log {
    rows: BTreeMap<i64, Row>,
    hashes: BTreeMap<i64, Hash>,
    seals: Vec<Seal>,
}

impl Log {
    async fn read(app: &TestApp) -> Self {
        let view = app.app.database.read(Actor::System);
        let (mut rows, mut seals) = (BTreeMap::new(), vec![]);
        let mut after = 0;
        loop {
            let part = view
                .audit_log()
                .between(Timestamp::from_millis(0), Timestamp::from_millis(i64::MAX), after, 5_000)
                .await
                .unwrap();
            let Some(last) = part.last() else { break };
            after = last.position;
            rows.extend(part.into_iter().map(|row| (row.position, row)));
        }
        loop {
            let after = seals.last().map_or(0, |seal: &Seal| seal.number);
            let part = view.audit_log().seals(after, 5_000).await.unwrap();
            if part.is_empty() {
                break;
            }
            seals.extend(part);
        }
        let hashes = rows.iter().map(|(position, row)| (*position, row_hash(row))).collect();
        Self { rows, hashes, seals }
    }
}

/// A number below `below`.
fn random(below: usize) -> usize {
    let bytes = SystemIds.secret()[..8].try_into().unwrap();
    usize::try_from(u64::from_be_bytes(bytes) % below as u64).unwrap()
}

const ROWS: usize = 100_000;
const KINDS: [&str; 6] = ["change", "insertion", "reordering", "deletion", "tail cut", "full rewrite"];

/// Fills the log with rows as a busy month leaves them.
async fn fill(app: &TestApp) {
    app.try_execute(&format!(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {ROWS}) \
         INSERT INTO audit_entry (id, at, actor, person_id, organization_id, role, purpose, action, entities, patients, \
         outcome, request_id, source) SELECT randomblob(16), 1763596800000 + n * 1000, 'member', randomblob(16), \
         randomblob(16), 'member', 'care', 'see_case', 'patient case', randomblob(16 * (n % 3)), 'allowed', \
         randomblob(16), 'page' FROM n"
    ))
    .await
    .unwrap();
    app.try_execute("INSERT OR IGNORE INTO audit_unsealed SELECT position FROM audit_entry").await.unwrap();
}

#[tokio::test]
async fn tampering_with_100_000_rows_is_found_each_time() {
    let times: usize =
        std::env::var("KANAME_TAMPER").ok().and_then(|times| times.parse().ok()).unwrap_or(100);
    let app = TestApp::new(Engine::Sqlite).await;
    fill(&app).await;
    let anchors = seal_audit(&app.app).await.unwrap();
    let log = Log::read(&app).await;
    assert!(log.seals.len() >= ROWS && log.seals.len() == log.rows.len());
    // The check goes through a log from its first seal to its last, so what it knows before a place is the same
    // for every log that is intact until there: it is gone through once, and continued from each place with
    // each tampering.
    let mut places: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for kind in KINDS {
        for _ in 0..times {
            places.entry(random(log.seals.len() - 1)).or_default().push(kind);
        }
    }
    let mut intact = Check::new(&anchors);
    let mut missed = vec![];
    for (n, seal) in log.seals.iter().enumerate() {
        for kind in places.get(&n).into_iter().flatten() {
            if !is_found(&log, intact.clone(), n, kind, app.now()) {
                missed.push((n, *kind));
            }
        }
        intact.seal(*seal, log.hashes.get(&seal.position).copied());
    }
    intact.end();
    assert!(intact.report().is_intact());
    assert_eq!(missed, []);
    say(&format!("tampering: {times} times each of {KINDS:?} in {} rows, all found", log.seals.len()));
    app.close().await;
}

/// Whether the check, which has gone through everything before seal `n`, finds this tampering there.
fn is_found(log: &Log, mut check: Check, n: usize, kind: &str, now: Timestamp) -> bool {
    let row = |position: i64| &log.rows[&position];
    let here = log.seals[n];
    let rest = &log.seals[n..];
    let mut changed: BTreeMap<i64, Option<Hash>> = BTreeMap::new();
    let mut seals: Vec<Seal> = rest.iter().take(2_000).copied().collect();
    match kind {
        "change" => drop(changed.insert(here.position, Some(row_hash(&altered(row(here.position)))))),
        "insertion" => {
            // A row put between two others, with a seal of its own: every later number moves up.
            let inserted = Row { position: i64::MAX, ..row(here.position).clone() };
            changed.insert(i64::MAX, Some(row_hash(&inserted)));
            let forged = Seal { position: i64::MAX, ..here };
            seals.iter_mut().for_each(|seal| seal.number += 1);
            seals.insert(0, forged);
            // Without a seal it is found for want of one.
            let mut bare = check.clone();
            bare.unsealed(i64::MAX, Timestamp::from_millis(0), now);
            if !bare.has_found() {
                return false;
            }
        }
        "reordering" => {
            let (a, b) = (here.position, log.seals[n + 1].position);
            changed.insert(a, Some(row_hash(&Row { position: a, ..row(b).clone() })));
            changed.insert(b, Some(row_hash(&Row { position: b, ..row(a).clone() })));
        }
        "deletion" => {
            if n.is_multiple_of(2) {
                changed.insert(here.position, None);
            } else {
                // With its seal, and the numbers closed up.
                seals.remove(0);
                seals.iter_mut().for_each(|seal| seal.number -= 1);
            }
        }
        "tail cut" => seals.clear(),
        _ => {
            let mut previous = if n == 0 { [0; 32] } else { log.seals[n - 1].hash };
            for (m, seal) in seals.iter_mut().enumerate() {
                let hash = match m {
                    0 => row_hash(&altered(row(seal.position))),
                    _ => log.hashes[&seal.position],
                };
                if m == 0 {
                    changed.insert(seal.position, Some(hash));
                }
                previous = seal_hash(&previous, &hash);
                seal.hash = previous;
            }
        }
    }
    for seal in seals {
        let hash =
            changed.get(&seal.position).copied().unwrap_or_else(|| log.hashes.get(&seal.position).copied());
        check.seal(seal, hash);
        if check.has_found() {
            return true;
        }
    }
    check.end();
    check.has_found()
}

/// The row with one of its columns changed.
fn altered(row: &Row) -> Row {
    let mut row = row.clone();
    match random(6) {
        0 => row.person = None,
        1 => row.at = row.at + time::Duration::milliseconds(1),
        2 => row.patients.push(uuid::Uuid::from_u128(random(1_000) as u128)),
        3 => row.outcome = "denied".into(),
        4 => row.action.push('x'),
        _ => row.organization = None,
    }
    row
}

/// Runs the program; answers whether it succeeded, and what it said.
async fn kaname(arguments: &[&str]) -> (bool, String) {
    let said = tokio::process::Command::new(env!("CARGO_BIN_EXE_kaname-process"))
        .args(arguments)
        .env_remove("KANAME_CONFIG")
        .output()
        .await
        .unwrap();
    (said.status.success(), String::from_utf8(said.stdout).unwrap())
}

#[tokio::test]
async fn the_command_line_verifies_against_the_anchors_and_exports_as_fhir() {
    on_both(async |app| {
        let anchors = sealed(app).await;
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("anchors");
        let lines: String = anchors.iter().map(|anchor| anchor.line() + "\n").collect();
        std::fs::write(&file, lines).unwrap();
        let (url, file) = (app.url(), file.display().to_string());
        let verify = ["audit", "verify", "--database-url", url, "--anchors", &file];
        let (intact, said) = kaname(&verify).await;
        assert!(intact && said.contains("as it was sealed") && !said.contains("without anchors"), "{said}");
        let (intact, said) = kaname(&verify[..4]).await;
        assert!(intact && said.contains("without anchors"), "{said}");
        let elsewhere = directory.path().join("elsewhere.db");
        let there = format!("sqlite://{}", elsewhere.display());
        let verify_there = ["audit", "verify", "--database-url", &there];
        assert!(!kaname(&verify_there).await.0 && !elsewhere.exists(), "nothing is made");
        let new = ["setup", "--database-url", &there, "--name", "見本病院", "--administrator", "見本 太郎"];
        assert!(kaname(&new).await.0);
        let (intact, said) = kaname(&verify_there).await;
        assert!(!intact && said.contains("is this the right database?"), "{said}");
        let (exported, lines) = kaname(&["audit", "export", "--fhir", "--database-url", url]).await;
        assert!(exported);
        let events: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(i64::try_from(events.len()).unwrap(), app.count("audit_entry").await);
        assert!(events.iter().all(|event| event["resourceType"] == "AuditEvent"));
        keep(app).await;
        app.try_execute("UPDATE audit_entry SET outcome = 'denied' WHERE position = 3").await.unwrap();
        let (intact, said) = kaname(&verify).await;
        assert!(!intact && said.contains("TAMPERED   1 places"), "{said}");
        assert!(said.contains("the row at 3 is not what was sealed"), "{said}");
    })
    .await;
}
