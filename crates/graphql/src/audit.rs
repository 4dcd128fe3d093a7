//! The log of who saw and did what.

use app::{
    Error,
    see_audit::{self, Part},
};
use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use domain::{Id, Timestamp, audit::Row};

use crate::{
    caller::caller,
    ids,
    loader::{OrganizationById, PersonById, load},
    organization::Organization,
    page::{Page, connection},
    person::Person,
    scalar::DateTime,
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

    /// How many patients it was about.
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
    /// Who saw and changed what of a patient, or what a person saw and did; newest first, for an administrator
    /// or privacy officer of the organization. Looking is itself on record.
    #[graphql(complexity = "crate::page::cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field are those of its list")]
    async fn access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A patient of the organization; either this or a person.")] patient: Option<ID>,
        #[graphql(desc = "A person; either this or a patient.")] person: Option<ID>,
        #[graphql(desc = "From when.")] from: DateTime,
        #[graphql(desc = "Until before when.")] until: DateTime,
        #[graphql(desc = "How many, 1 to 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<AccessLogConnection> {
        let page: Page<(i64, i64)> = Page::parse(first, after.as_deref())?;
        let after = page.after.map(|(at, position)| (Timestamp::from_millis(at), position));
        let part = Part { from: from.0, until: until.0, after, limit: page.limit() };
        let session = caller(ctx)?.session();
        let log = match (patient, person) {
            (Some(patient), None) => {
                see_audit::log_of_patient(&session, ids::read(&patient, "patient")?, part).await?
            }
            (None, Some(person)) => {
                see_audit::log_of_person(&session, ids::read(&person, "person")?, part).await?
            }
            _ => return Err(Error::Invalid { code: "INPUT_INCOMPLETE", field: Some("patient") }.into()),
        };
        Ok(AccessLogConnection::of(&page, log.rows, |row| (row.at.millis(), row.position), Into::into))
    }
}
