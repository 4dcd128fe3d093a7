//! The shortlist for one service: who could help, and why each stands where it stands.

use app::{
    Session,
    shortlist::{Shortlist, shortlist},
};
use domain::{
    consultation::{Consultation, Offer},
    organization::{Organization, ServiceKind, Source},
    place::Distance,
    shortlist::{Asks, Candidate, Criterion, Verdict},
};
use wording::Wording;

use crate::{
    board::Chip,
    error::Fault,
    form::{Choice, Form, labels},
    page::Page,
};

/// How many candidates are shown, at first and at most.
const SHOWN: usize = 10;
const MOST: usize = 100;
/// Hours an organization is given to answer, and the usual choice.
const HOURS: [u32; 6] = [1, 2, 4, 8, 24, 48];
const USUAL: u32 = 4;

/// The shortlist for one service.
pub struct ShortlistView {
    pub id: String,
    pub title: String,
    pub rows: Vec<CandidateView>,
    pub more: Option<(String, String)>,
}

/// One organization on the list.
pub struct CandidateView {
    pub name: String,
    pub phone: Option<String>,
    pub verdict: Chip,
    pub distance: String,
    pub criteria: Vec<CriterionView>,
    pub asked: Option<String>,
    pub form: Option<Form>,
}

/// One criterion, with who said so and when.
pub struct CriterionView {
    pub chip: Chip,
    pub because: Option<String>,
    pub source: Option<String>,
}

/// Makes the shortlist.
pub async fn shown(
    session: &Session<'_>,
    page: &Page,
    consultation: &Consultation,
    service: ServiceKind,
    offers: &[Offer],
    is_hub: bool,
    more: bool,
) -> Result<ShortlistView, Fault> {
    let limit = if more { MOST } else { SHOWN };
    let Shortlist { candidates, considered, organizations } =
        shortlist(session, consultation.id, service, limit).await?;
    let rows = candidates
        .iter()
        .filter_map(|candidate| organizations.get(&candidate.organization).map(|o| (candidate, o)))
        .map(|(candidate, organization)| {
            let last = offers.iter().rfind(|o| o.service == service && o.organization == organization.id);
            let is_asked = last.is_some_and(Offer::is_pending);
            let form =
                (is_hub && !is_asked).then(|| offer_form(session, page, consultation, service, organization));
            candidate_view(page, candidate, organization, last, form)
        })
        .collect();
    let hidden = considered.saturating_sub(candidates.len());
    Ok(ShortlistView {
        id: format!("shortlist-{service}"),
        title: page.with("hub-shortlist-for", "service", page.label(service)),
        rows,
        more: (hidden > 0 && !more).then(|| {
            let to = format!("/consultations/{}?all={service}#shortlist-{service}", consultation.id);
            (to, format!("{} ({})", page.t("common-more-action"), page.with("common-items", "count", hidden)))
        }),
    })
}

/// One organization on the list.
pub fn candidate_view(
    page: &Page,
    candidate: &Candidate,
    organization: &Organization,
    last: Option<&Offer>,
    form: Option<Form>,
) -> CandidateView {
    let Candidate { organization: _, verdict, criteria, distance } = candidate;
    CandidateView {
        name: organization.name.to_string(),
        phone: organization.phone.as_ref().map(ToString::to_string),
        verdict: verdict_chip(page, *verdict),
        distance: distance.map_or_else(|| page.t("hub-distance-unknown"), |d| kilometres(page.wording, d)),
        criteria: criteria.iter().map(|c| criterion(page, c)).collect(),
        asked: last.map(|offer| {
            let day = page.wording.moment(offer.made_at);
            let values = [("day", day.into()), ("state", page.label(&offer.state).into())];
            page.wording.text_with("hub-last-offer", &values)
        }),
        form,
    }
}

/// A distance, marked when an end of it is only the centre of a town.
fn kilometres(wording: Wording, distance: Distance) -> String {
    let Distance { kilometres, approximate } = distance;
    let key = if approximate { "form-about-kilometres" } else { "common-kilometres" };
    wording.text_with(key, &[("distance", format!("{kilometres:.1}").into())])
}

const fn sign(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Pass => ("good", "✓"),
        Verdict::Unknown => ("warn", "?"),
        Verdict::Fail => ("bad", "✗"),
    }
}

fn verdict_chip(page: &Page, verdict: Verdict) -> Chip {
    let (tone, mark) = sign(verdict);
    let key = match verdict {
        Verdict::Pass => "hub-verdict-pass",
        Verdict::Unknown => "hub-verdict-unknown",
        Verdict::Fail => "hub-verdict-fail",
    };
    Chip { tone, mark, text: page.t(key) }
}

fn criterion(page: &Page, criterion: &Criterion) -> CriterionView {
    let Criterion { asks, verdict, needs, source } = criterion;
    let (tone, mark) = sign(*verdict);
    let name = match asks {
        Asks::Capability(capability) => page.label(*capability),
        Asks::Area => page.label(Asks::Area),
    };
    let key = match (verdict, asks) {
        (Verdict::Pass, _) => "hub-criterion-pass",
        (Verdict::Unknown, Asks::Area) => "form-criterion-area-unknown",
        (Verdict::Unknown, Asks::Capability(_)) => "hub-criterion-unknown",
        (Verdict::Fail, _) => "hub-criterion-fail",
    };
    let because = labels(page.wording, needs.iter().copied());
    CriterionView {
        chip: Chip { tone, mark, text: page.with(key, "criterion", name) },
        because: (!because.is_empty()).then(|| page.with("hub-criterion-needs", "needs", because)),
        source: source.as_ref().map(|Source { name, as_of }| match as_of {
            Some(day) => page.wording.text_with(
                "common-as-of",
                &[("source", name.as_str().into()), ("day", page.wording.day_and_year(*day).into())],
            ),
            None => page.with("common-source", "source", name.as_str()),
        }),
    }
}

fn offer_form(
    session: &Session<'_>,
    page: &Page,
    consultation: &Consultation,
    service: ServiceKind,
    organization: &Organization,
) -> Form {
    let hours = HOURS.map(|hours| Choice::new(hours * 60, page.with("hub-hours", "hours", hours)));
    page.form(
        &format!("offer-{service}-{}", organization.id),
        format!("/consultations/{}/offers", consultation.id),
    )
    .key(session.id::<()>())
    .with("service", service)
    .with("organization", organization.id)
    .select("answerWithinMinutes", hours.into(), (USUAL * 60).to_string())
    .submit("hub-offer-action")
}
