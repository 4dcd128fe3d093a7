//! Finds the times at which every required profession can come: the best of them, all of them at a glance, and for
//! a single one who could come.

use std::collections::{HashMap, HashSet};

use domain::{
    Id, Interval, Timestamp,
    access::Action,
    booking::Resource,
    conference::{Conference, Participant, Requirement},
    person::Seat,
};
use planner::slot::{
    self, Attendee, Change, Demand, Explanation, Group, Presence, Reason, Room, Search, Wish,
};
pub use planner::slot::{Cell, Status};
use time::{Date, Duration};

use crate::{Error, Session};

/// The most days one search covers.
pub const MOST_DAYS: i64 = 60;

/// How many starts are shown at most.
const SHOWN: usize = 10;
/// Among how many of the best those are chosen that lie apart.
const RANKED: usize = 1_000;

/// A conference in search of a time, with what the calendars say.
#[derive(Clone, Debug)]
pub struct TimeSearch {
    conference: Conference,
    /// The required seats, by the groups of the search.
    seats: Vec<Seat>,
    search: Search,
    assumed_hours: Vec<Id<Participant>>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Times {
    /// The best starts, at most ten.
    pub best: Vec<PossibleTime>,
    /// The best start of each morning and afternoon, the best half-days first, at most ten: a choice to ask
    /// people about.
    pub spread: Vec<PossibleTime>,
    /// How many starts are possible.
    pub possible: usize,
    /// How many were considered.
    pub considered: usize,
    /// What stands in the way, the most blocking first.
    pub obstacles: Vec<Obstacle>,
    /// When nothing is possible: the single changes that would make it so.
    pub relaxations: Vec<Relaxation>,
    /// Participants whose hours nobody stated: weekdays 9 to 17 are assumed.
    pub assumed_hours: Vec<Id<Participant>>,
}

/// A possible time.
#[derive(Clone, Debug)]
pub struct PossibleTime {
    /// When.
    pub at: Interval,
    /// Who cannot come, and why.
    pub absent: Vec<(Id<Participant>, Absence)>,
    /// Who would come if need be.
    pub if_need_be: Vec<Id<Participant>>,
}

/// One start and who could come.
#[derive(Clone, Debug)]
pub struct ExplainedTime {
    /// When.
    pub at: Interval,
    /// How near it is to being possible.
    pub status: Status,
    /// Who cannot come, and why.
    pub absent: Vec<(Id<Participant>, Absence)>,
    /// Who would come if need be.
    pub if_need_be: Vec<Id<Participant>>,
    /// The seats that stay empty; `None` stands for the room. Empty when the conference can be held.
    pub lacking: Vec<Option<Seat>>,
}

/// Why somebody cannot come at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Outside working hours.
    OutsideHours,
    /// Something else is in the diary.
    Busy,
    /// The way there or back does not fit.
    Travel,
}

impl Absence {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OutsideHours => "outside_hours",
            Self::Busy => "busy",
            Self::Travel => "travel",
        }
    }
}

/// Something in the way of some of the starts considered.
#[derive(Clone, Debug)]
pub struct Obstacle {
    /// The seat that stays empty; `None` stands for the room.
    pub seat: Option<Seat>,
    /// How many starts it makes impossible.
    pub starts: usize,
    /// How many of them it alone makes impossible.
    pub alone: usize,
    /// Whose absence it is, and why, with the number of starts.
    pub absences: Vec<(Id<Participant>, Absence, usize)>,
}

/// One change that would make starts possible.
#[derive(Clone, Debug)]
pub struct Relaxation {
    /// The change.
    pub change: RelaxedBy,
    /// How many starts it makes possible.
    pub starts: usize,
    /// The first of them.
    pub first: Timestamp,
}

/// The change itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelaxedBy {
    /// A participant joins by video.
    ByVideo(Id<Participant>),
    /// The conference is shorter.
    Shorter(Duration),
    /// It does without the room.
    WithoutRoom,
    /// It does without a seat.
    WithoutSeat(Seat),
}

/// Looks for times for a conference from `from` on through `until`.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Invalid`] with `SEARCH_TOO_LONG` beyond 60 days or
/// `SEARCH_EMPTY`.
pub async fn find_times(
    session: &Session<'_>,
    id: Id<Conference>,
    from: Date,
    until: Date,
) -> Result<TimeSearch, Error> {
    let view = session.read();
    let conference = view.conferences().find_for(Action::SeeConference, id).await?;
    let days = (until - from).whole_days();
    if days > MOST_DAYS {
        return Err(Error::Invalid { code: "SEARCH_TOO_LONG", field: Some("until") });
    }
    let midnight = |day| Timestamp::tokyo(day, time::Time::MIDNIGHT);
    let after = until.next_day().ok_or(Error::Invalid { code: "SEARCH_EMPTY", field: Some("until") })?;
    let begin = midnight(from).max(session.now + Duration::milliseconds(1));
    let window = Interval::new(begin, midnight(after))
        .ok_or(Error::Invalid { code: "SEARCH_EMPTY", field: Some("until") })?;

    let participants = &conference.proposal.participants;
    let offices: Vec<_> = participants.iter().filter_map(|p| p.organization).collect();
    let offices = view.organizations().find_all(&offices).await?;
    let mut resources: Vec<_> = participants.iter().filter_map(|p| p.person.map(Resource::Person)).collect();
    resources.extend(conference.proposal.room.map(Resource::Room));
    let reach = Duration::hours(4);
    let busy = view.bookings().busy(&resources, window.widened(reach, reach)).await?;
    // A view keeps a connection of PostgreSQL; the search takes its time without one.
    drop(view);
    let busy_of = |resource| -> Vec<Interval> {
        let taken = busy.get(&resource).into_iter().flatten();
        taken.filter(|b| b.conference != Some(id)).map(|b| b.at).collect()
    };

    let assumed = domain::calendar::WeeklyHours::assumed();
    let usual = domain::calendar::Closings::default();
    let mut seats: Vec<Seat> = vec![];
    let mut assumed_hours = vec![];
    let mut attendees = vec![];
    for participant in participants {
        let office = participant.organization.and_then(|o| offices.get(&o));
        let (hours, closings) = office.map_or((&assumed, &usual), |o| (&o.hours, &o.closings));
        if hours.is_assumed() {
            assumed_hours.push(participant.id);
        }
        let wish = match participant.requirement {
            Requirement::Required => {
                let group = seats.iter().position(|s| *s == participant.seat).unwrap_or_else(|| {
                    seats.push(participant.seat);
                    seats.len() - 1
                });
                Wish::Required { group }
            }
            Requirement::Should => Wish::Should,
            Requirement::May => Wish::May,
        };
        attendees.push(Attendee {
            wish,
            open: hours.open_intervals(from, after, closings),
            busy: participant.person.map(Resource::Person).map(busy_of).unwrap_or_default(),
            if_need_be: vec![],
            travel: participant.travel(),
        });
    }
    let search = Search {
        window: vec![window],
        duration: conference.proposal.duration,
        attendees,
        groups: seats.iter().map(|_| Group { at_least: 1 }).collect(),
        rooms: conference
            .proposal
            .room
            .map(|room| Room { busy: busy_of(Resource::Room(room)) })
            .into_iter()
            .collect(),
        limit: RANKED,
    };
    Ok(TimeSearch { conference, seats, search, assumed_hours })
}

impl TimeSearch {
    /// The best times, and what stands in the way of the others.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the search was stopped.
    pub fn times(&self) -> Result<Times, Error> {
        let found = slot::find(&self.search, &|| false).map_err(|_| Error::Unavailable)?;
        Ok(times(&self.conference, &self.seats, found, self.assumed_hours.clone()))
    }

    /// Every start that is possible or lies in the working hours of more than half of the participants, in order.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the search was stopped.
    pub fn grid(&self) -> Result<Vec<Cell>, Error> {
        let mut cells = slot::grid(&self.search, &|| false).map_err(|_| Error::Unavailable)?;
        let is_open = |slot: Interval| {
            let attendees = &self.search.attendees;
            let works = |a: &&Attendee| a.open.iter().any(|open| open.contains(slot));
            attendees.iter().filter(works).count() * 2 > attendees.len()
        };
        cells.retain(|cell| {
            matches!(cell.status, Status::Everyone | Status::AllRequired)
                || Interval::starting(cell.at, self.search.duration).is_some_and(is_open)
        });
        Ok(cells)
    }

    /// Who could come if it began at `at`; `None` outside the days searched.
    pub fn explain(&self, at: Timestamp) -> Option<ExplainedTime> {
        let Explanation { status, coming, room: _, unmet } = slot::explain(&self.search, at)?;
        let (absent, if_need_be) = absent(&self.conference, coming);
        let lacking = unmet.into_iter().map(|demand| seat(&self.seats, demand)).collect();
        let at = Interval::starting(at, self.search.duration)?;
        Some(ExplainedTime { at, status, absent, if_need_be, lacking })
    }
}

/// The seat that a demand is for; `None` stands for the room.
fn seat(seats: &[Seat], demand: Demand) -> Option<Seat> {
    match demand {
        Demand::Group(group) => seats.get(group).copied(),
        Demand::Room => None,
    }
}

/// Who cannot come, and why.
type Absences = Vec<(Id<Participant>, Absence)>;

/// Who does not come, and who would if need be.
fn absent(conference: &Conference, coming: Vec<Presence>) -> (Absences, Vec<Id<Participant>>) {
    let mut absent = vec![];
    let mut if_need_be = vec![];
    for (participant, presence) in conference.proposal.participants.iter().zip(coming) {
        match presence {
            Presence::Free => {}
            Presence::IfNeedBe => if_need_be.push(participant.id),
            Presence::Absent(reason) => absent.push((participant.id, absence(reason))),
        }
    }
    (absent, if_need_be)
}

fn times(
    conference: &Conference,
    seats: &[Seat],
    found: slot::Found,
    assumed_hours: Vec<Id<Participant>>,
) -> Times {
    let participants = &conference.proposal.participants;
    let by_position: HashMap<usize, Id<Participant>> =
        participants.iter().map(|p| p.id).enumerate().collect();
    let who = |n: usize| by_position.get(&n).copied();
    let mut best: Vec<_> = found
        .best
        .into_iter()
        .filter_map(|start| {
            let (absent, if_need_be) = absent(conference, start.coming);
            let at = Interval::starting(start.at, conference.proposal.duration)?;
            Some(PossibleTime { at, absent, if_need_be })
        })
        .collect();
    let obstacles = found
        .obstacles
        .into_iter()
        .map(|obstacle| Obstacle {
            seat: seat(seats, obstacle.demand),
            starts: obstacle.starts,
            alone: obstacle.alone,
            absences: obstacle
                .absences
                .into_iter()
                .filter_map(|a| who(a.attendee).map(|id| (id, absence(a.reason), a.starts)))
                .collect(),
        })
        .collect();
    let relaxations = found
        .relaxations
        .into_iter()
        .filter_map(|relaxation| {
            let change = match relaxation.change {
                Change::ByVideo { attendee } => RelaxedBy::ByVideo(who(attendee)?),
                Change::Shorter { duration } => RelaxedBy::Shorter(duration),
                Change::WithoutRoom => RelaxedBy::WithoutRoom,
                Change::Fewer { group, .. } => RelaxedBy::WithoutSeat(*seats.get(group)?),
            };
            Some(Relaxation { change, starts: relaxation.starts, first: relaxation.first })
        })
        .collect();
    let spread = spread(&best);
    best.truncate(SHOWN);
    Times {
        best,
        spread,
        possible: found.possible,
        considered: found.considered,
        obstacles,
        relaxations,
        assumed_hours,
    }
}

/// The first start of each half-day, in the order in which they come.
fn spread(ranked: &[PossibleTime]) -> Vec<PossibleTime> {
    let mut taken = HashSet::new();
    let half_day = |time: &PossibleTime| (time.at.start().day(), time.at.start().in_tokyo().hour() < 12);
    ranked.iter().filter(|time| taken.insert(half_day(time))).take(SHOWN).cloned().collect()
}

const fn absence(reason: Reason) -> Absence {
    match reason {
        Reason::OutsideHours => Absence::OutsideHours,
        Reason::Busy => Absence::Busy,
        Reason::Travel => Absence::Travel,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, time};

    use super::*;

    #[test]
    fn a_choice_to_ask_about_has_one_start_of_each_half_day() {
        let start = |day, clock| {
            let at = Interval::starting(Timestamp::tokyo(day, clock), Duration::minutes(30)).unwrap();
            PossibleTime { at, absent: vec![], if_need_be: vec![] }
        };
        let (tuesday, wednesday) = (date!(2026 - 11 - 24), date!(2026 - 11 - 25));
        let ranked = [
            start(tuesday, time!(9:00)),
            start(tuesday, time!(9:15)),
            start(tuesday, time!(11:45)),
            start(tuesday, time!(12:00)),
            start(wednesday, time!(16:00)),
            start(wednesday, time!(9:00)),
        ];
        let chosen: Vec<_> = spread(&ranked).iter().map(|time| time.at.start()).collect();
        let expected = [&ranked[0], &ranked[3], &ranked[4], &ranked[5]].map(|time| time.at.start());
        assert_eq!(chosen, expected);
        let month: Vec<_> = tuesday
            .next_day()
            .into_iter()
            .flat_map(|day| (0..40).map(move |n| start(day + Duration::days(n), time!(9:00))))
            .collect();
        assert_eq!(spread(&month).len(), SHOWN);
    }
}
