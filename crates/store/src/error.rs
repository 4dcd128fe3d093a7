//! What can go wrong between values and rows.

use domain::{
    Refused,
    access::{Decision, Denial},
};
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The thing does not exist, or does not for this actor.
    #[error("not found")]
    NotFound,
    /// The actor may know of the thing but not do this to it, for this reason.
    #[error("denied: {0}")]
    Denied(Denial),
    /// Somebody else changed the record; it now has this version.
    #[error("changed by somebody else, now at version {current}")]
    Conflict {
        /// The version the record has now.
        current: i32,
    },
    /// A constraint of the database stands for a rule of the domain.
    #[error("{}", .0.code)]
    Refused(Refused),
    /// A row that must be unique is there already.
    #[error("already there")]
    Duplicate,
    /// Writing is not possible for the moment; nothing was changed.
    #[error("writing is not possible for the moment")]
    Unavailable,
    /// A row does not make a value: a defect, or a hand in the database.
    #[error("row of {table} makes no value: {trouble}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        trouble: String,
    },
    /// The database said no.
    #[error(transparent)]
    Database(DbErr),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Duplicate,
            _ if is_unavailable(&error) => Self::Unavailable,
            _ => Self::Database(error),
        }
    }
}

impl Error {
    /// Turns a duplicate row into the refusal it stands for.
    #[must_use]
    pub fn or_refused(self, refusal: impl Into<Refused>) -> Self {
        match self {
            Self::Duplicate => Self::Refused(refusal.into()),
            other => other,
        }
    }

    /// The error that a decision other than `Allow` stands for.
    ///
    /// # Errors
    /// [`Error::Denied`], [`Error::NotFound`].
    pub fn unless_allowed(decision: Decision) -> Result<(), Self> {
        match decision {
            Decision::Allow => Ok(()),
            Decision::Deny(denial) => Err(Self::Denied(denial)),
            Decision::Hide => Err(Self::NotFound),
        }
    }

    /// A row that makes no value.
    pub(crate) fn corrupt(table: &'static str, trouble: impl std::fmt::Display) -> Self {
        Self::Corrupt { table, trouble: trouble.to_string() }
    }
}

/// Whether the medium under SQLite has failed, so that nothing more may be written through this
/// connection: full (13), I/O error (10), corrupt (11), cannot open (14), read-only (8), not a database (26).
pub(crate) fn is_fatal(error: &DbErr) -> bool {
    sqlite_code(error).is_some_and(|code| matches!(code & 0xff, 8 | 10 | 11 | 13 | 14 | 26))
}

/// Whether another process holds SQLite's write lock (5, 6).
pub(crate) fn is_busy(error: &DbErr) -> bool {
    sqlite_code(error).is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

/// Whether trying again later may help: busy or locked SQLite (5, 6), a fatal medium, a lost or refused
/// connection, an exhausted pool, a PostgreSQL deadlock or shutdown.
fn is_unavailable(error: &DbErr) -> bool {
    let retryable_state =
        |state: &str| matches!(state, "40001" | "40P01" | "53300" | "57P01" | "57P02" | "57P03");
    is_fatal(error)
        || is_busy(error)
        || matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
        || database_code(error).is_some_and(|code| retryable_state(&code))
        || sqlx(error).is_some_and(|e| {
            matches!(
                e,
                sea_orm::sqlx::Error::Io(_)
                    | sea_orm::sqlx::Error::PoolClosed
                    | sea_orm::sqlx::Error::PoolTimedOut
                    | sea_orm::sqlx::Error::WorkerCrashed
            )
        })
}

fn sqlx(error: &DbErr) -> Option<&sea_orm::sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e))
        | DbErr::Conn(RuntimeErr::SqlxError(e)) => Some(e),
        _ => None,
    }
}

fn database_code(error: &DbErr) -> Option<String> {
    sqlx(error)?.as_database_error()?.code().map(Into::into)
}

/// The extended result code, when the error is SQLite's (five-letter codes are PostgreSQL's).
fn sqlite_code(error: &DbErr) -> Option<i64> {
    let code = database_code(error)?;
    if code.len() == 5 { None } else { code.parse().ok() }
}
