//! Every text a person reads, in Japanese and English.
//!
//! The texts are Fluent files under `texts/ja` and `texts/en`, one file per concept; a [`Wording`] looks
//! them up in one language. This crate decides nothing and formats no HTML: whoever calls escapes.
//!
//! | file | keys | looked up by |
//! |---|---|---|
//! | `vocabulary.ftl` | `<type>-<code>`: `need-opioid`, `offer-state-asked` | [`Wording::label`] |
//! | `refusals.ftl` | `refusal-<code>`: `refusal-conference-already-held` | [`Wording::refusal`] |
//! | `errors.ftl` | `error-<kind>`: `error-not-found`; `error-page-…` for the error page | [`Wording::error`] |
//! | `messages.ftl` | `message-<code>-subject`, `-body`; `message-part-…` for what goes into them | [`Wording::mail`] |
//! | `pages.ftl` | `<page>-<thing>`: `board-empty`, `answer-thanks` | [`Wording::text`], [`Wording::text_with`] |
//! | `days.ftl` | `day-…`, `standing-…`, `age-…` | [`Wording::day_and_distance`], [`Wording::standing`], … |
//! | `fees.ftl` | `fee-line-…`, `fee-reason-…`, `fee-barrier-…` | [`Wording::fee_line`], [`Wording::fee_reason`], [`Wording::fee_barrier`] |
//!
//! How to name a key: lower case and hyphens; the page first (`nav`, `common`, `board`, `admission`,
//! `case`, `conference`, `slot`, `hub`, `request`, `plan`, `answer`, `sign-in`; a page that
//! lists takes the plural: `conferences-empty`), then the thing. `-title` is a heading, `-action` a
//! button, `-hint` a line of help below a field, `-empty` what stands where a list has nothing, `-done`
//! the sentence after success. A code's `_` becomes `-`. Variables are lower case: `{ $count }`. A key
//! stands in both languages with the same variables; a test says so. A new file is picked up when
//! `src/texts.rs` is compiled again.

mod day;
mod fee;
mod label;
mod language;
mod texts;

#[cfg(test)]
mod tests;

use domain::{
    Refused, announcement::Message, conference::Mode, milestone::Standing, place::Distance, text::WebAddress,
};

pub use label::{FactWord, Labelled};
pub use language::Language;
pub use texts::isolated;

/// The texts in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    language: Language,
}

/// What stands in a text where it names a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words, taken as they are.
    Text(String),
    /// A number; English chooses singular or plural by it.
    Number(i64),
}

/// A message ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The subject line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

impl Wording {
    /// The texts in `language`.
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language of the texts.
    pub const fn language(self) -> Language {
        self.language
    }

    /// The text of `key`, in Japanese where English lacks it. An unknown key comes back in brackets, as
    /// does one whose variables are missing.
    pub fn text(self, key: &str) -> String {
        self.text_with(key, &[])
    }

    /// The text of `key` with its variables filled in.
    pub fn text_with(self, key: &str, values: &[(&str, Value)]) -> String {
        texts::find(self.language, key, values).unwrap_or_else(|| format!("[{key}]"))
    }

    /// What a value of the domain is called.
    pub fn label<T: Labelled>(self, value: T) -> String {
        let (kind, code) = value.key();
        self.text(&key(kind, code))
    }

    /// Why something was refused, in a sentence.
    pub fn refusal(self, refusal: impl Into<Refused>) -> String {
        self.text(&key("refusal", refusal.into().code))
    }

    /// What went wrong, in a sentence, for a kind of error such as `NOT_FOUND`; a kind without a text is
    /// spoken of as internal.
    pub fn error(self, kind: &str) -> String {
        let text = texts::find(self.language, &key("error", kind), &[]);
        text.unwrap_or_else(|| self.text("error-internal"))
    }

    /// A message with its variables filled in, and the signature below; `messages.ftl` names the variables
    /// above each message.
    pub fn mail(self, message: Message, values: &[(&str, Value)]) -> Mail {
        self.mail_of(&key("message", message.code()), values)
    }

    /// The cancellation of a conference that never had a time.
    pub fn mail_of_undated_cancellation(self, values: &[(&str, Value)]) -> Mail {
        self.mail_of("message-conference-cancelled-undated", values)
    }

    /// The mail that tells somebody elsewhere of the newest seal of the audit log; `line` is the variable.
    pub fn mail_of_audit_anchor(self, values: &[(&str, Value)]) -> Mail {
        self.mail_of("message-audit-anchor", values)
    }

    /// Where a milestone stands: 期限切れ 2日, 今日まで, あと3日.
    pub fn standing(self, standing: Standing) -> String {
        match standing {
            Standing::Overdue { days } => self.text_with("standing-overdue", &[("days", days.into())]),
            Standing::DueToday => self.text("standing-today"),
            Standing::Upcoming { days: 1 } => self.text("standing-tomorrow"),
            Standing::Upcoming { days } => self.text_with("standing-upcoming", &[("days", days.into())]),
            Standing::Undated => self.text("standing-undated"),
            Standing::Settled => self.text("standing-settled"),
        }
    }

    /// A distance, of a hundred metres at least: 1.8 km, 約3.1 km.
    pub fn kilometres(self, distance: Distance) -> String {
        let Distance { kilometres, approximate } = distance;
        let key = if approximate { "form-about-kilometres" } else { "common-kilometres" };
        self.text_with(key, &[("distance", format!("{:.1}", kilometres.max(0.1)).into())])
    }

    /// An age in tens, as a patient without a name is described: 70歳代.
    pub fn age_band(self, from: u8) -> String {
        match from {
            0..10 => self.text("age-under-ten"),
            _ => self.text_with("age-band", &[("from", (from / 10 * 10).into())]),
        }
    }

    /// Where somebody goes who comes in this way, or joins, as invitations and calendars say it.
    pub fn place(
        self,
        mode: Mode,
        video: Option<&WebAddress>,
        organizer: &str,
        room: Option<&str>,
    ) -> String {
        match (mode, video, room) {
            (Mode::Video, Some(address), _) => {
                self.text_with("message-part-place-video", &[("address", address.as_str().into())])
            }
            (_, _, Some(room)) => {
                let values = [("organizer", organizer.into()), ("room", room.into())];
                self.text_with("message-part-place-room", &values)
            }
            (_, _, None) => {
                self.text_with("message-part-place-room-undecided", &[("organizer", organizer.into())])
            }
        }
    }

    fn mail_of(self, stem: &str, values: &[(&str, Value)]) -> Mail {
        Mail {
            subject: self.text_with(&format!("{stem}-subject"), values),
            body: format!(
                "{}\n\n{}\n",
                self.text_with(&format!("{stem}-body"), values),
                self.text("message-part-signature")
            ),
        }
    }
}

/// The key of a code: `need` and `end_of_life_at_home` give `need-end-of-life-at-home`.
fn key(kind: &str, code: &str) -> String {
    format!("{kind}-{}", code.to_ascii_lowercase().replace('_', "-"))
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

macro_rules! number {
    ($($kind:ty),+) => {
        $(impl From<$kind> for Value {
            fn from(number: $kind) -> Self {
                Self::Number(number.into())
            }
        })+
    };
}
number!(i64, i32, u32, u16, u8);

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
