//! A conference gets its time, another one, or none.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{caller::caller, conference::DischargeConference, ids, input, scalar::DateTime};

/// The time a conference gets.
#[derive(InputObject)]
pub struct ScheduleConferenceInput {
    /// The conference: a draft, or one that is polling.
    conference: ID,
    /// The version that was read.
    expected_version: i32,
    /// When it begins, at a quarter of the hour.
    starts_at: DateTime,
}

/// The other time a scheduled conference gets.
#[derive(InputObject)]
pub struct RescheduleConferenceInput {
    /// The conference.
    conference: ID,
    /// The version that was read.
    expected_version: i32,
    /// When it begins now, at a quarter of the hour.
    starts_at: DateTime,
}

/// A conference to call off.
#[derive(InputObject)]
pub struct CancelConferenceInput {
    /// The conference.
    conference: ID,
    /// The version that was read.
    expected_version: i32,
    /// Why, at most 4,000 characters; kept with the conference and not sent to anybody.
    reason: String,
}

/// What scheduling a conference gives.
#[derive(SimpleObject)]
pub struct ScheduleConferencePayload {
    /// The conference, in the diary.
    conference: DischargeConference,
}

/// What moving a conference gives.
#[derive(SimpleObject)]
pub struct RescheduleConferencePayload {
    /// The conference, at its new time.
    conference: DischargeConference,
}

/// What calling a conference off gives.
#[derive(SimpleObject)]
pub struct CancelConferencePayload {
    /// The conference, called off.
    conference: DischargeConference,
}

#[derive(Default)]
pub struct ScheduleConferenceMutation;

#[Object]
impl ScheduleConferenceMutation {
    /// Puts a conference in the diary: people, room and travel are booked, and everyone invited is told. Refused
    /// with SLOT_TAKEN when a required person or the room is taken, and then nothing is booked.
    async fn schedule_conference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The time.")] input: ScheduleConferenceInput,
    ) -> Result<ScheduleConferencePayload> {
        let ScheduleConferenceInput { conference, expected_version, starts_at } = input;
        let id = ids::read(&conference, "conference")?;
        let session = caller(ctx)?.session();
        let scheduled =
            app::schedule_conference::schedule_conference(&session, id, expected_version, starts_at.0)
                .await?;
        Ok(ScheduleConferencePayload { conference: scheduled.into() })
    }

    /// Moves a scheduled conference. The old time is kept until the new one stands.
    async fn reschedule_conference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new time.")] input: RescheduleConferenceInput,
    ) -> Result<RescheduleConferencePayload> {
        let RescheduleConferenceInput { conference, expected_version, starts_at } = input;
        let id = ids::read(&conference, "conference")?;
        let session = caller(ctx)?.session();
        let moved =
            app::schedule_conference::reschedule_conference(&session, id, expected_version, starts_at.0)
                .await?;
        Ok(RescheduleConferencePayload { conference: moved.into() })
    }

    /// Calls a conference off; what it took is free again.
    async fn cancel_conference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reason.")] input: CancelConferenceInput,
    ) -> Result<CancelConferencePayload> {
        let CancelConferenceInput { conference, expected_version, reason } = input;
        let id = ids::read(&conference, "conference")?;
        let reason = input::note(&reason, "reason")?;
        let session = caller(ctx)?.session();
        let cancelled =
            app::schedule_conference::cancel_conference(&session, id, expected_version, reason).await?;
        Ok(CancelConferencePayload { conference: cancelled.into() })
    }
}
