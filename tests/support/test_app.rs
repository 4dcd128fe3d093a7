//! The whole system in one process.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use app::{
    App, access_token,
    account::{Accounts, Passkeys, PasswordCost, Passwords, ProviderSettings, Providers, SecretKey},
    web_session,
};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use domain::{Clock, Ids, Timestamp, access::Member, person::Role, text::Line};
use http_body_util::BodyExt;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use server::{
    config::Settings,
    demo::region::{self, Region},
    mailbox::{Mailbox, ReadMail},
    serve::Process,
};
use time::macros::{date, time};
use tower::ServiceExt;
use uuid::Uuid;

use crate::{Browser, Engine, TestDatabase, engines};

/// The test application.
pub struct TestApp {
    /// The engine under it.
    pub engine: Engine,
    /// The application, with one ledger for all that a test reads past pages and API.
    pub app: App,
    /// The invented region: organizations and people.
    pub region: Region,
    /// The mailbox that every mail goes to, over SMTP.
    pub mailbox: Mailbox,
    router: Router,
    clock: Arc<Standing>,
    worker: notification::Context,
    database: Option<TestDatabase>,
}

/// Runs a test on every engine there is.
///
/// # Panics
/// When the test does.
pub async fn on_both(test: impl AsyncFn(&mut TestApp)) {
    for engine in engines() {
        let mut app = TestApp::new(engine).await;
        test(&mut app).await;
        app.close().await;
    }
}

impl TestApp {
    /// A system with the invented region and no case. It is Friday 2026-11-20, nine o'clock.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn new(engine: Engine) -> Self {
        let database = TestDatabase::new(engine).await;
        let clock =
            Arc::new(Standing(AtomicI64::new(Timestamp::tokyo(date!(2026 - 11 - 20), time!(9:00)).millis())));
        let store = app::Database::open(&database.url).await.expect("the database opens");
        assert_eq!(store.make_ready().await.expect("tables"), []);
        let mut app = App::new(store, clock.clone(), Arc::new(Counted::default()));
        app.accounts = Accounts {
            passwords: Passwords::new(PasswordCost::LEAST),
            secret_key: Some(SecretKey::new([7; 32]).expect("a key")),
            passkeys: Passkeys::at("http://kaname.test"),
            ..Accounts::default()
        };
        app::set_up::publish_rule_packs(&app, interchange::rule_pack::SHIPPED).await.expect("rules");
        app::import_places::put_known_municipalities(&app).await.expect("places");
        let region = region::fill(&app, clock.now()).await.expect("the region");
        let (mailbox, address) = Mailbox::start().await.expect("a mailbox");
        let channel = notification::Channel::mail(notification::SmtpConfig {
            host: address.ip().to_string(),
            port: address.port(),
            tls: notification::Tls::None,
            credentials: None,
            from: domain::text::EmailAddress::parse("kaname@example.jp").expect("an address"),
        })
        .expect("a channel");
        let worker = notification::Context {
            database: app.database.clone(),
            clock: clock.clone(),
            ids: app.ids.clone(),
            channel: channel.clone(),
            public_url: "http://kaname.test".into(),
        };
        let router = router(&app);
        let app = app.noting(&app.ledger(domain::audit::Source::Command));
        Self { engine, app, region, mailbox, router, clock, worker, database: Some(database) }
    }

    /// Ends the test; undelivered messages fail it.
    ///
    /// # Panics
    /// When something is left in the outbox.
    pub async fn close(mut self) {
        let left = notification::drain(&self.worker).await.expect("the outbox can be emptied");
        assert_eq!(left.tried, 0, "the test left messages undelivered: call app.deliver()");
        self.on_record().await;
        assert_eq!(
            self.app.database.unaudited_reads(),
            0,
            "somebody read of a patient without a row in the log"
        );
        if let Some(database) = self.database.take() {
            database.remove().await;
        }
    }

    /// The database's address, as the application uses it.
    ///
    /// # Panics
    /// When the test is over.
    pub fn url(&self) -> &str {
        &self.database.as_ref().expect("the test goes on").url
    }

    /// The database's address, as the owner of its tables uses it.
    ///
    /// # Panics
    /// When the test is over.
    pub fn owner_url(&self) -> &str {
        &self.database.as_ref().expect("the test goes on").owner_url
    }

    /// The database's address, as somebody uses it whom no row is kept from.
    ///
    /// # Panics
    /// When the test is over.
    pub fn inspector_url(&self) -> &str {
        &self.database.as_ref().expect("the test goes on").inspector_url
    }

    /// Puts on record what the test read past pages and API.
    ///
    /// # Panics
    /// When that is not possible.
    pub async fn on_record(&self) {
        let ledger = self.app.database.noted_in().expect("the ledger of the test");
        ledger.flush().await.expect("the log can be written");
    }

    /// The social worker of the hospital's discharge-support room.
    pub fn social_worker(&self) -> Member {
        self.region.hospital.first()
    }

    /// The hub's coordinator.
    pub fn coordinator(&self) -> Member {
        self.region.hub.first()
    }

    /// The care manager.
    pub fn care_manager(&self) -> Member {
        self.region.offices[0].first()
    }

    /// The physician of the home-care clinic.
    pub fn home_physician(&self) -> Member {
        self.region.clinics[0].first()
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Sets the clock.
    pub fn set_time(&self, at: Timestamp) {
        self.clock.0.store(at.millis(), Ordering::Relaxed);
    }

    /// Lets time pass.
    pub fn pass(&self, by: time::Duration) {
        self.set_time(self.now() + by);
    }

    /// Sends what is to be sent; answers the mails that arrived since, in order of arrival.
    ///
    /// # Panics
    /// When the mailbox cannot be reached.
    pub async fn deliver(&self) -> Vec<ReadMail> {
        let before = self.mailbox.messages().len();
        notification::drain(&self.worker).await.expect("delivery");
        let mut mails: Vec<_> =
            self.mailbox.messages().iter().skip(before).map(server::mailbox::read).collect();
        mails.sort_by(|a, b| a.to.cmp(&b.to));
        mails
    }

    /// The way to the mailbox.
    pub fn channel(&self) -> notification::Channel {
        self.worker.channel.clone()
    }

    /// A token for a member.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn token(&self, member: Member) -> String {
        let label = Line::parse("test").expect("a label");
        let until = self.now() + time::Duration::days(365);
        let made = access_token::issue_token(&self.app, member.membership, label, member.scope, until);
        made.await.expect("a token").1
    }

    /// The cookie of a session of a member.
    ///
    /// # Panics
    /// When it cannot be begun.
    pub async fn cookie(&self, member: Member) -> String {
        let opened = web_session::begin_demo(&self.app, member.membership).await.expect("a session");
        format!("kaname={}", opened.secret)
    }

    /// Asks the API as a member; answers the whole response.
    ///
    /// # Panics
    /// When there is no answer in JSON.
    pub async fn graphql(&self, member: Member, document: &str, variables: Value) -> Value {
        let token = self.token(member).await;
        let (status, body) =
            self.post_graphql(Some(&token), &json!({ "query": document, "variables": variables })).await;
        assert!(status.is_success() || !body.is_null(), "{status}");
        body
    }

    /// Asks the API as a member; answers the data.
    ///
    /// # Panics
    /// When the answer holds errors.
    pub async fn data(&self, member: Member, document: &str, variables: Value) -> Value {
        let mut answer = self.graphql(member, document, variables).await;
        assert!(answer.get("errors").is_none(), "{document}\n{answer:#}");
        answer["data"].take()
    }

    /// Asks the API as a member; answers the code of the first error.
    ///
    /// # Panics
    /// When there is none.
    pub async fn refusal(&self, member: Member, document: &str, variables: Value) -> String {
        let answer = self.graphql(member, document, variables).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        code.as_str().unwrap_or_else(|| panic!("no refusal:\n{document}\n{answer:#}")).to_owned()
    }

    /// Posts JSON to the API.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn post_graphql(&self, token: Option<&str>, body: &Value) -> (StatusCode, Value) {
        let mut request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::from(body.to_string())).expect("a request");
        let (status, text) = self.send(request).await;
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Posts many requests to the API at once; answers their bodies.
    ///
    /// # Panics
    /// When one has no answer.
    pub async fn post_all(&self, token: &str, bodies: Vec<Value>) -> Vec<Value> {
        let requests: Vec<_> = bodies
            .into_iter()
            .map(|body| {
                let request = Request::post("/graphql")
                    .header(header::CONTENT_TYPE, "application/json")
                    .header(header::AUTHORIZATION, format!("Bearer {token}"))
                    .body(Body::from(body.to_string()))
                    .expect("a request");
                tokio::spawn(self.router.clone().oneshot(request))
            })
            .collect();
        let mut answers = vec![];
        for request in requests {
            let response = request.await.expect("no panic").expect("an answer");
            let bytes = response.into_body().collect().await.expect("a body").to_bytes();
            answers.push(serde_json::from_slice(&bytes).expect("JSON"));
        }
        answers
    }

    /// How many rows there are.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn count(&self, what: &str) -> i64 {
        let database = self.database.as_ref().expect("the test goes on");
        let connection = sea_orm::Database::connect(&database.inspector_url).await.expect("the database");
        let sql = format!("SELECT count(*) FROM {what}");
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.expect("an answer").expect("a row");
        let count = row.try_get_by_index(0).expect("a number");
        connection.close().await.expect("closed");
        count
    }

    /// Runs one statement against the database, as whoever owns the tables.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn execute(&self, sql: &str) {
        let database = self.database.as_ref().expect("the test goes on");
        let connection = sea_orm::Database::connect(&database.inspector_url).await.expect("the database");
        connection.execute_unprepared(sql).await.expect("done");
        connection.close().await.expect("closed");
    }

    /// Gives a member another role.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn with_role(&self, member: Member, role: Role) -> Member {
        let id = member.membership.uuid().simple();
        let id = match self.engine {
            Engine::Sqlite => format!("x'{id}'"),
            Engine::Postgres => format!("'{id}'"),
        };
        self.execute(&format!("UPDATE membership SET role = '{role}' WHERE id = {id}")).await;
        Member { role, ..member }
    }

    /// The first two columns of a row, as text.
    ///
    /// # Panics
    /// When there is no such row.
    pub async fn text(&self, sql: &str) -> (String, String) {
        let database = self.database.as_ref().expect("the test goes on");
        let connection = sea_orm::Database::connect(&database.inspector_url).await.expect("the database");
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.expect("an answer").expect("a row");
        let columns = (row.try_get_by_index(0).expect("text"), row.try_get_by_index(1).expect("text"));
        connection.close().await.expect("closed");
        columns
    }

    /// The application of another process over the same database.
    ///
    /// # Panics
    /// When the database does not open.
    pub async fn another(&self) -> App {
        let database = self.database.as_ref().expect("the test goes on");
        let database = app::Database::open(&database.url).await.expect("the database opens");
        App::new(database, Arc::clone(&self.app.clock), Arc::clone(&self.app.ids))
    }

    /// Brings the tables up to date once more, as their owner.
    ///
    /// # Panics
    /// When it cannot.
    pub async fn migrate_again(&self) {
        let database = self.database.as_ref().expect("the test goes on");
        let owner = store::Database::open(&database.owner_url).await.expect("the owner is let in");
        owner
            .migrate_for(crate::database::APP_ROLE)
            .await
            .expect("the migrations run")
            .expect("the role is fit");
    }

    /// A connection of its own to the database, which may do anything.
    ///
    /// # Panics
    /// When the database does not open.
    pub async fn connect(&self) -> sea_orm::DatabaseConnection {
        let database = self.database.as_ref().expect("the test goes on");
        sea_orm::Database::connect(&database.inspector_url).await.expect("the database")
    }

    /// The first column of all rows, as text.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let database = self.database.as_ref().expect("the test goes on");
        let connection = sea_orm::Database::connect(&database.inspector_url).await.expect("the database");
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(statement).await.expect("an answer");
        let texts = rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect();
        connection.close().await.expect("closed");
        texts
    }

    /// Does something to the database past the program.
    ///
    /// # Errors
    /// What the database says to it.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn try_execute(&self, sql: &str) -> Result<(), String> {
        let database = self.database.as_ref().expect("the test goes on");
        let connection = sea_orm::Database::connect(&database.inspector_url).await.expect("the database");
        let done = connection.execute_unprepared(sql).await.map(drop).map_err(|error| error.to_string());
        connection.close().await.expect("closed");
        done
    }

    /// Lets organizations have these identity providers.
    ///
    /// # Panics
    /// When they cannot be.
    pub fn with_providers(&mut self, providers: Vec<ProviderSettings>) {
        self.app.accounts.providers = Providers::new(providers, "http://kaname.test").expect("providers");
        self.router = router(&self.app);
    }

    /// Takes the first wall away: what is still kept apart, the database keeps apart.
    pub fn without_first_wall(&mut self) {
        self.app.database = self.app.database.clone().without_first_wall();
        self.router = router(&self.app);
    }

    /// Opens a page by a token (or without).
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn page_by(&self, token: Option<&str>, path: &str) -> (StatusCode, String) {
        self.send(borne(Request::get(path), token).body(Body::empty()).expect("a request")).await
    }

    /// Opens what is answered word by word, by a token (or without); answers the first word.
    ///
    /// # Panics
    /// When there is no answer within a minute.
    pub async fn first_word_by(&self, token: Option<&str>, path: &str) -> (StatusCode, String) {
        let request = borne(Request::get(path), token).body(Body::empty()).expect("a request");
        let answer = tokio::time::timeout(Duration::from_secs(60), self.router.clone().oneshot(request));
        let response = answer.await.expect("an answer within a minute").expect("an answer");
        let status = response.status();
        if !status.is_success() {
            let bytes = response.into_body().collect().await.expect("a body").to_bytes();
            return (status, String::from_utf8_lossy(&bytes).into_owned());
        }
        let mut body = response.into_body();
        let word = tokio::time::timeout(Duration::from_secs(60), body.frame()).await.expect("a word");
        let word = word.and_then(|frame| frame.expect("a frame").into_data().ok());
        (status, String::from_utf8_lossy(&word.unwrap_or_default()).into_owned())
    }

    /// Sends a form by a token (or without).
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn form_by(
        &self,
        token: Option<&str>,
        path: &str,
        fields: &[(&str, &str)],
    ) -> (StatusCode, String) {
        let encoded: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = borne(Request::post(path), token)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded.join("&")));
        self.send(request.expect("a request")).await
    }

    /// Opens a page as a member (or as nobody).
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn page(&self, member: Option<Member>, path: &str) -> (StatusCode, String) {
        let mut request = Request::get(path);
        if let Some(member) = member {
            request = request.header(header::COOKIE, self.cookie(member).await);
        }
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// Sends a form as a member (or as nobody); answers status, address of a redirect, and body.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn form(
        &self,
        member: Option<Member>,
        path: &str,
        fields: &[(&str, &str)],
    ) -> (StatusCode, Option<String>, String) {
        let encoded: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let mut request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(member) = member {
            request = request.header(header::COOKIE, self.cookie(member).await);
        }
        let request = request.body(Body::from(encoded.join("&"))).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let location =
            response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        (status, location, String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A browser nobody has signed in with.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// Sends any request; answers status and body.
    ///
    /// # Panics
    /// When there is no answer within a minute.
    pub async fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        let (status, _, body) = self.answer(request).await;
        (status, body)
    }

    /// Sends any request; answers status, headers and body.
    ///
    /// # Panics
    /// When there is no answer within a minute.
    pub async fn answer(&self, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
        let answer = tokio::time::timeout(Duration::from_secs(60), self.router.clone().oneshot(request));
        let response = answer.await.expect("an answer within a minute").expect("an answer");
        let status = response.status();
        let headers = response.headers().clone();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        (status, headers, String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn borne(request: axum::http::request::Builder, token: Option<&str>) -> axum::http::request::Builder {
    match token {
        Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        None => request,
    }
}

fn router(app: &App) -> Router {
    let config = Settings { public_url: Some("http://kaname.test".into()), ..Settings::default() };
    let process = Process {
        app: app.clone(),
        config: config.configure().expect("a configuration"),
        channel: None,
        more: Router::new(),
    };
    process.router()
}

pub(crate) fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

struct Standing(AtomicI64);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// Identifiers 1, 2, 3, … and secrets that differ.
#[derive(Default)]
struct Counted(AtomicU64);

impl Ids for Counted {
    fn uuid(&self) -> Uuid {
        let n = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        uuid::Builder::from_unix_timestamp_millis(
            1_763_596_800_000 + n,
            &n.to_be_bytes().repeat(2)[..10].try_into().expect("10 bytes"),
        )
        .into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        server::SystemIds.secret()
    }
}
