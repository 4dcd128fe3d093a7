//! Sessions of browsers.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    account::{FirstFactor, SecondFactor, WebSession},
    person::{Membership, Person},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{OrCorrupt, insert, instant},
};

const TABLE: &str = "web_session";

/// Sessions of browsers.
pub struct WebSessions<'v>(pub(crate) &'v View);

impl View {
    /// Sessions of browsers.
    pub fn web_sessions(&self) -> WebSessions<'_> {
        WebSessions(self)
    }
}

impl WebSessions<'_> {
    /// The session whose secret has this hash.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn by_hash(&self, hash: &[u8; 32]) -> Result<WebSession, Error> {
        let row = row::Entity::find().filter(row::Column::Hash.eq(hash.to_vec())).one(self.0).await?;
        from_row(row.ok_or(Error::NotFound)?)
    }

    /// The sessions of a person that were not ended and are younger than their end, the newest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn open(&self, now: Timestamp, person: Id<Person>) -> Result<Vec<WebSession>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::ExpiresAt.gt(now.millis()))
            .filter(row::Column::EndedAt.is_null())
            .order_by_desc(row::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Begins a session.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert(&self, session: &WebSession, hash: &[u8; 32]) -> Result<(), Error> {
        let WebSession {
            id,
            person,
            membership,
            started_at,
            last_seen_at,
            expires_at,
            first,
            second,
            identity,
            ended_at,
        } = session;
        let row = row::Model {
            id: id.uuid(),
            hash: hash.to_vec(),
            person_id: person.uuid(),
            membership_id: membership.map(Id::uuid),
            started_at: started_at.millis(),
            last_seen_at: last_seen_at.millis(),
            expires_at: expires_at.millis(),
            first_factor: first.code().to_owned(),
            second_factor: second.map(|(factor, _)| factor.code().to_owned()),
            second_factor_at: second.map(|(_, at)| at.millis()),
            ended_at: ended_at.map(Timestamp::millis),
            identity_id: identity.map(Id::uuid),
        };
        insert(self.0, row).await
    }

    /// Writes what a session may do from now on, under another secret; the one before works no longer.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the session was ended, or its secret changed, in the meantime.
    pub async fn raise(&self, session: &WebSession, old: &[u8; 32], new: &[u8; 32]) -> Result<(), Error> {
        let membership = session.membership.map(Id::uuid);
        let factor = session.second.map(|(factor, _)| factor.code());
        let factor_at = session.second.map(|(_, at)| at.millis());
        let written = row::Entity::update_many()
            .col_expr(row::Column::Hash, Expr::value(new.to_vec()))
            .col_expr(row::Column::MembershipId, Expr::value(membership))
            .col_expr(row::Column::SecondFactor, Expr::value(factor))
            .col_expr(row::Column::SecondFactorAt, Expr::value(factor_at))
            .col_expr(row::Column::LastSeenAt, Expr::value(session.last_seen_at.millis()))
            .filter(row::Column::Id.eq(session.id.uuid()))
            .filter(row::Column::Hash.eq(old.to_vec()))
            .filter(row::Column::EndedAt.is_null())
            .exec(self.0)
            .await?;
        if written.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// When each membership was last acted through in a session.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn last_seen(
        &self,
        memberships: &[Id<Membership>],
    ) -> Result<HashMap<Id<Membership>, Timestamp>, Error> {
        let rows: Vec<(Uuid, i64)> = row::Entity::find()
            .select_only()
            .column(row::Column::MembershipId)
            .column_as(row::Column::LastSeenAt.max(), "last_seen_at")
            .filter(row::Column::MembershipId.is_in(memberships.iter().map(|id| id.uuid())))
            .group_by(row::Column::MembershipId)
            .into_tuple()
            .all(self.0)
            .await?;
        Ok(rows.into_iter().map(|(id, at)| (Id::new(id), Timestamp::from_millis(at))).collect())
    }

    /// Forgets the sessions that ended by age before a moment, but for the last through each membership, by
    /// which the yearly review tells when it was used; answers how many.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_ended(&self, before: Timestamp) -> Result<u64, Error> {
        let forgotten = row::Entity::delete_many()
            .filter(row::Column::ExpiresAt.lt(before.millis()))
            .filter(Expr::cust(
                "(membership_id IS NULL OR EXISTS (SELECT 1 FROM web_session AS later \
                 WHERE later.membership_id = web_session.membership_id \
                 AND later.last_seen_at > web_session.last_seen_at))",
            ))
            .exec(self.0)
            .await?;
        Ok(forgotten.rows_affected)
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn note_use(&self, now: Timestamp, id: Id<WebSession>) -> Result<(), Error> {
        row::Entity::update_many()
            .col_expr(row::Column::LastSeenAt, Expr::value(now.millis()))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::LastSeenAt.lt(now.millis()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// Ends one session of a person.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the person has none such, or it was ended before.
    pub async fn end(&self, now: Timestamp, person: Id<Person>, id: Id<WebSession>) -> Result<(), Error> {
        let written = row::Entity::update_many()
            .col_expr(row::Column::EndedAt, Expr::value(now.millis()))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::EndedAt.is_null())
            .exec(self.0)
            .await?;
        if written.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Ends every session of a person, but for one that is kept; answers how many.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn end_all(
        &self,
        now: Timestamp,
        person: Id<Person>,
        but: Option<Id<WebSession>>,
    ) -> Result<u64, Error> {
        let mut update = row::Entity::update_many()
            .col_expr(row::Column::EndedAt, Expr::value(now.millis()))
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::EndedAt.is_null());
        if let Some(kept) = but {
            update = update.filter(row::Column::Id.ne(kept.uuid()));
        }
        Ok(update.exec(self.0).await?.rows_affected)
    }

    /// Ends every session through a membership; answers how many.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn end_through(&self, now: Timestamp, membership: Id<Membership>) -> Result<u64, Error> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::EndedAt, Expr::value(now.millis()))
            .filter(row::Column::MembershipId.eq(membership.uuid()))
            .filter(row::Column::EndedAt.is_null());
        Ok(update.exec(self.0).await?.rows_affected)
    }
}

fn from_row(row: row::Model) -> Result<WebSession, Error> {
    let row::Model {
        id,
        hash: _,
        person_id,
        membership_id,
        started_at,
        last_seen_at,
        expires_at,
        first_factor,
        second_factor,
        second_factor_at,
        ended_at,
        identity_id,
    } = row;
    Ok(WebSession {
        id: Id::new(id),
        person: Id::new(person_id),
        membership: membership_id.map(Id::new),
        started_at: Timestamp::from_millis(started_at),
        last_seen_at: Timestamp::from_millis(last_seen_at),
        expires_at: Timestamp::from_millis(expires_at),
        first: FirstFactor::parse(&first_factor).or_corrupt(TABLE)?,
        second: match (second_factor, second_factor_at) {
            (Some(factor), Some(at)) => {
                let factor = SecondFactor::parse(&factor).or_corrupt(TABLE)?;
                Some((factor, Timestamp::from_millis(at)))
            }
            (None, None) => None,
            _ => return Err(Error::corrupt(TABLE, "half a second factor")),
        },
        identity: identity_id.map(Id::new),
        ended_at: instant(ended_at),
    })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "web_session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub hash: Vec<u8>,
        pub person_id: Uuid,
        pub membership_id: Option<Uuid>,
        pub started_at: i64,
        pub last_seen_at: i64,
        pub expires_at: i64,
        pub first_factor: String,
        pub second_factor: Option<String>,
        pub second_factor_at: Option<i64>,
        pub ended_at: Option<i64>,
        pub identity_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
