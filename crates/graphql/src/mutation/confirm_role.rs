//! A role is asked for by one person and confirmed by another.

use app::{IdempotencyKey, confirm_role::RequestRole};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{caller::caller, ids, input, membership::RoleRequest, person::Role};

/// A role asked for.
#[derive(InputObject)]
pub struct RequestRoleInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// For whom.
    membership: ID,
    /// Which.
    role: Role,
}

/// What is confirmed.
#[derive(InputObject)]
pub struct ConfirmRoleInput {
    /// The request.
    request: ID,
    /// The version that was read.
    expected_version: i32,
}

/// What is refused.
#[derive(InputObject)]
pub struct RefuseRoleInput {
    /// The request.
    request: ID,
    /// The version that was read.
    expected_version: i32,
    /// Why.
    reason: String,
}

/// What asking for a role gives.
#[derive(SimpleObject)]
pub struct RequestRolePayload {
    /// The request.
    request: RoleRequest,
}

/// What confirming gives.
#[derive(SimpleObject)]
pub struct ConfirmRolePayload {
    /// The request.
    request: RoleRequest,
}

/// What refusing gives.
#[derive(SimpleObject)]
pub struct RefuseRolePayload {
    /// The request.
    request: RoleRequest,
}

#[derive(Default)]
pub struct ConfirmRoleMutation;

#[Object]
impl ConfirmRoleMutation {
    /// Asks for a role: for oneself, or as an administrator for a colleague. It waits for fourteen days.
    async fn request_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role asked for.")] input: RequestRoleInput,
    ) -> Result<RequestRolePayload> {
        let RequestRoleInput { idempotency_key, membership, role } = input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let wanted = RequestRole { membership: ids::read(&membership, "membership")?, role: role.into() };
        let request = app::confirm_role::request_role(&caller(ctx)?.session(), &key, wanted).await?;
        Ok(RequestRolePayload { request: request.into() })
    }

    /// Confirms a request, as an administrator who neither asked nor is given the role.
    async fn confirm_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is confirmed.")] input: ConfirmRoleInput,
    ) -> Result<ConfirmRolePayload> {
        let ConfirmRoleInput { request, expected_version } = input;
        let id = ids::read(&request, "request")?;
        let request = app::confirm_role::confirm_role(&caller(ctx)?.session(), id, expected_version).await?;
        Ok(ConfirmRolePayload { request: request.into() })
    }

    /// Refuses a request with a reason; whoever asked may take it back in this way.
    async fn refuse_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is refused.")] input: RefuseRoleInput,
    ) -> Result<RefuseRolePayload> {
        let RefuseRoleInput { request, expected_version, reason } = input;
        let id = ids::read(&request, "request")?;
        let reason = input::line(&reason, "reason")?;
        let session = caller(ctx)?.session();
        let request = app::confirm_role::refuse_role(&session, id, expected_version, reason).await?;
        Ok(RefuseRolePayload { request: request.into() })
    }
}
