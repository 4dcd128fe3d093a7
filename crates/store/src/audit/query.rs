//! Reading the audit log. The caller may see it; looking is itself on record.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Id, Timestamp,
    audit::{Outcome, Purpose, Row},
    emergency::EmergencyAccess,
    organization::Organization,
    patient::Patient,
    person::Person,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, QueryTrait, Select, Statement, Value,
};
use time::Duration;
use uuid::Uuid;

use crate::{
    Error, View,
    audit::{by_patient, chain::Seal, entry, outside, review, row_from, seal::seal_from, seal_row},
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

/// The most positions asked for in one statement.
const LOOKED_UP: usize = 5_000;
/// How long after an access in an emergency its last rows may be written.
const LATEST: Duration = Duration::hours(1);

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

impl Part {
    /// As much as there is, up to `limit` rows.
    pub const fn all(limit: u64) -> Self {
        let (from, until) = (Timestamp::from_millis(i64::MIN), Timestamp::from_millis(i64::MAX));
        Self { from, until, after: None, limit }
    }
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

/// What somebody acting for another organization did to an organization's patients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outsider {
    /// Who.
    pub person: Id<Person>,
    /// For which organization.
    pub organization: Id<Organization>,
    /// How many patients it was about.
    pub patients: i64,
    /// How often.
    pub count: Count,
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
        self.rows_at(found.into_iter().map(|row| row.position).collect()).await
    }

    /// What a person did for an organization, and to its patients when acting for another; of the latter nothing is
    /// told but what is about its patients.
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
        let own = query
            .order_by_desc(entry::Column::At)
            .order_by_desc(entry::Column::Position)
            .limit(limit)
            .all(self.0)
            .await?;
        let outside = outside_of(organization, person, part).limit(limit).into_tuple::<(i64, i64)>();
        let outside = outside.all(self.0).await?.into_iter().map(|(_, position)| position).collect();
        let mut rows: Vec<Row> = own.into_iter().map(row_from).collect();
        rows.extend(self.rows_at(outside).await?);
        rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.position)));
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        self.told_to(organization, rows).await
    }

    /// What was done under an access in an emergency.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn under(&self, access: &EmergencyAccess, part: Part) -> Result<Vec<Row>, Error> {
        // It leaves rows while it is open, and those of its last moment a little later.
        let (from, until) = (access.from.max(part.from), (access.until + LATEST).min(part.until));
        let within = outside_of(access.case_organization, access.person, Part { from, until, ..part });
        let mut positions = within.into_query();
        positions.clear_selects().clear_order_by().column(outside::Column::Position);
        let rows = entry::Entity::find()
            .filter(entry::Column::EmergencyId.eq(access.id.uuid()))
            .filter(entry::Column::Position.in_subquery(positions))
            .order_by_desc(entry::Column::At)
            .order_by_desc(entry::Column::Position)
            .limit(part.limit)
            .all(self.0)
            .await?;
        self.told_to(access.case_organization, rows.into_iter().map(row_from).collect()).await
    }

    /// Whether somebody acting for another organization ever looked at an organization's patients.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn has_looked_in(
        &self,
        organization: Id<Organization>,
        person: Id<Person>,
    ) -> Result<bool, Error> {
        let looks = outside::Entity::find()
            .filter(outside::Column::OwnerId.eq(organization.uuid()))
            .filter(outside::Column::PersonId.eq(person.uuid()));
        Ok(looks.limit(1).count(self.0).await? > 0)
    }

    /// Rows without what those who acted for other organizations saw of patients that are not the organization's.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn told_to(
        &self,
        organization: Id<Organization>,
        mut rows: Vec<Row>,
    ) -> Result<Vec<Row>, Error> {
        let owner = organization.uuid();
        let is_outside = |row: &Row| row.person.is_some() && row.organization != Some(owner);
        let times: BTreeSet<i64> =
            rows.iter().filter(|row| is_outside(row)).map(|row| row.at.millis()).collect();
        let times: Vec<_> = times.into_iter().collect();
        let mut own: HashMap<i64, BTreeSet<Uuid>> = HashMap::new();
        for times in times.chunks(LOOKED_UP) {
            let found: Vec<(i64, Uuid)> = outside::Entity::find()
                .select_only()
                .columns([outside::Column::Position, outside::Column::PatientId])
                .filter(outside::Column::OwnerId.eq(owner))
                .filter(outside::Column::At.is_in(times.iter().copied()))
                .into_tuple()
                .all(self.0)
                .await?;
            for (position, patient) in found {
                own.entry(position).or_default().insert(patient);
            }
        }
        for row in rows.iter_mut().filter(|row| is_outside(row)) {
            let own = own.get(&row.position);
            row.patients.retain(|patient| own.is_some_and(|own| own.contains(patient)));
        }
        Ok(rows)
    }

    /// The rows at these positions, newest first.
    async fn rows_at(&self, positions: Vec<i64>) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::with_capacity(positions.len());
        for positions in positions.chunks(LOOKED_UP) {
            let there =
                entry::Entity::find().filter(entry::Column::Position.is_in(positions.iter().copied()));
            rows.extend(there.all(self.0).await?.into_iter().map(row_from));
        }
        rows.sort_by_key(|row: &Row| std::cmp::Reverse((row.at, row.position)));
        Ok(rows)
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
        let is = |column: &str, codes: &str| {
            format!("CAST(SUM(CASE WHEN {column} IN ({codes}) THEN 1 ELSE 0 END) AS BIGINT)")
        };
        let sql = format!(
            "SELECT person_id, COUNT(*), {}, {} FROM audit_entry \
             WHERE organization_id = $1 AND at >= $2 AND at < $3 AND person_id IS NOT NULL \
             GROUP BY person_id ORDER BY person_id",
            is("outcome", &refused()),
            is("purpose", &emergency()),
        );
        let rows = self.asked(sql, organization, from, until).await?;
        rows.iter()
            .map(|row| {
                let number = |n| row.try_get_by_index::<i64>(n);
                let count = Count { all: number(1)?, refused: number(2)?, emergency: number(3)? };
                Ok((Id::new(row.try_get_by_index(0)?), count))
            })
            .collect()
    }

    /// What people acting for other organizations did to an organization's patients, by person and organization.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn outsiders(
        &self,
        organization: Id<Organization>,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Outsider>, Error> {
        // One row of the log is as many of the index as it names patients.
        let are = |column: &str, codes: &str| {
            format!("COUNT(DISTINCT CASE WHEN {column} IN ({codes}) THEN position END)")
        };
        let sql = format!(
            "SELECT person_id, organization_id, COUNT(DISTINCT patient_id), COUNT(DISTINCT position), {}, {} \
             FROM audit_outside WHERE owner_id = $1 AND at >= $2 AND at < $3 \
             GROUP BY person_id, organization_id ORDER BY person_id, organization_id",
            are("outcome", &refused()),
            are("purpose", &emergency()),
        );
        let rows = self.asked(sql, organization, from, until).await?;
        rows.iter()
            .map(|row| {
                let number = |n| row.try_get_by_index::<i64>(n);
                Ok(Outsider {
                    person: Id::new(row.try_get_by_index(0)?),
                    organization: Id::new(row.try_get_by_index(1)?),
                    patients: number(2)?,
                    count: Count { all: number(3)?, refused: number(4)?, emergency: number(5)? },
                })
            })
            .collect()
    }

    async fn asked(
        &self,
        sql: String,
        organization: Id<Organization>,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<QueryResult>, Error> {
        let values: [Value; 3] = [organization.uuid().into(), from.millis().into(), until.millis().into()];
        let statement = Statement::from_sql_and_values(self.0.get_database_backend(), sql, values);
        Ok(self.0.query_all_raw(statement).await?)
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

/// Times and positions of what a person acting for another organization did to an organization's patients, newest
/// first.
fn outside_of(organization: Id<Organization>, person: Id<Person>, part: Part) -> Select<outside::Entity> {
    let Part { from, until, after, limit: _ } = part;
    let query = outside::Entity::find()
        .select_only()
        .columns([outside::Column::At, outside::Column::Position])
        .distinct()
        .filter(outside::Column::OwnerId.eq(organization.uuid()))
        .filter(outside::Column::PersonId.eq(person.uuid()))
        .filter(outside::Column::At.gte(from.millis()))
        .filter(outside::Column::At.lt(until.millis()))
        .order_by_desc(outside::Column::At)
        .order_by_desc(outside::Column::Position);
    let Some((at, position)) = after else { return query };
    let same =
        Condition::all().add(outside::Column::At.eq(at.millis())).add(outside::Column::Position.lt(position));
    query.filter(Condition::any().add(outside::Column::At.lt(at.millis())).add(same))
}

/// The codes of how refusals end, as a list of SQL.
fn refused() -> String {
    format!("'{}', '{}'", Outcome::Denied.code(), Outcome::Hidden.code())
}

/// The code of an emergency, as a list of SQL.
fn emergency() -> String {
    format!("'{}'", Purpose::Emergency.code())
}
