//! What the judging of an item comes to.

use std::collections::BTreeSet;

use ::time::Date;

use super::{Billing, Concern, Document, Edition, Flag, GoesTo, Ingredient, Item, ItemRule};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Whether something is met, the best first.
    Answer {
        /// 満たす
        Met = "met",
        /// 未確認
        Unknown = "unknown",
        /// 不足
        Lacking = "lacking",
    }
}

impl Answer {
    /// What a record says, if there is one.
    pub(super) const fn recorded(so: Option<bool>) -> Self {
        match so {
            Some(true) => Self::Met,
            Some(false) => Self::Lacking,
            None => Self::Unknown,
        }
    }

    /// The answer to the opposite question.
    pub(super) const fn reversed(self) -> Self {
        match self {
            Self::Met => Self::Lacking,
            Self::Unknown => Self::Unknown,
            Self::Lacking => Self::Met,
        }
    }
}

/// Where an item stands as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Every condition is met.
    Met,
    /// Nothing lacks, but something is not known.
    Unknown,
    /// Something lacks.
    Lacking,
    /// The item does not exist here, whatever is done.
    NotHere(Barrier),
}

/// Why an item does not exist here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// The fee of the ward includes it, or leaves no room for it.
    Ward(Billing),
    /// The ward has filed for the other 入退院支援加算.
    Tier,
    /// The patient goes to a place it is not for.
    Destination(GoesTo),
    /// It is part of this item, which is met on the same day.
    IncludedIn(Item),
}

/// The judgement of one item in one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict<'r> {
    /// Which edition.
    pub edition: Edition,
    /// The item's rule, with title, points, source and confidence.
    pub rule: &'r ItemRule,
    /// Where it stands.
    pub standing: Standing,
    /// What each condition came to.
    pub lines: Vec<Line<'r>>,
    /// What the texts leave unsettled here.
    pub flags: BTreeSet<Flag>,
}

impl Verdict<'_> {
    /// Which item.
    pub const fn item(&self) -> Item {
        self.rule.item
    }

    /// The papers not known to be given or written.
    pub fn owed(&self) -> Vec<Document> {
        let owed = self.lines.iter().filter(|line| line.answer != Answer::Met);
        owed.filter_map(|line| match line.about {
            About::Document(document) => Some(document),
            _ => None,
        })
        .collect()
    }

    /// What the conditions of one concern come to together.
    pub fn answer(&self, concern: Concern) -> Answer {
        let lines = self.lines.iter().filter(|line| line.about.concern() == concern);
        lines.map(|line| line.answer).max().unwrap_or(Answer::Met)
    }

    /// The line that goes by this name.
    pub fn line(&self, key: &str) -> Option<&Line<'_>> {
        self.lines.iter().find(|line| line.about.key() == key)
    }
}

/// What one condition came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'r> {
    /// Which condition.
    pub about: About<'r>,
    /// Whether it is met.
    pub answer: Answer,
    /// Why.
    pub reason: Reason,
    /// The last day to do it on, where there is one and it is known.
    pub due_on: Option<Date>,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum About<'r> {
    /// The class of the ward.
    Ward,
    /// What the ward has filed for.
    Tier,
    /// Where the patient goes.
    Destination,
    /// A condition of the item.
    Ingredient(&'r Ingredient),
    /// How often it can be claimed.
    Often,
    /// What it cannot be claimed beside.
    Apart,
    /// A paper.
    Document(Document),
}

impl About<'_> {
    /// The name of the line, stable within the item.
    pub fn key(&self) -> &str {
        match self {
            Self::Ward => "ward",
            Self::Tier => "tier",
            Self::Destination => "destination",
            Self::Ingredient(ingredient) => &ingredient.key,
            Self::Often => "often",
            Self::Apart => "apart",
            Self::Document(document) => document.code(),
        }
    }

    /// What it concerns.
    pub const fn concern(&self) -> Concern {
        match self {
            Self::Ward | Self::Tier | Self::Destination => Concern::Place,
            Self::Ingredient(ingredient) => ingredient.asks.concern(),
            Self::Often | Self::Apart => Concern::Claims,
            Self::Document(_) => Concern::Papers,
        }
    }
}

/// Why a condition came to its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
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
    TooFew {
        /// Found.
        found: usize,
        /// Asked for.
        asked: usize,
    },
    /// It was done before the first day.
    TooEarly {
        /// The first day.
        from: Date,
        /// The day it was done.
        on: Date,
    },
    /// It was done after the last day.
    Late {
        /// The last day.
        by: Date,
        /// The day it was done.
        on: Date,
    },
    /// It has not been done so far; until this day there is time, where there is such a day.
    NotYet {
        /// The last day.
        by: Option<Date>,
    },
    /// It has not been done, and the last day is over.
    Overdue {
        /// The last day.
        by: Date,
    },
    /// It was in time for one expected day of discharge and late for another.
    ExpectedDayMoved {
        /// In time for this one.
        in_time_for: Expected,
        /// Late for this one.
        late_for: Expected,
    },
    /// It has been claimed as often as it can be.
    TooOften {
        /// How often it can be.
        most: usize,
    },
    /// It cannot be claimed beside this item.
    Beside(Item),
    /// The class of the ward says too little: the three wards it may be differ.
    WardsNotToldApart,
    /// No text was read for this class of ward.
    NoTextRead,
}

/// An expected day of discharge with the last day it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The day expected.
    pub day: Date,
    /// The last day for what is to be done ahead of it.
    pub by: Date,
}
