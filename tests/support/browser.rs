//! A browser: it keeps cookies, follows nothing by itself, and remembers the session it has.

use std::{collections::BTreeMap, sync::Mutex};

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use domain::{
    Timestamp,
    account::{TOTP_STEP_SECONDS, totp_step},
};

use crate::{TestApp, test_app::encode};

/// A browser.
pub struct Browser<'a> {
    app: &'a TestApp,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What a browser was answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The page.
    pub body: String,
}

impl Answer {
    /// The page where a redirect leads.
    ///
    /// # Panics
    /// When it is none.
    pub fn leads(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.location.as_deref().expect("a location")
    }

    /// What stands between `<code>` marks: seeds, recovery codes, tokens.
    pub fn codes(&self) -> Vec<String> {
        let codes = self.body.split("<code>").skip(1).filter_map(|rest| rest.split("</code>").next());
        codes.map(str::to_owned).collect()
    }
}

impl<'a> Browser<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: Mutex::default() }
    }

    /// The secret of the session, if there is one.
    ///
    /// # Panics
    /// Never in practice.
    pub fn secret(&self) -> Option<String> {
        self.cookies.lock().expect("cookies").get("kaname").cloned()
    }

    /// Puts the secret of a session into the browser.
    ///
    /// # Panics
    /// Never in practice.
    pub fn take(&self, secret: &str) {
        self.cookies.lock().expect("cookies").insert("kaname".into(), secret.into());
    }

    /// Opens a page.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn open(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(encoded.join("&"))).await
    }

    async fn send(&self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> = {
            let kept = self.cookies.lock().expect("cookies");
            kept.iter().map(|(name, value)| format!("{name}={value}")).collect()
        };
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let (status, headers, body) = self.app.answer(request.body(body).expect("a request")).await;
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie");
            let (name, value) = cookie.split(';').next().and_then(|c| c.split_once('=')).expect("a cookie");
            let mut kept = self.cookies.lock().expect("cookies");
            if cookie.contains("Max-Age=0") {
                kept.remove(name);
            } else {
                kept.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Answer { status, location, headers, body }
    }
}

/// The code an authenticator shows for a seed as people type it.
///
/// # Panics
/// When the seed is none.
pub fn totp_code(seed: &str, now: Timestamp) -> String {
    let mut bits = 0_u64;
    let mut held = 0;
    let mut bytes = vec![];
    for c in seed.bytes().filter(u8::is_ascii_alphanumeric) {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == c).expect("base32");
        bits = bits << 5 | value as u64;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).expect("a byte"));
        }
    }
    assert_eq!((bytes.len(), TOTP_STEP_SECONDS), (20, 30), "160 bits, a code every 30 seconds");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    let tag = ring::hmac::sign(&key, &totp_step(now).to_be_bytes());
    let at = usize::from(tag.as_ref()[19] & 0xf);
    let word: [u8; 4] = tag.as_ref()[at..at + 4].try_into().expect("four bytes");
    format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
}
