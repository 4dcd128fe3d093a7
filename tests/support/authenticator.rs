//! A device that makes and uses passkeys, as a browser would ask it to.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

/// The owner was there.
const PRESENT: u8 = 0x01;
/// The owner was verified.
const VERIFIED: u8 = 0x04;
/// A new key follows.
const NEW_KEY: u8 = 0x40;

/// A device with one passkey.
pub struct Authenticator {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    /// How often it was used, as it says.
    pub counter: u32,
    /// The page it believes to be on.
    pub origin: String,
    /// Whether it verifies its owner.
    pub is_verifying: bool,
}

impl Authenticator {
    /// A new device, on the pages of the test application.
    ///
    /// # Panics
    /// When there is no randomness.
    pub fn new(id: u8) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random);
        Self {
            key: key.expect("a key"),
            id: vec![id; 16],
            counter: 0,
            origin: "http://kaname.test".into(),
            is_verifying: true,
        }
    }

    /// Makes the passkey it is asked for.
    ///
    /// # Panics
    /// When it is asked for none.
    pub fn make(&mut self, asked: &Value) -> Value {
        let client = self.client("webauthn.create", asked);
        let mut data = self.data(NEW_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("a short name").to_be_bytes());
        data.extend(&self.id);
        // A COSE key: kty EC2, alg ES256, curve P-256, and the two coordinates of the point.
        let point = self.key.public_key().as_ref();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..65]);
        // CBOR: { "fmt": "none", "attStmt": {}, "authData": data }.
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt");
        object.push(0x64);
        object.extend(b"none");
        object.push(0x67);
        object.extend(b"attStmt");
        object.extend([0xa0, 0x68]);
        object.extend(b"authData");
        object.push(0x58);
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(&data);
        let id = BASE64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "extensions": {}, "response": {
            "attestationObject": BASE64.encode(object), "clientDataJSON": BASE64.encode(client) } })
    }

    /// Uses the passkey as it is asked to.
    ///
    /// # Panics
    /// When it is not asked to.
    pub fn answer(&mut self, asked: &Value) -> Value {
        self.counter += 1;
        let client = self.client("webauthn.get", asked);
        let data = self.data(0);
        let signed = [&data[..], digest(&SHA256, &client).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("a signature");
        let id = BASE64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "extensions": {}, "response": {
            "authenticatorData": BASE64.encode(data), "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature.as_ref()), "userHandle": null } })
    }

    fn client(&self, kind: &str, asked: &Value) -> Vec<u8> {
        let challenge = asked["publicKey"]["challenge"].as_str().expect("a challenge");
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let verified = if self.is_verifying { VERIFIED } else { 0 };
        let mut data = digest(&SHA256, b"kaname.test").as_ref().to_vec();
        data.push(PRESENT | verified | more);
        data.extend(self.counter.to_be_bytes());
        data
    }
}
