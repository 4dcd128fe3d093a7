//! Who was there, what was said, decided and taken on.

use std::collections::HashMap;

use app::{
    conference::ConferenceFile,
    hold_conference::hold_conference,
    write_minutes::{MinutesStep, write_minutes},
};
use axum::response::Response;
use domain::{
    Id,
    conference::{
        AbsenceReason, ActionItem, Amendment, Answer, Attendance, Choice as Said, Conference,
        ConferenceState, Minutes, Mode, Participant, Presence, quorum::current,
    },
    person::Person,
    text::{Line, Note},
};

use super::finish;
use crate::{
    discharge_case::Fact,
    error::Fault,
    form::{Choice, Failure, Fields, Form, Reader},
    page::{At, Page, Visit},
};

/// How many rows for things taken on a form has at least.
const ACTIONS: usize = 5;
/// How many rows are read at most.
const MOST_ACTIONS: usize = 50;

/// People by identifier.
pub type Named = HashMap<Id<Person>, Person>;

/// Minutes as they are shown.
pub struct MinutesView {
    pub text: Option<MinutesText>,
    pub confirmed: Option<String>,
    pub amendments: Vec<Fact>,
    pub draft_form: Option<Form>,
    pub amend_form: Option<Form>,
}

/// What minutes say.
pub struct MinutesText {
    pub summary: String,
    pub decisions: Vec<String>,
    pub actions: Vec<ActionView>,
}

/// Something somebody took on.
pub struct ActionView {
    pub what: String,
    pub owner: String,
    pub due: String,
}

/// The people whom the answers and the minutes name.
pub fn named(file: &ConferenceFile) -> Vec<Id<Person>> {
    let mut named: Vec<_> = file.answers.iter().filter_map(|answer| answer.recorded_by).collect();
    named.extend(file.replies.iter().filter_map(|reply| reply.recorded_by));
    if let ConferenceState::Minuted { confirmed_by, amendments, .. } = &file.conference.state {
        named.push(*confirmed_by);
        named.extend(amendments.iter().map(|amendment| amendment.by));
    }
    named
}

fn owner(conference: &Conference, id: Id<Participant>) -> String {
    let owner = conference.proposal.participants.iter().find(|p| p.id == id);
    owner.map(|p| p.contact.name.to_string()).unwrap_or_default()
}

/// Who was there.
pub fn attendance(page: &Page, conference: &Conference) -> Vec<Fact> {
    let attendance = match &conference.state {
        ConferenceState::Held { attendance, .. } | ConferenceState::Minuted { attendance, .. } => attendance,
        _ => return vec![],
    };
    let fact = |Attendance { participant, presence }: &Attendance| {
        let how = match presence {
            Presence::Present { mode } | Presence::Substituted { mode } => page.label(*mode),
            Presence::Absent { reason } => page.label(*reason),
        };
        Fact { label: owner(conference, *participant), value: format!("{}({how})", page.label(presence)) }
    };
    attendance.iter().map(fact).collect()
}

/// Records who was there; what was answered is proposed.
pub fn attendance_form(page: &Page, conference: &Conference, answers: &[Answer]) -> Form {
    let mut all = vec![];
    for (code, key) in [("present", "presence-present"), ("substituted", "presence-substituted")] {
        all.extend(Mode::ALL.iter().map(|mode| {
            Choice::new(format!("{code}:{mode}"), format!("{}({})", page.t(key), page.label(*mode)))
        }));
    }
    all.extend(AbsenceReason::ALL.iter().map(|reason| {
        Choice::new(
            format!("absent:{reason}"),
            format!("{}({})", page.t("presence-absent"), page.label(*reason)),
        )
    }));
    let said = conference.open_times().first().map(|time| current(answers, time.id)).unwrap_or_default();
    let mut form = page
        .form("attendance", format!("/conferences/{}/attendance", conference.id))
        .version(conference.version);
    for participant in &conference.proposal.participants {
        let default = match said.get(&participant.id).map(|answer| &answer.choice) {
            Some(Said::Yes { mode, substitute, note: _ } | Said::IfNeedBe { mode, substitute, note: _ }) => {
                match substitute {
                    Some(_) => format!("substituted:{mode}"),
                    None => format!("present:{mode}"),
                }
            }
            Some(Said::No { reason, note: _ }) => format!("absent:{reason}"),
            None => format!("present:{}", participant.mode),
        };
        form = form.select(&format!("presence-{}", participant.id), all.clone(), default).called(format!(
            "{} {}",
            participant.contact.name,
            page.label(participant.seat)
        ));
    }
    form.submit("conference-attendance-action")
}

/// The minutes, and what can be done with them.
pub fn view(page: &Page, conference: &Conference, named: &Named, is_own: bool) -> Option<MinutesView> {
    let person = |id: &Id<Person>| named.get(id).map(|p| p.name.to_string()).unwrap_or_default();
    let by = |key: &str, id: &Id<Person>, at| {
        page.wording
            .text_with(key, &[("person", person(id).into()), ("time", page.wording.moment(at).into())])
    };
    let step = |name: &str, to: &str| {
        page.form(name, format!("/conferences/{}/minutes{to}", conference.id)).version(conference.version)
    };
    match &conference.state {
        ConferenceState::Held { at: _, attendance: _, draft } => Some(MinutesView {
            text: draft.as_ref().filter(|_| !is_own).map(|minutes| text(page, conference, minutes)),
            confirmed: None,
            amendments: vec![],
            draft_form: is_own.then(|| draft_form(page, conference, draft.as_ref())),
            amend_form: None,
        }),
        ConferenceState::Minuted {
            at: _,
            attendance: _,
            minutes,
            confirmed_by,
            confirmed_at,
            amendments,
        } => Some(MinutesView {
            text: Some(text(page, conference, minutes)),
            confirmed: Some(by("conference-minutes-confirmed", confirmed_by, *confirmed_at)),
            amendments: amendments
                .iter()
                .map(|Amendment { text, by: who, at }| Fact {
                    label: by("conference-amended", who, *at),
                    value: text.to_string(),
                })
                .collect(),
            draft_form: None,
            amend_form: is_own.then(|| {
                step("amend", "/amend")
                    .folded("conference-amend-action")
                    .note("amendment", "")
                    .required()
                    .submit("conference-amend-action")
            }),
        }),
        ConferenceState::Draft
        | ConferenceState::Polling
        | ConferenceState::Scheduled { .. }
        | ConferenceState::Cancelled { .. } => None,
    }
}

fn text(page: &Page, conference: &Conference, minutes: &Minutes) -> MinutesText {
    let Minutes { summary, decisions, actions } = minutes;
    let action = |ActionItem { what, owner: who, due_on }: &ActionItem| ActionView {
        what: what.to_string(),
        owner: owner(conference, *who),
        due: page.wording.day_and_distance(*due_on, page.today),
    };
    MinutesText {
        summary: summary.to_string(),
        decisions: decisions.iter().map(ToString::to_string).collect(),
        actions: actions.iter().map(action).collect(),
    }
}

fn draft_form(page: &Page, conference: &Conference, draft: Option<&Minutes>) -> Form {
    let summary = draft.map(|m| m.summary.to_string()).unwrap_or_default();
    let decisions: Vec<String> = draft.iter().flat_map(|m| &m.decisions).map(ToString::to_string).collect();
    let actions: &[ActionItem] = draft.map_or(&[], |m| &m.actions);
    let mut people = vec![Choice::none(page.wording, "common-none")];
    people
        .extend(conference.proposal.participants.iter().map(|p| Choice::new(p.id, p.contact.name.as_str())));
    let mut form = page
        .form("minutes", format!("/conferences/{}/minutes", conference.id))
        .version(conference.version)
        .note("summary", summary)
        .required()
        .note("decisions", decisions.join("\n"))
        .hint("form-one-per-line");
    for n in 0..ACTIONS.max(actions.len() + 2).min(MOST_ACTIONS) {
        let action = actions.get(n);
        form = form
            .group(format!("{} {}", page.t("conference-actions"), n + 1))
            .line(&format!("action-{n}-what"), action.map(|a| a.what.to_string()).unwrap_or_default())
            .select(
                &format!("action-{n}-owner"),
                people.clone(),
                action.map(|a| a.owner.to_string()).unwrap_or_default(),
            )
            .day(&format!("action-{n}-dueOn"), action.map(|a| a.due_on))
            .end();
    }
    let confirm = format!("/conferences/{}/minutes/confirm", conference.id);
    form.submit("conference-minutes-save-action").elsewhere(
        confirm,
        "",
        "",
        page.t("conference-minutes-confirm-action"),
    )
}

/// `POST /conferences/{id}/attendance`
pub async fn hold(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, attendance) = visit.read(&fields, |f| {
            let (version, attendance) = (f.version(), attended(f));
            Some((version?, attendance?))
        })?;
        Ok::<_, Failure>(hold_conference(&visit.session(), id, version, attendance).await?)
    };
    let done = done.await;
    finish(&visit, id, ("attendance", fields), done, "conference-attendance-done").await
}

fn attended(f: &mut Reader<'_>) -> Option<Vec<Attendance>> {
    let mut all = vec![];
    for name in f.names("presence-") {
        let participant = name.strip_prefix("presence-").and_then(|id| id.parse().ok()).map(Id::new);
        let presence = f.choice(name, |code| match code.split_once(':')? {
            ("present", mode) => Mode::parse(mode).map(|mode| Presence::Present { mode }),
            ("substituted", mode) => Mode::parse(mode).map(|mode| Presence::Substituted { mode }),
            ("absent", reason) => AbsenceReason::parse(reason).map(|reason| Presence::Absent { reason }),
            _ => None,
        });
        all.push(
            participant.zip(presence).map(|(participant, presence)| Attendance { participant, presence }),
        );
    }
    all.into_iter().collect()
}

/// `POST /conferences/{id}/minutes`
pub async fn draft(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let rows = fields.rows("action", MOST_ACTIONS);
    let read = |f: &mut Reader<'_>| written(f, rows).map(MinutesStep::Draft);
    step(visit, id, ("minutes", fields), read, "conference-minutes-done").await
}

fn written(f: &mut Reader<'_>, rows: usize) -> Option<Minutes> {
    let summary = f.text("summary", Note::parse);
    let decisions = f.lines("decisions");
    let actions: Vec<_> = (0..rows).map(|n| action(f, n)).collect();
    let actions: Option<Vec<_>> = actions.into_iter().collect();
    let actions = actions?.into_iter().flatten().collect();
    Some(Minutes { summary: summary?, decisions: decisions?, actions })
}

/// Something taken on; a row without words stands for nothing.
fn action(f: &mut Reader<'_>, n: usize) -> Option<Option<ActionItem>> {
    let field = |name: &str| format!("action-{n}-{name}");
    if ["what", "owner", "dueOn"].iter().all(|name| f.is_blank(&field(name))) {
        return Some(None);
    }
    let what = f.text(&field("what"), Line::parse);
    let owner = f.id(&field("owner"));
    let due_on = f.day(&field("dueOn"));
    Some(Some(ActionItem { what: what?, owner: owner?, due_on: due_on? }))
}

/// `POST /conferences/{id}/minutes/confirm`
pub async fn confirm(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let rows = fields.rows("action", MOST_ACTIONS);
    let read = |f: &mut Reader<'_>| written(f, rows).map(|minutes| MinutesStep::Confirm(Some(minutes)));
    step(visit, id, ("minutes", fields), read, "saved-done").await
}

/// `POST /conferences/{id}/minutes/amend`
pub async fn amend(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let read = |f: &mut Reader<'_>| f.text("amendment", Note::parse).map(MinutesStep::Amend);
    step(visit, id, ("amend", fields), read, "saved-done").await
}

async fn step(
    visit: Visit,
    id: Id<Conference>,
    (form, fields): (&str, Fields),
    read: impl FnOnce(&mut Reader<'_>) -> Option<MinutesStep>,
    said: &'static str,
) -> Result<Response, Fault> {
    let done = async {
        let (version, step) = visit.read(&fields, |f| {
            let (version, step) = (f.version(), read(f));
            Some((version?, step?))
        })?;
        Ok::<_, Failure>(write_minutes(&visit.session(), id, version, step).await?)
    };
    let done = done.await;
    finish(&visit, id, (form, fields), done, said).await
}
