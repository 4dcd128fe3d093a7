//! The shortlist: which organizations could take a patient, and why each stands where it stands.

use async_graphql::SimpleObject;
use domain::shortlist::Asks;
use wording::{Value, Wording};

use crate::{
    organization::Organization,
    place::Distance,
    reason::{Fact, Reason},
    vocabulary::vocabulary,
};

vocabulary! {
    /// How a criterion, or a candidate, stands.
    Verdict = domain::shortlist::Verdict {
        /// Can (可).
        Pass,
        /// Nobody stated it, which is neither yes nor no (不明).
        Unknown,
        /// Cannot (不可).
        Fail,
    }
}

/// Which organizations could give a service to a patient.
#[derive(SimpleObject)]
pub struct Shortlist {
    /// The candidates in order.
    candidates: Vec<Candidate>,
    /// How many organizations were considered.
    considered: usize,
}

/// An organization considered for a service.
#[derive(SimpleObject)]
pub struct Candidate {
    /// Which.
    organization: Organization,
    /// Where it stands on the whole: the worst of its criteria.
    verdict: Verdict,
    /// Every criterion with what is known about it, the failing first.
    criteria: Vec<Criterion>,
    /// How far it is from the patient's home, where both are known.
    distance: Option<Distance>,
}

/// One criterion with what is known about it.
#[derive(SimpleObject)]
pub struct Criterion {
    /// How it stands.
    verdict: Verdict,
    /// What is asked for, why, and what is known.
    reason: Reason,
}

impl Shortlist {
    pub(crate) fn of(found: app::shortlist::Shortlist, wording: Wording) -> Self {
        let app::shortlist::Shortlist { candidates, considered, mut organizations } = found;
        let candidate = |candidate: domain::shortlist::Candidate| {
            let domain::shortlist::Candidate { organization, verdict, criteria, distance } = candidate;
            Some(Candidate {
                organization: organizations.remove(&organization)?.into(),
                verdict: verdict.into(),
                criteria: criteria.into_iter().map(|c| criterion(c, wording)).collect(),
                distance: distance.map(Into::into),
            })
        };
        Self { candidates: candidates.into_iter().filter_map(candidate).collect(), considered }
    }
}

fn criterion(criterion: domain::shortlist::Criterion, wording: Wording) -> Criterion {
    use domain::shortlist::Verdict as Stands;
    let domain::shortlist::Criterion { asks, verdict, needs, source } = criterion;
    let code = match asks {
        Asks::Capability(capability) => format!("CAPABILITY_{}", capability.code().to_ascii_uppercase()),
        Asks::Area => "AREA".to_owned(),
    };
    let key = match verdict {
        Stands::Pass => "hub-criterion-is-pass",
        Stands::Unknown => "hub-criterion-is-unknown",
        Stands::Fail => "hub-criterion-is-fail",
    };
    let asked = Value::from(wording.label(asks));
    let mut facts = vec![Fact {
        name: "stated".to_owned(),
        value: verdict.code().to_ascii_uppercase(),
        source: source.map(Into::into),
    }];
    facts.extend(needs.into_iter().map(|need| Fact::own("need", need.code().to_ascii_uppercase())));
    let reason = Reason { code, text: wording.text_with(key, &[("criterion", asked)]), facts };
    Criterion { verdict: verdict.into(), reason }
}
