//! Looking at consultations and offers.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    access::Action,
    consultation::{Consultation, Offer, Subject},
    discharge_case::DischargeCase,
    organization::Organization,
    patient::Patient,
};

use store::View;

use crate::{Error, Session, consent::patients_of};

/// A consultation with what is needed to show it.
#[derive(Clone, Debug)]
pub struct ConsultationFile {
    /// The consultation.
    pub consultation: Consultation,
    /// Its offers, oldest first.
    pub offers: Vec<Offer>,
    /// The case it is about, as far as the actor may see it.
    pub case: Option<(DischargeCase, Patient)>,
    /// Every organization named in it.
    pub organizations: HashMap<Id<Organization>, Organization>,
}

/// A consultation with what is needed to show it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn consultation_file(
    session: &Session<'_>,
    id: Id<Consultation>,
) -> Result<ConsultationFile, Error> {
    let view = session.read();
    let consultation = view.consultations().find_for(Action::SeeConsultation, id).await?;
    let offers = view.consultations().offers_of(&[id]).await?;
    let case = match consultation.case {
        Some(case) => view.cases().find_all_visible(&[case]).await?.remove(&case),
        None => None,
    };
    let case = match case {
        Some(case) => patients_of(&view, [&case]).await?.remove(&case.id).map(|patient| (case, patient)),
        None => None,
    };
    let mut organizations: Vec<_> = offers.iter().map(|offer| offer.organization).collect();
    organizations.push(consultation.hub);
    organizations.extend(consultation.requested_by);
    Ok(ConsultationFile {
        organizations: view.organizations().find_all(&organizations).await?,
        consultation,
        offers,
        case,
    })
}

/// The open consultations of the actor's hub, the longest waiting first, after a position.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn open_consultations(
    session: &Session<'_>,
    after: Option<(Timestamp, Id<Consultation>)>,
    limit: u64,
) -> Result<Vec<Consultation>, Error> {
    let hub = session.member()?.organization;
    Ok(session.read().consultations().open_at(hub, after, limit).await?)
}

/// The consultations about those of `cases` that the actor may see, by case.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn consultations_of(
    session: &Session<'_>,
    cases: &[Id<DischargeCase>],
) -> Result<HashMap<Id<DischargeCase>, Vec<Consultation>>, Error> {
    let view = session.read();
    let visible: Vec<_> = view.cases().find_all_visible(cases).await?.into_keys().collect();
    let mut by_case: HashMap<_, Vec<_>> = HashMap::new();
    for consultation in view.consultations().of_cases(&visible).await? {
        if let Some(case) = consultation.case {
            by_case.entry(case).or_default().push(consultation);
        }
    }
    Ok(by_case)
}

/// The offers of consultations that the actor may already see, by consultation.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn offers_of(
    session: &Session<'_>,
    consultations: &[Id<Consultation>],
) -> Result<HashMap<Id<Consultation>, Vec<Offer>>, Error> {
    let mut by_consultation: HashMap<_, Vec<_>> = HashMap::new();
    for offer in session.read().consultations().offers_of(consultations).await? {
        by_consultation.entry(offer.consultation).or_default().push(offer);
    }
    Ok(by_consultation)
}

/// What an organization asked may see: the offer, and the patient without a name.
#[derive(Clone, Debug)]
pub struct OfferFile {
    /// The offer.
    pub offer: Offer,
    /// The patient without a name.
    pub subject: Subject,
    /// The hub that asks.
    pub hub: Organization,
}

/// An offer as the organization asked may see it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn offer_file(session: &Session<'_>, id: Id<Offer>) -> Result<OfferFile, Error> {
    let view = session.read();
    let offer = view.consultations().offer_for(Action::SeeOffer, id).await?;
    files(&view, vec![offer]).await?.pop().ok_or(Error::NotFound)
}

/// The offers that wait for the actor's organization, oldest first.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn offers_to_me(session: &Session<'_>) -> Result<Vec<OfferFile>, Error> {
    let organization = session.member()?.organization;
    let view = session.read();
    let offers = view.consultations().offers_to(organization).await?;
    files(&view, offers).await
}

async fn files(view: &View, offers: Vec<Offer>) -> Result<Vec<OfferFile>, Error> {
    let hubs =
        view.organizations().find_all(&offers.iter().map(|offer| offer.hub).collect::<Vec<_>>()).await?;
    let consultations: Vec<_> = offers.iter().map(|offer| offer.consultation).collect();
    let subjects = view.consultations().subjects(&consultations).await?;
    let file = |offer: Offer| {
        let subject = subjects.get(&offer.consultation)?.summary();
        let hub = hubs.get(&offer.hub)?.clone();
        Some(OfferFile { offer, subject, hub })
    };
    Ok(offers.into_iter().filter_map(file).collect())
}
