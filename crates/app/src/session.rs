//! The application, and somebody's session with it.

use std::{borrow::Cow, collections::HashMap, fmt, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Clock, Id, Ids, Timestamp,
    access::{Action, Actor, Denial, Guest, Member, Relationship, decide},
    account::AccountRefusal,
    audit::{AccountAct, Entity, Outcome, Source},
    timer::TimerKind,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{Database, Ledger, Tx, View, key::Used};
use uuid::Uuid;

use crate::{Error, account::Accounts, live::Live, throttle::Throttle, web_session};

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub database: Database,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes identifiers and secrets.
    pub ids: Arc<dyn Ids>,
    /// Counts what is tried too often.
    pub throttle: Throttle,
    /// What accounts are kept with.
    pub accounts: Accounts,
    /// Those who follow what happens.
    pub live: Live,
    /// By what way whoever has no ledger yet comes, such as somebody who signs in.
    pub source: Source,
}

impl App {
    /// The application over a database, nothing tried yet.
    pub fn new(database: Database, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        let throttle = Throttle::new(Arc::clone(&clock));
        let database = database.with_clock(Arc::clone(&clock));
        let (accounts, live) = (Accounts::default(), Live::default());
        Self { database, clock, ids, throttle, accounts, live, source: Source::Command }
    }

    /// A session of somebody signed in.
    pub fn session(&self, member: Member) -> Session<'_> {
        Session { app: self, actor: Actor::Member(member), now: self.clock.now() }
    }

    /// A session of the holder of an invitation's link.
    pub(crate) fn guest(&self, guest: Guest) -> Session<'_> {
        Session { app: self, actor: Actor::Guest(guest), now: self.clock.now() }
    }

    /// A session of the system itself.
    pub fn system(&self) -> Session<'_> {
        Session { app: self, actor: Actor::System, now: self.clock.now() }
    }

    /// A ledger for one request: what is read through [`App::noting`] is on record once it is flushed, which
    /// whoever answers does before the answer leaves.
    pub fn ledger(&self, source: Source) -> Ledger {
        self.database.ledger(source, self.clock.clone(), self.ids.clone())
    }

    /// This application, noting in `ledger` what is read.
    #[must_use]
    pub fn noting(&self, ledger: &Ledger) -> Self {
        Self { database: self.database.noting(ledger), ..self.clone() }
    }

    /// Who acts by a credential now: asked again and again of those who listen. It is no sign of activity.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn member_of(&self, credential: &Credential) -> Result<Member, Error> {
        match credential {
            Credential::Token(hash) => {
                let found = self.system().read().access_tokens().by_hash(self.clock.now(), hash).await;
                match found {
                    Ok((_, member)) if member.scope.is_for_programs() => Ok(member),
                    Ok(_) | Err(store::Error::NotFound) => Err(Error::Unauthenticated),
                    Err(error) => Err(error.into()),
                }
            }
            Credential::Session(hash) | Credential::Provided(hash) => {
                web_session::visitor_by(self, *hash).await?.member.ok_or(Error::Unauthenticated)
            }
        }
    }
}

/// By what somebody is signed in, as far as it is needed to find out whether they still are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// An access token, by its SHA-256.
    Token([u8; 32]),
    /// A browser's session, by the SHA-256 of its secret.
    Session([u8; 32]),
    /// As [`Self::Session`], begun by the identity provider of an organization.
    Provided([u8; 32]),
}

impl Credential {
    /// That of an access token.
    pub fn token(token: &str) -> Self {
        Self::Token(token_hash(token))
    }

    /// That of a browser's session.
    pub fn session(secret: &str) -> Self {
        Self::Session(token_hash(secret))
    }

    /// That of a browser's session which an identity provider began.
    pub fn provided(secret: &str) -> Self {
        Self::Provided(token_hash(secret))
    }

    /// Refuses whoever signed in by a provider: what is the person's own is not its keeper's to change.
    pub(crate) fn expect_own(by: Option<Self>) -> Result<(), Error> {
        match by {
            Some(Self::Provided(_)) => Err(AccountRefusal::OwnFactorsNeeded.into()),
            Some(Self::Token(_) | Self::Session(_)) | None => Ok(()),
        }
    }
}

/// What is stored of a token: its SHA-256. The secret has 256 random bits, so no slow hash is needed.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// 256 random bits as a cookie, an address or a header may hold them.
pub(crate) fn secret_text(secret: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(secret)
}

/// One request of one actor at one moment.
#[derive(Clone, Copy)]
pub struct Session<'a> {
    pub(crate) app: &'a App,
    /// Who asks.
    pub actor: Actor,
    /// When.
    pub now: Timestamp,
}

impl Session<'_> {
    /// A new identifier.
    pub fn id<T>(&self) -> Id<T> {
        Id::new(self.app.ids.uuid())
    }

    /// The maker of identifiers.
    pub(crate) fn ids(&self) -> &dyn Ids {
        &*self.app.ids
    }

    /// 128 random bits to hash a password with.
    pub(crate) fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        salt.copy_from_slice(&self.ids().secret()[..16]);
        salt
    }

    /// Today in Japan.
    pub fn today(&self) -> time::Date {
        self.now.day()
    }

    /// The member who asks.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for the system, which has no organization.
    pub fn member(&self) -> Result<Member, Error> {
        match self.actor {
            Actor::Member(member) => Ok(member),
            Actor::Guest(_) | Actor::System => Err(Error::Forbidden),
        }
    }

    /// Whether the actor may do `action` to something it stands to in `relationship`.
    ///
    /// # Errors
    /// [`Error::Denied`], [`Error::NotFound`].
    pub(crate) fn allowed(&self, action: Action, relationship: Relationship) -> Result<(), Error> {
        Ok(store::Error::unless_allowed(decide(&self.actor, action, relationship))?)
    }

    /// The member who asks, if they may do `action` in the organization they act for.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::Denied`].
    pub(crate) fn own(&self, action: Action) -> Result<Member, Error> {
        let member = self.member()?;
        self.allowed(action, Relationship::Own)?;
        Ok(member)
    }

    pub(crate) fn read(&self) -> View {
        self.on_record().read(self.actor)
    }

    /// Whether the actor may write at all.
    ///
    /// # Errors
    /// [`Error::Denied`] for a token that only reads.
    pub(crate) fn may_write(&self) -> Result<(), Error> {
        match self.actor {
            Actor::Member(member) if !member.scope.may_write() => Err(Error::Denied(Denial::Scope)),
            _ => Ok(()),
        }
    }

    /// Begins to write. A token that only reads never gets that far.
    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        self.may_write()?;
        Ok(self.on_record().begin(self.actor).await?)
    }

    /// The database with a ledger: the request's, or one for this use alone.
    fn on_record(&self) -> Cow<'_, Database> {
        match self.app.database.noted_in() {
            Some(_) => Cow::Borrowed(&self.app.database),
            None => Cow::Owned(self.app.database.noting(&self.app.ledger(self.app.source))),
        }
    }

    /// Notes what somebody did with an account or with the log; it is on record with the next commit or flush of
    /// the ledger.
    pub fn note_act(&self, act: AccountAct, outcome: Outcome, about: (Entity, Option<Uuid>)) {
        let app = self.on_record();
        if let Some(ledger) = app.noted_in() {
            ledger.note_act(self.actor, act.code(), outcome, about, &[]);
        }
    }

    /// Records an event in the transaction. What others change of a case's team moves its steps soon after.
    pub(crate) async fn record(&self, tx: &Tx, event: &domain::event::Event) -> Result<(), Error> {
        if let Some(case) = event.changes_team_of() {
            tx.timers().set(self.id(), TimerKind::RecomputeMilestones, case.uuid(), self.now).await?;
        }
        Ok(tx.record(self.app.ids.uuid(), self.now, event).await?)
    }

    /// Claims the key for this request and gives the identifier of what it will make; or tells what the same
    /// request made before. Taken back with the transaction.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `IDEMPOTENCY_KEY_REUSED` when the key stood for another request,
    /// [`Error::Contended`] with `IDEMPOTENCY_KEY_IN_USE` while the same request is under way.
    pub(crate) async fn once<I: Serialize, T>(
        &self,
        tx: &Tx,
        key: &IdempotencyKey,
        input: &I,
    ) -> Result<Once<T>, Error> {
        let member = self.member()?;
        let owner = (member.organization, member.person);
        let digest = digest(input)?;
        match tx.keys().used(owner, &key.0, &digest).await? {
            Some(Used::Same(id)) => return Ok(Once::MadeBefore(Id::new(id))),
            Some(Used::Otherwise) => {
                return Err(Error::Invalid { code: "IDEMPOTENCY_KEY_REUSED", field: Some("idempotencyKey") });
            }
            None => {}
        }
        let id: Id<T> = self.id();
        tx.keys().remember(owner, &key.0, &digest, id.uuid(), self.now).await.map_err(
            |error| match error {
                store::Error::Duplicate => Error::Contended { code: "IDEMPOTENCY_KEY_IN_USE" },
                error => error.into(),
            },
        )?;
        Ok(Once::New(id))
    }

    /// What the rows of a list made before, by their keys.
    pub(crate) async fn made_before(
        &self,
        view: &View,
        keys: &RowKeys,
    ) -> Result<HashMap<IdempotencyKey, Made>, Error> {
        let member = self.member()?;
        let owner = (member.organization, member.person);
        let used = view.keys().used_beginning(owner, &keys.prefix).await?;
        Ok(used.into_iter().map(|(key, digest, id)| (IdempotencyKey(key), Made { digest, id })).collect())
    }
}

/// Whether a request with a key is new.
pub(crate) enum Once<T> {
    /// It is, and makes the thing with this identifier.
    New(Id<T>),
    /// It made this thing before.
    MadeBefore(Id<T>),
}

fn digest<I: Serialize>(input: &I) -> Result<[u8; 32], Error> {
    let json = serde_json::to_vec(input).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(Sha256::digest(json).into())
}

/// A key of the caller's choice by which a repeated request is known: 1 to 100 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl<T> From<Id<T>> for IdempotencyKey {
    fn from(id: Id<T>) -> Self {
        Self(id.to_string())
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl IdempotencyKey {
    /// Reads a key.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `IDEMPOTENCY_KEY_MALFORMED`.
    pub fn parse(key: &str) -> Result<Self, Error> {
        if (1..=100).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()) {
            Ok(Self(key.to_owned()))
        } else {
            Err(Error::Invalid { code: "IDEMPOTENCY_KEY_MALFORMED", field: Some("idempotencyKey") })
        }
    }
}

/// The keys of the rows of one list: each row is known by the list's key and its place.
pub(crate) struct RowKeys {
    prefix: String,
    compares: Compares,
}

/// Whether a row sent again must say the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compares {
    /// It must.
    Rows,
    /// The text it is read from is in the key; how it is read does not matter.
    Text,
}

impl RowKeys {
    /// Those of rows that a program lists.
    pub(crate) fn of(key: &IdempotencyKey) -> Self {
        Self { prefix: prefix(Sha256::digest(key.0.as_bytes()).into()), compares: Compares::Rows }
    }

    /// Those of the rows of a text, whichever way its lines end.
    pub(crate) fn of_text(key: &IdempotencyKey, text: &str) -> Self {
        let mut hash = Sha256::new_with_prefix(key.0.as_bytes());
        for line in text.split(['\r', '\n']).filter(|line| !line.is_empty()) {
            hash.update(b"\n");
            hash.update(line.as_bytes());
        }
        Self { prefix: prefix(hash.finalize().into()), compares: Compares::Text }
    }

    /// That of a row.
    pub(crate) fn row(&self, nth: usize) -> IdempotencyKey {
        IdempotencyKey(format!("{}{nth}", self.prefix))
    }
}

fn prefix(digest: [u8; 32]) -> String {
    format!("row-{}-", secret_text(digest))
}

/// What a row's key was used for before.
pub(crate) struct Made {
    digest: Vec<u8>,
    id: Uuid,
}

impl Made {
    /// What was made of a row.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `IDEMPOTENCY_KEY_REUSED` when it said something else then.
    pub(crate) fn of<I: Serialize, T>(&self, keys: &RowKeys, row: &I) -> Result<Id<T>, Error> {
        if keys.compares == Compares::Rows && digest(row)?[..] != self.digest[..] {
            return Err(Error::Invalid { code: "IDEMPOTENCY_KEY_REUSED", field: Some("idempotencyKey") });
        }
        Ok(Id::new(self.id))
    }
}

/// Refuses an edit of a record that is no longer at the version the caller read.
pub(crate) fn expect_version(expected: i32, current: i32) -> Result<(), Error> {
    if expected == current { Ok(()) } else { Err(Error::Conflict { current_version: current }) }
}
