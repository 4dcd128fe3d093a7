//! The directory is brought up to date from published files. What nobody published stays unknown; what an
//! organization stated of itself is never overwritten.

use std::collections::{HashMap, HashSet};

use domain::{
    Id,
    calendar::{Closings, OnHolidays, Opening, WeeklyHours},
    event::Event,
    organization::{Organization, OrganizationKind, Source},
    place::{Location, Point, Precision},
    text::{Line, MunicipalityCode, PhoneNumber},
};
use interchange::{
    open_data::{self, Facility, FacilityKind, ImportKey, OpeningDay},
    places::{TownIndex, TownRow},
    table::{FileError, Rejected},
};
use sha2::{Digest, Sha256};
use store::directory::Imported;
use time::{Date, Month};

use crate::{App, Error};

/// A file to import.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name, for the report.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// File by file.
    pub files: Vec<FileReport>,
}

/// What the import of one file did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// Its name.
    pub name: String,
    /// Rows read.
    pub rows: usize,
    /// Organizations that are new.
    pub new: usize,
    /// Organizations whose published data changed.
    pub changed: usize,
    /// Organizations that stayed as they were.
    pub unchanged: usize,
    /// Lines that name an organization named before in the same import.
    pub repeated: Vec<u64>,
    /// Lines that could not be read, each with the reason.
    pub rejected: Vec<(u64, String)>,
}

/// Why an import did not take place.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file is not what it should be; nothing was imported.
    #[error("{name}: {error}")]
    File {
        /// The file's name.
        name: String,
        /// What is wrong with it.
        error: FileError,
    },
    /// The application could not do it; nothing was imported.
    #[error(transparent)]
    App(#[from] Error),
}

impl From<store::Error> for ImportError {
    fn from(error: store::Error) -> Self {
        Self::App(error.into())
    }
}

/// Imports published directories, all of them or none.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_directory(app: &App, files: Vec<File>) -> Result<Report, ImportError> {
    let mut read = vec![];
    for File { name, bytes } in files {
        let directory =
            open_data::read(&bytes).map_err(|error| ImportError::File { name: name.clone(), error })?;
        read.push((name, directory));
    }
    let session = app.system();
    let tx = session.begin().await?;
    let (towns, centres) = towns_and_centres(&tx).await?;
    let towns = (!towns.is_empty()).then(|| TownIndex::new(&towns));
    let places = Placing { towns, centres: &centres };
    let known = tx.directory().known_keys().await?;
    let mut seen = HashSet::new();
    let mut report = Report::default();
    let (mut new, mut changed) = (vec![], vec![]);
    for (name, directory) in read {
        let as_of = day_in(&name);
        let mut file = FileReport { name, ..FileReport::default() };
        file.rows = directory.facilities.len() + directory.rejected.len();
        file.rejected =
            directory.rejected.iter().map(|r: &Rejected| (r.line, r.reason.to_string())).collect();
        for facility in directory.facilities {
            let line = facility.line;
            let key = key_text(&facility.key());
            if seen.contains(&key) {
                file.repeated.push(line);
                continue;
            }
            let location = places.locate(&facility);
            let digest = digest(&facility, location);
            let earlier = known.get(&key);
            if earlier.is_some_and(|earlier| earlier.digest == digest) {
                seen.insert(key);
                file.unchanged += 1;
                continue;
            }
            let id = earlier.map_or_else(|| session.id(), |earlier| earlier.id);
            let version = earlier.map_or(1, |earlier| earlier.version);
            let identifier =
                facility.identifier.as_ref().map(|i| (i.system.code().to_owned(), i.value.clone()));
            let organization = match organization(as_of, id, version, facility, location) {
                Ok(organization) => organization,
                Err(trouble) => {
                    file.rejected.push((line, trouble));
                    continue;
                }
            };
            seen.insert(key.clone());
            let imported = Imported { organization, key, digest, identifier };
            if earlier.is_some() {
                file.changed += 1;
                changed.push(imported);
            } else {
                file.new += 1;
                new.push(imported);
            }
        }
        report.files.push(file);
    }
    if !(new.is_empty() && changed.is_empty()) {
        tx.directory().insert_imported(new).await?;
        keep_what_was_stated(&tx, &mut changed).await?;
        tx.directory().update_imported(changed).await?;
        session.record(&tx, &Event::DirectoryImported).await?;
        tx.commit().await?;
    }
    Ok(report)
}

/// What somebody stated of an organization stays: its mail address, and numbers and hours where none were published.
async fn keep_what_was_stated(tx: &store::Tx, changed: &mut [Imported]) -> Result<(), store::Error> {
    let ids: Vec<_> = changed.iter().map(|imported| imported.organization.id).collect();
    let present = tx.organizations().find_all(&ids).await?;
    for Imported { organization, .. } in changed {
        let Some(present) = present.get(&organization.id) else { continue };
        organization.email = present.email.clone();
        organization.phone = organization.phone.take().or_else(|| present.phone.clone());
        organization.fax = organization.fax.take().or_else(|| present.fax.clone());
        if organization.hours.is_assumed() {
            organization.hours = present.hours.clone();
            organization.closings = present.closings.clone();
        }
    }
    Ok(())
}

/// Finds places for facilities whose file has none.
struct Placing<'a> {
    towns: Option<TownIndex<'a>>,
    centres: &'a HashMap<String, Point>,
}

async fn towns_and_centres(tx: &store::Tx) -> Result<(Vec<TownRow>, HashMap<String, Point>), store::Error> {
    let municipalities = tx.places().all_municipalities().await?;
    let mut towns = vec![];
    for municipality in &municipalities {
        for town in tx.places().towns(&municipality.code).await? {
            towns.push(TownRow {
                line: 0,
                municipality_code: municipality.code.to_string(),
                municipality: municipality.name.to_string(),
                town: town.name.to_string(),
                section: None,
                location: Some(town.centre),
            });
        }
    }
    Ok((towns, municipalities.into_iter().map(|m| (m.code.to_string(), m.centre)).collect()))
}

impl Placing<'_> {
    fn locate(&self, facility: &Facility) -> Option<Location> {
        let exact = facility.location.map(|point| Location { point, precision: Precision::Exact });
        let town = || {
            let point = self.towns.as_ref()?.location_of(&facility.address)?;
            Some(Location { point, precision: Precision::Town })
        };
        let centre = || {
            let point = *self.centres.get(facility.municipality_code.as_ref()?)?;
            Some(Location { point, precision: Precision::Municipality })
        };
        exact.or_else(town).or_else(centre)
    }
}

fn organization(
    as_of: Option<Date>,
    id: Id<Organization>,
    version: i32,
    facility: Facility,
    location: Option<Location>,
) -> Result<Organization, String> {
    let line = |text: &str| Line::parse(text).map_err(|refusal| format!("{text}: {refusal}"));
    let hours = weekly_hours(&facility);
    let Facility {
        line: _,
        layout,
        kind,
        identifier: _,
        name,
        name_kana,
        municipality_code,
        address,
        building,
        location: _,
        phone,
        fax,
        url: _,
        operator: _,
        beds: _,
        open_weekdays: _,
        open_on_holidays,
        hours: _,
        opening_note: _,
    } = facility;
    let full_address = match building {
        Some(building) => format!("{address} {building}"),
        None => address,
    };
    let closings = Closings {
        open_on: hours.open_on(),
        on_holidays: if open_on_holidays == Some(true) { OnHolidays::Open } else { OnHolidays::Closed },
        ..Closings::default()
    };
    Ok(Organization {
        id,
        kind: match kind {
            FacilityKind::Hospital => OrganizationKind::Hospital,
            FacilityKind::Clinic => OrganizationKind::Clinic,
            FacilityKind::VisitingNurseStation => OrganizationKind::VisitingNurseStation,
            FacilityKind::Pharmacy => OrganizationKind::Pharmacy,
            FacilityKind::CareManagerOffice => OrganizationKind::CareManagerOffice,
        },
        name: line(&name)?,
        name_kana: name_kana.as_deref().map(line).transpose()?,
        municipality: municipality_code.as_deref().and_then(|code| MunicipalityCode::parse(code).ok()),
        address: (!full_address.is_empty()).then(|| line(&full_address)).transpose()?,
        location,
        phone: phone.as_deref().and_then(|number| PhoneNumber::parse(number).ok()),
        fax: fax.as_deref().and_then(|number| PhoneNumber::parse(number).ok()),
        email: None,
        hours,
        closings,
        source: Some(Source { name: line(layout.source())?, as_of }),
        version,
    })
}

/// The published hours where they make sense, else the assumed ones.
fn weekly_hours(facility: &Facility) -> WeeklyHours {
    let openings = facility.hours.iter().filter_map(|hours| match hours.day {
        OpeningDay::Weekday(day) => Opening::new(hours.opens, hours.closes).map(|opening| (day, opening)),
        OpeningDay::Holiday => None,
    });
    let openings: Vec<_> = openings.collect();
    if openings.is_empty() {
        return WeeklyHours::assumed();
    }
    WeeklyHours::stated(openings).unwrap_or_else(|_| WeeklyHours::assumed())
}

fn key_text(key: &ImportKey) -> String {
    match key {
        ImportKey::Identified { kind, identifier } => {
            format!("id|{kind:?}|{}|{}", identifier.system.code(), identifier.value)
        }
        ImportKey::Described { layout, kind, name, address } => {
            format!("text|{layout:?}|{kind:?}|{name}|{address}")
        }
    }
}

/// The day that published files carry in their names: eight digits such as 20250601.
fn day_in(name: &str) -> Option<Date> {
    name.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() >= 8).find_map(|digits| {
        let month = Month::try_from(digits.get(4..6)?.parse::<u8>().ok()?).ok()?;
        Date::from_calendar_date(digits.get(..4)?.parse().ok()?, month, digits.get(6..8)?.parse().ok()?).ok()
    })
}

/// What was published, without the line it stood on.
fn digest(facility: &Facility, location: Option<Location>) -> Vec<u8> {
    let published = Facility { line: 0, ..facility.clone() };
    Sha256::digest(format!("{published:?}{location:?}")).to_vec()
}
