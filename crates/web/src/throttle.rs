//! Links that need no sign-in may not be tried without end.

use app::throttle::{ClientAddress, Limit};
use axum::{
    extract::{FromRequestParts, Path, Request, State},
    http::request::Parts,
    middleware::Next,
    response::Response,
};

use crate::{Web, error::Fault};

/// Where a request came from; this machine, when nobody says.
pub struct From(pub ClientAddress);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let address = parts.extensions.get::<ClientAddress>().copied();
        Ok(Self(address.unwrap_or(ClientAddress::LOOPBACK)))
    }
}

/// Counts every use of a link by which an invitation is answered, looking included, by address and by link.
///
/// # Errors
/// [`app::Error::Throttled`].
pub async fn answer_link(
    State(web): State<Web>,
    From(address): From,
    Path(token): Path<String>,
    request: Request,
    next: Next,
) -> Result<Response, Fault> {
    web.app.throttle.check(Limit::AnswerLink, &address.key())?;
    web.app.throttle.check(Limit::AnswerLinkByToken, &token)?;
    Ok(next.run(request).await)
}
