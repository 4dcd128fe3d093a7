//! The hours of the week at which an office is open.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Time, Weekday};

use super::{Closings, Weekdays};
use crate::{
    refusal::refusals,
    time::{Interval, Timestamp},
};

/// The days of the week.
pub const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// An office's opening hours for each weekday, in Asia/Tokyo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct WeeklyHours {
    /// Monday first; in order and apart within a day.
    days: [Vec<Opening>; 7],
    is_assumed: bool,
}

impl WeeklyHours {
    /// How many openings a day may have, as in the open data of the pharmacies (開店時間帯1–4).
    pub const MOST_OPENINGS: usize = 4;
    /// How many days ahead [`Self::opens_again`] looks.
    pub const AHEAD: i64 = 31;

    /// The hours an office states, in any order; a weekday without an opening is closed.
    ///
    /// # Errors
    /// When openings of one weekday overlap or are more than [`Self::MOST_OPENINGS`].
    pub fn stated(openings: impl IntoIterator<Item = (Weekday, Opening)>) -> Result<Self, HoursRefusal> {
        let mut days = <[Vec<Opening>; 7]>::default();
        for (weekday, opening) in openings {
            days[usize::from(weekday.number_days_from_monday())].push(opening);
        }
        Unchecked { days, is_assumed: false }.try_into()
    }

    /// Monday to Friday, 9:00 to 17:00: what is taken for an office whose hours nobody has stated.
    pub fn assumed() -> Self {
        let day = vec![Opening { from: 9 * 60, until: 17 * 60 }];
        let days = [day.clone(), day.clone(), day.clone(), day.clone(), day, vec![], vec![]];
        Self { days, is_assumed: true }
    }

    /// Whether nobody has stated these hours.
    pub const fn is_assumed(&self) -> bool {
        self.is_assumed
    }

    /// The openings of a weekday, in order and apart.
    pub fn on(&self, weekday: Weekday) -> &[Opening] {
        &self.days[usize::from(weekday.number_days_from_monday())]
    }

    /// The weekdays with any opening, from which an office's [`Closings`] can begin.
    pub fn open_on(&self) -> Weekdays {
        WEEK.into_iter().filter(|weekday| !self.on(*weekday).is_empty()).collect()
    }

    /// When the office opens again that is closed at `now`; `None` while it is open, and where it stays closed for
    /// [`Self::AHEAD`] days.
    pub fn opens_again(&self, now: Timestamp, closings: &Closings) -> Option<Timestamp> {
        let today = now.day();
        let until = today.checked_add(time::Duration::days(Self::AHEAD))?;
        let next = self.open_intervals(today, until, closings).into_iter().find(|open| now < open.end())?;
        (now < next.start()).then_some(next.start())
    }

    /// When the office is open from `from` up to, not including, `until`: the hours of each day on
    /// which `closings` leaves it open. In order and apart; hours that meet at midnight are one.
    pub fn open_intervals(&self, from: Date, until: Date, closings: &Closings) -> Vec<Interval> {
        let days = std::iter::successors(Some(from), |day| day.next_day()).take_while(|day| *day < until);
        let mut open: Vec<Interval> = Vec::new();
        for day in days.filter(|day| closings.is_business_day(*day)) {
            for next in self.on(day.weekday()).iter().filter_map(|opening| opening.on_day(day)) {
                let joined = open.pop_if(|last| last.end() == next.start());
                let start = joined.map_or(next.start(), Interval::start);
                open.extend(Interval::new(start, next.end()));
            }
        }
        open
    }
}

/// Hours of one day from one clock time up to another, by the minute, written `09:00-12:30`.
///
/// It may end at `24:00` but does not run past midnight: an opening over night is two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Opening {
    /// Minutes since midnight.
    from: u16,
    /// Minutes since midnight, greater than `from`.
    until: u16,
}

impl Opening {
    const MIDNIGHT: u16 = 24 * 60;

    /// The hours between two clock times, seconds left out; an end at 0:00 is the midnight that ends the day.
    /// `None` when the end is not after the start.
    pub fn new(from: Time, until: Time) -> Option<Self> {
        let minutes = |time: Time| u16::from(time.hour()) * 60 + u16::from(time.minute());
        let end = match minutes(until) {
            0 => Self::MIDNIGHT,
            end => end,
        };
        (minutes(from) < end).then_some(Self { from: minutes(from), until: end })
    }

    /// Reads `09:00-12:30`; the end may be `24:00`.
    ///
    /// # Errors
    /// When the text is not of this form or the end is not after the start.
    pub fn parse(text: &str) -> Result<Self, HoursRefusal> {
        let read = || {
            let (from, until) = text.split_once('-')?;
            let (from, until) = (minutes(from)?, minutes(until)?);
            (from < until).then_some(Self { from, until })
        };
        read().ok_or(HoursRefusal::NotAnOpening)
    }

    /// The clock time at which it begins.
    pub fn opens_at(self) -> Time {
        clock(self.from)
    }

    /// The clock time at which it ends; 0:00 when it ends with the day.
    pub fn closes_at(self) -> Time {
        clock(self.until)
    }

    /// Whether it has ended at this time of its day.
    pub fn is_over_at(self, at: Time) -> bool {
        self.until <= u16::from(at.hour()) * 60 + u16::from(at.minute())
    }

    fn on_day(self, day: Date) -> Option<Interval> {
        let midnight = Timestamp::tokyo(day, Time::MIDNIGHT);
        let at = |minutes: u16| midnight + time::Duration::minutes(i64::from(minutes));
        Interval::new(at(self.from), at(self.until))
    }
}

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, until } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
    }
}

impl From<Opening> for String {
    fn from(opening: Opening) -> Self {
        opening.to_string()
    }
}

impl TryFrom<String> for Opening {
    type Error = HoursRefusal;

    fn try_from(text: String) -> Result<Self, HoursRefusal> {
        Self::parse(&text)
    }
}

refusals! {
    /// Why opening hours or weekdays are not accepted.
    HoursRefusal {
        /// The text is not of the form `09:00-12:30`, or ends before it begins.
        NotAnOpening = "HOURS_NOT_AN_OPENING",
        /// Two openings of one weekday overlap.
        Overlapping = "HOURS_OVERLAPPING",
        /// A weekday has more openings than [`WeeklyHours::MOST_OPENINGS`].
        TooMany = "HOURS_TOO_MANY",
        /// A number names no weekday: Monday is 1, Sunday is 7.
        NotAWeekday = "HOURS_NOT_A_WEEKDAY",
    }
}

/// Hours as stored, before their rules are checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    days: [Vec<Opening>; 7],
    is_assumed: bool,
}

impl TryFrom<Unchecked> for WeeklyHours {
    type Error = HoursRefusal;

    fn try_from(Unchecked { mut days, is_assumed }: Unchecked) -> Result<Self, HoursRefusal> {
        for openings in &mut days {
            openings.sort_unstable();
            if openings.len() > Self::MOST_OPENINGS {
                return Err(HoursRefusal::TooMany);
            }
            if openings.array_windows().any(|[one, next]| next.from < one.until) {
                return Err(HoursRefusal::Overlapping);
            }
        }
        Ok(Self { days, is_assumed })
    }
}

/// Minutes since midnight of `HH:MM`, up to `24:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |text: &str| {
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    (minute < 60 && hour * 60 + minute <= Opening::MIDNIGHT).then_some(hour * 60 + minute)
}

fn clock(minutes: u16) -> Time {
    Time::MIDNIGHT + time::Duration::minutes(i64::from(minutes))
}

#[cfg(test)]
mod tests {
    use time::macros::{date, time};

    use super::*;
    use crate::calendar::OnHolidays;

    fn opening(text: &str) -> Opening {
        Opening::parse(text).unwrap()
    }

    fn hours(openings: &[(Weekday, &str)]) -> Result<WeeklyHours, HoursRefusal> {
        WeeklyHours::stated(openings.iter().map(|(weekday, text)| (*weekday, opening(text))))
    }

    #[test]
    fn openings_are_read_and_written_as_clock_times() {
        for (text, from, until) in [
            ("09:00-12:30", time!(09:00), time!(12:30)),
            ("00:00-24:00", time!(00:00), time!(00:00)),
            ("23:59-24:00", time!(23:59), time!(00:00)),
        ] {
            let opening = opening(text);
            assert_eq!((opening.opens_at(), opening.closes_at()), (from, until));
            assert_eq!(Opening::new(from, until), Some(opening));
            assert_eq!(opening.to_string(), text);
        }
    }

    #[test]
    fn what_is_not_an_opening_is_refused() {
        for text in [
            "",
            "9:00-12:00",
            "09:00",
            "12:00-09:00",
            "09:00-09:00",
            "09:60-10:00",
            "22:00-24:01",
            "+9:00-12:00",
            "09:00-12:00-",
        ] {
            assert_eq!(Opening::parse(text), Err(HoursRefusal::NotAnOpening));
        }
    }

    #[test]
    fn openings_of_a_day_do_not_overlap_and_are_at_most_four() {
        let monday = Weekday::Monday;
        let meeting = hours(&[(monday, "13:00-17:00"), (monday, "09:00-13:00")]).unwrap();
        assert_eq!(meeting.on(monday), [opening("09:00-13:00"), opening("13:00-17:00")]);
        let overlapping = hours(&[(Weekday::Sunday, "13:00-17:00"), (Weekday::Sunday, "09:00-13:01")]);
        assert_eq!(overlapping, Err(HoursRefusal::Overlapping));
        let five = ["01:00-02:00", "03:00-04:00", "05:00-06:00", "07:00-08:00", "09:00-10:00"];
        assert_eq!(hours(&five.map(|text| (monday, text))), Err(HoursRefusal::TooMany));
    }

    #[test]
    fn an_office_is_open_at_its_hours_except_on_closed_days() {
        let clinic = hours(&[
            (Weekday::Monday, "09:00-12:00"),
            (Weekday::Tuesday, "09:00-12:00"),
            (Weekday::Tuesday, "14:00-18:00"),
        ]);
        let (clinic, closed) = (clinic.unwrap(), Closings::default());
        let tuesday = [("09:00-12:00", date!(2026 - 11 - 24)), ("14:00-18:00", date!(2026 - 11 - 24))];
        let expected = tuesday.map(|(text, day)| opening(text).on_day(day).unwrap());
        // Monday the 23rd is a holiday.
        let (from, until) = (date!(2026 - 11 - 20), date!(2026 - 11 - 25));
        assert_eq!(clinic.open_intervals(from, until, &closed), expected);
        assert_eq!(clinic.open_intervals(from, date!(2026 - 11 - 24), &closed), []);
        let open = Closings { on_holidays: OnHolidays::Open, ..Closings::default() };
        assert_eq!(clinic.open_intervals(from, until, &open).len(), 3);
    }

    #[test]
    fn an_office_that_is_closed_says_when_it_opens_again() {
        let (assumed, closings) = (WeeklyHours::assumed(), Closings::default());
        let at = |day, time| Timestamp::tokyo(day, time);
        let friday = date!(2026 - 11 - 20);
        for (now, again) in [
            (at(friday, time!(8:59)), Some(at(friday, time!(9:00)))),
            (at(friday, time!(9:00)), None),
            (at(friday, time!(16:59)), None),
            // Monday the 23rd is a holiday.
            (at(friday, time!(17:00)), Some(at(date!(2026 - 11 - 24), time!(9:00)))),
        ] {
            assert_eq!(assumed.opens_again(now, &closings), again, "{now:?}");
        }
        assert_eq!(hours(&[]).unwrap().opens_again(at(friday, time!(9:00)), &closings), None);
    }

    #[test]
    fn an_office_that_never_closes_is_open_in_one_stretch() {
        let weekday = std::iter::successors(Some(Weekday::Monday), |day| Some(day.next())).take(7);
        let always = WeeklyHours::stated(weekday.map(|day| (day, opening("00:00-24:00")))).unwrap();
        let closings =
            Closings { open_on: always.open_on(), on_holidays: OnHolidays::Open, ..Closings::default() };
        let week = always.open_intervals(date!(2026 - 11 - 20), date!(2026 - 11 - 27), &closings);
        assert_eq!(week.iter().map(|open| open.duration().whole_hours()).collect::<Vec<_>>(), [7 * 24]);
    }

    #[test]
    fn hours_nobody_stated_say_so() {
        let assumed = WeeklyHours::assumed();
        assert!(assumed.is_assumed());
        assert_eq!(assumed.open_on(), Weekdays::MONDAY_TO_FRIDAY);
        assert_eq!(assumed.on(Weekday::Friday), [opening("09:00-17:00")]);
        assert!(!hours(&[]).unwrap().is_assumed());
    }
}
