//! The command line.

use std::{io::IsTerminal, path::PathBuf, process::ExitCode};

use app::{access_token, set_up::SetUpError};
use clap::{Parser, Subcommand};
use domain::{
    Id,
    access::Scope,
    account::{LinkPurpose, Login, token_end},
    organization::OrganizationKind,
    person::Profession,
    text::{EmailAddress, Line, MunicipalityCode},
};

use crate::{
    EXIT_BROKEN, audit,
    config::{Config, Settings, SmtpSecurity},
    demo, doctor, import, rules, secret_key,
    serve::{Ended, Process, bind, signalled},
};

/// 要 Kaname: coordinates a patient's way from hospital to home.
#[derive(Parser)]
#[command(name = "kaname", version)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try everything: an invented region in a local file, on this machine only.
    Demo(demo::Options),
    /// Make the tables, an organization, and a link by which its administrator opens an account. Run again, it
    /// makes another link for an administrator who has no account yet.
    Setup {
        /// Name of the organization.
        #[arg(long)]
        name: String,
        /// What it is: hospital, clinic, visiting_nurse_station, pharmacy, care_manager_office,
        /// community_general_support_centre, hub, municipality or medical_association.
        #[arg(long, default_value = "hospital")]
        kind: String,
        /// Five-digit code of its municipality or ward.
        #[arg(long)]
        municipality: Option<String>,
        /// Name of the administrator.
        #[arg(long)]
        administrator: String,
        /// Mail address of the administrator, to which notices go.
        #[arg(long)]
        email: Option<String>,
    },
    /// Serve the pages and the API until told to stop (SIGTERM or Ctrl-C).
    Serve,
    /// Bring the tables up to date; on SQLite `serve` and `setup` do so by themselves. On PostgreSQL run it as
    /// the tables' owner, with --app-role naming the role all other commands work as.
    Migrate,
    /// Bring in published data; all files or none.
    #[command(subcommand)]
    Import(Import),
    /// Rule packs as files: check them, try them on a stay, compare two, publish one.
    #[command(subcommand)]
    Rules(rules::Rules),
    /// Print the GraphQL schema.
    Schema,
    /// Tokens by which programs act for a member.
    #[command(subcommand)]
    Token(Token),
    /// Requests for roles that no second administrator can confirm.
    #[command(subcommand)]
    Role(RoleCommand),
    /// Accounts of people.
    #[command(subcommand)]
    Account(Account),
    /// Print a new secret key, for the file that --secret-key-file names.
    SecretKey,
    /// The audit log: who saw and did what.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Check the configuration and the database, and name what is wrong.
    Doctor,
}

#[derive(Subcommand)]
enum Import {
    /// Directories of facilities as published: jigyosho_130, jigyosho_430, hospitals, clinics, pharmacies.
    OpenData {
        /// Files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Municipalities, towns and postal codes.
    Places {
        /// Files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Subcommand)]
enum Account {
    /// Print a link, which works once within a day, by which somebody chooses a new password.
    Reset {
        /// The person's user name.
        #[arg(long)]
        login: String,
        /// Let the second factor be set up anew too, for whoever has lost it with every recovery code.
        #[arg(long)]
        with_second_factor: bool,
    },
    /// Shut somebody out at once: sessions, tokens and links end, and no password works until a reset.
    Lock {
        /// The person's user name.
        #[arg(long)]
        login: String,
    },
}

#[derive(Subcommand)]
enum Token {
    /// Make a token for a member; it is shown once.
    New {
        /// The member, as `token members` prints it.
        #[arg(long)]
        member: uuid::Uuid,
        /// What it is for.
        #[arg(long)]
        label: String,
        /// What it may do: everything, reading, or calendar (the secret then stands in /calendar/SECRET.ics).
        #[arg(long, default_value = "everything")]
        scope: String,
        /// Days until it stops to work, 730 at most.
        #[arg(long, default_value_t = 365)]
        days: u16,
    },
    /// List the members of an organization with their tokens.
    Members {
        /// The organization.
        #[arg(long)]
        organization: uuid::Uuid,
    },
    /// Revoke a token.
    Revoke {
        /// The token's identifier, as `token members` prints it.
        token: uuid::Uuid,
    },
}

#[derive(Subcommand)]
enum RoleCommand {
    /// List the requests that wait, of every organization.
    List,
    /// Confirm a request, where the organization has no administrator who neither asked nor is given the role.
    Confirm {
        /// The request's identifier, as `role list` prints it.
        request: uuid::Uuid,
    },
}

/// A failure as a person reads it.
type Trouble = Box<dyn std::error::Error + Send + Sync>;

pub(crate) fn run() -> ExitCode {
    let Cli { settings, command } = Cli::parse();
    let config = match settings.configure() {
        Ok(config) => config,
        Err(error) => return fail(&error),
    };
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log).unwrap_or_else(|_| "info".into());
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    match runtime.block_on(execute(config, command)) {
        Ok(code) => code,
        Err(error) => fail(&*error),
    }
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("kaname: {error}");
    ExitCode::FAILURE
}

async fn execute(config: Config, command: Command) -> Result<ExitCode, Trouble> {
    match command {
        Command::Demo(options) => demo::run(config, options).await,
        Command::Setup { name, kind, municipality, administrator, email } => {
            let input = app::set_up::SetUp {
                kind: OrganizationKind::parse(&kind)
                    .ok_or_else(|| format!("{kind:?} is no kind of organization"))?,
                name: Line::parse(&name)?,
                municipality: municipality.as_deref().map(MunicipalityCode::parse).transpose()?,
                administrator: Line::parse(&administrator)?,
                email: email.as_deref().map(EmailAddress::parse).transpose()?,
                profession: Profession::Clerk,
            };
            let mut app = open(&config).await?;
            // On PostgreSQL the key is named when the program serves; beside SQLite it is made here.
            if config.secret_key_file.is_some() {
                app.accounts = config.accounts()?;
            }
            let made = app::set_up::set_up(&app, input).await.map_err(not_set_up)?;
            println!("organization  {}  {}", made.organization.id, made.organization.name);
            println!("member        {}  (administrator)", made.membership.id);
            match made.link {
                Some(link) => {
                    println!("link          {}/welcome/{link}", config.public_url);
                    println!("By this link, once and within 24 hours, the administrator opens an account.");
                    println!("Links made before for this administrator work no longer.");
                }
                None => println!("The mail address is noted; the account is open already."),
            }
            if made.administrator.email.is_none() {
                println!(
                    "Notices, as of access in an emergency, cannot be sent to this administrator until a mail \
                     address is known: run the same again with --email ADDRESS."
                );
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Serve => {
            config.protected()?;
            let mut app = open(&config).await?;
            app.database.keep_spool(app::Database::SPOOL).await;
            app.accounts = config.accounts()?;
            let channel = mail_channel(&config)?;
            if channel.is_none() {
                tracing::warn!("no mail server is configured: deliveries wait (set smtp_host)");
            }
            let listener = bind(config.listen).await?;
            let address = listener.local_addr()?;
            tracing::info!(%address, public_url = %config.public_url, "kaname serves");
            let process = Process { app, config, channel, more: axum::Router::new() };
            end(process.serve(listener, signalled()).await?)
        }
        Command::Migrate => {
            let database = app::Database::open(&config.database_url).await?;
            let pending = database.pending_migrations().await?;
            match (&config.app_role, database.has_owner()) {
                (Some(role), true) => database.migrate_for(role).await??,
                (None, true) => return Err(Trouble::from(NO_APP_ROLE)),
                (_, false) => database.migrate().await?,
            }
            match pending.len() {
                0 => println!("the tables are up to date"),
                n => println!("{n} migrations ran: {}", pending.join(", ")),
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(Import::OpenData { files }) => {
            let app = open(&config).await?;
            let report = app::import_directory::import_directory(&app, import::read(&files)?).await?;
            import::print(&report);
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(Import::Places { files }) => {
            let app = open(&config).await?;
            let report = app::import_places::import_places(&app, import::read(&files)?).await?;
            import::print(&report);
            Ok(ExitCode::SUCCESS)
        }
        Command::Rules(command) => rules::run(&config, command).await,
        Command::Schema => {
            print!("{}", graphql::sdl());
            Ok(ExitCode::SUCCESS)
        }
        Command::Token(token) => tokens(&open_as_it_is(&config).await?, token).await,
        Command::Role(RoleCommand::List) => {
            for line in app::confirm_role::waiting_requests(&open_as_it_is(&config).await?).await? {
                println!("{line}");
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Role(RoleCommand::Confirm { request }) => {
            let app = open_as_it_is(&config).await?;
            let request = app::confirm_role::confirm_role_as_operator(&app, Id::new(request)).await?;
            println!("the role {} is given", request.role);
            Ok(ExitCode::SUCCESS)
        }
        Command::Account(Account::Reset { login, with_second_factor }) => {
            let purpose =
                if with_second_factor { LinkPurpose::FactorReset } else { LinkPurpose::PasswordReset };
            let app = open_as_it_is(&config).await?;
            let login = user_name(&login)?;
            let reset = app::one_time_link::reset_by_operator(&app, &login, purpose).await;
            let link = reset.map_err(|error| nobody(&login, error))?;
            println!("{}/welcome/{link}", config.public_url);
            Ok(ExitCode::SUCCESS)
        }
        Command::Account(Account::Lock { login }) => {
            let app = open_as_it_is(&config).await?;
            let login = user_name(&login)?;
            app::lock_account::lock_account(&app, &login).await.map_err(|error| nobody(&login, error))?;
            println!("{login} is signed out everywhere; `account reset` opens the account again");
            Ok(ExitCode::SUCCESS)
        }
        Command::SecretKey => {
            println!("{}", secret_key::new());
            Ok(ExitCode::SUCCESS)
        }
        Command::Audit(command) => audit::run(&open_as_it_is(&config).await?, command).await,
        Command::Doctor => doctor::examine(&config).await,
    }
}

fn user_name(login: &str) -> Result<Login, Trouble> {
    Login::parse(login).map_err(|_| format!("{login:?} is no user name").into())
}

fn nobody(login: &Login, error: app::Error) -> Trouble {
    match error {
        app::Error::NotFound => format!("nobody signs in as {login}").into(),
        error => error.into(),
    }
}

/// Why nothing was set up, and what to do instead.
fn not_set_up(error: SetUpError) -> Trouble {
    match error {
        SetUpError::Before { organization, administrator, login } => format!(
            "{} is set up already: {} administers it and signs in as {login}. Who cannot sign in gets a link by \
             `kaname account reset --login {login}`; colleagues are invited on the page /organization. Another \
             organization of this name needs another --municipality",
            organization.name, administrator.name
        )
        .into(),
        SetUpError::Awaited { organization, administrator } => format!(
            "{} is here already and waits for its administrator {} to open an account: for another link run the \
             same with --administrator '{}'",
            organization.name, administrator.name, administrator.name
        )
        .into(),
        SetUpError::Several(name) => {
            format!("several organizations are called {name}: say which by --municipality").into()
        }
        SetUpError::Other(error) => error.into(),
    }
}

pub(crate) fn end(ended: Ended) -> Result<ExitCode, Trouble> {
    Ok(match ended {
        Ended::Stopped => ExitCode::SUCCESS,
        Ended::Broken => ExitCode::from(EXIT_BROKEN),
    })
}

const NO_APP_ROLE: &str =
    "migrating PostgreSQL needs --app-role, the role (not the owner) that all other commands work as";

/// Opens the database as it is: nothing is made, and no table is touched.
async fn open_as_it_is(config: &Config) -> Result<app::App, Trouble> {
    expect_there(&config.database_url)?;
    let database = app::Database::open(&config.database_url).await?;
    expect_none(&database.obstacles().await?)?;
    Ok(Process::app(database))
}

/// Refuses the address of an SQLite file that is not there, which opening it would make.
pub(crate) fn expect_there(database_url: &str) -> Result<(), String> {
    match app::Database::file_of(database_url) {
        Some(file) if !std::path::Path::new(file).exists() => Err(format!("there is no database {file}")),
        _ => Ok(()),
    }
}

fn expect_none(obstacles: &[app::Obstacle]) -> Result<(), Trouble> {
    if obstacles.is_empty() {
        return Ok(());
    }
    let named: Vec<_> = obstacles.iter().map(ToString::to_string).collect();
    Err(named.join("\nkaname: ").into())
}

pub(crate) async fn open(config: &Config) -> Result<app::App, Trouble> {
    let database = app::Database::open(&config.database_url).await?;
    expect_none(&database.make_ready().await?)?;
    let app = Process::app(database);
    app::set_up::publish_rule_packs(&app, interchange::rule_pack::SHIPPED).await?;
    app::import_places::put_known_municipalities(&app).await?;
    Ok(app)
}

async fn tokens(app: &app::App, command: Token) -> Result<ExitCode, Trouble> {
    match command {
        Token::New { member, label, scope, days } => {
            let lifetime = time::Duration::days(days.into());
            let expires_at = token_end(app.clock.now(), lifetime)
                .map_err(|_| format!("a token works from 1 to 730 days, not {days}"))?;
            let label = Line::parse(&label)?;
            let scope = Scope::parse(&scope).ok_or_else(|| format!("{scope:?} is no scope"))?;
            let (token, secret) =
                access_token::issue_token(app, Id::new(member), label, scope, expires_at).await?;
            println!("{}  works until {}", token.id, expires_at.day());
            println!("{secret}");
        }
        Token::Members { organization } => {
            for line in access_token::members_with_tokens(app, Id::new(organization)).await? {
                println!("{line}");
            }
        }
        Token::Revoke { token } => {
            access_token::revoke_token(app, Id::new(token)).await?;
            println!("revoked");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn mail_channel(config: &Config) -> Result<Option<notification::Channel>, Trouble> {
    let Some(smtp) = &config.smtp else { return Ok(None) };
    Ok(Some(notification::Channel::mail(notification::SmtpConfig {
        host: smtp.host.clone(),
        port: smtp.port,
        tls: match smtp.security {
            SmtpSecurity::None => notification::Tls::None,
            SmtpSecurity::Starttls => notification::Tls::StartTls,
            SmtpSecurity::Tls => notification::Tls::Tls,
        },
        credentials: smtp.credentials.clone(),
        from: EmailAddress::parse(&smtp.from)?,
    })?))
}
