//! What those invited are asked beforehand, and what they reply.

use sea_orm_migration::prelude::*;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m25_questions"
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
ALTER TABLE conference ADD COLUMN questions TEXT NOT NULL DEFAULT '[]';
CREATE TABLE reply (
  id {uuid} NOT NULL PRIMARY KEY,
  conference_id {uuid} NOT NULL,
  participant_id {uuid} NOT NULL,
  question INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  text TEXT NOT NULL,
  replied_at BIGINT NOT NULL,
  channel TEXT NOT NULL,
  recorded_by {uuid} REFERENCES person (id),
  UNIQUE (participant_id, question, revision),
  FOREIGN KEY (conference_id, participant_id) REFERENCES participant (conference_id, id)
);
CREATE INDEX reply_by_conference ON reply (conference_id)
";

/// A reply is read by those who reach its conference and written by those who answer for somebody; it is never
/// changed, and ends with the record it belongs to.
const WALL: &[&str] = &[
    "ALTER TABLE reply ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE reply FORCE ROW LEVEL SECURITY",
    "CREATE POLICY reads ON reply FOR SELECT USING (kaname_system()
       OR EXISTS (SELECT 1 FROM conference c WHERE c.id = conference_id
                  AND (c.organization_id = kaname_organization()
                       OR c.id = ANY (ARRAY(SELECT kaname_reached_conferences())))))",
    "CREATE POLICY adds ON reply FOR INSERT WITH CHECK (kaname_system()
       OR EXISTS (SELECT 1 FROM conference c WHERE c.id = conference_id
                  AND (c.organization_id = kaname_organization()
                       OR c.id = ANY (ARRAY(SELECT kaname_worked_conferences())))))",
    "CREATE POLICY removes ON reply FOR DELETE USING (kaname_system())",
];
