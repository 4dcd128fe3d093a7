//! Somebody did a step, or decided that it is not to be done.

use domain::{Id, access::Action, milestone::Milestone, text::Note};
use time::Date;

use crate::{Error, Session, session::expect_version};

/// How a milestone is settled.
#[derive(Clone, Debug)]
pub enum Settlement {
    /// It was done on this day.
    Done {
        /// The day.
        on: Date,
    },
    /// It is not to be done in this case.
    Waived {
        /// Why.
        reason: Note,
    },
}

/// Where a milestone is settled, when several packs of a case ask the same of the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breadth {
    /// In its own pack.
    OwnPack,
    /// In every pack that asks it.
    EveryPack,
}

/// Settles a milestone that is still at the version the caller read; it comes first of those settled.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the milestone.
pub async fn settle_milestone(
    session: &Session<'_>,
    id: Id<Milestone>,
    expected_version: i32,
    settlement: Settlement,
    breadth: Breadth,
) -> Result<Vec<Milestone>, Error> {
    let by = session.member()?.person;
    let tx = session.begin().await?;
    let milestone = tx.milestones().find_for(Action::SettleMilestone, id).await?;
    expect_version(expected_version, milestone.version)?;
    let mut asked = vec![];
    if breadth == Breadth::EveryPack {
        asked = tx.milestones().of_cases(&[milestone.case]).await?;
        asked.retain(|other| milestone.is_asked_again_by(other));
    }
    let mut settled = vec![];
    for milestone in std::iter::once(milestone).chain(asked) {
        let (mut milestone, event) = match settlement.clone() {
            Settlement::Done { on } => milestone.complete(session.now, by, on)?,
            Settlement::Waived { reason } => milestone.waive(session.now, by, reason)?,
        };
        tx.milestones().update(&mut milestone).await?;
        session.record(&tx, &event).await?;
        settled.push(milestone);
    }
    tx.commit().await?;
    Ok(settled)
}
