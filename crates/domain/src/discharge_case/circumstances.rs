//! Circumstances of a stay that rules ask about, as far as somebody has recorded them.

use std::collections::BTreeSet;

use ::time::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::{fee::DischargeFactor, text::Note, vocabulary::vocabulary};

/// What is recorded of a stay for the rules; what nobody has recorded is `None`, never "no".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Circumstances {
    /// The day on which the admission was decided.
    pub admission_decided_on: Option<Date>,
    /// The time of day of the admission.
    #[serde(with = "clock")]
    pub admitted_at: Option<Time>,
    /// Whether it was planned.
    pub admission: Option<AdmissionKind>,
    /// Where the patient lived before.
    pub came_from: Option<CameFrom>,
    /// Whether a care manager was known already, one outside this network included.
    pub has_care_manager: Option<bool>,
    /// Whether the patient has one of the sixteen specified diseases.
    pub has_specified_disease: Option<bool>,
    /// Whether the stay is for tests, or follows a clinical path.
    pub is_on_clinical_path: Option<bool>,
    /// Whether support after discharge changes, or has to be coordinated.
    pub support_changes: Option<bool>,
    /// Whether the stay is a respite for those who care at home.
    pub respite: Option<Respite>,
    /// What the screening came to.
    pub screening: Option<Screening>,
    /// The day from which a discharge is in prospect.
    pub prospect_known_on: Option<Date>,
    /// The day on which the day of discharge was fixed.
    pub discharge_fixed_on: Option<Date>,
    /// How long the patient is expected to live.
    pub prognosis: Option<Prognosis>,
    /// Whether the patient is to go to another hospital.
    pub is_to_be_transferred: bool,
    /// What the clinicians judge, whatever the criteria say.
    pub judgement: Option<Judged>,
}

impl Circumstances {
    /// Every day it names.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        let screened_on = self.screening.as_ref().map(|screening| screening.on);
        [self.admission_decided_on, screened_on, self.prospect_known_on, self.discharge_fixed_on]
            .into_iter()
            .flatten()
    }
}

/// What a screening came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screening {
    /// The result.
    pub result: ScreeningResult,
    /// The day.
    pub on: Date,
    /// Which factors that make a discharge difficult were found, as far as somebody has recorded them.
    #[serde(default)]
    pub factors: BTreeSet<DischargeFactor>,
    /// Which criteria of the case's rules were found, by key.
    #[serde(default)]
    pub criteria: BTreeSet<String>,
}

impl Screening {
    /// A screening of which only the result is known.
    pub const fn new(result: ScreeningResult, on: Date) -> Self {
        Self { result, on, factors: BTreeSet::new(), criteria: BTreeSet::new() }
    }

    /// Whether it found something although it came to nothing.
    pub(super) fn contradicts_itself(&self) -> bool {
        self.result == ScreeningResult::Negative && !(self.factors.is_empty() && self.criteria.is_empty())
    }
}

/// A clinicians' judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// What they judge.
    pub judgement: Judgement,
    /// Why.
    pub reason: Note,
}

vocabulary! {
    /// How an admission came about.
    AdmissionKind {
        /// 予定入院
        Planned = "planned",
        /// 緊急入院
        Emergency = "emergency",
    }
}

vocabulary! {
    /// Where a patient lived before the admission.
    CameFrom {
        /// 自宅
        Home = "home",
        /// 施設
        Facility = "facility",
        /// 他の病院
        Hospital = "hospital",
    }
}

vocabulary! {
    /// Whether a stay is a respite for those who care at home.
    Respite {
        /// レスパイトではない
        No = "no",
        /// 初めてのレスパイト
        First = "first",
        /// 定期的なレスパイト
        Regular = "regular",
    }
}

vocabulary! {
    /// Whether something makes the discharge difficult.
    ScreeningResult {
        /// 退院困難な要因あり
        Positive = "positive",
        /// 退院困難な要因なし
        Negative = "negative",
    }
}

vocabulary! {
    /// How long a patient is expected to live.
    Prognosis {
        /// 日〜週の単位
        Short = "short",
        /// それより長い
        Longer = "longer",
    }
}

vocabulary! {
    /// Whether the clinicians see a need for discharge support.
    Judgement {
        /// 退院調整が必要
        Needed = "needed",
        /// 退院調整は不要
        NotNeeded = "not_needed",
    }
}

/// A time of day as `17:15`.
mod clock {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use time::{Time, format_description::BorrowedFormatItem, macros::format_description};

    const CLOCK: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]");

    pub(super) fn serialize<S: Serializer>(at: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => serializer.collect_str(&format_args!("{:02}:{:02}", at.hour(), at.minute())),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| Time::parse(&text, CLOCK).map_err(D::Error::custom)).transpose()
    }
}
