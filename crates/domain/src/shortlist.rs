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
    let distance = subject.location.zip(known.location).map(|(home, office)| home.distance_to(office));
    let same_municipality =
        subject.municipality.is_some() && subject.municipality.as_ref() == known.municipality;
    let area = match distance {
        _ if same_municipality => Verdict::Pass,
        Some(distance) if distance.kilometres <= reach_kilometres => Verdict::Pass,
        Some(_) => Verdict::Fail,
        None => Verdict::Unknown,
    };
    criteria.push(Criterion { asks: Asks::Area, verdict: area, needs: vec![], source: None });
    criteria.sort_by_key(|c| std::cmp::Reverse(c.verdict));
    let verdict = criteria.first().map_or(Verdict::Pass, |worst| worst.verdict);
    Candidate { organization: known.organization, verdict, criteria, distance }
}

/// The order of a shortlist: passing, then unknown (fewer unknown first), then failing (fewer failing
/// first); nearer first; unknown distance last.
pub fn order(a: &Candidate, b: &Candidate) -> Ordering {
    let count = |c: &Candidate, verdict| c.criteria.iter().filter(|k| k.verdict == verdict).count();
    let far = |c: &Candidate| c.distance.map_or(f64::INFINITY, |d| d.kilometres);
    a.verdict
        .cmp(&b.verdict)
        .then_with(|| count(a, Verdict::Fail).cmp(&count(b, Verdict::Fail)))
        .then_with(|| count(a, Verdict::Unknown).cmp(&count(b, Verdict::Unknown)))
        .then_with(|| far(a).total_cmp(&far(b)))
        .then_with(|| a.organization.cmp(&b.organization))
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
    fn the_nearer_of_two_equals_comes_first_and_the_too_far_fails() {
        let yes = [stated(Capability::HomeVisit, Has::Yes), stated(Capability::Opioid, Has::Yes)];
        let mut list = [candidate(1, 35.95, &yes), candidate(2, 35.91, &yes), candidate(3, 36.5, &yes)];
        list.sort_by(order);
        assert_eq!(list.clone().map(|c| c.organization.uuid().as_u128()), [2, 1, 3]);
        assert_eq!(list[2].verdict, Verdict::Fail);
    }
}
