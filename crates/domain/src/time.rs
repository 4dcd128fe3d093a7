//! Instants, stretches of time and the civil day in Japan.

use std::{
    fmt,
    ops::{Add, Sub},
};

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset, macros::offset};

/// Asia/Tokyo: nine hours ahead of UTC, without daylight saving time.
pub const TOKYO: UtcOffset = offset!(+9);

/// An instant in whole milliseconds since 1970-01-01T00:00:00Z, the precision both databases keep.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `millis` milliseconds after the epoch, bounded to years 1970 to 9998, so that it stays a
    /// date on every clock of the world.
    pub const fn from_millis(millis: i64) -> Self {
        const LAST: i64 = 253_370_764_799_999;
        if millis < 0 {
            Self(0)
        } else if millis > LAST {
            Self(LAST)
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole minutes since the epoch.
    pub const fn minutes(self) -> i64 {
        self.0.div_euclid(60_000)
    }

    /// The instant of a day and clock time in Japan.
    pub fn tokyo(date: Date, time: Time) -> Self {
        PrimitiveDateTime::new(date, time).assume_offset(TOKYO).into()
    }

    /// This instant on a clock in Japan.
    pub fn in_tokyo(self) -> OffsetDateTime {
        self.utc().to_offset(TOKYO)
    }

    /// This instant in UTC.
    pub fn utc(self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(self.0)
    }

    /// The civil day in Japan.
    pub fn day(self) -> Date {
        self.in_tokyo().date()
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(at: OffsetDateTime) -> Self {
        let millis = at.unix_timestamp_nanos().div_euclid(1_000_000);
        Self::from_millis(i64::try_from(millis).unwrap_or(0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, by: Duration) -> Self {
        Self::from_millis(self.0.saturating_add(i64::try_from(by.whole_milliseconds()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, by: Duration) -> Self {
        Self::from_millis(self.0.saturating_sub(i64::try_from(by.whole_milliseconds()).unwrap_or(i64::MAX)))
    }
}

impl Sub for Timestamp {
    type Output = Duration;
    fn sub(self, earlier: Self) -> Duration {
        Duration::milliseconds(self.0 - earlier.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.in_tokyo();
        write!(f, "{} {}+09:00", at.date(), at.time())
    }
}

/// Tells the time. The real one is in `server`; tests set theirs.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// A stretch of time from `start` up to, not including, `end`; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Interval {
    start: Timestamp,
    end: Timestamp,
}

impl Interval {
    /// The stretch between two instants; `None` unless `start` is before `end`.
    pub fn new(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The stretch of `duration` that begins at `start`; `None` unless `duration` is positive.
    pub fn starting(start: Timestamp, duration: Duration) -> Option<Self> {
        Self::new(start, start + duration)
    }

    /// The first instant inside.
    pub const fn start(self) -> Timestamp {
        self.start
    }

    /// The first instant after.
    pub const fn end(self) -> Timestamp {
        self.end
    }

    /// How long it lasts.
    pub fn duration(self) -> Duration {
        self.end - self.start
    }

    /// Whether the two share any instant.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// This stretch with `before` added in front and `after` behind.
    pub fn widened(self, before: Duration, after: Duration) -> Self {
        Self { start: self.start - before, end: self.end + after }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, time};

    #[test]
    fn the_day_in_japan_begins_at_three_in_the_afternoon_utc() {
        let before = Timestamp::from(time::macros::datetime!(2026-11-20 14:59:59.999 UTC));
        assert_eq!(before.day(), date!(2026 - 11 - 20));
        assert_eq!((before + Duration::milliseconds(1)).day(), date!(2026 - 11 - 21));
    }

    #[test]
    fn the_last_instant_is_a_day_in_japan() {
        assert_eq!(Timestamp::from_millis(i64::MAX).day(), date!(9999 - 01 - 01));
    }

    #[test]
    fn an_empty_or_reversed_interval_does_not_exist() {
        let at = Timestamp::tokyo(date!(2026 - 11 - 20), time!(13:00));
        assert_eq!(Interval::new(at, at), None);
        assert_eq!(Interval::starting(at, Duration::minutes(-30)), None);
    }

    #[test]
    fn touching_intervals_do_not_overlap() {
        let at = Timestamp::tokyo(date!(2026 - 11 - 20), time!(13:00));
        let first = Interval::starting(at, Duration::minutes(30)).unwrap();
        let second = Interval::starting(first.end(), Duration::minutes(30)).unwrap();
        assert!(!first.overlaps(second));
        assert!(first.widened(Duration::ZERO, Duration::minutes(1)).overlaps(second));
    }
}
