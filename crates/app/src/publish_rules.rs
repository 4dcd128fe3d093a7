//! Rule packs are published: from then on they never change.

use domain::{
    access::Action,
    event::Event,
    rule::{Publisher, RulePack, RulePackVersion, RuleRefusal},
    text::MunicipalityCode,
};

use interchange::rule_pack::brought_along;

use crate::{App, Error, Session, area::area, rule::known_packs};

/// Publishes packs for whoever runs the system, each with the text of its file; all or none.
///
/// # Errors
/// [`RuleRefusal`], [`Error::Unavailable`].
pub async fn publish_rules(app: &App, packs: Vec<(String, RulePack)>) -> Result<Vec<RulePackVersion>, Error> {
    let session = app.system();
    let tx = session.begin().await?;
    let mut published = vec![];
    for (file, pack) in packs {
        published.push(publish(&session, &tx, None, file, pack).await?);
    }
    tx.commit().await?;
    Ok(published)
}

/// Publishes the pack of a file for the area of the actor's own organization.
///
/// # Errors
/// [`Error::Denied`], [`RuleRefusal`], [`Error::Unavailable`].
pub async fn publish_own_rules(session: &Session<'_>, file: String) -> Result<RulePackVersion, Error> {
    let member = session.own(Action::PublishRules)?;
    let tx = session.begin().await?;
    let pack = interchange::rule_pack::read(&file, &known_packs(&tx).await?)
        .map_err(|_| Error::from(RuleRefusal::Faulty))?;
    let publisher = Publisher { organization: member.organization, area: area(&tx, &member).await? };
    let version = publish(session, &tx, Some(&publisher), file, pack).await?;
    tx.commit().await?;
    Ok(version)
}

/// The municipalities for which the actor may publish rules: none for who may not.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn own_area(session: &Session<'_>) -> Result<Vec<MunicipalityCode>, Error> {
    match session.own(Action::PublishRules) {
        Ok(member) => area(&session.read(), &member).await,
        Err(Error::Denied(_)) => Ok(vec![]),
        Err(error) => Err(error),
    }
}

async fn publish(
    session: &Session<'_>,
    tx: &store::Tx,
    publisher: Option<&Publisher>,
    file: String,
    pack: RulePack,
) -> Result<RulePackVersion, Error> {
    let earlier = tx.rules().all().await?;
    let newest = earlier.iter().filter(|version| version.pack.key == pack.key).max_by_key(|v| v.pack.version);
    // What the program brings along is nobody's own: whoever begins with it gives it a key.
    if publisher.is_some() && brought_along().iter().any(|known| known.key == pack.key) {
        return Err(RuleRefusal::NotYours.into());
    }
    pack.publishable(publisher, newest)?;
    let published_by = publisher.map(|publisher| publisher.organization);
    let version = RulePackVersion { id: session.id(), pack, file: Some(file), published_by };
    let here = tx.rules().insert_if_absent(session.now, &version).await?;
    if here.id != version.id {
        return Err(RuleRefusal::VersionNotNew.into());
    }
    session.record(tx, &Event::RulesPublished { rules: version.id }).await?;
    Ok(version)
}
