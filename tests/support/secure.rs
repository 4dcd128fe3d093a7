//! Asking a process over TLS, certificate and all.

use std::{io, net::SocketAddr, sync::Arc};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

/// A connection to a process that shows a certificate of `localhost`, which `root` (in PEM) must vouch for.
///
/// # Errors
/// When the process does not answer, or shows another certificate.
///
/// # Panics
/// When `root` is no certificate.
pub async fn connect(address: SocketAddr, root: &str) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes()).expect("PEM")).expect("a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// Asks for a page on a new connection; answers head and body as they came.
///
/// # Errors
/// As [`connect`].
pub async fn get(
    address: SocketAddr,
    root: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> io::Result<String> {
    let mut stream = connect(address, root).await?;
    ask(&mut stream, path, headers, "close").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Asks for a page on a connection that stays open; answers what came, up to the end of a short answer.
///
/// # Errors
/// When the connection was cut.
pub async fn get_again(stream: &mut TlsStream<TcpStream>, path: &str) -> io::Result<String> {
    ask(stream, path, &[], "keep-alive").await?;
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => answer.extend_from_slice(&buffer[..n]),
        }
        let text = String::from_utf8_lossy(&answer);
        if text.split_once("\r\n\r\n").is_some_and(|(_, body)| !body.is_empty()) {
            return Ok(text.into_owned());
        }
    }
}

async fn ask(
    stream: &mut TlsStream<TcpStream>,
    path: &str,
    headers: &[(&str, &str)],
    connection: &str,
) -> io::Result<()> {
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: {connection}\r\n{more}\r\n");
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await
}
