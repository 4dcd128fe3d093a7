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

use serde::Serialize;

use crate::{
    Error, IdempotencyKey, Session,
    consent::{TakenConsent, admit},
    session::Once,
};

/// A part in a case's team.
#[derive(Clone, Debug, Serialize)]
pub struct JoinTeam {
    /// The case.
    pub case: Id<DischargeCase>,
    /// The organization.
    pub organization: Id<Organization>,
    /// A person of it, once named.
    pub person: Option<Id<Person>>,
    /// The part.
    pub role: TeamRole,
    /// The patient's consent, when it was taken just now.
    pub consent: Option<TakenConsent>,
}

/// Adds an organization, and a person of it, to a case's team, if the patient's consent covers it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Invalid`] with `PERSON_NOT_IN_ORGANIZATION`,
/// refusals of the consent and of the team.
pub async fn join_team(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: JoinTeam,
) -> Result<CareTeam, Error> {
    let tx = session.begin().await?;
    let id = session.once(&tx, key, &input).await?;
    let JoinTeam { case, organization, person, role, consent } = input;
    let case = tx.cases().find_for(Action::ChangeCase, case).await?;
    let team = tx.care_teams().of(case.id).await?;
    let id = match id {
        Once::MadeBefore(_) => return Ok(team),
        Once::New(id) => id,
    };
    tx.organizations().find(organization).await?;
    if let Some(person) = person {
        let works_there = tx.people().memberships_of(&[person]).await?;
        if !works_there.iter().any(|m| m.organization == organization) {
            return Err(Error::Invalid { code: "PERSON_NOT_IN_ORGANIZATION", field: Some("person") });
        }
    }
    admit(session, &tx, &case, organization, consent).await?;
    let member = TeamMember {
        id,
        case: case.id,
        organization,
        person,
        role,
        from: session.now,
        until: None,
        withheld: None,
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
