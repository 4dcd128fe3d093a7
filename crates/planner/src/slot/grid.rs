//! All starts at a glance.

use domain::Timestamp;

use super::{Search, Stopped, table::Table};

/// Every start the window has room for, in order, and how near the conference is to being possible.
///
/// # Errors
/// [`Stopped`] when `stop` says so.
pub fn grid(search: &Search, stop: &dyn Fn() -> bool) -> Result<Vec<Cell>, Stopped> {
    let table = Table::of_window(search, search.duration, stop)?;
    Ok(table.starts().map(|start| Cell { at: table.at(start), status: status(&table, start) }).collect())
}

/// How near a start is to being possible.
pub(super) fn status(table: &Table, start: usize) -> Status {
    match table.lacking(start) {
        0 if table.missed(start) == (0, 0) => Status::Everyone,
        0 => Status::AllRequired,
        1 => Status::OneMissing,
        _ => Status::No,
    }
}

/// One quarter-hour at which the conference could begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// When it would begin.
    pub at: Timestamp,
    /// How near it is to being possible.
    pub status: Status,
}

/// How near a start is to being possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Everyone required could come and everyone else who is wanted, and a room is free where one is needed.
    Everyone,
    /// Everyone required could come, but not everyone else; a room is free where one is needed.
    AllRequired,
    /// One person more, or only the room, is lacking.
    OneMissing,
    /// More is lacking.
    No,
}
