//! Answers to an invitation: rows of their own, one for each time and revision, never overwritten.

use serde::{Deserialize, Serialize};

use super::{Conference, ConferenceRefusal, Mode, Participant, ProposedTime, quorum::current};
use crate::{
    Id, Timestamp,
    event::Event,
    person::{Contact, Person},
    text::Note,
    vocabulary::vocabulary,
};

/// One participant's answer for one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose answer.
    pub participant: Id<Participant>,
    /// For which time.
    pub time: Id<ProposedTime>,
    /// 1 for the first answer for this time, rising with each change of mind; the highest counts.
    pub revision: i32,
    /// What was answered.
    pub choice: Choice,
    /// When.
    pub at: Timestamp,
    /// Through what.
    pub channel: AnswerChannel,
    /// Who typed it, unless the participant did by link.
    pub recorded_by: Option<Id<Person>>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "choice", rename_all = "snake_case")]
pub enum Choice {
    /// ○
    Yes {
        /// On site or by video.
        mode: Mode,
        /// Somebody who comes instead.
        substitute: Option<Contact>,
        /// What else they say.
        #[serde(default)]
        note: Option<Note>,
    },
    /// △
    IfNeedBe {
        /// On site or by video.
        mode: Mode,
        /// Somebody who would come instead.
        substitute: Option<Contact>,
        /// What else they say.
        #[serde(default)]
        note: Option<Note>,
    },
    /// ×
    No {
        /// Why.
        reason: AbsenceReason,
        /// In their own words; also what they want said in their place.
        note: Option<Note>,
    },
}

vocabulary! {
    /// Why someone cannot come.
    AbsenceReason {
        /// 診療・訪問中
        OnDuty = "on_duty",
        /// 別の予定
        OtherAppointment = "other_appointment",
        /// 時間外
        OutsideHours = "outside_hours",
        /// 人手不足
        ShortOfStaff = "short_of_staff",
        /// 遠方
        TooFar = "too_far",
        /// 参加の必要を感じない
        NotNeeded = "not_needed",
        /// その他
        Other = "other",
        /// 理由なし: nobody has to say.
        Unstated = "unstated",
    }
}

vocabulary! {
    /// Through what an answer came.
    AnswerChannel {
        /// 案内のリンク
        Link = "link",
        /// 画面
        Page = "page",
        /// 電話
        Phone = "phone",
        /// FAX
        Fax = "fax",
    }
}

impl Choice {
    /// Whether the participant, or a substitute, comes if this time is chosen.
    pub const fn comes(&self) -> bool {
        matches!(self, Self::Yes { .. } | Self::IfNeedBe { .. })
    }

    /// Whether the participant comes in person if this time is chosen: neither stays away nor sends a substitute.
    pub const fn comes_in_person(&self) -> bool {
        matches!(self, Self::Yes { substitute: None, .. } | Self::IfNeedBe { substitute: None, .. })
    }

    /// Who comes in the participant's place.
    pub const fn substitute(&self) -> Option<&Contact> {
        match self {
            Self::Yes { substitute, .. } | Self::IfNeedBe { substitute, .. } => substitute.as_ref(),
            Self::No { .. } => None,
        }
    }

    /// What was said in their own words.
    pub const fn note(&self) -> Option<&Note> {
        match self {
            Self::Yes { note, .. } | Self::IfNeedBe { note, .. } | Self::No { note, .. } => note.as_ref(),
        }
    }

    /// How the participant, or a substitute, comes.
    pub const fn mode(&self) -> Option<Mode> {
        match self {
            Self::Yes { mode, .. } | Self::IfNeedBe { mode, .. } => Some(*mode),
            Self::No { .. } => None,
        }
    }
}

impl Conference {
    /// What a participant said to the time it has; nothing while it has none.
    pub fn said_by<'a>(&self, participant: Id<Participant>, answers: &'a [Answer]) -> Option<&'a Choice> {
        let at = self.at()?;
        let time = self.times.iter().rfind(|time| time.at == at)?;
        current(answers, time.id).remove(&participant).map(|answer| &answer.choice)
    }

    /// How a participant comes: as said to the time it has, else as expected.
    pub fn mode_of(&self, participant: &Participant, answers: &[Answer]) -> Mode {
        self.said_by(participant.id, answers).and_then(Choice::mode).unwrap_or(participant.mode)
    }

    /// Takes a participant's answer for one open time. `revision` is one more than the last.
    ///
    /// # Errors
    /// [`ConferenceRefusal::NotInvited`], [`ConferenceRefusal::TimeNotOpen`], and
    /// [`ConferenceRefusal::InThePast`] once the time has begun.
    pub fn answer(&self, now: Timestamp, answer: Answer) -> Result<(Answer, Event), ConferenceRefusal> {
        if !self.proposal.participants.iter().any(|p| p.id == answer.participant) {
            return Err(ConferenceRefusal::NotInvited);
        }
        let open = self.open_times();
        let time = open.iter().find(|t| t.id == answer.time).ok_or(ConferenceRefusal::TimeNotOpen)?;
        if time.at.start() <= now {
            return Err(ConferenceRefusal::InThePast);
        }
        let event = Event::InvitationAnswered { conference: self.id, participant: answer.participant };
        Ok((answer, event))
    }
}
