//! The directory of facilities as published files keep it up to date, thousands at a time.

use std::collections::HashMap;

use domain::{Id, organization::Organization};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter, QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    Error, View,
    column::insert_all,
    organization::{row, to_row},
};

/// Imported organizations.
pub struct Directory<'v>(pub(crate) &'v View);

impl View {
    /// Imported organizations.
    pub fn directory(&self) -> Directory<'_> {
        Directory(self)
    }
}

/// An organization as a published file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The organization.
    pub organization: Organization,
    /// What tells it from all others, in this import and in every later one.
    pub key: String,
    /// The digest of what was published, by which an unchanged facility is known.
    pub digest: Vec<u8>,
    /// The publisher's identifier: its system and value.
    pub identifier: Option<(String, String)>,
}

/// What is here of an earlier import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The organization.
    pub id: Id<Organization>,
    /// The digest of what was published then.
    pub digest: Vec<u8>,
    /// The organization's version now.
    pub version: i32,
}

/// How many rows go into one statement.
const CHUNK: usize = 500;

impl Directory<'_> {
    /// Every imported organization by its import key.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn known_keys(&self) -> Result<HashMap<String, Known>, Error> {
        use row::Column;
        let rows: Vec<(String, Uuid, Option<Vec<u8>>, i32)> = row::Entity::find()
            .select_only()
            .columns([Column::ImportKey, Column::Id, Column::ImportDigest, Column::Version])
            .filter(Column::ImportKey.is_not_null())
            .into_tuple()
            .all(self.0)
            .await?;
        let known = |(key, id, digest, version): (String, _, Option<_>, _)| {
            (key, Known { id: Id::new(id), digest: digest.unwrap_or_default(), version })
        };
        Ok(rows.into_iter().map(known).collect())
    }

    /// Adds organizations that no import has brought before.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when one of the keys is known.
    pub async fn insert_imported(&self, imports: Vec<Imported>) -> Result<(), Error> {
        let (rows, identifiers) = to_rows(imports)?;
        insert_all(self.0, rows).await?;
        self.identify(identifiers).await
    }

    /// Writes organizations that still have their versions, and raises these.
    ///
    /// # Errors
    /// [`Error::Conflict`], and [`Error::NotFound`] for one that is not here.
    pub async fn update_imported(&self, imports: Vec<Imported>) -> Result<(), Error> {
        let (rows, identifiers) = to_rows(imports)?;
        for chunk in rows.chunks(CHUNK) {
            self.update_chunk(chunk).await?;
        }
        self.identify(identifiers).await
    }

    /// Writes many rows in one statement, since each statement costs more than its row. The rows are locked
    /// while their versions are compared, so that each still meets the row it is to replace.
    async fn update_chunk(&self, rows: &[row::Model]) -> Result<(), Error> {
        use row::Column;
        let versions: Vec<(Uuid, i32)> = row::Entity::find()
            .select_only()
            .columns([Column::Id, Column::Version])
            .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
            .lock_exclusive()
            .into_tuple()
            .all(self.0)
            .await?;
        let versions: HashMap<Uuid, i32> = versions.into_iter().collect();
        for row in rows {
            match versions.get(&row.id) {
                Some(version) if *version == row.version => {}
                Some(&current) => return Err(Error::Conflict { current }),
                None => return Err(Error::NotFound),
            }
        }
        let raised = rows.iter().cloned().map(|row| row::Model { version: row.version + 1, ..row });
        let columns = Column::iter().filter(|column| !matches!(column, Column::Id));
        let replace = OnConflict::column(Column::Id).update_columns(columns).to_owned();
        row::Entity::insert_many(raised.map(IntoActiveModel::into_active_model))
            .on_conflict(replace)
            .exec_without_returning(self.0)
            .await?;
        Ok(())
    }

    /// Adds identifiers; one that an organization has already stays with it.
    async fn identify(&self, identifiers: Vec<identifier::Model>) -> Result<(), Error> {
        use identifier::Column;
        for chunk in identifiers.chunks(CHUNK) {
            identifier::Entity::insert_many(chunk.iter().cloned().map(IntoActiveModel::into_active_model))
                .on_conflict_do_nothing_on([Column::System, Column::Value])
                .exec_without_returning(self.0)
                .await?;
        }
        Ok(())
    }
}

fn to_rows(imports: Vec<Imported>) -> Result<(Vec<row::Model>, Vec<identifier::Model>), Error> {
    let mut rows = Vec::with_capacity(imports.len());
    let mut identifiers = vec![];
    for Imported { organization, key, digest, identifier } in imports {
        let organization_id = organization.id.uuid();
        let row = to_row(&organization)?;
        rows.push(row::Model { import_key: Some(key), import_digest: Some(digest), ..row });
        identifiers.extend(identifier.map(|(system, value)| identifier::Model {
            system,
            value,
            organization_id,
        }));
    }
    Ok((rows, identifiers))
}

mod identifier {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organization_identifier")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub system: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub value: String,
        pub organization_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
