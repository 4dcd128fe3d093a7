//! The conference of a stay: drafted, perhaps asked about, scheduled, held, minuted.

use std::collections::{BTreeMap, HashMap};

use domain::{
    Id, Ids, Interval, Timestamp,
    access::{Actor, Guest},
    calendar::Closings,
    conference::{
        AbsenceReason, ActionItem, Answer, AnswerChannel, Attendance, Choice, Conference, ConferenceKind,
        ConferenceProposal, ConferenceState, LeftOut, Minutes, Mode, Participant, Presence, Requirement,
    },
    organization::ServiceKind,
    person::{Contact, Person, Profession, Seat},
    text::{Line, Note, WebAddress},
    timer::TimerKind,
};
use store::event::Happening;
use time::{Date, Duration, macros::time};
use uuid::Uuid;

use super::{directory::Place, stay::Stay};

/// Which five-minute cells of people and rooms are taken.
pub(super) struct Diary {
    since: Timestamp,
    taken: HashMap<(Uuid, i64), [u64; 5]>,
}

/// Cells in a day.
const CELLS: i64 = 288;

impl Diary {
    /// A diary of what begins after a moment.
    pub(super) fn new(since: Timestamp) -> Self {
        Self { since, taken: HashMap::new() }
    }

    fn cells(at: Interval) -> impl Iterator<Item = (i64, usize, u64)> {
        (at.start().minutes() / 5..at.end().minutes() / 5).map(|cell| {
            let within = usize::try_from(cell % CELLS).unwrap_or_default();
            (cell / CELLS, within / 64, 1 << (within % 64))
        })
    }

    fn is_free(&self, resource: Uuid, at: Interval) -> bool {
        Self::cells(at).all(|(day, word, bit)| {
            self.taken.get(&(resource, day)).is_none_or(|words| words[word] & bit == 0)
        })
    }

    fn take(&mut self, resource: Uuid, at: Interval) {
        for (day, word, bit) in Self::cells(at) {
            self.taken.entry((resource, day)).or_default()[word] |= bit;
        }
    }

    /// Whether everybody can come and the room is free.
    fn fits(&self, proposal: &ConferenceProposal, at: Interval) -> bool {
        let comes = |p: &Participant| {
            p.person.is_none_or(|person| self.is_free(person.uuid(), at.widened(p.travel(), p.travel())))
        };
        at.start() < self.since
            || (proposal.room.is_none_or(|room| self.is_free(room.uuid(), at))
                && proposal.participants.iter().all(comes))
    }
}

impl Stay<'_> {
    pub(super) fn confer(&mut self, diary: &mut Diary) -> Result<(), app::Error> {
        let found = self.team.members.iter().map(|member| member.from).max().unwrap_or(self.registered);
        let at =
            self.draw.at_work(self.case.admitted_on + self.draw.days(3, 7)).max(found + Duration::hours(1));
        if !self.reached(at) {
            return Ok(());
        }
        let proposal = self.proposal(at)?;
        self.draw.at(at);
        let id = Id::new(self.draw.uuid());
        let (owner, by) = (self.case.organization, self.worker.member);
        let (mut conference, event) = Conference::draft(id, owner, by.person, Some(self.case.id), proposal)?;
        self.did(at, by, event);
        let mut answers = vec![];
        let starts = self.starts(diary, &conference.proposal, (at + self.draw.days(4, 6)).day());
        if let Some(&start) = starts.first() {
            conference = self.bring_about(diary, conference, &mut answers, at, &starts, start)?;
        }
        if self.leaves < self.now && !is_over(&conference) {
            let reason = Note::parse("退院が早まったため")?;
            let (mut cancelled, event) = conference.cancel(self.leaves, reason)?;
            cancelled.version += 1;
            conference = cancelled;
            self.did(self.leaves, by, event);
        }
        self.put(diary, conference, answers);
        Ok(())
    }

    fn put(&mut self, diary: &mut Diary, conference: Conference, answers: Vec<Answer>) {
        let takes_place = matches!(
            conference.state,
            ConferenceState::Scheduled { .. }
                | ConferenceState::Held { .. }
                | ConferenceState::Minuted { .. }
        );
        if let Some(at) = conference.at().filter(|at| takes_place && at.start() >= diary.since)
            && let Some(time) = conference.times.iter().find(|time| time.at == at)
        {
            // Bookings are those of the moment at which it had its time.
            let scheduled =
                Conference { state: ConferenceState::Scheduled { time: *time }, ..conference.clone() };
            let coming: Vec<_> = conference.proposal.participants.iter().map(|p| p.id).collect();
            for booking in scheduled.bookings(self.draw, &coming) {
                diary.take(booking.resource.uuid(), booking.at);
                self.heap.bookings.push(booking);
            }
        }
        let first =
            conference.open_times().into_iter().map(|time| time.at.start() - Duration::hours(24)).min();
        if let Some(due) = first.filter(|due| *due > self.now) {
            let timer = self.draw.uuid();
            self.heap.timers.push((timer, TimerKind::RemindParticipants, conference.id.uuid(), due));
        }
        self.heap.answers.extend(answers.into_iter().map(|answer| (conference.id, answer)));
        self.heap.conferences.push(conference);
    }

    /// From a draft to confirmed minutes, as far as it has come.
    fn bring_about(
        &mut self,
        diary: &Diary,
        mut conference: Conference,
        answers: &mut Vec<Answer>,
        drafted: Timestamp,
        starts: &[Timestamp],
        start: Timestamp,
    ) -> Result<Conference, app::Error> {
        let by = self.worker.member;
        let asked = self.case.seats();
        let mut at = drafted + Duration::minutes(20);
        if self.draw.chance(45) {
            if !self.reached(at) {
                return Ok(conference);
            }
            self.draw.at(at);
            let (polling, event) = conference.poll(self.draw, at, &asked, starts)?;
            conference = polling;
            conference.version += 1;
            self.did(at, by, event);
            self.answer(&conference, at, 85, answers)?;
            at = at + Duration::hours(31);
        }
        if !self.reached(at) || !diary.fits(&conference.proposal, interval(&conference, start)?) {
            return Ok(conference);
        }
        self.draw.at(at);
        let (scheduled, event) = conference.schedule(self.draw, at, &asked, start)?;
        conference = scheduled;
        conference.version += 1;
        self.did(at, by, event);
        self.answer(&conference, at, 80, answers)?;
        let Some(time) = conference.at() else { return Ok(conference) };
        let held = time.end() + Duration::minutes(10);
        if !self.reached(held) || (self.now - held > Duration::days(2) && self.draw.chance(2)) {
            return Ok(conference);
        }
        let attendance = conference.proposal.participants.iter().map(|p| Attendance {
            participant: p.id,
            presence: if self.draw.chance(92) {
                Presence::Present { mode: p.mode }
            } else {
                Presence::Absent { reason: AbsenceReason::OnDuty }
            },
        });
        let attendance = attendance.collect();
        let (took_place, event) = conference.hold(held, attendance)?;
        conference = took_place;
        conference.version += 1;
        self.did(held, by, event);
        self.plan(held + Duration::hours(1))?;
        self.minute(conference, held + Duration::hours(2))
    }

    fn minute(&mut self, mut conference: Conference, at: Timestamp) -> Result<Conference, app::Error> {
        let by = self.worker.member;
        if !self.reached(at) {
            return Ok(conference);
        }
        let owner = conference.proposal.participants.first().map(|p| p.id).ok_or(app::Error::NotFound)?;
        let minutes = Minutes {
            summary: Note::parse("病状、内服、退院後の生活を確認した。ご本人は自宅での療養を希望。")?,
            decisions: vec![Line::parse("退院後の第一連絡先は訪問看護ステーションとする")?],
            actions: vec![ActionItem {
                what: Line::parse("訪問看護指示書を送る")?,
                owner,
                due_on: at.day() + Duration::days(2),
            }],
        };
        let (drafted, event) = conference.draft_minutes(minutes)?;
        conference = drafted;
        conference.version += 1;
        self.did(at, by, event);
        let at = at + Duration::hours(20);
        if self.reached(at) && self.draw.chance(95) {
            let (confirmed, event) = conference.confirm_minutes(at, by.person)?;
            conference = confirmed;
            conference.version += 1;
            self.did(at, by, event);
        }
        Ok(conference)
    }

    /// So many in a hundred of those who have not answered for the open times do.
    fn answer(
        &mut self,
        conference: &Conference,
        asked: Timestamp,
        percent: u32,
        answers: &mut Vec<Answer>,
    ) -> Result<(), app::Error> {
        for participant in &conference.proposal.participants {
            let at = asked
                + Duration::minutes(30)
                + Duration::minutes(i64::try_from(self.draw.below(1_600)).unwrap_or(0));
            if at >= self.now || !self.draw.chance(percent) {
                continue;
            }
            let by_link = self.draw.chance(60);
            let mut told = None;
            for time in conference.open_times() {
                let known = |a: &&Answer| a.participant == participant.id && a.time == time.id;
                if answers.iter().any(|answer| known(&answer)) || time.at.start() <= at {
                    continue;
                }
                self.draw.at(at);
                let answer = Answer {
                    id: Id::new(self.draw.uuid()),
                    participant: participant.id,
                    time: time.id,
                    revision: 1,
                    choice: self.choice(participant),
                    at,
                    channel: if by_link { AnswerChannel::Link } else { AnswerChannel::Phone },
                    recorded_by: (!by_link).then_some(self.worker.member.person),
                };
                let (answer, event) = conference.answer(at, answer)?;
                answers.push(answer);
                told = Some(event);
            }
            let guest = Guest { participant: participant.id, conference: conference.id };
            let by = if by_link { Actor::Guest(guest) } else { Actor::Member(self.worker.member) };
            if let Some(event) = told {
                self.happened(at, by, Happening::Did(event));
            }
        }
        Ok(())
    }

    fn choice(&self, participant: &Participant) -> Choice {
        let mode = participant.mode;
        match self.draw.below(100) {
            0..78 => Choice::Yes { mode, substitute: None, note: None },
            78..88 => Choice::IfNeedBe { mode: Mode::Video, substitute: None, note: None },
            _ => Choice::No { reason: AbsenceReason::OnDuty, note: None },
        }
    }

    /// Up to three starts in the afternoon of the coming days at which everybody can come.
    fn starts(&self, diary: &Diary, proposal: &ConferenceProposal, from: Date) -> Vec<Timestamp> {
        let office = Closings::default();
        let mut day = from;
        let mut starts = vec![];
        for _ in 0..12 {
            day = office.on_or_after(day);
            let quarter = i64::try_from(self.draw.below(18)).unwrap_or_default();
            let start = Timestamp::tokyo(day, time!(13:00))
                + Duration::minutes(15) * i32::try_from(quarter).unwrap_or_default();
            if Interval::starting(start, proposal.duration).is_some_and(|at| diary.fits(proposal, at)) {
                starts.push(start);
            }
            if starts.len() == 3 {
                break;
            }
            day += Duration::days(1);
        }
        starts
    }

    fn proposal(&self, at: Timestamp) -> Result<ConferenceProposal, app::Error> {
        let mut participants = vec![];
        let hospital = &self.hospital.place;
        let here = [(Profession::Nurse, Seat::WardNurse), (Profession::Physician, Seat::HospitalPhysician)];
        self.draw.at(at);
        for (profession, seat) in here {
            if let Some(colleague) = self.draw.one(&hospital.of(profession)) {
                let who = Who { person: Some(colleague.member.person), place: hospital };
                let contact = Contact { name: colleague.name.clone(), email: colleague.email.clone() };
                participants.push(self.participant(who, contact, seat));
            }
        }
        for (service, place) in &self.found {
            let seat = match service {
                ServiceKind::HomeMedicalCare => Seat::HomePhysician,
                ServiceKind::VisitingNursing => Seat::VisitingNurse,
                ServiceKind::Pharmacy => Seat::Pharmacist,
                ServiceKind::CareManagement => Seat::CareManager,
            };
            let (person, contact) = match place.people.first() {
                Some(colleague) => (
                    Some(colleague.member.person),
                    Contact { name: colleague.name.clone(), email: colleague.email.clone() },
                ),
                None => (
                    None,
                    Contact {
                        name: place.organization.name.clone(),
                        email: place.organization.email.clone(),
                    },
                ),
            };
            participants.push(self.participant(Who { person, place }, contact, seat));
        }
        let taken: BTreeMap<Seat, ()> = participants.iter().map(|p| (p.seat, ())).collect();
        let mut left_out = vec![];
        for seat in self.case.seats().required.into_keys().filter(|seat| !taken.contains_key(seat)) {
            left_out.push(LeftOut { seat, reason: Line::parse("後日あらためて相談")? });
        }
        Ok(ConferenceProposal {
            kind: ConferenceKind::Discharge,
            title: Line::parse(&format!("退院時カンファレンス（{}）", self.case.ward))?,
            duration: Duration::minutes(30),
            room: self.draw.one(&self.hospital.rooms).map(|room| room.id),
            video_address: Some(WebAddress::parse("https://video.example.jp/mihon")?),
            participants,
            agenda: vec![Line::parse("病状と経過")?, Line::parse("退院後の役割分担")?],
            questions: vec![],
            left_out,
        })
    }

    fn participant(&self, Who { person, place }: Who<'_>, contact: Contact, seat: Seat) -> Participant {
        let comes = place.organization.id == self.case.organization || self.draw.chance(50);
        let travels = comes && place.organization.id != self.case.organization;
        Participant {
            id: Id::new(self.draw.uuid()),
            seat,
            person,
            organization: Some(place.organization.id),
            contact,
            requirement: if seat == Seat::Pharmacist { Requirement::Should } else { Requirement::Required },
            mode: if comes { Mode::OnSite } else { Mode::Video },
            travel_minutes: if travels {
                u16::try_from(10 + self.draw.below(6) * 5).unwrap_or(10)
            } else {
                0
            },
        }
    }
}

/// Whom a participant stands for.
struct Who<'a> {
    person: Option<Id<Person>>,
    place: &'a Place,
}

const fn is_over(conference: &Conference) -> bool {
    matches!(
        conference.state,
        ConferenceState::Held { .. } | ConferenceState::Minuted { .. } | ConferenceState::Cancelled { .. }
    )
}

fn interval(conference: &Conference, start: Timestamp) -> Result<Interval, app::Error> {
    Interval::starting(start, conference.proposal.duration).ok_or(app::Error::NotFound)
}
