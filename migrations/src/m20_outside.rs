//! Who of other organizations looked at an organization's patients: an index of the log by the organization whose
//! patients they are. It stays when a patient's record ends. And an index of accesses in an emergency by month.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20_outside"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, TABLES).await?;
        let after = match manager.get_database_backend() {
            DbBackend::Sqlite => SQLITE,
            _ => POSTGRES,
        };
        for statement in after {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const TABLES: &str = "
CREATE TABLE audit_outside (
  owner_id {uuid} NOT NULL,
  at BIGINT NOT NULL,
  position BIGINT NOT NULL,
  patient_id {uuid} NOT NULL,
  person_id {uuid} NOT NULL,
  organization_id {uuid} NOT NULL,
  purpose TEXT NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (owner_id, at, position, patient_id)
);
INSERT INTO audit_outside (owner_id, at, position, patient_id, person_id, organization_id, purpose, outcome)
  SELECT p.organization_id, a.at, a.position, a.patient_id, e.person_id, e.organization_id, e.purpose, e.outcome
  FROM audit_patient a JOIN patient p ON p.id = a.patient_id JOIN audit_entry e ON e.position = a.position
  WHERE e.person_id IS NOT NULL AND e.organization_id <> p.organization_id;
CREATE INDEX audit_outside_person ON audit_outside (owner_id, person_id, at, position);
CREATE INDEX emergency_access_by_organization ON emergency_access (case_organization_id, from_at)
";

const SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_outside_stays BEFORE UPDATE ON audit_outside BEGIN SELECT RAISE(ABORT, 'the audit log is only written to'); END",
    "CREATE TRIGGER audit_outside_is_kept BEFORE DELETE ON audit_outside BEGIN SELECT RAISE(ABORT, 'the audit log is only written to'); END",
];

/// The system writes and reads all; an organization reads who looked at its patients, erased ones included.
const POSTGRES: &[&str] = &[
    "CREATE POLICY audit_outside_system ON audit_outside USING (kaname_system())",
    "CREATE POLICY audit_outside_own ON audit_outside FOR SELECT USING (owner_id = kaname_organization())",
    "ALTER TABLE audit_outside ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE audit_outside FORCE ROW LEVEL SECURITY",
    "CREATE POLICY audit_entry_outside ON audit_entry FOR SELECT USING (EXISTS (SELECT 1 FROM audit_outside o \
     WHERE o.owner_id = kaname_organization() AND o.person_id = audit_entry.person_id \
     AND o.at = audit_entry.at AND o.position = audit_entry.position))",
];
