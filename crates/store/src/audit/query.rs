//! Reading the audit log. The caller may see it; looking is itself on record.

use domain::{
    Id, Timestamp,
    audit::{Outcome, Purpose, Row},
    organization::Organization,
    patient::Patient,
    person::Person,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

use crate::{
    Error, View,
    audit::{by_patient, chain::Seal, entry, review, row_from, seal::seal_from, seal_row},
    column::insert,
};

/// The audit log.
pub struct AuditLog<'v>(pub(crate) &'v View);

impl View {
    /// The audit log.
    pub fn audit_log(&self) -> AuditLog<'_> {
        AuditLog(self)
    }
}

/// Which part of the log: from one instant to before another, newest first, after a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// From when.
    pub from: Timestamp,
    /// Until before when.
    pub until: Timestamp,
    /// After the row at this time and place.
    pub after: Option<(Timestamp, i64)>,
    /// The most rows.
    pub limit: u64,
}

/// What one person did in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Looks and acts.
    pub all: i64,
    /// Those refused.
    pub refused: i64,
    /// Those under an emergency access.
    pub emergency: i64,
}

/// That a month of an organization's log was reviewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The month, as `2026-11`.
    pub month: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Id<Person>,
}

impl AuditLog<'_> {
    /// Who saw or changed what of a patient.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_patient(&self, patient: Id<Patient>, part: Part) -> Result<Vec<Row>, Error> {
        let Part { from, until, after, limit } = part;
        let mut query = by_patient::Entity::find()
            .filter(by_patient::Column::PatientId.eq(patient.uuid()))
            .filter(by_patient::Column::At.gte(from.millis()))
            .filter(by_patient::Column::At.lt(until.millis()));
        if let Some((at, position)) = after {
            let same = Condition::all()
                .add(by_patient::Column::At.eq(at.millis()))
                .add(by_patient::Column::Position.lt(position));
            query = query
                .filter(by_patient::Column::At.lte(at.millis()))
                .filter(Condition::any().add(by_patient::Column::At.lt(at.millis())).add(same));
        }
        let found = query
            .order_by_desc(by_patient::Column::At)
            .order_by_desc(by_patient::Column::Position)
            .limit(limit)
            .all(self.0)
            .await?;
        let positions = found.iter().map(|row| row.position);
        let rows = entry::Entity::find().filter(entry::Column::Position.is_in(positions)).all(self.0).await?;
        let mut rows: Vec<Row> = rows.into_iter().map(row_from).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.position)));
        Ok(rows)
    }

    /// What a person did for an organization.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_person(
        &self,
        organization: Id<Organization>,
        person: Id<Person>,
        part: Part,
    ) -> Result<Vec<Row>, Error> {
        let Part { from, until, after, limit } = part;
        let mut query = entry::Entity::find()
            .filter(entry::Column::PersonId.eq(person.uuid()))
            .filter(entry::Column::OrganizationId.eq(organization.uuid()))
            .filter(entry::Column::At.gte(from.millis()))
            .filter(entry::Column::At.lt(until.millis()));
        if let Some((at, position)) = after {
            let same = Condition::all()
                .add(entry::Column::At.eq(at.millis()))
                .add(entry::Column::Position.lt(position));
            query = query.filter(Condition::any().add(entry::Column::At.lt(at.millis())).add(same));
        }
        let rows = query
            .order_by_desc(entry::Column::At)
            .order_by_desc(entry::Column::Position)
            .limit(limit)
            .all(self.0)
            .await?;
        Ok(rows.into_iter().map(row_from).collect())
    }

    /// What each person did for an organization, by person.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn counts(
        &self,
        organization: Id<Organization>,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(Id<Person>, Count)>, Error> {
        let is = |column: &str, code: &str| {
            format!("CAST(SUM(CASE WHEN {column} = '{code}' THEN 1 ELSE 0 END) AS BIGINT)")
        };
        let sql = format!(
            "SELECT person_id, COUNT(*), {}, {}, {} FROM audit_entry \
             WHERE organization_id = $1 AND at >= $2 AND at < $3 AND person_id IS NOT NULL \
             GROUP BY person_id ORDER BY person_id",
            is("outcome", Outcome::Denied.code()),
            is("outcome", Outcome::Hidden.code()),
            is("purpose", Purpose::Emergency.code()),
        );
        let values = [organization.uuid().into(), from.millis().into(), until.millis().into()];
        let statement = Statement::from_sql_and_values(self.0.get_database_backend(), sql, values);
        let rows = self.0.query_all_raw(statement).await?;
        rows.iter()
            .map(|row| {
                let number = |n| row.try_get_by_index::<i64>(n);
                let person: uuid::Uuid = row.try_get_by_index(0)?;
                let count =
                    Count { all: number(1)?, refused: number(2)? + number(3)?, emergency: number(4)? };
                Ok((Id::new(person), count))
            })
            .collect()
    }

    /// The review of a month, if there was one.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn review(&self, organization: Id<Organization>, month: &str) -> Result<Option<Review>, Error> {
        let row = review::Entity::find_by_id((organization.uuid(), month.to_owned())).one(self.0).await?;
        Ok(row.map(|review::Model { organization_id: _, month, reviewed_at, reviewed_by, note: _ }| Review {
            month,
            at: Timestamp::from_millis(reviewed_at),
            by: Id::new(reviewed_by),
        }))
    }

    /// Notes that a month was reviewed.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when it was already.
    pub async fn insert_review(&self, organization: Id<Organization>, done: &Review) -> Result<(), Error> {
        let Review { month, at, by } = done;
        let row = review::Model {
            organization_id: organization.uuid(),
            month: month.clone(),
            reviewed_at: at.millis(),
            reviewed_by: by.uuid(),
            note: None,
        };
        insert(self.0, row).await
    }

    /// The seals after a number, in order.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn seals(&self, after: i64, limit: u64) -> Result<Vec<Seal>, Error> {
        let rows = seal_row::Entity::find()
            .filter(seal_row::Column::Number.gt(after))
            .order_by_asc(seal_row::Column::Number)
            .limit(limit)
            .all(self.0)
            .await?;
        rows.into_iter().map(seal_from).collect()
    }

    /// Every row between two instants, in order, after a position.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn between(
        &self,
        from: Timestamp,
        until: Timestamp,
        after: i64,
        limit: u64,
    ) -> Result<Vec<Row>, Error> {
        let rows = entry::Entity::find()
            .filter(entry::Column::Position.gt(after))
            .filter(entry::Column::At.gte(from.millis()))
            .filter(entry::Column::At.lt(until.millis()))
            .order_by_asc(entry::Column::Position)
            .limit(limit)
            .all(self.0)
            .await?;
        Ok(rows.into_iter().map(row_from).collect())
    }
}
