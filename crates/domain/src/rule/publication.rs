//! What stands in the way of publishing a pack, and what to think about before.

use ::time::Date;

use super::{Publisher, RulePack, RulePackVersion, RuleRefusal};
use crate::{text::MunicipalityCode, vocabulary::vocabulary};

vocabulary! {
    /// What to think about before a pack is published, since a version never changes.
    Caution {
        /// 適用開始日が過ぎている
        BeginsInThePast = "begins_in_the_past",
        /// 適用終了日が過ぎている
        IsOverAlready = "is_over_already",
        /// 知られていない市区町村コードがある
        UnknownMunicipalities = "unknown_municipalities",
    }
}

/// A pack that is to be published, with what is known where that happens.
#[derive(Clone, Copy, Debug)]
pub struct Publication<'a> {
    /// What it says.
    pub pack: &'a RulePack,
    /// Who publishes it; `None` for whoever runs the system.
    pub publisher: Option<&'a Publisher>,
    /// The newest published version of its key.
    pub newest: Option<&'a RulePackVersion>,
    /// The keys of what the program brings along.
    pub brought_along: &'a [String],
    /// How many texts are still to be filled in.
    pub unfilled: usize,
    /// Every municipality that is known; none where no list was read in.
    pub municipalities: &'a [MunicipalityCode],
    /// The day.
    pub today: Date,
}

impl Publication<'_> {
    /// Everything that stands in the way, the plainest first.
    pub fn obstacles(&self) -> Vec<RuleRefusal> {
        let Self { pack, publisher, newest, brought_along, unfilled, municipalities: _, today: _ } = self;
        let is_at_fault = |refusal: &RuleRefusal| match (refusal, publisher) {
            (RuleRefusal::NoArea, Some(publisher)) => publisher.area.is_empty(),
            (RuleRefusal::NotYours, Some(publisher)) => {
                // What the program brings along is nobody's own: whoever begins with it gives it a key.
                brought_along.contains(&pack.key)
                    || newest.is_some_and(|newest| newest.published_by != Some(publisher.organization))
            }
            (RuleRefusal::NotYourArea, Some(publisher)) => {
                let is_within = |code: &String| publisher.area.iter().any(|own| own.as_str() == code);
                !publisher.area.is_empty()
                    && (pack.municipalities.is_empty() || !pack.municipalities.iter().all(is_within))
            }
            (RuleRefusal::Unfilled, _) => *unfilled > 0,
            (RuleRefusal::NoFirstDay, _) => pack.in_force_from.is_none(),
            (RuleRefusal::VersionNotNew, _) => {
                newest.is_some_and(|newest| pack.version <= newest.pack.version)
            }
            _ => false,
        };
        RuleRefusal::ALL.iter().copied().filter(is_at_fault).collect()
    }

    /// What to think about before.
    pub fn cautions(&self) -> Vec<Caution> {
        let is_past = |day: Option<Date>| day.is_some_and(|day| day < self.today);
        let is_called_for = |caution: &Caution| match caution {
            Caution::BeginsInThePast => is_past(self.pack.in_force_from),
            Caution::IsOverAlready => is_past(self.pack.in_force_until),
            Caution::UnknownMunicipalities => !self.unknown().is_empty(),
        };
        Caution::ALL.iter().copied().filter(is_called_for).collect()
    }

    /// The codes of municipalities that nobody knows, where there is a list to know them by.
    pub fn unknown(&self) -> Vec<&str> {
        let own = self.publisher.map(|publisher| publisher.area.as_slice()).unwrap_or_default();
        let is_known = |code: &str| self.municipalities.iter().chain(own).any(|known| known.as_str() == code);
        let codes = self.pack.municipalities.iter().map(String::as_str);
        codes.filter(|code| !self.municipalities.is_empty() && !is_known(code)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::time::macros::date;

    fn code(text: &str) -> MunicipalityCode {
        MunicipalityCode::parse(text).unwrap()
    }

    #[test]
    fn everything_that_stands_in_the_way_is_told_at_once() {
        let here = Publisher { organization: crate::Id::new(uuid::Uuid::nil()), area: vec![code("11201")] };
        let nowhere = Publisher { area: vec![], ..here.clone() };
        let sound = || RulePack {
            key: "mihon".into(),
            version: 1,
            in_force_from: Some(date!(2026 - 12 - 01)),
            municipalities: vec!["11201".into()],
            ..RulePack::default()
        };
        let newest = |published_by| RulePackVersion {
            id: crate::Id::new(uuid::Uuid::nil()),
            pack: sound(),
            file: None,
            published_by,
            ends_on: None,
        };
        let brought_along = ["imabari".to_owned()];
        let of = |pack: &RulePack, publisher, newest: Option<&RulePackVersion>, unfilled| {
            let (today, municipalities) = (date!(2026 - 11 - 20), [code("11201"), code("11203")]);
            let brought_along = &brought_along;
            let publication = Publication {
                pack,
                publisher,
                newest,
                brought_along,
                unfilled,
                municipalities: &municipalities,
                today,
            };
            (publication.obstacles(), publication.cautions())
        };
        use {Caution as C, RuleRefusal as R};
        let with = |change: fn(&mut RulePack)| {
            let mut pack = sound();
            change(&mut pack);
            pack
        };
        assert_eq!(of(&sound(), Some(&here), None, 0), (vec![], vec![]));
        assert_eq!(of(&sound(), Some(&nowhere), None, 0).0, [R::NoArea]);
        let empty = with(|pack| *pack = RulePack { key: "imabari".into(), ..RulePack::default() });
        assert_eq!(
            of(&empty, Some(&here), None, 2).0,
            [R::NoFirstDay, R::NotYourArea, R::NotYours, R::Unfilled]
        );
        assert_eq!(of(&empty, None, None, 0).0, [R::NoFirstDay], "whoever runs the system");
        let own = newest(Some(here.organization));
        assert_eq!(of(&sound(), Some(&here), Some(&own), 0).0, [R::VersionNotNew]);
        assert_eq!(of(&sound(), Some(&here), Some(&newest(None)), 0).0, [R::NotYours, R::VersionNotNew]);
        let past = with(|pack| {
            pack.in_force_from = Some(date!(2026 - 11 - 19));
            pack.in_force_until = pack.in_force_from;
            pack.municipalities.push("11999".into());
        });
        assert_eq!(
            of(&past, Some(&here), None, 0),
            (vec![R::NotYourArea], vec![C::BeginsInThePast, C::IsOverAlready, C::UnknownMunicipalities])
        );
        let today = with(|pack| pack.in_force_from = Some(date!(2026 - 11 - 20)));
        assert_eq!(of(&today, Some(&here), None, 0), (vec![], vec![]));
    }
}
