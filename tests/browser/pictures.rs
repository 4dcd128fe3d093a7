//! Pictures of the main screens, as the README shows them.
//!
//! They are taken on every run, so that the way to each does not break; with `KANAME_TEST_PICTURES` naming a directory
//! they are left there.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::access::Member;
use serde_json::json;
use support::TestApp;

use crate::{
    site::in_browser,
    window::{Size, Window},
};

/// Variable that names the directory in which pictures are left.
const DIRECTORY: &str = "KANAME_TEST_PICTURES";
/// The largest picture that belongs in a README, in bytes.
const MOST_BYTES: usize = 150_000;

/// Leaves something where it can be looked at, if somebody wants to.
pub fn keep(name: &str, content: &[u8]) {
    let Some(directory) = std::env::var_os(DIRECTORY) else { return };
    // As whoever stands at the root of the repository names it.
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(directory);
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join(name), content).unwrap();
}

/// Takes a picture of what the window shows.
async fn taken(window: &Window) -> Vec<u8> {
    let picture = window.tell("Page.captureScreenshot", json!({ "format": "png" })).await;
    STANDARD.decode(picture["data"].as_str().unwrap()).unwrap()
}

/// Somebody's screen, and what its picture is called.
struct Screen {
    name: &'static str,
    /// Nobody, where no account is needed.
    who: Option<fn(&TestApp) -> Member>,
    path: &'static str,
    size: Size,
    /// The part of the page that is shown first; its head where none is named.
    part: Option<&'static str>,
}

const SCREENS: [Screen; 6] = [
    Screen {
        name: "board",
        who: Some(TestApp::social_worker),
        path: "/board",
        size: Size::Picture,
        part: None,
    },
    Screen {
        name: "case",
        who: Some(TestApp::social_worker),
        path: "/cases/{planned}",
        size: Size::Picture,
        part: None,
    },
    Screen {
        name: "times",
        who: Some(TestApp::social_worker),
        path: "/conferences/{drafted}",
        size: Size::Picture,
        part: None,
    },
    Screen {
        name: "shortlist",
        who: Some(TestApp::coordinator),
        path: "/consultations/{consulted}",
        size: Size::Picture,
        part: Some("[id^=shortlist]"),
    },
    Screen {
        name: "requests",
        who: Some(TestApp::home_physician),
        path: "/requests",
        size: Size::Picture,
        part: None,
    },
    Screen { name: "answer", who: None, path: "/answer/{poll}", size: Size::Telephone, part: None },
];

#[tokio::test(flavor = "multi_thread")]
async fn the_main_screens_have_their_pictures() {
    let readme = include_str!("../../README.md");
    in_browser(async |site| {
        let mut faults = vec![];
        for Screen { name, who, path, size, part } in SCREENS {
            let window = match who {
                Some(who) => site.window(who(&site.app)).await,
                None => site.stranger().await,
            };
            window.resize(size).await;
            window.tell("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
            assert_eq!(window.open(&site.address(path).await).await, 200, "{path}");
            if let Some(part) = part {
                let there = "const part = document.querySelector(arguments[0]);
                    part?.scrollIntoView({ block: 'start' });
                    return part !== null";
                assert!(window.ask::<bool>(there, json!([part])).await, "{path} has {part}");
            }
            assert!(!window.says("127.0.0.1").await, "{name} names a machine");
            let picture = taken(&window).await;
            keep(&format!("{name}.png"), &picture);
            let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/pictures");
            let kept = std::fs::read(format!("{kept}/{name}.png")).unwrap_or_default();
            for (picture, which) in [(picture, "taken"), (kept, "kept")] {
                if !picture.starts_with(b"\x89PNG") || picture.len() > MOST_BYTES {
                    faults.push(format!("{name}, as it is {which}, has {} bytes", picture.len()));
                }
            }
            if !readme.contains(&format!("tests/browser/pictures/{name}.png")) {
                faults.push(format!("{name} is not in the README"));
            }
            window.close().await;
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    })
    .await;
}
