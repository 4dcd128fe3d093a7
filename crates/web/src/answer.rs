//! The page of somebody invited who has no account: a link, a few large choices, nothing of the patient.

use std::collections::BTreeSet;

use app::answer_invitation::{Invitation, answer_by_link, invitation};
use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Timestamp,
    conference::{
        AbsenceReason, Answered, Choice as Said, ConferenceState, Mode, Participant, ProposedTime,
        current_replies, quorum::current,
    },
};
use serde::Deserialize;
use wording::Wording;

use crate::{
    Web,
    board::Chip,
    calendar::is_ahead,
    conference::answers::{ask, details, said, said_about_times, said_to_questions},
    discharge_case::Fact,
    error::Fault,
    form::{Attempt, Choice, Failure, Fields, Form, Reader, choices},
    page::{OnRecord, Page, Query, Tongue, html},
};

/// Whether the answers are to be changed.
#[derive(Debug, Deserialize)]
pub struct Change {
    change: Option<String>,
}

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    page: Page,
    title: String,
    lines: Vec<String>,
    /// Where it is, for those who come there.
    place: Option<String>,
    video: Option<String>,
    /// Where an answer on paper goes: shown on paper alone.
    on_paper: Option<Vec<String>>,
    shown: Shown,
}

/// What the page is for at the moment.
enum Shown {
    /// Answers are asked for.
    Asked(Box<Form>),
    /// They were given, and may be changed.
    Thanked { answers: Vec<Given>, replies: Vec<Fact>, calendar: Option<String>, change: String },
    /// Nothing is asked (any more).
    Over,
}

struct Given {
    time: String,
    said: Chip,
    more: Vec<String>,
}

/// `GET /answer/{token}`: looking changes nothing.
pub async fn show(
    OnRecord(web): OnRecord,
    Tongue(wording): Tongue,
    Path(token): Path<String>,
    Query(Change { change }): Query<Change>,
) -> Result<Response, Fault> {
    shown(&web, wording, &token, change.is_some(), None).await
}

/// `POST /answer/{token}`
pub async fn answer(
    OnRecord(web): OnRecord,
    Tongue(wording): Tongue,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let open = open_times(&invitation(&web.app, &token).await?, web.app.system().now);
        let said = fields.read(wording, |f| answers(f, wording, &open))?;
        Ok::<_, Failure>(answer_by_link(&web.app, &token, said).await?)
    };
    match done.await {
        Ok(_) => Ok(Redirect::to(&format!("/answer/{token}")).into_response()),
        Err(Failure::Error(app::Error::NotFound)) => invalid(&web, wording),
        Err(failure) => {
            let attempt = Attempt::new(wording, "answer", fields, failure)?;
            shown(&web, wording, &token, true, Some(attempt)).await
        }
    }
}

/// One answer for each time that is asked about, and replies to whichever questions.
fn answers(f: &mut Reader<'_>, wording: Wording, open: &[ProposedTime]) -> Option<Answered> {
    let mut complete = Some(());
    for time in open {
        let name = format!("answer-{}", time.id);
        if f.is_blank(&name) {
            complete = f.refuse_called(&name, wording.time_range(time.at), "answer-missing");
        }
    }
    let (times, replies) = (said_about_times(f), said_to_questions(f));
    complete?;
    Some(Answered { times: times?, replies: replies? })
}

fn open_times(invitation: &Invitation, now: Timestamp) -> Vec<ProposedTime> {
    let mut times = invitation.conference.open_times();
    times.retain(|time| time.at.start() > now);
    times
}

async fn shown(
    web: &Web,
    wording: Wording,
    token: &str,
    change: bool,
    attempt: Option<Attempt>,
) -> Result<Response, Fault> {
    let invitation = match invitation(&web.app, token).await {
        Ok(invitation) => invitation,
        Err(app::Error::NotFound) => return invalid(web, wording),
        Err(error) => return Err(error.into()),
    };
    let page = Page::anonymous(web, wording, attempt);
    html(page.status(), &answer_page(page, &invitation, token, change))
}

fn invalid(web: &Web, wording: Wording) -> Result<Response, Fault> {
    let page = Page::anonymous(web, wording, None);
    let view = AnswerPage {
        title: page.t("answer-invalid-title"),
        lines: vec![page.t("answer-invalid")],
        place: None,
        video: None,
        on_paper: None,
        shown: Shown::Over,
        page,
    };
    html(StatusCode::NOT_FOUND, &view)
}

fn answer_page(page: Page, invitation: &Invitation, token: &str, change: bool) -> AnswerPage {
    let Invitation { conference, participant, answers, replies, organization, fax, phone, room } = invitation;
    let open = open_times(invitation, page.now);
    let video = conference.proposal.video_address.as_ref().map(ToString::to_string);
    if open.is_empty() {
        let first = conference.at().or_else(|| conference.times.iter().map(|time| time.at).min());
        let (title, text) = match conference.state {
            ConferenceState::Cancelled { .. } => ("answer-cancelled-title", "answer-cancelled"),
            _ => ("answer-over-title", "answer-over"),
        };
        let values = [
            ("organizer", organization.as_str().into()),
            ("kind", page.label(conference.proposal.kind).into()),
            ("time", first.map(|at| page.wording.time_range(at)).unwrap_or_default().into()),
        ];
        let number = phone.as_ref().map(|phone| page.with("common-phone", "number", phone.as_str()));
        return AnswerPage {
            title: page.t(title),
            lines: std::iter::once(page.wording.text_with(text, &values)).chain(number).collect(),
            place: None,
            video: None,
            on_paper: None,
            shown: Shown::Over,
            page,
        };
    }
    let place = room.as_ref().map_or_else(|| organization.clone(), |room| format!("{organization} {room}"));
    let mut comes = false;
    let mut modes = BTreeSet::new();
    let given: Vec<Option<Given>> = open
        .iter()
        .map(|time| {
            let answer = current(answers, time.id).remove(&participant.id)?;
            comes |= answer.choice.comes_in_person();
            modes.extend(answer.choice.mode());
            Some(Given {
                time: page.wording.time_range(time.at),
                said: said(&page, &answer.choice),
                more: details(&page, &answer.choice, true),
            })
        })
        .collect();
    let given: Option<Vec<Given>> = given.into_iter().collect();
    if let Some(answers) = given.filter(|_| !change) {
        let change = format!("/answer/{token}?change=yes");
        let current = current_replies(replies);
        let replied = (1..).zip(&conference.proposal.questions).filter_map(|(number, question)| {
            let reply = current.get(&(number, participant.id))?;
            Some(Fact { label: question.to_string(), value: reply.text.to_string() })
        });
        let replies = replied.collect();
        let calendar =
            (comes && is_ahead(conference, page.now)).then(|| format!("/answer/{token}/calendar.ics"));
        return AnswerPage {
            title: page.t("answer-thanks-title"),
            lines: vec![page.with("answer-thanks", "organizer", organization.as_str())],
            place: modes.contains(&Mode::OnSite).then_some(place),
            video: video.filter(|_| conference.at().is_some() && modes.contains(&Mode::Video)),
            on_paper: None,
            shown: Shown::Thanked { answers, replies, calendar, change },
            page,
        };
    }
    let scheduled = conference.at().is_some();
    let (title, lead) = match scheduled {
        true => ("answer-title-scheduled", "answer-scheduled-lead"),
        false => ("answer-title", "answer-lead"),
    };
    let kind = page.label(conference.proposal.kind);
    let form = form(&page, invitation, &open, token);
    let numbers = [("answer-fax", fax), ("common-phone", phone)];
    let numbers = numbers
        .into_iter()
        .filter_map(|(key, number)| number.as_ref().map(|number| page.with(key, "number", number.as_str())));
    let days: BTreeSet<_> = open.iter().map(|time| time.at.start().day()).collect();
    let days: Vec<_> = days.into_iter().map(|day| page.wording.era(day)).collect();
    let reasons: Vec<_> = reasons().map(|reason| page.label(reason)).collect();
    let on_paper = std::iter::once(page.with("answer-on-paper", "organizer", organization.as_str()))
        .chain(numbers)
        .chain([
            page.with("answer-on-paper-days", "days", days.join("、")),
            page.with("answer-on-paper-reasons", "reasons", reasons.join(" / ")),
        ]);
    let on_paper = Some(on_paper.collect());
    AnswerPage {
        title: page.t(title),
        lines: vec![
            page.with("answer-greeting", "recipient", participant.contact.name.as_str()),
            page.wording
                .text_with(lead, &[("organizer", organization.as_str().into()), ("kind", kind.into())]),
            page.with("answer-duration", "minutes", conference.proposal.duration.whole_minutes()),
        ],
        place: Some(place),
        video: video.filter(|_| scheduled),
        on_paper,
        shown: Shown::Asked(Box::new(form)),
        page,
    }
}

fn form(page: &Page, invitation: &Invitation, open: &[ProposedTime], token: &str) -> Form {
    let Participant { id, mode, .. } = invitation.participant;
    let known =
        |time: &ProposedTime| current(&invitation.answers, time.id).remove(&id).map(|answer| &answer.choice);
    let mut form = page.form("answer", format!("/answer/{token}"));
    for (nth, time) in (1_i64..).zip(open) {
        form = form
            .radios(
                &format!("answer-{}", time.id),
                choices_of(page, mode, known(time)),
                known(time).map(code).unwrap_or_default(),
            )
            .called(question(page, nth, open.len(), time));
    }
    let said: Vec<&Said> = open.iter().filter_map(known).collect();
    let reason = said.iter().find_map(|said| match said {
        Said::No { reason, note: _ } if *reason != AbsenceReason::Unstated => Some(reason.code()),
        _ => None,
    });
    let note = said.iter().find_map(|said| said.note());
    let substitute = said.iter().find_map(|said| said.substitute());
    form = form
        .group(page.t("answer-substitute-title"))
        .hint("answer-substitute-hint")
        .line("substituteName", substitute.map(|s| s.name.to_string()).unwrap_or_default())
        .called(page.t("answer-substitute-name"))
        .input(
            "email",
            "substituteEmail",
            substitute.and_then(|s| s.email.as_ref()).map(ToString::to_string).unwrap_or_default(),
        )
        .called(page.t("answer-substitute-email"))
        .end()
        .group(page.t("answer-no"))
        .select(
            "reason",
            [Choice::new("", page.label(AbsenceReason::Unstated))]
                .into_iter()
                .chain(choices(page.wording, &reasons().collect::<Vec<_>>()))
                .collect(),
            reason.unwrap_or_default(),
        )
        .called(page.t("answer-no-reason"))
        .end()
        .note("note", note.map(ToString::to_string).unwrap_or_default())
        .called(page.t("answer-no-note"))
        .hint("answer-no-note-hint");
    if !invitation.conference.proposal.questions.is_empty() {
        let replies = current_replies(&invitation.replies);
        let replied =
            |number| replies.get(&(number, id)).map(|reply| reply.text.to_string()).unwrap_or_default();
        form = form.group(page.t("answer-questions")).hint("answer-questions-hint");
        form = ask(form, &invitation.conference, replied).end();
    }
    form.submit("answer-action")
}

/// The reasons there are to choose from.
fn reasons() -> impl Iterator<Item = AbsenceReason> {
    AbsenceReason::ALL.iter().copied().filter(|reason| *reason != AbsenceReason::Unstated)
}

/// What one time is called; of several, which one of how many it is.
fn question(page: &Page, nth: i64, count: usize, time: &ProposedTime) -> String {
    let time = page.wording.time_range(time.at);
    match count {
        1 => time,
        _ => {
            let values = [("nth", nth.into()), ("count", count.into()), ("time", time.into())];
            page.wording.text_with("answer-nth", &values)
        }
    }
}

/// What there is to choose from; who said so before comes if need be, or sends somebody, in the same way.
fn choices_of(page: &Page, usual: Mode, known: Option<&Said>) -> Vec<Choice> {
    let mode = |is_meant: fn(&Said) -> bool| {
        known.filter(|said| is_meant(said)).and_then(Said::mode).unwrap_or(usual)
    };
    let if_need_be = mode(|said| matches!(said, Said::IfNeedBe { .. }));
    let substitute = mode(|said| said.substitute().is_some());
    vec![
        Choice::new("yes:on_site", format!("○ {}", page.t("answer-on-site"))),
        Choice::new("yes:video", format!("○ {}", page.t("answer-video-choice"))),
        Choice::new(format!("if_need_be:{if_need_be}"), format!("△ {}", page.t("answer-if-need-be"))),
        Choice::new(format!("substitute:{substitute}"), format!("○ {}", page.t("answer-substitute"))),
        Choice::new("no", format!("× {}", page.t("answer-no"))),
    ]
}

/// The code under which the form offers an answer.
fn code(said: &Said) -> String {
    match said {
        Said::Yes { mode, substitute: Some(_), .. } | Said::IfNeedBe { mode, substitute: Some(_), .. } => {
            format!("substitute:{mode}")
        }
        Said::Yes { mode, .. } => format!("yes:{mode}"),
        Said::IfNeedBe { mode, .. } => format!("if_need_be:{mode}"),
        Said::No { .. } => "no".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::{conference::Conference, text::PhoneNumber};

    fn invitation(conference: Conference, answered: bool) -> Invitation {
        Invitation {
            participant: conference.proposal.participants[0].clone(),
            answers: if answered { samples::answers() } else { vec![] },
            replies: if answered { samples::replies() } else { vec![] },
            conference,
            organization: samples::NAME.into(),
            fax: PhoneNumber::parse("049-001-0001").ok(),
            phone: PhoneNumber::parse("049-000-0001").ok(),
            room: Some(samples::NAME.into()),
        }
    }

    #[test]
    fn the_page_asks_then_thanks_then_says_that_it_is_over() {
        let time = samples::time_in(2);
        let cancelled = ConferenceState::Cancelled {
            was: None,
            reason: samples::note(samples::NAME),
            at: samples::now(),
        };
        for (state, answered, change, asks) in [
            (ConferenceState::Polling, false, false, true),
            (ConferenceState::Polling, true, false, false),
            (ConferenceState::Polling, true, true, true),
            (ConferenceState::Scheduled { time }, false, false, true),
            (ConferenceState::Scheduled { time: samples::time_in(-1) }, false, false, false),
            (cancelled, false, false, false),
        ] {
            for page in samples::pages() {
                let page = Page { reader: None, ..page };
                let invitation = invitation(samples::conference(state.clone(), vec![time]), answered);
                let html = samples::reads(&answer_page(page, &invitation, "token", change));
                assert_eq!(html.contains("<form class=\"form\""), asks, "{state:?}");
            }
        }
    }

    #[test]
    fn nothing_of_the_case_is_shown() {
        let mut conference = samples::conference(ConferenceState::Polling, vec![samples::time_in(2)]);
        conference.proposal.title = samples::line("題名");
        conference.proposal.agenda = vec![samples::line("議題")];
        let [page, _] = samples::pages();
        let html = samples::reads(&answer_page(page, &invitation(conference, false), "token", false));
        assert!(!html.contains("題名") && !html.contains("議題") && !html.contains("/cases/"));
    }

    #[test]
    fn every_time_asked_about_needs_an_answer() {
        let open = [samples::time_in(2)];
        let read = |said: &'static str| {
            let name = format!("answer-{}", open[0].id);
            let fields = Fields::from([(name.as_str(), said), ("reason", "other")]);
            let wording = Wording::new(wording::Language::Japanese);
            fields.read(wording, |f| answers(f, wording, &open)).is_ok()
        };
        assert_eq!(
            ["", "yes", "yes:video", "no", "if_need_be:on_site"].map(read),
            [false, false, true, true, true]
        );
    }
}
