//! What is asked of whoever looks, answered in one tap; and then the patients they look after.

use std::collections::HashMap;

use app::{
    answer_invitation::record_answer,
    answer_offer::answer_offer as answer,
    case::{self, CaseFilter},
    conference::{asked_of_me, replies},
    consultation::{OfferFile, offers_to_me},
    directory,
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    access::{Action, Member, Relationship},
    conference::{
        AbsenceReason, Answer, AnswerChannel, Answered, Conference, Mode, Participant, ProposedTime, Reply,
        current_replies, quorum::current,
    },
    consultation::{DeclineReason, Offer, OfferState},
    discharge_case::DischargeCase,
    milestone::{Milestone, Standing, most_pressing},
    organization::Organization,
    patient::Patient,
    place::Municipality,
};

use crate::{
    board::Chip,
    conference::answers::{ask, read_answer, said, said_to_questions},
    consultation::{
        offer::{details, read_answer as read_offer_answer, state_chip},
        subject,
    },
    discharge_case::Fact,
    error::Fault,
    form::{Attempt, Failure, Fields, Form, choices},
    keep_organization::{Confirmation, confirmation as confirmation_of},
    page::{At, Page, Visit, after, html},
};

/// The most patients one page lists.
const MOST: u8 = 100;

#[derive(Template)]
#[template(path = "requests.html")]
struct RequestsPage {
    page: Page,
    /// Those that wait for an answer, and those that have one.
    invitations: [Vec<InvitationView>; 2],
    offers: [Vec<OfferView>; 2],
    patients: Vec<PatientView>,
    /// Whether there are more patients than are shown.
    more: bool,
    /// For whoever keeps the organization's record.
    confirmation: Option<Confirmation>,
}

impl RequestsPage {
    fn is_empty(&self) -> bool {
        self.invitations.iter().all(Vec::is_empty) && self.offers.iter().all(Vec::is_empty)
    }

    /// What waits for an answer, then what has one.
    fn groups(&self) -> impl Iterator<Item = (&Vec<InvitationView>, &Vec<OfferView>)> {
        self.invitations.iter().zip(&self.offers)
    }
}

struct InvitationView {
    place: String,
    title: String,
    /// Whether every time to come has its answer.
    is_answered: bool,
    state: Chip,
    organizer: String,
    to: String,
    duration: String,
    /// Whom it is about, for those who know.
    patient: Option<String>,
    times: Vec<TimeView>,
    /// For what is asked beforehand.
    questions: Option<Form>,
}

struct TimeView {
    time: String,
    said: Option<Chip>,
    forms: Vec<Form>,
}

struct OfferView {
    place: String,
    title: String,
    hub: String,
    facts: Vec<Fact>,
    state: Chip,
    more: Vec<String>,
    forms: Vec<Form>,
}

struct PatientView {
    name: String,
    to: String,
    plan: String,
    discharge: String,
    conference: Option<String>,
    pressing: Option<Chip>,
}

/// `GET /requests`
pub async fn show(visit: Visit) -> Result<Response, Fault> {
    shown(&visit, None).await
}

async fn shown(visit: &Visit, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let asked = asked_of_me(&session).await?;
    let organizers: Vec<_> = asked.iter().map(|(c, _)| c.organization).collect();
    let organizers = directory::organizations(&session, &organizers).await?;
    let asking = asked.iter().filter(|(c, _)| !c.proposal.questions.is_empty());
    let mut replies = replies(&session, &asking.map(|(c, _)| c.id).collect::<Vec<_>>()).await?;
    let offers = offers_to_me(&session).await?;
    let municipalities = directory::municipalities(&session).await?;
    let mut cases = case::cases(&session, CaseFilter::Open, None, u64::from(MOST) + 1).await?;
    let more = cases.len() > usize::from(MOST);
    cases.truncate(MOST.into());
    let ids: Vec<_> = cases.iter().map(|c| c.id).collect();
    let talked_of: Vec<_> = ids.iter().copied().chain(asked.iter().filter_map(|(c, _)| c.case)).collect();
    let patients = case::patients(&session, &talked_of).await?;
    let conferences = case::conferences(&session, &ids).await?;
    let milestones = case::milestones(&session, &ids).await?;
    let own = visit.member.organization;
    let keeps = visit.may(Action::KeepOrganization, Relationship::Own);
    let record = if keeps { directory::organizations(&session, &[own]).await?.remove(&own) } else { None };
    let stated = if keeps { directory::capabilities(&session, &[own]).await? } else { HashMap::new() };
    let page = visit.page(attempt).await?;
    let confirmation = record.zip(stated.get(&own));
    let confirmation = confirmation.and_then(|(record, stated)| {
        confirmation_of(&page, &record, stated, "/organization/profile", "/requests")
    });
    let mut views: Vec<_> = cases
        .iter()
        .filter_map(|case| {
            let conferences = conferences.get(&case.id).map_or(&[][..], Vec::as_slice);
            let milestones = milestones.get(&case.id).map_or(&[][..], Vec::as_slice);
            Some(patient_view(&page, case, patients.get(&case.id)?, conferences, milestones))
        })
        .collect();
    views.sort_by_key(|(next, _)| *next);
    // What waits for an answer stands before what has one.
    let (open_offers, offers): (Vec<_>, Vec<_>) =
        offers.into_iter().partition(|file| matches!(file.offer.state, OfferState::Asked { .. }));
    let invitations = asked.iter().map(|(c, answers)| {
        let replies = replies.remove(&c.id).unwrap_or_default();
        let patient = c.case.and_then(|case| patients.get(&case));
        invitation(&page, (c, patient), answers, &replies, visit.member, &organizers)
    });
    let (answered, open): (Vec<_>, Vec<_>) = invitations.partition(|invitation| invitation.is_answered);
    let offer = |file: &OfferFile| offer_view(&page, file, &municipalities);
    html(
        page.status(),
        &RequestsPage {
            invitations: [open, answered],
            offers: [open_offers, offers].map(|files| files.iter().map(offer).collect()),
            patients: views.into_iter().map(|(_, view)| view).collect(),
            more,
            confirmation,
            page,
        },
    )
}

fn invitation(
    page: &Page,
    (conference, patient): (&Conference, Option<&Patient>),
    answers: &[Answer],
    replies: &[Reply],
    member: Member,
    organizers: &HashMap<Id<Organization>, Organization>,
) -> InvitationView {
    let me = conference.proposal.participants.iter().find(|p| p.person == Some(member.person));
    let mine: Vec<Answer> =
        answers.iter().filter(|a| me.is_some_and(|me| a.participant == me.id)).cloned().collect();
    let open = conference.open_times();
    let coming = open.iter().filter(|time| time.at.start() > page.now);
    let time = |time: &ProposedTime| TimeView {
        time: page.wording.time_range(time.at),
        said: me.and_then(|me| current(&mine, time.id).get(&me.id).map(|answer| said(page, &answer.choice))),
        forms: me.map_or_else(Vec::new, |me| answer_forms(page, conference, time, me.id, me.mode)),
    };
    let kind = page.label(conference.proposal.kind);
    let key = if conference.at().is_some() { "request-answer-invitation" } else { "request-answer-times" };
    let minutes = conference.proposal.duration.whole_minutes();
    let times: Vec<_> = coming.map(time).collect();
    let is_answered = times.iter().all(|time| time.said.is_some());
    let (tone, mark, state) = match is_answered {
        true => ("good", "✓", "request-answered"),
        false => ("warn", "▲", "conference-no-answer"),
    };
    InvitationView {
        place: place(conference.id),
        is_answered,
        state: Chip { tone, mark, text: page.t(state) },
        title: page.with(key, "kind", kind),
        organizer: organizers.get(&conference.organization).map(|o| o.name.to_string()).unwrap_or_default(),
        to: format!("/conferences/{}", conference.id),
        patient: patient.map(|patient| patient.name.to_string()),
        duration: page.with("answer-duration", "minutes", minutes),
        times,
        questions: me.and_then(|me| questions(page, conference, me.id, replies)),
    }
}

/// Where on the page something is asked.
fn place<T>(id: Id<T>) -> String {
    format!("asked-{id}")
}

/// What is asked beforehand, with what was replied so far.
fn questions(page: &Page, conference: &Conference, me: Id<Participant>, replies: &[Reply]) -> Option<Form> {
    if conference.proposal.questions.is_empty() {
        return None;
    }
    let current = current_replies(replies);
    let replied = |number| current.get(&(number, me)).map(|reply| reply.text.to_string()).unwrap_or_default();
    let name = format!("reply-{}", conference.id);
    let form = page.form(&name, format!("/requests/{}/answer", conference.id)).folded("request-reply-title");
    let form = ask(form.with("form", &name).with("participant", me), conference, replied);
    Some(form.submit("request-reply-action"))
}

fn answer_forms(
    page: &Page,
    conference: &Conference,
    time: &ProposedTime,
    me: Id<Participant>,
    usual: Mode,
) -> Vec<Form> {
    let form = |name: &str| {
        let name = format!("{name}-{}", time.id);
        page.form(&name, format!("/requests/{}/answer", conference.id))
            .with("form", &name)
            .with("participant", me)
            .with("time", time.id)
    };
    vec![
        form("yes")
            .choose("answer", format!("yes:{}", Mode::OnSite), "answer-on-site")
            .choose("answer", format!("yes:{}", Mode::Video), "answer-video-choice")
            .choose("answer", format!("if_need_be:{usual}"), "answer-if-need-be"),
        form("no")
            .folded("answer-no")
            .radios(
                "reason",
                choices(page.wording, AbsenceReason::ALL),
                AbsenceReason::OtherAppointment.code(),
            )
            .note("note", "")
            .called(page.t("answer-no-note"))
            .hint("answer-no-note-hint")
            .choose("answer", "no", "answer-no"),
    ]
}

fn offer_view(page: &Page, file: &OfferFile, municipalities: &[Municipality]) -> OfferView {
    let OfferFile { offer, subject: patient, hub } = file;
    OfferView {
        place: place(offer.id),
        title: format!("{} {}", page.t("request-offer-title"), page.label(offer.service)),
        hub: page.with("request-offer-from", "hub", hub.name.as_str()),
        facts: subject(page, patient, municipalities),
        state: state_chip(page, &offer.state),
        more: details(page, &offer.state),
        forms: offer_forms(page, offer),
    }
}

fn offer_forms(page: &Page, offer: &Offer) -> Vec<Form> {
    let form = |name: &str| {
        let name = format!("{name}-{}", offer.id);
        page.form(&name, format!("/offers/{}/answer", offer.id)).with("form", &name).version(offer.version)
    };
    let accept = || {
        form("accept").note("note", "").called(page.t("request-offer-accept-note")).choose(
            "answer",
            "accept",
            "request-offer-accept-action",
        )
    };
    let decline = || {
        form("decline")
            .folded("request-offer-decline-action")
            .radios("reason", choices(page.wording, DeclineReason::ALL), "")
            .called(page.t("request-offer-decline-reason"))
            .required()
            .note("note", "")
            .called(page.t("request-offer-decline-note"))
            .choose("answer", "decline", "request-offer-decline-action")
    };
    match offer.state {
        OfferState::Asked { expires_at } if expires_at > page.now => vec![accept(), decline()],
        OfferState::Asked { .. } | OfferState::Accepted { .. } => vec![decline()],
        _ => vec![],
    }
}

/// A patient with the day from which the page sorts them.
fn patient_view(
    page: &Page,
    case: &DischargeCase,
    patient: &Patient,
    conferences: &[Conference],
    milestones: &[Milestone],
) -> (time::Date, PatientView) {
    let coming = conferences.iter().filter_map(|conference| conference.coming(page.now)).min();
    let pressing =
        most_pressing(milestones, page.today).filter(|m| m.standing(page.today) != Standing::Settled);
    let days =
        [coming.map(|at| at.start().day()), pressing.and_then(|m| m.due_on), case.expected_discharge_on];
    let next = days.into_iter().flatten().min().unwrap_or(time::Date::MAX);
    let view = PatientView {
        name: patient.name.to_string(),
        to: format!("/cases/{}", case.id),
        plan: format!("/cases/{}/plan", case.id),
        discharge: match case.expected_discharge_on {
            Some(day) => page.wording.day_and_distance(day, page.today),
            None => page.t("common-undecided"),
        },
        conference: coming.map(|at| page.wording.time_range(at)),
        pressing: pressing.map(|m| Chip::of(page.wording, m, page.today)),
    };
    (next, view)
}

/// `POST /requests/{conference}/answer`
pub async fn answer_invitation(
    visit: Visit,
    At(id): At<Conference>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let (participant, said) = visit.read(&fields, |f| {
            let (participant, replies) = (f.id("participant"), said_to_questions(f));
            let mut said = Answered { times: vec![], replies: replies? };
            if !fields.get("time").is_empty() || said.is_empty() {
                let (time, choice) = (f.id::<ProposedTime>("time"), read_answer(f, "answer"));
                said.times.push((time?, choice?));
            }
            Some((participant?, said))
        })?;
        Ok(record_answer(&visit.session(), id, participant, said, AnswerChannel::Page).await?)
    };
    let done = done.await;
    finish(&visit, &place(id), fields, done, "hub-answer-done").await
}

/// `POST /offers/{id}/answer`
pub async fn answer_offer(visit: Visit, At(id): At<Offer>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, said) = visit.read(&fields, read_offer_answer)?;
        Ok(answer(&visit.session(), id, version, said).await?)
    };
    let done = done.await;
    let said = match fields.get("answer") {
        "accept" => "request-accept-done",
        _ => "request-decline-done",
    };
    finish(&visit, &place(id), fields, done, said).await
}

/// Back to where it was asked: on a telephone the next question is in sight.
async fn finish<T>(
    visit: &Visit,
    place: &str,
    fields: Fields,
    done: Result<T, Failure>,
    said: &'static str,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after(&format!("/requests#{place}"), said)),
        Err(failure) => {
            let form = fields.get("form").to_owned();
            let attempt = visit.attempt(&form, fields, failure)?;
            shown(visit, attempt).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::{
        conference::ConferenceState,
        discharge_case::CaseState,
        organization::{OrganizationKind, ServiceKind},
    };

    #[test]
    fn what_is_asked_reads_and_escapes_names() {
        let states = [
            OfferState::Asked { expires_at: samples::time_in(1).at.start() },
            OfferState::Accepted { at: samples::now(), note: Some(samples::note(samples::NAME)) },
        ];
        for page in samples::pages() {
            let conference = samples::conference(ConferenceState::Polling, vec![samples::time_in(2)]);
            let invited = invitation(
                &page,
                (&conference, Some(&samples::patient())),
                &samples::answers(),
                &samples::replies(),
                samples::member(),
                &samples::organizations(),
            );
            let offer = |state: &OfferState| OfferFile {
                offer: Offer {
                    id: samples::id(110),
                    hub: samples::id(12),
                    consultation: samples::id(100),
                    service: ServiceKind::Pharmacy,
                    organization: samples::id(10),
                    made_at: samples::now(),
                    state: state.clone(),
                    version: 1,
                },
                subject: samples::subject(),
                hub: samples::organization(12, OrganizationKind::Hub),
            };
            let case = samples::case(CaseState::Admitted);
            let patient = samples::patient();
            let (_, patient) = patient_view(&page, &case, &patient, &[conference], &samples::milestones());
            let html = samples::reads(&RequestsPage {
                invitations: [vec![invited], vec![]],
                offers: [states.iter().map(|state| offer_view(&page, &offer(state), &[])).collect(), vec![]],
                patients: vec![patient],
                more: true,
                confirmation: None,
                page,
            });
            assert!(html.contains("value=\"yes:on_site\"") && html.contains("value=\"accept\""));
        }
    }
}
