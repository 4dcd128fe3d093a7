//! The pages of the three roles, over the demo's own story: each opens, in words, for whom it is meant.

use axum::http::StatusCode;
use support::on_both;

/// A text key that has no text stands in brackets.
fn unworded(page: &str) -> Option<&str> {
    page.split('[').skip(1).filter_map(|rest| rest.split(']').next()).find(|inside| {
        inside.contains('-')
            && inside.len() < 60
            && inside.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
    })
}

/// The addresses on a page that lead to pages of this kind.
fn links<'a>(page: &'a str, begins: &'a str) -> Vec<&'a str> {
    let mut found: Vec<_> = page
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with(begins) && !link.contains('#'))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[tokio::test]
async fn every_page_that_can_be_reached_opens_and_has_its_words() {
    on_both(async |app| {
        server::demo::tell_story(&app.app, &app.region, app.now()).await.unwrap();
        app.deliver().await;
        let roles = [app.social_worker(), app.coordinator(), app.care_manager(), app.home_physician()];
        for member in roles {
            let mut seen = vec!["/".to_owned()];
            let mut next = 0;
            while let Some(path) = seen.get(next).cloned() {
                next += 1;
                let (status, page) = app.page(Some(member), &path).await;
                if status == StatusCode::SEE_OTHER {
                    for start in ["/board", "/consultations", "/requests", "/conferences"] {
                        if !seen.iter().any(|known| known == start) {
                            seen.push(start.to_owned());
                        }
                    }
                    continue;
                }
                assert_eq!(status, StatusCode::OK, "{path} for {:?}", member.kind);
                assert_eq!(unworded(&page), None, "{path}");
                for begins in
                    ["/cases/", "/conferences/", "/consultations/", "/admissions/", "/requests", "/account"]
                {
                    for link in links(&page, begins) {
                        if seen.len() < 120 && !seen.iter().any(|known| known == link) {
                            seen.push(link.to_owned());
                        }
                    }
                }
            }
            assert!(seen.len() > 3, "{:?} reaches more than its start: {seen:?}", member.kind);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_signed_in_is_led_to_the_sign_in_page() {
    on_both(async |app| {
        let (status, _) = app.page(None, "/board").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (status, page) = app.page(None, "/sign-in").await;
        assert_eq!((status, unworded(&page)), (StatusCode::OK, None));
    })
    .await;
}

#[tokio::test]
async fn another_organizations_case_does_not_exist() {
    on_both(async |app| {
        server::demo::tell_story(&app.app, &app.region, app.now()).await.unwrap();
        app.deliver().await;
        let (_, board) = app.page(Some(app.social_worker()), "/board").await;
        let cases = links(&board, "/cases/");
        let stranger = app.region.clinics[3].first();
        let (missing, nothing) =
            app.page(Some(stranger), "/cases/019a9e8f-0000-7000-8000-000000000000").await;
        for path in cases {
            let (status, page) = app.page(Some(stranger), path).await;
            assert_eq!((status, missing), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{path}");
            assert_eq!(page.len(), nothing.len(), "forbidden and missing look the same");
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_that_makes_no_sense_leads_nowhere_and_says_so() {
    on_both(async |app| {
        for path in [
            "/board?skip=-1",
            "/consultations?skip=many",
            "/consultations/month?month=2026-13",
            "/directory?skip=1&skip=2",
            "/directory/nobody",
            "/organization/deliveries?before=yesterday",
        ] {
            let (status, page) = app.page(Some(app.coordinator()), path).await;
            assert_eq!(status, 404, "{path}");
            assert!(page.contains("<main") && page.contains("見つかりません"), "{path}: {page}");
        }
        let most = usize::MAX;
        for path in ["/board", "/consultations", "/directory"] {
            let (status, page) = app.page(Some(app.coordinator()), &format!("{path}?skip={most}")).await;
            assert_eq!(status, 200, "{path}: {page}");
        }
    })
    .await;
}
