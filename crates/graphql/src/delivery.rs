//! Messages that did not arrive.

use app::delivery::{About, Addressee, Undelivered, undelivered};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::{
    Id,
    announcement::{Announcement, OfUse},
};

use crate::{
    caller::caller,
    conference::DischargeConference,
    ids,
    organization::Organization,
    page::{Page, connection},
    scalar::{DateTime, EmailAddress, PhoneNumber},
    vocabulary::vocabulary,
};

vocabulary! {
    /// What a message says.
    MessageKind = domain::announcement::Message {
        /// These times are proposed: when can you come?
        TimesProposed,
        /// The conference is at this time.
        ConferenceScheduled,
        /// The conference is at another time.
        ConferenceRescheduled,
        /// The conference does not take place.
        ConferenceCancelled,
        /// You have not answered yet.
        AnswerReminder,
        /// Would you take this patient?
        OfferMade,
        /// You are in the team.
        OfferConfirmed,
        /// We no longer ask.
        OfferWithdrawn,
        /// An organization has accepted.
        OfferAccepted,
        /// An organization has declined.
        OfferDeclined,
        /// Nobody answered in time.
        OfferExpired,
        /// Somebody took access to a patient of yours in an emergency.
        EmergencyAccessTaken,
        /// Join us.
        ColleagueInvited,
        /// Choose another password here.
        AccountReset,
        /// Your password was replaced.
        AccountPasswordChanged,
        /// Your second factor was set up, replaced or taken away.
        AccountFactorChanged,
        /// An identity at an organization's provider was linked with your account.
        AccountIdentityLinked,
        /// The link was undone.
        AccountIdentityUnlinked,
        /// A recovery code of yours was used.
        AccountRecoveryCodeUsed,
        /// You work as something else, an administrator says.
        AccountProfessionChanged,
    }
}

vocabulary! {
    /// How far a message has come.
    DeliveryState = domain::announcement::DeliveryState {
        /// On its way.
        Pending,
        /// Taken by the recipient's server.
        Delivered,
        /// Given up.
        Dead,
        /// Not sent, since something has happened that makes it wrong or idle.
        Overtaken,
    }
}

vocabulary! {
    /// What was wrong with a message the last time it was tried.
    DeliveryTrouble = domain::announcement::Trouble {
        /// There is nowhere to write to.
        NoAddress,
        /// The recipient's server does not know the address.
        UnknownAddress,
        /// The recipient's mailbox takes no more.
        MailboxFull,
        /// The recipient's server does not take this message.
        Rejected,
        /// The recipient's server asks to come another time.
        NotNow,
        /// No server answered.
        NoConnection,
        /// No message could be made of it.
        Unfit,
    }
}

/// A message that did not arrive.
#[derive(SimpleObject)]
pub struct UndeliveredMessage {
    /// The identifier.
    id: ID,
    /// What it says.
    message: MessageKind,
    /// The name of whom it was for.
    name: String,
    /// The organization that whom it was for speaks for.
    organization: Option<Organization>,
    /// Where it was to go.
    email: Option<EmailAddress>,
    /// Where to ring instead.
    phone: Option<PhoneNumber>,
    /// The conference it is about.
    conference: Option<DischargeConference>,
    /// When what it tells of happened.
    happened_at: DateTime,
    /// How far it has come.
    state: DeliveryState,
    /// Whether anybody needs it still; `DEAD` and of use, it can be sent again.
    is_of_use: bool,
    /// What was wrong the last time.
    trouble: DeliveryTrouble,
    /// The same as the recipient's side, or the program, put it.
    trouble_words: String,
    /// How often it was tried since it was last to go.
    attempts: i32,
    /// When it is tried next.
    next_at: Option<DateTime>,
}

impl From<Undelivered> for UndeliveredMessage {
    fn from(undelivered: Undelivered) -> Self {
        let Undelivered {
            id,
            message,
            addressee: Addressee { recipient: _, name, organization, email, phone },
            about,
            since,
            state,
            of_use,
            trouble,
            words,
            attempts,
            next_at,
        } = undelivered;
        Self {
            id: ids::write(id),
            message: message.into(),
            name: name.into(),
            organization: organization.map(Into::into),
            email: email.map(Into::into),
            phone: phone.map(Into::into),
            conference: match about {
                About::Conference(conference) => Some((*conference).into()),
                About::Consultation(_) | About::Emergency | About::Colleague | About::Account => None,
            },
            happened_at: since.into(),
            state: state.into(),
            is_of_use: of_use == OfUse::Still,
            trouble: trouble.into(),
            trouble_words: words,
            attempts,
            next_at: next_at.map(Into::into),
        }
    }
}

connection! {
    /// A page of messages that did not arrive.
    UndeliveredMessageConnection,
    /// A message that did not arrive, on a page.
    UndeliveredMessageEdge of UndeliveredMessage
}

#[derive(Default)]
pub struct DeliveryQuery;

#[Object]
impl DeliveryQuery {
    /// What did not arrive of the messages in the name of the organization acted for, to it, or to those who work
    /// there, the newest first, with those that are tried again. Whoever keeps the organization sees them; about
    /// accounts whoever keeps members; of conferences also whoever called them.
    #[graphql(complexity = "crate::page::cost(first, child_complexity)")]
    async fn undelivered_messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<UndeliveredMessageConnection> {
        let page: Page<Id<Announcement>> = Page::parse(first, after.as_deref())?;
        let rows = undelivered(&caller(ctx)?.session(), page.after, page.limit()).await?;
        Ok(UndeliveredMessageConnection::of(&page, rows, |row| row.id, Into::into))
    }
}
