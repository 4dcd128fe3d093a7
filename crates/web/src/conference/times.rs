//! A conference gets its time, another one, or none.

use app::{
    call_conference::propose_times,
    fee_conditions::FeeConditions,
    find_times::{
        Absence, ExplainedTime, Obstacle, PossibleTime, Relaxation, RelaxedBy, TimeSearch, Times, find_times,
    },
    schedule_conference::{cancel_conference, reschedule_conference, schedule_conference},
};
use axum::response::Response;
use domain::{
    Id, Interval, Timestamp,
    calendar::read_day,
    conference::{Conference, Participant},
    person::Seat,
    text::Note,
};
use time::{Date, Duration};

use super::{
    finish,
    grid::{Explained, Grid, explained, grid},
};
use crate::{
    error::Fault,
    form::{Attempt, Choice, Failure, Fields, Form, Reader},
    page::{At, Page, Visit},
};

/// How many days ahead a search looks unless somebody says otherwise.
const AHEAD: Duration = Duration::days(14);

/// The days in which a time is looked for, and the start that is asked about.
#[derive(Debug, Default)]
pub struct Asked {
    is_there: bool,
    from: String,
    until: String,
    at: Option<Timestamp>,
}

impl Asked {
    /// What an address or a form carries along.
    pub fn of(fields: &Fields) -> Self {
        let day = |name| fields.get(name).to_owned();
        let is_there = ["more", "from", "at"].iter().any(|name| fields.has(name));
        Self { is_there, from: day("from"), until: day("until"), at: read_start(fields.get("at")) }
    }

    /// Whether times were asked for at all.
    pub const fn is_there(&self) -> bool {
        self.is_there
    }

    /// The start that is looked at.
    pub fn start(&self, search: Option<&TimeSearch>) -> Option<ExplainedTime> {
        search?.explain(self.at?)
    }
}

/// A start as the grid sends it.
fn read_start(text: &str) -> Option<Timestamp> {
    text.parse().ok().map(Timestamp::from_millis)
}

/// What a search found, and the forms that go on from there.
pub struct Found {
    pub search: Form,
    pub summary: Option<String>,
    pub grid: Option<Grid>,
    pub explained: Option<Explained>,
    pub propose: Form,
    pub assumed: Option<String>,
    pub obstacles: Vec<ObstacleView>,
    pub relaxations: Vec<String>,
    pub is_impossible: bool,
}

/// What stands in the way.
pub struct ObstacleView {
    pub text: String,
    pub absences: Vec<String>,
}

/// Looks for times; days that make no sense come back as an attempt.
pub async fn search(
    visit: &Visit,
    id: Id<Conference>,
    asked: &Asked,
) -> Result<(Option<TimeSearch>, Option<Attempt>), Fault> {
    let session = visit.session();
    let today = session.today();
    let fields = Fields::from([("from", asked.from.as_str()), ("until", asked.until.as_str())]);
    let done = async {
        let (from, until) = visit.read(&fields, |f| {
            let (from, until) = (f.optional_day("from"), f.optional_day("until"));
            Some((from?, until?))
        })?;
        let from = from.unwrap_or(tomorrow(today));
        Ok(find_times(&session, id, from, until.unwrap_or(ahead(from))).await?)
    };
    match done.await {
        Ok(search) => Ok((Some(search), None)),
        Err(failure) => Ok((None, visit.attempt("slot", fields, failure)?)),
    }
}

/// The first day on which those who are asked today can be expected.
fn tomorrow(today: Date) -> Date {
    today.next_day().unwrap_or(today)
}

/// The last day of a search that begins on a day.
fn ahead(from: Date) -> Date {
    from.checked_add(AHEAD).unwrap_or(from)
}

/// Shows what was found.
///
/// # Errors
/// A [`Fault`] when the search was stopped.
pub fn found(
    page: &Page,
    conference: &Conference,
    asked: &Asked,
    search: Option<&TimeSearch>,
    conditions: Option<&FeeConditions>,
) -> Result<Found, Fault> {
    let day = |text: &str, default| read_day(text).unwrap_or(default);
    let from = day(&asked.from, tomorrow(page.today));
    let until = day(&asked.until, ahead(from));
    let days = page
        .form("slot", format!("/conferences/{}", conference.id))
        .get()
        .day("from", Some(from))
        .day("until", Some(until))
        .submit("slot-search-action");
    let who = |id: Id<Participant>| who(conference, id);
    let Some(search) = search else {
        return Ok(Found {
            search: days,
            summary: None,
            grid: None,
            explained: None,
            propose: propose_form(page, conference, asked, vec![], |_| None),
            assumed: None,
            obstacles: vec![],
            relaxations: vec![],
            is_impossible: false,
        });
    };
    let Times { best: _, spread, possible, considered, obstacles, relaxations, assumed_hours } =
        search.times()?;
    let chosen = asked.start(Some(search));
    let is_impossible = spread.is_empty();
    let assumed: Vec<String> = assumed_hours.iter().map(|id| who(*id)).collect();
    Ok(Found {
        search: days,
        summary: Some(page.wording.text_with(
            "form-found-times",
            &[("possible", possible.into()), ("considered", considered.into())],
        )),
        grid: grid(page, conference, (from, until), &search.grid()?, asked.at),
        explained: chosen.as_ref().map(|time| explained(page, conference, time, conditions)),
        propose: propose_form(page, conference, asked, spread, |at| search.explain(at)),
        assumed: (!assumed.is_empty())
            .then(|| page.with("form-assumed-hours", "who", assumed.join(&page.t("form-and")))),
        obstacles: obstacles.iter().map(|o| obstacle(page, conference, o)).collect(),
        relaxations: relaxations.iter().map(|r| relaxation(page, conference, r)).collect(),
        is_impossible,
    })
}

fn who(conference: &Conference, id: Id<Participant>) -> String {
    let participant = conference.proposal.participants.iter().find(|p| p.id == id);
    participant.map(|p| p.contact.name.to_string()).unwrap_or_default()
}

fn absence(page: &Page, conference: &Conference, id: Id<Participant>, why: Absence) -> String {
    let key = match why {
        Absence::OutsideHours => "slot-outside-hours",
        Absence::Busy => "slot-busy",
        Absence::Travel => "slot-travel",
    };
    page.with(key, "who", who(conference, id))
}

/// Why somebody cannot come, beside the name.
pub(super) fn absence_of(page: &Page, why: Absence) -> String {
    page.t(match why {
        Absence::OutsideHours => "slot-is-outside-hours",
        Absence::Busy => "slot-is-busy",
        Absence::Travel => "slot-is-travelling",
    })
}

/// The seat that stays empty; `None` stands for the room.
pub(super) fn left_empty(page: &Page, seat: Option<Seat>) -> String {
    match seat {
        Some(seat) => page.with("slot-seat-empty", "seat", page.label(seat)),
        None => page.t("slot-no-room"),
    }
}

fn possible(page: &Page, conference: &Conference, time: &PossibleTime) -> Choice {
    let PossibleTime { at, absent, if_need_be } = time;
    let mut notes: Vec<String> =
        absent.iter().map(|(id, why)| absence(page, conference, *id, *why)).collect();
    notes.extend(if_need_be.iter().map(|id| page.with("slot-if-need-be", "who", who(conference, *id))));
    let hint = if notes.is_empty() { page.t("slot-all-come") } else { notes.join(" / ") };
    Choice { value: at.start().millis().to_string(), label: page.wording.time_range(*at), hint: Some(hint) }
}

/// Asks about some of the times offered, together with those of the grid that were chosen before and the one chosen
/// now, if it is possible.
fn propose_form(
    page: &Page,
    conference: &Conference,
    asked: &Asked,
    mut offered: Vec<PossibleTime>,
    explain: impl Fn(Timestamp) -> Option<ExplainedTime>,
) -> Form {
    let mut form = page
        .form("propose", format!("/conferences/{}/times", conference.id))
        .with("form", "propose")
        .with("from", &asked.from)
        .with("until", &asked.until)
        .version(conference.version);
    let chosen: Vec<Timestamp> = form.typed("starts").iter().filter_map(|text| read_start(text)).collect();
    let mut elsewhere = vec![];
    for at in chosen.iter().copied().chain(asked.at) {
        if offered.iter().any(|time| time.at.start() == at) {
            continue;
        }
        match explain(at) {
            Some(ExplainedTime { at, status: _, absent, if_need_be, lacking }) if lacking.is_empty() => {
                offered.insert(0, PossibleTime { at, absent, if_need_be });
            }
            // Chosen in other days than those looked at now.
            None if chosen.contains(&at) => {
                elsewhere.extend(Interval::starting(at, conference.proposal.duration))
            }
            _ => {}
        }
    }
    let elsewhere =
        elsewhere.into_iter().map(|at| Choice::new(at.start().millis(), page.wording.time_range(at)));
    let offered = offered.iter().map(|time| possible(page, conference, time));
    let choices: Vec<Choice> = elsewhere.chain(offered).collect();
    if !choices.is_empty() {
        form = form.checks("starts", choices, vec![]).hint("form-times-hint");
    }
    form.group(page.t("form-other-time"))
        .day("day", None)
        .clock("time", "")
        .hint("form-quarter-hint")
        .end()
        .submit("form-propose-action")
        .elsewhere(
            format!("/conferences/{}/schedule", conference.id),
            "now",
            "yes",
            page.t("conference-schedule-action"),
        )
}

fn obstacle(page: &Page, conference: &Conference, obstacle: &Obstacle) -> ObstacleView {
    let Obstacle { seat, starts, alone: _, absences } = obstacle;
    let text = match seat {
        None => page.with("slot-obstacle-room", "count", *starts),
        Some(seat) => page
            .wording
            .text_with("slot-obstacle", &[("who", page.label(*seat).into()), ("count", (*starts).into())]),
    };
    let line = |&(id, why, starts): &(Id<Participant>, Absence, usize)| {
        let starts = page.with("form-slots", "count", starts);
        format!("{} ({starts})", absence(page, conference, id, why))
    };
    ObstacleView { text, absences: absences.iter().map(line).collect() }
}

fn relaxation(page: &Page, conference: &Conference, relaxation: &Relaxation) -> String {
    let Relaxation { change, starts, first } = relaxation;
    let count = ("count", (*starts).into());
    let first = ("first", page.wording.moment(*first).into());
    match change {
        RelaxedBy::ByVideo(id) => {
            page.wording.text_with("slot-relax-video", &[("who", who(conference, *id).into()), count, first])
        }
        RelaxedBy::Shorter(duration) => page
            .wording
            .text_with("slot-relax-shorter", &[("minutes", duration.whole_minutes().into()), count, first]),
        RelaxedBy::WithoutRoom => page.wording.text_with("slot-relax-room", &[count, first]),
        RelaxedBy::WithoutSeat(seat) => {
            page.wording.text_with("slot-relax-without", &[("seat", page.label(*seat).into()), count, first])
        }
    }
}

/// Puts a proposed time in the diary; at one that lacks somebody, less invitingly.
pub fn schedule_form(page: &Page, conference: &Conference, start: Timestamp, can_be_held: bool) -> Form {
    let name = format!("schedule-{}", start.millis());
    let form = page
        .form(&name, format!("/conferences/{}/schedule", conference.id))
        .with("form", &name)
        .with("starts", start.millis())
        .version(conference.version);
    match can_be_held {
        true => form.submit("conference-schedule-action"),
        false => form.submit_firmly("conference-schedule-action"),
    }
}

/// Gives the conference another time.
pub fn move_form(page: &Page, conference: &Conference) -> Form {
    page.form("move", format!("/conferences/{}/move", conference.id))
        .folded("conference-move-title")
        .version(conference.version)
        .day("day", conference.at().map(|at| at.start().day()))
        .required()
        .clock("time", "")
        .required()
        .hint("form-quarter-hint")
        .submit("conference-move-action")
}

/// Calls the conference off.
pub fn cancel_form(page: &Page, conference: &Conference) -> Form {
    page.form("cancel", format!("/conferences/{}/cancel", conference.id))
        .folded("conference-cancel-title")
        .version(conference.version)
        .note("reason", "")
        .called(page.t("conference-cancel-reason"))
        .required()
        .submit_firmly("conference-cancel-action")
}

/// `POST /conferences/{id}/times`
pub async fn propose(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, starts) = visit.read(&fields, |f| {
            let (version, starts) = (f.version(), starts(f));
            Some((version?, starts?))
        })?;
        Ok::<_, Failure>(propose_times(&visit.session(), id, version, &starts).await?)
    };
    let done = done.await;
    finish(&visit, id, ("propose", fields), done, "conference-propose-done").await
}

/// `POST /conferences/{id}/schedule`
pub async fn schedule(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, start) = visit.read(&fields, |f| {
            let (version, starts) = (f.version(), starts(f));
            match starts?.as_slice() {
                [start] => Some((version?, *start)),
                _ => f.refuse("starts", "form-one-time"),
            }
        })?;
        Ok::<_, Failure>(schedule_conference(&visit.session(), id, version, start).await?)
    };
    let done = done.await;
    let form = fields.get("form").to_owned();
    finish(&visit, id, (&form, fields), done, "conference-schedule-done").await
}

/// `POST /conferences/{id}/move`
pub async fn reschedule(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, start) = visit.read(&fields, |f| {
            let (version, start) = (f.version(), f.moment("day", "time"));
            Some((version?, start?))
        })?;
        Ok::<_, Failure>(reschedule_conference(&visit.session(), id, version, start).await?)
    };
    let done = done.await;
    finish(&visit, id, ("move", fields), done, "conference-move-done").await
}

/// `POST /conferences/{id}/cancel`
pub async fn cancel(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, reason) = visit.read(&fields, |f| {
            let (version, reason) = (f.version(), f.text("reason", Note::parse));
            Some((version?, reason?))
        })?;
        Ok::<_, Failure>(cancel_conference(&visit.session(), id, version, reason).await?)
    };
    let done = done.await;
    finish(&visit, id, ("cancel", fields), done, "conference-cancel-done").await
}

/// The starts ticked, and the one typed.
fn starts(f: &mut Reader<'_>) -> Option<Vec<Timestamp>> {
    let ticked = f.choices("starts", read_start);
    let typed =
        if f.is_blank("day") && f.is_blank("time") { Some(None) } else { f.moment("day", "time").map(Some) };
    let mut starts = ticked?;
    starts.extend(typed?);
    Some(starts)
}
