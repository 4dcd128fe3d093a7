//! Real databases for tests: an SQLite file, or a PostgreSQL database of its own.

use std::io::Write;

use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

/// Variable that names the PostgreSQL server tests may make databases on.
const POSTGRES: &str = "KANAME_TEST_POSTGRES";

/// An engine to test on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// The engines that can be tested on here: SQLite always, PostgreSQL where it is named.
///
/// # Panics
/// When `CI` is set and PostgreSQL is not named.
pub fn engines() -> Vec<Engine> {
    if std::env::var_os(POSTGRES).is_some() {
        return vec![Engine::Sqlite, Engine::Postgres];
    }
    assert!(std::env::var_os("CI").is_none(), "{POSTGRES} must name a PostgreSQL server in CI");
    say(&format!("not run on PostgreSQL: set {POSTGRES}=postgres://user@host/database"));
    vec![Engine::Sqlite]
}

/// Writes one line to standard error past the test runner.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A database that is gone when the test is.
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    kind: Kind,
}

enum Kind {
    Sqlite { _directory: TempDir },
    Postgres { server: String, name: String },
}

impl TestDatabase {
    /// Makes an empty database.
    ///
    /// # Panics
    /// When it cannot.
    pub async fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let directory = tempfile::tempdir().expect("a temporary directory");
                let url = format!("sqlite://{}", directory.path().join("kaname.db").display());
                Self { url, kind: Kind::Sqlite { _directory: directory } }
            }
            Engine::Postgres => {
                let server = std::env::var(POSTGRES).expect("a PostgreSQL server");
                let bytes: [u8; 8] =
                    domain::Ids::secret(&server::SystemIds)[..8].try_into().expect("8 bytes");
                let name = format!("kaname_test_{:016x}", u64::from_be_bytes(bytes));
                let connection = Database::connect(&server).await.expect("the PostgreSQL server answers");
                let make = format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C.UTF-8'");
                connection.execute_unprepared(&make).await.expect("a database of its own");
                connection.close().await.expect("closed");
                let (base, _) = server.rsplit_once('/').expect("postgres://user@host/database");
                Self { url: format!("{base}/{name}"), kind: Kind::Postgres { server, name } }
            }
        }
    }

    /// Takes the database away.
    pub async fn remove(self) {
        if let Kind::Postgres { server, name } = self.kind
            && let Ok(connection) = Database::connect(&server).await
        {
            let _ = connection.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}
