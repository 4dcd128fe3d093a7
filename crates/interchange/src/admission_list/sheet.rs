//! Text into rows and cells.

use std::collections::BTreeSet;

use domain::{
    admission_list::{ListRefusal, MOST_BYTES, MOST_ROWS, Outside},
    calendar::read_day,
};

use super::heading::{Strength, folded, meaning_of};

/// The most rows above the headings.
const MOST_TITLES: usize = 10;
/// The most lines in one cell between quotation marks; more are taken for a mark that was never closed.
const MOST_LINES_IN_CELL: usize = 10;
/// The most bytes in one cell between quotation marks.
const MOST_BYTES_IN_CELL: usize = 4_000;
/// As many separators in one line between quotation marks are taken for a row that the marks have swallowed.
const SEPARATORS_OF_A_ROW: usize = 3;

/// A list cut into rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The headings as written; empty when the list has none.
    pub headings: Vec<String>,
    /// How many columns it has.
    pub width: usize,
    /// The rows that are patients'.
    pub rows: Vec<SheetRow>,
    /// The rows that are not.
    pub set_aside: Vec<SetAside>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// The line on which it begins, counted from 1.
    pub line: u32,
    /// Its cells as written.
    pub cells: Vec<String>,
    /// What is wrong with the row as a whole.
    pub fault: Option<ListRefusal>,
}

/// A row that is no patient's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The line on which it begins, counted from 1.
    pub line: u32,
    /// Why.
    pub why: Outside,
    /// What it says.
    pub text: String,
}

impl Sheet {
    /// Cuts a list into rows: separated by tabs, commas or semicolons, cells in quotation marks or not, lines ended
    /// in any way. Blank rows count for nothing.
    ///
    /// # Errors
    /// [`ListRefusal::TooLong`], [`ListRefusal::TooManyRows`], [`ListRefusal::Empty`].
    pub fn read(text: &str) -> Result<Self, ListRefusal> {
        if text.len() > MOST_BYTES {
            return Err(ListRefusal::TooLong);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut records = records(text, separator(text));
        records.retain(|row| row.cells.iter().any(|cell| !is_blank(cell)));
        let headings = headings(&records);
        let mut sheet = Self::default();
        let mut heading_row = vec![];
        if let Some((nth, headings)) = headings {
            let rest = records.split_off(nth + 1);
            heading_row = records.pop().map(|row| row.cells).unwrap_or_default();
            sheet.set_aside = records.into_iter().map(|row| aside(&row, Outside::AboveHeadings)).collect();
            sheet.headings = headings;
            records = rest;
        }
        sheet.width =
            records.iter().map(|row| filled_until(&row.cells)).max().unwrap_or(0).max(sheet.headings.len());
        for row in records {
            match outside(&row.cells, &heading_row, sheet.width) {
                Some(why) => sheet.set_aside.push(aside(&row, why)),
                None => sheet.rows.push(row),
            }
        }
        sheet.mark_wide_rows();
        match sheet.rows.len() {
            0 => Err(ListRefusal::Empty),
            rows if rows > MOST_ROWS => Err(ListRefusal::TooManyRows),
            _ => Ok(sheet),
        }
    }

    /// Marks the rows with more cells than headings, as a comma in a name makes them; unless most rows have them.
    fn mark_wide_rows(&mut self) {
        let headed = self.headings.len();
        let is_wide = |row: &SheetRow| headed > 0 && filled_until(&row.cells) > headed;
        let wide = self.rows.iter().filter(|row| is_wide(row)).count();
        if wide * 2 > self.rows.len() {
            return;
        }
        for row in self.rows.iter_mut().filter(|row| is_wide(row)) {
            row.fault = Some(ListRefusal::RowTooWide);
        }
    }
}

/// Whether a cell says nothing that anybody sees.
pub(super) fn is_blank(cell: &str) -> bool {
    cell.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'))
}

fn filled_until(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !is_blank(cell)).map_or(0, |last| last + 1)
}

fn aside(row: &SheetRow, why: Outside) -> SetAside {
    let said: Vec<_> = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !is_blank(cell)).collect();
    SetAside { line: row.line, why, text: said.join(" ") }
}

/// Why a row is no patient's, if it is not.
fn outside(cells: &[String], heading_row: &[String], width: usize) -> Option<Outside> {
    let filled: Vec<&String> = cells.iter().filter(|cell| !is_blank(cell)).collect();
    let folded_row = |cells: &[String]| -> Vec<String> {
        cells.get(..filled_until(cells)).unwrap_or_default().iter().map(|cell| folded(cell)).collect()
    };
    if !heading_row.is_empty() && folded_row(cells) == folded_row(heading_row) {
        return Some(Outside::HeadingsAgain);
    }
    let is_dated = filled.iter().any(|cell| read_day(cell).is_ok());
    if !is_dated && filled.iter().any(|cell| is_total(cell)) {
        return Some(Outside::Total);
    }
    (filled.len() < 2 && width > 2).then_some(Outside::Remark)
}

fn is_total(cell: &str) -> bool {
    const TOTALS: &[&str] = &[
        "合計",
        "小計",
        "総計",
        "総合計",
        "累計",
        "総数",
        "件数",
        "人数",
        "計",
        "total",
        "subtotal",
        "grandtotal",
    ];
    let said: String = folded(cell).chars().take_while(|c| !matches!(c, ':' | '0'..='9')).collect();
    TOTALS.contains(&said.as_str())
}

/// The row of headings, if there is one, with what each column is headed.
fn headings(records: &[SheetRow]) -> Option<(usize, Vec<String>)> {
    let mut best: Option<(usize, usize, Vec<String>)> = None;
    for (nth, row) in records.iter().enumerate().take(MOST_TITLES) {
        if row.cells.iter().any(|cell| read_day(cell).is_ok()) {
            continue;
        }
        let above = nth.checked_sub(1).and_then(|above| records.get(above)).map(|row| row.cells.as_slice());
        let headings = under(&row.cells, above.unwrap_or_default());
        let known: BTreeSet<_> = headings.iter().filter_map(|heading| meaning_of(heading)).collect();
        let strong = known.iter().filter(|(_, strength)| *strength != Strength::Weak).count();
        let is_row = strong >= 2 || (strong == 1 && filled_until(&row.cells) <= 3);
        if is_row && best.as_ref().is_none_or(|(count, ..)| known.len() > *count) {
            best = Some((known.len(), nth, headings));
        }
    }
    best.map(|(_, nth, headings)| (nth, headings))
}

/// The headings of a row below merged cells: 日 under 入院 is 入院日.
fn under(row: &[String], above: &[String]) -> Vec<String> {
    let mut group = "";
    let heading = |(nth, cell): (usize, &String)| {
        if let Some(text) = above.get(nth).map(String::as_str).filter(|text| !is_blank(text)) {
            group = text.trim();
        }
        let cell = cell.trim();
        let joined = format!("{group}{cell}");
        if meaning_of(cell).is_none_or(|(_, strength)| strength == Strength::Weak)
            && !group.is_empty()
            && meaning_of(&joined).is_some()
        {
            joined
        } else {
            cell.to_owned()
        }
    };
    row.get(..filled_until(row)).unwrap_or_default().iter().enumerate().map(heading).collect()
}

/// What separates the cells: whatever most lines have.
fn separator(text: &str) -> char {
    let lines = |separator| text.lines().filter(|line| line.contains(separator)).count();
    // Of equals the last counts.
    [';', ',', '\t'].into_iter().max_by_key(|separator| lines(*separator)).unwrap_or('\t')
}

fn records(text: &str, separator: char) -> Vec<SheetRow> {
    let (mut records, mut cells) = (vec![], vec![]);
    let (mut line, mut begun) = (1, 1);
    let mut rest = text;
    loop {
        let (cell, after) = cell(rest, separator);
        line += lines_in(rest.get(..rest.len() - after.len()).unwrap_or_default());
        cells.push(cell);
        let row_ends = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r']));
        if let Some(next) = after.strip_prefix(separator) {
            rest = next;
            continue;
        }
        records.push(SheetRow { line: begun, cells: std::mem::take(&mut cells), fault: None });
        let Some(next) = row_ends else { return records };
        line += 1;
        (begun, rest) = (line, next);
    }
}

/// How many lines end in a text.
fn lines_in(text: &str) -> u32 {
    let ends = text.char_indices().filter(|(at, c)| match c {
        '\n' => true,
        '\r' => !text.get(at + 1..).is_some_and(|rest| rest.starts_with('\n')),
        _ => false,
    });
    ends.map(|_| 1).sum()
}

/// The first cell of a text, and what follows.
fn cell(text: &str, separator: char) -> (String, &str) {
    if let Some(quoted) = text.strip_prefix('"').and_then(|text| in_quotation_marks(text, separator)) {
        return quoted;
    }
    let end = text.find([separator, '\r', '\n']).unwrap_or(text.len());
    let (cell, after) = text.split_at(end);
    (cell.to_owned(), after)
}

/// A cell up to its closing mark. Nothing when no mark closes it, or when that would swallow rows.
fn in_quotation_marks(text: &str, separator: char) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"').filter(|end| inside.len() + end <= MOST_BYTES_IN_CELL)?;
        let (part, closed) = rest.split_at(end);
        inside.push_str(part);
        let after = closed.get(1..)?;
        if let Some(next) = after.strip_prefix('"') {
            inside.push('"');
            rest = next;
            continue;
        }
        let most = if separator == '\t' { 1 } else { SEPARATORS_OF_A_ROW };
        let lines: Vec<&str> = inside.split(['\r', '\n']).filter(|line| !line.is_empty()).collect();
        let swallows = lines.len() > 1 && lines.iter().any(|line| line.matches(separator).count() >= most);
        let ends = after.is_empty() || after.starts_with([separator, '\r', '\n']);
        return (ends && !swallows && lines.len() <= MOST_LINES_IN_CELL).then_some((inside, after));
    }
}
