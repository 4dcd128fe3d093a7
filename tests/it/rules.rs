//! The rules in force, open to everyone signed in, and how many of one's own cases follow them.

use axum::http::StatusCode;
use serde_json::json;
use support::{TestApp, on_both};

async fn page(app: &TestApp, by: domain::access::Member, path: &str) -> String {
    let (status, html) = app.page(Some(by), path).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    html
}

#[tokio::test]
async fn the_rules_are_shown_with_what_is_unsure_and_the_own_cases_that_follow_them() {
    on_both(async |app| {
        let by = app.social_worker();
        let rules = "{ rules { key openCases } }";
        let before = app.data(by, rules, json!({})).await;
        assert_eq!(before["rules"], json!([{ "key": "jp-national-baseline", "openCases": 0 }]));

        let register =
            "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
        let input = json!({ "idempotencyKey": "a", "admittedOn": "2026-11-20", "ward": "東5",
            "wardClass": "GENERAL", "patient": { "new": { "name": "見本 桜子", "nameKana": "ミホン サクラコ",
            "bornOn": "1940-01-01", "sex": "FEMALE" } } });
        let case = app.data(by, register, json!({ "input": input })).await;
        let case =
            case["registerAdmission"]["case"]["id"].as_str().unwrap().split_once('_').unwrap().1.to_owned();
        let after = app.data(by, rules, json!({})).await;
        assert_eq!(after["rules"][0]["openCases"], 1);

        let html = page(app, by, "/rules").await;
        for expected in [
            "全国共通の目安",
            "厚生労働省",
            "全国",
            "✓ 適用中",
            "2026/6/1(月)",
            "進行中のケースのうち1件",
            "退院困難な要因の抽出",
            "入退院支援部門",
            "入院日から3日以内",
            "病棟の種類が「療養病棟等」のとき: 入院日から14日以内",
            "担当ケアマネジャーが「決まっている」",
            "退院予定日の7日前まで",
            "その間がすべて休みの日なら",
            "診療報酬の要件",
            "? 原文未確認",
            "A246 入退院支援加算1",
        ] {
            assert!(html.contains(expected), "{expected} in {html}");
        }
        let case = uuid::Uuid::parse_str(&case).unwrap();
        let of_case = page(app, by, &format!("/cases/{case}")).await;
        let link =
            of_case.split("href=\"/rules#").nth(1).expect("a link to the rule").split('"').next().unwrap();
        assert!(html.contains(&format!("id=\"{link}\"")), "{link} in {html}");

        let elsewhere = page(app, app.care_manager(), "/rules").await;
        assert!(elsewhere.contains("進行中のケースのうち0件"), "of one's own cases alone");
        let (status, _) = app.page(None, "/rules").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "whoever is not signed in signs in first");
        app.deliver().await;
    })
    .await;
}
