//! Patients, the people around them, and links between two organizations' records of one person.

use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use domain::{Id, patient::LinkState};

use crate::{
    caller::caller,
    ids,
    loader::{MunicipalityByCode, OrganizationById, get, load},
    organization::Organization,
    place::{Location, Municipality},
    scalar::{Date, DateTime, PhoneNumber, PostalCode},
    vocabulary::vocabulary,
};

vocabulary! {
    /// Sex as recorded (ISO/IEC 5218).
    Sex = domain::patient::Sex {
        /// Female (女性).
        Female,
        /// Male (男性).
        Male,
        /// Another (その他).
        Other,
        /// Not known (不明).
        Unknown,
    }
}

vocabulary! {
    /// Level of certified need of care (要介護認定).
    CareLevel = domain::patient::CareLevel {
        /// Support level 1 (要支援1).
        #[graphql(name = "SUPPORT1")]
        Support1,
        /// Support level 2 (要支援2).
        #[graphql(name = "SUPPORT2")]
        Support2,
        /// Care level 1 (要介護1).
        #[graphql(name = "CARE1")]
        Care1,
        /// Care level 2 (要介護2).
        #[graphql(name = "CARE2")]
        Care2,
        /// Care level 3 (要介護3).
        #[graphql(name = "CARE3")]
        Care3,
        /// Care level 4 (要介護4).
        #[graphql(name = "CARE4")]
        Care4,
        /// Care level 5 (要介護5).
        #[graphql(name = "CARE5")]
        Care5,
    }
}

vocabulary! {
    /// What a related person is to the patient's care.
    RelatedRole = domain::patient::RelatedRole {
        /// Key person (キーパーソン).
        KeyPerson,
        /// Main caregiver (主介護者).
        MainCaregiver,
        /// Decides where the patient cannot (代理意思決定者).
        Surrogate,
        /// Another (その他).
        Other,
    }
}

/// A patient's record. It belongs to the organization that registered it; another organization's record of
/// the same person is another record.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Patient {
    /// The identifier.
    id: ID,
    #[graphql(skip)]
    organization_id: Id<domain::organization::Organization>,
    #[graphql(skip)]
    municipality_code: Option<domain::text::MunicipalityCode>,
    #[graphql(skip)]
    record: domain::patient::Patient,
    /// The number by which the organization itself knows the patient.
    number: Option<Identifier>,
    /// Name.
    name: String,
    /// Name in kana.
    name_kana: String,
    /// Day of birth.
    born_on: Date,
    /// Sex as recorded.
    sex: Sex,
    /// Postal code of the home.
    postal_code: Option<PostalCode>,
    /// Address of the home.
    address: Option<String>,
    /// Where the home is, as well as it is known.
    location: Option<Location>,
    /// Telephone at home.
    phone: Option<PhoneNumber>,
    /// Standing in long-term care insurance.
    care_insurance: CareInsurance,
    /// The people around the patient. To care managers, and their offices, only those who agreed on paper that
    /// what is known of them is used.
    related_people: Vec<RelatedPerson>,
    /// Rises with every change; state it as `expectedVersion` to change the record.
    version: i32,
}

#[ComplexObject]
impl Patient {
    /// Full years of age today.
    async fn age(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.record.age_on(caller(ctx)?.today()))
    }

    /// The organization whose record it is.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(get(ctx, OrganizationById(self.organization_id)).await?.into())
    }

    /// Municipality or ward of the home.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<Option<Municipality>> {
        municipality(ctx, self.municipality_code.as_ref()).await
    }
}

/// The municipality with this code.
pub(crate) async fn municipality(
    ctx: &Context<'_>,
    code: Option<&domain::text::MunicipalityCode>,
) -> Result<Option<Municipality>> {
    match code {
        Some(code) => Ok(load(ctx, MunicipalityByCode(code.clone())).await?.map(Into::into)),
        None => Ok(None),
    }
}

impl From<domain::patient::Patient> for Patient {
    fn from(patient: domain::patient::Patient) -> Self {
        let record = patient.clone();
        let domain::patient::Patient {
            id,
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
            related,
            version,
        } = patient;
        Self {
            id: ids::write(id),
            organization_id: organization,
            municipality_code: municipality,
            record,
            number: number.map(|value| Identifier { system: ids::write(organization), value: value.into() }),
            name: name.into(),
            name_kana: name_kana.into(),
            born_on: born_on.into(),
            sex: sex.into(),
            postal_code: postal_code.map(Into::into),
            address: address.map(Into::into),
            location: location.map(Into::into),
            phone: phone.map(Into::into),
            care_insurance: care_insurance.into(),
            related_people: related.into_iter().map(Into::into).collect(),
            version,
        }
    }
}

/// An identifier that was given outside of this system.
#[derive(SimpleObject, Clone)]
pub struct Identifier {
    /// Who gives such identifiers: the identifier of the organization.
    system: ID,
    /// The identifier itself.
    value: String,
}

/// Standing in long-term care insurance.
#[derive(SimpleObject, Clone)]
pub struct CareInsurance {
    /// How far it has come.
    status: CareInsuranceStatus,
    /// The day of an application that is pending.
    applied_on: Option<Date>,
    /// The certified level.
    level: Option<CareLevel>,
    /// The last day on which the certificate holds.
    valid_until: Option<Date>,
}

/// How far long-term care insurance has come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CareInsuranceStatus {
    /// Nobody has asked yet.
    Unknown,
    /// Not applied for (未申請).
    NotApplied,
    /// Applied for (申請中); `appliedOn` goes with it.
    Pending,
    /// Certified (認定済); `level` goes with it, and `validUntil` where known.
    Certified,
}

impl From<domain::patient::CareInsurance> for CareInsurance {
    fn from(insurance: domain::patient::CareInsurance) -> Self {
        use domain::patient::CareInsurance as Standing;
        let bare = |status| Self { status, applied_on: None, level: None, valid_until: None };
        match insurance {
            Standing::Unknown => bare(CareInsuranceStatus::Unknown),
            Standing::NotApplied => bare(CareInsuranceStatus::NotApplied),
            Standing::Pending { applied_on } => {
                Self { applied_on: Some(applied_on.into()), ..bare(CareInsuranceStatus::Pending) }
            }
            Standing::Certified { level, valid_until } => Self {
                level: Some(level.into()),
                valid_until: valid_until.map(Into::into),
                ..bare(CareInsuranceStatus::Certified)
            },
        }
    }
}

/// Someone close to the patient.
#[derive(SimpleObject, Clone)]
pub struct RelatedPerson {
    /// The identifier.
    id: ID,
    /// Name.
    name: String,
    /// Relation to the patient, in words (長女, 友人).
    relation: Option<String>,
    /// What the person is to the patient's care.
    role: RelatedRole,
    /// Telephone.
    phone: Option<PhoneNumber>,
}

impl From<domain::patient::RelatedPerson> for RelatedPerson {
    fn from(person: domain::patient::RelatedPerson) -> Self {
        let domain::patient::RelatedPerson { id, name, relation, role, phone } = person;
        Self {
            id: ids::write(id),
            name: name.into(),
            relation: relation.map(Into::into),
            role: role.into(),
            phone: phone.map(Into::into),
        }
    }
}

/// A statement that two organizations' records are of one person. It grants no access, merges nothing, counts
/// only once both owners have said so, and either can undo it.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct RecordLink {
    /// The identifier.
    id: ID,
    #[graphql(skip)]
    proposer: domain::patient::LinkEnd,
    #[graphql(skip)]
    other: domain::patient::LinkEnd,
    /// How far it has come.
    state: RecordLinkState,
    /// Since when it stands so.
    since: DateTime,
    /// The identifier of the record of the organization that proposed the link.
    patient_id: ID,
    /// The identifier of the other record.
    other_patient_id: ID,
    /// Rises with every change.
    version: i32,
}

#[ComplexObject]
impl RecordLink {
    /// The organization that proposed the link.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(get(ctx, OrganizationById(self.proposer.organization)).await?.into())
    }

    /// The other organization.
    async fn other_organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(get(ctx, OrganizationById(self.other.organization)).await?.into())
    }
}

/// How far a link between two records has come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordLinkState {
    /// One owner has said so.
    Proposed,
    /// Both owners have said so.
    Confirmed,
    /// One owner has taken it back.
    Undone,
}

impl From<domain::patient::RecordLink> for RecordLink {
    fn from(link: domain::patient::RecordLink) -> Self {
        let domain::patient::RecordLink { id, proposer, other, state, version } = link;
        let (state, since) = match state {
            LinkState::Proposed { at } => (RecordLinkState::Proposed, at),
            LinkState::Confirmed { at } => (RecordLinkState::Confirmed, at),
            LinkState::Undone { at, by: _ } => (RecordLinkState::Undone, at),
        };
        Self {
            id: ids::write(id),
            state,
            since: since.into(),
            patient_id: ids::write(proposer.patient),
            other_patient_id: ids::write(other.patient),
            proposer,
            other,
            version,
        }
    }
}

#[derive(Default)]
pub struct PatientQuery;

#[Object]
impl PatientQuery {
    /// The organization's own patients with this number, or whose name holds or whose kana begin with the text;
    /// at most 20.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn patients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A number, a name, or the beginning of the kana.")] search: String,
    ) -> Result<Vec<Patient>> {
        let session = caller(ctx)?.session();
        let text = crate::input::line(&search, "search")?;
        let found = app::case::search_patients(&session, text.as_str()).await?;
        let order: Vec<_> = found.into_iter().map(|patient| patient.id).collect();
        let mut whole = app::case::own_patients(&session, &order).await?;
        Ok(order.into_iter().filter_map(|id| whole.remove(&id)).map(Into::into).collect())
    }
}
