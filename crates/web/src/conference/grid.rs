//! All times at a glance: days across, hours down; and for a single one, who could come and how.

use std::collections::BTreeSet;

use app::{
    fee_conditions::FeeConditions,
    find_times::{Cell, ExplainedTime, Status},
};
use domain::{
    Timestamp,
    conference::{Conference, Participant},
};
use time::Date;

use super::{
    conditions::at_start,
    times::{absence_of, left_empty},
};
use crate::{board::Chip, page::Page};

/// Minutes from one start to the next.
const STEP: usize = 15;

/// The starts of some days, quarter-hour by quarter-hour.
pub struct Grid {
    /// Where a chosen start is asked about.
    pub to: String,
    /// What the signs mean, with how many starts there are of each.
    pub legend: Vec<Chip>,
    pub days: Vec<String>,
    pub hours: Vec<Hour>,
    /// The days that have no start at all.
    pub closed: Option<String>,
}

/// One hour of every day.
pub struct Hour {
    pub name: String,
    /// For each day the four quarters.
    pub days: Vec<[Option<Quarter>; 60 / STEP]>,
}

/// One start.
pub struct Quarter {
    pub value: i64,
    pub name: String,
    pub sign: Sign,
    pub is_chosen: bool,
}

/// How near a start is to being possible: by colour, by shape and in words.
#[derive(Clone, Copy)]
pub struct Sign {
    pub class: &'static str,
    pub mark: &'static str,
    text: &'static str,
}

/// Who could come at one time, and how.
pub struct Explained {
    pub time: String,
    pub sign: Chip,
    /// What is lacking.
    pub lacking: Vec<String>,
    pub people: Vec<Person>,
    /// What it would come to by the fee conditions.
    pub conditions: Vec<String>,
}

/// Somebody who was asked for.
pub struct Person {
    pub name: String,
    pub about: String,
    pub comes: Chip,
}

/// Paints the starts between two days.
pub fn grid(
    page: &Page,
    conference: &Conference,
    (from, until): (Date, Date),
    cells: &[Cell],
    chosen: Option<Timestamp>,
) -> Option<Grid> {
    let hour_of = |cell: &Cell| cell.at.in_tokyo().hour();
    let days: BTreeSet<Date> = cells.iter().map(|cell| cell.at.day()).collect();
    let (first, last) = (cells.iter().map(hour_of).min()?, cells.iter().map(hour_of).max()?);
    let quarter = |cell: &Cell| Quarter {
        value: cell.at.millis(),
        name: format!("{} {}", page.wording.moment(cell.at), page.t(sign(cell.status).text)),
        sign: sign(cell.status),
        is_chosen: chosen == Some(cell.at),
    };
    let mut hours: Vec<Hour> = (first..=last)
        .map(|hour| Hour {
            name: page.with("slot-hour", "hour", usize::from(hour)),
            days: days.iter().map(|_| Default::default()).collect(),
        })
        .collect();
    for cell in cells {
        let column = days.range(..cell.at.day()).count();
        let place = usize::from(cell.at.in_tokyo().minute()) / STEP;
        let row = hours.get_mut(usize::from(hour_of(cell) - first));
        if let Some(found) = row.and_then(|row| row.days.get_mut(column)?.get_mut(place)) {
            *found = Some(quarter(cell));
        }
    }
    let count = |status| cells.iter().filter(|cell| cell.status == status).count();
    let meaning = |status| {
        let Sign { class, mark, text } = sign(status);
        Chip { tone: class, mark, text: format!("{} {}", page.t(text), count(status)) }
    };
    let closed: Vec<String> = std::iter::successors(Some(from), |day| day.next_day())
        .take_while(|day| *day <= until)
        .filter(|day| !days.contains(day))
        .map(|day| page.wording.day(day))
        .collect();
    Some(Grid {
        to: format!("/conferences/{}", conference.id),
        legend: [Status::Everyone, Status::AllRequired, Status::OneMissing, Status::No].map(meaning).into(),
        days: days.iter().map(|day| page.wording.day(*day)).collect(),
        hours,
        closed: (!closed.is_empty())
            .then(|| page.with("slot-closed", "days", closed.join(&page.t("form-and")))),
    })
}

/// Says who could come at one time, and how.
pub fn explained(
    page: &Page,
    conference: &Conference,
    time: &ExplainedTime,
    conditions: Option<&FeeConditions>,
) -> Explained {
    let ExplainedTime { at, status, absent, if_need_be, lacking } = time;
    let Sign { class, mark, text } = sign(*status);
    let comes = |participant: &Participant| {
        if let Some((_, why)) = absent.iter().find(|(id, _)| *id == participant.id) {
            Chip { tone: "bad", mark: "×", text: absence_of(page, *why) }
        } else if if_need_be.contains(&participant.id) {
            Chip { tone: "warn", mark: "△", text: page.t("slot-comes-if-need-be") }
        } else {
            Chip { tone: "good", mark: "○", text: page.label(participant.mode) }
        }
    };
    let person = |participant: &Participant| Person {
        name: participant.contact.name.to_string(),
        about: format!("{} ({})", page.label(participant.seat), page.label(participant.requirement)),
        comes: comes(participant),
    };
    Explained {
        time: page.wording.time_range(*at),
        sign: Chip { tone: class, mark, text: page.t(text) },
        lacking: lacking.iter().map(|seat| left_empty(page, *seat)).collect(),
        people: conference.proposal.participants.iter().map(person).collect(),
        conditions: conditions.map(|known| at_start(page, known)).unwrap_or_default(),
    }
}

const fn sign(status: Status) -> Sign {
    let (class, mark, text) = match status {
        Status::Everyone => ("good", "◎", "slot-all-come"),
        Status::AllRequired => ("good", "○", "slot-required-come"),
        Status::OneMissing => ("warn", "△", "slot-one-missing"),
        Status::No => ("", "-", "slot-more-missing"),
    };
    Sign { class, mark, text }
}

#[cfg(test)]
mod tests {
    use domain::Interval;
    use time::macros::{date, time};

    use super::*;
    use crate::samples;

    fn cell(day: Date, clock: time::Time, status: Status) -> Cell {
        Cell { at: Timestamp::tokyo(day, clock), status }
    }

    #[test]
    fn days_stand_across_and_hours_down_and_days_without_a_start_are_named() {
        let [page, _] = samples::pages();
        let conference = samples::conference(domain::conference::ConferenceState::Draft, vec![]);
        let (tuesday, thursday) = (date!(2026 - 11 - 24), date!(2026 - 11 - 26));
        let cells = [
            cell(tuesday, time!(9:45), Status::Everyone),
            cell(tuesday, time!(11:00), Status::No),
            cell(thursday, time!(9:00), Status::OneMissing),
        ];
        let chosen = Some(cells[2].at);
        let grid = grid(&page, &conference, (tuesday, thursday), &cells, chosen).unwrap();
        assert_eq!(grid.days, ["11/24(火)", "11/26(木)"]);
        let marks: Vec<Vec<String>> = grid
            .hours
            .iter()
            .map(|hour| {
                let mark = |quarter: &Option<Quarter>| quarter.as_ref().map_or(" ", |q| q.sign.mark);
                hour.days.iter().map(|quarters| quarters.iter().map(mark).collect()).collect()
            })
            .collect();
        assert_eq!(marks, [["   ◎", "△   "], ["    ", "    "], ["-   ", "    "]]);
        assert!(grid.closed.unwrap().contains("11/25(水)"));
        let quarter = grid.hours[0].days[1][0].as_ref().unwrap();
        assert!(quarter.is_chosen && quarter.name.starts_with("11/26(木) 9:00 "), "{}", quarter.name);
        assert!(grid.legend[0].text.ends_with(" 1"));
    }

    #[test]
    fn without_a_start_there_is_no_grid() {
        let [page, _] = samples::pages();
        let conference = samples::conference(domain::conference::ConferenceState::Draft, vec![]);
        let day = date!(2026 - 11 - 24);
        assert!(grid(&page, &conference, (day, day), &[], None).is_none());
    }

    #[test]
    fn a_time_says_of_everybody_whether_and_how() {
        let [page, _] = samples::pages();
        let conference = samples::conference(domain::conference::ConferenceState::Draft, vec![]);
        let people = &conference.proposal.participants;
        let at = Interval::starting(
            Timestamp::tokyo(date!(2026 - 11 - 24), time!(9:45)),
            conference.proposal.duration,
        );
        let time = ExplainedTime {
            at: at.unwrap(),
            status: Status::No,
            absent: vec![(people[0].id, app::find_times::Absence::Travel)],
            if_need_be: vec![],
            lacking: vec![Some(people[0].seat), None],
        };
        let explained = explained(&page, &conference, &time, Some(&samples::fee_conditions()));
        assert!(explained.conditions[0].contains("B005"), "{:?}", explained.conditions);
        assert_eq!(explained.people.len(), people.len());
        assert_eq!(explained.people[0].comes.mark, "×");
        assert_eq!((explained.sign.mark, explained.lacking.len()), ("-", 2));
    }
}
