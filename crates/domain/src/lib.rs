//! What is true and what is allowed when a patient moves from hospital to home: patients, cases,
//! conferences, rules, plans, offers, access.
//!
//! Everything here is a value or a decision over values. Nothing reads a clock, makes an identifier,
//! waits, or knows of a database, a page or a message channel: `now` and new ids are arguments.

pub mod access;
pub mod account;
pub mod admission_list;
pub mod announcement;
pub mod audit;
pub mod booking;
pub mod calendar;
pub mod care_team;
pub mod conference;
pub mod consent;
pub mod consultation;
pub mod discharge_case;
pub mod draft;
pub mod emergency;
pub mod event;
pub mod fee;
pub mod hub_month;
pub mod id;
pub mod measures;
pub mod membership;
pub mod milestone;
pub mod needs;
pub mod organization;
pub mod patient;
pub mod person;
pub mod place;
pub mod plan;
pub mod readiness;
pub mod refusal;
pub mod retention;
pub mod rule;
pub mod shortlist;
pub mod text;
pub mod time;
pub mod timer;
mod vocabulary;
pub mod withhold;

pub use id::{Id, Ids};
pub use refusal::Refused;
pub use time::{Clock, Interval, Timestamp};
