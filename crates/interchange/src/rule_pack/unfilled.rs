//! Texts of a template that a region has still to write.

use std::ops::Range;

use domain::rule::{PackFault, PackFaultKind, RulePack};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{check::place, to_toml};

/// How a text begins, or goes on, where a region is to write its own.
const MARK: &str = "［記入";

/// Where a file, or what it is laid over, has texts that are still to be written.
pub fn unfilled(text: &str, pack: &RulePack) -> Vec<PackFault> {
    let mut found = marked(text);
    // What is laid over another pack takes over its texts, too.
    if found.is_empty() && to_toml(pack).is_ok_and(|whole| !marked(&whole).is_empty()) {
        found.push(fault(text, 0..0, "overlay.over", ""));
    }
    found
}

fn marked(text: &str) -> Vec<PackFault> {
    let (document, _) = DeTable::parse_recoverable(text);
    let mut found = vec![];
    in_table(text, document.get_ref(), "", &mut found);
    found.sort();
    found
}

fn in_table(text: &str, table: &DeTable<'_>, path: &str, found: &mut Vec<PackFault>) {
    for (name, value) in table {
        let name = name.get_ref();
        let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
        in_value(text, value, &path, found);
    }
}

fn in_value(text: &str, value: &Spanned<DeValue<'_>>, path: &str, found: &mut Vec<PackFault>) {
    match value.get_ref() {
        DeValue::String(said) if said.contains(MARK) => found.push(fault(text, value.span(), path, said)),
        DeValue::Table(table) => in_table(text, table, path, found),
        DeValue::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                in_value(text, item, &format!("{path}[{}]", place + 1), found);
            }
        }
        _ => {}
    }
}

fn fault(text: &str, at: Range<usize>, field: &str, said: &str) -> PackFault {
    let (line, column) = place(text, at.start);
    let (field, found) = (field.to_owned(), said.to_owned());
    PackFault { line, column, field, kind: PackFaultKind::Unfilled, found, suggestion: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule_pack::{EXAMPLES, brought_along, read};

    #[test]
    fn only_the_template_is_still_to_be_filled_in_and_each_of_its_gaps_has_a_place() {
        for file in EXAMPLES {
            let pack = read(file, &[]).unwrap();
            let found = unfilled(file, &pack);
            if pack.key != "saitama-template" {
                assert_eq!(found, [], "{}", pack.key);
                continue;
            }
            assert_eq!((found[0].line, found[0].field.as_str()), (3, "title"));
            for rule in &pack.milestones {
                assert!(rule.source.contains(MARK), "{}", rule.key);
            }
            let filled = file.replace(MARK, "見本");
            assert_eq!(unfilled(&filled, &read(&filled, &[]).unwrap()), []);
        }
    }

    #[test]
    fn what_is_laid_over_the_template_is_as_unfilled_as_the_template() {
        let file = "key = \"mihon\"\nversion = 1\ntitle = \"見本\"\nissuing_body = \"見本\"\nsource = \"見本\"\n\
                    # ［記入 is a comment here\n[overlay]\nover = \"saitama-template\"\n";
        let found = unfilled(file, &read(file, &brought_along()).unwrap());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].field, "overlay.over");
    }
}
