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
