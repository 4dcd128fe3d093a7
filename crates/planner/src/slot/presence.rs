//! Whether one person can come at one time.

use domain::{Interval, Timestamp};
use time::Duration;

use super::Attendee;

/// Whether somebody could come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// Yes.
    Free,
    /// At a sacrifice.
    IfNeedBe,
    /// No.
    Absent(Reason),
}

impl Presence {
    /// Whether the person could come at all.
    pub const fn is_possible(self) -> bool {
        !matches!(self, Self::Absent(_))
    }
}

/// Why somebody cannot come; of several reasons the first in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Part of the conference lies outside working hours.
    OutsideHours,
    /// Something else is in the calendar during the conference.
    Busy,
    /// Something else is in the calendar on the way there or back; by video the person could come.
    Travel,
}

/// One person's calendar, walked forward in step with the starts.
pub(super) struct Walk {
    usable: Spans,
    busy: Spans,
    if_need_be: Spans,
    on_the_way: Spans,
    travel: Duration,
}

impl Walk {
    pub(super) fn new(attendee: &Attendee) -> Self {
        let busy = Spans::new(attendee.busy.iter().copied());
        Self {
            usable: Spans::new(attendee.open.iter().chain(&attendee.if_need_be).copied()),
            on_the_way: busy.clone(),
            busy,
            if_need_be: Spans::new(attendee.if_need_be.iter().copied()),
            travel: attendee.travel.max(Duration::ZERO),
        }
    }

    /// Whether the person could come to a conference at `slot`, which must not begin before the one
    /// asked about last.
    pub(super) fn at(&mut self, slot: Interval) -> Presence {
        if !self.usable.cover(slot) {
            Presence::Absent(Reason::OutsideHours)
        } else if self.busy.touch(slot) {
            Presence::Absent(Reason::Busy)
        } else if self.on_the_way.touch(slot.widened(self.travel, self.travel)) {
            Presence::Absent(Reason::Travel)
        } else if self.if_need_be.touch(slot) {
            Presence::IfNeedBe
        } else {
            Presence::Free
        }
    }
}

/// Intervals in order and apart, walked forward.
#[derive(Clone)]
pub(super) struct Spans {
    spans: Vec<Interval>,
    /// The first one that does not end before the time asked about.
    next: usize,
}

impl Spans {
    pub(super) fn new(intervals: impl Iterator<Item = Interval>) -> Self {
        Self { spans: merged(intervals), next: 0 }
    }

    /// Whether one of them holds all of `slot`; never ask about an earlier one later.
    pub(super) fn cover(&mut self, slot: Interval) -> bool {
        self.from(slot.start()).is_some_and(|span| span.contains(slot))
    }

    /// Whether one of them shares any instant with `slot`; never ask about an earlier one later.
    pub(super) fn touch(&mut self, slot: Interval) -> bool {
        self.from(slot.start()).is_some_and(|span| span.overlaps(slot))
    }

    fn from(&mut self, start: Timestamp) -> Option<Interval> {
        while self.spans.get(self.next).is_some_and(|span| span.end() <= start) {
            self.next += 1;
        }
        self.spans.get(self.next).copied()
    }
}

/// The same instants as intervals in order and apart.
pub(super) fn merged(intervals: impl Iterator<Item = Interval>) -> Vec<Interval> {
    let mut sorted: Vec<Interval> = intervals.collect();
    sorted.sort_unstable();
    sorted.dedup_by(|next, last| {
        let joins = next.start() <= last.end();
        if joins && let Some(whole) = Interval::new(last.start(), next.end().max(last.end())) {
            *last = whole;
        }
        joins
    });
    sorted
}
