//! Whether the process lives, and whether it takes writes.

use app::App;
use axum::{Router, extract::State, http::StatusCode, routing::get};

/// `/healthz` answers while the process runs; `/readyz` only while the database answers and takes writes.
pub(crate) fn routes(app: App) -> Router {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready)).with_state(app)
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.database.is_ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready: the database does not answer or takes no writes\n")
    }
}
