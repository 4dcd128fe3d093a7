//! What the demo draws by lot: identifiers, days and names that are the same for the same seed and day.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use domain::{Ids, Timestamp, calendar::Closings};
use rand::{Rng, SeedableRng, rngs::StdRng};
use time::{Date, Duration, macros::time};
use uuid::Uuid;

use crate::SystemIds;

/// A source of chance.
pub(super) struct Draw {
    random: Mutex<StdRng>,
    millis: AtomicI64,
}

impl Draw {
    pub(super) fn new(seed: u64, now: Timestamp) -> Self {
        let day = u64::try_from(now.day().to_julian_day()).unwrap_or_default();
        let random = StdRng::seed_from_u64(seed ^ (day << 20));
        Self { random: Mutex::new(random), millis: AtomicI64::new(now.millis()) }
    }

    /// Identifiers are made as of this moment from here on.
    pub(super) fn at(&self, at: Timestamp) {
        self.millis.store(at.millis(), Ordering::Relaxed);
    }

    /// A number from nothing to one less than `end`; nothing where there is none.
    pub(super) fn below(&self, end: usize) -> usize {
        if end == 0 { 0 } else { self.with(|random| random.random_range(0..end)) }
    }

    /// Some days, from `least` to `most`.
    pub(super) fn days(&self, least: i64, most: i64) -> Duration {
        Duration::days(self.with(|random| random.random_range(least..=most)))
    }

    /// Something that happens so many times in a hundred.
    pub(super) fn chance(&self, percent: u32) -> bool {
        self.with(|random| random.random_range(0..100) < percent)
    }

    /// A fraction between nothing and one.
    pub(super) fn fraction(&self) -> f64 {
        self.with(|random| random.random())
    }

    /// One of `all`, the first ones more often than the last.
    pub(super) fn often<'t, T>(&self, all: &'t [T]) -> Option<&'t T> {
        let (within, fraction) = (f64::from(u32::try_from(all.len()).unwrap_or(u32::MAX)), self.fraction());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it lies within the slice"
        )]
        all.get((within * fraction * fraction) as usize)
    }

    /// One of `all`.
    pub(super) fn one<'t, T>(&self, all: &'t [T]) -> Option<&'t T> {
        all.get(self.below(all.len()))
    }

    /// A moment at which somebody works, on this day or the next on which an office is open.
    pub(super) fn at_work(&self, day: Date) -> Timestamp {
        let day = Closings::default().on_or_after(day);
        let seconds = i64::try_from(self.below(8 * 60 * 60)).unwrap_or_default();
        Timestamp::tokyo(day, time!(9:00)) + Duration::seconds(seconds)
    }

    fn with<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        draw(&mut self.random.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Ids for Draw {
    fn uuid(&self) -> Uuid {
        let mut random = [0; 10];
        self.with(|source| source.fill(&mut random));
        let millis = self.millis.fetch_add(1, Ordering::Relaxed);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or_default(), &random)
            .into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        SystemIds.secret()
    }
}
