//! Who joins and leaves the care team by the hospital's hand.

use app::{IdempotencyKey, team::JoinTeam};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{
    caller::caller,
    care_team::{CareTeam, TeamRole},
    consent::{TakenConsentInput, taken},
    ids,
};

/// Who joins a team.
#[derive(InputObject)]
pub struct JoinTeamInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// The case.
    case: ID,
    /// The organization.
    organization: ID,
    /// A person who works there, if one is named.
    person: Option<ID>,
    /// The part.
    role: TeamRole,
    /// The patient's consent, when it was taken just now; without one, what was recorded before must cover the
    /// organization.
    consent: Option<TakenConsentInput>,
}

/// Who leaves a team.
#[derive(InputObject)]
pub struct LeaveTeamInput {
    /// The case.
    case: ID,
    /// The member.
    member: ID,
}

/// What joining a team gives.
#[derive(SimpleObject)]
pub struct JoinTeamPayload {
    /// The team as it is now.
    care_team: CareTeam,
}

/// What leaving a team gives.
#[derive(SimpleObject)]
pub struct LeaveTeamPayload {
    /// The team as it is now.
    care_team: CareTeam,
}

#[derive(Default)]
pub struct TeamMutation;

#[Object]
impl TeamMutation {
    /// Adds an organization, and a person of it, to a case's team. Its members may then see who the patient is;
    /// without the patient's consent it is REFUSED with `CONSENT_MISSING`.
    async fn join_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who joins.")] input: JoinTeamInput,
    ) -> Result<JoinTeamPayload> {
        let JoinTeamInput { idempotency_key, case, organization, person, role, consent } = input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let joining = JoinTeam {
            case: ids::read(&case, "case")?,
            organization: ids::read(&organization, "organization")?,
            person: ids::read_any(person.as_ref(), "person")?,
            role: role.into(),
            consent: taken(consent)?,
        };
        let team = app::team::join_team(&caller(ctx)?.session(), &key, joining).await?;
        Ok(JoinTeamPayload { care_team: team.into() })
    }

    /// Ends a member's part in a case's team; its organization sees the case no longer.
    async fn leave_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who leaves.")] input: LeaveTeamInput,
    ) -> Result<LeaveTeamPayload> {
        let LeaveTeamInput { case, member } = input;
        let case = ids::read(&case, "case")?;
        let member = ids::read(&member, "member")?;
        let team = app::team::leave_team(&caller(ctx)?.session(), case, member).await?;
        Ok(LeaveTeamPayload { care_team: team.into() })
    }
}
