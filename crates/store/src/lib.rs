//! Rows in, domain values out: the only SQL of the system. Entities never leave this crate.
//!
//! A [`Database`] is read through a [`View`] and written through a [`Tx`], both on behalf of an actor;
//! repositories hang on the view. What is protected is loaded by `find_for` with the action it is wanted
//! for, and lists hold only what the actor may see.

pub mod about;
pub mod access_token;
pub mod account;
pub mod admission_list;
pub mod audit;
pub mod booking;
pub mod care_team;
mod column;
pub mod conference;
pub mod consent;
pub mod consultation;
mod database;
pub mod delivery;
pub mod directory;
pub mod discharge_case;
mod draft;
pub mod emergency;
mod error;
pub mod event;
pub mod feed;
mod hub_board;
mod hub_month;
pub mod identity;
pub mod key;
mod ledger;
pub mod look_up;
pub mod measures;
pub mod membership;
pub mod milestone;
pub mod one_time_link;
pub mod organization;
pub mod passkey;
pub mod patient;
pub mod person;
pub mod place;
pub mod plan;
mod postgres;
mod relationship;
pub mod retention;
pub mod rule;
pub mod sketch;
mod sqlite;
pub mod timer;
pub mod web_session;

pub use database::{Database, Tx, View};
pub use error::Error;
pub use ledger::Ledger;
pub use postgres::{INSERT_ONLY, NEVER_CHANGED, Obstacle};
pub use sqlite::Gate;
