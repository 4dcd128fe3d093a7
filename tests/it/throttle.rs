//! What is tried too often is turned away, and told when to come back (class 7).

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use support::{TestApp, on_both};
use time::Duration;

/// Opens a link as somebody at this address; answers the status and when to come back.
async fn open(
    app: &TestApp,
    method: &str,
    from: [u8; 4],
    path: &str,
) -> (StatusCode, Option<String>, String) {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let mut request = request.body(Body::empty()).unwrap();
    let peer = SocketAddr::new(IpAddr::V4(Ipv4Addr::from(from)), 40000);
    request.extensions_mut().insert(ConnectInfo(server::Peer(peer)));
    let (status, headers, body) = app.answer(request).await;
    let retry = headers.get(header::RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
    (status, retry, body)
}

#[tokio::test]
async fn answer_links_cannot_be_guessed_by_the_thousand_from_one_address() {
    on_both(async |app| {
        for n in 0..60 {
            let method = if n % 2 == 0 { "GET" } else { "POST" };
            let (status, retry, _) = open(app, method, [192, 0, 2, 1], &format!("/answer/guess-{n}")).await;
            assert_eq!((status, retry), (StatusCode::NOT_FOUND, None), "{n}");
        }
        for method in ["GET", "POST"] {
            let (status, retry, page) = open(app, method, [192, 0, 2, 1], "/answer/guess-60").await;
            assert_eq!((status, retry.as_deref()), (StatusCode::TOO_MANY_REQUESTS, Some("1")));
            assert!(page.contains("あと1秒お待ちください"), "{page}");
        }
        let (status, _, _) = open(app, "GET", [192, 0, 2, 2], "/answer/guess-61").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "another address is not held up");
        app.pass(Duration::seconds(1));
        let (status, _, _) = open(app, "GET", [192, 0, 2, 1], "/answer/guess-62").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "after a while it is let in again");
    })
    .await;
}

#[tokio::test]
async fn one_answer_link_cannot_be_tried_without_end_from_many_addresses() {
    on_both(async |app| {
        for n in 0..30 {
            let (status, _, _) = open(app, "GET", [192, 0, 2, n], "/answer/one").await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{n}");
        }
        let (status, retry, _) = open(app, "GET", [192, 0, 2, 30], "/answer/one").await;
        assert_eq!((status, retry.as_deref()), (StatusCode::TOO_MANY_REQUESTS, Some("2")));
        let (status, _, _) = open(app, "GET", [192, 0, 2, 30], "/answer/other").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "another link is not held up");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_somebody_merely_claims_does_not_count() {
    on_both(async |app| {
        let mut last = StatusCode::OK;
        for n in 0..61 {
            let request = Request::get(format!("/answer/guess-{n}"))
                .header("x-forwarded-for", format!("198.51.100.{n}"))
                .header("forwarded", format!("for=198.51.100.{n}"))
                .body(Body::empty())
                .unwrap();
            last = app.answer(request).await.0;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}
