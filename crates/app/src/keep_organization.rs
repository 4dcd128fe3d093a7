//! The record of an organization: where it is reached, what it can do, when it is open. It keeps its own; the hub
//! of its area keeps it up to date with what it hears.

use domain::{
    Id,
    access::{Action, Relationship},
    calendar::{Closings, OnHolidays, WeeklyHours},
    event::Event,
    organization::{Capability, CapabilityStatement, Has, Organization, OrganizationKind, Room, Source},
    text::{EmailAddress, Line, PhoneNumber},
};

use crate::{
    Error, IdempotencyKey, Session,
    session::{Once, expect_version},
};

/// States capabilities; those named are replaced, the others stay as they were.
///
/// # Errors
/// [`Error::Forbidden`] for members without the role and for organizations outside the area of the actor's hub,
/// [`Error::Conflict`].
pub async fn state_capabilities(
    session: &Session<'_>,
    organization: Id<Organization>,
    expected_version: i32,
    statements: Vec<CapabilityStatement>,
) -> Result<Organization, Error> {
    allowed(session, organization).await?;
    state(session, organization, expected_version, statements, &[]).await
}

/// States what an organization can and cannot do, as the actor says or has heard from it today. What is named
/// without an answer becomes unknown; what is not named stays as it was.
///
/// # Errors
/// As [`state_capabilities`].
pub async fn say_capabilities(
    session: &Session<'_>,
    organization: Id<Organization>,
    expected_version: i32,
    said: &[(Capability, Option<Has>)],
) -> Result<Organization, Error> {
    allowed(session, organization).await?;
    say(session, organization, expected_version, said).await
}

async fn say(
    session: &Session<'_>,
    organization: Id<Organization>,
    expected_version: i32,
    said: &[(Capability, Option<Has>)],
) -> Result<Organization, Error> {
    let source = Source { name: speaker(session, organization).await?, as_of: Some(session.today()) };
    let stated = said.iter().filter_map(|(capability, has)| {
        has.map(|has| CapabilityStatement { capability: *capability, has, source: source.clone() })
    });
    let stated = stated.collect();
    let unknown: Vec<_> =
        said.iter().filter(|(_, has)| has.is_none()).map(|(capability, _)| *capability).collect();
    state(session, organization, expected_version, stated, &unknown).await
}

/// Who says it: the actor, and for whom, unless it is the organization itself.
async fn speaker(session: &Session<'_>, organization: Id<Organization>) -> Result<Line, Error> {
    let member = session.member()?;
    let view = session.read();
    let person = view.people().find(member.person).await?.name;
    if member.organization == organization {
        return Ok(person);
    }
    let hub = view.organizations().find(member.organization).await?.name;
    Ok(Line::parse(&format!("{hub} {person}")).unwrap_or(hub))
}

/// States again, as of today, all that is known of what an organization can and cannot do.
///
/// # Errors
/// As [`state_capabilities`].
pub async fn confirm_capabilities(
    session: &Session<'_>,
    organization: Id<Organization>,
    expected_version: i32,
) -> Result<Organization, Error> {
    allowed(session, organization).await?;
    let known = session.read().organizations().capabilities(&[organization]).await?;
    let known = known.get(&organization).into_iter().flatten();
    let said: Vec<_> = known.map(|stated| (stated.capability, Some(stated.has))).collect();
    say(session, organization, expected_version, &said).await
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
    allowed(session, organization).await?;
    keep(session, organization, expected_version, |record| {
        (record.hours, record.closings) = (hours, closings);
    })
    .await
}

/// States the opening hours of an organization and whether it opens on public holidays; its other closing days stay
/// as they were.
///
/// # Errors
/// As [`state_capabilities`].
pub async fn say_hours(
    session: &Session<'_>,
    organization: Id<Organization>,
    expected_version: i32,
    hours: WeeklyHours,
    on_holidays: OnHolidays,
) -> Result<Organization, Error> {
    allowed(session, organization).await?;
    keep(session, organization, expected_version, |record| {
        record.closings.open_on = hours.open_on();
        record.closings.on_holidays = on_holidays;
        record.hours = hours;
    })
    .await
}

/// States where an organization is reached; what is left out is not known any more. Letters to it go to the new mail
/// address from then on.
///
/// # Errors
/// As [`state_capabilities`].
pub async fn state_contact(
    session: &Session<'_>,
    organization: Id<Organization>,
    expected_version: i32,
    phone: Option<PhoneNumber>,
    fax: Option<PhoneNumber>,
    email: Option<EmailAddress>,
) -> Result<Organization, Error> {
    allowed(session, organization).await?;
    keep(session, organization, expected_version, |record| {
        (record.phone, record.fax, record.email) = (phone, fax, email);
    })
    .await
}

async fn keep(
    session: &Session<'_>,
    organization: Id<Organization>,
    expected_version: i32,
    change: impl FnOnce(&mut Organization) + Send,
) -> Result<Organization, Error> {
    let tx = session.begin().await?;
    let mut record = tx.organizations().find(organization).await?;
    expect_version(expected_version, record.version)?;
    change(&mut record);
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
    let organization = session.own(Action::KeepOrganization)?.organization;
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

async fn allowed(session: &Session<'_>, organization: Id<Organization>) -> Result<(), Error> {
    session.allowed(Action::KeepOrganization, relationship(session, organization).await?)
}

/// How the actor stands to an organization's record: it is its own, it stands in the area of the actor's hub, or
/// neither.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn relationship(
    session: &Session<'_>,
    organization: Id<Organization>,
) -> Result<Relationship, Error> {
    let member = session.member()?;
    if member.organization == organization {
        return Ok(Relationship::Own);
    }
    if member.kind != OrganizationKind::Hub {
        return Ok(Relationship::None);
    }
    let view = session.read();
    let covered = view.organizations().covered_by(member.organization).await?;
    let stands_in = view.organizations().find_all(&[organization]).await?.remove(&organization);
    let stands_in = stands_in.and_then(|organization| organization.municipality);
    let is_covered = covered.iter().any(|area| Some(&area.municipality) == stands_in.as_ref());
    Ok(if is_covered { Relationship::Hub } else { Relationship::None })
}
