//! A case takes up what its predecessor proposes.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{
    caller::caller,
    care_team::CareTeam,
    consent::{TakenConsentInput, taken},
    ids,
};

/// The case that takes up its predecessor's team.
#[derive(InputObject)]
pub struct TakeUpTeamInput {
    /// The new case.
    case: ID,
    /// The patient's consent, when it was taken just now, to each organization that nothing covers yet.
    consent: Option<TakenConsentInput>,
}

/// What taking up a team gives.
#[derive(SimpleObject)]
pub struct TakeUpTeamPayload {
    /// The new case's team as it is now.
    care_team: CareTeam,
}

#[derive(Default)]
pub struct TakeUpCaseMutation;

#[Object]
impl TakeUpCaseMutation {
    /// Takes up the predecessor's team, as far as its parts are still free.
    async fn take_up_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] input: TakeUpTeamInput,
    ) -> Result<TakeUpTeamPayload> {
        let TakeUpTeamInput { case, consent } = input;
        let case = ids::read(&case, "case")?;
        let team = app::take_up_case::take_up_team(&caller(ctx)?.session(), case, taken(consent)?).await?;
        Ok(TakeUpTeamPayload { care_team: team.into() })
    }
}
