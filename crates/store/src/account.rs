//! Accounts with their second factor and recovery codes.

use domain::{
    Id, Timestamp,
    account::{Account, AccountRefusal, Login, Totp},
    person::Person,
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    Error, View,
    column::{OrCorrupt, insert, insert_all},
};

const TABLE: &str = "account";

/// Accounts.
pub struct Accounts<'v>(pub(crate) &'v View);

impl View {
    /// Accounts.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts(self)
    }
}

impl Accounts<'_> {
    /// The account with this login, if there is one.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn by_login(&self, login: &Login) -> Result<Option<Account>, Error> {
        let row = row::Entity::find().filter(row::Column::Login.eq(login.as_str())).one(self.0).await?;
        self.with_passkeys(row).await
    }

    /// The account of a person, if there is one.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of(&self, person: Id<Person>) -> Result<Option<Account>, Error> {
        let row = row::Entity::find().filter(row::Column::PersonId.eq(person.uuid())).one(self.0).await?;
        self.with_passkeys(row).await
    }

    /// The account whose authenticator was set up last.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn newest_with_totp(&self) -> Result<Option<Account>, Error> {
        let set_up = row::Entity::find().filter(row::Column::TotpSeed.is_not_null());
        let row = set_up.order_by_desc(row::Column::TotpAt).limit(1).one(self.0).await?;
        self.with_passkeys(row).await
    }

    async fn with_passkeys(&self, row: Option<row::Model>) -> Result<Option<Account>, Error> {
        let Some(row) = row else { return Ok(None) };
        let passkeys = self.0.passkeys().count(Id::new(row.id)).await?;
        Ok(Some(from_row(row, passkeys)?))
    }

    /// Opens an account.
    ///
    /// # Errors
    /// [`AccountRefusal::LoginTaken`].
    pub async fn insert(&self, account: &Account) -> Result<(), Error> {
        let Account { id, person, login, password_hash, password_at, totp, passkeys: _, created_at } =
            account;
        let row = row::Model {
            id: id.uuid(),
            person_id: person.uuid(),
            login: login.as_str().to_owned(),
            password_hash: password_hash.clone(),
            password_at: password_at.millis(),
            totp_seed: totp.as_ref().map(|totp| totp.sealed_seed.clone()),
            totp_at: totp.as_ref().map(|totp| totp.at.millis()),
            totp_last_step: 0,
            created_at: created_at.millis(),
        };
        insert(self.0, row).await.map_err(|error| error.or_refused(AccountRefusal::LoginTaken))
    }

    /// Replaces the password.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn set_password(&self, now: Timestamp, id: Id<Account>, hash: &str) -> Result<(), Error> {
        row::Entity::update_many()
            .col_expr(row::Column::PasswordHash, Expr::value(hash))
            .col_expr(row::Column::PasswordAt, Expr::value(now.millis()))
            .filter(row::Column::Id.eq(id.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// Replaces the second factor, or takes it away; recovery codes of the one before go with it.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn set_totp(&self, id: Id<Account>, totp: Option<&Totp>) -> Result<(), Error> {
        row::Entity::update_many()
            .col_expr(row::Column::TotpSeed, Expr::value(totp.map(|totp| totp.sealed_seed.clone())))
            .col_expr(row::Column::TotpAt, Expr::value(totp.map(|totp| totp.at.millis())))
            .col_expr(row::Column::TotpLastStep, Expr::value(0_i64))
            .filter(row::Column::Id.eq(id.uuid()))
            .exec(self.0)
            .await?;
        self.drop_recovery_codes(id).await
    }

    /// Uses up the code of a step and all before it; `false` when that was done already, be it at this very
    /// moment.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn use_totp_step(&self, id: Id<Account>, step: i64) -> Result<bool, Error> {
        let written = row::Entity::update_many()
            .col_expr(row::Column::TotpLastStep, Expr::value(step))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::TotpSeed.is_not_null())
            .filter(row::Column::TotpLastStep.lt(step))
            .exec(self.0)
            .await?;
        Ok(written.rows_affected == 1)
    }

    /// Replaces the recovery codes by others, of which only hashes are known.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn set_recovery_codes(
        &self,
        now: Timestamp,
        id: Id<Account>,
        hashes: &[[u8; 32]],
    ) -> Result<(), Error> {
        self.drop_recovery_codes(id).await?;
        let rows = hashes.iter().map(|hash| recovery_code::Model {
            account_id: id.uuid(),
            hash: hash.to_vec(),
            created_at: now.millis(),
            used_at: None,
        });
        insert_all(self.0, rows.collect()).await
    }

    async fn drop_recovery_codes(&self, id: Id<Account>) -> Result<(), Error> {
        recovery_code::Entity::delete_many()
            .filter(recovery_code::Column::AccountId.eq(id.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// Uses up a recovery code; `false` when there is none, or it was used before.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn use_recovery_code(
        &self,
        now: Timestamp,
        id: Id<Account>,
        hash: &[u8; 32],
    ) -> Result<bool, Error> {
        let written = recovery_code::Entity::update_many()
            .col_expr(recovery_code::Column::UsedAt, Expr::value(now.millis()))
            .filter(recovery_code::Column::AccountId.eq(id.uuid()))
            .filter(recovery_code::Column::Hash.eq(hash.to_vec()))
            .filter(recovery_code::Column::UsedAt.is_null())
            .exec(self.0)
            .await?;
        Ok(written.rows_affected == 1)
    }

    /// How many recovery codes still work.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn recovery_codes_left(&self, id: Id<Account>) -> Result<u64, Error> {
        Ok(recovery_code::Entity::find()
            .filter(recovery_code::Column::AccountId.eq(id.uuid()))
            .filter(recovery_code::Column::UsedAt.is_null())
            .count(self.0)
            .await?)
    }
}

fn from_row(row: row::Model, passkeys: usize) -> Result<Account, Error> {
    let row::Model {
        id,
        person_id,
        login,
        password_hash,
        password_at,
        totp_seed,
        totp_at,
        totp_last_step: _,
        created_at,
    } = row;
    Ok(Account {
        id: Id::new(id),
        person: Id::new(person_id),
        login: Login::parse(&login).or_corrupt(TABLE)?,
        password_hash,
        password_at: Timestamp::from_millis(password_at),
        totp: match (totp_seed, totp_at) {
            (Some(sealed_seed), Some(at)) => Some(Totp { sealed_seed, at: Timestamp::from_millis(at) }),
            (None, None) => None,
            _ => return Err(Error::corrupt(TABLE, "half a second factor")),
        },
        passkeys,
        created_at: Timestamp::from_millis(created_at),
    })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub login: String,
        pub password_hash: String,
        pub password_at: i64,
        pub totp_seed: Option<Vec<u8>>,
        pub totp_at: Option<i64>,
        pub totp_last_step: i64,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod recovery_code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: Vec<u8>,
        pub created_at: i64,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
