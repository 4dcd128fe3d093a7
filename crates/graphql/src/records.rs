//! How long records are kept, what holds them back, and what was erased.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::{
    caller::caller,
    ids,
    patient::Patient,
    scalar::{Date, DateTime},
    vocabulary::vocabulary,
};

vocabulary! {
    /// What the law takes a record for, which says how long it must be kept.
    RetentionClass = domain::retention::RetentionClass {
        /// Medical records (診療録等): at least five years from completion (医師法 24 条 2 項).
        MedicalRecord,
        /// Records of care (介護等の記録): at least two years from completion; many prefectures order five.
        CareRecord,
    }
}

/// How long an organization keeps its records.
#[derive(SimpleObject, Clone)]
pub struct Retention {
    /// What the law takes them for.
    class: RetentionClass,
    /// Years after a patient's last case ended.
    years: i32,
    /// The years the law asks for at least.
    least_years: i32,
}

impl From<domain::retention::Retention> for Retention {
    fn from(retention: domain::retention::Retention) -> Self {
        let domain::retention::Retention { class, years } = retention;
        Self { class: class.into(), years: years.into(), least_years: class.least_years().into() }
    }
}

/// A record whose time is over.
#[derive(SimpleObject, Clone)]
pub struct RecordDue {
    /// Whose it is.
    patient: Patient,
    /// The last day it had to be kept.
    kept_until: Date,
}

/// A word of the organization that a patient's record must not be erased.
#[derive(SimpleObject, Clone)]
pub struct LegalHold {
    /// The identifier.
    id: ID,
    /// The identifier of the patient.
    patient_id: ID,
    /// Why.
    reason: String,
    /// The identifier of whoever placed it.
    placed_by: ID,
    /// When.
    placed_at: DateTime,
    /// When it was lifted, if it was.
    lifted_at: Option<DateTime>,
}

impl From<domain::retention::LegalHold> for LegalHold {
    fn from(hold: domain::retention::LegalHold) -> Self {
        let domain::retention::LegalHold {
            id,
            organization: _,
            patient,
            reason,
            placed_by,
            placed_at,
            lifted,
        } = hold;
        Self {
            id: ids::write(id),
            patient_id: ids::write(patient),
            reason: reason.into(),
            placed_by: ids::write(placed_by),
            placed_at: placed_at.into(),
            lifted_at: lifted.map(|(_, at)| at.into()),
        }
    }
}

/// What remains of an erased record. Nothing in it tells who the patient was.
#[derive(SimpleObject, Clone)]
pub struct ErasureCertificate {
    /// The identifier.
    id: ID,
    /// The identifier the record had.
    patient_id: ID,
    /// What the law took it for.
    class: RetentionClass,
    /// The last day it was kept.
    kept_until: Date,
    /// The identifier of whoever erased it.
    erased_by: ID,
    /// When.
    erased_at: DateTime,
    /// How many rows were erased or blanked, by table.
    rows: Vec<ErasedRows>,
}

/// Rows of one table that were erased or blanked.
#[derive(SimpleObject, Clone)]
pub struct ErasedRows {
    /// The table.
    table: String,
    /// How many.
    count: i32,
}

impl From<domain::retention::ErasureCertificate> for ErasureCertificate {
    fn from(certificate: domain::retention::ErasureCertificate) -> Self {
        let domain::retention::ErasureCertificate {
            id,
            organization: _,
            patient,
            class,
            kept_until,
            erased_by,
            erased_at,
            rows,
        } = certificate;
        let rows = rows
            .into_iter()
            .map(|(table, count)| ErasedRows { table, count: i32::try_from(count).unwrap_or(i32::MAX) });
        Self {
            id: ids::write(id),
            patient_id: ids::write(patient),
            class: class.into(),
            kept_until: kept_until.into(),
            erased_by: ids::write(erased_by),
            erased_at: erased_at.into(),
            rows: rows.collect(),
        }
    }
}

/// What there is to know of an organization's records and their end.
#[derive(SimpleObject, Clone)]
pub struct Records {
    /// How long they are kept.
    retention: Retention,
    /// Records that may be erased today; at most 100.
    #[graphql(complexity = "100 * child_complexity + 1")]
    due: Vec<RecordDue>,
    /// Holds that stand.
    #[graphql(complexity = "20 * child_complexity + 1")]
    holds: Vec<LegalHold>,
    /// What was erased, newest first; at most 500.
    #[graphql(complexity = "500 * child_complexity + 1")]
    certificates: Vec<ErasureCertificate>,
}

#[derive(Default)]
pub struct RecordsQuery;

#[Object]
impl RecordsQuery {
    /// The records of the caller's organization and their end, for its administrators and privacy officers.
    async fn records(&self, ctx: &Context<'_>) -> Result<Records> {
        let app::keep_records::Records { retention, due, holds, certificates, people: _ } =
            app::keep_records::records(&caller(ctx)?.session()).await?;
        let due = due
            .into_iter()
            .map(|(patient, until)| RecordDue { patient: patient.into(), kept_until: until.into() });
        Ok(Records {
            retention: retention.into(),
            due: due.collect(),
            holds: holds.into_iter().map(|(hold, _)| hold.into()).collect(),
            certificates: certificates.into_iter().map(Into::into).collect(),
        })
    }
}
