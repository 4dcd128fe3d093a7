//! TLS of our own, with a certificate that is read again when its files change.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use tokio::{sync::watch, time::sleep};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        server::{ClientHello, ResolvesServerCert},
        sign::CertifiedKey,
    },
};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Where certificate and key are, both in PEM.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate, followed by those between it and the root.
    pub certificate: PathBuf,
    /// Its private key, not encrypted.
    pub key: PathBuf,
}

/// Why files make no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("the file {path} cannot be read: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The certificate's file holds none.
    #[error("the file {0} holds no certificate in PEM")]
    NoCertificate(PathBuf),
    /// The key's file holds none.
    #[error("the file {0} holds no private key in PEM that is not encrypted")]
    NoKey(PathBuf),
    /// They do not go together, or are of a kind that is not known.
    #[error("certificate and key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
}

/// What the files hold.
#[derive(Clone, PartialEq, Eq)]
struct Content {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl TlsFiles {
    fn read(&self) -> Result<Content, TlsError> {
        let read = |path: &Path| {
            std::fs::read(path).map_err(|error| TlsError::File { path: path.to_owned(), error })
        };
        Ok(Content { certificate: read(&self.certificate)?, key: read(&self.key)? })
    }

    fn certified(&self, content: &Content) -> Result<CertifiedKey, TlsError> {
        let no_certificate = || TlsError::NoCertificate(self.certificate.clone());
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&content.certificate)
            .collect::<Result<_, _>>()
            .map_err(|_| no_certificate())?;
        if chain.is_empty() {
            return Err(no_certificate());
        }
        let key =
            PrivateKeyDer::from_pem_slice(&content.key).map_err(|_| TlsError::NoKey(self.key.clone()))?;
        Ok(CertifiedKey::from_der(chain, key, &ring::default_provider())?)
    }

    /// Whether the files can be used.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn examine(&self) -> Result<(), TlsError> {
        self.certified(&self.read()?).map(|_| ())
    }
}

/// The certificate in use.
#[derive(Debug)]
struct InUse(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for InUse {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// Speaks TLS 1.2 and 1.3 with the certificate of two files.
pub(crate) struct Tls {
    files: TlsFiles,
    content: Content,
    in_use: Arc<InUse>,
    acceptor: TlsAcceptor,
}

impl Tls {
    /// Reads certificate and key.
    ///
    /// # Errors
    /// [`TlsError`].
    pub(crate) fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let content = files.read()?;
        let in_use = Arc::new(InUse(RwLock::new(Arc::new(files.certified(&content)?))));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(in_use.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { files, content, in_use, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// What agrees on keys with clients. The files are read again whenever they change, until `ended`.
    /// Connections go on with the certificate they began with; files that cannot be used leave the one in use.
    pub(crate) fn acceptor(self, ended: watch::Receiver<bool>) -> TlsAcceptor {
        let Self { files, content, in_use, acceptor } = self;
        tokio::spawn(follow(files, content, in_use, ended));
        acceptor
    }
}

/// Looks at the files until the process ends.
async fn follow(files: TlsFiles, content: Content, in_use: Arc<InUse>, mut ended: watch::Receiver<bool>) {
    let mut watched = Watched::new(files, content);
    loop {
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            _ = ended.wait_for(|ended| *ended) => return,
        }
        let files = watched.files.clone();
        let Ok(Ok(found)) = tokio::task::spawn_blocking(move || files.read()).await else { continue };
        match watched.look(found) {
            None => {}
            Some(Ok(certified)) => {
                *in_use.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(certified);
                tracing::info!("the new TLS certificate is in use");
            }
            Some(Err(error)) => {
                tracing::error!(%error, "the new TLS certificate is not used; the old one stays");
            }
        }
    }
}

/// The files, with what they held at the last look and what was last made of them.
struct Watched {
    files: TlsFiles,
    seen: Content,
    settled: Content,
}

impl Watched {
    fn new(files: TlsFiles, content: Content) -> Self {
        Self { files, seen: content.clone(), settled: content }
    }

    /// What to make of what the files hold now. It is tried once it is the same at two looks, so that files
    /// being written are left alone, and only once, so that a fault is named once.
    fn look(&mut self, found: Content) -> Option<Result<CertifiedKey, TlsError>> {
        let is_new = found == self.seen && found != self.settled;
        self.seen = found;
        is_new.then(|| {
            self.settled = self.seen.clone();
            self.files.certified(&self.settled)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> Content {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        Content {
            certificate: made.cert.pem().into_bytes(),
            key: made.signing_key.serialize_pem().into_bytes(),
        }
    }

    fn watched(content: Content) -> Watched {
        Watched::new(TlsFiles { certificate: "cert.pem".into(), key: "key.pem".into() }, content)
    }

    #[test]
    fn a_new_pair_is_used_once_it_is_written_to_the_end() {
        let (old, new) = (pair(), pair());
        let half = Content { certificate: new.certificate.clone(), ..old.clone() };
        let mut watched = watched(old);
        assert!(watched.look(half).is_none());
        assert!(watched.look(new.clone()).is_none());
        let certified = watched.look(new.clone()).unwrap().unwrap();
        let shown = CertificateDer::from_pem_slice(&new.certificate).unwrap();
        assert_eq!(certified.cert, [shown]);
        assert!(watched.look(new).is_none(), "it is not taken up again");
    }

    #[test]
    fn a_pair_that_does_not_fit_is_named_once_and_not_used() {
        let (old, new) = (pair(), pair());
        let wrong = Content { certificate: new.certificate, ..old.clone() };
        let mut watched = watched(old.clone());
        assert!(watched.look(wrong.clone()).is_none());
        assert!(matches!(watched.look(wrong.clone()), Some(Err(TlsError::Unusable(_)))));
        assert!(watched.look(wrong).is_none());
        assert!(watched.look(old.clone()).is_none());
        assert!(watched.look(old).unwrap().is_ok(), "the old pair put back is used");
    }

    #[test]
    fn files_without_certificate_or_key_are_named() {
        let fine = pair();
        let files = watched(fine.clone()).files;
        let no_certificate = Content { certificate: b"-".to_vec(), ..fine.clone() };
        assert!(matches!(files.certified(&no_certificate), Err(TlsError::NoCertificate(_))));
        let no_key = Content { key: fine.certificate.clone(), ..fine };
        assert!(matches!(files.certified(&no_key), Err(TlsError::NoKey(_))));
    }
}
