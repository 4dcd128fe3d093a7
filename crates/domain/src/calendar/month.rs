//! Months in Japan.

use std::fmt;

use time::{Date, Time};

use crate::Timestamp;

/// A month in Japan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Its first day.
    first: Date,
}

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self { first: day.replace_day(1).unwrap_or(day) }
    }

    /// Reads what [`fmt::Display`] writes, such as `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let month = time::Month::try_from(month.parse::<u8>().ok()?).ok()?;
        let found = Self { first: Date::from_calendar_date(year.parse().ok()?, month, 1).ok()? };
        (found.to_string() == text).then_some(found)
    }

    /// Its first day.
    pub const fn first_day(self) -> Date {
        self.first
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        let length = self.first.month().length(self.first.year());
        self.first.replace_day(length).unwrap_or(self.first)
    }

    /// Its day of this number, where it has one.
    pub fn day(self, number: u8) -> Option<Date> {
        self.first.replace_day(number).ok()
    }

    /// Its first instant.
    pub fn begin(self) -> Timestamp {
        Timestamp::tokyo(self.first, Time::MIDNIGHT)
    }

    /// The first instant after it.
    pub fn end(self) -> Timestamp {
        Timestamp::tokyo(self.after().map_or(Date::MAX, Self::first_day), Time::MIDNIGHT)
    }

    /// The month before, but for the first of all.
    pub fn before(self) -> Option<Self> {
        self.first.previous_day().map(Self::of)
    }

    /// The month after, but for the last of all.
    pub fn after(self) -> Option<Self> {
        self.last_day().next_day().map(Self::of)
    }

    /// Whether it has not begun at `now`.
    pub fn is_to_come(self, now: Timestamp) -> bool {
        now < self.begin()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), u8::from(self.first.month()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Duration, macros::date};

    #[test]
    fn a_month_has_one_name() {
        let month = Month::of(date!(2026 - 11 - 27));
        assert_eq!((month.to_string().as_str(), month.first_day()), ("2026-11", date!(2026 - 11 - 01)));
        assert_eq!(Month::parse("2026-11"), Some(month));
        for no_month in
            ["", "2026", "2026-13", "2026-0", "2026-1", "02026-11", "+2026-11", "2026-11-01", "今月"]
        {
            assert_eq!(Month::parse(no_month), None, "{no_month}");
        }
        let january = Month::of(date!(2026 - 01 - 31));
        assert_eq!(january.before().map(|month| month.to_string()), Some("2025-12".to_owned()));
    }

    #[test]
    fn a_month_ends_where_the_next_begins() {
        for (month, days) in [("2026-02", 28), ("2026-11", 30), ("2026-12", 31)] {
            let month = Month::parse(month).unwrap();
            assert_eq!(month.end(), month.begin() + Duration::days(days));
            assert_eq!(month.after().and_then(Month::before), Some(month));
            assert!(
                !month.is_to_come(month.begin())
                    && month.is_to_come(month.begin() - Duration::milliseconds(1))
            );
        }
        assert!(Month::of(Date::MAX).after().is_none());
    }
}
