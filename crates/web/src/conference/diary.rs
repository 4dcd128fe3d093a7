//! The conferences of the organization and those that whoever looks is invited to: of the coming weeks as a list,
//! or of one week by days; and what is asked of whoever looks.

use std::collections::{HashMap, HashSet};

use app::{
    case,
    conference::{how_much_is_asked_of_me, in_preparation, my_diary},
    directory::{my_rooms, rooms},
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id, Interval, Timestamp,
    calendar::read_day,
    conference::{Conference, ConferenceState, Mode},
    discharge_case::DischargeCase,
    organization::Room,
    patient::Patient,
};
use serde::Deserialize;
use time::{Date, Duration, Time};

use crate::{
    board::Chip,
    error::Fault,
    form::{labels, written_day},
    page::{Page, Query, Visit, html},
};

/// How far ahead the list looks.
const AHEAD: Duration = Duration::days(60);

/// Which week to show; without one, the list.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    week: Option<String>,
}

#[derive(Template)]
#[template(path = "diary.html")]
struct DiaryPage {
    page: Page,
    asked: Option<String>,
    shown: Shown,
}

enum Shown {
    List { rows: Vec<Entry>, week: String },
    Week(Week),
}

/// A week from Monday to Sunday, with the ways to its neighbours.
struct Week {
    name: String,
    before: String,
    this: Option<String>,
    after: String,
    /// The rooms, by identifier and name.
    rooms: Vec<(String, String)>,
    days: Vec<Day>,
}

struct Day {
    name: String,
    date: String,
    is_today: bool,
    entries: Vec<Entry>,
}

struct Entry {
    to: String,
    time: String,
    kind: String,
    patient: Option<String>,
    state: Chip,
    modes: String,
    room: Option<String>,
    room_id: String,
    /// From when until when in Japan, without the zone; empty while no time is decided.
    start: String,
    end: String,
}

/// What the conferences are about and where they are.
#[derive(Default)]
struct About {
    patients: HashMap<Id<DischargeCase>, Patient>,
    rooms: HashMap<Id<Room>, Room>,
    /// The rooms of the organization, whether somebody is in them or not.
    own_rooms: Vec<Room>,
}

/// `GET /conferences`
pub async fn show(visit: Visit, Query(Asked { week }): Query<Asked>) -> Result<Response, Fault> {
    let session = visit.session();
    let monday = week.map(|day| monday_of(read_day(&day).unwrap_or(session.today())));
    let within = match monday {
        Some(monday) => Interval::new(midnight(monday), midnight(monday.saturating_add(Duration::WEEK))),
        None => Interval::starting(session.now - Duration::hours(12), AHEAD),
    };
    let asked = how_much_is_asked_of_me(&session).await?;
    let mut conferences = match within {
        Some(within) => my_diary(&session, within).await?,
        None => vec![],
    };
    // What has no time yet stands before what has.
    if monday.is_none() {
        let mut first = in_preparation(&session).await?;
        let known: HashSet<_> = first.iter().map(|conference| conference.id).collect();
        conferences.retain(|conference| !known.contains(&conference.id));
        first.append(&mut conferences);
        conferences = first;
    }
    let cases: Vec<_> = conferences.iter().filter_map(|c| c.case).collect();
    let held_in: Vec<_> = conferences.iter().filter_map(|c| c.proposal.room).collect();
    let about = About {
        patients: case::patients(&session, &cases).await?,
        rooms: rooms(&session, &held_in).await?,
        own_rooms: if monday.is_some() { my_rooms(&session).await? } else { vec![] },
    };
    let page = visit.page(None).await?;
    let asked = (asked > 0).then(|| page.with("common-items", "count", asked));
    let shown = match monday {
        Some(monday) => Shown::Week(week_of(&page, monday, &conferences, &about)),
        None => list_of(&page, &conferences, &about),
    };
    html(page.status(), &DiaryPage { asked, shown, page })
}

fn list_of(page: &Page, conferences: &[Conference], about: &About) -> Shown {
    let row = |c: &Conference| entry(page, c, about, times(page, c));
    Shown::List { rows: conferences.iter().map(row).collect(), week: address(monday_of(page.today)) }
}

fn week_of(page: &Page, monday: Date, conferences: &[Conference], about: &About) -> Week {
    let day = |on: Date| {
        let begins = |c: &&Conference| c.at().is_some_and(|at| at.start().day() == on);
        let clock = |c: &Conference| c.at().map(|at| page.wording.clock_range(at)).unwrap_or_default();
        Day {
            name: page.wording.day(on),
            date: written_day(on),
            is_today: on == page.today,
            entries: conferences.iter().filter(begins).map(|c| entry(page, c, about, clock(c))).collect(),
        }
    };
    let this = monday_of(page.today);
    let from_monday = |days| monday.saturating_add(Duration::days(days));
    Week {
        name: page.wording.day_range(monday, from_monday(6)),
        before: address(from_monday(-7)),
        this: (monday != this).then(|| address(this)),
        after: address(from_monday(7)),
        rooms: room_names(page, conferences, about),
        days: (0..7).map(|n| day(from_monday(n))).collect(),
    }
}

/// The rooms that somebody is in, with those of the organization: its own first, those without a room last.
fn room_names(page: &Page, conferences: &[Conference], about: &About) -> Vec<(String, String)> {
    let mut rooms: Vec<&Room> = about.own_rooms.iter().collect();
    for room in conferences.iter().filter_map(|c| about.rooms.get(&c.proposal.room?)) {
        if rooms.iter().all(|known| known.id != room.id) {
            rooms.push(room);
        }
    }
    let named = rooms.into_iter().map(|room| (room.id.to_string(), room.name.to_string()));
    let none = (String::new(), page.t("conferences-without-room"));
    named.chain([none]).collect()
}

fn entry(page: &Page, conference: &Conference, about: &About, time: String) -> Entry {
    let room = conference.proposal.room.and_then(|room| about.rooms.get(&room));
    let moment =
        |of: fn(Interval) -> Timestamp| conference.at().map(of).map(written_moment).unwrap_or_default();
    let comes = |mode: &Mode| conference.proposal.participants.iter().any(|p| p.mode == *mode);
    Entry {
        to: format!("/conferences/{}", conference.id),
        time,
        kind: page.label(conference.proposal.kind),
        patient: conference.case.and_then(|case| about.patients.get(&case)).map(|p| p.name.to_string()),
        state: state(page, &conference.state),
        modes: labels(page.wording, Mode::ALL.iter().copied().filter(comes)),
        room: room.map(|room| room.name.to_string()),
        room_id: room.map(|room| room.id.to_string()).unwrap_or_default(),
        start: moment(Interval::start),
        end: moment(Interval::end),
    }
}

fn state(page: &Page, state: &ConferenceState) -> Chip {
    let (tone, mark) = match state {
        ConferenceState::Draft | ConferenceState::Polling => ("", "…"),
        ConferenceState::Scheduled { .. } => ("", "○"),
        ConferenceState::Held { .. } => ("warn", "△"),
        ConferenceState::Minuted { .. } => ("good", "✓"),
        ConferenceState::Cancelled { .. } => ("bad", "×"),
    };
    Chip { tone, mark, text: page.label(state) }
}

/// A moment by the clocks of Japan, without the zone.
fn written_moment(at: Timestamp) -> String {
    let clock = at.in_tokyo().time();
    format!("{}T{:02}:{:02}:00", written_day(at.day()), clock.hour(), clock.minute())
}

/// The Monday on or before a day.
fn monday_of(day: Date) -> Date {
    day.saturating_sub(Duration::days(day.weekday().number_days_from_monday().into()))
}

fn midnight(day: Date) -> Timestamp {
    Timestamp::tokyo(day, Time::MIDNIGHT)
}

fn address(monday: Date) -> String {
    format!("/conferences?week={}", written_day(monday))
}

/// When it is; while the time is open, the days it may be on.
fn times(page: &Page, conference: &Conference) -> String {
    if let Some(at) = conference.at() {
        return page.wording.time_range(at);
    }
    let days = || conference.times.iter().map(|time| time.at.start().day());
    match days().min().zip(days().max()) {
        Some((first, last)) => page.wording.day_range(first, last),
        None => page.t("common-undecided"),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::samples;

    fn conferences() -> Vec<Conference> {
        let in_days = |days| {
            let time = samples::time_in(days);
            samples::conference(ConferenceState::Scheduled { time }, vec![time])
        };
        // Today is Friday 20 November.
        vec![in_days(0), in_days(1), in_days(3)]
    }

    fn about() -> About {
        About { patients: HashMap::from([(samples::id(30), samples::patient())]), ..About::default() }
    }

    #[test]
    fn list_and_week_read_in_every_language_and_escape_names() {
        for page in samples::pages() {
            let shown = [
                list_of(&page, &conferences(), &about()),
                Shown::Week(week_of(&page, monday_of(page.today), &conferences(), &about())),
            ];
            for shown in shown {
                let html = samples::reads(&DiaryPage { page: page.clone(), asked: Some("3".into()), shown });
                assert!(html.contains("/conferences/00000000-0000-0000-0000-000000000048"), "{html}");
            }
        }
    }

    #[test]
    fn each_conference_stands_on_its_day_and_each_day_says_what_it_is() {
        let [page, _] = samples::pages();
        let week = week_of(&page, date!(2026 - 11 - 16), &conferences(), &about());
        let entries: Vec<usize> = week.days.iter().map(|day| day.entries.len()).collect();
        assert_eq!(entries, [0, 0, 0, 0, 1, 1, 0]);
        let entry = &week.days[4].entries[0];
        assert_eq!(entry.time, "10:00–10:30");
        assert_eq!(
            (entry.start.as_str(), entry.end.as_str()),
            ("2026-11-20T10:00:00", "2026-11-20T10:30:00")
        );
        assert_eq!(week.rooms, [(String::new(), "部屋なし".to_owned())]);
        assert_eq!((week.name.as_str(), &week.this), ("11/16(月)〜11/22(日)", &None));
        let today: Vec<_> = week.days.iter().map(|day| day.is_today).collect();
        assert_eq!(today, [false, false, false, false, true, false, false]);
        let next = week_of(&page, date!(2026 - 11 - 23), &conferences(), &about());
        assert!(next.days[0].name.contains("祝"), "Labour Thanksgiving Day");
        assert_eq!(next.days[0].entries.len(), 1);
        assert_eq!(
            (next.before.as_str(), next.this.as_deref(), next.after.as_str()),
            (
                "/conferences?week=2026-11-16",
                Some("/conferences?week=2026-11-16"),
                "/conferences?week=2026-11-30"
            )
        );
    }

    #[test]
    fn a_week_begins_on_monday_and_none_is_too_far_to_ask_for() {
        for (day, monday) in [
            (date!(2026 - 11 - 22), date!(2026 - 11 - 16)),
            (date!(2026 - 11 - 23), date!(2026 - 11 - 23)),
            (date!(2027 - 01 - 01), date!(2026 - 12 - 28)),
        ] {
            assert_eq!(monday_of(day), monday);
        }
        let [page, _] = samples::pages();
        for day in [Date::MIN, Date::MAX] {
            assert_eq!(week_of(&page, monday_of(day), &[], &about()).days.len(), 7);
        }
    }
}
