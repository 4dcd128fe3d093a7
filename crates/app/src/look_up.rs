//! Looking somebody up in the directory, which is open to everyone signed in.

use std::collections::HashMap;

use domain::{
    Id,
    organization::{CapabilityStatement, Known, Organization, OrganizationKind, ServiceKind},
    text::{MunicipalityCode, holds_words},
};
use store::look_up::Entry;

use crate::{Error, Session};

/// The most organizations that are shown at once.
pub const MOST: usize = 100;

/// Whom to look for.
#[derive(Clone, Debug, Default)]
pub struct LookUp {
    /// Of this kind.
    pub kind: Option<OrganizationKind>,
    /// Where.
    pub area: Area,
    /// With each of these words in the name, its kana or the telephone number, in whatever width or kana.
    pub words: String,
    /// How many of the first ones to leave out.
    pub skip: usize,
}

/// Where to look.
#[derive(Clone, Debug, Default)]
pub enum Area {
    /// Where the actor's hub looks after patients; for others the municipality they stand in.
    #[default]
    Own,
    /// In one municipality.
    In(MunicipalityCode),
    /// Everywhere.
    Everywhere,
}

/// Who was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Of those found the first, at most [`MOST`] after those left out.
    pub organizations: Vec<(Organization, Known)>,
    /// What is known of what each of them can do.
    pub capabilities: HashMap<Id<Organization>, Vec<CapabilityStatement>>,
    /// How many were found.
    pub count: usize,
}

/// Looks up organizations, by name. A hub, which keeps the directory of its area up to date, finds first of whom
/// least is known among those that give a service.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn look_up(session: &Session<'_>, asked: &LookUp) -> Result<Found, Error> {
    let member = session.member()?;
    let LookUp { kind, area, words, skip } = asked;
    let view = session.read();
    let organizations = view.organizations();
    let area = match area {
        Area::Everywhere => None,
        Area::In(code) => Some(vec![code.clone()]),
        Area::Own if member.kind == OrganizationKind::Hub => {
            let covered = organizations.covered_by(member.organization).await?;
            Some(covered.into_iter().map(|area| area.municipality).collect())
        }
        Area::Own => organizations.find(member.organization).await?.municipality.map(|code| vec![code]),
    };
    let mut found = organizations.entries(*kind, area.as_deref()).await?;
    found.retain(|entry| holds(entry, words));
    if member.kind == OrganizationKind::Hub {
        // By name within the same age.
        found.sort_by_key(|entry| (!gives_a_service(entry.kind), entry.known));
    }
    let shown: Vec<_> = found.iter().skip(*skip).take(MOST).map(|entry| (entry.id, entry.known)).collect();
    let ids: Vec<_> = shown.iter().map(|(id, _)| *id).collect();
    let mut records = organizations.find_all(&ids).await?;
    Ok(Found {
        organizations: shown
            .into_iter()
            .filter_map(|(id, known)| Some((records.remove(&id)?, known)))
            .collect(),
        capabilities: organizations.capabilities(&ids).await?,
        count: found.len(),
    })
}

fn holds(entry: &Entry, words: &str) -> bool {
    let Entry { name, name_kana, phone, .. } = entry;
    holds_words(&format!("{name} {name_kana} {phone}"), words)
}

/// Whether organizations of a kind are asked for a service.
fn gives_a_service(kind: OrganizationKind) -> bool {
    ServiceKind::ALL.iter().any(|service| service.given_by().contains(&kind))
}
