//! The hub asks organizations, and stops asking.

use app::{IdempotencyKey, make_offer::MakeOffer};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{
    caller::caller,
    consultation::{Offer, offer},
    ids,
    organization::ServiceKind,
};

/// An offer to make.
#[derive(InputObject)]
pub struct MakeOfferInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// The consultation.
    consultation: ID,
    /// For which service.
    service: ServiceKind,
    /// Whom to ask.
    organization: ID,
    /// How long it waits for the answer, in minutes.
    answer_within_minutes: u32,
}

/// An offer to take back.
#[derive(InputObject)]
pub struct WithdrawOfferInput {
    /// The offer.
    offer: ID,
    /// The version that was read.
    expected_version: i32,
}

/// What making an offer gives.
#[derive(SimpleObject)]
pub struct MakeOfferPayload {
    /// The offer.
    offer: Offer,
}

/// What taking an offer back gives.
#[derive(SimpleObject)]
pub struct WithdrawOfferPayload {
    /// The offer as it is now.
    offer: Offer,
}

#[derive(Default)]
pub struct MakeOfferMutation;

#[Object]
impl MakeOfferMutation {
    /// Asks an organization whether it would take the patient; it sees the patient without a name.
    async fn make_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The offer.")] input: MakeOfferInput,
    ) -> Result<MakeOfferPayload> {
        let MakeOfferInput { idempotency_key, consultation, service, organization, answer_within_minutes } =
            input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let make = MakeOffer {
            consultation: ids::read(&consultation, "consultation")?,
            service: service.into(),
            organization: ids::read(&organization, "organization")?,
            answer_within_minutes,
        };
        let made = app::make_offer::make_offer(&caller(ctx)?.session(), &key, make).await?;
        Ok(MakeOfferPayload { offer: offer(ctx, made.id).await? })
    }

    /// Stops asking.
    async fn withdraw_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The offer.")] input: WithdrawOfferInput,
    ) -> Result<WithdrawOfferPayload> {
        let WithdrawOfferInput { offer: id, expected_version } = input;
        let id = ids::read(&id, "offer")?;
        let withdrawn =
            app::make_offer::withdraw_offer(&caller(ctx)?.session(), id, expected_version).await?;
        Ok(WithdrawOfferPayload { offer: offer(ctx, withdrawn.id).await? })
    }
}
