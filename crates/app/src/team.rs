//! Who joins and leaves the care team by the hospital's hand; organizations the hub found join by
//! confirmation of their offer.

use domain::{
    Id,
    access::Action,
    care_team::{CareTeam, TeamMember, TeamRole},
    discharge_case::DischargeCase,
    organization::Organization,
    person::Person,
};

use crate::{Error, Session};

/// Adds an organization, and a person of it, to a case's team.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Invalid`] with `PERSON_NOT_IN_ORGANIZATION`,
/// refusals of the team.
pub async fn join_team(
    session: &Session<'_>,
    case: Id<DischargeCase>,
    organization: Id<Organization>,
    person: Option<Id<Person>>,
    role: TeamRole,
) -> Result<CareTeam, Error> {
    let tx = session.begin().await?;
    let case = tx.cases().find_for(Action::ChangeCase, case).await?;
    tx.organizations().find(organization).await?;
    if let Some(person) = person {
        let works_there = tx.people().memberships_of(&[person]).await?;
        if !works_there.iter().any(|m| m.organization == organization) {
            return Err(Error::Invalid { code: "PERSON_NOT_IN_ORGANIZATION", field: Some("person") });
        }
    }
    let team = tx.care_teams().of(case.id).await?;
    let member = TeamMember {
        id: session.id(),
        case: case.id,
        organization,
        person,
        role,
        from: session.now,
        until: None,
    };
    let (member, event) = team.join(member)?;
    tx.care_teams().insert_member(case.organization, &member).await?;
    session.record(&tx, &event).await?;
    let team = tx.care_teams().of(case.id).await?;
    tx.commit().await?;
    Ok(team)
}

/// Ends a member's part in a case's team; its organization sees the case no longer.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], refusals of the team.
pub async fn leave_team(
    session: &Session<'_>,
    case: Id<DischargeCase>,
    member: Id<TeamMember>,
) -> Result<CareTeam, Error> {
    let tx = session.begin().await?;
    let case = tx.cases().find_for(Action::ChangeCase, case).await?;
    let team = tx.care_teams().of(case.id).await?;
    let (member, event) = team.leave(session.now, member)?;
    tx.care_teams().end_member(&member).await?;
    session.record(&tx, &event).await?;
    let team = tx.care_teams().of(case.id).await?;
    tx.commit().await?;
    Ok(team)
}
