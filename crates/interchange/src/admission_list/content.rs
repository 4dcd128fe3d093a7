//! Columns without headings, known by what stands in them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    admission_list::{
        ListColumn::{
            self, AdmittedOn, BornOn, ExpectedDischargeOn, Municipality, Name, NameKana, PatientNumber,
            Phone, Sex, Ward,
        },
        RecognisedBy,
    },
    calendar::read_day,
};
use time::{Date, Duration};
use unicode_normalization::UnicodeNormalization;

use super::{
    cell::{clean, near_day, read_sex},
    column::Recognised,
    sheet::{Sheet, is_blank},
};

/// How many rows are looked at.
const LOOKED_AT: usize = 50;

/// Whether the cells of a column hold something.
type Holds = fn(&[String]) -> bool;

/// Settles columns without headings by what stands in them.
pub(super) fn by_content(columns: &mut [Recognised], sheet: &Sheet, today: Date) {
    let mut free: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (nth, _) in
        columns.iter().enumerate().filter(|(_, c)| c.by == RecognisedBy::Nothing && c.heading.is_empty())
    {
        let cells = sheet.rows.iter().take(LOOKED_AT).filter_map(|row| row.cells.get(nth));
        let cells: Vec<String> = cells.filter(|cell| !is_blank(cell)).map(|cell| clean(cell)).collect();
        if !cells.is_empty() {
            free.insert(nth, cells);
        }
    }
    let taken: BTreeSet<ListColumn> = columns.iter().map(|column| column.meaning).collect();
    let mut settle = |nth: usize, meaning: ListColumn| {
        if let Some(column) = columns.get_mut(nth) {
            (column.meaning, column.by) = (meaning, RecognisedBy::Content);
        }
    };
    for (nth, meaning) in days(&free, today) {
        if !taken.contains(&meaning) {
            settle(nth, meaning);
        }
        free.remove(&nth);
    }
    let tests: [(ListColumn, Holds); 7] = [
        (Sex, |cells| mostly(cells, |cell| read_sex(cell).is_some())),
        (Phone, |cells| mostly(cells, is_phone)),
        (PatientNumber, |cells| mostly(cells, is_number) && are_distinct(cells)),
        (NameKana, |cells| mostly(cells, is_kana)),
        (Municipality, |cells| mostly(cells, is_address)),
        (Ward, |cells| mostly(cells, is_ward)),
        (Name, |cells| mostly(cells, is_name) && are_distinct(cells)),
    ];
    for (meaning, holds) in tests {
        if taken.contains(&meaning) {
            continue;
        }
        if let Some(nth) = free.iter().find(|(_, cells)| holds(cells)).map(|(nth, _)| *nth) {
            settle(nth, meaning);
            free.remove(&nth);
        }
    }
}

/// The columns of days: birthdays lie long back, admissions about today, discharges after.
fn days(free: &BTreeMap<usize, Vec<String>>, today: Date) -> Vec<(usize, ListColumn)> {
    let (mut old, mut near) = (vec![], vec![]);
    for (nth, cells) in free {
        // Digits alone may be a number of any kind; as days they count when all of them are.
        let is_written = |cell: &str| cell.contains(|c: char| !c.is_ascii_digit());
        let mut days: Vec<Date> = cells.iter().filter_map(|cell| near_day(cell, today).ok()).collect();
        let is_column = mostly(cells, |cell| is_written(cell) && near_day(cell, today).is_ok())
            || (days.len() == cells.len() && cells.iter().all(|cell| cell.len() == 8));
        if !is_column {
            continue;
        }
        days.sort_unstable();
        let Some(middle) = days.get(days.len() / 2) else { continue };
        if *middle < today - Duration::days(3 * 365) {
            old.push((*nth, *middle));
        } else {
            near.push((*nth, *middle));
        }
    }
    near.sort_by_key(|(_, day)| *day);
    let born = old.into_iter().min_by_key(|(_, day)| *day).map(|(nth, _)| (nth, BornOn));
    let admitted = near.first().filter(|(_, day)| *day <= today + Duration::days(90));
    let discharged = near.get(1).filter(|(_, day)| *day >= today - Duration::days(7));
    born.into_iter()
        .chain(admitted.map(|(nth, _)| (*nth, AdmittedOn)))
        .chain(discharged.map(|(nth, _)| (*nth, ExpectedDischargeOn)))
        .collect()
}

fn mostly(cells: &[String], holds: impl Fn(&str) -> bool) -> bool {
    let count = cells.iter().filter(|cell| holds(cell)).count();
    count * 5 >= cells.len() * 4
}

fn are_distinct(cells: &[String]) -> bool {
    let distinct: BTreeSet<&String> = cells.iter().collect();
    distinct.len() * 10 >= cells.len() * 8
}

fn half(cell: &str) -> String {
    cell.nfkc().collect()
}

fn is_number(cell: &str) -> bool {
    let cell = half(cell);
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    (3..=20).contains(&cell.len())
        && digits >= 3
        && cell.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !is_phone(&cell)
}

fn is_phone(cell: &str) -> bool {
    let cell = half(cell);
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    cell.starts_with(['0', '(', '+'])
        && (10..=11).contains(&digits)
        && cell.contains(['-', '('])
        && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | '+' | ' '))
}

fn is_kana(cell: &str) -> bool {
    let cell = half(cell);
    let is_kana = |c: char| matches!(c, 'ァ'..='ヿ' | 'ぁ'..='ゟ') || c.is_whitespace();
    cell.chars().all(is_kana) && cell.chars().count() >= 3
}

fn is_name(cell: &str) -> bool {
    let length = cell.chars().filter(|c| !c.is_whitespace()).count();
    let is_cjk = |c: char| !c.is_ascii() && c.is_alphabetic() || c.is_whitespace() || c == '・';
    (2..=15).contains(&length) && cell.chars().all(is_cjk) && !cell.ends_with(['科', '棟', '室', '病', '症'])
}

fn is_address(cell: &str) -> bool {
    let cell = half(cell);
    let at = cell.find(['市', '町', '村', '区']);
    at.is_some_and(|at| at >= 3) && !cell.contains("病棟") && cell.chars().count() >= 3
}

fn is_ward(cell: &str) -> bool {
    let cell = half(cell);
    let short = cell.chars().count() <= 8;
    let has_digit = cell.contains(|c: char| c.is_ascii_digit());
    let marks = ["東", "西", "南", "北", "中央", "階", "病棟", "F", "f", "A", "B", "C", "D"];
    cell.ends_with("病棟")
        || matches!(cell.as_str(), "ICU" | "HCU" | "CCU" | "SCU" | "NICU")
        || (short && has_digit && read_day(&cell).is_err() && marks.iter().any(|mark| cell.contains(mark)))
}
