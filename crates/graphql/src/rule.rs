//! Rule packs: a region's discharge rules as data.

use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use domain::{
    Id,
    calendar::{Counting, Direction, Offset, Roll, Unit},
};

use crate::{
    caller::caller,
    discharge_case::WardClass,
    ids,
    loader::{OpenCasesUnder, get},
    milestone::{Certainty, MilestoneAction, MilestoneOwner, Strength},
    scalar::Date,
    vocabulary::vocabulary,
};

vocabulary! {
    /// The day from which a limit counts.
    Anchor = domain::rule::Anchor {
        /// The admission (入院).
        Admission,
        /// The expected discharge (退院予定).
        Discharge,
    }
}

/// On which side of its anchor a limit lies.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Direction")]
pub enum OffsetDirection {
    /// Earlier than the anchor.
    Before,
    /// Later than the anchor.
    After,
}

/// Which days a count goes through.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Unit")]
pub enum OffsetUnit {
    /// Every day.
    CalendarDay,
    /// Only the days on which the office is open.
    BusinessDay,
}

/// Whether the anchor is day 1.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Counting")]
#[expect(clippy::enum_variant_names, reason = "the values are called as in the domain")]
pub enum OffsetCounting {
    /// The anchor is day 1: three days from Monday end on Wednesday.
    StartCounted,
    /// The anchor is day 1 but no business day, since it was over for the office when it began.
    StartCountedAfterHours,
    /// The day after the anchor is day 1: three days from Monday end on Thursday.
    StartExcluded,
}

/// What happens when the office is closed at the end of the count.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Roll")]
pub enum OffsetRoll {
    /// Nothing.
    None,
    /// The limit moves to the next business day.
    NextBusinessDay,
    /// The limit moves to the business day before.
    PreviousBusinessDay,
    /// The limit moves to the next business day only when the office is closed on every day of the count.
    NextBusinessDayWhenAllClosed,
}

/// One published version of a rule pack. It never changes; a case keeps the versions in force on its admission.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct RulePack {
    #[graphql(skip)]
    version_id: Id<domain::rule::RulePackVersion>,
    /// The identifier of this version.
    pub(crate) id: ID,
    /// Names the pack across versions.
    key: String,
    /// Rises with each publication.
    version: u32,
    /// Title.
    title: String,
    /// Who issued the rule.
    issuing_body: String,
    /// Where the rule's text is found.
    source: String,
    /// What the pack leaves open or could not confirm.
    note: Option<String>,
    /// First day in force.
    in_force_from: Date,
    /// Last day in force.
    in_force_until: Option<Date>,
    /// Codes of the municipalities it holds for; empty means everywhere.
    municipalities: Vec<String>,
    /// Its steps.
    milestones: Vec<MilestoneRule>,
}

#[ComplexObject]
impl RulePack {
    /// How many open cases of the organization acted for follow this version.
    async fn open_cases(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(get(ctx, OpenCasesUnder(self.version_id)).await?)
    }
}

/// One step of a rule pack.
#[derive(SimpleObject, Clone)]
pub struct MilestoneRule {
    /// Names the step within the pack.
    key: String,
    /// What is to be done.
    action: MilestoneAction,
    /// Who has to do it.
    owner: MilestoneOwner,
    /// The day from which the limit counts.
    anchor: Anchor,
    /// How far from the anchor.
    offset: RuleOffset,
    /// Other distances for other classes of ward.
    offset_by_ward: Vec<WardOffset>,
    /// Whether the anchor is day 1.
    counting: OffsetCounting,
    /// What happens at closed days.
    roll: OffsetRoll,
    /// How binding the limit is.
    strength: Strength,
    /// Where the limit is stated.
    source: String,
    /// Whether a primary text settles it.
    certainty: Certainty,
}

/// How far a limit lies from its anchor.
#[derive(SimpleObject, Clone)]
pub struct RuleOffset {
    /// How many days.
    days: u16,
    /// On which side.
    direction: OffsetDirection,
    /// Which days are counted.
    unit: OffsetUnit,
}

/// The distance for one class of ward.
#[derive(SimpleObject, Clone)]
pub struct WardOffset {
    /// The class.
    ward_class: WardClass,
    /// The distance.
    offset: RuleOffset,
}

impl From<Offset> for RuleOffset {
    fn from(offset: Offset) -> Self {
        let Offset { days, direction, unit } = offset;
        Self { days, direction: direction.into(), unit: unit.into() }
    }
}

impl From<domain::rule::MilestoneRule> for MilestoneRule {
    fn from(rule: domain::rule::MilestoneRule) -> Self {
        let domain::rule::MilestoneRule {
            key,
            action,
            owner,
            anchor,
            offset,
            counting,
            roll,
            offset_by_ward,
            strength,
            source,
            certainty,
        } = rule;
        let by_ward = offset_by_ward.into_iter();
        Self {
            key,
            action: action.into(),
            owner: owner.into(),
            anchor: anchor.into(),
            offset: offset.into(),
            offset_by_ward: by_ward
                .map(|(class, offset)| WardOffset { ward_class: class.into(), offset: offset.into() })
                .collect(),
            counting: counting.into(),
            roll: roll.into(),
            strength: strength.into(),
            source,
            certainty: certainty.into(),
        }
    }
}

impl From<domain::rule::RulePackVersion> for RulePack {
    fn from(version: domain::rule::RulePackVersion) -> Self {
        let domain::rule::RulePackVersion { id, pack } = version;
        let domain::rule::RulePack {
            key,
            version,
            title,
            issuing_body,
            source,
            note,
            in_force_from,
            in_force_until,
            municipalities,
            milestones,
        } = pack;
        Self {
            version_id: id,
            id: ids::write(id),
            key,
            version,
            title,
            issuing_body,
            source,
            note,
            in_force_from: in_force_from.into(),
            in_force_until: in_force_until.map(Into::into),
            municipalities,
            milestones: milestones.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Default)]
pub struct RuleQuery;

#[Object]
impl RuleQuery {
    /// Every published version of every rule pack, by pack, the newest first.
    #[graphql(complexity = "50 * child_complexity + 1")]
    async fn rules(&self, ctx: &Context<'_>) -> Result<Vec<RulePack>> {
        let rules = app::rule::rules(&caller(ctx)?.session()).await?;
        Ok(rules.into_iter().map(Into::into).collect())
    }
}
