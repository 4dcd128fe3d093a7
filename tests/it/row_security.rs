//! PostgreSQL's second wall stands around every table that tells of patients, and finds nothing for whoever
//! does not say on whose behalf it asks.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use support::{Engine, TestApp, TestDatabase, engines};

/// Tables with personal columns that hold nobody's patient.
const NO_PATIENTS: &[(&str, &str)] = &[
    ("account", "those who sign in, read by the sign-in alone"),
    ("identity", "those who sign in, read by the sign-in alone"),
    ("person", "those who work in the region, whom every organization may find and invite"),
];

async fn column(connection: &DatabaseConnection, sql: &str) -> BTreeSet<String> {
    let rows = connection.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}

/// The tables with a personal or clinical column.
fn about_people() -> BTreeSet<String> {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/columns.toml")).unwrap();
    let classified: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(&text).unwrap();
    let tells = |classes: &BTreeMap<String, Vec<String>>| {
        classes.keys().any(|class| class == "personal" || class == "clinical")
    };
    classified.into_iter().filter(|(_, classes)| tells(classes)).map(|(table, _)| table).collect()
}

const FORCED: &str = "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p') AND relforcerowsecurity \
                      AND relrowsecurity AND relnamespace = 'public'::regnamespace";

#[tokio::test]
async fn every_table_that_tells_of_patients_is_behind_the_wall() {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let database = TestDatabase::new(Engine::Postgres).await;
    let connection = Database::connect(&database.inspector_url).await.unwrap();
    let walled = column(&connection, FORCED).await;
    let exempt: BTreeSet<_> = NO_PATIENTS.iter().map(|(table, _)| (*table).to_owned()).collect();
    let open: Vec<_> =
        about_people().into_iter().filter(|t| !walled.contains(t) && !exempt.contains(t)).collect();
    assert!(open.is_empty(), "no forced row-level security on {open:?}: a migration must add its policies");
    let idle: Vec<_> = exempt.intersection(&walled).collect();
    assert!(idle.is_empty(), "{idle:?} are behind the wall and need no exemption");
    connection.close().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn who_says_nothing_finds_nothing_not_even_the_owner() {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let app = TestApp::new(Engine::Postgres).await;
    server::demo::tell_story(&app.app, &app.region, app.now()).await.unwrap();
    let (all, owner, worker) = (
        Database::connect(app.inspector_url()).await.unwrap(),
        Database::connect(app.owner_url()).await.unwrap(),
        Database::connect(app.url()).await.unwrap(),
    );
    let mut filled = 0;
    for table in column(&all, FORCED).await {
        let sql = format!("SELECT count(*)::text FROM {table}");
        let count = async |connection| column(connection, &sql).await.pop_first().unwrap();
        filled += usize::from(count(&all).await != "0");
        assert_eq!(count(&owner).await, "0", "the owner finds rows of {table}");
        assert_eq!(count(&worker).await, "0", "nobody finds rows of {table}");
        let written = worker.execute_unprepared(&format!("INSERT INTO {table} SELECT * FROM {table}")).await;
        assert!(written.is_err() || written.unwrap().rows_affected() == 0, "{table}");
    }
    assert!(filled > 12, "the story fills {filled} tables behind the wall");
    for connection in [all, owner, worker] {
        connection.close().await.unwrap();
    }
    app.deliver().await;
    app.close().await;
}
