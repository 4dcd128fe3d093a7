//! Hospitals, clinics, stations, pharmacies, offices, hubs: who takes part, and what each can do.

use ::time::Date;

use crate::{
    Id,
    calendar::{Closings, WeeklyHours},
    place::Location,
    text::{EmailAddress, Line, MunicipalityCode, PhoneNumber},
    vocabulary::vocabulary,
};

vocabulary! {
    /// What an organization is.
    OrganizationKind {
        /// 病院
        Hospital = "hospital",
        /// 診療所
        Clinic = "clinic",
        /// 訪問看護ステーション
        VisitingNurseStation = "visiting_nurse_station",
        /// 保険薬局
        Pharmacy = "pharmacy",
        /// 居宅介護支援事業所
        CareManagerOffice = "care_manager_office",
        /// 地域包括支援センター
        CommunityGeneralSupportCentre = "community_general_support_centre",
        /// 在宅医療連携拠点
        Hub = "hub",
        /// 市町村
        Municipality = "municipality",
        /// 医師会
        MedicalAssociation = "medical_association",
    }
}

/// An organization. Imported ones are unclaimed: in the directory, without members.
#[derive(Clone, Debug, PartialEq)]
pub struct Organization {
    /// Its identifier.
    pub id: Id<Self>,
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name as published.
    pub name: Line,
    /// Its name in kana.
    pub name_kana: Option<Line>,
    /// The municipality it stands in.
    pub municipality: Option<MunicipalityCode>,
    /// Its address as published.
    pub address: Option<Line>,
    /// Where it is.
    pub location: Option<Location>,
    /// Telephone.
    pub phone: Option<PhoneNumber>,
    /// Fax.
    pub fax: Option<PhoneNumber>,
    /// Mail address of the office.
    pub email: Option<EmailAddress>,
    /// Opening hours; [`WeeklyHours::assumed`] until somebody states them.
    pub hours: WeeklyHours,
    /// Its own closing days.
    pub closings: Closings,
    /// Where the record comes from, when it was imported.
    pub source: Option<Source>,
    /// Rises with every change.
    pub version: i32,
}

/// Where a fact comes from and of which day it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Name of the publication or of the person who said so.
    pub name: Line,
    /// The day the fact was stated, where known.
    pub as_of: Option<Date>,
}

/// How much is known of what an organization can do, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// Something, and of some of it nobody knows how old it is.
    OfUnknownAge,
    /// All of it was said on this day or later.
    Since(Date),
}

impl Known {
    /// What is known when this was stated on these days.
    pub fn of(days: impl IntoIterator<Item = Option<Date>>) -> Self {
        match days.into_iter().min() {
            None => Self::Nothing,
            Some(None) => Self::OfUnknownAge,
            Some(Some(day)) => Self::Since(day),
        }
    }
}

vocabulary! {
    /// A service a home team needs.
    ServiceKind {
        /// 訪問診療
        HomeMedicalCare = "home_medical_care",
        /// 訪問看護
        VisitingNursing = "visiting_nursing",
        /// 薬局 (在宅患者訪問)
        Pharmacy = "pharmacy",
        /// 居宅介護支援
        CareManagement = "care_management",
    }
}

impl ServiceKind {
    /// The kinds of organization that give this service.
    pub const fn given_by(self) -> &'static [OrganizationKind] {
        match self {
            Self::HomeMedicalCare => &[OrganizationKind::Clinic, OrganizationKind::Hospital],
            Self::VisitingNursing => &[OrganizationKind::VisitingNurseStation],
            Self::Pharmacy => &[OrganizationKind::Pharmacy],
            Self::CareManagement => {
                &[OrganizationKind::CareManagerOffice, OrganizationKind::CommunityGeneralSupportCentre]
            }
        }
    }
}

vocabulary! {
    /// Something an organization can do for patients at home (matching vocabulary of the hubs).
    Capability {
        /// 在宅訪問
        HomeVisit = "home_visit",
        /// 新規受入
        NewPatients = "new_patients",
        /// 24時間対応
        AroundTheClock = "around_the_clock",
        /// 看取り
        EndOfLife = "end_of_life",
        /// 末期がん
        TerminalCancer = "terminal_cancer",
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
        /// 小児
        Paediatric = "paediatric",
        /// 認知症
        Dementia = "dementia",
        /// 無菌調剤
        AsepticPreparation = "aseptic_preparation",
    }
}

/// What is known of one capability of one organization. What nobody stated is unknown: no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapabilityStatement {
    /// The capability.
    pub capability: Capability,
    /// Whether the organization has it.
    pub has: Has,
    /// Who said so, and when.
    pub source: Source,
}

vocabulary! {
    /// Whether a capability is there.
    Has {
        /// It is.
        Yes = "yes",
        /// It is not.
        No = "no",
    }
}

/// Marks the identifier of a room that can be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Its identifier.
    pub id: Id<Self>,
    /// Whose it is.
    pub organization: Id<Organization>,
    /// Its name, such as 会議室A.
    pub name: Line,
}
