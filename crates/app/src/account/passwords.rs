//! Hashing passwords: argon2id, a few at a time, and as often for a login that nobody has.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{PasswordHash, SaltString},
};
use domain::account::Password;
use tokio::{sync::Semaphore, task};

use crate::Error;

/// What one computation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl PasswordCost {
    /// What OWASP asks of argon2id with one lane.
    pub const USUAL: Self = Self { memory: 19_456, passes: 2 };
    /// The least the algorithm takes: for tests, which are not about guessing.
    pub const LEAST: Self = Self { memory: 8, passes: 1 };
}

/// Computes and compares hashes of passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    cost: PasswordCost,
    turns: Arc<Semaphore>,
    computed: Arc<AtomicU64>,
}

impl Passwords {
    /// Computes at a cost, on as many threads at the same time as the machine has cores.
    pub fn new(cost: PasswordCost) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { cost, turns: Arc::new(Semaphore::new(cores)), computed: Arc::default() }
    }

    /// How many computations there were, for tests that count them.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// The hash of a password as a PHC string. `salt` must be random.
    pub(crate) async fn hash(&self, password: Password, salt: [u8; 16]) -> Result<String, Error> {
        let salt = SaltString::encode_b64(&salt).map_err(internal)?;
        let hashed = self.compute(move |argon2| {
            argon2.hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
        });
        hashed.await?.map_err(internal)
    }

    /// Whether a password has this hash. Without a hash the answer is no, after a computation all the same.
    pub(crate) async fn matches(&self, password: Password, hash: Option<String>) -> Result<bool, Error> {
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys());
        let matches = self.compute(move |argon2| {
            let hash = PasswordHash::new(&hash)?;
            match argon2.verify_password(password.as_bytes(), &hash) {
                Ok(()) => Ok(true),
                Err(argon2::password_hash::Error::Password) => Ok(false),
                Err(error) => Err(error),
            }
        });
        Ok(matches.await?.map_err(internal)? && is_known)
    }

    /// A hash of the usual cost that no password is known to have.
    pub(crate) fn nobodys(&self) -> String {
        let PasswordCost { memory, passes } = self.cost;
        format!("$argon2id$v=19$m={memory},t={passes},p=1${}${}", "A".repeat(22), "A".repeat(43))
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(Argon2<'static>) -> Result<T, argon2::password_hash::Error> + Send + 'static,
    ) -> Result<Result<T, argon2::password_hash::Error>, Error> {
        let PasswordCost { memory, passes } = self.cost;
        let params = Params::new(memory, passes, 1, None).map_err(internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let _turn = self.turns.acquire().await.map_err(|error| Error::Internal(Box::new(error)))?;
        self.computed.fetch_add(1, Ordering::Relaxed);
        let done = task::spawn_blocking(move || work(argon2)).await;
        done.map_err(|error| Error::Internal(Box::new(error)))
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("argon2: {error}").into())
}
