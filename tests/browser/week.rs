//! A week of conferences: a calendar by the clock or by rooms where there is room for one, a list elsewhere.

use serde_json::json;
use wording::{Language, Wording};

use crate::{
    hand::{Hand, Someone},
    pages::faults,
    site::in_browser,
    window::Size,
};

const WEEK: &str = "/conferences?week=2026-11-23";

/// What can be seen of the calendar and of the list, as texts.
const SEEN: &str = "
    const seen = (selector) => [...document.querySelectorAll(selector)]
        .filter((part) => part.checkVisibility()).map((part) => part.innerText.replace(/\\s+/g, ' ').trim());
    return [seen('#calendar .ec a'), seen('.week li[data-start] a')];
";

#[tokio::test(flavor = "multi_thread")]
async fn a_week_is_a_calendar_by_the_clock_and_by_rooms() {
    let wording = Wording::new(Language::Japanese);
    in_browser(async |site| {
        let window = site.window(site.app.social_worker()).await;
        window.resize(Size::Desktop).await;
        assert_eq!(window.open(WEEK).await, 200);
        let worker = Someone::new(window, Hand::Keyboard);
        let seen = async || -> [Vec<String>; 2] { worker.window.ask(SEEN, json!([])).await };
        worker.until("a calendar", async || !seen().await[0].is_empty()).await;
        let [by_clock, listed] = seen().await;
        assert!(by_clock.iter().all(|entry| entry.contains('–') && entry.contains("見本")), "{by_clock:?}");
        assert_eq!(listed, Vec::<String>::new(), "the calendar stands for the list");

        worker.press(&wording.text("conferences-by-room-action")).await;
        let room = "return document.querySelector('[data-calendar]')?.innerText ?? ''";
        let rooms = async || worker.window.ask::<String>(room, json!([])).await;
        worker.until("the rooms", async || rooms().await.contains("会議室")).await;
        assert!(rooms().await.contains(&wording.text("conferences-without-room")));
        assert_eq!(seen().await[0].len(), by_clock.len(), "every conference has its room or none");
        let found = faults(&worker.window, "by rooms", 200).await;
        assert!(found.is_empty(), "{}", found.join("\n"));

        worker.window.resize(Size::Telephone).await;
        let [calendar, listed] = seen().await;
        assert_eq!((calendar.len(), listed.len()), (0, by_clock.len()), "a telephone has the list");
        worker.leave().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_takes_over_what_changed_and_stays_a_calendar() {
    in_browser(async |site| {
        let window = site.window(site.app.social_worker()).await;
        window.resize(Size::Desktop).await;
        assert_eq!(window.open(WEEK).await, 200);
        let worker = Someone::new(window, Hand::Mouse);
        let seen = async || -> [Vec<String>; 2] { worker.window.ask(SEEN, json!([])).await };
        worker.until("a calendar", async || !seen().await[0].is_empty()).await;
        // Another clock stands in the list until the page looks for itself again.
        let change = "document.querySelector('.week li[data-start] b').textContent = '0:00–0:01'";
        worker.window.ask::<serde_json::Value>(change, json!([])).await;
        let listed = "return document.querySelector('.week li[data-start] b').textContent";
        let is_fresh = async || worker.window.ask::<String>(listed, json!([])).await != "0:00–0:01";
        worker.until("the list anew", is_fresh).await;
        let [calendar, listed] = seen().await;
        assert!(!calendar.is_empty() && listed.is_empty(), "{calendar:?} {listed:?}");
        worker.leave().await;
    })
    .await;
}
