//! Refusals: what the domain says when something is not allowed, always by name.

/// A refusal as everything outside the domain sees it: a stable code, and the field it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Refused {
    /// Stable and documented, such as `CONFERENCE_ALREADY_HELD`.
    pub code: &'static str,
    /// The input field at fault, in the API's spelling, where there is one.
    pub field: Option<&'static str>,
}

/// Declares one aggregate's refusals.
macro_rules! refusals {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal $(on $field:literal)?,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        pub enum $name { $($(#[$vmeta])* #[error($code)] $variant,)+ }

        impl $name {
            /// Every refusal of this kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The refusal as the outside sees it.
            pub const fn refused(self) -> $crate::refusal::Refused {
                match self {
                    $(Self::$variant => $crate::refusal::Refused {
                        code: $code,
                        field: refusals!(@field $($field)?),
                    },)+
                }
            }
        }

        impl From<$name> for $crate::refusal::Refused {
            fn from(refusal: $name) -> Self {
                refusal.refused()
            }
        }
    };
    (@field $field:literal) => { Some($field) };
    (@field) => { None };
}
pub(crate) use refusals;

/// Every refusal the domain knows, for whoever must have a sentence for each.
pub fn all() -> Vec<Refused> {
    fn of<T: Copy + Into<Refused>>(all: &[T]) -> impl Iterator<Item = Refused> {
        all.iter().map(|&refusal| refusal.into())
    }
    of(crate::text::TextRefusal::ALL)
        .chain(of(crate::calendar::HoursRefusal::ALL))
        .chain(of(crate::calendar::DayRefusal::ALL))
        .chain(of(crate::patient::PatientRefusal::ALL))
        .chain(of(crate::discharge_case::CaseRefusal::ALL))
        .chain(of(crate::admission_list::ListRefusal::ALL))
        .chain(of(crate::membership::MembershipRefusal::ALL))
        .chain(of(crate::milestone::MilestoneRefusal::ALL))
        .chain(of(crate::rule::RuleRefusal::ALL))
        .chain(of(crate::care_team::TeamRefusal::ALL))
        .chain(of(crate::consent::ConsentRefusal::ALL))
        .chain(of(crate::emergency::EmergencyRefusal::ALL))
        .chain(of(crate::booking::BookingRefusal::ALL))
        .chain(of(crate::conference::ConferenceRefusal::ALL))
        .chain(of(crate::consultation::ConsultationRefusal::ALL))
        .chain(of(crate::announcement::DeliveryRefusal::ALL))
        .chain(of(crate::plan::PlanRefusal::ALL))
        .chain(of(crate::account::AccountRefusal::ALL))
        .chain(of(crate::draft::DraftRefusal::ALL))
        .chain(of(crate::retention::RetentionRefusal::ALL))
        .chain(of(crate::audit::MonthRefusal::ALL))
        .collect()
}
