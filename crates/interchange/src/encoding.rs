//! Text from the bytes of a file, without guessing.

use std::borrow::Cow;

use encoding_rs::SHIFT_JIS;
use thiserror::Error;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Decodes a file that is UTF-8 (with or without a byte order mark) or CP932, as Excel saves it.
///
/// Almost any bytes decode as CP932, so that reading counts only where `is_known` recognizes the
/// text, by its header.
///
/// # Errors
/// An [`EncodingError`] where the bytes are neither, or stop inside a character.
pub fn decode(bytes: &[u8], is_known: impl Fn(&str) -> bool) -> Result<Cow<'_, str>, EncodingError> {
    let (body, marked) = match bytes.strip_prefix(BOM) {
        Some(body) => (body, true),
        None => (bytes, false),
    };
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(EncodingError::Empty);
    }
    if body.starts_with(b"PK\x03\x04") || body.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(EncodingError::Container);
    }
    if body.starts_with(b"\xFF\xFE") || body.starts_with(b"\xFE\xFF") {
        return Err(EncodingError::Utf16);
    }
    if body.contains(&0) {
        return Err(EncodingError::Unknown);
    }
    let error = match std::str::from_utf8(body) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => error,
    };
    let sound = body.get(..error.valid_up_to()).and_then(|part| std::str::from_utf8(part).ok());
    if marked || sound.is_some_and(&is_known) {
        return Err(match error.error_len() {
            None => EncodingError::CutShort,
            Some(_) => EncodingError::BrokenUtf8 { line: line_of(body, error.valid_up_to()) },
        });
    }
    cp932(body, is_known)
}

/// Why bytes are not a text file we read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EncodingError {
    /// There is nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// It is a ZIP archive or an Excel workbook, not the CSV file inside it.
    #[error("the file is a ZIP archive or a workbook; unpack it or save it as CSV")]
    Container,
    /// It is UTF-16.
    #[error("the file is UTF-16; save it as UTF-8")]
    Utf16,
    /// It is UTF-8 with bytes that are none.
    #[error("line {line} has bytes that are not UTF-8")]
    BrokenUtf8 {
        /// The line, counted from 1.
        line: u64,
    },
    /// It stops inside a character.
    #[error("the file stops in the middle of a character")]
    CutShort,
    /// It is neither UTF-8 nor a known file in CP932.
    #[error("the file is neither UTF-8 nor a known file in CP932 (Shift_JIS)")]
    Unknown,
}

fn cp932(bytes: &[u8], is_known: impl Fn(&str) -> bool) -> Result<Cow<'_, str>, EncodingError> {
    let decoded = |bytes| {
        SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).filter(|text| is_known(text))
    };
    if let Some(text) = decoded(bytes) {
        return Ok(text);
    }
    match bytes.split_last() {
        Some((_, rest)) if decoded(rest).is_some() => Err(EncodingError::CutShort),
        _ => Err(EncodingError::Unknown),
    }
}

fn line_of(bytes: &[u8], offset: usize) -> u64 {
    1 + bytes.iter().take(offset).map(|&byte| u64::from(byte == b'\n')).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "名称,所在地\n見本薬局,埼玉県\n";

    fn known(text: &str) -> bool {
        text.starts_with("名称,")
    }

    #[test]
    fn utf_8_with_and_without_a_mark_and_cp932_give_the_same_text() {
        let cp932 = SHIFT_JIS.encode(TEXT).0.into_owned();
        for bytes in [TEXT.as_bytes().to_vec(), [BOM, TEXT.as_bytes()].concat(), cp932] {
            assert_eq!(decode(&bytes, known).unwrap(), TEXT);
        }
    }

    #[test]
    fn what_is_no_text_of_ours_gets_one_clear_error() {
        let utf16: Vec<u8> =
            [0xFEFF].into_iter().chain(TEXT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let foreign = SHIFT_JIS.encode("別の表,列\n").0.into_owned();
        let mut broken = TEXT.as_bytes().to_vec();
        broken[18] = 0xFF;
        let cases: [(&[u8], EncodingError); 7] = [
            (b" \r\n", EncodingError::Empty),
            (b"PK\x03\x04rest", EncodingError::Container),
            (&utf16, EncodingError::Utf16),
            (&utf16[2..], EncodingError::Unknown),
            (&broken, EncodingError::BrokenUtf8 { line: 2 }),
            (&foreign, EncodingError::Unknown),
            (b"\x89PNG\r\n\x1A\n", EncodingError::Unknown),
        ];
        for (bytes, error) in cases {
            assert_eq!(decode(bytes, known), Err(error));
        }
    }

    #[test]
    fn a_file_cut_inside_a_character_is_cut_short_in_either_encoding() {
        let cp932 = SHIFT_JIS.encode(TEXT).0.into_owned();
        for bytes in [TEXT.as_bytes(), &cp932] {
            let cut = &bytes[..bytes.len() - 2];
            assert_eq!(decode(cut, known), Err(EncodingError::CutShort));
        }
    }
}
