//! The first organization, its administrator, and the shipped rules.

use domain::{
    account::{LINK_LIFETIME, LinkPurpose, Login},
    calendar::{Closings, WeeklyHours},
    organization::{Organization, OrganizationKind},
    person::{Membership, Person, Profession, Role},
    rule::RulePackVersion,
    text::{EmailAddress, Line, MunicipalityCode},
};

use store::Tx;

use crate::{App, Error, Session, one_time_link::issue_link};

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

/// What a set-up came to. The secret is shown once and stored only as a hash.
#[derive(Clone, Debug)]
pub struct Made {
    /// The organization.
    pub organization: Organization,
    /// The administrator.
    pub administrator: Person,
    /// The administrator's membership.
    pub membership: Membership,
    /// The secret of the link by which the administrator opens an account; none where there is one, and only
    /// its missing mail address was added.
    pub link: Option<String>,
}

/// Why nothing is set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// Somebody administers the organization and can sign in.
    #[error("set up already")]
    Before {
        /// The organization.
        organization: Organization,
        /// Who administers it.
        administrator: Person,
        /// By what they sign in.
        login: Login,
    },
    /// Its administrator is somebody else, who has opened no account yet.
    #[error("somebody else is awaited")]
    Awaited {
        /// The organization.
        organization: Organization,
        /// Who is to open an account.
        administrator: Person,
    },
    /// More than one is called like this.
    #[error("several are called {0}")]
    Several(Line),
    /// As everywhere.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<store::Error> for SetUpError {
    fn from(error: store::Error) -> Self {
        Self::Other(error.into())
    }
}

/// Makes an organization with an administrator, and a link by which they open their account. For one that is
/// here, the same again makes another link in place of the one before, as long as no administrator has an
/// account; an organization without an administrator is given one.
///
/// # Errors
/// [`SetUpError`].
pub async fn set_up(app: &App, input: SetUp) -> Result<Made, SetUpError> {
    let session = app.system();
    let tx = session.begin().await?;
    let organization = found_or_made(&session, &tx, &input).await?;
    let mut administrators = tx.people().members(&[organization.id]).await?;
    administrators.retain(|(_, membership)| membership.role == Role::Administrator);
    let signs_in = who_signs_in(&tx, &administrators).await?;
    let meant = administrators.iter().find(|(person, _)| person.name == input.administrator).cloned();
    let (administrator, membership) = match (meant, signs_in) {
        (Some((person, membership)), Some(_)) if person.email.is_none() && input.email.is_some() => {
            let administrator = addressed(&tx, person, input.email).await?;
            tx.commit().await?;
            return Ok(Made { organization, administrator, membership, link: None });
        }
        (_, Some((administrator, login))) => {
            return Err(SetUpError::Before { organization, administrator, login });
        }
        (Some((person, membership)), None) => {
            tx.one_time_links().withdraw(session.now, person.id).await?;
            (addressed(&tx, person, input.email).await?, membership)
        }
        (None, None) => match administrators.pop() {
            Some((administrator, _)) => return Err(SetUpError::Awaited { organization, administrator }),
            None => joined(&session, &tx, &organization, input).await?,
        },
    };
    let until = session.now + LINK_LIFETIME;
    let link = issue_link(&session, &tx, LinkPurpose::Setup, administrator.id, until).await?;
    tx.commit().await?;
    Ok(Made { organization, administrator, membership, link: Some(link) })
}

/// The organization that is meant, made if it is not here.
async fn found_or_made(session: &Session<'_>, tx: &Tx, input: &SetUp) -> Result<Organization, SetUpError> {
    let SetUp { kind, name, municipality, administrator: _, email, profession: _ } = input.clone();
    let mut known = tx.organizations().named(kind, &name).await?;
    if municipality.is_some() {
        known.retain(|known| known.municipality.is_none() || known.municipality == municipality);
    }
    match (known.pop(), known.is_empty()) {
        (Some(_), false) => Err(SetUpError::Several(name)),
        (Some(organization), true) => Ok(organization),
        (None, _) => {
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
                email,
                hours: WeeklyHours::assumed(),
                closings: Closings::default(),
                source: None,
                version: 1,
            };
            tx.organizations().insert(&organization).await?;
            Ok(organization)
        }
    }
}

/// The first of these who has an account, with its login.
async fn who_signs_in(tx: &Tx, people: &[(Person, Membership)]) -> Result<Option<(Person, Login)>, Error> {
    for (person, _) in people {
        if let Some(account) = tx.accounts().of(person.id).await? {
            return Ok(Some((person.clone(), account.login)));
        }
    }
    Ok(None)
}

/// Notes the mail address that was given, if one was.
async fn addressed(tx: &Tx, person: Person, email: Option<EmailAddress>) -> Result<Person, Error> {
    let Some(email) = email else { return Ok(person) };
    tx.people().set_email(person.id, Some(&email)).await?;
    Ok(Person { email: Some(email), ..person })
}

/// The first administrator of an organization.
async fn joined(
    session: &Session<'_>,
    tx: &Tx,
    organization: &Organization,
    input: SetUp,
) -> Result<(Person, Membership), Error> {
    let SetUp { kind: _, name: _, municipality: _, administrator, email, profession } = input;
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
    Ok((person, membership))
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
        let pack = interchange::rule_pack::read(file, &[]).map_err(|faults| {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Error::Internal(faults.join("\n").into())
        })?;
        let version = RulePackVersion {
            id: session.id(),
            pack,
            file: Some((*file).to_owned()),
            published_by: None,
            ends_on: None,
        };
        published.push(tx.rules().insert_if_absent(session.now, &version).await?);
    }
    tx.commit().await?;
    Ok(published)
}
