//! One person's browser.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use support::Browser;
use thirtyfour::WebDriver;
use wording::Language;

/// A browser with one window.
pub struct Window {
    pub driver: WebDriver,
    base: String,
}

/// How large the window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A desk's.
    Desktop,
    /// A telephone's, held upright.
    Telephone,
}

impl Size {
    pub const ALL: [Self; 2] = [Self::Desktop, Self::Telephone];
}

impl Window {
    pub fn new(driver: WebDriver, base: &str) -> Self {
        Self { driver, base: base.to_owned() }
    }

    /// Opens a page of the site; answers its status.
    pub async fn open(&self, path: &str) -> u16 {
        self.driver.goto(format!("{}{path}", self.base)).await.unwrap();
        self.ask("return performance.getEntriesByType('navigation')[0].responseStatus", json!([])).await
    }

    /// Has the page work something out.
    pub async fn ask<T: DeserializeOwned>(&self, script: &str, values: Value) -> T {
        let Value::Array(values) = values else { panic!("a list of values") };
        self.driver.execute(script, values).await.unwrap().convert().unwrap()
    }

    /// Says something to the browser that people do with its own controls.
    pub async fn tell(&self, command: &str, values: Value) -> Value {
        self.driver.cdp().send_raw(command, values).await.unwrap()
    }

    pub async fn resize(&self, size: Size) {
        let (width, height, mobile) = match size {
            Size::Desktop => (1280, 900, false),
            Size::Telephone => (390, 844, true),
        };
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.tell("Emulation.setDeviceMetricsOverride", screen).await;
        self.tell("Emulation.setTouchEmulationEnabled", json!({ "enabled": mobile })).await;
    }

    /// Chooses the language, as the button at the foot of a page does.
    pub async fn speak(&self, language: Language) {
        let cookie = json!({ "name": "kaname_language", "value": language.code(), "url": self.base });
        self.tell("Network.setCookie", cookie).await;
    }

    /// Takes over the session of another browser.
    pub async fn bear(&self, other: &Browser<'_>) {
        let secret = other.secret().unwrap();
        self.tell("Network.setCookie", json!({ "name": "kaname", "value": secret, "url": self.base })).await;
    }

    /// What the browser complained of since it was last asked.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap();
        log.into_iter().map(|entry| format!("{} {}", entry.level, entry.message)).collect()
    }

    /// Ends the browser.
    pub async fn close(self) {
        self.driver.quit().await.unwrap();
    }
}
