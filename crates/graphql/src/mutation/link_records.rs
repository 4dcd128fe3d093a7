//! Two organizations say that their records are of one person. The link grants no access.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{caller::caller, ids, patient::RecordLink};

/// A link to propose.
#[derive(InputObject)]
pub struct ProposeRecordLinkInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// The organization's own record.
    patient: ID,
    /// The other organization.
    other_organization: ID,
    /// The other organization's record.
    other_patient: ID,
}

/// A link to confirm.
#[derive(InputObject)]
pub struct ConfirmRecordLinkInput {
    /// The link.
    link: ID,
}

/// A link to take back.
#[derive(InputObject)]
pub struct UndoRecordLinkInput {
    /// The link.
    link: ID,
}

/// What proposing a link gives.
#[derive(SimpleObject)]
pub struct ProposeRecordLinkPayload {
    /// The link.
    link: RecordLink,
}

/// What confirming a link gives.
#[derive(SimpleObject)]
pub struct ConfirmRecordLinkPayload {
    /// The link as it is now.
    link: RecordLink,
}

/// What taking a link back gives.
#[derive(SimpleObject)]
pub struct UndoRecordLinkPayload {
    /// The link as it is now.
    link: RecordLink,
}

#[derive(Default)]
pub struct LinkRecordsMutation;

#[Object]
impl LinkRecordsMutation {
    /// Says that an own record and another organization's are of one person.
    async fn propose_record_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The two records.")] input: ProposeRecordLinkInput,
    ) -> Result<ProposeRecordLinkPayload> {
        let ProposeRecordLinkInput { idempotency_key, patient, other_organization, other_patient } = input;
        let key = app::IdempotencyKey::parse(&idempotency_key)?;
        let own = ids::read(&patient, "patient")?;
        let organization = ids::read(&other_organization, "otherOrganization")?;
        let other = ids::read(&other_patient, "otherPatient")?;
        let session = caller(ctx)?.session();
        let link = app::link_records::propose_link(&session, &key, own, organization, other).await?;
        Ok(ProposeRecordLinkPayload { link: link.into() })
    }

    /// Confirms a link that the other owner proposed.
    async fn confirm_record_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: ConfirmRecordLinkInput,
    ) -> Result<ConfirmRecordLinkPayload> {
        let ConfirmRecordLinkInput { link } = input;
        let id = ids::read(&link, "link")?;
        let link = app::link_records::confirm_link(&caller(ctx)?.session(), id).await?;
        Ok(ConfirmRecordLinkPayload { link: link.into() })
    }

    /// Takes a link back; either owner may.
    async fn undo_record_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: UndoRecordLinkInput,
    ) -> Result<UndoRecordLinkPayload> {
        let UndoRecordLinkInput { link } = input;
        let id = ids::read(&link, "link")?;
        let link = app::link_records::undo_link(&caller(ctx)?.session(), id).await?;
        Ok(UndoRecordLinkPayload { link: link.into() })
    }
}
