//! One process: listener, workers, and an end in good order.

use std::{any::Any, future::Future, io, net::SocketAddr, sync::Arc, time::Duration};

use app::{App, Gate};
use axum::{
    Router,
    body::Body,
    extract::{MatchedPath, Request},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{Clock, Ids, audit::Source};
use http_body_util::Limited;
use tokio::{net::TcpListener, sync::watch};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer, trace::TraceLayer,
};

use crate::{config::Config, connection::Reception, edge, health, on_record, seal, sign_in, tls::Tls};

/// How long requests under way may take once the process is told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How often timers are looked at.
const TIMERS_EVERY: Duration = Duration::from_secs(1);
/// How often what is over is cleared away.
const CLEARING_EVERY: Duration = Duration::from_secs(3600);
/// The largest body taken, but where a page bounds its own.
const BODY: usize = 256 * 1024;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was told to.
    Stopped,
    /// The writing connection could not be discarded; a supervisor must start the process anew.
    Broken,
}

/// What the pages and the API are made of.
pub struct Process {
    /// The application.
    pub app: App,
    /// The configuration.
    pub config: Config,
    /// The channel messages go through; without one, deliveries wait.
    pub channel: Option<notification::Channel>,
    /// Pages beside those everyone has.
    pub more: Router,
}

impl Process {
    /// The application over a database, with the real clock and identifiers.
    pub fn app(database: app::Database) -> App {
        App::new(database, Arc::new(crate::SystemClock), Arc::new(crate::SystemIds))
    }

    /// All routes.
    pub fn router(&self) -> Router {
        let cookies = self.config.cookies();
        let pages = web::routes(web::Web {
            app: App { source: Source::Page, ..self.app.clone() },
            cookies,
            public_url: self.config.public_url.as_str().into(),
        })
        .merge(self.more.clone());
        let signing_in = sign_in::SignIn { app: self.app.clone(), cookies };
        let pages = pages.layer(CsrfLayer::new());
        let router = Router::new()
            .merge(graphql::routes(graphql::Api {
                app: self.app.clone(),
                public_url: self.config.public_url.clone(),
            }))
            .merge(pages)
            .layer(middleware::from_fn_with_state(signing_in, sign_in::sign_in))
            .layer(middleware::from_fn_with_state(self.app.clone(), on_record::keep))
            .merge(health::routes(self.app.clone()))
            .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
            .layer(middleware::from_fn(bound_body))
            .layer(CompressionLayer::new())
            .layer(CatchPanicLayer::custom(panicked));
        edge::around(router, &self.config).layer(TraceLayer::new_for_http().make_span_with(span))
    }

    /// Serves until `stop`, then ends in good order.
    ///
    /// # Errors
    /// When certificate and key cannot be used.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<Ended> {
        let (ending, ended) = watch::channel(false);
        let tls = self.config.tls.clone().map(Tls::load).transpose().map_err(io::Error::other)?;
        let limits = self.config.limits.within_the_process();
        if limits != self.config.limits {
            tracing::warn!(
                connections = limits.connections,
                "fewer connections at once, as few files may be open"
            );
        }
        let reception = Reception {
            listener,
            tls: tls.map(|tls| tls.acceptor(ended.clone())),
            router: self.router(),
            limits,
            proxies: self.config.proxies.clone(),
        };
        let timers = tokio::spawn(run_timers(self.app.clone(), ended.clone()));
        let follower = tokio::spawn({
            let (app, ended) = (self.app.clone(), ended.clone());
            async move { app::live::follow(&app, until(ended)).await }
        });
        let database = self.app.database.clone();
        let anchors = self.config.anchors.clone();
        let sealer = tokio::spawn(seal::run(self.app.clone(), anchors, self.channel.clone(), ended.clone()));
        let worker = self.channel.map(|channel| {
            let context = notification::Context {
                database: self.app.database.clone(),
                clock: Arc::clone(&self.app.clock) as Arc<dyn Clock>,
                ids: Arc::clone(&self.app.ids) as Arc<dyn Ids>,
                channel,
                public_url: self.config.public_url.clone(),
            };
            let wake = self.app.database.committed();
            tokio::spawn(notification::run(context, wake, until(ended.clone())))
        });
        let gate = self.app.database.gate();
        let why = tokio::spawn(async move {
            let why = tokio::select! {
                () = stop => Ended::Stopped,
                () = broken(gate) => Ended::Broken,
            };
            ending.send_replace(true);
            why
        });
        let served = reception.open(ended.clone());
        let overdue = async {
            until(ended).await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            () = served => {}
            () = overdue => tracing::warn!("requests still under way were cut off"),
        }
        // Connections that follow events are not under way for the listener; they say their good-bye.
        database.unheard(GRACE).await;
        let _ = tokio::time::timeout(GRACE, follower).await;
        let _ = tokio::time::timeout(GRACE, timers).await;
        let _ = tokio::time::timeout(GRACE, sealer).await;
        if let Some(worker) = worker {
            // Letters under way are given the time to be taken, so that none goes twice.
            let _ = tokio::time::timeout(3 * GRACE, worker).await;
        }
        Ok(why.await.unwrap_or(Ended::Stopped))
    }
}

/// What the log says of a request. Its address is left out: it may hold the secret of a link or a patient's name.
fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get().map_or("", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), route)
}

/// What is answered when a handler panics: that it did, and no more. The cause is in the log.
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let cause = cause.downcast_ref::<String>().map(String::as_str).or(cause.downcast_ref::<&str>().copied());
    tracing::error!(cause = cause.unwrap_or("unknown"), "a handler panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL\n").into_response()
}

/// Binds the listener, with an error a person understands.
///
/// # Errors
/// When the address is taken or not this machine's.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error} (choose another with --listen)"))
}

/// Waits for SIGTERM or Ctrl-C.
pub async fn signalled() {
    let interrupt = async { tokio::signal::ctrl_c().await.ok() };
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            interrupt.await;
        }
    }
}

async fn run_timers(app: App, mut ended: watch::Receiver<bool>) {
    let mut clearing = tokio::time::interval(CLEARING_EVERY);
    loop {
        match app::run_timer::run_due_timers(&app).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::debug!(%error, "timers wait"),
        }
        let is_clearing = tokio::select! {
            () = tokio::time::sleep(TIMERS_EVERY) => false,
            _ = clearing.tick() => true,
            _ = ended.wait_for(|ended| *ended) => return,
        };
        if is_clearing && let Err(error) = app::clear_away::clear_away(&app).await {
            tracing::debug!(%error, "what is over stays for now");
        }
    }
}

async fn until(mut ended: watch::Receiver<bool>) {
    let _ = ended.wait_for(|ended| *ended).await;
}

async fn broken(gate: Option<watch::Receiver<Gate>>) {
    let Some(mut gate) = gate else { return std::future::pending().await };
    if gate.wait_for(|gate| *gate == Gate::Broken).await.is_err() {
        std::future::pending().await
    }
}

/// Takes no more of a body than usual, but where a page says itself what is too much. Who says beforehand that it is
/// larger is turned away at once.
async fn bound_body(request: Request, next: Next) -> Response {
    if web::bounds_its_body(request.uri().path()) {
        return next.run(request).await;
    }
    let said = request.headers().get(header::CONTENT_LENGTH);
    let said = said.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|length| length > BODY) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, BODY)))).await
}
