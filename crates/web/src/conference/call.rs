//! Calling a conference: who is to come, where, about what; and which seats must not be forgotten.

mod view;

pub use view::why;

use std::collections::BTreeMap;

use app::{
    IdempotencyKey,
    call_conference::{
        ProposeConference, ProposeParticipant, draft_conference, may_call, may_revise, revise_conference,
    },
    case::case_file,
    directory,
    shortlist::suggestions,
};
use axum::response::Response;
use domain::{
    Id,
    conference::{Conference, ConferenceKind, LeftOut, Mode, Requirement},
    discharge_case::DischargeCase,
    organization::Organization,
    person::{Person, Seat},
    text::{EmailAddress, Line, WebAddress},
};

use crate::{
    error::Fault,
    form::{Attempt, Failure, Fields, Reader},
    page::{At, Visit, after, html},
};

/// How many organizations are suggested for a seat that nobody takes.
const SUGGESTED: usize = 3;

/// What a call is about: a case's next conference, or a draft to change.
enum Call {
    New(Id<DischargeCase>),
    Draft(Box<Conference>, Id<DischargeCase>),
}

/// `GET /cases/{id}/conferences/new`
pub async fn show(visit: Visit, At(id): At<DischargeCase>) -> Result<Response, Fault> {
    shown(&visit, Call::New(id), None).await
}

/// `POST /cases/{id}/conferences`
pub async fn draft(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, input) = visit.read(&fields, |f| {
            let (key, input) = (f.key(), proposal(f, Some(id)));
            Some::<(IdempotencyKey, _)>((key?, input?))
        })?;
        Ok::<_, Failure>(draft_conference(&visit.session(), &key, input).await?)
    };
    match done.await {
        Ok(conference) => Ok(after(&format!("/conferences/{}", conference.id), "saved-done")),
        Err(failure) => {
            let attempt = visit.attempt("call", fields, failure)?;
            shown(&visit, Call::New(id), attempt).await
        }
    }
}

/// `GET /conferences/{id}/edit`
pub async fn edit(visit: Visit, At(id): At<Conference>) -> Result<Response, Fault> {
    let call = draft_of(&visit, id).await?;
    shown(&visit, call, None).await
}

/// `POST /conferences/{id}/edit`
pub async fn revise(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, input) = visit.read(&fields, |f| {
            let (version, input) = (f.version(), proposal(f, None));
            Some((version?, input?))
        })?;
        Ok::<_, Failure>(revise_conference(&visit.session(), id, version, input).await?)
    };
    match done.await {
        Ok(conference) => Ok(after(&format!("/conferences/{}", conference.id), "saved-done")),
        Err(failure) => {
            let attempt = visit.attempt("call", fields, failure)?;
            let call = draft_of(&visit, id).await?;
            shown(&visit, call, attempt).await
        }
    }
}

async fn draft_of(visit: &Visit, id: Id<Conference>) -> Result<Call, Fault> {
    let conference = may_revise(&visit.session(), id).await?;
    let case = conference.case.ok_or(app::Error::NotFound)?;
    Ok(Call::Draft(Box::new(conference), case))
}

async fn shown(visit: &Visit, call: Call, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let (case, draft) = match call {
        Call::New(case) => (may_call(&session, case).await?.id, None),
        Call::Draft(draft, case) => (case, Some(*draft)),
    };
    let file = case_file(&session, case).await?;
    let offices: Vec<_> = file.organizations.keys().copied().collect();
    let context = view::Context {
        member: visit.member,
        members: directory::members(&session, &offices).await?,
        rooms: directory::my_rooms(&session).await?,
        draft,
        key: session.id(),
    };
    let page = visit.page(attempt).await?;
    let rows = view::rows(&page, &file, &context);
    let mut suggested = BTreeMap::new();
    for seat in view::open_seats(&file, &rows) {
        if let Some(service) = seat.service() {
            suggested.insert(seat, suggestions(&session, &file, service, SUGGESTED).await?);
        }
    }
    html(page.status(), &view::call_page(page, &file, &context, &rows, &suggested))
}

fn proposal(f: &mut Reader<'_>, case: Option<Id<DischargeCase>>) -> Option<ProposeConference> {
    let kind = f.choice("kind", ConferenceKind::parse);
    let title = f.text("title", Line::parse);
    let duration_minutes = f.number("durationMinutes");
    let room = f.optional_id("room");
    let video_address = f.optional("videoAddress", WebAddress::parse);
    let (agenda, questions) = (f.lines("agenda"), f.lines("questions"));
    let rows: Vec<String> = f.all("row").map(str::to_owned).collect();
    let participants: Vec<_> = rows.iter().map(|row| participant(f, row)).collect();
    let participants: Option<Vec<_>> = participants.into_iter().collect();
    let left_out: Vec<_> = Seat::ALL.iter().map(|seat| left_out(f, *seat)).collect();
    let left_out: Option<Vec<_>> = left_out.into_iter().collect();
    Some(ProposeConference {
        case,
        kind: kind?,
        title: title?,
        duration_minutes: duration_minutes?,
        room: room?,
        video_address: video_address?,
        participants: participants?.into_iter().flatten().collect(),
        agenda: agenda?,
        questions: questions?,
        left_out: left_out?.into_iter().flatten().collect(),
    })
}

/// A row; one that is not ticked invites nobody, nor does a blank one of those to fill in.
fn participant(f: &mut Reader<'_>, row: &str) -> Option<Option<ProposeParticipant>> {
    let field = |name: &str| format!("participant-{row}-{name}");
    let is_free = row.starts_with("new");
    let is_blank = is_free && ["staff", "name", "email"].iter().all(|name| f.is_blank(&field(name)));
    if is_blank || (!is_free && f.is_blank(&field("invite"))) {
        return Some(None);
    }
    let (person, organization) = if is_free {
        let staff = f.optional_choice(&field("staff"), staff)?.unzip();
        (Some(staff.0), Some(staff.1))
    } else {
        (f.optional_id(&field("person")), f.optional_id(&field("organization")))
    };
    let known = person.is_some_and(|person| person.is_some());
    let name = if known { Some(None) } else { f.text(&field("name"), Line::parse).map(Some) };
    let email = f.optional(&field("email"), EmailAddress::parse);
    let seat = f.optional_choice(&field("seat"), Seat::parse);
    let requirement = f.choice(&field("requirement"), Requirement::parse);
    let mode = f.choice(&field("mode"), Mode::parse);
    let travel = field("travelMinutes");
    let travel_minutes = if f.is_blank(&travel) { Some(0) } else { f.number::<u16>(&travel) };
    Some(Some(ProposeParticipant {
        person: person?,
        organization: organization?,
        name: name?,
        email: email?,
        seat: seat?,
        requirement: requirement?,
        mode: mode?,
        travel_minutes: travel_minutes?,
    }))
}

/// Somebody of an organization, as the list to choose from writes it.
fn staff(text: &str) -> Option<(Id<Person>, Id<Organization>)> {
    let (person, organization) = text.split_once('/')?;
    Some((Id::new(person.parse().ok()?), Id::new(organization.parse().ok()?)))
}

fn left_out(f: &mut Reader<'_>, seat: Seat) -> Option<Option<LeftOut>> {
    let reason = f.optional(&format!("leftOut-{seat}"), Line::parse)?;
    Some(reason.map(|reason| LeftOut { seat, reason }))
}
