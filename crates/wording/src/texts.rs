//! The Fluent files and the look-up in them.

use std::{borrow::Cow, collections::HashMap};

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
        Value::Text(text) => isolated(text).into(),
        Value::Number(number) => number.into(),
    }
}

/// A text as it stands beside others. One with letters that run from right to left is set apart by the marks of
/// UAX #9, so that what stands beside it keeps its order; all others go without, as the marks are not seen and get
/// into what people copy.
pub fn isolated(text: &str) -> Cow<'_, str> {
    if text.chars().any(runs_to_the_left) { format!("\u{2068}{text}\u{2069}").into() } else { text.into() }
}

/// Whether a letter is of a script written from right to left: Hebrew, Arabic and their like, by blocks.
const fn runs_to_the_left(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_right_to_left_is_set_apart_in_its_sentence() {
        let greeting = |name: &str| {
            find(Language::Japanese, "answer-greeting", &[("recipient", name.into())]).unwrap_or_default()
        };
        assert_eq!(greeting("見本 𠮷子"), "見本 𠮷子 様");
        assert_eq!(greeting("محمد"), "\u{2068}محمد\u{2069} 様");
    }
}
