//! The order of events, and who is told.

use app::{access_token::revoke_token, team::leave_team};
use domain::access::Actor;
use sea_orm::{ConnectionTrait, TransactionTrait};
use store::feed::{Cursor, KEPT};
use support::{Engine, TestApp, on_both};

use super::*;

async fn insert(connection: &impl ConnectionTrait, n: u32) {
    let sql = format!(
        "INSERT INTO event (id, code, body, at) VALUES ('00000000-0000-7000-8000-{n:012}', 'directory_imported', \
         '{{\"event\":\"directory_imported\"}}', 0)"
    );
    connection.execute_unprepared(&sql).await.unwrap();
}

async fn positions(app: &TestApp, after: Cursor) -> (Vec<u128>, Cursor) {
    let view = app.app.database.read(Actor::System);
    let events = view.events().after(after, 10).await.unwrap();
    let last = events.last().map_or(after, |event| event.cursor);
    (events.iter().map(|event| event.id.as_u128() & 0xffff).collect(), last)
}

#[tokio::test]
async fn an_event_that_commits_late_is_not_skipped() {
    on_both(async |app| {
        if app.engine == Engine::Sqlite {
            return;
        }
        let view = app.app.database.read(Actor::System);
        let before = view.events().before_the_newest(0).await.unwrap();
        let (slow, quick) = (app.connect().await, app.connect().await);
        let running = slow.begin().await.unwrap();
        running.execute_unprepared("SELECT pg_current_xact_id()").await.unwrap();
        insert(&quick, 1).await;
        // The slow one began first and records last: its event has the higher position, and comes first.
        assert_eq!(positions(app, before).await, (vec![], before), "an older transaction is still running");
        insert(&running, 2).await;
        assert_eq!(positions(app, before).await, (vec![], before));
        running.commit().await.unwrap();
        let mut read = positions(app, before).await;
        // Transactions of other tests on this server hold events back too, for a moment.
        while read.0.len() < 2 {
            tokio::task::yield_now().await;
            read = positions(app, before).await;
        }
        assert_eq!(read.0, [2, 1]);
        assert_eq!(positions(app, read.1).await, (vec![], read.1));
        slow.execute_unprepared("DELETE FROM event WHERE code = 'directory_imported'").await.unwrap();
        for connection in [slow, quick] {
            connection.close().await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn the_events_of_a_database_from_another_server_come_before_all_new_ones() {
    on_both(async |app| {
        if app.engine == Engine::Sqlite {
            return;
        }
        let connection = app.connect().await;
        insert(&connection, 1).await;
        connection.execute_unprepared("UPDATE event SET transaction_id = '987654321987'").await.unwrap();
        app.migrate_again().await;
        let view = app.app.database.read(Actor::System);
        let before = soon(async {
            loop {
                let before = view.events().before_the_newest(0).await.unwrap();
                if before != Cursor::default() {
                    break before;
                }
            }
        })
        .await;
        insert(&connection, 2).await;
        let read = soon(async {
            loop {
                let (read, _) = positions(app, before).await;
                if !read.is_empty() {
                    break read;
                }
            }
        })
        .await;
        assert_eq!(read, [2]);
        connection.execute_unprepared("DELETE FROM event WHERE code = 'directory_imported'").await.unwrap();
        connection.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_change_in_one_process_is_told_in_another() {
    on_both(async |app| {
        let other = app.another().await;
        let tasks = [follow(&app.app), follow(&other)];
        let case = admit(app, "case").await;
        let mut here = listen(app, &app.app, app.social_worker(), Topic::Case(case.id), None).await;
        let mut there = listen(app, &other, app.social_worker(), Topic::Case(case.id), None).await;
        change(app, &case).await;
        for watch in [&mut here, &mut there] {
            // What the admission recorded may still be under way.
            until(watch, "discharge_expected").await;
        }
        tasks.iter().for_each(JoinHandle::abort);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_back_hears_what_was_missed_or_is_told_to_reload() {
    on_both(async |app| {
        let task = follow(&app.app);
        let board = Topic::Board;
        let mut first = listen(app, &app.app, app.social_worker(), board, None).await;
        let case = admit(app, "case").await;
        until(&mut first, "admission_registered").await;
        let left_at = Cursor::parse(&first.cursor().to_string()).unwrap();
        drop(first);
        change(app, &case).await;
        // Another process knows the place too.
        let other = app.another().await;
        let tasks = [task, follow(&other)];
        for at in [&app.app, &other] {
            let mut back = listen(app, at, app.social_worker(), board, Some(left_at)).await;
            assert_eq!(told(&mut back).await, "discharge_expected");
            let unknown = Cursor::parse("0-7ffffff").unwrap();
            let mut lost = listen(app, at, app.social_worker(), board, Some(unknown)).await;
            assert_eq!(told(&mut lost).await, "RELOAD");
        }
        tasks.iter().for_each(JoinHandle::abort);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_place_too_long_ago_is_answered_with_reload() {
    on_both(async |app| {
        let task = follow(&app.app);
        let case = admit(app, "case").await;
        let mut listener = listen(app, &app.app, app.social_worker(), Topic::Case(case.id), None).await;
        change(app, &case).await;
        until(&mut listener, "discharge_expected").await;
        let long_ago = listener.cursor();
        let connection = app.connect().await;
        let id = match app.engine {
            Engine::Sqlite => "randomblob(16)",
            Engine::Postgres => "gen_random_uuid()",
        };
        let many = format!(
            "INSERT INTO event (id, code, body, at) WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n \
             WHERE n <= {KEPT}) SELECT {id}, 'directory_imported', '{{\"event\":\"directory_imported\"}}', 0 FROM n"
        );
        connection.execute_unprepared(&many).await.unwrap();
        let case = domain::discharge_case::DischargeCase { version: case.version + 1, ..case };
        change(app, &case).await;
        let view = app.app.database.read(Actor::System);
        soon(async {
            let last = app.count("event").await;
            // Every event is read, the newest too.
            while app.app.database.newest() == long_ago
                || app.app.database.newest() != view.events().before_the_newest(0).await.unwrap()
                || view.events().before_the_newest(u64::try_from(last).unwrap() - 1).await.unwrap()
                    == Cursor::default()
            {
                tokio::task::yield_now().await;
            }
        })
        .await;
        let mut back = listen(app, &app.app, app.social_worker(), Topic::Case(case.id), Some(long_ago)).await;
        assert_eq!(told(&mut back).await, "RELOAD");
        connection.execute_unprepared("DELETE FROM event WHERE code = 'directory_imported'").await.unwrap();
        connection.close().await.unwrap();
        task.abort();
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_left_the_team_hears_nothing_more() {
    on_both(async |app| {
        let task = follow(&app.app);
        let case = admit(app, "case").await;
        let manager = app.care_manager();
        let team = join(app, &case, manager, TeamRole::CareManager).await;
        let mut on_case = listen(app, &app.app, manager, Topic::Case(case.id), None).await;
        let mut on_board = listen(app, &app.app, manager, Topic::Board, None).await;
        let case = change(app, &case).await;
        for watch in [&mut on_case, &mut on_board] {
            until(watch, "discharge_expected").await;
        }
        leave_team(&app.app.session(app.social_worker()), case.id, team.members[0].id).await.unwrap();
        change(app, &case).await;
        assert_eq!(told(&mut on_case).await, "GONE");
        let mut seen = vec![told(&mut on_board).await];
        while seen.last() != Some(&"RELOAD") {
            seen.push(told(&mut on_board).await);
        }
        assert_eq!(seen, ["RELOAD"], "that it is gone from the board, and nothing of it");
        let credential = Credential::token(&app.token(manager).await);
        let again = soon(watch(&app.app, credential, Some(Topic::Case(case.id)), None)).await;
        assert!(matches!(again, Err(app::Error::NotFound)));
        // What happens to another case is told; what happened to this one in between was not.
        let other = admit(app, "other").await;
        join(app, &other, manager, TeamRole::Pharmacy).await;
        let mut heard = vec![told(&mut on_board).await];
        while heard.last() != Some(&"team_member_joined") {
            heard.push(told(&mut on_board).await);
        }
        assert!(!heard.contains(&"discharge_expected"), "{heard:?}");
        task.abort();
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_token_that_is_revoked_ends_the_listening() {
    on_both(async |app| {
        let task = follow(&app.app);
        let case = admit(app, "case").await;
        let (id, token) = issue(app, app.social_worker()).await;
        let topic = Some(Topic::Case(case.id));
        let mut listener = soon(watch(&app.app, Credential::token(&token), topic, None)).await.unwrap();
        revoke_token(&app.app, id).await.unwrap();
        change(app, &case).await;
        assert_eq!(told(&mut listener).await, "SIGNED OUT");
        task.abort();
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_membership_that_ends_ends_the_listening_though_nothing_happens() {
    on_both(async |app| {
        let task = follow(&app.app);
        let mut listener = listen(app, &app.app, app.social_worker(), Topic::Board, None).await;
        let connection = app.connect().await;
        let until = format!("UPDATE membership SET until_at = {}", app.now().millis());
        connection.execute_unprepared(&until).await.unwrap();
        connection.close().await.unwrap();
        assert_eq!(told(&mut listener).await, "SIGNED OUT");
        task.abort();
    })
    .await;
}
