//! Registering an admission: of a new patient, or of one known here.

use app::{
    IdempotencyKey,
    case::search_patients,
    directory::municipalities,
    register_admission::{
        AdmittedPatient, NewPatient, NewRelatedPerson, RegisterAdmission, may_register, namesakes,
        register_unless_known,
    },
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    discharge_case::WardClass,
    needs::Need,
    patient::{CareInsurance, CareLevel, Patient, RelatedRole, Sex},
    text::{Line, MunicipalityCode, PhoneNumber, PostalCode},
};
use serde::Deserialize;
use time::Date;
use wording::Wording;

use crate::{
    error::Fault,
    form::{Attempt, Choice, Failure, Fields, Form, Reader, choices},
    page::{Page, Query, Visit, after, html},
};

/// How many related people a new record takes at first.
const RELATED: usize = 2;
/// Stands for a patient who is not registered yet.
const NEW: &str = "new";

/// Who is looked for among the patients known here.
#[derive(Debug, Deserialize)]
pub struct Search {
    patient: Option<String>,
}

#[derive(Template)]
#[template(path = "admission.html")]
struct AdmissionPage {
    page: Page,
    search: Form,
    nobody_found: bool,
    form: Form,
}

/// `GET /admissions/new`
pub async fn show(visit: Visit, Query(search): Query<Search>) -> Result<Response, Fault> {
    shown(&visit, search.patient.unwrap_or_default().trim(), None).await
}

/// `POST /admissions`
pub async fn register(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, input, seen) = visit.read(&fields, |f| {
            let (admission, seen) = (admission(f), f.ids("seen"));
            let (key, input) = admission?;
            Some((key, input, seen?))
        })?;
        Ok::<_, Failure>(register_unless_known(&visit.session(), &key, input, &seen).await?)
    };
    match done.await {
        Ok(case) => Ok(after(&format!("/cases/{}", case.id), "admission-done")),
        Err(failure) => {
            let search = fields.get("search").to_owned();
            let mut attempt = visit.attempt("admission", fields, failure)?;
            // Whether it is one of those who are known is asked with nothing chosen.
            if let Some(attempt) = attempt.as_mut().filter(|attempt| attempt.problem("patient").is_some()) {
                attempt.fields = attempt.fields.clone().with("patient", String::new());
            }
            shown(&visit, &search, attempt).await
        }
    }
}

async fn shown(visit: &Visit, search: &str, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    may_register(&session)?;
    let mut found = if search.is_empty() { vec![] } else { search_patients(&session, search).await? };
    // Who may be the one that was typed as new stands among those found.
    if let Some(attempt) = &attempt
        && let Some((name_kana, born_on)) = attempt.fields.read(visit.wording, typed).ok()
    {
        let known = namesakes(&session, &name_kana, born_on).await?;
        let is_found = |patient: &Patient| found.iter().any(|found| found.id == patient.id);
        let others: Vec<_> = known.into_iter().filter(|patient| !is_found(patient)).collect();
        found.extend(others);
    }
    let mut places: Vec<Choice> = vec![Choice::none(visit.wording, "form-by-postal-code")];
    let known = municipalities(&session).await?;
    places.extend(known.iter().map(|m| Choice::new(m.code.as_str(), m.name.as_str())));
    let page = visit.page(attempt).await?;
    let search_form = page.form("search", "/admissions/new").get().input("search", "patient", search);
    let form = admission_form(&page, session.id::<()>(), search, &found, places);
    html(
        page.status(),
        &AdmissionPage {
            search: search_form.called(page.t("form-search-patient")).submit("common-search-action"),
            nobody_found: !search.is_empty() && found.is_empty(),
            form,
            page,
        },
    )
}

fn admission_form(page: &Page, key: Id<()>, search: &str, found: &[Patient], places: Vec<Choice>) -> Form {
    let wording = page.wording;
    let mut form = page.form("admission", "/admissions").key(key).with("search", search);
    form = match found.first() {
        None => form.with("patient", NEW),
        Some(first) => {
            let mut patients: Vec<Choice> = found.iter().map(|p| known_patient(wording, p)).collect();
            patients.push(Choice::new(NEW, page.t("admission-new-patient")));
            let form = found.iter().fold(form, |form, patient| form.with("seen", patient.id));
            form.radios("patient", patients, first.id.to_string()).required()
        }
    };
    form = form
        .group(page.t("admission-new-patient"))
        .line("name", "")
        .required()
        .line("nameKana", "")
        .required()
        .birthday("bornOn")
        .required()
        .radios("sex", choices(wording, Sex::ALL), "")
        .required()
        .line("number", "")
        .input("text", "postalCode", "")
        .select("municipality", places, "")
        .hint("admission-municipality-hint")
        .line("address", "")
        .input("tel", "phone", "");
    form = care_insurance(form, wording).end();
    for n in 0..RELATED {
        form = form
            .group(format!("{} {}", page.t("admission-related"), n + 1))
            .line(&format!("related-{n}-name"), "")
            .line(&format!("related-{n}-relation"), "")
            .select(
                &format!("related-{n}-role"),
                choices(wording, RelatedRole::ALL),
                RelatedRole::KeyPerson.code(),
            )
            .input("tel", &format!("related-{n}-phone"), "")
            .end();
    }
    form.group(page.t("case-title"))
        .day("admittedOn", Some(page.today))
        .required()
        .hint("admission-admitted-on-hint")
        .line("ward", "")
        .required()
        .select("wardClass", choices(wording, WardClass::ALL), WardClass::General.code())
        .day("expectedDischargeOn", None)
        .hint("admission-expected-discharge-hint")
        .checks("needs", choices(wording, Need::ALL), vec![])
        .hint("admission-needs-hint")
        .end()
        .submit("admission-action")
}

fn care_insurance(form: Form, wording: Wording) -> Form {
    let standings = ["unknown", "not_applied", "pending", "certified"];
    let standings = standings
        .map(|code| Choice::new(code, wording.text(&format!("care-insurance-{}", code.replace('_', "-")))));
    let mut levels = vec![Choice::none(wording, "common-unknown")];
    levels.extend(choices(wording, CareLevel::ALL));
    form.select("careInsurance", standings.into(), "unknown")
        .day("careAppliedOn", None)
        .hint("form-if-pending")
        .select("careLevel", levels, "")
        .hint("form-if-certified")
        .day("careValidUntil", None)
}

fn known_patient(wording: Wording, patient: &Patient) -> Choice {
    let number = patient.number.as_ref().map(Line::as_str).unwrap_or_default();
    let born = wording.day_and_year(patient.born_on);
    Choice {
        value: patient.id.to_string(),
        label: patient.name.to_string(),
        hint: Some(format!("{} {born} {number}", patient.name_kana)),
    }
}

fn admission(f: &mut Reader<'_>) -> Option<(IdempotencyKey, RegisterAdmission)> {
    let key = f.key();
    let patient = match f.typed("patient") {
        NEW => new_patient(f).map(AdmittedPatient::New),
        _ => f.id("patient").map(AdmittedPatient::Known),
    };
    let admitted_on = f.day("admittedOn");
    let ward = f.text("ward", Line::parse);
    let ward_class = f.choice("wardClass", WardClass::parse);
    let expected_discharge_on = f.optional_day("expectedDischargeOn");
    let needs = f.choices("needs", Need::parse);
    let input = RegisterAdmission {
        patient: patient?,
        admitted_on: admitted_on?,
        ward: ward?,
        ward_class: ward_class?,
        expected_discharge_on: expected_discharge_on?,
        needs: needs?.into_iter().collect(),
        predecessor: None,
    };
    Some((key?, input))
}

/// Who was typed as a new patient.
fn typed(f: &mut Reader<'_>) -> Option<(Line, Date)> {
    let (name_kana, born_on) = (f.text("nameKana", Line::parse), f.day("bornOn"));
    Some((name_kana?, born_on?))
}

fn new_patient(f: &mut Reader<'_>) -> Option<NewPatient> {
    let number = f.optional("number", Line::parse);
    let name = f.text("name", Line::parse);
    let name_kana = f.text("nameKana", Line::parse);
    let born_on = f.day("bornOn");
    let sex = f.choice("sex", Sex::parse);
    let postal_code = f.optional("postalCode", PostalCode::parse);
    let municipality = f.optional("municipality", MunicipalityCode::parse);
    let address = f.optional("address", Line::parse);
    let phone = f.optional("phone", PhoneNumber::parse);
    let care_insurance = insured(f);
    let related: Vec<_> = (0..RELATED).map(|n| related(f, n)).collect();
    let related: Option<Vec<_>> = related.into_iter().collect();
    Some(NewPatient {
        number: number?,
        name: name?,
        name_kana: name_kana?,
        born_on: born_on?,
        sex: sex?,
        postal_code: postal_code?,
        municipality: municipality?,
        address: address?,
        phone: phone?,
        care_insurance: care_insurance?,
        related: related?.into_iter().flatten().collect(),
    })
}

fn insured(f: &mut Reader<'_>) -> Option<CareInsurance> {
    match f.typed("careInsurance") {
        "unknown" => Some(CareInsurance::Unknown),
        "not_applied" => Some(CareInsurance::NotApplied),
        "pending" => Some(CareInsurance::Pending { applied_on: f.day("careAppliedOn")? }),
        "certified" => {
            let level = f.choice("careLevel", CareLevel::parse);
            let valid_until = f.optional_day("careValidUntil");
            Some(CareInsurance::Certified { level: level?, valid_until: valid_until? })
        }
        _ => f.refuse("careInsurance", "form-choose"),
    }
}

/// A related person; a row whose other fields are blank too stands for nobody.
fn related(f: &mut Reader<'_>, n: usize) -> Option<Option<NewRelatedPerson>> {
    let field = |name: &str| format!("related-{n}-{name}");
    let blank = ["name", "relation", "phone"].iter().all(|name| f.is_blank(&field(name)));
    if blank {
        return Some(None);
    }
    let name = f.text(&field("name"), Line::parse);
    let relation = f.optional(&field("relation"), Line::parse);
    let role = f.choice(&field("role"), RelatedRole::parse);
    let phone = f.optional(&field("phone"), PhoneNumber::parse);
    Some(Some(NewRelatedPerson { name: name?, relation: relation?, role: role?, phone: phone? }))
}
