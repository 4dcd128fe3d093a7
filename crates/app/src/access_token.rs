//! Tokens by which programs act for a member: made by whoever they act for, shown once, revoked at once.

use domain::{
    Id, Timestamp,
    access::{Member, Scope},
    account::{AccessToken, AccountRefusal, token_end},
    event::Event,
    organization::Organization,
    person::{Membership, Person},
    text::Line,
};
use time::Duration;

use crate::{
    App, Credential, Error, Session,
    session::{secret_text, token_hash},
    sign_in::expect_password,
};

/// Who acts by an access token, if it works and is for programs. Its use is noted, once a minute at most.
///
/// # Errors
/// [`Error::Unauthenticated`].
pub async fn member_by_token(app: &App, secret: &str) -> Result<Member, Error> {
    match holder(app, secret, Scope::is_for_programs).await {
        Err(Error::NotFound) => Err(Error::Unauthenticated),
        found => found,
    }
}

/// Who made the address of a calendar, if it works. Its use is noted, once a minute at most.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn member_by_calendar(app: &App, secret: &str) -> Result<Member, Error> {
    holder(app, secret, |scope| scope == Scope::Calendar).await
}

async fn holder(app: &App, secret: &str, is_meant: impl Fn(Scope) -> bool) -> Result<Member, Error> {
    let session = app.system();
    let (token, member) = session.read().access_tokens().by_hash(session.now, &token_hash(secret)).await?;
    if !is_meant(token.scope) {
        return Err(Error::NotFound);
    }
    if token.is_to_be_noted(session.now)
        && let Err(error) = note_use(&session, token.id).await
    {
        tracing::debug!(%error, "the use of a token is not noted");
    }
    Ok(member)
}

async fn note_use(session: &Session<'_>, id: Id<AccessToken>) -> Result<(), Error> {
    let tx = session.begin().await?;
    tx.access_tokens().note_use(session.now, id).await?;
    Ok(tx.commit().await?)
}

/// The tokens through the present memberships of the person who asks, the newest first; for who signed in by an
/// identity provider, those through the one acted for. `by` is how the person is signed in.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn my_tokens(session: &Session<'_>, by: Option<Credential>) -> Result<Vec<AccessToken>, Error> {
    let member = session.member()?;
    let mut tokens = session.read().access_tokens().of_person(member.person).await?;
    if Credential::expect_own(by).is_err() {
        tokens.retain(|token| token.membership == member.membership);
    }
    Ok(tokens)
}

/// Makes a token through the membership acted for; answers the secret, which is shown once. `by` is how the
/// person is signed in; whoever has an account gives its `password` again.
///
/// # Errors
/// [`AccountRefusal::TokenLivesTooLong`], [`AccountRefusal::OnlyInBrowser`] for who comes with a token,
/// [`AccountRefusal::OwnFactorsNeeded`] for who signed in by an identity provider,
/// [`AccountRefusal::PasswordWrong`], [`Error::Throttled`].
pub async fn make_token(
    session: &Session<'_>,
    by: Option<Credential>,
    password: &str,
    label: Line,
    scope: Scope,
    lifetime: Duration,
) -> Result<(AccessToken, String), Error> {
    let Member { membership, person, .. } = session.member()?;
    Credential::expect_own(by)?;
    if !matches!(by, Some(Credential::Session(_))) {
        return Err(AccountRefusal::OnlyInBrowser.into());
    }
    let expires_at = token_end(session.now, lifetime)?;
    if let Some(account) = session.app.system().read().accounts().of(person).await? {
        expect_password(session.app, &account, password).await?;
    }
    make(session, membership, label, scope, expires_at).await
}

/// Revokes one of one's own tokens at once; answers it as it is then. `by` is how the person is signed in.
///
/// # Errors
/// [`Error::NotFound`], [`AccountRefusal::OwnFactorsNeeded`] for who signed in by an identity provider.
pub async fn revoke_my_token(
    session: &Session<'_>,
    by: Option<Credential>,
    id: Id<AccessToken>,
) -> Result<AccessToken, Error> {
    Credential::expect_own(by)?;
    let person = session.member()?.person;
    let tx = session.begin().await?;
    let mine = tx.access_tokens().of_person(person).await?;
    let token = mine.into_iter().find(|token| token.id == id).ok_or(Error::NotFound)?;
    revoke(session, tx, id).await?;
    Ok(AccessToken { revoked_at: Some(session.now), ..token })
}

/// Makes a token for a member, by the operator.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unavailable`].
pub async fn issue_token(
    app: &App,
    membership: Id<Membership>,
    label: Line,
    scope: Scope,
    expires_at: Timestamp,
) -> Result<(AccessToken, String), Error> {
    make(&app.system(), membership, label, scope, expires_at).await
}

/// Revokes a token at once, by the operator.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn revoke_token(app: &App, id: Id<AccessToken>) -> Result<(), Error> {
    let session = app.system();
    let tx = session.begin().await?;
    revoke(&session, tx, id).await
}

/// The members of an organization with their tokens, one line each.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn members_with_tokens(app: &App, organization: Id<Organization>) -> Result<Vec<String>, Error> {
    let view = app.system().read();
    view.organizations().find(organization).await?;
    let tokens = view.access_tokens().of_organization(organization).await?;
    let mut lines = vec![];
    for (person, membership) in view.people().members(&[organization]).await? {
        lines.push(format!("{}  {}  {}", membership.id, person.name, membership.role));
        for token in tokens.iter().filter(|token| token.membership == membership.id) {
            let standing = match token.revoked_at {
                Some(at) => format!("revoked {}", at.day()),
                None => format!("until {}", token.expires_at.day()),
            };
            let used =
                token.last_used_at.map_or_else(|| "never used".into(), |at| format!("used {}", at.day()));
            lines.push(format!("  token {}  {}  {}  {standing}  {used}", token.id, token.label, token.scope));
        }
    }
    Ok(lines)
}

async fn make(
    session: &Session<'_>,
    membership: Id<Membership>,
    label: Line,
    scope: Scope,
    expires_at: Timestamp,
) -> Result<(AccessToken, String), Error> {
    let secret = format!("kaname_{}", secret_text(session.ids().secret()));
    let token = AccessToken {
        id: session.id(),
        hash: token_hash(&secret),
        membership,
        label,
        scope,
        created_at: session.now,
        expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    let tx = session.begin().await?;
    tx.people().find_present(session.now, membership).await?;
    tx.access_tokens().insert(&token).await?;
    session.record(&tx, &Event::AccessTokenMade { token: token.id }).await?;
    tx.commit().await?;
    Ok((token, secret))
}

/// Revokes every token of a person.
pub(crate) async fn revoke_all(
    session: &Session<'_>,
    tx: &store::Tx,
    person: Id<Person>,
) -> Result<(), Error> {
    for token in tx.access_tokens().of_person(person).await? {
        if token.works(session.now) {
            tx.access_tokens().revoke(session.now, token.id).await?;
            session.record(tx, &Event::AccessTokenRevoked { token: token.id }).await?;
        }
    }
    Ok(())
}

async fn revoke(session: &Session<'_>, tx: store::Tx, id: Id<AccessToken>) -> Result<(), Error> {
    tx.access_tokens().revoke(session.now, id).await?;
    session.record(&tx, &Event::AccessTokenRevoked { token: id }).await?;
    Ok(tx.commit().await?)
}
