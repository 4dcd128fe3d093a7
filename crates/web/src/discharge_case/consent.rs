//! What the patient and the family agreed to, on the page of a case; and the question for it in other forms.

use std::collections::HashMap;

use app::{
    IdempotencyKey,
    consent::{Reach, RecordConsent, TakenConsent, record_consent, withdraw_consent},
};
use axum::response::Response;
use domain::{
    Id,
    access::{Action, Actor, Decision, Member, Relationship, decide},
    consent::{Consent, ConsentForm, ConsentSubject, ExceptionGround, Purpose, Recipient, Statement},
    discharge_case::DischargeCase,
    organization::{Organization, OrganizationKind},
    patient::Patient,
    text::{Line, Note},
};

use super::{finish, view::Names};
use crate::{
    board::Chip,
    error::Fault,
    form::{Choice, Fields, Form, Reader, choices},
    page::{At, Page, Visit},
};

/// A record as the page shows it.
pub struct ConsentView {
    pub chip: Chip,
    pub what: String,
    pub details: Vec<String>,
    pub withdraw: Option<Form>,
}

/// Whether the reader may write down what was said.
pub fn may_record(member: Member, relationship: Relationship) -> bool {
    decide(&Actor::Member(member), Action::RecordConsent, relationship) == Decision::Allow
}

/// Asks, in a form that lets an organization in, how the patient said yes.
pub fn ask(page: &Page, form: Form) -> Form {
    let mut forms = vec![Choice::none(page.wording, "consent-recorded-already")];
    forms.extend(choices(page.wording, &[ConsentForm::Written, ConsentForm::OralNoted]));
    form.group(page.t("consent-ask"))
        .hint("consent-ask-hint")
        .select("consentForm", forms, "")
        .line("consentDocument", "")
        .end()
}

/// Reads the answer to [`ask`].
pub fn taken(f: &mut Reader<'_>) -> Option<Option<TakenConsent>> {
    let form = f.optional_choice("consentForm", ConsentForm::parse);
    let document = f.optional("consentDocument", Line::parse);
    let document = document?;
    Some(form?.map(|form| TakenConsent { form, ground: None, basis: None, document }))
}

/// The records, the newest first.
pub fn views(
    page: &Page,
    case: &DischargeCase,
    patient: &Patient,
    consents: &[Consent],
    names: &Names<'_>,
    keys: Option<Id<()>>,
) -> Vec<ConsentView> {
    consents.iter().rev().map(|consent| view(page, case, patient, consent, names, keys)).collect()
}

fn view(
    page: &Page,
    case: &DischargeCase,
    patient: &Patient,
    consent: &Consent,
    names: &Names<'_>,
    key: Option<Id<()>>,
) -> ConsentView {
    let Consent { id, organization: _, patient: _, statement, taken_by, taken_for, taken_at: _ } = consent;
    let Statement { subject, case: only, purpose, recipient, form, ground, basis, document, given_on } =
        statement;
    let (tone, mark) = match form {
        ConsentForm::Written | ConsentForm::OralNoted => ("good", "○"),
        ConsentForm::Refused | ConsentForm::Withdrawn => ("bad", "×"),
        ConsentForm::Implied => ("calm", "-"),
        ConsentForm::Exception => ("warn", "▲"),
    };
    let gave = !matches!(form, ConsentForm::Refused | ConsentForm::Withdrawn | ConsentForm::Implied);
    let to = match recipient {
        Recipient::Everyone => page.t("consent-everyone"),
        Recipient::Kind(kind) => page.label(*kind),
        Recipient::Organization(organization) => names.organization(*organization),
    };
    let by = match subject {
        ConsentSubject::Patient => page.t("consent-by-patient"),
        ConsentSubject::Relative(relative) => {
            let known = patient.related.iter().find(|person| person.id == *relative);
            known.map_or_else(|| page.t("consent-by-relative"), |person| person.name.to_string())
        }
    };
    let reach = if only.is_some() { "consent-reach-this" } else { "consent-reach-every" };
    let taken = page.wording.text_with(
        "consent-taken",
        &[
            ("day", page.wording.day_and_year(*given_on).into()),
            ("person", names.person(*taken_by).into()),
            ("organization", names.organization(*taken_for).into()),
        ],
    );
    let mut details = vec![format!("{by} {}", page.t(reach)), taken];
    details.extend(ground.map(|ground| page.label(ground)));
    details.extend(document.as_ref().map(|at| page.with("consent-document-at", "document", at.as_str())));
    details.extend(basis.as_ref().map(ToString::to_string));
    ConsentView {
        chip: Chip { tone, mark, text: page.label(*form) },
        what: format!("{} → {to}", page.label(*purpose)),
        details,
        withdraw: key.filter(|_| gave).map(|key| withdraw_form(page, case, *id, key)),
    }
}

fn withdraw_form(page: &Page, case: &DischargeCase, consent: Id<Consent>, key: Id<()>) -> Form {
    page.form(&format!("withdraw-{consent}"), format!("/cases/{}/consents/withdraw", case.id))
        .folded("consent-withdraw-action")
        .with("consent", consent)
        .key(key)
        .note("consentBasis", "")
        .submit_firmly("consent-withdraw-action")
}

/// The form by which something said is written down. `known` are the organizations one may name.
pub fn record_form(
    page: &Page,
    case: &DischargeCase,
    patient: &Patient,
    known: &HashMap<Id<Organization>, Organization>,
    key: Id<()>,
) -> Form {
    let mut named: Vec<&Organization> = known.values().filter(|o| o.id != case.organization).collect();
    named.sort_by_key(|o| (o.kind, o.id));
    let mut recipients = vec![Choice::new("everyone", page.t("consent-everyone"))];
    recipients.extend(named.into_iter().map(|o| Choice::new(o.id, o.name.as_str())));
    let kind = |kind: &OrganizationKind| {
        Choice::new(format!("kind:{kind}"), page.with("consent-every-kind", "kind", page.label(*kind)))
    };
    recipients.extend(OrganizationKind::ALL.iter().map(kind));
    let mut speakers = vec![Choice::none(page.wording, "consent-by-patient")];
    speakers.extend(patient.related.iter().map(|person| Choice::new(person.id, person.name.as_str())));
    let mut grounds = vec![Choice::none(page.wording, "common-none")];
    grounds.extend(choices(page.wording, ExceptionGround::ALL));
    let reach = ["this", "every"].map(|reach| Choice::new(reach, page.t(&format!("consent-reach-{reach}"))));
    page.form("consent", format!("/cases/{}/consents", case.id))
        .folded("consent-record-action")
        .key(key)
        .select("consentPurpose", choices(page.wording, Purpose::ALL), "")
        .required()
        .select("consentBy", speakers, "")
        .hint("consent-by-hint")
        .select("consentRecipient", recipients, "everyone")
        .radios("consentForm", choices(page.wording, ConsentForm::ALL), "")
        .required()
        .line("consentDocument", "")
        .hint("consent-document-hint")
        .select("consentGround", grounds, "")
        .note("consentBasis", "")
        .day("consentOn", Some(page.today))
        .required()
        .radios("consentReach", reach.to_vec(), "this")
        .submit("consent-record-action")
}

/// `POST /cases/{id}/consents`
pub async fn record(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, input) = visit.read(&fields, |f| statement(f, id))?;
        Ok(record_consent(&visit.session(), &key, input).await?)
    };
    let done = done.await;
    finish(&visit, id, ("consent", fields), done, "saved-done").await
}

fn statement(f: &mut Reader<'_>, case: Id<DischargeCase>) -> Option<(IdempotencyKey, RecordConsent)> {
    let key = f.key();
    let purpose = f.choice("consentPurpose", Purpose::parse);
    let relative = f.optional_id("consentBy");
    let to = f.typed("consentRecipient");
    let (organization, kind) = match to.strip_prefix("kind:") {
        Some(_) => {
            let kind = f.choice("consentRecipient", |text| {
                text.strip_prefix("kind:").and_then(OrganizationKind::parse)
            });
            (Some(None), kind.map(Some))
        }
        None if to == "everyone" => (Some(None), Some(None)),
        None => (f.id("consentRecipient").map(Some), Some(None)),
    };
    let form = f.choice("consentForm", ConsentForm::parse);
    let ground = f.optional_choice("consentGround", ExceptionGround::parse);
    let basis = f.optional("consentBasis", Note::parse);
    let document = f.optional("consentDocument", Line::parse);
    let given_on = f.day("consentOn");
    let reach = f.choice("consentReach", |text| match text {
        "this" => Some(Reach::ThisCase),
        "every" => Some(Reach::EveryCase),
        _ => None,
    });
    let input = RecordConsent {
        case,
        reach: reach?,
        relative: relative?,
        purpose: purpose?,
        organization: organization?,
        kind: kind?,
        taken: TakenConsent { form: form?, ground: ground?, basis: basis?, document: document? },
        given_on: Some(given_on?),
    };
    Some((key?, input))
}

/// `POST /cases/{id}/consents/withdraw`
pub async fn withdraw(visit: Visit, At(id): At<DischargeCase>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, consent, basis) = visit.read(&fields, |f| {
            let (key, consent) = (f.key(), f.id::<Consent>("consent"));
            let basis = f.optional("consentBasis", Note::parse);
            Some((key?, consent?, basis?))
        })?;
        Ok(withdraw_consent(&visit.session(), &key, id, consent, basis).await?)
    };
    let done = done.await;
    let form = format!("withdraw-{}", fields.get("consent"));
    finish(&visit, id, (&form, fields), done, "saved-done").await
}
