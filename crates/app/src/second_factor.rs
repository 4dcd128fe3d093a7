//! Setting up the second factor, and recovery codes for the day it is lost.

use domain::{
    account::{
        Account, AccountRefusal, Factors, RECOVERY_CODES, SecondFactor, Stage, Totp, WebSession, totp_step,
    },
    event::Event,
};

use crate::{
    App, Error, Session,
    account::totp::{self, Seed},
    session::token_hash,
    sign_in::expect_password,
    web_session::{self, Opened, Visitor},
};

/// How many random bytes a recovery code has: 80 bits.
const CODE: usize = 10;

/// A second factor on offer.
#[derive(Clone, Debug)]
pub struct Offered {
    /// The seed as people type it.
    pub seed: String,
    /// The seed as an authenticator reads it from a picture.
    pub address: String,
}

/// A second factor that was set up.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// The session under its new secret.
    pub opened: Opened,
    /// Recovery codes, shown once.
    pub recovery_codes: Vec<String>,
}

/// The account of whoever visits.
///
/// # Errors
/// [`Error::NotFound`] for guests of the demo, who have none.
pub async fn account(app: &App, visitor: &Visitor) -> Result<Account, Error> {
    let account = app.system().read().accounts().of(visitor.session.person).await?;
    account.ok_or(Error::NotFound)
}

/// How many recovery codes of an account still work.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn recovery_codes_left(app: &App, account: &Account) -> Result<u64, Error> {
    Ok(app.system().read().accounts().recovery_codes_left(account.id).await?)
}

/// What is offered to be set up: looking stores nothing.
///
/// # Errors
/// [`Error::Unauthenticated`] before a second factor that is there was given, [`Error::NotFound`],
/// [`AccountRefusal::OwnFactorsNeeded`].
pub async fn offer(app: &App, visitor: &Visitor) -> Result<Offered, Error> {
    visitor.session.may_change_account()?;
    if visitor.stage == Stage::SecondFactor {
        return Err(Error::Unauthenticated);
    }
    let account = account(app, visitor).await?;
    let seed = offered(app, &visitor.session, &account)?;
    Ok(Offered { seed: totp::base32(&seed), address: totp::address(&seed, account.login.as_str()) })
}

/// Sets up the second factor by its first code. All other sessions of the person end. In a session that
/// lacks nothing, the password is asked for again.
///
/// # Errors
/// [`AccountRefusal::CodeWrong`], [`AccountRefusal::PasswordWrong`], [`AccountRefusal::OwnFactorsNeeded`],
/// [`Error::NotFound`].
pub async fn set_up(app: &App, visitor: &Visitor, password: &str, code: &str) -> Result<SetUp, Error> {
    visitor.session.may_change_account()?;
    let account = account(app, visitor).await?;
    match visitor.stage {
        Stage::SecondFactor => return Err(Error::Unauthenticated),
        Stage::SetUpSecondFactor => {}
        Stage::ActingFor | Stage::Complete => expect_password(app, &account, password).await?,
    }
    let session = app.system();
    let seed = offered(app, &visitor.session, &account)?;
    let typed: String = code.chars().filter(char::is_ascii_digit).collect();
    let step = totp::step_of(&seed, &typed, totp_step(session.now)).ok_or(AccountRefusal::CodeWrong)?;
    let sealed = key(app)?.seal(session.ids(), account.id, &seed);
    let sealed_seed = sealed.ok_or_else(|| Error::Internal("a seed cannot be sealed".into()))?;
    let (codes, hashes) = new_codes(&session);
    let tx = session.begin().await?;
    tx.accounts().set_totp(account.id, Some(&Totp { sealed_seed, at: session.now })).await?;
    tx.accounts().use_totp_step(account.id, step).await?;
    tx.accounts().set_recovery_codes(session.now, account.id, &hashes).await?;
    tx.web_sessions().end_all(session.now, account.person, Some(visitor.session.id)).await?;
    let opened = web_session::raise_by(&session, &tx, visitor, SecondFactor::Totp).await?;
    session.record(&tx, &Event::SecondFactorChanged { person: account.person }).await?;
    tx.commit().await?;
    Ok(SetUp { opened, recovery_codes: codes })
}

/// Replaces the recovery codes; those before work no longer.
///
/// # Errors
/// [`AccountRefusal::PasswordWrong`], [`Error::NotFound`] without a second factor.
pub async fn renew_recovery_codes(
    app: &App,
    visitor: &Visitor,
    password: &str,
) -> Result<Vec<String>, Error> {
    visitor.session.may_change_account()?;
    if visitor.stage != Stage::Complete {
        return Err(Error::Unauthenticated);
    }
    let account = account(app, visitor).await?;
    if account.factors() == Factors::Missing {
        return Err(Error::NotFound);
    }
    expect_password(app, &account, password).await?;
    let session = app.system();
    let (codes, hashes) = new_codes(&session);
    let tx = session.begin().await?;
    tx.accounts().set_recovery_codes(session.now, account.id, &hashes).await?;
    session.record(&tx, &Event::RecoveryCodesRenewed { person: account.person }).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Whether this process has the key that second factors were sealed with; so it is while there is none.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn key_fits(app: &App) -> Result<bool, Error> {
    let newest = app.system().read().accounts().newest_with_totp().await?;
    Ok(newest.is_none_or(|account| seed(app, &account).is_ok()))
}

/// The seed of an account, if it has a second factor.
pub(crate) fn seed(app: &App, account: &Account) -> Result<Option<Seed>, Error> {
    let Some(totp) = &account.totp else { return Ok(None) };
    let opened = key(app)?.open(account.id, &totp.sealed_seed);
    if opened.is_none() {
        tracing::error!("a seed was sealed with another key than the one of this process");
    }
    opened.map(Some).ok_or_else(|| AccountRefusal::AuthenticatorUnreadable.into())
}

/// What is stored of a recovery code, however it was typed.
pub(crate) fn code_hash(typed: &str) -> [u8; 32] {
    let plain: String = typed.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    token_hash(&plain.to_ascii_lowercase())
}

fn key(app: &App) -> Result<&crate::account::SecretKey, Error> {
    app.accounts.secret_key.as_ref().ok_or_else(|| Error::Internal("this process has no secret key".into()))
}

/// Another session, another account, or a second factor set up since: another seed.
fn offered(app: &App, session: &WebSession, account: &Account) -> Result<Seed, Error> {
    let before = account.totp.as_ref().map_or(0, |totp| totp.at.millis());
    let about = [&session.id.uuid().into_bytes()[..], &account.id.uuid().into_bytes(), &before.to_be_bytes()];
    Ok(key(app)?.offer(&about.concat()))
}

pub(crate) fn new_codes(session: &Session<'_>) -> (Vec<String>, Vec<[u8; 32]>) {
    let codes: Vec<String> = (0..RECOVERY_CODES)
        .map(|_| {
            let plain = totp::base32(&session.ids().secret()[..CODE]).to_ascii_lowercase();
            let quarters: Vec<_> = plain.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
            quarters.join("-")
        })
        .collect();
    let hashes = codes.iter().map(|code| code_hash(code)).collect();
    (codes, hashes)
}
