//! What still lacks before a patient goes home, by when it is due, and from which day on the patient may go.

use serde_json::{Value, json};
use support::on_both;

const REGISTER: &str =
    "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id version } } }";
const READINESS: &str = "query ($id: ID!) { case(id: $id) { readiness { earliestOn
    preparations { matter progress liesWith dueOn hasRecords } } } }";
const OVERRIDE: &str =
    "mutation ($input: OverrideReadinessInput!) { overrideReadiness(input: $input) { case { version
    readiness { earliestOn preparations { matter progress overridden { reason by { name } } } } } } }";
const CLOSE: &str = "mutation ($input: CloseCaseInput!) { closeCase(input: $input) { case { state } } }";

#[tokio::test]
async fn what_lacks_has_an_owner_and_a_day_and_moves_the_earliest_day_of_discharge() {
    on_both(async |app| {
        let by = app.social_worker();
        let input = json!({ "idempotencyKey": "a", "admittedOn": "2026-11-20", "ward": "東5",
            "wardClass": "GENERAL", "expectedDischargeOn": "2026-11-25", "needs": ["OPIOID"],
            "patient": { "new": { "name": "見本 桜子", "nameKana": "ミホン サクラコ", "bornOn": "1940-01-01",
            "sex": "FEMALE" } } });
        let case =
            app.data(by, REGISTER, json!({ "input": input })).await["registerAdmission"]["case"].clone();
        let found = app.data(by, READINESS, json!({ "id": case["id"] })).await["case"]["readiness"].clone();
        assert_eq!(
            found["earliestOn"], "2026-11-30",
            "five business days after the 20th; the 23rd is a holiday"
        );
        let of = |matter: &str| -> Value {
            let all = found["preparations"].as_array().unwrap();
            all.iter().find(|preparation| preparation["matter"] == matter).cloned().unwrap_or_default()
        };
        for (matter, progress, owner, due, has_records) in [
            ("NEEDS", "READY", "DISCHARGE_SUPPORT", "2026-11-20", true),
            ("HOME_MEDICAL_CARE", "LACKING", "DISCHARGE_SUPPORT", "2026-11-20", true),
            ("OPIOIDS", "NOT_RECORDED", "DISCHARGE_SUPPORT", "2026-11-20", false),
            ("FIRST_CALL", "LACKING", "CARE_MANAGER", "2026-11-24", true),
            ("ADVANCE_CARE_PLANNING", "NOT_RECORDED", "CARE_MANAGER", "2026-11-24", true),
        ] {
            let expected = json!({ "matter": matter, "progress": progress, "liesWith": owner, "dueOn": due,
                "hasRecords": has_records });
            assert_eq!(of(matter), expected);
        }
        assert_eq!(of("DEVICES"), Value::Null, "no need asks for devices");

        let path = case["id"].as_str().unwrap().split_once('_').unwrap().1;
        let path = format!("/cases/{}", uuid::Uuid::parse_str(path).unwrap());
        let (_, page) = app.page(Some(by), &path).await;
        for expected in [
            "退院予定日に間に合わないおそれがあります。記録から見た最も早い日: 11/30(月)",
            "? 記録なし",
            "入退院支援部門・11/20(金)まで",
            "要にはまだ記録欄がありません",
        ] {
            assert!(page.contains(expected), "{expected} in {page}");
        }

        let mut version = case["version"].clone();
        let mut decided = Value::Null;
        for matter in ["HOME_MEDICAL_CARE", "CARE_MANAGEMENT", "CONSENT"] {
            let input = json!({ "case": case["id"], "expectedVersion": version, "matter": matter,
                "reason": "娘の家の近くの医師に頼んである" });
            decided =
                app.data(by, OVERRIDE, json!({ "input": input })).await["overrideReadiness"]["case"].clone();
            version = decided["version"].clone();
        }
        assert_eq!(decided["readiness"]["earliestOn"], "2026-11-26", "three business days are left");
        let all = decided["readiness"]["preparations"].as_array().unwrap();
        let medical_care = all.iter().find(|one| one["matter"] == "HOME_MEDICAL_CARE").unwrap();
        assert_eq!(medical_care["progress"], "LACKING", "it is no more done than before");
        assert_eq!(medical_care["overridden"]["reason"], "娘の家の近くの医師に頼んである");
        let (_, page) = app.page(Some(by), &path).await;
        for expected in
            ["記録から見た最も早い日: 11/26(木)", "待たずに進める: 娘の家の近くの医師に頼んである"]
        {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let version = version.to_string();
        let empty = [("expectedVersion", &*version), ("matter", "plan"), ("overrideReason", "")];
        let (_, _, page) = app.form(Some(by), &format!("{path}/overrides"), &empty).await;
        assert!(
            page.contains("id=\"override-overrideReason-problem\""),
            "without a reason nothing is decided: {page}"
        );
        let back = [("expectedVersion", &*version), ("matter", "home_medical_care"), ("how", "restore")];
        app.form(Some(by), &format!("{path}/overrides"), &back).await;
        let found = app.data(by, READINESS, json!({ "id": case["id"] })).await;
        assert_eq!(found["case"]["readiness"]["earliestOn"], "2026-11-30");

        let input = json!({ "case": case["id"], "expectedVersion": 5, "outcome": "DIED" });
        app.data(by, CLOSE, json!({ "input": input })).await;
        let found = app.data(by, READINESS, json!({ "id": case["id"] })).await;
        assert_eq!(found["case"]["readiness"], Value::Null, "nothing is left to be seen to");
        app.deliver().await;
    })
    .await;
}
