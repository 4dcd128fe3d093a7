//! Rule packs as TOML text.

mod check;
mod entry;
#[cfg(test)]
mod packs;
mod shape;
mod unfilled;

use domain::rule::{Meant, PackFault, PackFaultKind, Part, RulePack};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

pub use self::{
    entry::{
        Entry, EntryField, EntryKind, EntryValue, entry_fields, entry_keys, list_name, put_entry, read_entry,
        remove_entry,
    },
    shape::json_schema,
    unfilled::unfilled,
};

/// The rule packs this program publishes by itself.
pub const SHIPPED: &[&str] = &[include_str!("../../../schema/regional-rules/national-baseline.toml")];

/// Regional rules that were read, and an empty template: files to begin with, in force nowhere.
pub const EXAMPLES: &[&str] = &[
    include_str!("../../../schema/regional-rules/saitama-template.toml"),
    include_str!("../../../schema/regional-rules/imabari.toml"),
    include_str!("../../../schema/regional-rules/fukui.toml"),
    include_str!("../../../schema/regional-rules/seino.toml"),
    include_str!("../../../schema/regional-rules/suwa.toml"),
    include_str!("../../../schema/regional-rules/tajima.toml"),
    include_str!("../../../schema/regional-rules/kenchu.toml"),
];

/// Every pack this program brings along.
pub fn brought_along() -> Vec<RulePack> {
    EXAMPLES.iter().chain(SHIPPED).filter_map(|file| read(file, &[]).ok()).collect()
}

/// The longest file of a pack, in bytes; what is typed is kept as a draft, which holds a little more.
pub const LONGEST: usize = 120 * 1024;

/// The text of a file with another version in it, for one who goes on from there.
pub fn with_version(file: &str, version: u32) -> String {
    let is_it = |line: &&str| line.split_once('=').is_some_and(|(name, _)| name.trim() == "version");
    match file.lines().find(is_it) {
        Some(line) => file.replacen(line, &format!("version = {version}"), 1),
        None => format!("version = {version}\n{file}"),
    }
}

/// Reads a pack, laid over the one of `packs` that it names, if it names one.
///
/// # Errors
/// Every fault of the file at once.
pub fn read(text: &str, packs: &[RulePack]) -> Result<RulePack, Vec<PackFault>> {
    if text.len() > LONGEST {
        let (found, kind) = (format!("{} KB", text.len().div_ceil(1024)), PackFaultKind::TooLong);
        let suggestion = Some(Meant::Text(format!("{} KB", LONGEST / 1024)));
        return Err(vec![PackFault { line: 1, column: 1, field: String::new(), kind, found, suggestion }]);
    }
    let below = toml::from_str::<Head>(text).ok().and_then(|head| head.overlay).map(|overlay| overlay.over);
    let named = below.as_ref().map(|key| packs.iter().find(|pack| pack.key == *key));
    let mut faults = check::faults(text, &named.flatten().map(keys).unwrap_or_default());
    if let Some(None) = named
        && let Some(at) = text.find("[overlay]")
    {
        let known: Vec<&str> = packs.iter().map(|pack| pack.key.as_str()).collect();
        faults.push(PackFault {
            line: text[..at].matches('\n').count() + 1,
            column: 1,
            field: "overlay.over".into(),
            kind: PackFaultKind::NoSuchPack,
            found: below.unwrap_or_default(),
            suggestion: (!known.is_empty()).then(|| Meant::Text(known.join(", "))),
        });
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let pack: RulePack = parse_toml(text).map_err(|error| {
        let RulePackError { line, column, message } = error;
        let (field, kind) = (String::new(), PackFaultKind::Syntax);
        vec![PackFault { line, column, field, kind, found: message, suggestion: None }]
    })?;
    Ok(match named.flatten() {
        Some(below) => pack.laid_over(below),
        None => pack,
    })
}

/// As much of a pack as tells what it is laid over.
#[derive(serde::Deserialize)]
struct Head {
    overlay: Option<Over>,
}

#[derive(serde::Deserialize)]
struct Over {
    over: String,
}

fn keys(pack: &RulePack) -> check::Keys {
    fn of<T>(list: &[T], key: impl Fn(&T) -> &String) -> Vec<String> {
        list.iter().map(|one| key(one).clone()).collect()
    }
    [
        (Part::Track, of(&pack.tracks, |one| &one.key)),
        (Part::Exemption, of(&pack.exemptions, |one| &one.key)),
        (Part::Criterion, of(&pack.criteria, |one| &one.key)),
        (Part::Form, of(&pack.forms, |one| &one.key)),
        (Part::Waiver, of(&pack.waivers, |one| &one.key)),
        (Part::Measure, of(&pack.measures, |one| &one.key)),
        (Part::Milestone, of(&pack.milestones, |one| &one.key)),
    ]
    .into()
}

/// Reads a value from TOML.
///
/// # Errors
/// A [`RulePackError`] with the place of the fault.
pub fn parse_toml<T: DeserializeOwned>(text: &str) -> Result<T, RulePackError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        RulePackError {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: error.message().to_owned(),
        }
    })
}

/// Writes a value as TOML.
///
/// # Errors
/// A [`NotToml`] where the value has no TOML form, such as a map with keys that are no text.
pub fn to_toml<T: Serialize>(value: &T) -> Result<String, NotToml> {
    toml::to_string_pretty(value).map_err(|error| NotToml(error.to_string()))
}

/// What is wrong with a rule pack, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {message}")]
pub struct RulePackError {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in that line, counted from 1.
    pub column: usize,
    /// What is wrong, in English, from the TOML reader.
    pub message: String,
}

/// A value that has no TOML form, and why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("cannot be written as TOML: {0}")]
pub struct NotToml(String);

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().chain(EXAMPLES).copied()
    }

    const BROKEN: &str = r#"key = "Mihon 市"
version = 0
title = " "
issuing_bdy = "見本市医師会"
source = 5
in_force_from = "2027-04-01"
in_force_until = "2027-03-31"
municipalities = ["11201", "1120"]

[[tracks]]
key = "known"
title = "ケアマネジャーがいる"
when = "all(care_manger = assigned, age >= 65)"

[[tracks]]
key = "known"
title = "二つ目"
when = "care_manager = nobody"

[[milestones]]
key = "screen"
action = "scren"
owner = "discharge_support"
tracks = ["knwon"]
anchor = "admission"
offset = { count = "三", direction = "after", unit = "days" }
strength = "standard"
after = ["interview"]

[[milestones]]
key = "interview"
action = "interview"
owner = "ward"
anchor = "admission"
offset = { count = 7, direction = "after", unit = "calendar_day" }
latest = { count = 3, direction = "after", unit = "calendar_day" }
strength = "guide"
source = "見本"
after = ["screen"]
form = "form-1"

[[milestones]]
key = "confer"
action = "discharge_conference"
owner = "ward"
anchor = "discharge"
strength = "guide"
source = "見本"
"#;

    #[test]
    fn a_broken_pack_gives_all_its_faults_at_once() {
        let faults = read(BROKEN, &[]).unwrap_err();
        let written: Vec<String> = faults.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(written.join("\n"), @r#"
        1:1: issuing_body: this field is missing
        1:7: key: a key is made of small letters, digits and hyphens: Mihon 市
        2:11: version: this is out of bounds: 0 (try: 1-100000)
        3:9: title: this is empty
        4:1: issuing_bdy: there is no such field (try: issuing_body)
        5:10: source: this is of another type: 5 (try: text: "..")
        7:18: in_force_until: the end lies before the beginning: 2027-03-31
        8:28: municipalities[2]: there is no such value: 1120 (try: 11201)
        13:13: tracks[1].when: this is no condition: care_manger (try: care_manager)
        16:7: tracks[2].key: this key is given twice: known
        18:24: tracks[2].when: this is no condition: nobody (try: assigned, none)
        20:1: milestones[1].source: this field is missing
        21:7: milestones[1].after: steps wait for one another: screen
        22:10: milestones[1].action: there is no such value: scren (try: screen)
        24:11: milestones[1].tracks[1]: nothing has this key: knwon (try: known)
        26:20: milestones[1].offset.count: this is of another type: 三 (try: a whole number)
        26:53: milestones[1].offset.unit: there is no such value: days (try: hour, calendar_day, business_day, month)
        31:7: milestones[2].after: steps wait for one another: interview
        36:10: milestones[2].latest: the very last limit lies before the limit: 3
        40:8: milestones[2].form: nothing has this key: form-1
        42:1: milestones[3]: a step without an offset says in words when it is due (try: offset, words)
        "#);
    }

    #[test]
    fn a_text_that_is_too_long_is_told_by_its_length_alone() {
        let faults = read(&"# 見本\n".repeat(LONGEST / 8), &[]).unwrap_err();
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["1:1: the text is too long: 135 KB (try: 120 KB)"]);
    }

    #[test]
    fn codes_of_municipalities_have_a_prefecture_and_no_check_digit() {
        for (code, meant) in
            [("112011", "11201"), ("112012", "11201"), ("48201", "11201"), ("１１２０１", "11201")]
        {
            let file = format!("municipalities = [\"{code}\"]");
            let faults = read(&file, &[]).unwrap_err();
            let fault = faults.iter().find(|fault| fault.field == "municipalities[1]").expect(code);
            assert_eq!(fault.suggestion, Some(Meant::Text(meant.into())), "{code}");
        }
        assert!(
            read("municipalities = [\"11201\"]", &[])
                .unwrap_err()
                .iter()
                .all(|fault| fault.line == 1 && fault.field.len() < 14)
        );
    }

    #[test]
    fn several_slips_of_syntax_are_told_together() {
        let faults = read("key = \"a\nversion = = 1\ntitle = \"b\" c\n", &[]).unwrap_err();
        assert!(
            faults.len() >= 2 && faults.iter().all(|fault| fault.kind == PackFaultKind::Syntax),
            "{faults:?}"
        );
        assert_eq!(faults[0].line, 1);
    }

    #[test]
    fn a_pack_survives_writing_and_reading() {
        for file in shipped() {
            let pack = read(file, &[]).unwrap();
            assert_eq!(read(&to_toml(&pack).unwrap(), &[]), Ok(pack));
        }
    }

    #[test]
    fn the_schema_is_that_of_the_files_and_tells_most_faults_too() {
        let checked = include_str!("../../../schema/regional-rules/rule-pack.schema.json");
        let schema = json_schema();
        if std::env::var_os("KANAME_UPDATE").is_some() {
            let path =
                concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/regional-rules/rule-pack.schema.json");
            std::fs::write(path, format!("{}\n", serde_json::to_string_pretty(&schema).unwrap())).unwrap();
        } else {
            assert_eq!(serde_json::from_str::<serde_json::Value>(checked).unwrap(), schema);
        }
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let value = |file: &str| toml::from_str::<serde_json::Value>(file).unwrap();
        for file in shipped() {
            let faults: Vec<_> = validator.iter_errors(&value(file)).map(|error| error.to_string()).collect();
            assert_eq!(faults, Vec::<String>::new());
        }
        assert!(validator.iter_errors(&value(BROKEN)).count() >= 8);
    }

    #[test]
    fn a_fault_is_named_with_its_line_and_column() {
        let at = |text| parse_toml::<RulePack>(text).map_err(|error| (error.line, error.column)).unwrap_err();
        assert_eq!(at("title = \"入院\"\nversion = \"三\"\n"), (2, 11));
        assert_eq!(at("title = \"入院\" 日\n"), (1, 14));
        assert_eq!(at("title = \"入院\"\r\nversion = -3\r\n"), (2, 11));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_done_to_a_pack_it_is_read_or_refused_with_a_place(
            at in 0..6_000_usize, length in 0..40_usize, put in "[a-z\\[\\]{}=\"',.0-9\n 日-]{0,12}",
        ) {
            let file = include_str!("../../../schema/regional-rules/national-baseline.toml");
            let (mut from, mut until) = (at.min(file.len()), (at + length).min(file.len()));
            while !file.is_char_boundary(from) { from -= 1; }
            while !file.is_char_boundary(until) { until -= 1; }
            let text = format!("{}{put}{}", &file[..from], &file[until.max(from)..]);
            if let Err(faults) = read(&text, &[]) {
                let lines = text.matches('\n').count() + 1;
                proptest::prop_assert!(!faults.is_empty());
                proptest::prop_assert!(faults.iter().all(|fault| (1..=lines).contains(&fault.line)));
            }
        }
    }
}
