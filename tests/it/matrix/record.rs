//! What a cell leaves in the audit log: who looked or tried, for whom, why, at which patients, and how it ended.

use std::collections::BTreeSet;

use domain::{
    access::{Action, Member, Relationship},
    organization::OrganizationKind,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use uuid::Uuid;

use super::{
    cell::Answer,
    expect::Seen,
    request::{Ask, Request},
    world::{Kind, Thing, World},
};

/// A row of the log, as far as cells differ.
struct Row {
    actor: String,
    person: Option<Uuid>,
    organization: Option<Uuid>,
    purpose: String,
    action: String,
    outcome: String,
    patients: BTreeSet<Uuid>,
    has_emergency: bool,
}

/// Reads the log on and on.
pub struct Log {
    connection: DatabaseConnection,
    position: i64,
    /// How many rows were read.
    pub rows: u64,
}

impl Log {
    /// The log from its present end on.
    pub async fn open(world: &World) -> Self {
        let mut log = Self { connection: world.app.connect().await, position: 0, rows: 0 };
        log.skip().await;
        log
    }

    /// Goes to the end.
    pub async fn skip(&mut self) {
        let sql = "SELECT coalesce(max(position), 0) AS position FROM audit_entry";
        let asked = Statement::from_string(self.connection.get_database_backend(), sql);
        let row = self.connection.query_one_raw(asked).await.unwrap().unwrap();
        self.position = row.try_get::<i64>("", "position").unwrap();
    }

    pub async fn close(self) {
        self.connection.close().await.unwrap();
    }

    async fn new_rows(&mut self) -> Vec<Row> {
        let sql = "SELECT position, actor, person_id, organization_id, purpose, action, outcome, patients, \
                   emergency_id FROM audit_entry WHERE position > $1 ORDER BY position";
        let backend = self.connection.get_database_backend();
        let asked = Statement::from_sql_and_values(backend, sql, [self.position.into()]);
        let mut rows = vec![];
        for row in self.connection.query_all_raw(asked).await.unwrap() {
            self.position = row.try_get("", "position").unwrap();
            self.rows += 1;
            let patients: Vec<u8> = row.try_get("", "patients").unwrap();
            rows.push(Row {
                actor: row.try_get("", "actor").unwrap(),
                person: row.try_get("", "person_id").unwrap(),
                organization: row.try_get("", "organization_id").unwrap(),
                purpose: row.try_get("", "purpose").unwrap(),
                action: row.try_get("", "action").unwrap(),
                outcome: row.try_get("", "outcome").unwrap(),
                patients: patients.chunks_exact(16).map(|id| Uuid::from_slice(id).unwrap()).collect(),
                has_emergency: row.try_get::<Option<Uuid>>("", "emergency_id").unwrap().is_some(),
            });
        }
        rows
    }

    /// What is wrong with the rows that a cell of somebody who is not signed in left: there are none.
    pub async fn of_nobody(&mut self) -> Option<String> {
        let rows = self.new_rows().await;
        (!rows.is_empty()).then(|| format!("{} rows of nobody", rows.len()))
    }

    /// What is wrong with the rows that a list left: each patient it names is in one.
    pub async fn of_list(&mut self, world: &World, member: &Member, answer: &Answer) -> Option<String> {
        let rows = self.new_rows().await;
        wrong_rows(world, member, &rows).or_else(|| unrecorded(world, &rows, &[], answer))
    }

    /// What is wrong with the rows that a cell left.
    pub async fn of_cell(
        &mut self,
        world: &World,
        member: &Member,
        (request, thing): (&Request, &Thing),
        seen: Seen,
        answer: &Answer,
    ) -> Option<String> {
        let rows = self.new_rows().await;
        let patients = patients_of(world, thing);
        if let Some(wrong) = wrong_rows(world, member, &rows) {
            return Some(wrong);
        }
        let told = |outcome: &str| {
            let rows = rows.iter().filter(move |row| row.outcome == outcome);
            rows.flat_map(|row| row.patients.iter().copied()).collect::<BTreeSet<_>>()
        };
        // A step is read before its case is asked for; who follows in vain, or ends what another took, leaves no row;
        // an offer or an access behind PostgreSQL's wall is refused without its patient.
        let is_silent = matches!(request.ask, Ask::Subscription(_) | Ask::Live(_))
            || matches!(thing.kind, Kind::Milestone | Kind::Offer | Kind::Emergency);
        match seen {
            Seen::Open => {
                let is_reading = matches!(request.ask, Ask::Query(_) | Ask::Subscription(_) | Ask::Page(_));
                let is_error = answer.body.contains("\"errors\":[");
                let required = if is_reading && !is_error { patients.as_slice() } else { &[] };
                unrecorded(world, &rows, required, answer)
            }
            Seen::Hidden | Seen::Forbidden(_) if is_silent => None,
            Seen::Hidden | Seen::Forbidden(_) => {
                let refused: BTreeSet<_> = &told("hidden") | &told("denied");
                let stray = told("allowed").into_iter().find(|patient| {
                    !world
                        .expected()
                        .sees(member, &Thing { kind: Kind::Patient, id: *patient, under: *patient })
                });
                if let Some(patient) = stray {
                    return Some(format!("a row says that the refused look at {patient} was allowed"));
                }
                // What is refused for who asks is refused before anything is looked for.
                let is_looked_for = !rows.is_empty();
                let missing = patients.iter().find(|patient| !refused.contains(patient));
                match missing {
                    Some(patient) if is_looked_for || seen == Seen::Hidden => {
                        Some(format!("no row says that the look at {patient} was refused"))
                    }
                    _ => None,
                }
            }
        }
    }
}

/// The patients a thing is about.
fn patients_of(world: &World, thing: &Thing) -> Vec<Uuid> {
    let facts = &world.facts;
    let of_case = |case: Option<Uuid>| case.and_then(|case| facts.patient.get(&case).copied());
    let of_consultation = |id: &Uuid| of_case(facts.consultations.get(id).and_then(|found| found.case));
    let one = match thing.kind {
        Kind::Case => of_case(Some(thing.id)),
        Kind::Milestone => of_case(Some(thing.under)),
        Kind::Conference => of_case(facts.case.get(&thing.id).copied().flatten()),
        Kind::Consultation => of_consultation(&thing.id),
        Kind::Offer => of_consultation(&thing.under),
        Kind::Patient => Some(thing.id),
        Kind::Emergency => of_case(facts.emergencies.get(&thing.id).map(|taken| taken.case)),
        _ => None,
    };
    one.into_iter().collect()
}

/// The first row that names somebody else, another organization, or another purpose.
fn wrong_rows(world: &World, member: &Member, rows: &[Row]) -> Option<String> {
    rows.iter().find_map(|row| {
        let Row { actor, person, organization, purpose, action, outcome: _, patients, has_emergency } = row;
        let by = (member.person.uuid(), member.organization.uuid());
        if actor != "member" || (*person, *organization) != (Some(by.0), Some(by.1)) {
            return Some(format!("a row of {action} names another actor"));
        }
        if patients.is_empty() {
            return None;
        }
        let by_emergency = |patient: &Uuid| {
            let thing = Thing { kind: Kind::Patient, id: *patient, under: *patient };
            world.expected().relationship(member, &thing) == Relationship::Emergency
        };
        // What lists tell of, and what was refused, may stand under either purpose.
        let is_emergency = *has_emergency && patients.iter().all(by_emergency);
        let expected = match member.kind {
            _ if action == Action::SeeAudit.code() => "oversight",
            _ if is_emergency => "emergency",
            OrganizationKind::Hub => "coordination",
            OrganizationKind::Municipality | OrganizationKind::MedicalAssociation => "administration",
            _ => "care",
        };
        (purpose != expected).then(|| format!("a row of {action} is for {purpose} instead of {expected}"))
    })
}

/// The first patient that an answer is about or names whom no row has.
fn unrecorded(world: &World, rows: &[Row], about: &[Uuid], answer: &Answer) -> Option<String> {
    let recorded: BTreeSet<Uuid> = rows
        .iter()
        .filter(|row| row.outcome == "allowed")
        .flat_map(|row| row.patients.iter().copied())
        .collect();
    let named = world.named.iter().filter(|(name, _)| answer.body.contains(name.as_str()));
    let mut told = about.iter().chain(named.map(|(_, patient)| patient));
    told.find(|patient| !recorded.contains(patient))
        .map(|patient| format!("no row says that {patient} was seen"))
}
