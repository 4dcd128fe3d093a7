//! A case changes: needs, the expected discharge, and how the stay ends.

use domain::{
    Id,
    access::Action,
    discharge_case::{CaseOutcome, Circumstances, DelayOwner, DelayReason, Destination, DischargeCase},
    event::Event,
    milestone::MoveCause,
    needs::NeedsProfile,
    readiness::Matter,
    text::{Line, Note},
};
use time::Date;

use crate::{Error, Session, recompute::recompute, session::expect_version};

/// A change to a case.
#[derive(Clone, Debug)]
pub enum CaseChange {
    /// What the patient needs at home.
    Needs(NeedsProfile),
    /// What the rules ask about the stay.
    Circumstances(Circumstances),
    /// When and where the patient is expected to go.
    ExpectDischarge {
        /// The day, if known.
        on: Option<Date>,
        /// Where.
        destination: Destination,
    },
    /// What holds the discharge up; `None` when nothing does.
    ExplainDelay(Option<(DelayReason, DelayOwner, Option<Note>)>),
    /// Why something shall hold the discharge up no longer although it is not ready; no reason when it shall again.
    OverrideReadiness {
        /// What.
        matter: Matter,
        /// Why.
        reason: Option<Note>,
    },
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

impl CaseChange {
    /// Why the steps move with it, if they do.
    const fn moves(&self) -> Option<MoveCause> {
        match self {
            Self::Needs(_) => Some(MoveCause::Needs),
            Self::Circumstances(_) => Some(MoveCause::Circumstances),
            Self::ExpectDischarge { .. } => Some(MoveCause::DischargeExpected),
            Self::Discharge { .. } | Self::Transfer { .. } => Some(MoveCause::Departure),
            Self::ExplainDelay(_) | Self::OverrideReadiness { .. } | Self::Close { .. } => None,
        }
    }
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
    let cause = change.moves();
    let (mut case, event) = match change {
        CaseChange::Needs(needs) => case.profile(needs)?,
        CaseChange::Circumstances(circumstances) => {
            let rules = tx.rules().find_all(&case.rules).await?;
            let rules: Vec<_> = rules.values().map(|version| &version.pack).collect();
            case.tell(today, circumstances, &rules)?
        }
        CaseChange::ExpectDischarge { on, destination } => case.expect_discharge(on, destination)?,
        CaseChange::ExplainDelay(explained) => case.explain_delay(today, explained)?,
        CaseChange::OverrideReadiness { matter, reason } => {
            case.override_readiness(session.now, session.member()?.person, matter, reason)?
        }
        CaseChange::Discharge { on } => case.discharge(today, on)?,
        CaseChange::Transfer { on, to } => case.transfer(today, on, to)?,
        CaseChange::Close { outcome } => case.close(session.now, outcome)?,
    };
    tx.cases().update(&mut case).await?;
    if let Some(cause) = cause {
        recompute(session, &tx, &case, cause).await?;
    }
    if let Event::DischargeExpected { .. } = event {
        tx.consultations().expect_discharge(case.id, case.expected_discharge_on).await?;
    }
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(case)
}
