//! Accounts: how a person proves who they are, and what a browser may do after that.

mod identity;
mod passkey;
mod password;

use std::fmt;

use time::Duration;
use unicode_normalization::UnicodeNormalization;

use crate::{
    Id, Timestamp,
    access::Scope,
    person::{Membership, Person},
    refusal::refusals,
    text::Line,
    vocabulary::vocabulary,
};

pub use identity::{Identity, PROVIDER_ATTEMPT_LIFETIME, ProviderAttempt, TwoFactors, is_timely};
pub use passkey::{MOST_PASSKEYS, Passkey};
pub use password::Password;

/// How long a one-time code is the current one (RFC 6238), in seconds.
pub const TOTP_STEP_SECONDS: i64 = 30;
/// How many recovery codes are made at a time.
pub const RECOVERY_CODES: usize = 10;
/// How often use is written down at most: of a session, of a token.
pub const NOTED_EVERY: Duration = Duration::minutes(1);
/// How long a token works unless its owner says otherwise.
pub const TOKEN_LIFETIME: Duration = Duration::days(365);
/// How long a link works by which a password is replaced or an account opened.
pub const LINK_LIFETIME: Duration = Duration::hours(24);
/// How long a token works at most.
pub const LONGEST_TOKEN_LIFETIME: Duration = Duration::days(730);

refusals! {
    /// Why an account is not opened or changed.
    AccountRefusal {
        /// Not a mail address or a user name.
        LoginMalformed = "LOGIN_MALFORMED" on "login",
        /// Somebody else has it.
        LoginTaken = "LOGIN_TAKEN" on "login",
        /// Fewer than 15 characters.
        PasswordTooShort = "PASSWORD_TOO_SHORT" on "newPassword",
        /// More than 128 characters.
        PasswordTooLong = "PASSWORD_TOO_LONG" on "newPassword",
        /// Little more than common words, a pattern, the login or the name of the product.
        PasswordGuessable = "PASSWORD_GUESSABLE" on "newPassword",
        /// The two are not the same.
        PasswordsDiffer = "PASSWORDS_DIFFER" on "newPasswordAgain",
        /// No account with this login and this password.
        SignInFailed = "SIGN_IN_FAILED" on "password",
        /// Not the password of the account.
        PasswordWrong = "PASSWORD_WRONG" on "password",
        /// Not a code that works now.
        CodeWrong = "CODE_WRONG" on "code",
        /// What the authenticator was set up with was encrypted with another key than the process has.
        AuthenticatorUnreadable = "AUTHENTICATOR_UNREADABLE" on "code",
        /// Not a passkey of the account, or not used as it should be.
        PasskeyRefused = "PASSKEY_REFUSED" on "passkey",
        /// The account has as many passkeys as it may.
        TooManyPasskeys = "TOO_MANY_PASSKEYS" on "passkey",
        /// Without it there would be no second factor.
        LastFactor = "LAST_FACTOR" on "passkey",
        /// A token may not work that long.
        TokenLivesTooLong = "TOKEN_LIVES_TOO_LONG" on "days",
        /// A token makes no token: only a person who signed in with a browser does.
        OnlyInBrowser = "ONLY_IN_BROWSER",
        /// A provider did not say, or not as it should, who signs in.
        ProviderRefused = "PROVIDER_REFUSED",
        /// A provider does not answer.
        ProviderSilent = "PROVIDER_SILENT",
        /// Nobody linked the identity with an account.
        IdentityUnknown = "IDENTITY_UNKNOWN",
        /// The identity is linked with an account, or the account with another identity of the provider.
        IdentityTaken = "IDENTITY_TAKEN",
        /// The person does not work for the organization whose provider it is.
        IdentityWithoutMembership = "IDENTITY_WITHOUT_MEMBERSHIP",
        /// Neither the provider vouches for a second factor nor does the account have one.
        IdentityWithoutFactor = "IDENTITY_WITHOUT_FACTOR",
        /// A session that a provider began changes nothing of the account.
        OwnFactorsNeeded = "OWN_FACTORS_NEEDED",
        /// The person has not opened an account yet.
        NoAccount = "NO_ACCOUNT",
        /// No mail address is known.
        NoMailAddress = "NO_MAIL_ADDRESS",
    }
}

/// The name by which a person signs in: a mail address or a user name, compatibility forms folded (NFKC), in
/// lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

impl Login {
    /// Reads a login of 3 to 254 letters, digits and `. _ - + @`.
    ///
    /// # Errors
    /// [`AccountRefusal::LoginMalformed`].
    pub fn parse(text: &str) -> Result<Self, AccountRefusal> {
        let login: String = text.trim().nfkc().flat_map(char::to_lowercase).collect();
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@');
        if (3..=254).contains(&login.chars().count()) && login.chars().all(allowed) {
            Ok(Self(login))
        } else {
            Err(AccountRefusal::LoginMalformed)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account: one person, one login.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose it is.
    pub person: Id<Person>,
    /// The name to sign in by.
    pub login: Login,
    /// Argon2id of the password, as a PHC string.
    pub password_hash: String,
    /// When the password was chosen.
    pub password_at: Timestamp,
    /// Codes as a second factor, once they are set up.
    pub totp: Option<Totp>,
    /// How many passkeys there are.
    pub passkeys: usize,
    /// When the account was opened.
    pub created_at: Timestamp,
}

impl Account {
    /// Whether there is a second factor.
    pub const fn factors(&self) -> Factors {
        if self.totp.is_some() || self.passkeys > 0 { Factors::SetUp } else { Factors::Missing }
    }
}

/// Whether an account has a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factors {
    /// It has none.
    Missing,
    /// It has one, or several.
    SetUp,
}

/// Codes from an authenticator application (RFC 6238).
#[derive(Clone, PartialEq, Eq)]
pub struct Totp {
    /// The seed, encrypted.
    pub sealed_seed: Vec<u8>,
    /// When it was set up.
    pub at: Timestamp,
}

vocabulary! {
    /// How a session began.
    FirstFactor {
        /// By a password.
        Password = "password",
        /// By a link that works once.
        Link = "link",
        /// By the identity provider of an organization.
        Provider = "provider",
        /// By an address of the demo.
        Demo = "demo",
    }
}

vocabulary! {
    /// What followed on it.
    SecondFactor {
        /// A code from an authenticator application.
        Totp = "totp",
        /// A recovery code.
        RecoveryCode = "recovery_code",
        /// A passkey, with its owner verified by the device.
        Passkey = "passkey",
        /// One that the identity provider vouches for.
        Provider = "provider",
    }
}

vocabulary! {
    /// What a link that works once is for.
    LinkPurpose {
        /// The first administrator opens an account.
        Setup = "setup",
        /// A colleague opens an account.
        Invitation = "invitation",
        /// A forgotten password is replaced; the second factor stays.
        PasswordReset = "password_reset",
        /// Password and second factor are replaced.
        FactorReset = "factor_reset",
    }
}

/// A browser's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebSession {
    /// The identifier, which is no secret.
    pub id: Id<Self>,
    /// Who.
    pub person: Id<Person>,
    /// Through which membership, once chosen.
    pub membership: Option<Id<Membership>>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends however much it is used.
    pub expires_at: Timestamp,
    /// How it began.
    pub first: FirstFactor,
    /// The second factor given, and when last.
    pub second: Option<(SecondFactor, Timestamp)>,
    /// The identity by which it began, where a provider began it.
    pub identity: Option<Id<Identity>>,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

/// Who must give a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactorDemand {
    /// Everyone.
    Everyone,
    /// Those who have set one up.
    WhereSetUp,
}

/// What a session still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The second factor.
    SecondFactor,
    /// A second factor to be set up.
    SetUpSecondFactor,
    /// The choice for whom to act.
    ActingFor,
    /// Nothing.
    Complete,
}

impl WebSession {
    /// Whether the session works at `now` when it may lie unused for `idle`.
    pub fn works(&self, now: Timestamp, idle: Duration) -> bool {
        self.ended_at.is_none() && now < self.expires_at && now < self.last_seen_at + idle
    }

    /// Whether its use at `now` is worth writing down.
    pub fn is_to_be_noted(&self, now: Timestamp) -> bool {
        self.last_seen_at + NOTED_EVERY <= now
    }

    /// What the session still lacks. `factors` is what the person's account has.
    pub const fn stage(&self, factors: Factors, demand: SecondFactorDemand) -> Stage {
        use FirstFactor::{Link, Password, Provider};
        match (self.first, self.second, factors, demand) {
            (Password | Link | Provider, None, Factors::SetUp, _) => Stage::SecondFactor,
            (Password | Link | Provider, None, Factors::Missing, SecondFactorDemand::Everyone) => {
                Stage::SetUpSecondFactor
            }
            _ if self.membership.is_none() => Stage::ActingFor,
            _ => Stage::Complete,
        }
    }

    /// When a second factor of the account itself was last given.
    pub const fn confirmed_at(&self) -> Option<Timestamp> {
        match self.second {
            Some((SecondFactor::Totp | SecondFactor::RecoveryCode | SecondFactor::Passkey, at)) => Some(at),
            Some((SecondFactor::Provider, _)) | None => None,
        }
    }

    /// Whether the account may be changed in this session: whoever keeps a provider could begin one as anybody.
    ///
    /// # Errors
    /// [`AccountRefusal::OwnFactorsNeeded`].
    pub const fn may_change_account(&self) -> Result<(), AccountRefusal> {
        match self.first {
            FirstFactor::Password | FirstFactor::Link | FirstFactor::Demo => Ok(()),
            FirstFactor::Provider => Err(AccountRefusal::OwnFactorsNeeded),
        }
    }
}

/// A link that works once. Its secret is never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    /// The identifier.
    pub id: Id<Self>,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// What it is for.
    pub purpose: LinkPurpose,
    /// For whom.
    pub person: Id<Person>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops to work.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

impl OneTimeLink {
    /// Whether it still works.
    pub fn works(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

/// A token by which a program acts through a membership. Its secret is never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// The identifier.
    pub id: Id<Self>,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// Through which membership it acts.
    pub membership: Id<Membership>,
    /// What it is for, in words.
    pub label: Line,
    /// What it may do.
    pub scope: Scope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops to work.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl AccessToken {
    /// Whether it works.
    pub fn works(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Whether its use at `now` is worth writing down.
    pub fn is_to_be_noted(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|at| at + NOTED_EVERY <= now)
    }
}

/// When a token made at `now` to work for `lifetime` ends.
///
/// # Errors
/// [`AccountRefusal::TokenLivesTooLong`] beyond 730 days, or for less than a day.
pub fn token_end(now: Timestamp, lifetime: Duration) -> Result<Timestamp, AccountRefusal> {
    if lifetime < Duration::DAY || lifetime > LONGEST_TOKEN_LIFETIME {
        return Err(AccountRefusal::TokenLivesTooLong);
    }
    Ok(now + lifetime)
}

/// The number of the code that is current at `now`.
pub fn totp_step(now: Timestamp) -> i64 {
    now.millis().div_euclid(1_000 * TOTP_STEP_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_login_is_the_same_however_it_is_typed() {
        let login = |text: &str| Login::parse(text).map(|login| login.0);
        for text in ["mihon@example.jp", " Mihon@Example.JP ", "ｍｉｈｏｎ＠ｅｘａｍｐｌｅ．ｊｐ"]
        {
            assert_eq!(login(text), Ok("mihon@example.jp".to_owned()));
        }
        for text in ["", "ab", "a b c", "mihon\u{200b}", "<script>"] {
            assert_eq!(login(text), Err(AccountRefusal::LoginMalformed), "{text:?}");
        }
    }

    fn session(first: FirstFactor, second: Option<SecondFactor>, chosen: Option<()>) -> WebSession {
        let at = Timestamp::from_millis(0);
        WebSession {
            id: Id::new(Uuid::nil()),
            person: Id::new(Uuid::nil()),
            membership: chosen.map(|()| Id::new(Uuid::nil())),
            started_at: at,
            last_seen_at: at,
            expires_at: at + Duration::hours(12),
            first,
            second: second.map(|factor| (factor, at)),
            identity: None,
            ended_at: None,
        }
    }

    #[test]
    fn a_session_lacks_one_thing_after_another() {
        use FirstFactor::{Demo, Link, Password, Provider};
        use SecondFactorDemand::{Everyone, WhereSetUp};
        let (some, none) = (Factors::SetUp, Factors::Missing);
        let given = Some(SecondFactor::Totp);
        for (first, second, chosen, factors, demand, stage) in [
            (Password, None, Some(()), some, Everyone, Stage::SecondFactor),
            (Link, None, Some(()), some, WhereSetUp, Stage::SecondFactor),
            (Password, None, Some(()), none, Everyone, Stage::SetUpSecondFactor),
            (Link, None, None, none, Everyone, Stage::SetUpSecondFactor),
            (Password, None, None, none, WhereSetUp, Stage::ActingFor),
            (Password, given, None, some, Everyone, Stage::ActingFor),
            (Password, given, Some(()), some, Everyone, Stage::Complete),
            (Password, None, Some(()), none, WhereSetUp, Stage::Complete),
            (Demo, None, Some(()), none, Everyone, Stage::Complete),
            (Provider, None, Some(()), some, WhereSetUp, Stage::SecondFactor),
            (Provider, None, Some(()), none, Everyone, Stage::SetUpSecondFactor),
            (Provider, Some(SecondFactor::Provider), Some(()), none, Everyone, Stage::Complete),
        ] {
            assert_eq!(session(first, second, chosen).stage(factors, demand), stage, "{first} {second:?}");
        }
    }

    #[test]
    fn a_session_of_a_provider_changes_no_account_whatever_was_given_after() {
        for first in FirstFactor::ALL {
            for second in SecondFactor::ALL {
                let begun = session(*first, Some(*second), Some(()));
                let is_refused = begun.may_change_account() == Err(AccountRefusal::OwnFactorsNeeded);
                assert_eq!(is_refused, *first == FirstFactor::Provider, "{first} {second}");
                assert_eq!(begun.confirmed_at().is_none(), *second == SecondFactor::Provider, "{second}");
            }
        }
    }

    #[test]
    fn a_session_ends_by_lying_idle_by_age_and_by_being_ended() {
        let idle = Duration::minutes(15);
        let mut session = session(FirstFactor::Password, None, None);
        let at = |minutes| Timestamp::from_millis(0) + Duration::minutes(minutes);
        assert!(session.works(at(14), idle) && !session.works(at(15), idle));
        session.last_seen_at = at(12 * 60 - 1);
        assert!(session.works(at(12 * 60 - 1), idle) && !session.works(at(12 * 60), idle));
        session.ended_at = Some(at(0));
        assert!(!session.works(at(1), idle));
    }

    #[test]
    fn a_token_lives_between_a_day_and_two_years() {
        let now = Timestamp::from_millis(0);
        for (days, is_taken) in [(0, false), (1, true), (730, true), (731, false)] {
            assert_eq!(token_end(now, Duration::days(days)).is_ok(), is_taken, "{days}");
        }
    }
}
