//! How a row stands to the hospital's records and to the other rows.

use std::collections::HashMap;

use ::time::Date;

use super::{CellFault, Entry, ListColumn, ListRefusal, Listed, RowStanding, Settlement, differences};
use crate::{
    Id,
    discharge_case::{CaseRefusal, CaseState, DischargeCase, check_days},
    patient::{Patient, PatientRefusal, check_birth},
    text::{Line, TextRefusal, kana_key},
};

/// What a hospital knows about the patients that a list may mean.
#[derive(Clone, Debug, Default)]
pub struct KnownHere<'a> {
    numbers: HashMap<String, &'a Patient>,
    particulars: HashMap<(String, Date), Vec<&'a Patient>>,
    records: HashMap<Id<Patient>, &'a Patient>,
    cases: HashMap<Id<Patient>, Vec<&'a DischargeCase>>,
}

impl<'a> KnownHere<'a> {
    /// These records with these cases, all of them the hospital's own.
    pub fn new(
        patients: impl IntoIterator<Item = &'a Patient>,
        cases: impl IntoIterator<Item = &'a DischargeCase>,
    ) -> Self {
        let mut known = Self::default();
        for patient in patients {
            if let Some(number) = &patient.number {
                known.numbers.insert(number_key(number), patient);
            }
            let key = (kana_key(patient.name_kana.as_str()), patient.born_on);
            known.particulars.entry(key).or_default().push(patient);
            known.records.insert(patient.id, patient);
        }
        for case in cases {
            known.cases.entry(case.patient).or_default().push(case);
        }
        known
    }

    /// The case that an admission of this patient on this day already is: one that day, or one that still goes on.
    fn registered(&self, patient: Id<Patient>, admitted_on: Option<Date>) -> Option<Id<DischargeCase>> {
        let cases = self.cases.get(&patient)?;
        let is_same = |case: &&&DischargeCase| {
            case.state == CaseState::Admitted || Some(case.admitted_on) == admitted_on
        };
        cases.iter().filter(is_same).max_by_key(|case| (case.admitted_on, case.id)).map(|case| case.id)
    }
}

/// Judges the rows of a list one after the other, so that a later row about the same patient is noticed.
pub struct Judge<'a> {
    today: Date,
    known: KnownHere<'a>,
    seen: HashMap<String, usize>,
}

impl<'a> Judge<'a> {
    /// A judge of one list.
    pub fn new(today: Date, known: KnownHere<'a>) -> Self {
        Self { today, known, seen: HashMap::new() }
    }

    /// Judges a row of this number in the list. `faults` are those of cells that could not be read.
    pub fn judge(
        &mut self,
        row: usize,
        listed: &Listed,
        faults: &[CellFault],
        answer: Option<Settlement>,
    ) -> RowStanding {
        if let Some(who) = who(listed) {
            if let Some(&row) = self.seen.get(&who) {
                return RowStanding::Repeated { row };
            }
            self.seen.insert(who, row);
        }
        self.alone(listed, faults, answer)
    }

    /// Judges a row as if the list had no other.
    pub fn alone(&self, listed: &Listed, faults: &[CellFault], answer: Option<Settlement>) -> RowStanding {
        let mut faults = faults.to_vec();
        let needed = |faults: &mut Vec<CellFault>, column, said: bool| {
            if !said && !faults.iter().any(|fault| fault.column == Some(column)) {
                faults.push(CellFault::of(column, TextRefusal::Empty));
            }
        };
        let record = listed.number.as_ref().and_then(|n| self.known.numbers.get(&number_key(n))).copied();
        if let Some(record) = record {
            let columns = differences(record, listed);
            if let Some(case) = self.known.registered(record.id, listed.admitted_on) {
                return RowStanding::AlreadyRegistered { case, columns };
            }
            if is_another(listed, &columns) {
                faults.push(CellFault::of(ListColumn::PatientNumber, ListRefusal::AnothersNumber));
            }
        } else {
            needed(&mut faults, ListColumn::Name, listed.name.is_some());
            needed(&mut faults, ListColumn::NameKana, listed.name_kana.is_some());
            needed(&mut faults, ListColumn::BornOn, listed.born_on.is_some());
        }
        needed(&mut faults, ListColumn::AdmittedOn, listed.admitted_on.is_some());
        needed(&mut faults, ListColumn::Ward, listed.ward.is_some());
        let born_on = listed.born_on.or(record.map(|record| record.born_on));
        faults.extend(self.days(born_on, listed));
        match (record, listed.admitted_on) {
            (_, None) => RowStanding::Faulty { faults },
            _ if !faults.is_empty() => RowStanding::Faulty { faults },
            (Some(record), Some(_)) => of_record(record, listed, answer),
            (None, Some(admitted_on)) => self.of_somebody(listed, admitted_on, answer),
        }
    }

    /// What is wrong with the days of a row.
    fn days(&self, born_on: Option<Date>, listed: &Listed) -> Vec<CellFault> {
        let mut faults = vec![];
        if let Some(day) = listed.admitted_on
            && let Err(refusal) = check_days(day, listed.expected_discharge_on, self.today)
        {
            faults.push(CellFault::of(column_of(refusal), refusal));
        }
        let Some(born_on) = born_on else { return faults };
        if let Err(refusal) = check_birth(born_on, self.today) {
            faults.push(CellFault::of(ListColumn::BornOn, refusal));
        } else if listed.admitted_on.is_some_and(|day| born_on > day) {
            faults.push(CellFault::of(ListColumn::BornOn, PatientRefusal::BornAfterAdmission));
        }
        faults
    }

    /// A row that no record has the number of.
    fn of_somebody(&self, listed: &Listed, admitted_on: Date, answer: Option<Settlement>) -> RowStanding {
        let key = listed.name_kana.as_ref().zip(listed.born_on);
        let key = key.map(|(kana, born_on)| (kana_key(kana.as_str()), born_on));
        let alike = key.and_then(|key| self.known.particulars.get(&key)).map_or(&[][..], Vec::as_slice);
        match answer {
            _ if alike.is_empty() => RowStanding::Ready(Entry::NewPatient),
            Some(Settlement::SomebodyElse) => RowStanding::Ready(Entry::NewPatient),
            Some(Settlement::SamePerson(id)) if alike.iter().any(|patient| patient.id == id) => {
                let is_numbered = self.known.records.get(&id).is_some_and(|patient| patient.number.is_some());
                match self.known.registered(id, Some(admitted_on)) {
                    Some(case) => RowStanding::AlreadyRegistered { case, columns: vec![] },
                    None if listed.number.is_some() && !is_numbered => {
                        RowStanding::Ready(Entry::Numbered(id))
                    }
                    None => RowStanding::Ready(Entry::Known(id)),
                }
            }
            _ => RowStanding::Alike { patients: alike.iter().map(|patient| patient.id).collect() },
        }
    }
}

/// A row whose number is that of a record.
fn of_record(record: &Patient, listed: &Listed, answer: Option<Settlement>) -> RowStanding {
    let columns = differences(record, listed);
    let (patient, version) = (record.id, record.version);
    match answer {
        _ if columns.is_empty() => RowStanding::Ready(Entry::Known(patient)),
        Some(Settlement::KeepRecord) => RowStanding::Ready(Entry::Known(patient)),
        Some(Settlement::CorrectRecord { version: compared }) if compared == version => {
            RowStanding::Ready(Entry::Corrected(patient, version))
        }
        _ => RowStanding::Differs { patient, version, columns },
    }
}

/// Whether a row names another person than the record with its number: nothing that tells people apart agrees.
fn is_another(listed: &Listed, differing: &[ListColumn]) -> bool {
    let differs = |column| differing.contains(&column);
    let names = [
        (listed.name.is_some(), differs(ListColumn::Name)),
        (listed.name_kana.is_some(), differs(ListColumn::NameKana)),
    ];
    let is_named = names.iter().any(|(said, _)| *said);
    is_named && differs(ListColumn::BornOn) && names.iter().all(|(said, differs)| differs == said)
}

fn number_key(number: &Line) -> String {
    number.in_half_width().as_str().to_owned()
}

/// By what two rows are known to mean one patient: the number, else kana and birthday.
fn who(listed: &Listed) -> Option<String> {
    match (&listed.number, &listed.name_kana, listed.born_on) {
        (Some(number), ..) => Some(number_key(number)),
        (None, Some(kana), Some(born_on)) => Some(format!("{}\n{born_on}", kana_key(kana.as_str()))),
        _ => None,
    }
}

const fn column_of(refusal: CaseRefusal) -> ListColumn {
    match refusal {
        CaseRefusal::DischargeBeforeAdmission | CaseRefusal::DischargeTooLate => {
            ListColumn::ExpectedDischargeOn
        }
        _ => ListColumn::AdmittedOn,
    }
}
