//! Why a case's rules ask what they ask, how steps move with what is recorded, and how a newer version is taken.

use axum::http::StatusCode;
use serde_json::{Value, json};
use support::{TestApp, on_both};

const REGISTER: &str =
    "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id version } } }";
const RECORD: &str = "mutation ($input: RecordCircumstancesInput!) {
    recordCircumstances(input: $input) { case { id version milestones { rule dueOn } circumstances { hasCareManager } } } }";
const RULES: &str =
    "query ($id: ID!) { case(id: $id) { version milestones { rule state dueOn rulePack { key version } }
    explainedRules { steps { rule isAsked applies dueOn because { fact values } }
        offered { rulePack { id version } differences { part key change } }
        moves { action cause dueFrom dueTo wasAsked isAsked by } } } }";
const JOIN: &str =
    "mutation ($input: JoinTeamInput!) { joinTeam(input: $input) { careTeam { openDuties } } }";

async fn admitted(app: &TestApp) -> Value {
    let input = json!({ "idempotencyKey": "a", "admittedOn": "2026-11-20", "ward": "東5", "wardClass": "GENERAL",
        "expectedDischargeOn": "2026-12-04", "patient": { "new": { "name": "見本 桜子", "nameKana": "ミホン サクラコ",
        "bornOn": "1940-01-01", "sex": "FEMALE", "careInsurance": { "status": "NOT_APPLIED" } } } });
    app.data(app.social_worker(), REGISTER, json!({ "input": input })).await["registerAdmission"]["case"]
        .clone()
}

/// What the rules come to for a case, as the hospital sees it.
async fn rules_of(app: &TestApp, case: &Value) -> Value {
    app.data(app.social_worker(), RULES, json!({ "id": case["id"] })).await["case"].clone()
}

async fn record(app: &TestApp, case: &Value, version: &Value, about: Value) -> Value {
    let input = json!({ "case": case["id"], "expectedVersion": version, "circumstances": about });
    app.data(app.social_worker(), RECORD, json!({ "input": input })).await["recordCircumstances"]["case"]
        .clone()
}

fn path(case: &Value) -> String {
    let id = uuid::Uuid::parse_str(case["id"].as_str().unwrap().split_once('_').unwrap().1).unwrap();
    format!("/cases/{id}/rules")
}

fn asked(rules: &Value) -> Vec<String> {
    let steps = rules["explainedRules"]["steps"].as_array().unwrap();
    steps
        .iter()
        .filter(|step| step["isAsked"] == true)
        .map(|s| s["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn steps_come_and_go_with_what_is_recorded_and_say_why() {
    on_both(async |app| {
        let case = admitted(app).await;
        let before = rules_of(app, &case).await;
        assert!(asked(&before).contains(&"notify-admission".to_owned()), "nobody knows yet: {before}");
        let open = before["explainedRules"]["steps"].as_array().unwrap();
        let notify = open.iter().find(|step| step["rule"] == "notify-admission").unwrap();
        assert_eq!(
            (&notify["applies"], &notify["because"]),
            (&json!("UNKNOWN"), &json!([{ "fact": "CARE_MANAGER", "values": [] }]))
        );

        let told = record(app, &case, &case["version"], json!({ "hasCareManager": false })).await;
        assert_eq!(told["circumstances"]["hasCareManager"], false);
        let without = rules_of(app, &case).await;
        assert_eq!(
            asked(&without),
            ["screen", "interview", "start-plan", "internal-conference", "support-application"]
        );
        let shown: Vec<_> = without["milestones"].as_array().unwrap().iter().map(|m| &m["rule"]).collect();
        assert!(!shown.contains(&&json!("notify-admission")), "the clock has it no longer: {shown:?}");
        let moves = &without["explainedRules"]["moves"];
        assert_eq!(moves.as_array().unwrap().len(), 2, "{moves}");
        assert_eq!(
            (&moves[0]["cause"], &moves[0]["isAsked"], &moves[0]["by"]),
            (&json!("CIRCUMSTANCES"), &json!(false), &json!("見本 太郎"))
        );

        let manager = app.care_manager();
        let office = format!("organization_{}", manager.organization.uuid().simple());
        let join = json!({ "input": { "idempotencyKey": "j", "case": case["id"], "organization": office,
            "role": "CARE_MANAGER", "consent": { "form": "ORAL_NOTED" } } });
        app.data(app.social_worker(), JOIN, join).await;
        while app::run_timer::run_due_timers(&app.app).await.unwrap() > 0 {}
        let with = rules_of(app, &case).await;
        assert!(asked(&with).contains(&"notify-admission".to_owned()), "{with}");
        let moves = &with["explainedRules"]["moves"];
        assert_eq!(moves.as_array().unwrap().len(), 5, "{moves}");
        assert_eq!((&moves[0]["cause"], &moves[0]["by"]), (&json!("TEAM"), &Value::Null), "{moves}");

        let seen = app.data(manager, RULES, json!({ "id": case["id"] })).await;
        assert_eq!(seen["case"]["explainedRules"], with["explainedRules"], "the team sees the same reasons");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_step_that_is_done_stays_and_the_others_move_with_the_day() {
    on_both(async |app| {
        let case = admitted(app).await;
        let night = json!({ "admittedAt": "18:30", "screening": "POSITIVE", "screenedOn": "2026-11-20" });
        let told = record(app, &case, &case["version"], night).await;
        let due = |told: &Value, rule: &str| {
            let steps = told["milestones"].as_array().unwrap().clone();
            steps.into_iter().find(|step| step["rule"] == rule).map(|step| step["dueOn"].clone())
        };
        assert_eq!(due(&told, "screen"), Some(json!("2026-11-24")), "a Friday night before a long weekend");
        assert_eq!(due(&told, "interview"), Some(json!("2026-11-26")));

        let id = "query ($id: ID!) { case(id: $id) { milestones { id rule version } } }";
        let found = app.data(app.social_worker(), id, json!({ "id": case["id"] })).await;
        let steps = found["case"]["milestones"].as_array().unwrap();
        let screen = steps.iter().find(|step| step["rule"] == "screen").unwrap();
        let settle = "mutation ($input: SettleMilestoneInput!) { settleMilestone(input: $input) { milestone { state } } }";
        let input = json!({ "milestone": screen["id"], "expectedVersion": screen["version"], "settlement": { "doneOn": "2026-11-20" } });
        app.data(app.social_worker(), settle, json!({ "input": input })).await;
        let told = record(app, &case, &told["version"], json!({ "admittedAt": "10:00" })).await;
        assert_eq!(due(&told, "screen"), Some(json!("2026-11-24")), "what is done stays as it was");

        let late = json!({ "case": case["id"], "expectedVersion": told["version"],
            "circumstances": { "prospectKnownOn": "2026-11-21" } });
        assert_eq!(
            app.refusal(app.social_worker(), RECORD, json!({ "input": late })).await,
            "CASE_CIRCUMSTANCE_IN_THE_FUTURE"
        );
        let half = json!({ "case": case["id"], "expectedVersion": told["version"],
            "circumstances": { "judgement": "NEEDED" } });
        assert_eq!(app.refusal(app.social_worker(), RECORD, json!({ "input": half })).await, "INPUT_INCOMPLETE");
        app.deliver().await;
    })
    .await;
}

const FIRST: &str = r#"
key = "mihon"
version = 1
title = "見本市 入退院支援ルール"
issuing_body = "見本市医師会"
source = "見本"
in_force_from = "2026-04-01"

[[milestones]]
key = "send"
action = "send_admission_information"
owner = "care_manager"
anchor = "admission"
offset = { count = 5, direction = "after", unit = "calendar_day" }
strength = "standard"
source = "見本"

[[milestones]]
key = "old"
action = "return_care_plan"
owner = "care_manager"
anchor = "discharge"
words = "退院後に"
strength = "guide"
source = "見本"
"#;

async fn publish(app: &TestApp, file: &str) -> Result<Vec<domain::rule::RulePackVersion>, app::Error> {
    let pack = interchange::rule_pack::read(file, &[]).unwrap();
    app::publish_rules::publish_rules(&app.app, vec![(file.to_owned(), pack)]).await
}

#[tokio::test]
async fn what_a_screening_found_is_ticked_by_the_criteria_of_the_rules_and_of_the_fee() {
    on_both(async |app| {
        let criterion = "[[criteria]]\nkey = \"falls\"\ntitle = \"転倒を繰り返す\"\nsource = \"見本\"\n\n[[milestones]]";
        publish(app, &FIRST.replacen("[[milestones]]", criterion, 1)).await.unwrap();
        let case = admitted(app).await;
        let by = app.social_worker();
        let (_, page) = app.page(Some(by), &path(&case)).await;
        for expected in ["転倒を繰り返す", "ルールの抽出基準", "退院困難な要因 (A246)"] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let told = |version: &Value, about: Value| {
            json!({ "input": { "case": case["id"], "expectedVersion": version, "circumstances": about } })
        };
        let screened = |result: &str, criteria: &str| {
            json!({ "screening": result, "screenedOn": "2026-11-20", "criteria": [criteria], "factors": ["LOWER_ADL"] })
        };
        for (about, refused) in [
            (screened("NEGATIVE", "falls"), "CASE_SCREENING_CONTRADICTORY"),
            (screened("POSITIVE", "rises"), "CASE_NO_SUCH_CRITERION"),
        ] {
            assert_eq!(app.refusal(by, RECORD, told(&case["version"], about)).await, refused);
        }
        let version = case["version"].to_string();
        let form = [("expectedVersion", &*version), ("screening", "positive"), ("screenedOn", "2026-11-20"),
            ("criteria", "falls"), ("factors", "lower_adl"), ("factors", "poverty")];
        app.form(Some(by), &path(&case).replace("/rules", "/circumstances"), &form).await;
        let query = "query ($id: ID!) { case(id: $id) { circumstances { screening criteria factors } } }";
        let found = app.data(by, query, json!({ "id": case["id"] })).await;
        let expected = json!({ "screening": "POSITIVE", "criteria": ["falls"], "factors": ["POVERTY", "LOWER_ADL"] });
        assert_eq!(found["case"]["circumstances"], expected);
        let (_, page) = app.page(Some(by), &path(&case)).await;
        let ticked = |value: &str| page.contains(&format!("value=\"{value}\" checked"));
        assert!(ticked("falls") && ticked("lower_adl") && !ticked("abuse"), "{page}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn what_two_rules_ask_for_is_settled_in_both_where_that_is_meant() {
    on_both(async |app| {
        publish(app, FIRST).await.unwrap();
        let neighbour = FIRST.replace("\"mihon\"", "\"tonari\"").replace("見本市 入", "となり市 入").replace("count = 5", "count = 3");
        publish(app, &neighbour).await.unwrap();
        let case = admitted(app).await;
        let by = app.social_worker();
        let (_, page) = app.page(Some(by), path(&case).strip_suffix("/rules").unwrap()).await;
        for expected in ["となり市 入退院支援ルール</p>", "同じ手順を求める他のルールでも(見本市 入退院支援ルール)"] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let steps = "query ($id: ID!) { case(id: $id) { milestones { id rule action owner version state rulePack { key } } } }";
        let steps = async || {
            let found = app.data(by, steps, json!({ "id": case["id"] })).await;
            found["case"]["milestones"].as_array().unwrap().clone()
        };
        let of = |all: &[Value], pack: &str, rule: &str| {
            all.iter().find(|step| step["rulePack"]["key"] == pack && step["rule"] == rule).unwrap().clone()
        };
        let settle = "mutation ($input: SettleMilestoneInput!) { settleMilestone(input: $input) {
            milestone { state } with { rule rulePack { key } } } }";
        let settled = async |step: Value, everywhere: bool| {
            let input = json!({ "milestone": step["id"], "expectedVersion": step["version"],
                "settlement": { "doneOn": "2026-11-20" }, "everywhere": everywhere });
            app.data(by, settle, json!({ "input": input })).await["settleMilestone"].clone()
        };
        let before = steps().await;
        let alone = settled(of(&before, "mihon", "old"), false).await;
        assert_eq!(alone, json!({ "milestone": { "state": "DONE" }, "with": [] }));
        assert_eq!(of(&steps().await, "tonari", "old")["state"], "PENDING");
        let both = settled(of(&before, "mihon", "send"), true).await;
        assert!(both["with"].as_array().unwrap().contains(&json!({ "rule": "send", "rulePack": { "key": "tonari" } })));
        let after = steps().await;
        let open = after.iter().filter(|step| {
            step["action"] == "SEND_ADMISSION_INFORMATION" && step["owner"] == "CARE_MANAGER" && step["state"] == "PENDING"
        });
        assert_eq!(open.count(), 0, "{after:?}");
        let again = settled(of(&after, "tonari", "old"), true).await;
        assert_eq!(again["with"], json!([]), "what is settled is not settled anew");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_newer_version_is_offered_with_its_differences_and_what_is_done_stays_done() {
    on_both(async |app| {
        publish(app, FIRST).await.unwrap();
        let case = admitted(app).await;
        let settled = "query ($id: ID!) { case(id: $id) { milestones { id rule version } } }";
        let found = app.data(app.social_worker(), settled, json!({ "id": case["id"] })).await;
        let steps = found["case"]["milestones"].as_array().unwrap();
        let send = steps.iter().find(|step| step["rule"] == "send").unwrap();
        let settle = "mutation ($input: SettleMilestoneInput!) { settleMilestone(input: $input) { milestone { state } } }";
        let input = json!({ "milestone": send["id"], "expectedVersion": send["version"], "settlement": { "doneOn": "2026-11-20" } });
        app.data(app.social_worker(), settle, json!({ "input": input })).await;

        let second = FIRST
            .replace("version = 1", "version = 2")
            .replace("count = 5", "count = 3")
            .replace("key = \"old\"", "key = \"new\"");
        let same = publish(app, &FIRST.replace("count = 5", "count = 9")).await.unwrap_err();
        assert_eq!(same.code(), "RULES_VERSION_NOT_NEW", "a published version never changes");
        let undated = FIRST.replace("in_force_from = \"2026-04-01\"", "").replace("version = 1", "version = 7");
        assert_eq!(publish(app, &undated).await.unwrap_err().code(), "RULES_WITHOUT_FIRST_DAY");
        publish(app, &second).await.unwrap();

        let rules = rules_of(app, &case).await;
        let offered = &rules["explainedRules"]["offered"];
        assert_eq!(
            offered[0]["differences"],
            json!([
                { "part": "MILESTONE", "key": "send", "change": "CHANGED" },
                { "part": "MILESTONE", "key": "new", "change": "ADDED" },
                { "part": "MILESTONE", "key": "old", "change": "REMOVED" },
            ])
        );
        let (status, page) = app.page(Some(app.social_worker()), &path(&case)).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        for expected in
            ["新しい版があります: 見本市 入退院支援ルール 第2版（いまは第1版）", "退院後に", "5日以内", "」→「", "3日以内"]
        {
            assert!(page.contains(expected), "{expected} in {page}");
        }

        let take = "mutation ($input: TakeRulesInput!) { takeRules(input: $input) { case { version } } }";
        let input = json!({ "case": case["id"], "expectedVersion": rules["version"],
            "rulePack": offered[0]["rulePack"]["id"] });
        let taken = app.data(app.social_worker(), take, json!({ "input": input })).await;
        let rules = rules_of(app, &case).await;
        let own: Vec<_> = rules["milestones"].as_array().unwrap().iter()
            .filter(|step| step["rulePack"]["key"] == "mihon")
            .map(|step| (step["rule"].clone(), step["state"].clone(), step["rulePack"]["version"].clone()))
            .collect();
        assert_eq!(own.len(), 2, "{own:?}");
        assert!(own.contains(&(json!("send"), json!("DONE"), json!(2))), "{own:?}");
        assert!(own.contains(&(json!("new"), json!("PENDING"), json!(2))), "{own:?}");
        assert_eq!(rules["explainedRules"]["offered"], json!([]));
        assert_eq!(rules["explainedRules"]["moves"].as_array().unwrap().len(), 2, "one came, one went");
        let again = json!({ "case": case["id"], "expectedVersion": taken["takeRules"]["case"]["version"],
            "rulePack": offered[0]["rulePack"]["id"] });
        assert_eq!(
            app.refusal(app.social_worker(), take, json!({ "input": again })).await,
            "CASE_VERSION_NOT_OFFERED"
        );
        let files = app.data(app.social_worker(), "{ rules { key version file } }", json!({})).await;
        let file = files["rules"].as_array().unwrap().iter().find(|r| r["key"] == "mihon" && r["version"] == 1);
        assert_eq!(file.unwrap()["file"], FIRST, "letter for letter");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn all_open_cases_take_a_newer_version_in_batches_that_let_others_in_between() {
    on_both(async |app| {
        publish(app, FIRST).await.unwrap();
        for n in 0..45 {
            let input = json!({ "idempotencyKey": format!("many-{n}"), "admittedOn": "2026-11-20", "ward": "東5",
                "wardClass": "GENERAL", "patient": { "new": { "name": "見本 桜子", "nameKana": "ミホン サクラコ",
                "bornOn": "1940-01-01", "sex": "FEMALE" } } });
            app.data(app.social_worker(), REGISTER, json!({ "input": input })).await;
        }
        let second = FIRST.replace("version = 1", "version = 2").replace("count = 5", "count = 3");
        let published = publish(app, &second).await.unwrap();
        let everywhere = "mutation ($input: TakeRulesEverywhereInput!) {
            takeRulesEverywhere(input: $input) { uptake { taken finishedAt } } }";
        let id = format!("rules_{}", published[0].id.uuid().simple());
        let input = json!({ "input": { "rulePack": id } });
        assert_eq!(app.refusal(app.care_manager(), everywhere, input.clone()).await, "RULES_NOTHING_TO_TAKE");
        let (_, page) = app.page(Some(app.social_worker()), "/rules").await;
        assert!(page.contains("以前の版に従っている45件をこの版に切り替える"), "{page}");
        app.data(app.social_worker(), everywhere, input.clone()).await;

        let rules = "{ rules { key version openCases uptake { taken finishedAt } } }";
        let stands = async || {
            let data = app.data(app.social_worker(), rules, json!({})).await;
            let all = data["rules"].as_array().unwrap().clone();
            all.into_iter().find(|r| r["key"] == "mihon" && r["version"] == 2).unwrap()
        };
        let mut batches = vec![];
        while app::run_timer::run_due_timers(&app.app).await.unwrap() > 0 {
            batches.push(stands().await["uptake"]["taken"].as_u64().unwrap());
        }
        assert_eq!(batches, [20, 40, 45], "a bounded batch at a time");
        let stands = stands().await;
        assert_eq!(stands["openCases"], 45);
        assert_ne!(stands["uptake"]["finishedAt"], Value::Null);
        assert_eq!(app.refusal(app.social_worker(), everywhere, input).await, "RULES_NOTHING_TO_TAKE");
        assert_eq!(app.count("milestone_move").await, 45, "each says why its limit moved");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_page_shows_the_reasons_and_takes_what_is_known() {
    on_both(async |app| {
        let case = admitted(app).await;
        let (by, path) = (app.social_worker(), path(&case));
        let (_, page) = app.page(Some(by), &path).await;
        for expected in ["? 記録が足りません", "担当ケアマネジャー: 記録なし", "11/22(日)", "判断材料"]
        {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let post = path.replace("/rules", "/circumstances");
        let version = case["version"].to_string();
        let wrong = [
            ("expectedVersion", version.as_str()),
            ("admittedAt", "夜"),
            ("screening", "positive"),
            ("prospectKnownOn", "2026-11-19"),
        ];
        let (status, _, page) = app.form(Some(by), &post, &wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("2026-11-19"), "what was typed stays: {page}");
        let known = [
            ("expectedVersion", version.as_str()),
            ("admittedAt", "18:30"),
            ("hasCareManager", "no"),
            ("respite", "first"),
            ("judgement", "needed"),
            ("judgedBecause", "在宅での介護が想定される"),
        ];
        let (status, _, page) = app.form(Some(by), &post, &known).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, page) = app.page(Some(by), &path).await;
        for expected in [
            "11/24(火)",
            "対象外です",
            "担当ケアマネジャー: いない",
            "求めなくなった",
            "在宅での介護が想定される",
        ] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_database_from_before_keeps_its_cases_and_the_words_of_its_packs() {
    on_both(async |app| {
        let case = admitted(app).await;
        let before = rules_of(app, &case).await;
        let old = r#"{"key":"old","version":1,"title":"以前のルール","issuing_body":"見本","source":"見本","note":null,"in_force_from":"2020-04-01","in_force_until":null,"municipalities":[],"milestones":[{"key":"interview","action":"interview","owner":"discharge_support","anchor":"admission","offset":{"days":7,"direction":"after","unit":"calendar_day"},"counting":"start_counted","roll":"none","offset_by_ward":{"long_term":{"days":14,"direction":"after","unit":"calendar_day"}},"strength":"fee","source":"A246","certainty":"unverified"}]}"#;
        for sql in [
            "DROP TABLE milestone_move",
            "DROP TABLE rule_uptake",
            "DELETE FROM milestone WHERE state = 'not_asked'",
            "ALTER TABLE milestone DROP COLUMN due_minute",
            "ALTER TABLE milestone DROP COLUMN latest_on",
            "ALTER TABLE discharge_case DROP COLUMN circumstances",
            "ALTER TABLE rule_pack DROP COLUMN file",
            "ALTER TABLE rule_pack DROP COLUMN published_by",
            "DELETE FROM seaql_migrations WHERE version IN ('m26_rules', 'm27_publishers')",
            &format!("UPDATE rule_pack SET body = '{old}'"),
        ] {
            app.execute(sql).await;
        }
        app.migrate_again().await;
        let rules = "{ rules { title milestones { offset { count } instead { when offset { count } } } } }";
        let after = app.data(app.social_worker(), rules, json!({})).await;
        assert_eq!(
            after["rules"],
            json!([{ "title": "以前のルール", "milestones": [{ "offset": { "count": 7 },
                "instead": [{ "when": "ward = long_term", "offset": { "count": 14 } }] }] }])
        );
        let kept = rules_of(app, &case).await;
        assert_eq!(kept["milestones"].as_array().unwrap().len(), before["milestones"].as_array().unwrap().len());
        record(app, &case, &case["version"], json!({ "hasCareManager": true })).await;
        app.deliver().await;
    })
    .await;
}
