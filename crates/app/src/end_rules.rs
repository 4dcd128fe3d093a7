//! Whoever published a version of a rule pack sets its last day in force.

use domain::{Id, access::Action, rule::RulePackVersion};
use time::Date;

use crate::{Error, Session};

/// Sets the last day in force of a version that the actor's own organization published. Cases admitted by then keep
/// it.
///
/// # Errors
/// [`Error::Denied`], [`Error::NotFound`], [`domain::rule::RuleRefusal`].
pub async fn end_rules(
    session: &Session<'_>,
    id: Id<RulePackVersion>,
    last_day: Date,
) -> Result<RulePackVersion, Error> {
    let member = session.own(Action::PublishRules)?;
    let tx = session.begin().await?;
    let version = tx.rules().find_all(&[id]).await?.remove(&id).ok_or(Error::NotFound)?;
    let (version, event) = version.end(member.organization, session.today(), last_day)?;
    tx.rules().end(&version).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(version)
}
