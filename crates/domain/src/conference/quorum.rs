//! Whether enough of the right people come: computed from the answers, never stored.

use std::collections::BTreeMap;

use super::{Answer, Choice, Conference, Participant, ProposedTime, Requirement};
use crate::{Id, person::Seat};

/// The quorum of one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// Each required seat.
    pub seats: Vec<SeatQuorum>,
    /// How many of all participants have not answered for this time.
    pub unanswered: usize,
}

/// One required seat at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatQuorum {
    /// The seat.
    pub seat: Seat,
    /// How many of its participants said yes.
    pub yes: usize,
    /// How many would come if need be.
    pub if_need_be: usize,
    /// How many have not answered.
    pub unanswered: usize,
}

impl Quorum {
    /// Whether every required seat has somebody who comes.
    pub fn is_complete(&self) -> bool {
        self.seats.iter().all(|seat| seat.yes + seat.if_need_be > 0)
    }

    /// Whether some required seat can no longer be filled: all its participants said no.
    pub fn is_impossible(&self) -> bool {
        self.seats.iter().any(|seat| seat.yes + seat.if_need_be + seat.unanswered == 0)
    }
}

/// The answer that counts of each participant for one time: the one with the highest revision.
pub fn current(answers: &[Answer], time: Id<ProposedTime>) -> BTreeMap<Id<Participant>, &Answer> {
    let mut current: BTreeMap<Id<Participant>, &Answer> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| answer.time == time) {
        let latest = current.entry(answer.participant).or_insert(answer);
        if answer.revision > latest.revision {
            *latest = answer;
        }
    }
    current
}

impl Conference {
    /// The quorum of one time, given all answers of this conference.
    pub fn quorum(&self, answers: &[Answer], time: Id<ProposedTime>) -> Quorum {
        let current = current(answers, time);
        let mut seats: BTreeMap<Seat, SeatQuorum> = BTreeMap::new();
        for participant in &self.proposal.participants {
            if participant.requirement != Requirement::Required {
                continue;
            }
            let seat = participant.seat;
            let entry =
                seats.entry(seat).or_insert(SeatQuorum { seat, yes: 0, if_need_be: 0, unanswered: 0 });
            match current.get(&participant.id).map(|answer| &answer.choice) {
                Some(Choice::Yes { .. }) => entry.yes += 1,
                Some(Choice::IfNeedBe { .. }) => entry.if_need_be += 1,
                Some(Choice::No { .. }) => {}
                None => entry.unanswered += 1,
            }
        }
        let unanswered = self.proposal.participants.iter().filter(|p| !current.contains_key(&p.id)).count();
        Quorum { seats: seats.into_values().collect(), unanswered }
    }

    /// The participants who have not answered for any open time.
    pub fn unanswered(&self, answers: &[Answer]) -> Vec<&Participant> {
        let open = self.open_times();
        let answered =
            |p: &Participant| open.iter().any(|time| current(answers, time.id).contains_key(&p.id));
        self.proposal.participants.iter().filter(|p| !answered(p)).collect()
    }
}
