//! The tokens by which programs act for the person who is signed in.

use crate::{caller::caller, ids, scalar::DateTime, vocabulary::vocabulary};
use async_graphql::{Context, ID, Object, Result, SimpleObject};

vocabulary! {
    /// What a token may do.
    AccessTokenScope = domain::access::Scope {
        /// Whatever its owner may.
        Everything,
        /// Read, and change nothing.
        Reading,
        /// Nothing of the API: its secret makes the address of one's own calendar, `/calendar/{secret}.ics`.
        Calendar,
    }
}

/// A token by which a program acts through a membership. Its secret is told once, when it is made.
#[derive(SimpleObject, Clone)]
pub struct AccessToken {
    /// The identifier, which is no secret.
    id: ID,
    /// The membership it acts through.
    membership: ID,
    /// What it is for.
    label: String,
    /// What it may do.
    scope: AccessTokenScope,
    /// When it was made.
    created_at: DateTime,
    /// When it stops to work.
    expires_at: DateTime,
    /// When it was last used, to the minute; null when it never was.
    last_used_at: Option<DateTime>,
    /// When it was revoked; null when it was not.
    revoked_at: Option<DateTime>,
}

impl From<domain::account::AccessToken> for AccessToken {
    fn from(token: domain::account::AccessToken) -> Self {
        let domain::account::AccessToken {
            id,
            hash: _,
            membership,
            label,
            scope,
            created_at,
            expires_at,
            last_used_at,
            revoked_at,
        } = token;
        Self {
            id: ids::write(id),
            membership: ids::write(membership),
            label: label.into(),
            scope: scope.into(),
            created_at: created_at.into(),
            expires_at: expires_at.into(),
            last_used_at: last_used_at.map(Into::into),
            revoked_at: revoked_at.map(Into::into),
        }
    }
}

#[derive(Default)]
pub struct AccessTokenQuery;

#[Object]
impl AccessTokenQuery {
    /// One's own tokens through every membership that lasts, the newest first.
    async fn my_access_tokens(&self, ctx: &Context<'_>) -> Result<Vec<AccessToken>> {
        let tokens = app::access_token::my_tokens(&caller(ctx)?.session(), caller(ctx)?.credential).await?;
        Ok(tokens.into_iter().map(Into::into).collect())
    }
}
