//! Drafts: what somebody typed into a form before it was sent, or when the session was over. A draft is its
//! writer's alone; it becomes true only when the form is sent.

use ::time::Duration;

use crate::{Timestamp, refusal::refusals};

/// How long a draft is kept after its last change.
pub const KEPT: Duration = Duration::days(7);
/// The most a draft holds, in bytes of names and values.
pub const MOST_BYTES: usize = 128 * 1024;
/// The most drafts of one person for one organization; beyond it the oldest go.
pub const MOST: usize = 50;

/// The field by which a form tells which of its openings writes, where it has one.
pub const OPENING: &str = "opening";
/// The field by which it tells when what it was opened with had been kept, in milliseconds.
pub const OPENED_ON: &str = "openedOn";

refusals! {
    /// Why a draft is not kept.
    DraftRefusal {
        /// It holds more than [`MOST_BYTES`].
        TooLarge = "DRAFT_TOO_LARGE",
        /// Another window wrote to the same form since this one was opened.
        WrittenElsewhere = "DRAFT_WRITTEN_ELSEWHERE",
    }
}

/// What was typed into a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The form: the address it is sent to, and its name there.
    pub form: String,
    /// Names and values as the browser has them.
    pub fields: Vec<(String, String)>,
    /// When it was kept.
    pub saved_at: Timestamp,
}

impl Draft {
    /// A draft kept now.
    ///
    /// # Errors
    /// [`DraftRefusal::TooLarge`].
    pub fn new(now: Timestamp, form: String, fields: Vec<(String, String)>) -> Result<Self, DraftRefusal> {
        let bytes: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        if form.len() + bytes > MOST_BYTES {
            return Err(DraftRefusal::TooLarge);
        }
        Ok(Self { form, fields, saved_at: now })
    }

    /// Whether it takes the place of `kept` without undoing what another window wrote: the same opening of the form
    /// wrote both, or this one was opened with what is kept, or both hold the same. Forms that do not tell their
    /// opening always do.
    ///
    /// # Errors
    /// [`DraftRefusal::WrittenElsewhere`].
    pub fn replaces(&self, kept: &Self) -> Result<(), DraftRefusal> {
        let opening = self.field(OPENING);
        let is_known =
            opening.is_empty() || opening == kept.field(OPENING) || self.field(OPENED_ON) == kept.mark();
        if is_known || self.typed().eq(kept.typed()) { Ok(()) } else { Err(DraftRefusal::WrittenElsewhere) }
    }

    /// What a form that is opened with this draft tells as [`OPENED_ON`].
    pub fn mark(&self) -> String {
        self.saved_at.millis().to_string()
    }

    /// What the field of this name holds; nothing where there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn typed(&self) -> impl Iterator<Item = &(String, String)> {
        self.fields.iter().filter(|(name, _)| name != OPENING && name != OPENED_ON)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_window_wrote_since_is_not_undone() {
        let of = |saved_at: i64, opening: &str, opened_on: &str, text: &str| {
            let fields = [(OPENING, opening), (OPENED_ON, opened_on), ("file", text)];
            let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            Draft::new(Timestamp::from_millis(saved_at), "/rules/try#a".into(), fields).unwrap()
        };
        let kept = of(7, "first", "", "b");
        for (new, is_free) in [
            (of(9, "first", "", "c"), true),
            (of(9, "second", "7", "c"), true),
            (of(9, "second", "6", "c"), false),
            (of(9, "second", "", "c"), false),
            (of(9, "second", "", "b"), true),
            (of(9, "", "", "c"), true),
        ] {
            let expected = if is_free { Ok(()) } else { Err(DraftRefusal::WrittenElsewhere) };
            assert_eq!(new.replaces(&kept), expected, "{new:?}");
        }
    }

    #[test]
    fn a_draft_has_an_end() {
        let now = Timestamp::from_millis(0);
        let of =
            |length: usize| Draft::new(now, "/cases#needs".into(), vec![("note".into(), "x".repeat(length))]);
        assert!(of(1000).is_ok());
        assert_eq!(of(MOST_BYTES).err(), Some(DraftRefusal::TooLarge));
    }
}
