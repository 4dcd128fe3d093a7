//! The owner of a patient record corrects it.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::patient::RelatedPerson;

use super::register_admission::{CareInsuranceInput, MOST_RELATED, RelatedPersonInput};
use crate::{
    caller::caller,
    ids, input,
    patient::{Patient, Sex},
    scalar::{Date, MunicipalityCode, PhoneNumber, PostalCode},
};

/// What a patient's record is to say. It replaces the record: what is left out is emptied.
#[derive(InputObject)]
pub struct CorrectPatientInput {
    /// The record.
    patient: ID,
    /// The version that was read.
    expected_version: i32,
    /// The number by which the organization itself knows the patient, at most 400 characters.
    number: Option<String>,
    /// Name, at most 400 characters.
    name: String,
    /// Name in kana, at most 400 characters.
    name_kana: String,
    /// Day of birth.
    born_on: Date,
    /// Sex as recorded.
    sex: Sex,
    /// Postal code of the home.
    postal_code: Option<PostalCode>,
    /// Municipality or ward of the home; found by the postal code when left out.
    municipality: Option<MunicipalityCode>,
    /// Address of the home, at most 400 characters.
    address: Option<String>,
    /// Telephone at home.
    phone: Option<PhoneNumber>,
    /// Standing in long-term care insurance; unknown when left out.
    care_insurance: Option<CareInsuranceInput>,
    /// The people around the patient, at most 20.
    #[graphql(default)]
    related_people: Vec<RelatedPersonInput>,
}

/// What correcting a patient's record gives.
#[derive(SimpleObject)]
pub struct CorrectPatientPayload {
    /// The record as it is now.
    patient: Patient,
}

#[derive(Default)]
pub struct CorrectPatientMutation;

#[Object]
impl CorrectPatientMutation {
    /// Corrects a patient's record. Only for the organization whose record it is.
    async fn correct_patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the record is to say.")] input: CorrectPatientInput,
    ) -> Result<CorrectPatientPayload> {
        let CorrectPatientInput {
            patient,
            expected_version,
            number,
            name,
            name_kana,
            born_on,
            sex,
            postal_code,
            municipality,
            address,
            phone,
            care_insurance,
            related_people,
        } = input;
        let id = ids::read(&patient, "patient")?;
        input::at_most(&related_people, MOST_RELATED, "relatedPeople")?;
        let number = input::line_if_any(number.as_deref(), "number")?;
        let name = input::line(&name, "name")?;
        let name_kana = input::line(&name_kana, "nameKana")?;
        let address = input::line_if_any(address.as_deref(), "address")?;
        let care_insurance = care_insurance.map(CareInsuranceInput::read).transpose()?;
        let session = caller(ctx)?.session();
        let mut related = vec![];
        for RelatedPersonInput { id, name, relation, role, phone } in related_people {
            related.push(RelatedPerson {
                id: ids::read_any(id.as_ref(), "id")?.unwrap_or_else(|| session.id()),
                name: input::line(&name, "name")?,
                relation: input::line_if_any(relation.as_deref(), "relation")?,
                role: role.into(),
                phone: phone.map(Into::into),
            });
        }
        let fresh: Vec<_> = related.iter().map(|_| session.id()).collect();
        let patient = app::correct_patient::correct_patient(&session, id, expected_version, |patient| {
            // Only those already in this record keep their identifiers.
            for (person, fresh) in related.iter_mut().zip(fresh) {
                if !patient.related.iter().any(|known| known.id == person.id) {
                    person.id = fresh;
                }
            }
            patient.number = number;
            patient.name = name;
            patient.name_kana = name_kana;
            patient.born_on = born_on.0;
            patient.sex = sex.into();
            patient.postal_code = postal_code.map(Into::into);
            patient.municipality = municipality.map(Into::into);
            patient.address = address;
            patient.phone = phone.map(Into::into);
            patient.care_insurance = care_insurance.unwrap_or(domain::patient::CareInsurance::Unknown);
            patient.related = related;
        });
        Ok(CorrectPatientPayload { patient: patient.await?.into() })
    }
}
