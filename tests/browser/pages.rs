//! Every page, on a desk and on a telephone, in both languages: axe-core finds nothing, the browser complains of
//! nothing, nothing sticks out of the window, and the page is light.

use std::collections::BTreeSet;

use domain::access::Member;
use support::totp_code;
use thirtyfour::By;
use wording::Language;

use crate::{
    hand::{Hand, Someone},
    site::{Site, in_browser},
    sound::{Weight, barriers, complaints, shared_names, sticking_out},
    window::{Size, Window},
};

/// Where the hospital's social worker goes. What stands in braces is a chapter of the demo's story, or something
/// else that [`Site::address`] knows.
const HOSPITAL: &[&str] = &[
    "/",
    "/board",
    "/board?show=overdue",
    "/admissions/new",
    "/admissions/list",
    "/cases/{admitted}",
    "/cases/{screened}",
    "/cases/{offered}",
    "/cases/{polling}",
    "/cases/{planned}",
    "/cases/{home}",
    "/cases/{team found}/conferences/new",
    "/cases/{admitted}/plan",
    "/cases/{planned}/rules",
    "/cases/{planned}/plan",
    "/cases/{planned}/plan/edit",
    "/conferences",
    "/conferences?week=2026-11-23",
    "/conferences/{drafted}",
    "/conferences/{polling}",
    "/conferences/{scheduled}",
    "/conferences/{took place}",
    "/conferences/{held}",
    "/conferences/{minuted}",
    "/conferences/{drafted}/edit",
    "/requests",
    "/measures",
    "/measures?year=2026",
    "/organization",
    "/rules",
    "/rules/edit",
    "/rules/confirm?from=saitama-template",
    "/rules/entry?from=imabari&entry=milestone:",
    "/account",
];

/// Where the hub's coordinator goes.
const HUB: &[&str] = &[
    "/",
    "/consultations",
    "/consultations/month",
    "/measures",
    "/directory",
    "/directory/{clinic}",
    "/consultations/new",
    "/consultations/{consulted}",
    "/consultations/{offered}",
    "/consultations/{team found}",
    "/board",
    "/cases/{offered}",
    "/requests",
    "/conferences",
];

/// Where the home physician goes.
const PHYSICIAN: &[&str] = &["/", "/requests", "/cases/{polling}", "/conferences/{polling}", "/emergency"];

/// Where the visiting nurse goes.
const NURSE: &[&str] = &[
    "/requests",
    "/cases/{planned}",
    "/cases/{planned}/plan",
    "/cases/{planned}/plan/family",
    "/conferences/{scheduled}",
];

/// Where the care manager goes.
const CARE_MANAGER: &[&str] =
    &["/requests", "/cases/{minuted}", "/cases/{minuted}/plan/edit", "/cases/{planned}/plan", "/conferences"];

/// Where the hospital's administrator goes.
const ADMINISTRATOR: &[&str] = &[
    "/organization",
    "/organization/deliveries",
    "/organization/profile",
    "/organization/members/{colleague}",
    "/organization/review",
    "/board",
    "/account",
];

/// Where the hospital's privacy officer goes.
const PRIVACY_OFFICER: &[&str] = &[
    "/access",
    "/access/{month}",
    "/access/people/{colleague}",
    "/cases/{planned}/access",
    "/cases/{planned}/access/report",
    "/emergency",
    "/emergency/{taken}/access",
    "/organization/records",
];

/// Where somebody goes who is not signed in.
const STRANGER: &[&str] =
    &["/sign-in", "/answer/{letter}", "/demo", "/mailbox", "/mailbox/{letter}", "/styleguide"];

/// Where somebody comes by on the way in, step by step.
const NEWCOMER: [&str; 5] =
    ["/welcome/{link}", "/account/second-factor", "/account", "/sign-in/second", "/acting-for"];

/// Where a record's end is kept.
const CERTIFICATE: &str = "/organization/records/certificates/{erased}";

/// What a browser is answered that is no page of its own.
const NO_PAGES: &[(&str, &str)] = &[
    ("/answer/{token}/calendar.ics", "a file for calendars"),
    ("/calendar/{file}", "a file for calendars"),
    ("/account/totp.svg", "a picture within /account/second-factor"),
    ("/assets/{name}", "styles and scripts"),
    ("/demo/sign-in/{token}", "leads to the first page"),
    ("/favicon.ico", "a picture"),
    ("/graphql/ws", "for programs"),
    ("/healthz", "for programs"),
    ("/live/board", "word to a page"),
    ("/live/cases/{id}", "word to a page"),
    ("/live/conferences/{id}", "word to a page"),
    ("/live/consultations/{id}", "word to a page"),
    ("/live/requests", "word to a page"),
    ("/measures/{file}", "a file for spreadsheets"),
    ("/readyz", "for programs"),
    ("/sign-in/provider/{provider}", "leads to another site"),
    ("/sign-in/provider/{provider}/callback", "leads to the first page"),
];

#[test]
fn every_page_is_visited() {
    let is_visit = |route: &str, visit: &str| {
        let visit = visit.split('?').next().unwrap_or_default();
        let parts = |path: &'_ str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        let (route, visit) = (parts(route), parts(visit));
        route.len() == visit.len()
            && route
                .iter()
                .zip(&visit)
                .all(|(route, visit)| route == visit || route.starts_with('{') && visit.starts_with('{'))
    };
    let visits = [
        HOSPITAL,
        HUB,
        PHYSICIAN,
        NURSE,
        CARE_MANAGER,
        ADMINISTRATOR,
        PRIVACY_OFFICER,
        STRANGER,
        &NEWCOMER,
        &[CERTIFICATE],
    ]
    .concat();
    let routes = support::routes();
    let pages: BTreeSet<_> = routes.iter().filter_map(|route| route.strip_prefix("GET ")).collect();
    let missing: Vec<_> = pages
        .iter()
        .filter(|page| !NO_PAGES.iter().any(|(known, _)| known == *page))
        .filter(|page| !visits.iter().any(|visit| is_visit(page, visit)))
        .collect();
    assert!(missing.is_empty(), "pages without a visit in browser/pages.rs: {missing:?}");
    let unknown: Vec<_> = NO_PAGES.iter().filter(|(known, _)| !pages.contains(known)).collect();
    assert!(unknown.is_empty(), "no such routes: {unknown:?}");
}

/// What is wrong with a page, at every size.
pub async fn faults(window: &Window, of: &str, status: u16) -> Vec<String> {
    let mut faults = complaints(window, status).await;
    faults.extend(Weight::of(window).await.faults());
    faults.extend(shared_names(window).await);
    for size in Size::ALL {
        window.resize(size).await;
        let found = [sticking_out(window).await, barriers(window).await].concat();
        faults.extend(found.into_iter().map(|fault| format!("{size:?}: {fault}")));
    }
    faults.extend(complaints(window, status).await);
    faults.into_iter().map(|fault| format!("{of}: {fault}")).collect()
}

/// Opens a page in both languages; answers what is wrong with it.
async fn look(window: &Window, path: &str, status: u16) -> Vec<String> {
    let mut found = vec![];
    for language in Language::ALL {
        window.speak(language).await;
        assert_eq!(window.open(path).await, status, "{path}");
        found.extend(faults(window, &format!("{path} ({})", language.code()), status).await);
    }
    found
}

async fn visit(site: &Site, member: Option<Member>, paths: &[&str]) {
    let window = match member {
        Some(member) => site.window(member).await,
        None => site.stranger().await,
    };
    let (mut found, mut weights) = (vec![], vec![]);
    for path in paths {
        found.extend(look(&window, &site.address(path).await, 200).await);
        let Weight { html, script } = Weight::of(&window).await;
        weights.push((html, script, path));
    }
    window.close().await;
    if let Some((html, script, path)) = weights.iter().max() {
        support::say(&format!(
            "heaviest of {}: {path}, {html} bytes of HTML, {script} of script",
            paths.len()
        ));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_hospital_are_sound() {
    in_browser(async |site| visit(site, Some(site.app.social_worker()), HOSPITAL).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_hub_are_sound() {
    in_browser(async |site| visit(site, Some(site.app.coordinator()), HUB).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_home_team_are_sound() {
    in_browser(async |site| {
        visit(site, Some(site.app.home_physician()), PHYSICIAN).await;
        visit(site, Some(site.app.region.stations[0].first()), NURSE).await;
        visit(site, Some(site.app.care_manager()), CARE_MANAGER).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_those_who_keep_watch_are_sound() {
    in_browser(async |site| {
        let [_, _, _, administrator, officer] = site.app.region.hospital.members[..] else {
            panic!("five people")
        };
        visit(site, Some(administrator), ADMINISTRATOR).await;
        site.nothing_arrives().await;
        visit(site, Some(administrator), &["/organization/deliveries", "/conferences/{scheduled}"]).await;
        site.take_emergency_access().await;
        visit(site, Some(officer), PRIVACY_OFFICER).await;
        site.end_a_record(officer).await;
        visit(site, Some(officer), &["/organization/records", CERTIFICATE]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_without_sign_in_are_sound() {
    in_browser(async |site| visit(site, None, STRANGER).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_on_the_way_in_are_sound() {
    in_browser(async |site| {
        let [welcome, set_up, account, second, acting_for] = NEWCOMER;
        let window = site.stranger().await;
        let nurse = site.app.region.hospital.members[1];
        let link = welcome.replace("{link}", &site.welcome(nurse).await);
        let mut found = look(&window, &link, 200).await;

        let browser = site.app.browser();
        let password = "ひとつだけの 長い 合言葉です";
        let account_of = [("login", "mihon"), ("newPassword", password), ("newPasswordAgain", password)];
        assert_eq!(browser.post(&link, &account_of).await.leads(), set_up);
        window.bear(&browser).await;
        found.extend(look(&window, set_up, 200).await);
        let seed = browser.open(set_up).await.codes().remove(0);
        let code = totp_code(&seed, site.app.now());
        browser.post(set_up, &[("code", &code)]).await;
        window.bear(&browser).await;
        found.extend(look(&window, account, 200).await);

        site.works_there_too(nurse, site.app.region.stations[0].organization).await;
        site.app.pass(time::Duration::minutes(1));
        let browser = site.app.browser();
        assert_eq!(
            browser.post("/sign-in", &[("login", "mihon"), ("password", password)]).await.leads(),
            second
        );
        window.bear(&browser).await;
        found.extend(look(&window, second, 200).await);
        let code = totp_code(&seed, site.app.now());
        assert_eq!(browser.post(second, &[("code", &code)]).await.leads(), acting_for);
        window.bear(&browser).await;
        found.extend(look(&window, acting_for, 200).await);
        window.close().await;
        assert!(found.is_empty(), "{}", found.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_there_is_sound() {
    in_browser(async |site| {
        for window in [site.stranger().await, site.window(site.app.social_worker()).await] {
            assert_eq!(look(&window, "/nowhere", 404).await, Vec::<String>::new());
            window.close().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_sound_is_noticed() {
    in_browser(async |site| {
        let window = site.stranger().await;
        assert_eq!(window.open("/unsound").await, 200);
        let found = faults(&window, "/unsound", 200).await.join("\n");
        for fault in [
            "image-alt",
            "label",
            "html-has-lang",
            "Content Security Policy",
            "wide in a window",
            "bytes of HTML",
            "bytes of script",
            "several parts are called #fine",
        ] {
            assert!(found.contains(fault), "{fault} is not noticed: {found}");
        }
        window.resize(Size::Desktop).await;
        let someone = Someone::new(window, Hand::Keyboard);
        for (button, trouble) in [
            ("#fine", None),
            ("#left-out", Some("the keyboard never stops here")),
            ("#unmarked", Some("nothing shows that the keyboard is here")),
            ("#covered", Some("something covers this")),
        ] {
            let button = someone.window.driver.find(By::Css(button)).await.unwrap();
            assert_eq!(someone.trouble_on_the_way_to(&button).await.unwrap(), trouble);
        }
        someone.window.close().await;
    })
    .await;
}
