//! Access in an emergency: one patient, for reading, for four hours, told at once, reviewed within 48 hours.

use app::{
    Error,
    break_glass::{
        BreakGlass, break_glass, emergency_access_to_review, end_emergency_access, my_emergency_access,
        review_emergency_access,
    },
    case::{case, case_file},
    change_case::{CaseChange, change_case},
    correct_patient::correct_patient,
    keep_members::change_profession,
};
use axum::http::StatusCode;
use domain::{
    Id,
    access::{Denial, Member, Relationship},
    discharge_case::DischargeCase,
    emergency::{EmergencyAccess, EmergencyReason, Finding, Particulars},
    needs::NeedsProfile,
    person::{Profession, Role},
    text::{Line, Note},
};
use serde_json::json;
use support::{TestApp, on_both, totp_code};
use time::{Duration, macros::date};

use crate::sign_in::{register, sign_in};

pub(crate) async fn admitted(app: &TestApp) -> Id<DischargeCase> {
    let document =
        "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
    let input = json!({
        "idempotencyKey": "admission",
        "patient": { "new": { "number": "M00001", "name": "見本 春子", "nameKana": "ミホン ハルコ",
            "bornOn": "1946-04-01", "sex": "FEMALE", "municipality": "11201" } },
        "admittedOn": "2026-11-20", "ward": "緩和", "wardClass": "GENERAL", "needs": []
    });
    let data = app.data(app.social_worker(), document, json!({ "input": input })).await;
    let id =
        data["registerAdmission"]["case"]["id"].as_str().unwrap().strip_prefix("case_").unwrap().to_owned();
    Id::new(uuid::Uuid::try_parse(&id).unwrap())
}

pub(crate) fn by_number(app: &TestApp, number: &str) -> BreakGlass {
    BreakGlass {
        organization: app.region.hospital.organization,
        particulars: Particulars::Number(Line::parse(number).unwrap()),
        reason: EmergencyReason::EmergencyCare,
        text: Note::parse("救急外来に搬送、処方を確認").unwrap(),
    }
}

/// Takes access after showing a second factor, a second after whatever was before.
pub(crate) async fn takes(app: &TestApp, who: Member, what: BreakGlass) -> Result<EmergencyAccess, Error> {
    app.pass(Duration::SECOND);
    let session = app.app.session(who);
    break_glass(&session, Some(session.now), what).await
}

/// The hospital's privacy officer: its social worker in that role.
fn officer(app: &TestApp) -> Member {
    Member { role: Role::PrivacyOfficer, ..app.region.hospital.members[1] }
}

#[tokio::test]
async fn a_clinician_reads_one_patient_for_four_hours_and_changes_nothing() {
    on_both(async |app| {
        let id = admitted(app).await;
        let physician = app.home_physician();
        let session = app.app.session(physician);
        assert!(matches!(case(&session, id).await, Err(Error::NotFound)));
        let access = takes(app, physician, by_number(app, "M00001")).await.unwrap();
        let again = takes(app, physician, by_number(app, "M00001")).await.unwrap();
        assert_eq!(again.id, access.id, "taken again while it is open, it is the same");

        let file = case_file(&session, id).await.unwrap();
        assert_eq!((file.relationship, file.patient.name.as_str()), (Relationship::Emergency, "見本 春子"));
        let change = CaseChange::Needs(NeedsProfile::default());
        let denied = change_case(&session, id, file.case.version, change).await.unwrap_err();
        assert_eq!((denied.code(), denied.denial()), ("FORBIDDEN", Some(Denial::ReadOnly)));
        let corrected = correct_patient(&session, file.patient.id, 1, |_| {}).await.unwrap_err();
        assert_eq!(corrected.denial(), Some(Denial::ReadOnly));
        let colleague = app.region.clinics[0].members.get(1).copied();
        let other = app.app.session(colleague.unwrap_or(app.region.stations[0].first()));
        assert!(matches!(case(&other, id).await, Err(Error::NotFound)), "for one person alone");

        app.pass(Duration::hours(4) - Duration::SECOND - Duration::milliseconds(1));
        assert!(case(&app.app.session(physician), id).await.is_ok());
        app.pass(Duration::milliseconds(1));
        assert!(matches!(case(&app.app.session(physician), id).await, Err(Error::NotFound)));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_second_factor_opens_one_access_and_a_clinician_only() {
    on_both(async |app| {
        let id = admitted(app).await;
        let physician = app.home_physician();
        let access = takes(app, physician, by_number(app, "M00001")).await.unwrap();
        let there = Member { organization: app.region.clinics[1].organization, ..physician };
        app.pass(Duration::minutes(1));
        let used = break_glass(&app.app.session(there), Some(access.from), by_number(app, "M00001")).await;
        assert_eq!(
            used.unwrap_err().code(),
            "EMERGENCY_CONFIRM_AGAIN",
            "not for another organization either"
        );
        assert_eq!(app.count("emergency_access").await, 1);
        end_emergency_access(&app.app.session(physician), access.id).await.unwrap();
        let (here, there) = (app.app.session(physician), app.app.session(there));
        let take = |session| break_glass(session, Some(here.now), by_number(app, "M00001"));
        let both = tokio::join!(take(&here), take(&there));
        assert!(both.0.is_ok() != both.1.is_ok(), "nor at the same time: {both:?}");

        takes(app, physician, by_number(app, "M00001")).await.unwrap();
        assert!(case(&app.app.session(physician), id).await.is_ok());
        let administrator = app.with_role(app.region.clinics[0].first(), Role::Administrator).await;
        for profession in [Profession::Clerk, Profession::Physician] {
            let of = app.app.session(administrator);
            change_profession(&of, physician.membership, profession).await.unwrap();
            let kept = case(&app.app.session(physician), id).await;
            assert!(matches!(kept, Err(Error::NotFound)), "it ended with the profession");
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_acts_for_two_organizations_takes_it_for_each() {
    on_both(async |app| {
        let id = admitted(app).await;
        let here = app.home_physician();
        let there = Member { organization: app.region.clinics[1].organization, ..here };
        let access = takes(app, here, by_number(app, "M00001")).await.unwrap();
        assert!(matches!(case(&app.app.session(there), id).await, Err(Error::NotFound)));
        let other = takes(app, there, by_number(app, "M00001")).await.unwrap();
        assert_ne!(other.id, access.id, "what was taken for one opens nothing to the other");
        for (acting, taken) in [(here, access), (there, other)] {
            let session = app.app.session(acting);
            assert!(case(&session, id).await.is_ok());
            let open = my_emergency_access(&session).await.unwrap().accesses;
            assert_eq!(open.iter().map(|access| access.id).collect::<Vec<_>>(), [taken.id]);
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn it_is_given_back_at_once_and_only_by_whoever_took_it() {
    on_both(async |app| {
        let id = admitted(app).await;
        let nurse = app.region.stations[0].first();
        let what = BreakGlass {
            particulars: Particulars::NameAndBirth {
                name_kana: Line::parse("みほん はるこ").unwrap(),
                born_on: date!(1946 - 04 - 01),
            },
            ..by_number(app, "M00001")
        };
        let access = takes(app, nurse, what).await.unwrap();
        let session = app.app.session(nurse);
        assert_eq!(my_emergency_access(&session).await.unwrap().accesses.len(), 1);
        let stranger = app.app.session(app.home_physician());
        assert!(matches!(end_emergency_access(&stranger, access.id).await, Err(Error::NotFound)));
        end_emergency_access(&session, access.id).await.unwrap();
        assert!(matches!(case(&session, id).await, Err(Error::NotFound)));
        assert_eq!(my_emergency_access(&session).await.unwrap().accesses.len(), 0);
        let again = end_emergency_access(&session, access.id).await;
        assert_eq!(again.unwrap_err().code(), "EMERGENCY_OVER");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn wrong_particulars_find_nothing_leave_a_trace_and_are_throttled() {
    on_both(async |app| {
        admitted(app).await;
        let physician = app.home_physician();
        for wrong in ["M00002", "M0000", "%"] {
            assert!(matches!(takes(app, physician, by_number(app, wrong)).await, Err(Error::NotFound)));
        }
        let elsewhere =
            BreakGlass { organization: app.region.second_hospital.organization, ..by_number(app, "M00001") };
        assert!(matches!(takes(app, physician, elsewhere).await, Err(Error::NotFound)));
        assert_eq!(app.count("event WHERE code = 'emergency_access_missed'").await, 4);
        assert_eq!(app.count("emergency_access").await, 0);
        assert!(matches!(takes(app, physician, by_number(app, "M00003")).await, Err(Error::NotFound)));
        let tried_too_often = takes(app, physician, by_number(app, "M00001")).await;
        assert!(matches!(tried_too_often, Err(Error::Throttled { .. })), "{tried_too_often:?}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn not_everybody_may_and_nobody_without_a_fresh_second_factor_or_a_need() {
    on_both(async |app| {
        admitted(app).await;
        let what = || by_number(app, "M00001");
        let clerk = Member { profession: Profession::Clerk, ..app.home_physician() };
        let denied = takes(app, clerk, what()).await.unwrap_err();
        assert_eq!(denied.denial(), Some(Denial::Profession));
        let of_the_house = Member { profession: Profession::Nurse, ..app.social_worker() };
        assert_eq!(takes(app, of_the_house, what()).await.unwrap_err().denial(), Some(Denial::AlreadyOpen));
        let session = app.app.session(app.home_physician());
        for stale in [None, Some(session.now - Duration::minutes(6))] {
            let refused = break_glass(&session, stale, what()).await.unwrap_err();
            assert_eq!(refused.code(), "EMERGENCY_CONFIRM_AGAIN");
        }
        // An access token carries no second factor.
        let document = "mutation ($input: BreakGlassInput!) { breakGlass(input: $input) { access { id } } }";
        let organization = format!("organization_{}", app.region.hospital.organization.uuid().simple());
        let input = json!({ "organization": organization, "patient": { "number": "M00001" },
            "reason": "EMERGENCY_CARE", "text": "搬送" });
        let refused = app.refusal(app.home_physician(), document, json!({ "input": input })).await;
        assert_eq!(refused, "EMERGENCY_CONFIRM_AGAIN");
        assert_eq!(app.count("emergency_access").await, 0);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_patients_organization_is_told_without_a_name_and_reviews_within_48_hours() {
    on_both(async |app| {
        admitted(app).await;
        app.deliver().await;
        let physician = app.home_physician();
        let access = takes(app, physician, by_number(app, "M00001")).await.unwrap();
        let mails = app.deliver().await;
        assert!(!mails.is_empty(), "the patient's organization is told");
        for mail in &mails {
            assert!(mail.subject.contains("緊急アクセス"), "{}", mail.subject);
            for hidden in ["春子", "M00001", "搬送", "見本 誠"] {
                assert!(!mail.text.contains(hidden) && !mail.subject.contains(hidden), "{}", mail.text);
            }
        }
        let reviewing = app.app.session(officer(app));
        let open = emergency_access_to_review(&reviewing).await.unwrap();
        assert_eq!(open.accesses.iter().map(|a| a.id).collect::<Vec<_>>(), [access.id]);
        let member = app.app.session(Member { role: Role::Member, ..officer(app) });
        assert_eq!(emergency_access_to_review(&member).await.unwrap_err().denial(), Some(Denial::Role));
        let stranger = app.app.session(Member { role: Role::PrivacyOfficer, ..physician });
        assert!(emergency_access_to_review(&stranger).await.unwrap().accesses.is_empty());
        let foreign = review_emergency_access(&stranger, access.id, 1, Finding::Justified, None).await;
        assert!(matches!(foreign, Err(Error::NotFound)));

        app.pass(Duration::hours(48));
        let another = takes(app, physician, by_number(app, "M00001")).await;
        assert_eq!(another.unwrap_err().code(), "EMERGENCY_REVIEW_OVERDUE");
        let reviewing = app.app.session(officer(app));
        assert!(emergency_access_to_review(&reviewing).await.unwrap().accesses[0].is_overdue(reviewing.now));
        review_emergency_access(&reviewing, access.id, access.version, Finding::Justified, None)
            .await
            .unwrap();
        assert!(takes(app, physician, by_number(app, "M00001")).await.is_ok());
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_page_takes_access_with_a_second_factor_gives_it_back_and_has_it_reviewed() {
    on_both(async |app| {
        let case = admitted(app).await;
        let seed = register(app, app.home_physician(), "makoto").await.seed;
        let browser = sign_in(app, "makoto", &seed).await;
        app.pass(Duration::minutes(6));
        let asked = browser.open("/emergency").await.body;
        assert!(asked.contains("name=\"code\""), "a second factor is asked for again: {asked}");
        let hospital = app.region.hospital.organization.to_string();
        let code = totp_code(&seed, app.now());
        let take = async |number: &str, code: &str| {
            let fields = [
                ("emergencyOrganization", hospital.as_str()),
                ("emergencyNumber", number),
                ("emergencyReason", "emergency_care"),
                ("emergencyText", "救急外来に搬送"),
                ("code", code),
            ];
            browser.post("/emergency", &fields).await
        };
        let without = take("M00001", "").await;
        assert!(without.body.contains("二段階認証をもう一度"), "{}", without.body);
        assert_eq!(take("M00001", "000000").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let nobody = take("M99999", &code).await;
        assert!(nobody.body.contains("見つかりません"), "{}", nobody.body);
        assert!(nobody.body.contains("救急外来に搬送"), "what was typed is kept");
        assert!(!nobody.body.contains("name=\"code\""), "the second factor holds for a while");

        let page = format!("/cases/{case}");
        assert_eq!(browser.open(&page).await.status, StatusCode::NOT_FOUND);
        assert_eq!(take("M00001", "").await.leads(), page);
        let shown = browser.open(&page).await.body;
        assert!(shown.contains("緊急アクセスで閲覧しています"), "{shown}");
        assert!(!shown.contains(&format!("action=\"{page}/")), "nothing can be changed: {shown}");
        let mine = browser.open("/emergency").await.body;
        let end = mine.split("name=\"access\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(browser.post("/emergency/end", &[("access", end)]).await.leads(), "/emergency");
        assert_eq!(browser.open(&page).await.status, StatusCode::NOT_FOUND);

        let officer = app.with_role(app.region.hospital.members[1], Role::PrivacyOfficer).await;
        let (_, waiting) = app.page(Some(officer), "/emergency").await;
        assert!(waiting.contains("点検待ち") && waiting.contains("見本 春子"), "{waiting}");
        let found = |finding| [("access", end), ("expectedVersion", "2"), ("finding", finding)];
        let (status, ..) = app.form(Some(officer), "/emergency/review", &found("unjustified")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a doubt is explained");
        let (status, _, page) = app.form(Some(officer), "/emergency/review", &found("justified")).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, reviewed) = app.page(Some(officer), "/emergency").await;
        assert!(!reviewed.contains("点検待ち"), "{reviewed}");

        let (_, other) = app.page(Some(app.social_worker()), "/emergency").await;
        assert!(!other.contains("見本 春子") && !other.contains("/emergency/review"), "{other}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_reviews_is_reminded_and_shown_what_was_done_under_the_access() {
    on_both(async |app| {
        let case = admitted(app).await;
        let physician = app.home_physician();
        let access = takes(app, physician, by_number(app, "M00001")).await.unwrap();
        app.page(Some(physician), &format!("/cases/{case}")).await;
        app.deliver().await;
        let officer = app.with_role(app.region.hospital.members[1], Role::PrivacyOfficer).await;
        let board = async |who: Member| app.page(Some(who), "/board").await.1;
        let reminder = "href=\"/emergency#reviews\"";
        let reminded = board(officer).await;
        assert!(reminded.contains(reminder) && reminded.contains("点検待ち 1件"), "{reminded}");
        assert!(!reminded.contains("うち期限切れ"), "{reminded}");
        let elsewhere = app.with_role(physician, Role::Administrator).await;
        for other in [app.social_worker(), elsewhere] {
            assert!(!board(other).await.contains(reminder), "{other:?}");
        }

        let (_, waiting) = app.page(Some(officer), "/emergency").await;
        let to = format!("/emergency/{}/access", access.id);
        assert!(waiting.contains(&to) && waiting.contains("医師"), "{waiting}");
        let clinic = app::directory::organizations(&app.app.session(officer), &[physician.organization]).await;
        assert!(waiting.contains(clinic.unwrap()[&physician.organization].name.as_str()), "{waiting}");
        let (status, log) = app.page(Some(officer), &to).await;
        assert_eq!(status, StatusCode::OK);
        assert!(log.contains("緊急アクセスを開始") && log.contains("ケースを見る"), "{log}");
        assert_eq!(app.page(Some(app.social_worker()), &to).await.0, StatusCode::FORBIDDEN);
        let nobody = format!("/emergency/{}/access", uuid::Uuid::from_u128(7));
        assert_eq!(app.page(Some(elsewhere), &to).await, app.page(Some(elsewhere), &nobody).await);

        let document = "query ($access: ID!) { accessLog(emergencyAccess: $access, first: 9, \
            from: \"2026-11-01T00:00:00Z\", until: \"2026-12-01T00:00:00Z\") { edges { node { action purpose } } } }";
        let id = json!({ "access": format!("emergency_{}", access.id.uuid().simple()) });
        let found = app.data(officer, document, id.clone()).await;
        let rows = found["accessLog"]["edges"].as_array().unwrap();
        let mut actions: Vec<_> = rows.iter().map(|row| row["node"]["action"].as_str().unwrap()).collect();
        actions.sort_unstable();
        // The page of the case, and the board.
        assert_eq!(actions, ["emergency_access_taken", "see_case", "see_case"]);
        assert!(rows.iter().all(|row| row["node"]["purpose"] == "emergency"), "{found}");
        assert_eq!(app.refusal(elsewhere, document, id).await, "NOT_FOUND");

        app.pass(Duration::hours(48));
        assert!(board(officer).await.contains("点検待ち 1件 (うち期限切れ 1件)"));
        let session = app.app.session(officer);
        review_emergency_access(&session, access.id, 1, Finding::Justified, None).await.unwrap();
        assert!(!board(officer).await.contains(reminder));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn in_an_emergency_a_case_is_drawn_without_what_is_empty() {
    on_both(async |app| {
        let case = admitted(app).await;
        let physician = app.home_physician();
        takes(app, physician, by_number(app, "M00001")).await.unwrap();
        let parts = async |who: Member| {
            let (_, page) = app.page(Some(who), &format!("/cases/{case}")).await;
            ["patient", "clock", "conferences", "plan", "consents", "duties", "consultations"]
                .map(|part| page.contains(&format!("id=\"{part}\"")))
        };
        assert_eq!(parts(app.social_worker()).await, [true; 7]);
        assert_eq!(parts(physician).await, [true, true, false, false, false, false, false]);
        app.deliver().await;
    })
    .await;
}
