//! Who saw and did what: the words in which the audit log says it. Rows carry identifiers and codes, never a
//! name or a clinical text, so that the log outlives what it is about.

mod month;
mod row;

use std::collections::BTreeSet;

use uuid::Uuid;

pub use month::{MonthRefusal, may_be_reviewed};
pub use row::Row;

use crate::{
    Id,
    access::{Action, Actor},
    event::Event,
    organization::OrganizationKind,
    vocabulary::vocabulary,
};

vocabulary! {
    /// What kind of actor looked or acted.
    ActorKind {
        /// Somebody signed in, acting for an organization.
        Member = "member",
        /// The holder of a link.
        Guest = "guest",
        /// The system itself.
        System = "system",
    }
}

vocabulary! {
    /// What the look or the act was for.
    Purpose {
        /// Treatment and care of the patient.
        Care = "care",
        /// Coordination between organizations, by a hub.
        Coordination = "coordination",
        /// Running an organization: its records, its accounts.
        Administration = "administration",
        /// An emergency, with its reason on record.
        Emergency = "emergency",
        /// Overseeing who saw what.
        Oversight = "oversight",
    }
}

vocabulary! {
    /// How it ended.
    Outcome {
        /// It was allowed.
        Allowed = "allowed",
        /// It was refused: the thing may be known of, but not this done to it.
        Denied = "denied",
        /// It was refused: to this actor the thing does not exist, or it does not at all.
        Hidden = "hidden",
        /// It was allowed and did not come about.
        Failed = "failed",
    }
}

vocabulary! {
    /// By which way.
    Source {
        /// A page.
        Page = "page",
        /// The API.
        Api = "api",
        /// A subscription or live page.
        Live = "live",
        /// A link with a secret: of an invitation, of a calendar.
        Link = "link",
        /// The command line.
        Command = "command",
        /// A timer or a worker.
        Timer = "timer",
    }
}

vocabulary! {
    /// What was looked at or changed.
    Entity {
        /// A patient's record with the people around the patient.
        Patient = "patient",
        /// A link between two records.
        RecordLink = "record_link",
        /// A discharge case.
        Case = "case",
        /// The steps of a case.
        Milestones = "milestones",
        /// A care team.
        Team = "team",
        /// A conference with its minutes.
        Conference = "conference",
        /// Answers to an invitation.
        Answers = "answers",
        /// A care plan.
        Plan = "plan",
        /// A consultation.
        Consultation = "consultation",
        /// An offer with the summary of the patient without a name.
        Offer = "offer",
        /// A booking.
        Booking = "booking",
        /// What the patient or a relative agreed to.
        Consent = "consent",
        /// Access taken in an emergency.
        Emergency = "emergency",
        /// An organization.
        Organization = "organization",
        /// A published rule pack.
        Rules = "rules",
        /// Somebody's account.
        Account = "account",
        /// The audit log itself.
        AuditLog = "audit_log",
    }
}

impl Entity {
    /// The action by which this is read when no other is named.
    pub const fn seen_by(self) -> &'static str {
        match self {
            Self::Patient | Self::Case | Self::Milestones | Self::Team => Action::SeeCase.code(),
            Self::Conference | Self::Answers => Action::SeeConference.code(),
            Self::Plan => Action::SeePlan.code(),
            Self::Consultation => Action::SeeConsultation.code(),
            Self::Offer => Action::SeeOffer.code(),
            Self::RecordLink => SEE_LINK,
            Self::Consent => Action::SeeConsent.code(),
            Self::Emergency => SEE_EMERGENCY,
            Self::Booking => "see_booking",
            Self::Organization => "see_organization",
            Self::Rules => "see_rules",
            Self::Account => "see_account",
            Self::AuditLog => SEE_AUDIT,
        }
    }
}

/// A search among an organization's own patients.
pub const SEARCH_PATIENTS: &str = "search_patients";
/// A look at an organization's own patient record outside any case.
pub const SEE_PATIENT: &str = "see_patient";
/// A look at a link between records.
pub const SEE_LINK: &str = "see_record_link";
/// A look at the accesses one took in an emergency.
pub const SEE_EMERGENCY: &str = "see_emergency_access";
/// A look at access taken in an emergency, to give it back.
pub const END_EMERGENCY: &str = "end_emergency_access";
/// A look at the audit log.
pub const SEE_AUDIT: &str = Action::SeeAudit.code();

vocabulary! {
    /// What people do with the log that is no event.
    AccountAct {
        /// Confirmed a month of the log as reviewed.
        AuditReviewed = "audit_reviewed",
    }
}

/// What is done to oversee others.
const OVERSEEING: &[&str] = &[
    SEE_AUDIT,
    AccountAct::AuditReviewed.code(),
    Action::ReviewEmergency.code(),
    "emergency_access_reviewed",
];

/// What is done to take access in an emergency, and with it until it is given back.
const IN_EMERGENCY: &[&str] = &[
    Action::BreakGlass.code(),
    SEE_EMERGENCY,
    END_EMERGENCY,
    "emergency_access_taken",
    "emergency_access_missed",
    "emergency_access_ended",
];

/// What an actor's look or act is for, unless access in an emergency shows it.
pub fn purpose(actor: &Actor, action: &str, entities: &BTreeSet<Entity>) -> Purpose {
    if OVERSEEING.contains(&action) {
        return Purpose::Oversight;
    }
    if IN_EMERGENCY.contains(&action) {
        return Purpose::Emergency;
    }
    let is_of_patients = |entity: &Entity| !matches!(entity, Entity::Account | Entity::Organization);
    if !entities.iter().any(is_of_patients) {
        return Purpose::Administration;
    }
    match actor {
        Actor::Member(member) => match member.kind {
            OrganizationKind::Hub => Purpose::Coordination,
            OrganizationKind::Municipality | OrganizationKind::MedicalAssociation => Purpose::Administration,
            _ => Purpose::Care,
        },
        Actor::Guest(_) => Purpose::Care,
        Actor::System => Purpose::Coordination,
    }
}

/// What leads from a thing to the patients it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// The patient itself.
    Patient(Uuid),
    /// The patient of a case.
    Case(Uuid),
    /// The patient of the case a conference is about.
    Conference(Uuid),
    /// The patient of the case a consultation is about.
    Consultation(Uuid),
    /// The patient of the case an offer is made for.
    Offer(Uuid),
    /// The patient of the case a step belongs to.
    Milestone(Uuid),
    /// The patient of the case to which access was taken in an emergency.
    Emergency(Uuid),
    /// The patients at both ends of a link.
    RecordLink(Uuid),
}

/// Whether what an event tells of was let happen.
pub const fn outcome(event: &Event) -> Outcome {
    match event {
        Event::SignInFailed { .. }
        | Event::SecondFactorFailed { .. }
        | Event::ProviderSignInFailed { .. }
        | Event::EmergencyAccessMissed { .. } => Outcome::Denied,
        _ => Outcome::Allowed,
    }
}

/// What an event changed, and whom that is about.
pub const fn changed(event: &Event) -> (Entity, Option<Uuid>, Option<Of>) {
    use Event as E;
    const fn of<T>(entity: Entity, id: Id<T>, of: Of) -> (Entity, Option<Uuid>, Option<Of>) {
        (entity, Some(id.uuid()), Some(of))
    }
    match event {
        E::PatientRegistered { patient }
        | E::PatientCorrected { patient }
        | E::LegalHoldPlaced { patient }
        | E::LegalHoldLifted { patient }
        | E::PatientErased { patient } => of(Entity::Patient, *patient, Of::Patient(patient.uuid())),
        E::RecordLinkProposed { link } | E::RecordLinkConfirmed { link } | E::RecordLinkUndone { link } => {
            of(Entity::RecordLink, *link, Of::RecordLink(link.uuid()))
        }
        E::AdmissionRegistered { case }
        | E::NeedsProfiled { case }
        | E::CircumstancesTold { case }
        | E::RulesTaken { case }
        | E::DischargeExpected { case }
        | E::DelayExplained { case }
        | E::ReadinessOverridden { case }
        | E::Discharged { case }
        | E::Transferred { case }
        | E::CaseClosed { case } => of(Entity::Case, *case, Of::Case(case.uuid())),
        E::MilestoneSettled { case, milestone } => of(Entity::Milestones, *milestone, Of::Case(case.uuid())),
        E::TeamMemberJoined { case, member } | E::TeamMemberLeft { case, member } => {
            of(Entity::Team, *member, Of::Case(case.uuid()))
        }
        E::DutiesShared { case } => of(Entity::Team, *case, Of::Case(case.uuid())),
        E::HoldPlaced { booking } | E::HoldReleased { booking } => {
            (Entity::Booking, Some(booking.uuid()), None)
        }
        E::ConferenceDrafted { conference }
        | E::ConferenceRevised { conference }
        | E::TimesProposed { conference }
        | E::ConferenceScheduled { conference }
        | E::ConferenceRescheduled { conference }
        | E::ConferenceCancelled { conference }
        | E::ConferenceHeld { conference }
        | E::MinutesDrafted { conference }
        | E::MinutesConfirmed { conference }
        | E::MinutesAmended { conference }
        | E::InvitationReaddressed { conference, participant: _ }
        | E::ReminderDue { conference } => {
            of(Entity::Conference, *conference, Of::Conference(conference.uuid()))
        }
        E::InvitationAnswered { conference, participant } => {
            of(Entity::Answers, *participant, Of::Conference(conference.uuid()))
        }
        E::ConsultationOpened { consultation } | E::ConsultationClosed { consultation } => {
            of(Entity::Consultation, *consultation, Of::Consultation(consultation.uuid()))
        }
        E::OfferMade { offer, consultation }
        | E::OfferAccepted { offer, consultation }
        | E::OfferDeclined { offer, consultation }
        | E::OfferExpired { offer, consultation }
        | E::OfferWithdrawn { offer, consultation }
        | E::OfferConfirmed { offer, consultation } => {
            of(Entity::Offer, *offer, Of::Consultation(consultation.uuid()))
        }
        E::ConsentRecorded { patient, consent } => of(Entity::Consent, *consent, Of::Patient(patient.uuid())),
        E::AccessWithheld { case, organization: _ } | E::AccessOpened { case, organization: _ } => {
            of(Entity::Team, *case, Of::Case(case.uuid()))
        }
        E::EmergencyAccessTaken { access, case }
        | E::EmergencyAccessEnded { access, case }
        | E::EmergencyAccessReviewed { access, case } => {
            of(Entity::Emergency, *access, Of::Case(case.uuid()))
        }
        E::EmergencyAccessMissed { organization } => (Entity::Emergency, Some(organization.uuid()), None),
        E::ColleagueInvited { organization: _, invitation }
        | E::ColleagueInvitationWithdrawn { organization: _, invitation } => {
            (Entity::Account, Some(invitation.uuid()), None)
        }
        E::ColleagueJoined { organization: _, membership }
        | E::MembershipEnded { organization: _, membership }
        | E::ProfessionChanged { organization: _, membership }
        | E::RoleLaidDown { organization: _, membership }
        | E::RightsReviewed { organization: _, membership } => {
            (Entity::Account, Some(membership.uuid()), None)
        }
        E::RoleRequested { organization: _, request }
        | E::RoleConfirmed { organization: _, request }
        | E::RoleRefused { organization: _, request }
        | E::RoleRequestExpired { organization: _, request } => (Entity::Account, Some(request.uuid()), None),
        E::AccountOpened { person }
        | E::SignedIn { person }
        | E::SecondFactorFailed { person }
        | E::SignedOut { person }
        | E::PasswordChanged { person }
        | E::SecondFactorChanged { person }
        | E::IdentityLinked { person, organization: _ }
        | E::IdentityUnlinked { person, organization: _ }
        | E::ProviderSignInFailed { person: Some(person), organization: _ }
        | E::AccountLocked { person }
        | E::RecoveryCodeUsed { person }
        | E::RecoveryCodesRenewed { person }
        | E::LinkIssued { person }
        | E::ResetLinkAsked { organization: _, person } => (Entity::Account, Some(person.uuid()), None),
        E::SignInFailed { person: Some(person) } => (Entity::Account, Some(person.uuid()), None),
        E::ProviderSignInFailed { person: None, organization } => {
            (Entity::Account, Some(organization.uuid()), None)
        }
        E::SignInFailed { person: None } => (Entity::Account, None, None),
        E::AccessTokenMade { token } | E::AccessTokenRevoked { token } => {
            (Entity::Account, Some(token.uuid()), None)
        }
        E::PlanWritten { case, plan } => of(Entity::Plan, *plan, Of::Case(case.uuid())),
        E::CapabilitiesStated { organization }
        | E::AdmissionListSettled { organization }
        | E::RetentionSettled { organization }
        | E::MessageSentAgain { organization, delivery: _ } => {
            (Entity::Organization, Some(organization.uuid()), None)
        }
        E::RulesPublished { rules } | E::RulesEnded { rules } => (Entity::Rules, Some(rules.uuid()), None),
        E::DirectoryImported => (Entity::Organization, None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_with_accounts_and_the_log_has_its_own_purpose() {
        let purpose = |action, entity| purpose(&Actor::System, action, &BTreeSet::from([entity]));
        assert_eq!(purpose("sign_in_failed", Entity::Account), Purpose::Administration);
        assert_eq!(purpose(SEE_AUDIT, Entity::AuditLog), Purpose::Oversight);
        assert_eq!(purpose("see_case", Entity::Case), Purpose::Coordination);
    }

    #[test]
    fn what_is_done_in_an_emergency_is_for_it_and_its_review_is_oversight() {
        let (access, case) = (Id::new(Uuid::nil()), Id::new(Uuid::nil()));
        for (event, expected) in [
            (Event::EmergencyAccessTaken { access, case }, Purpose::Emergency),
            (Event::EmergencyAccessMissed { organization: Id::new(Uuid::nil()) }, Purpose::Emergency),
            (Event::EmergencyAccessEnded { access, case }, Purpose::Emergency),
            (Event::EmergencyAccessReviewed { access, case }, Purpose::Oversight),
        ] {
            let (entity, ..) = changed(&event);
            let given = purpose(&Actor::System, event.code(), &BTreeSet::from([entity]));
            assert_eq!(given, expected, "{}", event.code());
        }
    }

    #[test]
    fn no_two_kinds_of_acts_share_a_code() {
        let mut codes: Vec<_> = AccountAct::ALL.iter().map(|act| act.code()).collect();
        codes.extend(Action::ALL.iter().map(|action| action.code()));
        codes.extend([SEARCH_PATIENTS, SEE_PATIENT, SEE_LINK, SEE_EMERGENCY, END_EMERGENCY]);
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
