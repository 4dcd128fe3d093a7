//! What a patient needs at home, and what follows from it: who must be at the table, and what the
//! home team must be able to do.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    organization::{Capability, ServiceKind},
    person::Seat,
    vocabulary::vocabulary,
};

vocabulary! {
    /// One need.
    Need {
        /// 医療用麻薬
        Opioid = "opioid",
        /// PCA機器
        Pca = "pca",
        /// 中心静脈栄養
        CentralVenousNutrition = "central_venous_nutrition",
        /// 在宅酸素
        Oxygen = "oxygen",
        /// 人工呼吸器
        Ventilator = "ventilator",
        /// 気管切開
        Tracheostomy = "tracheostomy",
        /// 経管栄養
        TubeFeeding = "tube_feeding",
        /// 尿道カテーテル
        UrinaryCatheter = "urinary_catheter",
        /// ストマ
        Stoma = "stoma",
        /// 褥瘡
        PressureSore = "pressure_sore",
        /// 認知症
        Dementia = "dementia",
        /// 小児
        Child = "child",
        /// 末期がん
        TerminalCancer = "terminal_cancer",
        /// 自宅での看取りの希望
        EndOfLifeAtHome = "end_of_life_at_home",
        /// 独居
        LivesAlone = "lives_alone",
        /// リハビリの継続
        Rehabilitation = "rehabilitation",
        /// 福祉用具
        WelfareEquipment = "welfare_equipment",
        /// 障害福祉サービス
        DisabilityServices = "disability_services",
        /// 栄養管理
        Nutrition = "nutrition",
    }
}

/// The needs of one case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NeedsProfile(BTreeSet<Need>);

impl NeedsProfile {
    /// Whether `need` is among them.
    pub fn has(&self, need: Need) -> bool {
        self.0.contains(&need)
    }

    /// The needs, in the order of the vocabulary.
    pub fn iter(&self) -> impl Iterator<Item = Need> + '_ {
        self.0.iter().copied()
    }

    /// Who must be at the discharge conference, each with the needs that ask for it. The ward nurse, the
    /// home physician, the visiting nurse and the care manager always must (the minimum quorum of a
    /// discharge conference; a home team without one of them leaves it out with a reason).
    pub fn required_seats(&self) -> BTreeMap<Seat, Vec<Need>> {
        let always = [Seat::WardNurse, Seat::HomePhysician, Seat::VisitingNurse, Seat::CareManager];
        let mut seats: BTreeMap<Seat, Vec<Need>> = always.map(|seat| (seat, vec![])).into();
        for need in self.iter() {
            for seat in seats_for(need) {
                seats.entry(*seat).or_default().push(need);
            }
        }
        seats
    }

    /// What an organization giving `service` must be able to do, each with the needs that ask for it.
    pub fn required_capabilities(&self, service: ServiceKind) -> BTreeMap<Capability, Vec<Need>> {
        let mut required: BTreeMap<Capability, Vec<Need>> = BTreeMap::new();
        if matches!(service, ServiceKind::HomeMedicalCare | ServiceKind::Pharmacy) {
            required.insert(Capability::HomeVisit, vec![]);
        }
        for need in self.iter() {
            for (capability, services) in capabilities_for(need) {
                if services.contains(&service) {
                    required.entry(*capability).or_default().push(need);
                }
            }
        }
        required
    }
}

impl FromIterator<Need> for NeedsProfile {
    fn from_iter<T: IntoIterator<Item = Need>>(needs: T) -> Self {
        Self(needs.into_iter().collect())
    }
}

const fn seats_for(need: Need) -> &'static [Seat] {
    match need {
        Need::Opioid | Need::Pca | Need::CentralVenousNutrition => &[Seat::Pharmacist],
        Need::TerminalCancer | Need::EndOfLifeAtHome | Need::Ventilator => &[Seat::HospitalPhysician],
        Need::Rehabilitation => &[Seat::Therapist],
        Need::WelfareEquipment => &[Seat::WelfareEquipmentSpecialist],
        Need::DisabilityServices => &[Seat::ConsultationSupportSpecialist],
        Need::Nutrition => &[Seat::Dietitian],
        Need::Oxygen
        | Need::Tracheostomy
        | Need::TubeFeeding
        | Need::UrinaryCatheter
        | Need::Stoma
        | Need::PressureSore
        | Need::Dementia
        | Need::Child
        | Need::LivesAlone => &[],
    }
}

const fn capabilities_for(need: Need) -> &'static [(Capability, &'static [ServiceKind])] {
    use Capability as C;
    use ServiceKind::{HomeMedicalCare as Doctor, Pharmacy, VisitingNursing as Nursing};
    match need {
        Need::Opioid => &[(C::Opioid, &[Doctor, Pharmacy])],
        Need::Pca => &[(C::Pca, &[Doctor, Nursing, Pharmacy])],
        Need::CentralVenousNutrition => {
            &[(C::CentralVenousNutrition, &[Doctor, Nursing]), (C::AsepticPreparation, &[Pharmacy])]
        }
        Need::Oxygen => &[(C::Oxygen, &[Doctor, Nursing])],
        Need::Ventilator => &[(C::Ventilator, &[Doctor, Nursing])],
        Need::Tracheostomy => &[(C::Tracheostomy, &[Doctor, Nursing])],
        Need::TubeFeeding => &[(C::TubeFeeding, &[Doctor, Nursing])],
        Need::UrinaryCatheter => &[(C::UrinaryCatheter, &[Doctor, Nursing])],
        Need::Stoma => &[(C::Stoma, &[Nursing])],
        Need::PressureSore => &[(C::PressureSore, &[Doctor, Nursing])],
        Need::Dementia => &[(C::Dementia, &[Doctor])],
        Need::Child => &[(C::Paediatric, &[Doctor, Nursing, Pharmacy])],
        Need::TerminalCancer => &[(C::TerminalCancer, &[Doctor]), (C::AroundTheClock, &[Doctor, Nursing])],
        Need::EndOfLifeAtHome => {
            &[(C::EndOfLife, &[Doctor, Nursing]), (C::AroundTheClock, &[Doctor, Nursing])]
        }
        Need::LivesAlone
        | Need::Rehabilitation
        | Need::WelfareEquipment
        | Need::DisabilityServices
        | Need::Nutrition => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opioids_bring_the_pharmacist_to_the_table() {
        let needs: NeedsProfile = [Need::Opioid, Need::Pca].into_iter().collect();
        assert_eq!(needs.required_seats()[&Seat::Pharmacist], [Need::Opioid, Need::Pca]);
        assert!(!NeedsProfile::default().required_seats().contains_key(&Seat::Pharmacist));
    }

    #[test]
    fn intravenous_nutrition_asks_the_pharmacy_for_aseptic_preparation() {
        let needs: NeedsProfile = [Need::CentralVenousNutrition].into_iter().collect();
        let pharmacy = needs.required_capabilities(ServiceKind::Pharmacy);
        assert_eq!(
            pharmacy.into_keys().collect::<Vec<_>>(),
            [Capability::HomeVisit, Capability::AsepticPreparation]
        );
        assert!(needs.required_capabilities(ServiceKind::CareManagement).is_empty());
    }
}
