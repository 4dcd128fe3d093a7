//! A consultation is taken: by the hub on the telephone, or handed in by a hospital for its case.

use app::{
    IdempotencyKey,
    open_consultation::{About, OpenConsultation},
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};

use crate::{
    caller::caller,
    consent::{TakenConsentInput, taken},
    consultation::{Consultation, ConsultationOutcome},
    ids, input,
    needs::{Need, profile},
    organization::ServiceKind,
    patient::Sex,
    scalar::MunicipalityCode,
};

/// A consultation to take.
#[derive(InputObject)]
pub struct OpenConsultationInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// The hub; found by the patient's home when a hospital leaves it out.
    hub: Option<ID>,
    /// The patient.
    about: ConsultationAboutInput,
    /// Services looked for.
    services: Vec<ServiceKind>,
    /// What else was said, at most 4,000 characters.
    note: Option<String>,
    /// The patient's consent to the hub, when it was taken just now. Without any consent the consultation is
    /// opened without a name.
    consent: Option<TakenConsentInput>,
}

/// Whom a consultation is about.
#[derive(OneofObject)]
pub enum ConsultationAboutInput {
    /// A case the caller may change.
    Case(ID),
    /// Somebody no hospital has registered here; only a hub takes such a consultation.
    Unregistered(UnregisteredInput),
}

/// Somebody no hospital has registered here, without a name.
#[derive(InputObject)]
pub struct UnregisteredInput {
    /// Age, kept in tens.
    age_from: Option<u8>,
    /// Sex.
    sex: Sex,
    /// Municipality of the home.
    municipality: Option<MunicipalityCode>,
    /// Needs at home.
    #[graphql(default)]
    needs: Vec<Need>,
}

/// A consultation to end.
#[derive(InputObject)]
pub struct CloseConsultationInput {
    /// The consultation.
    consultation: ID,
    /// The version that was read.
    expected_version: i32,
    /// How it ended.
    outcome: ConsultationOutcome,
}

/// What taking a consultation gives.
#[derive(SimpleObject)]
pub struct OpenConsultationPayload {
    /// The consultation.
    consultation: Consultation,
}

/// What ending a consultation gives.
#[derive(SimpleObject)]
pub struct CloseConsultationPayload {
    /// The consultation as it is now.
    consultation: Consultation,
}

#[derive(Default)]
pub struct OpenConsultationMutation;

#[Object]
impl OpenConsultationMutation {
    /// Takes a consultation.
    async fn open_consultation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consultation.")] input: OpenConsultationInput,
    ) -> Result<OpenConsultationPayload> {
        let OpenConsultationInput { idempotency_key, hub, about, services, note, consent } = input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        input::at_most(&services, 10, "services")?;
        let about = match about {
            ConsultationAboutInput::Case(id) => About::Case(ids::read(&id, "case")?),
            ConsultationAboutInput::Unregistered(UnregisteredInput {
                age_from,
                sex,
                municipality,
                needs,
            }) => About::Unregistered {
                age_from,
                sex: sex.into(),
                municipality: municipality.map(Into::into),
                needs: profile(needs),
            },
        };
        let open = OpenConsultation {
            hub: ids::read_any(hub.as_ref(), "hub")?,
            about,
            services: services.into_iter().map(Into::into).collect(),
            note: input::note_if_any(note.as_deref(), "note")?,
            consent: taken(consent)?,
        };
        let session = caller(ctx)?.session();
        let consultation = app::open_consultation::open_consultation(&session, &key, open).await?;
        Ok(OpenConsultationPayload { consultation: consultation.into() })
    }

    /// Ends a consultation; offers that still wait are confirmed or withdrawn first.
    async fn close_consultation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The outcome.")] input: CloseConsultationInput,
    ) -> Result<CloseConsultationPayload> {
        let CloseConsultationInput { consultation, expected_version, outcome } = input;
        let id = ids::read(&consultation, "consultation")?;
        let session = caller(ctx)?.session();
        let closed =
            app::open_consultation::close_consultation(&session, id, expected_version, outcome.into())
                .await?;
        Ok(CloseConsultationPayload { consultation: closed.into() })
    }
}
