//! How long a slot search takes: for one conference, and for a prefecture's worth of people and rooms.

use std::hint::black_box;

use divan::Bencher;
use domain::{Interval, Timestamp};
use kaname_planner::slot::{Attendee, Group, Room, Search, Wish, explain, find, grid};
use time::{
    Date, Duration,
    macros::{date, time},
};

fn main() {
    divan::main();
}

#[divan::bench_group(name = "two weeks, 12 people, 3 rooms")]
mod typical {
    use super::*;

    #[divan::bench]
    fn find_best(bencher: Bencher<'_, '_>) {
        let search = search(14, 12, 3, 3);
        bencher.bench_local(|| find(black_box(&search), &|| false));
    }

    #[divan::bench]
    fn find_none_and_say_why(bencher: Bencher<'_, '_>) {
        let search = search(14, 12, 3, 40);
        bencher.bench_local(|| find(black_box(&search), &|| false));
    }

    #[divan::bench]
    fn paint_the_grid(bencher: Bencher<'_, '_>) {
        let search = search(14, 12, 3, 3);
        bencher.bench_local(|| grid(black_box(&search), &|| false));
    }

    /// What a page asks: the best of every half-day among as many as there are, all starts, and one of them.
    #[divan::bench]
    fn find_paint_and_explain(bencher: Bencher<'_, '_>) {
        let search = Search { limit: 1_000, ..search(14, 12, 3, 3) };
        let at = Timestamp::tokyo(FIRST_DAY, time!(13:00));
        bencher.bench_local(|| {
            (find(black_box(&search), &|| false), grid(&search, &|| false), explain(&search, at))
        });
    }

    #[divan::bench]
    fn explain_one_start(bencher: Bencher<'_, '_>) {
        let search = search(14, 12, 3, 3);
        let at = Timestamp::tokyo(FIRST_DAY, time!(13:00));
        bencher.bench_local(|| explain(black_box(&search), at));
    }
}

#[divan::bench_group(name = "90 days, 300 people, 50 rooms")]
mod prefecture {
    use super::*;

    #[divan::bench]
    fn find_best(bencher: Bencher<'_, '_>) {
        let search = search(90, 300, 50, 3);
        bencher.bench_local(|| find(black_box(&search), &|| false));
    }

    #[divan::bench]
    fn find_none_and_say_why(bencher: Bencher<'_, '_>) {
        let search = search(90, 300, 50, 40);
        bencher.bench_local(|| find(black_box(&search), &|| false));
    }
}

const FIRST_DAY: Date = date!(2026 - 11 - 24);

/// Days of eight hours; every third person is required, in groups of three of whom one is enough, the
/// others should or may come. Everyone has `appointments` of half an hour a day, spread by arithmetic.
fn search(days: i64, people: i64, rooms: i64, appointments: i64) -> Search {
    let working_days: Vec<Interval> = (0..days).map(|day| on(day, 0, 8 * 60)).collect();
    let busy = |whose: i64| {
        let of_day = move |day| {
            (0..appointments).map(move |nth| on(day, (whose * 37 + day * 53 + nth * 131) % 90 * 5, 30))
        };
        (0..days).flat_map(of_day).collect::<Vec<_>>()
    };
    let wish = |whose: i64| match whose % 3 {
        0 => Wish::Required { group: usize::try_from(whose / 9).unwrap_or(0) },
        1 => Wish::Should,
        _ => Wish::May,
    };
    let attendee = |whose| Attendee {
        wish: wish(whose),
        open: working_days.clone(),
        busy: busy(whose),
        if_need_be: vec![on(whose % days, 0, 60)],
        travel: Duration::minutes(whose % 4 * 10),
    };
    Search {
        window: working_days.clone(),
        duration: Duration::minutes(30),
        attendees: (0..people).map(attendee).collect(),
        groups: (0..(people + 8) / 9).map(|_| Group { at_least: 1 }).collect(),
        rooms: (0..rooms).map(|room| Room { busy: busy(1000 + room) }).collect(),
        limit: 10,
    }
}

fn on(day: i64, from: i64, minutes: i64) -> Interval {
    let start = Timestamp::tokyo(FIRST_DAY, time!(9:00)) + Duration::days(day) + Duration::minutes(from);
    Interval::starting(start, Duration::minutes(minutes)).expect("every stretch here is positive")
}
