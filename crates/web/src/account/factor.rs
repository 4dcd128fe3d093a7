//! Setting up the second factor: a picture for the authenticator, the first code, the recovery codes.

use app::{second_factor, web_session::Visitor};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::account::Stage;
use qrcodegen::{QrCode, QrCodeEcc};
use wording::Wording;

use super::{ShownOnce, shown};
use crate::{
    Web,
    error::Fault,
    form::{Attempt, Fields, Form},
    page::{Page, Query, Tongue, Visit, Visiting, html},
    sign_in::{keep, leave},
    way::Way,
};

/// Empty modules around the code, as its standard asks.
const MARGIN: i32 = 4;

#[derive(Template)]
#[template(path = "factor.html")]
struct FactorPage {
    page: Page,
    seed: String,
    form: Form,
    passkey_form: Option<Form>,
    leave: Option<Form>,
}

/// `GET /account/second-factor`: looking stores nothing.
pub async fn show(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    Visiting(visitor): Visiting,
    Query(way): Query<Way>,
    request: Request,
) -> Result<Response, Fault> {
    if visitor.stage == Stage::SecondFactor {
        return Ok(Redirect::to(&way.next(visitor.stage)).into_response());
    }
    let visit = Visit::of(&web, request.uri(), request.extensions(), request.headers()).ok();
    factor_page(&web, wording, visit.as_ref(), &visitor, &way, None).await
}

/// `GET /account/totp.svg`: what `show` offers, as a picture.
pub async fn picture(State(web): State<Web>, Visiting(visitor): Visiting) -> Result<Response, Fault> {
    let offered = second_factor::offer(&web.app, &visitor).await?;
    let code = QrCode::encode_text(&offered.address, QrCodeEcc::Medium)
        .map_err(|error| app::Error::Internal(Box::new(error)))?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg(&code)).into_response())
}

/// `POST /account/second-factor`
pub async fn set_up(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    Visiting(visitor): Visiting,
    visit: Result<Visit, Fault>,
    fields: Fields,
) -> Result<Response, Fault> {
    let way = Way::to(fields.get("to"));
    let (password, code) = (fields.get("password"), fields.get("code"));
    match second_factor::set_up(&web.app, &visitor, password, code).await {
        Ok(done) => {
            let page = page(&web, wording, visit.ok().as_ref(), None).await?;
            let to = way.next(done.opened.stage);
            let shown = codes_page(page, done.recovery_codes, to)?;
            Ok(keep(&web, shown, &done.opened))
        }
        Err(error) => {
            let attempt = Attempt::new(wording, "factor", fields, error.into())?;
            factor_page(&web, wording, visit.ok().as_ref(), &visitor, &way, Some(attempt)).await
        }
    }
}

/// `POST /account/recovery-codes`
pub async fn renew_codes(
    State(web): State<Web>,
    visit: Visit,
    Visiting(visitor): Visiting,
    fields: Fields,
) -> Result<Response, Fault> {
    match second_factor::renew_recovery_codes(&web.app, &visitor, fields.get("password")).await {
        Ok(codes) => codes_page(visit.page(None).await?, codes, "/account".into()),
        Err(error) => shown(&web, &visit, visit.attempt("codes", fields, error.into())?).await,
    }
}

pub(super) fn codes_page(page: Page, secrets: Vec<String>, to: String) -> Result<Response, Fault> {
    let (title, lead) = (page.t("factor-codes-title"), page.t("factor-codes-lead"));
    html(StatusCode::OK, &ShownOnce { page, title, lead, secrets, to })
}

pub(super) async fn page(
    web: &Web,
    wording: Wording,
    visit: Option<&Visit>,
    attempt: Option<Attempt>,
) -> Result<Page, Fault> {
    match visit {
        Some(visit) => visit.page(attempt).await,
        None => Ok(Page::anonymous(web, wording, attempt)),
    }
}

pub(super) async fn factor_page(
    web: &Web,
    wording: Wording,
    visit: Option<&Visit>,
    visitor: &Visitor,
    way: &Way,
    attempt: Option<Attempt>,
) -> Result<Response, Fault> {
    let offered = second_factor::offer(&web.app, visitor).await?;
    let page = page(web, wording, visit, attempt).await?;
    let form = page.form("factor", "/account/second-factor").with("to", way.address());
    let form = match visitor.stage {
        Stage::SetUpSecondFactor => form,
        _ => form.secret("password").required().filled_with("current-password"),
    };
    let form = form.line("code", "").required().filled_with("one-time-code").submit("factor-set-up-action");
    let leave = visit.is_none().then(|| leave(&page));
    // In groups of four, as people read such texts to a telephone.
    let seed = offered.seed.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    let can_make = visitor.stage == Stage::SetUpSecondFactor && web.app.accounts.passkeys.is_some();
    let passkey_form =
        can_make.then(|| super::passkey::form(&page).with("to", way.address()).submit("passkey-make-action"));
    let view = FactorPage { page, seed, form, passkey_form, leave };
    html(view.page.status(), &view)
}

/// The dark modules as one path, row by row.
fn svg(code: &QrCode) -> String {
    let (size, whole) = (code.size(), code.size() + 2 * MARGIN);
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{},{}h1v1h-1z", x + MARGIN, y + MARGIN));
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {whole}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{whole}\" height=\"{whole}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}
