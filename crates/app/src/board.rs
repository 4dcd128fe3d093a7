//! The discharge-support room's board: every case by its clock, what hurts first on top.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    care_team::CareTeam,
    conference::{Conference, ConferenceState},
    discharge_case::{CaseState, DischargeCase},
    milestone::{Milestone, Standing, most_pressing, urgency},
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
    /// The people named as coordinators.
    pub people: HashMap<Id<Person>, Person>,
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
    let coordinators: Vec<_> = cases.iter().filter_map(|case| case.coordinator).collect();
    let mut rows: Vec<Row> = cases
        .into_iter()
        .filter_map(|case| {
            Some(Row {
                patient: patients.remove(&case.id)?,
                milestones: milestones.remove(&case.id).unwrap_or_default(),
                team: teams.remove(&case.id)?,
                conferences: conferences.remove(&case.id).unwrap_or_default(),
                case,
            })
        })
        .collect();
    rows.sort_by_key(|row| {
        let pressing = row.next(today).map_or(i64::MAX, |m| urgency(m.standing(today)));
        let home = matches!(row.case.state, CaseState::Discharged { .. });
        (home, pressing, row.case.expected_discharge_on.unwrap_or(Date::MAX), row.case.id)
    });
    let standings = || rows.iter().flat_map(|row| &row.milestones).map(|m| m.standing(today));
    let week = session.now + Duration::days(7);
    let soon = |at: Timestamp| session.now <= at && at < week;
    Ok(Board {
        today,
        overdue: standings().filter(|s| matches!(s, Standing::Overdue { .. })).count(),
        due_today: standings().filter(|s| *s == Standing::DueToday).count(),
        due_this_week: standings().filter(|s| matches!(s, Standing::Upcoming { days } if *days <= 7)).count(),
        conferences_this_week: open
            .iter()
            .filter(|c| matches!(c.state, ConferenceState::Scheduled { .. }))
            .filter(|c| c.at().is_some_and(|at| soon(at.start())))
            .count(),
        unanswered: open.iter().map(|c| c.unanswered(&answers).len()).sum(),
        people: view.people().find_all(&coordinators).await?,
        rows,
    })
}
