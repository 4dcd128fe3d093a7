//! The best starts.

use domain::Timestamp;

use super::{
    Obstacle, Presence, Relaxation, Search, obstacle::survey, relaxation::relaxations, table::Table,
};

/// Ranks the starts at which the conference can be held; where there is none, says what stands in
/// the way and which single change would help.
///
/// `stop` is asked before each duration that is tried.
///
/// # Errors
/// [`Stopped`] when `stop` says so.
pub fn find(search: &Search, stop: &dyn Fn() -> bool) -> Result<Found, Stopped> {
    let table = Table::of_window(search, search.duration, stop)?;
    let mut ranked: Vec<(Cost, usize)> =
        possible(&table).map(|start| (Cost::new(&table, start), start)).collect();
    // Starts are in order of time, so their position breaks ties by the earliest.
    ranked.sort_unstable();
    let best = ranked.iter().take(search.limit).map(|(cost, start)| Start::new(&table, *start, *cost));
    let survey = survey(&table);
    Ok(Found {
        best: best.collect(),
        possible: ranked.len(),
        considered: table.starts().len(),
        relaxations: match ranked.is_empty() {
            true => relaxations(search, &table, &survey, stop)?,
            false => Vec::new(),
        },
        obstacles: survey.obstacles,
    })
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The best starts, by [`Cost`] and then the earliest first; at most [`Search::limit`].
    pub best: Vec<Start>,
    /// How many starts are possible.
    pub possible: usize,
    /// How many starts the window has room for; none when it is too short for the conference.
    pub considered: usize,
    /// What stood in the way at the other starts, the most in the way first.
    pub obstacles: Vec<Obstacle>,
    /// What would help, the smallest change first; empty while any start is possible.
    pub relaxations: Vec<Relaxation>,
}

/// A start at which the conference can be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// When it begins.
    pub at: Timestamp,
    /// What this start costs.
    pub cost: Cost,
    /// For each attendee, whether the person could come.
    pub coming: Vec<Presence>,
    /// The preferred room that is free; `None` when none is needed.
    pub room: Option<usize>,
}

/// What a start costs: compared from the first field to the last, the less the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cost {
    /// How many who should come cannot.
    pub should_missing: usize,
    /// How many who may come cannot.
    pub may_missing: usize,
    /// How many would come only if need be; of a required group, no more than it needs.
    pub if_need_be: usize,
}

/// The search was stopped before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

impl Cost {
    fn new(table: &Table, start: usize) -> Self {
        let (should_missing, may_missing) = table.missed(start);
        Self { should_missing, may_missing, if_need_be: table.sacrifices(start) }
    }
}

impl Start {
    fn new(table: &Table, start: usize, cost: Cost) -> Self {
        Self { at: table.at(start), cost, coming: table.row(start).to_vec(), room: table.room(start) }
    }
}

/// The positions of the starts at which the conference can be held.
pub(super) fn possible(table: &Table) -> impl Iterator<Item = usize> {
    table.starts().filter(|start| table.lacking(*start) == 0)
}
