//! Looking at the audit log: who saw a patient, what an account saw, and the monthly review. Looking is itself
//! on record.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    access::Action,
    audit::{AccountAct, Entity, Outcome, Row},
    discharge_case::DischargeCase,
    organization::Organization,
    patient::Patient,
    person::Person,
};
pub use store::audit::query::{Count, Part, Review};

use crate::{App, Error, Session};

/// A part of the log with everybody named in it.
#[derive(Clone, Debug)]
pub struct AccessLog {
    /// The rows, newest first.
    pub rows: Vec<Row>,
    /// The people named in them.
    pub people: HashMap<Id<Person>, Person>,
    /// The organizations named in them.
    pub organizations: HashMap<Id<Organization>, Organization>,
}

/// A month of an organization's log, person by person.
#[derive(Clone, Debug)]
pub struct Month {
    /// The month, as `2026-11`.
    pub month: String,
    /// What each person did, the one with most refusals first.
    pub counts: Vec<(Id<Person>, Count)>,
    /// Their names.
    pub people: HashMap<Id<Person>, Person>,
    /// Whether and by whom it was reviewed.
    pub review: Option<Review>,
}

/// Who saw or changed what of the patient of a case.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn log_of_case(
    session: &Session<'_>,
    id: Id<DischargeCase>,
    part: Part,
) -> Result<(Patient, AccessLog), Error> {
    let view = session.read();
    let case = view.cases().find_for(Action::SeeAudit, id).await?;
    let patient = view.patients().get(&[case.patient]).await?.remove(&case.patient).ok_or(Error::NotFound)?;
    let rows = view.audit_log().of_patient(case.patient, part).await?;
    Ok((patient, named(&view, rows).await?))
}

/// Who saw or changed what of a patient of the organization.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn log_of_patient(session: &Session<'_>, id: Id<Patient>, part: Part) -> Result<AccessLog, Error> {
    let view = session.read();
    view.patients().find_for(Action::SeeAudit, id).await?;
    let rows = view.audit_log().of_patient(id, part).await?;
    named(&view, rows).await
}

/// What a person saw or did for the organization.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn log_of_person(session: &Session<'_>, id: Id<Person>, part: Part) -> Result<AccessLog, Error> {
    let member = session.member()?;
    let view = session.read();
    view.may_see_audit_of(member.organization)?;
    let rows = view.audit_log().of_person(member.organization, id, part).await?;
    let works_here = view.people().memberships_of(&[id]).await?;
    if rows.is_empty() && !works_here.iter().any(|membership| membership.organization == member.organization)
    {
        return Err(Error::NotFound);
    }
    let about: Vec<_> = rows.iter().flat_map(|row| row.patients.iter().copied()).collect();
    view.note_audit_seen(id.uuid(), about);
    named(&view, rows).await
}

/// A month of the organization's log.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] when it is no month.
pub async fn month(session: &Session<'_>, month: &str) -> Result<Month, Error> {
    let member = session.member()?;
    let (from, until) = bounds(month)?;
    let view = session.read();
    view.may_see_audit_of(member.organization)?;
    let mut counts = view.audit_log().counts(member.organization, from, until).await?;
    counts.sort_by_key(|(person, count)| {
        (std::cmp::Reverse((count.emergency, count.refused, count.all)), *person)
    });
    let review = view.audit_log().review(member.organization, month).await?;
    let mut people: Vec<_> = counts.iter().map(|(person, _)| *person).collect();
    people.extend(review.iter().map(|review| review.by));
    view.note_audit_seen(member.organization.uuid(), []);
    Ok(Month { month: month.to_owned(), people: view.people().find_all(&people).await?, counts, review })
}

/// Confirms a past month, or the present one, of the organization's log as reviewed; once.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] when it is no month; [`Error::Contended`] when it was reviewed.
pub async fn review_month(session: &Session<'_>, month: &str) -> Result<(), Error> {
    let member = session.member()?;
    let (from, _) = bounds(month)?;
    if from > session.now {
        return Err(Error::NotFound);
    }
    session.read().may_see_audit_of(member.organization)?;
    let tx = session.begin().await?;
    let review = Review { month: month.to_owned(), at: session.now, by: member.person };
    tx.audit_log().insert_review(member.organization, &review).await?;
    session.note_act(AccountAct::AuditReviewed, Outcome::Allowed, (Entity::AuditLog, None));
    Ok(tx.commit().await?)
}

/// Every row between two instants, in order, after a position; for the command line.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn rows_between(
    app: &App,
    from: Timestamp,
    until: Timestamp,
    after: i64,
) -> Result<Vec<Row>, Error> {
    Ok(app.system().read().audit_log().between(from, until, after, 1_000).await?)
}

async fn named(view: &store::View, rows: Vec<Row>) -> Result<AccessLog, Error> {
    let people: Vec<_> = rows.iter().filter_map(|row| row.person).map(Id::new).collect();
    let organizations: Vec<_> = rows.iter().filter_map(|row| row.organization).map(Id::new).collect();
    Ok(AccessLog {
        people: view.people().find_all(&people).await?,
        organizations: view.organizations().find_all(&organizations).await?,
        rows,
    })
}

/// The first instant of a month such as `2026-11`, and that of the next.
fn bounds(month: &str) -> Result<(Timestamp, Timestamp), Error> {
    let (year, number) = month.split_once('-').ok_or(Error::NotFound)?;
    let year: i32 = year.parse().map_err(|_| Error::NotFound)?;
    let number: u8 = number.parse().map_err(|_| Error::NotFound)?;
    let number = time::Month::try_from(number).map_err(|_| Error::NotFound)?;
    let begin = |year, month| {
        let day = time::Date::from_calendar_date(year, month, 1).map_err(|_| Error::NotFound)?;
        Ok::<_, Error>(Timestamp::tokyo(day, time::Time::MIDNIGHT))
    };
    let next = if number == time::Month::December { year + 1 } else { year };
    Ok((begin(year, number)?, begin(next, number.next())?))
}
