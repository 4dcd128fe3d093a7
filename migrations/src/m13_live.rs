//! Events can be read after a cursor without skipping one that commits late.
//!
//! Positions are given out before transactions commit, so on PostgreSQL a reader orders events by the
//! transaction that recorded them and stops below the oldest one still running. SQLite has one writer at a
//! time, whose positions are in the order of commits; there the column is always 0.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m13_live"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = match manager.get_database_backend() {
            DbBackend::Sqlite => "ALTER TABLE event ADD COLUMN transaction_id INTEGER NOT NULL DEFAULT 0",
            // The events that are there get the transaction of the migration itself.
            _ => {
                "ALTER TABLE event ADD COLUMN transaction_id XID8 NOT NULL DEFAULT pg_current_xact_id();
                 CREATE INDEX event_in_order ON event (transaction_id, position)"
            }
        };
        crate::run(manager, sql).await
    }
}
