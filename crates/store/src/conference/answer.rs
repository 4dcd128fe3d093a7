//! The answers to invitations.

use domain::{
    Id, Timestamp,
    audit::{Entity, Of},
    conference::{Answer, AnswerChannel, Conference},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Conferences;
use crate::{
    Error,
    column::{OrCorrupt, from_json, insert, insert_all, to_json},
};

impl Conferences<'_> {
    /// Every answer, of every revision, to these conferences, oldest first. The caller may see the
    /// conferences.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn answers(&self, conferences: &[Id<Conference>]) -> Result<Vec<Answer>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::ConferenceId.is_in(conferences.iter().map(|id| id.uuid())))
            .order_by_asc(row::Column::AnsweredAt)
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        self.0.saw(Entity::Answers, rows.iter().map(|row| Of::Conference(row.conference_id)));
        rows.into_iter().map(answer_from_row).collect()
    }

    /// Adds an answer to a conference.
    ///
    /// # Errors
    /// [`Error::Conflict`] when this revision was answered meanwhile; after it the transaction must be
    /// dropped.
    pub async fn insert_answer(&self, conference: Id<Conference>, answer: &Answer) -> Result<(), Error> {
        let row = answer_to_row(conference, answer)?;
        insert(self.0, row).await.map_err(|error| match error {
            Error::Duplicate => Error::Conflict { current: answer.revision },
            other => other,
        })
    }

    /// Adds many answers, with the conferences they are to.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_answers(&self, answers: &[(Id<Conference>, Answer)]) -> Result<(), Error> {
        let rows = answers.iter().map(|(conference, answer)| answer_to_row(*conference, answer));
        insert_all(self.0, rows.collect::<Result<_, _>>()?).await
    }
}

fn answer_from_row(row: row::Model) -> Result<Answer, Error> {
    let row::Model {
        id,
        conference_id: _,
        participant_id,
        time_id,
        revision,
        choice,
        answered_at,
        channel,
        recorded_by,
    } = row;
    Ok(Answer {
        id: Id::new(id),
        participant: Id::new(participant_id),
        time: Id::new(time_id),
        revision,
        choice: from_json("answer", &choice)?,
        at: Timestamp::from_millis(answered_at),
        channel: AnswerChannel::parse(&channel).or_corrupt("answer")?,
        recorded_by: recorded_by.map(Id::new),
    })
}

fn answer_to_row(conference: Id<Conference>, answer: &Answer) -> Result<row::Model, Error> {
    let Answer { id, participant, time, revision, choice, at, channel, recorded_by } = answer;
    Ok(row::Model {
        id: id.uuid(),
        conference_id: conference.uuid(),
        participant_id: participant.uuid(),
        time_id: time.uuid(),
        revision: *revision,
        choice: to_json("answer", choice)?,
        answered_at: at.millis(),
        channel: channel.code().to_owned(),
        recorded_by: recorded_by.map(Id::uuid),
    })
}

pub(super) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "answer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub conference_id: Uuid,
        pub participant_id: Uuid,
        pub time_id: Uuid,
        pub revision: i32,
        pub choice: String,
        pub answered_at: i64,
        pub channel: String,
        pub recorded_by: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
