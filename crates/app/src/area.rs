//! The area an organization speaks for.

use domain::{
    Id,
    access::Member,
    organization::{Organization, OrganizationKind},
    text::MunicipalityCode,
};
use store::View;

use crate::Error;

/// The municipalities an organization speaks for: those it covers, and for a municipality or a medical association
/// the one it stands in.
pub(crate) async fn area(view: &View, member: &Member) -> Result<Vec<MunicipalityCode>, Error> {
    let organizations = view.organizations();
    let covered = organizations.covered_by(member.organization).await?;
    let mut area: Vec<_> = covered.into_iter().map(|area| area.municipality).collect();
    if matches!(member.kind, OrganizationKind::Municipality | OrganizationKind::MedicalAssociation) {
        area.extend(organizations.find(member.organization).await?.municipality);
    }
    area.sort();
    area.dedup();
    Ok(area)
}

/// The hospitals in these municipalities.
pub(crate) async fn hospitals(
    view: &View,
    area: &[MunicipalityCode],
) -> Result<Vec<Id<Organization>>, Error> {
    let found = view.organizations().entries(Some(OrganizationKind::Hospital), Some(area)).await?;
    Ok(found.into_iter().map(|entry| entry.id).collect())
}
