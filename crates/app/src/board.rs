//! The discharge-support room's board: every case by its clock, what hurts first on top.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Id, Timestamp,
    care_team::{CareTeam, TeamRole},
    conference::{Conference, ConferenceState},
    discharge_case::DischargeCase,
    milestone::{Milestone, Standing, most_pressing, urgency},
    organization::Organization,
    patient::Patient,
    person::Person,
    text::{Line, holds_words},
};
use store::{
    View,
    sketch::{Names, Progress, Sketch},
};
use time::{Date, Duration};

use crate::{Error, Session, consent::patients_of};

/// The most cases of a board that are shown at once.
pub const MOST: usize = 100;

/// Which cases of a board are asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Those on which this is to do.
    pub to_do: Option<ToDo>,
    /// Those of patients whose name, kana or number hold each of these words, in whatever width or kana.
    pub words: String,
    /// Those of this ward.
    pub ward: Option<String>,
    /// Those that this person sees to at the hospital.
    pub coordinator: Option<Id<Person>>,
    /// Those of patients whom this physician attends in hospital.
    pub attending: Option<Id<Person>>,
    /// Those for which this hub looks for the home team.
    pub hub: Option<Id<Organization>>,
    /// How many of the most pressing ones to leave out.
    pub skip: usize,
}

/// Something to do on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToDo {
    /// A step is past its day.
    Overdue,
    /// A step is due today.
    DueToday,
    /// A step is due within seven days, today's not counted.
    DueThisWeek,
    /// A conference takes place within seven days.
    Conference,
    /// Somebody invited has not answered.
    Unanswered,
    /// Something holds the discharge up.
    Delay,
}

/// A board.
#[derive(Clone, Debug)]
pub struct Board {
    /// Today.
    pub today: Date,
    /// Of the cases asked for the most pressing, at most [`MOST`] after those left out.
    pub rows: Vec<Row>,
    /// How many are asked for.
    pub count: usize,
    /// What there is to do on the cases asked for, whatever of it is asked for.
    pub tally: Tally,
    /// By what all cases of the board can be narrowed.
    pub choices: Choices,
    /// The people named as coordinators and attending physicians.
    pub people: HashMap<Id<Person>, Person>,
    /// The hubs that look for home teams.
    pub hubs: HashMap<Id<Organization>, Organization>,
}

/// By what the cases of a board can be narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Wards.
    pub wards: BTreeSet<Line>,
    /// People who see to cases at the hospital.
    pub coordinators: BTreeSet<Id<Person>>,
    /// Physicians who attend patients in hospital.
    pub attending: BTreeSet<Id<Person>>,
}

/// On how many of some cases of a board there is what to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub cases: usize,
    /// As [`ToDo::Overdue`].
    pub overdue: usize,
    /// As [`ToDo::DueToday`].
    pub due_today: usize,
    /// As [`ToDo::DueThisWeek`].
    pub due_this_week: usize,
    /// As [`ToDo::Conference`].
    pub conferences_this_week: usize,
    /// As [`ToDo::Unanswered`].
    pub unanswered: usize,
    /// As [`ToDo::Delay`].
    pub delayed: usize,
}

/// One case on the board.
#[derive(Clone, Debug)]
pub struct Row {
    /// The case.
    pub case: DischargeCase,
    /// Its patient.
    pub patient: Patient,
    /// Its clock.
    pub milestones: Vec<Milestone>,
    /// Its team.
    pub team: CareTeam,
    /// Its conferences, but for those called off.
    pub conferences: Vec<Conference>,
}

impl Row {
    /// The step that presses most, unless all are settled.
    pub fn next(&self, today: Date) -> Option<&Milestone> {
        most_pressing(&self.milestones, today).filter(|m| m.standing(today) != Standing::Settled)
    }

    /// The physician who attends the patient in hospital.
    pub fn attending(&self) -> Option<Id<Person>> {
        self.team.members.iter().find(|m| m.role == TeamRole::HospitalAttending)?.person
    }
}

impl Tally {
    fn of(sketches: &[&Sketch], now: Timestamp) -> Self {
        let count = |to_do: ToDo| sketches.iter().filter(|sketch| to_do.is_on(sketch, now)).count();
        Self {
            cases: sketches.len(),
            overdue: count(ToDo::Overdue),
            due_today: count(ToDo::DueToday),
            due_this_week: count(ToDo::DueThisWeek),
            conferences_this_week: count(ToDo::Conference),
            unanswered: count(ToDo::Unanswered),
            delayed: count(ToDo::Delay),
        }
    }
}

impl Choices {
    fn of(sketches: &[Sketch]) -> Self {
        Self {
            wards: sketches.iter().map(|sketch| sketch.ward.clone()).collect(),
            coordinators: sketches.iter().filter_map(|sketch| sketch.coordinator).collect(),
            attending: sketches.iter().filter_map(|sketch| sketch.attending).collect(),
        }
    }
}

impl ToDo {
    fn is_on(self, sketch: &Sketch, now: Timestamp) -> bool {
        let any = |wanted: fn(Standing) -> bool| {
            sketch.pending.iter().any(|due_on| wanted(Standing::of_pending(*due_on, now.day())))
        };
        match self {
            Self::Overdue => any(|standing| matches!(standing, Standing::Overdue { .. })),
            Self::DueToday => any(|standing| standing == Standing::DueToday),
            Self::DueThisWeek => any(|standing| matches!(standing, Standing::Upcoming { days: ..=7 })),
            Self::Conference => sketch.conferences.iter().any(|at| is_soon(*at, now)),
            Self::Unanswered => sketch.unanswered > 0,
            Self::Delay => sketch.progress == Progress::Delayed,
        }
    }
}

/// The board of the actor's organization: the cases it may see on which work goes on. All are counted; those shown
/// are read.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Internal`].
pub async fn board(session: &Session<'_>, asked: &Asked) -> Result<Board, Error> {
    let view = session.read();
    let (now, today) = (session.now, session.today());
    let sketches = view.cases().sketches().await?;
    let names = match asked.words.trim() {
        "" => None,
        _ => Some(view.cases().names().await?),
    };
    let is_named = |sketch: &Sketch| match &names {
        Some(names) => names.get(&sketch.patient).is_some_and(|names| is_called(names, &asked.words)),
        None => true,
    };
    let mut narrowed: Vec<_> =
        sketches.iter().filter(|sketch| is_asked_for(sketch, asked) && is_named(sketch)).collect();
    let tally = Tally::of(&narrowed, now);
    narrowed.retain(|sketch| asked.to_do.is_none_or(|to_do| to_do.is_on(sketch, now)));
    narrowed.sort_by_key(|sketch| {
        let standings = sketch.pending.iter().map(|due_on| Standing::of_pending(*due_on, today));
        let pressing = standings.map(urgency).min().unwrap_or(i64::MAX);
        (sketch.place, pressing, sketch.expected_discharge_on.unwrap_or(Date::MAX), sketch.case)
    });
    let shown: Vec<_> = narrowed.iter().skip(asked.skip).take(MOST).map(|sketch| sketch.case).collect();
    let choices = Choices::of(&sketches);
    let people: Vec<_> = choices.coordinators.union(&choices.attending).copied().collect();
    let hubs: BTreeSet<_> = sketches.iter().filter_map(|sketch| sketch.hub).collect();
    let hubs: Vec<_> = hubs.into_iter().collect();
    Ok(Board {
        today,
        rows: rows(&view, &shown).await?,
        count: narrowed.len(),
        tally,
        choices,
        people: view.people().find_all(&people).await?,
        hubs: view.organizations().find_all(&hubs).await?,
    })
}

/// These cases with what the board shows of them, in this order.
async fn rows(view: &View, ids: &[Id<DischargeCase>]) -> Result<Vec<Row>, Error> {
    let mut cases = view.cases().find_all_visible(ids).await?;
    let mut patients = patients_of(view, cases.values()).await?;
    let mut milestones: HashMap<_, Vec<_>> = HashMap::new();
    for milestone in view.milestones().of_cases(ids).await? {
        milestones.entry(milestone.case).or_default().push(milestone);
    }
    let mut teams = view.care_teams().of_cases(ids).await?;
    let mut conferences: HashMap<_, Vec<_>> = HashMap::new();
    for conference in view.conferences().of_cases(ids).await? {
        if let (Some(case), false) =
            (conference.case, matches!(conference.state, ConferenceState::Cancelled { .. }))
        {
            conferences.entry(case).or_default().push(conference);
        }
    }
    let row = |id: &Id<DischargeCase>| {
        Some(Row {
            case: cases.remove(id)?,
            patient: patients.remove(id)?,
            milestones: milestones.remove(id).unwrap_or_default(),
            team: teams.remove(id)?,
            conferences: conferences.remove(id).unwrap_or_default(),
        })
    };
    Ok(ids.iter().filter_map(row).collect())
}

/// Whether a case belongs to what is asked for, whoever the patient is and whatever is to do.
fn is_asked_for(sketch: &Sketch, asked: &Asked) -> bool {
    let Asked { to_do: _, words: _, ward, coordinator, attending, hub, skip: _ } = asked;
    ward.as_ref().is_none_or(|ward| sketch.ward.as_str() == ward)
        && coordinator.is_none_or(|person| sketch.coordinator == Some(person))
        && attending.is_none_or(|person| sketch.attending == Some(person))
        && hub.is_none_or(|hub| sketch.hub == Some(hub))
}

/// Whether name, kana or number hold every word that was typed, in whatever width or kana.
fn is_called(names: &Names, typed: &str) -> bool {
    let Names { number, name, name_kana } = names;
    holds_words(&format!("{name} {name_kana} {}", number.as_deref().unwrap_or_default()), typed)
}

fn is_soon(at: Timestamp, now: Timestamp) -> bool {
    (now..now + Duration::days(7)).contains(&at)
}
