//! How the system is for an organization.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::{caller::caller, scalar::DateTime};

/// How the system is for the organization acted for.
#[derive(SimpleObject)]
pub struct Health {
    /// When a message in its name was last taken by the recipient's server.
    last_delivered_at: Option<DateTime>,
    /// When one was last given up.
    last_given_up_at: Option<DateTime>,
    /// How many are on their way.
    waiting: u64,
    /// Whether anything can be written down.
    accepts_writes: bool,
    /// The moment of the newest row of the audit log that is sealed.
    audit_sealed_until: Option<DateTime>,
    /// The version of the program.
    version: &'static str,
}

impl From<app::health::Health> for Health {
    fn from(health: app::health::Health) -> Self {
        let app::health::Health { delivered_at, given_up_at, waiting, writing, sealed_until, version } =
            health;
        Self {
            last_delivered_at: delivered_at.map(Into::into),
            last_given_up_at: given_up_at.map(Into::into),
            waiting,
            accepts_writes: writing == app::health::Writing::Open,
            audit_sealed_until: sealed_until.map(Into::into),
            version,
        }
    }
}

#[derive(Default)]
pub struct HealthQuery;

#[Object]
impl HealthQuery {
    /// How the system is, for whoever keeps the organization acted for.
    async fn health(&self, ctx: &Context<'_>) -> Result<Health> {
        Ok(app::health::health(&caller(ctx)?.session()).await?.into())
    }
}
