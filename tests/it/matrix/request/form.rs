//! The forms of the pages.

use super::*;

fn field(name: &'static str, value: impl ToString) -> (&'static str, String) {
    (name, value.to_string())
}

pub fn forms() -> Vec<Request> {
    use Action as A;
    use Kind::{
        Case, Conference, Consultation, Emergency, Home, LegalHold, Membership, Milestone, Offer, Patient,
    };
    let form =
        |of, action, shows, path, fields: Fields| Request { of, action, shows, ask: Ask::Form(path, fields) };
    vec![
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/needs", |_, _| {
            vec![field("expectedVersion", STALE)]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/expected-discharge", |_, _| {
            vec![field("expectedVersion", STALE), field("destination", "home")]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/circumstances", |_, _| {
            vec![field("expectedVersion", STALE)]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/rules", |_, _| {
            vec![field("expectedVersion", STALE), field("rulePack", "00000000-0000-7000-8000-000000000000")]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/delay", |_, _| {
            vec![field("expectedVersion", STALE), field("delayOwner", "ward")]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/overrides", |_, _| {
            vec![
                field("expectedVersion", STALE),
                field("matter", "backup_bed"),
                field("overrideReason", "見本"),
            ]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/discharge", |_, _| {
            vec![field("expectedVersion", STALE), field("dischargedOn", "2026-11-20")]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/transfer", |_, _| {
            vec![
                field("expectedVersion", STALE),
                field("transferredOn", "2026-11-20"),
                field("transferredTo", "見本"),
            ]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/close", |_, _| {
            vec![field("expectedVersion", STALE), field("outcome", "at_home")]
        }),
        form(Milestone, A::SettleMilestone, A::SeeCase, "/cases/{id}/milestones", |_, t| {
            vec![
                field("expectedVersion", STALE),
                field("milestone", t.id),
                field("how", "done"),
                field("doneOn", "2026-11-20"),
            ]
        }),
        form(Case, A::RecordConsent, A::SeeCase, "/cases/{id}/consents", |_, _| {
            vec![
                field("idempotencyKey", "matrix"),
                field("consentPurpose", "care"),
                field("consentRecipient", "everyone"),
                field("consentOn", "2026-11-20"),
                field("consentForm", "exception"),
                field("consentReach", "this"),
            ]
        }),
        form(Case, A::RecordConsent, A::SeeCase, "/cases/{id}/consents/withdraw", |_, _| {
            vec![field("idempotencyKey", "matrix"), field("consent", NOWHERE)]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/team", |world, _| {
            vec![
                field("idempotencyKey", "matrix"),
                field("organization", world.app.region.hospital.organization),
                field("person", world.elsewhere.person),
                field("role", "pharmacy"),
            ]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/team/leave", |_, _| {
            vec![field("member", NOWHERE)]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/team/take-up", |_, _| vec![]),
        form(Case, A::ShareDuties, A::SeeCase, "/cases/{id}/duties", |_, _| {
            vec![field("expectedVersion", STALE)]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/consultations", |world, _| {
            vec![
                field("idempotencyKey", "matrix"),
                field("hub", world.app.region.hospital.organization),
                field("services", "pharmacy"),
            ]
        }),
        form(Case, A::ChangeCase, A::SeeCase, "/cases/{id}/conferences", |_, _| {
            vec![
                field("idempotencyKey", "matrix"),
                field("kind", "discharge"),
                field("title", "見本"),
                field("durationMinutes", 30),
            ]
        }),
        form(Case, A::WritePlan, A::SeeCase, "/cases/{id}/plan", |_, _| {
            vec![field("expectedVersion", STALE), field("goals", "見本")]
        }),
        form(Conference, A::CallConference, A::SeeConference, "/conferences/{id}/times", |_, _| starts()),
        form(Conference, A::CallConference, A::SeeConference, "/conferences/{id}/schedule", |_, _| starts()),
        form(Conference, A::CallConference, A::SeeConference, "/conferences/{id}/move", |_, _| starts()),
        form(Conference, A::CallConference, A::SeeConference, "/conferences/{id}/edit", |_, _| {
            vec![
                field("expectedVersion", STALE),
                field("kind", "discharge"),
                field("title", "見本"),
                field("durationMinutes", 30),
            ]
        }),
        form(Conference, A::SeeConference, A::SeeConference, "/conferences/{id}/answers", |_, _| {
            vec![field("participant", NOWHERE), field("channel", "phone")]
        }),
        form(Conference, A::CallConference, A::SeeConference, "/conferences/{id}/cancel", |_, _| {
            vec![field("expectedVersion", STALE), field("reason", "見本")]
        }),
        form(Conference, A::CallConference, A::SeeConference, "/conferences/{id}/attendance", |_, _| {
            vec![field("expectedVersion", STALE)]
        }),
        form(Conference, A::CallConference, A::SeeConference, "/conferences/{id}/minutes", |_, _| minutes()),
        form(Conference, A::CallConference, A::SeeConference, "/conferences/{id}/minutes/confirm", |_, _| {
            minutes()
        }),
        form(Conference, A::CallConference, A::SeeConference, "/conferences/{id}/minutes/amend", |_, _| {
            vec![field("expectedVersion", STALE), field("amendment", "見本")]
        }),
        form(
            Consultation,
            A::WorkConsultation,
            A::SeeConsultation,
            "/consultations/{id}/offers",
            |world, _| {
                vec![
                    field("idempotencyKey", "matrix"),
                    field("service", "pharmacy"),
                    field("organization", world.app.region.hospital.organization),
                    field("answerWithinMinutes", 60),
                ]
            },
        ),
        form(Consultation, A::WorkConsultation, A::SeeConsultation, "/consultations/{id}/close", |_, _| {
            vec![field("expectedVersion", STALE), field("outcome", "team_found")]
        }),
        form(Offer, A::AnswerOffer, A::AnswerOffer, "/offers/{id}/answer", |_, _| {
            vec![field("expectedVersion", STALE), field("answer", "accept")]
        }),
        form(Offer, A::AnswerOffer, A::SeeConsultation, "/consultations/{id}/answer", |_, t| {
            vec![field("expectedVersion", STALE), field("offer", t.id), field("answer", "accept")]
        }),
        form(Offer, A::WorkConsultation, A::SeeConsultation, "/consultations/{id}/withdraw", |_, t| {
            vec![field("expectedVersion", STALE), field("offer", t.id)]
        }),
        form(Offer, A::WorkConsultation, A::SeeConsultation, "/consultations/{id}/confirm", |_, t| {
            vec![field("expectedVersion", STALE), field("offer", t.id)]
        }),
        form(Home, A::EndRecords, A::EndRecords, "/organization/records/retention", |_, _| {
            vec![field("years", 0)]
        }),
        form(Patient, A::EndRecords, A::EndRecords, "/organization/records/erasures", |_, t| {
            vec![field("expectedVersion", STALE), field("patient", t.id), field("erase", "yes")]
        }),
        form(LegalHold, A::EndRecords, A::EndRecords, "/organization/records/holds/lift", |_, t| {
            vec![field("hold", t.id)]
        }),
        form(Membership, A::KeepMembers, A::KeepMembers, "/organization/members/{id}/profession", |_, _| {
            vec![field("profession", "nurse")]
        }),
        form(
            Membership,
            A::KeepMembers,
            A::KeepMembers,
            "/organization/members/{id}/lay-down",
            |_, _| vec![],
        ),
        form(Membership, A::KeepMembers, A::KeepMembers, "/organization/members/{id}/end", |_, _| vec![]),
        form(Membership, A::KeepMembers, A::KeepMembers, "/organization/members/{id}/reset", |_, _| vec![]),
        form(Home, A::SeeAudit, A::SeeAudit, "/access/{month}", |_, _| vec![]),
        form(Patient, A::BreakGlass, A::BreakGlass, "/emergency", |world, _| {
            vec![
                field("emergencyOrganization", world.app.region.hospital.organization),
                field("emergencyKana", "ミホン ボウ"),
                field("emergencyBornOn", "1950-01-01"),
                field("emergencyReason", "other"),
                field("emergencyText", "見本"),
            ]
        }),
        form(Emergency, A::SeeCase, A::SeeCase, "/emergency/end", |_, t| vec![field("access", t.id)]),
        form(Emergency, A::ReviewEmergency, A::ReviewEmergency, "/emergency/review", |_, t| {
            vec![field("access", t.id), field("expectedVersion", STALE), field("finding", "justified")]
        }),
    ]
}

fn starts() -> Vec<(&'static str, String)> {
    vec![field("expectedVersion", STALE), field("day", "2026-12-10"), field("time", "13:00")]
}

fn minutes() -> Vec<(&'static str, String)> {
    vec![field("expectedVersion", STALE), field("summary", "見本")]
}
