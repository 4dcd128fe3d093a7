//! The test application: the whole system in one process over a real database, with a clock that stands
//! still, counted identifiers, and people by role. And the whole system in processes that can be killed.

mod authenticator;
mod browser;
mod database;
mod demo;
mod listening;
pub mod odd_text;
mod patience;
mod provider;
mod route;
mod running;
pub mod secure;
mod test_app;

pub use authenticator::Authenticator;
pub use browser::{Answer, Browser, totp_code};
pub use database::{APP_ROLE, Engine, TestDatabase, engines, say};
pub use demo::Demo;
pub use listening::Listening;
pub use provider::{Behaviour, Fault, IdentityProvider, Signing};
pub use route::routes;
pub use running::Running;
pub use test_app::{TestApp, on_both};
