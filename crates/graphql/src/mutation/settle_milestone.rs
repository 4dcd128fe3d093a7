//! Somebody did a step, or decided that it is not to be done.

use app::settle_milestone::Settlement;
use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};

use crate::{caller::caller, ids, input, milestone::Milestone, scalar::Date};

/// A step to settle.
#[derive(InputObject)]
pub struct SettleMilestoneInput {
    /// The step.
    milestone: ID,
    /// The version that was read.
    expected_version: i32,
    /// How it is settled.
    settlement: SettlementInput,
}

/// How a step is settled.
#[derive(OneofObject)]
pub enum SettlementInput {
    /// It was done on this day; not after today.
    DoneOn(Date),
    /// It is not to be done in this case: why, at most 4,000 characters.
    WaivedBecause(String),
}

/// What settling a step gives.
#[derive(SimpleObject)]
pub struct SettleMilestonePayload {
    /// The step as it is now.
    milestone: Milestone,
}

#[derive(Default)]
pub struct SettleMilestoneMutation;

#[Object]
impl SettleMilestoneMutation {
    /// Records that a step was done, or is not to be done in this case.
    async fn settle_milestone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The step.")] input: SettleMilestoneInput,
    ) -> Result<SettleMilestonePayload> {
        let SettleMilestoneInput { milestone, expected_version, settlement } = input;
        let id = ids::read(&milestone, "milestone")?;
        let settlement = match settlement {
            SettlementInput::DoneOn(on) => Settlement::Done { on: on.0 },
            SettlementInput::WaivedBecause(reason) => {
                Settlement::Waived { reason: input::note(&reason, "waivedBecause")? }
            }
        };
        let session = caller(ctx)?.session();
        let milestone =
            app::settle_milestone::settle_milestone(&session, id, expected_version, settlement).await?;
        Ok(SettleMilestonePayload { milestone: milestone.into() })
    }
}
