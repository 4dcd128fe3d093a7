//! Sessions of browsers: who comes with a secret, for whom they act, and how a session ends.

use domain::{
    Id, Timestamp,
    access::Member,
    account::{Account, Factors, FirstFactor, SecondFactor, Stage, WebSession},
    event::Event,
    organization::Organization,
    person::{Membership, Person},
};

use crate::{App, Error, Session, access_token::revoke_all, identity::still_opens, session::token_hash};

/// Somebody who came with the secret of a session that works.
#[derive(Clone, Copy, Debug)]
pub struct Visitor {
    /// The session.
    pub session: WebSession,
    /// What it still lacks.
    pub stage: Stage,
    /// The actor, once it lacks nothing.
    pub member: Option<Member>,
    /// The one organization it may act for, where that one's identity provider began it.
    pub within: Option<Id<Organization>>,
    pub(crate) hash: [u8; 32],
}

impl Visitor {
    /// Whether the session may act for an organization of the person's.
    pub fn reaches(&self, organization: Id<Organization>) -> bool {
        self.within.is_none_or(|within| within == organization)
    }
}

/// A session under a new secret, which is shown to its browser only.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The secret.
    pub secret: String,
    /// What the session still lacks.
    pub stage: Stage,
}

/// Who comes with a secret; nobody when the session has ended, by whatever cause.
///
/// # Errors
/// [`Error::Unauthenticated`].
pub async fn visitor(app: &App, secret: &str) -> Result<Visitor, Error> {
    let visitor = visitor_unnoted(app, secret).await?;
    let session = app.system();
    if visitor.session.is_to_be_noted(session.now)
        && let Err(error) = note_use(&session, visitor.session.id).await
    {
        tracing::debug!(%error, "the use of a session is not noted");
    }
    Ok(visitor)
}

/// As [`visitor`], for what a page does by itself: nobody may be in front of it, so that it counts as no use.
///
/// # Errors
/// [`Error::Unauthenticated`].
pub async fn visitor_unnoted(app: &App, secret: &str) -> Result<Visitor, Error> {
    visitor_by(app, token_hash(secret)).await
}

pub(crate) async fn visitor_by(app: &App, hash: [u8; 32]) -> Result<Visitor, Error> {
    let nobody = |error| match error {
        store::Error::NotFound => Error::Unauthenticated,
        error => error.into(),
    };
    let session = app.system();
    let view = session.read();
    let found = view.web_sessions().by_hash(&hash).await.map_err(nobody)?;
    if !found.works(session.now, app.accounts.idle) {
        return Err(Error::Unauthenticated);
    }
    let account = match (found.second, found.first) {
        (None, FirstFactor::Password | FirstFactor::Link | FirstFactor::Provider) => {
            view.accounts().of(found.person).await?
        }
        _ => None,
    };
    let stage = stage(app, &found, account.as_ref());
    let member = match found.membership {
        Some(id) => {
            let membership = view.people().find_present(session.now, id).await.map_err(nobody)?;
            Some(view.people().member(&membership).await.map_err(nobody)?)
        }
        None => None,
    };
    let within = match found.first {
        FirstFactor::Provider => member.map(|member| member.organization),
        FirstFactor::Password | FirstFactor::Link | FirstFactor::Demo => None,
    };
    if found.first == FirstFactor::Provider && !still_opens(app, &view, &found, within).await? {
        return Err(Error::Unauthenticated);
    }
    let member = member.filter(|_| stage == Stage::Complete);
    Ok(Visitor { session: found, stage, member, within, hash })
}

async fn note_use(session: &Session<'_>, id: Id<WebSession>) -> Result<(), Error> {
    let tx = session.begin().await?;
    tx.web_sessions().note_use(session.now, id).await?;
    Ok(tx.commit().await?)
}

/// The present memberships of the person who visits, as far as the session reaches.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn memberships(app: &App, visitor: &Visitor) -> Result<Vec<Membership>, Error> {
    let mut memberships = present(&app.system(), visitor.session.person).await?;
    memberships.retain(|membership| visitor.reaches(membership.organization));
    Ok(memberships)
}

/// The sessions of the person who visits, the newest first; in one that an identity provider began, that alone.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn open_sessions(app: &App, visitor: &Visitor) -> Result<Vec<WebSession>, Error> {
    let session = app.system();
    let mut open = session.read().web_sessions().open(session.now, visitor.session.person).await?;
    open.retain(|open| open.works(session.now, app.accounts.idle));
    if visitor.within.is_some() {
        open.retain(|open| open.id == visitor.session.id);
    }
    Ok(open)
}

/// Acts from now on through another membership of the same person.
///
/// # Errors
/// [`Error::NotFound`] when it is not the person's, has ended, or is beyond the session's reach.
pub async fn act_for(app: &App, visitor: &Visitor, membership: Id<Membership>) -> Result<Opened, Error> {
    if !matches!(visitor.stage, Stage::ActingFor | Stage::Complete) {
        return Err(Error::Unauthenticated);
    }
    let session = app.system();
    let tx = session.begin().await?;
    let membership = tx.people().find_present(session.now, membership).await?;
    if membership.person != visitor.session.person || !visitor.reaches(membership.organization) {
        return Err(Error::NotFound);
    }
    let chosen = WebSession { membership: Some(membership.id), last_seen_at: session.now, ..visitor.session };
    let secret = raise(&session, &tx, visitor, &chosen).await?;
    tx.commit().await?;
    Ok(Opened { secret, stage: Stage::Complete })
}

/// Ends the visitor's own session.
///
/// # Errors
/// [`Error::NotFound`] when it was ended before.
pub async fn sign_out(app: &App, visitor: &Visitor) -> Result<(), Error> {
    end(app, visitor, visitor.session.id).await
}

/// Ends one of the visitor's sessions.
///
/// # Errors
/// [`Error::NotFound`], [`domain::account::AccountRefusal::OwnFactorsNeeded`].
pub async fn end(app: &App, visitor: &Visitor, id: Id<WebSession>) -> Result<(), Error> {
    if id != visitor.session.id {
        visitor.session.may_change_account()?;
    }
    let session = app.system();
    let tx = session.begin().await?;
    let person = visitor.session.person;
    tx.web_sessions().end(session.now, person, id).await?;
    session.record(&tx, &Event::SignedOut { person }).await?;
    Ok(tx.commit().await?)
}

/// Ends every session of the visitor, this one too, and revokes every token.
///
/// # Errors
/// [`domain::account::AccountRefusal::OwnFactorsNeeded`].
pub async fn sign_out_everywhere(app: &App, visitor: &Visitor) -> Result<(), Error> {
    visitor.session.may_change_account()?;
    let session = app.system();
    let tx = session.begin().await?;
    let person = visitor.session.person;
    tx.web_sessions().end_all(session.now, person, None).await?;
    revoke_all(&session, &tx, person).await?;
    session.record(&tx, &Event::SignedOut { person }).await?;
    Ok(tx.commit().await?)
}

/// Begins a session of a member without any proof: for the demo, where everyone is invented.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn begin_demo(app: &App, membership: Id<Membership>) -> Result<Opened, Error> {
    let session = app.system();
    let tx = session.begin().await?;
    let membership = tx.people().find_present(session.now, membership).await?;
    let begun =
        WebSession { membership: Some(membership.id), ..new(&session, membership.person, FirstFactor::Demo) };
    let secret = new_secret(&session);
    tx.web_sessions().insert(&begun, &token_hash(&secret)).await?;
    tx.commit().await?;
    Ok(Opened { secret, stage: Stage::Complete })
}

/// Begins a session of somebody who gave a first factor; with one membership there is nothing to choose.
pub(crate) async fn begin(
    session: &Session<'_>,
    tx: &store::Tx,
    account: &Account,
    memberships: &[Membership],
    first: FirstFactor,
) -> Result<Opened, Error> {
    let membership = match memberships {
        [only] => Some(only.id),
        _ => None,
    };
    let begun = WebSession { membership, ..new(session, account.person, first) };
    open(session, tx, &begun, account).await
}

/// Begins this session under a secret of its own.
pub(crate) async fn open(
    session: &Session<'_>,
    tx: &store::Tx,
    begun: &WebSession,
    account: &Account,
) -> Result<Opened, Error> {
    let stage = stage(session.app, begun, Some(account));
    let secret = new_secret(session);
    tx.web_sessions().insert(begun, &token_hash(&secret)).await?;
    note_if_signed_in(session, tx, begun, stage).await?;
    Ok(Opened { secret, stage })
}

/// Writes what a session may do from now on, under another secret.
pub(crate) async fn raise(
    session: &Session<'_>,
    tx: &store::Tx,
    visitor: &Visitor,
    raised: &WebSession,
) -> Result<String, Error> {
    let secret = new_secret(session);
    tx.web_sessions().raise(raised, &visitor.hash, &token_hash(&secret)).await.map_err(
        |error| match error {
            store::Error::NotFound => Error::Unauthenticated,
            error => error.into(),
        },
    )?;
    Ok(secret)
}

/// The session with a second factor given now.
pub(crate) async fn raise_by(
    session: &Session<'_>,
    tx: &store::Tx,
    visitor: &Visitor,
    factor: SecondFactor,
) -> Result<Opened, Error> {
    let raised =
        WebSession { second: Some((factor, session.now)), last_seen_at: session.now, ..visitor.session };
    let secret = raise(session, tx, visitor, &raised).await?;
    let stage = stage(session.app, &raised, None);
    if visitor.session.second.is_none() {
        note_if_signed_in(session, tx, &raised, stage).await?;
    }
    Ok(Opened { secret, stage })
}

async fn note_if_signed_in(
    session: &Session<'_>,
    tx: &store::Tx,
    begun: &WebSession,
    stage: Stage,
) -> Result<(), Error> {
    match stage {
        Stage::ActingFor | Stage::Complete => {
            session.record(tx, &Event::SignedIn { person: begun.person }).await
        }
        Stage::SecondFactor | Stage::SetUpSecondFactor => Ok(()),
    }
}

/// The memberships of a person that last at this moment.
pub(crate) async fn present(session: &Session<'_>, person: Id<Person>) -> Result<Vec<Membership>, Error> {
    let mut memberships = session.read().people().memberships_of(&[person]).await?;
    memberships.retain(|membership| membership.from <= session.now);
    Ok(memberships)
}

pub(crate) fn new(session: &Session<'_>, person: Id<Person>, first: FirstFactor) -> WebSession {
    let now: Timestamp = session.now;
    WebSession {
        id: session.id(),
        person,
        membership: None,
        started_at: now,
        last_seen_at: now,
        expires_at: now + session.app.accounts.longest,
        first,
        second: None,
        identity: None,
        ended_at: None,
    }
}

fn stage(app: &App, session: &WebSession, account: Option<&Account>) -> Stage {
    session.stage(account.map_or(Factors::Missing, Account::factors), app.accounts.demand)
}

fn new_secret(session: &Session<'_>) -> String {
    crate::session::secret_text(session.ids().secret())
}
