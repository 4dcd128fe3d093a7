//! Dated verdicts, one row each: the situations worked out by hand from the texts.

use domain::{
    discharge_case::WardClass,
    fee::{
        Act, Answer, Barrier, Billing, Convention, Edition, Expected, Fact, FirstDay, Flag, Gathering,
        GoesTo, HolidayRelief, Item, NextDay, Party, Presence, Reason, Standing, Tier, Verdict, judge,
    },
};
use time::{Date, macros::date};

use super::change::{
    Change::{self, *},
    changed, recorded, rules,
};

/// What a row expects of the item's verdict.
#[derive(Clone, Copy, Debug)]
enum Expect {
    /// The line is due on this day.
    Due(&'static str, Date),
    /// The line has this answer.
    Line(&'static str, Answer),
    /// The line has it for this reason.
    Because(&'static str, Answer, Named),
    /// The item stands so.
    Stands(Standing),
    /// The item gives so many points in this edition.
    Gives(Edition, u32),
    /// The verdict carries this flag.
    Flagged(Flag),
    /// The verdict does not carry it.
    Unflagged(Flag),
}

/// The reasons that rows name.
#[derive(Clone, Copy, Debug)]
enum Named {
    Beside(Item),
    Moved(Expected, Expected),
}

struct Row {
    id: &'static str,
    base: Base,
    given: &'static [Change],
    reading: Convention,
    item: Item,
    expect: Expect,
}

/// What a row starts from.
#[derive(Clone, Copy)]
enum Base {
    /// Nothing but the day of admission is known.
    Admitted(Date),
    /// Everything is recorded of a stay from this day.
    Recorded(Date),
}

const DEFAULT: Convention = Convention {
    first_day: FirstDay::Admission,
    holiday_relief: HolidayRelief::WhenAllClosed,
    next_day: NextDay::CalendarDay,
};
const EXCLUDED: Convention = Convention { first_day: FirstDay::DayAfter, ..DEFAULT };
const NO_RELIEF: Convention = Convention { holiday_relief: HolidayRelief::Never, ..DEFAULT };
const SAME_DAY: Convention = Convention { next_day: NextDay::SameDay, ..DEFAULT };
const BUSINESS_DAY: Convention = Convention { next_day: NextDay::BusinessDay, ..DEFAULT };

const FRIDAY: Base = Base::Admitted(date!(2026 - 11 - 20));
const PLAIN: Base = Base::Admitted(date!(2026 - 11 - 09));
const SATURDAY: Base = Base::Admitted(date!(2026 - 09 - 19));
const MONDAY: Base = Base::Admitted(date!(2026 - 11 - 02));
const SUNDAY: Base = Base::Admitted(date!(2026 - 11 - 22));
/// Conference on 2026-11-20, discharge on 2026-11-30.
const WHOLE: Base = Base::Recorded(date!(2026 - 11 - 02));

const GENERAL_ONE: &[Change] = &[Ward(WardClass::General), Tier(Tier::One)];
const COMMUNITY_MAY: &[Change] =
    &[Ward(WardClass::CommunityCare), Tier(Tier::One), Discharged(date!(2026 - 05 - 31))];
const COMMUNITY_JUNE: &[Change] =
    &[Ward(WardClass::CommunityCare), Tier(Tier::One), Discharged(date!(2026 - 06 - 01))];
const MAY: Base = Base::Admitted(date!(2026 - 05 - 11));
const REHABILITATION: &[Change] =
    &[Ward(WardClass::Rehabilitation), Tier(Tier::One), Discharged(date!(2026 - 07 - 01))];
const JUNE: Base = Base::Admitted(date!(2026 - 06 - 08));
const TIER_TWO: &[Change] =
    &[Ward(WardClass::CommunityCare), Tier(Tier::Two), Discharged(date!(2026 - 07 - 01))];

const BUNDLED: Standing = Standing::NotHere(Barrier::Ward(Billing::Bundled));
const EXCLUDED_WARD: Standing = Standing::NotHere(Barrier::Ward(Billing::Excluded));

const LEAD: &[Change] = &[Did(Act::CareManagerContacted, date!(2026 - 11 - 24)), Comes(Party::CareManager)];
const LEAD_MOVED: &[Change] = &[
    Is(Fact::CareManagerKnown),
    Expects { stated_on: date!(2026 - 11 - 02), day: date!(2026 - 11 - 30) },
    Expects { stated_on: date!(2026 - 11 - 22), day: date!(2026 - 11 - 27) },
    Did(Act::CareManagerContacted, date!(2026 - 11 - 21)),
];
const FIRST_EXPECTED: Expected = Expected { day: date!(2026 - 11 - 30), by: date!(2026 - 11 - 23) };
const NOW_EXPECTED: Expected = Expected { day: date!(2026 - 11 - 27), by: date!(2026 - 11 - 20) };

const THREE_PARTIES: &[Change] = &[
    Comes(Party::WardNurse),
    Comes(Party::HomeDoctor),
    Joins(Party::Pharmacist, Presence::Video),
    Comes(Party::CareManager),
];
const ONLY_SOCIAL_WORKER: &[Change] = &[
    Comes(Party::DepartmentSocialWorker),
    Comes(Party::HomeDoctor),
    Comes(Party::Pharmacist),
    Comes(Party::CareManager),
];
const TWO_STATIONS: &[Change] = &[
    Comes(Party::HospitalDoctor),
    ComesFrom(Party::VisitingNurse, 1),
    ComesFrom(Party::VisitingNurse, 2),
    Comes(Party::CareManager),
];
const ONE_STATION: &[Change] = &[
    Comes(Party::HospitalDoctor),
    ComesFrom(Party::VisitingNurse, 1),
    ComesFrom(Party::VisitingNurse, 1),
    Comes(Party::CareManager),
];
const PAIR: &[Change] = &[Comes(Party::HospitalDoctor), Comes(Party::HomeDoctor)];
const PAIR_NOT_SHARED: &[Change] =
    &[Comes(Party::HospitalDoctor), Comes(Party::HomeDoctor), IsNot(Fact::PlanShared)];
const NURSING_HOME: &[Change] =
    &[Comes(Party::HospitalDoctor), Comes(Party::HomeDoctor), Goes(GoesTo::NursingHome)];
const ATTACHED: &[Change] = &[
    Comes(Party::HospitalDoctor),
    Comes(Party::HomeDoctor),
    Goes(GoesTo::NursingHome),
    Is(Fact::FacilityAttached),
];

const fn row(
    id: &'static str,
    base: Base,
    given: &'static [Change],
    reading: Convention,
    item: Item,
    expect: Expect,
) -> Row {
    Row { id, base, given, reading, item, expect }
}

use Expect::*;

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("A246-1-screen day", FRIDAY, GENERAL_ONE, DEFAULT, Item::A246OneI, Due("screen", date!(2026-11-22))),
    row("A246-1-screen night", FRIDAY, &[Night], DEFAULT, Item::A246OneI, Due("screen", date!(2026-11-24))),
    row("A246-1-screen night, excluded", FRIDAY, &[Night], EXCLUDED, Item::A246OneI, Due("screen", date!(2026-11-24))),
    row("A246-1-screen excluded", FRIDAY, GENERAL_ONE, EXCLUDED, Item::A246OneI, Due("screen", date!(2026-11-24))),
    row("A246-1-screen-plain", PLAIN, GENERAL_ONE, DEFAULT, Item::A246OneI, Due("screen", date!(2026-11-11))),
    row("A246-1-screen-plain excluded", PLAIN, GENERAL_ONE, EXCLUDED, Item::A246OneI, Due("screen", date!(2026-11-12))),
    row("A246-1-roll", SATURDAY, GENERAL_ONE, DEFAULT, Item::A246OneI, Due("screen", date!(2026-09-24))),
    row("A246-1-roll excluded", SATURDAY, GENERAL_ONE, EXCLUDED, Item::A246OneI, Due("screen", date!(2026-09-24))),
    row("A246-1-roll without relief", SATURDAY, GENERAL_ONE, NO_RELIEF, Item::A246OneI, Due("screen", date!(2026-09-21))),
    row("A246-2-screen", MONDAY, &[Tier(Tier::Two)], DEFAULT, Item::A246TwoI, Due("screen", date!(2026-11-08))),
    row("A246-2-screen excluded", MONDAY, &[Tier(Tier::Two)], EXCLUDED, Item::A246TwoI, Due("screen", date!(2026-11-09))),
    row("A246-1-talk", MONDAY, &[Ward(WardClass::LongTerm)], DEFAULT, Item::A246OneHa, Due("talk", date!(2026-11-15))),
    row("A246-1-talk excluded", MONDAY, &[Ward(WardClass::LongTerm)], EXCLUDED, Item::A246OneHa, Due("talk", date!(2026-11-16))),
    row("A246-points-edition before", MAY, COMMUNITY_MAY, DEFAULT, Item::A246OneI, Gives(Edition::R2024, 700)),
    row("A246-points-edition before, allowed", MAY, COMMUNITY_MAY, DEFAULT, Item::A246OneI, Line("ward", Answer::Met)),
    row("A246-points-edition before, not 1ロ", MAY, COMMUNITY_MAY, DEFAULT, Item::A246OneRo, Stands(EXCLUDED_WARD)),
    row("A246-points-edition before, B005", MAY, COMMUNITY_MAY, DEFAULT, Item::B005, Stands(BUNDLED)),
    row("A246-points-edition after", MAY, COMMUNITY_JUNE, DEFAULT, Item::A246OneRo, Gives(Edition::R2026, 1000)),
    row("A246-points-edition after, allowed", MAY, COMMUNITY_JUNE, DEFAULT, Item::A246OneRo, Line("ward", Answer::Met)),
    row("A246-points-edition after, not 1イ", MAY, COMMUNITY_JUNE, DEFAULT, Item::A246OneI, Stands(EXCLUDED_WARD)),
    row("A246-points-edition after, B005", MAY, COMMUNITY_JUNE, DEFAULT, Item::B005, Line("ward", Answer::Met)),
    row("ward-bundle B005", JUNE, REHABILITATION, DEFAULT, Item::B005, Stands(BUNDLED)),
    row("ward-bundle B005-1-2 1", JUNE, REHABILITATION, DEFAULT, Item::B00512One, Stands(BUNDLED)),
    row("ward-bundle B005-1-2 2", JUNE, REHABILITATION, DEFAULT, Item::B00512Two, Stands(BUNDLED)),
    row("ward-bundle B007", JUNE, REHABILITATION, DEFAULT, Item::B007, Line("ward", Answer::Met)),
    row("ward-bundle A246", JUNE, REHABILITATION, DEFAULT, Item::A246OneRo, Gives(Edition::R2026, 1000)),
    row("ward-bundle A246 allowed", JUNE, REHABILITATION, DEFAULT, Item::A246OneRo, Line("ward", Answer::Met)),
    row("ward-tier2-block 1ロ", JUNE, TIER_TWO, DEFAULT, Item::A246OneRo, Stands(Standing::NotHere(Barrier::Tier))),
    row("ward-tier2-block 2イ", JUNE, TIER_TWO, DEFAULT, Item::A246TwoI, Stands(EXCLUDED_WARD)),
    row("ward-tier2-block 2ロ", JUNE, TIER_TWO, DEFAULT, Item::A246TwoRo, Stands(EXCLUDED_WARD)),
    row("B005-1-2-2-notify", MONDAY, &[Is(Fact::CareManagerKnown)], DEFAULT, Item::B00512Two, Due("told", date!(2026-11-08))),
    row("B005-1-2-2-notify excluded", MONDAY, &[Is(Fact::CareManagerKnown)], EXCLUDED, Item::B00512Two, Due("told", date!(2026-11-09))),
    row("B005-1-2-2-lead limit", WHOLE, LEAD, DEFAULT, Item::B00512Two, Due("contacted", date!(2026-11-23))),
    row("B005-1-2-2-lead", WHOLE, LEAD, DEFAULT, Item::B00512Two, Line("contacted", Answer::Lacking)),
    row("B005-1-2-2-lead-moved", MONDAY, LEAD_MOVED, DEFAULT, Item::B00512Two,
        Because("contacted", Answer::Unknown, Named::Moved(FIRST_EXPECTED, NOW_EXPECTED))),
    row("B005-1-2-2-lead-moved flag", MONDAY, LEAD_MOVED, DEFAULT, Item::B00512Two, Flagged(Flag::ExpectedDayMoved)),
    row("B005-1-2-mix", WHOLE, &[Claimed(Item::B00512One, date!(2026-11-05))], DEFAULT, Item::B00512Two,
        Because("apart", Answer::Lacking, Named::Beside(Item::B00512One))),
    row("B005-n4-A246 shared", WHOLE, PAIR, DEFAULT, Item::B005, Stands(Standing::Met)),
    row("B005-n4-A246", WHOLE, PAIR_NOT_SHARED, DEFAULT, Item::B005, Stands(Standing::Lacking)),
    row("B005-n4-A246 why", WHOLE, PAIR_NOT_SHARED, DEFAULT, Item::B005, Line("plan_shared", Answer::Lacking)),
    row("B005-n3-ok", WHOLE, THREE_PARTIES, DEFAULT, Item::B005Note3, Stands(Standing::Met)),
    row("B005-n3-ok three categories", WHOLE, THREE_PARTIES, DEFAULT, Item::B005Note3, Unflagged(Flag::SameCategoryTwice)),
    row("B005-n3-ok points", WHOLE, THREE_PARTIES, DEFAULT, Item::B005Note3, Gives(Edition::R2026, 2000)),
    row("B005-n3-hospital-side", WHOLE, ONLY_SOCIAL_WORKER, DEFAULT, Item::B005Note3, Stands(Standing::Lacking)),
    row("B005-n3-hospital-side why", WHOLE, ONLY_SOCIAL_WORKER, DEFAULT, Item::B005Note3, Line("hospital_side", Answer::Lacking)),
    row("B005-n3-dup", WHOLE, TWO_STATIONS, DEFAULT, Item::B005Note3, Flagged(Flag::SameCategoryTwice)),
    row("B005-n3-dup not blocked", WHOLE, TWO_STATIONS, DEFAULT, Item::B005Note3, Stands(Standing::Met)),
    row("B005-n3-dup one station", WHOLE, ONE_STATION, DEFAULT, Item::B005Note3, Line("three_parties", Answer::Lacking)),
    row("B005-n3-sameday", WHOLE, THREE_PARTIES, DEFAULT, Item::B00512Two, Stands(Standing::NotHere(Barrier::IncludedIn(Item::B005Note3)))),
    row("B005-dest", WHOLE, NURSING_HOME, DEFAULT, Item::B005, Stands(Standing::NotHere(Barrier::Destination(GoesTo::NursingHome)))),
    row("B005-dest note 4", WHOLE, NURSING_HOME, DEFAULT, Item::B005Note4, Stands(Standing::Met)),
    row("B005-dest attached", WHOLE, ATTACHED, DEFAULT, Item::B005Note4, Line("not_attached", Answer::Lacking)),
    row("B009-cm", WHOLE, &[Did(Act::Letter, date!(2026-11-16))], DEFAULT, Item::B009Note2, Stands(Standing::Met)),
    row("B009-cm boundary", WHOLE, &[Did(Act::Letter, date!(2026-11-16))], DEFAULT, Item::B009Note2, Flagged(Flag::BoundaryDay)),
    row("B009-cm outside", WHOLE, &[Did(Act::Letter, date!(2026-11-15))], DEFAULT, Item::B009Note2, Line("two_weeks", Answer::Lacking)),
    row("kaigo-IN1", SUNDAY, &[Did(Act::AdmissionInformation, date!(2026-11-23))], DEFAULT, Item::AdmissionOne, Line("information", Answer::Met)),
    row("kaigo-IN1 flag", SUNDAY, &[Did(Act::AdmissionInformation, date!(2026-11-23))], DEFAULT, Item::AdmissionOne, Flagged(Flag::HolidayWordingUnread)),
    row("kaigo-IN1 same day only", SUNDAY, &[Did(Act::AdmissionInformation, date!(2026-11-23))], SAME_DAY, Item::AdmissionOne, Line("information", Answer::Lacking)),
    row("kaigo-IN1 chained", SUNDAY, &[Did(Act::AdmissionInformation, date!(2026-11-24))], BUSINESS_DAY, Item::AdmissionOne, Line("information", Answer::Met)),
    row("kaigo-IN1 not chained", SUNDAY, &[Did(Act::AdmissionInformation, date!(2026-11-24))], DEFAULT, Item::AdmissionOne, Line("information", Answer::Lacking)),
];

fn gathering(row: &Row) -> Gathering {
    let base = match row.base {
        Base::Admitted(on) => Gathering::new(on, on),
        Base::Recorded(on) => recorded(on),
    };
    changed(base, row.given)
}

fn keeps(verdict: &Verdict<'_>, expect: Expect) -> bool {
    let line = |key| verdict.line(key).unwrap_or_else(|| panic!("{key} is no line of {:?}", verdict.item()));
    match expect {
        Due(key, on) => line(key).due_on == Some(on),
        Line(key, answer) => line(key).answer == answer,
        Because(key, answer, reason) => {
            let reason = match reason {
                Named::Beside(item) => Reason::Beside(item),
                Named::Moved(in_time_for, late_for) => Reason::ExpectedDayMoved { in_time_for, late_for },
            };
            line(key).answer == answer && line(key).reason == reason
        }
        Stands(standing) => verdict.standing == standing,
        Gives(edition, points) => verdict.edition == edition && verdict.rule.points == Some(points),
        Flagged(flag) => verdict.flags.contains(&flag),
        Unflagged(flag) => !verdict.flags.contains(&flag),
    }
}

#[test]
fn every_dated_verdict_comes_out_as_worked_out_by_hand() {
    for row in ROWS {
        let rules = rules(row.reading);
        let verdicts = judge(&rules, &gathering(row));
        let verdict = verdicts.iter().find(|verdict| verdict.item() == row.item);
        let verdict = verdict.unwrap_or_else(|| panic!("{}: {:?} is not in force", row.id, row.item));
        assert!(keeps(verdict, row.expect), "{}: {:?}, not {:#?}", row.id, row.expect, verdict);
    }
}
