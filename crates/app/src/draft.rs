//! What is being typed is kept, so that a closed window, a lock or a telephone call loses nothing.

use domain::draft::{Draft, KEPT, MOST};

use crate::{App, Error, Session, session::token_hash};

/// The actor's drafts for the organization acted for.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn drafts(session: &Session<'_>) -> Result<Vec<Draft>, Error> {
    let member = session.member()?;
    let mut drafts = session.read().drafts().of(member.person, member.organization).await?;
    drafts.retain(|draft| session.now < draft.saved_at + KEPT);
    Ok(drafts)
}

/// Keeps what was typed into a form in the place of what was kept of it before; the oldest of too many go.
///
/// # Errors
/// [`domain::draft::DraftRefusal`], [`Error::Unavailable`].
pub async fn keep_draft(
    session: &Session<'_>,
    form: String,
    fields: Vec<(String, String)>,
) -> Result<(), Error> {
    let member = session.member()?;
    let draft = Draft::new(session.now, form, fields)?;
    let tx = session.begin().await?;
    let drafts = tx.drafts();
    let earlier = drafts.of(member.person, member.organization).await?;
    for kept in earlier.iter().filter(|kept| kept.form == draft.form && session.now < kept.saved_at + KEPT) {
        draft.replaces(kept)?;
    }
    drafts.keep(member.person, member.organization, &draft).await?;
    let kept = drafts.of(member.person, member.organization).await?;
    for old in kept.iter().rev().skip(MOST) {
        drafts.forget(member.person, member.organization, &old.form).await?;
    }
    Ok(tx.commit().await?)
}

/// Forgets the draft of a form.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn discard_draft(session: &Session<'_>, form: &str) -> Result<(), Error> {
    let member = session.member()?;
    let tx = session.begin().await?;
    tx.drafts().forget(member.person, member.organization, form).await?;
    Ok(tx.commit().await?)
}

/// Keeps what somebody sent whose session was over by the lock or its longest duration: whoever signs in again
/// as the same person finds it in the form. What comes with any other secret is nobody's, and is not kept.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn keep_what_came_late(
    app: &App,
    secret: &str,
    form: String,
    fields: Vec<(String, String)>,
) -> Result<bool, Error> {
    let system = app.system();
    let found = match system.read().web_sessions().by_hash(&token_hash(secret)).await {
        Ok(found) => found,
        Err(store::Error::NotFound) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let is_late = found.ended_at.is_none()
        && !found.works(system.now, app.accounts.idle)
        && system.now < found.expires_at + KEPT;
    let Some(membership) = found.membership.filter(|_| is_late) else { return Ok(false) };
    let view = system.read();
    let Ok(membership) = view.people().find_present(system.now, membership).await else { return Ok(false) };
    let member = view.people().member(&membership).await?;
    keep_draft(&app.session(member), form, fields).await?;
    Ok(true)
}
