use std::sync::atomic::{AtomicU64, Ordering};

use ::time::macros::{date, time};
use uuid::Uuid;

use super::*;
use crate::{
    access::{Member, Scope},
    needs::{Need, NeedsProfile},
    organization::OrganizationKind,
    person::{Profession, Role},
};

struct Counted(AtomicU64);

impl Ids for Counted {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed)) + 1_000)
    }
    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

static IDS: Counted = Counted(AtomicU64::new(0));

fn at(hour: u8, minute: u8) -> Timestamp {
    Timestamp::tokyo(date!(2026 - 11 - 26), ::time::Time::from_hms(hour, minute, 0).unwrap())
}

fn now() -> Timestamp {
    Timestamp::tokyo(date!(2026 - 11 - 20), time!(9:00))
}

fn participant(n: u128, seat: Seat) -> Participant {
    Participant {
        id: Id::new(Uuid::from_u128(n)),
        seat,
        person: Some(Id::new(Uuid::from_u128(n + 100))),
        organization: None,
        contact: Contact { name: Line::parse("見本").unwrap(), email: None },
        requirement: Requirement::Required,
        mode: Mode::OnSite,
        travel_minutes: 0,
    }
}

fn proposal(seats: &[Seat]) -> ConferenceProposal {
    ConferenceProposal {
        kind: ConferenceKind::Discharge,
        title: Line::parse("退院時カンファレンス").unwrap(),
        duration: Duration::minutes(30),
        room: None,
        video_address: None,
        participants: (1..).zip(seats).map(|(n, &seat)| participant(n, seat)).collect(),
        agenda: vec![],
        questions: vec![],
        left_out: vec![],
    }
}

const MINIMUM: [Seat; 4] = [Seat::WardNurse, Seat::HomePhysician, Seat::VisitingNurse, Seat::CareManager];

fn draft(seats: &[Seat]) -> Conference {
    let case = Some(Id::new(Uuid::from_u128(9)));
    let nobody = Id::new(Uuid::nil());
    Conference::draft(Id::new(Uuid::from_u128(7)), Id::new(Uuid::nil()), nobody, case, proposal(seats))
        .unwrap()
        .0
}

fn asked(needs: &[Need]) -> AskedSeats {
    needs.iter().copied().collect::<NeedsProfile>().seats(None)
}

fn scheduled() -> Conference {
    draft(&MINIMUM).schedule(&IDS, now(), &asked(&[]), at(13, 0)).unwrap().0
}

fn present(conference: &Conference) -> Vec<Attendance> {
    let all = conference.proposal.participants.iter();
    all.map(|p| Attendance { participant: p.id, presence: Presence::Present { mode: Mode::OnSite } })
        .collect()
}

fn minutes() -> Minutes {
    Minutes {
        summary: Note::parse("退院後の分担を決めた").unwrap(), decisions: vec![], actions: vec![]
    }
}

fn yes(conference: &Conference, n: usize, revision: i32, choice: Choice) -> Answer {
    Answer {
        id: Id::new(IDS.uuid()),
        participant: conference.proposal.participants[n].id,
        time: conference.open_times()[0].id,
        revision,
        choice,
        at: now(),
        channel: AnswerChannel::Link,
        recorded_by: None,
    }
}

#[test]
fn a_seat_the_needs_ask_for_is_not_forgotten() {
    let needs = asked(&[Need::Opioid]);
    let refused = draft(&MINIMUM).schedule(&IDS, now(), &needs, at(13, 0));
    assert_eq!(refused.err(), Some(ConferenceRefusal::SeatForgotten));
    let mut left_out = proposal(&MINIMUM);
    left_out.left_out =
        vec![LeftOut { seat: Seat::Pharmacist, reason: Line::parse("薬局未定").unwrap() }];
    let revised = draft(&MINIMUM).revise(left_out).unwrap().0;
    assert!(revised.schedule(&IDS, now(), &needs, at(13, 0)).is_ok());
}

#[test]
fn a_proposal_is_refused_by_name() {
    let refusal = |change: fn(&mut ConferenceProposal)| {
        let mut proposal = proposal(&MINIMUM);
        change(&mut proposal);
        proposal.check().err()
    };
    assert_eq!(refusal(|_| {}), None);
    assert_eq!(refusal(|p| p.duration = Duration::minutes(7)), Some(ConferenceRefusal::DurationOutOfRange));
    assert_eq!(refusal(|p| p.duration = Duration::hours(5)), Some(ConferenceRefusal::DurationOutOfRange));
    assert_eq!(refusal(|p| p.participants.clear()), Some(ConferenceRefusal::NobodyInvited));
    assert_eq!(
        refusal(|p| p.questions = vec![Line::parse("問い").unwrap(); MOST_QUESTIONS + 1]),
        Some(ConferenceRefusal::TooManyQuestions)
    );
    assert_eq!(
        refusal(|p| p.participants[1].person = p.participants[0].person),
        Some(ConferenceRefusal::InvitedTwice)
    );
    assert_eq!(refusal(|p| p.participants[0].mode = Mode::Video), Some(ConferenceRefusal::NoVideoAddress));
}

#[test]
fn a_time_lies_ahead_on_a_quarter_hour() {
    let refusal = |start| draft(&MINIMUM).schedule(&IDS, now(), &asked(&[]), start).err();
    assert_eq!(refusal(at(13, 10)), Some(ConferenceRefusal::NotOnAQuarterHour));
    assert_eq!(refusal(now()), Some(ConferenceRefusal::InThePast));
    assert_eq!(refusal(Timestamp::from_millis(i64::MAX / 2)), Some(ConferenceRefusal::NotOnAQuarterHour));
    assert_eq!(refusal(at(13, 0) + Duration::days(400)), Some(ConferenceRefusal::TooFarAhead));
    assert_eq!(refusal(at(13, 45)), None);
}

#[test]
fn moving_raises_the_sequence_and_keeps_the_identity() {
    let first = scheduled();
    assert_eq!(first.clone().reschedule(&IDS, now(), at(13, 0)).err(), Some(ConferenceRefusal::SameTime));
    let moved = first.clone().reschedule(&IDS, now(), at(14, 0)).unwrap().0;
    assert_eq!((moved.id, moved.sequence), (first.id, 1));
    let cancelled = moved.cancel(now(), Note::parse("容体変化").unwrap()).unwrap().0;
    assert_eq!(cancelled.sequence, 2);
    assert_eq!(cancelled.at().unwrap().start(), at(14, 0));
    assert_eq!(cancelled.coming(now()), None, "nobody comes to what is called off");
    assert_eq!(
        cancelled.cancel(now(), Note::parse("重ねて").unwrap()).err(),
        Some(ConferenceRefusal::AlreadyCancelled)
    );
}

#[test]
fn minutes_are_written_after_the_conference_and_only_amended_once_confirmed() {
    let conference = scheduled();
    let all = present(&conference);
    assert_eq!(conference.clone().draft_minutes(minutes()).err(), Some(ConferenceRefusal::NotHeld));
    assert_eq!(conference.clone().hold(now(), all.clone()).err(), Some(ConferenceRefusal::NotYetBegun));
    assert_eq!(
        conference.clone().hold(at(13, 30), all[1..].to_vec()).err(),
        Some(ConferenceRefusal::AttendanceIncomplete)
    );
    let held = conference.hold(at(13, 30), all).unwrap().0;
    let by = Id::new(Uuid::nil());
    assert_eq!(held.clone().confirm_minutes(at(14, 0), by).err(), Some(ConferenceRefusal::NoMinutes));
    let written = held.draft_minutes(minutes()).unwrap().0;
    let confirmed = written.confirm_minutes(at(14, 0), by).unwrap().0;
    assert_eq!(confirmed.clone().draft_minutes(minutes()).err(), Some(ConferenceRefusal::MinutesConfirmed));
    let amendment = Amendment { text: Note::parse("日付を訂正").unwrap(), by, at: at(15, 0) };
    assert!(confirmed.amend_minutes(amendment).is_ok());
}

#[test]
fn one_of_three_visiting_nurses_fills_the_seat() {
    let seats =
        [Seat::WardNurse, Seat::HomePhysician, Seat::CareManager, Seat::VisitingNurse, Seat::VisitingNurse];
    let conference = draft(&seats).schedule(&IDS, now(), &asked(&[]), at(13, 0)).unwrap().0;
    let comes = Choice::Yes { mode: Mode::OnSite, substitute: None, note: None };
    let no = Choice::No { reason: AbsenceReason::OnDuty, note: None };
    let mut answers: Vec<Answer> = (0..3).map(|n| yes(&conference, n, 1, comes.clone())).collect();
    answers.push(yes(&conference, 3, 1, no.clone()));
    let time = conference.open_times()[0].id;
    assert!(!conference.quorum(&answers, time).is_complete());
    answers.push(yes(&conference, 4, 1, comes));
    assert!(conference.quorum(&answers, time).is_complete());
    answers.push(yes(&conference, 4, 2, no));
    let quorum = conference.quorum(&answers, time);
    assert!(!quorum.is_complete() && quorum.is_impossible(), "the later answer counts");
}

#[test]
fn what_was_said_to_the_time_it_has_tells_who_comes_how() {
    let conference = scheduled();
    let by_video = |substitute| Choice::Yes { mode: Mode::Video, substitute, note: None };
    let instead = Contact { name: Line::parse("代理").unwrap(), email: None };
    let answers = [
        yes(&conference, 0, 1, by_video(None)),
        yes(&conference, 1, 1, by_video(Some(instead))),
        yes(&conference, 2, 1, by_video(None)),
        yes(&conference, 2, 2, Choice::No { reason: AbsenceReason::OnDuty, note: None }),
    ];
    let cancelled = conference.clone().cancel(now(), Note::parse("延期").unwrap()).unwrap().0;
    for conference in [&conference, &cancelled] {
        let said = |n: usize| {
            let participant = &conference.proposal.participants[n];
            let said = conference.said_by(participant.id, &answers);
            (said.map(Choice::comes_in_person), conference.mode_of(participant, &answers))
        };
        let expected = [
            (Some(true), Mode::Video),
            (Some(false), Mode::Video),
            (Some(false), Mode::OnSite),
            (None, Mode::OnSite),
        ];
        assert_eq!([0, 1, 2, 3].map(said), expected);
    }
    let polling = draft(&MINIMUM).poll(&IDS, now(), &asked(&[]), &[at(13, 0)]).unwrap().0;
    let answers = [Answer { time: polling.times[0].id, ..yes(&conference, 0, 1, by_video(None)) }];
    assert_eq!(polling.said_by(answers[0].participant, &answers), None, "it has no time yet");
}

#[test]
fn an_answer_is_for_an_open_time_by_someone_invited() {
    let conference = scheduled();
    let comes = Choice::Yes { mode: Mode::Video, substitute: None, note: None };
    let answer = yes(&conference, 0, 1, comes);
    assert!(conference.answer(now(), answer.clone()).is_ok());
    assert_eq!(conference.answer(at(13, 0), answer.clone()).err(), Some(ConferenceRefusal::InThePast));
    let stranger = Answer { participant: Id::new(Uuid::from_u128(999)), ..answer.clone() };
    assert_eq!(conference.answer(now(), stranger).err(), Some(ConferenceRefusal::NotInvited));
    let moved = conference.reschedule(&IDS, now(), at(15, 0)).unwrap().0;
    assert_eq!(moved.answer(now(), answer).err(), Some(ConferenceRefusal::TimeNotOpen));
}

#[test]
fn travel_is_booked_around_the_conference_for_those_who_come() {
    let mut proposal = proposal(&MINIMUM);
    proposal.participants[1].travel_minutes = 22;
    let conference = draft(&MINIMUM).revise(proposal).unwrap().0;
    let conference = conference.schedule(&IDS, now(), &asked(&[]), at(13, 0)).unwrap().0;
    let everyone = conference.free_participants(&[]).unwrap();
    let bookings = conference.bookings(&IDS, &everyone);
    let travel: Vec<_> = bookings.iter().filter(|b| b.kind == BookingKind::Travel).map(|b| b.at).collect();
    let way = |from, until| Interval::new(from, until).unwrap();
    assert_eq!(travel, [way(at(12, 35), at(13, 0)), way(at(13, 30), at(13, 55))]);
    assert_eq!(bookings.len(), MINIMUM.len() + travel.len());
}

#[test]
fn whoever_is_not_needed_may_be_busy() {
    let mut proposal = proposal(&MINIMUM);
    proposal
        .participants
        .push(Participant { requirement: Requirement::May, ..participant(5, Seat::HospitalPhysician) });
    let conference = draft(&MINIMUM).revise(proposal).unwrap().0;
    let conference = conference.schedule(&IDS, now(), &asked(&[]), at(13, 0)).unwrap().0;
    let busy = |n: usize| Booking {
        id: Id::new(IDS.uuid()),
        resource: Resource::Person(conference.proposal.participants[n].person.unwrap()),
        kind: BookingKind::External,
        at: Interval::new(at(13, 15), at(14, 0)).unwrap(),
        organization: Id::new(Uuid::nil()),
        conference: None,
        title: None,
        expires_at: None,
    };
    assert_eq!(conference.free_participants(&[busy(4)]).unwrap().len(), 4);
    assert_eq!(conference.free_participants(&[busy(3)]).err(), Some(BookingRefusal::SlotTaken));
}

#[test]
fn a_reply_is_to_a_question_by_someone_invited_while_a_time_is_open() {
    let asking =
        ConferenceProposal { questions: vec![Line::parse("夜間の往診").unwrap()], ..proposal(&MINIMUM) };
    let draft = draft(&MINIMUM).revise(asking).unwrap().0;
    let conference = draft.clone().schedule(&IDS, now(), &asked(&[]), at(13, 0)).unwrap().0;
    let reply = |question, revision| Reply {
        id: Id::new(IDS.uuid()),
        participant: conference.proposal.participants[1].id,
        question,
        revision,
        text: Note::parse("できます").unwrap(),
        at: now(),
        channel: AnswerChannel::Link,
        recorded_by: None,
    };
    let refusal = |conference: &Conference, at, reply| conference.reply(at, reply).err();
    assert_eq!(refusal(&conference, now(), reply(1, 1)), None);
    for nothing in [0, 2] {
        assert_eq!(refusal(&conference, now(), reply(nothing, 1)), Some(ConferenceRefusal::QuestionNotAsked));
    }
    let stranger = Reply { participant: Id::new(Uuid::from_u128(999)), ..reply(1, 1) };
    assert_eq!(refusal(&conference, now(), stranger), Some(ConferenceRefusal::NotInvited));
    assert_eq!(refusal(&draft, now(), reply(1, 1)), Some(ConferenceRefusal::TimeNotOpen));
    assert_eq!(refusal(&conference, at(13, 0), reply(1, 1)), Some(ConferenceRefusal::InThePast));
    let (first, second) = (reply(1, 1), reply(1, 2));
    let current = current_replies(&[second.clone(), first]).into_values().cloned().collect::<Vec<_>>();
    assert_eq!(current, [second], "the latest counts in whatever order they come");
}

#[test]
fn whoever_does_not_see_the_case_hears_their_own_organization_alone() {
    let (office, elsewhere) = (Id::new(Uuid::from_u128(900)), Id::new(Uuid::from_u128(901)));
    let mut conference = scheduled();
    conference.proposal.participants[0].organization = Some(office);
    conference.proposal.participants[1].organization = Some(office);
    let heard = |person: u128, organization, sees_case| -> Vec<u128> {
        let member = Member {
            person: Id::new(Uuid::from_u128(person)),
            membership: Id::new(Uuid::nil()),
            organization,
            kind: OrganizationKind::Clinic,
            profession: Profession::Physician,
            role: Role::Coordinator,
            scope: Scope::Everything,
        };
        let heard = conference.participants_heard_by(&member, sees_case);
        heard.map(|participant| participant.id.uuid().as_u128()).collect()
    };
    // Participant n is person n + 100.
    for (person, organization, sees_case, expected) in [
        (101, office, false, vec![1, 2]),
        (103, elsewhere, false, vec![3]),
        (103, office, false, vec![1, 2, 3]),
        (999, elsewhere, false, vec![]),
        (999, elsewhere, true, vec![1, 2, 3, 4]),
    ] {
        assert_eq!(heard(person, organization, sees_case), expected, "{person}");
    }
}

#[test]
fn while_people_are_asked_they_can_be_asked_about_more_times() {
    let needs = asked(&[]);
    let quarters = |hour: u8, count: i64| -> Vec<Timestamp> {
        (0..count).map(|n| at(hour, 0) + Duration::minutes(15 * n)).collect()
    };
    let poll = |conference: &Conference, starts: &[Timestamp]| {
        conference.clone().poll(&IDS, now(), &needs, starts).map(|(conference, _)| conference)
    };
    let first = poll(&draft(&MINIMUM), &quarters(9, 10)).unwrap();
    assert_eq!(poll(&first, &quarters(9, 10)).err(), Some(ConferenceRefusal::NoTimeProposed), "none is new");
    let second = poll(&first, &quarters(13, 10)).unwrap();
    assert_eq!((second.state.clone(), second.times.len()), (ConferenceState::Polling, 20));
    assert!(first.times.iter().all(|time| second.times.contains(time)), "what was answered stays");
    assert_eq!(poll(&second, &quarters(17, 1)).err(), Some(ConferenceRefusal::TooManyTimes));
    assert_eq!(poll(&first, &quarters(13, 11)).err(), Some(ConferenceRefusal::TooManyTimes));
    assert_eq!(poll(&scheduled(), &quarters(15, 1)).err(), Some(ConferenceRefusal::NotADraft));
}
