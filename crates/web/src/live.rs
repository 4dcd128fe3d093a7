//! `/live/…`: word to an open page that what it shows has changed. Nothing of what changed is sent; the page
//! fetches itself anew, and sees what its reader may see then.

use std::{convert::Infallible, time::Duration};

use app::{
    Credential,
    live::{Cursor, Kind, Seat, Told, Topic, Watch, watch},
};
use axum::{
    Extension,
    extract::Query,
    http::{HeaderMap, HeaderName, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::{
    access::Member, conference::Conference, consultation::Consultation, discharge_case::DischargeCase,
};
use futures_util::{Stream, stream};
use serde::Deserialize;

use crate::{
    Web,
    error::Fault,
    page::{At, Visit},
};

/// How often something is sent where nothing happens, so that nobody on the way ends the connection.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How soon a browser comes back when the connection broke.
const RETRY: Duration = Duration::from_secs(2);

/// Where a page was when it was made.
#[derive(Deserialize)]
pub struct Since {
    after: Option<String>,
}

/// `GET /live/cases/{id}`
pub async fn case(At(id): At<DischargeCase>, follower: Follower) -> Result<Response, Fault> {
    follower.follow(Topic::Case(id)).await
}

/// `GET /live/conferences/{id}`
pub async fn conference(At(id): At<Conference>, follower: Follower) -> Result<Response, Fault> {
    follower.follow(Topic::Conference(id)).await
}

/// `GET /live/consultations/{id}`
pub async fn consultation(At(id): At<Consultation>, follower: Follower) -> Result<Response, Fault> {
    follower.follow(Topic::Offers(id)).await
}

/// `GET /live/board`
pub async fn board(follower: Follower) -> Result<Response, Fault> {
    follower.follow(Topic::Board).await
}

/// `GET /live/requests`
pub async fn requests(follower: Follower) -> Result<Response, Fault> {
    follower.follow(Topic::Inbox).await
}

/// Who follows, and from where on.
pub struct Follower {
    web: Web,
    member: Member,
    credential: Credential,
    after: Option<Cursor>,
}

impl axum::extract::FromRequestParts<Web> for Follower {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, web: &Web) -> Result<Self, Fault> {
        let visit = Visit::of(web, &parts.uri, &parts.extensions, &parts.headers)?;
        let Ok(Extension(credential)) = Extension::from_request_parts(parts, web).await else {
            return Err(app::Error::Unauthenticated.into());
        };
        let since = Query::<Since>::from_request_parts(parts, web).await.ok();
        let since = since.and_then(|Query(Since { after })| after);
        let after = last_heard(&parts.headers).or(since).and_then(|cursor| Cursor::parse(&cursor));
        Ok(Self { web: web.clone(), member: visit.member, credential, after })
    }
}

/// What a browser that comes back heard last.
fn last_heard(headers: &HeaderMap) -> Option<String> {
    Some(headers.get("last-event-id")?.to_str().ok()?.to_owned())
}

impl Follower {
    async fn follow(self, topic: Topic) -> Result<Response, Fault> {
        let Self { web, member, credential, after } = self;
        let Some(seat) = web.app.live.seat(Kind::Connection, member.person) else {
            return Ok(StatusCode::TOO_MANY_REQUESTS.into_response());
        };
        let watch = watch(&web.app, credential, Some(topic), after).await?;
        let events = Sse::new(words(watch, seat)).keep_alive(KeepAlive::new().interval(HEARTBEAT));
        // Said to proxies that would gather the words before they pass them on.
        Ok(([(HeaderName::from_static("x-accel-buffering"), "no")], events).into_response())
    }
}

/// The words to a page, until it is to be seen no more or the process ends.
fn words(watch: Watch, seat: Seat) -> impl Stream<Item = Result<Event, Infallible>> {
    let ready = word("ready", watch.cursor()).retry(RETRY);
    let next = stream::unfold(Some((watch, seat)), |following| async {
        let (mut watch, seat) = following?;
        let (event, goes_on) = match watch.next().await {
            Ok(Told::Changed(happened)) => (word("changed", happened.cursor), true),
            Ok(Told::Reload(cursor)) => (word("changed", cursor), true),
            Ok(Told::Gone | Told::SignedOut) => (word("gone", watch.cursor()), false),
            // The browser comes back, to this process or another, and says what it heard last.
            Ok(Told::Leaving) | Err(_) => return None,
        };
        Some((event, goes_on.then_some((watch, seat))))
    });
    stream::StreamExt::map(stream::StreamExt::chain(stream::iter([ready]), next), Ok)
}

/// A word with its place, twice: browsers pass nothing on that has no data.
fn word(name: &str, cursor: Cursor) -> Event {
    let cursor = cursor.to_string();
    Event::default().event(name).id(&cursor).data(cursor)
}
