//! Conditions over facts, as a pack writes them: `all(care_manager = none, any(age >= 65, specified_disease = yes))`.
//!
//! What nobody has recorded leaves a condition open; it never counts as "no".

use std::{fmt, ops::Range, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    fact::{Fact, FactKind, Facts, Value},
    fault::Wanted,
};

/// A condition over facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Condition {
    /// Every one of these holds.
    All(Vec<Self>),
    /// At least one of these holds.
    Any(Vec<Self>),
    /// Not one of these holds.
    None(Vec<Self>),
    /// The fact has this word: its place among the words of the fact.
    Is(Fact, u8),
    /// The fact has this name.
    Called(Fact, String),
    /// The number is this or more.
    AtLeast(Fact, i64),
    /// The number is this or less.
    AtMost(Fact, i64),
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not.
    No,
    /// What is recorded does not tell.
    Unknown,
    /// It does.
    Yes,
}

/// Whether a condition holds, and by which facts: these alone lead to the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it holds.
    pub truth: Truth,
    /// The facts that make it so, each once, in the order in which the condition asks for them. Of an open
    /// condition they are the facts that are not recorded.
    pub because: Vec<Fact>,
}

/// How deep conditions may be nested.
pub const DEEPEST: usize = 16;

impl Condition {
    /// Whether it holds.
    pub fn truth(&self, facts: &Facts) -> Truth {
        match self {
            Self::All(parts) => parts.iter().map(|part| part.truth(facts)).min().unwrap_or(Truth::Yes),
            Self::Any(parts) => any(parts, facts),
            Self::None(parts) => any(parts, facts).opposite(),
            Self::Is(fact, word) => match facts.value(*fact) {
                Value::Words(bits) => Truth::of(bits >> word & 1 == 1),
                Value::Unknown | Value::Number(_) => Truth::Unknown,
            },
            Self::Called(fact, name) => {
                facts.named(*fact).map_or(Truth::Unknown, |named| Truth::of(named == name))
            }
            Self::AtLeast(fact, least) => numbered(facts, *fact, |number| number >= *least),
            Self::AtMost(fact, most) => numbered(facts, *fact, |number| number <= *most),
        }
    }

    /// Whether it holds, and what makes it so.
    pub fn find(&self, facts: &Facts) -> Finding {
        let truth = self.truth(facts);
        let mut because = vec![];
        self.collect(facts, &mut because);
        Finding { truth, because }
    }

    /// Every fact it asks for, each once.
    pub fn facts(&self) -> Vec<Fact> {
        let mut asked = vec![];
        self.ask(&mut asked);
        asked
    }

    fn collect(&self, facts: &Facts, because: &mut Vec<Fact>) {
        match self {
            Self::All(parts) => decisive(parts, facts, Truth::Yes, because),
            Self::Any(parts) | Self::None(parts) => decisive(parts, facts, Truth::No, because),
            Self::Is(fact, _) | Self::Called(fact, _) | Self::AtLeast(fact, _) | Self::AtMost(fact, _) => {
                once(because, *fact);
            }
        }
    }

    fn ask(&self, asked: &mut Vec<Fact>) {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::None(parts) => {
                parts.iter().for_each(|part| part.ask(asked));
            }
            Self::Is(fact, _) | Self::Called(fact, _) | Self::AtLeast(fact, _) | Self::AtMost(fact, _) => {
                once(asked, *fact);
            }
        }
    }
}

impl Truth {
    const fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    const fn opposite(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }
}

fn any(parts: &[Condition], facts: &Facts) -> Truth {
    parts.iter().map(|part| part.truth(facts)).max().unwrap_or(Truth::No)
}

fn numbered(facts: &Facts, fact: Fact, holds: impl Fn(i64) -> bool) -> Truth {
    match facts.value(fact) {
        Value::Number(number) => Truth::of(holds(number)),
        Value::Unknown | Value::Words(_) => Truth::Unknown,
    }
}

/// Collects from the parts that settle the whole: those unlike `neutral` if any is, the contrary before the open.
fn decisive(parts: &[Condition], facts: &Facts, neutral: Truth, because: &mut Vec<Fact>) {
    let truths: Vec<Truth> = parts.iter().map(|part| part.truth(facts)).collect();
    let settles = [neutral.opposite(), Truth::Unknown]
        .into_iter()
        .find(|truth| truths.contains(truth))
        .unwrap_or(neutral);
    for (part, truth) in parts.iter().zip(truths) {
        if truth == settles {
            part.collect(facts, because);
        }
    }
}

fn once(facts: &mut Vec<Fact>, fact: Fact) {
    if !facts.contains(&fact) {
        facts.push(fact);
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, parts) = match self {
            Self::All(parts) => ("all", parts),
            Self::Any(parts) => ("any", parts),
            Self::None(parts) => ("none", parts),
            Self::Is(fact, word) => {
                let words = match fact.kind() {
                    FactKind::Words(words) => words,
                    FactKind::Number | FactKind::Name => &[],
                };
                return write!(f, "{fact} = {}", words.get(usize::from(*word)).unwrap_or(&"?"));
            }
            Self::Called(fact, name) => return write!(f, "{fact} = '{name}'"),
            Self::AtLeast(fact, least) => return write!(f, "{fact} >= {least}"),
            Self::AtMost(fact, most) => return write!(f, "{fact} <= {most}"),
        };
        write!(f, "{name}(")?;
        for (at, part) in parts.iter().enumerate() {
            write!(f, "{}{part}", if at == 0 { "" } else { ", " })?;
        }
        f.write_str(")")
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.to_string()
    }
}

impl TryFrom<String> for Condition {
    type Error = ConditionFault;

    fn try_from(text: String) -> Result<Self, ConditionFault> {
        text.parse()
    }
}

/// Why a text is no condition, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at {}", at.start)]
pub struct ConditionFault {
    /// Which bytes of the text.
    pub at: Range<usize>,
    /// What is wrong with them.
    pub kind: ConditionFaultKind,
}

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionFaultKind {
    /// No fact is called so.
    #[error("no such fact")]
    NoSuchFact,
    /// The fact has no such word.
    #[error("no such value of {0}")]
    NoSuchWord(Fact),
    /// The fact is compared with a number.
    #[error("{0} is compared with a number")]
    NotANumber(Fact),
    /// A fact with words is only equal to one, not more or less.
    #[error("{0} is compared with =")]
    NotOrdered(Fact),
    /// Something else was to come here.
    #[error("{0} expected")]
    Expected(Wanted),
    /// Nested deeper than [`DEEPEST`].
    #[error("nested too deep")]
    TooDeep,
}

impl FromStr for Condition {
    type Err = ConditionFault;

    fn from_str(text: &str) -> Result<Self, ConditionFault> {
        let mut reader = Reader { text, at: 0 };
        let condition = reader.condition(0)?;
        match reader.token() {
            (_, "") => Ok(condition),
            (at, _) => Err(fault(at, ConditionFaultKind::Expected(Wanted::End))),
        }
    }
}

fn fault(at: Range<usize>, kind: ConditionFaultKind) -> ConditionFault {
    ConditionFault { at, kind }
}

/// Reads a condition from its text.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn condition(&mut self, depth: usize) -> Result<Condition, ConditionFault> {
        let (at, word) = self.token();
        if depth > DEEPEST {
            return Err(fault(at, ConditionFaultKind::TooDeep));
        }
        match word {
            "all" => Ok(Condition::All(self.parts(depth)?)),
            "any" => Ok(Condition::Any(self.parts(depth)?)),
            "none" => Ok(Condition::None(self.parts(depth)?)),
            _ => match Fact::parse(word) {
                Some(fact) => self.comparison(fact),
                None if word.starts_with(is_word) => Err(fault(at, ConditionFaultKind::NoSuchFact)),
                None => Err(fault(at, ConditionFaultKind::Expected(Wanted::Fact))),
            },
        }
    }

    fn parts(&mut self, depth: usize) -> Result<Vec<Condition>, ConditionFault> {
        self.expect("(", Wanted::Opening)?;
        let mut parts = vec![];
        loop {
            parts.push(self.condition(depth + 1)?);
            match self.token() {
                (_, ",") => {}
                (_, ")") => return Ok(parts),
                (at, _) => return Err(fault(at, ConditionFaultKind::Expected(Wanted::More))),
            }
        }
    }

    fn comparison(&mut self, fact: Fact) -> Result<Condition, ConditionFault> {
        let (sign_at, sign) = self.token();
        if !matches!(sign, "=" | ">=" | "<=") {
            return Err(fault(sign_at, ConditionFaultKind::Expected(Wanted::Sign)));
        }
        let (at, value) = self.token();
        match (fact.kind(), sign) {
            (FactKind::Number, _) => {
                let number = value.parse().map_err(|_| fault(at, ConditionFaultKind::NotANumber(fact)))?;
                Ok(match sign {
                    ">=" => Condition::AtLeast(fact, number),
                    "<=" => Condition::AtMost(fact, number),
                    _ => Condition::All(vec![
                        Condition::AtLeast(fact, number),
                        Condition::AtMost(fact, number),
                    ]),
                })
            }
            (FactKind::Words(_), "=") => {
                let word = fact.word(value).ok_or_else(|| fault(at, ConditionFaultKind::NoSuchWord(fact)))?;
                Ok(Condition::Is(fact, word))
            }
            (FactKind::Name, "=") => {
                let name = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
                let name = name.filter(|name| !name.trim().is_empty());
                let name = name.ok_or_else(|| fault(at, ConditionFaultKind::Expected(Wanted::Name)))?;
                Ok(Condition::Called(fact, name.to_owned()))
            }
            (FactKind::Words(_) | FactKind::Name, _) => {
                Err(fault(sign_at, ConditionFaultKind::NotOrdered(fact)))
            }
        }
    }

    fn expect(&mut self, token: &str, wanted: Wanted) -> Result<(), ConditionFault> {
        match self.token() {
            (_, found) if found == token => Ok(()),
            (at, _) => Err(fault(at, ConditionFaultKind::Expected(wanted))),
        }
    }

    /// The next word, number, sign or bracket, with its place; nothing at the end.
    fn token(&mut self) -> (Range<usize>, &'t str) {
        let rest = &self.text[self.at..];
        let from = self.at + (rest.len() - rest.trim_start().len());
        let rest = &self.text[from..];
        let length = match rest.chars().next() {
            None => 0,
            Some(first) if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            Some('\'') => rest[1..].find('\'').map_or(1, |end| end + 2),
            Some(_) if rest.starts_with(">=") || rest.starts_with("<=") => 2,
            Some(first) => first.len_utf8(),
        };
        self.at = from + length;
        (from..self.at, &rest[..length])
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Truth::*, *};

    fn condition(text: &str) -> Condition {
        text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
    }

    fn facts(said: &[(Fact, &str)], counted: &[(Fact, i64)]) -> Facts {
        let mut facts = Facts::default();
        said.iter().for_each(|(fact, word)| facts.say(*fact, Some(word)));
        counted.iter().for_each(|(fact, number)| facts.count(*fact, Some(*number)));
        facts
    }

    /// Of whom a region without a care manager in sight is to be told (介護保険法 第9条).
    const MAY_APPLY: &str =
        "all(care_manager = none, any(age >= 65, all(age >= 40, specified_disease = yes)))";

    #[test]
    fn a_condition_says_which_facts_make_it_so() {
        use Fact::{Age, CareManager, SpecifiedDisease as Disease};
        for (said, counted, truth, because) in [
            (vec![(CareManager, "none")], vec![(Age, 70)], Yes, vec![CareManager, Age]),
            (vec![(CareManager, "assigned")], vec![(Age, 70)], No, vec![CareManager]),
            (vec![(CareManager, "none")], vec![(Age, 50)], Unknown, vec![Disease]),
            (
                vec![(CareManager, "none"), (Disease, "yes")],
                vec![(Age, 50)],
                Yes,
                vec![CareManager, Age, Disease],
            ),
            (vec![(CareManager, "none"), (Disease, "no")], vec![(Age, 50)], No, vec![Age, Disease]),
            (vec![(CareManager, "none"), (Disease, "yes")], vec![(Age, 39)], No, vec![Age]),
            (vec![], vec![(Age, 70)], Unknown, vec![CareManager]),
            (vec![], vec![], Unknown, vec![CareManager, Age, Disease]),
        ] {
            let found = condition(MAY_APPLY).find(&facts(&said, &counted));
            assert_eq!(found, Finding { truth, because }, "{said:?} {counted:?}");
        }
    }

    #[test]
    fn none_is_the_opposite_of_any_and_stays_open_as_long() {
        let none = condition("none(respite = regular, stay_days <= 3)");
        for (said, counted, truth) in [
            (vec![(Fact::Respite, "no")], vec![(Fact::StayDays, 8)], Yes),
            (vec![(Fact::Respite, "regular")], vec![], No),
            (vec![(Fact::Respite, "no")], vec![], Unknown),
        ] {
            assert_eq!(none.truth(&facts(&said, &counted)), truth, "{said:?}");
        }
    }

    #[test]
    fn several_needs_at_once_are_each_found() {
        let facts = facts(&[(Fact::Need, "opioid"), (Fact::Need, "dementia")], &[]);
        assert_eq!(condition("all(need = opioid, need = dementia)").truth(&facts), Yes);
        assert_eq!(condition("need = oxygen").truth(&facts), No);
        assert_eq!(condition("need = oxygen").truth(&Facts::default()), Unknown);
    }

    #[test]
    fn a_fault_says_where_it_is() {
        use ConditionFaultKind::*;
        for (text, at, kind) in [
            ("care_manger = none", 0..11, NoSuchFact),
            ("care_manager = nobody", 15..21, NoSuchWord(Fact::CareManager)),
            ("all(age >= 65, age = 六十五)", 21..30, NotANumber(Fact::Age)),
            ("respite >= first", 8..10, NotOrdered(Fact::Respite)),
            ("age > 65", 4..5, Expected(Wanted::Sign)),
            ("all age >= 65", 4..7, Expected(Wanted::Opening)),
            ("all()", 4..5, Expected(Wanted::Fact)),
            ("any(age >= 65", 13..13, Expected(Wanted::More)),
            ("age >= 65 age", 10..13, Expected(Wanted::End)),
            ("ward_name = 3東", 12..16, Expected(Wanted::Name)),
            ("ward_name = '3東", 12..13, Expected(Wanted::Name)),
            ("ward_name <= '3東'", 10..12, NotOrdered(Fact::WardName)),
            ("", 0..0, Expected(Wanted::Fact)),
        ] {
            assert_eq!(text.parse::<Condition>(), Err(ConditionFault { at, kind }), "{text}");
        }
        let deep = format!("{}age >= 65{}", "all(".repeat(40), ")".repeat(40));
        assert_eq!(deep.parse::<Condition>().unwrap_err().kind, TooDeep);
    }

    fn any_condition() -> impl Strategy<Value = Condition> {
        let atom = prop_oneof![(proptest::sample::select(Fact::ALL), 0..2_u8, 0..100_i64).prop_map(
            |(fact, word, number)| {
                match (fact.kind(), word) {
                    (FactKind::Words(_), _) => Condition::Is(fact, word),
                    (FactKind::Name, _) => {
                        Condition::Called(fact, ["3階東", "B 2"][usize::from(word)].into())
                    }
                    (FactKind::Number, 0) => Condition::AtLeast(fact, number),
                    (FactKind::Number, _) => Condition::AtMost(fact, number),
                }
            }
        )];
        atom.prop_recursive(4, 24, 4, |inner| {
            let parts = proptest::collection::vec(inner, 1..4);
            (0..3, parts).prop_map(|(kind, parts)| match kind {
                0 => Condition::All(parts),
                1 => Condition::Any(parts),
                _ => Condition::None(parts),
            })
        })
    }

    fn any_facts() -> impl Strategy<Value = Facts> {
        proptest::collection::vec((proptest::sample::select(Fact::ALL), 0..3_usize, 0..100_i64), 0..20)
            .prop_map(|stated| {
                let mut facts = Facts::default();
                for (fact, word, number) in stated {
                    match fact.kind() {
                        FactKind::Words(words) => facts.say(fact, words.get(word).copied()),
                        FactKind::Number => facts.count(fact, Some(number)),
                        FactKind::Name => facts.name(fact, ["3階東", "B 2", "C"][word]),
                    }
                }
                facts
            })
    }

    proptest! {
        #[test]
        fn an_explanation_replays_to_the_same_result(condition in any_condition(), facts in any_facts()) {
            let found = condition.find(&facts);
            prop_assert_eq!(found.truth, condition.truth(&facts));
            let replayed = condition.find(&facts.only(&found.because));
            prop_assert_eq!(replayed.truth, found.truth);
            prop_assert!(found.truth == Truth::Unknown || replayed == found);
        }

        #[test]
        fn a_condition_survives_being_written_and_read(condition in any_condition()) {
            prop_assert_eq!(condition.to_string().parse::<Condition>(), Ok(condition));
        }

        #[test]
        fn what_was_open_is_settled_either_way_and_what_was_settled_stays(
            condition in any_condition(), facts in any_facts(), known in any_facts(),
        ) {
            let mut more = facts.clone();
            for fact in Fact::ALL.iter().filter(|fact| facts.value(**fact) == Value::Unknown) {
                if let (None, Some(name)) = (facts.named(*fact), known.named(*fact)) {
                    more.name(*fact, name);
                }
                match known.value(*fact) {
                    Value::Unknown => {}
                    Value::Number(number) => more.count(*fact, Some(number)),
                    words => words.words(*fact).into_iter().for_each(|word| more.say(*fact, Some(word))),
                }
            }
            let before = condition.truth(&facts);
            prop_assert!(before == Truth::Unknown || condition.truth(&more) == before);
        }

        #[test]
        fn no_text_makes_the_reader_fail(text in "[a-z_<>=(), 0-9日-]{0,60}") {
            let _ = text.parse::<Condition>();
        }
    }
}
