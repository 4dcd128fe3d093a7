//! What holds for every search, against a reference that tries every minute.

use domain::{Interval, Timestamp};
use proptest::{collection::vec, prelude::*};
use time::{Duration, macros::datetime};

use super::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn the_best_starts_are_those_of_trying_every_quarter_hour(search in searches()) {
        let found = found(&search);
        let mut expected: Vec<Start> = slots(&search).into_iter().filter_map(|slot| start(&search, slot)).collect();
        expected.sort_by_key(|start| (start.cost, start.at));
        prop_assert_eq!(found.possible, expected.len());
        prop_assert_eq!(found.considered, slots(&search).len());
        expected.truncate(search.limit);
        prop_assert_eq!(found.best, expected);
    }

    #[test]
    fn the_grid_and_the_explanations_agree_with_the_reference(search in searches()) {
        let cells = grid(&search, &|| false).unwrap();
        let slots = slots(&search);
        prop_assert_eq!(cells.len(), slots.len());
        for (cell, slot) in cells.iter().zip(slots) {
            prop_assert_eq!(cell.at, slot.start());
            let expected = match lacking(&search, slot).into_iter().map(|(_, missing)| missing).sum() {
                0 if start(&search, slot).is_some_and(|start| {
                    start.cost.should_missing + start.cost.may_missing == 0
                }) =>
                {
                    Status::Everyone
                }
                0 => Status::AllRequired,
                1 => Status::OneMissing,
                _ => Status::No,
            };
            prop_assert_eq!(cell.status, expected);
            let unmet: Vec<Demand> = lacking(&search, slot).into_iter().map(|(demand, _)| demand).collect();
            let (coming, room) = (coming(&search, slot), room(&search, slot));
            prop_assert_eq!(explain(&search, cell.at), Some(Explanation { status: cell.status, coming, room, unmet }));
        }
    }

    #[test]
    fn obstacles_count_the_starts_they_block_and_the_most_blocking_comes_first(search in searches()) {
        let obstacles = found(&search).obstacles;
        let unmet: Vec<Vec<Demand>> = slots(&search)
            .into_iter()
            .map(|slot| lacking(&search, slot).into_iter().map(|(demand, _)| demand).collect())
            .collect();
        for demand in (0..search.groups.len()).map(Demand::Group).chain([Demand::Room]) {
            let starts = unmet.iter().filter(|unmet| unmet.contains(&demand)).count();
            let alone = unmet.iter().filter(|unmet| unmet[..] == [demand]).count();
            let of_demand: Vec<_> = obstacles.iter().filter(|obstacle| obstacle.demand == demand).collect();
            let counted: Vec<_> = of_demand.iter().map(|obstacle| (obstacle.starts, obstacle.alone)).collect();
            prop_assert_eq!(counted, if starts > 0 { vec![(starts, alone)] } else { vec![] });
            for absences in of_demand.iter().flat_map(|obstacle| &obstacle.absences) {
                let is_absent = |slot: &Interval| {
                    coming(&search, *slot)[absences.attendee] == Presence::Absent(absences.reason)
                        && lacking(&search, *slot).iter().any(|(unmet, _)| *unmet == demand)
                };
                prop_assert_eq!(absences.starts, slots(&search).iter().filter(|slot| is_absent(slot)).count());
            }
        }
        prop_assert!(obstacles.is_sorted_by_key(|obstacle| std::cmp::Reverse((obstacle.alone, obstacle.starts))));
    }

    #[test]
    fn a_relaxation_makes_the_starts_it_promises_possible_and_no_helpful_one_is_missing(search in searches()) {
        let found = found(&search);
        let promised: Vec<Change> = found.relaxations.iter().map(|relaxation| relaxation.change).collect();
        if found.possible > 0 {
            prop_assert_eq!(promised, []);
            return Ok(());
        }
        for Relaxation { change, starts, first } in &found.relaxations {
            prop_assert_eq!(possible(&changed(&search, *change)), (*starts, Some(*first)));
        }
        for change in single_changes(&search) {
            let helps = possible(&changed(&search, change)).0 > 0;
            let is_smaller = |promised: &Change| match (*promised, change) {
                (Change::Shorter { duration }, Change::Shorter { duration: other }) => duration >= other,
                (Change::Fewer { group, at_least }, Change::Fewer { group: other, at_least: fewer }) => {
                    group == other && at_least >= fewer
                }
                (promised, change) => promised == change,
            };
            prop_assert_eq!(helps, promised.iter().any(is_smaller), "{:?}", change);
        }
    }
}

// The reference.

fn start(search: &Search, slot: Interval) -> Option<Start> {
    let coming = coming(search, slot);
    let of = |wish: Wish| {
        let wishes = search.attendees.iter().zip(&coming);
        wishes.filter(move |(attendee, _)| attendee.wish == wish).map(|(_, presence)| *presence)
    };
    let missing = |wish| of(wish).filter(|presence| !presence.is_possible()).count();
    let if_need_be = |wish| of(wish).filter(|presence| *presence == Presence::IfNeedBe).count();
    let needed = search.groups.iter().enumerate().map(|(group, needs)| {
        let free = of(Wish::Required { group }).filter(|presence| *presence == Presence::Free).count();
        needs.at_least.saturating_sub(free)
    });
    let cost = Cost {
        should_missing: missing(Wish::Should),
        may_missing: missing(Wish::May),
        if_need_be: needed.sum::<usize>() + if_need_be(Wish::Should) + if_need_be(Wish::May),
    };
    let room = room(search, slot);
    lacking(search, slot).is_empty().then_some(Start { at: slot.start(), cost, coming, room })
}

fn lacking(search: &Search, slot: Interval) -> Vec<(Demand, usize)> {
    let coming = coming(search, slot);
    let people = search.groups.iter().enumerate().map(|(group, needs)| {
        let members = search.attendees.iter().zip(&coming);
        let members = members.filter(|(attendee, _)| attendee.wish == Wish::Required { group });
        let come = members.filter(|(_, presence)| presence.is_possible()).count();
        (Demand::Group(group), needs.at_least.saturating_sub(come))
    });
    let no_room = !search.rooms.is_empty() && room(search, slot).is_none();
    people.chain([(Demand::Room, usize::from(no_room))]).filter(|(_, missing)| *missing > 0).collect()
}

fn coming(search: &Search, slot: Interval) -> Vec<Presence> {
    let presence = |attendee: &Attendee| {
        let there_and_back = slot.widened(attendee.travel, attendee.travel);
        let works =
            |minute: &Interval| is_in(*minute, &attendee.open) || is_in(*minute, &attendee.if_need_be);
        let any = |slot, taken: &[Interval]| minutes(slot).iter().any(|minute| is_in(*minute, taken));
        if !minutes(slot).iter().all(works) {
            Presence::Absent(Reason::OutsideHours)
        } else if any(slot, &attendee.busy) {
            Presence::Absent(Reason::Busy)
        } else if any(there_and_back, &attendee.busy) {
            Presence::Absent(Reason::Travel)
        } else if any(slot, &attendee.if_need_be) {
            Presence::IfNeedBe
        } else {
            Presence::Free
        }
    };
    search.attendees.iter().map(presence).collect()
}

fn room(search: &Search, slot: Interval) -> Option<usize> {
    search.rooms.iter().position(|room| !room.busy.iter().any(|busy| busy.overlaps(slot)))
}

fn slots(search: &Search) -> Vec<Interval> {
    let quarters = (0..DAY / 15).filter_map(|quarter| Interval::starting(at(quarter * 15), search.duration));
    quarters.filter(|slot| minutes(*slot).iter().all(|minute| is_in(*minute, &search.window))).collect()
}

fn minutes(slot: Interval) -> Vec<Interval> {
    let minute = Duration::minutes(1);
    let starts = std::iter::successors(Some(slot.start()), |start| Some(*start + minute));
    starts
        .take_while(|start| *start < slot.end())
        .filter_map(|start| Interval::starting(start, minute))
        .collect()
}

fn is_in(minute: Interval, intervals: &[Interval]) -> bool {
    intervals.iter().any(|interval| interval.contains(minute))
}

// Changes.

fn single_changes(search: &Search) -> Vec<Change> {
    let required = |at: &usize| {
        let attendee = &search.attendees[*at];
        matches!(attendee.wish, Wish::Required { .. }) && attendee.travel > Duration::ZERO
    };
    let by_video = (0..search.attendees.len()).filter(required).map(|attendee| Change::ByVideo { attendee });
    let quarters = search.duration.whole_minutes() / 15;
    let taken_off = (1..=quarters).map(|quarter| search.duration - Duration::minutes(15 * quarter));
    let shorter = taken_off.filter(|duration| duration.whole_minutes() >= 15);
    let fewer = search.groups.iter().enumerate().flat_map(|(group, needs)| {
        (0..needs.at_least).map(move |at_least| Change::Fewer { group, at_least })
    });
    by_video
        .chain(shorter.map(|duration| Change::Shorter { duration }))
        .chain((!search.rooms.is_empty()).then_some(Change::WithoutRoom))
        .chain(fewer)
        .collect()
}

fn changed(search: &Search, change: Change) -> Search {
    let mut search = search.clone();
    match change {
        Change::ByVideo { attendee } => search.attendees[attendee].travel = Duration::ZERO,
        Change::Shorter { duration } => search.duration = duration,
        Change::WithoutRoom => search.rooms.clear(),
        Change::Fewer { group, at_least } => search.groups[group].at_least = at_least,
    }
    search
}

fn possible(search: &Search) -> (usize, Option<Timestamp>) {
    let starts: Vec<Start> = slots(search).into_iter().filter_map(|slot| start(search, slot)).collect();
    (starts.len(), starts.first().map(|start| start.at))
}

fn found(search: &Search) -> Found {
    find(search, &|| false).unwrap()
}

// Searches within one short day, crowded enough that every outcome is common.

/// Minutes.
const DAY: i64 = 6 * 60;

fn searches() -> impl Strategy<Value = Search> {
    let people = (vec(attendees(), 0..7), vec((0..3_usize).prop_map(|at_least| Group { at_least }), 3));
    let rooms = vec(intervals(0..4, 90).prop_map(|busy| Room { busy }), 0..3);
    let window = intervals(1..4, 240);
    let duration = prop_oneof![Just(20), Just(30), Just(45), Just(60)].prop_map(Duration::minutes);
    (window, duration, people, rooms, 0..12_usize).prop_map(
        |(window, duration, (attendees, groups), rooms, limit)| Search {
            window,
            duration,
            attendees,
            groups,
            rooms,
            limit,
        },
    )
}

fn attendees() -> impl Strategy<Value = Attendee> {
    let wish = prop_oneof![
        3 => (0..3_usize).prop_map(|group| Wish::Required { group }),
        1 => Just(Wish::Should),
        1 => Just(Wish::May),
    ];
    let travel = prop_oneof![Just(0), Just(10), Just(25)].prop_map(Duration::minutes);
    (wish, intervals(1..4, 300), intervals(0..4, 60), intervals(0..2, 90), travel)
        .prop_map(|(wish, open, busy, if_need_be, travel)| Attendee { wish, open, busy, if_need_be, travel })
}

/// Intervals in any order, overlapping or not, from one minute to `longest` minutes.
fn intervals(count: std::ops::Range<usize>, longest: i64) -> impl Strategy<Value = Vec<Interval>> {
    let interval = (0..DAY, 1..=longest).prop_filter_map("never empty", |(start, minutes)| {
        Interval::new(at(start), at((start + minutes).min(DAY)))
    });
    vec(interval, count)
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from(datetime!(2026-11-26 9:00 +9)) + Duration::minutes(minute)
}
