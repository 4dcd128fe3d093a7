//! The fee conditions of a conference, the same for everybody who sees the case.

use app::fee_conditions::{FeeConditions, Prospect};
use domain::{
    conference::ProposedTime,
    fee::{About, Answer, Claimant, Concern, Item, Line, OneMore, Side, Standing, Verdict},
};

use crate::{board::Chip, discharge_case::Fact, page::Page};

/// The section about fee conditions.
pub struct ConditionsView {
    pub lead: String,
    pub sides: Vec<SideView>,
    pub additions: Vec<String>,
    pub not_here: Vec<Fact>,
}

/// What one side of the table claims.
pub struct SideView {
    pub name: String,
    pub items: Vec<ItemView>,
}

/// An item and what it comes to.
pub struct ItemView {
    pub standing: Chip,
    pub name: String,
    pub points: String,
    /// Where it stands in short.
    pub about: Vec<String>,
    pub lines: Vec<LineView>,
    pub facts: Vec<Fact>,
}

/// A condition and what it comes to.
pub struct LineView {
    pub answer: Chip,
    pub text: String,
    pub why: Vec<String>,
}

/// The section.
pub fn view(page: &Page, conditions: &FeeConditions) -> ConditionsView {
    let FeeConditions { on, verdicts, additions, times: _, start: _ } = conditions;
    let of = |side: Side| SideView {
        name: page.label(side),
        items: verdicts
            .iter()
            .filter(|verdict| side_of(verdict.rule.claimed_by) == side)
            .filter_map(|verdict| item(page, verdict))
            .collect(),
    };
    ConditionsView {
        lead: page.with("conditions-lead", "day", page.wording.day_and_year(*on)),
        sides: Side::ALL.iter().copied().map(of).collect(),
        additions: additions.iter().map(|addition| completes(page, addition)).collect(),
        not_here: verdicts.iter().filter_map(|verdict| not_here(page, verdict)).collect(),
    }
}

/// What a proposed time would come to, in at most two short lines.
pub fn at_time(page: &Page, conditions: &FeeConditions, time: &ProposedTime) -> Vec<String> {
    let Some((_, prospect)) = conditions.times.iter().find(|(known, _)| known.id == time.id) else {
        return vec![];
    };
    let open = items(page, "conditions-at-time-open", &prospect.open);
    complete(page, prospect).into_iter().chain(open).collect()
}

/// What the start looked at would come to, and what one more participant would add.
pub fn at_start(page: &Page, conditions: &FeeConditions) -> Vec<String> {
    let Some(prospect) = &conditions.start else { return vec![] };
    let additions = prospect.additions.iter().map(|addition| completes(page, addition));
    complete(page, prospect).into_iter().chain(additions).collect()
}

fn complete(page: &Page, prospect: &Prospect) -> Option<String> {
    items(page, "conditions-at-time", &[&*prospect.met, &prospect.attended].concat())
}

fn items(page: &Page, key: &str, items: &[Item]) -> Option<String> {
    (!items.is_empty()).then(|| page.with(key, "items", page.wording.labels(items.iter().copied())))
}

fn side_of(claimant: Claimant) -> Side {
    match claimant {
        Claimant::Hospital => Side::Hospital,
        Claimant::HomeMedicalCare
        | Claimant::VisitingNursing
        | Claimant::Pharmacy
        | Claimant::CareManagement => Side::Home,
    }
}

fn item(page: &Page, verdict: &Verdict<'_>) -> Option<ItemView> {
    let answer = match verdict.standing {
        Standing::Met => Answer::Met,
        Standing::Unknown => Answer::Unknown,
        Standing::Lacking => Answer::Lacking,
        Standing::NotHere(_) => return None,
    };
    let rule = verdict.rule;
    let fact = |key: &str, value: String| Fact { label: page.t(key), value };
    let mut facts = vec![
        fact("conditions-name", rule.title.clone()),
        fact("conditions-claimed-by", page.label(rule.claimed_by)),
        fact("conditions-owed", page.wording.labels(verdict.owed())),
        fact("conditions-flags", page.wording.labels(verdict.flags.iter().copied())),
        fact("conditions-source", rule.source.clone()),
        fact("conditions-confidence", page.label(rule.confidence)),
        fact("conditions-edition", page.label(verdict.edition)),
    ];
    facts.retain(|fact| !fact.value.is_empty());
    let is_paper = |line: &&Line<'_>| matches!(line.about, About::Document(_));
    let lines = verdict.lines.iter().filter(|line| !is_paper(line));
    Some(ItemView {
        standing: chip(page, answer),
        name: page.label(rule.item),
        points: match rule.points {
            Some(points) => {
                let values = [("points", points.into()), ("unit", page.label(rule.unit).into())];
                page.wording.text_with("conditions-points", &values)
            }
            None => page.t("conditions-points-unread"),
        },
        about: in_short(page, verdict),
        lines: lines.map(|line| line_view(page, verdict, line)).collect(),
        facts,
    })
}

/// Whether everyone is there, and how much nobody has recorded.
fn in_short(page: &Page, verdict: &Verdict<'_>) -> Vec<String> {
    let asks = verdict.lines.iter().any(|line| line.about.concern() == Concern::People);
    let people = page.label(verdict.answer(Concern::People));
    let people = asks.then(|| page.with("conditions-people", "answer", people));
    let unknown = verdict.lines.iter().filter(|line| line.answer == Answer::Unknown).count();
    let unknown = (unknown > 0).then(|| page.with("conditions-unknown", "count", unknown));
    people.into_iter().chain(unknown).collect()
}

fn line_view(page: &Page, verdict: &Verdict<'_>, line: &Line<'_>) -> LineView {
    let Line { about, answer, reason, due_on } = line;
    let source = match about {
        About::Ward => {
            verdict.rule.wards.as_ref().map(|table| (table.source.as_str(), Some(table.confidence)))
        }
        About::Ingredient(ingredient) => {
            ingredient.source.as_deref().map(|text| (text, ingredient.confidence))
        }
        _ => None,
    };
    let mut why = vec![page.wording.fee_reason(reason)];
    why.extend(due_on.map(|day| page.with("conditions-by", "day", page.wording.day(day))));
    why.extend(source.map(|(text, _)| page.with("common-source", "source", text)));
    why.extend(source.and_then(|(_, confidence)| confidence).map(|confidence| page.label(confidence)));
    LineView { answer: chip(page, *answer), text: page.wording.fee_line(verdict.rule, about), why }
}

fn not_here(page: &Page, verdict: &Verdict<'_>) -> Option<Fact> {
    let Standing::NotHere(barrier) = verdict.standing else { return None };
    Some(Fact { label: page.label(verdict.item()), value: page.wording.fee_barrier(barrier) })
}

fn completes(page: &Page, addition: &OneMore) -> String {
    let OneMore { party, completes } = addition;
    let values = [
        ("party", page.label(*party).into()),
        ("items", page.wording.labels(completes.iter().copied()).into()),
    ];
    page.wording.text_with("conditions-one-more-completes", &values)
}

fn chip(page: &Page, answer: Answer) -> Chip {
    let (tone, mark) = match answer {
        Answer::Met => ("good", "✓"),
        Answer::Unknown => ("warn", "?"),
        Answer::Lacking => ("calm", "-"),
    };
    Chip { tone, mark, text: page.label(answer) }
}
