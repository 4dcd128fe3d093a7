//! Somebody of the team writes the care plan's next revision.

use domain::{
    Id,
    access::Action,
    discharge_case::DischargeCase,
    plan::{CarePlan, PlanContent, PlanRefusal},
};

use crate::{Error, Session};

/// The case, when the actor may write its plan.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn may_write(session: &Session<'_>, case: Id<DischargeCase>) -> Result<DischargeCase, Error> {
    session.may_write()?;
    Ok(session.read().cases().find_for(Action::WritePlan, case).await?)
}

/// Writes the next revision. `expected_revision` is the one the caller read: 0 when there was none.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the plan.
pub async fn write_plan(
    session: &Session<'_>,
    case: Id<DischargeCase>,
    expected_revision: i32,
    content: PlanContent,
) -> Result<CarePlan, Error> {
    let member = session.member()?;
    let tx = session.begin().await?;
    let case = tx.cases().find_for(Action::WritePlan, case).await?;
    if !case.is_open() {
        return Err(PlanRefusal::CaseClosed.into());
    }
    let current = tx.plans().current(&[case.id]).await?.remove(&case.id).map_or(0, |plan| plan.revision);
    crate::session::expect_version(expected_revision, current)?;
    let plan = CarePlan {
        id: session.id(),
        case: case.id,
        revision: current + 1,
        content,
        written_by: member.person,
        organization: member.organization,
        written_at: session.now,
    };
    let (plan, event) = plan.write()?;
    tx.plans().insert(&case, &plan).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(plan)
}
