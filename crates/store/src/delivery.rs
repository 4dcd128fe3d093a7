//! Messages on their way, one for each event, recipient and channel.

use domain::{
    Id, Timestamp,
    access::{Action, Actor, Decision, Relationship, decide},
    announcement::{Announcement, DeliveryState, Message, Recipient},
    conference::Participant,
    organization::Organization,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{LEASE_MILLIS, OrCorrupt, insert},
    conference::participants_called_by,
    event::Recorded,
    person::membership,
    relationship,
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
    pub id: Id<Announcement>,
    /// The event it tells of.
    pub event: Recorded,
    /// To whom, and what.
    pub announcement: Announcement,
    /// How often it was tried since it was last to go.
    pub attempts: i32,
    /// When it is tried next, if it is on its way.
    pub due_at: Timestamp,
    /// When it was first to go, or to go again.
    pub created_at: Timestamp,
    /// How far it has come.
    pub state: DeliveryState,
    /// What was wrong the last time.
    pub trouble: Option<String>,
}

/// How the messages in the name of an organization fare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fares {
    /// When one was last taken by its recipient's server.
    pub delivered_at: Option<Timestamp>,
    /// When one was last given up.
    pub given_up_at: Option<Timestamp>,
    /// How many are on their way.
    pub waiting: u64,
}

impl Deliveries<'_> {
    pub(crate) async fn insert(
        &self,
        now: Timestamp,
        id: Id<Announcement>,
        event: Uuid,
        announcement: &Announcement,
        channel: &str,
    ) -> Result<(), Error> {
        let Announcement { sender, recipient, message } = announcement;
        let (kind, recipient) = recipient_columns(recipient);
        let row = row::Model {
            id: id.uuid(),
            event_id: event,
            sender_id: sender.map(Id::uuid),
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
    pub async fn delivered(&self, now: Timestamp, id: Id<Announcement>) -> Result<(), Error> {
        self.settle(now, id, DeliveryState::Delivered, Expr::value(None::<String>), now).await
    }

    /// The message is wrong or idle by now. What was wrong before stays.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn overtaken(&self, now: Timestamp, id: Id<Announcement>) -> Result<(), Error> {
        let as_it_was = Expr::col(row::Column::Trouble);
        self.settle(now, id, DeliveryState::Overtaken, as_it_was, now).await
    }

    /// The message did not go; it is tried again at `again`, or given up when there is none.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn failed(
        &self,
        now: Timestamp,
        id: Id<Announcement>,
        trouble: &str,
        again: Option<Timestamp>,
    ) -> Result<(), Error> {
        let state = if again.is_some() { DeliveryState::Pending } else { DeliveryState::Dead };
        self.settle(now, id, state, Expr::value(trouble), again.unwrap_or(now)).await
    }

    /// Lets a message go again that was given up; `false` when it is not given up any more.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn send_again(&self, now: Timestamp, id: Id<Announcement>) -> Result<bool, Error> {
        let sent = row::Entity::update_many()
            .col_expr(row::Column::State, Expr::value(DeliveryState::Pending.code()))
            .col_expr(row::Column::Attempts, Expr::value(0))
            .col_expr(row::Column::DueAt, Expr::value(now.millis()))
            .col_expr(row::Column::CreatedAt, Expr::value(now.millis()))
            .col_expr(row::Column::SettledAt, Expr::value(None::<i64>))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::State.eq(DeliveryState::Dead.code()))
            .exec(self.0)
            .await?;
        Ok(sent.rows_affected == 1)
    }

    /// How the messages in the name of an organization fare.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn fares(&self, organization: Id<Organization>) -> Result<Fares, Error> {
        let of = |state: DeliveryState| {
            row::Entity::find()
                .filter(row::Column::SenderId.eq(organization.uuid()))
                .filter(row::Column::State.eq(state.code()))
        };
        let last = async |state| -> Result<Option<Timestamp>, Error> {
            let last = of(state).order_by_desc(row::Column::SettledAt).limit(1).one(self.0).await?;
            Ok(last.and_then(|row| row.settled_at).map(Timestamp::from_millis))
        };
        Ok(Fares {
            delivered_at: last(DeliveryState::Delivered).await?,
            given_up_at: last(DeliveryState::Dead).await?,
            waiting: of(DeliveryState::Pending).count(self.0).await?,
        })
    }

    /// A message that concerns the actor.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn concerning(&self, id: Id<Announcement>) -> Result<Delivery, Error> {
        let query = row::Entity::find_by_id(id.uuid()).filter(concerns(self.0.actor()));
        self.values(query.all(self.0).await?).await?.pop().ok_or(Error::NotFound)
    }

    /// The messages that concern the actor and are in trouble, or were until they were of no use any more: at most
    /// `limit`, the newest first, those before `before` alone.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn in_trouble(
        &self,
        before: Option<Id<Announcement>>,
        limit: u64,
    ) -> Result<Vec<Delivery>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::Trouble.is_not_null())
            .filter(concerns(self.0.actor()))
            .apply_if(before, |query, before| query.filter(row::Column::Id.lt(before.uuid())))
            .order_by_desc(row::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        self.values(rows).await
    }

    /// The messages that concern the actor and are given up: at most `limit`, the newest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn given_up(&self, limit: u64) -> Result<Vec<Delivery>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::Trouble.is_not_null())
            .filter(row::Column::State.eq(DeliveryState::Dead.code()))
            .filter(concerns(self.0.actor()))
            .order_by_desc(row::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        self.values(rows).await
    }

    /// The messages to these participants that are given up, the oldest first. The caller may see the conference.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn given_up_to(&self, participants: &[Id<Participant>]) -> Result<Vec<Delivery>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::Trouble.is_not_null())
            .filter(row::Column::State.eq(DeliveryState::Dead.code()))
            .filter(row::Column::RecipientKind.eq(PARTICIPANT))
            .filter(row::Column::RecipientId.is_in(participants.iter().map(|id| id.uuid())))
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        self.values(rows).await
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
        id: Id<Announcement>,
        state: DeliveryState,
        trouble: SimpleExpr,
        due_at: Timestamp,
    ) -> Result<(), Error> {
        let settled_at = (state != DeliveryState::Pending).then(|| now.millis());
        row::Entity::update_many()
            .col_expr(row::Column::State, Expr::value(state.code()))
            .col_expr(row::Column::DueAt, Expr::value(due_at.millis()))
            .col_expr(row::Column::SettledAt, Expr::value(settled_at))
            .col_expr(row::Column::Trouble, trouble)
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
                    sender_id,
                    recipient_kind,
                    recipient_id,
                    channel: _,
                    message,
                    state,
                    attempts,
                    due_at,
                    created_at,
                    settled_at: _,
                    trouble,
                } = row;
                let recipient = match recipient_kind.as_str() {
                    PARTICIPANT => Recipient::Participant(Id::new(recipient_id)),
                    ORGANIZATION => Recipient::Organization(Id::new(recipient_id)),
                    PERSON => Recipient::Person(Id::new(recipient_id)),
                    "colleague" => Recipient::Colleague(Id::new(recipient_id)),
                    _ => return Err(Error::corrupt("delivery", recipient_kind)),
                };
                let event = events.iter().find(|e| e.id == event_id).or_corrupt("delivery")?;
                Ok(Delivery {
                    id: Id::new(id),
                    event: *event,
                    announcement: Announcement {
                        sender: sender_id.map(Id::new),
                        recipient,
                        message: Message::parse(&message).or_corrupt("delivery")?,
                    },
                    attempts,
                    due_at: Timestamp::from_millis(due_at),
                    created_at: Timestamp::from_millis(created_at),
                    state: DeliveryState::parse(&state).or_corrupt("delivery")?,
                    trouble,
                })
            })
            .collect()
    }
}

const PARTICIPANT: &str = "participant";
const ORGANIZATION: &str = "organization";
const PERSON: &str = "person";

/// What concerns somebody: in the name of their organization, to it or to those who work there, what their role
/// lets them do something about; and what invites to a conference that they called.
fn concerns(actor: &Actor) -> Condition {
    let member = match actor {
        Actor::System => return Condition::all(),
        Actor::Guest(_) => return relationship::nothing(),
        Actor::Member(member) => member,
    };
    let own = member.organization.uuid();
    let may = |action| decide(actor, action, Relationship::Own) == Decision::Allow;
    let seen = Message::ALL.iter().filter(|message| may(message.concern()));
    let of_organization = Condition::all()
        .add(row::Column::Message.is_in(seen.map(|message| message.code())))
        .add(of_organization(member.organization));
    let mut concerns = Condition::any().add(of_organization);
    if may(Action::SeeConference) {
        let called = participants_called_by(member);
        let called =
            row::Column::RecipientKind.eq(PARTICIPANT).and(row::Column::RecipientId.in_subquery(called));
        concerns = concerns.add(Condition::all().add(row::Column::SenderId.eq(own)).add(called));
    }
    concerns
}

/// In the name of an organization or to its office; or in nobody's name to one of its people.
fn of_organization(organization: Id<Organization>) -> Condition {
    let own = organization.uuid();
    let people = membership::Entity::find()
        .select_only()
        .column(membership::Column::PersonId)
        .filter(membership::Column::OrganizationId.eq(own))
        .filter(membership::Column::UntilAt.is_null())
        .into_query();
    let is_to = |kind: &str| Condition::all().add(row::Column::RecipientKind.eq(kind));
    Condition::any()
        .add(row::Column::SenderId.eq(own))
        .add(is_to(ORGANIZATION).add(row::Column::RecipientId.eq(own)))
        .add(
            is_to(PERSON)
                .add(row::Column::SenderId.is_null())
                .add(row::Column::RecipientId.in_subquery(people)),
        )
}

fn recipient_columns(recipient: &Recipient) -> (&'static str, Uuid) {
    match recipient {
        Recipient::Participant(id) => (PARTICIPANT, id.uuid()),
        Recipient::Organization(id) => (ORGANIZATION, id.uuid()),
        Recipient::Person(id) => (PERSON, id.uuid()),
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
        pub sender_id: Option<Uuid>,
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
