//! Why a case's rules ask what they ask.

use async_graphql::{Context, Enum, Result, SimpleObject};
use domain::rule::{FactKind, Facts, Truth, differences};

use crate::{
    caller::caller,
    milestone::{MilestoneAction, MilestoneOwner, clock},
    rule::{Anchor, RuleDifference, RulePack},
    scalar::{Date, DateTime},
    vocabulary::vocabulary,
};

vocabulary! {
    /// Why a step moved.
    MoveCause = domain::milestone::MoveCause {
        /// The expected discharge or its destination changed.
        DischargeExpected,
        /// Circumstances were recorded.
        Circumstances,
        /// Needs were stated.
        Needs,
        /// Somebody joined or left the care team.
        Team,
        /// The patient left.
        Departure,
        /// The patient's record was corrected.
        Patient,
        /// A newer version of the rules was taken.
        Version,
    }
}

vocabulary! {
    /// One thing a rule may ask about a case.
    RuleFact = domain::rule::Fact {
        /// Whether there is a care manager (担当ケアマネジャー): `assigned`, `none`.
        CareManager,
        /// Standing in care insurance (要介護認定): `not_applied`, `pending`, `support`, `care`.
        CareLevel,
        /// Age on the day of admission, in years.
        Age,
        /// One of the sixteen specified diseases (特定疾病): `yes`, `no`.
        SpecifiedDisease,
        /// Where the patient lived before: `home`, `facility`, `hospital`.
        CameFrom,
        /// Where the patient goes: `undecided`, `home`, `facility`, `outside_network`.
        Destination,
        /// Whether the patient goes to another hospital: `yes`, `no`.
        Transfer,
        /// The hospital's name.
        HospitalName,
        /// The ward's name.
        WardName,
        /// The ward's class.
        Ward,
        /// Whether the admission was `planned` or an `emergency`.
        Admission,
        /// Days of the stay, the first and the last counted.
        StayDays,
        /// Days from fixing the day of discharge to the discharge.
        NoticeDays,
        /// Whether the stay is for tests, or follows a clinical path: `yes`, `no`.
        ClinicalPath,
        /// Whether support after discharge changes, or has to be coordinated: `yes`, `no`.
        SupportChanges,
        /// Whether the stay is a respite: `no`, `first`, `regular`.
        Respite,
        /// What the screening came to: `positive`, `negative`.
        Screening,
        /// How long the patient is expected to live: `short`, `longer`.
        Prognosis,
        /// What the clinicians judge: `needed`, `not_needed`.
        Judgement,
        /// What the patient needs at home; several.
        Need,
    }
}

/// Whether a condition holds.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Truth")]
pub enum Holds {
    /// It does not.
    No,
    /// What is recorded does not tell.
    Unknown,
    /// It does.
    Yes,
}

/// The rules of a case, what they ask and why.
#[derive(SimpleObject)]
pub struct CaseRules {
    /// Every step of every pack, those not asked for among them.
    steps: Vec<RuleStep>,
    /// Newer versions of packs the case follows.
    offered: Vec<OfferedRules>,
    /// Why steps moved, the latest first.
    moves: Vec<MilestoneMove>,
}

/// One step of a pack for one case.
#[derive(SimpleObject)]
pub struct RuleStep {
    /// The key of the pack.
    pack: String,
    /// Its version.
    pack_version: u32,
    /// The key of the step within the pack.
    rule: String,
    /// What is to be done.
    action: MilestoneAction,
    /// Who has to do it.
    owner: MilestoneOwner,
    /// Whether it is asked of the case: as long as nothing recorded speaks against it.
    is_asked: bool,
    /// Whether the case is one it is for.
    applies: Holds,
    /// The facts that make it so; of an open question those that are not recorded.
    because: Vec<StatedFact>,
    /// The title of the exemption that spares the case the step.
    exempted_by: Option<String>,
    /// The day from which the limit counts.
    anchor: Anchor,
    /// That day, once it is known.
    anchor_on: Option<Date>,
    /// The last day for it.
    due_on: Option<Date>,
    /// The last time on that day, where hours are counted.
    due_at: Option<String>,
    /// The very last day, where the rule states two.
    latest_on: Option<Date>,
    /// The limit in the words of the rule.
    words: Option<String>,
    /// The keys of the steps that come first.
    after: Vec<String>,
}

/// What is known of one fact.
#[derive(SimpleObject)]
pub struct StatedFact {
    /// The fact.
    fact: RuleFact,
    /// What is recorded, word by word, number or name; empty while nothing is.
    values: Vec<String>,
}

/// A newer version of a pack that the case follows.
#[derive(SimpleObject)]
pub struct OfferedRules {
    /// The newer version; name it in `takeRules`.
    rule_pack: RulePack,
    /// What it says differently from the one the case follows.
    differences: Vec<RuleDifference>,
}

/// That a step moved, or came or went, and why.
#[derive(SimpleObject)]
pub struct MilestoneMove {
    /// What the step asks for.
    action: Option<MilestoneAction>,
    /// Why.
    cause: MoveCause,
    /// The day it was due on.
    due_from: Option<Date>,
    /// The day it is due on from then on.
    due_to: Option<Date>,
    /// Whether it had been asked for.
    was_asked: bool,
    /// Whether it is asked for from then on.
    is_asked: bool,
    /// When.
    at: DateTime,
    /// The name of who brought it about; null for the system.
    by: Option<String>,
}

pub(crate) async fn case_rules(
    ctx: &Context<'_>,
    id: domain::Id<domain::discharge_case::DischargeCase>,
) -> Result<CaseRules> {
    let rules = app::case_rules::case_rules(&caller(ctx)?.session(), id).await?;
    let subject = rules.subject();
    let stated =
        |fact: domain::rule::Fact| StatedFact { fact: fact.into(), values: values(&subject.facts, fact) };
    let steps = rules.steps(&subject).into_iter().map(|(version, step)| RuleStep {
        pack: version.pack.key.clone(),
        pack_version: version.pack.version,
        rule: step.rule.key.clone(),
        action: step.rule.action.into(),
        owner: step.rule.owner.into(),
        is_asked: step.is_expected(),
        applies: step.applies.truth.into(),
        because: step.applies.because.iter().copied().map(stated).collect(),
        exempted_by: step.exempted_by.map(|exemption| exemption.title.clone()),
        anchor: step.rule.anchor.into(),
        anchor_on: step.anchor_on.map(Into::into),
        due_on: step.due.map(|due| due.on.into()),
        due_at: step.due.and_then(|due| due.at).map(clock),
        latest_on: step.latest.map(|due| due.on.into()),
        words: step.rule.words.clone(),
        after: step.after.to_vec(),
    });
    let followed = |id| rules.packs.iter().find(|version| version.id == id);
    let offered = rules.offered.iter().map(|(old, new)| OfferedRules {
        rule_pack: new.clone().into(),
        differences: followed(*old)
            .map(|old| differences(&old.pack, &new.pack).into_iter().map(Into::into).collect())
            .unwrap_or_default(),
    });
    let action = |id| rules.milestones.iter().find(|milestone| milestone.id == id).map(|m| m.action.into());
    let moves = rules.moves.iter().map(|one| {
        let domain::milestone::MilestoneMove {
            id: _,
            case: _,
            milestone,
            cause,
            due_from,
            due_to,
            was_asked,
            is_asked,
            at,
            by,
        } = one;
        MilestoneMove {
            action: action(*milestone),
            cause: (*cause).into(),
            due_from: due_from.map(Into::into),
            due_to: due_to.map(Into::into),
            was_asked: *was_asked,
            is_asked: *is_asked,
            at: (*at).into(),
            by: by.and_then(|by| rules.people.get(&by)).map(|person| person.name.to_string()),
        }
    });
    Ok(CaseRules { steps: steps.collect(), offered: offered.collect(), moves: moves.collect() })
}

fn values(facts: &Facts, fact: domain::rule::Fact) -> Vec<String> {
    match (fact.kind(), facts.value(fact)) {
        (FactKind::Name, _) => facts.named(fact).map(str::to_owned).into_iter().collect(),
        (FactKind::Number, domain::rule::Value::Number(number)) => vec![number.to_string()],
        (_, value) => value.words(fact).into_iter().map(str::to_owned).collect(),
    }
}
