//! Why a case's rules ask what they ask: what is recorded for them, newer versions, and why steps moved.

use app::{
    case_rules::{CaseRules, case_rules},
    change_case::{CaseChange, change_case},
    take_rules::take_rules,
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    access::{Action, Actor, Decision, decide},
    calendar::read_clock,
    discharge_case::{
        AdmissionKind, CameFrom, Circumstances, DischargeCase, Judged, Judgement, Prognosis, Respite,
        Screening, ScreeningResult,
    },
    fee::DischargeFactor,
    milestone::MilestoneMove,
    rule::{Due, RulePackVersion, Step, Truth, differences},
    text::Note,
};
use wording::Labelled;

use crate::{
    board::Chip,
    error::Fault,
    form::{Attempt, Choice, Failure, Fields, Form, Reader, choices},
    page::{At, Page, Visit, after, html},
    rule::{anchor, compare::difference, titled, words},
};

#[derive(Template)]
#[template(path = "case_rules.html")]
struct CaseRulesPage {
    page: Page,
    name: String,
    case_to: String,
    packs: Vec<PackView>,
    offered: Vec<OfferView>,
    form: Option<Form>,
    moves: Vec<String>,
}

struct PackView {
    title: String,
    to: String,
    steps: Vec<StepView>,
}

struct StepView {
    what: String,
    who: String,
    chip: Chip,
    due: String,
    because: Vec<String>,
}

struct OfferView {
    title: String,
    differences: Vec<String>,
    form: Option<Form>,
}

/// `GET /cases/{id}/rules`
pub async fn show(visit: Visit, At(id): At<DischargeCase>) -> Result<Response, Fault> {
    shown(&visit, id, None).await
}

async fn shown(visit: &Visit, id: Id<DischargeCase>, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let rules = case_rules(&session, id).await?;
    let decided = decide(&Actor::Member(visit.member), Action::ChangeCase, rules.relationship);
    let page = visit.page(attempt).await?;
    html(page.status(), &rules_page(page, &rules, decided == Decision::Allow))
}

/// `POST /cases/{id}/circumstances`
pub async fn record(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, about) = visit.read(&fields, |f| {
            let (version, about) = (f.version(), read(f));
            Some((version?, about?))
        })?;
        Ok(change_case(&visit.session(), id, version, CaseChange::Circumstances(about)).await?)
    };
    let done = done.await;
    finish(&visit, id, ("circumstances", fields), done).await
}

/// `POST /cases/{id}/rules`
pub async fn take(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, pack) = visit.read(&fields, |f| {
            let (version, pack) = (f.version(), f.id("rulePack"));
            Some((version?, pack?))
        })?;
        Ok(take_rules(&visit.session(), id, version, pack).await?)
    };
    let done = done.await;
    finish(&visit, id, ("take-rules", fields), done).await
}

async fn finish(
    visit: &Visit,
    id: Id<DischargeCase>,
    (form, fields): (&str, Fields),
    done: Result<DischargeCase, Failure>,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after(&format!("/cases/{id}/rules"), "saved-done")),
        Err(failure) => shown(visit, id, visit.attempt(form, fields, failure)?).await,
    }
}

fn rules_page(page: Page, rules: &CaseRules, may_change: bool) -> CaseRulesPage {
    let subject = rules.subject();
    let steps = rules.steps(&subject);
    let of_pack = |version: &RulePackVersion| PackView {
        title: titled(&page, &version.pack),
        to: format!("/rules#{}", anchor(version.id)),
        steps: steps
            .iter()
            .filter(|(of, _)| of.id == version.id)
            .map(|(_, step)| step_view(&page, step, &subject.facts))
            .collect(),
    };
    let offer = |(old, new): &(Id<RulePackVersion>, RulePackVersion)| {
        let followed = rules.packs.iter().find(|version| version.id == *old);
        let changes = followed.map(|old| differences(&old.pack, &new.pack)).unwrap_or_default();
        OfferView {
            title: page.wording.text_with(
                "case-rules-offer",
                &[
                    ("title", titled(&page, &new.pack).into()),
                    ("followed", followed.map(|old| old.pack.version.to_string()).unwrap_or_default().into()),
                ],
            ),
            differences: changes
                .iter()
                .map(|change| difference(&page, &new.pack, followed.map(|old| &old.pack), change))
                .collect(),
            form: may_change.then(|| {
                page.form("take-rules", format!("/cases/{}/rules", rules.case.id))
                    .with("rulePack", new.id)
                    .version(rules.case.version)
                    .submit("case-rules-take-action")
            }),
        }
    };
    let is_admitted = rules.case.state == domain::discharge_case::CaseState::Admitted;
    CaseRulesPage {
        name: rules.patient().name.to_string(),
        case_to: format!("/cases/{}", rules.case.id),
        packs: rules.packs.iter().map(of_pack).collect(),
        offered: rules.offered.iter().map(offer).collect(),
        form: (may_change && is_admitted).then(|| form(&page, &rules.case, &rules.packs)),
        moves: rules.moves.iter().filter_map(|one| moved(&page, rules, one)).collect(),
        page,
    }
}

fn step_view(page: &Page, step: &Step<'_>, facts: &domain::rule::Facts) -> StepView {
    let known = |fact: &domain::rule::Fact| words::fact(page, facts, *fact);
    let (tone, mark, key) = match (step.exempted_by, step.applies.truth) {
        (Some(_), _) => ("calm", "-", "case-rules-exempt"),
        (None, Truth::Yes) => ("good", "✓", "case-rules-asked"),
        (None, Truth::Unknown) => ("warn", "?", "case-rules-open"),
        (None, Truth::No) => ("calm", "-", "case-rules-not-asked"),
    };
    let mut because: Vec<String> = step.applies.because.iter().map(known).collect();
    if let Some(exemption) = step.exempted_by {
        let facts = exemption.when.find(facts).because;
        because = [exemption.title.clone()].into_iter().chain(facts.iter().map(known)).collect();
    }
    StepView {
        what: page.label(step.rule.action),
        who: page.label(step.rule.owner),
        chip: Chip { tone, mark, text: page.t(key) },
        due: due(page, step),
        because,
    }
}

/// When a step is due, or what is missing for a day.
fn due(page: &Page, step: &Step<'_>) -> String {
    let day = |due: Due| {
        let at = due.at.map_or_else(String::new, |at| format!(" {:02}:{:02}", at.hour(), at.minute()));
        page.wording.day(due.on) + &at
    };
    let latest = step.latest.map(|latest| page.with("rule-latest", "limit", day(latest)));
    match (step.due, &step.rule.words) {
        (Some(due), _) => day(due) + &latest.unwrap_or_default(),
        (None, _) if step.rule.offset.is_some() => {
            page.with("case-rules-no-anchor", "anchor", page.label(step.rule.anchor))
        }
        (None, Some(words)) => page.with("case-rules-no-day", "words", words.as_str()),
        (None, None) => page.t("rule-no-day"),
    }
}

/// Why a step moved, in a sentence.
fn moved(page: &Page, rules: &CaseRules, one: &MilestoneMove) -> Option<String> {
    let MilestoneMove { id: _, case: _, milestone, cause, due_from, due_to, was_asked, is_asked, at, by } =
        one;
    let step = rules.milestones.iter().find(|step| step.id == *milestone)?;
    let day = |day: &Option<time::Date>| {
        day.map_or_else(|| page.t("common-undecided"), |day| page.wording.day(day))
    };
    let by = by.and_then(|by| rules.people.get(&by)).map(|person| person.name.to_string());
    let key = match (was_asked, is_asked) {
        (true, false) => "case-rules-went",
        (false, true) => "case-rules-came",
        _ => "case-rules-moved",
    };
    let values = [
        ("at", page.wording.moment(*at).into()),
        ("step", page.label(step.action).into()),
        ("from", day(due_from).into()),
        ("to", day(due_to).into()),
        ("cause", page.label(*cause).into()),
        ("by", by.unwrap_or_else(|| page.t("case-rules-by-system")).into()),
    ];
    Some(page.wording.text_with(key, &values))
}

fn form(page: &Page, case: &DischargeCase, packs: &[RulePackVersion]) -> Form {
    let Circumstances {
        admission_decided_on,
        admitted_at,
        admission,
        came_from,
        has_care_manager,
        has_specified_disease,
        is_on_clinical_path,
        support_changes,
        respite,
        screening,
        prospect_known_on,
        discharge_fixed_on,
        prognosis,
        is_to_be_transferred,
        judgement,
    } = &case.circumstances;
    let none = || Choice::none(page.wording, "rule-not-recorded");
    let yes_no = |answer: &Option<bool>| {
        let yes_no =
            vec![none(), Choice::new("yes", page.t("yes-no-yes")), Choice::new("no", page.t("yes-no-no"))];
        (yes_no, answer.map_or("", |is_so| if is_so { "yes" } else { "no" }))
    };
    let clock = admitted_at.map(|at| format!("{:02}:{:02}", at.hour(), at.minute())).unwrap_or_default();
    let form = page
        .form("circumstances", format!("/cases/{}/circumstances", case.id))
        .version(case.version)
        .group(page.t("case-rules-days"))
        .day("admissionDecidedOn", *admission_decided_on)
        .clock("admittedAt", &clock)
        .hint("case-rules-night-hint")
        .day("prospectKnownOn", *prospect_known_on)
        .day("dischargeFixedOn", *discharge_fixed_on)
        .end()
        .group(page.t("case-rules-about"));
    let form =
        asked(form, "admission", with_none(page, AdmissionKind::ALL), admission.map(AdmissionKind::code));
    let form = asked(form, "cameFrom", with_none(page, CameFrom::ALL), came_from.map(CameFrom::code));
    let ask = |form: Form, name: &str, answer: &Option<bool>| {
        let (choices, chosen) = yes_no(answer);
        form.select(name, choices, chosen)
    };
    let form = ask(form, "hasCareManager", has_care_manager).hint("case-rules-care-manager-hint");
    let form = ask(form, "hasSpecifiedDisease", has_specified_disease);
    let form = ask(form, "isOnClinicalPath", is_on_clinical_path);
    let form = ask(form, "supportChanges", support_changes);
    let form = asked(form, "respite", with_none(page, Respite::ALL), respite.map(Respite::code));
    let form = ask(form, "isToBeTransferred", &Some(*is_to_be_transferred));
    let form = asked(form, "prognosis", with_none(page, Prognosis::ALL), prognosis.map(Prognosis::code))
        .hint("case-rules-prognosis-hint")
        .end()
        .group(page.t("case-rules-judged"));
    let screening = screening.as_ref();
    let result = screening.map(|screening| screening.result.code());
    let found = screening.map(|screening| {
        let factors = screening.factors.iter().map(|factor| factor.code().to_owned());
        (factors.collect(), screening.criteria.iter().cloned().collect())
    });
    let (factors, criteria) = found.unwrap_or_default();
    let of_rules = packs.iter().flat_map(|version| &version.pack.criteria);
    let of_rules: Vec<_> = of_rules.map(|one| Choice::new(&one.key, one.title.as_str())).collect();
    let mut form = asked(form, "screening", with_none(page, ScreeningResult::ALL), result)
        .day("screenedOn", screening.map(|screening| screening.on));
    if !of_rules.is_empty() {
        form = form.checks("criteria", of_rules, criteria);
    }
    let form = form
        .checks("factors", choices(page.wording, DischargeFactor::ALL), factors)
        .hint("case-rules-factors-hint");
    let judged = judgement.as_ref().map(|judged| judged.judgement.code());
    asked(form, "judgement", with_none(page, Judgement::ALL), judged)
        .note("judgedBecause", judgement.as_ref().map(|judged| judged.reason.to_string()).unwrap_or_default())
        .end()
        .submit("common-save-action")
}

fn with_none<T: Labelled + Copy>(page: &Page, all: &[T]) -> Vec<Choice> {
    let mut with_none = vec![Choice::none(page.wording, "rule-not-recorded")];
    with_none.extend(choices(page.wording, all));
    with_none
}

fn asked(form: Form, name: &str, choices: Vec<Choice>, chosen: Option<&'static str>) -> Form {
    form.select(name, choices, chosen.unwrap_or_default())
}

fn read(f: &mut Reader<'_>) -> Option<Circumstances> {
    fn yes_or_no(code: &str) -> Option<bool> {
        match code {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
    let admission_decided_on = f.optional_day("admissionDecidedOn");
    let admitted_at = match f.is_blank("admittedAt") {
        true => Some(None),
        false => {
            let at = read_clock(f.typed("admittedAt"));
            at.map(Some).or_else(|| f.refuse("admittedAt", "form-clock-malformed"))
        }
    };
    let prospect_known_on = f.optional_day("prospectKnownOn");
    let discharge_fixed_on = f.optional_day("dischargeFixedOn");
    let admission = f.optional_choice("admission", AdmissionKind::parse);
    let came_from = f.optional_choice("cameFrom", CameFrom::parse);
    let has_care_manager = f.optional_choice("hasCareManager", yes_or_no);
    let has_specified_disease = f.optional_choice("hasSpecifiedDisease", yes_or_no);
    let is_on_clinical_path = f.optional_choice("isOnClinicalPath", yes_or_no);
    let support_changes = f.optional_choice("supportChanges", yes_or_no);
    let respite = f.optional_choice("respite", Respite::parse);
    let is_to_be_transferred = f.optional_choice("isToBeTransferred", yes_or_no);
    let prognosis = f.optional_choice("prognosis", Prognosis::parse);
    let screening = match f.optional_choice("screening", ScreeningResult::parse) {
        Some(Some(result)) => {
            let (on, factors) = (f.day("screenedOn"), f.choices("factors", DischargeFactor::parse));
            let criteria = f.all("criteria").map(str::to_owned).collect();
            on.zip(factors).map(|(on, factors)| {
                Some(Screening { result, on, factors: factors.into_iter().collect(), criteria })
            })
        }
        Some(None) if !(f.is_blank("factors") && f.is_blank("criteria")) => {
            f.refuse("screening", "form-choose")
        }
        other => other.map(|_| None),
    };
    let judgement = match f.optional_choice("judgement", Judgement::parse) {
        Some(Some(judgement)) => {
            f.text("judgedBecause", Note::parse).map(|reason| Some(Judged { judgement, reason }))
        }
        other => other.map(|_| None),
    };
    Some(Circumstances {
        admission_decided_on: admission_decided_on?,
        admitted_at: admitted_at?,
        admission: admission?,
        came_from: came_from?,
        has_care_manager: has_care_manager?,
        has_specified_disease: has_specified_disease?,
        is_on_clinical_path: is_on_clinical_path?,
        support_changes: support_changes?,
        respite: respite?,
        screening: screening?,
        prospect_known_on: prospect_known_on?,
        discharge_fixed_on: discharge_fixed_on?,
        prognosis: prognosis?,
        is_to_be_transferred: is_to_be_transferred?.unwrap_or_default(),
        judgement: judgement?,
    })
}
