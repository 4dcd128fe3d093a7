//! Rule packs: versions that never change once they are here.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    organization::Organization,
    rule::{RulePackVersion, RuleUptake},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    Error, View,
    column::{OrCorrupt, from_json, to_json},
};

const TABLE: &str = "rule_pack";
const UPTAKE: &str = "rule_uptake";

/// Versions of rule packs.
pub struct Rules<'v>(pub(crate) &'v View);

impl View {
    /// Versions of rule packs.
    pub fn rules(&self) -> Rules<'_> {
        Rules(self)
    }
}

impl Rules<'_> {
    /// Every version, by key and version.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn all(&self) -> Result<Vec<RulePackVersion>, Error> {
        let rows = row::Entity::find()
            .order_by_asc(row::Column::Key)
            .order_by_asc(row::Column::Version)
            .all(self.0)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Those of `ids` that exist.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn find_all(
        &self,
        ids: &[Id<RulePackVersion>],
    ) -> Result<HashMap<Id<RulePackVersion>, RulePackVersion>, Error> {
        let ids = ids.iter().map(|id| id.uuid());
        let rows = row::Entity::find().filter(row::Column::Id.is_in(ids)).all(self.0).await?;
        rows.into_iter().map(|row| from_row(row).map(|version| (version.id, version))).collect()
    }

    /// Publishes a version unless its key has this version already; gives the one that is here then,
    /// which a pack changed without a new version differs from.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_if_absent(
        &self,
        now: Timestamp,
        version: &RulePackVersion,
    ) -> Result<RulePackVersion, Error> {
        let row = to_row(now, version)?;
        let (key, number) = (row.key.clone(), row.version);
        row::Entity::insert(row.into_active_model())
            .on_conflict_do_nothing_on([row::Column::Key, row::Column::Version])
            .exec_without_returning(self.0)
            .await?;
        let here = row::Entity::find()
            .filter(row::Column::Key.eq(key))
            .filter(row::Column::Version.eq(number))
            .one(self.0)
            .await?;
        from_row(here.ok_or(Error::NotFound)?)
    }
}

impl Rules<'_> {
    /// Writes the last day in force that was set for a version; the rest of it never changes.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn end(&self, version: &RulePackVersion) -> Result<(), Error> {
        row::Entity::update_many()
            .col_expr(row::Column::EndsOn, Expr::value(version.ends_on))
            .filter(row::Column::Id.eq(version.id.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// Notes that the open cases of an organization are to follow a newer version.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn ask_uptake(&self, asked: &RuleUptake) -> Result<(), Error> {
        let RuleUptake { id, organization, rules, asked_at, asked_by, taken, reached, finished_at } = asked;
        let row = uptake::Model {
            id: id.uuid(),
            organization_id: organization.uuid(),
            rule_pack_id: rules.uuid(),
            asked_at: asked_at.millis(),
            asked_by: asked_by.uuid(),
            taken: i32::try_from(*taken).or_corrupt(UPTAKE)?,
            reached: reached.map(Id::uuid),
            finished_at: finished_at.map(Timestamp::millis),
        };
        uptake::Entity::insert(row.into_active_model()).exec_without_returning(self.0).await?;
        Ok(())
    }

    /// How an uptake stands.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn uptake(&self, id: Id<RuleUptake>) -> Result<RuleUptake, Error> {
        let row = uptake::Entity::find_by_id(id.uuid()).one(self.0).await?.ok_or(Error::NotFound)?;
        uptake_from_row(row)
    }

    /// The uptakes of an organization, the latest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn uptakes(&self, organization: Id<Organization>) -> Result<Vec<RuleUptake>, Error> {
        let rows = uptake::Entity::find()
            .filter(uptake::Column::OrganizationId.eq(organization.uuid()))
            .order_by_desc(uptake::Column::AskedAt)
            .all(self.0)
            .await?;
        rows.into_iter().map(uptake_from_row).collect()
    }

    /// Writes how far an uptake has come.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn go_on(&self, uptake: &RuleUptake) -> Result<(), Error> {
        uptake::Entity::update_many()
            .col_expr(uptake::Column::Taken, Expr::value(i32::try_from(uptake.taken).or_corrupt(UPTAKE)?))
            .col_expr(uptake::Column::Reached, Expr::value(uptake.reached.map(Id::uuid)))
            .col_expr(uptake::Column::FinishedAt, Expr::value(uptake.finished_at.map(Timestamp::millis)))
            .filter(uptake::Column::Id.eq(uptake.id.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }
}

fn uptake_from_row(row: uptake::Model) -> Result<RuleUptake, Error> {
    let uptake::Model { id, organization_id, rule_pack_id, asked_at, asked_by, taken, reached, finished_at } =
        row;
    Ok(RuleUptake {
        id: Id::new(id),
        organization: Id::new(organization_id),
        rules: Id::new(rule_pack_id),
        asked_at: Timestamp::from_millis(asked_at),
        asked_by: Id::new(asked_by),
        taken: u32::try_from(taken).or_corrupt(UPTAKE)?,
        reached: reached.map(Id::new),
        finished_at: finished_at.map(Timestamp::from_millis),
    })
}

mod uptake {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "rule_uptake")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub rule_pack_id: Uuid,
        pub asked_at: i64,
        pub asked_by: Uuid,
        pub taken: i32,
        pub reached: Option<Uuid>,
        pub finished_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

fn from_row(row: row::Model) -> Result<RulePackVersion, Error> {
    let row::Model { id, key: _, version: _, body, file, published_at: _, published_by, ends_on } = row;
    let pack = from_json(TABLE, &body)?;
    let published_by = published_by.map(Id::new);
    Ok(RulePackVersion { id: Id::new(id), pack, file, published_by, ends_on })
}

fn to_row(now: Timestamp, version: &RulePackVersion) -> Result<row::Model, Error> {
    let RulePackVersion { id, pack, file, published_by, ends_on } = version;
    Ok(row::Model {
        id: id.uuid(),
        key: pack.key.clone(),
        version: i32::try_from(pack.version).or_corrupt(TABLE)?,
        body: to_json(TABLE, pack)?,
        file: file.clone(),
        published_at: now.millis(),
        published_by: published_by.map(Id::uuid),
        ends_on: *ends_on,
    })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "rule_pack")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub key: String,
        pub version: i32,
        pub body: String,
        pub file: Option<String>,
        pub published_at: i64,
        pub published_by: Option<Uuid>,
        pub ends_on: Option<time::Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
