//! The fee conditions of a conference: a check with sources, never a billing decision.

mod words;

use app::fee_conditions::Prospect;
use async_graphql::{Enum, ID, SimpleObject};
use domain::fee::{About, Barrier, Line, OneMore, Reason, Standing, Verdict};
use wording::Wording;

pub use self::words::{
    FeeAnswer, FeeClaimant, FeeConcern, FeeConfidence, FeeDocument, FeeFlag, FeeItem, FeeParty, FeeSide,
    FeeUnit,
};
use crate::{
    ids,
    scalar::{Date, DateTime},
};

/// What a conference comes to by the fee conditions, the same for everybody who sees the case. Whoever is asked and has
/// not said no counts as coming as invited.
#[derive(SimpleObject)]
pub struct FeeConditions {
    /// The day judged: that of the conference, of the first time proposed, or today while there is neither.
    on: Date,
    /// What each item comes to: first what is met, then what is open, what lacks, and what does not exist here.
    checks: Vec<FeeCheck>,
    /// What one more participant would complete, by who it would be; empty once the conference took place.
    one_more: Vec<FeeAddition>,
    /// While times are asked about: what each of them would come to by the answers so far.
    times: Vec<FeeAtTime>,
}

/// One item at one conference.
#[derive(SimpleObject)]
pub struct FeeCheck {
    /// Which item.
    item: FeeItem,
    /// The revision of the fee schedules by which it is judged, such as `2026-06`.
    edition: String,
    /// What the edition calls it.
    title: String,
    /// Who claims it.
    claimed_by: FeeClaimant,
    /// Where it stands.
    standing: FeeStanding,
    /// Why it does not exist here.
    barrier: Option<FeeBarrier>,
    /// The same in a sentence.
    barrier_text: Option<String>,
    /// How much it is; null where no official text was read for it.
    points: Option<u32>,
    /// Of what.
    unit: FeeUnit,
    /// Where title and points are stated.
    source: String,
    /// What kind of source that is.
    confidence: FeeConfidence,
    /// What each condition comes to.
    lines: Vec<FeeLine>,
    /// The papers not known to be given or written.
    owed: Vec<FeeDocument>,
    /// What the texts leave unsettled here.
    flags: Vec<FeeFlag>,
}

/// Where an item stands as a whole.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeStanding {
    /// Every condition is met.
    Met,
    /// Nothing lacks, but something is not known.
    Unknown,
    /// Something lacks.
    Lacking,
    /// The item does not exist here, whatever is done.
    NotHere,
}

/// Why an item does not exist here.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeBarrier {
    /// The fee of the ward includes it, or leaves no room for it.
    Ward,
    /// The ward has filed for the other 入退院支援加算.
    Tier,
    /// The patient goes to a place it is not for.
    Destination,
    /// It is part of another item, which is met on the same day.
    IncludedIn,
}

/// One condition of an item.
#[derive(SimpleObject)]
pub struct FeeLine {
    /// Its name, stable within the item.
    key: String,
    /// What it concerns.
    concern: FeeConcern,
    /// The condition; in the words of its edition where it is the item's own.
    text: String,
    /// Whether it is met.
    answer: FeeAnswer,
    /// Why.
    reason: FeeReason,
    /// The same in a sentence.
    why: String,
    /// The last day to do it on, where there is one and it is known.
    due_on: Option<Date>,
    /// Where it is stated, if elsewhere than the item.
    source: Option<String>,
    /// What kind of source that is.
    confidence: Option<FeeConfidence>,
}

/// Why a condition came to its answer.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeReason {
    /// It is as asked.
    AsAsked,
    /// It does not arise here.
    DoesNotArise,
    /// Nobody has recorded it.
    NotRecorded,
    /// It is recorded to be otherwise.
    NotSo,
    /// Nobody of those asked for is there.
    Nobody,
    /// Those who are there take part in a way no text names.
    WayNotNamed,
    /// Fewer than asked.
    TooFew,
    /// It was done before the first day.
    TooEarly,
    /// It was done after the last day.
    Late,
    /// It has not been done so far.
    NotYet,
    /// It has not been done, and the last day is over.
    Overdue,
    /// It was in time for one expected day of discharge and late for another.
    ExpectedDayMoved,
    /// It has been claimed as often as it can be.
    TooOften,
    /// It cannot be claimed beside another item.
    Beside,
    /// The class of the ward says too little.
    WardsNotToldApart,
    /// No text was read for this class of ward.
    NoTextRead,
}

/// What one more participant would complete.
#[derive(SimpleObject)]
pub struct FeeAddition {
    /// Who.
    party: FeeParty,
    /// The side they speak for.
    side: FeeSide,
    /// The items whose attendance would be complete, none of which anything else is known to lack.
    completes: Vec<FeeItem>,
}

/// What a proposed time would come to. Who has not answered is neither there nor away.
#[derive(SimpleObject)]
pub struct FeeAtTime {
    /// The proposed time.
    time: ID,
    /// When it begins.
    starts_at: DateTime,
    /// The items of which every condition would be met.
    met: Vec<FeeItem>,
    /// Those whose attendance would be complete, while something else is not recorded.
    attended: Vec<FeeItem>,
    /// Those whose attendance depends on answers still to come.
    open: Vec<FeeItem>,
}

/// What a start would come to if everybody came who can, as invited.
#[derive(SimpleObject)]
pub struct FeeAtStart {
    /// The items of which every condition would be met.
    met: Vec<FeeItem>,
    /// Those whose attendance would be complete, while something else is not recorded.
    attended: Vec<FeeItem>,
    /// What one more participant would complete, by who it would be.
    one_more: Vec<FeeAddition>,
}

impl FeeConditions {
    pub(crate) fn of(conditions: app::fee_conditions::FeeConditions, wording: Wording) -> Self {
        let app::fee_conditions::FeeConditions { on, verdicts, additions, times, start: _ } = conditions;
        Self {
            on: on.into(),
            checks: verdicts.iter().map(|verdict| FeeCheck::of(verdict, wording)).collect(),
            one_more: additions.into_iter().map(Into::into).collect(),
            times: times.into_iter().map(Into::into).collect(),
        }
    }
}

impl FeeCheck {
    fn of(verdict: &Verdict<'_>, wording: Wording) -> Self {
        let Verdict { edition, rule, standing, lines, flags } = verdict;
        let (standing, barrier) = match *standing {
            Standing::Met => (FeeStanding::Met, None),
            Standing::Unknown => (FeeStanding::Unknown, None),
            Standing::Lacking => (FeeStanding::Lacking, None),
            Standing::NotHere(barrier) => (FeeStanding::NotHere, Some(barrier)),
        };
        Self {
            item: rule.item.into(),
            edition: edition.code().to_owned(),
            title: rule.title.clone(),
            claimed_by: rule.claimed_by.into(),
            standing,
            barrier: barrier.map(Into::into),
            barrier_text: barrier.map(|barrier| wording.fee_barrier(barrier)),
            points: rule.points,
            unit: rule.unit.into(),
            source: rule.source.clone(),
            confidence: rule.confidence.into(),
            lines: lines.iter().map(|line| FeeLine::of(verdict, line, wording)).collect(),
            owed: verdict.owed().into_iter().map(Into::into).collect(),
            flags: flags.iter().copied().map(Into::into).collect(),
        }
    }
}

impl FeeLine {
    fn of(verdict: &Verdict<'_>, line: &Line<'_>, wording: Wording) -> Self {
        let Line { about, answer, reason, due_on } = line;
        let (source, confidence) = match (about, &verdict.rule.wards) {
            (About::Ward, Some(table)) => (Some(table.source.clone()), Some(table.confidence)),
            (About::Ingredient(ingredient), _) => (ingredient.source.clone(), ingredient.confidence),
            _ => (None, None),
        };
        Self {
            key: about.key().to_owned(),
            concern: about.concern().into(),
            text: wording.fee_line(verdict.rule, about),
            answer: (*answer).into(),
            reason: reason.into(),
            why: wording.fee_reason(reason),
            due_on: due_on.map(Into::into),
            source,
            confidence: confidence.map(Into::into),
        }
    }
}

impl From<Barrier> for FeeBarrier {
    fn from(barrier: Barrier) -> Self {
        match barrier {
            Barrier::Ward(_) => Self::Ward,
            Barrier::Tier => Self::Tier,
            Barrier::Destination(_) => Self::Destination,
            Barrier::IncludedIn(_) => Self::IncludedIn,
        }
    }
}

impl From<&Reason> for FeeReason {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::AsAsked => Self::AsAsked,
            Reason::DoesNotArise => Self::DoesNotArise,
            Reason::NotRecorded => Self::NotRecorded,
            Reason::NotSo => Self::NotSo,
            Reason::Nobody => Self::Nobody,
            Reason::WayNotNamed => Self::WayNotNamed,
            Reason::TooFew { .. } => Self::TooFew,
            Reason::TooEarly { .. } => Self::TooEarly,
            Reason::Late { .. } => Self::Late,
            Reason::NotYet { .. } => Self::NotYet,
            Reason::Overdue { .. } => Self::Overdue,
            Reason::ExpectedDayMoved { .. } => Self::ExpectedDayMoved,
            Reason::TooOften { .. } => Self::TooOften,
            Reason::Beside(_) => Self::Beside,
            Reason::WardsNotToldApart => Self::WardsNotToldApart,
            Reason::NoTextRead => Self::NoTextRead,
        }
    }
}

impl From<OneMore> for FeeAddition {
    fn from(addition: OneMore) -> Self {
        let OneMore { party, completes } = addition;
        Self {
            party: party.into(),
            side: party.side().into(),
            completes: completes.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<(domain::conference::ProposedTime, Prospect)> for FeeAtTime {
    fn from((time, prospect): (domain::conference::ProposedTime, Prospect)) -> Self {
        let Prospect { met, attended, open, additions: _ } = prospect;
        Self {
            time: ids::write(time.id),
            starts_at: time.at.start().into(),
            met: items(met),
            attended: items(attended),
            open: items(open),
        }
    }
}

impl From<Prospect> for FeeAtStart {
    fn from(prospect: Prospect) -> Self {
        let Prospect { met, attended, open: _, additions } = prospect;
        Self {
            met: items(met),
            attended: items(attended),
            one_more: additions.into_iter().map(Into::into).collect(),
        }
    }
}

fn items(items: Vec<domain::fee::Item>) -> Vec<FeeItem> {
    items.into_iter().map(Into::into).collect()
}
