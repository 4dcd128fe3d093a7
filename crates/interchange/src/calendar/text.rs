//! The only texts and links that reach an iCalendar file.

use unicode_normalization::UnicodeNormalization;

/// Text that cannot end its line in an iCalendar file, nor hide anything in it.
///
/// Writers of the format escape the line feed alone, and only in values: a bare CR, U+0085, U+2028
/// or NUL passes everywhere, and CRLF in a parameter makes a property of what follows. Hence: NFC,
/// CRLF to LF, tab to space, all other C0 and C1 controls, U+2028/2029 and U+FEFF dropped, at most
/// 4,000 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IcsText(String);

impl IcsText {
    /// The longest text, in characters.
    pub const MAX: usize = 4_000;
    /// The longest text in a parameter, in characters.
    pub const MAX_PARAMETER: usize = 400;

    /// Cleans a text.
    pub fn new(text: &str) -> Self {
        let spaced = text.chars().map(|c| if c == '\t' { ' ' } else { c });
        let kept = spaced
            .filter(|c| *c == '\n' || !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')));
        Self(kept.nfc().take(Self::MAX).collect())
    }

    /// The text for a property's value; line feeds are left, for the writer to escape.
    pub fn value(&self) -> &str {
        &self.0
    }

    /// The text for a parameter: one line without `"`, which nothing can escape there, nor `\` and
    /// `^`, which some readers take for escapes (RFC 6868).
    pub fn parameter(&self) -> String {
        let line = self.0.chars().map(|c| if c == '\n' { ' ' } else { c });
        line.filter(|c| !matches!(c, '"' | '\\' | '^')).take(Self::MAX_PARAMETER).collect()
    }
}

/// A link that cannot end its line: `https` or `http`, printable ASCII, with commas and semicolons
/// percent-encoded because readers differ on whether they are escaped in a URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(pub(super) String);

impl Link {
    /// The link in a text; `None` where it has another scheme, no host, or white space in it.
    pub fn parse(text: &str) -> Option<Self> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let sound = host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')
            && !text.chars().any(|c| c.is_whitespace() || c.is_control());
        let kept = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|},;".contains(&byte);
        (sound && text.len() <= 2_000).then(|| Self(percent_encoded(text, kept)))
    }

    /// The link.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text with every byte that is not `kept` written as `%` and two digits.
pub(super) fn percent_encoded(text: &str, kept: impl Fn(u8) -> bool) -> String {
    let encode = |byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_its_lines_and_loses_what_could_end_or_hide_one() {
        let cases = [
            ("見本\r\n二行目", "見本\n二行目"),
            ("a\rb\u{85}c\u{2028}d\u{2029}e\0f\u{1b}g\u{9f}h", "abcdefgh"),
            ("か\u{3099}", "が"),
            ("a\tb", "a b"),
        ];
        for (text, expected) in cases {
            assert_eq!(IcsText::new(text).value(), expected, "{text:?}");
        }
        assert_eq!(IcsText::new(&"あ".repeat(5_000)).value().chars().count(), IcsText::MAX);
    }

    #[test]
    fn a_parameter_is_one_line_without_quotation_marks() {
        assert_eq!(IcsText::new("見本 \"太郎\"\nATTENDEE:x\\n^n").parameter(), "見本 太郎 ATTENDEE:xnn");
    }

    #[test]
    fn a_link_is_a_web_address_and_nothing_else() {
        let link = |text| Link::parse(text).map(|link| link.0);
        assert_eq!(
            link("https://kaname.example.jp/a?b=1,2;3"),
            Some("https://kaname.example.jp/a?b=1%2C2%3B3".into())
        );
        assert_eq!(link("http://[::1]:8080/部屋"), Some("http://[::1]:8080/%E9%83%A8%E5%B1%8B".into()));
        for bad in [
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://a b",
            "https://a.jp/\r\nX:1",
            "a.jp",
            "",
        ] {
            assert_eq!(link(bad), None, "{bad:?}");
        }
    }
}
