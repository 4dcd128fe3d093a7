//! An administrator keeps the members of an organization: who leaves, who works as what.

use domain::{
    Id,
    access::{Action, is_clinician},
    person::{Membership, Profession},
};

use crate::{Error, Session, break_glass::end_all_taken};

/// Ends a membership at once: sessions and tokens through it end with it.
///
/// # Errors
/// [`Error::NotFound`] for a member of another organization, [`Error::Forbidden`],
/// [`domain::membership::MembershipRefusal`].
pub async fn end_membership(session: &Session<'_>, id: Id<Membership>) -> Result<Membership, Error> {
    let me = session.own(Action::KeepMembers)?;
    let tx = session.begin().await?;
    let staff = tx.memberships().staff(me.organization).await?;
    let member = staff.member(id).ok_or(Error::NotFound)?;
    let (ended, event) = staff.end(session.now, member)?;
    tx.memberships().update(&ended).await?;
    tx.web_sessions().end_through(session.now, ended.id).await?;
    end_all_taken(session, &tx, &ended).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(ended)
}

/// A member works as something else from now on.
///
/// # Errors
/// [`Error::NotFound`] for a member of another organization, [`Error::Forbidden`],
/// [`domain::membership::MembershipRefusal`].
pub async fn change_profession(
    session: &Session<'_>,
    id: Id<Membership>,
    profession: Profession,
) -> Result<Membership, Error> {
    let me = session.own(Action::KeepMembers)?;
    let tx = session.begin().await?;
    let staff = tx.memberships().staff(me.organization).await?;
    let member = staff.member(id).ok_or(Error::NotFound)?;
    let (changed, event) = staff.change_profession(me.person, member, profession)?;
    tx.memberships().update(&changed).await?;
    if !is_clinician(profession) {
        end_all_taken(session, &tx, &changed).await?;
    }
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(changed)
}

/// A member becomes a plain member.
///
/// # Errors
/// [`Error::NotFound`] for a member of another organization, [`Error::Forbidden`],
/// [`domain::membership::MembershipRefusal`].
pub async fn lay_down_role(session: &Session<'_>, id: Id<Membership>) -> Result<Membership, Error> {
    let me = session.own(Action::KeepMembers)?;
    let tx = session.begin().await?;
    let staff = tx.memberships().staff(me.organization).await?;
    let (changed, event) = staff.lay_down_role(staff.member(id).ok_or(Error::NotFound)?)?;
    tx.memberships().update(&changed).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(changed)
}

/// What is open in somebody's hands, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDuties {
    /// Cases they coordinate that are not closed.
    pub cases: u64,
    /// Conferences they organize that are still to take place.
    pub conferences: u64,
    /// Care teams they are named in.
    pub teams: u64,
}

/// What is open in a member's hands, for whoever may end the membership.
///
/// # Errors
/// [`Error::NotFound`] for a member of another organization, [`Error::Forbidden`].
pub async fn open_duties(session: &Session<'_>, id: Id<Membership>) -> Result<OpenDuties, Error> {
    let me = session.own(Action::KeepMembers)?;
    let view = session.read();
    let member = view.people().find_membership(id).await?;
    if member.organization != me.organization || member.until.is_some() {
        return Err(Error::NotFound);
    }
    let (organization, person) = (me.organization, member.person);
    Ok(OpenDuties {
        cases: view.cases().coordinated_by(organization, person).await?,
        conferences: view.conferences().organized_by(organization, person).await?,
        teams: view.care_teams().named(organization, person).await?,
    })
}
