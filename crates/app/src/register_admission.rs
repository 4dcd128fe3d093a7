//! A hospital registers an admission; the rules set the clock.

use std::collections::BTreeSet;

use domain::{
    Id,
    access::{Action, Member, Relationship},
    discharge_case::{Admission, CameFrom, CaseRefusal, CaseState, Circumstances, DischargeCase, WardClass},
    needs::NeedsProfile,
    organization::Organization,
    patient::{CareInsurance, Patient, PatientRefusal, RelatedPerson, RelatedRole, Sex},
    place::{Location, Precision},
    rule::{RulePackVersion, in_force},
    text::{Line, MunicipalityCode, PhoneNumber, PostalCode, kana_key},
};
use serde::Serialize;
use store::{Tx, View};
use time::Date;

use crate::{Error, IdempotencyKey, Session, recompute::Surroundings, session::Once};

/// An admission to register.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterAdmission {
    /// Who was admitted.
    pub patient: AdmittedPatient,
    /// Day of admission.
    pub admitted_on: Date,
    /// Ward.
    pub ward: Line,
    /// Class of the ward.
    pub ward_class: WardClass,
    /// Expected day of discharge, if known.
    pub expected_discharge_on: Option<Date>,
    /// Needs known so far.
    pub needs: NeedsProfile,
    /// The earlier case this one follows: the same record's last stay (chosen by itself when `None`), or
    /// another hospital's case after a transfer.
    pub predecessor: Option<Id<DischargeCase>>,
}

/// A patient known here, or a new one.
#[derive(Clone, Debug, Serialize)]
pub enum AdmittedPatient {
    /// The organization's own record.
    Known(Id<Patient>),
    /// A record to make.
    New(NewPatient),
}

/// What a new patient record says.
#[derive(Clone, Debug, Serialize)]
pub struct NewPatient {
    /// The organization's own number.
    pub number: Option<Line>,
    /// Name.
    pub name: Line,
    /// Name in kana.
    pub name_kana: Line,
    /// Day of birth.
    pub born_on: Date,
    /// Sex as recorded.
    pub sex: Sex,
    /// Postal code of the home.
    pub postal_code: Option<PostalCode>,
    /// Municipality or ward of the home; found by the postal code when `None`.
    pub municipality: Option<MunicipalityCode>,
    /// Address of the home.
    pub address: Option<Line>,
    /// Telephone at home.
    pub phone: Option<PhoneNumber>,
    /// Standing in long-term care insurance.
    pub care_insurance: CareInsurance,
    /// The people around the patient.
    pub related: Vec<NewRelatedPerson>,
}

/// Someone close to a new patient.
#[derive(Clone, Debug, Serialize)]
pub struct NewRelatedPerson {
    /// Name.
    pub name: Line,
    /// Relation to the patient.
    pub relation: Option<Line>,
    /// What the person is to the patient's care.
    pub role: RelatedRole,
    /// Telephone.
    pub phone: Option<PhoneNumber>,
}

/// Registers an admission: the patient's record if it is new, the case, and its milestones.
///
/// # Errors
/// [`Error::Forbidden`] unless acting for a hospital; refusals of the patient and of the case.
pub async fn register_admission(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: RegisterAdmission,
) -> Result<DischargeCase, Error> {
    register(session, key, input, None).await
}

/// Registers an admission as [`register_admission`] does, unless it would make a new record beside one of the same
/// kana and day of birth that is not among those `seen`.
///
/// # Errors
/// As [`register_admission`], refused with `PATIENT_KNOWN`.
pub async fn register_unless_known(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: RegisterAdmission,
    seen: &[Id<Patient>],
) -> Result<DischargeCase, Error> {
    register(session, key, input, Some(seen)).await
}

/// The organization's own patients of this kana, folded, and day of birth.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn namesakes(
    session: &Session<'_>,
    name_kana: &Line,
    born_on: Date,
) -> Result<Vec<Patient>, Error> {
    let organization = session.member()?.organization;
    known_as(&session.read(), organization, name_kana, born_on).await
}

async fn known_as(
    view: &View,
    organization: Id<Organization>,
    name_kana: &Line,
    born_on: Date,
) -> Result<Vec<Patient>, Error> {
    let particulars = [(kana_key(name_kana.as_str()), born_on)].into();
    Ok(view.patients().listed(organization, &BTreeSet::new(), &particulars).await?)
}

async fn register(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: RegisterAdmission,
    seen: Option<&[Id<Patient>]>,
) -> Result<DischargeCase, Error> {
    let member = session.member()?;
    session.allowed(Action::RegisterAdmission, Relationship::Own)?;
    let tx = session.begin().await?;
    let id = match session.once(&tx, key, &input).await? {
        Once::MadeBefore(id) => return Ok(tx.cases().find_for(Action::SeeCase, id).await?),
        Once::New(id) => id,
    };
    let basis = Basis::of(&tx, member).await?;
    let RegisterAdmission {
        patient,
        admitted_on,
        ward,
        ward_class,
        expected_discharge_on,
        needs,
        predecessor,
    } = input;
    let patient = match patient {
        AdmittedPatient::Known(id) => tx.patients().find_for(Action::KeepRecord, id).await?,
        AdmittedPatient::New(new) => {
            if let Some(seen) = seen {
                let known = known_as(&tx, member.organization, &new.name_kana, new.born_on).await?;
                if known.iter().any(|patient| !seen.contains(&patient.id)) {
                    return Err(PatientRefusal::Known.into());
                }
            }
            register_patient(session, &tx, member.organization, new).await?
        }
    };
    let stay = Stay { admitted_on, ward, ward_class, expected_discharge_on, needs, predecessor };
    let case = admit(session, &tx, &basis, id, &patient, stay).await?;
    tx.commit().await?;
    Ok(case)
}

/// Whether the actor may register admissions.
///
/// # Errors
/// [`Error::Forbidden`] unless acting for a hospital.
pub fn may_register(session: &Session<'_>) -> Result<(), Error> {
    session.own(Action::RegisterAdmission).map(drop)
}

/// What admissions to one hospital are registered upon.
pub(crate) struct Basis {
    /// Who registers them, and sees to them.
    pub(crate) member: Member,
    hospital: Organization,
    packs: Vec<RulePackVersion>,
}

impl Basis {
    pub(crate) async fn of(view: &View, member: Member) -> Result<Self, Error> {
        let hospital = view.organizations().find(member.organization).await?;
        Ok(Self { member, hospital, packs: view.rules().all().await? })
    }

    /// The rules in force for a patient on a day: of one pack the newest version.
    fn in_force(&self, day: Date, patient: &Patient) -> Vec<RulePackVersion> {
        let hospital = self.hospital.municipality.as_ref().map(MunicipalityCode::as_str);
        let home = patient.municipality.as_ref().map(MunicipalityCode::as_str);
        in_force(&self.packs, day, hospital, home).into_iter().cloned().collect()
    }
}

/// What an admission says of the stay.
pub(crate) struct Stay {
    pub(crate) admitted_on: Date,
    pub(crate) ward: Line,
    pub(crate) ward_class: WardClass,
    pub(crate) expected_discharge_on: Option<Date>,
    pub(crate) needs: NeedsProfile,
    pub(crate) predecessor: Option<Id<DischargeCase>>,
}

/// Opens the case of a patient whose record there is, with its milestones.
pub(crate) async fn admit(
    session: &Session<'_>,
    tx: &Tx,
    basis: &Basis,
    id: Id<DischargeCase>,
    patient: &Patient,
    stay: Stay,
) -> Result<DischargeCase, Error> {
    let Stay { admitted_on, ward, ward_class, expected_discharge_on, needs, predecessor } = stay;
    if patient.born_on > admitted_on {
        return Err(PatientRefusal::BornAfterAdmission.into());
    }
    let predecessor = predecessor_of(tx, patient, predecessor).await?;
    let was_transferred = |case: &DischargeCase| matches!(case.state, CaseState::Transferred { .. });
    let circumstances = Circumstances {
        came_from: predecessor.as_ref().filter(|case| was_transferred(case)).map(|_| CameFrom::Hospital),
        ..Circumstances::default()
    };
    let packs = basis.in_force(admitted_on, patient);
    let admission = Admission {
        patient: patient.id,
        admitted_on,
        // One ward, however its number is typed.
        ward: ward.narrow(),
        ward_class,
        expected_discharge_on,
        needs,
        circumstances,
        coordinator: Some(basis.member.person),
        predecessor: predecessor.map(|case| case.id),
    };
    let rules = packs.iter().map(|pack| pack.id).collect();
    let (case, event) = DischargeCase::admit(id, session.today(), basis.hospital.id, admission, rules)?;
    tx.cases().insert(&case).await?;
    let milestones = Surroundings::of_admission(&basis.hospital, patient).milestones(session, &packs, &case);
    tx.milestones().insert_all(case.organization, &milestones).await?;
    session.record(tx, &event).await?;
    Ok(case)
}

pub(crate) async fn register_patient(
    session: &Session<'_>,
    tx: &Tx,
    organization: Id<Organization>,
    new: NewPatient,
) -> Result<Patient, Error> {
    let NewPatient {
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
        related,
    } = new;
    let (municipality, location) = place_of(tx, municipality, postal_code.as_ref()).await?;
    let patient = Patient {
        id: session.id(),
        organization,
        number,
        name,
        name_kana,
        born_on,
        sex,
        postal_code,
        municipality,
        address,
        location,
        phone,
        care_insurance,
        related: related
            .into_iter()
            .map(|NewRelatedPerson { name, relation, role, phone }| RelatedPerson {
                id: session.id(),
                name,
                relation,
                role,
                phone,
            })
            .collect(),
        version: 1,
    }
    .in_usual_widths();
    patient.check(session.today())?;
    tx.patients().insert(&patient).await?;
    session.record(tx, &domain::event::Event::PatientRegistered { patient: patient.id }).await?;
    Ok(patient)
}

/// Where a home is, as well as its postal code or municipality tells: the town's point if one town has the
/// code, else the municipality's centre.
pub(crate) async fn place_of(
    tx: &Tx,
    municipality: Option<MunicipalityCode>,
    postal_code: Option<&PostalCode>,
) -> Result<(Option<MunicipalityCode>, Option<Location>), Error> {
    let areas = match postal_code {
        Some(code) => tx.places().by_postal_code(code).await?,
        None => vec![],
    };
    let Some(code) = municipality.or_else(|| areas.first().map(|area| area.municipality.clone())) else {
        return match postal_code {
            Some(_) => Err(PatientRefusal::PostalCodeUnknown.into()),
            None => Ok((None, None)),
        };
    };
    if let Some(area) = areas.iter().find(|area| area.municipality == code) {
        let town =
            tx.places().towns(&code).await?.into_iter().find(|town| Some(&town.name) == area.town.as_ref());
        if let Some(town) = town {
            return Ok((Some(code), Some(Location { point: town.centre, precision: Precision::Town })));
        }
    }
    let location = match tx.places().municipality(&code).await {
        Ok(municipality) => Some(Location { point: municipality.centre, precision: Precision::Municipality }),
        Err(store::Error::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    Ok((Some(code), location))
}

/// The case that this one follows: the one named, if the patient has left and the actor may see it; else the
/// last stay on the same record.
async fn predecessor_of(
    tx: &Tx,
    patient: &Patient,
    named: Option<Id<DischargeCase>>,
) -> Result<Option<DischargeCase>, Error> {
    let earlier = tx.cases().of_patients(&[patient.id]).await?;
    let Some(id) = named else {
        return Ok(earlier.into_iter().find(|case| case.state != CaseState::Admitted));
    };
    let case = match earlier.into_iter().find(|case| case.id == id) {
        Some(case) => case,
        None => tx.cases().find_for(Action::SeeCase, id).await?,
    };
    if case.state == CaseState::Admitted { Err(CaseRefusal::NotAPredecessor.into()) } else { Ok(Some(case)) }
}
