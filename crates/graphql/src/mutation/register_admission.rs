//! A hospital registers an admission; the rules set the clock.

use app::{
    IdempotencyKey,
    register_admission::{AdmittedPatient, NewPatient, NewRelatedPerson, RegisterAdmission},
};
use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};

use crate::{
    caller::caller,
    discharge_case::{DischargeCase, WardClass},
    ids, input,
    needs::{Need, profile},
    patient::{CareInsuranceStatus, CareLevel, RelatedRole, Sex},
    scalar::{Date, MunicipalityCode, PhoneNumber, PostalCode},
};

/// The most people around one patient.
pub(super) const MOST_RELATED: usize = 20;

/// An admission to register.
#[derive(InputObject)]
pub struct RegisterAdmissionInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// Who was admitted.
    patient: AdmittedPatientInput,
    /// Day of admission.
    admitted_on: Date,
    /// Ward, at most 400 characters.
    ward: String,
    /// Class of the ward.
    ward_class: WardClass,
    /// Expected day of discharge, if known.
    expected_discharge_on: Option<Date>,
    /// Needs known so far.
    #[graphql(default)]
    needs: Vec<Need>,
    /// The earlier case this one follows; the last stay on the same record when left out.
    predecessor: Option<ID>,
}

/// A patient known here, or a new one.
#[derive(OneofObject)]
pub enum AdmittedPatientInput {
    /// The organization's own record.
    Known(ID),
    /// A record to make.
    New(Box<NewPatientInput>),
}

/// What a new patient record says.
#[derive(InputObject)]
pub struct NewPatientInput {
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

/// Someone close to the patient.
#[derive(InputObject)]
pub struct RelatedPersonInput {
    /// The person already in the record, when the record is corrected; a new one when left out.
    pub(super) id: Option<ID>,
    /// Name, at most 400 characters.
    pub(super) name: String,
    /// Relation to the patient, in words, at most 400 characters.
    pub(super) relation: Option<String>,
    /// What the person is to the patient's care.
    pub(super) role: RelatedRole,
    /// Telephone.
    pub(super) phone: Option<PhoneNumber>,
}

/// Standing in long-term care insurance.
#[derive(InputObject)]
pub struct CareInsuranceInput {
    /// How far it has come.
    status: CareInsuranceStatus,
    /// The day of the application; needed when PENDING.
    applied_on: Option<Date>,
    /// The level; needed when CERTIFIED.
    level: Option<CareLevel>,
    /// The last day on which the certificate holds, where known.
    valid_until: Option<Date>,
}

impl CareInsuranceInput {
    pub(super) fn read(self) -> Result<domain::patient::CareInsurance, app::Error> {
        use domain::patient::CareInsurance as Standing;
        let Self { status, applied_on, level, valid_until } = self;
        Ok(match status {
            CareInsuranceStatus::Unknown => Standing::Unknown,
            CareInsuranceStatus::NotApplied => Standing::NotApplied,
            CareInsuranceStatus::Pending => {
                Standing::Pending { applied_on: input::needed(applied_on, "appliedOn")?.0 }
            }
            CareInsuranceStatus::Certified => Standing::Certified {
                level: input::needed(level, "level")?.into(),
                valid_until: valid_until.map(|day| day.0),
            },
        })
    }
}

impl NewPatientInput {
    fn read(self) -> Result<NewPatient, app::Error> {
        let Self {
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
        } = self;
        input::at_most(&related_people, MOST_RELATED, "relatedPeople")?;
        let care_insurance = care_insurance.map(CareInsuranceInput::read).transpose()?;
        Ok(NewPatient {
            number: input::line_if_any(number.as_deref(), "number")?,
            name: input::line(&name, "name")?,
            name_kana: input::line(&name_kana, "nameKana")?,
            born_on: born_on.0,
            sex: sex.into(),
            postal_code: postal_code.map(Into::into),
            municipality: municipality.map(Into::into),
            address: input::line_if_any(address.as_deref(), "address")?,
            phone: phone.map(Into::into),
            care_insurance: care_insurance.unwrap_or(domain::patient::CareInsurance::Unknown),
            related: related_people.into_iter().map(RelatedPersonInput::read).collect::<Result<_, _>>()?,
        })
    }
}

impl RelatedPersonInput {
    fn read(self) -> Result<NewRelatedPerson, app::Error> {
        let Self { id: _, name, relation, role, phone } = self;
        Ok(NewRelatedPerson {
            name: input::line(&name, "name")?,
            relation: input::line_if_any(relation.as_deref(), "relation")?,
            role: role.into(),
            phone: phone.map(Into::into),
        })
    }
}

/// What registering an admission gives.
#[derive(SimpleObject)]
pub struct RegisterAdmissionPayload {
    /// The new case, with its clock.
    case: DischargeCase,
}

#[derive(Default)]
pub struct RegisterAdmissionMutation;

#[Object]
impl RegisterAdmissionMutation {
    /// Registers an admission: the patient's record if it is new, the case, and the milestones its rules ask
    /// for. Only for hospitals.
    async fn register_admission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The admission.")] input: RegisterAdmissionInput,
    ) -> Result<RegisterAdmissionPayload> {
        let RegisterAdmissionInput {
            idempotency_key,
            patient,
            admitted_on,
            ward,
            ward_class,
            expected_discharge_on,
            needs,
            predecessor,
        } = input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let patient = match patient {
            AdmittedPatientInput::Known(id) => AdmittedPatient::Known(ids::read(&id, "patient")?),
            AdmittedPatientInput::New(new) => AdmittedPatient::New(new.read()?),
        };
        let admission = RegisterAdmission {
            patient,
            admitted_on: admitted_on.0,
            ward: input::line(&ward, "ward")?,
            ward_class: ward_class.into(),
            expected_discharge_on: expected_discharge_on.map(|day| day.0),
            needs: profile(needs),
            predecessor: ids::read_any(predecessor.as_ref(), "predecessor")?,
        };
        let session = caller(ctx)?.session();
        let case = app::register_admission::register_admission(&session, &key, admission).await?;
        Ok(RegisterAdmissionPayload { case: case.into() })
    }
}
