//! What is next about each open consultation of a hub.

use std::collections::HashMap;

use domain::{
    Id,
    consultation::{Consultation, HubStep, Stage},
    organization::{Organization, ServiceKind},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::{
    Error,
    column::{OrCorrupt, from_json},
    consultation::{ACCEPTED, ASKED, CONFIRMED, Consultations, OPEN, TABLE, offer, row, visible_to},
};

impl Consultations<'_> {
    /// What is next about each open consultation of a hub that the actor may see, the longest waiting first, in
    /// two statements however many they are; nothing of whom they are about is read.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn steps(&self, hub: Id<Organization>) -> Result<Vec<(Id<Consultation>, HubStep)>, Error> {
        let open = || {
            row::Entity::find()
                .select_only()
                .column(row::Column::Id)
                .filter(row::Column::HubId.eq(hub.uuid()))
                .filter(row::Column::State.eq(OPEN))
                .filter(visible_to(self.0.judged()))
        };
        let rows: Vec<(Uuid, String)> = open()
            .column(row::Column::Services)
            .order_by_asc(row::Column::ReceivedAt)
            .order_by_asc(row::Column::Id)
            .into_tuple()
            .all(self.0)
            .await?;
        let offers: Vec<(Uuid, String, String)> = offer::Entity::find()
            .select_only()
            .columns([offer::Column::ConsultationId, offer::Column::Service, offer::Column::State])
            .filter(offer::Column::ConsultationId.in_subquery(open().into_query()))
            .filter(offer::Column::State.is_in([ASKED, ACCEPTED, CONFIRMED]))
            .into_tuple()
            .all(self.0)
            .await?;
        let mut of: HashMap<Uuid, Vec<(ServiceKind, Stage)>> = HashMap::new();
        for (consultation, service, state) in offers {
            let stage = match state.as_str() {
                ASKED => Stage::Asked,
                ACCEPTED => Stage::Accepted,
                _ => Stage::Confirmed,
            };
            let service = ServiceKind::parse(&service).or_corrupt("offer")?;
            of.entry(consultation).or_default().push((service, stage));
        }
        rows.into_iter()
            .map(|(id, services)| {
                let services: Vec<ServiceKind> = from_json(TABLE, &services)?;
                let offers = of.remove(&id).unwrap_or_default();
                Ok((Id::new(id), HubStep::of(&services, &offers)))
            })
            .collect()
    }
}
