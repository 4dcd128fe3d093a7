use super::*;
use crate::{open_data, real_files, table::Cell};

#[test]
fn the_demonstration_has_the_72_municipalities_and_wards_of_saitama() {
    let rows = saitama();
    assert_eq!(rows.len(), 72);
    let name = |code: &str| rows.iter().find(|row| row.code == code).map(|row| row.name.as_str());
    assert_eq!(name("11101"), Some("さいたま市西区"));
    assert_eq!(name("11408"), Some("大里郡寄居町"));
    let rounded = |degrees: f64| (degrees * 100.0 - (degrees * 100.0).round()).abs() < 1e-6;
    for centre in rows.iter().map(|row| row.centre.unwrap()) {
        assert!(rounded(centre.latitude) && rounded(centre.longitude), "{centre:?}");
    }
}

#[test]
fn three_layouts_are_told_apart_by_their_headers() {
    let municipality =
        read(b"jis_code,name,lat_mean_of_towns,lon_mean_of_towns,n_towns\n11999,x,35.9,139.5,2\n");
    let town = read(b"jis_code,city,town,koaza,lat,lon\n11999,x,y,,,\n");
    let postal =
        "zip,jis_code,city,town,city_kana,town_kana,multi,n_alternates\n600000,01101,見本,,ミホン,,1,2\n";
    assert!(matches!(municipality.unwrap().places, Places::Municipalities(rows) if rows[0].centre.is_some()));
    assert!(matches!(town.unwrap().places, Places::Towns(rows) if rows[0].location.is_none()));
    let Places::PostalCodes(rows) = read(postal.as_bytes()).unwrap().places else { panic!("another layout") };
    assert_eq!((rows[0].code.as_str(), rows[0].town.as_deref(), rows[0].further_towns), ("0600000", None, 2));
    assert!(matches!(read(b"name,lat,lon\nx,1,2\n"), Err(FileError::UnknownHeader { .. })));
}

#[test]
fn a_bad_row_is_left_out_and_named() {
    let file =
        read(b"jis_code,city,town,koaza,lat,lon\n11,x,y,,,\n11101,x,y,,north,139\n11101,x,y,,0.0,0.0\n")
            .unwrap();
    let cell = |column: &str, value: &str| Cell { column: column.into(), value: value.into() };
    assert_eq!(file.rejected[0].reason, Reason::MunicipalityCode(cell("jis_code", "11")));
    assert_eq!(file.rejected[1], Rejected { line: 3, reason: Reason::Number(cell("lat", "north")) });
    assert!(matches!(file.places, Places::Towns(rows) if rows.len() == 1 && rows[0].location.is_none()));
}

#[test]
fn the_real_files_are_read_without_a_rejected_row() {
    let files = [
        ("municipality/saitama_municipalities.csv", 72),
        ("municipality/saitama_towns.csv", 5_389),
        ("municipality/saitama_postal.csv", 2_972),
    ];
    for (path, expected) in files {
        let Some(bytes) = real_files::bytes(path) else { continue };
        let file = read(&bytes).unwrap();
        let rows = match &file.places {
            Places::Municipalities(rows) => rows.len(),
            Places::Towns(rows) => rows.len(),
            Places::PostalCodes(rows) => rows.len(),
        };
        assert_eq!((rows, file.rejected), (expected, Vec::new()), "{path}");
    }
}

#[test]
fn nearly_all_published_addresses_have_a_town_or_at_least_a_place() {
    let Some(towns) = real_files::bytes("municipality/saitama_towns.csv") else { return };
    let Places::Towns(towns) = read(&towns).unwrap().places else { panic!("another layout") };
    let index = TownIndex::new(&towns);
    // Hospitals' and pharmacies' addresses often stop before the number of the block.
    let files = [
        ("01-1_hospital_facility_info_20250601", 310, 326),
        ("02-1_clinic_facility_info_20250601", 4_030, 4_019),
        ("05_pharmacy_20250601", 3_091, 3_169),
    ];
    for (name, with_town, with_place) in files {
        let Some(bytes) = real_files::bytes(&format!("open-data/{name}.csv")) else { continue };
        let facilities = open_data::read(&bytes).unwrap().facilities;
        let count = |found: &dyn Fn(&str) -> bool| facilities.iter().filter(|f| found(&f.address)).count();
        let found = (
            count(&|address| index.town_of(address).is_some()),
            count(&|address| index.location_of(address).is_some()),
        );
        assert_eq!(found, (with_town, with_place), "{name}");
    }
}
