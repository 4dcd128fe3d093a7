//! The audit log: rows inserted and never touched again, indexes of them by patient and by the organization whose
//! patients others looked at, and their seals.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    Timestamp,
    access::{Actor, Guest, Member},
    audit::{ActorKind, Entity, Of, Outcome, Purpose, Row, purpose},
    event::Event,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QuerySelect,
    QueryTrait, Set, Statement, TryIntoModel, Value, sea_query::Query,
};
use uuid::Uuid;

use crate::{
    Error, View,
    column::insert_all_into,
    ledger::{Known, Named, Note, Unwritten},
    patient,
};

pub mod chain;
pub mod query;
pub mod seal;
pub(crate) mod spool;
pub mod verify;
pub(crate) mod writer;

/// The most patients one row names; more make more rows.
const PATIENTS: usize = 200;
/// The most things asked for in one look-up.
const LOOKED_UP: usize = 5_000;

/// The note of what an event changed.
pub(crate) fn note_of(actor: Actor, event: &Event, id: Uuid, now: Timestamp) -> Note {
    let (entity, thing, of) = domain::audit::changed(event);
    let mut note = Note::new(actor, event.code(), domain::audit::outcome(event));
    note.id = Some(id);
    note.at = Some(now);
    note.event = Some(id);
    note.entities.insert(entity);
    note.things.extend(thing);
    note.of.extend(of);
    note
}

/// The note of what somebody looked at.
pub(crate) fn note_of_look(actor: Actor, entity: Entity, of: Of, id: Uuid, at: Timestamp) -> Note {
    let mut note = Note::new(actor, entity.seen_by(), Outcome::Allowed);
    note.id = Some(id);
    note.at = Some(at);
    note.entities.insert(entity);
    note.things.extend(of.named_by(entity));
    note.of.insert(of);
    note
}

/// Writes what requests leave to be written, through `view`, in a few statements however many they are.
///
/// # Errors
/// [`Error::Database`].
pub(crate) async fn write(view: &View, requests: Vec<Unwritten>) -> Result<(), Error> {
    for chunk in rows(view, requests).await?.chunks(500) {
        insert_entries(view, chunk).await?;
    }
    Ok(())
}

async fn rows(view: &View, requests: Vec<Unwritten>) -> Result<Vec<entry::ActiveModel>, Error> {
    let patients = patients_of(view, &requests).await?;
    let mut rows = vec![];
    for request in requests {
        rows_of(request, &patients, &mut rows);
    }
    Ok(rows)
}

/// What requests leave to be written, as rows without a place yet.
///
/// # Errors
/// [`Error::Database`].
pub(crate) async fn entries(view: &View, requests: Vec<Unwritten>) -> Result<Vec<entry::Model>, Error> {
    let rows = rows(view, requests).await?.into_iter();
    let placeless = |row| entry::ActiveModel { position: Set(0), ..row }.try_into_model();
    Ok(rows.map(placeless).collect::<Result<_, _>>()?)
}

/// Writes rows that have no place yet, but for those that are there.
///
/// # Errors
/// [`Error::Database`].
pub(crate) async fn import(
    connection: &impl ConnectionTrait,
    entries: Vec<entry::Model>,
) -> Result<(), Error> {
    for chunk in entries.chunks(500) {
        let there: Vec<Uuid> = entry::Entity::find()
            .select_only()
            .column(entry::Column::Id)
            .filter(entry::Column::Id.is_in(chunk.iter().map(|row| row.id)))
            .into_tuple()
            .all(connection)
            .await?;
        let new = chunk.iter().filter(|row| !there.contains(&row.id)).cloned();
        let placed = |row: entry::Model| {
            let mut row = entry::ActiveModel::from(row).reset_all();
            row.position = NotSet;
            row
        };
        let rows: Vec<_> = new.map(placed).collect();
        if !rows.is_empty() {
            insert_entries(connection, &rows).await?;
        }
    }
    Ok(())
}

async fn insert_entries(view: &impl ConnectionTrait, rows: &[entry::ActiveModel]) -> Result<(), Error> {
    let backend = view.get_database_backend();
    let mut statement = entry::Entity::insert_many(rows.to_vec()).into_query();
    statement.returning(Query::returning().columns([entry::Column::Position, entry::Column::Id]));
    let mut positions = HashMap::new();
    for row in view.query_all_raw(backend.build(&statement)).await? {
        positions.insert(row.try_get_by_index::<Uuid>(1)?, row.try_get_by_index::<i64>(0)?);
    }
    let mut by_patient = vec![];
    for row in rows {
        let (Set(id), Set(at), Set(patients)) = (&row.id, &row.at, &row.patients) else { continue };
        let position =
            *positions.get(id).ok_or_else(|| Error::corrupt("audit_entry", "a row has no position"))?;
        by_patient.extend(split(patients).map(|patient| by_patient::Model {
            patient_id: patient,
            at: *at,
            position,
        }));
    }
    insert_all_into(view, outside(view, rows, &positions).await?).await?;
    insert_all_into(view, by_patient).await?;
    insert_all_into(view, positions.into_values().map(|position| unsealed::Model { position }).collect())
        .await
}

/// What rows say of looks and acts by people acting for another organization than the one whose patient it is.
async fn outside(
    view: &impl ConnectionTrait,
    rows: &[entry::ActiveModel],
    positions: &HashMap<Uuid, i64>,
) -> Result<Vec<outside::Model>, Error> {
    let mut by_people = vec![];
    for row in rows {
        let (Set(id), Set(at), Set(patients), Set(purpose), Set(outcome)) =
            (&row.id, &row.at, &row.patients, &row.purpose, &row.outcome)
        else {
            continue;
        };
        let (Set(Some(person_id)), Set(Some(organization_id))) = (&row.person_id, &row.organization_id)
        else {
            continue;
        };
        let Some(&position) = positions.get(id) else { continue };
        by_people.extend(split(patients).map(|patient_id| outside::Model {
            owner_id: *organization_id,
            at: *at,
            position,
            patient_id,
            person_id: *person_id,
            organization_id: *organization_id,
            purpose: purpose.clone(),
            outcome: outcome.clone(),
        }));
    }
    let patients: BTreeSet<Uuid> = by_people.iter().map(|row| row.patient_id).collect();
    let owners = patient::owners(view, patients.into_iter().collect()).await?;
    let owned = |row: outside::Model| {
        let owner_id = *owners.get(&row.patient_id)?;
        (owner_id != row.organization_id).then_some(outside::Model { owner_id, ..row })
    };
    Ok(by_people.into_iter().filter_map(owned).collect())
}

/// The identifiers in a column of patients.
pub(crate) fn split(patients: &[u8]) -> impl Iterator<Item = Uuid> {
    patients.chunks_exact(16).filter_map(|id| Uuid::from_slice(id).ok())
}

fn rows_of(request: Unwritten, patients: &HashMap<Of, Vec<Uuid>>, rows: &mut Vec<entry::ActiveModel>) {
    let Unwritten { request, source, at, ids, notes, known: _, emergencies } = request;
    let emergencies: BTreeMap<Uuid, Uuid> = emergencies
        .iter()
        .flat_map(|(of, access)| patients.get(of).into_iter().flatten().map(|patient| (*patient, *access)))
        .collect();
    for note in notes {
        let Note { mut id, at: at_itself, actor, action, outcome, entities, things, of, event } = note;
        let about: BTreeSet<Uuid> = of.iter().filter_map(|of| patients.get(of)).flatten().copied().collect();
        let mut parts: BTreeMap<Option<Uuid>, Vec<Uuid>> = BTreeMap::new();
        // Access taken in an emergency allows; what is refused is refused in spite of it.
        let allows = outcome != Outcome::Hidden && outcome != Outcome::Denied;
        for patient in about {
            let emergency = emergencies.get(&patient).copied().filter(|_| allows);
            parts.entry(emergency).or_default().push(patient);
        }
        if parts.is_empty() {
            parts.insert(None, vec![]);
        }
        let thing = if things.len() == 1 { things.first().copied() } else { None };
        let usual = purpose(&actor, action, &entities);
        let entities: Vec<_> = entities.iter().map(|entity| entity.code()).collect();
        let entities = entities.join(" ");
        let Who { kind, member, guest } = Who::of(&actor);
        for (emergency, patients) in parts {
            let mut chunks: Vec<&[Uuid]> = patients.chunks(PATIENTS).collect();
            if chunks.is_empty() {
                chunks.push(&[]);
            }
            for chunk in chunks {
                let Some(id) = id.take().or_else(|| ids.as_ref().map(|ids| ids.uuid())) else { continue };
                let purpose = if emergency.is_some() { Purpose::Emergency } else { usual };
                rows.push(entry::ActiveModel {
                    position: NotSet,
                    id: Set(id),
                    at: Set(at_itself.unwrap_or(at).millis()),
                    actor: Set(kind.code().to_owned()),
                    person_id: Set(member.map(|m| m.person.uuid())),
                    membership_id: Set(member.map(|m| m.membership.uuid())),
                    organization_id: Set(member.map(|m| m.organization.uuid())),
                    participant_id: Set(guest.map(|guest| guest.participant.uuid())),
                    role: Set(member.map(|m| m.role.code().to_owned())),
                    purpose: Set(purpose.code().to_owned()),
                    action: Set(action.to_owned()),
                    entities: Set(entities.clone()),
                    entity_id: Set(thing),
                    patients: Set(chunk.iter().flat_map(|id| *id.as_bytes()).collect()),
                    outcome: Set(outcome.code().to_owned()),
                    request_id: Set(request),
                    event_id: Set(event),
                    source: Set(source.map(|source| source.code().to_owned())),
                    emergency_id: Set(emergency),
                });
            }
        }
    }
}

struct Who {
    kind: ActorKind,
    member: Option<Member>,
    guest: Option<Guest>,
}

impl Who {
    fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Member(member) => Self { kind: ActorKind::Member, member: Some(*member), guest: None },
            Actor::Guest(guest) => Self { kind: ActorKind::Guest, member: None, guest: Some(*guest) },
            Actor::System => Self { kind: ActorKind::System, member: None, guest: None },
        }
    }
}

/// The patients of everything noted: known, or looked up together.
async fn patients_of(view: &View, requests: &[Unwritten]) -> Result<HashMap<Of, Vec<Uuid>>, Error> {
    let mut found = HashMap::new();
    let mut unknown: BTreeMap<Of, Vec<Of>> = BTreeMap::new();
    for request in requests {
        let noted = request.notes.iter().flat_map(|note| &note.of).chain(request.emergencies.keys());
        for &of in noted {
            match known(&request.known, of) {
                Ok(patients) => drop(found.insert(of, patients)),
                Err(further) => unknown.entry(further).or_default().push(of),
            }
        }
    }
    let asked: Vec<Of> = unknown.keys().copied().collect();
    for chunk in asked.chunks(LOOKED_UP) {
        for (of, patient) in look_up(view, chunk).await? {
            for noted in unknown.get(&of).into_iter().flatten() {
                let patients: &mut Vec<Uuid> = found.entry(*noted).or_default();
                if !patients.contains(&patient) {
                    patients.push(patient);
                }
            }
        }
    }
    Ok(found)
}

/// The patients a thing is about, or the thing to look them up by.
fn known(known: &HashMap<Of, Known>, mut of: Of) -> Result<Vec<Uuid>, Of> {
    loop {
        match (of, known.get(&of)) {
            (Of::Patient(patient), _) => return Ok(vec![patient]),
            (_, Some(Known::As(other))) if *other != of => of = *other,
            (_, Some(Known::Patients(patients))) => return Ok(patients.clone()),
            _ => return Err(of),
        }
    }
}

/// Each thing with a patient it is about.
async fn look_up(view: &View, things: &[Of]) -> Result<Vec<(Of, Uuid)>, Error> {
    let ids = |wanted: fn(&Of) -> Option<Uuid>| things.iter().filter_map(wanted).collect::<Vec<_>>();
    let cases = ids(|of| if let Of::Case(id) = of { Some(*id) } else { None });
    let conferences = ids(|of| if let Of::Conference(id) = of { Some(*id) } else { None });
    let consultations = ids(|of| if let Of::Consultation(id) = of { Some(*id) } else { None });
    let offers = ids(|of| if let Of::Offer(id) = of { Some(*id) } else { None });
    let milestones = ids(|of| if let Of::Milestone(id) = of { Some(*id) } else { None });
    let emergencies = ids(|of| if let Of::Emergency(id) = of { Some(*id) } else { None });
    let links = ids(|of| if let Of::RecordLink(id) = of { Some(*id) } else { None });
    let parts = [
        (&cases, "SELECT 1, id, patient_id FROM discharge_case WHERE id"),
        (
            &conferences,
            "SELECT 2, k.id, c.patient_id FROM conference k JOIN discharge_case c ON c.id = k.case_id WHERE k.id",
        ),
        (
            &consultations,
            "SELECT 3, k.id, c.patient_id FROM consultation k JOIN discharge_case c ON c.id = k.case_id WHERE k.id",
        ),
        (&links, "SELECT 4, id, proposer_patient_id FROM record_link WHERE id"),
        (&links, "SELECT 4, id, other_patient_id FROM record_link WHERE id"),
        (
            &offers,
            "SELECT 5, o.id, c.patient_id FROM offer o JOIN consultation k ON k.id = o.consultation_id \
             JOIN discharge_case c ON c.id = k.case_id WHERE o.id",
        ),
        (
            &milestones,
            "SELECT 6, m.id, c.patient_id FROM milestone m JOIN discharge_case c ON c.id = m.case_id WHERE m.id",
        ),
        (
            &emergencies,
            "SELECT 7, e.id, c.patient_id FROM emergency_access e JOIN discharge_case c ON c.id = e.case_id \
             WHERE e.id",
        ),
    ];
    let mut values: Vec<Value> = vec![];
    let mut asked = vec![];
    for (ids, sql) in parts.into_iter().filter(|(ids, _)| !ids.is_empty()) {
        let marks: Vec<String> = ids
            .iter()
            .map(|id| {
                values.push((*id).into());
                format!("${}", values.len())
            })
            .collect();
        asked.push(format!("{sql} IN ({})", marks.join(", ")));
    }
    if asked.is_empty() {
        return Ok(vec![]);
    }
    let statement =
        Statement::from_sql_and_values(view.get_database_backend(), asked.join(" UNION ALL "), values);
    let rows = view.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            let thing: Uuid = row.try_get_by_index(1)?;
            let of = match row.try_get_by_index::<i32>(0)? {
                1 => Of::Case(thing),
                2 => Of::Conference(thing),
                3 => Of::Consultation(thing),
                5 => Of::Offer(thing),
                6 => Of::Milestone(thing),
                7 => Of::Emergency(thing),
                _ => Of::RecordLink(thing),
            };
            Ok((of, row.try_get_by_index(2)?))
        })
        .collect()
}

/// A row as it is written.
pub(crate) fn row_from(row: entry::Model) -> Row {
    let entry::Model {
        position,
        id,
        at,
        actor,
        person_id,
        membership_id,
        organization_id,
        participant_id,
        role,
        purpose,
        action,
        entities,
        entity_id,
        patients,
        outcome,
        request_id,
        event_id,
        source,
        emergency_id,
    } = row;
    Row {
        position,
        id,
        at: Timestamp::from_millis(at),
        actor,
        person: person_id,
        membership: membership_id,
        organization: organization_id,
        participant: participant_id,
        role,
        purpose,
        action,
        entities,
        entity: entity_id,
        patients: split(&patients).collect(),
        outcome,
        request: request_id,
        event: event_id,
        source,
        emergency: emergency_id,
    }
}

pub(crate) mod entry {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "audit_entry")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub position: i64,
        pub id: Uuid,
        pub at: i64,
        pub actor: String,
        pub person_id: Option<Uuid>,
        pub membership_id: Option<Uuid>,
        pub organization_id: Option<Uuid>,
        pub participant_id: Option<Uuid>,
        pub role: Option<String>,
        pub purpose: String,
        pub action: String,
        pub entities: String,
        pub entity_id: Option<Uuid>,
        pub patients: Vec<u8>,
        pub outcome: String,
        pub request_id: Uuid,
        pub event_id: Option<Uuid>,
        pub source: Option<String>,
        pub emergency_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod by_patient {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_patient")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub at: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod outside {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_outside")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub owner_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub at: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient_id: Uuid,
        pub person_id: Uuid,
        pub organization_id: Uuid,
        pub purpose: String,
        pub outcome: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod unsealed {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_unsealed")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod seal_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_seal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub audit_position: i64,
        pub hash: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod review {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_review")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub month: String,
        pub reviewed_at: i64,
        pub reviewed_by: Uuid,
        pub note: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
