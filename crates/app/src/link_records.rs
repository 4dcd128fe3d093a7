//! Two organizations say that their records are of one person. The link grants no access.

use domain::{
    Id,
    access::Action,
    event::Event,
    organization::Organization,
    patient::{LinkEnd, Patient, RecordLink},
};

use crate::{Error, IdempotencyKey, Session, session::Once};

/// Proposes a link from an own record to another organization's.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Contended`] while the two are linked, refusals of the link.
pub async fn propose_link(
    session: &Session<'_>,
    key: &IdempotencyKey,
    own: Id<Patient>,
    other_organization: Id<Organization>,
    other: Id<Patient>,
) -> Result<RecordLink, Error> {
    let tx = session.begin().await?;
    let id = match session.once(&tx, key, &(own, other_organization, other)).await? {
        Once::MadeBefore(id) => return Ok(tx.patients().find_link(id).await?),
        Once::New(id) => id,
    };
    let own = tx.patients().find_for(Action::KeepRecord, own).await?;
    let link = RecordLink::propose(
        id,
        session.now,
        LinkEnd { organization: own.organization, patient: own.id },
        LinkEnd { organization: other_organization, patient: other },
    )?;
    tx.patients().insert_link(&link).await?;
    session.record(&tx, &Event::RecordLinkProposed { link: link.id }).await?;
    tx.commit().await?;
    Ok(link)
}

/// The other owner confirms.
///
/// # Errors
/// [`Error::NotFound`], refusals of the link.
pub async fn confirm_link(session: &Session<'_>, id: Id<RecordLink>) -> Result<RecordLink, Error> {
    let by = session.member()?.organization;
    let tx = session.begin().await?;
    let mut link = tx.patients().find_link(id).await?.confirm(session.now, by)?;
    tx.patients().update_link(&mut link).await?;
    session.record(&tx, &Event::RecordLinkConfirmed { link: id }).await?;
    tx.commit().await?;
    Ok(link)
}

/// Either owner takes the link back.
///
/// # Errors
/// [`Error::NotFound`], refusals of the link.
pub async fn undo_link(session: &Session<'_>, id: Id<RecordLink>) -> Result<RecordLink, Error> {
    let by = session.member()?.organization;
    let tx = session.begin().await?;
    let mut link = tx.patients().find_link(id).await?.undo(session.now, by)?;
    tx.patients().update_link(&mut link).await?;
    session.record(&tx, &Event::RecordLinkUndone { link: id }).await?;
    tx.commit().await?;
    Ok(link)
}
