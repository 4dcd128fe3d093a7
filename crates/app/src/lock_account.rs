//! Shutting somebody out of an account at once, by the operator.

use domain::{account::Login, event::Event};

use crate::{App, Error, access_token::revoke_all, identity::unlink_all};

/// Ends every session, token and link of whoever has this login, unlinks identities, and leaves no password that
/// works; a link of the operator's opens the account again. Memberships and records stay.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn lock_account(app: &App, login: &Login) -> Result<(), Error> {
    let session = app.system();
    let tx = session.begin().await?;
    let account = tx.accounts().by_login(login).await?.ok_or(Error::NotFound)?;
    tx.accounts().set_password(session.now, account.id, &app.accounts.passwords.nobodys()).await?;
    tx.web_sessions().end_all(session.now, account.person, None).await?;
    tx.one_time_links().withdraw(session.now, account.person).await?;
    revoke_all(&session, &tx, account.person).await?;
    unlink_all(&session, &tx, account.person).await?;
    session.record(&tx, &Event::AccountLocked { person: account.person }).await?;
    Ok(tx.commit().await?)
}
