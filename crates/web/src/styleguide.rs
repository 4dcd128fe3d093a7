//! The parts that pages are made of, side by side, for who builds pages. Shown by the demo alone.

use askama::Template;
use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use domain::milestone::Standing;

use crate::{
    Web,
    board::{Chip, tone},
    form::{Attempt, Choice, Fields, Form, Returned},
    page::{self, Page, html},
};

#[derive(Template)]
#[template(path = "styleguide.html")]
struct Styleguide {
    page: Page,
    chips: Vec<Chip>,
    form: Form,
    wrong: Form,
}

/// The page that shows every part.
pub fn styleguide(web: &Web, headers: &HeaderMap) -> Response {
    let page = Page::anonymous(web, page::wording(headers), None);
    let view = Styleguide { chips: chips(&page), form: form(&page, None), wrong: wrong(&page), page };
    html(StatusCode::OK, &view).into_response()
}

fn chips(page: &Page) -> Vec<Chip> {
    let standings = [
        Standing::Overdue { days: 2 },
        Standing::DueToday,
        Standing::Upcoming { days: 3 },
        Standing::Upcoming { days: 9 },
        Standing::Undated,
        Standing::Settled,
    ];
    let chip = |standing| {
        let (tone, mark) = tone(standing);
        Chip { tone, mark, text: page.wording.standing(standing) }
    };
    standings.map(chip).into()
}

fn form(page: &Page, attempt: Option<&Attempt>) -> Form {
    let name = if attempt.is_some() { "wrong" } else { "right" };
    let choices = || ["1", "2", "3"].map(|n| Choice::new(n, page.with("common-items", "count", n))).to_vec();
    let returned = Returned::default();
    Form::new(page.wording, attempt.map(|attempt| (attempt, &returned)), None, name, "/styleguide".into())
        .get()
        .version(1)
        .line("name", page.t("admission-patient"))
        .required()
        .birthday("bornOn")
        .day("admittedOn", Some(page.today))
        .select("ward", choices(), "2")
        .radios("outcome", choices(), "1")
        .checks("needs", choices(), vec!["1".into(), "3".into()])
        .note("note", "")
        .submit("common-save-action")
        .choose("how", "other", "common-edit-action")
}

fn wrong(page: &Page) -> Form {
    let typed =
        Fields::from([("expectedVersion", "0"), ("name", ""), ("bornOn", "1946-13-01"), ("ward", "3")]);
    let read = typed.read(page.wording, |f| f.day("bornOn"));
    let attempt = read.err().and_then(|failure| Attempt::new(page.wording, "wrong", typed, failure).ok());
    let contested = attempt.map(|attempt| Attempt { standing: StatusCode::CONFLICT.into(), ..attempt });
    form(page, contested.as_ref())
}
