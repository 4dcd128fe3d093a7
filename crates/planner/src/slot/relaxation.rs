//! What would have to change.

use std::cmp::Reverse;

use domain::Timestamp;
use time::Duration;

use super::{Demand, Presence, Reason, Search, Stopped, find::possible, obstacle::Survey, table::Table};

/// A single change that makes starts possible where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// What changes.
    pub change: Change,
    /// How many starts become possible.
    pub starts: usize,
    /// The earliest of them.
    pub first: Timestamp,
}

/// A change to the search, from the smallest to the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// This required attendee joins by video and needs no way there and back.
    ByVideo {
        /// Position among the attendees.
        attendee: usize,
    },
    /// The conference lasts only this long: the longest multiple of a quarter-hour taken off that helps.
    Shorter {
        /// How long it lasts then.
        duration: Duration,
    },
    /// It is held without a room.
    WithoutRoom,
    /// It is held with fewer of a required group: the most that can come.
    Fewer {
        /// Position among the groups.
        group: usize,
        /// How many have to come then; 0 leaves the group out.
        at_least: usize,
    },
}

/// The changes that help, the smallest kind first and within it the most starts first.
///
/// All but the shorter duration concern a single demand, so that they help only at starts where that
/// demand alone is unmet.
pub(super) fn relaxations(
    search: &Search,
    table: &Table,
    survey: &Survey,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Relaxation>, Stopped> {
    let alone = |demand| {
        let starts = survey.alone.iter().filter(move |(_, unmet)| *unmet == demand);
        starts.map(|(start, _)| *start)
    };
    let mut relaxations = Vec::new();
    for (at, group) in table.groups.iter().enumerate() {
        let starts: Vec<usize> = alone(Demand::Group(at)).collect();
        for &attendee in &group.members {
            let helps = |start: &usize| {
                let row = table.row(*start);
                row[attendee] == Presence::Absent(Reason::Travel) && group.coming(row) + 1 >= group.at_least
            };
            let gained = starts.iter().copied().filter(helps);
            relaxations.extend(gains(table, Change::ByVideo { attendee }, gained));
        }
        let coming = |start: &usize| group.coming(table.row(*start));
        let most = starts.iter().map(coming).max().unwrap_or(0);
        let gained = starts.iter().copied().filter(|start| coming(start) == most);
        relaxations.extend(gains(table, Change::Fewer { group: at, at_least: most }, gained));
    }
    relaxations.extend(gains(table, Change::WithoutRoom, alone(Demand::Room)));
    relaxations.extend(shorter(search, stop)?);
    relaxations.sort_by_key(|relaxation| match relaxation.change {
        Change::ByVideo { .. } => (0, Reverse(relaxation.starts)),
        Change::Shorter { .. } => (1, Reverse(relaxation.starts)),
        Change::WithoutRoom => (2, Reverse(relaxation.starts)),
        Change::Fewer { .. } => (3, Reverse(relaxation.starts)),
    });
    Ok(relaxations)
}

fn shorter(search: &Search, stop: &dyn Fn() -> bool) -> Result<Option<Relaxation>, Stopped> {
    const QUARTER: Duration = Duration::minutes(15);
    let mut duration = search.duration - QUARTER;
    while duration >= QUARTER {
        let table = Table::of_window(search, duration, stop)?;
        let gained = gains(&table, Change::Shorter { duration }, possible(&table));
        if gained.is_some() {
            return Ok(gained);
        }
        duration -= QUARTER;
    }
    Ok(None)
}

/// The relaxation by which these starts, in order, become possible; `None` when there are none.
fn gains(table: &Table, change: Change, mut gained: impl Iterator<Item = usize>) -> Option<Relaxation> {
    let first = gained.next()?;
    Some(Relaxation { change, starts: 1 + gained.count(), first: table.at(first) })
}
