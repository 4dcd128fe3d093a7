//! Who signs in: password, second factor, recovery, sessions and how they end.

use app::{
    account::SecretKey, one_time_link, second_factor, sign_in::give_second_factor, throttle::Limit,
    web_session,
};
use axum::http::{StatusCode, header};
use domain::{
    Id,
    access::{Actor, Member},
    account::LinkPurpose,
    organization::Organization,
    person::{Membership, Profession, Role},
};
use support::{Answer, Browser, TestApp, totp_code};
use time::Duration;

pub(crate) const PASSWORD: &str = "つばめがえきにすをかけたあさだ";
const OTHER: &str = "まどのそとにしろいふねがみえる";

/// Runs a test on every engine, and sends the mails about accounts that it leaves.
pub(crate) async fn on_both(test: impl AsyncFn(&mut TestApp)) {
    support::on_both(async |app| {
        test(app).await;
        app.deliver().await;
    })
    .await;
}

/// A link by which a member opens an account.
pub(crate) async fn link(app: &TestApp, member: Member, purpose: LinkPurpose) -> String {
    let session = app.app.system();
    let tx = app.app.database.begin(Actor::System).await.unwrap();
    let until = session.now + Duration::hours(24);
    let secret = one_time_link::issue_link(&session, &tx, purpose, member.person, until).await.unwrap();
    tx.commit().await.unwrap();
    format!("/welcome/{secret}")
}

pub(crate) async fn open_account(browser: &Browser<'_>, link: &str, login: &str, password: &str) -> Answer {
    let fields = [("login", login), ("newPassword", password), ("newPasswordAgain", password)];
    browser.post(link, &fields).await
}

/// Somebody with an account, as far as a test needs it.
pub(crate) struct Registered {
    pub(crate) seed: String,
    pub(crate) recovery_codes: Vec<String>,
    /// The secret of the session in which the account was opened.
    pub(crate) secret: String,
}

/// Opens an account through the pages, second factor included.
pub(crate) async fn register(app: &TestApp, member: Member, login: &str) -> Registered {
    let browser = app.browser();
    let link = link(app, member, LinkPurpose::Invitation).await;
    let answer = open_account(&browser, &link, login, PASSWORD).await;
    assert_eq!(answer.leads(), "/account/second-factor");
    let seed = browser.open("/account/second-factor").await.codes().remove(0);
    let code = totp_code(&seed, app.now());
    let answer = browser.post("/account/second-factor", &[("code", &code)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let recovery_codes = answer.codes();
    assert_eq!(recovery_codes.len(), 10);
    Registered { seed, recovery_codes, secret: browser.secret().unwrap() }
}

pub(crate) async fn give_password(browser: &Browser<'_>, login: &str, password: &str) -> Answer {
    browser.post("/sign-in", &[("login", login), ("password", password)]).await
}

/// Signs in with both factors. Time passes, so that the code is a new one and no limit is met.
pub(crate) async fn sign_in<'a>(app: &'a TestApp, login: &str, seed: &str) -> Browser<'a> {
    app.pass(Duration::minutes(1));
    let browser = app.browser();
    assert_eq!(give_password(&browser, login, PASSWORD).await.leads(), "/sign-in/second");
    let code = totp_code(seed, app.now());
    assert_eq!(browser.post("/sign-in/second", &[("code", &code)]).await.leads(), "/");
    browser
}

pub(crate) async fn is_in(browser: &Browser<'_>) -> bool {
    browser.open("/requests").await.status == StatusCode::OK
}

/// A further membership of somebody.
pub(crate) async fn also_at(app: &TestApp, member: Member, organization: Id<Organization>) -> Id<Membership> {
    let session = app.app.system();
    let tx = app.app.database.begin(Actor::System).await.unwrap();
    let membership = Membership {
        id: session.id(),
        person: member.person,
        organization,
        profession: Profession::Nurse,
        role: Role::Member,
        from: session.now,
        until: None,
    };
    tx.people().insert_membership(&membership).await.unwrap();
    tx.commit().await.unwrap();
    membership.id
}

#[tokio::test]
async fn an_account_is_opened_by_a_link_that_works_once_and_in_time() {
    on_both(async |app| {
        let member = app.social_worker();
        let browser = app.browser();
        let late = link(app, member, LinkPurpose::Setup).await;
        app.pass(Duration::hours(24));
        assert_eq!(browser.open(&late).await.status, StatusCode::NOT_FOUND, "24 hours are over");
        assert_eq!(open_account(&browser, &late, "mihon", PASSWORD).await.status, StatusCode::NOT_FOUND);

        let fresh = link(app, member, LinkPurpose::Setup).await;
        let second = link(app, member, LinkPurpose::Setup).await;
        for _ in 0..2 {
            let page = browser.open(&fresh).await;
            assert_eq!(page.status, StatusCode::OK, "looking uses nothing up");
        }
        let refused = open_account(&browser, &fresh, "mihon", "passwordpassword").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = [("login", "mihon"), ("newPassword", PASSWORD), ("newPasswordAgain", OTHER)];
        assert_eq!(browser.post(&fresh, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(open_account(&browser, &fresh, "Mihon", PASSWORD).await.leads(), "/account/second-factor");
        assert!(!is_in(&browser).await, "the second factor is set up before anything else");
        assert_eq!(browser.open("/board").await.leads(), "/account/second-factor?to=/board");
        for used in [&fresh, &second] {
            let answer = open_account(&app.browser(), used, "another", OTHER).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "one account, opened once");
        }
        app.pass(Duration::minutes(1));
        let answer = give_password(&app.browser(), "ｍｉｈｏｎ", PASSWORD).await;
        assert_eq!(answer.leads(), "/account/second-factor", "the login is the same however it is typed");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_are_answered_alike() {
    on_both(async |app| {
        register(app, app.social_worker(), "mihon").await;
        let mut answers = vec![];
        for (login, password) in [("mihon", OTHER), ("nobody", OTHER), ("mihon", ""), ("x", OTHER)] {
            app.pass(Duration::minutes(1));
            let before = app.app.accounts.passwords.computed();
            let answer = give_password(&app.browser(), login, password).await;
            let computed = app.app.accounts.passwords.computed() - before;
            let body = answer.body.replace(&format!("value=\"{login}\""), "");
            answers.push((answer.status, computed, answer.headers.get(header::SET_COOKIE).cloned(), body));
        }
        assert_eq!((answers[0].0, answers[0].1), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_works_once_and_not_twice_at_the_same_time() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let browser = app.browser();
        give_password(&browser, "mihon", PASSWORD).await;
        let code = totp_code(&registered.seed, app.now());
        let again = browser.post("/sign-in/second", &[("code", &code)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "it set the factor up");

        app.pass(Duration::minutes(2));
        let (one, two) = (app.browser(), app.browser());
        give_password(&one, "mihon", PASSWORD).await;
        give_password(&two, "mihon", PASSWORD).await;
        let code = totp_code(&registered.seed, app.now());
        let fields = [("code", code.as_str())];
        let path = "/sign-in/second";
        let (first, second) = tokio::join!(one.post(path, &fields), two.post(path, &fields));
        let passed = [first.status, second.status].iter().filter(|s| **s == StatusCode::SEE_OTHER).count();
        assert_eq!(passed, 1, "{} {}", first.status, second.status);
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_works_once() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let code = registered.recovery_codes[3].to_uppercase().replace('-', " ");
        for works in [true, false] {
            app.pass(Duration::minutes(1));
            let browser = app.browser();
            give_password(&browser, "mihon", PASSWORD).await;
            let answer = browser.post("/sign-in/second", &[("code", &code)]).await;
            assert_eq!(answer.status == StatusCode::SEE_OTHER, works, "{}", answer.status);
            assert_eq!(is_in(&browser).await, works);
        }
        assert_eq!(app.count("recovery_code WHERE used_at IS NULL").await, 9);
    })
    .await;
}

#[tokio::test]
async fn the_secret_of_a_session_changes_with_each_step_and_the_one_before_works_no_longer() {
    on_both(async |app| {
        let member = app.care_manager();
        let registered = register(app, member, "mihon").await;
        let clinic = app.region.clinics[0].organization;
        also_at(app, member, clinic).await;
        app.pass(Duration::minutes(1));
        let browser = app.browser();
        let mut secrets = vec![];
        assert_eq!(give_password(&browser, "mihon", PASSWORD).await.leads(), "/sign-in/second");
        secrets.push(browser.secret().unwrap());
        let code = totp_code(&registered.seed, app.now());
        let answer = browser.post("/sign-in/second", &[("code", &code), ("to", "/conferences")]).await;
        assert_eq!(answer.leads(), "/acting-for?to=/conferences");
        secrets.push(browser.secret().unwrap());
        let chosen = member.membership.to_string();
        let fields = [("membership", chosen.as_str()), ("to", "/conferences")];
        assert_eq!(browser.post("/acting-for", &fields).await.leads(), "/conferences");
        secrets.push(browser.secret().unwrap());
        for (n, secret) in secrets.iter().enumerate() {
            let thief = app.browser();
            thief.take(secret);
            assert_eq!(is_in(&thief).await, n == 2, "secret {n}");
            assert_eq!(thief.open("/acting-for").await.status == StatusCode::OK, n == 2, "secret {n}");
        }
        secrets.dedup();
        assert_eq!(secrets.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn one_login_acts_for_several_organizations_and_says_for_which() {
    on_both(async |app| {
        let member = app.care_manager();
        let registered = register(app, member, "mihon").await;
        let hospital = also_at(app, member, app.region.hospital.organization).await;
        let browser = app.browser();
        browser.take(&registered.secret);
        assert_eq!(browser.open("/board").await.status, StatusCode::OK);
        let page = browser.open("/requests").await.body;
        assert!(page.contains(&format!("<option value=\"{hospital}\">見本総合病院")), "{page}");
        let fields = [("membership", &*hospital.to_string())];
        assert_eq!(browser.post("/acting-for", &fields).await.leads(), "/");
        assert!(
            browser.open("/board").await.body.contains("さん<small>見本総合病院"),
            "the header says for whom"
        );

        let stranger = app.coordinator().membership.to_string();
        let answer = browser.post("/acting-for", &[("membership", &*stranger)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "somebody else's membership does not exist");
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_by_lying_idle_and_by_its_age_and_leads_back() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let browser = sign_in(app, "mihon", &registered.seed).await;
        app.pass(Duration::minutes(14));
        assert!(is_in(&browser).await);
        app.pass(Duration::minutes(15));
        let answer = browser.open("/conferences?show=all").await;
        assert_eq!(answer.leads(), "/sign-in?to=/conferences%3Fshow%3Dall&ended=yes");
        let page = browser.open(answer.leads()).await.body;
        assert!(
            page.contains("ほかの画面で終えられました") && page.contains("value=\"/conferences?show=all\"")
        );

        let browser = sign_in(app, "mihon", &registered.seed).await;
        for _ in 0..71 {
            app.pass(Duration::minutes(10));
            assert!(is_in(&browser).await);
        }
        app.pass(Duration::minutes(10));
        assert!(!is_in(&browser).await, "twelve hours are over");
    })
    .await;
}

#[tokio::test]
async fn sessions_end_at_once_when_the_person_leaves() {
    on_both(async |app| {
        let member = app.social_worker();
        let registered = register(app, member, "mihon").await;
        let browser = app.browser();
        browser.take(&registered.secret);
        let token = app.token(member).await;
        let me = serde_json::json!({ "query": "{ me { role } }" });
        assert!(is_in(&browser).await);
        assert_eq!(app.post_graphql(Some(&token), &me).await.1["data"]["me"]["role"], "COORDINATOR");
        app.execute(&format!("UPDATE membership SET until_at = {}", app.now().millis())).await;
        assert!(!is_in(&browser).await);
        assert_eq!(app.post_graphql(Some(&token), &me).await.0, StatusCode::UNAUTHORIZED);
        app.pass(Duration::minutes(1));
        let answer = give_password(&app.browser(), "mihon", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "nor does the password help");
    })
    .await;
}

#[tokio::test]
async fn a_changed_password_ends_all_other_sessions_and_asks_for_the_old_one() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let elsewhere = sign_in(app, "mihon", &registered.seed).await;
        let browser = sign_in(app, "mihon", &registered.seed).await;
        let before = browser.secret();
        let fields = |old| [("password", old), ("newPassword", OTHER), ("newPasswordAgain", OTHER)];
        let refused = browser.post("/account/password", &fields("")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(is_in(&elsewhere).await, "nothing has changed");
        assert_eq!(browser.post("/account/password", &fields(PASSWORD)).await.leads(), "/account");
        assert_ne!(browser.secret(), before);
        assert!(is_in(&browser).await && !is_in(&elsewhere).await);
        app.pass(Duration::minutes(1));
        let old = give_password(&app.browser(), "mihon", PASSWORD).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(give_password(&app.browser(), "mihon", OTHER).await.leads(), "/sign-in/second");
    })
    .await;
}

#[tokio::test]
async fn a_changed_second_factor_ends_all_other_sessions_and_asks_for_the_password() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let elsewhere = sign_in(app, "mihon", &registered.seed).await;
        let browser = sign_in(app, "mihon", &registered.seed).await;
        let seed = browser.open("/account/second-factor").await.codes().remove(0);
        assert_ne!(seed.replace(' ', ""), registered.seed.replace(' ', ""));
        let code = totp_code(&seed, app.now());
        let refused = browser.post("/account/second-factor", &[("code", &code)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "without the password");
        assert!(is_in(&elsewhere).await);
        let fields = [("code", code.as_str()), ("password", PASSWORD)];
        assert_eq!(browser.post("/account/second-factor", &fields).await.status, StatusCode::OK);
        assert!(is_in(&browser).await && !is_in(&elsewhere).await);
        app.pass(Duration::minutes(1));
        let next = app.browser();
        give_password(&next, "mihon", PASSWORD).await;
        for (seed, works) in [(&registered.seed, false), (&seed, true)] {
            let code = totp_code(seed, app.now());
            next.post("/sign-in/second", &[("code", &code)]).await;
            assert_eq!(is_in(&next).await, works);
        }
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let elsewhere = sign_in(app, "mihon", &registered.seed).await;
        let browser = sign_in(app, "mihon", &registered.seed).await;
        let page = browser.open("/account").await.body;
        let others: Vec<&str> = page
            .split("name=\"session\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(others.len(), 2, "all but the own one can be ended");
        browser.post("/account/sessions", &[("session", others[0])]).await;
        assert!(is_in(&browser).await && !is_in(&elsewhere).await);
        let stranger = app.browser();
        stranger.take(&register(app, app.coordinator(), "stranger").await.secret);
        let refused = stranger.post("/account/sessions", &[("session", others[1])]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post("/account/sessions", &[]).await.leads(), "/sign-in");
        let first = app.browser();
        first.take(&registered.secret);
        assert!(!is_in(&browser).await && !is_in(&first).await && is_in(&stranger).await);
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_too() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let browser = sign_in(app, "mihon", &registered.seed).await;
        let thief = app.browser();
        thief.take(&browser.secret().unwrap());
        assert_eq!(browser.post("/sign-out", &[]).await.leads(), "/sign-in");
        assert_eq!(browser.secret(), None);
        assert!(!is_in(&thief).await);
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_for_this_site_alone_and_no_script() {
    on_both(async |app| {
        register(app, app.social_worker(), "mihon").await;
        let plain = give_password(&app.browser(), "mihon", PASSWORD).await;
        let set = plain.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(set.starts_with("kaname="), "{set}");
        assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{set}");
        let secure = web::Cookies::Secure.keep("x");
        assert_eq!(secure, "__Host-kaname=x; Path=/; HttpOnly; SameSite=Lax; Secure");
        let config = |url: &str| {
            let settings = server::config::Settings { public_url: Some(url.into()), ..Default::default() };
            settings.configure().unwrap().cookies()
        };
        assert_eq!(config("https://kaname.example.jp"), web::Cookies::Secure);
        assert_eq!(config("http://127.0.0.1:8080"), web::Cookies::Plain);
    })
    .await;
}

#[tokio::test]
async fn signing_in_leads_back_to_a_page_of_ours_only() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        for (to, leads) in
            [("/conferences", "/conferences"), ("https://evil.example/", "/"), ("//evil.example", "/")]
        {
            app.pass(Duration::minutes(1));
            let browser = app.browser();
            let fields = [("login", "mihon"), ("password", PASSWORD), ("to", to)];
            let second = browser.post("/sign-in", &fields).await;
            assert!(!second.leads().contains("evil"), "{}", second.leads());
            let code = totp_code(&registered.seed, app.now());
            let answer = browser.post("/sign-in/second", &[("code", &code), ("to", to)]).await;
            assert_eq!(answer.leads(), leads);
        }
    })
    .await;
}

#[tokio::test]
async fn a_reset_link_replaces_the_password_and_only_where_asked_the_second_factor() {
    on_both(async |app| {
        let member = app.social_worker();
        let registered = register(app, member, "mihon").await;
        let before = app.browser();
        before.take(&registered.secret);
        let reset = link(app, member, LinkPurpose::PasswordReset).await;
        app.pass(Duration::minutes(1));
        let browser = app.browser();
        assert_eq!(open_account(&browser, &reset, "", OTHER).await.leads(), "/sign-in/second");
        assert!(!is_in(&before).await && !is_in(&browser).await);
        let code = totp_code(&registered.seed, app.now());
        browser.post("/sign-in/second", &[("code", &code)]).await;
        assert!(is_in(&browser).await, "the second factor stayed");

        let reset = link(app, member, LinkPurpose::FactorReset).await;
        let browser = app.browser();
        assert_eq!(open_account(&browser, &reset, "", PASSWORD).await.leads(), "/account/second-factor");
        assert_eq!(app.count("recovery_code").await, 0);
    })
    .await;
}

#[tokio::test]
async fn passwords_and_codes_are_not_tried_without_end() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        app.pass(Duration::minutes(5));
        let browser = app.browser();
        give_password(&browser, "mihon", PASSWORD).await;
        for n in 0..=Limit::SecondFactor.quota().0 {
            let answer = browser.post("/sign-in/second", &[("code", "000000")]).await;
            let is_throttled = answer.status == StatusCode::TOO_MANY_REQUESTS;
            assert_eq!(is_throttled, n == Limit::SecondFactor.quota().0, "{n}");
        }
        let code = totp_code(&registered.seed, app.now());
        let right = browser.post("/sign-in/second", &[("code", &code)]).await;
        assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "the right one has to wait too");
        for login in ["mihon", "nobody"] {
            app.pass(Duration::minutes(5));
            let mut statuses = vec![];
            for _ in 0..=Limit::Password.quota().0 {
                statuses.push(give_password(&app.browser(), login, OTHER).await.status);
            }
            assert_eq!(statuses.pop(), Some(StatusCode::TOO_MANY_REQUESTS), "{login}");
            assert!(statuses.iter().all(|status| *status == StatusCode::UNPROCESSABLE_ENTITY), "{login}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_is_not_guessed_by_patience() {
    on_both(async |app| {
        register(app, app.social_worker(), "mihon").await;
        let browser = app.browser();
        give_password(&browser, "mihon", PASSWORD).await;
        let mut looked_at = 0;
        for _ in 0..150 {
            app.pass(Duration::seconds(12));
            let answer = browser.post("/sign-in/second", &[("code", "000000")]).await;
            looked_at += u32::from(answer.status != StatusCode::TOO_MANY_REQUESTS);
        }
        let (most, day) = Limit::CodeByDay.quota();
        let come_back = Duration::seconds(12 * 150).whole_seconds() * i64::from(most) / day.whole_seconds();
        assert_eq!(i64::from(looked_at), i64::from(most) + come_back);
        let tries =
            "SELECT DISTINCT source || ' ' || outcome FROM audit_entry WHERE action = 'second_factor_failed'";
        assert_eq!(app.texts(tries).await, ["page denied"]);
    })
    .await;
}

#[tokio::test]
async fn seeds_and_secrets_are_not_in_the_database_as_they_are() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let (hash, seed) = app.text("SELECT password_hash || '', length(totp_seed) || '' FROM account").await;
        assert!(hash.starts_with("$argon2id$v=19$"), "{hash}");
        assert_eq!(seed, (12 + 20 + 16).to_string(), "nonce, ciphertext and tag");
        let events =
            app.count("event WHERE code IN ('account_opened', 'second_factor_changed', 'signed_in')");
        assert_eq!(events.await, 3);
        assert_eq!(registered.recovery_codes[0].len(), 19);
    })
    .await;
}

#[tokio::test]
async fn with_another_key_codes_cannot_be_checked_and_recovery_codes_can() {
    on_both(async |app| {
        assert!(second_factor::key_fits(&app.app).await.unwrap(), "nothing was sealed yet");
        let registered = register(app, app.social_worker(), "mihon").await;
        assert!(second_factor::key_fits(&app.app).await.unwrap());
        app.pass(Duration::minutes(1));
        let browser = app.browser();
        give_password(&browser, "mihon", PASSWORD).await;
        let visitor = web_session::visitor(&app.app, &browser.secret().unwrap()).await.unwrap();
        let mut other = app.app.clone();
        other.accounts.secret_key = Some(SecretKey::new([8; 32]).unwrap());
        assert!(!second_factor::key_fits(&other).await.unwrap());
        let code = totp_code(&registered.seed, app.now());
        let refused = give_second_factor(&other, &visitor, &code).await.unwrap_err();
        assert_eq!(refused.code(), "AUTHENTICATOR_UNREADABLE");
        assert!(give_second_factor(&other, &visitor, &registered.recovery_codes[0]).await.is_ok());
    })
    .await;
}

const SEND_RESET: &str =
    "mutation ($input: SendResetLinkInput!) { sendResetLink(input: $input) { membership { id } } }";

async fn ask_reset(app: &TestApp, by: Member, whom: Member) -> serde_json::Value {
    let id = format!("membership_{}", whom.membership.uuid().simple());
    let input = serde_json::json!({ "input": { "membership": id } });
    app.graphql(by, SEND_RESET, input).await
}

#[tokio::test]
async fn an_administrator_has_a_reset_link_sent_and_never_sees_it() {
    on_both(async |app| {
        let member = app.social_worker();
        let administrator = app.with_role(app.region.hospital.members[1], Role::Administrator).await;
        let without_account = ask_reset(app, administrator, member).await;
        assert_eq!(without_account["errors"][0]["extensions"]["code"], "NO_ACCOUNT", "{without_account:#}");
        let registered = register(app, member, "mihon").await;
        app.deliver().await;
        let before = app.browser();
        before.take(&registered.secret);
        app.pass(Duration::minutes(1));

        let (_, page) =
            app.page(Some(administrator), &format!("/organization/members/{}", member.membership)).await;
        assert!(page.contains("パスワードの再設定のリンクを送る"));
        let path = format!("/organization/members/{}/reset", member.membership);
        let (status, to, _) = app.form(Some(administrator), &path, &[]).await;
        assert_eq!((status, to.as_deref()), (StatusCode::SEE_OTHER, Some("/organization")));
        assert!(is_in(&before).await, "nothing ends before the link is used");

        let mails = app.deliver().await;
        assert_eq!(mails.len(), 1);
        let (own, _) =
            app.text("SELECT email, '' FROM person WHERE id = (SELECT person_id FROM account)").await;
        assert!(mails[0].to.contains(&own), "{}", mails[0].to);
        assert_eq!(mails[0].subject, "パスワードの再設定のご案内");
        let link = mails[0].links.iter().find_map(|link| link.strip_prefix("http://kaname.test")).unwrap();
        let secret = link.strip_prefix("/welcome/").unwrap();
        assert_eq!(app.count(&format!("event WHERE body LIKE '%{secret}%'")).await, 0, "no event tells it");

        let browser = app.browser();
        assert_eq!(open_account(&browser, link, "", OTHER).await.leads(), "/sign-in/second");
        assert!(!is_in(&before).await && !is_in(&browser).await, "sessions end, the second factor stays");
        let again = open_account(&app.browser(), link, "", PASSWORD).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND, "it works once");
        let subjects: Vec<_> = app.deliver().await.into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects, ["パスワードが変更されました"]);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_has_a_reset_link_sent_and_nobody_often() {
    on_both(async |app| {
        let member = app.social_worker();
        register(app, member, "mihon").await;
        app.deliver().await;
        let refused = |answer: &serde_json::Value| answer["errors"][0]["extensions"]["code"].clone();
        let plain = app.with_role(app.region.hospital.members[1], Role::Member).await;
        assert_eq!(refused(&ask_reset(app, plain, member).await), "FORBIDDEN");
        let foreign = app.with_role(app.coordinator(), Role::Administrator).await;
        assert_eq!(refused(&ask_reset(app, foreign, member).await), "NOT_FOUND");
        assert_eq!(app.deliver().await.len(), 0);
        let administrator = app.with_role(app.region.hospital.members[1], Role::Administrator).await;
        for n in 0..=Limit::ResetLink.quota().0 {
            let answer = ask_reset(app, administrator, member).await;
            let is_throttled = refused(&answer) == "THROTTLED";
            assert_eq!(is_throttled, n == Limit::ResetLink.quota().0, "{n}: {answer:#}");
        }
        app.pass(Duration::hours(24));
        assert_eq!(app.deliver().await.len(), 0, "a letter too late to be of use is not sent");
    })
    .await;
}

#[tokio::test]
async fn people_are_told_by_mail_what_happens_to_their_account() {
    on_both(async |app| {
        let registered = register(app, app.social_worker(), "mihon").await;
        let subjects = async || app.deliver().await.into_iter().map(|mail| mail.subject).collect::<Vec<_>>();
        assert_eq!(subjects().await, ["二つ目の確認が変更されました"]);
        app.pass(Duration::minutes(1));
        let browser = app.browser();
        give_password(&browser, "mihon", PASSWORD).await;
        browser.post("/sign-in/second", &[("code", &registered.recovery_codes[0])]).await;
        let mails = app.deliver().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject, "回復コードが使われました");
        assert!(mails[0].text.contains("11/20(金) 9:01"), "{}", mails[0].text);
        assert!(
            !mails[0].text.contains("見本総合病院") && !mails[0].text.contains("mihon@"),
            "no more than that"
        );
        let fields = [("password", PASSWORD), ("newPassword", OTHER), ("newPasswordAgain", OTHER)];
        browser.post("/account/password", &fields).await;
        assert_eq!(subjects().await, ["パスワードが変更されました"]);
    })
    .await;
}

#[tokio::test]
async fn who_opens_an_account_too_hastily_keeps_what_was_typed_but_no_password() {
    on_both(async |app| {
        let link = link(app, app.social_worker(), LinkPurpose::Setup).await;
        let browser = app.browser();
        for _ in 0..Limit::OneTimeLink.quota().0 {
            app.app.throttle.check(Limit::OneTimeLink, "127.0.0.1").unwrap();
        }
        let early = open_account(&browser, &link, "mihon.hanako", PASSWORD).await;
        assert_eq!(early.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(early.headers[header::RETRY_AFTER], "6");
        assert!(early.body.contains("あと6秒お待ちください"), "{}", early.body);
        assert!(early.body.contains("value=\"mihon.hanako\""), "{}", early.body);
        assert!(!early.body.contains(PASSWORD));
        app.pass(Duration::seconds(6));
        let opened = open_account(&browser, &link, "mihon.hanako", PASSWORD).await;
        assert_eq!(opened.leads(), "/account/second-factor");
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_tried_too_often_says_how_long_to_wait_and_keeps_the_user_name() {
    on_both(async |app| {
        let browser = app.browser();
        for _ in 0..Limit::Password.quota().0 {
            give_password(&browser, "mihon", OTHER).await;
        }
        let early = give_password(&browser, "mihon", OTHER).await;
        assert_eq!(early.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(early.headers[header::RETRY_AFTER], "12");
        assert!(early.body.contains("あと12秒お待ちください"), "{}", early.body);
        assert!(early.body.contains("value=\"mihon\"") && !early.body.contains(OTHER));
    })
    .await;
}
