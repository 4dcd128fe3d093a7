//! Identity providers of organizations, by OpenID Connect: the authorization code flow with PKCE.
//!
//! The protocol and the checks of what a provider signs are `openidconnect`'s; what is agreed with each provider,
//! when it is asked anew, and what counts of its answer are here.

mod http;

use std::{fmt, net::IpAddr, sync::Arc};

use domain::{
    Id, Ids, Timestamp,
    account::{TwoFactors, is_timely},
    organization::Organization,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthType, AuthenticationContextClass, AuthorizationCode,
    ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, DiscoveryError, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, JsonWebKeySet, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadata, RedirectUrl, RequestTokenError, SignatureVerificationError, TokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
        CoreClientAuthMethod, CoreGrantType, CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
        CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    },
    url::{Host, Url},
};
use serde::{Deserialize, Serialize};
use time::Duration;
use tokio::sync::Mutex;

use self::http::{Http, HttpError};
use crate::session::secret_text;

/// How long what a provider tells of itself is believed without asking again.
const LIFETIME: Duration = Duration::hours(1);
/// How often its keys are fetched again at most, however many unknown ones are named.
const KEYS_EVERY: Duration = Duration::minutes(1);
/// How long a provider that did not answer is not asked again.
const PAUSE: Duration = Duration::seconds(10);
/// The longest subject (OpenID Connect Core, section 2).
const SUBJECT: usize = 255;

/// Signatures by a private key of the provider; never none, and never by what both sides know.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What the operator says of a provider.
#[derive(Clone)]
pub struct ProviderSettings {
    /// Its name in addresses: small letters, digits and hyphens.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its address, which is its name in what it signs.
    pub issuer: String,
    /// By what it knows this system.
    pub client_id: String,
    /// How this system shows that it is itself.
    pub client_secret: String,
    /// The organization whose provider it is.
    pub organization: Id<Organization>,
    /// By what it says that two factors were given.
    pub two_factors: TwoFactors,
    /// The authorities that vouch for its certificate, in PEM; those of the machine, unless given.
    pub authorities: Option<Vec<u8>>,
    /// How long it has to answer.
    pub patience: std::time::Duration,
}

/// Why what the operator says of providers cannot be.
#[derive(Debug, thiserror::Error)]
#[error("the identity provider {id:?}: {why}")]
pub struct ProviderError {
    id: String,
    why: String,
}

/// The providers of organizations. Cheap to clone; clones share what they know.
#[derive(Clone, Default)]
pub struct Providers(Arc<[Provider]>);

/// A provider.
pub struct Provider {
    settings: ProviderSettings,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    http: Http,
    known: Mutex<Knowledge>,
}

/// What is known of a provider at a time.
enum Knowledge {
    Nothing,
    Known(Arc<Known>),
    SilentSince(Timestamp),
}

struct Known {
    client: Client,
    keys: JsonWebKeySet<CoreJsonWebKey>,
    metadata: Metadata,
    asked_at: Timestamp,
    keys_at: Timestamp,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

type Metadata = ProviderMetadata<
    Further,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What RFC 9207 adds to what providers tell of themselves.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Further {
    #[serde(default, rename = "authorization_response_iss_parameter_supported")]
    names_itself: bool,
}

impl AdditionalProviderMetadata for Further {}

/// The way to a provider, and what must be kept until the browser comes back.
pub(crate) struct Asked {
    pub(crate) address: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

/// Whom a provider vouches for.
pub(crate) struct Vouched {
    pub(crate) subject: String,
    pub(crate) by_two_factors: bool,
}

/// Why a provider vouches for nobody. What it was is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It does not answer, or tells nothing of itself that could be used.
    Silent,
    /// What it answered does not count.
    Refused,
}

impl Providers {
    /// Providers that send browsers back to pages at `public_url`. Asks nothing yet.
    ///
    /// # Errors
    /// [`ProviderError`] when one of them cannot be.
    pub fn new(settings: Vec<ProviderSettings>, public_url: &str) -> Result<Self, ProviderError> {
        let mut providers: Vec<Provider> = vec![];
        for settings in settings {
            let id = settings.id.clone();
            let wrong = |why: String| ProviderError { id: id.clone(), why };
            let twin = |known: &Provider| known.settings.id == settings.id;
            if providers.iter().any(twin) {
                return Err(wrong("another one has the same id".into()));
            }
            let twin = |known: &Provider| known.settings.issuer == settings.issuer;
            if providers.iter().any(twin) {
                return Err(wrong("another one has the same issuer".into()));
            }
            providers.push(Provider::new(settings, public_url).map_err(wrong)?);
        }
        Ok(Self(providers.into()))
    }

    /// All of them, in the order of the configuration.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter()
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<&Provider> {
        self.iter().find(|provider| provider.settings.id == id)
    }

    pub(crate) fn by_issuer(&self, issuer: &str) -> Option<&Provider> {
        self.iter().find(|provider| provider.settings.issuer == issuer)
    }
}

impl Provider {
    fn new(settings: ProviderSettings, public_url: &str) -> Result<Self, String> {
        let is_slug = |id: &str| {
            (1..=40).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if !is_slug(&settings.id) {
            return Err("its id is made of small letters, digits and hyphens, 40 at most".into());
        }
        if settings.name.trim().is_empty() || settings.client_id.is_empty() {
            return Err("it needs a name and a client_id".into());
        }
        if settings.client_secret.is_empty() {
            return Err("the file of its client secret is empty".into());
        }
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|_| "its issuer is no address")?;
        let address = issuer.url();
        if !(address.scheme() == "https" || is_on_this_machine(address)) {
            return Err("its issuer must begin with https://".into());
        }
        if address.query().is_some() || address.fragment().is_some() || !address.username().is_empty() {
            return Err("its issuer has neither a query nor a user".into());
        }
        let redirect = format!("{public_url}/sign-in/provider/{}/callback", settings.id);
        let redirect = RedirectUrl::new(redirect).map_err(|error| error.to_string())?;
        let http = Http::new(settings.authorities.as_deref(), settings.patience);
        let http = http.map_err(|error| error.to_string())?;
        Ok(Self { settings, issuer, redirect, http, known: Mutex::new(Knowledge::Nothing) })
    }

    /// Its name in addresses.
    pub fn id(&self) -> &str {
        &self.settings.id
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Its name in what it signs.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// The organization whose provider it is.
    pub const fn organization(&self) -> Id<Organization> {
        self.settings.organization
    }

    /// Whether it answers, and tells of itself what is needed.
    pub async fn answers(&self, now: Timestamp) -> bool {
        self.known(now).await.is_ok()
    }

    /// The way to it for one browser.
    pub(crate) async fn ask(&self, now: Timestamp, ids: &dyn Ids) -> Result<Asked, Trouble> {
        let known = self.known(now).await?;
        let [state, nonce, verifier] = [(); 3].map(|()| secret_text(ids.secret()));
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let (returned, repeated) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut request =
            known.client.authorize_url(flow, || returned, || repeated).set_pkce_challenge(challenge);
        for class in &self.settings.two_factors.classes {
            request = request.add_auth_context_value(AuthenticationContextClass::new(class.clone()));
        }
        let (address, _, _) = request.url();
        Ok(Asked { address: address.into(), state, nonce, verifier })
    }

    /// Whether the name that came back with a browser is this provider's (RFC 9207), so that nobody passes the
    /// answer of one provider for another's.
    pub(crate) async fn is_named(&self, now: Timestamp, name: Option<&str>) -> Result<bool, Trouble> {
        match name {
            Some(name) => Ok(name == self.settings.issuer),
            None => Ok(!self.known(now).await?.metadata.additional_metadata().names_itself),
        }
    }

    /// Fetches with a code what the provider signed, and reads whom it vouches for.
    pub(crate) async fn fetch(
        &self,
        now: Timestamp,
        code: &str,
        nonce: &str,
        verifier: &str,
    ) -> Result<Vouched, Trouble> {
        let known = self.known(now).await?;
        let request = known.client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let request = request.map_err(|error| self.refused("tells no address for codes", &error))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
        let answer = request.request_async(&self.http).await.map_err(|error| match error {
            RequestTokenError::Request(error) => self.silent("does not take the code", &error),
            RequestTokenError::ServerResponse(error) => self.refused("refuses the code", &error),
            // The answer itself may hold secrets.
            RequestTokenError::Parse(error, _) => self.refused("answers nonsense to the code", &error),
            RequestTokenError::Other(why) => self.refused("answers nonsense to the code", &why),
        })?;
        let Some(token) = answer.id_token() else {
            return Err(self.refused("answers without an ID token", &""));
        };
        let nonce = Nonce::new(nonce.to_owned());
        let read = match self.read(now, &known.keys, token, &nonce) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let known = self.with_newer_keys(now, &known).await?;
                self.read(now, &known.keys, token, &nonce)
            }
            read => read,
        };
        read.map_err(|error| match error {
            ClaimsVerificationError::SignatureVerification(error) => self.refused("signed wrongly", &error),
            error => self.refused("signed what does not count", &error),
        })
    }

    fn read(
        &self,
        now: Timestamp,
        keys: &JsonWebKeySet<CoreJsonWebKey>,
        token: &CoreIdToken,
        nonce: &Nonce,
    ) -> Result<Vouched, ClaimsVerificationError> {
        let client_id = ClientId::new(self.settings.client_id.clone());
        // Without the client secret, so that nothing is taken for signed that was made with it.
        let verifier =
            CoreIdTokenVerifier::new_public_client(client_id.clone(), self.issuer.clone(), keys.clone())
                .set_allowed_algs(ALGORITHMS)
                // Whether it is timely is asked of the domain, below.
                .set_time_fn(Default::default);
        let claims = token.claims(&verifier, nonce)?;
        let at = |millis| Timestamp::from_millis(millis);
        let (issued, ends) = (claims.issue_time(), claims.expiration());
        if !is_timely(now, at(issued.timestamp_millis()), at(ends.timestamp_millis())) {
            return Err(ClaimsVerificationError::Expired(format!("issued {issued}, ends {ends}")));
        }
        if claims.authorized_party().is_some_and(|party| *party != client_id) {
            return Err(ClaimsVerificationError::InvalidAudience("for another client".into()));
        }
        let subject = claims.subject().to_string();
        if subject.is_empty() || subject.len() > SUBJECT {
            return Err(ClaimsVerificationError::InvalidSubject("empty or too long".into()));
        }
        let methods: Vec<String> =
            claims.auth_method_refs().into_iter().flatten().map(|method| method.to_string()).collect();
        let class = claims.auth_context_ref().map(|class| class.as_str());
        Ok(Vouched { subject, by_two_factors: self.settings.two_factors.are_vouched_by(&methods, class) })
    }

    /// What is known of the provider, asked again once it is old. One asks, and the others wait for it.
    async fn known(&self, now: Timestamp) -> Result<Arc<Known>, Trouble> {
        let mut held = self.known.lock().await;
        match &*held {
            Knowledge::Known(known) if now < known.asked_at + LIFETIME => return Ok(Arc::clone(known)),
            Knowledge::SilentSince(at) if now < *at + PAUSE => return Err(Trouble::Silent),
            _ => {}
        }
        let found = self.discover(now).await.map(Arc::new);
        *held = match &found {
            Ok(known) => Knowledge::Known(Arc::clone(known)),
            Err(_) => Knowledge::SilentSince(now),
        };
        found
    }

    async fn discover(&self, now: Timestamp) -> Result<Known, Trouble> {
        let found = Metadata::discover_async(self.issuer.clone(), &self.http).await;
        let metadata = found.map_err(|error| self.unknown("tells nothing of itself", &error))?;
        let addresses = [
            Some(metadata.authorization_endpoint().url()),
            metadata.token_endpoint().map(|address| address.url()),
            Some(metadata.jwks_uri().url()),
        ];
        let is_here = is_on_this_machine(self.issuer.url());
        for address in addresses.into_iter().flatten() {
            if !(address.scheme() == "https" || is_here && is_on_this_machine(address)) {
                return Err(self.silent("names an address without TLS", &""));
            }
        }
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.settings.client_id.clone()),
            Some(ClientSecret::new(self.settings.client_secret.clone())),
        );
        let client = client.set_redirect_uri(self.redirect.clone()).set_auth_type(auth_type(&metadata));
        Ok(Known { client, keys: metadata.jwks().clone(), metadata, asked_at: now, keys_at: now })
    }

    /// The keys fetched again, unless they were a moment ago.
    async fn with_newer_keys(&self, now: Timestamp, before: &Known) -> Result<Arc<Known>, Trouble> {
        let mut held = self.known.lock().await;
        if let Knowledge::Known(known) = &*held
            && (known.keys_at > before.keys_at || now < known.keys_at + KEYS_EVERY)
        {
            return Ok(Arc::clone(known));
        }
        let keys = JsonWebKeySet::fetch_async(before.metadata.jwks_uri(), &self.http).await;
        let keys = keys.map_err(|error| self.unknown("does not tell its keys", &error))?;
        let Known { client, keys: _, metadata, asked_at, keys_at: _ } = before;
        let known = Arc::new(Known {
            client: client.clone(),
            keys,
            metadata: metadata.clone(),
            asked_at: *asked_at,
            keys_at: now,
        });
        *held = Knowledge::Known(Arc::clone(&known));
        Ok(known)
    }

    fn unknown(&self, what: &'static str, error: &DiscoveryError<HttpError>) -> Trouble {
        match error {
            DiscoveryError::Request(error) => self.silent(what, error),
            // The answer itself is left out: it may be anything.
            DiscoveryError::Response(status, _, _) => self.silent(what, &status.as_u16()),
            error => self.silent(what, error),
        }
    }

    fn silent(&self, what: &'static str, error: &dyn fmt::Display) -> Trouble {
        self.log(what, error);
        Trouble::Silent
    }

    fn refused(&self, what: &'static str, error: &dyn fmt::Display) -> Trouble {
        self.log(what, error);
        Trouble::Refused
    }

    /// For the operator alone. What others say is quoted, so that it cannot look like a line of ours.
    fn log(&self, what: &'static str, error: &dyn fmt::Display) {
        let error = error.to_string();
        tracing::warn!(provider = self.settings.id, ?error, "the provider {what}");
    }
}

/// By a header, unless the provider takes the secret in the body only.
fn auth_type(metadata: &Metadata) -> AuthType {
    let taken = metadata.token_endpoint_auth_methods_supported();
    let takes = |method| taken.is_some_and(|taken| taken.contains(&method));
    if takes(CoreClientAuthMethod::ClientSecretPost) && !takes(CoreClientAuthMethod::ClientSecretBasic) {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    }
}

fn is_on_this_machine(address: &Url) -> bool {
    let is_loopback = match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    };
    address.scheme() == "http" && is_loopback
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn settings() -> ProviderSettings {
        ProviderSettings {
            id: "mihon".into(),
            name: "見本総合病院".into(),
            issuer: "https://login.example.jp".into(),
            client_id: "kaname".into(),
            client_secret: "secret".into(),
            organization: Id::new(Uuid::nil()),
            two_factors: TwoFactors::default(),
            authorities: None,
            patience: std::time::Duration::from_secs(10),
        }
    }

    fn wrong(settings: Vec<ProviderSettings>) -> String {
        let made = Providers::new(settings, "https://kaname.example.jp");
        made.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_provider_is_spoken_to_over_tls_or_on_this_machine() {
        for (issuer, is_taken) in [
            ("https://login.example.jp", true),
            ("https://login.example.jp/tenant/", true),
            ("http://127.0.0.1:9000", true),
            ("http://[::1]:9000", true),
            ("http://localhost:9000", true),
            ("http://login.example.jp", false),
            ("http://127.0.0.1.example.jp", false),
            ("http://10.0.0.1", false),
            ("ftp://localhost", false),
            ("https://login.example.jp?tenant=1", false),
            ("https://user@login.example.jp", false),
            ("login.example.jp", false),
        ] {
            let said = wrong(vec![ProviderSettings { issuer: issuer.into(), ..settings() }]);
            assert_eq!(said.is_empty(), is_taken, "{issuer}: {said}");
        }
    }

    #[test]
    fn what_cannot_be_a_provider_is_named() {
        let said = wrong(vec![ProviderSettings { id: "Mihon Hospital".into(), ..settings() }]);
        assert!(said.contains("Mihon Hospital") && said.contains("small letters"), "{said}");
        let said = wrong(vec![ProviderSettings { client_secret: String::new(), ..settings() }]);
        assert!(said.contains("client secret"), "{said}");
        let said = wrong(vec![ProviderSettings { authorities: Some(b"no PEM".to_vec()), ..settings() }]);
        assert!(said.contains("PEM"), "{said}");
        assert!(wrong(vec![settings(), settings()]).contains("same id"));
        let other = ProviderSettings { id: "other".into(), ..settings() };
        assert!(wrong(vec![settings(), other]).contains("same issuer"));
    }
}
