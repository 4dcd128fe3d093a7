//! Steps that time will make happen.

use domain::{Id, Timestamp, timer::TimerKind};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict},
};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{LEASE_MILLIS, OrCorrupt},
};

/// Timers.
pub struct Timers<'v>(pub(crate) &'v View);

impl View {
    /// Timers.
    pub fn timers(&self) -> Timers<'_> {
        Timers(self)
    }
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

impl Timers<'_> {
    /// Sets a timer; one that stands for the same subject is moved.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn set(
        &self,
        id: Id<Timer>,
        kind: TimerKind,
        subject: Uuid,
        due_at: Timestamp,
    ) -> Result<(), Error> {
        let row = row::Model {
            id: id.uuid(),
            kind: kind.code().to_owned(),
            subject_id: subject,
            due_at: due_at.millis(),
            state: "pending".to_owned(),
            attempts: 0,
            trouble: None,
        };
        let moved = OnConflict::columns([row::Column::Kind, row::Column::SubjectId])
            .update_columns([row::Column::DueAt, row::Column::State, row::Column::Attempts])
            .to_owned();
        row::Entity::insert(<row::ActiveModel as From<_>>::from(row))
            .on_conflict(moved)
            .exec_without_returning(self.0)
            .await?;
        Ok(())
    }

    /// Claims timers that are due; nobody else gets them for a minute.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn claim(&self, now: Timestamp, limit: u64) -> Result<Vec<Timer>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::State.eq("pending"))
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
        rows.into_iter()
            .map(|row::Model { id, kind, subject_id, due_at, state: _, attempts, trouble: _ }| {
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
    pub async fn finish(&self, id: Id<Timer>, trouble: Option<&str>) -> Result<(), Error> {
        row::Entity::update_many()
            .col_expr(row::Column::State, Expr::value(if trouble.is_none() { "done" } else { "dead" }))
            .col_expr(row::Column::Trouble, Expr::value(trouble.map(str::to_owned)))
            .filter(row::Column::Id.eq(id.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }
}

mod row {
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
