//! Somebody's own calendar, at an address that shows it without sign-in and opens nothing else; and one
//! conference as a file for a calendar, by the link of an invitation.

use app::Credential;
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use domain::{
    Timestamp,
    access::{Member, Scope},
};
use serde_json::{Value, json};
use support::{Engine, TestApp, on_both};
use time::{
    Duration,
    macros::{date, time},
};

use crate::sign_in::{PASSWORD, register, sign_in};

fn id<T>(prefix: &str, id: domain::Id<T>) -> String {
    format!("{prefix}_{}", id.uuid().simple())
}

/// As addresses and calendars write it.
fn uuid(id: &Value) -> String {
    let (_, simple) = id.as_str().unwrap().split_once('_').unwrap();
    uuid::Uuid::parse_str(simple).unwrap().to_string()
}

/// A conference of the hospital about a patient, to which the home physician is invited by video and the care
/// manager on site.
async fn draft(app: &TestApp, n: u32) -> Value {
    let by = app.social_worker();
    let register =
        "mutation ($input: RegisterAdmissionInput!) { registerAdmission(input: $input) { case { id } } }";
    let input = json!({ "idempotencyKey": format!("a{n}"), "admittedOn": "2026-11-20", "ward": "東5",
        "wardClass": "GENERAL", "patient": { "new": { "name": "見本 桜子", "nameKana": "ミホン サクラコ",
        "bornOn": format!("19{n:02}-01-01"), "sex": "FEMALE" } } });
    let case = app.data(by, register, json!({ "input": input })).await;
    let invite = |member: Member, mode: &str| json!({ "person": id("person", member.person), "requirement": "SHOULD", "mode": mode });
    let draft = "mutation ($input: DraftConferenceInput!) { draftConference(input: $input) { conference {
        id version participants { id } } } }";
    let input = json!({ "idempotencyKey": format!("c{n}"), "case": case["registerAdmission"]["case"]["id"],
        "conference": { "kind": "INTERNAL", "title": "桜子さんの会議", "durationMinutes": 30,
        "room": id("room", app.region.room), "videoAddress": "https://video.example.jp/mihon",
        "agenda": ["麻薬の管理"],
        "participants": [invite(app.home_physician(), "VIDEO"), invite(app.care_manager(), "ON_SITE")] } });
    app.data(by, draft, json!({ "input": input })).await["draftConference"]["conference"].take()
}

/// The same, put in the diary.
async fn scheduled(app: &TestApp, n: u32, starts_at: &str) -> Value {
    let conference = draft(app, n).await;
    let schedule =
        "mutation ($input: ScheduleConferenceInput!) { scheduleConference(input: $input) { conference {
        id version times { id } participants { id } } } }";
    let input = json!({ "conference": conference["id"], "expectedVersion": conference["version"],
        "startsAt": starts_at });
    app.data(app.social_worker(), schedule, json!({ "input": input })).await["scheduleConference"]["conference"]
        .take()
}

/// Writes down what a participant said to the time a conference has.
async fn answer(app: &TestApp, conference: &Value, participant: usize, choice: Value) {
    let answer =
        "mutation ($input: RecordAnswerInput!) { recordAnswer(input: $input) { conference { id } } }";
    let input = json!({ "conference": conference["id"], "channel": "PHONE",
        "participant": conference["participants"][participant]["id"],
        "answers": [{ "time": conference["times"][0]["id"], "choice": choice }] });
    app.data(app.social_worker(), answer, json!({ "input": input })).await;
}

/// The address of a member's calendar, as a path: made on the page of the account.
async fn address(app: &TestApp, member: Member) -> String {
    let fields = [("label", "見本のiPhone")];
    let (status, _, page) = app.form(Some(member), "/account/calendar", &fields).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let shown = page.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap();
    shown.strip_prefix("http://kaname.test").unwrap().to_owned()
}

async fn fetch(app: &TestApp, path: &str) -> (StatusCode, HeaderMap, String) {
    app.answer(Request::get(path).body(Body::empty()).unwrap()).await
}

/// The lines of a calendar, unfolded.
async fn lines(app: &TestApp, path: &str) -> Vec<String> {
    let (status, headers, body) = fetch(app, path).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    unfolded(&body)
}

fn unfolded(calendar: &str) -> Vec<String> {
    calendar.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

/// Which conferences stand in a calendar.
fn uids(lines: &[String]) -> Vec<&str> {
    lines.iter().filter_map(|line| line.strip_prefix("UID:")).collect()
}

/// The lines of these properties.
fn of<'a>(lines: &'a [String], properties: &[&str]) -> Vec<&'a str> {
    let is_meant = |line: &&str| properties.contains(&line.split([':', ';']).next().unwrap_or_default());
    lines.iter().map(String::as_str).filter(is_meant).collect()
}

/// What a mail and a calendar say alike.
const ALIKE: &[&str] =
    &["UID", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "SUMMARY", "LOCATION", "PRODID", "VERSION"];

#[tokio::test]
async fn a_calendar_says_what_the_invitation_said_and_nothing_of_the_patient() {
    on_both(async |app| {
        let conference = scheduled(app, 1, "2026-11-24T01:00:00.000Z").await;
        let mails = app.deliver().await;
        let physician = address(app, app.home_physician()).await;
        let lines = lines(app, &physician).await;
        let mut sent = mails.iter().filter_map(|mail| mail.calendar.as_deref()).map(unfolded);
        let mail = sent.find(|mail| mail.iter().any(|line| line.contains("ビデオ会議"))).unwrap();
        assert_eq!(of(&lines, ALIKE), of(&mail, ALIKE));
        assert_eq!(
            of(&lines, &["METHOD", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "DTSTART", "SUMMARY", "URL"]),
            [
                "METHOD:PUBLISH",
                "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
                "X-PUBLISHED-TTL:PT1H",
                "DTSTART:20261124T010000Z",
                "SUMMARY:院内カンファレンス",
                &format!("URL:http://kaname.test/conferences/{}", uuid(&conference["id"])),
            ]
        );
        let told = lines.join("\n");
        assert!(!["桜子", "サクラコ", "麻薬", "東5"].iter().any(|word| told.contains(word)), "{told}");
        assert!(of(&lines, &["ATTENDEE", "ORGANIZER"]).is_empty(), "nobody else's name or address");
    })
    .await;
}

#[tokio::test]
async fn a_calendar_follows_a_conference_that_is_moved_and_called_off() {
    on_both(async |app| {
        let conference = scheduled(app, 1, "2026-11-24T01:00:00.000Z").await;
        let path = address(app, app.care_manager()).await;
        let place = lines(app, &path).await;
        assert_eq!(of(&place, &["SEQUENCE", "STATUS"]), ["SEQUENCE:0", "STATUS:CONFIRMED"]);
        let reschedule = "mutation ($input: RescheduleConferenceInput!) { rescheduleConference(input: $input) { conference { version } } }";
        let input = json!({ "conference": conference["id"], "expectedVersion": conference["version"],
            "startsAt": "2026-11-25T02:00:00.000Z" });
        let moved = app.data(app.social_worker(), reschedule, json!({ "input": input })).await;
        let now = lines(app, &path).await;
        assert_eq!(of(&now, &["SEQUENCE", "DTSTART"]), ["SEQUENCE:1", "DTSTART:20261125T020000Z"]);
        assert_eq!(uids(&now), [uuid(&conference["id"])]);
        let cancel = "mutation ($input: CancelConferenceInput!) { cancelConference(input: $input) { conference { state } } }";
        let input = json!({ "conference": conference["id"], "reason": "桜子さんの急変",
            "expectedVersion": moved["rescheduleConference"]["conference"]["version"] });
        app.data(app.social_worker(), cancel, json!({ "input": input })).await;
        let off = lines(app, &path).await;
        let expected = ["SEQUENCE:2", "STATUS:CANCELLED", "SUMMARY:中止: 院内カンファレンス", "TRANSP:TRANSPARENT"];
        assert_eq!(of(&off, &["SEQUENCE", "STATUS", "SUMMARY", "TRANSP"]), expected);
        assert!(!off.join("\n").contains("急変"), "{off:?}");
        assert_eq!(of(&off, &["LOCATION"]), of(&place, &["LOCATION"]));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn everybody_sees_what_they_are_to_come_to_or_called() {
    on_both(async |app| {
        let conference = scheduled(app, 1, "2026-11-24T01:00:00.000Z").await;
        let uid = uuid(&conference["id"]);
        let (called, physician) = (app.social_worker(), app.home_physician());
        let colleague = app.region.hospital.members[1];
        let [called, physician, manager, colleague] = [
            address(app, called).await,
            address(app, physician).await,
            address(app, app.care_manager()).await,
            address(app, colleague).await,
        ];
        assert_eq!(uids(&lines(app, &called).await), [&uid]);
        assert_eq!(uids(&lines(app, &physician).await), [&uid]);
        assert!(
            uids(&lines(app, &colleague).await).is_empty(),
            "a colleague is neither invited nor has called it"
        );
        answer(app, &conference, 0, json!({ "yes": { "mode": "ON_SITE" } })).await;
        let no = json!({ "no": { "reason": "ON_DUTY" } });
        answer(app, &conference, 1, no.clone()).await;
        let comes = lines(app, &physician).await;
        assert!(
            of(&comes, &["LOCATION"])[0].contains("見本総合病院"),
            "by what was said, not as expected: {comes:?}"
        );
        assert!(uids(&lines(app, &manager).await).is_empty(), "who stays away");
        assert_eq!(uids(&lines(app, &called).await), [&uid]);
        let instead = json!({ "yes": { "mode": "VIDEO", "substitute": { "name": "見本 代理" } } });
        answer(app, &conference, 1, instead).await;
        assert!(uids(&lines(app, &manager).await).is_empty(), "whose substitute comes");
        answer(app, &conference, 1, json!({ "yes": { "mode": "ON_SITE" } })).await;
        assert_eq!(uids(&lines(app, &manager).await), [&uid], "who has thought better of it");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_week_holds_what_somebody_is_invited_to_wherever_it_takes_place() {
    on_both(async |app| {
        let conference = scheduled(app, 1, "2026-11-24T01:00:00.000Z").await;
        let link = format!("/conferences/{}", uuid(&conference["id"]));
        let week = "/conferences?week=2026-11-23";
        let shows = async |member: Member, path: &str| {
            let (status, page) = app.page(Some(member), path).await;
            assert_eq!(status, StatusCode::OK);
            (page.matches(&format!("href=\"{link}\"")).count(), page.contains("桜子"))
        };
        for path in [week, "/conferences"] {
            assert_eq!(shows(app.social_worker(), path).await, (1, true), "the hospital's own, once: {path}");
            assert_eq!(shows(app.care_manager(), path).await, (1, false), "invited, not of the team: {path}");
            assert_eq!(shows(app.coordinator(), path).await, (0, false), "not invited: {path}");
        }
        assert_eq!(shows(app.care_manager(), "/conferences?week=2026-11-30").await, (0, false));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_list_begins_with_what_has_no_time_yet() {
    on_both(async |app| {
        let settled = uuid(&scheduled(app, 1, "2026-11-24T01:00:00.000Z").await["id"]);
        let drafted = uuid(&draft(app, 2).await["id"]);
        let asked = draft(app, 3).await;
        let propose =
            "mutation ($input: ProposeTimesInput!) { proposeTimes(input: $input) { conference { id } } }";
        let input = json!({ "conference": asked["id"], "expectedVersion": asked["version"],
            "starts": ["2026-11-25T01:00:00.000Z", "2026-11-26T01:00:00.000Z"] });
        app.data(app.social_worker(), propose, json!({ "input": input })).await;
        let asked = uuid(&asked["id"]);
        let listed = async |member: Member| {
            let (_, page) = app.page(Some(member), "/conferences").await;
            let mut found: Vec<_> = [&drafted, &asked, &settled]
                .into_iter()
                .filter_map(|id| Some((page.find(&format!("/conferences/{id}"))?, id.clone())))
                .collect();
            found.sort();
            found.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
        };
        assert_eq!(listed(app.social_worker()).await, [&drafted, &asked, &settled].map(Clone::clone));
        assert_eq!(listed(app.care_manager()).await, vec![settled.clone()], "what others prepare is theirs");
        app.set_time(Timestamp::tokyo(date!(2026 - 11 - 26), time!(12:00)));
        assert_eq!(
            listed(app.social_worker()).await,
            vec![drafted.clone()],
            "the times asked about are over"
        );
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_calendar_reaches_from_thirty_days_back_to_a_hundred_and_eighty_ahead() {
    on_both(async |app| {
        let soon = uuid(&scheduled(app, 1, "2026-11-24T01:00:00.000Z").await["id"]);
        let late = uuid(&scheduled(app, 2, "2027-05-20T01:00:00.000Z").await["id"]);
        draft(app, 3).await;
        app.deliver().await;
        let path = address(app, app.home_physician()).await;
        let start = Timestamp::tokyo(date!(2026 - 11 - 24), time!(10:00));
        for (now, expected) in [
            (app.now(), vec![soon.clone()]),
            (start + Duration::days(30), vec![soon, late.clone()]),
            (start + Duration::days(30) + Duration::SECOND, vec![late]),
        ] {
            app.set_time(now);
            assert_eq!(uids(&lines(app, &path).await), expected, "{now:?}");
        }
        app.deliver().await;
    })
    .await;
}

/// Ends a membership, past the program.
async fn end(app: &TestApp, member: Member) {
    let id = member.membership.uuid().simple();
    let id = if app.engine == Engine::Sqlite { format!("x'{id}'") } else { format!("'{id}'") };
    app.execute(&format!("UPDATE membership SET until_at = {} WHERE id = {id}", app.now().millis())).await;
}

fn secret(path: &str) -> &str {
    path.strip_prefix("/calendar/").and_then(|file| file.strip_suffix(".ics")).unwrap()
}

#[tokio::test]
async fn the_address_of_a_calendar_opens_nothing_else() {
    on_both(async |app| {
        let path = address(app, app.social_worker()).await;
        let secret = secret(&path);
        let (status, _) = app.post_graphql(Some(secret), &json!({ "query": "{ me { role } }" })).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        for page in ["/", "/board", "/account", "/conferences", "/admissions/new"] {
            let (status, _) = app.page_by(Some(secret), page).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{page} leads to the way in");
        }
        let (status, _) = app.first_word_by(Some(secret), "/live/board").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (status, _) = app.form_by(Some(secret), "/account/calendar", &[("label", "x")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let follows = app.app.member_of(&Credential::token(secret)).await;
        assert!(matches!(follows, Err(app::Error::Unauthenticated)), "{follows:?}");
        let (status, _) = app.page(None, &format!("/answer/{secret}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(app.count("access_token").await, 1);
    })
    .await;
}

#[tokio::test]
async fn whatever_is_no_address_of_a_calendar_is_answered_alike() {
    on_both(async |app| {
        let member = app.home_physician();
        let unknown = fetch(app, "/calendar/kaname_unknown.ics").await;
        let is_unknown = async |path: &str, why: &str| {
            let answer = fetch(app, path).await;
            assert_eq!((answer.0, &answer.2), (StatusCode::NOT_FOUND, &unknown.2), "{why}");
        };
        let whole = app.token(member).await;
        let reading = app.token(Member { scope: Scope::Reading, ..member }).await;
        is_unknown(&format!("/calendar/{whole}.ics"), "a token for programs").await;
        is_unknown(&format!("/calendar/{reading}.ics"), "a token for programs that read").await;
        let revoked = address(app, member).await;
        is_unknown(revoked.trim_end_matches(".ics"), "no name of a file").await;
        let (_, page) = app.page(Some(member), "/account").await;
        let form = page.split("id=\"calendars\"").nth(1).unwrap();
        assert!(
            form.contains("見本のiPhone") && !page.contains(secret(&revoked)),
            "the address was shown once"
        );
        let token =
            form.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let (status, _, _) = app.form(Some(member), "/account/tokens/revoke", &[("token", token)]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        is_unknown(&revoked, "revoked").await;

        let left = address(app, app.care_manager()).await;
        assert!(uids(&lines(app, &left).await).is_empty());
        end(app, app.care_manager()).await;
        is_unknown(&left, "after the membership").await;
        let late = address(app, app.coordinator()).await;
        app.pass(Duration::days(365) - Duration::SECOND);
        assert!(uids(&lines(app, &late).await).is_empty());
        app.pass(Duration::SECOND);
        is_unknown(&late, "after its day").await;
    })
    .await;
}

#[tokio::test]
async fn addresses_are_not_guessed_by_the_thousand_and_those_known_are_served_meanwhile() {
    on_both(async |app| {
        let path = address(app, app.home_physician()).await;
        for n in 0..60 {
            let (status, _, _) = fetch(app, &format!("/calendar/guess-{n}.ics")).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{n}");
        }
        let (status, headers, _) = fetch(app, "/calendar/guess-60.ics").await;
        assert_eq!(
            (status, &headers[header::RETRY_AFTER]),
            (StatusCode::TOO_MANY_REQUESTS, &"1".parse().unwrap())
        );
        for n in 0..30 {
            let (status, _, _) = fetch(app, &path).await;
            assert_eq!(status, StatusCode::OK, "{n}");
        }
        let (status, _, _) = fetch(app, &path).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "nor asked without end");
    })
    .await;
}

#[tokio::test]
async fn what_a_calendar_shows_is_on_record_and_its_last_use_on_the_account() {
    on_both(async |app| {
        scheduled(app, 1, "2026-11-24T01:00:00.000Z").await;
        app.deliver().await;
        let member = app.home_physician();
        let path = address(app, member).await;
        let rows = "audit_entry WHERE action = 'see_conference' AND source = 'link'";
        assert_eq!(app.count(rows).await, 0);
        let (_, page) = app.page(Some(member), "/account").await;
        assert!(page.contains("未使用"), "{page}");
        lines(app, &path).await;
        assert_eq!(app.count(rows).await, 1);
        let (_, page) = app.page(Some(member), "/account").await;
        assert!(page.contains("最後の使用 11/20(金) 9:00"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn who_has_an_account_makes_an_address_by_its_password_and_loses_it_with_the_next_one() {
    crate::sign_in::on_both(async |app| {
        let seed = register(app, app.social_worker(), "mihon").await.seed;
        let browser = sign_in(app, "mihon", &seed).await;
        let fields = |password| [("label", "Outlook"), ("password", password)];
        let refused = browser.post("/account/calendar", &fields("not the password of it")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let made = browser.post("/account/calendar", &fields(PASSWORD)).await;
        let path = made.codes()[0].strip_prefix("http://kaname.test").unwrap().to_owned();
        lines(app, &path).await;
        let of_program = [("label", "x"), ("scope", "calendar"), ("days", "30"), ("password", PASSWORD)];
        let refused = browser.post("/account/tokens", &of_program).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the form for programs makes none");
        browser.post("/account/sessions", &[]).await;
        assert_eq!(fetch(app, &path).await.0, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_api_makes_an_address_too() {
    on_both(async |app| {
        let document = "mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { secret token { scope } } }";
        let input = json!({ "label": "Outlook", "scope": "CALENDAR", "days": 30 });
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-requested-by", "test")
            .header(header::COOKIE, app.cookie(app.care_manager()).await)
            .body(Body::from(json!({ "query": document, "variables": { "input": input } }).to_string()))
            .unwrap();
        let answer: Value = serde_json::from_str(&app.send(request).await.1).unwrap();
        let made = &answer["data"]["createAccessToken"];
        assert_eq!(made["token"]["scope"], "CALENDAR", "{answer:#}");
        let path = format!("/calendar/{}.ics", made["secret"].as_str().unwrap());
        assert!(uids(&lines(app, &path).await).is_empty());
    })
    .await;
}

#[tokio::test]
async fn who_answers_by_link_takes_the_conference_along_as_a_file() {
    on_both(async |app| {
        let conference = draft(app, 1).await;
        let propose =
            "mutation ($input: ProposeTimesInput!) { proposeTimes(input: $input) { conference { version } } }";
        let input = json!({ "conference": conference["id"], "expectedVersion": conference["version"],
            "starts": ["2026-11-24T01:00:00.000Z", "2026-11-25T01:00:00.000Z"] });
        let proposed = app.data(app.social_worker(), propose, json!({ "input": input })).await;
        let asked = app.deliver().await;
        let mut links = asked[0].links.iter().filter_map(|link| link.strip_prefix("http://kaname.test"));
        let link = links.find(|link| link.starts_with("/answer/")).unwrap().to_owned();
        let file = format!("{link}/calendar.ics");
        assert_eq!(fetch(app, &file).await.0, StatusCode::NOT_FOUND, "it has no time yet");

        let schedule = "mutation ($input: ScheduleConferenceInput!) { scheduleConference(input: $input) { conference { id } } }";
        let input = json!({ "conference": conference["id"], "startsAt": "2026-11-24T01:00:00.000Z",
            "expectedVersion": proposed["proposeTimes"]["conference"]["version"] });
        app.data(app.social_worker(), schedule, json!({ "input": input })).await;
        let invited = app.deliver().await;
        let mail = invited.iter().find(|mail| mail.to == asked[0].to).unwrap();
        let (_, page) = app.page(None, &link).await;
        assert!(!page.contains("calendar.ics"), "who has not answered is asked first: {page}");
        let field = page.split('"').find(|word| word.starts_with("answer-") && word.len() == 43).unwrap();
        let (status, _, body) = app.form(None, &link, &[(field, "yes:video"), ("reason", "other")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        let (_, page) = app.page(None, &link).await;
        assert!(page.contains(&file) && page.contains("change=yes"), "{page}");

        let taken = lines(app, &file).await;
        let sent = unfolded(mail.calendar.as_deref().unwrap());
        let same = ["UID", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "SUMMARY"];
        assert_eq!(of(&taken, &same), of(&sent, &same));
        let told = taken.join("\n");
        assert!(!told.contains("桜子") && !told.contains(link.as_str()), "{told}");

        let no = [(field, "no"), ("reason", "on_duty")];
        assert_eq!(app.form(None, &link, &no).await.0, StatusCode::SEE_OTHER);
        let (_, page) = app.page(None, &link).await;
        assert!(!page.contains("calendar.ics"), "who stays away puts nothing into a calendar");
        app.set_time(Timestamp::tokyo(date!(2026 - 11 - 24), time!(10:00)));
        assert_eq!(fetch(app, &file).await.0, StatusCode::NOT_FOUND, "it has begun");
        assert_eq!(fetch(app, "/answer/unknown/calendar.ics").await.0, StatusCode::NOT_FOUND);
        app.deliver().await;
    })
    .await;
}
