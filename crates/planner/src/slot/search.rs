//! What is looked for.

use domain::Interval;
use time::Duration;

/// A conference in search of a time.
///
/// Intervals may come in any order and overlap; those that touch count as one. Attendees, groups and
/// rooms are named in the answers by their position here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The stretches inside one of which the conference has to lie. The work grows with their length:
    /// every quarter-hour in them is tried.
    pub window: Vec<Interval>,
    /// How long it lasts.
    pub duration: Duration,
    /// Everyone who is wanted.
    pub attendees: Vec<Attendee>,
    /// The professions without which it cannot be held.
    pub groups: Vec<Group>,
    /// The rooms it may be held in, the preferred first; empty when it needs none.
    pub rooms: Vec<Room>,
    /// How many starts to return at most.
    pub limit: usize,
}

/// Someone who is wanted at the conference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// How much.
    pub wish: Wish,
    /// Working hours.
    pub open: Vec<Interval>,
    /// What is in the calendar already, other journeys included.
    pub busy: Vec<Interval>,
    /// When the person would come at a sacrifice, inside working hours or outside them.
    pub if_need_be: Vec<Interval>,
    /// How long the way is, there and back each; zero by video. It must be free of `busy` but may lie
    /// outside working hours.
    pub travel: Duration,
}

/// How much somebody is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wish {
    /// Without enough of this group the conference cannot be held.
    Required {
        /// Position in [`Search::groups`]; those beyond its end are one more group, which needs all of its
        /// members.
        group: usize,
    },
    /// Missed when absent.
    Should,
    /// Welcome.
    May,
}

/// A profession that has to be there, such as 「訪問看護師、3人中1人」.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    /// How many of its attendees have to come.
    pub at_least: usize,
}

/// A room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// When it is taken.
    pub busy: Vec<Interval>,
}
