//! One member of the organization: what is open in their hands, and what an administrator changes.

use app::{
    keep_members::{OpenDuties, change_profession as change, end_membership, lay_down_role, open_duties},
    review_rights::{Colleague, colleagues},
    send_reset_link::send_reset_link,
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    person::{Membership, Profession, Role},
};

use super::request_form;
use crate::{
    discharge_case::Fact,
    error::Fault,
    form::{Attempt, Failure, Fields, Form, choices},
    page::{At, Page, Visit, after, html},
};

#[derive(Template)]
#[template(path = "organization_member.html")]
pub(super) struct MemberPage {
    pub page: Page,
    pub name: String,
    pub facts: Vec<Fact>,
    pub duties: Vec<String>,
    pub forms: Vec<Form>,
}

/// `GET /organization/members/{id}`
pub async fn show(visit: Visit, At(id): At<Membership>) -> Result<Response, Fault> {
    shown(&visit, id, None).await
}

async fn shown(visit: &Visit, id: Id<Membership>, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let duties = open_duties(&session, id).await?;
    let colleagues = colleagues(&session).await?;
    let colleague = colleagues.iter().find(|c| c.membership.id == id).ok_or(app::Error::NotFound)?;
    let page = visit.page(attempt).await?;
    html(page.status(), &member_page(page, colleague, duties, session.id()))
}

pub(super) fn member_page(page: Page, colleague: &Colleague, duties: OpenDuties, new: Id<()>) -> MemberPage {
    let Colleague { membership, person, reviewed, is_due: _ } = colleague;
    let fact = |key: &str, value: String| Fact { label: page.t(key), value };
    let mut facts = vec![
        fact("common-profession", page.label(membership.profession)),
        fact("staff-role", page.label(membership.role)),
        fact("staff-since", page.wording.day_and_year(membership.from.day())),
    ];
    facts.extend(person.email.as_ref().map(|email| fact("common-email-label", email.to_string())));
    let seen = reviewed.map_or_else(|| page.t("staff-never"), |r| page.wording.day_and_year(r.at.day()));
    facts.push(fact("staff-reviewed", seen));
    MemberPage {
        name: person.name.to_string(),
        facts,
        duties: duty_lines(&page, duties),
        forms: forms(&page, membership, new),
        page,
    }
}

fn duty_lines(page: &Page, duties: OpenDuties) -> Vec<String> {
    let OpenDuties { cases, conferences, teams } = duties;
    [("staff-duty-cases", cases), ("staff-duty-conferences", conferences), ("staff-duty-teams", teams)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| page.with(key, "count", usize::try_from(count).unwrap_or(usize::MAX)))
        .collect()
}

fn forms(page: &Page, membership: &Membership, new: Id<()>) -> Vec<Form> {
    let to = |action: &str| format!("/organization/members/{}/{action}", membership.id);
    let mut forms = vec![
        page.form("profession", to("profession"))
            .folded("staff-profession-action")
            .select("profession", choices(page.wording, Profession::ALL), membership.profession.code())
            .submit("common-save-action"),
        request_form(page, membership.id, membership.role, new),
    ];
    if membership.role != Role::Member {
        let form = page.form("laydown", to("lay-down")).folded("staff-lay-down-action");
        forms.push(form.submit_firmly("staff-lay-down-action"));
    }
    forms
        .push(page.form("reset", to("reset")).folded("staff-reset-action").submit("staff-reset-send-action"));
    let form = page.form("end", to("end")).folded("staff-end-action");
    forms.push(form.submit_firmly("staff-end-action"));
    forms
}

/// `POST /organization/members/{id}/profession`
pub async fn change_profession(
    visit: Visit,
    At(id): At<Membership>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let profession = visit.read(&fields, |f| f.choice("profession", Profession::parse))?;
        Ok::<_, Failure>(change(&visit.session(), id, profession).await?)
    };
    let done = done.await;
    finish(&visit, id, ("profession", fields), done, "saved-done").await
}

/// `POST /organization/members/{id}/lay-down`
pub async fn lay_down(visit: Visit, At(id): At<Membership>, fields: Fields) -> Result<Response, Fault> {
    let done = lay_down_role(&visit.session(), id).await.map_err(Failure::from);
    finish(&visit, id, ("laydown", fields), done, "saved-done").await
}

/// `POST /organization/members/{id}/reset`: the member is sent a link for a new password.
pub async fn send_reset(visit: Visit, At(id): At<Membership>, fields: Fields) -> Result<Response, Fault> {
    let done = send_reset_link(&visit.session(), id).await.map_err(Failure::from);
    finish(&visit, id, ("reset", fields), done, "staff-reset-done").await
}

/// `POST /organization/members/{id}/end`
pub async fn end(visit: Visit, At(id): At<Membership>, fields: Fields) -> Result<Response, Fault> {
    let done = end_membership(&visit.session(), id).await.map_err(Failure::from);
    finish(&visit, id, ("end", fields), done, "staff-ended-done").await
}

async fn finish<T>(
    visit: &Visit,
    id: Id<Membership>,
    (form, fields): (&str, Fields),
    done: Result<T, Failure>,
    said: &'static str,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after("/organization", said)),
        Err(failure) => shown(visit, id, visit.attempt(form, fields, failure)?).await,
    }
}
