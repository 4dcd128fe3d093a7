//! The real clock and the real maker of identifiers: the only place that has either.

use domain::{Clock, Ids, Timestamp};
use rand::{TryRngCore, rngs::OsRng};
use uuid::Uuid;

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    fn now(&self) -> Timestamp {
        time::OffsetDateTime::now_utc().into()
    }
}

/// Version 7 UUIDs, and secrets from the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is where identifiers are made")]
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn secret(&self) -> [u8; 32] {
        let mut secret = [0; 32];
        // Without randomness from the operating system no token is safe: better no process than a guessable one.
        OsRng.try_fill_bytes(&mut secret).expect("the operating system gives random bytes");
        secret
    }
}
