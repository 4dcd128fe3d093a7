//! The plan, which reads like one sheet of paper, and writing its next revision.

use app::{
    case::{CaseFile, case_file},
    write_plan::{may_write, write_plan},
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    access::{Action, Actor, Decision, decide},
    care_team::{Duty, TeamRole},
    conference::{Conference, ConferenceState},
    discharge_case::DischargeCase,
    organization::ServiceKind,
    plan::{CarePlan, FirstCall, PlanContent, PlannedService},
    text::{Line, Note, PhoneNumber},
};
use wording::isolated;

use crate::{
    discharge_case::Fact,
    error::Fault,
    form::{Attempt, Choice, Failure, Fields, Form, Reader, choices, labels},
    page::{At, Page, Visit, after, html},
};

/// Rows for services and for calls that a form has at least, and the most that are read.
const SERVICES: usize = 6;
const CALLS: usize = 4;
const MOST: usize = 60;

#[derive(Template)]
#[template(path = "plan.html")]
struct PlanPage {
    page: Page,
    name: String,
    case_to: String,
    family_to: String,
    edit: Option<String>,
    sheet: Option<Sheet>,
    needs: String,
    dates: Vec<Fact>,
    hospital: String,
    home: String,
    duties: Vec<Fact>,
    actions: Vec<String>,
}

struct Sheet {
    revision: String,
    written: String,
    wishes: Option<String>,
    goals: String,
    services: Vec<ServiceView>,
    first_calls: Vec<CallView>,
    backup_bed: Option<String>,
}

struct ServiceView {
    kind: String,
    what: String,
    who: String,
    when: String,
}

struct CallView {
    who: String,
    phone: String,
    hours: String,
}

#[derive(Template)]
#[template(path = "family.html")]
struct FamilyPage {
    page: Page,
    name: String,
    plan_to: String,
    calls: Vec<CallView>,
    backup_bed: Option<String>,
}

#[derive(Template)]
#[template(path = "plan_edit.html")]
struct EditPage {
    page: Page,
    name: String,
    plan_to: String,
    form: Form,
}

/// `GET /cases/{id}/plan`
pub async fn show(visit: Visit, At(id): At<DischargeCase>) -> Result<Response, Fault> {
    let file = case_file(&visit.session(), id).await?;
    let page = visit.page(None).await?;
    let decided = decide(&Actor::Member(visit.member), Action::WritePlan, file.relationship);
    let writes = decided == Decision::Allow;
    html(page.status(), &plan_page(page, &file, writes))
}

/// `GET /cases/{id}/plan/family`
pub async fn show_family(visit: Visit, At(id): At<DischargeCase>) -> Result<Response, Fault> {
    let file = case_file(&visit.session(), id).await?;
    let page = visit.page(None).await?;
    html(page.status(), &family_page(page, &file))
}

/// What the family keeps beside the telephone: whom to call, in few and plain words.
fn family_page(page: Page, file: &CaseFile) -> FamilyPage {
    let content = file.plan.as_ref().map(|plan| &plan.content);
    FamilyPage {
        name: file.patient.name.to_string(),
        plan_to: format!("/cases/{}/plan", file.case.id),
        calls: content.map_or_else(Vec::new, |content| content.first_calls.iter().map(call_view).collect()),
        backup_bed: content.and_then(|content| content.backup_bed.as_ref()).map(ToString::to_string),
        page,
    }
}

fn plan_page(page: Page, file: &CaseFile, writes: bool) -> PlanPage {
    let case = &file.case;
    let attending = |role: TeamRole| {
        let member = file.team.members.iter().find(|m| m.role == role);
        let Some(member) = member else { return page.t("common-undecided") };
        let organization = file.organizations.get(&member.organization).map(|o| o.name.as_str());
        let person = member.person.and_then(|id| file.people.get(&id)).map(|p| p.name.as_str());
        format!("{} {}", organization.unwrap_or_default(), person.unwrap_or_default())
    };
    let duty = |duty: Duty| Fact {
        label: page.label(duty),
        value: match file.team.responsibilities.iter().find(|r| r.duty == duty) {
            Some(held) => page.label(held.holder),
            None => page.t("case-duty-open"),
        },
    };
    let needs = labels(page.wording, case.needs.iter());
    PlanPage {
        name: file.patient.name.to_string(),
        case_to: format!("/cases/{}", case.id),
        family_to: format!("/cases/{}/plan/family", case.id),
        edit: (writes && case.is_open()).then(|| format!("/cases/{}/plan/edit", case.id)),
        sheet: file.plan.as_ref().map(|plan| sheet(&page, plan, file)),
        needs: if needs.is_empty() { page.t("common-none") } else { needs },
        dates: dates(&page, file),
        hospital: attending(TeamRole::HospitalAttending),
        home: attending(TeamRole::HomeAttending),
        duties: Duty::ALL.iter().copied().map(duty).collect(),
        actions: file.conferences.iter().flat_map(|c| actions(&page, c)).collect(),
        page,
    }
}

fn sheet(page: &Page, plan: &CarePlan, file: &CaseFile) -> Sheet {
    let CarePlan { id: _, case: _, revision, content, written_by, organization, written_at } = plan;
    let PlanContent { wishes, goals, services, first_calls, backup_bed } = content;
    let person = file.people.get(written_by).map(|p| p.name.as_str()).unwrap_or_default();
    let organization = file.organizations.get(organization).map(|o| o.name.as_str()).unwrap_or_default();
    Sheet {
        revision: page.with("plan-revision", "revision", *revision),
        written: page.wording.text_with(
            "plan-written",
            &[
                ("time", page.wording.moment(*written_at).into()),
                ("person", person.into()),
                ("organization", organization.into()),
            ],
        ),
        wishes: wishes.as_ref().map(ToString::to_string),
        goals: goals.to_string(),
        services: services
            .iter()
            .map(|PlannedService { service, what, who, when }| ServiceView {
                kind: service.map(|kind| page.label(kind)).unwrap_or_default(),
                what: what.to_string(),
                who: who.to_string(),
                when: when.to_string(),
            })
            .collect(),
        first_calls: first_calls.iter().map(call_view).collect(),
        backup_bed: backup_bed.as_ref().map(ToString::to_string),
    }
}

fn call_view(call: &FirstCall) -> CallView {
    let FirstCall { who, phone, hours } = call;
    CallView { who: who.to_string(), phone: phone.to_string(), hours: hours.to_string() }
}

fn dates(page: &Page, file: &CaseFile) -> Vec<Fact> {
    let mut dates = vec![];
    for conference in &file.conferences {
        dates.extend(conference.coming(page.now).map(|at| Fact {
            label: page.label(conference.proposal.kind),
            value: page.wording.time_range(at),
        }));
    }
    dates.push(Fact {
        label: page.t("admission-expected-discharge-on"),
        value: match file.case.expected_discharge_on {
            Some(day) => page.wording.day_and_distance(day, page.today),
            None => page.t("common-undecided"),
        },
    });
    dates
}

/// What was taken on at a conference.
fn actions(page: &Page, conference: &Conference) -> Vec<String> {
    let minutes = match &conference.state {
        ConferenceState::Minuted { minutes, .. } => minutes,
        _ => return vec![],
    };
    let owner = |id| conference.proposal.participants.iter().find(|p| p.id == id);
    let action = |action: &domain::conference::ActionItem| {
        let name = owner(action.owner).map(|p| p.contact.name.as_str()).unwrap_or_default();
        let due = page.wording.day_and_distance(action.due_on, page.today);
        format!("{} {} {due}", isolated(action.what.as_str()), isolated(name))
    };
    minutes.actions.iter().map(action).collect()
}

/// `GET /cases/{id}/plan/edit`
pub async fn edit(visit: Visit, At(id): At<DischargeCase>) -> Result<Response, Fault> {
    edit_page(&visit, id, None).await
}

async fn edit_page(
    visit: &Visit,
    id: Id<DischargeCase>,
    attempt: Option<Attempt>,
) -> Result<Response, Fault> {
    let id = may_write(&visit.session(), id).await?.id;
    let file = case_file(&visit.session(), id).await?;
    let page = visit.page(attempt).await?;
    let view = EditPage {
        name: file.patient.name.to_string(),
        plan_to: format!("/cases/{id}/plan"),
        form: form(&page, id, file.plan.as_ref()),
        page,
    };
    html(view.page.status(), &view)
}

fn form(page: &Page, case: Id<DischargeCase>, plan: Option<&CarePlan>) -> Form {
    let content = plan.map(|plan| &plan.content);
    let text = |of: fn(&PlanContent) -> Option<String>| content.and_then(of).unwrap_or_default();
    let revision = plan.map_or(0, |plan| plan.revision);
    let services: &[PlannedService] = content.map_or(&[], |c| &c.services);
    let calls: &[FirstCall] = content.map_or(&[], |c| &c.first_calls);
    let mut form = page
        .form("plan", format!("/cases/{case}/plan"))
        .version(revision)
        .note("wishes", text(|c| c.wishes.as_ref().map(ToString::to_string)))
        .note("goals", text(|c| Some(c.goals.to_string())))
        .required();
    for n in 0..SERVICES.max(services.len() + 2).min(MOST) {
        form = service_row(form, page, n, services.get(n));
    }
    for n in 0..CALLS.max(calls.len() + 1).min(MOST) {
        form = call_row(form, page, n, calls.get(n));
    }
    form.line("backupBed", text(|c| c.backup_bed.as_ref().map(ToString::to_string))).submit_as(page.with(
        "plan-save-action",
        "revision",
        revision + 1,
    ))
}

fn service_row(form: Form, page: &Page, n: usize, service: Option<&PlannedService>) -> Form {
    let field = |name: &str| format!("service-{n}-{name}");
    let text = |of: fn(&PlannedService) -> &Line| service.map(|s| of(s).to_string()).unwrap_or_default();
    let mut kinds = vec![Choice::none(page.wording, "form-other-kind")];
    kinds.extend(choices(page.wording, ServiceKind::ALL));
    let kind = service.and_then(|s| s.service).map(ServiceKind::code).unwrap_or_default();
    form.group(format!("{} {}", page.t("plan-services"), n + 1))
        .select(&field("kind"), kinds, kind)
        .line(&field("what"), text(|s| &s.what))
        .line(&field("who"), text(|s| &s.who))
        .line(&field("when"), text(|s| &s.when))
        .end()
}

fn call_row(form: Form, page: &Page, n: usize, call: Option<&FirstCall>) -> Form {
    let field = |name: &str| format!("call-{n}-{name}");
    let text = |of: fn(&FirstCall) -> String| call.map(of).unwrap_or_default();
    let order = page.with("plan-first-call-order", "number", n + 1);
    form.group(format!("{} {order}", page.t("plan-first-calls")))
        .line(&field("who"), text(|c| c.who.to_string()))
        .input("tel", &field("phone"), text(|c| c.phone.to_string()))
        .line(&field("hours"), text(|c| c.hours.to_string()))
        .end()
}

/// `POST /cases/{id}/plan`
pub async fn write(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let (services, calls) = (fields.rows("service", MOST), fields.rows("call", MOST));
    let done = async {
        let (revision, content) = visit.read(&fields, |f| {
            let (revision, content) = (f.version(), content(f, services, calls));
            Some((revision?, content?))
        })?;
        Ok::<_, Failure>(write_plan(&visit.session(), id, revision, content).await?)
    };
    match done.await {
        Ok(_) => Ok(after(&format!("/cases/{id}/plan"), "saved-done")),
        Err(failure) => {
            let attempt = visit.attempt("plan", fields, failure)?;
            edit_page(&visit, id, attempt).await
        }
    }
}

fn content(f: &mut Reader<'_>, services: usize, calls: usize) -> Option<PlanContent> {
    let wishes = f.optional("wishes", Note::parse);
    let goals = f.text("goals", Note::parse);
    let services: Vec<_> = (0..services).map(|n| service(f, n)).collect();
    let services: Option<Vec<_>> = services.into_iter().collect();
    let first_calls: Vec<_> = (0..calls).map(|n| first_call(f, n)).collect();
    let first_calls: Option<Vec<_>> = first_calls.into_iter().collect();
    let backup_bed = f.optional("backupBed", Line::parse);
    Some(PlanContent {
        wishes: wishes?,
        goals: goals?,
        services: services?.into_iter().flatten().collect(),
        first_calls: first_calls?.into_iter().flatten().collect(),
        backup_bed: backup_bed?,
    })
}

/// A service; a row without words stands for none.
fn service(f: &mut Reader<'_>, n: usize) -> Option<Option<PlannedService>> {
    let field = |name: &str| format!("service-{n}-{name}");
    if ["what", "who", "when"].iter().all(|name| f.is_blank(&field(name))) {
        return Some(None);
    }
    let service = f.optional_choice(&field("kind"), ServiceKind::parse);
    let what = f.text(&field("what"), Line::parse);
    let who = f.text(&field("who"), Line::parse);
    let when = f.text(&field("when"), Line::parse);
    Some(Some(PlannedService { service: service?, what: what?, who: who?, when: when? }))
}

/// Somebody to call; a row without words stands for nobody.
fn first_call(f: &mut Reader<'_>, n: usize) -> Option<Option<FirstCall>> {
    let field = |name: &str| format!("call-{n}-{name}");
    if ["who", "phone", "hours"].iter().all(|name| f.is_blank(&field(name))) {
        return Some(None);
    }
    let who = f.text(&field("who"), Line::parse);
    let phone = f.text(&field("phone"), PhoneNumber::parse);
    let hours = f.text(&field("hours"), Line::parse);
    Some(Some(FirstCall { who: who?, phone: phone?, hours: hours? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::discharge_case::CaseState;

    #[test]
    fn the_plan_reads_with_and_without_a_revision_and_escapes_what_was_written() {
        for page in samples::pages() {
            let mut file = samples::case_file(CaseState::Admitted);
            let edit = EditPage {
                name: samples::NAME.into(),
                plan_to: "/".into(),
                form: form(&page, file.case.id, file.plan.as_ref()),
                page: page.clone(),
            };
            samples::reads(&edit);
            assert!(samples::reads(&plan_page(page.clone(), &file, true)).contains("tel:048-000-0000"));
            assert!(samples::reads(&family_page(page.clone(), &file)).contains("tel:048-000-0000"));
            file.plan = None;
            samples::reads(&family_page(page.clone(), &file));
            samples::reads(&plan_page(page, &file, false));
        }
    }
}
