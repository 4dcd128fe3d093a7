//! What those invited answer beforehand to the organizer's questions (照会), so that who cannot come is heard too:
//! rows of their own, one for each question and revision, never overwritten.

use std::collections::BTreeMap;

use super::{AnswerChannel, Conference, ConferenceRefusal, Participant};
use crate::{Id, Timestamp, access::Member, event::Event, person::Person, text::Note};

/// One participant's reply to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose reply.
    pub participant: Id<Participant>,
    /// To which of the questions, counted from 1.
    pub question: u8,
    /// 1 for the first reply to this question, rising with each change; the highest counts.
    pub revision: i32,
    /// What was said.
    pub text: Note,
    /// When.
    pub at: Timestamp,
    /// Through what.
    pub channel: AnswerChannel,
    /// Who typed it, unless the participant did by link.
    pub recorded_by: Option<Id<Person>>,
}

/// What a participant says at once: to times, and to questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// The choice for each time.
    pub times: Vec<(Id<super::ProposedTime>, super::Choice)>,
    /// The reply to each question, counted from 1.
    pub replies: Vec<(u8, Note)>,
}

impl Answered {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty() && self.replies.is_empty()
    }
}

/// The replies that count, by question and participant.
pub fn current_replies(replies: &[Reply]) -> BTreeMap<(u8, Id<Participant>), &Reply> {
    let mut current: BTreeMap<_, &Reply> = BTreeMap::new();
    for reply in replies {
        let slot = current.entry((reply.question, reply.participant)).or_insert(reply);
        if reply.revision > slot.revision {
            *slot = reply;
        }
    }
    current
}

impl Conference {
    /// Those whose replies a member reads: everybody's who sees the case, if it is about one; otherwise the
    /// member's own and those of the member's organization.
    pub fn participants_heard_by(
        &self,
        member: &Member,
        sees_case: bool,
    ) -> impl Iterator<Item = &Participant> {
        let (person, organization) = (Some(member.person), Some(member.organization));
        let is_own = move |p: &Participant| p.person == person || p.organization == organization;
        self.proposal.participants.iter().filter(move |p| sees_case || is_own(p))
    }

    /// Takes a participant's reply to a question, until the last open time has begun. `revision` is one more
    /// than the last.
    ///
    /// # Errors
    /// [`ConferenceRefusal::NotInvited`], [`ConferenceRefusal::QuestionNotAsked`],
    /// [`ConferenceRefusal::TimeNotOpen`] while or once no time is open, and [`ConferenceRefusal::InThePast`] once
    /// the last has begun.
    pub fn reply(&self, now: Timestamp, reply: Reply) -> Result<(Reply, Event), ConferenceRefusal> {
        if !self.proposal.participants.iter().any(|p| p.id == reply.participant) {
            return Err(ConferenceRefusal::NotInvited);
        }
        if !(1..=self.proposal.questions.len()).contains(&usize::from(reply.question)) {
            return Err(ConferenceRefusal::QuestionNotAsked);
        }
        let last = self.open_times().into_iter().map(|time| time.at.start()).max();
        if last.ok_or(ConferenceRefusal::TimeNotOpen)? <= now {
            return Err(ConferenceRefusal::InThePast);
        }
        let event = Event::InvitationAnswered { conference: self.id, participant: reply.participant };
        Ok((reply, event))
    }
}
