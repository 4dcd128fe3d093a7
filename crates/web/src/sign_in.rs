//! Signing in with an access token, and out again; choosing the language.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::text::Line;
use wording::{Language, Wording};

use crate::{
    Web,
    error::Fault,
    form::{Attempt, Fields, Form, Problem},
    page::{LANGUAGE, Page, Tongue, Visit, after, html},
};

/// The cookie that carries the access token.
const TOKEN: &str = "kaname_token";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    form: Form,
}

/// `GET /sign-in`
pub async fn show(
    State(web): State<Web>,
    visit: Result<Visit, Fault>,
    Tongue(wording): Tongue,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    if visit.is_ok() {
        return Ok(Redirect::to("/").into_response());
    }
    let mut page = Page::anonymous(&web, wording, None);
    page.done = crate::page::done(&headers).map(|key| wording.text(&key));
    sign_in_page(page)
}

/// `POST /sign-in`: keeps a token that works in a cookie which no script reads.
pub async fn sign_in(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    fields: Fields,
) -> Result<Response, Fault> {
    let token = match fields.read(wording, |f| f.text("token", Line::parse)) {
        Ok(token) => token,
        Err(failure) => {
            let attempt = Attempt::new(wording, "sign-in", fields, failure)?;
            return sign_in_page(Page::anonymous(&web, wording, Some(attempt)));
        }
    };
    match web.app.sign_in(token.as_str()).await {
        Ok(_) => Ok(keep(&web, Redirect::to("/").into_response(), token.as_str(), "")),
        Err(app::Error::Unauthenticated) => {
            sign_in_page(Page::anonymous(&web, wording, Some(refused(wording))))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /sign-out`
pub async fn sign_out(State(web): State<Web>) -> Response {
    keep(&web, after("/sign-in", "sign-out-done"), "", "; Max-Age=0")
}

/// `POST /language`: keeps the language chosen.
pub async fn choose_language(fields: Fields) -> Response {
    let language = Language::parse(fields.get("language")).unwrap_or_default().code();
    let cookie = format!("{LANGUAGE}={language}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

fn sign_in_page(page: Page) -> Result<Response, Fault> {
    let form = page.form("sign-in", "/sign-in").secret("token").required().submit("sign-in-action");
    html(page.status(), &SignInPage { page, form })
}

fn refused(wording: Wording) -> Attempt {
    let problem =
        Problem { field: Some("token".to_owned()), label: None, text: wording.text("sign-in-failed") };
    Attempt {
        form: "sign-in".to_owned(),
        fields: Fields::default(),
        problems: vec![problem],
        status: axum::http::StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Keeps `token` in the cookie. A token has only characters that a cookie may hold, or it would not work.
fn keep(web: &Web, mut response: Response, token: &str, more: &str) -> Response {
    let secure = if web.secure_cookies { "; Secure" } else { "" };
    let cookie = format!("{TOKEN}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    if let Ok(cookie) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
