//! What a patient needs at home, and what follows from it: who must be at the table, and what the
//! home team must be able to do.

mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::table::{ALWAYS, Row, TABLE, WELCOME};
use crate::{
    discharge_case::Prognosis,
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
        /// 摂食・嚥下障害
        Swallowing = "swallowing",
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

    /// Whom they ask to the discharge conference. In a short prognosis the minimum quorum is enough, and whom needs
    /// ask for besides should come.
    pub fn seats(&self, prognosis: Option<Prognosis>) -> AskedSeats {
        let all = |seats: &[Seat]| seats.iter().map(|seat| (*seat, vec![])).collect();
        let mut asked = AskedSeats { required: all(ALWAYS), suggested: all(WELCOME) };
        for Row { need, must, should, able: _ } in self.rows() {
            for seat in *must {
                let seats = match prognosis {
                    Some(Prognosis::Short) if !ALWAYS.contains(seat) => &mut asked.suggested,
                    _ => &mut asked.required,
                };
                seats.entry(*seat).or_default().push(*need);
            }
            for seat in *should {
                asked.suggested.entry(*seat).or_default().push(*need);
            }
        }
        asked.suggested.retain(|seat, _| !asked.required.contains_key(seat));
        asked
    }

    /// Whether they make it matter that a pharmacy is there.
    pub fn ask_for_a_pharmacy(&self) -> bool {
        self.rows().any(|row| row.must.contains(&Seat::Pharmacist))
    }

    fn rows(&self) -> impl Iterator<Item = &'static Row> {
        TABLE.iter().filter(|row| self.has(row.need))
    }

    /// What an organization giving `service` must be able to do, each with the needs that ask for it.
    pub fn required_capabilities(&self, service: ServiceKind) -> BTreeMap<Capability, Vec<Need>> {
        let mut required: BTreeMap<Capability, Vec<Need>> = BTreeMap::new();
        if matches!(service, ServiceKind::HomeMedicalCare | ServiceKind::Pharmacy) {
            required.insert(Capability::HomeVisit, vec![]);
        }
        for Row { need, able, .. } in self.rows() {
            for (capability, _) in able.iter().filter(|(_, services)| services.contains(&service)) {
                required.entry(*capability).or_default().push(*need);
            }
        }
        required
    }
}

/// Whom a discharge conference asks for, each seat with the needs that do; none for who is always asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedSeats {
    /// Who must come, or be left out with a reason.
    pub required: BTreeMap<Seat, Vec<Need>>,
    /// Who should.
    pub suggested: BTreeMap<Seat, Vec<Need>>,
}

impl FromIterator<Need> for NeedsProfile {
    fn from_iter<T: IntoIterator<Item = Need>>(needs: T) -> Self {
        Self(needs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(needs: &[Need]) -> NeedsProfile {
        needs.iter().copied().collect()
    }

    #[test]
    fn every_need_has_one_row() {
        let rows: Vec<_> = TABLE.iter().map(|row| row.need).collect();
        assert_eq!(rows, Need::ALL);
    }

    #[test]
    fn opioids_bring_the_pharmacist_to_the_table() {
        let asked = needs(&[Need::Opioid, Need::Pca, Need::Dementia]).seats(None);
        assert_eq!(asked.required[&Seat::Pharmacist], [Need::Opioid, Need::Pca]);
        assert!(!asked.suggested.contains_key(&Seat::Pharmacist), "who must come is not suggested besides");
        assert!(!NeedsProfile::default().seats(None).required.contains_key(&Seat::Pharmacist));
        let asked = needs(&[Need::Swallowing]).seats(None);
        let suggested: Vec<_> = asked.suggested.into_keys().collect();
        let named = [Seat::Therapist, Seat::Dietitian, Seat::Dentistry, Seat::Patient, Seat::Family];
        assert_eq!(suggested, named);
    }

    #[test]
    fn in_a_short_prognosis_the_minimum_quorum_is_enough() {
        let asked = needs(&[Need::Opioid, Need::TerminalCancer]).seats(Some(Prognosis::Short));
        assert_eq!(asked.required.into_keys().collect::<Vec<_>>(), ALWAYS);
        assert_eq!(asked.suggested[&Seat::Pharmacist], [Need::Opioid, Need::TerminalCancer]);
        assert_eq!(asked.suggested[&Seat::HospitalPhysician], [Need::TerminalCancer]);
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
