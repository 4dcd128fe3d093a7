//! Times: those the participants are asked about, and those that are possible, with the reasons.

use std::sync::Arc;

use app::{
    fee_conditions::fee_conditions,
    find_times::{self, Cell, RelaxedBy, TimeSearch},
};
use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use domain::{Id, conference::Conference};
use wording::Wording;

use super::ConferenceParticipant;
use crate::{
    caller::caller,
    fee_conditions::FeeAtStart,
    ids,
    loader::{AnswersOf, load},
    person::Seat,
    reason::{Fact, Reason},
    scalar::DateTime,
};

/// A time the participants are asked about.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct ProposedTime {
    /// The identifier.
    id: ID,
    #[graphql(skip)]
    conference: Arc<Conference>,
    #[graphql(skip)]
    key: Id<domain::conference::ProposedTime>,
    /// When it begins.
    starts_at: DateTime,
    /// When it ends.
    ends_at: DateTime,
    /// Whether it can still be answered.
    is_open: bool,
}

#[ComplexObject]
impl ProposedTime {
    /// Whether enough of the right people come: computed from the answers.
    async fn quorum(&self, ctx: &Context<'_>) -> Result<Quorum> {
        let answers = load(ctx, AnswersOf(self.conference.id)).await?.unwrap_or_default();
        Ok(self.conference.quorum(&answers, self.key).into())
    }
}

impl ProposedTime {
    pub(super) fn of(conference: &Arc<Conference>, time: domain::conference::ProposedTime) -> Self {
        let domain::conference::ProposedTime { id, at } = time;
        Self {
            id: ids::write(id),
            conference: Arc::clone(conference),
            key: id,
            starts_at: at.start().into(),
            ends_at: at.end().into(),
            is_open: conference.open_times().iter().any(|open| open.id == id),
        }
    }
}

/// The quorum of one time.
#[derive(SimpleObject, Clone)]
pub struct Quorum {
    /// Whether every required seat has somebody who comes.
    is_complete: bool,
    /// Whether some required seat can no longer be filled: all its participants said no.
    is_impossible: bool,
    /// Each required seat.
    seats: Vec<SeatQuorum>,
    /// How many of all participants have not answered for this time.
    unanswered: usize,
}

/// One required seat at one time.
#[derive(SimpleObject, Clone)]
pub struct SeatQuorum {
    /// The seat.
    seat: Seat,
    /// How many of its participants said yes.
    yes: usize,
    /// How many would come if need be.
    if_need_be: usize,
    /// How many have not answered.
    unanswered: usize,
}

impl From<domain::conference::Quorum> for Quorum {
    fn from(quorum: domain::conference::Quorum) -> Self {
        let (is_complete, is_impossible) = (quorum.is_complete(), quorum.is_impossible());
        let domain::conference::Quorum { seats, unanswered } = quorum;
        let seats = seats.into_iter().map(|seat| {
            let domain::conference::SeatQuorum { seat, yes, if_need_be, unanswered } = seat;
            SeatQuorum { seat: seat.into(), yes, if_need_be, unanswered }
        });
        Self { is_complete, is_impossible, seats: seats.collect(), unanswered }
    }
}

/// What a search for times found.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PossibleTimes {
    #[graphql(skip)]
    search: TimeSearch,
    #[graphql(skip)]
    conference: Arc<Conference>,
    #[graphql(skip)]
    wording: Wording,
    /// The best starts, at most ten.
    best: Vec<PossibleTime>,
    /// The best start of each morning and afternoon, the best half-days first, at most ten: a choice to ask people
    /// about.
    spread: Vec<PossibleTime>,
    /// How many starts are possible.
    possible: usize,
    /// How many were considered.
    considered: usize,
    /// What stands in the way, the most blocking first.
    obstacles: Vec<Obstacle>,
    /// When nothing is possible: the single changes that would make it so.
    relaxations: Vec<Relaxation>,
    /// Participants whose hours nobody stated: weekdays 9 to 17 are assumed.
    assumed_hours: Vec<ConferenceParticipant>,
}

#[ComplexObject]
impl PossibleTimes {
    /// Every start that is possible or lies in the working hours of more than half of the participants, in order.
    #[graphql(complexity = "1_000 + child_complexity")]
    async fn grid(&self) -> Result<Vec<TimeCell>> {
        let cells = self.search.grid()?.into_iter();
        Ok(cells
            .map(|Cell { at, status }| TimeCell { starts_at: at.into(), status: status.into() })
            .collect())
    }

    /// Who could come if it began at this time; null outside the days searched.
    async fn explain(
        &self,
        #[graphql(desc = "When it would begin.")] starts_at: DateTime,
    ) -> Option<ExplainedTime> {
        let of = Of { conference: &self.conference, wording: self.wording };
        self.search.explain(starts_at.0).map(|time| of.explained_time(time))
    }
}

#[ComplexObject]
impl ExplainedTime {
    /// The fee conditions it would come to if everybody came who can, as invited; null where the conference is not
    /// about a case that the caller may see, and of a case study.
    #[graphql(complexity = "500 + child_complexity")]
    async fn fee_conditions(&self, ctx: &Context<'_>) -> Result<Option<FeeAtStart>> {
        let session = caller(ctx)?.session();
        let found = fee_conditions(&session, self.conference, Some(&self.time)).await?;
        Ok(found.and_then(|conditions| conditions.start).map(Into::into))
    }
}

/// One start of the grid.
#[derive(SimpleObject)]
pub struct TimeCell {
    /// When it begins.
    starts_at: DateTime,
    /// How near it is to being possible.
    status: TimeStatus,
}

/// How near a start is to being possible.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "find_times::Status")]
pub enum TimeStatus {
    /// Everyone required could come and everyone else who is wanted, and a room is free where one is needed.
    Everyone,
    /// Everyone required could come, but not everyone else; a room is free where one is needed.
    AllRequired,
    /// One person more, or only the room, is lacking.
    OneMissing,
    /// More is lacking.
    No,
}

/// One start and who could come.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct ExplainedTime {
    #[graphql(skip)]
    time: find_times::ExplainedTime,
    #[graphql(skip)]
    conference: Id<Conference>,
    /// When it begins.
    starts_at: DateTime,
    /// When it ends.
    ends_at: DateTime,
    /// How near it is to being possible.
    status: TimeStatus,
    /// Whether the conference can be held then.
    is_possible: bool,
    /// The required seats that stay empty.
    lacking_seats: Vec<Seat>,
    /// Whether the room is taken.
    lacks_room: bool,
    /// Who cannot come, and why.
    absent: Vec<AbsentParticipant>,
    /// Who would come if need be.
    if_need_be: Vec<ConferenceParticipant>,
}

/// A possible time.
#[derive(SimpleObject)]
pub struct PossibleTime {
    /// When it begins.
    starts_at: DateTime,
    /// When it ends.
    ends_at: DateTime,
    /// Who cannot come, and why.
    absent: Vec<AbsentParticipant>,
    /// Who would come if need be.
    if_need_be: Vec<ConferenceParticipant>,
}

/// Someone who cannot come, and why.
#[derive(SimpleObject)]
pub struct AbsentParticipant {
    /// Who.
    participant: ConferenceParticipant,
    /// Why.
    absence: Absence,
    /// At how many starts, where several are spoken of.
    starts: Option<usize>,
    /// The same as a reason.
    reason: Reason,
}

/// Why somebody cannot come at a time.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "find_times::Absence")]
pub enum Absence {
    /// Outside working hours.
    OutsideHours,
    /// Something else is in the diary.
    Busy,
    /// The way there or back does not fit.
    Travel,
}

/// Something in the way of some of the starts considered.
#[derive(SimpleObject)]
pub struct Obstacle {
    /// The seat that stays empty; null stands for the room.
    seat: Option<Seat>,
    /// How many starts it makes impossible.
    starts: usize,
    /// How many of them it alone makes impossible.
    alone: usize,
    /// Whose absence it is, and why.
    absences: Vec<AbsentParticipant>,
    /// The same as a reason.
    reason: Reason,
}

/// One change that would make starts possible.
#[derive(SimpleObject)]
pub struct Relaxation {
    /// What is changed.
    kind: RelaxationKind,
    /// Who joins by video.
    participant: Option<ConferenceParticipant>,
    /// How long the conference would be, in minutes.
    duration_minutes: Option<i64>,
    /// The seat it does without.
    seat: Option<Seat>,
    /// How many starts become possible.
    starts: usize,
    /// The first of them.
    first_starts_at: DateTime,
}

/// What is changed to make a time possible.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelaxationKind {
    /// A participant joins by video.
    ByVideo,
    /// The conference is shorter.
    Shorter,
    /// It does without the room.
    WithoutRoom,
    /// It does without a seat.
    WithoutSeat,
}

impl PossibleTimes {
    pub(super) fn of(
        search: TimeSearch,
        conference: &Arc<Conference>,
        wording: Wording,
    ) -> Result<Self, app::Error> {
        let find_times::Times { best, spread, possible, considered, obstacles, relaxations, assumed_hours } =
            search.times()?;
        let of = Of { conference, wording };
        Ok(Self {
            best: best.into_iter().map(|time| of.possible_time(time)).collect(),
            spread: spread.into_iter().map(|time| of.possible_time(time)).collect(),
            possible,
            considered,
            obstacles: obstacles.into_iter().map(|obstacle| of.obstacle(obstacle)).collect(),
            relaxations: relaxations.into_iter().map(|relaxation| of.relaxation(relaxation)).collect(),
            assumed_hours: of.participants(assumed_hours),
            search,
            conference: Arc::clone(conference),
            wording,
        })
    }
}

/// The conference whose times are spoken of, and the language they are spoken of in.
struct Of<'a> {
    conference: &'a Arc<Conference>,
    wording: Wording,
}

impl Of<'_> {
    fn participants(&self, ids: Vec<Id<domain::conference::Participant>>) -> Vec<ConferenceParticipant> {
        ids.into_iter().filter_map(|id| ConferenceParticipant::find(self.conference, id)).collect()
    }

    fn possible_time(&self, time: find_times::PossibleTime) -> PossibleTime {
        let find_times::PossibleTime { at, absent, if_need_be } = time;
        let absent = absent.into_iter().filter_map(|(id, absence)| self.absent(id, absence, None));
        PossibleTime {
            starts_at: at.start().into(),
            ends_at: at.end().into(),
            absent: absent.collect(),
            if_need_be: self.participants(if_need_be),
        }
    }

    fn explained_time(&self, time: find_times::ExplainedTime) -> ExplainedTime {
        let find_times::ExplainedTime { at, status, absent, if_need_be, lacking } = time.clone();
        let absent = absent.into_iter().filter_map(|(id, absence)| self.absent(id, absence, None));
        ExplainedTime {
            time,
            conference: self.conference.id,
            starts_at: at.start().into(),
            ends_at: at.end().into(),
            status: status.into(),
            is_possible: lacking.is_empty(),
            lacking_seats: lacking.iter().flatten().map(|seat| (*seat).into()).collect(),
            lacks_room: lacking.contains(&None),
            absent: absent.collect(),
            if_need_be: self.participants(if_need_be),
        }
    }

    fn absent(
        &self,
        id: Id<domain::conference::Participant>,
        absence: find_times::Absence,
        starts: Option<usize>,
    ) -> Option<AbsentParticipant> {
        let found = self.conference.proposal.participants.iter().find(|participant| participant.id == id)?;
        let key = match absence {
            find_times::Absence::OutsideHours => "slot-outside-hours",
            find_times::Absence::Busy => "slot-busy",
            find_times::Absence::Travel => "slot-travel",
        };
        let mut facts = vec![Fact::own("seat", found.seat.code().to_ascii_uppercase())];
        facts.extend(starts.map(|starts| Fact::own("starts", starts)));
        let reason = Reason {
            code: absence.code().to_ascii_uppercase(),
            text: self.wording.text_with(key, &[("who", found.contact.name.as_str().into())]),
            facts,
        };
        let participant = ConferenceParticipant::of(self.conference, found);
        Some(AbsentParticipant { participant, absence: absence.into(), starts, reason })
    }

    fn obstacle(&self, obstacle: find_times::Obstacle) -> Obstacle {
        let find_times::Obstacle { seat, starts, alone, absences } = obstacle;
        let (code, text) = match seat {
            Some(seat) => ("SEAT_EMPTY", self.wording.label(seat)),
            None => ("ROOM_TAKEN", self.wording.text("slot-no-room")),
        };
        let facts = vec![Fact::own("starts", starts), Fact::own("alone", alone)];
        let absences = absences.into_iter();
        Obstacle {
            seat: seat.map(Into::into),
            starts,
            alone,
            absences: absences.filter_map(|(id, why, starts)| self.absent(id, why, Some(starts))).collect(),
            reason: Reason { code: code.to_owned(), text, facts },
        }
    }

    fn relaxation(&self, relaxation: find_times::Relaxation) -> Relaxation {
        let find_times::Relaxation { change, starts, first } = relaxation;
        let bare = |kind| Relaxation {
            kind,
            participant: None,
            duration_minutes: None,
            seat: None,
            starts,
            first_starts_at: first.into(),
        };
        match change {
            RelaxedBy::ByVideo(id) => Relaxation {
                participant: ConferenceParticipant::find(self.conference, id),
                ..bare(RelaxationKind::ByVideo)
            },
            RelaxedBy::Shorter(duration) => Relaxation {
                duration_minutes: Some(duration.whole_minutes()),
                ..bare(RelaxationKind::Shorter)
            },
            RelaxedBy::WithoutRoom => bare(RelaxationKind::WithoutRoom),
            RelaxedBy::WithoutSeat(seat) => {
                Relaxation { seat: Some(seat.into()), ..bare(RelaxationKind::WithoutSeat) }
            }
        }
    }
}
