//! Looking at the audit log: who saw a patient, what an account saw, and the monthly review. Looking is itself
//! on record.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    access::Action,
    audit::{AccountAct, Entity, Outcome, Row, may_be_reviewed},
    calendar::Month,
    discharge_case::DischargeCase,
    emergency::EmergencyAccess,
    organization::Organization,
    patient::Patient,
    person::{Person, Profession},
};
pub use store::{
    audit::query::{Count, Outsider, Part, Review},
    emergency::Tally,
};

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

/// What a person did, as far as it is an organization's to know.
#[derive(Clone, Debug)]
pub struct PersonLog {
    /// The person.
    pub person: Person,
    /// Whether the person works, or worked, for the organization. Of others nothing is told but what is about its
    /// patients.
    pub is_own: bool,
    /// The rows.
    pub log: AccessLog,
}

/// A month of an organization's log, person by person.
#[derive(Clone, Debug)]
pub struct MonthLog {
    /// The month.
    pub month: Month,
    /// Whether it is over, so that it may be confirmed.
    pub is_over: bool,
    /// What each person did for the organization, the one with most in an emergency and most refusals first.
    pub counts: Vec<(Id<Person>, Count)>,
    /// What those who acted for others did to its patients, in the same order.
    pub outsiders: Vec<Outsider>,
    /// What was taken in an emergency to its patients' cases.
    pub emergencies: Tally,
    /// The people named.
    pub people: HashMap<Id<Person>, Person>,
    /// The organizations named.
    pub organizations: HashMap<Id<Organization>, Organization>,
    /// As what the outsiders work there, or last did.
    pub professions: HashMap<(Id<Person>, Id<Organization>), Profession>,
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
    let patient = view.patients().find_for(Action::SeeAudit, case.patient).await?;
    let rows = view.audit_log().of_patient(case.patient, part).await?;
    let rows = view.audit_log().told_to(case.organization, rows).await?;
    Ok((patient, named(&view, rows).await?))
}

/// Who saw or changed what of a patient of the organization.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn log_of_patient(session: &Session<'_>, id: Id<Patient>, part: Part) -> Result<AccessLog, Error> {
    let view = session.read();
    let patient = view.patients().find_for(Action::SeeAudit, id).await?;
    let rows = view.audit_log().of_patient(id, part).await?;
    let rows = view.audit_log().told_to(patient.organization, rows).await?;
    named(&view, rows).await
}

/// What a person saw or did for the organization, and of its patients when acting for another.
///
/// # Errors
/// [`Error::NotFound`] for whoever never worked for the organization nor looked at its patients,
/// [`Error::Forbidden`].
pub async fn log_of_person(session: &Session<'_>, id: Id<Person>, part: Part) -> Result<PersonLog, Error> {
    let member = session.member()?;
    let view = session.read();
    view.may_see_audit_of(member.organization)?;
    let memberships = view.people().memberships_ever(&[id]).await?;
    let is_own = memberships.iter().any(|membership| membership.organization == member.organization);
    if !is_own && !view.audit_log().has_looked_in(member.organization, id).await? {
        return Err(Error::NotFound);
    }
    let person = view.people().find(id).await?;
    let rows = view.audit_log().of_person(member.organization, id, part).await?;
    let about: Vec<_> = rows.iter().flat_map(|row| row.patients.iter().copied()).collect();
    view.note_audit_seen(id.uuid(), about);
    Ok(PersonLog { person, is_own, log: named(&view, rows).await? })
}

/// What was done under an access in an emergency to a case of the organization.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn log_of_emergency(
    session: &Session<'_>,
    id: Id<EmergencyAccess>,
    part: Part,
) -> Result<(EmergencyAccess, AccessLog), Error> {
    let view = session.read();
    let access = view.emergencies().find_for(Action::SeeAudit, id).await?;
    let rows = view.audit_log().under(&access, part).await?;
    Ok((access, named(&view, rows).await?))
}

/// A month of the organization's log.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn month(session: &Session<'_>, month: Month) -> Result<MonthLog, Error> {
    let member = session.member()?;
    let (from, until) = (month.begin(), month.end());
    let view = session.read();
    view.may_see_audit_of(member.organization)?;
    let pressing = |count: &Count| std::cmp::Reverse((count.emergency, count.refused, count.all));
    let mut counts = view.audit_log().counts(member.organization, from, until).await?;
    counts.sort_by_key(|(person, count)| (pressing(count), *person));
    let mut outsiders = view.audit_log().outsiders(member.organization, from, until).await?;
    outsiders.sort_by_key(|outsider| (pressing(&outsider.count), outsider.person, outsider.organization));
    let emergencies = view.emergencies().tally(member.organization, (from, until), session.now).await?;
    let review = view.audit_log().review(member.organization, &month.to_string()).await?;
    let from_outside: Vec<_> = outsiders.iter().map(|outsider| outsider.person).collect();
    let organizations: Vec<_> = outsiders.iter().map(|outsider| outsider.organization).collect();
    let mut people: Vec<_> = counts.iter().map(|(person, _)| *person).collect();
    people.extend(&from_outside);
    people.extend(review.iter().map(|review| review.by));
    view.note_audit_seen(member.organization.uuid(), []);
    Ok(MonthLog {
        month,
        is_over: may_be_reviewed(month, session.now).is_ok(),
        counts,
        outsiders,
        emergencies,
        people: view.people().find_all(&people).await?,
        organizations: view.organizations().find_all(&organizations).await?,
        professions: professions(&view, &from_outside).await?,
        review,
    })
}

/// Confirms a month of the organization's log as reviewed, once it is over; once.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] when it has not begun, refusals of the month when it is not over;
/// [`Error::Contended`] when it was reviewed.
pub async fn review_month(session: &Session<'_>, month: Month) -> Result<Review, Error> {
    let member = session.member()?;
    session.read().may_see_audit_of(member.organization)?;
    let tx = session.begin().await?;
    if month.is_to_come(session.now) {
        return Err(Error::NotFound);
    }
    may_be_reviewed(month, session.now)?;
    let review = Review { month: month.to_string(), at: session.now, by: member.person };
    tx.audit_log().insert_review(member.organization, &review).await?;
    session.note_act(AccountAct::AuditReviewed, Outcome::Allowed, (Entity::AuditLog, None));
    tx.commit().await?;
    Ok(review)
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

/// As what people work, or last did, for each organization.
pub(crate) async fn professions(
    view: &store::View,
    people: &[Id<Person>],
) -> Result<HashMap<(Id<Person>, Id<Organization>), Profession>, Error> {
    let memberships = view.people().memberships_ever(people).await?;
    Ok(memberships.into_iter().map(|m| ((m.person, m.organization), m.profession)).collect())
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
