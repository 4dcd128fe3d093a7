//! A row of the log as it is written, and the bytes of it that are sealed.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

/// What the sealed bytes begin with; another encoding gets another name.
const ENCODING: &[u8] = b"kaname-audit-1";

/// One row of the log, its codes as they are written: a code nobody knows is a row somebody changed, and must
/// still be sealed and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its place, which only rises.
    pub position: i64,
    /// Its identifier.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// The code of an [`ActorKind`](super::ActorKind).
    pub actor: String,
    /// Who.
    pub person: Option<Uuid>,
    /// Through which membership.
    pub membership: Option<Uuid>,
    /// For which organization.
    pub organization: Option<Uuid>,
    /// The participant whose link it was.
    pub participant: Option<Uuid>,
    /// The code of the role.
    pub role: Option<String>,
    /// The code of a [`Purpose`](super::Purpose).
    pub purpose: String,
    /// What was done: the code of an action, an event, an act with an account, or one of this module.
    pub action: String,
    /// The codes of what it was done to, with spaces between.
    pub entities: String,
    /// The one thing it was done to, where it was one.
    pub entity: Option<Uuid>,
    /// The patients it is about, in order.
    pub patients: Vec<Uuid>,
    /// The code of an [`Outcome`](super::Outcome).
    pub outcome: String,
    /// The request it was part of.
    pub request: Uuid,
    /// The event it caused.
    pub event: Option<Uuid>,
    /// The code of a [`Source`](super::Source); not known of the oldest rows.
    pub source: Option<String>,
    /// The emergency access under which it was allowed.
    pub emergency: Option<Uuid>,
}

impl Row {
    /// The bytes that are sealed: every column, each with its length before it, so that no two rows have the
    /// same.
    pub fn encoded(&self) -> Vec<u8> {
        let Self {
            position,
            id,
            at,
            actor,
            person,
            membership,
            organization,
            participant,
            role,
            purpose,
            action,
            entities,
            entity,
            patients,
            outcome,
            request,
            event,
            source,
            emergency,
        } = self;
        let mut bytes = Vec::with_capacity(320 + 16 * patients.len());
        let mut put = |column: Option<&[u8]>| match column {
            None => bytes.push(0),
            Some(column) => {
                bytes.push(1);
                bytes.extend_from_slice(&(column.len() as u64).to_be_bytes());
                bytes.extend_from_slice(column);
            }
        };
        let uuid = |id: &Option<Uuid>| id.map(Uuid::into_bytes);
        put(Some(ENCODING));
        put(Some(&position.to_be_bytes()));
        put(Some(id.as_bytes()));
        put(Some(&at.millis().to_be_bytes()));
        put(Some(actor.as_bytes()));
        for id in [person, membership, organization, participant] {
            put(uuid(id).as_ref().map(<[u8; 16]>::as_slice));
        }
        put(role.as_deref().map(str::as_bytes));
        put(Some(purpose.as_bytes()));
        put(Some(action.as_bytes()));
        put(Some(entities.as_bytes()));
        put(uuid(entity).as_ref().map(<[u8; 16]>::as_slice));
        let patients: Vec<u8> = patients.iter().flat_map(|id| id.into_bytes()).collect();
        put(Some(&patients));
        put(Some(outcome.as_bytes()));
        put(Some(request.as_bytes()));
        put(uuid(event).as_ref().map(<[u8; 16]>::as_slice));
        put(source.as_deref().map(str::as_bytes));
        put(uuid(emergency).as_ref().map(<[u8; 16]>::as_slice));
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        let id = Uuid::from_u128;
        Row {
            position: 1,
            id: id(1),
            at: Timestamp::from_millis(2),
            actor: "member".into(),
            person: Some(id(3)),
            membership: Some(id(4)),
            organization: Some(id(5)),
            participant: None,
            role: Some("member".into()),
            purpose: "care".into(),
            action: "see_case".into(),
            entities: "case".into(),
            entity: Some(id(6)),
            patients: vec![id(7)],
            outcome: "allowed".into(),
            request: id(8),
            event: None,
            source: Some("page".into()),
            emergency: None,
        }
    }

    #[test]
    fn every_column_is_in_the_sealed_bytes() {
        let id = Uuid::from_u128(99);
        let changes: [fn(&mut Row); 19] = [
            |row| row.position = 9,
            |row| row.id = Uuid::from_u128(99),
            |row| row.at = Timestamp::from_millis(9),
            |row| row.actor = "system".into(),
            |row| row.person = None,
            |row| row.membership = None,
            |row| row.organization = None,
            |row| row.participant = Some(Uuid::from_u128(99)),
            |row| row.role = None,
            |row| row.purpose = "emergency".into(),
            |row| row.action = "see_plan".into(),
            |row| row.entities = "case team".into(),
            |row| row.entity = None,
            |row| row.patients = vec![],
            |row| row.outcome = "hidden".into(),
            |row| row.request = Uuid::from_u128(99),
            |row| row.event = Some(Uuid::from_u128(99)),
            |row| row.source = None,
            |row| row.emergency = Some(Uuid::from_u128(99)),
        ];
        let mut encodings: Vec<_> = changes
            .iter()
            .map(|change| {
                let mut changed = row();
                change(&mut changed);
                changed.encoded()
            })
            .collect();
        encodings.push(row().encoded());
        encodings.push(Row { entity: Some(id), ..row() }.encoded());
        let count = encodings.len();
        encodings.sort();
        encodings.dedup();
        assert_eq!(encodings.len(), count);
    }

    #[test]
    fn text_cannot_move_from_one_column_to_the_next() {
        let one = Row { purpose: "ab".into(), action: "c".into(), ..row() };
        let other = Row { purpose: "a".into(), action: "bc".into(), ..row() };
        assert_ne!(one.encoded(), other.encoded());
    }
}
