//! Facilities from published files: 介護サービス情報公表システム and 医療情報ネット (ナビイ).
//!
//! What a file does not say stays unknown, never "no", and no file says whether a facility takes
//! patients now.

mod care_service;
mod cell;
mod medical;
mod pharmacy;

use domain::place::Point;
use time::{Time, Weekday};

use crate::table::{self, FileError, Header, Rejected, Table};

/// Reads a published file, whose layout is told by its header and never by its name.
///
/// # Errors
/// A [`FileError`] where the file as a whole cannot be read; a bad row is only left out.
pub fn read(bytes: &[u8]) -> Result<Directory, FileError> {
    let (layout, table) = Table::read(bytes, detect)?;
    let (facilities, rejected) = match layout {
        Layout::CareService => care_service::facilities(&table),
        Layout::Medical => medical::facilities(&table),
        Layout::Pharmacy => pharmacy::facilities(&table),
    };
    Ok(Directory { layout, facilities, rejected })
}

fn detect(header: &Header) -> Option<Layout> {
    let layouts = [
        (Layout::CareService, care_service::COLUMNS),
        (Layout::Medical, medical::COLUMNS),
        (Layout::Pharmacy, pharmacy::COLUMNS),
    ];
    layouts.into_iter().find(|(_, columns)| header.has_all(columns)).map(|(layout, _)| layout)
}

/// What a published file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Directory {
    /// The layout found.
    pub layout: Layout,
    /// The rows that were read, in the order of the file; one facility may stand in it twice.
    pub facilities: Vec<Facility>,
    /// The rows left out.
    pub rejected: Vec<Rejected>,
}

/// A layout of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layout {
    /// jigyosho_NNN.csv of 介護サービス情報公表システム.
    CareService,
    /// 01-1_hospital_facility_info and 02-1_clinic_facility_info of 医療情報ネット.
    Medical,
    /// 05_pharmacy of 医療情報ネット.
    Pharmacy,
}

impl Layout {
    /// The name of the publication.
    pub const fn source(self) -> &'static str {
        match self {
            Self::CareService => "介護サービス情報公表システム オープンデータ",
            Self::Medical | Self::Pharmacy => "医療情報ネット オープンデータ",
        }
    }
}

/// A facility as published; texts are as in the source, trimmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    /// The line of the file.
    pub line: u64,
    /// The layout it was read from.
    pub layout: Layout,
    /// What it is.
    pub kind: FacilityKind,
    /// The identifier the publisher gives it.
    pub identifier: Option<Identifier>,
    /// Its name.
    pub name: String,
    /// Its name in kana.
    pub name_kana: Option<String>,
    /// The five-digit code of its municipality.
    pub municipality_code: Option<String>,
    /// Its address.
    pub address: String,
    /// Building and floor, where the source keeps them apart.
    pub building: Option<String>,
    /// Where it is. Some publishers write the town's or a prefecture office's coordinates.
    pub location: Option<Point>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its fax number.
    pub fax: Option<String>,
    /// Its web site, where the address is a sound `http` or `https` one.
    pub url: Option<String>,
    /// The name of the body that runs it.
    pub operator: Option<String>,
    /// Its beds.
    pub beds: Option<u32>,
    /// The days of the week on which it is open, Monday first.
    pub open_weekdays: Option<Vec<Weekday>>,
    /// Whether it is open on public holidays.
    pub open_on_holidays: Option<bool>,
    /// Its hours; empty where unknown.
    pub hours: Vec<OpeningHours>,
    /// What else the source says about days, in its words.
    pub opening_note: Option<String>,
}

impl Facility {
    /// What tells this facility from all others, in this import and in every later one.
    pub fn key(&self) -> ImportKey {
        match &self.identifier {
            Some(identifier) => ImportKey::Identified { kind: self.kind, identifier: identifier.clone() },
            None => ImportKey::Described {
                layout: self.layout,
                kind: self.kind,
                name: table::normalised(&self.name),
                address: table::normalised(&self.address),
            },
        }
    }
}

/// What a facility is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacilityKind {
    /// 病院
    Hospital,
    /// 診療所
    Clinic,
    /// 訪問看護ステーション
    VisitingNurseStation,
    /// 薬局
    Pharmacy,
    /// 居宅介護支援事業所
    CareManagerOffice,
}

/// An identifier and who gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    /// Who gives it.
    pub system: IdentifierSystem,
    /// Its ASCII letters and digits.
    pub value: String,
}

/// Who gives an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentifierSystem {
    /// 事業所番号 of long-term care insurance: ten characters, which may include a letter.
    CareServiceOffice,
    /// ID of 医療情報ネット, of varying length.
    MedicalInformationNet,
}

impl IdentifierSystem {
    /// The stable code of this system.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CareServiceOffice => "care_service_office",
            Self::MedicalInformationNet => "medical_information_net",
        }
    }
}

/// What makes two rows the same facility.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImportKey {
    /// The publisher's identifier. One 事業所番号 can stand for several services, hence the kind.
    Identified {
        /// What it is.
        kind: FacilityKind,
        /// Its identifier.
        identifier: Identifier,
    },
    /// Name and address in NFKC without spaces, where the source has no identifier.
    Described {
        /// The layout of the source.
        layout: Layout,
        /// What it is.
        kind: FacilityKind,
        /// Its name.
        name: String,
        /// Its address.
        address: String,
    },
}

/// One stretch of opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OpeningHours {
    /// The day on which it begins.
    pub day: OpeningDay,
    /// When it begins.
    pub opens: Time,
    /// When it ends; at or before `opens`, on the following day.
    pub closes: Time,
}

/// A day on which a facility opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpeningDay {
    /// A day of the week.
    Weekday(Weekday),
    /// A public holiday.
    Holiday,
}

#[cfg(test)]
mod tests;
