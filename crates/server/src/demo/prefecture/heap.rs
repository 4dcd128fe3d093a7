//! What is made and waits to be written, many rows together.

use std::{cmp::Reverse, collections::BinaryHeap};

use app::App;
use domain::{
    Id, Timestamp,
    access::Actor,
    booking::Booking,
    care_team::CareTeam,
    conference::{Answer, Conference},
    consent::Consent,
    consultation::{Consultation, Offer},
    discharge_case::DischargeCase,
    milestone::Milestone,
    organization::Organization,
    patient::Patient,
    plan::CarePlan,
    timer::TimerKind,
};
use store::event::{Happening, Past};
use uuid::Uuid;

/// Cases and what belongs to them.
#[derive(Default)]
pub(super) struct Heap {
    pub(super) patients: Vec<Patient>,
    pub(super) cases: Vec<DischargeCase>,
    pub(super) milestones: Vec<(Id<Organization>, Vec<Milestone>)>,
    pub(super) teams: Vec<(Id<Organization>, CareTeam)>,
    pub(super) consents: Vec<Consent>,
    pub(super) consultations: Vec<Consultation>,
    pub(super) offers: Vec<Offer>,
    pub(super) conferences: Vec<Conference>,
    pub(super) answers: Vec<(Id<Conference>, Answer)>,
    pub(super) bookings: Vec<Booking>,
    pub(super) plans: Vec<(Id<Organization>, CarePlan)>,
    pub(super) timers: Vec<(Uuid, TimerKind, Uuid, Timestamp)>,
    past: BinaryHeap<Reverse<InOrder>>,
}

impl Heap {
    /// Notes that something happened.
    pub(super) fn happened(&mut self, id: Uuid, at: Timestamp, actor: Actor, what: Happening) {
        self.past.push(Reverse(InOrder(Past { id, at, actor, what })));
    }

    /// Writes everything, and of what happened as much as lies before `until`: nothing earlier follows.
    pub(super) async fn write(&mut self, app: &App, until: Timestamp) -> Result<(), app::Error> {
        let tx = app.database.begin(Actor::System).await?;
        let Self {
            patients,
            cases,
            milestones,
            teams,
            consents,
            consultations,
            offers,
            conferences,
            answers,
            bookings,
            plans,
            timers,
            past,
        } = self;
        tx.patients().insert_all(&std::mem::take(patients)).await?;
        tx.cases().insert_all(&std::mem::take(cases)).await?;
        let milestones = std::mem::take(milestones);
        tx.milestones().insert_of_cases(milestones.iter().map(|(owner, all)| (*owner, &all[..]))).await?;
        tx.care_teams().insert_all(&std::mem::take(teams)).await?;
        tx.consents().insert_all(&std::mem::take(consents)).await?;
        tx.consultations().insert_all(&std::mem::take(consultations)).await?;
        tx.consultations().insert_offers(&std::mem::take(offers)).await?;
        tx.conferences().insert_all(&std::mem::take(conferences)).await?;
        tx.conferences().insert_answers(&std::mem::take(answers)).await?;
        tx.bookings().insert_all(&std::mem::take(bookings)).await?;
        tx.plans().insert_all(&std::mem::take(plans)).await?;
        for (id, kind, subject, due_at) in std::mem::take(timers) {
            tx.timers().set(Id::new(id), kind, subject, due_at).await?;
        }
        let mut over = vec![];
        while past.peek().is_some_and(|Reverse(next)| next.0.at < until) {
            over.extend(past.pop().map(|Reverse(next)| next.0));
        }
        tx.record_past(&over).await?;
        Ok(tx.commit().await?)
    }
}

/// What happened, by when.
struct InOrder(Past);

impl PartialEq for InOrder {
    fn eq(&self, other: &Self) -> bool {
        (self.0.at, self.0.id) == (other.0.at, other.0.id)
    }
}

impl Eq for InOrder {}

impl PartialOrd for InOrder {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for InOrder {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0.at, self.0.id).cmp(&(other.0.at, other.0.id))
    }
}
