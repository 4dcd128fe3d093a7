//! The coordinator records the patient's yes.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{
    caller::caller,
    consent::{TakenConsentInput, taken},
    consultation::{Offer, offer},
    ids,
};

/// An accepted offer to which the patient said yes.
#[derive(InputObject)]
pub struct ConfirmOfferInput {
    /// The offer.
    offer: ID,
    /// The version that was read.
    expected_version: i32,
    /// The patient's consent, when it was taken just now; without one, what was recorded before must cover the
    /// organization.
    consent: Option<TakenConsentInput>,
}

/// What confirming an offer gives.
#[derive(SimpleObject)]
pub struct ConfirmOfferPayload {
    /// The offer as it is now.
    offer: Offer,
}

#[derive(Default)]
pub struct ConfirmOfferMutation;

#[Object]
impl ConfirmOfferMutation {
    /// Records the patient's yes: the organization joins the care team and may see who the patient is. The
    /// others asked for the same service are told that they are no longer needed. Without the patient's consent
    /// it is REFUSED with `CONSENT_MISSING`.
    async fn confirm_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The offer.")] input: ConfirmOfferInput,
    ) -> Result<ConfirmOfferPayload> {
        let ConfirmOfferInput { offer: id, expected_version, consent } = input;
        let id = ids::read(&id, "offer")?;
        let session = caller(ctx)?.session();
        let confirmed =
            app::confirm_offer::confirm_offer(&session, id, expected_version, taken(consent)?).await?;
        Ok(ConfirmOfferPayload { offer: offer(ctx, confirmed.id).await? })
    }
}
