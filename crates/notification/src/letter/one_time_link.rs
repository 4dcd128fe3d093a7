//! Links in letters that work once.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Id, Timestamp,
    access::Actor,
    account::{LinkPurpose, OneTimeLink},
    event::Event,
    person::Person,
};
use sha2::{Digest, Sha256};
use store::Error;

use crate::Context;

/// A new link for a person. Only the SHA-256 of its secret is kept, so each try of a delivery needs a new one.
pub(super) async fn new_link(
    context: &Context,
    purpose: LinkPurpose,
    person: Id<Person>,
    expires_at: Timestamp,
) -> Result<String, Error> {
    let now = context.clock.now();
    let secret = URL_SAFE_NO_PAD.encode(context.ids.secret());
    let link = OneTimeLink {
        id: Id::new(context.ids.uuid()),
        hash: Sha256::digest(secret.as_bytes()).into(),
        purpose,
        person,
        created_at: now,
        expires_at,
        used_at: None,
    };
    let tx = context.database.begin(Actor::System).await?;
    tx.one_time_links().insert(&link).await?;
    tx.record(context.ids.uuid(), now, &Event::LinkIssued { person }).await?;
    tx.commit().await?;
    Ok(format!("{}/welcome/{secret}", context.public_url))
}
