//! Minutes are drafted, confirmed, and from then on only amended.

use domain::{
    Id,
    access::Action,
    conference::{Amendment, Conference, ConferenceRefusal, Minutes},
    event::Event,
    text::Note,
};

use crate::{Error, Session, session::expect_version};

/// What is done with the minutes.
#[derive(Clone, Debug)]
pub enum MinutesStep {
    /// Write or rewrite the draft.
    Draft(Minutes),
    /// Confirm the draft, or these minutes in its place.
    Confirm(Option<Minutes>),
    /// Add to confirmed minutes.
    Amend(Note),
}

/// Takes one step with the minutes.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the conference.
pub async fn write_minutes(
    session: &Session<'_>,
    id: Id<Conference>,
    expected_version: i32,
    step: MinutesStep,
) -> Result<Conference, Error> {
    let by = session.member()?.person;
    let tx = session.begin().await?;
    let conference = tx.conferences().find_for(Action::CallConference, id).await?;
    expect_version(expected_version, conference.version)?;
    let (mut conference, event) = match step {
        MinutesStep::Draft(minutes) => draft(conference, minutes)?,
        MinutesStep::Confirm(None) => conference.confirm_minutes(session.now, by)?,
        MinutesStep::Confirm(Some(minutes)) => {
            draft(conference, minutes)?.0.confirm_minutes(session.now, by)?
        }
        MinutesStep::Amend(text) => conference.amend_minutes(Amendment { text, by, at: session.now })?,
    };
    tx.conferences().update(&mut conference).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(conference)
}

fn draft(conference: Conference, minutes: Minutes) -> Result<(Conference, Event), ConferenceRefusal> {
    let invited = |owner| conference.proposal.participants.iter().any(|p| p.id == owner);
    if !minutes.actions.iter().all(|action| invited(action.owner)) {
        return Err(ConferenceRefusal::NotInvited);
    }
    conference.draft_minutes(minutes)
}
