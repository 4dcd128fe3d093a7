//! What single cells mean in more than one layout.

use time::{Time, Weekday};
use unicode_normalization::UnicodeNormalization;

use crate::{
    places::CodeError,
    table::{Column, Header, Reason, Row},
};

/// The days of the week as column names and texts write them.
pub(super) const WEEK: [(Weekday, char); 7] = [
    (Weekday::Monday, '月'),
    (Weekday::Tuesday, '火'),
    (Weekday::Wednesday, '水'),
    (Weekday::Thursday, '木'),
    (Weekday::Friday, '金'),
    (Weekday::Saturday, '土'),
    (Weekday::Sunday, '日'),
];

/// The seven columns `name（月）` to `name（日）`.
pub(super) fn week_columns(header: &Header, name: &str) -> [Column; 7] {
    WEEK.map(|(_, day)| header.column(&format!("{name}（{day}）")))
}

/// The weekdays whose flag is 1; `None` unless all seven are filled and at least one is 1.
pub(super) fn open_weekdays(row: &Row<'_>, columns: [Column; 7]) -> Result<Option<Vec<Weekday>>, Reason> {
    let mut open = Vec::new();
    for ((day, _), column) in WEEK.into_iter().zip(columns) {
        match flag(row, column)? {
            Some(true) => open.push(day),
            Some(false) => {}
            None => return Ok(None),
        }
    }
    Ok((!open.is_empty()).then_some(open))
}

/// A flag of 0 or 1; `None` where the column is empty.
pub(super) fn flag(row: &Row<'_>, column: Column) -> Result<Option<bool>, Reason> {
    match row.text(column)? {
        None => Ok(None),
        Some("1") => Ok(Some(true)),
        Some("0") => Ok(Some(false)),
        Some(_) => Err(Reason::Flag(row.cell(column))),
    }
}

/// A clock time such as 9:00 or 09:00; 24:00 is midnight.
pub(super) fn clock_time(row: &Row<'_>, column: Column) -> Result<Option<Time>, Reason> {
    let parse = |text: &str| {
        let text: String = text.nfkc().collect();
        let (hour, rest) = text.split_once(':')?;
        let minute = rest.split_once(':').map_or(rest, |(minute, _)| minute);
        let two_digits =
            |part: &str| (1..=2).contains(&part.len()).then(|| part.parse::<u8>().ok()).flatten();
        match (two_digits(hour)?, two_digits(minute)?) {
            (24, 0) => Some(Time::MIDNIGHT),
            (hour, minute) => Time::from_hms(hour, minute, 0).ok(),
        }
    };
    let read = |text| parse(text).ok_or_else(|| Reason::Time(row.cell(column)));
    row.text(column)?.map(read).transpose()
}

/// The identifier of a facility, where it has one: ASCII letters and digits, nothing else.
///
/// A spreadsheet that writes 1111100001500 as 1.1111E+12 makes many facilities one.
pub(super) fn identifier(row: &Row<'_>, column: Column) -> Result<Option<String>, Reason> {
    let check = |text: &str| {
        let text: String = text.nfkc().collect();
        let sound = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if sound { Ok(text) } else { Err(Reason::Identifier(row.cell(column))) }
    };
    row.text(column)?.map(check).transpose()
}

/// A web address as published, where it is a sound one of `http` or `https`. Mail addresses, names
/// without a scheme and broken schemes (`http:/x`, `https//x`) are no addresses.
pub(super) fn web_address(row: &Row<'_>, column: Column) -> Result<Option<String>, Reason> {
    Ok(row.text(column)?.filter(|text| is_web_address(text)).map(str::to_owned))
}

fn is_web_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let labels = |name: &str| name.contains('.') && name.split('.').all(|label| !label.is_empty());
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    let refused = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`');
    known && labels(name) && !host.contains('@') && !text.contains(refused)
}

/// The reason for a municipality code that is none.
pub(super) fn code_reason(error: CodeError, row: &Row<'_>, column: Column) -> Reason {
    match error {
        CodeError::Malformed => Reason::MunicipalityCode(row.cell(column)),
        CodeError::CheckDigit => Reason::CheckDigit(row.cell(column)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sound_web_addresses_are_kept() {
        for sound in ["http://example.jp", "https://www.example.or.jp/在宅/?a=1", "HTTP://example.jp:8080/"]
        {
            assert!(is_web_address(sound), "{sound}");
        }
        let broken = [
            "http:/example.jp",
            "https:example.jp",
            "https//example.jp",
            "www.example.jp",
            "mihon@example.jp",
            "javascript:alert(1)//://a.b",
            "ftp://example.jp",
            "http://",
            "http://example",
            "http://example..jp",
            "https://example.jp@other.jp/",
            "http://example.jp/a b",
            "http://example.jp/\"onclick",
        ];
        for broken in broken {
            assert!(!is_web_address(broken), "{broken}");
        }
    }
}
