//! What happened, in the past tense. Events carry identifiers, never clinical text.

use serde::{Deserialize, Serialize};

use crate::{
    Id,
    account::AccessToken,
    announcement::Announcement,
    booking::Booking,
    care_team::TeamMember,
    conference::{Conference, Participant},
    consent::Consent,
    consultation::{Consultation, Offer},
    discharge_case::DischargeCase,
    emergency::EmergencyAccess,
    membership::{ColleagueInvitation, RoleRequest},
    milestone::Milestone,
    organization::Organization,
    patient::{Patient, RecordLink},
    person::{Membership, Person},
    plan::CarePlan,
    rule::RulePackVersion,
};

/// Something that happened.
#[expect(missing_docs, reason = "the fields name what the event is about")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A patient record was made.
    PatientRegistered { patient: Id<Patient> },
    /// A patient record was corrected.
    PatientCorrected { patient: Id<Patient> },
    /// A link between two records was proposed.
    RecordLinkProposed { link: Id<RecordLink> },
    /// A link was confirmed by the other owner.
    RecordLinkConfirmed { link: Id<RecordLink> },
    /// A link was undone.
    RecordLinkUndone { link: Id<RecordLink> },
    /// A case was opened.
    AdmissionRegistered { case: Id<DischargeCase> },
    /// Needs were stated.
    NeedsProfiled { case: Id<DischargeCase> },
    /// Circumstances that rules ask about were recorded.
    CircumstancesTold { case: Id<DischargeCase> },
    /// A newer version of a rule pack was taken.
    RulesTaken { case: Id<DischargeCase> },
    /// The expected discharge or destination changed.
    DischargeExpected { case: Id<DischargeCase> },
    /// What holds a discharge up was stated, or that nothing does.
    DelayExplained { case: Id<DischargeCase> },
    /// Somebody decided whether what is not ready holds a discharge up.
    ReadinessOverridden { case: Id<DischargeCase> },
    /// The patient went home.
    Discharged { case: Id<DischargeCase> },
    /// The patient went to another hospital.
    Transferred { case: Id<DischargeCase> },
    /// The case ended.
    CaseClosed { case: Id<DischargeCase> },
    /// A step was done or waived.
    MilestoneSettled { case: Id<DischargeCase>, milestone: Id<Milestone> },
    /// Somebody joined the care team.
    TeamMemberJoined { case: Id<DischargeCase>, member: Id<TeamMember> },
    /// What the patient or a relative agreed to, or would not, was written down.
    ConsentRecorded { patient: Id<Patient>, consent: Id<Consent> },
    /// An organization is kept out of a case, for want of consent.
    AccessWithheld { case: Id<DischargeCase>, organization: Id<Organization> },
    /// An organization that was kept out of a case is let in.
    AccessOpened { case: Id<DischargeCase>, organization: Id<Organization> },
    /// Somebody took access to a case in an emergency.
    EmergencyAccessTaken { access: Id<EmergencyAccess>, case: Id<DischargeCase> },
    /// Access in an emergency was asked for, for a patient whom nobody knows by these particulars.
    EmergencyAccessMissed { organization: Id<Organization> },
    /// Access taken in an emergency was given back before its time.
    EmergencyAccessEnded { access: Id<EmergencyAccess>, case: Id<DischargeCase> },
    /// Access taken in an emergency was reviewed.
    EmergencyAccessReviewed { access: Id<EmergencyAccess>, case: Id<DischargeCase> },
    /// Somebody left the care team.
    TeamMemberLeft { case: Id<DischargeCase>, member: Id<TeamMember> },
    /// The attending physicians' duties were settled.
    DutiesShared { case: Id<DischargeCase> },
    /// A hold was placed.
    HoldPlaced { booking: Id<Booking> },
    /// A hold was released or lapsed.
    HoldReleased { booking: Id<Booking> },
    /// A conference was drafted.
    ConferenceDrafted { conference: Id<Conference> },
    /// A draft was changed.
    ConferenceRevised { conference: Id<Conference> },
    /// Times were proposed to the participants.
    TimesProposed { conference: Id<Conference> },
    /// The address at which a participant is written to was corrected.
    InvitationReaddressed { conference: Id<Conference>, participant: Id<Participant> },
    /// A participant answered.
    InvitationAnswered { conference: Id<Conference>, participant: Id<Participant> },
    /// A conference got its time.
    ConferenceScheduled { conference: Id<Conference> },
    /// A scheduled conference got another time.
    ConferenceRescheduled { conference: Id<Conference> },
    /// A conference was called off.
    ConferenceCancelled { conference: Id<Conference> },
    /// A conference took place.
    ConferenceHeld { conference: Id<Conference> },
    /// Minutes were drafted or changed.
    MinutesDrafted { conference: Id<Conference> },
    /// Minutes were confirmed.
    MinutesConfirmed { conference: Id<Conference> },
    /// Confirmed minutes were amended.
    MinutesAmended { conference: Id<Conference> },
    /// Participants who have not answered are due a reminder.
    ReminderDue { conference: Id<Conference> },
    /// A hub took a consultation.
    ConsultationOpened { consultation: Id<Consultation> },
    /// A consultation ended.
    ConsultationClosed { consultation: Id<Consultation> },
    /// An organization was asked.
    OfferMade { offer: Id<Offer>, consultation: Id<Consultation> },
    /// The organization would take the patient.
    OfferAccepted { offer: Id<Offer>, consultation: Id<Consultation> },
    /// The organization would not.
    OfferDeclined { offer: Id<Offer>, consultation: Id<Consultation> },
    /// Nobody answered in time.
    OfferExpired { offer: Id<Offer>, consultation: Id<Consultation> },
    /// The hub no longer asks.
    OfferWithdrawn { offer: Id<Offer>, consultation: Id<Consultation> },
    /// The patient said yes; the organization is in the care team.
    OfferConfirmed { offer: Id<Offer>, consultation: Id<Consultation> },
    /// A care plan was written or changed.
    PlanWritten { case: Id<DischargeCase>, plan: Id<CarePlan> },
    /// An organization's capabilities were stated.
    CapabilitiesStated { organization: Id<Organization> },
    /// A colleague was asked to join an organization.
    ColleagueInvited { organization: Id<Organization>, invitation: Id<ColleagueInvitation> },
    /// The invitation was taken back.
    ColleagueInvitationWithdrawn { organization: Id<Organization>, invitation: Id<ColleagueInvitation> },
    /// A colleague joined.
    ColleagueJoined { organization: Id<Organization>, membership: Id<Membership> },
    /// A member left.
    MembershipEnded { organization: Id<Organization>, membership: Id<Membership> },
    /// A member works as something else.
    ProfessionChanged { organization: Id<Organization>, membership: Id<Membership> },
    /// A role was asked for.
    RoleRequested { organization: Id<Organization>, request: Id<RoleRequest> },
    /// A second person gave the role.
    RoleConfirmed { organization: Id<Organization>, request: Id<RoleRequest> },
    /// The role was not given.
    RoleRefused { organization: Id<Organization>, request: Id<RoleRequest> },
    /// Nobody confirmed the role in time.
    RoleRequestExpired { organization: Id<Organization>, request: Id<RoleRequest> },
    /// A member became a plain member.
    RoleLaidDown { organization: Id<Organization>, membership: Id<Membership> },
    /// A member's rights were found still right.
    RightsReviewed { organization: Id<Organization>, membership: Id<Membership> },
    /// A message that had been given up was sent again.
    MessageSentAgain { organization: Id<Organization>, delivery: Id<Announcement> },
    /// A directory was imported.
    DirectoryImported,
    /// A version of a rule pack was published.
    RulesPublished { rules: Id<RulePackVersion> },
    /// Whoever published a version of a rule pack set its last day in force.
    RulesEnded { rules: Id<RulePackVersion> },
    /// An account was opened.
    AccountOpened { person: Id<Person> },
    /// Somebody signed in, with every factor there is.
    SignedIn { person: Id<Person> },
    /// A password was wrong, or nobody has the login.
    SignInFailed { person: Option<Id<Person>> },
    /// A second factor was wrong.
    SecondFactorFailed { person: Id<Person> },
    /// Somebody ended a session of theirs, or all.
    SignedOut { person: Id<Person> },
    /// A password was replaced.
    PasswordChanged { person: Id<Person> },
    /// A second factor was set up, replaced or taken away.
    SecondFactorChanged { person: Id<Person> },
    /// An identity at an organization's provider was linked with an account.
    IdentityLinked { person: Id<Person>, organization: Id<Organization> },
    /// The link was undone.
    IdentityUnlinked { person: Id<Person>, organization: Id<Organization> },
    /// A sign-in by an organization's provider came to nothing.
    ProviderSignInFailed { person: Option<Id<Person>>, organization: Id<Organization> },
    /// The operator shut somebody out of their account.
    AccountLocked { person: Id<Person> },
    /// A recovery code stood in for the second factor.
    RecoveryCodeUsed { person: Id<Person> },
    /// Recovery codes were replaced.
    RecoveryCodesRenewed { person: Id<Person> },
    /// A link was made by which somebody opens an account or replaces a password.
    LinkIssued { person: Id<Person> },
    /// An administrator had a link sent to a member by which the password is replaced.
    ResetLinkAsked { organization: Id<Organization>, person: Id<Person> },
    /// A token for a program was made.
    AccessTokenMade { token: Id<AccessToken> },
    /// A token was revoked.
    AccessTokenRevoked { token: Id<AccessToken> },
    /// What the columns and wards of a hospital's admission lists are was settled.
    AdmissionListSettled { organization: Id<Organization> },
    /// How long records are kept was settled.
    RetentionSettled { organization: Id<Organization> },
    /// A hold was placed on a patient's record.
    LegalHoldPlaced { patient: Id<Patient> },
    /// A hold was lifted.
    LegalHoldLifted { patient: Id<Patient> },
    /// A patient's record was erased.
    PatientErased { patient: Id<Patient> },
}

/// What an event is about, as far as the event itself tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A patient, and so every case of theirs.
    Patient(Id<Patient>),
    /// A case.
    Case(Id<DischargeCase>),
    /// A conference.
    Conference(Id<Conference>),
    /// A consultation.
    Consultation(Id<Consultation>),
    /// An offer of a consultation.
    Offer(Id<Offer>, Id<Consultation>),
    /// Nothing that anybody follows.
    Other,
}

impl Event {
    /// What it is about.
    pub const fn subject(&self) -> Subject {
        match *self {
            Self::PatientRegistered { patient }
            | Self::PatientCorrected { patient }
            | Self::ConsentRecorded { patient, .. }
            | Self::LegalHoldPlaced { patient }
            | Self::LegalHoldLifted { patient }
            | Self::PatientErased { patient } => Subject::Patient(patient),
            Self::AdmissionRegistered { case }
            | Self::NeedsProfiled { case }
            | Self::CircumstancesTold { case }
            | Self::RulesTaken { case }
            | Self::DischargeExpected { case }
            | Self::DelayExplained { case }
            | Self::ReadinessOverridden { case }
            | Self::Discharged { case }
            | Self::Transferred { case }
            | Self::CaseClosed { case }
            | Self::MilestoneSettled { case, .. }
            | Self::TeamMemberJoined { case, .. }
            | Self::TeamMemberLeft { case, .. }
            | Self::AccessWithheld { case, .. }
            | Self::AccessOpened { case, .. }
            | Self::EmergencyAccessTaken { case, .. }
            | Self::EmergencyAccessEnded { case, .. }
            | Self::EmergencyAccessReviewed { case, .. }
            | Self::DutiesShared { case }
            | Self::PlanWritten { case, .. } => Subject::Case(case),
            Self::ConferenceDrafted { conference }
            | Self::ConferenceRevised { conference }
            | Self::TimesProposed { conference }
            | Self::InvitationReaddressed { conference, .. }
            | Self::InvitationAnswered { conference, .. }
            | Self::ConferenceScheduled { conference }
            | Self::ConferenceRescheduled { conference }
            | Self::ConferenceCancelled { conference }
            | Self::ConferenceHeld { conference }
            | Self::MinutesDrafted { conference }
            | Self::MinutesConfirmed { conference }
            | Self::MinutesAmended { conference }
            | Self::ReminderDue { conference } => Subject::Conference(conference),
            Self::ConsultationOpened { consultation } | Self::ConsultationClosed { consultation } => {
                Subject::Consultation(consultation)
            }
            Self::OfferMade { offer, consultation }
            | Self::OfferAccepted { offer, consultation }
            | Self::OfferDeclined { offer, consultation }
            | Self::OfferExpired { offer, consultation }
            | Self::OfferWithdrawn { offer, consultation }
            | Self::OfferConfirmed { offer, consultation } => Subject::Offer(offer, consultation),
            Self::RecordLinkProposed { .. }
            | Self::RecordLinkConfirmed { .. }
            | Self::RecordLinkUndone { .. }
            | Self::HoldPlaced { .. }
            | Self::HoldReleased { .. }
            | Self::CapabilitiesStated { .. }
            | Self::ColleagueInvited { .. }
            | Self::ColleagueInvitationWithdrawn { .. }
            | Self::ColleagueJoined { .. }
            | Self::MembershipEnded { .. }
            | Self::ProfessionChanged { .. }
            | Self::RoleRequested { .. }
            | Self::RoleConfirmed { .. }
            | Self::RoleRefused { .. }
            | Self::RoleRequestExpired { .. }
            | Self::RoleLaidDown { .. }
            | Self::RightsReviewed { .. }
            | Self::MessageSentAgain { .. }
            | Self::AdmissionListSettled { .. }
            | Self::RetentionSettled { .. }
            | Self::AccountOpened { .. }
            | Self::SignedIn { .. }
            | Self::SignInFailed { .. }
            | Self::SecondFactorFailed { .. }
            | Self::SignedOut { .. }
            | Self::PasswordChanged { .. }
            | Self::SecondFactorChanged { .. }
            | Self::IdentityLinked { .. }
            | Self::IdentityUnlinked { .. }
            | Self::ProviderSignInFailed { .. }
            | Self::AccountLocked { .. }
            | Self::RecoveryCodeUsed { .. }
            | Self::RecoveryCodesRenewed { .. }
            | Self::LinkIssued { .. }
            | Self::ResetLinkAsked { .. }
            | Self::AccessTokenMade { .. }
            | Self::AccessTokenRevoked { .. }
            | Self::EmergencyAccessMissed { .. }
            | Self::RulesPublished { .. }
            | Self::RulesEnded { .. }
            | Self::DirectoryImported => Subject::Other,
        }
    }

    /// The case whose team it changes, as far as rules are concerned.
    pub const fn changes_team_of(&self) -> Option<Id<DischargeCase>> {
        match self {
            Self::TeamMemberJoined { case, .. }
            | Self::TeamMemberLeft { case, .. }
            | Self::AccessWithheld { case, .. }
            | Self::AccessOpened { case, .. } => Some(*case),
            _ => None,
        }
    }

    /// The stable code of this kind of event.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PatientRegistered { .. } => "patient_registered",
            Self::PatientCorrected { .. } => "patient_corrected",
            Self::RecordLinkProposed { .. } => "record_link_proposed",
            Self::RecordLinkConfirmed { .. } => "record_link_confirmed",
            Self::RecordLinkUndone { .. } => "record_link_undone",
            Self::AdmissionRegistered { .. } => "admission_registered",
            Self::NeedsProfiled { .. } => "needs_profiled",
            Self::CircumstancesTold { .. } => "circumstances_told",
            Self::RulesTaken { .. } => "rules_taken",
            Self::DischargeExpected { .. } => "discharge_expected",
            Self::DelayExplained { .. } => "delay_explained",
            Self::ReadinessOverridden { .. } => "readiness_overridden",
            Self::Discharged { .. } => "discharged",
            Self::Transferred { .. } => "transferred",
            Self::CaseClosed { .. } => "case_closed",
            Self::MilestoneSettled { .. } => "milestone_settled",
            Self::TeamMemberJoined { .. } => "team_member_joined",
            Self::ConsentRecorded { .. } => "consent_recorded",
            Self::AccessWithheld { .. } => "access_withheld",
            Self::AccessOpened { .. } => "access_opened",
            Self::EmergencyAccessTaken { .. } => "emergency_access_taken",
            Self::EmergencyAccessMissed { .. } => "emergency_access_missed",
            Self::EmergencyAccessEnded { .. } => "emergency_access_ended",
            Self::EmergencyAccessReviewed { .. } => "emergency_access_reviewed",
            Self::TeamMemberLeft { .. } => "team_member_left",
            Self::DutiesShared { .. } => "duties_shared",
            Self::HoldPlaced { .. } => "hold_placed",
            Self::HoldReleased { .. } => "hold_released",
            Self::ConferenceDrafted { .. } => "conference_drafted",
            Self::ConferenceRevised { .. } => "conference_revised",
            Self::TimesProposed { .. } => "times_proposed",
            Self::InvitationReaddressed { .. } => "invitation_readdressed",
            Self::InvitationAnswered { .. } => "invitation_answered",
            Self::ConferenceScheduled { .. } => "conference_scheduled",
            Self::ConferenceRescheduled { .. } => "conference_rescheduled",
            Self::ConferenceCancelled { .. } => "conference_cancelled",
            Self::ConferenceHeld { .. } => "conference_held",
            Self::MinutesDrafted { .. } => "minutes_drafted",
            Self::MinutesConfirmed { .. } => "minutes_confirmed",
            Self::MinutesAmended { .. } => "minutes_amended",
            Self::ReminderDue { .. } => "reminder_due",
            Self::ConsultationOpened { .. } => "consultation_opened",
            Self::ConsultationClosed { .. } => "consultation_closed",
            Self::OfferMade { .. } => "offer_made",
            Self::OfferAccepted { .. } => "offer_accepted",
            Self::OfferDeclined { .. } => "offer_declined",
            Self::OfferExpired { .. } => "offer_expired",
            Self::OfferWithdrawn { .. } => "offer_withdrawn",
            Self::OfferConfirmed { .. } => "offer_confirmed",
            Self::PlanWritten { .. } => "plan_written",
            Self::CapabilitiesStated { .. } => "capabilities_stated",
            Self::ColleagueInvited { .. } => "colleague_invited",
            Self::ColleagueInvitationWithdrawn { .. } => "colleague_invitation_withdrawn",
            Self::ColleagueJoined { .. } => "colleague_joined",
            Self::MembershipEnded { .. } => "membership_ended",
            Self::ProfessionChanged { .. } => "profession_changed",
            Self::RoleRequested { .. } => "role_requested",
            Self::RoleConfirmed { .. } => "role_confirmed",
            Self::RoleRefused { .. } => "role_refused",
            Self::RoleRequestExpired { .. } => "role_request_expired",
            Self::RoleLaidDown { .. } => "role_laid_down",
            Self::RightsReviewed { .. } => "rights_reviewed",
            Self::MessageSentAgain { .. } => "message_sent_again",
            Self::DirectoryImported => "directory_imported",
            Self::RulesPublished { .. } => "rules_published",
            Self::RulesEnded { .. } => "rules_ended",
            Self::AccountOpened { .. } => "account_opened",
            Self::SignedIn { .. } => "signed_in",
            Self::SignInFailed { .. } => "sign_in_failed",
            Self::SecondFactorFailed { .. } => "second_factor_failed",
            Self::SignedOut { .. } => "signed_out",
            Self::PasswordChanged { .. } => "password_changed",
            Self::SecondFactorChanged { .. } => "second_factor_changed",
            Self::IdentityLinked { .. } => "identity_linked",
            Self::IdentityUnlinked { .. } => "identity_unlinked",
            Self::ProviderSignInFailed { .. } => "provider_sign_in_failed",
            Self::AccountLocked { .. } => "account_locked",
            Self::RecoveryCodeUsed { .. } => "recovery_code_used",
            Self::RecoveryCodesRenewed { .. } => "recovery_codes_renewed",
            Self::LinkIssued { .. } => "link_issued",
            Self::ResetLinkAsked { .. } => "reset_link_asked",
            Self::AccessTokenMade { .. } => "access_token_made",
            Self::AccessTokenRevoked { .. } => "access_token_revoked",
            Self::AdmissionListSettled { .. } => "admission_list_settled",
            Self::RetentionSettled { .. } => "retention_settled",
            Self::LegalHoldPlaced { .. } => "legal_hold_placed",
            Self::LegalHoldLifted { .. } => "legal_hold_lifted",
            Self::PatientErased { .. } => "patient_erased",
        }
    }
}
