//! Identities at the providers of organizations, and the sign-ins by them that are under way.

use domain::{
    Id, Timestamp,
    account::{AccountRefusal, Identity, ProviderAttempt},
    person::Person,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Error, View,
    column::{OrCorrupt, insert},
};

const ATTEMPT: &str = "provider_attempt";

/// Identities.
pub struct Identities<'v>(pub(crate) &'v View);

impl View {
    /// Identities.
    pub fn identities(&self) -> Identities<'_> {
        Identities(self)
    }
}

impl Identities<'_> {
    /// The identity with this identifier, if it is still linked.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn find(&self, id: Id<Identity>) -> Result<Option<Identity>, Error> {
        Ok(row::Entity::find_by_id(id.uuid()).one(self.0).await?.map(from_row))
    }

    /// Whom a provider means by a subject.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn by_subject(&self, issuer: &str, subject: &str) -> Result<Option<Identity>, Error> {
        let row = row::Entity::find()
            .filter(row::Column::Issuer.eq(issuer))
            .filter(row::Column::Subject.eq(subject))
            .one(self.0)
            .await?;
        Ok(row.map(from_row))
    }

    /// The identities of a person, the oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of(&self, person: Id<Person>) -> Result<Vec<Identity>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::PersonId.eq(person.uuid()))
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        Ok(rows.into_iter().map(from_row).collect())
    }

    /// Links an identity.
    ///
    /// # Errors
    /// [`AccountRefusal::IdentityTaken`] when somebody has it already, or the person another one there.
    pub async fn insert(&self, identity: &Identity) -> Result<(), Error> {
        let Identity { id, person, organization, issuer, subject, linked_at } = identity;
        let row = row::Model {
            id: id.uuid(),
            person_id: person.uuid(),
            organization_id: organization.uuid(),
            issuer: issuer.clone(),
            subject: subject.clone(),
            linked_at: linked_at.millis(),
        };
        insert(self.0, row).await.map_err(|error| error.or_refused(AccountRefusal::IdentityTaken))
    }

    /// Unlinks an identity of a person.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete(&self, person: Id<Person>, id: Id<Identity>) -> Result<(), Error> {
        let gone = row::Entity::delete_many()
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::PersonId.eq(person.uuid()))
            .exec(self.0)
            .await?;
        if gone.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Keeps an attempt until the browser comes back.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn keep_attempt(&self, attempt: &ProviderAttempt) -> Result<(), Error> {
        let ProviderAttempt { state, provider, session, browser, nonce, verifier, way, expires_at } = attempt;
        let row = attempt::Model {
            state: state.to_vec(),
            provider: provider.clone(),
            session_id: session.map(Id::uuid),
            browser: browser.to_vec(),
            nonce: nonce.clone(),
            verifier: verifier.clone(),
            way: way.clone(),
            expires_at: expires_at.millis(),
        };
        insert(self.0, row).await
    }

    /// Takes an attempt, which counts once; nothing when there was none, or it began too long ago.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn take_attempt(
        &self,
        now: Timestamp,
        state: &[u8; 32],
    ) -> Result<Option<ProviderAttempt>, Error> {
        let row = attempt::Entity::find_by_id(state.to_vec()).one(self.0).await?;
        let gone = attempt::Entity::delete_by_id(state.to_vec()).exec(self.0).await?;
        let row = row.filter(|row| gone.rows_affected == 1 && now.millis() < row.expires_at);
        row.map(attempt_from_row).transpose()
    }

    /// Forgets the attempts nobody can come back from any more.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_attempts(&self, now: Timestamp) -> Result<(), Error> {
        attempt::Entity::delete_many()
            .filter(attempt::Column::ExpiresAt.lte(now.millis()))
            .exec(self.0)
            .await?;
        Ok(())
    }
}

fn from_row(row: row::Model) -> Identity {
    let row::Model { id, person_id, organization_id, issuer, subject, linked_at } = row;
    Identity {
        id: Id::new(id),
        person: Id::new(person_id),
        organization: Id::new(organization_id),
        issuer,
        subject,
        linked_at: Timestamp::from_millis(linked_at),
    }
}

fn attempt_from_row(row: attempt::Model) -> Result<ProviderAttempt, Error> {
    let attempt::Model { state, provider, session_id, browser, nonce, verifier, way, expires_at } = row;
    let hash = |bytes: Vec<u8>| <[u8; 32]>::try_from(bytes).ok().or_corrupt(ATTEMPT);
    Ok(ProviderAttempt {
        state: hash(state)?,
        provider,
        session: session_id.map(Id::new),
        browser: hash(browser)?,
        nonce,
        verifier,
        way,
        expires_at: Timestamp::from_millis(expires_at),
    })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "identity")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub organization_id: Uuid,
        pub issuer: String,
        pub subject: String,
        pub linked_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod attempt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "provider_attempt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub state: Vec<u8>,
        pub provider: String,
        pub session_id: Option<Uuid>,
        pub browser: Vec<u8>,
        pub nonce: String,
        pub verifier: String,
        pub way: String,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
