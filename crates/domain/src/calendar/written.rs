//! Days and clock times as people and other systems write them.

use ::time::{Date, Month, Time};
use unicode_normalization::UnicodeNormalization;

use super::era::{ERAS, Era};
use crate::refusal::refusals;

refusals! {
    /// Why a text is not a day.
    DayRefusal {
        /// It is none of the ways in which a day is written.
        Malformed = "DAY_MALFORMED",
        /// The year has two digits and no era: 46 may be 1946 or 昭和46年.
        TwoDigitYear = "DAY_YEAR_AMBIGUOUS",
        /// The year stands last, so that month and day may be either way round.
        YearLast = "DAY_ORDER_AMBIGUOUS",
        /// There is no such day: 2月30日.
        NotInCalendar = "DAY_NOT_IN_CALENDAR",
        /// The era had no such year: 昭和65年.
        NotInEra = "DAY_NOT_IN_ERA",
    }
}

/// Reads a day with its year: `1946-04-01`, `1946/4/1`, `1946.4.1`, `1946年4月1日`, `19460401`, `昭和21年4月1日`,
/// `昭21.4.1`, `S21.4.1`, `令和元年5月1日`, and `3210401` as claims have it (era 1 to 5, year, month, day). Width
/// and blanks do not matter. What follows in brackets (a weekday, an age) is left out, and so is a time of day.
///
/// A year that an era shares with the next one or the one before counts in both: `平成31年6月1日` is read.
///
/// # Errors
/// A [`DayRefusal`].
pub fn read_day(text: &str) -> Result<Date, DayRefusal> {
    let text = folded(text);
    let (era, rest) = era(&text);
    let parts = parts(rest).ok_or(DayRefusal::Malformed)?;
    match (era, parts.as_slice()) {
        (Some(era), [year, month, day]) => in_era(era, year.value, month.value, day.value),
        (Some(era), [digits]) if digits.length == 6 => {
            let (year, month, day) = split(digits.value);
            in_era(era, year, month, day)
        }
        (None, [year, month, day]) if year.length == 4 => civil(year.value, month.value, day.value),
        (None, [_, _, year]) if year.length == 4 => Err(DayRefusal::YearLast),
        (None, [year, _, _]) if year.length <= 2 => Err(DayRefusal::TwoDigitYear),
        (None, [digits]) if digits.length == 8 => {
            let (year, month, day) = split(digits.value);
            civil(year, month, day)
        }
        (None, [digits]) if digits.length == 7 => {
            let (year, month, day) = split(digits.value % 1_000_000);
            let nth =
                usize::try_from(digits.value / 1_000_000).ok().filter(|nth| (1..=ERAS.len()).contains(nth));
            let era = nth.and_then(|nth| ERAS.get(ERAS.len() - nth)).ok_or(DayRefusal::Malformed)?;
            in_era(*era, year, month, day)
        }
        (None, [digits]) if digits.length == 6 => Err(DayRefusal::TwoDigitYear),
        _ => Err(DayRefusal::Malformed),
    }
}

/// Reads a clock time: `13:30`, `9:05`, `13時30分`, `13時`, `1330`. Width and blanks do not matter.
pub fn read_clock(text: &str) -> Option<Time> {
    let text = folded(text);
    let (hour, minute) = match text.split_once([':', '時']) {
        Some((hour, "")) if text.ends_with('時') => (hour, "0"),
        Some((hour, minute)) => (hour, minute.strip_suffix('分').unwrap_or(minute)),
        None if text.len() == 4 && text.is_ascii() => text.split_at(2),
        None => return None,
    };
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    Time::from_hms(number(hour)?, number(minute)?, 0).ok()
}

/// The text in half width and upper case, without blanks; dashes as hyphens.
fn folded(text: &str) -> String {
    let unified = |c| match c {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' => '-',
        c => c.to_ascii_uppercase(),
    };
    let text = text.trim();
    // A time of day stands apart; without blanks it would run into the day.
    let day = match text.rsplit_once([' ', '\u{3000}', 'T']) {
        Some((day, time)) if time.contains([':', '：']) && day.contains(|c: char| c.is_numeric()) => day,
        _ => text,
    };
    day.nfkc().filter(|c| !c.is_whitespace()).map(unified).collect()
}

/// The era a text begins with, and what follows.
fn era(text: &str) -> (Option<Era>, &str) {
    for era in ERAS {
        let short = era.name.chars().next().unwrap_or(era.letter);
        let rest = text
            .strip_prefix(era.name)
            .or_else(|| text.strip_prefix(short))
            .or_else(|| text.strip_prefix(era.letter));
        if let Some(rest) = rest {
            return (Some(era), rest.strip_prefix(['.', '-', '/']).unwrap_or(rest));
        }
    }
    (None, text)
}

/// A number as it is written.
struct Part {
    value: i32,
    length: usize,
}

/// The numbers of a day, apart at what may stand between them; nothing if anything else is there.
fn parts(text: &str) -> Option<Vec<Part>> {
    let text = text.split_once('(').map_or(text, |(day, rest)| if rest.ends_with(')') { day } else { text });
    let text = text.strip_suffix('生').unwrap_or(text);
    let text = text.strip_suffix('日').unwrap_or(text);
    let part = |(nth, text): (usize, &str)| {
        let is_first_year = nth == 0 && text == "元";
        let digits = if is_first_year { "1" } else { text };
        let is_number = (1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let value = digits.parse().ok().filter(|_| is_number)?;
        Some(Part { value, length: digits.len() })
    };
    text.split(['-', '/', '.', '年', '月', ',']).enumerate().map(part).collect()
}

/// Year, month and day of digits that run together.
const fn split(digits: i32) -> (i32, i32, i32) {
    (digits / 10_000, digits / 100 % 100, digits % 100)
}

fn in_era(era: Era, year: i32, month: i32, day: i32) -> Result<Date, DayRefusal> {
    let gregorian = era.first_year() + year - 1;
    if !(1..=99).contains(&year) || era.last_year().is_some_and(|last| gregorian > last) {
        return Err(DayRefusal::NotInEra);
    }
    civil(gregorian, month, day)
}

fn civil(year: i32, month: i32, day: i32) -> Result<Date, DayRefusal> {
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    let date = month.zip(u8::try_from(day).ok()).and_then(|(month, day)| {
        Date::from_calendar_date(year, month, day).ok().filter(|_| (1..=9999).contains(&year))
    });
    date.ok_or(DayRefusal::NotInCalendar)
}

#[cfg(test)]
mod tests {
    use ::time::macros::{date, time};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_is_read_however_it_is_written() {
        let born = date!(1946 - 04 - 01);
        for text in [
            "1946-04-01",
            "1946/4/1",
            "1946.4.1",
            " 1946年4月1日 ",
            "19460401",
            "１９４６／０４／０１",
            "１９４６年　４月　１日",
            "昭和21年4月1日",
            "昭和２１年４月１日生",
            "昭21.4.1",
            "S21.4.1",
            "s21/04/01",
            "S.21.4.1",
            "Ｓ２１．４．１",
            "㍼21年4月1日",
            "S210401",
            "3210401",
            "1946/04/01(月)",
            "S21.4.1（80歳）",
            "1946/4/1 0:00",
            "1946-04-01 00:00:00",
            "1946-04-01T00:00:00",
            "1946−04−01",
        ] {
            assert_eq!(read_day(text), Ok(born), "{text}");
        }
        for (text, day) in [
            ("令和8年11月20日", date!(2026 - 11 - 20)),
            ("R8.11.20", date!(2026 - 11 - 20)),
            ("令和元年5月1日", date!(2019 - 05 - 01)),
            ("㋿元.5.1", date!(2019 - 05 - 01)),
            ("5080101", date!(2026 - 01 - 01)),
            ("平成31年4月30日", date!(2019 - 04 - 30)),
            ("H31.6.1", date!(2019 - 06 - 01)),
            ("昭和64年1月7日", date!(1989 - 01 - 07)),
            ("昭和元年12月25日", date!(1926 - 12 - 25)),
            ("大正15年12月24日", date!(1926 - 12 - 24)),
            ("T1.7.30", date!(1912 - 07 - 30)),
            ("M45.7.29", date!(1912 - 07 - 29)),
            ("2024-02-29", date!(2024 - 02 - 29)),
        ] {
            assert_eq!(read_day(text), Ok(day), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_day_is_refused_for_what_it_is() {
        for (text, refusal) in [
            ("", DayRefusal::Malformed),
            ("未定", DayRefusal::Malformed),
            ("11/27", DayRefusal::Malformed),
            ("16893", DayRefusal::Malformed),
            ("9210401", DayRefusal::Malformed),
            ("1946-04-01-02", DayRefusal::Malformed),
            ("1946--01", DayRefusal::Malformed),
            ("昭和", DayRefusal::Malformed),
            ("山田 太郎", DayRefusal::Malformed),
            ("99999999999999999999", DayRefusal::Malformed),
            ("46.4.1", DayRefusal::TwoDigitYear),
            ("8/11/20", DayRefusal::TwoDigitYear),
            ("460401", DayRefusal::TwoDigitYear),
            ("4/1/1946", DayRefusal::YearLast),
            ("1946-13-01", DayRefusal::NotInCalendar),
            ("2026-02-29", DayRefusal::NotInCalendar),
            ("S21.2.30", DayRefusal::NotInCalendar),
            ("昭和65年1月1日", DayRefusal::NotInEra),
            ("大正16年1月1日", DayRefusal::NotInEra),
            ("S0.1.1", DayRefusal::NotInEra),
        ] {
            assert_eq!(read_day(text), Err(refusal), "{text}");
        }
    }

    #[test]
    fn a_clock_time_is_read_in_either_width() {
        for (text, read) in [
            ("13:30", Some(time!(13:30))),
            ("9:05", Some(time!(9:05))),
            ("１３：３０", Some(time!(13:30))),
            ("13時30分", Some(time!(13:30))),
            ("１３時", Some(time!(13:00))),
            ("1330", Some(time!(13:30))),
            ("24:00", None),
            ("13:60", None),
            ("13:", None),
            ("+1:30", None),
            ("昼", None),
        ] {
            assert_eq!(read_clock(text), read, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_day_or_refused(text in "\\PC{0,30}") {
            let _ = (read_day(&text), read_clock(&text));
        }

        #[test]
        fn every_day_is_read_back_in_its_era(julian in 2_405_000_i32..2_480_000) {
            let day = Date::from_julian_day(julian).unwrap();
            let (month, of_month) = (u8::from(day.month()), day.day());
            let Some((era, year)) = Era::of(day) else { return Ok(()) };
            prop_assert_eq!(read_day(&format!("{}{year}年{month}月{of_month}日", era.name)), Ok(day));
            prop_assert_eq!(read_day(&format!("{}{year:02}.{month:02}.{of_month:02}", era.letter)), Ok(day));
            prop_assert_eq!(read_day(&format!("{}{month:02}{of_month:02}", day.year())), Ok(day));
        }
    }
}
