//! The board: every case by its clock, what hurts first on top.

use app::{
    board::{Board, Row, board},
    see_audit::Tally,
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Id, Timestamp,
    care_team::TeamRole,
    conference::{Conference, ConferenceState},
    discharge_case::CaseState,
    milestone::{Milestone, Standing},
    organization::{Organization, OrganizationKind},
};
use serde::Deserialize;
use time::{Date, Duration};
use wording::{Value, Wording};

use crate::{
    error::Fault,
    page::{self, Page, Visit, html},
};

/// Which cases to show.
#[derive(Debug, Deserialize)]
pub struct Shown {
    show: Option<String>,
}

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage {
    page: Page,
    today: String,
    registers: bool,
    counters: Vec<Counter>,
    rows: Vec<RowView>,
    is_filtered: bool,
}

struct Counter {
    key: &'static str,
    show: &'static str,
    count: usize,
    chosen: bool,
}

struct RowView {
    to: String,
    tone: &'static str,
    patient: String,
    about: String,
    since: String,
    steps: Vec<Chip>,
    pressing: Option<Chip>,
    next: Next,
    coordinator: String,
    discharge: String,
}

/// A small sign: a tone for the eye, a mark and words for everyone.
#[derive(Clone, Debug)]
pub struct Chip {
    /// The class of the tone.
    pub tone: &'static str,
    /// The mark before the words.
    pub mark: &'static str,
    /// The words.
    pub text: String,
}

impl Chip {
    /// The sign of accesses in an emergency: whether some wait for their review, and some too long.
    pub fn of_reviews(tally: Tally, text: String) -> Self {
        let (tone, mark) = match (tally.waiting(), tally.overdue) {
            (0, _) => ("good", "✓"),
            (_, 0) => ("warn", "▲"),
            _ => ("bad", "■"),
        };
        Self { tone, mark, text }
    }

    /// The sign of a milestone, with what it asks for in front of where it stands.
    pub fn of(wording: Wording, milestone: &Milestone, today: Date) -> Self {
        let standing = milestone.standing(today);
        let (tone, mark) = tone(standing);
        let text = wording.text_with(
            "board-step-due",
            &[
                ("step", wording.label(milestone.action).into()),
                ("standing", wording.standing(standing).into()),
            ],
        );
        Self { tone, mark, text }
    }
}

/// How a standing looks.
pub const fn tone(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Overdue { .. } => ("bad", "■"),
        Standing::DueToday => ("warn", "▲"),
        Standing::Upcoming { days: ..=3 } => ("warn", "△"),
        Standing::Upcoming { .. } | Standing::Undated => ("calm", "○"),
        Standing::Settled => ("good", "✓"),
    }
}

/// What to do next, and where.
struct Next {
    to: String,
    text: String,
}

/// `GET /`: where somebody of this organization begins.
pub async fn home(visit: Visit) -> Response {
    Redirect::to(page::home(visit.member.kind)).into_response()
}

/// `GET /board`
pub async fn show(visit: Visit, Query(Shown { show }): Query<Shown>) -> Result<Response, Fault> {
    let board = board(&visit.session()).await?;
    let page = visit.page(None).await?;
    let show = show.unwrap_or_default();
    let registers = visit.member.kind == OrganizationKind::Hospital;
    let is_mine = |row: &&Row| show != "mine" || row.case.coordinator == Some(visit.member.person);
    let shown = |row: &&Row| is_mine(row) && is_shown(row, &show, page.now, board.today);
    html(
        page.status(),
        &BoardPage {
            counters: counters(&board, &show),
            rows: board
                .rows
                .iter()
                .filter(shown)
                .map(|row| row_view(page.wording, &board, row, page.now, visit.member.organization))
                .collect(),
            today: page.with("board-today", "day", page.wording.day(page.today)),
            registers,
            is_filtered: !show.is_empty(),
            page,
        },
    )
}

fn counters(board: &Board, show: &str) -> Vec<Counter> {
    let Board {
        today: _,
        rows,
        overdue,
        due_today,
        due_this_week,
        conferences_this_week,
        unanswered,
        people: _,
    } = board;
    let counter = |key, name, count| Counter { key, show: name, count, chosen: show == name };
    vec![
        counter("board-filter-all", "", rows.len()),
        counter("board-overdue", "overdue", *overdue),
        counter("board-due-today", "today", *due_today),
        counter("board-due-this-week", "week", *due_this_week),
        counter("board-conferences-this-week", "conferences", *conferences_this_week),
        counter("board-unanswered", "unanswered", *unanswered),
    ]
}

fn is_shown(row: &Row, show: &str, now: Timestamp, today: Date) -> bool {
    let any = |wanted: fn(Standing) -> bool| row.milestones.iter().any(|m| wanted(m.standing(today)));
    let soon = |c: &Conference| {
        let start = c.at().map(|at| at.start());
        matches!(c.state, ConferenceState::Scheduled { .. })
            && start.is_some_and(|at| now <= at && at < now + Duration::days(7))
    };
    match show {
        "overdue" => any(|standing| matches!(standing, Standing::Overdue { .. })),
        "today" => any(|standing| standing == Standing::DueToday),
        "week" => any(|standing| matches!(standing, Standing::Upcoming { days: ..=7 })),
        "conferences" => row.conferences.iter().any(soon),
        "unanswered" => row.conferences.iter().any(|c| !c.open_times().is_empty()),
        _ => true,
    }
}

fn row_view(wording: Wording, board: &Board, row: &Row, now: Timestamp, own: Id<Organization>) -> RowView {
    let Row { case, patient, milestones, team: _, conferences: _ } = row;
    let today = board.today;
    let pressing = row.next(today);
    let mut steps: Vec<&Milestone> = milestones.iter().collect();
    steps.sort_by_key(|m| (m.due_on.unwrap_or(Date::MAX), m.id));
    let age = wording.text_with("common-age", &[("age", patient.age_on(today).into())]);
    let ward = &case.ward;
    RowView {
        to: format!("/cases/{}", case.id),
        tone: pressing.map_or("good", |m| tone(m.standing(today)).0),
        patient: patient.name.to_string(),
        about: format!("{} {age} {ward}", patient.name_kana),
        since: since(wording, &case.state, case.admitted_on, today),
        steps: steps.into_iter().map(|m| Chip::of(wording, m, today)).collect(),
        pressing: pressing.map(|m| Chip::of(wording, m, today)),
        next: if case.organization == own {
            next(wording, row, now)
        } else {
            Next { to: format!("/cases/{}", case.id), text: wording.text("common-open-action") }
        },
        coordinator: case
            .coordinator
            .and_then(|id| board.people.get(&id))
            .map(|person| person.name.to_string())
            .unwrap_or_default(),
        discharge: discharge(wording, &case.state, case.expected_discharge_on, today),
    }
}

/// How long ago the patient came or went.
fn since(wording: Wording, state: &CaseState, admitted_on: Date, today: Date) -> String {
    let days = |key, from: Date, more| {
        wording.text_with(key, &[("days", Value::Number((today - from).whole_days() + more))])
    };
    match state {
        CaseState::Admitted => days("board-admission-day", admitted_on, 1),
        CaseState::Discharged { on } => days("board-after-discharge", *on, 0),
        CaseState::Transferred { .. } | CaseState::Closed { .. } => wording.label(state),
    }
}

fn discharge(wording: Wording, state: &CaseState, expected: Option<Date>, today: Date) -> String {
    match (state, expected) {
        (CaseState::Discharged { on } | CaseState::Transferred { on, .. }, _) => wording.day(*on),
        (_, Some(day)) => wording.day_and_distance(day, today),
        (_, None) => wording.text("board-discharge-undecided"),
    }
}

fn next(wording: Wording, row: &Row, now: Timestamp) -> Next {
    let case = format!("/cases/{}", row.case.id);
    let conference = row.conferences.iter().max_by_key(|c| c.id);
    let text = |key: &str| wording.text(key);
    let times =
        |c: &Conference| wording.text_with("board-next-choose-time", &[("count", c.times.len().into())]);
    let has = |role| row.team.members.iter().any(|m| m.role == role);
    if row.case.needs.iter().next().is_none() {
        return Next { to: format!("{case}#needs"), text: text("board-next-profile-needs") };
    }
    let of_conference = conference.and_then(|c| match &c.state {
        ConferenceState::Draft => Some((c, text("conference-propose-title"))),
        ConferenceState::Polling => Some((c, times(c))),
        ConferenceState::Scheduled { time } if time.at.start() <= now => Some((c, text("board-next-hold"))),
        ConferenceState::Held { .. } => Some((c, text("board-next-minutes"))),
        ConferenceState::Scheduled { .. }
        | ConferenceState::Minuted { .. }
        | ConferenceState::Cancelled { .. } => None,
    });
    if let Some((conference, text)) = of_conference {
        return Next { to: format!("/conferences/{}", conference.id), text };
    }
    if conference.is_none() {
        return Next { to: format!("{case}/conferences/new"), text: text("board-next-call-conference") };
    }
    let both = has(TeamRole::HospitalAttending) && has(TeamRole::HomeAttending);
    if both && !row.team.open_duties().is_empty() {
        return Next { to: format!("{case}#duties"), text: text("board-next-duties") };
    }
    match conference.and_then(|c| c.at()).filter(|at| at.start() > now) {
        Some(at) => Next { to: case, text: wording.time_range(at) },
        None => Next { to: format!("{case}/plan"), text: text("case-plan-action") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_board_reads_in_every_language_and_escapes_names() {
        for page in samples::pages() {
            let row = Row {
                case: samples::case(CaseState::Admitted),
                patient: samples::patient(),
                milestones: samples::milestones(),
                team: samples::team(),
                conferences: vec![],
            };
            let board = Board {
                today: samples::TODAY,
                rows: vec![row],
                overdue: 1,
                due_today: 0,
                due_this_week: 0,
                conferences_this_week: 0,
                unanswered: 0,
                people: samples::people(),
            };
            let rows = board.rows.iter();
            let html = samples::reads(&BoardPage {
                today: page.with("board-today", "day", page.wording.day(page.today)),
                registers: true,
                counters: counters(&board, ""),
                rows: rows
                    .map(|row| row_view(page.wording, &board, row, page.now, row.case.organization))
                    .collect(),
                is_filtered: false,
                page,
            });
            assert!(html.contains("/conferences/new"), "a case without a conference asks for one");
        }
    }
}
