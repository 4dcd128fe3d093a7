//! Links that work once.

use domain::{
    Id, Timestamp,
    account::{LinkPurpose, OneTimeLink},
    person::Person,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    Error, View,
    column::{OrCorrupt, insert, instant},
};

const TABLE: &str = "one_time_link";

/// Links that work once.
pub struct OneTimeLinks<'v>(pub(crate) &'v View);

impl View {
    /// Links that work once.
    pub fn one_time_links(&self) -> OneTimeLinks<'_> {
        OneTimeLinks(self)
    }
}

impl OneTimeLinks<'_> {
    /// The link whose secret has this hash, if it works at `now`.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn by_hash(&self, now: Timestamp, hash: &[u8; 32]) -> Result<OneTimeLink, Error> {
        let row = row::Entity::find().filter(row::Column::Hash.eq(hash.to_vec())).one(self.0).await?;
        let link = from_row(row.ok_or(Error::NotFound)?)?;
        if link.works(now) { Ok(link) } else { Err(Error::NotFound) }
    }

    /// Adds a link.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert(&self, link: &OneTimeLink) -> Result<(), Error> {
        let OneTimeLink { id, hash, purpose, person, created_at, expires_at, used_at } = link;
        let row = row::Model {
            id: id.uuid(),
            hash: hash.to_vec(),
            purpose: purpose.code().to_owned(),
            person_id: person.uuid(),
            created_at: created_at.millis(),
            expires_at: expires_at.millis(),
            used_at: used_at.map(Timestamp::millis),
        };
        insert(self.0, row).await
    }

    /// Uses a link up, and with it every other one for the same person.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was used before, be it at this very moment.
    pub async fn use_up(&self, now: Timestamp, link: &OneTimeLink) -> Result<(), Error> {
        let written = row::Entity::update_many()
            .col_expr(row::Column::UsedAt, Expr::value(now.millis()))
            .filter(row::Column::Id.eq(link.id.uuid()))
            .filter(row::Column::UsedAt.is_null())
            .exec(self.0)
            .await?;
        if written.rows_affected != 1 {
            return Err(Error::NotFound);
        }
        self.withdraw(now, link.person).await
    }

    /// Forgets the links that stopped to work before a moment; answers how many.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_ended(&self, before: Timestamp) -> Result<u64, Error> {
        let ended = row::Entity::delete_many().filter(row::Column::ExpiresAt.lt(before.millis()));
        Ok(ended.exec(self.0).await?.rows_affected)
    }

    /// Lets no link made for a person work any longer.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn withdraw(&self, now: Timestamp, person: Id<Person>) -> Result<(), Error> {
        row::Entity::update_many()
            .col_expr(row::Column::UsedAt, Expr::value(now.millis()))
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::UsedAt.is_null())
            .exec(self.0)
            .await?;
        Ok(())
    }
}

fn from_row(row: row::Model) -> Result<OneTimeLink, Error> {
    let row::Model { id, hash, purpose, person_id, created_at, expires_at, used_at } = row;
    Ok(OneTimeLink {
        id: Id::new(id),
        hash: hash.try_into().ok().or_corrupt(TABLE)?,
        purpose: LinkPurpose::parse(&purpose).or_corrupt(TABLE)?,
        person: Id::new(person_id),
        created_at: Timestamp::from_millis(created_at),
        expires_at: Timestamp::from_millis(expires_at),
        used_at: instant(used_at),
    })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "one_time_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub hash: Vec<u8>,
        pub purpose: String,
        pub person_id: Uuid,
        pub created_at: i64,
        pub expires_at: i64,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
