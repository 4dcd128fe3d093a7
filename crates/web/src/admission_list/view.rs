//! What the page of a list shows.

mod row;

use std::collections::BTreeSet;

use app::{
    IdempotencyKey,
    admission_list::{AdmissionList, ListRow, ListWard, Outcome, PastedList},
};
use askama::{Template, filters::HtmlSafe};
use domain::{
    admission_list::{ListColumn, RecognisedBy, RowStanding},
    discharge_case::WardClass,
};
use wording::Value;

use self::row::Reading;
use super::settlement_text;
use crate::{
    board::Chip,
    form::{Choice, Fields, choices},
    page::Page,
};

/// A list that was read.
pub struct ListView {
    pub key: String,
    pub text: String,
    pub counts: Vec<Chip>,
    pub columns: Vec<ColumnView>,
    /// Whether the columns are shown at once: one of them may be needed.
    pub is_asking_columns: bool,
    pub meanings: Vec<Choice>,
    pub for_all: Vec<FieldView>,
    pub wards: Vec<WardView>,
    pub ward_classes: Vec<Choice>,
    pub sections: Vec<Section>,
    pub set_aside: Vec<String>,
    pub can_register: bool,
}

/// A column.
pub struct ColumnView {
    pub nth: usize,
    pub heading: String,
    pub meaning: &'static str,
    pub unsaid: &'static str,
    pub by: String,
}

/// A ward of a new class.
pub struct WardView {
    pub ward: String,
    pub key: String,
    pub class: &'static str,
}

/// Rows that stand alike.
pub struct Section {
    pub key: &'static str,
    pub title: String,
    pub hint: Option<&'static str>,
    pub rows: Vec<RowView>,
}

/// A row.
pub struct RowView {
    pub nth: usize,
    pub line: String,
    pub name: String,
    pub kana: String,
    pub number: String,
    pub born: String,
    pub admitted: String,
    pub ward: String,
    pub more: Vec<String>,
    pub chips: Vec<Chip>,
    pub said: Vec<String>,
    pub to: Option<String>,
    pub fields: Vec<FieldView>,
    pub question: Option<Question>,
    pub hidden: Vec<(String, String)>,
    pub leaves_out: Option<LeavesOut>,
}

/// Whether a row is left out, where that is somebody's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeavesOut {
    Yes,
    No,
}

impl LeavesOut {
    /// Whether the box is ticked.
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }
}

/// A cell to correct.
#[derive(Template)]
#[template(path = "list_field.html")]
pub struct FieldView {
    pub id: String,
    pub name: String,
    pub kind: &'static str,
    pub label: String,
    pub value: String,
    pub hint: Option<String>,
    pub problem: Option<String>,
}

impl HtmlSafe for FieldView {}

/// What a row asks.
pub struct Question {
    pub name: String,
    pub legend: String,
    pub choices: Vec<Choice>,
    pub value: String,
}

/// In which part of the page a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Asks,
    Ready,
    Registered,
    Known,
    LeftOut,
}

const PARTS: [(Part, &str, Option<&str>); 5] = [
    (Part::Asks, "list-part-asks", Some("list-part-asks-hint")),
    (Part::Ready, "list-part-ready", None),
    (Part::Registered, "list-part-registered", None),
    (Part::Known, "list-part-known", Some("list-part-known-hint")),
    (Part::LeftOut, "list-part-left-out", None),
];

impl ListView {
    /// The view of a list as it was sent and read.
    pub fn new(
        page: &Page,
        key: &IdempotencyKey,
        pasted: &PastedList,
        list: AdmissionList,
        typed: &Fields,
    ) -> Self {
        let rows: Vec<(Part, RowView)> = list
            .rows
            .iter()
            .enumerate()
            .map(|(nth, row)| (part(row), Reading { page, pasted, list: &list, nth, row }.view()))
            .collect();
        let count = |part| rows.iter().filter(|(of, _)| *of == part).count();
        let counted = PARTS.into_iter().filter(|(part, ..)| count(*part) > 0);
        let counts = counted.clone().map(|(part, key, _)| {
            let (tone, mark) = tone(part);
            Chip { tone, mark, text: page.with(&format!("{key}-count"), "count", count(part)) }
        });
        let counts = counts.collect();
        let can_register = count(Part::Asks) + count(Part::Ready) > 0;
        let titles: Vec<_> = counted.map(|(part, key, hint)| (part, key, page.t(key), hint)).collect();
        let mut rows = rows;
        let sections = titles.into_iter().map(|(part, key, title, hint)| {
            let (of, others) = std::mem::take(&mut rows).into_iter().partition(|(of, _)| *of == part);
            rows = others;
            let of: Vec<(Part, RowView)> = of;
            Section { key, title, hint, rows: of.into_iter().map(|(_, row)| row).collect() }
        });
        let sections = sections.collect();
        let aside = list.set_aside.iter().map(|aside| {
            let values: [(&'static str, Value); 3] = [
                ("line", aside.line.into()),
                ("why", page.label(aside.why).into()),
                ("text", shortened(&aside.text).into()),
            ];
            page.wording.text_with("list-set-aside-row", &values)
        });
        Self {
            key: key.to_string(),
            text: pasted.text.clone(),
            counts,
            columns: columns(page, &list),
            is_asking_columns: asks_columns(&list),
            meanings: choices(page.wording, ListColumn::ALL),
            for_all: for_all(page, pasted, &list, typed),
            wards: list.wards.iter().filter(|ward| ward.is_new).map(ward_view).collect(),
            ward_classes: choices(page.wording, WardClass::ALL),
            sections,
            set_aside: aside.collect(),
            can_register,
        }
    }
}

fn part(row: &ListRow) -> Part {
    match (&row.outcome, &row.standing) {
        (Outcome::Registered(_), _) => Part::Registered,
        (_, RowStanding::AlreadyRegistered { .. }) => Part::Known,
        _ if row.is_left_out => Part::LeftOut,
        (Outcome::Waiting, RowStanding::Ready(_)) => Part::Ready,
        _ => Part::Asks,
    }
}

const fn tone(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Asks => ("warn", "▲"),
        Part::Ready => ("calm", "○"),
        Part::Registered => ("good", "✓"),
        Part::Known | Part::LeftOut => ("calm", "－"),
    }
}

fn columns(page: &Page, list: &AdmissionList) -> Vec<ColumnView> {
    let view = |(nth, column): (usize, &app::admission_list::Recognised)| ColumnView {
        nth,
        unsaid: list.unsaid.get(nth).copied().unwrap_or(ListColumn::NotUsed).code(),
        heading: match column.heading.as_str() {
            "" => page.with("list-column-nth", "nth", nth + 1),
            heading => shortened(heading),
        },
        meaning: column.meaning.code(),
        by: page.label(column.by),
    };
    list.columns.iter().enumerate().map(view).collect()
}

/// Whether somebody should look at the columns: one that is needed is missing, and one is not known.
fn asks_columns(list: &AdmissionList) -> bool {
    let known: BTreeSet<ListColumn> = list.columns.iter().map(|column| column.meaning).collect();
    let needed = [
        ListColumn::PatientNumber,
        ListColumn::Name,
        ListColumn::NameKana,
        ListColumn::BornOn,
        ListColumn::Sex,
    ];
    let is_guessed = list.columns.iter().any(|column| column.by == RecognisedBy::Content);
    let is_unknown = list.columns.iter().any(|column| column.by == RecognisedBy::Nothing);
    is_guessed || (is_unknown && needed.iter().any(|column| !known.contains(column)))
}

/// What is asked once, where rows do not say it.
fn for_all(page: &Page, pasted: &PastedList, list: &AdmissionList, typed: &Fields) -> Vec<FieldView> {
    let lacks =
        |column| list.rows.iter().any(|row| row.cells.get(&column).is_none_or(|cell| cell.trim().is_empty()));
    let problem =
        |name: &str| page.attempt.as_ref().and_then(|attempt| attempt.problem(name)).map(str::to_owned);
    let mut fields = vec![];
    if lacks(ListColumn::AdmittedOn) {
        let today = pasted.for_all.admitted_on.map(|day| day.to_string()).unwrap_or_default();
        fields.push(FieldView {
            id: format!("list-{}", "admittedOn"),
            name: "admittedOn".into(),
            kind: "date",
            label: page.t("list-for-all-admitted-on"),
            value: if typed.has("admittedOn") { typed.get("admittedOn").to_owned() } else { today },
            hint: Some(page.t("list-for-all-hint")),
            problem: problem("admittedOn"),
        });
    }
    if lacks(ListColumn::Ward) {
        fields.push(FieldView {
            id: format!("list-{}", "ward"),
            name: "ward".into(),
            kind: "text",
            label: page.t("list-for-all-ward"),
            value: typed.get("ward").to_owned(),
            hint: Some(page.t("list-for-all-hint")),
            problem: problem("ward"),
        });
    }
    fields
}

fn ward_view(ward: &ListWard) -> WardView {
    let ListWard { ward, key, class, is_new: _ } = ward;
    WardView { ward: ward.to_string(), key: key.clone(), class: class.code() }
}

/// A text as it fits a line.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
