//! The letter by which a colleague joins an organization.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Id, Timestamp,
    access::Actor,
    account::{LinkPurpose, OneTimeLink},
    event::Event,
    membership::ColleagueInvitation,
};
use sha2::{Digest, Sha256};
use store::{Error, delivery::Delivery};

use super::{Letter, WORDING, Written};
use crate::Context;

/// Writes the letter, if the invitation can still be accepted.
pub(super) async fn write(
    context: &Context,
    delivery: &Delivery,
    id: Id<ColleagueInvitation>,
) -> Result<Written, Error> {
    let now = context.clock.now();
    let view = context.database.read(Actor::System);
    let invitation = view.memberships().any_invitation(id).await?;
    if !invitation.is_open(now) {
        return Ok(Written::Overtaken);
    }
    let organization = view.organizations().find(invitation.organization).await?;
    let person = view.people().find(invitation.person).await?;
    let Some(address) = person.email else { return Ok(Written::NoAddress) };
    // Writing the link takes a connection of its own.
    drop(view);
    let values = [
        ("recipient", person.name.as_str().into()),
        ("organization", organization.name.as_str().into()),
        ("deadline", WORDING.moment(invitation.expires_at).into()),
        ("link", link(context, now, &invitation).await?.into()),
        ("sign-in", format!("{}/organization", context.public_url).into()),
    ];
    Ok(Written::Letter(Box::new(Letter {
        id: delivery.id,
        made_at: now,
        sender: organization.name.to_string(),
        recipient: person.name.to_string(),
        address,
        text: WORDING.mail(delivery.announcement.message, &values),
        occasion: None,
    })))
}

/// A new link by which the colleague opens an account. Only the SHA-256 of its secret is kept, so each try of a
/// delivery needs a new one.
async fn link(context: &Context, now: Timestamp, invitation: &ColleagueInvitation) -> Result<String, Error> {
    let secret = URL_SAFE_NO_PAD.encode(context.ids.secret());
    let link = OneTimeLink {
        id: Id::new(context.ids.uuid()),
        hash: Sha256::digest(secret.as_bytes()).into(),
        purpose: LinkPurpose::Invitation,
        person: invitation.person,
        created_at: now,
        expires_at: invitation.expires_at,
        used_at: None,
    };
    let tx = context.database.begin(Actor::System).await?;
    tx.one_time_links().insert(&link).await?;
    tx.record(context.ids.uuid(), now, &Event::LinkIssued { person: invitation.person }).await?;
    tx.commit().await?;
    Ok(format!("{}/welcome/{secret}", context.public_url))
}
