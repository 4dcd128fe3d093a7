//! The way to the identity provider of an organization, and back.
//!
//! The way there is a link, not a form: browsers hold the redirects that follow on a form to the policy of its
//! page, and providers send people on to wherever they like.

use app::{
    identity::{self, Departure, Return, Returned},
    web_session,
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use domain::account::AccountRefusal;
use wording::Wording;

use crate::{
    Web,
    error::{Fault, sentence, standing},
    page::{Page, Query, Tongue, after, html},
    sign_in::{Came, Step, already_over, enter},
    throttle::From,
    way::Way,
};

/// What a provider may give back with the browser (RFC 6749, RFC 9207); the rest is of no use here.
type Given = Query<Vec<(String, String)>>;

/// `GET /sign-in/provider/{provider}`: makes nothing but a way there and back.
pub async fn set_out(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    From(address): From,
    Path(provider): Path<String>,
    Query(way): Query<Way>,
) -> Result<Response, Fault> {
    match identity::set_out(&web.app, address, &provider, way.address()).await {
        Ok(departure) => {
            let response = Redirect::to(&departure.address).into_response();
            Ok(remember(&web, response, &departure))
        }
        Err(error) => came_to_nothing(&web, wording, "/sign-in", error),
    }
}

/// `GET /sign-in/provider/{provider}/callback`
pub async fn come_back(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    From(address): From,
    Came(before): Came,
    Path(provider): Path<String>,
    headers: HeaderMap,
    Query(given): Given,
) -> Result<Response, Fault> {
    // What is given twice could be read in two ways.
    let one = |name: &str| match given.iter().filter(|(given, _)| given == name).collect::<Vec<_>>()[..] {
        [(_, value)] => Some(value.clone()),
        _ => None,
    };
    let jar = CookieJar::from_headers(&headers);
    let returned = Return {
        state: one("state").unwrap_or_default(),
        browser: jar.get(web.cookies.departure()).map(|kept| kept.value().to_owned()).unwrap_or_default(),
        code: one("code").filter(|_| one("error").is_none()),
        issuer: one("iss"),
    };
    let done = identity::come_back(&web.app, address, &provider, before.as_ref(), &returned).await;
    let response = match done {
        Ok(Returned::SignedIn { opened, way }) => {
            if let Some(before) = before {
                web_session::sign_out(&web.app, &before).await.or_else(already_over)?;
            }
            enter(&web, &opened, &Way::to(&way))
        }
        Ok(Returned::Linked) => after("/account", "identity-linked-done"),
        Err(error) => {
            let back = if before.is_some() { "/account" } else { "/sign-in" };
            came_to_nothing(&web, wording, back, error)?
        }
    };
    Ok(forget(&web, response))
}

/// Keeps in the browser what shows that it is the same one when it comes back.
pub fn remember(web: &Web, mut response: Response, departure: &Departure) -> Response {
    if let Ok(cookie) = web.cookies.keep_departure(&departure.browser).parse() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn forget(web: &Web, mut response: Response) -> Response {
    if let Ok(cookie) = web.cookies.forget_departure().parse() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Says what it was, and leads back. Nothing of what the provider or the address said is shown.
fn came_to_nothing(
    web: &Web,
    wording: Wording,
    back: &'static str,
    error: app::Error,
) -> Result<Response, Fault> {
    let app::Error::Refused(refused) = error else { return Err(error.into()) };
    let page = Page::anonymous(web, wording, None);
    let mut lines = vec![sentence(wording, &error)];
    if refused.code == domain::Refused::from(AccountRefusal::IdentityUnknown).code {
        lines.push(page.t("provider-how-to-link"));
    }
    let key = if back == "/account" { "provider-back-account" } else { "provider-back-action" };
    let step = Step {
        title: page.t("provider-failed-title"),
        lines,
        links: vec![(back.into(), page.t(key))],
        form: None,
        passkey_form: None,
        leave: None,
        page,
    };
    html(standing(&error), &step)
}
