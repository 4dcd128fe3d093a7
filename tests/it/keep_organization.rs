//! An organization keeps what the directory says of it; others read it with its age.

use app::directory;
use axum::http::StatusCode;
use domain::{
    access::Member,
    organization::{Capability, Organization},
    person::Role,
};
use serde_json::json;
use support::{TestApp, on_both};
use time::Duration;

const PROFILE: &str = "/organization/profile";

/// What is stated of the organization: `capability=has, who said so, the day`.
async fn stated(app: &TestApp, member: Member) -> Vec<String> {
    let session = app.app.session(member);
    let mut found = directory::capabilities(&session, &[member.organization]).await.unwrap();
    let found = found.remove(&member.organization).unwrap_or_default();
    let line = |s: &domain::organization::CapabilityStatement| {
        let day = s.source.as_of.map(|day| day.to_string()).unwrap_or_default();
        format!("{}={}, {}, {day}", s.capability, s.has, s.source.name)
    };
    found.iter().map(line).collect()
}

async fn record(app: &TestApp, member: Member) -> Organization {
    let session = app.app.session(member);
    directory::organizations(&session, &[member.organization])
        .await
        .unwrap()
        .remove(&member.organization)
        .unwrap()
}

/// The form with every capability, those named answered.
fn answers<'a>(version: &'a str, said: &[(&str, &'a str)]) -> Vec<(String, &'a str)> {
    let answer = |capability: &Capability| {
        let known = said.iter().find(|(name, _)| *name == capability.code());
        (format!("has-{capability}"), known.map_or("unknown", |(_, has)| *has))
    };
    Capability::ALL.iter().map(answer).chain([("expectedVersion".to_owned(), version)]).collect()
}

async fn send(app: &TestApp, member: Member, path: &str, fields: &[(String, &str)]) -> (StatusCode, String) {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let (status, _, page) = app.form(Some(member), path, &fields).await;
    (status, page)
}

#[tokio::test]
async fn what_an_organization_can_do_is_said_by_form_and_again_by_one_tap() {
    on_both(async |app| {
        let keeper = app.with_role(app.home_physician(), Role::Coordinator).await;
        let version = record(app, keeper).await.version.to_string();
        let said = answers(&version, &[("opioid", "yes"), ("pca", "no")]);
        assert_eq!(send(app, keeper, PROFILE, &said).await.0, StatusCode::SEE_OTHER);
        let today = ["opioid=yes, 見本 誠, 2026-11-20", "pca=no, 見本 誠, 2026-11-20"];
        assert_eq!(
            stated(app, keeper).await,
            today,
            "what is not answered is unknown, whatever was known before"
        );
        let (_, page) = app.page(Some(keeper), "/requests").await;
        assert!(
            !page.contains("/organization/profile/confirm"),
            "what was said today need not be said again"
        );

        app.pass(Duration::days(40));
        let (_, page) = app.page(Some(keeper), "/requests").await;
        assert!(page.contains("/organization/profile/confirm") && page.contains("40日前"), "{page}");
        let version = record(app, keeper).await.version.to_string();
        let tap = [("expectedVersion".to_owned(), version.as_str()), ("back".to_owned(), "/requests")];
        assert_eq!(send(app, keeper, "/organization/profile/confirm", &tap).await.0, StatusCode::SEE_OTHER);
        let then = ["opioid=yes, 見本 誠, 2026-12-30", "pca=no, 見本 誠, 2026-12-30"];
        assert_eq!(stated(app, keeper).await, then);

        let (status, page) = send(app, keeper, PROFILE, &answers(&version, &[("oxygen", "yes")])).await;
        assert_eq!(status, StatusCode::CONFLICT, "somebody was faster");
        assert!(page.contains("いま保存されている内容"), "both are shown: {page}");
        assert_eq!(stated(app, keeper).await, then);

        let confirm = "mutation ($input: ConfirmCapabilitiesInput!) {
            confirmCapabilities(input: $input) { organization { version capabilities { has } } } }";
        let version = record(app, keeper).await.version;
        let done = app.data(keeper, confirm, json!({ "input": { "expectedVersion": version } })).await;
        assert_eq!(done["confirmCapabilities"]["organization"]["version"], version + 1);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn hours_are_typed_as_they_hang_at_the_door() {
    on_both(async |app| {
        let keeper = app.with_role(app.home_physician(), Role::Administrator).await;
        let version = record(app, keeper).await.version.to_string();
        let week =
            ["９：００〜１２：３０ 13:30-17:00", "9:00-12:30", "休み", "9-17", "9時～17時", "朝だけ", ""];
        let mut fields: Vec<_> = (1..).zip(week).map(|(day, hours)| (format!("open-{day}"), hours)).collect();
        fields.push(("expectedVersion".to_owned(), &version));
        fields.push(("holidays".to_owned(), "open"));
        let (status, page) = send(app, keeper, "/organization/profile/hours", &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("value=\"朝だけ\"") && page.contains("土: "), "the day is named: {page}");
        let nothing = [("expectedVersion".to_owned(), version.as_str())];
        let (status, _) = send(app, keeper, "/organization/profile/hours", &nothing).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "what was not sent is not closed");
        fields[5].1 = "9:00-12:00";
        let (status, page) = send(app, keeper, "/organization/profile/hours", &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let kept = record(app, keeper).await;
        let on = |day| kept.hours.on(day).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(on(time::Weekday::Monday), "09:00-12:30 13:30-17:00");
        assert_eq!([on(time::Weekday::Thursday), on(time::Weekday::Friday)], ["09:00-17:00"; 2]);
        assert_eq!(
            (on(time::Weekday::Wednesday), on(time::Weekday::Saturday)),
            (String::new(), "09:00-12:00".into())
        );
        assert!(
            !kept.hours.is_assumed() && kept.closings.is_business_day(time::macros::date!(2026 - 11 - 23))
        );

        let room = [("idempotencyKey".to_owned(), "room"), ("roomName".to_owned(), "会議室B")];
        for _ in 0..2 {
            let (status, _) = send(app, keeper, "/organization/profile/rooms", &room).await;
            assert_eq!(status, StatusCode::SEE_OTHER);
        }
        assert_eq!(app.count("room WHERE name = '会議室B'").await, 1);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn where_an_organization_is_reached_is_corrected() {
    on_both(async |app| {
        let keeper = app.with_role(app.home_physician(), Role::Administrator).await;
        let before = record(app, keeper).await;
        let version = before.version.to_string();
        let send = async |phone: &str, email: &str| {
            let fields =
                [("expectedVersion", version.as_str()), ("phone", phone), ("fax", ""), ("email", email)];
            app.form(Some(keeper), "/organization/profile/contact", &fields).await
        };
        let (status, _, page) = send("でんわ", "nobody").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("電話番号") && page.contains("value=\"でんわ\""), "the field is named: {page}");
        let (status, _, page) = send("０４９－１２３－４５６７", "atarashii@example.jp").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let kept = record(app, keeper).await;
        assert_eq!(kept.phone.map(|phone| phone.to_string()).as_deref(), Some("049-123-4567"));
        assert_eq!(
            (kept.fax, kept.email.map(|email| email.to_string())),
            (None, Some("atarashii@example.jp".into()))
        );
        assert_eq!(kept.hours, before.hours, "nothing else changes");
        let (status, _, page) = send("049-000-0000", "").await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("049-123-4567") && page.contains("049-000-0000"), "both stand there: {page}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn who_does_not_keep_the_record_reads_it() {
    on_both(async |app| {
        let member = app.with_role(app.home_physician(), Role::Member).await;
        let before = stated(app, member).await;
        let (status, page) = app.page(Some(member), PROFILE).await;
        assert!(status == StatusCode::OK && !page.contains("name=\"has-opioid\""), "{page}");
        let version = record(app, member).await.version.to_string();
        let mut week: Vec<_> = (1..=7).map(|day| (format!("open-{day}"), "9:00-12:00")).collect();
        week.push(("expectedVersion".to_owned(), version.as_str()));
        for path in ["/confirm", "/hours", "/contact"] {
            let (status, _) = send(app, member, &format!("{PROFILE}{path}"), &week).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        }
        let (status, _) = send(app, member, PROFILE, &answers(&version, &[])).await;
        assert_eq!((status, stated(app, member).await), (StatusCode::FORBIDDEN, before));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_hub_keeps_the_directory_of_its_area_up_to_date_with_what_it_hears() {
    on_both(async |app| {
        let hub = app.with_role(app.coordinator(), Role::Coordinator).await;
        let clinic = app.home_physician();
        let path = format!("/directory/{}", clinic.organization);
        let version = record(app, clinic).await.version.to_string();
        let said = answers(&version, &[("opioid", "yes")]);
        assert_eq!(send(app, hub, &path, &said).await.0, StatusCode::SEE_OTHER);
        let kept = stated(app, clinic).await;
        assert!(kept[0].starts_with("opioid=yes, 見本在宅医療連携拠点") && kept.len() == 1, "{kept:?}");
        assert!(kept[0].ends_with("見本 結, 2026-11-20"), "who heard it, and for whom: {kept:?}");

        app.pass(Duration::days(40));
        let (_, page) = app.page(Some(hub), &path).await;
        assert!(page.contains(&format!("{path}/confirm")) && page.contains("40日前"), "{page}");
        let confirm = "mutation ($input: ConfirmCapabilitiesInput!) {
            confirmCapabilities(input: $input) { organization { version } } }";
        let organization = format!("organization_{}", clinic.organization.uuid().simple());
        let version = record(app, clinic).await.version;
        let input = json!({ "organization": organization, "expectedVersion": version });
        app.data(hub, confirm, json!({ "input": input })).await;
        assert!(stated(app, clinic).await[0].ends_with("2026-12-30"));

        let version = record(app, clinic).await.version.to_string();
        let stranger = app.with_role(app.social_worker(), Role::Administrator).await;
        let colleague = app.with_role(hub, Role::Member).await;
        for member in [stranger, colleague] {
            let (_, page) = app.page(Some(member), &path).await;
            assert!(page.contains("医療用麻薬") && !page.contains(&format!("{path}/confirm")), "{page}");
            assert_eq!(send(app, member, &path, &answers(&version, &[])).await.0, StatusCode::FORBIDDEN);
        }
        let hub = app.with_role(hub, Role::Coordinator).await;
        app.execute("DELETE FROM coverage").await;
        assert_eq!(send(app, hub, &path, &answers(&version, &[])).await.0, StatusCode::FORBIDDEN);
        assert_eq!(stated(app, clinic).await.len(), 1, "nothing was changed by whoever may not");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_hub_finds_first_of_whom_least_is_known() {
    on_both(async |app| {
        let found = async |member: Member, query: &str| {
            let (status, page) = app.page(Some(member), &format!("/directory{query}")).await;
            assert_eq!(status, StatusCode::OK);
            page
        };
        let keeper = app.with_role(app.home_physician(), Role::Coordinator).await;
        let own = record(app, keeper).await;
        let before = found(app.coordinator(), "").await;
        let said = answers("1", &[("opioid", "yes")]);
        let version = own.version.to_string();
        let said: Vec<_> = said
            .into_iter()
            .map(
                |(name, value)| {
                    if name == "expectedVersion" { (name, version.as_str()) } else { (name, value) }
                },
            )
            .collect();
        assert_eq!(send(app, keeper, PROFILE, &said).await.0, StatusCode::SEE_OTHER);
        let after = found(app.coordinator(), "?kind=clinic").await;
        let rows: Vec<&str> = after.split("<th scope=\"row\">").skip(1).collect();
        let at = rows.iter().position(|row| row.contains(own.name.as_str())).unwrap();
        let unknown = rows.iter().rposition(|row| row.contains("情報なし"));
        assert!(unknown.is_none_or(|unknown| unknown < at), "{after}");
        assert!(rows[at].contains("今日") && rows[at].contains("医療用麻薬"), "{}", rows[at]);
        assert!(before.contains("薬局") && !after.contains("見本薬局"), "narrowed by kind");

        let name = format!("?area=all&q={}", "%E8%A6%8B%E6%9C%AC%E8%96%AC%E5%B1%80");
        assert!(found(app.social_worker(), &name).await.contains("見本薬局本店"));
        assert!(found(app.social_worker(), "?area=all&q=%25").await.contains("見つかりません"), "no joker");
        for (words, what) in [
            ("%E8%A6%8B%E6%9C%AC%E3%80%80%E5%BA%97", "words apart, by a wide space"),
            ("%EF%BC%90%EF%BC%94%EF%BC%99", "a telephone number in full width"),
            ("%EF%BD%B8%EF%BE%98%EF%BE%86%EF%BD%AF%EF%BD%B8", "half-width kana"),
        ] {
            let page = found(app.social_worker(), &format!("?area=all&q={words}")).await;
            assert!(page.contains("<th scope=\"row\">"), "{what}: {page}");
        }
        app.deliver().await;
    })
    .await;
}
