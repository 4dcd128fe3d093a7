//! Japan's public holidays, computed from the law (国民の祝日に関する法律, 昭和23年法律第178号).

use time::{Date, Month, Weekday, macros::date};

/// The public holiday on this day, if it is one.
///
/// Knows the years 2019 to 2099; outside them the answer is `None`. Before 2019 another Emperor's
/// birthday was kept, and after 2099 the equinox formula ends.
pub fn holiday(on: Date) -> Option<Holiday> {
    if !(2019..=2099).contains(&on.year()) {
        return None;
    }
    named(on)
        .or_else(|| lies_between_two(on).then_some(Holiday::Between))
        .or_else(|| follows_one_on_a_sunday(on).then_some(Holiday::Substitute))
}

/// A public holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holiday {
    /// 1 January.
    NewYear,
    /// Second Monday of January.
    ComingOfAge,
    /// 11 February.
    NationalFoundation,
    /// 23 February since 2020.
    EmperorsBirthday,
    /// In March.
    VernalEquinox,
    /// 29 April.
    Showa,
    /// 3 May.
    Constitution,
    /// 4 May.
    Greenery,
    /// 5 May.
    Children,
    /// Third Monday of July.
    Marine,
    /// 11 August.
    Mountain,
    /// Third Monday of September.
    RespectForTheAged,
    /// In September.
    AutumnalEquinox,
    /// Second Monday of October until 2019.
    HealthAndSports,
    /// Second Monday of October since 2020.
    Sports,
    /// 3 November.
    Culture,
    /// 23 November.
    LabourThanksgiving,
    /// 1 May 2019.
    Accession,
    /// 22 October 2019.
    Enthronement,
    /// The first other day after a holiday that falls on a Sunday (第3条第2項).
    Substitute,
    /// A day whose neighbours are both holidays (第3条第3項).
    Between,
}

impl Holiday {
    /// Its name in the law, or the customary one where the law gives none.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewYear => "元日",
            Self::ComingOfAge => "成人の日",
            Self::NationalFoundation => "建国記念の日",
            Self::EmperorsBirthday => "天皇誕生日",
            Self::VernalEquinox => "春分の日",
            Self::Showa => "昭和の日",
            Self::Constitution => "憲法記念日",
            Self::Greenery => "みどりの日",
            Self::Children => "こどもの日",
            Self::Marine => "海の日",
            Self::Mountain => "山の日",
            Self::RespectForTheAged => "敬老の日",
            Self::AutumnalEquinox => "秋分の日",
            Self::HealthAndSports => "体育の日",
            Self::Sports => "スポーツの日",
            Self::Culture => "文化の日",
            Self::LabourThanksgiving => "勤労感謝の日",
            Self::Accession => "天皇の即位の日",
            Self::Enthronement => "即位礼正殿の儀",
            Self::Substitute => "振替休日",
            Self::Between => "国民の休日",
        }
    }
}

/// Holidays that a special law put on a day, instead of the usual one where there is one: the
/// enthronement (平成30年法律第99号), the old name and rule of Sports Day in 2019, and the Olympic
/// summers (平成27年法律第33号 第32条, as amended in 2018 and 2020).
const BY_SPECIAL_LAW: [(Date, Holiday); 9] = [
    (date!(2019 - 05 - 01), Holiday::Accession),
    (date!(2019 - 10 - 14), Holiday::HealthAndSports),
    (date!(2019 - 10 - 22), Holiday::Enthronement),
    (date!(2020 - 07 - 23), Holiday::Marine),
    (date!(2020 - 07 - 24), Holiday::Sports),
    (date!(2020 - 08 - 10), Holiday::Mountain),
    (date!(2021 - 07 - 22), Holiday::Marine),
    (date!(2021 - 07 - 23), Holiday::Sports),
    (date!(2021 - 08 - 08), Holiday::Mountain),
];

/// The 「国民の祝日」 on this day: those the law names, without the two kinds derived from them.
fn named(on: Date) -> Option<Holiday> {
    if let Some((_, holiday)) = BY_SPECIAL_LAW.iter().find(|(day, _)| *day == on) {
        return Some(*holiday);
    }
    let usual = usual(on)?;
    let moved = BY_SPECIAL_LAW.iter().any(|(day, holiday)| *holiday == usual && day.year() == on.year());
    (!moved).then_some(usual)
}

/// Article 2, as in force since 2020.
fn usual(on: Date) -> Option<Holiday> {
    let year = on.year();
    match (on.month(), on.day()) {
        (Month::January, 1) => Some(Holiday::NewYear),
        (Month::January, _) if is_monday(on, 2) => Some(Holiday::ComingOfAge),
        (Month::February, 11) => Some(Holiday::NationalFoundation),
        (Month::February, 23) if year >= 2020 => Some(Holiday::EmperorsBirthday),
        (Month::March, day) if day == equinox(year, 20_843_100) => Some(Holiday::VernalEquinox),
        (Month::April, 29) => Some(Holiday::Showa),
        (Month::May, 3) => Some(Holiday::Constitution),
        (Month::May, 4) => Some(Holiday::Greenery),
        (Month::May, 5) => Some(Holiday::Children),
        (Month::July, _) if is_monday(on, 3) => Some(Holiday::Marine),
        (Month::August, 11) => Some(Holiday::Mountain),
        (Month::September, _) if is_monday(on, 3) => Some(Holiday::RespectForTheAged),
        (Month::September, day) if day == equinox(year, 23_248_800) => Some(Holiday::AutumnalEquinox),
        (Month::October, _) if year >= 2020 && is_monday(on, 2) => Some(Holiday::Sports),
        (Month::November, 3) => Some(Holiday::Culture),
        (Month::November, 23) => Some(Holiday::LabourThanksgiving),
        _ => None,
    }
}

fn is_monday(on: Date, nth: u8) -> bool {
    on.weekday() == Weekday::Monday && on.day().div_ceil(7) == nth
}

/// The day of the month of an equinox, 1980 to 2099, by the formula of the Hydrographic Department
/// (新こよみ便利帳, 暦計算研究会編), in millionths of a day: the equinox of 1980, 0.242194 days more each
/// year, less the leap days since.
///
/// The law leaves the day to the calendar notice of the February before, which has always agreed.
fn equinox(year: i32, in_1980: i32) -> u8 {
    let years = year - 1980;
    let day = (in_1980 + 242_194 * years) / 1_000_000 - years / 4;
    u8::try_from(day).unwrap_or(0)
}

fn lies_between_two(on: Date) -> bool {
    let is_named = |day: Option<Date>| day.and_then(named).is_some();
    is_named(on.previous_day()) && is_named(on.next_day())
}

fn follows_one_on_a_sunday(on: Date) -> bool {
    std::iter::successors(on.previous_day(), |day| day.previous_day())
        .take_while(|day| named(*day).is_some())
        .any(|day| day.weekday() == Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        io::{Write, stderr},
    };

    use super::*;

    #[test]
    fn the_law_gives_these_days() {
        for (on, name) in [
            (date!(2019 - 04 - 30), Some("国民の休日")),
            (date!(2019 - 05 - 01), Some("天皇の即位の日")),
            (date!(2019 - 05 - 02), Some("国民の休日")),
            (date!(2019 - 10 - 14), Some("体育の日")),
            (date!(2019 - 10 - 22), Some("即位礼正殿の儀")),
            (date!(2019 - 02 - 23), None),
            (date!(2020 - 05 - 06), Some("振替休日")),
            (date!(2020 - 07 - 20), None),
            (date!(2020 - 07 - 24), Some("スポーツの日")),
            (date!(2020 - 08 - 11), None),
            (date!(2020 - 10 - 12), None),
            (date!(2021 - 08 - 08), Some("山の日")),
            (date!(2021 - 08 - 09), Some("振替休日")),
            (date!(2026 - 03 - 20), Some("春分の日")),
            (date!(2026 - 05 - 06), Some("振替休日")),
            (date!(2026 - 09 - 21), Some("敬老の日")),
            (date!(2026 - 09 - 22), Some("国民の休日")),
            (date!(2026 - 09 - 23), Some("秋分の日")),
            (date!(2026 - 09 - 24), None),
            (date!(2026 - 11 - 23), Some("勤労感謝の日")),
            (date!(2026 - 12 - 31), None),
            (date!(2027 - 03 - 21), Some("春分の日")),
            (date!(2027 - 03 - 22), Some("振替休日")),
            (date!(2018 - 01 - 01), None),
            (date!(2100 - 01 - 01), None),
        ] {
            assert_eq!(holiday(on).map(Holiday::name), name, "{on}");
        }
    }

    #[test]
    fn every_day_of_2019_to_2099_agrees_with_two_independent_libraries() {
        let path =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/holidays/jp_holidays_2019_2099.csv");
        let Ok(table) = fs::read_to_string(path) else {
            writeln!(stderr(), "not compared with a table of holidays: put one at {path}").unwrap();
            return;
        };
        let mut rows = table.lines().skip(1).peekable();
        let mut day = date!(2019 - 01 - 01);
        while day <= date!(2099 - 12 - 31) {
            let row = rows.next_if(|row| row.starts_with(&day.to_string()));
            let expected = row.and_then(|row| row.split(',').nth(1)).map(|name| match name {
                substitute if substitute.ends_with("振替休日") => "振替休日",
                other => other,
            });
            assert_eq!(holiday(day).map(Holiday::name), expected, "{day}");
            day = day.next_day().unwrap();
        }
        assert_eq!(rows.next(), None, "every row was met");
    }
}
