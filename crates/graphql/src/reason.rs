//! Explanations as data: what was found, why, and who said so.

use async_graphql::SimpleObject;

use crate::organization::Source;

/// Why something stands as it stands.
#[derive(SimpleObject, Clone)]
pub struct Reason {
    /// What the reason is, for programs.
    pub(crate) code: String,
    /// What the reason is, for people, in the language of Accept-Language.
    pub(crate) text: String,
    /// What the reason rests on.
    pub(crate) facts: Vec<Fact>,
}

/// Something that is known.
#[derive(SimpleObject, Clone)]
pub struct Fact {
    /// What it is about.
    pub(crate) name: String,
    /// What is known.
    pub(crate) value: String,
    /// Who said so, and when; null when it follows from what is recorded here.
    pub(crate) source: Option<Source>,
}

impl Fact {
    /// A fact that follows from what is recorded here.
    pub(crate) fn own(name: &str, value: impl ToString) -> Self {
        Self { name: name.to_owned(), value: value.to_string(), source: None }
    }
}
