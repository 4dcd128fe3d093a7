//! What people do to a page: by mouse, or by keyboard alone.
//!
//! Everything is found by what it is called, and where several are called the same, by the headings above it:
//! `訪問診療の候補 › 見本在宅クリニック › 打診する`. The keyboard's hand never clicks: it tabs until it is there, and
//! fails where it cannot get there or cannot see where it is.

use std::{cell::RefCell, time::Duration};

use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::{
    Key, WebElement,
    error::{WebDriverError, WebDriverErrorInner, WebDriverResult},
};
use time::Date;

use crate::{
    sound::{barriers, shared_names, sticking_out},
    window::Window,
};

const FIND: &str = include_str!("find.js");
const TABS: &str = include_str!("tabs.js");
/// What can be pressed.
const PRESSED: &str = "a[href], button, summary";
/// What can be filled in.
const FILLED: &str = "input:not([type=hidden]), select, textarea";
/// How many choices further down one is than the one the keyboard is at.
const AWAY: &str = "
    const group = [...document.getElementsByName(arguments[0].name)]
        .filter((part) => part.form === arguments[0].form);
    return group.indexOf(arguments[0]) - group.indexOf(document.activeElement);
";
/// The how-manieth option of a list is called so, which one is chosen, and what all are called.
const CHOSEN: &str = "
    const said = [...arguments[0].options].map((option) => option.text.trim());
    const exact = said.indexOf(arguments[1]);
    const found = exact >= 0 ? exact : said.findIndex((said) => said.startsWith(arguments[1]));
    return [found, arguments[0].selectedIndex, said.join(', ')];
";
/// Longer than any page takes on a busy machine.
const HANG: Duration = Duration::from_secs(60);

/// What people work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    Mouse,
    Keyboard,
}

/// Somebody at a browser.
pub struct Someone {
    pub window: Window,
    pub hand: Hand,
    /// What was wrong with the pages passed, for one who looks at them.
    found: Option<RefCell<Vec<String>>>,
}

impl Someone {
    pub fn new(window: Window, hand: Hand) -> Self {
        Self { window, hand, found: None }
    }

    /// One who looks at every page passed: axe-core finds nothing, nothing sticks out of the window.
    pub fn looking_around(self) -> Self {
        Self { found: Some(RefCell::default()), ..self }
    }

    /// Ends, where nothing was wrong with what was seen.
    pub async fn leave(self) {
        let Self { window, hand: _, found } = self;
        let mut found = found.map(RefCell::into_inner).unwrap_or_default();
        found.extend(window.complaints().await);
        assert!(found.is_empty(), "{}", found.join("\n"));
        window.close().await;
    }

    async fn look_around(&self, after: &str) {
        let Some(known) = &self.found else { return };
        let window = &self.window;
        let found = [barriers(window).await, sticking_out(window).await, shared_names(window).await].concat();
        if !found.is_empty() {
            let path = self.window.path().await;
            known
                .borrow_mut()
                .extend(found.into_iter().map(|fault| format!("{path} after “{after}”: {fault}")));
        }
    }

    /// Presses a link or a button, and waits for the page it leads to.
    pub async fn go(&self, what: &str) {
        self.window.ask::<Value>("window.left = true", json!([])).await;
        self.press(what).await;
        let is_new = "return !window.left && document.readyState === 'complete'";
        self.until(&format!("a page after “{what}”"), async || self.window.ask(is_new, json!([])).await)
            .await;
        self.look_around(what).await;
    }

    /// Presses a link, a button or the head of a fold.
    pub async fn press(&self, what: &str) {
        self.on(what, PRESSED, async |part| self.press_on(part).await).await;
    }

    /// Writes a text into a field, in place of what stands there.
    pub async fn write(&self, field: &str, text: &str) {
        let part = self.enter(field).await;
        self.window.keys(Some(Key::Control), "a").await;
        self.window.keys(None, text).await;
        assert_eq!(part.prop("value").await.unwrap().as_deref(), Some(text), "{field}");
    }

    /// Writes a day, in the order in which the browser's own language writes it.
    pub async fn day(&self, field: &str, day: Date) {
        let part = self.enter(field).await;
        let order = "return new Intl.DateTimeFormat().formatToParts().map((part) => part.type)";
        let order: Vec<String> = self.window.ask(order, json!([])).await;
        self.often(Key::Left, 4).await;
        for part in order {
            match part.as_str() {
                "year" => {
                    self.window.keys(None, &day.year().to_string()).await;
                    self.often(Key::Right, 1).await;
                }
                "month" => self.window.keys(None, &format!("{:02}", u8::from(day.month()))).await,
                "day" => self.window.keys(None, &format!("{:02}", day.day())).await,
                _ => {}
            }
        }
        assert_eq!(part.prop("value").await.unwrap(), Some(day.to_string()), "{field}");
    }

    /// Marks one of several choices.
    pub async fn mark(&self, choice: &str) {
        let marking = async |part: &WebElement| {
            if part.is_selected().await? {
                return Ok(());
            }
            match self.hand {
                Hand::Mouse => self.point_at(part).await?,
                Hand::Keyboard => {
                    self.tab_to(part).await?;
                    match self.window.asked(AWAY, json!([part.to_json()?])).await? {
                        0_i64 => self.window.keys(None, " ").await,
                        away => self.often(towards(away), away.unsigned_abs()).await,
                    }
                }
            }
            assert!(part.is_selected().await?, "{choice} is marked");
            Ok(())
        };
        self.on(choice, FILLED, marking).await;
    }

    /// Chooses one of a list.
    pub async fn choose(&self, list: &str, option: &str) {
        let choosing = async |part: &WebElement| {
            let values = json!([part.to_json()?, option]);
            let (to, from, said): (i64, i64, String) = self.window.asked(CHOSEN, values.clone()).await?;
            assert!(to >= 0, "{list} has no {option}: {said}");
            match self.hand {
                Hand::Mouse => {
                    let pick = format!("return arguments[0].options[{to}]");
                    self.window.part(&pick, values.clone()).await?.click().await?;
                }
                Hand::Keyboard => {
                    self.tab_to(part).await?;
                    self.often(towards(to - from), to.abs_diff(from)).await;
                }
            }
            let (to, now, _): (i64, i64, String) = self.window.asked(CHOSEN, values).await?;
            assert_eq!(to, now, "{list}: {option} is chosen");
            Ok(())
        };
        self.on(list, FILLED, choosing).await;
    }

    /// Waits until the page says something.
    pub async fn sees(&self, text: &str) {
        self.until(&format!("“{text}”"), async || self.window.says(text).await).await;
    }

    /// Waits until something is so.
    pub async fn until(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let soon = async {
            while !is_so().await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        if tokio::time::timeout(HANG, soon).await.is_err() {
            let page: String = self.window.ask("return document.body.innerText", json!([])).await;
            panic!("{what} does not come at {}:\n{page}", self.window.path().await);
        }
    }

    async fn find(&self, what: &str, kinds: &str) -> WebElement {
        let place: Vec<&str> = what.split(" › ").collect();
        // Each fold that is opened may hide another.
        for _ in 0..8 {
            let found = self.window.driver.execute(FIND, vec![json!(place), json!(kinds)]).await.unwrap();
            let found = found.json().clone();
            let part =
                |value: &Value| WebElement::from_json(value.clone(), self.window.driver.handle().clone());
            match (found.get("found"), found.get("fold"), found.get("trouble")) {
                (Some(found), _, _) => {
                    let part = part(found).unwrap();
                    let Ok(name) = self.window.name_of(&part).await else { continue };
                    let last = place.last().unwrap();
                    assert!(name.contains(last), "“{what}” is read out as “{name}”");
                    return part;
                }
                (None, Some(fold), _) => match self.press_on(&part(fold).unwrap()).await {
                    Err(error) if is_stale(&error) => {}
                    done => done.unwrap(),
                },
                (None, None, trouble) => {
                    panic!("“{what}” at {}: {}", self.window.path().await, trouble.unwrap_or(&Value::Null))
                }
            }
        }
        panic!("“{what}” is in too many folds");
    }

    /// Does something to what is found; a page that was exchanged in between is looked at again.
    async fn on<T>(
        &self,
        what: &str,
        kinds: &str,
        act: impl AsyncFn(&WebElement) -> WebDriverResult<T>,
    ) -> (WebElement, T) {
        for _ in 0..5 {
            let part = self.find(what, kinds).await;
            match act(&part).await {
                Err(error) if is_stale(&error) => {}
                done => return (part, done.unwrap_or_else(|error| panic!("{what}: {error}"))),
            }
        }
        panic!("{what} does not stay");
    }

    async fn press_on(&self, part: &WebElement) -> WebDriverResult<()> {
        match self.hand {
            Hand::Mouse => self.point_at(part).await,
            Hand::Keyboard => {
                self.tab_to(part).await?;
                self.often(Key::Enter, 1).await;
                Ok(())
            }
        }
    }

    /// Moves the page until a part of it is in the middle of the window, and clicks there.
    async fn point_at(&self, part: &WebElement) -> WebDriverResult<()> {
        let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.window.asked::<Value>(middle, json!([part.to_json()?])).await?;
        part.click().await
    }

    /// Puts the cursor into a field.
    async fn enter(&self, field: &str) -> WebElement {
        let entering = async |part: &WebElement| match self.hand {
            Hand::Mouse => self.point_at(part).await,
            Hand::Keyboard => self.tab_to(part).await,
        };
        self.on(field, FILLED, entering).await.0
    }

    /// Tabs to a part of the page, and sees that it is there.
    async fn tab_to(&self, part: &WebElement) -> WebDriverResult<()> {
        match self.trouble_on_the_way_to(part).await? {
            None => Ok(()),
            Some(trouble) => panic!("{trouble}: {}", part.outer_html().await?),
        }
    }

    /// Tabs to a part of the page; answers what is wrong with the way there.
    pub async fn trouble_on_the_way_to(&self, part: &WebElement) -> WebDriverResult<Option<&'static str>> {
        #[derive(Deserialize)]
        struct Way {
            ahead: Option<i64>,
            ring: Option<bool>,
            seen: Option<bool>,
        }
        for _ in 0..60 {
            match self.window.asked(TABS, json!([part.to_json()?])).await? {
                Way { ahead: None, .. } => return Ok(Some("the keyboard never stops here")),
                Way { ahead: Some(0), ring: Some(true), seen: Some(true) } => return Ok(None),
                Way { ahead: Some(0), ring: Some(true), .. } => return Ok(Some("something covers this")),
                Way { ahead: Some(0), .. } => return Ok(Some("nothing shows that the keyboard is here")),
                Way { ahead: Some(ahead @ 1..), .. } => self.often(Key::Tab, ahead.unsigned_abs()).await,
                Way { ahead: Some(behind), .. } => {
                    let tabs = times(Key::Tab, behind.unsigned_abs());
                    self.window.keys(Some(Key::Shift), &tabs).await;
                }
            }
        }
        Ok(Some("the keyboard does not get here"))
    }

    async fn often(&self, key: Key, n: u64) {
        self.window.keys(None, &times(key, n)).await;
    }
}

fn times(key: Key, n: u64) -> String {
    (0..n).map(|_| key.value()).collect()
}

const fn towards(away: i64) -> Key {
    if away > 0 { Key::Down } else { Key::Up }
}

fn is_stale(error: &WebDriverError) -> bool {
    matches!(**error, WebDriverErrorInner::StaleElementReference(_))
}
