//! Every column of both databases is there on purpose, and classified by who may see it.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use support::{Engine, TestDatabase, engines};

const CLASSES: &[&str] = &["public", "internal", "personal", "clinical", "secret"];

/// `table.column` with its type, as the migrated database has it.
async fn columns(engine: Engine) -> BTreeMap<String, String> {
    let database = TestDatabase::new(engine).await;
    let opened = store::Database::open(&database.url).await.unwrap();
    opened.make_ready().await.unwrap();
    let connection = Database::connect(&database.inspector_url).await.unwrap();
    let (backend, sql) = match engine {
        Engine::Sqlite => (
            DbBackend::Sqlite,
            "SELECT m.name AS t, c.name AS c, c.type || CASE c.\"notnull\" WHEN 1 THEN ' NOT NULL' ELSE '' END AS y \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
        ),
        Engine::Postgres => (
            DbBackend::Postgres,
            "SELECT table_name::text AS t, column_name::text AS c, data_type || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' \
             ELSE '' END AS y FROM information_schema.columns WHERE table_schema = 'public'",
        ),
    };
    let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let text = |row: &sea_orm::QueryResult, name: &str| row.try_get::<String>("", name).unwrap();
    let columns = rows
        .iter()
        .filter(|row| text(row, "t") != "seaql_migrations")
        .map(|row| (format!("{}.{}", text(row, "t"), text(row, "c")), text(row, "y").to_lowercase()))
        .collect();
    connection.close().await.unwrap();
    drop(opened);
    database.remove().await;
    columns
}

fn listing(columns: &BTreeMap<String, String>) -> String {
    columns.iter().map(|(name, kind)| format!("{name} {kind}\n")).collect()
}

pub(crate) fn compare(path: &str, found: &str) {
    let path = format!("{}/../schema/{path}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("KANAME_UPDATE").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == found, "{path} differs; look at it, then run again with KANAME_UPDATE=1");
}

#[tokio::test]
async fn the_tables_are_as_they_were_agreed() {
    for engine in engines() {
        let name = match engine {
            Engine::Sqlite => "database.sqlite.txt",
            Engine::Postgres => "database.postgres.txt",
        };
        compare(name, &listing(&columns(engine).await));
    }
}

#[tokio::test]
async fn every_column_is_classified() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/columns.toml")).unwrap();
    let classified: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(&text).unwrap();
    let mut classes = BTreeMap::new();
    for (table, by_class) in &classified {
        for (class, columns) in by_class {
            assert!(CLASSES.contains(&class.as_str()), "{table}: {class} is no class");
            for column in columns {
                let twice = classes.insert(format!("{table}.{column}"), class);
                assert!(twice.is_none(), "{table}.{column} is classified twice");
            }
        }
    }
    for engine in engines() {
        let there = columns(engine).await;
        let unclassified: Vec<_> = there.keys().filter(|name| !classes.contains_key(*name)).collect();
        assert!(unclassified.is_empty(), "schema/columns.toml does not classify {unclassified:?}");
        let gone: Vec<_> = classes.keys().filter(|name| !there.contains_key(*name)).collect();
        assert!(gone.is_empty(), "schema/columns.toml classifies columns that are not there: {gone:?}");
    }
}
