//! The routes: `POST /graphql`, JSON in, JSON out, for whoever is signed in; and `/graphql/ws` for subscriptions.

use std::{future::Future, pin::Pin};

use std::sync::Arc;

use app::{App, Ledger, break_glass::ConfirmedAt};
use async_graphql::{Request, Response, ServerError, Value, Variables, parser::types::ExecutableDocument};
use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::{Request as HttpRequest, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response as HttpResponse},
    routing::{get, post},
};
use domain::{access::Member, audit::Source};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wording::{Language, Wording};

use crate::{
    caller::Caller,
    complete::Shape,
    error,
    gate::{self, Reason},
    loader::loaders,
    schema::{Schema, schema, sdl},
    socket,
};

/// What the route needs.
#[derive(Clone)]
pub struct Api {
    /// The application.
    pub app: App,
    /// Where people reach the pages; only they may open a WebSocket from a browser.
    pub public_url: String,
}

#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) app: App,
    pub(crate) schema: Schema,
    pub(crate) shape: Arc<Shape>,
    /// The origin of the pages.
    pub(crate) origin: Arc<str>,
}

/// `POST /graphql`. Who is signed in is read from the request extension `Option<Member>`, which the sign-in of
/// `server` puts there; without it nobody is.
pub fn routes<S: Clone + Send + Sync + 'static>(api: Api) -> Router<S> {
    let Api { app, public_url } = api;
    let shape = Arc::new(Shape::of(&sdl()));
    let origin = origin(&public_url).into();
    Router::new()
        .route("/graphql", post(answer))
        .route("/graphql/ws", get(socket::upgrade))
        .with_state(Shared { app, schema: schema(), shape, origin })
}

/// Scheme, host and port of an address.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    &url[..end]
}

/// A request as JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Posted {
    pub(crate) query: String,
    pub(crate) operation_name: Option<String>,
    pub(crate) variables: Option<serde_json::Value>,
}

async fn answer(
    State(Shared { app, schema, shape, origin: _ }): State<Shared>,
    member: Option<Extension<Option<Member>>>,
    ledger: Option<Extension<Ledger>>,
    request: HttpRequest,
) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let headers = parts.headers;
    let reply = Reply::to(&headers, app.ids.uuid());
    if !is_json(&headers) {
        return reply.refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, Reason::WrongContentType);
    }
    if is_by_browser(&headers) && !headers.contains_key("x-requested-by") {
        return reply.refuse(StatusCode::FORBIDDEN, Reason::NotRequestedByUs);
    }
    let Some(member) = member.and_then(|Extension(member)| member) else {
        return reply.turn_away();
    };
    let confirmed_at = parts.extensions.get::<ConfirmedAt>().map(|ConfirmedAt(at)| *at);
    let Extension(ledger) = ledger.unwrap_or_else(|| Extension(app.ledger(Source::Api)));
    let caller = Caller {
        now: app.clock.now(),
        app: app.noting(&ledger),
        member,
        wording: reply.wording,
        credential: parts.extensions.get().copied(),
        confirmed_at,
    };
    match read(body).await {
        Ok((request, document)) => {
            let mut response = execute(schema, caller, request).await;
            if let Err(error) = ledger.flush().await {
                ledger.withhold();
                return reply.withhold(&error.into());
            }
            response.data = shape.complete(&document, response.data, &response.errors);
            reply.send(response)
        }
        Err((status, reason)) => reply.refuse(status, reason),
    }
}

/// Boxed, so that the deeply nested type of the execution ends in this crate.
fn execute(
    schema: Schema,
    caller: Caller,
    request: Request,
) -> Pin<Box<dyn Future<Output = Response> + Send>> {
    let loaders = loaders(caller.clone());
    Box::pin(async move { schema.execute(request.data(caller).data(loaders)).await })
}

/// Reads the body and lets its document through the gate.
async fn read(body: Body) -> Result<(Request, ExecutableDocument), (StatusCode, Reason)> {
    let malformed = (StatusCode::BAD_REQUEST, Reason::NotARequest);
    let body = to_bytes(body, gate::LONGEST_BODY)
        .await
        .map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, Reason::BodyTooLong))?;
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err((StatusCode::BAD_REQUEST, Reason::Batch));
    }
    let Posted { query, operation_name, variables } = serde_json::from_slice(&body).map_err(|_| malformed)?;
    let variables = self::variables(variables).map_err(|reason| (StatusCode::BAD_REQUEST, reason))?;
    let passed = gate::pass(&query).map_err(|refused| (StatusCode::BAD_REQUEST, refused.reason))?;
    tracing::debug!(measure = ?passed.measure, visited = passed.visited, "document");
    let mut request = Request::new(query).variables(variables);
    request.operation_name = operation_name;
    request.set_parsed_query(passed.document.clone());
    Ok((request, passed.document))
}

/// The variables of a request.
pub(crate) fn variables(posted: Option<serde_json::Value>) -> Result<Variables, Reason> {
    match posted {
        None | Some(serde_json::Value::Null) => Ok(Variables::default()),
        Some(variables @ serde_json::Value::Object(_)) => Ok(Variables::from_json(variables)),
        Some(_) => Err(Reason::NotARequest),
    }
}

/// Whether the body is JSON in UTF-8, by its type and no other parameter.
fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(only), None) = (types.next(), types.next()) else { return false };
    let Ok(only) = only.to_str() else { return false };
    let mut parts = only.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let is_utf8 = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        name.eq_ignore_ascii_case("charset") && value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    };
    is_json && parts.all(is_utf8)
}

/// Whether a browser signed the request in by itself: then another site may have sent it.
fn is_by_browser(headers: &HeaderMap) -> bool {
    headers.contains_key(header::COOKIE) && !headers.contains_key(header::AUTHORIZATION)
}

const RESPONSE_JSON: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// How this request is to be answered.
pub(crate) struct Reply {
    content_type: &'static str,
    pub(crate) wording: Wording,
    reference: Uuid,
}

/// A response as JSON. A request that was not executed has no `data`.
#[derive(Serialize)]
pub(crate) struct Answered {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<ServerError>,
}

impl Reply {
    pub(crate) fn to(headers: &HeaderMap, reference: Uuid) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let accepts_response = text(header::ACCEPT).split(',').any(|range| {
            let mut parts = range.split(';').map(str::trim);
            parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case(RESPONSE_JSON))
                && !parts.any(|parameter| parameter == "q=0")
        });
        let language = Language::from_accept_language(text(header::ACCEPT_LANGUAGE));
        Self {
            content_type: if accepts_response { RESPONSE_JSON } else { JSON },
            wording: Wording::new(language),
            reference,
        }
    }

    /// The answer to a document that was executed, or that validation refused.
    fn send(&self, response: Response) -> HttpResponse {
        let Response { data, errors, .. } = response;
        let was_executed =
            errors.is_empty() || data != Value::Null || errors.iter().any(|e| !e.path.is_empty());
        let status = match (was_executed, self.content_type) {
            (false, RESPONSE_JSON) => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        };
        let retry_after = error::retry_after(&errors);
        let errors = error::translate(errors, self.wording, self.reference);
        let mut answer = self.json(status, &Answered { data: was_executed.then_some(data), errors });
        if let Some(seconds) = retry_after {
            *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        answer
    }

    /// The answer to a request that is not executed.
    pub(crate) fn refuse(&self, status: StatusCode, reason: Reason) -> HttpResponse {
        self.only(status, error::of_gate(reason, self.wording, self.reference))
    }

    /// The answer to a request of nobody.
    pub(crate) fn turn_away(&self) -> HttpResponse {
        let error = error::of_app(&app::Error::Unauthenticated, self.wording, self.reference);
        self.only(StatusCode::UNAUTHORIZED, error)
    }

    /// The answer in place of one whose reads could not be put on record.
    fn withhold(&self, error: &app::Error) -> HttpResponse {
        let error = error::of_app(error, self.wording, self.reference);
        self.only(StatusCode::SERVICE_UNAVAILABLE, error)
    }

    fn only(&self, status: StatusCode, error: ServerError) -> HttpResponse {
        self.json(status, &Answered { data: None, errors: vec![error] })
    }

    fn json(&self, status: StatusCode, answered: &Answered) -> HttpResponse {
        let headers = [
            (header::CONTENT_TYPE, format!("{}; charset=utf-8", self.content_type)),
            (header::CACHE_CONTROL, "no-store".to_owned()),
            (header::CONTENT_LANGUAGE, self.wording.language().code().to_owned()),
        ];
        match serde_json::to_vec(answered) {
            Ok(body) => (status, headers, body).into_response(),
            Err(error) => {
                tracing::error!(reference = %self.reference.simple(), %error, "answer is no JSON");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests;
