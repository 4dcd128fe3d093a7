//! What the values of the domain are called.

use domain::{
    access, account, admission_list, announcement, audit, booking, care_team, conference, consent,
    consultation, discharge_case, emergency, fee, measures, milestone, needs, organization, patient, person,
    place, readiness, retention, rule, shortlist, timer,
};

/// A value of the domain that has a name people use.
pub trait Labelled {
    /// The first part of the key (the type) and the stable code of the value.
    fn key(self) -> (&'static str, &'static str);
}

/// Every closed vocabulary of the domain, under the first part of its keys.
macro_rules! vocabularies {
    ($($prefix:literal => $($path:ident)::+,)+) => {
        $(impl Labelled for $($path)::+ {
            fn key(self) -> (&'static str, &'static str) {
                ($prefix, self.code())
            }
        })+

        /// Every key of every vocabulary.
        #[cfg(test)]
        pub(crate) fn every_key() -> Vec<(&'static str, &'static str)> {
            let mut keys = vec![];
            $(keys.extend($($path)::+::ALL.iter().map(|value| value.key()));)+
            keys
        }

        /// The type of every vocabulary, as the domain writes it.
        #[cfg(test)]
        pub(crate) const TYPES: &[&str] = &[$(stringify!($($path)::+),)+];
    };
}

vocabularies! {
    "organization-kind" => organization::OrganizationKind,
    "service-kind" => organization::ServiceKind,
    "capability" => organization::Capability,
    "has" => organization::Has,
    "profession" => person::Profession,
    "role" => person::Role,
    "seat" => person::Seat,
    "sex" => patient::Sex,
    "care-level" => patient::CareLevel,
    "related-role" => patient::RelatedRole,
    "need" => needs::Need,
    "ward-class" => discharge_case::WardClass,
    "delay-reason" => discharge_case::DelayReason,
    "delay-owner" => discharge_case::DelayOwner,
    "column" => admission_list::ListColumn,
    "recognised" => admission_list::RecognisedBy,
    "outside" => admission_list::Outside,
    "notice" => admission_list::Notice,
    "case-outcome" => discharge_case::CaseOutcome,
    "team-role" => care_team::TeamRole,
    "duty" => care_team::Duty,
    "matter" => readiness::Matter,
    "progress" => readiness::Progress,
    "milestone-action" => rule::MilestoneAction,
    "milestone-owner" => rule::MilestoneOwner,
    "anchor" => rule::Anchor,
    "side" => rule::Side,
    "part" => rule::Part,
    "change" => rule::Change,
    "pack-fault" => rule::PackFaultKind,
    "tried-on" => rule::TriedOn,
    "rule-caution" => rule::Caution,
    "rule-wanted" => rule::Wanted,
    "fact" => rule::Fact,
    "admission-kind" => discharge_case::AdmissionKind,
    "came-from" => discharge_case::CameFrom,
    "respite" => discharge_case::Respite,
    "screening-result" => discharge_case::ScreeningResult,
    "prognosis" => discharge_case::Prognosis,
    "judgement" => discharge_case::Judgement,
    "move-cause" => milestone::MoveCause,
    "strength" => rule::Strength,
    "certainty" => rule::Certainty,
    "booking-kind" => booking::BookingKind,
    "conference-kind" => conference::ConferenceKind,
    "requirement" => conference::Requirement,
    "mode" => conference::Mode,
    "absence-reason" => conference::AbsenceReason,
    "answer-channel" => conference::AnswerChannel,
    "purpose" => consent::Purpose,
    "consent-form" => consent::ConsentForm,
    "consent-standing" => consent::ConsentStanding,
    "exception-ground" => consent::ExceptionGround,
    "consultation-outcome" => consultation::ConsultationOutcome,
    "hub-step" => consultation::HubStep,
    "decline-reason" => consultation::DeclineReason,
    "care-need" => measures::CareNeed,
    "care-manager-known" => measures::CareManagerKnown,
    "handover" => measures::Handover,
    "miss-reason" => measures::MissReason,
    "notice-days" => measures::NoticeDays,
    "step-end" => measures::StepEnd,
    "participation" => measures::Participation,
    "precision" => place::Precision,
    "verdict" => shortlist::Verdict,
    "message" => announcement::Message,
    "delivery-state" => announcement::DeliveryState,
    "trouble" => announcement::Trouble,
    "timer-kind" => timer::TimerKind,
    "retention-class" => retention::RetentionClass,
    "relationship" => access::Relationship,
    "scope" => access::Scope,
    "first-factor" => account::FirstFactor,
    "second-factor" => account::SecondFactor,
    "link-purpose" => account::LinkPurpose,
    "action" => access::Action,
    "denial" => access::Denial,
    "emergency-reason" => emergency::EmergencyReason,
    "finding" => emergency::Finding,
    "audit-actor" => audit::ActorKind,
    "audit-purpose" => audit::Purpose,
    "audit-outcome" => audit::Outcome,
    "audit-source" => audit::Source,
    "audit-entity" => audit::Entity,
    "account-act" => audit::AccountAct,
    "fee-first-day" => fee::FirstDay,
    "fee-holiday-relief" => fee::HolidayRelief,
    "fee-next-day" => fee::NextDay,
    "fee-edition" => fee::Edition,
    "fee-edition-by" => fee::EditionBy,
    "fee-venue" => fee::Venue,
    "fee-admission-hour" => fee::AdmissionHour,
    "fee-concern" => fee::Concern,
    "fee-item" => fee::Item,
    "fee-billing" => fee::Billing,
    "fee-span" => fee::Span,
    "fee-apart-within" => fee::ApartWithin,
    "fee-claimant" => fee::Claimant,
    "fee-unit" => fee::FeeUnit,
    "fee-confidence" => fee::Confidence,
    "fee-tier" => fee::Tier,
    "fee-flag" => fee::Flag,
    "fee-party" => fee::Party,
    "fee-side" => fee::Side,
    "fee-presence-by" => fee::Presence,
    "fee-act" => fee::Act,
    "fee-fact" => fee::Fact,
    "fee-document" => fee::Document,
    "fee-goes-to" => fee::GoesTo,
    "fee-discharge-factor" => fee::DischargeFactor,
    "fee-answer" => fee::Answer,
}

/// Enums that carry data are called by their variant.
macro_rules! states {
    ($($prefix:literal => $($path:ident)::+ { $($variant:ident = $code:literal,)+ })+) => {
        $(impl Labelled for &$($path)::+ {
            fn key(self) -> (&'static str, &'static str) {
                use $($path)::+ as State;
                let code = match self { $(State::$variant { .. } => $code,)+ };
                ($prefix, code)
            }
        })+

        /// Every key of every state.
        #[cfg(test)]
        pub(crate) const STATES: &[(&str, &str)] = &[$($(($prefix, $code),)+)+];
    };
}

states! {
    "care-insurance" => patient::CareInsurance {
        Unknown = "unknown",
        NotApplied = "not_applied",
        Pending = "pending",
        Certified = "certified",
    }
    "destination" => discharge_case::Destination {
        Undecided = "undecided",
        Home = "home",
        Facility = "facility",
        OutsideNetwork = "outside_network",
    }
    "case-state" => discharge_case::CaseState {
        Admitted = "admitted",
        Discharged = "discharged",
        Transferred = "transferred",
        Closed = "closed",
    }
    "milestone-state" => milestone::MilestoneState {
        Pending = "pending",
        Done = "done",
        Waived = "waived",
        NotAsked = "not_asked",
    }
    "conference-state" => conference::ConferenceState {
        Draft = "draft",
        Polling = "polling",
        Scheduled = "scheduled",
        Held = "held",
        Minuted = "minuted",
        Cancelled = "cancelled",
    }
    "choice" => conference::Choice {
        Yes = "yes",
        IfNeedBe = "if_need_be",
        No = "no",
    }
    "presence" => conference::Presence {
        Present = "present",
        Substituted = "substituted",
        Absent = "absent",
    }
    "consultation-state" => consultation::ConsultationState {
        Open = "open",
        Closed = "closed",
    }
    "offer-state" => consultation::OfferState {
        Asked = "asked",
        Accepted = "accepted",
        Declined = "declined",
        Expired = "expired",
        Withdrawn = "withdrawn",
        Confirmed = "confirmed",
    }
}

/// One word of a fact, called as the vocabulary it comes from calls it.
#[derive(Clone, Copy, Debug)]
pub struct FactWord(pub rule::Fact, pub &'static str);

impl Labelled for FactWord {
    fn key(self) -> (&'static str, &'static str) {
        use rule::Fact as F;
        let Self(fact, word) = self;
        let prefix = match fact {
            F::CareManager => "care-manager-fact",
            F::CareLevel => "care-level-fact",
            F::Destination => "destination",
            F::SpecifiedDisease | F::Transfer | F::ClinicalPath | F::SupportChanges => "yes-no",
            F::CameFrom => "came-from",
            F::Ward => "ward-class",
            F::Admission => "admission-kind",
            F::Respite => "respite",
            F::Screening => "screening-result",
            F::Prognosis => "prognosis",
            F::Judgement => "judgement",
            F::Need => "need",
            F::Age | F::StayDays | F::NoticeDays | F::HospitalName | F::WardName => "fact",
        };
        (prefix, word)
    }
}

impl Labelled for shortlist::Asks {
    fn key(self) -> (&'static str, &'static str) {
        match self {
            Self::Capability(capability) => capability.key(),
            Self::Area => ("asks", "area"),
        }
    }
}
