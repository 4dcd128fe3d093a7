//! A conference is called on its page: who must come, who could, and everybody else.

use axum::http::StatusCode;
use support::{TestApp, on_both};

const ADMISSION: &[(&str, &str)] = &[
    ("patient", "new"),
    ("name", "見本 杉男"),
    ("nameKana", "ミホン スギオ"),
    ("bornOn", "1946-04-01"),
    ("sex", "male"),
    ("careInsurance", "unknown"),
    ("admittedOn", "2026-11-20"),
    ("ward", "東5"),
    ("wardClass", "general"),
    ("needs", "opioid"),
    ("idempotencyKey", "calling"),
];

async fn opened(app: &TestApp, path: &str) -> String {
    let (status, page) = app.page(Some(app.social_worker()), path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {page}");
    page
}

/// A case with an address, and nobody on its team but the hospital.
async fn admitted(app: &TestApp) -> String {
    let place = &app.region.home.code;
    let mut fields = ADMISSION.to_vec();
    fields.push(("municipality", place.as_str()));
    let (status, to, page) = app.form(Some(app.social_worker()), "/admissions", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    to.unwrap()
}

#[tokio::test]
async fn a_seat_that_nobody_takes_names_who_could_and_leads_to_the_team() {
    on_both(async |app| {
        let case = admitted(app).await;
        let page = opened(app, &format!("{case}/conferences/new")).await;
        let pharmacy = page.split("薬局薬剤師</span>").nth(1).expect("the needs ask for a pharmacist");
        let link = pharmacy.split("href=\"").map(|rest| rest.split('"').next().unwrap_or_default());
        let to =
            link.into_iter().find(|to| to.starts_with(&format!("{case}?team="))).expect("a way to the team");
        let team = opened(app, &to.replace("#team", "")).await;
        let pharmacies: Vec<String> =
            app.region.pharmacies.iter().map(|p| p.organization.to_string()).collect();
        let chosen = |id: &String| team.contains(&format!("name=\"organization\" value=\"{id}\" checked"));
        assert!(pharmacies.iter().any(chosen), "the pharmacy is found and chosen: {team}");
    })
    .await;
}

#[tokio::test]
async fn a_colleague_is_invited_from_the_list_in_the_seat_of_the_profession() {
    on_both(async |app| {
        let case = admitted(app).await;
        let page = opened(app, &format!("{case}/conferences/new")).await;
        let options = page.split("name=\"participant-new0-staff\"").nth(1).expect("a list of the staff");
        let options = options.split("</select>").next().unwrap();
        let doctor =
            options.split("<option value=\"").find(|option| option.contains("医師")).expect("a doctor");
        let value = doctor.split('"').next().unwrap();
        assert!(!options.contains("看護師"), "the nurse is proposed already: {options}");
        let fields = [
            ("row", "new0"),
            ("participant-new0-staff", value),
            ("participant-new0-requirement", "required"),
            ("participant-new0-mode", "on_site"),
            ("participant-new0-travelMinutes", ""),
            ("row", "new1"),
            ("participant-new1-name", "見本 友人"),
            ("participant-new1-seat", ""),
            ("participant-new1-requirement", "should"),
            ("participant-new1-mode", "on_site"),
            ("participant-new1-travelMinutes", "0"),
            ("kind", "discharge"),
            ("title", "退院時カンファレンス"),
            ("durationMinutes", "30"),
            ("idempotencyKey", "call"),
        ];
        let mut broken = fields.to_vec();
        broken[1].1 = "somebody";
        let (status, _, page) =
            app.form(Some(app.social_worker()), &format!("{case}/conferences"), &broken).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("value=\"見本 友人\""), "what was typed is still there");
        let (status, to, page) =
            app.form(Some(app.social_worker()), &format!("{case}/conferences"), &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        opened(app, &to.unwrap()).await;
        assert_eq!(
            app.texts("SELECT seat || '/' || mode FROM participant ORDER BY seat").await,
            ["hospital_physician/on_site", "other/on_site"]
        );
    })
    .await;
}
