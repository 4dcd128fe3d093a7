//! Rule packs: versions that never change once they are here.

use std::collections::HashMap;

use domain::{Id, Timestamp, rule::RulePackVersion};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::{
    Error, View,
    column::{OrCorrupt, from_json, to_json},
};

const TABLE: &str = "rule_pack";

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

fn from_row(row: row::Model) -> Result<RulePackVersion, Error> {
    let row::Model { id, key: _, version: _, body, file, published_at: _ } = row;
    Ok(RulePackVersion { id: Id::new(id), pack: from_json(TABLE, &body)?, file })
}

fn to_row(now: Timestamp, version: &RulePackVersion) -> Result<row::Model, Error> {
    let RulePackVersion { id, pack, file } = version;
    Ok(row::Model {
        id: id.uuid(),
        key: pack.key.clone(),
        version: i32::try_from(pack.version).or_corrupt(TABLE)?,
        body: to_json(TABLE, pack)?,
        file: file.clone(),
        published_at: now.millis(),
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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
