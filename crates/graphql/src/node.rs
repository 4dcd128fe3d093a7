//! Things that can be fetched again by their identifier alone.

use app::Error;
use async_graphql::{Context, ID, Interface, Object, Result};

use crate::{
    caller::caller,
    conference::DischargeConference,
    consultation::{Consultation, Offer},
    discharge_case::DischargeCase,
    ids,
    input::at_most,
    loader::{CaseById, ConferenceById, OrganizationById, PersonById, RulesById, load},
    organization::Organization,
    person::Person,
    rule::RulePack,
};

/// Something with an identifier by which it can be fetched again. Patients are reached through their cases.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "The identifier."))]
pub enum Node {
    /// A case.
    DischargeCase(DischargeCase),
    /// A conference.
    DischargeConference(DischargeConference),
    /// A consultation.
    Consultation(Consultation),
    /// An offer.
    Offer(Offer),
    /// An organization.
    Organization(Organization),
    /// A person.
    Person(Person),
    /// A version of a rule pack.
    RulePack(RulePack),
}

#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The thing with this identifier; null when it does not exist, or not for the caller.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The identifier.")] id: ID,
    ) -> Result<Option<Node>> {
        node(ctx, &id).await
    }

    /// The things with these identifiers, in the same order, at most 100; null for each that does not exist, or
    /// not for the caller.
    #[graphql(complexity = "crate::page::cost(i32::try_from(ids.len()).ok(), child_complexity)")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The identifiers.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        at_most(&ids, 100, "ids")?;
        let found = ids.iter().map(|id| node(ctx, id));
        async_graphql::futures_util::future::try_join_all(found).await
    }
}

async fn node(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    if let Some(id) = ids::parse(id) {
        return Ok(load(ctx, CaseById(id)).await?.map(|case| Node::DischargeCase(case.into())));
    }
    if let Some(id) = ids::parse(id) {
        let found = load(ctx, ConferenceById(id)).await?;
        return Ok(found.map(|conference| Node::DischargeConference(conference.into())));
    }
    if let Some(id) = ids::parse(id) {
        let file = app::consultation::consultation_file(&caller(ctx)?.session(), id).await;
        return Ok(if_there(file)?.map(|file| Node::Consultation(file.consultation.into())));
    }
    if let Some(id) = ids::parse(id) {
        let file = app::consultation::offer_file(&caller(ctx)?.session(), id).await;
        return Ok(if_there(file)?.map(|file| Node::Offer(file.into())));
    }
    if let Some(id) = ids::parse(id) {
        let found = load(ctx, OrganizationById(id)).await?;
        return Ok(found.map(|organization| Node::Organization(organization.into())));
    }
    if let Some(id) = ids::parse(id) {
        return Ok(load(ctx, PersonById(id)).await?.map(|person| Node::Person(person.into())));
    }
    if let Some(id) = ids::parse(id) {
        return Ok(load(ctx, RulesById(id)).await?.map(|rules| Node::RulePack(rules.into())));
    }
    Ok(None)
}

/// Nothing, where the thing is not there for the caller.
pub(crate) fn if_there<T>(found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound | Error::Forbidden | Error::Denied(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
