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

refusals! {
    /// Why a draft is not kept.
    DraftRefusal {
        /// It holds more than [`MOST_BYTES`].
        TooLarge = "DRAFT_TOO_LARGE",
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_has_an_end() {
        let now = Timestamp::from_millis(0);
        let of =
            |length: usize| Draft::new(now, "/cases#needs".into(), vec![("note".into(), "x".repeat(length))]);
        assert!(of(1000).is_ok());
        assert_eq!(of(MOST_BYTES).err(), Some(DraftRefusal::TooLarge));
    }
}
