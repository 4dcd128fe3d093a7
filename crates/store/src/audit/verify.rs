//! Checking the whole log, a part at a time.

use std::collections::HashMap;

use domain::{Timestamp, access::Actor};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Statement,
};
use uuid::Uuid;

use crate::{
    Database, Error, View,
    audit::{
        by_patient,
        chain::{Anchor, Check, Finding, Report, Seal, row_hash},
        entry, row_from, seal_row, split,
    },
};

/// Rows looked at together.
const PART: u64 = 5_000;

/// Checks every seal, every row without one, and the indexes.
///
/// # Errors
/// [`Error::Database`].
pub async fn verify(database: &Database, anchors: &[Anchor], now: Timestamp) -> Result<Report, Error> {
    let view = database.read(Actor::System);
    let mut check = Check::new(anchors);
    seals(&view, &mut check).await?;
    check.end();
    unsealed(&view, &mut check, now).await?;
    index(&view, &mut check).await?;
    outside(&view, &mut check).await?;
    Ok(check.report())
}

async fn seals(view: &View, check: &mut Check) -> Result<(), Error> {
    let mut after = i64::MIN;
    loop {
        let part = seal_row::Entity::find()
            .filter(seal_row::Column::Number.gt(after))
            .order_by_asc(seal_row::Column::Number)
            .limit(PART)
            .all(view)
            .await?;
        let Some(last) = part.last() else { return Ok(()) };
        after = last.number;
        let positions = part.iter().map(|seal| seal.audit_position);
        let rows = entry::Entity::find().filter(entry::Column::Position.is_in(positions)).all(view).await?;
        let hashes: HashMap<i64, _> =
            rows.into_iter().map(|row| (row.position, row_hash(&row_from(row)))).collect();
        for seal_row::Model { number, audit_position: position, hash } in part {
            // A hash of another length is no hash at all, and equals none.
            let hash = hash.try_into().unwrap_or_default();
            check.seal(Seal { number, position, hash }, hashes.get(&position).copied());
        }
    }
}

async fn unsealed(view: &View, check: &mut Check, now: Timestamp) -> Result<(), Error> {
    let sql = "SELECT e.position, e.at FROM audit_entry e LEFT JOIN audit_seal s ON s.audit_position = e.position \
               WHERE s.number IS NULL ORDER BY e.position";
    let rows = view.query_all_raw(Statement::from_string(view.get_database_backend(), sql)).await?;
    for row in rows {
        let (position, at) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        check.unsealed(position, Timestamp::from_millis(at), now);
    }
    Ok(())
}

/// Every row of the index must be said by a row of the log; then, unless there are as many as the log says, the
/// missing ones are looked for.
async fn index(view: &View, check: &mut Check) -> Result<(), Error> {
    let mut valid = 0_u64;
    let mut after: Option<(Uuid, i64, i64)> = None;
    loop {
        let mut query = by_patient::Entity::find();
        if let Some(after) = after {
            use sea_orm::sea_query::{Expr, ExprTrait};
            let key = Expr::tuple([
                Expr::col(by_patient::Column::PatientId),
                Expr::col(by_patient::Column::At),
                Expr::col(by_patient::Column::Position),
            ]);
            query = query.filter(key.gt(Expr::tuple([
                Expr::value(after.0),
                Expr::value(after.1),
                Expr::value(after.2),
            ])));
        }
        let part = query
            .order_by_asc(by_patient::Column::PatientId)
            .order_by_asc(by_patient::Column::At)
            .order_by_asc(by_patient::Column::Position)
            .limit(PART)
            .all(view)
            .await?;
        let Some(last) = part.last() else { break };
        after = Some((last.patient_id, last.at, last.position));
        let positions = part.iter().map(|row| row.position);
        let said: HashMap<i64, (i64, Vec<u8>)> = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Position, entry::Column::At, entry::Column::Patients])
            .filter(entry::Column::Position.is_in(positions))
            .into_tuple::<(i64, i64, Vec<u8>)>()
            .all(view)
            .await?
            .into_iter()
            .map(|(position, at, patients)| (position, (at, patients)))
            .collect();
        for by_patient::Model { patient_id: patient, at, position } in part {
            let is_said = said
                .get(&position)
                .is_some_and(|(said_at, patients)| *said_at == at && split(patients).any(|p| p == patient));
            if is_said {
                valid += 1;
            } else {
                check.find(Finding::IndexInvents { position, patient });
            }
        }
    }
    let bytes = "SELECT CAST(COALESCE(SUM(length(patients)), 0) AS BIGINT) FROM audit_entry";
    let row = view.query_one_raw(Statement::from_string(view.get_database_backend(), bytes)).await?;
    let said: i64 = row.ok_or(Error::NotFound)?.try_get_by_index(0)?;
    if u64::try_from(said / 16).unwrap_or_default() > valid {
        lacking(view, check).await?;
    }
    Ok(())
}

async fn lacking(view: &View, check: &mut Check) -> Result<(), Error> {
    let mut pages = entry::Entity::find()
        .select_only()
        .columns([entry::Column::Position, entry::Column::At, entry::Column::Patients])
        .order_by_asc(entry::Column::Position)
        .into_tuple::<(i64, i64, Vec<u8>)>()
        .paginate(view, 1_000);
    while let Some(part) = pages.fetch_and_next().await? {
        let positions: Vec<i64> = part.iter().map(|(position, ..)| *position).collect();
        let patients: Vec<Uuid> = part.iter().flat_map(|(.., patients)| split(patients)).collect();
        let there: std::collections::HashSet<_> = by_patient::Entity::find()
            .filter(by_patient::Column::PatientId.is_in(patients))
            .filter(by_patient::Column::Position.is_in(positions))
            .all(view)
            .await?
            .into_iter()
            .map(|row| (row.patient_id, row.at, row.position))
            .collect();
        for (position, at, patients) in part {
            for patient in split(&patients).filter(|patient| !there.contains(&(*patient, at, position))) {
                check.find(Finding::IndexLacks { position, patient });
            }
        }
    }
    Ok(())
}

/// The index of looks from outside says of each row what the log says, and lacks none of the patients there are.
async fn outside(view: &View, check: &mut Check) -> Result<(), Error> {
    let found = async |sql: &str| {
        let asked = Statement::from_string(view.get_database_backend(), sql);
        let rows = view.query_all_raw(asked).await?;
        let pair =
            |row: &QueryResult| Ok((row.try_get_by_index::<i64>(0)?, row.try_get_by_index::<Uuid>(1)?));
        rows.iter().map(pair).collect::<Result<Vec<_>, Error>>()
    };
    for (position, patient) in found(OUTSIDE_INVENTS).await? {
        check.find(Finding::IndexInvents { position, patient });
    }
    for (position, patient) in found(OUTSIDE_LACKS).await? {
        check.find(Finding::IndexLacks { position, patient });
    }
    Ok(())
}

const OUTSIDE_INVENTS: &str = "\
    SELECT o.position, o.patient_id FROM audit_outside o \
    LEFT JOIN audit_entry e ON e.position = o.position AND e.at = o.at AND e.person_id = o.person_id \
      AND e.organization_id = o.organization_id AND e.purpose = o.purpose AND e.outcome = o.outcome \
    LEFT JOIN audit_patient a ON a.patient_id = o.patient_id AND a.at = o.at AND a.position = o.position \
    LEFT JOIN patient p ON p.id = o.patient_id \
    WHERE e.position IS NULL OR a.position IS NULL OR p.organization_id <> o.owner_id \
    ORDER BY o.position";

const OUTSIDE_LACKS: &str = "\
    SELECT a.position, a.patient_id FROM audit_patient a \
    JOIN patient p ON p.id = a.patient_id \
    JOIN audit_entry e ON e.position = a.position AND e.organization_id <> p.organization_id \
    LEFT JOIN audit_outside o ON o.owner_id = p.organization_id AND o.at = a.at AND o.position = a.position \
      AND o.patient_id = a.patient_id \
    WHERE e.person_id IS NOT NULL AND o.position IS NULL \
    ORDER BY a.position";
