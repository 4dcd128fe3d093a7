//! How the tables came to be: append-only, one file per migration, frozen while the entities move.
//!
//! The SQL is the same text for both engines but for three words: `{uuid}` (16 bytes), `{bytes}` and
//! `{serial}` (a rising number given by the database). Instants are `BIGINT` milliseconds since the epoch,
//! never text. Tables of one organization carry its id, and `UNIQUE (organization, id)` with composite
//! foreign keys keeps a row from pointing into another organization.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

mod m01_directory;
mod m02_people;
mod m03_patients;
mod m04_cases;
mod m05_conferences;
mod m06_consultations;
mod m07_plans;
mod m08_events;
mod m09_accounts;
mod m10_consent;
mod m11_audit;
mod m12_row_security;
mod m13_live;
mod m14_membership;
mod m15_summary;
mod m16_retention;
mod m17_passkeys;
mod m18_kept_out;
mod m19_identities;
mod m20_outside;
mod m21_admission_list;
mod m22_draft;
mod m23_delay;
mod m24_undelivered;
mod m25_questions;
mod m26_rules;
mod m27_publishers;
mod m28_departures;
mod m29_overrides;
mod m30_rule_ends;

/// Every migration, oldest first.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m01_directory::Migration),
            Box::new(m02_people::Migration),
            Box::new(m03_patients::Migration),
            Box::new(m04_cases::Migration),
            Box::new(m05_conferences::Migration),
            Box::new(m06_consultations::Migration),
            Box::new(m07_plans::Migration),
            Box::new(m08_events::Migration),
            Box::new(m09_accounts::Migration),
            Box::new(m10_consent::Migration),
            Box::new(m11_audit::Migration),
            Box::new(m12_row_security::Migration),
            Box::new(m13_live::Migration),
            Box::new(m14_membership::Migration),
            Box::new(m15_summary::Migration),
            Box::new(m16_retention::Migration),
            Box::new(m17_passkeys::Migration),
            Box::new(m18_kept_out::Migration),
            Box::new(m19_identities::Migration),
            Box::new(m20_outside::Migration),
            Box::new(m21_admission_list::Migration),
            Box::new(m22_draft::Migration),
            Box::new(m23_delay::Migration),
            Box::new(m24_undelivered::Migration),
            Box::new(m25_questions::Migration),
            Box::new(m26_rules::Migration),
            Box::new(m27_publishers::Migration),
            Box::new(m28_departures::Migration),
            Box::new(m29_overrides::Migration),
            Box::new(m30_rule_ends::Migration),
        ]
    }
}

/// Runs `sql` statement by statement in the words of the engine at hand.
async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let (uuid, bytes, serial) = match manager.get_database_backend() {
        DbBackend::Sqlite => ("BLOB", "BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT"),
        _ => ("UUID", "BYTEA", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
    };
    let sql = sql.replace("{uuid}", uuid).replace("{bytes}", bytes).replace("{serial}", serial);
    for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        connection.execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Runs `statements` on PostgreSQL alone: what they set up, such as the walls between rows, SQLite has not.
async fn run_on_postgres(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
    }
    Ok(())
}

/// Declares a migration that only goes forward.
macro_rules! migration {
    ($name:literal, $sql:literal) => {
        pub(crate) struct Migration;

        impl sea_orm_migration::MigrationName for Migration {
            fn name(&self) -> &str {
                $name
            }
        }

        #[sea_orm_migration::async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Migration {
            async fn up(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::DbErr> {
                crate::run(manager, $sql).await
            }
        }
    };
}
pub(crate) use migration;
