//! The discharge conference: who must come, when they can, what was decided.

mod answer;
mod minutes;
pub mod quorum;
mod reply;

use ::time::Duration;

pub use self::{
    answer::{AbsenceReason, Answer, AnswerChannel, Choice},
    minutes::{ActionItem, Amendment, Attendance, Minutes, Presence},
    quorum::{Quorum, SeatQuorum},
    reply::{Answered, Reply, current_replies},
};
use crate::{
    Id, Interval, Timestamp,
    booking::{Booking, BookingKind, BookingRefusal, Resource},
    discharge_case::DischargeCase,
    event::Event,
    id::Ids,
    needs::AskedSeats,
    organization::{Organization, Room},
    person::{Contact, Person, Seat},
    refusal::refusals,
    text::{EmailAddress, Line, Note, WebAddress},
    vocabulary::vocabulary,
};

/// Starts lie on the quarter-hours of the clock.
pub const QUARTER: Duration = Duration::minutes(15);

/// How far ahead a time may lie.
pub const FURTHEST_AHEAD: Duration = Duration::days(366);

/// The most questions one conference asks beforehand.
pub const MOST_QUESTIONS: usize = 10;

/// The most participants one conference has.
pub const MOST_PARTICIPANTS: usize = 40;

/// How many times participants are asked about at once.
const MOST_TIMES_AT_ONCE: usize = 10;

/// How many times they are asked about in all.
pub const MOST_TIMES: usize = 20;

/// A conference about one case, or a case study about none.
#[derive(Clone, Debug, PartialEq)]
pub struct Conference {
    /// The identifier; also the UID in calendars.
    pub id: Id<Self>,
    /// Whose conference it is.
    pub organization: Id<Organization>,
    /// Who called it.
    pub organizer: Id<Person>,
    /// The case it is about.
    pub case: Option<Id<DischargeCase>>,
    /// What it is called and made of.
    pub proposal: ConferenceProposal,
    /// Times the participants were asked about; a scheduled time is one of them.
    pub times: Vec<ProposedTime>,
    /// How often a calendar has been told of a change (RFC 5545 SEQUENCE).
    pub sequence: u32,
    /// How far it has come.
    pub state: ConferenceState,
    /// Rises with every change.
    pub version: i32,
}

/// What a conference is to be, before it has a time.
#[derive(Clone, Debug, PartialEq)]
pub struct ConferenceProposal {
    /// Which kind.
    pub kind: ConferenceKind,
    /// Title; never the patient's name, since calendars show it.
    pub title: Line,
    /// How long it lasts: 5 to 240 minutes, in steps of 5.
    pub duration: Duration,
    /// The room for those who come.
    pub room: Option<Id<Room>>,
    /// The address for those who join by video, shown only to the invited.
    pub video_address: Option<WebAddress>,
    /// Who is to come.
    pub participants: Vec<Participant>,
    /// What is to be talked about.
    pub agenda: Vec<Line>,
    /// What everyone invited is asked beforehand (照会); never the patient's name, since invitations show it.
    pub questions: Vec<Line>,
    /// Seats the needs ask for that are left empty on purpose, each with a reason.
    pub left_out: Vec<LeftOut>,
}

vocabulary! {
    /// Kinds of conference.
    ConferenceKind {
        /// 退院時カンファレンス
        Discharge = "discharge",
        /// 院内カンファレンス
        Internal = "internal",
        /// 事例検討
        CaseStudy = "case_study",
    }
}

/// A seat left empty on purpose.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LeftOut {
    /// The seat.
    pub seat: Seat,
    /// Why.
    pub reason: Line,
}

/// Someone invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// The identifier.
    pub id: Id<Self>,
    /// The seat taken.
    pub seat: Seat,
    /// The person, when known here; then the time is booked.
    pub person: Option<Id<Person>>,
    /// The organization spoken for.
    pub organization: Option<Id<Organization>>,
    /// Name and mail address to invite.
    pub contact: Contact,
    /// How much the conference depends on this participant.
    pub requirement: Requirement,
    /// How the participant is expected to come, until an answer says otherwise.
    pub mode: Mode,
    /// Minutes of travel one way, booked before and after when coming on site.
    pub travel_minutes: u16,
}

vocabulary! {
    /// How much a conference depends on a participant.
    Requirement {
        /// 必須: of each required seat at least one must come.
        Required = "required",
        /// できれば
        Should = "should",
        /// 任意
        May = "may",
    }
}

vocabulary! {
    /// How someone takes part.
    Mode {
        /// 来院
        OnSite = "on_site",
        /// ビデオ
        Video = "video",
    }
}

/// A time the participants are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProposedTime {
    /// The identifier.
    pub id: Id<Self>,
    /// When.
    pub at: Interval,
}

/// Life cycle of a conference.
#[derive(Clone, Debug, PartialEq)]
pub enum ConferenceState {
    /// Being prepared.
    Draft,
    /// Participants are asked about the proposed times.
    Polling,
    /// Has its time; participants are invited.
    Scheduled {
        /// The chosen time.
        time: ProposedTime,
    },
    /// Took place; minutes may be in the making.
    Held {
        /// When.
        at: Interval,
        /// Who was there, and how.
        attendance: Vec<Attendance>,
        /// The draft of the minutes.
        draft: Option<Minutes>,
    },
    /// Minutes are confirmed; they are only amended from here on.
    Minuted {
        /// When it took place.
        at: Interval,
        /// Who was there, and how.
        attendance: Vec<Attendance>,
        /// The confirmed minutes, never changed.
        minutes: Minutes,
        /// Who confirmed them.
        confirmed_by: Id<Person>,
        /// When.
        confirmed_at: Timestamp,
        /// What was added since.
        amendments: Vec<Amendment>,
    },
    /// Called off.
    Cancelled {
        /// The time it would have taken place.
        was: Option<Interval>,
        /// Why.
        reason: Note,
        /// When it was called off.
        at: Timestamp,
    },
}

impl ConferenceProposal {
    /// Checks what no conference may be without.
    ///
    /// # Errors
    /// [`ConferenceRefusal::DurationOutOfRange`], [`ConferenceRefusal::NobodyInvited`],
    /// [`ConferenceRefusal::TooManyParticipants`], [`ConferenceRefusal::TooManyQuestions`],
    /// [`ConferenceRefusal::InvitedTwice`], [`ConferenceRefusal::NoVideoAddress`].
    pub fn check(&self) -> Result<(), ConferenceRefusal> {
        let minutes = self.duration.whole_minutes();
        if !(5..=240).contains(&minutes) || self.duration != Duration::minutes(minutes / 5 * 5) {
            return Err(ConferenceRefusal::DurationOutOfRange);
        }
        match self.participants.len() {
            0 => return Err(ConferenceRefusal::NobodyInvited),
            n if n > MOST_PARTICIPANTS => return Err(ConferenceRefusal::TooManyParticipants),
            _ => {}
        }
        if self.questions.len() > MOST_QUESTIONS {
            return Err(ConferenceRefusal::TooManyQuestions);
        }
        self.nobody_twice()?;
        let by_video = self.participants.iter().any(|p| p.mode == Mode::Video);
        if by_video && self.video_address.is_none() {
            return Err(ConferenceRefusal::NoVideoAddress);
        }
        Ok(())
    }

    fn nobody_twice(&self) -> Result<(), ConferenceRefusal> {
        for (n, participant) in self.participants.iter().enumerate() {
            let same = |other: &Participant| {
                (participant.person.is_some() && other.person == participant.person)
                    || (participant.contact.email.is_some()
                        && other.contact.email == participant.contact.email)
            };
            if self.participants[..n].iter().any(same) {
                return Err(ConferenceRefusal::InvitedTwice);
            }
        }
        Ok(())
    }

    /// The seats that must be there and are neither taken nor left out with a reason.
    pub fn forgotten_seats(&self, asked: &AskedSeats) -> Vec<Seat> {
        let taken = |seat| self.participants.iter().any(|p| p.seat == seat);
        let left_out = |seat| self.left_out.iter().any(|l| l.seat == seat);
        asked.required.keys().copied().filter(|&seat| !taken(seat) && !left_out(seat)).collect()
    }
}

impl Conference {
    /// What somebody is shown who is invited and may not see the case: when, where and with whom, and nothing of
    /// what is talked about. A conference about no case is shown whole.
    #[must_use]
    pub fn as_invited(mut self) -> Self {
        if self.case.is_none() {
            return self;
        }
        self.proposal.agenda.clear();
        self.proposal.left_out.clear();
        self.state = match self.state {
            ConferenceState::Held { at, attendance, draft: _ }
            | ConferenceState::Minuted { at, attendance, .. } => {
                ConferenceState::Held { at, attendance, draft: None }
            }
            state => state,
        };
        self
    }

    /// Drafts a conference.
    ///
    /// # Errors
    /// Those of [`ConferenceProposal::check`].
    pub fn draft(
        id: Id<Self>,
        organization: Id<Organization>,
        organizer: Id<Person>,
        case: Option<Id<DischargeCase>>,
        proposal: ConferenceProposal,
    ) -> Result<(Self, Event), ConferenceRefusal> {
        proposal.check()?;
        if proposal.kind == ConferenceKind::Discharge && case.is_none() {
            return Err(ConferenceRefusal::CaseMissing);
        }
        let conference = Self {
            id,
            organization,
            organizer,
            case,
            proposal,
            times: vec![],
            sequence: 0,
            state: ConferenceState::Draft,
            version: 1,
        };
        Ok((conference, Event::ConferenceDrafted { conference: id }))
    }

    /// Changes a draft.
    ///
    /// # Errors
    /// [`ConferenceRefusal::NotADraft`], and those of [`ConferenceProposal::check`].
    pub fn revise(mut self, proposal: ConferenceProposal) -> Result<(Self, Event), ConferenceRefusal> {
        if !matches!(self.state, ConferenceState::Draft) {
            return Err(ConferenceRefusal::NotADraft);
        }
        proposal.check()?;
        self.proposal = proposal;
        let event = Event::ConferenceRevised { conference: self.id };
        Ok((self, event))
    }

    /// Asks the participants about up to ten times; while they are asked, about up to ten more.
    ///
    /// # Errors
    /// [`ConferenceRefusal::NotADraft`] once it has a time, [`ConferenceRefusal::SeatForgotten`],
    /// [`ConferenceRefusal::NoTimeProposed`], [`ConferenceRefusal::TooManyTimes`], and those of a time
    /// (see [`Self::schedule`]).
    pub fn poll(
        mut self,
        ids: &dyn Ids,
        now: Timestamp,
        asked: &AskedSeats,
        starts: &[Timestamp],
    ) -> Result<(Self, Event), ConferenceRefusal> {
        if !matches!(self.state, ConferenceState::Draft | ConferenceState::Polling) {
            return Err(ConferenceRefusal::NotADraft);
        }
        self.nobody_forgotten(asked)?;
        match starts.len() {
            0 => return Err(ConferenceRefusal::NoTimeProposed),
            n if n > MOST_TIMES_AT_ONCE => return Err(ConferenceRefusal::TooManyTimes),
            _ => {}
        }
        let known = self.times.len();
        for &start in starts {
            self.time_at(ids, now, start)?;
        }
        if self.times.len() == known {
            return Err(ConferenceRefusal::NoTimeProposed);
        }
        if self.times.len() > MOST_TIMES {
            return Err(ConferenceRefusal::TooManyTimes);
        }
        self.state = ConferenceState::Polling;
        let event = Event::TimesProposed { conference: self.id };
        Ok((self, event))
    }

    /// Puts the conference in the diary.
    ///
    /// # Errors
    /// [`ConferenceRefusal::NotSchedulable`], [`ConferenceRefusal::SeatForgotten`],
    /// [`ConferenceRefusal::NotOnAQuarterHour`], [`ConferenceRefusal::InThePast`],
    /// [`ConferenceRefusal::TooFarAhead`].
    pub fn schedule(
        mut self,
        ids: &dyn Ids,
        now: Timestamp,
        asked: &AskedSeats,
        start: Timestamp,
    ) -> Result<(Self, Event), ConferenceRefusal> {
        if !matches!(self.state, ConferenceState::Draft | ConferenceState::Polling) {
            return Err(ConferenceRefusal::NotSchedulable);
        }
        self.nobody_forgotten(asked)?;
        let time = self.time_at(ids, now, start)?;
        self.state = ConferenceState::Scheduled { time };
        let event = Event::ConferenceScheduled { conference: self.id };
        Ok((self, event))
    }

    /// Gives a scheduled conference another time; everyone is asked anew for it.
    ///
    /// # Errors
    /// [`ConferenceRefusal::NotScheduled`], [`ConferenceRefusal::SameTime`],
    /// [`ConferenceRefusal::NotOnAQuarterHour`], [`ConferenceRefusal::InThePast`],
    /// [`ConferenceRefusal::TooFarAhead`].
    pub fn reschedule(
        mut self,
        ids: &dyn Ids,
        now: Timestamp,
        start: Timestamp,
    ) -> Result<(Self, Event), ConferenceRefusal> {
        let old = match self.state {
            ConferenceState::Scheduled { time } => time,
            _ => return Err(ConferenceRefusal::NotScheduled),
        };
        if old.at.start() == start {
            return Err(ConferenceRefusal::SameTime);
        }
        let time = self.time_at(ids, now, start)?;
        self.sequence += 1;
        self.state = ConferenceState::Scheduled { time };
        let event = Event::ConferenceRescheduled { conference: self.id };
        Ok((self, event))
    }

    /// Calls the conference off.
    ///
    /// # Errors
    /// [`ConferenceRefusal::AlreadyHeld`], [`ConferenceRefusal::AlreadyCancelled`].
    pub fn cancel(mut self, now: Timestamp, reason: Note) -> Result<(Self, Event), ConferenceRefusal> {
        let was = match self.state {
            ConferenceState::Draft | ConferenceState::Polling => None,
            ConferenceState::Scheduled { time } => Some(time.at),
            ConferenceState::Held { .. } | ConferenceState::Minuted { .. } => {
                return Err(ConferenceRefusal::AlreadyHeld);
            }
            ConferenceState::Cancelled { .. } => return Err(ConferenceRefusal::AlreadyCancelled),
        };
        self.sequence += 1;
        self.state = ConferenceState::Cancelled { was, reason, at: now };
        let event = Event::ConferenceCancelled { conference: self.id };
        Ok((self, event))
    }

    /// Corrects the address at which somebody invited is written to; nothing for somebody who is not invited.
    ///
    /// # Errors
    /// [`ConferenceRefusal::InvitedTwice`].
    pub fn readdress(
        mut self,
        participant: Id<Participant>,
        email: EmailAddress,
    ) -> Result<(Self, Option<Event>), ConferenceRefusal> {
        let invited = self.proposal.participants.iter_mut().find(|invited| invited.id == participant);
        let event = invited.map(|invited| {
            invited.contact.email = Some(email);
            Event::InvitationReaddressed { conference: self.id, participant }
        });
        self.proposal.nobody_twice()?;
        Ok((self, event))
    }

    /// Records that the conference took place, and who was there.
    ///
    /// # Errors
    /// [`ConferenceRefusal::NotScheduled`], [`ConferenceRefusal::NotYetBegun`],
    /// [`ConferenceRefusal::AttendanceIncomplete`] unless every participant appears once.
    pub fn hold(
        mut self,
        now: Timestamp,
        attendance: Vec<Attendance>,
    ) -> Result<(Self, Event), ConferenceRefusal> {
        let ConferenceState::Scheduled { time } = self.state else {
            return Err(ConferenceRefusal::NotScheduled);
        };
        if now < time.at.start() {
            return Err(ConferenceRefusal::NotYetBegun);
        }
        let complete = attendance.len() == self.proposal.participants.len()
            && self.proposal.participants.iter().all(|p| attendance.iter().any(|a| a.participant == p.id));
        if !complete {
            return Err(ConferenceRefusal::AttendanceIncomplete);
        }
        self.state = ConferenceState::Held { at: time.at, attendance, draft: None };
        let event = Event::ConferenceHeld { conference: self.id };
        Ok((self, event))
    }

    /// Writes or rewrites the draft of the minutes.
    ///
    /// # Errors
    /// [`ConferenceRefusal::NotHeld`], [`ConferenceRefusal::MinutesConfirmed`].
    pub fn draft_minutes(mut self, minutes: Minutes) -> Result<(Self, Event), ConferenceRefusal> {
        match &mut self.state {
            ConferenceState::Held { draft, .. } => *draft = Some(minutes),
            ConferenceState::Minuted { .. } => return Err(ConferenceRefusal::MinutesConfirmed),
            _ => return Err(ConferenceRefusal::NotHeld),
        }
        let event = Event::MinutesDrafted { conference: self.id };
        Ok((self, event))
    }

    /// Confirms the minutes; from here on they are only amended.
    ///
    /// # Errors
    /// [`ConferenceRefusal::NotHeld`], [`ConferenceRefusal::NoMinutes`], [`ConferenceRefusal::MinutesConfirmed`].
    pub fn confirm_minutes(
        mut self,
        now: Timestamp,
        by: Id<Person>,
    ) -> Result<(Self, Event), ConferenceRefusal> {
        self.state = match self.state {
            ConferenceState::Held { at, attendance, draft: Some(minutes) } => ConferenceState::Minuted {
                at,
                attendance,
                minutes,
                confirmed_by: by,
                confirmed_at: now,
                amendments: vec![],
            },
            ConferenceState::Held { .. } => return Err(ConferenceRefusal::NoMinutes),
            ConferenceState::Minuted { .. } => return Err(ConferenceRefusal::MinutesConfirmed),
            _ => return Err(ConferenceRefusal::NotHeld),
        };
        let event = Event::MinutesConfirmed { conference: self.id };
        Ok((self, event))
    }

    /// Adds to confirmed minutes.
    ///
    /// # Errors
    /// [`ConferenceRefusal::MinutesNotConfirmed`].
    pub fn amend_minutes(mut self, amendment: Amendment) -> Result<(Self, Event), ConferenceRefusal> {
        let ConferenceState::Minuted { amendments, .. } = &mut self.state else {
            return Err(ConferenceRefusal::MinutesNotConfirmed);
        };
        amendments.push(amendment);
        let event = Event::MinutesAmended { conference: self.id };
        Ok((self, event))
    }

    /// The times that can still be answered: all while polling, the chosen one once scheduled.
    pub fn open_times(&self) -> Vec<ProposedTime> {
        match &self.state {
            ConferenceState::Polling => self.times.clone(),
            ConferenceState::Scheduled { time } => vec![*time],
            _ => vec![],
        }
    }

    /// The time it has, once it has one.
    pub fn at(&self) -> Option<Interval> {
        match &self.state {
            ConferenceState::Scheduled { time } => Some(time.at),
            ConferenceState::Held { at, .. } | ConferenceState::Minuted { at, .. } => Some(*at),
            ConferenceState::Cancelled { was, .. } => *was,
            ConferenceState::Draft | ConferenceState::Polling => None,
        }
    }

    /// The time at which it takes place, while that is not over.
    pub fn coming(&self, now: Timestamp) -> Option<Interval> {
        let is_coming = matches!(self.state, ConferenceState::Scheduled { .. });
        self.at().filter(|at| is_coming && at.end() > now)
    }

    /// Whether it prepares the discharge and is not called off.
    pub fn prepares_discharge(&self) -> bool {
        let is_cancelled = matches!(self.state, ConferenceState::Cancelled { .. });
        self.proposal.kind == ConferenceKind::Discharge && !is_cancelled
    }

    /// Which of the participants known here can come to a scheduled conference, given what takes their time:
    /// those with no calendar here are taken at their word.
    ///
    /// # Errors
    /// [`BookingRefusal::SlotTaken`] when nobody of some required seat is free.
    pub fn free_participants(&self, busy: &[Booking]) -> Result<Vec<Id<Participant>>, BookingRefusal> {
        let ConferenceState::Scheduled { time } = &self.state else { return Ok(vec![]) };
        let free = |p: &&Participant| {
            let around = time.at.widened(p.travel(), p.travel());
            let taken = |b: &Booking| {
                b.conference != Some(self.id)
                    && Some(b.resource) == p.person.map(Resource::Person)
                    && b.at.overlaps(around)
            };
            !busy.iter().any(taken)
        };
        let coming: Vec<&Participant> = self.proposal.participants.iter().filter(free).collect();
        let required = self.proposal.participants.iter().filter(|p| p.requirement == Requirement::Required);
        for needed in required {
            let filled = |p: &&Participant| p.seat == needed.seat && p.requirement == Requirement::Required;
            if !coming.iter().any(filled) {
                return Err(BookingRefusal::SlotTaken);
            }
        }
        Ok(coming.into_iter().map(|p| p.id).collect())
    }

    /// What a scheduled conference takes: the room, the time of those of `coming` who are known here, and
    /// the travel of those who come on site.
    pub fn bookings(&self, ids: &dyn Ids, coming: &[Id<Participant>]) -> Vec<Booking> {
        let ConferenceState::Scheduled { time } = &self.state else { return vec![] };
        let mut bookings = vec![];
        let mut take = |resource, kind, at: Option<Interval>| {
            bookings.extend(at.map(|at| Booking {
                id: Id::new(ids.uuid()),
                resource,
                kind,
                at,
                organization: self.organization,
                conference: Some(self.id),
                title: None,
                expires_at: None,
            }));
        };
        if let Some(room) = self.proposal.room {
            take(Resource::Room(room), BookingKind::Conference, Some(time.at));
        }
        for participant in self.proposal.participants.iter().filter(|p| coming.contains(&p.id)) {
            let Some(person) = participant.person.map(Resource::Person) else { continue };
            take(person, BookingKind::Conference, Some(time.at));
            let travel = participant.travel();
            take(person, BookingKind::Travel, Interval::new(time.at.start() - travel, time.at.start()));
            take(person, BookingKind::Travel, Interval::new(time.at.end(), time.at.end() + travel));
        }
        bookings
    }

    fn nobody_forgotten(&self, asked: &AskedSeats) -> Result<(), ConferenceRefusal> {
        let discharge = self.proposal.kind == ConferenceKind::Discharge;
        if discharge && !self.proposal.forgotten_seats(asked).is_empty() {
            return Err(ConferenceRefusal::SeatForgotten);
        }
        Ok(())
    }

    /// The proposed time that begins at `start`, added if it is new.
    fn time_at(
        &mut self,
        ids: &dyn Ids,
        now: Timestamp,
        start: Timestamp,
    ) -> Result<ProposedTime, ConferenceRefusal> {
        if start.millis().rem_euclid(QUARTER.whole_minutes() * 60_000) != 0 {
            return Err(ConferenceRefusal::NotOnAQuarterHour);
        }
        if start <= now {
            return Err(ConferenceRefusal::InThePast);
        }
        if start > now + FURTHEST_AHEAD {
            return Err(ConferenceRefusal::TooFarAhead);
        }
        let at =
            Interval::starting(start, self.proposal.duration).ok_or(ConferenceRefusal::DurationOutOfRange)?;
        if let Some(known) = self.times.iter().find(|time| time.at == at) {
            return Ok(*known);
        }
        let time = ProposedTime { id: Id::new(ids.uuid()), at };
        self.times.push(time);
        self.times.sort_by_key(|time| (time.at, time.id));
        Ok(time)
    }
}

impl Participant {
    /// Travel one way: nothing by video, else rounded up to full five-minute cells, so that travel never
    /// shares a cell with the conference.
    pub fn travel(&self) -> Duration {
        match self.mode {
            Mode::OnSite => Duration::minutes(i64::from(self.travel_minutes.div_ceil(5)) * 5),
            Mode::Video => Duration::ZERO,
        }
    }
}

refusals! {
    /// Why a change to a conference is refused.
    ConferenceRefusal {
        /// Not 5 to 240 minutes in steps of five.
        DurationOutOfRange = "CONFERENCE_DURATION_OUT_OF_RANGE" on "durationMinutes",
        /// No participant.
        NobodyInvited = "CONFERENCE_NOBODY_INVITED" on "participants",
        /// More than forty participants.
        TooManyParticipants = "CONFERENCE_TOO_MANY_PARTICIPANTS" on "participants",
        /// More than ten questions.
        TooManyQuestions = "CONFERENCE_TOO_MANY_QUESTIONS" on "questions",
        /// There is no question of this number.
        QuestionNotAsked = "CONFERENCE_QUESTION_NOT_ASKED" on "question",
        /// A person or address appears twice.
        InvitedTwice = "CONFERENCE_INVITED_TWICE" on "participants",
        /// Someone is to join by video, but nobody knows where.
        NoVideoAddress = "CONFERENCE_NO_VIDEO_ADDRESS" on "videoAddress",
        /// A discharge conference is about a case.
        CaseMissing = "CONFERENCE_CASE_MISSING" on "case",
        /// The case is closed.
        CaseClosed = "CONFERENCE_CASE_CLOSED" on "case",
        /// The needs ask for a seat that is neither taken nor left out with a reason.
        SeatForgotten = "CONFERENCE_SEAT_FORGOTTEN" on "participants",
        /// Past the draft; times can be proposed until one is decided.
        NotADraft = "CONFERENCE_NOT_A_DRAFT",
        /// A poll needs a time that was not asked about before.
        NoTimeProposed = "CONFERENCE_NO_TIME_PROPOSED" on "starts",
        /// More than ten times at once, or twenty in all.
        TooManyTimes = "CONFERENCE_TOO_MANY_TIMES" on "starts",
        /// Not at :00, :15, :30 or :45.
        NotOnAQuarterHour = "CONFERENCE_NOT_ON_A_QUARTER_HOUR" on "startsAt",
        /// The time has passed.
        InThePast = "CONFERENCE_IN_THE_PAST" on "startsAt",
        /// The time lies more than a year ahead.
        TooFarAhead = "CONFERENCE_TOO_FAR_AHEAD" on "startsAt",
        /// Neither a draft nor polling.
        NotSchedulable = "CONFERENCE_NOT_SCHEDULABLE",
        /// Has no time to move from, or is over.
        NotScheduled = "CONFERENCE_NOT_SCHEDULED",
        /// It begins then already.
        SameTime = "CONFERENCE_SAME_TIME" on "startsAt",
        /// It took place.
        AlreadyHeld = "CONFERENCE_ALREADY_HELD",
        /// It was called off before.
        AlreadyCancelled = "CONFERENCE_ALREADY_CANCELLED",
        /// It has not begun.
        NotYetBegun = "CONFERENCE_NOT_YET_BEGUN",
        /// Not every participant appears exactly once.
        AttendanceIncomplete = "CONFERENCE_ATTENDANCE_INCOMPLETE" on "attendance",
        /// It has not taken place.
        NotHeld = "CONFERENCE_NOT_HELD",
        /// Nothing was written down.
        NoMinutes = "CONFERENCE_NO_MINUTES",
        /// Confirmed minutes are only amended.
        MinutesConfirmed = "CONFERENCE_MINUTES_CONFIRMED",
        /// Only confirmed minutes are amended.
        MinutesNotConfirmed = "CONFERENCE_MINUTES_NOT_CONFIRMED",
        /// The time is not asked about (any more).
        TimeNotOpen = "CONFERENCE_TIME_NOT_OPEN" on "time",
        /// Not invited to this conference.
        NotInvited = "CONFERENCE_NOT_INVITED",
    }
}

#[cfg(test)]
mod tests;
