//! How memberships come about and change: invitations, requests for roles, reviews.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    membership::{ColleagueInvitation, InvitationState, RequestState, RightsReview, RoleRequest, Staff},
    organization::Organization,
    person::{Membership, Person, Profession, Role},
    text::{EmailAddress, Line},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};

use crate::{
    Error, View,
    column::{OrCorrupt, insert, instant, optional, update},
    person::{membership, membership_from_row},
};

/// How memberships come about and change.
pub struct Memberships<'v>(pub(crate) &'v View);

impl View {
    /// How memberships come about and change.
    pub fn memberships(&self) -> Memberships<'_> {
        Memberships(self)
    }
}

impl Memberships<'_> {
    /// The present members of an organization, kept from others who change them until the transaction ends.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn staff(&self, organization: Id<Organization>) -> Result<Staff, Error> {
        let rows = membership::Entity::find()
            .filter(membership::Column::OrganizationId.eq(organization.uuid()))
            .filter(membership::Column::UntilAt.is_null())
            .order_by_asc(membership::Column::Id)
            .lock(LockType::Update)
            .all(self.0)
            .await?;
        let members = rows.into_iter().map(membership_from_row).collect::<Result<_, _>>()?;
        Ok(Staff { organization, members })
    }

    /// Writes a present member's profession, role and end.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the membership has ended.
    pub async fn update(&self, member: &Membership) -> Result<(), Error> {
        let Membership { id, person: _, organization, profession, role, from: _, until } = member;
        let written = membership::Entity::update_many()
            .col_expr(membership::Column::Profession, Expr::value(profession.code()))
            .col_expr(membership::Column::Role, Expr::value(role.code()))
            .col_expr(membership::Column::UntilAt, Expr::value(until.map(Timestamp::millis)))
            .filter(membership::Column::Id.eq(id.uuid()))
            .filter(membership::Column::OrganizationId.eq(organization.uuid()))
            .filter(membership::Column::UntilAt.is_null())
            .exec(self.0)
            .await?;
        if written.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Adds an invitation.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_invitation(&self, invitation: &ColleagueInvitation) -> Result<(), Error> {
        insert(self.0, invitation_row(invitation, invitation.version)).await
    }

    /// One invitation of an organization.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn invitation(
        &self,
        organization: Id<Organization>,
        id: Id<ColleagueInvitation>,
    ) -> Result<ColleagueInvitation, Error> {
        let invitation = self.any_invitation(id).await?;
        if invitation.organization == organization { Ok(invitation) } else { Err(Error::NotFound) }
    }

    /// One invitation, for whoever is invited and for the letter to them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn any_invitation(&self, id: Id<ColleagueInvitation>) -> Result<ColleagueInvitation, Error> {
        let row = invitation::Entity::find_by_id(id.uuid()).one(self.0).await?.ok_or(Error::NotFound)?;
        invitation_from_row(row)
    }

    /// Those of `ids` that exist, for whoever is told what became of the letters.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn invitations_by_id(
        &self,
        ids: &[Id<ColleagueInvitation>],
    ) -> Result<Vec<ColleagueInvitation>, Error> {
        let ids = ids.iter().map(|id| id.uuid());
        let rows = invitation::Entity::find().filter(invitation::Column::Id.is_in(ids)).all(self.0).await?;
        rows.into_iter().map(invitation_from_row).collect()
    }

    /// The invitations of an organization that nobody accepted or took back, newest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn invitations(
        &self,
        organization: Id<Organization>,
    ) -> Result<Vec<ColleagueInvitation>, Error> {
        let rows = invitation::Entity::find()
            .filter(invitation::Column::OrganizationId.eq(organization.uuid()))
            .filter(invitation::Column::State.eq("open"))
            .order_by_desc(invitation::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(invitation_from_row).collect()
    }

    /// The invitations that nobody accepted or took back whose letter went to this address.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn invitations_to(&self, email: &EmailAddress) -> Result<Vec<ColleagueInvitation>, Error> {
        let people = self.0.people().by_email(email).await?;
        self.invitations_of(&people).await
    }

    /// The invitations that nobody accepted or took back of these people's records.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn invitations_of(&self, people: &[Id<Person>]) -> Result<Vec<ColleagueInvitation>, Error> {
        let rows = invitation::Entity::find()
            .filter(invitation::Column::PersonId.is_in(people.iter().map(|id| id.uuid())))
            .filter(invitation::Column::State.eq("open"))
            .order_by_asc(invitation::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(invitation_from_row).collect()
    }

    /// Writes an invitation, if nobody else has since it was read.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn update_invitation(&self, invitation: &mut ColleagueInvitation) -> Result<(), Error> {
        let row = invitation_row(invitation, invitation.version + 1);
        let id = (invitation::Column::Id, invitation.id.uuid());
        update::<invitation::Entity, _>(self.0, row, id, (invitation::Column::Version, invitation.version))
            .await?;
        invitation.version += 1;
        Ok(())
    }

    /// Adds a request for a role.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_request(&self, request: &RoleRequest) -> Result<(), Error> {
        insert(self.0, request_row(request, request.version)).await
    }

    /// One request of an organization.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn request(
        &self,
        organization: Id<Organization>,
        id: Id<RoleRequest>,
    ) -> Result<RoleRequest, Error> {
        let request = self.any_request(id).await?;
        if request.organization == organization { Ok(request) } else { Err(Error::NotFound) }
    }

    /// One request, for the operator and for time.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn any_request(&self, id: Id<RoleRequest>) -> Result<RoleRequest, Error> {
        let row = request::Entity::find_by_id(id.uuid()).one(self.0).await?.ok_or(Error::NotFound)?;
        request_from_row(row)
    }

    /// The requests of an organization, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn requests(
        &self,
        organization: Id<Organization>,
        limit: u64,
    ) -> Result<Vec<RoleRequest>, Error> {
        let rows = request::Entity::find()
            .filter(request::Column::OrganizationId.eq(organization.uuid()))
            .order_by_desc(request::Column::RequestedAt)
            .order_by_desc(request::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        rows.into_iter().map(request_from_row).collect()
    }

    /// Every request about one member.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn requests_about(&self, membership: Id<Membership>) -> Result<Vec<RoleRequest>, Error> {
        let rows = request::Entity::find()
            .filter(request::Column::MembershipId.eq(membership.uuid()))
            .all(self.0)
            .await?;
        rows.into_iter().map(request_from_row).collect()
    }

    /// Every request that waits, of every organization, oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn waiting_requests(&self) -> Result<Vec<RoleRequest>, Error> {
        let rows = request::Entity::find()
            .filter(request::Column::State.eq("pending"))
            .order_by_asc(request::Column::RequestedAt)
            .order_by_asc(request::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(request_from_row).collect()
    }

    /// Writes a request, if nobody else has since it was read.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn update_request(&self, request: &mut RoleRequest) -> Result<(), Error> {
        let row = request_row(request, request.version + 1);
        let id = (request::Column::Id, request.id.uuid());
        update::<request::Entity, _>(self.0, row, id, (request::Column::Version, request.version)).await?;
        request.version += 1;
        Ok(())
    }

    /// Adds a review.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_review(&self, review: &RightsReview) -> Result<(), Error> {
        let RightsReview { id, organization, membership, by, at } = review;
        let row = review::Model {
            id: id.uuid(),
            organization_id: organization.uuid(),
            membership_id: membership.uuid(),
            reviewed_by: by.uuid(),
            reviewed_at: at.millis(),
        };
        insert(self.0, row).await
    }

    /// The newest review of each member's rights.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn last_reviews(
        &self,
        organization: Id<Organization>,
    ) -> Result<HashMap<Id<Membership>, RightsReview>, Error> {
        let rows = review::Entity::find()
            .filter(review::Column::OrganizationId.eq(organization.uuid()))
            .order_by_asc(review::Column::ReviewedAt)
            .all(self.0)
            .await?;
        let review = |row| {
            let review::Model { id, organization_id, membership_id, reviewed_by, reviewed_at } = row;
            let membership = Id::new(membership_id);
            let review = RightsReview {
                id: Id::new(id),
                organization: Id::new(organization_id),
                membership,
                by: Id::new(reviewed_by),
                at: Timestamp::from_millis(reviewed_at),
            };
            (membership, review)
        };
        Ok(rows.into_iter().map(review).collect())
    }
}

const INVITATION: &str = "colleague_invitation";
const REQUEST: &str = "role_request";

fn invitation_row(invitation: &ColleagueInvitation, version: i32) -> invitation::Model {
    let ColleagueInvitation {
        id,
        organization,
        person,
        profession,
        invited_by,
        invited_at,
        expires_at,
        state,
        version: _,
    } = invitation;
    let (state, state_at) = match state {
        InvitationState::Open => ("open", None),
        InvitationState::Accepted { at } => ("accepted", Some(at)),
        InvitationState::Withdrawn { at } => ("withdrawn", Some(at)),
    };
    invitation::Model {
        id: id.uuid(),
        organization_id: organization.uuid(),
        person_id: person.uuid(),
        profession: profession.code().to_owned(),
        invited_by: invited_by.uuid(),
        invited_at: invited_at.millis(),
        expires_at: expires_at.millis(),
        state: state.to_owned(),
        state_at: state_at.map(|at| at.millis()),
        version,
    }
}

fn invitation_from_row(row: invitation::Model) -> Result<ColleagueInvitation, Error> {
    let invitation::Model {
        id,
        organization_id,
        person_id,
        profession,
        invited_by,
        invited_at,
        expires_at,
        state,
        state_at,
        version,
    } = row;
    let state = match (state.as_str(), instant(state_at)) {
        ("open", None) => InvitationState::Open,
        ("accepted", Some(at)) => InvitationState::Accepted { at },
        ("withdrawn", Some(at)) => InvitationState::Withdrawn { at },
        _ => return Err(Error::corrupt(INVITATION, "no state")),
    };
    Ok(ColleagueInvitation {
        id: Id::new(id),
        organization: Id::new(organization_id),
        person: Id::new(person_id),
        profession: Profession::parse(&profession).or_corrupt(INVITATION)?,
        invited_by: Id::new(invited_by),
        invited_at: Timestamp::from_millis(invited_at),
        expires_at: Timestamp::from_millis(expires_at),
        state,
        version,
    })
}

fn request_row(request: &RoleRequest, version: i32) -> request::Model {
    let RoleRequest { id, organization, membership, role, requested_by, requested_at, state, version: _ } =
        request;
    let (state, at, by, reason) = match state {
        RequestState::Pending => ("pending", None, None, None),
        RequestState::Confirmed { at, by } => ("confirmed", Some(at), *by, None),
        RequestState::Refused { at, by, reason } => ("refused", Some(at), Some(*by), Some(reason)),
        RequestState::Expired { at } => ("expired", Some(at), None, None),
    };
    request::Model {
        id: id.uuid(),
        organization_id: organization.uuid(),
        membership_id: membership.uuid(),
        role: role.code().to_owned(),
        requested_by: requested_by.uuid(),
        requested_at: requested_at.millis(),
        state: state.to_owned(),
        state_at: at.map(|at| at.millis()),
        decided_by: by.map(Id::uuid),
        reason: reason.map(|reason| reason.as_str().to_owned()),
        version,
    }
}

fn request_from_row(row: request::Model) -> Result<RoleRequest, Error> {
    let request::Model {
        id,
        organization_id,
        membership_id,
        role,
        requested_by,
        requested_at,
        state,
        state_at,
        decided_by,
        reason,
        version,
    } = row;
    let by = decided_by.map(Id::new);
    let reason = optional(REQUEST, reason.as_deref(), Line::parse)?;
    let state = match (state.as_str(), instant(state_at), by, reason) {
        ("pending", None, None, None) => RequestState::Pending,
        ("confirmed", Some(at), by, None) => RequestState::Confirmed { at, by },
        ("refused", Some(at), Some(by), Some(reason)) => RequestState::Refused { at, by, reason },
        ("expired", Some(at), None, None) => RequestState::Expired { at },
        _ => return Err(Error::corrupt(REQUEST, "no state")),
    };
    Ok(RoleRequest {
        id: Id::new(id),
        organization: Id::new(organization_id),
        membership: Id::new(membership_id),
        role: Role::parse(&role).or_corrupt(REQUEST)?,
        requested_by: Id::new(requested_by),
        requested_at: Timestamp::from_millis(requested_at),
        state,
        version,
    })
}

mod invitation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "colleague_invitation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub person_id: Uuid,
        pub profession: String,
        pub invited_by: Uuid,
        pub invited_at: i64,
        pub expires_at: i64,
        pub state: String,
        pub state_at: Option<i64>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod request {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "role_request")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub membership_id: Uuid,
        pub role: String,
        pub requested_by: Uuid,
        pub requested_at: i64,
        pub state: String,
        pub state_at: Option<i64>,
        pub decided_by: Option<Uuid>,
        pub reason: Option<String>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod review {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "rights_review")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub membership_id: Uuid,
        pub reviewed_by: Uuid,
        pub reviewed_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
