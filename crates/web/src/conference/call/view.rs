//! How the call of a conference is shown.

use std::collections::BTreeMap;

use app::case::CaseFile;
use askama::Template;
use domain::{
    Id,
    access::Member,
    care_team::TeamRole,
    conference::{Conference, ConferenceKind, Mode, Participant, Requirement},
    needs::Need,
    organization::{Organization, Room},
    person::{Membership, Person, Seat},
};

use crate::{
    form::{Choice, Form, choices, labels},
    page::Page,
};

/// Rows for people who are not known here.
const FREE_ROWS: usize = 3;
/// Minutes of travel assumed for somebody of another office.
const TRAVEL: u16 = 30;
/// Minutes a conference lasts unless somebody says otherwise.
const DURATION: i64 = 30;

/// What the page needs beside the case.
pub struct Context {
    /// Who looks.
    pub member: Member,
    /// Who works in the organizations of the team.
    pub members: Vec<(Person, Membership)>,
    /// The rooms of the reader's organization.
    pub rooms: Vec<Room>,
    /// The draft to change.
    pub draft: Option<Conference>,
    /// A new key.
    pub key: Id<()>,
}

#[derive(Template)]
#[template(path = "call.html")]
pub struct CallPage {
    page: Page,
    case_to: String,
    patient: String,
    seats: Vec<SeatView>,
    form: Form,
}

struct SeatView {
    seat: String,
    why: String,
    is_taken: bool,
}

/// A participant as the form proposes one.
struct Row {
    key: String,
    legend: String,
    person: Option<Id<Person>>,
    organization: Option<Id<Organization>>,
    name: String,
    email: String,
    is_invited: bool,
    seat: Seat,
    requirement: Requirement,
    mode: Mode,
    travel: u16,
}

/// The page on which a conference is called.
pub fn call_page(page: Page, file: &CaseFile, context: &Context) -> CallPage {
    let required = file.case.needs.required_seats();
    let rows = rows(&page, file, context, &required);
    let form = form(&page, file, context, &rows, &required);
    let seats = required
        .iter()
        .map(|(seat, needs)| SeatView {
            seat: page.label(*seat),
            why: why(&page, *seat, needs),
            is_taken: rows.iter().any(|row| row.is_invited && row.seat == *seat),
        })
        .collect();
    CallPage {
        case_to: format!("/cases/{}", file.case.id),
        patient: file.patient.name.to_string(),
        seats,
        form,
        page,
    }
}

/// Which needs ask for a seat.
pub fn why(page: &Page, seat: Seat, needs: &[Need]) -> String {
    let seat = page.label(seat);
    match needs {
        [] => page.with("conference-forgotten-always", "seat", seat),
        needs => page.wording.text_with(
            "conference-forgotten-seat",
            &[("needs", labels(page.wording, needs.iter().copied()).into()), ("seat", seat.into())],
        ),
    }
}

fn rows(page: &Page, file: &CaseFile, context: &Context, required: &BTreeMap<Seat, Vec<Need>>) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![];
    for (person, membership) in &context.members {
        let Some(office) = file.organizations.get(&membership.organization) else { continue };
        let seat = Seat::of(office.kind, membership.profession);
        let named = file.team.members.iter().any(|m| m.person == Some(person.id));
        let first_of_seat =
            required.contains_key(&seat) && !rows.iter().any(|r| r.is_invited && r.seat == seat);
        let profession = page.label(membership.profession);
        rows.push(Row {
            key: membership.id.to_string(),
            legend: format!("{} {profession} ({})", person.name, office.name),
            person: Some(person.id),
            organization: Some(office.id),
            name: String::new(),
            email: String::new(),
            is_invited: named || first_of_seat || person.id == context.member.person,
            seat,
            ..usual(seat, office.id == file.case.organization, required)
        });
    }
    for member in &file.team.members {
        let works_there = |(_, m): &(Person, Membership)| m.organization == member.organization;
        let Some(office) = file.organizations.get(&member.organization) else { continue };
        if context.members.iter().any(works_there) || rows.iter().any(|r| r.key == office.id.to_string()) {
            continue;
        }
        let seat = seat_of(member.role);
        rows.push(Row {
            key: office.id.to_string(),
            legend: format!("{} {}", office.name, page.label(member.role)),
            person: None,
            organization: Some(office.id),
            name: office.name.to_string(),
            email: office.email.as_ref().map(ToString::to_string).unwrap_or_default(),
            is_invited: true,
            ..usual(seat, false, required)
        });
    }
    if let Some(draft) = &context.draft {
        keep_draft(&mut rows, draft, page);
    }
    let free = |n| Row {
        key: format!("new{n}"),
        legend: page.t("conference-participant-add-action"),
        ..usual(Seat::Other, false, required)
    };
    rows.extend((0..FREE_ROWS).map(free));
    if let Some(attempt) = page.attempt.as_ref().filter(|attempt| attempt.form == "call") {
        for row in &mut rows {
            let field = |name: &str| attempt.fields.get(&format!("participant-{}-{name}", row.key));
            row.is_invited =
                !field("invite").is_empty() || (row.person.is_none() && !field("name").is_empty());
            row.seat = Seat::parse(field("seat")).unwrap_or(row.seat);
        }
    }
    rows
}

/// Invites exactly those of the draft.
fn keep_draft(rows: &mut Vec<Row>, draft: &Conference, page: &Page) {
    rows.iter_mut().for_each(|row| row.is_invited = false);
    for participant in &draft.proposal.participants {
        let Participant { id, seat, person, organization, contact, requirement, mode, travel_minutes } =
            participant;
        let same = |row: &&mut Row| match person {
            Some(_) => row.person == *person && row.organization == *organization,
            None => {
                row.person.is_none() && row.organization == *organization && row.name == contact.name.as_str()
            }
        };
        let kept = Row {
            key: id.to_string(),
            legend: format!("{} {}", contact.name, page.label(*seat)),
            person: *person,
            organization: *organization,
            name: if person.is_some() { String::new() } else { contact.name.to_string() },
            email: contact.email.as_ref().map(ToString::to_string).unwrap_or_default(),
            is_invited: true,
            seat: *seat,
            requirement: *requirement,
            mode: *mode,
            travel: *travel_minutes,
        };
        match rows.iter_mut().find(same) {
            Some(row) => *row = Row { key: row.key.clone(), legend: row.legend.clone(), ..kept },
            None => rows.push(kept),
        }
    }
}

/// What is assumed of somebody in a seat.
fn usual(seat: Seat, is_own: bool, required: &BTreeMap<Seat, Vec<Need>>) -> Row {
    let needed = required.contains_key(&seat);
    Row {
        key: String::new(),
        legend: String::new(),
        person: None,
        organization: None,
        name: String::new(),
        email: String::new(),
        is_invited: false,
        seat,
        requirement: if needed { Requirement::Required } else { Requirement::Should },
        mode: Mode::OnSite,
        travel: if is_own { 0 } else { TRAVEL },
    }
}

const fn seat_of(role: TeamRole) -> Seat {
    match role {
        TeamRole::HospitalAttending => Seat::HospitalPhysician,
        TeamRole::HomeAttending | TeamRole::DeputyAttending => Seat::HomePhysician,
        TeamRole::DischargeSupport => Seat::DischargeSupport,
        TeamRole::VisitingNurse => Seat::VisitingNurse,
        TeamRole::Pharmacy => Seat::Pharmacist,
        TeamRole::CareManager => Seat::CareManager,
    }
}

fn form(
    page: &Page,
    file: &CaseFile,
    context: &Context,
    rows: &[Row],
    required: &BTreeMap<Seat, Vec<Need>>,
) -> Form {
    let proposal = context.draft.as_ref().map(|draft| &draft.proposal);
    let mut form = match &context.draft {
        None => page.form("call", format!("/cases/{}/conferences", file.case.id)).key(context.key),
        Some(draft) => page.form("call", format!("/conferences/{}/edit", draft.id)).version(draft.version),
    };
    form = form.group(page.t("conference-participants"));
    for row in rows {
        form = participant(form, page, row);
    }
    form = form.end().group(page.t("conference-left-out")).hint("form-left-out-hint");
    for seat in required.keys() {
        let left = proposal.and_then(|p| p.left_out.iter().find(|l| l.seat == *seat));
        let reason = left.map(|l| l.reason.to_string()).unwrap_or_default();
        form = form.line(&format!("leftOut-{seat}"), reason).called(page.label(*seat));
    }
    let kind = proposal.map_or(ConferenceKind::Discharge, |p| p.kind);
    let title = proposal.map_or_else(|| page.label(kind), |p| p.title.to_string());
    let minutes = proposal.map_or(DURATION, |p| p.duration.whole_minutes());
    let video = proposal.and_then(|p| p.video_address.as_ref()).map(ToString::to_string);
    let agenda: Vec<String> = proposal.iter().flat_map(|p| &p.agenda).map(ToString::to_string).collect();
    let mut rooms = vec![Choice::none(page.wording, "conference-room-none")];
    rooms.extend(context.rooms.iter().map(|room| Choice::new(room.id, room.name.as_str())));
    let room = match proposal {
        Some(proposal) => proposal.room,
        None => context.rooms.first().map(|room| room.id),
    };
    let kinds = [ConferenceKind::Discharge, ConferenceKind::Internal];
    form.end()
        .group(page.t("conference-title"))
        .select("kind", choices(page.wording, &kinds), kind.code())
        .line("title", title)
        .required()
        .hint("conference-name-hint")
        .input("number", "durationMinutes", minutes.to_string())
        .required()
        .select("room", rooms, room.map(|id| id.to_string()).unwrap_or_default())
        .input("url", "videoAddress", video.unwrap_or_default())
        .note("agenda", agenda.join("\n"))
        .hint("form-one-per-line")
        .end()
        .submit("conference-draft-action")
}

fn participant(form: Form, page: &Page, row: &Row) -> Form {
    let wording = page.wording;
    let field = |name: &str| format!("participant-{}-{name}", row.key);
    let is_free = row.key.starts_with("new");
    let mut form = form.group(row.legend.clone()).with("row", &row.key);
    for (name, id) in [
        ("person", row.person.map(|id| id.to_string())),
        ("organization", row.organization.map(|id| id.to_string())),
    ] {
        form = form.with(&field(name), id.unwrap_or_default());
    }
    if is_free {
        form = form.line(&field("name"), "").input("email", &field("email"), "");
    } else {
        let invited = if row.is_invited { vec!["yes".to_owned()] } else { vec![] };
        let invite = vec![Choice::new("yes", page.t("common-yes"))];
        form = form.with(&field("name"), &row.name).with(&field("email"), &row.email).checks(
            &field("invite"),
            invite,
            invited,
        );
    }
    form.select(&field("seat"), choices(wording, Seat::ALL), row.seat.code())
        .select(&field("requirement"), choices(wording, Requirement::ALL), row.requirement.code())
        .select(&field("mode"), choices(wording, Mode::ALL), row.mode.code())
        .input("number", &field("travelMinutes"), row.travel.to_string())
        .end()
}
