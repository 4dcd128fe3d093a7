//! A conference, from draft to confirmed minutes: each state shows what can be done next.

pub mod answers;
pub mod call;
pub mod conditions;
pub mod diary;
mod grid;
pub mod minutes;
pub mod times;

use app::{
    conference::{ConferenceFile, conference_file},
    delivery::Undelivered,
    directory,
    fee_conditions::{FeeConditions, fee_conditions},
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    access::Member,
    announcement::Recipient,
    conference::{Conference, ConferenceProposal, ConferenceState, LeftOut, Participant},
    organization::Organization,
};

use self::{
    answers::{AnswerTable, QuestionView},
    conditions::ConditionsView,
    minutes::MinutesView,
    times::{Asked, Found},
};
use crate::{
    board::Chip,
    discharge_case::Fact,
    error::Fault,
    form::{Attempt, Failure, Fields, Form},
    page::{At, Page, Visit, after, html},
};

#[derive(Template)]
#[template(path = "conference.html")]
struct ConferencePage {
    page: Page,
    title: String,
    state: String,
    time: Option<String>,
    /// Its day with the year, for paper.
    day: Option<String>,
    case: Option<(String, String)>,
    facts: Vec<Fact>,
    agenda: Vec<String>,
    questions: Vec<QuestionView>,
    participants: Vec<ParticipantView>,
    left_out: Vec<Fact>,
    forgotten: Vec<String>,
    edit: Option<String>,
    found: Option<Found>,
    /// Where more times are looked for.
    more_times: Option<String>,
    answers: Option<AnswerTable>,
    record_form: Option<Form>,
    move_form: Option<Form>,
    attendance: Vec<Fact>,
    attendance_form: Option<Form>,
    minutes: Option<MinutesView>,
    conditions: Option<ConditionsView>,
    cancelled: Option<String>,
    cancel_form: Option<Form>,
}

struct ParticipantView {
    name: String,
    seat: String,
    organization: Option<String>,
    requirement: String,
    mode: String,
    unreachable: bool,
    unreached: Option<Unreached>,
}

/// Somebody whom a message did not reach.
struct Unreached {
    said: Chip,
    phone: Option<String>,
}

/// `GET /conferences/{id}`
pub async fn show(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let asked = Asked::of(&fields);
    // What was chosen and typed so far stays while single times are asked about.
    let attempt = fields.has("expectedVersion").then(|| Attempt::typed("propose", fields));
    shown(&visit, id, &asked, attempt).await
}

/// What follows on a form of the conference's page: the page again, with what was done or what was wrong.
async fn finish<T>(
    visit: &Visit,
    id: Id<Conference>,
    (form, fields): (&str, Fields),
    done: Result<T, Failure>,
    said: &'static str,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after(&format!("/conferences/{id}"), said)),
        Err(failure) => {
            let asked = Asked::of(&fields);
            let attempt = visit.attempt(form, fields, failure)?;
            shown(visit, id, &asked, attempt).await
        }
    }
}

async fn shown(
    visit: &Visit,
    id: Id<Conference>,
    asked: &Asked,
    attempt: Option<Attempt>,
) -> Result<Response, Fault> {
    let session = visit.session();
    let file = conference_file(&session, id).await?;
    let is_own = file.conference.organization == visit.member.organization;
    // While people are asked, more times are looked for when somebody says so.
    let is_open = match file.conference.state {
        ConferenceState::Draft => true,
        ConferenceState::Polling => {
            asked.is_there() || attempt.as_ref().is_some_and(|attempt| attempt.form == "propose")
        }
        _ => false,
    };
    let finds = is_open && is_own;
    let (search, attempt) = match attempt {
        None if finds => times::search(visit, id, asked).await?,
        Some(attempt) if finds => (times::search(visit, id, asked).await?.0, Some(attempt)),
        attempt => (None, attempt),
    };
    let named = directory::people(&session, &minutes::named(&file)).await?;
    let start = asked.start(search.as_ref());
    let conditions = fee_conditions(&session, id, start.as_ref()).await?;
    let page = visit.page(attempt).await?;
    let found = match finds {
        true => Some(times::found(&page, &file.conference, asked, search.as_ref(), conditions.as_ref())?),
        false => None,
    };
    html(page.status(), &conference_page(page, &file, &named, conditions.as_ref(), found, visit.member))
}

fn conference_page(
    page: Page,
    file: &ConferenceFile,
    named: &minutes::Named,
    conditions: Option<&FeeConditions>,
    found: Option<Found>,
    member: Member,
) -> ConferencePage {
    let ConferenceFile {
        conference,
        answers,
        replies,
        case,
        screen_sharing,
        room,
        organizations,
        people: _,
        forgotten,
        unreached,
    } = file;
    let wording = page.wording;
    let is_own = conference.organization == member.organization;
    let state = &conference.state;
    let has_begun = conference.at().is_some_and(|at| at.start() <= page.now);
    let is_scheduled = matches!(state, ConferenceState::Scheduled { .. });
    let is_coming = matches!(
        state,
        ConferenceState::Draft | ConferenceState::Polling | ConferenceState::Scheduled { .. }
    );
    let forgotten = forgotten.iter().map(|seat| {
        let needs = case.as_ref().and_then(|(case, _)| case.seats().required.remove(seat));
        call::why(&page, *seat, &needs.unwrap_or_default())
    });
    let ConferenceProposal {
        kind,
        title,
        duration,
        room: _,
        video_address,
        participants,
        agenda,
        questions: _,
        left_out,
    } = &conference.proposal;
    let fact = |key: &str, value: String| Fact { label: page.t(key), value };
    let mut facts = vec![
        fact("conference-kind", page.label(*kind)),
        fact(
            "common-organization",
            organizations.get(&conference.organization).map(name).unwrap_or_default(),
        ),
        fact("conference-duration", page.with("common-minutes", "minutes", duration.whole_minutes())),
    ];
    facts.extend(room.as_ref().map(|room| fact("conference-room", room.name.to_string())));
    facts.extend(video_address.as_ref().map(|a| fact("conference-video-address", a.to_string())));
    facts.extend(
        screen_sharing
            .filter(|_| video_address.is_some())
            .map(|standing| fact("consent-screen-sharing", page.label(standing))),
    );
    let is_open = !conference.open_times().is_empty();
    ConferencePage {
        title: title.to_string(),
        state: page.label(state),
        time: conference.at().map(|at| wording.time_range(at)),
        day: conference.at().map(|at| page.dated(at.start().day())),
        case: case.as_ref().map(|(case, patient)| (format!("/cases/{}", case.id), patient.name.to_string())),
        facts,
        agenda: agenda.iter().map(ToString::to_string).collect(),
        questions: answers::questions(&page, conference, replies, named),
        participants: participants.iter().map(|p| participant(&page, p, organizations, unreached)).collect(),
        left_out: left_out
            .iter()
            .map(|LeftOut { seat, reason }| Fact { label: page.label(*seat), value: reason.to_string() })
            .collect(),
        forgotten: if is_coming { forgotten.collect() } else { vec![] },
        edit: (is_own && *state == ConferenceState::Draft)
            .then(|| format!("/conferences/{}/edit", conference.id)),
        more_times: (is_own && *state == ConferenceState::Polling && found.is_none())
            .then(|| format!("/conferences/{}?more=yes#times", conference.id)),
        found,
        answers: is_open
            .then(|| answers::table(&page, conference, answers, named, unreached, conditions, is_own)),
        record_form: if is_open { answers::form(&page, conference, member) } else { None },
        move_form: (is_own && is_scheduled && !has_begun).then(|| times::move_form(&page, conference)),
        attendance: minutes::attendance(&page, conference),
        attendance_form: (is_own && is_scheduled && has_begun)
            .then(|| minutes::attendance_form(&page, conference, answers)),
        minutes: minutes::view(&page, conference, named, is_own),
        conditions: conditions.map(|conditions| conditions::view(&page, conditions)),
        cancelled: match state {
            ConferenceState::Cancelled { was: _, reason, at } => {
                Some(format!("{} {reason}", wording.moment(*at)))
            }
            _ => None,
        },
        cancel_form: (is_own && is_coming).then(|| times::cancel_form(&page, conference)),
        page,
    }
}

fn name(organization: &Organization) -> String {
    organization.name.to_string()
}

fn participant(
    page: &Page,
    participant: &Participant,
    organizations: &std::collections::HashMap<Id<Organization>, Organization>,
    unreached: &[Undelivered],
) -> ParticipantView {
    let Participant { id, seat, person: _, organization, contact, requirement, mode, travel_minutes } =
        participant;
    let travel = match travel_minutes {
        0 => String::new(),
        minutes => {
            format!(" {} {}", page.t("conference-travel"), page.with("common-minutes", "minutes", *minutes))
        }
    };
    ParticipantView {
        name: contact.name.to_string(),
        seat: page.label(*seat),
        organization: organization.and_then(|id| organizations.get(&id)).map(name),
        requirement: page.label(*requirement),
        mode: format!("{}{travel}", page.label(*mode)),
        unreachable: contact.email.is_none(),
        unreached: of(*id, unreached).map(|message| Unreached {
            said: unreached_chip(page, message),
            phone: message.addressee.phone.as_ref().map(ToString::to_string),
        }),
    }
}

/// The newest message of use that did not reach a participant.
fn of(participant: Id<Participant>, unreached: &[Undelivered]) -> Option<&Undelivered> {
    unreached.iter().rfind(|message| message.addressee.recipient == Recipient::Participant(participant))
}

/// The sign of a message that did not arrive.
fn unreached_chip(page: &Page, message: &Undelivered) -> Chip {
    let text = page.with("conference-unreached", "message", page.label(message.message));
    Chip { tone: "bad", mark: "×", text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::conference::{ActionItem, Amendment, Attendance, Minutes, Mode, Presence};

    fn states() -> Vec<ConferenceState> {
        let at = samples::time_in(-1).at;
        let presence = Presence::Present { mode: Mode::OnSite };
        let attendance = vec![Attendance { participant: samples::id(71), presence }];
        let minutes = Minutes {
            summary: samples::note(samples::NAME),
            decisions: vec![samples::line(samples::NAME)],
            actions: vec![ActionItem {
                what: samples::line(samples::NAME),
                owner: samples::id(71),
                due_on: samples::TODAY,
            }],
        };
        let text = samples::note(samples::NAME);
        vec![
            ConferenceState::Draft,
            ConferenceState::Polling,
            ConferenceState::Scheduled { time: samples::time_in(2) },
            ConferenceState::Scheduled { time: samples::time_in(-1) },
            ConferenceState::Held { at, attendance: attendance.clone(), draft: None },
            ConferenceState::Held { at, attendance: attendance.clone(), draft: Some(minutes.clone()) },
            ConferenceState::Minuted {
                at,
                attendance,
                minutes,
                confirmed_by: samples::id(1),
                confirmed_at: samples::now(),
                amendments: vec![Amendment { text: text.clone(), by: samples::id(1), at: samples::now() }],
            },
            ConferenceState::Cancelled { was: None, reason: text, at: samples::now() },
        ]
    }

    #[test]
    fn a_conference_reads_in_every_state_and_escapes_names() {
        for state in states() {
            for page in samples::pages() {
                let conference = samples::conference(state.clone(), vec![samples::time_in(2)]);
                let found = (state == ConferenceState::Draft)
                    .then(|| times::found(&page, &conference, &Asked::default(), None, None).unwrap());
                let file = samples::conference_file(conference);
                let named = samples::people();
                let conditions = samples::fee_conditions();
                samples::reads(&conference_page(
                    page,
                    &file,
                    &named,
                    Some(&conditions),
                    found,
                    samples::member(),
                ));
            }
        }
    }

    #[test]
    fn a_member_of_another_organization_is_offered_nothing_it_may_not_do() {
        let stranger = Member { organization: samples::id(99), person: samples::id(98), ..samples::member() };
        for state in states() {
            let [page, _] = samples::pages();
            let file = samples::conference_file(samples::conference(state, vec![samples::time_in(2)]));
            let html =
                samples::reads(&conference_page(page, &file, &samples::people(), None, None, stranger));
            assert_eq!(html.matches("<form class=\"form\"").count(), 0, "{html}");
        }
    }
}
