//! What came in to a hub in a month, and what has come of it.

use domain::{
    Id, Timestamp,
    consultation::{ConsultationOutcome, DeclineReason},
    hub_month::{Answer, Made, Received},
    organization::{Organization, ServiceKind},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::{
    Error,
    column::OrCorrupt,
    consultation::{
        ACCEPTED, ASKED, CLOSED, CONFIRMED, Consultations, DECLINED, EXPIRED, OPEN, TABLE, WITHDRAWN, offer,
        row, visible_to,
    },
};

impl Consultations<'_> {
    /// The consultations that came in to a hub from `from` up to, not including, `until` and that the actor may
    /// see, and the offers made for them, in outline: nothing of whom they are about is read.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn outlines(
        &self,
        hub: Id<Organization>,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<(Vec<Received>, Vec<Made>), Error> {
        let came_in = || {
            row::Entity::find()
                .select_only()
                .filter(row::Column::HubId.eq(hub.uuid()))
                .filter(row::Column::State.is_in([OPEN, CLOSED]))
                .filter(row::Column::ReceivedAt.gte(from.millis()))
                .filter(row::Column::ReceivedAt.lt(until.millis()))
                .filter(visible_to(self.0.judged()))
        };
        let received: Vec<(Option<Uuid>, Option<String>)> = came_in()
            .columns([row::Column::RequestedBy, row::Column::Outcome])
            .into_tuple()
            .all(self.0)
            .await?;
        let received = received.into_iter().map(|(by, outcome)| {
            let parse = |outcome: String| ConsultationOutcome::parse(&outcome).or_corrupt(TABLE);
            let outcome = outcome.map(parse).transpose()?;
            Ok(Received { by: by.map(Id::new), outcome })
        });
        type Row = (Uuid, String, Uuid, String, Option<i64>, Option<String>);
        let made: Vec<Row> = offer::Entity::find()
            .select_only()
            .columns([offer::Column::ConsultationId, offer::Column::Service, offer::Column::OrganizationId])
            .columns([offer::Column::State, offer::Column::StateAt, offer::Column::Reason])
            .filter(offer::Column::ConsultationId.in_subquery(came_in().column(row::Column::Id).into_query()))
            .into_tuple()
            .all(self.0)
            .await?;
        let made = made.into_iter().map(|(consultation, service, organization, state, at, reason)| {
            let at = at.map(Timestamp::from_millis);
            let answer = match (state.as_str(), at, reason) {
                (ASKED, ..) => Answer::Waiting,
                (ACCEPTED, ..) => Answer::Accepted,
                (CONFIRMED, Some(at), _) => Answer::Confirmed { at },
                (DECLINED, _, Some(reason)) => {
                    Answer::Declined(DeclineReason::parse(&reason).or_corrupt("offer")?)
                }
                (EXPIRED, ..) => Answer::Unanswered,
                (WITHDRAWN, ..) => Answer::Withdrawn,
                _ => return Err(Error::corrupt("offer", state)),
            };
            let service = ServiceKind::parse(&service).or_corrupt("offer")?;
            let (consultation, organization) = (Id::new(consultation), Id::new(organization));
            Ok(Made { consultation, service, organization, answer })
        });
        Ok((received.collect::<Result<_, Error>>()?, made.collect::<Result<_, Error>>()?))
    }
}
