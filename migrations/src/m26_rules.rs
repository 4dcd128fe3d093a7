//! What rules ask about a stay, the two limits a step may have, why a step moved, and the files packs came from.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{FromQueryResult, Statement, entity::prelude::Uuid, prelude::Json},
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m26_rules"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, TABLES).await?;
        crate::run_on_postgres(manager, WALL).await?;
        rewrite_packs(manager).await
    }
}

const TABLES: &str = "
ALTER TABLE discharge_case ADD COLUMN circumstances TEXT NOT NULL DEFAULT '{}';
ALTER TABLE milestone ADD COLUMN due_minute INTEGER;
ALTER TABLE milestone ADD COLUMN latest_on DATE;
ALTER TABLE rule_pack ADD COLUMN file TEXT;
CREATE TABLE milestone_move (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL,
  case_id {uuid} NOT NULL,
  milestone_id {uuid} NOT NULL,
  cause TEXT NOT NULL,
  due_from DATE,
  due_to DATE,
  was_asked BOOLEAN NOT NULL,
  is_asked BOOLEAN NOT NULL,
  moved_at BIGINT NOT NULL,
  moved_by {uuid} REFERENCES person (id),
  FOREIGN KEY (organization_id, case_id) REFERENCES discharge_case (organization_id, id),
  FOREIGN KEY (milestone_id) REFERENCES milestone (id)
);
CREATE INDEX milestone_move_by_case ON milestone_move (case_id, moved_at);
CREATE TABLE rule_uptake (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  rule_pack_id {uuid} NOT NULL REFERENCES rule_pack (id),
  asked_at BIGINT NOT NULL,
  asked_by {uuid} NOT NULL REFERENCES person (id),
  taken INTEGER NOT NULL,
  reached {uuid},
  finished_at BIGINT
);
CREATE INDEX rule_uptake_by_organization ON rule_uptake (organization_id, asked_at)
";

/// Why a step moved is read by whoever reads the step; it is never changed, and ends with the case.
const WALL: &[&str] = &[
    "ALTER TABLE milestone_move ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE milestone_move FORCE ROW LEVEL SECURITY",
    "CREATE POLICY reads ON milestone_move FOR SELECT USING (kaname_system()
       OR organization_id = kaname_organization()
       OR case_id = ANY (ARRAY(SELECT kaname_reached_cases())))",
    "CREATE POLICY adds ON milestone_move FOR INSERT WITH CHECK (kaname_system()
       OR organization_id = kaname_organization())",
    "CREATE POLICY removes ON milestone_move FOR DELETE USING (kaname_system())",
    "ALTER TABLE rule_uptake ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE rule_uptake FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own ON rule_uptake USING (kaname_system() OR organization_id = kaname_organization())
       WITH CHECK (kaname_system() OR organization_id = kaname_organization())",
];

#[derive(FromQueryResult)]
struct Pack {
    id: Uuid,
    body: String,
}

/// Writes published packs in the present words: a count instead of days, limits for some cases as conditions.
async fn rewrite_packs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let backend = manager.get_database_backend();
    let all = Statement::from_string(backend, "SELECT id, body FROM rule_pack");
    for Pack { id, body } in Pack::find_by_statement(all).all(connection).await? {
        let body: Json =
            body.parse().map_err(|error| DbErr::Migration(format!("rule_pack {id}: {error}")))?;
        let update = Query::update()
            .table("rule_pack")
            .value("body", rewritten(body).to_string())
            .and_where(Expr::col("id").eq(id))
            .to_owned();
        connection.execute(&update).await?;
    }
    Ok(())
}

fn rewritten(mut pack: Json) -> Json {
    let steps = pack.get_mut("milestones").and_then(Json::as_array_mut);
    for step in steps.into_iter().flatten().filter_map(Json::as_object_mut) {
        if let Some(offset) = step.get_mut("offset") {
            counted(offset);
        }
        if let Some(Json::Object(by_ward)) = step.remove("offset_by_ward")
            && !by_ward.is_empty()
        {
            let limits = by_ward.into_iter().map(|(ward, mut offset)| {
                counted(&mut offset);
                Json::from_iter([("when", Json::from(format!("ward = {ward}"))), ("offset", offset)])
            });
            step.insert("instead".into(), limits.collect());
        }
    }
    pack
}

fn counted(offset: &mut Json) {
    if let Some(offset) = offset.as_object_mut()
        && let Some(days) = offset.remove("days")
    {
        offset.insert("count".into(), days);
    }
}
