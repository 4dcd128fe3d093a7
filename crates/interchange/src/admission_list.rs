//! An admission list as a hospital's own system gives it, pasted from a table or exported as text: cut into rows
//! and cells, its columns recognised, its cells read. No row is ever dropped: what is no patient's is set aside
//! and says why.

mod cell;
mod column;
mod content;
mod heading;
mod sheet;

pub use cell::{Places, read_row};
pub use column::{Recognised, recognise};
pub use sheet::{SetAside, Sheet, SheetRow};

use domain::admission_list::{ListRefusal, MOST_BYTES};

use crate::encoding::{self, EncodingError};

/// The text of an uploaded list: UTF-8, or CP932 where it then has columns that we know.
///
/// # Errors
/// [`ListRefusal::TooLong`], [`ListRefusal::Empty`], [`ListRefusal::Workbook`], [`ListRefusal::Utf16`],
/// [`ListRefusal::NotText`].
pub fn decode(bytes: &[u8], today: time::Date) -> Result<String, ListRefusal> {
    if bytes.len() > MOST_BYTES {
        return Err(ListRefusal::TooLong);
    }
    let is_list = |text: &str| Sheet::read(text).is_ok_and(|sheet| column::knows_any(&sheet, today));
    match encoding::decode(bytes, is_list) {
        Ok(text) => Ok(text.into_owned()),
        Err(EncodingError::Empty) => Err(ListRefusal::Empty),
        Err(EncodingError::Container) => Err(ListRefusal::Workbook),
        Err(EncodingError::Utf16) => Err(ListRefusal::Utf16),
        Err(EncodingError::BrokenUtf8 { .. } | EncodingError::CutShort | EncodingError::Unknown) => {
            Err(ListRefusal::NotText)
        }
    }
}

#[cfg(test)]
mod tests;
