//! What was said, decided and taken on at a conference.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};
use domain::{Id, Timestamp, conference::Conference};

use super::{AbsenceReason, ConferenceParticipant, Mode};
use crate::{
    person::{Person, person},
    scalar::{Date, DateTime},
};

/// Whether one participant was there.
#[derive(SimpleObject, Clone)]
pub struct Attendance {
    /// Who.
    participant: ConferenceParticipant,
    /// Whether.
    presence: Presence,
    /// In the room or on the screen, for those who were there.
    mode: Option<Mode>,
    /// Why the participant did not come.
    reason: Option<AbsenceReason>,
}

/// Whether someone was there.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Was there.
    Present,
    /// Somebody else came instead.
    Substituted,
    /// Did not come.
    Absent,
}

impl Attendance {
    pub(super) fn of(
        conference: &Arc<Conference>,
        attendance: domain::conference::Attendance,
    ) -> Option<Self> {
        use domain::conference::Presence as Was;
        let domain::conference::Attendance { participant, presence } = attendance;
        let (presence, mode, reason) = match presence {
            Was::Present { mode } => (Presence::Present, Some(mode.into()), None),
            Was::Substituted { mode } => (Presence::Substituted, Some(mode.into()), None),
            Was::Absent { reason } => (Presence::Absent, None, Some(reason.into())),
        };
        let participant = ConferenceParticipant::find(conference, participant)?;
        Some(Self { participant, presence, mode, reason })
    }
}

/// The minutes.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Minutes {
    #[graphql(skip)]
    confirmed_by: Option<Id<domain::person::Person>>,
    /// What was talked about.
    summary: String,
    /// What was decided, one sentence each.
    decisions: Vec<String>,
    /// What was taken on.
    actions: Vec<ActionItem>,
    /// When they were confirmed; null for a draft. Confirmed minutes never change.
    confirmed_at: Option<DateTime>,
    /// What was added since.
    amendments: Vec<Amendment>,
}

#[ComplexObject]
impl Minutes {
    /// Who confirmed them.
    async fn confirmed_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.confirmed_by {
            Some(by) => person(ctx, by).await.map(Some),
            None => Ok(None),
        }
    }
}

impl Minutes {
    pub(super) fn draft(conference: &Arc<Conference>, minutes: domain::conference::Minutes) -> Self {
        let domain::conference::Minutes { summary, decisions, actions } = minutes;
        Self {
            confirmed_by: None,
            summary: summary.into(),
            decisions: decisions.into_iter().map(Into::into).collect(),
            actions: actions.into_iter().map(|action| ActionItem::of(conference, action)).collect(),
            confirmed_at: None,
            amendments: vec![],
        }
    }

    pub(super) fn confirmed(
        conference: &Arc<Conference>,
        minutes: domain::conference::Minutes,
        by: Id<domain::person::Person>,
        at: Timestamp,
        amendments: Vec<domain::conference::Amendment>,
    ) -> Self {
        Self {
            confirmed_by: Some(by),
            confirmed_at: Some(at.into()),
            amendments: amendments.into_iter().map(Into::into).collect(),
            ..Self::draft(conference, minutes)
        }
    }
}

/// Something somebody took on.
#[derive(SimpleObject, Clone)]
pub struct ActionItem {
    /// What.
    what: String,
    /// Who.
    owner: Option<ConferenceParticipant>,
    /// By when.
    due_on: Date,
}

impl ActionItem {
    fn of(conference: &Arc<Conference>, action: domain::conference::ActionItem) -> Self {
        let domain::conference::ActionItem { what, owner, due_on } = action;
        Self {
            what: what.into(),
            owner: ConferenceParticipant::find(conference, owner),
            due_on: due_on.into(),
        }
    }
}

/// Something added to confirmed minutes.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Amendment {
    #[graphql(skip)]
    by: Id<domain::person::Person>,
    /// What.
    text: String,
    /// When.
    at: DateTime,
}

#[ComplexObject]
impl Amendment {
    /// Who added it.
    async fn by(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.by).await
    }
}

impl From<domain::conference::Amendment> for Amendment {
    fn from(amendment: domain::conference::Amendment) -> Self {
        let domain::conference::Amendment { text, by, at } = amendment;
        Self { by, text: text.into(), at: at.into() }
    }
}
