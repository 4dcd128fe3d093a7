//! One entry of a file of rules as a form: a step, a track, an exemption, or what the rules say of themselves.

use app::edit_rules::{
    EditedRules, Entry, EntryField, EntryKind, EntryValue, edit_rules, entry_fields, entry_keys, fingerprint,
    read_entry, remove_entry,
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use domain::{
    calendar::read_day,
    rule::{
        Anchor, Certainty, Fact, FactKind, Meant, MilestoneAction, MilestoneOwner, PackFault, Part, RulePack,
        Side, Strength,
    },
};
use serde::Deserialize;
use wording::{FactWord, Wording};

use super::{edit, words};
use crate::{
    error::Fault,
    form::{Attempt, Choice, Failure, Fields, Form, Problem},
    page::{Page, Query, Visit, after, html},
};

const PUT: &str = "/rules/entry/put";
const CHECK: &str = "/rules/entry/check";

/// What a field of an entry is called.
const CALLED: &[(&str, &str)] = &[
    ("key", "rule-field-key"),
    ("version", "rule-version"),
    ("title", "rule-field-title"),
    ("issuing_body", "rule-body"),
    ("source", "rule-source"),
    ("note", "rule-field-note"),
    ("in_force_from", "rule-from"),
    ("in_force_until", "rule-until"),
    ("municipalities", "rule-area"),
    ("follows", "rule-follows"),
    ("overlay", "rule-field-overlay"),
    ("when", "rule-field-when"),
    ("action", "rule-what"),
    ("owner", "rule-who"),
    ("tracks", "rule-field-tracks"),
    ("anchor", "rule-field-anchor"),
    ("offset.count", "rule-field-count"),
    ("offset.direction", "rule-field-direction"),
    ("offset.unit", "rule-field-unit"),
    ("latest.count", "rule-field-latest-count"),
    ("latest.direction", "rule-field-latest-direction"),
    ("latest.unit", "rule-field-latest-unit"),
    ("counting", "rule-field-counting"),
    ("roll", "rule-field-roll"),
    ("after", "rule-field-after"),
    ("strength", "rule-strength"),
    ("form", "rule-field-form"),
    ("words", "rule-field-words"),
    ("certainty", "rule-field-certainty"),
    ("milestones", "rule-field-milestones"),
    ("from", "rule-field-from"),
    ("to", "rule-field-to"),
    ("forms", "rule-field-forms"),
    ("percent", "rule-field-percent"),
    ("month", "rule-field-month"),
];

/// Words of fields that are no vocabulary with labels.
const WORDS: &[(&str, &str)] = &[
    ("after", "rule-word-after"),
    ("before", "rule-word-before"),
    ("hour", "rule-word-hour"),
    ("calendar_day", "rule-word-calendar-day"),
    ("business_day", "rule-word-business-day"),
    ("month", "rule-word-month"),
    ("start_counted", "rule-word-start-counted"),
    ("start_counted_after_hours", "rule-word-start-counted-after-hours"),
    ("start_excluded", "rule-word-start-excluded"),
    ("none", "rule-word-none"),
    ("next_business_day", "rule-word-next-business-day"),
    ("previous_business_day", "rule-word-previous-business-day"),
    ("next_business_day_when_all_closed", "rule-word-next-business-day-when-all-closed"),
];

#[derive(Template)]
#[template(path = "rule_entry.html")]
struct EntryPage {
    page: Page,
    title: String,
    back_to: String,
    form: Form,
    /// The condition in words, where it can be read.
    condition: Option<String>,
    faults: Vec<String>,
    facts: Vec<FactView>,
}

/// What a condition may ask about.
struct FactView {
    code: &'static str,
    label: String,
    words: Vec<(&'static str, String)>,
    kind: Option<String>,
}

/// The entries of a part, each with the value by which it is asked for.
pub struct PartView {
    pub title: String,
    pub entries: Vec<(String, String)>,
    /// The value by which a new one is asked for, where there may be several.
    pub new: Option<String>,
}

/// Every part of a file with its entries; none where the file is no TOML.
pub fn parts(page: &Page, file: &str) -> Vec<PartView> {
    let part = |part: Part| {
        let title = |key: &String| {
            let values = read_entry(file, &Entry { part, key: Some(key.clone()) }).unwrap_or_default();
            entry_title(page, &values).unwrap_or_else(|| key.clone())
        };
        let keys = entry_keys(file, part)?;
        Some(PartView {
            title: page.label(part),
            entries: match part {
                Part::Head => vec![(part.code().to_owned(), page.t("rule-entry-head"))],
                _ => keys.iter().map(|key| (format!("{part}:{key}"), title(key))).collect(),
            },
            new: (part != Part::Head).then(|| format!("{part}:")),
        })
    };
    [Part::Head, Part::Track, Part::Exemption, Part::Criterion, Part::Form, Part::Waiver, Part::Milestone]
        .into_iter()
        .filter_map(part)
        .collect()
}

fn entry_title(page: &Page, values: &[EntryValue]) -> Option<String> {
    let of = |name: &str| values.iter().find(|(path, _)| path == name).map(|(_, text)| text);
    of("title").cloned().or_else(|| of("action").map(|action| word(page, "action", action)))
}

/// Which entry of which text.
#[derive(Debug, Deserialize)]
pub struct Asked {
    from: String,
    entry: String,
}

/// `POST /rules/entry`: the text is kept, and the entry is shown.
pub async fn open(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let (text, entry) = (edit::Text::read(&fields)?, read_name(fields.get("entry"))?);
    read_entry(&text.file, &entry).ok_or(app::Error::NotFound)?;
    let to = format!("/rules/entry?from={}&entry={}", text.from, write_name(&entry));
    edit::kept(&visit, fields, text, &to).await
}

/// `GET /rules/entry`
pub async fn show(visit: Visit, Query(Asked { from, entry }): Query<Asked>) -> Result<Response, Fault> {
    let text = Edited::of(&visit, &from, &entry).await?;
    let values = text.stands().ok_or(app::Error::NotFound)?;
    let page = visit.page(None).await?;
    shown(&visit, page, &text, &values).await
}

/// `POST /rules/entry/check`: what is typed so far.
pub async fn check(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let (text, values) = (Edited::read(&visit, &fields).await?, typed(&fields));
    let page = visit.page(Some(Attempt::typed("entry", fields))).await?;
    shown(&visit, page, &text, &values).await
}

/// `POST /rules/entry/put`
pub async fn put(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let (text, values) = (Edited::read(&visit, &fields).await?, typed(&fields));
    if visit.read(&fields, |f| f.version()).ok() != Some(text.version()) {
        return contested(&visit, text, fields).await;
    }
    let edited = edit_rules(&visit.session(), &text.text.file, &text.entry, &values).await?;
    if edited.faults.is_empty() {
        return go_on(&visit, edit::Text { file: edited.file, ..text.text }).await;
    }
    let problem = |(field, fault): &(String, PackFault)| Problem {
        field: Some(field.clone()),
        label: None,
        text: told(visit.wording, fault),
    };
    let failure = Failure::Problems(edited.faults.iter().map(problem).collect());
    let page = visit.page(visit.attempt("entry", fields, failure)?).await?;
    shown(&visit, page, &text, &values).await
}

/// `POST /rules/entry/remove`
pub async fn remove(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let text = Edited::read(&visit, &fields).await?;
    if visit.read(&fields, |f| f.version()).ok() != Some(text.version()) {
        return contested(&visit, text, fields).await;
    }
    let file = remove_entry(&text.text.file, &text.entry).ok_or(app::Error::NotFound)?;
    go_on(&visit, edit::Text { file, ..text.text }).await
}

/// The form as it was typed, for somebody wrote the same entry in another window: with what stands there now beside
/// it, or as a new entry where there is none any more.
async fn contested(visit: &Visit, mut text: Edited, fields: Fields) -> Result<Response, Fault> {
    let gone = text.stands().is_none();
    if gone {
        text.entry.key = None;
    }
    let key = if gone { "rule-entry-gone" } else { "rule-entry-changed" };
    let problem = Problem { field: None, label: None, text: visit.wording.text(key) };
    let attempt = Attempt {
        form: "entry".to_owned(),
        problems: vec![problem],
        fields,
        standing: StatusCode::CONFLICT.into(),
    };
    let page = visit.page(Some(attempt)).await?;
    let values = text.stands().unwrap_or_default();
    shown(visit, page, &text, &values).await
}

/// Back to the whole text, which is kept as what is typed there is.
async fn go_on(visit: &Visit, text: edit::Text) -> Result<Response, Fault> {
    edit::keep(visit, &text).await?;
    Ok(after(&edit::address(&text.from), "rule-entry-done"))
}

/// The text that is edited, and which entry of it.
struct Edited {
    text: edit::Text,
    entry: Entry,
}

impl Edited {
    async fn of(visit: &Visit, from: &str, entry: &str) -> Result<Self, Fault> {
        Ok(Self { entry: read_name(entry)?, text: edit::current(visit, from.to_owned()).await? })
    }

    async fn read(visit: &Visit, fields: &Fields) -> Result<Self, Fault> {
        Self::of(visit, fields.get("from"), fields.get("entry")).await
    }

    /// What stands in the entry now.
    fn stands(&self) -> Option<Vec<EntryValue>> {
        read_entry(&self.text.file, &self.entry)
    }

    /// A number by which it is known whether the entry changed.
    fn version(&self) -> i32 {
        let stands = self.stands().unwrap_or_default();
        let said: Vec<_> = stands.iter().map(|(name, text)| format!("{name}\n{text}\n")).collect();
        fingerprint(&said.concat())
    }
}

/// An entry as forms name it: the part, and the key in it; none for a new one.
fn read_name(name: &str) -> Result<Entry, Fault> {
    let (part, key) = name.split_once(':').unwrap_or((name, ""));
    let part = Part::parse(part).ok_or(app::Error::NotFound)?;
    Ok(Entry { part, key: Some(key.to_owned()).filter(|key| !key.is_empty()) })
}

fn write_name(Entry { part, key }: &Entry) -> String {
    match part {
        Part::Head => part.to_string(),
        _ => format!("{part}:{}", key.as_deref().unwrap_or_default()),
    }
}

/// What was typed into the fields of the entry.
fn typed(fields: &Fields) -> Vec<EntryValue> {
    fields
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix("entry.")?.to_owned(), text.to_owned())))
        .collect()
}

async fn shown(visit: &Visit, page: Page, text: &Edited, values: &[EntryValue]) -> Result<Response, Fault> {
    let Edited { text: edit::Text { from, file, .. }, entry } = text;
    let edited = edit_rules(&visit.session(), file, entry, values).await?;
    let form = page.form("entry", PUT).unkept();
    let form = form.with("from", from).with("entry", write_name(entry)).version(text.version());
    let form = entry_fields(entry.part)
        .iter()
        .fold(form, |form, field| field_of(&page, form, field, file, values))
        .submit("rule-entry-put-action");
    let form = match entry.key {
        Some(_) => form.elsewhere("/rules/entry/remove".into(), "", "", page.t("rule-entry-remove-action")),
        None => form,
    };
    let named = |(field, fault): &(String, PackFault)| {
        format!("{}: {}", called(&page, field), told(page.wording, fault))
    };
    let shown = EntryPage {
        title: entry_title(&page, values).unwrap_or_else(|| page.label(entry.part)),
        form,
        back_to: edit::address(from),
        condition: condition(&page, entry.part, &edited),
        // Nothing is wrong with a form that nobody has typed into.
        faults: edited.faults.iter().filter(|_| !values.is_empty()).map(named).collect(),
        facts: Fact::ALL.iter().map(|fact| fact_view(&page, *fact)).collect(),
        page,
    };
    html(shown.page.status(), &shown)
}

fn told(wording: Wording, fault: &PackFault) -> String {
    let PackFault { line: _, column: _, field: _, kind, found, suggestion } = fault;
    let said =
        if found.is_empty() { wording.label(*kind) } else { format!("{}: {found}", wording.label(*kind)) };
    match suggestion {
        Some(meant) => said + &suggested(wording, meant),
        None => said,
    }
}

/// What was probably meant, in brackets.
pub fn suggested(wording: Wording, meant: &Meant) -> String {
    let text = match meant {
        Meant::Text(text) => text.clone(),
        Meant::Kind(wanted) => wording.label(*wanted),
    };
    wording.text_with("rule-edit-suggestion", &[("text", text.into())])
}

/// The condition of the entry in words.
fn condition(page: &Page, part: Part, edited: &EditedRules) -> Option<String> {
    let EditedRules { file: _, place, pack, faults: _ } = edited;
    let RulePack { tracks, exemptions, milestones, .. } = pack.as_ref()?;
    let when = match part {
        Part::Track => &tracks.get(*place)?.when,
        Part::Exemption => &exemptions.get(*place)?.when,
        Part::Milestone => milestones.get(*place)?.when.as_ref()?,
        Part::Head | Part::Criterion | Part::Form | Part::Waiver | Part::Measure => return None,
    };
    Some(words::condition(page, when))
}

fn fact_view(page: &Page, fact: Fact) -> FactView {
    let (words, kind) = match fact.kind() {
        FactKind::Words(words) => (words, None),
        FactKind::Number => (&[][..], Some("rule-entry-number")),
        FactKind::Name => (&[][..], Some("rule-entry-name")),
    };
    FactView {
        code: fact.code(),
        label: page.label(fact),
        words: words.iter().map(|word| (*word, page.label(FactWord(fact, word)))).collect(),
        kind: kind.map(|key| page.t(key)),
    }
}

fn field_of(page: &Page, form: Form, field: &EntryField, file: &str, values: &[EntryValue]) -> Form {
    let EntryField { path, kind, is_required } = field;
    let here = || values.iter().filter(|(name, _)| name == path).map(|(_, text)| text.clone());
    let one = || here().next().unwrap_or_default();
    let name = format!("entry.{path}");
    let words = |words: &[&'static str]| -> Vec<Choice> {
        words.iter().map(|code| Choice::new(code, word(page, path, code))).collect()
    };
    let keys = |part: Part| -> Vec<Choice> {
        let title = |key: &String| {
            let values = read_entry(file, &Entry { part, key: Some(key.clone()) }).unwrap_or_default();
            entry_title(page, &values).map_or_else(|| key.clone(), |title| format!("{title} ({key})"))
        };
        let keys = entry_keys(file, part).unwrap_or_default();
        keys.iter().map(|key| Choice::new(key, title(key))).collect()
    };
    // What must be there has no way to be left out, and a new one no word that nobody chose.
    let none = match (*is_required, one().is_empty()) {
        (false, _) => Some("rule-entry-none"),
        (true, true) => Some("rule-entry-choose"),
        (true, false) => None,
    };
    let or_none = |choices: Vec<Choice>| {
        none.map(|key| Choice::none(page.wording, key)).into_iter().chain(choices).collect::<Vec<_>>()
    };
    let form = match *kind {
        EntryKind::Line | EntryKind::Code => form.line(&name, one()),
        EntryKind::Number => form.input("number", &name, one()),
        EntryKind::Text => form.note(&name, one()),
        EntryKind::Municipalities => {
            form.line(&name, here().collect::<Vec<_>>().join(" ")).hint("rule-entry-codes-hint")
        }
        EntryKind::Day => form.day(&name, read_day(&one()).ok()),
        EntryKind::Condition => form.code(&name, one(), 3, CHECK).hint("rule-entry-condition-hint"),
        EntryKind::Word(all) => form.select(&name, or_none(words(all)), one()),
        EntryKind::Key(part) => form.select(&name, or_none(keys(part)), one()),
        EntryKind::Words(all) => form.checks(&name, words(all), here().collect()),
        EntryKind::Keys(part) => form.checks(&name, keys(part), here().collect()),
    };
    let form = form.called(called(page, path));
    if *is_required { form.required() } else { form }
}

/// What a field is called.
pub fn called(page: &Page, path: &str) -> String {
    CALLED.iter().find(|(known, _)| *known == path).map_or_else(|| path.to_owned(), |(_, key)| page.t(key))
}

/// What a word of a field is called.
fn word(page: &Page, path: &str, code: &str) -> String {
    let label = match path {
        "action" => MilestoneAction::parse(code).map(|word| page.label(word)),
        "owner" | "from" | "to" => MilestoneOwner::parse(code).map(|word| page.label(word)),
        "anchor" => Anchor::parse(code).map(|word| page.label(word)),
        "strength" => Strength::parse(code).map(|word| page.label(word)),
        "certainty" => Certainty::parse(code).map(|word| page.label(word)),
        "follows" => Side::parse(code).map(|word| page.label(word)),
        _ => WORDS.iter().find(|(known, _)| *known == code).map(|(_, key)| page.t(key)),
    };
    label.unwrap_or_else(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn every_field_of_every_part_has_a_name_and_every_word_too() {
        for page in samples::pages().into_iter().filter(|page| page.language() == "ja") {
            for part in Part::ALL {
                for EntryField { path, kind, .. } in entry_fields(*part) {
                    assert!(CALLED.iter().any(|(known, _)| *known == path), "{part} {path}");
                    if let EntryKind::Word(words) | EntryKind::Words(words) = kind {
                        for code in words {
                            assert_ne!(word(&page, &path, code), *code, "{part} {path}");
                        }
                    }
                }
            }
        }
    }
}
