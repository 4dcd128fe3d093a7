//! What happened: events with their audit row and their place in the outbox.

use domain::{
    Id, Timestamp,
    access::Actor,
    announcement::Announcement,
    audit::{Entity, Of, Source},
    event::Event,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    Statement, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    Error, Tx, View,
    about::{About, about},
    audit::{self, note_of, note_of_look},
    column::{from_json, insert, insert_all, to_json},
    feed::{Cursor, Happened},
    ledger::Unwritten,
};

impl Tx {
    /// Writes the event, and that somebody may have to be told, in this transaction; who caused it goes into the
    /// audit log with its commit.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn record(&self, id: Uuid, now: Timestamp, event: &Event) -> Result<(), Error> {
        insert(self, to_row(id, now, event)?).await?;
        self.note_act(note_of(*self.actor(), event, id, now));
        insert(self, to_outbox_row(id, now, "pending")).await?;
        self.note_recorded();
        Ok(())
    }

    /// Writes what happened some time ago, in this order, each thing with its row in the audit log. Nobody is told
    /// of it any more.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn record_past(&self, past: &[Past]) -> Result<(), Error> {
        let (mut rows, mut told, mut pages) = (vec![], vec![], vec![]);
        for Past { id, at, actor, what } in past {
            let note = match what {
                Happening::Did(event) => {
                    rows.push(to_row(*id, *at, event)?);
                    told.push(to_outbox_row(*id, *at, "done"));
                    note_of(*actor, event, *id, *at)
                }
                Happening::Saw(entity, of) => note_of_look(*actor, *entity, *of, *id, *at),
            };
            pages.push(Unwritten {
                source: Some(Source::Page),
                notes: vec![note],
                ..Unwritten::bare(*id, *at)
            });
        }
        insert_all(self, rows).await?;
        insert_all(self, told).await?;
        audit::write(self, pages).await
    }
}

/// Something that happened some time ago.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its identifier.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// What.
    pub what: Happening,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Happening {
    /// Something was done.
    Did(Event),
    /// Something was looked at.
    Saw(Entity, Of),
}

fn to_row(id: Uuid, at: Timestamp, event: &Event) -> Result<row::ActiveModel, Error> {
    Ok(row::ActiveModel {
        position: sea_orm::NotSet,
        id: sea_orm::Set(id),
        code: sea_orm::Set(event.code().to_owned()),
        body: sea_orm::Set(to_json("event", event)?),
        at: sea_orm::Set(at.millis()),
    })
}

fn to_outbox_row(event: Uuid, at: Timestamp, state: &str) -> outbox::Model {
    outbox::Model {
        event_id: event,
        state: state.to_owned(),
        attempts: 0,
        due_at: at.millis(),
        trouble: None,
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
        deliveries: &[(Id<Announcement>, Announcement)],
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

    /// The events after a place, in their order, at most `limit`: none that may still be followed by an earlier
    /// one, since on PostgreSQL it stops below the oldest running transaction.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn after(&self, cursor: Cursor, limit: u64) -> Result<Vec<Happened>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let position = cursor.position;
        let statement = match self.0.get_database_backend() {
            DbBackend::Postgres => Statement::from_sql_and_values(
                DbBackend::Postgres,
                "SELECT transaction_id::text::bigint, position, id, body, at FROM event \
                 WHERE (transaction_id, position) > ($1::text::xid8, $2) \
                 AND transaction_id < pg_snapshot_xmin(pg_current_snapshot()) \
                 ORDER BY transaction_id, position LIMIT $3",
                [cursor.transaction.to_string().into(), position.into(), limit.into()],
            ),
            backend => Statement::from_sql_and_values(
                backend,
                "SELECT transaction_id, position, id, body, at FROM event \
                 WHERE position > ? ORDER BY position LIMIT ?",
                [position.into(), limit.into()],
            ),
        };
        let rows = self.0.query_all_raw(statement).await?;
        let mut happened = Vec::with_capacity(rows.len());
        for row in rows {
            let body: String = row.try_get_by_index(3)?;
            happened.push(Happened {
                cursor: cursor_of(&row)?,
                id: row.try_get_by_index(2)?,
                event: from_json("event", &body)?,
                at: Timestamp::from_millis(row.try_get_by_index(4)?),
                about: About::default(),
            });
        }
        let found = about(self.0, &happened.iter().map(|h| &h.event).collect::<Vec<_>>()).await?;
        happened.iter_mut().zip(found).for_each(|(happened, about)| happened.about = about);
        Ok(happened)
    }

    /// The place before the `most` newest events that [`Events::after`] gives.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn before_the_newest(&self, most: u64) -> Result<Cursor, Error> {
        let (backend, sql) = match self.0.get_database_backend() {
            DbBackend::Postgres => (
                DbBackend::Postgres,
                "SELECT transaction_id::text::bigint, position FROM event \
                 WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot()) \
                 ORDER BY transaction_id DESC, position DESC LIMIT 1 OFFSET $1",
            ),
            backend => (
                backend,
                "SELECT transaction_id, position FROM event ORDER BY position DESC LIMIT 1 OFFSET ?1",
            ),
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let found = self.0.query_one_raw(Statement::from_sql_and_values(backend, sql, [most.into()])).await?;
        found.as_ref().map_or(Ok(Cursor::default()), cursor_of)
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

fn cursor_of(row: &QueryResult) -> Result<Cursor, Error> {
    Ok(Cursor { transaction: row.try_get_by_index(0)?, position: row.try_get_by_index(1)? })
}

/// Puts the events of a database that was restored on another server, whose count of transactions is lower,
/// before all that is to come.
pub(crate) async fn forget_another_servers_order(postgres: &impl ConnectionTrait) -> Result<(), Error> {
    let sql = "UPDATE event SET transaction_id = '0' WHERE EXISTS \
               (SELECT 1 FROM event WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot()))";
    postgres.execute_unprepared(sql).await?;
    Ok(())
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
