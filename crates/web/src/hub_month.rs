//! The hub's month at a glance.

use std::collections::HashMap;

use app::hub_month::hub_month;
use askama::Template;
use axum::response::Response;
use domain::{
    Id, Timestamp,
    calendar::Month,
    consultation::Consultation,
    hub_month::{Answers, Assigned, HubMonth},
    organization::Organization,
};
use serde::Deserialize;

use crate::{
    error::Fault,
    page::{Page, Query, Visit, html},
};

/// Which month to show; without one, the present.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    month: Option<String>,
}

#[derive(Template)]
#[template(path = "hub_month.html")]
struct HubMonthPage {
    page: Page,
    title: String,
    before: Option<String>,
    after: Option<String>,
    received: String,
    counts: Vec<(String, Vec<(String, usize)>)>,
    services: Vec<(String, Answers)>,
    assignments: Vec<AssignedView>,
}

struct AssignedView {
    organization: String,
    service: String,
    count: String,
    /// The way to each team's consultation, and the day.
    teams: Vec<(String, String)>,
}

/// `GET /consultations/month`
pub async fn show(visit: Visit, Query(Asked { month }): Query<Asked>) -> Result<Response, Fault> {
    let session = visit.session();
    let this = Month::of(session.today());
    // An address that names no month leads nowhere.
    let month = month.map_or(Some(this), |month| Month::parse(&month)).ok_or(app::Error::NotFound)?;
    let (found, organizations) = hub_month(&session, month).await?;
    let page = visit.page(None).await?;
    html(page.status(), &hub_month_page(page, month, &found, &organizations))
}

fn hub_month_page(
    page: Page,
    month: Month,
    found: &HubMonth,
    organizations: &HashMap<Id<Organization>, Organization>,
) -> HubMonthPage {
    let HubMonth { received, open, requested_by, outcomes, services, reasons, assignments } = found;
    let name = |id| organizations.get(&id).map(|o: &Organization| o.name.to_string()).unwrap_or_default();
    let to = |month: Month| format!("/consultations/month?month={month}");
    let from = |by: &Option<_>| by.map_or_else(|| page.t("hub-requested-by-unknown"), name);
    let open = (*open > 0).then(|| (page.t("hub-month-open"), *open));
    let ended = outcomes.iter().map(|(outcome, count)| (page.label(*outcome), *count));
    let counts = [
        ("hub-requested-by", requested_by.iter().map(|(by, count)| (from(by), *count)).collect()),
        ("hub-outcome", open.into_iter().chain(ended).collect::<Vec<_>>()),
        ("hub-decline-reason", reasons.iter().map(|(why, count)| (page.label(*why), *count)).collect()),
    ];
    let assigned = |assigned: &Assigned| {
        let Assigned { organization, service, teams } = assigned;
        let team = |(at, consultation): &(Timestamp, Id<Consultation>)| {
            (format!("/consultations/{consultation}"), page.wording.day(at.day()))
        };
        AssignedView {
            organization: name(*organization),
            service: page.label(*service),
            count: page.with("common-items", "count", teams.len()),
            teams: teams.iter().map(team).collect(),
        }
    };
    HubMonthPage {
        title: page.with("hub-month-title", "month", page.wording.month(month.first_day())),
        before: month.before().map(to),
        after: month.after().filter(|month| !month.is_to_come(page.now)).map(to),
        received: page.with("hub-month-received", "count", *received),
        counts: counts
            .into_iter()
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(key, rows)| (page.t(key), rows))
            .collect(),
        services: services.iter().map(|(service, answers)| (page.label(*service), *answers)).collect(),
        assignments: assignments.iter().map(assigned).collect(),
        page,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        consultation::{ConsultationOutcome, DeclineReason},
        hub_month::{Answer, Made, Received},
        organization::ServiceKind,
    };

    use super::*;
    use crate::samples;

    #[test]
    fn a_month_reads_and_escapes_names() {
        let by = Some(samples::id(10));
        let made = |answer| Made {
            consultation: samples::id(100),
            service: ServiceKind::Pharmacy,
            organization: samples::id(11),
            answer,
        };
        let found = HubMonth::of(
            &[
                Received { by, outcome: None },
                Received { by: None, outcome: Some(ConsultationOutcome::TeamFound) },
            ],
            &[made(Answer::Confirmed { at: samples::now() }), made(Answer::Declined(DeclineReason::Full))],
        );
        let this = Month::of(samples::TODAY);
        for page in samples::pages() {
            let shown = hub_month_page(page.clone(), this, &found, &samples::organizations());
            assert!(shown.after.is_none(), "the next month has not begun");
            let html = samples::reads(&shown);
            assert!(html.contains("/consultations/00000000-0000-0000-0000-000000000064"), "{html}");
            let empty = hub_month_page(page, this, &HubMonth::default(), &HashMap::new());
            samples::reads(&empty);
        }
    }
}
