//! The API's mutations, each so that it is refused, or finds its version stale, after permission was given.

use super::*;

pub fn mutations() -> Vec<Request> {
    let mut all = of_cases();
    all.extend(of_conferences());
    all.extend(of_consultations());
    all.extend(of_records());
    all.extend(of_organizations());
    all
}

fn of(of: Kind, action: Action, field: &'static str, input: Input) -> Request {
    Request { of, action, shows: action, ask: Ask::Mutation(field, input) }
}

fn of_cases() -> Vec<Request> {
    use Action as A;
    use Kind::{Case, Milestone};
    vec![
        of(
            Case,
            A::ChangeCase,
            "profileNeeds",
            |_, t| json!({ "case": id(t), "expectedVersion": STALE, "needs": [] }),
        ),
        of(
            Case,
            A::ChangeCase,
            "expectDischarge",
            |_, t| json!({ "case": id(t), "expectedVersion": STALE, "destination": { "kind": "HOME" } }),
        ),
        of(
            Case,
            A::ChangeCase,
            "recordCircumstances",
            |_, t| json!({ "case": id(t), "expectedVersion": STALE, "circumstances": {} }),
        ),
        of(
            Case,
            A::ChangeCase,
            "takeRules",
            |_, t| json!({ "case": id(t), "expectedVersion": STALE, "rulePack": "rules_00000000000070008000000000000000" }),
        ),
        of(
            Case,
            A::ChangeCase,
            "overrideReadiness",
            |_, t| json!({ "case": id(t), "expectedVersion": STALE, "matter": "BACKUP_BED", "reason": "見本" }),
        ),
        of(Case, A::ChangeCase, "explainDelay", |_, t| json!({ "case": id(t), "expectedVersion": STALE })),
        of(
            Case,
            A::ChangeCase,
            "dischargePatient",
            |_, t| json!({ "case": id(t), "expectedVersion": STALE, "on": "2026-11-20" }),
        ),
        of(
            Case,
            A::ChangeCase,
            "transferPatient",
            |_, t| json!({ "case": id(t), "expectedVersion": STALE, "on": "2026-11-20", "to": "見本病院" }),
        ),
        of(
            Case,
            A::ChangeCase,
            "closeCase",
            |_, t| json!({ "case": id(t), "expectedVersion": STALE, "outcome": "AT_HOME" }),
        ),
        of(Case, A::RecordConsent, "recordConsent", |_, t| {
            json!({ "idempotencyKey": "matrix", "case": id(t), "reach": "THIS_CASE", "purpose": "CARE",
                    "consent": { "form": "EXCEPTION" } })
        }),
        of(
            Case,
            A::RecordConsent,
            "withdrawConsent",
            |_, t| json!({ "idempotencyKey": "matrix", "case": id(t), "consent": format!("consent_{}", NOWHERE.simple()) }),
        ),
        of(Case, A::ChangeCase, "joinTeam", |world, t| {
            let elsewhere = format!("person_{}", world.elsewhere.person.uuid().simple());
            json!({ "idempotencyKey": "matrix", "case": id(t), "organization": hospital(world),
                    "person": elsewhere, "role": "PHARMACY" })
        }),
        of(
            Case,
            A::ChangeCase,
            "leaveTeam",
            |_, t| json!({ "case": id(t), "member": format!("member_{}", NOWHERE.simple()) }),
        ),
        of(Case, A::ChangeCase, "takeUpTeam", |_, t| json!({ "case": id(t) })),
        of(
            Case,
            A::ShareDuties,
            "shareDuties",
            |_, t| json!({ "case": id(t), "expectedVersion": STALE, "responsibilities": [] }),
        ),
        of(
            Case,
            A::WritePlan,
            "writePlan",
            |_, t| json!({ "case": id(t), "expectedRevision": STALE, "goals": "見本", "firstCalls": [] }),
        ),
        of(
            Case,
            A::ChangeCase,
            "draftConference",
            |_, t| json!({ "idempotencyKey": "matrix", "case": id(t), "conference": conference() }),
        ),
        of(Case, A::ChangeCase, "openConsultation", |world, t| {
            json!({ "idempotencyKey": "matrix", "about": { "case": id(t) }, "hub": hospital(world),
                    "services": ["PHARMACY"] })
        }),
        of(Case, A::RegisterAdmission, "registerAdmission", |_, t| {
            json!({ "idempotencyKey": "matrix", "patient": { "new": patient() }, "admittedOn": "2000-01-01",
                    "ward": "東5", "wardClass": "GENERAL", "predecessor": id(t) })
        }),
        of(
            Milestone,
            A::SettleMilestone,
            "settleMilestone",
            |_, t| json!({ "milestone": id(t), "expectedVersion": STALE, "settlement": { "doneOn": "2026-11-20" } }),
        ),
    ]
}

fn of_conferences() -> Vec<Request> {
    use Action as A;
    use Kind::{Conference, Hold};
    vec![
        of(
            Conference,
            A::CallConference,
            "reviseConference",
            |_, t| json!({ "id": id(t), "expectedVersion": STALE, "conference": conference() }),
        ),
        of(
            Conference,
            A::CallConference,
            "proposeTimes",
            |_, t| json!({ "conference": id(t), "expectedVersion": STALE, "starts": [START] }),
        ),
        of(
            Conference,
            A::CallConference,
            "scheduleConference",
            |_, t| json!({ "conference": id(t), "expectedVersion": STALE, "startsAt": START }),
        ),
        of(
            Conference,
            A::CallConference,
            "rescheduleConference",
            |_, t| json!({ "conference": id(t), "expectedVersion": STALE, "startsAt": START }),
        ),
        of(
            Conference,
            A::CallConference,
            "cancelConference",
            |_, t| json!({ "conference": id(t), "expectedVersion": STALE, "reason": "見本" }),
        ),
        of(
            Conference,
            A::CallConference,
            "holdConference",
            |_, t| json!({ "conference": id(t), "expectedVersion": STALE, "attendance": [] }),
        ),
        of(
            Conference,
            A::CallConference,
            "draftMinutes",
            |_, t| json!({ "conference": id(t), "expectedVersion": STALE, "summary": "見本" }),
        ),
        of(
            Conference,
            A::CallConference,
            "confirmMinutes",
            |_, t| json!({ "conference": id(t), "expectedVersion": STALE }),
        ),
        of(
            Conference,
            A::CallConference,
            "amendMinutes",
            |_, t| json!({ "conference": id(t), "expectedVersion": STALE, "text": "見本" }),
        ),
        of(Conference, A::RecordAnswer, "recordAnswer", |_, t| {
            json!({ "conference": id(t), "participant": format!("participant_{}", NOWHERE.simple()),
                    "channel": "PHONE", "answers": [] })
        }),
        of(Hold, A::CallConference, "releaseHold", |_, t| json!({ "hold": id(t) })),
        of(
            Conference,
            A::AnswerInvitation,
            "answerInvitation",
            |_, t| json!({ "conference": id(t), "answers": [] }),
        ),
    ]
}

fn of_consultations() -> Vec<Request> {
    use Action as A;
    use Kind::{Consultation, Home, Offer};
    vec![
        of(
            Consultation,
            A::WorkConsultation,
            "closeConsultation",
            |_, t| json!({ "consultation": id(t), "expectedVersion": STALE, "outcome": "TEAM_FOUND" }),
        ),
        of(Consultation, A::WorkConsultation, "makeOffer", |world, t| {
            json!({ "idempotencyKey": "matrix", "consultation": id(t), "service": "PHARMACY",
                    "organization": hospital(world), "answerWithinMinutes": 60 })
        }),
        of(
            Offer,
            A::WorkConsultation,
            "withdrawOffer",
            |_, t| json!({ "offer": id(t), "expectedVersion": STALE }),
        ),
        of(
            Offer,
            A::WorkConsultation,
            "confirmOffer",
            |_, t| json!({ "offer": id(t), "expectedVersion": STALE }),
        ),
        of(Offer, A::AnswerOffer, "acceptOffer", |_, t| json!({ "offer": id(t), "expectedVersion": STALE })),
        of(
            Offer,
            A::AnswerOffer,
            "declineOffer",
            |_, t| json!({ "offer": id(t), "expectedVersion": STALE, "reason": "FULL" }),
        ),
        of(Home, A::TakeConsultation, "openConsultation", |world, _| {
            let hub = api(Kind::Organization, world.app.region.hospital.organization.uuid());
            json!({ "idempotencyKey": "matrix", "about": { "unregistered": { "sex": "MALE" } },
                    "hub": hub, "services": ["PHARMACY"] })
        }),
    ]
}

fn of_records() -> Vec<Request> {
    use Action as A;
    use Kind::{Emergency, Home, LegalHold, Link, Patient};
    vec![
        of(Patient, A::KeepRecord, "correctPatient", |_, t| {
            let mut input = patient();
            input["patient"] = id(t).into();
            input["expectedVersion"] = STALE.into();
            input
        }),
        of(Patient, A::KeepRecord, "proposeRecordLink", |world, t| {
            let own = world.facts.owner.get(&t.id).copied().unwrap_or(NOWHERE);
            json!({ "idempotencyKey": "matrix", "patient": id(t), "otherPatient": id(t),
                    "otherOrganization": api(Kind::Organization, own) })
        }),
        of(Link, A::KeepRecord, "confirmRecordLink", |_, t| json!({ "link": id(t) })),
        of(Link, A::KeepRecord, "undoRecordLink", |_, t| json!({ "link": id(t) })),
        of(Patient, A::BreakGlass, "breakGlass", |world, t| {
            let owner = world.facts.owner.get(&t.id).copied().unwrap_or(NOWHERE);
            let kana = world.facts.names.get(&t.id).map_or("ミホン", |names| &names[1]);
            json!({ "organization": api(Kind::Organization, owner), "reason": "OTHER", "text": "見本",
                    "patient": { "nameAndBirth": { "nameKana": kana, "bornOn": "1950-01-01" } } })
        }),
        of(Emergency, A::SeeCase, "endEmergencyAccess", |_, t| json!({ "access": id(t) })),
        of(
            Emergency,
            A::ReviewEmergency,
            "reviewEmergencyAccess",
            |_, t| json!({ "access": id(t), "expectedVersion": STALE, "finding": "JUSTIFIED" }),
        ),
        of(
            Patient,
            A::EndRecords,
            "placeLegalHold",
            |_, t| json!({ "idempotencyKey": "matrix", "patient": id(t), "reason": "見本" }),
        ),
        of(LegalHold, A::EndRecords, "liftLegalHold", |_, t| json!({ "hold": id(t) })),
        of(
            Patient,
            A::EndRecords,
            "erasePatient",
            |_, t| json!({ "patient": id(t), "expectedVersion": STALE }),
        ),
        of(Home, A::EndRecords, "settleRetention", |_, _| json!({ "years": 1 })),
    ]
}

fn of_organizations() -> Vec<Request> {
    use Action as A;
    use Kind::{Home, Membership};
    vec![
        of(
            Kind::Organization,
            A::KeepOrganization,
            "stateCapabilities",
            |_, t| json!({ "organization": id(t), "expectedVersion": STALE, "statements": [] }),
        ),
        of(
            Kind::Organization,
            A::KeepOrganization,
            "confirmCapabilities",
            |_, t| json!({ "organization": id(t), "expectedVersion": STALE }),
        ),
        of(
            Kind::Organization,
            A::KeepOrganization,
            "stateHours",
            |_, t| json!({ "organization": id(t), "expectedVersion": STALE, "days": [] }),
        ),
        of(
            Kind::Organization,
            A::KeepOrganization,
            "stateContact",
            |_, t| json!({ "organization": id(t), "expectedVersion": STALE, "phone": "049-000-0000" }),
        ),
        of(
            Home,
            A::KeepOrganization,
            "addRoom",
            |_, _| json!({ "idempotencyKey": "matrix", "name": "見本" }),
        ),
        of(Membership, A::KeepMembers, "endMembership", |_, t| json!({ "membership": id(t) })),
        of(
            Membership,
            A::KeepMembers,
            "changeProfession",
            |_, t| json!({ "membership": id(t), "profession": "NURSE" }),
        ),
        of(Membership, A::KeepMembers, "layDownRole", |_, t| json!({ "membership": id(t) })),
        of(Membership, A::KeepMembers, "sendResetLink", |_, t| json!({ "membership": id(t) })),
        of(Home, A::SeeAudit, "reviewAccessMonth", |_, _| json!({ "day": "2026-11-20" })),
        of(Membership, A::ReviewRights, "confirmRights", |_, t| json!({ "membership": id(t) })),
        of(Home, A::KeepMembers, "inviteColleague", |_, _| {
            json!({ "idempotencyKey": "matrix", "name": "見本 某", "email": "bo@example.jp",
                    "profession": "NURSE" })
        }),
    ]
}
