//! Minutes are drafted, confirmed, and from then on only amended.

use app::write_minutes::MinutesStep;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::conference::{ActionItem, Minutes};

use crate::{caller::caller, conference::DischargeConference, ids, input, scalar::Date};

/// The most decisions, and the most actions, of one conference.
const MOST_LINES: usize = 100;

/// The draft of the minutes.
#[derive(InputObject)]
pub struct DraftMinutesInput {
    /// The conference.
    conference: ID,
    /// The version that was read.
    expected_version: i32,
    /// What was talked about, at most 4,000 characters.
    summary: String,
    /// What was decided: at most 100 sentences of at most 400 characters.
    #[graphql(default)]
    decisions: Vec<String>,
    /// What was taken on, at most 100.
    #[graphql(default)]
    actions: Vec<ActionItemInput>,
}

/// Something somebody took on.
#[derive(InputObject)]
pub struct ActionItemInput {
    /// What, at most 400 characters.
    what: String,
    /// Which participant.
    owner: ID,
    /// By when.
    due_on: Date,
}

/// The draft to confirm.
#[derive(InputObject)]
pub struct ConfirmMinutesInput {
    /// The conference.
    conference: ID,
    /// The version that was read.
    expected_version: i32,
}

/// What is added to confirmed minutes.
#[derive(InputObject)]
pub struct AmendMinutesInput {
    /// The conference.
    conference: ID,
    /// The version that was read.
    expected_version: i32,
    /// What is added, at most 4,000 characters.
    text: String,
}

/// What drafting minutes gives.
#[derive(SimpleObject)]
pub struct DraftMinutesPayload {
    /// The conference with its draft.
    conference: DischargeConference,
}

/// What confirming minutes gives.
#[derive(SimpleObject)]
pub struct ConfirmMinutesPayload {
    /// The conference with its minutes.
    conference: DischargeConference,
}

/// What amending minutes gives.
#[derive(SimpleObject)]
pub struct AmendMinutesPayload {
    /// The conference with its minutes.
    conference: DischargeConference,
}

#[derive(Default)]
pub struct WriteMinutesMutation;

#[Object]
impl WriteMinutesMutation {
    /// Writes or rewrites the draft of the minutes of a conference that took place.
    async fn draft_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: DraftMinutesInput,
    ) -> Result<DraftMinutesPayload> {
        let DraftMinutesInput { conference, expected_version, summary, decisions, actions } = input;
        input::at_most(&actions, MOST_LINES, "actions")?;
        let actions = actions.into_iter().map(|ActionItemInput { what, owner, due_on }| {
            let (what, owner) = (input::line(&what, "what")?, ids::read(&owner, "owner")?);
            Ok(ActionItem { what, owner, due_on: due_on.0 })
        });
        let minutes = Minutes {
            summary: input::note(&summary, "summary")?,
            decisions: input::lines(&decisions, MOST_LINES, "decisions")?,
            actions: actions.collect::<Result<_, app::Error>>()?,
        };
        let conference = step(ctx, &conference, expected_version, MinutesStep::Draft(minutes)).await?;
        Ok(DraftMinutesPayload { conference })
    }

    /// Confirms the draft; from here on the minutes are only amended.
    async fn confirm_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The conference.")] input: ConfirmMinutesInput,
    ) -> Result<ConfirmMinutesPayload> {
        let ConfirmMinutesInput { conference, expected_version } = input;
        let conference = step(ctx, &conference, expected_version, MinutesStep::Confirm(None)).await?;
        Ok(ConfirmMinutesPayload { conference })
    }

    /// Adds to confirmed minutes.
    async fn amend_minutes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is added.")] input: AmendMinutesInput,
    ) -> Result<AmendMinutesPayload> {
        let AmendMinutesInput { conference, expected_version, text } = input;
        let amend = MinutesStep::Amend(input::note(&text, "text")?);
        Ok(AmendMinutesPayload { conference: step(ctx, &conference, expected_version, amend).await? })
    }
}

async fn step(
    ctx: &Context<'_>,
    conference: &ID,
    expected_version: i32,
    step: MinutesStep,
) -> Result<DischargeConference> {
    let id = ids::read(conference, "conference")?;
    let session = caller(ctx)?.session();
    Ok(app::write_minutes::write_minutes(&session, id, expected_version, step).await?.into())
}
