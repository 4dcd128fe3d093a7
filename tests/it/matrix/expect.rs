//! What is expected of a cell: how the tables of the database say that somebody stands to a thing, then what
//! the table of access says of it.

use domain::{
    access::{Action, Decision, Denial, Member, Relationship},
    organization::OrganizationKind,
};
use uuid::Uuid;

use super::{
    table::Table,
    world::{Consulted, Facts, Kind, Part, Taken, Thing},
};

/// What an answer says of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// There is no such thing.
    Hidden,
    /// There is, or might be; this may not be done to it, for this reason.
    Forbidden(Denial),
    /// Permission stood in nobody's way, whatever else did.
    Open,
}

impl From<Decision> for Seen {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow => Self::Open,
            Decision::Deny(denial) => Self::Forbidden(denial),
            Decision::Hide => Self::Hidden,
        }
    }
}

/// What a role does at home, which is asked of the role before anything is looked for.
const AT_HOME: &[Action] = &[
    Action::EndRecords,
    Action::PublishRules,
    Action::KeepMembers,
    Action::ConfirmRole,
    Action::ReviewRights,
];

/// Who stands how to what.
pub struct Expected<'w> {
    pub table: &'w Table,
    pub facts: &'w Facts,
}

impl Expected<'_> {
    /// What should be seen by a member who does `action` to a thing.
    pub fn of(&self, member: &Member, action: Action, thing: &Thing) -> Seen {
        let asked = self.before_looking(member, action, thing);
        asked.unwrap_or_else(|| self.table.says(member, action, self.relationship(member, thing)).into())
    }

    /// What is said for who asks, before anything is looked for: what a role does at home, what hangs on the kind
    /// of organization, a token that reads. Nothing of a patient was asked for then, and no row names one.
    pub fn before_looking(&self, member: &Member, action: Action, thing: &Thing) -> Option<Seen> {
        let says = |relationship| Seen::from(self.table.says(member, action, relationship));
        // A hospital measures itself, others their area.
        if action == Action::SeeMeasures {
            let is_hospital = member.kind == OrganizationKind::Hospital;
            return Some(says(if is_hospital { Relationship::Own } else { Relationship::Hub }));
        }
        // In an emergency nobody knows how the actor stands to the patient before they may ask.
        if action == Action::BreakGlass {
            return Some(says(Relationship::None));
        }
        let is_at_home = AT_HOME.contains(&action)
            || matches!(
                (action, thing.kind),
                (Action::SeeAudit, Kind::Person) | (Action::ReviewEmergency, Kind::Home)
            );
        let is_for_token = self.table.may_by_token(member, action) || action == Action::KeepOrganization;
        match says(Relationship::Own) {
            said @ Seen::Forbidden(denial) if is_at_home || denial == Denial::Kind => Some(said),
            _ if !is_for_token => Some(Seen::Forbidden(Denial::Scope)),
            _ => None,
        }
    }

    /// Whether a member may see a thing at all.
    pub fn sees(&self, member: &Member, thing: &Thing) -> bool {
        let action = match thing.kind {
            Kind::Case | Kind::Milestone => Action::SeeCase,
            Kind::Conference => Action::SeeConference,
            Kind::Consultation => Action::SeeConsultation,
            Kind::Offer => {
                // Whoever asked the hub sees whom it asks.
                let consultation = Thing { kind: Kind::Consultation, id: thing.under, under: thing.under };
                if self.sees(member, &consultation) {
                    return true;
                }
                Action::SeeOffer
            }
            Kind::Patient => {
                return self.facts.owner.get(&thing.id) == Some(&member.organization.uuid())
                    || self.cases_of(&thing.id).any(|case| self.sees(member, &case));
            }
            Kind::Emergency => {
                let taken = &self.facts.emergencies[&thing.id];
                return taken.is_by(member)
                    || self.of(member, Action::ReviewEmergency, thing) != Seen::Hidden;
            }
            Kind::LegalHold | Kind::Certificate => Action::EndRecords,
            Kind::Hold | Kind::Link => Action::KeepRecord,
            // The directory says who works where.
            Kind::Membership | Kind::Person | Kind::Organization | Kind::Home => return true,
        };
        let decided = self.table.says(member, action, self.relationship(member, thing));
        match Seen::from(decided) {
            Seen::Open => true,
            Seen::Forbidden(denial) => denial == Denial::Scope,
            Seen::Hidden => false,
        }
    }

    fn cases_of(&self, patient: &Uuid) -> impl Iterator<Item = Thing> {
        let of = self.facts.patient.iter().filter(move |(_, found)| *found == patient);
        of.map(|(case, _)| Thing { kind: Kind::Case, id: *case, under: *case })
    }

    /// How a member stands to a thing: the first part of the table that describes it.
    pub fn relationship(&self, member: &Member, thing: &Thing) -> Relationship {
        let facts = self.facts;
        let own = member.organization.uuid();
        let own_or_none = |owned: bool| if owned { Relationship::Own } else { Relationship::None };
        let owns = |id: &Uuid| own_or_none(facts.owner.get(id) == Some(&own));
        match thing.kind {
            Kind::Case => self.to_case(member, &thing.id),
            Kind::Milestone => self.to_case(member, &thing.under),
            Kind::Conference => self.to_conference(member, &thing.id),
            Kind::Consultation => match facts.consultations.get(&thing.id) {
                Some(found) if found.hub == own => Relationship::Own,
                Some(found) if found.requested_by == Some(own) => Relationship::Team,
                _ => Relationship::None,
            },
            Kind::Offer => match facts.offers.get(&thing.id) {
                Some(offer) if offer.hub == own => Relationship::Own,
                Some(offer) if offer.organization == own => Relationship::Asked,
                Some(_) if facts.consultations[&thing.under].requested_by == Some(own) => Relationship::Team,
                _ => Relationship::None,
            },
            Kind::Patient if owns(&thing.id) == Relationship::Own => Relationship::Own,
            Kind::Patient => {
                let by_case = self.cases_of(&thing.id).map(|case| self.to_case(member, &case.id));
                by_case.min().unwrap_or(Relationship::None)
            }
            Kind::Link => {
                let ends = facts.links.get(&thing.id).into_iter().flatten();
                own_or_none(ends.map(|(organization, _)| organization).any(|end| *end == own))
            }
            Kind::Organization if facts.covers.contains(&(own, thing.id)) && thing.id != own => {
                Relationship::Hub
            }
            Kind::Organization => own_or_none(thing.id == own),
            // Whoever looked at an organization's patients for another is the organization's to oversee.
            Kind::Person => {
                let has_looked = facts.looked_in.lock().unwrap().contains(&(own, thing.id));
                own_or_none(has_looked || facts.works.contains(&(thing.id, own)))
            }
            Kind::Home => Relationship::Own,
            Kind::Hold | Kind::Emergency | Kind::LegalHold | Kind::Certificate | Kind::Membership => {
                owns(&thing.id)
            }
        }
    }

    /// The access in an emergency by which alone a member sees a patient.
    pub fn emergency(&self, member: &Member, patient: &Uuid) -> Option<Uuid> {
        let thing = Thing { kind: Kind::Patient, id: *patient, under: *patient };
        if self.relationship(member, &thing) != Relationship::Emergency {
            return None;
        }
        let opens = |taken: &&Taken| {
            taken.is_by(member) && taken.is_open && self.facts.patient.get(&taken.case) == Some(patient)
        };
        self.facts.emergencies.iter().find(|(_, taken)| opens(taken)).map(|(id, _)| *id)
    }

    fn to_conference(&self, member: &Member, id: &Uuid) -> Relationship {
        if self.facts.owner.get(id) == Some(&member.organization.uuid()) {
            return Relationship::Own;
        }
        let case = self.facts.case.get(id).copied().flatten();
        let to_case = case.map_or(Relationship::None, |case| self.to_case(member, &case));
        let is_invited = self.facts.invited.contains(&(*id, member.person.uuid()));
        match to_case {
            Relationship::Ended | Relationship::None if is_invited => Relationship::Invited,
            to_case => to_case,
        }
    }

    fn to_case(&self, member: &Member, case: &Uuid) -> Relationship {
        let facts = self.facts;
        let own = member.organization.uuid();
        let parts: Vec<&Part> =
            facts.team.iter().filter(|part| part.case == *case && part.organization == own).collect();
        let consulted: Vec<&Consulted> = facts
            .consultations
            .values()
            .filter(|found| found.hub == own && found.case == Some(*case) && found.is_open)
            .collect();
        let has_taken = facts
            .emergencies
            .values()
            .any(|taken| taken.is_by(member) && taken.case == *case && taken.is_open);
        let standings = [
            (facts.owner.get(case) == Some(&own), Relationship::Own),
            (parts.iter().any(|part| !part.has_ended && !part.is_withheld), Relationship::Team),
            (consulted.iter().any(|found| !found.is_withheld), Relationship::Hub),
            (has_taken, Relationship::Emergency),
            (parts.iter().any(|part| !part.has_ended) || !consulted.is_empty(), Relationship::Withdrawn),
            (!parts.is_empty(), Relationship::Ended),
        ];
        standings.into_iter().find(|(stands, _)| *stands).map_or(Relationship::None, |found| found.1)
    }
}
