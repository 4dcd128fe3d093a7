//! The one place where days are counted: deadlines, public holidays, an office's closings and hours; and where
//! days are read as people write them.
//!
//! All days are civil days in Asia/Tokyo.

mod closings;
mod deadline;
mod era;
mod fiscal_year;
mod holiday;
mod hours;
mod month;
mod written;

pub use closings::{Closings, OnHolidays, Weekdays, YearlyClosing};
pub use deadline::{Counting, Direction, Offset, Roll, Unit, due_at, due_on};
pub use era::{ERAS, Era};
pub use fiscal_year::FiscalYear;
pub use holiday::{Holiday, holiday};
pub use hours::{HoursRefusal, Opening, WEEK, WeeklyHours};
pub use month::Month;
pub use written::{DayRefusal, read_clock, read_day};
