//! Where a request came from.

use std::net::SocketAddr;

use app::throttle::ClientAddress;
use axum::{
    extract::{ConnectInfo, Request},
    middleware::Next,
    response::Response,
};

/// Puts the [`ClientAddress`] of the connection into the request. Headers that name another are not believed.
pub(crate) async fn client_address(mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    request.extensions_mut().insert(peer.map_or(ClientAddress::LOOPBACK, ClientAddress));
    next.run(request).await
}
