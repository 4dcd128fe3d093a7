//! Looking things up in the directory, which is open to everyone signed in.

use std::collections::HashMap;

use domain::{
    Id,
    organization::{CapabilityStatement, Organization, OrganizationKind, Room},
    person::{Membership, Person},
    place::{Coverage, Municipality},
    text::MunicipalityCode,
};
use uuid::Uuid;

use crate::{Error, Session};

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct DirectoryFilter {
    /// Only this kind.
    pub kind: Option<OrganizationKind>,
    /// Only this municipality.
    pub municipality: Option<MunicipalityCode>,
    /// Only names that hold this.
    pub text: Option<String>,
}

/// One page of the directory, by name, after a position.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn search(
    session: &Session<'_>,
    filter: &DirectoryFilter,
    after: Option<(String, Uuid)>,
    limit: u64,
) -> Result<Vec<Organization>, Error> {
    let DirectoryFilter { kind, municipality, text } = filter;
    let view = session.read();
    Ok(view.organizations().search(*kind, municipality.as_ref(), text.as_deref(), after, limit).await?)
}

/// Organizations by identifier.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn organizations(
    session: &Session<'_>,
    ids: &[Id<Organization>],
) -> Result<HashMap<Id<Organization>, Organization>, Error> {
    Ok(session.read().organizations().find_all(ids).await?)
}

/// What is known of each organization's capabilities.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn capabilities(
    session: &Session<'_>,
    ids: &[Id<Organization>],
) -> Result<HashMap<Id<Organization>, Vec<CapabilityStatement>>, Error> {
    Ok(session.read().organizations().capabilities(ids).await?)
}

/// People by identifier. Names are open to everyone signed in.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn people(session: &Session<'_>, ids: &[Id<Person>]) -> Result<HashMap<Id<Person>, Person>, Error> {
    Ok(session.read().people().find_all(ids).await?)
}

/// The present members of organizations, by kana and name.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn members(
    session: &Session<'_>,
    organizations: &[Id<Organization>],
) -> Result<Vec<(Person, Membership)>, Error> {
    Ok(session.read().people().members(organizations).await?)
}

/// The present memberships of a person.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn memberships(session: &Session<'_>, person: Id<Person>) -> Result<Vec<Membership>, Error> {
    crate::web_session::present(session, person).await
}

/// The rooms of the actor's organization.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn my_rooms(session: &Session<'_>) -> Result<Vec<Room>, Error> {
    let organization = session.member()?.organization;
    Ok(session.read().organizations().rooms(organization).await?)
}

/// Rooms by identifier. Names are open to everyone signed in.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn rooms(session: &Session<'_>, ids: &[Id<Room>]) -> Result<HashMap<Id<Room>, Room>, Error> {
    Ok(session.read().organizations().rooms_by_id(ids).await?)
}

/// Every municipality known.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn municipalities(session: &Session<'_>) -> Result<Vec<Municipality>, Error> {
    Ok(session.read().places().all_municipalities().await?)
}

/// What a hub covers.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn coverage(session: &Session<'_>, hub: Id<Organization>) -> Result<Vec<Coverage>, Error> {
    Ok(session.read().organizations().covered_by(hub).await?)
}
