//! The main job, end to end: from an admission to confirmed minutes and a plan, by the three roles, through
//! the API, with every required participant answering by the link in the mail.

use axum::http::StatusCode;
use domain::{Timestamp, access::Member};
use serde_json::{Value, json};
use support::{TestApp, on_both};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

fn id<T>(prefix: &str, id: domain::Id<T>) -> String {
    format!("{prefix}_{}", id.uuid().simple())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

async fn register(app: &TestApp) -> Value {
    let document = "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case {
        id version milestones { action dueOn owner certainty source standing { kind } } requiredSeats { seat needs }
    } } }";
    let input = json!({
        "idempotencyKey": "admission",
        "patient": { "new": {
            "number": "M00001", "name": "見本 春子", "nameKana": "ミホン ハルコ", "bornOn": "1946-04-01", "sex": "FEMALE",
            "municipality": "11201",
            "relatedPeople": [{ "name": "見本 夏子", "relation": "長女", "role": "KEY_PERSON", "phone": "090-0000-0000" }]
        } },
        "admittedOn": "2026-11-20", "ward": "緩和", "wardClass": "GENERAL",
        "needs": ["TERMINAL_CANCER", "OPIOID"]
    });
    let data = app.data(app.social_worker(), document, json!({ "input": input })).await;
    data["registerAdmission"]["case"].clone()
}

/// The hub finds one organization for a service: asks, is accepted, records the patient's yes.
async fn find(app: &TestApp, consultation: &str, service: &str, member: Member) {
    let shortlist = "query ($id: ID!, $service: ServiceKind!) { consultation(id: $id) { shortlist(service: $service, first: 50) {
        considered candidates { verdict organization { id name } criteria { verdict reason { code text } } distance { kilometers } }
    } } }";
    let found =
        app.data(app.coordinator(), shortlist, json!({ "id": consultation, "service": service })).await;
    let organization = id("organization", member.organization);
    let candidates = found["consultation"]["shortlist"]["candidates"].as_array().unwrap();
    let candidate = candidates.iter().find(|c| c["organization"]["id"] == *organization).unwrap();
    assert_ne!(candidate["verdict"], "FAIL", "{candidate:#}");
    assert!(candidate["criteria"].as_array().unwrap().iter().all(|c| !text(&c["reason"]["text"]).is_empty()));

    let offer =
        "mutation ($input: MakeOfferInput!) { makeOffer(input: $input) { offer { id version state } } }";
    let input = json!({ "idempotencyKey": service, "consultation": consultation, "service": service,
        "organization": organization, "answerWithinMinutes": 240 });
    let made =
        app.data(app.coordinator(), offer, json!({ "input": input })).await["makeOffer"]["offer"].clone();

    // The organization asked sees an offer about somebody without a name, and no case.
    let asked = app
        .data(
            member,
            "{ offersToMe { id subject { ageFrom needs } hub { name } } cases { edges { node { id } } } }",
            json!({}),
        )
        .await;
    assert_eq!(asked["offersToMe"][0]["id"], made["id"]);
    assert_eq!(asked["offersToMe"][0]["subject"]["ageFrom"], 80);
    assert_eq!(asked["cases"]["edges"], json!([]));

    let accept = "mutation ($input: AcceptOfferInput!) { acceptOffer(input: $input) { offer { version } } }";
    let input = json!({ "offer": made["id"], "expectedVersion": made["version"] });
    let accepted = app.data(member, accept, json!({ "input": input })).await;
    let confirm = "mutation ($input: ConfirmOfferInput!) { confirmOffer(input: $input) { offer { state } } }";
    let input =
        json!({ "offer": made["id"], "expectedVersion": accepted["acceptOffer"]["offer"]["version"] });
    assert_eq!(app.refusal(app.coordinator(), confirm, json!({ "input": input })).await, "CONSENT_MISSING");
    let mut input = input;
    input["consent"] = json!({ "form": "ORAL_NOTED" });
    let confirmed = app.data(app.coordinator(), confirm, json!({ "input": input })).await;
    assert_eq!(confirmed["confirmOffer"]["offer"]["state"], "CONFIRMED");
    let seen = app.data(member, "{ cases { edges { node { patient { name } } } } }", json!({})).await;
    assert_eq!(seen["cases"]["edges"][0]["node"]["patient"]["name"], "見本 春子", "now it may see who it is");
}

/// Drafts the conference: everyone the needs ask for.
async fn draft(app: &TestApp, case: &str) -> Value {
    let region = &app.region;
    let invite = |member: Member, mode: &str, travel: u32| json!({ "person": id("person", member.person), "requirement": "REQUIRED", "mode": mode, "travelMinutes": travel });
    let document = "mutation ($input: DraftConferenceInput!) { draftConference(input: $input) { conference {
        id version forgottenSeats participants { id seat name } } } }";
    let input = json!({ "idempotencyKey": "conference", "case": case, "conference": {
        "kind": "DISCHARGE", "title": "退院時カンファレンス", "durationMinutes": 30,
        "room": id("room", region.room), "videoAddress": "https://video.example.jp/mihon",
        "agenda": ["病状と経過", "退院後の役割分担"],
        "participants": [
            invite(region.hospital.members[1], "ON_SITE", 0),
            invite(region.hospital.members[2], "ON_SITE", 0),
            invite(region.clinics[0].first(), "VIDEO", 0),
            invite(region.stations[0].first(), "ON_SITE", 20),
            invite(region.pharmacies[0].first(), "VIDEO", 0),
            invite(region.offices[0].first(), "ON_SITE", 15)
        ] } });
    let data = app.data(app.social_worker(), document, json!({ "input": input })).await;
    let conference = data["draftConference"]["conference"].clone();
    assert_eq!(conference["forgottenSeats"], json!([]));
    conference
}

/// Every invited person opens the link in the mail and says yes.
async fn answer_by_link(app: &TestApp, version_of_mail: &str) {
    let mails = app.deliver().await;
    assert_eq!(mails.len(), 6, "one mail for each participant");
    for mail in &mails {
        // They all sit behind one address here, and take their time.
        app.pass(Duration::minutes(1));
        assert!(!mail.text.contains("春子") && !mail.subject.contains("春子"), "no patient's name in a mail");
        let calendar = mail.calendar.as_ref().expect("a calendar object");
        assert!(calendar.contains("METHOD:REQUEST") && calendar.contains(version_of_mail), "{calendar}");
        let link = mail.links.iter().find(|link| link.contains("/answer/")).expect("a link to answer");
        let path = link.strip_prefix("http://kaname.test").unwrap();
        let before = app.count("answer").await;
        let (status, page) = app.page(None, path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains("春子"), "the answer page shows no patient data");
        assert_eq!(app.count("answer").await, before, "looking changes nothing");
        let field = page
            .split('"')
            .find(|word| word.starts_with("answer-") && word.len() == "answer-".len() + 36)
            .unwrap_or_else(|| panic!("no choice on the page:\n{page}"));
        let mode = if page.contains("yes:video") { "yes:video" } else { "yes:on_site" };
        let (status, location, body) = app.form(None, path, &[(field, mode)]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        assert_eq!(location.as_deref(), Some(path));
    }
}

#[tokio::test]
async fn a_patient_is_brought_home_by_three_roles() {
    on_both(async |app| {
        // 1. The hospital registers; the rules set the clock.
        let case = register(app).await;
        let case_id = text(&case["id"]);
        let due: Vec<_> = case["milestones"].as_array().unwrap().iter().map(|m| (text(&m["action"]), m["dueOn"].clone())).collect();
        assert_eq!(due[0], ("SCREEN".into(), json!("2026-11-22")), "the admission day is day 1");
        assert_eq!(due[1], ("INTERVIEW".into(), json!("2026-11-26")));
        assert!(case["milestones"].as_array().unwrap().iter().all(|m| !text(&m["source"]).is_empty()));

        // 2. The hub finds a home team.
        let open = "mutation ($input: OpenConsultationInput!) { openConsultation(input: $input) { consultation { id hub { name } } } }";
        let input = json!({ "idempotencyKey": "consultation", "about": { "case": case_id },
            "services": ["HOME_MEDICAL_CARE", "VISITING_NURSING", "PHARMACY", "CARE_MANAGEMENT"],
            "consent": { "form": "WRITTEN", "document": "同意書綴り" } });
        let opened = app.data(app.social_worker(), open, json!({ "input": input })).await;
        let consultation = text(&opened["openConsultation"]["consultation"]["id"]);
        for (service, member) in [
            ("HOME_MEDICAL_CARE", app.region.clinics[0].first()),
            ("VISITING_NURSING", app.region.stations[0].first()),
            ("PHARMACY", app.region.pharmacies[0].first()),
            ("CARE_MANAGEMENT", app.region.offices[0].first()),
        ] {
            find(app, &consultation, service, member).await;
        }
        app.deliver().await;

        // 3. A conference finds its time.
        let conference = draft(app, &case_id).await;
        let conference_id = text(&conference["id"]);
        let times = app.data(app.social_worker(),
            "query ($id: ID!) { conference(id: $id) { possibleTimes(from: \"2026-11-24\", until: \"2026-11-30\") { possible best { startsAt absent { participant { name } } } grid { startsAt status } explain(startsAt: \"2026-11-24T00:15:00Z\") { isPossible lackingSeats lacksRoom absent { absence } } night: explain(startsAt: \"2026-11-24T18:00:00Z\") { isPossible lackingSeats absent { absence } } never: explain(startsAt: \"2027-01-01T00:00:00Z\") { isPossible } obstacles { reason { code } } } } }",
            json!({ "id": conference_id })).await;
        let best = times["conference"]["possibleTimes"]["best"].as_array().unwrap().clone();
        assert_eq!(best.len(), 10);
        assert_eq!(best[0]["startsAt"], "2026-11-24T00:00:00.000Z", "Tuesday nine o'clock, after the holiday");
        let times = &times["conference"]["possibleTimes"];
        let grid = times["grid"].as_array().unwrap();
        assert_eq!(grid[0], json!({ "startsAt": "2026-11-24T00:00:00.000Z", "status": "EVERYONE" }));
        let possible = grid.iter().filter(|cell| cell["status"] == "EVERYONE" || cell["status"] == "ALL_REQUIRED");
        assert_eq!(json!(possible.count()), times["possible"]);
        assert_eq!(
            times["explain"],
            json!({ "isPossible": true, "lackingSeats": [], "lacksRoom": false, "absent": [] })
        );
        assert_eq!(times["night"]["isPossible"], false);
        assert_eq!(times["night"]["absent"][0]["absence"], "OUTSIDE_HOURS");
        assert!(times["night"]["lackingSeats"].as_array().is_some_and(|seats| !seats.is_empty()));
        assert!(times["never"].is_null());
        let schedule = "mutation ($input: ScheduleConferenceInput!) { scheduleConference(input: $input) { conference { version state } } }";
        let input = json!({ "conference": conference_id, "expectedVersion": conference["version"], "startsAt": best[4]["startsAt"] });
        let stale = json!({ "conference": conference_id, "expectedVersion": 99, "startsAt": best[4]["startsAt"] });
        assert_eq!(app.refusal(app.social_worker(), schedule, json!({ "input": stale })).await, "VERSION_CONFLICT");
        let scheduled = app.data(app.social_worker(), schedule, json!({ "input": input })).await;

        // 4. Everyone is told by mail and answers by link.
        answer_by_link(app, "SEQUENCE:0").await;
        let quorum = app.data(app.social_worker(),
            "query ($id: ID!) { conference(id: $id) { unanswered { name } times { isOpen quorum { isComplete seats { seat } } } } }",
            json!({ "id": conference_id })).await;
        assert_eq!(quorum["conference"]["unanswered"], json!([]));
        assert_eq!(quorum["conference"]["times"][0]["quorum"]["isComplete"], true);

        // It is moved: the same appointment, a higher sequence, answered anew.
        let reschedule = "mutation ($input: RescheduleConferenceInput!) { rescheduleConference(input: $input) { conference { version sequence startsAt } } }";
        let input = json!({ "conference": conference_id, "expectedVersion": scheduled["scheduleConference"]["conference"]["version"], "startsAt": best[8]["startsAt"] });
        let moved = app.data(app.social_worker(), reschedule, json!({ "input": input })).await["rescheduleConference"]["conference"].clone();
        assert_eq!(moved["sequence"], 1);
        answer_by_link(app, "SEQUENCE:1").await;

        // 5. It is held, and minutes are confirmed.
        let start = OffsetDateTime::parse(moved["startsAt"].as_str().unwrap(), &Rfc3339).unwrap();
        app.set_time(Timestamp::from(start) + Duration::minutes(40));
        let participants = conference["participants"].as_array().unwrap();
        let attendance: Vec<_> = participants.iter().map(|p| json!({ "participant": p["id"], "presence": { "present": "ON_SITE" } })).collect();
        let hold = "mutation ($input: HoldConferenceInput!) { holdConference(input: $input) { conference { version } } }";
        let input = json!({ "conference": conference_id, "expectedVersion": moved["version"], "attendance": attendance });
        let held = app.data(app.social_worker(), hold, json!({ "input": input })).await;
        let minutes = "mutation ($input: DraftMinutesInput!) { draftMinutes(input: $input) { conference { version } } }";
        let input = json!({ "conference": conference_id, "expectedVersion": held["holdConference"]["conference"]["version"],
            "summary": "自宅での療養を確認した", "decisions": ["第一連絡先は訪問看護ステーション"],
            "actions": [{ "what": "訪問看護指示書を送る", "owner": participants[2]["id"], "dueOn": "2026-11-27" }] });
        let drafted = app.data(app.social_worker(), minutes, json!({ "input": input })).await;
        let confirm = "mutation ($input: ConfirmMinutesInput!) { confirmMinutes(input: $input) { conference { version state minutes { confirmedAt decisions } } } }";
        let input = json!({ "conference": conference_id, "expectedVersion": drafted["draftMinutes"]["conference"]["version"] });
        let confirmed = app.data(app.social_worker(), confirm, json!({ "input": input })).await["confirmMinutes"]["conference"].clone();
        assert_eq!(confirmed["state"], "MINUTED");
        let rewrite = json!({ "conference": conference_id, "expectedVersion": confirmed["version"], "summary": "書き直す" });
        assert_eq!(app.refusal(app.social_worker(), minutes, json!({ "input": rewrite })).await, "CONFERENCE_MINUTES_CONFIRMED");

        // 6. The two physicians share out their duties; the care manager writes and sees the plan.
        let join = "mutation ($input: JoinTeamInput!) { joinTeam(input: $input) { careTeam { openDuties } } }";
        let physician = app.region.hospital.members[2];
        let input = json!({ "idempotencyKey": "join", "case": case_id, "organization": id("organization", physician.organization), "person": id("person", physician.person), "role": "HOSPITAL_ATTENDING" });
        app.data(app.social_worker(), join, json!({ "input": input })).await;
        let share = "mutation ($input: ShareDutiesInput!) { shareDuties(input: $input) { careTeam { openDuties } } }";
        let responsibilities: Vec<_> = domain::care_team::Duty::ALL.iter().map(|duty| json!({ "duty": duty.code().to_uppercase(), "holder": "HOME_ATTENDING" })).collect();
        let version = app.data(app.social_worker(), "query ($id: ID!) { case(id: $id) { version } }", json!({ "id": case_id })).await;
        let input = json!({ "case": case_id, "expectedVersion": version["case"]["version"], "responsibilities": responsibilities });
        let shared = app.data(app.home_physician(), share, json!({ "input": input })).await;
        assert_eq!(shared["shareDuties"]["careTeam"]["openDuties"], json!([]));
        let write = "mutation ($input: WritePlanInput!) { writePlan(input: $input) { plan { revision } } }";
        let input = json!({ "case": case_id, "expectedRevision": 0, "goals": "痛みが和らぎ、夜眠れる",
            "firstCalls": [{ "who": "見本訪問看護ステーション東", "phone": "049-000-0041", "hours": "24時間" }] });
        app.data(app.care_manager(), write, json!({ "input": input })).await;
        let (status, plan) = app.page(Some(app.care_manager()), &format!("/cases/{}/plan", uuid(&case_id))).await;
        assert_eq!(status, StatusCode::OK);
        assert!(plan.contains("夜眠れる") && plan.contains("049-000-0041"), "{plan}");

        // 7. The patient goes home.
        app.set_time(app.now() + Duration::days(2));
        let discharge = "mutation ($input: DischargePatientInput!) { dischargePatient(input: $input) { case { state } } }";
        let version = app.data(app.social_worker(), "query ($id: ID!) { case(id: $id) { version } }", json!({ "id": case_id })).await;
        let input = json!({ "case": case_id, "expectedVersion": version["case"]["version"], "on": app.now().day().to_string() });
        let home = app.data(app.social_worker(), discharge, json!({ "input": input })).await;
        assert_eq!(home["dischargePatient"]["case"]["state"], "DISCHARGED");
        app.deliver().await;
    })
    .await;
}

fn uuid(id: &str) -> String {
    let digits = id.rsplit('_').next().unwrap();
    uuid::Uuid::parse_str(digits).unwrap().to_string()
}
