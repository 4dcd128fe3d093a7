//! The audit log as FHIR R4 AuditEvent resources, as IHE's Basic Audit Log Patterns (BALP) ask for them:
//! PatientRead and PatientQuery for looks, PatientUpdate for acts, the authorization and sign-in patterns for
//! the rest. Identifiers and codes only: no name is in the log.

use domain::audit::{Outcome, Purpose, Row, SEARCH_PATIENTS};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Where the profiles are.
const BALP: &str = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const EVENT_TYPE: &str = "http://terminology.hl7.org/CodeSystem/audit-event-type";
const INTERACTION: &str = "http://hl7.org/fhir/restful-interaction";
const ENTITY_TYPE: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
const ROLE: &str = "http://terminology.hl7.org/CodeSystem/object-role";
const REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
const OURS: &str = "urn:kaname:audit";

/// The events of signing in and out.
const SIGN_INS: &[&str] = &["signed_in", "sign_in_failed", "second_factor_failed", SIGNED_OUT];
const SIGNED_OUT: &str = "signed_out";

/// What a row is among the patterns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Read,
    Query,
    Update,
    SignIn,
    Other,
}

/// The resource of a row on one line.
pub fn line(row: &Row) -> String {
    audit_event(row).to_string()
}

/// The resource of a row.
pub fn audit_event(row: &Row) -> Value {
    let pattern = pattern(row);
    let mut resource = Map::new();
    let mut put = |key: &str, value: Value| drop(resource.insert(key.to_owned(), value));
    put("resourceType", "AuditEvent".into());
    put("id", row.id.to_string().into());
    if let Some(profile) = profile(pattern, row) {
        put("meta", json!({ "profile": [format!("{BALP}{profile}")] }));
    }
    let (kind, subtype, action) = codes(pattern, row);
    put("type", kind);
    put("subtype", json!([subtype, { "system": OURS, "code": row.action }]));
    put("action", action.into());
    put("recorded", instant(row).into());
    put("outcome", outcome(row).into());
    put("purposeOfEvent", json!([{ "coding": [{ "system": REASON, "code": purpose(row) }] }]));
    put("agent", agents(row));
    put(
        "source",
        json!({ "observer": { "display": "Kaname" }, "site": row.source.clone().unwrap_or_default() }),
    );
    put("entity", entities(row, pattern));
    Value::Object(resource)
}

fn pattern(row: &Row) -> Pattern {
    if SIGN_INS.contains(&row.action.as_str()) {
        Pattern::SignIn
    } else if row.action == SEARCH_PATIENTS || row.patients.len() > 1 {
        Pattern::Query
    } else if row.patients.is_empty() {
        Pattern::Other
    } else if row.event.is_none() {
        Pattern::Read
    } else {
        Pattern::Update
    }
}

fn profile(pattern: Pattern, row: &Row) -> Option<&'static str> {
    Some(match pattern {
        Pattern::Read => "PatientRead",
        Pattern::Query => "PatientQuery",
        Pattern::Update if row.action.ends_with("_registered") => "PatientCreate",
        Pattern::Update => "PatientUpdate",
        Pattern::SignIn | Pattern::Other => return None,
    })
}

/// Type, subtype and action.
fn codes(pattern: Pattern, row: &Row) -> (Value, Value, &'static str) {
    let rest = || json!({ "system": EVENT_TYPE, "code": "rest", "display": "RESTful Operation" });
    let interaction = |code: &str| json!({ "system": INTERACTION, "code": code, "display": code });
    match pattern {
        Pattern::Read => (rest(), interaction("read"), "R"),
        Pattern::Query => (rest(), interaction("search"), "E"),
        Pattern::Update if row.action.ends_with("_registered") => (rest(), interaction("create"), "C"),
        Pattern::Update => (rest(), interaction("update"), "U"),
        Pattern::SignIn => {
            let (code, display) =
                if row.action == SIGNED_OUT { ("110123", "Logout") } else { ("110122", "Login") };
            (
                json!({ "system": DICOM, "code": "110114", "display": "User Authentication" }),
                json!({ "system": DICOM, "code": code, "display": display }),
                "E",
            )
        }
        Pattern::Other => (
            json!({ "system": DICOM, "code": "110100", "display": "Application Activity" }),
            json!({ "system": OURS, "code": "activity" }),
            if row.event.is_some() { "U" } else { "R" },
        ),
    }
}

fn instant(row: &Row) -> String {
    use time::format_description::well_known::Rfc3339;
    row.at.in_tokyo().format(&Rfc3339).unwrap_or_default()
}

/// 0 success, 4 refused, 8 failed.
fn outcome(row: &Row) -> &'static str {
    match Outcome::parse(&row.outcome) {
        Some(Outcome::Allowed) => "0",
        Some(Outcome::Denied | Outcome::Hidden) => "4",
        Some(Outcome::Failed) | None => "8",
    }
}

fn purpose(row: &Row) -> &'static str {
    match Purpose::parse(&row.purpose) {
        Some(Purpose::Care) => "TREAT",
        Some(Purpose::Coordination) => "COC",
        Some(Purpose::Administration) => "HOPERAT",
        Some(Purpose::Emergency) => "BTG",
        Some(Purpose::Oversight) | None => "HCOMPL",
    }
}

fn agents(row: &Row) -> Value {
    let typed = |code: &str, display: &str| json!({ "coding": [{ "system": DICOM, "code": code, "display": display }] });
    let mut agents = vec![];
    let who = row.person.or(row.participant);
    if let Some(who) = who {
        let mut agent = json!({
            "type": { "coding": [{ "system": PARTICIPATION, "code": "IRCP", "display": "information recipient" }] },
            "who": identified(who),
            "requestor": true,
        });
        if let (Some(agent), Some(role)) = (agent.as_object_mut(), &row.role) {
            agent.insert("role".into(), json!([{ "coding": [{ "system": OURS, "code": role }] }]));
        }
        agents.push(agent);
    }
    if let Some(organization) = row.organization {
        agents.push(json!({
            "type": { "coding": [{ "system": PARTICIPATION, "code": "CST", "display": "custodian" }] },
            "who": identified(organization),
            "requestor": false,
        }));
    }
    agents.push(json!({
        "type": typed("110153", "Source Role ID"), "who": { "display": row.source.clone().unwrap_or_default() },
        "requestor": who.is_none(),
    }));
    agents.push(json!({
        "type": typed("110152", "Destination Role ID"), "who": { "display": "Kaname" }, "requestor": false,
    }));
    Value::Array(agents)
}

fn entities(row: &Row, pattern: Pattern) -> Value {
    let coded = |system: &str, code: &str| json!({ "system": system, "code": code });
    let entity = |kind: &str, role: &str, what: Value| json!({ "what": what, "type": coded(ENTITY_TYPE, kind), "role": coded(ROLE, role) });
    let mut entities: Vec<Value> =
        row.patients.iter().map(|patient| entity("1", "1", identified(*patient))).collect();
    let details = json!([{ "type": "entities", "valueString": row.entities }]);
    let mut data = match row.entity {
        Some(thing) => entity("2", "4", identified(thing)),
        None => entity("2", "4", json!({ "display": row.entities })),
    };
    if pattern == Pattern::Query {
        data = entity("2", "24", json!({ "display": row.entities }));
    }
    if let Some(data) = data.as_object_mut() {
        data.insert("detail".into(), details);
    }
    entities.push(data);
    let transaction = json!({
        "what": { "identifier": { "value": row.request.to_string() } },
        "type": { "system": "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "code": "XrequestId" },
    });
    entities.push(transaction);
    if let Some(emergency) = row.emergency {
        entities.push(entity("2", "4", identified(emergency)));
    }
    Value::Array(entities)
}

fn identified(id: Uuid) -> Value {
    json!({ "identifier": { "system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{id}") } })
}

#[cfg(test)]
mod tests;
