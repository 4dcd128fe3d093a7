//! Looking at why a case's rules ask what they ask.

use std::collections::HashMap;

use domain::{
    Id,
    access::{Action, Relationship},
    discharge_case::DischargeCase,
    milestone::{Milestone, MilestoneMove},
    patient::Patient,
    person::Person,
    rule::{RulePackVersion, Step, Subject, in_force},
    text::MunicipalityCode,
};
use time::Date;

use crate::{Error, Session, recompute::Surroundings};

/// How many moves are told of a case.
const MOST_MOVES: u64 = 100;

/// A case with the rules it follows.
pub struct CaseRules {
    /// The case.
    pub case: DischargeCase,
    /// How the actor stands to it.
    pub relationship: Relationship,
    /// The versions it follows, by key.
    pub packs: Vec<RulePackVersion>,
    /// For versions it follows that are no longer the newest in force: the newest.
    pub offered: Vec<(Id<RulePackVersion>, RulePackVersion)>,
    /// Its steps, those not asked for among them.
    pub milestones: Vec<Milestone>,
    /// Why its steps moved, the latest first.
    pub moves: Vec<MilestoneMove>,
    /// Who is named in them.
    pub people: HashMap<Id<Person>, Person>,
    surroundings: Surroundings,
}

impl CaseRules {
    /// Whose case it is.
    pub const fn patient(&self) -> &Patient {
        &self.surroundings.patient
    }

    /// The case as rules see it.
    pub fn subject(&self) -> Subject<'_> {
        self.surroundings.subject(&self.case)
    }

    /// Every step of every pack with what makes it so.
    pub fn steps<'a>(&'a self, subject: &Subject<'_>) -> Vec<(&'a RulePackVersion, Step<'a>)> {
        let of =
            |version: &'a RulePackVersion| version.pack.steps(subject).into_iter().map(move |s| (version, s));
        self.packs.iter().flat_map(of).collect()
    }
}

/// A case with the rules it follows, what they ask and why.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn case_rules(session: &Session<'_>, id: Id<DischargeCase>) -> Result<CaseRules, Error> {
    let view = session.read();
    let case = view.cases().find_for(Action::SeeCase, id).await?;
    let surroundings = Surroundings::of(&view, &case).await?;
    let all = view.rules().all().await?;
    let mut packs: Vec<_> = all.iter().filter(|version| case.rules.contains(&version.id)).cloned().collect();
    packs.sort_by(|a, b| a.pack.key.cmp(&b.pack.key));
    let moves = view.milestones().moves(id, MOST_MOVES).await?;
    let named: Vec<_> = moves.iter().filter_map(|one| one.by).collect();
    Ok(CaseRules {
        relationship: view.cases().relationship_to(&case).await?,
        milestones: view.milestones().all_of_case(id).await?,
        people: view.people().find_all(&named).await?,
        offered: offered(&all, &case, &surroundings, session.today()),
        case,
        packs,
        moves,
        surroundings,
    })
}

/// For each version among `all` that an open case follows, the newest that is in force for it by now, where that is a
/// newer one.
pub(crate) fn offered(
    all: &[RulePackVersion],
    case: &DischargeCase,
    surroundings: &Surroundings,
    today: Date,
) -> Vec<(Id<RulePackVersion>, RulePackVersion)> {
    if !case.is_open() {
        return vec![];
    }
    let (hospital, home) = surroundings.municipalities();
    let newest =
        in_force(all, today, hospital.map(MunicipalityCode::as_str), home.map(MunicipalityCode::as_str));
    let newer = |own: &RulePackVersion| {
        let is_newer = |other: &&&RulePackVersion| {
            other.pack.key == own.pack.key && other.pack.version > own.pack.version
        };
        newest.iter().find(is_newer).map(|other| (own.id, (*other).clone()))
    };
    all.iter().filter(|version| case.rules.contains(&version.id)).filter_map(newer).collect()
}
