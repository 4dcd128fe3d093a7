//! What stands in the way.

use super::{Presence, Reason, table::Table};

/// Something the conference needs that was lacking at some starts.
///
/// Obstacles are ordered by `alone`, then `starts`, the greatest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// What was lacking.
    pub demand: Demand,
    /// At how many starts.
    pub starts: usize,
    /// At how many of them nothing else was lacking.
    pub alone: usize,
    /// For a group, who could not come at those starts and why, the most frequent first.
    pub absences: Vec<Absences>,
}

/// Something without which the conference cannot be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Demand {
    /// Enough people of the group of this position.
    Group(usize),
    /// A free room.
    Room,
}

/// How often one person could not come for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Absences {
    /// Position of the person among the attendees.
    pub attendee: usize,
    /// Why.
    pub reason: Reason,
    /// At how many of the obstacle's starts.
    pub starts: usize,
}

/// What a pass over all starts tells about those that are impossible.
pub(super) struct Survey {
    pub(super) obstacles: Vec<Obstacle>,
    /// The starts that lack exactly one demand, with that demand.
    pub(super) alone: Vec<(usize, Demand)>,
}

pub(super) fn survey(table: &Table) -> Survey {
    let mut tally = Tally::new(table);
    let mut alone = Vec::new();
    for start in table.starts() {
        let mut unmet = table.unmet(start).peekable();
        let Some(first) = unmet.next() else { continue };
        if unmet.peek().is_none() {
            alone.push((start, first));
            tally.count_alone(first);
        }
        for demand in [first].into_iter().chain(unmet) {
            tally.count(table, start, demand);
        }
    }
    Survey { obstacles: tally.obstacles(table), alone }
}

/// Counts per demand, groups first and the room last, and per attendee and reason.
struct Tally {
    starts: Vec<usize>,
    alone: Vec<usize>,
    absences: Vec<[usize; REASONS.len()]>,
}

const REASONS: [Reason; 3] = [Reason::OutsideHours, Reason::Busy, Reason::Travel];

impl Tally {
    fn new(table: &Table) -> Self {
        let attendees = table.groups.iter().flat_map(|group| &group.members).max().map_or(0, |last| last + 1);
        let demands = table.groups.len() + 1;
        Self {
            starts: vec![0; demands],
            alone: vec![0; demands],
            absences: vec![[0; REASONS.len()]; attendees],
        }
    }

    fn slot(&self, demand: Demand) -> usize {
        match demand {
            Demand::Group(at) => at,
            Demand::Room => self.starts.len() - 1,
        }
    }

    fn count(&mut self, table: &Table, start: usize, demand: Demand) {
        let slot = self.slot(demand);
        self.starts[slot] += 1;
        if let Demand::Group(at) = demand {
            let row = table.row(start);
            for member in &table.groups[at].members {
                if let Presence::Absent(reason) = row[*member] {
                    self.absences[*member][reason as usize] += 1;
                }
            }
        }
    }

    fn count_alone(&mut self, demand: Demand) {
        let slot = self.slot(demand);
        self.alone[slot] += 1;
    }

    fn obstacles(&self, table: &Table) -> Vec<Obstacle> {
        let demands = (0..table.groups.len()).map(Demand::Group).chain([Demand::Room]);
        let mut obstacles: Vec<Obstacle> = demands
            .map(|demand| Obstacle {
                demand,
                starts: self.starts[self.slot(demand)],
                alone: self.alone[self.slot(demand)],
                absences: self.absences(table, demand),
            })
            .filter(|obstacle| obstacle.starts > 0)
            .collect();
        obstacles.sort_by_key(|obstacle| std::cmp::Reverse((obstacle.alone, obstacle.starts)));
        obstacles
    }

    fn absences(&self, table: &Table, demand: Demand) -> Vec<Absences> {
        let Demand::Group(at) = demand else { return Vec::new() };
        let of = |attendee: usize| {
            let counted = REASONS.into_iter().zip(self.absences[attendee]);
            counted.map(move |(reason, starts)| Absences { attendee, reason, starts })
        };
        let members = table.groups[at].members.iter();
        let mut absences: Vec<Absences> =
            members.flat_map(|member| of(*member)).filter(|absences| absences.starts > 0).collect();
        absences.sort_by_key(|absences| std::cmp::Reverse(absences.starts));
        absences
    }
}
