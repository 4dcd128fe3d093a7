//! The care plan: what everyone works towards after discharge, and whom to call first.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use domain::Id;

use crate::{
    ids,
    organization::{Organization, ServiceKind, organization},
    person::{Person, person},
    scalar::{DateTime, PhoneNumber},
};

/// One revision of a case's plan. Earlier revisions stay as they were.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct CarePlan {
    /// The identifier of this revision.
    id: ID,
    #[graphql(skip)]
    written_by: Id<domain::person::Person>,
    #[graphql(skip)]
    organization_id: Id<domain::organization::Organization>,
    /// 1 for the first, rising; state it as `expectedRevision` to write the next.
    revision: i32,
    /// What the patient and the family want.
    wishes: Option<String>,
    /// What everyone works towards.
    goals: String,
    /// What is done, by whom, when.
    services: Vec<PlannedService>,
    /// Whom to call, in this order (ファーストコール).
    first_calls: Vec<FirstCall>,
    /// Where the patient is admitted when it does not go on at home.
    backup_bed: Option<String>,
    /// When this revision was written.
    written_at: DateTime,
}

#[ComplexObject]
impl CarePlan {
    /// Who wrote this revision.
    async fn written_by(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.written_by).await
    }

    /// For which organization it was written.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        organization(ctx, self.organization_id).await
    }
}

impl From<domain::plan::CarePlan> for CarePlan {
    fn from(plan: domain::plan::CarePlan) -> Self {
        let domain::plan::CarePlan { id, case: _, revision, content, written_by, organization, written_at } =
            plan;
        let domain::plan::PlanContent { wishes, goals, services, first_calls, backup_bed } = content;
        Self {
            id: ids::write(id),
            written_by,
            organization_id: organization,
            revision,
            wishes: wishes.map(Into::into),
            goals: goals.into(),
            services: services.into_iter().map(Into::into).collect(),
            first_calls: first_calls.into_iter().map(Into::into).collect(),
            backup_bed: backup_bed.map(Into::into),
            written_at: written_at.into(),
        }
    }
}

/// One service of a plan.
#[derive(SimpleObject, Clone)]
pub struct PlannedService {
    /// Which, when it is one of the network's.
    service: Option<ServiceKind>,
    /// What.
    what: String,
    /// Who.
    who: String,
    /// When: 週2回, 月・木.
    when: String,
}

impl From<domain::plan::PlannedService> for PlannedService {
    fn from(service: domain::plan::PlannedService) -> Self {
        let domain::plan::PlannedService { service, what, who, when } = service;
        Self { service: service.map(Into::into), what: what.into(), who: who.into(), when: when.into() }
    }
}

/// One line of whom to call.
#[derive(SimpleObject, Clone)]
pub struct FirstCall {
    /// Who answers.
    who: String,
    /// Number.
    phone: PhoneNumber,
    /// When somebody answers: 24時間, 平日 9-17時.
    hours: String,
}

impl From<domain::plan::FirstCall> for FirstCall {
    fn from(call: domain::plan::FirstCall) -> Self {
        let domain::plan::FirstCall { who, phone, hours } = call;
        Self { who: who.into(), phone: phone.into(), hours: hours.into() }
    }
}
