//! The two attending physicians share out their duties.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::care_team::Responsibility;

use crate::{
    caller::caller,
    care_team::{CareTeam, Duty, TeamRole},
    ids, input,
    scalar::Date,
};

/// Who answers for what.
#[derive(InputObject)]
pub struct ShareDutiesInput {
    /// The case.
    case: ID,
    /// The version of the case that was read.
    expected_version: i32,
    /// All duties that are settled; those left out are open.
    responsibilities: Vec<ResponsibilityInput>,
}

/// Who answers for one duty.
#[derive(InputObject)]
pub struct ResponsibilityInput {
    /// The duty.
    duty: Duty,
    /// Which of the attending physicians.
    holder: TeamRole,
    /// The day on which the two look at it again.
    review_on: Option<Date>,
}

impl From<ResponsibilityInput> for Responsibility {
    fn from(input: ResponsibilityInput) -> Self {
        let ResponsibilityInput { duty, holder, review_on } = input;
        Self { duty: duty.into(), holder: holder.into(), review_on: review_on.map(|day| day.0) }
    }
}

/// What sharing duties gives.
#[derive(SimpleObject)]
pub struct ShareDutiesPayload {
    /// The team as it is now.
    care_team: CareTeam,
}

#[derive(Default)]
pub struct ShareDutiesMutation;

#[Object]
impl ShareDutiesMutation {
    /// Settles the duties of the attending physicians, all at once.
    async fn share_duties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The duties.")] input: ShareDutiesInput,
    ) -> Result<ShareDutiesPayload> {
        let ShareDutiesInput { case, expected_version, responsibilities } = input;
        let case = ids::read(&case, "case")?;
        input::at_most(&responsibilities, 50, "responsibilities")?;
        let responsibilities = responsibilities.into_iter().map(Into::into).collect();
        let session = caller(ctx)?.session();
        let team =
            app::share_duties::share_duties(&session, case, expected_version, responsibilities).await?;
        Ok(ShareDutiesPayload { care_team: team.into() })
    }
}
