//! An organization keeps its own record: what it can do, when it is open.

use domain::{
    Id,
    access::{Action, Relationship},
    calendar::{Closings, WeeklyHours},
    event::Event,
    organization::{Capability, CapabilityStatement, Has, Organization, Room, Source},
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
    state(session, organization, expected_version, statements, &[]).await
}

/// States what the actor's own organization can and cannot do, as the actor says today. What is named without an
/// answer becomes unknown; what is not named stays as it was.
///
/// # Errors
/// As [`state_capabilities`].
pub async fn state_own_capabilities(
    session: &Session<'_>,
    expected_version: i32,
    said: &[(Capability, Option<Has>)],
) -> Result<Organization, Error> {
    let member = session.member()?;
    allowed(session, member.organization)?;
    let person = session.read().people().find(member.person).await?;
    let source = Source { name: person.name, as_of: Some(session.today()) };
    let stated = said.iter().filter_map(|(capability, has)| {
        has.map(|has| CapabilityStatement { capability: *capability, has, source: source.clone() })
    });
    let stated = stated.collect();
    let unknown: Vec<_> =
        said.iter().filter(|(_, has)| has.is_none()).map(|(capability, _)| *capability).collect();
    state(session, member.organization, expected_version, stated, &unknown).await
}

/// States again, as of today, all that is known of what the actor's own organization can and cannot do.
///
/// # Errors
/// As [`state_capabilities`].
pub async fn confirm_capabilities(
    session: &Session<'_>,
    expected_version: i32,
) -> Result<Organization, Error> {
    let own = session.member()?.organization;
    let known = session.read().organizations().capabilities(&[own]).await?.remove(&own).unwrap_or_default();
    let said: Vec<_> = known.iter().map(|stated| (stated.capability, Some(stated.has))).collect();
    state_own_capabilities(session, expected_version, &said).await
}

async fn state(
    session: &Session<'_>,
    organization: Id<Organization>,
    expected_version: i32,
    statements: Vec<CapabilityStatement>,
    unknown: &[Capability],
) -> Result<Organization, Error> {
    let tx = session.begin().await?;
    let mut record = tx.organizations().find(organization).await?;
    expect_version(expected_version, record.version)?;
    tx.organizations().forget_capabilities(organization, unknown).await?;
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
