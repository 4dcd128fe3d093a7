//! Offers: asking an organization, writing down what it says, and confirming it.

use std::collections::HashMap;

use app::{
    IdempotencyKey,
    answer_offer::{OfferAnswer, answer_offer},
    confirm_offer::confirm_offer,
    make_offer::{MakeOffer, make_offer, withdraw_offer},
};
use axum::response::Response;
use domain::{
    Id, Timestamp,
    consultation::{Consultation, DeclineReason, Offer, OfferState},
    organization::{Organization, ServiceKind},
    text::Note,
};

use super::finish;
use crate::{
    board::Chip,
    discharge_case::consent,
    error::Fault,
    form::{Failure, Fields, Form, Reader, choices},
    page::{At, Page, Visit},
};

/// What an offer is shown with.
pub struct Context<'a> {
    /// The organizations named.
    pub organizations: &'a HashMap<Id<Organization>, Organization>,
    /// Where the patient lives.
    pub municipality: String,
    /// Whether the hub itself looks.
    pub is_hub: bool,
}

/// An offer as the hub sees it.
pub struct OfferView {
    pub organization: String,
    pub phone: Option<String>,
    pub service: String,
    pub state: Chip,
    pub more: Vec<String>,
    pub script: Option<String>,
    pub confirm: Option<Form>,
    pub forms: Vec<Form>,
}

/// How far an offer has come, as a sign.
pub fn state_chip(page: &Page, state: &OfferState) -> Chip {
    let (tone, mark) = match state {
        OfferState::Asked { .. } => ("warn", "…"),
        OfferState::Accepted { .. } => ("good", "○"),
        OfferState::Declined { .. } => ("bad", "×"),
        OfferState::Expired { .. } | OfferState::Withdrawn { .. } => ("calm", "-"),
        OfferState::Confirmed { .. } => ("good", "✓"),
    };
    Chip { tone, mark, text: page.label(state) }
}

/// What is known of an offer beside its state: deadlines, reasons, conditions.
pub fn details(page: &Page, state: &OfferState) -> Vec<String> {
    let moment = |at: &Timestamp| page.wording.moment(*at);
    let answered = |at: &Timestamp| page.with("hub-offer-answered", "time", moment(at));
    match state {
        OfferState::Asked { expires_at } => {
            vec![page.with("hub-offer-expires", "time", moment(expires_at)), remaining(page, *expires_at)]
        }
        OfferState::Accepted { at, note } => {
            [answered(at)].into_iter().chain(note.iter().map(ToString::to_string)).collect()
        }
        OfferState::Declined { at, reason, note } => {
            let reason = page.label(*reason);
            [answered(at), reason].into_iter().chain(note.iter().map(ToString::to_string)).collect()
        }
        OfferState::Expired { at } => {
            vec![page.with("hub-offer-expires", "time", moment(at)), page.t("hub-expired-hint")]
        }
        OfferState::Withdrawn { at } | OfferState::Confirmed { at, by: _ } => vec![moment(at)],
    }
}

/// How long there is to answer.
pub fn remaining(page: &Page, until: Timestamp) -> String {
    let minutes = (until - page.now).whole_minutes().max(0);
    let values = [("hours", (minutes / 60).into()), ("minutes", (minutes % 60).into())];
    page.wording.text_with("form-remaining", &values)
}

/// An offer as the hub sees it.
pub fn view(page: &Page, consultation: &Consultation, offer: &Offer, context: &Context<'_>) -> OfferView {
    let Offer { id: _, hub: _, consultation: _, service, organization, made_at: _, state, version: _ } =
        offer;
    let organization = context.organizations.get(organization);
    let asked = matches!(state, OfferState::Asked { .. });
    let accepted = matches!(state, OfferState::Accepted { .. });
    let age = consultation.subject.age_from;
    let age = age.map_or_else(|| page.t("common-unknown"), |from| page.wording.age_band(from));
    let script = || {
        page.wording.text_with(
            "hub-phone-script",
            &[
                ("municipality", context.municipality.as_str().into()),
                ("age", age.into()),
                ("service", page.label(*service).into()),
            ],
        )
    };
    let confirms =
        context.is_hub && accepted && consultation.case.is_some() && consultation.withheld.is_none();
    OfferView {
        organization: organization.map(|o| o.name.to_string()).unwrap_or_default(),
        phone: organization.and_then(|o| o.phone.as_ref()).map(ToString::to_string),
        service: page.label(*service),
        state: state_chip(page, state),
        more: details(page, state),
        script: (context.is_hub && asked).then(script),
        confirm: confirms.then(|| {
            let confirm = form(page, consultation, offer, "confirm");
            consent::ask(page, confirm).submit("hub-confirm-action")
        }),
        forms: if context.is_hub && offer.is_pending() {
            vec![
                record_form(page, consultation, offer),
                form(page, consultation, offer, "withdraw")
                    .folded("hub-withdraw-action")
                    .submit_firmly("hub-withdraw-action"),
            ]
        } else {
            vec![]
        },
    }
}

fn form(page: &Page, consultation: &Consultation, offer: &Offer, what: &str) -> Form {
    page.form(&format!("{what}-{}", offer.id), format!("/consultations/{}/{what}", consultation.id))
        .with("offer", offer.id)
        .version(offer.version)
}

fn record_form(page: &Page, consultation: &Consultation, offer: &Offer) -> Form {
    let form = form(page, consultation, offer, "answer")
        .folded("hub-record-answer-action")
        .note("note", "")
        .called(page.t("hub-answer-note"))
        .select("reason", choices(page.wording, DeclineReason::ALL), DeclineReason::Other.code())
        .called(page.t("hub-decline-reason"));
    let form = match offer.state {
        OfferState::Asked { .. } => form.choose("answer", "accept", "hub-record-accept-action"),
        _ => form,
    };
    form.choose("answer", "decline", "hub-record-decline-action")
}

/// The answer to an offer.
pub fn read_answer(f: &mut Reader<'_>) -> Option<(i32, OfferAnswer)> {
    let version = f.version();
    let note = f.optional("note", Note::parse);
    let answer = match f.typed("answer") {
        "accept" => note.map(|note| OfferAnswer::Accept { note }),
        "decline" => {
            let reason = f.choice("reason", DeclineReason::parse);
            reason.zip(note).map(|(reason, note)| OfferAnswer::Decline { reason, note })
        }
        _ => f.refuse("answer", "form-choose"),
    };
    Some((version?, answer?))
}

/// `POST /consultations/{id}/offers`
pub async fn make(visit: Visit, At(id): At<Consultation>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, input) = visit.read(&fields, |f| offer(f, id))?;
        Ok::<_, Failure>(make_offer(&visit.session(), &key, input).await?)
    };
    let done = done.await;
    let form = format!("offer-{}-{}", fields.get("service"), fields.get("organization"));
    finish(&visit, id, (&form, fields), done, "hub-offer-done").await
}

fn offer(f: &mut Reader<'_>, consultation: Id<Consultation>) -> Option<(IdempotencyKey, MakeOffer)> {
    let key = f.key();
    let service = f.choice("service", ServiceKind::parse);
    let organization = f.id("organization");
    let answer_within_minutes = f.number("answerWithinMinutes");
    let input = MakeOffer {
        consultation,
        service: service?,
        organization: organization?,
        answer_within_minutes: answer_within_minutes?,
    };
    Some((key?, input))
}

/// `POST /consultations/{id}/answer`: what the organization said by telephone.
pub async fn record_answer(
    visit: Visit,
    At(id): At<Consultation>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let (offer, (version, answer)) = visit.read(&fields, |f| {
            let (offer, answer) = (f.id::<Offer>("offer"), read_answer(f));
            Some((offer?, answer?))
        })?;
        Ok::<_, Failure>(answer_offer(&visit.session(), offer, version, answer).await?)
    };
    let done = done.await;
    let form = format!("answer-{}", fields.get("offer"));
    finish(&visit, id, (&form, fields), done, "hub-answer-done").await
}

/// `POST /consultations/{id}/withdraw`
pub async fn withdraw(visit: Visit, At(id): At<Consultation>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (offer, version) = visit.read(&fields, which)?;
        Ok::<_, Failure>(withdraw_offer(&visit.session(), offer, version).await?)
    };
    let done = done.await;
    let form = format!("withdraw-{}", fields.get("offer"));
    finish(&visit, id, (&form, fields), done, "saved-done").await
}

/// `POST /consultations/{id}/confirm`: the patient said yes.
pub async fn confirm(visit: Visit, At(id): At<Consultation>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let ((offer, version), taken) = visit.read(&fields, |f| {
            let (which, taken) = (which(f), consent::taken(f));
            Some((which?, taken?))
        })?;
        Ok::<_, Failure>(confirm_offer(&visit.session(), offer, version, taken).await?)
    };
    let done = done.await;
    let form = format!("confirm-{}", fields.get("offer"));
    finish(&visit, id, (&form, fields), done, "hub-decided-done").await
}

fn which(f: &mut Reader<'_>) -> Option<(Id<Offer>, i32)> {
    let (offer, version) = (f.id("offer"), f.version());
    Some((offer?, version?))
}
