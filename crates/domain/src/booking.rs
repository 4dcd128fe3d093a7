//! Bookings: who or what is taken when. A resource's five-minute cells are unique in the database, so a
//! double booking is impossible whatever the code does.

use ::time::Duration;

use crate::{
    Id, Interval, Timestamp,
    conference::Conference,
    event::Event,
    organization::{Organization, Room},
    person::Person,
    refusal::refusals,
    text::Line,
    vocabulary::vocabulary,
};

/// Length of a cell.
pub const CELL: Duration = Duration::minutes(5);

/// How far ahead time may be held.
pub const FURTHEST_AHEAD: Duration = Duration::days(2 * 366);

/// The longest stretch one booking may take.
pub const LONGEST: Duration = Duration::hours(24);

/// What can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// A person, across all memberships.
    Person(Id<Person>),
    /// A room.
    Room(Id<Room>),
}

impl Resource {
    /// The identifier, unique among people and rooms.
    pub const fn uuid(self) -> uuid::Uuid {
        match self {
            Self::Person(id) => id.uuid(),
            Self::Room(id) => id.uuid(),
        }
    }
}

vocabulary! {
    /// What takes the time. Only `External` may overlap with others.
    BookingKind {
        /// A scheduled conference.
        Conference = "conference",
        /// The way to and from a conference.
        Travel = "travel",
        /// 仮押さえ
        Hold = "hold",
        /// An appointment known from another calendar.
        External = "external",
    }
}

/// A stretch of a resource's time that is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose time.
    pub resource: Resource,
    /// What takes it.
    pub kind: BookingKind,
    /// When.
    pub at: Interval,
    /// The organization that booked it; others see only that the time is taken.
    pub organization: Id<Organization>,
    /// The conference it belongs to.
    pub conference: Option<Id<Conference>>,
    /// What for, in words.
    pub title: Option<Line>,
    /// When a hold lapses.
    pub expires_at: Option<Timestamp>,
}

impl Booking {
    /// Holds a resource for a while.
    ///
    /// # Errors
    /// [`BookingRefusal::InThePast`], [`BookingRefusal::TooLong`], [`BookingRefusal::ExpiresTooEarly`],
    /// [`BookingRefusal::TooFarAhead`].
    pub fn hold(
        id: Id<Self>,
        now: Timestamp,
        organization: Id<Organization>,
        resource: Resource,
        at: Interval,
        expires_at: Timestamp,
    ) -> Result<(Self, Event), BookingRefusal> {
        if at.start() < now {
            return Err(BookingRefusal::InThePast);
        }
        if at.duration() > LONGEST {
            return Err(BookingRefusal::TooLong);
        }
        if expires_at <= now {
            return Err(BookingRefusal::ExpiresTooEarly);
        }
        if at.end().max(expires_at) > now + FURTHEST_AHEAD {
            return Err(BookingRefusal::TooFarAhead);
        }
        let hold = Self {
            id,
            resource,
            kind: BookingKind::Hold,
            at,
            organization,
            conference: None,
            title: None,
            expires_at: Some(expires_at),
        };
        Ok((hold, Event::HoldPlaced { booking: id }))
    }

    /// The cells this booking takes, in rising order; none for an external appointment.
    pub fn cells(&self) -> Vec<i64> {
        match self.kind {
            BookingKind::External => vec![],
            BookingKind::Conference | BookingKind::Travel | BookingKind::Hold => cells(self.at),
        }
    }
}

/// The five-minute cells that an interval touches, counted from the epoch.
pub fn cells(at: Interval) -> Vec<i64> {
    let cell = CELL.whole_minutes() * 60_000;
    let first = at.start().millis().div_euclid(cell);
    let last = (at.end().millis() - 1).div_euclid(cell);
    (first..=last).collect()
}

refusals! {
    /// Why time cannot be booked.
    BookingRefusal {
        /// Somebody else has taken part of the time.
        SlotTaken = "SLOT_TAKEN",
        /// The time has begun.
        InThePast = "BOOKING_IN_THE_PAST" on "startsAt",
        /// Longer than a day.
        TooLong = "BOOKING_TOO_LONG" on "endsAt",
        /// Ends before it begins.
        Empty = "BOOKING_EMPTY" on "endsAt",
        /// A hold must last.
        ExpiresTooEarly = "HOLD_EXPIRES_TOO_EARLY" on "expiresAt",
        /// The time, or the moment at which the hold lapses, is more than two years ahead.
        TooFarAhead = "BOOKING_TOO_FAR_AHEAD" on "expiresAt",
        /// Only a hold is released; a conference is moved or cancelled.
        NotAHold = "BOOKING_NOT_A_HOLD",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(from: i64, until: i64) -> Interval {
        Interval::new(Timestamp::from_millis(from * 60_000), Timestamp::from_millis(until * 60_000)).unwrap()
    }

    #[test]
    fn overlapping_times_share_a_cell_and_touching_ones_do_not() {
        assert_eq!(cells(minutes(0, 15)), [0, 1, 2]);
        assert_eq!(cells(minutes(15, 16)), [3]);
        assert_eq!(cells(minutes(14, 16)), [2, 3]);
    }
}
