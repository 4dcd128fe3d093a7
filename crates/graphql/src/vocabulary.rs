//! The domain's closed vocabularies as GraphQL enums.

/// A GraphQL enum that stands for a vocabulary of the domain.
#[cfg(test)]
pub(crate) trait Vocabulary: async_graphql::EnumType {
    /// The type in the domain.
    type Domain: Copy;

    /// Every value of the domain.
    const ALL: &'static [Self::Domain];

    /// The stable code of a value.
    fn code(value: Self::Domain) -> &'static str;

    /// The value as GraphQL sees it.
    fn of(value: Self::Domain) -> Self;

    /// The name of a value in the API: its code in capitals.
    fn name(value: Self::Domain) -> String {
        Self::code(value).to_ascii_uppercase()
    }
}

/// Declares the GraphQL enum of a vocabulary. A value that the domain gains, or loses, stops the build here.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident = $domain:ty { $($(#[$vmeta:meta])* $variant:ident,)+ }) => {
        $(#[$meta])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                type Domain = $domain;
                match value { $(Domain::$variant => Self::$variant,)+ }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                type Domain = $domain;
                match value { $($name::$variant => Domain::$variant,)+ }
            }
        }

        #[cfg(test)]
        impl crate::vocabulary::Vocabulary for $name {
            type Domain = $domain;
            const ALL: &'static [$domain] = <$domain>::ALL;
            fn code(value: $domain) -> &'static str {
                value.code()
            }
            fn of(value: $domain) -> Self {
                value.into()
            }
        }
    };
}
pub(crate) use vocabulary;

#[cfg(test)]
mod tests {
    use super::Vocabulary;
    use crate::{
        care_team, case_rules, circumstances, conference, consent, consultation, discharge_case, emergency,
        fee_conditions, measures, milestone, needs,
    };
    use crate::{organization, patient, person, place, readiness, rule, shortlist, try_rules};

    fn check<T: Vocabulary>() {
        for &value in T::ALL {
            let named = T::items().iter().find(|item| item.value == T::of(value)).map(|item| item.name);
            assert_eq!(named, Some(T::name(value).as_str()));
        }
    }

    #[test]
    fn every_value_is_called_by_its_code() {
        check::<care_team::TeamRole>();
        check::<care_team::Duty>();
        check::<conference::ConferenceKind>();
        check::<conference::Requirement>();
        check::<conference::Mode>();
        check::<conference::AbsenceReason>();
        check::<conference::AnswerChannel>();
        check::<emergency::EmergencyReason>();
        check::<emergency::EmergencyFinding>();
        check::<consent::Purpose>();
        check::<consent::ConsentForm>();
        check::<consent::ExceptionGround>();
        check::<consent::ConsentStanding>();
        check::<consultation::ConsultationOutcome>();
        check::<consultation::DeclineReason>();
        check::<consultation::HubStep>();
        check::<discharge_case::WardClass>();
        check::<discharge_case::DelayReason>();
        check::<discharge_case::DelayOwner>();
        check::<discharge_case::CaseOutcome>();
        check::<measures::CareNeed>();
        check::<measures::CareManagerKnown>();
        check::<measures::MissReason>();
        check::<measures::NoticeDays>();
        check::<measures::StepEnd>();
        check::<measures::Participation>();
        check::<milestone::MilestoneAction>();
        check::<milestone::MilestoneOwner>();
        check::<milestone::Strength>();
        check::<milestone::Certainty>();
        check::<needs::Need>();
        check::<organization::OrganizationKind>();
        check::<organization::ServiceKind>();
        check::<organization::Capability>();
        check::<organization::Has>();
        check::<patient::Sex>();
        check::<patient::CareLevel>();
        check::<patient::RelatedRole>();
        check::<person::Profession>();
        check::<person::Role>();
        check::<person::Seat>();
        check::<place::Precision>();
        check::<readiness::ReadinessMatter>();
        check::<readiness::ReadinessProgress>();
        check::<rule::Anchor>();
        check::<rule::Side>();
        check::<rule::RuleChange>();
        check::<rule::RulePart>();
        check::<try_rules::RuleFaultKind>();
        check::<try_rules::RulesTriedOn>();
        check::<circumstances::AdmissionKind>();
        check::<circumstances::CameFrom>();
        check::<circumstances::Respite>();
        check::<circumstances::ScreeningResult>();
        check::<circumstances::DischargeFactor>();
        check::<circumstances::Prognosis>();
        check::<circumstances::Judgement>();
        check::<case_rules::MoveCause>();
        check::<case_rules::RuleFact>();
        check::<shortlist::Verdict>();
        check::<fee_conditions::FeeItem>();
        check::<fee_conditions::FeeClaimant>();
        check::<fee_conditions::FeeUnit>();
        check::<fee_conditions::FeeConfidence>();
        check::<fee_conditions::FeeFlag>();
        check::<fee_conditions::FeeParty>();
        check::<fee_conditions::FeeSide>();
        check::<fee_conditions::FeeDocument>();
        check::<fee_conditions::FeeConcern>();
        check::<fee_conditions::FeeAnswer>();
    }
}
