//! Nobody but the patient's own hospital sees a patient without consent: no team, no hub; and a consent that is
//! withdrawn shuts at once.

use axum::http::StatusCode;
use domain::access::Member;
use serde_json::{Value, json};
use support::{TestApp, on_both};

fn id<T>(prefix: &str, id: domain::Id<T>) -> String {
    format!("{prefix}_{}", id.uuid().simple())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// A patient with a daughter is admitted; the identifier of the case.
async fn admitted(app: &TestApp) -> String {
    let document =
        "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
    let input = json!({
        "idempotencyKey": "admission",
        "patient": { "new": {
            "number": "M00001", "name": "見本 春子", "nameKana": "ミホン ハルコ", "bornOn": "1946-04-01", "sex": "FEMALE",
            "municipality": "11201",
            "relatedPeople": [{ "name": "見本 夏子", "relation": "長女", "role": "KEY_PERSON", "phone": "090-0000-0000" }]
        } },
        "admittedOn": "2026-11-20", "ward": "緩和", "wardClass": "GENERAL", "needs": ["OPIOID"]
    });
    let data = app.data(app.social_worker(), document, json!({ "input": input })).await;
    text(&data["registerAdmission"]["case"]["id"])
}

fn joining(case: &str, who: Member, role: &str, consent: Value) -> Value {
    json!({ "input": {
        "idempotencyKey": format!("join-{role}-{consent}"), "case": case,
        "organization": id("organization", who.organization), "role": role, "consent": consent,
    } })
}

const JOIN: &str = "mutation ($input: JoinTeamInput!) { joinTeam(input: $input) { careTeam { members { withheldSince organization { id } } } } }";
const RECORD: &str = "mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { case {
    consents { id form purpose givenOn takenBy { id } document } careTeam { members { withheldSince } } } } }";
const CASE: &str = "query ($id: ID!) { case(id: $id) { id patient { name } } }";

async fn says(app: &TestApp, case: &str, name: &str, more: Value) -> Value {
    let mut input = json!({ "idempotencyKey": name, "case": case, "reach": "THIS_CASE" });
    let (Value::Object(into), Value::Object(more)) = (&mut input, more) else { panic!("an object") };
    into.extend(more);
    app.data(app.social_worker(), RECORD, json!({ "input": input })).await["recordConsent"]["case"].clone()
}

/// The path of the case's page.
fn page_of(case: &str) -> String {
    let uuid = uuid::Uuid::try_parse(case.strip_prefix("case_").unwrap()).unwrap();
    format!("/cases/{uuid}")
}

#[tokio::test]
async fn an_organization_joins_a_team_only_by_consent() {
    on_both(async |app| {
        let case = admitted(app).await;
        let (hospital, nurse) = (app.social_worker(), app.region.stations[0].first());
        let missing = joining(&case, nurse, "VISITING_NURSE", Value::Null);
        assert_eq!(app.refusal(hospital, JOIN, missing).await, "CONSENT_MISSING");
        let implied = joining(&case, nurse, "VISITING_NURSE", json!({ "form": "IMPLIED" }));
        assert_eq!(app.refusal(hospital, JOIN, implied).await, "CONSENT_MISSING");
        let paperless = joining(&case, nurse, "VISITING_NURSE", json!({ "form": "WRITTEN" }));
        assert_eq!(app.refusal(hospital, JOIN, paperless).await, "CONSENT_DOCUMENT_MISSING");
        assert_eq!(app.count("consent").await, 0, "what was refused left nothing");
        let oral = joining(&case, nurse, "VISITING_NURSE", json!({ "form": "ORAL_NOTED" }));
        app.data(hospital, JOIN, oral).await;
        assert_eq!(
            app.data(nurse, CASE, json!({ "id": case })).await["case"]["patient"]["name"],
            "見本 春子"
        );

        let everyone =
            json!({ "purpose": "CARE", "consent": { "form": "WRITTEN", "document": "同意書綴り" } });
        let recorded = says(app, &case, "everyone", everyone).await;
        assert_eq!(recorded["consents"].as_array().unwrap().len(), 2);
        assert_eq!(recorded["consents"][1]["takenBy"]["id"], *id("person", hospital.person));
        let pharmacy = app.region.pharmacies[0].first();
        app.data(hospital, JOIN, joining(&case, pharmacy, "PHARMACY", Value::Null)).await;
        let refused =
            json!({ "purpose": "CARE", "recipientKind": "CLINIC", "consent": { "form": "REFUSED" } });
        says(app, &case, "no-clinic", refused).await;
        let clinic = joining(&case, app.home_physician(), "HOME_ATTENDING", Value::Null);
        assert_eq!(app.refusal(hospital, JOIN, clinic).await, "CONSENT_REFUSED");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_consent_shuts_an_organization_out_from_the_next_request_on() {
    on_both(async |app| {
        let case = admitted(app).await;
        let (hospital, nurse) = (app.social_worker(), app.region.stations[0].first());
        let oral = joining(&case, nurse, "VISITING_NURSE", json!({ "form": "ORAL_NOTED" }));
        app.data(hospital, JOIN, oral).await;
        let ask = "query ($id: ID!) { case(id: $id) { consents { id } } }";
        let given = app.data(nurse, ask, json!({ "id": case })).await;
        let withdraw = "mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) {
            case { careTeam { members { withheldSince } } } } }";
        let input = json!({ "idempotencyKey": "out", "case": case, "consent": given["case"]["consents"][0]["id"],
            "basis": "ご本人から電話" });
        let out = app.data(hospital, withdraw, json!({ "input": input })).await;
        assert!(out["withdrawConsent"]["case"]["careTeam"]["members"][0]["withheldSince"].is_string());
        assert_eq!(app.count("event WHERE code = 'access_withheld'").await, 1);

        assert_eq!(app.refusal(nurse, CASE, json!({ "id": case })).await, "NOT_FOUND");
        let cases = app.data(nurse, "{ cases { edges { node { id } } } }", json!({})).await;
        assert_eq!(cases["cases"]["edges"], json!([]));
        let (shut, page) = app.page(Some(nurse), &page_of(&case)).await;
        let (unknown, nothing) = app.page(Some(nurse), "/cases/00000000-0000-0000-0000-000000000000").await;
        assert_eq!((shut, unknown), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(page, nothing, "shut out looks as if there were nothing");

        let again = json!({ "purpose": "CARE", "recipient": id("organization", nurse.organization),
            "consent": { "form": "ORAL_NOTED" } });
        let recorded = says(app, &case, "again", again).await;
        assert_eq!(recorded["careTeam"]["members"][0]["withheldSince"], Value::Null);
        assert_eq!(app.data(nurse, CASE, json!({ "id": case })).await["case"]["id"], *case);
        assert_eq!(app.count("event WHERE code = 'access_opened'").await, 1);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_hub_without_consent_works_without_a_name_and_sees_it_once_consent_is_recorded() {
    on_both(async |app| {
        let case = admitted(app).await;
        let hub = app.coordinator();
        let open = "mutation ($input: OpenConsultationInput!) { openConsultation(input: $input) { consultation { id withheldSince } } }";
        let input = json!({ "idempotencyKey": "consultation", "about": { "case": case }, "services": ["PHARMACY"],
            "note": "見本さんの長女が来られます" });
        let opened = app.data(app.social_worker(), open, json!({ "input": input })).await;
        let consultation = opened["openConsultation"]["consultation"].clone();
        assert!(consultation["withheldSince"].is_string());
        let ask = "query ($id: ID!) { consultation(id: $id) { withheldSince note case { id } subject { ageFrom needs } }
            cases { edges { node { id } } } }";
        let seen = app.data(hub, ask, json!({ "id": consultation["id"] })).await;
        assert_eq!(seen["consultation"]["case"], Value::Null);
        assert_eq!(seen["consultation"]["note"], Value::Null, "free text might name the patient");
        assert_eq!(seen["consultation"]["subject"]["ageFrom"], 80);
        assert_eq!(seen["cases"]["edges"], json!([]));
        assert_eq!(app.refusal(hub, CASE, json!({ "id": case })).await, "NOT_FOUND");
        let uuid = uuid::Uuid::try_parse(text(&consultation["id"]).strip_prefix("consultation_").unwrap()).unwrap();
        let (status, page) = app.page(Some(hub), &format!("/consultations/{uuid}")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains("春子") && page.contains("氏名は表示されません"), "{page}");

        let pharmacy = app.region.pharmacies[0].first();
        let offer = "mutation ($input: MakeOfferInput!) { makeOffer(input: $input) { offer { id version } } }";
        let input = json!({ "idempotencyKey": "offer", "consultation": consultation["id"], "service": "PHARMACY",
            "organization": id("organization", pharmacy.organization), "answerWithinMinutes": 240 });
        let made = app.data(hub, offer, json!({ "input": input })).await["makeOffer"]["offer"].clone();
        let accept = "mutation ($input: AcceptOfferInput!) { acceptOffer(input: $input) { offer { version } } }";
        let input = json!({ "offer": made["id"], "expectedVersion": made["version"] });
        let accepted = app.data(pharmacy, accept, json!({ "input": input })).await;
        let confirm = "mutation ($input: ConfirmOfferInput!) { confirmOffer(input: $input) { offer { state } } }";
        let input = json!({ "offer": made["id"], "expectedVersion": accepted["acceptOffer"]["offer"]["version"],
            "consent": { "form": "ORAL_NOTED" } });
        assert_eq!(app.refusal(hub, confirm, json!({ "input": input })).await, "CONSENT_MISSING");

        let coordination = json!({ "purpose": "COORDINATION", "recipientKind": "HUB", "consent": { "form": "ORAL_NOTED" } });
        says(app, &case, "hub", coordination).await;
        assert_eq!(app.data(hub, CASE, json!({ "id": case })).await["case"]["patient"]["name"], "見本 春子");
        assert_eq!(app.data(hub, confirm, json!({ "input": input })).await["confirmOffer"]["offer"]["state"], "CONFIRMED");
        let seen = app.data(hub, ask, json!({ "id": consultation["id"] })).await;
        assert_eq!(seen["consultation"]["note"], "見本さんの長女が来られます", "nothing of it was lost");
        let other = json!({ "purpose": "COORDINATION", "consent": { "form": "REFUSED" } });
        says(app, &case, "no-hub", other).await;
        assert_eq!(app.refusal(hub, CASE, json!({ "id": case })).await, "NOT_FOUND");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_consent_is_recorded_and_withdrawn_on_the_page_of_the_case() {
    on_both(async |app| {
        let case = admitted(app).await;
        let hospital = Some(app.social_worker());
        let path = page_of(&case);
        let fields = [
            ("idempotencyKey", "page"),
            ("consentPurpose", "care"),
            ("consentBy", ""),
            ("consentRecipient", "everyone"),
            ("consentForm", "written"),
            ("consentDocument", ""),
            ("consentGround", ""),
            ("consentBasis", ""),
            ("consentOn", "2026-11-20"),
            ("consentReach", "this"),
        ];
        let to = format!("{path}/consents");
        let (status, _, page) = app.form(hospital, &to, &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("同意書の保管場所を記入してください"), "{page}");
        let mut signed = fields;
        signed[5].1 = "病棟の綴り";
        let (status, _, body) = app.form(hospital, &to, &signed).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        let (_, page) = app.page(hospital, &path).await;
        assert!(page.contains("書面: 病棟の綴り") && page.contains("関わるすべての機関"), "{page}");
        let consent = page.split("name=\"consent\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let withdraw = [("idempotencyKey", "page-2"), ("consent", consent), ("consentBasis", "電話で")];
        let (status, _, body) = app.form(hospital, &format!("{to}/withdraw"), &withdraw).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        let (_, page) = app.page(hospital, &path).await;
        assert!(page.contains("× 撤回"), "{page}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_relative_is_shown_to_a_care_manager_only_once_the_relative_has_signed() {
    on_both(async |app| {
        let case = admitted(app).await;
        let (hospital, manager) = (app.social_worker(), app.region.offices[0].first());
        let nurse = app.region.stations[0].first();
        for (who, role) in [(manager, "CARE_MANAGER"), (nurse, "VISITING_NURSE")] {
            app.data(hospital, JOIN, joining(&case, who, role, json!({ "form": "ORAL_NOTED" }))).await;
        }
        let ask = "query ($id: ID!) { case(id: $id) { patient { name relatedPeople { id name relation phone } } } }";
        let relatives = async |who: Member| {
            let seen = app.data(who, ask, json!({ "id": case })).await;
            assert_eq!(seen["case"]["patient"]["name"], "見本 春子");
            seen["case"]["patient"]["relatedPeople"].clone()
        };
        let daughter = relatives(hospital).await[0].clone();
        assert_eq!(daughter["name"], "見本 夏子");
        assert_eq!(relatives(nurse).await[0], daughter);
        assert_eq!(relatives(manager).await, json!([]));
        let path = page_of(&case);
        let (status, page) = app.page(Some(manager), &path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("春子") && !page.contains("夏子") && !page.contains("090-0000-0000"), "{page}");

        let family = |form: &str| json!({ "purpose": "CONFERENCE_FAMILY", "relatedPerson": daughter["id"],
            "consent": { "form": form, "document": "同意書（ご家族）" } });
        says(app, &case, "oral", family("ORAL_NOTED")).await;
        assert_eq!(relatives(manager).await, json!([]), "word of mouth is not enough");
        says(app, &case, "written", family("WRITTEN")).await;
        assert_eq!(relatives(manager).await[0], daughter);
        let (_, page) = app.page(Some(manager), &path).await;
        assert!(page.contains("夏子"), "{page}");
        says(app, &case, "withdrawn", family("WITHDRAWN")).await;
        assert_eq!(relatives(manager).await, json!([]));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn an_organization_asked_sees_a_summary_without_a_place_or_a_free_text() {
    on_both(async |app| {
        let case = admitted(app).await;
        let (hospital, hub, pharmacy) = (app.social_worker(), app.coordinator(), app.region.pharmacies[0].first());
        let open = "mutation ($input: OpenConsultationInput!) { openConsultation(input: $input) { consultation { id } } }";
        let input = json!({ "idempotencyKey": "consultation", "about": { "case": case }, "services": ["PHARMACY"],
            "note": "長女の春夏さんに連絡", "consent": { "form": "ORAL_NOTED" } });
        let opened = app.data(hospital, open, json!({ "input": input })).await;
        let consultation = opened["openConsultation"]["consultation"]["id"].clone();
        let offer = "mutation ($input: MakeOfferInput!) { makeOffer(input: $input) { offer { id } } }";
        let input = json!({ "idempotencyKey": "offer", "consultation": consultation, "service": "PHARMACY",
            "organization": id("organization", pharmacy.organization), "answerWithinMinutes": 240 });
        app.data(hub, offer, json!({ "input": input })).await;
        let expect = "mutation ($input: ExpectDischargeInput!) { expectDischarge(input: $input) { case { version } } }";
        let input = json!({ "case": case, "expectedVersion": 1, "on": "2026-12-01", "destination": { "kind": "HOME" } });
        app.data(hospital, expect, json!({ "input": input })).await;

        let ask = "{ offersToMe { id note hub { name } subject { ageFrom sex municipality { name } needs expectedDischargeOn
            location { latitude } } } }";
        let seen = app.data(pharmacy, ask, json!({})).await["offersToMe"][0].clone();
        let subject = json!({ "ageFrom": 80, "sex": "FEMALE", "municipality": { "name": "川越市" }, "needs": ["OPIOID"],
            "expectedDischargeOn": "2026-12-01", "location": null });
        assert_eq!(seen["subject"], subject);
        assert_eq!(seen["note"], Value::Null);
        let (_, page) = app.page(Some(pharmacy), "/requests").await;
        let mails: String = app.deliver().await.iter().map(|mail| format!("{}{}", mail.subject, mail.text)).collect();
        for shown in [page, mails] {
            for hidden in ["春子", "ミホン", "春夏", "緩和", "M00001"] {
                assert!(!shown.contains(hidden), "{hidden} in {shown}");
            }
        }
        let consult = "query ($id: ID!) { consultation(id: $id) { note } }";
        assert_eq!(app.refusal(pharmacy, consult, json!({ "id": consultation })).await, "NOT_FOUND");
        assert_eq!(app.refusal(pharmacy, CASE, json!({ "id": case })).await, "NOT_FOUND");
    })
    .await;
}

#[tokio::test]
async fn the_conference_page_says_whether_screens_may_be_shared() {
    on_both(async |app| {
        let case = admitted(app).await;
        let hospital = app.social_worker();
        let document = "mutation ($input: DraftConferenceInput!) { draftConference(input: $input) { conference { id } } }";
        let input = json!({ "idempotencyKey": "conference", "case": case, "conference": {
            "kind": "DISCHARGE", "title": "退院時カンファレンス", "durationMinutes": 30,
            "videoAddress": "https://video.example.jp/mihon", "agenda": [], "participants": [
                { "person": id("person", app.region.hospital.members[1].person), "requirement": "REQUIRED",
                  "mode": "ON_SITE", "travelMinutes": 0 } ] } });
        let data = app.data(hospital, document, json!({ "input": input })).await;
        let conference = text(&data["draftConference"]["conference"]["id"]);
        let ask = "query ($id: ID!) { conference(id: $id) { screenSharing } }";
        let uuid = uuid::Uuid::try_parse(conference.strip_prefix("conference_").unwrap()).unwrap();
        for (form, standing, said) in
            [(None, "MISSING", "同意の記録なし"), (Some("ORAL_NOTED"), "COVERED", "同意あり"), (Some("REFUSED"), "REFUSED", "拒否・撤回")]
        {
            if let Some(form) = form {
                says(app, &case, form, json!({ "purpose": "SCREEN_SHARING", "consent": { "form": form } })).await;
            }
            let seen = app.data(hospital, ask, json!({ "id": conference })).await;
            assert_eq!(seen["conference"]["screenSharing"], standing);
            let (_, page) = app.page(Some(hospital), &format!("/conferences/{uuid}")).await;
            assert!(page.contains(said), "{page}");
        }
        app.deliver().await;
    })
    .await;
}
