//! A morning at the hospital, minute by minute.

use domain::{Interval, Timestamp};
use time::{
    Duration, Time,
    macros::{date, time},
};

use super::{Presence::*, Reason::*, *};

fn at(clock: Time) -> Timestamp {
    Timestamp::tokyo(date!(2026 - 11 - 26), clock)
}

fn from_to(from: Time, until: Time) -> Interval {
    Interval::new(at(from), at(until)).unwrap()
}

fn morning() -> Interval {
    from_to(time!(9:00), time!(12:00))
}

/// Half an hour between nine and noon, with one group of one.
fn search(attendees: Vec<Attendee>) -> Search {
    Search {
        window: vec![morning()],
        duration: Duration::minutes(30),
        attendees,
        groups: vec![Group { at_least: 1 }],
        rooms: Vec::new(),
        limit: 10,
    }
}

fn required(busy: &[(Time, Time)]) -> Attendee {
    Attendee {
        wish: Wish::Required { group: 0 },
        open: vec![morning()],
        busy: busy.iter().map(|(from, until)| from_to(*from, *until)).collect(),
        if_need_be: Vec::new(),
        travel: Duration::ZERO,
    }
}

fn found(search: &Search) -> Found {
    find(search, &|| false).unwrap()
}

fn best(search: &Search) -> Vec<Time> {
    found(search).best.iter().map(|start| start.at.in_tokyo().time()).collect()
}

#[test]
fn a_conference_fits_exactly_between_two_appointments() {
    let busy = [(time!(9:00), time!(10:00)), (time!(10:30), time!(12:00))];
    assert_eq!(best(&search(vec![required(&busy)])), [time!(10:00)]);
}

#[test]
fn starts_lie_on_quarter_hours_of_the_clock() {
    let mut search = search(vec![required(&[])]);
    search.window = vec![from_to(time!(9:01), time!(10:02))];
    assert_eq!(best(&search), [time!(9:15), time!(9:30)]);
}

#[test]
fn windows_that_touch_are_one() {
    let mut search = search(vec![]);
    search.groups.clear();
    search.window = vec![from_to(time!(10:15), time!(10:30)), from_to(time!(10:00), time!(10:15))];
    assert_eq!(best(&search), [time!(10:00)]);
}

#[test]
fn the_way_there_and_back_must_be_free_but_may_lie_outside_working_hours() {
    let mut doctor = required(&[(time!(10:00), time!(10:30))]);
    doctor.travel = Duration::minutes(30);
    assert_eq!(best(&search(vec![doctor])), [time!(9:00), time!(11:00), time!(11:15), time!(11:30)]);
}

#[test]
fn one_of_three_nurses_is_enough_and_the_sacrifice_of_another_does_not_count() {
    let mut unwilling = required(&[]);
    unwilling.if_need_be = vec![morning()];
    let away = required(&[(time!(9:00), time!(12:00))]);
    let free = required(&[(time!(9:00), time!(11:00))]);
    let found = found(&search(vec![unwilling, away, free]));
    let first = &found.best[0];
    assert_eq!((first.at, first.cost.if_need_be), (at(time!(11:00)), 0));
    assert_eq!(first.coming, [IfNeedBe, Absent(Busy), Free]);
    let fourth = &found.best[3];
    assert_eq!((fourth.at, fourth.cost.if_need_be), (at(time!(9:00)), 1));
}

#[test]
fn those_who_should_come_weigh_more_than_those_who_may() {
    let should = Attendee { wish: Wish::Should, ..required(&[(time!(9:00), time!(11:30))]) };
    let may = Attendee { wish: Wish::May, ..required(&[(time!(10:30), time!(12:00))]) };
    let times = best(&search(vec![required(&[]), should, may]));
    assert_eq!(times[..3], [time!(11:30), time!(9:00), time!(9:15)]);
    assert_eq!(times.last(), Some(&time!(11:00)));
}

#[test]
fn the_first_free_room_is_taken_and_none_is_an_obstacle() {
    let mut search = search(vec![required(&[])]);
    let taken = |from, until| Room { busy: vec![from_to(from, until)] };
    search.rooms = vec![taken(time!(9:00), time!(10:00)), taken(time!(9:30), time!(12:00))];
    let found = found(&search);
    let rooms: Vec<_> = found.best.iter().map(|start| (start.at, start.room)).collect();
    assert_eq!(rooms[..2], [(at(time!(9:00)), Some(1)), (at(time!(10:00)), Some(0))]);
    let [obstacle] = &found.obstacles[..] else { panic!("{:?}", found.obstacles) };
    assert_eq!((obstacle.demand, obstacle.starts, obstacle.alone), (Demand::Room, 3, 3));
}

#[test]
fn the_obstacle_says_who_could_not_come_and_why() {
    let mut doctor = required(&[(time!(9:00), time!(12:00))]);
    doctor.open = vec![from_to(time!(9:00), time!(10:00))];
    let found = found(&search(vec![doctor]));
    let absences = [
        Absences { attendee: 0, reason: OutsideHours, starts: 8 },
        Absences { attendee: 0, reason: Busy, starts: 3 },
    ];
    let [obstacle] = &found.obstacles[..] else { panic!("{:?}", found.obstacles) };
    assert_eq!((obstacle.demand, obstacle.starts, obstacle.alone), (Demand::Group(0), 11, 11));
    assert_eq!(obstacle.absences, absences);
}

#[test]
fn what_alone_blocks_most_comes_before_what_blocks_more_together() {
    let of = |group, from, until| Attendee { wish: Wish::Required { group }, ..required(&[(from, until)]) };
    let mut search = search(vec![
        of(0, time!(9:00), time!(10:30)),
        of(1, time!(11:00), time!(12:00)),
        of(2, time!(9:00), time!(10:30)),
    ]);
    search.groups = vec![Group { at_least: 1 }; 3];
    let obstacles = found(&search).obstacles;
    let order = obstacles.iter().map(|obstacle| (obstacle.demand, obstacle.alone, obstacle.starts));
    let expected = [(Demand::Group(1), 4, 4), (Demand::Group(0), 0, 6), (Demand::Group(2), 0, 6)];
    assert_eq!(order.collect::<Vec<_>>(), expected);
}

#[test]
fn the_doctor_by_video_is_the_smallest_change_that_helps() {
    let mut doctor = required(&[(time!(9:00), time!(9:25)), (time!(10:30), time!(12:00))]);
    doctor.travel = Duration::minutes(20);
    let found = found(&search(vec![doctor]));
    assert_eq!((found.possible, found.considered), (0, 11));
    let first = at(time!(9:30));
    let by_video = Relaxation { change: Change::ByVideo { attendee: 0 }, starts: 3, first };
    let shorter = Change::Shorter { duration: Duration::minutes(15) };
    let shorter = Relaxation { change: shorter, starts: 1, first: at(time!(9:45)) };
    let without = Change::Fewer { group: 0, at_least: 0 };
    let without = Relaxation { change: without, starts: 11, first: at(time!(9:00)) };
    assert_eq!(found.relaxations, [by_video, shorter, without]);
}

#[test]
fn a_window_too_short_asks_for_a_shorter_conference() {
    let mut search = search(vec![required(&[])]);
    search.duration = Duration::minutes(60);
    search.window = vec![from_to(time!(9:00), time!(9:45))];
    let found = found(&search);
    assert_eq!((found.considered, &found.obstacles[..]), (0, &[][..]));
    let change = Change::Shorter { duration: Duration::minutes(45) };
    assert_eq!(found.relaxations, [Relaxation { change, starts: 1, first: at(time!(9:00)) }]);
}

#[test]
fn a_group_with_too_few_members_is_never_met_and_says_how_many_there_are() {
    let mut search = search(vec![required(&[])]);
    search.groups[0].at_least = 2;
    let found = found(&search);
    assert_eq!(found.obstacles[0].absences, []);
    let change = Change::Fewer { group: 0, at_least: 1 };
    assert_eq!(found.relaxations, [Relaxation { change, starts: 11, first: at(time!(9:00)) }]);
}

#[test]
fn everyone_of_a_group_nobody_listed_must_come() {
    let busy = |from, until| Attendee { wish: Wish::Required { group: 7 }, ..required(&[(from, until)]) };
    let mut search = search(vec![busy(time!(9:00), time!(10:00)), busy(time!(10:30), time!(12:00))]);
    search.groups.clear();
    assert_eq!(best(&search), [time!(10:00)]);
}

#[test]
fn the_grid_tells_one_missing_from_more() {
    let mut search = search(vec![
        required(&[(time!(9:30), time!(12:00))]),
        Attendee { wish: Wish::Required { group: 1 }, ..required(&[(time!(10:00), time!(12:00))]) },
    ]);
    search.groups.push(Group { at_least: 1 });
    let statuses = |search: &Search| -> Vec<Status> {
        grid(search, &|| false).unwrap().iter().take(5).map(|cell| cell.status).collect()
    };
    use Status::{AllRequired, Everyone, No, OneMissing};
    assert_eq!(statuses(&search), [Everyone, OneMissing, OneMissing, No, No]);
    search.attendees.push(Attendee { wish: Wish::May, ..required(&[(time!(9:00), time!(12:00))]) });
    assert_eq!(statuses(&search), [AllRequired, OneMissing, OneMissing, No, No]);
    let cells = grid(&search, &|| false).unwrap();
    assert_eq!(cells[1].at, at(time!(9:15)));
}

#[test]
fn any_start_in_the_window_can_be_explained() {
    let search = search(vec![required(&[(time!(9:30), time!(12:00))])]);
    let explanation = explain(&search, at(time!(9:07))).unwrap();
    assert_eq!(explanation.coming, [Absent(Busy)]);
    assert_eq!(explanation.unmet, [Demand::Group(0)]);
    assert_eq!(explain(&search, at(time!(11:45))), None);
}

#[test]
fn a_search_that_is_told_to_stop_stops() {
    let search = search(vec![required(&[])]);
    assert_eq!(find(&search, &|| true), Err(Stopped));
    assert_eq!(grid(&search, &|| true), Err(Stopped));
}

#[test]
fn a_conference_without_length_has_no_start() {
    for minutes in [0, -30] {
        let search = Search { duration: Duration::minutes(minutes), ..search(vec![]) };
        assert_eq!(found(&search).considered, 0);
        assert_eq!(explain(&search, at(time!(9:00))), None);
    }
}
