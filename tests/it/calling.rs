//! A conference is called on its page: who must come, who could, and everybody else.

use axum::http::StatusCode;
use domain::Timestamp;
use support::{TestApp, on_both};
use time::macros::{date, time};

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
async fn in_a_short_prognosis_who_must_come_is_the_minimum_and_the_others_should() {
    on_both(async |app| {
        let case = admitted(app).await;
        let page = opened(app, &format!("{case}/conferences/new")).await;
        assert!(
            page.contains("▲ 薬局薬剤師</span>") && page.contains("name=\"leftOut-pharmacist\""),
            "{page}"
        );
        assert!(page.contains("○ 家族</span> できれば"), "{page}");
        let told = [("expectedVersion", "1"), ("prognosis", "short"), ("isToBeTransferred", "no")];
        let (status, _, page) =
            app.form(Some(app.social_worker()), &format!("{case}/circumstances"), &told).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let page = opened(app, &format!("{case}/conferences/new")).await;
        assert!(page.contains("○ 薬局薬剤師</span> できれば 医療用麻薬"), "{page}");
        assert!(!page.contains("name=\"leftOut-pharmacist\""), "no reason is asked for: {page}");
        assert!(page.contains("▲ 訪問看護師</span>"), "{page}");
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

/// The fields of the call as the page sends them, with another title.
fn filled(page: &str, title: &'static str) -> Vec<(String, String)> {
    let mut fields = vec![];
    for part in page.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = part.split_once('"').unwrap();
        let value = rest.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        if name == "row" && !value.starts_with("new") {
            for (field, said) in [
                ("invite", "yes"),
                ("seat", "other"),
                ("requirement", "should"),
                ("mode", "on_site"),
                ("travelMinutes", "0"),
            ] {
                fields.push((format!("participant-{value}-{field}"), said.to_owned()));
            }
        }
        fields.push((name.to_owned(), value.to_owned()));
    }
    for (name, value) in [("kind", "internal"), ("title", title), ("durationMinutes", "３０")] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    fields
}

#[tokio::test]
async fn who_is_slower_loses_nobody_who_was_invited() {
    on_both(async |app| {
        let case = admitted(app).await;
        let send = async |path: &str, fields: &[(String, String)]| {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            app.form(Some(app.social_worker()), path, &fields).await
        };
        let fields = [
            ("row", "new0"),
            ("participant-new0-name", "見本 外来"),
            ("participant-new0-email", "sotorai@example.jp"),
            ("participant-new0-requirement", "should"),
            ("participant-new0-mode", "on_site"),
            ("kind", "internal"),
            ("title", "会議"),
            ("durationMinutes", "30"),
            ("idempotencyKey", "call"),
        ];
        let (_, to, page) =
            app.form(Some(app.social_worker()), &format!("{case}/conferences"), &fields).await;
        let edit = format!("{}/edit", to.unwrap_or_else(|| panic!("{page}")));
        let [faster, slower] =
            [filled(&opened(app, &edit).await, "速い題名"), filled(&opened(app, &edit).await, "遅い題名")];
        let (status, _, page) = send(&edit, &faster).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (status, _, page) = send(&edit, &slower).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(
            page.contains("見本 外来") && page.contains("速い題名") && page.contains("遅い題名"),
            "{page}"
        );
        let (status, _, page) = send(&edit, &filled(&page, "遅い題名")).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let invited = "SELECT COUNT(*) || '' FROM participant WHERE email = 'sotorai@example.jp'";
        assert_eq!(app.texts(invited).await, ["1"]);

        let without: Vec<_> = filled(&opened(app, &edit).await, "ひとり")
            .into_iter()
            .filter(|(name, _)| !name.ends_with("-invite"))
            .collect();
        let (status, _, page) = send(&edit, &without).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nobody is left: {page}");
        let (status, _) = app.page(Some(app.home_physician()), &edit).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "who is not invited");
        let (status, page) = app.page(Some(app.social_worker()), &format!("{case}/conferences")).await;
        assert!(
            status == StatusCode::NOT_FOUND && page.contains("<main"),
            "a page, though nothing is read there"
        );
    })
    .await;
}

#[tokio::test]
async fn a_start_of_the_grid_says_who_could_come_and_keeps_what_was_chosen() {
    on_both(async |app| {
        let case = admitted(app).await;
        let fields = [
            ("row", "new0"),
            ("participant-new0-name", "見本 外来"),
            ("participant-new0-seat", "home_physician"),
            ("participant-new0-requirement", "required"),
            ("participant-new0-mode", "video"),
            ("kind", "internal"),
            ("title", "会議"),
            ("durationMinutes", "30"),
            ("videoAddress", "https://video.example.jp/call"),
            ("idempotencyKey", "call"),
        ];
        let (_, to, page) =
            app.form(Some(app.social_worker()), &format!("{case}/conferences"), &fields).await;
        let conference = to.unwrap_or_else(|| panic!("{page}")).split('?').next().unwrap().to_owned();
        let page = opened(app, &format!("{conference}?from=2026-11-24&until=2026-11-24")).await;
        let starts = |page: &str| page.matches("<input type=\"radio\" form=\"propose-form\"").count();
        assert_eq!(starts(&page), 31, "from 9:00 to 16:30");
        let start = |clock| Timestamp::tokyo(date!(2026 - 11 - 24), clock).millis();
        let (nine, half_past) = (start(time!(9:15)), start(time!(16:30)));
        let asked = format!(
            "{conference}?from=2026-11-24&until=2026-11-24&expectedVersion=1&starts={nine}&day=somewhen&at={half_past}"
        );
        let page = opened(app, &asked).await;
        let chosen = page.split("id=\"chosen\"").nth(1).unwrap();
        assert!(chosen.contains("11/24(火) 16:30–17:00") && chosen.contains("見本 外来"), "{chosen}");
        assert!(chosen.contains("○ ビデオ"), "who comes, and how: {chosen}");
        assert!(page.contains(&format!("name=\"starts\" value=\"{nine}\" checked")), "chosen before");
        assert!(page.contains(&format!("name=\"starts\" value=\"{half_past}\">")), "offered, not chosen");
        assert!(page.contains("value=\"somewhen\"") && !page.contains("data-refused"), "nothing is lost");
        let elsewhere = start(time!(9:15)) + 7 * 24 * 60 * 60 * 1000;
        let page = opened(
            app,
            &format!("{conference}?from=2026-11-24&until=2026-11-24&expectedVersion=1&starts={elsewhere}"),
        )
        .await;
        assert!(
            page.contains(&format!("name=\"starts\" value=\"{elsewhere}\" checked"))
                && page.contains("12/1(火) 9:15–9:45"),
            "what was chosen in other days stays: {page}"
        );
        for far in [i64::MIN, i64::MAX] {
            let far = format!("{conference}?from=2026-11-24&until=2026-11-24&expectedVersion=1&starts={far}&at={far}");
            assert_eq!(starts(&opened(app, &far).await), 31);
        }
        let nonsense = opened(app, &format!("{conference}?at=yesterday&from=2026-11-24&until=2026-11-24")).await;
        assert_eq!(starts(&nonsense), 31);
        let (status, page) =
            app.page(Some(app.social_worker()), &format!("{conference}?from=2026-11-24&until=2027-11-24")).await;
        assert!(status.is_client_error() && page.contains("60日"), "{status}: {page}");
    })
    .await;
}
