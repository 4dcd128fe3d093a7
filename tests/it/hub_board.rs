//! The hub's board says what is next and counts all of it; its month says what has come of it.

use serde_json::{Value, json};
use support::{TestApp, on_both};
use time::Duration;

const OPEN: &str = "mutation ($input: OpenConsultationInput!) { openConsultation(input: $input) { consultation { id version } } }";
const OFFER: &str =
    "mutation ($input: MakeOfferInput!) { makeOffer(input: $input) { offer { id version } } }";
const ACCEPT: &str =
    "mutation ($input: AcceptOfferInput!) { acceptOffer(input: $input) { offer { version } } }";

/// A consultation that the hub takes by telephone.
async fn consult(app: &TestApp, key: usize, services: &[&str]) -> Value {
    let about = json!({ "unregistered": { "ageFrom": 70, "sex": "MALE", "needs": [] } });
    let input = json!({ "idempotencyKey": format!("consult-{key}"), "about": about, "services": services });
    let opened = app.data(app.coordinator(), OPEN, json!({ "input": input })).await;
    opened["openConsultation"]["consultation"].clone()
}

/// Asks the first pharmacy.
async fn ask(app: &TestApp, consultation: &Value) -> Value {
    let pharmacy = app.region.pharmacies[0].first().organization;
    let input = json!({ "idempotencyKey": format!("ask-{}", consultation["id"]), "consultation": consultation["id"],
        "service": "PHARMACY", "organization": format!("organization_{}", pharmacy.uuid().simple()), "answerWithinMinutes": 240 });
    app.data(app.coordinator(), OFFER, json!({ "input": input })).await["makeOffer"]["offer"].clone()
}

/// How many there are by next step: all, and as [`domain::consultation::HubStep`] lists them.
fn counts(page: &str) -> Vec<usize> {
    let counters =
        page.split("class=\"counters\"").nth(1).and_then(|rest| rest.split("</ul>").next()).unwrap();
    let number = |part: &str| part.split("</b>").next().unwrap().parse().unwrap();
    counters.split("<b>").skip(1).map(number).collect()
}

async fn board(app: &TestApp, query: &str) -> String {
    let (status, page) = app.page(Some(app.coordinator()), &format!("/consultations{query}")).await;
    assert_eq!(status, 200, "{page}");
    page
}

#[tokio::test]
async fn what_is_next_stands_on_the_hubs_board_and_moves_with_every_answer() {
    on_both(async |app| {
        assert_eq!(counts(&board(app, "").await), [0; 5]);
        let consultation = consult(app, 1, &["PHARMACY"]).await;
        consult(app, 2, &["HOME_MEDICAL_CARE"]).await;
        assert_eq!(counts(&board(app, "").await), [2, 0, 2, 0, 0]);
        let offer = ask(app, &consultation).await;
        let page = board(app, "").await;
        assert_eq!(counts(&page), [2, 0, 1, 1, 0]);
        let document = "query ($id: ID!) { consultation(id: $id) { nextStep } }";
        let told = app.data(app.coordinator(), document, json!({ "id": consultation["id"] })).await;
        assert_eq!(told["consultation"]["nextStep"], "WAIT");
        assert!(page.contains("あと4時間0分"), "{page}");
        let asked = page.find("あと4時間0分").unwrap();
        assert!(
            page.find("訪問診療").unwrap() < asked,
            "whoever is not asked yet comes before who is: {page}"
        );

        app.pass(Duration::minutes(50));
        assert!(board(app, "?show=wait").await.contains("あと3時間10分"));
        let input = json!({ "offer": offer["id"], "expectedVersion": offer["version"] });
        app.data(app.region.pharmacies[0].first(), ACCEPT, json!({ "input": input })).await;
        let page = board(app, "?show=confirm").await;
        assert_eq!(counts(&page), [2, 1, 1, 0, 0]);
        assert!(page.contains("70歳代") && page.matches("/consultations/0").count() == 1, "{page}");
        assert!(!board(app, "?show=wait").await.contains("70歳代"));
        let (_, elsewhere) = app.page(Some(app.social_worker()), "/consultations").await;
        assert_eq!(counts(&elsewhere), [0; 5], "a board is the hub's own");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn no_consultation_is_left_out_because_there_are_many() {
    on_both(async |app| {
        for n in 0..103 {
            consult(app, n, &["PHARMACY"]).await;
        }
        let first = board(app, "").await;
        assert_eq!(counts(&first), [103, 0, 103, 0, 0]);
        assert_eq!(first.matches("<th scope=\"row\">").count(), 100);
        assert!(first.contains("skip=100") && !first.contains("rel=\"prev\""));
        let rest = board(app, "?show=ask&skip=100").await;
        assert_eq!(rest.matches("<th scope=\"row\">").count(), 3);
        assert!(rest.contains("rel=\"prev\"") && !rest.contains("rel=\"next\""));
    })
    .await;
}

#[tokio::test]
async fn a_month_at_a_glance_counts_what_came_in_and_what_came_of_it() {
    on_both(async |app| {
        let consultation = consult(app, 1, &["PHARMACY"]).await;
        consult(app, 2, &["PHARMACY"]).await;
        let offer = ask(app, &consultation).await;
        let decline =
            "mutation ($input: DeclineOfferInput!) { declineOffer(input: $input) { offer { version } } }";
        let input = json!({ "offer": offer["id"], "expectedVersion": offer["version"], "reason": "FULL" });
        app.data(app.region.pharmacies[0].first(), decline, json!({ "input": input })).await;
        let month = async |query: &str| {
            let path = format!("/consultations/month{query}");
            app.page(Some(app.coordinator()), &path).await
        };
        let (status, page) = month("").await;
        assert_eq!(status, 200);
        assert!(page.contains("相談は2件です") && page.contains("定員"), "{page}");
        let (_, earlier) = month("?month=2026-10").await;
        assert!(earlier.contains("相談は0件です") && earlier.contains("month=2026-11"), "{earlier}");
        assert_eq!(month("?month=never").await.0, 404);
        let (_, elsewhere) = app.page(Some(app.social_worker()), "/consultations/month").await;
        assert!(elsewhere.contains("相談は0件です"), "a month is the hub's own");
        app.deliver().await;
    })
    .await;
}
