//! An organization that was asked answers, or the hub records what it said on the telephone.

use app::answer_offer::OfferAnswer;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{
    caller::caller,
    consultation::{DeclineReason, Offer, offer},
    ids, input,
};

/// An offer that is accepted.
#[derive(InputObject)]
pub struct AcceptOfferInput {
    /// The offer.
    offer: ID,
    /// The version that was read.
    expected_version: i32,
    /// Under which conditions, at most 4,000 characters.
    note: Option<String>,
}

/// An offer that is declined.
#[derive(InputObject)]
pub struct DeclineOfferInput {
    /// The offer.
    offer: ID,
    /// The version that was read.
    expected_version: i32,
    /// Why.
    reason: DeclineReason,
    /// In words, at most 4,000 characters.
    note: Option<String>,
}

/// What accepting an offer gives.
#[derive(SimpleObject)]
pub struct AcceptOfferPayload {
    /// The offer as it is now.
    offer: Offer,
}

/// What declining an offer gives.
#[derive(SimpleObject)]
pub struct DeclineOfferPayload {
    /// The offer as it is now.
    offer: Offer,
}

#[derive(Default)]
pub struct AnswerOfferMutation;

#[Object]
impl AnswerOfferMutation {
    /// Says that the organization would take the patient.
    async fn accept_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AcceptOfferInput,
    ) -> Result<AcceptOfferPayload> {
        let AcceptOfferInput { offer, expected_version, note } = input;
        let note = input::note_if_any(note.as_deref(), "note")?;
        Ok(AcceptOfferPayload {
            offer: answer(ctx, &offer, expected_version, OfferAnswer::Accept { note }).await?,
        })
    }

    /// Says that the organization would not take the patient; also after it had accepted, until the patient's
    /// yes is recorded.
    async fn decline_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: DeclineOfferInput,
    ) -> Result<DeclineOfferPayload> {
        let DeclineOfferInput { offer, expected_version, reason, note } = input;
        let note = input::note_if_any(note.as_deref(), "note")?;
        let decline = OfferAnswer::Decline { reason: reason.into(), note };
        Ok(DeclineOfferPayload { offer: answer(ctx, &offer, expected_version, decline).await? })
    }
}

async fn answer(ctx: &Context<'_>, id: &ID, expected_version: i32, answer: OfferAnswer) -> Result<Offer> {
    let id = ids::read(id, "offer")?;
    let session = caller(ctx)?.session();
    let answered = app::answer_offer::answer_offer(&session, id, expected_version, answer).await?;
    offer(ctx, answered.id).await
}
