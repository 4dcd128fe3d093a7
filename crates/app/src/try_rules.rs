//! Rules are written, checked, and tried on the cases of last month before anybody follows them.

use std::collections::HashMap;

use domain::{
    Id,
    calendar::Month,
    discharge_case::DischargeCase,
    milestone::MilestoneState,
    organization::{Organization, OrganizationKind},
    rule::{Difference, PackFault, Publisher, RulePack, RuleTrial, Tried, TriedOn, differences},
    text::MunicipalityCode,
    withhold::{Count, coarsely},
};
use interchange::rule_pack::{EXAMPLES, SHIPPED, read, with_version};
use store::View;

use crate::{
    Error, Session,
    area::hospitals,
    publish_rules::{Prospect, own_area, prospect},
    recompute::Surroundings,
    rule::{file, known_packs},
};

/// The most cases rules are tried on.
const MOST_CASES: u64 = 5_000;

/// What is written in a file of rules.
#[derive(Debug)]
pub enum CheckedRules {
    /// All that is wrong with it.
    Faulty(Vec<PackFault>),
    /// Rules.
    Sound(Box<SoundRules>),
}

/// Rules that may be published, as far as what is written goes.
#[derive(Debug)]
pub struct SoundRules {
    /// What they say.
    pub pack: RulePack,
    /// What they say differently from the newest published version of the same key.
    pub differences: Vec<Difference>,
    /// What publishing them comes to.
    pub prospect: Prospect,
}

/// Open cases to which rules are offered when they are in force.
#[derive(Clone, Copy, Debug)]
pub struct OfferedTo {
    /// How many.
    pub cases: Count,
    /// Whose cases these are.
    pub whose: TriedOn,
}

/// Rules as they would have been in a month that is over.
#[derive(Debug)]
pub struct TriedRules {
    /// What they would have asked.
    pub trial: RuleTrial<Option<usize>>,
    /// Of the admissions of this month.
    pub month: Month,
    /// Whose cases these are.
    pub whose: TriedOn,
}

/// A text to begin with.
#[derive(Debug)]
pub struct Beginning {
    /// The key of the pack it comes from.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The text.
    pub file: String,
}

/// Texts to begin with: of each published pack the newest version, as the one after it; then the files the program
/// brings along.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn beginnings(session: &Session<'_>) -> Result<Vec<Beginning>, Error> {
    let mut found: Vec<Beginning> = vec![];
    let mut published = session.read().rules().all().await?;
    published.reverse();
    for version in &published {
        let RulePack { key, title, .. } = &version.pack;
        if found.iter().all(|known| known.key != *key) {
            let file = with_version(&file(version)?, version.pack.version + 1);
            found.push(Beginning { key: key.clone(), title: title.clone(), file });
        }
    }
    for file in EXAMPLES.iter().chain(SHIPPED) {
        if let Ok(RulePack { key, title, .. }) = read(file, &[])
            && found.iter().all(|known| known.key != key)
        {
            found.push(Beginning { key, title, file: (*file).to_owned() });
        }
    }
    Ok(found)
}

/// What a file says, and how that differs from what is published.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn check_rules(session: &Session<'_>, file: &str) -> Result<CheckedRules, Error> {
    let organization = session.member()?.organization;
    let view = session.read();
    let pack = match read(file, &known_packs(&view).await?) {
        Ok(pack) => pack,
        Err(faults) => return Ok(CheckedRules::Faulty(faults)),
    };
    let publisher = Publisher { organization, area: own_area(session).await? };
    let prospect = prospect(session, &view, Some(&publisher), (file, &pack)).await?;
    let differences =
        prospect.newest.as_ref().map(|newest| differences(&newest.pack, &pack)).unwrap_or_default();
    Ok(CheckedRules::Sound(Box::new(SoundRules { pack, differences, prospect })))
}

/// To how many open cases rules are offered when they are in force: those that follow an earlier version, of the
/// actor's own hospital, or for who may publish rules of every hospital in the area.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn offered_to(session: &Session<'_>, rules: &SoundRules) -> Result<Option<OfferedTo>, Error> {
    let view = session.app.system().read();
    let Some((whose, hospitals)) = tried_on(session, &view).await? else { return Ok(None) };
    let mut earlier = view.rules().all().await?;
    earlier.retain(|known| known.pack.key == rules.pack.key && known.pack.version < rules.pack.version);
    let earlier: Vec<_> = earlier.iter().map(|known| known.id).collect();
    let cases = view.cases().open_following(&hospitals, &earlier, MOST_CASES).await?;
    let surroundings = Surroundings::of_all(&view, &cases).await?;
    let is_offered = |case: &&DischargeCase| {
        let places = surroundings.get(&case.id).map(Surroundings::municipalities);
        let code = |code: Option<&MunicipalityCode>| code.map(|code| code.as_str().to_owned());
        places.is_some_and(|(hospital, home)| {
            rules.pack.holds_for(code(hospital).as_deref(), code(home).as_deref())
        })
    };
    let count = cases.iter().filter(is_offered).count();
    Ok(Some(OfferedTo { cases: coarsely(count, whose.audience()), whose }))
}

/// On whose cases the actor may try rules: none for who neither is a hospital nor may publish rules.
async fn tried_on(
    session: &Session<'_>,
    view: &View,
) -> Result<Option<(TriedOn, Vec<Id<Organization>>)>, Error> {
    let member = session.member()?;
    if member.kind == OrganizationKind::Hospital {
        return Ok(Some((TriedOn::Own, vec![member.organization])));
    }
    let area = own_area(session).await?;
    Ok(if area.is_empty() { None } else { Some((TriedOn::Area, hospitals(view, &area).await?)) })
}

/// What rules would have asked of last month's admissions: those of the actor's own hospital, or for who may publish
/// rules those of every hospital in the area. Only counts are told, and nothing of a case is seen.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn try_rules(session: &Session<'_>, pack: &RulePack) -> Result<Option<TriedRules>, Error> {
    // For counts alone the system reads, as it does for timers.
    let view = session.app.system().read();
    let Some((whose, hospitals)) = tried_on(session, &view).await? else { return Ok(None) };
    let Some(month) = Month::of(session.today()).before() else { return Ok(None) };
    let cases = view.cases().admitted(&hospitals, month.first_day(), month.last_day(), MOST_CASES).await?;
    let ids: Vec<_> = cases.iter().map(|case| case.id).collect();
    let mut done: HashMap<_, Vec<_>> = HashMap::new();
    for milestone in view.milestones().of_cases(&ids).await? {
        if let MilestoneState::Done { on, .. } = milestone.state {
            done.entry(milestone.case).or_default().push((milestone.action, on));
        }
    }
    let surroundings = Surroundings::of_all(&view, &cases).await?;
    let tried = cases.iter().filter_map(|case| {
        let subject = surroundings.get(&case.id)?.subject(case);
        Some(Tried { subject, done: done.remove(&case.id).unwrap_or_default() })
    });
    Ok(Some(TriedRules { trial: RuleTrial::of(pack, tried).told(whose), month, whose }))
}
