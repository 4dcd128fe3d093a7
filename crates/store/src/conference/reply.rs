//! The replies to the questions that are asked beforehand.

use domain::{
    Id, Timestamp,
    audit::{Entity, Of},
    conference::{AnswerChannel, Conference, Reply},
    text::Note,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Conferences;
use crate::{
    Error,
    column::{OrCorrupt, insert},
};

const TABLE: &str = "reply";

impl Conferences<'_> {
    /// Every reply, of every revision, to these conferences' questions, oldest first. The caller may see the
    /// conferences.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn replies(&self, conferences: &[Id<Conference>]) -> Result<Vec<Reply>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::ConferenceId.is_in(conferences.iter().map(|id| id.uuid())))
            .order_by_asc(row::Column::RepliedAt)
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        self.0.saw(Entity::Answers, rows.iter().map(|row| Of::Conference(row.conference_id)));
        rows.into_iter().map(from_row).collect()
    }

    /// Adds a reply to a conference.
    ///
    /// # Errors
    /// [`Error::Conflict`] when this revision was written meanwhile; after it the transaction must be dropped.
    pub async fn insert_reply(&self, conference: Id<Conference>, reply: &Reply) -> Result<(), Error> {
        insert(self.0, to_row(conference, reply)).await.map_err(|error| match error {
            Error::Duplicate => Error::Conflict { current: reply.revision },
            other => other,
        })
    }
}

fn from_row(row: row::Model) -> Result<Reply, Error> {
    let row::Model {
        id,
        conference_id: _,
        participant_id,
        question,
        revision,
        text,
        replied_at,
        channel,
        recorded_by,
    } = row;
    Ok(Reply {
        id: Id::new(id),
        participant: Id::new(participant_id),
        question: u8::try_from(question).or_corrupt(TABLE)?,
        revision,
        text: Note::parse(&text).or_corrupt(TABLE)?,
        at: Timestamp::from_millis(replied_at),
        channel: AnswerChannel::parse(&channel).or_corrupt(TABLE)?,
        recorded_by: recorded_by.map(Id::new),
    })
}

fn to_row(conference: Id<Conference>, reply: &Reply) -> row::Model {
    let Reply { id, participant, question, revision, text, at, channel, recorded_by } = reply;
    row::Model {
        id: id.uuid(),
        conference_id: conference.uuid(),
        participant_id: participant.uuid(),
        question: i32::from(*question),
        revision: *revision,
        text: text.to_string(),
        replied_at: at.millis(),
        channel: channel.code().to_owned(),
        recorded_by: recorded_by.map(Id::uuid),
    }
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "reply")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub conference_id: Uuid,
        pub participant_id: Uuid,
        pub question: i32,
        pub revision: i32,
        pub text: String,
        pub replied_at: i64,
        pub channel: String,
        pub recorded_by: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
