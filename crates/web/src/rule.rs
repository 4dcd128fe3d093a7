//! The rules in force: who has to do what by which day, by whose rule, and how sure that is.

use std::collections::HashMap;

use app::{
    directory,
    rule::{open_cases_under, rules},
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    calendar::{Counting, Direction, Offset, Roll, Unit},
    place::Municipality,
    rule::{Certainty, MilestoneRule, RulePack, RulePackVersion},
    text::WebAddress,
};

use crate::{
    board::Chip,
    error::Fault,
    page::{Page, Visit, html},
};

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    page: Page,
    packs: Vec<PackView>,
}

/// One published version of a rule pack.
struct PackView {
    anchor: String,
    title: String,
    standing: Chip,
    facts: Vec<(String, String)>,
    source: Written,
    note: Option<String>,
    cases: String,
    steps: Vec<StepView>,
}

/// One step of it.
struct StepView {
    what: String,
    who: String,
    limit: String,
    more: Vec<String>,
    strength: String,
    unverified: Option<Chip>,
    source: Written,
}

/// A text whose addresses lead somewhere.
#[derive(Template)]
#[template(path = "written.html")]
struct Written {
    pieces: Vec<Piece>,
}

impl askama::filters::HtmlSafe for Written {}

/// A piece of a text that may hold addresses.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Address(String),
}

/// `GET /rules`
pub async fn show(visit: Visit) -> Result<Response, Fault> {
    let session = visit.session();
    let rules = rules(&session).await?;
    let cases =
        open_cases_under(&session, &rules.iter().map(|version| version.id).collect::<Vec<_>>()).await?;
    let municipalities = directory::municipalities(&session).await?;
    let page = visit.page(None).await?;
    html(page.status(), &rules_page(page, &rules, &cases, &municipalities))
}

fn rules_page(
    page: Page,
    rules: &[RulePackVersion],
    cases: &HashMap<Id<RulePackVersion>, u64>,
    municipalities: &[Municipality],
) -> RulesPage {
    let pack = |version: &RulePackVersion| {
        let is_newest = |other: &RulePackVersion| {
            other.pack.key == version.pack.key
                && other.pack.version > version.pack.version
                && other.pack.in_force_from <= page.today
        };
        let is_followed_by_another = rules.iter().any(is_newest);
        let count = cases.get(&version.id).copied().unwrap_or_default();
        pack_view(&page, version, is_followed_by_another, count, municipalities)
    };
    RulesPage { packs: rules.iter().map(pack).collect(), page }
}

fn pack_view(
    page: &Page,
    version: &RulePackVersion,
    is_followed_by_another: bool,
    cases: u64,
    municipalities: &[Municipality],
) -> PackView {
    let RulePackVersion { id, pack } = version;
    let RulePack {
        key: _,
        version,
        title,
        issuing_body,
        source,
        note,
        in_force_from,
        in_force_until,
        municipalities: area,
        milestones,
    } = pack;
    let day = |day| page.wording.day_and_year(day);
    let until = in_force_until.map_or_else(|| page.t("rule-until-open"), day);
    let fact = |key: &str, value: String| (page.t(key), value);
    PackView {
        anchor: anchor(*id),
        title: title.clone(),
        standing: standing(page, pack, is_followed_by_another),
        facts: vec![
            fact("rule-body", issuing_body.clone()),
            fact("rule-area", area_text(page, area, municipalities)),
            fact("rule-version", version.to_string()),
            fact("rule-from", day(*in_force_from)),
            fact("rule-until", until),
        ],
        source: Written { pieces: pieces(source) },
        note: note.clone(),
        cases: page.with("rule-cases", "count", cases),
        steps: milestones.iter().map(|rule| step(page, rule)).collect(),
    }
}

/// Where a version stands on the page.
pub fn anchor(id: Id<RulePackVersion>) -> String {
    format!("pack-{id}")
}

fn standing(page: &Page, pack: &RulePack, is_followed_by_another: bool) -> Chip {
    let is_over = pack.in_force_until.is_some_and(|until| until < page.today);
    let (tone, mark, key) = if page.today < pack.in_force_from {
        ("warn", "…", "rule-not-yet")
    } else if is_over || is_followed_by_another {
        ("calm", "-", "rule-over")
    } else {
        ("good", "✓", "rule-in-force")
    };
    Chip { tone, mark, text: page.t(key) }
}

fn area_text(page: &Page, codes: &[String], municipalities: &[Municipality]) -> String {
    if codes.is_empty() {
        return page.t("rule-everywhere");
    }
    let name = |code: &String| {
        let known = municipalities.iter().find(|municipality| municipality.code.as_str() == code);
        known.map_or_else(|| code.clone(), |municipality| municipality.name.to_string())
    };
    codes.iter().map(name).collect::<Vec<_>>().join(&page.t("rule-and"))
}

fn step(page: &Page, rule: &MilestoneRule) -> StepView {
    let MilestoneRule {
        key: _,
        action,
        owner,
        anchor,
        offset,
        counting,
        roll,
        offset_by_ward,
        strength,
        source,
        certainty,
    } = rule;
    let from = page.label(*anchor);
    let wards = offset_by_ward.iter().map(|(ward, offset)| {
        let values = [("ward", page.label(*ward).into()), ("limit", limit(page, &from, *offset).into())];
        page.wording.text_with("rule-of-ward", &values)
    });
    let counted =
        (offset.days > 0).then(|| page.with(counting_key(*counting, *offset), "anchor", from.as_str()));
    StepView {
        what: page.label(*action),
        who: page.label(*owner),
        limit: limit(page, &from, *offset),
        more: wards.chain(counted).chain(roll_key(*roll).map(|key| page.t(key))).collect(),
        strength: page.label(*strength),
        unverified: (*certainty == Certainty::Unverified).then(|| Chip {
            tone: "warn",
            mark: "?",
            text: page.label(*certainty),
        }),
        source: Written { pieces: pieces(source) },
    }
}

/// How far from its anchor a step is due.
fn limit(page: &Page, anchor: &str, offset: Offset) -> String {
    let key = match (offset.days, offset.direction, offset.unit) {
        (0, ..) => "rule-limit-same-day",
        (_, Direction::After, Unit::CalendarDay) => "rule-limit-after",
        (_, Direction::After, Unit::BusinessDay) => "rule-limit-after-business",
        (_, Direction::Before, Unit::CalendarDay) => "rule-limit-before",
        (_, Direction::Before, Unit::BusinessDay) => "rule-limit-before-business",
    };
    page.wording.text_with(key, &[("anchor", anchor.into()), ("days", usize::from(offset.days).into())])
}

const fn counting_key(counting: Counting, offset: Offset) -> &'static str {
    match (counting, offset.direction) {
        (Counting::StartCounted, _) => "rule-count-start",
        (Counting::StartCountedAfterHours, _) => "rule-count-after-hours",
        (Counting::StartExcluded, Direction::After) => "rule-count-next-day",
        (Counting::StartExcluded, Direction::Before) => "rule-count-day-before",
    }
}

const fn roll_key(roll: Roll) -> Option<&'static str> {
    match roll {
        Roll::None => None,
        Roll::NextBusinessDay => Some("rule-roll-next"),
        Roll::PreviousBusinessDay => Some("rule-roll-previous"),
        Roll::NextBusinessDayWhenAllClosed => Some("rule-roll-all-closed"),
    }
}

/// A text with its addresses apart, so that they lead somewhere.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = vec![];
    let mut rest = text;
    while let Some(at) = rest.find("https://") {
        let (before, from) = rest.split_at(at);
        let is_end = |c: char| c.is_whitespace() || !c.is_ascii() || matches!(c, '(' | ')' | '"' | '<' | '>');
        let (address, after) = from.split_at(from.find(is_end).unwrap_or(from.len()));
        pieces.extend((!before.is_empty()).then(|| Piece::Text(before.to_owned())));
        pieces.push(match WebAddress::parse(address) {
            Ok(address) => Piece::Address(address.to_string()),
            Err(_) => Piece::Text(address.to_owned()),
        });
        rest = after;
    }
    pieces.extend((!rest.is_empty()).then(|| Piece::Text(rest.to_owned())));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::{
        discharge_case::WardClass,
        rule::{Anchor, MilestoneAction, MilestoneOwner, Strength},
    };
    use std::collections::BTreeMap;
    use time::Duration;

    fn milestone(offset: Offset, counting: Counting, roll: Roll) -> MilestoneRule {
        MilestoneRule {
            key: "sample".into(),
            action: MilestoneAction::Screen,
            owner: MilestoneOwner::Ward,
            anchor: Anchor::Admission,
            offset,
            counting,
            roll,
            offset_by_ward: BTreeMap::from([(WardClass::LongTerm, Offset::after(14))]),
            strength: Strength::Fee,
            source: format!("{} https://www.mhlw.go.jp/rule", samples::NAME),
            certainty: Certainty::Unverified,
        }
    }

    #[test]
    fn rules_read_however_they_count_and_escape_what_packs_say() {
        let mut current = samples::rules();
        for offset in
            [Offset::after(0), Offset::after(3), Offset::before(7), Offset::after(2).in_business_days()]
        {
            for counting in
                [Counting::StartCounted, Counting::StartCountedAfterHours, Counting::StartExcluded]
            {
                for roll in [Roll::None, Roll::NextBusinessDay, Roll::NextBusinessDayWhenAllClosed] {
                    current.pack.milestones.push(milestone(offset, counting, roll));
                }
            }
        }
        current.pack.municipalities = vec!["99999".into()];
        let mut later = samples::rules();
        (later.id, later.pack.version) = (samples::id(41), 2);
        later.pack.in_force_from = samples::TODAY + Duration::days(1);
        let cases = HashMap::from([(current.id, 3)]);
        for page in samples::pages() {
            let html = samples::reads(&rules_page(page, &[later.clone(), current.clone()], &cases, &[]));
            assert!(
                html.contains("href=\"https://www.mhlw.go.jp/rule\"") && html.contains("99999"),
                "{html}"
            );
            assert!(html.contains(&format!("id=\"{}\"", anchor(current.id))), "{html}");
            assert!(html.contains("chip good") && html.contains("… "), "one in force, one to come");
        }
    }

    #[test]
    fn addresses_within_a_text_lead_somewhere_and_nothing_else_does() {
        let text = |text: &str| Piece::Text(text.into());
        let address = |address: &str| Piece::Address(address.into());
        assert_eq!(pieces("A246"), [text("A246")]);
        assert_eq!(
            pieces("通知 https://a.example.jp/b(令和8年)、https://c.example.jp"),
            [
                text("通知 "),
                address("https://a.example.jp/b"),
                text("(令和8年)、"),
                address("https://c.example.jp")
            ]
        );
        assert_eq!(pieces("http://a.example.jp"), [text("http://a.example.jp")]);
    }
}
