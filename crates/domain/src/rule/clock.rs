//! What a pack asks of one case, and by when.

use ::time::{Date, Time};

use super::{
    Anchor, Condition, Exemption, Fact, Facts, Finding, MilestoneOwner, MilestoneRule, RulePack, Truth,
};
use crate::{
    calendar::{Closings, Counting, Offset, Unit, WeeklyHours, due_at, due_on},
    discharge_case::{CaseOutcome, CaseState, DischargeCase, Prognosis, ScreeningResult},
    organization::Organization,
};

/// When an office whose hours nobody has stated is over for the day, so that an admission is one at night.
pub const NIGHT: Time = ::time::macros::time!(17:15);

/// A case as rules see it.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// What is known of it.
    pub facts: Facts,
    /// The case.
    pub case: &'a DischargeCase,
    /// The offices of those who have to do something.
    pub offices: Offices<'a>,
}

/// The offices of those who have to do something.
#[derive(Clone, Copy, Debug)]
pub struct Offices<'a> {
    /// The hospital's, which stands for the others as long as they are not known.
    pub hospital: Office<'a>,
    /// The care manager's.
    pub care_manager: Option<Office<'a>>,
    /// The hub's.
    pub hub: Option<Office<'a>>,
}

/// When an office is open.
#[derive(Clone, Copy, Debug)]
pub struct Office<'a> {
    /// The days on which it is closed.
    pub closings: &'a Closings,
    /// Its hours.
    pub hours: &'a WeeklyHours,
}

/// The last moment at which something is in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The day.
    pub on: Date,
    /// The time, where hours are counted; else the whole day.
    pub at: Option<Time>,
}

/// One step of a pack for one case.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<'a> {
    /// The step.
    pub rule: &'a MilestoneRule,
    /// Whether the case is one it is for, and what makes it so.
    pub applies: Finding,
    /// The exemption that spares the case the step.
    pub exempted_by: Option<&'a Exemption>,
    /// The day from which its limit counts; `None` while that is not known.
    pub anchor_on: Option<Date>,
    /// The last moment for it; `None` without an anchor, and where the rule states no day.
    pub due: Option<Due>,
    /// The very last moment, where the rule states two.
    pub latest: Option<Due>,
    /// The steps that come first.
    pub after: &'a [String],
}

impl Step<'_> {
    /// Whether it is asked of the case: as long as nothing recorded speaks against it.
    pub fn is_expected(&self) -> bool {
        self.applies.truth != Truth::No && self.exempted_by.is_none()
    }
}

impl RulePack {
    /// Every step of the pack for a case, in the order of the file.
    pub fn steps<'a>(&'a self, subject: &Subject<'_>) -> Vec<Step<'a>> {
        self.milestones.iter().map(|rule| self.step(rule, subject)).collect()
    }

    /// One step of the pack for a case.
    pub fn step<'a>(&'a self, rule: &'a MilestoneRule, subject: &Subject<'_>) -> Step<'a> {
        let (offset, latest) = rule.limit(&subject.facts);
        let due = |offset: Option<Offset>| subject.due(rule, offset?);
        let is_urgent =
            subject.facts.value(Fact::Prognosis).words(Fact::Prognosis) == [Prognosis::Short.code()];
        let spares = |exemption: &&Exemption| {
            exemption.spares(rule) && exemption.when.truth(&subject.facts) == Truth::Yes
        };
        Step {
            rule,
            applies: self.applies_to(rule, &subject.facts),
            exempted_by: self.exemptions.iter().find(spares),
            anchor_on: subject.anchor_on(rule.anchor),
            due: due(offset),
            latest: due(latest),
            after: if is_urgent { &[] } else { &rule.after },
        }
    }

    /// Whether a step is for a case: one of its tracks is the case's, and its own condition holds.
    fn applies_to(&self, rule: &MilestoneRule, facts: &Facts) -> Finding {
        let tracks: Vec<Finding> = (self.tracks.iter())
            .filter(|track| rule.tracks.contains(&track.key))
            .map(|track| track.when.find(facts))
            .collect();
        let own = rule.when.as_ref().map(|when: &Condition| when.find(facts));
        let on_track = tracks.into_iter().max_by_key(|finding| finding.truth);
        let parts: Vec<Finding> = on_track.into_iter().chain(own).collect();
        let truth = parts.iter().map(|finding| finding.truth).min().unwrap_or(Truth::Yes);
        let mut because: Vec<Fact> = vec![];
        for finding in parts.into_iter().filter(|finding| finding.truth == truth) {
            because.extend(
                finding.because.into_iter().filter(|fact| !because.contains(fact)).collect::<Vec<_>>(),
            );
        }
        Finding { truth, because }
    }
}

impl Exemption {
    fn spares(&self, rule: &MilestoneRule) -> bool {
        self.milestones.is_empty() || self.milestones.contains(&rule.key)
    }
}

impl MilestoneRule {
    /// The limit for a case, and the one at the very latest.
    fn limit(&self, facts: &Facts) -> (Option<Offset>, Option<Offset>) {
        match self.instead.iter().find(|other| other.when.truth(facts) == Truth::Yes) {
            Some(other) => (Some(other.offset), other.latest),
            None => (self.offset, self.latest),
        }
    }
}

impl<'a> Subject<'a> {
    /// The day of an anchor, once it is known.
    pub fn anchor_on(&self, anchor: Anchor) -> Option<Date> {
        let about = &self.case.circumstances;
        match anchor {
            Anchor::AdmissionDecided => about.admission_decided_on,
            Anchor::Admission => Some(self.case.admitted_on),
            Anchor::ScreeningPositive => about
                .screening
                .as_ref()
                .filter(|found| found.result == ScreeningResult::Positive)
                .map(|found| found.on),
            Anchor::ProspectKnown => about.prospect_known_on,
            Anchor::DischargeFixed => about.discharge_fixed_on,
            Anchor::Discharge => self.case.left_on().or(self.case.expected_discharge_on),
            Anchor::Transfer => match self.case.state {
                CaseState::Transferred { on, .. } => Some(on),
                _ => None,
            },
            Anchor::Death => match self.case.state {
                CaseState::Closed { at, outcome: CaseOutcome::Died, .. } => Some(at.day()),
                _ => None,
            },
        }
    }

    fn due(&self, rule: &MilestoneRule, offset: Offset) -> Option<Due> {
        let anchor = self.anchor_on(rule.anchor)?;
        let at = self.case.circumstances.admitted_at.filter(|_| rule.anchor == Anchor::Admission);
        if offset.unit == Unit::Hour {
            let moment = due_at(anchor, at, offset);
            return Some(Due { on: moment.date(), at: Some(moment.time()) });
        }
        let office = self.offices.of(rule.owner);
        let counting = match rule.counting {
            Counting::StartCounted if at.is_some_and(|at| office.is_over(anchor, at)) => {
                Counting::StartCountedAfterHours
            }
            counting => counting,
        };
        Some(Due { on: due_on(anchor, offset, counting, rule.roll, office.closings), at: None })
    }
}

impl<'a> Offices<'a> {
    /// The office of one who has to do something.
    pub fn of(&self, owner: MilestoneOwner) -> Office<'a> {
        match owner {
            MilestoneOwner::DischargeSupport | MilestoneOwner::Ward => self.hospital,
            MilestoneOwner::CareManager | MilestoneOwner::CommunityCentre => {
                self.care_manager.unwrap_or(self.hospital)
            }
            MilestoneOwner::Hub => self.hub.unwrap_or(self.hospital),
        }
    }
}

impl<'a> Office<'a> {
    /// An organization's.
    pub const fn of(organization: &'a Organization) -> Self {
        Self { closings: &organization.closings, hours: &organization.hours }
    }

    /// Whether its day is over at this time, by its own hours or else from [`NIGHT`] on.
    pub fn is_over(&self, on: Date, at: Time) -> bool {
        let stated = if self.hours.is_assumed() { &[] } else { self.hours.on(on.weekday()) };
        match stated.last() {
            Some(opening) => opening.is_over_at(at),
            None => NIGHT <= at,
        }
    }
}

#[cfg(test)]
mod tests {
    use ::time::{
        Duration,
        macros::{date, time},
    };
    use proptest::prelude::*;

    use super::*;
    use crate::{
        Id,
        calendar::{Direction, Opening, Roll, WEEK},
        discharge_case::{Circumstances, Screening, tests::admitted},
        milestone::{Milestone, MilestoneState},
        rule::{MilestoneAction, OtherLimit, Strength, Track},
    };
    use uuid::Uuid;

    fn rule(key: &str, anchor: Anchor, offset: Offset) -> MilestoneRule {
        MilestoneRule {
            key: key.into(),
            action: MilestoneAction::Screen,
            owner: MilestoneOwner::DischargeSupport,
            tracks: vec![],
            when: None,
            anchor,
            offset: Some(offset),
            latest: None,
            counting: Counting::StartCounted,
            roll: Roll::None,
            instead: vec![],
            after: vec![],
            strength: Strength::Standard,
            form: None,
            words: None,
            source: "見本".into(),
            certainty: crate::rule::Certainty::Confirmed,
        }
    }

    fn pack(milestones: Vec<MilestoneRule>) -> RulePack {
        RulePack { key: "sample".into(), milestones, ..RulePack::default() }
    }

    /// Lets `look` see what the pack asks of a case, with an office open Monday to Friday from 9 to 17.
    fn with_steps<T>(
        pack: &RulePack,
        case: &DischargeCase,
        facts: Facts,
        look: impl Fn(&[Step<'_>]) -> T,
    ) -> T {
        let (closings, hours) = (Closings::default(), WeeklyHours::assumed());
        let hospital = Office { closings: &closings, hours: &hours };
        let offices = Offices { hospital, care_manager: None, hub: None };
        look(&pack.steps(&Subject { facts, case, offices }))
    }

    fn due_days(pack: &RulePack, case: &DischargeCase) -> Vec<Option<Date>> {
        with_steps(pack, case, Facts::default(), |steps| {
            steps.iter().map(|step| step.due.map(|due| due.on)).collect()
        })
    }

    #[test]
    fn every_anchor_waits_until_its_day_is_known() {
        let pack =
            pack(Anchor::ALL.iter().map(|anchor| rule(anchor.code(), *anchor, Offset::after(0))).collect());
        let mut case = admitted();
        assert_eq!(due_days(&pack, &case).iter().flatten().count(), 1, "the admission only");
        case.circumstances = Circumstances {
            admission_decided_on: Some(date!(2026 - 11 - 02)),
            screening: Some(Screening::new(ScreeningResult::Positive, date!(2026 - 11 - 10))),
            prospect_known_on: Some(date!(2026 - 11 - 12)),
            discharge_fixed_on: Some(date!(2026 - 11 - 13)),
            ..Circumstances::default()
        };
        case.expected_discharge_on = Some(date!(2026 - 11 - 27));
        let days = due_days(&pack, &case);
        assert_eq!(days.iter().flatten().count(), 6, "{days:?}");
        case.state = CaseState::Discharged { on: date!(2026 - 11 - 26) };
        let at = Anchor::ALL.iter().position(|anchor| *anchor == Anchor::Discharge).unwrap();
        assert_eq!(
            due_days(&pack, &case)[at],
            Some(date!(2026 - 11 - 26)),
            "the real day, once there is one"
        );
        case.circumstances.screening = Some(Screening::new(ScreeningResult::Negative, date!(2026 - 11 - 10)));
        assert_eq!(due_days(&pack, &case).iter().flatten().count(), 5);
    }

    #[test]
    fn an_admission_after_the_office_has_closed_is_one_at_night() {
        let mut screen = rule("screen", Anchor::Admission, Offset::after(3));
        screen.roll = Roll::NextBusinessDayWhenAllClosed;
        let pack = pack(vec![screen]);
        let mut case = admitted();
        case.admitted_on = date!(2026 - 11 - 20);
        for (at, due) in [
            (None, date!(2026 - 11 - 22)),
            (Some(time!(17:14)), date!(2026 - 11 - 22)),
            (Some(time!(17:15)), date!(2026 - 11 - 24)),
        ] {
            case.circumstances.admitted_at = at;
            assert_eq!(due_days(&pack, &case), [Some(due)], "{at:?}");
        }
        let until_four = WEEK.map(|day| (day, Opening::new(time!(9:00), time!(16:00)).unwrap()));
        let (closings, hours) = (Closings::default(), WeeklyHours::stated(until_four).unwrap());
        let office = Office { closings: &closings, hours: &hours };
        assert!(
            office.is_over(case.admitted_on, time!(16:00)) && !office.is_over(case.admitted_on, time!(15:59))
        );
    }

    #[test]
    fn a_short_prognosis_counts_hours_and_waits_for_nothing() {
        let mut confer = rule("confer", Anchor::ProspectKnown, Offset::after(7));
        confer.after = vec!["screen".into()];
        confer.instead = vec![OtherLimit {
            when: "prognosis = short".parse().unwrap(),
            offset: Offset { count: 36, direction: Direction::After, unit: Unit::Hour },
            latest: None,
        }];
        let pack = pack(vec![confer]);
        let mut case = admitted();
        case.circumstances.prospect_known_on = Some(date!(2026 - 11 - 13));
        let look = |case: &DischargeCase, facts| {
            with_steps(&pack, case, facts, |steps| (steps[0].due.unwrap(), steps[0].after.len()))
        };
        let whole_day = Due { on: date!(2026 - 11 - 19), at: None };
        assert_eq!(look(&case, Facts::default()), (whole_day, 1));
        case.circumstances.prognosis = Some(Prognosis::Short);
        let mut facts = Facts::default();
        facts.say(Fact::Prognosis, Some("short"));
        let noon = Due { on: date!(2026 - 11 - 14), at: Some(time!(12:00)) };
        assert_eq!(look(&case, facts), (noon, 0));
    }

    #[test]
    fn a_step_is_asked_for_until_something_recorded_speaks_against_it() {
        let mut pack = pack(vec![rule("tell", Anchor::Admission, Offset::after(7))]);
        pack.tracks = vec![
            Track {
                key: "known".into(),
                title: "決まっている".into(),
                when: "care_manager = assigned".parse().unwrap(),
            },
            Track {
                key: "support".into(),
                title: "要支援".into(),
                when: "care_level = support".parse().unwrap(),
            },
        ];
        pack.milestones[0].tracks = vec!["known".into(), "support".into()];
        pack.exemptions = vec![Exemption {
            key: "short".into(),
            title: "短期入院".into(),
            when: "stay_days <= 3".parse().unwrap(),
            milestones: vec![],
            source: "見本".into(),
            certainty: crate::rule::Certainty::Confirmed,
        }];
        let look = |said: &[(Fact, &str)], stay| {
            let mut facts = Facts::default();
            said.iter().for_each(|(fact, word)| facts.say(*fact, Some(word)));
            facts.count(Fact::StayDays, stay);
            with_steps(&pack, &admitted(), facts, |steps| {
                let step = &steps[0];
                (
                    step.is_expected(),
                    step.applies.truth,
                    step.exempted_by.map(|exemption| exemption.key.clone()),
                )
            })
        };
        use Fact::{CareLevel, CareManager};
        assert_eq!(look(&[], None), (true, Truth::Unknown, None));
        assert_eq!(look(&[(CareManager, "none")], None), (true, Truth::Unknown, None), "perhaps 要支援");
        assert_eq!(look(&[(CareManager, "none"), (CareLevel, "care")], None), (false, Truth::No, None));
        assert_eq!(look(&[(CareManager, "none"), (CareLevel, "support")], Some(4)), (true, Truth::Yes, None));
        assert_eq!(look(&[(CareManager, "assigned")], Some(3)), (false, Truth::Yes, Some("short".into())));
    }

    #[test]
    fn what_is_settled_stays_and_what_is_no_longer_asked_for_comes_back() {
        let mut pack = pack(vec![rule("tell", Anchor::Discharge, Offset::before(7))]);
        pack.milestones[0].when = Some("care_manager = assigned".parse().unwrap());
        let mut case = admitted();
        case.expected_discharge_on = Some(date!(2026 - 11 - 30));
        let assigned = |word| {
            let mut facts = Facts::default();
            facts.say(Fact::CareManager, Some(word));
            facts
        };
        let nil = Uuid::nil();
        let first = with_steps(&pack, &case, assigned("assigned"), |steps| {
            Milestone::of(Id::new(nil), case.id, Id::new(nil), &steps[0])
        });
        let recomputed = |milestone: &Milestone, case: &DischargeCase, word| {
            with_steps(&pack, case, assigned(word), |steps| milestone.recomputed(&steps[0]))
        };
        assert_eq!(recomputed(&first, &case, "assigned"), None, "recomputing the same changes nothing");
        let gone = recomputed(&first, &case, "none").unwrap();
        assert_eq!(gone.state, MilestoneState::NotAsked);
        assert_eq!(recomputed(&gone, &case, "none"), None);
        assert_eq!(recomputed(&gone, &case, "assigned"), Some(first.clone()));
        case.expected_discharge_on = Some(date!(2026 - 11 - 27));
        let moved = recomputed(&first, &case, "assigned").unwrap();
        assert_eq!((first.due_on, moved.due_on), (Some(date!(2026 - 11 - 24)), Some(date!(2026 - 11 - 21))));
        let now = crate::Timestamp::tokyo(date!(2026 - 11 - 20), time!(9:00));
        let (done, _) = first.complete(now, Id::new(nil), date!(2026 - 11 - 20)).unwrap();
        assert_eq!(recomputed(&done, &case, "none"), None);
    }

    fn any_offset() -> impl Strategy<Value = Offset> {
        (0..40_u16, 0..4_u8).prop_map(|(count, unit)| Offset {
            count,
            direction: Direction::After,
            unit: [Unit::Hour, Unit::CalendarDay, Unit::BusinessDay, Unit::Month][usize::from(unit)],
        })
    }

    fn any_roll() -> impl Strategy<Value = Roll> {
        proptest::sample::select(vec![
            Roll::None,
            Roll::NextBusinessDay,
            Roll::PreviousBusinessDay,
            Roll::NextBusinessDayWhenAllClosed,
        ])
    }

    fn any_counting() -> impl Strategy<Value = Counting> {
        proptest::sample::select(vec![
            Counting::StartCounted,
            Counting::StartCountedAfterHours,
            Counting::StartExcluded,
        ])
    }

    proptest! {
        #[test]
        fn a_later_admission_never_has_an_earlier_due_day(
            day in 0..30_000_i64, later in 0..40_i64, offset in any_offset(), roll in any_roll(),
            counting in any_counting(),
        ) {
            let mut asked = rule("step", Anchor::Admission, offset);
            (asked.roll, asked.counting) = (roll, counting);
            let pack = pack(vec![asked]);
            let mut case = admitted();
            let due = |case: &DischargeCase| due_days(&pack, case)[0];
            case.admitted_on = date!(2019 - 01 - 01) + Duration::days(day);
            let earlier = due(&case);
            case.admitted_on += Duration::days(later);
            prop_assert!(earlier <= due(&case), "{earlier:?} {:?}", due(&case));
        }
    }
}
