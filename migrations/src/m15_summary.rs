//! What an organization asked is told of the expected discharge, and an organization's own part in a team, which
//! it may know of when it has ended or is withheld.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m15_summary"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, "ALTER TABLE consultation ADD COLUMN expected_discharge_on DATE").await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(BEHIND_THE_WALL).await?;
        }
        Ok(())
    }
}

/// The function that m12 made, with one more column; and its policy, for an organization's own rows.
const BEHIND_THE_WALL: &str = "
DROP FUNCTION kaname_subjects(uuid[]);
CREATE FUNCTION kaname_subjects(consultations uuid[])
RETURNS TABLE (id uuid, age_from integer, sex text, municipality_code text, latitude double precision,
               longitude double precision, location_precision text, needs text, expected_discharge_on date)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE before text := current_setting('kaname.system', true);
BEGIN
  PERFORM set_config('kaname.system', 'on', true);
  RETURN QUERY SELECT c.id, c.age_from, c.sex, c.municipality_code, c.latitude, c.longitude,
                      c.location_precision, c.needs, c.expected_discharge_on
               FROM consultation c
               WHERE c.id = ANY (consultations)
                 AND EXISTS (SELECT 1 FROM offer o WHERE o.consultation_id = c.id
                             AND kaname_organization() IN (o.organization_id, o.hub_id));
  PERFORM set_config('kaname.system', coalesce(before, ''), true);
END $$;
DROP POLICY reads ON team_member;
CREATE POLICY reads ON team_member FOR SELECT USING (
  kaname_system() OR case_organization_id = kaname_organization() OR organization_id = kaname_organization()
  OR case_id = ANY (ARRAY(SELECT kaname_reached_cases())));
";
