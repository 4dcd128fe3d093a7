//! Rule packs are published: from then on they never change.

use domain::{
    event::Event,
    rule::{RulePack, RulePackVersion, RuleRefusal},
};

use crate::{App, Error, Session};

/// Publishes packs, each with the text of its file; all or none.
///
/// # Errors
/// [`RuleRefusal`], [`Error::Unavailable`].
pub async fn publish_rules(app: &App, packs: Vec<(String, RulePack)>) -> Result<Vec<RulePackVersion>, Error> {
    let session = app.system();
    let tx = session.begin().await?;
    let mut published = vec![];
    for (file, pack) in packs {
        published.push(publish(&session, &tx, file, pack).await?);
    }
    tx.commit().await?;
    Ok(published)
}

pub(crate) async fn publish(
    session: &Session<'_>,
    tx: &store::Tx,
    file: String,
    pack: RulePack,
) -> Result<RulePackVersion, Error> {
    let earlier = tx.rules().all().await?;
    let newest = earlier.iter().filter(|version| version.pack.key == pack.key).map(|v| v.pack.version).max();
    pack.publishable(newest)?;
    let version = RulePackVersion { id: session.id(), pack, file: Some(file) };
    let here = tx.rules().insert_if_absent(session.now, &version).await?;
    if here.id != version.id {
        return Err(RuleRefusal::VersionNotNew.into());
    }
    session.record(tx, &Event::RulesPublished { rules: version.id }).await?;
    Ok(version)
}
