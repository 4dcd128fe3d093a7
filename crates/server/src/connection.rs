//! Connections: how many there may be at once, and how long a client may take over what it says and reads.
//!
//! What lives long, a socket or a stream of events, begins with a request that came in time and goes on as
//! long as its client takes what it is sent. Only HTTP/1.1 is spoken.

use std::{
    convert::Infallible,
    io,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch},
    time::{Sleep, sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::{
    edge::{self, Peer},
    proxy::Proxies,
};

/// How many connections there may be at once, unless that is set.
pub(crate) const USUAL: usize = 4096;
/// How long a client may take over the head of a request, unless that is set.
pub(crate) const HEAD: Duration = Duration::from_secs(10);
/// How many files and connections the process keeps free for all else: databases, mail, the files it reads.
const OTHER_FILES: usize = 96;
/// How many times as long as over the head a client may take over the body, or over what it is sent.
const BODY_TIMES: u32 = 6;
/// How long a proxy may keep a connection to use it again, longer than proxies usually do.
const PROXY: Duration = Duration::from_secs(75);
/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;
/// How long to wait when no connection can be taken, as when there are no descriptors left.
const PAUSE: Duration = Duration::from_millis(200);

/// What clients are granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many connections there may be at once; those beyond wait to be taken.
    pub connections: usize,
    /// How long a client may take to agree on keys, and over the head of a request.
    pub head: Duration,
}

impl Limits {
    /// How long a client may take over the body of a request, and may leave unread what it is sent.
    pub(crate) fn body(self) -> Duration {
        self.head * BODY_TIMES
    }

    /// The same, with no more connections than the process may have files open.
    pub(crate) fn within_the_process(self) -> Self {
        let most = open_files().map_or(usize::MAX, |files| files.saturating_sub(OTHER_FILES).max(files / 4));
        Self { connections: self.connections.min(most.max(1)), ..self }
    }
}

/// How many files and connections the process may have open at once, where the system says so.
fn open_files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Takes connections, with or without TLS, and answers what they ask.
pub(crate) struct Reception {
    /// Where they come in.
    pub(crate) listener: TcpListener,
    /// TLS of our own, if any.
    pub(crate) tls: Option<TlsAcceptor>,
    /// What answers.
    pub(crate) router: Router,
    /// What clients are granted.
    pub(crate) limits: Limits,
    /// Who keeps connections for others.
    pub(crate) proxies: Proxies,
}

impl Reception {
    /// Takes connections until `ended`, then waits until what is under way has been answered.
    pub(crate) async fn open(self, mut ended: watch::Receiver<bool>) {
        let Self { listener, tls, router, limits, proxies } = self;
        let places = Arc::new(Semaphore::new(limits.connections));
        let (under_way, mut nothing_under_way) = mpsc::channel::<()>(1);
        loop {
            let (place, stream, peer) = tokio::select! {
                taken = take(&listener, &places) => taken,
                () = told(&mut ended) => break,
            };
            let head = if proxies.contains(peer.0.ip()) { limits.head.max(PROXY) } else { limits.head };
            let router = router.clone();
            let connection =
                Connection { router, peer, place, head, patience: limits.body(), ended: ended.clone() };
            let (under_way, tls) = (under_way.clone(), tls.clone());
            tokio::spawn(async move {
                match tls {
                    None => connection.speak(stream).await,
                    Some(tls) => connection.agree(stream, tls, limits.head).await,
                }
                drop(under_way);
            });
        }
        drop((listener, under_way));
        // What is told to end answers what it was asked; nothing is ever sent here.
        nothing_under_way.recv().await;
    }
}

/// Waits until the process is told to end.
async fn told(ended: &mut watch::Receiver<bool>) {
    let _ = ended.wait_for(|ended| *ended).await;
}

/// Takes the next connection once there is a place for it; until then it waits where the system keeps it.
async fn take(listener: &TcpListener, places: &Arc<Semaphore>) -> (OwnedSemaphorePermit, TcpStream, Peer) {
    let Ok(place) = Arc::clone(places).acquire_owned().await else { return std::future::pending().await };
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                return (place, stream, Peer(peer));
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                sleep(PAUSE).await;
            }
        }
    }
}

/// Whether a connection was over before it could be taken, which says nothing of the next.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// A connection that was taken.
struct Connection {
    router: Router,
    peer: Peer,
    place: OwnedSemaphorePermit,
    head: Duration,
    patience: Duration,
    ended: watch::Receiver<bool>,
}

impl Connection {
    /// Agrees on keys, then speaks.
    async fn agree(mut self, stream: TcpStream, tls: TlsAcceptor, within: Duration) {
        let agreed = tokio::select! {
            agreed = timeout(within, tls.accept(stream)) => agreed,
            () = told(&mut self.ended) => return,
        };
        match agreed {
            Ok(Ok(stream)) => self.speak(stream).await,
            Ok(Err(error)) => tracing::debug!(peer = ?self.peer, %error, "no TLS with a client"),
            Err(_) => tracing::debug!(peer = ?self.peer, "a client took too long to agree on keys"),
        }
    }

    /// Answers what is asked until the client ends it, takes too long, or becomes a socket; once the process
    /// ends, only what is under way.
    async fn speak(self, io: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) {
        let Self { router, peer, place, head, patience, mut ended } = self;
        let io = TokioIo::new(Held { io, patience, unread: None, _place: place });
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let router = router.clone();
            async move { Ok::<_, Infallible>(answer(router, request, patience).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head)
            .max_buf_size(LONGEST_HEAD)
            .serve_connection(io, service)
            .with_upgrades();
        let mut connection = pin!(connection);
        let over = tokio::select! {
            over = connection.as_mut() => over,
            () = told(&mut ended) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = over {
            tracing::debug!(?peer, %error, "a connection broke");
        }
    }
}

/// A connection with its place among all, which is free once it ends, as what it began or as a socket it
/// became. It ends too when its client leaves unread what it is sent.
struct Held<Io> {
    io: Io,
    patience: Duration,
    unread: Option<Pin<Box<Sleep>>>,
    _place: OwnedSemaphorePermit,
}

impl<Io> Held<Io> {
    /// What was tried; what cannot go on is waited for, but not without end.
    fn in_time<T>(&mut self, tried: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if tried.is_ready() {
            self.unread = None;
            return tried;
        }
        let patience = self.patience;
        let unread = self.unread.get_or_insert_with(|| Box::pin(sleep(patience)));
        unread.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for Held<Io> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Held<Io> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.io).poll_write(context, bytes);
        self.in_time(tried, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.io).poll_write_vectored(context, parts);
        self.in_time(tried, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tried = Pin::new(&mut self.io).poll_flush(context);
        self.in_time(tried, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tried = Pin::new(&mut self.io).poll_shutdown(context);
        self.in_time(tried, context)
    }
}

/// Answers a request, unless its body does not arrive in time.
async fn answer(router: Router, request: Request, body_within: Duration) -> Response {
    if request.body().is_end_stream() {
        return ask(router, request).await;
    }
    let is_late = Arc::new(AtomicBool::new(false));
    let end = Box::pin(sleep(body_within));
    let request = request.map(|body| Body::new(Arriving { body, end, is_late: Arc::clone(&is_late) }));
    let answer = ask(router, request).await;
    if !is_late.load(Ordering::Relaxed) {
        return answer;
    }
    let close = [(header::CONNECTION, HeaderValue::from_static("close"))];
    let late = (StatusCode::REQUEST_TIMEOUT, close, "the request took too long to arrive\n");
    let mut answer = late.into_response();
    edge::harden(&mut answer, false);
    answer
}

async fn ask(router: Router, request: Request) -> Response {
    match router.oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}

/// A body that must have arrived by some moment.
struct Arriving {
    body: Body,
    end: Pin<Box<Sleep>>,
    is_late: Arc<AtomicBool>,
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame);
        }
        ready!(self.end.as_mut().poll(context));
        self.is_late.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_for_all_else() {
        let wished = Limits { connections: usize::MAX, head: HEAD };
        let most = wished.within_the_process().connections;
        assert!(most >= 1 && open_files().is_none_or(|files| most < files), "{most}");
        let few = Limits { connections: 7, head: HEAD };
        assert_eq!(few.within_the_process(), few);
    }
}
