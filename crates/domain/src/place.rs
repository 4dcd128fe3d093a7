//! Municipalities, points on the map, and the areas a hub covers.

use serde::{Deserialize, Serialize};

use crate::{
    Id,
    organization::Organization,
    text::{Line, MunicipalityCode},
    vocabulary::vocabulary,
};

/// A municipality, or a ward of a designated city.
#[derive(Clone, Debug, PartialEq)]
pub struct Municipality {
    /// Its five-digit code.
    pub code: MunicipalityCode,
    /// Its name, such as さいたま市西区.
    pub name: Line,
    /// Its centre (mean of its towns).
    pub centre: Point,
}

/// One row of what a hub covers: a municipality or ward, or one town in it. A municipality may be
/// split among hubs and a hub may cover several.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The hub.
    pub hub: Id<Organization>,
    /// The municipality or ward.
    pub municipality: MunicipalityCode,
    /// The town, where the municipality is split.
    pub town: Option<Line>,
}

/// A point in degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl Point {
    /// Great-circle distance in kilometres on a sphere of radius 6,371 km.
    pub fn kilometres_to(self, other: Self) -> f64 {
        let (a, b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
        let h =
            half(other.latitude - self.latitude) + a.cos() * b.cos() * half(other.longitude - self.longitude);
        2.0 * 6_371.0 * h.sqrt().min(1.0).asin()
    }
}

vocabulary! {
    /// What a location stands for.
    Precision {
        /// The place itself.
        Exact = "exact",
        /// The centre of its town.
        Town = "town",
        /// The centre of its municipality.
        Municipality = "municipality",
    }
}

/// A point and how near it is to the truth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Where.
    pub point: Point,
    /// What the point stands for.
    pub precision: Precision,
}

/// A distance, marked when either end is not exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distance {
    /// Kilometres as the crow flies.
    pub kilometres: f64,
    /// Whether an end was only a town's or municipality's centre.
    pub approximate: bool,
}

/// A stretch of the map between two latitudes and two longitudes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The south-western corner.
    pub from: Point,
    /// The north-eastern corner.
    pub until: Point,
}

impl Bounds {
    /// The smallest stretch that holds everything within `kilometres` of a point.
    pub fn around(centre: Point, kilometres: f64) -> Self {
        let Point { latitude, longitude } = centre;
        // A degree of latitude has 111.19 km on the sphere that [`Point::kilometres_to`] reckons with; a little more
        // than asked for does no harm.
        let degrees = kilometres / 111.0;
        let narrowest = (latitude.abs() + degrees).min(89.0).to_radians().cos();
        let across = degrees / narrowest;
        let corner =
            |sign: f64| Point { latitude: latitude + sign * degrees, longitude: longitude + sign * across };
        Self { from: corner(-1.0), until: corner(1.0) }
    }
}

impl Location {
    /// How far apart two locations are.
    pub fn distance_to(self, other: Self) -> Distance {
        let exact = |l: Self| l.precision == Precision::Exact;
        Distance {
            kilometres: self.point.kilometres_to(other.point),
            approximate: !(exact(self) && exact(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_everything_within_their_distance() {
        let centre = Point { latitude: 35.9, longitude: 139.6 };
        let Bounds { from, until } = Bounds::around(centre, 16.0);
        for step in 0..360 {
            let (sine, cosine) = f64::from(step).to_radians().sin_cos();
            let mut reach = 0.0;
            let at = |reach: f64| Point {
                latitude: centre.latitude + reach * cosine,
                longitude: centre.longitude + reach * sine,
            };
            while centre.kilometres_to(at(reach + 0.001)) <= 16.0 {
                reach += 0.001;
            }
            let Point { latitude, longitude } = at(reach);
            assert!((from.latitude..=until.latitude).contains(&latitude));
            assert!((from.longitude..=until.longitude).contains(&longitude));
        }
    }

    #[test]
    fn distance_follows_the_great_circle() {
        let omiya = Point { latitude: 35.906, longitude: 139.624 };
        let kumagaya = Point { latitude: 36.139, longitude: 139.390 };
        assert!((omiya.kilometres_to(kumagaya) - 33.5).abs() < 0.5);
        assert_eq!(omiya.kilometres_to(omiya), 0.0);
    }
}
