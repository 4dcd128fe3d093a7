//! Connections that send or read by halves, and more of them than are taken at once.

use std::{net::SocketAddr, os::unix::fs::PermissionsExt, time::Duration};

use support::{Engine, Running, TestDatabase, secure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_kaname-process");
/// Far longer than anything here takes, so that a test which waits in vain ends.
const GUARD: Duration = Duration::from_secs(60);
const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

async fn saying(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// What comes until the connection ends; a connection that is cut ends too.
async fn until_it_ends(stream: &mut TcpStream) -> String {
    let mut answer = vec![];
    let _ = timeout(GUARD, stream.read_to_end(&mut answer)).await.expect("the connection ends");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_connection_that_sends_half_a_request_is_ended() {
    let database = TestDatabase::new(Engine::Sqlite).await;
    let running = Running::serve_with(PROGRAM, &database.url, &["--request-seconds", "1"], None).await;
    for half in ["", "GET /heal", "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-more: "] {
        let mut stream = saying(running.address, half).await;
        assert_eq!(until_it_ends(&mut stream).await, "", "after {half:?}");
    }
    let mut whole = saying(running.address, HEALTH).await;
    assert!(until_it_ends(&mut whole).await.ends_with("ok\n"));
    running.kill().await;
    database.remove().await;
}

#[tokio::test]
async fn a_body_that_trickles_in_is_ended() {
    let database = TestDatabase::new(Engine::Sqlite).await;
    let running = Running::serve_with(PROGRAM, &database.url, &["--request-seconds", "1"], None).await;
    let head = "POST /sign-in HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\
                content-type: application/x-www-form-urlencoded\r\n\r\n";
    let (mut reading, mut writing) = saying(running.address, head).await.into_split();
    let trickling = async {
        // One byte whenever nothing came for a while, for as long as it is taken.
        while writing.write_all(b"a").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        std::future::pending::<()>().await;
    };
    let mut answer = vec![];
    tokio::select! {
        ended = timeout(GUARD, reading.read_to_end(&mut answer)) => { let _ = ended.expect("it is ended"); }
        () = trickling => {}
    }
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    running.kill().await;
    database.remove().await;
}

#[tokio::test]
async fn a_client_that_never_agrees_on_keys_is_ended() {
    let database = TestDatabase::new(Engine::Sqlite).await;
    let directory = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let file = |name: &str| directory.path().join(name).display().to_string();
    std::fs::write(file("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(file("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let more = ["--tls-cert", &file("cert.pem"), "--tls-key", &file("key.pem"), "--request-seconds", "1"];
    let running = Running::serve_with(PROGRAM, &database.url, &more, Some(made.cert.pem())).await;
    let mut silent = saying(running.address, "").await;
    assert_eq!(until_it_ends(&mut silent).await, "");
    let mut half = secure::connect(running.address, &made.cert.pem()).await.unwrap();
    half.write_all(b"GET /heal").await.unwrap();
    half.flush().await.unwrap();
    let mut answer = vec![];
    let _ =
        timeout(GUARD, half.read_to_end(&mut answer)).await.expect("half a request is ended over TLS too");
    assert!(answer.is_empty());
    running.kill().await;
    database.remove().await;
}

#[tokio::test]
async fn beyond_the_cap_a_request_is_answered_once_another_connection_ends() {
    let database = TestDatabase::new(Engine::Sqlite).await;
    let more = ["--max-connections", "2", "--request-seconds", "600"];
    let running = Running::serve_with(PROGRAM, &database.url, &more, None).await;
    let mut held = vec![];
    for _ in 0..2 {
        let mut stream = saying(running.address, &HEALTH.replace("connection: close", "a: b")).await;
        let mut some = [0; 1024];
        let read = timeout(GUARD, stream.read(&mut some)).await.expect("an answer").unwrap();
        assert!(some[..read].starts_with(b"HTTP/1.1 200"), "its connection stays open");
        held.push(stream);
    }
    let mut waiting = saying(running.address, HEALTH).await;
    let mut some = [0; 1];
    let early = timeout(Duration::from_millis(500), waiting.read(&mut some)).await;
    assert!(early.is_err(), "it waits for its turn");
    held.pop();
    assert!(until_it_ends(&mut waiting).await.ends_with("ok\n"), "and has it");
    running.kill().await;
    database.remove().await;
}

#[tokio::test]
async fn a_client_that_leaves_its_answers_unread_gives_up_its_place() {
    let database = TestDatabase::new(Engine::Sqlite).await;
    let more = ["--max-connections", "1", "--request-seconds", "1"];
    let running = Running::serve_with(PROGRAM, &database.url, &more, None).await;
    let asking = "GET /sign-in HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(1000);
    let mut unread = saying(running.address, "").await;
    // More and more is asked and nothing read, until nothing more is taken.
    while let Ok(written) = timeout(Duration::from_secs(1), unread.write_all(asking.as_bytes())).await {
        if written.is_err() {
            break;
        }
    }
    let mut other = saying(running.address, HEALTH).await;
    assert!(until_it_ends(&mut other).await.ends_with("ok\n"), "another takes its place");
    drop(unread);
    running.kill().await;
    database.remove().await;
}

#[tokio::test]
async fn more_connections_than_descriptors_leave_the_process_working() {
    let database = TestDatabase::new(Engine::Sqlite).await;
    let directory = tempfile::tempdir().unwrap();
    let script = directory.path().join("kaname");
    std::fs::write(&script, format!("#!/bin/sh\nulimit -n 160\nexec '{PROGRAM}' \"$@\"\n")).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).unwrap();
    let more = ["--request-seconds", "2"];
    let running = Running::serve_with(&script.display().to_string(), &database.url, &more, None).await;
    let mut halves = vec![];
    for _ in 0..200 {
        halves.push(saying(running.address, "GET /heal").await);
    }
    // Readiness opens the database: behind those who go, it is answered while others still hold theirs.
    let ready = HEALTH.replace("/healthz", "/readyz");
    let mut asking = saying(running.address, &ready).await;
    assert!(until_it_ends(&mut asking).await.ends_with("ready\n"));
    drop(halves);
    running.kill().await;
    database.remove().await;
}
