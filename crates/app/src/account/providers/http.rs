//! Requests to identity providers: one connection each, over within a time, followed nowhere, of a bounded answer.

use std::{io, pin::Pin, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    body::Bytes,
    client::conn::http1,
    header::{HOST, HeaderValue, USER_AGENT},
    http::uri::{Scheme, Uri},
};
use hyper_util::rt::TokioIo;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    task::JoinSet,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

/// The largest answer taken.
const BODY: usize = 1024 * 1024;

/// Asks a provider.
pub(super) struct Http {
    tls: TlsConnector,
    patience: Duration,
}

/// Why a provider gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    #[error("no answer in time")]
    TooSlow,
    #[error("an address without a host")]
    NoHost,
    #[error("{0}")]
    Connection(#[from] io::Error),
    #[error("{0}")]
    Protocol(#[from] hyper::Error),
    #[error("the body: {0}")]
    Body(Box<dyn std::error::Error + Send + Sync>),
}

/// Why there is no trust to begin with.
#[derive(Debug, thiserror::Error)]
pub(super) enum TrustError {
    #[error("the file of authorities holds no certificate in PEM")]
    NoAuthority,
    #[error("{0}")]
    Tls(#[from] tokio_rustls::rustls::Error),
}

impl Http {
    /// Trusts the authorities given in PEM and no others; without any, those of the machine.
    pub(super) fn new(authorities: Option<&[u8]>, patience: Duration) -> Result<Self, TrustError> {
        let mut roots = RootCertStore::empty();
        match authorities {
            Some(pem) => {
                for certificate in CertificateDer::pem_slice_iter(pem) {
                    roots.add(certificate.map_err(|_| TrustError::NoAuthority)?)?;
                }
                if roots.is_empty() {
                    return Err(TrustError::NoAuthority);
                }
            }
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), patience })
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = tokio::time::timeout(self.patience, self.exchange(request));
        answer.await.map_err(|_| HttpError::TooSlow)?
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let is_https = request.uri().scheme() == Some(&Scheme::HTTPS);
        let host = request.uri().host().ok_or(HttpError::NoHost)?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = request.uri().port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let stream = TcpStream::connect((host.as_str(), port)).await?;
        if is_https {
            let name = ServerName::try_from(host).map_err(|_| HttpError::NoHost)?;
            ask(self.tls.connect(name, stream).await?, request).await
        } else {
            ask(stream, request).await
        }
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

async fn ask(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    mut request: HttpRequest,
) -> Result<HttpResponse, HttpError> {
    let authority = request.uri().authority().ok_or(HttpError::NoHost)?;
    let host = HeaderValue::from_str(authority.as_str()).map_err(|_| HttpError::NoHost)?;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let path = path.parse::<Uri>().map_err(|_| HttpError::NoHost)?;
    *request.uri_mut() = path;
    request.headers_mut().insert(HOST, host);
    request.headers_mut().insert(USER_AGENT, HeaderValue::from_static("Kaname"));
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends with this request, whatever becomes of it.
    let mut driving = JoinSet::new();
    driving.spawn(connection);
    let answer = sender.send_request(request.map(|body| Full::new(Bytes::from(body)))).await?;
    let (parts, body) = answer.into_parts();
    let body = Limited::new(body, BODY).collect().await.map_err(HttpError::Body)?;
    Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
}
