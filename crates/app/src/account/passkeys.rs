//! Passkeys, checked by the rules of Web Authentication: the challenge, the origin, the name of the host, the
//! signature, the counter, and that the device verified its owner.

use std::sync::Arc;

use domain::account::{Account, AccountRefusal, Passkey};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url,
        WebauthnError,
    },
};

use crate::Error;

/// Checks passkeys bound to one host. Cheap to clone.
#[derive(Clone)]
pub struct Passkeys(Arc<Webauthn>);

/// What a browser is asked, and what must be kept until it answers. Both in JSON.
pub(crate) struct Challenge {
    pub(crate) asked: String,
    pub(crate) state: String,
}

/// A passkey as it was made: by what devices know it, and its public half.
pub(crate) struct Made {
    pub(crate) credential_id: Vec<u8>,
    pub(crate) credential: String,
}

impl Passkeys {
    /// For pages at this address; nothing when it holds no host name, as passkeys are bound to names.
    pub fn at(public_url: &str) -> Option<Self> {
        let origin = Url::parse(public_url).ok()?;
        let builder = WebauthnBuilder::new(origin.domain()?, &origin).ok()?;
        Some(Self(Arc::new(builder.rp_name("Kaname").build().ok()?)))
    }

    pub(crate) fn ask_to_make(&self, account: &Account, known: &[Passkey]) -> Result<Challenge, Error> {
        let known = stored(known)?.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let (user, login) = (account.id.uuid(), account.login.as_str());
        let (asked, state) =
            self.0.start_passkey_registration(user, login, login, Some(known)).map_err(broken)?;
        Ok(Challenge { asked: json(&asked)?, state: json(&state)? })
    }

    pub(crate) fn made(&self, state: &str, answer: &str) -> Result<Made, Error> {
        let state: PasskeyRegistration = read(state)?;
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let made = self.0.finish_passkey_registration(&answer, &state).map_err(refused)?;
        Ok(Made { credential_id: made.cred_id().to_vec(), credential: json(&made)? })
    }

    pub(crate) fn ask_to_use(&self, known: &[Passkey]) -> Result<Challenge, Error> {
        let (asked, state) = self.0.start_passkey_authentication(&stored(known)?).map_err(broken)?;
        Ok(Challenge { asked: json(&asked)?, state: json(&state)? })
    }

    /// Which of `known` was used, and its public half with the counter as it is now.
    pub(crate) fn used<'p>(
        &self,
        state: &str,
        answer: &str,
        known: &'p [Passkey],
    ) -> Result<(&'p Passkey, String), Error> {
        let state: PasskeyAuthentication = read(state)?;
        let answer: PublicKeyCredential = read(answer)?;
        let result = self.0.finish_passkey_authentication(&answer, &state).map_err(refused)?;
        let used = known.iter().find(|passkey| passkey.credential_id == result.cred_id().as_slice());
        let used = used.ok_or(AccountRefusal::PasskeyRefused)?;
        let mut credential = one(used)?;
        credential.update_credential(&result);
        Ok((used, json(&credential)?))
    }
}

fn one(passkey: &Passkey) -> Result<webauthn_rs::prelude::Passkey, Error> {
    serde_json::from_str(&passkey.credential).map_err(|error| Error::Internal(Box::new(error)))
}

fn stored(known: &[Passkey]) -> Result<Vec<webauthn_rs::prelude::Passkey>, Error> {
    known.iter().map(one).collect()
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Internal(Box::new(error)))
}

/// What was made for another kind of challenge is no answer to this one.
fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| AccountRefusal::PasskeyRefused.into())
}

fn refused(error: WebauthnError) -> Error {
    tracing::info!(%error, "a passkey is refused");
    AccountRefusal::PasskeyRefused.into()
}

fn broken(error: WebauthnError) -> Error {
    Error::Internal(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_bound_to_a_name_and_never_to_an_address() {
        for (url, is_possible) in [
            ("https://kaname.example.jp", true),
            ("http://localhost:8080", true),
            ("http://127.0.0.1:8080", false),
            ("https://[::1]", false),
        ] {
            assert_eq!(Passkeys::at(url).is_some(), is_possible, "{url}");
        }
    }
}
