//! Subscriptions over a WebSocket.

use std::collections::BTreeSet;

use app::{live::MOST_PER_PERSON, team::leave_team};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use support::{Listening, on_both};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        self, Message,
        client::IntoClientRequest,
        handshake::client::Request,
        http::{HeaderName, HeaderValue},
    },
};

use super::*;

const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");
const CASE: &str = "subscription ($id: ID!, $after: String) { caseChanged(id: $id, after: $after) {
  signal cursor event at case { id careTeam { members { organization { name } } } } } }";
const BOARD: &str = "subscription { boardChanged { signal cursor event case { id } } }";

/// A client of the API.
struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

fn request(at: &Listening, headers: &[(&str, &str)]) -> Request {
    let mut request = format!("ws://{}/graphql/ws", at.address).into_client_request().unwrap();
    for (name, value) in headers {
        let name: HeaderName = name.parse().unwrap();
        request.headers_mut().append(name, HeaderValue::from_str(value).unwrap());
    }
    request
}

/// The status by which an upgrade is refused; 101 when it is not.
async fn status(at: &Listening, headers: &[(&str, &str)]) -> u16 {
    match soon(connect_async(request(at, headers))).await {
        Ok((_, response)) => response.status().as_u16(),
        Err(tungstenite::Error::Http(response)) => response.status().as_u16(),
        Err(error) => panic!("{error}"),
    }
}

impl Client {
    /// Connects as a program does, with a token.
    async fn connect(at: &Listening, token: &str) -> Self {
        let bearer = format!("Bearer {token}");
        let request = request(at, &[PROTOCOL, ("authorization", &bearer)]);
        Self(soon(connect_async(request)).await.unwrap().0)
    }

    async fn begin(at: &Listening, token: &str) -> Self {
        let mut client = Self::connect(at, token).await;
        client.say(json!({ "type": "connection_init" })).await;
        assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
        client
    }

    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, document: &str, variables: Value) {
        let payload = json!({ "query": document, "variables": variables });
        self.say(json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    /// The next message; `{ "closed": code }` at the end.
    async fn hear(&mut self) -> Value {
        loop {
            return match soon(self.0.next()).await {
                Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                Some(Ok(Message::Close(frame))) => {
                    json!({ "closed": frame.map(|frame| u16::from(frame.code)) })
                }
                None => json!({ "closed": null }),
                other => panic!("{other:?}"),
            };
        }
    }

    /// Hears until the case and the board have told of an event: what was older is told by then.
    async fn hear_on_both(&mut self, event: &str) {
        let mut told = BTreeSet::new();
        while told.len() < 2 {
            let heard = self.hear().await;
            for field in ["caseChanged", "boardChanged"] {
                if heard["payload"]["data"][field]["event"] == event {
                    told.insert(field);
                }
            }
        }
    }

    /// What the one field of the next message about a subscription holds.
    async fn next(&mut self, id: &str) -> Value {
        let mut message = self.hear().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("next"), &json!(id)), "{message:#}");
        assert!(message["payload"]["errors"].is_null(), "{message:#}");
        message["payload"]["data"].as_object_mut().unwrap().values_mut().next().unwrap().take()
    }

    /// Hears on until this event is told.
    async fn until(&mut self, id: &str, event: &str) -> Value {
        loop {
            let told = self.next(id).await;
            if told["event"] == event {
                return told;
            }
        }
    }

    /// The code of the error that ends a subscription.
    async fn error(&mut self, id: &str) -> String {
        let message = self.hear().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!(id)), "{message:#}");
        message["payload"][0]["extensions"]["code"].as_str().unwrap().to_owned()
    }
}

fn case_id(case: &DischargeCase) -> String {
    format!("case_{}", case.id.uuid().simple())
}

#[tokio::test]
async fn what_changed_is_told_as_it_is_to_be_seen_then() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let case = admit(app, "case").await;
        let id = case_id(&case);
        let mut client = Client::begin(&at, &app.token(app.social_worker()).await).await;
        client.subscribe("1", CASE, json!({ "id": id })).await;
        let ready = client.next("1").await;
        assert_eq!((&ready["signal"], &ready["event"]), (&json!("READY"), &Value::Null));
        assert_eq!(ready["case"], json!({ "id": id, "careTeam": { "members": [] } }));
        join(app, &case, app.care_manager(), TeamRole::CareManager).await;
        let joined = client.until("1", "TEAM_MEMBER_JOINED").await;
        assert_eq!(joined["signal"], "CHANGED");
        assert_eq!(
            joined["case"]["careTeam"]["members"].as_array().unwrap().len(),
            1,
            "nothing is remembered"
        );
        change(app, &case).await;
        client.until("1", "DISCHARGE_EXPECTED").await;

        // Completed by the client, and begun anew under the same name, from an earlier place on.
        client.say(json!({ "type": "complete", "id": "1" })).await;
        client.subscribe("1", CASE, json!({ "id": id, "after": joined["cursor"] })).await;
        assert_eq!(client.next("1").await["signal"], "READY");
        client.until("1", "DISCHARGE_EXPECTED").await;
        client.subscribe("2", CASE, json!({ "id": id, "after": "0-7ffffff" })).await;
        assert_eq!(client.next("2").await["signal"], "READY");
        assert_eq!(client.next("2").await["signal"], "RELOAD");
        at.end().await;
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn each_message_about_a_patient_is_on_record_before_it_is_told() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let case = admit(app, "case").await;
        let mut client = Client::begin(&at, &app.token(app.social_worker()).await).await;
        let looks = "audit_entry WHERE source = 'live' AND action = 'see_case' AND outcome = 'allowed'";
        client.subscribe("1", CASE, json!({ "id": case_id(&case) })).await;
        assert_eq!(client.next("1").await["signal"], "READY");
        let before = app.count(looks).await;
        assert!(before > 0, "what it is told first is on record");
        change(app, &case).await;
        client.until("1", "DISCHARGE_EXPECTED").await;
        assert!(app.count(looks).await > before, "and what it is told then");
        at.end().await;
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_left_the_team_is_told_no_more_and_the_subscription_completes() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let case = admit(app, "case").await;
        let manager = app.care_manager();
        let team = join(app, &case, manager, TeamRole::CareManager).await;
        let mut client = Client::begin(&at, &app.token(manager).await).await;
        client.subscribe("case", CASE, json!({ "id": case_id(&case) })).await;
        assert_eq!(client.next("case").await["signal"], "READY");
        leave_team(&app.app.session(app.social_worker()), case.id, team.members[0].id).await.unwrap();
        change(app, &case).await;
        // Of the joining may be heard still, never of what came after the leaving.
        loop {
            let heard = client.hear().await;
            if heard == json!({ "type": "complete", "id": "case" }) {
                break;
            }
            assert_eq!(heard["payload"]["data"]["caseChanged"]["event"], "TEAM_MEMBER_JOINED", "{heard:#}");
        }
        client.subscribe("case", CASE, json!({ "id": case_id(&case) })).await;
        assert_eq!(client.error("case").await, "NOT_FOUND");
        client.subscribe("none", CASE, json!({ "id": format!("case_{}", uuid::Uuid::nil().simple()) })).await;
        assert_eq!(client.error("none").await, "NOT_FOUND");
        at.end().await;
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_consent_ends_what_was_followed() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let case = admit(app, "case").await;
        let manager = app.care_manager();
        join(app, &case, manager, TeamRole::CareManager).await;
        let mut client = Client::begin(&at, &app.token(manager).await).await;
        let id = case_id(&case);
        client.subscribe("case", CASE, json!({ "id": id })).await;
        assert_eq!(client.next("case").await["signal"], "READY");
        client.subscribe("board", BOARD, json!({})).await;
        assert_eq!(client.next("board").await["signal"], "READY");
        let case = change(app, &case).await;
        client.hear_on_both("DISCHARGE_EXPECTED").await;
        let ask = "query ($id: ID!) { case(id: $id) { consents { id } } }";
        let given = app.data(manager, ask, json!({ "id": id })).await;
        let withdraw = "mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { case { id } } }";
        let input = json!({ "idempotencyKey": "out", "case": id, "consent": given["case"]["consents"][0]["id"],
            "basis": "ご本人から電話" });
        app.data(app.social_worker(), withdraw, json!({ "input": input })).await;
        change(app, &case).await;
        let (mut is_over, mut is_off_the_board) = (false, false);
        while !is_over || !is_off_the_board {
            let heard = client.hear().await;
            match (heard["type"].as_str(), heard["id"].as_str()) {
                (Some("complete"), Some("case")) => is_over = true,
                (Some("next"), Some("board")) => {
                    let told = &heard["payload"]["data"]["boardChanged"];
                    assert_eq!((&told["signal"], &told["case"]), (&json!("RELOAD"), &Value::Null));
                    is_off_the_board = true;
                }
                _ => panic!("{heard:#}"),
            }
        }
        at.end().await;
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_that_ends_closes_the_connection() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let case = admit(app, "case").await;
        let (token, secret) = issue(app, app.social_worker()).await;
        let mut client = Client::begin(&at, &secret).await;
        client.subscribe("board", BOARD, json!({})).await;
        assert_eq!(client.next("board").await["signal"], "READY");
        app::access_token::revoke_token(&app.app, token).await.unwrap();
        change(app, &case).await;
        // The subscription and the connection notice at the same time, in either order.
        let mut heard = client.hear().await;
        if heard["type"] == "complete" {
            heard = client.hear().await;
        }
        assert_eq!(heard, json!({ "closed": 4401 }));
        at.end().await;
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_connection_is_refused_before_the_upgrade() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let token = app.token(app.social_worker()).await;
        let bearer = format!("Bearer {token}");
        let bearer = ("authorization", bearer.as_str());
        let cookie = app.cookie(app.social_worker()).await;
        let cookie = ("cookie", cookie.as_str());
        let here = format!("http://{}", at.address);
        let (here, elsewhere) = (("origin", here.as_str()), ("origin", "https://elsewhere.example"));
        let legacy = ("sec-websocket-protocol", "graphql-ws");
        for (headers, expected) in [
            (vec![PROTOCOL, bearer], 101),
            (vec![PROTOCOL, bearer, here], 101),
            (vec![PROTOCOL, cookie, here], 101),
            (vec![PROTOCOL], 401),
            (vec![PROTOCOL, here], 401),
            (vec![PROTOCOL, ("authorization", "Bearer kaname_none")], 401),
            (vec![PROTOCOL, bearer, elsewhere], 403),
            (vec![PROTOCOL, cookie, elsewhere], 403),
            (vec![PROTOCOL, cookie], 403),
            (vec![bearer], 400),
            (vec![legacy, bearer], 400),
        ] {
            assert_eq!(status(&at, &headers).await, expected, "{headers:?}");
        }
        at.end().await;
    })
    .await;
}

#[tokio::test]
async fn one_person_has_ten_connections_and_ten_subscriptions() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let token = app.token(app.social_worker()).await;
        let bearer = format!("Bearer {token}");
        let mut clients = vec![];
        for _ in 0..MOST_PER_PERSON {
            clients.push(Client::begin(&at, &token).await);
        }
        assert_eq!(status(&at, &[PROTOCOL, ("authorization", &bearer)]).await, 429);
        let other = app.token(app.coordinator()).await;
        Client::begin(&at, &other).await;
        for n in 0..MOST_PER_PERSON {
            let client = &mut clients[n % 3];
            client.subscribe(&n.to_string(), BOARD, json!({})).await;
            assert_eq!(client.next(&n.to_string()).await["signal"], "READY");
        }
        clients[0].subscribe("more", BOARD, json!({})).await;
        assert_eq!(clients[0].error("more").await, "TOO_MANY_SUBSCRIPTIONS");
        drop(clients);
        // Seats are given back when the server notices that nobody is there.
        soon(async { while status(&at, &[PROTOCOL, ("authorization", &bearer)]).await != 101 {} }).await;
        at.end().await;
    })
    .await;
}

#[tokio::test]
async fn what_breaks_the_protocol_closes_the_connection_with_its_code() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let token = app.token(app.social_worker()).await;
        let subscribe = json!({ "type": "subscribe", "id": "1", "payload": { "query": BOARD } }).to_string();
        let init = json!({ "type": "connection_init" }).to_string();
        for (said, code) in [
            (vec![subscribe.as_str()], 4401),
            (vec![init.as_str(), init.as_str()], 4429),
            (vec![&init, &subscribe, &subscribe], 4409),
            (vec![&init, "{\"type\":\"start\",\"id\":\"1\"}"], 4400),
            (vec!["no JSON"], 4400),
            (vec!["[]"], 4400),
        ] {
            let mut client = Client::connect(&at, &token).await;
            for text in &said {
                client.0.send(Message::text(*text)).await.unwrap();
            }
            let mut heard = client.hear().await;
            while heard.get("closed").is_none() {
                heard = client.hear().await;
            }
            assert_eq!(heard, json!({ "closed": code }), "{said:?}");
        }
        let mut client = Client::begin(&at, &token).await;
        client.0.send(Message::binary(vec![1])).await.unwrap();
        assert_eq!(client.hear().await, json!({ "closed": 4400 }));
        let mut client = Client::begin(&at, &token).await;
        client.say(json!({ "type": "ping", "payload": { "n": 1 } })).await;
        assert_eq!(client.hear().await, json!({ "type": "pong", "payload": { "n": 1 } }));
        let mut client = Client::connect(&at, &token).await;
        let long = Message::text("x".repeat(100_000));
        // The server ends it, before or after all of the message has been sent.
        let _ = client.0.send(long).await;
        assert!(!matches!(soon(client.0.next()).await, Some(Ok(Message::Text(_)))));
        at.end().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_does_not_begin_is_not_waited_for() {
    on_both(async |app| {
        app.app.live.init_within = Duration::from_millis(50);
        let at = Listening::new(&app.app).await;
        let token = app.token(app.social_worker()).await;
        let mut client = Client::connect(&at, &token).await;
        assert_eq!(client.hear().await, json!({ "closed": 4408 }));
        at.end().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_does_not_answer_pings_is_dropped() {
    on_both(async |app| {
        app.app.live.ping_every = Duration::from_millis(100);
        let at = Listening::new(&app.app).await;
        let token = app.token(app.social_worker()).await;
        let client = Client::begin(&at, &token).await;
        // A client that is not read from answers nothing; its seat becomes free while it is still there.
        let person = app.social_worker().person;
        let free = || {
            let seats: Vec<_> =
                std::iter::from_fn(|| app.app.live.seat(app::live::Kind::Connection, person)).collect();
            seats.len()
        };
        soon(async {
            while free() < MOST_PER_PERSON {
                tokio::task::yield_now().await;
            }
        })
        .await;
        drop(client);
        at.end().await;
    })
    .await;
}

#[tokio::test]
async fn only_one_measured_subscription_is_executed() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let mut client = Client::begin(&at, &app.token(app.social_worker()).await).await;
        let fan: String = (0..7)
            .map(|n| {
                let spread = format!("...F{} ", n + 1).repeat(10);
                format!("fragment F{n} on BoardChange {{ {spread} }} ")
            })
            .collect();
        let bomb = format!(
            "subscription {{ boardChanged {{ ...F0 }} }} {fan} fragment F7 on BoardChange {{ cursor }}"
        );
        let long = format!("{BOARD} #{}", "x".repeat(20_000));
        let registered = app.count("event").await;
        for (document, code) in [
            ("{ me { person { name } } }", "NOT_A_SUBSCRIPTION"),
            ("mutation { settleMilestone(input: {}) { milestone { id } } }", "NOT_A_SUBSCRIPTION"),
            ("subscription { boardChanged { cursor } inboxChanged { cursor } }", "QUERY_TOO_MANY_ROOTS"),
            ("subscription { boardChanged { none } }", "DOCUMENT_INVALID"),
            ("subscription { none { cursor } }", "DOCUMENT_INVALID"),
            (
                "subscription { ...F } fragment F on Subscription { boardChanged { cursor } }",
                "DOCUMENT_INVALID",
            ),
            ("subscription { __typename }", "DOCUMENT_INVALID"),
            ("subscription {", "DOCUMENT_INVALID"),
            ("", "DOCUMENT_INVALID"),
            ("subscription { caseChanged(id: \"x\") { cursor } }", "ID_MALFORMED"),
            ("subscription { boardChanged(after: \"x\") { cursor } }", "CURSOR_MALFORMED"),
            (&bomb, "QUERY_TOO_LARGE"),
            (&long, "DOCUMENT_TOO_LONG"),
        ] {
            client.subscribe("1", document, json!({})).await;
            assert_eq!(client.error("1").await, code, "{document:.200}");
        }
        client.subscribe("1", BOARD, json!([])).await;
        assert_eq!(client.error("1").await, "REQUEST_MALFORMED");
        assert_eq!(app.count("event").await, registered);
        let token = app.token(app.social_worker()).await;
        let (_, answer) = app.post_graphql(Some(&token), &json!({ "query": BOARD })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "SUBSCRIPTION_NOT_ACCEPTED");
        at.end().await;
    })
    .await;
}

#[tokio::test]
async fn a_process_that_ends_says_good_bye() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let mut client = Client::begin(&at, &app.token(app.social_worker()).await).await;
        client.subscribe("board", BOARD, json!({})).await;
        assert_eq!(client.next("board").await["signal"], "READY");
        let ended = at.begin_to_end();
        assert_eq!(client.hear().await, json!({ "closed": 1001 }));
        drop(client);
        soon(ended).await.unwrap().unwrap();
    })
    .await;
}
