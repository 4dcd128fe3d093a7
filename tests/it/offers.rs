//! Offers in time: an expired one is not a refusal; only confirmation opens who the patient is.

use app::{
    IdempotencyKey,
    answer_offer::{OfferAnswer, answer_offer},
    make_offer::{MakeOffer, make_offer},
    open_consultation::{About, OpenConsultation, open_consultation},
};
use domain::{
    access::Member,
    consultation::{Consultation, DeclineReason, Offer},
    needs::{Need, NeedsProfile},
    organization::{OrganizationKind, ServiceKind},
    patient::Sex,
    shortlist::Verdict,
    text::MunicipalityCode,
};
use support::{TestApp, on_both};
use time::Duration;

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::parse(text).unwrap()
}

async fn consultation(app: &TestApp, needs: &[Need]) -> Consultation {
    let input = OpenConsultation {
        hub: None,
        about: About::Unregistered {
            age_from: Some(70),
            sex: Sex::Male,
            municipality: Some(MunicipalityCode::parse("11201").unwrap()),
            needs: needs.iter().copied().collect::<NeedsProfile>(),
        },
        services: vec![ServiceKind::Pharmacy, ServiceKind::VisitingNursing],
        note: None,
        consent: None,
    };
    open_consultation(&app.app.session(app.coordinator()), &key("consultation"), input).await.unwrap()
}

async fn offer(
    app: &TestApp,
    consultation: &Consultation,
    to: Member,
    name: &str,
) -> Result<Offer, app::Error> {
    let input = MakeOffer {
        consultation: consultation.id,
        service: match to.kind {
            OrganizationKind::Pharmacy => ServiceKind::Pharmacy,
            _ => ServiceKind::VisitingNursing,
        },
        organization: to.organization,
        answer_within_minutes: 240,
    };
    make_offer(&app.app.session(app.coordinator()), &key(name), input).await
}

#[tokio::test]
async fn an_offer_expires_by_the_timer_and_may_be_made_again() {
    on_both(async |app| {
        let consultation = consultation(app, &[]).await;
        let pharmacy = app.region.pharmacies[0].first();
        let first = offer(app, &consultation, pharmacy, "first").await.unwrap();
        assert_eq!(
            offer(app, &consultation, pharmacy, "again").await.unwrap_err().code(),
            "OFFER_ALREADY_MADE"
        );
        assert_eq!(app.deliver().await.len(), 1, "the pharmacy is told");
        app.pass(Duration::hours(4));
        let by_pharmacy = app.app.session(pharmacy);
        let accept = OfferAnswer::Accept { note: None };
        let late = answer_offer(&by_pharmacy, first.id, first.version, accept).await;
        assert_eq!(late.unwrap_err().code(), "OFFER_EXPIRED");
        assert_eq!(app::run_timer::run_due_timers(&app.app).await.unwrap(), 1);
        assert_eq!(app::run_timer::run_due_timers(&app.app).await.unwrap(), 0, "a timer fires once");
        assert_eq!(app.deliver().await.len(), 1, "the hub is told");
        offer(app, &consultation, pharmacy, "anew").await.unwrap();
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_remembered_with_its_reason_and_a_stranger_finds_no_offer() {
    on_both(async |app| {
        let consultation = consultation(app, &[]).await;
        let nurse = app.region.stations[0].first();
        let made = offer(app, &consultation, nurse, "first").await.unwrap();
        let stranger = app.app.session(app.care_manager());
        let refused =
            answer_offer(&stranger, made.id, made.version, OfferAnswer::Accept { note: None }).await;
        assert!(matches!(refused, Err(app::Error::NotFound)));
        let by_nurse = app.app.session(nurse);
        let decline = OfferAnswer::Decline { reason: DeclineReason::Full, note: None };
        answer_offer(&by_nurse, made.id, made.version, decline).await.unwrap();
        let again = offer(app, &consultation, nurse, "again").await;
        assert_eq!(again.unwrap_err().code(), "OFFER_ALREADY_MADE", "nobody is asked twice");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_shortlist_tells_pass_from_unknown_from_fail_with_a_reason() {
    on_both(async |app| {
        let consultation = consultation(app, &[Need::Opioid, Need::CentralVenousNutrition]).await;
        let session = app.app.session(app.coordinator());
        let list =
            app::shortlist::shortlist(&session, consultation.id, ServiceKind::Pharmacy, 10).await.unwrap();
        let verdicts: Vec<_> = list
            .candidates
            .iter()
            .map(|c| (list.organizations[&c.organization].name.to_string(), c.verdict))
            .collect();
        assert_eq!(
            verdicts,
            [
                ("見本薬局本店".into(), Verdict::Pass),
                ("見本調剤薬局".into(), Verdict::Unknown),
                ("見本薬局駅前店".into(), Verdict::Fail),
            ]
        );
        assert!(list.candidates.iter().all(|c| !c.criteria.is_empty() && c.distance.is_some()));
    })
    .await;
}
