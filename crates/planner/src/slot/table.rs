//! Who could come at which quarter-hour: what every answer is counted on.

use std::ops::Range;

use domain::{Interval, Timestamp};
use time::Duration;

use super::{
    Attendee, Demand, Group, Presence, Search, Stopped, Wish,
    presence::{Spans, Walk, merged},
};

/// The times tried, in order, and for each of them every attendee's presence and the room.
pub(super) struct Table {
    slots: Vec<Interval>,
    /// One row per start, one column per attendee.
    cells: Vec<Presence>,
    attendees: usize,
    rooms: Rooms,
    pub(super) groups: Vec<Members>,
    should: Vec<usize>,
    may: Vec<usize>,
}

/// A group and who belongs to it.
pub(super) struct Members {
    pub(super) at_least: usize,
    pub(super) members: Vec<usize>,
}

enum Rooms {
    NotNeeded,
    /// The first free room for each start.
    Free(Vec<Option<usize>>),
}

impl Table {
    /// Every quarter-hour of the clock at which the window has room for `duration`; asks `stop` once.
    pub(super) fn of_window(
        search: &Search,
        duration: Duration,
        stop: &dyn Fn() -> bool,
    ) -> Result<Self, Stopped> {
        if stop() { Err(Stopped) } else { Ok(Self::new(search, slots(search, duration))) }
    }

    /// The given times, in order.
    pub(super) fn new(search: &Search, slots: Vec<Interval>) -> Self {
        let attendees = search.attendees.len();
        let mut cells = vec![Presence::Free; slots.len() * attendees];
        for (column, attendee) in search.attendees.iter().enumerate() {
            let mut walk = Walk::new(attendee);
            for (cell, slot) in cells.iter_mut().skip(column).step_by(attendees).zip(&slots) {
                *cell = walk.at(*slot);
            }
        }
        Self {
            cells,
            attendees,
            rooms: Rooms::new(search, &slots),
            slots,
            groups: groups(search),
            should: positions(&search.attendees, |wish| wish == Wish::Should),
            may: positions(&search.attendees, |wish| wish == Wish::May),
        }
    }

    /// The positions of all starts.
    pub(super) fn starts(&self) -> Range<usize> {
        0..self.slots.len()
    }

    /// When the start of this position is.
    pub(super) fn at(&self, start: usize) -> Timestamp {
        self.slots[start].start()
    }

    /// Every attendee's presence at the start of this position.
    pub(super) fn row(&self, start: usize) -> &[Presence] {
        &self.cells[start * self.attendees..][..self.attendees]
    }

    /// How many people and rooms the start of this position lacks; 0 when the conference can be held.
    pub(super) fn lacking(&self, start: usize) -> usize {
        let people: usize = self.groups.iter().map(|group| group.lacking(self.row(start))).sum();
        people + usize::from(self.lacks_room(start))
    }

    /// What is not met at the start of this position.
    pub(super) fn unmet(&self, start: usize) -> impl Iterator<Item = Demand> {
        let groups = self.groups.iter().enumerate();
        let row = self.row(start);
        let unmet = groups.filter(|(_, group)| group.lacking(row) > 0).map(|(at, _)| Demand::Group(at));
        unmet.chain(self.lacks_room(start).then_some(Demand::Room))
    }

    /// The preferred free room at the start of this position.
    pub(super) fn room(&self, start: usize) -> Option<usize> {
        match &self.rooms {
            Rooms::NotNeeded => None,
            Rooms::Free(free) => free[start],
        }
    }

    /// Who should, and who may, come but cannot: how many of each.
    pub(super) fn missed(&self, start: usize) -> (usize, usize) {
        let row = self.row(start);
        let missing = |wanted: &[usize]| wanted.iter().filter(|at| !row[**at].is_possible()).count();
        (missing(&self.should), missing(&self.may))
    }

    /// How many people would have to come at a sacrifice. Of a required group only those count whom
    /// its free members do not replace.
    pub(super) fn sacrifices(&self, start: usize) -> usize {
        let row = self.row(start);
        let required = self.groups.iter().map(|group| group.at_least.saturating_sub(group.free(row)));
        let others = self.should.iter().chain(&self.may);
        required.sum::<usize>() + others.filter(|at| row[**at] == Presence::IfNeedBe).count()
    }

    fn lacks_room(&self, start: usize) -> bool {
        matches!(&self.rooms, Rooms::Free(free) if free[start].is_none())
    }
}

impl Members {
    /// How many of them could come.
    pub(super) fn coming(&self, row: &[Presence]) -> usize {
        self.members.iter().filter(|at| row[**at].is_possible()).count()
    }

    fn free(&self, row: &[Presence]) -> usize {
        self.members.iter().filter(|at| row[**at] == Presence::Free).count()
    }

    fn lacking(&self, row: &[Presence]) -> usize {
        self.at_least.saturating_sub(self.coming(row))
    }
}

impl Rooms {
    fn new(search: &Search, slots: &[Interval]) -> Self {
        if search.rooms.is_empty() {
            return Self::NotNeeded;
        }
        let mut free = vec![None; slots.len()];
        for (at, room) in search.rooms.iter().enumerate() {
            let mut busy = Spans::new(room.busy.iter().copied());
            for (free, slot) in free.iter_mut().zip(slots) {
                if free.is_none() && !busy.touch(*slot) {
                    *free = Some(at);
                }
            }
        }
        Self::Free(free)
    }
}

fn slots(search: &Search, duration: Duration) -> Vec<Interval> {
    /// Japan is a whole number of quarter-hours ahead of UTC, so those of the epoch are the clock's.
    const QUARTER: i64 = 15 * 60 * 1000;
    let slots_in = |span: Interval| {
        let first = (span.start().millis() + QUARTER - 1) / QUARTER;
        let starts = (first..).map(|quarter| Timestamp::from_millis(quarter * QUARTER));
        let slots = starts.map_while(move |start| Interval::starting(start, duration));
        slots.take_while(move |slot| span.contains(*slot))
    };
    merged(search.window.iter().copied()).into_iter().flat_map(slots_in).collect()
}

fn groups(search: &Search) -> Vec<Members> {
    let group = |(at, group): (usize, &Group)| Members {
        at_least: group.at_least,
        members: positions(&search.attendees, |wish| wish == Wish::Required { group: at }),
    };
    let listed = search.groups.iter().enumerate().map(group);
    let unlisted = positions(&search.attendees, |wish| match wish {
        Wish::Required { group } => group >= search.groups.len(),
        Wish::Should | Wish::May => false,
    });
    let unlisted = Members { at_least: unlisted.len(), members: unlisted };
    listed.chain((unlisted.at_least > 0).then_some(unlisted)).collect()
}

fn positions(attendees: &[Attendee], is_wanted: impl Fn(Wish) -> bool) -> Vec<usize> {
    let wanted = attendees.iter().enumerate().filter(|(_, attendee)| is_wanted(attendee.wish));
    wanted.map(|(at, _)| at).collect()
}
