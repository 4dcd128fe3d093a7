//! Forms: what was typed is read field by field, every fault is named, and nothing typed is lost.

mod label;
mod read;
mod returned;
mod show;
mod upload;

use app::Kind;
use axum::http::StatusCode;
use axum::{
    Form as Urlencoded,
    extract::{FromRequest, Request},
};
use domain::draft::Draft;
use wording::Wording;

use crate::{
    error::{Fault, sentence, standing},
    page::Standing,
};

pub use read::{Reader, written_day};
pub use returned::Returned;
pub use show::{Asking, Choice, Form, choices, labels};
pub use upload::Upload;

/// What was typed into a form: names and values, as the browser sent them.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Everything typed into the field of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// What was typed into the field of this name; nothing when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }

    /// Names and values.
    pub fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }

    /// Every field with what was typed into it, in the order they were sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same, with this in the field of this name.
    #[must_use]
    pub fn with(mut self, name: &str, value: String) -> Self {
        self.0.retain(|(given, _)| given != name);
        self.0.push((name.to_owned(), value));
        self
    }

    /// Whether a field of this name was sent.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(given, _)| given == name)
    }

    /// How many rows were sent whose fields are called `prefix-0-…`, `prefix-1-…`, at most `most`.
    pub fn rows(&self, prefix: &str, most: usize) -> usize {
        let row = |(name, _): &(String, String)| {
            let rest = name.strip_prefix(prefix)?.strip_prefix('-')?;
            rest.split('-').next()?.parse::<usize>().ok()
        };
        self.0.iter().filter_map(row).max().map_or(0, |last| last.saturating_add(1)).min(most)
    }

    /// Reads a value out of the fields; every fault on the way is named.
    ///
    /// # Errors
    /// [`Failure::Problems`].
    pub fn read<T>(
        &self,
        wording: Wording,
        read: impl FnOnce(&mut Reader<'_>) -> Option<T>,
    ) -> Result<T, Failure> {
        let mut reader = Reader::new(self, wording);
        let value = read(&mut reader);
        match (value, reader.into_problems()) {
            (Some(value), problems) if problems.is_empty() => Ok(value),
            (_, problems) if problems.is_empty() => Err(INVALID.into()),
            (_, problems) => Err(Failure::Problems(problems)),
        }
    }
}

const INVALID: app::Error = app::Error::Invalid { code: "INVALID", field: None };

impl<const N: usize> From<[(&str, &str); N]> for Fields {
    fn from(fields: [(&str, &str); N]) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        match Urlencoded::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Urlencoded(fields)) => Ok(Self(fields)),
            Err(_) => Err(INVALID.into()),
        }
    }
}

/// A fault in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The name of the field at fault, unless the form as a whole is.
    pub field: Option<String>,
    /// What the field is called.
    pub label: Option<String>,
    /// What is wrong.
    pub text: String,
}

/// Why a form was not accepted.
#[derive(Debug)]
pub enum Failure {
    /// Fields that say nothing sensible.
    Problems(Vec<Problem>),
    /// The application did not do it.
    Error(app::Error),
}

impl From<app::Error> for Failure {
    fn from(error: app::Error) -> Self {
        Self::Error(error)
    }
}

/// A form that was sent and not accepted, as it is shown again.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Which form of the page.
    pub form: String,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// How the answer stands: 422, 409 when somebody else was first, 429 when it was tried too often.
    pub standing: Standing,
}

impl Attempt {
    /// Keeps what was typed, with what is wrong about it.
    ///
    /// # Errors
    /// A [`Fault`] when trying again with other words would not help.
    pub fn new(wording: Wording, form: &str, fields: Fields, failure: Failure) -> Result<Self, Fault> {
        let mut attempt = Self {
            form: form.to_owned(),
            fields,
            problems: vec![],
            standing: StatusCode::UNPROCESSABLE_ENTITY.into(),
        };
        match failure {
            Failure::Problems(problems) => attempt.problems = problems,
            Failure::Error(error) => {
                match error.kind() {
                    Kind::Refused | Kind::Invalid => {}
                    Kind::Conflict | Kind::Throttled => attempt.standing = standing(&error),
                    Kind::NotFound | Kind::Forbidden | Kind::Unavailable | Kind::Internal => {
                        return Err(error.into());
                    }
                }
                let field = error.field().and_then(|field| label::sent(&attempt.fields, field));
                let called = |name: &str| label::of(wording, name);
                let label = error.field().and_then(called).or_else(|| field.as_deref().and_then(called));
                attempt.problems.push(Problem { field, label, text: sentence(wording, &error) });
            }
        }
        Ok(attempt)
    }

    /// What was typed and not sent, as it is shown again.
    fn kept(form: &str, draft: &Draft) -> Self {
        Self::typed(form, Fields(draft.fields.clone()))
    }

    /// What is typed so far, as it is shown again beside what it leads to.
    pub fn typed(form: &str, fields: Fields) -> Self {
        Self { form: form.to_owned(), fields, problems: vec![], standing: StatusCode::OK.into() }
    }

    /// The heading over what is wrong: that fields are to be looked at, or that nothing was done.
    pub fn heading(&self) -> &'static str {
        let names_a_field = self.problems.iter().any(|problem| problem.field.is_some());
        if names_a_field { "error-page-fields-title" } else { "error-page-not-done-title" }
    }

    /// What was written in words, for a page on which there is no such form any more: names of fields and texts, and
    /// no secrets.
    pub fn written(&self, wording: Wording) -> Vec<(String, String)> {
        let is_written = |text: &str| {
            let is_code = |c: char| c.is_ascii_lowercase() || matches!(c, '_' | ':');
            !text.trim().is_empty() && !text.chars().all(is_code) && text.parse::<uuid::Uuid>().is_err()
        };
        let is_secret = |name: &str| name == "code" || name.to_ascii_lowercase().contains("password");
        let fields = self.fields.iter().filter(|(name, text)| !is_secret(name) && is_written(text));
        fields.filter_map(|(name, text)| Some((label::of(wording, name)?, text.to_owned()))).collect()
    }

    /// What is wrong with the field of this name.
    pub fn problem(&self, name: &str) -> Option<&str> {
        let problem = self.problems.iter().find(|problem| problem.field.as_deref() == Some(name));
        problem.map(|problem| problem.text.as_str())
    }
}

#[cfg(test)]
mod tests;
