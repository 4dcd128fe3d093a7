//! What a fee condition is about, and why it came to its answer.

use domain::fee::{About, Apart, Barrier, Expected, ItemRule, MoreOften, Often, Reason};

use crate::{Labelled, Wording};

impl Wording {
    /// Why a condition came to its answer.
    pub fn fee_reason(self, reason: &Reason) -> String {
        let with = |key, values: &[_]| self.text_with(key, values);
        match reason {
            Reason::AsAsked => self.text("fee-reason-as-asked"),
            Reason::DoesNotArise => self.text("fee-reason-does-not-arise"),
            Reason::NotRecorded => self.text("fee-reason-not-recorded"),
            Reason::NotSo => self.text("fee-reason-not-so"),
            Reason::Nobody => self.text("fee-reason-nobody"),
            Reason::WayNotNamed => self.text("fee-reason-way-not-named"),
            Reason::TooFew { found, asked } => {
                with("fee-reason-too-few", &[("found", (*found).into()), ("asked", (*asked).into())])
            }
            Reason::TooEarly { from, on } => with(
                "fee-reason-too-early",
                &[("from", self.day(*from).into()), ("on", self.day(*on).into())],
            ),
            Reason::Late { by, on } => {
                with("fee-reason-late", &[("by", self.day(*by).into()), ("on", self.day(*on).into())])
            }
            Reason::NotYet { by: None } => self.text("fee-reason-not-yet"),
            Reason::NotYet { by: Some(by) } => with("fee-reason-not-yet-by", &[("by", self.day(*by).into())]),
            Reason::Overdue { by } => with("fee-reason-overdue", &[("by", self.day(*by).into())]),
            Reason::ExpectedDayMoved { in_time_for, late_for } => {
                let (Expected { day, by: _ }, Expected { day: other, by: _ }) = (in_time_for, late_for);
                let values = [("day", self.day(*day).into()), ("other", self.day(*other).into())];
                with("fee-reason-expected-day-moved", &values)
            }
            Reason::TooOften { most } => with("fee-reason-too-often", &[("most", (*most).into())]),
            Reason::Beside(item) => with("fee-reason-beside", &[("item", self.label(*item).into())]),
            Reason::WardsNotToldApart => self.text("fee-reason-wards-not-told-apart"),
            Reason::NoTextRead => self.text("fee-reason-no-text-read"),
        }
    }

    /// What a line of an item is about; a condition in the words of its edition.
    pub fn fee_line(self, rule: &ItemRule, about: &About<'_>) -> String {
        match about {
            About::Ward => self.text("fee-line-ward"),
            About::Tier => self.text_with("fee-line-tier", &[("tier", self.labels(rule.tier).into())]),
            About::Destination => {
                let places = self.labels(rule.not_to.iter().copied());
                self.text_with("fee-line-destination", &[("places", places.into())])
            }
            About::Ingredient(ingredient) => ingredient.text.clone(),
            About::Often => rule.often.as_ref().map(|often| self.fee_often(often)).unwrap_or_default(),
            About::Apart => {
                let groups: Vec<_> = rule.apart.iter().map(|group| self.fee_apart(group)).collect();
                groups.join(&self.text("fee-line-separator"))
            }
            About::Document(document) => self.label(*document),
        }
    }

    fn fee_often(self, often: &Often) -> String {
        let Often { times, per, more } = often;
        let values = [("times", (*times).into()), ("span", self.label(*per).into())];
        let usual = self.text_with("fee-line-often", &values);
        let more = more.as_ref().map(|MoreOften { when, times, open: _ }| {
            let values = [("times", (*times).into()), ("fact", self.label(*when).into())];
            self.text_with("fee-line-often-more", &values)
        });
        usual + &more.unwrap_or_default()
    }

    fn fee_apart(self, group: &Apart) -> String {
        let Apart { items, within } = group;
        let items = self.labels(items.iter().copied());
        self.text_with("fee-line-apart", &[("within", self.label(*within).into()), ("items", items.into())])
    }

    /// What values of the domain are called, one after the other.
    pub fn labels<T: Labelled>(self, values: impl IntoIterator<Item = T>) -> String {
        let labels: Vec<_> = values.into_iter().map(|value| self.label(value)).collect();
        labels.join(&self.text("fee-line-and"))
    }

    /// Why an item does not exist here.
    pub fn fee_barrier(self, barrier: Barrier) -> String {
        match barrier {
            Barrier::Ward(billing) => {
                self.text_with("fee-barrier-ward", &[("billing", self.label(billing).into())])
            }
            Barrier::Tier => self.text("fee-barrier-tier"),
            Barrier::Destination(place) => {
                self.text_with("fee-barrier-destination", &[("place", self.label(place).into())])
            }
            Barrier::IncludedIn(item) => {
                self.text_with("fee-barrier-included-in", &[("item", self.label(item).into())])
            }
        }
    }
}
