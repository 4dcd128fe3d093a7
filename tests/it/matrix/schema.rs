//! What the API and the pages offer, read from the contract and from the routers, so that nothing new goes
//! without a row.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// What the fields with arguments are asked with.
const ARGUMENTS: &[(&str, &str)] = &[
    ("explain", "startsAt: \"2026-12-01T04:00:00Z\""),
    ("possibleTimes", "from: \"2026-12-01\", until: \"2026-12-03\""),
    ("shortlist", "service: PHARMACY, first: 3"),
];

struct Field {
    name: String,
    takes_arguments: bool,
    kind: String,
}

static TYPES: LazyLock<BTreeMap<String, Vec<Field>>> = LazyLock::new(|| {
    let text = without_descriptions(include_str!("../../../schema/schema.graphql"));
    let names = text.lines().filter_map(|line| line.strip_prefix("type ")?.split_once(' '));
    names.map(|(name, _)| (name.to_owned(), parse(&text, name))).collect()
});

fn without_descriptions(text: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for line in text.lines() {
        let quotes = line.matches("\"\"\"").count();
        if quotes == 0 && !inside {
            kept.push_str(line);
            kept.push('\n');
        }
        inside ^= quotes == 1;
    }
    kept
}

fn parse(text: &str, name: &str) -> Vec<Field> {
    let begins = |line: &&str| line.starts_with(&format!("type {name} "));
    let mut lines = text.lines().skip_while(|line| !begins(line)).skip(1).take_while(|line| *line != "}");
    let mut fields = vec![];
    while let Some(line) = lines.next() {
        let line = line.trim();
        let takes_arguments = line.ends_with('(');
        let Some((name, kind)) = line.split_once([':', '(']) else { continue };
        let mut kind = kind.trim();
        if takes_arguments {
            let end = lines.by_ref().find(|line| line.trim_start().starts_with("):")).unwrap();
            kind = end.trim().trim_start_matches("):");
        }
        let kind = kind.split(" @").next().unwrap().trim_matches(|c| "[]! ".contains(c)).to_owned();
        fields.push(Field { name: name.to_owned(), takes_arguments, kind });
    }
    fields
}

/// The fields of a type; none for a scalar.
fn fields(kind: &str) -> &'static [Field] {
    TYPES.get(kind).map_or(&[], Vec::as_slice)
}

/// The fields of the API's `Query`, `Mutation` or `Subscription`.
pub fn roots(name: &str) -> BTreeSet<String> {
    fields(name).iter().map(|field| field.name.clone()).collect()
}

/// Each field of each type that queries and subscriptions answer, as `Patient.name`. What only mutations answer
/// tells no more than the mutation's permission gave.
pub fn every_field() -> BTreeSet<String> {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut next = vec!["Query", "Subscription"];
    while let Some(kind) = next.pop() {
        if reached.insert(kind) {
            next.extend(fields(kind).iter().map(|field| field.kind.as_str()));
        }
    }
    let of = |kind: &str| fields(kind).iter().map(|f| format!("{kind}.{}", f.name)).collect::<Vec<_>>();
    reached.into_iter().flat_map(of).collect()
}

/// Selections of fields, and which fields they hold.
#[derive(Default)]
pub struct Selections {
    /// As in [`every_field`].
    pub held: BTreeSet<String>,
}

impl Selections {
    /// Each field of a type, with what it holds three levels deep; five where it takes arguments, and of
    /// readiness.
    ///
    /// # Panics
    /// When a field takes arguments that are not known here.
    pub fn fields_of(&mut self, kind: &str) -> Vec<String> {
        fields(kind)
            .iter()
            .map(|field| {
                let known = ARGUMENTS.iter().find(|(name, _)| *name == field.name);
                assert!(
                    known.is_some() || !field.takes_arguments,
                    "with what is {} to be asked?",
                    field.name
                );
                let arguments = known.map_or_else(String::new, |(_, with)| format!("({with})"));
                self.held.insert(format!("{kind}.{}", field.name));
                let depth = if field.takes_arguments || field.name == "readiness" { 5 } else { 3 };
                format!("{}{arguments}{}", field.name, self.of(&field.kind, depth, &[kind]))
            })
            .collect()
    }

    /// A field of the API's `Query` or `Subscription` with what it holds, so many levels deep.
    pub fn root(&mut self, root: &str, name: &str, depth: usize) -> String {
        let field = fields(root).iter().find(|field| field.name == name).unwrap();
        self.held.insert(format!("{root}.{name}"));
        self.of(&field.kind, depth, &[])
    }

    fn of(&mut self, kind: &str, depth: usize, path: &[&str]) -> String {
        if fields(kind).is_empty() {
            return if kind == "Node" { " { id }".into() } else { String::new() };
        }
        let path = [path, &[kind]].concat();
        let mut selected = vec![];
        for field in fields(kind) {
            // The others are asked for by themselves: within everything that holds them they would be too much.
            let arguments = match ARGUMENTS.iter().find(|(name, _)| *name == field.name) {
                Some((name, with)) if *name == "explain" => format!("({with})"),
                _ if field.takes_arguments => continue,
                _ => String::new(),
            };
            let is_whole = fields(&field.kind).is_empty();
            if is_whole || (depth > 1 && !path.contains(&field.kind.as_str())) {
                self.held.insert(format!("{kind}.{}", field.name));
                selected.push(format!("{}{arguments}{}", field.name, self.of(&field.kind, depth - 1, &path)));
            }
        }
        if selected.is_empty() { " { __typename }".into() } else { format!(" {{ {} }}", selected.join(" ")) }
    }
}
