//! What people print: the board, a case, a conference, the plan, and the sheet on which somebody answers by pen.
//!
//! With `KANAME_TEST_PICTURES` naming a directory the PDFs are left there to be looked at.

use domain::access::Member;
use serde_json::json;
use wording::{Language, Wording};

use crate::{
    paper::{Sheets, is_readable, plain},
    pictures,
    site::{Site, in_browser, in_browser_from_the_start},
    window::Window,
};

/// All that a page shows of its matter, part by part; what leads elsewhere or is filled in is left out.
const SHOWN: &str = "
    const left = '.top, .foot, .skip, .noprint, .form, .filters, .buttons, .button, dialog, .fold, .steps, #changed, #end, #record';
    const parts = document.querySelectorAll('h1, h2, h3, dt, dd, th, td, li, p, b, .chip');
    return [...parts].filter((part) => part.checkVisibility() && !part.closest(left))
        .flatMap((part) => [...part.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE))
        .map((node) => node.textContent.trim()).filter((text) => text !== '');
";

/// Prints a page; answers the sheets and what is wrong with them: text that is cut off, lost or unreadable.
async fn printed(window: &Window, site: &Site, path: &str, most: usize) -> (Sheets, Vec<String>) {
    let address = site.address(path).await;
    assert_eq!(window.open(&address).await, 200, "{path}");
    let shown: Vec<String> = window.ask(SHOWN, json!([])).await;
    assert!(shown.len() > 3, "{path}: {shown:?}");
    let sheets = Sheets::of(window).await;
    pictures::keep(&format!("print{}.pdf", path.replace(['/', '{', '}', ' ', '?', '='], "-")), sheets.pdf());
    let text = sheets.text();
    let mut faults = sheets.faults();
    let lost = shown.iter().filter(|part| !text.contains(&plain(part)));
    faults.extend(lost.map(|part| format!("not on paper: {part}")));
    if sheets.count() > most {
        faults.push(format!("{} sheets, {most} at most", sheets.count()));
    }
    let faults = faults.into_iter().map(|fault| format!("{path}: {fault}")).collect();
    (sheets, faults)
}

async fn all_printed(site: &Site, member: Member, pages: &[(&str, usize)]) {
    let window = site.window(member).await;
    let mut found = vec![];
    for (path, most) in pages {
        found.extend(printed(&window, site, path, *most).await.1);
    }
    window.close().await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hospitals_pages_are_whole_on_paper() {
    if !is_readable() {
        return;
    }
    in_browser(async |site| {
        let pages = [
            ("/board", 3),
            ("/cases/{offered}", 3),
            ("/cases/{planned}", 3),
            ("/conferences/{polling}", 2),
            ("/conferences/{scheduled}", 2),
            ("/conferences/{minuted}", 2),
            ("/cases/{planned}/plan", 2),
        ];
        all_printed(site, site.app.social_worker(), &pages).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hubs_and_the_home_teams_pages_are_whole_on_paper() {
    if !is_readable() {
        return;
    }
    in_browser(async |site| {
        all_printed(site, site.app.coordinator(), &[("/consultations/{offered}", 6)]).await;
        all_printed(site, site.app.care_manager(), &[("/requests", 3)]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_by_pen_gets_a_sheet_to_fill_in() {
    if !is_readable() {
        return;
    }
    in_browser(async |site| {
        let window = site.stranger().await;
        let (sheets, mut faults) = printed(&window, site, "/answer/{poll}", 2).await;
        let text = sheets.text();
        let asked = "return [...document.querySelectorAll('.form legend, .form label')]
            .map((part) => part.innerText.trim())";
        let asked: Vec<String> = window.ask(asked, json!([])).await;
        assert!(asked.len() >= 5, "{asked:?}");
        let lost = asked.iter().filter(|part| !text.contains(&plain(part)));
        faults.extend(lost.map(|part| format!("not asked on paper: {part}")));
        let wording = Wording::new(Language::Japanese);
        let button = plain(&wording.text("answer-action"));
        if text.contains(&button) {
            faults.push(format!("a button on paper: {button}"));
        }
        window.close().await;
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_whole_on_paper_is_noticed() {
    if !is_readable() {
        return;
    }
    in_browser_from_the_start(async |site| {
        let window = site.stranger().await;
        assert_eq!(window.open("/unsound").await, 200);
        let found = Sheets::of(&window).await.faults().join("\n");
        window.close().await;
        assert!(found.contains("is no A4") && found.contains("cut off"), "{found}");
    })
    .await;
}
