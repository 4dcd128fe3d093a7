//! The ways a letter can go.

pub mod mail;

use crate::Letter;
use mail::{Mail, SmtpConfig, SmtpError};

/// A way a letter can go.
#[derive(Clone)]
pub enum Channel {
    /// Mail.
    Mail(Mail),
}

/// What became of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The recipient's side took it.
    Delivered,
    /// It may go another time.
    RetryLater(String),
    /// It will never go to this recipient.
    GiveUp(String),
    /// No message could be made of it.
    Unfit(String),
    /// Something has happened that makes it wrong or idle.
    Overtaken,
}

impl Channel {
    /// Mail through an SMTP server.
    ///
    /// # Errors
    /// [`SmtpError`].
    pub fn mail(config: SmtpConfig) -> Result<Self, SmtpError> {
        Mail::new(config).map(Self::Mail)
    }

    /// The stable code of the channel.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
        }
    }

    /// Brings a letter on its way, in at most 30 seconds.
    pub async fn deliver(&self, letter: &Letter) -> Outcome {
        match self {
            Self::Mail(mail) => mail.deliver(letter).await,
        }
    }
}
