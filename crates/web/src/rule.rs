//! The rules in force: who has to do what by which day, by whose rule, and how sure that is.

pub mod compare;
pub mod edit;
pub mod entry;
pub mod publish;
pub mod words;

use app::{
    directory,
    end_rules::end_rules,
    rule::{RulesHere, rules_here},
    take_rules::take_rules_everywhere,
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    access::{Action, Relationship},
    calendar::Offset,
    organization::Organization,
    place::Municipality,
    rule::{Certainty, MilestoneRule, Part, RulePack, RulePackVersion, RuleStanding, RuleUptake},
    text::WebAddress,
};

use crate::{
    board::Chip,
    error::Fault,
    form::{Attempt, Failure, Fields, Form, labels},
    page::{Page, Visit, after, html},
};

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    page: Page,
    versions: Vec<VersionView>,
}

/// One published version of a rule pack.
struct VersionView {
    anchor: String,
    /// The line under which it is folded away, where it is no longer in force.
    fold: Option<String>,
    /// Who follows it, and how far the organization's cases have come in taking it.
    followed: Vec<String>,
    take: Option<Form>,
    /// How its publisher sets its last day.
    end: Option<Form>,
    pack: PackView,
}

/// What a rule pack says.
struct PackView {
    title: String,
    /// Where it stands, once it is published.
    standing: Option<Chip>,
    facts: Vec<(String, String)>,
    source: Written,
    note: Option<String>,
    lists: Vec<ListView>,
    steps: Vec<StepView>,
}

/// What a pack holds besides its steps, such as its tracks.
struct ListView {
    title: String,
    rows: Vec<RowView>,
}

struct RowView {
    title: String,
    more: String,
    source: Option<Written>,
}

/// One step of it.
struct StepView {
    what: String,
    who: String,
    limit: String,
    /// Whether the rule states a day.
    is_dated: bool,
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
    shown(&visit, None).await
}

async fn shown(visit: &Visit, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let rules = rules_here(&session).await?;
    let municipalities = directory::municipalities(&session).await?;
    let may = May {
        take: visit.may(Action::ChangeCase, Relationship::Own),
        publish_for: visit.may(Action::PublishRules, Relationship::Own).then_some(visit.member.organization),
    };
    let page = visit.page(attempt).await?;
    html(page.status(), &rules_page(page, &rules, &municipalities, may))
}

/// What the reader may do about rules.
#[derive(Clone, Copy)]
struct May {
    take: bool,
    /// For whom the reader publishes.
    publish_for: Option<Id<Organization>>,
}

/// `POST /rules`
pub async fn take(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let pack = visit.read(&fields, |f| f.id("rulePack"))?;
        Ok(take_rules_everywhere(&visit.session(), pack).await?)
    };
    let done: Result<RuleUptake, Failure> = done.await;
    match done {
        Ok(_) => Ok(after("/rules", "rule-uptake-done")),
        Err(failure) => shown(&visit, visit.attempt("take-rules", fields, failure)?).await,
    }
}

/// `POST /rules/end`
pub async fn end(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (id, last_day) = visit.read(&fields, |f| {
            let (id, last_day) = (f.id("rulePack"), f.day("lastDay"));
            Some((id?, last_day?))
        })?;
        Ok(end_rules(&visit.session(), id, last_day).await?)
    };
    let done: Result<RulePackVersion, Failure> = done.await;
    match done {
        Ok(version) => Ok(after(&format!("/rules#{}", anchor(version.id)), "rule-end-done")),
        Err(failure) => {
            let form = ending(fields.get("rulePack"));
            shown(&visit, visit.attempt(&form, fields, failure)?).await
        }
    }
}

/// The name of the form by which the last day of a version is set.
fn ending(version: impl std::fmt::Display) -> String {
    format!("end-rules-{version}")
}

fn rules_page(page: Page, rules: &[RulesHere], municipalities: &[Municipality], may: May) -> RulesPage {
    let pack = |here: &RulesHere| {
        let RulesHere { version, standing, cases, behind, uptake } = here;
        let taken = |uptake: &RuleUptake| {
            let key =
                if uptake.finished_at.is_some() { "rule-uptake-finished" } else { "rule-uptake-going-on" };
            page.with(key, "count", u64::from(uptake.taken))
        };
        let take = || {
            let text = page.with("rule-uptake-action", "count", *behind);
            let name = format!("take-rules-{}", version.id);
            page.form(&name, "/rules").with("rulePack", version.id).submit_as(text)
        };
        let end = || {
            page.form(&ending(version.id), "/rules/end")
                .with("rulePack", version.id)
                .day("lastDay", version.ends_on)
                .hint("rule-end-hint")
                .submit_firmly("rule-end-action")
                .folded("rule-end")
        };
        let is_own = version.published_by.is_some() && version.published_by == may.publish_for;
        let is_over = version.last_day().is_some_and(|last| last < page.today);
        let mut pack = pack_view(&page, &version.pack, Some(chip(&page, *standing)), municipalities);
        pack.facts
            .extend(version.ends_on.map(|last| (page.t("rule-ends-on"), page.wording.day_and_year(last))));
        let mut followed = vec![page.with("rule-cases", "count", *cases)];
        followed.extend(uptake.as_ref().map(taken));
        let fold = || {
            let day =
                |day: Option<time::Date>| day.map(|day| page.wording.day_and_year(day)).unwrap_or_default();
            let values = [
                ("version", titled(&page, &version.pack).into()),
                ("from", day(version.pack.in_force_from).into()),
                ("until", day(version.last_day()).into()),
            ];
            page.wording.text_with("rule-folded", &values)
        };
        VersionView {
            anchor: anchor(version.id),
            fold: (*standing == RuleStanding::Over).then(fold),
            followed,
            take: (may.take && *behind > 0).then(take),
            end: (is_own && !is_over).then(end),
            pack,
        }
    };
    RulesPage { versions: rules.iter().map(pack).collect(), page }
}

fn pack_view(
    page: &Page,
    pack: &RulePack,
    standing: Option<Chip>,
    municipalities: &[Municipality],
) -> PackView {
    let RulePack {
        key: _,
        version,
        title: _,
        issuing_body,
        source,
        note,
        in_force_from,
        in_force_until,
        municipalities: area,
        follows,
        overlay,
        tracks,
        exemptions,
        criteria,
        forms,
        waivers,
        measures,
        milestones,
    } = pack;
    let day = |day| page.wording.day_and_year(day);
    let until = in_force_until.map_or_else(|| page.t("rule-until-open"), day);
    let fact = |key: &str, value: String| (page.t(key), value);
    let mut facts = vec![
        fact("rule-body", issuing_body.clone()),
        fact(
            "rule-area",
            area_text(page, &area.iter().map(String::as_str).collect::<Vec<_>>(), municipalities),
        ),
        fact("rule-version", version.to_string()),
        fact("rule-from", in_force_from.map_or_else(|| page.t("rule-from-open"), day)),
        fact("rule-until", until),
    ];
    if !follows.is_empty() {
        facts.push(fact("rule-follows", labels(page.wording, follows.iter().copied())));
    }
    let mut lists = vec![
        list(page, Part::Track, tracks, |track| {
            (track.title.clone(), words::condition(page, &track.when), None)
        }),
        list(page, Part::Exemption, exemptions, |exemption| {
            let when = words::condition(page, &exemption.when);
            (exemption.title.clone(), when, Some(exemption.source.as_str()))
        }),
        list(page, Part::Criterion, criteria, |one| {
            (one.title.clone(), String::new(), Some(one.source.as_str()))
        }),
        list(page, Part::Form, forms, |form| {
            let ends = [("from", page.label(form.from).into()), ("to", page.label(form.to).into())];
            (form.title.clone(), page.wording.text_with("rule-form-goes", &ends), None)
        }),
        list(page, Part::Waiver, waivers, |one| {
            (one.title.clone(), String::new(), Some(one.source.as_str()))
        }),
        list(page, Part::Measure, measures, |one| {
            let percent = format!("{}% ({})", one.percent, one.month);
            (one.title.clone(), percent, Some(one.source.as_str()))
        }),
    ];
    if let Some(overlay) = overlay {
        lists.push(ListView {
            title: page.with("rule-laid-over", "key", overlay.over.as_str()),
            rows: overlay
                .without
                .iter()
                .map(|out| row(out.milestone.clone(), out.reason.clone(), None))
                .collect(),
        });
    }
    lists.retain(|list| !list.rows.is_empty());
    PackView {
        title: titled(page, pack),
        standing,
        facts,
        source: Written { pieces: pieces(source) },
        note: note.clone(),
        lists,
        steps: milestones.iter().map(|rule| step(page, pack, rule)).collect(),
    }
}

fn list<T>(
    page: &Page,
    part: Part,
    all: &[T],
    view: impl Fn(&T) -> (String, String, Option<&str>),
) -> ListView {
    let rows = all.iter().map(|one| {
        let (title, more, source) = view(one);
        row(title, more, source)
    });
    ListView { title: page.label(part), rows: rows.collect() }
}

fn row(title: String, more: String, source: Option<&str>) -> RowView {
    RowView { title, more, source: source.map(|source| Written { pieces: pieces(source) }) }
}

/// The title of a pack with its version.
pub fn titled(page: &Page, pack: &RulePack) -> String {
    let values = [("title", pack.title.as_str().into()), ("version", pack.version.to_string().into())];
    page.wording.text_with("rule-titled", &values)
}

/// Where a version stands on the page.
pub fn anchor(id: Id<RulePackVersion>) -> String {
    format!("pack-{id}")
}

fn chip(page: &Page, standing: RuleStanding) -> Chip {
    let (tone, mark, key) = match standing {
        RuleStanding::ToCome => ("warn", "…", "rule-not-yet"),
        RuleStanding::Over => ("calm", "-", "rule-over"),
        RuleStanding::InForce => ("good", "✓", "rule-in-force"),
    };
    Chip { tone, mark, text: page.t(key) }
}

fn area_text(page: &Page, codes: &[&str], municipalities: &[Municipality]) -> String {
    if codes.is_empty() {
        return page.t("rule-everywhere");
    }
    let name = |code: &&str| {
        let known = municipalities.iter().find(|municipality| municipality.code.as_str() == *code);
        known.map_or_else(|| (*code).to_owned(), |municipality| municipality.name.to_string())
    };
    codes.iter().map(name).collect::<Vec<_>>().join(&page.t("rule-and"))
}

fn step(page: &Page, pack: &RulePack, rule: &MilestoneRule) -> StepView {
    let MilestoneRule {
        key: _,
        action,
        owner,
        tracks,
        when,
        anchor,
        offset,
        latest,
        counting,
        roll,
        instead,
        after,
        strength,
        form,
        words,
        source,
        certainty,
    } = rule;
    let from = page.label(*anchor);
    let limit = |offset: Offset| words::limit(page, &from, offset);
    let at_latest =
        |offset: &Option<Offset>| offset.map(|offset| page.with("rule-latest", "limit", limit(offset)));
    let said = |key: &str, value: String| page.with(key, "what", value);
    let titles: Vec<&str> =
        pack.tracks.iter().filter(|t| tracks.contains(&t.key)).map(|t| t.title.as_str()).collect();
    let mut more: Vec<String> = at_latest(latest).into_iter().collect();
    more.extend(offset.and(words.as_ref()).map(|words| said("rule-words", words.clone())));
    more.extend((!titles.is_empty()).then(|| said("rule-for", titles.join(&page.t("rule-and")))));
    more.extend(when.as_ref().map(|when| said("rule-when", words::condition(page, when))));
    more.extend(instead.iter().map(|other| {
        let limit = limit(other.offset) + &at_latest(&other.latest).unwrap_or_default();
        let values = [("when", words::condition(page, &other.when).into()), ("limit", limit.into())];
        page.wording.text_with("rule-instead", &values)
    }));
    let counted = offset.and_then(|offset| words::counting(*counting, offset));
    more.extend(counted.map(|key| page.with(key, "anchor", from.as_str())));
    more.extend(offset.and_then(|_| words::roll(*roll)).map(|key| page.t(key)));
    let earlier: Vec<String> =
        after.iter().filter_map(|key| pack.milestone(key)).map(|rule| page.label(rule.action)).collect();
    more.extend((!earlier.is_empty()).then(|| said("rule-after", earlier.join(&page.t("rule-and")))));
    let form = form.as_ref().and_then(|key| pack.forms.iter().find(|form| form.key == *key));
    more.extend(form.map(|form| said("rule-form", form.title.clone())));
    StepView {
        what: page.label(*action),
        who: page.label(*owner),
        limit: match (offset, words) {
            (Some(offset), _) => limit(*offset),
            (None, Some(words)) => words.clone(),
            (None, None) => page.t("rule-no-day"),
        },
        is_dated: offset.is_some(),
        more,
        strength: page.label(*strength),
        unverified: (*certainty == Certainty::Unverified).then(|| Chip {
            tone: "warn",
            mark: "?",
            text: page.label(*certainty),
        }),
        source: Written { pieces: pieces(source) },
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
        calendar::{Counting, Roll, Unit},
        rule::{Anchor, MilestoneAction, MilestoneOwner, OtherLimit, Strength},
    };
    use time::Duration;

    fn milestone(offset: Option<Offset>, counting: Counting, roll: Roll) -> MilestoneRule {
        let name = || Some(samples::NAME.to_owned());
        MilestoneRule {
            key: "sample".into(),
            action: MilestoneAction::Screen,
            owner: MilestoneOwner::Ward,
            tracks: vec!["track".into()],
            when: "any(need = opioid, none(age <= 39, ward_name = '東5'))".parse().ok(),
            anchor: Anchor::Admission,
            offset,
            latest: Some(Offset::after(14)),
            counting,
            roll,
            instead: vec![OtherLimit {
                when: "all(ward = long_term, age >= 65)".parse().unwrap(),
                offset: Offset::after(14),
                latest: Some(Offset::after(21)),
            }],
            after: vec!["sample".into()],
            strength: Strength::Fee,
            form: Some("form".into()),
            words: name(),
            source: format!("{} https://www.mhlw.go.jp/rule", samples::NAME),
            certainty: Certainty::Unverified,
        }
    }

    #[test]
    fn rules_read_however_they_count_and_escape_what_packs_say() {
        let mut current = samples::rules();
        let units = [Unit::Hour, Unit::CalendarDay, Unit::BusinessDay, Unit::Month];
        let of = |unit| [Offset { unit, ..Offset::after(3) }, Offset { unit, ..Offset::before(7) }];
        let offsets = units.into_iter().flat_map(of).chain([Offset::after(0)]).map(Some);
        for offset in offsets.chain([None]) {
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
        later.published_by = Some(samples::id(12));
        later.pack.in_force_from = Some(samples::TODAY + Duration::days(1));
        for page in samples::pages() {
            let here = |version: &RulePackVersion, standing| RulesHere {
                version: version.clone(),
                standing,
                cases: 3,
                behind: 2,
                uptake: None,
            };
            let rules = [here(&later, RuleStanding::ToCome), here(&current, RuleStanding::InForce)];
            let may = May { take: true, publish_for: later.published_by };
            let html = samples::reads(&rules_page(page, &rules, &[], may));
            assert_eq!(html.matches("action=\"/rules/end\"").count(), 1, "its own: {html}");
            assert!(
                html.contains("href=\"https://www.mhlw.go.jp/rule\"") && html.contains("99999"),
                "{html}"
            );
            assert!(html.contains(&format!("id=\"{}\"", anchor(current.id))), "{html}");
            assert!(html.contains("chip good") && html.contains("… "), "one in force, one to come");
            let over = [here(&current, RuleStanding::Over)];
            let may = May { take: false, publish_for: None };
            let page = samples::pages().into_iter().find(|page| page.language() == "ja").unwrap();
            let html = samples::reads(&rules_page(page, &over, &[], may));
            let folded = format!("<details class=\"card fold\" id=\"{}\">", anchor(current.id));
            assert!(html.contains(&folded) && html.contains("第1版"), "a line that opens: {html}");
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
