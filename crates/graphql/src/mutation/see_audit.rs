//! A month of the access log is confirmed as reviewed.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::calendar::Month;

use crate::{
    caller::caller,
    scalar::{Date, DateTime},
};

/// A month to confirm.
#[derive(InputObject)]
pub struct ReviewAccessMonthInput {
    /// A day of the month.
    day: Date,
}

/// What confirming a month gives.
#[derive(SimpleObject)]
pub struct ReviewAccessMonthPayload {
    /// The month, such as `2026-11`.
    month: String,
    /// When it was confirmed.
    reviewed_at: DateTime,
}

#[derive(Default)]
pub struct SeeAuditMutation;

#[Object]
impl SeeAuditMutation {
    /// Confirms a month of the access log as reviewed, once, after its last day; for an administrator or privacy
    /// officer.
    async fn review_access_month(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which month.")] input: ReviewAccessMonthInput,
    ) -> Result<ReviewAccessMonthPayload> {
        let ReviewAccessMonthInput { day } = input;
        let review = app::see_audit::review_month(&caller(ctx)?.session(), Month::of(day.0)).await?;
        let app::see_audit::Review { month, at, by: _ } = review;
        Ok(ReviewAccessMonthPayload { month, reviewed_at: at.into() })
    }
}
