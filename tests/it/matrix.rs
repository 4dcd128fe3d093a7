//! Everybody asks for everything: actor x object x request, each an HTTP request or a subscription, each answer
//! what `schema/access.txt` says. A sample runs by itself, another one every time; `KANAME_MATRIX=all` runs the
//! whole, `KANAME_MATRIX=2/4` the second quarter of it, `KANAME_MATRIX_SEED` a sample again;
//! `KANAME_MATRIX_ENGINE=postgres` runs it there alone.

pub(crate) mod cell;
pub(crate) mod expect;
mod list;
pub(crate) mod listener;
mod record;
pub(crate) mod request;
mod schema;
mod table;
pub(crate) mod world;

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry};

use domain::{
    Id, Ids,
    access::{Action, Actor, Decision, Member, Relationship, Scope, decide},
    organization::OrganizationKind,
    person::{Profession, Role},
};
use sea_orm::{ConnectionTrait, Statement};
use support::{Engine, Listening, engines, routes, say};
use uuid::Uuid;

use self::{
    cell::{Answer, Desk, is_turned_away, named_in, seen, should_see, shown_on, without_names},
    expect::Seen,
    record::Log,
    request::{NOWHERE, Request},
    schema::Selections,
    table::Table,
    world::{Thing, World},
};

/// How many cells a sample has, about, on each engine.
const SAMPLE: u64 = 1_000;

/// Mutations and pages that name no thing of a patient, or name it by what is tested elsewhere.
const ELSEWHERE: &[(&str, &str)] = &[
    ("sendAgain", "names a message of one's own organization: deliveries.rs"),
    ("POST /organization/deliveries/again", "as sendAgain"),
    ("takeRulesEverywhere", "is about one's own organization: case_rules.rs"),
    ("POST /rules", "as takeRulesEverywhere"),
    ("publishRules", "is about one's own area: publish_rules.rs"),
    ("POST /rules/publish", "as publishRules"),
    ("GET /rules/confirm", "names nothing"),
    ("POST /rules/confirm", "as checkRules"),
    ("endRules", "is about one's own rules: publish_rules.rs"),
    ("POST /rules/end", "as endRules"),
    ("GET /rules/edit", "names nothing"),
    ("POST /rules/check", "as checkRules"),
    ("POST /rules/try", "as checkRules"),
    ("GET /rules/entry", "names nothing"),
    ("POST /rules/entry", "as checkRules"),
    ("POST /rules/entry/check", "as checkRules"),
    ("POST /rules/entry/put", "as checkRules"),
    ("POST /rules/entry/remove", "as checkRules"),
    ("holdTime", "names a room or a person of one's own organization: bookings.rs"),
    ("withdrawColleagueInvitation", "names those who work there: membership.rs"),
    ("acceptColleagueInvitation", "names those who work there: membership.rs"),
    ("requestRole", "names those who work there: membership.rs"),
    ("confirmRole", "names those who work there: membership.rs"),
    ("refuseRole", "names those who work there: membership.rs"),
    ("GET /sign-in", "names nothing"),
    ("POST /sign-in", "names nothing"),
    ("POST /sign-out", "names nothing"),
    ("POST /language", "names nothing"),
    ("GET /sign-in/second", "the caller's own account: sign_in.rs"),
    ("POST /sign-in/second", "the caller's own account: sign_in.rs"),
    ("POST /acting-for", "the caller's own account: sign_in.rs"),
    ("GET /welcome/{token}", "the caller's own account: sign_in.rs"),
    ("POST /welcome/{token}", "the caller's own account: sign_in.rs"),
    ("POST /account/password", "the caller's own account: sign_in.rs"),
    ("GET /account/second-factor", "the caller's own account: sign_in.rs"),
    ("POST /account/second-factor", "the caller's own account: sign_in.rs"),
    ("GET /account/totp.svg", "the caller's own account: sign_in.rs"),
    ("POST /sign-in/passkey", "the caller's own account: sign_in.rs"),
    ("POST /sign-in/passkey/ask", "the caller's own account: sign_in.rs"),
    ("POST /account/passkeys", "the caller's own account: sign_in.rs"),
    ("POST /account/passkeys/ask", "the caller's own account: sign_in.rs"),
    ("POST /account/passkeys/remove", "the caller's own account: sign_in.rs"),
    ("GET /sign-in/provider/{provider}", "names nothing: identities.rs"),
    ("GET /sign-in/provider/{provider}/callback", "names nothing: identities.rs"),
    ("POST /account/identities", "the caller's own account: identities.rs"),
    ("POST /account/identities/unlink", "the caller's own account: identities.rs"),
    ("POST /account/recovery-codes", "the caller's own account: sign_in.rs"),
    ("POST /account/sessions", "the caller's own account: sign_in.rs"),
    ("POST /account/tokens", "the caller's own account: sign_in.rs"),
    ("POST /account/calendar", "the caller's own account: calendar.rs"),
    ("GET /calendar/{file}", "the address is the permission: calendar.rs"),
    ("GET /answer/{token}/calendar.ics", "the link is the permission: calendar.rs"),
    ("POST /account/tokens/revoke", "the caller's own account: sign_in.rs"),
    ("POST /admissions", "as registerAdmission"),
    ("registerAdmissions", "names own patients by number: admission_list.rs"),
    ("GET /admissions/new", "names nothing"),
    ("GET /admissions/list", "names nothing"),
    ("POST /admissions/list", "names own patients by number: admission_list.rs"),
    ("POST /admissions/list/register", "names own patients by number: admission_list.rs"),
    ("POST /admissions/list/forget", "names nothing: admission_list.rs"),
    ("POST /consultations", "names nothing"),
    ("POST /drafts", "the writer's own: drafts.rs"),
    ("POST /drafts/discard", "the writer's own: drafts.rs"),
    ("POST /requests/{id}/answer", "as recordAnswer"),
    ("GET /answer/{token}", "the link is the permission: the_holder_of_a_link_sees_nothing_of_the_patient"),
    ("POST /answer/{token}", "the link is the permission: the_holder_of_a_link_sees_nothing_of_the_patient"),
    ("POST /organization/profile", "the caller's own organization: keep_organization.rs"),
    ("POST /organization/profile/confirm", "as confirmCapabilities"),
    ("POST /organization/profile/contact", "the caller's own organization: keep_organization.rs"),
    ("POST /organization/profile/hours", "the caller's own organization: keep_organization.rs"),
    ("POST /organization/profile/rooms", "as addRoom"),
    ("GET /measures/{file}", "as measures: measures.rs"),
    ("GET /directory/{id}", "the directory is open to everyone signed in"),
    ("POST /directory/{id}", "as stateCapabilities"),
    ("POST /directory/{id}/confirm", "as confirmCapabilities"),
    ("POST /directory/{id}/contact", "as stateContact"),
    ("POST /directory/{id}/hours", "as stateHours"),
    ("POST /organization/records/holds", "names an own patient by number: retention.rs"),
    ("POST /organization/invitations", "as inviteColleague"),
    ("POST /organization/invitations/withdraw", "names those who work there: membership.rs"),
    ("POST /organization/invitations/accept", "names those who work there: membership.rs"),
    ("POST /organization/requests", "names those who work there: membership.rs"),
    ("POST /organization/requests/confirm", "names those who work there: membership.rs"),
    ("POST /organization/requests/refuse", "names those who work there: membership.rs"),
    ("POST /organization/review", "as confirmRights"),
    ("POST /graphql", "each field has a row of its own"),
    ("GET /graphql/ws", "each field has a row of its own"),
    ("GET /healthz", "the same for everyone"),
    ("GET /readyz", "the same for everyone"),
    ("GET /favicon.ico", "the same for everyone"),
    ("createAccessToken", "the caller's own account: access_tokens.rs"),
    ("revokeAccessToken", "the caller's own account: access_tokens.rs"),
    ("GET /mailbox", "in the demonstration alone"),
    ("GET /mailbox/{id}", "in the demonstration alone"),
    ("GET /styleguide", "in the demonstration alone"),
    ("GET /demo", "in the demonstration alone"),
    ("GET /demo/sign-in/{token}", "in the demonstration alone"),
    ("GET /assets/{name}", "the same for everyone"),
];

#[test]
fn every_field_mutation_subscription_and_page_has_a_row() {
    let mut selections = Selections::default();
    let queries = request::queries(&mut selections);
    list::all(&mut selections);
    let by_id = ["Query.node", "Query.nodes"].map(str::to_owned);
    let held: BTreeSet<_> = selections.held.into_iter().chain(by_id).collect();
    let missing: Vec<_> = schema::every_field().difference(&held).cloned().collect();
    assert!(missing.is_empty(), "fields without a row in matrix/request.rs or matrix/list.rs: {missing:?}");

    let requests = request::all();
    assert!(queries.len() < requests.len());
    let listed = list::LIST_PAGES.iter().chain(list::LIVE_PAGES).map(|path| format!("GET {path}"));
    let named: BTreeSet<_> = requests
        .iter()
        .map(Request::name)
        .chain(ELSEWHERE.iter().map(|e| e.0.into()))
        .chain(listed)
        .collect();
    let offered: BTreeSet<_> = schema::roots("Mutation").into_iter().chain(routes()).collect();
    let missing: Vec<_> = offered.difference(&named).collect();
    assert!(missing.is_empty(), "mutations and pages without a row in matrix/request.rs: {missing:?}");
    let gone: Vec<_> = ELSEWHERE.iter().filter(|(name, _)| !offered.contains(*name)).collect();
    assert!(gone.is_empty(), "rows of what is no longer offered: {gone:?}");
    assert!(routes().len() > 90 && schema::every_field().len() > 400, "both were read");
}

#[test]
fn the_table_is_read_as_it_is_written() {
    let table = Table::read();
    let members = Role::ALL.iter().flat_map(|&role| {
        Profession::ALL.iter().flat_map(move |&profession| {
            OrganizationKind::ALL
                .iter()
                .flat_map(move |&kind| Scope::ALL.iter().map(move |&scope| (role, profession, kind, scope)))
        })
    });
    for (role, profession, kind, scope) in members {
        let (person, membership) = (Id::new(Uuid::nil()), Id::new(Uuid::nil()));
        let organization = Id::new(Uuid::nil());
        let member = Member { person, membership, organization, kind, profession, role, scope };
        for &action in Action::ALL {
            for &relationship in Relationship::ALL {
                let decided = decide(&Actor::Member(member), action, relationship);
                assert_eq!(table.says(&member, action, relationship), decided, "{action} {relationship}");
            }
        }
    }
}

fn mixed(mut n: u64) -> u64 {
    n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// Which cells run.
#[derive(Clone, Copy)]
pub(crate) enum Which {
    All,
    Part { nth: u64, of: u64 },
    Sample { seed: u64 },
}

impl Which {
    /// As the environment says.
    pub(crate) fn asked() -> Self {
        let variable = |name| std::env::var(name).ok();
        match variable("KANAME_MATRIX") {
            Some(which) if which == "all" => return Self::All,
            Some(part) => {
                let (nth, of) = part.split_once('/').expect("`all`, or a part as 2/4");
                let number = |text: &str| text.parse().expect("a number");
                return Self::Part { nth: number(nth), of: number(of) };
            }
            None => {}
        }
        let seed = variable("KANAME_MATRIX_SEED").map(|seed| seed.parse().expect("a number"));
        let any = || {
            let secret = server::SystemIds.secret();
            u64::from_le_bytes(secret[..8].try_into().expect("8 bytes")) % 1_000_000
        };
        Self::Sample { seed: seed.unwrap_or_else(any) }
    }

    /// Whether a cell out of so many runs.
    pub(crate) fn runs(self, cell: u64, total: u64) -> bool {
        match self {
            Self::All => true,
            Self::Part { nth, of } => cell % of == nth % of,
            Self::Sample { seed } => mixed(mixed(seed) ^ cell) % total < SAMPLE,
        }
    }
}

impl std::fmt::Display for Which {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Part { nth, of } => write!(f, "{nth}/{of}"),
            Self::Sample { seed } => write!(f, "KANAME_MATRIX_SEED={seed}"),
        }
    }
}

/// How the world looks from outside: rows and versions of every table that a cell might change.
pub(crate) async fn look(world: &World) -> BTreeMap<String, String> {
    let connection = world.app.connect().await;
    let mut looks = BTreeMap::new();
    for table in [
        "answer",
        "booking",
        "care_plan",
        "case_rule",
        "conference",
        "consent",
        "consultation",
        "discharge_case",
        "emergency_access",
        "erasure_certificate",
        "event",
        "idempotency_key",
        "legal_hold",
        "membership",
        "milestone",
        "milestone_move",
        "offer",
        "organization",
        "participant",
        "patient",
        "proposed_time",
        "record_link",
        "related_person",
        "responsibility",
        "room",
        "team_member",
    ] {
        let versioned =
            ["conference", "consultation", "discharge_case", "milestone", "offer", "organization", "patient"];
        let versions = if versioned.contains(&table) { "sum(version)" } else { "0" };
        let sql = format!("SELECT count(*) || '/' || {versions} AS look FROM {table}");
        let asked = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(asked).await.unwrap().unwrap();
        looks
            .insert(table.to_owned(), row.try_get::<Option<String>>("", "look").unwrap().unwrap_or_default());
    }
    connection.close().await.unwrap();
    looks
}

pub(crate) struct Report {
    which: Which,
    pub(crate) cells: u64,
    hidden: u64,
    forbidden: u64,
    open: u64,
    turned_away: u64,
    skipped: u64,
    /// Rows that the cells left in the audit log.
    recorded: u64,
    pub(crate) wrong: Vec<String>,
}

impl Report {
    pub(crate) const fn new(which: Which) -> Self {
        let wrong = vec![];
        Self {
            which,
            cells: 0,
            hidden: 0,
            forbidden: 0,
            open: 0,
            turned_away: 0,
            skipped: 0,
            recorded: 0,
            wrong,
        }
    }

    pub(crate) fn note(&mut self, seen: Seen) {
        match seen {
            Seen::Hidden => self.hidden += 1,
            Seen::Forbidden(_) => self.forbidden += 1,
            Seen::Open => self.open += 1,
        }
    }

    pub(crate) fn say(&self, what: &str, engine: Engine) {
        let Self { which, cells, hidden, forbidden, open, turned_away, skipped, recorded, wrong } = self;
        say(&format!(
            "{what} on {engine:?}: {cells} cells ({open} allowed, {forbidden} forbidden, {hidden} hidden, \
             {turned_away} turned away; {skipped} that cannot tell left out), {recorded} rows on record, \
             {} wrong ({which})",
            wrong.len()
        ));
        assert!(
            wrong.is_empty(),
            "{} cells are wrong ({which}):\n{}",
            wrong.len(),
            wrong[..wrong.len().min(40)].join("\n")
        );
    }
}

/// The requests with the things they may name.
pub(crate) fn rows<'w>(world: &'w World, requests: &'w [Request]) -> Vec<(&'w Request, &'w Thing)> {
    let of = |request: &'w Request| {
        let named = world.facts.things.iter().filter(|thing| thing.kind == request.of);
        named.map(move |thing| (request, thing))
    };
    requests.iter().flat_map(of).collect()
}

/// What somebody may not see, worked out once.
pub(crate) struct Hidden {
    things: BTreeSet<Uuid>,
    names: BTreeSet<String>,
}

impl Hidden {
    pub(crate) fn from(world: &World, member: &Member) -> Self {
        let expected = world.expected();
        let hidden = world.facts.things.iter().filter(|thing| !expected.sees(member, thing));
        Self { things: hidden.map(|thing| thing.id).collect(), names: world.names_hidden_from(member) }
    }

    pub(crate) fn holds(&self, thing: &Thing) -> bool {
        self.things.contains(&thing.id)
    }

    /// What an answer tells of it, beside what was asked for.
    pub(crate) fn told(&self, world: &World, asked: &Thing, answer: &Answer) -> Option<String> {
        let thing = named_in(&world.known, &answer.body)
            .filter(|named| named.id != asked.id && named.id != asked.under)
            .find(|named| self.holds(named));
        if let Some(thing) = thing {
            return Some(format!("tells of {:?} {}", thing.kind, thing.id));
        }
        let name = self.names.iter().find(|name| answer.body.contains(name.as_str()));
        name.map(|name| format!("tells the name {name}"))
    }
}

async fn run_cells(world: &World, report: &mut Report) {
    let requests = request::all();
    let rows = rows(world, &requests);
    let total = (rows.len() * world.people.len()) as u64;
    let mut desk = Desk::open(world).await;
    let mut log = Log::open(world).await;
    let mut cell = 0;
    for someone in &world.people {
        let mut unknown: HashMap<*const Request, String> = HashMap::new();
        let hidden = someone.member.as_ref().map(|member| Hidden::from(world, member));
        for (request, thing) in &rows {
            cell += 1;
            if !report.which.runs(cell, total) {
                continue;
            }
            let should = should_see(world, someone, request, thing);
            if someone.is_let_in() && should.is_none() {
                report.skipped += 1;
                continue;
            }
            let answer = desk.ask(someone, request, thing).await;
            report.cells += 1;
            let of = || format!("{} / {} / {:?} {}", someone.name, request.name(), thing.kind, thing.id);
            let (Some(should), Some(hidden), Some(member)) = (should, &hidden, &someone.member) else {
                report.turned_away += 1;
                if !is_turned_away(&answer) {
                    report.wrong.push(format!("{}: let in: {} {}", of(), answer.status, answer.body));
                }
                if let Some(wrong) = log.of_nobody(world).await {
                    report.wrong.push(format!("{}: {wrong}", of()));
                }
                continue;
            };
            if let Some(wrong) = log.of_cell(world, member, (request, thing), should, &answer).await {
                report.wrong.push(format!("{}: {wrong}", of()));
            }
            match seen(request, &answer) {
                Ok(seen) if seen == should => report.note(seen),
                got => report.wrong.push(format!("{}: {got:?} instead of {should:?}", of())),
            }
            if let Some(leak) = hidden.told(world, thing, &answer) {
                report.wrong.push(format!("{}: {leak}", of()));
            }
            let is_place_hidden = shown_on(request, thing).is_none_or(|place| hidden.holds(&place));
            if hidden.holds(thing) && is_place_hidden {
                if let Entry::Vacant(entry) = unknown.entry(std::ptr::from_ref(*request)) {
                    let nothing = Thing { kind: thing.kind, id: NOWHERE, under: NOWHERE };
                    let answer = desk.ask(someone, request, &nothing).await;
                    entry.insert(without_names(&answer, &nothing));
                    log.skip(world).await;
                }
                let (got, nothing) = (without_names(&answer, thing), &unknown[&std::ptr::from_ref(*request)]);
                if got != *nothing {
                    report.wrong.push(format!("{}: differs from what is not there:\n{got}\n{nothing}", of()));
                }
            }
        }
    }
    report.recorded += log.rows;
    log.close().await;
    desk.close().await;
}

async fn run_lists(world: &World, report: &mut Report) {
    let at = Listening::new(&world.app.app).await;
    let nothing = Thing { kind: world::Kind::Home, id: NOWHERE, under: NOWHERE };
    let mut log = Log::open(world).await;
    let lists = list::all(&mut Selections::default());
    for someone in &world.people {
        let hidden = someone.member.as_ref().map(|member| Hidden::from(world, member));
        for list in &lists {
            let (name, answer) = (list.name, list.ask(world, &at, someone).await);
            report.cells += 1;
            let of = format!("{} / {name}", someone.name);
            let (Some(member), Some(hidden)) = (&someone.member, &hidden) else {
                report.turned_away += 1;
                if !is_turned_away(&answer) {
                    report.wrong.push(format!("{of}: let in: {} {}", answer.status, answer.body));
                }
                continue;
            };
            if let Some(wrong) = log.of_list(world, member, &answer).await {
                report.wrong.push(format!("{of}: {wrong}"));
            }
            report.open += 1;
            if !answer.status.is_success() && answer.status.as_u16() != 303
                || answer.body.starts_with("{\"data\":null")
                || answer.body.contains("\"errors\":[")
            {
                report.wrong.push(format!("{of}: {} {}", answer.status, answer.body));
                continue;
            }
            if let Some(leak) = hidden.told(world, &nothing, &answer) {
                report.wrong.push(format!("{of}: {leak}"));
            }
            if let Some(expected) = list::expected(world, member, name) {
                let listed = list::listed(name, &answer);
                // A search tells the first twenty.
                let is_cut = name == "patients" && listed.len() == 20 && listed.is_subset(&expected);
                if listed != expected && !is_cut {
                    report.wrong.push(format!("{of}: {listed:?} instead of {expected:?}: {}", answer.body));
                }
            }
        }
    }
    report.recorded += log.rows;
    log.close().await;
    at.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_what_the_table_of_access_says_and_no_more() {
    let mut asked = engines();
    if let Ok(name) = std::env::var("KANAME_MATRIX_ENGINE") {
        asked.retain(|engine| format!("{engine:?}").eq_ignore_ascii_case(&name));
        assert!(!asked.is_empty(), "there is no engine {name}");
    }
    for engine in asked {
        let world = World::new(engine).await;
        let before = look(&world).await;
        let mut report = Report::new(Which::asked());
        run_cells(&world, &mut report).await;
        if !matches!(report.which, Which::Part { nth: 2.., .. }) {
            run_lists(&world, &mut report).await;
        }
        assert_eq!(before, look(&world).await, "no cell changes the world ({})", report.which);
        report.say("the access matrix", engine);
        world.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_holder_of_a_link_sees_nothing_of_the_patient() {
    let table = Table::read();
    assert_eq!(table.says_to_guest(Action::SeeConference, Relationship::Invited), Decision::Allow);
    assert_eq!(table.says_to_guest(Action::AnswerInvitation, Relationship::Invited), Decision::Allow);
    for engine in engines() {
        let world = World::new(engine).await;
        let before = look(&world).await;
        assert!(world.invitations.len() > 3, "letters with links: {}", world.invitations.len());
        let names: Vec<&String> =
            world.facts.names.values().flatten().filter(|name| !world.facts.staff.contains(*name)).collect();
        assert!(names.len() > 10, "patients whose names nobody else bears");
        for link in world.invitations.iter().map(String::as_str).chain(["a-link-that-nobody-wrote"]) {
            let path = format!("/answer/{link}");
            // The link is the permission, whoever else its holder is.
            for token in [None, world.people[0].token.as_deref()] {
                // A link may be looked at ten times a minute.
                world.app.pass(time::Duration::minutes(1));
                let is_known = link != "a-link-that-nobody-wrote";
                for (status, body) in
                    [world.app.page_by(token, &path).await, world.app.form_by(token, &path, &[]).await]
                {
                    let is_found = status.is_success() || status.as_u16() == 303 || status.as_u16() == 422;
                    assert_eq!(is_found, is_known, "{engine:?} {path}: {status}\n{body}");
                    assert!(names.iter().all(|name| !body.contains(name.as_str())), "{path}: {body}");
                    let told: Vec<_> = named_in(&world.known, &body).map(|thing| thing.kind).collect();
                    assert!(told.is_empty(), "{path}: {told:?}");
                }
            }
        }
        assert_eq!(before, look(&world).await, "looking changes nothing");
        world.app.close().await;
    }
}
