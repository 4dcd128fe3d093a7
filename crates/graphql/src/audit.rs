//! The log of who saw and did what.

use app::{
    Error,
    see_audit::{self, Part},
};
use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use domain::{Id, Timestamp, audit::Row, calendar::Month};

use crate::{
    caller::caller,
    ids,
    loader::{OrganizationById, PersonById, load},
    organization::{Organization, organization},
    page::{Page, connection},
    person::{Person, Profession, person},
    scalar::{Date, DateTime},
};

/// A look at, or a change of, something; one for each kind of action of a request.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct AccessLogEntry {
    #[graphql(skip)]
    row: Row,
    /// When.
    at: DateTime,
    /// What kind of actor: `member`, `guest` or `system`.
    actor: String,
    /// The person's role in the organization.
    role: Option<String>,
    /// What it was for, such as `care` or `emergency`.
    purpose: String,
    /// What was done, by its code, such as `see_case` or `plan_written`.
    action: String,
    /// What it was done to, by codes such as `patient`, `case`, `plan`.
    entities: Vec<String>,
    /// How it ended: `allowed`, `denied`, `hidden` or `failed`.
    outcome: String,
    /// By which way, such as `page` or `api`.
    source: Option<String>,
    /// The request it was part of.
    request_id: ID,
}

#[ComplexObject]
impl AccessLogEntry {
    /// Who; null for the system and for the holder of a link.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.row.person {
            Some(id) => Ok(load(ctx, PersonById(Id::new(id))).await?.map(Into::into)),
            None => Ok(None),
        }
    }

    /// For which organization.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.row.organization {
            Some(id) => Ok(load(ctx, OrganizationById(Id::new(id))).await?.map(Into::into)),
            None => Ok(None),
        }
    }

    /// How many patients it was about; of what was done for another organization, how many of the caller's.
    async fn patient_count(&self) -> usize {
        self.row.patients.len()
    }
}

impl From<Row> for AccessLogEntry {
    fn from(row: Row) -> Self {
        Self {
            at: DateTime(row.at),
            actor: row.actor.clone(),
            role: row.role.clone(),
            purpose: row.purpose.clone(),
            action: row.action.clone(),
            entities: row.entities.split(' ').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            outcome: row.outcome.clone(),
            source: row.source.clone(),
            request_id: ID(row.request.simple().to_string()),
            row,
        }
    }
}

connection! {
    /// A page of the log.
    AccessLogConnection,
    /// An entry with its position.
    AccessLogEdge of AccessLogEntry
}

#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Who saw and changed what of a patient, or what a person saw and did for the organization, or to its patients
    /// when acting for another, or what was done under an access in an emergency; newest first, for an
    /// administrator or privacy officer of the organization. Looking is itself on record.
    #[graphql(complexity = "crate::page::cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field are those of its list")]
    async fn access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A patient of the organization; exactly one of the three is named.")]
        patient: Option<ID>,
        #[graphql(desc = "A person.")] person: Option<ID>,
        #[graphql(desc = "An access in an emergency to a case of the organization.")]
        emergency_access: Option<ID>,
        #[graphql(desc = "From when.")] from: DateTime,
        #[graphql(desc = "Until before when.")] until: DateTime,
        #[graphql(desc = "How many, 1 to 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<AccessLogConnection> {
        let page: Page<(i64, i64)> = Page::parse(first, after.as_deref())?;
        let after = page.after.map(|(at, position)| (Timestamp::from_millis(at), position));
        let part = Part { from: from.0, until: until.0, after, limit: page.limit() };
        let session = caller(ctx)?.session();
        let log = match (patient, person, emergency_access) {
            (Some(patient), None, None) => {
                see_audit::log_of_patient(&session, ids::read(&patient, "patient")?, part).await?
            }
            (None, Some(person), None) => {
                see_audit::log_of_person(&session, ids::read(&person, "person")?, part).await?.log
            }
            (None, None, Some(access)) => {
                see_audit::log_of_emergency(&session, ids::read(&access, "emergencyAccess")?, part).await?.1
            }
            _ => return Err(Error::Invalid { code: "INPUT_INCOMPLETE", field: Some("patient") }.into()),
        };
        Ok(AccessLogConnection::of(&page, log.rows, |row| (row.at.millis(), row.position), Into::into))
    }

    /// A month of the log, person by person, for an administrator or privacy officer of the organization. Looking is
    /// itself on record.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn access_month(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A day of the month.")] day: Date,
    ) -> Result<AccessMonth> {
        Ok(see_audit::month(&caller(ctx)?.session(), Month::of(day.0)).await?.into())
    }
}

/// A month of the log, person by person, those first who had access in an emergency or were refused.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct AccessMonth {
    #[graphql(skip)]
    review: Option<see_audit::Review>,
    /// The month, such as `2026-11`.
    month: String,
    /// Whether it is over, so that it may be confirmed as reviewed.
    is_over: bool,
    /// What each person did for the organization.
    staff: Vec<StaffAccess>,
    /// What people acting for other organizations did to patients of the organization.
    outsiders: Vec<OutsiderAccess>,
    /// The accesses taken in an emergency to cases of the organization in this month.
    emergency_access: EmergencyTally,
    /// When the month was confirmed as reviewed.
    reviewed_at: Option<DateTime>,
}

#[ComplexObject]
impl AccessMonth {
    /// Who confirmed the month as reviewed.
    async fn reviewed_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match &self.review {
            Some(review) => person(ctx, review.by).await.map(Some),
            None => Ok(None),
        }
    }
}

/// What a person did for the organization in a month.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct StaffAccess {
    #[graphql(skip)]
    by: Id<domain::person::Person>,
    /// Looks and acts.
    looks: i64,
    /// Those refused.
    refused: i64,
    /// Those in an emergency.
    emergency: i64,
}

#[ComplexObject]
impl StaffAccess {
    /// Who.
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.by).await
    }
}

/// What a person acting for another organization did to patients of the organization in a month.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct OutsiderAccess {
    #[graphql(skip)]
    by: see_audit::Outsider,
    /// As what the person works there, or last did.
    profession: Option<Profession>,
    /// How many patients of the organization it was about.
    patients: i64,
    /// Looks and acts.
    looks: i64,
    /// Those refused.
    refused: i64,
    /// Those in an emergency.
    emergency: i64,
}

#[ComplexObject]
impl OutsiderAccess {
    /// Who.
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.by.person).await
    }

    /// For which organization.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        organization(ctx, self.by.organization).await
    }
}

/// How many accesses were taken in an emergency, and how far their review is.
#[derive(SimpleObject)]
pub struct EmergencyTally {
    /// All.
    taken: i64,
    /// Those reviewed.
    reviewed: i64,
    /// Those that wait for their review.
    waiting: i64,
    /// Those that have waited longer than 48 hours.
    overdue: i64,
}

impl From<see_audit::MonthLog> for AccessMonth {
    fn from(found: see_audit::MonthLog) -> Self {
        let see_audit::MonthLog {
            month,
            is_over,
            counts,
            outsiders,
            emergencies,
            people: _,
            organizations: _,
            professions,
            review,
        } = found;
        let outsider = |by: see_audit::Outsider| {
            let see_audit::Outsider { person, organization, patients, count } = by;
            let see_audit::Count { all: looks, refused, emergency } = count;
            let profession = professions.get(&(person, organization)).map(|profession| (*profession).into());
            OutsiderAccess { by, profession, patients, looks, refused, emergency }
        };
        let staff = |(by, count)| {
            let see_audit::Count { all: looks, refused, emergency } = count;
            StaffAccess { by, looks, refused, emergency }
        };
        Self {
            month: month.to_string(),
            is_over,
            staff: counts.into_iter().map(staff).collect(),
            outsiders: outsiders.into_iter().map(outsider).collect(),
            emergency_access: emergencies.into(),
            reviewed_at: review.as_ref().map(|review| review.at.into()),
            review,
        }
    }
}

impl From<see_audit::Tally> for EmergencyTally {
    fn from(tally: see_audit::Tally) -> Self {
        let waiting = tally.waiting();
        let see_audit::Tally { taken, reviewed, overdue } = tally;
        Self { taken, reviewed, waiting, overdue }
    }
}
