//! A case changes: needs, the expected discharge, and how the stay ends.

use std::collections::HashMap;

use domain::{
    Id,
    access::Action,
    discharge_case::{CaseOutcome, DelayOwner, DelayReason, Destination, DischargeCase},
    event::Event,
    milestone::MilestoneState,
    needs::NeedsProfile,
    text::{Line, Note},
};
use store::Tx;
use time::Date;

use crate::{Error, Session, session::expect_version};

/// A change to a case.
#[derive(Clone, Debug)]
pub enum CaseChange {
    /// What the patient needs at home.
    Needs(NeedsProfile),
    /// When and where the patient is expected to go.
    ExpectDischarge {
        /// The day, if known.
        on: Option<Date>,
        /// Where.
        destination: Destination,
    },
    /// What holds the discharge up; `None` when nothing does.
    ExplainDelay(Option<(DelayReason, DelayOwner, Option<Note>)>),
    /// The patient has gone home, or to a facility.
    Discharge {
        /// The day.
        on: Date,
    },
    /// The patient has gone to another hospital.
    Transfer {
        /// The day.
        on: Date,
        /// Which hospital.
        to: Line,
    },
    /// Nothing is left to do.
    Close {
        /// How it ended.
        outcome: CaseOutcome,
    },
}

/// Changes a case that is still at the version the caller read.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the case.
pub async fn change_case(
    session: &Session<'_>,
    id: Id<DischargeCase>,
    expected_version: i32,
    change: CaseChange,
) -> Result<DischargeCase, Error> {
    let tx = session.begin().await?;
    let case = tx.cases().find_for(Action::ChangeCase, id).await?;
    expect_version(expected_version, case.version)?;
    let today = session.today();
    let (mut case, event) = match change {
        CaseChange::Needs(needs) => case.profile(needs)?,
        CaseChange::ExpectDischarge { on, destination } => case.expect_discharge(on, destination)?,
        CaseChange::ExplainDelay(explained) => case.explain_delay(today, explained)?,
        CaseChange::Discharge { on } => case.discharge(today, on)?,
        CaseChange::Transfer { on, to } => case.transfer(today, on, to)?,
        CaseChange::Close { outcome } => case.close(session.now, outcome)?,
    };
    tx.cases().update(&mut case).await?;
    if let Event::DischargeExpected { .. } = event {
        move_milestones(&tx, &case).await?;
        tx.consultations().expect_discharge(case.id, case.expected_discharge_on).await?;
    }
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(case)
}

/// Recomputes the days of pending milestones by the case's own rule versions; settled ones stay.
async fn move_milestones(tx: &Tx, case: &DischargeCase) -> Result<(), Error> {
    let hospital = tx.organizations().find(case.organization).await?;
    let packs = tx.rules().find_all(&case.rules).await?;
    let mut due = HashMap::new();
    for version in packs.values() {
        for expectation in version.pack.expectations(case, &hospital.closings) {
            due.insert((version.id, expectation.rule.key.clone()), expectation.due_on);
        }
    }
    for mut milestone in tx.milestones().of_cases(&[case.id]).await? {
        let due_on = due.get(&(milestone.pack, milestone.rule.clone())).copied().unwrap_or(milestone.due_on);
        if milestone.state == MilestoneState::Pending && milestone.due_on != due_on {
            milestone.due_on = due_on;
            tx.milestones().update(&mut milestone).await?;
        }
    }
    Ok(())
}
