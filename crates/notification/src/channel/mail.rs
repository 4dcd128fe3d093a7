//! Mail through an SMTP server. A connection carries one message.

use std::time::{Duration, SystemTime};

use domain::text::EmailAddress;
use interchange::calendar::{self, Appointment, Attendee, IcsText, Link, Method, Person};
use lettre::{
    Message,
    address::AddressError,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, ContentTypeErr, HeaderName, HeaderValue},
    },
    transport::smtp::{
        self,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};

use crate::{
    Outcome,
    letter::{Letter, Occasion},
};

/// How long one message may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(5);
/// The server wants something of the connection, such as encryption; it says nothing about the recipient.
const CONNECTION_REFUSED: u16 = 530;

/// The mail server to send through.
#[derive(Clone)]
pub struct SmtpConfig {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection of the connection.
    pub tls: Tls,
    /// User name and password.
    pub credentials: Option<(String, String)>,
    /// The address mails come from.
    pub from: EmailAddress,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: only for a server on this machine.
    None,
    /// Upgraded by STARTTLS, or no mail is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// The mail server's name or the certificates of this machine are of no use.
#[derive(Debug, thiserror::Error)]
#[error("the connection to the mail server cannot be protected: {0}")]
pub struct SmtpError(#[from] smtp::Error);

/// Mail through an SMTP server.
#[derive(Clone)]
pub struct Mail {
    server: (String, u16),
    tls: Option<(Tls, TlsParameters)>,
    credentials: Option<Credentials>,
    from: EmailAddress,
}

/// Why a letter makes no mail.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error(transparent)]
    ContentType(#[from] ContentTypeErr),
    #[error(transparent)]
    Message(#[from] lettre::error::Error),
}

impl Mail {
    pub(crate) fn new(config: SmtpConfig) -> Result<Self, SmtpError> {
        let SmtpConfig { host, port, tls, credentials, from } = config;
        let tls = match tls {
            Tls::None => None,
            Tls::StartTls | Tls::Tls => Some((tls, TlsParameters::new(host.clone())?)),
        };
        let credentials = credentials.map(|(user, password)| Credentials::new(user, password));
        Ok(Self { server: (host, port), tls, credentials, from })
    }

    pub(crate) async fn deliver(&self, letter: &Letter) -> Outcome {
        let message = match self.compose(letter) {
            Ok(message) => message,
            Err(error) => return Outcome::Unfit(error.to_string()),
        };
        let late = || Outcome::RetryLater("the mail server did not answer in time".into());
        tokio::time::timeout(PATIENCE, self.send(&message)).await.unwrap_or_else(|_| late())
    }

    async fn send(&self, message: &Message) -> Outcome {
        let mut connection = match self.connect().await {
            Ok(connection) => connection,
            Err(error) => return Outcome::RetryLater(error.to_string()),
        };
        match connection.send(message.envelope(), &message.formatted()).await {
            Ok(_) => {
                // The message is taken: however the server says goodbye must not make it go twice.
                tokio::spawn(async move { tokio::time::timeout(GOODBYE, connection.abort()).await });
                Outcome::Delivered
            }
            Err(error) if refuses_message(&error) => Outcome::GiveUp(error.to_string()),
            Err(error) => Outcome::RetryLater(error.to_string()),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, smtp::Error> {
        let hello = ClientId::Domain(self.host().to_owned());
        let (host, port) = (self.server.0.as_str(), self.server.1);
        let wrapped = self.tls.as_ref().filter(|(tls, _)| *tls == Tls::Tls).map(|(_, tls)| tls.clone());
        let mut connection =
            AsyncSmtpConnection::connect_tokio1((host, port), Some(PATIENCE), &hello, wrapped, None).await?;
        if let Some((Tls::StartTls, parameters)) = &self.tls {
            connection.starttls(parameters.clone(), &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    fn compose(&self, letter: &Letter) -> Result<Message, Unfit> {
        let Letter { id, made_at, sender, recipient, address, text, occasion } = letter;
        let since_epoch = Duration::from_millis(made_at.millis().unsigned_abs());
        let auto_submitted = HeaderName::new_from_ascii_str("Auto-Submitted");
        let head = Message::builder()
            .from(mailbox(sender, &self.from)?)
            .to(mailbox(recipient, address)?)
            .subject(one_line(&text.subject))
            .date(SystemTime::UNIX_EPOCH + since_epoch)
            .message_id(Some(format!("<{id}@{}>", self.host())))
            .raw_header(HeaderValue::new(auto_submitted, "auto-generated".to_owned()));
        let plain = SinglePart::plain(text.body.clone());
        let Some(occasion) = occasion else { return Ok(head.singlepart(plain)?) };
        let file = calendar::print(&self.appointment(letter, occasion));
        let method = match occasion.method {
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
        };
        let kind = ContentType::parse(&format!("text/calendar; method={method}; charset=utf-8"))?;
        let part = SinglePart::builder().header(kind).body(file.clone());
        let attached =
            Attachment::new("invite.ics".into()).body(file, ContentType::parse("application/ics")?);
        let alternatives = MultiPart::alternative().singlepart(plain).singlepart(part);
        Ok(head.multipart(MultiPart::mixed().multipart(alternatives).singlepart(attached))?)
    }

    /// The letter's occasion with its recipient as the only one invited: those invited from elsewhere never
    /// see each other's addresses.
    fn appointment(&self, letter: &Letter, occasion: &Occasion) -> Appointment {
        let Occasion { conference, sequence, method, at, summary, location, video, role } = occasion;
        let person = |name: &str, email: &EmailAddress| Person {
            name: IcsText::new(name),
            email: email.as_str().to_owned(),
        };
        Appointment {
            uid: conference.uuid(),
            sequence: *sequence,
            method: *method,
            at: *at,
            stamp: letter.made_at,
            summary: IcsText::new(summary),
            description: IcsText::new(&letter.text.subject),
            location: location.as_deref().map(IcsText::new),
            url: video.as_ref().and_then(|address| Link::parse(address.as_str())),
            organizer: person(&letter.sender, &self.from),
            attendees: vec![Attendee { person: person(&letter.recipient, &letter.address), role: *role }],
        }
    }

    /// The host part of the address mails come from.
    fn host(&self) -> &str {
        self.from.as_str().rsplit_once('@').map_or("localhost", |(_, host)| host)
    }
}

/// Whether the server refuses this recipient or this message for good, rather than the connection.
fn refuses_message(error: &smtp::Error) -> bool {
    error.is_permanent() && error.status().is_some_and(|code| u16::from(code) != CONNECTION_REFUSED)
}

/// A name and an address. The library panics over line breaks in a name, so none get there.
fn mailbox(name: &str, address: &EmailAddress) -> Result<Mailbox, AddressError> {
    let name = Some(one_line(name)).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address.as_str().parse()?))
}

/// The text on one line, without control characters.
fn one_line(text: &str) -> String {
    let spaced = text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c });
    let line: String = spaced.collect();
    line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
