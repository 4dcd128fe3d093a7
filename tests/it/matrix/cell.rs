//! One cell: what is asked, what should be seen, what the answer says.

use std::collections::HashMap;

use axum::http::StatusCode;
use domain::access::{Action, Denial, Scope};
use serde_json::{Value, json};
use support::Listening;
use uuid::Uuid;
use wording::{Language, Wording};

use super::{
    expect::Seen,
    listener::Listener,
    request::{Ask, NOWHERE, Request, api},
    world::{Kind, Someone, Thing, World},
};

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub body: String,
}

/// Where cells are asked.
pub struct Desk<'w> {
    world: &'w World,
    at: Listening,
    listener: Option<(&'static str, Listener)>,
}

impl<'w> Desk<'w> {
    pub async fn open(world: &'w World) -> Self {
        Self { world, at: Listening::new(&world.app.app).await, listener: None }
    }

    pub async fn close(self) {
        let Self { world: _, at, listener } = self;
        drop(listener);
        at.end().await;
    }

    /// Asks as somebody.
    pub async fn ask(&mut self, someone: &Someone, request: &Request, thing: &Thing) -> Answer {
        let (world, token) = (self.world, someone.token.as_deref());
        let graphql = async |document: &str, variables: Value| {
            let body = json!({ "query": document, "variables": variables });
            let (status, body) = world.app.post_graphql(token, &body).await;
            Answer { status, body: body.to_string() }
        };
        let at =
            |path: &str| path.replace("{id}", &place(path, thing).to_string()).replace("{month}", "2026-11");
        match &request.ask {
            Ask::Query(document) => graphql(document, json!({ "id": api(thing.kind, thing.id) })).await,
            Ask::Subscription(document) => {
                self.listen(someone, document, json!({ "id": api(thing.kind, thing.id) })).await
            }
            Ask::Mutation(field, input) => {
                let kind = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
                let document =
                    format!("mutation ($input: {kind}!) {{ {field}(input: $input) {{ __typename }} }}");
                graphql(&document, json!({ "input": input(world, thing) })).await
            }
            Ask::Page(path) => {
                let (status, body) = world.app.page_by(token, &at(path)).await;
                Answer { status, body }
            }
            Ask::Live(path) => {
                let (status, body) = world.app.first_word_by(token, &at(path)).await;
                Answer { status, body }
            }
            Ask::Form(path, fields) => {
                let fields = fields(world, thing);
                let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let (status, body) = world.app.form_by(token, &at(path), &fields).await;
                Answer { status, body }
            }
        }
    }

    async fn listen(&mut self, someone: &Someone, document: &str, variables: Value) -> Answer {
        if self.listener.as_ref().is_none_or(|(name, _)| *name != someone.name) {
            self.listener = None;
            match Listener::begin(&self.at, someone.token.as_deref()).await {
                Ok(listener) => self.listener = Some((someone.name, listener)),
                Err(status) => return Answer { status, body: String::new() },
            }
        }
        let (_, listener) = self.listener.as_mut().unwrap();
        let body = listener.first(document, variables).await;
        Answer { status: StatusCode::OK, body: body.to_string() }
    }
}

/// The identifier in a path: the thing's, or that of what a page shows it under.
fn place(path: &str, thing: &Thing) -> Uuid {
    let is_own = match thing.kind {
        Kind::Milestone => false,
        Kind::Offer => path.starts_with("/offers/"),
        _ => true,
    };
    if is_own { thing.id } else { thing.under }
}

/// The thing whose page shows what went wrong with a form.
pub fn shown_on(request: &Request, thing: &Thing) -> Option<Thing> {
    let Ask::Form(path, _) = &request.ask else { return None };
    let kind = [
        ("/cases/", Kind::Case),
        ("/conferences/", Kind::Conference),
        ("/consultations/", Kind::Consultation),
    ]
    .into_iter()
    .find_map(|(begins, kind)| path.starts_with(begins).then_some(kind))?;
    let id = place(path, thing);
    Some(Thing { kind, id, under: id })
}

/// What would be done if it were asked: nothing here may change the world.
const LASTING: &[&str] = &[
    "addRoom",
    "changeProfession",
    "confirmRights",
    "endMembership",
    "inviteColleague",
    "layDownRole",
    "placeLegalHold",
    "sendResetLink",
    "POST /organization/members/{id}/end",
    "POST /organization/members/{id}/lay-down",
    "POST /organization/members/{id}/profession",
    "POST /organization/members/{id}/reset",
];

/// What should be seen; nothing where a cell cannot tell, or would change the world.
pub fn should_see(world: &World, someone: &Someone, request: &Request, thing: &Thing) -> Option<Seen> {
    let member = someone.member.as_ref()?;
    let facts = &world.facts;
    let expected = world.expected();
    let seen = expected.of(member, request.action, thing);
    let name = request.name();
    let seen = match name.as_str() {
        name if LASTING.contains(&name) && seen == Seen::Open => return None,
        "takeUpTeam" | "POST /cases/{id}/team/take-up" if seen == Seen::Open => return None,
        // What is named beside the case is not there.
        "withdrawConsent" | "POST /cases/{id}/consents/withdraw" | "releaseHold" if seen == Seen::Open => {
            return None;
        }
        // Reading the log is allowed to a token that reads, confirming that it was read is not.
        "reviewAccessMonth" | "POST /access/{month}"
            if seen == Seen::Open && member.scope == Scope::Reading =>
        {
            Seen::Forbidden(Denial::Scope)
        }
        // A hub takes up what comes to itself, and here a hospital is named.
        "openConsultation" if thing.kind == Kind::Home && seen == Seen::Open => {
            Seen::Forbidden(Denial::OtherOrganization)
        }
        // The case that came before is looked for.
        "registerAdmission" if seen == Seen::Open => expected.of(member, Action::SeeCase, thing),
        "endEmergencyAccess" | "POST /emergency/end" => of_taker(world, someone, thing)?,
        _ => seen,
    };
    // What was tried and refused is shown again on a page, which may be hidden itself; a denial is a page of its own.
    if seen != Seen::Open {
        return Some(seen);
    }
    let is_page_hidden = shown_on(request, thing)
        .is_some_and(|place| expected.of(member, request.shows, &place) == Seen::Hidden);
    let is_case_hidden = name.ends_with("/conferences/{id}/edit")
        && facts.case.get(&thing.id).copied().flatten().is_none_or(|case| {
            let case = Thing { kind: Kind::Case, id: case, under: case };
            expected.of(member, Action::SeeCase, &case) == Seen::Hidden
        });
    Some(if is_page_hidden || is_case_hidden { Seen::Hidden } else { seen })
}

/// Who took access in an emergency gives it back, once.
fn of_taker(world: &World, someone: &Someone, thing: &Thing) -> Option<Seen> {
    let member = someone.member.as_ref()?;
    if !world.table.may_by_token(member, Action::BreakGlass) {
        return Some(Seen::Forbidden(Denial::Scope));
    }
    match world.facts.emergencies.get(&thing.id) {
        Some(taken) if !taken.is_by(member) => Some(Seen::Hidden),
        Some(taken) if taken.is_open => None,
        Some(_) => Some(Seen::Open),
        None => Some(Seen::Hidden),
    }
}

/// What an answer says.
pub fn seen(request: &Request, answer: &Answer) -> Result<Seen, String> {
    if matches!(request.ask, Ask::Page(_) | Ask::Live(_) | Ask::Form(..)) {
        return match answer.status {
            StatusCode::NOT_FOUND => Ok(Seen::Hidden),
            StatusCode::FORBIDDEN => {
                let wording = Wording::new(Language::Japanese);
                let told = |denial: &&Denial| answer.body.contains(&wording.label(**denial));
                let denial = Denial::ALL.iter().find(told).ok_or("forbidden without a reason")?;
                Ok(Seen::Forbidden(*denial))
            }
            status if status.is_server_error() => Err(format!("{status}")),
            StatusCode::SEE_OTHER => Err("led elsewhere".into()),
            _ => Ok(Seen::Open),
        };
    }
    let body: Value = serde_json::from_str(&answer.body).map_err(|error| error.to_string())?;
    let error = &body["errors"][0]["extensions"];
    match (error["kind"].as_str(), error["code"].as_str()) {
        (Some("NOT_FOUND"), _) => Ok(Seen::Hidden),
        (Some("FORBIDDEN"), Some("FORBIDDEN")) => {
            let denial = error["reason"].as_str().and_then(Denial::parse);
            Ok(Seen::Forbidden(denial.ok_or("forbidden without a reason")?))
        }
        (Some("REFUSED" | "CONFLICT"), _) => Ok(Seen::Open),
        (Some("INVALID"), Some("PERSON_NOT_IN_ORGANIZATION" | "HUB_NOT_FOUND")) => Ok(Seen::Open),
        (None, None) => {
            let found =
                body["data"].as_object().and_then(|data| data.values().next()).unwrap_or(&Value::Null);
            let found = found.as_array().map_or(found, |all| all.first().unwrap_or(&Value::Bool(true)));
            Ok(if found.is_null() { Seen::Hidden } else { Seen::Open })
        }
        _ => Err(format!("{}", body["errors"])),
    }
}

/// Whether an answer says that nobody is signed in.
pub fn is_turned_away(answer: &Answer) -> bool {
    matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED)
        || answer.body.contains("UNAUTHENTICATED")
}

/// An answer without the identifiers that were sent and those of the request itself.
pub fn without_names(answer: &Answer, thing: &Thing) -> String {
    let mut body = answer.body.clone();
    for id in [thing.id, thing.under, NOWHERE] {
        body = body.replace(&id.to_string(), "ID").replace(&id.simple().to_string(), "ID");
    }
    if let Some((before, after)) = body.split_once("\"reference\":\"") {
        body = format!("{before}{}", after.get(32..).unwrap_or_default());
    }
    format!("{} {body}", answer.status)
}

/// The identifiers in a text that are known things.
pub fn named_in<'a>(known: &'a HashMap<Uuid, Thing>, text: &'a str) -> impl Iterator<Item = &'a Thing> {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    text.split(move |c| !is_part(c))
        .filter(|word| matches!(word.len(), 32 | 36))
        .filter_map(|word| known.get(&Uuid::try_parse(word).ok()?))
}
