//! Who saw a patient, what an account saw, and the monthly review, for whoever oversees an organization.

use std::collections::BTreeMap;

use app::see_audit::{self, AccessLog, Count, MonthLog, Outsider, Part, PersonLog, Tally};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use domain::{
    Id, Timestamp,
    access::Action,
    audit::{AccountAct, Entity, Outcome, Purpose, Row, Source},
    calendar::Month,
    calendar::read_day,
    discharge_case::DischargeCase,
    emergency::EmergencyAccess,
    person::Person,
};
use serde::Deserialize;
use time::Duration;

use crate::{
    board::Chip,
    error::Fault,
    form::{Attempt, Fields, Form},
    page::{At, Page, Query, Visit, after, html},
};

/// The most rows one page shows.
const SHOWN: u64 = 200;
/// How far back a page looks when nobody says.
const BACK: Duration = Duration::days(31);

/// Which days are asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Days {
    from: Option<String>,
    until: Option<String>,
}

#[derive(Template)]
#[template(path = "access_log.html")]
struct LogPage {
    page: Page,
    title: String,
    note: Option<String>,
    back: Option<(String, String)>,
    report: Option<String>,
    days: Option<DaysView>,
    rows: Vec<RowView>,
    is_cut: bool,
}

/// The form by which other days are asked for.
struct DaysView {
    here: String,
    from: String,
    until: String,
}

struct RowView {
    at: String,
    who: String,
    organization: String,
    did: String,
    what: String,
    purpose: String,
    outcome: Chip,
    source: String,
}

#[derive(Template)]
#[template(path = "access_report.html")]
struct ReportPage {
    page: Page,
    name: String,
    days: String,
    case_to: String,
    rows: Vec<ReportView>,
}

struct ReportView {
    organization: String,
    who: String,
    first: String,
    last: String,
    looks: i64,
    purposes: String,
}

#[derive(Template)]
#[template(path = "access_month.html")]
struct MonthPage {
    page: Page,
    title: String,
    earlier: Option<(String, String)>,
    emergencies: Option<Chip>,
    staff: Vec<CountView>,
    outsiders: Vec<OutsiderView>,
    reviewed: Option<String>,
    not_over: Option<String>,
    form: Option<Form>,
}

struct CountView {
    to: String,
    who: String,
    all: i64,
    refused: i64,
    emergency: i64,
}

struct OutsiderView {
    count: CountView,
    profession: String,
    organization: String,
    patients: i64,
}

/// `GET /cases/{id}/access`
pub async fn of_case(
    visit: Visit,
    At(id): At<DischargeCase>,
    Query(days): Query<Days>,
) -> Result<Response, Fault> {
    let session = visit.session();
    let (part, from, until) = part(session.now, &days, SHOWN);
    let (patient, log) = see_audit::log_of_case(&session, id, part).await?;
    let page = visit.page(None).await?;
    let here = format!("/cases/{id}/access");
    let view = LogPage {
        title: page.with("access-of-patient", "name", patient.name.as_str()),
        note: None,
        back: Some((format!("/cases/{id}"), page.t("case-title"))),
        report: Some(format!("{here}/report?from={from}&until={until}")),
        is_cut: log.rows.len() as u64 == SHOWN,
        rows: rows(&page, &log),
        days: Some(DaysView { here, from, until }),
        page,
    };
    html(view.page.status(), &view)
}

/// `GET /cases/{id}/access/report`: the patient's own report, to be printed.
pub async fn report(
    visit: Visit,
    At(id): At<DischargeCase>,
    Query(days): Query<Days>,
) -> Result<Response, Fault> {
    let session = visit.session();
    let (part, ..) = part(session.now, &days, 100_000);
    let (patient, log) = see_audit::log_of_case(&session, id, part).await?;
    let page = visit.page(None).await?;
    let last = (part.until - Duration::milliseconds(1)).day();
    let view = ReportPage {
        name: patient.name.to_string(),
        days: page.wording.day_range(part.from.day(), last),
        case_to: format!("/cases/{id}/access"),
        rows: summed(&page, &log),
        page,
    };
    html(view.page.status(), &view)
}

/// `GET /access/people/{id}`
pub async fn of_person(
    visit: Visit,
    At(id): At<Person>,
    Query(days): Query<Days>,
) -> Result<Response, Fault> {
    let session = visit.session();
    let (part, from, until) = part(session.now, &days, SHOWN);
    let PersonLog { person, is_own, log } = see_audit::log_of_person(&session, id, part).await?;
    let page = visit.page(None).await?;
    let view = LogPage {
        title: page.with("access-of-person", "name", person.name.as_str()),
        note: (!is_own).then(|| page.t("access-outsider-note")),
        back: Some(("/access".to_owned(), page.t("access-month-title"))),
        report: None,
        is_cut: log.rows.len() as u64 == SHOWN,
        rows: rows(&page, &log),
        days: Some(DaysView { here: format!("/access/people/{id}"), from, until }),
        page,
    };
    html(view.page.status(), &view)
}

/// `GET /emergency/{id}/access`: what was done under an access.
pub async fn of_emergency(visit: Visit, At(id): At<EmergencyAccess>) -> Result<Response, Fault> {
    let (access, log) = see_audit::log_of_emergency(&visit.session(), id, Part::all(SHOWN)).await?;
    let page = visit.page(None).await?;
    let taken = page.wording.text_with(
        "emergency-taken",
        &[
            ("time", page.wording.moment(access.from).into()),
            ("until", page.wording.moment(access.ended.unwrap_or(access.until)).into()),
        ],
    );
    let view = LogPage {
        title: page.t("access-of-emergency"),
        note: Some(taken),
        back: Some(("/emergency".to_owned(), page.t("emergency-title"))),
        report: None,
        days: None,
        is_cut: log.rows.len() as u64 == SHOWN,
        rows: rows(&page, &log),
        page,
    };
    html(view.page.status(), &view)
}

/// `GET /access`: the present month.
pub async fn this_month(visit: Visit) -> Result<Response, Fault> {
    let today = visit.session().today();
    shown(&visit, Month::of(today), None).await
}

/// `GET /access/{month}`
pub async fn of_month(visit: Visit, Path(month): Path<String>) -> Result<Response, Fault> {
    shown(&visit, named(&month)?, None).await
}

/// `POST /access/{month}`: confirms that the month was reviewed.
pub async fn review(visit: Visit, Path(month): Path<String>, fields: Fields) -> Result<Response, Fault> {
    let month = named(&month)?;
    match see_audit::review_month(&visit.session(), month).await {
        Ok(_) => Ok(after(&format!("/access/{month}"), "access-review-done").into_response()),
        Err(error) => shown(&visit, month, visit.attempt("review", fields, error.into())?).await,
    }
}

async fn shown(visit: &Visit, month: Month, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let found = see_audit::month(&visit.session(), month).await?;
    let page = visit.page(attempt).await?;
    html(page.status(), &month_page(page, found))
}

/// The month of an address. An address that names none leads nowhere.
fn named(month: &str) -> Result<Month, Fault> {
    Ok(Month::parse(month).ok_or(app::Error::NotFound)?)
}

fn month_page(page: Page, found: MonthLog) -> MonthPage {
    let MonthLog {
        month,
        is_over,
        counts,
        outsiders,
        emergencies,
        people,
        organizations,
        professions,
        review,
    } = found;
    let name = |id: Id<Person>| people.get(&id).map(|person| person.name.to_string()).unwrap_or_default();
    let last = (month.end() - Duration::milliseconds(1)).day();
    let row = |id: Id<Person>, count: Count| {
        let Count { all, refused, emergency } = count;
        CountView {
            to: format!("/access/people/{id}?from={}&until={last}", month.first_day()),
            who: name(id),
            all,
            refused,
            emergency,
        }
    };
    let outsider = |outsider: &Outsider| {
        let Outsider { person, organization, patients, count } = *outsider;
        let profession = professions.get(&(person, organization));
        OutsiderView {
            count: row(person, count),
            profession: profession.map(|profession| page.label(*profession)).unwrap_or_default(),
            organization: organizations.get(&organization).map(|o| o.name.to_string()).unwrap_or_default(),
            patients,
        }
    };
    let reviewed = review.map(|review| {
        let values = [("time", page.wording.moment(review.at).into()), ("person", name(review.by).into())];
        page.wording.text_with("access-reviewed", &values)
    });
    let form = page.form("review", format!("/access/{month}")).submit("access-review-action");
    MonthPage {
        title: page.with("access-month-of", "month", page.wording.month(month.first_day())),
        earlier: month
            .before()
            .map(|earlier| (format!("/access/{earlier}"), page.wording.month(earlier.first_day()))),
        emergencies: tally(&page, emergencies),
        staff: counts.iter().map(|(person, count)| row(*person, *count)).collect(),
        outsiders: outsiders.iter().map(outsider).collect(),
        form: (reviewed.is_none() && is_over).then_some(form),
        not_over: (!is_over).then(|| page.t("refusal-access-month-not-over")),
        reviewed,
        page,
    }
}

/// The accesses in an emergency of a month, where there were any.
fn tally(page: &Page, tally: Tally) -> Option<Chip> {
    let Tally { taken, reviewed, overdue } = tally;
    let values = [
        ("taken", taken.into()),
        ("reviewed", reviewed.into()),
        ("waiting", tally.waiting().into()),
        ("overdue", overdue.into()),
    ];
    let text = page.wording.text_with("access-emergencies", &values);
    (taken > 0).then(|| Chip::of_reviews(tally, text))
}

/// The part of the log that is asked for, and its days as a form writes them.
fn part(now: Timestamp, days: &Days, limit: u64) -> (Part, String, String) {
    let day = |text: &Option<String>| text.as_deref().and_then(|text| read_day(text).ok());
    let until = day(&days.until).unwrap_or_else(|| now.day());
    let from = day(&days.from).unwrap_or_else(|| (now - BACK).day());
    let begin = |day| Timestamp::tokyo(day, time::Time::MIDNIGHT);
    let part = Part { from: begin(from), until: begin(until) + Duration::days(1), after: None, limit };
    (part, from.to_string(), until.to_string())
}

fn rows(page: &Page, log: &AccessLog) -> Vec<RowView> {
    log.rows.iter().map(|row| row_view(page, row, log)).collect()
}

fn row_view(page: &Page, row: &Row, log: &AccessLog) -> RowView {
    let is_refused = matches!(Outcome::parse(&row.outcome), Some(Outcome::Denied | Outcome::Hidden));
    let is_emergency = row.purpose == Purpose::Emergency.code();
    let (tone, mark) = match (is_refused, is_emergency) {
        (true, _) => ("bad", "■"),
        (false, true) => ("warn", "▲"),
        (false, false) => ("calm", "○"),
    };
    let outcome = Outcome::parse(&row.outcome).map_or(row.outcome.clone(), |outcome| page.label(outcome));
    RowView {
        at: page.wording.moment(row.at),
        who: who(page, row, log),
        organization: organization(row, log),
        did: did(page, &row.action),
        what: what(page, row),
        purpose: Purpose::parse(&row.purpose).map_or(row.purpose.clone(), |purpose| page.label(purpose)),
        outcome: Chip { tone, mark, text: outcome },
        source: match row.source.as_deref().map(|source| (source, Source::parse(source))) {
            Some((_, Some(source))) => page.label(source),
            Some((code, None)) => code.to_owned(),
            None => String::new(),
        },
    }
}

fn who(page: &Page, row: &Row, log: &AccessLog) -> String {
    let known = row.person.and_then(|id| log.people.get(&Id::new(id))).map(|person| person.name.to_string());
    let kind = domain::audit::ActorKind::parse(&row.actor);
    known.or_else(|| kind.map(|kind| page.label(kind))).unwrap_or_default()
}

fn organization(row: &Row, log: &AccessLog) -> String {
    let found = row.organization.and_then(|id| log.organizations.get(&Id::new(id)));
    found.map(|organization| organization.name.to_string()).unwrap_or_default()
}

/// What was done, in words; an event by its own text.
fn did(page: &Page, code: &str) -> String {
    if let Some(action) = Action::parse(code) {
        return page.label(action);
    }
    if let Some(act) = AccountAct::parse(code) {
        return page.label(act);
    }
    let key = format!("did-{}", code.replace('_', "-"));
    match page.t(&key) {
        text if text == format!("[{key}]") => code.to_owned(),
        text => text,
    }
}

fn what(page: &Page, row: &Row) -> String {
    let named = row.entities.split(' ').filter(|code| !code.is_empty());
    let words: Vec<_> =
        named.map(|code| Entity::parse(code).map_or(code.to_owned(), |entity| page.label(entity))).collect();
    words.join(&page.t("form-and"))
}

/// Each person's looks in one line.
fn summed(page: &Page, log: &AccessLog) -> Vec<ReportView> {
    let mut by_person: BTreeMap<(String, String), Vec<&Row>> = BTreeMap::new();
    for row in log.rows.iter().filter(|row| row.outcome == Outcome::Allowed.code()) {
        by_person.entry((organization(row, log), who(page, row, log))).or_default().push(row);
    }
    let view = |((organization, who), rows): ((String, String), Vec<&Row>)| {
        let mut purposes: Vec<_> = rows.iter().filter_map(|row| Purpose::parse(&row.purpose)).collect();
        purposes.sort_unstable();
        purposes.dedup();
        let purposes: Vec<_> = purposes.into_iter().map(|purpose| page.label(purpose)).collect();
        let times = || rows.iter().map(|row| row.at);
        let moment = |at: Option<Timestamp>| at.map(|at| page.wording.moment(at)).unwrap_or_default();
        ReportView {
            organization,
            who,
            first: moment(times().min()),
            last: moment(times().max()),
            looks: i64::try_from(rows.len()).unwrap_or(i64::MAX),
            purposes: purposes.join(&page.t("form-and")),
        }
    };
    by_person.into_iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::samples;
    use domain::person::Profession;

    fn log() -> AccessLog {
        let id = uuid::Uuid::from_u128;
        let row = Row {
            position: 1,
            id: id(1),
            at: samples::now(),
            actor: "member".into(),
            person: samples::people().keys().next().map(|id| id.uuid()),
            membership: None,
            organization: samples::organizations().keys().next().map(|id| id.uuid()),
            participant: None,
            role: None,
            purpose: "emergency".into(),
            action: "see_case".into(),
            entities: "patient case".into(),
            entity: None,
            patients: vec![id(2)],
            outcome: "allowed".into(),
            request: id(3),
            event: None,
            source: Some("page".into()),
            emergency: None,
        };
        let unknown =
            Row { action: "not_known_yet".into(), outcome: "hidden".into(), source: None, ..row.clone() };
        let event = Row { action: "plan_written".into(), ..row.clone() };
        AccessLog {
            rows: vec![row, unknown, event],
            people: samples::people(),
            organizations: samples::organizations(),
        }
    }

    #[test]
    fn the_log_and_the_report_read_in_every_language_and_escape_names() {
        for page in samples::pages() {
            let html = samples::reads(&LogPage {
                title: page.with("access-of-patient", "name", samples::NAME),
                note: Some(samples::NAME.into()),
                back: None,
                report: Some("/".into()),
                days: Some(DaysView {
                    here: "/".into(),
                    from: "2026-11-01".into(),
                    until: "2026-11-20".into(),
                }),
                rows: rows(&page, &log()),
                is_cut: true,
                page: page.clone(),
            });
            assert!(html.contains("not_known_yet") && html.contains("chip bad"), "{html}");
            samples::reads(&ReportPage {
                name: samples::NAME.into(),
                days: String::new(),
                case_to: "/".into(),
                rows: summed(&page, &log()),
                page,
            });
        }
    }

    fn month(name: &str) -> MonthLog {
        MonthLog {
            month: Month::parse(name).unwrap(),
            is_over: true,
            counts: vec![(samples::id(1), Count { all: 9, refused: 1, emergency: 0 })],
            outsiders: vec![Outsider {
                person: samples::id(1),
                organization: samples::id(11),
                patients: 2,
                count: Count { all: 7, refused: 0, emergency: 3 },
            }],
            emergencies: Tally { taken: 4, reviewed: 1, overdue: 2 },
            people: samples::people(),
            organizations: samples::organizations(),
            professions: HashMap::from([((samples::id(1), samples::id(11)), Profession::Nurse)]),
            review: None,
        }
    }

    #[test]
    fn a_month_can_be_confirmed_once_when_it_is_over() {
        for page in samples::pages() {
            let is_offered = |month: MonthLog| {
                let html = samples::reads(&month_page(page.clone(), month));
                html.contains("method=\"post\" action=\"/access/2026-11\"")
            };
            assert!(is_offered(month("2026-11")));
            assert!(!is_offered(MonthLog { is_over: false, ..month("2026-11") }));
            let review =
                see_audit::Review { month: "2026-11".into(), at: samples::now(), by: samples::id(1) };
            assert!(!is_offered(MonthLog { review: Some(review), ..month("2026-11") }));
        }
    }

    #[test]
    fn a_month_shows_the_own_staff_then_others_and_what_waits_for_review() {
        for page in samples::pages() {
            let html = samples::reads(&month_page(page.clone(), month("2026-02")));
            let (own, others) = html.split_once("id=\"outsiders\"").unwrap();
            let to = format!(
                "href=\"/access/people/{}?from=2026-02-01&#38;until=2026-02-28\"",
                samples::id::<Person>(1)
            );
            assert!(own.contains(&to) && others.contains(&to), "{html}");
            assert!(others.contains(&page.label(Profession::Nurse)) && others.contains("▲ 3"), "{others}");
            assert!(own.contains("class=\"chip bad\" href=\"/emergency\""), "{own}");
            let none = MonthLog { emergencies: Tally::default(), ..month("2026-02") };
            assert!(!samples::reads(&month_page(page, none)).contains("href=\"/emergency\""));
        }
    }

    #[test]
    fn a_month_is_headed_in_words_and_leads_to_the_one_before() {
        let pages = samples::pages().map(|page| samples::reads(&month_page(page, month("2026-01"))));
        let pages: Vec<_> = pages.into_iter().collect();
        let said = |words: &str| pages.iter().any(|page| page.contains(words));
        assert!(said("閲覧記録 2026年1月</h1>") && said("Access log, January 2026</h1>"), "{pages:?}");
        assert!(said("2025年12月") && said("December 2025"), "{pages:?}");
        assert!(pages.iter().all(|page| page.contains("href=\"/access/2025-12\"")), "{pages:?}");
    }
}
