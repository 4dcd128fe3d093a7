//! Every request that names a thing: the API's fields and mutations, the pages and their forms. What writes is
//! sent so that it is refused, or found stale, after permission was given: no cell changes the world.

mod form;
mod mutation;

use domain::access::Action;
use serde_json::{Value, json};
use uuid::Uuid;

use self::{form::forms, mutation::mutations};
use super::{
    schema::Selections,
    world::{Kind, Thing, World},
};

/// A version that no record has.
const STALE: i32 = 9_999;
/// An identifier that nothing has.
pub const NOWHERE: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_dead);

type Input = fn(&World, &Thing) -> Value;
type Fields = fn(&World, &Thing) -> Vec<(&'static str, String)>;

/// How a thing is named in a request.
pub enum Ask {
    /// A query, with `$id` where it names something.
    Query(String),
    /// A subscription with `$id`, over a WebSocket.
    Subscription(String),
    /// A mutation.
    Mutation(&'static str, Input),
    /// `GET`.
    Page(&'static str),
    /// `GET`, answered word by word.
    Live(&'static str),
    /// `POST` of a form.
    Form(&'static str, Fields),
}

/// A request that names a thing.
pub struct Request {
    pub of: Kind,
    /// What it is permission for.
    pub action: Action,
    /// What must be allowed for the page that shows what went wrong, on pages.
    pub shows: Action,
    pub ask: Ask,
}

impl Request {
    /// As the schema or the router names it.
    pub fn name(&self) -> String {
        match &self.ask {
            Ask::Query(document) | Ask::Subscription(document) => document.clone(),
            Ask::Mutation(field, _) => (*field).to_owned(),
            Ask::Page(path) | Ask::Live(path) => format!("GET {path}"),
            Ask::Form(path, _) => format!("POST {path}"),
        }
    }
}

/// The identifier of a thing as the API writes it.
pub fn api(kind: Kind, id: Uuid) -> String {
    let prefix = match kind {
        Kind::Case => "case",
        Kind::Certificate => "certificate",
        Kind::Conference => "conference",
        Kind::Consultation => "consultation",
        Kind::Emergency => "emergency",
        Kind::Hold => "booking",
        Kind::Home => "nothing",
        Kind::LegalHold => "hold",
        Kind::Link => "link",
        Kind::Membership => "membership",
        Kind::Milestone => "milestone",
        Kind::Offer => "offer",
        Kind::Organization => "organization",
        Kind::Patient => "patient",
        Kind::Person => "person",
    };
    format!("{prefix}_{}", id.simple())
}

fn id(thing: &Thing) -> String {
    api(thing.kind, thing.id)
}

fn hospital(world: &World) -> String {
    api(Kind::Organization, world.app.region.hospital.organization.uuid())
}

fn conference() -> Value {
    json!({ "kind": "DISCHARGE", "title": "見本", "durationMinutes": 30, "participants": [] })
}

fn patient() -> Value {
    json!({ "name": "見本 某", "nameKana": "ミホン ボウ", "bornOn": "1950-01-01", "sex": "MALE" })
}

const START: &str = "2026-12-10T13:00:00+09:00";

/// Every request that names a thing.
pub fn all() -> Vec<Request> {
    let mut all = queries(&mut Selections::default());
    all.extend(mutations());
    all.extend(pages());
    all.extend(forms());
    all
}

/// The queries and subscriptions; what they ask for is noted.
pub fn queries(selections: &mut Selections) -> Vec<Request> {
    use Action as A;
    let mut queries = vec![];
    let ask = |of, action, ask| Request { of, action, shows: action, ask };
    for (of, action, root, name) in [
        (Kind::Case, A::SeeCase, Some("case"), "DischargeCase"),
        (Kind::Conference, A::SeeConference, Some("conference"), "DischargeConference"),
        (Kind::Consultation, A::SeeConsultation, Some("consultation"), "Consultation"),
        (Kind::Offer, A::SeeOffer, None, "Offer"),
    ] {
        let mut query = |text: String| queries.push(ask(of, action, Ask::Query(text)));
        if let Some(root) = root {
            let selected = selections.root("Query", root, 1);
            query(format!("query ($id: ID!) {{ {root}(id: $id){selected} }}"));
        }
        query("query ($id: ID!) { nodes(ids: [$id]) { id } }".to_owned());
        for field in selections.fields_of(name) {
            query(format!("query ($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {field} }} }} }}"));
        }
    }
    for (of, action, root, argument) in [
        (Kind::Case, A::SeeCase, "caseChanged", "id"),
        (Kind::Conference, A::SeeConference, "conferenceChanged", "id"),
        (Kind::Consultation, A::SeeConsultation, "offersChanged", "consultation"),
    ] {
        let selected = selections.root("Subscription", root, 2);
        let text = format!("subscription ($id: ID!) {{ {root}({argument}: $id){selected} }}");
        queries.push(ask(of, action, Ask::Subscription(text)));
    }
    for (of, argument) in
        [(Kind::Patient, "patient"), (Kind::Person, "person"), (Kind::Emergency, "emergencyAccess")]
    {
        let selected = selections.root("Query", "accessLog", 4);
        let text = format!(
            "query ($id: ID!) {{ accessLog({argument}: $id, from: \"2026-11-01T00:00:00Z\", \
             until: \"2026-12-01T00:00:00Z\", first: 3){selected} }}"
        );
        queries.push(ask(of, A::SeeAudit, Ask::Query(text)));
    }
    for (root, action) in [
        ("records", A::EndRecords),
        ("emergencyAccessToReview", A::ReviewEmergency),
        ("colleagueInvitations", A::KeepMembers),
        ("health", A::KeepOrganization),
    ] {
        let selected = selections.root("Query", root, 3);
        queries.push(ask(Kind::Home, action, Ask::Query(format!("{{ {root}{selected} }}"))));
    }
    let selected = selections.root("Query", "accessMonth", 3);
    let text = format!("{{ accessMonth(day: \"2026-11-20\"){selected} }}");
    queries.push(ask(Kind::Home, A::SeeAudit, Ask::Query(text)));
    let selected = selections.root("Query", "measures", 4);
    let text = format!("{{ measures(day: \"2026-11-20\", over: FISCAL_YEAR){selected} }}");
    queries.push(ask(Kind::Home, A::SeeMeasures, Ask::Query(text)));
    queries
}

fn pages() -> Vec<Request> {
    use Action as A;
    let of = |of, action, path| Request { of, action, shows: action, ask: Ask::Page(path) };
    let live = |of, action, path| Request { of, action, shows: action, ask: Ask::Live(path) };
    vec![
        of(Kind::Case, A::SeeCase, "/cases/{id}"),
        of(Kind::Case, A::SeeCase, "/cases/{id}/rules"),
        of(Kind::Case, A::ChangeCase, "/cases/{id}/conferences/new"),
        of(Kind::Case, A::SeePlan, "/cases/{id}/plan"),
        of(Kind::Case, A::SeePlan, "/cases/{id}/plan/family"),
        of(Kind::Case, A::WritePlan, "/cases/{id}/plan/edit"),
        of(Kind::Conference, A::SeeConference, "/conferences/{id}"),
        of(Kind::Conference, A::CallConference, "/conferences/{id}/edit"),
        of(Kind::Consultation, A::SeeConsultation, "/consultations/{id}"),
        of(Kind::Home, A::EndRecords, "/organization/records"),
        of(Kind::Certificate, A::EndRecords, "/organization/records/certificates/{id}"),
        of(Kind::Home, A::ReviewRights, "/organization/review"),
        of(Kind::Membership, A::KeepMembers, "/organization/members/{id}"),
        of(Kind::Case, A::SeeAudit, "/cases/{id}/access"),
        of(Kind::Case, A::SeeAudit, "/cases/{id}/access/report"),
        of(Kind::Home, A::SeeMeasures, "/measures"),
        of(Kind::Home, A::SeeAudit, "/access"),
        of(Kind::Home, A::SeeAudit, "/access/{month}"),
        of(Kind::Person, A::SeeAudit, "/access/people/{id}"),
        of(Kind::Emergency, A::SeeAudit, "/emergency/{id}/access"),
        live(Kind::Case, A::SeeCase, "/live/cases/{id}"),
        live(Kind::Conference, A::SeeConference, "/live/conferences/{id}"),
        live(Kind::Consultation, A::SeeConsultation, "/live/consultations/{id}"),
    ]
}
