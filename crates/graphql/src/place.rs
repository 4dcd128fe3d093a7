//! Municipalities, points on the map, distances.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::{caller::caller, scalar::MunicipalityCode, vocabulary::vocabulary};

vocabulary! {
    /// What a location stands for.
    Precision = domain::place::Precision {
        /// The place itself.
        Exact,
        /// The centre of its town.
        Town,
        /// The centre of its municipality.
        Municipality,
    }
}

/// A municipality, or a ward of a designated city.
#[derive(SimpleObject, Clone)]
pub struct Municipality {
    /// Its code.
    code: MunicipalityCode,
    /// Its name, such as さいたま市西区.
    name: String,
    /// Its centre: the mean of its towns.
    centre: Location,
}

impl From<domain::place::Municipality> for Municipality {
    fn from(municipality: domain::place::Municipality) -> Self {
        let domain::place::Municipality { code, name, centre } = municipality;
        let domain::place::Point { latitude, longitude } = centre;
        let centre = Location { latitude, longitude, precision: Precision::Municipality };
        Self { code: code.into(), name: name.into(), centre }
    }
}

/// A point on the map and how near it is to the truth.
#[derive(SimpleObject, Clone)]
pub struct Location {
    /// Degrees north, WGS 84.
    latitude: f64,
    /// Degrees east, WGS 84.
    longitude: f64,
    /// What the point stands for.
    precision: Precision,
}

impl From<domain::place::Location> for Location {
    fn from(location: domain::place::Location) -> Self {
        let domain::place::Location { point, precision } = location;
        let domain::place::Point { latitude, longitude } = point;
        Self { latitude, longitude, precision: precision.into() }
    }
}

/// How far apart two places are.
#[derive(SimpleObject, Clone)]
pub struct Distance {
    /// Kilometres as the crow flies.
    kilometers: f64,
    /// Whether an end was only the centre of a town or municipality.
    is_approximate: bool,
}

impl From<domain::place::Distance> for Distance {
    fn from(distance: domain::place::Distance) -> Self {
        let domain::place::Distance { kilometres, approximate } = distance;
        Self { kilometers: kilometres, is_approximate: approximate }
    }
}

#[derive(Default)]
pub struct PlaceQuery;

#[Object]
impl PlaceQuery {
    /// Every municipality known, by code.
    #[graphql(complexity = "200 * child_complexity + 1")]
    async fn municipalities(&self, ctx: &Context<'_>) -> Result<Vec<Municipality>> {
        let municipalities = app::directory::municipalities(&caller(ctx)?.session()).await?;
        Ok(municipalities.into_iter().map(Into::into).collect())
    }
}
