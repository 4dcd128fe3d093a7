//! The languages there are texts in.

/// A language there are texts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// 日本語
    #[default]
    Japanese,
    /// English
    English,
}

impl Language {
    /// Every language, the first one spoken first.
    pub const ALL: [Self; 2] = [Self::Japanese, Self::English];

    /// The language tag, such as an HTML page states it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }

    /// The language with this tag; a region behind it is allowed (`en-GB`).
    pub fn parse(tag: &str) -> Option<Self> {
        let language = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|known| known.code().eq_ignore_ascii_case(language))
    }

    /// The language a browser likes best among ours (RFC 9110, 12.5.4); Japanese unless it says otherwise.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0.0, Self::default());
        for range in header.split(',') {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0);
            if let Some(language) = Self::parse(tag.trim())
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_favourite_among_ours_is_taken() {
        for (header, language) in [
            ("", Language::Japanese),
            ("*", Language::Japanese),
            ("fr-FR, de;q=0.8", Language::Japanese),
            ("en-GB,en;q=0.9,ja;q=0.8", Language::English),
            ("ja,en-US;q=0.9,en;q=0.8", Language::Japanese),
            ("fr, ja;q=0.4, en;q=0.7", Language::English),
            ("en;q=0", Language::Japanese),
            ("EN", Language::English),
            ("en;q=nonsense", Language::Japanese),
            (";;,,q=1;", Language::Japanese),
        ] {
            assert_eq!(Language::from_accept_language(header), language, "{header:?}");
        }
    }
}
