//! What is over is forgotten: sessions, links that worked once, challenges, ways to providers, old drafts.

use domain::draft;
use time::Duration;

use crate::{App, Error};

/// How long what is over is kept, so that a stolen secret can still be looked into.
const KEPT: Duration = Duration::days(30);

/// Forgets what has been over for thirty days; of sessions the last through each membership stays, by which the
/// yearly review tells when it was used. Answers how many rows went.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn clear_away(app: &App) -> Result<u64, Error> {
    let session = app.system();
    let before = session.now - KEPT;
    let tx = session.begin().await?;
    tx.passkeys().forget_challenges(session.now).await?;
    tx.identities().forget_attempts(session.now).await?;
    tx.drafts().forget_old(session.now - draft::KEPT).await?;
    let gone =
        tx.web_sessions().forget_ended(before).await? + tx.one_time_links().forget_ended(before).await?;
    tx.commit().await?;
    Ok(gone)
}
