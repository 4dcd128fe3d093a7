//! What accounts are kept with: the hashing of passwords, the key of seeds, and how long a session lasts.

mod passkeys;
mod passwords;
mod providers;
mod secret_key;
pub(crate) mod totp;

use domain::account::SecondFactorDemand;
use time::Duration;

pub use passkeys::Passkeys;
pub use passwords::{PasswordCost, Passwords};
pub use providers::{Provider, ProviderError, ProviderSettings, Providers};
pub(crate) use providers::{Trouble, Vouched};
pub use secret_key::{SecretKey, SecretKeyError};

/// What accounts are kept with. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    /// Computes and compares hashes of passwords.
    pub passwords: Passwords,
    /// What seeds of second factors are encrypted with; without it nobody signs in by a second factor.
    pub secret_key: Option<SecretKey>,
    /// Checks passkeys; none where the pages have no name that passkeys could be bound to.
    pub passkeys: Option<Passkeys>,
    /// The identity providers of organizations that have their own.
    pub providers: Providers,
    /// Who must give a second factor.
    pub demand: SecondFactorDemand,
    /// How long a session may lie unused.
    pub idle: Duration,
    /// How long a session lasts at most.
    pub longest: Duration,
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            passwords: Passwords::new(PasswordCost::USUAL),
            secret_key: None,
            passkeys: None,
            providers: Providers::default(),
            demand: SecondFactorDemand::Everyone,
            idle: Duration::minutes(15),
            longest: Duration::hours(12),
        }
    }
}
