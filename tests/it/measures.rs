//! What is measured of discharges: a hospital's own month and year, and an area's without small counts.

use app::{
    IdempotencyKey,
    case::case_file,
    change_case::{CaseChange, change_case},
    register_admission::{AdmittedPatient, NewPatient, RegisterAdmission, register_admission},
    settle_milestone::{Breadth, Settlement, settle_milestone},
};
use domain::{
    access::Member,
    discharge_case::{CaseOutcome, Circumstances, DischargeCase, WardClass},
    needs::NeedsProfile,
    patient::{CareInsurance, CareLevel, Sex},
    rule::MilestoneAction,
    text::{Line, Note},
};
use serde_json::{Value, json};
use support::{TestApp, on_both};
use time::{Duration, macros::date};

/// What the hospital did about telling the care manager.
#[derive(Clone, Copy)]
enum Did {
    Tell,
    Waive,
    Nothing,
}

/// A patient with a care manager who is admitted and discharged today.
async fn discharge(app: &TestApp, by: Member, n: usize, did: Did) -> DischargeCase {
    let session = app.app.session(by);
    let line = |text: &str| Line::parse(text).unwrap();
    let patient = AdmittedPatient::New(NewPatient {
        number: None,
        name: line(&format!("見本 {n:03}")),
        name_kana: line("ミホン"),
        born_on: date!(1946 - 04 - 01),
        sex: Sex::Female,
        postal_code: None,
        municipality: None,
        address: None,
        phone: None,
        care_insurance: CareInsurance::Certified { level: CareLevel::Care2, valid_until: None },
        related: vec![],
    });
    let input = RegisterAdmission {
        patient,
        admitted_on: session.today(),
        ward: line("東5"),
        ward_class: WardClass::General,
        expected_discharge_on: Some(session.today()),
        needs: NeedsProfile::default(),
        predecessor: None,
    };
    let key = IdempotencyKey::parse(&format!("discharge-{n}")).unwrap();
    let case = register_admission(&session, &key, input).await.unwrap();
    let known = Circumstances { has_care_manager: Some(true), ..Circumstances::default() };
    let case = change_case(&session, case.id, case.version, CaseChange::Circumstances(known)).await.unwrap();
    let file = case_file(&session, case.id).await.unwrap();
    let mut steps = file.milestones.into_iter();
    let step = steps.find(|step| step.action == MilestoneAction::NotifyDischargeSupport).unwrap();
    let settlement = match did {
        Did::Tell => Some(Settlement::Done { on: session.today() }),
        Did::Waive => Some(Settlement::Waived { reason: Note::parse("家族が直接連絡").unwrap() }),
        Did::Nothing => None,
    };
    if let Some(settlement) = settlement {
        settle_milestone(&session, step.id, step.version, settlement, Breadth::OwnPack).await.unwrap();
    }
    let on = session.today();
    change_case(&session, case.id, case.version, CaseChange::Discharge { on }).await.unwrap()
}

const FIGURES: &str = "{ withCareManager coordinated missed coordinationRate conferred conferenceRate }";

async fn measured(app: &TestApp, by: Member, over: &str) -> Value {
    let document = format!(
        "{{ measures(day: \"{}\", over: {over}) {{ from until withholdsSmallCounts figures {FIGURES}
           months {{ month figures {FIGURES} }} hospitals {{ hospital {{ name }} figures {FIGURES} }}
           details {{ discharged careManagers {{ known count }} missWords {{ text count }} misses {{ reason count }}
             handovers {{ careNeed count coordinated missed coordinationRate }} notice {{ days count }}
             medianNoticeDays steps {{ action count ends {{ end count }} }} absences {{ reason count }}
             leftOut {{ seat count }} leftOutWords {{ seat text count }} }} }} }}",
        app.now().day()
    );
    app.data(by, &document, json!({})).await["measures"].clone()
}

async fn page(app: &TestApp, by: Member, query: &str) -> String {
    let (status, page) = app.page(Some(by), &format!("/measures{query}")).await;
    assert_eq!(status, 200, "{page}");
    page
}

#[tokio::test]
async fn a_hospital_reads_what_is_measured_of_its_month() {
    on_both(async |app| {
        let by = app.social_worker();
        discharge(app, by, 1, Did::Tell).await;
        discharge(app, by, 2, Did::Tell).await;
        discharge(app, by, 3, Did::Waive).await;
        discharge(app, by, 4, Did::Nothing).await;
        discharge(app, app.region.second_hospital.first(), 5, Did::Nothing).await;
        let found = measured(app, by, "MONTH").await;
        assert_eq!([&found["from"], &found["until"]], ["2026-11-01", "2026-11-30"]);
        let figures = json!({ "withCareManager": 4, "coordinated": 2, "missed": 2, "coordinationRate": 50.0,
            "conferred": 0, "conferenceRate": 0.0 });
        assert_eq!((&found["figures"], &found["withholdsSmallCounts"]), (&figures, &json!(false)));
        assert_eq!(found["hospitals"], json!([]), "the others are none of its business");
        let months = found["months"].as_array().unwrap();
        assert_eq!((months.len(), &months[7]["month"], &months[7]["figures"]), (8, &json!("2026-11-01"), &figures));
        let details = &found["details"];
        assert_eq!(details["discharged"], 4);
        let misses = json!([{ "reason": "TOLD_LATE", "count": 0 }, { "reason": "WAIVED", "count": 1 },
            { "reason": "UNRECORDED", "count": 1 }]);
        assert_eq!(details["misses"], misses);
        assert_eq!(details["missWords"], json!([{ "text": "家族が直接連絡", "count": 1 }]));
        let handovers =
            json!([{ "careNeed": "CARE", "count": 4, "coordinated": 2, "missed": 2, "coordinationRate": 50.0 }]);
        assert_eq!(details["handovers"], handovers);
        assert_eq!((&details["notice"][0]["count"], &details["medianNoticeDays"]), (&json!(2), &json!(0.0)));

        let page = page(app, by, "").await;
        assert!(page.contains("2026年11月の退院の指標") && page.contains("50.0%"), "{page}");
        assert!(page.contains("家族が直接連絡") && !page.contains("見本 001"), "{page}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn whom_a_conference_leaves_out_is_counted_with_the_reason() {
    on_both(async |app| {
        let by = app.social_worker();
        crate::fee_conditions::held(app).await;
        let details = measured(app, by, "MONTH").await["details"].clone();
        let counted = |list: &str, of: &str| {
            let all = details[list].as_array().unwrap();
            all.iter().find(|one| one["seat"] == of).cloned().unwrap_or_default()
        };
        assert_eq!(counted("leftOut", "WARD_NURSE"), json!({ "seat": "WARD_NURSE", "count": 1 }));
        assert_eq!(
            counted("leftOut", "PHARMACIST")["count"],
            0,
            "who was asked and did not come is not left out"
        );
        assert_eq!(
            counted("leftOutWords", "VISITING_NURSE"),
            json!({ "seat": "VISITING_NURSE", "text": "見本", "count": 1 })
        );
        assert!(page(app, by, "").await.contains("病棟看護師: 見本"));
        let outside = measured(app, app.coordinator(), "FISCAL_YEAR").await["details"].clone();
        let told = outside["leftOut"].as_array().unwrap();
        assert!(!told.is_empty() && told.iter().all(|one| one["count"].is_null()), "{outside}");
        assert_eq!(outside["leftOutWords"], json!([]));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn an_earlier_month_is_counted_still_and_one_with_nothing_says_so() {
    on_both(async |app| {
        let by = app.social_worker();
        let home = discharge(app, by, 1, Did::Tell).await;
        app.pass(Duration::days(60));
        let closed = CaseChange::Close { outcome: CaseOutcome::AtHome };
        change_case(&app.app.session(by), home.id, home.version, closed).await.unwrap();
        let november = page(app, by, "?month=2026-11").await;
        assert!(november.contains("100.0%") && november.contains("rel=\"next\""), "{november}");
        let january = page(app, by, "").await;
        assert!(
            january.contains("2027年1月") && january.contains("—") && !january.contains("rel=\"next\""),
            "{january}"
        );
        let year = page(app, by, "?year=2026").await;
        assert!(year.contains("2026年度の退院の指標") && year.contains("/measures?month=2026-11"), "{year}");
        assert!(!year.contains("2027年2月"), "a month to come is left out: {year}");
        let before = page(app, by, "?year=2025").await;
        assert!(before.contains("まだ記録されていません"), "{before}");
        for nowhere in [
            "?month=never",
            "?month=2027-02",
            "?month=1886-03",
            "?year=26",
            "?year=2027",
            "?year=2026&month=2026-11",
        ] {
            assert_eq!(app.page(Some(by), &format!("/measures{nowhere}")).await.0, 404, "{nowhere}");
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_fiscal_year_is_saved_as_a_file_that_no_spreadsheet_computes() {
    on_both(async |app| {
        let by = app.social_worker();
        discharge(app, by, 1, Did::Tell).await;
        discharge(app, by, 2, Did::Waive).await;
        app.execute("UPDATE organization SET name = '=SUM(A1)\"' WHERE kind = 'hospital'").await;
        let (status, file) = app.page(Some(by), "/measures/2026.csv").await;
        assert_eq!(status, 200);
        assert!(file.starts_with("\u{feff}\"年度\",\"機関\",\"表\",\"項目\",\"区分\",\"値\"\r\n"), "{file}");
        let rate = "\"2026\",\"'=SUM(A1)\"\"\",\"退院調整とカンファレンス\",\"2026年度\",\"退院調整率\",\"50.0%\"\r\n";
        assert!(file.contains(rate), "{file}");
        assert!(file.contains("\"月ごと\",\"2026年11月\",\"退院調整あり\",\"1\""), "{file}");
        assert!(!file.contains("見本 001") && !file.contains("家族が直接連絡"), "{file}");
        for nowhere in ["/measures/2026", "/measures/now.csv"] {
            assert_eq!(app.page(Some(by), nowhere).await.0, 404, "{nowhere}");
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn an_area_is_told_no_small_count_and_nothing_that_gives_one_away() {
    on_both(async |app| {
        let (first, second, hub) = (app.social_worker(), app.region.second_hospital.first(), app.coordinator());
        for n in 0..24 {
            discharge(app, first, n, if n < 12 { Did::Tell } else { Did::Waive }).await;
        }
        for n in 24..27 {
            discharge(app, second, n, Did::Nothing).await;
        }
        let withheld = json!({ "withCareManager": null, "coordinated": null, "missed": null, "coordinationRate": null,
            "conferred": null, "conferenceRate": null });
        for over in ["MONTH", "FISCAL_YEAR"] {
            let found = measured(app, hub, over).await;
            assert_eq!(found["withholdsSmallCounts"], true);
            assert_eq!(found["figures"]["withCareManager"], 27, "{found}");
            let hospitals = found["hospitals"].as_array().unwrap();
            assert_eq!(hospitals.len(), 2);
            for hospital in hospitals {
                assert_eq!(hospital["figures"], withheld, "27 less 24 would tell the 3");
            }
            assert_eq!(found["details"].is_null(), over == "MONTH");
            assert!(!found.to_string().contains("家族が直接連絡"), "{found}");
        }
        let shown = page(app, hub, "").await;
        assert!(shown.contains("秘匿") && !shown.contains("<td>3</td>"), "{shown}");

        for n in 27..36 {
            discharge(app, second, n, Did::Nothing).await;
        }
        let found = measured(app, hub, "FISCAL_YEAR").await;
        let counts = |n: usize| {
            let figures = &found["hospitals"][n]["figures"];
            ["withCareManager", "coordinated", "missed"].map(|name| figures[name].as_u64())
        };
        let mut all = [counts(0), counts(1)];
        all.sort();
        assert_eq!(all, [[Some(12), Some(0), Some(12)], [Some(24), Some(12), Some(12)]]);
        let misses = json!([{ "reason": "TOLD_LATE", "count": 0 }, { "reason": "WAIVED", "count": 12 },
            { "reason": "UNRECORDED", "count": 12 }]);
        assert_eq!(found["details"]["misses"], misses);
        assert_eq!(found["details"]["missWords"], json!([]));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_municipality_measures_what_stands_in_it_and_others_measure_nothing() {
    on_both(async |app| {
        for n in 0..10 {
            discharge(app, app.social_worker(), n, Did::Tell).await;
        }
        let (clinic, hub) = (app.region.clinics[0].first(), app.coordinator());
        let (status, _) = app.page(Some(clinic), "/measures").await;
        assert_eq!(status, 403);
        assert_eq!(app.page(Some(clinic), "/measures/2026.csv").await.0, 403);
        let document = "{ measures(day: \"2026-11-20\", over: MONTH) { until } }";
        assert_eq!(app.refusal(clinic, document, json!({})).await, "FORBIDDEN");
        assert_eq!(measured(app, hub, "MONTH").await["figures"]["coordinated"], 10);

        app.execute("DELETE FROM coverage").await;
        assert_eq!(measured(app, hub, "MONTH").await["hospitals"], json!([]), "a hub without an area");
        app.execute("UPDATE organization SET kind = 'municipality' WHERE kind = 'hub'").await;
        assert_eq!(measured(app, hub, "MONTH").await["figures"]["coordinated"], 10);
        app.execute("UPDATE organization SET municipality_code = '99999' WHERE kind = 'municipality'").await;
        assert_eq!(measured(app, hub, "MONTH").await["figures"]["coordinated"], 0, "nothing stands there");
        app.deliver().await;
    })
    .await;
}
