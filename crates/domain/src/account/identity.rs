//! Identities at the providers of organizations (OpenID Connect): linked by their owner, and good for the
//! organization whose provider it is.

use time::Duration;

use super::WebSession;
use crate::{Id, Timestamp, organization::Organization, person::Person};

/// How long somebody has to sign in at the provider.
pub const PROVIDER_ATTEMPT_LIFETIME: Duration = Duration::minutes(10);
/// How far the clock of a provider may be off.
const LEEWAY: Duration = Duration::minutes(1);

/// Who a person is at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose it is.
    pub person: Id<Person>,
    /// The organization whose provider it is.
    pub organization: Id<Organization>,
    /// The provider.
    pub issuer: String,
    /// By what the provider knows the person; never a mail address that could be given to somebody else.
    pub subject: String,
    /// When it was linked.
    pub linked_at: Timestamp,
}

/// Somebody on the way to a provider and back. It counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderAttempt {
    /// SHA-256 of what comes back with the browser.
    pub state: [u8; 32],
    /// The name of the provider.
    pub provider: String,
    /// The session in which the identity is to be linked; none where one is to be begun.
    pub session: Option<Id<WebSession>>,
    /// SHA-256 of what the browser keeps meanwhile.
    pub browser: [u8; 32],
    /// What the provider repeats in what it signs.
    pub nonce: String,
    /// What proves to the provider who fetches the result (RFC 7636).
    pub verifier: String,
    /// Where the person was going.
    pub way: String,
    /// Until when it counts.
    pub expires_at: Timestamp,
}

/// By what a provider says that somebody gave two factors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TwoFactors {
    /// Methods, one of which is enough (`amr`, RFC 8176).
    pub methods: Vec<String>,
    /// Classes, one of which is enough (`acr`).
    pub classes: Vec<String>,
}

impl TwoFactors {
    /// Whether the provider vouches for two factors by the methods and the class it names.
    pub fn are_vouched_by(&self, methods: &[String], class: Option<&str>) -> bool {
        methods.iter().any(|method| self.methods.contains(method))
            || class.is_some_and(|class| self.classes.iter().any(|known| known == class))
    }
}

/// Whether what a provider signed counts at `now`: not over, and issued since the attempt may have begun.
pub fn is_timely(now: Timestamp, issued_at: Timestamp, expires_at: Timestamp) -> bool {
    now < expires_at + LEEWAY
        && issued_at <= now + LEEWAY
        && now <= issued_at + PROVIDER_ATTEMPT_LIFETIME + LEEWAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_factors_are_vouched_for_by_what_was_agreed_alone() {
        let agreed = TwoFactors { methods: vec!["mfa".into()], classes: vec!["urn:two".into()] };
        let methods = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (named, class, is_vouched) in [
            (methods(&["pwd", "mfa"]), None, true),
            (methods(&["pwd"]), Some("urn:two"), true),
            (methods(&["pwd", "otp"]), None, false),
            (methods(&["MFA"]), Some("urn:one"), false),
            (methods(&["urn:two"]), Some("mfa"), false),
            (vec![], None, false),
        ] {
            assert_eq!(agreed.are_vouched_by(&named, class), is_vouched, "{named:?} {class:?}");
        }
        assert!(!TwoFactors::default().are_vouched_by(&methods(&["mfa", ""]), Some("")));
    }

    #[test]
    fn what_a_provider_signed_counts_while_it_is_fresh() {
        let now = Timestamp::from_millis(1_763_596_800_000);
        let minutes = Duration::minutes;
        for (issued, ends, counts) in [
            (minutes(0), minutes(5), true),
            (minutes(1), minutes(5), true),
            (minutes(2), minutes(5), false),
            (minutes(-11), minutes(5), true),
            (minutes(-12), minutes(5), false),
            (minutes(-5), minutes(0), true),
            (minutes(-5), minutes(-1), false),
        ] {
            assert_eq!(is_timely(now, now + issued, now + ends), counts, "{issued} {ends}");
        }
    }
}
