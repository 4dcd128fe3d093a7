//! The way to the process: TLS, proxies, and what every answer tells the browser.

use std::{net::SocketAddr, path::Path, process::Stdio, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use support::{Engine, Running, TestDatabase, on_both, secure};
use tokio::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_kaname-process");

/// A certificate that vouches for itself, and its key, in PEM.
fn certificate() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

fn write(directory: &Path, (certificate, key): &(String, String)) {
    std::fs::write(directory.join("key.pem"), key).unwrap();
    std::fs::write(directory.join("cert.pem"), certificate).unwrap();
}

/// Waits until the process shows what it is to show, or half a minute.
async fn within_half_a_minute(shows: impl AsyncFn() -> bool) -> bool {
    for _ in 0..300 {
        if shows().await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

#[tokio::test]
async fn a_process_speaks_tls_and_takes_up_a_new_certificate_without_dropping_anyone() {
    let database = TestDatabase::new(Engine::Sqlite).await;
    let directory = tempfile::tempdir().unwrap();
    let (first, second) = (certificate(), certificate());
    write(directory.path(), &first);
    let file = |name: &str| directory.path().join(name).display().to_string();
    let more = ["--tls-cert", &file("cert.pem"), "--tls-key", &file("key.pem")];
    let running = Running::serve_with(PROGRAM, &database.url, &more, Some(first.0.clone())).await;
    let answer = secure::get(running.address, &first.0, "/sign-in", &[]).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
    assert!(secure::connect(running.address, &second.0).await.is_err(), "another certificate is not shown");
    let mut open = secure::connect(running.address, &first.0).await.unwrap();
    assert!(secure::get_again(&mut open, "/healthz").await.unwrap().ends_with("ok\n"));

    // Half of the new pair, which does not fit, and then all of it.
    std::fs::write(directory.path().join("cert.pem"), &second.0).unwrap();
    write(directory.path(), &second);
    let shown =
        within_half_a_minute(async || secure::connect(running.address, &second.0).await.is_ok()).await;
    assert!(shown, "the new certificate is shown");
    assert!(secure::connect(running.address, &first.0).await.is_err(), "the old one no more");
    let answer = secure::get_again(&mut open, "/healthz").await.unwrap();
    assert!(answer.ends_with("ok\n"), "who was connected before goes on: {answer}");
    running.kill().await;
    database.remove().await;
}

/// What a command that is to fail says.
async fn refusal(args: &[&str]) -> String {
    let command = Command::new(PROGRAM)
        .args(args)
        .env_remove("KANAME_CONFIG")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(60), command).await.expect("it ends").unwrap();
    assert!(!output.status.success(), "{args:?} is refused");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[tokio::test]
async fn an_address_others_can_reach_is_refused_without_tls() {
    let directory = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", directory.path().join("kaname.db").display());
    let base = ["serve", "--database-url", &database, "--listen"];
    for address in ["0.0.0.0:0", "[::]:0"] {
        let said = refusal(&[&base[..], &[address]].concat()).await;
        assert!(said.contains("without TLS") && said.contains("--behind-proxy"), "{said}");
        assert_eq!(said.lines().count(), 1, "one sentence: {said}");
    }
    let doctor = ["doctor", "--database-url", &database, "--listen", "0.0.0.0:8080"];
    let said = refusal(&doctor).await;
    assert!(said.contains("PROBLEM     kaname does not listen on 0.0.0.0:8080 without TLS"), "{said}");
}

#[tokio::test]
async fn a_proxy_that_would_be_everybody_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", directory.path().join("kaname.db").display());
    let base = ["serve", "--database-url", &database, "--listen", "127.0.0.1:0", "--behind-proxy"];
    for everybody in ["0.0.0.0/0", "::/0"] {
        let said = refusal(&[&base[..], &[everybody]].concat()).await;
        assert!(said.contains(everybody) && said.contains("name the proxy"), "{said}");
        assert_eq!(said.lines().count(), 1, "one sentence: {said}");
    }
}

#[tokio::test]
async fn files_that_make_no_tls_are_named_by_serve_and_doctor() {
    let directory = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", directory.path().join("kaname.db").display());
    let file = |name: &str| directory.path().join(name).display().to_string();
    let (certificate_file, key_file) = (file("cert.pem"), file("key.pem"));
    let more = ["--database-url", &database, "--tls-cert", &certificate_file, "--tls-key", &key_file];
    let ask =
        async |command: &str| refusal(&[&[command, "--listen", "127.0.0.1:0"][..], &more].concat()).await;
    assert!(ask("serve").await.contains("cert.pem cannot be read"));
    assert!(ask("doctor").await.contains("PROBLEM     the file"));
    let (one, other) = (certificate(), certificate());
    write(directory.path(), &(one.0, other.1));
    assert!(ask("serve").await.contains("certificate and key cannot be used"));
    assert!(ask("doctor").await.contains("PROBLEM     certificate and key cannot be used"));
    write(directory.path(), &("no PEM".into(), "no PEM".into()));
    assert!(ask("serve").await.contains("holds no certificate"));
}

/// Opens links that do not exist, each time as somebody else or as one and the same; whether it was once too
/// often.
async fn is_throttled(address: SocketAddr, claim: impl Fn(u8) -> String) -> bool {
    let client = reqwest::Client::new();
    for n in 0..200 {
        let url = format!("http://{address}/answer/guess-{n}");
        let answer = client.get(url).header("x-forwarded-for", claim(n)).send().await.unwrap();
        match answer.status().as_u16() {
            429 => return true,
            status => assert_eq!(status, 404),
        }
    }
    false
}

#[tokio::test]
async fn a_forwarded_address_is_believed_from_the_proxy_and_from_nobody_else() {
    let public = ["--public-url", "https://kaname.example.jp"];
    for (proxy, is_believed) in [("127.0.0.0/8", true), ("10.0.0.0/8,192.0.2.1", false)] {
        let database = TestDatabase::new(Engine::Sqlite).await;
        let more = [&public[..], &["--behind-proxy", proxy]].concat();
        let running = Running::serve_with(PROGRAM, &database.url, &more, None).await;
        let changing = is_throttled(running.address, |n| format!("198.51.100.{n}")).await;
        assert_eq!(changing, !is_believed, "behind {proxy}");
        let made_up = is_throttled(running.address, |n| format!("198.51.100.{n}, 203.0.113.9")).await;
        assert!(made_up, "what the client adds in front does not count");
        running.kill().await;
        database.remove().await;
    }
}

#[tokio::test]
async fn where_pages_are_https_every_cookie_travels_over_tls_alone() {
    let database = TestDatabase::new(Engine::Sqlite).await;
    let more = ["--public-url", "https://kaname.example.jp", "--behind-proxy", "127.0.0.1"];
    let running = Running::serve_with(PROGRAM, &database.url, &more, None).await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let form = client
        .post(format!("http://{}/language", running.address))
        .header("x-forwarded-proto", "https")
        .header(header::REFERER, "https://kaname.example.jp/answer/x?change=yes")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("language=en");
    let answer = form.send().await.unwrap();
    assert_eq!(answer.headers()[header::LOCATION], "/answer/x?change=yes", "back where it was chosen");
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("kaname_language=en;") && cookie.contains("; Secure"), "{cookie}");
    running.kill().await;
    database.remove().await;
}

/// What every answer says, and what it says of itself.
fn check(path: &str, headers: &HeaderMap) {
    let of =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert_eq!(of("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(of("x-frame-options"), "DENY", "{path}");
    assert_eq!(of("cross-origin-opener-policy"), "same-origin", "{path}");
    assert_eq!(of("cross-origin-resource-policy"), "same-origin", "{path}");
    assert!(of("permissions-policy").contains("camera=()"), "{path}");
    assert!(["same-origin", "no-referrer"].contains(&of("referrer-policy").as_str()), "{path}");
    let policy = of("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{path}");
    assert!(
        !policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"),
        "{path}: {policy}"
    );
    let is_asset = path.starts_with("/assets/");
    assert_eq!(of("cache-control") == "no-store", !is_asset, "{path}: {}", of("cache-control"));
    assert!(headers.get(header::STRICT_TRANSPORT_SECURITY).is_none(), "{path}: not under http");
}

#[tokio::test]
async fn every_answer_is_hardened_and_only_assets_are_kept() {
    on_both(async |app| {
        let (_, page) = app.page(None, "/sign-in").await;
        let asset = page.split('"').find(|word| word.starts_with("/assets/")).unwrap().to_owned();
        let token = app.token(app.social_worker()).await;
        let paths =
            ["/", "/board", "/sign-in", "/requests", "/conferences", "/cases/x", "/nowhere", "/answer/x"];
        let more = ["/healthz", "/readyz", "/favicon.ico", asset.as_str()];
        for path in paths.into_iter().chain(more) {
            for signed_in in [false, true] {
                let mut request = Request::get(path);
                if signed_in {
                    request = request.header(header::COOKIE, app.cookie(app.social_worker()).await);
                }
                let (_, headers, _) = app.answer(request.body(Body::empty()).unwrap()).await;
                check(path, &headers);
            }
        }
        let posted = |body: &'static str, kind: &'static str| {
            Request::post("/graphql")
                .header(header::CONTENT_TYPE, kind)
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .body(Body::from(body))
                .unwrap()
        };
        for request in
            [posted("{\"query\":\"{ me { id } }\"}", "application/json"), posted("x", "text/plain")]
        {
            let (_, headers, _) = app.answer(request).await;
            check("/graphql", &headers);
        }
        let too_long = Request::post("/sign-in").body(Body::from(vec![b'a'; 300 * 1024])).unwrap();
        let (status, headers, _) = app.answer(too_long).await;
        assert_ne!(status, StatusCode::OK);
        check("/sign-in", &headers);
    })
    .await;
}

#[tokio::test]
async fn no_page_holds_a_script_or_a_style_of_its_own() {
    on_both(async |app| {
        let mut pages = vec![app.page(None, "/sign-in").await.1, app.page(None, "/answer/x").await.1];
        for path in ["/board", "/requests", "/conferences", "/admissions/new"] {
            pages.push(app.page(Some(app.social_worker()), path).await.1);
        }
        for page in pages {
            for word in [" style=", "<style", " onclick=", " onload=", " onsubmit=", "javascript:"] {
                assert!(!page.contains(word), "{word} in\n{page}");
            }
            for script in page.split("<script").skip(1) {
                assert!(script.starts_with(" src=\"/assets/"), "an inline script in\n{page}");
            }
        }
    })
    .await;
}
