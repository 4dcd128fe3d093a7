//! A case: who, what is needed, the clock, the team, and everything that hangs on it.

mod case_form;
mod clock;
pub mod consent;
mod history;
mod readiness;
mod team_form;
mod view;

pub use view::Fact;

use app::{
    IdempotencyKey,
    case::case_file,
    change_case::{CaseChange, change_case},
    directory::{self, DirectoryFilter},
    open_consultation::{About, OpenConsultation, open_consultation},
    settle_milestone::{Breadth, Settlement, settle_milestone as settle},
    share_duties::share_duties as share,
    take_up_case::{self, proposal},
    team::{self, JoinTeam},
};
use axum::response::Response;
use domain::{
    Id,
    care_team::{Duty, Responsibility, TeamMember, TeamRole},
    discharge_case::{CaseOutcome, DelayOwner, DelayReason, Destination, DischargeCase},
    milestone::Milestone,
    needs::Need,
    organization::{Organization, OrganizationKind, ServiceKind},
    person::Person,
    readiness::Matter,
    text::{Line, Note},
};
use serde::Deserialize;

use crate::{
    error::Fault,
    form::{Attempt, Failure, Fields, Reader},
    page::{At, Query, Visit, after, html},
};

/// Which organizations are looked for, to join the team.
#[derive(Debug, Deserialize)]
pub struct Search {
    team: Option<String>,
}

/// How many organizations a search shows.
const FOUND: u64 = 20;

/// `GET /cases/{id}`
pub async fn show(
    visit: Visit,
    At(id): At<DischargeCase>,
    Query(search): Query<Search>,
) -> Result<Response, Fault> {
    shown(&visit, id, search.team.unwrap_or_default().trim(), None).await
}

async fn shown(
    visit: &Visit,
    id: Id<DischargeCase>,
    search: &str,
    attempt: Option<Attempt>,
) -> Result<Response, Fault> {
    let session = visit.session();
    let file = case_file(&session, id).await?;
    let proposal = proposal(&session, id).await?;
    let own = directory::organizations(&session, &[visit.member.organization]).await?;
    let mut candidates: Vec<Organization> = own.into_values().collect();
    if !search.is_empty() {
        let filter = DirectoryFilter { text: Some(search.to_owned()), ..DirectoryFilter::default() };
        candidates.extend(directory::search(&session, &filter, None, FOUND).await?);
    }
    let ids: Vec<_> = candidates.iter().map(|o| o.id).collect();
    let members = directory::members(&session, &ids).await?;
    let hubs = DirectoryFilter { kind: Some(OrganizationKind::Hub), ..DirectoryFilter::default() };
    let context = view::Context {
        member: visit.member,
        search,
        candidates,
        members,
        hubs: directory::search(&session, &hubs, None, 100).await?,
        municipalities: directory::municipalities(&session).await?,
        earlier: match &proposal {
            Some(proposal) => {
                let ids: Vec<_> = proposal.members.iter().map(|m| m.organization).collect();
                directory::organizations(&session, &ids).await?
            }
            None => Default::default(),
        },
        proposal,
        key: session.id(),
        join_key: session.id(),
        consent_key: session.id(),
    };
    let page = visit.page(attempt).await?;
    html(page.status(), &view::case_page(page, file, &context))
}

/// What follows on a form of the case's page: the page again, with what was done or what was wrong.
async fn finish<T>(
    visit: &Visit,
    id: Id<DischargeCase>,
    (form, fields): (&str, Fields),
    done: Result<T, Failure>,
    said: &'static str,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after(&format!("/cases/{id}"), said)),
        Err(failure) => {
            let search = fields.get("search").to_owned();
            let attempt = visit.attempt(form, fields, failure)?;
            shown(visit, id, &search, attempt).await
        }
    }
}

async fn change(
    visit: Visit,
    id: Id<DischargeCase>,
    form: &str,
    fields: Fields,
    read: impl FnOnce(&mut Reader<'_>) -> Option<CaseChange>,
) -> Result<Response, Fault> {
    let done = async {
        let (version, change) = visit.read(&fields, |f| {
            let (version, change) = (f.version(), read(f));
            Some((version?, change?))
        })?;
        Ok(change_case(&visit.session(), id, version, change).await?)
    };
    let done = done.await;
    finish(&visit, id, (form, fields), done, "saved-done").await
}

/// `POST /cases/{id}/needs`
pub async fn profile_needs(
    visit: Visit,
    At(id): At<DischargeCase>,
    fields: Fields,
) -> Result<Response, Fault> {
    let read = |f: &mut Reader<'_>| {
        let needs = f.choices("needs", Need::parse)?;
        Some(CaseChange::Needs(needs.into_iter().collect()))
    };
    change(visit, id, "needs", fields, read).await
}

/// `POST /cases/{id}/expected-discharge`
pub async fn expect_discharge(
    visit: Visit,
    At(id): At<DischargeCase>,
    fields: Fields,
) -> Result<Response, Fault> {
    let read = |f: &mut Reader<'_>| {
        let on = f.optional_day("expectedDischargeOn");
        let destination = match f.typed("destination") {
            "undecided" => Some(Destination::Undecided),
            "home" => Some(Destination::Home),
            "facility" => f.text("destinationName", Line::parse).map(|name| Destination::Facility { name }),
            "outside_network" => {
                f.text("destinationName", Line::parse).map(|name| Destination::OutsideNetwork { name })
            }
            _ => f.refuse("destination", "form-choose"),
        };
        Some(CaseChange::ExpectDischarge { on: on?, destination: destination? })
    };
    change(visit, id, "expect", fields, read).await
}

/// `POST /cases/{id}/delay`
pub async fn explain_delay(
    visit: Visit,
    At(id): At<DischargeCase>,
    fields: Fields,
) -> Result<Response, Fault> {
    let read = |f: &mut Reader<'_>| {
        let reason = f.optional_choice("delayReason", DelayReason::parse);
        let owner = f.choice("delayOwner", DelayOwner::parse);
        let note = f.optional("delayNote", Note::parse);
        let (reason, owner, note) = (reason?, owner?, note?);
        Some(CaseChange::ExplainDelay(reason.map(|reason| (reason, owner, note))))
    };
    change(visit, id, "delay", fields, read).await
}

/// `POST /cases/{id}/overrides`
pub async fn override_readiness(
    visit: Visit,
    At(id): At<DischargeCase>,
    fields: Fields,
) -> Result<Response, Fault> {
    let read = |f: &mut Reader<'_>| {
        let matter = f.choice("matter", Matter::parse);
        let reason = match f.typed("how") {
            "restore" => Some(None),
            _ => f.text("overrideReason", Note::parse).map(Some),
        };
        Some(CaseChange::OverrideReadiness { matter: matter?, reason: reason? })
    };
    let form = match fields.get("how") {
        "restore" => format!("restore-{}", fields.get("matter")),
        _ => "override".to_owned(),
    };
    change(visit, id, &form, fields, read).await
}

/// `POST /cases/{id}/discharge`
pub async fn discharge(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let read = |f: &mut Reader<'_>| Some(CaseChange::Discharge { on: f.day("dischargedOn")? });
    change(visit, id, "discharge", fields, read).await
}

/// `POST /cases/{id}/transfer`
pub async fn transfer(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let read = |f: &mut Reader<'_>| {
        let on = f.day("transferredOn");
        let to = f.text("transferredTo", Line::parse);
        Some(CaseChange::Transfer { on: on?, to: to? })
    };
    change(visit, id, "transfer", fields, read).await
}

/// `POST /cases/{id}/close`
pub async fn close(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let read =
        |f: &mut Reader<'_>| Some(CaseChange::Close { outcome: f.choice("outcome", CaseOutcome::parse)? });
    change(visit, id, "close", fields, read).await
}

/// `POST /cases/{id}/milestones`
pub async fn settle_milestone(
    visit: Visit,
    At(id): At<DischargeCase>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let (milestone, version, settlement, breadth) = visit.read(&fields, settlement)?;
        Ok(settle(&visit.session(), milestone, version, settlement, breadth).await?)
    };
    let done = done.await;
    let form = format!("{}-{}", fields.get("how"), fields.get("milestone"));
    finish(&visit, id, (&form, fields), done, "saved-done").await
}

fn settlement(f: &mut Reader<'_>) -> Option<(Id<Milestone>, i32, Settlement, Breadth)> {
    let milestone = f.id("milestone");
    let version = f.version();
    let settlement = match f.typed("how") {
        "waived" => f.text("waivedReason", Note::parse).map(|reason| Settlement::Waived { reason }),
        _ => f.day("doneOn").map(|on| Settlement::Done { on }),
    };
    let breadth = if f.is_blank("everywhere") { Breadth::OwnPack } else { Breadth::EveryPack };
    Some((milestone?, version?, settlement?, breadth))
}

/// `POST /cases/{id}/team`
pub async fn join_team(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let read = |f: &mut Reader<'_>| {
            let organization = f.id::<Organization>("organization");
            let person = f.optional_id::<Person>("person");
            let role = f.choice("role", TeamRole::parse);
            let key = f.key();
            let consent = consent::taken(f);
            let joining = JoinTeam {
                case: id,
                organization: organization?,
                person: person?,
                role: role?,
                consent: consent?,
            };
            Some((key?, joining))
        };
        let (key, joining) = visit.read(&fields, read)?;
        Ok(team::join_team(&visit.session(), &key, joining).await?)
    };
    let done = done.await;
    finish(&visit, id, ("join", fields), done, "saved-done").await
}

/// `POST /cases/{id}/team/leave`
pub async fn leave_team(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let member = visit.read(&fields, |f| f.id::<TeamMember>("member"))?;
        Ok(team::leave_team(&visit.session(), id, member).await?)
    };
    let done = done.await;
    let form = format!("leave-{}", fields.get("member"));
    finish(&visit, id, (&form, fields), done, "saved-done").await
}

/// `POST /cases/{id}/team/take-up`
pub async fn take_up_team(
    visit: Visit,
    At(id): At<DischargeCase>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let consent = visit.read(&fields, consent::taken)?;
        Ok(take_up_case::take_up_team(&visit.session(), id, consent).await?)
    };
    let done = done.await;
    finish(&visit, id, ("take-up", fields), done, "saved-done").await
}

/// `POST /cases/{id}/duties`
pub async fn share_duties(
    visit: Visit,
    At(id): At<DischargeCase>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let (version, duties) = visit.read(&fields, duties)?;
        Ok(share(&visit.session(), id, version, duties).await?)
    };
    let done = done.await;
    finish(&visit, id, ("duties", fields), done, "saved-done").await
}

fn duties(f: &mut Reader<'_>) -> Option<(i32, Vec<Responsibility>)> {
    let version = f.version();
    let mut duties = vec![];
    for &duty in Duty::ALL {
        let holder = f.optional_choice(&format!("duty-{duty}-holder"), TeamRole::parse);
        let review_on = f.optional_day(&format!("duty-{duty}-reviewOn"));
        duties.push(
            holder
                .zip(review_on)
                .map(|(holder, review_on)| holder.map(|holder| Responsibility { duty, holder, review_on })),
        );
    }
    let duties: Option<Vec<_>> = duties.into_iter().collect();
    Some((version?, duties?.into_iter().flatten().collect()))
}

/// `POST /cases/{id}/consultations`
pub async fn consult(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, input) = visit.read(&fields, |f| consultation(f, id))?;
        Ok(open_consultation(&visit.session(), &key, input).await?)
    };
    let done = done.await;
    finish(&visit, id, ("consult", fields), done, "hub-intake-done").await
}

fn consultation(f: &mut Reader<'_>, case: Id<DischargeCase>) -> Option<(IdempotencyKey, OpenConsultation)> {
    let key = f.key();
    let hub = f.optional_id("hub");
    let services = f.choices("services", ServiceKind::parse);
    let note = f.optional("note", Note::parse);
    let consent = consent::taken(f);
    let input = OpenConsultation {
        hub: hub?,
        about: About::Case(case),
        services: services?,
        note: note?,
        consent: consent?,
    };
    Some((key?, input))
}
