//! The shipped packs, tried on days that are easy to get wrong: one row per stay.

use domain::{
    Id,
    calendar::{Closings, WeeklyHours, YearlyClosing},
    discharge_case::{
        Admission, CameFrom, CaseState, Circumstances, DischargeCase, Judged, Judgement, Prognosis, Respite,
        Screening, ScreeningResult, WardClass,
    },
    milestone::{Milestone, MilestoneState},
    needs::NeedsProfile,
    patient::{CareInsurance, CareLevel},
    rule::{Background, Due, Facts, Office, Offices, RulePack, Step, Subject},
    text::{Line, Note},
};
use proptest::prelude::*;
use time::{
    Date, Duration, Time,
    macros::{date, time},
};
use uuid::Uuid;

use super::*;

fn shipped(file: &str) -> RulePack {
    read(file, &[]).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

macro_rules! pack {
    ($name:literal) => {
        shipped(include_str!(concat!("../../../../schema/regional-rules/", $name, ".toml")))
    };
}

/// A stay of somebody of 80 with 要介護3, of whom nothing else is recorded.
#[derive(Debug)]
struct Stay {
    case: DischargeCase,
    born_on: Date,
    care_insurance: CareInsurance,
    hospital: &'static str,
}

fn stay(admitted_on: Date) -> Stay {
    let admission = Admission {
        patient: Id::new(Uuid::nil()),
        admitted_on,
        ward: Line::parse("東5").unwrap(),
        ward_class: WardClass::General,
        expected_discharge_on: None,
        needs: NeedsProfile::default(),
        circumstances: Circumstances::default(),
        coordinator: None,
        predecessor: None,
    };
    let id = || Id::new(Uuid::nil());
    let hospital = Id::new(Uuid::nil());
    let (case, _) = DischargeCase::admit(id(), admitted_on, hospital, admission, vec![]).unwrap();
    Stay {
        case,
        born_on: date!(1946 - 04 - 01),
        care_insurance: CareInsurance::Certified { level: CareLevel::Care3, valid_until: None },
        hospital: "見本病院",
    }
}

impl Stay {
    fn with(mut self, record: impl FnOnce(&mut Circumstances)) -> Self {
        record(&mut self.case.circumstances);
        self
    }

    fn managed(self) -> Self {
        self.with(|about| about.has_care_manager = Some(true))
    }

    fn unmanaged(self) -> Self {
        self.with(|about| about.has_care_manager = Some(false))
    }

    fn until(mut self, discharge: Date) -> Self {
        self.case.expected_discharge_on = Some(discharge);
        self
    }

    fn at(self, time: Time) -> Self {
        self.with(|about| about.admitted_at = Some(time))
    }

    fn aged(mut self, years: i32) -> Self {
        self.born_on = date!(2026 - 01 - 01) - Duration::days(i64::from(years) * 366);
        self
    }

    fn support(mut self) -> Self {
        self.care_insurance = CareInsurance::Certified { level: CareLevel::Support2, valid_until: None };
        self
    }

    fn not_applied(mut self) -> Self {
        self.care_insurance = CareInsurance::NotApplied;
        self
    }

    fn in_ward(mut self, class: WardClass) -> Self {
        self.case.ward_class = class;
        self
    }
}

/// Lets `look` see a stay as rules do.
fn seen<T>(stay: &Stay, look: impl FnOnce(&Subject<'_>) -> T) -> T {
    let closings = Closings { yearly: vec![YearlyClosing::NEW_YEAR], ..Closings::default() };
    let hours = WeeklyHours::assumed();
    let background = Background {
        hospital_name: stay.hospital,
        born_on: stay.born_on,
        care_insurance: stay.care_insurance,
        has_care_manager: false,
    };
    let hospital = Office { closings: &closings, hours: &hours };
    look(&Subject {
        facts: Facts::of(&stay.case, background),
        case: &stay.case,
        offices: Offices { hospital, care_manager: None, hub: None },
    })
}

/// What a pack asks, one step after the other with its day; `?` where there is none.
fn asked(pack: &RulePack, stay: &Stay) -> String {
    seen(stay, |subject| written(pack, subject))
}

fn written(pack: &RulePack, subject: &Subject<'_>) -> String {
    if let Some(exemption) = pack.exempts(&subject.facts) {
        return format!("exempt: {}", exemption.key);
    }
    let day = |due: Option<Due>| due.map_or_else(|| "?".to_owned(), |due| due.on.to_string());
    let written = |step: &Step<'_>| {
        let latest = step.latest.map_or_else(String::new, |latest| format!("..{}", latest.on));
        format!("{} {}{latest}", step.rule.key, day(step.due))
    };
    let steps = pack.steps(subject);
    let steps: Vec<_> = steps.iter().filter(|step| step.is_expected()).map(written).collect();
    if steps.is_empty() { "nothing".into() } else { steps.join(", ") }
}

#[track_caller]
fn check<const N: usize>(pack: &RulePack, rows: [(Stay, &str); N]) {
    assert!(N >= 10, "ten cases at least");
    for (at, (stay, expected)) in rows.iter().enumerate() {
        assert_eq!(asked(pack, stay), *expected, "row {} of {}", at + 1, pack.key);
    }
}

#[test]
fn the_national_baseline_counts_from_admission_and_back_from_discharge() {
    let pack = pack!("national-baseline");
    let day = |screen: &str, seven: &str, before: &str| {
        format!(
            "screen {screen}, interview {seven}, start-plan {seven}, internal-conference {seven}, \
             notify-admission {seven}, notify-discharge-support {before}"
        )
    };
    let rows = [
        (stay(date!(2026 - 11 - 09)).managed(), day("2026-11-11", "2026-11-15", "?")),
        (stay(date!(2026 - 11 - 20)).managed().at(time!(10:00)), day("2026-11-22", "2026-11-26", "?")),
        (stay(date!(2026 - 11 - 20)).managed().at(time!(18:00)), day("2026-11-24", "2026-11-26", "?")),
        (stay(date!(2026 - 09 - 19)).managed(), day("2026-09-24", "2026-09-25", "?")),
        (stay(date!(2027 - 01 - 30)).managed(), day("2027-02-01", "2027-02-05", "?")),
        (stay(date!(2027 - 05 - 01)).managed(), day("2027-05-06", "2027-05-07", "?")),
        (stay(date!(2026 - 12 - 30)).managed(), day("2027-01-04", "2027-01-05", "?")),
        (stay(date!(2028 - 02 - 27)).managed(), day("2028-02-29", "2028-03-04", "?")),
        (stay(date!(2026 - 11 - 03)).managed(), day("2026-11-05", "2026-11-09", "?")),
        (
            stay(date!(2026 - 11 - 09)).managed().until(date!(2026 - 11 - 30)),
            day("2026-11-11", "2026-11-15", "2026-11-23"),
        ),
        (
            stay(date!(2026 - 11 - 09))
                .managed()
                .until(date!(2026 - 11 - 30))
                .until(date!(2026 - 12 - 04))
                .until(date!(2026 - 11 - 27)),
            day("2026-11-11", "2026-11-15", "2026-11-20"),
        ),
        (
            stay(date!(2028 - 02 - 14)).managed().until(date!(2028 - 03 - 07)),
            day("2028-02-16", "2028-02-20", "2028-02-29"),
        ),
    ];
    for (at, (stay, expected)) in rows.iter().enumerate() {
        assert_eq!(asked(&pack, stay), *expected, "row {}", at + 1);
    }
    let monday = || stay(date!(2026 - 11 - 02));
    check(
        &pack,
        [
            (
                monday().managed().in_ward(WardClass::LongTerm),
                "screen 2026-11-04, interview 2026-11-15, start-plan 2026-11-08, internal-conference 2026-11-08, \
                 notify-admission 2026-11-08, notify-discharge-support ?",
            ),
            (
                monday().unmanaged(),
                "screen 2026-11-04, interview 2026-11-08, start-plan 2026-11-08, internal-conference 2026-11-08",
            ),
            (
                monday().unmanaged().not_applied(),
                "screen 2026-11-04, interview 2026-11-08, start-plan 2026-11-08, internal-conference 2026-11-08, support-application ?",
            ),
            (
                monday().unmanaged().not_applied().aged(30),
                "screen 2026-11-04, interview 2026-11-08, start-plan 2026-11-08, internal-conference 2026-11-08",
            ),
            (
                monday().unmanaged().not_applied().aged(50),
                "screen 2026-11-04, interview 2026-11-08, start-plan 2026-11-08, internal-conference 2026-11-08, support-application ?",
            ),
            (
                monday()
                    .unmanaged()
                    .not_applied()
                    .aged(50)
                    .with(|about| about.has_specified_disease = Some(false)),
                "screen 2026-11-04, interview 2026-11-08, start-plan 2026-11-08, internal-conference 2026-11-08",
            ),
            (
                monday()
                    .unmanaged()
                    .not_applied()
                    .aged(50)
                    .with(|about| about.has_specified_disease = Some(true)),
                "screen 2026-11-04, interview 2026-11-08, start-plan 2026-11-08, internal-conference 2026-11-08, support-application ?",
            ),
            (
                monday().managed().support(),
                "screen 2026-11-04, interview 2026-11-08, start-plan 2026-11-08, internal-conference 2026-11-08, notify-admission 2026-11-08, notify-discharge-support ?",
            ),
            (
                monday().managed().until(date!(2026 - 11 - 05)),
                "screen 2026-11-04, interview 2026-11-08, start-plan 2026-11-08, internal-conference 2026-11-08, \
                 notify-admission 2026-11-08, notify-discharge-support 2026-10-29",
            ),
            (
                monday(),
                "screen 2026-11-04, interview 2026-11-08, start-plan 2026-11-08, internal-conference 2026-11-08, \
                 notify-admission 2026-11-08, notify-discharge-support ?",
            ),
        ],
    );
}

#[test]
fn imabari_counts_a_week_before_discharge_and_leaves_the_rest_undated() {
    let pack = pack!("imabari");
    let known = || stay(date!(2026 - 11 - 09)).managed();
    let steps = |before: &str, at: &str| {
        format!(
            "send-admission-information ?, meet-for-discharge {before}, share-information ?, decide-conference ?, \
             send-discharge-information {at}, return-care-plan ?"
        )
    };
    let rows = [
        (known(), steps("?", "?")),
        (known().until(date!(2026 - 11 - 30)), steps("2026-11-23", "2026-11-30")),
        (known().until(date!(2026 - 12 - 04)), steps("2026-11-27", "2026-12-04")),
        (known().until(date!(2026 - 11 - 27)), steps("2026-11-20", "2026-11-27")),
        (
            stay(date!(2026 - 12 - 01)).managed().until(date!(2027 - 01 - 04)),
            steps("2026-12-28", "2027-01-04"),
        ),
        (
            stay(date!(2028 - 02 - 01)).managed().until(date!(2028 - 03 - 07)),
            steps("2028-02-29", "2028-03-07"),
        ),
        (
            stay(date!(2027 - 02 - 01)).managed().until(date!(2027 - 03 - 07)),
            steps("2027-02-28", "2027-03-07"),
        ),
        (
            stay(date!(2027 - 04 - 20)).managed().until(date!(2027 - 05 - 06)),
            steps("2027-04-29", "2027-05-06"),
        ),
        (known().support().until(date!(2026 - 11 - 30)), steps("2026-11-23", "2026-11-30")),
        (stay(date!(2026 - 11 - 09)), steps("?", "?")),
        (stay(date!(2026 - 11 - 09)).unmanaged(), "nothing".to_owned()),
        (known().with(|about| about.admission_decided_on = Some(date!(2026 - 11 - 02))), steps("?", "?")),
    ];
    for (at, (stay, expected)) in rows.iter().enumerate() {
        assert_eq!(asked(&pack, stay), *expected, "row {}", at + 1);
    }
}

#[test]
fn fukui_goes_by_who_manages_the_care_and_by_transfer() {
    let a = "notify-admission ?, send-admission-information ?, share-information ?, notify-discharge-support ?, \
             discharge-conference ?, send-discharge-information ?, return-care-plan ?";
    let on = |date| stay(date);
    let monday = || on(date!(2026 - 11 - 09));
    check(
        &pack!("fukui"),
        [
            (monday().managed(), a),
            (
                monday().managed().until(date!(2026 - 11 - 30)),
                "notify-admission ?, send-admission-information ?, share-information ?, \
                 notify-discharge-support 2026-11-23, discharge-conference ?, send-discharge-information 2026-11-30, \
                 return-care-plan ?",
            ),
            (
                monday().managed().support().until(date!(2027 - 01 - 05)),
                "notify-admission ?, send-admission-information-support ?, share-information ?, \
                 notify-discharge-support 2026-12-29, discharge-conference ?, send-discharge-information 2027-01-05, \
                 return-care-plan ?",
            ),
            (
                monday().unmanaged().until(date!(2026 - 11 - 30)),
                "support-application ?, name-care-manager ?, notify-discharge-support 2026-11-23, \
                 discharge-conference ?, send-discharge-information 2026-11-30, return-care-plan ?",
            ),
            (
                monday().unmanaged().not_applied(),
                "support-application ?, name-care-manager ?, notify-discharge-support ?, discharge-conference ?, \
                 send-discharge-information ?, return-care-plan ?",
            ),
            (
                monday().managed().with(|about| about.is_to_be_transferred = true),
                &format!("{a}, notify-transfer ?, tell-receiving-hospital ?"),
            ),
            (
                {
                    let mut gone = monday().managed();
                    let to = Line::parse("見本第二病院").unwrap();
                    gone.case.state = CaseState::Transferred { on: date!(2026 - 11 - 23), to };
                    gone
                },
                "notify-admission ?, send-admission-information ?, share-information ?, \
                 notify-discharge-support 2026-11-16, discharge-conference ?, send-discharge-information 2026-11-23, \
                 return-care-plan ?, notify-transfer 2026-11-23, tell-receiving-hospital 2026-11-23",
            ),
            (
                monday().unmanaged().with(|about| about.is_to_be_transferred = true),
                "support-application ?, name-care-manager ?, notify-discharge-support ?, discharge-conference ?, \
                 send-discharge-information ?, return-care-plan ?",
            ),
            (
                on(date!(2028 - 02 - 20)).managed().until(date!(2028 - 03 - 07)),
                "notify-admission ?, send-admission-information ?, share-information ?, \
                 notify-discharge-support 2028-02-29, discharge-conference ?, send-discharge-information 2028-03-07, \
                 return-care-plan ?",
            ),
            (
                on(date!(2027 - 04 - 29)).managed().until(date!(2027 - 05 - 10)).until(date!(2027 - 05 - 12)),
                "notify-admission ?, send-admission-information ?, share-information ?, \
                 notify-discharge-support 2027-05-05, discharge-conference ?, send-discharge-information 2027-05-12, \
                 return-care-plan ?",
            ),
            (
                Stay { care_insurance: CareInsurance::Unknown, ..monday().managed() },
                "notify-admission ?, send-admission-information ?, send-admission-information-support ?, \
                 share-information ?, notify-discharge-support ?, discharge-conference ?, \
                 send-discharge-information ?, return-care-plan ?",
            ),
        ],
    );
}

#[test]
fn seino_has_seven_days_from_the_day_of_admission_and_spares_short_stays() {
    let both = |day: &str| format!("stage-2 {day}, stage-3 {day}");
    let pack = pack!("seino");
    let rows = [
        (stay(date!(2026 - 11 - 09)).managed(), both("2026-11-15")),
        (stay(date!(2026 - 11 - 25)).managed(), both("2026-12-01")),
        (stay(date!(2026 - 12 - 29)).managed(), both("2027-01-04")),
        (stay(date!(2027 - 04 - 29)).managed(), both("2027-05-05")),
        (stay(date!(2028 - 02 - 23)).managed(), both("2028-02-29")),
        (stay(date!(2027 - 02 - 23)).managed(), both("2027-03-01")),
        (stay(date!(2026 - 11 - 03)).managed(), both("2026-11-09")),
        (stay(date!(2026 - 11 - 09)).managed().at(time!(23:30)), both("2026-11-15")),
    ];
    for (stay, expected) in rows {
        let settled = stay.with(|about| about.discharge_fixed_on = None);
        assert_eq!(asked(&pack, &settled), format!("{expected}, sudden-discharge ?"));
    }
    let monday = || stay(date!(2026 - 11 - 09));
    let days = |until, changes| {
        let stay = monday().managed().until(until).with(|about| about.support_changes = changes);
        stay.with(|about| about.discharge_fixed_on = Some(date!(2026 - 11 - 09)))
    };
    check(
        &pack,
        [
            (days(date!(2026 - 11 - 11), Some(false)), "exempt: short-stay"),
            (days(date!(2026 - 11 - 09), Some(false)), "exempt: short-stay"),
            (
                days(date!(2026 - 11 - 12), Some(false)),
                "stage-2 2026-11-15, stage-3 2026-11-15, sudden-discharge ?",
            ),
            (days(date!(2026 - 11 - 13), Some(false)), "stage-2 2026-11-15, stage-3 2026-11-15"),
            (
                days(date!(2026 - 11 - 11), Some(true)),
                "stage-2 2026-11-15, stage-3 2026-11-15, sudden-discharge ?",
            ),
            (days(date!(2026 - 11 - 11), None), "stage-2 2026-11-15, stage-3 2026-11-15, sudden-discharge ?"),
            (days(date!(2026 - 11 - 30), None), "stage-2 2026-11-15, stage-3 2026-11-15"),
            (monday().unmanaged(), "tell-new-care-manager ?, sudden-discharge ?"),
            (monday(), "stage-2 2026-11-15, stage-3 2026-11-15, tell-new-care-manager ?, sudden-discharge ?"),
            (
                monday().unmanaged().until(date!(2026 - 12 - 01)).with(|about| {
                    about.discharge_fixed_on = Some(date!(2026 - 11 - 20));
                    about.prospect_known_on = Some(date!(2026 - 11 - 16));
                }),
                "tell-new-care-manager ?",
            ),
        ],
    );
}

#[test]
fn suwa_asks_for_three_days_and_for_seven_at_the_latest() {
    let send = |soft: &str, hard: &str| format!("send-admission-information {soft}..{hard}");
    let pack = pack!("suwa");
    for (stay, expected) in [
        (stay(date!(2026 - 11 - 09)).managed(), send("2026-11-11", "2026-11-15")),
        (stay(date!(2026 - 11 - 20)).managed(), send("2026-11-22", "2026-11-26")),
        (stay(date!(2026 - 11 - 03)).managed(), send("2026-11-05", "2026-11-09")),
        (stay(date!(2026 - 11 - 29)).managed(), send("2026-12-01", "2026-12-05")),
        (stay(date!(2026 - 12 - 31)).managed(), send("2027-01-02", "2027-01-06")),
        (stay(date!(2027 - 05 - 03)).managed(), send("2027-05-05", "2027-05-09")),
        (stay(date!(2028 - 02 - 27)).managed(), send("2028-02-29", "2028-03-04")),
        (stay(date!(2027 - 02 - 27)).managed(), send("2027-03-01", "2027-03-05")),
        (stay(date!(2026 - 11 - 09)), send("2026-11-11", "2026-11-15")),
        (
            stay(date!(2026 - 11 - 09)).unmanaged().with(|about| about.came_from = Some(CameFrom::Facility)),
            send("2026-11-11", "2026-11-15"),
        ),
        (
            stay(date!(2026 - 11 - 09)).unmanaged().with(|about| about.came_from = Some(CameFrom::Home)),
            "nothing".to_owned(),
        ),
        (stay(date!(2026 - 11 - 09)).managed().at(time!(20:00)), send("2026-11-11", "2026-11-15")),
    ] {
        assert_eq!(asked(&pack, &stay), expected, "{}", stay.case.admitted_on);
    }
}

#[test]
fn tajima_says_for_whom_it_is_and_no_day() {
    let short = |until, path, changes| {
        stay(date!(2026 - 11 - 09)).until(until).with(|about| {
            about.is_on_clinical_path = Some(path);
            about.support_changes = Some(changes);
        })
    };
    let respite = |respite| stay(date!(2026 - 11 - 09)).with(|about| about.respite = Some(respite));
    let in_ward = |hospital, ward| {
        let mut stay = stay(date!(2026 - 11 - 09));
        stay.case.ward = Line::parse(ward).unwrap();
        Stay { hospital, ..stay }
    };
    let pack = pack!("tajima");
    check(
        &pack,
        [
            (short(date!(2026 - 11 - 11), true, false), "exempt: short-stay"),
            (short(date!(2026 - 11 - 12), true, false), "nothing"),
            (short(date!(2026 - 11 - 11), false, false), "nothing"),
            (short(date!(2026 - 11 - 11), true, true), "nothing"),
            (respite(Respite::Regular), "exempt: regular-respite"),
            (respite(Respite::First), "nothing"),
            (respite(Respite::No), "nothing"),
            (in_ward("公立豊岡病院", "3階東"), "exempt: emergency-ward"),
            (in_ward("公立豊岡病院", "3階西"), "nothing"),
            (in_ward("見本病院", "3階東"), "nothing"),
        ],
    );
    let judged = |judgement| {
        let reason = Note::parse("在宅での介護が想定される").unwrap();
        let stay = stay(date!(2026 - 11 - 09));
        let judged = stay.with(|about| about.judgement = Some(Judged { judgement, reason }));
        pack.tracks[0].when.truth(&Facts::of(
            &judged.case,
            Background {
                hospital_name: "見本病院",
                born_on: judged.born_on,
                care_insurance: judged.care_insurance,
                has_care_manager: false,
            },
        ))
    };
    use domain::rule::Truth;
    assert_eq!((judged(Judgement::Needed), judged(Judgement::NotNeeded)), (Truth::Yes, Truth::No));
}

#[test]
fn kenchu_holds_in_its_twelve_municipalities_and_measures_only() {
    let pack = pack!("kenchu");
    assert_eq!(asked(&pack, &stay(date!(2026 - 11 - 09)).managed()), "nothing");
    assert_eq!(pack.measures.iter().map(|m| m.percent).collect::<Vec<_>>(), [90.4, 91.5, 86.2]);
    let dated = RulePack { in_force_from: Some(date!(2016 - 04 - 01)), ..pack.clone() };
    let day = date!(2026 - 11 - 09);
    for (hospital, home, applies) in [
        (Some("07203"), None, true),
        (None, Some("07522"), true),
        (Some("07201"), Some("07211"), true),
        (Some("07207"), Some("07201"), true),
        (Some("07201"), Some("07201"), false),
        (Some("07202"), None, false),
        (None, Some("09201"), false),
        (None, None, false),
        (Some("07505"), Some("07505"), true),
        (Some("11201"), Some("07342"), true),
    ] {
        assert_eq!(dated.applies(day, hospital, home), applies, "{hospital:?} {home:?}");
        assert!(!pack.applies(day, hospital, home), "nobody has stated since when");
    }
}

#[test]
fn the_saitama_template_states_no_day_and_applies_nowhere_as_it_is() {
    let pack = pack!("saitama-template");
    assert!(!pack.applies(date!(2026 - 11 - 09), Some("11201"), Some("11201")));
    let monday = || stay(date!(2026 - 11 - 09)).until(date!(2026 - 11 - 30));
    let all = "notify-admission ?, send-admission-information ?, notify-discharge-support ?, \
               discharge-conference ?, send-discharge-information ?, return-care-plan ?";
    let apply = "support-application ?, notify-discharge-support ?, discharge-conference ?, \
                 send-discharge-information ?";
    let other = "discharge-conference ?, send-discharge-information ?";
    let diseased =
        |years, has| monday().unmanaged().aged(years).with(|about| about.has_specified_disease = Some(has));
    check(
        &pack,
        [
            (monday().managed(), all),
            (
                monday().managed().support(),
                "notify-admission ?, send-admission-information-support ?, notify-discharge-support ?, \
                 discharge-conference ?, send-discharge-information ?, return-care-plan ?",
            ),
            (monday().unmanaged(), apply),
            (diseased(65, false), apply),
            (diseased(64, true), apply),
            (diseased(64, false), other),
            (diseased(40, true), apply),
            (diseased(39, true), other),
            (monday().unmanaged().aged(20), other),
            (monday().unmanaged().aged(50), apply),
            (
                monday(),
                "notify-admission ?, send-admission-information ?, support-application ?, \
                 notify-discharge-support ?, discharge-conference ?, send-discharge-information ?, \
                 return-care-plan ?",
            ),
        ],
    );
    for rule in &pack.milestones {
        assert_eq!(
            (rule.offset, rule.certainty),
            (None, domain::rule::Certainty::Unverified),
            "{}",
            rule.key
        );
    }
}

#[test]
fn a_region_lays_its_own_days_over_the_template() {
    let template = pack!("saitama-template");
    let own = r#"
key = "mihon-city"
version = 1
title = "見本市 入退院支援ルール"
issuing_body = "見本市医師会"
source = "見本"
in_force_from = "2027-04-01"
municipalities = ["11201"]

[overlay]
over = "saitama-template"

[[overlay.without]]
milestone = "return-care-plan"
reason = "ケアプランは会議で渡す"

[[milestones]]
key = "notify-admission"
action = "notify_admission"
owner = "discharge_support"
tracks = ["care-manager-known", "support-level"]
anchor = "admission"
offset = { count = 2, direction = "after", unit = "business_day" }
counting = "start_excluded"
strength = "standard"
source = "見本"
"#;
    let laid = read(own, std::slice::from_ref(&template)).unwrap();
    assert_eq!(
        asked(&laid, &stay(date!(2026 - 12 - 28)).managed()),
        "notify-admission 2027-01-05, send-admission-information ?, notify-discharge-support ?, \
         discharge-conference ?, send-discharge-information ?"
    );
    let faults = read(own, &[]).unwrap_err();
    assert!(
        faults.iter().any(|fault| fault.kind == PackFaultKind::NoSuchPack && fault.line == 10),
        "{faults:?}"
    );
    let unknown = own.replace("return-care-plan", "return-plan");
    let faults = read(&unknown, std::slice::from_ref(&template)).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "14:13: overlay.without[1].milestone: nothing has this key: return-plan (try: return-care-plan)"
    );
    let changes = domain::rule::differences(&template, &laid);
    let steps: Vec<_> = changes.iter().filter(|c| c.part == Part::Milestone).collect();
    assert_eq!(
        steps.iter().map(|c| (c.key.as_str(), c.change.code())).collect::<Vec<_>>(),
        [("notify-admission", "changed"), ("return-care-plan", "removed"),]
    );
}

prop_compose! {
    /// A stay from the 9th on, as it may be recorded at some moment.
    fn any_stay()(
        known in any::<Option<bool>>(), support in any::<bool>(), years in 30_i32..95,
        prospect in proptest::option::of(0_i64..20), fixed in proptest::option::of(0_i64..20),
        screened in proptest::option::of((any::<bool>(), 0_i64..5)), leaves in proptest::option::of(1_i64..40),
        is_short in any::<Option<bool>>(), is_to_be_transferred in any::<bool>(), came in 0..4_usize,
        has_left in any::<bool>(), at_night in any::<bool>(),
    ) -> Stay {
        let on = date!(2026 - 12 - 09);
        let day = |days| on + Duration::days(days);
        let mut stay = stay(on).aged(years).with(|about| *about = Circumstances {
            admitted_at: at_night.then_some(time!(19:30)),
            came_from: CameFrom::ALL.get(came).copied(),
            has_care_manager: known,
            screening: screened.map(|(positive, days)| {
                let result = if positive { ScreeningResult::Positive } else { ScreeningResult::Negative };
                Screening::new(result, day(days))
            }),
            prospect_known_on: prospect.map(day),
            discharge_fixed_on: fixed.map(day),
            prognosis: is_short.map(|short| if short { Prognosis::Short } else { Prognosis::Longer }),
            is_to_be_transferred,
            ..Circumstances::default()
        });
        if support {
            stay = stay.support();
        }
        stay.case.expected_discharge_on = leaves.map(day);
        if let Some(leaves) = leaves && has_left {
            stay.case.state = CaseState::Discharged { on: day(leaves) };
        }
        stay
    }
}

/// What the pack makes of a stay from nothing.
fn anew(pack: &RulePack, stay: &Stay) -> Vec<Milestone> {
    let (id, version) = (Id::new(Uuid::nil()), Id::new(Uuid::nil()));
    seen(stay, |subject| {
        let steps = pack.steps(subject);
        steps.iter().map(|step| Milestone::of(id, stay.case.id, version, step)).collect()
    })
}

/// What is left to change of steps when a stay is as it is.
fn changes(pack: &RulePack, stay: &Stay, steps: &[Milestone]) -> Vec<Option<Milestone>> {
    seen(stay, |subject| {
        let of = |step: &Milestone| step.recomputed(&pack.step(pack.milestone(&step.rule).unwrap(), subject));
        steps.iter().map(of).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn steps_come_to_the_same_by_whatever_way_and_computing_twice_changes_nothing(
        history in proptest::collection::vec(any_stay(), 2..5), settled in any::<prop::sample::Index>(),
    ) {
        for file in SHIPPED.iter().chain(EXAMPLES) {
            let pack = shipped(file);
            let mut steps = anew(&pack, &history[0]);
            if steps.is_empty() {
                continue;
            }
            let settled = settled.index(steps.len());
            let at = domain::Timestamp::tokyo(date!(2026 - 12 - 09), time!(9:00));
            steps[settled].state = MilestoneState::Done { on: at.day(), by: Id::new(Uuid::nil()), at };
            let done = steps[settled].clone();
            for stay in &history {
                let changes_now = changes(&pack, stay, &steps);
                steps = steps.into_iter().zip(changes_now).map(|(step, now)| now.unwrap_or(step)).collect();
                prop_assert!(changes(&pack, stay, &steps).iter().all(Option::is_none), "{}", pack.key);
            }
            prop_assert_eq!(&steps[settled], &done);
            let mut expected = anew(&pack, history.last().unwrap());
            expected[settled] = done;
            prop_assert_eq!(steps, expected, "{}", pack.key);
        }
    }
}
