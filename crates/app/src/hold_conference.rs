//! A conference took place.

use domain::{
    Id,
    access::Action,
    conference::{Attendance, Conference},
};

use crate::{Error, Session, session::expect_version};

/// Records who was there.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the conference.
pub async fn hold_conference(
    session: &Session<'_>,
    id: Id<Conference>,
    expected_version: i32,
    attendance: Vec<Attendance>,
) -> Result<Conference, Error> {
    let tx = session.begin().await?;
    let conference = tx.conferences().find_for(Action::CallConference, id).await?;
    expect_version(expected_version, conference.version)?;
    let (mut conference, event) = conference.hold(session.now, attendance)?;
    tx.conferences().update(&mut conference).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(conference)
}
