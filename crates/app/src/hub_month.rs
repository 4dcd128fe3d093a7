//! The hub's month at a glance.

use std::collections::HashMap;

use domain::{Id, calendar::Month, hub_month::HubMonth, organization::Organization};

use crate::{Error, Session};

/// The consultations that came in to the actor's hub in a month and what has come of them, with every organization
/// named.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn hub_month(
    session: &Session<'_>,
    month: Month,
) -> Result<(HubMonth, HashMap<Id<Organization>, Organization>), Error> {
    let hub = session.member()?.organization;
    let view = session.read();
    let (received, made) = view.consultations().outlines(hub, month.begin(), month.end()).await?;
    let month = HubMonth::of(&received, &made);
    let assigned = month.assignments.iter().map(|assignment| assignment.organization);
    let named: Vec<_> = month.requested_by.iter().filter_map(|(by, _)| *by).chain(assigned).collect();
    let organizations = view.organizations().find_all(&named).await?;
    Ok((month, organizations))
}
