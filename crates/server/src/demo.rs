//! The demo: an invented region in a local file, served to this machine only, with its own mailbox.
//!
//! Everyone and every facility is invented and called 見本…; only the municipalities are real.

mod draw;
pub mod prefecture;
pub mod region;
mod story;

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use app::{App, access_token, account::SecretKey};
use clap::{Args, ValueEnum};
use domain::{Clock, Id, Timestamp, access::Scope, person::Membership, text::Line};
use time::{Date, Duration, format_description::BorrowedFormatItem, macros::format_description};

use self::{draw::Draw, prefecture::Size};
use crate::{
    SystemClock, SystemIds, command,
    config::Config,
    mailbox::Mailbox,
    mailbox_page,
    proxy::Proxies,
    serve::{Process, bind, signalled},
};

/// Options of the demo.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// The file that holds the demo; used again by later starts [default: kaname-demo.db, or
    /// kaname-prefecture.db with --scale prefecture].
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Make the file anew.
    #[arg(long)]
    pub fresh: bool,
    /// How much there is.
    #[arg(long, value_enum, default_value_t = Scale::Region)]
    pub scale: Scale,
    /// Fewer cases of a prefecture, of as many days fewer, to try things on.
    #[arg(long, hide = true, value_name = "COUNT")]
    pub cases: Option<u32>,
    /// The day the demo takes for today.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub today: Option<Date>,
    /// What the invented names and days are drawn from.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// How much a demo holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scale {
    /// A hospital and its neighbours, with some twenty cases.
    Region,
    /// A whole prefecture beside it: 33 hubs, 340 hospitals, 8,000 organizations and the 100,000 cases of two
    /// years. Making it takes some minutes and some gigabytes; Ctrl-C leaves nothing behind.
    Prefecture,
}

impl Options {
    fn file(&self) -> PathBuf {
        self.file.clone().unwrap_or_else(|| match self.scale {
            Scale::Region => "kaname-demo.db".into(),
            Scale::Prefecture => "kaname-prefecture.db".into(),
        })
    }
}

fn day(text: &str) -> Result<Date, String> {
    const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
    Date::parse(text, DAY).map_err(|error| error.to_string())
}

/// Someone who can sign in by a printed address.
#[derive(Clone, Debug)]
pub struct Guest {
    /// Who, in words.
    pub who: &'static str,
    /// Through which membership.
    pub membership: Id<Membership>,
}

/// A failure as a person reads it.
type Trouble = Box<dyn std::error::Error + Send + Sync>;

pub(crate) async fn run(config: Config, options: Options) -> Result<ExitCode, Trouble> {
    if !config.listen.ip().is_loopback() {
        return Err("the demo signs people in by an address and so listens on this machine only".into());
    }
    let file = options.file();
    if file.exists() {
        let found = scale_of(&file).await;
        let other = match found {
            None => Some("something else than a demo: choose another --file"),
            Some(Scale::Region) if options.scale == Scale::Prefecture && !options.fresh => {
                Some("a demo of a region: choose another --file, or make it anew with --fresh")
            }
            Some(_) => None,
        };
        if let Some(other) = other {
            return Err(format!("{} holds {other}", file.display()).into());
        }
    }
    if options.fresh {
        remove(&file)?;
    }
    let shift = options.today.map_or(Duration::ZERO, |today| {
        let now = SystemClock.now();
        Duration::days((today - now.day()).whole_days())
    });
    let clock = Arc::new(Shifted(shift));
    if !file.exists() && !make(&file, &options, clock.clone()).await? {
        eprintln!("nothing was made");
        return Ok(ExitCode::FAILURE);
    }
    let mut app = open(&file, clock).await?;
    // Everyone is invented, so their second factors need no key of their own.
    app.accounts.secret_key = Some(SecretKey::new([0; 32])?);
    let (mailbox, address) = Mailbox::start().await?;
    let listener = bind(config.listen).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let config = Config { public_url: base.clone(), tls: None, proxies: Proxies::default(), ..config };
    let cookies = config.cookies();
    let mut lines = vec![];
    let mut doors = vec![];
    for guest in region::guests(&app).await? {
        let until = app.clock.now() + Duration::days(30);
        let label = Line::parse("demo")?;
        let (_, token) =
            access_token::issue_token(&app, guest.membership, label, Scope::Everything, until).await?;
        lines.push(format!("  {base}/demo/sign-in/{token}\n      {}", guest.who));
        doors.push((guest.who, token));
    }
    println!("要 Kaname demo: everyone here is invented. Sign in by opening one of these:\n");
    println!("{}", lines.join("\n"));
    println!(
        "\n  {base}/mailbox\n      the demo's mailbox: every mail sent, with calendar part and answer link"
    );
    println!(
        "  {base}/graphql\n      the API (POST; the tokens above are bearer tokens too)\n\nStop with Ctrl-C."
    );
    let channel = notification::Channel::mail(notification::SmtpConfig {
        host: address.ip().to_string(),
        port: address.port(),
        tls: notification::Tls::None,
        credentials: None,
        from: domain::text::EmailAddress::parse("kaname@example.jp")?,
    })?;
    let web = web::Web { app: app.clone(), cookies, public_url: base.as_str().into() };
    let more = mailbox_page::routes(web, mailbox, doors);
    let process = Process { app, config, channel: Some(channel), more };
    command::end(process.serve(listener, signalled()).await?)
}

/// Makes the file, which is there whole or not at all; `false` when it was told to stop before.
async fn make(file: &Path, options: &Options, clock: Arc<Shifted>) -> Result<bool, Trouble> {
    let mut draft = file.as_os_str().to_owned();
    draft.push(".making");
    let draft = PathBuf::from(draft);
    remove(&draft)?;
    let app = open(&draft, clock).await?;
    let made = tokio::select! {
        made = fill_to_scale(&app, options) => Some(made),
        () = signalled() => None,
    };
    let closed = app.database.close().await;
    match made {
        Some(Ok(())) => {
            closed?;
            std::fs::rename(&draft, file)?;
            Ok(true)
        }
        Some(Err(error)) => {
            remove(&draft)?;
            Err(error.into())
        }
        None => {
            remove(&draft)?;
            Ok(false)
        }
    }
}

async fn open(file: &Path, clock: Arc<Shifted>) -> Result<App, Trouble> {
    let database = app::Database::open_and_migrate(&format!("sqlite://{}", file.display())).await?;
    Ok(App::new(database, clock, Arc::new(SystemIds)))
}

async fn fill_to_scale(app: &App, options: &Options) -> Result<(), app::Error> {
    let now = app.clock.now();
    fill(app, options.seed, now).await?;
    match options.scale {
        Scale::Region => Ok(()),
        Scale::Prefecture => {
            let size = options.cases.map_or(Size::PREFECTURE, |cases| Size::PREFECTURE.with_cases(cases));
            prefecture::fill(app, options.seed, size, now, &tell_progress).await
        }
    }
}

/// Says how far the making is: in one line where somebody looks on, else a few times.
fn tell_progress(told: usize, all: usize) {
    if std::io::stderr().is_terminal() {
        eprint!("\rcases made: {told} of {all}{}", if told == all { "\n" } else { "" });
    } else if told.is_multiple_of((all / 10).max(1)) {
        eprintln!("cases made: {told} of {all}");
    }
}

/// Fills an empty database with the invented region as it stands at `now`.
///
/// # Errors
/// Those of the use cases; the database is then half filled and of no use.
pub async fn fill(app: &App, seed: u64, now: Timestamp) -> Result<(), app::Error> {
    let clock = Arc::new(Set(AtomicI64::new(now.millis())));
    let past = App { clock: clock.clone(), ids: Arc::new(Draw::new(seed, now)), ..app.clone() };
    app::set_up::publish_rule_packs(&past, interchange::rule_pack::SHIPPED).await?;
    app::import_places::put_known_municipalities(&past).await?;
    let region = region::fill(&past, now).await?;
    story::tell(&past, &clock, &region, now).await
}

/// Tells the invented story of a region as it stands at `now`.
///
/// # Errors
/// Those of the use cases.
pub async fn tell_story(app: &App, region: &region::Region, now: Timestamp) -> Result<(), app::Error> {
    let clock = Arc::new(Set(AtomicI64::new(now.millis())));
    let past = App { clock: clock.clone(), ..app.clone() };
    story::tell(&past, &clock, region, now).await
}

/// What a file holds that the demo made: nothing else is ever touched.
async fn scale_of(file: &Path) -> Option<Scale> {
    let database = app::Database::open(&format!("sqlite://{}", file.display())).await.ok()?;
    let app = Process::app(database);
    let guests = region::guests(&app).await.ok()?;
    match guests.len() {
        0 => None,
        region::GUESTS_OF_REGION => Some(Scale::Region),
        _ => Some(Scale::Prefecture),
    }
}

fn remove(file: &Path) -> std::io::Result<()> {
    for end in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The machine's clock, some days before or after.
struct Shifted(Duration);

impl Clock for Shifted {
    fn now(&self) -> Timestamp {
        SystemClock.now() + self.0
    }
}

/// A clock that stands where it is set.
struct Set(AtomicI64);

impl Set {
    fn to(&self, at: Timestamp) {
        self.0.store(at.millis(), Ordering::Relaxed);
    }
}

impl Clock for Set {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}
