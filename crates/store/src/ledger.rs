//! What one request looks at, until it is in the audit log: no row, no answer.
//!
//! Repositories note what they hand out. Notes made in a transaction are written with its commit; all others
//! wait until [`Ledger::flush`], which whoever answers the request calls before the answer leaves. A ledger
//! that is thrown away with notes in it is counted, and its notes are written all the same.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{
    Clock, Id, Ids, Timestamp,
    access::{Action, Actor, Decision, Relationship, decide},
    audit::{Entity, Of, Outcome, SEE_AUDIT, Source},
    organization::Organization,
};
use uuid::Uuid;

use crate::{Error, View, audit::writer::Writer};

/// The notes of one request. Cheap to clone; all clones are one ledger.
#[derive(Clone)]
pub struct Ledger(Arc<Inner>);

struct Inner {
    request: Uuid,
    source: Source,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    writer: Writer,
    unaudited: Arc<AtomicU64>,
    book: Mutex<Book>,
}

/// What is noted, and what was learned on the way about whose patient a thing is.
#[derive(Clone, Default)]
struct Book {
    notes: Vec<Note>,
    known: HashMap<Of, Known>,
    emergencies: BTreeMap<Of, Uuid>,
}

/// Whom a thing is about.
#[derive(Clone, Debug)]
pub(crate) enum Known {
    /// The same as another thing.
    As(Of),
    /// These patients.
    Patients(Vec<Uuid>),
}

/// One look or act, of whatever number of things.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    /// Its identifier in the log; given when written if it has none yet.
    pub(crate) id: Option<Uuid>,
    pub(crate) at: Option<Timestamp>,
    pub(crate) actor: Actor,
    pub(crate) action: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) entities: BTreeSet<Entity>,
    pub(crate) things: BTreeSet<Uuid>,
    pub(crate) of: BTreeSet<Of>,
    pub(crate) event: Option<Uuid>,
}

/// What a request leaves to be written.
#[derive(Clone)]
pub(crate) struct Unwritten {
    pub(crate) request: Uuid,
    pub(crate) source: Option<Source>,
    pub(crate) at: Timestamp,
    pub(crate) ids: Option<Arc<dyn Ids>>,
    pub(crate) notes: Vec<Note>,
    pub(crate) known: HashMap<Of, Known>,
    pub(crate) emergencies: BTreeMap<Of, Uuid>,
}

impl Unwritten {
    /// A page of a request without a ledger, which only the system has.
    pub(crate) fn bare(request: Uuid, at: Timestamp) -> Self {
        Self {
            request,
            source: None,
            at,
            ids: None,
            notes: vec![],
            known: HashMap::new(),
            emergencies: BTreeMap::new(),
        }
    }
}

impl Ledger {
    pub(crate) fn new(
        (request, source): (Uuid, Source),
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        writer: Writer,
        unaudited: Arc<AtomicU64>,
    ) -> Self {
        Self(Arc::new(Inner { request, source, clock, ids, writer, unaudited, book: Mutex::default() }))
    }

    /// The request this is the ledger of.
    pub fn request(&self) -> Uuid {
        self.0.request
    }

    /// Whether something is noted that is not written.
    pub fn is_pending(&self) -> bool {
        !self.0.book().notes.is_empty()
    }

    /// Writes what is noted into the log. Whoever gets an error gives no data away.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it could not be written; the notes are kept.
    pub async fn flush(&self) -> Result<(), Error> {
        let Some(unwritten) = self.take() else { return Ok(()) };
        let written = self.0.writer.write(unwritten.clone()).await;
        if written.is_err() {
            self.put_back(unwritten.notes);
        }
        written
    }

    /// Drops what is noted, because nothing of it was given away.
    pub fn withhold(&self) {
        self.0.book().notes.clear();
    }

    /// From here on, what is seen of the patient of this case or record is seen under an emergency access.
    pub fn under_emergency(&self, of: Of, access: Uuid) {
        self.0.book().emergencies.insert(of, access);
    }

    /// Notes what somebody did with an account, the log, or another thing that is no patient's.
    pub fn note_act(
        &self,
        actor: Actor,
        action: &'static str,
        outcome: Outcome,
        about: (Entity, Option<Uuid>),
        of: &[Of],
    ) {
        let (entity, thing) = about;
        let mut note = Note::new(actor, action, outcome);
        note.entities.insert(entity);
        note.things.extend(thing);
        note.of.extend(of);
        self.0.book().notes.push(note);
    }

    pub(crate) fn note(&self, note: Note) {
        let mut book = self.0.book();
        match book.notes.iter_mut().find(|known| known.is_like(&note)) {
            Some(known) => known.add(note),
            None => book.notes.push(note),
        }
    }

    pub(crate) fn learn(&self, of: Of, known: Known) {
        self.0.book().known.insert(of, known);
    }

    /// Everything noted and not yet written, which is then no longer noted.
    pub(crate) fn take(&self) -> Option<Unwritten> {
        let mut book = self.0.book();
        if book.notes.is_empty() {
            return None;
        }
        let notes = std::mem::take(&mut book.notes);
        let (known, emergencies) = (book.known.clone(), book.emergencies.clone());
        drop(book);
        Some(self.0.unwritten(notes, known, emergencies))
    }

    /// An empty page with what is known, for rows that are written without having been noted here.
    pub(crate) fn page(&self) -> Unwritten {
        let book = self.0.book();
        let (known, emergencies) = (book.known.clone(), book.emergencies.clone());
        drop(book);
        self.0.unwritten(vec![], known, emergencies)
    }

    pub(crate) fn put_back(&self, notes: Vec<Note>) {
        for note in notes {
            self.note(note);
        }
    }
}

impl Inner {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unwritten(
        &self,
        notes: Vec<Note>,
        known: HashMap<Of, Known>,
        emergencies: BTreeMap<Of, Uuid>,
    ) -> Unwritten {
        Unwritten {
            request: self.request,
            source: Some(self.source),
            at: self.clock.now(),
            ids: Some(self.ids.clone()),
            notes,
            known,
            emergencies,
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let book = std::mem::take(self.book.get_mut().unwrap_or_else(PoisonError::into_inner));
        let Book { notes, known, emergencies } = book;
        if !notes.is_empty() {
            let by_people = notes.iter().filter(|note| !matches!(note.actor, Actor::System)).count();
            self.unaudited.fetch_add(u64::try_from(by_people).unwrap_or(u64::MAX), Ordering::Relaxed);
            self.writer.leave(self.unwritten(notes, known, emergencies));
        }
    }
}

impl Note {
    pub(crate) fn new(actor: Actor, action: &'static str, outcome: Outcome) -> Self {
        Self {
            id: None,
            at: None,
            actor,
            action,
            outcome,
            entities: BTreeSet::new(),
            things: BTreeSet::new(),
            of: BTreeSet::new(),
            event: None,
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        (self.actor, self.action, self.outcome) == (other.actor, other.action, other.outcome)
            && self.event.is_none()
            && other.event.is_none()
    }

    fn add(&mut self, other: Self) {
        let Self { id: _, at: _, actor: _, action: _, outcome: _, entities, things, of, event: _ } = other;
        self.entities.extend(entities);
        self.things.extend(things);
        self.of.extend(of);
    }
}

impl View {
    /// Notes that these were handed out, by the action that usually shows them.
    pub(crate) fn saw(&self, entity: Entity, of: impl IntoIterator<Item = Of>) {
        self.saw_by(entity.seen_by(), entity, of);
    }

    /// Notes that these were handed out by `action`.
    pub(crate) fn saw_by(&self, action: &'static str, entity: Entity, of: impl IntoIterator<Item = Of>) {
        if matches!(self.actor(), Actor::System) {
            return;
        }
        let mut note = Note::new(*self.actor(), action, Outcome::Allowed);
        note.of.extend(of);
        if note.of.is_empty() && action != domain::audit::SEARCH_PATIENTS {
            return;
        }
        note.entities.insert(entity);
        note.things.extend(note.of.iter().filter_map(|of| of.named_by(entity)));
        self.note(note);
    }

    /// What a decision means for whoever asked; a refusal is noted.
    ///
    /// # Errors
    /// [`Error::Denied`], [`Error::NotFound`].
    pub(crate) fn decided(
        &self,
        decision: Decision,
        action: Action,
        (entity, thing): (Entity, Uuid),
        of: Of,
    ) -> Result<(), Error> {
        let outcome = match decision {
            Decision::Allow => return Ok(()),
            Decision::Deny(_) => Outcome::Denied,
            Decision::Hide => Outcome::Hidden,
        };
        self.refused(action.code(), outcome, entity, thing, Some(of));
        Error::unless_allowed(decision)
    }

    /// There is no such thing, or row-level security hides it; whose patient it would be shows when it is written.
    /// It is noted as what is hidden is, so that the two take the same time.
    pub(crate) fn missing(&self, action: &'static str, entity: Entity, thing: Uuid) -> Error {
        let of = match entity {
            Entity::Patient => Some(Of::Patient(thing)),
            Entity::Case => Some(Of::Case(thing)),
            Entity::Conference => Some(Of::Conference(thing)),
            Entity::Consultation => Some(Of::Consultation(thing)),
            Entity::RecordLink => Some(Of::RecordLink(thing)),
            Entity::Offer => Some(Of::Offer(thing)),
            Entity::Milestones => Some(Of::Milestone(thing)),
            Entity::Emergency => Some(Of::Emergency(thing)),
            _ => None,
        };
        self.refused(action, Outcome::Hidden, entity, thing, of);
        Error::NotFound
    }

    /// Somebody wanted to follow what is not there for them: as what is missing, by the action that shows it.
    pub fn not_to_follow(&self, entity: Entity, thing: Uuid) -> Error {
        self.missing(entity.seen_by(), entity, thing)
    }

    /// Whether the actor may see the log of an organization; a refusal is noted.
    ///
    /// # Errors
    /// [`Error::Denied`], [`Error::NotFound`].
    pub fn may_see_audit_of(&self, organization: Id<Organization>) -> Result<(), Error> {
        let relationship = match self.judged() {
            Actor::System => Relationship::Own,
            Actor::Member(member) if member.organization == organization => Relationship::Own,
            Actor::Member(_) | Actor::Guest(_) => Relationship::None,
        };
        let decision = decide(self.judged(), Action::SeeAudit, relationship);
        let outcome = match decision {
            Decision::Allow => return Ok(()),
            Decision::Deny(_) => Outcome::Denied,
            Decision::Hide => Outcome::Hidden,
        };
        self.refused(SEE_AUDIT, outcome, Entity::AuditLog, organization.uuid(), None);
        Error::unless_allowed(decision)
    }

    /// Notes that the log of something was seen, with the patients whose rows were among it.
    pub fn note_audit_seen(&self, of: Uuid, patients: impl IntoIterator<Item = Uuid>) {
        if matches!(self.actor(), Actor::System) {
            return;
        }
        let mut note = Note::new(*self.actor(), SEE_AUDIT, Outcome::Allowed);
        note.entities.insert(Entity::AuditLog);
        note.things.insert(of);
        note.of.extend(patients.into_iter().map(Of::Patient));
        self.note(note);
    }

    /// Notes a refusal.
    pub(crate) fn refused(
        &self,
        action: &'static str,
        outcome: Outcome,
        entity: Entity,
        thing: Uuid,
        of: Option<Of>,
    ) {
        if matches!(self.actor(), Actor::System) {
            return;
        }
        let mut note = Note::new(*self.actor(), action, outcome);
        note.entities.insert(entity);
        note.things.insert(thing);
        note.of.extend(of);
        self.note(note);
    }
}

pub(crate) trait Named {
    fn named_by(&self, entity: Entity) -> Option<Uuid>;
}

impl Named for Of {
    /// The thing itself, where the log is to name it: a team is named by its case.
    fn named_by(&self, entity: Entity) -> Option<Uuid> {
        match (self, entity) {
            (Self::Patient(id), Entity::Patient) => Some(*id),
            (Self::Case(id), Entity::Case | Entity::Plan) => Some(*id),
            (Self::Conference(id), Entity::Conference) => Some(*id),
            (Self::Consultation(id), Entity::Consultation | Entity::Offer) => Some(*id),
            (Self::RecordLink(id), Entity::RecordLink) => Some(*id),
            _ => None,
        }
    }
}
