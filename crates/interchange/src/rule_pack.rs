//! Rule packs as TOML text. What the text must hold is said by the type that is read.

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

/// Reads a value from TOML.
///
/// # Errors
/// A [`RulePackError`] with the place of the fault.
pub fn parse_toml<T: DeserializeOwned>(text: &str) -> Result<T, RulePackError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        RulePackError {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: error.message().to_owned(),
        }
    })
}

/// Writes a value as TOML.
///
/// # Errors
/// A [`NotToml`] where the value has no TOML form, such as a map with keys that are no text.
pub fn to_toml<T: Serialize>(value: &T) -> Result<String, NotToml> {
    toml::to_string_pretty(value).map_err(|error| NotToml(error.to_string()))
}

/// What is wrong with a rule pack, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {message}")]
pub struct RulePackError {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in that line, counted from 1.
    pub column: usize,
    /// What is wrong, in English, from the TOML reader.
    pub message: String,
}

/// A value that has no TOML form, and why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("cannot be written as TOML: {0}")]
pub struct NotToml(String);

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Step {
        name: String,
        days: u8,
    }

    #[test]
    fn a_pack_survives_writing_and_reading() {
        let step = Step { name: "入院時情報提供".into(), days: 3 };
        assert_eq!(parse_toml::<Step>(&to_toml(&step).unwrap()), Ok(step));
    }

    #[test]
    fn a_fault_is_named_with_its_line_and_column() {
        let at = |text| parse_toml::<Step>(text).map_err(|error| (error.line, error.column)).unwrap_err();
        assert_eq!(at("name = \"入院\"\ndays = \"三\"\n"), (2, 8));
        assert_eq!(at("name = \"入院\" 日\n"), (1, 13));
        assert_eq!(at("name = \"入院\"\ndays = 3\nextra = 1\n"), (3, 1));
        assert_eq!(at("name = \"入院\"\r\ndays = 300\r\n"), (2, 8));
    }
}
