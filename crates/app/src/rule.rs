//! Looking at rule packs, which are open to everyone signed in.

use std::collections::HashMap;

use domain::{
    Id,
    rule::{RulePack, RulePackVersion, RuleStanding, RuleUptake},
};
use interchange::rule_pack::brought_along;
use store::View;

use crate::{Error, Session};

/// Every published version, by pack, the newest first.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn rules(session: &Session<'_>) -> Result<Vec<RulePackVersion>, Error> {
    let mut rules = session.read().rules().all().await?;
    rules.sort_by(|a, b| a.pack.key.cmp(&b.pack.key).then(b.pack.version.cmp(&a.pack.version)));
    Ok(rules)
}

/// A published version, and how the actor's own organization stands to it.
#[derive(Clone, Debug)]
pub struct RulesHere {
    /// The version.
    pub version: RulePackVersion,
    /// Where it stands.
    pub standing: RuleStanding,
    /// How many open cases of the organization follow it.
    pub cases: u64,
    /// How many follow an earlier version of a pack that is in force by this one.
    pub behind: u64,
    /// How far they have come in taking it, if that was asked for.
    pub uptake: Option<RuleUptake>,
}

/// Every published version as the actor's own organization stands to it, by pack, the newest first.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn rules_here(session: &Session<'_>) -> Result<Vec<RulesHere>, Error> {
    let all = rules(session).await?;
    let ids: Vec<_> = all.iter().map(|version| version.id).collect();
    let cases = open_cases_under(session, &ids).await?;
    let mut uptakes = uptakes(session, &ids).await?;
    let here = |version: &RulePackVersion| {
        let RulePack { key, version: number, .. } = &version.pack;
        let is_earlier = |other: &&RulePackVersion| other.pack.key == *key && other.pack.version < *number;
        let standing = version.standing(session.today(), &all);
        let behind = match standing {
            RuleStanding::InForce => {
                all.iter().filter(is_earlier).filter_map(|other| cases.get(&other.id)).sum()
            }
            RuleStanding::ToCome | RuleStanding::Over => 0,
        };
        RulesHere {
            version: version.clone(),
            standing,
            cases: cases.get(&version.id).copied().unwrap_or_default(),
            behind,
            uptake: uptakes.remove(&version.id),
        }
    };
    Ok(all.iter().map(here).collect())
}

/// How many open cases of the actor's own organization follow each of `ids`. Nothing of the cases is read.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn open_cases_under(
    session: &Session<'_>,
    ids: &[Id<RulePackVersion>],
) -> Result<HashMap<Id<RulePackVersion>, u64>, Error> {
    let organization = session.member()?.organization;
    let mut counted = session.read().cases().open_under_rules(organization).await?;
    Ok(ids.iter().map(|id| (*id, counted.remove(id).unwrap_or_default())).collect())
}

/// What the actor's own organization asked its open cases to take of `ids`, the latest of each.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn uptakes(
    session: &Session<'_>,
    ids: &[Id<RulePackVersion>],
) -> Result<HashMap<Id<RulePackVersion>, RuleUptake>, Error> {
    let organization = session.member()?.organization;
    let mut latest = HashMap::new();
    for uptake in session.read().rules().uptakes(organization).await? {
        if ids.contains(&uptake.rules) {
            latest.entry(uptake.rules).or_insert(uptake);
        }
    }
    Ok(latest)
}

/// Versions by identifier.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn rules_by_id(
    session: &Session<'_>,
    ids: &[Id<RulePackVersion>],
) -> Result<HashMap<Id<RulePackVersion>, RulePackVersion>, Error> {
    Ok(session.read().rules().find_all(ids).await?)
}

/// What a file may be laid over: of each pack the newest published version, and what the program brings along.
pub(crate) async fn known_packs(view: &View) -> Result<Vec<RulePack>, Error> {
    let mut known: Vec<RulePack> =
        view.rules().all().await?.into_iter().map(|version| version.pack).collect();
    known.reverse();
    known.dedup_by(|earlier, later| earlier.key == later.key);
    known.extend(brought_along());
    Ok(known)
}

/// The file a pack was published from, or where that is not kept the pack written as one.
///
/// # Errors
/// [`Error::Internal`] when a pack cannot be written.
pub fn file(version: &RulePackVersion) -> Result<String, Error> {
    match &version.file {
        Some(file) => Ok(file.clone()),
        None => {
            interchange::rule_pack::to_toml(&version.pack).map_err(|error| Error::Internal(Box::new(error)))
        }
    }
}
