//! People type as their keyboards are set: in full width, in hiragana, with the year of the era.

use axum::http::StatusCode;
use support::{TestApp, on_both};

const ADMISSION: &[(&str, &str)] = &[
    ("patient", "new"),
    ("name", "見本　花子"),
    ("nameKana", "みほん　ﾊﾅｺ"),
    ("bornOn", "昭和２１年４月１日"),
    ("sex", "female"),
    ("number", "Ｍ０００１"),
    ("careInsurance", "unknown"),
    ("admittedOn", "2026-11-20"),
    ("ward", "東５"),
    ("wardClass", "general"),
    ("idempotencyKey", "typed"),
];

async fn finds(app: &TestApp, searched: &str) -> bool {
    let encoded: String = searched.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let (status, page) =
        app.page(Some(app.social_worker()), &format!("/admissions/new?patient={encoded}")).await;
    assert_eq!(status, StatusCode::OK);
    page.contains("見本　花子")
}

#[tokio::test]
async fn a_patient_is_kept_and_found_whatever_the_width_and_script() {
    on_both(async |app| {
        let (status, to, page) = app.form(Some(app.social_worker()), "/admissions", ADMISSION).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, case) = app.page(Some(app.social_worker()), &to.unwrap()).await;
        assert!(case.contains("80"), "born on 1946-04-01");
        assert_eq!(
            app.texts("SELECT number || '/' || name_kana || '/' || kana_key FROM patient").await,
            ["M0001/ミホン ハナコ/ミホンハナコ"]
        );
        for searched in ["みほん", "ﾐﾎﾝ", "ミホン　は", "Ｍ０００１", "M0001", "花子"] {
            assert!(finds(app, searched).await, "{searched}");
        }
        assert!(!finds(app, "みぽん").await);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_birthday_that_cannot_be_read_is_named_and_stays_as_typed() {
    on_both(async |app| {
        let mut typed = ADMISSION.to_vec();
        typed[3].1 = "４６．４．１";
        let (status, _, page) = app.form(Some(app.social_worker()), "/admissions", &typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("年がはっきりしません") && page.contains("value=\"４６．４．１\""));
        assert!(page.contains("value=\"みほん　ﾊﾅｺ\""));
    })
    .await;
}

#[tokio::test]
async fn keys_of_kana_in_half_width_are_brought_up_to_date() {
    on_both(async |app| {
        app.form(Some(app.social_worker()), "/admissions", ADMISSION).await;
        app.execute("UPDATE patient SET kana_key = 'ﾐﾎﾝｶﾞｯﾊﾟｰ・ヴ'").await;
        for table in ["admission_column", "known_ward"] {
            app.execute(&format!("DROP TABLE {table}")).await;
        }
        app.execute("DELETE FROM seaql_migrations WHERE version = 'm21_admission_list'").await;
        app.migrate_again().await;
        assert_eq!(app.texts("SELECT kana_key FROM patient").await, ["ミホンガッパー・ヴ"]);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_patient_who_may_be_known_is_asked_about_before_there_are_two() {
    on_both(async |app| {
        let by = Some(app.social_worker());
        let (status, first, page) = app.form(by, "/admissions", ADMISSION).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, again, _) = app.form(by, "/admissions", ADMISSION).await;
        assert_eq!(again, first, "the same form, sent twice");
        let with = |more: &[(&'static str, &'static str)]| {
            let mut fields = ADMISSION.to_vec();
            fields.retain(|(name, _)| *name != "number" && !more.iter().any(|(other, _)| other == name));
            [fields, more.to_vec()].concat()
        };
        let other = with(&[("idempotencyKey", "other"), ("nameKana", "ﾐﾎﾝハナコ")]);
        let (status, _, page) = app.form(by, "/admissions", &other).await;
        assert_eq!((status, app.count("patient").await), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        assert!(page.contains("同じ患者さんがいます") && page.contains("value=\"ﾐﾎﾝハナコ\""), "{page}");
        let known =
            page.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let is_chosen = |page: &str| {
            page.split("name=\"patient\"")
                .skip(1)
                .any(|rest| rest.split('>').next().unwrap().contains("checked"))
        };
        assert!(
            page.contains("name=\"patient\" value=\"new\"") && !is_chosen(&page),
            "a choice to make: {page}"
        );
        let mut fields = other.clone();
        fields.push(("seen", known));
        let unsettled = [fields.clone(), vec![("patient", "")]].concat();
        let unsettled: Vec<_> = unsettled.into_iter().filter(|field| *field != ("patient", "new")).collect();
        let (status, _, page) = app.form(by, "/admissions", &unsettled).await;
        assert_eq!((status, app.count("patient").await), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        assert!(page.contains("選んでください") && !is_chosen(&page), "nobody chose: {page}");
        let (status, _, page) = app.form(by, "/admissions", &fields).await;
        assert_eq!((status, app.count("patient").await), (StatusCode::SEE_OTHER, 2), "somebody else: {page}");
        fields = with(&[("idempotencyKey", "third")]);
        fields[0].1 = known;
        let (status, _, page) = app.form(by, "/admissions", &fields).await;
        assert!(
            status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("進行中のケース"),
            "the one known"
        );
        assert_eq!(app.texts("SELECT DISTINCT ward FROM discharge_case").await, ["東5"]);
        app.deliver().await;
    })
    .await;
}
