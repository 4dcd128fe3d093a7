//! Answers: who comes when, and recording what somebody said on the telephone.

use app::{answer_invitation::record_answer, delivery::Undelivered, fee_conditions::FeeConditions};
use axum::response::Response;
use domain::{
    Id,
    access::Member,
    conference::{
        AbsenceReason, Answer, AnswerChannel, Answered, Choice as Said, Conference, ConferenceState, Mode,
        Participant, ProposedTime, Quorum, Reply, Requirement, current_replies, quorum::current,
    },
    person::Contact,
    text::{EmailAddress, Line, Note},
};

use super::{conditions::at_time, finish, minutes::Named, of, times, unreached_chip};
use crate::{
    board::Chip,
    error::Fault,
    form::{Choice, Failure, Fields, Form, Reader, choices},
    page::{At, Page, Visit},
};

/// Participants by times.
pub struct AnswerTable {
    pub times: Vec<TimeView>,
    pub rows: Vec<AnswerRow>,
    pub unanswered: Option<String>,
}

/// A time, and whether it will do.
pub struct TimeView {
    pub time: String,
    pub quorum: Chip,
    pub missing: Vec<String>,
    /// Which fee conditions have everyone they ask for.
    pub conditions: Vec<String>,
    pub schedule: Option<Form>,
}

/// What one participant said.
pub struct AnswerRow {
    pub name: String,
    pub seat: String,
    pub is_required: bool,
    pub unreached: Option<Chip>,
    pub cells: Vec<AnswerCell>,
}

/// What one participant said about one time.
pub struct AnswerCell {
    pub said: Chip,
    pub more: Vec<String>,
}

/// The table of answers to the times still open.
pub fn table(
    page: &Page,
    conference: &Conference,
    answers: &[Answer],
    named: &Named,
    unreached: &[Undelivered],
    conditions: Option<&FeeConditions>,
    is_own: bool,
) -> AnswerTable {
    let times = conference.open_times();
    let unanswered = conference.unanswered(answers).len();
    let row = |participant: &Participant| AnswerRow {
        name: participant.contact.name.to_string(),
        seat: page.label(participant.seat),
        is_required: participant.requirement == Requirement::Required,
        unreached: of(participant.id, unreached).map(|message| unreached_chip(page, message)),
        cells: times.iter().map(|time| cell(page, answers, participant, time, named, is_own)).collect(),
    };
    let polling = conference.state == ConferenceState::Polling;
    let time = |time: &ProposedTime| {
        let quorum = conference.quorum(answers, time.id);
        let coming = polling && is_own && time.at.start() > page.now;
        TimeView {
            time: page.wording.time_range(time.at),
            missing: missing(page, &quorum),
            conditions: conditions.map(|known| at_time(page, known, time)).unwrap_or_default(),
            quorum: quorum_chip(page, &quorum),
            schedule: coming
                .then(|| times::schedule_form(page, conference, time.at.start(), !quorum.is_impossible())),
        }
    };
    AnswerTable {
        rows: conference.proposal.participants.iter().map(row).collect(),
        times: times.iter().map(time).collect(),
        unanswered: match unanswered {
            0 => None,
            count => Some(page.with("conference-unanswered", "count", count)),
        },
    }
}

fn quorum_chip(page: &Page, quorum: &Quorum) -> Chip {
    let (tone, mark, key) = if quorum.is_impossible() {
        ("bad", "×", "conference-quorum-impossible")
    } else if quorum.is_complete() {
        ("good", "✓", "conference-quorum-complete")
    } else {
        ("warn", "△", "conference-quorum-open")
    };
    Chip { tone, mark, text: page.t(key) }
}

fn missing(page: &Page, quorum: &Quorum) -> Vec<String> {
    let empty = quorum.seats.iter().filter(|seat| seat.yes + seat.if_need_be + seat.unanswered == 0);
    empty.map(|seat| page.with("conference-quorum-missing", "seat", page.label(seat.seat))).collect()
}

fn cell(
    page: &Page,
    answers: &[Answer],
    participant: &Participant,
    time: &ProposedTime,
    named: &Named,
    is_own: bool,
) -> AnswerCell {
    let Some(&answer) = current(answers, time.id).get(&participant.id) else {
        let said = Chip { tone: "", mark: "…", text: page.t("conference-no-answer") };
        return AnswerCell { said, more: vec![] };
    };
    let Answer { id: _, participant: _, time: _, revision: _, choice, at: _, channel, recorded_by } = answer;
    let mut more = details(page, choice, is_own);
    if *channel != AnswerChannel::Link {
        more.push(page.with("conference-answer-channel", "channel", page.label(*channel)));
    }
    let recorder = recorded_by.filter(|id| Some(*id) != participant.person).and_then(|id| named.get(&id));
    more.extend(recorder.map(|p| page.with("conference-answer-recorded-by", "person", p.name.as_str())));
    AnswerCell { said: said(page, choice), more }
}

/// An answer as a sign.
pub fn said(page: &Page, choice: &Said) -> Chip {
    let label = page.label(choice);
    match choice {
        Said::Yes { mode, .. } => {
            Chip { tone: "good", mark: "○", text: format!("{label}({})", page.label(*mode)) }
        }
        Said::IfNeedBe { mode, .. } => {
            Chip { tone: "warn", mark: "△", text: format!("{label}({})", page.label(*mode)) }
        }
        Said::No { reason, note: _ } => {
            Chip { tone: "bad", mark: "×", text: format!("{label}({})", page.label(*reason)) }
        }
    }
}

/// What was said beside the answer itself; the address of a substitute for those who may write to them.
pub fn details(page: &Page, choice: &Said, is_own: bool) -> Vec<String> {
    let substitute = choice.substitute();
    let name = substitute.map(|s| page.with("conference-substitute", "name", s.name.as_str()));
    let address = substitute.and_then(|s| s.email.as_ref()).filter(|_| is_own);
    let note = choice.note().map(ToString::to_string);
    name.into_iter().chain(address.map(ToString::to_string)).chain(note).collect()
}

/// The answers there are to choose from; the mode stands in the code.
pub fn answers(page: &Page) -> Vec<Choice> {
    let mut all = vec![];
    for (code, label) in [
        ("yes", "choice-yes"),
        ("if_need_be", "choice-if-need-be"),
        ("substitute", "conference-substitute-choice"),
    ] {
        all.extend(Mode::ALL.iter().map(|mode| {
            Choice::new(format!("{code}:{mode}"), format!("{}({})", page.t(label), page.label(*mode)))
        }));
    }
    all.push(Choice::new("no", page.t("choice-no")));
    all
}

/// Reads an answer: the choice in the field of this name, the rest in the fields every answer has.
pub fn read_answer(f: &mut Reader<'_>, name: &str) -> Option<Said> {
    let (code, mode) = f.typed(name).split_once(':').unwrap_or((f.typed(name), ""));
    let (code, mode) = (code.to_owned(), Mode::parse(mode));
    let note = f.optional("note", Note::parse);
    match (code.as_str(), mode) {
        ("no", _) => {
            let reason = f.optional_choice("reason", AbsenceReason::parse);
            Some(Said::No { reason: reason?.unwrap_or(AbsenceReason::Unstated), note: note? })
        }
        ("yes", Some(mode)) => Some(Said::Yes { mode, substitute: None, note: note? }),
        ("substitute", Some(mode)) => {
            let name = f.text("substituteName", Line::parse);
            let email = f.optional("substituteEmail", EmailAddress::parse);
            let substitute = Some(Contact { name: name?, email: email? });
            Some(Said::Yes { mode, substitute, note: note? })
        }
        ("if_need_be", Some(mode)) => Some(Said::IfNeedBe { mode, substitute: None, note: note? }),
        _ => f.refuse(name, "form-choose"),
    }
}

/// Records what somebody said by telephone or fax: the organizer for anyone, others for their own people.
pub fn form(page: &Page, conference: &Conference, member: Member) -> Option<Form> {
    let mut people = vec![Choice::none(page.wording, "form-choose")];
    let is_mine = |p: &&Participant| {
        conference.organization == member.organization
            || p.organization == Some(member.organization)
            || p.person == Some(member.person)
    };
    people.extend(
        conference
            .proposal
            .participants
            .iter()
            .filter(is_mine)
            .map(|p| Choice::new(p.id, format!("{} {}", p.contact.name, page.label(p.seat)))),
    );
    if people.len() == 1 {
        return None;
    }
    let channels = [AnswerChannel::Phone, AnswerChannel::Fax, AnswerChannel::Page];
    let mut form = page
        .form("answer", format!("/conferences/{}/answers", conference.id))
        .folded("conference-record-answer-action")
        .select("participant", people, "")
        .required()
        .radios("channel", choices(page.wording, &channels), AnswerChannel::Phone.code());
    for time in conference.open_times() {
        let mut said = vec![Choice::none(page.wording, "form-no-change")];
        said.extend(answers(page));
        form = form.select(&format!("answer-{}", time.id), said, "").called(page.wording.time_range(time.at));
    }
    let form = ask(form, conference, |_| String::new())
        .select("reason", choices(page.wording, AbsenceReason::ALL), AbsenceReason::Unstated.code())
        .called(page.t("conference-absence-reason"))
        .hint("form-with-no")
        .note("note", "")
        .called(page.t("answer-no-note"))
        .line("substituteName", "")
        .input("email", "substituteEmail", "")
        .submit("conference-record-answer-action");
    Some(form)
}

/// `POST /conferences/{id}/answers`
pub async fn record(visit: Visit, At(id): At<Conference>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (participant, channel, said) = visit.read(&fields, recorded)?;
        Ok::<_, Failure>(record_answer(&visit.session(), id, participant, said, channel).await?)
    };
    let done = done.await;
    finish(&visit, id, ("answer", fields), done, "hub-answer-done").await
}

type Recorded = (Id<Participant>, AnswerChannel, Answered);

fn recorded(f: &mut Reader<'_>) -> Option<Recorded> {
    let participant = f.id("participant");
    let channel = f.choice("channel", AnswerChannel::parse);
    let (times, replies) = (said_about_times(f), said_to_questions(f));
    let said = Answered { times: times?, replies: replies? };
    if said.is_empty() {
        let first = f.names("answer-").first().copied().unwrap_or("answer");
        return f.refuse(first, "form-choose");
    }
    Some((participant?, channel?, said))
}

/// The answers in the fields `answer-<time>`; a blank one says nothing.
pub fn said_about_times(f: &mut Reader<'_>) -> Option<Vec<(Id<ProposedTime>, Said)>> {
    let mut said = vec![];
    for name in f.names("answer-") {
        let time = name.strip_prefix("answer-").and_then(|id| id.parse().ok()).map(Id::new);
        if f.is_blank(name) {
            continue;
        }
        said.push(time.zip(read_answer(f, name)));
    }
    said.into_iter().collect()
}

/// The fields of the questions that are asked beforehand, each with what was replied so far.
pub fn ask(mut form: Form, conference: &Conference, replied: impl Fn(u8) -> String) -> Form {
    for (number, question) in (1..).zip(&conference.proposal.questions) {
        form = form.note(&format!("reply-{number}"), replied(number)).called(question.as_str());
    }
    form
}

/// The replies in the fields `reply-<number>`; a blank one says nothing.
pub fn said_to_questions(f: &mut Reader<'_>) -> Option<Vec<(u8, Note)>> {
    let mut said = vec![];
    for name in f.names("reply-") {
        let number = name.strip_prefix("reply-").and_then(|number| number.parse().ok());
        let text = f.optional(name, Note::parse);
        match (number, text) {
            (Some(number), Some(Some(text))) => said.push(Some((number, text))),
            (_, Some(None)) => {}
            _ => said.push(None),
        }
    }
    said.into_iter().collect()
}

/// A question that is asked beforehand, with what everybody replied.
pub struct QuestionView {
    pub question: String,
    pub replies: Vec<ReplyView>,
}

/// What one participant replied.
pub struct ReplyView {
    pub by: String,
    pub text: String,
    pub about: String,
}

/// What was asked beforehand and replied, as far as the reader may see it.
pub fn questions(
    page: &Page,
    conference: &Conference,
    replies: &[Reply],
    named: &Named,
) -> Vec<QuestionView> {
    let current = current_replies(replies);
    let replied = |number: u8| {
        let participants = conference.proposal.participants.iter();
        let of = |participant: &Participant| {
            let reply = current.get(&(number, participant.id))?;
            let mut about = vec![
                page.wording.moment(reply.at),
                page.with("conference-answer-channel", "channel", page.label(reply.channel)),
            ];
            let by = reply.recorded_by.filter(|id| Some(*id) != participant.person);
            let by = by.and_then(|id| named.get(&id));
            about.extend(by.map(|p| page.with("conference-answer-recorded-by", "person", p.name.as_str())));
            Some(ReplyView {
                by: format!("{} {}", participant.contact.name, page.label(participant.seat)),
                text: reply.text.to_string(),
                about: about.join(" "),
            })
        };
        participants.filter_map(of).collect()
    };
    (1..)
        .zip(&conference.proposal.questions)
        .map(|(number, question)| QuestionView { question: question.to_string(), replies: replied(number) })
        .collect()
}
