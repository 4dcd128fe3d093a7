//! How long an organization keeps its records, and what it holds back from their end.

use std::collections::HashMap;

use domain::{
    Id,
    access::{Action, Member},
    event::Event,
    patient::Patient,
    person::Person,
    retention::{ErasureCertificate, LegalHold, Retention},
    text::Line,
};
use store::View;
use time::Date;

use crate::{Error, IdempotencyKey, Session, session::Once};

/// The most patients that one look proposes for erasure.
const MOST_DUE: u64 = 100;
/// The most certificates one look shows.
const MOST_CERTIFICATES: u64 = 500;

/// What there is to know of an organization's records and their end.
#[derive(Clone, Debug)]
pub struct Records {
    /// How long they are kept.
    pub retention: Retention,
    /// Patients whose records may be erased today, with the last day they were kept; at most 100.
    pub due: Vec<(Patient, Date)>,
    /// Holds that stand, with their patients.
    pub holds: Vec<(LegalHold, Patient)>,
    /// What was erased, newest first; at most 500.
    pub certificates: Vec<ErasureCertificate>,
    /// The people named in holds and certificates.
    pub people: HashMap<Id<Person>, Person>,
}

/// The records of the actor's own organization and their end.
///
/// # Errors
/// [`Error::Forbidden`] for members without the role.
pub async fn records(session: &Session<'_>) -> Result<Records, Error> {
    let member = session.own(Action::EndRecords)?;
    let view = session.read();
    let retention = view.retentions().of(member.organization, member.kind).await?;
    let due = due(session, &view, member, retention).await?;
    let holds = view.retentions().standing_holds(member.organization).await?;
    let held = view.patients().get(&holds.iter().map(|hold| hold.patient).collect::<Vec<_>>()).await?;
    let certificates = view.retentions().certificates(member.organization, MOST_CERTIFICATES).await?;
    let mut people: Vec<_> = holds.iter().map(|hold| hold.placed_by).collect();
    people.extend(certificates.iter().map(|certificate| certificate.erased_by));
    Ok(Records {
        retention,
        due,
        holds: holds
            .into_iter()
            .filter_map(|hold| held.get(&hold.patient).map(|patient| (hold, patient.clone())))
            .collect(),
        certificates,
        people: view.people().find_all(&people).await?,
    })
}

/// A certificate of the actor's own organization, with the names of who erased and of the organization.
///
/// # Errors
/// [`Error::Forbidden`] for members without the role, [`Error::NotFound`].
pub async fn certificate(
    session: &Session<'_>,
    id: Id<ErasureCertificate>,
) -> Result<(ErasureCertificate, Line, Line), Error> {
    let member = session.own(Action::EndRecords)?;
    let view = session.read();
    let certificate = view.retentions().certificate(member.organization, id).await?;
    let person = view.people().find(certificate.erased_by).await?.name;
    let organization = view.organizations().find(member.organization).await?.name;
    Ok((certificate, person, organization))
}

async fn due(
    session: &Session<'_>,
    view: &View,
    member: Member,
    retention: Retention,
) -> Result<Vec<(Patient, Date)>, Error> {
    let today = session.today();
    let ids = view.retentions().ended_by(member.organization, retention.latest_end(today), MOST_DUE).await?;
    let mut patients = view.patients().get(&ids).await?;
    let mut cases: HashMap<_, Vec<_>> = HashMap::new();
    for case in view.cases().of_patients(&ids).await? {
        cases.entry(case.patient).or_default().push(case);
    }
    Ok(ids
        .into_iter()
        .filter_map(|id| {
            let until = retention.check_erasure(cases.get(&id)?, &[], today).ok()?;
            Some((patients.remove(&id)?, until))
        })
        .collect())
}

/// Settles for how many years after a patient's last case records are kept.
///
/// # Errors
/// [`Error::Forbidden`] for members without the role; refused when shorter than the law asks.
pub async fn settle_retention(session: &Session<'_>, years: u8) -> Result<Retention, Error> {
    let member = session.own(Action::EndRecords)?;
    let retention = Retention::choose(member.kind, years)?;
    let tx = session.begin().await?;
    tx.retentions().set(member.organization, retention).await?;
    session.record(&tx, &Event::RetentionSettled { organization: member.organization }).await?;
    tx.commit().await?;
    Ok(retention)
}

/// Places a hold on an own patient's record: nothing erases it while the hold stands.
///
/// # Errors
/// [`Error::Forbidden`] for members without the role, [`Error::NotFound`].
pub async fn place_hold(
    session: &Session<'_>,
    key: &IdempotencyKey,
    patient: Id<Patient>,
    reason: Line,
) -> Result<LegalHold, Error> {
    let member = session.own(Action::EndRecords)?;
    let tx = session.begin().await?;
    let id = match session.once(&tx, key, &(patient, &reason)).await? {
        Once::MadeBefore(id) => return Ok(tx.retentions().hold(member.organization, id).await?),
        Once::New(id) => id,
    };
    let patient = tx.patients().find_for(Action::EndRecords, patient).await?;
    let hold = LegalHold {
        id,
        organization: patient.organization,
        patient: patient.id,
        reason,
        placed_by: member.person,
        placed_at: session.now,
        lifted: None,
    };
    tx.retentions().insert_hold(&hold).await?;
    session.record(&tx, &Event::LegalHoldPlaced { patient: patient.id }).await?;
    tx.commit().await?;
    Ok(hold)
}

/// Lifts a hold.
///
/// # Errors
/// [`Error::Forbidden`] for members without the role, [`Error::NotFound`]; refused when it was lifted before.
pub async fn lift_hold(session: &Session<'_>, id: Id<LegalHold>) -> Result<LegalHold, Error> {
    let member = session.own(Action::EndRecords)?;
    let tx = session.begin().await?;
    let hold = tx.retentions().hold(member.organization, id).await?.lift(member.person, session.now)?;
    tx.retentions().lift_hold(&hold).await?;
    session.record(&tx, &Event::LegalHoldLifted { patient: hold.patient }).await?;
    tx.commit().await?;
    Ok(hold)
}
