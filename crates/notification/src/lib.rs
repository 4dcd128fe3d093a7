//! Events become messages, messages become deliveries.
//!
//! [`announce_due`] takes events off the outbox and notes whom they are to be told, as
//! `domain::announcement` decides. [`deliver_due`] writes each letter anew from what is true at that moment
//! and hands it to the [`Channel`]. [`run`] does both until told to stop. This crate does not decide who
//! hears of an event, and knows no use case.

mod announce;
mod channel;
mod deliver;
mod letter;
mod worker;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use domain::{Clock, Ids};
use store::Database;

pub use announce::announce_due;
pub use channel::{
    Channel, Outcome,
    mail::{Mail, SmtpConfig, SmtpError, Tls},
};
pub use deliver::deliver_due;
pub use letter::{Letter, Occasion};
pub use worker::{Drained, drain, run};

/// What the work needs. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub database: Database,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers and the secrets in links.
    pub ids: Arc<dyn Ids>,
    /// Through what letters go.
    pub channel: Channel,
    /// Address under which people reach the pages, without a slash at its end.
    pub public_url: String,
}
