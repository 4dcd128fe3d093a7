//! A case takes the newer version of a pack it follows.

use domain::{
    Id,
    access::Action,
    discharge_case::{CaseRefusal, DischargeCase},
    milestone::MoveCause,
    rule::RulePackVersion,
};

use crate::{Error, Session, case_rules::offered, recompute, session::expect_version};

/// Puts the newer version in the place of the one the case follows. What is settled stays; a step of the same key
/// goes on under the newer version, others come and go.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`]; refused with
/// [`CaseRefusal::VersionNotOffered`].
pub async fn take_rules(
    session: &Session<'_>,
    id: Id<DischargeCase>,
    expected_version: i32,
    version: Id<RulePackVersion>,
) -> Result<DischargeCase, Error> {
    let tx = session.begin().await?;
    let case = tx.cases().find_for(Action::ChangeCase, id).await?;
    expect_version(expected_version, case.version)?;
    let surroundings = recompute::Surroundings::of(&tx, &case).await?;
    let all = tx.rules().all().await?;
    let mut offered = offered(&all, &case, &surroundings, session.today()).into_iter();
    let (old, new) = offered.find(|(_, new)| new.id == version).ok_or(CaseRefusal::VersionNotOffered)?;
    let (mut case, event) = case.take_rules(old, new.id)?;
    tx.cases().update(&mut case).await?;
    tx.cases().replace_rules(&case, old, new.id).await?;
    recompute::replace(session, &tx, &case, old, &new).await?;
    recompute::recompute(session, &tx, &case, MoveCause::Version).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(case)
}
