//! Who may do what: one readable table. Everything protected is loaded for a named [`Action`], and
//! [`decide`] is the only place that answers.

use crate::{
    Id,
    organization::{Organization, OrganizationKind},
    person::{Membership, Person, Profession, Role},
    vocabulary::vocabulary,
};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody signed in, acting for one organization.
    Member(Member),
    /// The system itself, when time makes something happen.
    System,
}

/// Somebody acting for an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: Id<Person>,
    /// The membership through which the person acts.
    pub membership: Id<Membership>,
    /// The organization acted for.
    pub organization: Id<Organization>,
    /// What the organization is.
    pub kind: OrganizationKind,
    /// The person's profession there.
    pub profession: Profession,
    /// The person's role there.
    pub role: Role,
    /// What may be done: everything, or by some tokens only reading.
    pub scope: Scope,
}

vocabulary! {
    /// What an access token may do. Whoever signs in through the pages may do everything.
    Scope {
        /// Everything its owner may do.
        Everything = "everything",
        /// See what its owner sees, and change nothing.
        Reading = "reading",
    }
}

vocabulary! {
    /// How the organization acted for stands to the thing acted on.
    Relationship {
        /// It is its own: its case, its conference, its consultation, its record.
        Own = "own",
        /// It is in the care team of the case.
        Team = "team",
        /// It is the hub with an open consultation about the case.
        Hub = "hub",
        /// It was asked and is not confirmed: it sees no more than a summary without a name.
        Asked = "asked",
        /// Nothing.
        None = "none",
    }
}

vocabulary! {
    /// What somebody wants to do.
    Action {
        /// See who the patient is, and the case.
        SeeCase = "see_case",
        /// Change needs, dates, destination; discharge, transfer, close; change the team.
        ChangeCase = "change_case",
        /// Record that a step is done or not to be done.
        SettleMilestone = "settle_milestone",
        /// Settle the duties of the attending physicians.
        ShareDuties = "share_duties",
        /// See a conference, its answers and minutes.
        SeeConference = "see_conference",
        /// Draft, poll, schedule, move, cancel; record attendance and minutes.
        CallConference = "call_conference",
        /// Record a participant's answer for them (phone, fax), or one's own.
        RecordAnswer = "record_answer",
        /// See a consultation with its candidates and offers.
        SeeConsultation = "see_consultation",
        /// Make, withdraw and confirm offers; close the consultation.
        WorkConsultation = "work_consultation",
        /// See an offer and the patient's summary without a name.
        SeeOffer = "see_offer",
        /// Accept or decline an offer.
        AnswerOffer = "answer_offer",
        /// See the care plan.
        SeePlan = "see_plan",
        /// Write the care plan.
        WritePlan = "write_plan",
        /// See what the patient and the family agreed to.
        SeeConsent = "see_consent",
        /// Write down what the patient or a relative agreed to, or would not.
        RecordConsent = "record_consent",
        /// State an organization's capabilities, hours and rooms.
        KeepOrganization = "keep_organization",
        /// Invite colleagues, end memberships, say who works as what.
        KeepMembers = "keep_members",
        /// Confirm or refuse a role that somebody else asked for.
        ConfirmRole = "confirm_role",
        /// Look at who may do what, and say that it is still right.
        ReviewRights = "review_rights",
    }
}

impl Action {
    /// Whether the action changes nothing.
    pub const fn is_reading(self) -> bool {
        match self {
            Self::SeeCase
            | Self::SeeConference
            | Self::SeeConsultation
            | Self::SeeOffer
            | Self::SeePlan
            | Self::SeeConsent => true,
            Self::ChangeCase
            | Self::SettleMilestone
            | Self::ShareDuties
            | Self::CallConference
            | Self::RecordAnswer
            | Self::WorkConsultation
            | Self::AnswerOffer
            | Self::WritePlan
            | Self::RecordConsent
            | Self::KeepMembers
            | Self::ConfirmRole
            | Self::ReviewRights
            | Self::KeepOrganization => false,
        }
    }
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Allow,
    /// No; that the thing exists is no secret to this actor.
    Deny,
    /// No; and to this actor it does not exist.
    Hide,
}

/// Decides whether `actor` may do `action` to something its organization stands to in `relationship`.
pub const fn decide(actor: &Actor, action: Action, relationship: Relationship) -> Decision {
    let member = match actor {
        Actor::System => return Decision::Allow,
        Actor::Member(member) => member,
    };
    match (decide_for(member, action, relationship), member.scope) {
        (Decision::Allow, Scope::Reading) if !action.is_reading() => Decision::Deny,
        (decision, _) => decision,
    }
}

/// What a member may do, were it not for the scope of a token.
const fn decide_for(member: &Member, action: Action, relationship: Relationship) -> Decision {
    use Action as A;
    use Decision::{Allow, Deny, Hide};
    use Relationship as R;
    match (relationship, action) {
        (R::Own, A::KeepOrganization) => match member.role {
            Role::Coordinator | Role::Administrator => Allow,
            Role::Member | Role::PrivacyOfficer => Deny,
        },
        (R::Own, A::KeepMembers | A::ConfirmRole | A::ReviewRights) => match member.role {
            Role::Administrator => Allow,
            Role::Member | Role::Coordinator | Role::PrivacyOfficer => Deny,
        },
        (R::Own, _) => Allow,

        (
            R::Team,
            A::SeeCase
            | A::SeeConference
            | A::RecordAnswer
            | A::SeePlan
            | A::WritePlan
            | A::SeeOffer
            | A::SeeConsent
            | A::RecordConsent,
        ) => Allow,
        // The two physicians share out their duties between themselves.
        (R::Team, A::ShareDuties) => match member.profession {
            Profession::Physician => Allow,
            _ => Deny,
        },
        (R::Team | R::Hub, A::SettleMilestone) => Deny,
        (R::Team, A::ChangeCase | A::CallConference) => Deny,
        (R::Team, A::SeeConsultation | A::WorkConsultation | A::AnswerOffer | A::KeepOrganization) => Hide,

        (
            R::Hub,
            A::SeeCase | A::SeeConference | A::RecordAnswer | A::SeePlan | A::SeeConsent | A::RecordConsent,
        ) => Allow,
        (R::Hub, A::ChangeCase | A::CallConference | A::WritePlan | A::ShareDuties) => Deny,
        (
            R::Hub,
            A::SeeConsultation | A::WorkConsultation | A::SeeOffer | A::AnswerOffer | A::KeepOrganization,
        ) => Hide,

        (R::Team | R::Hub, A::KeepMembers | A::ConfirmRole | A::ReviewRights) => Hide,

        (R::Asked, A::SeeOffer | A::AnswerOffer) => Allow,
        (R::Asked, _) => Hide,

        (R::None, _) => Hide,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn actor(role: Role) -> Actor {
        Actor::Member(Member {
            person: Id::new(Uuid::nil()),
            membership: Id::new(Uuid::nil()),
            organization: Id::new(Uuid::nil()),
            kind: OrganizationKind::Hospital,
            profession: Profession::Nurse,
            role,
            scope: Scope::Everything,
        })
    }

    #[test]
    fn a_token_for_reading_sees_all_its_owner_sees_and_changes_nothing() {
        let Actor::Member(owner) = actor(Role::Administrator) else { unreachable!() };
        let reading = Actor::Member(Member { scope: Scope::Reading, ..owner });
        for &action in Action::ALL {
            for &relationship in Relationship::ALL {
                let expected = match decide(&Actor::Member(owner), action, relationship) {
                    Decision::Allow if !action.code().starts_with("see_") => Decision::Deny,
                    decision => decision,
                };
                assert_eq!(decide(&reading, action, relationship), expected, "{action} {relationship}");
            }
        }
    }

    #[test]
    fn a_stranger_finds_nothing() {
        for &action in Action::ALL {
            assert_eq!(decide(&actor(Role::Administrator), action, Relationship::None), Decision::Hide);
        }
    }

    #[test]
    fn an_organization_asked_sees_the_offer_and_nothing_else() {
        let allowed: Vec<_> = Action::ALL
            .iter()
            .filter(|a| decide(&actor(Role::Member), **a, Relationship::Asked) == Decision::Allow)
            .collect();
        assert_eq!(allowed, [&Action::SeeOffer, &Action::AnswerOffer]);
    }
}
