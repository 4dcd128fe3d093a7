//! The clock of a case in one line: from admission over the steps its rules ask for to the way home.

use domain::{
    discharge_case::{CaseState, DischargeCase},
    milestone::Milestone,
};
use time::Date;

use crate::{board::tone, page::Page};

/// A day on the clock and what it is for.
#[derive(Debug)]
pub struct Mark {
    /// The class of its tone.
    pub tone: &'static str,
    /// The sign before the words.
    pub mark: &'static str,
    /// What the day is for.
    pub text: String,
    /// The day, and for a step how it stands.
    pub when: String,
    /// Whether it stands for today.
    pub is_today: bool,
}

/// The marks in the order of their days; what has no day yet comes last.
pub fn marks(page: &Page, case: &DischargeCase, milestones: &[Milestone]) -> Vec<Mark> {
    let wording = page.wording;
    let plain = |key: &str, day: Date, mark: &'static str| Mark {
        tone: "calm",
        mark,
        text: page.t(key),
        when: wording.day(day),
        is_today: false,
    };
    // Beginning, steps, today, end: the order on the same day.
    let mut marks = vec![((case.admitted_on, 0), plain("clock-admission", case.admitted_on, "●"))];
    let home = match case.state {
        CaseState::Discharged { on } | CaseState::Transferred { on, to: _ } => {
            Some((on, plain("clock-discharge", on, "●")))
        }
        CaseState::Admitted | CaseState::Closed { .. } => {
            case.expected_discharge_on.map(|day| (day, plain("clock-expected-discharge", day, "○")))
        }
    };
    marks.extend(home.map(|(day, mark)| ((day, 3), mark)));
    if matches!(case.state, CaseState::Admitted | CaseState::Discharged { .. }) {
        let today = Mark { is_today: true, ..plain("day-today", page.today, "▼") };
        marks.push(((page.today, 2), today));
    }
    for milestone in milestones {
        let standing = milestone.standing(page.today);
        let (tone, mark) = tone(standing);
        let standing = wording.standing(standing);
        let when = milestone.due_on.map_or_else(String::new, |day| format!("{} ", wording.day(day)));
        let text = wording.label(milestone.action);
        let mark = Mark { tone, mark, text, when: format!("{when}{standing}"), is_today: false };
        marks.push(((milestone.due_on.unwrap_or(Date::MAX), 1), mark));
    }
    marks.sort_by_key(|(at, _)| *at);
    marks.into_iter().map(|(_, mark)| mark).fold(vec![], put)
}

/// Puts a mark after those before it, or to one of the same day that stands the same.
fn put(mut marks: Vec<Mark>, mark: Mark) -> Vec<Mark> {
    let together = |one: &&mut Mark| (one.mark, &one.when) == (mark.mark, &mark.when) && !one.is_today;
    match marks.iter_mut().rev().find(together) {
        Some(one) if one.text.split('・').any(|text| text == mark.text) => {}
        Some(one) => one.text = format!("{}・{}", one.text, mark.text),
        None => marks.push(mark),
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_clock_runs_from_admission_over_today() {
        for page in samples::pages() {
            let case = samples::case(CaseState::Admitted);
            let marks = marks(&page, &case, &samples::milestones());
            assert_eq!(marks.first().map(|mark| mark.text.clone()), Some(page.t("clock-admission")));
            assert_eq!(marks.iter().filter(|mark| mark.is_today).count(), 1);
            let mut twice = samples::milestones();
            twice.extend(samples::milestones());
            let once = |marks: &[Mark]| marks.iter().map(|mark| mark.text.clone()).collect::<Vec<_>>();
            assert_eq!(once(&super::marks(&page, &case, &twice)), once(&marks), "the same of another pack");
        }
    }
}
