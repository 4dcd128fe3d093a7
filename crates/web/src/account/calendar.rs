//! The addresses at which one's own calendar is read by programs that sign in nowhere.

use app::access_token::make_token;
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    access::Scope,
    account::{Account, TOKEN_LIFETIME},
    text::Line,
};

use super::{ShownOnce, shown};
use crate::{
    Web,
    error::Fault,
    form::{Failure, Fields, Form},
    page::{Page, Visit, html},
};

/// `POST /account/calendar`: makes an address, which is shown once.
pub async fn make(State(web): State<Web>, visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let label = visit.read(&fields, |f| f.text("label", Line::parse))?;
        let (by, password) = (visit.credential, fields.get("password"));
        let session = visit.session();
        Ok::<_, Failure>(make_token(&session, by, password, label, Scope::Calendar, TOKEN_LIFETIME).await?)
    };
    match done.await {
        Ok((token, secret)) => {
            let page = visit.page(None).await?;
            let until = page.wording.day_and_year(token.expires_at.day());
            let once = ShownOnce {
                title: page.t("calendar-made-title"),
                lead: page.with("calendar-made-lead", "day", until),
                secrets: vec![format!("{}/calendar/{secret}.ics", web.public_url)],
                to: "/account#calendars".into(),
                page,
            };
            html(StatusCode::OK, &once)
        }
        Err(failure) => shown(&web, &visit, visit.attempt("calendar", fields, failure)?).await,
    }
}

/// The form that makes an address.
pub fn form(page: &Page, account: Option<&Account>) -> Form {
    let form = page
        .form("calendar", "/account/calendar")
        .folded("calendar-make-action")
        .line("label", "")
        .called(page.t("calendar-for"))
        .hint("calendar-for-hint")
        .required();
    match account {
        Some(_) => form.secret("password").required().filled_with("current-password"),
        None => form,
    }
    .submit("calendar-make-action")
}
