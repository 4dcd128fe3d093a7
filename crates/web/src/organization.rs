//! The people of an organization: who works there, with which rights, and who joins or leaves.

mod member;
mod review;

use app::{
    IdempotencyKey,
    confirm_role::{RequestRole, confirm_role, refuse_role, request_role},
    directory,
    invite_colleague::{
        InviteColleague, accept_invitation, invitations_to_me, invite_colleague, withdraw_invitation,
    },
    review_rights::{Colleague, colleagues, open_invitations, role_requests},
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    access::{Action, Member, Relationship},
    membership::{ColleagueInvitation, RequestState, RoleRequest},
    person::{Membership, Profession, Role},
    text::{EmailAddress, Line},
};
use std::collections::HashMap;

use crate::{
    board::Chip,
    error::Fault,
    form::{Attempt, Choice, Failure, Fields, Form, Reader, choices},
    page::{Page, Visit, after, html},
};

pub use member::{change_profession, end, lay_down, send_reset, show as show_member};
pub use review::{confirm as confirm_rights, show as show_review};

#[derive(Template)]
#[template(path = "organization.html")]
struct OrganizationPage {
    page: Page,
    keeps: bool,
    sees_deliveries: bool,
    due: Option<String>,
    rows: Vec<Row>,
    requests: Vec<RequestView>,
    own: Form,
    invitations: Vec<InvitationView>,
    invite: Option<Form>,
    to_me: Vec<InvitationView>,
}

struct Row {
    name: String,
    to: Option<String>,
    profession: String,
    role: String,
    since: String,
    due: Option<Chip>,
}

struct RequestView {
    title: String,
    state: Chip,
    more: Vec<String>,
    forms: Vec<Form>,
}

struct InvitationView {
    title: String,
    more: Vec<String>,
    form: Option<Form>,
}

/// What the page is made of.
struct Matter {
    member: Member,
    keeps: bool,
    sees_deliveries: bool,
    colleagues: Vec<Colleague>,
    requests: Vec<RoleRequest>,
    invitations: Vec<ColleagueInvitation>,
    to_me: Vec<ColleagueInvitation>,
    people: HashMap<Id<domain::person::Person>, domain::person::Person>,
    organizations: HashMap<Id<domain::organization::Organization>, domain::organization::Organization>,
}

/// `GET /organization`
pub async fn show(visit: Visit) -> Result<Response, Fault> {
    shown(&visit, None).await
}

async fn shown(visit: &Visit, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let requests = role_requests(&session).await?;
    let keeps = visit.may(Action::KeepMembers, Relationship::Own);
    let invitations = if keeps { open_invitations(&session).await? } else { vec![] };
    let to_me = invitations_to_me(&session).await?;
    let deciders = requests.iter().filter_map(|request| match request.state {
        RequestState::Confirmed { by, .. } => by,
        RequestState::Refused { by, .. } => Some(by),
        RequestState::Pending | RequestState::Expired { .. } => None,
    });
    let people: Vec<_> = requests
        .iter()
        .map(|request| request.requested_by)
        .chain(deciders)
        .chain(invitations.iter().chain(&to_me).map(|invitation| invitation.person))
        .collect();
    let organizations: Vec<_> = to_me.iter().map(|invitation| invitation.organization).collect();
    let matter = Matter {
        member: visit.member,
        keeps,
        sees_deliveries: visit.may(Action::KeepOrganization, Relationship::Own),
        colleagues: colleagues(&session).await?,
        people: directory::people(&session, &people).await?,
        organizations: directory::organizations(&session, &organizations).await?,
        requests,
        invitations,
        to_me,
    };
    let page = visit.page(attempt).await?;
    let new = session.id::<()>();
    html(page.status(), &organization_page(page, &matter, new))
}

fn organization_page(page: Page, matter: &Matter, new: Id<()>) -> OrganizationPage {
    let keeps = matter.keeps;
    let due = matter.colleagues.iter().filter(|colleague| colleague.is_due).count();
    OrganizationPage {
        keeps,
        sees_deliveries: matter.sees_deliveries,
        due: (keeps && due > 0).then(|| page.with("staff-review-due", "count", due)),
        rows: matter.colleagues.iter().map(|colleague| row(&page, keeps, colleague)).collect(),
        requests: matter.requests.iter().map(|request| request_view(&page, matter, request)).collect(),
        own: request_form(&page, matter.member.membership, matter.member.role, new),
        invitations: matter.invitations.iter().map(|i| invitation_view(&page, matter, i)).collect(),
        invite: keeps.then(|| invite_form(&page, new)),
        to_me: matter.to_me.iter().map(|i| to_me_view(&page, matter, i)).collect(),
        page,
    }
}

fn row(page: &Page, keeps: bool, colleague: &Colleague) -> Row {
    let Colleague { membership, person, reviewed: _, is_due } = colleague;
    Row {
        name: person.name.to_string(),
        to: keeps.then(|| format!("/organization/members/{}", membership.id)),
        profession: page.label(membership.profession),
        role: page.label(membership.role),
        since: page.wording.day_and_year(membership.from.day()),
        due: (keeps && *is_due).then(|| Chip { tone: "warn", mark: "!", text: page.t("staff-due") }),
    }
}

/// A role that is asked for, of those that are not held.
fn request_form(page: &Page, membership: Id<Membership>, held: Role, new: Id<()>) -> Form {
    let others: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| *role != Role::Member && *role != held).collect();
    page.form("rolerequest", "/organization/requests")
        .folded("staff-request-action")
        .with("membership", membership)
        .key(new)
        .radios("role", choices(page.wording, &others), "")
        .called(page.t("staff-role"))
        .hint("staff-request-hint")
        .required()
        .submit("staff-request-action")
}

fn invite_form(page: &Page, new: Id<()>) -> Form {
    page.form("invite", "/organization/invitations")
        .folded("staff-invite-action")
        .key(new)
        .line("name", "")
        .called(page.t("common-person"))
        .required()
        .line("nameKana", "")
        .called(page.t("staff-kana"))
        .input("email", "email", "")
        .hint("staff-invite-hint")
        .required()
        .select("profession", professions(page), "")
        .required()
        .submit("staff-invite-action")
}

/// The professions to choose from, none chosen.
fn professions(page: &Page) -> Vec<Choice> {
    let mut all = vec![Choice::none(page.wording, "form-choose")];
    all.extend(choices(page.wording, Profession::ALL));
    all
}

fn invitation_view(page: &Page, matter: &Matter, invitation: &ColleagueInvitation) -> InvitationView {
    let person = matter.people.get(&invitation.person);
    let email = person.and_then(|person| person.email.as_ref()).map(ToString::to_string);
    let until = if invitation.is_open(page.now) {
        page.with("staff-invitation-until", "time", page.wording.moment(invitation.expires_at))
    } else {
        page.t("staff-invitation-expired")
    };
    let form = page
        .form(&format!("withdraw-{}", invitation.id), "/organization/invitations/withdraw")
        .with("invitation", invitation.id)
        .version(invitation.version)
        .submit("staff-invitation-withdraw");
    InvitationView {
        title: person.map(|person| person.name.to_string()).unwrap_or_default(),
        more: email.into_iter().chain([page.label(invitation.profession), until]).collect(),
        form: Some(form),
    }
}

fn to_me_view(page: &Page, matter: &Matter, invitation: &ColleagueInvitation) -> InvitationView {
    let organization = matter.organizations.get(&invitation.organization);
    let until = page.with("staff-invitation-until", "time", page.wording.moment(invitation.expires_at));
    let form = page
        .form(&format!("accept-{}", invitation.id), "/organization/invitations/accept")
        .with("invitation", invitation.id)
        .submit("staff-accept-action");
    InvitationView {
        title: organization.map(|organization| organization.name.to_string()).unwrap_or_default(),
        more: vec![page.label(invitation.profession), until],
        form: Some(form),
    }
}

fn request_view(page: &Page, matter: &Matter, request: &RoleRequest) -> RequestView {
    let name = |id: Id<domain::person::Person>| {
        matter.people.get(&id).map(|person| person.name.to_string()).unwrap_or_default()
    };
    let about = matter.colleagues.iter().find(|colleague| colleague.membership.id == request.membership);
    let title = page.wording.text_with(
        "staff-request-title",
        &[
            (
                "person",
                about.map(|c| c.person.name.to_string()).unwrap_or_else(|| page.t("staff-left")).into(),
            ),
            ("role", page.label(request.role).into()),
        ],
    );
    let mut more = vec![page.wording.text_with(
        "staff-request-by",
        &[
            ("person", name(request.requested_by).into()),
            ("time", page.wording.moment(request.requested_at).into()),
        ],
    )];
    let is_pending = request.is_pending(page.now);
    let (state, by) = match &request.state {
        RequestState::Pending if is_pending => {
            more.push(page.with("staff-request-until", "day", page.wording.day(request.expires_at().day())));
            more.extend(operator_hint(page, matter, request, about));
            (("warn", "…", "staff-request-pending"), None)
        }
        RequestState::Pending | RequestState::Expired { .. } => {
            (("calm", "-", "staff-request-expired"), None)
        }
        RequestState::Confirmed { by, .. } => (("good", "✓", "staff-request-confirmed"), *by),
        RequestState::Refused { by, reason, .. } => {
            more.push(reason.to_string());
            (("bad", "×", "staff-request-refused"), Some(*by))
        }
    };
    more.extend(by.map(|by| page.with("staff-request-decided-by", "person", name(by))));
    let (tone, mark, key) = state;
    RequestView {
        title,
        state: Chip { tone, mark, text: page.t(key) },
        more,
        forms: if is_pending { decision_forms(page, matter, request) } else { vec![] },
    }
}

/// Whom to ask where no second administrator is there.
fn operator_hint(
    page: &Page,
    matter: &Matter,
    request: &RoleRequest,
    about: Option<&Colleague>,
) -> Option<String> {
    let can_confirm = |colleague: &Colleague| {
        colleague.membership.role == Role::Administrator
            && colleague.person.id != request.requested_by
            && about.is_none_or(|about| about.person.id != colleague.person.id)
    };
    let nobody = !matter.colleagues.iter().any(can_confirm);
    nobody.then(|| page.with("staff-request-operator", "request", request.id.to_string()))
}

fn decision_forms(page: &Page, matter: &Matter, request: &RoleRequest) -> Vec<Form> {
    let member = &matter.member;
    let form = |name: &str, action: &str| {
        page.form(&format!("{name}-{}", request.id), format!("/organization/requests/{action}"))
            .with("request", request.id)
            .version(request.version)
    };
    let is_own = request.requested_by == member.person;
    let decides = member.role == Role::Administrator && !is_own && request.membership != member.membership;
    let refuse = |key: &str| form("refuse", "refuse").folded(key).line("reason", "").required().submit(key);
    match (decides, is_own) {
        (true, _) => {
            vec![form("give", "confirm").submit("staff-confirm-action"), refuse("staff-refuse-action")]
        }
        (false, true) => vec![refuse("staff-take-back-action")],
        (false, false) => vec![],
    }
}

/// `POST /organization/invitations`
pub async fn invite(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, input) = visit.read(&fields, invitation)?;
        Ok::<_, Failure>(invite_colleague(&visit.session(), &key, input).await?)
    };
    let done = done.await;
    finish(&visit, ("invite", fields), done, "staff-invited-done").await
}

fn invitation(f: &mut Reader<'_>) -> Option<(IdempotencyKey, InviteColleague)> {
    let key = f.key();
    let name = f.text("name", Line::parse);
    let name_kana = f.optional("nameKana", Line::parse);
    let email = f.text("email", EmailAddress::parse);
    let profession = f.choice("profession", Profession::parse);
    let input =
        InviteColleague { name: name?, name_kana: name_kana?, email: email?, profession: profession? };
    Some((key?, input))
}

/// `POST /organization/invitations/withdraw`
pub async fn withdraw(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (id, version) = visit.read(&fields, |f| {
            let (id, version) = (f.id("invitation"), f.version());
            Some((id?, version?))
        })?;
        Ok::<_, Failure>(withdraw_invitation(&visit.session(), id, version).await?)
    };
    let done = done.await;
    let form = format!("withdraw-{}", fields.get("invitation"));
    finish(&visit, (&form, fields), done, "saved-done").await
}

/// `POST /organization/invitations/accept`
pub async fn accept(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let id = visit.read(&fields, |f| f.id("invitation"))?;
        Ok::<_, Failure>(accept_invitation(&visit.session(), visit.credential, id).await?)
    };
    let done = done.await;
    let form = format!("accept-{}", fields.get("invitation"));
    finish(&visit, (&form, fields), done, "staff-joined-done").await
}

/// `POST /organization/requests`
pub async fn ask_for_role(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, input) = visit.read(&fields, |f| {
            let (key, membership, role) = (f.key(), f.id("membership"), f.choice("role", Role::parse));
            Some((key?, RequestRole { membership: membership?, role: role? }))
        })?;
        Ok::<_, Failure>(request_role(&visit.session(), &key, input).await?)
    };
    let done = done.await;
    finish(&visit, ("rolerequest", fields), done, "staff-requested-done").await
}

/// `POST /organization/requests/confirm`
pub async fn give_role(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (id, version) = visit.read(&fields, |f| {
            let (id, version) = (f.id("request"), f.version());
            Some((id?, version?))
        })?;
        Ok::<_, Failure>(confirm_role(&visit.session(), id, version).await?)
    };
    let done = done.await;
    let form = format!("give-{}", fields.get("request"));
    finish(&visit, (&form, fields), done, "saved-done").await
}

/// `POST /organization/requests/refuse`
pub async fn deny_role(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (id, version, reason) = visit.read(&fields, |f| {
            let (id, version, reason) = (f.id("request"), f.version(), f.text("reason", Line::parse));
            Some((id?, version?, reason?))
        })?;
        Ok::<_, Failure>(refuse_role(&visit.session(), id, version, reason).await?)
    };
    let done = done.await;
    let form = format!("refuse-{}", fields.get("request"));
    finish(&visit, (&form, fields), done, "saved-done").await
}

async fn finish<T>(
    visit: &Visit,
    (form, fields): (&str, Fields),
    done: Result<T, Failure>,
    said: &'static str,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after("/organization", said)),
        Err(failure) => shown(visit, visit.attempt(form, fields, failure)?).await,
    }
}

#[cfg(test)]
mod tests;
