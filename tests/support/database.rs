//! Real databases for tests: an SQLite file, or a PostgreSQL database of its own.

use std::io::Write;

use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

/// Variable that names the PostgreSQL server tests may make databases on.
pub(crate) const POSTGRES: &str = "KANAME_TEST_POSTGRES";

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

/// The role that owns the tables on PostgreSQL.
const OWNER: &str = "kaname_test_owner";
/// The role that works on them.
pub const APP_ROLE: &str = "kaname_test_app";

/// A database that is gone when the test is.
pub struct TestDatabase {
    /// Its address, as those who work on it use it.
    pub url: String,
    /// Its address, as the owner of the tables uses it.
    pub owner_url: String,
    /// Its address, as somebody uses it whom no row is kept from.
    pub inspector_url: String,
    kind: Kind,
}

enum Kind {
    Sqlite { _directory: TempDir },
    Postgres { server: String, name: String },
}

impl TestDatabase {
    /// Makes a database; on PostgreSQL with its tables, which those who work on it cannot make.
    ///
    /// # Panics
    /// When it cannot.
    pub async fn new(engine: Engine) -> Self {
        let database = Self::empty(engine).await;
        if engine == Engine::Postgres {
            let owner = store::Database::open(&database.owner_url).await.expect("the owner is let in");
            owner.migrate_for(APP_ROLE).await.expect("the migrations run").expect("the role is fit");
        }
        database
    }

    /// Makes an empty database.
    ///
    /// # Panics
    /// When it cannot.
    pub async fn empty(engine: Engine) -> Self {
        crate::patience::watch_this_test();
        match engine {
            Engine::Sqlite => {
                let directory = tempfile::tempdir().expect("a temporary directory");
                let url = format!("sqlite://{}", directory.path().join("kaname.db").display());
                let kind = Kind::Sqlite { _directory: directory };
                Self { owner_url: url.clone(), inspector_url: url.clone(), url, kind }
            }
            Engine::Postgres => {
                let server = std::env::var(POSTGRES).expect("a PostgreSQL server");
                let bytes: [u8; 8] =
                    domain::Ids::secret(&server::SystemIds)[..8].try_into().expect("8 bytes");
                let name = format!("kaname_test_{:016x}", u64::from_be_bytes(bytes));
                let connection = Database::connect(&server).await.expect("the PostgreSQL server answers");
                for role in [OWNER, APP_ROLE] {
                    connection.execute_unprepared(&make_role(role)).await.expect("a role");
                }
                let make =
                    format!("CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0 LOCALE 'C.UTF-8'");
                connection.execute_unprepared(&make).await.expect("a database of its own");
                connection.close().await.expect("closed");
                Self {
                    url: address(&server, Some(APP_ROLE), &name),
                    owner_url: address(&server, Some(OWNER), &name),
                    inspector_url: address(&server, None, &name),
                    kind: Kind::Postgres { server, name },
                }
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

/// Makes a role of this server unless another test has.
fn make_role(role: &str) -> String {
    format!(
        "DO $$ BEGIN CREATE ROLE {role} LOGIN PASSWORD '{role}'; \
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
}

/// The address of a database on the server, for its user or for another whose password is its name.
fn address(server: &str, role: Option<&str>, database: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("postgres://user@host/database");
    let Some(role) = role else { return format!("{base}/{database}") };
    let (scheme, rest) = base.split_once("://").expect("postgres://user@host/database");
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{role}:{role}@{host}/{database}")
}
