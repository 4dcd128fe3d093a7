//! Many want the same time: exactly one gets it, the others are told, and leave nothing behind.

use domain::Timestamp;
use serde_json::{Value, json};
use support::on_both;
use time::{Duration, format_description::well_known::Rfc3339};

const CLIENTS: i64 = 50;
const ROUNDS: i64 = 200;

const HOLD: &str = "mutation ($input: HoldTimeInput!) { holdTime(input: $input) { hold { id } } }";

fn instant(at: Timestamp) -> String {
    at.utc().format(&Rfc3339).unwrap()
}

fn hold(round: i64, client: i64, resource: &Value, start: Timestamp) -> Value {
    // Unequal times that all share the half hour from 13:00: they begin up to 25 minutes before and end up to
    // 45 minutes after.
    let from = start - Duration::minutes(5 * (client % 6));
    let until = start + Duration::minutes(30 + 5 * (client % 10));
    json!({ "query": HOLD, "variables": { "input": {
        "idempotencyKey": format!("r{round}c{client}"),
        "resource": resource,
        "startsAt": instant(from),
        "endsAt": instant(until),
        "lastsMinutes": 60 * 24 * 400,
    } } })
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_who_want_overlapping_times_exactly_one_wins() {
    on_both(async |app| {
        let token = app.token(app.social_worker()).await;
        let person = format!("person_{}", app.social_worker().person.uuid().simple());
        let room = format!("room_{}", app.region.room.uuid().simple());
        for round in 0..ROUNDS {
            let resource = if round % 2 == 0 { json!({ "person": person }) } else { json!({ "room": room }) };
            let start = app.now() + Duration::days(1 + round) + Duration::hours(4);
            let bodies: Vec<_> = (0..CLIENTS).map(|client| hold(round, client, &resource, start)).collect();
            let answers = app.post_all(&token, bodies).await;
            let won = answers.iter().filter(|a| a["data"]["holdTime"]["hold"]["id"].is_string()).count();
            assert_eq!(won, 1, "round {round}");
            for lost in answers.iter().filter(|a| !a["errors"].is_null()) {
                let error = &lost["errors"][0]["extensions"];
                assert_eq!(
                    (error["code"].as_str(), error["kind"].as_str()),
                    (Some("SLOT_TAKEN"), Some("CONFLICT")),
                    "round {round}: {lost}"
                );
            }
        }
        for table in ["booking", "idempotency_key", "timer", "event WHERE code = 'hold_placed'"] {
            assert_eq!(app.count(table).await, ROUNDS, "the losers left rows in {table}");
        }
        assert_eq!(
            app.count("booking_cell c LEFT JOIN booking b ON b.id = c.booking_id WHERE b.id IS NULL").await,
            0
        );
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_repeated_request_makes_nothing_twice_and_another_under_its_key_is_refused() {
    on_both(async |app| {
        let token = app.token(app.social_worker()).await;
        let room = json!({ "room": format!("room_{}", app.region.room.uuid().simple()) });
        let start = app.now() + Duration::days(1);
        let (_, first) = app.post_graphql(Some(&token), &hold(1, 1, &room, start)).await;
        let (_, again) = app.post_graphql(Some(&token), &hold(1, 1, &room, start)).await;
        assert_eq!(first, again);
        let mut other = hold(1, 1, &room, start);
        other["variables"]["input"]["lastsMinutes"] = json!(10);
        let (_, refused) = app.post_graphql(Some(&token), &other).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(app.count("booking").await, 1);
        app.deliver().await;
    })
    .await;
}
