//! How long records are kept, what holds them back, and their end.

use domain::{
    Id, Timestamp,
    organization::{Organization, OrganizationKind},
    patient::Patient,
    retention::{ErasureCertificate, LegalHold, Retention, RetentionClass},
    text::Line,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};
use time::{Date, Duration, Time};

use crate::{
    Error, View,
    column::{OrCorrupt, from_json, insert, instant, to_json},
    discharge_case,
};

/// Retention.
pub struct Retentions<'v>(pub(crate) &'v View);

impl View {
    /// Retention.
    pub fn retentions(&self) -> Retentions<'_> {
        Retentions(self)
    }
}

/// What ends with a patient's record, in an order that no foreign key stands against: the table, and what is
/// done to it. `$1` is the patient.
const ERASURE: &[(&str, &str)] = &[
    ("answer", "DELETE FROM answer WHERE conference_id IN {conferences}"),
    ("reply", "DELETE FROM reply WHERE conference_id IN {conferences}"),
    ("invitation_token", "DELETE FROM invitation_token WHERE conference_id IN {conferences}"),
    ("booking_cell", "DELETE FROM booking_cell WHERE booking_id IN {bookings}"),
    ("booking", "DELETE FROM booking WHERE conference_id IN {conferences}"),
    ("proposed_time", "DELETE FROM proposed_time WHERE conference_id IN {conferences}"),
    ("participant", "DELETE FROM participant WHERE conference_id IN {conferences}"),
    ("timer", "DELETE FROM timer WHERE subject_id IN {conferences}"),
    ("conference", "DELETE FROM conference WHERE case_id IN {cases}"),
    ("care_plan", "DELETE FROM care_plan WHERE case_id IN {cases}"),
    ("responsibility", "DELETE FROM responsibility WHERE case_id IN {cases}"),
    ("team_member", "DELETE FROM team_member WHERE case_id IN {cases}"),
    ("milestone_move", "DELETE FROM milestone_move WHERE case_id IN {cases}"),
    ("milestone", "DELETE FROM milestone WHERE case_id IN {cases}"),
    ("case_rule", "DELETE FROM case_rule WHERE case_id IN {cases}"),
    // A hub's consultation stays as a figure without a case and without a word in free text.
    ("offer", "UPDATE offer SET note = NULL WHERE consultation_id IN {consultations}"),
    ("consultation", "UPDATE consultation SET note = NULL, case_id = NULL WHERE case_id IN {cases}"),
    // The next hospital's case stands on its own.
    ("discharge_case", "UPDATE discharge_case SET predecessor_id = NULL WHERE predecessor_id IN {cases}"),
    ("emergency_access", "DELETE FROM emergency_access WHERE case_id IN {cases}"),
    ("consent", "DELETE FROM consent WHERE patient_id = $1"),
    ("discharge_case", "DELETE FROM discharge_case WHERE patient_id = $1"),
    ("record_link", "DELETE FROM record_link WHERE proposer_patient_id = $1 OR other_patient_id = $1"),
    ("legal_hold", "DELETE FROM legal_hold WHERE patient_id = $1"),
    ("related_person", "DELETE FROM related_person WHERE patient_id = $1"),
    ("patient", "DELETE FROM patient WHERE id = $1"),
];

const CASES: &str = "(SELECT id FROM discharge_case WHERE patient_id = $1)";
const CONFERENCES: &str = "(SELECT id FROM conference WHERE case_id IN \
                           (SELECT id FROM discharge_case WHERE patient_id = $1))";

impl Retentions<'_> {
    /// How long an organization keeps its records.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when the row says what the domain refuses.
    pub async fn of(
        &self,
        organization: Id<Organization>,
        kind: OrganizationKind,
    ) -> Result<Retention, Error> {
        match row::Entity::find_by_id(organization.uuid()).one(self.0).await? {
            None => Ok(Retention::usual(kind)),
            Some(row) => {
                let years = u8::try_from(row.years).or_corrupt("retention")?;
                Retention::choose(kind, years).or_corrupt("retention")
            }
        }
    }

    /// Writes an organization's choice.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn set(&self, organization: Id<Organization>, retention: Retention) -> Result<(), Error> {
        let row = row::Model { organization_id: organization.uuid(), years: i32::from(retention.years) };
        let replace =
            OnConflict::column(row::Column::OrganizationId).update_column(row::Column::Years).to_owned();
        row::Entity::insert(row::ActiveModel::from(row))
            .on_conflict(replace)
            .exec_without_returning(self.0)
            .await?;
        Ok(())
    }

    /// The organization's patients whose last case ended on or before `day` and whom no hold protects, longest
    /// ago first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn ended_by(
        &self,
        organization: Id<Organization>,
        day: Date,
        limit: u64,
    ) -> Result<Vec<Id<Patient>>, Error> {
        use discharge_case::row::Column;
        let next_day = Timestamp::tokyo(day, Time::MIDNIGHT) + Duration::DAY;
        let held = Query::select()
            .column(hold::Column::PatientId)
            .from(hold::Entity)
            .and_where(hold::Column::OrganizationId.eq(organization.uuid()))
            .and_where(hold::Column::LiftedAt.is_null())
            .take();
        let not_ended = Expr::col(Column::State)
            .eq("admitted")
            .or(Expr::col(Column::StateOn).gt(day))
            .or(Expr::col(Column::StateAt).gte(next_day.millis()));
        let going_on = Query::select()
            .column(Column::PatientId)
            .from(discharge_case::row::Entity)
            .and_where(Column::OrganizationId.eq(organization.uuid()))
            .and_where(not_ended)
            .take();
        let ids: Vec<uuid::Uuid> = discharge_case::row::Entity::find()
            .select_only()
            .column(Column::PatientId)
            .filter(Column::OrganizationId.eq(organization.uuid()))
            .filter(Column::PatientId.not_in_subquery(held))
            .filter(Column::PatientId.not_in_subquery(going_on))
            .group_by(Column::PatientId)
            .order_by_asc(Expr::col(Column::AdmittedOn).max())
            .order_by_asc(Column::PatientId)
            .limit(limit)
            .into_tuple()
            .all(self.0)
            .await?;
        Ok(ids.into_iter().map(Id::new).collect())
    }

    /// The holds on a patient's record, oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn holds_of(&self, patient: Id<Patient>) -> Result<Vec<LegalHold>, Error> {
        let rows = hold::Entity::find()
            .filter(hold::Column::PatientId.eq(patient.uuid()))
            .order_by_asc(hold::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(hold_from_row).collect()
    }

    /// An organization's standing holds, oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn standing_holds(&self, organization: Id<Organization>) -> Result<Vec<LegalHold>, Error> {
        let rows = hold::Entity::find()
            .filter(hold::Column::OrganizationId.eq(organization.uuid()))
            .filter(hold::Column::LiftedAt.is_null())
            .order_by_asc(hold::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(hold_from_row).collect()
    }

    /// One hold of an organization.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn hold(&self, organization: Id<Organization>, id: Id<LegalHold>) -> Result<LegalHold, Error> {
        let row = hold::Entity::find_by_id(id.uuid())
            .filter(hold::Column::OrganizationId.eq(organization.uuid()))
            .one(self.0)
            .await?;
        hold_from_row(row.ok_or(Error::NotFound)?)
    }

    /// Adds a hold.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_hold(&self, hold: &LegalHold) -> Result<(), Error> {
        let LegalHold { id, organization, patient, reason, placed_by, placed_at, lifted } = hold;
        let row = hold::Model {
            id: id.uuid(),
            organization_id: organization.uuid(),
            patient_id: patient.uuid(),
            reason: reason.as_str().to_owned(),
            placed_by: placed_by.uuid(),
            placed_at: placed_at.millis(),
            lifted_by: lifted.map(|(by, _)| by.uuid()),
            lifted_at: lifted.map(|(_, at)| at.millis()),
        };
        insert(self.0, row).await
    }

    /// Writes that a hold was lifted.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it no longer stands.
    pub async fn lift_hold(&self, hold: &LegalHold) -> Result<(), Error> {
        let (by, at) = hold.lifted.map(|(by, at)| (by.uuid(), at.millis())).unzip();
        let written = hold::Entity::update_many()
            .col_expr(hold::Column::LiftedBy, Expr::value(by))
            .col_expr(hold::Column::LiftedAt, Expr::value(at))
            .filter(hold::Column::Id.eq(hold.id.uuid()))
            .filter(hold::Column::LiftedAt.is_null())
            .exec(self.0)
            .await?;
        if written.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Erases a patient's record with everything that hangs on it; answers how many rows, by table.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn erase(&self, patient: Id<Patient>) -> Result<Vec<(String, u64)>, Error> {
        let mut counts: Vec<(String, u64)> = vec![];
        for (table, what) in ERASURE {
            let sql = what
                .replace(
                    "{bookings}",
                    &format!("(SELECT id FROM booking WHERE conference_id IN {CONFERENCES})"),
                )
                .replace(
                    "{consultations}",
                    &format!("(SELECT id FROM consultation WHERE case_id IN {CASES})"),
                )
                .replace("{conferences}", CONFERENCES)
                .replace("{cases}", CASES);
            let backend = self.0.get_database_backend();
            let statement = Statement::from_sql_and_values(backend, sql, [patient.uuid().into()]);
            let rows = self.0.execute_raw(statement).await?.rows_affected();
            if rows > 0 {
                match counts.iter_mut().find(|(name, _)| name == table) {
                    Some((_, count)) => *count += rows,
                    None => counts.push(((*table).to_owned(), rows)),
                }
            }
        }
        Ok(counts)
    }

    /// Adds a certificate.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn certify(&self, certificate: &ErasureCertificate) -> Result<(), Error> {
        let ErasureCertificate { id, organization, patient, class, kept_until, erased_by, erased_at, rows } =
            certificate;
        let row = certificate::Model {
            id: id.uuid(),
            organization_id: organization.uuid(),
            patient_id: patient.uuid(),
            class: class.code().to_owned(),
            kept_until: *kept_until,
            erased_by: erased_by.uuid(),
            erased_at: erased_at.millis(),
            counts: to_json("erasure_certificate", rows)?,
        };
        insert(self.0, row).await
    }

    /// One certificate of an organization.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn certificate(
        &self,
        organization: Id<Organization>,
        id: Id<ErasureCertificate>,
    ) -> Result<ErasureCertificate, Error> {
        let row = certificate::Entity::find_by_id(id.uuid())
            .filter(certificate::Column::OrganizationId.eq(organization.uuid()))
            .one(self.0)
            .await?;
        certificate_from_row(row.ok_or(Error::NotFound)?)
    }

    /// An organization's certificates, newest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn certificates(
        &self,
        organization: Id<Organization>,
        limit: u64,
    ) -> Result<Vec<ErasureCertificate>, Error> {
        let rows = certificate::Entity::find()
            .filter(certificate::Column::OrganizationId.eq(organization.uuid()))
            .order_by_desc(certificate::Column::ErasedAt)
            .order_by_desc(certificate::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        rows.into_iter().map(certificate_from_row).collect()
    }
}

fn hold_from_row(row: hold::Model) -> Result<LegalHold, Error> {
    let hold::Model { id, organization_id, patient_id, reason, placed_by, placed_at, lifted_by, lifted_at } =
        row;
    Ok(LegalHold {
        id: Id::new(id),
        organization: Id::new(organization_id),
        patient: Id::new(patient_id),
        reason: Line::parse(&reason).or_corrupt("legal_hold")?,
        placed_by: Id::new(placed_by),
        placed_at: Timestamp::from_millis(placed_at),
        lifted: lifted_by.map(Id::new).zip(instant(lifted_at)),
    })
}

fn certificate_from_row(row: certificate::Model) -> Result<ErasureCertificate, Error> {
    const TABLE: &str = "erasure_certificate";
    let certificate::Model {
        id,
        organization_id,
        patient_id,
        class,
        kept_until,
        erased_by,
        erased_at,
        counts,
    } = row;
    Ok(ErasureCertificate {
        id: Id::new(id),
        organization: Id::new(organization_id),
        patient: Id::new(patient_id),
        class: RetentionClass::parse(&class).or_corrupt(TABLE)?,
        kept_until,
        erased_by: Id::new(erased_by),
        erased_at: Timestamp::from_millis(erased_at),
        rows: from_json(TABLE, &counts)?,
    })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "retention")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization_id: Uuid,
        pub years: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod hold {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "legal_hold")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub patient_id: Uuid,
        pub reason: String,
        pub placed_by: Uuid,
        pub placed_at: i64,
        pub lifted_by: Option<Uuid>,
        pub lifted_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod certificate {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erasure_certificate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub patient_id: Uuid,
        pub class: String,
        pub kept_until: time::Date,
        pub erased_by: Uuid,
        pub erased_at: i64,
        pub counts: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
