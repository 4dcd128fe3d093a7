//! The Fluent files and the look-up in them.

use std::collections::HashMap;

use fluent_templates::{LanguageIdentifier, fluent_bundle::FluentValue, langid, static_loader};

use crate::{Language, Value};

const JAPANESE: LanguageIdentifier = langid!("ja");
const ENGLISH: LanguageIdentifier = langid!("en");

static_loader! {
    static TEXTS = {
        locales: "./texts",
        fallback_language: "ja",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The text of `key`, in Japanese where the language lacks it; `None` when there is none, or when it
/// names a variable without a value.
pub(crate) fn find(language: Language, key: &str, values: &[(&str, Value)]) -> Option<String> {
    find_only(language, key, values).or_else(|| match language {
        Language::Japanese => None,
        Language::English => find_only(Language::Japanese, key, values),
    })
}

/// The text of `key` in this language and no other.
pub(crate) fn find_only(language: Language, key: &str, values: &[(&str, Value)]) -> Option<String> {
    let values: HashMap<&str, FluentValue<'_>> =
        values.iter().map(|(name, value)| (*name, fluent(value))).collect();
    let language = match language {
        Language::Japanese => JAPANESE,
        Language::English => ENGLISH,
    };
    TEXTS.lookup_single_language(&language, key, Some(&values)).ok()
}

fn fluent(value: &Value) -> FluentValue<'_> {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Number(number) => number.into(),
    }
}
