//! Every year somebody looks at who may do what in an organization, and says that it is still right.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    access::Action,
    account::AccessToken,
    membership::{ColleagueInvitation, RightsReview, RoleRequest, is_review_due},
    person::{Membership, Person, Role},
};

use crate::{Error, Session};

/// How many requests the report shows, the newest.
const REQUESTS: u64 = 50;

/// A member with what is known of the use of their rights.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// The membership.
    pub membership: Membership,
    /// Who.
    pub person: Person,
    /// When the rights were last found right.
    pub reviewed: Option<RightsReview>,
    /// Whether they are to be looked at again.
    pub is_due: bool,
}

/// Everyone who works in the organization acted for, by kana and name.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn colleagues(session: &Session<'_>) -> Result<Vec<Colleague>, Error> {
    let me = session.member()?;
    let view = session.read();
    let members = view.people().members(&[me.organization]).await?;
    let reviews = view.memberships().last_reviews(me.organization).await?;
    let colleague = |(person, membership): (Person, Membership)| {
        let reviewed = reviews.get(&membership.id).copied();
        let last: Timestamp = reviewed.map_or(membership.from, |review| review.at);
        Colleague { is_due: is_review_due(last, session.now), membership, person, reviewed }
    };
    Ok(members.into_iter().map(colleague).collect())
}

/// The open invitations of the organization acted for, newest first.
///
/// # Errors
/// [`Error::Forbidden`] for who keeps no members.
pub async fn open_invitations(session: &Session<'_>) -> Result<Vec<ColleagueInvitation>, Error> {
    let me = session.own(Action::KeepMembers)?;
    Ok(session.read().memberships().invitations(me.organization).await?)
}

/// The newest requests for roles in the organization acted for: all to who may confirm them, to others their
/// own and those about them.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn role_requests(session: &Session<'_>) -> Result<Vec<RoleRequest>, Error> {
    let me = session.member()?;
    let mut requests = session.read().memberships().requests(me.organization, REQUESTS).await?;
    if session.own(Action::ConfirmRole).is_err() {
        requests.retain(|request| request.requested_by == me.person || request.membership == me.membership);
    }
    Ok(requests)
}

/// The sheet of the yearly review.
#[derive(Clone, Debug)]
pub struct ReviewSheet {
    /// Everyone, by kana and name.
    pub colleagues: Vec<Colleague>,
    /// The tokens that work, by which programs act for them.
    pub tokens: Vec<AccessToken>,
    /// When each was last seen on the pages, as far as sessions tell.
    pub seen: HashMap<Id<Membership>, Timestamp>,
    /// Who looked.
    pub people: HashMap<Id<Person>, Person>,
    /// Whether there is one administrator, who then looks at their own rights too.
    pub is_alone: bool,
}

/// The sheet of the yearly review of the organization acted for.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn review_sheet(session: &Session<'_>) -> Result<ReviewSheet, Error> {
    let me = session.own(Action::ReviewRights)?;
    let colleagues = colleagues(session).await?;
    let view = session.read();
    let mut tokens = view.access_tokens().of_organization(me.organization).await?;
    tokens.retain(|token| token.works(session.now));
    let members: Vec<_> = colleagues.iter().map(|colleague| colleague.membership.id).collect();
    let seen = view.web_sessions().last_seen(&members).await?;
    let by: Vec<_> = colleagues.iter().filter_map(|c| c.reviewed.map(|review| review.by)).collect();
    let administrators = colleagues.iter().filter(|c| c.membership.role == Role::Administrator).count();
    let people = view.people().find_all(&by).await?;
    Ok(ReviewSheet { is_alone: administrators <= 1, colleagues, tokens, seen, people })
}

/// Says that a member's rights are still right.
///
/// # Errors
/// [`Error::NotFound`] for a member of another organization, [`Error::Forbidden`],
/// [`domain::membership::MembershipRefusal`].
pub async fn review_rights(session: &Session<'_>, id: Id<Membership>) -> Result<RightsReview, Error> {
    let me = session.own(Action::ReviewRights)?;
    let tx = session.begin().await?;
    let staff = tx.memberships().staff(me.organization).await?;
    let member = staff.member(id).ok_or(Error::NotFound)?;
    let (review, event) = staff.review(session.now, session.id(), member, me.person)?;
    tx.memberships().insert_review(&review).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(review)
}
