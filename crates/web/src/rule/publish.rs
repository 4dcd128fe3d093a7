//! A last look before rules are published, since a version never changes.

use app::{
    directory::municipalities,
    draft::discard_draft,
    edit_rules::fingerprint,
    publish_rules::{Prospect, publish_own_rules},
    try_rules::{CheckedRules, OfferedTo, SoundRules, check_rules, offered_to},
};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    place::Municipality,
    rule::{RulePack, RuleRefusal, TriedOn},
};
use serde::Deserialize;

use super::{
    anchor,
    edit::{self, FaultView, Text, compared, fault_view},
};
use crate::{
    draft,
    error::Fault,
    form::{Attempt, Failure, Fields, Form, Problem},
    page::{Page, Query, Visit, after, html},
};

/// Which text.
#[derive(Debug, Deserialize)]
pub struct Asked {
    from: String,
}

#[derive(Template)]
#[template(path = "rule_publish.html")]
struct PublishPage {
    page: Page,
    edit_to: String,
    facts: Vec<(String, String)>,
    differs: String,
    differences: Vec<String>,
    offered: Vec<String>,
    obstacles: Vec<String>,
    cautions: Vec<String>,
    unfilled: Vec<FaultView>,
    /// Where nothing stands in the way.
    form: Option<Form>,
}

const FORM: &str = "publish-rules";

/// `POST /rules/confirm`
pub async fn ask(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let text = Text::read(&fields)?;
    match check_rules(&visit.session(), &text.file).await? {
        CheckedRules::Faulty(_) => edit::again(&visit, fields, Some(RuleRefusal::Faulty.into())).await,
        CheckedRules::Sound(_) => {
            let to = format!("/rules/confirm?from={}", text.from);
            edit::kept(&visit, fields, text, &to).await
        }
    }
}

/// `GET /rules/confirm`
pub async fn show(visit: Visit, Query(Asked { from }): Query<Asked>) -> Result<Response, Fault> {
    let text = edit::current(&visit, from).await?;
    shown(&visit, &text, None).await
}

/// `POST /rules/publish`: the text as it was shown, and no other.
pub async fn publish(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let text = edit::current(&visit, fields.get("from").to_owned()).await?;
    let done = async {
        if visit.read(&fields, |f| f.version())? != fingerprint(&text.file) {
            let text = visit.wording.text("rule-publish-changed");
            return Err(Failure::Problems(vec![Problem { field: None, label: None, text }]));
        }
        Ok(publish_own_rules(&visit.session(), text.file.clone()).await?)
    };
    match done.await {
        Ok(version) => {
            discard_draft(&visit.session(), &draft::place(edit::PLACE, &text.from)).await?;
            Ok(after(&format!("/rules#{}", anchor(version.id)), "rule-edit-done"))
        }
        Err(failure) => shown(&visit, &text, visit.attempt(FORM, fields, failure)?).await,
    }
}

async fn shown(visit: &Visit, text: &Text, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let edit_to = edit::address(&text.from);
    let CheckedRules::Sound(sound) = check_rules(&session, &text.file).await? else {
        return Ok(Redirect::to(&edit_to).into_response());
    };
    let offered = offered_to(&session, &sound).await?;
    let municipalities = municipalities(&session).await?;
    let page = visit.page(attempt).await?;
    html(page.status(), &publish_page(page, text, &sound, offered, &municipalities))
}

fn publish_page(
    page: Page,
    text: &Text,
    sound: &SoundRules,
    offered: Option<OfferedTo>,
    municipalities: &[Municipality],
) -> PublishPage {
    let SoundRules { pack, differences, prospect } = sound;
    let Prospect { newest, obstacles, cautions, unfilled, unknown } = prospect;
    let (differs, differences) = compared(&page, pack, newest.as_ref(), differences);
    let form = || {
        page.form(FORM, "/rules/publish")
            .unkept()
            .with("from", &text.from)
            .with("expectedVersion", fingerprint(&text.file))
            .submit_firmly("rule-publish-action")
    };
    let caution = |caution: &domain::rule::Caution| page.label(*caution);
    PublishPage {
        edit_to: edit::address(&text.from),
        facts: facts(&page, pack, municipalities, unknown),
        differs,
        differences,
        offered: offered_texts(&page, newest.is_some(), offered),
        obstacles: obstacles.iter().map(|refusal| page.wording.refusal(*refusal)).collect(),
        cautions: cautions.iter().map(caution).collect(),
        unfilled: unfilled.iter().map(|fault| fault_view(&page, &text.file, fault)).collect(),
        form: obstacles.is_empty().then(form),
        page,
    }
}

fn facts(
    page: &Page,
    pack: &RulePack,
    municipalities: &[Municipality],
    unknown: &[String],
) -> Vec<(String, String)> {
    let day = |day| page.wording.day_and_year(day);
    let place = |code: &String| {
        let known = municipalities.iter().find(|known| known.code.as_str() == code);
        match known {
            Some(known) => format!("{} ({code})", known.name),
            None if unknown.contains(code) => page.with("rule-publish-unknown", "code", code.as_str()),
            None => code.clone(),
        }
    };
    let places: Vec<_> = pack.municipalities.iter().map(place).collect();
    let area = if places.is_empty() { page.t("rule-everywhere") } else { places.join(&page.t("rule-and")) };
    [
        ("rule-publish-key", pack.key.clone()),
        ("rule-version", pack.version.to_string()),
        ("rule-field-title", pack.title.clone()),
        ("rule-body", pack.issuing_body.clone()),
        ("rule-area", area),
        ("rule-from", pack.in_force_from.map_or_else(|| page.t("rule-from-open"), day)),
        ("rule-until", pack.in_force_until.map_or_else(|| page.t("rule-until-open"), day)),
    ]
    .map(|(key, value)| (page.t(key), value))
    .into()
}

/// To how many open cases the version is offered, in sentences.
fn offered_texts(page: &Page, is_newer: bool, offered: Option<OfferedTo>) -> Vec<String> {
    let Some(OfferedTo { cases, whose }) = offered.filter(|_| is_newer) else {
        return vec![page.t("rule-publish-new-only")];
    };
    let name = page.label(whose);
    let said = match cases {
        Some(count) => {
            let values = [("whose", name.into()), ("count", count.into())];
            page.wording.text_with("rule-publish-offered", &values)
        }
        None => page.with("rule-publish-offered-few", "whose", name),
    };
    let tens = (whose == TriedOn::Area).then(|| page.t("rule-edit-tens"));
    [said].into_iter().chain(tens).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::rule::{Caution, PackFault, PackFaultKind, differences};

    #[test]
    fn the_last_look_says_what_stands_in_the_way_and_offers_no_button_then() {
        let fault = PackFault {
            line: 1,
            column: 1,
            field: samples::NAME.into(),
            kind: PackFaultKind::Unfilled,
            found: samples::NAME.into(),
            suggestion: None,
        };
        let newest = samples::rules();
        let pack = RulePack {
            title: samples::NAME.into(),
            municipalities: vec!["99999".into()],
            ..newest.pack.clone()
        };
        let earlier = RulePack { title: "-".into(), ..newest.pack.clone() };
        let text = Text {
            from: "a".into(),
            file: samples::NAME.into(),
            opening: String::new(),
            opened_on: String::new(),
        };
        for (obstacles, count) in [(RuleRefusal::ALL.to_vec(), None), (vec![], Some(12))] {
            for page in samples::pages() {
                let sound = SoundRules {
                    pack: pack.clone(),
                    differences: differences(&earlier, &pack),
                    prospect: Prospect {
                        newest: Some(newest.clone()),
                        obstacles: obstacles.clone(),
                        cautions: Caution::ALL.to_vec(),
                        unfilled: vec![fault.clone()],
                        unknown: vec!["99999".into()],
                    },
                };
                let offered = Some(OfferedTo { cases: count, whose: TriedOn::Area });
                let html = samples::reads(&publish_page(page, &text, &sound, offered, &[]));
                assert_eq!(html.contains("/rules/publish"), obstacles.is_empty(), "{html}");
                assert!(html.contains("99999"), "{html}");
            }
        }
    }
}
