//! Looking at rule packs, which are open to everyone signed in.

use std::collections::HashMap;

use domain::{Id, rule::RulePackVersion};

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
