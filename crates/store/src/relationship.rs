//! How somebody stands to a case of another organization: as the condition of lists, and as the answer for one.
//! The two are two readings of the same rows.

use domain::{
    Id,
    access::{Member, Relationship},
    discharge_case::DischargeCase,
    organization::Organization,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

use crate::{Error, View, care_team::row as team, consultation, consultation::row as consulted, emergency};

/// Whether `case` names a case that is open to a member of another organization: by the care team, by a
/// consultation at the hub, or by an emergency.
pub(crate) fn is_open(view: &View, member: &Member, case: &Expr) -> Condition {
    let open = is_open_by_part(member, case);
    match view.now() {
        Some(now) => open.add(case.clone().in_subquery(emergency::open_cases(member, now))),
        None => open,
    }
}

/// Whether `case` names a case that is open to a member of another organization without an emergency.
pub(crate) fn is_open_by_part(member: &Member, case: &Expr) -> Condition {
    let by = |cases: SelectStatement| case.clone().in_subquery(cases);
    Condition::any()
        .add(by(parts(member.organization, team::Column::WithheldAt.is_null())))
        .add(by(consultations(member.organization, consulted::Column::WithheldAt.is_null())))
}

/// Whether `case` names a case from which the patient's word keeps the member's organization.
pub(crate) fn is_withheld(member: &Member, case: &Expr) -> Condition {
    let by = |cases: SelectStatement| case.clone().in_subquery(cases);
    Condition::any()
        .add(by(parts(member.organization, team::Column::WithheldAt.is_not_null())))
        .add(by(consultations(member.organization, consulted::Column::WithheldAt.is_not_null())))
}

/// How a member of another organization stands to a case.
///
/// # Errors
/// [`Error::Database`].
pub(crate) async fn to_case(
    view: &View,
    member: &Member,
    case: Id<DischargeCase>,
) -> Result<Relationship, Error> {
    let parts: Vec<(Option<i64>, Option<i64>)> = team::Entity::find()
        .select_only()
        .column(team::Column::UntilAt)
        .column(team::Column::WithheldAt)
        .filter(team::Column::CaseId.eq(case.uuid()))
        .filter(team::Column::OrganizationId.eq(member.organization.uuid()))
        .into_tuple()
        .all(view)
        .await?;
    let present = |(until, _): &&(Option<i64>, Option<i64>)| until.is_none();
    if parts.iter().filter(present).any(|(_, withheld)| withheld.is_none()) {
        return Ok(Relationship::Team);
    }
    let consultations: Vec<Option<i64>> = consulted::Entity::find()
        .select_only()
        .column(consulted::Column::WithheldAt)
        .filter(consulted::Column::CaseId.eq(case.uuid()))
        .filter(consulted::Column::HubId.eq(member.organization.uuid()))
        .filter(consulted::Column::State.eq(consultation::OPEN))
        .into_tuple()
        .all(view)
        .await?;
    if consultations.iter().any(Option::is_none) {
        return Ok(Relationship::Hub);
    }
    if view.emergencies().opens(member, case).await? {
        return Ok(Relationship::Emergency);
    }
    let is_withheld = parts.iter().any(|part| present(&part)) || !consultations.is_empty();
    Ok(match (is_withheld, parts.is_empty()) {
        (true, _) => Relationship::Withdrawn,
        (false, false) => Relationship::Ended,
        (false, true) => Relationship::None,
    })
}

fn parts(organization: Id<Organization>, withheld: Expr) -> SelectStatement {
    team::Entity::find()
        .select_only()
        .column(team::Column::CaseId)
        .filter(team::Column::OrganizationId.eq(organization.uuid()))
        .filter(team::Column::UntilAt.is_null())
        .filter(withheld)
        .into_query()
}

fn consultations(hub: Id<Organization>, withheld: Expr) -> SelectStatement {
    consulted::Entity::find()
        .select_only()
        .column(consulted::Column::CaseId)
        .filter(consulted::Column::HubId.eq(hub.uuid()))
        .filter(consulted::Column::State.eq(consultation::OPEN))
        .filter(consulted::Column::CaseId.is_not_null())
        .filter(withheld)
        .into_query()
}

/// Nothing.
pub(crate) fn nothing() -> Condition {
    Condition::all().add(Expr::value(false))
}
