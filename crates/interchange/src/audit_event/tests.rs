//! What the resources say.

use domain::Timestamp;

use super::*;

fn row(action: &str, patients: &[u128]) -> Row {
    let id = Uuid::from_u128;
    Row {
        position: 7,
        id: id(1),
        at: Timestamp::from_millis(1_763_596_800_000),
        actor: "member".into(),
        person: Some(id(2)),
        membership: Some(id(3)),
        organization: Some(id(4)),
        participant: None,
        role: Some("coordinator".into()),
        purpose: "care".into(),
        action: action.into(),
        entities: "patient case".into(),
        entity: Some(id(5)),
        patients: patients.iter().map(|patient| id(*patient)).collect(),
        outcome: "allowed".into(),
        request: id(6),
        event: None,
        source: Some("page".into()),
        emergency: None,
    }
}

#[test]
fn a_look_at_one_patient_is_a_patient_read() {
    let expected = json!({
        "resourceType": "AuditEvent",
        "id": "00000000-0000-0000-0000-000000000001",
        "meta": { "profile": ["https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead"] },
        "type": { "system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest", "display": "RESTful Operation" },
        "subtype": [
            { "system": "http://hl7.org/fhir/restful-interaction", "code": "read", "display": "read" },
            { "system": "urn:kaname:audit", "code": "see_case" },
        ],
        "action": "R",
        "recorded": "2025-11-20T09:00:00+09:00",
        "outcome": "0",
        "purposeOfEvent": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT" }] }],
        "agent": [
            {
                "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP", "display": "information recipient" }] },
                "who": { "identifier": { "system": "urn:ietf:rfc:3986", "value": "urn:uuid:00000000-0000-0000-0000-000000000002" } },
                "requestor": true,
                "role": [{ "coding": [{ "system": "urn:kaname:audit", "code": "coordinator" }] }],
            },
            {
                "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "CST", "display": "custodian" }] },
                "who": { "identifier": { "system": "urn:ietf:rfc:3986", "value": "urn:uuid:00000000-0000-0000-0000-000000000004" } },
                "requestor": false,
            },
            {
                "type": { "coding": [{ "system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110153", "display": "Source Role ID" }] },
                "who": { "display": "page" },
                "requestor": false,
            },
            {
                "type": { "coding": [{ "system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110152", "display": "Destination Role ID" }] },
                "who": { "display": "Kaname" },
                "requestor": false,
            },
        ],
        "source": { "observer": { "display": "Kaname" }, "site": "page" },
        "entity": [
            {
                "what": { "identifier": { "system": "urn:ietf:rfc:3986", "value": "urn:uuid:00000000-0000-0000-0000-000000000009" } },
                "type": { "system": "http://terminology.hl7.org/CodeSystem/audit-entity-type", "code": "1" },
                "role": { "system": "http://terminology.hl7.org/CodeSystem/object-role", "code": "1" },
            },
            {
                "what": { "identifier": { "system": "urn:ietf:rfc:3986", "value": "urn:uuid:00000000-0000-0000-0000-000000000005" } },
                "type": { "system": "http://terminology.hl7.org/CodeSystem/audit-entity-type", "code": "2" },
                "role": { "system": "http://terminology.hl7.org/CodeSystem/object-role", "code": "4" },
                "detail": [{ "type": "entities", "valueString": "patient case" }],
            },
            {
                "what": { "identifier": { "value": "00000000-0000-0000-0000-000000000006" } },
                "type": { "system": "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "code": "XrequestId" },
            },
        ],
    });
    assert_eq!(audit_event(&row("see_case", &[9])), expected);
}

#[test]
fn each_kind_of_row_has_its_pattern_action_and_outcome() {
    let said = |row: &Row| {
        let event = audit_event(row);
        let profile =
            event["meta"]["profile"][0].as_str().unwrap_or("-").rsplit('.').next().unwrap_or("-").to_owned();
        format!("{profile} {} {}", event["action"].as_str().unwrap(), event["outcome"].as_str().unwrap())
    };
    let written = |action: &str| Row { event: Some(Uuid::from_u128(1)), ..row(action, &[9]) };
    assert_eq!(said(&row("see_case", &[8, 9])), "PatientQuery E 0");
    assert_eq!(said(&row("search_patients", &[])), "PatientQuery E 0");
    assert_eq!(said(&written("plan_written")), "PatientUpdate U 0");
    assert_eq!(said(&written("patient_registered")), "PatientCreate C 0");
    assert_eq!(said(&Row { outcome: "hidden".into(), ..row("see_case", &[9]) }), "PatientRead R 4");
    assert_eq!(said(&Row { outcome: "failed".into(), ..row("sign_in_failed", &[]) }), "- E 8");
}

#[test]
fn a_line_holds_one_resource() {
    let line = line(&row("see_case", &[9]));
    assert!(!line.contains('\n'));
    assert!(serde_json::from_str::<Value>(&line).is_ok());
}
