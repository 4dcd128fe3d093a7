//! The care teams of cases the actor may already see.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    audit::{Entity, Of},
    care_team::{CareTeam, Duty, Responsibility, TeamMember, TeamRefusal, TeamRole},
    discharge_case::DischargeCase,
    organization::Organization,
    person::Person,
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{OrCorrupt, insert, insert_all, instant},
};

const TABLE: &str = "team_member";

/// Care teams.
pub struct CareTeams<'v>(pub(crate) &'v View);

impl View {
    /// Care teams.
    pub fn care_teams(&self) -> CareTeams<'_> {
        CareTeams(self)
    }
}

impl CareTeams<'_> {
    /// How many care teams somebody is named in for an organization.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn named(&self, organization: Id<Organization>, person: Id<Person>) -> Result<u64, Error> {
        let named = row::Entity::find()
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::UntilAt.is_null());
        Ok(named.count(self.0).await?)
    }

    /// The present team of one case.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of(&self, case: Id<DischargeCase>) -> Result<CareTeam, Error> {
        let teams = self.of_cases(&[case]).await?;
        Ok(teams.into_values().next().unwrap_or(CareTeam { case, members: vec![], responsibilities: vec![] }))
    }

    /// The present team of each case.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_cases(
        &self,
        cases: &[Id<DischargeCase>],
    ) -> Result<HashMap<Id<DischargeCase>, CareTeam>, Error> {
        let ids: Vec<_> = cases.iter().map(|id| id.uuid()).collect();
        let mut teams: HashMap<_, _> = cases
            .iter()
            .map(|&case| (case, CareTeam { case, members: vec![], responsibilities: vec![] }))
            .collect();
        let members = row::Entity::find()
            .filter(row::Column::CaseId.is_in(ids.clone()))
            .filter(row::Column::UntilAt.is_null())
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        for member in members {
            let member = from_row(member)?;
            if let Some(team) = teams.get_mut(&member.case) {
                team.members.push(member);
            }
        }
        let duties = responsibility::Entity::find()
            .filter(responsibility::Column::CaseId.is_in(ids))
            .all(self.0)
            .await?;
        for duty in duties {
            let (case, duty) = responsibility_from_row(duty)?;
            if let Some(team) = teams.get_mut(&case) {
                team.responsibilities.push(duty);
            }
        }
        let with_somebody = teams.values().filter(|team: &&CareTeam| !team.members.is_empty());
        self.0.saw(Entity::Team, with_somebody.map(|team| Of::Case(team.case.uuid())));
        for team in teams.values_mut() {
            team.members.sort_by_key(|m| (m.role, m.id));
            team.responsibilities.sort_by_key(|r| r.duty);
        }
        Ok(teams)
    }

    /// When somebody last left the team of a case.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn last_left_at(&self, case: Id<DischargeCase>) -> Result<Option<Timestamp>, Error> {
        let last: Option<Option<i64>> = row::Entity::find()
            .select_only()
            .column_as(row::Column::UntilAt.max(), "last")
            .filter(row::Column::CaseId.eq(case.uuid()))
            .into_tuple()
            .one(self.0)
            .await?;
        Ok(last.flatten().map(Timestamp::from_millis))
    }

    /// Adds a member to the team of an organization's case.
    ///
    /// # Errors
    /// Refused with [`TeamRefusal::RoleTaken`].
    pub async fn insert_member(&self, owner: Id<Organization>, member: &TeamMember) -> Result<(), Error> {
        insert(self.0, to_row(owner, member)).await.map_err(|e| e.or_refused(TeamRefusal::RoleTaken))
    }

    /// Adds many teams with their duties to cases that have none, with whose case it is.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_all(&self, teams: &[(Id<Organization>, CareTeam)]) -> Result<(), Error> {
        let members = teams.iter().flat_map(|(owner, team)| team.members.iter().map(|m| to_row(*owner, m)));
        insert_all(self.0, members.collect()).await?;
        let duties = teams.iter().flat_map(|(owner, team)| responsibility_rows(*owner, team));
        insert_all(self.0, duties.collect()).await
    }

    /// Writes the end of a member's part.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it has ended already.
    pub async fn end_member(&self, member: &TeamMember) -> Result<(), Error> {
        use sea_orm::sea_query::Expr;
        let until = member.until.map(Timestamp::millis);
        let written = row::Entity::update_many()
            .col_expr(row::Column::UntilAt, Expr::value(until))
            .filter(row::Column::Id.eq(member.id.uuid()))
            .filter(row::Column::UntilAt.is_null())
            .exec(self.0)
            .await?;
        if written.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Keeps a member's organization out from a moment on, or lets it in again.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn withhold(&self, member: Id<TeamMember>, since: Option<Timestamp>) -> Result<(), Error> {
        use sea_orm::sea_query::Expr;
        row::Entity::update_many()
            .col_expr(row::Column::WithheldAt, Expr::value(since.map(Timestamp::millis)))
            .filter(row::Column::Id.eq(member.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// Writes who answers for what, all at once.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn share_duties(&self, owner: Id<Organization>, team: &CareTeam) -> Result<(), Error> {
        responsibility::Entity::delete_many()
            .filter(responsibility::Column::CaseId.eq(team.case.uuid()))
            .exec(self.0)
            .await?;
        insert_all(self.0, responsibility_rows(owner, team).collect()).await
    }
}

/// The physicians who attend the patients of `cases` in hospital, each with the case.
pub(crate) async fn attending(
    view: &View,
    cases: SelectStatement,
) -> Result<Vec<(Uuid, Option<Uuid>)>, Error> {
    let members = row::Entity::find()
        .select_only()
        .columns([row::Column::CaseId, row::Column::PersonId])
        .filter(row::Column::CaseId.in_subquery(cases))
        .filter(row::Column::Role.eq(TeamRole::HospitalAttending.code()))
        .filter(row::Column::UntilAt.is_null());
    Ok(members.into_tuple().all(view).await?)
}

fn from_row(row: row::Model) -> Result<TeamMember, Error> {
    let row::Model {
        id,
        case_organization_id: _,
        case_id,
        organization_id,
        person_id,
        role,
        from_at,
        until_at,
        withheld_at,
    } = row;
    Ok(TeamMember {
        id: Id::new(id),
        case: Id::new(case_id),
        organization: Id::new(organization_id),
        person: person_id.map(Id::new),
        role: TeamRole::parse(&role).or_corrupt(TABLE)?,
        from: Timestamp::from_millis(from_at),
        until: instant(until_at),
        withheld: instant(withheld_at),
    })
}

fn to_row(owner: Id<Organization>, member: &TeamMember) -> row::Model {
    let TeamMember { id, case, organization, person, role, from, until, withheld } = member;
    row::Model {
        id: id.uuid(),
        case_organization_id: owner.uuid(),
        case_id: case.uuid(),
        organization_id: organization.uuid(),
        person_id: person.map(Id::uuid),
        role: role.code().to_owned(),
        from_at: from.millis(),
        until_at: until.map(Timestamp::millis),
        withheld_at: withheld.map(Timestamp::millis),
    }
}

fn responsibility_rows(
    owner: Id<Organization>,
    team: &CareTeam,
) -> impl Iterator<Item = responsibility::Model> {
    team.responsibilities.iter().map(move |Responsibility { duty, holder, review_on }| {
        responsibility::Model {
            case_organization_id: owner.uuid(),
            case_id: team.case.uuid(),
            duty: duty.code().to_owned(),
            holder: holder.code().to_owned(),
            review_on: *review_on,
        }
    })
}

fn responsibility_from_row(row: responsibility::Model) -> Result<(Id<DischargeCase>, Responsibility), Error> {
    let responsibility::Model { case_organization_id: _, case_id, duty, holder, review_on } = row;
    let responsibility = Responsibility {
        duty: Duty::parse(&duty).or_corrupt("responsibility")?,
        holder: TeamRole::parse(&holder).or_corrupt("responsibility")?,
        review_on,
    };
    Ok((Id::new(case_id), responsibility))
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "team_member")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_organization_id: Uuid,
        pub case_id: Uuid,
        pub organization_id: Uuid,
        pub person_id: Option<Uuid>,
        pub role: String,
        pub from_at: i64,
        pub until_at: Option<i64>,
        pub withheld_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod responsibility {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "responsibility")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub duty: String,
        pub case_organization_id: Uuid,
        pub holder: String,
        pub review_on: Option<time::Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
