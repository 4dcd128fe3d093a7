//! Bookings and the five-minute cells they take, of which a resource has each only once.

use std::collections::HashMap;

use domain::{
    Id, Interval, Timestamp,
    access::Actor,
    booking::{Booking, BookingKind, BookingRefusal, Resource},
    conference::Conference,
    text::Line,
};
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, Statement};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{OrCorrupt, insert_all, instant, optional, uuid_array},
};

const TABLE: &str = "booking";

/// Bookings.
pub struct Bookings<'v>(pub(crate) &'v View);

impl View {
    /// Bookings.
    pub fn bookings(&self) -> Bookings<'_> {
        Bookings(self)
    }
}

impl Bookings<'_> {
    /// Books all or nothing: after an error the transaction must be dropped.
    ///
    /// # Errors
    /// [`Error::Refused`] with [`BookingRefusal::SlotTaken`] when part of the time is taken.
    pub async fn insert_all(&self, bookings: &[Booking]) -> Result<(), Error> {
        let mut cells: Vec<booking_cell::Model> = bookings
            .iter()
            .flat_map(|booking| {
                let (resource_id, booking_id) = (booking.resource.uuid(), booking.id.uuid());
                let cells = booking.cells().into_iter();
                cells.map(move |cell| booking_cell::Model { resource_id, cell, booking_id })
            })
            .collect();
        // Transactions that want the same cells wait for each other in one order, so that none waits in a circle.
        cells.sort_unstable_by_key(|row| (row.resource_id, row.cell));
        insert_all(self.0, bookings.iter().map(to_row).collect()).await?;
        insert_all(self.0, cells).await.map_err(|error| error.or_refused(BookingRefusal::SlotTaken))
    }

    /// Gives back everything booked for a conference.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn release_conference(&self, conference: Id<Conference>) -> Result<(), Error> {
        row::Entity::delete_many()
            .filter(row::Column::ConferenceId.eq(conference.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// One booking of the actor's organization, or of the actor's own time.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find(&self, id: Id<Booking>) -> Result<Booking, Error> {
        let row = row::Entity::find_by_id(id.uuid()).one(self.0).await?.ok_or(Error::NotFound)?;
        let booking = from_row(row)?;
        if self.may_read(&booking) { Ok(booking) } else { Err(Error::NotFound) }
    }

    /// Gives one booking back.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is gone already.
    pub async fn delete(&self, id: Id<Booking>) -> Result<(), Error> {
        let deleted = row::Entity::delete_by_id(id.uuid()).exec(self.0).await?;
        if deleted.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// What takes each resource's time `within` a stretch, earliest first. Of another organization's
    /// bookings neither the title nor the conference is told; a resource wholly free has no entry.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn busy(
        &self,
        resources: &[Resource],
        within: Interval,
    ) -> Result<HashMap<Resource, Vec<Booking>>, Error> {
        let (resources, start, end) = (
            resources.iter().map(|resource| resource.uuid()),
            within.start().millis(),
            within.end().millis(),
        );
        let rows = if self.0.is_walled() {
            let sql = "SELECT * FROM kaname_busy($1::uuid[], $2, $3)";
            let values = [uuid_array(resources).into(), end.into(), start.into()];
            let asked = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
            row::Entity::find().from_raw_sql(asked).all(self.0).await?
        } else {
            row::Entity::find()
                .filter(row::Column::ResourceId.is_in(resources))
                .filter(row::Column::StartsAt.lt(end))
                .filter(row::Column::EndsAt.gt(start))
                .order_by_asc(row::Column::StartsAt)
                .order_by_asc(row::Column::Id)
                .all(self.0)
                .await?
        };
        let mut busy: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let mut booking = from_row(row)?;
            if !self.may_read(&booking) {
                booking.title = None;
                booking.conference = None;
            }
            busy.entry(booking.resource).or_default().push(booking);
        }
        Ok(busy)
    }

    fn may_read(&self, booking: &Booking) -> bool {
        match self.0.judged() {
            Actor::System => true,
            Actor::Guest(_) => false,
            Actor::Member(member) => {
                booking.organization == member.organization
                    || booking.resource == Resource::Person(member.person)
            }
        }
    }
}

fn from_row(row: row::Model) -> Result<Booking, Error> {
    let row::Model {
        id,
        resource_kind,
        resource_id,
        kind,
        starts_at,
        ends_at,
        organization_id,
        conference_id,
        title,
        expires_at,
    } = row;
    Ok(Booking {
        id: Id::new(id),
        resource: resource(&resource_kind, resource_id)?,
        kind: BookingKind::parse(&kind).or_corrupt(TABLE)?,
        at: interval(TABLE, starts_at, ends_at)?,
        organization: Id::new(organization_id),
        conference: conference_id.map(Id::new),
        title: optional(TABLE, title.as_deref(), Line::parse)?,
        expires_at: instant(expires_at),
    })
}

fn to_row(booking: &Booking) -> row::Model {
    let Booking { id, resource, kind, at, organization, conference, title, expires_at } = booking;
    row::Model {
        id: id.uuid(),
        resource_kind: resource_kind(*resource).to_owned(),
        resource_id: resource.uuid(),
        kind: kind.code().to_owned(),
        starts_at: at.start().millis(),
        ends_at: at.end().millis(),
        organization_id: organization.uuid(),
        conference_id: conference.map(Id::uuid),
        title: title.clone().map(Into::into),
        expires_at: expires_at.map(Timestamp::millis),
    }
}

const PERSON: &str = "person";
const ROOM: &str = "room";

fn resource(kind: &str, id: Uuid) -> Result<Resource, Error> {
    match kind {
        PERSON => Ok(Resource::Person(Id::new(id))),
        ROOM => Ok(Resource::Room(Id::new(id))),
        _ => Err(Error::corrupt(TABLE, "neither a person nor a room")),
    }
}

const fn resource_kind(resource: Resource) -> &'static str {
    match resource {
        Resource::Person(_) => PERSON,
        Resource::Room(_) => ROOM,
    }
}

/// The stretch of time between two columns.
pub(crate) fn interval(table: &'static str, starts_at: i64, ends_at: i64) -> Result<Interval, Error> {
    Interval::new(Timestamp::from_millis(starts_at), Timestamp::from_millis(ends_at)).or_corrupt(table)
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "booking")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub resource_kind: String,
        pub resource_id: Uuid,
        pub kind: String,
        pub starts_at: i64,
        pub ends_at: i64,
        pub organization_id: Uuid,
        pub conference_id: Option<Uuid>,
        pub title: Option<String>,
        pub expires_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod booking_cell {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "booking_cell")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub resource_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub cell: i64,
        pub booking_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
