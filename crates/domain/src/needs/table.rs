//! What each need asks for, one row each. No official text says who must come for which need: these rows are what
//! discharge conferences are ordinarily made of, a proposal that people leave out of with a reason.

use super::Need;
use crate::{
    organization::{
        Capability as C,
        ServiceKind::{self, HomeMedicalCare as Doctor, Pharmacy, VisitingNursing as Nursing},
    },
    person::Seat::{self, *},
};

/// Who must be at every discharge conference: its minimum quorum. A home team without one of them leaves it out with a
/// reason.
pub const ALWAYS: &[Seat] = &[WardNurse, HomePhysician, VisitingNurse, CareManager];

/// Who should be there whatever the needs.
pub const WELCOME: &[Seat] = &[Patient, Family];

/// What a need asks for.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The need.
    pub need: Need,
    /// Who must be at the conference; in a short prognosis, who should.
    pub must: &'static [Seat],
    /// Who should.
    pub should: &'static [Seat],
    /// What those who give a service at home must be able to do.
    pub able: &'static [(C, &'static [ServiceKind])],
}

const fn row(
    need: Need,
    must: &'static [Seat],
    should: &'static [Seat],
    able: &'static [(C, &'static [ServiceKind])],
) -> Row {
    Row { need, must, should, able }
}

/// Every need.
pub const TABLE: &[Row] = &[
    row(Need::Opioid, &[Pharmacist], &[], &[(C::Opioid, &[Doctor, Pharmacy])]),
    row(Need::Pca, &[Pharmacist], &[], &[(C::Pca, &[Doctor, Nursing, Pharmacy])]),
    row(
        Need::CentralVenousNutrition,
        &[Pharmacist],
        &[Dietitian],
        &[(C::CentralVenousNutrition, &[Doctor, Nursing]), (C::AsepticPreparation, &[Pharmacy])],
    ),
    row(Need::Oxygen, &[], &[HospitalPhysician], &[(C::Oxygen, &[Doctor, Nursing])]),
    row(Need::Ventilator, &[HospitalPhysician], &[Therapist], &[(C::Ventilator, &[Doctor, Nursing])]),
    row(Need::Tracheostomy, &[], &[HospitalPhysician, Therapist], &[(C::Tracheostomy, &[Doctor, Nursing])]),
    row(Need::TubeFeeding, &[], &[Dietitian], &[(C::TubeFeeding, &[Doctor, Nursing])]),
    row(Need::UrinaryCatheter, &[], &[], &[(C::UrinaryCatheter, &[Doctor, Nursing])]),
    row(Need::Stoma, &[], &[], &[(C::Stoma, &[Nursing])]),
    row(Need::PressureSore, &[], &[Dietitian, Therapist], &[(C::PressureSore, &[Doctor, Nursing])]),
    row(Need::Dementia, &[], &[Pharmacist], &[(C::Dementia, &[Doctor])]),
    row(
        Need::Child,
        &[],
        &[HospitalPhysician, ConsultationSupportSpecialist],
        &[(C::Paediatric, &[Doctor, Nursing, Pharmacy])],
    ),
    row(
        Need::TerminalCancer,
        &[HospitalPhysician],
        &[Pharmacist],
        &[(C::TerminalCancer, &[Doctor]), (C::AroundTheClock, &[Doctor, Nursing])],
    ),
    row(
        Need::EndOfLifeAtHome,
        &[HospitalPhysician],
        &[],
        &[(C::EndOfLife, &[Doctor, Nursing]), (C::AroundTheClock, &[Doctor, Nursing])],
    ),
    row(Need::LivesAlone, &[], &[HubCoordinator], &[]),
    row(Need::Rehabilitation, &[Therapist], &[], &[]),
    row(Need::WelfareEquipment, &[WelfareEquipmentSpecialist], &[Therapist], &[]),
    row(Need::DisabilityServices, &[ConsultationSupportSpecialist], &[], &[]),
    row(Need::Nutrition, &[Dietitian], &[], &[]),
    row(Need::Swallowing, &[], &[Therapist, Dentistry, Dietitian], &[]),
];
