//! What is asked beforehand is answered by those who come and by those who do not, and read by the team.

use axum::http::StatusCode;
use domain::access::Member;
use serde_json::{Value, json};
use support::{TestApp, on_both};

const FIRST: &str = "夜間に往診できますか";
const SECOND: &str = "病院にしてほしい準備";

fn id<T>(prefix: &str, id: domain::Id<T>) -> String {
    format!("{prefix}_{}", id.uuid().simple())
}

/// A conference about a patient with two questions, to which a physician, a care manager and somebody without an
/// account are invited; in the diary.
async fn scheduled(app: &TestApp) -> Value {
    let by = app.social_worker();
    let register =
        "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
    let input = json!({ "idempotencyKey": "admission", "admittedOn": "2026-11-20", "ward": "東5",
        "wardClass": "GENERAL", "patient": { "new": { "name": "見本 桜子", "nameKana": "ミホン サクラコ",
        "bornOn": "1950-01-01", "sex": "FEMALE" } } });
    let case = app.data(by, register, json!({ "input": input })).await;
    let invite = |member: Member| json!({ "person": id("person", member.person), "requirement": "SHOULD", "mode": "ON_SITE" });
    let draft = "mutation ($input: DraftConferenceInput!) { draftConference(input: $input) { conference {
        id version questions } } }";
    let input = json!({ "idempotencyKey": "conference", "case": case["registerAdmission"]["case"]["id"],
        "conference": { "kind": "INTERNAL", "title": "会議", "durationMinutes": 30, "questions": [FIRST, SECOND],
        "participants": [invite(app.home_physician()), invite(app.care_manager()),
            { "name": "見本 医師会", "seat": "OTHER", "email": "guest@example.jp", "requirement": "MAY", "mode": "ON_SITE" }] } });
    let drafted =
        app.data(by, draft, json!({ "input": input })).await["draftConference"]["conference"].take();
    assert_eq!(drafted["questions"], json!([FIRST, SECOND]));
    let schedule =
        "mutation ($input: ScheduleConferenceInput!) { scheduleConference(input: $input) { conference {
        id version times { id } participants { id } } } }";
    let input = json!({ "conference": drafted["id"], "expectedVersion": drafted["version"],
        "startsAt": "2026-11-24T01:00:00.000Z" });
    app.data(by, schedule, json!({ "input": input })).await["scheduleConference"]["conference"].take()
}

fn path(conference: &Value) -> String {
    let (_, simple) = conference["id"].as_str().unwrap().split_once('_').unwrap();
    format!("/conferences/{}", uuid::Uuid::parse_str(simple).unwrap())
}

/// What somebody sees that was replied, participant by participant.
async fn seen_by(app: &TestApp, member: Member, conference: &Value) -> Value {
    let query = "query ($id: ID!) { conference(id: $id) { participants { replies { number question text revision channel } } } }";
    let data = app.data(member, query, json!({ "id": conference["id"] })).await;
    let replies = data["conference"]["participants"].as_array().unwrap().iter();
    replies
        .map(|p| p["replies"].as_array().unwrap().iter().map(|r| r["text"].clone()).collect::<Value>())
        .collect()
}

#[tokio::test]
async fn who_cannot_come_answers_the_questions_by_the_link() {
    on_both(async |app| {
        let conference = scheduled(app).await;
        let mails = app.deliver().await;
        let mail =
            mails.iter().find(|mail| mail.to.contains("guest@example.jp")).expect("a mail to the guest");
        assert!(!mail.text.contains(FIRST), "no question in a mail");
        let link = mail.links.iter().find(|link| link.contains("/answer/")).unwrap();
        let link = link.strip_prefix("http://kaname.test").unwrap();
        let (_, page) = app.page(None, link).await;
        assert!(page.contains(FIRST) && page.contains(SECOND) && !page.contains("桜子"));
        let time = page.split('"').find(|word| word.starts_with("answer-") && word.len() == 43).unwrap();
        let typed = "通えませんが、<b>意見</b>です。";
        let (status, _, again) = app.form(None, link, &[("reply-1", typed)]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "each time needs an answer");
        assert!(
            again.contains("&#60;b&#62;意見") || again.contains("&lt;b&gt;意見"),
            "what was typed stays: {again}"
        );
        let no = [(time, "no"), ("reason", "too_far"), ("reply-1", typed), ("reply-2", " ")];
        let (status, _, page) = app.form(None, link, &no).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert!(app.texts("SELECT choice FROM answer").await[0].contains("too_far"));
        let instead = [(time, "substitute:on_site")];
        let (status, _, page) = app.form(None, link, &instead).await;
        assert!(
            status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("代わりの方のお名前"),
            "who comes is asked: {page}"
        );
        let instead = [(time, "substitute:on_site"), ("substituteName", "見本 代理")];
        assert_eq!(app.form(None, link, &instead).await.0, StatusCode::SEE_OTHER);
        let (_, again) = app.page(None, &format!("{link}?change=yes")).await;
        assert!(again.contains("value=\"substitute:on_site\" checked") && again.contains("見本 代理"));
        let silent = [(time, "no")];
        assert_eq!(app.form(None, link, &silent).await.0, StatusCode::SEE_OTHER, "nobody has to say why");
        assert_eq!(app.count("answer WHERE choice LIKE '%unstated%'").await, 1);
        let (_, thanks) = app.page(None, link).await;
        assert!(thanks.contains(FIRST) && !thanks.contains(SECOND), "what was replied to: {thanks}");

        let (_, shown) = app.page(Some(app.social_worker()), &path(&conference)).await;
        assert!(shown.contains("意見") && shown.contains("見本 医師会"));
        assert_eq!(seen_by(app, app.social_worker(), &conference).await, json!([[], [], [typed]]));
        let of_none = json!([[], [], []]);
        assert_eq!(
            seen_by(app, app.home_physician(), &conference).await,
            of_none,
            "invited, not of the team"
        );
        let (_, invited) = app.page(Some(app.home_physician()), &path(&conference)).await;
        assert!(
            invited.contains(FIRST) && !invited.contains("意見"),
            "the questions, and nobody else's words"
        );
        app.on_record().await;
    })
    .await;
}

#[tokio::test]
async fn a_reply_is_changed_by_a_revision_and_written_down_by_telephone() {
    on_both(async |app| {
        let conference = scheduled(app).await;
        let me = app.home_physician();
        let (_, asked) = app.page(Some(me), "/requests").await;
        assert!(asked.contains(FIRST) && asked.contains("回答を送る"));
        let answer = format!("{}/answer", path(&conference).replace("/conferences/", "/requests/"));
        let participant = asked.split("name=\"participant\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        for text in ["平日だけです", "平日だけです", "毎日できます"] {
            let (status, _, page) =
                app.form(Some(me), &answer, &[("participant", participant), ("reply-1", text)]).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        }
        let (status, _, _) = app.form(Some(me), &answer, &[("participant", participant)]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was said");
        assert_eq!(app.texts("SELECT text FROM reply ORDER BY revision").await, ["平日だけです", "毎日できます"]);
        assert_eq!(seen_by(app, me, &conference).await, json!([["毎日できます"], [], []]));

        let record = "mutation ($input: RecordAnswerInput!) { recordAnswer(input: $input) { conference { id } } }";
        let said = |number: u8| json!({ "input": { "conference": conference["id"], "channel": "PHONE",
            "participant": conference["participants"][1]["id"], "replies": [{ "number": number, "text": "車いすの準備" }] } });
        assert_eq!(app.refusal(app.social_worker(), record, said(3)).await, "CONFERENCE_QUESTION_NOT_ASKED");
        app.data(app.social_worker(), record, said(2)).await;
        assert_eq!(app.refusal(me, record, said(2)).await, "FORBIDDEN", "another's words are not mine to write");
        assert_eq!(
            seen_by(app, app.social_worker(), &conference).await,
            json!([["毎日できます"], ["車いすの準備"], []])
        );
        assert_eq!(seen_by(app, me, &conference).await, json!([["毎日できます"], [], []]));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_database_from_before_the_questions_keeps_its_conferences() {
    on_both(async |app| {
        let conference = scheduled(app).await;
        for sql in [
            "DROP TABLE reply",
            "ALTER TABLE conference DROP COLUMN questions",
            "DELETE FROM seaql_migrations WHERE version = 'm25_questions'",
        ] {
            app.execute(sql).await;
        }
        app.migrate_again().await;
        let (status, page) = app.page(Some(app.social_worker()), &path(&conference)).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(
            page.contains("見本 桜子") && !page.contains(FIRST),
            "the conference without questions: {page}"
        );
        assert_eq!(seen_by(app, app.social_worker(), &conference).await, json!([[], [], []]));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_substitute_comes_only_where_one_was_chosen_and_every_word_is_heard() {
    on_both(async |app| {
        let conference = scheduled(app).await;
        let mails = app.deliver().await;
        let mail = mails.iter().find(|mail| mail.to.contains("guest@example.jp")).unwrap();
        let link = mail.links.iter().find(|link| link.contains("/answer/")).unwrap();
        let link = link.strip_prefix("http://kaname.test").unwrap();
        let (_, page) = app.page(None, link).await;
        let time = page.split('"').find(|word| word.starts_with("answer-") && word.len() == 43).unwrap();
        let answer = async |choice: &'static str| {
            let fields = [
                (time, choice),
                ("substituteName", "見本 代理"),
                ("substituteEmail", "dairi@example.jp"),
                ("note", "10分遅れます"),
            ];
            let (status, _, page) = app.form(None, link, &fields).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
            app.page(None, link).await.1
        };
        let shown = async |member: Member| app.page(Some(member), &path(&conference)).await.1;

        let thanks = answer("substitute:on_site").await;
        assert!(thanks.contains("見本 代理") && thanks.contains("10分遅れます"), "{thanks}");
        let own = shown(app.social_worker()).await;
        assert!(
            own.contains("見本 代理") && own.contains("dairi@example.jp") && own.contains("10分遅れます")
        );
        assert!(
            !shown(app.home_physician()).await.contains("dairi@example.jp"),
            "for those who called it alone"
        );

        for choice in ["yes:video", "if_need_be:on_site", "yes:on_site"] {
            let thanks = answer(choice).await;
            assert!(!thanks.contains("見本 代理") && thanks.contains("10分遅れます"), "{choice}: {thanks}");
            let (_, again) = app.page(None, &format!("{link}?change=yes")).await;
            assert!(again.contains(&format!("value=\"{choice}\" checked")), "{choice}: {again}");
            let comes = thanks.contains("場所: ");
            assert_eq!(comes, choice.ends_with("on_site"), "where to go, for those who come: {thanks}");
        }
        let query =
            "query ($id: ID!) { conference(id: $id) { participants { answers { choice mode note substitute { name } } } } }";
        let data = app.data(app.social_worker(), query, json!({ "id": conference["id"] })).await;
        let expected =
            json!([{ "choice": "YES", "mode": "ON_SITE", "note": "10分遅れます", "substitute": null }]);
        assert_eq!(data["conference"]["participants"][2]["answers"], expected);
        app.deliver().await;
    })
    .await;
}
