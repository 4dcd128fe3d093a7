//! What the conditions ask about a stay besides who sits at the table.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Something that is done on a day.
    Act {
        /// 退院困難な要因を有する患者の抽出
        Screen = "screen",
        /// 患者・家族との面談
        Talk = "talk",
        /// 退院支援計画の作成に着手
        PlanStarted = "plan_started",
        /// 病棟・入退院支援部門のカンファレンス
        WardConference = "ward_conference",
        /// 療養病棟等への転棟
        MovedToWard = "moved_to_ward",
        /// 担当ケアマネジャーへの入院の連絡
        CareManagerTold = "care_manager_told",
        /// 計画に関する情報の、担当ケアマネジャーへの連絡
        CareManagerContacted = "care_manager_contacted",
        /// 退院前の訪問指導
        HomeVisit = "home_visit",
        /// 診療情報提供書の交付
        Letter = "letter",
        /// ケアマネジャーから病院への入院時情報の提供
        AdmissionInformation = "admission_information",
    }
}

vocabulary! {
    /// Something that is so, or is not, or has not been recorded.
    Fact {
        /// 共同指導・連携についての患者の同意
        Consented = "consented",
        /// 画面に患者の個人情報を映す
        ScreenShowsPatient = "screen_shows_patient",
        /// 画面に映すことへの患者の同意
        ScreenConsented = "screen_consented",
        /// 医療情報システムと同じネットワーク上の端末を使う
        OnRecordNetwork = "on_record_network",
        /// その端末は安全管理ガイドラインに対応している
        NetworkSecured = "network_secured",
        /// 入退院支援加算を算定する患者
        ClaimsA246 = "claims_a246",
        /// 退院後の計画を在宅療養担当医療機関と共有した
        PlanShared = "plan_shared",
        /// 退院先を記録した
        DestinationRecorded = "destination_recorded",
        /// 退院先の施設は入院医療機関に併設されている
        FacilityAttached = "facility_attached",
        /// 別表第三の一の三に掲げる疾病等の患者
        ListedDisease = "listed_disease",
        /// 在宅療養支援診療所である
        HomeCareSupportClinic = "home_care_support_clinic",
        /// 患者が選んだケアマネジャー・相談支援専門員である
        CareManagerChosen = "care_manager_chosen",
        /// 介護保険の利用者
        CareInsured = "care_insured",
        /// 担当ケアマネジャーがいる
        CareManagerKnown = "care_manager_known",
        /// 要介護の疑いがあり未申請
        CareInsuranceNotApplied = "care_insurance_not_applied",
        /// 家族に市町村・地域包括支援センター等への相談を勧めた
        FamilyUrged = "family_urged",
        /// 院内の連携ルールを定めている
        InHouseRule = "in_house_rule",
        /// 入退院支援部門が地域の会議に参加し、事前に連絡先を共有している
        DepartmentMeetsPartners = "department_meets_partners",
        /// 1か月を超える入院が見込まれる
        LongStayExpected = "long_stay_expected",
        /// 入院後14日以内にも退院前訪問指導をした
        EarlyHomeVisit = "early_home_visit",
        /// 市町村・居宅介護支援事業者等へ情報を提供する
        LetterToCareSide = "letter_to_care_side",
        /// 提供先と特別の関係にある
        SpecialRelation = "special_relation",
        /// 患者が指定する保険薬局である
        PharmacyChosen = "pharmacy_chosen",
        /// カンファレンスの結果に基づき速やかに指導した
        GuidedPromptly = "guided_promptly",
        /// 福祉用具の貸与が見込まれる
        EquipmentExpected = "equipment_expected",
        /// 初回加算を算定する
        FirstPlanClaimed = "first_plan_claimed",
    }
}

vocabulary! {
    /// A paper or an entry in a record.
    Document {
        /// 患者・家族に渡す説明文書
        Guidance = "guidance",
        /// 24時間連絡を受ける担当者などの文書
        AroundTheClockContacts = "around_the_clock_contacts",
        /// 診療録への要点の記載、又は文書の写しの添付
        Record = "record",
        /// 退院支援計画書の説明・交付
        DischargePlan = "discharge_plan",
        /// 疾患名・退院基準・退院後に必要な診療の計画の説明・交付
        AfterDischargePlan = "after_discharge_plan",
        /// ケアプラン(案)の写し
        CarePlanCopy = "care_plan_copy",
        /// 診療情報提供書
        Letter = "letter",
        /// 訪問看護記録書への記載
        NursingRecord = "nursing_record",
        /// 薬剤服用歴への記載
        MedicationRecord = "medication_record",
        /// 居宅サービス計画への日時・場所・出席者・要点の記載
        CarePlanEntry = "care_plan_entry",
        /// 退院・退所情報記録書
        DischargeInformation = "discharge_information",
        /// 入院時情報提供書
        AdmissionInformation = "admission_information",
    }
}

vocabulary! {
    /// Where the patient goes, as the fee conditions tell places apart.
    GoesTo {
        /// 自宅
        Home = "home",
        /// 他の病院・診療所
        OtherHospital = "other_hospital",
        /// 介護老人保健施設
        HealthFacility = "health_facility",
        /// 介護医療院
        MedicalCareHome = "medical_care_home",
        /// 特別養護老人ホーム(介護老人福祉施設)
        NursingHome = "nursing_home",
        /// 特定施設
        SpecifiedFacility = "specified_facility",
        /// 障害者支援施設
        DisabilityFacility = "disability_facility",
        /// その他の社会福祉施設
        WelfareFacility = "welfare_facility",
        /// 死亡退院
        Died = "died",
    }
}

vocabulary! {
    /// 退院困難な要因 (留意事項通知 A246). The letter an edition lists a factor under is the edition's.
    DischargeFactor {
        /// 悪性腫瘍、認知症又は急性呼吸器感染症
        CancerDementiaPneumonia = "cancer_dementia_pneumonia",
        /// 緊急入院
        EmergencyAdmission = "emergency_admission",
        /// 要介護状態の疑いがあり未申請
        CareNotApplied = "care_not_applied",
        /// 要介護状態区分の変更が必要で未申請
        CareChangeNotApplied = "care_change_not_applied",
        /// コミュニケーションに特別な技術が必要な障害
        SpecialCommunication = "special_communication",
        /// 強度行動障害
        SevereBehaviour = "severe_behaviour",
        /// 虐待を受けている又はその疑い
        Abuse = "abuse",
        /// 生活困窮
        Poverty = "poverty",
        /// 入院前に比べADLが低下し、生活様式の再編が必要
        LowerAdl = "lower_adl",
        /// 排泄に介助を要する
        ToiletAssistance = "toilet_assistance",
        /// 養育又は介護を十分に提供できない
        CareNotEnough = "care_not_enough",
        /// 退院後に医療処置が必要
        MedicalTreatment = "medical_treatment",
        /// 入退院を繰り返している
        RepeatedAdmission = "repeated_admission",
        /// 長期の低栄養が見込まれる
        Undernourished = "undernourished",
        /// 家族の介助を日常的に行う児童等
        YoungCarer = "young_carer",
        /// 児童等から介助を受けている
        CaredForByChild = "cared_for_by_child",
        /// 家族・親族との連絡が困難
        RelativesUnreachable = "relatives_unreachable",
        /// その他これらに準ずる
        Other = "other",
    }
}
