//! Who is asking: the one place where a request becomes an actor. A browser comes with the secret of a
//! session in its cookie, a program with an access token as a bearer token.

use app::{App, Credential, access_token, break_glass::ConfirmedAt, web_session};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::access::Member;
use web::Cookies;

/// What the sign-in needs.
#[derive(Clone)]
pub(crate) struct SignIn {
    pub(crate) app: App,
    pub(crate) cookies: Cookies,
}

/// What a request says of who is asking.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    Token(String),
    Session(String),
}

/// Puts `Option<Member>` into the request, `Option<Visitor>` beside it, and the `Credential` of a member.
pub(crate) async fn sign_in(
    State(SignIn { app, cookies }): State<SignIn>,
    mut request: Request,
    next: Next,
) -> Response {
    let app = match request.extensions().get::<app::Ledger>() {
        Some(ledger) => app.noting(ledger),
        None => app,
    };
    let said = match said(cookies, request.headers(), request.uri().path()) {
        Ok(said) => said,
        Err(status) => return status.into_response(),
    };
    let (credential, found) = match said {
        Said::Nothing => (None, Ok((None, None))),
        Said::Token(token) => {
            let member = access_token::member_by_token(&app, &token).await;
            (Some(Credential::token(&token)), member.map(|member| (Some(member), None)))
        }
        Said::Session(secret) => {
            let visitor = if is_by_itself(request.headers(), request.uri().path()) {
                web_session::visitor_unnoted(&app, &secret).await
            } else {
                web_session::visitor(&app, &secret).await
            };
            let is_provided = visitor.as_ref().is_ok_and(|visitor| visitor.within.is_some());
            let credential =
                if is_provided { Credential::provided(&secret) } else { Credential::session(&secret) };
            (Some(credential), visitor.map(|visitor| (visitor.member, Some(visitor))))
        }
    };
    let (member, visitor) = match found {
        Ok(found) => found,
        Err(app::Error::Unauthenticated) => (None, None),
        Err(error) => {
            tracing::error!(%error, "sign-in is not possible");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    if let Some(at) = visitor.as_ref().and_then(|visitor| visitor.session.confirmed_at()) {
        request.extensions_mut().insert(ConfirmedAt(at));
    }
    if let Some(credential) = credential.filter(|_| member.is_some()) {
        request.extensions_mut().insert(credential);
    }
    request.extensions_mut().insert::<Option<Member>>(member);
    request.extensions_mut().insert::<Option<web_session::Visitor>>(visitor);
    next.run(request).await
}

/// Whether a page asks by itself, with nobody in front of it: then a session goes on towards its end.
fn is_by_itself(headers: &HeaderMap, path: &str) -> bool {
    path.starts_with("/live/") || headers.get("x-requested-by").is_some_and(|by| by == "refresh")
}

/// Who a request says is asking. A cookie speaks for a program only beside `x-requested-by`, which no foreign
/// page can send (a form posted across sites cannot set it).
fn said(cookies: Cookies, headers: &HeaderMap, path: &str) -> Result<Said, StatusCode> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let value = value.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
        let token = value.strip_prefix("Bearer ").ok_or(StatusCode::BAD_REQUEST)?;
        return Ok(Said::Token(token.trim().to_owned()));
    }
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let found = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == cookies.session());
    let Some((_, secret)) = found else { return Ok(Said::Nothing) };
    // A WebSocket checks its origin itself.
    if path == "/graphql" && !headers.contains_key("x-requested-by") {
        return Err(StatusCode::FORBIDDEN);
    }
    Ok(Said::Session(secret.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_cookie_speaks_to_the_api_only_beside_a_custom_header() {
        let cookie = ("cookie", "other=1; kaname=x");
        let session = Ok(Said::Session("x".into()));
        assert_eq!(said(Cookies::Plain, &headers(&[cookie]), "/board"), session);
        assert_eq!(said(Cookies::Plain, &headers(&[cookie]), "/graphql"), Err(StatusCode::FORBIDDEN));
        let both = headers(&[cookie, ("x-requested-by", "board")]);
        assert_eq!(said(Cookies::Plain, &both, "/graphql"), session);
    }

    #[test]
    fn over_tls_only_the_cookie_bound_to_this_host_counts() {
        let plain = headers(&[("cookie", "kaname=x")]);
        assert_eq!(said(Cookies::Secure, &plain, "/"), Ok(Said::Nothing));
        let bound = headers(&[("cookie", "kaname=x; __Host-kaname=y")]);
        assert_eq!(said(Cookies::Secure, &bound, "/"), Ok(Said::Session("y".into())));
    }

    #[test]
    fn a_bearer_token_comes_first_and_other_schemes_are_refused() {
        let bearer = headers(&[("authorization", "Bearer kaname_y"), ("cookie", "kaname=x")]);
        assert_eq!(said(Cookies::Plain, &bearer, "/graphql"), Ok(Said::Token("kaname_y".into())));
        let basic = headers(&[("authorization", "Basic eA==")]);
        assert_eq!(said(Cookies::Plain, &basic, "/"), Err(StatusCode::BAD_REQUEST));
    }
}
