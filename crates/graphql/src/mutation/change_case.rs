//! A case changes: needs, the expected discharge, and how the stay ends.

use app::change_case::CaseChange;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::discharge_case::Destination;

use crate::{
    caller::caller,
    circumstances::CircumstancesInput,
    discharge_case::{CaseOutcome, DelayOwner, DelayReason, DestinationKind, DischargeCase},
    ids, input,
    needs::{Need, profile},
    readiness::ReadinessMatter,
    rule::RuleUptake,
    scalar::Date,
};

/// What a patient needs at home.
#[derive(InputObject)]
pub struct ProfileNeedsInput {
    /// The case.
    case: ID,
    /// The version that was read.
    expected_version: i32,
    /// All needs; those left out are none.
    needs: Vec<Need>,
}

/// What the rules ask about a stay.
#[derive(InputObject)]
pub struct RecordCircumstancesInput {
    /// The case.
    case: ID,
    /// The version that was read.
    expected_version: i32,
    /// What is recorded, in place of all that was.
    circumstances: CircumstancesInput,
}

/// A newer version of a rule pack is taken.
#[derive(InputObject)]
pub struct TakeRulesInput {
    /// The case.
    case: ID,
    /// The version of the case that was read.
    expected_version: i32,
    /// The newer version of the pack, as `explainedRules.offered` names it.
    rule_pack: ID,
}

/// All open cases of the organization acted for take a newer version of a rule pack.
#[derive(InputObject)]
pub struct TakeRulesEverywhereInput {
    /// The newer version of the pack.
    rule_pack: ID,
}

/// What asking all open cases to take a version gives.
#[derive(SimpleObject)]
pub struct TakeRulesEverywherePayload {
    /// How far it has come.
    uptake: RuleUptake,
}

/// Something shall hold the discharge up no longer although it is not ready, or shall again.
#[derive(InputObject)]
pub struct OverrideReadinessInput {
    /// The case.
    case: ID,
    /// The version that was read.
    expected_version: i32,
    /// What.
    matter: ReadinessMatter,
    /// Why; left out when it shall hold the discharge up again.
    reason: Option<String>,
}

/// When and where a patient is expected to go.
#[derive(InputObject)]
pub struct ExpectDischargeInput {
    /// The case.
    case: ID,
    /// The version that was read.
    expected_version: i32,
    /// The day, if known.
    on: Option<Date>,
    /// Where.
    destination: DestinationInput,
}

/// Where a patient goes.
#[derive(InputObject)]
pub struct DestinationInput {
    /// What kind of place.
    kind: DestinationKind,
    /// Which, at most 400 characters; needed for FACILITY and OUTSIDE_NETWORK.
    name: Option<String>,
}

impl DestinationInput {
    fn read(self) -> Result<Destination, app::Error> {
        let Self { kind, name } = self;
        let name = || input::line(&input::needed(name, "name")?, "name");
        Ok(match kind {
            DestinationKind::Undecided => Destination::Undecided,
            DestinationKind::Home => Destination::Home,
            DestinationKind::Facility => Destination::Facility { name: name()? },
            DestinationKind::OutsideNetwork => Destination::OutsideNetwork { name: name()? },
        })
    }
}

/// What holds a discharge up.
#[derive(InputObject)]
pub struct ExplainDelayInput {
    /// The case.
    case: ID,
    /// The version that was read.
    expected_version: i32,
    /// What holds it up; nothing does when left out.
    delay: Option<DelayInput>,
}

/// What holds a discharge up, and with whom that lies.
#[derive(InputObject)]
pub struct DelayInput {
    /// Why.
    reason: DelayReason,
    /// Who has to move for it to go on.
    owner: DelayOwner,
    /// More about it, at most 2,000 characters.
    note: Option<String>,
}

/// A patient has gone home, or to a facility.
#[derive(InputObject)]
pub struct DischargePatientInput {
    /// The case.
    case: ID,
    /// The version that was read.
    expected_version: i32,
    /// The day; not after today.
    on: Date,
}

/// A patient has gone to another hospital.
#[derive(InputObject)]
pub struct TransferPatientInput {
    /// The case.
    case: ID,
    /// The version that was read.
    expected_version: i32,
    /// The day; not after today.
    on: Date,
    /// Which hospital, at most 400 characters.
    to: String,
}

/// Nothing is left to do on a case.
#[derive(InputObject)]
pub struct CloseCaseInput {
    /// The case.
    case: ID,
    /// The version that was read.
    expected_version: i32,
    /// How it ended.
    outcome: CaseOutcome,
}

macro_rules! payloads {
    ($($(#[$meta:meta])* $name:ident,)+) => {
        $(
            $(#[$meta])*
            #[derive(SimpleObject)]
            pub struct $name {
                /// The case as it is now.
                case: DischargeCase,
            }
        )+
    };
}

payloads! {
    /// What stating needs gives.
    ProfileNeedsPayload,
    /// What recording circumstances gives.
    RecordCircumstancesPayload,
    /// What taking a newer version of a rule pack gives.
    TakeRulesPayload,
    /// What expecting a discharge gives.
    ExpectDischargePayload,
    /// What explaining a delay gives.
    ExplainDelayPayload,
    /// What overriding readiness gives.
    OverrideReadinessPayload,
    /// What recording a discharge gives.
    DischargePatientPayload,
    /// What recording a transfer gives.
    TransferPatientPayload,
    /// What closing a case gives.
    CloseCasePayload,
}

#[derive(Default)]
pub struct ChangeCaseMutation;

#[Object]
impl ChangeCaseMutation {
    /// States what the patient needs at home.
    async fn profile_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The needs.")] input: ProfileNeedsInput,
    ) -> Result<ProfileNeedsPayload> {
        let ProfileNeedsInput { case, expected_version, needs } = input;
        let case = change(ctx, &case, expected_version, CaseChange::Needs(profile(needs))).await?;
        Ok(ProfileNeedsPayload { case })
    }

    /// Records what the rules ask about the stay; steps that are not settled come, go and move with it.
    async fn record_circumstances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The circumstances.")] input: RecordCircumstancesInput,
    ) -> Result<RecordCircumstancesPayload> {
        let RecordCircumstancesInput { case, expected_version, circumstances } = input;
        let tell = CaseChange::Circumstances(circumstances.read()?);
        Ok(RecordCircumstancesPayload { case: change(ctx, &case, expected_version, tell).await? })
    }

    /// Follows a newer version of a rule pack from now on; what is settled stays settled.
    async fn take_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The newer version.")] input: TakeRulesInput,
    ) -> Result<TakeRulesPayload> {
        let TakeRulesInput { case, expected_version, rule_pack } = input;
        let (id, pack) = (ids::read(&case, "case")?, ids::read(&rule_pack, "rulePack")?);
        let session = caller(ctx)?.session();
        let case = app::take_rules::take_rules(&session, id, expected_version, pack).await?.into();
        Ok(TakeRulesPayload { case })
    }

    /// Lets all open cases of the organization acted for that follow an earlier version of the pack take this one,
    /// one after the other; cases to which it is not offered keep theirs.
    async fn take_rules_everywhere(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The newer version.")] input: TakeRulesEverywhereInput,
    ) -> Result<TakeRulesEverywherePayload> {
        let pack = ids::read(&input.rule_pack, "rulePack")?;
        let session = caller(ctx)?.session();
        let uptake = app::take_rules::take_rules_everywhere(&session, pack).await?.into();
        Ok(TakeRulesEverywherePayload { uptake })
    }

    /// States when and where the patient is expected to go; pending milestones move with the day.
    async fn expect_discharge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day and the place.")] input: ExpectDischargeInput,
    ) -> Result<ExpectDischargePayload> {
        let ExpectDischargeInput { case, expected_version, on, destination } = input;
        let destination = destination.read()?;
        let expect = CaseChange::ExpectDischarge { on: on.map(|day| day.0), destination };
        Ok(ExpectDischargePayload { case: change(ctx, &case, expected_version, expect).await? })
    }

    /// States what holds the discharge up, or that nothing does. The same reason goes on from its first day.
    async fn explain_delay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The delay.")] input: ExplainDelayInput,
    ) -> Result<ExplainDelayPayload> {
        let ExplainDelayInput { case, expected_version, delay } = input;
        let explained = match delay {
            Some(DelayInput { reason, owner, note }) => {
                Some((reason.into(), owner.into(), input::note_if_any(note.as_deref(), "note")?))
            }
            None => None,
        };
        let case = change(ctx, &case, expected_version, CaseChange::ExplainDelay(explained)).await?;
        Ok(ExplainDelayPayload { case })
    }

    /// States why something shall hold the discharge up no longer although it is not ready, or that it shall again. It
    /// is shown as not ready all the same.
    async fn override_readiness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and why.")] input: OverrideReadinessInput,
    ) -> Result<OverrideReadinessPayload> {
        let OverrideReadinessInput { case, expected_version, matter, reason } = input;
        let reason = reason.map(|reason| input::note(&reason, "reason")).transpose()?;
        let decide = CaseChange::OverrideReadiness { matter: matter.into(), reason };
        Ok(OverrideReadinessPayload { case: change(ctx, &case, expected_version, decide).await? })
    }

    /// Records that the patient has gone home, or to a facility.
    async fn discharge_patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The discharge.")] input: DischargePatientInput,
    ) -> Result<DischargePatientPayload> {
        let DischargePatientInput { case, expected_version, on } = input;
        let discharge = CaseChange::Discharge { on: on.0 };
        Ok(DischargePatientPayload { case: change(ctx, &case, expected_version, discharge).await? })
    }

    /// Records that the patient has gone to another hospital, which opens a case of its own.
    async fn transfer_patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The transfer.")] input: TransferPatientInput,
    ) -> Result<TransferPatientPayload> {
        let TransferPatientInput { case, expected_version, on, to } = input;
        let transfer = CaseChange::Transfer { on: on.0, to: input::line(&to, "to")? };
        Ok(TransferPatientPayload { case: change(ctx, &case, expected_version, transfer).await? })
    }

    /// Closes a case on which nothing is left to do.
    async fn close_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The outcome.")] input: CloseCaseInput,
    ) -> Result<CloseCasePayload> {
        let CloseCaseInput { case, expected_version, outcome } = input;
        let close = CaseChange::Close { outcome: outcome.into() };
        Ok(CloseCasePayload { case: change(ctx, &case, expected_version, close).await? })
    }
}

async fn change(
    ctx: &Context<'_>,
    case: &ID,
    expected_version: i32,
    change: CaseChange,
) -> Result<DischargeCase> {
    let id = ids::read(case, "case")?;
    let session = caller(ctx)?.session();
    Ok(app::change_case::change_case(&session, id, expected_version, change).await?.into())
}
