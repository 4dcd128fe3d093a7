//! PostgreSQL: the owner migrates, another role works, and nobody serves as one whom no row is kept from.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use support::{APP_ROLE, Engine, TestDatabase, engines};
use tokio::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_kaname-process");

/// Runs a command to its end; whether it succeeded, and what it said.
async fn kaname(arguments: &[&str]) -> (bool, String) {
    let run = Command::new(PROGRAM)
        .args(arguments)
        .args(["--listen", "127.0.0.1:0"])
        .env_remove("KANAME_CONFIG")
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(std::time::Duration::from_secs(60), run).await;
    let output = output.expect("it ends within a minute").unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

async fn on_postgres(test: impl AsyncFn(&TestDatabase), made: impl AsyncFn(Engine) -> TestDatabase) {
    for engine in engines().into_iter().filter(|engine| *engine == Engine::Postgres) {
        let database = made(engine).await;
        test(&database).await;
        database.remove().await;
    }
}

#[tokio::test]
async fn the_owner_migrates_and_another_role_sets_up_imports_and_makes_tokens() {
    let test = async |database: &TestDatabase| {
        let (owner, url) = (database.owner_url.as_str(), database.url.as_str());
        let (migrated, said) = kaname(&["migrate", "--database-url", owner]).await;
        assert!(!migrated && said.contains("--app-role"), "{said}");
        let (ready, said) = kaname(&["serve", "--database-url", url]).await;
        assert!(!ready && said.contains("migrations have not run: `kaname migrate`"), "{said}");

        let migrate = ["migrate", "--database-url", owner, "--app-role"];
        let (migrated, said) = kaname(&[&migrate[..], &["kaname_no_such_role"]].concat()).await;
        assert!(!migrated && said.contains("CREATE ROLE kaname_no_such_role"), "{said}");
        let (migrated, said) = kaname(&[&migrate[..], &[APP_ROLE]].concat()).await;
        assert!(migrated && said.contains("migrations ran"), "{said}");
        let (again, said) = kaname(&[&migrate[..], &[APP_ROLE]].concat()).await;
        assert!(again && said.contains("up to date"), "{said}");

        let setup = ["setup", "--name", "見本病院", "--administrator", "見本", "--database-url", url];
        let (made, said) = kaname(&setup).await;
        assert!(made, "{said}");
        let organization = said.split_whitespace().nth(1).unwrap().to_owned();
        let members = ["token", "members", "--database-url", url, "--organization", &organization];
        let (there, said) = kaname(&members).await;
        assert!(there && said.contains("administrator"), "{said}");
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("pharmacy.csv");
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/interchange/fixtures/pharmacy.csv");
        std::fs::copy(fixture, &file).unwrap();
        let import = ["import", "open-data", file.to_str().unwrap(), "--database-url", url];
        let (imported, said) = kaname(&import).await;
        assert!(imported, "{said}");
    };
    on_postgres(test, TestDatabase::empty).await;
}

#[tokio::test]
async fn nobody_serves_as_the_owner_or_as_a_superuser_and_the_doctor_says_so() {
    let test = async |database: &TestDatabase| {
        for (url, named) in
            [(&database.owner_url, "who owns the tables"), (&database.inspector_url, "superuser")]
        {
            for command in ["serve", "doctor"] {
                let (fine, said) = kaname(&[command, "--database-url", url]).await;
                assert!(!fine && said.contains(named), "{command}: {said}");
                assert!(said.contains("kaname migrate --database-url OWNER --app-role NAME"), "{said}");
            }
        }
        let (_, said) = kaname(&["doctor", "--database-url", &database.url]).await;
        assert!(said.contains("tables      up to date"), "{said}");
    };
    on_postgres(test, TestDatabase::new).await;
}

/// What the working role may do, as `table: RIGHTS`.
async fn rights(database: &TestDatabase) -> Vec<(String, String)> {
    let connection = Database::connect(&database.inspector_url).await.unwrap();
    let sql = "SELECT t.tablename::text AS name, coalesce(string_agg(g.privilege_type, ' ' \
               ORDER BY g.privilege_type) FILTER (WHERE g.grantee = $1), '') AS rights \
               FROM pg_tables t LEFT JOIN information_schema.role_table_grants g ON g.table_name = t.tablename \
               WHERE t.schemaname = 'public' GROUP BY t.tablename";
    let asked = Statement::from_sql_and_values(DbBackend::Postgres, sql, [APP_ROLE.into()]);
    let rows = connection.query_all_raw(asked).await.unwrap();
    let pair =
        |row: &sea_orm::QueryResult| (row.try_get("", "name").unwrap(), row.try_get("", "rights").unwrap());
    let rights = rows.iter().map(pair).collect();
    connection.close().await.unwrap();
    rights
}

#[tokio::test]
async fn the_working_role_reaches_every_table_and_rewrites_no_record_of_what_happened() {
    let test = async |database: &TestDatabase| {
        let rights = rights(database).await;
        for (table, rights) in &rights {
            let expected = match table.as_str() {
                "seaql_migrations" => "SELECT",
                table if store::INSERT_ONLY.contains(&table) => "INSERT SELECT",
                table if store::NEVER_CHANGED.contains(&table) => "DELETE INSERT SELECT",
                _ => "DELETE INSERT SELECT UPDATE",
            };
            assert_eq!(rights, expected, "{table}");
        }
        for table in store::INSERT_ONLY {
            assert!(rights.iter().any(|(name, _)| name == table), "{table} is not there");
        }
        let app = Database::connect(&database.url).await.unwrap();
        for table in store::INSERT_ONLY {
            for sql in
                [format!("DELETE FROM {table}"), format!("TRUNCATE {table}"), format!("DROP TABLE {table}")]
            {
                assert!(app.execute_unprepared(&sql).await.is_err(), "{sql}");
            }
        }
        assert!(app.execute_unprepared("CREATE TABLE mine (id INTEGER)").await.is_err());
        app.close().await.unwrap();
    };
    on_postgres(test, TestDatabase::new).await;
}
