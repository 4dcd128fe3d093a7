//! The page of a link that works once: an account is opened, or a password replaced.

use app::{
    one_time_link::{self, Welcome},
    throttle::ClientAddress,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use domain::account::{AccountRefusal, LinkPurpose};
use wording::Wording;

use crate::{
    Web,
    error::Fault,
    form::{Attempt, Failure, Fields, Form},
    page::{Page, Tongue, html},
    sign_in::{Step, enter},
    throttle::From,
    way::Way,
};

/// `GET /welcome/{token}`: looking uses nothing up.
pub async fn show(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    From(address): From,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    shown(&web, wording, address, &token, None).await
}

/// `POST /welcome/{token}`
pub async fn redeem(
    State(web): State<Web>,
    Tongue(wording): Tongue,
    From(address): From,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let password = chosen_password(&fields)?;
        let login = fields.get("login");
        Ok::<_, Failure>(one_time_link::redeem(&web.app, address, &token, login, password).await?)
    };
    match done.await {
        Ok(opened) => Ok(enter(&web, &opened, &Way::default())),
        Err(Failure::Error(app::Error::NotFound)) => over(&web, wording),
        Err(Failure::Error(error @ app::Error::Throttled { .. })) => {
            let attempt = Attempt::new(wording, "welcome", fields, error.into())?;
            too_early(Page::anonymous(&web, wording, Some(attempt)), &token)
        }
        Err(failure) => {
            let attempt = Attempt::new(wording, "welcome", fields, failure)?;
            shown(&web, wording, address, &token, Some(attempt)).await
        }
    }
}

/// The password typed twice.
///
/// # Errors
/// [`AccountRefusal::PasswordsDiffer`].
pub fn chosen_password(fields: &Fields) -> Result<&str, Failure> {
    let password = fields.get("newPassword");
    if password == fields.get("newPasswordAgain") {
        Ok(password)
    } else {
        Err(Failure::Error(AccountRefusal::PasswordsDiffer.into()))
    }
}

async fn shown(
    web: &Web,
    wording: Wording,
    address: ClientAddress,
    token: &str,
    attempt: Option<Attempt>,
) -> Result<Response, Fault> {
    let welcome = match one_time_link::welcome(&web.app, address, token).await {
        Ok(welcome) => welcome,
        Err(app::Error::NotFound) => return over(web, wording),
        Err(error) => return Err(error.into()),
    };
    let step = step(Page::anonymous(web, wording, attempt), &welcome, token);
    html(step.page.status(), &step)
}

/// The same form again for who tried too often. What the link is for is not looked up, or it could be guessed
/// all the same: a user name is asked for if one was sent.
fn too_early(page: Page, token: &str) -> Result<Response, Fault> {
    let chooses_login = page.attempt.as_ref().is_some_and(|attempt| attempt.fields.has("login"));
    let login = chooses_login.then(String::new);
    let step = Step {
        title: page.t("welcome-early-title"),
        lines: vec![],
        links: vec![],
        form: Some(form(&page, token, login)),
        passkey_form: None,
        leave: None,
        page,
    };
    html(step.page.status(), &step)
}

/// The form, with the user name to begin with where one is chosen.
fn form(page: &Page, token: &str, login: Option<String>) -> Form {
    let form = page.form("welcome", format!("/welcome/{token}"));
    let form = match login {
        None => form,
        Some(usual) => {
            form.line("login", usual).hint("welcome-login-hint").required().filled_with("username")
        }
    };
    form.secret("newPassword")
        .hint("account-new-password-hint")
        .required()
        .filled_with("new-password")
        .secret("newPasswordAgain")
        .required()
        .filled_with("new-password")
        .submit("welcome-action")
}

fn step(page: Page, welcome: &Welcome, token: &str) -> Step {
    let Welcome { purpose, person, login } = welcome;
    let (title, lead) = match purpose {
        LinkPurpose::Setup | LinkPurpose::Invitation => ("welcome-title", "welcome-lead"),
        LinkPurpose::PasswordReset => ("welcome-reset-title", "welcome-reset-lead"),
        LinkPurpose::FactorReset => ("welcome-reset-title", "welcome-factor-reset-lead"),
    };
    let usual = || person.email.as_ref().map(ToString::to_string).unwrap_or_default();
    let form = form(&page, token, login.is_none().then(usual));
    let mut lines = vec![page.with("welcome-greeting", "person", person.name.as_str()), page.t(lead)];
    lines.extend(login.as_ref().map(|login| page.with("account-login", "login", login.as_str())));
    Step {
        title: page.t(title),
        lines,
        links: vec![],
        form: Some(form),
        passkey_form: None,
        leave: None,
        page,
    }
}

fn over(web: &Web, wording: Wording) -> Result<Response, Fault> {
    let page = Page::anonymous(web, wording, None);
    let (title, lines) = (page.t("welcome-over-title"), vec![page.t("welcome-over")]);
    let step = Step { page, title, lines, links: vec![], form: None, passkey_form: None, leave: None };
    html(StatusCode::NOT_FOUND, &step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::account::Login;

    #[test]
    fn a_login_is_asked_for_where_an_account_is_opened_only() {
        let person = samples::people().into_values().next().unwrap();
        for (purpose, login) in [
            (LinkPurpose::Setup, None),
            (LinkPurpose::Invitation, None),
            (LinkPurpose::PasswordReset, Some(Login::parse("mihon").unwrap())),
            (LinkPurpose::FactorReset, Some(Login::parse("mihon").unwrap())),
        ] {
            for page in samples::pages() {
                let welcome = Welcome { purpose, person: person.clone(), login: login.clone() };
                let html = samples::reads(&step(Page { reader: None, ..page }, &welcome, "token"));
                assert_eq!(html.contains("name=\"login\""), login.is_none(), "{purpose}");
                assert_eq!(html.matches("type=\"password\"").count(), 2);
            }
        }
    }
}
