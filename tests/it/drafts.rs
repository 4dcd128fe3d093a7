//! What is typed is not lost: by a closed window, a session that is over, or somebody who was faster.

use axum::http::StatusCode;
use support::{Browser, TestApp, on_both};
use time::Duration;

use crate::{
    break_glass::admitted,
    sign_in::{register, sign_in},
};

const PLACE: &str = "/admissions#admission";

async fn typed(browser: &Browser<'_>, name: &str) {
    let answer = browser.post("/drafts", &[("draft", PLACE), ("name", name)]).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}

async fn form(browser: &Browser<'_>) -> String {
    browser.open("/admissions/new").await.body
}

async fn drafts(app: &TestApp) -> i64 {
    app.count("draft").await
}

#[tokio::test]
async fn what_is_typed_comes_back_to_its_writer_until_it_is_sent() {
    on_both(async |app| {
        let writer = register(app, app.social_worker(), "mihon").await;
        let browser = sign_in(app, "mihon", &writer.seed).await;
        assert!(form(&browser).await.contains(PLACE));
        typed(&browser, "見本 雪子").await;
        typed(&browser, "見本 雪乃").await;
        assert_eq!(drafts(app).await, 1, "the newest takes the place of the one before");
        let page = form(&browser).await;
        assert!(page.contains("value=\"見本 雪乃\"") && page.contains("入力を捨てる"), "{page}");

        let other = register(app, app.home_physician(), "other").await;
        let other = sign_in(app, "other", &other.seed).await;
        assert!(!other.open("/requests").await.body.contains("雪乃"));

        let sent = [
            ("draft", PLACE),
            ("idempotencyKey", "sent"),
            ("patient", "new"),
            ("name", "見本 雪乃"),
            ("nameKana", "ミホン ユキノ"),
            ("bornOn", "1946-04-01"),
            ("sex", "female"),
            ("careInsurance", "unknown"),
            ("admittedOn", "2026-11-20"),
            ("ward", "東5"),
            ("wardClass", "general"),
        ];
        let refused = browser.post("/admissions", &sent[..5]).await;
        assert_eq!((refused.status, drafts(app).await), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        let done = browser.post("/admissions", &sent).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(drafts(app).await, 0);
        assert!(!form(&browser).await.contains("雪乃"));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_can_be_discarded_and_is_forgotten_after_a_week() {
    on_both(async |app| {
        let writer = register(app, app.social_worker(), "mihon").await;
        let browser = sign_in(app, "mihon", &writer.seed).await;
        typed(&browser, "見本 雪子").await;
        let answer = browser.post("/drafts/discard", &[("draft", PLACE), ("name", "見本 雪子")]).await;
        assert_eq!((answer.status, drafts(app).await), (StatusCode::SEE_OTHER, 0));

        typed(&browser, "見本 雪子").await;
        app.pass(Duration::days(6));
        app::clear_away::clear_away(&app.app).await.unwrap();
        assert_eq!(drafts(app).await, 1);
        app.pass(Duration::days(2));
        app::clear_away::clear_away(&app.app).await.unwrap();
        assert_eq!(drafts(app).await, 0);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_sent_when_the_session_is_over_waits_behind_the_sign_in() {
    on_both(async |app| {
        let writer = register(app, app.social_worker(), "mihon").await;
        let browser = sign_in(app, "mihon", &writer.seed).await;
        app.pass(Duration::minutes(16));
        let typing = browser.post("/drafts", &[("draft", PLACE), ("name", "見本 雪")]).await;
        assert!(typing.leads().starts_with("/sign-in"), "{typing:?}");
        assert_eq!(drafts(app).await, 1, "what is typed before anything is sent is kept as well");
        let late = [("draft", PLACE), ("name", "見本 雪子")];
        let answer = browser.post("/admissions", &late).await;
        assert!(answer.leads().starts_with("/sign-in"), "{answer:?}");
        assert_eq!(drafts(app).await, 1);
        let browser = sign_in(app, "mihon", &writer.seed).await;
        assert!(form(&browser).await.contains("value=\"見本 雪子\""));

        let left = browser.secret().unwrap();
        browser.post("/drafts/discard", &late).await;
        browser.post("/sign-out", &[]).await;
        let thief = app.browser();
        for secret in [left.as_str(), "kaname_nobody"] {
            thief.take(secret);
            thief.post("/admissions", &late).await;
            assert_eq!(drafts(app).await, 0, "a session that was ended keeps nothing");
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_form_shows_what_somebody_else_has_changed_meanwhile() {
    on_both(async |app| {
        let writer = register(app, app.social_worker(), "mihon").await;
        let case = admitted(app).await;
        let browser = sign_in(app, "mihon", &writer.seed).await;
        let address = format!("/cases/{case}/expected-discharge");
        let mine = |version| {
            [
                ("draft", ""),
                ("expectedVersion", version),
                ("expectedDischargeOn", "2026-12-01"),
                ("destination", "home"),
                ("destinationName", ""),
            ]
        };
        let theirs = [
            ("expectedVersion", "1"),
            ("expectedDischargeOn", "2026-12-24"),
            ("destination", "undecided"),
            ("destinationName", ""),
        ];
        let place = format!("{address}#expect");
        let mut draft = mine("1");
        draft[0].1 = &place;
        assert_eq!(browser.post("/drafts", &draft).await.status, StatusCode::NO_CONTENT);
        let page = browser.open(&format!("/cases/{case}")).await.body;
        assert!(page.contains("2026-12-01") && !page.contains("いま保存されている内容"), "nobody was faster");
        assert_eq!(app.form(Some(app.social_worker()), &address, &theirs).await.0, StatusCode::SEE_OTHER);

        let page = browser.open(&format!("/cases/{case}")).await.body;
        for text in ["value=\"2026-12-01\"", "<b>2026-12-24</b>", "name=\"expectedVersion\" value=\"2\""] {
            assert!(page.contains(text), "{text}: {page}");
        }
        let conflict = browser.post(&address, &mine("1")).await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        for text in ["value=\"2026-12-01\"", "<b>2026-12-24</b>"] {
            assert!(conflict.body.contains(text), "{text}: {}", conflict.body);
        }
        let settled = browser.post(&address, &mine("2")).await;
        assert_eq!(settled.status, StatusCode::SEE_OTHER);
        app.deliver().await;
    })
    .await;
}
