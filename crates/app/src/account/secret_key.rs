//! The key that seeds of second factors are encrypted with. It is kept beside the database, not in it.

use std::{fmt, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{Id, Ids, account::Account};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey},
    hmac,
};

use super::totp::{SEED, Seed};

const NONCE: usize = 12;

/// A key of 256 bits. Cheap to clone.
#[derive(Clone)]
pub struct SecretKey {
    aead: Arc<LessSafeKey>,
    offers: Arc<hmac::Key>,
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret key is 32 bytes in base64, as `kaname secret-key` prints it")]
pub struct SecretKeyError;

impl SecretKey {
    /// Reads a key as [`SecretKey::write`] writes it.
    ///
    /// # Errors
    /// [`SecretKeyError`].
    pub fn parse(text: &str) -> Result<Self, SecretKeyError> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| SecretKeyError)?;
        Self::new(bytes.try_into().map_err(|_| SecretKeyError)?)
    }

    /// The key made of these bytes, which must be random.
    ///
    /// # Errors
    /// Never in practice: 32 bytes are what the cipher takes.
    pub fn new(bytes: [u8; 32]) -> Result<Self, SecretKeyError> {
        // Two uses, two keys.
        let master = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        let sealing = hmac::sign(&master, b"kaname: seal seeds");
        let offering = hmac::sign(&master, b"kaname: offer seeds");
        let aead = UnboundKey::new(&CHACHA20_POLY1305, sealing.as_ref()).map_err(|_| SecretKeyError)?;
        Ok(Self {
            aead: Arc::new(LessSafeKey::new(aead)),
            offers: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, offering.as_ref())),
        })
    }

    /// A key as text, from random bytes.
    pub fn write(bytes: [u8; 32]) -> String {
        STANDARD.encode(bytes)
    }

    /// Encrypts a seed for one account: nonce, ciphertext and tag.
    pub(crate) fn seal(&self, ids: &dyn Ids, account: Id<Account>, seed: &Seed) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&ids.secret()[..NONCE]);
        let mut sealed = seed.to_vec();
        let bound = Aad::from(account.uuid().into_bytes());
        self.aead.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut sealed).ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// Decrypts the seed of an account; nothing when it was sealed for another one or with another key.
    pub(crate) fn open(&self, account: Id<Account>, sealed: &[u8]) -> Option<Seed> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let bound = Aad::from(account.uuid().into_bytes());
        let mut opened = sealed.to_vec();
        let seed = self.aead.open_in_place(nonce, bound, &mut opened).ok()?;
        (&*seed).try_into().ok()
    }

    /// The seed offered to whoever sets a second factor up: the same each time `about` is, so that looking
    /// stores nothing, and known to nobody without the key.
    pub(crate) fn offer(&self, about: &[u8]) -> Seed {
        let mut seed = [0; SEED];
        seed.copy_from_slice(&hmac::sign(&self.offers, about).as_ref()[..SEED]);
        seed
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    struct Fixed;

    impl Ids for Fixed {
        fn uuid(&self) -> Uuid {
            Uuid::nil()
        }

        fn secret(&self) -> [u8; 32] {
            [7; 32]
        }
    }

    #[test]
    fn a_seed_opens_for_its_account_and_with_its_key_only() {
        let key = SecretKey::parse(&SecretKey::write([1; 32])).unwrap();
        let (account, other) = (Id::new(Uuid::from_u128(1)), Id::new(Uuid::from_u128(2)));
        let seed = [9; SEED];
        let sealed = key.seal(&Fixed, account, &seed).unwrap();
        assert!(!sealed.windows(SEED).any(|window| window == seed));
        assert_eq!(key.open(account, &sealed), Some(seed));
        assert_eq!(key.open(other, &sealed), None);
        assert_eq!(SecretKey::new([2; 32]).unwrap().open(account, &sealed), None);
        assert_eq!(key.open(account, &sealed[..5]), None);
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        assert_eq!(SecretKey::parse("AAAA").err(), Some(SecretKeyError));
        assert_eq!(SecretKey::parse("not base64").err(), Some(SecretKeyError));
    }
}
