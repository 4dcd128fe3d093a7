//! What somebody has typed into a form and not sent yet, or sent when the session was over.

use sea_orm_migration::prelude::*;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m22_draft"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, TABLES).await?;
        crate::run_on_postgres(manager, WALL).await
    }
}

const TABLES: &str = "
CREATE TABLE draft (
  person_id {uuid} NOT NULL REFERENCES person (id),
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  form TEXT NOT NULL,
  fields TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  PRIMARY KEY (person_id, organization_id, form)
);
CREATE INDEX draft_by_age ON draft (saved_at)
";

/// A draft is its writer's alone, for the organization it was written for.
const WALL: &[&str] = &[
    "ALTER TABLE draft ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE draft FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own ON draft USING (kaname_system()
       OR (person_id = kaname_person() AND organization_id = kaname_organization()))",
];
