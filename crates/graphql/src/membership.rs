//! Who works in the organization acted for, how colleagues join, and how rights are given and looked at.

use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use domain::{
    Id, Timestamp,
    membership::{InvitationState, RequestState},
};

use crate::{
    caller::caller,
    ids,
    loader::{OrganizationById, PersonById, get, know},
    organization::Organization,
    person::{Membership, Person, Profession, Role, person},
    scalar::{DateTime, EmailAddress},
};

/// A member with what is known of the use of their rights.
#[derive(SimpleObject)]
pub struct Colleague {
    /// The membership.
    membership: Membership,
    /// When the rights were last found right; null when nobody has looked.
    reviewed_at: Option<DateTime>,
    /// Whether they are to be looked at again: a year has passed.
    is_review_due: bool,
}

/// A colleague who was asked to join an organization.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct ColleagueInvitation {
    /// The identifier.
    id: ID,
    #[graphql(skip)]
    person_id: Id<domain::person::Person>,
    #[graphql(skip)]
    organization_id: Id<domain::organization::Organization>,
    /// As what the colleague is to work.
    profession: Profession,
    /// When the invitation was sent.
    invited_at: DateTime,
    /// Until when it can be accepted.
    expires_at: DateTime,
    /// How far it has come.
    state: ColleagueInvitationState,
    /// Rises with every change.
    version: i32,
}

#[ComplexObject]
impl ColleagueInvitation {
    /// The colleague's name, as the organization wrote it down.
    async fn name(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(get(ctx, PersonById(self.person_id)).await?.name.into())
    }

    /// Where the letter went.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<EmailAddress>> {
        Ok(get(ctx, PersonById(self.person_id)).await?.email.map(Into::into))
    }

    /// Where to.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(get(ctx, OrganizationById(self.organization_id)).await?.into())
    }
}

/// How far a colleague's invitation has come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColleagueInvitationState {
    /// It can be accepted until it expires.
    Open,
    /// The colleague joined.
    Accepted,
    /// The organization took it back.
    Withdrawn,
}

impl From<domain::membership::ColleagueInvitation> for ColleagueInvitation {
    fn from(invitation: domain::membership::ColleagueInvitation) -> Self {
        let domain::membership::ColleagueInvitation {
            id,
            organization,
            person,
            profession,
            invited_by: _,
            invited_at,
            expires_at,
            state,
            version,
        } = invitation;
        Self {
            id: ids::write(id),
            person_id: person,
            organization_id: organization,
            profession: profession.into(),
            invited_at: invited_at.into(),
            expires_at: expires_at.into(),
            state: match state {
                InvitationState::Open => ColleagueInvitationState::Open,
                InvitationState::Accepted { .. } => ColleagueInvitationState::Accepted,
                InvitationState::Withdrawn { .. } => ColleagueInvitationState::Withdrawn,
            },
            version,
        }
    }
}

/// Somebody asks that a member be given a role; somebody else confirms it.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct RoleRequest {
    /// The identifier.
    id: ID,
    /// For whom, as a membership.
    membership: ID,
    /// Which role.
    role: Role,
    #[graphql(skip)]
    requested_by_id: Id<domain::person::Person>,
    #[graphql(skip)]
    decided_by_id: Option<Id<domain::person::Person>>,
    /// When it was asked for.
    requested_at: DateTime,
    /// When nobody may confirm it any more.
    expires_at: DateTime,
    /// How far it has come.
    state: RoleRequestState,
    /// When it was confirmed, refused or expired.
    decided_at: Option<DateTime>,
    /// Why it was refused.
    reason: Option<String>,
    /// Rises with every change.
    version: i32,
}

#[ComplexObject]
impl RoleRequest {
    /// Who asked.
    async fn requested_by(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.requested_by_id).await
    }

    /// Who confirmed or refused it; null while it waits, and when the operator confirmed it.
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.decided_by_id {
            Some(id) => Ok(Some(person(ctx, id).await?)),
            None => Ok(None),
        }
    }
}

/// How far a request for a role has come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleRequestState {
    /// It waits for somebody else, until it expires.
    Pending,
    /// The role was given.
    Confirmed,
    /// The role was not given.
    Refused,
    /// Nobody confirmed it within fourteen days.
    Expired,
}

impl From<domain::membership::RoleRequest> for RoleRequest {
    fn from(request: domain::membership::RoleRequest) -> Self {
        let expires_at = request.expires_at();
        let domain::membership::RoleRequest {
            id,
            organization: _,
            membership,
            role,
            requested_by,
            requested_at,
            state,
            version,
        } = request;
        type Decided = (Option<Timestamp>, Option<Id<domain::person::Person>>, Option<String>);
        let (state, (decided_at, decided_by_id, reason)): (_, Decided) = match state {
            RequestState::Pending => (RoleRequestState::Pending, (None, None, None)),
            RequestState::Confirmed { at, by } => (RoleRequestState::Confirmed, (Some(at), by, None)),
            RequestState::Refused { at, by, reason } => {
                (RoleRequestState::Refused, (Some(at), Some(by), Some(reason.into())))
            }
            RequestState::Expired { at } => (RoleRequestState::Expired, (Some(at), None, None)),
        };
        Self {
            id: ids::write(id),
            membership: ids::write(membership),
            role: role.into(),
            requested_by_id: requested_by,
            decided_by_id,
            requested_at: requested_at.into(),
            expires_at: expires_at.into(),
            state,
            decided_at: decided_at.map(Into::into),
            reason,
            version,
        }
    }
}

#[derive(Default)]
pub struct MembershipQuery;

#[Object]
impl MembershipQuery {
    /// Everyone who works in the organization acted for, by kana and name.
    async fn colleagues(&self, ctx: &Context<'_>) -> Result<Vec<Colleague>> {
        let colleagues = app::review_rights::colleagues(&caller(ctx)?.session()).await?;
        know(ctx, colleagues.iter().map(|c| (PersonById(c.person.id), c.person.clone()))).await;
        let colleague = |colleague: app::review_rights::Colleague| {
            let app::review_rights::Colleague { membership, person: _, reviewed, is_due } = colleague;
            Colleague {
                membership: membership.into(),
                reviewed_at: reviewed.map(|review| review.at.into()),
                is_review_due: is_due,
            }
        };
        Ok(colleagues.into_iter().map(colleague).collect())
    }

    /// The invitations of the organization acted for that nobody accepted or took back, for its administrators.
    async fn colleague_invitations(&self, ctx: &Context<'_>) -> Result<Vec<ColleagueInvitation>> {
        let invitations = app::review_rights::open_invitations(&caller(ctx)?.session()).await?;
        Ok(invitations.into_iter().map(Into::into).collect())
    }

    /// The open invitations of other organizations that went to one's own mail address.
    async fn invitations_to_me(&self, ctx: &Context<'_>) -> Result<Vec<ColleagueInvitation>> {
        let invitations = app::invite_colleague::invitations_to_me(&caller(ctx)?.session()).await?;
        Ok(invitations.into_iter().map(Into::into).collect())
    }

    /// The newest requests for roles in the organization acted for: all for its administrators, else those by
    /// and about oneself.
    async fn role_requests(&self, ctx: &Context<'_>) -> Result<Vec<RoleRequest>> {
        let requests = app::review_rights::role_requests(&caller(ctx)?.session()).await?;
        Ok(requests.into_iter().map(Into::into).collect())
    }
}
