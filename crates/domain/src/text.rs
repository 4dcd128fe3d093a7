//! Text that means something, built only by `parse`.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::refusal::refusals;

refusals! {
    /// Why a text is not what it should be.
    TextRefusal {
        /// Nothing is left after trimming.
        Empty = "TEXT_EMPTY",
        /// Longer than the field's limit.
        TooLong = "TEXT_TOO_LONG",
        /// Holds a control character.
        ControlCharacter = "TEXT_CONTROL_CHARACTER",
        /// Not `name@host`.
        NotAnEmailAddress = "EMAIL_ADDRESS_MALFORMED" on "email",
        /// Not seven digits.
        NotAPostalCode = "POSTAL_CODE_MALFORMED" on "postalCode",
        /// Not a telephone number.
        NotAPhoneNumber = "PHONE_NUMBER_MALFORMED" on "phone",
        /// Not a five-digit municipality code.
        NotAMunicipalityCode = "MUNICIPALITY_CODE_MALFORMED" on "municipality",
        /// Not an `https` address.
        NotAWebAddress = "WEB_ADDRESS_MALFORMED" on "videoAddress",
    }
}

macro_rules! text_type {
    ($(#[$meta:meta])* $name:ident, $parse:expr) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Builds the value, or says why the text is none.
            ///
            /// # Errors
            /// A [`TextRefusal`].
            pub fn parse(text: &str) -> Result<Self, TextRefusal> {
                let parse: fn(&str) -> Result<String, TextRefusal> = $parse;
                parse(text).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextRefusal;
            fn try_from(text: String) -> Result<Self, TextRefusal> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

text_type! {
    /// One line of at most 400 characters: a name, a ward, a place, a title.
    Line, |text| bounded(text, 400, false)
}
text_type! {
    /// Free text of at most 4,000 characters; line breaks allowed.
    Note, |text| bounded(text, 4_000, true)
}
text_type! {
    /// A mail address, at most 254 characters; its host part in lower case.
    EmailAddress, email_address
}
text_type! {
    /// A Japanese postal code as seven digits; a hyphen and full-width digits are accepted.
    PostalCode, |text| {
        let digits = half_width(text).replace('-', "");
        if digits.len() == 7 && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(digits)
        } else {
            Err(TextRefusal::NotAPostalCode)
        }
    }
}
text_type! {
    /// A telephone or fax number: 4 to 20 of digits, hyphens, brackets and a leading plus.
    PhoneNumber, |text| {
        let number = half_width(text);
        let allowed = number.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | '+'));
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        if allowed && (4..=20).contains(&number.len()) && digits >= 4 {
            Ok(number)
        } else {
            Err(TextRefusal::NotAPhoneNumber)
        }
    }
}
text_type! {
    /// The five-digit JIS code of a municipality or ward (全国地方公共団体コード without its check digit).
    MunicipalityCode, |text| {
        let code = half_width(text);
        if code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit()) {
            Ok(code)
        } else {
            Err(TextRefusal::NotAMunicipalityCode)
        }
    }
}
text_type! {
    /// An `https` address, at most 500 characters.
    WebAddress, |text| {
        let address = bounded(text, 500, false)?;
        let host = address.strip_prefix("https://").unwrap_or_default();
        if host.is_empty() || host.starts_with('/') || address.chars().any(char::is_whitespace) {
            Err(TextRefusal::NotAWebAddress)
        } else {
            Ok(address)
        }
    }
}

fn bounded(text: &str, max: usize, lines: bool) -> Result<String, TextRefusal> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(TextRefusal::Empty);
    }
    // Besides control characters, what is not seen or turns the direction of writing: it would make one name
    // look like another. In longer texts those that join signs or stand between two directions do no harm.
    let unseen = |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let joins = |c| lines && matches!(c, '\u{200c}'..='\u{200f}');
    let forbidden = |c: char| (c.is_control() && !(lines && c == '\n')) || (unseen(c) && !joins(c));
    if text.chars().any(forbidden) {
        return Err(TextRefusal::ControlCharacter);
    }
    if text.chars().count() > max {
        return Err(TextRefusal::TooLong);
    }
    Ok(text.to_owned())
}

impl Line {
    /// The line in katakana of full width, as names are compared and shown: みほん, ﾐﾎﾝ and ミホン are one.
    #[must_use]
    pub fn in_katakana(&self) -> Self {
        self.folded(|text| text.nfkc().map(katakana).collect())
    }

    /// The line with letters and digits in half width, as numbers are compared: ００１ and 001 are one.
    #[must_use]
    pub fn in_half_width(&self) -> Self {
        self.folded(ascii)
    }

    fn folded(&self, fold: impl FnOnce(&str) -> String) -> Self {
        Self::parse(&fold(&self.0)).unwrap_or_else(|_| self.clone())
    }
}

fn email_address(text: &str) -> Result<String, TextRefusal> {
    let text = ascii(text);
    let text = text.trim();
    let (local, host) = text.rsplit_once('@').ok_or(TextRefusal::NotAnEmailAddress)?;
    let local_ok = !local.is_empty()
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let host_ok = host.split('.').count() >= 2
        && host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
    if local_ok && host_ok && text.len() <= 254 {
        Ok(format!("{local}@{}", host.to_ascii_lowercase()))
    } else {
        Err(TextRefusal::NotAnEmailAddress)
    }
}

/// What is written in full width though ASCII has it, in half width.
fn ascii(text: &str) -> String {
    let half = |c| match c {
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    text.chars().map(half).collect()
}

/// Letters, digits and the usual hyphens in half width, without spaces: for numbers and codes.
pub fn half_width(text: &str) -> String {
    let plain = |c| match c {
        '‐' | '‑' | '–' | '—' | '−' | 'ー' => '-',
        _ => c,
    };
    ascii(text).chars().filter(|c| !c.is_whitespace()).map(plain).collect()
}

impl Line {
    /// The same with digits and Latin letters of half width: 東５ is 東5.
    #[must_use]
    pub fn narrow(&self) -> Self {
        Self(ascii(&self.0))
    }
}

/// Text folded for searching and sorting kana: katakana of full width, no spaces.
pub fn kana_key(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).map(katakana).collect()
}

/// Whether a text holds every word that was typed, in whatever width, case or kana.
pub fn holds_words(text: &str, typed: &str) -> bool {
    let folded = |text: &str| kana_key(text).to_lowercase();
    let text = folded(text);
    typed.split_whitespace().all(|word| text.contains(&folded(word)))
}

const fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => match char::from_u32(c as u32 + 0x60) {
            Some(katakana) => katakana,
            None => c,
        },
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_however_they_are_typed() {
        let text = "ケアプラン Ｍｉｈｏｎ 見本 ミホン 03-0000-0001";
        for typed in ["", "みほん", "ﾐﾎﾝ　けあぷらん", "mihon 0001", "見本　０３"] {
            assert!(holds_words(text, typed), "{typed}");
        }
        assert!(!holds_words(text, "見本 医院"));
    }

    #[test]
    fn texts_are_accepted_or_refused_by_name() {
        let refusal = |text: &str| Line::parse(text).err();
        assert_eq!(refusal("東5病棟"), None);
        assert_eq!(refusal(" \u{3000} "), Some(TextRefusal::Empty));
        assert_eq!(refusal("東5\n病棟"), Some(TextRefusal::ControlCharacter));
        assert_eq!(refusal("見本\u{202e}太郎"), Some(TextRefusal::ControlCharacter));
        assert_eq!(refusal("\u{200b}"), Some(TextRefusal::ControlCharacter));
        assert_eq!(refusal(&"𠮷".repeat(400)), None);
        assert_eq!(refusal(&"あ".repeat(401)), Some(TextRefusal::TooLong));
        assert!(Note::parse("一行目\r\n二行目").is_ok_and(|note| note.as_str() == "一行目\n二行目"));
    }

    #[test]
    fn codes_and_numbers_are_read_in_full_width_too() {
        assert_eq!(PostalCode::parse("３３０－００４１").unwrap().as_str(), "3300041");
        assert_eq!(PhoneNumber::parse("048（000）0000").unwrap().as_str(), "048(000)0000");
        assert_eq!(MunicipalityCode::parse("1110").err(), Some(TextRefusal::NotAMunicipalityCode));
        let mail = EmailAddress::parse("ｍｉｈｏｎ＠ｅｘａｍｐｌｅ．ｊｐ").unwrap();
        assert_eq!(mail.as_str(), "mihon@example.jp");
        assert_eq!(Line::parse("Ａ－００１").unwrap().in_half_width().as_str(), "A-001");
    }

    #[test]
    fn kana_are_the_same_in_either_script_and_width() {
        for text in ["ミホン ガッパ", "みほん　がっぱ", "ﾐﾎﾝ ｶﾞｯﾊﾟ", "みホン ガｯパ"]
        {
            assert_eq!(kana_key(text), "ミホンガッパ", "{text}");
            assert_eq!(Line::parse(text).unwrap().in_katakana().as_str(), "ミホン ガッパ", "{text}");
        }
        let long = Line::parse(&"㍿".repeat(200)).unwrap();
        assert_eq!(long.in_katakana(), long, "what would grow too long stays as it is");
    }

    #[test]
    fn a_mail_address_needs_a_name_and_a_host() {
        assert_eq!(EmailAddress::parse("Mihon@Example.JP").unwrap().as_str(), "Mihon@example.jp");
        for bad in ["", "mihon", "@example.jp", "a b@example.jp", "a@localhost", "a@b..jp", "a\n@example.jp"]
        {
            assert_eq!(EmailAddress::parse(bad).err(), Some(TextRefusal::NotAnEmailAddress), "{bad:?}");
        }
    }

    #[test]
    fn a_video_address_is_https() {
        assert!(WebAddress::parse("https://video.example.jp/room/1").is_ok());
        for bad in ["http://video.example.jp", "javascript:alert(1)", "https://", "https:///x"] {
            assert!(WebAddress::parse(bad).is_err(), "{bad:?}");
        }
    }
}
