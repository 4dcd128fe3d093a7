//! The judging of a gathering by the editions in force.

use std::collections::BTreeSet;

use ::time::Date;

use super::{
    About, Answer, Barrier, Billing, Document, EditionBy, FeeEdition, FeeRules, Flag, Gathering, Item,
    ItemRule, Line, Reason, Standing, Tier, Verdict,
    ingredient::{Outcome, Question},
    item::{ApartWithin, Span},
};
use crate::{discharge_case::WardClass, rule::Certainty};

/// The wards that [`WardClass::Recovery`] does not tell apart.
const RECOVERY: [WardClass; 3] =
    [WardClass::CommunityMedical, WardClass::Rehabilitation, WardClass::CommunityCare];

/// What every item the editions know comes to at `gathering`, in the order of [`Item::ALL`]. An item that the edition of
/// its day does not know is left out.
pub fn judge<'r>(rules: &'r FeeRules, gathering: &Gathering) -> Vec<Verdict<'r>> {
    let judged = Item::ALL.iter().filter_map(|item| {
        let picked = pick(rules, *item, gathering)?;
        Some(verdict(rules, picked, gathering))
    });
    let mut verdicts: Vec<_> = judged.collect();
    relate(&mut verdicts, gathering);
    verdicts
}

struct Picked<'r> {
    edition: &'r FeeEdition,
    rule: &'r ItemRule,
    flags: BTreeSet<Flag>,
}

fn pick<'r>(rules: &'r FeeRules, item: Item, gathering: &Gathering) -> Option<Picked<'r>> {
    let newest = rules.editions.iter().rev().find_map(|edition| edition.item(item))?;
    let day = newest.edition_by.day(gathering);
    let edition = rules.in_force(day.unwrap_or(gathering.on))?;
    let rule = edition.item(item)?;
    let mut flags: BTreeSet<_> = rule.open.iter().copied().collect();
    if day.is_none() {
        flags.insert(Flag::EditionAssumed);
    }
    let others = [EditionBy::Conference, EditionBy::Discharge].map(|by| by.day(gathering));
    let is_elsewhere = |day: Date| !edition.in_force(day);
    if rule.edition_by_certainty == Certainty::Unverified && others.into_iter().flatten().any(is_elsewhere) {
        flags.insert(Flag::EditionUnsettled);
    }
    Some(Picked { edition, rule, flags })
}

fn verdict<'r>(rules: &FeeRules, picked: Picked<'r>, gathering: &Gathering) -> Verdict<'r> {
    let Picked { edition, rule, mut flags } = picked;
    let question = Question { gathering, convention: rules.convention, edition };
    let mut lines = vec![];
    let mut say = |about, outcome: Outcome, open: &[Flag]| {
        let Outcome { answer, reason, due_on, flags: raised } = outcome;
        flags.extend(raised);
        if answer != Answer::Met {
            flags.extend(open);
        }
        lines.push(Line { about, answer, reason, due_on });
    };
    let mut barrier = None;
    for (about, found) in [
        (About::Ward, of_ward(rule, gathering.ward)),
        (About::Tier, of_tier(rule, gathering.tier)),
        (About::Destination, of_destination(rule, gathering)),
    ] {
        match found {
            Found::NotAsked => {}
            Found::Said(outcome) => say(about, outcome, &[]),
            Found::Barred(by) => barrier = barrier.or(Some(by)),
        }
    }
    for ingredient in &rule.ingredients {
        say(About::Ingredient(ingredient), ingredient.asks.judge(&question), &ingredient.open);
    }
    if let Some(outcome) = how_often(rule, gathering) {
        say(About::Often, outcome, &[]);
    }
    if !rule.apart.is_empty() {
        say(About::Apart, apart(rule, gathering), &[]);
    }
    for document in &rule.documents {
        say(About::Document(*document), given(gathering, *document), &[]);
    }
    let worst = lines.iter().map(|line: &Line<'_>| line.answer).max().unwrap_or(Answer::Met);
    let standing = match (barrier, worst) {
        (Some(barrier), _) => Standing::NotHere(barrier),
        (None, Answer::Met) => Standing::Met,
        (None, Answer::Unknown) => Standing::Unknown,
        (None, Answer::Lacking) => Standing::Lacking,
    };
    Verdict { edition: edition.edition, rule, standing, lines, flags }
}

/// What a class of ward, a tier or a destination says of an item.
enum Found {
    NotAsked,
    Said(Outcome),
    Barred(Barrier),
}

fn of_ward(rule: &ItemRule, ward: Option<WardClass>) -> Found {
    let Some(table) = &rule.wards else { return Found::NotAsked };
    let Some(ward) = ward else { return Found::Said(Outcome::not_recorded()) };
    let candidates = if ward == WardClass::Recovery { RECOVERY.to_vec() } else { vec![ward] };
    let read: Option<BTreeSet<Billing>> =
        candidates.iter().map(|class| table.classes.get(class).copied()).collect();
    let unknown = |reason| Found::Said(Outcome::new(Answer::Unknown, reason));
    let Some(billings) = read else { return unknown(Reason::NoTextRead) };
    match (billings.contains(&Billing::Separate), billings.len(), billings.first()) {
        (true, 1, _) => Found::Said(Outcome::met()),
        (true, ..) => unknown(Reason::WardsNotToldApart),
        (false, _, Some(billing)) => Found::Barred(Barrier::Ward(*billing)),
        (false, _, None) => unknown(Reason::NoTextRead),
    }
}

fn of_tier(rule: &ItemRule, tier: Option<Tier>) -> Found {
    match (rule.tier, tier) {
        (None, _) => Found::NotAsked,
        (Some(_), None) => Found::Said(Outcome::not_recorded()),
        (Some(asked), Some(filed)) if asked == filed => Found::Said(Outcome::met()),
        (Some(_), Some(_)) => Found::Barred(Barrier::Tier),
    }
}

fn of_destination(rule: &ItemRule, gathering: &Gathering) -> Found {
    match gathering.destination {
        _ if rule.not_to.is_empty() => Found::NotAsked,
        None => Found::Said(Outcome::not_recorded()),
        Some(place) if rule.not_to.contains(&place) => Found::Barred(Barrier::Destination(place)),
        Some(_) => Found::Said(Outcome::met()),
    }
}

fn given(gathering: &Gathering, document: Document) -> Outcome {
    Outcome::of(gathering.given(document))
}

/// The day of the claim, for what is counted by days.
fn claimed_on(rule: &ItemRule, gathering: &Gathering) -> Option<Date> {
    match rule.edition_by {
        EditionBy::Letter => rule.edition_by.day(gathering),
        _ => Some(gathering.on),
    }
}

/// Claims of one item on one day are one.
fn how_often(rule: &ItemRule, gathering: &Gathering) -> Option<Outcome> {
    let often = rule.often.as_ref()?;
    let (Some(sessions), Some(today)) = (&gathering.sessions, claimed_on(rule, gathering)) else {
        return Some(Outcome::not_recorded());
    };
    let is_counted = |on: Date| match often.per {
        Span::Stay => true,
        Span::Month => (on.year(), on.month()) == (today.year(), today.month()),
    };
    let own = sessions.iter().filter(|s| s.item == rule.item && s.on != today && is_counted(s.on));
    let before = own.map(|session| session.on).collect::<BTreeSet<_>>().len();
    let more = often.more.as_ref().map(|more| (more, gathering.holds(more.when)));
    Some(match more {
        _ if before < often.times => Outcome::met(),
        Some((more, Answer::Met)) if before < more.times => {
            more.open.iter().fold(Outcome::met(), |outcome, flag| outcome.flagged(*flag))
        }
        Some((more, Answer::Unknown)) if before < more.times => Outcome::not_recorded(),
        _ => Outcome::new(Answer::Lacking, Reason::TooOften { most: often.times }),
    })
}

fn apart(rule: &ItemRule, gathering: &Gathering) -> Outcome {
    let Some(sessions) = &gathering.sessions else { return Outcome::not_recorded() };
    let today = claimed_on(rule, gathering);
    let mut outcome = Outcome::met();
    for group in &rule.apart {
        for session in sessions.iter().filter(|session| group.items.contains(&session.item)) {
            let collides = match group.within {
                ApartWithin::Day => Answer::recorded(today.map(|today| today == session.on)),
                ApartWithin::Stay => Answer::Met,
                ApartWithin::StayBeforeDischarge => {
                    let both = today.zip(gathering.discharge());
                    Answer::recorded(both.map(|(today, discharge)| today < discharge))
                }
            };
            let answer = collides.reversed();
            if answer > outcome.answer {
                outcome = Outcome::new(answer, Reason::Beside(session.item));
            }
        }
    }
    outcome
}

/// Settles what the items are to each other: part of a greater one, or added to a base.
fn relate(verdicts: &mut [Verdict<'_>], gathering: &Gathering) {
    let standings: Vec<_> = verdicts.iter().map(|verdict| (verdict.item(), verdict.standing)).collect();
    let standing = |item| standings.iter().find(|(other, _)| *other == item).map(|(_, standing)| *standing);
    let is_claimed = |item: Item| {
        let mut today = gathering.sessions.iter().flatten().filter(|session| session.on == gathering.on);
        today.any(|session| session.item == item)
    };
    for verdict in verdicts {
        let rule = verdict.rule;
        let is_base = |item: &Item| standing(*item) == Some(Standing::Met);
        if !rule.adds_to.is_empty() && !rule.adds_to.iter().any(is_base) {
            verdict.flags.insert(Flag::BaseNotMet);
        }
        if !matches!(verdict.standing, Standing::Met | Standing::Unknown) {
            continue;
        }
        let greater = rule.included_in.iter().copied();
        let met = greater.clone().find(|item| is_claimed(*item) || standing(*item) == Some(Standing::Met));
        if let Some(item) = met {
            verdict.standing = Standing::NotHere(Barrier::IncludedIn(item));
        } else if greater.into_iter().any(|item| standing(item) == Some(Standing::Unknown)) {
            verdict.flags.insert(Flag::MayBeIncluded);
        }
    }
}
