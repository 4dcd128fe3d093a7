//! Answers to an invitation: rows of their own, one for each time and revision, never overwritten.

use serde::{Deserialize, Serialize};

use super::{Conference, ConferenceRefusal, Mode, Participant, ProposedTime};
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
    },
    /// △
    IfNeedBe {
        /// On site or by video.
        mode: Mode,
        /// Somebody who would come instead.
        substitute: Option<Contact>,
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
}

impl Conference {
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
