//! A hospital's own system registers its admissions, each by itself.

use std::collections::HashMap;

use app::{
    IdempotencyKey,
    admission_list::Outcome,
    case::{cases_by_id, own_patients},
    register_admissions::{ListedAdmission, Results, RowResult, Run},
};
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use domain::{
    Id, Refused,
    admission_list::{ListColumn, Listed, RowStanding, Settlement},
};

use crate::{
    caller::caller,
    discharge_case::{DischargeCase, WardClass},
    error, ids, input,
    patient::{Patient, Sex},
    scalar::{Date, MunicipalityCode, PhoneNumber},
    vocabulary::vocabulary,
};

/// The most admissions in one request.
const MOST: usize = 200;

vocabulary! {
    /// Something about an admission that may well be right, but is worth a look.
    AdmissionNotice = domain::admission_list::Notice {
        /// The day of admission is yet to come (入院日が先).
        AdmissionAhead,
        /// The day of admission lies more than a year back (入院日が1年以上前).
        AdmissionLongAgo,
        /// The patient is 110 years or older (110歳以上).
        VeryOld,
        /// The patient has no number (患者番号がない).
        WithoutNumber,
    }
}

/// Admissions to register.
#[derive(InputObject)]
pub struct RegisterAdmissionsInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it with the same admissions in the same order
    /// to repeat the request safely: each is registered at most once.
    idempotency_key: String,
    /// The admissions, at most 200.
    admissions: Vec<ListedAdmissionInput>,
    /// Only tells what would become of each; nothing is written.
    #[graphql(default)]
    dry_run: bool,
}

/// An admission as a hospital's own system lists it. What it says of a patient known by number may be left out; what
/// it says otherwise than the record must be settled.
#[derive(InputObject)]
pub struct ListedAdmissionInput {
    /// The hospital's own number of the patient, at most 400 characters.
    number: Option<String>,
    /// Name, at most 400 characters; needed for a patient not known.
    name: Option<String>,
    /// Name in kana of either script and width, at most 400 characters; needed for a patient not known.
    name_kana: Option<String>,
    /// Day of birth; needed for a patient not known.
    born_on: Option<Date>,
    /// Sex as recorded; unknown when left out.
    sex: Option<Sex>,
    /// Day of admission.
    admitted_on: Date,
    /// Ward, at most 400 characters.
    ward: String,
    /// Class of the ward; when left out, as the hospital settled it for the ward, else GENERAL.
    ward_class: Option<WardClass>,
    /// Expected day of discharge, if known.
    expected_discharge_on: Option<Date>,
    /// Municipality or ward of the home, for a patient not known.
    municipality: Option<MunicipalityCode>,
    /// Telephone at home, for a patient not known.
    phone: Option<PhoneNumber>,
    /// What was answered where the admission stood as DIFFERS or ALIKE.
    settlement: Option<AdmissionSettlementInput>,
}

/// What somebody answered about an admission.
#[derive(InputObject)]
pub struct AdmissionSettlementInput {
    /// What.
    settled: AdmissionSettlement,
    /// The record that was compared, as DIFFERS or ALIKE named it; needed for CORRECT_RECORD and SAME_PERSON.
    patient: Option<ID>,
    /// The version of the record that was compared; needed for CORRECT_RECORD.
    expected_version: Option<i32>,
}

/// How an admission that asks is settled.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum AdmissionSettlement {
    /// The record is right and stays.
    KeepRecord,
    /// The list is right: name, kana, day of birth and sex of the record are corrected.
    CorrectRecord,
    /// It is the patient of the record named.
    SamePerson,
    /// It is nobody known: a record is made.
    SomebodyElse,
}

/// How an admission stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum AdmissionStanding {
    /// It can be registered; only with `dryRun`.
    Ready,
    /// It was registered, now or by an earlier request with the same key.
    Registered,
    /// The hospital has a case of the patient that goes on, or of the same day of admission.
    AlreadyRegistered,
    /// The record of this number says otherwise; send KEEP_RECORD or CORRECT_RECORD.
    Differs,
    /// Patients with the same kana and day of birth are known; send SAME_PERSON or SOMEBODY_ELSE.
    Alike,
    /// An earlier admission of the request is about the same patient.
    Repeated,
    /// Something is missing or wrong; see `errors`.
    Faulty,
    /// It could not be registered; see `errors`.
    Failed,
}

/// What became, or would become, of one admission.
#[derive(SimpleObject)]
pub struct AdmissionRow {
    /// How it stands.
    standing: AdmissionStanding,
    /// The case, where there is one.
    case: Option<DischargeCase>,
    /// The hospital's records that it is compared with, where it asks.
    patients: Vec<Patient>,
    /// The input fields that the record says otherwise.
    differences: Vec<String>,
    /// Which admission of the request, counted from 0, is about the same patient.
    repeats: Option<i32>,
    /// What is worth a look.
    notices: Vec<AdmissionNotice>,
    /// Why it was not registered.
    errors: Vec<AdmissionError>,
}

/// Why one admission was not registered.
#[derive(SimpleObject)]
pub struct AdmissionError {
    /// As `errors[].extensions.code`, see `ErrorCode`.
    code: String,
    /// As `errors[].extensions.kind`, see `ErrorKind`.
    kind: String,
    /// The input field at fault, where there is one.
    field: Option<String>,
    /// A sentence in the language of Accept-Language.
    message: String,
}

/// What registering admissions gives.
#[derive(SimpleObject)]
pub struct RegisterAdmissionsPayload {
    /// One for each admission, in the order of the request.
    rows: Vec<AdmissionRow>,
}

impl ListedAdmissionInput {
    fn read(self) -> Result<ListedAdmission, app::Error> {
        let Self {
            number,
            name,
            name_kana,
            born_on,
            sex,
            admitted_on,
            ward,
            ward_class,
            expected_discharge_on,
            municipality,
            phone,
            settlement,
        } = self;
        let listed = Listed {
            number: input::line_if_any(number.as_deref(), "number")?.map(|number| number.in_half_width()),
            name: input::line_if_any(name.as_deref(), "name")?,
            name_kana: input::line_if_any(name_kana.as_deref(), "nameKana")?.map(|kana| kana.in_katakana()),
            born_on: born_on.map(|day| day.0),
            sex: sex.map(Into::into),
            admitted_on: Some(admitted_on.0),
            ward: Some(input::line(&ward, "ward")?),
            ward_class: domain::discharge_case::WardClass::General,
            expected_discharge_on: expected_discharge_on.map(|day| day.0),
            municipality: municipality.map(Into::into),
            phone: phone.map(Into::into),
        };
        let answer = settlement.map(AdmissionSettlementInput::read).transpose()?;
        Ok(ListedAdmission { listed, ward_class: ward_class.map(Into::into), answer })
    }
}

impl AdmissionSettlementInput {
    fn read(self) -> Result<Settlement, app::Error> {
        let Self { settled, patient, expected_version } = self;
        Ok(match settled {
            AdmissionSettlement::KeepRecord => Settlement::KeepRecord,
            AdmissionSettlement::SomebodyElse => Settlement::SomebodyElse,
            AdmissionSettlement::CorrectRecord => {
                Settlement::CorrectRecord { version: input::needed(expected_version, "expectedVersion")? }
            }
            AdmissionSettlement::SamePerson => {
                Settlement::SamePerson(ids::read(&input::needed(patient, "patient")?, "patient")?)
            }
        })
    }
}

#[derive(Default)]
pub struct RegisterAdmissionsMutation;

#[Object]
impl RegisterAdmissionsMutation {
    /// Registers the admissions that a hospital's own system lists, each by itself: what is wrong with one holds up
    /// no other and is told in its row. Only for hospitals.
    async fn register_admissions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The admissions.")] input: RegisterAdmissionsInput,
    ) -> Result<RegisterAdmissionsPayload> {
        let RegisterAdmissionsInput { idempotency_key, admissions, dry_run } = input;
        input::at_most(&admissions, MOST, "admissions")?;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let admissions =
            admissions.into_iter().map(ListedAdmissionInput::read).collect::<Result<Vec<_>, app::Error>>()?;
        let run = if dry_run { Run::Try } else { Run::Register };
        let caller = caller(ctx)?;
        let session = caller.session();
        let results = app::register_admissions::register_admissions(&session, &key, run, admissions).await?;
        let Results { rows, patients: _ } = results;
        let cases: Vec<_> = rows.iter().filter_map(case_of).collect();
        let cases = cases_by_id(&session, &cases).await?;
        let compared: Vec<_> = rows.iter().flat_map(compared).collect();
        let patients = own_patients(&session, &compared).await?;
        let rows = rows.into_iter().map(|row| shown(row, &cases, &patients, caller.wording)).collect();
        Ok(RegisterAdmissionsPayload { rows })
    }
}

fn case_of(row: &RowResult) -> Option<Id<domain::discharge_case::DischargeCase>> {
    match (&row.outcome, &row.standing) {
        (Outcome::Registered(case), _) | (_, RowStanding::AlreadyRegistered { case, .. }) => Some(*case),
        _ => None,
    }
}

/// The records that a row asks about.
fn compared(row: &RowResult) -> Vec<Id<domain::patient::Patient>> {
    match (&row.outcome, &row.standing) {
        (Outcome::Registered(_), _) => vec![],
        (_, RowStanding::Differs { patient, .. }) => vec![*patient],
        (_, RowStanding::Alike { patients }) => patients.clone(),
        _ => vec![],
    }
}

fn shown(
    row: RowResult,
    cases: &HashMap<Id<domain::discharge_case::DischargeCase>, domain::discharge_case::DischargeCase>,
    patients: &HashMap<Id<domain::patient::Patient>, domain::patient::Patient>,
    wording: wording::Wording,
) -> AdmissionRow {
    let case = case_of(&row).and_then(|id| cases.get(&id)).cloned().map(Into::into);
    let compared = compared(&row);
    let RowResult { standing, notices, outcome } = row;
    let of_refusal = |refused: Refused, field: Option<&'static str>| AdmissionError {
        code: refused.code.to_owned(),
        kind: app::Kind::Refused.code().to_owned(),
        field: field.or(refused.field).map(str::to_owned),
        message: wording.refusal(refused),
    };
    let mut errors: Vec<AdmissionError> = match &standing {
        RowStanding::Faulty { faults } => {
            faults.iter().map(|fault| of_refusal(fault.refused, fault.column.and_then(field_of))).collect()
        }
        standing => standing.refusal().map(|refused| of_refusal(refused, None)).into_iter().collect(),
    };
    let (mut differences, mut repeats) = (vec![], None);
    let mut stands = match standing {
        RowStanding::Ready(_) => AdmissionStanding::Ready,
        RowStanding::Differs { columns, .. } => {
            differences = columns;
            AdmissionStanding::Differs
        }
        RowStanding::AlreadyRegistered { columns, .. } => {
            differences = columns;
            AdmissionStanding::AlreadyRegistered
        }
        RowStanding::Alike { .. } => AdmissionStanding::Alike,
        RowStanding::Repeated { row } => {
            repeats = i32::try_from(row).ok();
            AdmissionStanding::Repeated
        }
        RowStanding::Faulty { .. } => AdmissionStanding::Faulty,
    };
    match outcome {
        Outcome::Waiting => {}
        Outcome::Registered(_) => {
            (stands, errors, differences, repeats) = (AdmissionStanding::Registered, vec![], vec![], None);
        }
        Outcome::Failed(error) => {
            let (kind, code, field) =
                (error.kind().code().to_owned(), error.code().to_owned(), error.field());
            let message = error::told(&error, wording);
            errors = vec![AdmissionError { code, kind, field: field.map(str::to_owned), message }];
            stands = AdmissionStanding::Failed;
        }
    }
    AdmissionRow {
        standing: stands,
        case,
        patients: compared.iter().filter_map(|id| patients.get(id)).cloned().map(Into::into).collect(),
        differences: differences.into_iter().filter_map(field_of).map(str::to_owned).collect(),
        repeats,
        notices: notices.into_iter().map(Into::into).collect(),
        errors,
    }
}

/// The input field that says what a column of a list does.
const fn field_of(column: ListColumn) -> Option<&'static str> {
    match column {
        ListColumn::PatientNumber => Some("number"),
        ListColumn::Name => Some("name"),
        ListColumn::NameKana => Some("nameKana"),
        ListColumn::BornOn => Some("bornOn"),
        ListColumn::Sex => Some("sex"),
        ListColumn::AdmittedOn => Some("admittedOn"),
        ListColumn::Ward => Some("ward"),
        ListColumn::ExpectedDischargeOn => Some("expectedDischargeOn"),
        ListColumn::Municipality => Some("municipality"),
        ListColumn::Phone => Some("phone"),
        ListColumn::NotUsed => None,
    }
}
