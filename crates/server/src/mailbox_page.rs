//! The demo's own pages: its mailbox, and the doors through which demo people sign in.

use app::{access_token, web_session};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use tower_http::set_header::SetResponseHeaderLayer;
use web::Web;

use crate::mailbox::{Mailbox, read};

#[derive(Clone)]
struct Demo {
    web: Web,
    mailbox: Mailbox,
    doors: Vec<(&'static str, String)>,
}

/// `/mailbox`, `/styleguide`, `/demo`, `/demo/sign-in/{token}`: each door is somebody in words and a token. Mounted by the demo
/// and by tests only.
pub fn routes(web: Web, mailbox: Mailbox, doors: Vec<(&'static str, String)>) -> Router {
    Router::new()
        .route("/mailbox", get(list))
        .route("/mailbox/{id}", get(show))
        .route("/styleguide", get(parts))
        .route("/demo", get(entrance))
        .route("/demo/sign-in/{token}", get(enter))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(web::CONTENT_SECURITY_POLICY),
        ))
        .with_state(Demo { web, mailbox, doors })
}

/// The parts pages are made of.
async fn parts(State(demo): State<Demo>, headers: HeaderMap) -> Response {
    web::styleguide(&demo.web, &headers)
}

async fn enter(State(demo): State<Demo>, Path(token): Path<String>) -> Response {
    let opened = match access_token::member_by_token(&demo.web.app, &token).await {
        Ok(member) => web_session::begin_demo(&demo.web.app, member.membership).await,
        Err(error) => Err(error),
    };
    let cookie =
        opened.ok().and_then(|opened| HeaderValue::try_from(demo.web.cookies.keep(&opened.secret)).ok());
    let Some(cookie) = cookie else {
        return (StatusCode::NOT_FOUND, "this address no longer works\n").into_response();
    };
    let mut response = Redirect::to("/").into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

async fn entrance(State(demo): State<Demo>) -> Html<String> {
    let doors: String = demo
        .doors
        .iter()
        .map(|(who, token)| format!("<li><a href=\"/demo/sign-in/{token}\">{}</a></li>", escaped(who)))
        .collect();
    page("デモの入口", &format!("<ul>{doors}</ul><p><a href=\"/mailbox\">メール</a></p>"))
}

async fn list(State(demo): State<Demo>) -> Html<String> {
    let mut rows = String::new();
    for mail in demo.mailbox.messages().iter().rev() {
        let read = read(mail);
        rows.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td><a href=\"/mailbox/{}\">{}</a></td></tr>",
            mail.id,
            escaped(&read.to),
            mail.id,
            escaped(&read.subject)
        ));
    }
    page(
        "デモのメール",
        &format!(
            "<table class=\"list\"><thead><tr><th>#</th><th>宛先</th><th>件名</th></tr></thead><tbody>{rows}</tbody></table>"
        ),
    )
}

async fn show(State(demo): State<Demo>, Path(id): Path<u64>) -> Response {
    let Some(mail) = demo.mailbox.messages().into_iter().find(|mail| mail.id == id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let read = read(&mail);
    let links: String =
        read.links.iter().map(|link| format!("<li><a href=\"{0}\">{0}</a></li>", escaped(link))).collect();
    let calendar = read.calendar.map_or_else(String::new, |calendar| {
        format!("<h2>カレンダー</h2><pre class=\"written\">{}</pre>", escaped(&calendar))
    });
    page(
        &read.subject,
        &format!(
            "<p><a href=\"/mailbox\">← メール</a></p><p>宛先: {}</p><pre class=\"written\">{}</pre><h2>リンク</h2><ul>{links}</ul>{calendar}",
            escaped(&read.to),
            escaped(&read.text)
        ),
    )
    .into_response()
}

fn page(title: &str, body: &str) -> Html<String> {
    let title = escaped(title);
    Html(format!(
        "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"{}\"></head><body><main><h1>{title}</h1>{body}</main></body></html>",
        web::stylesheet()
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
