//! The organization's conferences of the coming weeks, and what is asked of whoever looks.

use app::{
    case,
    conference::{diary, how_much_is_asked_of_me},
};
use askama::Template;
use axum::response::Response;
use domain::{Interval, conference::Conference};
use time::Duration;

use crate::{
    error::Fault,
    page::{Page, Visit, html},
};

/// How far ahead the diary looks.
const AHEAD: Duration = Duration::days(60);

#[derive(Template)]
#[template(path = "diary.html")]
struct DiaryPage {
    page: Page,
    asked: Option<String>,
    rows: Vec<Entry>,
}

struct Entry {
    to: String,
    time: String,
    kind: String,
    patient: Option<String>,
    state: String,
}

/// `GET /conferences`
pub async fn show(visit: Visit) -> Result<Response, Fault> {
    let session = visit.session();
    let asked = how_much_is_asked_of_me(&session).await?;
    let conferences = match Interval::starting(session.now - Duration::hours(12), AHEAD) {
        Some(within) => diary(&session, within).await?,
        None => vec![],
    };
    let cases: Vec<_> = conferences.iter().filter_map(|c| c.case).collect();
    let patients = case::patients(&session, &cases).await?;
    let page = visit.page(None).await?;
    let entry = |c: &Conference| Entry {
        to: format!("/conferences/{}", c.id),
        time: times(&page, c),
        kind: page.label(c.proposal.kind),
        patient: c.case.and_then(|case| patients.get(&case)).map(|p| p.name.to_string()),
        state: page.label(&c.state),
    };
    let rows = conferences.iter().map(entry).collect();
    let asked = (asked > 0).then(|| page.with("common-items", "count", asked));
    html(page.status(), &DiaryPage { asked, rows, page })
}

/// When it is; while the time is open, the days it may be on.
fn times(page: &Page, conference: &Conference) -> String {
    if let Some(at) = conference.at() {
        return page.wording.time_range(at);
    }
    let days = || conference.times.iter().map(|time| time.at.start().day());
    match days().min().zip(days().max()) {
        Some((first, last)) => page.wording.day_range(first, last),
        None => page.t("common-undecided"),
    }
}
