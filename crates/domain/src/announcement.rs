//! Who hears of an event, and what. How a message looks and travels is `notification`'s business.

use crate::{
    Id,
    conference::{Conference, Participant},
    consultation::{Consultation, Offer},
    event::Event,
    membership::ColleagueInvitation,
    organization::Organization,
    person::Person,
    vocabulary::vocabulary,
};

/// One message to one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// To whom.
    pub recipient: Recipient,
    /// What.
    pub message: Message,
}

/// Whom a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recipient {
    /// Someone invited to a conference, by the address of the invitation.
    Participant(Id<Participant>),
    /// An organization, by the address of its office.
    Organization(Id<Organization>),
    /// Somebody known here, by their own address.
    Person(Id<Person>),
    /// A colleague asked to join, by the address of the invitation.
    Colleague(Id<ColleagueInvitation>),
}

vocabulary! {
    /// What a message says.
    Message {
        /// These times are proposed: when can you come?
        TimesProposed = "times_proposed",
        /// The conference is at this time.
        ConferenceScheduled = "conference_scheduled",
        /// The conference is at another time.
        ConferenceRescheduled = "conference_rescheduled",
        /// The conference does not take place.
        ConferenceCancelled = "conference_cancelled",
        /// You have not answered yet.
        AnswerReminder = "answer_reminder",
        /// Would you take this patient?
        OfferMade = "offer_made",
        /// You are in the team.
        OfferConfirmed = "offer_confirmed",
        /// We no longer ask.
        OfferWithdrawn = "offer_withdrawn",
        /// An organization has accepted.
        OfferAccepted = "offer_accepted",
        /// An organization has declined.
        OfferDeclined = "offer_declined",
        /// Nobody answered in time.
        OfferExpired = "offer_expired",
        /// Somebody took access to a patient of yours in an emergency: look at it.
        EmergencyAccessTaken = "emergency_access_taken",
        /// Join us.
        ColleagueInvited = "colleague_invited",
        /// Choose another password here.
        AccountReset = "account_reset",
        /// Your password was replaced.
        AccountPasswordChanged = "account_password_changed",
        /// Your second factor was set up, replaced or taken away.
        AccountFactorChanged = "account_factor_changed",
        /// An identity at an organization's provider was linked with your account.
        AccountIdentityLinked = "account_identity_linked",
        /// The link was undone.
        AccountIdentityUnlinked = "account_identity_unlinked",
        /// A recovery code of yours was used.
        AccountRecoveryCodeUsed = "account_recovery_code_used",
        /// You work as something else, an administrator says.
        AccountProfessionChanged = "account_profession_changed",
    }
}

vocabulary! {
    /// Life cycle of a delivery.
    DeliveryState {
        /// On its way.
        Pending = "pending",
        /// Taken by the recipient's server.
        Delivered = "delivered",
        /// Given up; shown to people.
        Dead = "dead",
    }
}

/// What `announce` must know beside the event.
#[derive(Clone, Copy, Debug)]
pub enum Facts<'a> {
    /// An event about a conference, with those who have not answered for an open time.
    Conference {
        /// The conference.
        conference: &'a Conference,
        /// Who has not answered.
        unanswered: &'a [&'a Participant],
    },
    /// An event about an offer.
    Offer {
        /// The offer.
        offer: &'a Offer,
        /// Its consultation.
        consultation: &'a Consultation,
    },
    /// Access taken in an emergency.
    Emergency {
        /// The organization whose patient it is.
        organization: Id<Organization>,
        /// Those there who review it and can be written to.
        reviewers: &'a [Id<Person>],
    },
    /// An event about somebody's account.
    Account {
        /// Whose.
        person: &'a Person,
    },
    /// An event nobody need be told of.
    None,
}

/// Who hears of `event`, and what.
pub fn announce(event: &Event, facts: Facts<'_>) -> Vec<Announcement> {
    match (event, facts) {
        (Event::TimesProposed { .. }, Facts::Conference { conference, .. }) => {
            to_invited(conference, Message::TimesProposed)
        }
        (Event::ConferenceScheduled { .. }, Facts::Conference { conference, .. }) => {
            to_invited(conference, Message::ConferenceScheduled)
        }
        (Event::ConferenceRescheduled { .. }, Facts::Conference { conference, .. }) => {
            to_invited(conference, Message::ConferenceRescheduled)
        }
        (Event::ConferenceCancelled { .. }, Facts::Conference { conference, .. })
            if !conference.times.is_empty() =>
        {
            to_invited(conference, Message::ConferenceCancelled)
        }
        (Event::ReminderDue { .. }, Facts::Conference { unanswered, .. }) => {
            unanswered.iter().filter_map(|p| to(p, Message::AnswerReminder)).collect()
        }
        (Event::OfferMade { .. }, Facts::Offer { offer, .. }) => {
            to_office(offer.organization, Message::OfferMade)
        }
        (Event::OfferConfirmed { .. }, Facts::Offer { offer, .. }) => {
            to_office(offer.organization, Message::OfferConfirmed)
        }
        (Event::OfferWithdrawn { .. }, Facts::Offer { offer, .. }) => {
            to_office(offer.organization, Message::OfferWithdrawn)
        }
        (Event::OfferAccepted { .. }, Facts::Offer { consultation, .. }) => {
            to_office(consultation.hub, Message::OfferAccepted)
        }
        (Event::OfferDeclined { .. }, Facts::Offer { consultation, .. }) => {
            to_office(consultation.hub, Message::OfferDeclined)
        }
        (Event::OfferExpired { .. }, Facts::Offer { consultation, .. }) => {
            to_office(consultation.hub, Message::OfferExpired)
        }
        // Where nobody reviews yet, the office is told.
        (Event::EmergencyAccessTaken { .. }, Facts::Emergency { organization, reviewers: [] }) => {
            to_office(organization, Message::EmergencyAccessTaken)
        }
        (Event::EmergencyAccessTaken { .. }, Facts::Emergency { reviewers, .. }) => {
            let message = Message::EmergencyAccessTaken;
            let tell = |person: &Id<Person>| Announcement { recipient: Recipient::Person(*person), message };
            reviewers.iter().map(tell).collect()
        }
        (&Event::ColleagueInvited { invitation, .. }, _) => {
            let recipient = Recipient::Colleague(invitation);
            vec![Announcement { recipient, message: Message::ColleagueInvited }]
        }
        (event, Facts::Account { person }) => about_account(event, person).into_iter().collect(),
        _ => vec![],
    }
}

fn to_invited(conference: &Conference, message: Message) -> Vec<Announcement> {
    conference.proposal.participants.iter().filter_map(|p| to(p, message)).collect()
}

fn to(participant: &Participant, message: Message) -> Option<Announcement> {
    participant.contact.email.as_ref()?;
    Some(Announcement { recipient: Recipient::Participant(participant.id), message })
}

/// Whoever has an account is told by mail what happens to it, so that a stranger's hand is noticed.
fn about_account(event: &Event, person: &Person) -> Option<Announcement> {
    let message = match event {
        Event::ResetLinkAsked { .. } => Message::AccountReset,
        Event::PasswordChanged { .. } => Message::AccountPasswordChanged,
        Event::SecondFactorChanged { .. } => Message::AccountFactorChanged,
        Event::IdentityLinked { .. } => Message::AccountIdentityLinked,
        Event::IdentityUnlinked { .. } => Message::AccountIdentityUnlinked,
        Event::RecoveryCodeUsed { .. } => Message::AccountRecoveryCodeUsed,
        Event::ProfessionChanged { .. } => Message::AccountProfessionChanged,
        _ => return None,
    };
    person.email.as_ref()?;
    Some(Announcement { recipient: Recipient::Person(person.id), message })
}

fn to_office(organization: Id<Organization>, message: Message) -> Vec<Announcement> {
    vec![Announcement { recipient: Recipient::Organization(organization), message }]
}
