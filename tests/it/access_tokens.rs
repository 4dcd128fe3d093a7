//! Tokens for programs: made by whoever they act for, for reading only if so wished, and over when they end.

use app::{Credential, access_token};
use axum::http::StatusCode;
use domain::{
    access::{Member, Scope},
    account::LinkPurpose,
    text::Line,
};
use serde_json::{Value, json};
use support::{TestApp, on_both};
use time::Duration;

use crate::sign_in::{PASSWORD, link, open_account, register, sign_in};

const REGISTER: &str =
    "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";

async fn token(app: &TestApp, member: Member, scope: Scope, days: i64) -> String {
    let label = Line::parse("見本連携ソフト").unwrap();
    let session = app.app.session(member);
    let by = Some(Credential::session("a browser"));
    access_token::make_token(&session, by, PASSWORD, label, scope, Duration::days(days)).await.unwrap().1
}

async fn me(app: &TestApp, token: &str) -> StatusCode {
    app.post_graphql(Some(token), &json!({ "query": "{ me { role } }" })).await.0
}

fn admission() -> Value {
    json!({ "query": REGISTER, "variables": { "input": { "idempotencyKey": "k", "admittedOn": "2026-11-20",
        "ward": "東5", "wardClass": "GENERAL", "patient": { "new": { "name": "見本 太郎", "nameKana": "ミホン タロウ",
        "bornOn": "1950-01-01", "sex": "MALE" } } } } })
}

#[tokio::test]
async fn a_token_works_until_its_day_and_tells_when_it_was_last_used() {
    on_both(async |app| {
        let token = token(app, app.social_worker(), Scope::Everything, 2).await;
        assert_eq!(app.count("access_token WHERE last_used_at IS NOT NULL").await, 0);
        assert_eq!(me(app, &token).await, StatusCode::OK);
        assert_eq!(app.count("access_token WHERE last_used_at IS NOT NULL").await, 1);
        app.pass(Duration::days(2) - Duration::milliseconds(1));
        assert_eq!(me(app, &token).await, StatusCode::OK);
        app.pass(Duration::milliseconds(1));
        assert_eq!(me(app, &token).await, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn tokens_end_with_another_password_a_reset_and_signing_out_everywhere() {
    crate::sign_in::on_both(async |app| {
        let member = app.social_worker();
        let seed = register(app, member, "mihon").await.seed;
        let others = token(app, app.home_physician(), Scope::Everything, 30).await;

        let worn = token(app, member, Scope::Everything, 30).await;
        let browser = sign_in(app, "mihon", &seed).await;
        assert_eq!(me(app, &worn).await, StatusCode::OK);
        assert_eq!(browser.post("/account/sessions", &[]).await.leads(), "/sign-in");
        assert_eq!(me(app, &worn).await, StatusCode::UNAUTHORIZED);

        let worn = token(app, member, Scope::Everything, 30).await;
        let browser = sign_in(app, "mihon", &seed).await;
        let other = "a new one of many words";
        let fields = [("password", PASSWORD), ("newPassword", other), ("newPasswordAgain", other)];
        assert_eq!(browser.post("/account/password", &fields).await.leads(), "/account");
        assert_eq!(me(app, &worn).await, StatusCode::UNAUTHORIZED);

        let worn = app.token(member).await;
        let reset = link(app, member, LinkPurpose::PasswordReset).await;
        open_account(&app.browser(), &reset, "", PASSWORD).await;
        assert_eq!(me(app, &worn).await, StatusCode::UNAUTHORIZED);
        assert_eq!(me(app, &others).await, StatusCode::OK, "another person's token");
        assert_eq!(app.count("event WHERE code = 'access_token_revoked'").await, 3);
    })
    .await;
}

#[tokio::test]
async fn who_has_an_account_makes_a_token_by_its_password_only() {
    crate::sign_in::on_both(async |app| {
        let seed = register(app, app.social_worker(), "mihon").await.seed;
        let browser = sign_in(app, "mihon", &seed).await;
        let fields = |password| {
            [("label", "見本連携ソフト"), ("scope", "reading"), ("days", "30"), ("password", password)]
        };
        for wrong in ["", "not the password of it"] {
            let refused = browser.post("/account/tokens", &fields(wrong)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(app.count("access_token").await, 0);
        let made = browser.post("/account/tokens", &fields(PASSWORD)).await;
        assert_eq!(me(app, &made.codes()[0]).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn the_use_of_a_token_is_written_down_once_a_minute_at_most() {
    on_both(async |app| {
        let token = token(app, app.social_worker(), Scope::Everything, 2).await;
        let mut noted = vec![];
        for seconds in [0, 30, 29, 1] {
            app.pass(Duration::seconds(seconds));
            assert_eq!(me(app, &token).await, StatusCode::OK);
            noted.push(app.text("SELECT last_used_at || '', '' FROM access_token").await.0);
        }
        assert!(noted[0] == noted[1] && noted[1] == noted[2] && noted[2] != noted[3], "{noted:?}");
    })
    .await;
}

#[tokio::test]
async fn a_token_for_reading_reads_and_changes_nothing() {
    on_both(async |app| {
        let token = token(app, app.social_worker(), Scope::Reading, 2).await;
        assert_eq!(me(app, &token).await, StatusCode::OK);
        let (_, answer) = app.post_graphql(Some(&token), &admission()).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
        assert_eq!(app.count("patient").await, 0);
        let whole = self::token(app, app.social_worker(), Scope::Everything, 2).await;
        let (_, answer) = app.post_graphql(Some(&whole), &admission()).await;
        assert!(answer["errors"].is_null(), "{answer:#}");
        let cases = json!({ "query": "{ cases(first: 5) { edges { node { ward } } } }" });
        let (_, answer) = app.post_graphql(Some(&token), &cases).await;
        assert_eq!(answer["data"]["cases"]["edges"][0]["node"]["ward"], "東5", "{answer:#}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn people_make_and_revoke_their_own_tokens_on_their_account_page() {
    on_both(async |app| {
        let member = app.social_worker();
        let fields = |days| [("label", "見本連携ソフト"), ("scope", "reading"), ("days", days)];
        let (status, _, _) = app.form(Some(member), "/account/tokens", &fields("731")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "two years at most");
        let (status, _, page) = app.form(Some(member), "/account/tokens", &fields("30")).await;
        assert_eq!(status, StatusCode::OK);
        let secret = page.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap();
        assert_eq!(me(app, secret).await, StatusCode::OK);

        let (_, page) = app.page(Some(member), "/account").await;
        assert!(page.contains("見本連携ソフト") && !page.contains(secret), "the secret was shown once");
        let id =
            page.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let stranger = app.coordinator();
        let (status, _, _) = app.form(Some(stranger), "/account/tokens/revoke", &[("token", id)]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(me(app, secret).await, StatusCode::OK);
        let (status, _, _) = app.form(Some(member), "/account/tokens/revoke", &[("token", id)]).await;
        assert_eq!((status, me(app, secret).await), (StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED));
    })
    .await;
}

const CREATE: &str = "mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { secret token { id scope } } }";
const REVOKE: &str =
    "mutation ($input: RevokeAccessTokenInput!) { revokeAccessToken(input: $input) { token { revokedAt } } }";
const MINE: &str = "{ myAccessTokens { id label scope lastUsedAt revokedAt } }";

/// Asks the API from a browser that a member is signed in with.
async fn from_browser(app: &TestApp, member: Member, query: &str, variables: Value) -> Value {
    let request = axum::http::Request::post("/graphql")
        .header("content-type", "application/json")
        .header("x-requested-by", "test")
        .header("cookie", app.cookie(member).await)
        .body(axum::body::Body::from(json!({ "query": query, "variables": variables }).to_string()))
        .unwrap();
    serde_json::from_str(&app.send(request).await.1).unwrap()
}

#[tokio::test]
async fn a_token_is_made_in_a_browser_by_the_api_too_and_no_token_makes_another() {
    on_both(async |app| {
        let member = app.social_worker();
        let input = json!({ "input": { "label": "見本連携ソフト", "scope": "READING", "days": 30 } });
        let whole = token(app, member, Scope::Everything, 2).await;
        let (_, refused) =
            app.post_graphql(Some(&whole), &json!({ "query": CREATE, "variables": input })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "ONLY_IN_BROWSER", "{refused:#}");
        let (status, _) = app
            .send(
                axum::http::Request::post("/account/tokens")
                    .header("authorization", format!("Bearer {whole}"))
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(axum::body::Body::from("label=x&scope=reading&days=30"))
                    .unwrap(),
            )
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nor by the page");
        assert_eq!(app.count("access_token").await, 1);

        let made = from_browser(app, member, CREATE, input).await;
        let made = &made["data"]["createAccessToken"];
        let secret = made["secret"].as_str().unwrap();
        assert_eq!(me(app, secret).await, StatusCode::OK);
        let (_, mine) = app.post_graphql(Some(secret), &json!({ "query": MINE })).await;
        let mine = &mine["data"]["myAccessTokens"];
        assert_eq!(mine.as_array().map(Vec::len), Some(2), "{mine:#}");
        assert!(!mine.to_string().contains(secret), "the secret is told once");

        let revoke = json!({ "input": { "token": made["token"]["id"] } });
        let stranger = app.refusal(app.coordinator(), REVOKE, revoke.clone()).await;
        assert_eq!(stranger, "NOT_FOUND");
        let revoked = from_browser(app, member, REVOKE, revoke).await;
        assert!(revoked["data"]["revokeAccessToken"]["token"]["revokedAt"].is_string(), "{revoked:#}");
        assert_eq!(me(app, secret).await, StatusCode::UNAUTHORIZED);
    })
    .await;
}
