//! Who is asking: the one place where a request becomes an actor. Until people sign in with accounts of their
//! own, an access token stands for a member: as a bearer token for programs, in a cookie for browsers.

use app::App;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::access::Member;

/// Name of the cookie that holds a browser's token.
pub(crate) const COOKIE: &str = "kaname_token";

/// Puts `Option<Member>` into the request.
pub(crate) async fn sign_in(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let member = match token(request.headers(), request.uri().path()) {
        Ok(None) => None,
        Ok(Some(token)) => match app.sign_in(&token).await {
            Ok(member) => Some(member),
            Err(app::Error::Unauthenticated) => None,
            Err(error) => {
                tracing::error!(%error, "sign-in is not possible");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        },
        Err(status) => return status.into_response(),
    };
    request.extensions_mut().insert::<Option<Member>>(member);
    next.run(request).await
}

/// The token of a request. A cookie speaks for a program only beside `x-requested-by`, which no foreign page
/// can send (a form posted across sites cannot set it).
fn token(headers: &HeaderMap, path: &str) -> Result<Option<String>, StatusCode> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let value = value.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
        let token = value.strip_prefix("Bearer ").ok_or(StatusCode::BAD_REQUEST)?;
        return Ok(Some(token.trim().to_owned()));
    }
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let found = cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE);
    let Some((_, token)) = found else { return Ok(None) };
    if path.starts_with("/graphql") && !headers.contains_key("x-requested-by") {
        return Err(StatusCode::FORBIDDEN);
    }
    Ok(Some(token.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_cookie_speaks_to_the_api_only_beside_a_custom_header() {
        let cookie = ("cookie", "other=1; kaname_token=kaname_x");
        assert_eq!(token(&headers(&[cookie]), "/board"), Ok(Some("kaname_x".into())));
        assert_eq!(token(&headers(&[cookie]), "/graphql"), Err(StatusCode::FORBIDDEN));
        let both = headers(&[cookie, ("x-requested-by", "board")]);
        assert_eq!(token(&both, "/graphql"), Ok(Some("kaname_x".into())));
    }

    #[test]
    fn a_bearer_token_comes_first_and_other_schemes_are_refused() {
        let bearer = headers(&[("authorization", "Bearer kaname_y"), ("cookie", "kaname_token=kaname_x")]);
        assert_eq!(token(&bearer, "/graphql"), Ok(Some("kaname_y".into())));
        assert_eq!(token(&headers(&[("authorization", "Basic eA==")]), "/"), Err(StatusCode::BAD_REQUEST));
    }
}
