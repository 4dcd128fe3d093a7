//! Sealing the audit log, and checking it.

pub use store::audit::chain::{Anchor, Finding, Report};
use store::audit::seal::{More, Sealed};

use crate::{App, Error};

/// Seals every row that waits; answers the last seal of each batch, to be told elsewhere.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn seal_audit(app: &App) -> Result<Vec<Anchor>, Error> {
    let system = domain::access::Actor::System;
    let mut anchors = vec![];
    while app.database.read(system).has_unsealed().await? {
        let tx = app.database.begin(system).await?;
        let sealed = tx.seal(app.clock.now()).await?;
        tx.commit().await?;
        let Sealed::Until(anchor, more) = sealed else { break };
        anchors.push(anchor);
        if more == More::No {
            break;
        }
    }
    Ok(anchors)
}

/// Checks the audit log against its seals, and these against what was told elsewhere.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn verify_audit(app: &App, anchors: &[Anchor]) -> Result<Report, Error> {
    Ok(store::audit::verify::verify(&app.database, anchors, app.clock.now()).await?)
}
