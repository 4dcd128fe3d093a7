//! One entry of a file of rules is written in a form.

use domain::rule::{PackFault, RulePack};
use interchange::rule_pack::{self, list_name, read};
pub use interchange::rule_pack::{
    Entry, EntryField, EntryKind, EntryValue, entry_fields, entry_keys, read_entry, remove_entry,
};
use sha2::{Digest, Sha256};

use crate::{Error, Session, rule::known_packs};

/// A file with an entry as it was typed.
#[derive(Debug)]
pub struct EditedRules {
    /// The file.
    pub file: String,
    /// Where the entry stands in its list.
    pub place: usize,
    /// What the file says, where nothing in it is wrong.
    pub pack: Option<RulePack>,
    /// What is wrong with fields of the entry, by field. Faults elsewhere in the file do not matter here.
    pub faults: Vec<(String, PackFault)>,
}

/// A number by which two texts are told apart.
pub fn fingerprint(text: &str) -> i32 {
    let [first, second, third, fourth, ..]: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    i32::from_be_bytes([first, second, third, fourth])
}

/// Puts what was typed into an entry of a file.
///
/// # Errors
/// [`Error::NotFound`] where there is no such entry, or the file cannot be read at all.
pub async fn edit_rules(
    session: &Session<'_>,
    file: &str,
    entry: &Entry,
    values: &[EntryValue],
) -> Result<EditedRules, Error> {
    session.member()?;
    let (file, place) = rule_pack::put_entry(file, entry, values).ok_or(Error::NotFound)?;
    let (pack, faults) = match read(&file, &known_packs(&session.read()).await?) {
        Ok(pack) => (Some(pack), vec![]),
        Err(faults) => (None, faults),
    };
    let list = match list_name(entry.part) {
        "" => String::new(),
        name => format!("{name}[{}].", place + 1),
    };
    let known = entry_fields(entry.part);
    let is_here = |fault: PackFault| {
        let field = fault.field.strip_prefix(&list)?;
        let field = known.iter().find(|known| belongs(field, &known.path))?.path.clone();
        Some((field, fault))
    };
    let faults = faults.into_iter().filter_map(is_here).collect();
    Ok(EditedRules { file, place, pack, faults })
}

/// Whether a fault's field is that of a form, or an item in it such as `tracks[1]`, or a table that lacks it.
fn belongs(fault: &str, field: &str) -> bool {
    let rest = fault.strip_prefix(field).or_else(|| field.strip_prefix(fault));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
}
