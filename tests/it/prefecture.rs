//! The invented prefecture, small: what it holds could have come about, and every page opens on it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use app::directory::DirectoryFilter;
use axum::http::StatusCode;
use domain::{access::Member, person::Role};
use server::demo::prefecture::{self, BUSIEST_STATION, LARGEST_HOSPITAL, LARGEST_HUB, Size};
use support::{TestApp, on_both};

const SMALL: Size = Size { hospitals: 4, providers: 150, cases: 300, days: 120 };
/// How many pages of one kind are opened for one person.
const OF_A_KIND: usize = 3;

/// Those who work in the organization whose name begins like this.
async fn staff(app: &TestApp, name: &str) -> Vec<Member> {
    let session = app.app.system();
    let filter = DirectoryFilter { text: Some(name.into()), ..DirectoryFilter::default() };
    let found = app::directory::search(&session, &filter, None, 1).await.unwrap();
    let members = app::directory::members(&session, &[found[0].id]).await.unwrap();
    let view = app.app.database.read(domain::access::Actor::System);
    let mut staff = vec![];
    for (_, membership) in members {
        staff.push(view.people().member(&membership).await.unwrap());
    }
    staff
}

/// The kind of a page: its address without identifiers and what follows a question mark.
fn kind(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap();
    let parts = path.split('/').map(|part| match part.len() {
        36 => "*",
        7 if part.starts_with("20") => "month",
        _ => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Opens what can be reached by links from a person's first page, some of each kind.
async fn open_everything(app: &TestApp, member: Member, opened: &mut BTreeMap<String, usize>) {
    let browser = app.browser();
    let cookie = app.cookie(member).await;
    browser.take(cookie.trim_start_matches("kaname="));
    let mut waiting = VecDeque::from(["/".to_owned(), "/board".to_owned(), "/admissions/new".to_owned()]);
    let mut known = BTreeSet::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(address) = waiting.pop_front() {
        let kind = kind(&address);
        let times = kinds.entry(kind.clone()).or_default();
        if *times == OF_A_KIND || !known.insert(address.clone()) {
            continue;
        }
        *times += 1;
        let answer = browser.open(&address).await;
        if let Some(location) = answer.location {
            waiting.push_back(location);
            continue;
        }
        let is_refused = answer.status == StatusCode::FORBIDDEN && address == "/admissions/new";
        assert!(
            answer.status == StatusCode::OK || is_refused,
            "{address}: {}\n{}",
            answer.status,
            answer.body
        );
        *opened.entry(kind).or_default() += 1;
        let links = answer.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let own = links.filter(|link| link.starts_with('/') && !link.starts_with("/assets/"));
        waiting.extend(own.map(|link| link.replace("&amp;", "&")));
    }
}

#[tokio::test]
async fn every_page_opens_on_an_invented_prefecture_and_its_log_is_whole() {
    on_both(async |app| {
        prefecture::fill(&app.app, 1, SMALL, app.now(), &|_, _| {}).await.unwrap();
        assert_eq!(app.count("discharge_case").await, 300);
        assert_eq!(app.count("organization WHERE kind = 'hub'").await, 33);
        assert_eq!(app.count("organization WHERE kind = 'hospital'").await, 6);
        let open = app.count("discharge_case WHERE state IN ('admitted', 'discharged')").await;
        assert!((20..=120).contains(&open), "{open} cases are open");
        for table in ["milestone", "team_member", "consent", "consultation", "offer", "conference", "answer", "care_plan"] {
            assert!(app.count(table).await > 50, "{table}");
        }

        // Nobody is in a team without the patient's word, and nobody is told of what is long over.
        let uncovered = "team_member t JOIN discharge_case c ON c.id = t.case_id WHERE t.organization_id <> c.organization_id \
             AND NOT EXISTS (SELECT 1 FROM consent s WHERE s.case_id = c.id AND s.purpose = 'care' \
             AND s.recipient_organization_id = t.organization_id AND s.taken_at <= t.from_at)";
        assert_eq!(app.count(uncovered).await, 0);
        assert_eq!(app.count("outbox WHERE state <> 'done'").await, 0);
        assert_eq!(app.count("event").await, app.count("outbox").await);
        let overdue = format!("offer WHERE state = 'asked' AND expires_at <= {}", app.now().millis());
        assert_eq!(app.count(&overdue).await, 0);
        let late = format!("audit_entry WHERE at > {}", app.now().millis());
        assert_eq!(app.count(&late).await, 0);

        let report = app::seal_audit::verify_audit(&app.app, &[]).await.unwrap();
        assert!(report.is_intact() && report.seals > 1_000, "{report:?}");

        let mut opened = BTreeMap::new();
        let hospital = staff(app, LARGEST_HOSPITAL).await;
        let officer = hospital.iter().find(|m| m.role == Role::PrivacyOfficer).unwrap();
        let hub = staff(app, LARGEST_HUB).await;
        let station = staff(app, BUSIEST_STATION).await;
        for member in [hospital[0], *officer, hub[0], station[0]] {
            open_everything(app, member, &mut opened).await;
        }
        for kind in ["/board", "/cases/*", "/cases/*/plan", "/cases/*/conferences/new", "/cases/*/access", "/conferences",
            "/conferences/*", "/consultations", "/consultations/*", "/consultations/new", "/requests", "/organization",
            "/organization/records", "/access/month", "/access/people/*", "/account", "/emergency", "/admissions/new"] {
            assert!(opened.contains_key(kind), "{kind} is not among {opened:#?}");
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_same_seed_and_day_make_the_same_prefecture() {
    on_both(async |app| {
        let sum = "discharge_case c JOIN patient p ON p.id = c.patient_id WHERE p.name LIKE '%子' AND c.state = 'closed'";
        prefecture::fill(&app.app, 7, Size { cases: 60, ..SMALL }, app.now(), &|_, _| {}).await.unwrap();
        let first = app.count(sum).await;
        let again = TestApp::new(app.engine).await;
        prefecture::fill(&again.app, 7, Size { cases: 60, ..SMALL }, again.now(), &|_, _| {}).await.unwrap();
        assert_eq!(again.count(sum).await, first);
        again.deliver().await;
        again.close().await;
        app.deliver().await;
    })
    .await;
}
