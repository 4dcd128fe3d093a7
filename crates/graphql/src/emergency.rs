//! Access that people took in an emergency.

use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};

use crate::{
    caller::caller,
    discharge_case::{DischargeCase, case},
    ids,
    organization::{Organization, organization},
    person::{Person, person},
    scalar::DateTime,
    vocabulary::vocabulary,
};

vocabulary! {
    /// Why somebody takes access in an emergency.
    EmergencyReason = domain::emergency::EmergencyReason {
        /// Needed for emergency care (救急搬送・急変).
        EmergencyCare,
        /// The patient cannot speak (意識がない).
        CannotSpeak,
        /// Nobody in charge can be reached (夜間・休日).
        NobodyReached,
        /// A disaster (災害).
        Disaster,
        /// Another (その他).
        Other,
    }
}

vocabulary! {
    /// What the review of an access in an emergency finds.
    EmergencyFinding = domain::emergency::Finding {
        /// It was justified (妥当).
        Justified,
        /// It is to be looked into (要確認).
        Questioned,
        /// It was not justified (不当).
        Unjustified,
    }
}

/// Access to one case, for reading, for four hours, taken in an emergency. The organization whose case it is
/// reviews it within 48 hours.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct EmergencyAccess {
    /// The identifier.
    id: ID,
    #[graphql(skip)]
    record: domain::emergency::EmergencyAccess,
    /// Why.
    reason: EmergencyReason,
    /// Why, in words.
    text: String,
    /// Since when.
    from: DateTime,
    /// Until when.
    until: DateTime,
    /// When it was given back before its time.
    ended_at: Option<DateTime>,
    /// When it was reviewed.
    reviewed_at: Option<DateTime>,
    /// What the review found.
    finding: Option<EmergencyFinding>,
    /// What the review found, in words.
    review_note: Option<String>,
    /// Rises with every change; state it as `expectedVersion` to review the access.
    version: i32,
}

#[ComplexObject]
impl EmergencyAccess {
    /// The case, as far as the caller may see it.
    async fn case(&self, ctx: &Context<'_>) -> Result<Option<DischargeCase>> {
        case(ctx, Some(self.record.case)).await
    }

    /// Who took it.
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.record.person).await
    }

    /// For which organization.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        organization(ctx, self.record.organization).await
    }

    /// Who reviewed it.
    async fn reviewed_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match &self.record.review {
            Some(review) => person(ctx, review.by).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether its review is late.
    async fn is_overdue(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.record.is_overdue(caller(ctx)?.now))
    }
}

impl From<domain::emergency::EmergencyAccess> for EmergencyAccess {
    fn from(access: domain::emergency::EmergencyAccess) -> Self {
        let record = access.clone();
        let domain::emergency::EmergencyAccess {
            id,
            case_organization: _,
            case: _,
            person: _,
            organization: _,
            reason,
            text,
            from,
            until,
            ended,
            review,
            version,
        } = access;
        let (reviewed_at, finding, review_note) = match review {
            Some(domain::emergency::Review { at, by: _, finding, note }) => {
                (Some(at.into()), Some(finding.into()), note.map(Into::into))
            }
            None => (None, None, None),
        };
        Self {
            id: ids::write(id),
            record,
            reason: reason.into(),
            text: text.into(),
            from: from.into(),
            until: until.into(),
            ended_at: ended.map(Into::into),
            reviewed_at,
            finding,
            review_note,
            version,
        }
    }
}

#[derive(Default)]
pub struct EmergencyQuery;

#[Object]
impl EmergencyQuery {
    /// What the caller took in an emergency and still has open, the newest first.
    #[graphql(complexity = "5 * child_complexity + 1")]
    async fn my_emergency_access(&self, ctx: &Context<'_>) -> Result<Vec<EmergencyAccess>> {
        let file = app::break_glass::my_emergency_access(&caller(ctx)?.session()).await?;
        Ok(file.accesses.into_iter().map(Into::into).collect())
    }

    /// What was taken in an emergency to cases of the organization acted for, at most 200: what waits for review
    /// first, the longest waiting on top. For privacy officers and administrators.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn emergency_access_to_review(&self, ctx: &Context<'_>) -> Result<Vec<EmergencyAccess>> {
        let file = app::break_glass::emergency_access_to_review(&caller(ctx)?.session()).await?;
        Ok(file.accesses.into_iter().map(Into::into).collect())
    }
}
