//! The care team of a case, its two attending physicians, and who of them answers for what.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use domain::Id;

use crate::{
    ids,
    organization::{Organization, organization},
    person::{Person, person},
    scalar::{Date, DateTime},
    vocabulary::vocabulary,
};

vocabulary! {
    /// A part in the care team.
    TeamRole = domain::care_team::TeamRole {
        /// Attending physician at the hospital (病院主治医).
        HospitalAttending,
        /// Attending physician at home (在宅主治医).
        HomeAttending,
        /// Deputy attending physician (副主治医).
        DeputyAttending,
        /// Discharge support (退院支援担当).
        DischargeSupport,
        /// Visiting nurse (訪問看護).
        VisitingNurse,
        /// Pharmacy (薬局).
        Pharmacy,
        /// Care manager (介護支援専門員).
        CareManager,
    }
}

vocabulary! {
    /// A duty that one of the attending physicians must hold (二人主治医制).
    Duty = domain::care_team::Duty {
        /// Prescribing medical opioids (処方: 医療用麻薬).
        OpioidPrescription,
        /// Prescribing anything else (処方: その他).
        Prescription,
        /// Devices and procedures (機器・処置の管理).
        DeviceManagement,
        /// Following up tests (検査の経過観察).
        TestFollowUp,
        /// The first response to an emergency (急変時の初期対応).
        EmergencyTriage,
        /// Deciding on admission (入院の判断).
        AdmissionDecision,
        /// Certifying death (死亡診断).
        DeathCertification,
        /// The opinion for care insurance (主治医意見書).
        OpinionLetter,
    }
}

/// The present care team of a case.
#[derive(SimpleObject, Clone)]
pub struct CareTeam {
    /// Present members.
    members: Vec<TeamMember>,
    /// Who answers for what, one entry for each duty settled.
    responsibilities: Vec<Responsibility>,
    /// The duties nobody holds yet.
    open_duties: Vec<Duty>,
}

impl From<domain::care_team::CareTeam> for CareTeam {
    fn from(team: domain::care_team::CareTeam) -> Self {
        let open_duties = team.open_duties().into_iter().map(Into::into).collect();
        let domain::care_team::CareTeam { case: _, members, responsibilities } = team;
        Self {
            members: members.into_iter().map(Into::into).collect(),
            responsibilities: responsibilities.into_iter().map(Into::into).collect(),
            open_duties,
        }
    }
}

/// An organization's, and once named a person's, part in the care of one case.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct TeamMember {
    /// The identifier.
    id: ID,
    #[graphql(skip)]
    organization_id: Id<domain::organization::Organization>,
    #[graphql(skip)]
    person_id: Option<Id<domain::person::Person>>,
    /// The part.
    role: TeamRole,
    /// Since when.
    from: DateTime,
    /// Until when, once it has ended.
    until: Option<DateTime>,
    /// Since when the organization is kept out, for want of the patient's consent; null while it is not.
    withheld_since: Option<DateTime>,
}

#[ComplexObject]
impl TeamMember {
    /// The organization.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        organization(ctx, self.organization_id).await
    }

    /// The person, once named.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.person_id {
            Some(id) => person(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }
}

impl From<domain::care_team::TeamMember> for TeamMember {
    fn from(member: domain::care_team::TeamMember) -> Self {
        let domain::care_team::TeamMember { id, case: _, organization, person, role, from, until, withheld } =
            member;
        Self {
            id: ids::write(id),
            organization_id: organization,
            person_id: person,
            role: role.into(),
            from: from.into(),
            until: until.map(Into::into),
            withheld_since: withheld.map(Into::into),
        }
    }
}

/// Who answers for one duty.
#[derive(SimpleObject, Clone)]
pub struct Responsibility {
    /// The duty.
    duty: Duty,
    /// Which of the attending physicians.
    holder: TeamRole,
    /// The day on which the two look at it again.
    review_on: Option<Date>,
}

impl From<domain::care_team::Responsibility> for Responsibility {
    fn from(responsibility: domain::care_team::Responsibility) -> Self {
        let domain::care_team::Responsibility { duty, holder, review_on } = responsibility;
        Self { duty: duty.into(), holder: holder.into(), review_on: review_on.map(Into::into) }
    }
}
