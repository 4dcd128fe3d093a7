//! Gatherings for tests, put together from small changes.

use std::collections::BTreeSet;

use domain::{
    Id,
    discharge_case::WardClass,
    fee::{
        Act, AdmissionHour, Attendee, Convention, DischargeFactor, Document, Done, ExpectedDay, Fact,
        FeeRules, Gathering, GoesTo, Item, Party, Presence, Session, Tier, Venue,
    },
};
use time::{Date, Duration};
use uuid::Uuid;

use super::shipped;

/// One thing said of a gathering.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    Night,
    Ward(WardClass),
    Tier(Tier),
    Goes(GoesTo),
    Comes(Party),
    ComesFrom(Party, u128),
    Joins(Party, Presence),
    Leaves(Party),
    AtHome,
    AtHospital,
    Is(Fact),
    IsNot(Fact),
    Did(Act, Date),
    NotYet(Act),
    Expects { stated_on: Date, day: Date },
    Discharged(Date),
    HasNot(Document),
    Claimed(Item, Date),
    Heard(Date),
    NoFactor,
    WardConferenceOf(&'static [Party]),
}

impl Change {
    fn apply(self, gathering: &mut Gathering) {
        let mut come = |party, organization: Option<u128>, by| {
            let organization = organization.map(|n| Id::new(Uuid::from_u128(n)));
            gathering.attendance.push(Attendee { party, organization, by: Some(by) });
        };
        match self {
            Self::Comes(party) => come(party, None, Presence::OnSite),
            Self::ComesFrom(party, n) => come(party, Some(n), Presence::OnSite),
            Self::Joins(party, by) => come(party, None, by),
            Self::Leaves(party) => gathering.attendance.retain(|attendee| attendee.party != party),
            Self::Night => gathering.admitted = AdmissionHour::AfterHours,
            Self::Ward(ward) => gathering.ward = Some(ward),
            Self::Tier(tier) => gathering.tier = Some(tier),
            Self::Goes(place) => gathering.destination = Some(place),
            Self::AtHome => gathering.venue = Venue::PatientsHome,
            Self::AtHospital => gathering.venue = Venue::Hospital,
            Self::Is(fact) => drop(gathering.facts.insert(fact, true)),
            Self::IsNot(fact) => drop(gathering.facts.insert(fact, false)),
            Self::Did(act, on) => drop(gathering.acts.insert(act, Done::On(on))),
            Self::NotYet(act) => drop(gathering.acts.insert(act, Done::NotYet)),
            Self::Expects { stated_on, day } => gathering.expected.push(ExpectedDay { stated_on, day }),
            Self::Discharged(on) => gathering.discharged_on = Some(on),
            Self::HasNot(document) => drop(gathering.documents.insert(document, false)),
            Self::Claimed(item, on) => gathering.sessions.get_or_insert_default().push(Session { item, on }),
            Self::Heard(on) => drop(gathering.receptions.get_or_insert_default().insert(on)),
            Self::NoFactor => gathering.factors = Some(BTreeSet::new()),
            Self::WardConferenceOf(parties) => {
                gathering.ward_conference = Some(parties.iter().copied().collect());
            }
        }
    }
}

/// The shipped editions, read in this way.
pub fn rules(convention: Convention) -> FeeRules {
    FeeRules { convention, editions: shipped().unwrap() }
}

/// A gathering with all of these changes.
pub fn changed(mut gathering: Gathering, changes: &[Change]) -> Gathering {
    for change in changes {
        change.apply(&mut gathering);
    }
    gathering
}

/// A gathering of which everything is recorded, in a stay from a Monday to another four weeks later, with the conference
/// on the nineteenth day: the patient goes home with consent and papers, and nobody is at the table yet.
pub fn recorded(admitted_on: Date) -> Gathering {
    let day = |n| admitted_on.saturating_add(Duration::days(n));
    let mut gathering = Gathering::new(admitted_on, day(18));
    gathering.expected = vec![ExpectedDay { stated_on: admitted_on, day: day(28) }];
    gathering.discharged_on = Some(day(28));
    gathering.as_of = day(28);
    gathering.ward = Some(WardClass::General);
    gathering.tier = Some(Tier::One);
    gathering.destination = Some(GoesTo::Home);
    gathering.factors = Some(BTreeSet::from([DischargeFactor::LowerAdl]));
    gathering.sessions = Some(vec![]);
    gathering.receptions = Some(BTreeSet::new());
    gathering.ward_conference = Some(BTreeSet::from([
        Party::WardNurse,
        Party::WardDischargeStaff,
        Party::DepartmentNurse,
        Party::DepartmentSocialWorker,
    ]));
    for fact in Fact::ALL {
        gathering.facts.insert(*fact, true);
    }
    for fact in [Fact::SpecialRelation, Fact::FirstPlanClaimed, Fact::ListedDisease, Fact::EarlyHomeVisit] {
        gathering.facts.insert(fact, false);
    }
    gathering.facts.insert(Fact::FacilityAttached, false);
    for document in Document::ALL {
        gathering.documents.insert(*document, true);
    }
    for (act, n) in [
        (Act::Screen, 2),
        (Act::Talk, 6),
        (Act::PlanStarted, 6),
        (Act::WardConference, 6),
        (Act::MovedToWard, 14),
        (Act::CareManagerTold, 6),
        (Act::CareManagerContacted, 21),
        (Act::HomeVisit, 20),
        (Act::Letter, 14),
        (Act::AdmissionInformation, 0),
    ] {
        gathering.acts.insert(act, Done::On(day(n)));
    }
    gathering
}
