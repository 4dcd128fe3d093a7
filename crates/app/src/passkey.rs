//! Passkeys: made on the account page, used as the second factor, removed again.

use domain::{
    Id,
    account::{Account, AccountRefusal, Factors, MOST_PASSKEYS, Passkey, SecondFactor, Stage},
    event::Event,
    text::Line,
};
use time::Duration;

use crate::{
    App, Error, Session,
    account::Passkeys,
    second_factor::{SetUp, account, new_codes},
    sign_in::expect_password,
    throttle::Limit,
    web_session::{self, Visitor},
};

/// How long a browser has to answer.
const PATIENCE: Duration = Duration::minutes(5);

/// The passkeys of an account, the oldest first.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn passkeys(app: &App, account: &Account) -> Result<Vec<Passkey>, Error> {
    Ok(app.system().read().passkeys().of(account.id).await?)
}

/// What the browser is asked so that it makes a passkey, in JSON. In a session that lacks nothing, the password
/// is asked for again.
///
/// # Errors
/// [`AccountRefusal::PasswordWrong`], [`AccountRefusal::TooManyPasskeys`], [`Error::Unauthenticated`],
/// [`Error::NotFound`] where there can be no passkeys.
pub async fn ask_to_make(app: &App, visitor: &Visitor, password: &str) -> Result<String, Error> {
    let account = expect_owner(app, visitor, password).await?;
    let session = app.system();
    let known = passkeys(app, &account).await?;
    if known.len() >= MOST_PASSKEYS {
        return Err(AccountRefusal::TooManyPasskeys.into());
    }
    let challenge = checker(app)?.ask_to_make(&account, &known)?;
    let tx = session.begin().await?;
    tx.passkeys().keep_challenge(visitor.session.id, &challenge.state, session.now + PATIENCE).await?;
    tx.commit().await?;
    Ok(challenge.asked)
}

/// Adds the passkey that the browser made. All other sessions of the person end; with the first second factor
/// come recovery codes.
///
/// # Errors
/// [`AccountRefusal::PasskeyRefused`], [`Error::Unauthenticated`], [`Error::Throttled`].
pub async fn make(app: &App, visitor: &Visitor, name: Line, answer: &str) -> Result<SetUp, Error> {
    visitor.session.may_change_account()?;
    if visitor.stage == Stage::SecondFactor {
        return Err(Error::Unauthenticated);
    }
    app.throttle.check(Limit::SecondFactor, &visitor.session.person.to_string())?;
    let account = account(app, visitor).await?;
    let session = app.system();
    let state = take_challenge(&session, visitor).await?;
    let made = checker(app)?.made(&state, answer)?;
    let tx = session.begin().await?;
    let passkey = Passkey {
        id: session.id(),
        account: account.id,
        name,
        credential_id: made.credential_id,
        credential: made.credential,
        created_at: session.now,
        last_used_at: None,
    };
    tx.passkeys().insert(&passkey).await?;
    let recovery_codes = match account.factors() {
        Factors::SetUp => vec![],
        Factors::Missing => {
            let (codes, hashes) = new_codes(&session);
            tx.accounts().set_recovery_codes(session.now, account.id, &hashes).await?;
            codes
        }
    };
    tx.web_sessions().end_all(session.now, account.person, Some(visitor.session.id)).await?;
    let opened = web_session::raise_by(&session, &tx, visitor, SecondFactor::Passkey).await?;
    session.record(&tx, &Event::SecondFactorChanged { person: account.person }).await?;
    tx.commit().await?;
    Ok(SetUp { opened, recovery_codes })
}

/// Whether a passkey can be the second factor of whoever visits.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn can_be_used(app: &App, visitor: &Visitor) -> Result<bool, Error> {
    let account = app.system().read().accounts().of(visitor.session.person).await?;
    Ok(app.accounts.passkeys.is_some() && account.is_some_and(|account| account.passkeys > 0))
}

/// What the browser is asked so that it uses a passkey, in JSON.
///
/// # Errors
/// [`Error::NotFound`] when the person has none, [`Error::Throttled`].
pub async fn ask_to_use(app: &App, visitor: &Visitor) -> Result<String, Error> {
    app.throttle.check(Limit::SecondFactor, &visitor.session.person.to_string())?;
    let account = account(app, visitor).await?;
    let known = passkeys(app, &account).await?;
    if known.is_empty() {
        return Err(Error::NotFound);
    }
    let session = app.system();
    let challenge = checker(app)?.ask_to_use(&known)?;
    let tx = session.begin().await?;
    tx.passkeys().keep_challenge(visitor.session.id, &challenge.state, session.now + PATIENCE).await?;
    tx.commit().await?;
    Ok(challenge.asked)
}

/// Gives a passkey as the second factor.
///
/// # Errors
/// [`AccountRefusal::PasskeyRefused`], [`Error::Throttled`], [`Error::Unauthenticated`].
pub async fn give(app: &App, visitor: &Visitor, answer: &str) -> Result<web_session::Opened, Error> {
    let person = visitor.session.person;
    app.throttle.check(Limit::SecondFactor, &person.to_string())?;
    let account = account(app, visitor).await?;
    let session = app.system();
    let known = passkeys(app, &account).await?;
    let state = take_challenge(&session, visitor).await?;
    let used = checker(app)?.used(&state, answer, &known);
    let tx = session.begin().await?;
    let is_noted = match &used {
        Ok((passkey, credential)) => tx.passkeys().note_use(session.now, passkey, credential).await?,
        Err(_) => false,
    };
    if !is_noted {
        session.record(&tx, &Event::SecondFactorFailed { person }).await?;
        tx.commit().await?;
        return Err(AccountRefusal::PasskeyRefused.into());
    }
    let opened = web_session::raise_by(&session, &tx, visitor, SecondFactor::Passkey).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Removes a passkey. All other sessions of the person end.
///
/// # Errors
/// [`AccountRefusal::PasswordWrong`], [`AccountRefusal::LastFactor`], [`Error::NotFound`] for a stranger's.
pub async fn remove(app: &App, visitor: &Visitor, id: Id<Passkey>, password: &str) -> Result<(), Error> {
    if visitor.stage != Stage::Complete {
        return Err(Error::Unauthenticated);
    }
    let account = expect_owner(app, visitor, password).await?;
    let session = app.system();
    let tx = session.begin().await?;
    let known = tx.passkeys().of(account.id).await?;
    if !known.iter().any(|passkey| passkey.id == id) {
        return Err(Error::NotFound);
    }
    if account.totp.is_none() && known.len() == 1 {
        return Err(AccountRefusal::LastFactor.into());
    }
    tx.passkeys().delete(account.id, id).await?;
    tx.web_sessions().end_all(session.now, account.person, Some(visitor.session.id)).await?;
    session.record(&tx, &Event::SecondFactorChanged { person: account.person }).await?;
    Ok(tx.commit().await?)
}

/// The account of whoever visits and may change its factors.
async fn expect_owner(app: &App, visitor: &Visitor, password: &str) -> Result<Account, Error> {
    visitor.session.may_change_account()?;
    let account = account(app, visitor).await?;
    match visitor.stage {
        Stage::SecondFactor => return Err(Error::Unauthenticated),
        Stage::SetUpSecondFactor => {}
        Stage::ActingFor | Stage::Complete => expect_password(app, &account, password).await?,
    }
    Ok(account)
}

/// The challenge of a session is used up whatever the answer to it is worth.
async fn take_challenge(session: &Session<'_>, visitor: &Visitor) -> Result<String, Error> {
    let tx = session.begin().await?;
    let state = tx.passkeys().take_challenge(session.now, visitor.session.id).await?;
    tx.commit().await?;
    state.ok_or_else(|| AccountRefusal::PasskeyRefused.into())
}

fn checker(app: &App) -> Result<&Passkeys, Error> {
    app.accounts.passkeys.as_ref().ok_or(Error::NotFound)
}
