//! Rule packs: a region's discharge rules as data, each step with owner, day limit and source.

use std::collections::BTreeMap;

use ::time::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Id,
    calendar::{Closings, Counting, Offset, Roll, due_on},
    discharge_case::{DischargeCase, WardClass},
    vocabulary::vocabulary,
};

/// Marks the identifier of one published, unchangeable version of a pack.
#[derive(Clone, Debug, PartialEq)]
pub struct RulePackVersion {
    /// The identifier.
    pub id: Id<Self>,
    /// What it says.
    pub pack: RulePack,
}

/// A rule pack as its file states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulePack {
    /// Names the pack across versions.
    pub key: String,
    /// Rises with each publication.
    pub version: u32,
    /// Title.
    pub title: String,
    /// Who issued the rule.
    pub issuing_body: String,
    /// Where the rule's text is found.
    pub source: String,
    /// What the pack leaves open or could not confirm, in words shown beside it.
    #[serde(default)]
    pub note: Option<String>,
    /// First day in force.
    pub in_force_from: Date,
    /// Last day in force.
    #[serde(default)]
    pub in_force_until: Option<Date>,
    /// Municipality codes it holds for; empty means everywhere.
    #[serde(default)]
    pub municipalities: Vec<String>,
    /// Its steps.
    pub milestones: Vec<MilestoneRule>,
}

/// One step of a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MilestoneRule {
    /// Names the step within the pack.
    pub key: String,
    /// What is to be done.
    pub action: MilestoneAction,
    /// Who has to do it.
    pub owner: MilestoneOwner,
    /// The day from which the limit counts.
    pub anchor: Anchor,
    /// How far from the anchor.
    pub offset: Offset,
    /// Whether the anchor is day 1.
    pub counting: Counting,
    /// What happens at closed days.
    #[serde(default)]
    pub roll: Roll,
    /// Other limits for other classes of ward.
    #[serde(default)]
    pub offset_by_ward: BTreeMap<WardClass, Offset>,
    /// How binding the limit is.
    pub strength: Strength,
    /// Where the limit is stated.
    pub source: String,
    /// Whether the limit, or the way it is counted, has not been confirmed in a primary text.
    #[serde(default)]
    pub certainty: Certainty,
}

vocabulary! {
    /// What a step asks for.
    MilestoneAction {
        /// 退院困難な要因の抽出 (スクリーニング)
        Screen = "screen",
        /// 患者・家族との面談
        Interview = "interview",
        /// 院内カンファレンス
        InternalConference = "internal_conference",
        /// 入院の連絡
        NotifyAdmission = "notify_admission",
        /// 入院時情報の提供
        SendAdmissionInformation = "send_admission_information",
        /// 退院支援開始の連絡
        NotifyDischargeSupport = "notify_discharge_support",
        /// 退院時カンファレンス
        DischargeConference = "discharge_conference",
        /// 退院時情報の提供
        SendDischargeInformation = "send_discharge_information",
        /// ケアプランの返送
        ReturnCarePlan = "return_care_plan",
    }
}

vocabulary! {
    /// Who has to see to a step.
    MilestoneOwner {
        /// 入退院支援部門
        DischargeSupport = "discharge_support",
        /// 病棟
        Ward = "ward",
        /// ケアマネジャー
        CareManager = "care_manager",
        /// 拠点
        Hub = "hub",
    }
}

vocabulary! {
    /// The day from which a limit counts.
    Anchor {
        /// 入院
        Admission = "admission",
        /// 退院予定
        Discharge = "discharge",
    }
}

vocabulary! {
    /// How binding a limit is.
    Strength {
        /// 診療報酬の要件
        Fee = "fee",
        /// 標準
        Standard = "standard",
        /// 目安
        Guide = "guide",
    }
}

vocabulary! {
    /// Whether the words of a primary text stand behind a limit.
    #[derive(Default)]
    Certainty {
        /// Read in the cited text.
        #[default]
        Confirmed = "confirmed",
        /// Configurable; no primary text settles it.
        Unverified = "unverified",
    }
}

/// A step of a pack with the day it is due on, for one case.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation<'a> {
    /// The step.
    pub rule: &'a MilestoneRule,
    /// The last day to do it on; `None` while the anchor day is not known.
    pub due_on: Option<Date>,
}

/// Of each pack the newest version that is in force on `day` where one of `municipalities` is.
pub fn in_force<'v>(
    versions: &'v [RulePackVersion],
    day: Date,
    municipalities: &[&str],
) -> Vec<&'v RulePackVersion> {
    let mut packs: Vec<_> =
        versions.iter().filter(|version| version.pack.applies(day, municipalities)).collect();
    packs.sort_by(|a, b| a.pack.key.cmp(&b.pack.key).then(b.pack.version.cmp(&a.pack.version)));
    packs.dedup_by(|later, earlier| later.pack.key == earlier.pack.key);
    packs
}

impl RulePack {
    /// Whether the pack holds for an admission on `day` into a hospital in, or of a patient from,
    /// one of `municipalities`.
    pub fn applies(&self, day: Date, municipalities: &[&str]) -> bool {
        let in_force = self.in_force_from <= day && self.in_force_until.is_none_or(|until| day <= until);
        let in_area = self.municipalities.is_empty()
            || self.municipalities.iter().any(|code| municipalities.contains(&code.as_str()));
        in_force && in_area
    }

    /// What the pack expects of `case`, in the order of the file. `office` tells the hospital's closed days.
    pub fn expectations(&self, case: &DischargeCase, office: &Closings) -> Vec<Expectation<'_>> {
        self.milestones
            .iter()
            .map(|rule| {
                let anchor = match rule.anchor {
                    Anchor::Admission => Some(case.admitted_on),
                    Anchor::Discharge => case.expected_discharge_on,
                };
                let offset = rule.offset_by_ward.get(&case.ward_class).copied().unwrap_or(rule.offset);
                let due_on = anchor.map(|day| due_on(day, offset, rule.counting, rule.roll, office));
                Expectation { rule, due_on }
            })
            .collect()
    }
}
