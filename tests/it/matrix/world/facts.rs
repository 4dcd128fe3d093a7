//! What the tables of the database say of who has to do with what, read past every wall.

use std::sync::Mutex;

use super::*;

/// A part in a care team.
pub struct Part {
    pub case: Uuid,
    pub organization: Uuid,
    pub has_ended: bool,
    pub is_withheld: bool,
}

/// A consultation, as far as access asks.
pub struct Consulted {
    pub hub: Uuid,
    pub requested_by: Option<Uuid>,
    pub case: Option<Uuid>,
    pub is_open: bool,
    pub is_withheld: bool,
}

/// An offer, as far as access asks.
pub struct Offered {
    pub hub: Uuid,
    pub organization: Uuid,
    pub waits: bool,
}

/// Access taken in an emergency.
pub struct Taken {
    pub person: Uuid,
    pub organization: Uuid,
    pub case: Uuid,
    pub is_open: bool,
}

impl Taken {
    /// Whether a member took it, acting for the same organization.
    pub fn is_by(&self, member: &Member) -> bool {
        self.person == member.person.uuid() && self.organization == member.organization.uuid()
    }
}

/// How a conference stands.
pub struct Called {
    pub state: String,
    pub starts_at: Option<i64>,
}

impl Called {
    /// Whether it stands in the diary of the last quarter of 2026.
    pub fn is_in_diary(&self) -> bool {
        let quarter = 1_790_780_400_000..1_798_729_200_000_i64;
        self.state != "cancelled" && self.starts_at.is_some_and(|at| quarter.contains(&at))
    }
}

#[derive(Default)]
pub struct Facts {
    pub things: Vec<Thing>,
    /// The organization of each case, conference, patient, hold, emergency, certificate.
    pub owner: HashMap<Uuid, Uuid>,
    /// The case of each conference.
    pub case: HashMap<Uuid, Option<Uuid>>,
    /// The patient of each case.
    pub patient: HashMap<Uuid, Uuid>,
    /// The name of each patient, and how it is read.
    pub names: HashMap<Uuid, [String; 2]>,
    /// The names of those who work here, and how they are read.
    pub staff: BTreeSet<String>,
    /// The case each case follows.
    pub predecessor: HashMap<Uuid, Option<Uuid>>,
    /// The cases on which work goes on.
    pub open_cases: BTreeSet<Uuid>,
    pub called: HashMap<Uuid, Called>,
    /// Organizations with the people who looked at their patients for another, as far as the log was read.
    pub looked_in: Mutex<BTreeSet<(Uuid, Uuid)>>,
    pub team: Vec<Part>,
    pub consultations: HashMap<Uuid, Consulted>,
    /// Conference and person.
    pub invited: BTreeSet<(Uuid, Uuid)>,
    /// Hub and each organization that stands in its area.
    pub covers: BTreeSet<(Uuid, Uuid)>,
    /// Person and organization.
    pub works: BTreeSet<(Uuid, Uuid)>,
    pub offers: HashMap<Uuid, Offered>,
    /// Both ends of each link: organization and patient.
    pub links: HashMap<Uuid, [(Uuid, Uuid); 2]>,
    pub emergencies: HashMap<Uuid, Taken>,
}

impl Facts {
    /// Names that one patient bears and nobody else.
    pub fn named(&self) -> Vec<(String, Uuid)> {
        let all = self.names.iter().flat_map(|(id, names)| names.iter().map(move |name| (name.clone(), *id)));
        let all: Vec<_> = all.filter(|(name, _)| !self.staff.contains(name)).collect();
        let is_alone = |name: &String| all.iter().filter(|(other, _)| other == name).count() == 1;
        all.iter().filter(|(name, _)| is_alone(name)).cloned().collect()
    }
}

/// Reads them; `now` in milliseconds.
pub async fn facts(connection: &DatabaseConnection, now: i64) -> Facts {
    let mut facts = Facts::default();
    facts.things.push(Thing { kind: Kind::Home, id: Uuid::nil(), under: Uuid::nil() });
    cases(&mut facts, connection).await;
    owned(&mut facts, connection).await;
    requests(&mut facts, connection).await;
    standings(&mut facts, connection, now).await;
    facts
}

async fn all(connection: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    ask(connection, sql, vec![]).await
}

fn is_set(row: &QueryResult, column: &str) -> bool {
    row.try_get::<Option<i64>>("", column).unwrap().is_some()
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).unwrap()
}

async fn cases(facts: &mut Facts, connection: &DatabaseConnection) {
    let sql = "SELECT id, organization_id, patient_id, predecessor_id, state FROM discharge_case ORDER BY id";
    for row in all(connection, sql).await {
        let id = uuid(&row, "id");
        facts.things.push(Thing { kind: Kind::Case, id, under: id });
        facts.owner.insert(id, uuid(&row, "organization_id"));
        facts.patient.insert(id, uuid(&row, "patient_id"));
        facts.predecessor.insert(id, maybe(&row, "predecessor_id"));
        if ["admitted", "discharged"].contains(&text(&row, "state").as_str()) {
            facts.open_cases.insert(id);
        }
    }
    let sql = "SELECT id, organization_id, case_id, state, starts_at FROM conference ORDER BY id";
    for row in all(connection, sql).await {
        let id = uuid(&row, "id");
        facts.things.push(Thing { kind: Kind::Conference, id, under: id });
        facts.owner.insert(id, uuid(&row, "organization_id"));
        facts.case.insert(id, maybe(&row, "case_id"));
        let called = Called { state: text(&row, "state"), starts_at: row.try_get("", "starts_at").unwrap() };
        facts.called.insert(id, called);
    }
    // One milestone speaks for all of its case.
    for row in all(connection, "SELECT id, case_id FROM milestone ORDER BY case_id, id").await {
        let (id, case) = (uuid(&row, "id"), uuid(&row, "case_id"));
        if !facts.things.iter().any(|t| t.kind == Kind::Milestone && t.under == case) {
            facts.things.push(Thing { kind: Kind::Milestone, id, under: case });
        }
    }
}

async fn owned(facts: &mut Facts, connection: &DatabaseConnection) {
    for (kind, table, owner) in [
        (Kind::Patient, "patient", "organization_id"),
        (Kind::Hold, "booking", "organization_id"),
        (Kind::Emergency, "emergency_access", "case_organization_id"),
        (Kind::LegalHold, "legal_hold", "organization_id"),
        (Kind::Certificate, "erasure_certificate", "organization_id"),
    ] {
        let only = if kind == Kind::Hold { "WHERE kind = 'hold'" } else { "" };
        let sql = format!("SELECT id, {owner} FROM {table} {only} ORDER BY id");
        for row in all(connection, &sql).await {
            let id = uuid(&row, "id");
            facts.things.push(Thing { kind, id, under: id });
            facts.owner.insert(id, uuid(&row, owner));
        }
    }
    for row in all(connection, "SELECT id, name, name_kana FROM patient").await {
        facts.names.insert(uuid(&row, "id"), [text(&row, "name"), text(&row, "name_kana")]);
    }
    for row in all(connection, "SELECT name, coalesce(name_kana, '') AS name_kana FROM person").await {
        facts.staff.extend([text(&row, "name"), text(&row, "name_kana")]);
    }
    let sql = "SELECT id, proposer_organization_id, proposer_patient_id, other_organization_id, other_patient_id \
               FROM record_link ORDER BY id";
    for row in all(connection, sql).await {
        let id = uuid(&row, "id");
        facts.things.push(Thing { kind: Kind::Link, id, under: id });
        let end = |organization, patient| (uuid(&row, organization), uuid(&row, patient));
        let proposer = end("proposer_organization_id", "proposer_patient_id");
        facts.links.insert(id, [proposer, end("other_organization_id", "other_patient_id")]);
    }
}

async fn requests(facts: &mut Facts, connection: &DatabaseConnection) {
    let sql = "SELECT id, hub_id, requested_by, case_id, state, withheld_at FROM consultation ORDER BY id";
    for row in all(connection, sql).await {
        let id = uuid(&row, "id");
        facts.things.push(Thing { kind: Kind::Consultation, id, under: id });
        let consulted = Consulted {
            hub: uuid(&row, "hub_id"),
            requested_by: maybe(&row, "requested_by"),
            case: maybe(&row, "case_id"),
            is_open: text(&row, "state") == "open",
            is_withheld: is_set(&row, "withheld_at"),
        };
        facts.consultations.insert(id, consulted);
    }
    let sql = "SELECT id, hub_id, consultation_id, organization_id, state FROM offer ORDER BY id";
    for row in all(connection, sql).await {
        let (id, under) = (uuid(&row, "id"), uuid(&row, "consultation_id"));
        facts.things.push(Thing { kind: Kind::Offer, id, under });
        let offered = Offered {
            hub: uuid(&row, "hub_id"),
            organization: uuid(&row, "organization_id"),
            waits: ["asked", "accepted"].contains(&text(&row, "state").as_str()),
        };
        facts.offers.insert(id, offered);
    }
    let sql = "SELECT conference_id, person_id FROM participant WHERE person_id IS NOT NULL";
    for row in all(connection, sql).await {
        facts.invited.insert((uuid(&row, "conference_id"), uuid(&row, "person_id")));
    }
}

async fn standings(facts: &mut Facts, connection: &DatabaseConnection, now: i64) {
    let sql = "SELECT case_id, organization_id, until_at, withheld_at FROM team_member";
    for row in all(connection, sql).await {
        facts.team.push(Part {
            case: uuid(&row, "case_id"),
            organization: uuid(&row, "organization_id"),
            has_ended: is_set(&row, "until_at"),
            is_withheld: is_set(&row, "withheld_at"),
        });
    }
    let sql =
        "SELECT id, person_id, organization_id, case_id, from_at, until_at, ended_at FROM emergency_access";
    for row in all(connection, sql).await {
        let (from, until): (i64, i64) =
            (row.try_get("", "from_at").unwrap(), row.try_get("", "until_at").unwrap());
        let taken = Taken {
            person: uuid(&row, "person_id"),
            organization: uuid(&row, "organization_id"),
            case: uuid(&row, "case_id"),
            is_open: from <= now && now < until && !is_set(&row, "ended_at"),
        };
        facts.emergencies.insert(uuid(&row, "id"), taken);
    }
    for row in all(connection, "SELECT person_id, organization_id FROM membership").await {
        facts.works.insert((uuid(&row, "person_id"), uuid(&row, "organization_id")));
    }
    let sql = "SELECT c.hub_id, o.id FROM coverage c \
               JOIN organization o ON o.municipality_code = c.municipality_code";
    for row in all(connection, sql).await {
        facts.covers.insert((uuid(&row, "hub_id"), uuid(&row, "id")));
    }
    // A few stand for all.
    for (kind, column) in
        [(Kind::Organization, "organization_id"), (Kind::Membership, "id"), (Kind::Person, "person_id")]
    {
        let sql = format!(
            "SELECT {column} AS id, organization_id FROM membership \
             GROUP BY {column}, organization_id ORDER BY {column} LIMIT 8"
        );
        for row in all(connection, &sql).await {
            let id = uuid(&row, "id");
            facts.things.push(Thing { kind, id, under: id });
            facts.owner.insert(id, uuid(&row, "organization_id"));
        }
    }
}
