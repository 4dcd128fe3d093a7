//! The hub asks organizations, and stops asking.

use domain::{
    Id,
    access::Action,
    consultation::{Consultation, ConsultationRefusal, Offer},
    organization::{Organization, ServiceKind},
    timer::TimerKind,
};
use serde::Serialize;
use time::Duration;

use crate::{
    Error, IdempotencyKey, Session,
    session::{Once, expect_version},
};

/// An offer to make.
#[derive(Clone, Debug, Serialize)]
pub struct MakeOffer {
    /// The consultation.
    pub consultation: Id<Consultation>,
    /// For which service.
    pub service: ServiceKind,
    /// Whom to ask.
    pub organization: Id<Organization>,
    /// How long it waits for the answer, in minutes.
    pub answer_within_minutes: u32,
}

/// Asks an organization whether it would take the patient.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], refusals of the consultation.
pub async fn make_offer(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: MakeOffer,
) -> Result<Offer, Error> {
    let tx = session.begin().await?;
    let id = match session.once(&tx, key, &input).await? {
        Once::MadeBefore(id) => return Ok(tx.consultations().offer_for(Action::SeeOffer, id).await?),
        Once::New(id) => id,
    };
    let MakeOffer { consultation, service, organization, answer_within_minutes } = input;
    let consultation = tx.consultations().find_for(Action::WorkConsultation, consultation).await?;
    let asked = tx.organizations().find(organization).await?;
    if !service.given_by().contains(&asked.kind) {
        return Err(ConsultationRefusal::WrongKind.into());
    }
    let offers = tx.consultations().offers_of(&[consultation.id]).await?;
    let within = Duration::minutes(i64::from(answer_within_minutes));
    let (offer, event) = consultation.offer(id, session.now, &offers, service, organization, within)?;
    tx.consultations().insert_offer(&offer).await?;
    let due = session.now + within;
    tx.timers().set(session.id(), TimerKind::OfferExpires, offer.id.uuid(), due).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(offer)
}

/// Stops asking.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the offer.
pub async fn withdraw_offer(
    session: &Session<'_>,
    id: Id<Offer>,
    expected_version: i32,
) -> Result<Offer, Error> {
    let tx = session.begin().await?;
    let offer = tx.consultations().offer_for(Action::WorkConsultation, id).await?;
    expect_version(expected_version, offer.version)?;
    let (mut offer, event) = offer.withdraw(session.now)?;
    tx.consultations().update_offer(&mut offer).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(offer)
}
