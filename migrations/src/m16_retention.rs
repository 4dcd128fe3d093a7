//! How long records are kept, what holds them back, and what remains of those erased.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m16_retention"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, TABLES).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(WALL).await?;
        }
        Ok(())
    }
}

const TABLES: &str = "
CREATE TABLE retention (
  organization_id {uuid} NOT NULL PRIMARY KEY REFERENCES organization (id),
  years INTEGER NOT NULL
);
CREATE TABLE legal_hold (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL,
  patient_id {uuid} NOT NULL,
  reason TEXT NOT NULL,
  placed_by {uuid} NOT NULL REFERENCES person (id),
  placed_at BIGINT NOT NULL,
  lifted_by {uuid} REFERENCES person (id),
  lifted_at BIGINT,
  FOREIGN KEY (organization_id, patient_id) REFERENCES patient (organization_id, id)
);
CREATE INDEX legal_hold_by_patient ON legal_hold (patient_id);
CREATE INDEX legal_hold_by_organization ON legal_hold (organization_id) WHERE lifted_at IS NULL;
CREATE TABLE erasure_certificate (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  patient_id {uuid} NOT NULL UNIQUE,
  class TEXT NOT NULL,
  kept_until DATE NOT NULL,
  erased_by {uuid} NOT NULL REFERENCES person (id),
  erased_at BIGINT NOT NULL,
  counts TEXT NOT NULL
);
CREATE INDEX erasure_certificate_by_organization ON erasure_certificate (organization_id, erased_at)
";

/// Holds are the organization's own.
const WALL: &str = "
ALTER TABLE legal_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE legal_hold FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON legal_hold
  USING (kaname_system() OR organization_id = kaname_organization())
  WITH CHECK (kaname_system() OR organization_id = kaname_organization());
";
