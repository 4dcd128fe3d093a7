//! What one version says differently from another, in words: what stood there, and what stands there now.

use domain::rule::{Change, Difference, MilestoneRule, Part, RulePack};

use super::{area_text, entry::called, step, words};
use crate::{form::labels, page::Page};

/// One difference in a sentence; what was removed is named by the earlier pack.
pub fn difference(
    page: &Page,
    later: &RulePack,
    earlier: Option<&RulePack>,
    difference: &Difference,
) -> String {
    let Difference { part, key, change } = difference;
    let is_head = *part == Part::Head;
    let now = said(page, later, *part, key);
    let before = earlier.and_then(|earlier| said(page, earlier, *part, key));
    let named = now.as_ref().or(before.as_ref()).map_or_else(|| key.clone(), |said| said.name.clone());
    let what = if is_head { called(page, key) } else { named };
    let values =
        [("part", page.label(*part).into()), ("what", what.into()), ("change", page.label(*change).into())];
    let sentence = page.wording.text_with("case-rules-difference", &values);
    match (change, before, now) {
        (Change::Changed, Some(before), Some(now)) => sentence + &changed(page, &before, &now),
        _ => sentence,
    }
}

/// What an entry of a pack, or a field of its head, says.
struct Said {
    /// What it is called.
    name: String,
    /// What it says, each under what that is called.
    lines: Vec<(String, String)>,
}

/// The lines that are not the same, each as it was and as it is.
fn changed(page: &Page, before: &Said, now: &Said) -> String {
    let lines = before.lines.iter().zip(&now.lines).filter(|((_, before), (_, now))| before != now);
    let told = lines.map(|((label, before), (_, now))| {
        let or_none = |text: &String| if text.is_empty() { page.t("rule-entry-none") } else { text.clone() };
        let values = [
            ("label", label.as_str().into()),
            ("before", or_none(before).into()),
            ("now", or_none(now).into()),
        ];
        page.wording.text_with("rule-changed", &values)
    });
    let told: Vec<String> = told.collect();
    match told.is_empty() {
        true => String::new(),
        false => page.with("rule-nested", "what", told.join(&page.t("rule-and"))),
    }
}

fn said(page: &Page, pack: &RulePack, part: Part, key: &str) -> Option<Said> {
    let line = |label: &str, value: String| (page.t(label), value);
    let source = |source: &String| line("rule-source", source.clone());
    let steps = |keys: &[String]| {
        let action =
            |key: &String| pack.milestone(key).map_or_else(|| key.clone(), |rule| page.label(rule.action));
        keys.iter().map(action).collect::<Vec<_>>().join(&page.t("rule-and"))
    };
    // The title comes first, since it may change, too.
    let titled = |title: &String, rest: Vec<(String, String)>| {
        (title.clone(), [vec![line("rule-field-title", title.clone())], rest].concat())
    };
    let (name, lines) = match part {
        Part::Head => (String::new(), vec![(called(page, key), head(page, pack, key))]),
        Part::Track => {
            let one = pack.tracks.iter().find(|one| one.key == key)?;
            titled(&one.title, vec![line("rule-field-when", words::condition(page, &one.when))])
        }
        Part::Exemption => {
            let one = pack.exemptions.iter().find(|one| one.key == key)?;
            let lines = vec![
                line("rule-field-when", words::condition(page, &one.when)),
                line("rule-field-milestones", steps(&one.milestones)),
                source(&one.source),
                line("rule-field-certainty", page.label(one.certainty)),
            ];
            titled(&one.title, lines)
        }
        Part::Criterion => {
            let one = pack.criteria.iter().find(|one| one.key == key)?;
            titled(&one.title, vec![source(&one.source)])
        }
        Part::Form => {
            let one = pack.forms.iter().find(|one| one.key == key)?;
            let lines = vec![
                line("rule-field-from", page.label(one.from)),
                line("rule-field-to", page.label(one.to)),
            ];
            titled(&one.title, lines)
        }
        Part::Waiver => {
            let one = pack.waivers.iter().find(|one| one.key == key)?;
            let forms = one.forms.iter().map(|key| {
                let form = pack.forms.iter().find(|form| form.key == *key);
                form.map_or_else(|| key.clone(), |form| form.title.clone())
            });
            let forms = forms.collect::<Vec<_>>().join(&page.t("rule-and"));
            titled(&one.title, vec![line("rule-field-forms", forms), source(&one.source)])
        }
        Part::Measure => {
            let one = pack.measures.iter().find(|one| one.key == key)?;
            let lines = vec![
                line("rule-field-percent", one.percent.to_string()),
                line("rule-field-month", one.month.clone()),
                source(&one.source),
            ];
            titled(&one.title, lines)
        }
        Part::Milestone => {
            let rule = pack.milestone(key)?;
            (page.label(rule.action), of_step(page, pack, rule))
        }
    };
    Some(Said { name, lines })
}

fn of_step(page: &Page, pack: &RulePack, rule: &MilestoneRule) -> Vec<(String, String)> {
    let view = step(page, pack, rule);
    let line = |label: &str, value: String| (page.t(label), value);
    let limit = std::iter::once(view.limit).chain(view.more).collect::<Vec<_>>().join(" ");
    vec![
        line("rule-what", view.what),
        line("rule-who", view.who),
        line("rule-limit", limit),
        line("rule-strength", view.strength),
        line("rule-field-certainty", page.label(rule.certainty)),
        line("rule-source", rule.source.clone()),
    ]
}

/// What a field of the head says.
fn head(page: &Page, pack: &RulePack, field: &str) -> String {
    let day = |day: Option<time::Date>| day.map(|day| page.wording.day_and_year(day)).unwrap_or_default();
    match field {
        "title" => pack.title.clone(),
        "issuing_body" => pack.issuing_body.clone(),
        "source" => pack.source.clone(),
        "note" => pack.note.clone().unwrap_or_default(),
        "in_force_from" => day(pack.in_force_from),
        "in_force_until" => day(pack.in_force_until),
        "municipalities" => {
            let codes: Vec<_> = pack.municipalities.iter().map(String::as_str).collect();
            area_text(page, &codes, &[])
        }
        "follows" => labels(page.wording, pack.follows.iter().copied()),
        "overlay" => {
            let Some(overlay) = &pack.overlay else { return String::new() };
            let without = overlay.without.iter().map(|out| out.milestone.clone());
            let keys: Vec<_> = std::iter::once(overlay.over.clone()).chain(without).collect();
            keys.join(&page.t("rule-and"))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::{
        calendar::{Counting, Offset, Roll},
        rule::{Anchor, Certainty, MilestoneAction, MilestoneOwner, Strength, Track, differences},
    };
    use time::macros::date;

    fn pack(days: u16, when: &str) -> RulePack {
        let rule = MilestoneRule {
            key: "tell".into(),
            action: MilestoneAction::NotifyAdmission,
            owner: MilestoneOwner::Ward,
            tracks: vec![],
            when: None,
            anchor: Anchor::Admission,
            offset: Some(Offset::after(days)),
            latest: None,
            counting: Counting::default(),
            roll: Roll::default(),
            instead: vec![],
            after: vec![],
            strength: Strength::Guide,
            form: None,
            words: None,
            source: "見本".into(),
            certainty: Certainty::Confirmed,
        };
        let track = Track { key: "known".into(), title: "いる".into(), when: when.parse().unwrap() };
        RulePack { milestones: vec![rule], tracks: vec![track], ..RulePack::default() }
    }

    #[test]
    fn a_difference_says_what_stood_there_and_what_stands_there_now() {
        let earlier =
            RulePack { in_force_from: Some(date!(2026 - 12 - 01)), ..pack(3, "care_manager = assigned") };
        let later = RulePack {
            in_force_from: Some(date!(2027 - 01 - 01)),
            municipalities: vec!["11201".into()],
            ..pack(2, "care_manager = none")
        };
        let page = samples::pages().into_iter().find(|page| page.language() == "ja").unwrap();
        let all = differences(&earlier, &later);
        let told: Vec<_> = all.iter().map(|one| difference(&page, &later, Some(&earlier), one)).collect();
        assert_eq!(
            told,
            [
                "概要「適用開始」: 変わった（適用開始「2026/12/1(火)」→「2027/1/1(金・祝)」）",
                "概要「地域」: 変わった（地域「全国」→「11201」）",
                "経路「いる」: 変わった（条件「担当ケアマネジャーが「決まっている」」→「担当ケアマネジャーが「いない」」）",
                "すること「入院の連絡」: 変わった（いつまでに「入院日から3日以内 入院日を1日目と数えます。」→「入院日から2日以内 入院日を1日目と数えます。」）",
            ]
        );
        let gone = RulePack { milestones: vec![], ..later.clone() };
        let all = differences(&later, &gone);
        assert_eq!(difference(&page, &gone, Some(&later), &all[0]), "すること「入院の連絡」: なくなった");
    }
}
