//! Making, naming and removing passkeys.

use app::passkey;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    account::{Passkey, Stage},
    text::Line,
};

use super::{Row, factor, finish, shown};
use crate::{
    Web,
    error::Fault,
    form::{Asking, Attempt, Failure, Fields, Form},
    page::{Page, Tongue, Visit, Visiting, after},
    sign_in::keep,
    way::Way,
};

/// The form by which a passkey is made, without its button.
pub fn form(page: &Page) -> Form {
    page.form("passkey", "/account/passkeys")
        .with_passkey(Asking::Make)
        .line("label", "")
        .called(page.t("passkey-name"))
        .hint("passkey-name-hint")
        .required()
}

/// A passkey in the list, with the form that removes it.
pub(super) fn row(page: &Page, passkey: &Passkey) -> Row {
    let day = |key: &str, at: domain::Timestamp| page.with(key, "day", page.wording.day(at.day()));
    let used = match passkey.last_used_at {
        Some(at) => page.with("token-used", "time", page.wording.moment(at)),
        None => page.t("token-never-used"),
    };
    let remove = page
        .form(&format!("passkey-{}", passkey.id), "/account/passkeys/remove")
        .folded("passkey-remove-action")
        .with("id", passkey.id)
        .secret("password")
        .required()
        .filled_with("current-password")
        .submit_firmly("passkey-remove-action");
    Row {
        title: passkey.name.to_string(),
        facts: vec![day("passkey-made", passkey.created_at), used],
        mark: None,
        form: Some(remove),
    }
}

/// `POST /account/passkeys/ask`: what the device is asked, in JSON.
pub async fn ask(
    State(web): State<Web>,
    Visiting(visitor): Visiting,
    fields: Fields,
) -> Result<Response, Fault> {
    let asked = passkey::ask_to_make(&web.app, &visitor, fields.get("password")).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], asked).into_response())
}

/// `POST /account/passkeys`: adds what the device made.
pub async fn make(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    Visiting(visitor): Visiting,
    visit: Result<Visit, Fault>,
    fields: Fields,
) -> Result<Response, Fault> {
    let (visit, way) = (visit.ok(), Way::to(fields.get("to")));
    let done = async {
        let name = fields.read(wording, |f| f.text("label", Line::parse))?;
        if fields.get("passkey").is_empty() {
            // No device answered: the password may have been the reason.
            passkey::ask_to_make(&web.app, &visitor, fields.get("password")).await?;
        }
        Ok::<_, Failure>(passkey::make(&web.app, &visitor, name, fields.get("passkey")).await?)
    };
    match done.await {
        Ok(done) if done.recovery_codes.is_empty() => {
            Ok(keep(&web, after("/account", "passkey-made-done"), &done.opened))
        }
        Ok(done) => {
            let page = factor::page(&web, wording, visit.as_ref(), None).await?;
            let to = way.next(done.opened.stage);
            let shown = factor::codes_page(page, done.recovery_codes, to)?;
            Ok(keep(&web, shown, &done.opened))
        }
        Err(failure) => {
            let attempt = Attempt::new(wording, "passkey", fields, failure)?;
            match (visit, visitor.stage) {
                (Some(visit), Stage::Complete) => shown(&web, &visit, Some(attempt)).await,
                (visit, _) => {
                    factor::factor_page(&web, wording, visit.as_ref(), &visitor, &way, Some(attempt)).await
                }
            }
        }
    }
}

/// `POST /account/passkeys/remove`
pub async fn remove(
    State(web): State<Web>,
    visit: Visit,
    Visiting(visitor): Visiting,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let id = visit.read(&fields, |f| f.id("id"))?;
        Ok::<_, Failure>(passkey::remove(&web.app, &visitor, id, fields.get("password")).await?)
    };
    let done = done.await;
    let form = format!("passkey-{}", fields.get("id"));
    finish(&web, &visit, &form, fields, done, "passkey-removed-done").await
}
