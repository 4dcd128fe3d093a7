//! The coordinator records the patient's yes: the organization joins the care team, and only now may it see
//! who the patient is. The others asked for the same service are told that they are no longer needed.

use domain::{
    Id,
    access::Action,
    care_team::{TeamMember, TeamRole},
    consent::ConsentRefusal,
    consultation::{ConsultationRefusal, Offer},
};

use crate::{
    Error, Session,
    consent::{TakenConsent, admit},
    session::expect_version,
};

/// Confirms an accepted offer, if the patient's consent covers the organization.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the offer, of the consent and of
/// the team.
pub async fn confirm_offer(
    session: &Session<'_>,
    id: Id<Offer>,
    expected_version: i32,
    consent: Option<TakenConsent>,
) -> Result<Offer, Error> {
    let by = session.member()?.person;
    let tx = session.begin().await?;
    let offer = tx.consultations().offer_for(Action::WorkConsultation, id).await?;
    let consultation = tx.consultations().find_for(Action::WorkConsultation, offer.consultation).await?;
    expect_version(expected_version, offer.version)?;
    let (mut offer, event) = offer.confirm(session.now, by)?;
    let case = consultation.case.ok_or(ConsultationRefusal::NoCase)?;
    // A hub that is kept from knowing the patient cannot have asked.
    if consultation.withheld.is_some() {
        return Err(ConsentRefusal::Missing.into());
    }
    let case = tx.cases().find_for(Action::RecordConsent, case).await?;
    admit(session, &tx, &case, offer.organization, consent).await?;
    tx.consultations().update_offer(&mut offer).await?;
    session.record(&tx, &event).await?;
    let member = TeamMember {
        id: session.id(),
        case: case.id,
        organization: offer.organization,
        person: None,
        role: TeamRole::giving(offer.service),
        from: session.now,
        until: None,
        withheld: None,
    };
    let (member, joined) = tx.care_teams().of(case.id).await?.join(member)?;
    tx.care_teams().insert_member(case.organization, &member).await?;
    session.record(&tx, &joined).await?;
    for other in tx.consultations().offers_of(&[consultation.id]).await? {
        if other.id != offer.id && other.service == offer.service && other.is_pending() {
            let (mut other, event) = other.withdraw(session.now)?;
            tx.consultations().update_offer(&mut other).await?;
            session.record(&tx, &event).await?;
        }
    }
    tx.commit().await?;
    Ok(offer)
}
