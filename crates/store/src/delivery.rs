//! Messages on their way, one for each event, recipient and channel.

use domain::{
    Id, Timestamp,
    announcement::{Announcement, DeliveryState, Message, Recipient},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{LEASE_MILLIS, OrCorrupt, insert},
    event::Recorded,
};

/// Messages on their way.
pub struct Deliveries<'v>(pub(crate) &'v View);

impl View {
    /// Messages on their way.
    pub fn deliveries(&self) -> Deliveries<'_> {
        Deliveries(self)
    }
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

impl Deliveries<'_> {
    pub(crate) async fn insert(
        &self,
        now: Timestamp,
        id: Id<Delivery>,
        event: Uuid,
        announcement: &Announcement,
        channel: &str,
    ) -> Result<(), Error> {
        let Announcement { recipient, message } = announcement;
        let (kind, recipient) = recipient_columns(recipient);
        let row = row::Model {
            id: id.uuid(),
            event_id: event,
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
        insert(self.0, row).await
    }

    /// Claims deliveries that are due; nobody else gets them for a minute.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn claim(&self, now: Timestamp, limit: u64) -> Result<Vec<Delivery>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::State.eq(DeliveryState::Pending.code()))
            .filter(row::Column::DueAt.lte(now.millis()))
            .order_by_asc(row::Column::DueAt)
            .order_by_asc(row::Column::Id)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(self.0)
            .await?;
        if rows.is_empty() {
            return Ok(vec![]);
        }
        row::Entity::update_many()
            .col_expr(row::Column::DueAt, Expr::value(now.millis() + LEASE_MILLIS))
            .col_expr(row::Column::Attempts, Expr::col(row::Column::Attempts).add(1))
            .filter(row::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(self.0)
            .await?;
        self.values(rows).await
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
    pub async fn failed(
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
    pub async fn in_state(&self, state: DeliveryState, limit: u64) -> Result<Vec<Delivery>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::State.eq(state.code()))
            .order_by_desc(row::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        self.values(rows).await
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
        row::Entity::update_many()
            .col_expr(row::Column::State, Expr::value(state.code()))
            .col_expr(row::Column::DueAt, Expr::value(due_at.millis()))
            .col_expr(row::Column::SettledAt, Expr::value(settled_at))
            .col_expr(row::Column::Trouble, Expr::value(trouble.map(str::to_owned)))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::State.eq(DeliveryState::Pending.code()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    async fn values(&self, rows: Vec<row::Model>) -> Result<Vec<Delivery>, Error> {
        let events = self.0.events().recorded(rows.iter().map(|row| row.event_id)).await?;
        rows.into_iter()
            .map(|row| {
                let row::Model {
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
                    "person" => Recipient::Person(Id::new(recipient_id)),
                    "colleague" => Recipient::Colleague(Id::new(recipient_id)),
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

fn recipient_columns(recipient: &Recipient) -> (&'static str, Uuid) {
    match recipient {
        Recipient::Participant(id) => ("participant", id.uuid()),
        Recipient::Organization(id) => ("organization", id.uuid()),
        Recipient::Person(id) => ("person", id.uuid()),
        Recipient::Colleague(id) => ("colleague", id.uuid()),
    }
}

mod row {
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
