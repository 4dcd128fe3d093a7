//! Word of changes to open pages.

use app::team::leave_team;
use reqwest::{Client, Response};
use support::{Listening, on_both};

use super::*;

/// A page that follows.
struct Page {
    response: Response,
    read: String,
}

impl Page {
    async fn open(at: &Listening, cookie: &str, path: &str, headers: &[(&str, &str)]) -> Self {
        let mut request = Client::new()
            .get(format!("http://{}{path}", at.address))
            .header("cookie", cookie)
            .header("accept-encoding", "gzip, br");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Self { response: soon(request.send()).await.unwrap(), read: String::new() }
    }

    /// The next word with its place; nothing at the end.
    async fn word(&mut self) -> Option<(String, String)> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let field = |name: &str| {
                    let line = block.lines().find_map(|line| line.strip_prefix(name));
                    line.map(|value| value.trim_start_matches([':', ' ']).to_owned())
                };
                let word = field("event").map(|event| (event, field("id").unwrap()));
                assert!(word.is_none() || field("data") == field("id"), "nothing else is sent: {block}");
                self.read = rest.to_owned();
                if word.is_some() {
                    return word;
                }
                continue;
            }
            let bytes = soon(self.response.chunk()).await.unwrap()?;
            self.read.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    async fn hears(&mut self, expected: &str) -> String {
        let (word, cursor) = self.word().await.expect("a word");
        assert_eq!(word, expected);
        cursor
    }
}

#[tokio::test]
async fn an_open_page_hears_that_it_changed_and_nothing_more() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let case = admit(app, "case").await;
        let (worker, path) = (app.cookie(app.social_worker()).await, format!("/live/cases/{}", case.id));
        let mut page = Page::open(&at, &worker, &path, &[]).await;
        let headers = page.response.headers();
        assert_eq!(headers["content-type"], "text/event-stream");
        assert_eq!(headers["cache-control"], "no-cache");
        assert!(!headers.contains_key("content-encoding"), "not gathered to be compressed");
        page.hears("ready").await;
        let mut listener = listen(app, &app.app, app.social_worker(), Topic::Case(case.id), None).await;
        let case = change(app, &case).await;
        let place = page.hears("changed").await;
        let mut back = Page::open(&at, &worker, &path, &[("last-event-id", &place)]).await;
        back.hears("ready").await;
        until(&mut listener, "discharge_expected").await;
        change(app, &case).await;
        until(&mut listener, "discharge_expected").await;
        let last = listener.cursor().to_string();
        for page in [&mut page, &mut back] {
            while page.hears("changed").await != last {}
        }
        at.end().await;
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_page_knows_how_new_it_is() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let case = admit(app, "case").await;
        let cookie = app.cookie(app.social_worker()).await;
        let url = format!("http://{}/cases/{}", at.address, case.id);
        let request = Client::new().get(url).header("cookie", &cookie);
        let page = soon(soon(request.send()).await.unwrap().text()).await.unwrap();
        let (_, after) = page.split_once("data-cursor=\"").expect("a place");
        let cursor = after.split('"').next().unwrap();
        // What changes between the page and its following is told.
        change(app, &case).await;
        let path = format!("/live/cases/{}?after={cursor}", case.id);
        let mut page = Page::open(&at, &cookie, &path, &[]).await;
        page.hears("ready").await;
        page.hears("changed").await;
        at.end().await;
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_to_be_seen_no_more_is_told_to_go() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let case = admit(app, "case").await;
        let manager = app.care_manager();
        let path = format!("/live/cases/{}", case.id);
        let cookie = app.cookie(manager).await;
        assert_eq!(Page::open(&at, &cookie, &path, &[]).await.response.status(), 404);
        let team = join(app, &case, manager, TeamRole::CareManager).await;
        let mut page = Page::open(&at, &cookie, &path, &[]).await;
        page.hears("ready").await;
        leave_team(&app.app.session(app.social_worker()), case.id, team.members[0].id).await.unwrap();
        change(app, &case).await;
        loop {
            let (word, _) = page.word().await.unwrap();
            if word == "gone" {
                break;
            }
        }
        assert_eq!(page.word().await, None, "it ends");
        assert_eq!(Page::open(&at, &cookie, &path, &[]).await.response.status(), 404);
        let stranger = app.cookie(app.region.clinics[3].first()).await;
        assert_eq!(Page::open(&at, &stranger, &path, &[]).await.response.status(), 404);
        at.end().await;
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn pages_take_seats_like_all_connections_and_let_the_process_end() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let cookie = app.cookie(app.social_worker()).await;
        let mut pages = vec![];
        for path in ["/live/board", "/live/requests"].repeat(5) {
            let mut page = Page::open(&at, &cookie, path, &[]).await;
            page.hears("ready").await;
            pages.push(page);
        }
        assert_eq!(Page::open(&at, &cookie, "/live/board", &[]).await.response.status(), 429);
        let ended = at.begin_to_end();
        for page in &mut pages {
            assert_eq!(page.word().await, None);
        }
        drop(pages);
        soon(ended).await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test]
async fn signing_out_sends_open_pages_away_and_following_is_no_use_of_a_session() {
    on_both(async |app| {
        let at = Listening::new(&app.app).await;
        let cookie = app.cookie(app.social_worker()).await;
        let secret = cookie.strip_prefix("kaname=").unwrap();
        let mut page = Page::open(&at, &cookie, "/live/board", &[]).await;
        page.hears("ready").await;
        let visitor = app::web_session::visitor_unnoted(&app.app, secret).await.unwrap();
        app.pass(time::Duration::minutes(10));
        let mut again = Page::open(&at, &cookie, "/live/board", &[]).await;
        again.hears("ready").await;
        let later = app::web_session::visitor_unnoted(&app.app, secret).await.unwrap();
        assert_eq!(later.session.last_seen_at, visitor.session.last_seen_at);
        app::web_session::sign_out(&app.app, &visitor).await.unwrap();
        for page in [&mut page, &mut again] {
            page.hears("gone").await;
            assert_eq!(page.word().await, None);
        }
        at.end().await;
    })
    .await;
}
