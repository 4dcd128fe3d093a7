//! What happened: events with their audit row and outbox row, deliveries, timers, idempotency keys.

use domain::{
    Id, Timestamp,
    access::Actor,
    announcement::{Announcement, DeliveryState, Message, Recipient},
    event::Event,
    organization::Organization,
    person::Person,
    timer::TimerKind,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict},
};
use uuid::Uuid;

use crate::{
    Error, Tx, View,
    column::{OrCorrupt, from_json, insert, to_json},
};

/// How long a claimed row is left to whoever claimed it.
const LEASE_MILLIS: i64 = 60_000;

impl Tx {
    /// Writes the event, who caused it, and that somebody may have to be told, in this transaction.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn record(&self, id: Uuid, now: Timestamp, event: &Event) -> Result<(), Error> {
        let body = to_json("event", event)?;
        let (person, organization) = match self.actor() {
            Actor::Member(member) => (Some(member.person.uuid()), Some(member.organization.uuid())),
            Actor::System => (None, None),
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

/// A message on its way to one recipient through one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The identifier, also of the message that goes out.
    pub id: Id<Self>,
    /// The event it tells of.
    pub event: Recorded,
    /// To whom, and what.
    pub announcement: Announcement,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was first to go.
    pub created_at: Timestamp,
    /// How far it has come.
    pub state: DeliveryState,
    /// What was wrong the last time.
    pub trouble: Option<String>,
}

/// A step that time will make happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// The identifier.
    pub id: Id<Self>,
    /// What.
    pub kind: TimerKind,
    /// To what.
    pub subject: Uuid,
    /// When.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub attempts: i32,
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
        for (id, Announcement { recipient, message }) in deliveries {
            let (kind, recipient) = recipient_columns(recipient);
            let row = delivery::Model {
                id: id.uuid(),
                event_id: event.id,
                recipient_kind: kind.to_owned(),
                recipient_id: recipient,
                channel: channel.to_owned(),
                message: message.code().to_owned(),
                state: DeliveryState::Pending.code().to_owned(),
                attempts: 0,
                due_at: now.millis(),
                created_at: now.millis(),
                settled_at: None,
                trouble: None,
            };
            insert(self.0, row).await?;
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

    /// Claims deliveries that are due; nobody else gets them for a minute.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn claim_deliveries(&self, now: Timestamp, limit: u64) -> Result<Vec<Delivery>, Error> {
        let rows = delivery::Entity::find()
            .filter(delivery::Column::State.eq(DeliveryState::Pending.code()))
            .filter(delivery::Column::DueAt.lte(now.millis()))
            .order_by_asc(delivery::Column::DueAt)
            .order_by_asc(delivery::Column::Id)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(self.0)
            .await?;
        if rows.is_empty() {
            return Ok(vec![]);
        }
        delivery::Entity::update_many()
            .col_expr(delivery::Column::DueAt, Expr::value(now.millis() + LEASE_MILLIS))
            .col_expr(delivery::Column::Attempts, Expr::col(delivery::Column::Attempts).add(1))
            .filter(delivery::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(self.0)
            .await?;
        self.deliveries_from(rows).await
    }

    /// The recipient's server took the message.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn delivered(&self, now: Timestamp, id: Id<Delivery>) -> Result<(), Error> {
        self.settle(now, id, DeliveryState::Delivered, None, now).await
    }

    /// The message did not go; it is tried again at `again`, or given up when there is none.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn delivery_failed(
        &self,
        now: Timestamp,
        id: Id<Delivery>,
        trouble: &str,
        again: Option<Timestamp>,
    ) -> Result<(), Error> {
        let state = if again.is_some() { DeliveryState::Pending } else { DeliveryState::Dead };
        self.settle(now, id, state, Some(trouble), again.unwrap_or(now)).await
    }

    /// The newest deliveries in a state.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn deliveries(&self, state: DeliveryState, limit: u64) -> Result<Vec<Delivery>, Error> {
        let rows = delivery::Entity::find()
            .filter(delivery::Column::State.eq(state.code()))
            .order_by_desc(delivery::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        self.deliveries_from(rows).await
    }

    /// Sets a timer; one that stands for the same subject is moved.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn set_timer(
        &self,
        id: Id<Timer>,
        kind: TimerKind,
        subject: Uuid,
        due_at: Timestamp,
    ) -> Result<(), Error> {
        let row = timer::Model {
            id: id.uuid(),
            kind: kind.code().to_owned(),
            subject_id: subject,
            due_at: due_at.millis(),
            state: "pending".to_owned(),
            attempts: 0,
            trouble: None,
        };
        let moved = OnConflict::columns([timer::Column::Kind, timer::Column::SubjectId])
            .update_columns([timer::Column::DueAt, timer::Column::State, timer::Column::Attempts])
            .to_owned();
        timer::Entity::insert(<timer::ActiveModel as From<_>>::from(row))
            .on_conflict(moved)
            .exec_without_returning(self.0)
            .await?;
        Ok(())
    }

    /// Claims timers that are due; nobody else gets them for a minute.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn claim_timers(&self, now: Timestamp, limit: u64) -> Result<Vec<Timer>, Error> {
        let rows = timer::Entity::find()
            .filter(timer::Column::State.eq("pending"))
            .filter(timer::Column::DueAt.lte(now.millis()))
            .order_by_asc(timer::Column::DueAt)
            .order_by_asc(timer::Column::Id)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(self.0)
            .await?;
        if rows.is_empty() {
            return Ok(vec![]);
        }
        timer::Entity::update_many()
            .col_expr(timer::Column::DueAt, Expr::value(now.millis() + LEASE_MILLIS))
            .col_expr(timer::Column::Attempts, Expr::col(timer::Column::Attempts).add(1))
            .filter(timer::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(self.0)
            .await?;
        rows.into_iter()
            .map(|timer::Model { id, kind, subject_id, due_at, state: _, attempts, trouble: _ }| {
                Ok(Timer {
                    id: Id::new(id),
                    kind: TimerKind::parse(&kind).or_corrupt("timer")?,
                    subject: subject_id,
                    due_at: Timestamp::from_millis(due_at),
                    attempts,
                })
            })
            .collect()
    }

    /// The timer did its work, or (with `trouble`) never will.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn finish_timer(&self, id: Id<Timer>, trouble: Option<&str>) -> Result<(), Error> {
        timer::Entity::update_many()
            .col_expr(timer::Column::State, Expr::value(if trouble.is_none() { "done" } else { "dead" }))
            .col_expr(timer::Column::Trouble, Expr::value(trouble.map(str::to_owned)))
            .filter(timer::Column::Id.eq(id.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    async fn settle(
        &self,
        now: Timestamp,
        id: Id<Delivery>,
        state: DeliveryState,
        trouble: Option<&str>,
        due_at: Timestamp,
    ) -> Result<(), Error> {
        let settled_at = (state != DeliveryState::Pending).then(|| now.millis());
        delivery::Entity::update_many()
            .col_expr(delivery::Column::State, Expr::value(state.code()))
            .col_expr(delivery::Column::DueAt, Expr::value(due_at.millis()))
            .col_expr(delivery::Column::SettledAt, Expr::value(settled_at))
            .col_expr(delivery::Column::Trouble, Expr::value(trouble.map(str::to_owned)))
            .filter(delivery::Column::Id.eq(id.uuid()))
            .filter(delivery::Column::State.eq(DeliveryState::Pending.code()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    async fn recorded(&self, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<Recorded>, Error> {
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

    async fn deliveries_from(&self, rows: Vec<delivery::Model>) -> Result<Vec<Delivery>, Error> {
        let events = self.recorded(rows.iter().map(|row| row.event_id)).await?;
        rows.into_iter()
            .map(|row| {
                let delivery::Model {
                    id,
                    event_id,
                    recipient_kind,
                    recipient_id,
                    channel: _,
                    message,
                    state,
                    attempts,
                    due_at: _,
                    created_at,
                    settled_at: _,
                    trouble,
                } = row;
                let recipient = match recipient_kind.as_str() {
                    "participant" => Recipient::Participant(Id::new(recipient_id)),
                    "organization" => Recipient::Organization(Id::new(recipient_id)),
                    _ => return Err(Error::corrupt("delivery", recipient_kind)),
                };
                let event = events.iter().find(|e| e.id == event_id).or_corrupt("delivery")?;
                Ok(Delivery {
                    id: Id::new(id),
                    event: *event,
                    announcement: Announcement {
                        recipient,
                        message: Message::parse(&message).or_corrupt("delivery")?,
                    },
                    attempts,
                    created_at: Timestamp::from_millis(created_at),
                    state: DeliveryState::parse(&state).or_corrupt("delivery")?,
                    trouble,
                })
            })
            .collect()
    }
}

/// Keys by which a repeated request is known, so that it makes nothing twice.
pub struct Keys<'v>(pub(crate) &'v View);

impl View {
    /// Idempotency keys.
    pub fn keys(&self) -> Keys<'_> {
        Keys(self)
    }
}

/// What a key was used for before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// The same request, which made this.
    Same(Uuid),
    /// Another request.
    Otherwise,
}

impl Keys<'_> {
    /// What the key was used for before, if it was.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn used(
        &self,
        owner: (Id<Organization>, Id<Person>),
        key: &str,
        digest: &[u8; 32],
    ) -> Result<Option<Used>, Error> {
        let id = (owner.0.uuid(), owner.1.uuid(), key.to_owned());
        let row = idempotency_key::Entity::find_by_id(id).one(self.0).await?;
        Ok(row.map(|row| if row.digest == digest { Used::Same(row.result_id) } else { Used::Otherwise }))
    }

    /// Remembers what the key made.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when the same key is being used at this very moment.
    pub async fn remember(
        &self,
        owner: (Id<Organization>, Id<Person>),
        key: &str,
        digest: &[u8; 32],
        result: Uuid,
        now: Timestamp,
    ) -> Result<(), Error> {
        let row = idempotency_key::Model {
            organization_id: owner.0.uuid(),
            person_id: owner.1.uuid(),
            key: key.to_owned(),
            digest: digest.to_vec(),
            result_id: result,
            created_at: now.millis(),
        };
        insert(self.0, row).await
    }
}

fn recipient_columns(recipient: &Recipient) -> (&'static str, Uuid) {
    match recipient {
        Recipient::Participant(id) => ("participant", id.uuid()),
        Recipient::Organization(id) => ("organization", id.uuid()),
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

mod delivery {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "delivery")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub event_id: Uuid,
        pub recipient_kind: String,
        pub recipient_id: Uuid,
        pub channel: String,
        pub message: String,
        pub state: String,
        pub attempts: i32,
        pub due_at: i64,
        pub created_at: i64,
        pub settled_at: Option<i64>,
        pub trouble: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod timer {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "timer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub subject_id: Uuid,
        pub due_at: i64,
        pub state: String,
        pub attempts: i32,
        pub trouble: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod idempotency_key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub digest: Vec<u8>,
        pub result_id: Uuid,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
