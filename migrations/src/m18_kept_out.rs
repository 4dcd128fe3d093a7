//! Who is kept from a case by the patient's word is kept from its conferences by PostgreSQL too, invited or not.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m18_kept_out"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(WORKED_CONFERENCES).await?;
        }
        Ok(())
    }
}

/// The function that m12 made; an invitation opens nothing where the patient said no.
const WORKED_CONFERENCES: &str = "
CREATE OR REPLACE FUNCTION kaname_worked_conferences() RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE before text := current_setting('kaname.system', true);
BEGIN
  PERFORM set_config('kaname.system', 'on', true);
  RETURN QUERY
    SELECT p.conference_id FROM participant p JOIN conference f ON f.id = p.conference_id
    WHERE p.person_id = kaname_person()
      AND NOT EXISTS (SELECT 1 FROM team_member t
                      WHERE t.case_id = f.case_id AND t.organization_id = kaname_organization()
                        AND t.until_at IS NULL AND t.withheld_at IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM consultation c
                      WHERE c.case_id = f.case_id AND c.hub_id = kaname_organization()
                        AND c.state = 'open' AND c.withheld_at IS NOT NULL)
    UNION ALL SELECT id FROM conference WHERE case_id = ANY (ARRAY(SELECT kaname_team_cases()))
    UNION ALL SELECT id FROM conference WHERE case_id = ANY (ARRAY(SELECT kaname_hub_cases()));
  PERFORM set_config('kaname.system', coalesce(before, ''), true);
END $$;
";
