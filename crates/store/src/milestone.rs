//! The milestones of cases the actor may already see.

use domain::{
    Id, Timestamp,
    access::{Action, decide},
    audit::{Entity, Of},
    discharge_case::DischargeCase,
    milestone::{Milestone, MilestoneMove, MilestoneState, MoveCause},
    organization::Organization,
    rule::{Certainty, MilestoneAction, MilestoneOwner, Strength},
    text::Note,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
    sea_query::SelectStatement,
};
use time::Time;
use uuid::Uuid;

use crate::{
    Error, View,
    column::{self, OrCorrupt, insert_all, optional},
};

pub(crate) const TABLE: &str = "milestone";
const MOVES: &str = "milestone_move";

/// Milestones.
pub struct Milestones<'v>(pub(crate) &'v View);

impl View {
    /// Milestones.
    pub fn milestones(&self) -> Milestones<'_> {
        Milestones(self)
    }
}

impl Milestones<'_> {
    /// The milestones of these cases that are asked for, or were until they were settled, by case and in the order
    /// of their rules.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_cases(&self, cases: &[Id<DischargeCase>]) -> Result<Vec<Milestone>, Error> {
        self.load(cases, row::Column::State.ne("not_asked")).await
    }

    /// The milestones of a case, those not asked for as things stand among them.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn all_of_case(&self, case: Id<DischargeCase>) -> Result<Vec<Milestone>, Error> {
        self.load(&[case], row::Column::Id.is_not_null()).await
    }

    async fn load(&self, cases: &[Id<DischargeCase>], which: Expr) -> Result<Vec<Milestone>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::CaseId.is_in(cases.iter().map(|id| id.uuid())))
            .filter(which)
            .order_by_asc(row::Column::CaseId)
            .order_by_asc(row::Column::RulePackId)
            .order_by_asc(row::Column::Position)
            .all(self.0)
            .await?;
        self.0.saw(Entity::Milestones, rows.iter().map(|row| Of::Case(row.case_id)));
        rows.into_iter().map(from_row).collect()
    }

    /// A milestone, if the actor may do `action` to its case.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn find_for(&self, action: Action, id: Id<Milestone>) -> Result<Milestone, Error> {
        let Some(row) = row::Entity::find_by_id(id.uuid()).one(self.0).await? else {
            return Err(self.0.missing(action.code(), Entity::Milestones, id.uuid()));
        };
        let of = Of::Case(row.case_id);
        let relationship =
            self.0.cases().relationship(Id::new(row.case_id), Id::new(row.organization_id)).await?;
        let decision = decide(self.0.judged(), action, relationship);
        self.0.decided(decision, action, (Entity::Milestones, id.uuid()), of)?;
        self.0.saw_by(action.code(), Entity::Milestones, [of]);
        from_row(row)
    }

    /// Adds milestones of an organization's case.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_all(&self, owner: Id<Organization>, milestones: &[Milestone]) -> Result<(), Error> {
        self.insert_of_cases([(owner, milestones)]).await
    }

    /// Adds the milestones of many cases, with whose case it is.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_of_cases<'m>(
        &self,
        cases: impl IntoIterator<Item = (Id<Organization>, &'m [Milestone])>,
    ) -> Result<(), Error> {
        let of_case = |(owner, milestones): (_, &'m [Milestone])| {
            (0..).zip(milestones).map(move |(position, m)| to_row(owner, position, m))
        };
        insert_all(self.0, cases.into_iter().flat_map(of_case).collect()).await
    }

    /// Writes a milestone that still has its version, and raises it.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn update(&self, milestone: &mut Milestone) -> Result<(), Error> {
        use sea_orm::IntoActiveModel;
        let expected = milestone.version;
        milestone.version += 1;
        let mut active = to_row(Id::new(uuid::Uuid::nil()), 0, milestone).into_active_model();
        active.position = sea_orm::NotSet;
        column::update::<row::Entity, _>(
            self.0,
            active,
            (row::Column::Id, milestone.id.uuid()),
            (row::Column::Version, expected),
        )
        .await
    }
}

impl Milestones<'_> {
    /// Notes why steps of an organization's case moved.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn note_moves(&self, owner: Id<Organization>, moves: &[MilestoneMove]) -> Result<(), Error> {
        insert_all(self.0, moves.iter().map(|one| moved_to_row(owner, one)).collect()).await
    }

    /// Why the steps of a case moved that the actor may already see, the latest first, at most `limit`.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn moves(&self, case: Id<DischargeCase>, limit: u64) -> Result<Vec<MilestoneMove>, Error> {
        let rows = moved::Entity::find()
            .filter(moved::Column::CaseId.eq(case.uuid()))
            .order_by_desc(moved::Column::MovedAt)
            .order_by_desc(moved::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        rows.into_iter().map(moved_from_row).collect()
    }
}

fn moved_from_row(row: moved::Model) -> Result<MilestoneMove, Error> {
    let moved::Model {
        id,
        organization_id: _,
        case_id,
        milestone_id,
        cause,
        due_from,
        due_to,
        was_asked,
        is_asked,
        moved_at,
        moved_by,
    } = row;
    Ok(MilestoneMove {
        id: Id::new(id),
        case: Id::new(case_id),
        milestone: Id::new(milestone_id),
        cause: MoveCause::parse(&cause).or_corrupt(MOVES)?,
        due_from,
        due_to,
        was_asked,
        is_asked,
        at: Timestamp::from_millis(moved_at),
        by: moved_by.map(Id::new),
    })
}

fn moved_to_row(organization: Id<Organization>, moved: &MilestoneMove) -> moved::Model {
    let MilestoneMove { id, case, milestone, cause, due_from, due_to, was_asked, is_asked, at, by } = moved;
    moved::Model {
        id: id.uuid(),
        organization_id: organization.uuid(),
        case_id: case.uuid(),
        milestone_id: milestone.uuid(),
        cause: cause.code().to_owned(),
        due_from: *due_from,
        due_to: *due_to,
        was_asked: *was_asked,
        is_asked: *is_asked,
        moved_at: at.millis(),
        moved_by: by.map(Id::uuid),
    }
}

mod moved {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "milestone_move")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub case_id: Uuid,
        pub milestone_id: Uuid,
        pub cause: String,
        pub due_from: Option<time::Date>,
        pub due_to: Option<time::Date>,
        pub was_asked: bool,
        pub is_asked: bool,
        pub moved_at: i64,
        pub moved_by: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The last days of the steps of `cases` that are not settled, each with its case.
pub(crate) async fn pending(
    view: &View,
    cases: SelectStatement,
) -> Result<Vec<(Uuid, Option<time::Date>)>, Error> {
    let steps = row::Entity::find()
        .select_only()
        .columns([row::Column::CaseId, row::Column::DueOn])
        .filter(row::Column::CaseId.in_subquery(cases))
        .filter(row::Column::State.eq("pending"));
    Ok(steps.into_tuple().all(view).await?)
}

fn from_row(row: row::Model) -> Result<Milestone, Error> {
    let row::Model {
        id,
        organization_id: _,
        case_id,
        rule_pack_id,
        rule,
        position: _,
        action,
        owner,
        due_on,
        due_minute,
        latest_on,
        strength,
        source,
        certainty,
        state,
        settled_on,
        settled_by,
        settled_at,
        reason,
        version,
    } = row;
    let by = settled_by.map(Id::new);
    let at = settled_at.map(Timestamp::from_millis);
    let reason = optional(TABLE, reason.as_deref(), Note::parse)?;
    let state = match (state.as_str(), settled_on, by, at, reason) {
        ("pending", None, None, None, None) => MilestoneState::Pending,
        ("not_asked", None, None, None, None) => MilestoneState::NotAsked,
        ("done", Some(on), Some(by), Some(at), None) => MilestoneState::Done { on, by, at },
        ("waived", None, Some(by), Some(at), Some(reason)) => MilestoneState::Waived { reason, by, at },
        _ => return Err(Error::corrupt(TABLE, state)),
    };
    Ok(Milestone {
        id: Id::new(id),
        case: Id::new(case_id),
        pack: Id::new(rule_pack_id),
        rule,
        action: MilestoneAction::parse(&action).or_corrupt(TABLE)?,
        owner: MilestoneOwner::parse(&owner).or_corrupt(TABLE)?,
        due_on,
        due_at: due_minute.map(clock_of).transpose()?,
        latest_on,
        strength: Strength::parse(&strength).or_corrupt(TABLE)?,
        source,
        certainty: Certainty::parse(&certainty).or_corrupt(TABLE)?,
        state,
        version,
    })
}

/// The clock time so many minutes after midnight.
fn clock_of(minute: i32) -> Result<Time, Error> {
    let hour = u8::try_from(minute / 60).or_corrupt(TABLE)?;
    Time::from_hms(hour, u8::try_from(minute % 60).or_corrupt(TABLE)?, 0).or_corrupt(TABLE)
}

fn to_row(organization: Id<Organization>, position: i32, milestone: &Milestone) -> row::Model {
    let Milestone {
        id,
        case,
        pack,
        rule,
        action,
        owner,
        due_on,
        due_at,
        latest_on,
        strength,
        source,
        certainty,
        state,
        version,
    } = milestone;
    let (state, settled_on, settled_by, settled_at, reason) = match state {
        MilestoneState::Pending => ("pending", None, None, None, None),
        MilestoneState::Done { on, by, at } => ("done", Some(*on), Some(by), Some(at), None),
        MilestoneState::Waived { reason, by, at } => {
            ("waived", None, Some(by), Some(at), Some(reason.as_str().to_owned()))
        }
        MilestoneState::NotAsked => ("not_asked", None, None, None, None),
    };
    row::Model {
        id: id.uuid(),
        organization_id: organization.uuid(),
        case_id: case.uuid(),
        rule_pack_id: pack.uuid(),
        rule: rule.clone(),
        position,
        action: action.code().to_owned(),
        owner: owner.code().to_owned(),
        due_on: *due_on,
        due_minute: due_at.map(|at| i32::from(at.hour()) * 60 + i32::from(at.minute())),
        latest_on: *latest_on,
        strength: strength.code().to_owned(),
        source: source.clone(),
        certainty: certainty.code().to_owned(),
        state: state.to_owned(),
        settled_on,
        settled_by: settled_by.map(|id| id.uuid()),
        settled_at: settled_at.map(|at| at.millis()),
        reason,
        version: *version,
    }
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "milestone")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub case_id: Uuid,
        pub rule_pack_id: Uuid,
        pub rule: String,
        pub position: i32,
        pub action: String,
        pub owner: String,
        pub due_on: Option<time::Date>,
        pub due_minute: Option<i32>,
        pub latest_on: Option<time::Date>,
        pub strength: String,
        pub source: String,
        pub certainty: String,
        pub state: String,
        pub settled_on: Option<time::Date>,
        pub settled_by: Option<Uuid>,
        pub settled_at: Option<i64>,
        pub reason: Option<String>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
