//! Rules are published.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use crate::{caller::caller, rule::RulePack};

/// What is published.
#[derive(InputObject)]
pub struct PublishRulesInput {
    /// The file, as TOML. A repeated request is refused, since a version is published once.
    file: String,
}

/// What publishing rules gives.
#[derive(SimpleObject)]
pub struct PublishRulesPayload {
    /// The version, which never changes from now on.
    rule_pack: RulePack,
}

#[derive(Default)]
pub struct PublishRulesMutation;

#[Object]
impl PublishRulesMutation {
    /// Publishes rules for the area of the organization acted for.
    async fn publish_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is published.")] input: PublishRulesInput,
    ) -> Result<PublishRulesPayload> {
        let PublishRulesInput { file } = input;
        let version = app::publish_rules::publish_own_rules(&caller(ctx)?.session(), file).await?;
        Ok(PublishRulesPayload { rule_pack: version.into() })
    }
}
