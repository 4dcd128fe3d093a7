//! Somebody invited answers, or somebody records what a participant said.

use app::answer_invitation::{answer_own, record_answer};
use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use domain::{
    conference::{Answered, Choice, MOST_QUESTIONS, MOST_TIMES},
    person::Contact,
    text::Note,
};

use crate::{
    caller::caller,
    conference::{AbsenceReason, AnswerChannel, DischargeConference, Mode},
    ids, input,
    scalar::EmailAddress,
};

/// The caller's own answer to an invitation.
#[derive(InputObject)]
pub struct AnswerInvitationInput {
    /// The conference.
    conference: ID,
    /// The answer for each time.
    #[graphql(default)]
    answers: Vec<TimeAnswerInput>,
    /// The replies to what is asked beforehand.
    #[graphql(default)]
    replies: Vec<ReplyInput>,
}

/// What a participant said, by telephone for instance.
#[derive(InputObject)]
pub struct RecordAnswerInput {
    /// The conference.
    conference: ID,
    /// Who said it.
    participant: ID,
    /// Through what it came; LINK stands only for answers that came by the link itself.
    channel: AnswerChannel,
    /// The answer for each time.
    #[graphql(default)]
    answers: Vec<TimeAnswerInput>,
    /// The replies to what is asked beforehand.
    #[graphql(default)]
    replies: Vec<ReplyInput>,
}

/// The reply to one question.
#[derive(InputObject)]
pub struct ReplyInput {
    /// To which of the conference's questions, counted from 1.
    number: u8,
    /// What is said, at most 4,000 characters.
    text: String,
}

/// The answer for one time.
#[derive(InputObject)]
pub struct TimeAnswerInput {
    /// The time.
    time: ID,
    /// What is answered.
    choice: ChoiceInput,
}

/// What is answered.
#[derive(OneofObject)]
pub enum ChoiceInput {
    /// Comes (○).
    Yes(ComingInput),
    /// Comes if need be (△).
    IfNeedBe(ComingInput),
    /// Does not come (×).
    No(NotComingInput),
}

/// How somebody comes.
#[derive(InputObject)]
pub struct ComingInput {
    /// On site or by video.
    mode: Mode,
    /// Somebody who comes instead.
    substitute: Option<ContactInput>,
    /// What else they say, at most 4,000 characters.
    note: Option<String>,
}

/// Why somebody does not come.
#[derive(InputObject)]
pub struct NotComingInput {
    /// Why.
    reason: AbsenceReason,
    /// In their own words, at most 4,000 characters; also what they want said in their place.
    note: Option<String>,
}

/// A name and where to write to.
#[derive(InputObject)]
pub struct ContactInput {
    /// Name, at most 400 characters.
    name: String,
    /// Mail address.
    email: Option<EmailAddress>,
}

impl ChoiceInput {
    fn read(self) -> Result<Choice, app::Error> {
        Ok(match self {
            Self::Yes(coming) => {
                let (mode, substitute, note) = coming.read()?;
                Choice::Yes { mode, substitute, note }
            }
            Self::IfNeedBe(coming) => {
                let (mode, substitute, note) = coming.read()?;
                Choice::IfNeedBe { mode, substitute, note }
            }
            Self::No(NotComingInput { reason, note }) => {
                Choice::No { reason: reason.into(), note: input::note_if_any(note.as_deref(), "note")? }
            }
        })
    }
}

impl ComingInput {
    fn read(self) -> Result<(domain::conference::Mode, Option<Contact>, Option<Note>), app::Error> {
        let Self { mode, substitute, note } = self;
        let contact = |ContactInput { name, email }: ContactInput| -> Result<Contact, app::Error> {
            Ok(Contact { name: input::line(&name, "name")?, email: email.map(Into::into) })
        };
        let note = input::note_if_any(note.as_deref(), "note")?;
        Ok((mode.into(), substitute.map(contact).transpose()?, note))
    }
}

/// What answering an invitation gives.
#[derive(SimpleObject)]
pub struct AnswerInvitationPayload {
    /// The conference with its answers.
    conference: DischargeConference,
}

/// What recording an answer gives.
#[derive(SimpleObject)]
pub struct RecordAnswerPayload {
    /// The conference with its answers.
    conference: DischargeConference,
}

#[derive(Default)]
pub struct AnswerInvitationMutation;

#[Object]
impl AnswerInvitationMutation {
    /// Answers the caller's own invitation, for one or several times, and what is asked beforehand, all or none. Changing one's mind adds a
    /// revision; nothing is overwritten.
    async fn answer_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AnswerInvitationInput,
    ) -> Result<AnswerInvitationPayload> {
        let AnswerInvitationInput { conference, answers, replies } = input;
        let id = ids::read(&conference, "conference")?;
        let answered = answer_own(&caller(ctx)?.session(), id, read(answers, replies)?).await?;
        Ok(AnswerInvitationPayload { conference: answered.into() })
    }

    /// Records what a participant said, for those who called the conference or speak for the participant.
    async fn record_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: RecordAnswerInput,
    ) -> Result<RecordAnswerPayload> {
        let RecordAnswerInput { conference, participant, channel, answers, replies } = input;
        let id = ids::read(&conference, "conference")?;
        let participant = ids::read(&participant, "participant")?;
        let channel = match channel {
            AnswerChannel::Link => {
                return Err(app::Error::Invalid {
                    code: "ANSWER_CHANNEL_NOT_RECORDABLE",
                    field: Some("channel"),
                }
                .into());
            }
            AnswerChannel::Page | AnswerChannel::Phone | AnswerChannel::Fax => channel.into(),
        };
        let session = caller(ctx)?.session();
        let said = read(answers, replies)?;
        let answered = record_answer(&session, id, participant, said, channel).await?;
        Ok(RecordAnswerPayload { conference: answered.into() })
    }
}

fn read(answers: Vec<TimeAnswerInput>, replies: Vec<ReplyInput>) -> Result<Answered> {
    input::at_most(&answers, MOST_TIMES, "answers")?;
    input::at_most(&replies, MOST_QUESTIONS, "replies")?;
    let mut said = Answered::default();
    for TimeAnswerInput { time, choice } in answers {
        said.times.push((ids::read(&time, "time")?, choice.read()?));
    }
    for ReplyInput { number, text } in replies {
        said.replies.push((number, input::note(&text, "text")?));
    }
    Ok(said)
}
