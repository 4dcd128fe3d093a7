//! Somebody did a step, or decided that it is not to be done.

use app::{
    Error,
    settle_milestone::{Breadth, Settlement, settle_milestone},
};
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
    /// Whether it is settled in every other pack of the case too that asks the same of the same.
    #[graphql(default)]
    everywhere: bool,
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
    /// The steps of other packs that were settled with it.
    with: Vec<Milestone>,
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
        let SettleMilestoneInput { milestone, expected_version, settlement, everywhere } = input;
        let id = ids::read(&milestone, "milestone")?;
        let settlement = match settlement {
            SettlementInput::DoneOn(on) => Settlement::Done { on: on.0 },
            SettlementInput::WaivedBecause(reason) => {
                Settlement::Waived { reason: input::note(&reason, "waivedBecause")? }
            }
        };
        let session = caller(ctx)?.session();
        let breadth = if everywhere { Breadth::EveryPack } else { Breadth::OwnPack };
        let settled = settle_milestone(&session, id, expected_version, settlement, breadth).await?;
        let mut settled = settled.into_iter().map(Milestone::from);
        let milestone = settled.next().ok_or(Error::NotFound)?;
        Ok(SettleMilestonePayload { milestone, with: settled.collect() })
    }
}
