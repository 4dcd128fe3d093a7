//! The days on which an office is closed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use time::{Date, Duration, Weekday};

use super::{HoursRefusal, holiday};

/// An office's own closing days. The default is open Monday to Friday, closed on public holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closings {
    /// The weekdays on which it is open.
    pub open_on: Weekdays,
    /// What it does on a public holiday that falls on one of those weekdays.
    pub on_holidays: OnHolidays,
    /// Spans of days on which it closes every year, such as 29 December to 3 January.
    #[serde(default)]
    pub yearly: Vec<YearlyClosing>,
    /// Single days on which it is closed besides.
    #[serde(default, with = "iso_days")]
    pub days: BTreeSet<Date>,
}

impl Closings {
    /// These, with 29 December to 3 January (行政機関の休日に関する法律 第1条, as most offices close) where no yearly
    /// closing is stated.
    pub fn or_new_year(&self) -> Self {
        match &*self.yearly {
            [] => Self { yearly: vec![YearlyClosing::NEW_YEAR], ..self.clone() },
            _ => self.clone(),
        }
    }

    /// Whether the office is open on this day.
    pub fn is_business_day(&self, on: Date) -> bool {
        self.open_on.contains(on.weekday())
            && !self.days.contains(&on)
            && !self.yearly.iter().any(|closing| closing.contains(on))
            && (self.on_holidays == OnHolidays::Open || holiday(on).is_none())
    }

    /// This day or the first business day after it; this day if the office stays closed for a year.
    pub fn on_or_after(&self, on: Date) -> Date {
        self.nearest(on, Duration::DAY)
    }

    /// This day or the last business day before it; this day if the office was closed for a year.
    pub fn on_or_before(&self, on: Date) -> Date {
        self.nearest(on, -Duration::DAY)
    }

    fn nearest(&self, on: Date, step: Duration) -> Date {
        let days = (0..=366).map(|steps| on.saturating_add(step * steps));
        days.into_iter().find(|day| self.is_business_day(*day)).unwrap_or(on)
    }
}

/// Whether an office opens on public holidays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnHolidays {
    /// It is closed.
    #[default]
    Closed,
    /// It is open as on any other such weekday.
    Open,
}

/// A span of days on which an office closes every year, both ends included; it may run over New Year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearlyClosing {
    /// Month and day of the first closed day.
    pub from: (u8, u8),
    /// Month and day of the last closed day.
    pub until: (u8, u8),
}

impl YearlyClosing {
    /// 29 December to 3 January, when public offices are closed (行政機関の休日に関する法律 第1条第1項第3号).
    pub const NEW_YEAR: Self = Self { from: (12, 29), until: (1, 3) };

    /// Whether the office is closed on this day for this reason.
    pub fn contains(self, on: Date) -> bool {
        let day = (u8::from(on.month()), on.day());
        if self.from <= self.until {
            self.from <= day && day <= self.until
        } else {
            self.from <= day || day <= self.until
        }
    }
}

/// A set of weekdays, stored as their numbers with Monday as 1. The default is Monday to Friday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
pub struct Weekdays([bool; 7]);

impl Weekdays {
    /// Monday to Friday.
    pub const MONDAY_TO_FRIDAY: Self = Self([true, true, true, true, true, false, false]);

    /// All seven.
    pub const EVERY_DAY: Self = Self([true; 7]);

    /// Whether this weekday is among them.
    pub const fn contains(self, weekday: Weekday) -> bool {
        self.0[weekday.number_days_from_monday() as usize]
    }
}

impl Default for Weekdays {
    fn default() -> Self {
        Self::MONDAY_TO_FRIDAY
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(weekdays: I) -> Self {
        let mut set = [false; 7];
        for weekday in weekdays {
            set[usize::from(weekday.number_days_from_monday())] = true;
        }
        Self(set)
    }
}

impl From<Weekdays> for Vec<u8> {
    fn from(weekdays: Weekdays) -> Self {
        (1..).zip(weekdays.0).filter_map(|(number, is_in)| is_in.then_some(number)).collect()
    }
}

impl TryFrom<Vec<u8>> for Weekdays {
    type Error = HoursRefusal;

    fn try_from(numbers: Vec<u8>) -> Result<Self, HoursRefusal> {
        let mut set = [false; 7];
        for number in numbers {
            let index = usize::from(number).checked_sub(1);
            *index.and_then(|index| set.get_mut(index)).ok_or(HoursRefusal::NotAWeekday)? = true;
        }
        Ok(Self(set))
    }
}

/// Days as `2026-12-29`: what `time` writes by itself depends on features that other crates choose.
mod iso_days {
    use std::collections::BTreeSet;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use time::{Date, format_description::BorrowedFormatItem, macros::format_description};

    const ISO: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

    pub(super) fn serialize<S: Serializer>(days: &BTreeSet<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(days.iter().map(Date::to_string))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeSet<Date>, D::Error> {
        let days = Vec::<String>::deserialize(deserializer)?;
        days.iter().map(|day| Date::parse(day, ISO).map_err(D::Error::custom)).collect()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn an_office_is_closed_on_weekends_holidays_and_its_own_days() {
        let office = Closings {
            yearly: vec![YearlyClosing::NEW_YEAR, YearlyClosing { from: (8, 13), until: (8, 15) }],
            days: BTreeSet::from([date!(2026 - 11 - 24)]),
            ..Closings::default()
        };
        for (on, is_open) in [
            (date!(2026 - 11 - 20), true),
            (date!(2026 - 11 - 21), false),
            (date!(2026 - 11 - 22), false),
            (date!(2026 - 11 - 23), false),
            (date!(2026 - 11 - 24), false),
            (date!(2026 - 11 - 25), true),
            (date!(2026 - 12 - 28), true),
            (date!(2026 - 12 - 29), false),
            (date!(2028 - 01 - 03), false),
            (date!(2028 - 01 - 04), true),
            (date!(2026 - 08 - 12), true),
            (date!(2026 - 08 - 13), false),
        ] {
            assert_eq!(office.is_business_day(on), is_open, "{on}");
        }
    }

    #[test]
    fn an_office_may_open_on_holidays_and_on_saturdays() {
        let office = Closings {
            open_on: [Weekday::Monday, Weekday::Saturday].into_iter().collect(),
            on_holidays: OnHolidays::Open,
            ..Closings::default()
        };
        assert!(office.is_business_day(date!(2026 - 11 - 23)));
        assert!(office.is_business_day(date!(2026 - 11 - 21)));
        assert!(!office.is_business_day(date!(2026 - 11 - 20)));
    }

    #[test]
    fn an_office_that_never_opens_leaves_the_day_as_it_is() {
        let never = Closings { open_on: Weekdays::from_iter([]), ..Closings::default() };
        assert_eq!(never.on_or_after(date!(2026 - 11 - 20)), date!(2026 - 11 - 20));
        assert_eq!(never.on_or_before(date!(2026 - 11 - 20)), date!(2026 - 11 - 20));
    }

    #[test]
    fn weekdays_are_stored_as_numbers() {
        let weekdays = Weekdays::from_iter([Weekday::Sunday, Weekday::Monday]);
        assert_eq!(Vec::from(weekdays), [1, 7]);
        assert_eq!(Weekdays::try_from(vec![7, 1]), Ok(weekdays));
        for number in [0, 8, 255] {
            assert_eq!(Weekdays::try_from(vec![number]), Err(HoursRefusal::NotAWeekday));
        }
    }
}
