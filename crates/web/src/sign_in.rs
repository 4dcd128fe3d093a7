//! Signing in step by step, and out again; for whom to act; choosing the language.

use app::{
    directory, passkey, sign_in as signing, web_session,
    web_session::{Opened, Visitor},
};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, Method, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::account::Stage;
use wording::{Language, Wording};

use crate::{
    Web,
    error::Fault,
    form::{Asking, Attempt, Choice, Failure, Fields, Form},
    page::{LANGUAGE, Page, Query, Tongue, Visiting, after, html, visitor},
    throttle::From,
    way::Way,
};

/// A page with a heading, a few lines and a form: every step of signing in looks like this.
#[derive(Template)]
#[template(path = "step.html")]
pub struct Step {
    /// What every page has.
    pub page: Page,
    /// The heading.
    pub title: String,
    /// What is said before the form.
    pub lines: Vec<String>,
    /// Ways on: address and text.
    pub links: Vec<(String, String)>,
    /// The form.
    pub form: Option<Form>,
    /// The form for who has a passkey, before the other.
    pub passkey_form: Option<Form>,
    /// The way out of a session that is not complete.
    pub leave: Option<Form>,
}

/// `GET /sign-in`
pub async fn show(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    Query(way): Query<Way>,
    request: axum::extract::Request,
) -> Result<Response, Fault> {
    if let Some(visitor) = visitor(request.extensions()) {
        return Ok(Redirect::to(&way.next(visitor.stage)).into_response());
    }
    let mut page = Page::anonymous(&web, wording, None);
    page.done = crate::page::done(request.headers()).map(|key| wording.text(&key));
    sign_in_page(&web, page, &way)
}

/// `POST /sign-in`
pub async fn sign_in(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    From(address): From,
    Came(before): Came,
    fields: Fields,
) -> Result<Response, Fault> {
    let way = Way::to(fields.get("to"));
    match signing::sign_in(&web.app, address, fields.get("login"), fields.get("password")).await {
        Ok(opened) => {
            if let Some(before) = before {
                // The same browser starts anew; its session before is left to nobody.
                web_session::sign_out(&web.app, &before).await.or_else(already_over)?;
            }
            Ok(enter(&web, &opened, &way))
        }
        Err(error) => {
            let attempt = Attempt::new(wording, "sign-in", fields, error.into())?;
            sign_in_page(&web, Page::anonymous(&web, wording, Some(attempt)), &way)
        }
    }
}

/// It is no matter that a session that is to be ended has ended.
pub fn already_over(error: app::Error) -> Result<(), app::Error> {
    match error {
        app::Error::NotFound => Ok(()),
        error => Err(error),
    }
}

/// `POST /sign-out`
pub async fn sign_out(State(web): State<Web>, Came(before): Came) -> Result<Response, Fault> {
    if let Some(visitor) = before {
        web_session::sign_out(&web.app, &visitor).await.or_else(already_over)?;
    }
    Ok(forget(&web, after("/sign-in", "sign-out-done")))
}

/// `GET /sign-in/second`
pub async fn ask_second(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    Visiting(visitor): Visiting,
    Query(way): Query<Way>,
) -> Result<Response, Fault> {
    if visitor.stage != Stage::SecondFactor {
        return Ok(Redirect::to(&way.next(visitor.stage)).into_response());
    }
    second_page(&web, Page::anonymous(&web, wording, None), &visitor, &way).await
}

/// `POST /sign-in/second`
pub async fn second(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    Visiting(visitor): Visiting,
    fields: Fields,
) -> Result<Response, Fault> {
    let way = Way::to(fields.get("to"));
    match signing::give_second_factor(&web.app, &visitor, fields.get("code")).await {
        Ok(opened) => Ok(enter(&web, &opened, &way)),
        Err(error) => {
            let attempt = Attempt::new(wording, "second", fields, error.into())?;
            second_page(&web, Page::anonymous(&web, wording, Some(attempt)), &visitor, &way).await
        }
    }
}

/// `POST /sign-in/passkey/ask`: what the device is asked, in JSON.
pub async fn ask_passkey(State(web): State<Web>, Visiting(visitor): Visiting) -> Result<Response, Fault> {
    let asked = passkey::ask_to_use(&web.app, &visitor).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], asked).into_response())
}

/// `POST /sign-in/passkey`: what the device answered, as the second factor.
pub async fn give_passkey(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    Visiting(visitor): Visiting,
    fields: Fields,
) -> Result<Response, Fault> {
    let way = Way::to(fields.get("to"));
    match passkey::give(&web.app, &visitor, fields.get("passkey")).await {
        Ok(opened) => Ok(enter(&web, &opened, &way)),
        Err(error) => {
            let attempt = Attempt::new(wording, "passkey", fields, error.into())?;
            second_page(&web, Page::anonymous(&web, wording, Some(attempt)), &visitor, &way).await
        }
    }
}

/// `GET /acting-for`
pub async fn ask_acting_for(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    Visiting(visitor): Visiting,
    Query(way): Query<Way>,
) -> Result<Response, Fault> {
    if !matches!(visitor.stage, Stage::ActingFor | Stage::Complete) {
        return Ok(Redirect::to(&way.next(visitor.stage)).into_response());
    }
    acting_for_page(&web, wording, &visitor, &way, None).await
}

/// `POST /acting-for`
pub async fn act_for(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    Visiting(visitor): Visiting,
    fields: Fields,
) -> Result<Response, Fault> {
    let way = Way::to(fields.get("to"));
    let done = async {
        let membership = fields.read(wording, |f| f.id("membership"))?;
        Ok::<_, Failure>(web_session::act_for(&web.app, &visitor, membership).await?)
    };
    match done.await {
        Ok(opened) => Ok(enter(&web, &opened, &way)),
        Err(failure) => {
            let attempt = Attempt::new(wording, "acting", fields, failure)?;
            acting_for_page(&web, wording, &visitor, &way, Some(attempt)).await
        }
    }
}

/// `POST /language`: keeps the language chosen.
pub async fn choose_language(method: Method, uri: Uri, headers: HeaderMap, fields: Fields) -> Response {
    let language = Language::parse(fields.get("language")).unwrap_or_default().code();
    let cookie = format!("{LANGUAGE}={language}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
    ([(header::SET_COOKIE, cookie)], Redirect::to(Way::back(&method, &uri, &headers).address()))
        .into_response()
}

/// The session a browser came with, if it did.
pub struct Came(pub Option<Visitor>);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Came {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self(visitor(&parts.extensions)))
    }
}

/// Goes on in a session under its new secret.
pub fn enter(web: &Web, opened: &Opened, way: &Way) -> Response {
    keep(web, Redirect::to(&way.next(opened.stage)).into_response(), opened)
}

/// Keeps the secret of a session in the cookie.
pub fn keep(web: &Web, mut response: Response, opened: &Opened) -> Response {
    if let Ok(cookie) = web.cookies.keep(&opened.secret).parse() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Takes the cookie away.
pub fn forget(web: &Web, mut response: Response) -> Response {
    if let Ok(cookie) = web.cookies.forget().parse() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The way out of a session that is not complete.
pub fn leave(page: &Page) -> Form {
    page.form("leave", "/sign-out").submit_quietly("sign-in-again-action")
}

fn sign_in_page(web: &Web, page: Page, way: &Way) -> Result<Response, Fault> {
    let lead = if way.is_after_end() { "sign-in-expired" } else { "sign-in-lead" };
    let form = page
        .form("sign-in", "/sign-in")
        .with("to", way.address())
        .line("login", "")
        .filled_with("username")
        .secret("password")
        .filled_with("current-password")
        .submit("sign-in-action");
    let step = Step {
        title: page.t("sign-in-title"),
        lines: vec![page.t(lead)],
        links: web
            .app
            .accounts
            .providers
            .iter()
            .map(|provider| {
                let text = page.with("sign-in-provider-action", "provider", provider.name());
                (way.by(&format!("/sign-in/provider/{}", provider.id())), text)
            })
            .collect(),
        form: Some(form),
        passkey_form: None,
        leave: None,
        page,
    };
    html(step.page.status(), &step)
}

/// The form by which a passkey is the second factor, for who has one.
///
/// # Errors
/// [`app::Error::Unavailable`].
pub async fn passkey_form(
    web: &Web,
    page: &Page,
    visitor: &Visitor,
    way: &Way,
) -> Result<Option<Form>, Fault> {
    Ok(passkey::can_be_used(&web.app, visitor).await?.then(|| {
        page.form("passkey", "/sign-in/passkey")
            .with_passkey(Asking::Use)
            .with("to", way.address())
            .submit("passkey-use-action")
    }))
}

async fn second_page(web: &Web, page: Page, visitor: &Visitor, way: &Way) -> Result<Response, Fault> {
    let passkey_form = passkey_form(web, &page, visitor, way).await?;
    let form = page
        .form("second", "/sign-in/second")
        .with("to", way.address())
        .line("code", "")
        .filled_with("one-time-code")
        .hint("factor-code-hint")
        .submit("sign-in-action");
    let step = Step {
        title: page.t("factor-ask-title"),
        lines: vec![page.t(if passkey_form.is_some() {
            "factor-ask-lead-passkey"
        } else {
            "factor-ask-lead"
        })],
        links: vec![],
        form: Some(form),
        passkey_form,
        leave: Some(leave(&page)),
        page,
    };
    html(step.page.status(), &step)
}

async fn acting_for_page(
    web: &Web,
    wording: Wording,
    visitor: &Visitor,
    way: &Way,
    attempt: Option<Attempt>,
) -> Result<Response, Fault> {
    let page = Page::anonymous(web, wording, attempt);
    let memberships = web_session::memberships(&web.app, visitor).await?;
    let ids: Vec<_> = memberships.iter().map(|membership| membership.organization).collect();
    let organizations = directory::organizations(&web.app.system(), &ids).await?;
    let choice = |membership: &domain::person::Membership| {
        let organization = organizations.get(&membership.organization)?;
        Some(Choice {
            value: membership.id.to_string(),
            label: organization.name.to_string(),
            hint: Some(page.label(membership.profession)),
        })
    };
    let choices: Vec<Choice> = memberships.iter().filter_map(choice).collect();
    let chosen = visitor.session.membership.map(|id| id.to_string()).unwrap_or_default();
    let form = page
        .form("acting", "/acting-for")
        .with("to", way.address())
        .radios("membership", choices, chosen)
        .submit("nav-switch-action");
    let step = Step {
        title: page.t("nav-acting-for"),
        lines: vec![page.t("sign-in-acting-lead")],
        links: vec![],
        form: Some(form),
        passkey_form: None,
        leave: Some(leave(&page)),
        page,
    };
    html(step.page.status(), &step)
}
