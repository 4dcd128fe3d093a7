//! People, their professions, and where they work. A person's addresses are shown to that person alone.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use domain::Id;

use crate::{
    caller::caller,
    ids,
    loader::{OrganizationById, PersonById, get},
    organization::Organization,
    scalar::{DateTime, EmailAddress, PhoneNumber},
    vocabulary::vocabulary,
};

vocabulary! {
    /// What a person is by profession.
    Profession = domain::person::Profession {
        /// Physician (医師).
        Physician,
        /// Dentist (歯科医師).
        Dentist,
        /// Nurse (看護師).
        Nurse,
        /// Pharmacist (薬剤師).
        Pharmacist,
        /// Care manager (介護支援専門員).
        CareManager,
        /// Medical social worker (医療ソーシャルワーカー).
        MedicalSocialWorker,
        /// Physical, occupational or speech therapist (理学療法士・作業療法士・言語聴覚士).
        Therapist,
        /// Dietitian (管理栄養士).
        Dietitian,
        /// Dental hygienist (歯科衛生士).
        DentalHygienist,
        /// Welfare equipment specialist (福祉用具専門相談員).
        WelfareEquipmentSpecialist,
        /// Consultation support specialist (相談支援専門員).
        ConsultationSupportSpecialist,
        /// Clerk (事務).
        Clerk,
    }
}

vocabulary! {
    /// What a person may do in an organization, beside the profession.
    Role = domain::person::Role {
        /// Sees and works on the organization's cases.
        Member,
        /// Also coordinates.
        Coordinator,
        /// Also keeps people, rooms and hours.
        Administrator,
        /// Also looks after who saw what, and reviews access in an emergency.
        PrivacyOfficer,
    }
}

vocabulary! {
    /// A seat at a conference: a profession together with the side it speaks for.
    Seat = domain::person::Seat {
        /// Attending physician at the hospital (病院主治医).
        HospitalPhysician,
        /// Ward nurse (病棟看護師).
        WardNurse,
        /// Discharge support (退院支援担当).
        DischargeSupport,
        /// Attending physician at home (在宅主治医).
        HomePhysician,
        /// Visiting nurse (訪問看護師).
        VisitingNurse,
        /// Pharmacist of the pharmacy (薬局薬剤師).
        Pharmacist,
        /// Care manager (介護支援専門員).
        CareManager,
        /// Therapist (リハビリ専門職).
        Therapist,
        /// Dietitian (管理栄養士).
        Dietitian,
        /// Dentistry (歯科).
        Dentistry,
        /// Welfare equipment specialist (福祉用具専門相談員).
        WelfareEquipmentSpecialist,
        /// Consultation support specialist (相談支援専門員).
        ConsultationSupportSpecialist,
        /// Coordinator of the hub (拠点コーディネーター).
        HubCoordinator,
        /// The patient (本人).
        Patient,
        /// The family (家族).
        Family,
        /// Anyone else (その他).
        Other,
    }
}

/// Someone who works for one or several organizations.
#[derive(SimpleObject, Clone)]
pub struct Person {
    /// The identifier.
    pub(crate) id: ID,
    /// Name.
    name: String,
    /// Name in kana.
    name_kana: Option<String>,
}

impl From<domain::person::Person> for Person {
    fn from(person: domain::person::Person) -> Self {
        let domain::person::Person { id, name, name_kana, email: _, phone: _ } = person;
        Self { id: ids::write(id), name: name.into(), name_kana: name_kana.map(Into::into) }
    }
}

/// The person with this identifier, who is named in a record.
pub(crate) async fn person(ctx: &Context<'_>, id: Id<domain::person::Person>) -> Result<Person> {
    Ok(get(ctx, PersonById(id)).await?.into())
}

/// A person's place in an organization.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Membership {
    /// The identifier.
    id: ID,
    #[graphql(skip)]
    person_id: Id<domain::person::Person>,
    #[graphql(skip)]
    organization_id: Id<domain::organization::Organization>,
    /// As what the person works there.
    profession: Profession,
    /// With which rights.
    role: Role,
    /// Since when.
    from: DateTime,
    /// Until when, once it has ended.
    until: Option<DateTime>,
}

#[ComplexObject]
impl Membership {
    /// Who.
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.person_id).await
    }

    /// Where.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(get(ctx, OrganizationById(self.organization_id)).await?.into())
    }
}

impl From<domain::person::Membership> for Membership {
    fn from(membership: domain::person::Membership) -> Self {
        let domain::person::Membership { id, person, organization, profession, role, from, until } =
            membership;
        Self {
            id: ids::write(id),
            person_id: person,
            organization_id: organization,
            profession: profession.into(),
            role: role.into(),
            from: from.into(),
            until: until.map(Into::into),
        }
    }
}

/// Who is signed in, acting for one organization.
pub struct Me(domain::access::Member);

/// Who is signed in, acting for one organization.
#[Object]
impl Me {
    /// The person.
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.0.person).await
    }

    /// The person's own mail address.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<EmailAddress>> {
        Ok(get(ctx, PersonById(self.0.person)).await?.email.map(Into::into))
    }

    /// The person's own telephone.
    async fn phone(&self, ctx: &Context<'_>) -> Result<Option<PhoneNumber>> {
        Ok(get(ctx, PersonById(self.0.person)).await?.phone.map(Into::into))
    }

    /// The organization acted for.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Ok(get(ctx, OrganizationById(self.0.organization)).await?.into())
    }

    /// As what the person works there.
    async fn profession(&self) -> Profession {
        self.0.profession.into()
    }

    /// What the person may do there.
    async fn role(&self) -> Role {
        self.0.role.into()
    }
}

#[derive(Default)]
pub struct PersonQuery;

#[Object]
impl PersonQuery {
    /// Who is signed in.
    async fn me(&self, ctx: &Context<'_>) -> Result<Me> {
        Ok(Me(caller(ctx)?.member))
    }
}
