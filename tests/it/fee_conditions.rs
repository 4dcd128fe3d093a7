//! The fee conditions of a conference: one check, the same for the hospital and for the care manager.

use axum::http::StatusCode;
use domain::{Timestamp, access::Member};
use serde_json::{Value, json};
use support::{TestApp, on_both};
use time::macros::{date, time};

const REGISTER: &str =
    "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
const JOIN: &str =
    "mutation ($input: JoinTeamInput!) { joinTeam(input: $input) { careTeam { openDuties } } }";
const DRAFT: &str = "mutation ($input: DraftConferenceInput!) { draftConference(input: $input) { conference {
    id version participants { id seat } } } }";
const PROPOSE: &str = "mutation ($input: ProposeTimesInput!) { proposeTimes(input: $input) { conference {
    id version times { id } participants { id seat } } } }";
const SCHEDULE: &str = "mutation ($input: ScheduleConferenceInput!) { scheduleConference(input: $input) {
    conference { id version times { id } participants { id seat } } } }";
const ANSWER: &str =
    "mutation ($input: RecordAnswerInput!) { recordAnswer(input: $input) { conference { id } } }";
const HOLD: &str =
    "mutation ($input: HoldConferenceInput!) { holdConference(input: $input) { conference { id } } }";
const CONDITIONS: &str = "query ($id: ID!) { conference(id: $id) { feeConditions { on
    checks { item edition standing points source confidence barrier barrierText owed flags
        lines { key answer reason why text } }
    oneMore { party side completes } times { time met attended open } } } }";

fn id<T>(prefix: &str, id: domain::Id<T>) -> String {
    format!("{prefix}_{}", id.uuid().simple())
}

fn path(conference: &Value) -> String {
    let id = conference["id"].as_str().unwrap().split_once('_').unwrap().1;
    format!("/conferences/{}", uuid::Uuid::parse_str(id).unwrap())
}

/// A case with the care manager on its team.
async fn admitted(app: &TestApp) -> Value {
    let input = json!({ "idempotencyKey": "a", "admittedOn": "2026-11-20", "ward": "東5", "wardClass": "GENERAL",
        "expectedDischargeOn": "2026-12-11", "patient": { "new": { "name": "見本 桜子",
        "nameKana": "ミホン サクラコ", "bornOn": "1940-01-01", "sex": "FEMALE" } } });
    let case = app.data(app.social_worker(), REGISTER, json!({ "input": input })).await["registerAdmission"]
        ["case"]
        .take();
    let office = id("organization", app.care_manager().organization);
    let join = json!({ "idempotencyKey": "j", "case": case["id"], "organization": office,
        "role": "CARE_MANAGER", "consent": { "form": "ORAL_NOTED" } });
    app.data(app.social_worker(), JOIN, json!({ "input": join })).await;
    case
}

/// A conference with the hospital's physician, the home physician and the care manager, and who else is named.
async fn drafted(app: &TestApp, case: Option<&Value>, kind: &str, more: Vec<Value>) -> Value {
    let known = |member: Member, seat: &str| json!({ "person": id("person", member.person), "seat": seat, "requirement": "SHOULD", "mode": "ON_SITE" });
    let physician = json!({ "name": "見本 院長", "organization": id("organization", app.social_worker().organization),
        "seat": "HOSPITAL_PHYSICIAN", "requirement": "SHOULD", "mode": "ON_SITE" });
    let mut participants = vec![
        physician,
        known(app.home_physician(), "HOME_PHYSICIAN"),
        known(app.care_manager(), "CARE_MANAGER"),
    ];
    participants.extend(more);
    let left_out: Vec<_> = ["WARD_NURSE", "VISITING_NURSE"]
        .iter()
        .map(|seat| json!({ "seat": seat, "reason": "見本" }))
        .collect();
    let input = json!({ "idempotencyKey": kind, "case": case.map(|case| case["id"].clone()),
        "conference": { "kind": kind, "title": "退院時カンファレンス", "durationMinutes": 30,
        "participants": participants, "leftOut": left_out } });
    app.data(app.social_worker(), DRAFT, json!({ "input": input })).await["draftConference"]["conference"]
        .take()
}

fn pharmacist(app: &TestApp) -> Value {
    let pharmacy = id("organization", app.region.pharmacies[0].organization);
    json!({ "name": "見本 薬子", "organization": pharmacy, "seat": "PHARMACIST", "requirement": "SHOULD",
        "mode": "ON_SITE" })
}

async fn scheduled(app: &TestApp, conference: &Value) -> Value {
    let input = json!({ "conference": conference["id"], "expectedVersion": conference["version"],
        "startsAt": "2026-11-27T13:00:00+09:00" });
    app.data(app.social_worker(), SCHEDULE, json!({ "input": input })).await["scheduleConference"]["conference"]
        .take()
}

async fn conditions(app: &TestApp, by: Member, conference: &Value) -> Value {
    app.data(by, CONDITIONS, json!({ "id": conference["id"] })).await["conference"]["feeConditions"].take()
}

fn check<'a>(conditions: &'a Value, item: &str) -> &'a Value {
    conditions["checks"].as_array().unwrap().iter().find(|check| check["item"] == item).unwrap()
}

fn line<'a>(check: &'a Value, key: &str) -> &'a Value {
    check["lines"].as_array().unwrap().iter().find(|line| line["key"] == key).unwrap()
}

#[tokio::test]
async fn the_hospital_and_the_care_manager_see_the_same_check() {
    on_both(async |app| {
        let case = admitted(app).await;
        let drafted = drafted(app, Some(&case), "DISCHARGE", vec![pharmacist(app)]).await;
        let conference = scheduled(app, &drafted).await;
        let seen = conditions(app, app.social_worker(), &conference).await;
        assert_eq!(seen, conditions(app, app.care_manager(), &conference).await);
        assert_eq!(seen["on"], "2026-11-27");

        let note3 = check(&seen, "B005_NOTE3");
        assert_eq!((&note3["standing"], &note3["edition"]), (&json!("UNKNOWN"), &json!("2026-06")));
        assert_eq!((&note3["points"], &note3["confidence"]), (&json!(2000), &json!("OFFICIAL")));
        assert_eq!(line(note3, "three_parties")["answer"], "MET");
        assert_eq!(line(note3, "hospital_side")["answer"], "MET");
        assert_eq!(
            (&line(note3, "consent")["answer"], &line(note3, "consent")["reason"]),
            (&json!("UNKNOWN"), &json!("NOT_RECORDED")),
            "what nobody recorded is not no"
        );
        assert_eq!(note3["owed"], json!(["GUIDANCE", "RECORD"]));
        let ro = check(&seen, "A246_1_RO");
        assert_eq!((&ro["standing"], &ro["barrier"]), (&json!("NOT_HERE"), &json!("WARD")));
        let order: Vec<_> =
            seen["checks"].as_array().unwrap().iter().map(|check| &check["standing"]).collect();
        assert!(order.windows(2).all(|two| two[0] != "NOT_HERE" || two[1] == "NOT_HERE"), "{order:?}");

        for member in [app.social_worker(), app.care_manager()] {
            let (status, page) = app.page(Some(member), &path(&conference)).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            let section = page.split("id=\"conditions\"").nth(1).expect("the conditions");
            let section = section.split("</section>").next().unwrap();
            for text in ["B005 注3 多機関共同指導加算", "2000点", "点数は原文未確認", "記録がありません。"]
            {
                assert!(section.contains(text), "{text}: {section}");
            }
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn two_outside_parties_lack_a_third_and_each_who_could_be_it_is_named() {
    on_both(async |app| {
        let case = admitted(app).await;
        let drafted = drafted(app, Some(&case), "DISCHARGE", vec![]).await;
        let seen = conditions(app, app.social_worker(), &drafted).await;
        assert_eq!(seen["on"], "2026-11-20", "without a time it is judged as of today");
        let note3 = check(&seen, "B005_NOTE3");
        let parties = line(note3, "three_parties");
        assert_eq!((&note3["standing"], &parties["answer"]), (&json!("LACKING"), &json!("LACKING")));
        assert_eq!(
            (&parties["reason"], &parties["why"]),
            (&json!("TOO_FEW"), &json!("3必要なところ、2です。"))
        );
        let completes = |addition: &&Value| {
            addition["completes"].as_array().unwrap().iter().any(|item| item == "B005_NOTE3")
        };
        let who: Vec<_> = seen["oneMore"].as_array().unwrap().iter().filter(completes).collect();
        let who: Vec<_> = who.into_iter().map(|addition| addition["party"].as_str().unwrap()).collect();
        for party in ["PHARMACIST", "DENTISTRY", "VISITING_NURSE", "CONSULTATION_SUPPORT"] {
            assert!(who.contains(&party), "{party} of {who:?}");
        }
        assert!(!who.contains(&"HOME_NURSE"), "of one category with the home physician");
        let (_, page) = app.page(Some(app.social_worker()), &path(&drafted)).await;
        let more = page.split("あと1人加わると").nth(1).expect("what one more would add");
        assert!(more.contains("保険薬局の薬剤師"), "{more}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn each_time_asked_about_says_what_it_would_come_to() {
    on_both(async |app| {
        let case = admitted(app).await;
        let drafted = drafted(app, Some(&case), "DISCHARGE", vec![pharmacist(app)]).await;
        let input = json!({ "conference": drafted["id"], "expectedVersion": drafted["version"],
            "starts": ["2026-11-26T13:00:00+09:00", "2026-11-27T13:00:00+09:00"] });
        let asked = app.data(app.social_worker(), PROPOSE, json!({ "input": input })).await["proposeTimes"]["conference"].take();
        let none = conditions(app, app.care_manager(), &asked).await;
        assert!(none["times"][0]["open"].as_array().unwrap().contains(&json!("B005_NOTE3")), "{none}");

        let yes = json!({ "yes": { "mode": "ON_SITE" } });
        let no = json!({ "no": { "reason": "ON_DUTY" } });
        for participant in asked["participants"].as_array().unwrap() {
            let second = if participant["seat"] == "PHARMACIST" { &no } else { &yes };
            let input = json!({ "conference": asked["id"], "channel": "PHONE", "participant": participant["id"],
                "answers": [{ "time": asked["times"][0]["id"], "choice": yes },
                    { "time": asked["times"][1]["id"], "choice": second }] });
            app.data(app.social_worker(), ANSWER, json!({ "input": input })).await;
        }
        let seen = conditions(app, app.care_manager(), &asked).await;
        let note3 = json!("B005_NOTE3");
        let (first, second) = (&seen["times"][0], &seen["times"][1]);
        assert!(first["attended"].as_array().unwrap().contains(&note3), "{first}");
        for list in ["met", "attended", "open"] {
            assert!(!second[list].as_array().unwrap().contains(&note3), "{list}: {second}");
        }
        let (_, page) = app.page(Some(app.care_manager()), &path(&asked)).await;
        let times = page.split("<thead>").nth(1).and_then(|rest| rest.split("</thead>").next()).unwrap();
        assert_eq!(times.matches("B005 注3").count(), 1, "{times}");
        app.deliver().await;
    })
    .await;
}

/// A discharge conference that took place on the 27th, to which the pharmacist did not come.
pub(crate) async fn held(app: &TestApp) -> Value {
    let case = admitted(app).await;
    let drafted = drafted(app, Some(&case), "DISCHARGE", vec![pharmacist(app)]).await;
    let conference = scheduled(app, &drafted).await;
    app.set_time(Timestamp::tokyo(date!(2026 - 11 - 28), time!(9:00)));
    let attendance = conference["participants"].as_array().unwrap().iter().map(|participant| {
        let presence = match participant["seat"].as_str() {
            Some("PHARMACIST") => json!({ "absent": "ON_DUTY" }),
            Some("HOME_PHYSICIAN") => json!({ "present": "VIDEO" }),
            _ => json!({ "present": "ON_SITE" }),
        };
        json!({ "participant": participant["id"], "presence": presence })
    });
    let input = json!({ "conference": conference["id"], "expectedVersion": conference["version"],
        "attendance": attendance.collect::<Vec<_>>() });
    app.data(app.social_worker(), HOLD, json!({ "input": input })).await;
    conference
}

#[tokio::test]
async fn once_it_took_place_only_those_count_who_were_there() {
    on_both(async |app| {
        let conference = held(app).await;
        let seen = conditions(app, app.care_manager(), &conference).await;
        assert_eq!(line(check(&seen, "B005_NOTE3"), "three_parties")["reason"], "TOO_FEW", "{seen}");
        let doctor = line(check(&seen, "B005_NOTE2"), "home_doctor");
        assert_eq!((&doctor["answer"], &doctor["reason"]), (&json!("UNKNOWN"), &json!("WAY_NOT_NAMED")));
        assert!(check(&seen, "B005_NOTE2")["flags"].as_array().unwrap().contains(&json!("VIDEO_NOT_STATED")));
        assert_eq!((&seen["on"], &seen["oneMore"]), (&json!("2026-11-27"), &json!([])), "it is over");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_factor_that_the_screening_found_is_known_to_the_check() {
    on_both(async |app| {
        let case = admitted(app).await;
        let drafted = drafted(app, Some(&case), "DISCHARGE", vec![]).await;
        let record = "mutation ($input: RecordCircumstancesInput!) {
            recordCircumstances(input: $input) { case { version } } }";
        let mut version = json!(1);
        for (screened, expected) in [
            (json!({}), "UNKNOWN"),
            (json!({ "screening": "POSITIVE", "screenedOn": "2026-11-20" }), "UNKNOWN"),
            (json!({ "screening": "POSITIVE", "screenedOn": "2026-11-20", "factors": ["POVERTY"] }), "MET"),
            (json!({ "screening": "NEGATIVE", "screenedOn": "2026-11-20" }), "LACKING"),
        ] {
            let input = json!({ "case": case["id"], "expectedVersion": version, "circumstances": screened });
            let told = app.data(app.social_worker(), record, json!({ "input": input })).await;
            version = told["recordCircumstances"]["case"]["version"].clone();
            let seen = conditions(app, app.social_worker(), &drafted).await;
            assert_eq!(line(check(&seen, "A246_1_I"), "factor")["answer"], expected, "{screened}");
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_start_that_is_looked_at_says_what_those_who_can_come_would_meet() {
    on_both(async |app| {
        let case = admitted(app).await;
        let drafted = drafted(app, Some(&case), "DISCHARGE", vec![pharmacist(app)]).await;
        let query = "query ($id: ID!) { conference(id: $id) { possibleTimes(from: \"2026-11-24\", until: \"2026-11-30\") {
            explain(startsAt: \"2026-11-27T04:00:00Z\") { absent { absence } feeConditions {
            met attended oneMore { party completes } } } } } }";
        let looked_at = async || {
            let found = app.data(app.social_worker(), query, json!({ "id": drafted["id"] })).await;
            found["conference"]["possibleTimes"]["explain"].clone()
        };
        let all_come = looked_at().await;
        let three_parties = json!("B005_NOTE3");
        assert_eq!(all_come["absent"], json!([]));
        assert!(all_come["feeConditions"]["attended"].as_array().unwrap().contains(&three_parties), "{all_come}");

        let physician = app.home_physician();
        let study = json!({ "idempotencyKey": "study", "conference": { "kind": "CASE_STUDY", "title": "事例検討",
            "durationMinutes": 60, "participants": [{ "person": id("person", physician.person),
            "requirement": "REQUIRED", "mode": "ON_SITE" }] } });
        let study = app.data(physician, DRAFT, json!({ "input": study })).await["draftConference"]["conference"].clone();
        let booked = json!({ "conference": study["id"], "expectedVersion": study["version"],
            "startsAt": "2026-11-27T04:00:00.000Z" });
        app.data(physician, SCHEDULE, json!({ "input": booked })).await;
        let two_come = looked_at().await;
        assert_eq!(two_come["absent"], json!([{ "absence": "BUSY" }]), "{two_come}");
        let conditions = &two_come["feeConditions"];
        assert!(!conditions["attended"].as_array().unwrap().contains(&three_parties), "{conditions}");
        let more = conditions["oneMore"].as_array().unwrap();
        assert!(more.iter().any(|one| one["completes"].as_array().unwrap().contains(&three_parties)), "{conditions}");

        let at = Timestamp::tokyo(date!(2026 - 11 - 27), time!(13:00)).millis();
        let asked = format!("{}?from=2026-11-24&until=2026-11-30&at={at}", path(&drafted));
        let (_, page) = app.page(Some(app.social_worker()), &asked).await;
        let chosen = page.split("id=\"chosen\"").nth(1).and_then(|rest| rest.split("</div>").next()).unwrap();
        assert!(chosen.contains("出席者がそろう項目: ") && chosen.contains("B005 注3"), "{chosen}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn who_may_not_see_the_case_sees_no_conditions_and_a_conference_about_none_has_none() {
    on_both(async |app| {
        let study = drafted(app, None, "CASE_STUDY", vec![]).await;
        assert_eq!(conditions(app, app.social_worker(), &study).await, Value::Null);
        let (status, page) = app.page(Some(app.social_worker()), &path(&study)).await;
        assert_eq!((status, page.contains("id=\"conditions\"")), (StatusCode::OK, false));

        let case = admitted(app).await;
        let drafted = drafted(app, Some(&case), "INTERNAL", vec![]).await;
        let conference = scheduled(app, &drafted).await;
        let invited = app.home_physician();
        assert_eq!(conditions(app, invited, &conference).await, Value::Null, "invited, and not of the team");
        let (status, page) = app.page(Some(invited), &path(&conference)).await;
        assert_eq!((status, page.contains("id=\"conditions\"")), (StatusCode::OK, false));
        let stranger = app.coordinator();
        let refused = app.refusal(stranger, CONDITIONS, json!({ "id": conference["id"] })).await;
        assert_eq!(refused, "NOT_FOUND");
        app.deliver().await;
    })
    .await;
}
