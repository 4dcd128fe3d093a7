//! How long the organization keeps its records, what holds them back, and what was erased.

use app::{
    case::search_patients,
    erase_patient::erase_patient,
    keep_records::{Records, certificate, lift_hold, place_hold, records, settle_retention},
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    patient::Patient,
    person::Person,
    retention::{ErasureCertificate, LegalHold},
    text::Line,
};

use crate::{
    discharge_case::Fact,
    error::Fault,
    form::{Attempt, Failure, Fields, Form},
    page::{At, Page, Visit, after, html},
};

#[derive(Template)]
#[template(path = "records.html")]
struct RecordsPage {
    page: Page,
    law: String,
    years: Form,
    due: Vec<DueView>,
    holds: Vec<HoldView>,
    hold: Form,
    certificates: Vec<CertificateRow>,
}

struct DueView {
    patient: String,
    until: String,
    form: Form,
}

struct HoldView {
    patient: String,
    reason: String,
    placed: String,
    form: Form,
}

struct CertificateRow {
    to: String,
    erased: String,
    by: String,
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct CertificatePage {
    page: Page,
    facts: Vec<Fact>,
    rows: Vec<(String, u64)>,
}

/// `GET /organization/records`
pub async fn show(visit: Visit) -> Result<Response, Fault> {
    shown(&visit, None).await
}

async fn shown(visit: &Visit, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let found = records(&session).await?;
    let page = visit.page(attempt).await?;
    let view = records_page(page, &found, session.id());
    html(view.page.status(), &view)
}

fn records_page(page: Page, found: &Records, key: Id<LegalHold>) -> RecordsPage {
    let Records { retention, due, holds, certificates, people } = found;
    let name = |id: Id<Person>| people.get(&id).map(|p| p.name.to_string()).unwrap_or_default();
    let years = page
        .form("years", "/organization/records/retention")
        .input("number", "years", retention.years.to_string())
        .hint("records-years-hint")
        .required()
        .submit("common-save-action");
    let hold = page
        .form("hold", "/organization/records/holds")
        .key(key)
        .line("patientNumber", "")
        .required()
        .line("holdReason", "")
        .hint("records-hold-reason-hint")
        .required()
        .submit("records-hold-action");
    RecordsPage {
        law: page.wording.text_with(
            "records-law",
            &[
                ("class", page.label(retention.class).into()),
                ("years", i64::from(retention.class.least_years()).into()),
            ],
        ),
        due: due
            .iter()
            .map(|(patient, until)| DueView {
                patient: called(patient),
                until: page.with("records-kept-until", "day", page.wording.day_and_year(*until)),
                form: page
                    .form(&format!("erase-{}", patient.id), "/organization/records/erasures")
                    .folded("records-erase-action")
                    .with("patient", patient.id)
                    .version(patient.version)
                    .checks(
                        "erase",
                        vec![crate::form::Choice::new("yes", page.t("records-erase-sure"))],
                        vec![],
                    )
                    .submit_firmly("records-erase-action"),
            })
            .collect(),
        holds: holds
            .iter()
            .map(|(hold, patient)| HoldView {
                patient: called(patient),
                reason: hold.reason.to_string(),
                placed: format!("{} {}", page.wording.moment(hold.placed_at), name(hold.placed_by)),
                form: page
                    .form(&format!("lift-{}", hold.id), "/organization/records/holds/lift")
                    .with("hold", hold.id)
                    .submit("records-lift-action"),
            })
            .collect(),
        certificates: certificates
            .iter()
            .map(|certificate| CertificateRow {
                to: format!("/organization/records/certificates/{}", certificate.id),
                erased: page.wording.moment(certificate.erased_at),
                by: name(certificate.erased_by),
            })
            .collect(),
        years,
        hold,
        page,
    }
}

/// The patient by name and number, for those who must be sure whom they mean.
fn called(patient: &Patient) -> String {
    match &patient.number {
        Some(number) => format!("{} ({number})", patient.name),
        None => patient.name.to_string(),
    }
}

async fn finish<T>(
    visit: &Visit,
    (form, fields): (&str, Fields),
    done: Result<T, Failure>,
    said: &'static str,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after("/organization/records", said)),
        Err(failure) => {
            let attempt = visit.attempt(form, fields, failure)?;
            shown(visit, attempt).await
        }
    }
}

/// `POST /organization/records/retention`
pub async fn settle(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let years = visit.read(&fields, |f| f.number("years"))?;
        Ok(settle_retention(&visit.session(), years).await?)
    };
    let done = done.await;
    finish(&visit, ("years", fields), done, "saved-done").await
}

/// `POST /organization/records/holds`
pub async fn hold(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let session = visit.session();
        let (key, number, reason) = visit.read(&fields, |f| {
            let (key, number, reason) =
                (f.key(), f.text("patientNumber", Line::parse), f.text("holdReason", Line::parse));
            Some((key?, number?, reason?))
        })?;
        let found = search_patients(&session, number.as_str()).await?;
        let patient = found.into_iter().find(|patient| patient.number.as_ref() == Some(&number));
        let unknown = app::Error::Invalid { code: "PATIENT_NUMBER_UNKNOWN", field: Some("patientNumber") };
        let patient = patient.ok_or(unknown)?;
        Ok::<_, Failure>(place_hold(&session, &key, patient.id, reason).await?)
    };
    let done = done.await;
    finish(&visit, ("hold", fields), done, "records-hold-done").await
}

/// `POST /organization/records/holds/lift`
pub async fn lift(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let form = format!("lift-{}", fields.get("hold"));
    let done = async {
        let id = visit.read(&fields, |f| f.id("hold"))?;
        Ok(lift_hold(&visit.session(), id).await?)
    };
    let done = done.await;
    finish(&visit, (&form, fields), done, "records-lift-done").await
}

/// `POST /organization/records/erasures`
pub async fn erase(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let form = format!("erase-{}", fields.get("patient"));
    let done = async {
        let (patient, version) = visit.read(&fields, |f| {
            let sure = (f.typed("erase") == "yes").then_some(());
            let sure = sure.or_else(|| f.refuse("erase", "records-erase-unsure"));
            let (patient, version) = (f.id("patient"), f.version());
            sure?;
            Some((patient?, version?))
        })?;
        Ok(erase_patient(&visit.session(), patient, version).await?)
    };
    let done = done.await;
    finish(&visit, (&form, fields), done, "records-erase-done").await
}

/// `GET /organization/records/certificates/{id}`
pub async fn show_certificate(visit: Visit, At(id): At<ErasureCertificate>) -> Result<Response, Fault> {
    let (certificate, person, organization) = certificate(&visit.session(), id).await?;
    let page = visit.page(None).await?;
    let ErasureCertificate { id, organization: _, patient, class, kept_until, erased_by: _, erased_at, rows } =
        certificate;
    let fact = |key: &str, value: String| Fact { label: page.t(key), value };
    let facts = vec![
        fact("records-certificate-number", id.to_string()),
        fact("records-certificate-organization", organization.to_string()),
        fact("records-certificate-record", patient.to_string()),
        fact("records-certificate-class", page.label(class)),
        fact("records-certificate-kept-until", page.wording.day_and_year(kept_until)),
        fact("records-certificate-erased", page.wording.moment(erased_at)),
        fact("records-certificate-by", person.to_string()),
    ];
    html(page.status(), &CertificatePage { facts, rows, page })
}
