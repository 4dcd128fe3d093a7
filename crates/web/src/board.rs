//! The board: every case by its clock, what hurts first on top.

use std::collections::BTreeSet;

use app::{
    board::{Asked, Board, Choices, MOST, Row, Tally, ToDo, board},
    see_audit,
};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Id, Timestamp,
    care_team::TeamRole,
    conference::{Conference, ConferenceState},
    discharge_case::{CaseState, Delay, DischargeCase},
    milestone::{Milestone, Standing},
    organization::{Organization, OrganizationKind},
    person::Person,
};
use serde::Deserialize;
use time::Date;
use uuid::Uuid;
use wording::{Value, Wording, isolated};

use crate::{
    error::Fault,
    form::Choice,
    page::{self, Page, Query, Visit, html},
    way::encoded,
};

/// Which cases to show.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// By what is to do.
    show: String,
    /// By a name, its kana or the patient's number.
    q: String,
    /// By ward.
    ward: String,
    /// By the person who sees to it at the hospital.
    coordinator: String,
    /// By the physician who attends the patient in hospital.
    attending: String,
    /// By the hub that looks for the home team.
    hub: String,
    /// How many of the most pressing ones to leave out.
    skip: usize,
}

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage {
    page: Page,
    today: String,
    registers: bool,
    narrowing: Narrowing,
    counters: Vec<Counter>,
    rows: Vec<RowView>,
    is_filtered: bool,
    pages: Option<Pages>,
}

/// The ways to what does not fit on one page.
pub struct Pages {
    /// Which are shown, in words.
    pub here: String,
    /// The way to those before.
    pub before: Option<String>,
    /// The way to those after.
    pub after: Option<String>,
}

impl Pages {
    /// The ways to what comes before and after, when there is anything: `range` is how many of how many are shown
    /// after how many left out, `most` how many fit on a page, `to` the address that leaves out so many.
    pub fn of(
        wording: Wording,
        (skip, shown, count): (usize, usize, usize),
        most: usize,
        to: impl Fn(usize) -> String,
    ) -> Option<Self> {
        let until = skip.saturating_add(shown);
        if skip == 0 && until >= count {
            return None;
        }
        let values = [("from", skip.saturating_add(1)), ("until", until), ("count", count)];
        let key = if shown == 0 { "common-range-beyond" } else { "common-range" };
        Some(Self {
            here: wording.text_with(key, &values.map(|(name, value)| (name, value.into()))),
            // Whoever is beyond the end goes back to the last ones.
            before: (skip > 0).then(|| to(skip.min(count).saturating_sub(most))),
            after: (until < count).then(|| to(until)),
        })
    }
}

/// The lists by which the board is narrowed; one with nothing to choose from is left out.
struct Narrowing {
    show: String,
    q: String,
    lists: Vec<(&'static str, String, Vec<Choice>, String)>,
}

/// How many there are of a kind, with the way to them.
pub struct Counter {
    /// What they are.
    pub text: String,
    /// The way to them.
    pub to: String,
    /// How many.
    pub count: usize,
    /// The class of the tone.
    pub tone: &'static str,
    /// Whether it is they that are shown.
    pub is_chosen: bool,
}

struct RowView {
    to: String,
    tone: &'static str,
    patient: String,
    kana: String,
    about: String,
    steps: Vec<Chip>,
    pressing: Option<Chip>,
    next: Next,
    coordinator: String,
    discharge: String,
    delay: Option<(Chip, String)>,
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
    pub fn of_reviews(tally: see_audit::Tally, text: String) -> Self {
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
pub async fn show(visit: Visit, Query(shown): Query<Shown>) -> Result<Response, Fault> {
    let board = board(&visit.session(), &shown.asked()).await?;
    let page = visit.page(None).await?;
    let registers = visit.member.kind == OrganizationKind::Hospital;
    html(page.status(), &board_page(page, &board, &shown, visit.member.organization, registers))
}

fn board_page(page: Page, board: &Board, shown: &Shown, own: Id<Organization>, registers: bool) -> BoardPage {
    let rows = board.rows.iter().map(|row| row_view(page.wording, board, row, page.now, own));
    BoardPage {
        today: page.with("board-today", "day", page.wording.day(page.today)),
        registers,
        narrowing: narrowing(page.wording, board, shown),
        counters: counters(page.wording, &board.tally, shown),
        rows: rows.collect(),
        is_filtered: !shown.query("").is_empty() || !shown.show.is_empty(),
        pages: Pages::of(page.wording, (shown.skip, board.rows.len(), board.count), MOST, |skip| {
            Shown { skip, ..shown.clone() }.address(&shown.show)
        }),
        page,
    }
}

impl Shown {
    /// The same narrowing with another choice of what is to do, as the query of an address.
    fn query(&self, show: &str) -> String {
        let Self { show: _, q, ward, coordinator, attending, hub, skip: _ } = self;
        let all = [
            ("show", show),
            ("q", q.trim()),
            ("ward", ward),
            ("coordinator", coordinator),
            ("attending", attending),
            ("hub", hub),
        ];
        let given = all.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<_> = given.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        pairs.join("&")
    }

    /// The address of the same board with another choice of what is to do.
    fn address(&self, show: &str) -> String {
        let skip = if self.skip > 0 { format!("skip={}", self.skip) } else { String::new() };
        let parts: Vec<_> = [self.query(show), skip].into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { "/board".to_owned() } else { format!("/board?{}", parts.join("&")) }
    }

    /// What is asked for.
    fn asked(&self) -> Asked {
        fn id<T>(typed: &str) -> Option<Id<T>> {
            // An address with something else than an identifier asks for what is not there.
            (!typed.is_empty()).then(|| Id::new(typed.parse().unwrap_or(Uuid::nil())))
        }
        let Self { show, q, ward, coordinator, attending, hub, skip } = self;
        Asked {
            to_do: match show.as_str() {
                "overdue" => Some(ToDo::Overdue),
                "today" => Some(ToDo::DueToday),
                "week" => Some(ToDo::DueThisWeek),
                "conferences" => Some(ToDo::Conference),
                "unanswered" => Some(ToDo::Unanswered),
                "delayed" => Some(ToDo::Delay),
                _ => None,
            },
            words: q.clone(),
            ward: Some(ward.clone()).filter(|ward| !ward.is_empty()),
            coordinator: id(coordinator),
            attending: id(attending),
            hub: id(hub),
            skip: *skip,
        }
    }
}

fn narrowing(wording: Wording, board: &Board, shown: &Shown) -> Narrowing {
    let Choices { wards, coordinators, attending } = &board.choices;
    let name = |id: &Id<Person>| board.people.get(id).map(|person| person.name.to_string());
    let people =
        |ids: &BTreeSet<Id<Person>>| ids.iter().filter_map(|id| Some(Choice::new(*id, name(id)?))).collect();
    let hubs = board.hubs.values().map(|hub| Choice::new(hub.id, hub.name.as_str())).collect();
    let list = |name: &'static str, key: &str, mut choices: Vec<Choice>, chosen: &str| {
        choices.sort_by(|a, b| a.label.cmp(&b.label));
        choices.insert(0, Choice::none(wording, "board-filter-all"));
        (name, wording.text(key), choices, chosen.to_owned())
    };
    let lists = vec![
        list(
            "ward",
            "case-ward",
            wards.iter().map(|ward| Choice::new(ward, ward.as_str())).collect(),
            &shown.ward,
        ),
        list("attending", "case-hospital-attending", people(attending), &shown.attending),
        list("coordinator", "board-coordinator", people(coordinators), &shown.coordinator),
        list("hub", "board-hub", hubs, &shown.hub),
    ];
    Narrowing {
        show: shown.show.clone(),
        q: shown.q.clone(),
        lists: lists.into_iter().filter(|(_, _, choices, _)| choices.len() > 1).collect(),
    }
}

fn counters(wording: Wording, tally: &Tally, shown: &Shown) -> Vec<Counter> {
    let Tally { cases, overdue, due_today, due_this_week, conferences_this_week, unanswered, delayed } =
        *tally;
    let shown = Shown { skip: 0, ..shown.clone() };
    let counter = |key, name: &str, count, tone| {
        let tone = if count == 0 { "" } else { tone };
        Counter {
            text: wording.text(key),
            to: shown.address(name),
            count,
            tone,
            is_chosen: shown.show == name,
        }
    };
    vec![
        counter("board-filter-all", "", cases, ""),
        counter("board-overdue", "overdue", overdue, "bad"),
        counter("board-due-today", "today", due_today, "warn"),
        counter("board-due-this-week", "week", due_this_week, ""),
        counter("board-conferences-this-week", "conferences", conferences_this_week, ""),
        counter("board-unanswered", "unanswered", unanswered, "warn"),
        counter("board-delayed", "delayed", delayed, "warn"),
    ]
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
        kana: patient.name_kana.to_string(),
        about: format!(
            "{} {age} {}",
            isolated(ward.as_str()),
            since(wording, &case.state, case.admitted_on, today)
        ),
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
        delay: delay(wording, case),
    }
}

/// What holds the discharge up, and with whom that lies.
fn delay(wording: Wording, case: &DischargeCase) -> Option<(Chip, String)> {
    let Delay { reason, owner, note: _, since: _ } = case.present_delay()?;
    let text = wording.text_with("case-delay-chip", &[("reason", wording.label(*reason).into())]);
    Some((Chip { tone: "warn", mark: "‖", text }, wording.label(*owner)))
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
    let text = |key: &str| wording.text(key);
    let times =
        |c: &Conference| wording.text_with("board-next-choose-time", &[("count", c.times.len().into())]);
    let has = |role| row.team.members.iter().any(|m| m.role == role);
    if row.case.needs.iter().next().is_none() {
        return Next { to: format!("{case}#needs"), text: text("board-next-profile-needs") };
    }
    let mut newest_first: Vec<&Conference> = row.conferences.iter().collect();
    newest_first.sort_by_key(|c| std::cmp::Reverse(c.id));
    let of_conference = newest_first.into_iter().find_map(|c| match &c.state {
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
    let presses =
        |m: &&Milestone| matches!(m.standing(now.day()), Standing::Overdue { .. } | Standing::DueToday);
    if let Some(step) = row.next(now.day()).filter(presses) {
        let step = wording.label(step.action);
        let text = wording.text_with("board-next-settle", &[("step", step.into())]);
        return Next { to: format!("{case}#clock"), text };
    }
    if !row.conferences.iter().any(Conference::prepares_discharge) {
        return Next { to: format!("{case}/conferences/new"), text: text("board-next-call-conference") };
    }
    let both = has(TeamRole::HospitalAttending) && has(TeamRole::HomeAttending);
    if both && !row.team.open_duties().is_empty() {
        return Next { to: format!("{case}#duties"), text: text("board-next-duties") };
    }
    match row.conferences.iter().filter_map(|c| c.coming(now)).min() {
        Some(at) => Next { to: case, text: wording.time_range(at) },
        None => Next { to: format!("{case}/plan"), text: text("case-plan-action") },
    }
}

#[cfg(test)]
mod tests {
    use domain::conference::ConferenceKind;

    use super::*;
    use crate::samples;

    fn board() -> Board {
        let row = Row {
            case: samples::case(CaseState::Admitted),
            patient: samples::patient(),
            milestones: samples::milestones(),
            team: samples::team(),
            conferences: vec![],
        };
        Board {
            today: samples::TODAY,
            count: 1,
            tally: Tally { cases: 1, overdue: 1, ..Tally::default() },
            choices: Choices { wards: [row.case.ward.clone()].into(), ..Choices::default() },
            rows: vec![row],
            people: samples::people(),
            hubs: [].into(),
        }
    }

    #[test]
    fn the_board_reads_in_every_language_and_escapes_names() {
        for page in samples::pages() {
            let mut board = board();
            let own = board.rows[0].case.organization;
            let html = samples::reads(&board_page(page.clone(), &board, &Shown::default(), own, true));
            assert!(html.contains("#clock\""), "what is overdue is next");
            board.rows[0].milestones.clear();
            let html = samples::reads(&board_page(page.clone(), &board, &Shown::default(), own, true));
            assert!(html.contains("/conferences/new"), "a case without a conference asks for one");
            let over = ConferenceState::Held { at: samples::time_in(-2).at, attendance: vec![], draft: None };
            let mut internal = samples::conference(over, vec![]);
            internal.proposal.kind = ConferenceKind::Internal;
            board.rows[0].conferences = vec![internal.clone()];
            let html = samples::reads(&board_page(page.clone(), &board, &Shown::default(), own, true));
            assert!(html.contains(&format!("/conferences/{}", internal.id)), "its minutes are next");
            internal.state = ConferenceState::Scheduled { time: samples::time_in(2) };
            board.rows[0].conferences = vec![internal];
            let html = samples::reads(&board_page(page, &board, &Shown::default(), own, true));
            assert!(html.contains("/conferences/new"), "the hospital's own is not the one of the discharge");
        }
    }

    #[test]
    fn what_does_not_fit_is_one_step_away_and_keeps_the_narrowing() {
        let [page, ..] = samples::pages();
        let shown = Shown { ward: "東5".into(), show: "week".into(), skip: MOST, ..Shown::default() };
        let pages = |board: Board, shown: &Shown| {
            let own = board.rows[0].case.organization;
            board_page(page.clone(), &board, shown, own, true).pages
        };
        assert!(pages(board(), &Shown::default()).is_none());
        let more = Board { count: MOST + 2, ..board() };
        let Pages { here, before, after } = pages(more, &shown).unwrap();
        assert!(here.contains("101") && here.contains("102"), "{here}");
        assert_eq!(before.unwrap(), "/board?show=week&ward=%E6%9D%B15");
        assert_eq!(after.unwrap(), "/board?show=week&ward=%E6%9D%B15&skip=101");
    }

    #[test]
    fn a_counter_keeps_the_narrowing() {
        let shown = Shown { q: "見本 花".into(), ward: "東5".into(), ..Shown::default() };
        let counters = counters(samples::pages()[0].wording, &Tally::default(), &shown);
        assert_eq!(counters[1].to, "/board?show=overdue&q=%E8%A6%8B%E6%9C%AC%20%E8%8A%B1&ward=%E6%9D%B15");
    }
}
