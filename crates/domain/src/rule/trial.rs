//! What a pack would have asked of cases that are there already.

use ::time::Date;

use super::{MilestoneAction, MilestoneRule, RulePack, Subject, Truth};
use crate::{
    vocabulary::vocabulary,
    withhold::{Audience, coarsely},
};

vocabulary! {
    /// Whose cases rules are tried on.
    TriedOn {
        /// この病院
        Own = "own",
        /// 担当地域の病院
        Area = "area",
    }
}

impl TriedOn {
    /// To whom counts of these cases are told.
    pub const fn audience(self) -> Audience {
        match self {
            Self::Own => Audience::Own,
            Self::Area => Audience::Outside,
        }
    }
}

/// A case on which a pack is tried.
#[derive(Clone, Debug)]
pub struct Tried<'a> {
    /// The case as rules see it.
    pub subject: Subject<'a>,
    /// What was done in it, and when, by whatever rule it was asked for.
    pub done: Vec<(MilestoneAction, Date)>,
}

/// What a pack would have asked of some cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTrial<Count = usize> {
    /// How many cases there were.
    pub cases: Count,
    /// Every step, in the order of the pack.
    pub steps: Vec<StepTrial<Count>>,
}

/// What a step would have asked, in cases. Of those it asks something of, each is either in time, late, not recorded,
/// or without a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepTrial<Count = usize> {
    /// The key of the step.
    pub key: String,
    /// It asks something of these.
    pub asked: Count,
    /// Of those asked: whether it is for them hangs on something not recorded.
    pub undecided: Count,
    /// An exemption spares these.
    pub spared: Count,
    /// Of those asked: the same was done by the day it gives.
    pub in_time: Count,
    /// Of those asked: the same was done later.
    pub late: Count,
    /// Of those asked: it gives a day, and nothing of the kind is recorded.
    pub not_recorded: Count,
    /// Of those asked: it gives no day, by its words or because the day it counts from is not known.
    pub without_day: Count,
}

impl RuleTrial {
    /// Tries a pack on cases.
    pub fn of<'a>(pack: &RulePack, cases: impl IntoIterator<Item = Tried<'a>>) -> Self {
        let of_rule = |rule: &MilestoneRule| StepTrial { key: rule.key.clone(), ..StepTrial::default() };
        let mut trial = Self { cases: 0, steps: pack.milestones.iter().map(of_rule).collect() };
        for Tried { subject, done } in cases {
            trial.cases += 1;
            for (step, counted) in pack.steps(&subject).iter().zip(&mut trial.steps) {
                if !step.is_expected() {
                    counted.spared += usize::from(step.exempted_by.is_some());
                    continue;
                }
                counted.asked += 1;
                counted.undecided += usize::from(step.applies.truth == Truth::Unknown);
                let same = done.iter().filter(|(action, _)| *action == step.rule.action);
                match (step.due, same.map(|(_, on)| *on).min()) {
                    (None, _) => counted.without_day += 1,
                    (Some(due), Some(on)) if on <= due.on => counted.in_time += 1,
                    (Some(_), Some(_)) => counted.late += 1,
                    (Some(_), None) => counted.not_recorded += 1,
                }
            }
        }
        trial
    }

    /// The counts as they are told: those of others in whole tens.
    pub fn told(&self, whose: TriedOn) -> RuleTrial<Option<usize>> {
        let told = |count: usize| coarsely(count, whose.audience());
        let step = |step: &StepTrial| {
            let StepTrial { key, asked, undecided, spared, in_time, late, not_recorded, without_day } = step;
            StepTrial {
                key: key.clone(),
                asked: told(*asked),
                undecided: told(*undecided),
                spared: told(*spared),
                in_time: told(*in_time),
                late: told(*late),
                not_recorded: told(*not_recorded),
                without_day: told(*without_day),
            }
        };
        RuleTrial { cases: told(self.cases), steps: self.steps.iter().map(step).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_choice_of_conditions_tells_others_of_single_cases() {
        let told = |asked: usize, whose| {
            let step = StepTrial { key: "tell".into(), asked, ..StepTrial::default() };
            RuleTrial { cases: 17, steps: vec![step] }.told(whose)
        };
        let asked = |asked, whose| told(asked, whose).steps[0].asked;
        assert_eq!(asked(15, TriedOn::Own), Some(15));
        assert_eq!(asked(15, TriedOn::Area), asked(17, TriedOn::Area), "17 less 15 would be two patients");
        assert_eq!(asked(0, TriedOn::Area), asked(2, TriedOn::Area), "nobody and somebody are told alike");
        assert_eq!((asked(9, TriedOn::Area), asked(23, TriedOn::Area)), (None, Some(20)));
        assert_eq!(told(0, TriedOn::Area).cases, Some(10));
    }
}
