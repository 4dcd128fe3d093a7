//! One entry of a pack's file as a form has it: fields with what may stand in them, read out of the text and put back
//! into it. The rest of the text stays as it is, with its comments.

use domain::{rule::Part, text::half_width};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::shape::{Field, PACK, Shape};

/// An entry: the part it is of, and its key there; no key for the head, and for a new entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The part.
    pub part: Part,
    /// The key.
    pub key: Option<String>,
}

/// One field of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryField {
    /// Its name; a field of a table within as `offset.count`.
    pub path: String,
    /// What may stand in it.
    pub kind: EntryKind,
    /// Whether something must.
    pub is_required: bool,
}

/// What may stand in a field of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A line of text.
    Line,
    /// Letters and digits, in one width.
    Code,
    /// Text.
    Text,
    /// A number.
    Number,
    /// A day.
    Day,
    /// A condition over facts.
    Condition,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any of these words.
    Words(&'static [&'static str]),
    /// The key of an entry of this part.
    Key(Part),
    /// Keys of entries of this part.
    Keys(Part),
    /// Codes of municipalities, with spaces between them.
    Municipalities,
}

/// What stands in a field; several times, where several may.
pub type EntryValue = (String, String);

/// The fields of an entry of a part, in the order of the file.
pub fn entry_fields(part: Part) -> Vec<EntryField> {
    let mut fields = vec![];
    flatten("", shape_of(part), &mut fields);
    fields
}

/// The keys of a part's entries in a file; `None` where the file is no TOML.
pub fn entry_keys(file: &str, part: Part) -> Option<Vec<String>> {
    let document: DocumentMut = file.parse().ok()?;
    let Some(tables) = tables(&document, part) else { return Some(vec![]) };
    Some(tables.iter().filter_map(|table| Some(table.get("key")?.as_str()?.to_owned())).collect())
}

/// What stands in the fields of an entry; `None` where there is none, or the file is no TOML. A new entry is empty.
pub fn read_entry(file: &str, entry: &Entry) -> Option<Vec<EntryValue>> {
    let document: DocumentMut = file.parse().ok()?;
    let mut values = vec![];
    match (&entry.key, entry.part) {
        (_, Part::Head) => texts_of(document.as_table(), Part::Head, &mut values),
        (None, _) => {}
        (Some(key), part) => {
            let tables = tables(&document, part)?;
            texts_of(tables.iter().find(|table| has_key(*table, key))?, part, &mut values);
        }
    }
    Some(values)
}

/// The file with these values in the fields of an entry, and the place of the entry in its list; what is blank is left
/// out. `None` where there is no such entry, or the file is no TOML.
pub fn put_entry(file: &str, entry: &Entry, values: &[EntryValue]) -> Option<(String, usize)> {
    let mut document: DocumentMut = file.parse().ok()?;
    let fields = shape_of(entry.part);
    if entry.part == Part::Head {
        put(document.as_table_mut(), "", fields, values);
        return Some((document.to_string(), 0));
    }
    let list = document.entry(list_name(entry.part)).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    if !list.is_array_of_tables() {
        *list = std::mem::take(list).into_array_of_tables().ok().map(Item::ArrayOfTables)?;
    }
    let tables = list.as_array_of_tables_mut()?;
    let place = match &entry.key {
        Some(key) => tables.iter().position(|table| has_key(table, key))?,
        None => {
            tables.push(Table::new());
            tables.len() - 1
        }
    };
    let entry_table = tables.get_mut(place)?;
    put(entry_table, "", fields, values);
    let named = entry_table.get("key").and_then(Item::as_str).map(str::to_owned);
    let is_taken =
        named.as_ref().is_some_and(|named| tables.iter().filter(|one| has_key(*one, named)).count() > 1);
    if let (Some(old), Some(new), false) = (&entry.key, named, is_taken)
        && *old != new
    {
        carry_along(&mut document, entry.part, old, &new);
    }
    Some((document.to_string(), place))
}

/// Lets everything that names the entry `old` of a part name it `new`.
fn carry_along(document: &mut DocumentMut, part: Part, old: &str, new: &str) {
    for list in PACK {
        let Shape::List(Shape::Keyed(_, fields)) = list.shape else { continue };
        let Some(tables) = document.get_mut(list.name).and_then(Item::as_array_of_tables_mut) else {
            continue;
        };
        for table in tables.iter_mut() {
            for field in *fields {
                let Some(value) = table.get_mut(field.name).and_then(Item::as_value_mut) else { continue };
                match (field.shape, value) {
                    (Shape::Names(of), value) if of == part => rename(value, old, new),
                    (Shape::List(Shape::Names(of)), Value::Array(named)) if *of == part => {
                        named.iter_mut().for_each(|value| rename(value, old, new));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Puts one text in the place of another.
fn rename(value: &mut Value, old: &str, new: &str) {
    if value.as_str() == Some(old) {
        put_in_place(value, new.into());
    }
}

/// Puts a value in the place of another, with the comment beside it.
fn put_in_place(here: &mut Value, value: Value) {
    let around = std::mem::replace(here, value).decor().clone();
    *here.decor_mut() = around;
}

/// The file without an entry; `None` where there is none, or the file is no TOML.
pub fn remove_entry(file: &str, entry: &Entry) -> Option<String> {
    let mut document: DocumentMut = file.parse().ok()?;
    let name = list_name(entry.part);
    let tables = document.get_mut(name)?.as_array_of_tables_mut()?;
    let place = tables.iter().position(|table| entry.key.as_ref().is_some_and(|key| has_key(table, key)))?;
    tables.remove(place);
    if tables.is_empty() {
        document.remove(name);
    }
    Some(document.to_string())
}

/// The name of a part's list in the file.
pub const fn list_name(part: Part) -> &'static str {
    match part {
        Part::Head => "",
        Part::Track => "tracks",
        Part::Exemption => "exemptions",
        Part::Criterion => "criteria",
        Part::Form => "forms",
        Part::Waiver => "waivers",
        Part::Measure => "measures",
        Part::Milestone => "milestones",
    }
}

fn shape_of(part: Part) -> &'static [Field] {
    let of = |field: &Field| match field.shape {
        Shape::List(Shape::Keyed(found, fields)) if *found == part => Some(*fields),
        _ => None,
    };
    PACK.iter().find_map(of).unwrap_or(PACK)
}

fn tables(document: &DocumentMut, part: Part) -> Option<&ArrayOfTables> {
    document.get(list_name(part))?.as_array_of_tables()
}

fn has_key(table: &dyn TableLike, key: &str) -> bool {
    table.get("key").and_then(Item::as_str) == Some(key)
}

/// What may stand in a field of this shape; `None` for one that forms leave as it is.
fn kind(field: &Field) -> Option<EntryKind> {
    Some(match field.shape {
        Shape::Text if matches!(field.name, "title" | "issuing_body") => EntryKind::Line,
        Shape::Text => EntryKind::Text,
        Shape::Key | Shape::Month => EntryKind::Code,
        Shape::Whole(..) | Shape::Percent => EntryKind::Number,
        Shape::Day => EntryKind::Day,
        Shape::Word(words) => EntryKind::Word(words),
        Shape::Condition => EntryKind::Condition,
        Shape::Names(part) => EntryKind::Key(part),
        Shape::List(Shape::Names(part)) => EntryKind::Keys(*part),
        Shape::List(Shape::Word(words)) => EntryKind::Words(words),
        Shape::List(Shape::Municipality) => EntryKind::Municipalities,
        Shape::Municipality | Shape::List(_) | Shape::Table(_) | Shape::Keyed(..) => return None,
    })
}

/// The fields of a table within, which stand in the form beside the others; those of an overlay are left as they are.
fn within(field: &Field) -> Option<&'static [Field]> {
    match field.shape {
        Shape::Table(fields) if fields.iter().all(|field| kind(field).is_some()) => Some(fields),
        _ => None,
    }
}

fn path(prefix: &str, field: &Field) -> String {
    if prefix.is_empty() { field.name.to_owned() } else { format!("{prefix}.{}", field.name) }
}

fn flatten(prefix: &str, fields: &[Field], found: &mut Vec<EntryField>) {
    for field in fields {
        let path = path(prefix, field);
        if let Some(kind) = kind(field) {
            found.push(EntryField { path, kind, is_required: field.is_required && prefix.is_empty() });
        } else if let Some(fields) = within(field) {
            flatten(&path, fields, found);
        }
    }
}

fn texts_of(table: &dyn TableLike, part: Part, values: &mut Vec<EntryValue>) {
    for EntryField { path, .. } in entry_fields(part) {
        let (outer, inner) = path.split_once('.').unwrap_or((&path, ""));
        let mut item = table.get(outer);
        if !inner.is_empty() {
            item = item.and_then(|item| item.get(inner));
        }
        values.extend(item.into_iter().flat_map(texts).map(|text| (path.clone(), text)));
    }
}

fn texts(item: &Item) -> Vec<String> {
    match item.as_array() {
        Some(array) => array.iter().filter_map(text).collect(),
        None => item.as_value().and_then(text).into_iter().collect(),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.value().clone()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Float(number) => Some(number.value().to_string()),
        Value::Boolean(_) | Value::Datetime(_) | Value::Array(_) | Value::InlineTable(_) => None,
    }
}

fn put(table: &mut dyn TableLike, prefix: &str, fields: &[Field], values: &[EntryValue]) {
    for field in fields {
        let path = path(prefix, field);
        if let Some(kind) = kind(field) {
            let typed = values.iter().filter(|(name, _)| *name == path).map(|(_, text)| text.trim());
            let typed: Vec<&str> = typed.filter(|text| !text.is_empty()).collect();
            if table.get(field.name).map(texts).unwrap_or_default() == typed {
                continue;
            }
            match value(kind, &typed) {
                Some(value) => match table.get_mut(field.name).and_then(Item::as_value_mut) {
                    Some(here) => put_in_place(here, value),
                    None => drop(table.insert(field.name, Item::Value(value))),
                },
                None => drop(table.remove(field.name)),
            }
        } else if let Some(fields) = within(field) {
            let inner = table.entry(field.name).or_insert(Item::Value(InlineTable::new().into()));
            let Some(inner_table) = inner.as_table_like_mut() else { continue };
            put(inner_table, &path, fields, values);
            if inner_table.is_empty() {
                table.remove(field.name);
            }
        }
    }
}

/// What is written for what was typed. A number that is none is written as text, so that the check names it.
fn value(kind: EntryKind, typed: &[&str]) -> Option<Value> {
    let first = *typed.first()?;
    Some(match kind {
        EntryKind::Number => {
            let first = half_width(first);
            match (first.parse::<i64>(), first.parse::<f64>()) {
                (Ok(whole), _) => whole.into(),
                (_, Ok(number)) => number.into(),
                _ => first.into(),
            }
        }
        EntryKind::Code | EntryKind::Day => half_width(first).into(),
        EntryKind::Keys(_) | EntryKind::Words(_) => Value::Array(typed.iter().copied().collect::<Array>()),
        EntryKind::Municipalities => {
            let codes = typed.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
            Value::Array(codes.filter(|code| !code.is_empty()).map(half_width).collect::<Array>())
        }
        EntryKind::Line | EntryKind::Text | EntryKind::Condition | EntryKind::Word(_) | EntryKind::Key(_) => {
            first.replace("\r\n", "\n").into()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule_pack::{EXAMPLES, SHIPPED, read};

    const PARTS: [Part; 8] = [
        Part::Head,
        Part::Track,
        Part::Exemption,
        Part::Criterion,
        Part::Form,
        Part::Waiver,
        Part::Measure,
        Part::Milestone,
    ];

    #[test]
    fn what_is_read_out_of_a_file_and_put_back_leaves_it_letter_for_letter() {
        for file in EXAMPLES.iter().chain(SHIPPED) {
            for part in PARTS {
                let keys = entry_keys(file, part).unwrap();
                let keys = if part == Part::Head { vec![None] } else { keys.into_iter().map(Some).collect() };
                for key in keys {
                    let entry = Entry { part, key };
                    let values = read_entry(file, &entry).unwrap();
                    assert_eq!(put_entry(file, &entry, &values).unwrap().0, **file, "{entry:?}");
                }
            }
        }
    }

    #[test]
    fn one_field_changes_and_the_rest_stays_with_its_comments() {
        let file = "key = \"a\" # why\n\n[[milestones]]\nkey = \"tell\" # the first\nanchor = \"admission\"\n\
                    offset = { count = 3, direction = \"after\", unit = \"calendar_day\" }\n";
        let entry = Entry { part: Part::Milestone, key: Some("tell".into()) };
        let mut values = read_entry(file, &entry).unwrap();
        for (name, text) in &mut values {
            if name == "offset.count" {
                *text = "5".into();
            }
        }
        let (changed, place) = put_entry(file, &entry, &values).unwrap();
        assert_eq!((changed, place), (file.replace("count = 3", "count = 5"), 0));
        values.retain(|(name, _)| !name.starts_with("offset."));
        let (without, _) = put_entry(file, &entry, &values).unwrap();
        assert_eq!(without, file.lines().take(5).map(|line| format!("{line}\n")).collect::<String>());
    }

    #[test]
    fn entries_are_added_and_taken_away_and_what_is_no_number_is_told() {
        let entry = Entry { part: Part::Milestone, key: None };
        let values = [
            ("key", "tell"),
            ("action", "notify_admission"),
            ("owner", "ward"),
            ("anchor", "admission"),
            ("offset.count", "三"),
            ("offset.direction", "after"),
            ("offset.unit", "calendar_day"),
            ("strength", "guide"),
            ("source", "見本"),
        ];
        let values = values.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let head = "key = \"a\"\nversion = 1\ntitle = \"見本\"\nissuing_body = \"見本\"\nsource = \"見本\"\n";
        let (file, place) = put_entry(head, &entry, &values).unwrap();
        let faults = read(&file, &[]).unwrap_err();
        assert_eq!((place, faults.len(), faults[0].field.as_str()), (0, 1, "milestones[1].offset.count"));
        let (file, place) = put_entry(&file, &entry, &values).unwrap();
        assert_eq!((place, entry_keys(&file, Part::Milestone).unwrap().len()), (1, 2));
        let entry = Entry { key: Some("tell".into()), ..entry };
        let file = remove_entry(&remove_entry(&file, &entry).unwrap(), &entry).unwrap();
        assert_eq!(file.trim_end(), head.trim_end());
        assert_eq!(remove_entry(&file, &entry), None);
        assert_eq!(put_entry("no toml", &entry, &values), None);
    }

    #[test]
    fn what_names_an_entry_is_carried_along_with_its_new_key_and_its_comments() {
        let file = r#"key = "a"

[[tracks]]
key = "known" # why

[[exemptions]]
key = "ward"
milestones = ["tell"]

[[milestones]]
key = "tell"
tracks = ["other", "known"] # both
words = "known"

[[milestones]]
key = "return"
after = [
  "tell", # first
]
"#;
        let renamed = |part, old: &str, new: &str| {
            let entry = Entry { part, key: Some(old.into()) };
            let mut values = read_entry(file, &entry).unwrap();
            values.iter_mut().filter(|(name, _)| name == "key").for_each(|(_, text)| *text = new.into());
            put_entry(file, &entry, &values).unwrap().0
        };
        let expected = file.replace("key = \"known\"", "key = \"new\"").replace(", \"known\"]", ", \"new\"]");
        assert_eq!(renamed(Part::Track, "known", "new"), expected);
        assert_eq!(renamed(Part::Milestone, "tell", "new"), file.replace("\"tell\"", "\"new\""));
        let taken = file.replacen("key = \"tell\"", "key = \"return\"", 1);
        assert_eq!(renamed(Part::Milestone, "tell", "return"), taken, "two of one key are told apart first");
    }

    #[test]
    fn numbers_keys_and_codes_are_read_in_any_width() {
        let typed = [("key", "ｔｅｌｌ－２"), ("offset.count", "１４"), ("words", "１４日")];
        let typed = typed.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let (file, _) = put_entry("", &Entry { part: Part::Milestone, key: None }, &typed).unwrap();
        assert_eq!(file, "[[milestones]]\nkey = \"tell-2\"\noffset = { count = 14 }\nwords = \"１４日\"\n");
        let typed = [("municipalities".to_owned(), "１１２０１，11229".to_owned())];
        let (file, _) = put_entry("", &Entry { part: Part::Head, key: None }, &typed).unwrap();
        assert_eq!(file, "municipalities = [\"11201\", \"11229\"]\n");
    }

    #[test]
    fn municipalities_are_written_with_anything_between_them() {
        let typed = [("municipalities".to_owned(), "11201、11229　11241".to_owned())];
        let (file, _) = put_entry("", &Entry { part: Part::Head, key: None }, &typed).unwrap();
        assert_eq!(file, "municipalities = [\"11201\", \"11229\", \"11241\"]\n");
    }
}
