//! Municipalities, towns and postal codes from CSV files.

mod municipality_code;
mod town;

use domain::place::Point;
use unicode_normalization::UnicodeNormalization;

pub(crate) use municipality_code::{CodeError, join, parse as parse_code};
pub use town::{TownIndex, town_of};

use crate::table::{Column, FileError, Header, Reason, Rejected, Row, Table};

/// Reads a file of municipalities, towns or postal codes, told apart by its header.
///
/// # Errors
/// A [`FileError`] where the file as a whole cannot be read; a bad row is only left out.
pub fn read(bytes: &[u8]) -> Result<PlaceFile, FileError> {
    let (read, table) = Table::read(bytes, detect)?;
    Ok(read(&table))
}

/// The municipalities and wards of Saitama with their centres rounded to 0.01 degree (about 1 km),
/// for the demonstration.
///
/// Source: geolonia japanese-addresses, CC BY 4.0; a centre is the mean of the towns.
pub fn saitama() -> Vec<MunicipalityRow> {
    let table = include_str!("places/saitama_municipalities.csv");
    let rows: String =
        table.lines().filter(|line| !line.starts_with('#')).flat_map(|line| [line, "\n"]).collect();
    match read(rows.as_bytes()) {
        Ok(PlaceFile { places: Places::Municipalities(rows), .. }) => rows,
        _ => Vec::new(),
    }
}

/// What a file of places holds.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceFile {
    /// The rows that were read.
    pub places: Places,
    /// The rows left out.
    pub rejected: Vec<Rejected>,
}

/// Rows of one of the three layouts.
#[derive(Clone, Debug, PartialEq)]
pub enum Places {
    /// Municipalities and wards.
    Municipalities(Vec<MunicipalityRow>),
    /// Towns.
    Towns(Vec<TownRow>),
    /// Postal codes.
    PostalCodes(Vec<PostalCodeRow>),
}

/// A municipality, or a ward of a designated city.
#[derive(Clone, Debug, PartialEq)]
pub struct MunicipalityRow {
    /// The line of the file.
    pub line: u64,
    /// Its five-digit code.
    pub code: String,
    /// Its name, with the rural district (郡) it lies in.
    pub name: String,
    /// The mean of its towns' coordinates.
    pub centre: Option<Point>,
}

/// A town (町丁目, 大字) or a section (小字) of one.
#[derive(Clone, Debug, PartialEq)]
pub struct TownRow {
    /// The line of the file.
    pub line: u64,
    /// The five-digit code of its municipality.
    pub municipality_code: String,
    /// The name of its municipality.
    pub municipality: String,
    /// Its name.
    pub town: String,
    /// The name of the section, where the row is one.
    pub section: Option<String>,
    /// Where it is.
    pub location: Option<Point>,
}

/// A postal code and where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalCodeRow {
    /// The line of the file.
    pub line: u64,
    /// Its seven digits.
    pub code: String,
    /// The five-digit code of its municipality.
    pub municipality_code: String,
    /// The name of its municipality.
    pub municipality: String,
    /// The town; `None` where the code serves what has no code of its own.
    pub town: Option<String>,
    /// How many further towns share the code.
    pub further_towns: u32,
}

/// The point where it lies in the rectangle around Japan (20 to 46 north, 122 to 154 east).
///
/// Published files write 0.0 for an unknown coordinate: 16,243 of 206,043 rows of 医療情報ネット.
pub fn point_in_japan(latitude: f64, longitude: f64) -> Option<Point> {
    let inside = (20.0..=46.0).contains(&latitude) && (122.0..=154.0).contains(&longitude);
    inside.then_some(Point { latitude, longitude })
}

/// The point of two columns; `None` where one of them is empty or the point lies outside Japan.
pub(crate) fn point(row: &Row<'_>, latitude: Column, longitude: Column) -> Result<Option<Point>, Reason> {
    let pair = row.number(latitude)?.zip(row.number(longitude)?);
    Ok(pair.and_then(|(latitude, longitude)| point_in_japan(latitude, longitude)))
}

fn detect(header: &Header) -> Option<fn(&Table) -> PlaceFile> {
    if header.has_all(&["zip", "jis_code", "city", "town", "n_alternates"]) {
        Some(postal_codes)
    } else if header.has_all(&["jis_code", "city", "town", "koaza", "lat", "lon"]) {
        Some(towns)
    } else if header.has_all(&["jis_code", "name", "lat_mean_of_towns", "lon_mean_of_towns"]) {
        Some(municipalities)
    } else {
        None
    }
}

fn municipalities(table: &Table) -> PlaceFile {
    let column = |name| table.header.column(name);
    let (code, name) = (column("jis_code"), column("name"));
    let (latitude, longitude) = (column("lat_mean_of_towns"), column("lon_mean_of_towns"));
    let (rows, rejected) = table.map(|row| {
        Ok(MunicipalityRow {
            line: row.line,
            code: municipality_code(row, code)?,
            name: row.required(name)?.to_owned(),
            centre: point(row, latitude, longitude)?,
        })
    });
    PlaceFile { places: Places::Municipalities(rows), rejected }
}

fn towns(table: &Table) -> PlaceFile {
    let column = |name| table.header.column(name);
    let (code, municipality) = (column("jis_code"), column("city"));
    let (town, section) = (column("town"), column("koaza"));
    let (latitude, longitude) = (column("lat"), column("lon"));
    let (rows, rejected) = table.map(|row| {
        Ok(TownRow {
            line: row.line,
            municipality_code: municipality_code(row, code)?,
            municipality: row.required(municipality)?.to_owned(),
            town: row.required(town)?.to_owned(),
            section: row.owned(section)?,
            location: point(row, latitude, longitude)?,
        })
    });
    PlaceFile { places: Places::Towns(rows), rejected }
}

fn postal_codes(table: &Table) -> PlaceFile {
    let column = |name| table.header.column(name);
    let (postal_code, code, municipality) = (column("zip"), column("jis_code"), column("city"));
    let (town, further) = (column("town"), column("n_alternates"));
    let (rows, rejected) = table.map(|row| {
        let digits: String = row.required(postal_code)?.nfkc().filter(|c| *c != '-').collect();
        if !(6..=7).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Reason::PostalCode(row.cell(postal_code)));
        }
        Ok(PostalCodeRow {
            line: row.line,
            code: format!("{digits:0>7}"),
            municipality_code: municipality_code(row, code)?,
            municipality: row.required(municipality)?.to_owned(),
            town: row.owned(town)?,
            further_towns: row.number(further)?.unwrap_or_default(),
        })
    });
    PlaceFile { places: Places::PostalCodes(rows), rejected }
}

fn municipality_code(row: &Row<'_>, column: Column) -> Result<String, Reason> {
    let malformed = || Reason::MunicipalityCode(row.cell(column));
    match parse_code(row.required(column)?, None) {
        Ok(code) => code.ok_or_else(malformed),
        Err(CodeError::CheckDigit) => Err(Reason::CheckDigit(row.cell(column))),
        Err(CodeError::Malformed) => Err(malformed()),
    }
}

#[cfg(test)]
mod tests;
