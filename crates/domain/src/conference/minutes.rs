//! What was said, decided and taken on at a conference.

use ::time::Date;
use serde::{Deserialize, Serialize};

use super::{AbsenceReason, Mode, Participant};
use crate::{
    Id, Timestamp,
    person::Person,
    text::{Line, Note},
};

/// Whether one participant was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Who.
    pub participant: Id<Participant>,
    /// Whether, and how.
    pub presence: Presence,
}

/// How someone was there, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "presence", rename_all = "snake_case")]
pub enum Presence {
    /// In the room or on the screen.
    Present {
        /// Which.
        mode: Mode,
    },
    /// Somebody else came instead.
    Substituted {
        /// In the room or on the screen.
        mode: Mode,
    },
    /// Did not come.
    Absent {
        /// Why.
        reason: AbsenceReason,
    },
}

/// The minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// What was talked about.
    pub summary: Note,
    /// What was decided, one sentence each.
    pub decisions: Vec<Line>,
    /// What was taken on.
    pub actions: Vec<ActionItem>,
}

/// Something somebody took on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionItem {
    /// What.
    pub what: Line,
    /// Who.
    pub owner: Id<Participant>,
    /// By when.
    pub due_on: Date,
}

/// Something added to confirmed minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// What.
    pub text: Note,
    /// Who added it.
    pub by: Id<Person>,
    /// When.
    pub at: Timestamp,
}
