//! Who calls, when, and in which language: one for each request.

use app::{App, Credential, Error, Session};
use async_graphql::Context;
use domain::{Timestamp, access::Member};
use time::Date;
use wording::Wording;

/// One request's caller.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) app: App,
    pub(crate) member: Member,
    pub(crate) wording: Wording,
    pub(crate) now: Timestamp,
    /// By what the caller is signed in.
    pub(crate) credential: Option<Credential>,
    /// When the session last showed a second factor.
    pub(crate) confirmed_at: Option<Timestamp>,
}

impl Caller {
    /// The caller's session with the application.
    pub(crate) fn session(&self) -> Session<'_> {
        let mut session = self.app.session(self.member);
        session.now = self.now;
        session
    }

    /// Today in Japan.
    pub(crate) fn today(&self) -> Date {
        self.now.day()
    }
}

/// The caller of the request that is being answered.
///
/// # Errors
/// [`Error::Internal`] when the request was put together without one.
pub(crate) fn caller<'c>(ctx: &Context<'c>) -> Result<&'c Caller, Error> {
    ctx.data::<Caller>().map_err(|error| Error::Internal(error.message.into()))
}
