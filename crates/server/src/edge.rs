//! The edge of the process: where a request came from, whether it may come that way, and what every answer
//! tells the browser.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use app::throttle::ClientAddress;
use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
};

use crate::{config::Config, proxy, proxy::Proxies};

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// What the process knows of the way to it.
#[derive(Clone)]
struct Edge {
    public_url: Arc<str>,
    proxies: Arc<Proxies>,
    has_tls: bool,
}

/// Puts the edge around everything.
pub(crate) fn around(router: Router, config: &Config) -> Router {
    let edge = Edge {
        public_url: config.public_url.as_str().into(),
        proxies: Arc::new(config.proxies.clone()),
        has_tls: config.tls.is_some(),
    };
    router.layer(from_fn_with_state(edge, pass))
}

/// Puts the [`ClientAddress`] into the request, and the headers onto the answer. Turned away are those who
/// come past the proxy without TLS; those who came to the proxy without TLS are sent to the public address.
async fn pass(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<Peer>>();
    let peer =
        peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(Peer(peer))| peer.ip().to_canonical());
    let is_proxied = edge.proxies.contains(peer);
    let is_plain = is_proxied && proxy::is_plain(request.headers());
    let is_past_the_proxy = !edge.proxies.is_empty() && !is_proxied && !edge.has_tls && !peer.is_loopback();
    let is_about_health = matches!(request.uri().path(), "/healthz" | "/readyz");
    let mut answer = if is_about_health || !(is_plain || is_past_the_proxy) {
        let client = if is_proxied { edge.proxies.client(peer, request.headers()) } else { peer };
        request.extensions_mut().insert(ClientAddress(client));
        next.run(request).await
    } else if is_plain {
        to_https(&edge, request.method(), request.uri())
    } else {
        (StatusCode::FORBIDDEN, "only through the proxy\n").into_response()
    };
    let is_https = edge.public_url.starts_with("https://") && !is_plain;
    harden(&mut answer, is_https);
    answer
}

fn to_https(edge: &Edge, method: &Method, uri: &Uri) -> Response {
    if method == Method::GET || method == Method::HEAD {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Redirect::permanent(&format!("{}{path}", edge.public_url)).into_response()
    } else {
        (StatusCode::FORBIDDEN, "only over https\n").into_response()
    }
}

/// On every answer, whatever else it says.
const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// On every answer that says nothing else of its own: nothing is kept, run, framed or told to other sites.
const UNLESS_SAID: [(HeaderName, &str); 3] = [
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
];

pub(crate) fn harden(answer: &mut Response, is_https: bool) {
    let headers = answer.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in UNLESS_SAID {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_https {
        let a_year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, a_year);
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use axum::{Extension, body::Body, routing::get};

    use super::*;
    use crate::config::Settings;

    async fn seen(Extension(ClientAddress(address)): Extension<ClientAddress>) -> String {
        address.to_string()
    }

    /// Status, headers and body of an answer to a request from a peer.
    async fn ask(
        settings: &Settings,
        peer: IpAddr,
        headers: &[(&str, &str)],
        path: &str,
    ) -> (StatusCode, axum::http::HeaderMap, String) {
        use tower::ServiceExt;
        let config = settings.clone().configure().unwrap();
        let router = Router::new().route("/seen", get(seen)).route("/healthz", get(|| async { "ok" }));
        let router = around(router, &config);
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(Peer(SocketAddr::new(peer, 4711))));
        let answer = router.oneshot(request).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = axum::body::to_bytes(answer.into_body(), 4096).await.unwrap();
        (status, headers, String::from_utf8(body.to_vec()).unwrap())
    }

    fn proxied() -> Settings {
        Settings {
            behind_proxy: Some(vec!["10.0.0.0/8".into()]),
            public_url: Some("https://kaname.example.jp".into()),
            ..Settings::default()
        }
    }

    const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 1, 2, 3));
    const STRANGER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
    const CLAIM: (&str, &str) = ("x-forwarded-for", "198.51.100.1");

    #[tokio::test]
    async fn only_a_named_proxy_is_believed_about_the_client() {
        let (_, _, body) = ask(&proxied(), PROXY, &[CLAIM], "/seen").await;
        assert_eq!(body, "198.51.100.1");
        let mapped = IpAddr::V6(Ipv4Addr::new(10, 1, 2, 3).to_ipv6_mapped());
        let (_, _, body) = ask(&proxied(), mapped, &[CLAIM], "/seen").await;
        assert_eq!(body, "198.51.100.1");
        let (_, _, body) = ask(&proxied(), IpAddr::V6(Ipv6Addr::LOCALHOST), &[CLAIM], "/seen").await;
        assert_eq!(body, "::1");
        let (_, _, body) = ask(&Settings::default(), STRANGER, &[CLAIM], "/seen").await;
        assert_eq!(body, "192.0.2.7");
    }

    #[tokio::test]
    async fn who_comes_past_the_proxy_without_tls_is_turned_away() {
        let (status, _, body) = ask(&proxied(), STRANGER, &[], "/seen").await;
        assert_eq!((status, body.as_str()), (StatusCode::FORBIDDEN, "only through the proxy\n"));
        let (status, _, _) = ask(&proxied(), STRANGER, &[], "/healthz").await;
        assert_eq!(status, StatusCode::OK, "whoever runs it may ask whether it lives");
    }

    #[tokio::test]
    async fn who_came_to_the_proxy_without_tls_is_sent_to_the_public_address() {
        let plain = ("x-forwarded-proto", "http");
        let (status, headers, _) = ask(&proxied(), PROXY, &[plain], "/seen?a=b").await;
        assert_eq!(status, StatusCode::PERMANENT_REDIRECT);
        assert_eq!(headers[header::LOCATION], "https://kaname.example.jp/seen?a=b");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "it says nothing over http");
        let (status, headers, _) = ask(&proxied(), PROXY, &[("x-forwarded-proto", "https")], "/seen").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], "max-age=31536000");
        let (status, _, _) = ask(&Settings::default(), STRANGER, &[plain], "/seen").await;
        assert_eq!(status, StatusCode::OK, "nobody else is believed");
    }
}
