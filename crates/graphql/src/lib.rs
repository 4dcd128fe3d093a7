//! The GraphQL API: parse, call, present.
//!
//! A resolver reads its input, calls one use case of `app`, and shapes the answer; nested fields come from
//! the `loader` in batches. Before anything else sees a document, the [`gate`] has measured it. This crate
//! decides nothing and knows no database; who is signed in is told by `server` in a request extension.
//!
//! The schema is `schema/schema.graphql`; a test compares it, and `KANAME_UPDATE=1` rewrites it.

mod access_token;
mod audit;
mod board;
mod caller;
mod care_team;
mod case_rules;
mod circumstances;
mod complete;
mod conference;
mod consent;
mod consultation;
mod delivery;
mod discharge_case;
mod emergency;
mod error;
mod fee_conditions;
pub mod gate;
mod health;
mod ids;
mod input;
mod loader;
mod measures;
mod membership;
mod milestone;
mod mutation;
mod needs;
mod node;
mod organization;
mod page;
mod patient;
mod person;
mod place;
mod plan;
mod query;
mod readiness;
mod reason;
mod records;
mod route;
mod rule;
mod scalar;
mod schema;
mod shortlist;
mod socket;
mod subscription;
mod try_rules;
mod vocabulary;

pub use route::{Api, routes};
pub use schema::{Schema, schema, sdl};
