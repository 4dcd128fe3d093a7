//! Whether a page is sound: axe-core finds nothing on it, the browser complains of nothing, nothing is wider than
//! the window, and what came over the wire is light.

use serde::Deserialize;
use serde_json::json;

use crate::window::Window;

const AXE: &str = include_str!("axe/axe.min.js");

/// The success criteria of WCAG 2.2, levels A and AA.
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const RUN: &str = "
    const [tags, done] = arguments;
    axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], preload: false })
        .then((found) => done(found.violations), (error) => done([{
            id: 'axe', help: String(error), nodes: [] }]));
";

/// Whatever of the page sticks out to the right, as marks and classes.
const WIDER: &str = "
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const out = [...document.querySelectorAll('body *')].filter((part) => {
        const box = part.getBoundingClientRect();
        return box.width > 0 && box.right > room + 1 && !part.closest('.scroll');
    });
    return [`the page is ${document.documentElement.scrollWidth} wide in a window of ${room}`,
        ...out.slice(0, 5).map((part) => part.outerHTML.slice(0, 160))];
";

/// Identifiers that several parts of the page share.
const SHARED: &str = "
    const ids = [...document.querySelectorAll('[id]')].map((part) => part.id);
    return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))]
        .map((id) => `several parts are called #${id}`);
";

/// What came over the wire for the page itself and for all its script together, as it was compressed; after it
/// was opened, not drawn anew.
const WEIGHT: &str = "
    const [page] = performance.getEntriesByType('navigation');
    const scripts = performance.getEntriesByType('resource').filter((one) => one.initiatorType === 'script');
    return { html: page.encodedBodySize, script: scripts.reduce((sum, one) => sum + one.encodedBodySize, 0) };
";

/// The most that a page's HTML has, in bytes over the wire.
const MOST_HTML: u64 = 60_000;
/// The most that all of a page's script has, in bytes over the wire.
const MOST_SCRIPT: u64 = 120_000;

/// How many bytes came over the wire for a page.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Weight {
    /// For the page itself.
    pub html: u64,
    /// For all its script together.
    pub script: u64,
}

impl Weight {
    /// What the page weighs that is open.
    pub async fn of(window: &Window) -> Self {
        window.ask(WEIGHT, json!([])).await
    }

    /// What is too heavy.
    pub fn faults(self) -> Vec<String> {
        let Self { html, script } = self;
        let too_much = |what: &str, bytes, most| {
            (bytes > most).then(|| format!("{bytes} bytes of {what}, {most} at most"))
        };
        let unseen = (html == 0).then(|| "nobody knows what the page weighs".to_owned());
        [too_much("HTML", html, MOST_HTML), too_much("script", script, MOST_SCRIPT), unseen]
            .into_iter()
            .flatten()
            .collect()
    }
}

#[derive(Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    html: String,
    target: serde_json::Value,
    failure_summary: Option<String>,
}

/// What axe-core finds on the page as it stands: rule, place and markup.
pub async fn barriers(window: &Window) -> Vec<String> {
    let is_there: bool = window.ask("return 'axe' in window", json!([])).await;
    if !is_there {
        window.driver.execute(AXE, vec![]).await.unwrap();
    }
    let found = window.driver.execute_async(RUN, vec![json!(TAGS)]).await.unwrap();
    let found: Vec<Violation> = found.convert().unwrap();
    let told = |Violation { id, help, nodes }: Violation| {
        let nodes = nodes.into_iter().map(|Node { html, target, failure_summary }| {
            format!(
                "\n    {target}\n      {html}\n      {}",
                failure_summary.unwrap_or_default().replace('\n', " ")
            )
        });
        format!("{id}: {help}{}", nodes.collect::<String>())
    };
    found.into_iter().map(told).collect()
}

/// What sticks out of the window.
pub async fn sticking_out(window: &Window) -> Vec<String> {
    window.ask(WIDER, json!([])).await
}

/// Identifiers that several parts of the page share.
pub async fn shared_names(window: &Window) -> Vec<String> {
    window.ask(SHARED, json!([])).await
}

/// What the browser complained of, beside that a page was answered with an error it was to be answered with.
pub async fn complaints(window: &Window, status: u16) -> Vec<String> {
    let expected = format!("status of {status}");
    let is_expected = |line: &String| status >= 400 && line.contains(&expected);
    window.complaints().await.into_iter().filter(|line| !is_expected(line)).collect()
}
