//! Idempotency keys: a repeated request is known by its key.

use domain::{Id, Timestamp, organization::Organization, person::Person};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{begins, insert},
};

/// Keys by which a repeated request is known, so that it makes nothing twice.
pub struct Keys<'v>(pub(crate) &'v View);

impl View {
    /// Idempotency keys.
    pub fn keys(&self) -> Keys<'_> {
        Keys(self)
    }
}

/// What a key was used for before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// The same request, which made this.
    Same(Uuid),
    /// Another request.
    Otherwise,
}

impl Keys<'_> {
    /// What the key was used for before, if it was.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn used(
        &self,
        owner: (Id<Organization>, Id<Person>),
        key: &str,
        digest: &[u8; 32],
    ) -> Result<Option<Used>, Error> {
        let id = (owner.0.uuid(), owner.1.uuid(), key.to_owned());
        let row = row::Entity::find_by_id(id).one(self.0).await?;
        Ok(row.map(|row| if row.digest == digest { Used::Same(row.result_id) } else { Used::Otherwise }))
    }

    /// What the keys that begin so were used for: each with the digest of the request and what it made.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn used_beginning(
        &self,
        owner: (Id<Organization>, Id<Person>),
        prefix: &str,
    ) -> Result<Vec<(String, Vec<u8>, Uuid)>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::OrganizationId.eq(owner.0.uuid()))
            .filter(row::Column::PersonId.eq(owner.1.uuid()))
            .filter(begins(row::Column::Key, prefix))
            .all(self.0)
            .await?;
        Ok(rows.into_iter().map(|row| (row.key, row.digest, row.result_id)).collect())
    }

    /// Remembers what the key made.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when the same key is being used at this very moment.
    pub async fn remember(
        &self,
        owner: (Id<Organization>, Id<Person>),
        key: &str,
        digest: &[u8; 32],
        result: Uuid,
        now: Timestamp,
    ) -> Result<(), Error> {
        let row = row::Model {
            organization_id: owner.0.uuid(),
            person_id: owner.1.uuid(),
            key: key.to_owned(),
            digest: digest.to_vec(),
            result_id: result,
            created_at: now.millis(),
        };
        insert(self.0, row).await
    }
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub digest: Vec<u8>,
        pub result_id: Uuid,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
