//! The first organization, its administrator, and the shipped rules.

use domain::{
    account::{LINK_LIFETIME, LinkPurpose},
    calendar::{Closings, WeeklyHours},
    organization::{Organization, OrganizationKind},
    person::{Membership, Person, Profession, Role},
    rule::{RulePack, RulePackVersion},
    text::{EmailAddress, Line, MunicipalityCode},
};

use crate::{App, Error, one_time_link::issue_link};

/// The first organization.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name.
    pub name: Line,
    /// Its municipality.
    pub municipality: Option<MunicipalityCode>,
    /// The administrator's name.
    pub administrator: Line,
    /// The administrator's mail address.
    pub email: Option<EmailAddress>,
    /// The administrator's profession.
    pub profession: Profession,
}

/// What a set-up made. The secret is shown once and stored only as a hash.
#[derive(Clone, Debug)]
pub struct Made {
    /// The organization.
    pub organization: Organization,
    /// The administrator's membership.
    pub membership: Membership,
    /// The secret of the link by which the administrator opens an account.
    pub link: String,
}

/// Makes an organization with an administrator, and a link by which they open their account.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn set_up(app: &App, input: SetUp) -> Result<Made, Error> {
    let SetUp { kind, name, municipality, administrator, email, profession } = input;
    let session = app.system();
    let tx = session.begin().await?;
    let organization = Organization {
        id: session.id(),
        kind,
        name,
        name_kana: None,
        municipality,
        address: None,
        location: None,
        phone: None,
        fax: None,
        email: email.clone(),
        hours: WeeklyHours::assumed(),
        closings: Closings::default(),
        source: None,
        version: 1,
    };
    tx.organizations().insert(&organization).await?;
    let person = Person { id: session.id(), name: administrator, name_kana: None, email, phone: None };
    tx.people().insert(&person).await?;
    let membership = Membership {
        id: session.id(),
        person: person.id,
        organization: organization.id,
        profession,
        role: Role::Administrator,
        from: session.now,
        until: None,
    };
    tx.people().insert_membership(&membership).await?;
    let until = session.now + LINK_LIFETIME;
    let link = issue_link(&session, &tx, LinkPurpose::Setup, person.id, until).await?;
    tx.commit().await?;
    Ok(Made { organization, membership, link })
}

/// Publishes the rule packs this program brings along; versions that are here stay as they are.
///
/// # Errors
/// [`Error::Internal`] when a shipped file is not a rule pack.
pub async fn publish_rule_packs(app: &App, files: &[&str]) -> Result<Vec<RulePackVersion>, Error> {
    let session = app.system();
    let tx = session.begin().await?;
    let mut published = vec![];
    for file in files {
        let pack: RulePack =
            interchange::rule_pack::parse_toml(file).map_err(|error| Error::Internal(Box::new(error)))?;
        let version = RulePackVersion { id: session.id(), pack };
        published.push(tx.rules().insert_if_absent(session.now, &version).await?);
    }
    tx.commit().await?;
    Ok(published)
}
