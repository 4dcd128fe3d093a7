//! The one writer of what was read: it takes the notes of all requests that wait and commits them together. While the
//! database takes no writes, they go to the spool.

use tokio::sync::{mpsc, oneshot};

use crate::{Database, Error, audit, ledger::Unwritten};

/// The most requests written together.
const TOGETHER: usize = 256;

/// Where requests leave their notes.
#[derive(Clone)]
pub(crate) struct Writer(mpsc::UnboundedSender<Job>);

pub(crate) struct Job {
    unwritten: Unwritten,
    written: Option<oneshot::Sender<bool>>,
}

impl Writer {
    /// A writer and the jobs it will do once [`run`] does.
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<Job>) {
        let (sender, jobs) = mpsc::unbounded_channel();
        (Self(sender), jobs)
    }

    /// Writes, and answers once it lasts.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub(crate) async fn write(&self, unwritten: Unwritten) -> Result<(), Error> {
        let (written, answer) = oneshot::channel();
        self.0.send(Job { unwritten, written: Some(written) }).map_err(|_| Error::Unavailable)?;
        if answer.await.unwrap_or(false) { Ok(()) } else { Err(Error::Unavailable) }
    }

    /// Leaves something to be written that nobody waits for.
    pub(crate) fn leave(&self, unwritten: Unwritten) {
        let _ = self.0.send(Job { unwritten, written: None });
    }
}

/// Does the jobs until nobody can leave one any more.
pub(crate) async fn run(database: Database, mut jobs: mpsc::UnboundedReceiver<Job>) {
    let mut taken = Vec::with_capacity(TOGETHER);
    while jobs.recv_many(&mut taken, TOGETHER).await > 0 {
        let (requests, waiting): (Vec<_>, Vec<_>) =
            taken.drain(..).map(|Job { unwritten, written }| (unwritten, written)).unzip();
        let written = match write(&database, requests.clone()).await {
            Err(Error::Unavailable) => database.spool(requests).await,
            done => done,
        };
        if let Err(error) = &written {
            tracing::error!(%error, "what was read could not be put on record");
        }
        for waiting in waiting.into_iter().flatten() {
            let _ = waiting.send(written.is_ok());
        }
    }
}

async fn write(database: &Database, requests: Vec<Unwritten>) -> Result<(), Error> {
    database.import_spool().await?;
    let tx = database.begin(domain::access::Actor::System).await?;
    audit::write(&tx, requests).await?;
    tx.commit().await
}
