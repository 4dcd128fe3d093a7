//! An administrator helps a colleague who forgot the password, without ever seeing the way in.

use domain::{Id, access::Action, account::AccountRefusal, event::Event, person::Membership};

use crate::{Error, Session, throttle::Limit};

/// Has a link sent to a member's own mail address, by which the password is replaced. The link is made when the
/// letter is written; sessions end when it is used, not before, and the second factor stays.
///
/// # Errors
/// [`Error::NotFound`] for a member of another organization, [`Error::Forbidden`], [`Error::Throttled`],
/// [`AccountRefusal::NoAccount`], [`AccountRefusal::NoMailAddress`].
pub async fn send_reset_link(session: &Session<'_>, id: Id<Membership>) -> Result<Membership, Error> {
    let me = session.own(Action::KeepMembers)?;
    let tx = session.begin().await?;
    let staff = tx.memberships().staff(me.organization).await?;
    let member = staff.member(id).ok_or(Error::NotFound)?.clone();
    let person = tx.people().find(member.person).await?;
    tx.accounts().of(person.id).await?.ok_or(AccountRefusal::NoAccount)?;
    person.email.ok_or(AccountRefusal::NoMailAddress)?;
    session.app.throttle.check(Limit::ResetLink, &person.id.to_string())?;
    session.record(&tx, &Event::ResetLinkAsked { organization: me.organization, person: person.id }).await?;
    tx.commit().await?;
    Ok(member)
}
