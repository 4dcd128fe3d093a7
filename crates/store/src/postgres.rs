//! PostgreSQL: who owns the tables, who works on them, and what each transaction says of who asks.
//!
//! The tables belong to one role, which migrates them; processes work as another, which owns nothing, so that
//! row-level security binds it. Each transaction begins by saying on whose behalf it runs; one that says
//! nothing finds no rows.

use domain::{Timestamp, access::Actor};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, QueryResult, Statement, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::OnceCell;

use crate::{Error, event};

/// Tables whose rows stay as they were written: the working role may add to them and read them.
pub const INSERT_ONLY: &[&str] =
    &["audit_entry", "audit_outside", "audit_patient", "audit_review", "audit_seal", "event"];

/// Tables whose rows are never changed, and end only with the patient's record, by the system's hand.
pub const NEVER_CHANGED: &[&str] = &["consent"];

/// Where the names of migrations that ran are kept: the working role may read it.
const MIGRATIONS: &str = "seaql_migrations";

/// One migration at a time, whoever begins it.
const MIGRATION_LOCK: i64 = 0x6b61_6e61_6d65;

/// What keeps a role from working on a database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// No such role.
    #[error("there is no database role {0:?}: make it first (CREATE ROLE {0} LOGIN PASSWORD '…')")]
    NoRole(String),
    /// A superuser.
    #[error(
        "the database role {0:?} is a superuser, whom row-level security does not bind: work as another role, \
         one that `kaname migrate --database-url OWNER --app-role NAME` names"
    )]
    Superuser(String),
    /// A role with BYPASSRLS.
    #[error("the database role {0:?} bypasses row-level security: ALTER ROLE {0} NOBYPASSRLS")]
    BypassesRowSecurity(String),
    /// The tables' owner, or a role that can become it.
    #[error(
        "the database role {role:?} is, or may become, {owner:?}, who owns the tables: work as another role, \
         one that `kaname migrate --database-url OWNER --app-role NAME` names"
    )]
    Owner {
        /// The role.
        role: String,
        /// The owner.
        owner: String,
    },
    /// Migrations have not run.
    #[error(
        "{0} migrations have not run: `kaname migrate`, on PostgreSQL with the owner's address and --app-role"
    )]
    Pending(usize),
}

/// What a transaction says first, valid until it ends.
pub(crate) fn settings(actor: &Actor, now: Option<Timestamp>) -> String {
    let member = match actor {
        // The holder of a link has no organization; what a link opens is the first wall's matter alone.
        Actor::Guest(_) | Actor::System => return "SET LOCAL kaname.system = 'on'".to_owned(),
        Actor::Member(member) => member,
    };
    let now = now.map_or_else(String::new, |now| now.millis().to_string());
    format!(
        "SET LOCAL kaname.organization = '{}'; SET LOCAL kaname.person = '{}'; SET LOCAL kaname.now = '{now}'",
        member.organization.uuid(),
        member.person.uuid(),
    )
}

/// A transaction for reading that begins with its first statement and ends when it is dropped. Statements that
/// come at once wait for each other.
pub(crate) struct Reading {
    connection: DatabaseConnection,
    settings: String,
    begun: OnceCell<DatabaseTransaction>,
}

impl Reading {
    pub(crate) const fn new(connection: DatabaseConnection, settings: String) -> Self {
        Self { connection, settings, begun: OnceCell::const_new() }
    }

    pub(crate) async fn begun(&self) -> Result<&DatabaseTransaction, DbErr> {
        let begin = async || {
            let transaction = self.connection.begin().await?;
            let settings = format!("SET TRANSACTION READ ONLY; {}", self.settings);
            transaction.execute_unprepared(&settings).await?;
            Ok(transaction)
        };
        self.begun.get_or_try_init(begin).await
    }
}

/// Brings the tables up to date and grants `role` what it needs, in one transaction.
pub(crate) async fn migrate(
    connection: &DatabaseConnection,
    role: Option<&str>,
) -> Result<Result<(), Obstacle>, Error> {
    let transaction = connection.begin().await?;
    let first = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK}); {}", settings(&Actor::System, None));
    transaction.execute_unprepared(&first).await?;
    migrations::Migrator::up(&transaction, None).await?;
    event::forget_another_servers_order(&transaction).await?;
    if let Some(role) = role {
        if let Some(obstacle) = obstacle(&transaction, role).await? {
            return Ok(Err(obstacle));
        }
        transaction.execute_unprepared(&grants(&tables(&transaction).await?, role)).await?;
    }
    transaction.commit().await?;
    Ok(Ok(()))
}

/// What keeps the connected role from working.
pub(crate) async fn obstacles(connection: &DatabaseConnection) -> Result<Vec<Obstacle>, Error> {
    let row = one(connection, "SELECT current_user::text AS role").await?;
    let role: String = row.try_get("", "role")?;
    let mut found: Vec<_> = obstacle(connection, &role).await?.into_iter().collect();
    let pending = pending(connection).await?.len();
    if pending > 0 {
        found.push(Obstacle::Pending(pending));
    }
    Ok(found)
}

/// The names of migrations that have not run yet; asking changes nothing.
pub(crate) async fn pending(connection: &DatabaseConnection) -> Result<Vec<String>, Error> {
    let there = one(connection, &format!("SELECT to_regclass('{MIGRATIONS}') IS NOT NULL AS there")).await?;
    let ran: Vec<String> = if there.try_get("", "there")? {
        let rows = connection.query_all_raw(statement(&format!("SELECT version FROM {MIGRATIONS}"))).await?;
        rows.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?
    } else {
        vec![]
    };
    let names = migrations::Migrator::migrations().into_iter().map(|migration| migration.name().to_owned());
    Ok(names.filter(|name| !ran.contains(name)).collect())
}

async fn obstacle(connection: &impl ConnectionTrait, role: &str) -> Result<Option<Obstacle>, Error> {
    let asked = Statement::from_sql_and_values(
        sea_orm::DbBackend::Postgres,
        "SELECT rolsuper, rolbypassrls, (SELECT min(tableowner) FROM pg_tables \
         WHERE schemaname = current_schema() AND pg_has_role(r.oid, tableowner, 'MEMBER'))::text AS owner \
         FROM pg_roles r WHERE rolname = $1",
        [role.into()],
    );
    let role = role.to_owned();
    let Some(row) = connection.query_one_raw(asked).await? else { return Ok(Some(Obstacle::NoRole(role))) };
    let owner: Option<String> = row.try_get("", "owner")?;
    Ok(if row.try_get("", "rolsuper")? {
        Some(Obstacle::Superuser(role))
    } else if row.try_get("", "rolbypassrls")? {
        Some(Obstacle::BypassesRowSecurity(role))
    } else {
        owner.map(|owner| Obstacle::Owner { role, owner })
    })
}

async fn tables(connection: &impl ConnectionTrait) -> Result<Vec<String>, Error> {
    let sql = "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()";
    let rows = connection.query_all_raw(statement(sql)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?)
}

/// The statements that grant `role` what it needs on `tables`, and no more.
fn grants(tables: &[String], role: &str) -> String {
    let role = quoted(role);
    let mut sql = format!(
        "GRANT USAGE ON SCHEMA public TO {role};\nGRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};\n"
    );
    for table in tables {
        let rights = match table.as_str() {
            MIGRATIONS => "SELECT",
            name if INSERT_ONLY.contains(&name) => "SELECT, INSERT",
            name if NEVER_CHANGED.contains(&name) => "SELECT, INSERT, DELETE",
            _ => "SELECT, INSERT, UPDATE, DELETE",
        };
        let table = quoted(table);
        sql.push_str(&format!(
            "REVOKE ALL ON {table} FROM {role}, PUBLIC;\nGRANT {rights} ON {table} TO {role};\n"
        ));
    }
    sql
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn statement(sql: &str) -> Statement {
    Statement::from_string(sea_orm::DbBackend::Postgres, sql)
}

async fn one(connection: &impl ConnectionTrait, sql: &str) -> Result<QueryResult, Error> {
    connection.query_one_raw(statement(sql)).await?.ok_or(Error::NotFound)
}
