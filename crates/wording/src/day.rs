//! Days and times as people read them, always on the calendar and clock of Japan.

use domain::{
    Interval, Timestamp,
    calendar::{Era, holiday},
};
use time::{Date, Weekday};

use crate::{Language, Wording};

impl Wording {
    /// A day near today: 11/27(金), Fri 27 Nov; a public holiday says so: 11/23(月・祝), Mon 23 Nov (holiday).
    pub fn day(self, date: Date) -> String {
        match self.language {
            Language::Japanese => {
                let (weekday, mark) = (self.weekday(date.weekday()), self.holiday_mark(date));
                format!("{}/{}({weekday}{mark})", u8::from(date.month()), date.day())
            }
            Language::English => format!("{}{}", self.english_day(date), self.holiday_mark(date)),
        }
    }

    /// A day with its year: 2026/11/27(金), Fri 27 Nov 2026.
    pub fn day_and_year(self, date: Date) -> String {
        match self.language {
            Language::Japanese => format!("{}/{}", date.year(), self.day(date)),
            Language::English => {
                format!("{} {}{}", self.english_day(date), date.year(), self.holiday_mark(date))
            }
        }
    }

    fn english_day(self, date: Date) -> String {
        format!("{} {} {}", self.weekday(date.weekday()), date.day(), &date.month().to_string()[..3])
    }

    fn holiday_mark(self, date: Date) -> &'static str {
        match self.language {
            _ if holiday(date).is_none() => "",
            Language::Japanese => "・祝",
            Language::English => " (holiday)",
        }
    }

    /// A day and how far away it is: 11/27(金)・あと5日.
    pub fn day_and_distance(self, date: Date, today: Date) -> String {
        let (day, distance) = (self.day(date), self.distance(date, today));
        match self.language {
            Language::Japanese => format!("{day}・{distance}"),
            Language::English => format!("{day}, {distance}"),
        }
    }

    /// How far away a day is: 今日, 明日, あと5日, 3日前.
    pub fn distance(self, date: Date, today: Date) -> String {
        match (date - today).whole_days() {
            0 => self.text("day-today"),
            1 => self.text("day-tomorrow"),
            -1 => self.text("day-yesterday"),
            days if days > 0 => self.text_with("day-ahead", &[("days", days.into())]),
            days => self.text_with("day-ago", &[("days", (-days).into())]),
        }
    }

    /// From one day to another: 11/25(水)〜11/27(金); a single day alone.
    pub fn day_range(self, first: Date, last: Date) -> String {
        if first == last {
            return self.day(first);
        }
        match self.language {
            Language::Japanese => format!("{}〜{}", self.day(first), self.day(last)),
            Language::English => format!("{} to {}", self.day(first), self.day(last)),
        }
    }

    /// A stretch of time: 11/27(金) 13:00–13:30.
    pub fn time_range(self, at: Interval) -> String {
        let (start, end) = (at.start(), at.end());
        if start.day() == end.day() {
            format!("{}–{}", self.moment(start), clock(end))
        } else {
            format!("{} – {}", self.moment(start), self.moment(end))
        }
    }

    /// A stretch of time on a day that is known: 13:00–13:30.
    pub fn clock_range(self, at: Interval) -> String {
        let (start, end) = (at.start(), at.end());
        if start.day() == end.day() {
            format!("{}–{}", clock(start), clock(end))
        } else {
            format!("{} – {}", clock(start), self.moment(end))
        }
    }

    /// A moment: 11/27(金) 13:00.
    pub fn moment(self, at: Timestamp) -> String {
        format!("{} {}", self.day(at.day()), clock(at))
    }

    /// A day in the official calendar, with the year of the era: 令和8年11月27日; in English 27 November 2026.
    pub fn era(self, date: Date) -> String {
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        if self.language == Language::English {
            return format!("{day} {} {year}", date.month());
        }
        match Era::of(date) {
            Some((era, 1)) => format!("{}元年{month}月{day}日", era.name),
            Some((era, nth)) => format!("{}{nth}年{month}月{day}日", era.name),
            None => format!("{year}年{month}月{day}日"),
        }
    }

    /// The month of a day: 2026年11月; in English November 2026.
    pub fn month(self, date: Date) -> String {
        let (year, month) = (date.year(), u8::from(date.month()));
        match self.language {
            Language::Japanese => format!("{year}年{month}月"),
            Language::English => format!("{} {year}", date.month()),
        }
    }

    /// A day of the week in short: 金, Fri.
    pub fn weekday(self, weekday: Weekday) -> &'static str {
        let nth = usize::from(weekday.number_days_from_monday());
        match self.language {
            Language::Japanese => ["月", "火", "水", "木", "金", "土", "日"][nth],
            Language::English => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][nth],
        }
    }
}

fn clock(at: Timestamp) -> String {
    let at = at.in_tokyo();
    format!("{}:{:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime, time};

    use super::*;

    const JA: Wording = Wording::new(Language::Japanese);
    const EN: Wording = Wording::new(Language::English);

    #[test]
    fn a_day_shows_its_weekday_and_how_far_away_it_is() {
        let today = date!(2026 - 11 - 22);
        let both = |date| (JA.day_and_distance(date, today), EN.day_and_distance(date, today));
        for (date, ja, en) in [
            (date!(2026 - 11 - 27), "11/27(金)・あと5日", "Fri 27 Nov, in 5 days"),
            (date!(2026 - 11 - 23), "11/23(月・祝)・明日", "Mon 23 Nov (holiday), tomorrow"),
            (date!(2026 - 11 - 22), "11/22(日)・今日", "Sun 22 Nov, today"),
            (date!(2026 - 11 - 21), "11/21(土)・昨日", "Sat 21 Nov, yesterday"),
            (date!(2026 - 11 - 12), "11/12(木)・10日前", "Thu 12 Nov, 10 days ago"),
        ] {
            assert_eq!(both(date), (ja.to_owned(), en.to_owned()));
        }
        assert_eq!(JA.day_and_year(date!(2027 - 03 - 31)), "2027/3/31(水)");
        assert_eq!(EN.day_and_year(date!(2027 - 03 - 31)), "Wed 31 Mar 2027");
        assert_eq!(EN.day_and_year(date!(2026 - 11 - 23)), "Mon 23 Nov 2026 (holiday)");
        assert_eq!(JA.day_range(date!(2026 - 11 - 25), date!(2026 - 11 - 27)), "11/25(水)〜11/27(金)");
        assert_eq!(EN.day_range(date!(2026 - 11 - 25), date!(2026 - 11 - 25)), "Wed 25 Nov");
    }

    #[test]
    fn times_are_those_of_japan() {
        let range = |start, end| Interval::new(start, end).unwrap();
        let start = Timestamp::from(datetime!(2026-11-27 04:00 UTC));
        let short = range(start, Timestamp::tokyo(date!(2026 - 11 - 27), time!(13:30)));
        assert_eq!(JA.time_range(short), "11/27(金) 13:00–13:30");
        assert_eq!(EN.time_range(short), "Fri 27 Nov 13:00–13:30");
        assert_eq!(JA.clock_range(short), "13:00–13:30");
        let long = range(start, Timestamp::tokyo(date!(2026 - 11 - 28), time!(9:05)));
        assert_eq!(JA.time_range(long), "11/27(金) 13:00 – 11/28(土) 9:05");
        assert_eq!(JA.clock_range(long), "13:00 – 11/28(土) 9:05");
    }

    #[test]
    fn an_era_begins_with_its_first_year() {
        for (date, ja) in [
            (date!(2026 - 11 - 27), "令和8年11月27日"),
            (date!(2019 - 05 - 01), "令和元年5月1日"),
            (date!(2019 - 04 - 30), "平成31年4月30日"),
            (date!(1989 - 01 - 08), "平成元年1月8日"),
            (date!(1989 - 01 - 07), "昭和64年1月7日"),
            (date!(1926 - 12 - 25), "昭和元年12月25日"),
            (date!(1926 - 12 - 24), "大正15年12月24日"),
            (date!(1912 - 07 - 29), "明治45年7月29日"),
            (date!(1800 - 01 - 01), "1800年1月1日"),
        ] {
            assert_eq!(JA.era(date), ja);
        }
        assert_eq!(EN.era(date!(2026 - 11 - 27)), "27 November 2026");
        assert_eq!(JA.month(date!(2026 - 11 - 27)), "2026年11月");
        assert_eq!(EN.month(date!(2026 - 11 - 27)), "November 2026");
    }
}
