//! The demo: an invented region in a local file, served to this machine only, with its own mailbox.
//!
//! Everyone and every facility is invented and called 見本…; only the municipalities are real.

pub mod region;
mod story;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use app::{App, access_token, account::SecretKey};
use clap::Args;
use domain::{Clock, Id, Ids, Timestamp, access::Scope, person::Membership, text::Line};
use rand::{Rng, SeedableRng, rngs::StdRng};
use time::{Date, Duration, format_description::BorrowedFormatItem, macros::format_description};
use uuid::Uuid;

use crate::{
    RULE_PACKS, SystemClock, SystemIds, command,
    config::Config,
    mailbox::Mailbox,
    mailbox_page,
    proxy::Proxies,
    serve::{Process, bind, signalled},
};

/// Options of the demo.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// The file that holds the demo region; used again by later starts.
    #[arg(long, default_value = "kaname-demo.db", value_name = "FILE")]
    pub file: PathBuf,
    /// Make the file anew.
    #[arg(long)]
    pub fresh: bool,
    /// The day the demo takes for today.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub today: Option<Date>,
    /// What the invented names and days are drawn from.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
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

pub(crate) async fn run(
    config: Config,
    options: Options,
) -> Result<ExitCode, Box<dyn std::error::Error + Send + Sync>> {
    if !config.listen.ip().is_loopback() {
        return Err("the demo signs people in by an address and so listens on this machine only".into());
    }
    if options.file.exists() && !is_demo(&options.file).await {
        return Err(format!(
            "{} holds something else than a demo: choose another --file",
            options.file.display()
        )
        .into());
    }
    if options.fresh {
        remove(&options.file)?;
    }
    let shift = options.today.map_or(Duration::ZERO, |today| {
        let now = SystemClock.now();
        Duration::days((today - now.day()).whole_days())
    });
    let clock = Arc::new(Shifted(shift));
    let new = !options.file.exists();
    let database = app::Database::open_and_migrate(&format!("sqlite://{}", options.file.display())).await?;
    let mut app = App::new(database, clock.clone(), Arc::new(SystemIds));
    // Everyone is invented, so their second factors need no key of their own.
    app.accounts.secret_key = Some(SecretKey::new([0; 32])?);
    if new {
        let made = fill(&app, options.seed, clock.now()).await;
        if let Err(error) = made {
            remove(&options.file)?;
            return Err(error.into());
        }
    }
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
    let more = mailbox_page::routes(app.clone(), cookies, mailbox, doors);
    let process = Process { app, config, channel: Some(channel), more };
    command::end(process.serve(listener, signalled()).await?)
}

/// Fills an empty database with the invented region as it stands at `now`.
///
/// # Errors
/// Those of the use cases; the database is then half filled and of no use.
pub async fn fill(app: &App, seed: u64, now: Timestamp) -> Result<(), app::Error> {
    let clock = Arc::new(Set(AtomicI64::new(now.millis())));
    let past = App { clock: clock.clone(), ids: Arc::new(Seeded::new(seed, now)), ..app.clone() };
    app::set_up::publish_rule_packs(&past, RULE_PACKS).await?;
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

/// Whether a file holds a region that the demo made: nothing else is ever touched.
async fn is_demo(file: &Path) -> bool {
    let Ok(database) = app::Database::open(&format!("sqlite://{}", file.display())).await else {
        return false;
    };
    let guests = region::guests(&Process::app(database)).await;
    guests.is_ok_and(|guests| !guests.is_empty())
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

/// Identifiers that are the same for the same seed and day.
struct Seeded {
    random: Mutex<StdRng>,
    millis: AtomicI64,
}

impl Seeded {
    fn new(seed: u64, now: Timestamp) -> Self {
        let day = u64::try_from(now.day().to_julian_day()).unwrap_or_default();
        let random = StdRng::seed_from_u64(seed ^ (day << 20));
        Self { random: Mutex::new(random), millis: AtomicI64::new(now.millis()) }
    }

    fn fill(&self, bytes: &mut [u8]) {
        match self.random.lock() {
            Ok(mut random) => random.fill(bytes),
            Err(poisoned) => poisoned.into_inner().fill(bytes),
        }
    }
}

impl Ids for Seeded {
    fn uuid(&self) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = self.millis.fetch_add(1, Ordering::Relaxed);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or_default(), &random)
            .into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        SystemIds.secret()
    }
}
