//! How the call of a conference is shown.

use std::collections::BTreeMap;

use app::{case::CaseFile, shortlist::Shortlist};
use askama::Template;
use domain::{
    Id,
    access::Member,
    care_team::TeamRole,
    conference::{Conference, ConferenceKind, Mode, Participant, Requirement},
    needs::{AskedSeats, Need},
    organization::{Organization, Room},
    person::{Membership, Person, Seat},
    shortlist::{Candidate, Verdict},
};

use crate::{
    form::{Choice, Fields, Form, choices, labels},
    page::Page,
    way::encoded,
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
    /// Whether leaving it out asks for a reason.
    is_required: bool,
    why: String,
    taken_by: Vec<String>,
    suggested: Vec<Suggested>,
}

/// An organization that could take a seat.
struct Suggested {
    name: String,
    about: String,
    tone: &'static str,
    verdict: String,
    phone: Option<String>,
    /// Where it can be made part of the team.
    to: String,
}

/// A participant as the form proposes one.
pub struct Row {
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
pub fn call_page(
    page: Page,
    file: &CaseFile,
    context: &Context,
    rows: &[Row],
    suggested: &BTreeMap<Seat, Shortlist>,
) -> CallPage {
    let AskedSeats { required, suggested: welcome } = file.case.seats();
    let form = form(&page, file, context, rows, &required);
    let view = |requirement: Requirement, (seat, needs): (&Seat, &Vec<Need>)| SeatView {
        seat: page.label(*seat),
        is_required: requirement == Requirement::Required,
        why: match requirement {
            Requirement::Required => why(&page, *seat, needs),
            Requirement::Should | Requirement::May => labels(page.wording, needs.iter().copied()),
        },
        taken_by: taking(rows, *seat).map(|row| row.legend.clone()).collect(),
        suggested: suggested.get(seat).map_or_else(Vec::new, |list| suggestions(&page, file, list)),
    };
    let seats = required.iter().map(|seat| view(Requirement::Required, seat));
    let seats = seats.chain(welcome.iter().map(|seat| view(Requirement::Should, seat))).collect();
    CallPage {
        case_to: format!("/cases/{}", file.case.id),
        patient: file.patient.name.to_string(),
        seats,
        form,
        page,
    }
}

/// The seats that somebody must take and nobody does.
pub fn open_seats(file: &CaseFile, rows: &[Row]) -> Vec<Seat> {
    let required = file.case.seats().required;
    required.into_keys().filter(|seat| taking(rows, *seat).next().is_none()).collect()
}

fn taking(rows: &[Row], seat: Seat) -> impl Iterator<Item = &Row> {
    rows.iter().filter(move |row| row.is_invited && row.seat == seat)
}

/// Those that could, or of which it is not known.
fn suggestions(page: &Page, file: &CaseFile, list: &Shortlist) -> Vec<Suggested> {
    let shown = |candidate: &Candidate| {
        let office = list.organizations.get(&candidate.organization)?;
        let distance = candidate.distance.map(|distance| page.wording.kilometres(distance));
        let place = office.address.as_ref().map(ToString::to_string);
        Some(Suggested {
            name: office.name.to_string(),
            about: place.into_iter().chain(distance).collect::<Vec<_>>().join(" "),
            tone: if candidate.verdict == Verdict::Pass { "good" } else { "warn" },
            verdict: page.label(candidate.verdict),
            phone: office.phone.as_ref().map(ToString::to_string),
            to: format!("/cases/{}?team={}#team", file.case.id, encoded(office.name.as_str())),
        })
    };
    list.candidates.iter().filter(|candidate| candidate.verdict != Verdict::Fail).filter_map(shown).collect()
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

/// Those the page proposes: whom the team names, who calls, and for each seat that must be taken somebody of
/// the team's organizations; the seats that must be taken come first.
pub fn rows(page: &Page, file: &CaseFile, context: &Context) -> Vec<Row> {
    let required = file.case.seats().required;
    let mut rows: Vec<Row> = vec![];
    for (person, membership) in &context.members {
        let is_named = file.team.members.iter().any(|m| m.person == Some(person.id));
        if is_named || person.id == context.member.person {
            rows.extend(known(page, file, &required, person, membership));
        }
    }
    for (person, membership) in &context.members {
        let row = known(page, file, &required, person, membership);
        rows.extend(row.filter(|row| {
            required.contains_key(&row.seat) && !rows.iter().any(|other| other.seat == row.seat)
        }));
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
            ..usual(seat, false, &required)
        });
    }
    if let Some(draft) = &context.draft {
        keep_draft(&mut rows, draft, page);
    }
    rows.sort_by_key(|row| (!required.contains_key(&row.seat), row.seat));
    if let Some(attempt) = page.attempt.as_ref().filter(|attempt| attempt.form == "call") {
        // Somebody whom others have taken off meanwhile stays where they were typed.
        for key in attempt.fields.all("row").filter(|key| !key.starts_with("new")) {
            if !rows.iter().any(|row| row.key == key) {
                rows.push(typed(page, context, &attempt.fields, key));
            }
        }
        for row in &mut rows {
            let field = |name: &str| attempt.fields.get(&format!("participant-{}-{name}", row.key));
            row.is_invited = !field("invite").is_empty();
            row.seat = Seat::parse(field("seat")).unwrap_or(row.seat);
        }
    }
    rows
}

/// A participant as somebody has typed or left it.
fn typed(page: &Page, context: &Context, fields: &Fields, key: &str) -> Row {
    let field = |name: &str| fields.get(&format!("participant-{key}-{name}"));
    let seat = Seat::parse(field("seat")).unwrap_or(Seat::Other);
    let person: Option<Id<Person>> = field("person").parse().ok().map(Id::new);
    let known = context.members.iter().find(|(known, _)| Some(known.id) == person);
    let name = known.map_or(field("name"), |(known, _)| known.name.as_str());
    Row {
        key: key.to_owned(),
        legend: format!("{name} {}", page.label(seat)),
        person,
        organization: field("organization").parse().ok().map(Id::new),
        name: field("name").to_owned(),
        email: field("email").to_owned(),
        ..usual(seat, false, &BTreeMap::new())
    }
}

/// A colleague, or somebody of an organization of the team.
fn known(
    page: &Page,
    file: &CaseFile,
    required: &BTreeMap<Seat, Vec<Need>>,
    person: &Person,
    membership: &Membership,
) -> Option<Row> {
    let office = file.organizations.get(&membership.organization)?;
    let seat = Seat::of(office.kind, membership.profession);
    Some(Row {
        key: membership.id.to_string(),
        legend: called(page, person, membership, office),
        person: Some(person.id),
        organization: Some(office.id),
        is_invited: true,
        ..usual(seat, office.id == file.case.organization, required)
    })
}

fn called(page: &Page, person: &Person, membership: &Membership, office: &Organization) -> String {
    format!("{} {} ({})", person.name, page.label(membership.profession), office.name)
}

/// Those of the team's organizations who are not proposed, to be chosen from.
fn staff(page: &Page, file: &CaseFile, context: &Context, rows: &[Row]) -> Vec<Choice> {
    let others = context.members.iter().filter_map(|(person, membership)| {
        let office = file.organizations.get(&membership.organization)?;
        let same = |row: &Row| row.person == Some(person.id) && row.organization == Some(office.id);
        let value = format!("{}/{}", person.id, office.id);
        (!rows.iter().any(same)).then(|| Choice::new(value, called(page, person, membership, office)))
    });
    [Choice::none(page.wording, "conference-staff-none")].into_iter().chain(others).collect()
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
    let staff = staff(page, file, context, rows);
    for nth in 0..FREE_ROWS {
        form = free(form, page, &format!("new{nth}"), staff.clone());
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
    let questions: Vec<String> =
        proposal.iter().flat_map(|p| &p.questions).map(ToString::to_string).collect();
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
        .note("questions", questions.join("\n"))
        .hint("conference-questions-hint")
        .end()
        .submit("conference-draft-action")
}

fn participant(form: Form, page: &Page, row: &Row) -> Form {
    let wording = page.wording;
    let field = |name: &str| format!("participant-{}-{name}", row.key);
    let invited = if row.is_invited { vec!["yes".to_owned()] } else { vec![] };
    let invite = vec![Choice::new("yes", page.t("conference-invite-action"))];
    form.group(row.legend.clone())
        .with("row", &row.key)
        .with(&field("person"), row.person.map(|id| id.to_string()).unwrap_or_default())
        .with(&field("organization"), row.organization.map(|id| id.to_string()).unwrap_or_default())
        .with(&field("name"), &row.name)
        .with(&field("email"), &row.email)
        .checks(&field("invite"), invite, invited)
        .select(&field("seat"), choices(wording, Seat::ALL), row.seat.code())
        .select(&field("requirement"), choices(wording, Requirement::ALL), row.requirement.code())
        .select(&field("mode"), choices(wording, Mode::ALL), row.mode.code())
        .input("number", &field("travelMinutes"), row.travel.to_string())
        .end()
}

/// A row for somebody else: chosen from the team's organizations, or anyone by name and address.
fn free(form: Form, page: &Page, key: &str, staff: Vec<Choice>) -> Form {
    let wording = page.wording;
    let field = |name: &str| format!("participant-{key}-{name}");
    let mut seats = vec![Choice::none(wording, "conference-seat-usual")];
    seats.extend(choices(wording, Seat::ALL));
    form.group(page.t("conference-participant-add-action"))
        .with("row", key)
        .select(&field("staff"), staff, "")
        .line(&field("name"), "")
        .input("email", &field("email"), "")
        .select(&field("seat"), seats, "")
        .select(&field("requirement"), choices(wording, Requirement::ALL), Requirement::Should.code())
        .select(&field("mode"), choices(wording, Mode::ALL), Mode::OnSite.code())
        .input("number", &field("travelMinutes"), TRAVEL.to_string())
        .end()
}
