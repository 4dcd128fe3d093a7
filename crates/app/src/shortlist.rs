//! The hub's shortlist: which organizations could take a patient, each with its reasons.

use std::collections::HashMap;

use domain::{
    Id,
    access::Action,
    consultation::{Consultation, ConsultationRefusal},
    organization::{Organization, ServiceKind},
    shortlist::{Candidate, Known, consider, order},
};

use crate::{Error, Session};

/// How far a clinic ordinarily goes, in kilometres (16 km: 診療報酬 C000 往診料, C001 在宅患者訪問診療料).
pub const REACH_KILOMETRES: f64 = 16.0;

/// A shortlist.
#[derive(Clone, Debug)]
pub struct Shortlist {
    /// The candidates in order, at most as many as were asked for.
    pub candidates: Vec<Candidate>,
    /// How many organizations were considered.
    pub considered: usize,
    /// The candidates' records.
    pub organizations: HashMap<Id<Organization>, Organization>,
}

/// Makes the shortlist of a consultation for one service.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], refused with `OFFER_SERVICE_NOT_ASKED`.
pub async fn shortlist(
    session: &Session<'_>,
    id: Id<Consultation>,
    service: ServiceKind,
    limit: usize,
) -> Result<Shortlist, Error> {
    let view = session.read();
    let consultation = view.consultations().find_for(Action::SeeConsultation, id).await?;
    if !consultation.services.contains(&service) {
        return Err(ConsultationRefusal::ServiceNotAsked.into());
    }
    let organizations = view.organizations().of_kinds(service.given_by()).await?;
    let ids: Vec<_> = organizations.iter().map(|o| o.id).collect();
    let statements = view.organizations().capabilities(&ids).await?;
    let mut candidates: Vec<Candidate> = organizations
        .iter()
        .map(|organization| {
            let known = Known {
                organization: organization.id,
                municipality: organization.municipality.as_ref(),
                location: organization.location,
                statements: statements.get(&organization.id).map_or(&[][..], Vec::as_slice),
            };
            consider(&known, &consultation.subject, service, REACH_KILOMETRES)
        })
        .collect();
    let considered = candidates.len();
    candidates.sort_by(order);
    candidates.truncate(limit);
    let shown: std::collections::HashSet<_> = candidates.iter().map(|c| c.organization).collect();
    let organizations =
        organizations.into_iter().filter(|o| shown.contains(&o.id)).map(|o| (o.id, o)).collect();
    Ok(Shortlist { candidates, considered, organizations })
}
