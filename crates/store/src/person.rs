//! People and their memberships.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    access::{Member, Scope},
    organization::{Organization, OrganizationKind},
    person::{Membership, Person, Profession, Role},
    text::{EmailAddress, Line, PhoneNumber},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{OrCorrupt, insert_all, instant, optional},
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

    /// The memberships each person has or had, the oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn memberships_ever(&self, people: &[Id<Person>]) -> Result<Vec<Membership>, Error> {
        let rows = membership::Entity::find()
            .filter(membership::Column::PersonId.is_in(people.iter().map(|id| id.uuid())))
            .order_by_asc(membership::Column::FromAt)
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

    /// One membership, if it lasts at `now`.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find_present(&self, now: Timestamp, id: Id<Membership>) -> Result<Membership, Error> {
        let membership = self.find_membership(id).await?;
        let is_present = membership.from <= now && membership.until.is_none_or(|until| now < until);
        if is_present { Ok(membership) } else { Err(Error::NotFound) }
    }

    /// Adds a person.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert(&self, person: &Person) -> Result<(), Error> {
        self.insert_all(std::slice::from_ref(person)).await
    }

    /// Adds many people.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_all(&self, people: &[Person]) -> Result<(), Error> {
        let to_row = |person: &Person| {
            let Person { id, name, name_kana, email, phone } = person;
            row::Model {
                id: id.uuid(),
                name: name.as_str().to_owned(),
                name_kana: name_kana.clone().map(Into::into),
                email: email.clone().map(Into::into),
                phone: phone.clone().map(Into::into),
            }
        };
        insert_all(self.0, people.iter().map(to_row).collect()).await
    }

    /// Writes a person's mail address.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn set_email(&self, person: Id<Person>, email: Option<&EmailAddress>) -> Result<(), Error> {
        let written = row::Entity::update_many()
            .col_expr(row::Column::Email, Expr::value(email.map(|email| email.as_str().to_owned())))
            .filter(row::Column::Id.eq(person.uuid()))
            .exec(self.0)
            .await?;
        if written.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// The organizations that have present members.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn employers(&self) -> Result<Vec<Id<Organization>>, Error> {
        let ids: Vec<Uuid> = membership::Entity::find()
            .select_only()
            .column(membership::Column::OrganizationId)
            .distinct()
            .filter(membership::Column::UntilAt.is_null())
            .into_tuple()
            .all(self.0)
            .await?;
        Ok(ids.into_iter().map(Id::new).collect())
    }

    /// Adds a membership.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when the person is a present member already.
    pub async fn insert_membership(&self, membership: &Membership) -> Result<(), Error> {
        self.insert_memberships(std::slice::from_ref(membership)).await
    }

    /// Adds many memberships.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when somebody is a present member already.
    pub async fn insert_memberships(&self, memberships: &[Membership]) -> Result<(), Error> {
        let to_row = |membership: &Membership| {
            let Membership { id, person, organization, profession, role, from, until } = membership;
            membership::Model {
                id: id.uuid(),
                person_id: person.uuid(),
                organization_id: organization.uuid(),
                profession: profession.code().to_owned(),
                role: role.code().to_owned(),
                from_at: from.millis(),
                until_at: until.map(Timestamp::millis),
            }
        };
        insert_all(self.0, memberships.iter().map(to_row).collect()).await
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
            scope: Scope::Everything,
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
