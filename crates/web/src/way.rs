//! The way back: after signing in people land where they were going, if that is a page of ours.

use app::web_session::Visitor;
use axum::http::{HeaderMap, Method, Uri, header};
use axum_extra::extract::CookieJar;
use domain::account::Stage;
use serde::Deserialize;

use crate::Cookies;

/// The longest address people are led back to.
const LONGEST: usize = 500;

/// Where somebody was going.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Way {
    #[serde(default)]
    to: String,
    /// Whether a session has ended on the way.
    #[serde(default)]
    ended: String,
}

impl Way {
    /// The way to an address, as a form or a query names it.
    pub fn to(address: &str) -> Self {
        Self { to: own_path(address).unwrap_or_default().to_owned(), ended: String::new() }
    }

    /// The way back to what a request asked for: what was sent is asked for again on its page.
    pub fn back(method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        if method == Method::GET {
            return Self::to(uri.path_and_query().map_or("", |path| path.as_str()));
        }
        let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let path = referer.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
        Self::to(path.unwrap_or_default())
    }

    /// Where it leads: to a page of ours, whatever was asked for.
    pub fn address(&self) -> &str {
        own_path(&self.to).unwrap_or("/")
    }

    /// Whether a session has ended on the way.
    pub fn is_after_end(&self) -> bool {
        !self.ended.is_empty()
    }

    /// Where a session goes next.
    pub fn next(&self, stage: Stage) -> String {
        let page = match stage {
            Stage::SecondFactor => "/sign-in/second",
            Stage::SetUpSecondFactor => "/account/second-factor",
            Stage::ActingFor => "/acting-for",
            Stage::Complete => return self.address().to_owned(),
        };
        self.by(page)
    }

    /// The page that asks for what a request lacks.
    pub fn ask(&self, visitor: Option<Visitor>, cookies: Cookies, headers: &HeaderMap) -> String {
        match visitor {
            Some(visitor) => self.next(visitor.stage),
            None => {
                let had_session = CookieJar::from_headers(headers).get(cookies.session()).is_some();
                let address = self.by("/sign-in");
                match had_session {
                    true if address.contains('?') => format!("{address}&ended=yes"),
                    true => format!("{address}?ended=yes"),
                    false => address,
                }
            }
        }
    }

    /// A page that leads on to where somebody was going.
    pub fn by(&self, page: &str) -> String {
        match self.address() {
            "/" => page.to_owned(),
            to => format!("{page}?to={}", encoded(to)),
        }
    }
}

/// An address that is a path on this site, and no browser can read as one elsewhere.
fn own_path(address: &str) -> Option<&str> {
    let is_plain = address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let is_path = address.starts_with('/') && !address.starts_with("//");
    let leads_in_a_circle = ["/sign-in", "/sign-out", "/acting-for", "/welcome/", "/account/", "/language"]
        .iter()
        .any(|page| address.starts_with(page));
    (is_plain && is_path && !leads_in_a_circle && address.len() <= LONGEST).then_some(address)
}

/// A text as it stands in the query of an address.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_cannot_leave_the_site() {
        for (address, leads) in [
            ("/cases/1?show=all", "/cases/1?show=all"),
            ("https://evil.example/", "/"),
            ("//evil.example/", "/"),
            ("/\\evil.example/", "/"),
            ("\\\\evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("/\tevil", "/"),
            ("javascript:alert(1)", "/"),
            ("cases", "/"),
            ("", "/"),
            ("/sign-in?to=/sign-in", "/"),
            ("/会議", "/"),
        ] {
            assert_eq!(Way::to(address).address(), leads, "{address:?}");
            let raw = Way { to: address.to_owned(), ended: String::new() };
            assert_eq!(raw.address(), leads, "{address:?} from a query");
        }
        assert_eq!(Way::to(&format!("/{}", "a".repeat(LONGEST))).address(), "/");
    }

    #[test]
    fn the_way_is_carried_along() {
        let way = Way::to("/board?show=late&x=1");
        assert_eq!(way.next(Stage::SecondFactor), "/sign-in/second?to=/board%3Fshow%3Dlate%26x%3D1");
        assert_eq!(way.next(Stage::Complete), "/board?show=late&x=1");
        assert_eq!(Way::default().next(Stage::ActingFor), "/acting-for");
    }

    #[test]
    fn what_was_sent_leads_back_to_its_page() {
        let mut headers = HeaderMap::new();
        headers.insert(header::REFERER, "https://kaname.example.jp/cases/1?a=b".parse().unwrap());
        let way = Way::back(&Method::POST, &Uri::from_static("/cases/1/needs"), &headers);
        assert_eq!(way.address(), "/cases/1?a=b");
        let way = Way::back(&Method::GET, &Uri::from_static("/board?show=late"), &headers);
        assert_eq!(way.address(), "/board?show=late");
    }
}
