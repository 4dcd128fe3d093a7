//! The hub's shortlist: which organizations could take a patient, each with its reasons.

use std::collections::HashMap;

use domain::{
    Id,
    access::Action,
    consultation::{Consultation, ConsultationRefusal, Subject},
    organization::{Organization, ServiceKind},
    place::Bounds,
    shortlist::{Candidate, Known, consider, order},
};
use store::{View, organization::Near};

use crate::{Error, Session, case::CaseFile};

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
    find(&view, &consultation.subject, service, limit).await
}

/// Who could give a service to the patient of a case; whoever may see the case may ask.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn suggestions(
    session: &Session<'_>,
    file: &CaseFile,
    service: ServiceKind,
    limit: usize,
) -> Result<Shortlist, Error> {
    let subject = Subject::of(&file.case, &file.patient, session.today());
    find(&session.read(), &subject, service, limit).await
}

async fn find(
    view: &View,
    subject: &Subject,
    service: ServiceKind,
    limit: usize,
) -> Result<Shortlist, Error> {
    let required: Vec<_> = subject.needs.required_capabilities(service).into_keys().collect();
    let directory = view.organizations();
    let considered = directory.how_many_of_kinds(service.given_by()).await?;
    // Those out of reach come last, and are looked at only where the others do not fill the list.
    let within = subject.location.map(|home| Bounds::around(home.point, REACH_KILOMETRES));
    let near = within.map(|bounds| Near { bounds, municipality: subject.municipality.as_ref() });
    let mut outlines = directory.outlines(service.given_by(), &required, near.as_ref()).await?;
    if outlines.len() < limit.min(considered) {
        outlines = directory.outlines(service.given_by(), &required, None).await?;
    }
    let mut ranked: Vec<_> =
        outlines.iter().map(|outline| outline.rank(subject, required.len(), REACH_KILOMETRES)).collect();
    ranked.sort_unstable();
    let shown: Vec<_> = ranked.iter().take(limit).map(|rank| rank.organization()).collect();
    let organizations = directory.find_all(&shown).await?;
    let statements = directory.capabilities(&shown).await?;
    let mut candidates: Vec<Candidate> = organizations
        .values()
        .map(|organization| {
            let known = Known {
                organization: organization.id,
                municipality: organization.municipality.as_ref(),
                location: organization.location,
                statements: statements.get(&organization.id).map_or(&[][..], Vec::as_slice),
            };
            consider(&known, subject, service, REACH_KILOMETRES)
        })
        .collect();
    candidates.sort_by(order);
    Ok(Shortlist { candidates, considered, organizations })
}
