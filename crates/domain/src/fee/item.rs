//! Items of the fee schedules, and what a file says of one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Document, EditionBy, Fact, GoesTo, Ingredient};
use crate::{discharge_case::WardClass, rule::Certainty, vocabulary::vocabulary};

vocabulary! {
    /// An item. Only together with its edition does it say what can be claimed.
    Item {
        /// A246 入退院支援加算1のイ
        A246OneI = "a246_1_i",
        /// A246 入退院支援加算1のロ
        A246OneRo = "a246_1_ro",
        /// A246 入退院支援加算1のハ
        A246OneHa = "a246_1_ha",
        /// A246 入退院支援加算2のイ
        A246TwoI = "a246_2_i",
        /// A246 入退院支援加算2のロ
        A246TwoRo = "a246_2_ro",
        /// B004 退院時共同指導料1の1
        B004One = "b004_1",
        /// B004 退院時共同指導料1の2
        B004Two = "b004_2",
        /// B005 退院時共同指導料2
        B005 = "b005",
        /// B005 注2
        B005Note2 = "b005_note2",
        /// B005 注3 多機関共同指導加算
        B005Note3 = "b005_note3",
        /// B005 注4
        B005Note4 = "b005_note4",
        /// B005-1-2 介護支援等連携指導料 (令和6年度)
        B00512 = "b005_1_2",
        /// B005-1-2 介護支援等連携指導料1
        B00512One = "b005_1_2_1",
        /// B005-1-2 介護支援等連携指導料2
        B00512Two = "b005_1_2_2",
        /// B007 退院前訪問指導料
        B007 = "b007",
        /// B009 診療情報提供料(Ⅰ) 注2
        B009Note2 = "b009_note2",
        /// C011 在宅患者緊急時等カンファレンス料
        C011 = "c011",
        /// 調剤 退院時共同指導料
        PharmacyGuidance = "pharmacy_guidance",
        /// 訪問看護 退院時共同指導加算 (医療保険)
        NursingMedical = "nursing_medical",
        /// 訪問看護 退院時共同指導加算 (介護保険)
        NursingCare = "nursing_care",
        /// 入院時情報連携加算(Ⅰ)
        AdmissionOne = "admission_1",
        /// 入院時情報連携加算(Ⅱ)
        AdmissionTwo = "admission_2",
        /// 退院・退所加算(Ⅰ)イ
        LeavingOneI = "leaving_1_i",
        /// 退院・退所加算(Ⅰ)ロ
        LeavingOneRo = "leaving_1_ro",
        /// 退院・退所加算(Ⅱ)イ
        LeavingTwoI = "leaving_2_i",
        /// 退院・退所加算(Ⅱ)ロ
        LeavingTwoRo = "leaving_2_ro",
        /// 退院・退所加算(Ⅲ)
        LeavingThree = "leaving_3",
    }
}

/// An item as its edition states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemRule {
    /// Which.
    pub item: Item,
    /// What the edition calls it.
    pub title: String,
    /// Who claims it.
    pub claimed_by: Claimant,
    /// How much it is, only where an official text or master says so.
    #[serde(default)]
    pub points: Option<u32>,
    /// Of what.
    pub unit: FeeUnit,
    /// Where title and points are stated.
    pub source: String,
    /// What kind of source that is.
    pub confidence: Confidence,
    /// The day that picks the edition.
    pub edition_by: EditionBy,
    /// Whether a text says that it is this day.
    pub edition_by_certainty: Certainty,
    /// The 入退院支援加算 the ward must have filed for.
    #[serde(default)]
    pub tier: Option<Tier>,
    /// What each class of ward makes of it; nothing where the ward does not matter.
    #[serde(default)]
    pub wards: Option<WardTable>,
    /// Where the patient must not be going.
    #[serde(default)]
    pub not_to: Vec<GoesTo>,
    /// What must be met.
    pub ingredients: Vec<Ingredient>,
    /// What must be given or written.
    pub documents: Vec<Document>,
    /// How often it can be claimed.
    #[serde(default)]
    pub often: Option<Often>,
    /// What it cannot be claimed beside.
    #[serde(default)]
    pub apart: Vec<Apart>,
    /// The items it is part of where they are met at the same conference.
    #[serde(default)]
    pub included_in: Vec<Item>,
    /// The items one of which it adds to.
    #[serde(default)]
    pub adds_to: Vec<Item>,
    /// What no text that was read settles about it.
    #[serde(default)]
    pub open: Vec<Flag>,
}

/// What the fee of a ward leaves room for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WardTable {
    /// Where it is stated.
    pub source: String,
    /// What kind of source that is.
    pub confidence: Confidence,
    /// By class; a class that no text was read for is absent.
    pub classes: BTreeMap<WardClass, Billing>,
}

vocabulary! {
    /// What becomes of an item in a class of ward.
    Billing {
        /// 別に算定できる
        Separate = "separate",
        /// 入院料に含まれる
        Bundled = "bundled",
        /// 対象外
        Excluded = "excluded",
    }
}

/// How often an item can be claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Often {
    /// How many times.
    pub times: usize,
    /// In what.
    pub per: Span,
    /// When it is more.
    #[serde(default)]
    pub more: Option<MoreOften>,
}

/// How often it can be claimed where something is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoreOften {
    /// What.
    pub when: Fact,
    /// How many times.
    pub times: usize,
    /// What is to be looked at once it is more than usual.
    #[serde(default)]
    pub open: Vec<Flag>,
}

vocabulary! {
    /// In what claims are counted.
    Span {
        /// 入院中
        Stay = "stay",
        /// 月
        Month = "month",
    }
}

/// Items that cannot be claimed beside this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// Which.
    pub items: Vec<Item>,
    /// Within what.
    pub within: ApartWithin,
}

vocabulary! {
    /// Within what two items exclude each other.
    ApartWithin {
        /// 同じ日
        Day = "day",
        /// 同じ入院
        Stay = "stay",
        /// 退院より前に算定する場合は、同じ入院
        StayBeforeDischarge = "stay_before_discharge",
    }
}

vocabulary! {
    /// Who claims an item.
    Claimant {
        /// 入院医療機関
        Hospital = "hospital",
        /// 在宅療養担当医療機関
        HomeMedicalCare = "home_medical_care",
        /// 訪問看護ステーション
        VisitingNursing = "visiting_nursing",
        /// 保険薬局
        Pharmacy = "pharmacy",
        /// 居宅介護支援事業所
        CareManagement = "care_management",
    }
}

vocabulary! {
    /// What an item is counted in.
    FeeUnit {
        /// 点
        Points = "points",
        /// 単位
        Units = "units",
        /// 円
        Yen = "yen",
    }
}

vocabulary! {
    /// What kind of source stands behind a statement.
    Confidence {
        /// 告示・通知・疑義解釈・公式マスター
        Official = "official",
        /// 二次資料
        Secondary = "secondary",
        /// 未確認
        Unverified = "unverified",
    }
}

vocabulary! {
    /// Which 入退院支援加算 a ward has filed for.
    Tier {
        /// 入退院支援加算1
        One = "one",
        /// 入退院支援加算2
        Two = "two",
    }
}

vocabulary! {
    /// What the texts leave unsettled, or what is to be looked at besides.
    Flag {
        /// 版を決める日が分からず、カンファレンスの日の版で見ている
        EditionAssumed = "edition_assumed",
        /// カンファレンスの日と退院の日で版が異なり、どちらの版によるかの明文がない
        EditionUnsettled = "edition_unsettled",
        /// 入院日を1日目と数えるかの明文がなく、数え方で結果が変わる
        FirstDayUnsettled = "first_day_unsettled",
        /// 「原則として」の期限である
        InPrinciple = "in_principle",
        /// 休日の扱いの原文を確認していない
        HolidayWordingUnread = "holiday_wording_unread",
        /// 退院予定日が変わり、どちらの予定日によるかの明文がない
        ExpectedDayMoved = "expected_day_moved",
        /// 「前後2週間」の端の日の数え方の明文がない
        BoundaryDay = "boundary_day",
        /// 3者のうちに同じ区分が重なる場合の明文がない
        SameCategoryTwice = "same_category_twice",
        /// ビデオ通話でよいとの明文がない
        VideoNotStated = "video_not_stated",
        /// もとになる点数の条件がそろっていない
        BaseNotMet = "base_not_met",
        /// 他の項目の条件がそろえば、そちらに含まれる
        MayBeIncluded = "may_be_included",
        /// 2回算定するとき、1回は双方の医師又は看護師等による
        OnceByDoctorOrNurse = "once_by_doctor_or_nurse",
        /// 部門の看護師又は社会福祉士がいないため、内容を部門内で共有する
        DepartmentMustBeTold = "department_must_be_told",
        /// 家族等と連絡が取れないため、面談は本人と、必要に応じて支援者と行う
        TalkWithPatientAlone = "talk_with_patient_alone",
        /// 施設基準の数値を確認していない
        FacilityStandardUnread = "facility_standard_unread",
        /// 特別の関係の扱いを確認していない
        SpecialRelationUnread = "special_relation_unread",
        /// 条件の原文を確認していない
        WordingUnread = "wording_unread",
    }
}
