//! Whose is what when one person appears more than once: two hospitals in a row, a hub's intake before the
//! hospital's, a readmission, two records of one person.

use app::{
    Error, IdempotencyKey, Session,
    case::{case, cases},
    change_case::{CaseChange, change_case},
    confirm_offer::confirm_offer,
    consent::TakenConsent,
    link_records::{confirm_link, propose_link, undo_link},
    make_offer::{MakeOffer, make_offer},
    open_consultation::{About, OpenConsultation, open_consultation},
    register_admission::{AdmittedPatient, NewPatient, RegisterAdmission, register_admission},
    take_up_case::{proposal, take_up_team},
    team::{JoinTeam, join_team},
};
use domain::{
    access::Member,
    care_team::TeamRole,
    consent::ConsentForm,
    discharge_case::{CaseOutcome, DischargeCase, WardClass},
    needs::NeedsProfile,
    organization::ServiceKind,
    patient::{CareInsurance, LinkState, Sex},
    text::{Line, MunicipalityCode},
};
use support::{TestApp, on_both};
use time::macros::date;

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

fn key(n: u32) -> IdempotencyKey {
    IdempotencyKey::parse(&format!("key-{n}")).unwrap()
}

fn new_patient() -> AdmittedPatient {
    AdmittedPatient::New(NewPatient {
        number: None,
        name: line("見本 鶴子"),
        name_kana: line("ミホン ツルコ"),
        born_on: date!(1946 - 04 - 01),
        sex: Sex::Female,
        postal_code: None,
        municipality: Some(MunicipalityCode::parse("11201").unwrap()),
        address: None,
        phone: None,
        care_insurance: CareInsurance::Unknown,
        related: vec![],
    })
}

async fn admit(
    app: &TestApp,
    by: Member,
    n: u32,
    patient: AdmittedPatient,
    predecessor: Option<&DischargeCase>,
) -> Result<DischargeCase, Error> {
    let session = app.app.session(by);
    let input = RegisterAdmission {
        patient,
        admitted_on: session.today(),
        ward: line("東5"),
        ward_class: WardClass::General,
        expected_discharge_on: None,
        needs: NeedsProfile::default(),
        predecessor: predecessor.map(|case| case.id),
    };
    register_admission(&session, &key(n), input).await
}

/// The patient said yes, and it was noted.
fn oral() -> TakenConsent {
    TakenConsent { form: ConsentForm::OralNoted, ground: None, basis: None, document: None }
}

async fn join(session: &Session<'_>, case: &DischargeCase, who: Member, role: TeamRole) {
    let input = JoinTeam {
        case: case.id,
        organization: who.organization,
        person: Some(who.person),
        role,
        consent: Some(oral()),
    };
    join_team(session, &IdempotencyKey::parse(role.code()).unwrap(), input).await.unwrap();
}

#[tokio::test]
async fn a_transfer_proposes_the_team_and_shares_nothing_before_it_is_taken_up() {
    on_both(async |app| {
        let (first, second) = (app.social_worker(), app.region.second_hospital.first());
        let nurse = app.region.stations[0].first();
        let case_a = admit(app, first, 1, new_patient(), None).await.unwrap();
        let session = app.app.session(first);
        join(&session, &case_a, nurse, TeamRole::VisitingNurse).await;
        join(&session, &case_a, second, TeamRole::DischargeSupport).await;
        let to = line("見本リハビリテーション病院");
        let on = session.today();
        change_case(&session, case_a.id, case_a.version, CaseChange::Transfer { on, to }).await.unwrap();

        let case_b = admit(app, second, 2, new_patient(), Some(&case_a)).await.unwrap();
        assert_ne!(case_a.patient, case_b.patient, "each hospital has its own record");
        let by_nurse = app.app.session(nurse);
        assert!(matches!(case(&by_nurse, case_b.id).await, Err(Error::NotFound)), "not shared yet");
        let by_second = app.app.session(second);
        let proposed = proposal(&by_second, case_b.id).await.unwrap().unwrap();
        assert_eq!(proposed.members.iter().map(|m| m.role).collect::<Vec<_>>(), [TeamRole::VisitingNurse]);
        let asked = take_up_team(&by_second, case_b.id, None).await;
        assert_eq!(asked.unwrap_err().code(), "CONSENT_MISSING", "a new record asks again");
        let team = take_up_team(&by_second, case_b.id, Some(oral())).await.unwrap();
        assert_eq!(team.members.len(), 1);
        assert!(case(&by_nurse, case_b.id).await.is_ok());
        assert!(
            case(&session, case_b.id).await.is_err(),
            "the first hospital does not see the second's case"
        );
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_readmission_is_a_new_case_that_proposes_the_old_team() {
    on_both(async |app| {
        let by = app.social_worker();
        let nurse = app.region.stations[0].first();
        let first = admit(app, by, 1, new_patient(), None).await.unwrap();
        let session = app.app.session(by);
        join(&session, &first, nurse, TeamRole::VisitingNurse).await;
        let again = admit(app, by, 2, AdmittedPatient::Known(first.patient), None).await;
        assert_eq!(again.unwrap_err().code(), "CASE_ALREADY_OPEN");
        let on = session.today();
        let home =
            change_case(&session, first.id, first.version, CaseChange::Discharge { on }).await.unwrap();
        let outcome = CaseOutcome::AtHome;
        change_case(&session, home.id, home.version, CaseChange::Close { outcome }).await.unwrap();

        app.pass(time::Duration::days(10));
        let second = admit(app, by, 3, AdmittedPatient::Known(first.patient), None).await.unwrap();
        assert_eq!(second.predecessor, Some(first.id));
        let session = app.app.session(by);
        let proposed = proposal(&session, second.id).await.unwrap().unwrap();
        assert_eq!(proposed.members.len(), 1);
        let asked = take_up_team(&session, second.id, None).await;
        assert_eq!(asked.unwrap_err().code(), "CONSENT_MISSING", "a new case asks again");
        assert_eq!(take_up_team(&session, second.id, Some(oral())).await.unwrap().members.len(), 1);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_hub_takes_a_consultation_before_any_hospital_and_nobody_joins_a_team_without_a_case() {
    on_both(async |app| {
        let hub = app.coordinator();
        let session = app.app.session(hub);
        let input = OpenConsultation {
            hub: None,
            about: About::Unregistered {
                age_from: Some(83),
                sex: Sex::Female,
                municipality: Some(MunicipalityCode::parse("11201").unwrap()),
                needs: NeedsProfile::default(),
            },
            services: vec![ServiceKind::VisitingNursing],
            note: None,
            consent: None,
        };
        let consultation = open_consultation(&session, &key(1), input).await.unwrap();
        assert_eq!(consultation.subject.age_from, Some(80), "the age is blurred to tens");
        assert_eq!(consultation.case, None);
        let offer = make_offer(
            &session,
            &key(2),
            MakeOffer {
                consultation: consultation.id,
                service: ServiceKind::VisitingNursing,
                organization: app.region.stations[0].organization,
                answer_within_minutes: 240,
            },
        )
        .await
        .unwrap();
        let nurse = app.app.session(app.region.stations[0].first());
        let accept = app::answer_offer::OfferAnswer::Accept { note: None };
        let accepted =
            app::answer_offer::answer_offer(&nurse, offer.id, offer.version, accept).await.unwrap();
        let refused = confirm_offer(&session, accepted.id, accepted.version, None).await;
        assert_eq!(refused.unwrap_err().code(), "CONSULTATION_WITHOUT_CASE");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_link_between_records_needs_both_owners_and_grants_nothing() {
    on_both(async |app| {
        let (first, second) = (app.social_worker(), app.region.second_hospital.first());
        let ours = admit(app, first, 1, new_patient(), None).await.unwrap();
        let theirs = admit(app, second, 2, new_patient(), None).await.unwrap();
        let session = app.app.session(first);
        let link =
            propose_link(&session, &key(3), ours.patient, second.organization, theirs.patient).await.unwrap();
        assert_eq!(confirm_link(&session, link.id).await.unwrap_err().code(), "RECORD_LINK_NOT_YOURS");
        let other = app.app.session(second);
        let confirmed = confirm_link(&other, link.id).await.unwrap();
        assert!(matches!(confirmed.state, LinkState::Confirmed { .. }));
        assert_eq!(
            cases(&session, Default::default(), None, 10).await.unwrap().len(),
            1,
            "no access by a link"
        );
        let hub = app.app.session(app.coordinator());
        assert!(matches!(undo_link(&hub, link.id).await, Err(Error::NotFound)));
        let undone = undo_link(&session, link.id).await.unwrap();
        assert!(matches!(undone.state, LinkState::Undone { .. }));
        app.deliver().await;
    })
    .await;
}
