//! Access in an emergency is taken, given back and reviewed.

use app::break_glass::BreakGlass;
use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use domain::emergency::Particulars;

use crate::{
    caller::caller,
    emergency::{EmergencyAccess, EmergencyFinding, EmergencyReason},
    ids, input,
    scalar::Date,
};

/// Access to take in an emergency.
#[derive(InputObject)]
pub struct BreakGlassInput {
    /// Whose patient.
    organization: ID,
    /// Which patient: enough to know one.
    patient: EmergencyPatientInput,
    /// Why.
    reason: EmergencyReason,
    /// Why, in words, at most 4,000 characters.
    text: String,
}

/// By what a patient is known in an emergency.
#[derive(OneofObject)]
pub enum EmergencyPatientInput {
    /// The exact number by which the organization knows the patient.
    Number(String),
    /// The name in kana and the day of birth.
    NameAndBirth(NameAndBirthInput),
}

/// A name and a day of birth.
#[derive(InputObject)]
pub struct NameAndBirthInput {
    /// The name in kana.
    name_kana: String,
    /// The day of birth.
    born_on: Date,
}

/// An access to give back.
#[derive(InputObject)]
pub struct EndEmergencyAccessInput {
    /// The access.
    access: ID,
}

/// What the review of an access found.
#[derive(InputObject)]
pub struct ReviewEmergencyAccessInput {
    /// The access.
    access: ID,
    /// The version that was read.
    expected_version: i32,
    /// What was found.
    finding: EmergencyFinding,
    /// In words, at most 4,000 characters; needed unless it was justified.
    note: Option<String>,
}

/// What taking access gives.
#[derive(SimpleObject)]
pub struct BreakGlassPayload {
    /// The access.
    access: EmergencyAccess,
}

/// What giving access back gives.
#[derive(SimpleObject)]
pub struct EndEmergencyAccessPayload {
    /// The access as it is now.
    access: EmergencyAccess,
}

/// What reviewing an access gives.
#[derive(SimpleObject)]
pub struct ReviewEmergencyAccessPayload {
    /// The access as it is now.
    access: EmergencyAccess,
}

#[derive(Default)]
pub struct BreakGlassMutation;

#[Object]
impl BreakGlassMutation {
    /// Takes access to the newest case of one patient, for reading, for four hours. The patient's organization is
    /// told at once. The caller's session must have shown a second factor within five minutes, so that an access
    /// token cannot. Asked again while it is open, it is the same access; a patient nobody knows by these
    /// particulars is NOT_FOUND.
    async fn break_glass(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which patient, and why.")] input: BreakGlassInput,
    ) -> Result<BreakGlassPayload> {
        let BreakGlassInput { organization, patient, reason, text } = input;
        let particulars = match patient {
            EmergencyPatientInput::Number(number) => Particulars::Number(input::line(&number, "number")?),
            EmergencyPatientInput::NameAndBirth(NameAndBirthInput { name_kana, born_on }) => {
                Particulars::NameAndBirth {
                    name_kana: input::line(&name_kana, "nameKana")?,
                    born_on: born_on.0,
                }
            }
        };
        let taking = BreakGlass {
            organization: ids::read(&organization, "organization")?,
            particulars,
            reason: reason.into(),
            text: input::note(&text, "text")?,
        };
        let caller = caller(ctx)?;
        let access = app::break_glass::break_glass(&caller.session(), caller.confirmed_at, taking).await?;
        Ok(BreakGlassPayload { access: access.into() })
    }

    /// Gives access back before its time.
    async fn end_emergency_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which access.")] input: EndEmergencyAccessInput,
    ) -> Result<EndEmergencyAccessPayload> {
        let EndEmergencyAccessInput { access } = input;
        let id = ids::read(&access, "access")?;
        let access = app::break_glass::end_emergency_access(&caller(ctx)?.session(), id).await?;
        Ok(EndEmergencyAccessPayload { access: access.into() })
    }

    /// Writes down what the review of an access found; for privacy officers and administrators of the patient's
    /// organization.
    async fn review_emergency_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was found.")] input: ReviewEmergencyAccessInput,
    ) -> Result<ReviewEmergencyAccessPayload> {
        let ReviewEmergencyAccessInput { access, expected_version, finding, note } = input;
        let id = ids::read(&access, "access")?;
        let note = input::note_if_any(note.as_deref(), "note")?;
        let session = caller(ctx)?.session();
        let access =
            app::break_glass::review_emergency_access(&session, id, expected_version, finding.into(), note)
                .await?;
        Ok(ReviewEmergencyAccessPayload { access: access.into() })
    }
}
