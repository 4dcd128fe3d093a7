//! The owner of a patient record corrects it.

use domain::{Id, access::Action, event::Event, milestone::MoveCause, patient::Patient};

use crate::{Error, Session, recompute::recompute, session::expect_version};

/// Replaces what a record says; its owner and identifier stay.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`], refusals of the patient.
pub async fn correct_patient(
    session: &Session<'_>,
    id: Id<Patient>,
    expected_version: i32,
    correct: impl FnOnce(&mut Patient) + Send,
) -> Result<Patient, Error> {
    let tx = session.begin().await?;
    let old = tx.patients().find_for(Action::KeepRecord, id).await?;
    expect_version(expected_version, old.version)?;
    let mut patient = old.clone();
    correct(&mut patient);
    let mut patient = patient.in_usual_widths();
    (patient.id, patient.organization, patient.version) = (old.id, old.organization, old.version);
    if (&patient.postal_code, &patient.municipality) != (&old.postal_code, &old.municipality) {
        let municipality = patient.municipality.clone().filter(|m| Some(m) != old.municipality.as_ref());
        let placed =
            crate::register_admission::place_of(&tx, municipality, patient.postal_code.as_ref()).await?;
        (patient.municipality, patient.location) = placed;
    }
    patient.check(session.today())?;
    tx.patients().update(&mut patient).await?;
    session.record(&tx, &Event::PatientCorrected { patient: id }).await?;
    if (patient.born_on, patient.care_insurance) != (old.born_on, old.care_insurance) {
        for case in tx.cases().of_patients(&[id]).await?.iter().filter(|case| case.is_open()) {
            recompute(session, &tx, case, MoveCause::Patient).await?;
        }
    }
    tx.commit().await?;
    Ok(patient)
}
