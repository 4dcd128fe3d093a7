//! Today's admissions, pasted from the hospital's own system: read, looked over, registered.

mod view;

use app::{
    IdempotencyKey,
    admission_list::{
        AdmissionList, ForAll, PastedList, Remembers, decode_list, forget_columns, read_admission_list,
        remembered_columns,
    },
    register_admissions::register_admission_list,
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    admission_list::{ListColumn, ListRefusal, Settlement},
    discharge_case::WardClass,
    text::Line,
};
use uuid::Uuid;

use self::view::ListView;
use crate::{
    error::Fault,
    form::{Attempt, Failure, Fields, Form, Reader, Upload},
    page::{Page, Visit, after, html},
};

#[derive(Template)]
#[template(path = "admission_list.html")]
struct ListPage {
    page: Page,
    /// Where a list is pasted, as long as none is there.
    paste: Option<Form>,
    forget: Option<Form>,
    list: Option<ListView>,
}

/// `GET /admissions/list`
pub async fn show(visit: Visit) -> Result<Response, Fault> {
    ask(&visit, None).await
}

/// `POST /admissions/list`
pub async fn read(visit: Visit, upload: Upload) -> Result<Response, Fault> {
    let fields = match text_of(&visit, upload) {
        Ok(fields) => fields,
        Err(attempt) => return ask(&visit, attempt?).await,
    };
    let (key, list) = pasted(&fields, &visit);
    let problems = visit.read(&fields, for_all).err();
    let read = read_admission_list(&visit.session(), &key, &list).await;
    answer(&visit, (&key, &list), fields, read, problems).await
}

/// `POST /admissions/list/register`
pub async fn register(visit: Visit, upload: Upload) -> Result<Response, Fault> {
    let fields = match text_of(&visit, upload) {
        Ok(fields) => fields,
        Err(attempt) => return ask(&visit, attempt?).await,
    };
    let (key, list) = pasted(&fields, &visit);
    let problems = visit.read(&fields, for_all).err();
    let done = match problems {
        None => register_admission_list(&visit.session(), &key, &list).await,
        Some(_) => read_admission_list(&visit.session(), &key, &list).await,
    };
    answer(&visit, (&key, &list), fields, done, problems).await
}

/// `POST /admissions/list/forget`
pub async fn forget(visit: Visit) -> Result<Response, Fault> {
    forget_columns(&visit.session()).await?;
    Ok(after("/admissions/list", "list-forget-done"))
}

/// The page where a list is pasted.
async fn ask(visit: &Visit, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let remembers = remembered_columns(&session).await?;
    let page = visit.page(attempt).await?;
    let paste = page
        .form("paste", "/admissions/list")
        .key(session.id::<()>())
        .long_note("list")
        .hint("list-paste-hint")
        .file("file")
        .hint("list-file-hint")
        .submit("list-read-action");
    let forget = (remembers == Remembers::Columns)
        .then(|| page.form("forget", "/admissions/list/forget").submit_quietly("list-forget-action"));
    html(page.status(), &ListPage { paste: Some(paste), forget, list: None, page })
}

/// The page of a list, or again the one where it is pasted when it cannot be read as a whole.
async fn answer(
    visit: &Visit,
    (key, pasted): (&IdempotencyKey, &PastedList),
    fields: Fields,
    list: Result<AdmissionList, app::Error>,
    problems: Option<Failure>,
) -> Result<Response, Fault> {
    let list = match list {
        Ok(list) => list,
        Err(error) => {
            let attempt = visit.attempt("paste", fields, error.into())?;
            return ask(visit, attempt).await;
        }
    };
    let typed = fields.clone();
    let attempt = problems.map(|failure| visit.attempt("list", fields, failure)).transpose()?.flatten();
    let page = visit.page(attempt).await?;
    let list = ListView::new(&page, key, pasted, list, &typed);
    html(page.status(), &ListPage { paste: None, forget: None, list: Some(list), page })
}

/// What was sent, with the text of the file in the place of the pasted one where a file was chosen.
fn text_of(visit: &Visit, upload: Upload) -> Result<Fields, Result<Option<Attempt>, Fault>> {
    let attempt = |fields, refusal: app::Error| Err(visit.attempt("paste", fields, refusal.into()));
    match upload {
        Upload::TooLarge => attempt(Fields::default(), ListRefusal::TooLong.into()),
        Upload::Whole { fields, file: None } => Ok(fields),
        Upload::Whole { fields, file: Some(bytes) } => match decode_list(&visit.session(), &bytes) {
            Ok(text) => Ok(fields.with("list", text)),
            Err(error) => attempt(fields.with("file", String::new()), error),
        },
    }
}

/// What holds for all rows, with what is wrong with it.
fn for_all(f: &mut Reader<'_>) -> Option<ForAll> {
    let admitted_on = f.optional_day("admittedOn");
    let ward = f.optional("ward", Line::parse);
    Some(ForAll { admitted_on: admitted_on?, ward: ward? })
}

/// The list as it was sent. What makes no sense in it counts as not said: the page shows it and asks again.
fn pasted(fields: &Fields, visit: &Visit) -> (IdempotencyKey, PastedList) {
    let session = visit.session();
    let key = IdempotencyKey::parse(fields.get("idempotencyKey").trim());
    let key = key.unwrap_or_else(|_| IdempotencyKey::from(session.id::<()>()));
    let mut list = PastedList { text: fields.get("list").to_owned(), ..PastedList::default() };
    list.for_all = fields.read(visit.wording, for_all).unwrap_or_default();
    if !fields.has("admittedOn") {
        list.for_all.admitted_on = Some(session.today());
    }
    for (name, value) in fields.iter() {
        let mut parts = name.splitn(3, '-');
        let (what, row) = (parts.next().unwrap_or_default(), parts.next().and_then(|row| row.parse().ok()));
        match (what, row, parts.next()) {
            ("without", None, None) => list.left_out.extend(value.parse::<usize>()),
            // Only what is not as the page would have it is said.
            ("column", Some(nth), None) if fields.get(&format!("unsaid-{nth}")) != value => {
                list.columns.extend(ListColumn::parse(value).map(|meaning| (nth, meaning)));
            }
            ("answer", Some(row), None) => {
                list.answers.extend(read_settlement(value).map(|answer| (row, answer)));
            }
            ("cell", Some(row), Some(code)) => {
                let column = ListColumn::parse(code);
                list.corrections.extend(column.map(|column| ((row, column), value.to_owned())));
            }
            ("class", Some(nth), None) => {
                let ward = fields.get(&format!("ward-{nth}")).to_owned();
                list.ward_classes.extend(WardClass::parse(value).map(|class| (ward, class)));
            }
            _ => {}
        }
    }
    (key, list)
}

/// An answer as the page writes it.
fn read_settlement(text: &str) -> Option<Settlement> {
    match text.split_once(':') {
        None if text == "keep" => Some(Settlement::KeepRecord),
        None if text == "other" => Some(Settlement::SomebodyElse),
        Some(("correct", version)) => Some(Settlement::CorrectRecord { version: version.parse().ok()? }),
        Some(("same", id)) => Some(Settlement::SamePerson(Id::new(id.parse::<Uuid>().ok()?))),
        _ => None,
    }
}

/// An answer as [`read_settlement`] reads it.
fn settlement_text(answer: Settlement) -> String {
    match answer {
        Settlement::KeepRecord => "keep".to_owned(),
        Settlement::CorrectRecord { version } => format!("correct:{version}"),
        Settlement::SamePerson(id) => format!("same:{id}"),
        Settlement::SomebodyElse => "other".to_owned(),
    }
}
