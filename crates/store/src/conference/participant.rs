//! Those who are invited.

use domain::{
    Id,
    conference::{Conference, Mode, Participant, Requirement},
    person::{Contact, Seat},
    text::{EmailAddress, Line},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Conferences;
use crate::{
    Error,
    column::{OrCorrupt, optional},
};

const TABLE: &str = "participant";

impl Conferences<'_> {
    pub(super) async fn participant_rows(&self, conferences: &[Uuid]) -> Result<Vec<row::Model>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::ConferenceId.is_in(conferences.iter().copied()))
            .order_by_asc(row::Column::Position)
            .all(self.0)
            .await?;
        Ok(rows)
    }
}

pub(super) fn from_row(row: row::Model) -> Result<Participant, Error> {
    let row::Model {
        id,
        organization_id: _,
        conference_id: _,
        position: _,
        seat,
        person_id,
        participant_organization_id,
        name,
        email,
        requirement,
        mode,
        travel_minutes,
    } = row;
    Ok(Participant {
        id: Id::new(id),
        seat: Seat::parse(&seat).or_corrupt(TABLE)?,
        person: person_id.map(Id::new),
        organization: participant_organization_id.map(Id::new),
        contact: Contact {
            name: Line::parse(&name).or_corrupt(TABLE)?,
            email: optional(TABLE, email.as_deref(), EmailAddress::parse)?,
        },
        requirement: Requirement::parse(&requirement).or_corrupt(TABLE)?,
        mode: Mode::parse(&mode).or_corrupt(TABLE)?,
        travel_minutes: travel_minutes.try_into().or_corrupt(TABLE)?,
    })
}

pub(super) fn to_rows(conference: &Conference) -> Vec<row::Model> {
    let to_row = |(position, participant): (i32, &Participant)| {
        let Participant { id, seat, person, organization, contact, requirement, mode, travel_minutes } =
            participant;
        let Contact { name, email } = contact;
        row::Model {
            id: id.uuid(),
            organization_id: conference.organization.uuid(),
            conference_id: conference.id.uuid(),
            position,
            seat: seat.code().to_owned(),
            person_id: person.map(Id::uuid),
            participant_organization_id: organization.map(Id::uuid),
            name: name.as_str().to_owned(),
            email: email.clone().map(Into::into),
            requirement: requirement.code().to_owned(),
            mode: mode.code().to_owned(),
            travel_minutes: (*travel_minutes).into(),
        }
    };
    (0..).zip(&conference.proposal.participants).map(to_row).collect()
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "participant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub conference_id: Uuid,
        pub position: i32,
        pub seat: String,
        pub person_id: Option<Uuid>,
        pub participant_organization_id: Option<Uuid>,
        pub name: String,
        pub email: Option<String>,
        pub requirement: String,
        pub mode: String,
        pub travel_minutes: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
