//! Who works in an organization, with which rights, and how that changes: colleagues are invited, rights are
//! asked for by one person and confirmed by another, and looked at again every year (医療情報システムの安全管理に
//! 関するガイドライン 6.0, 運用編 14).

use ::time::Duration;

use crate::{
    Id, Timestamp,
    event::Event,
    organization::Organization,
    person::{Membership, Person, Profession, Role},
    refusal::refusals,
    text::Line,
};

/// How long a colleague may take to accept.
pub const INVITATION_LIFETIME: Duration = Duration::days(7);
/// How long a request for a role waits for its confirmation.
pub const REQUEST_LIFETIME: Duration = Duration::days(14);
/// After what time rights are looked at again.
pub const REVIEW_EVERY: Duration = Duration::days(365);

/// A colleague who was asked to join an organization. Until the invitation is accepted there is no
/// membership, and so nothing the colleague may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColleagueInvitation {
    /// The identifier.
    pub id: Id<Self>,
    /// Where to.
    pub organization: Id<Organization>,
    /// Who, as the organization wrote it down.
    pub person: Id<Person>,
    /// As what.
    pub profession: Profession,
    /// Who invited.
    pub invited_by: Id<Person>,
    /// When.
    pub invited_at: Timestamp,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
    /// How far it has come.
    pub state: InvitationState,
    /// Rises with every change.
    pub version: i32,
}

/// Life cycle of a colleague's invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// It can be accepted until it expires.
    Open,
    /// The colleague joined.
    Accepted {
        /// When.
        at: Timestamp,
    },
    /// The organization took it back.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

impl ColleagueInvitation {
    /// Whether it can be accepted.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == InvitationState::Open && now < self.expires_at
    }

    /// The colleague joins: as a plain member, since more is asked for and confirmed later.
    ///
    /// # Errors
    /// [`MembershipRefusal::InvitationOver`].
    pub fn accept(
        self,
        now: Timestamp,
        membership: Id<Membership>,
        person: Id<Person>,
    ) -> Result<(Self, Membership, Event), MembershipRefusal> {
        if !self.is_open(now) {
            return Err(MembershipRefusal::InvitationOver);
        }
        let Self { organization, profession, .. } = self;
        let joined = Membership {
            id: membership,
            person,
            organization,
            profession,
            role: Role::Member,
            from: now,
            until: None,
        };
        let event = Event::ColleagueJoined { organization, membership };
        Ok((Self { state: InvitationState::Accepted { at: now }, ..self }, joined, event))
    }

    /// The organization takes it back.
    ///
    /// # Errors
    /// [`MembershipRefusal::InvitationOver`] when it was accepted or taken back.
    pub fn withdraw(self, now: Timestamp) -> Result<(Self, Event), MembershipRefusal> {
        if self.state != InvitationState::Open {
            return Err(MembershipRefusal::InvitationOver);
        }
        let event =
            Event::ColleagueInvitationWithdrawn { organization: self.organization, invitation: self.id };
        Ok((Self { state: InvitationState::Withdrawn { at: now }, ..self }, event))
    }
}

/// Somebody asks that a member be given a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRequest {
    /// The identifier.
    pub id: Id<Self>,
    /// Where.
    pub organization: Id<Organization>,
    /// For whom.
    pub membership: Id<Membership>,
    /// Which role.
    pub role: Role,
    /// Who asks.
    pub requested_by: Id<Person>,
    /// When.
    pub requested_at: Timestamp,
    /// How far it has come.
    pub state: RequestState,
    /// Rises with every change.
    pub version: i32,
}

/// Life cycle of a request for a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// It waits for somebody else.
    Pending,
    /// The role was given.
    Confirmed {
        /// When.
        at: Timestamp,
        /// By which administrator; the operator has no record here.
        by: Option<Id<Person>>,
    },
    /// The role was not given.
    Refused {
        /// When.
        at: Timestamp,
        /// By whom.
        by: Id<Person>,
        /// Why not.
        reason: Line,
    },
    /// Nobody confirmed it in time.
    Expired {
        /// When.
        at: Timestamp,
    },
}

/// Who confirms a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmer {
    /// An administrator of the organization.
    Administrator(Id<Person>),
    /// Whoever runs the installation, on its command line.
    Operator,
}

impl RoleRequest {
    /// When nobody may confirm it any more.
    pub fn expires_at(&self) -> Timestamp {
        self.requested_at + REQUEST_LIFETIME
    }

    /// Whether it waits for confirmation.
    pub fn is_pending(&self, now: Timestamp) -> bool {
        self.state == RequestState::Pending && now < self.expires_at()
    }

    fn expect_pending(&self, now: Timestamp) -> Result<(), MembershipRefusal> {
        match self.state {
            RequestState::Pending if now < self.expires_at() => Ok(()),
            RequestState::Pending | RequestState::Expired { .. } => Err(MembershipRefusal::RequestExpired),
            RequestState::Confirmed { .. } | RequestState::Refused { .. } => {
                Err(MembershipRefusal::RequestSettled)
            }
        }
    }

    /// The role is not given, and the reason is kept. Whoever asked may take the request back in this way.
    ///
    /// # Errors
    /// [`MembershipRefusal::RequestSettled`], [`MembershipRefusal::RequestExpired`].
    pub fn refuse(
        self,
        now: Timestamp,
        by: Id<Person>,
        reason: Line,
    ) -> Result<(Self, Event), MembershipRefusal> {
        self.expect_pending(now)?;
        let event = Event::RoleRefused { organization: self.organization, request: self.id };
        Ok((Self { state: RequestState::Refused { at: now, by, reason }, ..self }, event))
    }

    /// Its time is over, if it is.
    pub fn expire(self, now: Timestamp) -> Option<(Self, Event)> {
        if self.state != RequestState::Pending || now < self.expires_at() {
            return None;
        }
        let event = Event::RoleRequestExpired { organization: self.organization, request: self.id };
        Some((Self { state: RequestState::Expired { at: now }, ..self }, event))
    }
}

/// An administrator looked at a member's rights and found them still right. Never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RightsReview {
    /// The identifier.
    pub id: Id<Self>,
    /// Where.
    pub organization: Id<Organization>,
    /// Whose rights.
    pub membership: Id<Membership>,
    /// Who looked.
    pub by: Id<Person>,
    /// When.
    pub at: Timestamp,
}

/// Whether rights that were last looked at (or given) at this moment are to be looked at again.
pub fn is_review_due(last: Timestamp, now: Timestamp) -> bool {
    last + REVIEW_EVERY <= now
}

/// The present members of one organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Where.
    pub organization: Id<Organization>,
    /// Who, at present.
    pub members: Vec<Membership>,
}

impl Staff {
    /// One present member.
    pub fn member(&self, id: Id<Membership>) -> Option<&Membership> {
        self.members.iter().find(|member| member.id == id)
    }

    fn administrators(&self) -> impl Iterator<Item = &Membership> {
        self.members.iter().filter(|member| member.role == Role::Administrator)
    }

    fn expect_other_administrator(&self, leaving: &Membership) -> Result<(), MembershipRefusal> {
        let others = self.administrators().any(|member| member.id != leaving.id);
        if others || leaving.role != Role::Administrator {
            Ok(())
        } else {
            Err(MembershipRefusal::LastAdministrator)
        }
    }

    /// A member leaves, at once.
    ///
    /// # Errors
    /// [`MembershipRefusal::LastAdministrator`].
    pub fn end(&self, now: Timestamp, member: &Membership) -> Result<(Membership, Event), MembershipRefusal> {
        self.expect_other_administrator(member)?;
        let event = Event::MembershipEnded { organization: self.organization, membership: member.id };
        Ok((Membership { until: Some(now), ..member.clone() }, event))
    }

    /// A member works as something else from now on, as `by` says: not of themselves, unless nobody else can.
    ///
    /// # Errors
    /// [`MembershipRefusal::OwnProfession`].
    pub fn change_profession(
        &self,
        by: Id<Person>,
        member: &Membership,
        profession: Profession,
    ) -> Result<(Membership, Event), MembershipRefusal> {
        if member.person == by && self.administrators().any(|other| other.person != by) {
            return Err(MembershipRefusal::OwnProfession);
        }
        let event = Event::ProfessionChanged { organization: self.organization, membership: member.id };
        Ok((Membership { profession, ..member.clone() }, event))
    }

    /// A member becomes a plain member; less needs nobody's confirmation.
    ///
    /// # Errors
    /// [`MembershipRefusal::RoleHeld`] for a plain member, [`MembershipRefusal::LastAdministrator`].
    pub fn lay_down_role(&self, member: &Membership) -> Result<(Membership, Event), MembershipRefusal> {
        if member.role == Role::Member {
            return Err(MembershipRefusal::RoleHeld);
        }
        self.expect_other_administrator(member)?;
        let event = Event::RoleLaidDown { organization: self.organization, membership: member.id };
        Ok((Membership { role: Role::Member, ..member.clone() }, event))
    }

    /// Somebody asks for a role; `known` are the requests about the same member.
    ///
    /// # Errors
    /// [`MembershipRefusal::NoRoleToRequest`], [`MembershipRefusal::RoleHeld`],
    /// [`MembershipRefusal::RequestedAlready`].
    pub fn request_role(
        &self,
        now: Timestamp,
        request: RoleRequest,
        member: &Membership,
        known: &[RoleRequest],
    ) -> Result<(RoleRequest, Event), MembershipRefusal> {
        if request.role == Role::Member {
            return Err(MembershipRefusal::NoRoleToRequest);
        }
        if request.role == member.role {
            return Err(MembershipRefusal::RoleHeld);
        }
        if known.iter().any(|known| known.membership == member.id && known.is_pending(now)) {
            return Err(MembershipRefusal::RequestedAlready);
        }
        let event = Event::RoleRequested { organization: self.organization, request: request.id };
        Ok((request, event))
    }

    /// A second person confirms a request. That is an administrator who neither asked nor is given the role;
    /// where there is none, the operator.
    ///
    /// # Errors
    /// [`MembershipRefusal::OwnRequest`], [`MembershipRefusal::OwnRole`],
    /// [`MembershipRefusal::ColleagueConfirms`] for the operator where an administrator can confirm,
    /// [`MembershipRefusal::LastAdministrator`], [`MembershipRefusal::RequestSettled`],
    /// [`MembershipRefusal::RequestExpired`].
    pub fn confirm_role(
        &self,
        now: Timestamp,
        request: RoleRequest,
        member: &Membership,
        confirmer: Confirmer,
    ) -> Result<(RoleRequest, Membership, Event), MembershipRefusal> {
        request.expect_pending(now)?;
        let is_second = |person| person != request.requested_by && person != member.person;
        let by = match confirmer {
            Confirmer::Administrator(person) if person == request.requested_by => {
                return Err(MembershipRefusal::OwnRequest);
            }
            Confirmer::Administrator(person) if person == member.person => {
                return Err(MembershipRefusal::OwnRole);
            }
            Confirmer::Administrator(person) => Some(person),
            Confirmer::Operator if self.administrators().any(|other| is_second(other.person)) => {
                return Err(MembershipRefusal::ColleagueConfirms);
            }
            Confirmer::Operator => None,
        };
        if request.role != Role::Administrator {
            self.expect_other_administrator(member)?;
        }
        let changed = Membership { role: request.role, ..member.clone() };
        let event = Event::RoleConfirmed { organization: self.organization, request: request.id };
        Ok((RoleRequest { state: RequestState::Confirmed { at: now, by }, ..request }, changed, event))
    }

    /// Somebody finds a member's rights still right: not their own, unless nobody else can say so.
    ///
    /// # Errors
    /// [`MembershipRefusal::OwnReview`].
    pub fn review(
        &self,
        now: Timestamp,
        id: Id<RightsReview>,
        member: &Membership,
        by: Id<Person>,
    ) -> Result<(RightsReview, Event), MembershipRefusal> {
        if member.person == by && self.administrators().any(|other| other.person != by) {
            return Err(MembershipRefusal::OwnReview);
        }
        let Self { organization, .. } = *self;
        let event = Event::RightsReviewed { organization, membership: member.id };
        Ok((RightsReview { id, organization, membership: member.id, by, at: now }, event))
    }
}

refusals! {
    /// Why a change to an organization's members is refused.
    MembershipRefusal {
        /// The person works there already.
        AlreadyMember = "MEMBERSHIP_ALREADY_THERE" on "email",
        /// An organization keeps at least one administrator.
        LastAdministrator = "MEMBERSHIP_LAST_ADMINISTRATOR",
        /// An invitation to this address is open.
        AlreadyInvited = "COLLEAGUE_ALREADY_INVITED" on "email",
        /// Accepted, taken back, or too old.
        InvitationOver = "COLLEAGUE_INVITATION_OVER",
        /// The member has this role.
        RoleHeld = "ROLE_ALREADY_HELD" on "role",
        /// A plain member's rights need no request.
        NoRoleToRequest = "ROLE_NEEDS_NO_REQUEST" on "role",
        /// A request about this member waits.
        RequestedAlready = "ROLE_ALREADY_REQUESTED",
        /// Whoever asked confirms nothing.
        OwnRequest = "ROLE_CONFIRMED_BY_REQUESTER",
        /// Nobody confirms a role of their own.
        OwnRole = "ROLE_CONFIRMED_FOR_ONESELF",
        /// Another administrator can confirm.
        ColleagueConfirms = "ROLE_CONFIRMED_BY_COLLEAGUE",
        /// Confirmed or refused before.
        RequestSettled = "ROLE_REQUEST_SETTLED",
        /// Too old.
        RequestExpired = "ROLE_REQUEST_EXPIRED",
        /// Somebody else looks at one's own rights.
        OwnReview = "RIGHTS_REVIEWED_FOR_ONESELF",
        /// Another administrator says as what somebody works.
        OwnProfession = "PROFESSION_CHANGED_FOR_ONESELF",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(n: u128) -> Id<Person> {
        Id::new(Uuid::from_u128(n))
    }

    fn member(n: u128, role: Role) -> Membership {
        Membership {
            id: Id::new(Uuid::from_u128(n)),
            person: person(n),
            organization: Id::new(Uuid::nil()),
            profession: Profession::Nurse,
            role,
            from: Timestamp::from_millis(0),
            until: None,
        }
    }

    fn staff(roles: &[Role]) -> Staff {
        let members = (1..).zip(roles).map(|(n, role)| member(n, *role)).collect();
        Staff { organization: Id::new(Uuid::nil()), members }
    }

    fn request(by: u128, membership: u128, role: Role) -> RoleRequest {
        RoleRequest {
            id: Id::new(Uuid::from_u128(100)),
            organization: Id::new(Uuid::nil()),
            membership: Id::new(Uuid::from_u128(membership)),
            role,
            requested_by: person(by),
            requested_at: Timestamp::from_millis(0),
            state: RequestState::Pending,
            version: 1,
        }
    }

    const DAY: Timestamp = Timestamp::from_millis(86_400_000);
    use MembershipRefusal as Refusal;
    use Role::{Administrator, Coordinator, Member, PrivacyOfficer};

    #[test]
    fn as_what_somebody_works_is_said_by_another_administrator_where_there_is_one() {
        let change = |staff: &Staff, by, whose: usize| {
            let changed = staff.change_profession(person(by), &staff.members[whose], Profession::Physician);
            changed.map(|(member, _)| member.profession)
        };
        let alone = staff(&[Role::Administrator, Role::Member]);
        assert_eq!(change(&alone, 1, 0), Ok(Profession::Physician));
        let both = staff(&[Role::Administrator, Role::Administrator]);
        assert_eq!(change(&both, 1, 0), Err(MembershipRefusal::OwnProfession));
        assert_eq!(change(&both, 2, 0), Ok(Profession::Physician));
    }

    #[test]
    fn an_organization_keeps_an_administrator() {
        let one = staff(&[Administrator, Member]);
        assert_eq!(one.end(DAY, &one.members[0]).err(), Some(Refusal::LastAdministrator));
        assert_eq!(one.lay_down_role(&one.members[0]).err(), Some(Refusal::LastAdministrator));
        let to_officer = request(2, 1, PrivacyOfficer);
        let confirmed = one.confirm_role(DAY, to_officer, &one.members[0], Confirmer::Operator);
        assert_eq!(confirmed.err(), Some(Refusal::LastAdministrator));
        assert!(one.end(DAY, &one.members[1]).is_ok());
        let two = staff(&[Administrator, Administrator]);
        let (left, _) = two.end(DAY, &two.members[0]).unwrap();
        assert_eq!(left.until, Some(DAY));
        assert_eq!(two.lay_down_role(&two.members[0]).unwrap().0.role, Member);
        assert_eq!(one.lay_down_role(&one.members[1]).err(), Some(Refusal::RoleHeld));
    }

    #[test]
    fn a_role_is_confirmed_by_neither_its_requester_nor_its_holder() {
        let staff = staff(&[Administrator, Administrator, Administrator, Member]);
        let confirm = |by: u128, confirmer: u128, member: usize| {
            let membership = member as u128 + 1;
            let confirmer = Confirmer::Administrator(person(confirmer));
            staff
                .confirm_role(DAY, request(by, membership, Coordinator), &staff.members[member], confirmer)
                .map(|(request, member, _)| (request.state, member.role))
        };
        assert_eq!(confirm(1, 1, 3), Err(Refusal::OwnRequest));
        assert_eq!(confirm(1, 2, 1), Err(Refusal::OwnRole));
        let given = RequestState::Confirmed { at: DAY, by: Some(person(2)) };
        assert_eq!(confirm(1, 2, 3), Ok((given.clone(), Coordinator)));
        assert_eq!(confirm(4, 2, 3), Ok((given, Coordinator)), "one may ask for oneself");
    }

    #[test]
    fn the_operator_confirms_only_where_no_administrator_can() {
        let confirm = |staff: &Staff, by: u128| {
            let request = request(by, 2, Coordinator);
            staff.confirm_role(DAY, request, &staff.members[1], Confirmer::Operator).map(|(r, _, _)| r.state)
        };
        let one = staff(&[Administrator, Member]);
        assert_eq!(confirm(&one, 1), Ok(RequestState::Confirmed { at: DAY, by: None }));
        assert_eq!(confirm(&one, 2), Err(Refusal::ColleagueConfirms), "the administrator did not ask");
        let two = staff(&[Administrator, Member, Administrator]);
        assert_eq!(confirm(&two, 1), Err(Refusal::ColleagueConfirms));
    }

    #[test]
    fn a_request_waits_for_fourteen_days() {
        let staff = staff(&[Administrator, Member]);
        let (last, over) =
            (Timestamp::from_millis(14 * DAY.millis() - 1), Timestamp::from_millis(14 * DAY.millis()));
        let confirm = |now| {
            let by = Confirmer::Administrator(person(1));
            staff.confirm_role(now, request(2, 2, Coordinator), &staff.members[1], by).err()
        };
        assert_eq!(confirm(last), None);
        assert_eq!(confirm(over), Some(Refusal::RequestExpired));
        assert_eq!(request(2, 2, Coordinator).expire(last), None);
        let (expired, _) = request(2, 2, Coordinator).expire(over).unwrap();
        assert_eq!(expired.state, RequestState::Expired { at: over });
        let reason = Line::parse("人事異動のため").unwrap();
        let (refused, _) = request(2, 2, Coordinator).refuse(last, person(1), reason.clone()).unwrap();
        assert_eq!(refused.clone().refuse(last, person(1), reason).err(), Some(Refusal::RequestSettled));
        assert_eq!(refused.expire(over), None);
    }

    #[test]
    fn what_is_asked_for_is_a_role_one_does_not_have_and_once() {
        let staff = staff(&[Administrator, Coordinator]);
        let ask = |role, known: &[RoleRequest]| {
            staff.request_role(DAY, request(1, 2, role), &staff.members[1], known).map(|(r, _)| r.role)
        };
        assert_eq!(ask(Member, &[]), Err(Refusal::NoRoleToRequest));
        assert_eq!(ask(Coordinator, &[]), Err(Refusal::RoleHeld));
        assert_eq!(ask(PrivacyOfficer, &[]), Ok(PrivacyOfficer));
        assert_eq!(ask(PrivacyOfficer, &[request(1, 2, Administrator)]), Err(Refusal::RequestedAlready));
        assert_eq!(ask(PrivacyOfficer, &[request(1, 1, Coordinator)]), Ok(PrivacyOfficer));
    }

    #[test]
    fn rights_are_looked_at_by_somebody_else_where_there_is_one() {
        let two = staff(&[Administrator, Administrator]);
        let review = |staff: &Staff, member: usize, by: u128| {
            let id = Id::new(Uuid::nil());
            staff.review(DAY, id, &staff.members[member], person(by)).map(|(review, _)| review.by)
        };
        assert_eq!(review(&two, 0, 1), Err(Refusal::OwnReview));
        assert_eq!(review(&two, 0, 2), Ok(person(2)));
        assert_eq!(review(&staff(&[Administrator, Member]), 0, 1), Ok(person(1)));
        assert!(!is_review_due(Timestamp::from_millis(0), Timestamp::from_millis(365 * DAY.millis() - 1)));
        assert!(is_review_due(Timestamp::from_millis(0), Timestamp::from_millis(365 * DAY.millis())));
    }

    #[test]
    fn an_invitation_makes_one_plain_member_of_its_own_organization() {
        let invitation = ColleagueInvitation {
            id: Id::new(Uuid::from_u128(7)),
            organization: Id::new(Uuid::from_u128(8)),
            person: person(9),
            profession: Profession::Pharmacist,
            invited_by: person(1),
            invited_at: Timestamp::from_millis(0),
            expires_at: DAY,
            state: InvitationState::Open,
            version: 1,
        };
        let membership = Id::new(Uuid::from_u128(10));
        let before = Timestamp::from_millis(1);
        let (accepted, joined, _) = invitation.clone().accept(before, membership, person(9)).unwrap();
        assert_eq!((joined.organization, joined.role), (invitation.organization, Member));
        assert_eq!(accepted.accept(before, membership, person(9)).err(), Some(Refusal::InvitationOver));
        assert_eq!(
            invitation.clone().accept(DAY, membership, person(9)).err(),
            Some(Refusal::InvitationOver)
        );
        let (withdrawn, _) = invitation.withdraw(before).unwrap();
        assert_eq!(withdrawn.accept(before, membership, person(9)).err(), Some(Refusal::InvitationOver));
    }
}
