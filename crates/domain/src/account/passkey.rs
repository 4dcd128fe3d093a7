//! Passkeys (Web Authentication): key pairs whose private half stays with its owner.

use super::Account;
use crate::{Id, Timestamp, text::Line};

/// How many passkeys an account may have.
pub const MOST_PASSKEYS: usize = 10;

/// A passkey of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose it is.
    pub account: Id<Account>,
    /// What its owner calls it.
    pub name: Line,
    /// By what devices know it.
    pub credential_id: Vec<u8>,
    /// The public half with its counter, as the library that checks it writes it.
    pub credential: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}
