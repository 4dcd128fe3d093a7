//! What a case's rules come to is computed anew when something they ask about has changed.

use std::collections::HashMap;

use domain::{
    Id,
    care_team::{CareTeam, TeamRole},
    discharge_case::DischargeCase,
    milestone::{Milestone, MilestoneMove, MilestoneState, MoveCause},
    organization::Organization,
    patient::Patient,
    rule::{Background, Facts, Office, Offices, RulePackVersion, Subject},
    text::MunicipalityCode,
};
use store::{Tx, View};

use crate::{Error, Session};

/// What rules ask of the records beside a case.
pub(crate) struct Surroundings {
    hospital: Organization,
    pub(crate) patient: Patient,
    /// The office of the care manager in the team.
    care_manager: Option<Organization>,
}

impl Surroundings {
    /// Those of a case as it is admitted, without a team.
    pub(crate) fn of_admission(hospital: &Organization, patient: &Patient) -> Self {
        Self { hospital: hospital.clone(), patient: patient.clone(), care_manager: None }
    }

    /// Those of a case the actor may already see.
    pub(crate) async fn of(view: &View, case: &DischargeCase) -> Result<Self, Error> {
        let mut found = Self::of_all(view, std::slice::from_ref(case)).await?;
        found.remove(&case.id).ok_or(Error::NotFound)
    }

    /// Those of many cases the actor may already see.
    pub(crate) async fn of_all(
        view: &View,
        cases: &[DischargeCase],
    ) -> Result<HashMap<Id<DischargeCase>, Self>, Error> {
        let ids: Vec<_> = cases.iter().map(|case| case.id).collect();
        let patients: Vec<_> = cases.iter().map(|case| case.patient).collect();
        let patients = view.patients().get(&patients).await?;
        let teams = view.care_teams().of_cases(&ids).await?;
        let office = |case: &DischargeCase| teams.get(&case.id).and_then(care_manager);
        let offices = cases.iter().filter_map(office).chain(cases.iter().map(|case| case.organization));
        let mut offices: Vec<_> = offices.collect();
        offices.sort();
        offices.dedup();
        let offices = view.organizations().find_all(&offices).await?;
        let of = |case: &DischargeCase| {
            let hospital = offices.get(&case.organization)?.clone();
            let patient = patients.get(&case.patient)?.clone();
            let care_manager = office(case).and_then(|office| offices.get(&office)).cloned();
            Some((case.id, Self { hospital, patient, care_manager }))
        };
        Ok(cases.iter().filter_map(of).collect())
    }

    /// Where the hospital is, and the patient's home.
    pub(crate) fn municipalities(&self) -> (Option<&MunicipalityCode>, Option<&MunicipalityCode>) {
        (self.hospital.municipality.as_ref(), self.patient.municipality.as_ref())
    }

    /// The case as rules see it.
    pub(crate) fn subject<'a>(&'a self, case: &'a DischargeCase) -> Subject<'a> {
        let background = Background {
            hospital_name: self.hospital.name.as_str(),
            born_on: self.patient.born_on,
            care_insurance: self.patient.care_insurance,
            has_care_manager: self.care_manager.is_some(),
        };
        Subject {
            facts: Facts::of(case, background),
            case,
            offices: Offices {
                hospital: Office::of(&self.hospital),
                care_manager: self.care_manager.as_ref().map(Office::of),
                hub: None,
            },
        }
    }

    /// Every step of every pack for the case.
    pub(crate) fn milestones(
        &self,
        session: &Session<'_>,
        packs: &[RulePackVersion],
        case: &DischargeCase,
    ) -> Vec<Milestone> {
        let subject = self.subject(case);
        let of_pack = |version: &RulePackVersion| {
            let steps = version.pack.steps(&subject);
            steps
                .iter()
                .map(|step| Milestone::of(session.id(), case.id, version.id, step))
                .collect::<Vec<_>>()
        };
        packs.iter().flat_map(of_pack).collect()
    }
}

/// The office of the care manager in a team.
pub(crate) fn care_manager(team: &CareTeam) -> Option<Id<Organization>> {
    let manages = |role| role == TeamRole::CareManager;
    team.members.iter().find(|m| manages(m.role) && m.withheld.is_none()).map(|m| m.organization)
}

/// Brings the steps of a case that are not settled to what its own rule versions come to now, and notes why.
pub(crate) async fn recompute(
    session: &Session<'_>,
    tx: &Tx,
    case: &DischargeCase,
    cause: MoveCause,
) -> Result<(), Error> {
    let surroundings = Surroundings::of(tx, case).await?;
    let subject = surroundings.subject(case);
    let packs = tx.rules().find_all(&case.rules).await?;
    let mut moves = vec![];
    for before in tx.milestones().all_of_case(case.id).await? {
        let Some(pack) = packs.get(&before.pack).map(|version| &version.pack) else { continue };
        let Some(rule) = pack.milestone(&before.rule) else { continue };
        let Some(mut after) = before.recomputed(&pack.step(rule, &subject)) else { continue };
        tx.milestones().update(&mut after).await?;
        moves.extend(moved(session, &before, &after, cause));
    }
    Ok(tx.milestones().note_moves(case.organization, &moves).await?)
}

/// Puts the steps of a newer version of a pack in the place of those of the version `old`: a step of the same key goes
/// on under it as it comes to be, unless it is settled; what it has no longer is not asked for.
pub(crate) async fn replace(
    session: &Session<'_>,
    tx: &Tx,
    (case, surroundings): (&DischargeCase, &Surroundings),
    old: Id<RulePackVersion>,
    new: &RulePackVersion,
) -> Result<(), Error> {
    let subject = surroundings.subject(case);
    let before = tx.milestones().all_of_case(case.id).await?;
    let before: Vec<_> = before.into_iter().filter(|milestone| milestone.pack == old).collect();
    let mut moves = vec![];
    for milestone in &before {
        let under_new = || Milestone { pack: new.id, ..milestone.clone() };
        let mut after = match new.pack.milestone(&milestone.rule) {
            Some(rule) => under_new().recomputed(&new.pack.step(rule, &subject)).unwrap_or_else(under_new),
            None if milestone.state == MilestoneState::Pending => {
                Milestone { state: MilestoneState::NotAsked, ..milestone.clone() }
            }
            None => continue,
        };
        tx.milestones().update(&mut after).await?;
        moves.extend(moved(session, milestone, &after, MoveCause::Version));
    }
    let mut added = surroundings.milestones(session, std::slice::from_ref(new), case);
    added.retain(|milestone| before.iter().all(|known| known.rule != milestone.rule));
    tx.milestones().insert_all(case.organization, &added).await?;
    moves.extend(added.iter().filter_map(|milestone| {
        let none = Milestone { due_on: None, state: MilestoneState::NotAsked, ..milestone.clone() };
        moved(session, &none, milestone, MoveCause::Version)
    }));
    Ok(tx.milestones().note_moves(case.organization, &moves).await?)
}

/// That a step moved, or came or went, if it did.
fn moved(
    session: &Session<'_>,
    before: &Milestone,
    after: &Milestone,
    cause: MoveCause,
) -> Option<MilestoneMove> {
    let has_moved = (before.due_on, before.is_asked()) != (after.due_on, after.is_asked());
    has_moved.then(|| MilestoneMove {
        id: session.id(),
        case: before.case,
        milestone: before.id,
        cause,
        due_from: before.due_on,
        due_to: after.due_on,
        was_asked: before.is_asked(),
        is_asked: after.is_asked(),
        at: session.now,
        by: session.member().ok().map(|member| member.person),
    })
}
