//! What the columns of a list hold: by what somebody said, by what was remembered, by their headings, by what
//! stands in them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::admission_list::{
    ListColumn::{self, AdmittedOn, BornOn, NotUsed, PatientNumber, Phone, Sex},
    RecognisedBy,
};
use time::Date;

use super::{
    content::by_content,
    heading::{Strength, folded, meaning_of},
    sheet::Sheet,
};

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// Its heading as written; empty when it has none.
    pub heading: String,
    /// By what its meaning is remembered.
    pub key: String,
    /// What it holds.
    pub meaning: ListColumn,
    /// By what that is known.
    pub by: RecognisedBy,
}

/// Whether a text is a list at all: it has headings, or columns that no other text has.
pub(super) fn knows_any(sheet: &Sheet, today: Date) -> bool {
    let found = recognise(sheet, today, &HashMap::new(), &BTreeMap::new());
    let is_telling =
        |column: &Recognised| matches!(column.meaning, BornOn | AdmittedOn | PatientNumber | Sex | Phone);
    !sheet.headings.is_empty() || found.iter().any(is_telling)
}

/// What each column holds. `remembered` is by [`Recognised::key`], `said` by position.
pub fn recognise(
    sheet: &Sheet,
    today: Date,
    remembered: &HashMap<String, ListColumn>,
    said: &BTreeMap<usize, ListColumn>,
) -> Vec<Recognised> {
    let mut columns: Vec<Recognised> = keys(sheet)
        .into_iter()
        .enumerate()
        .map(|(nth, (heading, key))| {
            let settled = said.get(&nth).map(|meaning| (*meaning, RecognisedBy::Hand));
            let settled =
                settled.or_else(|| remembered.get(&key).map(|meaning| (*meaning, RecognisedBy::Remembered)));
            let (meaning, by) = settled.unwrap_or((NotUsed, RecognisedBy::Nothing));
            Recognised { heading, key, meaning, by }
        })
        .collect();
    for strength in [Strength::Strong, Strength::Part, Strength::Weak] {
        by_heading(&mut columns, strength);
    }
    by_content(&mut columns, sheet, today);
    columns
}

/// The heading of each column, and the key by which its meaning is remembered.
fn keys(sheet: &Sheet) -> Vec<(String, String)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    (0..sheet.width)
        .map(|nth| {
            let heading = sheet.headings.get(nth).cloned().unwrap_or_default();
            let folded: String = folded(&heading).chars().take(100).collect();
            let count = seen.entry(folded.clone()).and_modify(|count| *count += 1).or_insert(1);
            let key = match (folded.as_str(), *count) {
                ("", _) => format!("#{}/{}", nth + 1, sheet.width),
                (_, 1) => folded,
                (_, count) => format!("{folded}#{count}"),
            };
            (heading, key)
        })
        .collect()
}

/// Settles the columns whose headings are known this well, unless another column has the meaning already.
fn by_heading(columns: &mut [Recognised], strength: Strength) {
    let taken: BTreeSet<ListColumn> = columns.iter().map(|column| column.meaning).collect();
    let mut now = BTreeSet::new();
    for column in columns.iter_mut().filter(|column| column.by == RecognisedBy::Nothing) {
        let Some((meaning, _)) = meaning_of(&column.heading).filter(|(_, known)| *known == strength) else {
            continue;
        };
        if meaning == NotUsed {
            column.by = RecognisedBy::Unneeded;
            continue;
        }
        // Parts add up; else the first column of a meaning counts.
        let is_free = !taken.contains(&meaning) && (strength == Strength::Part || now.insert(meaning));
        if is_free {
            (column.meaning, column.by) = (meaning, RecognisedBy::Heading);
        }
    }
}
