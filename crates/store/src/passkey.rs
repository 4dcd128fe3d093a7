//! Passkeys, and the challenges of those that are being made or used.

use domain::{
    Id, Timestamp,
    account::{Account, AccountRefusal, Passkey, WebSession},
    text::Line,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    Error, View,
    column::{OrCorrupt, insert, instant},
};

const TABLE: &str = "passkey";

/// Passkeys.
pub struct Passkeys<'v>(pub(crate) &'v View);

impl View {
    /// Passkeys.
    pub fn passkeys(&self) -> Passkeys<'_> {
        Passkeys(self)
    }
}

impl Passkeys<'_> {
    /// The passkeys of an account, the oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of(&self, account: Id<Account>) -> Result<Vec<Passkey>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::AccountId.eq(account.uuid()))
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// How many passkeys an account has.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn count(&self, account: Id<Account>) -> Result<usize, Error> {
        let rows = row::Entity::find().filter(row::Column::AccountId.eq(account.uuid()));
        usize::try_from(rows.count(self.0).await?).or_corrupt(TABLE)
    }

    /// Adds a passkey.
    ///
    /// # Errors
    /// [`AccountRefusal::PasskeyRefused`] when some account has it already.
    pub async fn insert(&self, passkey: &Passkey) -> Result<(), Error> {
        let Passkey { id, account, name, credential_id, credential, created_at, last_used_at } = passkey;
        let row = row::Model {
            id: id.uuid(),
            account_id: account.uuid(),
            name: name.as_str().to_owned(),
            credential_id: credential_id.clone(),
            credential: credential.clone(),
            created_at: created_at.millis(),
            last_used_at: last_used_at.map(Timestamp::millis),
        };
        insert(self.0, row).await.map_err(|error| error.or_refused(AccountRefusal::PasskeyRefused))
    }

    /// Writes down the use of a passkey with its counter; `false` when it was used otherwise, or removed, at
    /// this very moment.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn note_use(&self, now: Timestamp, before: &Passkey, credential: &str) -> Result<bool, Error> {
        let written = row::Entity::update_many()
            .col_expr(row::Column::Credential, Expr::value(credential))
            .col_expr(row::Column::LastUsedAt, Expr::value(now.millis()))
            .filter(row::Column::Id.eq(before.id.uuid()))
            .filter(row::Column::Credential.eq(before.credential.as_str()))
            .exec(self.0)
            .await?;
        Ok(written.rows_affected == 1)
    }

    /// Removes a passkey of an account.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete(&self, account: Id<Account>, id: Id<Passkey>) -> Result<(), Error> {
        let gone = row::Entity::delete_many()
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::AccountId.eq(account.uuid()))
            .exec(self.0)
            .await?;
        if gone.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Removes every passkey of an account.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn delete_all(&self, account: Id<Account>) -> Result<(), Error> {
        row::Entity::delete_many().filter(row::Column::AccountId.eq(account.uuid())).exec(self.0).await?;
        Ok(())
    }

    /// Keeps the challenge a session is asked; one it was asked before counts no longer.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn keep_challenge(
        &self,
        session: Id<WebSession>,
        state: &str,
        expires_at: Timestamp,
    ) -> Result<(), Error> {
        challenge::Entity::delete_by_id(session.uuid()).exec(self.0).await?;
        let row = challenge::Model {
            session_id: session.uuid(),
            state: state.to_owned(),
            expires_at: expires_at.millis(),
        };
        insert(self.0, row).await
    }

    /// Takes the challenge of a session, which counts once; nothing when it was asked none, or too long ago.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn take_challenge(
        &self,
        now: Timestamp,
        session: Id<WebSession>,
    ) -> Result<Option<String>, Error> {
        let row = challenge::Entity::find_by_id(session.uuid()).one(self.0).await?;
        let gone = challenge::Entity::delete_by_id(session.uuid()).exec(self.0).await?;
        let row = row.filter(|row| gone.rows_affected == 1 && now.millis() < row.expires_at);
        Ok(row.map(|row| row.state))
    }

    /// Forgets the challenges nobody can answer any more.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_challenges(&self, now: Timestamp) -> Result<(), Error> {
        challenge::Entity::delete_many()
            .filter(challenge::Column::ExpiresAt.lte(now.millis()))
            .exec(self.0)
            .await?;
        Ok(())
    }
}

fn from_row(row: row::Model) -> Result<Passkey, Error> {
    let row::Model { id, account_id, name, credential_id, credential, created_at, last_used_at } = row;
    Ok(Passkey {
        id: Id::new(id),
        account: Id::new(account_id),
        name: Line::parse(&name).or_corrupt(TABLE)?,
        credential_id,
        credential,
        created_at: Timestamp::from_millis(created_at),
        last_used_at: instant(last_used_at),
    })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub name: String,
        pub credential_id: Vec<u8>,
        pub credential: String,
        pub created_at: i64,
        pub last_used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod challenge {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey_challenge")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub session_id: Uuid,
        pub state: String,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
