//! Where rules are written: the text of a file, checked while it is typed, tried on last month's cases, and published
//! for one's own area.

use app::{
    directory::municipalities,
    draft::{drafts, keep_draft},
    publish_rules::own_area,
    try_rules::{CheckedRules, SoundRules, TriedRules, beginnings, check_rules, try_rules},
};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    draft::{Draft, DraftRefusal, OPENED_ON, OPENING},
    place::Municipality,
    rule::{
        Difference, MilestoneRule, PackFault, PackFaultKind, RulePack, RulePackVersion, StepTrial, TriedOn,
    },
    text::MunicipalityCode,
    withhold::Count,
};
use serde::Deserialize;

use super::{
    PackView, area_text,
    compare::difference,
    entry::{PartView, parts, suggested},
    pack_view,
};
use crate::{
    draft,
    error::Fault,
    form::{Attempt, Fields, Form},
    page::{Page, Query, Visit, html},
};

/// With which text to begin, and whether it is tried.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    from: Option<String>,
    tried: Option<String>,
}

#[derive(Template)]
#[template(path = "rule_edit.html")]
struct EditPage {
    page: Page,
    beginnings: Vec<(String, String)>,
    /// For where the reader may publish.
    area: Option<String>,
    form: Form,
    checked: CheckedView,
}

/// What the text comes to.
struct CheckedView {
    /// The form whose buttons lead to the entries of the text.
    form: String,
    /// What another window wrote meanwhile.
    elsewhere: Option<String>,
    parts: Vec<PartView>,
    faults: Vec<FaultView>,
    sound: Option<SoundView>,
}

pub struct FaultView {
    pub place: String,
    /// The line in question as it was typed.
    pub line: String,
    pub what: String,
    pub suggestion: Option<String>,
}

struct SoundView {
    differs: String,
    differences: Vec<String>,
    /// Texts that are still to be written before it is published.
    unfilled: Vec<FaultView>,
    trial: Option<TrialView>,
    pack: PackView,
}

struct TrialView {
    lead: String,
    /// What is not told, where something is not.
    few: Option<String>,
    headings: Vec<String>,
    rows: Vec<TrialRow>,
}

struct TrialRow {
    what: String,
    /// Each under its heading.
    counts: Vec<(String, String)>,
}

/// `GET /rules/edit`
pub async fn show(visit: Visit, Query(Asked { from, tried }): Query<Asked>) -> Result<Response, Fault> {
    let from = match from {
        Some(from) => from,
        None => beginnings(&visit.session()).await?.into_iter().next().ok_or(app::Error::NotFound)?.key,
    };
    let text = current(&visit, from).await?;
    let trying = if tried.is_some() { Trying::OnLastMonth } else { Trying::Not };
    let page = visit.page(None).await?;
    shown(&visit, page, text, None, trying).await
}

/// `POST /rules/check`: what is typed so far.
pub async fn check(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    again(&visit, fields, None).await
}

/// `POST /rules/try`
pub async fn run_trial(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let text = Text::read(&fields)?;
    let to = format!("{}&tried=1#trial", address(&text.from));
    kept(&visit, fields, text, &to).await
}

/// Goes on to another page with a text that is kept as it was typed.
pub async fn kept(visit: &Visit, fields: Fields, text: Text, to: &str) -> Result<Response, Fault> {
    match keep(visit, &text).await {
        Ok(()) => Ok(draft::still_typed(Redirect::to(to).into_response())),
        Err(error) => again(visit, fields, Some(error)).await,
    }
}

/// Where a text is edited.
pub fn address(from: &str) -> String {
    format!("/rules/edit?from={from}")
}

/// Where the text is sent, and by which what is typed is kept.
pub const PLACE: &str = "/rules/try";
const CHECK: &str = "/rules/check";

/// Whether the text is tried as well as checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Trying {
    Not,
    OnLastMonth,
}

/// The text in the editor, and the key of what it was made from, by which the form is called.
pub struct Text {
    pub from: String,
    pub file: String,
    /// Which opening of the editor wrote it, and when what it was opened with had been kept.
    pub opening: String,
    pub opened_on: String,
}

impl Text {
    /// What was sent. A key that is none leads nowhere.
    pub fn read(fields: &Fields) -> Result<Self, Fault> {
        let from = fields.get("from");
        let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if from.is_empty() || !from.chars().all(is_key) {
            return Err(app::Error::NotFound.into());
        }
        let of = |name: &str| fields.get(name).to_owned();
        let file = with_line_ends(fields.get("file"));
        Ok(Self { from: from.to_owned(), file, opening: of(OPENING), opened_on: of(OPENED_ON) })
    }

    /// Whether another window wrote what is kept since this one was opened.
    fn is_behind(&self, visit: &Visit, kept: &Draft) -> bool {
        let draft = Draft::new(visit.session().now, kept.form.clone(), self.fields());
        draft.is_ok_and(|draft| draft.replaces(kept).is_err())
    }

    /// The fields by which it is sent and kept.
    fn fields(&self) -> Vec<(String, String)> {
        let Self { from, file, opening, opened_on } = self;
        let fields = [("from", from), ("file", file), (OPENING, opening), (OPENED_ON, opened_on)];
        fields.map(|(name, value)| (name.to_owned(), value.clone())).into()
    }
}

/// Keeps a text as what is typed into the editor is kept.
pub async fn keep(visit: &Visit, text: &Text) -> Result<(), app::Error> {
    keep_draft(&visit.session(), draft::place(PLACE, &text.from), text.fields()).await
}

/// What was typed last into the editor of this name.
async fn typed_last(visit: &Visit, from: &str) -> Result<Option<Draft>, Fault> {
    let place = draft::place(PLACE, from);
    Ok(drafts(&visit.session()).await?.into_iter().find(|draft| draft.form == place))
}

/// The text as it stands in the editor: as it was typed last, or as one begins with it; for a new opening.
pub async fn current(visit: &Visit, from: String) -> Result<Text, Fault> {
    let opening = visit.session().id::<Draft>().to_string();
    if let Some(kept) = typed_last(visit, &from).await? {
        let (file, opened_on) = (with_line_ends(kept.field("file")), kept.mark());
        return Ok(Text { from, file, opening, opened_on });
    }
    let known = beginnings(&visit.session()).await?;
    let file = known.into_iter().find(|known| known.key == from).ok_or(app::Error::NotFound)?.file;
    Ok(Text { from, file, opening, opened_on: String::new() })
}

/// A text with the line ends of a file, whatever the browser makes of them.
fn with_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// The page with what was typed, and what it comes to.
pub async fn again(visit: &Visit, fields: Fields, refused: Option<app::Error>) -> Result<Response, Fault> {
    let mut text = Text::read(&fields)?;
    let elsewhere = typed_last(visit, &text.from).await?.filter(|kept| text.is_behind(visit, kept));
    let attempt = match refused {
        Some(error) => {
            if error.code() == DraftRefusal::WrittenElsewhere.refused().code
                && let Some(kept) = &elsewhere
            {
                // The reader sees both from here on, and chooses.
                text.opened_on = kept.mark();
            }
            visit.attempt(&text.from, fields, error.into())?
        }
        None => Some(Attempt::typed(&text.from, fields)),
    };
    let page = visit.page(attempt).await?;
    let elsewhere = elsewhere.map(|kept| with_line_ends(kept.field("file")));
    shown(visit, page, text, elsewhere, Trying::Not).await
}

async fn shown(
    visit: &Visit,
    page: Page,
    text: Text,
    elsewhere: Option<String>,
    trying: Trying,
) -> Result<Response, Fault> {
    let session = visit.session();
    let known = beginnings(&session).await?;
    let checked = check_rules(&session, &text.file).await?;
    let tried = match (&checked, trying) {
        (CheckedRules::Sound(sound), Trying::OnLastMonth) => try_rules(&session, &sound.pack).await?,
        _ => None,
    };
    let municipalities = municipalities(&visit.session()).await?;
    let area = own_area(&visit.session()).await?;
    let codes: Vec<_> = area.iter().map(MunicipalityCode::as_str).collect();
    let Text { from, file, opening, opened_on } = text;
    let form = page
        .form(&from, PLACE)
        .with("from", &from)
        .with(OPENING, opening)
        .with(OPENED_ON, opened_on)
        .code("file", file.as_str(), 22, CHECK)
        .called(page.t("rule-edit-file"));
    let form = form.hint("rule-edit-file-hint").submit("rule-edit-try-action");
    let form = match !area.is_empty() {
        true => form.elsewhere("/rules/confirm".into(), "", "", page.t("rule-edit-publish-action")),
        false => form,
    };
    let shown = EditPage {
        beginnings: known.iter().map(|known| (address(&known.key), known.title.clone())).collect(),
        area: (!area.is_empty())
            .then(|| page.with("rule-edit-area", "area", area_text(&page, &codes, &municipalities))),
        checked: CheckedView {
            elsewhere,
            ..checked_view(&page, (&from, &file), checked, tried.as_ref(), &municipalities)
        },
        form,
        page,
    };
    html(shown.page.status(), &shown)
}

fn checked_view(
    page: &Page,
    (from, file): (&str, &str),
    checked: CheckedRules,
    tried: Option<&TriedRules>,
    municipalities: &[Municipality],
) -> CheckedView {
    let (form, parts) = (format!("{from}-form"), parts(page, file));
    let (pack, prospect, differences) = match checked {
        CheckedRules::Faulty(faults) => {
            let faults = faults.iter().map(|fault| fault_view(page, file, fault)).collect();
            return CheckedView { form, elsewhere: None, parts, faults, sound: None };
        }
        CheckedRules::Sound(sound) => {
            let SoundRules { pack, differences, prospect } = *sound;
            (pack, prospect, differences)
        }
    };
    let (differs, differences) = compared(page, &pack, prospect.newest.as_ref(), &differences);
    let unfilled = prospect.unfilled.iter().map(|fault| fault_view(page, file, fault)).collect();
    let trial = tried.map(|tried| trial_view(page, &pack, tried));
    let pack = pack_view(page, &pack, None, municipalities);
    let sound = SoundView { differs, differences, unfilled, trial, pack };
    CheckedView { form, elsewhere: None, parts, faults: vec![], sound: Some(sound) }
}

/// How a pack stands to the newest published version of its key, and what differs.
pub fn compared(
    page: &Page,
    pack: &RulePack,
    newest: Option<&RulePackVersion>,
    differences: &[Difference],
) -> (String, Vec<String>) {
    let version = |newest: &RulePackVersion| newest.pack.version.to_string();
    let differs = match (newest, differences.is_empty()) {
        (None, _) => page.t("rule-edit-new"),
        (Some(newest), true) => page.with("rule-edit-same", "version", version(newest)),
        (Some(newest), false) => page.with("rule-edit-differs", "version", version(newest)),
    };
    let told = |one| difference(page, pack, newest.map(|newest| &newest.pack), one);
    (differs, differences.iter().map(told).collect())
}

pub fn fault_view(page: &Page, file: &str, fault: &PackFault) -> FaultView {
    let PackFault { line, column, field, kind, found, suggestion } = fault;
    let place = [("line", (*line).into()), ("column", (*column).into())];
    let kind = page.label(*kind);
    // What the reader of TOML says is in English; the line and the character tell as much.
    let is_foreign = fault.kind == PackFaultKind::Syntax && page.language() != "en";
    let found = if is_foreign { "" } else { found };
    let said = [field.as_str(), &kind, found].into_iter().filter(|part| !part.is_empty());
    FaultView {
        place: page.wording.text_with("rule-edit-place", &place),
        line: file.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim().to_owned(),
        what: said.collect::<Vec<_>>().join(": "),
        suggestion: suggestion.as_ref().map(|meant| suggested(page.wording, meant)),
    }
}

fn trial_view(page: &Page, pack: &RulePack, tried: &TriedRules) -> TrialView {
    let TriedRules { trial, month, whose } = tried;
    let values = [
        ("whose", page.label(*whose).into()),
        ("month", month.to_string().into()),
        ("count", count(page, trial.cases).into()),
    ];
    let headings = [
        "rule-edit-asked",
        "rule-edit-in-time",
        "rule-edit-late",
        "rule-edit-not-recorded",
        "rule-edit-without-day",
        "rule-edit-undecided",
        "rule-edit-spared",
    ];
    let headings: Vec<_> = headings.map(|key| page.t(key)).into();
    let row = |(step, rule): (&StepTrial<Option<usize>>, &MilestoneRule)| {
        let StepTrial { key: _, asked, undecided, spared, in_time, late, not_recorded, without_day } = step;
        let counts = [asked, in_time, late, not_recorded, without_day, undecided, spared];
        TrialRow {
            what: page.label(rule.action),
            counts: headings.iter().cloned().zip(counts.map(|one| count(page, *one))).collect(),
        }
    };
    TrialView {
        few: (*whose == TriedOn::Area).then(|| page.t("rule-edit-tens")),
        lead: page.wording.text_with("rule-edit-tried", &values),
        rows: trial.steps.iter().zip(&pack.milestones).map(row).collect(),
        headings,
    }
}

fn count(page: &Page, count: Count) -> String {
    count.map_or_else(|| page.t("measures-withheld"), |count| count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use app::publish_rules::Prospect;
    use domain::{
        calendar::Month,
        rule::{Meant, RuleTrial, differences},
    };

    #[test]
    fn the_editor_reads_whatever_is_typed_and_found() {
        let fault = PackFault {
            line: 1,
            column: 2,
            field: samples::NAME.to_owned(),
            kind: PackFaultKind::NoSuchValue,
            found: samples::NAME.to_owned(),
            suggestion: Some(Meant::Text(samples::NAME.to_owned())),
        };
        let later = samples::rules().pack;
        let earlier = RulePackVersion {
            pack: RulePack { milestones: vec![], title: "-".into(), ..later.clone() },
            ..samples::rules()
        };
        let sound = || SoundRules {
            differences: differences(&earlier.pack, &later),
            pack: later.clone(),
            prospect: Prospect {
                newest: Some(earlier.clone()),
                obstacles: vec![],
                cautions: vec![],
                unfilled: vec![fault.clone()],
                unknown: vec![],
            },
        };
        let trial = RuleTrial::of(&later, []);
        for (whose, page) in [TriedOn::Own, TriedOn::Area].into_iter().zip(samples::pages()) {
            let month = Month::of(samples::TODAY);
            let tried = TriedRules { trial: trial.told(whose), month, whose };
            for (checked, tried) in [
                (CheckedRules::Faulty(vec![fault.clone()]), None),
                (CheckedRules::Sound(Box::new(sound())), Some(&tried)),
            ] {
                let page = page.clone();
                let edit = EditPage {
                    beginnings: vec![("/rules/edit?from=a".into(), samples::NAME.into())],
                    area: tried.map(|_| samples::NAME.into()),
                    form: page.form("a", PLACE).code("file", samples::NAME, 22, CHECK),
                    checked: checked_view(&page, ("a", samples::NAME), checked, tried, &[]),
                    page,
                };
                samples::reads(&edit);
            }
        }
    }
}
