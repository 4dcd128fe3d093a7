//! The demo region, served to browsers: Friday 2026-11-20, nine o'clock, in a file of its own.

use axum::{
    http::header,
    response::{Html, IntoResponse},
    routing::get,
};
use domain::access::Member;
use server::mailbox_page;
use support::{Engine, Listening, TestApp, odd_text::LEFTWARD};
use web::Web;

use crate::{
    chromium::{Chromium, Driver},
    window::Window,
};

/// The product with its region, and the browsers that come to it.
pub struct Site {
    pub app: TestApp,
    pub base: String,
    listening: Listening,
    driver: Driver,
}

/// Runs a test where there is a browser, in the region as the demo shows it.
pub async fn in_browser(test: impl AsyncFn(&Site)) {
    let Some(chromium) = Chromium::known() else { return };
    let app = TestApp::new(Engine::Sqlite).await;
    server::demo::tell_story(&app.app, &app.region, app.now()).await.unwrap();
    app.deliver().await;
    let site = Site::open(&chromium, app).await;
    test(&site).await;
    site.close().await;
}

/// Runs a test where there is a browser, in the region before anything has happened.
pub async fn in_browser_from_the_start(test: impl AsyncFn(&Site)) {
    let Some(chromium) = Chromium::known() else { return };
    let site = Site::open(&chromium, TestApp::new(Engine::Sqlite).await).await;
    test(&site).await;
    site.close().await;
}

impl Site {
    async fn open(chromium: &Chromium, app: TestApp) -> Self {
        let doors = vec![("医療ソーシャルワーカー", app.token(app.social_worker()).await)];
        let listening = Listening::with(&app.app, Some(app.channel()), |cookies| {
            let web = Web { app: app.app.clone(), cookies, public_url: "http://kaname.test".into() };
            mailbox_page::routes(web, app.mailbox.clone(), doors)
                .route("/unsound", get(unsound))
                .route("/unsound.css", get(unsound_style))
                .route("/unsound.js", get(unsound_script))
        });
        let listening = listening.await;
        let base = format!("http://{}", listening.address);
        Self { base, listening, driver: Driver::start(chromium), app }
    }

    async fn close(self) {
        let Self { app, base: _, listening, driver } = self;
        drop(driver);
        listening.end().await;
        // The ledgers of requests that a browser gave up are written late, so nothing is said of them here.
        app.deliver().await;
    }

    /// The browser of somebody who is not signed in.
    pub async fn stranger(&self) -> Window {
        Window::new(self.driver.open().await, &self.base)
    }

    /// The browser of a member who came in by their door.
    pub async fn window(&self, member: Member) -> Window {
        let window = self.stranger().await;
        self.enter(&window, member).await;
        window
    }

    /// Signs a member in.
    pub async fn enter(&self, window: &Window, member: Member) {
        let door = format!("/demo/sign-in/{}", self.app.token(member).await);
        assert_eq!(window.open(&door).await, 200, "{member:?} is let in");
    }
}

/// A page as none should be.
async fn unsound() -> impl IntoResponse {
    let (wide, heavy) = ("wide".repeat(500), incompressible(140_000));
    let page = format!(
        "<!doctype html><title>?</title><meta name=viewport content=width=device-width>
         <link rel=stylesheet href=/unsound.css><script src=/unsound.js></script><!-- {heavy} --><img src=/none><input>
         <button id=fine>1</button><button id=left-out tabindex=-1>2</button>
         <button id=unmarked>3</button>
         <main id=main><p>{LEFTWARD} 75歳</p></main>
         <p><button id=covered>4</button></p><div id=cover></div><pre id=fine>{wide}</pre><script>document.title = 'run'</script>"
    );
    ([(header::CONTENT_SECURITY_POLICY, web::CONTENT_SECURITY_POLICY)], Html(page))
}

async fn unsound_script() -> impl IntoResponse {
    let script = format!("// {}", incompressible(280_000));
    ([(header::CONTENT_TYPE, "text/javascript")], script)
}

/// Hexadecimal digits that take half a byte each however they are compressed.
fn incompressible(digits: usize) -> String {
    let mut state = 1_u32;
    let mut digit = || {
        // A linear congruential generator, by its upper bits.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_digit(state >> 28, 16)
    };
    (0..digits).filter_map(|_| digit()).collect()
}

async fn unsound_style() -> impl IntoResponse {
    let style = "button { outline: 2px solid } #unmarked { outline: none }
                 #cover { position: relative; top: -3rem; height: 3rem; background: white }";
    ([(header::CONTENT_TYPE, "text/css")], style)
}
