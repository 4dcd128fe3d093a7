//! An organization invites a colleague by mail address; the colleague joins by accepting.
//!
//! The secret of the link is made when the letter is written, and is in no event. Until the invitation is
//! accepted there is no membership: nobody acts through an invitation.

use domain::{
    Id,
    access::Action,
    event::Event,
    membership::{ColleagueInvitation, INVITATION_LIFETIME, InvitationState, MembershipRefusal},
    person::{Membership, Person, Profession},
    text::{EmailAddress, Line},
};
use serde::Serialize;
use store::{Tx, View};

use crate::{
    Credential, Error, IdempotencyKey, Session,
    session::{Once, expect_version},
    throttle::Limit,
};

/// A colleague to be.
#[derive(Clone, Debug, Serialize)]
pub struct InviteColleague {
    /// Name.
    pub name: Line,
    /// Name in kana.
    pub name_kana: Option<Line>,
    /// Where the letter goes.
    pub email: EmailAddress,
    /// As what the colleague works.
    pub profession: Profession,
}

/// Invites a colleague into the organization acted for.
///
/// # Errors
/// [`Error::Forbidden`] for who is no administrator, [`Error::Throttled`], [`MembershipRefusal`].
pub async fn invite_colleague(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: InviteColleague,
) -> Result<ColleagueInvitation, Error> {
    let member = session.own(Action::KeepMembers)?;
    session.app.throttle.check(Limit::Invitation, &member.organization.to_string())?;
    let tx = session.begin().await?;
    let id = match session.once(&tx, key, &input).await? {
        Once::MadeBefore(id) => return Ok(tx.memberships().invitation(member.organization, id).await?),
        Once::New(id) => id,
    };
    let InviteColleague { name, name_kana, email, profession } = input;
    let known = tx.people().by_email(&email).await?;
    let works_here = tx.people().memberships_of(&known).await?;
    if works_here.iter().any(|known| known.organization == member.organization) {
        return Err(MembershipRefusal::AlreadyMember.into());
    }
    let invited = tx.memberships().invitations_of(&known).await?;
    if invited.iter().any(|known| known.organization == member.organization && known.is_open(session.now)) {
        return Err(MembershipRefusal::AlreadyInvited.into());
    }
    let name_kana = name_kana.map(|kana| kana.in_katakana());
    let person = Person { id: session.id(), name, name_kana, email: Some(email), phone: None };
    tx.people().insert(&person).await?;
    let invitation = ColleagueInvitation {
        id,
        organization: member.organization,
        person: person.id,
        profession,
        invited_by: member.person,
        invited_at: session.now,
        expires_at: session.now + INVITATION_LIFETIME,
        state: InvitationState::Open,
        version: 1,
    };
    tx.memberships().insert_invitation(&invitation).await?;
    let event = Event::ColleagueInvited { organization: member.organization, invitation: id };
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// Takes an invitation back.
///
/// # Errors
/// [`Error::NotFound`] for another organization's, [`Error::Forbidden`], [`Error::Conflict`],
/// [`MembershipRefusal`].
pub async fn withdraw_invitation(
    session: &Session<'_>,
    id: Id<ColleagueInvitation>,
    expected_version: i32,
) -> Result<ColleagueInvitation, Error> {
    let member = session.own(Action::KeepMembers)?;
    let tx = session.begin().await?;
    let invitation = tx.memberships().invitation(member.organization, id).await?;
    expect_version(expected_version, invitation.version)?;
    let (mut invitation, event) = invitation.withdraw(session.now)?;
    tx.memberships().update_invitation(&mut invitation).await?;
    tx.one_time_links().withdraw(session.now, invitation.person).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// The open invitations whose letter went to the address of whoever asks.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn invitations_to_me(session: &Session<'_>) -> Result<Vec<ColleagueInvitation>, Error> {
    let view = session.read();
    let person = view.people().find(session.member()?.person).await?;
    let Some(email) = person.email else { return Ok(vec![]) };
    let mut invitations = view.memberships().invitations_to(&email).await?;
    invitations.retain(|invitation| invitation.is_open(session.now));
    Ok(invitations)
}

/// Somebody who has an account joins another organization as well, if its letter went to their address. `by` is
/// how they are signed in.
///
/// # Errors
/// [`Error::NotFound`] when the letter went to somebody else, [`MembershipRefusal`],
/// [`domain::account::AccountRefusal::OwnFactorsNeeded`] for who signed in by an identity provider.
pub async fn accept_invitation(
    session: &Session<'_>,
    by: Option<Credential>,
    id: Id<ColleagueInvitation>,
) -> Result<Membership, Error> {
    Credential::expect_own(by)?;
    let me = session.member()?.person;
    let tx = session.begin().await?;
    let invitation = tx.memberships().any_invitation(id).await?;
    let (mine, invited) = (tx.people().find(me).await?, tx.people().find(invitation.person).await?);
    if mine.email.is_none() || mine.email != invited.email {
        return Err(Error::NotFound);
    }
    let membership = join(session, &tx, invitation, me).await?;
    tx.commit().await?;
    Ok(membership)
}

/// Whoever opens an account by the link of an invitation joins where it leads, in the same transaction.
///
/// # Errors
/// [`MembershipRefusal`].
pub(crate) async fn join_by_link(
    session: &Session<'_>,
    tx: &Tx,
    person: Id<Person>,
) -> Result<Vec<Membership>, Error> {
    let mut joined = vec![];
    for invitation in open_to(session, tx, person).await? {
        joined.push(join(session, tx, invitation, person).await?);
    }
    Ok(joined)
}

/// The open invitations of a person's record.
///
/// # Errors
/// [`Error::Unavailable`].
pub(crate) async fn open_to(
    session: &Session<'_>,
    view: &View,
    person: Id<Person>,
) -> Result<Vec<ColleagueInvitation>, Error> {
    let mut open = view.memberships().invitations_of(&[person]).await?;
    open.retain(|invitation| invitation.is_open(session.now));
    Ok(open)
}

/// Lets the person join where the invitation leads.
async fn join(
    session: &Session<'_>,
    tx: &Tx,
    invitation: ColleagueInvitation,
    person: Id<Person>,
) -> Result<Membership, Error> {
    let (mut invitation, membership, event) = invitation.accept(session.now, session.id(), person)?;
    tx.people().insert_membership(&membership).await.map_err(|error| match error {
        store::Error::Duplicate => MembershipRefusal::AlreadyMember.into(),
        error => Error::from(error),
    })?;
    tx.memberships().update_invitation(&mut invitation).await?;
    session.record(tx, &event).await?;
    Ok(membership)
}
