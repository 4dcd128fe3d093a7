//! The end of a patient's record, once the law no longer asks for it and nothing holds it back.

use domain::{
    Id, access::Action, discharge_case::DischargeCase, event::Event, patient::Patient,
    retention::ErasureCertificate,
};

use crate::{Error, Session, session::expect_version};

/// Erases an own patient's record with everything that hangs on it, for good; answers the certificate that
/// remains. The audit keeps who saw it, by identifiers alone.
///
/// # Errors
/// [`Error::Forbidden`] for members without the role, [`Error::NotFound`], [`Error::Conflict`]; refused while
/// a case goes on, a hold stands or the time is not over.
pub async fn erase_patient(
    session: &Session<'_>,
    id: Id<Patient>,
    expected_version: i32,
) -> Result<ErasureCertificate, Error> {
    let member = session.own(Action::EndRecords)?;
    let tx = session.begin().await?;
    let patient = tx.patients().find_for(Action::EndRecords, id).await?;
    expect_version(expected_version, patient.version)?;
    let retention = tx.retentions().of(member.organization, member.kind).await?;
    let cases = tx.cases().of_patients(&[id]).await?;
    let holds = tx.retentions().holds_of(id).await?;
    let kept_until = retention.check_erasure(&cases, &holds, session.today())?;
    session.record(&tx, &Event::PatientErased { patient: id }).await?;
    // Others' plans, answers and consultations hang on the record too, and none may stay.
    tx.lift_wall().await?;
    forget_drafts(&tx, &cases).await?;
    let rows = tx.retentions().erase(id).await?;
    tx.restore_wall().await?;
    let certificate = ErasureCertificate {
        id: session.id(),
        organization: patient.organization,
        patient: id,
        class: retention.class,
        kept_until,
        erased_by: member.person,
        erased_at: session.now,
        rows,
    };
    tx.retentions().certify(&certificate).await?;
    tx.commit().await?;
    // The record is gone; where a reader is in the way, the log's bytes go with its next checkpoint.
    if let Err(error) = session.app.database.scrub().await {
        tracing::warn!(%error, "the log still holds bytes of an erased record");
    }
    Ok(certificate)
}

/// What anybody has typed and not sent about the patient's cases, and into forms for new patients, is forgotten.
async fn forget_drafts(tx: &store::Tx, cases: &[DischargeCase]) -> Result<(), Error> {
    let ids: Vec<_> = cases.iter().map(|case| case.id).collect();
    let conferences = tx.conferences().of_cases(&ids).await?;
    let consultations = tx.consultations().of_cases(&ids).await?;
    let mut addresses = vec!["/admissions".to_owned()];
    addresses.extend(ids.iter().map(ToString::to_string));
    addresses.extend(conferences.iter().map(|conference| conference.id.to_string()));
    addresses.extend(consultations.iter().map(|consultation| consultation.id.to_string()));
    tx.drafts().forget_at(&addresses).await?;
    Ok(())
}
