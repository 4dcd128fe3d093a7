//! What the operator does about accounts on the command line.

use std::{os::unix::fs::PermissionsExt, time::Duration};

use support::{Engine, Running, TestDatabase, engines};
use tokio::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_kaname-process");
const FORM: &str =
    "login=mihon&newPassword=tsubame-ga-kita-asa-no-eki&newPasswordAgain=tsubame-ga-kita-asa-no-eki";

const SIGN_IN: &str = "login=mihon&password=tsubame-ga-kita-asa-no-eki";

/// Runs the program; whether it succeeded, what it printed, and what it complained of.
async fn kaname(arguments: &[&str]) -> (bool, String, String) {
    let ran = Command::new(PROGRAM)
        .args(arguments)
        .env_remove("KANAME_CONFIG")
        .env_remove("KANAME_SECRET_KEY_FILE")
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(60), ran).await.expect("it ends").unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

fn link_in(printed: &str) -> &str {
    printed.split("/welcome/").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap()
}

#[tokio::test]
async fn the_first_administrator_opens_an_account_by_the_link_of_the_setup_and_the_operator_resets_it() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("kaname.db");
    let url = format!("sqlite://{}", file.display());
    let setup = ["setup", "--database-url", &url, "--name", "見本病院", "--administrator", "見本 太郎"];
    let (made, printed, trouble) = kaname(&setup).await;
    assert!(made, "{trouble}");
    for made in ["kaname.db", "kaname.db.key"] {
        let mode = std::fs::metadata(directory.path().join(made)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{made} is its owner's alone");
    }

    let running = Running::serve(PROGRAM, &url).await;
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let open = async |link: &str| {
        let page = format!("http://{}/welcome/{link}", running.address);
        let seen = browser.get(&page).send().await.unwrap().status().as_u16();
        let form = browser.post(&page).header("content-type", "application/x-www-form-urlencoded").body(FORM);
        (seen, form.send().await.unwrap().status().as_u16())
    };
    assert_eq!(open(link_in(&printed)).await, (200, 303));
    assert_eq!(open(link_in(&printed)).await, (404, 404), "it works once");

    let reset = ["account", "reset", "--database-url", &url, "--login"];
    let (found, _, trouble) = kaname(&[&reset[..], &["nobody"]].concat()).await;
    assert!(!found && trouble.contains("nobody signs in as nobody"), "{trouble}");
    let (found, printed, trouble) = kaname(&[&reset[..], &["mihon", "--with-second-factor"]].concat()).await;
    assert!(found, "{trouble}");
    assert_eq!(open(link_in(&printed)).await, (200, 303));

    let sign_in = async || {
        let page = format!("http://{}/sign-in", running.address);
        let form =
            browser.post(page).header("content-type", "application/x-www-form-urlencoded").body(SIGN_IN);
        form.send().await.unwrap().status().as_u16()
    };
    assert_eq!(sign_in().await, 303);
    let (locked, _, trouble) = kaname(&["account", "lock", "--database-url", &url, "--login", "mihon"]).await;
    assert!(locked, "{trouble}");
    assert_eq!(sign_in().await, 422, "no password works");
    let (_, printed, _) = kaname(&[&reset[..], &["mihon"]].concat()).await;
    assert_eq!(open(link_in(&printed)).await, (200, 303));
    assert_eq!(sign_in().await, 303, "until a reset");
    running.kill().await;
}

#[tokio::test]
async fn with_postgresql_no_process_serves_without_a_secret_key() {
    let (made, key, _) = kaname(&["secret-key"]).await;
    assert!(made && key.trim().len() == 44 && key != kaname(&["secret-key"]).await.1, "{key}");
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let database = TestDatabase::new(Engine::Postgres).await;
    let (served, _, trouble) =
        kaname(&["serve", "--database-url", &database.url, "--listen", "127.0.0.1:0"]).await;
    assert!(!served && trouble.contains("kaname secret-key"), "{trouble}");
    database.remove().await;
}

#[tokio::test]
async fn a_set_up_run_again_makes_another_link_and_never_another_organization() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("kaname.db").display());
    let setup = async |name: &str, administrator: &str, more: &[&str]| {
        let base = ["setup", "--database-url", &url, "--name", name, "--administrator", administrator];
        kaname(&[&base[..], more].concat()).await
    };
    let organization = |printed: &str| printed.split_whitespace().nth(1).unwrap().to_owned();
    let (made, first, trouble) = setup("見本病院", "見本 太郎", &[]).await;
    assert!(made, "{trouble}");
    assert!(first.contains("cannot be sent to this administrator until a mail address"), "{first}");
    let (made, again, trouble) = setup("見本病院", "見本 太郎", &["--email", "mihon@example.jp"]).await;
    assert!(made, "{trouble}");
    assert_eq!(organization(&first), organization(&again));
    assert!(!again.contains("cannot be sent"), "{again}");
    let (made, _, trouble) = setup("見本病院", "見本 次郎", &[]).await;
    assert!(!made && trouble.contains("waits for its administrator 見本 太郎"), "{trouble}");
    let (made, other, trouble) = setup("見本第二病院", "見本 太郎", &[]).await;
    assert!(made && organization(&other) != organization(&first), "{trouble}");

    let running = Running::serve(PROGRAM, &url).await;
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let open = async |link: &str| {
        let page = format!("http://{}/welcome/{link}", running.address);
        let form = browser.post(&page).header("content-type", "application/x-www-form-urlencoded").body(FORM);
        form.send().await.unwrap().status().as_u16()
    };
    assert_eq!(open(link_in(&first)).await, 404, "the link before works no longer");
    assert_eq!(open(link_in(&again)).await, 303);
    running.kill().await;
    for administrator in ["見本 太郎", "見本 次郎"] {
        let (made, _, trouble) = setup("見本病院", administrator, &[]).await;
        assert!(!made && trouble.contains("kaname account reset --login mihon"), "{trouble}");
    }
}

#[tokio::test]
async fn the_doctor_names_who_cannot_be_told_and_a_key_that_others_may_read() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("kaname.db").display());
    let setup = ["setup", "--database-url", &url, "--name", "見本病院", "--administrator", "見本 太郎"];
    let doctor = async || kaname(&["doctor", "--database-url", &url]).await.1;
    assert!(kaname(&setup).await.0);
    let said = doctor().await;
    assert!(said.contains("WARNING     nobody at 見本病院"), "{said}");
    assert!(!said.contains("can be read by others"), "{said}");
    let key = directory.path().join("kaname.db.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o444)).unwrap();
    assert!(kaname(&[&setup[..], &["--email", "mihon@example.jp"]].concat()).await.0);
    let said = doctor().await;
    assert!(!said.contains("nobody at"), "{said}");
    assert!(said.contains("can be read by others than its owner (mode 0444)"), "{said}");
}

#[tokio::test]
async fn rules_are_checked_tried_compared_and_published_as_files() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let file = directory.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let (listed, printed, _) = kaname(&["rules", "example"]).await;
    assert!(listed && printed.lines().count() == 8 && printed.contains("今治圏域"), "{printed}");
    let (_, example, _) = kaname(&["rules", "example", "imabari"]).await;
    let first = file("first.toml", &example);
    assert!(kaname(&["rules", "check", &first]).await.0);

    let broken =
        example.replacen("care_manager =", "care_manger =", 1).replacen("version = 1", "version = 0", 1);
    let (sound, _, trouble) = kaname(&["rules", "check", &first, &file("broken.toml", &broken)]).await;
    assert!(!sound, "one fault is enough");
    for fault in ["broken.toml:2:11: version", "(try: 1-100000)", "care_manger (try: care_manager)"] {
        assert!(trouble.contains(fault), "{fault} in {trouble}");
    }

    let explain =
        ["rules", "explain", &first, "--admitted", "2026-11-20", "--discharge", "2026-12-04", "--fact"];
    let (_, known, _) = kaname(&[&explain[..], &["care_manager=assigned"]].concat()).await;
    assert!(known.contains("+ meet-for-discharge: 2026-11-27 (care_manager = assigned)"), "{known}");
    assert!(known.contains("no day stated: 入院が決まり次第"), "{known}");
    let (_, nobody, _) = kaname(&[&explain[..], &["care_manager=none"]].concat()).await;
    assert!(nobody.contains("- meet-for-discharge: not for this stay"), "{nobody}");
    let (read, _, trouble) = kaname(&[&explain[..], &["care_manager=maybe"]].concat()).await;
    assert!(!read && trouble.contains("none of assigned, none"), "{trouble}");

    let second = file("second.toml", &example.replacen("count = 7", "count = 5", 1));
    let (_, differs, _) = kaname(&["rules", "diff", &first, &second]).await;
    assert_eq!(differs, "changed milestone meet-for-discharge\n");

    let url = format!("sqlite://{}", directory.path().join("kaname.db").display());
    let publish = async |file: &str| kaname(&["rules", "--database-url", &url, "publish", file]).await;
    let (published, _, trouble) = publish(&first).await;
    assert!(!published && trouble.contains("from which day"), "a draft stays one: {trouble}");
    let dated = file("dated.toml", &example.replacen("note =", "in_force_from = \"2026-04-01\"\nnote =", 1));
    let (published, printed, trouble) = publish(&dated).await;
    assert!(published && printed.contains("imabari 1 is published"), "{printed}{trouble}");
    let (published, _, trouble) = publish(&dated).await;
    assert!(!published && trouble.contains("published already"), "{trouble}");
}
