//! The outermost crate: configuration, sign-in, workers, timers, wiring and the command line.
//!
//! Only here are the clock read, identifiers made and connections taken. What the program does is said
//! elsewhere; a process is a configuration, a database, an HTTP listener and two workers.

mod audit;
mod clock;
mod command;
pub mod config;
mod connection;
pub mod demo;
mod doctor;
mod edge;
mod health;
mod identity_provider;
mod import;
pub mod mailbox;
pub mod mailbox_page;
mod on_record;
mod proxy;
mod rules;
pub mod seal;
mod secret_key;
pub mod serve;
mod sign_in;
mod tls;

use std::process::ExitCode;

pub use clock::{SystemClock, SystemIds};
pub use connection::Limits;
pub use edge::Peer;

/// Exit code when the writing connection could not be discarded after the medium failed (`EX_SOFTWARE`).
pub const EXIT_BROKEN: u8 = 70;

/// Runs the command line.
pub fn main() -> ExitCode {
    command::run()
}
