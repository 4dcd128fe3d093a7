//! Who hears of an event, and what. How a message looks and travels is `notification`'s business.

use crate::{
    Id,
    access::Action,
    conference::{Conference, Participant},
    consultation::{Consultation, Offer},
    event::Event,
    membership::ColleagueInvitation,
    organization::Organization,
    person::Person,
    refusal::refusals,
    vocabulary::vocabulary,
};

mod standing;

pub use self::standing::{Matter, NOTICE_OF_USE_FOR, OfUse, of_use};

/// One message to one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// In whose name it goes; the product's own when there is nobody.
    pub sender: Option<Id<Organization>>,
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
        /// Not sent, since something has happened that makes it wrong or idle.
        Overtaken = "overtaken",
    }
}

vocabulary! {
    /// What was wrong with a message the last time it was tried, as far as people can do something about it.
    Trouble {
        /// There is nowhere to write to.
        NoAddress = "no_address",
        /// The recipient's server does not know the address.
        UnknownAddress = "unknown_address",
        /// The recipient's mailbox takes no more.
        MailboxFull = "mailbox_full",
        /// The recipient's server does not take this message.
        Rejected = "rejected",
        /// The recipient's server asks to come another time.
        NotNow = "not_now",
        /// The way out of here is barred: no server answered.
        NoConnection = "no_connection",
        /// No message could be made of it.
        Unfit = "unfit",
    }
}

refusals! {
    /// Why a message is not sent again.
    DeliveryRefusal {
        /// It is on its way, or has arrived.
        NotGivenUp = "DELIVERY_NOT_GIVEN_UP",
        /// Nobody needs it any more.
        Overtaken = "DELIVERY_OVERTAKEN",
        /// The address is not the invitation's own: whoever keeps it corrects it.
        AddressKeptElsewhere = "DELIVERY_ADDRESS_KEPT_ELSEWHERE" on "email",
    }
}

impl Message {
    /// What somebody may do in an organization who is told that a message in its name, or to it, did not arrive.
    pub const fn concern(self) -> Action {
        match self {
            Self::TimesProposed
            | Self::ConferenceScheduled
            | Self::ConferenceRescheduled
            | Self::ConferenceCancelled
            | Self::AnswerReminder
            | Self::OfferMade
            | Self::OfferConfirmed
            | Self::OfferWithdrawn
            | Self::OfferAccepted
            | Self::OfferDeclined
            | Self::OfferExpired => Action::KeepOrganization,
            Self::EmergencyAccessTaken => Action::ReviewEmergency,
            Self::ColleagueInvited
            | Self::AccountReset
            | Self::AccountPasswordChanged
            | Self::AccountFactorChanged
            | Self::AccountIdentityLinked
            | Self::AccountIdentityUnlinked
            | Self::AccountRecoveryCodeUsed
            | Self::AccountProfessionChanged => Action::KeepMembers,
        }
    }
}

impl DeliveryState {
    /// Whether a message that stands like this may be sent again, where it is `of_use` or not.
    ///
    /// # Errors
    /// [`DeliveryRefusal::NotGivenUp`], [`DeliveryRefusal::Overtaken`].
    pub fn send_again(self, of_use: OfUse) -> Result<Self, DeliveryRefusal> {
        match (self, of_use) {
            (Self::Overtaken, _) | (Self::Dead, OfUse::NoLonger) => Err(DeliveryRefusal::Overtaken),
            (Self::Pending | Self::Delivered, _) => Err(DeliveryRefusal::NotGivenUp),
            (Self::Dead, OfUse::Still) => Ok(Self::Pending),
        }
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
    let sender = sender(event, facts);
    let told = told(event, facts).into_iter();
    told.map(|(recipient, message)| Announcement { sender, recipient, message }).collect()
}

/// In whose name people hear of `event`.
fn sender(event: &Event, facts: Facts<'_>) -> Option<Id<Organization>> {
    match (event, facts) {
        (_, Facts::Conference { conference, .. }) => Some(conference.organization),
        (_, Facts::Offer { consultation, .. }) => Some(consultation.hub),
        (_, Facts::Emergency { organization, .. }) => Some(organization),
        (
            Event::ColleagueInvited { organization, .. }
            | Event::ResetLinkAsked { organization, .. }
            | Event::IdentityLinked { organization, .. }
            | Event::IdentityUnlinked { organization, .. }
            | Event::ProfessionChanged { organization, .. },
            _,
        ) => Some(*organization),
        _ => None,
    }
}

type Told = (Recipient, Message);

fn told(event: &Event, facts: Facts<'_>) -> Vec<Told> {
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
            let tell = |person: &Id<Person>| (Recipient::Person(*person), message);
            reviewers.iter().map(tell).collect()
        }
        (&Event::ColleagueInvited { invitation, .. }, _) => {
            vec![(Recipient::Colleague(invitation), Message::ColleagueInvited)]
        }
        (event, Facts::Account { person }) => about_account(event, person).into_iter().collect(),
        _ => vec![],
    }
}

fn to_invited(conference: &Conference, message: Message) -> Vec<Told> {
    conference.proposal.participants.iter().filter_map(|p| to(p, message)).collect()
}

fn to(participant: &Participant, message: Message) -> Option<Told> {
    participant.contact.email.as_ref()?;
    Some((Recipient::Participant(participant.id), message))
}

/// Whoever has an account is told by mail what happens to it, so that a stranger's hand is noticed.
fn about_account(event: &Event, person: &Person) -> Option<Told> {
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
    Some((Recipient::Person(person.id), message))
}

fn to_office(organization: Id<Organization>, message: Message) -> Vec<Told> {
    vec![(Recipient::Organization(organization), message)]
}
