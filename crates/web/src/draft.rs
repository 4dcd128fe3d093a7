//! What is typed is not lost: kept while it is typed, when the session turns out to be over, and until the form
//! is sent. It comes back in the same form, with what others have changed since beside it.

use app::draft::{discard_draft, drafts, keep_draft, keep_what_came_late};
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;

use crate::{
    Web,
    error::Fault,
    form::Fields,
    page::{Visit, after},
    way::Way,
};

/// The field by which a form says where what is typed into it is kept.
pub const FORM: &str = "draft";
/// What is longer than this is not kept, in bytes as sent.
const LONGEST: u64 = 256 * 1024;
/// How forms are sent.
const URLENCODED: &str = "application/x-www-form-urlencoded";

/// Where what is typed into a form is kept: the address it is sent to, and its name there.
pub fn place(action: &str, form: &str) -> String {
    format!("{action}#{form}")
}

/// Marks an answer that leads on while what was sent is still a draft.
#[derive(Clone, Copy)]
struct StillTyped;

/// The answer to a form that leads on and is not done with: what was typed into it stays kept.
pub fn still_typed(mut response: Response) -> Response {
    response.extensions_mut().insert(StillTyped);
    response
}

/// `POST /drafts`
pub async fn keep(visit: Visit, fields: Fields) -> Result<StatusCode, Fault> {
    let (form, typed) = split(fields);
    keep_draft(&visit.session(), form.ok_or(app::Error::NotFound)?, typed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /drafts/discard`
pub async fn discard(visit: Visit, headers: HeaderMap, fields: Fields) -> Result<Response, Fault> {
    let (form, _) = split(fields);
    discard_draft(&visit.session(), &form.ok_or(app::Error::NotFound)?).await?;
    let way = Way::back(&Method::POST, &Uri::from_static("/drafts/discard"), &headers);
    Ok(after(way.address(), "draft-discard-done"))
}

/// Forgets the draft of a form that was accepted, and keeps what was sent when the session was over.
pub async fn settle(State(web): State<Web>, request: Request, next: Next) -> Response {
    let discards = request.uri().path() == "/drafts/discard";
    if request.method() != Method::POST || discards || !is_short_form(&request) {
        return next.run(request).await;
    }
    let visit = Visit::of(&web, request.uri(), request.extensions(), request.headers()).ok();
    let secret = secret(&web, request.headers());
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let fields = typed(&bytes).await;
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let (Some(form), typed) = split(fields) else { return response };
    let settled = match (visit, secret) {
        _ if response.extensions().get::<StillTyped>().is_some() => Ok(()),
        (Some(visit), _) if response.status().is_redirection() => forget(&visit, &form).await,
        (None, Some(secret)) => keep_what_came_late(&web.app, &secret, form, typed).await.map(|_| ()),
        _ => Ok(()),
    };
    if let Err(error) = settled {
        tracing::warn!(%error, "a draft is not settled");
    }
    response
}

async fn forget(visit: &Visit, form: &str) -> Result<(), app::Error> {
    let session = visit.session();
    if drafts(&session).await?.iter().any(|draft| draft.form == form) {
        discard_draft(&session, form).await?;
    }
    Ok(())
}

async fn typed(bytes: &Bytes) -> Fields {
    let mut copy = Request::new(Body::from(bytes.clone()));
    *copy.method_mut() = Method::POST;
    copy.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(URLENCODED));
    Fields::from_request(copy, &()).await.unwrap_or_default()
}

fn secret(web: &Web, headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    jar.get(web.cookies.session()).map(|cookie| cookie.value().to_owned())
}

fn is_short_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let length = request.body().size_hint().upper();
    kind.is_some_and(|kind| kind.starts_with(URLENCODED)) && length.is_some_and(|length| length <= LONGEST)
}

/// The place of a form, and what was typed into it.
fn split(fields: Fields) -> (Option<String>, Vec<(String, String)>) {
    let (place, typed): (Vec<_>, Vec<_>) =
        fields.into_pairs().into_iter().partition(|(name, _)| name == FORM);
    (place.into_iter().next().map(|(_, place)| place), typed)
}
