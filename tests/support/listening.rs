//! The whole system behind a real socket.

use std::net::SocketAddr;

use app::App;
use axum::Router;
use server::{
    config::Settings,
    serve::{Ended, Process},
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use web::Cookies;

/// A process that listens on an address of its own.
pub struct Listening {
    /// Where it listens.
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<Ended>>,
}

impl Listening {
    /// Serves an application.
    ///
    /// # Panics
    /// When it cannot listen.
    pub async fn new(app: &App) -> Self {
        Self::with(app, None, |_| Router::new()).await
    }

    /// Serves an application that sends its letters through a channel, with more pages beside its own.
    ///
    /// # Panics
    /// When it cannot listen.
    pub async fn with(
        app: &App,
        channel: Option<notification::Channel>,
        more: impl FnOnce(Cookies) -> Router,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let public_url = Some(format!("http://{address}"));
        let config = Settings { public_url, ..Settings::default() };
        let config = config.configure().expect("a configuration");
        let more = more(config.cookies());
        let process = Process { app: app.clone(), config, channel, more };
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            let _ = stopped.await;
        };
        let serving = tokio::spawn(process.serve(listener, stopped));
        Self { address, stop, serving }
    }

    /// Tells it to end.
    pub fn begin_to_end(self) -> JoinHandle<std::io::Result<Ended>> {
        let _ = self.stop.send(());
        self.serving
    }

    /// Tells it to end and waits until it has.
    ///
    /// # Panics
    /// When it does not end in good order.
    pub async fn end(self) {
        let ended = self.begin_to_end().await.expect("no panic").expect("good order");
        assert_eq!(ended, Ended::Stopped);
    }
}
