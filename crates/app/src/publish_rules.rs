//! Rule packs are published: from then on they never change.

use domain::{
    access::Action,
    event::Event,
    rule::{Caution, PackFault, Publication, Publisher, RulePack, RulePackVersion, RuleRefusal},
    text::MunicipalityCode,
};

use interchange::rule_pack::{brought_along, unfilled};
use store::View;

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

/// What publishing a pack comes to.
#[derive(Debug)]
pub struct Prospect {
    /// The newest published version of its key.
    pub newest: Option<RulePackVersion>,
    /// Everything that stands in the way.
    pub obstacles: Vec<RuleRefusal>,
    /// What to think about before.
    pub cautions: Vec<Caution>,
    /// The texts that are still to be written.
    pub unfilled: Vec<PackFault>,
    /// The codes of municipalities that nobody knows.
    pub unknown: Vec<String>,
}

/// What publishing the pack of a file comes to, by `publisher` or by whoever runs the system.
pub(crate) async fn prospect(
    session: &Session<'_>,
    view: &View,
    publisher: Option<&Publisher>,
    (file, pack): (&str, &RulePack),
) -> Result<Prospect, Error> {
    let mut published = view.rules().all().await?;
    published.retain(|version| version.pack.key == pack.key);
    let newest = published.into_iter().max_by_key(|version| version.pack.version);
    let brought_along: Vec<_> = brought_along().into_iter().map(|pack| pack.key).collect();
    let municipalities = view.places().all_municipalities().await?;
    let municipalities: Vec<_> = municipalities.into_iter().map(|one| one.code).collect();
    let unfilled = unfilled(file, pack);
    let publication = Publication {
        pack,
        publisher,
        newest: newest.as_ref(),
        brought_along: &brought_along,
        unfilled: unfilled.len(),
        municipalities: &municipalities,
        today: session.today(),
    };
    Ok(Prospect {
        obstacles: publication.obstacles(),
        cautions: publication.cautions(),
        unknown: publication.unknown().into_iter().map(str::to_owned).collect(),
        newest,
        unfilled,
    })
}

async fn publish(
    session: &Session<'_>,
    tx: &store::Tx,
    publisher: Option<&Publisher>,
    file: String,
    pack: RulePack,
) -> Result<RulePackVersion, Error> {
    if let Some(obstacle) = prospect(session, tx, publisher, (&file, &pack)).await?.obstacles.first() {
        return Err((*obstacle).into());
    }
    let published_by = publisher.map(|publisher| publisher.organization);
    let version = RulePackVersion { id: session.id(), pack, file: Some(file), published_by, ends_on: None };
    let here = tx.rules().insert_if_absent(session.now, &version).await?;
    if here.id != version.id {
        return Err(RuleRefusal::VersionNotNew.into());
    }
    session.record(tx, &Event::RulesPublished { rules: version.id }).await?;
    Ok(version)
}
