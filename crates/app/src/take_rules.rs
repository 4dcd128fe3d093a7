//! Cases take the newer version of a pack they follow: one by itself, or all that are open, one after the other.

use domain::{
    Id,
    access::Action,
    discharge_case::{CaseRefusal, DischargeCase},
    rule::{RulePackVersion, RuleRefusal, RuleUptake},
    timer::TimerKind,
};
use store::Tx;

use crate::{
    Error, Session,
    case_rules::offered,
    recompute::{self, Surroundings},
    session::expect_version,
};

/// How many cases take a version in one transaction, so that nobody else waits long to write.
const AT_ONCE: u64 = 20;

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
    let all = tx.rules().all().await?;
    let case = take(session, &tx, case, &all, version).await?.ok_or(CaseRefusal::VersionNotOffered)?;
    tx.commit().await?;
    Ok(case)
}

/// Asks that all open cases of the actor's own organization that follow an earlier version of the pack take this one.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; refused with [`RuleRefusal::NothingToTake`].
pub async fn take_rules_everywhere(
    session: &Session<'_>,
    version: Id<RulePackVersion>,
) -> Result<RuleUptake, Error> {
    let member = session.own(Action::ChangeCase)?;
    let tx = session.begin().await?;
    let all = tx.rules().all().await?;
    let new = all.iter().find(|known| known.id == version).ok_or(Error::NotFound)?;
    if tx.cases().following(member.organization, &earlier(&all, new), None, 1).await?.is_empty() {
        return Err(RuleRefusal::NothingToTake.into());
    }
    let asked = RuleUptake {
        id: session.id(),
        organization: member.organization,
        rules: version,
        asked_at: session.now,
        asked_by: member.person,
        taken: 0,
        reached: None,
        finished_at: None,
    };
    tx.rules().ask_uptake(&asked).await?;
    tx.timers().set(session.id(), TimerKind::TakeRules, asked.id.uuid(), session.now).await?;
    tx.commit().await?;
    Ok(asked)
}

/// Lets some more cases take a version; answers whether more are left.
pub(crate) async fn go_on(session: &Session<'_>, tx: &Tx, id: Id<RuleUptake>) -> Result<bool, Error> {
    let mut asked = tx.rules().uptake(id).await?;
    let all = tx.rules().all().await?;
    let new = all.iter().find(|known| known.id == asked.rules).ok_or(Error::NotFound)?;
    let earlier = earlier(&all, new);
    let cases = tx.cases().following(asked.organization, &earlier, asked.reached, AT_ONCE).await?;
    for case in &cases {
        let case = tx.cases().find_for(Action::ChangeCase, *case).await?;
        asked.reached = Some(case.id);
        asked.taken += u32::from(take(session, tx, case, &all, new.id).await?.is_some());
    }
    let is_over = (cases.len() as u64) < AT_ONCE;
    asked.finished_at = is_over.then_some(session.now);
    tx.rules().go_on(&asked).await?;
    Ok(!is_over)
}

fn earlier(all: &[RulePackVersion], new: &RulePackVersion) -> Vec<Id<RulePackVersion>> {
    let is_earlier =
        |known: &&RulePackVersion| known.pack.key == new.pack.key && known.pack.version < new.pack.version;
    all.iter().filter(is_earlier).map(|known| known.id).collect()
}

/// The case under the version, if it is offered to it.
async fn take(
    session: &Session<'_>,
    tx: &Tx,
    case: DischargeCase,
    all: &[RulePackVersion],
    version: Id<RulePackVersion>,
) -> Result<Option<DischargeCase>, Error> {
    let surroundings = Surroundings::of(tx, &case).await?;
    let mut offered = offered(all, &case, &surroundings, session.today()).into_iter();
    let Some((old, new)) = offered.find(|(_, new)| new.id == version) else { return Ok(None) };
    let (mut case, event) = case.take_rules(old, new.id)?;
    tx.cases().update(&mut case).await?;
    tx.cases().replace_rules(&case, old, new.id).await?;
    recompute::replace(session, tx, (&case, &surroundings), old, &new).await?;
    session.record(tx, &event).await?;
    Ok(Some(case))
}
