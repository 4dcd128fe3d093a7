//! The hub's open consultations: what is next about each, whom it waits for, and how long still.

use app::hub_board::{HubBoard, MOST, Row, hub_board};
use askama::Template;
use axum::response::Response;
use domain::{
    consultation::{HubStep, Offer, OfferState},
    organization::OrganizationKind,
    place::Municipality,
};
use serde::Deserialize;

use crate::{
    board::{Chip, Counter, Pages},
    consultation::{about, offer},
    error::Fault,
    form::labels,
    page::{Page, Query, Visit, html},
};

/// Which consultations to show.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// By what is next.
    show: String,
    /// How many of the first ones to leave out.
    skip: usize,
}

#[derive(Template)]
#[template(path = "hub_board.html")]
struct HubBoardPage {
    page: Page,
    takes: bool,
    counters: Vec<Counter>,
    rows: Vec<RowView>,
    pages: Option<Pages>,
}

struct RowView {
    to: String,
    about: String,
    services: String,
    waiting: String,
    next: Chip,
    /// For which of its services, where that is not all.
    next_for: String,
    offers: Vec<(String, Chip, Option<String>)>,
    /// How many came to nothing.
    over: Option<String>,
    requested_by: String,
}

/// `GET /consultations`
pub async fn show(visit: Visit, Query(shown): Query<Shown>) -> Result<Response, Fault> {
    let session = visit.session();
    let board = hub_board(&session, HubStep::parse(&shown.show), shown.skip).await?;
    let municipalities = app::directory::municipalities(&session).await?;
    let takes = visit.member.kind == OrganizationKind::Hub;
    let page = visit.page(None).await?;
    html(page.status(), &hub_board_page(page, &board, &shown, &municipalities, takes))
}

fn hub_board_page(
    page: Page,
    board: &HubBoard,
    shown: &Shown,
    municipalities: &[Municipality],
    takes: bool,
) -> HubBoardPage {
    let HubBoard { rows, count, tally, organizations: _ } = board;
    let chosen = HubStep::parse(&shown.show);
    let to = |skip| address(chosen, skip);
    HubBoardPage {
        takes,
        counters: counters(&page, tally, chosen),
        rows: rows.iter().map(|row| row_view(&page, board, row, municipalities)).collect(),
        pages: Pages::of(page.wording, (shown.skip, rows.len(), *count), MOST, to),
        page,
    }
}

fn address(step: Option<HubStep>, skip: usize) -> String {
    let show = step.map(|step| format!("show={step}"));
    let skip = (skip > 0).then(|| format!("skip={skip}"));
    let parts: Vec<_> = show.into_iter().chain(skip).collect();
    if parts.is_empty() { "/consultations".to_owned() } else { format!("/consultations?{}", parts.join("&")) }
}

fn counters(page: &Page, tally: &[(HubStep, usize)], chosen: Option<HubStep>) -> Vec<Counter> {
    let all = Counter {
        text: page.t("board-filter-all"),
        to: address(None, 0),
        count: tally.iter().map(|(_, count)| count).sum(),
        tone: "",
        is_chosen: chosen.is_none(),
    };
    let of = |(step, count): &(HubStep, usize)| Counter {
        text: page.label(*step),
        to: address(Some(*step), 0),
        count: *count,
        tone: if *count > 0 && waits_for_us(*step) { "warn" } else { "" },
        is_chosen: chosen == Some(*step),
    };
    std::iter::once(all).chain(tally.iter().map(of)).collect()
}

/// Whether the next thing to do is the hub's own.
const fn waits_for_us(step: HubStep) -> bool {
    matches!(step, HubStep::Confirm | HubStep::Ask)
}

fn row_view(page: &Page, board: &HubBoard, row: &Row, municipalities: &[Municipality]) -> RowView {
    let Row { consultation, offers, step } = row;
    let (tone, mark) = match step {
        HubStep::Confirm => ("warn", "▲"),
        HubStep::Ask => ("warn", "△"),
        HubStep::Wait => ("calm", "…"),
        HubStep::Close => ("good", "✓"),
    };
    let received = consultation.received_at;
    let since = [
        ("time", page.wording.moment(received).into()),
        ("ago", page.wording.distance(received.day(), page.today).into()),
    ];
    let next_for = consultation.waiting_for(*step, offers);
    let is_for_all = next_for.len() == consultation.services.len();
    let over = offers.iter().filter(|offer| !is_shown(offer)).count();
    RowView {
        to: format!("/consultations/{}", consultation.id),
        about: about(page, &consultation.subject, municipalities),
        services: labels(page.wording, consultation.services.iter().copied()),
        waiting: page.wording.text_with("hub-waiting", &since),
        next: Chip { tone, mark, text: page.label(*step) },
        next_for: if is_for_all { String::new() } else { labels(page.wording, next_for) },
        offers: offers.iter().filter(|o| is_shown(o)).map(|o| offer_view(page, board, o)).collect(),
        over: (over > 0).then(|| page.with("hub-offers-over", "count", over)),
        requested_by: match consultation.requested_by {
            Some(id) => board.organizations.get(&id).map(|o| o.name.to_string()).unwrap_or_default(),
            None => page.t("hub-requested-by-unknown"),
        },
    }
}

/// Those that may still come to something, or did.
const fn is_shown(offer: &Offer) -> bool {
    offer.is_pending() || matches!(offer.state, OfferState::Confirmed { .. })
}

/// Who is asked for what, how far that has come, and how long there is to answer.
fn offer_view(page: &Page, board: &HubBoard, offer: &Offer) -> (String, Chip, Option<String>) {
    let name = board.organizations.get(&offer.organization).map(|o| o.name.to_string()).unwrap_or_default();
    let left = match offer.state {
        OfferState::Asked { expires_at } => Some(offer::remaining(page, expires_at)),
        _ => None,
    };
    (format!("{name} {}", page.label(offer.service)), offer::state_chip(page, &offer.state), left)
}

#[cfg(test)]
mod tests {
    use domain::organization::ServiceKind;

    use super::*;
    use crate::samples;

    fn board() -> HubBoard {
        let consultation = samples::consultation(None);
        let offer = |state| Offer {
            id: samples::id(110),
            hub: samples::id(12),
            consultation: consultation.id,
            service: ServiceKind::Pharmacy,
            organization: samples::id(11),
            made_at: samples::now(),
            state,
            version: 1,
        };
        let offers = vec![
            offer(OfferState::Asked { expires_at: samples::now() + time::Duration::minutes(130) }),
            offer(OfferState::Expired { at: samples::now() }),
        ];
        HubBoard {
            rows: vec![Row { step: consultation.next_step(&offers), consultation, offers }],
            count: 250,
            tally: vec![(HubStep::Confirm, 0), (HubStep::Wait, 250)],
            organizations: samples::organizations(),
        }
    }

    #[test]
    fn the_board_of_a_hub_reads_and_escapes_names() {
        for page in samples::pages() {
            let shown = Shown { show: "wait".into(), skip: 100 };
            let html = samples::reads(&hub_board_page(page.clone(), &board(), &shown, &[], true));
            let rest = "/consultations?show=wait";
            assert!(html.contains(&format!("href=\"{rest}\"")), "{html}");
            assert!(html.contains("rel=\"prev\"") && html.contains("show=wait&#38;skip=101"), "{html}");
        }
    }

    #[test]
    fn an_offer_in_flight_says_how_long_there_is_to_answer() {
        let [page, ..] = samples::pages();
        let board = board();
        let row = row_view(&page, &board, &board.rows[0], &[]);
        assert_eq!(row.offers.len(), 1);
        assert!(row.over.is_some_and(|over| over.contains('1')), "what came to nothing is counted");
        assert_eq!(row.offers[0].2.as_deref(), Some("あと2時間10分"));
    }
}
