use std::collections::HashSet;

use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;
use time::macros::time;

use super::*;
use crate::{
    encoding::EncodingError,
    real_files,
    table::{Cell, Reason},
};

const CARE_130: &[u8] = include_bytes!("../../fixtures/care_service_130.csv");
const CARE_430: &[u8] = include_bytes!("../../fixtures/care_service_430.csv");
const HOSPITAL: &[u8] = include_bytes!("../../fixtures/medical_hospital.csv");
const CLINIC: &[u8] = include_bytes!("../../fixtures/medical_clinic.csv");
const PHARMACY: &[u8] = include_bytes!("../../fixtures/pharmacy.csv");

fn text(fixture: &[u8]) -> &str {
    std::str::from_utf8(fixture).unwrap().trim_start_matches('\u{feff}')
}

fn cell(column: &str, value: &str) -> Cell {
    Cell { column: column.into(), value: value.into() }
}

#[test]
fn a_visiting_nurse_station_is_read_with_all_that_is_published() {
    let directory = read(CARE_130).unwrap();
    let identifier = Identifier { system: IdentifierSystem::CareServiceOffice, value: "11B6500048".into() };
    let expected = Facility {
        line: 2,
        layout: Layout::CareService,
        kind: FacilityKind::VisitingNurseStation,
        identifier: Some(identifier),
        name: "見本訪問看護ステーション".into(),
        name_kana: Some("ミホンホウモンカンゴステーション".into()),
        municipality_code: Some("11101".into()),
        address: "埼玉県さいたま市西区見本町１－２－３".into(),
        building: Some("見本ビル２階".into()),
        location: Some(Point { latitude: 35.916459, longitude: 139.590397 }),
        phone: Some("048-000-0001".into()),
        fax: Some("048-000-0002".into()),
        url: Some("https://mihon.example.jp/".into()),
        operator: Some("株式会社見本".into()),
        beds: None,
        open_weekdays: Some(WORKDAYS.to_vec()),
        open_on_holidays: None,
        hours: Vec::new(),
        opening_note: Some("月火水木金 年末年始を除く".into()),
    };
    assert_eq!(directory.facilities[0], expected);
    assert_eq!((&directory.facilities[1].location, &directory.facilities[1].url), (&None, &None));
    assert_eq!(
        directory.rejected,
        [
            Rejected {
                line: 4,
                reason: Reason::CheckDigit(cell("都道府県コード又は市町村コード", "111016"))
            },
            Rejected { line: 5, reason: Reason::Kind(cell("サービスの種類", "訪問介護")) },
        ]
    );
}

const WORKDAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

#[test]
fn a_care_manager_office_gets_its_lost_zeros_back() {
    let facilities = read(CARE_430).unwrap().facilities;
    let first = &facilities[0];
    assert_eq!(first.kind, FacilityKind::CareManagerOffice);
    assert_eq!(first.municipality_code.as_deref(), Some("01100"));
    assert_eq!(first.identifier.as_ref().map(|identifier| identifier.value.as_str()), Some("0170000001"));
    assert_eq!(first.location, None, "London is not in Japan");
    assert_eq!(facilities[1].url, None, "a mail address is no web address");
}

#[test]
fn width_and_spaces_do_not_make_two_offices_of_one() {
    let facilities = read(CARE_430).unwrap().facilities;
    assert_eq!(facilities[1].key(), facilities[2].key());
    assert_ne!(facilities[1].name, facilities[2].name, "what is shown stays as published");
}

#[test]
fn one_in_a_column_named_closed_means_open() {
    let directory = read(HOSPITAL).unwrap();
    let first = &directory.facilities[0];
    assert_eq!(first.open_weekdays.as_deref(), Some(WORKDAYS.as_slice()));
    assert_eq!((first.kind, first.beds), (FacilityKind::Hospital, Some(320)));
    assert_eq!(first.opening_note.as_deref(), Some("12月29日～1月3日"));
    let second = &directory.facilities[1];
    assert_eq!((&second.open_weekdays, &second.municipality_code, second.beds), (&None, &None, None));
    assert_eq!((&second.location, &second.url), (&None, &None));
    assert_eq!(directory.rejected[0].reason, Reason::Identifier(cell("ID", "1.1111E+12")));
}

#[test]
fn what_is_half_filled_stays_unknown_and_what_is_wrong_is_named() {
    let directory = read(CLINIC).unwrap();
    let [first, second] = directory.facilities.as_slice() else { panic!("two clinics are sound") };
    assert_eq!(
        (&first.open_weekdays, &first.location),
        (&None, &None),
        "swapped coordinates are outside Japan"
    );
    assert_eq!(second.open_weekdays, None, "closed every day is not filled in");
    assert_eq!(first.key(), second.key());
    let reasons: Vec<_> =
        directory.rejected.into_iter().map(|rejected| (rejected.line, rejected.reason)).collect();
    let expected = [
        (4, Reason::Kind(cell("機関区分", "3"))),
        (5, Reason::MunicipalityCode(cell("市区町村コード", "2o3"))),
        (6, Reason::Missing { column: "所在地".into() }),
        (7, Reason::Number(cell("所在地座標（緯度）", "埼玉県"))),
        (8, Reason::Flag(cell("毎週決まった曜日に休診（月）", "2"))),
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn pharmacy_hours_are_read_past_their_traps() {
    let directory = read(PHARMACY).unwrap();
    let first = &directory.facilities[0];
    let day = OpeningDay::Weekday;
    let hours = [
        (day(Weekday::Monday), time!(9:00), time!(13:00)),
        (day(Weekday::Monday), time!(14:00), time!(18:30)),
        (day(Weekday::Friday), time!(22:00), time!(6:00)),
        (day(Weekday::Saturday), time!(0:00), time!(0:00)),
    ];
    assert_eq!(first.hours, hours.map(|(day, opens, closes)| OpeningHours { day, opens, closes }));
    assert_eq!(first.open_weekdays.as_ref().map(Vec::len), Some(6));
    assert_eq!(first.open_on_holidays, Some(false));
    let second = &directory.facilities[1];
    assert_eq!((&second.hours, &second.open_weekdays, second.open_on_holidays), (&Vec::new(), &None, None));
    assert_eq!(directory.rejected[0].reason, Reason::Time(cell("月_開店時間帯1_開始時間", "9時")));
}

#[test]
fn a_file_saved_again_by_excel_reads_the_same() {
    for fixture in [CARE_130, CARE_430, HOSPITAL, CLINIC, PHARMACY] {
        let original = read(fixture).unwrap();
        let (cp932, _, unmappable) = SHIFT_JIS.encode(text(fixture));
        assert!(!unmappable);
        assert_eq!(read(&cp932).unwrap(), original);
        let half_width = text(fixture).replace('（', "(").replace('）', ")");
        assert_eq!(read(half_width.as_bytes()).unwrap().facilities, original.facilities);
        let reworded = text(fixture).replace("市区町村", "市町村").replace("\r\n", "\n");
        assert_eq!(read(reworded.as_bytes()).unwrap().facilities, original.facilities);
    }
}

#[test]
fn a_file_cut_anywhere_is_refused_or_gives_only_whole_rows() {
    for fixture in [CARE_130, HOSPITAL, PHARMACY] {
        let whole: Vec<_> = read(fixture).unwrap().facilities.iter().map(Facility::key).collect();
        let header = fixture.iter().position(|byte| *byte == b'\n').unwrap();
        for end in header + 1..fixture.len() {
            match read(&fixture[..end]) {
                Ok(part) => {
                    let part: Vec<_> = part.facilities.iter().map(Facility::key).collect();
                    assert!(whole.starts_with(&part), "cut at {end}");
                }
                Err(FileError::CutShort { .. } | FileError::NoRows) => {}
                Err(FileError::Encoding(EncodingError::CutShort)) => {}
                Err(error) => panic!("cut at {end}: {error}"),
            }
        }
    }
}

proptest! {
    #[test]
    fn every_row_of_a_spoilt_file_is_read_or_rejected(
        cells in prop::collection::vec(prop_oneof!["[0-9:.\"\r\n,]{0,4}", any::<String>()], 1..20),
        at in 0..5_usize,
    ) {
        let fixture = text([CARE_130, CARE_430, HOSPITAL, CLINIC, PHARMACY][at]);
        let spoilt = format!("{fixture}{}\n{}", cells.join(","), fixture.lines().nth(1).unwrap_or_default());
        if let Ok(directory) = read(spoilt.as_bytes()) {
            let mut lines: Vec<_> = directory.facilities.iter().map(|facility| facility.line).collect();
            lines.extend(directory.rejected.iter().map(|rejected| rejected.line));
            let distinct: HashSet<_> = lines.iter().collect();
            prop_assert_eq!(distinct.len(), lines.len());
            prop_assert!(directory.facilities.len() >= read(fixture.as_bytes()).unwrap().facilities.len());
        }
    }
}

#[test]
fn a_file_of_another_kind_is_one_error() {
    let hours =
        "\"ID\",\"診療科目コード\",\"診療科目名\",\"診療時間帯\"\r\n\"1\",\"01001\",\"内科\",\"1\"\r\n";
    assert!(
        matches!(read(hours.as_bytes()), Err(FileError::UnknownHeader { columns }) if columns.len() == 4)
    );
    assert_eq!(read(b"PK\x03\x04").err(), Some(FileError::Encoding(EncodingError::Container)));
    assert_eq!(read(b"").err(), Some(FileError::Encoding(EncodingError::Empty)));
}

#[test]
fn the_five_real_files_hold_9941_facilities_in_9993_rows() {
    let files = [
        ("jigyosho_130", 764),
        ("jigyosho_430", 1_674),
        ("01-1_hospital_facility_info_20250601", 327),
        ("02-1_clinic_facility_info_20250601", 4_034),
        ("05_pharmacy_20250601", 3_194),
    ];
    let mut keys = Vec::new();
    for (name, expected) in files {
        let Some(bytes) = real_files::bytes(&format!("open-data/{name}.csv")) else { return };
        let directory = read(&bytes).unwrap();
        assert_eq!((directory.facilities.len(), directory.rejected), (expected, Vec::new()), "{name}");
        keys.extend(directory.facilities.iter().map(Facility::key));
    }
    let distinct: HashSet<_> = keys.iter().collect();
    assert_eq!((keys.len(), distinct.len(), keys.len() - distinct.len()), (9_993, 9_941, 52));
}
