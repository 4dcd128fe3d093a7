//! An organization that was asked answers, or the hub records what it said on the telephone.

use domain::{
    Id,
    access::Action,
    consultation::{DeclineReason, Offer},
    text::Note,
};

use crate::{Error, Session, session::expect_version};

/// The answer.
#[derive(Clone, Debug)]
pub enum OfferAnswer {
    /// It would take the patient.
    Accept {
        /// Under which conditions.
        note: Option<Note>,
    },
    /// It would not.
    Decline {
        /// Why.
        reason: DeclineReason,
        /// In words.
        note: Option<Note>,
    },
}

/// Takes the answer to an offer that is still at the version the caller read.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`], refusals of the offer.
pub async fn answer_offer(
    session: &Session<'_>,
    id: Id<Offer>,
    expected_version: i32,
    answer: OfferAnswer,
) -> Result<Offer, Error> {
    let tx = session.begin().await?;
    let offer = tx.consultations().offer_for(Action::AnswerOffer, id).await?;
    expect_version(expected_version, offer.version)?;
    let (mut offer, event) = match answer {
        OfferAnswer::Accept { note } => offer.accept(session.now, note)?,
        OfferAnswer::Decline { reason, note } => offer.decline(session.now, reason, note)?,
    };
    tx.consultations().update_offer(&mut offer).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(offer)
}
