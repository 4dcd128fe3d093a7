//! How the system is, in the eyes of those who keep an organization: whether its mails arrive, and what holds for
//! everyone.

use domain::{Timestamp, access::Action};
use store::delivery::Fares;

use crate::{Error, Session};

/// How the system is for an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// When a message in its name was last taken by the recipient's server.
    pub delivered_at: Option<Timestamp>,
    /// When one was last given up.
    pub given_up_at: Option<Timestamp>,
    /// How many are on their way.
    pub waiting: u64,
    /// Whether anything can be written down.
    pub writing: Writing,
    /// The moment of the newest row of the audit log that is sealed.
    pub sealed_until: Option<Timestamp>,
    /// The version of the program.
    pub version: &'static str,
}

/// Whether anything can be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Yes.
    Open,
    /// Not for the moment.
    Closed,
}

/// How the system is, for whoever keeps the organization acted for.
///
/// # Errors
/// [`Error::Denied`] in other roles.
pub async fn health(session: &Session<'_>) -> Result<Health, Error> {
    let organization = session.own(Action::KeepOrganization)?.organization;
    let Fares { delivered_at, given_up_at, waiting } =
        session.read().deliveries().fares(organization).await?;
    let is_ready = session.app.database.is_ready().await;
    Ok(Health {
        delivered_at,
        given_up_at,
        waiting,
        writing: if is_ready { Writing::Open } else { Writing::Closed },
        sealed_until: session.app.system().read().sealed_until().await?,
        version: env!("CARGO_PKG_VERSION"),
    })
}
