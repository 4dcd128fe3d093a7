use axum::http::HeaderValue;

use super::*;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse::<HeaderValue>().unwrap())).collect()
}

#[test]
fn only_json_in_utf8_is_taken() {
    let takes = |kind| is_json(&headers(&[("content-type", kind)]));
    for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""]
    {
        assert!(takes(kind), "{kind}");
    }
    for kind in [
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=shift_jis",
        "application/json; boundary=x",
        "application/json, text/plain",
        "application/jsonp",
    ] {
        assert!(!takes(kind), "{kind}");
    }
    assert!(!is_json(&HeaderMap::new()));
}

#[test]
fn a_cookie_without_a_token_is_a_browsers() {
    assert!(is_by_browser(&headers(&[("cookie", "session=1")])));
    assert!(!is_by_browser(&headers(&[("cookie", "session=1"), ("authorization", "Bearer x")])));
    assert!(!is_by_browser(&headers(&[])));
}

#[test]
fn the_answer_is_of_the_type_that_is_accepted() {
    for (accept, kind) in [
        ("application/graphql-response+json", RESPONSE_JSON),
        ("application/json, application/graphql-response+json;q=0.9", RESPONSE_JSON),
        ("application/graphql-response+json;q=0", JSON),
        ("application/json", JSON),
        ("*/*", JSON),
    ] {
        assert_eq!(Reply::to(&headers(&[("accept", accept)]), Uuid::nil()).content_type, kind, "{accept}");
    }
}

#[tokio::test]
async fn a_body_is_read_or_refused_by_name() {
    let long =
        format!(r#"{{"query": "{{ a }}", "variables": {{"a": "{}"}}}}"#, "a".repeat(gate::LONGEST_BODY));
    let bomb = r#"{"query": "{ ...A } fragment A on Q { ...A }"}"#;
    for (body, reason) in [
        (long.as_str(), Some(Reason::BodyTooLong)),
        (r#" [{"query": "{ a }"}]"#, Some(Reason::Batch)),
        ("", Some(Reason::NotARequest)),
        ("{}", Some(Reason::NotARequest)),
        (r#"{"query": "{ a }", "variables": []}"#, Some(Reason::NotARequest)),
        (bomb, Some(Reason::Cycle)),
        (r#"{"query": "{ a }", "variables": null, "operationName": null}"#, None),
        (
            r#"{"query": "query A { a }", "operationName": "A", "variables": {"b": 1}, "extensions": {}}"#,
            None,
        ),
    ] {
        let read = read(Body::from(body.to_owned())).await;
        assert_eq!(read.err().map(|(_, reason)| reason), reason, "{}", &body[..body.len().min(60)]);
    }
}
