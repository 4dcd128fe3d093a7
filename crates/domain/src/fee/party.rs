//! Who sits at the table, as the fee conditions tell people apart.

use super::Answer;
use crate::{
    Id,
    conference::Mode,
    organization::{Organization, OrganizationKind},
    person::{Profession, Seat},
    vocabulary::vocabulary,
};

vocabulary! {
    /// A profession together with the side it speaks for.
    Party {
        /// 入院医療機関の医師
        HospitalDoctor = "hospital_doctor",
        /// 病棟の看護師等
        WardNurse = "ward_nurse",
        /// 病棟に専任の入退院支援職員
        WardDischargeStaff = "ward_discharge_staff",
        /// 入退院支援部門の看護師
        DepartmentNurse = "department_nurse",
        /// 入退院支援部門の社会福祉士
        DepartmentSocialWorker = "department_social_worker",
        /// 入院医療機関の薬剤師
        HospitalPharmacist = "hospital_pharmacist",
        /// 入院医療機関の理学療法士・作業療法士・言語聴覚士
        HospitalTherapist = "hospital_therapist",
        /// 入院医療機関の管理栄養士
        HospitalDietitian = "hospital_dietitian",
        /// 在宅療養担当医療機関の医師
        HomeDoctor = "home_doctor",
        /// 在宅療養担当医療機関の看護師等
        HomeNurse = "home_nurse",
        /// 在宅療養担当医療機関の薬剤師・管理栄養士・リハビリ専門職・社会福祉士
        HomeStaff = "home_staff",
        /// 歯科医師・歯科衛生士
        Dentistry = "dentistry",
        /// 保険薬局の薬剤師
        Pharmacist = "pharmacist",
        /// 訪問看護ステーションの看護師等(准看護師を除く)
        VisitingNurse = "visiting_nurse",
        /// 訪問看護ステーションの准看護師
        VisitingAssistantNurse = "visiting_assistant_nurse",
        /// 訪問看護ステーションの理学療法士・作業療法士・言語聴覚士
        VisitingTherapist = "visiting_therapist",
        /// 介護支援専門員
        CareManager = "care_manager",
        /// 相談支援専門員
        ConsultationSupport = "consultation_support",
        /// 福祉用具専門相談員
        WelfareEquipment = "welfare_equipment",
    }
}

vocabulary! {
    /// A side of the table.
    Side {
        /// 入院医療機関
        Hospital = "hospital",
        /// 在宅側
        Home = "home",
    }
}

vocabulary! {
    /// How someone takes part.
    Presence {
        /// 会場
        OnSite = "on_site",
        /// ビデオ通話
        Video = "video",
        /// 電話
        Phone = "phone",
    }
}

impl From<Mode> for Presence {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::OnSite => Self::OnSite,
            Mode::Video => Self::Video,
        }
    }
}

impl Party {
    /// The side it speaks for.
    pub const fn side(self) -> Side {
        match self {
            Self::HospitalDoctor
            | Self::WardNurse
            | Self::WardDischargeStaff
            | Self::DepartmentNurse
            | Self::DepartmentSocialWorker
            | Self::HospitalPharmacist
            | Self::HospitalTherapist
            | Self::HospitalDietitian => Side::Hospital,
            Self::HomeDoctor
            | Self::HomeNurse
            | Self::HomeStaff
            | Self::Dentistry
            | Self::Pharmacist
            | Self::VisitingNurse
            | Self::VisitingAssistantNurse
            | Self::VisitingTherapist
            | Self::CareManager
            | Self::ConsultationSupport
            | Self::WelfareEquipment => Side::Home,
        }
    }

    /// The party that someone in `seat` counts as, coming from `side` and an organization of this kind. A discharge
    /// support worker counts as a social worker unless the profession says nurse; a seat that no fee condition knows,
    /// or whose place of work is needed and not known, counts as nobody.
    pub fn of(
        seat: Seat,
        profession: Option<Profession>,
        side: Side,
        kind: Option<OrganizationKind>,
    ) -> Option<Self> {
        use OrganizationKind as K;
        Some(match (seat, side) {
            (Seat::HospitalPhysician, _) => Self::HospitalDoctor,
            (Seat::WardNurse, _) => Self::WardNurse,
            (Seat::DischargeSupport, _) => match profession {
                Some(Profession::Nurse) => Self::DepartmentNurse,
                _ => Self::DepartmentSocialWorker,
            },
            (Seat::HomePhysician, _) => Self::HomeDoctor,
            (Seat::CareManager, _) => Self::CareManager,
            (Seat::ConsultationSupportSpecialist, _) => Self::ConsultationSupport,
            (Seat::WelfareEquipmentSpecialist, _) => Self::WelfareEquipment,
            (Seat::Dentistry, Side::Home) => Self::Dentistry,
            (Seat::Pharmacist, Side::Hospital) => Self::HospitalPharmacist,
            (Seat::Therapist, Side::Hospital) => Self::HospitalTherapist,
            (Seat::Dietitian, Side::Hospital) => Self::HospitalDietitian,
            (Seat::VisitingNurse | Seat::Pharmacist | Seat::Therapist | Seat::Dietitian, Side::Home) => {
                match (seat, kind?) {
                    (Seat::VisitingNurse, K::VisitingNurseStation) => Self::VisitingNurse,
                    (Seat::VisitingNurse, K::Clinic | K::Hospital) => Self::HomeNurse,
                    (Seat::Pharmacist, K::Pharmacy) => Self::Pharmacist,
                    (Seat::Therapist, K::VisitingNurseStation) => Self::VisitingTherapist,
                    (_, K::Clinic | K::Hospital) => Self::HomeStaff,
                    _ => return None,
                }
            }
            (Seat::VisitingNurse | Seat::Dentistry, Side::Hospital)
            | (Seat::HubCoordinator | Seat::Patient | Seat::Family | Seat::Other, _) => return None,
        })
    }
}

/// Someone at the table, or asked to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// As whom.
    pub party: Party,
    /// The organization spoken for, where known.
    pub organization: Option<Id<Organization>>,
    /// How, where known.
    pub by: Option<Presence>,
}

impl Attendee {
    /// Whether taking part counts where `by` is what the text names. No text names the telephone; a way that is neither
    /// named nor the telephone is open.
    pub(super) fn counts(&self, by: &[Presence]) -> Answer {
        match self.by {
            Some(way) if by.contains(&way) => Answer::Met,
            Some(Presence::Phone) => Answer::Lacking,
            Some(Presence::OnSite | Presence::Video) | None => Answer::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_counts_by_its_side_and_place_of_work() {
        use OrganizationKind as K;
        for (seat, profession, side, kind, expected) in [
            (Seat::Pharmacist, None, Side::Home, Some(K::Pharmacy), Some(Party::Pharmacist)),
            (Seat::Pharmacist, None, Side::Hospital, None, Some(Party::HospitalPharmacist)),
            (Seat::Pharmacist, None, Side::Home, None, None),
            (
                Seat::VisitingNurse,
                None,
                Side::Home,
                Some(K::VisitingNurseStation),
                Some(Party::VisitingNurse),
            ),
            (Seat::VisitingNurse, None, Side::Home, Some(K::Clinic), Some(Party::HomeNurse)),
            (Seat::Therapist, None, Side::Home, Some(K::Clinic), Some(Party::HomeStaff)),
            (Seat::DischargeSupport, None, Side::Hospital, None, Some(Party::DepartmentSocialWorker)),
            (
                Seat::DischargeSupport,
                Some(Profession::Nurse),
                Side::Hospital,
                None,
                Some(Party::DepartmentNurse),
            ),
            (Seat::Family, None, Side::Home, None, None),
        ] {
            assert_eq!(Party::of(seat, profession, side, kind), expected, "{seat} {kind:?}");
        }
    }
}
