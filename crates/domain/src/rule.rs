//! Rule packs: a region's discharge rules as data, each step with owner, day limit and source.

mod clock;
mod condition;
mod difference;
mod fact;
mod fault;
mod overlay;
mod publication;
mod trial;

use ::time::Date;
use serde::{Deserialize, Serialize};

pub use self::{
    clock::{Due, NIGHT, Office, Offices, Step, Subject},
    condition::{Condition, ConditionFault, ConditionFaultKind, DEEPEST, Finding, Truth},
    difference::{Change, Difference, Part, differences},
    fact::{Background, Fact, FactKind, Facts, Value},
    fault::{Meant, PackFault, PackFaultKind, Wanted},
    publication::{Caution, Publication},
    trial::{RuleTrial, StepTrial, Tried, TriedOn},
};
use crate::{
    Id, Timestamp,
    calendar::{Counting, Offset, Roll},
    discharge_case::DischargeCase,
    event::Event,
    organization::Organization,
    person::Person,
    refusal::refusals,
    text::MunicipalityCode,
    vocabulary::vocabulary,
};

/// Marks the identifier of one published, unchangeable version of a pack.
#[derive(Clone, Debug, PartialEq)]
pub struct RulePackVersion {
    /// The identifier.
    pub id: Id<Self>,
    /// What it says.
    pub pack: RulePack,
    /// The file it was published from, letter for letter, where that is kept.
    pub file: Option<String>,
    /// Who published it; `None` where it came by the command line or with the program.
    pub published_by: Option<Id<Organization>>,
    /// The last day in force as whoever published it has set it since, where that was done.
    pub ends_on: Option<Date>,
}

/// Who publishes rules for an area; whoever runs the system publishes for any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// The organization.
    pub organization: Id<Organization>,
    /// The municipalities it speaks for.
    pub area: Vec<MunicipalityCode>,
}

/// A rule pack as its file states it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// First day in force; a pack without one is a draft, in force nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_from: Option<Date>,
    /// Last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_until: Option<Date>,
    /// Municipality codes it holds for; empty means everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub municipalities: Vec<String>,
    /// Whom it follows across regions; empty means by either side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follows: Vec<Side>,
    /// The pack it is laid over, with what it leaves out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlay: Option<Overlay>,
    /// Ways through the rule, each for some of the cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<Track>,
    /// Cases of which it asks nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exemptions: Vec<Exemption>,
    /// By what a case that needs coordination is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Criterion>,
    /// Forms that change hands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Form>,
    /// When a form need not be used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// What the region has measured, and published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<PublishedMeasure>,
    /// Its steps.
    #[serde(default)]
    pub milestones: Vec<MilestoneRule>,
}

/// What a pack changes of another one besides what it states itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// The key of the pack below.
    pub over: String,
    /// The steps of it that do not hold here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<LeftOutStep>,
}

/// A step of the pack below that does not hold here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOutStep {
    /// Its key.
    pub milestone: String,
    /// Why.
    pub reason: String,
}

/// A way through a rule, for the cases that meet its condition. A case may be on several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// Names the track within the pack.
    pub key: String,
    /// Title.
    pub title: String,
    /// For which cases.
    pub when: Condition,
}

/// Cases of which a pack asks nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// Names the exemption within the pack.
    pub key: String,
    /// Title.
    pub title: String,
    /// Which cases.
    pub when: Condition,
    /// The steps it is about; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub milestones: Vec<String>,
    /// Where it is stated.
    pub source: String,
    /// Whether a primary text settles it.
    #[serde(default)]
    pub certainty: Certainty,
}

/// By what a case that needs coordination is known; one is enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Names the criterion within the pack.
    pub key: String,
    /// In the words of the rule.
    pub title: String,
    /// Where it is stated.
    pub source: String,
}

/// A form that changes hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Names the form within the pack.
    pub key: String,
    /// Title.
    pub title: String,
    /// Who fills it in.
    pub from: MilestoneOwner,
    /// Who receives it.
    pub to: MilestoneOwner,
}

/// When a form need not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Names the waiver within the pack.
    pub key: String,
    /// In the words of the rule.
    pub title: String,
    /// The forms it is about; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<String>,
    /// Where it is stated.
    pub source: String,
}

/// What a region has measured, and published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedMeasure {
    /// Names the measure within the pack.
    pub key: String,
    /// What was measured, and of whom.
    pub title: String,
    /// Per cent.
    pub percent: f64,
    /// The month of the survey, such as `2024-07`.
    pub month: String,
    /// Where it is published.
    pub source: String,
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
    /// The tracks it is a step of; empty means every case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<String>,
    /// For which cases besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The day from which the limit counts.
    pub anchor: Anchor,
    /// How far from the anchor; `None` where the rule states no day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<Offset>,
    /// How far at the very latest, where the rule states two limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Offset>,
    /// Whether the anchor is day 1.
    #[serde(default)]
    pub counting: Counting,
    /// What happens at closed days of the owner's office.
    #[serde(default)]
    pub roll: Roll,
    /// Other limits for some cases; the first that holds is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<OtherLimit>,
    /// The steps that come first. In a short prognosis all go on at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// How binding the limit is.
    pub strength: Strength,
    /// The form that changes hands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// The limit in the words of the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Where the limit is stated.
    pub source: String,
    /// Whether the limit, or the way it is counted, has not been confirmed in a primary text.
    #[serde(default)]
    pub certainty: Certainty,
}

/// Another limit of a step for the cases that meet a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherLimit {
    /// For which cases.
    pub when: Condition,
    /// How far from the anchor.
    pub offset: Offset,
    /// How far at the very latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Offset>,
}

vocabulary! {
    /// By whose place a pack is followed.
    Side {
        /// 病院の所在地
        Hospital = "hospital",
        /// 患者の住所地
        Home = "home",
    }
}

/// That the open cases of an organization are to follow a newer version of a pack, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleUptake {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose cases.
    pub organization: Id<Organization>,
    /// The version to follow.
    pub rules: Id<RulePackVersion>,
    /// When this was asked for.
    pub asked_at: Timestamp,
    /// Who asked for it.
    pub asked_by: Id<Person>,
    /// How many cases have taken it so far.
    pub taken: u32,
    /// The last case that was come to.
    pub reached: Option<Id<DischargeCase>>,
    /// When the last of them had.
    pub finished_at: Option<Timestamp>,
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
        /// 退院支援計画の着手
        StartPlan = "start_plan",
        /// 担当ケアマネジャーの確認
        IdentifyCareManager = "identify_care_manager",
        /// 入院中の情報共有
        ShareInformation = "share_information",
        /// 退院調整の開始面談
        MeetForDischarge = "meet_for_discharge",
        /// カンファレンスを開くかの判断
        DecideConference = "decide_conference",
        /// 要介護認定の申請の支援
        SupportApplication = "support_application",
        /// 担当ケアマネジャーの連絡
        NameCareManager = "name_care_manager",
        /// 転院の連絡
        NotifyTransfer = "notify_transfer",
        /// 転院先への担当ケアマネジャーの連絡
        TellReceivingHospital = "tell_receiving_hospital",
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
        /// 地域包括支援センター
        CommunityCentre = "community_centre",
        /// 拠点
        Hub = "hub",
    }
}

vocabulary! {
    /// The day from which a limit counts.
    Anchor {
        /// 入院の決定
        AdmissionDecided = "admission_decided",
        /// 入院
        Admission = "admission",
        /// 退院困難な要因の抽出
        ScreeningPositive = "screening_positive",
        /// 退院の見通し
        ProspectKnown = "prospect_known",
        /// 退院日の決定
        DischargeFixed = "discharge_fixed",
        /// 退院予定
        Discharge = "discharge",
        /// 転院
        Transfer = "transfer",
        /// 死亡
        Death = "death",
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

/// Where a published version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleStanding {
    /// Its first day is to come.
    ToCome,
    /// New cases follow it.
    InForce,
    /// Its last day is over, or a later version is in force.
    Over,
}

/// Of each pack the newest version that is in force on `day` for a hospital and a home in these municipalities.
pub fn in_force<'v>(
    versions: &'v [RulePackVersion],
    day: Date,
    hospital: Option<&str>,
    home: Option<&str>,
) -> Vec<&'v RulePackVersion> {
    let mut packs: Vec<_> = versions.iter().filter(|version| version.applies(day, hospital, home)).collect();
    packs.sort_by(|a, b| a.pack.key.cmp(&b.pack.key).then(b.pack.version.cmp(&a.pack.version)));
    packs.dedup_by(|later, earlier| later.pack.key == earlier.pack.key);
    packs
}

impl RulePackVersion {
    /// Where the version stands on `day` among all that are published.
    pub fn standing<'v>(&self, day: Date, all: impl IntoIterator<Item = &'v Self>) -> RuleStanding {
        let is_later =
            |other: &&Self| other.pack.key == self.pack.key && other.pack.version > self.pack.version;
        let mut later = all.into_iter().filter(is_later);
        let is_over = self.last_day().is_some_and(|last| last < day);
        if !is_over && self.pack.in_force_from.is_none_or(|from| day < from) {
            RuleStanding::ToCome
        } else if is_over || later.any(|other| other.is_in_force(day)) {
            RuleStanding::Over
        } else {
            RuleStanding::InForce
        }
    }

    /// Its last day in force: as it was published, or as was set since.
    pub fn last_day(&self) -> Option<Date> {
        self.pack.in_force_until.into_iter().chain(self.ends_on).min()
    }

    /// Whether the version holds for an admission on `day` into a hospital in one municipality of a patient from
    /// another.
    pub fn applies(&self, day: Date, hospital: Option<&str>, home: Option<&str>) -> bool {
        self.is_in_force(day) && self.pack.holds_for(hospital, home)
    }

    fn is_in_force(&self, day: Date) -> bool {
        self.pack.is_in_force(day) && self.last_day().is_none_or(|last| day <= last)
    }

    /// The version with another last day in force; what it says stays. Cases keep it that were admitted before.
    ///
    /// # Errors
    /// [`RuleRefusal`] for anybody but who published it, for a day that is past, for one after its own last day, and
    /// where its last day is over.
    pub fn end(
        self,
        by: Id<Organization>,
        today: Date,
        last_day: Date,
    ) -> Result<(Self, Event), RuleRefusal> {
        if self.published_by != Some(by) {
            return Err(RuleRefusal::PublishedByOthers);
        }
        if self.last_day().is_some_and(|last| last < today) {
            return Err(RuleRefusal::EndedAlready);
        }
        if last_day < today {
            return Err(RuleRefusal::EndsInThePast);
        }
        if self.pack.in_force_until.is_some_and(|until| until < last_day) {
            return Err(RuleRefusal::EndsAfterItsOwn);
        }
        let event = Event::RulesEnded { rules: self.id };
        Ok((Self { ends_on: Some(last_day), ..self }, event))
    }
}

impl RulePack {
    /// Whether the pack holds for an admission on `day` into a hospital in one municipality of a patient from
    /// another.
    pub fn applies(&self, day: Date, hospital: Option<&str>, home: Option<&str>) -> bool {
        self.is_in_force(day) && self.holds_for(hospital, home)
    }

    fn is_in_force(&self, day: Date) -> bool {
        self.in_force_from.is_some_and(|from| from <= day)
            && self.in_force_until.is_none_or(|until| day <= until)
    }

    /// Whether the pack is followed, while it is in force, in a hospital in one municipality for a patient from another.
    pub fn holds_for(&self, hospital: Option<&str>, home: Option<&str>) -> bool {
        let follows = |side| self.follows.is_empty() || self.follows.contains(&side);
        let places = [(Side::Hospital, hospital), (Side::Home, home)];
        let mut followed = places.into_iter().filter(|(side, _)| follows(*side)).filter_map(|(_, code)| code);
        self.municipalities.is_empty() || followed.any(|code| self.municipalities.iter().any(|m| m == code))
    }

    /// The exemption that spares a case everything, if one does.
    pub fn exempts(&self, facts: &Facts) -> Option<&Exemption> {
        let whole = |exemption: &&Exemption| exemption.milestones.is_empty();
        self.exemptions.iter().filter(whole).find(|exemption| exemption.when.truth(facts) == Truth::Yes)
    }

    /// The step of this key.
    pub fn milestone(&self, key: &str) -> Option<&MilestoneRule> {
        self.milestones.iter().find(|rule| rule.key == key)
    }
}

refusals! {
    /// Why a pack is not published.
    RuleRefusal {
        /// The organization speaks for no area, or the member may not publish for it.
        NoArea = "RULES_WITHOUT_AREA" on "file",
        /// It does not say from which day it is in force.
        NoFirstDay = "RULES_WITHOUT_FIRST_DAY" on "inForceFrom",
        /// The file has faults; every one of them is told when it is checked.
        Faulty = "RULES_FAULTY" on "file",
        /// It holds beyond the area the organization speaks for, or everywhere.
        NotYourArea = "RULES_NOT_YOUR_AREA" on "municipalities",
        /// Another organization published the pack of this key.
        NotYours = "RULES_NOT_YOURS" on "key",
        /// This version, or a later one, is published already.
        VersionNotNew = "RULES_VERSION_NOT_NEW" on "version",
        /// It has texts of a template that are still to be written.
        Unfilled = "RULES_UNFILLED" on "file",
        /// Another organization, or whoever runs the system, published this version.
        PublishedByOthers = "RULES_PUBLISHED_BY_OTHERS" on "rulePack",
        /// Its last day in force is over.
        EndedAlready = "RULES_ENDED_ALREADY" on "rulePack",
        /// The last day is past: what was in force stays so.
        EndsInThePast = "RULES_END_IN_THE_PAST" on "lastDay",
        /// It was published with an earlier last day.
        EndsAfterItsOwn = "RULES_END_AFTER_THEIR_OWN" on "lastDay",
        /// No open case follows an earlier version of this pack.
        NothingToTake = "RULES_NOTHING_TO_TAKE" on "rulePack",
    }
}
