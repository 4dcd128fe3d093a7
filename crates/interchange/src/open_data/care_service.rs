//! Offices of long-term care from 介護サービス情報公表システム (jigyosho_130.csv, jigyosho_430.csv).

use time::Weekday;
use unicode_normalization::UnicodeNormalization;

use super::{
    Facility, FacilityKind, Identifier, IdentifierSystem, Layout,
    cell::{self, WEEK},
};
use crate::{
    places::{self, parse_code},
    table::{Column, Header, Reason, Rejected, Row, Table, normalised},
};

/// The columns that tell this layout.
pub(super) const COLUMNS: &[&str] = &["事業所名", "サービスの種類", "住所", "事業所番号"];

/// Reads the offices of visiting nursing and care management; every other service is rejected.
pub(super) fn facilities(table: &Table) -> (Vec<Facility>, Vec<Rejected>) {
    let columns = Columns::of(&table.header);
    table.map(|row| facility(row, &columns))
}

struct Columns {
    municipality_code: Column,
    prefecture: Column,
    name: Column,
    name_kana: Column,
    service: Column,
    address: Column,
    building: Column,
    latitude: Column,
    longitude: Column,
    phone: Column,
    fax: Column,
    operator: Column,
    number: Column,
    days: Column,
    days_note: Column,
    url: Column,
}

impl Columns {
    fn of(header: &Header) -> Self {
        let codes = ["都道府県コード又は市町村コード", "市町村コード"];
        let code = codes.into_iter().find(|name| header.has_all(&[name])).unwrap_or_default();
        Self {
            municipality_code: header.column(code),
            prefecture: header.column("都道府県名"),
            name: header.column("事業所名"),
            name_kana: header.column("事業所名カナ"),
            service: header.column("サービスの種類"),
            address: header.column("住所"),
            building: header.column("方書（ビル名等）"),
            latitude: header.column("緯度"),
            longitude: header.column("経度"),
            phone: header.column("電話番号"),
            fax: header.column("FAX番号"),
            operator: header.column("法人の名称"),
            number: header.column("事業所番号"),
            days: header.column("利用可能曜日"),
            days_note: header.column("利用可能曜日特記事項"),
            url: header.column("URL"),
        }
    }
}

fn facility(row: &Row<'_>, columns: &Columns) -> Result<Facility, Reason> {
    let kind = match normalised(row.required(columns.service)?).as_str() {
        "訪問看護" => FacilityKind::VisitingNurseStation,
        "居宅介護支援" => FacilityKind::CareManagerOffice,
        _ => return Err(Reason::Kind(row.cell(columns.service))),
    };
    let prefecture = row.text(columns.prefecture)?;
    let code = row.text(columns.municipality_code)?.map(|text| parse_code(text, prefecture)).transpose();
    let days = row.text(columns.days)?;
    let notes: Vec<&str> = days.into_iter().chain(row.text(columns.days_note)?).collect();
    Ok(Facility {
        line: row.line,
        layout: Layout::CareService,
        kind,
        identifier: office_number(row, columns.number)?,
        name: row.required(columns.name)?.to_owned(),
        name_kana: row.owned(columns.name_kana)?,
        municipality_code: code
            .map_err(|error| cell::code_reason(error, row, columns.municipality_code))?
            .flatten(),
        address: row.required(columns.address)?.to_owned(),
        building: row.owned(columns.building)?,
        location: places::point(row, columns.latitude, columns.longitude)?,
        phone: row.owned(columns.phone)?,
        fax: row.owned(columns.fax)?,
        url: cell::web_address(row, columns.url)?,
        operator: row.owned(columns.operator)?,
        beds: None,
        open_weekdays: days.and_then(weekdays),
        open_on_holidays: None,
        hours: Vec::new(),
        opening_note: (!notes.is_empty()).then(|| notes.join(" ")),
    })
}

/// An office number: ten characters, the first of which a spreadsheet drops where it is 0.
fn office_number(row: &Row<'_>, column: Column) -> Result<Option<Identifier>, Reason> {
    let Some(value) = cell::identifier(row, column)? else { return Ok(None) };
    let zero_was_lost = value.len() == 9 && value.bytes().all(|byte| byte.is_ascii_digit());
    match value.len() {
        10 => Ok(value),
        _ if zero_was_lost => Ok(format!("0{value}")),
        _ => Err(Reason::Identifier(row.cell(column))),
    }
    .map(|value| Some(Identifier { system: IdentifierSystem::CareServiceOffice, value }))
}

/// The weekdays in a text such as 月火水木金; `None` where it holds anything but days and commas.
fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    let text: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let days: Vec<char> = text.chars().filter(|c| !matches!(c, ',' | '、' | '・' | '/')).collect();
    let known = |c: &char| *c == '祝' || WEEK.iter().any(|(_, day)| day == c);
    let open: Vec<Weekday> =
        WEEK.into_iter().filter(|(_, day)| days.contains(day)).map(|(weekday, _)| weekday).collect();
    (days.iter().all(known) && !open.is_empty()).then_some(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_read_only_from_a_plain_list_of_days() {
        let week = |text| weekdays(text).map(|days| days.len());
        assert_eq!(week("月火水木金"), Some(5));
        assert_eq!(week("月、火、水、木、金、土、日、祝"), Some(7));
        for unclear in ["平日", "月~金", "祝", "24時間", "第1土"] {
            assert_eq!(week(unclear), None, "{unclear}");
        }
    }
}
