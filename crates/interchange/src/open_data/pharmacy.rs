//! Pharmacies from 医療情報ネット (05_pharmacy_…).

use time::Time;

use super::{
    Facility, FacilityKind, Identifier, IdentifierSystem, Layout, OpeningDay, OpeningHours,
    cell::{self, WEEK},
};
use crate::{
    places::{self, join},
    table::{Column, Header, Reason, Rejected, Row, Table},
};

/// The columns that tell this layout.
pub(super) const COLUMNS: &[&str] =
    &["ID", "名称", "都道府県コード", "所在地", "薬局のホームページアドレス", "営業日（月）"];

/// Reads pharmacies.
pub(super) fn facilities(table: &Table) -> (Vec<Facility>, Vec<Rejected>) {
    let columns = Columns::of(&table.header);
    table.map(|row| facility(row, &columns))
}

struct Columns {
    id: Column,
    name: Column,
    name_kana: Column,
    prefecture: Column,
    municipality: Column,
    address: Column,
    latitude: Column,
    longitude: Column,
    url: Column,
    week: [Column; 7],
    holidays: Column,
    note: Column,
    hours: Vec<(OpeningDay, Column, Column)>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            id: header.column("ID"),
            name: header.column("名称"),
            name_kana: header.column("フリガナ"),
            prefecture: header.column("都道府県コード"),
            municipality: header.column("市区町村コード"),
            address: header.column("所在地"),
            latitude: header.column("所在地座標（緯度）"),
            longitude: header.column("所在地座標（経度）"),
            url: header.column("薬局のホームページアドレス"),
            week: cell::week_columns(header, "営業日"),
            holidays: header.column("営業日（祝）"),
            note: header.column("その他の閉店日（gw、お盆等）"),
            hours: hours_columns(header),
        }
    }
}

/// The columns of up to four stretches a day, ordered by day.
fn hours_columns(header: &Header) -> Vec<(OpeningDay, Column, Column)> {
    let weekdays = WEEK.map(|(weekday, name)| (OpeningDay::Weekday(weekday), name));
    let days = weekdays.into_iter().chain([(OpeningDay::Holiday, '祝')]);
    let stretch = |(day, name), number| {
        let column = |end| header.column(&format!("{name}_開店時間帯{number}_{end}時間"));
        (day, column("開始"), column("終了"))
    };
    days.flat_map(|day| (1..=4).map(move |number| stretch(day, number))).collect()
}

fn facility(row: &Row<'_>, columns: &Columns) -> Result<Facility, Reason> {
    let identifier = cell::identifier(row, columns.id)?;
    let system = IdentifierSystem::MedicalInformationNet;
    let municipality = row.text(columns.municipality)?.unwrap_or_default();
    Ok(Facility {
        line: row.line,
        layout: Layout::Pharmacy,
        kind: FacilityKind::Pharmacy,
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
        beds: None,
        open_weekdays: cell::open_weekdays(row, columns.week)?,
        open_on_holidays: cell::flag(row, columns.holidays)?,
        hours: hours(row, columns)?,
        opening_note: row.owned(columns.note)?,
    })
}

/// The stretches with both ends filled. 00:00 to 00:00 stands for nothing filled in; 24 hours are
/// 00:00 to 24:00.
fn hours(row: &Row<'_>, columns: &Columns) -> Result<Vec<OpeningHours>, Reason> {
    let mut hours = Vec::new();
    for &(day, opening, closing) in &columns.hours {
        let Some((opens, closes)) = cell::clock_time(row, opening)?.zip(cell::clock_time(row, closing)?)
        else {
            continue;
        };
        let whole_day = row.text(closing)?.is_some_and(|text| text.starts_with("24"));
        if (opens, closes) != (Time::MIDNIGHT, Time::MIDNIGHT) || whole_day {
            hours.push(OpeningHours { day, opens, closes });
        }
    }
    Ok(hours)
}
