//! Limits, conditions and facts in words.

use domain::{
    calendar::{Counting, Direction, Offset, Roll, Unit},
    rule::{Condition, Fact, FactKind, Facts, Value},
};
use wording::FactWord;

use crate::page::Page;

/// How far from its anchor a step is due.
pub fn limit(page: &Page, anchor: &str, offset: Offset) -> String {
    let key = match (offset.count, offset.direction, offset.unit) {
        (0, ..) => "rule-limit-same-day",
        (_, Direction::After, Unit::CalendarDay) => "rule-limit-after",
        (_, Direction::After, Unit::BusinessDay) => "rule-limit-after-business",
        (_, Direction::After, Unit::Hour) => "rule-limit-after-hours",
        (_, Direction::After, Unit::Month) => "rule-limit-after-months",
        (_, Direction::Before, Unit::CalendarDay) => "rule-limit-before",
        (_, Direction::Before, Unit::BusinessDay) => "rule-limit-before-business",
        (_, Direction::Before, Unit::Hour) => "rule-limit-before-hours",
        (_, Direction::Before, Unit::Month) => "rule-limit-before-months",
    };
    page.wording.text_with(key, &[("anchor", anchor.into()), ("days", usize::from(offset.count).into())])
}

/// How the days of a limit are counted, where there are any.
pub const fn counting(counting: Counting, offset: Offset) -> Option<&'static str> {
    match (offset.count, offset.unit, counting, offset.direction) {
        (0, ..) | (_, Unit::Hour, ..) => None,
        (_, _, Counting::StartCounted, _) => Some("rule-count-start"),
        (_, _, Counting::StartCountedAfterHours, _) => Some("rule-count-after-hours"),
        (_, _, Counting::StartExcluded, Direction::After) => Some("rule-count-next-day"),
        (_, _, Counting::StartExcluded, Direction::Before) => Some("rule-count-day-before"),
    }
}

/// What happens at closed days.
pub const fn roll(roll: Roll) -> Option<&'static str> {
    match roll {
        Roll::None => None,
        Roll::NextBusinessDay => Some("rule-roll-next"),
        Roll::PreviousBusinessDay => Some("rule-roll-previous"),
        Roll::NextBusinessDayWhenAllClosed => Some("rule-roll-all-closed"),
    }
}

/// A condition as a clause.
pub fn condition(page: &Page, condition: &Condition) -> String {
    let joined = |parts: &[Condition], key: &str| {
        let parts: Vec<_> = parts.iter().map(|part| nested(page, part)).collect();
        parts.join(&page.t(key))
    };
    match condition {
        Condition::All(parts) => joined(parts, "rule-all"),
        Condition::Any(parts) => joined(parts, "rule-any"),
        Condition::None(parts) => page.with("rule-none", "what", joined(parts, "rule-any")),
        Condition::Is(fact, word) => {
            let FactKind::Words(words) = fact.kind() else { return page.label(*fact) };
            let word = words.get(usize::from(*word)).map(|word| page.label(FactWord(*fact, word)));
            compared(page, "rule-is", *fact, word.unwrap_or_default())
        }
        Condition::Called(fact, name) => compared(page, "rule-is", *fact, name.clone()),
        Condition::AtLeast(fact, least) => compared(page, "rule-at-least", *fact, least.to_string()),
        Condition::AtMost(fact, most) => compared(page, "rule-at-most", *fact, most.to_string()),
    }
}

fn nested(page: &Page, part: &Condition) -> String {
    match part {
        Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => {
            page.with("rule-nested", "what", condition(page, part))
        }
        _ => condition(page, part),
    }
}

fn compared(page: &Page, key: &str, fact: Fact, value: String) -> String {
    page.wording.text_with(key, &[("fact", page.label(fact).into()), ("value", value.into())])
}

/// A fact and what is recorded of it.
pub fn fact(page: &Page, facts: &Facts, fact: Fact) -> String {
    let value = match (fact.kind(), facts.value(fact)) {
        (FactKind::Name, _) => facts.named(fact).map(str::to_owned),
        (_, Value::Number(number)) => Some(number.to_string()),
        (_, Value::Unknown) => None,
        (_, value) => {
            let words = value.words(fact).into_iter().map(|word| page.label(FactWord(fact, word)));
            Some(words.collect::<Vec<_>>().join(&page.t("rule-and")))
        }
    };
    compared(page, "rule-fact", fact, value.unwrap_or_else(|| page.t("rule-not-recorded")))
}
