//! The board counts every case, shows those asked for, and reads no more than it shows.

use serde_json::{Value, json};
use support::{TestApp, on_both};
use time::{Duration, macros::date};

const ADMIT: &str =
    "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";

async fn admit(app: &TestApp, n: usize, ward: &str, name: (&str, &str), number: &str, discharge: &str) {
    let input = json!({ "idempotencyKey": format!("board-{n}"), "admittedOn": "2026-11-20", "ward": ward,
        "wardClass": "GENERAL", "expectedDischargeOn": discharge, "patient": { "new": { "name": name.0,
        "nameKana": name.1, "number": number, "bornOn": "1950-01-01", "sex": "MALE" } } });
    app.data(app.social_worker(), ADMIT, json!({ "input": input })).await;
}

/// The board, narrowed, as the social worker sees it.
async fn board(app: &TestApp, query: &str) -> String {
    let encode =
        |byte: u8| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let query: String = query.bytes().map(encode).collect();
    let (status, page) = app.page(Some(app.social_worker()), &format!("/board{query}")).await;
    assert_eq!(status, 200, "{page}");
    page
}

#[tokio::test]
async fn the_board_is_narrowed_by_all_that_is_asked_for() {
    on_both(async |app| {
        admit(app, 1, "東5", ("見本 花子", "ミホン ハナコ"), "A-1", "2026-12-01").await;
        admit(app, 2, "西3", ("見本 次郎", "ミホン ジロウ"), "B-2", "2026-12-02").await;
        let person = app.social_worker().person;
        let nobody = app.coordinator().person;
        for (query, shown) in [
            ("", [true, true]),
            ("?ward=東5", [true, false]),
            ("?ward=ほか", [false, false]),
            ("?q=はなこ", [true, false]),
            ("?q=ｼﾞﾛｳ+みほん", [false, true]),
            ("?q=Ｂ－2", [false, true]),
            ("?q=ほかのひと", [false, false]),
            ("?q=見本&ward=西3", [false, true]),
            (&format!("?coordinator={person}"), [true, true]),
            (&format!("?coordinator={nobody}"), [false, false]),
            ("?hub=nobody", [false, false]),
            ("?show=overdue", [false, false]),
            ("?show=unanswered", [false, false]),
        ] {
            let page = board(app, query).await;
            let found = ["花子", "次郎"].map(|name| page.contains(&format!("見本 {name}")));
            assert_eq!(found, shown, "{query}: {page}");
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn what_holds_a_discharge_up_stands_on_the_board_with_whom_it_lies() {
    on_both(async |app| {
        admit(app, 1, "東5", ("見本 花子", "ミホン ハナコ"), "A-1", "2026-12-01").await;
        admit(app, 2, "東5", ("見本 次郎", "ミホン ジロウ"), "B-2", "2026-12-02").await;
        let query =
            "{ board { delayed rows { case { id version patient { name } delay { reason since } } } } }";
        let found = app.data(app.social_worker(), query, json!({})).await;
        assert_eq!(found["board"]["delayed"], 0);
        let case = &found["board"]["rows"][0]["case"];
        let id = uuid::Uuid::parse_str(case["id"].as_str().unwrap().trim_start_matches("case_")).unwrap();
        let version = case["version"].to_string();
        let said = [
            ("expectedVersion", version.as_str()),
            ("delayReason", "placement"),
            ("delayOwner", "facility"),
            ("delayNote", "第一希望は満床"),
        ];
        let (status, _, page) =
            app.form(Some(app.social_worker()), &format!("/cases/{id}/delay"), &said).await;
        assert_eq!(status, 303, "{page}");
        let (_, page) = app.page(Some(app.social_worker()), &format!("/cases/{id}")).await;
        assert!(page.contains("施設・転院先の空き待ち") && page.contains("第一希望は満床"), "{page}");
        let delayed = board(app, "?show=delayed").await;
        assert!(delayed.contains("見本 花子") && !delayed.contains("見本 次郎"), "{delayed}");
        assert!(
            delayed.contains("遅れ: 施設・転院先の空き待ち")
                && delayed.contains("<small>施設・転院先</small>")
        );
        assert!(!delayed.contains("第一希望"), "the words stay with the case");

        let explain = "mutation ($input: ExplainDelayInput!) {
            explainDelay(input: $input) { case { version delay { reason } } } }";
        let input = json!({ "case": case["id"], "expectedVersion": 2 });
        let done = app.data(app.social_worker(), explain, json!({ "input": input })).await;
        assert_eq!(done["explainDelay"]["case"], json!({ "version": 3, "delay": null }));
        let found = app.data(app.social_worker(), query, json!({})).await;
        assert_eq!(found["board"]["delayed"], 0);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn cases_that_do_not_fit_are_counted_and_one_page_away() {
    on_both(async |app| {
        for n in 0..102 {
            let name = format!("見本 {n:03}");
            let discharge = date!(2026 - 12 - 01) + Duration::days(n.try_into().unwrap());
            admit(app, n, "東5", (&name, "ミホン"), &n.to_string(), &discharge.to_string()).await;
        }
        let names =
            |page: &str| (0..102).filter(|n| page.contains(&format!("見本 {n:03}"))).collect::<Vec<_>>();
        let first = board(app, "").await;
        assert_eq!(names(&first), (0..100).collect::<Vec<_>>());
        assert!(first.contains("href=\"/board?skip=100\" rel=\"next\"") && !first.contains("rel=\"prev\""));
        let second = board(app, "?skip=100").await;
        assert_eq!(names(&second), [100, 101]);
        assert!(second.contains("href=\"/board\" rel=\"prev\"") && !second.contains("rel=\"next\""));
        let query = "query ($skip: Int!) { board(skip: $skip) { count rows { case { patient { name } } } } }";
        let answer = app.data(app.social_worker(), query, json!({ "skip": 101 })).await;
        assert_eq!(answer["board"]["count"], 102);
        let rows = answer["board"]["rows"].as_array().unwrap();
        let last: Vec<&Value> = rows.iter().map(|row| &row["case"]["patient"]["name"]).collect();
        assert_eq!(last, ["見本 101"]);
        app.deliver().await;
    })
    .await;
}
