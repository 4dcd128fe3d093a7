//! The times asked about.

use domain::{
    Id,
    conference::{Conference, ProposedTime},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Conferences;
use crate::{Error, booking::interval};

impl Conferences<'_> {
    pub(super) async fn time_rows(&self, conferences: &[Uuid]) -> Result<Vec<row::Model>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::ConferenceId.is_in(conferences.iter().copied()))
            .order_by_asc(row::Column::StartsAt)
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        Ok(rows)
    }
}

pub(super) fn from_row(row: row::Model) -> Result<ProposedTime, Error> {
    let row::Model { id, organization_id: _, conference_id: _, starts_at, ends_at } = row;
    Ok(ProposedTime { id: Id::new(id), at: interval("proposed_time", starts_at, ends_at)? })
}

pub(super) fn to_row(conference: &Conference, time: &ProposedTime) -> row::Model {
    let ProposedTime { id, at } = time;
    row::Model {
        id: id.uuid(),
        organization_id: conference.organization.uuid(),
        conference_id: conference.id.uuid(),
        starts_at: at.start().millis(),
        ends_at: at.end().millis(),
    }
}

pub(super) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "proposed_time")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub conference_id: Uuid,
        pub starts_at: i64,
        pub ends_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
