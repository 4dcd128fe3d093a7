//! Links that work once: the first administrator, an invited colleague, a forgotten password.

use domain::{
    Id, Timestamp,
    account::{Account, FirstFactor, LINK_LIFETIME, LinkPurpose, Login, OneTimeLink, Password},
    event::Event,
    person::Person,
};
use store::Tx;

use crate::{
    App, Error, Session,
    access_token::revoke_all,
    identity::unlink_all,
    invite_colleague::{join_by_link, open_to},
    session::{secret_text, token_hash},
    throttle::{ClientAddress, Limit},
    web_session::{self, Opened},
};

/// A link that works, as its page shows it.
#[derive(Clone, Debug)]
pub struct Welcome {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// For whom.
    pub person: Person,
    /// The login of the person's account, if there is one.
    pub login: Option<Login>,
}

/// Makes a link for a person in a transaction; answers the secret, which is shown or sent once.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person.
pub async fn issue_link(
    session: &Session<'_>,
    tx: &Tx,
    purpose: LinkPurpose,
    person: Id<Person>,
    expires_at: Timestamp,
) -> Result<String, Error> {
    tx.people().find(person).await?;
    let secret = secret_text(session.ids().secret());
    let link = OneTimeLink {
        id: session.id(),
        hash: token_hash(&secret),
        purpose,
        person,
        created_at: session.now,
        expires_at,
        used_at: None,
    };
    tx.one_time_links().insert(&link).await?;
    session.record(tx, &Event::LinkIssued { person }).await?;
    Ok(secret)
}

/// The operator's way out: a link for whoever has this login, by which the password (and, where asked, the
/// second factor) is replaced. Links made before work no longer.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn reset_by_operator(app: &App, login: &Login, purpose: LinkPurpose) -> Result<String, Error> {
    let session = app.system();
    let tx = session.begin().await?;
    let account = tx.accounts().by_login(login).await?.ok_or(Error::NotFound)?;
    let until = session.now + LINK_LIFETIME;
    tx.one_time_links().withdraw(session.now, account.person).await?;
    let secret = issue_link(&session, &tx, purpose, account.person, until).await?;
    tx.commit().await?;
    Ok(secret)
}

/// What a link is for. Looking uses nothing up.
///
/// # Errors
/// [`Error::NotFound`] when it does not work (any longer), [`Error::Throttled`].
pub async fn welcome(app: &App, address: ClientAddress, secret: &str) -> Result<Welcome, Error> {
    app.throttle.check(Limit::OneTimeLink, &address.key())?;
    let session = app.system();
    let view = session.read();
    let link = view.one_time_links().by_hash(session.now, &token_hash(secret)).await?;
    let account = view.accounts().of(link.person).await?;
    expect_fitting(link.purpose, account.as_ref())?;
    let works_somewhere = !web_session::present(&session, link.person).await?.is_empty();
    if !works_somewhere
        && (link.purpose != LinkPurpose::Invitation
            || open_to(&session, &view, link.person).await?.is_empty())
    {
        return Err(Error::NotFound);
    }
    Ok(Welcome {
        purpose: link.purpose,
        person: view.people().find(link.person).await?,
        login: account.map(|account| account.login),
    })
}

/// Uses a link up: opens the person's account, or replaces its password; answers a session. `login` counts
/// only where an account is opened.
///
/// # Errors
/// [`domain::account::AccountRefusal`], [`Error::NotFound`] when the link does not work (any longer),
/// [`Error::Throttled`].
pub async fn redeem(
    app: &App,
    address: ClientAddress,
    secret: &str,
    login: &str,
    password: &str,
) -> Result<Opened, Error> {
    app.throttle.check(Limit::OneTimeLink, &address.key())?;
    let session = app.system();
    let hash = token_hash(secret);
    let link = session.read().one_time_links().by_hash(session.now, &hash).await?;
    let known = session.read().accounts().of(link.person).await?;
    expect_fitting(link.purpose, known.as_ref())?;
    let login = known.as_ref().map_or_else(|| Login::parse(login), |account| Ok(account.login.clone()))?;
    let password = Password::choose(password, &login)?;
    let password_hash = app.accounts.passwords.hash(password, session.salt()).await?;
    let mut memberships = web_session::present(&session, link.person).await?;
    let tx = session.begin().await?;
    tx.one_time_links().use_up(session.now, &link).await?;
    if link.purpose == LinkPurpose::Invitation {
        memberships.extend(join_by_link(&session, &tx, link.person).await?);
    }
    if memberships.is_empty() {
        return Err(Error::NotFound);
    }
    let account = match known {
        Some(account) => {
            tx.accounts().set_password(session.now, account.id, &password_hash).await?;
            tx.web_sessions().end_all(session.now, account.person, None).await?;
            revoke_all(&session, &tx, account.person).await?;
            let (totp, passkeys) = match link.purpose {
                LinkPurpose::FactorReset => {
                    tx.accounts().set_totp(account.id, None).await?;
                    tx.passkeys().delete_all(account.id).await?;
                    unlink_all(&session, &tx, account.person).await?;
                    session.record(&tx, &Event::SecondFactorChanged { person: account.person }).await?;
                    (None, 0)
                }
                _ => (account.totp, account.passkeys),
            };
            session.record(&tx, &Event::PasswordChanged { person: account.person }).await?;
            Account { totp, passkeys, password_hash, password_at: session.now, ..account }
        }
        None => {
            let account = Account {
                id: session.id(),
                person: link.person,
                login,
                password_hash,
                password_at: session.now,
                totp: None,
                passkeys: 0,
                created_at: session.now,
            };
            tx.accounts().insert(&account).await?;
            session.record(&tx, &Event::AccountOpened { person: account.person }).await?;
            account
        }
    };
    let opened = web_session::begin(&session, &tx, &account, &memberships, FirstFactor::Link).await?;
    tx.commit().await?;
    Ok(opened)
}

/// A link by which an account is opened replaces no password of one that is there.
fn expect_fitting(purpose: LinkPurpose, account: Option<&Account>) -> Result<(), Error> {
    match (purpose, account) {
        (LinkPurpose::Setup | LinkPurpose::Invitation, Some(_)) => Err(Error::NotFound),
        (LinkPurpose::PasswordReset | LinkPurpose::FactorReset, None) => Err(Error::NotFound),
        _ => Ok(()),
    }
}
