//! Signing in: the password first, then the second factor.

use domain::{
    Id,
    account::{Account, AccountRefusal, FirstFactor, Login, Password, SecondFactor, totp_step},
    event::Event,
};
use store::Tx;
use uuid::Uuid;

use crate::{
    App, Error, Session,
    account::totp,
    second_factor::{code_hash, seed},
    throttle::{ClientAddress, Limit},
    web_session::{self, Opened, Visitor},
};

/// Begins a session by login and password. An unknown login, a wrong password and a person who has left
/// every organization are answered alike, after the same work.
///
/// # Errors
/// [`AccountRefusal::SignInFailed`], [`Error::Throttled`].
pub async fn sign_in(
    app: &App,
    address: ClientAddress,
    login: &str,
    password: &str,
) -> Result<Opened, Error> {
    app.throttle.check(Limit::PasswordByAddress, &address.key())?;
    let session = app.system();
    let account = match Login::parse(login) {
        Ok(login) => {
            app.throttle.check(Limit::Password, login.as_str())?;
            session.read().accounts().by_login(&login).await?
        }
        Err(_) => None,
    };
    let person = account.as_ref().map(|account| account.person);
    let memberships = web_session::present(&session, person.unwrap_or(Id::new(Uuid::nil()))).await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let matches = app.accounts.passwords.matches(Password::typed(password), hash).await?;
    let tx = session.begin().await?;
    let account = account.filter(|_| matches && !memberships.is_empty());
    let Some(account) = account else {
        session.record(&tx, &Event::SignInFailed { person }).await?;
        tx.commit().await?;
        return Err(AccountRefusal::SignInFailed.into());
    };
    let opened = web_session::begin(&session, &tx, &account, &memberships, FirstFactor::Password).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Gives the second factor: a code from an authenticator, or a recovery code. Also what proves again, in a
/// session under way, who sits there.
///
/// # Errors
/// [`AccountRefusal::CodeWrong`], [`Error::Throttled`], [`Error::Unauthenticated`].
pub async fn give_second_factor(app: &App, visitor: &Visitor, code: &str) -> Result<Opened, Error> {
    let session = app.system();
    let person = visitor.session.person;
    app.throttle.check(Limit::SecondFactor, &person.to_string())?;
    app.throttle.check(Limit::CodeByDay, &person.to_string())?;
    let tx = session.begin().await?;
    let account = tx.accounts().of(person).await?.ok_or(Error::Unauthenticated)?;
    let Some(factor) = take_code(&session, &tx, &account, code).await? else {
        session.record(&tx, &Event::SecondFactorFailed { person }).await?;
        tx.commit().await?;
        return Err(AccountRefusal::CodeWrong.into());
    };
    let opened = web_session::raise_by(&session, &tx, visitor, factor).await?;
    if factor == SecondFactor::RecoveryCode {
        session.record(&tx, &Event::RecoveryCodeUsed { person }).await?;
    }
    tx.commit().await?;
    Ok(opened)
}

/// Uses a code up, and tells which kind it was; nothing when it does not work.
async fn take_code(
    session: &Session<'_>,
    tx: &Tx,
    account: &Account,
    code: &str,
) -> Result<Option<SecondFactor>, Error> {
    let typed: String = code.chars().filter(|c| c.is_alphanumeric()).collect();
    if typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit()) {
        let Some(seed) = seed(session.app, account)? else { return Ok(None) };
        let Some(step) = totp::step_of(&seed, &typed, totp_step(session.now)) else { return Ok(None) };
        let is_first = tx.accounts().use_totp_step(account.id, step).await?;
        return Ok(is_first.then_some(SecondFactor::Totp));
    }
    let is_first = tx.accounts().use_recovery_code(session.now, account.id, &code_hash(&typed)).await?;
    Ok(is_first.then_some(SecondFactor::RecoveryCode))
}

/// Refuses whoever does not know the password of the account.
pub(crate) async fn expect_password(app: &App, account: &Account, password: &str) -> Result<(), Error> {
    app.throttle.check(Limit::Password, account.login.as_str())?;
    let hash = Some(account.password_hash.clone());
    if app.accounts.passwords.matches(Password::typed(password), hash).await? {
        return Ok(());
    }
    let session = app.system();
    let tx = session.begin().await?;
    session.record(&tx, &Event::SignInFailed { person: Some(account.person) }).await?;
    tx.commit().await?;
    Err(AccountRefusal::PasswordWrong.into())
}
