//! The one error of every use case.

use domain::{Refused, access::Denial};

/// Why a request was not fulfilled.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The thing does not exist, or not for this actor: the two look the same.
    #[error("not found")]
    NotFound,
    /// The actor may know of the thing but not do this to it.
    #[error("forbidden")]
    Forbidden,
    /// As [`Self::Forbidden`], with the reason.
    #[error("denied: {0}")]
    Denied(Denial),
    /// Nobody is signed in.
    #[error("unauthenticated")]
    Unauthenticated,
    /// The domain refuses, by name.
    #[error("{}", .0.code)]
    Refused(Refused),
    /// Somebody else changed the record since it was read.
    #[error("changed by somebody else, now at version {current_version}")]
    Conflict {
        /// The version the record has now.
        current_version: i32,
    },
    /// Somebody else did, or is doing, the same at this moment; trying again tells.
    #[error("{code}")]
    Contended {
        /// The stable code.
        code: &'static str,
    },
    /// The request itself makes no sense.
    #[error("{code}")]
    Invalid {
        /// The stable code.
        code: &'static str,
        /// The input field at fault.
        field: Option<&'static str>,
    },
    /// Writing is not possible for the moment; nothing was changed.
    #[error("unavailable")]
    Unavailable,
    /// It was tried too often; nothing was changed.
    #[error("throttled for {retry_after}")]
    Throttled {
        /// After what time the next try is free.
        retry_after: time::Duration,
    },
    /// A defect. The cause is logged where the answer is made, and never shown.
    #[error("internal")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The eight kinds of the API (a sign-in that is missing is a kind of its own to browsers, not to the API).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not there, or not for you.
    NotFound,
    /// Not yours to do.
    Forbidden,
    /// Not allowed by a rule, which has a name.
    Refused,
    /// Somebody else was first.
    Conflict,
    /// Not understood.
    Invalid,
    /// Not now.
    Unavailable,
    /// A defect.
    Internal,
    /// Too often.
    Throttled,
}

impl Kind {
    /// The stable name in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::Forbidden => "FORBIDDEN",
            Self::Refused => "REFUSED",
            Self::Conflict => "CONFLICT",
            Self::Invalid => "INVALID",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
            Self::Throttled => "THROTTLED",
        }
    }
}

impl Error {
    /// Which of the eight kinds it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::Forbidden | Self::Denied(_) | Self::Unauthenticated => Kind::Forbidden,
            // A slot taken by somebody else is a conflict: the same request may succeed for another time.
            Self::Refused(refused) if refused.code == "SLOT_TAKEN" => Kind::Conflict,
            Self::Refused(_) => Kind::Refused,
            Self::Conflict { .. } | Self::Contended { .. } => Kind::Conflict,
            Self::Invalid { .. } => Kind::Invalid,
            Self::Unavailable => Kind::Unavailable,
            Self::Throttled { .. } => Kind::Throttled,
            Self::Internal(_) => Kind::Internal,
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Refused(refused) => refused.code,
            Self::Conflict { .. } => "VERSION_CONFLICT",
            Self::Contended { code } | Self::Invalid { code, .. } => code,
            Self::NotFound
            | Self::Forbidden
            | Self::Denied(_)
            | Self::Unavailable
            | Self::Throttled { .. }
            | Self::Internal(_) => self.kind().code(),
        }
    }

    /// The input field at fault, where there is one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Refused(refused) => refused.field,
            Self::Invalid { field, .. } => *field,
            _ => None,
        }
    }

    /// Why somebody who may see the thing may not do this to it, where one reason is known.
    pub fn denial(&self) -> Option<Denial> {
        match self {
            Self::Denied(denial) => Some(*denial),
            _ => None,
        }
    }

    /// Whether the same request may succeed later.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable | Self::Contended { .. } | Self::Throttled { .. })
    }

    /// After how many whole seconds the same request may be tried again, where that is known; at least one.
    pub fn retry_after_seconds(&self) -> Option<i64> {
        match self {
            Self::Throttled { retry_after } => {
                let begun = i64::from(retry_after.subsec_nanoseconds() > 0);
                Some((retry_after.whole_seconds() + begun).max(1))
            }
            _ => None,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Denied(denial) => Self::Denied(denial),
            store::Error::Conflict { current } => Self::Conflict { current_version: current },
            store::Error::Refused(refused) => Self::Refused(refused),
            store::Error::Duplicate => Self::Contended { code: "DUPLICATE" },
            store::Error::Unavailable => Self::Unavailable,
            store::Error::Corrupt { .. } | store::Error::Database(_) => Self::Internal(Box::new(error)),
        }
    }
}

/// Every refusal of the domain is an error of the application.
macro_rules! refused {
    ($($refusal:ty),+ $(,)?) => {
        $(impl From<$refusal> for Error {
            fn from(refusal: $refusal) -> Self {
                Self::Refused(refusal.into())
            }
        })+
    };
}

refused![
    domain::account::AccountRefusal,
    domain::admission_list::ListRefusal,
    domain::announcement::DeliveryRefusal,
    domain::audit::MonthRefusal,
    domain::booking::BookingRefusal,
    domain::care_team::TeamRefusal,
    domain::conference::ConferenceRefusal,
    domain::consent::ConsentRefusal,
    domain::consultation::ConsultationRefusal,
    domain::discharge_case::CaseRefusal,
    domain::emergency::EmergencyRefusal,
    domain::membership::MembershipRefusal,
    domain::milestone::MilestoneRefusal,
    domain::patient::PatientRefusal,
    domain::rule::RuleRefusal,
    domain::plan::PlanRefusal,
    domain::draft::DraftRefusal,
    domain::retention::RetentionRefusal,
    domain::text::TextRefusal,
];

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
