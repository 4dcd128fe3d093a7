//! Who saw and did what: one insert-only table instead of the first one, whose rows are carried over; an index
//! of it by patient; and the chain of hashes that seals it.

use sea_orm_migration::{
    MigrationName, MigrationTrait, async_trait::async_trait, prelude::*, sea_orm::DbBackend,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m11_audit"
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, TABLES).await?;
        let connection = manager.get_connection();
        let (carried, after) = match manager.get_database_backend() {
            DbBackend::Sqlite => {
                (carry_over("unhex(replace(json_extract(e.body, '$.{}'), '-', ''))", "x''"), SQLITE)
            }
            _ => (carry_over("CAST(CAST(e.body AS json) ->> '{}' AS uuid)", "''::bytea"), POSTGRES),
        };
        let same = match manager.get_database_backend() {
            DbBackend::Sqlite => "p.id = a.patients",
            _ => "uuid_send(p.id) = a.patients",
        };
        connection.execute_unprepared(&carried).await?;
        for statement in OLD_ROWS.iter().chain(after) {
            connection.execute_unprepared(&statement.replace("{same}", same)).await?;
        }
        Ok(())
    }
}

const TABLES: &str = "
CREATE TABLE audit_entry (
  position {serial},
  id {uuid} NOT NULL UNIQUE,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  person_id {uuid},
  membership_id {uuid},
  organization_id {uuid},
  participant_id {uuid},
  role TEXT,
  purpose TEXT NOT NULL,
  action TEXT NOT NULL,
  entities TEXT NOT NULL,
  entity_id {uuid},
  patients {bytes} NOT NULL,
  outcome TEXT NOT NULL,
  request_id {uuid} NOT NULL,
  event_id {uuid},
  source TEXT,
  emergency_id {uuid}
);
CREATE INDEX audit_entry_person ON audit_entry (person_id, at);
CREATE INDEX audit_entry_organization ON audit_entry (organization_id, at);
CREATE TABLE audit_patient (
  patient_id {uuid} NOT NULL,
  at BIGINT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (patient_id, at, position)
);
CREATE TABLE audit_unsealed (
  position BIGINT NOT NULL PRIMARY KEY
);
CREATE TABLE audit_seal (
  number BIGINT NOT NULL PRIMARY KEY,
  audit_position BIGINT NOT NULL UNIQUE,
  hash {bytes} NOT NULL
);
CREATE TABLE audit_review (
  organization_id {uuid} NOT NULL,
  month TEXT NOT NULL,
  reviewed_at BIGINT NOT NULL,
  reviewed_by {uuid} NOT NULL,
  note TEXT,
  PRIMARY KEY (organization_id, month)
)
";

/// The rows of the first table, each with the patient its event is about. `{}` in `field` stands for the field
/// of the event's body that is read as an identifier.
fn carry_over(field: &str, nobody: &str) -> String {
    let field = |name: &str| field.replace("{}", name);
    let (case, conference, consultation, patient) =
        (field("case"), field("conference"), field("consultation"), field("patient"));
    let bytes = |id: &str| if nobody == "x''" { id.to_owned() } else { format!("uuid_send({id})") };
    let (of_case, own) = (bytes("c.patient_id"), bytes("p.id"));
    format!(
        "INSERT INTO audit_entry (id, at, actor, person_id, organization_id, purpose, action, entities, patients, \
         outcome, request_id, event_id) \
         SELECT a.event_id, a.at, CASE WHEN a.person_id IS NULL THEN 'system' ELSE 'member' END, a.person_id, \
         a.organization_id, 'care', a.code, '', COALESCE( \
         (SELECT {of_case} FROM discharge_case c WHERE c.id = {case}), \
         (SELECT {of_case} FROM discharge_case c JOIN conference k ON k.case_id = c.id WHERE k.id = {conference}), \
         (SELECT {of_case} FROM discharge_case c JOIN consultation k ON k.case_id = c.id WHERE k.id = {consultation}), \
         (SELECT {own} FROM patient p WHERE p.id = {patient}), \
         {nobody}), 'allowed', a.event_id, a.event_id \
         FROM audit a JOIN event e ON e.id = a.event_id ORDER BY a.position"
    )
}

const OLD_ROWS: &[&str] = &[
    "INSERT INTO audit_patient (patient_id, at, position) \
     SELECT p.id, a.at, a.position FROM audit_entry a JOIN patient p ON {same} WHERE length(a.patients) = 16",
    "INSERT INTO audit_unsealed (position) SELECT position FROM audit_entry",
    "DROP TABLE audit",
];

/// On SQLite nothing but these triggers keeps a slip of the program from changing what was written.
const SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is only written to'); END",
    "CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is only written to'); END",
    "CREATE TRIGGER audit_patient_stays BEFORE UPDATE ON audit_patient BEGIN SELECT RAISE(ABORT, 'the audit log is only written to'); END",
    "CREATE TRIGGER audit_patient_is_kept BEFORE DELETE ON audit_patient BEGIN SELECT RAISE(ABORT, 'the audit log is only written to'); END",
    "CREATE TRIGGER audit_seal_stays BEFORE UPDATE ON audit_seal BEGIN SELECT RAISE(ABORT, 'the audit log is only written to'); END",
    "CREATE TRIGGER audit_seal_is_kept BEFORE DELETE ON audit_seal BEGIN SELECT RAISE(ABORT, 'the audit log is only written to'); END",
];

/// The system writes and reads all; an organization reads what its people did, and who saw its patients.
const POSTGRES: &[&str] = &[
    "CREATE POLICY audit_entry_system ON audit_entry USING (current_setting('kaname.system', true) = 'on')",
    "CREATE POLICY audit_entry_own ON audit_entry FOR SELECT \
     USING (organization_id = NULLIF(current_setting('kaname.organization', true), '')::uuid)",
    "CREATE POLICY audit_entry_patients ON audit_entry FOR SELECT USING (EXISTS (SELECT 1 \
     FROM generate_series(0, length(patients) / 16 - 1) AS n JOIN patient p \
     ON p.id = encode(substring(patients FROM n * 16 + 1 FOR 16), 'hex')::uuid \
     WHERE p.organization_id = NULLIF(current_setting('kaname.organization', true), '')::uuid))",
    "ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY",
    "CREATE POLICY audit_patient_system ON audit_patient USING (current_setting('kaname.system', true) = 'on')",
    "CREATE POLICY audit_patient_own ON audit_patient FOR SELECT USING (EXISTS (SELECT 1 FROM patient p \
     WHERE p.id = audit_patient.patient_id \
     AND p.organization_id = NULLIF(current_setting('kaname.organization', true), '')::uuid))",
    "ALTER TABLE audit_patient ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE audit_patient FORCE ROW LEVEL SECURITY",
];
