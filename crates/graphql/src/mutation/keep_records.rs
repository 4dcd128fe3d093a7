//! How long an organization keeps its records, what it holds back from their end, and the end itself.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{
    caller::caller,
    ids, input,
    records::{ErasureCertificate, LegalHold, Retention},
};

/// How long records are to be kept.
#[derive(InputObject)]
pub struct SettleRetentionInput {
    /// Years after a patient's last case ended: what the law asks at least, at most 30.
    years: i32,
}

/// A hold to place.
#[derive(InputObject)]
pub struct PlaceLegalHoldInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// The patient.
    patient: ID,
    /// Why, without anything about the patient's health; at most 400 characters.
    reason: String,
}

/// A hold to lift.
#[derive(InputObject)]
pub struct LiftLegalHoldInput {
    /// The hold.
    hold: ID,
}

/// A record to erase.
#[derive(InputObject)]
pub struct ErasePatientInput {
    /// The patient.
    patient: ID,
    /// The version that was read.
    expected_version: i32,
}

/// What settling the time gives.
#[derive(SimpleObject)]
pub struct SettleRetentionPayload {
    /// The time as it is now.
    retention: Retention,
}

/// What placing a hold gives.
#[derive(SimpleObject)]
pub struct PlaceLegalHoldPayload {
    /// The hold.
    hold: LegalHold,
}

/// What lifting a hold gives.
#[derive(SimpleObject)]
pub struct LiftLegalHoldPayload {
    /// The hold as it is now.
    hold: LegalHold,
}

/// What an erasure gives.
#[derive(SimpleObject)]
pub struct ErasePatientPayload {
    /// What remains.
    certificate: ErasureCertificate,
}

#[derive(Default)]
pub struct KeepRecordsMutation;

#[Object]
impl KeepRecordsMutation {
    /// Settles how long the caller's organization keeps records.
    async fn settle_retention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The time.")] input: SettleRetentionInput,
    ) -> Result<SettleRetentionPayload> {
        let SettleRetentionInput { years } = input;
        let years = u8::try_from(years).unwrap_or(if years < 0 { 0 } else { u8::MAX });
        let retention = app::keep_records::settle_retention(&caller(ctx)?.session(), years).await?;
        Ok(SettleRetentionPayload { retention: retention.into() })
    }

    /// Holds a patient's record back from erasure.
    async fn place_legal_hold(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The hold.")] input: PlaceLegalHoldInput,
    ) -> Result<PlaceLegalHoldPayload> {
        let PlaceLegalHoldInput { idempotency_key, patient, reason } = input;
        let key = app::IdempotencyKey::parse(&idempotency_key)?;
        let patient = ids::read(&patient, "patient")?;
        let reason = input::line(&reason, "reason")?;
        let hold = app::keep_records::place_hold(&caller(ctx)?.session(), &key, patient, reason).await?;
        Ok(PlaceLegalHoldPayload { hold: hold.into() })
    }

    /// Lifts a hold.
    async fn lift_legal_hold(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The hold.")] input: LiftLegalHoldInput,
    ) -> Result<LiftLegalHoldPayload> {
        let LiftLegalHoldInput { hold } = input;
        let id = ids::read(&hold, "hold")?;
        let hold = app::keep_records::lift_hold(&caller(ctx)?.session(), id).await?;
        Ok(LiftLegalHoldPayload { hold: hold.into() })
    }

    /// Erases a patient's record with everything that hangs on it, once its time is over. It cannot be brought back.
    async fn erase_patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record.")] input: ErasePatientInput,
    ) -> Result<ErasePatientPayload> {
        let ErasePatientInput { patient, expected_version } = input;
        let id = ids::read(&patient, "patient")?;
        let session = caller(ctx)?.session();
        let certificate = app::erase_patient::erase_patient(&session, id, expected_version).await?;
        Ok(ErasePatientPayload { certificate: certificate.into() })
    }
}
