//! Care plans, one row for each revision.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    audit::{Entity, Of},
    discharge_case::DischargeCase,
    organization::Organization,
    plan::CarePlan,
};
use sea_orm::{
    EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    Error, View,
    column::{from_json, insert, insert_all, to_json},
};

const TABLE: &str = "care_plan";

/// Care plans.
pub struct Plans<'v>(pub(crate) &'v View);

impl View {
    /// Care plans.
    pub fn plans(&self) -> Plans<'_> {
        Plans(self)
    }
}

impl Plans<'_> {
    /// The newest revision of each case's plan. The caller may see the cases' plans.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn current(
        &self,
        cases: &[Id<DischargeCase>],
    ) -> Result<HashMap<Id<DischargeCase>, CarePlan>, Error> {
        let newest = Query::select()
            .column(row::Column::CaseId)
            .expr(Expr::col(row::Column::Revision).max())
            .from(row::Entity)
            .and_where(Expr::col(row::Column::CaseId).is_in(cases.iter().map(|id| id.uuid())))
            .group_by_col(row::Column::CaseId)
            .take();
        let revision = Expr::tuple([Expr::col(row::Column::CaseId), Expr::col(row::Column::Revision)]);
        let rows = row::Entity::find().filter(revision.in_subquery(newest)).all(self.0).await?;
        self.0.saw(Entity::Plan, rows.iter().map(|row| Of::Case(row.case_id)));
        rows.into_iter().map(|row| from_row(row).map(|plan| (plan.case, plan))).collect()
    }

    /// Adds a revision of the plan of `case`.
    ///
    /// # Errors
    /// [`Error::Conflict`] when somebody else has written this revision; after it the transaction must be
    /// dropped.
    pub async fn insert(&self, case: &DischargeCase, plan: &CarePlan) -> Result<(), Error> {
        insert(self.0, to_row(case.organization, plan)?).await.map_err(|error| match error {
            Error::Duplicate => Error::Conflict { current: plan.revision },
            other => other,
        })
    }

    /// Adds many plans, with whose case it is.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_all(&self, plans: &[(Id<Organization>, CarePlan)]) -> Result<(), Error> {
        let rows = plans.iter().map(|(owner, plan)| to_row(*owner, plan));
        insert_all(self.0, rows.collect::<Result<_, _>>()?).await
    }
}

fn to_row(owner: Id<Organization>, plan: &CarePlan) -> Result<row::Model, Error> {
    let CarePlan { id, case, revision, content, written_by, organization, written_at } = plan;
    Ok(row::Model {
        id: id.uuid(),
        case_organization_id: owner.uuid(),
        case_id: case.uuid(),
        revision: *revision,
        content: to_json(TABLE, content)?,
        written_by: written_by.uuid(),
        organization_id: organization.uuid(),
        written_at: written_at.millis(),
    })
}

fn from_row(row: row::Model) -> Result<CarePlan, Error> {
    let row::Model {
        id,
        case_organization_id: _,
        case_id,
        revision,
        content,
        written_by,
        organization_id,
        written_at,
    } = row;
    Ok(CarePlan {
        id: Id::new(id),
        case: Id::new(case_id),
        revision,
        content: from_json(TABLE, &content)?,
        written_by: Id::new(written_by),
        organization: Id::new(organization_id),
        written_at: Timestamp::from_millis(written_at),
    })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "care_plan")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_organization_id: Uuid,
        pub case_id: Uuid,
        pub revision: i32,
        pub content: String,
        pub written_by: Uuid,
        pub organization_id: Uuid,
        pub written_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
