//! Rules as they are written: checked, compared and tried before they are published.

use app::{
    publish_rules::Prospect,
    try_rules::{CheckedRules, OfferedTo, SoundRules, TriedRules},
};
use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};
use domain::rule::{Meant, RuleRefusal};
use wording::Wording;

use crate::{
    caller::caller,
    reason::{Fact, Reason},
    rule::{RuleDifference, RulePack},
    scalar::Date,
    vocabulary::vocabulary,
};

vocabulary! {
    /// What can be wrong with a file of rules.
    RuleFaultKind = domain::rule::PackFaultKind {
        /// Not TOML.
        Syntax,
        /// There is no such field.
        UnknownField,
        /// A field that must be there is not.
        MissingField,
        /// Text where a number belongs, and the like.
        WrongType,
        /// The field has no such value.
        NoSuchValue,
        /// Outside of what the field may hold.
        OutOfBounds,
        /// Empty text, or an empty list.
        Empty,
        /// Not made of small letters, digits and hyphens.
        NotAKey,
        /// The pack names two things by this key.
        Duplicate,
        /// The pack has nothing of this key.
        NoSuchKey,
        /// Not a condition.
        NotACondition,
        /// The end lies before the beginning.
        EndsBeforeItBegins,
        /// The very last limit lies before the limit.
        LatestBeforeLimit,
        /// A step without a day does not say in words when it is due.
        NoDayAndNoWords,
        /// Steps wait for one another.
        WaitsForItself,
        /// The pack below is not known.
        NoSuchPack,
        /// More than the program takes.
        TooLong,
        /// A text of a template that is still to be written.
        Unfilled,
    }
}

vocabulary! {
    /// Whose cases rules are tried on.
    RulesTriedOn = domain::rule::TriedOn {
        /// Those of the hospital acted for.
        Own,
        /// Those of all hospitals in the area of the organization acted for; small counts are null.
        Area,
    }
}

vocabulary! {
    /// What to think about before rules are published.
    RuleCaution = domain::rule::Caution {
        /// Their first day is past.
        BeginsInThePast,
        /// Their last day is past.
        IsOverAlready,
        /// They name municipalities that nobody knows.
        UnknownMunicipalities,
    }
}

/// What a file of rules comes to.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct RuleCheck {
    #[graphql(skip)]
    sound: Option<SoundRules>,
    /// All that is wrong with it; nothing else is told then.
    faults: Vec<RuleFault>,
    /// The key it states.
    key: Option<String>,
    /// The version it states.
    version: Option<u32>,
    /// What differs from the newest published version of the same key.
    differences: Vec<RuleDifference>,
    /// Everything for which `publishRules` would refuse it to the organization acted for.
    obstacles: Vec<Reason>,
    /// What to think about before it is published.
    cautions: Vec<RuleCaution>,
    /// The texts of a template that are still to be written.
    unfilled: Vec<RuleFault>,
    /// The codes of municipalities that nobody knows.
    unknown_municipalities: Vec<String>,
}

/// Open cases to which rules are offered when they are in force.
#[derive(SimpleObject)]
pub struct RulesOffered {
    /// How many; null where the number is small and another organization's.
    cases: Option<usize>,
    /// Whose cases these are.
    whose: RulesTriedOn,
}

/// One fault of a file of rules.
#[derive(SimpleObject)]
pub struct RuleFault {
    /// The line, counted from 1.
    line: usize,
    /// The character in that line, counted from 1.
    column: usize,
    /// Which field it is about, such as `milestones[2].owner`.
    field: String,
    /// What is wrong.
    kind: RuleFaultKind,
    /// What stands there.
    found: String,
    /// What was probably meant, or what may stand there, in the language of Accept-Language where it is said in words.
    suggestion: Option<String>,
}

/// What rules would have asked of the admissions of a month.
#[derive(SimpleObject)]
pub struct RuleTrial {
    /// The month, such as `2026-10`.
    month: String,
    /// Whose cases these are.
    tried_on: RulesTriedOn,
    /// How many; of another organization's cases in whole tens, rounded down, null below ten.
    cases: Option<usize>,
    /// Every step, in the order of the rules.
    steps: Vec<StepTrial>,
}

/// What a step would have asked, in cases; of another organization's in whole tens, rounded down, null below ten.
#[derive(SimpleObject)]
pub struct StepTrial {
    /// The key of the step.
    key: String,
    /// It asks something of these.
    asked: Option<usize>,
    /// Of those asked: the same was done by the day it gives.
    in_time: Option<usize>,
    /// Of those asked: the same was done later.
    late: Option<usize>,
    /// Of those asked: it gives a day, and nothing of the kind is recorded.
    not_recorded: Option<usize>,
    /// Of those asked: it gives no day.
    without_day: Option<usize>,
    /// Of those asked: whether it is for them hangs on something not recorded.
    undecided: Option<usize>,
    /// An exemption spares these.
    spared: Option<usize>,
}

#[ComplexObject]
impl RuleCheck {
    /// The newest published version of the same key.
    async fn earlier(&self) -> Option<RulePack> {
        self.sound.as_ref()?.prospect.newest.clone().map(Into::into)
    }

    /// The title it states.
    async fn title(&self) -> Option<&str> {
        Some(&self.sound.as_ref()?.pack.title)
    }

    /// Who issued the rule, as it states.
    async fn issuing_body(&self) -> Option<&str> {
        Some(&self.sound.as_ref()?.pack.issuing_body)
    }

    /// The first day in force it states.
    async fn in_force_from(&self) -> Option<Date> {
        self.sound.as_ref()?.pack.in_force_from.map(Into::into)
    }

    /// The last day in force it states.
    async fn in_force_until(&self) -> Option<Date> {
        self.sound.as_ref()?.pack.in_force_until.map(Into::into)
    }

    /// The codes of the municipalities it states; empty means everywhere.
    async fn municipalities(&self) -> Option<&[String]> {
        Some(&self.sound.as_ref()?.pack.municipalities)
    }

    /// To how many open cases it is offered when it is in force, for hospitals and for who may publish rules: those
    /// that follow an earlier version. Others keep the rules they have.
    async fn offered(&self, ctx: &Context<'_>) -> Result<Option<RulesOffered>> {
        let Some(sound) = &self.sound else { return Ok(None) };
        let offered = app::try_rules::offered_to(&caller(ctx)?.session(), sound).await?;
        Ok(offered.map(|OfferedTo { cases, whose }| RulesOffered { cases, whose: whose.into() }))
    }

    /// What it would have asked of last month's admissions, for hospitals and for who may publish rules.
    async fn trial(&self, ctx: &Context<'_>) -> Result<Option<RuleTrial>> {
        let Some(sound) = &self.sound else { return Ok(None) };
        let tried = app::try_rules::try_rules(&caller(ctx)?.session(), &sound.pack).await?;
        Ok(tried.map(Into::into))
    }
}

impl From<TriedRules> for RuleTrial {
    fn from(tried: TriedRules) -> Self {
        let TriedRules { trial, month, whose } = tried;
        let step = |step: domain::rule::StepTrial<Option<usize>>| {
            let domain::rule::StepTrial {
                key,
                asked,
                undecided,
                spared,
                in_time,
                late,
                not_recorded,
                without_day,
            } = step;
            StepTrial { key, asked, in_time, late, not_recorded, without_day, undecided, spared }
        };
        Self {
            month: month.to_string(),
            tried_on: whose.into(),
            cases: trial.cases,
            steps: trial.steps.into_iter().map(step).collect(),
        }
    }
}

impl RuleFault {
    fn of(fault: domain::rule::PackFault, wording: Wording) -> Self {
        let domain::rule::PackFault { line, column, field, kind, found, suggestion } = fault;
        let suggestion = suggestion.map(|meant| match meant {
            Meant::Text(text) => text,
            Meant::Kind(wanted) => wording.label(wanted),
        });
        Self { line, column, field, kind: kind.into(), found, suggestion }
    }
}

impl RuleCheck {
    fn of(checked: CheckedRules, wording: Wording) -> Self {
        let obstacle = |refusal: &RuleRefusal| {
            let domain::Refused { code, field } = refusal.refused();
            let facts = field.map(|field| Fact::own("field", field)).into_iter().collect();
            Reason { code: code.to_owned(), text: wording.refusal(*refusal), facts }
        };
        match checked {
            CheckedRules::Faulty(faults) => Self {
                sound: None,
                faults: faults.into_iter().map(|fault| RuleFault::of(fault, wording)).collect(),
                key: None,
                version: None,
                differences: vec![],
                obstacles: vec![obstacle(&RuleRefusal::Faulty)],
                cautions: vec![],
                unfilled: vec![],
                unknown_municipalities: vec![],
            },
            CheckedRules::Sound(sound) => {
                let Prospect { newest: _, obstacles, cautions, unfilled, unknown } = &sound.prospect;
                Self {
                    faults: vec![],
                    key: Some(sound.pack.key.clone()),
                    version: Some(sound.pack.version),
                    differences: sound.differences.iter().cloned().map(Into::into).collect(),
                    obstacles: obstacles.iter().map(obstacle).collect(),
                    cautions: cautions.iter().map(|caution| (*caution).into()).collect(),
                    unfilled: unfilled.iter().map(|fault| RuleFault::of(fault.clone(), wording)).collect(),
                    unknown_municipalities: unknown.clone(),
                    sound: Some(*sound),
                }
            }
        }
    }
}

#[derive(Default)]
pub struct TryRulesQuery;

#[Object]
impl TryRulesQuery {
    /// What a file of rules comes to; nothing is kept of it.
    async fn check_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, as TOML.")] file: String,
    ) -> Result<RuleCheck> {
        let caller = caller(ctx)?;
        let checked = app::try_rules::check_rules(&caller.session(), &file).await?;
        Ok(RuleCheck::of(checked, caller.wording))
    }
}
