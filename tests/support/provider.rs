//! An identity provider, as hospitals have: discovery, authorization, tokens and keys over HTTP on a port of this
//! machine. It checks what comes to it as the standards ask, and errs in every way a test wants it to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use app::account::ProviderSettings;
use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use domain::{Id, Timestamp, account::TwoFactors, organization::Organization};
use ring::{
    digest, hmac,
    rand::SystemRandom,
    rsa,
    signature::{self, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig, crypto,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use crate::test_app::encode;

const CLIENT: &str = "kaname";
/// With signs that a header must not hold as they are.
const SECRET: &str = "a secret: agreed & kept";
/// An RSA key that was made for these tests.
const RSA: &[u8] = include_bytes!("provider_key.der");

/// An identity provider. It ends with the test.
pub struct IdentityProvider {
    /// Its address.
    pub issuer: String,
    /// Where it listens without TLS.
    door: String,
    behaviour: Arc<Mutex<Behaviour>>,
    serving: JoinSet<()>,
}

/// How it behaves.
pub struct Behaviour {
    /// What it takes for now.
    pub now: Timestamp,
    /// Whom it has before it.
    pub subject: String,
    /// By which methods they proved who they are.
    pub methods: Vec<&'static str>,
    /// By which class.
    pub class: Option<&'static str>,
    /// How it signs.
    pub signing: Signing,
    /// What it does wrongly.
    pub fault: Fault,
    /// The name of its newest key.
    pub key: String,
    /// Whether it says in its discovery that it names itself, and does.
    pub names_itself: bool,
    /// How often it was asked for its keys.
    pub keys_told: u32,
    /// How often it was asked for what it tells of itself.
    pub discovered: u32,
    codes: HashMap<String, HashMap<String, String>>,
    ec: Arc<EcdsaKeyPair>,
    rsa: Arc<rsa::KeyPair>,
}

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// ECDSA over P-256.
    Es256,
    /// RSA as of old.
    Rs256,
    /// RSA with PSS.
    Ps256,
}

/// What a provider does wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// The token repeats another nonce.
    OtherNonce,
    /// The token repeats none.
    NoNonce,
    /// The token is for another client.
    OtherAudience,
    /// The token is for another client too.
    FurtherAudience,
    /// The token was asked for by another client.
    OtherParty,
    /// The token is another provider's.
    OtherIssuer,
    /// The token is over.
    Expired,
    /// The token was issued before the attempt began.
    Old,
    /// The token will be issued.
    Early,
    /// The token names nobody.
    NoSubject,
    /// The token names a key that nobody knows.
    UnknownKey,
    /// The token is signed with another key.
    OtherKey,
    /// The token is changed after it was signed.
    Changed,
    /// The token is not signed, and says so.
    Unsigned,
    /// The token is signed with the client's secret.
    BySecret,
    /// The token is signed with the public key, as if it were a secret.
    ByPublicKey,
    /// There is no token.
    NoToken,
    /// The browser comes back with an error.
    Denied,
    /// The answer to the code is an error.
    TokenError,
    /// The answer to the code is nonsense.
    TokenNonsense,
    /// The answer to the code is another address.
    TokenRedirect,
    /// The answer to the code never comes.
    TokenNever,
    /// The answer to the code has no end.
    TokenEndless,
    /// What it tells of itself is an error.
    DiscoveryError,
    /// What it tells of itself is nonsense.
    DiscoveryNonsense,
    /// What it tells of itself is another's.
    DiscoveryOther,
    /// What it tells of itself is elsewhere.
    DiscoveryRedirect,
    /// It never tells anything of itself.
    DiscoveryNever,
    /// It names an address without TLS on another machine.
    DiscoveryPlain,
    /// It does not tell its keys.
    NoKeys,
}

type Shared = State<(String, Arc<Mutex<Behaviour>>)>;

impl IdentityProvider {
    /// Starts a provider.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start(now: Timestamp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        Self::serve(now, listener, issuer)
    }

    /// Starts a provider that speaks TLS as `localhost`, by a certificate and its key in PEM.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start_over_tls(now: Timestamp, certificate: &str, key: &str) -> Self {
        let door = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let inside = door.local_addr().expect("an address");
        let outside = TcpListener::bind("localhost:0").await.expect("a port");
        let port = outside.local_addr().expect("an address").port();
        let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).expect("a certificate")];
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("a certificate with its key");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let mut provider = Self::serve(now, door, format!("https://localhost:{port}"));
        provider.serving.spawn(async move {
            loop {
                let (stream, _) = outside.accept().await.expect("a connection");
                // Who does not trust the certificate goes away.
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut within = TcpStream::connect(inside).await.expect("the door");
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut within).await;
            }
        });
        provider
    }

    fn serve(now: Timestamp, listener: TcpListener, issuer: String) -> Self {
        let random = SystemRandom::new();
        let ec = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let ec = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, ec.as_ref(), &random);
        let behaviour = Arc::new(Mutex::new(Behaviour {
            now,
            subject: "subject-1".into(),
            methods: vec!["pwd", "mfa"],
            class: None,
            signing: Signing::Es256,
            fault: Fault::None,
            key: "key-1".into(),
            names_itself: true,
            keys_told: 0,
            discovered: 0,
            codes: HashMap::new(),
            ec: Arc::new(ec.expect("a key")),
            rsa: Arc::new(rsa::KeyPair::from_der(RSA).expect("a key")),
        }));
        let door = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/keys", get(keys))
            .with_state((issuer.clone(), Arc::clone(&behaviour)));
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            axum::serve(listener, router).await.expect("served");
        });
        Self { issuer, door, behaviour, serving }
    }

    /// How it behaves, to be changed.
    ///
    /// # Panics
    /// When another thread panicked over it.
    pub fn behaves(&self) -> MutexGuard<'_, Behaviour> {
        self.behaviour.lock().expect("no panic before")
    }

    /// What an operator would say of it.
    pub fn settings(&self, id: &str, organization: Id<Organization>) -> ProviderSettings {
        ProviderSettings {
            id: id.into(),
            name: "見本総合病院".into(),
            issuer: self.issuer.clone(),
            client_id: CLIENT.into(),
            client_secret: SECRET.into(),
            organization,
            two_factors: TwoFactors { methods: vec!["mfa".into()], classes: vec!["urn:two".into()] },
            authorities: None,
            patience: Duration::from_secs(20),
        }
    }

    /// Signs in there, at the address a browser was sent to; answers where the browser is sent back.
    ///
    /// # Panics
    /// When the browser was sent elsewhere, or with something a provider refuses.
    pub async fn sign_in(&self, address: &str) -> String {
        assert!(address.starts_with(&format!("{}/authorize?", self.issuer)), "{address}");
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        let address = address.replace(&self.issuer, &self.door);
        let answer = browser.expect("a client").get(&address).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{address}");
        let back = answer.headers()[header::LOCATION].to_str().expect("an address");
        back.strip_prefix("http://kaname.test").expect("the way back").to_owned()
    }
}

async fn never() -> Response {
    std::future::pending().await
}

fn nonsense() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], "{\"issuer\": 7, \u{0}").into_response()
}

async fn discovery(State((issuer, behaviour)): Shared) -> Response {
    let (fault, names_itself) = {
        let mut behaviour = behaviour.lock().expect("no panic before");
        behaviour.discovered += 1;
        (behaviour.fault, behaviour.names_itself)
    };
    let mut told = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "PS256", "HS256", "none", "XS512"],
        "authorization_response_iss_parameter_supported": names_itself,
    });
    match fault {
        Fault::DiscoveryError => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Fault::DiscoveryNonsense => return nonsense(),
        Fault::DiscoveryNever => return never().await,
        Fault::DiscoveryRedirect => return Redirect::to(&format!("{issuer}/elsewhere")).into_response(),
        Fault::DiscoveryOther => told["issuer"] = json!("https://other.example.jp"),
        Fault::DiscoveryPlain => told["token_endpoint"] = json!("http://login.example.jp/token"),
        _ => {}
    }
    Json(told).into_response()
}

async fn authorize(
    State((issuer, behaviour)): Shared,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let is = |name: &str, value: &str| asked.get(name).is_some_and(|given| given == value);
    let length = |name: &str| asked.get(name).map_or(0, String::len);
    let is_right = is("client_id", CLIENT)
        && is("response_type", "code")
        && is("scope", "openid")
        && is("code_challenge_method", "S256")
        && asked.get("redirect_uri").is_some_and(|to| to.starts_with("http://kaname.test/sign-in/provider/"))
        && ["state", "nonce", "code_challenge"].iter().all(|name| length(name) == 43);
    if !is_right {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut behaviour = behaviour.lock().expect("no panic before");
    let back = format!("{}?state={}", asked["redirect_uri"], encode(&asked["state"]));
    let named = if behaviour.names_itself { format!("&iss={}", encode(&issuer)) } else { String::new() };
    if behaviour.fault == Fault::Denied {
        let error = "&error=access_denied&error_description=%3Cb%3Esecret%3C%2Fb%3E";
        return Redirect::to(&format!("{back}{error}{named}")).into_response();
    }
    let code = format!("code-{}", behaviour.codes.len());
    behaviour.codes.insert(code.clone(), asked);
    Redirect::to(&format!("{back}&code={code}{named}")).into_response()
}

async fn token(
    State((issuer, behaviour)): Shared,
    headers: HeaderMap,
    Form(given): Form<HashMap<String, String>>,
) -> Response {
    let fault = behaviour.lock().expect("no panic before").fault;
    match fault {
        Fault::TokenNever => return never().await,
        Fault::TokenNonsense => return nonsense(),
        Fault::TokenRedirect => return Redirect::temporary(&format!("{issuer}/elsewhere")).into_response(),
        Fault::TokenEndless => return vec![b' '; 2 * 1024 * 1024].into_response(),
        Fault::TokenError => return refuse("invalid_grant"),
        _ => {}
    }
    let shown = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{}", form_encoded(SECRET))));
    if headers.get(header::AUTHORIZATION).is_none_or(|given| given.as_bytes() != shown.as_bytes()) {
        return refuse("invalid_client");
    }
    let mut behaviour = behaviour.lock().expect("no panic before");
    let Some(asked) = given.get("code").and_then(|code| behaviour.codes.remove(code)) else {
        return refuse("invalid_grant");
    };
    let verifier = given.get("code_verifier").map(String::as_str).unwrap_or_default();
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
    let is_right = given.get("grant_type").is_some_and(|kind| kind == "authorization_code")
        && given.get("redirect_uri") == asked.get("redirect_uri")
        && challenge == asked["code_challenge"];
    if !is_right {
        return refuse("invalid_grant");
    }
    let mut answer = json!({ "access_token": "of no use", "token_type": "Bearer", "expires_in": 300 });
    if fault != Fault::NoToken {
        answer["id_token"] = json!(behaviour.signed(&issuer, &asked["nonce"]));
    }
    Json(answer).into_response()
}

/// As RFC 6749 has it in a header.
fn form_encoded(text: &str) -> String {
    encode(text).replace("%20", "+")
}

fn refuse(error: &str) -> Response {
    let said = json!({ "error": error, "error_description": "<b>secret</b>" });
    (StatusCode::BAD_REQUEST, Json(said)).into_response()
}

async fn keys(State((_, behaviour)): Shared) -> Response {
    let mut behaviour = behaviour.lock().expect("no panic before");
    behaviour.keys_told += 1;
    if behaviour.fault == Fault::NoKeys {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let point = behaviour.ec.public_key().as_ref();
    let components = rsa::PublicKeyComponents::<Vec<u8>>::from(behaviour.rsa.public());
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let mut of_rsa = json!({ "kty": "RSA", "use": "sig", "kid": format!("{}-rsa", behaviour.key) });
    of_rsa["n"] = json!(text(&components.n));
    of_rsa["e"] = json!(text(&components.e));
    let mut of_ec = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": behaviour.key });
    of_ec["x"] = json!(text(&point[1..33]));
    of_ec["y"] = json!(text(&point[33..]));
    Json(json!({ "keys": [of_rsa, of_ec, { "kty": "XYZ", "kid": "of no use" }] })).into_response()
}

impl Behaviour {
    fn signed(&self, issuer: &str, nonce: &str) -> String {
        let now = self.now.millis() / 1000;
        let mut claims = json!({
            "iss": issuer, "sub": self.subject, "aud": CLIENT, "azp": CLIENT, "iat": now, "exp": now + 300,
            "nonce": nonce, "amr": self.methods, "email": "mihon@example.jp", "email_verified": true,
        });
        if let Some(class) = self.class {
            claims["acr"] = json!(class);
        }
        let (name, value) = match self.fault {
            Fault::OtherNonce => ("nonce", json!("another")),
            Fault::NoNonce => ("nonce", Value::Null),
            Fault::OtherAudience => ("aud", json!("another")),
            Fault::FurtherAudience => ("aud", json!([CLIENT, "another"])),
            Fault::OtherParty => ("azp", json!("another")),
            Fault::OtherIssuer => ("iss", json!("https://other.example.jp")),
            Fault::Expired => ("exp", json!(now - 120)),
            Fault::Old => ("iat", json!(now - 3600)),
            Fault::Early => ("iat", json!(now + 3600)),
            Fault::NoSubject => ("sub", json!("")),
            _ => ("nonce", json!(nonce)),
        };
        claims[name] = value;
        let (alg, kid) = match (self.fault, self.signing) {
            (Fault::Unsigned, _) => ("none", self.key.clone()),
            (Fault::BySecret | Fault::ByPublicKey, _) => ("HS256", self.key.clone()),
            (Fault::UnknownKey, _) => ("ES256", "nobody's".into()),
            (_, Signing::Es256) => ("ES256", self.key.clone()),
            (_, Signing::Rs256) => ("RS256", format!("{}-rsa", self.key)),
            (_, Signing::Ps256) => ("PS256", format!("{}-rsa", self.key)),
        };
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let mut message = format!("{}.{}", part(&json!({ "alg": alg, "kid": kid })), part(&claims));
        let signature = self.signature(message.as_bytes());
        if self.fault == Fault::Changed {
            claims["sub"] = json!("somebody else");
            message = format!("{}.{}", part(&json!({ "alg": alg, "kid": kid })), part(&claims));
        }
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        let by_mac =
            |key: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec();
        let by_rsa = |padding: &'static dyn signature::RsaEncoding| {
            let mut signature = vec![0; self.rsa.public().modulus_len()];
            self.rsa.sign(padding, &random, message, &mut signature).expect("signed");
            signature
        };
        match (self.fault, self.signing) {
            (Fault::Unsigned, _) => vec![],
            (Fault::BySecret, _) => by_mac(SECRET.as_bytes()),
            (Fault::ByPublicKey, _) => by_mac(self.ec.public_key().as_ref()),
            (Fault::OtherKey, _) => {
                let other = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
                let other = other.expect("a key");
                let other =
                    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, other.as_ref(), &random);
                other.expect("a key").sign(&random, message).expect("signed").as_ref().to_vec()
            }
            (_, Signing::Es256) => self.ec.sign(&random, message).expect("signed").as_ref().to_vec(),
            (_, Signing::Rs256) => by_rsa(&signature::RSA_PKCS1_SHA256),
            (_, Signing::Ps256) => by_rsa(&signature::RSA_PSS_SHA256),
        }
    }
}
