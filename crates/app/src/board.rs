//! The discharge-support room's board: every case by its clock, what hurts first on top.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    care_team::{CareTeam, TeamRole},
    conference::{Conference, ConferenceState},
    discharge_case::{CaseState, DischargeCase},
    milestone::{Milestone, Standing, most_pressing, urgency},
    organization::Organization,
    patient::Patient,
    person::Person,
};
use store::discharge_case::CaseFilter;
use time::{Date, Duration};

use crate::{Error, Session, consent::patients_of};

/// The most cases a board shows.
const MOST: u64 = 500;

/// A board.
#[derive(Clone, Debug)]
pub struct Board {
    /// Today.
    pub today: Date,
    /// The cases, the most pressing first.
    pub rows: Vec<Row>,
    /// The people named as coordinators and attending physicians.
    pub people: HashMap<Id<Person>, Person>,
    /// The hubs that look for home teams.
    pub hubs: HashMap<Id<Organization>, Organization>,
}

/// What there is to do on some cases of a board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Steps past their day.
    pub overdue: usize,
    /// Steps due today.
    pub due_today: usize,
    /// Steps due within seven days, today's not counted.
    pub due_this_week: usize,
    /// Scheduled conferences of the next seven days.
    pub conferences_this_week: usize,
    /// Invited people who have not answered.
    pub unanswered: usize,
}

impl Tally {
    /// Counts what there is to do on these cases.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>, now: Timestamp) -> Self {
        let (today, week) = (now.day(), now + Duration::days(7));
        let mut tally = Self::default();
        for row in rows {
            for milestone in &row.milestones {
                match milestone.standing(today) {
                    Standing::Overdue { days: _ } => tally.overdue += 1,
                    Standing::DueToday => tally.due_today += 1,
                    Standing::Upcoming { days: ..=7 } => tally.due_this_week += 1,
                    Standing::Upcoming { .. } | Standing::Undated | Standing::Settled => {}
                }
            }
            tally.conferences_this_week += row.scheduled().filter(|at| (now..week).contains(at)).count();
            tally.unanswered += row.unanswered;
        }
        tally
    }
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
    /// How many invited people have not answered.
    pub unanswered: usize,
    /// The hub that looks for its home team, or did so last.
    pub hub: Option<Id<Organization>>,
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

    /// When its conferences are to take place.
    pub fn scheduled(&self) -> impl Iterator<Item = Timestamp> {
        let scheduled = |c: &&Conference| matches!(c.state, ConferenceState::Scheduled { .. });
        self.conferences.iter().filter(scheduled).filter_map(|c| c.at()).map(|at| at.start())
    }
}

/// The board of the actor's organization: the cases it may see on which work goes on.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Internal`].
pub async fn board(session: &Session<'_>) -> Result<Board, Error> {
    let view = session.read();
    let today = session.today();
    let cases = view.cases().visible(CaseFilter::Open, None, MOST).await?;
    let ids: Vec<_> = cases.iter().map(|case| case.id).collect();
    let mut patients = patients_of(&view, &cases).await?;
    let mut milestones: HashMap<_, Vec<_>> = HashMap::new();
    for milestone in view.milestones().of_cases(&ids).await? {
        milestones.entry(milestone.case).or_default().push(milestone);
    }
    let mut teams = view.care_teams().of_cases(&ids).await?;
    let mut conferences: HashMap<_, Vec<_>> = HashMap::new();
    let mut open = vec![];
    for conference in view.conferences().of_cases(&ids).await? {
        if matches!(conference.state, ConferenceState::Cancelled { .. }) {
            continue;
        }
        if !conference.open_times().is_empty() {
            open.push(conference.clone());
        }
        if let Some(case) = conference.case {
            conferences.entry(case).or_default().push(conference);
        }
    }
    let answers = view.conferences().answers(&open.iter().map(|c| c.id).collect::<Vec<_>>()).await?;
    let mut unanswered: HashMap<_, usize> = HashMap::new();
    for conference in &open {
        if let Some(case) = conference.case {
            *unanswered.entry(case).or_default() += conference.unanswered(&answers).len();
        }
    }
    let mut hubs: HashMap<_, _> = HashMap::new();
    let mut consultations = view.consultations().of_cases(&ids).await?;
    consultations.sort_by_key(|consultation| consultation.id);
    for consultation in consultations {
        if let Some(case) = consultation.case {
            hubs.insert(case, consultation.hub);
        }
    }
    let mut rows: Vec<Row> = cases
        .into_iter()
        .filter_map(|case| {
            Some(Row {
                patient: patients.remove(&case.id)?,
                milestones: milestones.remove(&case.id).unwrap_or_default(),
                team: teams.remove(&case.id)?,
                conferences: conferences.remove(&case.id).unwrap_or_default(),
                unanswered: unanswered.remove(&case.id).unwrap_or_default(),
                hub: hubs.get(&case.id).copied(),
                case,
            })
        })
        .collect();
    rows.sort_by_key(|row| {
        let pressing = row.next(today).map_or(i64::MAX, |m| urgency(m.standing(today)));
        let home = matches!(row.case.state, CaseState::Discharged { .. });
        (home, pressing, row.case.expected_discharge_on.unwrap_or(Date::MAX), row.case.id)
    });
    let people: Vec<_> =
        rows.iter().flat_map(|row| [row.case.coordinator, row.attending()]).flatten().collect();
    let hubs: Vec<_> = hubs.into_values().collect();
    Ok(Board {
        today,
        people: view.people().find_all(&people).await?,
        hubs: view.organizations().find_all(&hubs).await?,
        rows,
    })
}
