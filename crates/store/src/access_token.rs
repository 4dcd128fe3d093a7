//! The tokens by which programs act for a member.

use domain::{
    Id, Timestamp,
    access::{Member, Scope},
    account::AccessToken,
    organization::Organization,
    person::{Membership, Person},
    text::Line,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    Error, View,
    column::{OrCorrupt, insert, instant},
};

const TABLE: &str = "access_token";

/// The tokens by which programs act for a member.
pub struct AccessTokens<'v>(pub(crate) &'v View);

impl View {
    /// The tokens by which programs act for a member.
    pub fn access_tokens(&self) -> AccessTokens<'_> {
        AccessTokens(self)
    }
}

impl AccessTokens<'_> {
    /// Adds a token.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert(&self, token: &AccessToken) -> Result<(), Error> {
        let AccessToken {
            id,
            hash,
            membership,
            label,
            scope,
            created_at,
            expires_at,
            last_used_at,
            revoked_at,
        } = token;
        let row = row::Model {
            id: id.uuid(),
            hash: hash.to_vec(),
            membership_id: membership.uuid(),
            label: label.as_str().to_owned(),
            scope: scope.code().to_owned(),
            created_at: created_at.millis(),
            expires_at: Some(expires_at.millis()),
            last_used_at: last_used_at.map(Timestamp::millis),
            revoked_at: revoked_at.map(Timestamp::millis),
        };
        insert(self.0, row).await
    }

    /// Every token of an organization's present members, newest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_organization(&self, organization: Id<Organization>) -> Result<Vec<AccessToken>, Error> {
        let members = self.0.people().members(&[organization]).await?;
        self.through(members.iter().map(|(_, membership)| membership.id)).await
    }

    /// Every token through a person's present memberships, newest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_person(&self, person: Id<Person>) -> Result<Vec<AccessToken>, Error> {
        let memberships = self.0.people().memberships_of(&[person]).await?;
        self.through(memberships.iter().map(|membership| membership.id)).await
    }

    async fn through(
        &self,
        memberships: impl Iterator<Item = Id<Membership>>,
    ) -> Result<Vec<AccessToken>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::MembershipId.is_in(memberships.map(Id::uuid)))
            .order_by_desc(row::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Revokes a token.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, or it was revoked before.
    pub async fn revoke(&self, now: Timestamp, id: Id<AccessToken>) -> Result<(), Error> {
        let written = row::Entity::update_many()
            .col_expr(row::Column::RevokedAt, Expr::value(now.millis()))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::RevokedAt.is_null())
            .exec(self.0)
            .await?;
        if written.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Notes that a token was used.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn note_use(&self, now: Timestamp, id: Id<AccessToken>) -> Result<(), Error> {
        row::Entity::update_many()
            .col_expr(row::Column::LastUsedAt, Expr::value(now.millis()))
            .filter(row::Column::Id.eq(id.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// The token with this hash and who acts by it, if it works at `now` and the membership lasts.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn by_hash(&self, now: Timestamp, hash: &[u8; 32]) -> Result<(AccessToken, Member), Error> {
        let token = row::Entity::find()
            .filter(row::Column::Hash.eq(hash.to_vec()))
            .one(self.0)
            .await?
            .ok_or(Error::NotFound)?;
        let token = from_row(token)?;
        if !token.works(now) {
            return Err(Error::NotFound);
        }
        let membership = self.0.people().find_present(now, token.membership).await?;
        let member = self.0.people().member(&membership).await?;
        let scope = token.scope;
        Ok((token, Member { scope, ..member }))
    }
}

fn from_row(row: row::Model) -> Result<AccessToken, Error> {
    let row::Model {
        id,
        hash,
        membership_id,
        label,
        scope,
        created_at,
        expires_at,
        last_used_at,
        revoked_at,
    } = row;
    Ok(AccessToken {
        id: Id::new(id),
        hash: hash.try_into().ok().or_corrupt(TABLE)?,
        membership: Id::new(membership_id),
        label: Line::parse(&label).or_corrupt(TABLE)?,
        scope: Scope::parse(&scope).or_corrupt(TABLE)?,
        created_at: Timestamp::from_millis(created_at),
        expires_at: instant(expires_at).or_corrupt(TABLE)?,
        last_used_at: instant(last_used_at),
        revoked_at: instant(revoked_at),
    })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "access_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub hash: Vec<u8>,
        pub membership_id: Uuid,
        pub label: String,
        pub scope: String,
        pub created_at: i64,
        pub expires_at: Option<i64>,
        pub last_used_at: Option<i64>,
        pub revoked_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
