//! A version of a rule pack gets a last day.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{caller::caller, ids, rule::RulePack, scalar::Date};

/// The last day of a version.
#[derive(InputObject)]
pub struct EndRulesInput {
    /// The version, which the organization acted for has published.
    rule_pack: ID,
    /// Its last day in force, today or later. It may be set again until it is over.
    last_day: Date,
}

/// What setting a last day gives.
#[derive(SimpleObject)]
pub struct EndRulesPayload {
    /// The version.
    rule_pack: RulePack,
}

#[derive(Default)]
pub struct EndRulesMutation;

#[Object]
impl EndRulesMutation {
    /// Sets the last day in force of a version the organization acted for has published. Cases admitted by then keep
    /// it; for later ones the version before it is in force again, if that has no last day of its own.
    async fn end_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last day.")] input: EndRulesInput,
    ) -> Result<EndRulesPayload> {
        let EndRulesInput { rule_pack, last_day } = input;
        let id = ids::read(&rule_pack, "rulePack")?;
        let version = app::end_rules::end_rules(&caller(ctx)?.session(), id, last_day.0).await?;
        Ok(EndRulesPayload { rule_pack: version.into() })
    }
}
