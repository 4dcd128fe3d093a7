//! The one place where days are counted: deadlines, public holidays, an office's closings and hours.
//!
//! All days are civil days in Asia/Tokyo.

mod closings;
mod deadline;
mod holiday;
mod hours;

pub use closings::{Closings, OnHolidays, Weekdays, YearlyClosing};
pub use deadline::{Counting, Direction, Offset, Roll, Unit, due_on};
pub use holiday::{Holiday, holiday};
pub use hours::{HoursRefusal, Opening, WeeklyHours};
