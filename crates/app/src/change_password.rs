//! Changing one's password.

use domain::{
    account::{Password, Stage, WebSession},
    event::Event,
};

use crate::{
    App, Error,
    access_token::revoke_all,
    second_factor::account,
    sign_in::expect_password,
    web_session::{self, Opened, Visitor},
};

/// Replaces the password by another, given the old one. All other sessions of the person end, tokens and links
/// sent out work no longer, and this session gets another secret.
///
/// # Errors
/// [`domain::account::AccountRefusal`], [`Error::Unauthenticated`] in a session that lacks a factor.
pub async fn change_password(app: &App, visitor: &Visitor, old: &str, new: &str) -> Result<Opened, Error> {
    visitor.session.may_change_account()?;
    if !matches!(visitor.stage, Stage::ActingFor | Stage::Complete) {
        return Err(Error::Unauthenticated);
    }
    let account = account(app, visitor).await?;
    expect_password(app, &account, old).await?;
    let new = Password::choose(new, &account.login)?;
    let session = app.system();
    let hash = app.accounts.passwords.hash(new, session.salt()).await?;
    let tx = session.begin().await?;
    tx.accounts().set_password(session.now, account.id, &hash).await?;
    tx.web_sessions().end_all(session.now, account.person, Some(visitor.session.id)).await?;
    tx.one_time_links().withdraw(session.now, account.person).await?;
    revoke_all(&session, &tx, account.person).await?;
    let kept = WebSession { last_seen_at: session.now, ..visitor.session };
    let secret = web_session::raise(&session, &tx, visitor, &kept).await?;
    session.record(&tx, &Event::PasswordChanged { person: account.person }).await?;
    tx.commit().await?;
    Ok(Opened { secret, stage: visitor.stage })
}
