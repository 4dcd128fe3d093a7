//! What a cell leaves in the audit log: who looked or tried, for whom, why, at which patients, and how it ended.

use std::collections::BTreeSet;

use domain::{
    access::{Action, Denial, Member},
    audit::{END_EMERGENCY, SEE_EMERGENCY, SEE_LINK},
    organization::OrganizationKind,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};
use uuid::Uuid;

use super::{
    cell::{Answer, named_in},
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
    emergency: Option<Uuid>,
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
        log.skip(world).await;
        log
    }

    /// Goes to the end.
    pub async fn skip(&mut self, world: &World) {
        let rows = self.rows;
        self.new_rows(world).await;
        self.rows = rows;
    }

    pub async fn close(self) {
        self.connection.close().await.unwrap();
    }

    async fn new_rows(&mut self, world: &World) -> Vec<Row> {
        let sql = "SELECT position, actor, person_id, organization_id, purpose, action, outcome, patients, \
                   emergency_id FROM audit_entry WHERE position > $1 ORDER BY position";
        let backend = self.connection.get_database_backend();
        let asked = Statement::from_sql_and_values(backend, sql, [self.position.into()]);
        let mut rows = vec![];
        for row in self.connection.query_all_raw(asked).await.unwrap() {
            self.position = row.try_get("", "position").unwrap();
            self.rows += 1;
            rows.push(Row {
                actor: row.try_get("", "actor").unwrap(),
                person: row.try_get("", "person_id").unwrap(),
                organization: row.try_get("", "organization_id").unwrap(),
                purpose: row.try_get("", "purpose").unwrap(),
                action: row.try_get("", "action").unwrap(),
                outcome: row.try_get("", "outcome").unwrap(),
                patients: patients_in(&row),
                emergency: row.try_get("", "emergency_id").unwrap(),
            });
        }
        let looks = rows.iter().flat_map(|row| row.patients.iter().map(move |patient| (row, patient)));
        let looks = looks.filter_map(|(row, patient)| {
            let owner = *world.facts.owner.get(patient)?;
            (row.organization? != owner).then_some((owner, row.person?))
        });
        world.facts.looked_in.lock().unwrap().extend(looks);
        rows
    }

    /// The patients whom somebody's rows name, as far as the log was read and as a member's organization may know: all
    /// of what was done for it, and its own of what was done for others.
    async fn on_record_of(&self, world: &World, member: &Member, person: &Thing) -> BTreeSet<Uuid> {
        let sql = "SELECT organization_id, patients FROM audit_entry WHERE person_id = $1 AND position <= $2";
        let backend = self.connection.get_database_backend();
        let of = [person.id.into(), self.position.into()];
        let rows = self.connection.query_all_raw(Statement::from_sql_and_values(backend, sql, of)).await;
        let own = member.organization.uuid();
        let mut named = BTreeSet::new();
        for row in rows.unwrap() {
            let is_own = row.try_get::<Option<Uuid>>("", "organization_id").unwrap() == Some(own);
            let patients = patients_in(&row).into_iter();
            named.extend(patients.filter(|patient| is_own || world.facts.owner.get(patient) == Some(&own)));
        }
        named
    }

    /// What is wrong with the rows that a cell of somebody who is not signed in left: there are none.
    pub async fn of_nobody(&mut self, world: &World) -> Option<String> {
        let rows = self.new_rows(world).await;
        (!rows.is_empty()).then(|| format!("{} rows of nobody", rows.len()))
    }

    /// What is wrong with the rows that a list left: they name the patients it tells of, and no others.
    pub async fn of_list(&mut self, world: &World, member: &Member, answer: &Answer) -> Option<String> {
        let rows = self.new_rows(world).await;
        wrong_row(world, member, &rows)
            .or_else(|| not_allowed(world, member, &rows, None))
            .or_else(|| unrecorded(world, &rows, &BTreeSet::new(), answer))
            .or_else(|| unexplained(&rows, "allowed", &told_of(world, answer)))
            .or_else(|| unexplained(&rows, "hidden", &BTreeSet::new()))
            .or_else(|| unexplained(&rows, "denied", &BTreeSet::new()))
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
        // What somebody saw and did is about the patients of those rows.
        let of_person = match thing.kind {
            Kind::Person if seen == Seen::Open => self.on_record_of(world, member, thing).await,
            _ => BTreeSet::new(),
        };
        let rows = self.new_rows(world).await;
        if let Some(wrong) = wrong_row(world, member, &rows) {
            return Some(wrong);
        }
        let about = patients_of(world, thing);
        let nobody = BTreeSet::new();
        let expected = world.expected();
        let act = match expected.of(member, request.action, thing) {
            // The act was allowed, and the page that would show what came of it is not.
            Seen::Open if seen != Seen::Open => Seen::Open,
            _ => seen,
        };
        match seen {
            Seen::Open => {
                let is_reading = matches!(request.ask, Ask::Query(_) | Ask::Subscription(_) | Ask::Page(_));
                let is_error = answer.body.contains("\"errors\":[");
                let required = if is_reading && !is_error { &about } else { &nobody };
                let explained = if matches!(request.ask, Ask::Live(_)) {
                    nobody.clone()
                } else {
                    &(&told_of(world, answer) | &about) | &(&followed(world, thing) | &of_person)
                };
                unrecorded(world, &rows, required, answer)
                    .or_else(|| not_allowed(world, member, &rows, Some(request.action)))
                    .or_else(|| unexplained(&rows, "allowed", &explained))
                    .or_else(|| unexplained(&rows, "hidden", &nobody))
                    .or_else(|| unexplained(&rows, "denied", &nobody))
            }
            Seen::Hidden | Seen::Forbidden(_) => {
                // A token that reads is refused before anything is looked for, whatever it tries.
                let is_before = seen == Seen::Forbidden(Denial::Scope)
                    || expected.before_looking(member, request.action, thing).is_some();
                let (outcome, other) =
                    if seen == Seen::Hidden { ("hidden", "denied") } else { ("denied", "hidden") };
                let refused = if is_before { &nobody } else { &about };
                let allowed = if act == Seen::Open { &about } else { &nobody };
                missing(&rows, outcome, refused)
                    .or_else(|| misnamed(&rows, request, thing))
                    .or_else(|| unexplained(&rows, outcome, refused))
                    .or_else(|| unexplained(&rows, other, &nobody))
                    .or_else(|| unexplained(&rows, "allowed", allowed))
            }
        }
    }
}

fn patients_in(row: &QueryResult) -> BTreeSet<Uuid> {
    let patients: Vec<u8> = row.try_get("", "patients").unwrap();
    patients.chunks_exact(16).map(|id| Uuid::from_slice(id).unwrap()).collect()
}

/// The patients a thing is about.
fn patients_of(world: &World, thing: &Thing) -> BTreeSet<Uuid> {
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
        Kind::Link => {
            let ends = facts.links.get(&thing.id).into_iter().flatten();
            return ends.map(|(_, patient)| *patient).collect();
        }
        Kind::Emergency => of_case(facts.emergencies.get(&thing.id).map(|taken| taken.case)),
        _ => None,
    };
    one.into_iter().collect()
}

/// The patient of the case that a case follows, whose team its page proposes to take up.
fn followed(world: &World, thing: &Thing) -> BTreeSet<Uuid> {
    let before = world.facts.predecessor.get(&thing.under).copied().flatten();
    before.and_then(|case| world.facts.patient.get(&case).copied()).into_iter().collect()
}

/// The patients an answer tells of: by a name that only they bear, or by a thing of theirs.
fn told_of(world: &World, answer: &Answer) -> BTreeSet<Uuid> {
    let named = world.named.iter().filter(|(name, _)| answer.body.contains(name.as_str()));
    let things = named_in(&world.known, &answer.body).flat_map(|thing| patients_of(world, thing));
    named.map(|(_, patient)| *patient).chain(things).collect()
}

/// The first row that names somebody else, another organization, or another purpose, or says again what another
/// says.
fn wrong_row(world: &World, member: &Member, rows: &[Row]) -> Option<String> {
    let mut said = BTreeSet::new();
    rows.iter().find_map(|row| {
        let Row { actor, person, organization, purpose, action, outcome, patients, emergency } = row;
        let by = (member.person.uuid(), member.organization.uuid());
        if actor != "member" || (*person, *organization) != (Some(by.0), Some(by.1)) {
            return Some(format!("a row of {action} names another actor"));
        }
        if !said.insert((action, outcome, emergency)) {
            return Some(format!("two rows of {action} are {outcome}"));
        }
        let expected = |patient: &Uuid| match Action::parse(action) {
            Some(Action::SeeAudit | Action::ReviewEmergency) => ("oversight", None),
            parsed => match world.expected().emergency(member, patient) {
                Some(access) if outcome == "allowed" => ("emergency", Some(access)),
                _ if parsed == Some(Action::BreakGlass) => ("emergency", None),
                _ if [SEE_EMERGENCY, END_EMERGENCY].contains(&action.as_str()) => ("emergency", None),
                _ => (usual(member), None),
            },
        };
        let wrong =
            patients.iter().map(expected).find(|expected| *expected != (purpose.as_str(), *emergency));
        wrong.map(|expected| {
            format!("a row of {action}, {outcome}, is for {purpose} {emergency:?} instead of {expected:?}")
        })
    })
}

fn usual(member: &Member) -> &'static str {
    match member.kind {
        OrganizationKind::Hub => "coordination",
        OrganizationKind::Municipality | OrganizationKind::MedicalAssociation => "administration",
        _ => "care",
    }
}

/// The patients of the rows that ended so.
fn ended<'r>(rows: &'r [Row], outcome: &'r str) -> impl Iterator<Item = (&'r Row, Uuid)> {
    let rows = rows.iter().filter(move |row| row.outcome == outcome);
    rows.flat_map(|row| row.patients.iter().map(move |patient| (row, *patient)))
}

/// The first row that ended so and names a patient whom nothing that was asked leads to.
fn unexplained(rows: &[Row], outcome: &str, explained: &BTreeSet<Uuid>) -> Option<String> {
    let (row, patient) = ended(rows, outcome).find(|(_, patient)| !explained.contains(patient))?;
    Some(format!("a row says that {} was {outcome} to {patient}, of whom this is not", row.action))
}

/// The first row that says something was allowed which the table allows on nothing of the patient; but for what was
/// tried itself.
fn not_allowed(world: &World, member: &Member, rows: &[Row], tried: Option<Action>) -> Option<String> {
    let is_tried = |row: &Row| tried.is_some_and(|action| action.code() == row.action);
    let (row, patient) = ended(rows, "allowed")
        .find(|(row, patient)| !is_tried(row) && !may_be_seen(world, member, &row.action, patient))?;
    Some(format!("a row says that {} was allowed to {patient}, which it is on nothing", row.action))
}

fn may_be_seen(world: &World, member: &Member, action: &str, patient: &Uuid) -> bool {
    let kind = match Action::parse(action) {
        Some(Action::SeeCase | Action::SeePlan | Action::SeeConsent) => Kind::Case,
        Some(Action::SeeConference) => Kind::Conference,
        Some(Action::SeeConsultation) => Kind::Consultation,
        Some(Action::SeeOffer) => Kind::Offer,
        Some(Action::SeeAudit) => Kind::Patient,
        Some(Action::ReviewEmergency) => Kind::Emergency,
        Some(_) => return false,
        None if action == SEE_LINK => Kind::Link,
        // What has no action of its own is done at home, or to one's own access.
        None if [SEE_EMERGENCY, END_EMERGENCY].contains(&action) => {
            let mut taken = world.facts.emergencies.values().filter(|taken| taken.is_by(member));
            return taken.any(|taken| world.facts.patient.get(&taken.case) == Some(patient));
        }
        None => return world.facts.owner.get(patient) == Some(&member.organization.uuid()),
    };
    let things = world.facts.things.iter().filter(|thing| thing.kind == kind);
    let mut of_patient = things.filter(|thing| patients_of(world, thing).contains(patient));
    of_patient.any(|thing| world.expected().sees(member, thing))
}

/// The first row of a refusal that names something else than what was tried.
fn misnamed(rows: &[Row], request: &Request, thing: &Thing) -> Option<String> {
    let tried = match (thing.kind, request.name().as_str()) {
        (Kind::Link, _) => SEE_LINK,
        (_, "endEmergencyAccess" | "POST /emergency/end") => END_EMERGENCY,
        _ => request.action.code(),
    };
    // A plan is looked for with its case, an admission with the case that came before, and the form that changes a
    // conference with what is needed in its case.
    let with_case = request.name() == "GET /conferences/{id}/edit";
    let looked_for = match request.action {
        Action::SeePlan | Action::RegisterAdmission => Action::SeeCase.code(),
        _ if with_case => Action::SeeCase.code(),
        _ => request.shows.code(),
    };
    let mut refused = rows.iter().filter(|row| row.outcome != "allowed" && !row.patients.is_empty());
    let row = refused.find(|row| ![tried, looked_for].contains(&row.action.as_str()))?;
    Some(format!("a row says {} of {tried}", row.action))
}

/// The first of these patients of whom no row says that it ended so.
fn missing(rows: &[Row], outcome: &str, patients: &BTreeSet<Uuid>) -> Option<String> {
    let on_record: BTreeSet<Uuid> = ended(rows, outcome).map(|(_, patient)| patient).collect();
    let patient = patients.difference(&on_record).next()?;
    Some(format!("no row says that the look at {patient} was {outcome}"))
}

/// The first patient that an answer is about or names by name whom no row has.
fn unrecorded(world: &World, rows: &[Row], about: &BTreeSet<Uuid>, answer: &Answer) -> Option<String> {
    let named = world.named.iter().filter(|(name, _)| answer.body.contains(name.as_str()));
    let told: BTreeSet<Uuid> = about.iter().copied().chain(named.map(|(_, patient)| *patient)).collect();
    missing(rows, "allowed", &told)
}
