//! An organization keeps its own record: what it can do, when it is open.

use domain::{
    Id,
    access::{Action, Relationship},
    calendar::{Closings, WeeklyHours},
    event::Event,
    organization::{CapabilityStatement, Organization, Room},
    text::Line,
};

use crate::{
    Error, IdempotencyKey, Session,
    session::{Once, expect_version},
};

/// States capabilities; those named are replaced, the others stay as they were.
///
/// # Errors
/// [`Error::Forbidden`] for members without the role, [`Error::NotFound`] for another organization,
/// [`Error::Conflict`].
pub async fn state_capabilities(
    session: &Session<'_>,
    organization: Id<Organization>,
    expected_version: i32,
    statements: Vec<CapabilityStatement>,
) -> Result<Organization, Error> {
    allowed(session, organization)?;
    let tx = session.begin().await?;
    let mut record = tx.organizations().find(organization).await?;
    expect_version(expected_version, record.version)?;
    tx.organizations().state_capabilities(organization, &statements).await?;
    tx.organizations().update(&mut record).await?;
    session.record(&tx, &Event::CapabilitiesStated { organization }).await?;
    tx.commit().await?;
    Ok(record)
}

/// States opening hours and closing days.
///
/// # Errors
/// As [`state_capabilities`].
pub async fn state_hours(
    session: &Session<'_>,
    organization: Id<Organization>,
    expected_version: i32,
    hours: WeeklyHours,
    closings: Closings,
) -> Result<Organization, Error> {
    allowed(session, organization)?;
    let tx = session.begin().await?;
    let mut record = tx.organizations().find(organization).await?;
    expect_version(expected_version, record.version)?;
    (record.hours, record.closings) = (hours, closings);
    tx.organizations().update(&mut record).await?;
    session.record(&tx, &Event::CapabilitiesStated { organization }).await?;
    tx.commit().await?;
    Ok(record)
}

/// Adds a room.
///
/// # Errors
/// As [`state_capabilities`].
pub async fn add_room(session: &Session<'_>, key: &IdempotencyKey, name: Line) -> Result<Room, Error> {
    let organization = session.member()?.organization;
    allowed(session, organization)?;
    let tx = session.begin().await?;
    let id = match session.once(&tx, key, &name).await? {
        Once::MadeBefore(id) => return Ok(tx.organizations().room(id).await?),
        Once::New(id) => id,
    };
    let room = Room { id, organization, name };
    tx.organizations().insert_room(&room).await?;
    session.record(&tx, &Event::CapabilitiesStated { organization }).await?;
    tx.commit().await?;
    Ok(room)
}

fn allowed(session: &Session<'_>, organization: Id<Organization>) -> Result<(), Error> {
    let own = session.member()?.organization == organization;
    let relationship = if own { Relationship::Own } else { Relationship::None };
    session.allowed(Action::KeepOrganization, relationship)
}
