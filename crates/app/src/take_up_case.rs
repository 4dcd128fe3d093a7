//! What an earlier case proposes to the one that follows it: its team and its plan. Nothing is shared
//! until somebody takes it up.

use domain::{
    Id,
    access::Action,
    care_team::{CareTeam, TeamMember},
    consent::{ConsentStanding, Purpose},
    discharge_case::DischargeCase,
    plan::CarePlan,
};
use store::View;

use crate::{
    Error, Session,
    consent::{TakenConsent, admit, coverage},
};

/// What the predecessor proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The members its team has, who are not in the new team yet.
    pub members: Vec<TeamMember>,
    /// Its newest plan.
    pub plan: Option<CarePlan>,
}

/// What a case's predecessor proposes; `None` without one, or when the actor may not see it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn proposal(session: &Session<'_>, case: Id<DischargeCase>) -> Result<Option<Proposal>, Error> {
    let view = session.read();
    let case = view.cases().find_for(Action::SeeCase, case).await?;
    proposed(&view, &case).await
}

async fn proposed(view: &View, case: &DischargeCase) -> Result<Option<Proposal>, Error> {
    let Some(predecessor) = case.predecessor else { return Ok(None) };
    if view.cases().find_all_visible(&[predecessor]).await?.is_empty() {
        return Ok(None);
    }
    let old = view.care_teams().of(predecessor).await?;
    let present = view.care_teams().of(case.id).await?;
    let new = |m: &TeamMember| {
        !present.members.iter().any(|p| p.organization == m.organization && p.role == m.role)
            && m.organization != case.organization
    };
    let plan = view.plans().current(&[predecessor]).await?.remove(&predecessor);
    Ok(Some(Proposal { members: old.members.into_iter().filter(new).collect(), plan }))
}

/// Takes up the predecessor's team, as far as its parts are still free. A new case asks for consent again, to
/// each organization that nothing covers yet; whom the patient shut out is left out.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], refusals of the consent.
pub async fn take_up_team(
    session: &Session<'_>,
    case: Id<DischargeCase>,
    consent: Option<TakenConsent>,
) -> Result<CareTeam, Error> {
    let tx = session.begin().await?;
    let case = tx.cases().find_for(Action::ChangeCase, case).await?;
    let proposed = proposed(&tx, &case).await?.ok_or(Error::NotFound)?;
    for member in proposed.members {
        let team = tx.care_teams().of(case.id).await?;
        let member = TeamMember {
            id: session.id(),
            case: case.id,
            from: session.now,
            until: None,
            withheld: None,
            ..member
        };
        if let Ok((member, event)) = team.join(member) {
            match coverage(session, &tx, &case, member.organization, Purpose::Care, None).await? {
                ConsentStanding::Refused => continue,
                ConsentStanding::Covered => {}
                ConsentStanding::Missing => {
                    admit(session, &tx, &case, member.organization, consent.clone()).await?;
                }
            }
            tx.care_teams().insert_member(case.organization, &member).await?;
            session.record(&tx, &event).await?;
        }
    }
    let team = tx.care_teams().of(case.id).await?;
    tx.commit().await?;
    Ok(team)
}
