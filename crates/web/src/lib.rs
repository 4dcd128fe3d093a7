//! The pages: parse, call, present.
//!
//! Server-rendered HTML that works without a script. A handler reads a form, calls one use case of the
//! application, and answers with a page or the way to the next one; every text comes from `wording`. Looking
//! changes nothing: only POST does. Rules, permissions and sign-in itself are decided elsewhere.

mod access_log;
mod account;
mod admission;
mod admission_list;
mod answer;
mod asset;
mod board;
mod calendar;
mod case_rules;
mod conference;
mod consultation;
mod delivery;
mod directory;
mod discharge_case;
mod draft;
mod emergency;
mod error;
mod form;
mod hub_board;
mod hub_month;
mod icon;
mod keep_organization;
mod live;
mod measures;
mod organization;
mod page;
mod plan;
mod provider;
mod records;
mod request;
mod rule;
#[cfg(test)]
mod samples;
mod sign_in;
mod styleguide;
#[cfg(test)]
mod texts;
mod throttle;
mod way;
mod welcome;

use std::sync::Arc;

use app::{App, Ledger};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use domain::account::PROVIDER_ATTEMPT_LIFETIME;
use tower_http::set_header::SetResponseHeaderLayer;

/// Scripts, styles and pictures come from here or not at all; nobody frames the pages.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; connect-src 'self'; img-src 'self'; script-src 'self'; style-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What the pages are made of.
#[derive(Clone)]
pub struct Web {
    /// The application.
    pub app: App,
    /// How cookies travel.
    pub cookies: Cookies,
    /// Where these pages are for those outside, without a slash at the end.
    pub public_url: Arc<str>,
}

/// How cookies travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookies {
    /// Over TLS only, bound to this host.
    Secure,
    /// Over plain http too: for this machine only.
    Plain,
}

impl Cookies {
    /// The cookie that holds the secret of a session. No script reads it, no other host can set it.
    pub const fn session(self) -> &'static str {
        match self {
            Self::Secure => "__Host-kaname",
            Self::Plain => "kaname",
        }
    }

    /// What sets the cookie of a session.
    pub fn keep(self, secret: &str) -> String {
        format!("{}={secret}; Path=/; HttpOnly; SameSite=Lax{}", self.session(), self.secure())
    }

    /// What takes the cookie of a session away.
    pub fn forget(self) -> String {
        format!("{}; Max-Age=0", self.keep(""))
    }

    /// The cookie that a browser keeps while its owner is at an identity provider.
    pub const fn departure(self) -> &'static str {
        match self {
            Self::Secure => "__Host-kaname-departure",
            Self::Plain => "kaname-departure",
        }
    }

    /// What sets that cookie.
    pub fn keep_departure(self, secret: &str) -> String {
        let lasts = PROVIDER_ATTEMPT_LIFETIME.whole_seconds();
        let secure = self.secure();
        format!("{}={secret}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}", self.departure())
    }

    /// What takes it away.
    pub fn forget_departure(self) -> String {
        format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{}", self.departure(), self.secure())
    }

    /// Lets every cookie that an answer sets travel as that of the session does.
    pub(crate) fn protect(self, headers: &mut HeaderMap) {
        if self == Self::Plain || !headers.contains_key(header::SET_COOKIE) {
            return;
        }
        let secured = |cookie: &HeaderValue| {
            let secure = self.secure().as_bytes();
            if cookie.as_bytes().windows(secure.len()).any(|part| part == secure) {
                return cookie.clone();
            }
            HeaderValue::from_bytes(&[cookie.as_bytes(), secure].concat()).unwrap_or_else(|_| cookie.clone())
        };
        let set: Vec<_> = headers.get_all(header::SET_COOKIE).iter().map(secured).collect();
        headers.remove(header::SET_COOKIE);
        for cookie in set {
            headers.append(header::SET_COOKIE, cookie);
        }
    }

    const fn secure(self) -> &'static str {
        match self {
            Self::Secure => "; Secure",
            Self::Plain => "",
        }
    }
}

impl Web {
    /// The same, noting in the ledger of the request what is read; `server` puts it there.
    pub(crate) fn noting(&self, extensions: &Extensions) -> Self {
        match extensions.get::<Ledger>() {
            Some(ledger) => Self { app: self.app.noting(ledger), ..self.clone() },
            None => self.clone(),
        }
    }
}

/// Every page. Who is signed in is read from the request's extensions `Option<Member>` and, where a browser
/// came with a session, `Option<Visitor>`.
pub fn routes(web: Web) -> Router {
    Router::new()
        .route("/", get(board::home))
        .route("/board", get(board::show))
        .route("/access", get(access_log::this_month))
        .route("/access/{month}", get(access_log::of_month).post(access_log::review))
        .route("/access/people/{id}", get(access_log::of_person))
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-in/second", get(sign_in::ask_second).post(sign_in::second))
        .route("/sign-in/passkey", post(sign_in::give_passkey))
        .route("/sign-in/passkey/ask", post(sign_in::ask_passkey))
        .route("/sign-in/provider/{provider}", get(provider::set_out))
        .route("/sign-in/provider/{provider}/callback", get(provider::come_back))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/acting-for", get(sign_in::ask_acting_for).post(sign_in::act_for))
        .route("/welcome/{token}", get(welcome::show).post(welcome::redeem))
        .merge(accounts())
        .route("/language", post(sign_in::choose_language))
        .route("/admissions/new", get(admission::show))
        .route("/admissions", post(admission::register))
        .merge(admission_lists())
        .merge(cases())
        .merge(conferences())
        .merge(consultations())
        .merge(live())
        .merge(records())
        .merge(organizations())
        .route("/measures", get(measures::show))
        .route("/measures/{file}", get(measures::file))
        .merge(rules())
        .route("/drafts", post(draft::keep))
        .route("/drafts/discard", post(draft::discard))
        .route("/requests", get(request::show))
        .route("/requests/{id}/answer", post(request::answer_invitation))
        .route("/offers/{id}/answer", post(request::answer_offer))
        .merge(
            Router::new()
                .route("/answer/{token}", get(answer::show).post(answer::answer))
                .route("/answer/{token}/calendar.ics", get(calendar::of_invitation))
                .route_layer(from_fn_with_state(web.clone(), throttle::answer_link)),
        )
        .route("/calendar/{file}", get(calendar::of_person))
        .route("/assets/{name}", get(asset::asset))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::not_found)
        .layer(from_fn(error::answer_on_record))
        .layer(from_fn_with_state(web.clone(), draft::settle))
        .layer(from_fn_with_state(web.clone(), error::present))
        .layer(always(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Nothing is told to other sites; with less, browsers would send `Origin: null` to our own forms over http.
        .layer(always(header::REFERRER_POLICY, "same-origin"))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .with_state(web)
}

pub use styleguide::styleguide;

/// Where the style sheet is, for pages beside these.
pub fn stylesheet() -> &'static str {
    asset::STYLE.path()
}

/// Whether the page at this address takes a larger body than usual, and says itself what is too much.
pub fn bounds_its_body(path: &str) -> bool {
    matches!(path, "/admissions/list" | "/admissions/list/register" | "/drafts")
        || path.starts_with("/rules/")
}

/// The largest form with a text of rules: as much again as the longest, each byte written in three, so that what is too
/// much is told and not turned away.
const LARGEST_RULES: usize = 6 * 128 * 1024;

/// The largest form with an admission list: four times the largest list, as everything in it may be written in
/// three bytes, and all cells may be corrected.
const LARGEST_LIST: usize = 4 * domain::admission_list::MOST_BYTES;

fn admission_lists() -> Router<Web> {
    Router::new()
        .route("/admissions/list", get(admission_list::show).post(admission_list::read))
        .route("/admissions/list/register", post(admission_list::register))
        .route("/admissions/list/forget", post(admission_list::forget))
        .layer(DefaultBodyLimit::max(LARGEST_LIST))
}

fn accounts() -> Router<Web> {
    Router::new()
        .route("/account", get(account::show))
        .route("/account/password", post(account::change_password))
        .route("/account/second-factor", get(account::factor::show).post(account::factor::set_up))
        .route("/account/totp.svg", get(account::factor::picture))
        .route("/account/recovery-codes", post(account::factor::renew_codes))
        .route("/account/passkeys", post(account::passkey::make))
        .route("/account/passkeys/ask", post(account::passkey::ask))
        .route("/account/passkeys/remove", post(account::passkey::remove))
        .route("/account/identities", post(account::identity::set_out))
        .route("/account/identities/unlink", post(account::identity::unlink))
        .route("/account/sessions", post(account::end_sessions))
        .route("/account/tokens", post(account::make_token))
        .route("/account/tokens/revoke", post(account::revoke_token))
        .route("/account/calendar", post(account::calendar::make))
}

fn cases() -> Router<Web> {
    Router::new()
        .route("/cases/{id}", get(discharge_case::show))
        .route("/cases/{id}/needs", post(discharge_case::profile_needs))
        .route("/cases/{id}/expected-discharge", post(discharge_case::expect_discharge))
        .route("/cases/{id}/delay", post(discharge_case::explain_delay))
        .route("/cases/{id}/overrides", post(discharge_case::override_readiness))
        .route("/cases/{id}/discharge", post(discharge_case::discharge))
        .route("/cases/{id}/transfer", post(discharge_case::transfer))
        .route("/cases/{id}/close", post(discharge_case::close))
        .route("/cases/{id}/milestones", post(discharge_case::settle_milestone))
        .route("/cases/{id}/rules", get(case_rules::show).post(case_rules::take))
        .route("/cases/{id}/circumstances", post(case_rules::record))
        .route("/emergency", get(emergency::show).post(emergency::take))
        .route("/emergency/end", post(emergency::end))
        .route("/emergency/review", post(emergency::review))
        .route("/emergency/{id}/access", get(access_log::of_emergency))
        .route("/cases/{id}/consents", post(discharge_case::consent::record))
        .route("/cases/{id}/consents/withdraw", post(discharge_case::consent::withdraw))
        .route("/cases/{id}/team", post(discharge_case::join_team))
        .route("/cases/{id}/team/leave", post(discharge_case::leave_team))
        .route("/cases/{id}/team/take-up", post(discharge_case::take_up_team))
        .route("/cases/{id}/duties", post(discharge_case::share_duties))
        .route("/cases/{id}/consultations", post(discharge_case::consult))
        .route("/cases/{id}/conferences/new", get(conference::call::show))
        .route("/cases/{id}/conferences", post(conference::call::draft))
        .route("/cases/{id}/access", get(access_log::of_case))
        .route("/cases/{id}/access/report", get(access_log::report))
        .route("/cases/{id}/plan", get(plan::show).post(plan::write))
        .route("/cases/{id}/plan/family", get(plan::show_family))
        .route("/cases/{id}/plan/edit", get(plan::edit))
}

fn rules() -> Router<Web> {
    Router::new()
        .route("/rules", get(rule::show).post(rule::take))
        .route("/rules/end", post(rule::end))
        .route("/rules/edit", get(rule::edit::show))
        .route("/rules/check", post(rule::edit::check))
        .route("/rules/try", post(rule::edit::run_trial))
        .route("/rules/confirm", get(rule::publish::show).post(rule::publish::ask))
        .route("/rules/publish", post(rule::publish::publish))
        .route("/rules/entry", get(rule::entry::show).post(rule::entry::open))
        .route("/rules/entry/check", post(rule::entry::check))
        .route("/rules/entry/put", post(rule::entry::put))
        .route("/rules/entry/remove", post(rule::entry::remove))
        .layer(DefaultBodyLimit::max(LARGEST_RULES))
}

fn conferences() -> Router<Web> {
    Router::new()
        .route("/conferences", get(conference::diary::show))
        .route("/conferences/{id}", get(conference::show))
        .route("/conferences/{id}/edit", get(conference::call::edit).post(conference::call::revise))
        .route("/conferences/{id}/times", post(conference::times::propose))
        .route("/conferences/{id}/schedule", post(conference::times::schedule))
        .route("/conferences/{id}/move", post(conference::times::reschedule))
        .route("/conferences/{id}/cancel", post(conference::times::cancel))
        .route("/conferences/{id}/answers", post(conference::answers::record))
        .route("/conferences/{id}/attendance", post(conference::minutes::hold))
        .route("/conferences/{id}/minutes", post(conference::minutes::draft))
        .route("/conferences/{id}/minutes/confirm", post(conference::minutes::confirm))
        .route("/conferences/{id}/minutes/amend", post(conference::minutes::amend))
}

fn consultations() -> Router<Web> {
    Router::new()
        .route("/consultations", get(hub_board::show).post(consultation::open))
        .route("/consultations/month", get(hub_month::show))
        .route("/consultations/new", get(consultation::intake))
        .route("/consultations/{id}", get(consultation::show))
        .route("/consultations/{id}/offers", post(consultation::offer::make))
        .route("/consultations/{id}/answer", post(consultation::offer::record_answer))
        .route("/consultations/{id}/withdraw", post(consultation::offer::withdraw))
        .route("/consultations/{id}/confirm", post(consultation::offer::confirm))
        .route("/consultations/{id}/close", post(consultation::close))
}

/// Word of changes to the pages at the same addresses without `/live`.
fn live() -> Router<Web> {
    Router::new()
        .route("/live/board", get(live::board))
        .route("/live/requests", get(live::requests))
        .route("/live/cases/{id}", get(live::case))
        .route("/live/conferences/{id}", get(live::conference))
        .route("/live/consultations/{id}", get(live::consultation))
}

fn records() -> Router<Web> {
    Router::new()
        .route("/organization/records", get(records::show))
        .route("/organization/records/retention", post(records::settle))
        .route("/organization/records/holds", post(records::hold))
        .route("/organization/records/holds/lift", post(records::lift))
        .route("/organization/records/erasures", post(records::erase))
        .route("/organization/records/certificates/{id}", get(records::show_certificate))
}

fn organizations() -> Router<Web> {
    Router::new()
        .route("/organization", get(organization::show))
        .route("/organization/invitations", post(organization::invite))
        .route("/organization/invitations/withdraw", post(organization::withdraw))
        .route("/organization/invitations/accept", post(organization::accept))
        .route("/organization/requests", post(organization::ask_for_role))
        .route("/organization/requests/confirm", post(organization::give_role))
        .route("/organization/requests/refuse", post(organization::deny_role))
        .route("/organization/profile", get(keep_organization::show).post(keep_organization::state))
        .route("/organization/profile/confirm", post(keep_organization::confirm))
        .route("/organization/profile/contact", post(keep_organization::set_contact))
        .route("/organization/profile/hours", post(keep_organization::set_hours))
        .route("/organization/profile/rooms", post(keep_organization::new_room))
        .route("/organization/deliveries", get(delivery::show))
        .route("/organization/deliveries/again", post(delivery::again))
        .route("/directory", get(directory::show))
        .route("/directory/{id}", get(keep_organization::show).post(keep_organization::state))
        .route("/directory/{id}/confirm", post(keep_organization::confirm))
        .route("/directory/{id}/contact", post(keep_organization::set_contact))
        .route("/directory/{id}/hours", post(keep_organization::set_hours))
        .route("/organization/review", get(organization::show_review).post(organization::confirm_rights))
        .route("/organization/members/{id}", get(organization::show_member))
        .route("/organization/members/{id}/profession", post(organization::change_profession))
        .route("/organization/members/{id}/lay-down", post(organization::lay_down))
        .route("/organization/members/{id}/reset", post(organization::send_reset))
        .route("/organization/members/{id}/end", post(organization::end))
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cookie_travels_as_that_of_the_session_does() {
        let sent = |cookies: Cookies| {
            let mut headers = HeaderMap::new();
            for cookie in ["kaname_language=en; Path=/; SameSite=Lax", &cookies.keep("secret")] {
                headers.append(header::SET_COOKIE, cookie.parse().unwrap());
            }
            cookies.protect(&mut headers);
            let cookies = headers.get_all(header::SET_COOKIE).iter();
            cookies.map(|cookie| cookie.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let secure = sent(Cookies::Secure);
        assert_eq!(secure.len(), 2);
        for cookie in secure {
            assert_eq!(cookie.matches("; Secure").count(), 1, "{cookie}");
        }
        assert!(sent(Cookies::Plain).iter().all(|cookie| !cookie.contains("Secure")));
    }
}
