//! The care team of a case, its two attending physicians, and who of them answers for what.

use std::collections::BTreeMap;

use ::time::Date;

use crate::{
    Id, Timestamp,
    discharge_case::DischargeCase,
    event::Event,
    organization::{Organization, ServiceKind},
    person::Person,
    refusal::refusals,
    vocabulary::vocabulary,
};

vocabulary! {
    /// A part in the care team.
    TeamRole {
        /// 病院主治医
        HospitalAttending = "hospital_attending",
        /// 在宅主治医
        HomeAttending = "home_attending",
        /// 副主治医
        DeputyAttending = "deputy_attending",
        /// 退院支援担当
        DischargeSupport = "discharge_support",
        /// 訪問看護
        VisitingNurse = "visiting_nurse",
        /// 薬局
        Pharmacy = "pharmacy",
        /// 介護支援専門員
        CareManager = "care_manager",
    }
}

impl TeamRole {
    /// The part of an organization that gives a service.
    pub const fn giving(service: ServiceKind) -> Self {
        match service {
            ServiceKind::HomeMedicalCare => Self::HomeAttending,
            ServiceKind::VisitingNursing => Self::VisitingNurse,
            ServiceKind::Pharmacy => Self::Pharmacy,
            ServiceKind::CareManagement => Self::CareManager,
        }
    }

    /// Whether at most one organization holds this part at a time.
    pub const fn is_single(self) -> bool {
        !matches!(self, Self::VisitingNurse | Self::Pharmacy)
    }

    /// Whether this is one of the attending physicians.
    pub const fn is_attending(self) -> bool {
        matches!(self, Self::HospitalAttending | Self::HomeAttending | Self::DeputyAttending)
    }
}

/// An organization's (and, once named, a person's) part in the care of one case. Only this opens the
/// patient's identifying data to another organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamMember {
    /// The identifier.
    pub id: Id<Self>,
    /// The case.
    pub case: Id<DischargeCase>,
    /// The organization.
    pub organization: Id<Organization>,
    /// The person, once named.
    pub person: Option<Id<Person>>,
    /// The part.
    pub role: TeamRole,
    /// Since when.
    pub from: Timestamp,
    /// Until when, once it has ended.
    pub until: Option<Timestamp>,
    /// Since when the organization is kept out, for want of the patient's consent.
    pub withheld: Option<Timestamp>,
}

vocabulary! {
    /// A duty that one of the attending physicians must hold (二人主治医制).
    Duty {
        /// 処方 (医療用麻薬)
        OpioidPrescription = "opioid_prescription",
        /// 処方 (その他)
        Prescription = "prescription",
        /// 機器・処置の管理
        DeviceManagement = "device_management",
        /// 検査の経過観察
        TestFollowUp = "test_follow_up",
        /// 急変時の初期対応
        EmergencyTriage = "emergency_triage",
        /// 入院の判断
        AdmissionDecision = "admission_decision",
        /// 死亡診断
        DeathCertification = "death_certification",
        /// 主治医意見書
        OpinionLetter = "opinion_letter",
    }
}

/// Who answers for one duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Responsibility {
    /// The duty.
    pub duty: Duty,
    /// Which of the attending physicians.
    pub holder: TeamRole,
    /// The day on which the two look at it again.
    pub review_on: Option<Date>,
}

/// The present care team of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CareTeam {
    /// The case.
    pub case: Id<DischargeCase>,
    /// Present members.
    pub members: Vec<TeamMember>,
    /// Who answers for what, one entry for each duty settled.
    pub responsibilities: Vec<Responsibility>,
}

impl CareTeam {
    /// Adds a member.
    ///
    /// # Errors
    /// [`TeamRefusal::RoleTaken`], [`TeamRefusal::AlreadyMember`].
    pub fn join(&self, member: TeamMember) -> Result<(TeamMember, Event), TeamRefusal> {
        let same_role = || self.members.iter().filter(|m| m.role == member.role);
        if same_role().any(|m| m.organization == member.organization && m.person == member.person) {
            return Err(TeamRefusal::AlreadyMember);
        }
        if member.role.is_single() && same_role().next().is_some() {
            return Err(TeamRefusal::RoleTaken);
        }
        let event = Event::TeamMemberJoined { case: self.case, member: member.id };
        Ok((member, event))
    }

    /// Ends a member's part.
    ///
    /// # Errors
    /// [`TeamRefusal::NotAMember`]; [`TeamRefusal::HoldsDuties`] while the part holds a duty.
    pub fn leave(&self, now: Timestamp, member: Id<TeamMember>) -> Result<(TeamMember, Event), TeamRefusal> {
        let member = self.members.iter().find(|m| m.id == member).ok_or(TeamRefusal::NotAMember)?;
        if self.responsibilities.iter().any(|r| r.holder == member.role) && member.role.is_attending() {
            return Err(TeamRefusal::HoldsDuties);
        }
        let left = TeamMember { until: Some(now), ..member.clone() };
        let event = Event::TeamMemberLeft { case: self.case, member: left.id };
        Ok((left, event))
    }

    /// Settles the duties of the two physicians, all at once.
    ///
    /// # Errors
    /// [`TeamRefusal::DutyTwice`], [`TeamRefusal::HolderMissing`] when nobody in the team plays the holder's part.
    pub fn share_duties(
        mut self,
        responsibilities: Vec<Responsibility>,
    ) -> Result<(Self, Event), TeamRefusal> {
        let mut by_duty = BTreeMap::new();
        for responsibility in responsibilities {
            let holds = |m: &TeamMember| m.role == responsibility.holder;
            if !responsibility.holder.is_attending() || !self.members.iter().any(holds) {
                return Err(TeamRefusal::HolderMissing);
            }
            if by_duty.insert(responsibility.duty, responsibility).is_some() {
                return Err(TeamRefusal::DutyTwice);
            }
        }
        self.responsibilities = by_duty.into_values().collect();
        let event = Event::DutiesShared { case: self.case };
        Ok((self, event))
    }

    /// The duties nobody holds yet.
    pub fn open_duties(&self) -> Vec<Duty> {
        let held = |duty: Duty| self.responsibilities.iter().any(|r| r.duty == duty);
        Duty::ALL.iter().copied().filter(|duty| !held(*duty)).collect()
    }
}

refusals! {
    /// Why a change to the care team is refused.
    TeamRefusal {
        /// Someone else plays this part.
        RoleTaken = "TEAM_ROLE_TAKEN" on "role",
        /// Already in the team in this part.
        AlreadyMember = "TEAM_ALREADY_MEMBER",
        /// Not in the team.
        NotAMember = "TEAM_NOT_A_MEMBER",
        /// A duty is still held; settle it first.
        HoldsDuties = "TEAM_MEMBER_HOLDS_DUTIES",
        /// A duty appears twice.
        DutyTwice = "TEAM_DUTY_TWICE" on "responsibilities",
        /// Nobody in the team plays the part that is to hold the duty.
        HolderMissing = "TEAM_HOLDER_MISSING" on "responsibilities",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn member(n: u128, role: TeamRole) -> TeamMember {
        TeamMember {
            id: Id::new(Uuid::from_u128(n)),
            case: Id::new(Uuid::nil()),
            organization: Id::new(Uuid::from_u128(n + 100)),
            person: None,
            role,
            from: Timestamp::from_millis(0),
            until: None,
            withheld: None,
        }
    }

    fn team(members: Vec<TeamMember>) -> CareTeam {
        CareTeam { case: Id::new(Uuid::nil()), members, responsibilities: vec![] }
    }

    #[test]
    fn there_is_one_home_attending_physician_but_may_be_two_stations() {
        let team = team(vec![member(1, TeamRole::HomeAttending), member(2, TeamRole::VisitingNurse)]);
        assert_eq!(team.join(member(3, TeamRole::HomeAttending)).err(), Some(TeamRefusal::RoleTaken));
        assert_eq!(team.join(member(2, TeamRole::VisitingNurse)).err(), Some(TeamRefusal::AlreadyMember));
        assert!(team.join(member(4, TeamRole::VisitingNurse)).is_ok());
    }

    #[test]
    fn each_duty_has_exactly_one_holder_who_is_in_the_team() {
        let both = team(vec![member(1, TeamRole::HospitalAttending), member(2, TeamRole::HomeAttending)]);
        let duty = |duty, holder| Responsibility { duty, holder, review_on: None };
        let twice = vec![
            duty(Duty::Prescription, TeamRole::HomeAttending),
            duty(Duty::Prescription, TeamRole::HospitalAttending),
        ];
        assert_eq!(both.clone().share_duties(twice).err(), Some(TeamRefusal::DutyTwice));
        let absent = vec![duty(Duty::Prescription, TeamRole::DeputyAttending)];
        assert_eq!(both.clone().share_duties(absent).err(), Some(TeamRefusal::HolderMissing));
        let (shared, _) = both.share_duties(vec![duty(Duty::Prescription, TeamRole::HomeAttending)]).unwrap();
        assert_eq!(shared.open_duties().len(), Duty::ALL.len() - 1);
        assert_eq!(
            shared.leave(Timestamp::from_millis(1), Id::new(Uuid::from_u128(2))).err(),
            Some(TeamRefusal::HoldsDuties)
        );
    }
}
