//! The two steps, one after the other or side by side.

use std::{future::Future, sync::Arc, time::Duration};

use store::Error;
use tokio::sync::{Notify, watch};

use crate::{Context, announce_due, deliver::Dispatch, deliver_due};

/// How long nothing is looked for when nobody says that there is something.
const POLL: Duration = Duration::from_secs(1);

/// What [`drain`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    /// Events looked at.
    pub announced: usize,
    /// Deliveries tried.
    pub tried: usize,
}

/// Announces and delivers until nothing is due at the clock's present instant.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Database`].
pub async fn drain(context: &Context) -> Result<Drained, Error> {
    let mut drained = Drained::default();
    loop {
        let (announced, tried) = (announce_due(context).await?, deliver_due(context).await?);
        if announced + tried == 0 {
            return Ok(drained);
        }
        drained.announced += announced;
        drained.tried += tried;
    }
}

/// Announces and delivers until `stop`, then lets what is under way end, which takes 30 seconds at most.
/// `wake` says that an event was recorded; without it the work begins up to a second later.
pub async fn run(context: Context, wake: Arc<Notify>, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(false);
    let due = Notify::new();
    let work = async {
        tokio::join!(
            keep_announcing(&context, &wake, &due, stopped.clone()),
            keep_delivering(&context, &due, stopped.clone())
        )
    };
    tokio::pin!(work);
    tokio::select! {
        _ = &mut work => {}
        () = stop => {
            stopping.send_replace(true);
            work.await;
        }
    }
}

async fn keep_announcing(context: &Context, wake: &Notify, due: &Notify, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match announce_due(context).await {
            Ok(0) => {}
            Ok(_) => {
                due.notify_one();
                continue;
            }
            Err(error) => tracing::warn!(%error, "announcing waits"),
        }
        tokio::select! {
            () = wake.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn keep_delivering(context: &Context, due: &Notify, mut stopped: watch::Receiver<bool>) {
    let mut dispatch = Dispatch::new(context);
    while !*stopped.borrow() {
        if let Err(error) = go_on(&mut dispatch).await {
            tracing::warn!(%error, "delivering waits");
            tokio::time::sleep(POLL).await;
            continue;
        }
        tokio::select! {
            () = dispatch.wait(), if !dispatch.is_idle() => {}
            () = due.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            _ = stopped.changed() => {}
        }
    }
    while !dispatch.is_idle() {
        dispatch.wait().await;
    }
    if let Err(error) = dispatch.settle().await {
        tracing::error!(%error, "outcomes were lost; those letters go again under the same Message-ID");
    }
}

async fn go_on(dispatch: &mut Dispatch<'_>) -> Result<(), Error> {
    dispatch.settle().await?;
    dispatch.claim().await?;
    Ok(())
}
