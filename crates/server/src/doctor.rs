//! Looks at everything a process needs, and names what is wrong, and what may be meant so.

use std::process::ExitCode;

use app::{App, account::Accounts};
use domain::{Clock, access::Actor};

use crate::{
    SystemClock,
    command::expect_there,
    config::{Config, redacted},
    secret_key,
    serve::Process,
};

const NO_FITTING_KEY: &str = "the secret key is not the one that second factors were encrypted with: codes of \
                              authenticator apps cannot be checked";

pub(crate) async fn examine(config: &Config) -> Result<ExitCode, Box<dyn std::error::Error + Send + Sync>> {
    println!("database    {}", redacted(&config.database_url));
    println!("listen      {}", config.listen);
    println!("public URL  {}", config.public_url);
    match (&config.tls, config.proxies.is_empty()) {
        (Some(tls), _) => println!("TLS         certificate {}", tls.certificate.display()),
        (None, false) => println!("TLS         by a proxy"),
        (None, true) => println!("TLS         none"),
    }
    println!("log         {}", config.log);
    match &config.smtp {
        Some(smtp) => {
            println!("mail        {}:{} ({:?}), from {}", smtp.host, smtp.port, smtp.security, smtp.from)
        }
        None => println!("mail        not configured"),
    }
    match &config.secret_key_file {
        Some(file) => println!("secret key  {}", file.display()),
        None => println!("secret key  not configured"),
    }
    for provider in &config.identity_providers {
        println!("identities  {} ({}), at {}", provider.name, provider.id, provider.issuer);
    }
    println!("connections {} at once", config.limits.within_the_process().connections);
    let mut problems = vec![];
    let mut warnings = vec![];
    let there = expect_there(&config.database_url);
    // Beside a database that is not there no key is made.
    let accounts = there.is_ok().then(|| config.accounts());
    let accounts = accounts.and_then(|accounts| accounts.map_err(|problem| problems.push(problem)).ok());
    let providers = accounts.as_ref().map(|accounts| accounts.providers.clone()).unwrap_or_default();
    warnings.extend(config.secret_key_file.as_deref().and_then(secret_key::exposed));
    for provider in providers.iter() {
        if !provider.answers(SystemClock.now()).await {
            let (id, issuer) = (provider.id(), provider.issuer());
            problems.push(format!("the identity provider {id:?} at {issuer} does not answer as it should"));
        }
    }
    match there {
        Err(missing) => problems.push(missing),
        Ok(()) => match app::Database::open(&config.database_url).await {
            Err(error) => problems.push(format!("the database cannot be opened: {error}")),
            Ok(database) => match look_into(&database, accounts, &mut warnings).await {
                Err(error) => problems.push(format!("the database does not answer: {error}")),
                Ok(found) => problems.extend(found),
            },
        },
    }
    problems.extend(config.protected().err().map(|error| error.to_string()));
    if let Some(tls) = &config.tls {
        problems.extend(tls.examine().err().map(|error| error.to_string()));
    }
    match &config.smtp {
        None => problems.push("no mail is sent: set smtp_host and mail_from".into()),
        Some(smtp) => {
            let address = (smtp.host.as_str(), smtp.port);
            let reached = tokio::time::timeout(
                std::time::Duration::from_secs(5),
                tokio::net::TcpStream::connect(address),
            );
            if !matches!(reached.await, Ok(Ok(_))) {
                problems.push(format!("the mail server {}:{} does not answer", smtp.host, smtp.port));
            }
        }
    }
    for warning in &warnings {
        println!("WARNING     {warning}");
    }
    for problem in &problems {
        println!("PROBLEM     {problem}");
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is wrong with what the database holds; what may be meant so is added to `warnings`.
async fn look_into(
    database: &app::Database,
    accounts: Option<Accounts>,
    warnings: &mut Vec<String>,
) -> Result<Vec<String>, app::Error> {
    let obstacles = database.obstacles().await?;
    if !obstacles.is_empty() {
        return Ok(obstacles.iter().map(ToString::to_string).collect());
    }
    if !database.is_ready().await {
        return Ok(vec!["the database takes no writes".into()]);
    }
    println!("tables      up to date");
    let mut problems = vec![];
    let view = database.read(Actor::System);
    warnings.extend(view.emergencies().untold().await?.iter().map(|organization| {
        format!(
            "nobody at {} ({}) can be told of access in an emergency: no administrator or privacy officer there \
             has a mail address",
            organization.name, organization.id
        )
    }));
    let Some(accounts) = accounts else { return Ok(problems) };
    for provider in accounts.providers.iter() {
        if view.organizations().find(provider.organization()).await.is_err() {
            let (id, organization) = (provider.id(), provider.organization());
            problems.push(format!(
                "the identity provider {id:?} is of the organization {organization}, which is not here"
            ));
        }
    }
    let app = App { accounts, ..Process::app(database.clone()) };
    if !app::second_factor::key_fits(&app).await? {
        problems.push(NO_FITTING_KEY.into());
    }
    Ok(problems)
}
