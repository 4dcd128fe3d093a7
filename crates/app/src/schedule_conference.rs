//! A conference gets its time, another one, or none.

use domain::{
    Id, Timestamp,
    access::Action,
    booking::Resource,
    conference::{Conference, ConferenceRefusal, Participant},
    text::Note,
};
use store::Tx;

use crate::{Error, Session, call_conference::remind, conference::seats_of, session::expect_version};

/// Puts a conference in the diary: people, room and travel are booked, and everyone invited is told.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the conference; refused with
/// `SLOT_TAKEN` when a person or the room is taken, and then nothing is booked.
pub async fn schedule_conference(
    session: &Session<'_>,
    id: Id<Conference>,
    expected_version: i32,
    start: Timestamp,
) -> Result<Conference, Error> {
    let tx = session.begin().await?;
    let conference = tx.conferences().find_for(Action::CallConference, id).await?;
    expect_version(expected_version, conference.version)?;
    if let Some(case) = conference.case
        && !tx.cases().find_for(Action::ChangeCase, case).await?.is_open()
    {
        return Err(ConferenceRefusal::CaseClosed.into());
    }
    let asked = seats_of(&tx, &conference).await?;
    let (mut conference, event) = conference.schedule(session.ids(), session.now, &asked, start)?;
    tx.conferences().update(&mut conference).await?;
    book(session, &tx, &conference).await?;
    remind(session, &tx, &conference).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(conference)
}

/// Moves a conference. The old time is kept until the new one stands.
///
/// # Errors
/// As [`schedule_conference`].
pub async fn reschedule_conference(
    session: &Session<'_>,
    id: Id<Conference>,
    expected_version: i32,
    start: Timestamp,
) -> Result<Conference, Error> {
    let tx = session.begin().await?;
    let conference = tx.conferences().find_for(Action::CallConference, id).await?;
    expect_version(expected_version, conference.version)?;
    let (mut conference, event) = conference.reschedule(session.ids(), session.now, start)?;
    tx.conferences().update(&mut conference).await?;
    tx.bookings().release_conference(id).await?;
    book(session, &tx, &conference).await?;
    remind(session, &tx, &conference).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(conference)
}

/// Calls a conference off; what it took is free again.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the conference.
pub async fn cancel_conference(
    session: &Session<'_>,
    id: Id<Conference>,
    expected_version: i32,
    reason: Note,
) -> Result<Conference, Error> {
    let tx = session.begin().await?;
    let conference = tx.conferences().find_for(Action::CallConference, id).await?;
    expect_version(expected_version, conference.version)?;
    let (mut conference, event) = conference.cancel(session.now, reason)?;
    tx.conferences().update(&mut conference).await?;
    tx.bookings().release_conference(id).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(conference)
}

/// Books whoever can come, their travel, and the room.
async fn book(session: &Session<'_>, tx: &Tx, conference: &Conference) -> Result<(), Error> {
    let Some(at) = conference.at() else { return Ok(()) };
    let people: Vec<_> =
        conference.proposal.participants.iter().filter_map(|p| p.person.map(Resource::Person)).collect();
    let longest = conference.proposal.participants.iter().map(Participant::travel).max().unwrap_or_default();
    let busy = tx.bookings().busy(&people, at.widened(longest, longest)).await?;
    let busy: Vec<_> = busy.into_values().flatten().collect();
    let coming = conference.free_participants(&busy)?;
    Ok(tx.bookings().insert_all(&conference.bookings(session.ids(), &coming)).await?)
}
