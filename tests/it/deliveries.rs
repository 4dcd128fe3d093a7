//! Messages that did not arrive: who sees them, what is said of them, and how they go again.

use app::{Credential, access_token::make_token, directory};
use axum::http::StatusCode;
use domain::{
    access::{Member, Scope},
    person::Role,
    text::Line,
};
use serde_json::{Value, json};
use server::mailbox::Fault;
use support::{TestApp, on_both};
use time::Duration;

use crate::sign_in::PASSWORD;

fn id<T>(prefix: &str, id: domain::Id<T>) -> String {
    format!("{prefix}_{}", id.uuid().simple())
}

const TYPO: &str = "kenta@clinc.example.jp";

/// A conference of the hospital with somebody outside, called by a member, put in the diary for the Friday after.
async fn scheduled(app: &TestApp, by: Member, key: &str) -> Value {
    let register =
        "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
    let input = json!({ "idempotencyKey": format!("a{key}"), "admittedOn": "2026-11-20", "ward": "東5",
        "wardClass": "GENERAL", "patient": { "new": { "name": "見本 桜子", "nameKana": "ミホン サクラコ",
        "bornOn": "1940-01-01", "sex": "FEMALE" } } });
    let case = app.data(by, register, json!({ "input": input })).await;
    let draft = "mutation ($input: DraftConferenceInput!) { draftConference(input: $input) { conference {
        id version } } }";
    let clinic = id("organization", app.region.clinics[0].organization);
    let input = json!({ "idempotencyKey": format!("c{key}"), "case": case["registerAdmission"]["case"]["id"],
        "conference": { "kind": "INTERNAL", "title": "桜子さんの会議", "durationMinutes": 30,
        "participants": [{ "name": "見本 健太", "email": TYPO, "organization": clinic,
            "seat": "HOME_PHYSICIAN", "requirement": "SHOULD", "mode": "ON_SITE" },
            { "person": id("person", app.care_manager().person), "requirement": "MAY", "mode": "ON_SITE" }] } });
    let drafted =
        app.data(by, draft, json!({ "input": input })).await["draftConference"]["conference"].take();
    let schedule = "mutation ($input: ScheduleConferenceInput!) { scheduleConference(input: $input) {
        conference { id version } } }";
    let input = json!({ "conference": drafted["id"], "expectedVersion": drafted["version"],
        "startsAt": "2026-11-27T13:00:00+09:00" });
    app.data(by, schedule, json!({ "input": input })).await["scheduleConference"]["conference"].take()
}

const UNDELIVERED: &str =
    "{ undeliveredMessages { edges { node { id message name organization { name } email phone
    conference { id } state isOfUse trouble troubleWords attempts nextAt } } } }";
const AGAIN: &str =
    "mutation ($input: SendAgainInput!) { sendAgain(input: $input) { message { state attempts } } }";

async fn undelivered(app: &TestApp, by: Member) -> Vec<Value> {
    let found = app.data(by, UNDELIVERED, json!({})).await;
    let edges = found["undeliveredMessages"]["edges"].as_array().unwrap().iter();
    edges.map(|edge| edge["node"].clone()).collect()
}

fn again(message: &Value, key: &str) -> Value {
    json!({ "input": { "idempotencyKey": key, "message": message["id"] } })
}

const HERE: &str = "/organization/deliveries";

async fn page(app: &TestApp, by: Member, path: &str) -> String {
    let (status, html) = app.page(Some(by), path).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    html
}

#[tokio::test]
async fn an_invitation_that_did_not_arrive_is_shown_to_who_called_and_who_keeps_and_goes_again() {
    on_both(async |app| {
        let [coordinator, nurse, physician, administrator, officer] = app.region.hospital.members[..] else {
            panic!("five people")
        };
        app.mailbox.set_fault_for(TYPO, Fault::Reject(550));
        let conference = scheduled(app, nurse, "1").await;
        assert_eq!(app.deliver().await.len(), 1, "the care manager's invitation arrived");

        let [message] = &undelivered(app, nurse).await[..] else { panic!("one message") };
        assert_eq!(message["message"], "CONFERENCE_SCHEDULED");
        assert_eq!((&message["name"], &message["email"]), (&json!("見本 健太"), &json!(TYPO)));
        assert_eq!(message["conference"]["id"], conference["id"]);
        assert_eq!((&message["state"], &message["isOfUse"]), (&json!("DEAD"), &json!(true)));
        assert_eq!((&message["trouble"], &message["attempts"]), (&json!("UNKNOWN_ADDRESS"), &json!(1)));
        assert!(message["troubleWords"].as_str().unwrap().contains("550"));
        assert!(message["phone"].is_string() && message["organization"]["name"].is_string());
        for keeper in [coordinator, administrator] {
            assert_eq!(undelivered(app, keeper).await.len(), 1);
        }
        for other in [physician, officer, app.care_manager(), app.coordinator(), app.home_physician()] {
            assert_eq!(undelivered(app, other).await, Vec::<Value>::new());
            assert_eq!(app.refusal(other, AGAIN, again(message, "x")).await, "NOT_FOUND");
        }

        let html = page(app, nurse, HERE).await;
        for expected in [
            "見本 健太",
            TYPO,
            "このメールアドレスは見つかりませんでした",
            "href=\"tel:",
            "もう一度送る",
            "× 届いていません",
            "1回送りました",
            "550",
        ] {
            assert!(html.contains(expected), "{expected} in {html}");
        }
        assert!(html.contains("届かない知らせ 1件"), "the navigation leads there");
        assert!(!html.contains("桜子"), "no patient's name");
        assert!(!page(app, physician, HERE).await.contains("届かない知らせ"));
        assert!(page(app, administrator, "/organization").await.contains(HERE));
        let uuid =
            uuid::Uuid::parse_str(conference["id"].as_str().unwrap().split_once('_').unwrap().1).unwrap();
        let html = page(app, physician, &format!("/conferences/{uuid}")).await;
        assert!(html.matches("× 開催のご案内が届いていません").count() == 2, "{html}");
        let by_guest = page(app, app.care_manager(), &format!("/conferences/{uuid}")).await;
        assert!(!by_guest.contains("届いていません"), "that is the hospital's matter");

        app.mailbox.set_fault_for(TYPO, Fault::None);
        let sent = app.data(nurse, AGAIN, again(message, "once")).await;
        assert_eq!(sent["sendAgain"]["message"], json!({ "state": "PENDING", "attempts": 0 }));
        assert_eq!(app.refusal(nurse, AGAIN, again(message, "twice")).await, "DELIVERY_NOT_GIVEN_UP");
        assert!(page(app, nurse, HERE).await.contains("… 送り直しています"));
        assert_eq!(app.deliver().await.len(), 1, "the invitation arrives");
        app.data(nurse, AGAIN, again(message, "once")).await;
        assert_eq!(app.deliver().await.len(), 0, "the same request sends nothing twice");
        assert_eq!(undelivered(app, nurse).await, Vec::<Value>::new());
        assert!(page(app, nurse, HERE).await.contains("✓ 届かなかった知らせはありません。"));
        assert_eq!(app.count("event WHERE code = 'message_sent_again'").await, 1);
        assert!(!page(app, physician, &format!("/conferences/{uuid}")).await.contains("届いていません"));
    })
    .await;
}

#[tokio::test]
async fn the_button_sends_again_once_and_says_why_when_it_does_not() {
    on_both(async |app| {
        let by = app.social_worker();
        app.mailbox.set_fault_for(TYPO, Fault::Reject(552));
        scheduled(app, by, "1").await;
        app.deliver().await;
        let html = page(app, by, HERE).await;
        assert!(html.contains("相手のメール箱がいっぱいです"), "{html}");
        let field = |name: &str| {
            let rest = html.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
            rest.split('"').next().unwrap().to_owned()
        };
        let (key, message) = (field("idempotencyKey"), field("message"));
        let fields = [("idempotencyKey", key.as_str()), ("message", &message), ("email", TYPO)];
        let post = async |fields: &[(&str, &str)]| app.form(Some(by), &format!("{HERE}/again"), fields).await;
        let (status, leads, _) = post(&fields).await;
        assert_eq!((status, leads.as_deref()), (StatusCode::SEE_OTHER, Some(HERE)));
        assert_eq!(post(&fields).await.0, StatusCode::SEE_OTHER, "the same button twice");
        let (status, _, html) = post(&[("idempotencyKey", "another"), ("message", &message)]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("もう送っている途中か、届いています"), "{html}");
        app.deliver().await;
        let [message] = &undelivered(app, by).await[..] else { panic!("one message") };
        assert_eq!((&message["state"], &message["trouble"]), (&json!("DEAD"), &json!("MAILBOX_FULL")));
    })
    .await;
}

#[tokio::test]
async fn a_mistyped_address_is_corrected_where_the_message_is_sent_again() {
    on_both(async |app| {
        let by = app.social_worker();
        app.mailbox.set_fault_for(TYPO, Fault::Reject(550));
        let conference = scheduled(app, by, "1").await;
        app.deliver().await;
        let [message] = &undelivered(app, by).await[..] else { panic!("one message") };
        let to = |email: &str, key: &str| {
            json!({ "input": { "idempotencyKey": key, "message": message["id"], "email": email } })
        };
        let people = directory::people(&app.app.session(by), &[app.care_manager().person]).await.unwrap();
        let taken = people[&app.care_manager().person].email.clone().unwrap().to_string();
        assert_eq!(app.refusal(by, AGAIN, to(&taken, "a")).await, "CONFERENCE_INVITED_TWICE");

        let html = page(app, by, HERE).await;
        let field = |name: &str| {
            let rest = html.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
            rest.split('"').next().unwrap().to_owned()
        };
        assert_eq!(field("email"), TYPO);
        let (key, message) = (field("idempotencyKey"), field("message"));
        let mut fields = [("idempotencyKey", key.as_str()), ("message", &message), ("email", "kenta@")];
        let post = async |fields: &[(&str, &str)]| app.form(Some(by), &format!("{HERE}/again"), fields).await;
        let (status, _, html) = post(&fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("value=\"kenta@\""), "what was typed is kept: {html}");
        fields[2].1 = "kenta@clinic.example.jp";
        assert_eq!(post(&fields).await.0, StatusCode::SEE_OTHER);
        let [mail] = &app.deliver().await[..] else { panic!("one mail") };
        assert!(mail.to.contains("kenta@clinic.example.jp") && mail.subject.contains("ご案内"), "{mail:?}");
        assert_eq!(undelivered(app, by).await, Vec::<Value>::new());

        let version = conference["version"].as_i64().unwrap() + 1;
        let cancel = "mutation ($input: CancelConferenceInput!) { cancelConference(input: $input) { conference { id } } }";
        let input = json!({ "conference": conference["id"], "expectedVersion": version, "reason": "延期" });
        app.data(by, cancel, json!({ "input": input })).await;
        assert_eq!(app.deliver().await.len(), 2, "what follows goes to the right address too");
        assert_eq!(app.count("event WHERE code = 'invitation_readdressed'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn who_keeps_an_organization_reads_how_its_mails_fare_and_nobody_elses() {
    on_both(async |app| {
        let [coordinator, nurse, ..] = app.region.hospital.members[..] else { panic!("five people") };
        let health =
            "{ health { lastDeliveredAt lastGivenUpAt waiting acceptsWrites auditSealedUntil version } }";
        let html = page(app, coordinator, HERE).await;
        assert!(
            html.contains("- メールはまだ一通も送られていません") && html.contains("✓ 記録できます"),
            "{html}"
        );
        scheduled(app, coordinator, "1").await;
        app.deliver().await;
        let fares = app.data(coordinator, health, json!({})).await["health"].take();
        assert_eq!(fares["lastDeliveredAt"], "2026-11-20T00:00:00.000Z");
        assert_eq!((&fares["lastGivenUpAt"], &fares["waiting"]), (&json!(null), &json!(0)));
        assert!(page(app, coordinator, HERE).await.contains("✓ メールは届いています"));

        app.pass(Duration::days(1));
        app.mailbox.set_fault_for(TYPO, Fault::Reject(550));
        scheduled(app, coordinator, "2").await;
        app.pass(Duration::minutes(1));
        app.deliver().await;
        app.on_record().await;
        app::seal_audit::seal_audit(&app.app).await.unwrap();
        let html = page(app, coordinator, HERE).await;
        assert!(html.contains("最後の失敗: 11/21(土) 9:01"), "{html}");
        assert!(html.contains("閲覧の記録は11/21(土)"), "{html}");
        let fares = app.data(coordinator, health, json!({})).await["health"].take();
        assert_eq!(fares["lastGivenUpAt"], "2026-11-21T00:01:00.000Z");
        assert_eq!(
            (&fares["acceptsWrites"], &fares["version"]),
            (&json!(true), &json!(env!("CARGO_PKG_VERSION")))
        );

        assert!(!page(app, nurse, HERE).await.contains("システムの様子"));
        assert_eq!(app.refusal(nurse, health, json!({})).await, "FORBIDDEN");
        let html = page(app, app.coordinator(), HERE).await;
        assert!(
            html.contains("- メールはまだ一通も送られていません"),
            "the hospital's mails are not the hub's: {html}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_message_that_nobody_needs_any_more_says_so_and_does_not_go_again() {
    on_both(async |app| {
        let by = app.social_worker();
        app.mailbox.set_fault_for(TYPO, Fault::Reject(550));
        let first = scheduled(app, by, "1").await;
        app.deliver().await;
        let cancel = "mutation ($input: CancelConferenceInput!) { cancelConference(input: $input) { conference { id } } }";
        let input = json!({ "conference": first["id"], "expectedVersion": first["version"], "reason": "延期" });
        app.data(by, cancel, json!({ "input": input })).await;
        app.deliver().await;
        let messages = undelivered(app, by).await;
        let [cancelled, scheduled] = &messages[..] else { panic!("{messages:?}") };
        assert_eq!((&cancelled["message"], &cancelled["isOfUse"]), (&json!("CONFERENCE_CANCELLED"), &json!(true)));
        assert_eq!((&scheduled["message"], &scheduled["isOfUse"]), (&json!("CONFERENCE_SCHEDULED"), &json!(false)));
        assert_eq!(app.refusal(by, AGAIN, again(scheduled, "x")).await, "DELIVERY_OVERTAKEN");
        let html = page(app, by, HERE).await;
        assert!(html.contains("用が済んだもの 1件") && html.contains("届かない知らせ 1件"), "{html}");
        assert_eq!(html.matches("もう一度送る").count(), 1, "only what is needed goes again");

        app.pass(Duration::days(9));
        assert_eq!(app.refusal(by, AGAIN, again(cancelled, "y")).await, "DELIVERY_OVERTAKEN");
        assert!(!page(app, by, HERE).await.contains("届かない知らせ"), "nothing is left to do");
    })
    .await;
}

#[tokio::test]
async fn a_message_that_is_tried_again_says_when() {
    on_both(async |app| {
        let by = app.social_worker();
        app.mailbox.set_fault_for(TYPO, Fault::TempFail(1));
        scheduled(app, by, "1").await;
        app.deliver().await;
        let [message] = &undelivered(app, by).await[..] else { panic!("one message") };
        assert_eq!((&message["state"], &message["trouble"]), (&json!("PENDING"), &json!("NOT_NOW")));
        assert_eq!(message["nextAt"], "2026-11-20T00:01:00.000Z");
        assert_eq!(app.refusal(by, AGAIN, again(message, "x")).await, "DELIVERY_NOT_GIVEN_UP");
        let html = page(app, by, HERE).await;
        assert!(html.contains("1回送りました。次は11/20(金) 9:01に送ります。"), "{html}");
        assert!(!html.contains("届かない知らせ"), "there is nothing to do yet");
        app.pass(Duration::minutes(1));
        assert_eq!(app.deliver().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_keeps_members_sees_what_did_not_reach_colleagues_and_others_do_not() {
    on_both(async |app| {
        let [coordinator, _, _, administrator, officer] = app.region.hospital.members[..] else {
            panic!("five people")
        };
        app.mailbox.set_fault_for(TYPO, Fault::Reject(550));
        let invite = "mutation ($input: InviteColleagueInput!) { inviteColleague(input: $input) { invitation { id } } }";
        let input = json!({ "idempotencyKey": "a", "name": "見本 健太", "email": TYPO, "profession": "NURSE" });
        app.data(administrator, invite, json!({ "input": input })).await;
        app.deliver().await;
        let [message] = &undelivered(app, administrator).await[..] else { panic!("one message") };
        assert_eq!((&message["message"], &message["name"]), (&json!("COLLEAGUE_INVITED"), &json!("見本 健太")));
        for other in [coordinator, officer] {
            assert_eq!(undelivered(app, other).await, Vec::<Value>::new());
            assert_eq!(app.refusal(other, AGAIN, again(message, "x")).await, "NOT_FOUND");
        }
        let html = page(app, administrator, HERE).await;
        assert!(html.contains("正しいメールアドレスで招き直してください"), "{html}");

        app.pass(Duration::days(8));
        assert_eq!(app.refusal(administrator, AGAIN, again(message, "x")).await, "DELIVERY_OVERTAKEN");
    })
    .await;
}

#[tokio::test]
async fn a_hub_sees_the_offer_that_did_not_arrive_and_the_office_that_it_was_for_too() {
    on_both(async |app| {
        let hub = app.coordinator();
        let clinic = app.region.clinics[0].first();
        let organizations = directory::organizations(&app.app.session(hub), &[clinic.organization]).await.unwrap();
        let office = organizations[&clinic.organization].email.clone().expect("an office").to_string();
        app.mailbox.set_fault_for(&office, Fault::Reject(550));
        let open = "mutation ($input: OpenConsultationInput!) { openConsultation(input: $input) { consultation { id } } }";
        let about = json!({ "unregistered": { "sex": "MALE", "needs": [] } });
        let input = json!({ "idempotencyKey": "a", "about": about, "services": ["HOME_MEDICAL_CARE"] });
        let opened = app.data(hub, open, json!({ "input": input })).await;
        let make = "mutation ($input: MakeOfferInput!) { makeOffer(input: $input) { offer { id } } }";
        let input = json!({ "idempotencyKey": "b", "consultation": opened["openConsultation"]["consultation"]["id"],
            "service": "HOME_MEDICAL_CARE", "organization": id("organization", clinic.organization),
            "answerWithinMinutes": 240 });
        app.data(hub, make, json!({ "input": input })).await;
        app.deliver().await;

        let [message] = &undelivered(app, hub).await[..] else { panic!("one message") };
        assert_eq!((&message["message"], &message["email"]), (&json!("OFFER_MADE"), &json!(office)));
        assert!(page(app, hub, HERE).await.contains("電話で伝えてください"));
        let keeper = app.with_role(clinic, Role::Administrator).await;
        assert_eq!(undelivered(app, keeper).await.len(), 1, "its own office is not to be reached");
        let html = page(app, keeper, HERE).await;
        assert!(html.contains("この機関のメールアドレスです"), "{html}");
        assert_eq!(undelivered(app, app.region.hospital.members[3]).await, Vec::<Value>::new());
        app.pass(Duration::hours(5));
        assert_eq!(app.refusal(hub, AGAIN, again(message, "x")).await, "DELIVERY_OVERTAKEN");
        app::run_timer::run_due_timers(&app.app).await.unwrap();
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn messages_come_in_pages_and_a_token_for_reading_sends_nothing() {
    on_both(async |app| {
        let by = app.social_worker();
        app.mailbox.set_fault_for(TYPO, Fault::Reject(550));
        for n in 1..=3 {
            scheduled(app, by, &n.to_string()).await;
        }
        app.deliver().await;
        let ask = "query ($after: String) { undeliveredMessages(first: 2, after: $after) {
            edges { node { id } } pageInfo { hasNextPage endCursor } } }";
        let first = app.data(by, ask, json!({})).await["undeliveredMessages"].take();
        assert_eq!(
            (first["edges"].as_array().unwrap().len(), &first["pageInfo"]["hasNextPage"]),
            (2, &json!(true))
        );
        let rest = app.data(by, ask, json!({ "after": first["pageInfo"]["endCursor"] })).await;
        let rest = &rest["undeliveredMessages"];
        assert_eq!(
            (rest["edges"].as_array().unwrap().len(), &rest["pageInfo"]["hasNextPage"]),
            (1, &json!(false))
        );

        let (session, browser) = (app.app.session(by), Some(Credential::session("a browser")));
        let label = Line::parse("読むだけ").unwrap();
        let token = make_token(&session, browser, PASSWORD, label, Scope::Reading, Duration::days(2)).await;
        let token = token.unwrap().1;
        let ask = json!({ "query": AGAIN, "variables": again(&first["edges"][0]["node"], "x") });
        let (_, answer) = app.post_graphql(Some(&token), &ask).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer}");
    })
    .await;
}

#[tokio::test]
async fn what_did_not_arrive_before_the_update_is_known_after_it() {
    on_both(async |app| {
        let by = app.social_worker();
        app.mailbox.set_fault_for(TYPO, Fault::Reject(550));
        scheduled(app, by, "1").await;
        app.deliver().await;
        for sql in [
            "UPDATE delivery SET state = 'dead', trouble = 'overtaken by what happened since' WHERE state = 'delivered'",
            "DROP INDEX delivery_by_sender",
            "DROP INDEX delivery_in_trouble",
            "DROP INDEX delivery_in_trouble_to",
            "ALTER TABLE delivery DROP COLUMN sender_id",
            "DELETE FROM seaql_migrations WHERE version = 'm24_undelivered'",
        ] {
            app.execute(sql).await;
        }
        app.migrate_again().await;
        let [message] = &undelivered(app, by).await[..] else { panic!("one message") };
        assert_eq!(message["message"], "CONFERENCE_SCHEDULED");
        assert_eq!(app.count("delivery WHERE state = 'overtaken' AND trouble IS NULL").await, 1);
        assert_eq!(undelivered(app, app.coordinator()).await, Vec::<Value>::new());
    })
    .await;
}
