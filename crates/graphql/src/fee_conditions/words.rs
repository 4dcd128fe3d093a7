//! The vocabularies of the fee conditions.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// An item of the fee schedules (診療報酬・調剤報酬・介護報酬の算定項目).
    FeeItem = domain::fee::Item {
        /// A246 Discharge support 1-イ (A246 入退院支援加算1のイ).
        #[graphql(name = "A246_1_I")]
        A246OneI,
        /// A246 Discharge support 1-ロ (A246 入退院支援加算1のロ).
        #[graphql(name = "A246_1_RO")]
        A246OneRo,
        /// A246 Discharge support 1-ハ (A246 入退院支援加算1のハ).
        #[graphql(name = "A246_1_HA")]
        A246OneHa,
        /// A246 Discharge support 2-イ (A246 入退院支援加算2のイ).
        #[graphql(name = "A246_2_I")]
        A246TwoI,
        /// A246 Discharge support 2-ロ (A246 入退院支援加算2のロ).
        #[graphql(name = "A246_2_RO")]
        A246TwoRo,
        /// B004 Joint discharge guidance 1-1 (B004 退院時共同指導料1の1).
        #[graphql(name = "B004_1")]
        B004One,
        /// B004 Joint discharge guidance 1-2 (B004 退院時共同指導料1の2).
        #[graphql(name = "B004_2")]
        B004Two,
        /// B005 Joint discharge guidance 2 (B005 退院時共同指導料2).
        B005,
        /// B005 note 2 (doctors of both sides) (B005 注2).
        #[graphql(name = "B005_NOTE2")]
        B005Note2,
        /// B005 note 3 (several organizations) (B005 注3 多機関共同指導加算).
        #[graphql(name = "B005_NOTE3")]
        B005Note3,
        /// B005 note 4 (discharge support, also to a facility) (B005 注4).
        #[graphql(name = "B005_NOTE4")]
        B005Note4,
        /// B005-1-2 Coordination with the care manager (2024) (B005-1-2 介護支援等連携指導料 (令和6年度)).
        #[graphql(name = "B005_1_2")]
        B00512,
        /// B005-1-2 Coordination with the care manager 1 (B005-1-2 介護支援等連携指導料1).
        #[graphql(name = "B005_1_2_1")]
        B00512One,
        /// B005-1-2 Coordination with the care manager 2 (B005-1-2 介護支援等連携指導料2).
        #[graphql(name = "B005_1_2_2")]
        B00512Two,
        /// B007 Home visit before discharge (B007 退院前訪問指導料).
        B007,
        /// B009 Letter of information, note 2 (B009 診療情報提供料(Ⅰ) 注2).
        #[graphql(name = "B009_NOTE2")]
        B009Note2,
        /// C011 Emergency conference at home (C011 在宅患者緊急時等カンファレンス料).
        C011,
        /// Pharmacy: joint discharge guidance (調剤 退院時共同指導料).
        PharmacyGuidance,
        /// Visiting nursing: joint discharge guidance (medical insurance) (訪問看護 退院時共同指導加算 (医療保険)).
        NursingMedical,
        /// Visiting nursing: joint discharge guidance (care insurance) (訪問看護 退院時共同指導加算 (介護保険)).
        NursingCare,
        /// Care manager: admission information (I) (入院時情報連携加算(Ⅰ)).
        #[graphql(name = "ADMISSION_1")]
        AdmissionOne,
        /// Care manager: admission information (II) (入院時情報連携加算(Ⅱ)).
        #[graphql(name = "ADMISSION_2")]
        AdmissionTwo,
        /// Care manager: discharge (I)-イ (退院・退所加算(Ⅰ)イ).
        #[graphql(name = "LEAVING_1_I")]
        LeavingOneI,
        /// Care manager: discharge (I)-ロ (退院・退所加算(Ⅰ)ロ).
        #[graphql(name = "LEAVING_1_RO")]
        LeavingOneRo,
        /// Care manager: discharge (II)-イ (退院・退所加算(Ⅱ)イ).
        #[graphql(name = "LEAVING_2_I")]
        LeavingTwoI,
        /// Care manager: discharge (II)-ロ (退院・退所加算(Ⅱ)ロ).
        #[graphql(name = "LEAVING_2_RO")]
        LeavingTwoRo,
        /// Care manager: discharge (III) (退院・退所加算(Ⅲ)).
        #[graphql(name = "LEAVING_3")]
        LeavingThree,
    }
}

vocabulary! {
    /// Who claims an item.
    FeeClaimant = domain::fee::Claimant {
        /// Hospital.
        Hospital,
        /// Home medical care.
        HomeMedicalCare,
        /// Visiting nurse station.
        VisitingNursing,
        /// Pharmacy.
        Pharmacy,
        /// Care manager office.
        CareManagement,
    }
}

vocabulary! {
    /// What an item is counted in.
    FeeUnit = domain::fee::FeeUnit {
        /// points.
        Points,
        /// units.
        Units,
        /// yen.
        Yen,
    }
}

vocabulary! {
    /// What kind of source stands behind a statement.
    FeeConfidence = domain::fee::Confidence {
        /// Official text or master.
        Official,
        /// Secondary source.
        Secondary,
        /// Not verified.
        Unverified,
    }
}

vocabulary! {
    /// What the texts leave unsettled, or what is to be looked at besides.
    FeeFlag = domain::fee::Flag {
        /// The day that picks the edition is not known; the edition of the day of the conference is shown.
        EditionAssumed,
        /// The conference and the discharge lie in different editions, and no text says which one counts.
        EditionUnsettled,
        /// No text says whether the day of admission is day 1, and the outcome depends on it.
        FirstDayUnsettled,
        /// The limit holds in principle.
        InPrinciple,
        /// The text on closed days has not been read.
        HolidayWordingUnread,
        /// The expected day of discharge has moved, and no text says which one counts.
        ExpectedDayMoved,
        /// No text says how the ends of the two weeks are counted.
        BoundaryDay,
        /// No text says whether two of one category count as two of the three.
        SameCategoryTwice,
        /// No text says that taking part by video is enough.
        VideoNotStated,
        /// The conditions of the item it adds to are not all met.
        BaseNotMet,
        /// It is part of another item if that one is met.
        MayBeIncluded,
        /// If claimed twice, once it must be by a doctor or nurse of each side.
        OnceByDoctorOrNurse,
        /// The department must be told, as its nurse or social worker was not there.
        DepartmentMustBeTold,
        /// Relatives cannot be reached; the talk is with the patient, and with supporters where needed.
        TalkWithPatientAlone,
        /// The figures of the facility standards have not been read.
        FacilityStandardUnread,
        /// The rule on specially related organizations has not been read.
        SpecialRelationUnread,
        /// The text of the conditions has not been read.
        WordingUnread,
    }
}

vocabulary! {
    /// A profession together with the side it speaks for.
    FeeParty = domain::fee::Party {
        /// Hospital doctor (入院医療機関の医師).
        HospitalDoctor,
        /// Ward nurse (病棟の看護師等).
        WardNurse,
        /// Discharge support of the ward (病棟に専任の入退院支援職員).
        WardDischargeStaff,
        /// Nurse of the discharge support department (入退院支援部門の看護師).
        DepartmentNurse,
        /// Social worker of the discharge support department (入退院支援部門の社会福祉士).
        DepartmentSocialWorker,
        /// Hospital pharmacist (入院医療機関の薬剤師).
        HospitalPharmacist,
        /// Hospital therapist (入院医療機関の理学療法士・作業療法士・言語聴覚士).
        HospitalTherapist,
        /// Hospital dietitian (入院医療機関の管理栄養士).
        HospitalDietitian,
        /// Home doctor (在宅療養担当医療機関の医師).
        HomeDoctor,
        /// Nurse of the home doctor’s clinic (在宅療養担当医療機関の看護師等).
        HomeNurse,
        /// Other staff of the home doctor’s clinic (在宅療養担当医療機関の薬剤師・管理栄養士・リハビリ専門職・社会福祉士).
        HomeStaff,
        /// Dentist or dental hygienist (歯科医師・歯科衛生士).
        Dentistry,
        /// Pharmacist of a pharmacy (保険薬局の薬剤師).
        Pharmacist,
        /// Visiting nurse (訪問看護ステーションの看護師等(准看護師を除く)).
        VisitingNurse,
        /// Assistant nurse of a visiting nurse station (訪問看護ステーションの准看護師).
        VisitingAssistantNurse,
        /// Therapist of a visiting nurse station (訪問看護ステーションの理学療法士・作業療法士・言語聴覚士).
        VisitingTherapist,
        /// Care manager (介護支援専門員).
        CareManager,
        /// Consultation support specialist (相談支援専門員).
        ConsultationSupport,
        /// Welfare equipment specialist (福祉用具専門相談員).
        WelfareEquipment,
    }
}

vocabulary! {
    /// A side of the table.
    FeeSide = domain::fee::Side {
        /// Hospital side.
        Hospital,
        /// Home side.
        Home,
    }
}

vocabulary! {
    /// A paper or an entry in a record.
    FeeDocument = domain::fee::Document {
        /// Written guidance for patient and family (患者・家族に渡す説明文書).
        Guidance,
        /// Contacts around the clock, in writing (24時間連絡を受ける担当者などの文書).
        AroundTheClockContacts,
        /// Entry in the record, or a copy of the document (診療録への要点の記載、又は文書の写しの添付).
        Record,
        /// Discharge plan, explained and handed over (退院支援計画書の説明・交付).
        DischargePlan,
        /// Plan for after discharge, explained and handed over (疾患名・退院基準・退院後に必要な診療の計画の説明・交付).
        AfterDischargePlan,
        /// Copy of the (draft) care plan (ケアプラン(案)の写し).
        CarePlanCopy,
        /// Letter of information (診療情報提供書).
        Letter,
        /// Entry in the nursing record (訪問看護記録書への記載).
        NursingRecord,
        /// Entry in the medication record (薬剤服用歴への記載).
        MedicationRecord,
        /// Entry in the care plan (居宅サービス計画への日時・場所・出席者・要点の記載).
        CarePlanEntry,
        /// Discharge information record (退院・退所情報記録書).
        DischargeInformation,
        /// Admission information sheet (入院時情報提供書).
        AdmissionInformation,
    }
}

vocabulary! {
    /// What a condition concerns.
    FeeConcern = domain::fee::Concern {
        /// Ward and destination.
        Place,
        /// Participants.
        People,
        /// Consent and circumstances.
        Facts,
        /// Days.
        Days,
        /// Number of claims and exclusions.
        Claims,
        /// Documents.
        Papers,
    }
}

vocabulary! {
    /// Whether something is met.
    FeeAnswer = domain::fee::Answer {
        /// Met.
        Met,
        /// Not known.
        Unknown,
        /// Lacking.
        Lacking,
    }
}
