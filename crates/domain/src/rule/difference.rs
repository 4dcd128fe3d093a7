//! What one pack says differently from another.

use super::RulePack;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// A part of a pack.
    Part {
        /// 概要
        Head = "head",
        /// 経路
        Track = "track",
        /// 対象外
        Exemption = "exemption",
        /// 退院調整が必要な患者の基準
        Criterion = "criterion",
        /// 様式
        Form = "form",
        /// 様式の省略
        Waiver = "waiver",
        /// 公表された指標
        Measure = "measure",
        /// すること
        Milestone = "milestone",
    }
}

vocabulary! {
    /// How something differs.
    Change {
        /// 加わった
        Added = "added",
        /// 変わった
        Changed = "changed",
        /// なくなった
        Removed = "removed",
    }
}

/// One difference between two packs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In which part.
    pub part: Part,
    /// The key of what differs within its part; the name of the field for [`Part::Head`].
    pub key: String,
    /// How.
    pub change: Change,
}

/// What `later` says differently from `earlier`, by part, in the order of `later`.
pub fn differences(earlier: &RulePack, later: &RulePack) -> Vec<Difference> {
    let mut found = vec![];
    let heads = [
        ("title", earlier.title == later.title),
        ("issuing_body", earlier.issuing_body == later.issuing_body),
        ("source", earlier.source == later.source),
        ("note", earlier.note == later.note),
        ("in_force_from", earlier.in_force_from == later.in_force_from),
        ("in_force_until", earlier.in_force_until == later.in_force_until),
        ("municipalities", earlier.municipalities == later.municipalities),
        ("follows", earlier.follows == later.follows),
        ("overlay", earlier.overlay == later.overlay),
    ];
    let changed = heads.into_iter().filter(|(_, is_same)| !is_same);
    found.extend(changed.map(|(field, _)| Difference {
        part: Part::Head,
        key: field.into(),
        change: Change::Changed,
    }));
    macro_rules! compare {
        ($($part:ident $list:ident),+) => {$(
            compare(Part::$part, &earlier.$list, &later.$list, |one| &one.key, &mut found);
        )+};
    }
    compare!(
        Track tracks, Exemption exemptions, Criterion criteria, Form forms, Waiver waivers, Measure measures,
        Milestone milestones
    );
    found
}

fn compare<T: PartialEq>(
    part: Part,
    earlier: &[T],
    later: &[T],
    key: impl Fn(&T) -> &String,
    found: &mut Vec<Difference>,
) {
    let of = |list: &'_ [T], wanted: &String| list.iter().position(|one| key(one) == wanted);
    for one in later {
        let change = match of(earlier, key(one)) {
            None => Change::Added,
            Some(at) if earlier[at] != *one => Change::Changed,
            Some(_) => continue,
        };
        found.push(Difference { part, key: key(one).clone(), change });
    }
    let removed = earlier.iter().filter(|one| of(later, key(one)).is_none());
    found.extend(removed.map(|one| Difference { part, key: key(one).clone(), change: Change::Removed }));
}
