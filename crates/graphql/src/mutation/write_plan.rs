//! Somebody of the team writes the care plan's next revision.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::plan::{FirstCall, PlanContent, PlannedService};

use crate::{caller::caller, ids, input, organization::ServiceKind, plan::CarePlan, scalar::PhoneNumber};

/// The next revision of a care plan.
#[derive(InputObject)]
pub struct WritePlanInput {
    /// The case.
    case: ID,
    /// The revision that was read; 0 when there was none.
    expected_revision: i32,
    /// What the patient and the family want, at most 4,000 characters.
    wishes: Option<String>,
    /// What everyone works towards, at most 4,000 characters.
    goals: String,
    /// What is done, by whom, when; at most 50.
    #[graphql(default)]
    services: Vec<PlannedServiceInput>,
    /// Whom to call, in this order (ファーストコール); 1 to 10.
    first_calls: Vec<FirstCallInput>,
    /// Where the patient is admitted when it does not go on at home, at most 400 characters.
    backup_bed: Option<String>,
}

/// One service of a plan.
#[derive(InputObject)]
pub struct PlannedServiceInput {
    /// Which, when it is one of the network's.
    service: Option<ServiceKind>,
    /// What, at most 400 characters.
    what: String,
    /// Who, at most 400 characters.
    who: String,
    /// When, at most 400 characters: 週2回, 月・木.
    when: String,
}

/// One line of whom to call.
#[derive(InputObject)]
pub struct FirstCallInput {
    /// Who answers, at most 400 characters.
    who: String,
    /// Number.
    phone: PhoneNumber,
    /// When somebody answers, at most 400 characters: 24時間, 平日 9-17時.
    hours: String,
}

impl PlannedServiceInput {
    fn read(self) -> Result<PlannedService, app::Error> {
        let Self { service, what, who, when } = self;
        Ok(PlannedService {
            service: service.map(Into::into),
            what: input::line(&what, "what")?,
            who: input::line(&who, "who")?,
            when: input::line(&when, "when")?,
        })
    }
}

impl FirstCallInput {
    fn read(self) -> Result<FirstCall, app::Error> {
        let Self { who, phone, hours } = self;
        Ok(FirstCall {
            who: input::line(&who, "who")?,
            phone: phone.into(),
            hours: input::line(&hours, "hours")?,
        })
    }
}

/// What writing a plan gives.
#[derive(SimpleObject)]
pub struct WritePlanPayload {
    /// The new revision.
    plan: CarePlan,
}

#[derive(Default)]
pub struct WritePlanMutation;

#[Object]
impl WritePlanMutation {
    /// Writes the next revision of the care plan; earlier ones stay as they were.
    async fn write_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan.")] input: WritePlanInput,
    ) -> Result<WritePlanPayload> {
        let WritePlanInput { case, expected_revision, wishes, goals, services, first_calls, backup_bed } =
            input;
        let case = ids::read(&case, "case")?;
        let content = PlanContent {
            wishes: input::note_if_any(wishes.as_deref(), "wishes")?,
            goals: input::note(&goals, "goals")?,
            services: services
                .into_iter()
                .map(PlannedServiceInput::read)
                .collect::<Result<_, app::Error>>()?,
            first_calls: first_calls
                .into_iter()
                .map(FirstCallInput::read)
                .collect::<Result<_, app::Error>>()?,
            backup_bed: input::line_if_any(backup_bed.as_deref(), "backupBed")?,
        };
        let session = caller(ctx)?.session();
        let plan = app::write_plan::write_plan(&session, case, expected_revision, content).await?;
        Ok(WritePlanPayload { plan: plan.into() })
    }
}
