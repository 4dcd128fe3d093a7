//! Letters about somebody's own account. They say what happened and when, and nothing else.

use domain::{
    Id,
    access::Actor,
    account::{LINK_LIFETIME, LinkPurpose},
    announcement::{Matter, OfUse, of_use},
    event::Event,
    person::Person,
};
use store::{Error, delivery::Delivery};

use super::{Letter, WORDING, Written, one_time_link::new_link};
use crate::Context;

/// Writes the letter to whoever has the account.
pub(super) async fn write(
    context: &Context,
    delivery: &Delivery,
    person: Id<Person>,
) -> Result<Written, Error> {
    let (now, happened_at) = (context.clock.now(), delivery.event.at);
    let message = delivery.announcement.message;
    if of_use(message, Matter::Account, happened_at, now) == OfUse::NoLonger {
        return Ok(Written::Overtaken);
    }
    let view = context.database.read(Actor::System);
    let person = view.people().find(person).await?;
    let Some(address) = person.email else { return Ok(Written::NoAddress) };
    let mut values = vec![("recipient", person.name.as_str().into())];
    let sender = match delivery.event.event {
        Event::ResetLinkAsked { organization, person } => {
            let until = happened_at + LINK_LIFETIME;
            let organization = view.organizations().find(organization).await?;
            // Writing the link takes a connection of its own.
            drop(view);
            values.push(("organization", organization.name.as_str().into()));
            values.push(("deadline", WORDING.moment(until).into()));
            values.push(("link", new_link(context, LinkPurpose::PasswordReset, person, until).await?.into()));
            organization.name.to_string()
        }
        event => {
            if let Event::IdentityLinked { organization, .. }
            | Event::IdentityUnlinked { organization, .. }
            | Event::ProfessionChanged { organization, .. } = event
            {
                let organization = view.organizations().find(organization).await?;
                values.push(("organization", organization.name.as_str().into()));
            }
            if let Event::ProfessionChanged { membership, .. } = event {
                let membership = view.people().find_membership(membership).await?;
                values.push(("profession", WORDING.label(membership.profession).into()));
            }
            values.push(("time", WORDING.moment(happened_at).into()));
            values.push(("link", format!("{}/account", context.public_url).into()));
            WORDING.text("nav-product")
        }
    };
    Ok(Written::Letter(Box::new(Letter {
        id: delivery.id,
        made_at: now,
        sender,
        recipient: person.name.to_string(),
        address,
        text: WORDING.mail(message, &values),
        occasion: None,
    })))
}
