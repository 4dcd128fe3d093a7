//! The README's commands do what it says.

use std::{collections::BTreeMap, path::Path, time::Duration};

use support::Demo;
use tokio::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_kaname-process");

/// The shell blocks under a heading of the README.
fn blocks(heading: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let section = readme.split(heading).nth(1).unwrap();
    section
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("```\n").next())
        .map(str::to_owned)
        .collect()
}

/// Runs a block; what it printed, and the variables it set.
async fn run(
    script: &str,
    variables: &BTreeMap<&str, String>,
    keep: &[&'static str],
) -> (String, Vec<String>) {
    let echoes: String = keep.iter().map(|name| format!("echo \"@{name}=${name}\"\n")).collect();
    let bash = Command::new("bash")
        .args(["-c", &format!("{script}\n{echoes}")])
        .envs(variables)
        .kill_on_drop(true)
        .output();
    let output =
        tokio::time::timeout(Duration::from_secs(120), bash).await.expect("two minutes are enough").unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let kept = keep
        .iter()
        .map(|name| {
            let line = text.lines().rfind(|line| line.starts_with(&format!("@{name}="))).unwrap();
            line[name.len() + 2..].to_owned()
        })
        .collect();
    (text + &String::from_utf8_lossy(&output.stderr), kept)
}

fn tokens(demo: &Demo) -> BTreeMap<&'static str, String> {
    let names = ["HOSPITAL", "HUB", "CAREMANAGER", "CLINIC", "NURSE"];
    let mut variables: BTreeMap<_, _> = names.into_iter().zip(demo.tokens.iter().cloned()).collect();
    variables.insert("at", format!("http://{}", demo.address));
    variables
}

#[tokio::test]
async fn the_story_by_curl_ends_with_confirmed_minutes() {
    if !Path::new("/usr/bin/curl").exists() && !Path::new("/bin/curl").exists() {
        assert!(std::env::var_os("CI").is_none(), "curl is needed in CI");
        support::say("not run: the README's curl sequence needs curl");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("demo.db");
    let blocks = blocks("### The same by API");

    let demo = Demo::start(PROGRAM, &file, "2026-11-20").await;
    let (printed, kept) = run(&blocks[0], &tokens(&demo), &["case", "conference"]).await;
    assert!(!printed.contains("\"errors\""), "{printed}");
    for expected in [r#""isComplete":true"#, r#""unanswered":[]"#, r#""revision":1"#, r#""verdict":"PASS""#] {
        assert!(printed.contains(expected), "{expected} is missing in:\n{printed}");
    }
    assert_eq!(printed.matches("303\n").count(), 4, "four answers by link:\n{printed}");
    demo.stop().await;

    let demo = Demo::start(PROGRAM, &file, "2026-12-01").await;
    let mut variables = tokens(&demo);
    variables.insert("conference", kept[1].clone());
    let functions = blocks[0].split("# 1. ").next().unwrap();
    let (printed, _) = run(&format!("{functions}{}", blocks[1]), &variables, &[]).await;
    assert!(printed.contains(r#""state":"MINUTED""#), "{printed}");
    demo.stop().await;
}

#[tokio::test]
async fn a_new_database_is_migrated_and_the_demo_touches_no_file_but_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("kaname.db");
    let url = format!("sqlite://{}", file.display());
    let kaname = async |arguments: &[&str]| {
        let output = Command::new(PROGRAM).args(arguments).output().await.unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (migrated, said) = kaname(&["migrate", "--database-url", &url]).await;
    assert!(migrated && said.contains("migrations ran"), "{said}");
    let (again, said) = kaname(&["migrate", "--database-url", &url]).await;
    assert!(again && said.contains("up to date"), "{said}");
    let (made, said) =
        kaname(&["setup", "--database-url", &url, "--name", "見本病院", "--administrator", "見本"]).await;
    assert!(made && said.contains("http://127.0.0.1:8080/welcome/"), "{said}");
    let organization = said.split_whitespace().nth(1).unwrap().to_owned();
    let (demo, _) = kaname(&["demo", "--fresh", "--file", file.to_str().unwrap()]).await;
    assert!(!demo, "the demo refuses a file it did not make");
    let (there, said) =
        kaname(&["token", "members", "--database-url", &url, "--organization", &organization]).await;
    assert!(there && said.contains("administrator"), "{said}");
}
