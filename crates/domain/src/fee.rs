//! The fee conditions a conference meets: which are met, which lack, which nobody can tell yet, for the hospital's
//! side and for the others' at once.
//!
//! The conditions are data, kept by edition and item (`schema/fee-rules/`); here is what they can ask for and how it is
//! judged. The outcome is advice with its sources, never a billing decision, and no conference depends on it.

mod convention;
mod edition;
mod gathering;
mod ingredient;
mod item;
mod judge;
mod one_more;
mod party;
mod stay;
mod verdict;

pub use self::{
    convention::{Convention, FirstDay, HolidayRelief, NextDay},
    edition::{Edition, EditionBy, FactorLetter, FeeEdition, FeeRules},
    gathering::{AdmissionHour, Done, ExpectedDay, Gathering, Offices, Session, Venue},
    ingredient::{Asks, Concern, Ingredient},
    item::{
        Apart, ApartWithin, Billing, Claimant, Confidence, FeeUnit, Flag, Item, ItemRule, MoreOften, Often,
        Span, Tier, WardTable,
    },
    judge::judge,
    one_more::{OneMore, one_more},
    party::{Attendee, Party, Presence, Side},
    stay::{Act, DischargeFactor, Document, Fact, GoesTo},
    verdict::{About, Answer, Barrier, Expected, Line, Reason, Standing, Verdict},
};
