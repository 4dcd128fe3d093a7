//! No answer leaves before what it shows is on record: every request gets a ledger, and is answered only once
//! that is written.

use app::{App, Ledger};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::audit::Source;

/// Puts a [`Ledger`] into the request, and lets the answer go once all that is noted there is written. Pages and
/// API flush it themselves to say in their own way that they cannot answer; this catches what they forget.
pub(crate) async fn keep(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let ledger = app.ledger(source(request.uri().path()));
    request.extensions_mut().insert(ledger.clone());
    let response = next.run(request).await;
    release(&ledger, response).await
}

async fn release(ledger: &Ledger, response: Response) -> Response {
    match ledger.flush().await {
        Ok(()) => response,
        Err(error) => {
            tracing::error!(%error, "an answer was withheld: what it shows could not be put on record");
            ledger.withhold();
            (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE\n").into_response()
        }
    }
}

fn source(path: &str) -> Source {
    match path {
        "/graphql" => Source::Api,
        path if path.starts_with("/answer/") || path.starts_with("/calendar/") => Source::Link,
        _ => Source::Page,
    }
}
