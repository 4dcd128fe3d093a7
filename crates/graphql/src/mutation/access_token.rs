//! A person makes tokens for programs and revokes them.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use time::Duration;

use crate::{
    access_token::{AccessToken, AccessTokenScope},
    caller::caller,
    ids, input,
};

/// What token to make.
#[derive(InputObject)]
pub struct CreateAccessTokenInput {
    /// Which program is to use it.
    label: String,
    /// What it may do.
    scope: AccessTokenScope,
    /// How many days it works, 1 to 730.
    days: i32,
    /// One's own password once more; only the demonstration's people have none.
    password: Option<String>,
}

/// What token to revoke.
#[derive(InputObject)]
pub struct RevokeAccessTokenInput {
    /// The token.
    token: ID,
}

/// What making a token gives.
#[derive(SimpleObject)]
pub struct CreateAccessTokenPayload {
    /// The token.
    token: AccessToken,
    /// Its secret, told now and never again.
    secret: String,
}

/// What revoking a token gives.
#[derive(SimpleObject)]
pub struct RevokeAccessTokenPayload {
    /// The token as it is now.
    token: AccessToken,
}

#[derive(Default)]
pub struct AccessTokenMutation;

#[Object]
impl AccessTokenMutation {
    /// Makes a token for a program through the membership acted for. Only somebody signed in with a browser
    /// makes tokens; a token makes none. It takes no `idempotencyKey`, since the secret is told once: after an
    /// answer that was lost, revoke the token and make another.
    async fn create_access_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What token to make.")] input: CreateAccessTokenInput,
    ) -> Result<CreateAccessTokenPayload> {
        let CreateAccessTokenInput { label, scope, days, password } = input;
        let label = input::line(&label, "label")?;
        let caller = caller(ctx)?;
        let (lifetime, by) = (Duration::days(days.into()), caller.credential);
        let session = caller.session();
        let password = password.as_deref().unwrap_or_default();
        let (token, secret) =
            app::access_token::make_token(&session, by, password, label, scope.into(), lifetime).await?;
        Ok(CreateAccessTokenPayload { token: token.into(), secret })
    }

    /// Revokes one of one's own tokens at once.
    async fn revoke_access_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What token to revoke.")] input: RevokeAccessTokenInput,
    ) -> Result<RevokeAccessTokenPayload> {
        let RevokeAccessTokenInput { token } = input;
        let id = ids::read(&token, "token")?;
        let token =
            app::access_token::revoke_my_token(&caller(ctx)?.session(), caller(ctx)?.credential, id).await?;
        Ok(RevokeAccessTokenPayload { token: token.into() })
    }
}
