//! The yearly review: everyone with their rights on one sheet, each to be found right by somebody else.

use app::review_rights::{Colleague, ReviewSheet, review_rights, review_sheet};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    membership::RightsReview,
    person::{Membership, Person},
};

use crate::{
    board::Chip,
    error::Fault,
    form::{Attempt, Failure, Fields, Form},
    page::{Page, Visit, after, html},
};

#[derive(Template)]
#[template(path = "organization_review.html")]
pub(super) struct ReviewPage {
    pub page: Page,
    pub today: String,
    pub rows: Vec<Row>,
}

pub(super) struct Row {
    name: String,
    profession: String,
    role: String,
    since: String,
    seen: String,
    tokens: Vec<String>,
    reviewed: Vec<String>,
    due: Option<Chip>,
    form: Option<Form>,
}

/// `GET /organization/review`
pub async fn show(visit: Visit) -> Result<Response, Fault> {
    shown(&visit, None).await
}

async fn shown(visit: &Visit, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let sheet = review_sheet(&visit.session()).await?;
    let page = visit.page(attempt).await?;
    html(page.status(), &review_page(page, &sheet, visit.member.person))
}

pub(super) fn review_page(page: Page, sheet: &ReviewSheet, me: Id<Person>) -> ReviewPage {
    let rows = sheet.colleagues.iter().map(|colleague| row(&page, sheet, colleague, me)).collect();
    ReviewPage { today: page.wording.day_and_year(page.today), rows, page }
}

fn row(page: &Page, sheet: &ReviewSheet, colleague: &Colleague, me: Id<Person>) -> Row {
    let Colleague { membership, person, reviewed, is_due } = colleague;
    let day = |at: domain::Timestamp| page.wording.day_and_year(at.day());
    let tokens = sheet.tokens.iter().filter(|token| token.membership == membership.id);
    let tokens = tokens.map(|token| {
        let used = token.last_used_at.map_or_else(|| page.t("staff-never"), day);
        let values = [
            ("label", token.label.as_str().into()),
            ("day", day(token.expires_at).into()),
            ("used", used.into()),
        ];
        page.wording.text_with("staff-token-until", &values)
    });
    let by = |review: &RightsReview| sheet.people.get(&review.by).map(|person| person.name.to_string());
    let form = || {
        page.form(&format!("right-{}", membership.id), "/organization/review")
            .with("membership", membership.id)
            .submit("staff-still-right-action")
    };
    Row {
        name: person.name.to_string(),
        profession: page.label(membership.profession),
        role: page.label(membership.role),
        since: day(membership.from),
        seen: sheet.seen.get(&membership.id).map_or_else(|| page.t("staff-never"), |at| day(*at)),
        tokens: tokens.collect(),
        reviewed: match reviewed {
            Some(review) => [day(review.at)].into_iter().chain(by(review)).collect(),
            None => vec![page.t("staff-never")],
        },
        due: is_due.then(|| Chip { tone: "warn", mark: "!", text: page.t("staff-due") }),
        form: (person.id != me || sheet.is_alone).then(form),
    }
}

/// `POST /organization/review`: somebody's rights are still right.
pub async fn confirm(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let id = visit.read(&fields, |f| f.id::<Membership>("membership"))?;
        Ok::<_, Failure>(review_rights(&visit.session(), id).await?)
    };
    let done = done.await;
    let form = format!("right-{}", fields.get("membership"));
    match done {
        Ok(_) => Ok(after("/organization/review", "saved-done")),
        Err(failure) => shown(&visit, visit.attempt(&form, fields, failure)?).await,
    }
}
