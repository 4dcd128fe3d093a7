//! Looking at rule packs, which are open to everyone signed in.

use std::collections::HashMap;

use domain::{
    Id,
    rule::{RulePackVersion, RuleUptake},
};

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
