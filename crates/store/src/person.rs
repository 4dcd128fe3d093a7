//! People, their memberships, and the tokens by which programs act for them.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    access::Member,
    organization::{Organization, OrganizationKind},
    person::{Membership, Person, Profession, Role},
    text::{EmailAddress, Line, PhoneNumber},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Error, View,
    column::{OrCorrupt, insert, instant, optional},
    organization,
};

const TABLE: &str = "person";

/// People.
pub struct People<'v>(pub(crate) &'v View);

impl View {
    /// People.
    pub fn people(&self) -> People<'_> {
        People(self)
    }
}

/// A token by which a program acts through a membership. The secret itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// The identifier.
    pub id: Id<Self>,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// Through which membership it acts.
    pub membership: Id<Membership>,
    /// What it is for, in words.
    pub label: Line,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops to work.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl People<'_> {
    /// One person.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find(&self, id: Id<Person>) -> Result<Person, Error> {
        let row = row::Entity::find_by_id(id.uuid()).one(self.0).await?.ok_or(Error::NotFound)?;
        from_row(row)
    }

    /// Those of `ids` that exist.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn find_all(&self, ids: &[Id<Person>]) -> Result<HashMap<Id<Person>, Person>, Error> {
        let ids = ids.iter().map(|id| id.uuid());
        let rows = row::Entity::find().filter(row::Column::Id.is_in(ids)).all(self.0).await?;
        rows.into_iter().map(|row| from_row(row).map(|p| (p.id, p))).collect()
    }

    /// The present members of each organization, by kana and name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn members(
        &self,
        organizations: &[Id<Organization>],
    ) -> Result<Vec<(Person, Membership)>, Error> {
        let ids = organizations.iter().map(|id| id.uuid());
        let rows = membership::Entity::find()
            .filter(membership::Column::OrganizationId.is_in(ids))
            .filter(membership::Column::UntilAt.is_null())
            .order_by_asc(membership::Column::Id)
            .all(self.0)
            .await?;
        let memberships: Vec<Membership> =
            rows.into_iter().map(membership_from_row).collect::<Result<_, _>>()?;
        let people = self.find_all(&memberships.iter().map(|m| m.person).collect::<Vec<_>>()).await?;
        let mut members: Vec<_> =
            memberships.into_iter().filter_map(|m| people.get(&m.person).map(|p| (p.clone(), m))).collect();
        members.sort_by(|(a, _), (b, _)| (&a.name_kana, &a.name).cmp(&(&b.name_kana, &b.name)));
        Ok(members)
    }

    /// The present memberships of each person.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn memberships_of(&self, people: &[Id<Person>]) -> Result<Vec<Membership>, Error> {
        let rows = membership::Entity::find()
            .filter(membership::Column::PersonId.is_in(people.iter().map(|id| id.uuid())))
            .filter(membership::Column::UntilAt.is_null())
            .order_by_asc(membership::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(membership_from_row).collect()
    }

    /// The people with this mail address.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn by_email(&self, email: &EmailAddress) -> Result<Vec<Id<Person>>, Error> {
        let rows = row::Entity::find().filter(row::Column::Email.eq(email.as_str())).all(self.0).await?;
        Ok(rows.into_iter().map(|row| Id::new(row.id)).collect())
    }

    /// One membership.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find_membership(&self, id: Id<Membership>) -> Result<Membership, Error> {
        let row = membership::Entity::find_by_id(id.uuid()).one(self.0).await?.ok_or(Error::NotFound)?;
        membership_from_row(row)
    }

    /// Adds a person.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert(&self, person: &Person) -> Result<(), Error> {
        let Person { id, name, name_kana, email, phone } = person;
        let row = row::Model {
            id: id.uuid(),
            name: name.as_str().to_owned(),
            name_kana: name_kana.clone().map(Into::into),
            email: email.clone().map(Into::into),
            phone: phone.clone().map(Into::into),
        };
        insert(self.0, row).await
    }

    /// Adds a membership.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when the person is a present member already.
    pub async fn insert_membership(&self, membership: &Membership) -> Result<(), Error> {
        let Membership { id, person, organization, profession, role, from, until } = membership;
        let row = membership::Model {
            id: id.uuid(),
            person_id: person.uuid(),
            organization_id: organization.uuid(),
            profession: profession.code().to_owned(),
            role: role.code().to_owned(),
            from_at: from.millis(),
            until_at: until.map(Timestamp::millis),
        };
        insert(self.0, row).await
    }

    /// Adds a token.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_token(&self, token: &AccessToken) -> Result<(), Error> {
        let AccessToken { id, hash, membership, label, created_at, expires_at, revoked_at } = token;
        let row = access_token::Model {
            id: id.uuid(),
            hash: hash.to_vec(),
            membership_id: membership.uuid(),
            label: label.as_str().to_owned(),
            created_at: created_at.millis(),
            expires_at: expires_at.map(Timestamp::millis),
            revoked_at: revoked_at.map(Timestamp::millis),
        };
        insert(self.0, row).await
    }

    /// Every token of an organization's members, newest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn tokens(&self, organization: Id<Organization>) -> Result<Vec<AccessToken>, Error> {
        let members = self.members(&[organization]).await?;
        let memberships = members.iter().map(|(_, m)| m.id.uuid());
        let rows = access_token::Entity::find()
            .filter(access_token::Column::MembershipId.is_in(memberships))
            .order_by_desc(access_token::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(token_from_row).collect()
    }

    /// Revokes a token.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, or it was revoked before.
    pub async fn revoke_token(&self, now: Timestamp, id: Id<AccessToken>) -> Result<(), Error> {
        use sea_orm::sea_query::Expr;
        let written = access_token::Entity::update_many()
            .col_expr(access_token::Column::RevokedAt, Expr::value(now.millis()))
            .filter(access_token::Column::Id.eq(id.uuid()))
            .filter(access_token::Column::RevokedAt.is_null())
            .exec(self.0)
            .await?;
        if written.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Who acts by the token with this hash, if it works at `now`.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn by_token(&self, now: Timestamp, hash: &[u8; 32]) -> Result<Member, Error> {
        let token = access_token::Entity::find()
            .filter(access_token::Column::Hash.eq(hash.to_vec()))
            .one(self.0)
            .await?
            .ok_or(Error::NotFound)?;
        let token = token_from_row(token)?;
        let works = token.revoked_at.is_none() && token.expires_at.is_none_or(|at| now < at);
        let membership = membership::Entity::find_by_id(token.membership.uuid())
            .one(self.0)
            .await?
            .ok_or(Error::NotFound)?;
        let membership = membership_from_row(membership)?;
        let present = membership.from <= now && membership.until.is_none_or(|until| now < until);
        if !works || !present {
            return Err(Error::NotFound);
        }
        self.member(&membership).await
    }

    /// The actor that a membership makes.
    ///
    /// # Errors
    /// [`Error::NotFound`] when its organization is gone.
    pub async fn member(&self, membership: &Membership) -> Result<Member, Error> {
        let organization = organization::row::Entity::find_by_id(membership.organization.uuid())
            .one(self.0)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(Member {
            person: membership.person,
            membership: membership.id,
            organization: membership.organization,
            kind: OrganizationKind::parse(&organization.kind).or_corrupt("organization")?,
            profession: membership.profession,
            role: membership.role,
        })
    }
}

fn from_row(row: row::Model) -> Result<Person, Error> {
    let row::Model { id, name, name_kana, email, phone } = row;
    Ok(Person {
        id: Id::new(id),
        name: Line::parse(&name).or_corrupt(TABLE)?,
        name_kana: optional(TABLE, name_kana.as_deref(), Line::parse)?,
        email: optional(TABLE, email.as_deref(), EmailAddress::parse)?,
        phone: optional(TABLE, phone.as_deref(), PhoneNumber::parse)?,
    })
}

pub(crate) fn membership_from_row(row: membership::Model) -> Result<Membership, Error> {
    let membership::Model { id, person_id, organization_id, profession, role, from_at, until_at } = row;
    Ok(Membership {
        id: Id::new(id),
        person: Id::new(person_id),
        organization: Id::new(organization_id),
        profession: Profession::parse(&profession).or_corrupt("membership")?,
        role: Role::parse(&role).or_corrupt("membership")?,
        from: Timestamp::from_millis(from_at),
        until: instant(until_at),
    })
}

fn token_from_row(row: access_token::Model) -> Result<AccessToken, Error> {
    let access_token::Model { id, hash, membership_id, label, created_at, expires_at, revoked_at } = row;
    Ok(AccessToken {
        id: Id::new(id),
        hash: hash.try_into().ok().or_corrupt("access_token")?,
        membership: Id::new(membership_id),
        label: Line::parse(&label).or_corrupt("access_token")?,
        created_at: Timestamp::from_millis(created_at),
        expires_at: instant(expires_at),
        revoked_at: instant(revoked_at),
    })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub name_kana: Option<String>,
        pub email: Option<String>,
        pub phone: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod membership {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "membership")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub organization_id: Uuid,
        pub profession: String,
        pub role: String,
        pub from_at: i64,
        pub until_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod access_token {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "access_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub hash: Vec<u8>,
        pub membership_id: Uuid,
        pub label: String,
        pub created_at: i64,
        pub expires_at: Option<i64>,
        pub revoked_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
