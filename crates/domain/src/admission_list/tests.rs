use ::time::macros::date;
use uuid::Uuid;

use super::*;
use crate::{
    discharge_case::CaseState,
    patient::{CareInsurance, tests::patient_with},
};

const TODAY: Date = date!(2026 - 11 - 20);

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

fn patient(n: u128, number: Option<&str>, name: &str, kana: &str, born_on: Date) -> Patient {
    Patient {
        id: Id::new(Uuid::from_u128(n)),
        number: number.map(line),
        name: line(name),
        name_kana: line(kana),
        born_on,
        related: vec![],
        care_insurance: CareInsurance::Unknown,
        ..patient_with(Id::new(Uuid::nil()))
    }
}

fn hanako(number: Option<&str>) -> Patient {
    patient(1, number, "見本 花子", "ミホン ハナコ", date!(1946 - 04 - 01))
}

fn listed(number: Option<&str>) -> Listed {
    Listed {
        number: number.map(line),
        name: Some(line("見本　花子")),
        name_kana: Some(line("みほん ﾊﾅｺ")),
        born_on: Some(date!(1946 - 04 - 01)),
        sex: Some(Sex::Female),
        admitted_on: Some(TODAY),
        ward: Some(line("東5")),
        ward_class: WardClass::General,
        expected_discharge_on: None,
        municipality: None,
        phone: None,
    }
}

fn stands(
    records: &[Patient],
    cases: &[DischargeCase],
    row: &Listed,
    answer: Option<Settlement>,
) -> RowStanding {
    Judge::new(TODAY, KnownHere::new(records, cases)).judge(0, row, &[], answer)
}

fn faults(standing: RowStanding) -> Vec<(Option<ListColumn>, &'static str)> {
    let RowStanding::Faulty { faults } = standing else { panic!("{standing:?}") };
    faults.into_iter().map(|fault| (fault.column, fault.refused.code)).collect()
}

#[test]
fn a_number_finds_its_record_and_blanks_width_and_script_are_no_difference() {
    let records = [hanako(Some("M0001"))];
    let known = Entry::Known(records[0].id);
    assert_eq!(stands(&records, &[], &listed(Some("Ｍ０００１")), None), RowStanding::Ready(known));
    let bare = Listed { name: None, name_kana: None, born_on: None, sex: None, ..listed(Some("M0001")) };
    assert_eq!(stands(&records, &[], &bare, None), RowStanding::Ready(known), "the record says the rest");
    let unknown = Listed { sex: Some(Sex::Unknown), ..listed(Some("M0001")) };
    assert_eq!(stands(&records, &[], &unknown, None), RowStanding::Ready(known));
    assert_eq!(stands(&[], &[], &listed(Some("M0001")), None), RowStanding::Ready(Entry::NewPatient));
}

#[test]
fn what_differs_from_the_record_is_settled_by_somebody_or_not_at_all() {
    let records = [hanako(Some("M0001"))];
    let (patient, version) = (records[0].id, records[0].version);
    let row = Listed { name: Some(line("見本 華子")), sex: Some(Sex::Male), ..listed(Some("M0001")) };
    let differs = RowStanding::Differs { patient, version, columns: vec![ListColumn::Name, ListColumn::Sex] };
    assert_eq!(stands(&records, &[], &row, None), differs);
    for (answer, standing) in [
        (Settlement::KeepRecord, RowStanding::Ready(Entry::Known(patient))),
        (Settlement::CorrectRecord { version }, RowStanding::Ready(Entry::Corrected(patient, version))),
        (Settlement::CorrectRecord { version: version - 1 }, differs.clone()),
        (Settlement::SamePerson(patient), differs.clone()),
        (Settlement::SomebodyElse, differs),
    ] {
        assert_eq!(stands(&records, &[], &row, Some(answer)), standing, "{answer:?}");
    }
    let mut record = hanako(Some("M0001"));
    correct(&mut record, &row);
    assert_eq!((record.name.as_str(), record.sex), ("見本 華子", Sex::Male));
    assert_eq!(record.name_kana, records[0].name_kana, "what does not differ stays as it is written");
}

#[test]
fn a_number_under_which_somebody_else_is_known_is_never_taken_over() {
    let records = [hanako(Some("M0001"))];
    let row = Listed {
        name: Some(line("別 太郎")),
        name_kana: Some(line("ベツ タロウ")),
        born_on: Some(date!(1950 - 01 - 01)),
        ..listed(Some("M0001"))
    };
    for answer in [None, Some(Settlement::CorrectRecord { version: 1 }), Some(Settlement::KeepRecord)] {
        let found = faults(stands(&records, &[], &row, answer));
        assert_eq!(found, [(Some(ListColumn::PatientNumber), "LIST_NUMBER_OF_ANOTHER")]);
    }
    let married = Listed { born_on: records[0].born_on.into(), ..row };
    assert!(matches!(stands(&records, &[], &married, None), RowStanding::Differs { .. }));
}

#[test]
fn an_admission_that_is_known_is_left_alone() {
    let records = [hanako(Some("M0001"))];
    let case = |n, admitted_on, state| DischargeCase {
        id: Id::new(Uuid::from_u128(n)),
        patient: records[0].id,
        admitted_on,
        state,
        ..crate::discharge_case::tests::admitted()
    };
    let open = case(10, date!(2026 - 11 - 01), CaseState::Admitted);
    let home = CaseState::Discharged { on: date!(2026 - 11 - 10) };
    let earlier = case(11, date!(2026 - 11 - 01), home.clone());
    let today = case(12, TODAY, home);
    let row = listed(Some("M0001"));
    for known in [&open, &today] {
        let registered = RowStanding::AlreadyRegistered { case: known.id, columns: vec![] };
        assert_eq!(stands(&records, std::slice::from_ref(known), &row, None), registered);
    }
    let again = stands(&records, &[earlier], &row, None);
    assert_eq!(again, RowStanding::Ready(Entry::Known(records[0].id)), "a readmission is new");
    let undated = Listed { admitted_on: None, ..row };
    assert!(matches!(stands(&records, &[open], &undated, None), RowStanding::AlreadyRegistered { .. }));
}

#[test]
fn somebody_with_the_same_kana_and_birthday_is_asked_about() {
    let twin = patient(2, Some("M0002"), "見本 波奈子", "ミホンハナコ", date!(1946 - 04 - 01));
    let records = [hanako(None), twin];
    let ids: Vec<_> = records.iter().map(|patient| patient.id).collect();
    let alike = RowStanding::Alike { patients: ids.clone() };
    let row = listed(Some("M0009"));
    assert_eq!(stands(&records, &[], &row, None), alike);
    for (answer, standing) in [
        (Settlement::SomebodyElse, RowStanding::Ready(Entry::NewPatient)),
        (Settlement::SamePerson(ids[0]), RowStanding::Ready(Entry::Numbered(ids[0]))),
        (Settlement::SamePerson(ids[1]), RowStanding::Ready(Entry::Known(ids[1]))),
        (Settlement::SamePerson(Id::new(Uuid::from_u128(99))), alike.clone()),
        (Settlement::KeepRecord, alike),
    ] {
        assert_eq!(stands(&records, &[], &row, Some(answer)), standing, "{answer:?}");
    }
    let younger = Listed { born_on: Some(date!(1947 - 04 - 01)), ..row };
    assert_eq!(stands(&records, &[], &younger, None), RowStanding::Ready(Entry::NewPatient));
}

#[test]
fn a_row_names_everything_that_is_wrong_with_it() {
    let row = Listed { name: None, name_kana: None, born_on: None, ward: None, ..listed(None) };
    let found = faults(stands(&[], &[], &row, None));
    let columns: Vec<_> = found.iter().filter_map(|(column, _)| *column).collect();
    assert_eq!(columns, [ListColumn::Name, ListColumn::NameKana, ListColumn::BornOn, ListColumn::Ward]);
    for (row, fault) in [
        (
            Listed { born_on: Some(date!(1850 - 01 - 01)), ..listed(None) },
            (Some(ListColumn::BornOn), "PATIENT_BORN_TOO_LONG_AGO"),
        ),
        (
            Listed { born_on: Some(date!(2026 - 11 - 21)), ..listed(None) },
            (Some(ListColumn::BornOn), "PATIENT_BORN_IN_THE_FUTURE"),
        ),
        (
            Listed { admitted_on: Some(date!(2027 - 11 - 20)), ..listed(None) },
            (Some(ListColumn::AdmittedOn), "CASE_ADMITTED_TOO_FAR_AHEAD"),
        ),
        (
            Listed { expected_discharge_on: Some(date!(2026 - 11 - 01)), ..listed(None) },
            (Some(ListColumn::ExpectedDischargeOn), "CASE_DISCHARGE_BEFORE_ADMISSION"),
        ),
        (Listed { admitted_on: None, ..listed(None) }, (Some(ListColumn::AdmittedOn), "TEXT_EMPTY")),
    ] {
        assert_eq!(faults(stands(&[], &[], &row, None)), [fault]);
    }
    let unread = CellFault::of(ListColumn::BornOn, crate::calendar::DayRefusal::TwoDigitYear);
    let row = Listed { born_on: None, ..listed(None) };
    let standing = Judge::new(TODAY, KnownHere::default()).judge(0, &row, &[unread], None);
    assert_eq!(faults(standing), [(Some(ListColumn::BornOn), "DAY_YEAR_AMBIGUOUS")], "said once");
}

#[test]
fn a_second_row_about_the_same_patient_is_noticed() {
    let mut judge = Judge::new(TODAY, KnownHere::default());
    let ready = RowStanding::Ready(Entry::NewPatient);
    assert_eq!(judge.judge(0, &listed(Some("M0001")), &[], None), ready);
    assert_eq!(judge.judge(1, &listed(Some("M0002")), &[], None), ready, "two numbers are two patients");
    assert_eq!(judge.judge(2, &listed(Some("Ｍ０００１")), &[], None), RowStanding::Repeated { row: 0 });
    assert_eq!(judge.judge(3, &listed(None), &[], None), ready);
    assert_eq!(judge.judge(4, &listed(None), &[], None), RowStanding::Repeated { row: 3 });
    assert_eq!(judge.alone(&listed(None), &[], None), ready);
}

#[test]
fn what_may_be_right_but_is_worth_a_look_is_named() {
    assert_eq!(notices(&listed(Some("M0001")), TODAY), []);
    let odd = Listed {
        born_on: Some(date!(1916 - 11 - 20)),
        admitted_on: Some(date!(2026 - 11 - 21)),
        ..listed(None)
    };
    assert_eq!(notices(&odd, TODAY), [Notice::AdmissionAhead, Notice::VeryOld, Notice::WithoutNumber]);
    let old = Listed { admitted_on: Some(date!(2025 - 11 - 01)), ..listed(Some("M0001")) };
    assert_eq!(notices(&old, TODAY), [Notice::AdmissionLongAgo]);
}

#[test]
fn a_ward_is_the_same_in_either_width() {
    assert_eq!(ward_key(&line("東５ 病棟")), ward_key(&line("東5病棟")));
}
