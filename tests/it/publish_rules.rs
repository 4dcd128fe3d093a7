//! Rules are written, checked while they are, tried on last month's cases, and published for one's own area.

use axum::http::StatusCode;
use serde_json::{Value, json};
use support::{TestApp, on_both};

const CHECK: &str = "query ($file: String!) { checkRules(file: $file) { key version
    faults { line column field kind found suggestion } differences { part key change } earlier { version }
    trial { month triedOn cases steps { key asked inTime late notRecorded withoutDay undecided spared } } } }";
const PUBLISH: &str = "mutation ($input: PublishRulesInput!) {
    publishRules(input: $input) { rulePack { key version publishedBy { name } } } }";
const END: &str = "mutation ($input: EndRulesInput!) {
    endRules(input: $input) { rulePack { id inForceUntil lastDay } } }";
const REGISTER: &str =
    "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case {
    milestones { id action version } } } }";
const SETTLE: &str =
    "mutation ($input: SettleMilestoneInput!) { settleMilestone(input: $input) { milestone { state } } }";

const FILE: &str = r#"key = "mihon"
version = 1
title = "見本市 入退院支援ルール"
issuing_body = "見本市医師会"
source = "見本"
in_force_from = "2026-12-01"
municipalities = ["11201"]

[[tracks]]
key = "known"
title = "ケアマネジャーがいる"
when = "care_manager = assigned"

[[exemptions]]
key = "ward"
title = "西3病棟"
when = "ward_name = '西3'"
source = "見本"

[[milestones]]
key = "tell"
action = "notify_admission"
owner = "discharge_support"
tracks = ["known"]
anchor = "admission"
offset = { count = 3, direction = "after", unit = "calendar_day" }
strength = "standard"
source = "見本"

[[milestones]]
key = "return"
action = "return_care_plan"
owner = "care_manager"
anchor = "discharge"
words = "退院後に"
strength = "guide"
source = "見本"
"#;

/// Admissions of October, of which in one the care manager was told on the second day and in one on the sixth.
async fn october(app: &TestApp) {
    for (n, ward, told_on) in [
        (0, "東5", Some("2026-10-06")),
        (1, "東5", Some("2026-10-10")),
        (2, "東5", None),
        (3, "西3", Some("2026-10-06")),
    ] {
        let input = json!({ "idempotencyKey": format!("october-{n}"), "admittedOn": "2026-10-05", "ward": ward,
            "wardClass": "GENERAL", "patient": { "new": { "name": "見本 桜子", "nameKana": "ミホン サクラコ",
            "bornOn": "1940-01-01", "sex": "FEMALE" } } });
        let made = app.data(app.social_worker(), REGISTER, json!({ "input": input })).await;
        let steps = made["registerAdmission"]["case"]["milestones"].as_array().unwrap().clone();
        let tell = steps.iter().find(|step| step["action"] == "NOTIFY_ADMISSION").unwrap();
        if let Some(on) = told_on {
            let input = json!({ "milestone": tell["id"], "expectedVersion": tell["version"],
                "settlement": { "doneOn": on } });
            app.data(app.social_worker(), SETTLE, json!({ "input": input })).await;
        }
    }
}

async fn check(app: &TestApp, by: domain::access::Member, file: &str) -> Value {
    app.data(by, CHECK, json!({ "file": file })).await["checkRules"].clone()
}

/// What one comes to by sending a form that leads on.
async fn sent(app: &TestApp, by: domain::access::Member, to: &str, fields: &[(&str, &str)]) -> String {
    let (status, to, page) = app.form(Some(by), to, fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    app.page(Some(by), to.unwrap().split('#').next().unwrap()).await.1
}

/// What the hidden field of this name holds on a page.
fn hidden(page: &str, name: &str) -> String {
    let value =
        page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{name} in {page}"));
    value.split('"').next().unwrap().to_owned()
}

/// What the page that is shown before publishing carries: the version of the text that was looked at.
fn seen(page: &str) -> String {
    assert!(page.contains("action=\"/rules/publish\""), "no form in {page}");
    hidden(page, "expectedVersion")
}

/// Publishes a text by the pages, after a last look.
async fn publish(
    app: &TestApp,
    by: domain::access::Member,
    file: &str,
) -> (StatusCode, Option<String>, String) {
    let typed = file.replace('\n', "\r\n");
    let (_, to, page) = app.form(Some(by), "/rules/confirm", &[("from", "mihon"), ("file", &typed)]).await;
    let (_, page) = app.page(Some(by), &to.unwrap_or_else(|| panic!("{page}"))).await;
    app.form(Some(by), "/rules/publish", &[("from", "mihon"), ("expectedVersion", &seen(&page))]).await
}

fn publishing(file: &str) -> Value {
    json!({ "input": { "file": file } })
}

#[tokio::test]
async fn a_file_is_checked_with_every_fault_and_tried_on_last_months_cases() {
    on_both(async |app| {
        october(app).await;
        let broken = FILE
            .replace("care_manager = assigned", "care_manger = assigned")
            .replace("\"guide\"", "\"gide\"");
        let found = check(app, app.social_worker(), &broken).await;
        let faults = found["faults"].as_array().unwrap();
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert_eq!((&faults[0]["line"], &faults[0]["kind"]), (&json!(12), &json!("NOT_A_CONDITION")));
        assert_eq!(
            (&faults[1]["kind"], &faults[1]["suggestion"]),
            (&json!("NO_SUCH_VALUE"), &json!("guide"))
        );
        assert_eq!((&found["key"], &found["trial"]), (&Value::Null, &Value::Null), "nothing of it is read");

        let found = check(app, app.social_worker(), FILE).await;
        assert_eq!(
            (&found["key"], &found["differences"], &found["earlier"]),
            (&json!("mihon"), &json!([]), &Value::Null)
        );
        assert_eq!(
            found["trial"],
            json!({ "month": "2026-10", "triedOn": "OWN", "cases": 4, "steps": [
                { "key": "tell", "asked": 3, "inTime": 1, "late": 1, "notRecorded": 1, "withoutDay": 0,
                  "undecided": 3, "spared": 1 },
                { "key": "return", "asked": 3, "inTime": 0, "late": 0, "notRecorded": 0, "withoutDay": 3,
                  "undecided": 0, "spared": 1 },
            ] })
        );
        let hub = check(app, app.coordinator(), FILE).await["trial"].clone();
        assert_eq!(
            (&hub["triedOn"], &hub["cases"]),
            (&json!("AREA"), &Value::Null),
            "small counts stay inside"
        );
        assert!(hub["steps"].as_array().unwrap().iter().all(|step| step["asked"].is_null()), "{hub}");
        assert_eq!(check(app, app.care_manager(), FILE).await["trial"], Value::Null);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn rules_are_published_by_who_speaks_for_the_area_and_mended_by_nobody_else() {
    on_both(async |app| {
        for by in [app.social_worker(), app.care_manager()] {
            assert_eq!(app.refusal(by, PUBLISH, publishing(FILE)).await, "RULES_WITHOUT_AREA");
        }
        assert_eq!(app.refusal(app.region.hospital.members[1], PUBLISH, publishing(FILE)).await, "FORBIDDEN");
        let hub = app.coordinator();
        for (file, code) in [
            (FILE.replace("version = 1", "version = 0"), "RULES_FAULTY"),
            (FILE.replace("in_force_from = \"2026-12-01\"\n", ""), "RULES_WITHOUT_FIRST_DAY"),
            (FILE.replace("municipalities = [\"11201\"]\n", ""), "RULES_NOT_YOUR_AREA"),
            (FILE.replace("[\"11201\"]", "[\"11201\", \"11203\"]"), "RULES_NOT_YOUR_AREA"),
            (FILE.replace("\"mihon\"", "\"jp-national-baseline\""), "RULES_NOT_YOURS"),
            (FILE.replace("\"mihon\"", "\"imabari\""), "RULES_NOT_YOURS"),
            (FILE.replace("退院後に", "［記入: いつまでに］"), "RULES_UNFILLED"),
        ] {
            assert_eq!(app.refusal(hub, PUBLISH, publishing(&file)).await, code);
        }
        let published = app.data(hub, PUBLISH, publishing(FILE)).await["publishRules"]["rulePack"].clone();
        assert_eq!((&published["key"], &published["version"]), (&json!("mihon"), &json!(1)));
        assert!(published["publishedBy"]["name"].as_str().unwrap().starts_with("見本在宅医療連携拠点01"));
        assert_eq!(app.refusal(hub, PUBLISH, publishing(FILE)).await, "RULES_VERSION_NOT_NEW");

        let second = FILE.replace("version = 1", "version = 2").replace("count = 3", "count = 2");
        let found = check(app, app.social_worker(), &second).await;
        assert_eq!(found["earlier"]["version"], 1);
        assert_eq!(
            found["differences"],
            json!([{ "part": "MILESTONE", "key": "tell", "change": "CHANGED" }])
        );
        app.data(hub, PUBLISH, publishing(&second)).await;
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_editor_keeps_what_is_typed_and_says_what_is_wrong_and_what_it_would_mean() {
    on_both(async |app| {
        october(app).await;
        let hub = app.coordinator();
        let (status, page) = app.page(Some(hub), "/rules/edit").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        for expected in ["/rules/edit?from=imabari", "hx-post=\"/rules/check\"", "公開の確認に進む", "全国"]
        {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let (_, page) = app.page(Some(hub), "/rules/edit?from=jp-national-baseline").await;
        assert!(page.contains("version = 3"), "the version after the published one: {page}");
        assert_eq!(app.page(Some(hub), "/rules/edit?from=nowhere").await.0, StatusCode::NOT_FOUND);
        let (_, page) = app.page(Some(app.care_manager()), "/rules/edit").await;
        assert!(!page.contains("formaction=\"/rules/confirm\"") && page.contains("どなたでも"), "{page}");

        let broken = FILE.replace("\"guide\"", "\"gide\" # <b>");
        let (_, _, page) = app.form(Some(hub), "/rules/check", &[("from", "mihon"), ("file", &broken)]).await;
        for expected in
            ["直すところが1か所あります", "36行目", "gide", "（候補: guide）", "strength = &#34;gide&#34;"]
        {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        assert!(!page.contains("<b>\n"), "{page}");
        let odd = [("from", "a\" onload=\"b"), ("file", FILE)];
        assert_eq!(app.form(Some(hub), "/rules/check", &odd).await.0, StatusCode::NOT_FOUND);
        let send = [("from", "mihon"), ("file", broken.as_str())];
        let (status, _, page) = app.form(Some(hub), "/rules/confirm", &send).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains("書式に誤りがあります") && page.contains("見本市医師会"),
            "nothing is lost: {page}"
        );

        let typed = FILE.replace('\n', "\r\n");
        let send = [("from", "mihon"), ("file", typed.as_str())];
        let page = sent(app, app.social_worker(), "/rules/try", &send).await;
        for expected in [
            "2026-10の入院に当てはめました(件数: 4)",
            "期限内",
            "担当ケアマネジャーが「決まっている」",
            "まだ公開されていないルールです",
        ] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let page = sent(app, hub, "/rules/try", &send).await;
        assert!(page.contains("秘匿") && !page.contains("件数: 4"), "{page}");
        assert_eq!(publish(app, hub, FILE).await.0, StatusCode::SEE_OTHER);
        let files = app.data(hub, "{ rules { key file } }", json!({})).await;
        let own = files["rules"].as_array().unwrap().iter().find(|rules| rules["key"] == "mihon").unwrap();
        assert_eq!(own["file"], FILE, "as it was typed, with the line ends of a file");
        let (_, page) = app.page(Some(hub), "/rules").await;
        assert!(page.contains("見本市 入退院支援ルール") && page.contains("これから適用"), "{page}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn steps_are_written_in_a_form_and_the_rest_of_the_text_stays() {
    on_both(async |app| {
        let hub = app.coordinator();
        let text = FILE.replace("key = \"tell\"\n", "key = \"tell\" # the first\n");
        let (_, _, page) = app.form(Some(hub), "/rules/check", &[("from", "mihon"), ("file", &text)]).await;
        for expected in [
            "form=\"mihon-form\" formaction=\"/rules/entry\"",
            "value=\"milestone:tell\"",
            "value=\"track:\"",
        ] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let entry = [("from", "mihon"), ("file", text.as_str()), ("entry", "milestone:tell")];
        let page = sent(app, hub, "/rules/entry", &entry).await;
        for expected in [
            "入院の連絡",
            "value=\"notify_admission\" selected",
            "ケアマネジャーがいる (known)",
            "要介護認定",
        ] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let version = hidden(&page, "expectedVersion");
        let entry = [("from", "mihon"), ("entry", "milestone:tell"), ("expectedVersion", version.as_str())];
        let step = |more: &[(&'static str, &'static str)]| {
            let stated = [
                ("entry.key", "tell"),
                ("entry.action", "notify_admission"),
                ("entry.owner", "discharge_support"),
                ("entry.tracks", "known"),
                ("entry.anchor", "admission"),
                ("entry.offset.direction", "after"),
                ("entry.offset.unit", "business_day"),
                ("entry.strength", "standard"),
                ("entry.source", "見本"),
            ];
            [&entry[..], &stated, more].concat()
        };
        let wrong = step(&[("entry.offset.count", "三"), ("entry.when", "all(age >= 65, care_levl = care)")]);
        let (status, _, page) = app.form(Some(hub), "/rules/entry/put", &wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for expected in ["値の種類が違います", "候補: care_level", "value=\"三\""] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let typed = step(&[("entry.offset.count", "2"), ("entry.when", "all(age >= 65, care_level = care)")]);
        let (_, _, page) = app.form(Some(hub), "/rules/entry/check", &typed).await;
        assert!(page.contains("年齢（入院日）が65以上、かつ要介護認定が「要介護」"), "{page}");
        let page = sent(app, hub, "/rules/entry/put", &typed).await;
        assert!(page.contains("本文に書き入れました") || page.contains("<textarea"), "{page}");
        let changed = text.replace(
            "{ count = 3, direction = \"after\", unit = \"calendar_day\" }",
            "{ count = 2, direction = \"after\", unit = \"business_day\" }",
        );
        let own = page.split("<textarea").nth(1).unwrap();
        for line in changed.lines().chain(["when = \"all(age >= 65, care_level = care)\""]) {
            assert!(
                own.contains(&line.replace('"', "&#34;").replace('\'', "&#39;").replace('>', "&#62;")),
                "{line} in {own}"
            );
        }
        let (_, page) = app.page(Some(hub), "/rules/edit").await;
        assert!(!page.contains("care_level = care"), "kept where it was begun");

        let new = [
            ("from", "mihon"),
            ("entry", "track:"),
            ("entry.key", "new"),
            ("entry.title", "<b>新しい経路"),
            ("entry.when", "age >= 40"),
        ];
        let (_, page) = app.page(Some(hub), "/rules/entry?from=mihon&entry=track:").await;
        let version = hidden(&page, "expectedVersion");
        let new = [&new[..], &[("expectedVersion", &version)]].concat();
        let page = sent(app, hub, "/rules/entry/put", &new).await;
        assert!(page.contains("value=\"track:new\">&#60;b&#62;新しい経路</button>"), "{page}");

        // What another window wrote into the same step since is not undone unseen.
        let (status, _, page) = app.form(Some(hub), "/rules/entry/remove", &entry).await;
        assert_eq!(status, StatusCode::CONFLICT, "{page}");
        let mine = step(&[("entry.offset.count", "7")]);
        let (status, _, page) = app.form(Some(hub), "/rules/entry/put", &mine).await;
        assert_eq!(status, StatusCode::CONFLICT, "{page}");
        for expected in ["ほかの画面で書き換えられました", "value=\"7\"", "<b>2</b>"] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let version = hidden(&page, "expectedVersion");
        let entry = [entry[0], entry[1], ("expectedVersion", version.as_str())];
        let page = sent(app, hub, "/rules/entry/remove", &entry).await;
        assert!(
            !page.contains("value=\"milestone:tell\"") && page.contains("value=\"milestone:return\""),
            "{page}"
        );
        let (status, _, page) = app.form(Some(hub), "/rules/entry/put", &mine).await;
        assert_eq!(status, StatusCode::CONFLICT, "{page}");
        for expected in ["新しい項目として加わります", "value=\"milestone:\"", "value=\"7\""] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        for nothing in ["milestone:nowhere", "nothing", ""] {
            let entry = [("from", "mihon"), ("file", text.as_str()), ("entry", nothing)];
            assert_eq!(
                app.form(Some(hub), "/rules/entry", &entry).await.0,
                StatusCode::NOT_FOUND,
                "{nothing}"
            );
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_published_a_version_sets_its_last_day_and_cases_admitted_by_then_keep_it() {
    on_both(async |app| {
        let hub = app.coordinator();
        let mut ids = vec![];
        for (version, count) in [(1, 3), (2, 2)] {
            let file = FILE
                .replace("version = 1", &format!("version = {version}"))
                .replace("count = 3", &format!("count = {count}"))
                .replace("2026-12-01", "2026-11-01");
            let publish = PUBLISH.replace("key version", "id key version");
            let done = app.data(hub, &publish, publishing(&file)).await;
            ids.push(done["publishRules"]["rulePack"]["id"].as_str().unwrap().to_owned());
        }
        let follows = async |key: &str, on: &str| {
            let register = REGISTER.replace("milestones { id action version }", "rules { key version }");
            let input = json!({ "idempotencyKey": key, "admittedOn": on, "ward": "東5", "wardClass": "GENERAL",
                "patient": { "new": { "name": "見本 桜子", "nameKana": "ミホン サクラコ",
                "bornOn": "1940-01-01", "sex": "FEMALE" } } });
            let made = app.data(app.social_worker(), &register, json!({ "input": input })).await;
            let rules = made["registerAdmission"]["case"]["rules"].as_array().unwrap().clone();
            rules.iter().find(|rules| rules["key"] == "mihon").unwrap()["version"].clone()
        };
        let ending = |id: &str, on: &str| json!({ "input": { "rulePack": id, "lastDay": on } });
        for (by, id, on, code) in [
            (app.social_worker(), &ids[1], "2026-11-30", "RULES_PUBLISHED_BY_OTHERS"),
            (app.region.hospital.members[1], &ids[1], "2026-11-30", "FORBIDDEN"),
            (hub, &ids[1], "2026-11-19", "RULES_END_IN_THE_PAST"),
        ] {
            assert_eq!(app.refusal(by, END, ending(id, on)).await, code);
        }
        assert_eq!(follows("before", "2026-11-20").await, 2);
        let ended = app.data(hub, END, ending(&ids[1], "2026-11-20")).await["endRules"]["rulePack"].clone();
        assert_eq!((&ended["inForceUntil"], &ended["lastDay"]), (&Value::Null, &json!("2026-11-20")));
        assert_eq!(follows("that-day", "2026-11-20").await, 2);
        app.pass(time::Duration::days(1));
        assert_eq!(follows("after", "2026-11-21").await, 1, "the version before is in force again");
        assert_eq!(follows("late", "2026-11-20").await, 2, "as it was on that day");
        assert_eq!(app.refusal(hub, END, ending(&ids[1], "2026-12-01")).await, "RULES_ENDED_ALREADY");

        let first = ids[0].strip_prefix("rules_").unwrap().parse::<uuid::Uuid>().unwrap();
        let form = [("rulePack", first.to_string()), ("lastDay", "2026-11-20".to_owned())];
        let form: Vec<_> = form.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let (status, _, page) = app.form(Some(hub), "/rules/end", &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("最終日は、今日以後の日にしてください"), "{page}");
        let (_, form) = (form[0].1, [form[0], ("lastDay", "2026-11-30")]);
        let (status, to, _) = app.form(Some(hub), "/rules/end", &form).await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, Some(format!("/rules#pack-{first}"))));
        let (_, page) = app.page(Some(hub), "/rules").await;
        assert!(page.contains("公開した機関が定めた最終日") && page.contains("2026/11/30(月)"), "{page}");
        let (_, page) = app.page(Some(app.social_worker()), "/rules").await;
        assert!(!page.contains("action=\"/rules/end\""), "others only read: {page}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_text_is_looked_at_once_more_before_it_is_published_and_no_other_is() {
    on_both(async |app| {
        let hub = app.coordinator();
        let first = FILE.replace("2026-12-01", "2026-10-01");
        let (status, to, page) = publish(app, hub, &first).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert!(to.unwrap().starts_with("/rules#pack-"));
        october(app).await;

        let second = first.replace("version = 1", "version = 2").replace("count = 3", "count = 2");
        let confirm = async |file: &str| {
            let form = [("from", "mihon"), ("draft", "/rules/try#mihon"), ("file", file)];
            let (status, to, page) = app.form(Some(hub), "/rules/confirm", &form).await;
            assert_eq!((status, to.as_deref()), (StatusCode::SEE_OTHER, Some("/rules/confirm?from=mihon")), "{page}");
            app.page(Some(hub), "/rules/confirm?from=mihon").await.1
        };
        let page = confirm(&second).await;
        for expected in [
            "公開する前の確認",
            "見本市 入退院支援ルール",
            "見本市医師会",
            "川越市 (11201)",
            "2026/10/1(木)",
            "適用開始日が過ぎています",
            "公開中の第1版との違い",
            "「入院の連絡」",
            "進行中のケース（件数は秘匿）",
        ] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let found = app
            .data(
                hub,
                "query ($file: String!) { checkRules(file: $file) { title issuingBody inForceFrom inForceUntil
                    municipalities obstacles { code text } cautions unknownMunicipalities
                    unfilled { line } offered { cases whose } } }",
                json!({ "file": second }),
            )
            .await["checkRules"]
            .clone();
        assert_eq!(
            found,
            json!({ "title": "見本市 入退院支援ルール", "issuingBody": "見本市医師会", "inForceFrom": "2026-10-01",
                "inForceUntil": null, "municipalities": ["11201"], "obstacles": [],
                "cautions": ["BEGINS_IN_THE_PAST"], "unknownMunicipalities": [], "unfilled": [],
                "offered": { "cases": null, "whose": "AREA" } })
        );
        let own = app
            .data(
                app.social_worker(),
                "query ($file: String!) { checkRules(file: $file) { obstacles { code } offered { cases whose } } }",
                json!({ "file": second }),
            )
            .await["checkRules"]
            .clone();
        assert_eq!(
            own,
            json!({ "obstacles": [{ "code": "RULES_WITHOUT_AREA" }, { "code": "RULES_NOT_YOURS" }], "offered": { "cases": 4, "whose": "OWN" } })
        );

        // What is typed after the last look is not published by it.
        let looked_at = seen(&page);
        let third = second.replace("退院後に", "退院後すぐに");
        confirm(&third).await;
        let send = [("from", "mihon"), ("expectedVersion", looked_at.as_str())];
        let (status, _, page) = app.form(Some(hub), "/rules/publish", &send).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("確認したあとに本文が変わりました"), "{page}");
        let send = [("from", "mihon"), ("expectedVersion", &seen(&page))];
        let (status, _, page) = app.form(Some(hub), "/rules/publish", &send).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let files = app.data(hub, "{ rules { key version file } }", json!({})).await;
        assert_eq!(files["rules"].as_array().unwrap().iter().find(|r| (&r["key"], &r["version"]) == (&json!("mihon"), &json!(2))).unwrap()["file"], third);
        let (_, page) = app.page(Some(hub), "/rules/edit?from=mihon").await;
        assert!(page.contains("version = 3"), "what was published is no draft any more: {page}");

        let gaps = second
            .replace("version = 2", "version = 3")
            .replace("退院後に", "［記入: いつまでに］")
            .replace("[\"11201\"]", "[\"11201\", \"11998\"]");
        let page = confirm(&gaps).await;
        for expected in ["このままでは公開できません", "まだ残っています", "35行目", "登録のないコード (11998)"]
        {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        assert!(!page.contains("action=\"/rules/publish\""), "no way to go on: {page}");
        let send = [("from", "mihon"), ("expectedVersion", "1")];
        assert_eq!(app.form(Some(hub), "/rules/publish", &send).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_text_that_is_open_in_two_windows_is_not_overwritten_unseen() {
    on_both(async |app| {
        let hub = app.coordinator();
        let opened = async || {
            let (_, page) = app.page(Some(hub), "/rules/edit?from=imabari").await;
            (hidden(&page, "opening"), hidden(&page, "openedOn"))
        };
        let typed = |(opening, opened_on): &(String, String), file: &str| {
            let text = |text: &str| text.to_owned();
            vec![
                ("draft", text("/rules/try#imabari")),
                ("from", text("imabari")),
                ("opening", opening.clone()),
                ("openedOn", opened_on.clone()),
                ("file", text(file)),
            ]
        };
        let send = async |to: &str, fields: &[(&'static str, String)]| {
            let fields: Vec<_> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
            app.form(Some(hub), to, &fields).await
        };
        let (first, second) = (opened().await, opened().await);
        let one = FILE.replace("退院後に", "一つ目の画面");
        let two = FILE.replace("退院後に", "二つ目の画面");
        assert_eq!(send("/drafts", &typed(&first, &one)).await.0, StatusCode::NO_CONTENT);
        let again = one.replace("西3病棟", "西4病棟");
        assert_eq!(send("/drafts", &typed(&first, &again)).await.0, StatusCode::NO_CONTENT, "its own");

        let (status, _, page) = send("/rules/check", &typed(&second, &two)).await;
        assert_eq!(status, StatusCode::OK);
        for expected in ["ほかの画面でも、この本文を書いています", "西4病棟", "二つ目の画面"]
        {
            assert!(page.contains(expected), "{expected} while it is typed: {page}");
        }
        assert_eq!(send("/drafts", &typed(&second, &two)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _, page) = send("/rules/try", &typed(&second, &two)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for expected in ["もう一度送ると、この画面の内容に置き換わります", "西4病棟", "二つ目の画面"]
        {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let (_, page_now) = app.page(Some(hub), "/rules/edit?from=imabari").await;
        assert!(page_now.contains("西4病棟") && !page_now.contains("二つ目の画面"), "the first stays");

        let second = (hidden(&page, "opening"), hidden(&page, "openedOn"));
        let (status, to, page) = send("/rules/try", &typed(&second, &two)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "knowingly: {page}");
        let (_, page) = app.page(Some(hub), to.unwrap().split('#').next().unwrap()).await;
        assert!(page.contains("二つ目の画面") && page.contains("id=\"trial\""), "{page}");
        let (_, _, page) = send("/rules/check", &typed(&first, &again)).await;
        assert!(page.contains("ほかの画面でも"), "now the first is told: {page}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn forms_take_any_width_carry_new_keys_along_and_speak_the_readers_language() {
    on_both(async |app| {
        let hub = app.coordinator();
        let open = [("from", "mihon"), ("file", FILE), ("entry", "milestone:tell")];
        let page = sent(app, hub, "/rules/entry", &open).await;
        let select = |page: &str, name: &str| {
            let select = page.split(&format!("name=\"entry.{name}\"")).nth(1).unwrap();
            select.split("</select>").next().unwrap().to_owned()
        };
        assert!(!select(&page, "action").contains("定めなし"), "it must be there: {page}");
        assert!(select(&page, "roll").contains("定めなし"), "it may be left out: {page}");
        let (_, new) = app.page(Some(hub), "/rules/entry?from=mihon&entry=milestone:").await;
        assert!(select(&new, "action").contains("(選んでください)"), "nobody chose yet: {new}");

        let version = hidden(&page, "expectedVersion");
        let entry = [("from", "mihon"), ("entry", "track:known")];
        let (_, page) = app.page(Some(hub), "/rules/entry?from=mihon&entry=track:known").await;
        let track = hidden(&page, "expectedVersion");
        let renamed = [
            &entry[..],
            &[
                ("expectedVersion", track.as_str()),
                ("entry.key", "ｍａｎａｇｅｄ"),
                ("entry.title", "ケアマネジャーがいる"),
                ("entry.when", "care_manager = assigned"),
            ],
        ]
        .concat();
        let page = sent(app, hub, "/rules/entry/put", &renamed).await;
        assert!(
            page.contains("tracks = [&#34;managed&#34;]") && page.contains("書式に誤りはありません"),
            "{page}"
        );
        let (_, page) = app.page(Some(hub), "/rules/entry?from=mihon&entry=milestone:tell").await;
        assert_ne!(hidden(&page, "expectedVersion"), version, "the step names the new key");

        let check = async |file: &str| {
            app.form(Some(hub), "/rules/check", &[("from", "mihon"), ("file", file)]).await.2
        };
        let page = check(&FILE.replace("count = 3", "count = '三'").replace("= assigned", "assigned")).await;
        for expected in ["（候補: 整数）", "（候補: = か &#62;= か &#60;=）"] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        let page = check(&FILE.replace("version = 1", "version = = 1")).await;
        for expected in ["フォームを開けません", "href=\"#faults\"", "id=\"faults\"", "2行目"] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        assert!(!page.contains("expected"), "no English of the reader of TOML: {page}");
        let page = check(&format!("{FILE}# {}\n", "見本".repeat(21_000))).await;
        assert!(page.contains("本文が長すぎます") && page.contains("120 KB"), "{page}");
        app.deliver().await;
    })
    .await;
}
