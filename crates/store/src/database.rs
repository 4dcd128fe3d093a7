//! The database: opened once, read through views, written through transactions.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{
    Clock, Ids, Timestamp,
    access::Actor,
    audit::{Of, Source},
};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Notify, watch};

use crate::{
    audit::{
        self,
        writer::{self, Writer},
    },
    error::{Error, is_fatal},
    feed::Feed,
    ledger::{Known, Ledger, Note, Unwritten},
    postgres::{self, Obstacle, Reading},
    sqlite::{self, Gate, Sqlite, Turn},
};

/// A database of either engine. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    engine: Engine,
    statements: Arc<AtomicU64>,
    committed: Arc<Notify>,
    feed: Arc<Feed>,
    clock: Option<Arc<dyn Clock>>,
    #[cfg(feature = "first-wall-off")]
    first_wall_off: bool,
    /// The writer of what was read.
    writer: Writer,
    unaudited: Arc<AtomicU64>,
    ledger: Option<Ledger>,
}

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Postgres(DatabaseConnection),
}

impl Database {
    /// The file that the address of an SQLite database names; none of one in memory or elsewhere.
    pub fn file_of(url: &str) -> Option<&str> {
        sqlite::file_of(url)
    }

    /// Opens `sqlite://path` (made if missing) or, as their owner, `postgres://…` and brings the tables up to
    /// date.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Database`].
    pub async fn open_and_migrate(url: &str) -> Result<Self, Error> {
        let database = Self::open(url).await?;
        database.migrate().await?;
        Ok(database)
    }

    /// Opens a database as it is.
    ///
    /// # Errors
    /// [`Error::Database`] with what stands in the way.
    pub async fn open(url: &str) -> Result<Self, Error> {
        let engine = if url.starts_with("sqlite:") {
            Engine::Sqlite(Sqlite::open(url).await?)
        } else {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10))
                .test_before_acquire_if_idle_for(Duration::from_secs(5))
                .sqlx_logging(false);
            Engine::Postgres(sea_orm::Database::connect(options).await.map_err(Error::Database)?)
        };
        let (writer, jobs) = Writer::new();
        let bare = |writer| Self {
            engine: engine.clone(),
            statements: Arc::default(),
            committed: Arc::default(),
            feed: Arc::default(),
            writer,
            unaudited: Arc::default(),
            ledger: None,
            clock: None,
            #[cfg(feature = "first-wall-off")]
            first_wall_off: false,
        };
        // The writer's own database leads to no writer, so that the task ends with the last other one.
        tokio::spawn(writer::run(bare(Writer::new().0), jobs));
        Ok(bare(writer))
    }

    /// The room for reads while the database takes no writes, in bytes.
    pub const SPOOL: u64 = 32 * 1024 * 1024;

    /// From here on reads go on while an SQLite file takes no writes: they are put on record in a file beside it,
    /// of `size` bytes taken beforehand (an eighth of the room there is, where the medium has less), and moved
    /// into the log before writes are taken again. What a crash left there is moved now. Where there is no such
    /// file or it is full, reads of patients fail with [`Error::Unavailable`].
    pub async fn keep_spool(&self, size: u64) {
        if let Engine::Sqlite(sqlite) = &self.engine {
            sqlite.keep_spool(size).await;
        }
    }

    /// Moves what was spooled into the log.
    pub(crate) async fn import_spool(&self) -> Result<(), Error> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.import_spool().await,
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Puts what was read on record in the spool.
    pub(crate) async fn spool(&self, requests: Vec<Unwritten>) -> Result<(), Error> {
        let Engine::Sqlite(sqlite) = &self.engine else { return Err(Error::Unavailable) };
        sqlite.spool(audit::entries(&self.read(Actor::System), requests).await?).await
    }

    /// A ledger for one request, which came by `source`.
    pub fn ledger(&self, source: Source, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Ledger {
        Ledger::new((ids.uuid(), source), clock, ids, self.writer.clone(), self.unaudited.clone())
    }

    /// This database, noting in `ledger` what is read through it.
    #[must_use]
    pub fn noting(&self, ledger: &Ledger) -> Self {
        Self { ledger: Some(ledger.clone()), ..self.clone() }
    }

    /// The ledger in which is noted what is read through this.
    pub fn noted_in(&self) -> Option<&Ledger> {
        self.ledger.as_ref()
    }

    /// How often somebody read of a patient and the ledger was thrown away before that was on record.
    pub fn unaudited_reads(&self) -> u64 {
        self.unaudited.load(Ordering::Relaxed)
    }

    /// The database, with a clock by which access ends that lasts a while; without one the server's is taken.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The database without the first wall: it looks up and lists as for the system, whoever asks. What is
    /// still kept apart, row-level security keeps apart. Only tests have it.
    #[cfg(feature = "first-wall-off")]
    #[must_use]
    pub fn without_first_wall(mut self) -> Self {
        self.first_wall_off = true;
        self
    }

    /// Brings the tables of SQLite up to date. On PostgreSQL only their owner may; there it tells what keeps
    /// this role from working.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Database`].
    pub async fn make_ready(&self) -> Result<Vec<Obstacle>, Error> {
        match &self.engine {
            Engine::Postgres(connection) => postgres::obstacles(connection).await,
            Engine::Sqlite(_) => self.migrate().await.map(|()| vec![]),
        }
    }

    /// What keeps this process from working on the database as it is.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Database`].
    pub async fn obstacles(&self) -> Result<Vec<Obstacle>, Error> {
        match &self.engine {
            Engine::Postgres(connection) => postgres::obstacles(connection).await,
            Engine::Sqlite(_) => {
                let pending = self.pending_migrations().await?.len();
                Ok(if pending == 0 { vec![] } else { vec![Obstacle::Pending(pending)] })
            }
        }
    }

    /// Brings the tables of PostgreSQL up to date as their owner and grants `role` what a process needs, all
    /// or nothing.
    ///
    /// # Errors
    /// The obstacle that `role` is; [`Error::Unavailable`], [`Error::Database`].
    pub async fn migrate_for(&self, role: &str) -> Result<Result<(), Obstacle>, Error> {
        match &self.engine {
            Engine::Postgres(connection) => postgres::migrate(connection, Some(role)).await,
            Engine::Sqlite(_) => self.migrate().await.map(Ok),
        }
    }

    /// Whether the tables belong to an owner apart from those who work on them, as on PostgreSQL.
    pub fn has_owner(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Brings the tables up to date; later starts change nothing.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Database`].
    pub async fn migrate(&self) -> Result<(), Error> {
        match &self.engine {
            Engine::Postgres(connection) => postgres::migrate(connection, None).await.map(|_| ()),
            Engine::Sqlite(sqlite) => {
                let mut turn = sqlite.begin().await?;
                match migrations::Migrator::up(&turn.connection, None).await {
                    Ok(()) => turn.commit().await,
                    Err(error) => {
                        if is_fatal(&error) {
                            turn.poison();
                        }
                        Err(error.into())
                    }
                }
            }
        }
    }

    /// The names of migrations that have not run yet.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Database`].
    pub async fn pending_migrations(&self) -> Result<Vec<String>, Error> {
        let pending = match &self.engine {
            Engine::Postgres(connection) => return postgres::pending(connection).await,
            Engine::Sqlite(sqlite) => {
                // Asking makes the table of migrations that ran, which readers cannot; it is taken back.
                let turn = sqlite.begin().await?;
                migrations::Migrator::get_pending_migrations(&turn.connection).await?
            }
        };
        Ok(pending.into_iter().map(|migration| migration.name().to_owned()).collect())
    }

    /// A view for reading on behalf of `actor`.
    pub fn read(&self, actor: Actor) -> View {
        let executor = match &self.engine {
            Engine::Sqlite(sqlite) => Executor::Connection(sqlite.readers.clone()),
            Engine::Postgres(connection) => {
                Executor::Reading(Reading::new(connection.clone(), self.settings(&actor)))
            }
        };
        self.view(actor, executor)
    }

    /// Begins a transaction on behalf of `actor`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] while the write gate is closed or the database is out of reach.
    pub async fn begin(&self, actor: Actor) -> Result<Tx, Error> {
        match &self.engine {
            Engine::Sqlite(sqlite) => {
                let turn = sqlite.begin().await?;
                let view = self.view(actor, Executor::Connection(turn.connection.clone()));
                Ok(Tx { view, turn: Some(turn), committed: self.committed.clone(), feed: self.feed.clone() })
            }
            Engine::Postgres(connection) => {
                let transaction = connection.begin().await?;
                transaction.execute_unprepared(&self.settings(&actor)).await?;
                let view = self.view(actor, Executor::Transaction(transaction));
                Ok(Tx { view, turn: None, committed: self.committed.clone(), feed: self.feed.clone() })
            }
        }
    }

    /// The write gate, which only SQLite has.
    pub fn gate(&self) -> Option<watch::Receiver<Gate>> {
        match &self.engine {
            Engine::Sqlite(sqlite) => Some(sqlite.gate()),
            Engine::Postgres(_) => None,
        }
    }

    /// Whether writes are taken and the database answers.
    pub async fn is_ready(&self) -> bool {
        let open = self.gate().is_none_or(|gate| *gate.borrow() == Gate::Open);
        open && self.read(Actor::System).query_one_raw(self.statement("SELECT 1")).await.is_ok()
    }

    /// Leaves nothing of deleted rows in the files of SQLite. PostgreSQL overwrites them when it next vacuums.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Database`].
    pub async fn scrub(&self) -> Result<(), Error> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.scrub().await,
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Lets go of the files or of the server, once nothing else is asked of this database.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Database`].
    pub async fn close(self) -> Result<(), Error> {
        match self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(connection) => Ok(connection.close().await?),
        }
    }

    /// Wakes one who waits when this process has committed an event.
    pub fn committed(&self) -> Arc<Notify> {
        self.committed.clone()
    }

    /// Where those listen who follow what happens.
    pub(crate) fn feed(&self) -> &Arc<Feed> {
        &self.feed
    }

    /// The connections, where the engine is PostgreSQL.
    pub(crate) fn postgres(&self) -> Option<&DatabaseConnection> {
        match &self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(connection) => Some(connection),
        }
    }

    /// How many statements have run, for tests that count them.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    fn settings(&self, actor: &Actor) -> String {
        postgres::settings(actor, self.clock.as_ref().map(|clock| clock.now()))
    }

    fn statement(&self, sql: &str) -> Statement {
        let backend = match self.engine {
            Engine::Sqlite(_) => DbBackend::Sqlite,
            Engine::Postgres(_) => DbBackend::Postgres,
        };
        Statement::from_string(backend, sql)
    }

    fn view(&self, actor: Actor, executor: Executor) -> View {
        View {
            actor,
            executor,
            statements: self.statements.clone(),
            poisoned: AtomicBool::new(false),
            recorded: AtomicBool::new(false),
            now: self.clock.as_ref().map(|clock| clock.now()),
            #[cfg(feature = "first-wall-off")]
            first_wall_off: self.first_wall_off,
            ledger: self.ledger.clone(),
            unaudited: self.unaudited.clone(),
            acts: Mutex::default(),
        }
    }
}

/// Rows as one actor may see them. Repositories hang on it.
pub struct View {
    actor: Actor,
    executor: Executor,
    statements: Arc<AtomicU64>,
    poisoned: AtomicBool,
    recorded: AtomicBool,
    now: Option<Timestamp>,
    #[cfg(feature = "first-wall-off")]
    first_wall_off: bool,
    ledger: Option<Ledger>,
    unaudited: Arc<AtomicU64>,
    /// What is done in this transaction and goes into the log with it.
    acts: Mutex<Vec<Note>>,
}

enum Executor {
    Connection(DatabaseConnection),
    Transaction(DatabaseTransaction),
    Reading(Reading),
}

impl View {
    /// The moment at which rows are looked at.
    pub(crate) const fn now(&self) -> Option<Timestamp> {
        self.now
    }

    /// On whose behalf rows are read and written.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// For whom is decided what may be seen and done.
    pub(crate) fn judged(&self) -> &Actor {
        #[cfg(feature = "first-wall-off")]
        if self.first_wall_off {
            return &Actor::System;
        }
        &self.actor
    }

    /// Whether row-level security stands behind what is asked, and functions beside it tell what it hides.
    pub(crate) fn is_walled(&self) -> bool {
        self.get_database_backend() == DbBackend::Postgres
            && !matches!(self.actor, Actor::System | Actor::Guest(_))
    }

    /// Notes that an event was recorded, which somebody may wait for.
    pub(crate) fn note_recorded(&self) {
        self.recorded.store(true, Ordering::Relaxed);
    }

    /// Notes what was read.
    pub(crate) fn note(&self, note: Note) {
        match &self.ledger {
            Some(ledger) => ledger.note(note),
            None => drop(self.unaudited.fetch_add(1, Ordering::Relaxed)),
        }
    }

    /// Notes what is done, to be written with the commit and with nothing else.
    pub(crate) fn note_act(&self, act: Note) {
        self.acts.lock().unwrap_or_else(PoisonError::into_inner).push(act);
    }

    /// Remembers whom a thing is about.
    pub(crate) fn learn(&self, of: Of, known: Known) {
        if let Some(ledger) = &self.ledger {
            ledger.learn(of, known);
        }
    }

    /// From here on, what is seen of the patient of this case or record is seen under an emergency access.
    pub fn under_emergency(&self, of: Of, access: uuid::Uuid) {
        if let Some(ledger) = &self.ledger {
            ledger.under_emergency(of, access);
        }
    }

    fn seen<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if result.as_ref().is_err_and(is_fatal) {
            self.poisoned.store(true, Ordering::Relaxed);
        }
        result
    }

    fn count(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl ConnectionTrait for View {
    fn get_database_backend(&self) -> DbBackend {
        match &self.executor {
            Executor::Connection(connection) => connection.get_database_backend(),
            Executor::Transaction(transaction) => transaction.get_database_backend(),
            Executor::Reading(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.count();
        self.seen(match &self.executor {
            Executor::Connection(connection) => connection.execute_raw(statement).await,
            Executor::Transaction(transaction) => transaction.execute_raw(statement).await,
            Executor::Reading(reading) => reading.begun().await?.execute_raw(statement).await,
        })
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.count();
        self.seen(match &self.executor {
            Executor::Connection(connection) => connection.execute_unprepared(sql).await,
            Executor::Transaction(transaction) => transaction.execute_unprepared(sql).await,
            Executor::Reading(reading) => reading.begun().await?.execute_unprepared(sql).await,
        })
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.count();
        self.seen(match &self.executor {
            Executor::Connection(connection) => connection.query_one_raw(statement).await,
            Executor::Transaction(transaction) => transaction.query_one_raw(statement).await,
            Executor::Reading(reading) => reading.begun().await?.query_one_raw(statement).await,
        })
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.count();
        self.seen(match &self.executor {
            Executor::Connection(connection) => connection.query_all_raw(statement).await,
            Executor::Transaction(transaction) => transaction.query_all_raw(statement).await,
            Executor::Reading(reading) => reading.begun().await?.query_all_raw(statement).await,
        })
    }
}

/// A transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx {
    view: View,
    turn: Option<Turn>,
    committed: Arc<Notify>,
    feed: Arc<Feed>,
}

impl Tx {
    /// Has SQLite keep up to `bytes` of the file at hand for this and later transactions, where much is written.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn keep_at_hand(&self, bytes: u64) -> Result<(), Error> {
        if self.get_database_backend() == DbBackend::Sqlite {
            self.execute_unprepared(&format!("PRAGMA cache_size = -{}", bytes / 1024)).await?;
        }
        Ok(())
    }

    /// Lets what follows in this transaction reach every row, whoever asks, until [`Tx::restore_wall`]: for
    /// what must hold in all of a patient's cases, and for looking up what is then decided upon.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn lift_wall(&self) -> Result<(), Error> {
        self.set_wall("on").await
    }

    /// Ends what [`Tx::lift_wall`] began.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn restore_wall(&self) -> Result<(), Error> {
        self.set_wall("").await
    }

    async fn set_wall(&self, system: &str) -> Result<(), Error> {
        if self.is_walled() {
            self.execute_unprepared(&format!("SET LOCAL kaname.system = '{system}'")).await?;
        }
        Ok(())
    }

    /// Makes everything done in this transaction last.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the outcome is not certain; the same idempotency key finds it out.
    pub async fn commit(self) -> Result<(), Error> {
        let read = self.view.ledger.as_ref().and_then(Ledger::take);
        let noted = read.as_ref().map(|read| read.notes.clone());
        let ledger = self.view.ledger.clone();
        // On the heap, since every use case ends here and would have it in its own future.
        let done = Box::pin(self.write_and_commit(read)).await;
        if let (Err(_), Some(ledger), Some(noted)) = (&done, ledger, noted) {
            ledger.put_back(noted);
        }
        done
    }

    async fn write_and_commit(mut self, read: Option<Unwritten>) -> Result<(), Error> {
        let acts = std::mem::take(&mut *self.view.acts.lock().unwrap_or_else(PoisonError::into_inner));
        self.write_log(read, acts).await?;
        match self.turn.take() {
            Some(mut turn) if self.view.poisoned.load(Ordering::Relaxed) => {
                turn.poison();
                return Err(Error::Unavailable);
            }
            Some(turn) => turn.commit().await?,
            None => {
                let gone = Executor::Connection(DatabaseConnection::default());
                if let Executor::Transaction(transaction) = std::mem::replace(&mut self.view.executor, gone) {
                    transaction.commit().await.map_err(|error| {
                        tracing::error!(%error, "a commit failed");
                        Error::Unavailable
                    })?;
                }
            }
        }
        if self.view.recorded.load(Ordering::Relaxed) {
            self.committed.notify_one();
            self.feed.committed.notify_one();
        }
        Ok(())
    }

    /// Writes what was read and what was done into the log.
    async fn write_log(&self, read: Option<Unwritten>, acts: Vec<Note>) -> Result<(), Error> {
        let mut pages: Vec<Unwritten> = read.into_iter().collect();
        if let (Some(at), Some(request)) =
            (acts.first().and_then(|act| act.at), acts.first().and_then(|act| act.id))
        {
            let page = self.view.ledger.as_ref().map(Ledger::page);
            let mut page = page.unwrap_or_else(|| Unwritten::bare(request, at));
            page.notes = acts;
            pages.push(page);
        }
        if pages.is_empty() {
            return Ok(());
        }
        // Whom a thing is about is looked up in rows that whoever asks may not see; nothing follows but the commit.
        if self.turn.is_none() && !matches!(self.view.actor, Actor::System) {
            self.view.execute_unprepared(&postgres::settings(&Actor::System, None)).await?;
        }
        audit::write(&self.view, pages).await
    }
}

impl std::ops::Deref for Tx {
    type Target = View;
    fn deref(&self) -> &View {
        &self.view
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let Some(turn) = &mut self.turn
            && self.view.poisoned.load(Ordering::Relaxed)
        {
            turn.poison();
        }
    }
}
