//! The two attending physicians share out their duties.

use domain::{
    Id,
    access::Action,
    care_team::{CareTeam, Responsibility},
    discharge_case::DischargeCase,
};

use crate::{Error, Session, session::expect_version};

/// Settles who answers for what, all duties at once. `expected_version` is the case's.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the team.
pub async fn share_duties(
    session: &Session<'_>,
    case: Id<DischargeCase>,
    expected_version: i32,
    responsibilities: Vec<Responsibility>,
) -> Result<CareTeam, Error> {
    let tx = session.begin().await?;
    let mut case = tx.cases().find_for(Action::ShareDuties, case).await?;
    expect_version(expected_version, case.version)?;
    let (team, event) = tx.care_teams().of(case.id).await?.share_duties(responsibilities)?;
    tx.care_teams().share_duties(case.organization, &team).await?;
    tx.cases().update(&mut case).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(team)
}
