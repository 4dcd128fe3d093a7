//! Consultations: taking them, finding who could help, asking, and closing.

pub mod offer;
mod shortlist;

use app::{
    IdempotencyKey,
    consultation::{ConsultationFile, consultation_file},
    directory,
    open_consultation::{About, OpenConsultation, close_consultation, open_consultation},
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    consultation::{Consultation, ConsultationOutcome, ConsultationState, Subject},
    needs::Need,
    organization::ServiceKind,
    patient::Sex,
    place::Municipality,
    text::{MunicipalityCode, Note},
};
use serde::Deserialize;

use self::{offer::OfferView, shortlist::ShortlistView};
use crate::{
    discharge_case::Fact,
    error::Fault,
    form::{Attempt, Choice, Failure, Fields, Form, Reader, choices, labels},
    page::{At, Page, Query, Visit, after, html},
};

#[derive(Template)]
#[template(path = "intake.html")]
struct IntakePage {
    page: Page,
    form: Form,
}

#[derive(Template)]
#[template(path = "consultation.html")]
struct ConsultationPage {
    page: Page,
    state: String,
    waiting: String,
    withheld: Option<String>,
    case: Option<(String, String)>,
    facts: Vec<Fact>,
    offers: Vec<OfferView>,
    shortlists: Vec<ShortlistView>,
    close_form: Option<Form>,
}

/// The patient without a name, in one line.
pub fn about(page: &Page, subject: &Subject, municipalities: &[Municipality]) -> String {
    let Subject { age_from, sex, municipality, location: _, needs, expected_discharge_on: _ } = subject;
    let age = age_from.map_or_else(|| page.t("common-unknown"), |from| page.wording.age_band(from));
    let place = place(page, municipality.as_ref(), municipalities);
    format!("{age} {} {place} {}", page.label(*sex), labels(page.wording, needs.iter()))
}

/// The name of a municipality.
pub fn place(page: &Page, code: Option<&MunicipalityCode>, all: &[Municipality]) -> String {
    let name = code.map(|code| {
        all.iter().find(|m| m.code == *code).map_or_else(|| code.to_string(), |m| m.name.to_string())
    });
    name.unwrap_or_else(|| page.t("common-unknown"))
}

/// The patient without a name.
pub fn subject(page: &Page, subject: &Subject, municipalities: &[Municipality]) -> Vec<Fact> {
    let Subject { age_from, sex, municipality, location: _, needs, expected_discharge_on } = subject;
    let age = age_from.map_or_else(|| page.t("common-unknown"), |from| page.wording.age_band(from));
    let fact = |key: &str, value: String| Fact { label: page.t(key), value };
    let needs = labels(page.wording, needs.iter());
    vec![
        fact("hub-age", age),
        fact("hub-sex", page.label(*sex)),
        fact("hub-municipality", place(page, municipality.as_ref(), municipalities)),
        fact("hub-needs", if needs.is_empty() { page.t("common-none") } else { needs }),
        fact(
            "admission-expected-discharge-on",
            expected_discharge_on.map_or_else(
                || page.t("common-undecided"),
                |day| page.wording.day_and_distance(day, page.today),
            ),
        ),
    ]
}

/// `GET /consultations/new`
pub async fn intake(visit: Visit) -> Result<Response, Fault> {
    intake_page(&visit, None).await
}

async fn intake_page(visit: &Visit, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let mut places = vec![Choice::none(visit.wording, "common-unknown")];
    let known = directory::municipalities(&session).await?;
    places.extend(known.iter().map(|m| Choice::new(m.code.as_str(), m.name.as_str())));
    let page = visit.page(attempt).await?;
    let mut ages = vec![Choice::none(visit.wording, "common-unknown")];
    ages.extend((0..=100_u8).step_by(10).map(|from| Choice::new(from, page.wording.age_band(from))));
    let form = page
        .form("intake", "/consultations")
        .key(session.id::<()>())
        .select("ageFrom", ages, "")
        .begin_here()
        .radios("sex", choices(page.wording, Sex::ALL), Sex::Unknown.code())
        .select("municipality", places, "")
        .checks("needs", choices(page.wording, Need::ALL), vec![])
        .checks("services", choices(page.wording, ServiceKind::ALL), vec![])
        .required()
        .note("note", "")
        .called(page.t("hub-note"))
        .hint("form-no-name-hint")
        .submit("hub-intake-action");
    html(page.status(), &IntakePage { form, page })
}

/// `POST /consultations`
pub async fn open(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, input) = visit.read(&fields, consultation)?;
        Ok::<_, Failure>(open_consultation(&visit.session(), &key, input).await?)
    };
    match done.await {
        Ok(consultation) => Ok(after(&format!("/consultations/{}", consultation.id), "hub-intake-done")),
        Err(failure) => {
            let attempt = visit.attempt("intake", fields, failure)?;
            intake_page(&visit, attempt).await
        }
    }
}

fn consultation(f: &mut Reader<'_>) -> Option<(IdempotencyKey, OpenConsultation)> {
    let key = f.key();
    let age_from = if f.is_blank("ageFrom") { Some(None) } else { f.number("ageFrom").map(Some) };
    let sex = f.choice("sex", Sex::parse);
    let municipality = f.optional("municipality", MunicipalityCode::parse);
    let needs = f.choices("needs", Need::parse);
    let services = f.choices("services", ServiceKind::parse);
    let note = f.optional("note", Note::parse);
    let about = About::Unregistered {
        age_from: age_from?,
        sex: sex?,
        municipality: municipality?,
        needs: needs?.into_iter().collect(),
    };
    let input = OpenConsultation { hub: None, about, services: services?, note: note?, consent: None };
    Some((key?, input))
}

/// How much of the shortlists to show.
#[derive(Debug, Default, Deserialize)]
pub struct Shown {
    all: Option<String>,
}

/// `GET /consultations/{id}`
pub async fn show(
    visit: Visit,
    At(id): At<Consultation>,
    Query(Shown { all }): Query<Shown>,
) -> Result<Response, Fault> {
    shown(&visit, id, all.as_deref(), None).await
}

/// What follows on a form of the consultation's page: the page again.
async fn finish<T>(
    visit: &Visit,
    id: Id<Consultation>,
    (form, fields): (&str, Fields),
    done: Result<T, Failure>,
    said: &'static str,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after(&format!("/consultations/{id}"), said)),
        Err(failure) => {
            let attempt = visit.attempt(form, fields, failure)?;
            shown(visit, id, None, attempt).await
        }
    }
}

async fn shown(
    visit: &Visit,
    id: Id<Consultation>,
    all: Option<&str>,
    attempt: Option<Attempt>,
) -> Result<Response, Fault> {
    let session = visit.session();
    let ConsultationFile { consultation, offers, case, organizations } =
        consultation_file(&session, id).await?;
    let municipalities = directory::municipalities(&session).await?;
    let page = visit.page(attempt).await?;
    let is_hub = consultation.hub == visit.member.organization;
    let is_open = consultation.state == ConsultationState::Open;
    let mut shortlists = vec![];
    if is_open {
        for &service in &consultation.services {
            let more = all == Some(service.code());
            shortlists.push(
                shortlist::shown(&session, &page, &consultation, service, &offers, is_hub, more).await?,
            );
        }
    }
    let context = offer::Context {
        organizations: &organizations,
        municipality: place(&page, consultation.subject.municipality.as_ref(), &municipalities),
        is_hub,
    };
    let views = offers.iter().rev().map(|o| offer::view(&page, &consultation, o, &context)).collect();
    let named = |id| organizations.get(&id).map(|o| o.name.to_string()).unwrap_or_default();
    let mut facts = subject(&page, &consultation.subject, &municipalities);
    facts.push(Fact {
        label: page.t("hub-services"),
        value: labels(page.wording, consultation.services.iter().copied()),
    });
    facts.push(Fact {
        label: page.t("hub-requested-by"),
        value: consultation.requested_by.map_or_else(|| page.t("hub-requested-by-unknown"), named),
    });
    facts.push(Fact { label: page.t("form-hub"), value: named(consultation.hub) });
    facts
        .extend(consultation.note.as_ref().map(|n| Fact { label: page.t("hub-note"), value: n.to_string() }));
    html(
        page.status(),
        &ConsultationPage {
            state: match &consultation.state {
                ConsultationState::Open => page.label(&consultation.state),
                ConsultationState::Closed { at, outcome } => {
                    format!(
                        "{} {} {}",
                        page.label(&consultation.state),
                        page.label(*outcome),
                        page.wording.moment(*at)
                    )
                }
            },
            waiting: page.with("hub-received", "time", page.wording.moment(consultation.received_at)),
            withheld: consultation
                .withheld
                .map(|since| page.with("consent-hub-withheld", "time", page.wording.moment(since))),
            case: case.map(|(case, patient)| (format!("/cases/{}", case.id), patient.name.to_string())),
            facts,
            offers: views,
            shortlists,
            close_form: (is_hub && is_open).then(|| close_form(&page, &consultation)),
            page,
        },
    )
}

fn close_form(page: &Page, consultation: &Consultation) -> Form {
    page.form("close", format!("/consultations/{}/close", consultation.id))
        .folded("hub-close-title")
        .version(consultation.version)
        .radios("outcome", choices(page.wording, ConsultationOutcome::ALL), "")
        .required()
        .submit_firmly("hub-close-action")
}

/// `POST /consultations/{id}/close`
pub async fn close(visit: Visit, At(id): At<Consultation>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, outcome) = visit.read(&fields, |f| {
            let (version, outcome) = (f.version(), f.choice("outcome", ConsultationOutcome::parse));
            Some((version?, outcome?))
        })?;
        Ok::<_, Failure>(close_consultation(&visit.session(), id, version, outcome).await?)
    };
    let done = done.await;
    finish(&visit, id, ("close", fields), done, "saved-done").await
}

#[cfg(test)]
mod tests;
