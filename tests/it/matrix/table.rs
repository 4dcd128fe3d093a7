//! The table of access as a person reads it: `schema/access.txt`, and nothing else, says what is expected.

use std::collections::{HashMap, HashSet};

use domain::access::{Action, Decision, Denial, Member, Relationship, Scope};

/// What the table says.
pub struct Table {
    rules: HashMap<(Relationship, Action), Vec<Clause>>,
    guests: HashSet<(Relationship, Action)>,
    reading: HashSet<Action>,
    calendar: HashSet<Action>,
}

/// A decision for those named by role, profession or kind of organization; for all others where none is named.
struct Clause {
    decision: Decision,
    named: Vec<String>,
}

enum Part {
    Standing(Relationship),
    Guests,
    Reading,
    Calendar,
}

impl Table {
    /// Reads the table.
    ///
    /// # Panics
    /// When a line of it cannot be understood.
    pub fn read() -> Self {
        let mut table = Self {
            rules: HashMap::new(),
            guests: HashSet::new(),
            reading: HashSet::new(),
            calendar: HashSet::new(),
        };
        let mut part = None;
        for line in include_str!("../../../schema/access.txt").lines() {
            let Some(entry) = line.strip_prefix("  ") else {
                part = match line.split_once(':') {
                    Some((head, _)) if head.starts_with("The holder of an invitation") => Some(Part::Guests),
                    Some((head, _)) if head.starts_with("A token that only reads") => Some(Part::Reading),
                    Some((head, _)) if head.starts_with("The address of somebody's calendar") => {
                        Some(Part::Calendar)
                    }
                    Some((head, _)) => Relationship::parse(head).map(Part::Standing),
                    None => part,
                };
                continue;
            };
            let (action, rule) = entry.split_once(' ').unwrap_or((entry, ""));
            let Some(action) = Action::parse(action) else { continue };
            match &part {
                None => {}
                Some(Part::Standing(relationship)) => {
                    table.rules.insert((*relationship, action), clauses(rule.trim()));
                }
                Some(Part::Guests) => {
                    let place = rule.trim().strip_prefix("allow where ").and_then(Relationship::parse);
                    table.guests.insert((place.unwrap(), action));
                }
                Some(Part::Reading) => {
                    table.reading.insert(action);
                }
                Some(Part::Calendar) => {
                    table.calendar.insert(action);
                }
            }
        }
        table
    }

    /// What the table says to a member.
    pub fn says(&self, member: &Member, action: Action, relationship: Relationship) -> Decision {
        let is_meant = |name: &String| {
            [member.role.code(), member.profession.code(), member.kind.code()].contains(&name.as_str())
        };
        let clauses = self.rules.get(&(relationship, action)).map_or(&[][..], Vec::as_slice);
        let clause =
            clauses.iter().find(|clause| clause.named.is_empty() || clause.named.iter().any(is_meant));
        match clause.map_or(Decision::Hide, |clause| clause.decision) {
            Decision::Allow if !self.may_by_token(member, action) => Decision::Deny(Denial::Scope),
            decision => decision,
        }
    }

    /// Whether the token of a member is good for an action.
    pub fn may_by_token(&self, member: &Member, action: Action) -> bool {
        match member.scope {
            Scope::Everything => true,
            Scope::Reading => self.reading.contains(&action),
            Scope::Calendar => self.calendar.contains(&action),
        }
    }

    /// What the table says to the holder of an invitation's link.
    pub fn says_to_guest(&self, action: Action, relationship: Relationship) -> Decision {
        if self.guests.contains(&(relationship, action)) { Decision::Allow } else { Decision::Hide }
    }
}

fn clauses(rule: &str) -> Vec<Clause> {
    let clause = |text: &str| {
        let text = text.strip_prefix("others ").unwrap_or(text);
        let (decision, named) = text.split_once(": ").unwrap_or((text, ""));
        let decision = match decision.split_once(' ') {
            None if decision == "allow" => Decision::Allow,
            None if decision == "hide" => Decision::Hide,
            Some(("deny", reason)) => {
                let reason = Denial::parse(reason.trim_matches(['(', ')']));
                Decision::Deny(reason.unwrap_or_else(|| panic!("what reason is in {text:?}?")))
            }
            _ => panic!("what is {rule:?}?"),
        };
        let named = named.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Clause { decision, named }
    };
    rule.split("; ").map(clause).collect()
}
