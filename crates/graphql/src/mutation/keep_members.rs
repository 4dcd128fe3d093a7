//! Colleagues join, leave and change their work.

use app::{IdempotencyKey, invite_colleague::InviteColleague};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::text::EmailAddress as Address;

use crate::{
    caller::caller,
    ids, input,
    membership::ColleagueInvitation,
    person::{Membership, Profession},
    scalar::DateTime,
};

/// Who is invited.
#[derive(InputObject)]
pub struct InviteColleagueInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// Name.
    name: String,
    /// Name in kana.
    name_kana: Option<String>,
    /// Where the letter goes.
    email: String,
    /// As what the colleague works.
    profession: Profession,
}

/// What is taken back.
#[derive(InputObject)]
pub struct WithdrawColleagueInvitationInput {
    /// The invitation.
    invitation: ID,
    /// The version that was read.
    expected_version: i32,
}

/// What is accepted.
#[derive(InputObject)]
pub struct AcceptColleagueInvitationInput {
    /// The invitation.
    invitation: ID,
}

/// Who leaves.
#[derive(InputObject)]
pub struct EndMembershipInput {
    /// The membership.
    membership: ID,
}

/// Who works as what.
#[derive(InputObject)]
pub struct ChangeProfessionInput {
    /// The membership.
    membership: ID,
    /// As what from now on.
    profession: Profession,
}

/// Who is sent a link for a new password.
#[derive(InputObject)]
pub struct SendResetLinkInput {
    /// The membership.
    membership: ID,
}

/// Who becomes a plain member.
#[derive(InputObject)]
pub struct LayDownRoleInput {
    /// The membership.
    membership: ID,
}

/// Whose rights are still right.
#[derive(InputObject)]
pub struct ConfirmRightsInput {
    /// The membership.
    membership: ID,
}

macro_rules! payloads {
    ($($(#[$meta:meta])* $name:ident { $(#[$fmeta:meta])* $field:ident: $type:ty })+) => {
        $($(#[$meta])* #[derive(SimpleObject)] pub struct $name { $(#[$fmeta])* $field: $type })+
    };
}

payloads! {
    /// What inviting gives.
    InviteColleaguePayload {
        /// The invitation.
        invitation: ColleagueInvitation
    }
    /// What taking back gives.
    WithdrawColleagueInvitationPayload {
        /// The invitation.
        invitation: ColleagueInvitation
    }
    /// What accepting gives.
    AcceptColleagueInvitationPayload {
        /// The new membership.
        membership: Membership
    }
    /// What leaving gives.
    EndMembershipPayload {
        /// The membership, ended.
        membership: Membership
    }
    /// What a change of work gives.
    ChangeProfessionPayload {
        /// The membership as it is now.
        membership: Membership
    }
    /// What sending a link gives.
    SendResetLinkPayload {
        /// Whom it is sent to.
        membership: Membership
    }
    /// What laying down a role gives.
    LayDownRolePayload {
        /// The membership as it is now.
        membership: Membership
    }
    /// What a review gives.
    ConfirmRightsPayload {
        /// When the rights were found right.
        reviewed_at: DateTime
    }
}

#[derive(Default)]
pub struct KeepMembersMutation;

#[Object]
impl KeepMembersMutation {
    /// Invites a colleague into the organization acted for, by mail. The colleague joins as a plain member by
    /// accepting within seven days.
    async fn invite_colleague(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is invited.")] input: InviteColleagueInput,
    ) -> Result<InviteColleaguePayload> {
        let InviteColleagueInput { idempotency_key, name, name_kana, email, profession } = input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let invited = InviteColleague {
            name: input::line(&name, "name")?,
            name_kana: input::line_if_any(name_kana.as_deref(), "nameKana")?,
            email: Address::parse(&email).map_err(|refusal| app::Error::from(refusal.refused()))?,
            profession: profession.into(),
        };
        let session = caller(ctx)?.session();
        let invitation = app::invite_colleague::invite_colleague(&session, &key, invited).await?;
        Ok(InviteColleaguePayload { invitation: invitation.into() })
    }

    /// Takes an invitation back.
    async fn withdraw_colleague_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is taken back.")] input: WithdrawColleagueInvitationInput,
    ) -> Result<WithdrawColleagueInvitationPayload> {
        let WithdrawColleagueInvitationInput { invitation, expected_version } = input;
        let id = ids::read(&invitation, "invitation")?;
        let session = caller(ctx)?.session();
        let invitation = app::invite_colleague::withdraw_invitation(&session, id, expected_version).await?;
        Ok(WithdrawColleagueInvitationPayload { invitation: invitation.into() })
    }

    /// Joins another organization as well, if its letter went to one's own mail address.
    async fn accept_colleague_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is accepted.")] input: AcceptColleagueInvitationInput,
    ) -> Result<AcceptColleagueInvitationPayload> {
        let AcceptColleagueInvitationInput { invitation } = input;
        let id = ids::read(&invitation, "invitation")?;
        let membership =
            app::invite_colleague::accept_invitation(&caller(ctx)?.session(), caller(ctx)?.credential, id)
                .await?;
        Ok(AcceptColleagueInvitationPayload { membership: membership.into() })
    }

    /// Ends a membership at once; sessions and tokens through it end with it.
    async fn end_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who leaves.")] input: EndMembershipInput,
    ) -> Result<EndMembershipPayload> {
        let EndMembershipInput { membership } = input;
        let id = ids::read(&membership, "membership")?;
        let membership = app::keep_members::end_membership(&caller(ctx)?.session(), id).await?;
        Ok(EndMembershipPayload { membership: membership.into() })
    }

    /// Says that a member works as something else from now on.
    async fn change_profession(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who works as what.")] input: ChangeProfessionInput,
    ) -> Result<ChangeProfessionPayload> {
        let ChangeProfessionInput { membership, profession } = input;
        let id = ids::read(&membership, "membership")?;
        let session = caller(ctx)?.session();
        let membership = app::keep_members::change_profession(&session, id, profession.into()).await?;
        Ok(ChangeProfessionPayload { membership: membership.into() })
    }

    /// Has a link sent to a member's own mail address, by which the password is replaced. Nobody but the member
    /// sees the link; sessions end when it is used, and the second factor stays.
    async fn send_reset_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is sent the link.")] input: SendResetLinkInput,
    ) -> Result<SendResetLinkPayload> {
        let SendResetLinkInput { membership } = input;
        let id = ids::read(&membership, "membership")?;
        let membership = app::send_reset_link::send_reset_link(&caller(ctx)?.session(), id).await?;
        Ok(SendResetLinkPayload { membership: membership.into() })
    }

    /// Makes a member a plain member; nobody need confirm it.
    async fn lay_down_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who becomes a plain member.")] input: LayDownRoleInput,
    ) -> Result<LayDownRolePayload> {
        let LayDownRoleInput { membership } = input;
        let id = ids::read(&membership, "membership")?;
        let membership = app::keep_members::lay_down_role(&caller(ctx)?.session(), id).await?;
        Ok(LayDownRolePayload { membership: membership.into() })
    }

    /// Says, once a year, that a member's rights are still right.
    async fn confirm_rights(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose rights are still right.")] input: ConfirmRightsInput,
    ) -> Result<ConfirmRightsPayload> {
        let ConfirmRightsInput { membership } = input;
        let id = ids::read(&membership, "membership")?;
        let review = app::review_rights::review_rights(&caller(ctx)?.session(), id).await?;
        Ok(ConfirmRightsPayload { reviewed_at: review.at.into() })
    }
}
