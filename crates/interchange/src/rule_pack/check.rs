//! Finds every fault of a pack's file at once.

use std::{collections::BTreeMap, ops::Range};

use domain::{
    calendar::{Month, read_day},
    rule::{Condition, ConditionFaultKind, Fact, FactKind, Meant, PackFault, PackFaultKind, Part, Wanted},
    text::Note,
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::shape::{Field, LONGEST_TEXT, PACK, Shape};
use crate::places::parse_code;

type Found<'v> = Spanned<DeValue<'v>>;

/// Every fault of a file, in the order of the text. `below` are the keys of the pack it is laid over.
pub(super) fn faults(text: &str, below: &Keys) -> Vec<PackFault> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut check = Check { text, faults: vec![], keys: BTreeMap::new(), named: vec![] };
    for error in errors {
        let at = error.span().unwrap_or(0..0);
        check.fault(at, "", PackFaultKind::Syntax, error.message(), None);
    }
    if check.faults.is_empty() {
        let table = document.get_ref();
        check.table(table, PACK, &document.span(), "");
        check.references(below);
        check.order(table);
        check.steps(table);
    }
    check.faults.sort();
    check.faults.dedup();
    check.faults
}

/// The line and the character in it, both counted from 1, of a place in a text.
pub(super) fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The keys of each part of a pack.
pub(super) type Keys = BTreeMap<Part, Vec<String>>;

/// A key named somewhere.
struct Named {
    part: Part,
    key: String,
    at: Range<usize>,
    field: String,
}

struct Check<'t> {
    text: &'t str,
    faults: Vec<PackFault>,
    keys: Keys,
    named: Vec<Named>,
}

impl Check<'_> {
    fn fault(
        &mut self,
        at: Range<usize>,
        field: &str,
        kind: PackFaultKind,
        found: impl Into<String>,
        suggestion: Option<Meant>,
    ) {
        let (line, column) = place(self.text, at.start);
        self.faults.push(PackFault {
            line,
            column,
            field: field.to_owned(),
            kind,
            found: found.into(),
            suggestion,
        });
    }

    fn table(&mut self, table: &DeTable<'_>, fields: &[Field], at: &Range<usize>, path: &str) {
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        for (name, value) in table {
            let field = join(path, name.get_ref());
            match fields.iter().find(|known| known.name == name.get_ref()) {
                Some(known) => self.value(value, known.shape, &field),
                None => {
                    let meant = nearest(name.get_ref(), &names);
                    self.fault(name.span(), &field, PackFaultKind::UnknownField, "", meant.map(Meant::Text));
                }
            }
        }
        for missing in fields.iter().filter(|field| field.is_required && !table.contains_key(field.name)) {
            let at = at.start..at.start;
            self.fault(at, &join(path, missing.name), PackFaultKind::MissingField, "", None);
        }
    }

    fn value(&mut self, found: &Found<'_>, shape: Shape, field: &str) {
        let at = found.span();
        match (shape, found.get_ref()) {
            (Shape::List(of), DeValue::Array(items)) => {
                for (place, item) in items.iter().enumerate() {
                    self.value(item, *of, &format!("{field}[{}]", place + 1));
                }
            }
            (Shape::Table(fields), DeValue::Table(table)) => self.table(table, fields, &at, field),
            (Shape::Keyed(part, fields), DeValue::Table(table)) => {
                self.table(table, fields, &at, field);
                self.declare(part, table, field);
            }
            (Shape::Whole(least, most), DeValue::Integer(number)) => {
                let number = number.to_string();
                if !number.parse().is_ok_and(|number: i64| (least..=most).contains(&number)) {
                    let bounds = Some(Meant::Text(format!("{least}-{most}")));
                    self.fault(at, field, PackFaultKind::OutOfBounds, number, bounds);
                }
            }
            (Shape::Percent, DeValue::Integer(_) | DeValue::Float(_)) => {
                let number = self.text.get(at.clone()).unwrap_or_default().to_owned();
                if !number.parse().is_ok_and(|number: f64| (0.0..=100.0).contains(&number)) {
                    self.fault(
                        at,
                        field,
                        PackFaultKind::OutOfBounds,
                        number,
                        Some(Meant::Text("0-100".into())),
                    );
                }
            }
            (_, DeValue::String(text)) => self.text(text, at, shape, field),
            (_, _) => {
                let (wanted, stands) = (Some(Meant::Kind(shape.wanted())), self.text.get(at.clone()));
                let stands: String = stands
                    .and_then(|text| text.lines().next())
                    .unwrap_or_default()
                    .chars()
                    .take(40)
                    .collect();
                self.fault(at, field, PackFaultKind::WrongType, stands, wanted);
            }
        }
    }

    fn text(&mut self, text: &str, at: Range<usize>, shape: Shape, field: &str) {
        use PackFaultKind as K;
        if text.trim().is_empty() {
            return self.fault(at, field, K::Empty, "", None);
        }
        if text.chars().count() > LONGEST_TEXT {
            return self.fault(at, field, K::OutOfBounds, "", Some(Meant::Text(format!("1-{LONGEST_TEXT}"))));
        }
        match shape {
            Shape::Text if Note::parse(text).is_err() => {
                self.fault(at, field, K::OutOfBounds, text.escape_debug().to_string(), None);
            }
            Shape::Text => {}
            Shape::Key if is_key(text) => {}
            Shape::Key => self.fault(at, field, K::NotAKey, text, None),
            Shape::Names(part) => {
                self.named.push(Named { part, key: text.to_owned(), at, field: field.to_owned() });
            }
            Shape::Word(words) if words.contains(&text) => {}
            Shape::Word(words) => {
                let meant = nearest(text, words).or_else(|| Some(words.join(", ")));
                self.fault(at, field, K::NoSuchValue, text, meant.map(Meant::Text));
            }
            Shape::Day if is_day(text) => {}
            Shape::Day => self.fault(at, field, K::NoSuchValue, text, Some(Meant::Text("2026-06-01".into()))),
            Shape::Month if Month::parse(text).is_some() => {}
            Shape::Month => self.fault(at, field, K::NoSuchValue, text, Some(Meant::Text("2026-06".into()))),
            Shape::Municipality => {
                // Six digits end with a check digit, which is no part of the code here.
                let code = parse_code(text, None).ok().flatten();
                if code.as_deref() != Some(text) {
                    let meant = code.unwrap_or_else(|| "11201".to_owned());
                    self.fault(at, field, K::NoSuchValue, text, Some(Meant::Text(meant)));
                }
            }
            Shape::Condition => self.condition(text, at, field),
            Shape::Whole(..) | Shape::Percent | Shape::List(_) | Shape::Table(_) | Shape::Keyed(..) => {
                self.fault(at, field, K::WrongType, text, Some(Meant::Kind(shape.wanted())));
            }
        }
    }

    fn condition(&mut self, text: &str, at: Range<usize>, field: &str) {
        let Err(fault) = text.parse::<Condition>() else { return };
        let found = text.get(fault.at.clone()).unwrap_or_default();
        let suggestion = match &fault.kind {
            ConditionFaultKind::NoSuchFact => {
                let facts: Vec<&str> = Fact::ALL.iter().map(|fact| fact.code()).collect();
                nearest(found, &facts).or_else(|| Some(facts.join(", "))).map(Meant::Text)
            }
            ConditionFaultKind::NoSuchWord(fact) => match fact.kind() {
                FactKind::Words(words) => {
                    nearest(found, words).or_else(|| Some(words.join(", "))).map(Meant::Text)
                }
                FactKind::Number | FactKind::Name => None,
            },
            ConditionFaultKind::NotANumber(_) => Some(Meant::Kind(Wanted::Compared)),
            ConditionFaultKind::NotOrdered(_) => Some(Meant::Kind(Wanted::Equal)),
            ConditionFaultKind::Expected(wanted) => Some(Meant::Kind(*wanted)),
            ConditionFaultKind::TooDeep => Some(Meant::Kind(Wanted::Shallower)),
        };
        // A plain string starts after its quotation mark; in others the place of the string itself must do.
        let is_plain =
            self.text.get(at.clone()).is_some_and(|quoted| quoted.get(1..quoted.len() - 1) == Some(text));
        let place = if is_plain { at.start + 1 + fault.at.start..at.end } else { at };
        self.fault(place, field, PackFaultKind::NotACondition, found, suggestion);
    }

    fn declare(&mut self, part: Part, table: &DeTable<'_>, field: &str) {
        let Some((key, at)) = text_of(table, "key") else { return };
        let keys = self.keys.entry(part).or_default();
        if keys.iter().any(|known| known == key) {
            self.fault(at, &join(field, "key"), PackFaultKind::Duplicate, key, None);
        } else {
            keys.push(key.to_owned());
        }
    }

    fn references(&mut self, below: &Keys) {
        for Named { part, key, at, field } in std::mem::take(&mut self.named) {
            let empty = vec![];
            let own = self.keys.get(&part).unwrap_or(&empty);
            let known: Vec<&str> =
                own.iter().chain(below.get(&part).unwrap_or(&empty)).map(String::as_str).collect();
            if !known.contains(&key.as_str()) {
                let meant = nearest(&key, &known).or_else(|| (!known.is_empty()).then(|| known.join(", ")));
                self.fault(at, &field, PackFaultKind::NoSuchKey, key, meant.map(Meant::Text));
            }
        }
    }

    fn order(&mut self, table: &DeTable<'_>) {
        if let (Some((from, _)), Some((until, at))) =
            (text_of(table, "in_force_from"), text_of(table, "in_force_until"))
            && is_day(from)
            && is_day(until)
            && until < from
        {
            self.fault(at, "in_force_until", PackFaultKind::EndsBeforeItBegins, until, None);
        }
    }

    /// What the fields of a step say together.
    fn steps(&mut self, table: &DeTable<'_>) {
        let Some(DeValue::Array(steps)) = table.get("milestones").map(Spanned::get_ref) else { return };
        let mut waits: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (place, found) in steps.iter().enumerate() {
            let DeValue::Table(step) = found.get_ref() else { continue };
            let field = format!("milestones[{}]", place + 1);
            if !step.contains_key("offset") && !step.contains_key("words") {
                let at = found.span();
                self.fault(
                    at,
                    &field,
                    PackFaultKind::NoDayAndNoWords,
                    "",
                    Some(Meant::Text("offset, words".into())),
                );
            }
            self.latest(step, &field);
            if let Some(DeValue::Array(others)) = step.get("instead").map(Spanned::get_ref) {
                for (at, other) in others.iter().enumerate() {
                    if let DeValue::Table(other) = other.get_ref() {
                        self.latest(other, &format!("{field}.instead[{}]", at + 1));
                    }
                }
            }
            if let (Some((key, _)), Some(DeValue::Array(after))) =
                (text_of(step, "key"), step.get("after").map(Spanned::get_ref))
            {
                waits.entry(key).or_default().extend(after.iter().filter_map(|key| key.get_ref().as_str()));
            }
        }
        for (place, found) in steps.iter().enumerate() {
            let DeValue::Table(step) = found.get_ref() else { continue };
            if let Some((key, at)) = text_of(step, "key")
                && waits_for_itself(key, &waits)
            {
                let field = format!("milestones[{}].after", place + 1);
                self.fault(at, &field, PackFaultKind::WaitsForItself, key, None);
            }
        }
    }

    fn latest(&mut self, table: &DeTable<'_>, field: &str) {
        let limit = |name: &str| {
            let DeValue::Table(offset) = table.get(name)?.get_ref() else { return None };
            let DeValue::Integer(count) = offset.get("count")?.get_ref() else { return None };
            let words = (text_of(offset, "unit")?.0, text_of(offset, "direction")?.0);
            Some((words, count.to_string().parse::<i64>().ok()?, table.get(name)?.span()))
        };
        let (Some((words, count, _)), Some((latest_words, latest, at))) = (limit("offset"), limit("latest"))
        else {
            return;
        };
        let is_earlier = if words.1 == "before" { latest > count } else { latest < count };
        if words == latest_words && is_earlier {
            self.fault(
                at,
                &join(field, "latest"),
                PackFaultKind::LatestBeforeLimit,
                latest.to_string(),
                None,
            );
        }
    }
}

impl Shape {
    /// What belongs where this shape is.
    const fn wanted(self) -> Wanted {
        match self {
            Self::Whole(..) => Wanted::Whole,
            Self::Percent => Wanted::Number,
            Self::List(_) => Wanted::List,
            Self::Table(_) | Self::Keyed(..) => Wanted::Fields,
            Self::Day => Wanted::Day,
            Self::Month => Wanted::Month,
            Self::Text
            | Self::Key
            | Self::Municipality
            | Self::Word(_)
            | Self::Condition
            | Self::Names(_) => Wanted::Text,
        }
    }
}

fn waits_for_itself(key: &str, waits: &BTreeMap<&str, Vec<&str>>) -> bool {
    let mut seen = vec![];
    let mut open: Vec<&str> = waits.get(key).cloned().unwrap_or_default();
    while let Some(next) = open.pop() {
        if next == key {
            return true;
        }
        if !seen.contains(&next) {
            seen.push(next);
            open.extend(waits.get(next).into_iter().flatten());
        }
    }
    false
}

fn text_of<'v>(table: &'v DeTable<'_>, name: &str) -> Option<(&'v str, Range<usize>)> {
    let found = table.get(name)?;
    Some((found.get_ref().as_str()?, found.span()))
}

fn is_key(text: &str) -> bool {
    let may_stand = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.len() <= 64 && !text.starts_with('-') && text.chars().all(may_stand)
}

fn is_day(text: &str) -> bool {
    read_day(text).is_ok_and(|day| day.to_string() == text)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The known word that a typed one is most like, if it is like any.
fn nearest(typed: &str, known: &[&str]) -> Option<String> {
    let likeness = |word: &&&str| (strsim::jaro_winkler(typed, word) * 1_000.0) as u32;
    let best = known.iter().max_by_key(likeness)?;
    (likeness(&best) >= 800).then(|| (*best).to_owned())
}
