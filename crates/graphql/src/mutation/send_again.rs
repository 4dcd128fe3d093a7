//! A message that was given up goes again.

use app::{IdempotencyKey, send_again::SendAgain};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{caller::caller, delivery::UndeliveredMessage, ids, scalar::EmailAddress};

/// What goes again.
#[derive(InputObject)]
pub struct SendAgainInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// The message.
    message: ID,
    /// The right address of somebody invited to a conference, for this message and those to come.
    email: Option<EmailAddress>,
}

/// What sending again gives.
#[derive(SimpleObject)]
pub struct SendAgainPayload {
    /// The message, on its way.
    message: UndeliveredMessage,
}

#[derive(Default)]
pub struct SendAgainMutation;

#[Object]
impl SendAgainMutation {
    /// Lets a message go again that was given up and is of use still.
    async fn send_again(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What goes again.")] input: SendAgainInput,
    ) -> Result<SendAgainPayload> {
        let SendAgainInput { idempotency_key, message, email } = input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let again = SendAgain { message: ids::read(&message, "message")?, email: email.map(Into::into) };
        let sent = app::send_again::send_again(&caller(ctx)?.session(), &key, again).await?;
        Ok(SendAgainPayload { message: sent.into() })
    }
}
