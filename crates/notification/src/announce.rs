//! From the outbox: whom an event is told.

use domain::{
    Id,
    access::{Action, Actor},
    announcement::{Announcement, Facts, announce},
    event::Event,
};
use store::{Error, View, event::Recorded};

use crate::Context;

/// Events taken in one go.
const BATCH: u64 = 50;

/// Notes whom the oldest events on the outbox are told, and takes them off; answers how many were looked at.
/// An event that fails is put back, and given up the third time.
///
/// # Errors
/// [`Error::Unavailable`] and whatever else keeps a failure from being written down.
pub async fn announce_due(context: &Context) -> Result<usize, Error> {
    let events =
        context.database.read(Actor::System).events().unannounced(context.clock.now(), BATCH).await?;
    for event in &events {
        match announce_one(context, event).await {
            Ok(()) => {}
            Err(Error::Unavailable) => return Err(Error::Unavailable),
            Err(error) => {
                tracing::warn!(%error, event = %event.id, code = event.event.code(), "an event was not announced");
                let tx = context.database.begin(Actor::System).await?;
                tx.events().announcement_failed(context.clock.now(), event.id, &error.to_string()).await?;
                tx.commit().await?;
            }
        }
    }
    Ok(events.len())
}

async fn announce_one(context: &Context, event: &Recorded) -> Result<(), Error> {
    let announcements = announcements(&context.database.read(Actor::System), &event.event).await?;
    let deliveries: Vec<_> = announcements.into_iter().map(|a| (Id::new(context.ids.uuid()), a)).collect();
    let tx = context.database.begin(Actor::System).await?;
    tx.events().announce(context.clock.now(), event, &deliveries, context.channel.code()).await?;
    tx.commit().await
}

async fn announcements(view: &View, event: &Event) -> Result<Vec<Announcement>, Error> {
    match *event {
        Event::TimesProposed { conference }
        | Event::ConferenceScheduled { conference }
        | Event::ConferenceRescheduled { conference }
        | Event::ConferenceCancelled { conference }
        | Event::ReminderDue { conference } => {
            let conference = view.conferences().find_for(Action::SeeConference, conference).await?;
            let answers = view.conferences().answers(&[conference.id]).await?;
            let unanswered = conference.unanswered(&answers);
            Ok(announce(event, Facts::Conference { conference: &conference, unanswered: &unanswered }))
        }
        Event::OfferMade { offer, consultation }
        | Event::OfferAccepted { offer, consultation }
        | Event::OfferDeclined { offer, consultation }
        | Event::OfferExpired { offer, consultation }
        | Event::OfferWithdrawn { offer, consultation }
        | Event::OfferConfirmed { offer, consultation } => {
            let offer = view.consultations().offer_for(Action::SeeOffer, offer).await?;
            let consultation = view.consultations().find_for(Action::SeeConsultation, consultation).await?;
            Ok(announce(event, Facts::Offer { offer: &offer, consultation: &consultation }))
        }
        Event::EmergencyAccessTaken { access, .. } => {
            let access = view.emergencies().find_for(Action::ReviewEmergency, access).await?;
            let reviewers = view.emergencies().reviewers(&access).await?;
            let organization = access.case_organization;
            Ok(announce(event, Facts::Emergency { organization, reviewers: &reviewers }))
        }
        Event::ResetLinkAsked { person, .. }
        | Event::PasswordChanged { person }
        | Event::SecondFactorChanged { person }
        | Event::IdentityLinked { person, .. }
        | Event::IdentityUnlinked { person, .. }
        | Event::RecoveryCodeUsed { person } => {
            let person = view.people().find(person).await?;
            Ok(announce(event, Facts::Account { person: &person }))
        }
        Event::ProfessionChanged { membership, .. } => {
            let membership = view.people().find_membership(membership).await?;
            let person = view.people().find(membership.person).await?;
            Ok(announce(event, Facts::Account { person: &person }))
        }
        _ => Ok(announce(event, Facts::None)),
    }
}
