//! Replies to what is asked beforehand: rows of their own, one for each question and revision.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use domain::Id;

use super::AnswerChannel;
use crate::{
    person::{Person, person},
    scalar::DateTime,
};

/// One participant's reply to one question: the one that counts.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Reply {
    #[graphql(skip)]
    recorded_by: Option<Id<domain::person::Person>>,
    /// To which of the conference's questions, counted from 1.
    number: u8,
    /// The question.
    question: String,
    /// What was said.
    text: String,
    /// 1 for the first reply to this question, rising with each change.
    revision: i32,
    /// When.
    at: DateTime,
    /// Through what.
    channel: AnswerChannel,
}

#[ComplexObject]
impl Reply {
    /// Who typed it, unless the participant did by link.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.recorded_by {
            Some(by) => person(ctx, by).await.map(Some),
            None => Ok(None),
        }
    }
}

impl Reply {
    pub(super) fn of(conference: &domain::conference::Conference, reply: domain::conference::Reply) -> Self {
        let domain::conference::Reply {
            id: _,
            participant: _,
            question: number,
            revision,
            text,
            at,
            channel,
            recorded_by,
        } = reply;
        let question = usize::from(number).checked_sub(1).and_then(|n| conference.proposal.questions.get(n));
        Self {
            recorded_by,
            number,
            question: question.map(ToString::to_string).unwrap_or_default(),
            text: text.into(),
            revision,
            at: at.into(),
            channel: channel.into(),
        }
    }
}
