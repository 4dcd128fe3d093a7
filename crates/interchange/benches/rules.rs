//! How long it takes to tell what rules ask of one case, and of a prefecture's open cases.

use std::hint::black_box;

use divan::Bencher;
use domain::{
    Id,
    calendar::{Closings, WeeklyHours, YearlyClosing},
    discharge_case::{Admission, Circumstances, DischargeCase, WardClass},
    needs::NeedsProfile,
    patient::CareInsurance,
    rule::{Background, Facts, Office, Offices, RulePack, Subject},
    text::{Line, TextRefusal},
};
use time::{Date, Duration, macros::date};
use uuid::Uuid;

fn main() {
    divan::main();
}

/// One case against two packs: every step with its day, and which facts make it so.
#[divan::bench]
fn one_case(bencher: Bencher<'_, '_>) {
    let packs = packs();
    let cases = cases(1);
    bencher.bench_local(|| told(black_box(&packs), black_box(&cases)));
}

/// Open cases of a prefecture against two packs each.
#[divan::bench(sample_count = 5)]
fn hundred_thousand_cases(bencher: Bencher<'_, '_>) {
    let packs = packs();
    let cases = cases(100_000);
    bencher.bench_local(|| told(black_box(&packs), black_box(&cases)));
}

fn packs() -> [RulePack; 2] {
    let pack = |file| kaname_interchange::rule_pack::read(file, &[]).expect("the shipped packs are sound");
    [
        pack(include_str!("../../../schema/regional-rules/national-baseline.toml")),
        pack(include_str!("../../../schema/regional-rules/fukui.toml")),
    ]
}

/// Cases admitted on the days of a quarter, half of them with a care manager.
fn cases(count: i64) -> Vec<DischargeCase> {
    let case = |n: i64| -> Result<DischargeCase, TextRefusal> {
        let day: Date = date!(2026 - 09 - 01) + Duration::days(n % 90);
        let admission = Admission {
            patient: Id::new(Uuid::nil()),
            admitted_on: day,
            ward: Line::parse("東5")?,
            ward_class: WardClass::General,
            expected_discharge_on: (n % 5 > 0).then_some(day + Duration::days(10 + n % 30)),
            needs: NeedsProfile::default(),
            circumstances: Circumstances { has_care_manager: Some(n % 2 == 0), ..Circumstances::default() },
            coordinator: None,
            predecessor: None,
        };
        let id = || Id::new(Uuid::nil());
        let (case, _) = DischargeCase::admit(id(), day, Id::new(Uuid::nil()), admission, vec![])
            .expect("the days are in order");
        Ok(case)
    };
    (0..count).map(|n| case(n).expect("the ward has a name")).collect()
}

/// How many steps are asked for and have a day.
fn told(packs: &[RulePack], cases: &[DischargeCase]) -> usize {
    let closings = Closings { yearly: vec![YearlyClosing::NEW_YEAR], ..Closings::default() };
    let hours = WeeklyHours::assumed();
    let hospital = Office { closings: &closings, hours: &hours };
    let background = Background {
        hospital_name: "見本病院",
        born_on: date!(1946 - 04 - 01),
        care_insurance: CareInsurance::NotApplied,
        has_care_manager: false,
    };
    let mut dated = 0;
    for case in cases {
        let offices = Offices { hospital, care_manager: None, hub: None };
        let subject = Subject { facts: Facts::of(case, background), case, offices };
        for pack in packs {
            let steps = pack.steps(&subject);
            dated += steps.iter().filter(|step| step.is_expected() && step.due.is_some()).count();
        }
    }
    dated
}
