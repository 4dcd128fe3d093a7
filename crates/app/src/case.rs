//! Looking at cases, and at what hangs on them.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    access::{Action, Relationship},
    care_team::CareTeam,
    conference::{Conference, ConferenceState},
    consent::Consent,
    consultation::Consultation,
    discharge_case::{CaseState, DischargeCase},
    milestone::{Milestone, MilestoneState},
    organization::Organization,
    patient::Patient,
    person::Person,
    plan::CarePlan,
    readiness::{Readiness, Recorded},
    rule::RulePackVersion,
};
pub use store::discharge_case::CaseFilter;
use time::Date;

use crate::{Error, Session, consent::patients_of};

/// A case with everything that hangs on it.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The case.
    pub case: DischargeCase,
    /// How the actor stands to it.
    pub relationship: Relationship,
    /// Its patient.
    pub patient: Patient,
    /// Its clock.
    pub milestones: Vec<Milestone>,
    /// The rules that set it.
    pub rules: Vec<RulePackVersion>,
    /// Its team.
    pub team: CareTeam,
    /// When somebody last left the team.
    pub last_left_at: Option<Timestamp>,
    /// Its conferences, newest first.
    pub conferences: Vec<Conference>,
    /// What was agreed to that speaks of it, oldest first.
    pub consents: Vec<Consent>,
    /// Its plan.
    pub plan: Option<CarePlan>,
    /// Consultations about it.
    pub consultations: Vec<Consultation>,
    /// Every organization named in it.
    pub organizations: HashMap<Id<Organization>, Organization>,
    /// Every person named in it.
    pub people: HashMap<Id<Person>, Person>,
}

impl CaseFile {
    /// What must be ready before the patient goes home, as long as the patient is in; nothing of it for access taken
    /// in an emergency.
    pub fn readiness(&self, today: Date) -> Option<Readiness> {
        let Self { case, relationship, milestones, team, last_left_at, .. } = self;
        let Self { conferences, consents, plan, consultations, .. } = self;
        if case.state != CaseState::Admitted || *relationship == Relationship::Emergency {
            return None;
        }
        let recorded = Recorded {
            case,
            team,
            last_left_at: *last_left_at,
            conferences,
            consultations,
            plan: plan.as_ref(),
            milestones,
            consents,
            closings: &self.organizations.get(&case.organization)?.closings,
        };
        Some(recorded.readiness(today))
    }
}

/// The case with everything that hangs on it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn case_file(session: &Session<'_>, id: Id<DischargeCase>) -> Result<CaseFile, Error> {
    let view = session.read();
    let case = view.cases().find_for(Action::SeeCase, id).await?;
    let patient = patients_of(&view, [&case]).await?.remove(&id).ok_or(Error::NotFound)?;
    let relationship = view.cases().relationship_to(&case).await?;
    let milestones = view.milestones().of_cases(&[id]).await?;
    let mut rules: Vec<_> = view.rules().find_all(&case.rules).await?.into_values().collect();
    rules.sort_by(|a, b| a.pack.key.cmp(&b.pack.key));
    let team = view.care_teams().of(id).await?;
    let last_left_at = view.care_teams().last_left_at(id).await?;
    let mut conferences = view.conferences().of_cases(&[id]).await?;
    conferences.sort_by_key(|c| std::cmp::Reverse((c.at().map(|at| at.start()), c.id)));
    let consents: Vec<_> = view.consents().of(case.patient).await?.of_case(id).cloned().collect();
    let plan = view.plans().current(&[id]).await?.remove(&id);
    let consultations = view.consultations().of_cases(&[id]).await?;
    let mut organizations = vec![case.organization];
    organizations.extend(team.members.iter().map(|m| m.organization));
    organizations.extend(consultations.iter().map(|c| c.hub));
    organizations.extend(plan.iter().map(|p| p.organization));
    organizations.extend(consents.iter().map(|c| c.taken_for));
    organizations.extend(consents.iter().filter_map(|c| c.statement.recipient.organization()));
    let mut people: Vec<_> = case.coordinator.into_iter().collect();
    people.extend(team.members.iter().filter_map(|m| m.person));
    people.extend(plan.iter().map(|p| p.written_by));
    people.extend(consents.iter().map(|c| c.taken_by));
    people.extend(case.overrides.iter().map(|one| one.by));
    people.extend(milestones.iter().filter_map(|milestone| match milestone.state {
        MilestoneState::Done { by, .. } | MilestoneState::Waived { by, .. } => Some(by),
        MilestoneState::Pending | MilestoneState::NotAsked => None,
    }));
    people.extend(conferences.iter().filter_map(|conference| match conference.state {
        ConferenceState::Minuted { confirmed_by, .. } => Some(confirmed_by),
        _ => None,
    }));
    Ok(CaseFile {
        organizations: view.organizations().find_all(&organizations).await?,
        people: view.people().find_all(&people).await?,
        case,
        relationship,
        patient,
        milestones,
        rules,
        team,
        last_left_at,
        conferences,
        consents,
        plan,
        consultations,
    })
}

/// One case.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn case(session: &Session<'_>, id: Id<DischargeCase>) -> Result<DischargeCase, Error> {
    Ok(session.read().cases().find_for(Action::SeeCase, id).await?)
}

/// The cases the actor may see, newest admission first, after a position; at most `limit`.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn cases(
    session: &Session<'_>,
    filter: CaseFilter,
    after: Option<(Date, Id<DischargeCase>)>,
    limit: u64,
) -> Result<Vec<DischargeCase>, Error> {
    Ok(session.read().cases().visible(filter, after, limit).await?)
}

/// Those of `ids`, which the actor asked for, that the actor may see.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn cases_by_id(
    session: &Session<'_>,
    ids: &[Id<DischargeCase>],
) -> Result<HashMap<Id<DischargeCase>, DischargeCase>, Error> {
    Ok(session.read().cases().find_all_for(ids).await?)
}

/// Those of `ids`, to which something that was shown leads, that the actor may see.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn cases_led_to(
    session: &Session<'_>,
    ids: &[Id<DischargeCase>],
) -> Result<HashMap<Id<DischargeCase>, DischargeCase>, Error> {
    Ok(session.read().cases().find_all_visible(ids).await?)
}

/// The patients of those of `cases` that the actor may see, by case.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn patients(
    session: &Session<'_>,
    cases: &[Id<DischargeCase>],
) -> Result<HashMap<Id<DischargeCase>, Patient>, Error> {
    let view = session.read();
    let cases = view.cases().find_all_visible(cases).await?;
    patients_of(&view, cases.values()).await
}

/// The milestones of those of `cases` that the actor may see, by case.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn milestones(
    session: &Session<'_>,
    cases: &[Id<DischargeCase>],
) -> Result<HashMap<Id<DischargeCase>, Vec<Milestone>>, Error> {
    let view = session.read();
    let visible: Vec<_> = view.cases().find_all_visible(cases).await?.into_keys().collect();
    let mut by_case: HashMap<_, Vec<_>> = HashMap::new();
    for milestone in view.milestones().of_cases(&visible).await? {
        by_case.entry(milestone.case).or_default().push(milestone);
    }
    Ok(by_case)
}

/// The teams of those of `cases` that the actor may see, by case.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn teams(
    session: &Session<'_>,
    cases: &[Id<DischargeCase>],
) -> Result<HashMap<Id<DischargeCase>, CareTeam>, Error> {
    let view = session.read();
    let visible: Vec<_> = view.cases().find_all_visible(cases).await?.into_keys().collect();
    Ok(view.care_teams().of_cases(&visible).await?)
}

/// The conferences about those of `cases` that the actor may see, by case.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn conferences(
    session: &Session<'_>,
    cases: &[Id<DischargeCase>],
) -> Result<HashMap<Id<DischargeCase>, Vec<Conference>>, Error> {
    let view = session.read();
    let visible: Vec<_> = view.cases().find_all_visible(cases).await?.into_keys().collect();
    let mut by_case: HashMap<_, Vec<_>> = HashMap::new();
    for conference in view.conferences().of_cases(&visible).await? {
        if let Some(case) = conference.case {
            by_case.entry(case).or_default().push(conference);
        }
    }
    Ok(by_case)
}

/// The newest plans of those of `cases` that the actor may see, by case.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn plans(
    session: &Session<'_>,
    cases: &[Id<DischargeCase>],
) -> Result<HashMap<Id<DischargeCase>, CarePlan>, Error> {
    let view = session.read();
    let visible: Vec<_> = view.cases().find_all_visible(cases).await?.into_keys().collect();
    Ok(view.plans().current(&visible).await?)
}

/// The organization's own patients with this number, or whose names begin so; at most 20.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn search_patients(session: &Session<'_>, text: &str) -> Result<Vec<Patient>, Error> {
    let organization = session.member()?.organization;
    Ok(session.read().patients().search(organization, text).await?)
}

/// Those of `ids` that are the organization's own patients.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn own_patients(
    session: &Session<'_>,
    ids: &[Id<Patient>],
) -> Result<HashMap<Id<Patient>, Patient>, Error> {
    let organization = session.member()?.organization;
    Ok(session.read().patients().find_all_own(organization, ids).await?)
}
