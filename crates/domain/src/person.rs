//! People, their professions, and the organizations they work in.

use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp,
    organization::{Organization, OrganizationKind, ServiceKind},
    text::{EmailAddress, Line, PhoneNumber},
    vocabulary::vocabulary,
};

vocabulary! {
    /// What a person is by profession.
    Profession {
        /// 医師
        Physician = "physician",
        /// 歯科医師
        Dentist = "dentist",
        /// 看護師
        Nurse = "nurse",
        /// 薬剤師
        Pharmacist = "pharmacist",
        /// 介護支援専門員
        CareManager = "care_manager",
        /// 医療ソーシャルワーカー
        MedicalSocialWorker = "medical_social_worker",
        /// 理学療法士・作業療法士・言語聴覚士
        Therapist = "therapist",
        /// 管理栄養士
        Dietitian = "dietitian",
        /// 歯科衛生士
        DentalHygienist = "dental_hygienist",
        /// 福祉用具専門相談員
        WelfareEquipmentSpecialist = "welfare_equipment_specialist",
        /// 相談支援専門員
        ConsultationSupportSpecialist = "consultation_support_specialist",
        /// 事務
        Clerk = "clerk",
    }
}

vocabulary! {
    /// What a person may do in an organization, beside the profession.
    Role {
        /// Sees and works on the organization's cases.
        Member = "member",
        /// 拠点コーディネーター・退院支援: also coordinates.
        Coordinator = "coordinator",
        /// Also keeps people, rooms and hours.
        Administrator = "administrator",
        /// 個人情報保護管理者: also looks after who saw what, and reviews access in an emergency.
        PrivacyOfficer = "privacy_officer",
    }
}

/// Someone who works for one or several organizations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The identifier, also of the person as a bookable resource.
    pub id: Id<Self>,
    /// Name.
    pub name: Line,
    /// Name in kana.
    pub name_kana: Option<Line>,
    /// Mail address.
    pub email: Option<EmailAddress>,
    /// Telephone.
    pub phone: Option<PhoneNumber>,
}

/// A person's place in an organization, from a moment until another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The identifier.
    pub id: Id<Self>,
    /// Who.
    pub person: Id<Person>,
    /// Where.
    pub organization: Id<Organization>,
    /// As what.
    pub profession: Profession,
    /// With which rights.
    pub role: Role,
    /// Since when.
    pub from: Timestamp,
    /// Until when, once it has ended.
    pub until: Option<Timestamp>,
}

vocabulary! {
    /// A seat at a conference: a profession together with the side it speaks for.
    Seat {
        /// 病院主治医
        HospitalPhysician = "hospital_physician",
        /// 病棟看護師
        WardNurse = "ward_nurse",
        /// 退院支援担当
        DischargeSupport = "discharge_support",
        /// 在宅主治医
        HomePhysician = "home_physician",
        /// 訪問看護師
        VisitingNurse = "visiting_nurse",
        /// 薬局薬剤師
        Pharmacist = "pharmacist",
        /// 介護支援専門員
        CareManager = "care_manager",
        /// リハビリ専門職
        Therapist = "therapist",
        /// 管理栄養士
        Dietitian = "dietitian",
        /// 歯科
        Dentistry = "dentistry",
        /// 福祉用具専門相談員
        WelfareEquipmentSpecialist = "welfare_equipment_specialist",
        /// 相談支援専門員
        ConsultationSupportSpecialist = "consultation_support_specialist",
        /// 拠点コーディネーター
        HubCoordinator = "hub_coordinator",
        /// 本人
        Patient = "patient",
        /// 家族
        Family = "family",
        /// その他
        Other = "other",
    }
}

impl Seat {
    /// The seat of a profession at an organization of this kind.
    pub const fn of(kind: OrganizationKind, profession: Profession) -> Self {
        use OrganizationKind as K;
        use Profession as P;
        match (kind, profession) {
            (K::Hub, _) => Self::HubCoordinator,
            (K::Hospital, P::Physician) => Self::HospitalPhysician,
            (K::Hospital, P::Nurse) => Self::WardNurse,
            (K::Hospital, P::MedicalSocialWorker) => Self::DischargeSupport,
            (_, P::Physician) => Self::HomePhysician,
            (_, P::Nurse) => Self::VisitingNurse,
            (_, P::Pharmacist) => Self::Pharmacist,
            (_, P::CareManager) => Self::CareManager,
            (_, P::Therapist) => Self::Therapist,
            (_, P::Dietitian) => Self::Dietitian,
            (_, P::Dentist | P::DentalHygienist) => Self::Dentistry,
            (_, P::WelfareEquipmentSpecialist) => Self::WelfareEquipmentSpecialist,
            (_, P::ConsultationSupportSpecialist) => Self::ConsultationSupportSpecialist,
            (_, P::MedicalSocialWorker | P::Clerk) => Self::Other,
        }
    }

    /// The service at home this seat speaks for.
    pub const fn service(self) -> Option<ServiceKind> {
        match self {
            Self::HomePhysician => Some(ServiceKind::HomeMedicalCare),
            Self::VisitingNurse => Some(ServiceKind::VisitingNursing),
            Self::Pharmacist => Some(ServiceKind::Pharmacy),
            Self::CareManager => Some(ServiceKind::CareManagement),
            _ => None,
        }
    }
}

/// A name and where to write to, for someone who may have no record here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub name: Line,
    /// Mail address.
    pub email: Option<EmailAddress>,
}
