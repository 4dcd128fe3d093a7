//! Access in an emergency: a clinician takes it, gives it back, and the patient's organization reviews it.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    access::{Action, Relationship},
    audit::END_EMERGENCY,
    discharge_case::DischargeCase,
    emergency::{
        EmergencyAccess, EmergencyReason, Finding, LASTS, Particulars, Review, is_confirmed, may_take,
    },
    event::Event,
    organization::Organization,
    patient::Patient,
    person::{Membership, Person, Profession},
    text::Note,
};
use store::{View, emergency::Tally};

use crate::{Error, Session, session::expect_version, throttle::Limit};

/// When the session of a request last showed a second factor, as the sign-in puts it into the request.
#[derive(Clone, Copy, Debug)]
pub struct ConfirmedAt(pub Timestamp);

/// Access to take.
#[derive(Clone, Debug)]
pub struct BreakGlass {
    /// Whose patient.
    pub organization: Id<Organization>,
    /// Which patient.
    pub particulars: Particulars,
    /// Why.
    pub reason: EmergencyReason,
    /// Why, in words.
    pub text: Note,
}

/// Takes access to the newest case of a patient, for reading, for four hours; the patient's organization is told
/// at once. `confirmed_at` is when the person last showed a second factor. Taken again while it is open, it is
/// the same access.
///
/// # Errors
/// [`Error::Denied`] for other professions and for what is open anyway, [`Error::Throttled`],
/// [`Error::NotFound`] when no one patient is meant (which is written down), refusals of the emergency.
pub async fn break_glass(
    session: &Session<'_>,
    confirmed_at: Option<Timestamp>,
    input: BreakGlass,
) -> Result<EmergencyAccess, Error> {
    let member = session.member()?;
    session.allowed(Action::BreakGlass, Relationship::None)?;
    let BreakGlass { organization, particulars, reason, text } = input;
    let tx = session.begin().await?;
    // What one took for another organization counts; whose patient it is, is known to nobody but the system
    // until access is taken.
    tx.lift_wall().await?;
    let earlier = tx.emergencies().taken_alone_by(member.person).await?;
    may_take(session.now, confirmed_at, &earlier)?;
    session.app.throttle.check(Limit::BreakGlass, &member.person.to_string())?;
    let meant = meant(&tx, organization, &particulars).await?;
    tx.restore_wall().await?;
    let Some(case) = meant else {
        session.record(&tx, &Event::EmergencyAccessMissed { organization }).await?;
        tx.commit().await?;
        return Err(Error::NotFound);
    };
    session.allowed(Action::BreakGlass, tx.cases().relationship_to(&case).await?)?;
    let open = |access: &&EmergencyAccess| {
        access.case == case.id && access.organization == member.organization && access.is_open(session.now)
    };
    if let Some(access) = earlier.iter().find(open) {
        tx.seen_under(access);
        return Ok(tx.emergencies().find_taken(Action::BreakGlass.code(), &member, access.id).await?);
    }
    let access = EmergencyAccess {
        id: session.id(),
        case_organization: case.organization,
        case: case.id,
        person: member.person,
        organization: member.organization,
        reason,
        text,
        from: session.now,
        until: session.now + LASTS,
        ended: None,
        review: None,
        version: 1,
    };
    let (access, event) = access.take(confirmed_at, &earlier)?;
    tx.emergencies().insert(&access).await?;
    tx.seen_under(&access);
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(access)
}

/// Whether a second factor shown at `confirmed_at` is enough for the actor to take access now.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn is_confirmed_to_take(
    session: &Session<'_>,
    confirmed_at: Option<Timestamp>,
) -> Result<bool, Error> {
    let system = session.app.system();
    let earlier = system.read().emergencies().taken_by(session.member()?.person).await?;
    Ok(is_confirmed(session.now, confirmed_at, &earlier))
}

/// The newest case, of those still worked on where there is one, of the one patient that is meant.
async fn meant(
    view: &View,
    organization: Id<Organization>,
    particulars: &Particulars,
) -> Result<Option<DischargeCase>, Error> {
    let [patient] = view.patients().known_by(organization, particulars).await?[..] else { return Ok(None) };
    let cases = view.cases().all_of_patient(patient).await?;
    Ok(cases.into_iter().max_by_key(|case| (case.is_open(), case.admitted_on, case.id)))
}

/// Gives access back before its time.
///
/// # Errors
/// [`Error::NotFound`] when the actor took no such access, refusals of the emergency.
pub async fn end_emergency_access(
    session: &Session<'_>,
    id: Id<EmergencyAccess>,
) -> Result<EmergencyAccess, Error> {
    let member = session.member()?;
    let tx = session.begin().await?;
    let access = tx.emergencies().find_taken(END_EMERGENCY, &member, id).await?;
    if access.is_open(session.now) {
        tx.seen_under(&access);
    }
    let (mut access, event) = access.end(session.now)?;
    tx.emergencies().update(&mut access).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(access)
}

/// Ends at once what a member has open, who leaves or is no clinician any more.
pub(crate) async fn end_all_taken(
    session: &Session<'_>,
    tx: &store::Tx,
    membership: &Membership,
) -> Result<(), Error> {
    tx.lift_wall().await?;
    for access in tx.emergencies().taken_alone_by(membership.person).await? {
        if access.organization == membership.organization && access.is_open(session.now) {
            let (mut access, event) = access.end(session.now)?;
            tx.emergencies().update(&mut access).await?;
            session.record(tx, &event).await?;
        }
    }
    Ok(tx.restore_wall().await?)
}

/// Writes down what the patient's organization found.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`], [`Error::Conflict`], refusals of the emergency.
pub async fn review_emergency_access(
    session: &Session<'_>,
    id: Id<EmergencyAccess>,
    expected_version: i32,
    finding: Finding,
    note: Option<Note>,
) -> Result<EmergencyAccess, Error> {
    let by = session.member()?.person;
    let tx = session.begin().await?;
    let access = tx.emergencies().find_for(Action::ReviewEmergency, id).await?;
    expect_version(expected_version, access.version)?;
    let (mut access, event) = access.review(Review { at: session.now, by, finding, note })?;
    tx.emergencies().update(&mut access).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(access)
}

/// Accesses with what is needed to show them.
#[derive(Clone, Debug)]
pub struct EmergencyFile {
    /// The accesses.
    pub accesses: Vec<EmergencyAccess>,
    /// The patients of those cases that the reader may see.
    pub patients: HashMap<Id<DischargeCase>, Patient>,
    /// Who took, and who reviewed.
    pub people: HashMap<Id<Person>, Person>,
    /// For whom, and whose the cases are.
    pub organizations: HashMap<Id<Organization>, Organization>,
    /// As what those who took work there, or last did.
    pub professions: HashMap<(Id<Person>, Id<Organization>), Profession>,
}

/// How many accesses to cases of the actor's organization wait for review, for whoever may review them.
///
/// # Errors
/// [`Error::Denied`] in other roles.
pub async fn reviews_waiting(session: &Session<'_>) -> Result<Tally, Error> {
    session.allowed(Action::ReviewEmergency, Relationship::Own)?;
    let organization = session.member()?.organization;
    Ok(session.read().emergencies().waiting(organization, session.now).await?)
}

/// What the actor took, acting for the same organization, and still has open, the newest first.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn my_emergency_access(session: &Session<'_>) -> Result<EmergencyFile, Error> {
    let me = session.member()?;
    let view = session.read();
    let open = view.emergencies().open_of(&me, session.now).await?;
    let cases: Vec<_> = open.iter().map(|access| access.case).collect();
    let cases = view.cases().find_all_visible(&cases).await?;
    let patients = crate::consent::patients_of(&view, cases.values()).await?;
    file(&view, open, patients).await
}

/// What was taken to cases of the actor's organization: what waits for review first, the longest waiting on top.
///
/// # Errors
/// [`Error::Denied`] in other roles.
pub async fn emergency_access_to_review(session: &Session<'_>) -> Result<EmergencyFile, Error> {
    session.allowed(Action::ReviewEmergency, Relationship::Own)?;
    let organization = session.member()?.organization;
    let view = session.read();
    let accesses = view.emergencies().of_organization(organization).await?;
    let cases: Vec<_> = accesses.iter().map(|access| access.case).collect();
    let patients = view.patients().reviewed(organization, &cases).await?;
    file(&view, accesses, patients).await
}

async fn file(
    view: &View,
    accesses: Vec<EmergencyAccess>,
    patients: HashMap<Id<DischargeCase>, Patient>,
) -> Result<EmergencyFile, Error> {
    let mut people: Vec<_> = accesses.iter().map(|access| access.person).collect();
    let professions = crate::see_audit::professions(view, &people).await?;
    people.extend(accesses.iter().filter_map(|access| access.review.as_ref().map(|review| review.by)));
    let organizations: Vec<_> =
        accesses.iter().flat_map(|access| [access.organization, access.case_organization]).collect();
    Ok(EmergencyFile {
        patients,
        people: view.people().find_all(&people).await?,
        organizations: view.organizations().find_all(&organizations).await?,
        professions,
        accesses,
    })
}
