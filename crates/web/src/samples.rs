//! Sample values with which the tests fill every template: each name that a person types is markup, so that
//! an unescaped one is seen.

use std::collections::HashMap;

use app::{
    case::CaseFile,
    conference::ConferenceFile,
    fee_conditions::{FeeConditions, Prospect},
};
use askama::Template;
use domain::{
    Id, Interval, Timestamp,
    access::{Member, Relationship, Scope},
    calendar::{Closings, WeeklyHours},
    care_team::{CareTeam, Duty, Responsibility, TeamMember, TeamRole},
    conference::{
        AbsenceReason, Answer, AnswerChannel, Choice, Conference, ConferenceKind, ConferenceProposal,
        ConferenceState, LeftOut, Mode, Participant, ProposedTime, Reply, Requirement,
    },
    consent::{
        Consent, ConsentForm, ConsentStanding, ConsentSubject, ExceptionGround, Purpose, Recipient, Statement,
    },
    consultation::{Consultation, ConsultationState, Subject},
    discharge_case::{
        CaseState, Circumstances, Delay, DelayOwner, DelayReason, Destination, DischargeCase, Judged,
        Judgement, WardClass,
    },
    fee::{Gathering, Item},
    milestone::{Milestone, MilestoneState},
    needs::Need,
    organization::{Organization, OrganizationKind, ServiceKind},
    patient::{CareInsurance, CareLevel, Patient, RelatedPerson, RelatedRole, Sex},
    person::{Contact, Person, Profession, Role, Seat},
    plan::{CarePlan, FirstCall, PlanContent, PlannedService},
    readiness::{Matter, Override},
    rule::{
        Certainty, Condition, Exemption, Fact, Form, LeftOutStep, MilestoneAction, MilestoneOwner, Overlay,
        RulePack, RulePackVersion, Side, Strength, Track,
    },
    text::{Line, Note, PhoneNumber, WebAddress},
};
use time::{
    Date, Duration,
    macros::{date, time},
};
use uuid::Uuid;
use wording::{Language, Wording};

use crate::{
    form::Returned,
    page::{Page, Reader},
};

/// Today.
pub const TODAY: Date = date!(2026 - 11 - 20);

/// A name somebody with bad intentions would type.
pub const NAME: &str = "<script>alert(1)</script>";

/// An identifier.
pub fn id<T>(n: u128) -> Id<T> {
    Id::new(Uuid::from_u128(n))
}

pub fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

pub fn note(text: &str) -> Note {
    Note::parse(text).unwrap()
}

/// The present moment.
pub fn now() -> Timestamp {
    Timestamp::tokyo(TODAY, time!(10:00))
}

/// Renders a template and checks that it reads: no text is missing, no name became markup.
pub fn reads(template: &impl Template) -> String {
    let html = template.render().unwrap();
    assert!(!html.contains('['), "{html}");
    assert!(!html.contains("<script>"), "{html}");
    assert!(!html.contains(" style=") && !html.contains(" onclick="), "{html}");
    html
}

/// The pages in both languages.
pub fn pages() -> [Page; 2] {
    Language::ALL.map(|language| Page {
        wording: Wording::new(language),
        now: now(),
        today: TODAY,
        reader: Some(Reader {
            person: NAME.into(),
            organization: NAME.into(),
            ways: vec![],
            reviews: None,
            undelivered: None,
            others: vec![],
        }),
        cursor: None,
        done: None,
        attempt: None,
        returned: Returned::default(),
        drafts: Some(vec![]),
    })
}

/// Somebody of the hospital.
pub fn member() -> Member {
    Member {
        person: id(1),
        membership: id(2),
        organization: id(10),
        kind: OrganizationKind::Hospital,
        profession: Profession::MedicalSocialWorker,
        role: Role::Coordinator,
        scope: Scope::Everything,
    }
}

pub fn organization(n: u128, kind: OrganizationKind) -> Organization {
    Organization {
        id: id(n),
        kind,
        name: line(NAME),
        name_kana: None,
        municipality: None,
        address: Some(line(NAME)),
        location: None,
        phone: Some(PhoneNumber::parse("048-000-0000").unwrap()),
        fax: None,
        email: None,
        hours: WeeklyHours::assumed(),
        closings: Closings::default(),
        source: None,
        version: 1,
    }
}

pub fn organizations() -> HashMap<Id<Organization>, Organization> {
    let all = [(10, OrganizationKind::Hospital), (11, OrganizationKind::Clinic), (12, OrganizationKind::Hub)];
    all.into_iter().map(|(n, kind)| (id(n), organization(n, kind))).collect()
}

pub fn people() -> HashMap<Id<Person>, Person> {
    let person = Person { id: id(1), name: line(NAME), name_kana: None, email: None, phone: None };
    HashMap::from([(person.id, person)])
}

pub fn patient() -> Patient {
    Patient {
        id: id(20),
        organization: id(10),
        number: Some(line("M-1")),
        name: line(NAME),
        name_kana: line("ミホン"),
        born_on: date!(1950 - 04 - 03),
        sex: Sex::Female,
        postal_code: None,
        municipality: None,
        address: Some(line(NAME)),
        location: None,
        phone: None,
        care_insurance: CareInsurance::Certified { level: CareLevel::Care3, valid_until: Some(TODAY) },
        related: vec![RelatedPerson {
            id: id(21),
            name: line(NAME),
            relation: Some(line(NAME)),
            role: RelatedRole::KeyPerson,
            phone: None,
        }],
        version: 1,
    }
}

pub fn case(state: CaseState) -> DischargeCase {
    DischargeCase {
        id: id(30),
        organization: id(10),
        patient: id(20),
        predecessor: None,
        admitted_on: date!(2026 - 11 - 12),
        ward: line(NAME),
        ward_class: WardClass::General,
        expected_discharge_on: Some(date!(2026 - 11 - 27)),
        needs: [Need::Opioid, Need::TerminalCancer].into_iter().collect(),
        circumstances: Circumstances {
            judgement: Some(Judged { judgement: Judgement::Needed, reason: note(NAME) }),
            ..Circumstances::default()
        },
        destination: Destination::OutsideNetwork { name: line(NAME) },
        delay: Some(Delay {
            reason: DelayReason::Placement,
            owner: DelayOwner::Hub,
            note: Some(note(NAME)),
            since: TODAY,
        }),
        overrides: vec![Override { matter: Matter::BackupBed, reason: note(NAME), by: id(1), at: now() }],
        coordinator: Some(id(1)),
        rules: vec![id(40)],
        state,
        version: 1,
    }
}

pub fn milestones() -> Vec<Milestone> {
    let by = id(1);
    let states = [
        MilestoneState::Pending,
        MilestoneState::Done { on: TODAY, by, at: now() },
        MilestoneState::Waived { reason: note(NAME), by, at: now() },
    ];
    let milestone = |(n, state): (u128, MilestoneState)| Milestone {
        id: id(50 + n),
        case: id(30),
        pack: id(40),
        rule: "screen".into(),
        action: MilestoneAction::Screen,
        owner: MilestoneOwner::DischargeSupport,
        due_on: (n != 1).then_some(date!(2026 - 11 - 18)),
        due_at: None,
        latest_on: (n == 0).then_some(date!(2026 - 11 - 22)),
        strength: Strength::Fee,
        source: NAME.into(),
        certainty: Certainty::Unverified,
        state,
        version: 1,
    };
    (0..).zip(states).map(milestone).collect()
}

pub fn team() -> CareTeam {
    let member = |n: u128, organization, role| TeamMember {
        id: id(60 + n),
        case: id(30),
        organization: id(organization),
        person: Some(id(1)),
        role,
        from: now(),
        until: None,
        withheld: None,
    };
    let duty =
        Responsibility { duty: Duty::Prescription, holder: TeamRole::HomeAttending, review_on: Some(TODAY) };
    CareTeam {
        case: id(30),
        members: vec![member(0, 10, TeamRole::HospitalAttending), member(1, 11, TeamRole::HomeAttending)],
        responsibilities: vec![duty],
    }
}

/// A time, so many days from now.
pub fn time_in(days: i64) -> ProposedTime {
    let start = now() + Duration::days(days);
    ProposedTime { id: id(70), at: Interval::starting(start, Duration::minutes(30)).unwrap() }
}

pub fn conference(state: ConferenceState, times: Vec<ProposedTime>) -> Conference {
    let participant = Participant {
        id: id(71),
        seat: Seat::WardNurse,
        person: Some(id(1)),
        organization: Some(id(10)),
        contact: Contact { name: line(NAME), email: None },
        requirement: Requirement::Required,
        mode: Mode::OnSite,
        travel_minutes: 15,
    };
    Conference {
        id: id(72),
        organization: id(10),
        organizer: id(1),
        case: Some(id(30)),
        proposal: ConferenceProposal {
            kind: ConferenceKind::Discharge,
            title: line(NAME),
            duration: Duration::minutes(30),
            room: None,
            video_address: Some(WebAddress::parse("https://video.example.jp/1").unwrap()),
            participants: vec![participant],
            agenda: vec![line(NAME)],
            questions: vec![line(NAME)],
            left_out: vec![LeftOut { seat: Seat::Pharmacist, reason: line(NAME) }],
        },
        times,
        sequence: 0,
        state,
        version: 1,
    }
}

pub fn replies() -> Vec<Reply> {
    let reply = Reply {
        id: id(81),
        participant: id(71),
        question: 1,
        revision: 1,
        text: note(NAME),
        at: now(),
        channel: AnswerChannel::Link,
        recorded_by: None,
    };
    vec![reply]
}

pub fn answers() -> Vec<Answer> {
    let choices = [
        Choice::Yes {
            mode: Mode::Video,
            substitute: Some(Contact { name: line(NAME), email: None }),
            note: Some(note(NAME)),
        },
        Choice::IfNeedBe { mode: Mode::OnSite, substitute: None, note: None },
        Choice::No { reason: AbsenceReason::OnDuty, note: Some(note(NAME)) },
    ];
    let answer = |(n, choice)| Answer {
        id: id(80),
        participant: id(71),
        time: id(70),
        revision: n,
        choice,
        at: now(),
        channel: AnswerChannel::Phone,
        recorded_by: Some(id(1)),
    };
    (1..).zip(choices).map(answer).collect()
}

pub fn plan() -> CarePlan {
    let text = || line(NAME);
    CarePlan {
        id: id(90),
        case: id(30),
        revision: 2,
        content: PlanContent {
            wishes: Some(note(NAME)),
            goals: note(NAME),
            services: vec![PlannedService {
                service: Some(ServiceKind::Pharmacy),
                what: text(),
                who: text(),
                when: text(),
            }],
            first_calls: vec![FirstCall {
                who: text(),
                phone: PhoneNumber::parse("048-000-0000").unwrap(),
                hours: text(),
            }],
            backup_bed: Some(text()),
        },
        written_by: id(1),
        organization: id(10),
        written_at: now(),
    }
}

pub fn subject() -> Subject {
    Subject {
        age_from: Some(70),
        sex: Sex::Female,
        municipality: None,
        location: None,
        needs: [Need::Opioid].into_iter().collect(),
        expected_discharge_on: Some(TODAY),
    }
}

pub fn consultation(case: Option<Id<DischargeCase>>) -> Consultation {
    Consultation {
        id: id(100),
        hub: id(12),
        requested_by: Some(id(10)),
        case,
        subject: subject(),
        services: vec![ServiceKind::Pharmacy],
        note: Some(note(NAME)),
        received_at: now(),
        withheld: None,
        state: ConsultationState::Open,
        version: 1,
    }
}

pub fn rules() -> RulePackVersion {
    RulePackVersion {
        id: id(40),
        pack: RulePack {
            key: "sample".into(),
            version: 1,
            title: NAME.into(),
            issuing_body: NAME.into(),
            source: NAME.into(),
            note: Some(NAME.into()),
            in_force_from: Some(TODAY),
            follows: vec![Side::Hospital],
            overlay: Some(Overlay {
                over: "below".into(),
                without: vec![LeftOutStep { milestone: "step".into(), reason: NAME.into() }],
            }),
            tracks: vec![Track {
                key: "track".into(),
                title: NAME.into(),
                when: Condition::Called(Fact::WardName, NAME.into()),
            }],
            exemptions: vec![Exemption {
                key: "exemption".into(),
                title: NAME.into(),
                when: Condition::AtMost(Fact::StayDays, 3),
                milestones: vec![],
                source: NAME.into(),
                certainty: Certainty::Confirmed,
            }],
            forms: vec![Form {
                key: "form".into(),
                title: NAME.into(),
                from: MilestoneOwner::CareManager,
                to: MilestoneOwner::Ward,
            }],
            ..RulePack::default()
        },
        published_by: None,
        ends_on: None,
        file: None,
    }
}

/// Records of every form, by the patient and by a relative.
pub fn consents() -> Vec<Consent> {
    let record = |(n, form): (u128, &ConsentForm)| Consent {
        id: id(200 + n),
        organization: id(10),
        patient: id(20),
        statement: Statement {
            subject: if n == 0 { ConsentSubject::Relative(id(21)) } else { ConsentSubject::Patient },
            case: (n > 2).then_some(id(30)),
            purpose: if n == 0 { Purpose::ConferenceFamily } else { Purpose::Care },
            recipient: match n {
                0 => Recipient::Everyone,
                1 => Recipient::Kind(OrganizationKind::Clinic),
                _ => Recipient::Organization(id(11)),
            },
            form: *form,
            ground: (*form == ConsentForm::Exception).then_some(ExceptionGround::LifeAndBody),
            basis: Some(note(NAME)),
            document: Some(line(NAME)),
            given_on: TODAY,
        },
        taken_by: id(1),
        taken_for: id(10),
        taken_at: now(),
    };
    (0..).zip(ConsentForm::ALL).map(record).collect()
}

pub fn case_file(state: CaseState) -> CaseFile {
    CaseFile {
        case: case(state),
        relationship: Relationship::Own,
        patient: patient(),
        milestones: milestones(),
        rules: vec![rules()],
        team: team(),
        last_left_at: None,
        conferences: vec![conference(ConferenceState::Scheduled { time: time_in(3) }, vec![time_in(3)])],
        consents: consents(),
        plan: Some(plan()),
        consultations: vec![consultation(Some(id(30)))],
        organizations: organizations(),
        people: people(),
    }
}

pub fn conference_file(conference: Conference) -> ConferenceFile {
    ConferenceFile {
        conference,
        answers: answers(),
        replies: replies(),
        case: Some((case(CaseState::Admitted), patient())),
        screen_sharing: Some(ConsentStanding::Missing),
        room: None,
        organizations: organizations(),
        people: people(),
        forgotten: vec![Seat::Pharmacist, Seat::WardNurse],
        unreached: vec![],
    }
}

pub fn fee_conditions() -> FeeConditions {
    let gathering = Gathering::in_case(&case(CaseState::Admitted), TODAY, TODAY);
    let prospect = Prospect {
        met: vec![Item::B005],
        attended: vec![Item::B005Note3],
        open: vec![Item::LeavingThree],
        additions: vec![],
    };
    FeeConditions {
        times: vec![(time_in(2), prospect.clone())],
        start: Some(prospect),
        ..FeeConditions::of(&gathering).unwrap()
    }
}
