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
        let input = json!({ "idempotencyKey": "consultation", "about": { "case": case }, "services": ["PHARMACY"] });
        let opened = app.data(app.social_worker(), open, json!({ "input": input })).await;
        let consultation = opened["openConsultation"]["consultation"].clone();
        assert!(consultation["withheldSince"].is_string());
        let ask = "query ($id: ID!) { consultation(id: $id) { withheldSince case { id } subject { ageFrom needs } }
            cases { edges { node { id } } } }";
        let seen = app.data(hub, ask, json!({ "id": consultation["id"] })).await;
        assert_eq!(seen["consultation"]["case"], Value::Null);
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
