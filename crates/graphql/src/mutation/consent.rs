//! What the patient and the family agreed to is written down.

use app::{
    IdempotencyKey,
    consent::{Reach, RecordConsent},
};
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};

use crate::{
    caller::caller,
    consent::{Purpose, TakenConsentInput},
    discharge_case::DischargeCase,
    ids, input,
    organization::OrganizationKind,
    scalar::Date,
};

/// How far a consent reaches.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentReach {
    /// This case only: a new one asks again.
    ThisCase,
    /// Every case of the patient at the organization whose record it is.
    EveryCase,
}

/// What somebody agreed to, or would not.
#[derive(InputObject)]
pub struct RecordConsentInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// The case in which it was said.
    case: ID,
    /// How far it reaches.
    reach: ConsentReach,
    /// The relative who spoke for themselves; only for CONFERENCE_FAMILY. The patient when left out.
    related_person: Option<ID>,
    /// For what.
    purpose: Purpose,
    /// One organization.
    recipient: Option<ID>,
    /// Every organization of a kind; all who take part when neither is named.
    recipient_kind: Option<OrganizationKind>,
    /// How it was given, or that it was not.
    consent: TakenConsentInput,
    /// The day on which it was given; today when left out.
    given_on: Option<Date>,
}

/// A consent that is withdrawn.
#[derive(InputObject)]
pub struct WithdrawConsentInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// The case.
    case: ID,
    /// The record of what was given.
    consent: ID,
    /// What was said, at most 4,000 characters.
    basis: Option<String>,
}

/// What recording a consent gives.
#[derive(SimpleObject)]
pub struct RecordConsentPayload {
    /// The case as it is now.
    case: DischargeCase,
}

/// What withdrawing a consent gives.
#[derive(SimpleObject)]
pub struct WithdrawConsentPayload {
    /// The case as it is now.
    case: DischargeCase,
}

#[derive(Default)]
pub struct ConsentMutation;

#[Object]
impl ConsentMutation {
    /// Writes down what the patient or a relative agreed to, or would not. Organizations it shuts out find
    /// nothing from the next request on; those it covers are let in.
    async fn record_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was said.")] input: RecordConsentInput,
    ) -> Result<RecordConsentPayload> {
        let RecordConsentInput {
            idempotency_key,
            case,
            reach,
            related_person,
            purpose,
            recipient,
            recipient_kind,
            consent,
            given_on,
        } = input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let record = RecordConsent {
            case: ids::read(&case, "case")?,
            reach: match reach {
                ConsentReach::ThisCase => Reach::ThisCase,
                ConsentReach::EveryCase => Reach::EveryCase,
            },
            relative: ids::read_any(related_person.as_ref(), "relatedPerson")?,
            purpose: purpose.into(),
            organization: ids::read_any(recipient.as_ref(), "recipient")?,
            kind: recipient_kind.map(Into::into),
            taken: consent.read()?,
            given_on: given_on.map(|day| day.0),
        };
        let case = app::consent::record_consent(&caller(ctx)?.session(), &key, record).await?;
        Ok(RecordConsentPayload { case: case.into() })
    }

    /// Writes down that a consent is withdrawn, for whom and what it was given.
    async fn withdraw_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which consent.")] input: WithdrawConsentInput,
    ) -> Result<WithdrawConsentPayload> {
        let WithdrawConsentInput { idempotency_key, case, consent, basis } = input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let (case, consent) = (ids::read(&case, "case")?, ids::read(&consent, "consent")?);
        let basis = input::note_if_any(basis.as_deref(), "basis")?;
        let session = caller(ctx)?.session();
        let case = app::consent::withdraw_consent(&session, &key, case, consent, basis).await?;
        Ok(WithdrawConsentPayload { case: case.into() })
    }
}
