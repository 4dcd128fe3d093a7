//! What has happened in a case, as its records tell it, the latest first.

use app::case::CaseFile;
use domain::{
    conference::ConferenceState, consultation::ConsultationState, discharge_case::CaseState,
    milestone::MilestoneState,
};
use time::Date;
use wording::Value;

use super::view::Names;
use crate::page::Page;

/// What happened on a day.
pub struct Happened {
    pub day: String,
    pub what: String,
}

/// The history of a case.
pub fn view(page: &Page, file: &CaseFile, names: &Names<'_>) -> Vec<Happened> {
    let CaseFile { case, milestones, team, conferences, consents, plan, consultations, .. } = file;
    let say = |key: &str, values: &[(&str, Value)]| page.wording.text_with(key, values);
    let mut found: Vec<(Date, String)> = vec![(case.admitted_on, page.t("history-admitted"))];
    match &case.state {
        CaseState::Admitted => {}
        CaseState::Discharged { on } => found.push((*on, page.t("history-discharged"))),
        CaseState::Transferred { on, to } => {
            found.push((*on, page.with("history-transferred", "hospital", to.as_str())));
        }
        CaseState::Closed { at, outcome, discharged_on } => {
            found.extend(discharged_on.map(|on| (on, page.t("history-discharged"))));
            found.push((at.day(), page.with("history-closed", "outcome", page.label(*outcome))));
        }
    }
    found.extend(
        case.delay
            .iter()
            .map(|delay| (delay.since, page.with("history-delayed", "reason", page.label(delay.reason)))),
    );
    for milestone in milestones {
        let step = page.label(milestone.action);
        let by = |person| names.person(person);
        match &milestone.state {
            MilestoneState::Pending | MilestoneState::NotAsked => {}
            MilestoneState::Done { on, by: person, at: _ } => found.push((
                *on,
                say("history-step-done", &[("step", step.into()), ("person", by(*person).into())]),
            )),
            MilestoneState::Waived { reason: _, by: person, at } => found.push((
                at.day(),
                say("history-step-waived", &[("step", step.into()), ("person", by(*person).into())]),
            )),
        }
    }
    found.extend(team.members.iter().map(|member| {
        let values = [
            ("organization", names.organization(member.organization).into()),
            ("role", page.label(member.role).into()),
        ];
        (member.from.day(), say("history-joined", &values))
    }));
    found.extend(consents.iter().map(|consent| {
        let values = [
            ("form", page.label(consent.statement.form).into()),
            ("person", names.person(consent.taken_by).into()),
        ];
        (consent.taken_at.day(), say("history-consent", &values))
    }));
    for consultation in consultations {
        let hub = names.organization(consultation.hub);
        found.push((consultation.received_at.day(), page.with("history-consulted", "hub", hub)));
        if let ConsultationState::Closed { at, outcome } = consultation.state {
            found.push((at.day(), page.with("history-consultation-closed", "outcome", page.label(outcome))));
        }
    }
    for conference in conferences {
        let kind = page.label(conference.proposal.kind);
        match &conference.state {
            ConferenceState::Held { at, .. } => {
                found.push((at.start().day(), page.with("history-held", "kind", kind)));
            }
            ConferenceState::Minuted { at, confirmed_by, confirmed_at, .. } => {
                found.push((at.start().day(), page.with("history-held", "kind", kind)));
                let person = names.person(*confirmed_by);
                found.push((confirmed_at.day(), page.with("history-minuted", "person", person)));
            }
            ConferenceState::Cancelled { at, .. } => {
                found.push((at.day(), page.with("history-cancelled", "kind", kind)));
            }
            ConferenceState::Draft | ConferenceState::Polling | ConferenceState::Scheduled { .. } => {}
        }
    }
    found.extend(plan.iter().map(|plan| {
        let values = [("revision", plan.revision.into()), ("person", names.person(plan.written_by).into())];
        (plan.written_at.day(), say("history-plan", &values))
    }));
    found.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    found.into_iter().map(|(day, what)| Happened { day: page.wording.day_and_year(day), what }).collect()
}
