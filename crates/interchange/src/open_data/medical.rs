//! Hospitals and clinics from the 施設票 of 医療情報ネット (01-1_hospital_…, 02-1_clinic_…).

use super::{Facility, FacilityKind, Identifier, IdentifierSystem, Layout, cell};
use crate::{
    places::{self, join},
    table::{Column, Header, Reason, Rejected, Row, Table},
};

/// The columns that tell this layout.
pub(super) const COLUMNS: &[&str] = &["ID", "正式名称", "機関区分", "都道府県コード", "所在地"];

/// Reads hospitals and clinics; dental clinics and maternity homes share the layout and are rejected.
pub(super) fn facilities(table: &Table) -> (Vec<Facility>, Vec<Rejected>) {
    let columns = Columns::of(&table.header);
    table.map(|row| facility(row, &columns))
}

struct Columns {
    id: Column,
    name: Column,
    name_kana: Column,
    kind: Column,
    prefecture: Column,
    municipality: Column,
    address: Column,
    latitude: Column,
    longitude: Column,
    url: Column,
    week: [Column; 7],
    note: Column,
    beds: Column,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            id: header.column("ID"),
            name: header.column("正式名称"),
            name_kana: header.column("正式名称（フリガナ）"),
            kind: header.column("機関区分"),
            prefecture: header.column("都道府県コード"),
            municipality: header.column("市区町村コード"),
            address: header.column("所在地"),
            latitude: header.column("所在地座標（緯度）"),
            longitude: header.column("所在地座標（経度）"),
            url: header.column("案内用ホームページアドレス"),
            // The name says "closed on this weekday", yet 1 means open and 0 closed.
            week: cell::week_columns(header, "毎週決まった曜日に休診"),
            note: header.column("その他の休診日（gw、お盆等）"),
            beds: header.column("合計病床数"),
        }
    }
}

fn facility(row: &Row<'_>, columns: &Columns) -> Result<Facility, Reason> {
    let kind = match row.required(columns.kind)? {
        "1" => FacilityKind::Hospital,
        "2" => FacilityKind::Clinic,
        _ => return Err(Reason::Kind(row.cell(columns.kind))),
    };
    let identifier = cell::identifier(row, columns.id)?;
    let system = IdentifierSystem::MedicalInformationNet;
    let municipality = row.text(columns.municipality)?.unwrap_or_default();
    Ok(Facility {
        line: row.line,
        layout: Layout::Medical,
        kind,
        identifier: identifier.map(|value| Identifier { system, value }),
        name: row.required(columns.name)?.to_owned(),
        name_kana: row.owned(columns.name_kana)?,
        municipality_code: join(row.text(columns.prefecture)?.unwrap_or_default(), municipality)
            .map_err(|error| cell::code_reason(error, row, columns.municipality))?,
        address: row.required(columns.address)?.to_owned(),
        building: None,
        location: places::point(row, columns.latitude, columns.longitude)?,
        phone: None,
        fax: None,
        url: cell::web_address(row, columns.url)?,
        operator: None,
        beds: row.number(columns.beds)?,
        open_weekdays: cell::open_weekdays(row, columns.week)?,
        open_on_holidays: None,
        hours: Vec::new(),
        opening_note: row.owned(columns.note)?,
    })
}
