//! The shortlist: which organizations could take a patient, and why each stands where it stands.
//! What nobody stated is unknown, which is neither yes nor no.

use std::cmp::Ordering;

use crate::{
    Id,
    consultation::Subject,
    needs::Need,
    organization::{Capability, CapabilityStatement, Has, Organization, ServiceKind, Source},
    place::{Distance, Location},
    text::MunicipalityCode,
    vocabulary::vocabulary,
};

/// An organization considered for a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Which.
    pub organization: Id<Organization>,
    /// Where it stands on the whole: the worst of its criteria.
    pub verdict: Verdict,
    /// Every criterion, the failing first.
    pub criteria: Vec<Criterion>,
    /// How far it is from the patient's home, where both are known.
    pub distance: Option<Distance>,
}

vocabulary! {
    /// How a criterion, or a candidate, stands.
    Verdict {
        /// 可
        Pass = "pass",
        /// 不明
        Unknown = "unknown",
        /// 不可
        Fail = "fail",
    }
}

/// One criterion with what is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// What is asked for.
    pub asks: Asks,
    /// How it stands.
    pub verdict: Verdict,
    /// The needs that ask for it.
    pub needs: Vec<Need>,
    /// Who said so, and when; `None` when nobody said anything.
    pub source: Option<Source>,
}

/// What a criterion asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// A capability.
    Capability(Capability),
    /// To lie in the municipality of the patient's home, or within the distance.
    Area,
}

/// What is known of an organization when it is considered.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// Which.
    pub organization: Id<Organization>,
    /// Its municipality.
    pub municipality: Option<&'a MunicipalityCode>,
    /// Where it is.
    pub location: Option<Location>,
    /// What was stated of it.
    pub statements: &'a [CapabilityStatement],
}

/// Considers one organization for `service` to `subject`, within `reach_kilometres` of the home (16 km is
/// what 訪問診療 is ordinarily limited to: 診療報酬 C000 往診料, 在宅患者訪問診療料).
pub fn consider(
    known: &Known<'_>,
    subject: &Subject,
    service: ServiceKind,
    reach_kilometres: f64,
) -> Candidate {
    let mut criteria: Vec<Criterion> = subject
        .needs
        .required_capabilities(service)
        .into_iter()
        .map(|(capability, needs)| {
            let stated = known.statements.iter().find(|s| s.capability == capability);
            Criterion {
                asks: Asks::Capability(capability),
                verdict: match stated.map(|s| s.has) {
                    Some(Has::Yes) => Verdict::Pass,
                    Some(Has::No) => Verdict::Fail,
                    None => Verdict::Unknown,
                },
                needs,
                source: stated.map(|s| s.source.clone()),
            }
        })
        .collect();
    let (area, distance) = area(subject, known.municipality, known.location, reach_kilometres);
    criteria.push(Criterion { asks: Asks::Area, verdict: area, needs: vec![], source: None });
    criteria.sort_by_key(|c| std::cmp::Reverse(c.verdict));
    let verdict = criteria.first().map_or(Verdict::Pass, |worst| worst.verdict);
    Candidate { organization: known.organization, verdict, criteria, distance }
}

/// Whether an organization lies in reach of the home, and how far away it is.
fn area(
    subject: &Subject,
    municipality: Option<&MunicipalityCode>,
    location: Option<Location>,
    reach_kilometres: f64,
) -> (Verdict, Option<Distance>) {
    let distance = subject.location.zip(location).map(|(home, office)| home.distance_to(office));
    let same_municipality = subject.municipality.is_some() && subject.municipality.as_ref() == municipality;
    let area = match distance {
        _ if same_municipality => Verdict::Pass,
        Some(distance) if distance.kilometres <= reach_kilometres => Verdict::Pass,
        Some(_) => Verdict::Fail,
        None => Verdict::Unknown,
    };
    (area, distance)
}

/// The order of a shortlist: passing, then unknown (fewer unknown first), then failing (fewer failing
/// first); nearer first; unknown distance last.
pub fn order(a: &Candidate, b: &Candidate) -> Ordering {
    a.rank().cmp(&b.rank())
}

/// An organization in outline: enough to find its place in the order, without its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Which.
    pub organization: Id<Organization>,
    /// Its municipality.
    pub municipality: Option<MunicipalityCode>,
    /// Where it is.
    pub location: Option<Location>,
    /// How many of the required capabilities it is stated to have.
    pub has: usize,
    /// How many of them it is stated not to have.
    pub has_not: usize,
}

impl Outline {
    /// Its place in the order, where so many capabilities are required: that of the [`Candidate`] it makes.
    pub fn rank(&self, subject: &Subject, required: usize, reach_kilometres: f64) -> Rank {
        let Self { organization, municipality, location, has, has_not } = self;
        let (area, distance) = area(subject, municipality.as_ref(), *location, reach_kilometres);
        Rank::new(
            has_not + usize::from(area == Verdict::Fail),
            required.saturating_sub(has + has_not) + usize::from(area == Verdict::Unknown),
            distance,
            *organization,
        )
    }
}

impl Candidate {
    /// Its place in the order.
    pub fn rank(&self) -> Rank {
        let count = |verdict| self.criteria.iter().filter(|k| k.verdict == verdict).count();
        Rank::new(count(Verdict::Fail), count(Verdict::Unknown), self.distance, self.organization)
    }
}

/// A place in the order of a shortlist.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rank {
    verdict: Verdict,
    failing: usize,
    unknown: usize,
    kilometres: f64,
    organization: Id<Organization>,
}

impl Rank {
    /// Whose place it is.
    pub const fn organization(&self) -> Id<Organization> {
        self.organization
    }

    fn new(
        failing: usize,
        unknown: usize,
        distance: Option<Distance>,
        organization: Id<Organization>,
    ) -> Self {
        let verdict = match (failing, unknown) {
            (0, 0) => Verdict::Pass,
            (0, _) => Verdict::Unknown,
            _ => Verdict::Fail,
        };
        let kilometres = distance.map_or(f64::INFINITY, |distance| distance.kilometres);
        Self { verdict, failing, unknown, kilometres, organization }
    }
}

impl Eq for Rank {}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        let Self { verdict, failing, unknown, kilometres, organization } = self;
        verdict
            .cmp(&other.verdict)
            .then_with(|| failing.cmp(&other.failing))
            .then_with(|| unknown.cmp(&other.unknown))
            .then_with(|| kilometres.total_cmp(&other.kilometres))
            .then_with(|| organization.cmp(&other.organization))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{patient::Sex, place::Point, place::Precision, text::Line};
    use uuid::Uuid;

    fn at(latitude: f64) -> Location {
        Location { point: Point { latitude, longitude: 139.6 }, precision: Precision::Exact }
    }

    fn subject() -> Subject {
        Subject {
            age_from: Some(70),
            sex: Sex::Male,
            municipality: None,
            location: Some(at(35.9)),
            needs: [Need::Opioid].into_iter().collect(),
            expected_discharge_on: None,
        }
    }

    fn stated(capability: Capability, has: Has) -> CapabilityStatement {
        let source = Source { name: Line::parse("見本").unwrap(), as_of: None };
        CapabilityStatement { capability, has, source }
    }

    fn candidate(n: u128, latitude: f64, statements: &[CapabilityStatement]) -> Candidate {
        let known = Known {
            organization: Id::new(Uuid::from_u128(n)),
            municipality: None,
            location: Some(at(latitude)),
            statements,
        };
        consider(&known, &subject(), ServiceKind::Pharmacy, 16.0)
    }

    #[test]
    fn unknown_is_neither_yes_nor_no() {
        let yes = [stated(Capability::HomeVisit, Has::Yes), stated(Capability::Opioid, Has::Yes)];
        let no = [stated(Capability::HomeVisit, Has::Yes), stated(Capability::Opioid, Has::No)];
        let mut list = [candidate(1, 35.9, &no), candidate(2, 35.9, &[]), candidate(3, 36.0, &yes)];
        list.sort_by(order);
        let verdicts: Vec<_> = list.iter().map(|c| c.verdict).collect();
        assert_eq!(verdicts, [Verdict::Pass, Verdict::Unknown, Verdict::Fail]);
        assert_eq!(list[2].criteria[0].asks, Asks::Capability(Capability::Opioid), "the failing comes first");
    }

    #[test]
    fn an_outline_has_the_place_of_the_candidate_it_makes() {
        let (yes, no) = (Has::Yes, Has::No);
        let said = [
            &[][..],
            &[(Capability::Opioid, yes)],
            &[(Capability::Opioid, no), (Capability::HomeVisit, yes)],
        ];
        let municipality = MunicipalityCode::parse("11201").unwrap();
        for (n, stated_of) in (1..).zip(said) {
            for location in [None, Some(at(35.95)), Some(at(36.9))] {
                for municipality in [None, Some(&municipality)] {
                    let statements: Vec<_> = stated_of.iter().map(|(c, has)| stated(*c, *has)).collect();
                    let subject = Subject { municipality: municipality.cloned(), ..subject() };
                    let organization = Id::new(Uuid::from_u128(n));
                    let known = Known { organization, municipality, location, statements: &statements };
                    let candidate = consider(&known, &subject, ServiceKind::Pharmacy, 16.0);
                    let how_many = |has| stated_of.iter().filter(|(_, said)| *said == has).count();
                    let outline = Outline {
                        organization,
                        municipality: municipality.cloned(),
                        location,
                        has: how_many(yes),
                        has_not: how_many(no),
                    };
                    let rank = outline.rank(&subject, 2, 16.0);
                    assert_eq!(rank, candidate.rank());
                    assert_eq!(rank.verdict, candidate.verdict);
                }
            }
        }
    }

    #[test]
    fn the_nearer_of_two_equals_comes_first_and_the_too_far_fails() {
        let yes = [stated(Capability::HomeVisit, Has::Yes), stated(Capability::Opioid, Has::Yes)];
        let mut list = [candidate(1, 35.95, &yes), candidate(2, 35.91, &yes), candidate(3, 36.5, &yes)];
        list.sort_by(order);
        assert_eq!(list.clone().map(|c| c.organization.uuid().as_u128()), [2, 1, 3]);
        assert_eq!(list[2].verdict, Verdict::Fail);
    }
}
