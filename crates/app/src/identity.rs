//! Identities at the providers of organizations: linked on the account page, used to sign in, unlinked again.

use domain::{
    Id,
    account::{
        Account, AccountRefusal, Factors, FirstFactor, Identity, PROVIDER_ATTEMPT_LIFETIME, ProviderAttempt,
        SecondFactor, SecondFactorDemand, Stage, WebSession,
    },
    event::Event,
    person::Person,
};

use crate::{
    App, Error, Session,
    account::{Provider, Trouble, Vouched},
    second_factor::account,
    session::{secret_text, token_hash},
    sign_in::expect_password,
    throttle::{ClientAddress, Limit},
    web_session::{self, Opened, Visitor},
};

/// The way to a provider, for one browser.
#[derive(Clone, Debug)]
pub struct Departure {
    /// Where the browser goes.
    pub address: String,
    /// What it keeps meanwhile, so that nobody else comes back in its place.
    pub browser: String,
}

/// What a browser says that comes back from a provider.
#[derive(Clone, Debug, Default)]
pub struct Return {
    /// What it was given on its way.
    pub state: String,
    /// What it kept meanwhile.
    pub browser: String,
    /// By what the provider tells whom it vouches for; nothing where it gave an error instead.
    pub code: Option<String>,
    /// The name of the provider, where it gave it.
    pub issuer: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Returned {
    /// A session was begun.
    SignedIn {
        /// The session.
        opened: Opened,
        /// Where the person was going.
        way: String,
    },
    /// The identity was linked.
    Linked,
}

/// The identities of an account, the oldest first.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn identities(app: &App, account: &Account) -> Result<Vec<Identity>, Error> {
    Ok(app.system().read().identities().of(account.person).await?)
}

/// The providers by which whoever visits may link an identity: those of their organizations, where none is
/// `linked` yet.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn to_link<'a>(
    app: &'a App,
    account: &Account,
    linked: &[Identity],
) -> Result<Vec<&'a Provider>, Error> {
    let memberships = web_session::present(&app.system(), account.person).await?;
    let is_open = |provider: &&Provider| {
        memberships.iter().any(|membership| membership.organization == provider.organization())
            && !linked.iter().any(|identity| identity.issuer == provider.issuer())
    };
    Ok(app.accounts.providers.iter().filter(is_open).collect())
}

/// Sends a browser to a provider, from where it comes back signed in. `way` is where the person was going.
///
/// # Errors
/// [`AccountRefusal::ProviderSilent`], [`Error::NotFound`], [`Error::Throttled`].
pub async fn set_out(
    app: &App,
    address: ClientAddress,
    provider: &str,
    way: &str,
) -> Result<Departure, Error> {
    app.throttle.check(Limit::ProviderByAddress, &address.key())?;
    let provider = app.accounts.providers.by_id(provider).ok_or(Error::NotFound)?;
    depart(&app.system(), provider, None, way).await
}

/// Sends a browser to a provider, from where it comes back with an identity to be linked. The password is asked
/// for again.
///
/// # Errors
/// [`AccountRefusal::PasswordWrong`], [`AccountRefusal::OwnFactorsNeeded`], [`AccountRefusal::IdentityTaken`],
/// [`AccountRefusal::ProviderSilent`], [`Error::NotFound`] for the provider of another organization.
pub async fn set_out_to_link(
    app: &App,
    visitor: &Visitor,
    provider: &str,
    password: &str,
) -> Result<Departure, Error> {
    let account = expect_owner(app, visitor, password).await?;
    let provider = app.accounts.providers.by_id(provider).ok_or(Error::NotFound)?;
    let session = app.system();
    expect_membership(&session, account.person, provider).await.map_err(|error| match error {
        Error::Refused(_) => Error::NotFound,
        error => error,
    })?;
    let linked = identities(app, &account).await?;
    if linked.iter().any(|identity| identity.issuer == provider.issuer()) {
        return Err(AccountRefusal::IdentityTaken.into());
    }
    depart(&session, provider, Some(visitor), "").await
}

async fn depart(
    session: &Session<'_>,
    provider: &Provider,
    visitor: Option<&Visitor>,
    way: &str,
) -> Result<Departure, Error> {
    let asked = match provider.ask(session.now, session.ids()).await {
        Ok(asked) => asked,
        Err(trouble) => {
            let person = visitor.map(|visitor| visitor.session.person);
            return Err(failed(session, provider, person, refusal(trouble)).await);
        }
    };
    let browser = secret_text(session.ids().secret());
    let attempt = ProviderAttempt {
        state: token_hash(&asked.state),
        provider: provider.id().to_owned(),
        session: visitor.map(|visitor| visitor.session.id),
        browser: token_hash(&browser),
        nonce: asked.nonce,
        verifier: asked.verifier,
        way: way.to_owned(),
        expires_at: session.now + PROVIDER_ATTEMPT_LIFETIME,
    };
    let tx = session.begin().await?;
    tx.identities().keep_attempt(&attempt).await?;
    tx.commit().await?;
    Ok(Departure { address: asked.address, browser })
}

/// Takes up what a browser brings back from a provider: begins a session, or links the identity. `visitor` is
/// who came with the browser's session, if it has one.
///
/// # Errors
/// [`AccountRefusal::ProviderRefused`], [`AccountRefusal::ProviderSilent`],
/// [`AccountRefusal::IdentityUnknown`], [`AccountRefusal::IdentityTaken`],
/// [`AccountRefusal::IdentityWithoutMembership`], [`AccountRefusal::IdentityWithoutFactor`],
/// [`Error::NotFound`], [`Error::Throttled`].
pub async fn come_back(
    app: &App,
    address: ClientAddress,
    provider: &str,
    visitor: Option<&Visitor>,
    returned: &Return,
) -> Result<Returned, Error> {
    app.throttle.check(Limit::ProviderByAddress, &address.key())?;
    let provider = app.accounts.providers.by_id(provider).ok_or(Error::NotFound)?;
    let session = app.system();
    let attempt = take_attempt(&session, &returned.state).await?;
    let attempt = attempt
        .filter(|made| made.provider == provider.id() && made.browser == token_hash(&returned.browser));
    let Some(attempt) = attempt else {
        return Err(failed(&session, provider, None, AccountRefusal::ProviderRefused).await);
    };
    let linking = match attempt.session {
        None => None,
        Some(id) => match visitor.filter(|visitor| visitor.session.id == id) {
            Some(visitor) => Some(visitor),
            None => return Err(failed(&session, provider, None, AccountRefusal::ProviderRefused).await),
        },
    };
    let vouched = match vouched(&session, provider, &attempt, returned).await {
        Ok(vouched) => vouched,
        Err(trouble) => {
            let person = linking.map(|visitor| visitor.session.person);
            return Err(failed(&session, provider, person, refusal(trouble)).await);
        }
    };
    match linking {
        Some(visitor) => link(&session, provider, visitor, vouched).await,
        None => sign_in(&session, provider, vouched, attempt.way).await,
    }
}

/// An attempt is used up whatever comes of it.
async fn take_attempt(session: &Session<'_>, state: &str) -> Result<Option<ProviderAttempt>, Error> {
    let tx = session.begin().await?;
    let attempt = tx.identities().take_attempt(session.now, &token_hash(state)).await?;
    tx.commit().await?;
    Ok(attempt)
}

async fn vouched(
    session: &Session<'_>,
    provider: &Provider,
    attempt: &ProviderAttempt,
    returned: &Return,
) -> Result<Vouched, Trouble> {
    if !provider.is_named(session.now, returned.issuer.as_deref()).await? {
        return Err(Trouble::Refused);
    }
    let code = returned.code.as_deref().ok_or(Trouble::Refused)?;
    provider.fetch(session.now, code, &attempt.nonce, &attempt.verifier).await
}

async fn sign_in(
    session: &Session<'_>,
    provider: &Provider,
    vouched: Vouched,
    way: String,
) -> Result<Returned, Error> {
    let Vouched { subject, by_two_factors } = vouched;
    let view = session.read();
    let identity = view.identities().by_subject(provider.issuer(), &subject).await?;
    let Some(identity) = identity.filter(|identity| identity.organization == provider.organization()) else {
        return Err(failed(session, provider, None, AccountRefusal::IdentityUnknown).await);
    };
    let person = identity.person;
    let membership = match expect_membership(session, person, provider).await {
        Ok(membership) => membership,
        Err(Error::Refused(_)) => {
            let why = AccountRefusal::IdentityWithoutMembership;
            return Err(failed(session, provider, Some(person), why).await);
        }
        Err(error) => return Err(error),
    };
    let account = view.accounts().of(person).await?.ok_or(Error::NotFound)?;
    drop(view);
    let is_factor_needed = session.app.accounts.demand == SecondFactorDemand::Everyone;
    if is_factor_needed && !by_two_factors && account.factors() == Factors::Missing {
        let why = AccountRefusal::IdentityWithoutFactor;
        return Err(failed(session, provider, Some(person), why).await);
    }
    let tx = session.begin().await?;
    let begun = WebSession {
        membership: Some(membership),
        second: by_two_factors.then_some((SecondFactor::Provider, session.now)),
        identity: Some(identity.id),
        ..web_session::new(session, person, FirstFactor::Provider)
    };
    let opened = web_session::open(session, &tx, &begun, &account).await?;
    tx.commit().await?;
    Ok(Returned::SignedIn { opened, way })
}

async fn link(
    session: &Session<'_>,
    provider: &Provider,
    visitor: &Visitor,
    vouched: Vouched,
) -> Result<Returned, Error> {
    let person = visitor.session.person;
    expect_able(visitor)?;
    expect_membership(session, person, provider).await?;
    let identity = Identity {
        id: session.id(),
        person,
        organization: provider.organization(),
        issuer: provider.issuer().to_owned(),
        subject: vouched.subject,
        linked_at: session.now,
    };
    let tx = session.begin().await?;
    match tx.identities().insert(&identity).await {
        Err(store::Error::Refused(refused)) => {
            drop(tx);
            let event =
                Event::ProviderSignInFailed { person: Some(person), organization: identity.organization };
            note(session, &event).await?;
            return Err(Error::Refused(refused));
        }
        inserted => inserted?,
    }
    tx.web_sessions().end_all(session.now, person, Some(visitor.session.id)).await?;
    session.record(&tx, &Event::IdentityLinked { person, organization: identity.organization }).await?;
    tx.commit().await?;
    Ok(Returned::Linked)
}

/// Unlinks an identity. All other sessions of the person end.
///
/// # Errors
/// [`AccountRefusal::PasswordWrong`], [`AccountRefusal::OwnFactorsNeeded`], [`Error::NotFound`] for a
/// stranger's.
pub async fn unlink(app: &App, visitor: &Visitor, id: Id<Identity>, password: &str) -> Result<(), Error> {
    let account = expect_owner(app, visitor, password).await?;
    let session = app.system();
    let tx = session.begin().await?;
    let linked = tx.identities().of(account.person).await?;
    let identity = linked.into_iter().find(|identity| identity.id == id).ok_or(Error::NotFound)?;
    forget(&session, &tx, &identity).await?;
    tx.web_sessions().end_all(session.now, account.person, Some(visitor.session.id)).await?;
    Ok(tx.commit().await?)
}

/// Unlinks every identity of a person.
pub(crate) async fn unlink_all(
    session: &Session<'_>,
    tx: &store::Tx,
    person: Id<Person>,
) -> Result<(), Error> {
    for identity in tx.identities().of(person).await? {
        forget(session, tx, &identity).await?;
    }
    Ok(())
}

async fn forget(session: &Session<'_>, tx: &store::Tx, identity: &Identity) -> Result<(), Error> {
    let Identity { id, person, organization, .. } = *identity;
    tx.identities().delete(person, id).await?;
    session.record(tx, &Event::IdentityUnlinked { person, organization }).await
}

/// Whether the identity that began a session still opens the organization it acts for: linked, of a provider
/// that is still this organization's.
pub(crate) async fn still_opens(
    app: &App,
    view: &store::View,
    begun: &WebSession,
    organization: Option<Id<domain::organization::Organization>>,
) -> Result<bool, Error> {
    let Some(id) = begun.identity else { return Ok(false) };
    let Some(identity) = view.identities().find(id).await? else { return Ok(false) };
    let provider = app.accounts.providers.by_issuer(&identity.issuer);
    Ok(identity.person == begun.person
        && Some(identity.organization) == organization
        && provider.is_some_and(|provider| provider.organization() == identity.organization))
}

/// The account of whoever visits and may change what opens it.
async fn expect_owner(app: &App, visitor: &Visitor, password: &str) -> Result<Account, Error> {
    expect_able(visitor)?;
    let account = account(app, visitor).await?;
    expect_password(app, &account, password).await?;
    Ok(account)
}

fn expect_able(visitor: &Visitor) -> Result<(), Error> {
    visitor.session.may_change_account()?;
    if visitor.stage == Stage::Complete { Ok(()) } else { Err(Error::Unauthenticated) }
}

/// The membership of a person in the organization of a provider.
async fn expect_membership(
    session: &Session<'_>,
    person: Id<Person>,
    provider: &Provider,
) -> Result<Id<domain::person::Membership>, Error> {
    let memberships = web_session::present(session, person).await?;
    let there = memberships.iter().find(|membership| membership.organization == provider.organization());
    Ok(there.ok_or(AccountRefusal::IdentityWithoutMembership)?.id)
}

const fn refusal(trouble: Trouble) -> AccountRefusal {
    match trouble {
        Trouble::Silent => AccountRefusal::ProviderSilent,
        Trouble::Refused => AccountRefusal::ProviderRefused,
    }
}

/// The refusal, once it is on record.
async fn failed(
    session: &Session<'_>,
    provider: &Provider,
    person: Option<Id<Person>>,
    why: AccountRefusal,
) -> Error {
    let event = Event::ProviderSignInFailed { person, organization: provider.organization() };
    match note(session, &event).await {
        Ok(()) => why.into(),
        Err(error) => error,
    }
}

async fn note(session: &Session<'_>, event: &Event) -> Result<(), Error> {
    let tx = session.begin().await?;
    session.record(&tx, event).await?;
    Ok(tx.commit().await?)
}
