//! Milestones: the steps a case's rules ask for, and the clock they make.

use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use domain::{Id, milestone::MilestoneState as State};

use crate::{
    caller::caller,
    ids,
    loader::{RulesById, get},
    person::{Person, person},
    rule::RulePack,
    scalar::{Date, DateTime},
    vocabulary::vocabulary,
};

vocabulary! {
    /// What a step asks for.
    MilestoneAction = domain::rule::MilestoneAction {
        /// Look for what will make discharge difficult (スクリーニング).
        Screen,
        /// Talk with patient and family (患者・家族との面談).
        Interview,
        /// Conference within the hospital (院内カンファレンス).
        InternalConference,
        /// Tell of the admission (入院の連絡).
        NotifyAdmission,
        /// Send what is known of life at home to the hospital (入院時情報の提供).
        SendAdmissionInformation,
        /// Tell that discharge support begins (退院支援開始の連絡).
        NotifyDischargeSupport,
        /// Discharge conference (退院時カンファレンス).
        DischargeConference,
        /// Hand over information at discharge (退院時情報の提供).
        SendDischargeInformation,
        /// Send the care plan back (ケアプランの返送).
        ReturnCarePlan,
        /// Begin the discharge support plan (退院支援計画の着手).
        StartPlan,
        /// Find out who the care manager is (担当ケアマネジャーの確認).
        IdentifyCareManager,
        /// Share information during the stay (入院中の情報共有).
        ShareInformation,
        /// Meet to begin discharge coordination (退院調整の開始面談).
        MeetForDischarge,
        /// Decide whether to hold a conference (会議を開くかの判断).
        DecideConference,
        /// Support the application for care insurance (要介護認定の申請の支援).
        SupportApplication,
        /// Tell who the care manager is (担当ケアマネジャーの連絡).
        NameCareManager,
        /// Tell of a transfer (転院の連絡).
        NotifyTransfer,
        /// Tell the receiving hospital who the care manager is (転院先への連絡).
        TellReceivingHospital,
    }
}

vocabulary! {
    /// Who has to see to a step.
    MilestoneOwner = domain::rule::MilestoneOwner {
        /// The discharge-support department (入退院支援部門).
        DischargeSupport,
        /// The ward (病棟).
        Ward,
        /// The care manager (ケアマネジャー).
        CareManager,
        /// The community general support centre (地域包括支援センター).
        CommunityCentre,
        /// The hub (拠点).
        Hub,
    }
}

vocabulary! {
    /// How binding a limit is.
    Strength = domain::rule::Strength {
        /// A condition of a fee (診療報酬の要件).
        Fee,
        /// A standard (標準).
        Standard,
        /// A guide (目安).
        Guide,
    }
}

vocabulary! {
    /// Whether the words of a primary text stand behind a limit.
    Certainty = domain::rule::Certainty {
        /// Read in the cited text.
        Confirmed,
        /// Configurable; no primary text settles it.
        Unverified,
    }
}

/// A step that the rules of a case ask for.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Milestone {
    /// The identifier.
    id: ID,
    #[graphql(skip)]
    record: domain::milestone::Milestone,
    /// Which step of its rule pack.
    rule: String,
    /// What is to be done.
    action: MilestoneAction,
    /// Who has to do it.
    owner: MilestoneOwner,
    /// The last day to do it on; null while the day from which it counts is not known, and where the rule states none.
    due_on: Option<Date>,
    /// The last time on that day, such as `15:30`, where the rule counts hours.
    due_at: Option<String>,
    /// The very last day, where the rule states two.
    latest_on: Option<Date>,
    /// How binding it is.
    strength: Strength,
    /// Where it is stated.
    source: String,
    /// Whether a primary text settles it.
    certainty: Certainty,
    /// How far it has come.
    state: MilestoneState,
    /// The day it was done on.
    done_on: Option<Date>,
    /// Why it is not to be done in this case.
    waived_because: Option<String>,
    /// When it was settled.
    settled_at: Option<DateTime>,
    #[graphql(skip)]
    settled_by: Option<Id<domain::person::Person>>,
    /// Rises with every change; state it as `expectedVersion` to settle the step.
    version: i32,
}

#[ComplexObject]
impl Milestone {
    /// Where it stands today.
    async fn standing(&self, ctx: &Context<'_>) -> Result<Standing> {
        use domain::milestone::Standing as On;
        let caller = caller(ctx)?;
        let on = self.record.standing(caller.today());
        let (kind, days) = match on {
            On::Overdue { days } => (StandingKind::Overdue, Some(-days)),
            On::DueToday => (StandingKind::DueToday, Some(0)),
            On::Upcoming { days } => (StandingKind::Upcoming, Some(days)),
            On::Undated => (StandingKind::Undated, None),
            On::Settled => (StandingKind::Settled, None),
        };
        let days_left = days.and_then(|days| i32::try_from(days).ok());
        Ok(Standing { kind, days_left, text: caller.wording.standing(on) })
    }

    /// Who settled it.
    async fn settled_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.settled_by {
            Some(by) => person(ctx, by).await.map(Some),
            None => Ok(None),
        }
    }

    /// The published rules that ask for it.
    async fn rule_pack(&self, ctx: &Context<'_>) -> Result<RulePack> {
        Ok(get(ctx, RulesById(self.record.pack)).await?.into())
    }
}

impl Milestone {
    /// Whether it has come so far and no further.
    pub(crate) fn is(&self, state: MilestoneState) -> bool {
        self.state == state
    }
}

impl From<domain::milestone::Milestone> for Milestone {
    fn from(milestone: domain::milestone::Milestone) -> Self {
        let record = milestone.clone();
        let domain::milestone::Milestone {
            id,
            case: _,
            pack: _,
            rule,
            action,
            owner,
            due_on,
            due_at,
            latest_on,
            strength,
            source,
            certainty,
            state,
            version,
        } = milestone;
        let (state, done_on, waived_because, settled) = match state {
            State::Pending => (MilestoneState::Pending, None, None, None),
            State::Done { on, by, at } => (MilestoneState::Done, Some(on.into()), None, Some((by, at))),
            State::Waived { reason, by, at } => {
                (MilestoneState::Waived, None, Some(reason.into()), Some((by, at)))
            }
            State::NotAsked => (MilestoneState::NotAsked, None, None, None),
        };
        Self {
            id: ids::write(id),
            record,
            rule,
            action: action.into(),
            owner: owner.into(),
            due_on: due_on.map(Into::into),
            due_at: due_at.map(clock),
            latest_on: latest_on.map(Into::into),
            strength: strength.into(),
            source,
            certainty: certainty.into(),
            state,
            done_on,
            waived_because,
            settled_at: settled.map(|(_, at)| at.into()),
            settled_by: settled.map(|(by, _)| by),
            version,
        }
    }
}

/// How far a milestone has come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MilestoneState {
    /// To be done.
    Pending,
    /// Done.
    Done,
    /// Not to be done in this case.
    Waived,
    /// The rules do not ask for it as things stand.
    NotAsked,
}

/// A time of day as `15:30`.
pub(crate) fn clock(at: time::Time) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// Where a milestone stands today.
#[derive(SimpleObject, Clone)]
pub struct Standing {
    /// Where.
    kind: StandingKind,
    /// Days until it is due; negative once overdue; null when undated or settled.
    days_left: Option<i32>,
    /// The same for people, in the language of Accept-Language.
    text: String,
}

/// Where a milestone stands on a day.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingKind {
    /// Its day has passed.
    Overdue,
    /// Its last day is today.
    DueToday,
    /// It is due in the coming days.
    Upcoming,
    /// The day from which it counts is not known yet.
    Undated,
    /// Done, waived, or not asked for.
    Settled,
}
