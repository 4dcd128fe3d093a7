//! Identifiers in the API: a prefix that says what the thing is, `_`, and 32 hexadecimal digits, such as
//! `case_0190…`. To clients they are opaque.

use app::Error;
use async_graphql::ID;
use domain::Id;
use uuid::Uuid;

/// A thing with identifiers of its own.
pub(crate) trait Identified {
    /// What its identifiers begin with.
    const PREFIX: &'static str;
}

macro_rules! identified {
    ($($prefix:literal => $thing:ty,)+) => {
        $(impl Identified for $thing {
            const PREFIX: &'static str = $prefix;
        })+
    };
}

identified! {
    "announcement" => domain::announcement::Announcement,
    "booking" => domain::booking::Booking,
    "case" => domain::discharge_case::DischargeCase,
    "conference" => domain::conference::Conference,
    "colleague" => domain::membership::ColleagueInvitation,
    "consent" => domain::consent::Consent,
    "consultation" => domain::consultation::Consultation,
    "emergency" => domain::emergency::EmergencyAccess,
    "certificate" => domain::retention::ErasureCertificate,
    "hold" => domain::retention::LegalHold,
    "link" => domain::patient::RecordLink,
    "member" => domain::care_team::TeamMember,
    "membership" => domain::person::Membership,
    "milestone" => domain::milestone::Milestone,
    "offer" => domain::consultation::Offer,
    "organization" => domain::organization::Organization,
    "participant" => domain::conference::Participant,
    "patient" => domain::patient::Patient,
    "person" => domain::person::Person,
    "plan" => domain::plan::CarePlan,
    "related" => domain::patient::RelatedPerson,
    "rolerequest" => domain::membership::RoleRequest,
    "token" => domain::account::AccessToken,
    "room" => domain::organization::Room,
    "rules" => domain::rule::RulePackVersion,
    "time" => domain::conference::ProposedTime,
}

/// An identifier as the API writes it.
pub(crate) fn write<T: Identified>(id: Id<T>) -> ID {
    ID(format!("{}_{}", T::PREFIX, id.uuid().simple()))
}

/// The identifier of a `T` that a client wrote into `field`.
///
/// # Errors
/// [`Error::Invalid`] with `ID_MALFORMED` when it is none, or that of another kind of thing.
pub(crate) fn read<T: Identified>(id: &ID, field: &'static str) -> Result<Id<T>, Error> {
    parse(id).ok_or(Error::Invalid { code: "ID_MALFORMED", field: Some(field) })
}

/// As [`read`], where there may be none.
pub(crate) fn read_any<T: Identified>(id: Option<&ID>, field: &'static str) -> Result<Option<Id<T>>, Error> {
    id.map(|id| read(id, field)).transpose()
}

/// The identifier of a `T`, if this is one.
pub(crate) fn parse<T: Identified>(id: &ID) -> Option<Id<T>> {
    let (prefix, digits) = id.rsplit_once('_')?;
    let is_simple = digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if prefix != T::PREFIX || !is_simple {
        return None;
    }
    Uuid::try_parse(digits).ok().map(Id::new)
}

#[cfg(test)]
mod tests {
    use domain::{discharge_case::DischargeCase, patient::Patient};

    use super::*;

    #[test]
    fn an_identifier_is_read_as_it_was_written_and_only_for_its_own_kind() {
        let id: Id<DischargeCase> = Id::new(Uuid::from_u128(7));
        let written = write(id);
        assert_eq!(written.as_str(), "case_00000000000000000000000000000007");
        assert_eq!(parse(&written), Some(id));
        assert_eq!(parse::<Patient>(&written), None);
        for bad in ["", "case_", "case_7", "00000000000000000000000000000007", "case_ZZ"] {
            assert_eq!(parse::<DischargeCase>(&ID(bad.into())), None, "{bad:?}");
        }
    }
}
