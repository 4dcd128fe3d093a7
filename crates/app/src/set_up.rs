//! The first organization, its administrator, the shipped rules, and tokens for programs.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Id, Timestamp,
    calendar::{Closings, WeeklyHours},
    organization::{Organization, OrganizationKind},
    person::{Membership, Person, Profession, Role},
    rule::{RulePack, RulePackVersion},
    text::{EmailAddress, Line, MunicipalityCode},
};
use store::person::AccessToken;

use crate::{App, Error, Session, session::token_hash};

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

/// What a set-up made. The token is shown once and stored only as a hash.
#[derive(Clone, Debug)]
pub struct Made {
    /// The organization.
    pub organization: Organization,
    /// The administrator's membership.
    pub membership: Membership,
    /// The administrator's token.
    pub token: String,
}

/// Makes an organization with an administrator and a token for them.
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
    let (token, secret) = new_token(&session, membership.id, Line::parse("setup")?, None);
    tx.people().insert_token(&token).await?;
    tx.commit().await?;
    Ok(Made { organization, membership, token: secret })
}

/// Makes a token for a member; answers the secret, which is shown once.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unavailable`].
pub async fn issue_token(
    app: &App,
    membership: Id<Membership>,
    label: Line,
    expires_at: Option<Timestamp>,
) -> Result<(AccessToken, String), Error> {
    let session = app.system();
    let tx = session.begin().await?;
    tx.people().find_membership(membership).await?;
    let (token, secret) = new_token(&session, membership, label, expires_at);
    tx.people().insert_token(&token).await?;
    tx.commit().await?;
    Ok((token, secret))
}

/// The members of an organization with their tokens, one line each.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn members_with_tokens(app: &App, organization: Id<Organization>) -> Result<Vec<String>, Error> {
    let view = app.system().read();
    view.organizations().find(organization).await?;
    let tokens = view.people().tokens(organization).await?;
    let mut lines = vec![];
    for (person, membership) in view.people().members(&[organization]).await? {
        lines.push(format!("{}  {}  {}", membership.id, person.name, membership.role));
        for token in tokens.iter().filter(|token| token.membership == membership.id) {
            let standing = match (token.revoked_at, token.expires_at) {
                (Some(at), _) => format!("revoked {}", at.day()),
                (None, Some(at)) => format!("until {}", at.day()),
                (None, None) => "without end".to_owned(),
            };
            lines.push(format!("  token {}  {}  {standing}", token.id, token.label));
        }
    }
    Ok(lines)
}

/// Revokes a token at once.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn revoke_token(app: &App, token: Id<AccessToken>) -> Result<(), Error> {
    let session = app.system();
    let tx = session.begin().await?;
    tx.people().revoke_token(session.now, token).await?;
    Ok(tx.commit().await?)
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

fn new_token(
    session: &Session<'_>,
    membership: Id<Membership>,
    label: Line,
    expires_at: Option<Timestamp>,
) -> (AccessToken, String) {
    let secret = format!("kaname_{}", URL_SAFE_NO_PAD.encode(session.ids().secret()));
    let token = AccessToken {
        id: session.id(),
        hash: token_hash(&secret),
        membership,
        label,
        created_at: session.now,
        expires_at,
        revoked_at: None,
    };
    (token, secret)
}
