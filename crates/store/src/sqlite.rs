//! SQLite: one writer that begins IMMEDIATE, readers apart, and the write gate.
//!
//! A failed commit can leave a connection inside a transaction that the pool believes closed; everything
//! acknowledged later through it would be lost. So the writer is one connection whose BEGIN, COMMIT and
//! ROLLBACK are issued here, and the first sign of a failing medium discards it and closes the gate: no
//! write is acknowledged until a fresh connection has committed a probe durably. Reads go on meanwhile, and are
//! put on record in a spool, which is moved into the log before the gate opens.

use std::{
    fs::OpenOptions,
    io,
    os::unix::fs::OpenOptionsExt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::{
    audit::{
        self, entry,
        spool::{self, Spool},
    },
    error::{Error, is_busy},
};

/// How long a write waits for its turn, or for another process to finish.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a closed gate is tried.
const PROBE_EVERY: Duration = Duration::from_millis(250);
/// What a probe writes: enough pages to notice a medium that has room for no more than a few rows.
const PROBE_BYTES: usize = 64 * 1024;

/// Whether writes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Yes.
    Open,
    /// No: the medium failed, and no probe has passed since.
    Closed,
    /// Never again in this process: the failed connection could not be discarded. Exit with 70.
    Broken,
}

pub(crate) struct Sqlite {
    pub(crate) readers: DatabaseConnection,
    writer: Arc<Mutex<Writer>>,
    gate: watch::Sender<Gate>,
    url: String,
    /// Where reads go on record while the gate is closed.
    spool: OnceLock<Arc<Mutex<Spool>>>,
}

/// The one writing connection; `None` while the gate is closed.
pub(crate) struct Writer {
    connection: Option<DatabaseConnection>,
}

impl Sqlite {
    pub(crate) async fn open(url: &str) -> Result<Arc<Self>, Error> {
        keep_private(url);
        let writer = connect(url, 1, false).await.map_err(Error::Database)?;
        let readers = connect(url, 4, true).await.map_err(Error::Database)?;
        let sqlite = Arc::new(Self {
            readers,
            writer: Arc::new(Mutex::new(Writer { connection: Some(writer) })),
            gate: watch::Sender::new(Gate::Open),
            url: url.to_owned(),
            spool: OnceLock::new(),
        });
        tokio::spawn(keep_gate(Arc::downgrade(&sqlite)));
        Ok(sqlite)
    }

    pub(crate) fn gate(&self) -> watch::Receiver<Gate> {
        self.gate.subscribe()
    }

    /// Waits for the writer's turn and begins.
    pub(crate) async fn begin(self: &Arc<Self>) -> Result<Turn, Error> {
        if *self.gate.borrow() != Gate::Open {
            return Err(Error::Unavailable);
        }
        let writer = tokio::time::timeout(PATIENCE, self.writer.clone().lock_owned())
            .await
            .map_err(|_| Error::Unavailable)?;
        let connection = writer.connection.clone().ok_or(Error::Unavailable)?;
        let sqlite = self.clone();
        let mut turn = Turn { sqlite, writer: Some(writer), connection, poisoned: false, abandoned: false };
        if let Err(error) = turn.connection.execute_unprepared("BEGIN IMMEDIATE").await {
            // Busy means another process is writing: nothing has begun here. Anything else is not trusted.
            if is_busy(&error) {
                turn.writer = None;
            } else {
                turn.discard(&error).await;
            }
            return Err(error.into());
        }
        Ok(turn)
    }

    /// Moves the log into the file and empties it, so that it holds nothing that has been deleted since.
    pub(crate) async fn scrub(&self) -> Result<(), Error> {
        let writer =
            tokio::time::timeout(PATIENCE, self.writer.lock()).await.map_err(|_| Error::Unavailable)?;
        let connection = writer.connection.clone().ok_or(Error::Unavailable)?;
        connection.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        Ok(())
    }

    /// Moves the log into the file and closes every connection.
    pub(crate) async fn close(&self) -> Result<(), Error> {
        self.scrub().await?;
        let mut writer =
            tokio::time::timeout(PATIENCE, self.writer.lock()).await.map_err(|_| Error::Unavailable)?;
        let writer = writer.connection.take();
        for connection in [Some(self.readers.clone()), writer].into_iter().flatten() {
            if !close(connection).await {
                return Err(Error::Unavailable);
            }
        }
        Ok(())
    }

    /// Makes, or opens, the spool of `size` bytes. What a crash left in it goes into the log once writes are taken.
    pub(crate) async fn keep_spool(self: &Arc<Self>, size: u64) {
        let Some(path) = spool::beside(&self.url) else { return };
        let opened = tokio::task::spawn_blocking(move || Spool::open(&path, size)).await;
        match opened.map_err(io::Error::other).and_then(|opened| opened) {
            Ok(spool) => drop(self.spool.set(Arc::new(Mutex::new(spool)))),
            Err(error) => {
                tracing::warn!(%error, "there is no spool: reads of patients end when the medium is full");
            }
        }
        if let Err(error) = self.import_spool().await {
            tracing::error!(%error, "what is in the spool waits");
        }
    }

    /// Adds entries to the spool.
    pub(crate) async fn spool(&self, entries: Vec<entry::Model>) -> Result<(), Error> {
        let spool = self.spool.get().ok_or(Error::Unavailable)?;
        let mut spool = spool.clone().lock_owned().await;
        let appended = tokio::task::spawn_blocking(move || spool.append(&entries)).await;
        appended.map_err(io::Error::other).and_then(|appended| appended).map_err(|error| {
            tracing::error!(%error, "the spool takes no more");
            Error::Unavailable
        })
    }

    /// Moves what is in the spool into the log.
    pub(crate) async fn import_spool(self: &Arc<Self>) -> Result<(), Error> {
        let Some(spool) = self.spool.get() else { return Ok(()) };
        let mut spool = spool.lock().await;
        if spool.is_empty() {
            return Ok(());
        }
        let turn = self.begin().await?;
        audit::import(&turn.connection, spool.entries().map_err(unreadable)?).await?;
        turn.commit().await?;
        spool.clear().map_err(unreadable)
    }

    /// The same through a connection that nobody else has yet.
    async fn import_before_opening(connection: &DatabaseConnection, spool: &mut Spool) -> Result<(), Error> {
        if spool.is_empty() {
            return Ok(());
        }
        connection.execute_unprepared("BEGIN IMMEDIATE").await?;
        audit::import(connection, spool.entries().map_err(unreadable)?).await?;
        connection.execute_unprepared("COMMIT").await?;
        spool.clear().map_err(unreadable)
    }

    async fn reopen(&self) -> Result<(), Error> {
        let connection = connect(&self.url, 1, false).await?;
        if let Err(error) = probe(&connection).await {
            close(connection).await;
            return Err(error.into());
        }
        // Held until the gate is open, so that nothing is added behind it.
        let mut spool = match self.spool.get() {
            Some(spool) => Some(spool.lock().await),
            None => None,
        };
        if let Some(spool) = &mut spool
            && let Err(error) = Self::import_before_opening(&connection, spool).await
        {
            close(connection).await;
            return Err(error);
        }
        let mut writer = self.writer.lock().await;
        if *self.gate.borrow() == Gate::Closed {
            writer.connection = Some(connection);
            self.gate.send_replace(Gate::Open);
            tracing::warn!("the write gate is open again");
        }
        Ok(())
    }
}

/// The writer's turn: a begun transaction. Dropped without [`Turn::commit`], even while a statement is under
/// way because whoever asked has gone, it rolls back before the next turn begins.
pub(crate) struct Turn {
    sqlite: Arc<Sqlite>,
    writer: Option<OwnedMutexGuard<Writer>>,
    pub(crate) connection: DatabaseConnection,
    poisoned: bool,
    abandoned: bool,
}

impl Turn {
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        match self.connection.execute_unprepared("COMMIT").await {
            Ok(_) => {
                self.writer = None;
                Ok(())
            }
            Err(error) => {
                self.discard(&error).await;
                Err(Error::Unavailable)
            }
        }
    }

    /// Notes that a statement met a failing medium: the connection is not used again.
    pub(crate) fn poison(&mut self) {
        self.poisoned = true;
    }

    async fn roll_back(mut self) {
        match self.connection.execute_unprepared("ROLLBACK").await {
            Ok(_) if self.poisoned => {
                self.discard(&DbErr::Custom("a statement met a failing medium".into())).await;
            }
            Ok(_) => self.writer = None,
            // BEGIN had not come through yet, or COMMIT had.
            Err(error) if !self.poisoned && error.to_string().contains("no transaction is active") => {
                self.writer = None;
            }
            Err(error) => self.discard(&error).await,
        }
    }

    async fn discard(&mut self, error: &DbErr) {
        tracing::error!(%error, "the write gate is closed");
        self.sqlite.gate.send_replace(Gate::Closed);
        let Some(mut writer) = self.writer.take() else { return };
        if let Some(connection) = writer.connection.take()
            && !close(connection).await
        {
            self.sqlite.gate.send_replace(Gate::Broken);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(writer) = self.writer.take() else { return };
        // A roll-back is cut off only where the runtime ends, and with it the process or the test.
        if self.abandoned {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (sqlite, connection) = (self.sqlite.clone(), self.connection.clone());
        let poisoned = self.poisoned;
        let abandoned = Self { sqlite, writer: Some(writer), connection, poisoned, abandoned: true };
        runtime.spawn(abandoned.roll_back());
    }
}

async fn keep_gate(sqlite: std::sync::Weak<Sqlite>) {
    let Some(mut gate) = sqlite.upgrade().map(|s| s.gate()) else { return };
    loop {
        let closed = gate.wait_for(|gate| *gate != Gate::Open).await.map(|gate| *gate);
        match closed {
            Ok(Gate::Closed) => {}
            Ok(Gate::Open | Gate::Broken) | Err(_) => return,
        }
        tokio::time::sleep(PROBE_EVERY).await;
        let Some(sqlite) = sqlite.upgrade() else { return };
        if let Err(error) = sqlite.reopen().await {
            tracing::debug!(%error, "the write gate stays closed");
        }
    }
}

fn unreadable(error: io::Error) -> Error {
    Error::corrupt("audit_entry", format!("the spool: {error}"))
}

async fn probe(connection: &DatabaseConnection) -> Result<(), DbErr> {
    // What the log holds goes into the file first, so that the log does not keep the medium full.
    connection.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    connection.execute_unprepared("BEGIN IMMEDIATE").await?;
    connection
        .execute_unprepared(&format!(
            "INSERT INTO write_probe (id, padding) VALUES (1, zeroblob({PROBE_BYTES})) \
             ON CONFLICT (id) DO UPDATE SET padding = excluded.padding"
        ))
        .await?;
    connection.execute_unprepared("COMMIT").await?;
    connection.execute_unprepared("DELETE FROM write_probe").await.map(drop)
}

/// Closes a connection; `false` when it does not let go within the patience.
async fn close(connection: DatabaseConnection) -> bool {
    matches!(tokio::time::timeout(PATIENCE, connection.close()).await, Ok(Ok(())))
}

/// The file of an SQLite database; none of one in memory or elsewhere.
pub(crate) fn file_of(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?.trim_start_matches("//").split('?').next()?;
    (!path.is_empty() && path != ":memory:").then_some(path)
}

/// Makes the file, if it is not there, for its owner alone; those that SQLite makes beside it are as it is.
/// Where that fails, connecting tells why.
fn keep_private(url: &str) {
    if let Some(path) = file_of(url) {
        let mut options = OpenOptions::new();
        drop(options.create_new(true).write(true).mode(0o600).open(path));
    }
}

async fn connect(url: &str, connections: u32, only_reading: bool) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .create_if_missing(!only_reading)
                .foreign_keys(true)
                .busy_timeout(PATIENCE / 2)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL");
            if only_reading {
                options.pragma("query_only", "ON")
            } else {
                // What is deleted is overwritten, so that an erased name is nowhere in the file.
                options.pragma("secure_delete", "ON")
            }
        });
    sea_orm::Database::connect(options).await
}
