//! The care plan: what everyone works towards after discharge, and whom to call first.

use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp,
    discharge_case::DischargeCase,
    event::Event,
    organization::{Organization, ServiceKind},
    person::Person,
    refusal::refusals,
    text::{Line, Note, PhoneNumber},
};

/// One revision of a case's plan. Earlier revisions stay as they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarePlan {
    /// The identifier of this revision.
    pub id: Id<Self>,
    /// The case.
    pub case: Id<DischargeCase>,
    /// 1 for the first, rising.
    pub revision: i32,
    /// What it says.
    pub content: PlanContent,
    /// Who wrote this revision.
    pub written_by: Id<Person>,
    /// For which organization.
    pub organization: Id<Organization>,
    /// When.
    pub written_at: Timestamp,
}

/// What a plan says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanContent {
    /// What the patient and the family want.
    pub wishes: Option<Note>,
    /// What everyone works towards.
    pub goals: Note,
    /// What is done, by whom, when.
    pub services: Vec<PlannedService>,
    /// Whom to call, in this order (ファーストコール).
    pub first_calls: Vec<FirstCall>,
    /// Where the patient is admitted when it does not go on at home.
    pub backup_bed: Option<Line>,
}

/// One service of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedService {
    /// Which, when it is one of the network's.
    pub service: Option<ServiceKind>,
    /// What.
    pub what: Line,
    /// Who.
    pub who: Line,
    /// When: 週2回, 月・木.
    pub when: Line,
}

/// One line of whom to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstCall {
    /// Who answers.
    pub who: Line,
    /// Number.
    pub phone: PhoneNumber,
    /// When somebody answers: 24時間, 平日 9-17時.
    pub hours: Line,
}

impl CarePlan {
    /// Writes the next revision.
    ///
    /// # Errors
    /// [`PlanRefusal::NoFirstCall`]: a plan names whom to call. [`PlanRefusal::TooManyLines`].
    pub fn write(self) -> Result<(Self, Event), PlanRefusal> {
        if self.content.first_calls.is_empty() {
            return Err(PlanRefusal::NoFirstCall);
        }
        if self.content.services.len() > 50 || self.content.first_calls.len() > 10 {
            return Err(PlanRefusal::TooManyLines);
        }
        let event = Event::PlanWritten { case: self.case, plan: self.id };
        Ok((self, event))
    }
}

refusals! {
    /// Why a plan is refused.
    PlanRefusal {
        /// A plan names whom to call first.
        NoFirstCall = "PLAN_NO_FIRST_CALL" on "firstCalls",
        /// More than 50 services or 10 numbers.
        TooManyLines = "PLAN_TOO_MANY_LINES" on "services",
        /// The case is closed.
        CaseClosed = "PLAN_CASE_CLOSED" on "case",
    }
}
