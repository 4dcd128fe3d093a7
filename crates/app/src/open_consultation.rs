//! A consultation is taken: by the hub on the telephone, or handed in by a hospital for its case.

use domain::{
    Id,
    access::{Action, Denial, Relationship},
    consent::{ConsentStanding, Purpose},
    consultation::{Consultation, ConsultationOutcome, ConsultationState, Subject},
    discharge_case::DischargeCase,
    needs::NeedsProfile,
    organization::{Organization, OrganizationKind, ServiceKind},
    patient::Sex,
    text::{MunicipalityCode, Note},
};
use serde::Serialize;
use store::Tx;

use crate::{
    Error, IdempotencyKey, Session,
    consent::{TakenConsent, coverage},
    session::{Once, expect_version},
};

/// A consultation to take.
#[derive(Clone, Debug, Serialize)]
pub struct OpenConsultation {
    /// The hub; found by the patient's address when a hospital leaves it out.
    pub hub: Option<Id<Organization>>,
    /// The patient.
    pub about: About,
    /// Services looked for.
    pub services: Vec<ServiceKind>,
    /// What else was said.
    pub note: Option<Note>,
    /// The patient's consent to the hub, when it was taken just now.
    pub consent: Option<TakenConsent>,
}

/// Whom a consultation is about.
#[derive(Clone, Debug, Serialize)]
pub enum About {
    /// A case the actor may change.
    Case(Id<DischargeCase>),
    /// Somebody no hospital has registered here; only a hub takes such a consultation.
    Unregistered {
        /// Age in tens.
        age_from: Option<u8>,
        /// Sex.
        sex: Sex,
        /// Municipality of the home.
        municipality: Option<MunicipalityCode>,
        /// Needs at home.
        needs: NeedsProfile,
    },
}

/// Opens a consultation. Without the patient's consent to the hub it is opened without a name: the hub works
/// with the summary, and the case opens to it with a later consent.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Invalid`] with `HUB_NOT_FOUND` when no hub covers the
/// patient's home, refusals of the consultation.
pub async fn open_consultation(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: OpenConsultation,
) -> Result<Consultation, Error> {
    let member = session.member()?;
    if matches!(input.about, About::Unregistered { .. }) {
        session.allowed(Action::TakeConsultation, Relationship::Own)?;
    }
    let tx = session.begin().await?;
    let id = match session.once(&tx, key, &input).await? {
        Once::MadeBefore(id) => {
            return Ok(tx.consultations().find_for(Action::SeeConsultation, id).await?);
        }
        Once::New(id) => id,
    };
    let OpenConsultation { hub, about, services, note, consent } = input;
    let (case, subject) = match about {
        About::Case(case) => {
            let case = tx.cases().find_for(Action::ChangeCase, case).await?;
            let patient =
                tx.patients().get(&[case.patient]).await?.remove(&case.patient).ok_or(Error::NotFound)?;
            let subject = Subject::of(&case, &patient, session.today());
            (Some(case), subject)
        }
        About::Unregistered { age_from, sex, municipality, needs } => {
            let (municipality, location) =
                crate::register_admission::place_of(&tx, municipality, None).await?;
            let age_from = age_from.map(|age| age / 10 * 10);
            let expected_discharge_on = None;
            (None, Subject { age_from, sex, municipality, location, needs, expected_discharge_on })
        }
    };
    let hub = hub_for(&tx, member.kind, member.organization, hub, &subject).await?;
    let withheld = match &case {
        Some(case) => {
            let answer = coverage(session, &tx, case, hub, Purpose::Coordination, consent).await?;
            (answer != ConsentStanding::Covered).then_some(session.now)
        }
        None => None,
    };
    let consultation = Consultation {
        id,
        hub,
        requested_by: (member.organization != hub).then_some(member.organization),
        case: case.map(|case| case.id),
        subject,
        services,
        note,
        received_at: session.now,
        withheld,
        state: ConsultationState::Open,
        version: 1,
    };
    let (consultation, event) = consultation.open()?;
    tx.consultations().insert(&consultation).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(consultation)
}

/// Ends a consultation.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the consultation.
pub async fn close_consultation(
    session: &Session<'_>,
    id: Id<Consultation>,
    expected_version: i32,
    outcome: ConsultationOutcome,
) -> Result<Consultation, Error> {
    let tx = session.begin().await?;
    let consultation = tx.consultations().find_for(Action::WorkConsultation, id).await?;
    expect_version(expected_version, consultation.version)?;
    let offers = tx.consultations().offers_of(&[id]).await?;
    let (mut consultation, event) = consultation.close(session.now, &offers, outcome)?;
    tx.consultations().update(&mut consultation).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(consultation)
}

async fn hub_for(
    tx: &Tx,
    kind: OrganizationKind,
    own: Id<Organization>,
    named: Option<Id<Organization>>,
    subject: &Subject,
) -> Result<Id<Organization>, Error> {
    let not_found = Error::Invalid { code: "HUB_NOT_FOUND", field: Some("hub") };
    match (kind, named, &subject.municipality) {
        (OrganizationKind::Hub, None, _) => Ok(own),
        (OrganizationKind::Hub, Some(named), _) if named != own => {
            Err(Error::Denied(Denial::OtherOrganization))
        }
        (_, Some(named), _) => {
            let hub = tx.organizations().find(named).await?;
            if hub.kind == OrganizationKind::Hub { Ok(named) } else { Err(not_found) }
        }
        (_, None, Some(municipality)) => {
            tx.organizations().hubs_covering(municipality, None).await?.first().copied().ok_or(not_found)
        }
        (_, None, None) => Err(not_found),
    }
}
