//! The one translation of the application's errors into pages. What went wrong inside is logged here, once,
//! under a reference; the page shows the reference and nothing else of it.

use std::sync::Arc;

use app::{Kind, Ledger};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use wording::Wording;

use crate::{
    Web,
    page::{self, Page, Standing, Visit},
    way::Way,
};

/// An error on its way to becoming a page.
#[derive(Clone, Debug)]
pub struct Fault(Arc<app::Error>);

impl From<app::Error> for Fault {
    fn from(error: app::Error) -> Self {
        Self(Arc::new(error))
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        app::Error::Internal(Box::new(error)).into()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// How the answer stands.
pub fn standing(error: &app::Error) -> Standing {
    Standing { status: status(error), retry_after: error.retry_after_seconds() }
}

fn status(error: &app::Error) -> StatusCode {
    match error.kind() {
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::Refused | Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Kind::Throttled => StatusCode::TOO_MANY_REQUESTS,
    }
}

/// What went wrong, in a sentence: by its own code where there is a text for it, else by its kind.
pub fn sentence(wording: Wording, error: &app::Error) -> String {
    if let app::Error::Refused(refused) = error {
        return wording.refusal(*refused);
    }
    if let Some(denial) = error.denial() {
        return wording.label(denial);
    }
    if let Some(seconds) = error.retry_after_seconds() {
        return wait(wording, seconds);
    }
    let key = format!("error-{}", error.code().to_ascii_lowercase().replace('_', "-"));
    match wording.text(&key) {
        text if text == format!("[{key}]") => wording.error(error.kind().code()),
        text => text,
    }
}

/// How long to wait: in seconds where they are few, else in minutes begun.
fn wait(wording: Wording, seconds: i64) -> String {
    if seconds < 120 {
        wording.text_with("error-throttled-seconds", &[("seconds", seconds.into())])
    } else {
        let minutes = (seconds + 59) / 60;
        wording.text_with("error-throttled-minutes", &[("minutes", minutes.into())])
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    text: String,
    reference: Option<String>,
}

/// Turns every fault of the pages behind it into a page of its own, in the language of whoever asked, forgets
/// a message about what was done once it has been shown, and lets cookies travel as that of the session does.
pub async fn present(State(web): State<Web>, request: Request, next: Next) -> Response {
    let wording = page::wording(request.headers());
    let visit = Visit::of(&web, request.uri(), request.extensions(), request.headers());
    let way = Way::back(request.method(), request.uri(), request.headers());
    let asked = way.ask(page::visitor(request.extensions()), web.cookies, request.headers());
    let shows_done = request.method() == Method::GET && page::done(request.headers()).is_some();
    let mut response = next.run(request).await;
    if let Some(Fault(error)) = response.extensions_mut().remove::<Fault>() {
        return error_page(&web, wording, visit.ok(), &error, &asked).await;
    }
    if shows_done && response.headers().get(header::CONTENT_TYPE).is_some_and(page::is_html) {
        response.headers_mut().append(header::SET_COOKIE, page::FORGET_DONE);
    }
    web.cookies.protect(response.headers_mut());
    response
}

/// Lets an answer go once what it shows is on record, or answers that it cannot.
pub async fn answer_on_record(request: Request, next: Next) -> Response {
    let ledger = request.extensions().get::<Ledger>().cloned();
    let response = next.run(request).await;
    let Some(ledger) = ledger else { return response };
    match ledger.flush().await {
        Ok(()) => response,
        Err(error) => {
            tracing::error!(%error, "a page was withheld: what it shows could not be put on record");
            ledger.withhold();
            Fault::from(app::Error::from(error)).into_response()
        }
    }
}

async fn error_page(
    web: &Web,
    wording: Wording,
    visit: Option<Visit>,
    error: &app::Error,
    asked: &str,
) -> Response {
    if matches!(error, app::Error::Unauthenticated) {
        return Redirect::to(asked).into_response();
    }
    let reference = matches!(error, app::Error::Internal(_)).then(|| {
        let reference = web.app.system().id::<()>().to_string();
        tracing::error!(reference, error = ?error, "a page failed");
        reference
    });
    let page = match visit {
        Some(visit) => visit.page(None).await.ok(),
        None => None,
    };
    let page = page.unwrap_or_else(|| Page::anonymous(web, wording, None));
    let text = sentence(wording, error);
    let shown = page::html(standing(error), &ErrorPage { page, text, reference });
    shown.unwrap_or_else(|_| status(error).into_response())
}

/// The page where there is none.
pub async fn not_found() -> Fault {
    app::Error::NotFound.into()
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use wording::Language;

    use super::*;

    #[test]
    fn who_is_too_early_reads_how_long_to_wait() {
        let said =
            |language, wait| sentence(Wording::new(language), &app::Error::Throttled { retry_after: wait });
        let (ja, en) = (Language::Japanese, Language::English);
        assert!(said(ja, Duration::seconds(12)).contains("12秒"));
        assert!(said(en, Duration::seconds(12)).contains("12 seconds"));
        assert!(said(en, Duration::milliseconds(1)).contains("1 second."));
        assert!(said(ja, Duration::seconds(121)).contains("3分"));
        assert!(said(en, Duration::minutes(12)).contains("12 minutes"));
    }
}
