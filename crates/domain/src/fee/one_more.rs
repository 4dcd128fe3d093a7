//! What one more participant would add.

use super::{Answer, Attendee, Concern, FeeRules, Gathering, Item, Party, Presence, Standing, judge};

/// Someone who is not there yet, with the items whose attendance would be complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneMore {
    /// Who.
    pub party: Party,
    /// Which items, none of which anything else would be known to lack.
    pub completes: Vec<Item>,
}

/// The parties each of which would complete the attendance of some item by coming in person, those completing the most
/// first.
pub fn one_more(rules: &FeeRules, gathering: &Gathering) -> Vec<OneMore> {
    let complete = complete(rules, gathering);
    let mut additions: Vec<_> = Party::ALL
        .iter()
        .map(|&party| {
            let mut with = gathering.clone();
            with.attendance.push(Attendee { party, organization: None, by: Some(Presence::OnSite) });
            let mut completes = self::complete(rules, &with);
            completes.retain(|item| !complete.contains(item));
            OneMore { party, completes }
        })
        .filter(|addition| !addition.completes.is_empty())
        .collect();
    additions.sort_by_key(|addition| std::cmp::Reverse(addition.completes.len()));
    additions
}

fn complete(rules: &FeeRules, gathering: &Gathering) -> Vec<Item> {
    let verdicts = judge(rules, gathering).into_iter();
    let complete = verdicts.filter(|verdict| {
        let is_open = matches!(verdict.standing, Standing::Met | Standing::Unknown);
        is_open && verdict.answer(Concern::People) == Answer::Met
    });
    complete.map(|verdict| verdict.item()).collect()
}
