//! Circumstances of a stay that rules ask about.

use async_graphql::{InputObject, SimpleObject};
use domain::{calendar::read_clock, discharge_case as case};

use crate::{input, milestone::clock, scalar::Date, vocabulary::vocabulary};

vocabulary! {
    /// How an admission came about.
    AdmissionKind = case::AdmissionKind {
        /// It was planned (予定入院).
        Planned,
        /// It was an emergency (緊急入院).
        Emergency,
    }
}

vocabulary! {
    /// Where a patient lived before the admission.
    CameFrom = case::CameFrom {
        /// At home (自宅).
        Home,
        /// In a facility (施設).
        Facility,
        /// In another hospital (他の病院).
        Hospital,
    }
}

vocabulary! {
    /// Whether a stay is a respite for those who care at home.
    Respite = case::Respite {
        /// It is none.
        No,
        /// It is the first (初めてのレスパイト).
        First,
        /// It is one of regular ones (定期的なレスパイト).
        Regular,
    }
}

vocabulary! {
    /// Whether something makes the discharge difficult.
    ScreeningResult = case::ScreeningResult {
        /// Something does (退院困難な要因あり).
        Positive,
        /// Nothing does (退院困難な要因なし).
        Negative,
    }
}

vocabulary! {
    /// What makes a discharge difficult (退院困難な要因, 留意事項通知 A246).
    DischargeFactor = domain::fee::DischargeFactor {
        /// A malignant tumour, dementia or an acute respiratory infection (悪性腫瘍、認知症又は急性呼吸器感染症).
        CancerDementiaPneumonia,
        /// An emergency admission (緊急入院).
        EmergencyAdmission,
        /// Care may be needed, and nobody has applied for it (要介護認定の未申請).
        CareNotApplied,
        /// More care is needed, and nobody has applied for it (区分変更の未申請).
        CareChangeNotApplied,
        /// A disability that takes special skill in communication (コミュニケーションの障害).
        SpecialCommunication,
        /// Severe behavioural disorder (強度行動障害).
        SevereBehaviour,
        /// Abuse, or suspicion of it (虐待又はその疑い).
        Abuse,
        /// Poverty (生活困窮).
        Poverty,
        /// Less able in daily life than before (ADLの低下).
        LowerAdl,
        /// In need of help with the toilet (排泄の介助).
        ToiletAssistance,
        /// Those at home cannot give enough care (養育・介護の不足).
        CareNotEnough,
        /// Medical treatment goes on at home (退院後の医療処置).
        MedicalTreatment,
        /// Admitted again and again (入退院の繰り返し).
        RepeatedAdmission,
        /// Undernourished for long (長期の低栄養).
        Undernourished,
        /// A child who looks after the family every day (家族を介助する児童).
        YoungCarer,
        /// Looked after by a child (児童から介助を受けている).
        CaredForByChild,
        /// Relatives cannot be reached (家族・親族との連絡が困難).
        RelativesUnreachable,
        /// Something like it (その他).
        Other,
    }
}

vocabulary! {
    /// How long a patient is expected to live.
    Prognosis = case::Prognosis {
        /// Days to weeks (日〜週の単位).
        Short,
        /// Longer.
        Longer,
    }
}

vocabulary! {
    /// Whether the clinicians see a need for discharge support.
    Judgement = case::Judgement {
        /// They do (退院調整が必要).
        Needed,
        /// They do not (退院調整は不要).
        NotNeeded,
    }
}

/// What is recorded of a stay for the rules; what nobody has recorded is null, never "no".
#[derive(SimpleObject, Clone)]
pub struct Circumstances {
    /// The day on which the admission was decided.
    admission_decided_on: Option<Date>,
    /// The time of day of the admission, such as `18:30`.
    admitted_at: Option<String>,
    /// Whether it was planned.
    admission: Option<AdmissionKind>,
    /// Where the patient lived before.
    came_from: Option<CameFrom>,
    /// Whether a care manager was known already, one outside this network included.
    has_care_manager: Option<bool>,
    /// Whether the patient has one of the sixteen specified diseases.
    has_specified_disease: Option<bool>,
    /// Whether the stay is for tests, or follows a clinical path.
    is_on_clinical_path: Option<bool>,
    /// Whether support after discharge changes, or has to be coordinated.
    support_changes: Option<bool>,
    /// Whether the stay is a respite.
    respite: Option<Respite>,
    /// What the screening came to.
    screening: Option<ScreeningResult>,
    /// The day of the screening.
    screened_on: Option<Date>,
    /// Which factors that make a discharge difficult it found (A246).
    factors: Vec<DischargeFactor>,
    /// Which criteria of the case's rules it found, by key.
    criteria: Vec<String>,
    /// The day from which a discharge is in prospect.
    prospect_known_on: Option<Date>,
    /// The day on which the day of discharge was fixed.
    discharge_fixed_on: Option<Date>,
    /// How long the patient is expected to live.
    prognosis: Option<Prognosis>,
    /// Whether the patient is to go to another hospital.
    is_to_be_transferred: bool,
    /// What the clinicians judge, whatever the criteria say.
    judgement: Option<Judgement>,
    /// Why they judge so.
    judged_because: Option<String>,
}

/// What is recorded of a stay for the rules: all of it; what is left out counts as not recorded.
#[derive(InputObject)]
pub struct CircumstancesInput {
    /// The day on which the admission was decided; not after today.
    admission_decided_on: Option<Date>,
    /// The time of day of the admission, such as `18:30`. From 17:15 on, or once the hospital's office has closed, it
    /// is an admission at night.
    admitted_at: Option<String>,
    /// Whether it was planned.
    admission: Option<AdmissionKind>,
    /// Where the patient lived before.
    came_from: Option<CameFrom>,
    /// Whether a care manager was known already, one outside this network included.
    has_care_manager: Option<bool>,
    /// Whether the patient has one of the sixteen specified diseases.
    has_specified_disease: Option<bool>,
    /// Whether the stay is for tests, or follows a clinical path.
    is_on_clinical_path: Option<bool>,
    /// Whether support after discharge changes, or has to be coordinated.
    support_changes: Option<bool>,
    /// Whether the stay is a respite.
    respite: Option<Respite>,
    /// What the screening came to; needs `screenedOn`.
    screening: Option<ScreeningResult>,
    /// The day of the screening; not after today.
    screened_on: Option<Date>,
    /// Which factors that make a discharge difficult it found (A246); none where it is negative.
    #[graphql(default)]
    factors: Vec<DischargeFactor>,
    /// Which criteria of the case's rules it found, by key; none where it is negative.
    #[graphql(default)]
    criteria: Vec<String>,
    /// The day from which a discharge is in prospect; not after today.
    prospect_known_on: Option<Date>,
    /// The day on which the day of discharge was fixed; not after today.
    discharge_fixed_on: Option<Date>,
    /// How long the patient is expected to live.
    prognosis: Option<Prognosis>,
    /// Whether the patient is to go to another hospital.
    #[graphql(default)]
    is_to_be_transferred: bool,
    /// What the clinicians judge; needs `judgedBecause`.
    judgement: Option<Judgement>,
    /// Why they judge so, at most 2,000 characters.
    judged_because: Option<String>,
}

impl From<case::Circumstances> for Circumstances {
    fn from(about: case::Circumstances) -> Self {
        let case::Circumstances {
            admission_decided_on,
            admitted_at,
            admission,
            came_from,
            has_care_manager,
            has_specified_disease,
            is_on_clinical_path,
            support_changes,
            respite,
            screening,
            prospect_known_on,
            discharge_fixed_on,
            prognosis,
            is_to_be_transferred,
            judgement,
        } = about;
        let (screening, screened_on, factors, criteria) = match screening {
            Some(case::Screening { result, on, factors, criteria }) => (
                Some(result.into()),
                Some(on.into()),
                factors.into_iter().map(Into::into).collect(),
                criteria.into_iter().collect(),
            ),
            None => (None, None, vec![], vec![]),
        };
        let (judgement, judged_because) =
            judgement.map(|judged| (judged.judgement.into(), judged.reason.into())).unzip();
        Self {
            admission_decided_on: admission_decided_on.map(Into::into),
            admitted_at: admitted_at.map(clock),
            admission: admission.map(Into::into),
            came_from: came_from.map(Into::into),
            has_care_manager,
            has_specified_disease,
            is_on_clinical_path,
            support_changes,
            respite: respite.map(Into::into),
            screening,
            screened_on,
            factors,
            criteria,
            prospect_known_on: prospect_known_on.map(Into::into),
            discharge_fixed_on: discharge_fixed_on.map(Into::into),
            prognosis: prognosis.map(Into::into),
            is_to_be_transferred,
            judgement,
            judged_because,
        }
    }
}

impl CircumstancesInput {
    pub(crate) fn read(self) -> Result<case::Circumstances, app::Error> {
        let Self {
            admission_decided_on,
            admitted_at,
            admission,
            came_from,
            has_care_manager,
            has_specified_disease,
            is_on_clinical_path,
            support_changes,
            respite,
            screening,
            screened_on,
            factors,
            criteria,
            prospect_known_on,
            discharge_fixed_on,
            prognosis,
            is_to_be_transferred,
            judgement,
            judged_because,
        } = self;
        let malformed = app::Error::Invalid { code: "CLOCK_MALFORMED", field: Some("admittedAt") };
        let day = |day: Option<Date>| day.map(|day| day.0);
        let screening = match screening {
            Some(result) => Some(case::Screening {
                result: result.into(),
                on: input::needed(day(screened_on), "screenedOn")?,
                factors: factors.into_iter().map(Into::into).collect(),
                criteria: criteria.into_iter().collect(),
            }),
            None => None,
        };
        let judgement = match judgement {
            Some(judgement) => {
                let reason = input::needed(judged_because, "judgedBecause")?;
                Some(case::Judged {
                    judgement: judgement.into(),
                    reason: input::note(&reason, "judgedBecause")?,
                })
            }
            None => None,
        };
        Ok(case::Circumstances {
            admission_decided_on: day(admission_decided_on),
            admitted_at: admitted_at.map(|text| read_clock(&text).ok_or(malformed)).transpose()?,
            admission: admission.map(Into::into),
            came_from: came_from.map(Into::into),
            has_care_manager,
            has_specified_disease,
            is_on_clinical_path,
            support_changes,
            respite: respite.map(Into::into),
            screening,
            prospect_known_on: day(prospect_known_on),
            discharge_fixed_on: day(discharge_fixed_on),
            prognosis: prognosis.map(Into::into),
            is_to_be_transferred,
            judgement,
        })
    }
}
