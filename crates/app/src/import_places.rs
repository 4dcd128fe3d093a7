//! Municipalities, towns and postal codes are brought up to date from published files.

use std::collections::BTreeMap;

use domain::{
    place::Municipality,
    text::{Line, MunicipalityCode, PostalCode},
};
use interchange::places::{self, MunicipalityRow, Places, PostalCodeRow, TownRow};
use store::place::{PostalArea, Town};

use crate::{
    App, Error,
    import_directory::{File, FileReport, ImportError, Report},
};

/// Imports places, all files or none. Municipalities come before the towns and postal codes in them,
/// whatever the order of the files.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_places(app: &App, files: Vec<File>) -> Result<Report, ImportError> {
    let mut read = vec![];
    for File { name, bytes } in files {
        let file = places::read(&bytes).map_err(|error| ImportError::File { name: name.clone(), error })?;
        read.push((name, file));
    }
    read.sort_by_key(|(_, file)| match file.places {
        Places::Municipalities(_) => 0,
        Places::Towns(_) => 1,
        Places::PostalCodes(_) => 2,
    });
    let session = app.system();
    let tx = session.begin().await?;
    let mut report = Report::default();
    for (name, file) in read {
        let mut rejected: Vec<_> = file.rejected.iter().map(|r| (r.line, r.reason.to_string())).collect();
        let rows = match file.places {
            Places::Municipalities(rows) => {
                let read = rows.len();
                tx.places().put_municipalities(&keep(rows, municipality, &mut rejected)).await?;
                read
            }
            Places::Towns(rows) => {
                let read = rows.len();
                tx.places().replace_towns(&towns(rows, &mut rejected)).await?;
                read
            }
            Places::PostalCodes(rows) => {
                let read = rows.len();
                tx.places().replace_postal_codes(&keep(rows, postal_area, &mut rejected)).await?;
                read
            }
        };
        let new = rows.saturating_sub(rejected.len() - file.rejected.len());
        report.files.push(FileReport {
            name,
            rows: rows + file.rejected.len(),
            new,
            rejected,
            ..FileReport::default()
        });
    }
    tx.commit().await?;
    Ok(report)
}

/// Puts down the municipalities this program brings along.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn put_known_municipalities(app: &App) -> Result<(), Error> {
    let session = app.system();
    let tx = session.begin().await?;
    let known = keep(places::saitama(), municipality, &mut vec![]);
    tx.places().put_municipalities(&known).await?;
    Ok(tx.commit().await?)
}

fn keep<R, T>(
    rows: Vec<R>,
    value: impl Fn(R) -> Result<T, (u64, String)>,
    rejected: &mut Vec<(u64, String)>,
) -> Vec<T> {
    rows.into_iter().filter_map(|row| value(row).map_err(|trouble| rejected.push(trouble)).ok()).collect()
}

fn municipality(row: MunicipalityRow) -> Result<Municipality, (u64, String)> {
    let MunicipalityRow { line, code, name, centre } = row;
    let at = |trouble: String| (line, trouble);
    Ok(Municipality {
        code: MunicipalityCode::parse(&code).map_err(|e| at(e.to_string()))?,
        name: Line::parse(&name).map_err(|e| at(e.to_string()))?,
        centre: centre.ok_or_else(|| at("no coordinates".into()))?,
    })
}

/// Sections of one town become the town's mean point.
fn towns(rows: Vec<TownRow>, rejected: &mut Vec<(u64, String)>) -> Vec<Town> {
    let mut points: BTreeMap<(String, String), (f64, f64, f64)> = BTreeMap::new();
    for row in rows {
        let Some(point) = row.location else {
            rejected.push((row.line, "no coordinates".into()));
            continue;
        };
        let sum = points.entry((row.municipality_code, row.town)).or_default();
        *sum = (sum.0 + point.latitude, sum.1 + point.longitude, sum.2 + 1.0);
    }
    points
        .into_iter()
        .filter_map(|((municipality, town), (latitude, longitude, count))| {
            Some(Town {
                municipality: MunicipalityCode::parse(&municipality).ok()?,
                name: Line::parse(&town).ok()?,
                centre: domain::place::Point { latitude: latitude / count, longitude: longitude / count },
            })
        })
        .collect()
}

fn postal_area(row: PostalCodeRow) -> Result<PostalArea, (u64, String)> {
    let PostalCodeRow { line, code, municipality_code, municipality: _, town, further_towns: _ } = row;
    let at = |trouble: String| (line, trouble);
    Ok(PostalArea {
        code: PostalCode::parse(&code).map_err(|e| at(e.to_string()))?,
        municipality: MunicipalityCode::parse(&municipality_code).map_err(|e| at(e.to_string()))?,
        town: town.as_deref().map(Line::parse).transpose().map_err(|e| at(e.to_string()))?,
    })
}
