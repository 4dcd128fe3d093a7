//! One's own account: password, second factor, sessions, addresses of the calendar, tokens for programs.

pub mod calendar;
pub mod factor;
pub mod identity;
pub mod passkey;

use std::fmt::Display;

use app::{access_token, change_password as changing, directory, second_factor, web_session};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    access::Scope,
    account::{AccessToken, Account, Factors, Identity, Passkey, TOKEN_LIFETIME, WebSession},
    text::Line,
};
use time::Duration;

use crate::{
    Web,
    discharge_case::Fact,
    error::Fault,
    form::{Attempt, Failure, Fields, Form, choices},
    page::{Page, Visit, Visiting, after, html},
    sign_in::{forget, keep},
    welcome::chosen_password,
};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    page: Page,
    facts: Vec<Fact>,
    password_form: Option<Form>,
    has_account: bool,
    codes_form: Option<Form>,
    passkeys: Vec<Row>,
    passkey_form: Option<Form>,
    identities: Vec<Row>,
    identity_forms: Vec<Form>,
    /// Whether an identity provider began the session, so that nothing here can be changed.
    is_provided: bool,
    sessions: Vec<Row>,
    everywhere_form: Option<Form>,
    calendars: Vec<Row>,
    calendar_form: Option<Form>,
    tokens: Vec<Row>,
    token_form: Option<Form>,
}

/// A session or a token, with the form that ends it.
struct Row {
    title: String,
    facts: Vec<String>,
    mark: Option<String>,
    form: Option<Form>,
}

/// An account with what belongs to it.
struct Kept {
    account: Account,
    left: u64,
    passkeys: Vec<Passkey>,
    identities: Vec<Identity>,
}

/// Secrets that are shown now and never again.
#[derive(Template)]
#[template(path = "shown_once.html")]
pub struct ShownOnce {
    /// What every page has.
    pub page: Page,
    /// The heading.
    pub title: String,
    /// What to do with them.
    pub lead: String,
    /// The secrets.
    pub secrets: Vec<String>,
    /// Where to go on.
    pub to: String,
}

/// `GET /account`
pub async fn show(State(web): State<Web>, visit: Visit) -> Result<Response, Fault> {
    shown(&web, &visit, None).await
}

/// `POST /account/password`
pub async fn change_password(
    State(web): State<Web>,
    visit: Visit,
    Visiting(visitor): Visiting,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let new = chosen_password(&fields)?;
        Ok::<_, Failure>(changing::change_password(&web.app, &visitor, fields.get("password"), new).await?)
    };
    match done.await {
        Ok(opened) => Ok(keep(&web, after("/account", "account-password-done"), &opened)),
        Err(failure) => shown(&web, &visit, visit.attempt("password", fields, failure)?).await,
    }
}

/// `POST /account/sessions`: ends one session, or all.
pub async fn end_sessions(
    State(web): State<Web>,
    visit: Visit,
    Visiting(visitor): Visiting,
    fields: Fields,
) -> Result<Response, Fault> {
    if !fields.has("session") {
        web_session::sign_out_everywhere(&web.app, &visitor).await?;
        return Ok(forget(&web, after("/sign-in", "sign-out-done")));
    }
    let done = async {
        let session = visit.read(&fields, |f| f.id("session"))?;
        Ok::<_, Failure>(web_session::end(&web.app, &visitor, session).await?)
    };
    let done = done.await;
    finish(&web, &visit, "sessions", fields, done, "account-session-done").await
}

/// `POST /account/tokens`: makes a token, which is shown once.
pub async fn make_token(State(web): State<Web>, visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (label, scope, days) = visit.read(&fields, |f| {
            let label = f.text("label", Line::parse);
            let of_program = |text: &str| Scope::parse(text).filter(|scope| scope.is_for_programs());
            let scope = f.choice("scope", of_program);
            let days = f.number::<u16>("days");
            Some((label?, scope?, days?))
        })?;
        let lifetime = Duration::days(days.into());
        Ok::<_, Failure>(
            access_token::make_token(
                &visit.session(),
                visit.credential,
                fields.get("password"),
                label,
                scope,
                lifetime,
            )
            .await?,
        )
    };
    match done.await {
        Ok((_, secret)) => {
            let page = visit.page(None).await?;
            let once = ShownOnce {
                title: page.t("token-made-title"),
                lead: page.t("token-made-lead"),
                secrets: vec![secret],
                to: "/account".into(),
                page,
            };
            html(StatusCode::OK, &once)
        }
        Err(failure) => shown(&web, &visit, visit.attempt("token", fields, failure)?).await,
    }
}

/// `POST /account/tokens/revoke`
pub async fn revoke_token(State(web): State<Web>, visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let token = visit.read(&fields, |f| f.id("token"))?;
        Ok::<_, Failure>(access_token::revoke_my_token(&visit.session(), visit.credential, token).await?)
    };
    let done = done.await;
    let form = revocation(fields.get("token"));
    finish(&web, &visit, &form, fields, done, "token-revoke-done").await
}

/// The name of the form that ends a token.
fn revocation(token: impl Display) -> String {
    format!("token-{token}")
}

/// Says what was done, or shows the form that was not accepted.
async fn finish<T>(
    web: &Web,
    visit: &Visit,
    form: &str,
    fields: Fields,
    done: Result<T, Failure>,
    said: &'static str,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after("/account", said)),
        Err(failure) => shown(web, visit, visit.attempt(form, fields, failure)?).await,
    }
}

/// The page of the account, with a form that was not accepted.
async fn shown(web: &Web, visit: &Visit, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let page = visit.page(attempt).await?;
    let is_provided = visit.visitor.is_some_and(|visitor| visitor.within.is_some());
    let (sessions, account) = match &visit.visitor {
        Some(visitor) => {
            let sessions = web_session::open_sessions(&web.app, visitor).await?;
            let account = match second_factor::account(&web.app, visitor).await {
                Ok(_) if is_provided => None,
                Ok(account) => {
                    let left = second_factor::recovery_codes_left(&web.app, &account).await?;
                    let passkeys = app::passkey::passkeys(&web.app, &account).await?;
                    let identities = app::identity::identities(&web.app, &account).await?;
                    Some(Kept { account, left, passkeys, identities })
                }
                Err(app::Error::NotFound) => None,
                Err(error) => return Err(error.into()),
            };
            (sessions, account)
        }
        None => (vec![], None),
    };
    let memberships = directory::memberships(&visit.session(), visit.member.person).await?;
    let linked = account.iter().flat_map(|kept| &kept.identities).map(|identity| identity.organization);
    let ids: Vec<_> = memberships.iter().map(|membership| membership.organization).chain(linked).collect();
    let organizations = directory::organizations(&visit.session(), &ids).await?;
    let to_link = match &account {
        Some(kept) => app::identity::to_link(&web.app, &kept.account, &kept.identities).await?,
        None => vec![],
    };
    let acted_for = |id| {
        let membership = memberships.iter().find(|membership| Some(membership.id) == id)?;
        Some(organizations.get(&membership.organization)?.name.to_string())
    };
    let own = visit.visitor.map(|visitor| visitor.session.id);
    let tokens = access_token::my_tokens(&visit.session(), visit.credential).await?;
    let rows = |is_meant: &dyn Fn(Scope) -> bool| -> Vec<Row> {
        let meant = tokens.iter().filter(|token| !is_provided && is_meant(token.scope));
        meant.map(|token| token_row(&page, token, acted_for(Some(token.membership)))).collect()
    };
    let view = AccountPage {
        facts: facts(&page, account.as_ref()),
        has_account: account.is_some(),
        password_form: account.as_ref().map(|_| password_form(&page)),
        codes_form: account
            .as_ref()
            .filter(|kept| kept.account.factors() == Factors::SetUp)
            .map(|_| codes_form(&page)),
        passkeys: account
            .iter()
            .flat_map(|kept| &kept.passkeys)
            .map(|key| passkey::row(&page, key))
            .collect(),
        passkey_form: account.as_ref().filter(|_| web.app.accounts.passkeys.is_some()).map(|_| {
            passkey::form(&page)
                .folded("passkey-make-action")
                .secret("password")
                .required()
                .filled_with("current-password")
                .submit("passkey-make-action")
        }),
        identities: account
            .iter()
            .flat_map(|kept| &kept.identities)
            .map(|linked| identity::row(&page, linked, &organizations))
            .collect(),
        identity_forms: to_link.into_iter().map(|provider| identity::form(&page, provider)).collect(),
        is_provided,
        sessions: sessions
            .iter()
            .map(|session| {
                session_row(&page, session, acted_for(session.membership), own == Some(session.id))
            })
            .collect(),
        everywhere_form: (!is_provided)
            .then(|| page.form("everywhere", "/account/sessions").submit_firmly("account-everywhere-action")),
        calendars: rows(&|scope| scope == Scope::Calendar),
        calendar_form: (!is_provided)
            .then(|| calendar::form(&page, account.as_ref().map(|kept| &kept.account))),
        tokens: rows(&Scope::is_for_programs),
        token_form: (!is_provided).then(|| token_form(&page, account.as_ref())),
        page,
    };
    html(view.page.status(), &view)
}

fn facts(page: &Page, account: Option<&Kept>) -> Vec<Fact> {
    let Some(Kept { account, left, passkeys: _, identities: _ }) = account else { return vec![] };
    let fact = |key: &str, value: String| Fact { label: page.t(key), value };
    let factor = match &account.totp {
        Some(totp) => page.with("account-factor-since", "day", page.wording.day(totp.at.day())),
        None if account.passkeys > 0 => page.with("account-factor-passkeys", "count", account.passkeys),
        None => page.t("account-factor-none"),
    };
    let mut facts = vec![
        fact("sign-in-login", account.login.to_string()),
        fact("account-password-since", page.wording.day(account.password_at.day())),
        fact("account-factor", factor),
    ];
    if account.factors() == Factors::SetUp {
        let count = page.with("common-items", "count", i64::try_from(*left).unwrap_or(i64::MAX));
        facts.push(fact("account-codes-left", count));
    }
    facts
}

fn password_form(page: &Page) -> Form {
    page.form("password", "/account/password")
        .folded("account-password-action")
        .secret("password")
        .called(page.t("account-old-password"))
        .required()
        .filled_with("current-password")
        .secret("newPassword")
        .hint("account-new-password-hint")
        .required()
        .filled_with("new-password")
        .secret("newPasswordAgain")
        .required()
        .filled_with("new-password")
        .submit("account-password-action")
}

fn codes_form(page: &Page) -> Form {
    page.form("codes", "/account/recovery-codes")
        .folded("factor-codes-action")
        .secret("password")
        .required()
        .filled_with("current-password")
        .submit("factor-codes-action")
}

fn session_row(page: &Page, session: &WebSession, acted_for: Option<String>, is_own: bool) -> Row {
    let moment = |key: &str, at| page.with(key, "time", page.wording.moment(at));
    let mut facts = vec![
        moment("account-session-began", session.started_at),
        moment("account-session-seen", session.last_seen_at),
        page.label(session.first),
    ];
    facts.extend(session.second.map(|(factor, _)| page.label(factor)));
    let end = page
        .form("sessions", "/account/sessions")
        .with("session", session.id)
        .submit_quietly("account-session-action");
    Row {
        title: acted_for.unwrap_or_else(|| page.t("common-undecided")),
        facts,
        mark: is_own.then(|| page.t("account-session-own")),
        form: (!is_own).then_some(end),
    }
}

fn token_row(page: &Page, token: &AccessToken, acted_for: Option<String>) -> Row {
    let used = match token.last_used_at {
        Some(at) => page.with("token-used", "time", page.wording.moment(at)),
        None => page.t("token-never-used"),
    };
    let mut facts: Vec<String> = acted_for.into_iter().collect();
    facts.extend([
        page.label(token.scope),
        page.with("token-until", "day", page.wording.day_and_year(token.expires_at.day())),
        used,
    ]);
    let revoke = page
        .form(&revocation(token.id), "/account/tokens/revoke")
        .with("token", token.id)
        .submit_quietly("token-revoke-action");
    Row {
        title: token.label.to_string(),
        facts,
        mark: (!token.works(page.now)).then(|| page.t("token-over")),
        form: token.works(page.now).then_some(revoke),
    }
}

fn token_form(page: &Page, account: Option<&Kept>) -> Form {
    let scopes: Vec<Scope> = Scope::ALL.iter().copied().filter(|scope| scope.is_for_programs()).collect();
    let form = page
        .form("token", "/account/tokens")
        .folded("token-make-action")
        .line("label", "")
        .hint("token-label-hint")
        .required()
        .radios("scope", choices(page.wording, &scopes), Scope::Reading.code())
        .input("number", "days", TOKEN_LIFETIME.whole_days().to_string())
        .required();
    match account {
        Some(_) => form.secret("password").required().filled_with("current-password"),
        None => form,
    }
    .submit("token-make-action")
}
