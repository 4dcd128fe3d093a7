//! Whether a message is still true and of use. One that another has overtaken would put a cancelled or moved
//! conference back into calendars.

use ::time::Duration;

use super::Message;
use crate::{
    Timestamp,
    account::LINK_LIFETIME,
    conference::{Conference, ConferenceState},
    consultation::{Offer, OfferState},
    emergency::EmergencyAccess,
    membership::ColleagueInvitation,
};

/// How long it is of use to tell somebody what became of an offer, or what happened to their account.
pub const NOTICE_OF_USE_FOR: Duration = Duration::days(30);
/// How long after its last time it is of use to tell somebody that a conference is called off.
const CANCELLATION_OF_USE_FOR: Duration = Duration::days(1);

/// What a message is about.
#[derive(Clone, Copy, Debug)]
pub enum Matter<'a> {
    /// A conference, and whether the recipient has answered for an open time.
    Conference {
        /// The conference.
        conference: &'a Conference,
        /// Whether the recipient has answered.
        has_answered: bool,
    },
    /// An offer.
    Offer(&'a Offer),
    /// Access taken in an emergency.
    Emergency(&'a EmergencyAccess),
    /// A colleague who was asked to join.
    Colleague(&'a ColleagueInvitation),
    /// Somebody's account.
    Account,
}

/// Whether anybody needs a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfUse {
    /// It is true, and its recipient can do something with it.
    Still,
    /// It is wrong or idle by now.
    NoLonger,
}

/// Whether `message` about something that happened at a moment is still of use.
pub fn of_use(message: Message, matter: Matter<'_>, happened_at: Timestamp, now: Timestamp) -> OfUse {
    let is_fresh = now < happened_at + NOTICE_OF_USE_FOR;
    let is = match matter {
        Matter::Conference { conference, has_answered } => {
            is_of_conference(message, conference, has_answered, now)
        }
        Matter::Offer(offer) => {
            is_of_offer(message, offer, now) && (is_fresh || message == Message::OfferMade)
        }
        Matter::Emergency(access) => access.review.is_none(),
        Matter::Colleague(invitation) => invitation.is_open(now),
        Matter::Account if message == Message::AccountReset => now < happened_at + LINK_LIFETIME,
        Matter::Account => is_fresh,
    };
    if is { OfUse::Still } else { OfUse::NoLonger }
}

fn is_of_conference(message: Message, conference: &Conference, has_answered: bool, now: Timestamp) -> bool {
    let is_ahead = conference.open_times().iter().any(|time| now < time.at.start());
    let is_scheduled = matches!(conference.state, ConferenceState::Scheduled { .. });
    match message {
        Message::TimesProposed => is_ahead && !is_scheduled,
        Message::ConferenceScheduled => is_ahead && is_scheduled && conference.sequence == 0,
        Message::ConferenceRescheduled => is_ahead && is_scheduled,
        Message::ConferenceCancelled => {
            matches!(conference.state, ConferenceState::Cancelled { .. })
                && conference.times.iter().any(|time| now < time.at.end() + CANCELLATION_OF_USE_FOR)
        }
        Message::AnswerReminder => is_ahead && !has_answered,
        _ => false,
    }
}

fn is_of_offer(message: Message, offer: &Offer, now: Timestamp) -> bool {
    match (message, &offer.state) {
        (Message::OfferMade, OfferState::Asked { expires_at }) => now < *expires_at,
        (Message::OfferConfirmed, OfferState::Confirmed { .. })
        | (Message::OfferWithdrawn, OfferState::Withdrawn { .. })
        | (Message::OfferAccepted, OfferState::Accepted { .. })
        | (Message::OfferDeclined, OfferState::Declined { .. })
        | (Message::OfferExpired, OfferState::Expired { .. }) => true,
        _ => false,
    }
}
