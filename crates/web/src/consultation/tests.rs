use domain::{
    Timestamp,
    consultation::{DeclineReason, Offer, OfferState},
    organization::{Capability, OrganizationKind, Source},
    place::Distance,
    shortlist::{Asks, Candidate, Criterion, Verdict},
};

use time::macros::time;

use super::{shortlist::answer_within, *};
use crate::samples;

fn offers() -> Vec<Offer> {
    let at = samples::now();
    let note = || Some(samples::note(samples::NAME));
    let states = [
        OfferState::Asked { expires_at: samples::time_in(1).at.start() },
        OfferState::Accepted { at, note: note() },
        OfferState::Declined { at, reason: DeclineReason::Full, note: note() },
        OfferState::Expired { at },
        OfferState::Withdrawn { at },
        OfferState::Confirmed { at, by: samples::id(1) },
    ];
    let offer = |state| Offer {
        id: samples::id(110),
        hub: samples::id(12),
        consultation: samples::id(100),
        service: ServiceKind::Pharmacy,
        organization: samples::id(11),
        made_at: at,
        state,
        version: 1,
    };
    states.map(offer).into()
}

fn candidate() -> Candidate {
    let criterion = |asks, verdict| Criterion {
        asks,
        verdict,
        needs: vec![Need::Opioid],
        source: Some(Source { name: samples::line(samples::NAME), as_of: Some(samples::TODAY) }),
    };
    Candidate {
        organization: samples::id(11),
        verdict: Verdict::Unknown,
        criteria: vec![
            criterion(Asks::Capability(Capability::Opioid), Verdict::Unknown),
            criterion(Asks::Capability(Capability::Pca), Verdict::Fail),
            criterion(Asks::Area, Verdict::Pass),
        ],
        distance: Some(Distance { kilometres: 1.84, approximate: true }),
    }
}

#[test]
fn a_consultation_reads_with_offers_in_every_state_and_escapes_names() {
    for page in samples::pages() {
        let consultation = samples::consultation(Some(samples::id(30)));
        let organizations = samples::organizations();
        let context = offer::Context {
            organizations: &organizations,
            municipality: samples::NAME.into(),
            is_hub: true,
        };
        let offers = offers();
        let clinic = samples::organization(11, OrganizationKind::Clinic);
        let candidates = [candidate(), Candidate { criteria: vec![], ..candidate() }];
        let columns = shortlist::columns(&candidates);
        let rows = candidates
            .iter()
            .map(|c| shortlist::candidate_view(&page, &columns, c, &clinic, offers.last(), None))
            .collect();
        let list = ShortlistView {
            id: "list".into(),
            title: "list".into(),
            is_answered: true,
            is_open: false,
            columns: columns.iter().map(|column| shortlist::column_view(&page, column)).collect(),
            rows,
            more: None,
        };
        let html = samples::reads(&ConsultationPage {
            state: page.label(&consultation.state),
            waiting: String::new(),
            withheld: Some("…".into()),
            case: Some(("/".into(), samples::NAME.into())),
            facts: subject(&page, &consultation.subject, &[]),
            offers: offers.iter().map(|o| offer::view(&page, &consultation, o, &context)).collect(),
            shortlists: vec![list],
            close_form: Some(close_form(&page, &consultation)),
            page: page.clone(),
        });
        let confirm = "action=\"/consultations/00000000-0000-0000-0000-000000000064/confirm\"";
        assert_eq!(html.matches(confirm).count(), 1);
        let distance = page.with("form-about-kilometres", "distance", "1.8");
        assert!(html.contains(&distance), "an approximate distance says so");
        let order = [page.label(Capability::Opioid), page.label(Capability::Pca), page.label(Asks::Area)];
        let places = order.map(|name| html.find(&format!("<th scope=\"col\">{name}")).unwrap());
        assert!(places.is_sorted(), "abilities stand in one order for all, the area last");
        let unknown = page.t("hub-criterion-unknown");
        assert_eq!(html.matches(&format!("? {unknown}</span>")).count(), 1 + 3, "nothing said is unknown");
    }
}

#[test]
fn who_is_closed_has_from_when_they_open_to_answer() {
    let [page, _] = samples::pages();
    let clinic = samples::organization(11, OrganizationKind::Clinic);
    let at = |clock| Page { now: Timestamp::tokyo(samples::TODAY, clock), ..page.clone() };
    let (open, usual) = answer_within(&at(time!(10:00)), &clinic);
    assert_eq!((open.len(), usual.as_str()), (6, "240"));
    // Until Friday at nine, and until Tuesday: Monday is Labour Thanksgiving Day.
    let closed = |clock| {
        let (within, usual) = answer_within(&at(clock), &clinic);
        assert_eq!(within[0].value, usual);
        (usual, within[0].label.clone())
    };
    assert_eq!(closed(time!(3:10)), ("590".into(), "開いてから4時間(11/20(金) 13:00まで)".into()));
    let weekend = (4 * 24 - 8) * 60 + 4 * 60;
    assert_eq!(closed(time!(17:00)), (weekend.to_string(), "開いてから4時間(11/24(火) 13:00まで)".into()));
}
