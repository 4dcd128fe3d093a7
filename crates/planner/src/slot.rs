//! When a conference can be held: [`find`] ranks the starts, [`grid`] paints them, [`explain`] answers
//! for a single one.
//!
//! The calendars are walked once, in order, to tell for every quarter-hour who could come. Everything
//! else, from the ranking to what would have to change, is counted on that table.

mod explain;
mod find;
mod grid;
mod obstacle;
mod presence;
mod relaxation;
mod search;
mod table;

pub use explain::{Explanation, explain};
pub use find::{Cost, Found, Start, Stopped, find};
pub use grid::{Cell, Status, grid};
pub use obstacle::{Absences, Demand, Obstacle};
pub use presence::{Presence, Reason};
pub use relaxation::{Change, Relaxation};
pub use search::{Attendee, Group, Room, Search, Wish};

#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;
