//! Whatever somebody is called: pages stay within the window, nothing runs, what stands beside a name from right to
//! left keeps its place, and paper holds it all.

use domain::access::Member;
use serde::Deserialize;
use serde_json::json;
use support::odd_text::{FORMULA, FOUR_BYTES, LEFTWARD, SCRIPT, longest};

use crate::{
    paper::{Sheets, is_readable, plain},
    site::{Site, in_browser},
    sound::sticking_out,
    window::{Size, Window},
};

const ORDER: &str = include_str!("order.js");

/// How often a name stands on a page, and what stands on the wrong side of something.
#[derive(Deserialize)]
struct Order {
    count: usize,
    wrong: Vec<String>,
}

impl Order {
    async fn of(window: &Window) -> Self {
        window.ask(ORDER, json!([LEFTWARD])).await
    }
}

async fn visit(site: &Site, member: Option<Member>, paths: &[&str]) {
    let window = match member {
        Some(member) => site.window(member).await,
        None => site.stranger().await,
    };
    let (mut found, mut count) = (vec![], 0);
    for path in paths {
        let address = site.address(path).await;
        for size in [Size::Desktop, Size::Narrow] {
            window.resize(size).await;
            assert_eq!(window.open(&address).await, 200, "{path}");
            let order = Order::of(&window).await;
            count += order.count;
            let faults = [sticking_out(&window).await, order.wrong, window.complaints().await].concat();
            found.extend(faults.into_iter().map(|fault| format!("{path}, {size:?}: {fault}")));
            // A script that ran would have asked something, which a driver takes for a failure.
            let scripts = "return document.querySelectorAll('main script').length";
            assert_eq!(window.ask::<usize>(scripts, json!([])).await, 0, "{path}");
        }
    }
    window.close().await;
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(member.is_none() || count > 0, "{LEFTWARD} stands on the pages {count} times");
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_names_stay_in_their_place_on_every_screen() {
    in_browser(async |site| {
        site.app.write_odd_names().await;
        let hospital = [
            "/board",
            "/cases/{admitted}",
            "/cases/{offered}",
            "/cases/{planned}",
            "/conferences",
            "/conferences/{drafted}",
            "/conferences/{drafted}/edit",
            "/conferences/{polling}",
            "/conferences/{minuted}",
            "/cases/{planned}/plan",
            "/organization",
        ];
        visit(site, Some(site.app.social_worker()), &hospital).await;
        visit(site, Some(site.app.coordinator()), &["/consultations", "/consultations/{offered}", "/board"])
            .await;
        visit(site, Some(site.app.care_manager()), &["/requests", "/cases/{planned}", "/conferences"]).await;
        visit(site, None, &["/answer/{letter}"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_moves_its_neighbours_is_noticed() {
    in_browser(async |site| {
        let window = site.stranger().await;
        assert_eq!(window.open("/unsound").await, 200);
        let Order { count, wrong } = Order::of(&window).await;
        assert!(count == 1 && !wrong.is_empty(), "{count}: {wrong:?}");
        window.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_names_are_whole_on_paper() {
    if !is_readable() {
        return;
    }
    in_browser(async |site| {
        site.app.write_odd_names().await;
        let window = site.window(site.app.social_worker()).await;
        let (mut faults, mut text) = (vec![], String::new());
        for path in ["/board", "/cases/{planned}", "/conferences/{polling}", "/cases/{planned}/plan"] {
            assert_eq!(window.open(&site.address(path).await).await, 200, "{path}");
            let sheets = Sheets::of(&window).await;
            crate::pictures::keep(&format!("odd{}.pdf", path.replace(['/', '{', '}'], "-")), sheets.pdf());
            faults.extend(sheets.faults().into_iter().map(|fault| format!("{path}: {fault}")));
            text.push_str(&sheets.text());
        }
        let names = [SCRIPT, FORMULA, FOUR_BYTES].map(str::to_owned).into_iter().chain(longest());
        let lost = names.filter(|name| !text.contains(&plain(name)));
        faults.extend(lost.map(|name| format!("not on paper: {name}")));
        window.close().await;
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    })
    .await;
}
