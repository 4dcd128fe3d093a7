//! The shortlist for one service: who could help, and why each stands where it stands.

use app::{
    Session,
    shortlist::{Shortlist, shortlist},
};
use domain::{
    consultation::{Consultation, LONGEST_OFFER, Offer, Stage},
    organization::{Organization, ServiceKind},
    shortlist::{Asks, Candidate, Criterion, Verdict},
};

use time::Duration;

use crate::{
    board::Chip,
    error::Fault,
    form::{Choice, Form, labels},
    keep_organization::source_text,
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
    /// Whether an organization would come already, or comes.
    pub is_answered: bool,
    /// Whether it is shown without being asked for.
    pub is_open: bool,
    pub columns: Vec<ColumnView>,
    pub rows: Vec<CandidateView>,
    pub more: Option<(String, String)>,
}

/// What all organizations on the list are held against.
pub struct ColumnView {
    pub name: String,
    pub because: Option<String>,
}

/// One organization on the list.
pub struct CandidateView {
    pub name: String,
    pub phone: Option<String>,
    pub verdict: Chip,
    pub distance: String,
    /// That it is closed now, and until when.
    pub closed: Option<String>,
    /// Who said what the verdicts rest on, and how long ago.
    pub sources: Vec<String>,
    /// By column.
    pub verdicts: Vec<Chip>,
    pub asked: Option<String>,
    pub form: Option<Form>,
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
    let columns = columns(&candidates);
    let rows = candidates
        .iter()
        .filter_map(|candidate| organizations.get(&candidate.organization).map(|o| (candidate, o)))
        .map(|(candidate, organization)| {
            let last = offers.iter().rfind(|o| o.service == service && o.organization == organization.id);
            let is_asked = last.is_some_and(Offer::is_pending);
            let form =
                (is_hub && !is_asked).then(|| offer_form(session, page, consultation, service, organization));
            candidate_view(page, &columns, candidate, organization, last, form)
        })
        .collect();
    let has_come = |stage| matches!(stage, Stage::Accepted | Stage::Confirmed);
    let is_answered = offers.iter().any(|offer| offer.service == service && has_come(offer.state.stage()));
    let hidden = considered.saturating_sub(candidates.len());
    Ok(ShortlistView {
        id: format!("shortlist-{service}"),
        title: page.with("hub-shortlist-for", "service", page.label(service)),
        is_answered,
        is_open: more || !is_answered,
        columns: columns.iter().map(|column| column_view(page, column)).collect(),
        rows,
        more: (hidden > 0 && !more).then(|| {
            let to = format!("/consultations/{}?all={service}#shortlist-{service}", consultation.id);
            (to, format!("{} ({})", page.t("common-more-action"), page.with("common-items", "count", hidden)))
        }),
    })
}

/// What the candidates are held against, what they are asked to be able to do first.
pub fn columns(candidates: &[Candidate]) -> Vec<Criterion> {
    let mut columns: Vec<Criterion> = vec![];
    for criterion in candidates.iter().flat_map(|candidate| &candidate.criteria) {
        if columns.iter().all(|column| column.asks != criterion.asks) {
            columns.push(criterion.clone());
        }
    }
    columns.sort_by_key(|column| match column.asks {
        Asks::Capability(capability) => (0, Some(capability)),
        Asks::Area => (1, None),
    });
    columns
}

/// What the candidates are held against, and what for.
pub fn column_view(page: &Page, column: &Criterion) -> ColumnView {
    let Criterion { asks, verdict: _, needs, source: _ } = column;
    let because = labels(page.wording, needs.iter().copied());
    ColumnView {
        name: match asks {
            Asks::Capability(capability) => page.label(*capability),
            Asks::Area => page.label(Asks::Area),
        },
        because: (!because.is_empty()).then(|| page.with("hub-criterion-needs", "needs", because)),
    }
}

/// One organization on the list.
pub fn candidate_view(
    page: &Page,
    columns: &[Criterion],
    candidate: &Candidate,
    organization: &Organization,
    last: Option<&Offer>,
    form: Option<Form>,
) -> CandidateView {
    let Candidate { organization: _, verdict, criteria, distance } = candidate;
    let mut sources = vec![];
    for source in criteria.iter().filter_map(|criterion| criterion.source.as_ref()) {
        let said = source_text(page, source);
        if !sources.contains(&said) {
            sources.push(said);
        }
    }
    let of = |column: &Criterion| criteria.iter().find(|criterion| criterion.asks == column.asks);
    CandidateView {
        name: organization.name.to_string(),
        phone: organization.phone.as_ref().map(ToString::to_string),
        verdict: chip(page, *verdict, "hub-verdict-unknown"),
        distance: distance.map_or_else(|| page.t("hub-distance-unknown"), |d| page.wording.kilometres(d)),
        closed: closed(page, organization),
        sources,
        verdicts: columns
            .iter()
            .map(|column| {
                let verdict = of(column).map_or(Verdict::Unknown, |criterion| criterion.verdict);
                chip(page, verdict, "hub-criterion-unknown")
            })
            .collect(),
        asked: last.map(|offer| {
            let day = page.wording.moment(offer.made_at);
            let values = [("day", day.into()), ("state", page.label(&offer.state).into())];
            page.wording.text_with("hub-last-offer", &values)
        }),
        form,
    }
}

/// That an organization is closed now and when it opens again; with whose word that is, where nobody said so.
fn closed(page: &Page, organization: &Organization) -> Option<String> {
    let Organization { hours, closings, .. } = organization;
    let again = hours.opens_again(page.now, closings)?;
    let key = if hours.is_assumed() { "hub-closed-perhaps" } else { "hub-closed" };
    Some(page.with(key, "time", page.wording.moment(again)))
}

/// A distance, marked when an end of it is only the centre of a town.
fn chip(page: &Page, verdict: Verdict, unknown: &str) -> Chip {
    let (tone, mark, key) = match verdict {
        Verdict::Pass => ("good", "✓", "hub-verdict-pass"),
        Verdict::Unknown => ("warn", "?", unknown),
        Verdict::Fail => ("bad", "✗", "hub-verdict-fail"),
    };
    Chip { tone, mark, text: page.t(key) }
}

fn offer_form(
    session: &Session<'_>,
    page: &Page,
    consultation: &Consultation,
    service: ServiceKind,
    organization: &Organization,
) -> Form {
    let (within, usual) = answer_within(page, organization);
    page.form(
        &format!("offer-{service}-{}", organization.id),
        format!("/consultations/{}/offers", consultation.id),
    )
    .key(session.id::<()>())
    .with("service", service)
    .with("organization", organization.id)
    .select("answerWithinMinutes", within, usual)
    .submit("hub-offer-action")
}

/// How long an organization may take to answer, and how long it usually may: where it is closed, counted from when it
/// opens.
pub(super) fn answer_within(page: &Page, organization: &Organization) -> (Vec<Choice>, String) {
    let hours = |hours: u32| Choice::new(hours * 60, page.with("hub-hours", "hours", hours));
    let opens = organization.hours.opens_again(page.now, &organization.closings);
    let until = opens.map(|opens| opens + Duration::hours(USUAL.into()));
    let after_opening = until.filter(|until| *until < page.now + LONGEST_OFFER).map(|until| {
        let values = [("hours", USUAL.into()), ("time", page.wording.moment(until).into())];
        Choice::new(
            (until - page.now).whole_minutes(),
            page.wording.text_with("hub-hours-after-opening", &values),
        )
    });
    let usual = after_opening.as_ref().map_or_else(|| hours(USUAL).value, |choice| choice.value.clone());
    (after_opening.into_iter().chain(HOURS.map(hours)).collect(), usual)
}
