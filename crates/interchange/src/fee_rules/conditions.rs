//! Every condition of every item: met exactly, missed by each single ingredient, changed with the edition.

use std::collections::BTreeSet;

use domain::{
    discharge_case::WardClass,
    fee::{
        About, Act, Answer, Barrier, Billing, Claimant, Confidence, Convention, DischargeFactor, Document,
        Edition, EditionBy, Fact, FeeRules, Flag, Gathering, GoesTo, Item, ItemRule, OneMore, Party,
        Presence, Side, Standing, Tier, Verdict, judge, one_more,
    },
};
use time::{Date, Duration, macros::date};

use super::{
    change::{
        Change::{self, *},
        changed, recorded, rules,
    },
    shipped,
};

/// Mondays from which a stay of four weeks lies within each edition.
const STAYS: [(Edition, Date); 2] =
    [(Edition::R2024, date!(2026 - 03 - 02)), (Edition::R2026, date!(2026 - 11 - 02))];

/// The least table at which the item is met, and what else it asks of the stay.
fn whole(rule: &ItemRule, admitted_on: Date) -> Gathering {
    let day = |n| admitted_on.saturating_add(Duration::days(n));
    let mut gathering = changed(recorded(admitted_on), table(rule.item));
    if let Some(table) = &rule.wards {
        let room = table.classes.iter().find(|(_, billing)| **billing == Billing::Separate);
        gathering.ward = room.map(|(class, _)| *class);
    }
    let mut changes = vec![];
    changes.extend(rule.tier.map(Tier));
    match rule.item {
        Item::A246TwoI => changes.push(Did(Act::Screen, day(6))),
        Item::A246TwoRo => changes.push(Did(Act::Screen, day(6))),
        Item::A246OneHa => changes.push(Did(Act::Talk, day(13))),
        Item::A246OneRo if gathering.ward == Some(WardClass::LongTerm) => {
            changes.push(Did(Act::Talk, day(13)));
        }
        Item::B004Two => changes.push(IsNot(Fact::HomeCareSupportClinic)),
        Item::B005Note4 => changes.push(Goes(GoesTo::NursingHome)),
        Item::AdmissionTwo => changes.push(Did(Act::AdmissionInformation, day(2))),
        Item::LeavingOneI => changes.push(Heard(day(3))),
        Item::LeavingTwoI => changes.extend([Heard(day(3)), Heard(day(4))]),
        Item::LeavingTwoRo => changes.push(Heard(day(3))),
        Item::LeavingThree => changes.extend([Heard(day(3)), Heard(day(4))]),
        _ => {}
    }
    changed(gathering, &changes)
}

/// Who has to be at the table, and no one else.
fn table(item: Item) -> &'static [Change] {
    match item {
        Item::B004One | Item::B004Two | Item::B005 | Item::B005Note2 | Item::B005Note4 => {
            &[Comes(Party::HospitalDoctor), Comes(Party::HomeDoctor)]
        }
        Item::B005Note3 => &[
            Comes(Party::WardNurse),
            Comes(Party::HomeDoctor),
            Comes(Party::Pharmacist),
            Comes(Party::CareManager),
        ],
        Item::B00512 | Item::B00512One | Item::B00512Two => {
            &[Comes(Party::DepartmentSocialWorker), Comes(Party::CareManager)]
        }
        Item::C011 => &[AtHome, Comes(Party::HomeDoctor), Comes(Party::VisitingNurse)],
        Item::PharmacyGuidance => &[Comes(Party::Pharmacist), Comes(Party::HospitalPharmacist)],
        Item::NursingMedical | Item::NursingCare => {
            &[Comes(Party::VisitingNurse), Comes(Party::DepartmentNurse)]
        }
        Item::LeavingOneRo | Item::LeavingTwoRo | Item::LeavingThree => &[
            Comes(Party::HospitalDoctor),
            Comes(Party::Dentistry),
            Comes(Party::VisitingTherapist),
            Comes(Party::CareManager),
        ],
        Item::A246OneI
        | Item::A246OneRo
        | Item::A246OneHa
        | Item::A246TwoI
        | Item::A246TwoRo
        | Item::B007
        | Item::B009Note2
        | Item::AdmissionOne
        | Item::AdmissionTwo
        | Item::LeavingOneI
        | Item::LeavingTwoI => &[],
    }
}

/// The least that takes one line, and only that line, away from the whole.
fn without(rule: &ItemRule, key: &str, whole: &Gathering) -> Gathering {
    use Fact as F;
    let admitted_on = whole.admitted_on;
    let day = |n| admitted_on.saturating_add(Duration::days(n));
    let mut gathering = whole.clone();
    let seated = || whole.attendance.iter().map(|attendee| attendee.party);
    let changes: Vec<Change> = match (key, rule.item) {
        ("factor", _) => vec![NoFactor],
        ("screen", _) => vec![Did(Act::Screen, day(if rule.tier == Some(Tier::One) { 3 } else { 7 }))],
        ("talk", Item::A246TwoI | Item::A246TwoRo) => vec![NotYet(Act::Talk)],
        ("talk", _) if whole.ward == Some(WardClass::LongTerm) => vec![Did(Act::Talk, day(14))],
        ("talk", _) => vec![Did(Act::Talk, day(7))],
        ("plan_started", _) => vec![Did(Act::PlanStarted, day(7))],
        ("ward_conference", Item::A246TwoI | Item::A246TwoRo) => vec![NotYet(Act::WardConference)],
        ("ward_conference", _) => vec![Did(Act::WardConference, day(7))],
        ("ward_conference_members", _) => {
            vec![WardConferenceOf(&[Party::WardNurse, Party::DepartmentNurse, Party::DepartmentSocialWorker])]
        }
        ("stay_after_move", _) => vec![Did(Act::MovedToWard, day(15))],
        ("destination_recorded", _) => vec![IsNot(F::DestinationRecorded)],
        ("clinic", Item::B004One) => vec![IsNot(F::HomeCareSupportClinic)],
        ("clinic", _) => vec![Is(F::HomeCareSupportClinic)],
        ("hospital_side", Item::B005Note3 | Item::LeavingOneRo | Item::LeavingTwoRo | Item::LeavingThree) => {
            let hospital = seated().filter(|party| party.side() == Side::Hospital).map(Leaves);
            hospital.chain([Comes(Party::DepartmentSocialWorker), Comes(Party::HospitalTherapist)]).collect()
        }
        ("hospital_side", _) => seated().filter(|party| party.side() == Side::Hospital).map(Leaves).collect(),
        ("home_side", _) => vec![Leaves(Party::HomeDoctor), Comes(Party::VisitingAssistantNurse)],
        ("hospital_doctor", _) => vec![Leaves(Party::HospitalDoctor), Comes(Party::WardNurse)],
        ("home_doctor", _) => vec![Leaves(Party::HomeDoctor), Comes(Party::HomeNurse)],
        ("three_parties", Item::B005Note3) => vec![Leaves(Party::Pharmacist)],
        ("three_parties", _) => vec![Leaves(Party::Dentistry)],
        ("care_side", _) => vec![Leaves(Party::CareManager), Comes(Party::WelfareEquipment)],
        ("care_manager", _) => {
            vec![Leaves(Party::CareManager), Comes(Party::ConsultationSupport), Heard(day(5))]
        }
        ("equipment", _) => vec![Leaves(Party::VisitingTherapist), Comes(Party::VisitingNurse)],
        ("others", _) => vec![Leaves(Party::VisitingNurse)],
        ("at_home", _) => vec![AtHospital],
        ("nurse", _) => vec![Leaves(Party::VisitingNurse), Joins(Party::VisitingNurse, Presence::Phone)],
        ("pharmacist", _) => vec![Leaves(Party::Pharmacist), Comes(Party::HomeStaff)],
        ("consent", _) => vec![IsNot(F::Consented)],
        ("screen_consent", _) => {
            vec![Joins(Party::HospitalDietitian, Presence::Video), IsNot(F::ScreenConsented)]
        }
        ("network", _) => vec![Joins(Party::HospitalDietitian, Presence::Video), IsNot(F::NetworkSecured)],
        ("plan_shared", _) => vec![IsNot(F::PlanShared)],
        ("a246", _) => vec![IsNot(F::ClaimsA246)],
        ("not_attached", _) => vec![Is(F::FacilityAttached)],
        ("chosen", _) => vec![IsNot(F::CareManagerChosen)],
        ("in_house_rule", _) => vec![IsNot(F::InHouseRule)],
        ("told", _) => vec![Did(Act::CareManagerTold, day(7))],
        ("contacted", _) => vec![Did(Act::CareManagerContacted, day(22))],
        ("urged", _) => vec![IsNot(F::FamilyUrged)],
        ("meets_partners", _) => vec![IsNot(F::DepartmentMeetsPartners)],
        ("long_stay", _) => vec![IsNot(F::LongStayExpected)],
        ("visited", _) => vec![NotYet(Act::HomeVisit)],
        ("to_care_side", _) => vec![IsNot(F::LetterToCareSide)],
        ("two_weeks", _) => vec![Did(Act::Letter, day(13))],
        ("no_special_relation", _) => vec![Is(F::SpecialRelation)],
        ("guided", _) => vec![IsNot(F::GuidedPromptly)],
        ("pharmacy_chosen", _) => vec![IsNot(F::PharmacyChosen)],
        ("information", Item::AdmissionOne) => vec![Did(Act::AdmissionInformation, day(1))],
        ("information", _) => vec![Did(Act::AdmissionInformation, day(3))],
        ("receptions", _) => {
            if let Some(days) = &mut gathering.receptions {
                days.pop_last();
            }
            let is_only_the_conference = whole.receptions == Some(BTreeSet::new());
            if is_only_the_conference { vec![Leaves(Party::CareManager)] } else { vec![] }
        }
        ("no_first", _) => vec![Is(F::FirstPlanClaimed)],
        ("often", Item::B00512 | Item::B00512One | Item::B00512Two) => {
            vec![Claimed(rule.item, day(3)), Claimed(rule.item, day(4))]
        }
        ("often", Item::C011) => vec![Claimed(rule.item, day(3)), Claimed(rule.item, day(4))],
        ("often", _) => vec![Claimed(rule.item, day(3))],
        ("apart", _) => vec![Claimed(rule.apart[0].items[0], day(3))],
        (paper, _) => {
            vec![HasNot(Document::parse(paper).unwrap_or_else(|| panic!("{paper} is not taken away")))]
        }
    };
    changed(gathering, &changes)
}

fn of<'a, 'r>(verdicts: &'a [Verdict<'r>], item: Item) -> &'a Verdict<'r> {
    verdicts.iter().find(|verdict| verdict.item() == item).unwrap()
}

/// Calls `check` with every item of every edition and the gathering that just meets it.
fn for_every_item(check: impl Fn(&FeeRules, &ItemRule, &Gathering)) {
    let rules = rules(Convention::default());
    for (edition, admitted_on) in STAYS {
        let edition = rules.editions.iter().find(|shipped| shipped.edition == edition).unwrap();
        for rule in &edition.items {
            check(&rules, rule, &whole(rule, admitted_on));
        }
    }
}

#[test]
fn every_item_of_every_edition_is_met_exactly() {
    for_every_item(|rules, rule, whole| {
        let verdicts = judge(rules, whole);
        let verdict = of(&verdicts, rule.item);
        assert_eq!(verdict.standing, Standing::Met, "{verdict:#?}");
        assert!(verdict.rule == rule, "{:?} is judged by its own edition", rule.item);
    });
}

#[test]
fn every_single_ingredient_is_missed_by_itself() {
    for_every_item(|rules, rule, whole| {
        let verdicts = judge(rules, whole);
        for line in &of(&verdicts, rule.item).lines {
            let key = line.about.key();
            if matches!(line.about, About::Ward | About::Tier | About::Destination) {
                continue;
            }
            let verdicts = judge(rules, &without(rule, key, whole));
            let missed = of(&verdicts, rule.item);
            let lacking: Vec<_> =
                missed.lines.iter().filter(|l| l.answer != Answer::Met).map(|l| l.about.key()).collect();
            let expected = match (key, rule.item) {
                // One day less is one care manager less where the conference is the only day.
                ("receptions", Item::LeavingOneRo) => vec!["care_manager", "three_parties", "receptions"],
                _ => vec![key],
            };
            assert_eq!((lacking, missed.standing), (expected, Standing::Lacking), "{:?}", rule.item);
        }
    });
}

#[test]
fn a_ward_a_tier_or_a_destination_bars_an_item_whatever_else_is_met() {
    for_every_item(|rules, rule, whole| {
        let stands = |change: Change| {
            let verdicts = judge(rules, &changed(whole.clone(), &[change]));
            of(&verdicts, rule.item).standing
        };
        for (class, billing) in rule.wards.iter().flat_map(|table| &table.classes) {
            let stands = stands(Ward(*class));
            match billing {
                Billing::Separate => {
                    assert!(!matches!(stands, Standing::NotHere(_)), "{class} {:?}", rule.item)
                }
                barred => assert_eq!(stands, Standing::NotHere(Barrier::Ward(*barred)), "{:?}", rule.item),
            }
        }
        for tier in Tier::ALL.iter().filter(|tier| rule.tier.is_some_and(|asked| asked != **tier)) {
            assert_eq!(stands(Tier(*tier)), Standing::NotHere(Barrier::Tier), "{:?}", rule.item);
        }
        for place in GoesTo::ALL {
            let is_barred = stands(Goes(*place)) == Standing::NotHere(Barrier::Destination(*place));
            assert_eq!(is_barred, rule.not_to.contains(place), "{:?} {place}", rule.item);
        }
    });
}

#[test]
fn what_nobody_has_recorded_is_unknown_and_never_met() {
    let rules = rules(Convention::default());
    for (_, admitted_on) in STAYS {
        let nothing = Gathering::new(admitted_on, admitted_on);
        for verdict in judge(&rules, &nothing) {
            assert!(matches!(verdict.standing, Standing::Unknown | Standing::Lacking), "{verdict:#?}");
            let is_unknown = |key| verdict.line(key).is_none_or(|line| line.answer == Answer::Unknown);
            for key in ["ward", "tier", "destination", "consent", "factor", "screen", "often", "guidance"] {
                assert!(is_unknown(key), "{key} of {:?}", verdict.item());
            }
        }
    }
}

/// The gathering with one record after another forgotten.
fn forgotten(whole: &Gathering) -> Vec<Gathering> {
    let less = |forget: &dyn Fn(&mut Gathering)| {
        let mut gathering = whole.clone();
        forget(&mut gathering);
        gathering
    };
    let mut all = vec![
        less(&|g| g.ward = None),
        less(&|g| g.tier = None),
        less(&|g| g.destination = None),
        less(&|g| g.factors = None),
        less(&|g| g.ward_conference = None),
        less(&|g| g.receptions = None),
        less(&|g| g.sessions = None),
        less(&|g| (g.discharged_on, g.expected) = (None, vec![])),
    ];
    all.extend(Fact::ALL.iter().map(|fact| less(&|g| g.facts.retain(|other, _| other != fact))));
    all.extend(Act::ALL.iter().map(|act| less(&|g| g.acts.retain(|other, _| other != act))));
    all.extend(Document::ALL.iter().map(|paper| less(&|g| g.documents.retain(|other, _| other != paper))));
    all.push(less(&|g| g.attendance.iter_mut().for_each(|attendee| attendee.by = None)));
    all.extend((0..whole.attendance.len()).map(|n| less(&|g| g.attendance[n].by = None)));
    all
}

#[test]
fn what_is_forgotten_makes_a_met_condition_unknown_and_never_lacking() {
    for_every_item(|rules, rule, whole| {
        let mut unknown = BTreeSet::new();
        for less in forgotten(whole) {
            let verdicts = judge(rules, &less);
            let Some(verdict) = verdicts.iter().find(|verdict| verdict.item() == rule.item) else { continue };
            assert!(matches!(verdict.standing, Standing::Met | Standing::Unknown), "{verdict:#?}");
            let lines = verdict.lines.iter().filter(|line| line.answer == Answer::Unknown);
            unknown.extend(lines.map(|line| line.about.key().to_owned()));
        }
        let verdicts = judge(rules, whole);
        let every = of(&verdicts, rule.item).lines.iter().map(|line| line.about.key());
        // Nobody takes part by video.
        let arises = |key: &&str| !["screen_consent", "network"].contains(key);
        let missing: Vec<_> = every.filter(arises).filter(|key| !unknown.contains(*key)).collect();
        assert_eq!(missing, [""; 0], "{:?}", rule.item);
    });
}

/// What can be claimed for the same stay ending on 2026-05-31 and on 2026-06-01: the points, where there are any.
#[rustfmt::skip]
const CHANGES: &[(Item, WardClass, Claim, Claim)] = &[
    (Item::A246OneI, WardClass::General, Claim::Of(700), Claim::Of(700)),
    (Item::A246OneI, WardClass::CommunityMedical, Claim::Of(700), Claim::Barred),
    (Item::A246OneI, WardClass::Rehabilitation, Claim::Of(700), Claim::Barred),
    (Item::A246OneI, WardClass::CommunityCare, Claim::Of(700), Claim::Barred),
    (Item::A246OneI, WardClass::CommunityCareRoom, Claim::Of(700), Claim::Barred),
    (Item::A246OneI, WardClass::Recovery, Claim::Of(700), Claim::Barred),
    (Item::A246OneI, WardClass::Palliative, Claim::Of(700), Claim::Of(700)),
    (Item::A246OneRo, WardClass::CommunityCare, Claim::Barred, Claim::Of(1000)),
    (Item::A246OneRo, WardClass::Recovery, Claim::Barred, Claim::Of(1000)),
    (Item::A246OneRo, WardClass::LongTerm, Claim::Of(1300), Claim::Barred),
    (Item::A246OneHa, WardClass::LongTerm, Claim::Absent, Claim::Of(1300)),
    (Item::A246OneHa, WardClass::SpecialDisease, Claim::Absent, Claim::Of(1300)),
    (Item::A246TwoI, WardClass::General, Claim::Of(190), Claim::Of(190)),
    (Item::A246TwoRo, WardClass::LongTerm, Claim::Of(635), Claim::Of(635)),
    (Item::B004One, WardClass::General, Claim::Of(1500), Claim::Of(1500)),
    (Item::B004Two, WardClass::General, Claim::Of(900), Claim::Of(900)),
    (Item::B005, WardClass::General, Claim::Of(400), Claim::Of(400)),
    (Item::B005, WardClass::CommunityCare, Claim::Barred, Claim::Of(400)),
    (Item::B005, WardClass::Recovery, Claim::Untold, Claim::Untold),
    (Item::B005Note2, WardClass::CommunityCare, Claim::Barred, Claim::Of(300)),
    (Item::B005Note3, WardClass::CommunityCare, Claim::Barred, Claim::Of(2000)),
    (Item::B005Note4, WardClass::CommunityCare, Claim::Barred, Claim::Of(400)),
    (Item::B00512, WardClass::General, Claim::Of(400), Claim::Absent),
    (Item::B00512One, WardClass::General, Claim::Absent, Claim::Of(400)),
    (Item::B00512Two, WardClass::General, Claim::Absent, Claim::Of(500)),
    (Item::B007, WardClass::General, Claim::Of(580), Claim::Of(580)),
    (Item::B007, WardClass::CommunityCare, Claim::Untold, Claim::Barred),
    (Item::B009Note2, WardClass::General, Claim::Of(250), Claim::Of(250)),
    (Item::C011, WardClass::General, Claim::Of(200), Claim::Of(200)),
    (Item::PharmacyGuidance, WardClass::General, Claim::NoPoints, Claim::Of(600)),
    (Item::NursingMedical, WardClass::General, Claim::Of(8000), Claim::NoPoints),
    (Item::NursingCare, WardClass::General, Claim::NoPoints, Claim::NoPoints),
    (Item::AdmissionOne, WardClass::General, Claim::NoPoints, Claim::NoPoints),
    (Item::AdmissionTwo, WardClass::General, Claim::NoPoints, Claim::NoPoints),
    (Item::LeavingOneI, WardClass::General, Claim::NoPoints, Claim::NoPoints),
    (Item::LeavingOneRo, WardClass::General, Claim::NoPoints, Claim::NoPoints),
    (Item::LeavingTwoI, WardClass::General, Claim::NoPoints, Claim::NoPoints),
    (Item::LeavingTwoRo, WardClass::General, Claim::NoPoints, Claim::NoPoints),
    (Item::LeavingThree, WardClass::General, Claim::NoPoints, Claim::NoPoints),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Claim {
    /// The edition does not know the item.
    Absent,
    /// The ward bars it.
    Barred,
    /// Nothing that was read says what the ward makes of it.
    Untold,
    /// It is there, without an official figure.
    NoPoints,
    /// It is there, with this figure.
    Of(u32),
}

#[test]
fn the_edition_changes_with_the_day_that_picks_it() {
    let rules = rules(Convention::default());
    let claim = |item, ward, on: Date| {
        let mut gathering = Gathering::new(on, on);
        gathering.ward = Some(ward);
        let gathering = changed(gathering, &[Discharged(on), Did(Act::Letter, on)]);
        let verdicts = judge(&rules, &gathering);
        let Some(verdict) = verdicts.iter().find(|verdict| verdict.item() == item) else {
            return Claim::Absent;
        };
        let is_untold = verdict.line("ward").is_some_and(|line| line.answer == Answer::Unknown);
        match (verdict.standing, verdict.rule.points) {
            (Standing::NotHere(_), _) => Claim::Barred,
            _ if is_untold => Claim::Untold,
            (_, None) => Claim::NoPoints,
            (_, Some(points)) => Claim::Of(points),
        }
    };
    for (item, ward, before, after) in CHANGES {
        let found = [date!(2026 - 05 - 31), date!(2026 - 06 - 01)].map(|on| claim(*item, *ward, on));
        assert_eq!(found, [*before, *after], "{item:?} in {ward}");
    }
    let named: BTreeSet<_> = CHANGES.iter().map(|(item, ..)| *item).collect();
    assert_eq!(named.len(), Item::ALL.len(), "every item has a row");
}

#[test]
fn the_day_that_picks_the_edition_is_the_one_the_item_names() {
    let rules = rules(Convention::default());
    let across = changed(
        Gathering::new(date!(2026 - 05 - 11), date!(2026 - 05 - 25)),
        &[Discharged(date!(2026 - 06 - 03)), Did(Act::Letter, date!(2026 - 06 - 01))],
    );
    let verdicts = judge(&rules, &across);
    for (item, edition, is_unsettled) in [
        (Item::A246OneI, Edition::R2026, false),
        (Item::B007, Edition::R2026, false),
        (Item::B005, Edition::R2026, true),
        (Item::B00512Two, Edition::R2026, true),
        (Item::B009Note2, Edition::R2026, true),
        (Item::C011, Edition::R2024, true),
        (Item::PharmacyGuidance, Edition::R2024, true),
        (Item::AdmissionOne, Edition::R2024, true),
    ] {
        let verdict = of(&verdicts, item);
        assert_eq!(verdict.edition, edition, "{item:?}");
        assert_eq!(verdict.flags.contains(&Flag::EditionUnsettled), is_unsettled, "{item:?}");
    }
    assert!(verdicts.iter().all(|verdict| verdict.item() != Item::B00512));
    let no_day = Gathering::new(date!(2026 - 05 - 11), date!(2026 - 05 - 25));
    let verdicts = judge(&rules, &no_day);
    assert!(of(&verdicts, Item::A246OneI).flags.contains(&Flag::EditionAssumed));
    assert!(!of(&verdicts, Item::C011).flags.contains(&Flag::EditionAssumed));
    let long_ago = Gathering::new(date!(2023 - 05 - 11), date!(2023 - 05 - 25));
    assert_eq!(judge(&rules, &long_ago), []);
}

#[test]
fn the_factors_are_sixteen_and_seventeen_letters_and_other_moves_from_ta_to_chi() {
    let letters = |n: usize| -> Vec<(String, DischargeFactor)> {
        shipped().unwrap()[n].factors.iter().map(|f| (f.letter.clone(), f.factor)).collect()
    };
    let kinds = |n| letters(n).into_iter().map(|(letter, _)| letter).collect::<BTreeSet<_>>().len();
    assert_eq!((kinds(0), kinds(1)), (16, 17));
    let other = DischargeFactor::Other;
    assert!(letters(0).contains(&("タ".into(), other)) && letters(1).contains(&("チ".into(), other)));
}

#[test]
fn a_factor_counts_only_in_an_edition_that_lists_it() {
    let rules = rules(Convention::default());
    for factor in [DischargeFactor::RelativesUnreachable, DischargeFactor::CareChangeNotApplied] {
        for (on, answer) in [(date!(2026 - 05 - 31), Answer::Lacking), (date!(2026 - 06 - 01), Answer::Met)] {
            let mut gathering = changed(Gathering::new(on, on), &[Discharged(on)]);
            gathering.factors = Some(BTreeSet::from([factor]));
            let verdicts = judge(&rules, &gathering);
            assert_eq!(of(&verdicts, Item::A246OneI).line("factor").unwrap().answer, answer);
        }
    }
}

#[test]
fn a_figure_has_an_official_source_and_names_are_given_once() {
    for edition in shipped().unwrap() {
        let items: BTreeSet<_> = edition.items.iter().map(|rule| rule.item).collect();
        assert_eq!(items.len(), edition.items.len());
        for rule in &edition.items {
            assert!(!rule.source.is_empty());
            assert!(rule.points.is_none() || rule.confidence == Confidence::Official, "{:?}", rule.item);
            let keys: BTreeSet<_> = rule.ingredients.iter().map(|ingredient| &ingredient.key).collect();
            assert_eq!(keys.len(), rule.ingredients.len(), "{:?}", rule.item);
        }
        let days: BTreeSet<_> =
            [Item::A246OneI, Item::B007].map(|item| edition.item(item).unwrap().edition_by).into();
        assert_eq!(days, BTreeSet::from([EditionBy::Discharge]));
    }
    let shipped = shipped().unwrap();
    for rule in &shipped[0].items {
        let later = shipped[1].item(rule.item);
        assert!(later.is_none_or(|later| later.edition_by == rule.edition_by), "{:?}", rule.item);
    }
}

#[test]
fn both_sides_see_the_same_conference() {
    let rules = rules(Convention::default());
    let gathering = changed(
        recorded(date!(2026 - 11 - 02)),
        &[
            Comes(Party::HospitalDoctor),
            Comes(Party::HomeDoctor),
            Comes(Party::VisitingNurse),
            Comes(Party::Pharmacist),
            Comes(Party::CareManager),
            IsNot(Fact::EquipmentExpected),
        ],
    );
    let verdicts = judge(&rules, &gathering);
    let met = verdicts.iter().filter(|verdict| verdict.standing == Standing::Met);
    let claimants: BTreeSet<_> = met.map(|verdict| verdict.rule.claimed_by).collect();
    assert_eq!(claimants.len(), Claimant::ALL.len());
}

#[test]
fn one_more_participant_completes_what_was_one_short() {
    let rules = rules(Convention::default());
    let two = changed(
        recorded(date!(2026 - 11 - 02)),
        &[Comes(Party::HospitalDoctor), Comes(Party::HomeDoctor), Comes(Party::CareManager)],
    );
    let additions = one_more(&rules, &two);
    let completes = |party| {
        let found = additions.iter().find(|addition| addition.party == party);
        found.map(|OneMore { completes, .. }| completes.clone()).unwrap_or_default()
    };
    assert_eq!(completes(Party::Pharmacist), [Item::B005Note3, Item::PharmacyGuidance]);
    assert!(completes(Party::VisitingNurse).contains(&Item::NursingMedical));
    assert!(completes(Party::VisitingNurse).contains(&Item::B005Note3));
    assert_eq!(completes(Party::HomeNurse), [], "the home doctor's clinic is one party");
    assert_eq!(completes(Party::VisitingAssistantNurse), []);
}

#[test]
fn a_second_claim_for_a_listed_disease_needs_a_doctor_or_nurse_of_each_side_once() {
    let rules = rules(Convention::default());
    let second = [Claimed(Item::B005, date!(2026 - 11 - 10)), Is(Fact::ListedDisease)];
    for (changes, is_flagged) in [(&second[..], true), (&second[1..], false)] {
        let verdicts = judge(&rules, &changed(recorded(date!(2026 - 11 - 02)), changes));
        assert_eq!(of(&verdicts, Item::B005).flags.contains(&Flag::OnceByDoctorOrNurse), is_flagged);
    }
}

#[test]
fn two_claims_are_left_to_listed_diseases_and_claims_of_one_day_are_one() {
    let rules = rules(Convention::default());
    let whole = changed(recorded(date!(2026 - 11 - 02)), table(Item::B005));
    let answer = |changes: &[Change]| {
        let verdicts = judge(&rules, &changed(whole.clone(), changes));
        of(&verdicts, Item::B005).line("often").unwrap().answer
    };
    let once = Claimed(Item::B005, date!(2026 - 11 - 10));
    let again = Claimed(Item::B005, date!(2026 - 11 - 12));
    let today = Claimed(Item::B005, date!(2026 - 11 - 20));
    for (changes, expected) in [
        (&[today][..], Answer::Met),
        (&[once], Answer::Lacking),
        (&[once, Is(Fact::ListedDisease)], Answer::Met),
        (&[once, again, Is(Fact::ListedDisease)], Answer::Lacking),
    ] {
        assert_eq!(answer(changes), expected, "{changes:?}");
    }
}

#[test]
fn a_way_of_taking_part_that_no_text_names_is_flagged_and_the_telephone_counts_for_nothing() {
    let rules = rules(Convention::default());
    for (by, answer, is_flagged) in [
        (Presence::OnSite, Answer::Met, false),
        (Presence::Video, Answer::Unknown, true),
        (Presence::Phone, Answer::Lacking, false),
    ] {
        let gathering = changed(
            recorded(date!(2026 - 11 - 02)),
            &[Comes(Party::HospitalDoctor), Joins(Party::HomeDoctor, by)],
        );
        let verdicts = judge(&rules, &gathering);
        let both_doctors = of(&verdicts, Item::B005Note2);
        assert_eq!(both_doctors.line("home_doctor").unwrap().answer, answer);
        assert_eq!(both_doctors.flags.contains(&Flag::VideoNotStated), is_flagged);
    }
}
