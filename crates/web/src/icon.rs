//! The few pictures that stand beside words, never for them.

use askama::filters::HtmlSafe;

/// A picture that says nothing by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon(&'static str);

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $file:literal),+ $(,)?) => {
        impl Icon {
            $($(#[$doc])* pub const $name: Self = Self(include_str!(concat!("../assets/vendor/lucide/", $file, ".svg")));)+
            /// All of them.
            #[cfg(test)]
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

icons! {
    /// What opens below.
    CHEVRON = "chevron-down",
    /// Keys that help.
    KEYBOARD = "keyboard",
    /// The other language.
    LANGUAGES = "languages",
    /// The way out.
    LOG_OUT = "log-out",
    /// Something new.
    PLUS = "plus",
    /// Rules.
    SCALE = "scale",
    /// Who is signed in.
    USER = "user",
}

impl HtmlSafe for Icon {}

impl std::fmt::Display for Icon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Behind the file's own opening: what it draws.
        let drawn = self.0.split_once(">\n  <").map_or("", |(_, drawn)| drawn);
        let drawn = drawn.trim_end().trim_end_matches("</svg>").trim_end();
        write!(
            f,
            "<svg class=\"icon\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\" focusable=\"false\"><{drawn}</svg>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_draws_something_and_names_nothing() {
        for icon in Icon::ALL {
            let html = icon.to_string();
            assert!(html.contains("<path d=") && html.ends_with("/></svg>"), "{html}");
            assert!(!html.contains("<title") && !html.contains("<!--"), "{html}");
        }
    }
}
