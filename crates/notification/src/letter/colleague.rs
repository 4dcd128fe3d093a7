//! The letter by which a colleague joins an organization.

use domain::{
    Id,
    access::Actor,
    account::LinkPurpose,
    announcement::{Matter, OfUse, of_use},
    membership::ColleagueInvitation,
};
use store::{Error, delivery::Delivery};

use super::{Letter, WORDING, Written, one_time_link::new_link};
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
    let (message, matter) = (delivery.announcement.message, Matter::Colleague(&invitation));
    if of_use(message, matter, delivery.event.at, now) == OfUse::NoLonger {
        return Ok(Written::Overtaken);
    }
    let organization = view.organizations().find(invitation.organization).await?;
    let person = view.people().find(invitation.person).await?;
    let Some(address) = person.email else { return Ok(Written::NoAddress) };
    // Writing the link takes a connection of its own.
    drop(view);
    let link = new_link(context, LinkPurpose::Invitation, person.id, invitation.expires_at).await?;
    let values = [
        ("recipient", person.name.as_str().into()),
        ("organization", organization.name.as_str().into()),
        ("deadline", WORDING.moment(invitation.expires_at).into()),
        ("link", link.into()),
        ("sign-in", format!("{}/organization", context.public_url).into()),
    ];
    Ok(Written::Letter(Box::new(Letter {
        id: delivery.id,
        made_at: now,
        sender: organization.name.to_string(),
        recipient: person.name.to_string(),
        address,
        text: WORDING.mail(message, &values),
        occasion: None,
    })))
}
