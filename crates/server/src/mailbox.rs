//! A mail server for trying things out: takes whatever is sent to it and keeps it in memory to be read.
//!
//! It listens on this machine only, knows no user and passes nothing on. For tests it also fails, in the
//! ways real mail servers do.

use std::{
    collections::{HashMap, VecDeque},
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use mail_parser::{Addr, Address, Message, MessageParser, MimeHeaders};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::{AbortHandle, JoinSet},
};

/// The largest message taken, in bytes.
const MOST_BYTES: usize = 1024 * 1024;
/// How many messages are kept; the oldest goes first.
const MOST_MESSAGES: usize = 500;
/// How many recipients one message has at most.
const MOST_RECIPIENTS: usize = 100;
/// How many connections are served at the same time.
const MOST_CONNECTIONS: usize = 64;
/// How many commands one connection may send.
const MOST_COMMANDS: usize = 1_000;
/// The longest line read in one go, in bytes.
const LINE: u64 = 4_096;
/// How long a connection may be silent.
const PATIENCE: Duration = Duration::from_secs(60);

/// A message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMail {
    /// The how-manieth message it was since the start, from 1.
    pub id: u64,
    /// The address in `MAIL FROM`.
    pub from: String,
    /// The addresses in `RCPT TO`.
    pub to: Vec<String>,
    /// The message as it came, without dot-stuffing.
    pub raw: Vec<u8>,
}

/// A message as people read it. What a message lacks is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadMail {
    /// The subject.
    pub subject: String,
    /// Whom it names as recipients: `name <address>`, or the address alone.
    pub to: String,
    /// The plain text.
    pub text: String,
    /// The calendar object inside, if there is one.
    pub calendar: Option<String>,
    /// The web addresses in the plain text, in their order.
    pub links: Vec<String>,
}

/// How the server fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Not at all.
    #[default]
    None,
    /// Refuses recipients with this code.
    Reject(u16),
    /// Refuses this many recipients with 451, then none.
    TempFail(u32),
    /// Keeps the message but hangs up instead of saying so.
    DropBeforeOk,
    /// Waits before it says that it keeps the message.
    Slow(Duration),
}

/// The running server. It stops when the last clone is dropped.
#[derive(Clone)]
pub struct Mailbox {
    state: Arc<State>,
    _listener: Arc<Running>,
}

#[derive(Default)]
struct State {
    messages: Mutex<VecDeque<StoredMail>>,
    /// The fault for everyone, and those for single recipients.
    faults: Mutex<(Fault, HashMap<String, Fault>)>,
}

struct Running(AbortHandle);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Mailbox {
    /// Starts the server on a free port of this machine.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> io::Result<(Self, SocketAddr)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State::default());
        let listening = tokio::spawn(listen(listener, state.clone())).abort_handle();
        Ok((Self { state, _listener: Arc::new(Running(listening)) }, address))
    }

    /// The messages kept, oldest first.
    pub fn messages(&self) -> Vec<StoredMail> {
        locked(&self.state.messages).iter().cloned().collect()
    }

    /// Makes the server fail for everyone without a fault of their own.
    pub fn set_fault(&self, fault: Fault) {
        locked(&self.state.faults).0 = fault;
    }

    /// Makes the server fail for one recipient.
    pub fn set_fault_for(&self, recipient: &str, fault: Fault) {
        locked(&self.state.faults).1.insert(recipient.to_owned(), fault);
    }
}

impl State {
    /// The fault that a recipient meets now; a temporary one is used up by asking.
    fn fault_for(&self, recipient: &str) -> Fault {
        let mut faults = locked(&self.faults);
        let (common, single) = &mut *faults;
        let fault = single.get_mut(recipient).unwrap_or(common);
        let met = *fault;
        *fault = match met {
            Fault::TempFail(0 | 1) => Fault::None,
            Fault::TempFail(times) => Fault::TempFail(times - 1),
            lasting => lasting,
        };
        met
    }

    fn keep(&self, from: String, to: Vec<String>, raw: Vec<u8>) {
        let mut messages = locked(&self.messages);
        let id = messages.back().map_or(1, |last| last.id + 1);
        if messages.len() == MOST_MESSAGES {
            messages.pop_front();
        }
        messages.push_back(StoredMail { id, from, to, raw });
    }
}

/// A panic elsewhere leaves nothing half done behind these locks.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn listen(listener: TcpListener, state: Arc<State>) {
    let free = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((mut stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (state, place) = (state.clone(), free.clone().try_acquire_owned());
        connections.spawn(async move {
            let _place = match place {
                Ok(place) => place,
                Err(_) => return drop(stream.write_all(b"421 too many connections\r\n").await),
            };
            let _ = Conversation { stream: BufReader::new(stream), state: &state }.hold().await;
        });
    }
}

/// One client's connection.
struct Conversation<'a> {
    stream: BufReader<TcpStream>,
    state: &'a State,
}

/// What is known of the message under way.
#[derive(Default)]
struct Envelope {
    from: Option<String>,
    to: Vec<String>,
    fault: Fault,
}

impl Conversation<'_> {
    async fn hold(mut self) -> io::Result<()> {
        self.say("220 kaname mailbox").await?;
        let mut envelope = Envelope::default();
        for _ in 0..MOST_COMMANDS {
            let line = self.line().await?;
            let Some(line) = line.strip_suffix(b"\n") else {
                return self.say("500 line too long").await;
            };
            let line = String::from_utf8_lossy(line).trim_end().to_owned();
            let (verb, rest) = line.split_once([' ', ':']).unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => {
                    envelope = Envelope::default();
                    self.say(&format!("250-kaname\r\n250-8BITMIME\r\n250 SIZE {MOST_BYTES}")).await?;
                }
                "HELO" | "RSET" => {
                    envelope = Envelope::default();
                    self.say("250 ok").await?;
                }
                "NOOP" => self.say("250 ok").await?,
                "MAIL" => match address(rest) {
                    _ if envelope.from.is_some() => self.say("503 one message at a time").await?,
                    Some(_) if announced_size(rest) > MOST_BYTES => self.say("552 too large").await?,
                    Some(from) => {
                        envelope.from = Some(from);
                        self.say("250 ok").await?;
                    }
                    None => self.say("501 no address").await?,
                },
                "RCPT" => self.recipient(rest, &mut envelope).await?,
                "DATA" => match envelope {
                    Envelope { from: Some(from), to, fault } if !to.is_empty() => {
                        self.data(from, to, fault).await?;
                        envelope = Envelope::default();
                    }
                    Envelope { .. } => self.say("503 MAIL and RCPT first").await?,
                },
                "QUIT" => return self.say("221 bye").await,
                _ => self.say("502 not known here").await?,
            }
        }
        self.say("421 too many commands").await
    }

    async fn recipient(&mut self, rest: &str, envelope: &mut Envelope) -> io::Result<()> {
        let Some(to) = address(rest).filter(|to| !to.is_empty()) else {
            return self.say("501 no address").await;
        };
        if envelope.from.is_none() {
            return self.say("503 MAIL first").await;
        }
        if envelope.to.len() == MOST_RECIPIENTS {
            return self.say("452 too many recipients").await;
        }
        match self.state.fault_for(&to) {
            Fault::Reject(code) => return self.say(&format!("{code} not here")).await,
            Fault::TempFail(_) => return self.say("451 try again later").await,
            fault => envelope.fault = fault,
        }
        envelope.to.push(to);
        self.say("250 ok").await
    }

    async fn data(&mut self, from: String, to: Vec<String>, fault: Fault) -> io::Result<()> {
        self.say("354 go ahead, end with a dot").await?;
        let mut raw = Vec::new();
        let mut at_start = true;
        loop {
            let line = self.line().await?;
            if at_start && line == b".\r\n" {
                break;
            }
            let content = if at_start { line.strip_prefix(b".").unwrap_or(&line) } else { &line };
            if raw.len() <= MOST_BYTES {
                raw.extend_from_slice(content);
            }
            at_start = line.ends_with(b"\r\n");
        }
        if raw.len() > MOST_BYTES {
            return self.say("552 too large").await;
        }
        self.state.keep(from, to, raw);
        match fault {
            Fault::DropBeforeOk => return Err(io::ErrorKind::ConnectionAborted.into()),
            Fault::Slow(by) => tokio::time::sleep(by).await,
            Fault::None | Fault::Reject(_) | Fault::TempFail(_) => {}
        }
        self.say("250 ok").await
    }

    /// The next line with its end, or its beginning where it is too long for one piece.
    async fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let mut piece = (&mut self.stream).take(LINE);
        match tokio::time::timeout(PATIENCE, piece.read_until(b'\n', &mut line)).await {
            Ok(Ok(0)) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(Ok(_)) => Ok(line),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    async fn say(&mut self, answer: &str) -> io::Result<()> {
        let answer = format!("{answer}\r\n");
        let saying = self.stream.get_mut().write_all(answer.as_bytes());
        tokio::time::timeout(PATIENCE, saying).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
    }
}

/// What stands between the angle brackets.
fn address(rest: &str) -> Option<String> {
    let (_, rest) = rest.split_once('<')?;
    let (address, _) = rest.split_once('>')?;
    Some(address.to_owned())
}

fn announced_size(rest: &str) -> usize {
    let parameters = rest.split_once('>').map_or("", |(_, parameters)| parameters);
    let size = parameters.split_whitespace().find_map(|parameter| parameter.strip_prefix("SIZE="));
    size.and_then(|size| size.parse().ok()).unwrap_or_default()
}

/// Reads a message.
pub fn read(mail: &StoredMail) -> ReadMail {
    let Some(message) = MessageParser::default().parse(&mail.raw) else {
        return ReadMail::default();
    };
    let text = message.body_text(0).unwrap_or_default().replace("\r\n", "\n");
    ReadMail {
        subject: message.subject().unwrap_or_default().to_owned(),
        to: recipients(&message),
        links: links(&text),
        calendar: calendar(&message),
        text,
    }
}

fn recipients(message: &Message<'_>) -> String {
    let named = |to: &Addr<'_>| match (to.name(), to.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => address.or(name).unwrap_or_default().to_owned(),
    };
    let everyone: Vec<String> = message.all_to().flat_map(Address::iter).map(named).collect();
    everyone.join(", ")
}

fn calendar(message: &Message<'_>) -> Option<String> {
    let part = message.parts.iter().find(|part| {
        let kind = part.content_type().map(|kind| (kind.ctype(), kind.subtype().unwrap_or_default()));
        kind.is_some_and(|(kind, subtype)| {
            kind.eq_ignore_ascii_case("text") && subtype.eq_ignore_ascii_case("calendar")
        })
    });
    part.map(|part| String::from_utf8_lossy(part.contents()).into_owned())
}

fn links(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || "<>\"()、。「」".contains(c));
    let is_link = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
    words.filter(is_link).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says `lines` one by one and answers what the server said to each, after its greeting.
    async fn talk(address: SocketAddr, lines: &[&str]) -> Vec<String> {
        let mut stream = BufReader::new(TcpStream::connect(address).await.unwrap());
        let mut answers = vec![];
        for line in [""].iter().chain(lines) {
            if !line.is_empty() {
                stream.get_mut().write_all(line.as_bytes()).await.unwrap();
            }
            let mut answer = String::new();
            while answer.lines().last().is_none_or(|line| line.as_bytes()[3] == b'-') {
                if stream.read_line(&mut answer).await.unwrap() == 0 {
                    break;
                }
            }
            answers.push(answer.lines().last().unwrap_or_default().to_owned());
        }
        answers.split_off(1)
    }

    const HEAD: [&str; 4] = [
        "EHLO x\r\n",
        "MAIL FROM:<a@example.jp> BODY=8BITMIME\r\n",
        "RCPT TO:<b@example.jp>\r\n",
        "DATA\r\n",
    ];

    #[tokio::test]
    async fn a_message_is_taken_whole_and_read() {
        let (mailbox, address) = Mailbox::start().await.unwrap();
        let message = "To: =?utf-8?B?6KaL5pys?= <b@example.jp>\r\nSubject: =?utf-8?B?5pel56iL?=\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n..dot\r\nsee https://kaname.example.jp/answer/x\r\n.\r\n";
        let answers = talk(address, &[&HEAD[..], &[message, "QUIT\r\n"]].concat()).await;
        assert_eq!(
            answers,
            ["250 SIZE 1048576", "250 ok", "250 ok", "354 go ahead, end with a dot", "250 ok", "221 bye"]
        );
        let [mail] = &mailbox.messages()[..] else { panic!("one message") };
        assert_eq!(
            (mail.id, mail.from.as_str(), &mail.to[..]),
            (1, "a@example.jp", &["b@example.jp".to_owned()][..])
        );
        let read = read(mail);
        assert_eq!((read.subject.as_str(), read.to.as_str()), ("日程", "見本 <b@example.jp>"));
        assert!(read.text.starts_with(".dot\n"), "{:?}", read.text);
        assert_eq!(read.links, ["https://kaname.example.jp/answer/x"]);
        assert_eq!(read.calendar, None);
    }

    #[tokio::test]
    async fn a_dot_after_a_bare_line_feed_does_not_end_the_message() {
        let (mailbox, address) = Mailbox::start().await.unwrap();
        let smuggled = "Subject: x\r\n\r\na\n.\r\nMAIL FROM:<evil@example.jp>\r\n.\r\n";
        talk(address, &[&HEAD[..], &[smuggled]].concat()).await;
        assert_eq!(mailbox.messages().len(), 1);
        assert!(String::from_utf8_lossy(&mailbox.messages()[0].raw).contains("evil"));
    }

    #[tokio::test]
    async fn what_is_too_large_or_out_of_order_is_refused() {
        let (mailbox, address) = Mailbox::start().await.unwrap();
        let large = format!("{}\r\n.\r\n", "x".repeat(MOST_BYTES + 1));
        assert_eq!(talk(address, &[&HEAD[..], &[&large]].concat()).await[4], "552 too large");
        let answers = talk(
            address,
            &[
                "DATA\r\n",
                "RCPT TO:<b@example.jp>\r\n",
                "MAIL FROM:<a@example.jp> SIZE=9999999\r\n",
                "VRFY x\r\n",
            ],
        );
        assert_eq!(
            answers.await,
            ["503 MAIL and RCPT first", "503 MAIL first", "552 too large", "502 not known here"]
        );
        let endless = "x".repeat(5_000);
        assert_eq!(talk(address, &[&endless]).await, ["500 line too long"]);
        assert_eq!(mailbox.messages(), []);
    }

    #[tokio::test]
    async fn it_fails_as_it_is_told() {
        let (mailbox, address) = Mailbox::start().await.unwrap();
        mailbox.set_fault(Fault::TempFail(1));
        mailbox.set_fault_for("c@example.jp", Fault::Reject(550));
        let twice = [&HEAD[..3], &["RCPT TO:<b@example.jp>\r\n", "RCPT TO:<c@example.jp>\r\n"]].concat();
        assert_eq!(talk(address, &twice).await[2..], ["451 try again later", "250 ok", "550 not here"]);
        mailbox.set_fault(Fault::DropBeforeOk);
        assert_eq!(talk(address, &[&HEAD[..], &["Subject: x\r\n\r\nx\r\n.\r\n"]].concat()).await[4], "");
        mailbox.set_fault(Fault::Slow(Duration::from_millis(1)));
        assert_eq!(
            talk(address, &[&HEAD[..], &["Subject: y\r\n\r\ny\r\n.\r\n"]].concat()).await[4],
            "250 ok"
        );
        assert_eq!(mailbox.messages().iter().map(|mail| mail.id).collect::<Vec<_>>(), [1, 2]);
    }
}
