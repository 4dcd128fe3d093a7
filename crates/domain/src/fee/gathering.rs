//! A gathering: one conference, or one that might be, with what is known of the stay it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use ::time::Date;

use super::{Act, Answer, Attendee, DischargeFactor, Document, Fact, GoesTo, Item, Party, Tier};
use crate::{
    calendar::Closings,
    discharge_case::{CaseOutcome, CaseState, Destination, DischargeCase, WardClass},
    vocabulary::vocabulary,
};

/// What is known of a conference and its stay. What nobody has recorded is absent, and then the answer is unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct Gathering {
    /// The day of the conference.
    pub on: Date,
    /// The day on which the question is asked.
    pub as_of: Date,
    /// Where those sit who do not take part by video.
    pub venue: Venue,
    /// Who is there.
    pub attendance: Vec<Attendee>,
    /// Day of admission.
    pub admitted_on: Date,
    /// Whether the offices were open then.
    pub admitted: AdmissionHour,
    /// The days discharge was expected for, in the order in which they were stated.
    pub expected: Vec<ExpectedDay>,
    /// The day of discharge, once it has come.
    pub discharged_on: Option<Date>,
    /// Class of the ward.
    pub ward: Option<WardClass>,
    /// Which 入退院支援加算 the ward has filed for.
    pub tier: Option<Tier>,
    /// Where the patient goes.
    pub destination: Option<GoesTo>,
    /// 退院困難な要因 found.
    pub factors: Option<BTreeSet<DischargeFactor>>,
    /// Who was at the conference of ward and department.
    pub ward_conference: Option<BTreeSet<Party>>,
    /// What was done, and when.
    pub acts: BTreeMap<Act, Done>,
    /// What is so, or is not.
    pub facts: BTreeMap<Fact, bool>,
    /// Which papers have been given or written.
    pub documents: BTreeMap<Document, bool>,
    /// The days on which the care manager had information from the hospital, besides this conference.
    pub receptions: Option<BTreeSet<Date>>,
    /// What has been claimed, or is to be, in this stay besides this conference.
    pub sessions: Option<Vec<Session>>,
    /// The offices whose closed days count.
    pub offices: Offices,
}

vocabulary! {
    /// Where a conference takes place.
    Venue {
        /// 入院医療機関
        Hospital = "hospital",
        /// 患家
        PatientsHome = "patients_home",
    }
}

vocabulary! {
    /// Whether the offices were open when the patient came.
    AdmissionHour {
        /// 営業時間内
        InHours = "in_hours",
        /// 営業時間終了後
        AfterHours = "after_hours",
    }
}

/// Whether something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// On this day.
    On(Date),
    /// Not so far.
    NotYet,
}

/// A day that discharge was expected for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedDay {
    /// The day on which it was stated.
    pub stated_on: Date,
    /// The day expected.
    pub day: Date,
}

/// One claim of an item in a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub item: Item,
    /// On which day.
    pub on: Date,
}

/// The closed days of the offices concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offices {
    /// Of the hospital's discharge support.
    pub hospital: Closings,
    /// Of the care manager.
    pub care_manager: Closings,
}

impl Gathering {
    /// A conference of which nothing else is known.
    pub fn new(admitted_on: Date, on: Date) -> Self {
        Self {
            on,
            as_of: on,
            venue: Venue::Hospital,
            attendance: vec![],
            admitted_on,
            admitted: AdmissionHour::InHours,
            expected: vec![],
            discharged_on: None,
            ward: None,
            tier: None,
            destination: None,
            factors: None,
            ward_conference: None,
            acts: BTreeMap::new(),
            facts: BTreeMap::new(),
            documents: BTreeMap::new(),
            receptions: None,
            sessions: None,
            offices: Offices::default(),
        }
    }

    /// A conference of a stay on record. The case keeps only the day that discharge is now expected for, so that day
    /// counts as expected from the start; a facility is of no kind that the record tells.
    pub fn in_case(case: &DischargeCase, on: Date, as_of: Date) -> Self {
        let expected = case.expected_discharge_on;
        let discharged_on = match &case.state {
            CaseState::Discharged { on } | CaseState::Transferred { on, .. } => Some(*on),
            CaseState::Admitted | CaseState::Closed { .. } => None,
        };
        let destination = match (&case.state, &case.destination) {
            (CaseState::Transferred { .. }, _) => Some(GoesTo::OtherHospital),
            (CaseState::Closed { outcome: CaseOutcome::Died, .. }, _) => Some(GoesTo::Died),
            (_, Destination::Home) => Some(GoesTo::Home),
            (
                _,
                Destination::Undecided | Destination::Facility { .. } | Destination::OutsideNetwork { .. },
            ) => None,
        };
        Self {
            as_of,
            expected: expected
                .map(|day| ExpectedDay { stated_on: case.admitted_on, day })
                .into_iter()
                .collect(),
            discharged_on,
            ward: Some(case.ward_class),
            destination,
            ..Self::new(case.admitted_on, on)
        }
    }

    /// The day of discharge, or the day it is now expected for.
    pub fn discharge(&self) -> Option<Date> {
        self.discharged_on.or_else(|| self.expected.last().map(|expected| expected.day))
    }

    /// The day that was expected on `day`.
    pub(super) fn expected_on(&self, day: Date) -> Option<Date> {
        self.expected.iter().rfind(|expected| expected.stated_on <= day).map(|expected| expected.day)
    }

    pub(super) fn day_of(&self, act: Act) -> Option<Date> {
        match self.acts.get(&act) {
            Some(Done::On(day)) => Some(*day),
            Some(Done::NotYet) | None => None,
        }
    }

    pub(super) fn holds(&self, fact: Fact) -> Answer {
        Answer::recorded(self.facts.get(&fact).copied())
    }

    pub(super) fn given(&self, document: Document) -> Answer {
        Answer::recorded(self.documents.get(&document).copied())
    }
}

#[cfg(test)]
mod tests {
    use ::time::macros::date;

    use super::*;
    use crate::discharge_case::tests::admitted;

    #[test]
    fn a_case_says_its_ward_its_days_and_where_the_patient_goes() {
        let day = date!(2026 - 11 - 20);
        let (home, _) = admitted().expect_discharge(Some(day), Destination::Home).unwrap();
        let gathering = Gathering::in_case(&home, day, day);
        assert_eq!(gathering.ward, Some(WardClass::General));
        assert_eq!((gathering.discharge(), gathering.destination), (Some(day), Some(GoesTo::Home)));
        assert_eq!(gathering.discharged_on, None);
        let undecided = Gathering::in_case(&admitted(), day, day);
        assert_eq!((undecided.discharge(), undecided.destination), (None, None));
        let (left, _) = home.discharge(day, day).unwrap();
        assert_eq!(Gathering::in_case(&left, day, day).discharged_on, Some(day));
    }
}
