//! Editions: the same label means different things before and after a revision.

use ::time::Date;
use serde::{Deserialize, Serialize};

use super::{Act, Convention, DischargeFactor, Gathering, Item, ItemRule};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// An edition of the fee schedules.
    Edition {
        /// 令和6年度改定
        R2024 = "2024-06",
        /// 令和8年度改定
        R2026 = "2026-06",
    }
}

vocabulary! {
    /// The day that picks the edition of an item.
    EditionBy {
        /// 入院日
        Admission = "admission",
        /// カンファレンスの日
        Conference = "conference",
        /// 退院日
        Discharge = "discharge",
        /// 診療情報提供書を渡す日
        Letter = "letter",
    }
}

impl EditionBy {
    /// That day, where it is known.
    pub(super) fn day(self, gathering: &Gathering) -> Option<Date> {
        match self {
            Self::Admission => Some(gathering.admitted_on),
            Self::Conference => Some(gathering.on),
            Self::Discharge => gathering.discharge(),
            Self::Letter => gathering.day_of(Act::Letter),
        }
    }
}

/// One edition as its file states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeEdition {
    /// Which.
    pub edition: Edition,
    /// First day in force.
    pub in_force_from: Date,
    /// Last day in force.
    #[serde(default)]
    pub in_force_until: Option<Date>,
    /// What the edition leaves open, in words shown beside it.
    pub note: String,
    /// 退院困難な要因 with the letters this edition gives them.
    pub factors: Vec<FactorLetter>,
    /// Its items.
    pub items: Vec<ItemRule>,
}

impl FeeEdition {
    /// Whether it is in force on `day`.
    pub fn in_force(&self, day: Date) -> bool {
        self.in_force_from <= day && self.in_force_until.is_none_or(|until| day <= until)
    }

    /// The rule of `item`, where this edition knows it.
    pub fn item(&self, item: Item) -> Option<&ItemRule> {
        self.items.iter().find(|rule| rule.item == item)
    }
}

/// One of 退院困難な要因 with the letter an edition lists it under; the letters move between editions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorLetter {
    /// ア to チ.
    pub letter: String,
    /// Which.
    pub factor: DischargeFactor,
    /// How the edition puts it, shortened.
    pub text: String,
}

/// The editions, and how their open questions are read here.
#[derive(Clone, Debug, PartialEq)]
pub struct FeeRules {
    /// The readings chosen.
    pub convention: Convention,
    /// The editions, the oldest first.
    pub editions: Vec<FeeEdition>,
}

impl FeeRules {
    /// The edition in force on `day`.
    pub fn in_force(&self, day: Date) -> Option<&FeeEdition> {
        self.editions.iter().find(|edition| edition.in_force(day))
    }
}
