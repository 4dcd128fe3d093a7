//! Reading fields: each method answers the value, or notes what is wrong and answers nothing.

use std::str::FromStr;

use app::IdempotencyKey;
use domain::{
    Id, Refused, Timestamp,
    calendar::{read_clock, read_day},
    text::{Line, half_width},
};
use time::Date;
use uuid::Uuid;
use wording::Wording;

use super::{Fields, Problem, label};

/// A day as a browser takes it.
pub fn written_day(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

fn read_id<T>(text: &str) -> Option<Id<T>> {
    text.parse::<Uuid>().ok().map(Id::new)
}

/// Reads the fields of one form and collects what is wrong with them.
pub struct Reader<'a> {
    fields: &'a Fields,
    wording: Wording,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(fields: &'a Fields, wording: Wording) -> Self {
        Self { fields, wording, problems: vec![] }
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// What was typed, without the blanks around it.
    pub fn typed(&self, name: &str) -> &'a str {
        self.fields.get(name).trim()
    }

    /// Everything sent under one name.
    pub fn all(&self, name: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.fields.all(name)
    }

    /// The names that begin so, in the order they were sent.
    pub fn names(&self, prefix: &str) -> Vec<&'a str> {
        self.fields.0.iter().map(|(name, _)| name.as_str()).filter(|name| name.starts_with(prefix)).collect()
    }

    /// Whether nothing but blanks was typed.
    pub fn is_blank(&self, name: &str) -> bool {
        self.typed(name).is_empty()
    }

    /// Notes what is wrong with a field, by the key of a text.
    pub fn refuse<T>(&mut self, name: &str, key: &str) -> Option<T> {
        let text = self.wording.text(key);
        self.problem(name, text)
    }

    /// Notes what is wrong with a field that this form calls by another text than usual.
    pub fn refuse_called<T>(&mut self, name: &str, label: String, key: &str) -> Option<T> {
        let text = self.wording.text(key);
        self.note(Problem { field: Some(name.to_owned()), label: Some(label), text })
    }

    fn problem<T>(&mut self, name: &str, text: String) -> Option<T> {
        let label = label::of(self.wording, name);
        self.note(Problem { field: Some(name.to_owned()), label, text })
    }

    /// Notes a problem, once, however often its field is read.
    fn note<T>(&mut self, problem: Problem) -> Option<T> {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
        None
    }

    /// A text that means something.
    pub fn text<T, R: Into<Refused>>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, R>,
    ) -> Option<T> {
        match parse(self.typed(name)) {
            Ok(value) => Some(value),
            Err(refusal) => {
                let text = self.wording.refusal(refusal);
                self.problem(name, text)
            }
        }
    }

    /// A text that may be left out.
    pub fn optional<T, R: Into<Refused>>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, R>,
    ) -> Option<Option<T>> {
        if self.is_blank(name) { Some(None) } else { self.text(name, parse).map(Some) }
    }

    /// Lines of text, the blank ones left out.
    pub fn lines(&mut self, name: &str) -> Option<Vec<Line>> {
        let typed = self.typed(name);
        let lines: Result<Vec<_>, _> =
            typed.lines().filter(|line| !line.trim().is_empty()).map(Line::parse).collect();
        self.text(name, |_| lines)
    }

    /// A day, as a browser sends it or in any way that people write one.
    pub fn day(&mut self, name: &str) -> Option<Date> {
        self.text(name, read_day)
    }

    /// A day that may be left out.
    pub fn optional_day(&mut self, name: &str) -> Option<Option<Date>> {
        if self.is_blank(name) { Some(None) } else { self.day(name).map(Some) }
    }

    /// A moment in Japan, typed as a day and a clock time.
    pub fn moment(&mut self, day: &str, clock: &str) -> Option<Timestamp> {
        let at = read_clock(self.typed(clock)).or_else(|| self.refuse(clock, "form-clock-malformed"));
        Some(Timestamp::tokyo(self.day(day)?, at?))
    }

    /// One of a closed vocabulary.
    pub fn choice<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        parse(self.typed(name)).or_else(|| self.refuse(name, "form-choose"))
    }

    /// One of a closed vocabulary, or none.
    pub fn optional_choice<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.is_blank(name) { Some(None) } else { self.choice(name, parse).map(Some) }
    }

    /// Any number of a closed vocabulary.
    pub fn choices<T>(&mut self, name: &str, parse: impl FnMut(&str) -> Option<T>) -> Option<Vec<T>> {
        let chosen: Option<Vec<T>> = self.fields.all(name).map(parse).collect();
        chosen.or_else(|| self.refuse(name, "form-choose"))
    }

    /// A whole number.
    pub fn number<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let typed = half_width(self.typed(name));
        let is_number = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_digit());
        let trouble = if is_number { "form-number-too-large" } else { "form-number-malformed" };
        typed.parse().ok().or_else(|| self.refuse(name, trouble))
    }

    /// An identifier that was chosen.
    pub fn id<T>(&mut self, name: &str) -> Option<Id<T>> {
        self.choice(name, read_id)
    }

    /// The identifiers that were chosen.
    pub fn ids<T>(&mut self, name: &str) -> Option<Vec<Id<T>>> {
        self.choices(name, read_id)
    }

    /// An identifier, or none.
    pub fn optional_id<T>(&mut self, name: &str) -> Option<Option<Id<T>>> {
        if self.is_blank(name) { Some(None) } else { self.id(name).map(Some) }
    }

    /// The version of the record that the form was filled in for.
    pub fn version(&mut self) -> Option<i32> {
        self.number("expectedVersion")
    }

    /// The key by which a repeated request is known.
    pub fn key(&mut self) -> Option<IdempotencyKey> {
        match IdempotencyKey::parse(self.typed("idempotencyKey")) {
            Ok(key) => Some(key),
            Err(_) => self.refuse("idempotencyKey", "error-invalid"),
        }
    }
}
