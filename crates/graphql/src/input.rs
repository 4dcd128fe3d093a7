//! Reading what clients write, with the name of the field at fault.

use app::Error;
use domain::text::{Line, Note, TextRefusal};

/// One line of text.
///
/// # Errors
/// [`Error::Invalid`] with the code of the [`TextRefusal`].
pub(crate) fn line(text: &str, field: &'static str) -> Result<Line, Error> {
    Line::parse(text).map_err(|refusal| invalid(refusal, field))
}

/// One line of text, if there is any.
pub(crate) fn line_if_any(text: Option<&str>, field: &'static str) -> Result<Option<Line>, Error> {
    text.map(|text| line(text, field)).transpose()
}

/// Several lines of text, at most `most`.
pub(crate) fn lines(texts: &[String], most: usize, field: &'static str) -> Result<Vec<Line>, Error> {
    at_most(texts, most, field)?;
    texts.iter().map(|text| line(text, field)).collect()
}

/// Free text.
///
/// # Errors
/// [`Error::Invalid`] with the code of the [`TextRefusal`].
pub(crate) fn note(text: &str, field: &'static str) -> Result<Note, Error> {
    Note::parse(text).map_err(|refusal| invalid(refusal, field))
}

/// Free text, if there is any.
pub(crate) fn note_if_any(text: Option<&str>, field: &'static str) -> Result<Option<Note>, Error> {
    text.map(|text| note(text, field)).transpose()
}

/// Refuses a list that is too long.
///
/// # Errors
/// [`Error::Invalid`] with `TOO_MANY_ENTRIES`.
pub(crate) fn at_most<T>(list: &[T], most: usize, field: &'static str) -> Result<(), Error> {
    if list.len() > most {
        return Err(Error::Invalid { code: "TOO_MANY_ENTRIES", field: Some(field) });
    }
    Ok(())
}

/// What another field asks for.
///
/// # Errors
/// [`Error::Invalid`] with `INPUT_INCOMPLETE`.
pub(crate) fn needed<T>(value: Option<T>, field: &'static str) -> Result<T, Error> {
    value.ok_or(Error::Invalid { code: "INPUT_INCOMPLETE", field: Some(field) })
}

fn invalid(refusal: TextRefusal, field: &'static str) -> Error {
    Error::Invalid { code: refusal.refused().code, field: Some(field) }
}
