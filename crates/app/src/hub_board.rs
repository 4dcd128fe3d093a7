//! The hub's open consultations: what others wait for first, and within it who has waited longest.

use std::collections::HashMap;

use domain::{
    Id,
    consultation::{Consultation, HubStep, Offer},
    organization::Organization,
};

use crate::{Error, Session};

/// The most consultations that are shown at once.
pub const MOST: usize = 100;

/// The hub's open consultations.
#[derive(Clone, Debug)]
pub struct HubBoard {
    /// Of those asked for the first, at most [`MOST`] after those left out.
    pub rows: Vec<Row>,
    /// How many are asked for.
    pub count: usize,
    /// How many there are for each next step, whatever of it is asked for.
    pub tally: Vec<(HubStep, usize)>,
    /// Every organization named in them.
    pub organizations: HashMap<Id<Organization>, Organization>,
}

/// One open consultation.
#[derive(Clone, Debug)]
pub struct Row {
    /// The consultation.
    pub consultation: Consultation,
    /// Its offers, oldest first.
    pub offers: Vec<Offer>,
    /// What is next.
    pub step: HubStep,
}

/// The open consultations of the actor's hub, those with this next step, or all, after the first `skip`.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn hub_board(session: &Session<'_>, step: Option<HubStep>, skip: usize) -> Result<HubBoard, Error> {
    let hub = session.member()?.organization;
    let view = session.read();
    let mut open = view.consultations().steps(hub).await?;
    let of = |step: HubStep| (step, open.iter().filter(|(_, next)| *next == step).count());
    let tally = HubStep::ALL.iter().copied().map(of).collect();
    open.retain(|(_, next)| step.is_none_or(|step| *next == step));
    // Within a step who has waited longest stays first.
    open.sort_by_key(|(_, next)| *next);
    let shown: Vec<_> = open.iter().skip(skip).take(MOST).copied().collect();
    let ids: Vec<_> = shown.iter().map(|(id, _)| *id).collect();
    let found = view.consultations().find_all_visible(&ids).await?;
    let mut found: HashMap<_, _> = found.into_iter().map(|c| (c.id, c)).collect();
    let mut offers: HashMap<_, Vec<_>> = HashMap::new();
    for offer in view.consultations().offers_of(&ids).await? {
        offers.entry(offer.consultation).or_default().push(offer);
    }
    let rows: Vec<_> = shown
        .iter()
        .filter_map(|(id, step)| {
            let offers = offers.remove(id).unwrap_or_default();
            Some(Row { consultation: found.remove(id)?, offers, step: *step })
        })
        .collect();
    let asked = rows.iter().flat_map(|row| row.offers.iter().map(|offer| offer.organization));
    let named: Vec<_> = asked.chain(rows.iter().filter_map(|row| row.consultation.requested_by)).collect();
    Ok(HubBoard {
        count: open.len(),
        tally,
        organizations: view.organizations().find_all(&named).await?,
        rows,
    })
}
