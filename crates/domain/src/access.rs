//! Who may do what: one readable table. Everything protected is loaded for a named [`Action`], and
//! [`decide`] is the only place that answers. `schema/access.txt` is the same table for people.

use crate::{
    Id,
    conference::{Conference, Participant},
    organization::{Organization, OrganizationKind},
    person::{Membership, Person, Profession, Role},
    vocabulary::vocabulary,
};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody signed in, acting for one organization.
    Member(Member),
    /// The holder of an invitation's link, who is not signed in.
    Guest(Guest),
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
    /// What may be done: everything, or less by some tokens.
    pub scope: Scope,
}

vocabulary! {
    /// What an access token may do. Whoever signs in through the pages may do everything.
    Scope {
        /// Everything its owner may do.
        Everything = "everything",
        /// See what its owner sees, and change nothing.
        Reading = "reading",
        /// Read its owner's conferences as a calendar, and nothing else: no page, nothing of the API.
        Calendar = "calendar",
    }
}

impl Scope {
    /// Whether a token is asked for whatever its owner may see, as programs are; the address of a calendar is not.
    pub const fn is_for_programs(self) -> bool {
        match self {
            Self::Everything | Self::Reading => true,
            Self::Calendar => false,
        }
    }

    /// Whether it may write at all.
    pub const fn may_write(self) -> bool {
        match self {
            Self::Everything => true,
            Self::Reading | Self::Calendar => false,
        }
    }

    /// Whether it is good for an action.
    const fn is_good_for(self, action: Action) -> bool {
        match self {
            Self::Everything => true,
            Self::Reading => action.is_reading(),
            Self::Calendar => matches!(action, Action::SeeConference),
        }
    }
}

/// The holder of an invitation's link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Who is invited by the link.
    pub participant: Id<Participant>,
    /// To which conference.
    pub conference: Id<Conference>,
}

vocabulary! {
    /// How the actor stands to the thing acted on.
    Relationship {
        /// It is its organization's own: its case, its conference, its consultation, its record.
        Own = "own",
        /// Its organization is in the care team of the case; of a consultation: it asked for it.
        Team = "team",
        /// Its organization is the hub with an open consultation about the case; of an organization's record: the
        /// hub in whose area the organization stands; of its measures: the hub, municipality or medical association.
        Hub = "hub",
        /// Its organization was asked and is not confirmed: it sees no more than a summary without a name.
        Asked = "asked",
        /// The person, or the holder of the link, is invited to the conference.
        Invited = "invited",
        /// The person took access to the case in an emergency, and it has not ended.
        Emergency = "emergency",
        /// Its organization is in the team, or is the hub, and the patient's consent does not cover it.
        Withdrawn = "withdrawn",
        /// Its organization was in the team, and no longer is.
        Ended = "ended",
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
        /// Register an admission.
        RegisterAdmission = "register_admission",
        /// Search, correct and link an organization's own records of patients.
        KeepRecord = "keep_record",
        /// See a conference and its answers; whoever is no more than invited sees nothing of the patient.
        SeeConference = "see_conference",
        /// Draft, poll, schedule, move, cancel; record attendance and minutes.
        CallConference = "call_conference",
        /// Answer for one's own seat, or that of a colleague of one's organization.
        AnswerInvitation = "answer_invitation",
        /// Record what another participant said by telephone or fax.
        RecordAnswer = "record_answer",
        /// Take a consultation about somebody no hospital has registered here.
        TakeConsultation = "take_consultation",
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
        /// Take access to a patient's case in an emergency.
        BreakGlass = "break_glass",
        /// See and review access that others took in an emergency.
        ReviewEmergency = "review_emergency",
        /// See who saw and did what.
        SeeAudit = "see_audit",
        /// See what is measured of a hospital's discharges; others than the hospital see no small counts.
        SeeMeasures = "see_measures",
        /// State an organization's capabilities, hours and rooms.
        KeepOrganization = "keep_organization",
        /// Invite colleagues, end memberships, say who works as what.
        KeepMembers = "keep_members",
        /// Confirm or refuse a role that somebody else asked for.
        ConfirmRole = "confirm_role",
        /// Look at who may do what, and say that it is still right.
        ReviewRights = "review_rights",
        /// Settle how long records are kept, place and lift holds, erase what is due.
        EndRecords = "end_records",
        /// Publish rules for the area one's own organization speaks for.
        PublishRules = "publish_rules",
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
            | Self::SeeConsent
            | Self::SeeAudit
            | Self::SeeMeasures => true,
            Self::ChangeCase
            | Self::SettleMilestone
            | Self::ShareDuties
            | Self::RegisterAdmission
            | Self::KeepRecord
            | Self::CallConference
            | Self::AnswerInvitation
            | Self::RecordAnswer
            | Self::TakeConsultation
            | Self::WorkConsultation
            | Self::AnswerOffer
            | Self::WritePlan
            | Self::RecordConsent
            | Self::BreakGlass
            | Self::ReviewEmergency
            | Self::KeepMembers
            | Self::ConfirmRole
            | Self::ReviewRights
            | Self::EndRecords
            | Self::PublishRules
            | Self::KeepOrganization => false,
        }
    }
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Allow,
    /// No, and why; that the thing exists is no secret to this actor.
    Deny(Denial),
    /// No; and to this actor it does not exist.
    Hide,
}

vocabulary! {
    /// Why somebody who may see a thing may not do this to it.
    Denial {
        /// Only the organization whose it is may.
        OtherOrganization = "other_organization",
        /// Not by this profession.
        Profession = "profession",
        /// Not in this role.
        Role = "role",
        /// Not for this kind of organization.
        Kind = "kind",
        /// Access taken in an emergency only reads.
        ReadOnly = "read_only",
        /// One answers for oneself and one's own organization.
        OtherSeat = "other_seat",
        /// The token is not for this.
        Scope = "scope",
        /// It is open to the actor without an emergency.
        AlreadyOpen = "already_open",
    }
}

/// Decides whether `actor` may do `action` to something it stands to in `relationship`.
pub const fn decide(actor: &Actor, action: Action, relationship: Relationship) -> Decision {
    let member = match actor {
        Actor::System => return Decision::Allow,
        Actor::Guest(_) => return of_guest(action, relationship),
        Actor::Member(member) => member,
    };
    match (of_member(member, action, relationship), member.scope) {
        (Decision::Allow, scope) if !scope.is_good_for(action) => Decision::Deny(Denial::Scope),
        (decision, _) => decision,
    }
}

/// What a member may do, were it not for the scope of a token.
const fn of_member(member: &Member, action: Action, relationship: Relationship) -> Decision {
    use Action as A;
    use Decision::{Allow, Deny, Hide};
    use Denial as D;
    use Relationship as R;
    match (relationship, action) {
        // Who the actor is decides, whatever the actor stands to.
        (_, A::RegisterAdmission) => match member.kind {
            OrganizationKind::Hospital => Allow,
            _ => Deny(D::Kind),
        },
        (_, A::TakeConsultation) => match member.kind {
            OrganizationKind::Hub => Allow,
            _ => Deny(D::Kind),
        },
        (R::Own | R::Team | R::Hub, A::BreakGlass) => Deny(D::AlreadyOpen),
        (_, A::BreakGlass) if is_clinician(member.profession) => Allow,
        (_, A::BreakGlass) => Deny(D::Profession),

        (R::Own | R::Team, A::WritePlan) => match member.profession {
            Profession::Physician
            | Profession::Nurse
            | Profession::Pharmacist
            | Profession::CareManager
            | Profession::MedicalSocialWorker => Allow,
            _ => Deny(D::Profession),
        },

        // A hub keeps the directory of its area up to date with what it hears there.
        (R::Own | R::Hub, A::KeepOrganization) => match member.role {
            Role::Coordinator | Role::Administrator => Allow,
            Role::Member | Role::PrivacyOfficer => Deny(D::Role),
        },
        (R::Own, A::ReviewEmergency) => match member.role {
            Role::PrivacyOfficer | Role::Administrator => Allow,
            Role::Member | Role::Coordinator => Deny(D::Role),
        },
        (R::Own, A::KeepMembers | A::ConfirmRole | A::ReviewRights) => match member.role {
            Role::Administrator => Allow,
            Role::Member | Role::Coordinator | Role::PrivacyOfficer => Deny(D::Role),
        },
        (R::Own, A::EndRecords) => match member.role {
            Role::PrivacyOfficer | Role::Administrator => Allow,
            Role::Member | Role::Coordinator => Deny(D::Role),
        },
        (R::Own, A::PublishRules) => match member.role {
            Role::Coordinator | Role::Administrator => Allow,
            Role::Member | Role::PrivacyOfficer => Deny(D::Role),
        },
        (R::Own, A::SeeAudit) => match member.role {
            Role::Administrator | Role::PrivacyOfficer => Allow,
            Role::Member | Role::Coordinator => Deny(D::Role),
        },
        (R::Team | R::Hub, A::SeeAudit) => Deny(D::OtherOrganization),
        (R::Own, A::SeeMeasures) => match member.kind {
            OrganizationKind::Hospital => Allow,
            _ => Deny(D::Kind),
        },
        // Those who answer for an area measure it.
        (R::Hub, A::SeeMeasures) => match member.kind {
            OrganizationKind::Hub | OrganizationKind::Municipality | OrganizationKind::MedicalAssociation => {
                Allow
            }
            _ => Deny(D::Kind),
        },
        (R::Own, _) => Allow,

        (
            R::Team,
            A::SeeCase
            | A::SeeConference
            | A::AnswerInvitation
            | A::SeeConsultation
            | A::SeeOffer
            | A::SeePlan
            | A::SeeConsent
            | A::RecordConsent,
        ) => Allow,
        // The two physicians share out their duties between themselves.
        (R::Team, A::ShareDuties) => match member.profession {
            Profession::Physician => Allow,
            _ => Deny(D::Profession),
        },

        (
            R::Hub,
            A::SeeCase
            | A::SeeConference
            | A::AnswerInvitation
            | A::SeePlan
            | A::SeeConsent
            | A::RecordConsent,
        ) => Allow,
        (R::Hub, A::SeeConsultation | A::WorkConsultation | A::SeeOffer | A::AnswerOffer) => Hide,

        (R::Team | R::Hub, A::RecordAnswer) => Deny(D::OtherSeat),
        (
            R::Team | R::Hub,
            A::ChangeCase
            | A::SettleMilestone
            | A::ShareDuties
            | A::KeepRecord
            | A::CallConference
            | A::WorkConsultation
            | A::AnswerOffer
            | A::WritePlan,
        ) => Deny(D::OtherOrganization),

        (
            R::Team | R::Hub,
            A::KeepMembers | A::ConfirmRole | A::ReviewRights | A::EndRecords | A::PublishRules,
        ) => Hide,
        (R::Team, A::SeeMeasures) => Hide,

        (R::Asked, A::SeeOffer | A::AnswerOffer) => Allow,
        (R::Asked, A::WorkConsultation) => Deny(D::OtherOrganization),

        (R::Invited, A::SeeConference | A::AnswerInvitation) => Allow,
        (R::Invited, A::RecordAnswer) => Deny(D::OtherSeat),
        (R::Invited, A::CallConference) => Deny(D::OtherOrganization),

        (R::Emergency, A::SeeCase | A::SeeConference | A::SeePlan | A::SeeConsent) => Allow,
        (
            R::Emergency,
            A::ChangeCase
            | A::SettleMilestone
            | A::ShareDuties
            | A::KeepRecord
            | A::CallConference
            | A::AnswerInvitation
            | A::RecordAnswer
            | A::WritePlan
            | A::RecordConsent,
        ) => Deny(D::ReadOnly),

        // The directory of organizations is open to everyone signed in.
        (_, A::KeepOrganization) => Deny(D::OtherOrganization),
        (_, A::ReviewEmergency) => Hide,
        (R::Asked | R::Invited | R::Emergency | R::Withdrawn | R::Ended | R::None, _) => Hide,
    }
}

/// Whether somebody treats patients, and so may have access in an emergency.
pub const fn is_clinician(profession: Profession) -> bool {
    matches!(
        profession,
        Profession::Physician | Profession::Dentist | Profession::Nurse | Profession::Pharmacist
    )
}

/// What the holder of a link may do: look at the conference, without the patient, and answer.
const fn of_guest(action: Action, relationship: Relationship) -> Decision {
    match (relationship, action) {
        (Relationship::Invited, Action::SeeConference | Action::AnswerInvitation) => Decision::Allow,
        _ => Decision::Hide,
    }
}

/// What answering for a seat is: answering for oneself (or a colleague), or recording another's answer.
pub fn answering(actor: &Actor, seat: &Participant) -> Action {
    let is_own = match actor {
        Actor::Member(member) => {
            seat.person == Some(member.person) || seat.organization == Some(member.organization)
        }
        Actor::Guest(guest) => seat.id == guest.participant,
        Actor::System => true,
    };
    if is_own { Action::AnswerInvitation } else { Action::RecordAnswer }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::{
        conference::{Mode, Requirement},
        person::{Contact, Seat},
        text::Line,
    };
    use uuid::Uuid;

    fn member(role: Role, profession: Profession) -> Actor {
        Actor::Member(Member {
            person: Id::new(Uuid::nil()),
            membership: Id::new(Uuid::nil()),
            organization: Id::new(Uuid::nil()),
            kind: OrganizationKind::Clinic,
            profession,
            role,
            scope: Scope::Everything,
        })
    }

    #[test]
    fn each_scope_opens_its_own() {
        let opened = Scope::ALL.iter().map(|scope| (scope.is_for_programs(), scope.may_write()));
        assert_eq!(opened.collect::<Vec<_>>(), [(true, true), (true, false), (false, false)]);
    }

    fn allowed(actor: &Actor, relationship: Relationship) -> Vec<Action> {
        let may = |action: &&Action| decide(actor, **action, relationship) == Decision::Allow;
        Action::ALL.iter().filter(may).copied().collect()
    }

    #[test]
    fn who_stands_outside_does_nothing_but_break_the_glass() {
        for outside in [Relationship::None, Relationship::Ended, Relationship::Withdrawn] {
            for &role in Role::ALL {
                let nurse = member(role, Profession::Nurse);
                assert_eq!(allowed(&nurse, outside), [Action::BreakGlass]);
                let clerk = member(role, Profession::Clerk);
                assert_eq!(allowed(&clerk, outside), []);
                for action in [Action::SeeCase, Action::ChangeCase, Action::SeeConference, Action::SeePlan] {
                    assert_eq!(decide(&nurse, action, outside), Decision::Hide);
                }
            }
        }
    }

    #[test]
    fn an_organization_asked_sees_the_offer_and_nothing_else() {
        let clerk = member(Role::Member, Profession::Clerk);
        assert_eq!(allowed(&clerk, Relationship::Asked), [Action::SeeOffer, Action::AnswerOffer]);
    }

    #[test]
    fn an_emergency_only_reads() {
        let physician = member(Role::Administrator, Profession::Physician);
        let reads = [Action::SeeCase, Action::SeeConference, Action::SeePlan, Action::SeeConsent];
        let mut may = allowed(&physician, Relationship::Emergency);
        may.retain(|action| *action != Action::BreakGlass);
        assert_eq!(may, reads);
    }

    #[test]
    fn the_holder_of_a_link_looks_and_answers_and_nothing_else() {
        let guest =
            Actor::Guest(Guest { participant: Id::new(Uuid::nil()), conference: Id::new(Uuid::nil()) });
        for &relationship in Relationship::ALL {
            let may: &[Action] = match relationship {
                Relationship::Invited => &[Action::SeeConference, Action::AnswerInvitation],
                _ => &[],
            };
            assert_eq!(allowed(&guest, relationship), may);
        }
    }

    #[test]
    fn a_token_for_reading_sees_all_its_owner_sees_and_changes_nothing() {
        let Actor::Member(owner) = member(Role::Administrator, Profession::Physician) else { unreachable!() };
        let reading = Actor::Member(Member { scope: Scope::Reading, ..owner });
        for &action in Action::ALL {
            for &relationship in Relationship::ALL {
                let expected = match decide(&Actor::Member(owner), action, relationship) {
                    Decision::Allow if !action.code().starts_with("see_") => Decision::Deny(Denial::Scope),
                    decision => decision,
                };
                assert_eq!(decide(&reading, action, relationship), expected, "{action} {relationship}");
            }
        }
    }

    #[test]
    fn the_address_of_a_calendar_is_good_for_conferences_alone() {
        let Actor::Member(owner) = member(Role::Administrator, Profession::Physician) else { unreachable!() };
        let calendar = Actor::Member(Member { scope: Scope::Calendar, ..owner });
        for &relationship in Relationship::ALL {
            let may = allowed(&Actor::Member(owner), relationship);
            let expected: Vec<Action> = may.into_iter().filter(|a| *a == Action::SeeConference).collect();
            assert_eq!(allowed(&calendar, relationship), expected, "{relationship}");
        }
    }

    #[test]
    fn a_clerk_writes_no_plan() {
        for relationship in [Relationship::Own, Relationship::Team] {
            let decided =
                decide(&member(Role::Coordinator, Profession::Clerk), Action::WritePlan, relationship);
            assert_eq!(decided, Decision::Deny(Denial::Profession));
            let nurse = member(Role::Member, Profession::Nurse);
            assert_eq!(decide(&nurse, Action::WritePlan, relationship), Decision::Allow);
        }
    }

    /// A decision, and the roles, professions or kinds it is for; none named: for all.
    type Clause = (Decision, Vec<&'static str>);

    /// What `schema/access.txt` says, clause by clause.
    fn table() -> HashMap<(Relationship, Action), Vec<Clause>> {
        let mut table = HashMap::new();
        let mut part = None;
        for line in include_str!("../../../schema/access.txt").lines() {
            let Some(entry) = line.strip_prefix("  ") else {
                part = line.split_once(':').and_then(|(head, _)| Relationship::parse(head));
                continue;
            };
            let (Some(relationship), Some((action, rule))) = (part, entry.split_once(' ')) else { continue };
            let action = Action::parse(action).expect("an action");
            let clauses = rule.trim().split("; ").map(|clause| {
                let clause = clause.strip_prefix("others ").unwrap_or(clause);
                let (decision, named) = clause.split_once(": ").unwrap_or((clause, ""));
                let decision = match decision.strip_prefix("deny (") {
                    Some(reason) => {
                        Decision::Deny(Denial::parse(reason.trim_end_matches(')')).expect("a reason"))
                    }
                    None if decision == "allow" => Decision::Allow,
                    None => Decision::Hide,
                };
                (decision, named.split(", ").filter(|name| !name.is_empty()).collect())
            });
            table.insert((relationship, action), clauses.collect());
        }
        table
    }

    #[test]
    fn every_cell_is_decided_as_the_table_says() {
        let table = table();
        for &relationship in Relationship::ALL {
            for &action in Action::ALL {
                let clauses = table.get(&(relationship, action)).map_or(&[][..], Vec::as_slice);
                for &role in Role::ALL {
                    for &profession in Profession::ALL {
                        for &kind in OrganizationKind::ALL {
                            let Actor::Member(like) = member(role, profession) else { unreachable!() };
                            let actor = Actor::Member(Member { kind, ..like });
                            let codes = [role.code(), profession.code(), kind.code()];
                            let mut for_actor = clauses.iter().filter(|(_, named)| {
                                named.is_empty() || named.iter().any(|name| codes.contains(name))
                            });
                            let says = for_actor.next().map_or(Decision::Hide, |(decision, _)| *decision);
                            let decided = decide(&actor, action, relationship);
                            assert_eq!(decided, says, "{relationship} {action} {codes:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_system_does_everything() {
        for &action in Action::ALL {
            for &relationship in Relationship::ALL {
                assert_eq!(decide(&Actor::System, action, relationship), Decision::Allow);
            }
        }
    }

    #[test]
    fn who_answers_for_somebody_elses_seat_records_an_answer() {
        let seat = |id: u128, person: u128, organization: u128| Participant {
            id: Id::new(Uuid::from_u128(id)),
            seat: Seat::HomePhysician,
            person: Some(Id::new(Uuid::from_u128(person))),
            organization: Some(Id::new(Uuid::from_u128(organization))),
            contact: Contact { name: Line::parse("見本 誠").expect("a name"), email: None },
            requirement: Requirement::May,
            mode: Mode::Video,
            travel_minutes: 0,
        };
        let Actor::Member(like) = member(Role::Member, Profession::Physician) else { unreachable!() };
        let (person, organization) = (Id::new(Uuid::from_u128(7)), Id::new(Uuid::from_u128(8)));
        let member = Actor::Member(Member { person, organization, ..like });
        let guest = Actor::Guest(Guest {
            participant: Id::new(Uuid::from_u128(1)),
            conference: Id::new(Uuid::from_u128(2)),
        });
        for (actor, seat, expected) in [
            (member, seat(1, 7, 9), Action::AnswerInvitation),
            (member, seat(1, 6, 8), Action::AnswerInvitation),
            (member, seat(1, 6, 9), Action::RecordAnswer),
            (guest, seat(1, 6, 9), Action::AnswerInvitation),
            (guest, seat(3, 6, 9), Action::RecordAnswer),
            (Actor::System, seat(1, 6, 9), Action::AnswerInvitation),
        ] {
            assert_eq!(answering(&actor, &seat), expected, "{actor:?}");
        }
    }
}
