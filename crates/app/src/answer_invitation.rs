//! Somebody invited answers: by the link in the message, on a page, or by telephone to somebody here.

use domain::{
    Id,
    access::{Action, Guest, answering},
    conference::{
        Answer, AnswerChannel, Answered, Conference, ConferenceRefusal, Participant, Reply, current_replies,
        quorum::current,
    },
    text::PhoneNumber,
};
use store::Tx;

use crate::{App, Error, Session, session::token_hash};

/// What the holder of a link is shown: nothing of the patient.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The conference.
    pub conference: Conference,
    /// Who is invited.
    pub participant: Participant,
    /// That participant's answers.
    pub answers: Vec<Answer>,
    /// What that participant replied to the questions.
    pub replies: Vec<Reply>,
    /// The name of the organization that invites.
    pub organization: String,
    /// Where it takes an answer on paper.
    pub fax: Option<PhoneNumber>,
    /// Where it takes an answer by word of mouth.
    pub phone: Option<PhoneNumber>,
    /// The name of the room.
    pub room: Option<String>,
}

/// What a link is about. Looking changes nothing.
///
/// # Errors
/// [`Error::NotFound`] when the link is not, or no longer, one of ours.
pub async fn invitation(app: &App, token: &str) -> Result<Invitation, Error> {
    let guest = guest(app, token).await?;
    let session = app.guest(guest);
    let view = session.read();
    let conference = view.conferences().find_for(Action::SeeConference, guest.conference).await?;
    let seat = conference.proposal.participants.iter().find(|p| p.id == guest.participant);
    let participant = seat.cloned().ok_or(Error::NotFound)?;
    let mut answers = view.conferences().answers(&[conference.id]).await?;
    answers.retain(|answer| answer.participant == participant.id);
    let mut replies = view.conferences().replies(&[conference.id]).await?;
    replies.retain(|reply| reply.participant == participant.id);
    let organization = view.organizations().find(conference.organization).await?;
    let room = match conference.proposal.room {
        Some(room) => Some(view.organizations().room(room).await?.name.to_string()),
        None => None,
    };
    let (fax, phone) = (organization.fax, organization.phone);
    Ok(Invitation {
        conference,
        participant,
        answers,
        replies,
        organization: organization.name.to_string(),
        fax,
        phone,
        room,
    })
}

/// The holder of a link answers, for one or several times, and replies to the questions, all or none.
///
/// # Errors
/// [`Error::NotFound`], refusals of the conference.
pub async fn answer_by_link(app: &App, token: &str, said: Answered) -> Result<Invitation, Error> {
    let guest = guest(app, token).await?;
    let session = app.guest(guest);
    let tx = session.begin().await?;
    let conference = tx.conferences().find_for(Action::AnswerInvitation, guest.conference).await?;
    answer(&session, &tx, &conference, guest.participant, said, AnswerChannel::Link).await?;
    tx.commit().await?;
    invitation(app, token).await
}

/// The holder of a link; the link itself is the permission.
async fn guest(app: &App, token: &str) -> Result<Guest, Error> {
    let view = app.system().read();
    let (conference, participant) = view.conferences().by_invitation_token(&token_hash(token)).await?;
    Ok(Guest { participant: participant.id, conference: conference.id })
}

/// Somebody invited who is signed in answers their own invitation.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`], refusals of the conference.
pub async fn answer_own(
    session: &Session<'_>,
    conference: Id<Conference>,
    said: Answered,
) -> Result<Conference, Error> {
    let me = session.member()?.person;
    let tx = session.begin().await?;
    let conference = tx.conferences().find_for(Action::AnswerInvitation, conference).await?;
    let seat = conference.proposal.participants.iter().find(|participant| participant.person == Some(me));
    let seat = seat.ok_or(ConferenceRefusal::NotInvited)?.id;
    answer(session, &tx, &conference, seat, said, AnswerChannel::Page).await?;
    tx.commit().await?;
    Ok(conference)
}

/// Somebody signed in answers for a colleague, or records what a participant said by telephone or fax.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], refusals of the conference.
pub async fn record_answer(
    session: &Session<'_>,
    conference: Id<Conference>,
    participant: Id<Participant>,
    said: Answered,
    channel: AnswerChannel,
) -> Result<Conference, Error> {
    let tx = session.begin().await?;
    let seat = tx.conferences().seat(conference, participant).await?;
    let action = seat.map_or(Action::RecordAnswer, |seat| answering(&session.actor, &seat));
    let conference = tx.conferences().find_for(action, conference).await?;
    answer(session, &tx, &conference, participant, said, channel).await?;
    tx.commit().await?;
    Ok(conference)
}

async fn answer(
    session: &Session<'_>,
    tx: &Tx,
    conference: &Conference,
    participant: Id<Participant>,
    said: Answered,
    channel: AnswerChannel,
) -> Result<(), Error> {
    let known = tx.conferences().answers(&[conference.id]).await?;
    let recorded_by = session.member().ok().map(|member| member.person);
    let mut told = None;
    for (time, choice) in said.times {
        let last = current(&known, time).get(&participant).map(|answer| (answer.revision, &answer.choice));
        if last.is_some_and(|(_, said)| *said == choice) {
            continue;
        }
        let new = Answer {
            id: session.id(),
            participant,
            time,
            revision: last.map_or(1, |(revision, _)| revision + 1),
            choice,
            at: session.now,
            channel,
            recorded_by,
        };
        let (new, event) = conference.answer(session.now, new)?;
        tx.conferences().insert_answer(conference.id, &new).await?;
        told = Some(event);
    }
    let known = match said.replies.is_empty() {
        true => vec![],
        false => tx.conferences().replies(&[conference.id]).await?,
    };
    for (question, text) in said.replies {
        let last = current_replies(&known).remove(&(question, participant));
        if last.is_some_and(|last| last.text == text) {
            continue;
        }
        let new = Reply {
            id: session.id(),
            participant,
            question,
            revision: last.map_or(1, |last| last.revision + 1),
            text,
            at: session.now,
            channel,
            recorded_by,
        };
        let (new, event) = conference.reply(session.now, new)?;
        tx.conferences().insert_reply(conference.id, &new).await?;
        told = Some(event);
    }
    if let Some(event) = told {
        session.record(tx, &event).await?;
    }
    Ok(())
}
