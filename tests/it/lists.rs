//! Lists hold exactly what the table of access allows, for everyone, in invented worlds of every shape.

use std::collections::BTreeSet;

use app::{
    IdempotencyKey, Session,
    break_glass::{BreakGlass, break_glass, end_emergency_access},
    call_conference::{ProposeConference, ProposeParticipant, draft_conference},
    case::{CaseFilter, cases, cases_by_id, own_patients},
    conference::conferences_by_id,
    consent::{Reach, RecordConsent, TakenConsent, record_consent},
    consultation::{consultations_of, offers_of, offers_to_me, open_consultations},
    make_offer::{MakeOffer, make_offer},
    open_consultation::{About, OpenConsultation, close_consultation, open_consultation},
    register_admission::{AdmittedPatient, NewPatient, RegisterAdmission, register_admission},
    team::{JoinTeam, join_team, leave_team},
};
use domain::{
    Id,
    access::{Action, Actor, Member},
    care_team::TeamRole,
    conference::{Conference, ConferenceKind, Mode, Requirement},
    consent::{ConsentForm, Purpose},
    consultation::{Consultation, ConsultationOutcome, Offer},
    discharge_case::{DischargeCase, WardClass},
    emergency::{EmergencyReason, Particulars},
    needs::NeedsProfile,
    organization::ServiceKind,
    patient::{CareInsurance, Patient, Sex},
    person::Profession,
    text::{Line, MunicipalityCode, Note},
};
use support::{TestApp, on_both};
use time::{Duration, macros::date};

const WORLDS: u64 = 3;
const CASES: usize = 5;
const STEPS: usize = 9;

/// A row of numbers that is the same for the same seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(most).unwrap()).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// What one invented world holds.
#[derive(Default)]
struct World {
    keys: usize,
    cases: Vec<DischargeCase>,
    consultations: Vec<Consultation>,
    offers: Vec<Offer>,
    conferences: Vec<Id<Conference>>,
}

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

fn taken(form: ConsentForm) -> TakenConsent {
    TakenConsent { form, ground: None, basis: None, document: None }
}

/// Everyone who may look: each organization's members, once as they are.
fn everyone(app: &TestApp) -> Vec<Member> {
    let region = &app.region;
    let single = [&region.hospital, &region.second_hospital, &region.hub];
    let many = [&region.clinics, &region.stations, &region.pharmacies, &region.offices];
    let few = many.into_iter().flat_map(|organizations| organizations.iter().take(2));
    single.into_iter().chain(few).flat_map(|staffed| staffed.members.clone()).collect()
}

impl World {
    fn key(&mut self) -> IdempotencyKey {
        self.keys += 1;
        IdempotencyKey::parse(&format!("key-{}", self.keys)).unwrap()
    }

    async fn admit(&mut self, app: &TestApp, by: Member, n: usize) {
        let patient = NewPatient {
            number: Some(line(&format!("N{n}"))),
            name: line("見本 花子"),
            name_kana: line(&format!("ミホン ハナコ{n}")),
            born_on: date!(1946 - 04 - 01),
            sex: Sex::Female,
            postal_code: None,
            municipality: Some(MunicipalityCode::parse("11201").unwrap()),
            address: None,
            phone: None,
            care_insurance: CareInsurance::Unknown,
            related: vec![],
        };
        let session = app.app.session(by);
        let input = RegisterAdmission {
            patient: AdmittedPatient::New(patient),
            admitted_on: session.today(),
            ward: line("東5"),
            ward_class: WardClass::General,
            expected_discharge_on: None,
            needs: NeedsProfile::default(),
            predecessor: None,
        };
        let key = self.key();
        self.cases.push(register_admission(&session, &key, input).await.unwrap());
    }

    /// Something happens to a case; what the rules refuse does not.
    async fn step(&mut self, app: &TestApp, dice: &mut Dice, owner: Member, case: usize) {
        let session = app.app.session(owner);
        let case = self.cases[case].clone();
        let all = everyone(app);
        let who = dice.one(&all);
        let key = self.key();
        match dice.below(9) {
            0 | 1 => {
                let role = dice.one(TeamRole::ALL);
                let consent = Some(taken(ConsentForm::OralNoted));
                let input =
                    JoinTeam { case: case.id, organization: who.organization, person: None, role, consent };
                let _ = join_team(&session, &key, input).await;
            }
            2 => {
                let teams = app::case::teams(&session, &[case.id]).await.unwrap();
                if let Some(member) = teams[&case.id].members.first() {
                    let _ = leave_team(&session, case.id, member.id).await;
                }
            }
            3 => {
                let input = RecordConsent {
                    case: case.id,
                    reach: Reach::ThisCase,
                    relative: None,
                    purpose: dice.one(&[Purpose::Care, Purpose::Coordination]),
                    organization: Some(who.organization),
                    kind: None,
                    taken: taken(dice.one(&[ConsentForm::Withdrawn, ConsentForm::OralNoted])),
                    given_on: None,
                };
                record_consent(&session, &key, input).await.unwrap();
            }
            4 => {
                let input = OpenConsultation {
                    hub: None,
                    about: About::Case(case.id),
                    services: ServiceKind::ALL.to_vec(),
                    note: None,
                    consent: dice.one(&[None, Some(ConsentForm::OralNoted)]).map(taken),
                };
                self.consultations.push(open_consultation(&session, &key, input).await.unwrap());
            }
            5 => {
                let hub = app.app.session(app.coordinator());
                if let Some(consultation) = self.consultations.last().cloned() {
                    let input = MakeOffer {
                        consultation: consultation.id,
                        service: dice.one(ServiceKind::ALL),
                        organization: who.organization,
                        answer_within_minutes: 60,
                    };
                    self.offers.extend(make_offer(&hub, &key, input).await);
                }
            }
            6 => {
                let hub = app.app.session(app.coordinator());
                if let Some(consultation) = self.consultations.first() {
                    let outcome = ConsultationOutcome::InformationGiven;
                    let _ = close_consultation(&hub, consultation.id, consultation.version, outcome).await;
                }
            }
            7 => {
                let invited = [owner, who].map(|member| ProposeParticipant {
                    person: Some(member.person),
                    organization: Some(member.organization),
                    name: None,
                    email: None,
                    seat: None,
                    requirement: Requirement::Should,
                    mode: Mode::OnSite,
                    travel_minutes: 0,
                });
                let input = ProposeConference {
                    case: Some(case.id),
                    kind: ConferenceKind::Internal,
                    title: line("カンファレンス"),
                    duration_minutes: 30,
                    room: None,
                    video_address: None,
                    participants: invited.to_vec(),
                    agenda: vec![line("病状")],
                    questions: vec![],
                    left_out: vec![],
                };
                self.conferences.extend(draft_conference(&session, &key, input).await.map(|c| c.id));
            }
            _ => self.emergency(app, dice, &case, &all).await,
        }
    }

    async fn emergency(&self, app: &TestApp, dice: &mut Dice, case: &DischargeCase, all: &[Member]) {
        let clinicians: Vec<Member> = all
            .iter()
            .filter(|m| matches!(m.profession, Profession::Physician | Profession::Nurse))
            .copied()
            .collect();
        let session = app.app.session(dice.one(&clinicians));
        let n = self.cases.iter().position(|c| c.id == case.id).unwrap();
        let input = BreakGlass {
            organization: case.organization,
            particulars: Particulars::Number(line(&format!("N{n}"))),
            reason: EmergencyReason::EmergencyCare,
            text: Note::parse("救急外来").unwrap(),
        };
        let taken = break_glass(&session, Some(session.now), input).await;
        if let Ok(access) = taken
            && dice.below(3) == 0
        {
            end_emergency_access(&session, access.id).await.unwrap();
        }
    }
}

/// Those of `all` that `may` lets through.
async fn allowed<T: Copy + Ord>(
    all: impl IntoIterator<Item = T>,
    may: impl AsyncFn(T) -> bool,
) -> BTreeSet<T> {
    let mut allowed = BTreeSet::new();
    for id in all {
        if may(id).await {
            allowed.insert(id);
        }
    }
    allowed
}

/// Compares every list of somebody with what the table says of each thing.
async fn compare(app: &TestApp, world: &World, session: &Session<'_>, who: Member) {
    let view = app.app.database.read(Actor::Member(who));
    let ids: Vec<Id<DischargeCase>> = world.cases.iter().map(|case| case.id).collect();

    let may_see =
        allowed(ids.clone(), async |id| view.cases().find_for(Action::SeeCase, id).await.is_ok()).await;
    let listed = cases(session, CaseFilter::All, None, 100).await.unwrap();
    assert_eq!(listed.iter().map(|case| case.id).collect::<BTreeSet<_>>(), may_see, "cases of {who:?}");
    let loaded = cases_by_id(session, &ids).await.unwrap();
    assert_eq!(loaded.into_keys().collect::<BTreeSet<_>>(), may_see, "cases by id of {who:?}");

    let patients: Vec<Id<Patient>> = world.cases.iter().map(|case| case.patient).collect();
    let may_keep =
        allowed(patients.clone(), async |id| view.patients().find_for(Action::KeepRecord, id).await.is_ok())
            .await;
    let own = own_patients(session, &patients).await.unwrap();
    assert_eq!(own.into_keys().collect::<BTreeSet<_>>(), may_keep, "patients of {who:?}");

    let may_see = allowed(world.conferences.clone(), async |id| {
        view.conferences().find_for(Action::SeeConference, id).await.is_ok()
    })
    .await;
    let loaded = conferences_by_id(session, &world.conferences).await.unwrap();
    for (id, conference) in &loaded {
        let one = view.conferences().find_for(Action::SeeConference, *id).await.unwrap();
        assert_eq!(*conference, one, "a list shows a conference as it is shown alone");
    }
    assert_eq!(loaded.into_keys().collect::<BTreeSet<_>>(), may_see, "conferences of {who:?}");

    let may_see = allowed(world.consultations.iter().map(|c| c.id), async |id| {
        view.consultations().find_for(Action::SeeConsultation, id).await.is_ok()
    })
    .await;
    let waiting: BTreeSet<_> =
        open_consultations(session, None, 100).await.unwrap().into_iter().map(|c| c.id).collect();
    assert!(waiting.is_subset(&may_see), "consultations of {who:?}");
    let about: BTreeSet<_> =
        consultations_of(session, &ids).await.unwrap().into_values().flatten().map(|c| c.id).collect();
    assert!(about.is_subset(&may_see), "consultations about the cases of {who:?}");

    let may_see = allowed(world.offers.iter().map(|offer| offer.id), async |id| {
        view.consultations().offer_for(Action::SeeOffer, id).await.is_ok()
    })
    .await;
    let to_me: BTreeSet<_> =
        offers_to_me(session).await.unwrap().into_iter().map(|file| file.offer.id).collect();
    let mine = world.offers.iter().filter(|offer| offer.organization == who.organization).map(|o| o.id);
    assert_eq!(to_me, mine.collect(), "offers to {who:?}");
    assert!(to_me.is_subset(&may_see));
    let seen: Vec<_> = waiting.union(&about).copied().collect();
    let hanging: BTreeSet<_> =
        offers_of(session, &seen).await.unwrap().into_values().flatten().map(|offer| offer.id).collect();
    assert!(hanging.is_subset(&may_see), "offers of the consultations that {who:?} sees");
}

#[tokio::test]
async fn lists_hold_exactly_what_the_table_of_access_allows() {
    on_both(async |app| {
        let owners = [app.social_worker(), app.region.second_hospital.first()];
        let mut world = World::default();
        for seed in 0..WORLDS {
            let mut dice = Dice(seed);
            let first = world.cases.len();
            for n in first..first + CASES {
                world.admit(app, owners[n % 2], n).await;
            }
            for _ in 0..STEPS {
                for n in first..first + CASES {
                    world.step(app, &mut dice, owners[n % 2], n).await;
                }
            }
            for who in everyone(app) {
                compare(app, &world, &app.app.session(who), who).await;
            }
            app.pass(Duration::hours(4));
            for who in everyone(app) {
                compare(app, &world, &app.app.session(who), who).await;
            }
        }
        app.deliver().await;
    })
    .await;
}
