//! How a case is shown.

use std::collections::HashMap;

use app::{case::CaseFile, take_up_case::Proposal};
use askama::Template;
use domain::{
    Id,
    access::{Action, Actor, Decision, Member, Relationship, decide},
    care_team::{CareTeam, Duty, TeamMember, TeamRole},
    conference::{Conference, ConferenceState},
    consultation::Consultation,
    discharge_case::{CaseState, Delay, Destination, DischargeCase},
    milestone::{Milestone, MilestoneState},
    organization::{Organization, OrganizationKind},
    patient::{CareInsurance, Patient},
    person::{Membership, Person},
    place::Municipality,
    plan::CarePlan,
    rule::{Certainty, RulePackVersion},
    text::PostalCode,
};
use time::Date;
use wording::{Value, Wording};

use super::{
    case_form,
    clock::{Mark, marks},
    consent::{self, ConsentView},
    history::{self, Happened},
    readiness::{self, ReadinessView},
    team_form,
};
use crate::{
    board::{Chip, tone},
    form::{Form, labels},
    page::Page,
    rule::anchor,
};

/// What the page needs beside the case itself.
pub struct Context<'a> {
    /// Who looks.
    pub member: Member,
    /// Which organizations are looked for.
    pub search: &'a str,
    /// Organizations that could join: the reader's own, and those found.
    pub candidates: Vec<Organization>,
    /// Who works there.
    pub members: Vec<(Person, Membership)>,
    /// Every hub.
    pub hubs: Vec<Organization>,
    /// Every municipality.
    pub municipalities: Vec<Municipality>,
    /// What the case before proposes.
    pub proposal: Option<Proposal>,
    /// The organizations named there.
    pub earlier: HashMap<Id<Organization>, Organization>,
    /// A new key for asking the hub.
    pub key: Id<()>,
    /// A new key for joining the team.
    pub join_key: Id<()>,
    /// A new key for writing down a consent.
    pub consent_key: Id<()>,
}

#[derive(Template)]
#[template(path = "case.html")]
pub struct CasePage {
    page: Page,
    name: String,
    state: String,
    emergency: Option<String>,
    /// Whether parts with nothing in them are left out: in an emergency they only stand in the way.
    is_bare: bool,
    facts: Vec<Fact>,
    needs: Vec<String>,
    needs_form: Option<Form>,
    marks: Vec<Mark>,
    steps: Vec<Step>,
    rules: Vec<Rule>,
    expected: Vec<Fact>,
    expect_form: Option<Form>,
    delay_form: Option<Form>,
    team: Vec<MemberView>,
    duties: Option<Duties>,
    search_form: Option<Form>,
    nobody_found: bool,
    join_form: Option<Form>,
    consents: Vec<ConsentView>,
    consent_form: Option<Form>,
    earlier: Option<Earlier>,
    conferences: Vec<Line>,
    call: Option<String>,
    plan: Option<PlanView>,
    plan_to: String,
    consultations: Vec<Line>,
    consult_form: Option<Form>,
    end_forms: Vec<Form>,
    access_to: Option<String>,
    readiness: Option<ReadinessView>,
    /// What can be printed, and from where.
    papers: Vec<(String, String)>,
    /// Why the rules ask for the steps.
    rules_to: String,
    history: Vec<Happened>,
    is_closed: bool,
}

/// A label and what stands beside it.
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// One line of a list that leads somewhere.
struct Line {
    to: String,
    text: String,
    state: String,
}

struct Step {
    chip: Chip,
    action: String,
    owner: String,
    due: String,
    outcome: Option<String>,
    rule: String,
    source: String,
    strength: String,
    unverified: Option<String>,
    forms: Vec<Form>,
}

struct Rule {
    to: String,
    title: String,
    body: String,
    source: String,
    note: Option<String>,
}

struct MemberView {
    role: String,
    organization: String,
    person: Option<String>,
    phone: Option<String>,
    withheld: Option<String>,
    leave: Option<Form>,
}

struct Duties {
    hospital: Option<String>,
    home: Option<String>,
    rows: Vec<DutyView>,
    summary: String,
    is_complete: bool,
    form: Option<Form>,
}

struct DutyView {
    duty: String,
    holder: Option<String>,
    review_on: Option<String>,
}

struct Earlier {
    members: Vec<String>,
    plan: Option<String>,
    form: Option<Form>,
}

struct PlanView {
    revision: String,
    goals: String,
    written: String,
}

/// The page of a case.
pub fn case_page(page: Page, file: CaseFile, context: &Context<'_>) -> CasePage {
    let may = |action| decide(&Actor::Member(context.member), action, file.relationship) == Decision::Allow;
    let names = Names::of(&page, &file);
    let readiness = readiness::view(&page, &file, &names, may(Action::ChangeCase));
    let history = history::view(&page, &file, &names);
    let papers = papers(&page, &file);
    let CaseFile {
        case,
        relationship,
        patient,
        milestones,
        rules,
        team,
        last_left_at: _,
        conferences,
        consents,
        plan,
        consultations,
        organizations,
        people,
    } = file;
    let wording = page.wording;
    let is_own = relationship == Relationship::Own;
    let may = |action| decide(&Actor::Member(context.member), action, relationship) == Decision::Allow;
    let owner = |form: Form| is_own.then_some(form);
    let admitted = matches!(case.state, CaseState::Admitted);
    let names = Names { wording, organizations: &organizations, people: &people };
    let here = format!("/cases/{}", case.id);
    let may_record = consent::may_record(context.member, relationship);
    let consent_key = may_record.then_some(context.consent_key);
    let mut known = organizations.clone();
    known.extend(context.candidates.iter().chain(&context.hubs).map(|o| (o.id, o.clone())));
    CasePage {
        access_to: may(Action::SeeAudit).then(|| format!("{here}/access")),
        name: patient.name.to_string(),
        state: state(wording, &case),
        emergency: (relationship == Relationship::Emergency).then(|| page.t("emergency-banner")),
        is_bare: relationship == Relationship::Emergency,
        facts: facts(&page, &case, &patient, context, &names),
        needs: case.needs.iter().map(|need| wording.label(need)).collect(),
        needs_form: owner(case_form::needs(&page, &case)).filter(|_| admitted),
        marks: marks(&page, &case, &milestones),
        steps: steps(&page, &milestones, &rules, may(Action::SettleMilestone)),
        rules: rules.iter().map(rule).collect(),
        expected: expected(&page, &case),
        expect_form: owner(case_form::expect(&page, &case)).filter(|_| admitted),
        delay_form: owner(case_form::delay(&page, &case)).filter(|_| admitted),
        duties: duties(&page, &case, &team, &names, may(Action::ShareDuties)),
        team: members(&page, &case, &team, &names, is_own),
        search_form: owner(team_form::search(&page, &case, context.search)),
        nobody_found: !context.search.is_empty() && context.candidates.len() <= 1,
        join_form: owner(team_form::join(&page, &case, context)),
        consents: consent::views(&page, &case, &patient, &consents, &names, consent_key),
        consent_form: consent_key.map(|key| consent::record_form(&page, &case, &patient, &known, key)),
        earlier: context.proposal.as_ref().map(|proposal| earlier(&page, &case, proposal, context, is_own)),
        conferences: conferences.iter().map(|c| conference(wording, c)).collect(),
        call: (is_own && case.is_open()).then(|| format!("{here}/conferences/new")),
        plan: plan.as_ref().map(|plan| plan_view(wording, plan, &names)),
        plan_to: format!("{here}/plan"),
        consultations: consultations.iter().map(|c| consultation(wording, c, &names)).collect(),
        consult_form: owner(case_form::consult(&page, &case, context)).filter(|_| case.is_open()),
        end_forms: if is_own { case_form::ends(&page, &case) } else { vec![] },
        readiness,
        papers,
        rules_to: format!("{here}/rules"),
        history,
        is_closed: matches!(case.state, CaseState::Closed { .. }),
        page,
    }
}

/// What there is to print: the plan, the family's sheet, minutes that are confirmed.
fn papers(page: &Page, file: &CaseFile) -> Vec<(String, String)> {
    let CaseFile { case, plan, conferences, .. } = file;
    let here = format!("/cases/{}/plan", case.id);
    let mut papers = vec![];
    if let Some(plan) = plan {
        let revision = page.with("plan-revision", "revision", plan.revision);
        papers.push((here.clone(), page.with("case-paper-plan", "revision", revision)));
        papers.push((format!("{here}/family"), page.t("case-paper-family")));
    }
    papers.extend(conferences.iter().filter_map(|conference| {
        let ConferenceState::Minuted { at, .. } = &conference.state else { return None };
        let kind = page.label(conference.proposal.kind);
        let day = page.wording.day(at.start().day());
        let name =
            page.wording.text_with("case-paper-minutes", &[("kind", kind.into()), ("day", day.into())]);
        Some((format!("/conferences/{}", conference.id), name))
    }));
    papers
}

/// The names of organizations and people.
pub struct Names<'a> {
    wording: Wording,
    organizations: &'a HashMap<Id<Organization>, Organization>,
    people: &'a HashMap<Id<Person>, Person>,
}

impl<'a> Names<'a> {
    /// Those in a case.
    pub fn of(page: &Page, file: &'a CaseFile) -> Self {
        Self { wording: page.wording, organizations: &file.organizations, people: &file.people }
    }

    /// What an organization is called.
    pub fn organization(&self, id: Id<Organization>) -> String {
        let unknown = || self.wording.text("common-unknown");
        self.organizations.get(&id).map_or_else(unknown, |o| o.name.to_string())
    }

    /// What a person is called.
    pub fn person(&self, id: Id<Person>) -> String {
        self.people.get(&id).map_or_else(|| self.wording.text("common-unknown"), |p| p.name.to_string())
    }
}

/// How far a case has come, in words.
pub fn state(wording: Wording, case: &DischargeCase) -> String {
    match &case.state {
        CaseState::Admitted => {
            wording.text_with("case-admitted", &[("day", wording.day(case.admitted_on).into())])
        }
        CaseState::Discharged { on } => {
            wording.text_with("case-discharged", &[("day", wording.day(*on).into())])
        }
        CaseState::Transferred { on, to } => wording.text_with(
            "case-transferred",
            &[("day", wording.day(*on).into()), ("hospital", to.as_str().into())],
        ),
        CaseState::Closed { at: _, outcome, discharged_on: _ } => {
            format!("{} {}", wording.label(&case.state), wording.label(*outcome))
        }
    }
}

/// As it stands on a letter: 〒350-1123.
fn written_postal_code(code: &PostalCode) -> String {
    let digits = code.to_string();
    match digits.split_at_checked(3) {
        Some((area, town)) => format!("〒{area}-{town}"),
        None => format!("〒{digits}"),
    }
}

fn facts(
    page: &Page,
    case: &DischargeCase,
    patient: &Patient,
    context: &Context<'_>,
    names: &Names<'_>,
) -> Vec<Fact> {
    let Patient {
        id: _,
        organization: _,
        number,
        name: _,
        name_kana,
        born_on,
        sex,
        postal_code,
        municipality,
        address,
        location: _,
        phone,
        care_insurance,
        related,
        version: _,
    } = patient;
    let wording = page.wording;
    let fact = |key: &str, value: String| Fact { label: page.t(key), value };
    let age = page.with("common-age", "age", patient.age_on(page.today));
    let place = municipality.as_ref().map(|code| {
        let known = context.municipalities.iter().find(|m| m.code == *code);
        known.map_or_else(|| code.to_string(), |m| m.name.to_string())
    });
    let home: Vec<String> =
        [postal_code.as_ref().map(written_postal_code), place, address.as_ref().map(ToString::to_string)]
            .into_iter()
            .flatten()
            .collect();
    let mut facts = vec![
        fact("admission-name-kana", name_kana.to_string()),
        fact("admission-born-on", format!("{} {age} {}", wording.era(*born_on), wording.label(*sex))),
    ];
    facts.extend(number.as_ref().map(|n| fact("admission-number", n.to_string())));
    facts.push(fact("case-ward", format!("{} {}", case.ward, wording.label(case.ward_class))));
    facts.push(fact("case-care-insurance", insurance(wording, *care_insurance)));
    if !home.is_empty() {
        facts.push(fact("admission-address", home.join(" ")));
    }
    facts.extend(phone.as_ref().map(|p| fact("admission-phone", p.to_string())));
    for person in related {
        let relation = person.relation.as_ref().map(|r| format!("({r})")).unwrap_or_default();
        let phone = person.phone.as_ref().map(ToString::to_string).unwrap_or_default();
        let role = wording.label(person.role);
        facts.push(fact("case-related", format!("{}{relation} {role} {phone}", person.name)));
    }
    facts.push(Fact {
        label: page.label(OrganizationKind::Hospital),
        value: names.organization(case.organization),
    });
    facts.extend(case.coordinator.map(|id| fact("case-coordinator", names.person(id))));
    facts
}

fn insurance(wording: Wording, standing: CareInsurance) -> String {
    let name = wording.label(&standing);
    match standing {
        CareInsurance::Unknown | CareInsurance::NotApplied => name,
        CareInsurance::Pending { applied_on } => format!("{name} {}", wording.day_and_year(applied_on)),
        CareInsurance::Certified { level, valid_until } => {
            let until = valid_until.map(|day| format!("〜{}", wording.day_and_year(day))).unwrap_or_default();
            format!("{name} {}{until}", wording.label(level))
        }
    }
}

fn expected(page: &Page, case: &DischargeCase) -> Vec<Fact> {
    let wording = page.wording;
    let day = case.expected_discharge_on.map(|day| wording.day_and_distance(day, page.today));
    let name = match &case.destination {
        Destination::Undecided | Destination::Home => String::new(),
        Destination::Facility { name } | Destination::OutsideNetwork { name } => format!(" {name}"),
    };
    let mut facts = vec![
        Fact {
            label: page.t("admission-expected-discharge-on"),
            value: day.unwrap_or_else(|| page.t("common-undecided")),
        },
        Fact {
            label: page.t("case-destination"),
            value: format!("{}{name}", wording.label(&case.destination)),
        },
    ];
    facts.extend(
        case.delay.as_ref().map(|delay| Fact { label: page.t("case-delay"), value: delay_text(page, delay) }),
    );
    facts
}

/// What holds the discharge up, with whom that lies and for how long.
fn delay_text(page: &Page, delay: &Delay) -> String {
    let Delay { reason, owner, note, since } = delay;
    let values = [
        ("reason", page.label(*reason).into()),
        ("owner", page.label(*owner).into()),
        ("day", page.wording.day(*since).into()),
        ("days", Value::Number((page.today - *since).whole_days() + 1)),
    ];
    let said = page.wording.text_with("case-delay-said", &values);
    note.iter().fold(said, |said, note| format!("{said}\n{note}"))
}

fn steps(page: &Page, milestones: &[Milestone], rules: &[RulePackVersion], may_settle: bool) -> Vec<Step> {
    let mut sorted: Vec<&Milestone> = milestones.iter().collect();
    sorted.sort_by_key(|m| (m.due_on.unwrap_or(Date::MAX), m.id));
    sorted.into_iter().map(|milestone| step(page, (milestone, milestones), rules, may_settle)).collect()
}

fn step(
    page: &Page,
    (milestone, all): (&Milestone, &[Milestone]),
    rules: &[RulePackVersion],
    may_settle: bool,
) -> Step {
    let Milestone {
        id: _,
        case: _,
        pack,
        rule,
        action,
        owner,
        due_on,
        due_at,
        latest_on,
        strength,
        source,
        certainty,
        state,
        version: _,
    } = milestone;
    let wording = page.wording;
    let standing = milestone.standing(page.today);
    let (tone, mark) = tone(standing);
    let of = |pack: Id<RulePackVersion>| rules.iter().find(|version| version.id == pack);
    let version = of(*pack);
    let title = version.map(|version| version.pack.title.as_str());
    let again = all.iter().filter(|other| milestone.is_asked_again_by(other));
    let besides: Vec<_> = again.filter_map(|other| Some(of(other.pack)?.pack.title.as_str())).collect();
    let asked = version.and_then(|version| version.pack.milestone(rule));
    let due = due_on.map(|day| {
        let clock = due_at.map_or_else(String::new, |at| format!(" {:02}:{:02}", at.hour(), at.minute()));
        let latest = latest_on.map(|day| page.with("rule-latest", "limit", wording.day(day)));
        wording.day_and_distance(day, page.today) + &clock + &latest.unwrap_or_default()
    });
    let undated = || match asked.filter(|rule| rule.offset.is_none()).and_then(|rule| rule.words.clone()) {
        Some(words) => words,
        None => page.t("common-undecided"),
    };
    let outcome = match state {
        MilestoneState::Pending | MilestoneState::NotAsked => None,
        MilestoneState::Done { on, by: _, at: _ } => {
            Some(page.with("case-milestone-done-on", "day", wording.day(*on)))
        }
        MilestoneState::Waived { reason, by: _, at: _ } => {
            Some(format!("{}: {reason}", wording.label(state)))
        }
    };
    let pending = may_settle && *state == MilestoneState::Pending;
    Step {
        chip: Chip { tone, mark, text: wording.standing(standing) },
        action: wording.label(*action),
        owner: wording.label(*owner),
        due: due.unwrap_or_else(undated),
        outcome,
        rule: title.unwrap_or_default().to_owned(),
        source: page.with("common-source", "source", source.as_str()),
        strength: wording.label(*strength),
        unverified: (*certainty == Certainty::Unverified).then(|| wording.label(*certainty)),
        forms: if pending { case_form::settle(page, milestone, &besides) } else { vec![] },
    }
}

fn rule(version: &RulePackVersion) -> Rule {
    let pack = &version.pack;
    Rule {
        to: format!("/rules#{}", anchor(version.id)),
        title: pack.title.clone(),
        body: pack.issuing_body.clone(),
        source: pack.source.clone(),
        note: pack.note.clone(),
    }
}

fn members(
    page: &Page,
    case: &DischargeCase,
    team: &CareTeam,
    names: &Names<'_>,
    is_own: bool,
) -> Vec<MemberView> {
    let mut members: Vec<&TeamMember> = team.members.iter().collect();
    members.sort_by_key(|m| (m.role, m.id));
    let view = |m: &TeamMember| MemberView {
        role: page.label(m.role),
        organization: names.organization(m.organization),
        person: m.person.map(|id| names.person(id)),
        phone: names
            .organizations
            .get(&m.organization)
            .and_then(|o| o.phone.as_ref())
            .map(ToString::to_string),
        withheld: m.withheld.map(|_| page.t("consent-member-withheld")),
        leave: is_own.then(|| team_form::leave(page, case, m)),
    };
    members.into_iter().map(view).collect()
}

fn duties(
    page: &Page,
    case: &DischargeCase,
    team: &CareTeam,
    names: &Names<'_>,
    may_share: bool,
) -> Option<Duties> {
    let of = |role: TeamRole| {
        let member = team.members.iter().find(|m| m.role == role)?;
        let person = member.person.map(|id| format!(" {}", names.person(id))).unwrap_or_default();
        Some(format!("{}{person}", names.organization(member.organization)))
    };
    if !team.members.iter().any(|m| m.role.is_attending()) {
        return None;
    }
    let row = |duty: Duty| {
        let held = team.responsibilities.iter().find(|r| r.duty == duty);
        DutyView {
            duty: page.label(duty),
            holder: held.map(|r| page.label(r.holder)),
            review_on: held.and_then(|r| r.review_on).map(|day| page.wording.day(day)),
        }
    };
    let open = team.open_duties().len();
    Some(Duties {
        hospital: of(TeamRole::HospitalAttending),
        home: of(TeamRole::HomeAttending),
        rows: Duty::ALL.iter().copied().map(row).collect(),
        summary: match open {
            0 => page.t("case-duties-complete"),
            open => page.with("case-duties-open", "count", open),
        },
        is_complete: open == 0,
        form: may_share.then(|| team_form::duties(page, case, team)),
    })
}

fn earlier(
    page: &Page,
    case: &DischargeCase,
    proposal: &Proposal,
    context: &Context<'_>,
    is_own: bool,
) -> Earlier {
    let Proposal { members, plan } = proposal;
    let name = |m: &TeamMember| {
        let organization = context.earlier.get(&m.organization).map(|o| o.name.as_str()).unwrap_or_default();
        format!("{} {organization}", page.label(m.role))
    };
    Earlier {
        members: members.iter().map(name).collect(),
        plan: plan.as_ref().map(|plan| plan.content.goals.to_string()),
        form: (is_own && !members.is_empty()).then(|| team_form::take_up(page, case)),
    }
}

fn conference(wording: Wording, conference: &Conference) -> Line {
    let at = conference.at().map(|at| wording.time_range(at));
    let kind = wording.label(conference.proposal.kind);
    Line {
        to: format!("/conferences/{}", conference.id),
        text: at.map_or_else(|| kind.clone(), |at| format!("{at} {kind}")),
        state: wording.label(&conference.state),
    }
}

fn consultation(wording: Wording, consultation: &Consultation, names: &Names<'_>) -> Line {
    let services = labels(wording, consultation.services.iter().copied());
    let received = wording.day(consultation.received_at.day());
    Line {
        to: format!("/consultations/{}", consultation.id),
        text: format!("{received} {} {services}", names.organization(consultation.hub)),
        state: wording.label(&consultation.state),
    }
}

fn plan_view(wording: Wording, plan: &CarePlan, names: &Names<'_>) -> PlanView {
    PlanView {
        revision: wording.text_with("plan-revision", &[("revision", plan.revision.into())]),
        goals: plan.content.goals.to_string(),
        written: wording.text_with(
            "plan-written",
            &[
                ("time", wording.moment(plan.written_at).into()),
                ("person", names.person(plan.written_by).into()),
                ("organization", names.organization(plan.organization).into()),
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::discharge_case::CaseOutcome;

    #[test]
    fn a_case_reads_in_every_state_and_escapes_names() {
        let states = [
            CaseState::Admitted,
            CaseState::Discharged { on: samples::TODAY },
            CaseState::Transferred { on: samples::TODAY, to: samples::line(samples::NAME) },
            CaseState::Closed {
                at: samples::now(),
                outcome: CaseOutcome::AtHome,
                discharged_on: Some(samples::TODAY),
            },
        ];
        for state in states {
            for page in samples::pages() {
                let context = Context {
                    member: samples::member(),
                    search: "",
                    candidates: samples::organizations().into_values().collect(),
                    members: vec![],
                    hubs: vec![],
                    municipalities: vec![],
                    proposal: Some(Proposal {
                        members: samples::team().members,
                        plan: Some(samples::plan()),
                    }),
                    earlier: samples::organizations(),
                    key: samples::id(1),
                    join_key: samples::id(2),
                    consent_key: samples::id(3),
                };
                let is_open = matches!(state, CaseState::Admitted | CaseState::Discharged { .. });
                let html = samples::reads(&case_page(page, samples::case_file(state.clone()), &context));
                assert_eq!(html.contains("/conferences/new"), is_open);
            }
        }
    }
}
