//! Linking identities at the providers of organizations with the account, and unlinking them.

use std::collections::HashMap;

use app::{account::Provider, identity};
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{Id, account::Identity, organization::Organization};

use super::{Row, finish, shown};
use crate::{
    Web,
    error::Fault,
    form::{Failure, Fields, Form},
    page::{Page, Visit, Visiting, html},
    provider::remember,
    sign_in::Step,
};

/// The form by which an identity at a provider is linked.
pub(super) fn form(page: &Page, provider: &Provider) -> Form {
    page.form(&form_name(provider.id()), "/account/identities")
        .folded_under(page.with("identity-link-action", "provider", provider.name()))
        .with("provider", provider.id())
        .secret("password")
        .required()
        .filled_with("current-password")
        .submit("identity-leave-action")
}

/// An identity in the list, with the form that unlinks it.
pub(super) fn row(
    page: &Page,
    identity: &Identity,
    organizations: &HashMap<Id<Organization>, Organization>,
) -> Row {
    let unlink = page
        .form(&format!("identity-{}", identity.id), "/account/identities/unlink")
        .folded("identity-unlink-action")
        .with("id", identity.id)
        .secret("password")
        .required()
        .filled_with("current-password")
        .submit_firmly("identity-unlink-action");
    let organization = organizations.get(&identity.organization);
    Row {
        title: organization.map_or_else(|| identity.issuer.clone(), |known| known.name.to_string()),
        facts: vec![
            identity.issuer.clone(),
            page.with("identity-since", "day", page.wording.day(identity.linked_at.day())),
        ],
        mark: None,
        form: Some(unlink),
    }
}

/// `POST /account/identities`: shows the way to the provider.
pub async fn set_out(
    State(web): State<Web>,
    visit: Visit,
    Visiting(visitor): Visiting,
    fields: Fields,
) -> Result<Response, Fault> {
    let (provider, password) = (fields.get("provider"), fields.get("password"));
    match identity::set_out_to_link(&web.app, &visitor, provider, password).await {
        Ok(departure) => {
            let page = visit.page(None).await?;
            let step = Step {
                title: page.t("identity-leave-title"),
                lines: vec![page.t("identity-leave-lead")],
                links: vec![(departure.address.clone(), page.t("identity-leave-action"))],
                form: None,
                passkey_form: None,
                leave: None,
                page,
            };
            Ok(remember(&web, html(StatusCode::OK, &step)?, &departure))
        }
        Err(error) => {
            let form = form_name(fields.get("provider"));
            shown(&web, &visit, visit.attempt(&form, fields, error.into())?).await
        }
    }
}

/// `POST /account/identities/unlink`
pub async fn unlink(
    State(web): State<Web>,
    visit: Visit,
    Visiting(visitor): Visiting,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let id = visit.read(&fields, |f| f.id("id"))?;
        Ok::<_, Failure>(identity::unlink(&web.app, &visitor, id, fields.get("password")).await?)
    };
    let done = done.await;
    let form = format!("identity-{}", fields.get("id"));
    finish(&web, &visit, &form, fields, done, "identity-unlinked-done").await
}

fn form_name(provider: &str) -> String {
    format!("link-{provider}")
}
