//! Whatever somebody is called, everybody reads it as it was written: on pages, in letters and in calendars.

use app::{conference::conference_file, schedule_conference::reschedule_conference};
use axum::http::StatusCode;
use domain::Id;
use server::mailbox::ReadMail;
use support::{
    Engine, TestApp,
    odd_text::{FOUR_BYTES, LEFTWARD, SCRIPT, TURNED, longest, odd_names},
    on_both,
};
use uuid::Uuid;

/// A form on which a patient of this name is registered.
fn admission<'a>(name: &'a str, key: &'a str) -> [(&'a str, &'a str); 10] {
    [
        ("patient", "new"),
        ("name", name),
        ("nameKana", "ミホン"),
        ("bornOn", "1946-04-01"),
        ("sex", "female"),
        ("careInsurance", "unknown"),
        ("admittedOn", "2026-11-20"),
        ("ward", name),
        ("wardClass", "general"),
        ("idempotencyKey", key),
    ]
}

/// A text as it stands in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

#[tokio::test]
async fn a_name_of_whatever_letters_is_kept_as_it_was_written() {
    on_both(async |app| {
        for (n, name) in odd_names().iter().enumerate() {
            // Born in different years: of the same birthday they might be one patient, and be asked about.
            let born_on = format!("{}-04-01", 1930 + n);
            let form = admission(name, &format!("odd-{n}")).map(|(field, value)| {
                (field.to_owned(), if field == "bornOn" { &born_on } else { value }.to_owned())
            });
            let form: Vec<_> = form.iter().map(|(field, value)| (field.as_str(), value.as_str())).collect();
            let (status, to, page) = app.form(Some(app.social_worker()), "/admissions", &form).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{name}: {page}");
            let (_, page) = app.page(Some(app.social_worker()), &to.unwrap()).await;
            assert!(page.contains(&format!("<h1>{}</h1>", escaped(name))), "{name}");
        }
        let mut kept = app.texts("SELECT name FROM patient").await;
        let mut names = odd_names();
        kept.sort();
        names.sort();
        assert_eq!(kept, names);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_name_that_turns_the_writing_is_refused_and_stays_as_typed() {
    on_both(async |app| {
        let too_long = "長".repeat(401);
        for name in TURNED.into_iter().chain([too_long.as_str()]) {
            let form = admission(name, "turned");
            let (status, _, page) = app.form(Some(app.social_worker()), "/admissions", &form).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(page.contains(&format!("value=\"{name}\"")), "{name} is still there");
            assert!(page.contains("href=\"#admission-name\""), "the field is named");
        }
        assert_eq!(app.count("patient").await, 0);
    })
    .await;
}

#[tokio::test]
async fn pages_over_odd_names_all_open_and_escape_them() {
    on_both(async |app| {
        server::demo::tell_story(&app.app, &app.region, app.now()).await.unwrap();
        app.deliver().await;
        app.write_odd_names().await;
        let mut seen = vec![0; odd_names().len()];
        for member in [app.social_worker(), app.coordinator(), app.care_manager(), app.home_physician()] {
            let mut paths: Vec<String> =
                ["/board", "/consultations", "/requests", "/conferences", "/organization"]
                    .map(Into::into)
                    .into();
            let mut next = 0;
            while let Some(path) = paths.get(next).cloned() {
                next += 1;
                let (status, page) = app.page(Some(member), &path).await;
                let is_none_of_theirs = path == "/consultations" || path == "/board";
                assert!(
                    status == StatusCode::OK || is_none_of_theirs,
                    "{path} for {:?}: {status}",
                    member.kind
                );
                assert!(!page.contains("<script>"), "{path}");
                for (name, count) in odd_names().iter().zip(&mut seen) {
                    *count += usize::from(page.contains(&escaped(name)));
                }
                for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    let leads_on = ["/cases/", "/conferences/", "/consultations/"];
                    let is_new = !paths.iter().any(|known| known == link);
                    let leads_on = leads_on.iter().any(|begins| link.starts_with(begins));
                    if leads_on && is_new && !link.contains('#') && paths.len() < 30 {
                        paths.push(link.to_owned());
                    }
                }
            }
        }
        for (name, count) in odd_names().iter().zip(seen) {
            assert!(count >= 10, "{name} stands on {count} pages");
        }
    })
    .await;
}

/// The identifiers in a statement's first column.
async fn ids(app: &TestApp, from: &str) -> Vec<Uuid> {
    let id = match app.engine {
        Engine::Sqlite => "hex(id)",
        Engine::Postgres => "CAST(id AS TEXT)",
    };
    let found = app.texts(&format!("SELECT {id} FROM {from}")).await;
    found.iter().map(|id| Uuid::parse_str(id).unwrap()).collect()
}

/// The lines of a calendar file, which are folded where they are long, put together again.
fn unfolded(calendar: &str) -> String {
    for line in calendar.split("\r\n") {
        assert!(line.len() <= 75, "a line has at most 75 octets: {line}");
        assert!(!line.contains('\u{fffd}'), "no character is broken: {line}");
    }
    calendar.replace("\r\n ", "")
}

/// A text as it stands in a calendar file.
fn in_calendar(text: &str) -> String {
    text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;")
}

/// A text without quotation marks: headers have their own way of writing them, parameters of calendars have none.
fn bare(text: &str) -> String {
    text.replace(['"', '\\'], "")
}

/// A name as a greeting or a sentence holds it.
fn in_sentence(name: &str) -> String {
    if name == LEFTWARD { format!("\u{2068}{name}\u{2069}") } else { name.to_owned() }
}

#[tokio::test]
async fn letters_and_calendars_hold_odd_names_whole() {
    on_both(async |app| {
        server::demo::tell_story(&app.app, &app.region, app.now()).await.unwrap();
        app.deliver().await;
        app.write_odd_names().await;
        let session = app.app.session(app.social_worker());
        let mut mails: Vec<ReadMail> = vec![];
        for hospital in odd_names() {
            let id = app.region.hospital.organization.uuid().simple();
            let id = match app.engine {
                Engine::Sqlite => format!("x'{id}'"),
                Engine::Postgres => format!("'{id}'"),
            };
            let name = hospital.replace('\'', "''");
            for table in ["organization SET name", "room SET name"] {
                let of = if table.starts_with("room") { "organization_id" } else { "id" };
                app.execute(&format!("UPDATE {table} = '{name}' WHERE {of} = {id}")).await;
            }
            let Some(conference) = ids(app, "conference WHERE state = 'scheduled'").await.pop() else {
                panic!("no conference is left for {hospital}")
            };
            let id = Id::new(conference);
            let known = conference_file(&session, id).await.unwrap().conference;
            // A conference that is moved stands anew in every calendar.
            let start = known.at().unwrap().start() + time::Duration::days(7);
            reschedule_conference(&session, id, known.version, start).await.unwrap();
            let sent = app.deliver().await;
            let place = format!("LOCATION:{}", in_calendar(&in_sentence(&hospital)));
            let mut places = 0;
            for mail in &sent {
                assert!(mail.text.contains(&in_sentence(&hospital)), "{hospital}: {}", mail.text);
                let calendar = unfolded(mail.calendar.as_deref().unwrap());
                assert!(bare(&calendar).contains(&bare(&hospital)), "{hospital}: {calendar}");
                places += usize::from(calendar.contains(&place));
            }
            assert!(places > 0, "somebody comes to {place}");
            mails.extend(sent);
        }
        for name in [SCRIPT, FOUR_BYTES, LEFTWARD].map(str::to_owned).into_iter().chain(longest()) {
            let theirs: Vec<_> = mails
                .iter()
                .filter(|mail| mail.text.contains(&format!("{} 様", in_sentence(&name))))
                .collect();
            assert!(!theirs.is_empty(), "a letter to {name}");
            for mail in theirs {
                assert!(bare(&mail.to).contains(&bare(&name)), "{name}: {}", mail.to);
                let calendar = unfolded(mail.calendar.as_deref().unwrap());
                assert!(bare(&calendar).contains(&bare(&name)), "{name}: {calendar}");
            }
        }
    })
    .await;
}
