//! A message that was given up goes again, where the address was wrong to the right one.

use domain::{
    Id,
    access::Action,
    announcement::{Announcement, DeliveryRefusal, Recipient},
    event::Event,
    text::EmailAddress,
};
use serde::Serialize;
use store::Tx;

use crate::{
    Error, IdempotencyKey, Session,
    delivery::{About, Undelivered, described},
    session::Once,
};

/// What goes again.
#[derive(Clone, Debug, Serialize)]
pub struct SendAgain {
    /// The message.
    pub message: Id<Announcement>,
    /// The right address of somebody invited to a conference; none when it is right already.
    pub email: Option<EmailAddress>,
}

/// Lets a message that was given up go again, as if it were new: it is tried for three days.
///
/// # Errors
/// [`Error::NotFound`] for a message that does not concern the actor,
/// [`domain::announcement::DeliveryRefusal`], [`domain::conference::ConferenceRefusal::InvitedTwice`].
pub async fn send_again(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: SendAgain,
) -> Result<Undelivered, Error> {
    let organization = session.member()?.organization;
    let tx = session.begin().await?;
    let found = concerning(session, &tx, input.message).await?;
    if let Once::MadeBefore::<Announcement>(_) = session.once(&tx, key, &input).await? {
        return Ok(found);
    }
    found.state.send_again(found.of_use)?;
    let SendAgain { message, email } = input;
    if let Some(email) = email.filter(|email| found.addressee.email.as_ref() != Some(email)) {
        readdress(session, &tx, &found, email).await?;
    }
    if !tx.deliveries().send_again(session.now, message).await? {
        return Err(DeliveryRefusal::NotGivenUp.into());
    }
    session.record(&tx, &Event::MessageSentAgain { organization, delivery: message }).await?;
    let sent = concerning(session, &tx, message).await?;
    tx.commit().await?;
    Ok(sent)
}

async fn concerning(session: &Session<'_>, tx: &Tx, message: Id<Announcement>) -> Result<Undelivered, Error> {
    let delivery = tx.deliveries().concerning(message).await?;
    described(tx, session.now, vec![delivery]).await?.pop().ok_or(Error::NotFound)
}

/// Corrects the address of somebody invited, for this message and those to come.
async fn readdress(
    session: &Session<'_>,
    tx: &Tx,
    found: &Undelivered,
    email: EmailAddress,
) -> Result<(), Error> {
    let (About::Conference(conference), Recipient::Participant(participant)) =
        (&found.about, found.addressee.recipient)
    else {
        return Err(DeliveryRefusal::AddressKeptElsewhere.into());
    };
    let conference = tx.conferences().find_for(Action::CallConference, conference.id).await?;
    let (mut conference, event) = conference.readdress(participant, email)?;
    let event = event.ok_or(Error::NotFound)?;
    tx.conferences().readdress(&mut conference, participant).await?;
    session.record(tx, &event).await
}
