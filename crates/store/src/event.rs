//! What happened: events with their audit row and their place in the outbox.

use domain::{Id, Timestamp, access::Actor, announcement::Announcement, event::Event};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::{
    Error, Tx, View,
    column::{from_json, insert, to_json},
    delivery::Delivery,
};

impl Tx {
    /// Writes the event, who caused it, and that somebody may have to be told, in this transaction.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn record(&self, id: Uuid, now: Timestamp, event: &Event) -> Result<(), Error> {
        let body = to_json("event", event)?;
        let (person, organization) = match self.actor() {
            Actor::Member(member) => (Some(member.person.uuid()), Some(member.organization.uuid())),
            Actor::Guest(_) | Actor::System => (None, None),
        };
        let event_row = row::ActiveModel {
            position: sea_orm::NotSet,
            id: sea_orm::Set(id),
            code: sea_orm::Set(event.code().to_owned()),
            body: sea_orm::Set(body),
            at: sea_orm::Set(now.millis()),
        };
        insert(self, event_row).await?;
        let audit_row = audit::ActiveModel {
            position: sea_orm::NotSet,
            event_id: sea_orm::Set(id),
            at: sea_orm::Set(now.millis()),
            person_id: sea_orm::Set(person),
            organization_id: sea_orm::Set(organization),
            code: sea_orm::Set(event.code().to_owned()),
        };
        insert(self, audit_row).await?;
        let outbox_row = outbox::Model {
            event_id: id,
            state: "pending".to_owned(),
            attempts: 0,
            due_at: now.millis(),
            trouble: None,
        };
        insert(self, outbox_row).await?;
        self.note_recorded();
        Ok(())
    }
}

/// Events and what follows from them.
pub struct Events<'v>(pub(crate) &'v View);

impl View {
    /// Events and what follows from them.
    pub fn events(&self) -> Events<'_> {
        Events(self)
    }
}

/// An event that has not been announced yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The event's identifier.
    pub id: Uuid,
    /// The event.
    pub event: Event,
    /// When it happened.
    pub at: Timestamp,
}

impl Events<'_> {
    /// The oldest events that nobody has been told of yet.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn unannounced(&self, now: Timestamp, limit: u64) -> Result<Vec<Recorded>, Error> {
        let due = outbox::Entity::find()
            .filter(outbox::Column::State.eq("pending"))
            .filter(outbox::Column::DueAt.lte(now.millis()))
            .order_by_asc(outbox::Column::EventId)
            .limit(limit)
            .all(self.0)
            .await?;
        self.recorded(due.iter().map(|row| row.event_id)).await
    }

    /// Takes an event off the outbox with what it announces; `false` when another worker has.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn announce(
        &self,
        now: Timestamp,
        event: &Recorded,
        deliveries: &[(Id<Delivery>, Announcement)],
        channel: &str,
    ) -> Result<bool, Error> {
        let taken = outbox::Entity::update_many()
            .col_expr(outbox::Column::State, Expr::value("done"))
            .filter(outbox::Column::EventId.eq(event.id))
            .filter(outbox::Column::State.eq("pending"))
            .exec(self.0)
            .await?;
        if taken.rows_affected == 0 {
            return Ok(false);
        }
        for (id, announcement) in deliveries {
            self.0.deliveries().insert(now, *id, event.id, announcement, channel).await?;
        }
        Ok(true)
    }

    /// Puts an event back whose announcement failed; after three times it is dead and shown to people.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn announcement_failed(&self, now: Timestamp, event: Uuid, trouble: &str) -> Result<(), Error> {
        let row = outbox::Entity::find_by_id(event).one(self.0).await?.ok_or(Error::NotFound)?;
        let attempts = row.attempts + 1;
        outbox::Entity::update_many()
            .col_expr(outbox::Column::Attempts, Expr::value(attempts))
            .col_expr(outbox::Column::DueAt, Expr::value(now.millis() + 1_000 * i64::from(attempts)))
            .col_expr(outbox::Column::State, Expr::value(if attempts < 3 { "pending" } else { "dead" }))
            .col_expr(outbox::Column::Trouble, Expr::value(trouble))
            .filter(outbox::Column::EventId.eq(event))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// The events with these identifiers, in their order.
    pub(crate) async fn recorded(&self, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<Recorded>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(ids))
            .order_by_asc(row::Column::Position)
            .all(self.0)
            .await?;
        rows.into_iter()
            .map(|row::Model { position: _, id, code: _, body, at }| {
                Ok(Recorded { id, event: from_json("event", &body)?, at: Timestamp::from_millis(at) })
            })
            .collect()
    }
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "event")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub position: i64,
        pub id: Uuid,
        pub code: String,
        pub body: String,
        pub at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod audit {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub position: i64,
        pub event_id: Uuid,
        pub at: i64,
        pub person_id: Option<Uuid>,
        pub organization_id: Option<Uuid>,
        pub code: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod outbox {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub event_id: Uuid,
        pub state: String,
        pub attempts: i32,
        pub due_at: i64,
        pub trouble: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
