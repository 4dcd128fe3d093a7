//! What can be changed: one file for each use case of `app`, one `input` and one payload for each mutation.

use async_graphql::MergedObject;

mod access_token;
mod answer_invitation;
mod answer_offer;
mod break_glass;
mod call_conference;
mod change_case;
mod confirm_offer;
mod confirm_role;
mod consent;
mod correct_patient;
mod end_rules;
mod hold_conference;
mod hold_time;
mod keep_members;
mod keep_organization;
mod keep_records;
mod link_records;
mod make_offer;
mod open_consultation;
mod publish_rules;
mod register_admission;
mod register_admissions;
mod schedule_conference;
mod see_audit;
mod send_again;
mod settle_milestone;
mod share_duties;
mod take_up_case;
mod team;
mod write_minutes;
mod write_plan;

/// What can be changed. Each mutation takes one input and gives one payload with the changed object. What
/// creates takes an `idempotencyKey`: the same request with the same key makes nothing twice. What edits takes
/// the `expectedVersion` that was read: an edit of a record that changed since is a CONFLICT.
// In four parts, since the compiler gives up on the futures of twenty in a row.
#[derive(MergedObject, Default)]
pub struct Mutation(OfCase, OfConference, OfConsultation, OfOrganization);

#[derive(MergedObject, Default)]
pub struct OfCase(
    register_admission::RegisterAdmissionMutation,
    register_admissions::RegisterAdmissionsMutation,
    correct_patient::CorrectPatientMutation,
    change_case::ChangeCaseMutation,
    settle_milestone::SettleMilestoneMutation,
    consent::ConsentMutation,
    break_glass::BreakGlassMutation,
    team::TeamMutation,
    take_up_case::TakeUpCaseMutation,
    share_duties::ShareDutiesMutation,
    write_plan::WritePlanMutation,
);

#[derive(MergedObject, Default)]
pub struct OfConference(
    call_conference::CallConferenceMutation,
    schedule_conference::ScheduleConferenceMutation,
    answer_invitation::AnswerInvitationMutation,
    hold_conference::HoldConferenceMutation,
    write_minutes::WriteMinutesMutation,
    hold_time::HoldTimeMutation,
);

#[derive(MergedObject, Default)]
pub struct OfConsultation(
    open_consultation::OpenConsultationMutation,
    make_offer::MakeOfferMutation,
    answer_offer::AnswerOfferMutation,
    confirm_offer::ConfirmOfferMutation,
);

#[derive(MergedObject, Default)]
pub struct OfOrganization(
    keep_organization::KeepOrganizationMutation,
    link_records::LinkRecordsMutation,
    keep_members::KeepMembersMutation,
    confirm_role::ConfirmRoleMutation,
    send_again::SendAgainMutation,
    keep_records::KeepRecordsMutation,
    see_audit::SeeAuditMutation,
    access_token::AccessTokenMutation,
    publish_rules::PublishRulesMutation,
    end_rules::EndRulesMutation,
);
