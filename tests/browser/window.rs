//! One person's browser.

use std::{sync::Arc, time::Duration};

use axum::http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use support::Browser;
use thirtyfour::{
    Key, WebDriver, WebElement,
    common::command::{Command, ExtensionCommand},
    error::WebDriverResult,
};
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
    /// A picture's that stands between lines of text.
    Picture,
    /// A telephone's, held upright.
    Telephone,
    /// The narrowest telephone's.
    Narrow,
}

impl Size {
    /// The sizes that every page is looked at in.
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
        self.asked(script, values).await.unwrap()
    }

    /// Has the page work something out, if it can.
    pub async fn asked<T: DeserializeOwned>(&self, script: &str, values: Value) -> WebDriverResult<T> {
        let Value::Array(values) = values else { panic!("a list of values") };
        self.driver.execute(script, values).await?.convert()
    }

    /// Whether the page says something now.
    pub async fn says(&self, text: &str) -> bool {
        let says = "return document.body.innerText.replace(/\\s+/g, ' ').includes(arguments[0])";
        self.asked(says, json!([text])).await.unwrap_or_default()
    }

    /// A part of the page.
    pub async fn part(&self, script: &str, values: Value) -> WebDriverResult<WebElement> {
        let Value::Array(values) = values else { panic!("a list of values") };
        self.driver.execute(script, values).await?.element()
    }

    /// What a part of the page is called to who cannot see it.
    pub async fn name_of(&self, part: &WebElement) -> WebDriverResult<String> {
        let asked = Command::ExtensionCommand(Box::new(ComputedLabel(part.element_id().to_string())));
        self.driver.handle().cmd(asked).await?.value()
    }

    /// Presses keys one after another, while another is held.
    pub async fn keys(&self, held: Option<Key>, keys: &str) {
        let mut chain = self.driver.action_chain_with_delay(Some(Duration::ZERO), Some(Duration::ZERO));
        let held = held.map(|key| key.value());
        chain = held.into_iter().fold(chain, |chain, key| chain.key_down(key));
        chain = chain.send_keys(keys);
        chain = held.into_iter().fold(chain, |chain, key| chain.key_up(key));
        chain.perform().await.unwrap();
    }

    /// Where it is, within the site.
    pub async fn path(&self) -> String {
        self.driver.current_url().await.unwrap().path().to_owned()
    }

    /// Turns scripts of pages off.
    pub async fn without_scripts(&self) {
        self.tell("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    }

    /// Says something to the browser that people do with its own controls.
    pub async fn tell(&self, command: &str, values: Value) -> Value {
        self.driver.cdp().send_raw(command, values).await.unwrap()
    }

    pub async fn resize(&self, size: Size) {
        let (width, height, mobile) = match size {
            Size::Desktop => (1280, 900, false),
            Size::Picture => (1120, 720, false),
            Size::Telephone => (390, 844, true),
            Size::Narrow => (360, 640, true),
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

/// Asks for the accessible name of an element.
#[derive(Debug)]
struct ComputedLabel(String);

impl ExtensionCommand for ComputedLabel {
    fn parameters_json(&self) -> Option<Value> {
        None
    }

    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Arc<str> {
        format!("/element/{}/computedlabel", self.0).into()
    }
}
