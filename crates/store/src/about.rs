//! What an event is about beyond what it tells itself: found once for each event and process, so that those
//! who follow it need not ask one by one.

use std::collections::HashMap;

use domain::{
    Id,
    conference::Conference,
    consultation::{Consultation, Offer},
    discharge_case::DischargeCase,
    event::{Event, Subject},
    organization::Organization,
    person::Person,
};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use crate::{Error, View};

/// What an event is about, and whom it may concern. Whether they may know of it is decided elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The cases.
    pub cases: Vec<Id<DischargeCase>>,
    /// The conference.
    pub conference: Option<Id<Conference>>,
    /// The consultation.
    pub consultation: Option<Id<Consultation>>,
    /// The offer.
    pub offer: Option<Id<Offer>>,
    /// The organization that the offer is made to.
    pub asked: Option<Id<Organization>>,
    /// The people invited to the conference.
    pub invited: Vec<Id<Person>>,
    /// Every organization that has, or had, to do with the cases.
    pub organizations: Vec<Id<Organization>>,
}

/// Looks up what `events` are about.
pub(crate) async fn about(view: &View, events: &[&Event]) -> Result<Vec<About>, Error> {
    let subjects: Vec<Subject> = events.iter().map(|event| event.subject()).collect();
    let of = |pick: fn(&Subject) -> Option<Uuid>| subjects.iter().filter_map(pick).collect::<Vec<_>>();
    let conferences = of(|s| if let Subject::Conference(id) = s { Some(id.uuid()) } else { None });
    let patients = of(|s| if let Subject::Patient(id) = s { Some(id.uuid()) } else { None });
    let offers = of(|s| if let Subject::Offer(id, _) = s { Some(id.uuid()) } else { None });
    let consultations = of(|s| match s {
        Subject::Consultation(id) | Subject::Offer(_, id) => Some(id.uuid()),
        _ => None,
    });
    let conference_case = pairs(view, "conference", "id", "case_id", &conferences).await?;
    let invited = pairs(view, "participant", "conference_id", "person_id", &conferences).await?;
    let consultation_case = pairs(view, "consultation", "id", "case_id", &consultations).await?;
    let patient_cases = pairs(view, "discharge_case", "patient_id", "id", &patients).await?;
    let asked = pairs(view, "offer", "id", "organization_id", &offers).await?;

    let mut found: Vec<About> = subjects
        .iter()
        .map(|subject| match *subject {
            Subject::Patient(id) => About { cases: ids(&patient_cases, id.uuid()), ..About::default() },
            Subject::Case(id) => About { cases: vec![id], ..About::default() },
            Subject::Conference(id) => About {
                cases: ids(&conference_case, id.uuid()),
                conference: Some(id),
                invited: ids(&invited, id.uuid()),
                ..About::default()
            },
            Subject::Consultation(id) => About {
                cases: ids(&consultation_case, id.uuid()),
                consultation: Some(id),
                ..About::default()
            },
            Subject::Offer(id, consultation) => About {
                cases: ids(&consultation_case, consultation.uuid()),
                consultation: Some(consultation),
                offer: Some(id),
                asked: ids(&asked, id.uuid()).pop(),
                ..About::default()
            },
            Subject::Other => About::default(),
        })
        .collect();

    let mut cases: Vec<Uuid> = found.iter().flat_map(|about| &about.cases).map(|id| id.uuid()).collect();
    cases.sort_unstable();
    cases.dedup();
    let involved = [
        pairs(view, "discharge_case", "id", "organization_id", &cases).await?,
        pairs(view, "team_member", "case_id", "organization_id", &cases).await?,
        pairs(view, "consultation", "case_id", "hub_id", &cases).await?,
    ];
    for about in &mut found {
        let cases = about.cases.iter();
        about.organizations =
            cases.flat_map(|case| involved.iter().flat_map(|by| ids(by, case.uuid()))).collect();
        about.organizations.sort_unstable();
        about.organizations.dedup();
    }
    Ok(found)
}

type Pairs = HashMap<Uuid, Vec<Uuid>>;

fn ids<T>(pairs: &Pairs, key: Uuid) -> Vec<Id<T>> {
    pairs.get(&key).into_iter().flatten().map(|id| Id::new(*id)).collect()
}

/// What stands in column `to` of the rows that have one of `keys` in column `from`.
async fn pairs(
    view: &View,
    table: &'static str,
    from: &'static str,
    to: &'static str,
    keys: &[Uuid],
) -> Result<Pairs, Error> {
    let mut found = Pairs::new();
    if keys.is_empty() {
        return Ok(found);
    }
    let query = Query::select()
        .columns([from, to])
        .from(table)
        .and_where(Expr::col(from).is_in(keys.iter().copied()))
        .and_where(Expr::col(to).is_not_null())
        .to_owned();
    for row in view.query_all(&query).await? {
        found.entry(row.try_get_by_index(0)?).or_default().push(row.try_get_by_index(1)?);
    }
    Ok(found)
}
