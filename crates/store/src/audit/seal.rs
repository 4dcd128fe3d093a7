//! Sealing: one sealer hashes rows in the order in which it finds them committed.

use domain::{Timestamp, audit::Row};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

use crate::{
    Error, Tx, View,
    audit::{
        chain::{Anchor, BEGINNING, Hash, Seal, row_hash, seal_hash},
        entry, row_from, seal_row, unsealed,
    },
    column::insert_all,
};

/// The most rows sealed in one transaction.
const TOGETHER: u64 = 1_000;
/// On PostgreSQL, whoever seals holds this.
const LOCK: i64 = 0x7365_616c_6572;

/// What a batch came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// The last seal of the batch, and whether more rows wait.
    Until(Anchor, More),
    /// No row waits, or somebody else is sealing.
    Nothing,
}

/// Whether more rows wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// They may.
    Perhaps,
    /// None did.
    No,
}

impl View {
    /// Whether rows wait for their seal.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn has_unsealed(&self) -> Result<bool, Error> {
        Ok(unsealed::Entity::find().limit(1).one(self).await?.is_some())
    }

    /// The moment of the newest row that is sealed.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn sealed_until(&self) -> Result<Option<Timestamp>, Error> {
        let last =
            seal_row::Entity::find().order_by_desc(seal_row::Column::Number).limit(1).one(self).await?;
        let Some(seal) = last else { return Ok(None) };
        let row =
            entry::Entity::find().filter(entry::Column::Position.eq(seal.audit_position)).one(self).await?;
        Ok(row.map(|row| row_from(row).at))
    }

    pub(crate) async fn last_seal(&self) -> Result<(i64, Hash), Error> {
        match seal_row::Entity::find().order_by_desc(seal_row::Column::Number).limit(1).one(self).await? {
            Some(row) => Ok((row.number, seal_from(row)?.hash)),
            None => Ok((0, BEGINNING)),
        }
    }
}

impl Tx {
    /// Seals the rows that wait, oldest position first, as many as one transaction takes.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn seal(&self, now: Timestamp) -> Result<Sealed, Error> {
        if self.get_database_backend() == DbBackend::Postgres && !self.may_seal().await? {
            return Ok(Sealed::Nothing);
        }
        let waiting: Vec<i64> = unsealed::Entity::find()
            .order_by_asc(unsealed::Column::Position)
            .limit(TOGETHER)
            .all(&**self)
            .await?
            .into_iter()
            .map(|row| row.position)
            .collect();
        if waiting.is_empty() {
            return Ok(Sealed::Nothing);
        }
        let rows = entry::Entity::find()
            .filter(entry::Column::Position.is_in(waiting.iter().copied()))
            .order_by_asc(entry::Column::Position)
            .all(&**self)
            .await?;
        if rows.len() < waiting.len() {
            tracing::error!(
                count = waiting.len() - rows.len(),
                "rows of the audit log are gone before their seal"
            );
        }
        let (mut number, mut hash) = self.last_seal().await?;
        let mut seals = vec![];
        for row in rows {
            let row: Row = row_from(row);
            number += 1;
            hash = seal_hash(&hash, &row_hash(&row));
            seals.push(seal_row::Model { number, audit_position: row.position, hash: hash.to_vec() });
        }
        insert_all(self, seals).await?;
        let more = if waiting.len() as u64 == TOGETHER { More::Perhaps } else { More::No };
        unsealed::Entity::delete_many()
            .filter(unsealed::Column::Position.is_in(waiting))
            .exec(&**self)
            .await?;
        Ok(Sealed::Until(Anchor { number, hash, at: now }, more))
    }

    async fn may_seal(&self) -> Result<bool, Error> {
        let sql = format!("SELECT pg_try_advisory_xact_lock({LOCK}) AS mine");
        let row = self.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
        Ok(row.ok_or(Error::NotFound)?.try_get("", "mine")?)
    }
}

pub(crate) fn seal_from(row: seal_row::Model) -> Result<Seal, Error> {
    let seal_row::Model { number, audit_position, hash } = row;
    let hash = hash.try_into().map_err(|_| Error::corrupt("audit_seal", "a hash has not 32 bytes"))?;
    Ok(Seal { number, position: audit_position, hash })
}
