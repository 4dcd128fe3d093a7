//! Passkeys as the second factor: made, used, refused when they are not what was asked for, removed.

use app::throttle::Limit;
use axum::http::StatusCode;
use domain::account::LinkPurpose;
use serde_json::Value;
use support::{Answer, Authenticator, Browser, TestApp};
use time::Duration;

use crate::break_glass::admitted;
use crate::sign_in::{PASSWORD, give_password, is_in, link, on_both, open_account, register};

/// What the device is asked at an address.
async fn asked(browser: &Browser<'_>, path: &str, password: &str) -> Value {
    let answer = browser.post(path, &[("password", password)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

async fn make(browser: &Browser<'_>, device: &mut Authenticator, name: &str) -> Answer {
    let asked = asked(browser, "/account/passkeys/ask", PASSWORD).await;
    let made = device.make(&asked).to_string();
    browser.post("/account/passkeys", &[("label", name), ("passkey", &made)]).await
}

/// A browser that has given the password, and is asked for the second factor.
async fn half_way<'a>(app: &'a TestApp, login: &str) -> Browser<'a> {
    app.pass(Duration::minutes(2));
    let browser = app.browser();
    assert_eq!(give_password(&browser, login, PASSWORD).await.leads(), "/sign-in/second");
    browser
}

async fn give(browser: &Browser<'_>, answer: &Value) -> Answer {
    browser.post("/sign-in/passkey", &[("passkey", &answer.to_string())]).await
}

async fn use_it(browser: &Browser<'_>, device: &mut Authenticator) -> Answer {
    let asked = asked(browser, "/sign-in/passkey/ask", "").await;
    give(browser, &device.answer(&asked)).await
}

#[tokio::test]
async fn a_passkey_is_made_on_the_account_page_and_is_the_second_factor() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let browser = app.browser();
        browser.take(&registered.secret);
        let wrong = browser.post("/account/passkeys/ask", &[("password", "something else")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "the password is asked for again");
        let (mut first, mut second) = (Authenticator::new(1), Authenticator::new(2));
        assert_eq!(make(&browser, &mut first, "自分の端末").await.leads(), "/account");
        app.pass(Duration::minutes(1));
        assert_eq!(make(&browser, &mut second, "予備の鍵").await.leads(), "/account");
        let page = browser.open("/account").await.body;
        assert!(
            page.contains("自分の端末") && page.contains("予備の鍵") && page.contains("未使用"),
            "{page}"
        );

        let next = half_way(app, "mihon").await;
        assert!(next.open("/sign-in/second").await.body.contains("パスキーで続ける"));
        assert_eq!(use_it(&next, &mut second).await.leads(), "/");
        assert!(is_in(&next).await);
        let used = app.count("passkey WHERE last_used_at IS NOT NULL").await;
        let by_passkey = app.count("web_session WHERE second_factor = 'passkey'").await;
        assert_eq!((used, by_passkey), (1, 2));
    })
    .await;
}

#[tokio::test]
async fn whoever_has_no_second_factor_may_set_up_a_passkey_and_gets_recovery_codes() {
    on_both(async |app| {
        let browser = app.browser();
        let link = link(app, app.social_worker(), LinkPurpose::Invitation).await;
        let opened = open_account(&browser, &link, "mihon", PASSWORD).await;
        assert_eq!(opened.leads(), "/account/second-factor");
        assert!(browser.open("/account/second-factor").await.body.contains("パスキーを登録する"));
        let mut device = Authenticator::new(1);
        let made = make(&browser, &mut device, "自分の端末").await;
        assert_eq!((made.status, made.codes().len()), (StatusCode::OK, 10), "{}", made.body);
        assert!(is_in(&browser).await);
        assert!(browser.open("/account").await.body.contains("パスキー 1個"));

        let next = half_way(app, "mihon").await;
        next.post("/sign-in/second", &[("code", &made.codes()[0])]).await;
        assert!(is_in(&next).await, "a recovery code helps without the device");
        let next = half_way(app, "mihon").await;
        assert_eq!(use_it(&next, &mut device).await.leads(), "/");
    })
    .await;
}

#[tokio::test]
async fn in_an_emergency_a_passkey_spares_the_code() {
    on_both(async |app| {
        admitted(app).await;
        let registered = register(app, app.home_physician(), "makoto").await;
        let browser = app.browser();
        browser.take(&registered.secret);
        let mut device = Authenticator::new(1);
        make(&browser, &mut device, "往診用の端末").await;
        app.pass(Duration::minutes(6));
        let page = browser.open("/emergency").await.body;
        assert!(page.contains("パスキーで続ける") && page.contains("name=\"code\""), "{page}");

        let given = device.answer(&asked(&browser, "/sign-in/passkey/ask", "").await).to_string();
        let confirmed = browser.post("/sign-in/passkey", &[("passkey", &given), ("to", "/emergency")]).await;
        assert_eq!(confirmed.leads(), "/emergency");
        let page = browser.open("/emergency").await.body;
        assert!(!page.contains("パスキーで続ける") && !page.contains("name=\"code\""), "{page}");
        let hospital = app.region.hospital.organization.to_string();
        let taken = [
            ("emergencyOrganization", hospital.as_str()),
            ("emergencyNumber", "M00001"),
            ("emergencyReason", "emergency_care"),
            ("emergencyText", "救急外来に搬送"),
        ];
        assert!(browser.post("/emergency", &taken).await.leads().starts_with("/cases/"));
        app.deliver().await;
    })
    .await;
}

async fn refused(what: &str, given: &Value, browser: &Browser<'_>) {
    let answer = give(browser, given).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
    assert!(!is_in(browser).await, "{what}");
}

#[tokio::test]
async fn an_answer_to_another_question_is_refused() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let browser = app.browser();
        browser.take(&registered.secret);
        let mut device = Authenticator::new(1);
        make(&browser, &mut device, "自分の端末").await;
        let ask = async |browser: &Browser<'_>| asked(browser, "/sign-in/passkey/ask", "").await;

        let next = half_way(app, "mihon").await;
        let given = device.answer(&ask(&next).await);
        assert_eq!(give(&next, &given).await.leads(), "/");
        let next = half_way(app, "mihon").await;
        refused("given before any question", &given, &next).await;
        ask(&next).await;
        refused("the answer to an earlier question", &given, &next).await;

        let next = half_way(app, "mihon").await;
        let question = ask(&next).await;
        app.pass(Duration::minutes(5));
        refused("too late", &device.answer(&question), &next).await;

        let next = half_way(app, "mihon").await;
        let question = ask(&next).await;
        device.origin = "https://kaname.evil.example".into();
        refused("given to another site", &device.answer(&question), &next).await;
        device.origin = "http://kaname.test".into();
        let question = ask(&next).await;
        device.is_verifying = false;
        refused("without its owner verified", &device.answer(&question), &next).await;
        device.is_verifying = true;

        let next = half_way(app, "mihon").await;
        let question = ask(&next).await;
        device.counter = 0;
        refused("by a copy that counts from the start", &device.answer(&question), &next).await;
        device.counter = 100;
        let question = ask(&next).await;
        let mut stranger = Authenticator::new(1);
        stranger.counter = 100;
        refused("signed with another key", &stranger.answer(&question), &next).await;

        let next = half_way(app, "mihon").await;
        refused("no answer at all", &Value::Null, &next).await;
        assert_eq!(use_it(&next, &mut device).await.leads(), "/", "the passkey itself still works");
    })
    .await;
}

#[tokio::test]
async fn a_passkey_belongs_to_one_account() {
    on_both(async |app| {
        let mut device = Authenticator::new(1);
        let mut made = vec![];
        for (member, login) in [(app.social_worker(), "mihon"), (app.coordinator(), "stranger")] {
            let registered = register(app, member, login).await;
            let browser = app.browser();
            browser.take(&registered.secret);
            made.push(make(&browser, &mut device, "端末").await.status);
        }
        assert_eq!(made, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]);
        let next = half_way(app, "stranger").await;
        let ask = next.post("/sign-in/passkey/ask", &[]).await;
        assert_eq!(ask.status, StatusCode::NOT_FOUND, "who has none is asked for none");
    })
    .await;
}

#[tokio::test]
async fn a_passkey_is_removed_but_never_the_last_factor() {
    on_both(async |app| {
        let link = link(app, app.social_worker(), LinkPurpose::Invitation).await;
        let browser = app.browser();
        open_account(&browser, &link, "mihon", PASSWORD).await;
        let (mut first, mut second) = (Authenticator::new(1), Authenticator::new(2));
        make(&browser, &mut first, "一つ目").await;
        app.pass(Duration::minutes(1));
        make(&browser, &mut second, "二つ目").await;
        let page = browser.open("/account").await.body;
        let ids = page.split("name=\"id\" value=\"").skip(1);
        let ids: Vec<String> = ids.filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect();
        assert_eq!(ids.len(), 2);
        let elsewhere = half_way(app, "mihon").await;
        assert_eq!(use_it(&elsewhere, &mut first).await.leads(), "/");
        app.pass(Duration::minutes(1));
        let remove = async |id: &str, password: &str| {
            browser.post("/account/passkeys/remove", &[("id", id), ("password", password)]).await
        };
        assert_eq!(remove(&ids[0], "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(is_in(&elsewhere).await);
        assert_eq!(remove(&ids[0], PASSWORD).await.leads(), "/account");
        assert!(is_in(&browser).await && !is_in(&elsewhere).await, "all other sessions end");
        let last = remove(&ids[1], PASSWORD).await;
        assert_eq!(last.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(last.body.contains("二つ目の確認がなくなるため"));
        let next = half_way(app, "mihon").await;
        assert_eq!(use_it(&next, &mut first).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it is gone");
        assert_eq!(use_it(&next, &mut second).await.leads(), "/");
    })
    .await;
}

#[tokio::test]
async fn passkeys_are_not_tried_without_end_and_go_with_a_reset_of_the_factor() {
    on_both(async |app| {
        let member = app.social_worker();
        let registered = register(app, member, "mihon").await;
        let browser = app.browser();
        browser.take(&registered.secret);
        make(&browser, &mut Authenticator::new(1), "端末").await;
        let next = half_way(app, "mihon").await;
        let mut statuses = vec![];
        for _ in 0..=Limit::SecondFactor.quota().0 {
            statuses.push(give(&next, &Value::Null).await.status);
        }
        assert_eq!(statuses.pop(), Some(StatusCode::TOO_MANY_REQUESTS));
        assert!(statuses.iter().all(|status| *status == StatusCode::UNPROCESSABLE_ENTITY));
        app.pass(Duration::minutes(5));
        let reset = link(app, member, LinkPurpose::FactorReset).await;
        let browser = app.browser();
        let opened = open_account(&browser, &reset, "", PASSWORD).await;
        assert_eq!(opened.leads(), "/account/second-factor");
        assert_eq!(app.count("passkey").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_long_over_is_forgotten_but_not_when_each_membership_was_last_used() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        half_way(app, "mihon").await;
        let browser = app.browser();
        browser.take(&registered.secret);
        app.pass(Duration::minutes(1));
        asked(&browser, "/account/passkeys/ask", PASSWORD).await;
        assert_eq!(app::clear_away::clear_away(&app.app).await.unwrap(), 0, "nothing is over");
        assert_eq!(app.count("web_session").await, 2);
        app.pass(Duration::days(32));
        assert_eq!(app::clear_away::clear_away(&app.app).await.unwrap(), 2, "a session and the link");
        assert_eq!(app.count("web_session").await, 1, "the yearly review tells when it was last seen");
        assert_eq!(app.count("one_time_link").await + app.count("passkey_challenge").await, 0);
    })
    .await;
}
