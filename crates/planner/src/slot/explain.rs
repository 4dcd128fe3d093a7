//! Why a single start is possible or not.

use domain::{Interval, Timestamp};

use super::{Demand, Presence, Search, Status, grid::status, presence::Spans, table::Table};

/// Who could come if the conference began at `at`, on a quarter-hour or not, and what would be lacking;
/// `None` when the window has no room for it there.
pub fn explain(search: &Search, at: Timestamp) -> Option<Explanation> {
    let slot = Interval::starting(at, search.duration)?;
    if !Spans::new(search.window.iter().copied()).cover(slot) {
        return None;
    }
    let table = Table::new(search, vec![slot]);
    Some(Explanation {
        status: status(&table, 0),
        coming: table.row(0).to_vec(),
        room: table.room(0),
        unmet: table.unmet(0).collect(),
    })
}

/// What speaks for and against one start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// How near it is to being possible.
    pub status: Status,
    /// For each attendee, whether the person could come.
    pub coming: Vec<Presence>,
    /// The preferred room that is free; `None` when there is none or none is needed.
    pub room: Option<usize>,
    /// What is lacking; empty when the conference can be held.
    pub unmet: Vec<Demand>,
}
