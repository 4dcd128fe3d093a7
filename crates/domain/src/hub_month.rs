//! A hub's month at a glance: the consultations that came in, how they ended, and what those asked have said.

use std::{cmp::Reverse, collections::HashMap};

use crate::{
    Id, Timestamp,
    consultation::{Consultation, ConsultationOutcome, DeclineReason},
    organization::{Organization, ServiceKind},
};

/// A consultation that came in, in outline.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// Who asked.
    pub by: Option<Id<Organization>>,
    /// How it ended, once it has.
    pub outcome: Option<ConsultationOutcome>,
}

/// An offer made for one of them, in outline.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// The consultation.
    pub consultation: Id<Consultation>,
    /// For which service.
    pub service: ServiceKind,
    /// Who was asked.
    pub organization: Id<Organization>,
    /// What came of it so far.
    pub answer: Answer,
}

/// What came of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It may still be answered.
    Waiting,
    /// Accepted; the patient has not been heard yet.
    Accepted,
    /// The organization came into the team.
    Confirmed {
        /// When.
        at: Timestamp,
    },
    /// Declined.
    Declined(DeclineReason),
    /// Nobody answered in time.
    Unanswered,
    /// The hub took it back.
    Withdrawn,
}

/// A month of a hub.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HubMonth {
    /// How many consultations came in.
    pub received: usize,
    /// How many of them are open still.
    pub open: usize,
    /// How many came from whom, the most first.
    pub requested_by: Vec<(Option<Id<Organization>>, usize)>,
    /// How the others ended, in the order of the outcomes; what did not happen is left out.
    pub outcomes: Vec<(ConsultationOutcome, usize)>,
    /// What those asked have said, for each service that was asked for.
    pub services: Vec<(ServiceKind, Answers)>,
    /// Why organizations declined, in the order of the reasons; what was not said is left out.
    pub reasons: Vec<(DeclineReason, usize)>,
    /// Who came into teams, the most often first.
    pub assignments: Vec<Assigned>,
}

/// What those asked for one service have said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Offers made.
    pub asked: usize,
    /// Of those, accepted; those in a team too.
    pub accepted: usize,
    /// Declined.
    pub declined: usize,
    /// Not answered in time.
    pub unanswered: usize,
    /// Taken back.
    pub withdrawn: usize,
    /// Still to be answered.
    pub waiting: usize,
}

/// An organization that came into teams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Who.
    pub organization: Id<Organization>,
    /// For which service.
    pub service: ServiceKind,
    /// When, and by which consultation, the latest first.
    pub teams: Vec<(Timestamp, Id<Consultation>)>,
}

impl HubMonth {
    /// The month in which these consultations came in and these offers were made for them.
    pub fn of(received: &[Received], made: &[Made]) -> Self {
        let mut by: HashMap<_, usize> = HashMap::new();
        for Received { by: asked, outcome: _ } in received {
            *by.entry(*asked).or_default() += 1;
        }
        let mut requested_by: Vec<_> = by.into_iter().collect();
        requested_by.sort_by_key(|(by, count)| (Reverse(*count), *by));
        Self {
            received: received.len(),
            open: received.iter().filter(|r| r.outcome.is_none()).count(),
            requested_by,
            outcomes: counted(ConsultationOutcome::ALL, |outcome| {
                received.iter().filter(|r| r.outcome == Some(outcome)).count()
            }),
            services: ServiceKind::ALL
                .iter()
                .map(|service| (*service, Answers::of(made.iter().filter(|m| m.service == *service))))
                .filter(|(_, answers)| answers.asked > 0)
                .collect(),
            reasons: counted(DeclineReason::ALL, |reason| {
                made.iter().filter(|m| m.answer == Answer::Declined(reason)).count()
            }),
            assignments: assigned(made),
        }
    }
}

/// How many there are of each, those of which there are none left out.
fn counted<T: Copy>(all: &[T], count: impl Fn(T) -> usize) -> Vec<(T, usize)> {
    all.iter().map(|one| (*one, count(*one))).filter(|(_, count)| *count > 0).collect()
}

fn assigned(made: &[Made]) -> Vec<Assigned> {
    let mut of: HashMap<_, Vec<_>> = HashMap::new();
    for Made { consultation, service, organization, answer } in made {
        if let Answer::Confirmed { at } = answer {
            of.entry((*organization, *service)).or_default().push((*at, *consultation));
        }
    }
    let assigned = |((organization, service), mut teams): ((_, _), Vec<_>)| {
        teams.sort_by_key(|team| Reverse(*team));
        Assigned { organization, service, teams }
    };
    let mut all: Vec<_> = of.into_iter().map(assigned).collect();
    all.sort_by_key(|a| (Reverse(a.teams.len()), a.service, a.organization));
    all
}

impl Answers {
    fn of<'a>(made: impl Iterator<Item = &'a Made>) -> Self {
        let mut answers = Self::default();
        for Made { answer, .. } in made {
            answers.asked += 1;
            let count = match answer {
                Answer::Waiting => &mut answers.waiting,
                Answer::Accepted | Answer::Confirmed { .. } => &mut answers.accepted,
                Answer::Declined(_) => &mut answers.declined,
                Answer::Unanswered => &mut answers.unanswered,
                Answer::Withdrawn => &mut answers.withdrawn,
            };
            *count += 1;
        }
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_month_counts_everything_once() {
        let organization = |n| Id::new(Uuid::from_u128(n));
        let received = |by: Option<u128>, outcome| Received { by: by.map(organization), outcome };
        let made = |service, n, answer| Made {
            consultation: Id::new(Uuid::from_u128(1)),
            service,
            organization: organization(n),
            answer,
        };
        let at = Timestamp::from_millis;
        let month = HubMonth::of(
            &[
                received(None, None),
                received(Some(2), Some(ConsultationOutcome::TeamFound)),
                received(Some(2), Some(ConsultationOutcome::NotFound)),
                received(Some(1), Some(ConsultationOutcome::TeamFound)),
            ],
            &[
                made(ServiceKind::Pharmacy, 5, Answer::Confirmed { at: at(1) }),
                made(ServiceKind::Pharmacy, 5, Answer::Confirmed { at: at(3) }),
                made(ServiceKind::Pharmacy, 6, Answer::Unanswered),
                made(ServiceKind::HomeMedicalCare, 7, Answer::Declined(DeclineReason::Full)),
                made(ServiceKind::HomeMedicalCare, 8, Answer::Confirmed { at: at(2) }),
                made(ServiceKind::HomeMedicalCare, 9, Answer::Accepted),
                made(ServiceKind::HomeMedicalCare, 10, Answer::Waiting),
                made(ServiceKind::HomeMedicalCare, 11, Answer::Withdrawn),
            ],
        );
        let care = Answers { asked: 5, accepted: 2, declined: 1, unanswered: 0, withdrawn: 1, waiting: 1 };
        let pharmacy = Answers { asked: 3, accepted: 2, unanswered: 1, ..Answers::default() };
        assert_eq!(month.services, [(ServiceKind::HomeMedicalCare, care), (ServiceKind::Pharmacy, pharmacy)]);
        assert_eq!((month.received, month.open), (4, 1));
        assert_eq!(month.requested_by, [(Some(organization(2)), 2), (None, 1), (Some(organization(1)), 1)]);
        assert_eq!(month.outcomes, [(ConsultationOutcome::TeamFound, 2), (ConsultationOutcome::NotFound, 1)]);
        assert_eq!(month.reasons, [(DeclineReason::Full, 1)]);
        let teams: Vec<_> = month
            .assignments
            .iter()
            .map(|a| (a.organization, a.teams.iter().map(|t| t.0).collect()))
            .collect();
        assert_eq!(
            teams,
            [(organization(5), vec![at(3), at(1)]), (organization(8), vec![at(2)])],
            "the most often and the latest first"
        );
        assert_eq!(HubMonth::of(&[], &[]), HubMonth::default());
    }
}
