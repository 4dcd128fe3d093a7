//! Answers to an invitation: rows of their own, one for each time and revision, never overwritten.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use domain::Id;

use super::Mode;
use crate::{
    caller::caller,
    ids,
    person::{Person, person},
    scalar::{DateTime, EmailAddress},
    vocabulary::vocabulary,
};

vocabulary! {
    /// Why someone cannot come.
    AbsenceReason = domain::conference::AbsenceReason {
        /// Seeing patients (診療・訪問中).
        OnDuty,
        /// Another appointment (別の予定).
        OtherAppointment,
        /// Outside working hours (時間外).
        OutsideHours,
        /// Short of staff (人手不足).
        ShortOfStaff,
        /// Too far away (遠方).
        TooFar,
        /// Sees no need to come (参加の必要を感じない).
        NotNeeded,
        /// Another reason (その他).
        Other,
        /// No reason given (理由なし).
        Unstated,
    }
}

vocabulary! {
    /// Through what an answer came.
    AnswerChannel = domain::conference::AnswerChannel {
        /// By the link of the invitation (案内のリンク).
        Link,
        /// On a page, or through this API (画面).
        Page,
        /// By telephone (電話).
        Phone,
        /// By fax (FAX).
        Fax,
    }
}

/// What was answered.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Comes (○).
    Yes,
    /// Comes if need be (△).
    IfNeedBe,
    /// Does not come (×).
    No,
}

/// One participant's answer for one time: the one that counts.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Answer {
    #[graphql(skip)]
    recorded_by: Option<Id<domain::person::Person>>,
    /// The identifier of the time.
    time_id: ID,
    /// The identifier of the participant.
    participant_id: ID,
    /// What was answered.
    choice: Choice,
    /// On site or by video, for those who come.
    mode: Option<Mode>,
    /// Somebody who comes instead.
    substitute: Option<Contact>,
    /// Why the participant does not come.
    reason: Option<AbsenceReason>,
    /// In their own words; also what they want said in their place.
    note: Option<String>,
    /// 1 for the first answer for this time, rising with each change of mind.
    revision: i32,
    /// When.
    at: DateTime,
    /// Through what.
    channel: AnswerChannel,
}

#[ComplexObject]
impl Answer {
    /// Who typed it, unless the participant did by link.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.recorded_by {
            Some(by) => person(ctx, by).await.map(Some),
            None => Ok(None),
        }
    }
}

impl Answer {
    pub(super) fn of(
        conference: &Arc<domain::conference::Conference>,
        answer: domain::conference::Answer,
    ) -> Self {
        use domain::conference::Choice as Said;
        let domain::conference::Answer {
            id: _,
            participant,
            time,
            revision,
            choice,
            at,
            channel,
            recorded_by,
        } = answer;
        let (choice, mode, substitute, reason, note) = match choice {
            Said::Yes { mode, substitute, note } => (Choice::Yes, Some(mode), substitute, None, note),
            Said::IfNeedBe { mode, substitute, note } => {
                (Choice::IfNeedBe, Some(mode), substitute, None, note)
            }
            Said::No { reason, note } => (Choice::No, None, None, Some(reason), note),
        };
        Self {
            recorded_by,
            time_id: ids::write(time),
            participant_id: ids::write(participant),
            choice,
            mode: mode.map(Into::into),
            substitute: substitute.map(|contact| Contact::of(conference, contact)),
            reason: reason.map(Into::into),
            note: note.map(Into::into),
            revision,
            at: at.into(),
            channel: channel.into(),
        }
    }
}

/// A name and where to write to, for someone who may have no record here.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Contact {
    #[graphql(skip)]
    owner: Id<domain::organization::Organization>,
    #[graphql(skip)]
    email: Option<domain::text::EmailAddress>,
    /// Name.
    name: String,
}

#[ComplexObject]
impl Contact {
    /// Mail address; shown to the organization that called the conference.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<EmailAddress>> {
        let may_see = self.owner == caller(ctx)?.member.organization;
        Ok(self.email.clone().filter(|_| may_see).map(Into::into))
    }
}

impl Contact {
    fn of(conference: &domain::conference::Conference, contact: domain::person::Contact) -> Self {
        let domain::person::Contact { name, email } = contact;
        Self { owner: conference.organization, email, name: name.into() }
    }
}
