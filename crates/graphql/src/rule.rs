//! Rule packs: a region's discharge rules as data.

use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use domain::calendar::{Counting, Direction, Offset, Roll, Unit};

use crate::{
    caller::caller,
    ids,
    loader::{OpenCasesUnder, UptakeOf, get, load},
    milestone::{Certainty, MilestoneAction, MilestoneOwner, Strength},
    organization::{Organization, organization},
    scalar::{Date, DateTime},
    vocabulary::vocabulary,
};

vocabulary! {
    /// The day from which a limit counts.
    Anchor = domain::rule::Anchor {
        /// The decision to admit (入院の決定).
        AdmissionDecided,
        /// The admission (入院).
        Admission,
        /// The screening that found difficulties (退院困難な要因の抽出).
        ScreeningPositive,
        /// A discharge is in prospect (退院の見通し).
        ProspectKnown,
        /// The day of discharge is fixed (退院日の決定).
        DischargeFixed,
        /// The expected discharge (退院予定).
        Discharge,
        /// The transfer (転院).
        Transfer,
        /// The death (死亡).
        Death,
    }
}

vocabulary! {
    /// By whose place a pack is followed.
    Side = domain::rule::Side {
        /// The hospital's (病院の所在地).
        Hospital,
        /// The patient's home (患者の住所地).
        Home,
    }
}

vocabulary! {
    /// How something differs between two versions.
    RuleChange = domain::rule::Change {
        /// It is new.
        Added,
        /// It says something else.
        Changed,
        /// It is gone.
        Removed,
    }
}

vocabulary! {
    /// A part of a rule pack.
    RulePart = domain::rule::Part {
        /// What it is and where it holds (概要).
        Head,
        /// Its tracks (経路).
        Track,
        /// Whom it exempts (対象外).
        Exemption,
        /// Who needs coordination (対象者の基準).
        Criterion,
        /// Forms (様式).
        Form,
        /// When forms need not be used (様式の省略).
        Waiver,
        /// Published measures (公表された指標).
        Measure,
        /// Steps (すること).
        Milestone,
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

/// What a count goes through.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Unit")]
pub enum OffsetUnit {
    /// Hours, from the moment of the anchor.
    Hour,
    /// Every day.
    CalendarDay,
    /// Only the days on which the office is open.
    BusinessDay,
    /// Months by the calendar.
    Month,
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

/// One published version of a rule pack. What it says never changes; a case keeps the versions in force on its admission.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct RulePack {
    #[graphql(skip)]
    record: Box<domain::rule::RulePackVersion>,
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
    /// First day in force; null for a draft.
    in_force_from: Option<Date>,
    /// Last day in force, as it was published.
    in_force_until: Option<Date>,
    /// Last day in force, as it was published or as whoever published it has set it since.
    last_day: Option<Date>,
    /// Codes of the municipalities it holds for; empty means everywhere.
    municipalities: Vec<String>,
    /// By whose place it is followed; empty means by either.
    follows: Vec<Side>,
    /// The key of the pack it is laid over.
    over: Option<String>,
    /// The steps of the pack below that do not hold here.
    without: Vec<LeftOutStep>,
    /// Ways through the rule, each for some of the cases.
    tracks: Vec<Track>,
    /// Cases of which it asks nothing.
    exemptions: Vec<Exemption>,
    /// By what a case that needs coordination is known.
    criteria: Vec<RuleCriterion>,
    /// Forms that change hands.
    forms: Vec<RuleForm>,
    /// When a form need not be used.
    waivers: Vec<Waiver>,
    /// What the region has measured, and published.
    measures: Vec<PublishedMeasure>,
    /// Its steps.
    milestones: Vec<MilestoneRule>,
}

/// A step of the pack below that does not hold here.
#[derive(SimpleObject, Clone)]
pub struct LeftOutStep {
    /// Its key.
    milestone: String,
    /// Why.
    reason: String,
}

/// A way through a rule, for the cases that meet its condition.
#[derive(SimpleObject, Clone)]
pub struct Track {
    /// Names the track within the pack.
    key: String,
    /// Title.
    title: String,
    /// For which cases, as a condition over facts.
    when: String,
}

/// Cases of which a pack asks nothing.
#[derive(SimpleObject, Clone)]
pub struct Exemption {
    /// Names the exemption within the pack.
    key: String,
    /// Title.
    title: String,
    /// Which cases, as a condition over facts.
    when: String,
    /// The keys of the steps it is about; empty means all.
    milestones: Vec<String>,
    /// Where it is stated.
    source: String,
    /// Whether a primary text settles it.
    certainty: Certainty,
}

/// By what a case that needs coordination is known; one is enough.
#[derive(SimpleObject, Clone)]
pub struct RuleCriterion {
    /// Names the criterion within the pack.
    key: String,
    /// In the words of the rule.
    title: String,
    /// Where it is stated.
    source: String,
}

/// A form that changes hands.
#[derive(SimpleObject, Clone)]
pub struct RuleForm {
    /// Names the form within the pack.
    key: String,
    /// Title.
    title: String,
    /// Who fills it in.
    from: MilestoneOwner,
    /// Who receives it.
    to: MilestoneOwner,
}

/// When a form need not be used.
#[derive(SimpleObject, Clone)]
pub struct Waiver {
    /// Names the waiver within the pack.
    key: String,
    /// In the words of the rule.
    title: String,
    /// The keys of the forms it is about; empty means all.
    forms: Vec<String>,
    /// Where it is stated.
    source: String,
}

/// What a region has measured, and published.
#[derive(SimpleObject, Clone)]
pub struct PublishedMeasure {
    /// Names the measure within the pack.
    key: String,
    /// What was measured, and of whom.
    title: String,
    /// Per cent.
    percent: f64,
    /// The month of the survey, such as `2024-07`.
    month: String,
    /// Where it is published.
    source: String,
}

/// One difference between two versions of a pack.
#[derive(SimpleObject, Clone)]
pub struct RuleDifference {
    /// In which part.
    part: RulePart,
    /// The key of what differs; the name of the field in the head.
    key: String,
    /// How.
    change: RuleChange,
}

impl From<domain::rule::Difference> for RuleDifference {
    fn from(difference: domain::rule::Difference) -> Self {
        let domain::rule::Difference { part, key, change } = difference;
        Self { part: part.into(), key, change: change.into() }
    }
}

#[ComplexObject]
impl RulePack {
    /// How many open cases of the organization acted for follow this version.
    async fn open_cases(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(get(ctx, OpenCasesUnder(self.record.id)).await?)
    }

    /// How far the open cases of the organization acted for have come in taking this version, if that was asked for.
    async fn uptake(&self, ctx: &Context<'_>) -> Result<Option<RuleUptake>> {
        Ok(load(ctx, UptakeOf(self.record.id)).await?.map(Into::into))
    }

    /// Who published it; null where it came with the system.
    async fn published_by(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.record.published_by {
            Some(id) => organization(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The file it was published from, as TOML; where that is not kept, the same written anew.
    async fn file(&self) -> Result<String> {
        Ok(app::rule::file(&self.record)?)
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
    /// The keys of the tracks it is a step of; empty means every case.
    tracks: Vec<String>,
    /// For which cases besides, as a condition over facts.
    when: Option<String>,
    /// How far from the anchor; null where the rule states no day.
    offset: Option<RuleOffset>,
    /// How far at the very latest, where the rule states two limits.
    latest: Option<RuleOffset>,
    /// Other limits for some cases; the first that holds is taken.
    instead: Vec<OtherLimit>,
    /// The keys of the steps that come first.
    after: Vec<String>,
    /// Whether the anchor is day 1.
    counting: OffsetCounting,
    /// What happens at closed days.
    roll: OffsetRoll,
    /// How binding the limit is.
    strength: Strength,
    /// The key of the form that changes hands.
    form: Option<String>,
    /// The limit in the words of the rule.
    words: Option<String>,
    /// Where the limit is stated.
    source: String,
    /// Whether a primary text settles it.
    certainty: Certainty,
}

/// How far a limit lies from its anchor.
#[derive(SimpleObject, Clone)]
pub struct RuleOffset {
    /// How many.
    count: u16,
    /// On which side.
    direction: OffsetDirection,
    /// Of what.
    unit: OffsetUnit,
}

/// Another limit of a step for the cases that meet a condition.
#[derive(SimpleObject, Clone)]
pub struct OtherLimit {
    /// For which cases, as a condition over facts.
    when: String,
    /// How far from the anchor.
    offset: RuleOffset,
    /// How far at the very latest.
    latest: Option<RuleOffset>,
}

impl From<Offset> for RuleOffset {
    fn from(offset: Offset) -> Self {
        let Offset { count, direction, unit } = offset;
        Self { count, direction: direction.into(), unit: unit.into() }
    }
}

impl From<domain::rule::MilestoneRule> for MilestoneRule {
    fn from(rule: domain::rule::MilestoneRule) -> Self {
        let domain::rule::MilestoneRule {
            key,
            action,
            owner,
            tracks,
            when,
            anchor,
            offset,
            latest,
            counting,
            roll,
            instead,
            after,
            strength,
            form,
            words,
            source,
            certainty,
        } = rule;
        let limit = |other: domain::rule::OtherLimit| {
            let domain::rule::OtherLimit { when, offset, latest } = other;
            OtherLimit { when: when.to_string(), offset: offset.into(), latest: latest.map(Into::into) }
        };
        Self {
            key,
            action: action.into(),
            owner: owner.into(),
            anchor: anchor.into(),
            tracks,
            when: when.map(|when| when.to_string()),
            offset: offset.map(Into::into),
            latest: latest.map(Into::into),
            instead: instead.into_iter().map(limit).collect(),
            after,
            counting: counting.into(),
            roll: roll.into(),
            strength: strength.into(),
            form,
            words,
            source,
            certainty: certainty.into(),
        }
    }
}

impl From<domain::rule::Track> for Track {
    fn from(track: domain::rule::Track) -> Self {
        let domain::rule::Track { key, title, when } = track;
        Self { key, title, when: when.to_string() }
    }
}

impl From<domain::rule::Exemption> for Exemption {
    fn from(exemption: domain::rule::Exemption) -> Self {
        let domain::rule::Exemption { key, title, when, milestones, source, certainty } = exemption;
        Self { key, title, when: when.to_string(), milestones, source, certainty: certainty.into() }
    }
}

impl From<domain::rule::Criterion> for RuleCriterion {
    fn from(criterion: domain::rule::Criterion) -> Self {
        let domain::rule::Criterion { key, title, source } = criterion;
        Self { key, title, source }
    }
}

impl From<domain::rule::Form> for RuleForm {
    fn from(form: domain::rule::Form) -> Self {
        let domain::rule::Form { key, title, from, to } = form;
        Self { key, title, from: from.into(), to: to.into() }
    }
}

impl From<domain::rule::Waiver> for Waiver {
    fn from(waiver: domain::rule::Waiver) -> Self {
        let domain::rule::Waiver { key, title, forms, source } = waiver;
        Self { key, title, forms, source }
    }
}

impl From<domain::rule::PublishedMeasure> for PublishedMeasure {
    fn from(measure: domain::rule::PublishedMeasure) -> Self {
        let domain::rule::PublishedMeasure { key, title, percent, month, source } = measure;
        Self { key, title, percent, month, source }
    }
}

impl From<domain::rule::LeftOutStep> for LeftOutStep {
    fn from(step: domain::rule::LeftOutStep) -> Self {
        let domain::rule::LeftOutStep { milestone, reason } = step;
        Self { milestone, reason }
    }
}

impl From<domain::rule::RulePackVersion> for RulePack {
    fn from(version: domain::rule::RulePackVersion) -> Self {
        fn all<F, T: From<F>>(list: Vec<F>) -> Vec<T> {
            list.into_iter().map(T::from).collect()
        }
        let record = Box::new(version.clone());
        let last_day = version.last_day();
        let domain::rule::RulePackVersion { id, pack, file: _, published_by: _, ends_on: _ } = version;
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
            follows,
            overlay,
            tracks,
            exemptions,
            criteria,
            forms,
            waivers,
            measures,
            milestones,
        } = pack;
        let (over, without) = overlay.map(|overlay| (overlay.over, overlay.without)).unzip();
        Self {
            record,
            id: ids::write(id),
            key,
            version,
            title,
            issuing_body,
            source,
            note,
            in_force_from: in_force_from.map(Into::into),
            in_force_until: in_force_until.map(Into::into),
            last_day: last_day.map(Into::into),
            municipalities,
            follows: all(follows),
            over,
            without: all(without.unwrap_or_default()),
            tracks: all(tracks),
            exemptions: all(exemptions),
            criteria: all(criteria),
            forms: all(forms),
            waivers: all(waivers),
            measures: all(measures),
            milestones: all(milestones),
        }
    }
}

/// That the open cases of an organization are to follow a newer version of a pack, one after the other.
#[derive(SimpleObject)]
pub struct RuleUptake {
    /// When this was asked for.
    asked_at: DateTime,
    /// How many cases have taken it so far.
    taken: u32,
    /// When the last of them had; null while it goes on.
    finished_at: Option<DateTime>,
}

impl From<domain::rule::RuleUptake> for RuleUptake {
    fn from(uptake: domain::rule::RuleUptake) -> Self {
        let domain::rule::RuleUptake {
            id: _,
            organization: _,
            rules: _,
            asked_at,
            asked_by: _,
            taken,
            reached: _,
            finished_at,
        } = uptake;
        Self { asked_at: asked_at.into(), taken, finished_at: finished_at.map(Into::into) }
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
