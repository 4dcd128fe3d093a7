//! What names nothing and lists: it tells exactly what the table of access allows.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use domain::access::Member;
use serde_json::{Value, json};
use support::Listening;
use uuid::Uuid;

use super::{
    cell::Answer,
    listener::Listener,
    schema::Selections,
    world::{Kind, Someone, World},
};

/// The API's fields that list, with what they are asked with and how deep.
pub const LISTS: &[(&str, &str, usize)] = &[
    ("me", "", 3),
    ("board", "(skip: 0)", 3),
    ("cases", "(first: 30, filter: { includeClosed: true })", 4),
    ("askedOfMe", "", 2),
    ("diary", "(from: \"2026-10-01\", until: \"2026-12-31\")", 2),
    ("consultations", "(first: 30)", 4),
    ("undeliveredMessages", "(first: 30)", 4),
    ("offersToMe", "", 3),
    ("organizations", "(first: 5)", 5),
    ("rooms", "", 2),
    ("patients", "(search: \"ミホン\")", 2),
    ("municipalities", "", 2),
    ("rules", "", 4),
    ("checkRules", "(file: \"key = 1\")", 4),
    ("colleagues", "", 3),
    ("invitationsToMe", "", 2),
    ("roleRequests", "", 3),
    ("myEmergencyAccess", "", 2),
    ("myAccessTokens", "", 2),
];

/// What can be followed without naming anything.
pub const FOLLOWED: &[&str] = &["boardChanged", "inboxChanged"];

/// The pages that list.
pub const LIST_PAGES: &[&str] = &[
    "/",
    "/account",
    "/acting-for",
    "/board",
    "/conferences",
    "/consultations",
    "/consultations/month",
    "/consultations/new",
    "/directory",
    "/emergency",
    "/organization",
    "/organization/deliveries",
    "/organization/profile",
    "/requests",
    "/rules",
];

/// What is answered word by word to pages that list.
pub const LIVE_PAGES: &[&str] = &["/live/board", "/live/requests"];

/// Something that lists.
pub struct List {
    /// The field, or the path.
    pub name: &'static str,
    means: Means,
}

enum Means {
    Query(String),
    Subscription(String),
    Page,
    Live,
}

/// Everything that lists; what it asks for is noted.
pub fn all(selections: &mut Selections) -> Vec<List> {
    let mut all = vec![];
    for (name, arguments, depth) in LISTS {
        let selected = selections.root("Query", name, *depth);
        all.push(List { name, means: Means::Query(format!("{{ {name}{arguments}{selected} }}")) });
    }
    for name in FOLLOWED {
        let selected = selections.root("Subscription", name, 2);
        all.push(List { name, means: Means::Subscription(format!("subscription {{ {name}{selected} }}")) });
    }
    all.extend(LIST_PAGES.iter().map(|name| List { name, means: Means::Page }));
    all.extend(LIVE_PAGES.iter().map(|name| List { name, means: Means::Live }));
    all
}

impl List {
    /// Asks for it as somebody.
    pub async fn ask(&self, world: &World, at: &Listening, someone: &Someone) -> Answer {
        let token = someone.token.as_deref();
        let (status, body) = match &self.means {
            Means::Query(document) => {
                let (status, body) = world.app.post_graphql(token, &json!({ "query": document })).await;
                (status, body.to_string())
            }
            Means::Subscription(document) => match Listener::begin(at, token).await {
                Ok(mut listener) => (StatusCode::OK, listener.first(document, json!({})).await.to_string()),
                Err(status) => (status, String::new()),
            },
            Means::Page => world.app.page_by(token, self.name).await,
            Means::Live => world.app.first_word_by(token, self.name).await,
        };
        Answer { status, body }
    }
}

/// Exactly what a list should hold; nothing where more than access decides.
pub fn expected(world: &World, member: &Member, list: &str) -> Option<BTreeSet<Uuid>> {
    let facts = &world.facts;
    let own = member.organization.uuid();
    let seen = |kind: Kind| {
        let things = facts.things.iter().filter(move |thing| thing.kind == kind);
        things.filter(|thing| world.expected().sees(member, thing)).map(|thing| thing.id)
    };
    let is_own = |id: &Uuid| facts.owner.get(id) == Some(&own);
    Some(match list {
        "cases" => seen(Kind::Case).collect(),
        "board" => seen(Kind::Case).filter(|case| facts.open_cases.contains(case)).collect(),
        "diary" => seen(Kind::Conference).filter(|id| is_own(id) && facts.called[id].is_in_diary()).collect(),
        "consultations" => seen(Kind::Consultation)
            .filter(|id| facts.consultations[id].hub == own && facts.consultations[id].is_open)
            .collect(),
        "offersToMe" => seen(Kind::Offer)
            .filter(|id| facts.offers[id].organization == own && facts.offers[id].waits)
            .collect(),
        "patients" => {
            seen(Kind::Patient).filter(|id| is_own(id) && facts.names[id][1].starts_with("ミホン")).collect()
        }
        "myEmergencyAccess" => facts
            .emergencies
            .iter()
            .filter(|(_, taken)| taken.is_by(member) && taken.is_open)
            .map(|(id, _)| *id)
            .collect(),
        _ => return None,
    })
}

/// What a list holds.
pub fn listed(list: &str, answer: &Answer) -> BTreeSet<Uuid> {
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let found = &body["data"][list];
    let entries = [&found["edges"], &found["rows"], found].into_iter().find_map(Value::as_array);
    let id = |entry: &Value| {
        let id = match list {
            "cases" | "consultations" => &entry["node"]["id"],
            "board" => &entry["case"]["id"],
            _ => &entry["id"],
        };
        Uuid::try_parse(id.as_str()?.rsplit_once('_')?.1).ok()
    };
    entries.into_iter().flatten().filter_map(id).collect()
}
