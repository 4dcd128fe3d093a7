//! Access in an emergency: taking it, what one has open, and what waits for review.

use app::{
    break_glass::{
        BreakGlass, ConfirmedAt, EmergencyFile, break_glass, emergency_access_to_review,
        end_emergency_access, is_confirmed_to_take, my_emergency_access, review_emergency_access,
    },
    directory::{self, DirectoryFilter},
    sign_in::give_second_factor,
    web_session::Opened,
};
use askama::Template;
use axum::{Extension, extract::State, response::Response};
use domain::{
    Id, Timestamp,
    access::{Action, Actor, Decision, Relationship, decide},
    emergency::{EmergencyAccess, EmergencyReason, Finding, Particulars},
    organization::{Organization, OrganizationKind},
    text::{Line, Note},
};

use crate::{
    Web,
    board::Chip,
    error::Fault,
    form::{Attempt, Choice, Failure, Fields, Form, Problem, Reader, choices},
    page::{Page, Visit, after, html},
    sign_in::{keep, passkey_form},
    way::Way,
};

#[derive(Template)]
#[template(path = "emergency.html")]
struct EmergencyPage {
    page: Page,
    refused: Option<String>,
    form: Option<Form>,
    /// For who has a passkey and showed no second factor a moment ago.
    passkey_form: Option<Form>,
    open: Vec<OpenView>,
    reviews: Option<Vec<ReviewView>>,
}

struct OpenView {
    to: String,
    patient: String,
    until: String,
    end: Form,
}

struct ReviewView {
    chip: Chip,
    who: String,
    access_to: String,
    patient: String,
    details: Vec<String>,
    form: Option<Form>,
}

/// When the visitor last showed a second factor.
type Confirmed = Option<Extension<ConfirmedAt>>;

/// `GET /emergency`
pub async fn show(State(web): State<Web>, confirmed: Confirmed, visit: Visit) -> Result<Response, Fault> {
    shown(&web, &visit, at(confirmed), None).await
}

async fn shown(
    web: &Web,
    visit: &Visit,
    confirmed: Option<Timestamp>,
    attempt: Option<Attempt>,
) -> Result<Response, Fault> {
    let session = visit.session();
    let actor = Actor::Member(visit.member);
    let open = my_emergency_access(&session).await?;
    let reviews = match visit.may(Action::ReviewEmergency, Relationship::Own) {
        true => Some(emergency_access_to_review(&session).await?),
        false => None,
    };
    let filter = DirectoryFilter { kind: Some(OrganizationKind::Hospital), ..DirectoryFilter::default() };
    let hospitals = directory::search(&session, &filter, None, 100).await?;
    let is_confirmed = is_confirmed_to_take(&session, confirmed).await?;
    let page = visit.page(attempt).await?;
    let (form, refused) = match decide(&actor, Action::BreakGlass, Relationship::None) {
        Decision::Allow => {
            let form = take_form(&page, &hospitals);
            let form = if is_confirmed { form } else { asking_for_code(form) };
            (Some(form.submit_firmly("emergency-take-action")), None)
        }
        Decision::Deny(denial) => (None, Some(page.label(denial))),
        Decision::Hide => (None, None),
    };
    let passkey_form = match &visit.visitor {
        Some(visitor) if form.is_some() && !is_confirmed => {
            passkey_form(web, &page, visitor, &Way::to("/emergency")).await?
        }
        _ => None,
    };
    html(
        page.status(),
        &EmergencyPage {
            refused,
            form,
            passkey_form,
            open: open.accesses.iter().map(|access| open_view(&page, access, &open)).collect(),
            reviews: reviews
                .map(|file| file.accesses.iter().map(|access| review_view(&page, access, &file)).collect()),
            page,
        },
    )
}

fn take_form(page: &Page, hospitals: &[Organization]) -> Form {
    let mut organizations = vec![Choice::new("", page.t("form-choose"))];
    organizations.extend(hospitals.iter().map(|o| Choice::new(o.id, o.name.as_str())));
    page.form("emergency", "/emergency")
        .select("emergencyOrganization", organizations, "")
        .required()
        .line("emergencyNumber", "")
        .hint("emergency-patient-hint")
        .line("emergencyKana", "")
        .birthday("emergencyBornOn")
        .radios("emergencyReason", choices(page.wording, EmergencyReason::ALL), "")
        .required()
        .note("emergencyText", "")
        .required()
}

fn asking_for_code(form: Form) -> Form {
    form.line("code", "").filled_with("one-time-code").hint("factor-code-hint").required()
}

fn open_view(page: &Page, access: &EmergencyAccess, file: &EmergencyFile) -> OpenView {
    let name = file.patients.get(&access.case).map(|patient| patient.name.to_string());
    OpenView {
        to: format!("/cases/{}", access.case),
        patient: name.unwrap_or_else(|| page.t("common-unknown")),
        until: page.with("emergency-until", "time", page.wording.moment(access.until)),
        end: end_form(page, access.id),
    }
}

fn end_form(page: &Page, id: Id<EmergencyAccess>) -> Form {
    page.form(&format!("end-{id}"), "/emergency/end").with("access", id).submit("emergency-end-action")
}

fn review_view(page: &Page, access: &EmergencyAccess, file: &EmergencyFile) -> ReviewView {
    let person = file.people.get(&access.person).map(|p| p.name.to_string()).unwrap_or_default();
    let organization = file.organizations.get(&access.organization).map(|o| o.name.to_string());
    let profession = file.professions.get(&(access.person, access.organization));
    let profession = profession.map(|profession| page.label(*profession));
    let patient = file.patients.get(&access.case).map(|patient| patient.name.to_string());
    let chip = match &access.review {
        Some(review) => {
            let tone = if review.finding == Finding::Justified { "good" } else { "warn" };
            Chip { tone, mark: "✓", text: page.label(review.finding) }
        }
        None if access.is_overdue(page.now) => {
            Chip { tone: "bad", mark: "▲", text: page.t("emergency-review-overdue") }
        }
        None => Chip { tone: "warn", mark: "…", text: page.t("emergency-review-open") },
    };
    let mut details = vec![
        format!("{} {}", page.label(access.reason), access.text),
        page.wording.text_with(
            "emergency-taken",
            &[
                ("time", page.wording.moment(access.from).into()),
                ("until", page.wording.moment(access.ended.unwrap_or(access.until)).into()),
            ],
        ),
    ];
    if let Some(review) = &access.review {
        let by = file.people.get(&review.by).map(|p| p.name.to_string()).unwrap_or_default();
        details.push(format!("{} {by}", page.wording.moment(review.at)));
        details.extend(review.note.as_ref().map(ToString::to_string));
    }
    ReviewView {
        chip,
        who: [Some(person), profession, organization].into_iter().flatten().collect::<Vec<_>>().join(" "),
        access_to: format!("/emergency/{}/access", access.id),
        patient: patient.unwrap_or_else(|| page.t("common-unknown")),
        details,
        form: access.review.is_none().then(|| review_form(page, access)),
    }
}

fn review_form(page: &Page, access: &EmergencyAccess) -> Form {
    page.form(&format!("review-{}", access.id), "/emergency/review")
        .with("access", access.id)
        .version(access.version)
        .radios("finding", choices(page.wording, Finding::ALL), "")
        .required()
        .note("note", "")
        .submit("emergency-review-action")
}

/// `POST /emergency`: access is taken, with a second factor shown now or a moment ago.
pub async fn take(
    State(web): State<Web>,
    confirmed: Confirmed,
    visit: Visit,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut confirmed = at(confirmed);
    let mut opened = None;
    let done = async {
        let input = visit.read(&fields, taking)?;
        if !fields.get("code").is_empty() {
            opened = Some(confirm(&web, &visit, &fields).await?);
            confirmed = Some(visit.session().now);
        }
        match break_glass(&visit.session(), confirmed, input).await {
            // Nobody is told more than that there is no such patient.
            Err(app::Error::NotFound) => Err(problem(&visit, "emergencyNumber", "emergency-nobody")),
            done => Ok(done?),
        }
    };
    let response = match done.await {
        Ok(access) => after(&format!("/cases/{}", access.case), "emergency-taken-done"),
        Err(failure) => shown(&web, &visit, confirmed, visit.attempt("emergency", fields, failure)?).await?,
    };
    Ok(match opened {
        Some(opened) => keep(&web, response, &opened),
        None => response,
    })
}

/// Takes the second factor typed beside the reason.
async fn confirm(web: &Web, visit: &Visit, fields: &Fields) -> Result<Opened, Failure> {
    let nobody = || problem(visit, "code", "emergency-no-factor");
    let visitor = visit.visitor.ok_or_else(nobody)?;
    match give_second_factor(&web.app, &visitor, fields.get("code")).await {
        Err(app::Error::Unauthenticated) => Err(nobody()),
        given => Ok(given?),
    }
}

fn problem(visit: &Visit, field: &str, text: &str) -> Failure {
    let text = visit.wording.text(text);
    Failure::Problems(vec![Problem { field: Some(field.to_owned()), label: None, text }])
}

fn at(confirmed: Confirmed) -> Option<Timestamp> {
    confirmed.map(|Extension(ConfirmedAt(at))| at)
}

fn taking(f: &mut Reader<'_>) -> Option<BreakGlass> {
    let organization = f.id::<Organization>("emergencyOrganization");
    let particulars = if f.is_blank("emergencyNumber") {
        let name_kana = f.text("emergencyKana", Line::parse);
        let born_on = f.day("emergencyBornOn");
        name_kana.zip(born_on).map(|(name_kana, born_on)| Particulars::NameAndBirth { name_kana, born_on })
    } else {
        f.text("emergencyNumber", Line::parse).map(Particulars::Number)
    };
    let reason = f.choice("emergencyReason", EmergencyReason::parse);
    let text = f.text("emergencyText", Note::parse);
    Some(BreakGlass { organization: organization?, particulars: particulars?, reason: reason?, text: text? })
}

/// `POST /emergency/end`
pub async fn end(
    State(web): State<Web>,
    confirmed: Confirmed,
    visit: Visit,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let id = visit.read(&fields, |f| f.id::<EmergencyAccess>("access"))?;
        Ok::<_, Failure>(end_emergency_access(&visit.session(), id).await?)
    };
    let done = done.await;
    let form = format!("end-{}", fields.get("access"));
    finish(&web, &visit, at(confirmed), &form, fields, done).await
}

/// `POST /emergency/review`
pub async fn review(
    State(web): State<Web>,
    confirmed: Confirmed,
    visit: Visit,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let (id, version, finding, note) = visit.read(&fields, |f| {
            let (id, version) = (f.id::<EmergencyAccess>("access"), f.version());
            let (finding, note) = (f.choice("finding", Finding::parse), f.optional("note", Note::parse));
            Some((id?, version?, finding?, note?))
        })?;
        Ok::<_, Failure>(review_emergency_access(&visit.session(), id, version, finding, note).await?)
    };
    let done = done.await;
    let form = format!("review-{}", fields.get("access"));
    finish(&web, &visit, at(confirmed), &form, fields, done).await
}

async fn finish<T>(
    web: &Web,
    visit: &Visit,
    confirmed: Option<Timestamp>,
    form: &str,
    fields: Fields,
    done: Result<T, Failure>,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after("/emergency", "saved-done")),
        Err(failure) => shown(web, visit, confirmed, visit.attempt(form, fields, failure)?).await,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::samples;
    use domain::{emergency::Review, person::Profession};

    fn access(n: u128, from: Timestamp, review: Option<Review>) -> EmergencyAccess {
        EmergencyAccess {
            id: samples::id(n),
            case_organization: samples::id(10),
            case: samples::id(30),
            person: samples::id(1),
            organization: samples::id(11),
            reason: EmergencyReason::NobodyReached,
            text: samples::note(samples::NAME),
            from,
            until: from + domain::emergency::LASTS,
            ended: None,
            review,
            version: 1,
        }
    }

    #[test]
    fn what_is_open_and_what_waits_for_review_reads_and_escapes_names() {
        let review = Review {
            at: samples::now(),
            by: samples::id(1),
            finding: Finding::Questioned,
            note: Some(samples::note(samples::NAME)),
        };
        let late = samples::now() - domain::emergency::REVIEW_WITHIN;
        let file = EmergencyFile {
            accesses: vec![
                access(1, late, None),
                access(2, samples::now(), None),
                access(3, samples::now(), Some(review)),
            ],
            patients: HashMap::from([(samples::id(30), samples::patient())]),
            people: samples::people(),
            organizations: samples::organizations(),
            professions: HashMap::from([((samples::id(1), samples::id(11)), Profession::Dentist)]),
        };
        for page in samples::pages() {
            let hospital = samples::organization(10, OrganizationKind::Hospital);
            let overdue = page.t("emergency-review-overdue");
            let dentist = page.label(Profession::Dentist);
            let html = samples::reads(&EmergencyPage {
                refused: Some(samples::NAME.into()),
                form: Some(asking_for_code(take_form(&page, &[hospital]))),
                passkey_form: Some(page.form("passkey", "/sign-in/passkey").submit("passkey-use-action")),
                open: file.accesses.iter().map(|access| open_view(&page, access, &file)).collect(),
                reviews: Some(file.accesses.iter().map(|access| review_view(&page, access, &file)).collect()),
                page,
            });
            assert_eq!((html.matches(&overdue).count(), html.matches(&dentist).count()), (1, 3));
            assert_eq!(html.matches("action=\"/emergency/review\"").count(), 2);
            assert_eq!(html.matches("/access\"").count(), 3, "each leads to what was seen under it: {html}");
        }
    }
}
