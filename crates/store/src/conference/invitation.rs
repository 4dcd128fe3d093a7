//! The links that invite to answer.

use domain::{
    Id, Timestamp,
    conference::{Conference, Participant},
};
use sea_orm::EntityTrait;

use super::Conferences;
use crate::{Error, column::insert};

impl Conferences<'_> {
    /// Adds the token, known by its SHA-256, of a link by which a participant answers without signing in.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_invitation_token(
        &self,
        now: Timestamp,
        hash: &[u8; 32],
        conference: Id<Conference>,
        participant: Id<Participant>,
    ) -> Result<(), Error> {
        let row = row::Model {
            hash: hash.to_vec(),
            conference_id: conference.uuid(),
            participant_id: participant.uuid(),
            created_at: now.millis(),
        };
        insert(self.0, row).await
    }

    /// The conference and the participant whom the token with this hash invites. The token itself is the
    /// permission.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn by_invitation_token(&self, hash: &[u8; 32]) -> Result<(Conference, Participant), Error> {
        let token = row::Entity::find_by_id(hash.to_vec()).one(self.0).await?;
        let token = token.ok_or(Error::NotFound)?;
        let found = self.all(super::row::Entity::find_by_id(token.conference_id)).await?.pop();
        let conference = found.ok_or(Error::NotFound)?;
        let invited = |participant: &&Participant| participant.id.uuid() == token.participant_id;
        let participant = conference.proposal.participants.iter().find(invited).cloned();
        Ok((conference, participant.ok_or(Error::NotFound)?))
    }
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitation_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: Vec<u8>,
        pub conference_id: Uuid,
        pub participant_id: Uuid,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
