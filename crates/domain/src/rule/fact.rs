//! Facts: what a rule may ask about a case, and the answers there can be.

use ::time::Date;

use crate::{
    discharge_case::{
        AdmissionKind, CameFrom, CaseState, DischargeCase, Judgement, Prognosis, Respite, ScreeningResult,
        WardClass,
    },
    needs::Need,
    patient::{CareInsurance, CareLevel, age},
    vocabulary::vocabulary,
};

vocabulary! {
    /// One thing a rule may ask about a case.
    Fact {
        /// 担当ケアマネジャー
        CareManager = "care_manager",
        /// 要介護認定
        CareLevel = "care_level",
        /// 入院日の年齢
        Age = "age",
        /// 特定疾病 (介護保険法施行令 第2条)
        SpecifiedDisease = "specified_disease",
        /// 入院前の居場所
        CameFrom = "came_from",
        /// 退院先
        Destination = "destination",
        /// 転院
        Transfer = "transfer",
        /// 病院の名称
        HospitalName = "hospital_name",
        /// 病棟の名称
        WardName = "ward_name",
        /// 病棟の種類
        Ward = "ward",
        /// 予定入院・緊急入院
        Admission = "admission",
        /// 入院日数
        StayDays = "stay_days",
        /// 退院日が決まってから退院までの日数
        NoticeDays = "notice_days",
        /// 検査・クリニカルパスの入院
        ClinicalPath = "clinical_path",
        /// 退院後の支援の変更・連携の必要
        SupportChanges = "support_changes",
        /// レスパイト入院
        Respite = "respite",
        /// 退院困難な要因
        Screening = "screening",
        /// 予後
        Prognosis = "prognosis",
        /// 医療機関の判断
        Judgement = "judgement",
        /// 必要な支援
        Need = "need",
    }
}

/// What the answer to a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// One of these words, or for [`Fact::Need`] several; at most 64, for they are kept as the bits of one number.
    Words(&'static [&'static str]),
    /// A whole number.
    Number,
    /// A name, as it is recorded.
    Name,
}

const YES_NO: &[&str] = &["yes", "no"];

impl Fact {
    /// What the answer to it is.
    pub const fn kind(self) -> FactKind {
        match self {
            Self::Age | Self::StayDays | Self::NoticeDays => FactKind::Number,
            Self::HospitalName | Self::WardName => FactKind::Name,
            Self::CareManager => FactKind::Words(&["assigned", "none"]),
            Self::CareLevel => FactKind::Words(&["not_applied", "pending", "support", "care"]),
            Self::Destination => FactKind::Words(&["undecided", "home", "facility", "outside_network"]),
            Self::SpecifiedDisease | Self::Transfer | Self::ClinicalPath | Self::SupportChanges => {
                FactKind::Words(YES_NO)
            }
            Self::CameFrom => FactKind::Words(CameFrom::CODES),
            Self::Ward => FactKind::Words(WardClass::CODES),
            Self::Admission => FactKind::Words(AdmissionKind::CODES),
            Self::Respite => FactKind::Words(Respite::CODES),
            Self::Screening => FactKind::Words(ScreeningResult::CODES),
            Self::Prognosis => FactKind::Words(Prognosis::CODES),
            Self::Judgement => FactKind::Words(Judgement::CODES),
            Self::Need => FactKind::Words(Need::CODES),
        }
    }

    /// Which of its words this is.
    pub fn word(self, word: &str) -> Option<u8> {
        match self.kind() {
            FactKind::Words(words) => (0..).zip(words).find_map(|(at, one)| (*one == word).then_some(at)),
            FactKind::Number | FactKind::Name => None,
        }
    }
}

/// What is known of one fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// Nobody has recorded it.
    #[default]
    Unknown,
    /// These words of the fact, as bits.
    Words(u64),
    /// This number.
    Number(i64),
}

impl Value {
    /// The words it says, in the order of the vocabulary.
    pub fn words(self, fact: Fact) -> Vec<&'static str> {
        match (self, fact.kind()) {
            (Self::Words(bits), FactKind::Words(words)) => {
                (0..).zip(words).filter(|(at, _)| bits >> *at & 1 == 1).map(|(_, word)| *word).collect()
            }
            _ => vec![],
        }
    }
}

/// What is known of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    values: [Value; Fact::ALL.len()],
    names: Vec<(Fact, String)>,
}

/// What is asked of the records beside the case itself.
#[derive(Clone, Copy, Debug)]
pub struct Background<'a> {
    /// The hospital's name.
    pub hospital_name: &'a str,
    /// The patient's day of birth.
    pub born_on: Date,
    /// The patient's standing in long-term care insurance.
    pub care_insurance: CareInsurance,
    /// Whether a care manager is in the team.
    pub has_care_manager: bool,
}

impl Facts {
    /// What is known of a case.
    pub fn of(case: &DischargeCase, background: Background<'_>) -> Self {
        let Background { hospital_name, born_on, care_insurance, has_care_manager } = background;
        let about = &case.circumstances;
        let leaves_on = case.left_on().or(case.expected_discharge_on);
        let days_from = |from: Date, until: Date| (until - from).whole_days();
        let manager = if has_care_manager { Some(true) } else { about.has_care_manager };
        let mut facts = Self::default();
        facts.say(Fact::CareManager, manager.map(|is_there| if is_there { "assigned" } else { "none" }));
        facts.say(Fact::CareLevel, care_level(care_insurance));
        facts.count(Fact::Age, Some(i64::from(age(born_on, case.admitted_on))));
        facts.say(Fact::SpecifiedDisease, about.has_specified_disease.map(yes_or_no));
        facts.say(Fact::CameFrom, about.came_from.map(CameFrom::code));
        facts.say(Fact::Destination, Some(case.destination.code()));
        let is_transferred = matches!(case.state, CaseState::Transferred { .. });
        facts.say(Fact::Transfer, Some(yes_or_no(is_transferred || about.is_to_be_transferred)));
        facts.name(Fact::HospitalName, hospital_name);
        facts.name(Fact::WardName, case.ward.as_str());
        facts.say(Fact::Ward, Some(case.ward_class.code()));
        facts.say(Fact::Admission, about.admission.map(AdmissionKind::code));
        facts.count(Fact::StayDays, leaves_on.map(|day| days_from(case.admitted_on, day) + 1));
        let fixed = about.discharge_fixed_on.zip(leaves_on);
        facts.count(Fact::NoticeDays, fixed.map(|(fixed_on, day)| days_from(fixed_on, day)));
        facts.say(Fact::ClinicalPath, about.is_on_clinical_path.map(yes_or_no));
        facts.say(Fact::SupportChanges, about.support_changes.map(yes_or_no));
        facts.say(Fact::Respite, about.respite.map(Respite::code));
        facts.say(Fact::Screening, about.screening.as_ref().map(|screening| screening.result.code()));
        facts.say(Fact::Prognosis, about.prognosis.map(Prognosis::code));
        facts.say(Fact::Judgement, about.judgement.as_ref().map(|judged| judged.judgement.code()));
        for need in case.needs.iter() {
            facts.say(Fact::Need, Some(need.code()));
        }
        facts
    }

    /// What is known of one fact.
    pub const fn value(&self, fact: Fact) -> Value {
        self.values[fact as usize]
    }

    /// The name that is recorded.
    pub fn named(&self, fact: Fact) -> Option<&str> {
        self.names.iter().find_map(|(named, name)| (*named == fact).then_some(name.as_str()))
    }

    /// States a name.
    pub fn name(&mut self, fact: Fact, name: &str) {
        if fact.kind() == FactKind::Name {
            self.names.retain(|(named, _)| *named != fact);
            self.names.push((fact, name.to_owned()));
        }
    }

    /// States that a fact has one of its words, besides those it has.
    ///
    /// A word that is none of the fact's is not stated.
    pub fn say(&mut self, fact: Fact, word: Option<&str>) {
        if let Some(at) = word.and_then(|word| fact.word(word)) {
            let before = match self.value(fact) {
                Value::Words(bits) => bits,
                _ => 0,
            };
            self.values[fact as usize] = Value::Words(before | 1 << at);
        }
    }

    /// States a number.
    pub fn count(&mut self, fact: Fact, number: Option<i64>) {
        if let (Some(number), FactKind::Number) = (number, fact.kind()) {
            self.values[fact as usize] = Value::Number(number);
        }
    }

    /// These facts and no other.
    #[must_use]
    pub fn only(&self, kept: &[Fact]) -> Self {
        let mut facts = Self::default();
        for fact in kept {
            facts.values[*fact as usize] = self.value(*fact);
        }
        facts.names = self.names.iter().filter(|(fact, _)| kept.contains(fact)).cloned().collect();
        facts
    }
}

const fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

const fn care_level(insurance: CareInsurance) -> Option<&'static str> {
    match insurance {
        CareInsurance::Unknown => None,
        CareInsurance::NotApplied => Some("not_applied"),
        CareInsurance::Pending { .. } => Some("pending"),
        CareInsurance::Certified { level: CareLevel::Support1 | CareLevel::Support2, .. } => Some("support"),
        CareInsurance::Certified { .. } => Some("care"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_every_fact_is_found_again() {
        for fact in Fact::ALL {
            if let FactKind::Words(words) = fact.kind() {
                for word in words {
                    let mut facts = Facts::default();
                    facts.say(*fact, Some(word));
                    assert_eq!(facts.value(*fact).words(*fact), [*word]);
                }
            }
        }
    }

    #[test]
    fn a_word_that_is_none_of_the_facts_own_is_not_stated() {
        let mut facts = Facts::default();
        facts.say(Fact::CareManager, Some("maybe"));
        facts.say(Fact::Age, Some("old"));
        facts.count(Fact::CareManager, Some(1));
        assert_eq!(facts, Facts::default());
    }
}
