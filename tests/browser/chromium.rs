//! The browser itself: where it is, and the driver that every test starts and ends.

use std::{
    ffi::OsString,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

/// Variable that names Chromium's program.
const BROWSER: &str = "KANAME_TEST_BROWSER";
/// Variable that names chromedriver's program; without it, it is looked for beside Chromium and in `PATH`.
const DRIVER: &str = "KANAME_TEST_BROWSER_DRIVER";
/// Longer than anything takes on a busy machine.
const HANG: Duration = Duration::from_secs(120);

/// Where the programs are.
pub struct Chromium {
    browser: PathBuf,
    driver: PathBuf,
}

impl Chromium {
    /// Chromium, where it is named.
    pub fn known() -> Option<Self> {
        let Some(browser) = std::env::var_os(BROWSER).map(PathBuf::from) else {
            assert!(std::env::var_os("CI").is_none(), "{BROWSER} must name Chromium in CI");
            support::say(&format!("not run in a browser: set {BROWSER}=/usr/bin/chromium"));
            return None;
        };
        let beside = || browser.with_file_name("chromedriver");
        let driver = match std::env::var_os(DRIVER) {
            Some(driver) => driver.into(),
            None if beside().exists() => beside(),
            None => "chromedriver".into(),
        };
        Some(Self { browser, driver })
    }
}

/// A running driver. It and the browsers it started end with it, and with the test, however that ends.
pub struct Driver {
    shell: Child,
    address: String,
    browser: PathBuf,
    _rubbish: TempDir,
}

/// Runs a program until nobody holds the shell's input any more, then ends everything the program started. Only the
/// program holds the output, so that it is over with the program.
const UNTIL_LET_GO: &str = "\"$0\" --port=0 </dev/null & exec >&-; read -r _; kill -KILL 0";

/// How often the driver is started: it ends at once when the free port it finds is taken before it listens there.
const STARTS: usize = 5;

impl Driver {
    /// Starts the driver on a free port.
    pub fn start(chromium: &Chromium) -> Self {
        let mut started = (0..STARTS).filter_map(|_| Self::try_to_start(chromium));
        started.next().unwrap_or_else(|| panic!("{} does not start", chromium.driver.display()))
    }

    fn try_to_start(chromium: &Chromium) -> Option<Self> {
        let rubbish = tempfile::tempdir().unwrap();
        let mut shell = Command::new("sh")
            .args([OsString::from("-c"), UNTIL_LET_GO.into(), chromium.driver.clone().into()])
            .env("TMPDIR", rubbish.path())
            // Dates are typed as the browser's own language writes them.
            .env("LANGUAGE", "ja")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let said = BufReader::new(shell.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = said.filter_map(|line| port(&line)).next();
        let address = format!("http://127.0.0.1:{}", port.unwrap_or_default());
        let driver = Self { shell, address, browser: chromium.browser.clone(), _rubbish: rubbish };
        port.map(|_| driver)
    }

    /// Opens a browser of its own: nothing of another is known to it.
    pub async fn open(&self) -> WebDriver {
        let mut wishes = DesiredCapabilities::chrome();
        wishes.set_binary(path(&self.browser)).unwrap();
        for flag in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
        ] {
            wishes.add_arg(flag).unwrap();
        }
        wishes.set_browser_log_level(LoggingPrefsLogLevel::Warning).unwrap();
        WebDriver::builder(&self.address, wishes).request_timeout(HANG).connect().await.unwrap()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// The port that the driver says it has.
fn port(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}
