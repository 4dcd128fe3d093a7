//! How often something may be tried: by account, by address, by link.
//!
//! The limits hold within one process and are forgotten when it ends; several processes behind one address
//! each keep their own, so that `n` of them together let through at most `n` times as much.

use std::{
    hash::{BuildHasher, RandomState},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use domain::{Clock, Timestamp};
use governor::{Quota, RateLimiter, clock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore};

use crate::Error;

/// What is tried. Each has its own count for each key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A password; the key is the account, as it was typed, known or not.
    Password,
    /// A password; the key is the client's address.
    PasswordByAddress,
    /// The way to an identity provider, or back; the key is the client's address.
    ProviderByAddress,
    /// A second factor; the key is the person.
    SecondFactor,
    /// A code as second factor; the key is the person. A day's, so that a code is not guessed by patience
    /// (NIST SP 800-63B, 3.2.2: at most 100 in a row).
    CodeByDay,
    /// A link that works once (setup, welcome, reset); the key is the client's address.
    OneTimeLink,
    /// A link by which an invitation is answered; the key is the client's address.
    AnswerLink,
    /// A link by which an invitation is answered; the key is the link's token.
    AnswerLinkByToken,
    /// The address of a calendar that is none of ours; the key is the client's address. Addresses that are ours do
    /// not count here: one provider of calendars fetches those of everybody.
    UnknownCalendar,
    /// The address of a calendar; the key is its secret.
    CalendarBySecret,
    /// Access in an emergency; the key is the person.
    BreakGlass,
    /// Inviting a colleague; the key is the organization.
    Invitation,
    /// A letter with a link for a new password; the key is the person.
    ResetLink,
}

impl Limit {
    /// Every limit, in the order of their declaration.
    pub const ALL: [Self; 13] = [
        Self::Password,
        Self::PasswordByAddress,
        Self::ProviderByAddress,
        Self::SecondFactor,
        Self::CodeByDay,
        Self::OneTimeLink,
        Self::AnswerLink,
        Self::AnswerLinkByToken,
        Self::UnknownCalendar,
        Self::CalendarBySecret,
        Self::BreakGlass,
        Self::Invitation,
        Self::ResetLink,
    ];

    /// How many tries are free at once, and in what time that many come back, one by one.
    pub const fn quota(self) -> (u32, time::Duration) {
        match self {
            Self::Password => (5, time::Duration::MINUTE),
            Self::PasswordByAddress => (30, time::Duration::MINUTE),
            Self::ProviderByAddress => (60, time::Duration::MINUTE),
            Self::SecondFactor => (5, time::Duration::MINUTE),
            Self::CodeByDay => (100, time::Duration::DAY),
            Self::OneTimeLink => (10, time::Duration::MINUTE),
            Self::AnswerLink => (60, time::Duration::MINUTE),
            Self::AnswerLinkByToken => (30, time::Duration::MINUTE),
            Self::UnknownCalendar => (60, time::Duration::MINUTE),
            Self::CalendarBySecret => (30, time::Duration::MINUTE),
            Self::BreakGlass => (5, time::Duration::MINUTE),
            Self::Invitation => (60, time::Duration::HOUR),
            Self::ResetLink => (5, time::Duration::HOUR),
        }
    }
}

/// Counts what is tried. Cheap to clone; clones share their counts.
#[derive(Clone)]
pub struct Throttle(Arc<Counts>);

struct Counts {
    limiters: Vec<Limiter>,
    clock: Elapsed,
    /// Keys are kept as keyed hashes: of one size whatever is typed, and no secret stays in memory.
    hasher: RandomState,
    checks: AtomicU32,
}

type Limiter = RateLimiter<u64, HashMapStateStore<u64>, Elapsed, NoOpMiddleware<std::time::Duration>>;

/// After how many checks keys that may try as often as a new one are forgotten.
const SWEEP_EVERY: u32 = 1024;

impl Throttle {
    /// Limits by this clock, nothing tried yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let clock = Elapsed::since_now(clock);
        let limiters = Limit::ALL
            .into_iter()
            .map(|limit| RateLimiter::new(quota(limit), HashMapStateStore::default(), clock.clone()))
            .collect();
        Self(Arc::new(Counts { limiters, clock, hasher: RandomState::new(), checks: AtomicU32::new(0) }))
    }

    /// Counts one try.
    ///
    /// # Errors
    /// [`Error::Throttled`] when there were too many; a refused try does not count.
    pub fn check(&self, limit: Limit, key: &str) -> Result<(), Error> {
        let Counts { limiters, clock, hasher, checks } = &*self.0;
        if checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            for limiter in limiters {
                limiter.retain_recent();
                limiter.shrink_to_fit();
            }
        }
        limiters[limit as usize].check_key(&hasher.hash_one(key)).map_err(|refused| {
            let wait = refused.wait_time_from(clock::Clock::now(clock));
            Error::Throttled { retry_after: wait.try_into().unwrap_or(time::Duration::HOUR) }
        })
    }

    #[cfg(test)]
    fn keys(&self) -> usize {
        self.0.limiters.iter().map(RateLimiter::len).sum()
    }
}

fn quota(limit: Limit) -> Quota {
    let (tries, within) = limit.quota();
    let tries = NonZeroU32::new(tries).unwrap_or(NonZeroU32::MIN);
    let each = within.unsigned_abs() / tries.get();
    Quota::with_period(each).unwrap_or(Quota::per_second(tries)).allow_burst(tries)
}

/// The time that passed by a clock. A clock that is set back stands still for a moment and then goes on, so
/// that nobody is shut out until it has caught up.
#[derive(Clone)]
struct Elapsed {
    clock: Arc<dyn Clock>,
    read: Arc<Mutex<(Timestamp, std::time::Duration)>>,
}

impl Elapsed {
    fn since_now(clock: Arc<dyn Clock>) -> Self {
        let now = clock.now();
        Self { clock, read: Arc::new(Mutex::new((now, std::time::Duration::ZERO))) }
    }
}

impl clock::Clock for Elapsed {
    type Instant = std::time::Duration;

    fn now(&self) -> Self::Instant {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, elapsed) = *read;
        let now = self.clock.now();
        let step = (now - before).try_into().unwrap_or(std::time::Duration::ZERO);
        *read = (now, elapsed + step);
        elapsed + step
    }
}

/// The address a request came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// This machine itself.
    pub const LOOPBACK: Self = Self(IpAddr::V4(Ipv4Addr::LOCALHOST));

    /// Under what the address is counted: one IPv4 address, or the /64 network of an IPv6 address, within
    /// which one subscriber may choose freely.
    pub fn key(self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicI64;

    use time::Duration;

    use super::*;

    struct Set(AtomicI64);

    impl Clock for Set {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(self.0.load(Ordering::Relaxed))
        }
    }

    fn throttle() -> (Throttle, Arc<Set>) {
        let clock = Arc::new(Set(AtomicI64::new(1_763_596_800_000)));
        (Throttle::new(clock.clone()), clock)
    }

    fn pass(clock: &Set, by: Duration) {
        clock.0.fetch_add(i64::try_from(by.whole_milliseconds()).unwrap(), Ordering::Relaxed);
    }

    fn retry_after(refused: Result<(), Error>) -> Duration {
        match refused {
            Err(Error::Throttled { retry_after }) => retry_after,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_limit_lets_its_quota_through_and_tells_when_to_come_back() {
        for limit in Limit::ALL {
            let (throttle, clock) = throttle();
            let (tries, within) = limit.quota();
            for _ in 0..tries {
                throttle.check(limit, "a").unwrap();
            }
            let wait = retry_after(throttle.check(limit, "a"));
            assert_eq!(wait, within / tries, "{limit:?}");
            pass(&clock, wait - Duration::MILLISECOND);
            assert_eq!(retry_after(throttle.check(limit, "a")), Duration::MILLISECOND, "{limit:?}");
            pass(&clock, Duration::MILLISECOND);
            throttle.check(limit, "a").unwrap();
            retry_after(throttle.check(limit, "a"));
        }
    }

    #[test]
    fn keys_and_limits_do_not_count_for_one_another() {
        let (throttle, _) = throttle();
        for _ in 0..5 {
            throttle.check(Limit::Password, "a").unwrap();
        }
        retry_after(throttle.check(Limit::Password, "a"));
        retry_after(throttle.clone().check(Limit::Password, "a"));
        throttle.check(Limit::Password, "b").unwrap();
        throttle.check(Limit::SecondFactor, "a").unwrap();
    }

    #[test]
    fn keys_that_are_long_past_are_forgotten() {
        let (throttle, clock) = throttle();
        for n in 0..SWEEP_EVERY - 1 {
            throttle.check(Limit::AnswerLink, &n.to_string()).unwrap();
        }
        assert_eq!(throttle.keys(), 1023);
        pass(&clock, Duration::HOUR);
        throttle.check(Limit::AnswerLink, "new").unwrap();
        assert_eq!(throttle.keys(), 1);
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out() {
        let (throttle, clock) = throttle();
        for _ in 0..5 {
            throttle.check(Limit::Password, "a").unwrap();
        }
        pass(&clock, Duration::hours(-26));
        assert_eq!(retry_after(throttle.check(Limit::Password, "a")), Duration::seconds(12));
        pass(&clock, Duration::seconds(12));
        throttle.check(Limit::Password, "a").unwrap();
    }

    #[test]
    fn an_address_of_the_newer_kind_counts_with_its_network() {
        let key = |text: &str| ClientAddress(text.parse().unwrap()).key();
        assert_eq!(key("192.0.2.7"), "192.0.2.7");
        assert_eq!(key("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(key("2001:db8:1:2:3:4:5:6"), key("2001:db8:1:2::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    }
}
