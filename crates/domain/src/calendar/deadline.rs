//! By which day something is due.

use serde::{Deserialize, Serialize};
use time::{Date, Duration, PrimitiveDateTime, Time};

use super::{Closings, Month};

/// The last day on which something counted from `anchor` is still in time.
///
/// An offset of zero days is the anchor itself, whatever the counting; `roll` then applies to it.
pub fn due_on(anchor: Date, offset: Offset, counting: Counting, roll: Roll, office: &Closings) -> Date {
    let last = last_day(anchor, offset, counting, office);
    match roll {
        _ if offset.unit == Unit::Hour => last,
        Roll::None => last,
        Roll::NextBusinessDay => office.on_or_after(last),
        Roll::PreviousBusinessDay => office.on_or_before(last),
        Roll::NextBusinessDayWhenAllClosed => relieved(anchor, last, offset, counting, office),
    }
}

/// When something counted in hours from `at` on `anchor` ends. Where the time is not known the day's beginning is
/// taken, which gives the earlier end.
pub fn due_at(anchor: Date, at: Option<Time>, offset: Offset) -> PrimitiveDateTime {
    let from = PrimitiveDateTime::new(anchor, at.unwrap_or(Time::MIDNIGHT));
    let hours = Duration::hours(i64::from(offset.count));
    match offset.direction {
        Direction::Before => from.saturating_sub(hours),
        Direction::After => from.saturating_add(hours),
    }
}

/// How far a deadline lies from the day it is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offset {
    /// How many.
    pub count: u16,
    /// To which side.
    pub direction: Direction,
    /// Of what.
    pub unit: Unit,
}

impl Offset {
    /// So many calendar days after the anchor.
    pub const fn after(days: u16) -> Self {
        Self { count: days, direction: Direction::After, unit: Unit::CalendarDay }
    }

    /// So many calendar days before the anchor.
    pub const fn before(days: u16) -> Self {
        Self { count: days, direction: Direction::Before, unit: Unit::CalendarDay }
    }

    /// The same distance counted in the office's business days.
    pub const fn in_business_days(self) -> Self {
        Self { unit: Unit::BusinessDay, ..self }
    }
}

/// On which side of the anchor a deadline lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Earlier than the anchor.
    Before,
    /// Later than the anchor.
    After,
}

/// What a count goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours, from the moment of the anchor; whether its day counts, and closed days, are of no matter.
    Hour,
    /// Every day.
    CalendarDay,
    /// Only the days on which the office is open.
    BusinessDay,
    /// Months by the calendar (民法第143条): they end on the eve of the day with the number of the first, or with
    /// the month that has no such day.
    Month,
}

/// Whether the anchor is day 1.
///
/// The fee schedule's 「入院後3日以内」 does not say (令和8年度 通知 and 疑義解釈 その1–9 searched), so a
/// regional rule chooses; the default is the reading with the earlier deadline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// The anchor is day 1: three days from Monday end on Wednesday.
    #[default]
    StartCounted,
    /// The anchor is day 1 but was over for the office when it began, as with an admission at night:
    /// no work can have been done on it, so it is no business day.
    StartCountedAfterHours,
    /// The day after the anchor is day 1 (初日不算入, 民法第140条): three days from Monday end on Thursday.
    StartExcluded,
}

/// What happens when the office is closed at the end of the count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// Nothing.
    #[default]
    None,
    /// The deadline moves to the first business day after it.
    NextBusinessDay,
    /// The deadline moves to the last business day before it.
    PreviousBusinessDay,
    /// The deadline moves to the first business day after it only when the office is closed on every
    /// day of the count (疑義解釈 平成28年6月14日 その4 問16: when the three days after admission are all
    /// Saturdays, Sundays or holidays, the first weekday will do; likewise after admission on a
    /// Friday night). A count that goes back before the anchor is not moved: the answer is about
    /// days that follow an event.
    NextBusinessDayWhenAllClosed,
}

fn last_day(anchor: Date, offset: Offset, counting: Counting, office: &Closings) -> Date {
    let sign = match offset.direction {
        Direction::Before => -1,
        Direction::After => 1,
    };
    let step = Duration::days(sign);
    let further = |anchor_counts| offset.count.saturating_sub(u16::from(anchor_counts));
    let excludes_start = counting == Counting::StartExcluded;
    match offset.unit {
        Unit::Hour => due_at(anchor, None, offset).date(),
        Unit::CalendarDay => anchor.saturating_add(step * i32::from(further(!excludes_start))),
        Unit::BusinessDay => {
            let anchor_counts = counting == Counting::StartCounted && office.is_business_day(anchor);
            (0..further(anchor_counts)).fold(anchor, |day, _| {
                let next = day.saturating_add(step);
                match offset.direction {
                    Direction::Before => office.on_or_before(next),
                    Direction::After => office.on_or_after(next),
                }
            })
        }
        Unit::Month if offset.count == 0 => anchor,
        Unit::Month => {
            let first = if excludes_start { anchor.saturating_add(step) } else { anchor };
            let next = |month: Month| match offset.direction {
                Direction::Before => month.before(),
                Direction::After => month.after(),
            };
            let month = (0..offset.count).fold(Month::of(first), |month, _| next(month).unwrap_or(month));
            match (month.day(first.day()), offset.direction) {
                (Some(same_number), _) => same_number.saturating_sub(step),
                (None, Direction::After) => month.last_day(),
                (None, Direction::Before) => month.last_day().saturating_add(Duration::DAY),
            }
        }
    }
}

fn relieved(anchor: Date, last: Date, offset: Offset, counting: Counting, office: &Closings) -> Date {
    if offset.count == 0 || offset.direction == Direction::Before || offset.unit == Unit::Hour {
        return last;
    }
    let first = match counting {
        Counting::StartCounted => anchor,
        Counting::StartCountedAfterHours | Counting::StartExcluded => anchor.saturating_add(Duration::DAY),
    };
    let opens = office.on_or_after(first);
    if opens > last { opens } else { last }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use time::macros::{date, datetime, time};

    use super::{Counting::*, Roll::*, *};
    use crate::calendar::YearlyClosing;

    #[track_caller]
    fn check(anchor: Date, offset: Offset, counting: Counting, roll: Roll, expected: Date) {
        assert_eq!(due_on(anchor, offset, counting, roll, &Closings::default()), expected);
    }

    #[test]
    fn three_days_from_monday_end_on_wednesday_when_the_start_counts() {
        let monday = date!(2026 - 11 - 09);
        for roll in [Roll::None, NextBusinessDay, PreviousBusinessDay, NextBusinessDayWhenAllClosed] {
            check(monday, Offset::after(3), StartCounted, roll, date!(2026 - 11 - 11));
            check(monday, Offset::after(3), StartExcluded, roll, date!(2026 - 11 - 12));
        }
    }

    #[test]
    fn a_friday_before_a_long_weekend_keeps_sunday_by_day_and_gains_tuesday_by_night() {
        let friday = date!(2026 - 11 - 20);
        let roll = NextBusinessDayWhenAllClosed;
        check(friday, Offset::after(3), StartCounted, roll, date!(2026 - 11 - 22));
        check(friday, Offset::after(3), StartCountedAfterHours, roll, date!(2026 - 11 - 24));
        check(friday, Offset::after(3), StartExcluded, roll, date!(2026 - 11 - 24));
    }

    #[test]
    fn an_ordinary_friday_night_gains_monday() {
        let roll = NextBusinessDayWhenAllClosed;
        check(date!(2026 - 11 - 06), Offset::after(3), StartCountedAfterHours, roll, date!(2026 - 11 - 09));
    }

    #[test]
    fn three_closed_days_move_to_the_first_weekday_under_either_counting() {
        let saturday = date!(2026 - 09 - 19);
        for counting in [StartCounted, StartCountedAfterHours, StartExcluded] {
            check(saturday, Offset::after(3), counting, NextBusinessDayWhenAllClosed, date!(2026 - 09 - 24));
        }
    }

    #[test]
    fn seven_and_fourteen_days_are_counted_without_regard_to_closings() {
        for (days, counted, excluded) in [
            (7, date!(2026 - 11 - 08), date!(2026 - 11 - 09)),
            (14, date!(2026 - 11 - 15), date!(2026 - 11 - 16)),
        ] {
            check(date!(2026 - 11 - 02), Offset::after(days), StartCounted, Roll::None, counted);
            check(date!(2026 - 11 - 02), Offset::after(days), StartExcluded, Roll::None, excluded);
        }
    }

    #[test]
    fn a_deadline_may_lie_before_the_anchor() {
        let discharge = date!(2026 - 11 - 30);
        check(discharge, Offset::before(7), StartExcluded, Roll::None, date!(2026 - 11 - 23));
        check(discharge, Offset::before(7), StartCounted, Roll::None, date!(2026 - 11 - 24));
        check(discharge, Offset::before(7), StartExcluded, PreviousBusinessDay, date!(2026 - 11 - 20));
        check(discharge, Offset::before(7), StartExcluded, NextBusinessDay, date!(2026 - 11 - 24));
    }

    #[test]
    fn business_days_skip_weekends_and_holidays_in_both_directions() {
        for (anchor, offset, counting, expected) in [
            (date!(2026 - 11 - 20), Offset::after(3), StartExcluded, date!(2026 - 11 - 26)),
            (date!(2026 - 11 - 20), Offset::after(3), StartCounted, date!(2026 - 11 - 25)),
            (date!(2026 - 11 - 20), Offset::after(3), StartCountedAfterHours, date!(2026 - 11 - 26)),
            (date!(2026 - 11 - 21), Offset::after(1), StartCounted, date!(2026 - 11 - 24)),
            (date!(2026 - 11 - 25), Offset::before(2), StartExcluded, date!(2026 - 11 - 20)),
        ] {
            check(anchor, offset.in_business_days(), counting, Roll::None, expected);
        }
    }

    #[test]
    fn an_admission_at_night_on_the_last_day_of_a_one_day_count_gains_the_next_business_day() {
        let roll = NextBusinessDayWhenAllClosed;
        check(date!(2026 - 11 - 20), Offset::after(1), StartCountedAfterHours, roll, date!(2026 - 11 - 24));
    }

    #[test]
    fn zero_days_are_the_anchor_itself() {
        let sunday = date!(2026 - 11 - 22);
        for counting in [StartCounted, StartCountedAfterHours, StartExcluded] {
            check(sunday, Offset::after(0), counting, Roll::None, sunday);
            check(sunday, Offset::after(0), counting, NextBusinessDayWhenAllClosed, sunday);
            check(sunday, Offset::before(0), counting, NextBusinessDay, date!(2026 - 11 - 24));
        }
    }

    #[test]
    fn the_relief_never_moves_a_count_that_goes_back() {
        let monday = date!(2026 - 11 - 23);
        check(monday, Offset::before(2), StartExcluded, NextBusinessDayWhenAllClosed, date!(2026 - 11 - 21));
    }

    #[test]
    fn an_offices_own_closed_day_counts_as_closed() {
        let office = Closings { days: BTreeSet::from([date!(2026 - 11 - 24)]), ..Closings::default() };
        let due = due_on(
            date!(2026 - 11 - 21),
            Offset::after(3),
            StartCounted,
            NextBusinessDayWhenAllClosed,
            &office,
        );
        assert_eq!(due, date!(2026 - 11 - 25));
    }

    #[test]
    fn months_end_on_the_eve_of_the_same_number_or_with_the_month() {
        let months = |count, direction| Offset { count, direction, unit: Unit::Month };
        let after = |count| months(count, Direction::After);
        for (anchor, offset, counted, excluded) in [
            (date!(2026 - 11 - 02), after(1), date!(2026 - 12 - 01), date!(2026 - 12 - 02)),
            (date!(2026 - 01 - 30), after(1), date!(2026 - 02 - 28), date!(2026 - 02 - 28)),
            (date!(2028 - 01 - 31), after(1), date!(2028 - 02 - 29), date!(2028 - 02 - 29)),
            (date!(2028 - 02 - 29), after(12), date!(2029 - 02 - 28), date!(2029 - 02 - 28)),
            (date!(2026 - 12 - 31), after(2), date!(2027 - 02 - 28), date!(2027 - 02 - 28)),
            (
                date!(2026 - 11 - 30),
                months(1, Direction::Before),
                date!(2026 - 10 - 31),
                date!(2026 - 10 - 30),
            ),
            (date!(2026 - 11 - 30), after(0), date!(2026 - 11 - 30), date!(2026 - 11 - 30)),
        ] {
            check(anchor, offset, StartCounted, Roll::None, counted);
            check(anchor, offset, StartExcluded, Roll::None, excluded);
        }
    }

    #[test]
    fn hours_run_from_the_moment_or_from_the_days_beginning() {
        let hours = |count, direction| Offset { count, direction, unit: Unit::Hour };
        let friday = date!(2026 - 11 - 20);
        for (at, offset, ends) in [
            (Option::None, hours(24, Direction::After), datetime!(2026-11-21 0:00)),
            (Some(time!(15:30)), hours(48, Direction::After), datetime!(2026-11-22 15:30)),
            (Some(time!(15:30)), hours(16, Direction::Before), datetime!(2026-11-19 23:30)),
        ] {
            assert_eq!(due_at(friday, at, offset), ends);
        }
        check(friday, hours(24, Direction::After), StartCounted, NextBusinessDay, date!(2026 - 11 - 21));
    }

    /// Business days counted one civil day at a time, with no help of the closings' own search.
    fn walked(anchor: Date, count: u16, step: i64, office: &Closings) -> Date {
        let (mut day, mut left) = (anchor, count);
        while left > 0 {
            day += Duration::days(step);
            left -= u16::from(office.is_business_day(day));
        }
        day
    }

    #[test]
    fn business_days_agree_with_a_walk_day_by_day_for_eighty_years() {
        let new_year = Closings { yearly: vec![YearlyClosing::NEW_YEAR], ..Closings::default() };
        for office in [Closings::default(), new_year] {
            let mut day = date!(2019 - 01 - 01);
            while day < date!(2099 - 01 - 01) {
                for (count, direction, step) in
                    [(1, Direction::After, 1), (5, Direction::After, 1), (3, Direction::Before, -1)]
                {
                    let offset = Offset { count, direction, unit: Unit::BusinessDay };
                    let due = due_on(day, offset, StartExcluded, Roll::None, &office);
                    assert_eq!(due, walked(day, count, step, &office), "{day}");
                }
                day += Duration::DAY;
            }
        }
    }
}
