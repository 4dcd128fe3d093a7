//! Looks at everything a process needs, and names what is wrong, and what may be meant so.

use std::process::ExitCode;

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
    let opened = match there {
        Ok(()) => app::Database::open(&config.database_url).await.map_err(|error| error.to_string()),
        Err(missing) => Err(missing),
    };
    match opened {
        Err(error) => problems.push(format!("the database cannot be opened: {error}")),
        Ok(database) => match database.obstacles().await {
            Err(error) => problems.push(format!("the database does not answer: {error}")),
            Ok(obstacles) if !obstacles.is_empty() => {
                problems.extend(obstacles.iter().map(ToString::to_string));
            }
            Ok(_) if !database.is_ready().await => problems.push("the database takes no writes".into()),
            Ok(_) => {
                println!("tables      up to date");
                if let Some(accounts) = accounts {
                    let app = app::App { accounts, ..Process::app(database.clone()) };
                    match app::second_factor::key_fits(&app).await {
                        Err(error) => problems.push(format!("the database does not answer: {error}")),
                        Ok(true) => {}
                        Ok(false) => problems.push(NO_FITTING_KEY.into()),
                    }
                }
                match database.read(Actor::System).emergencies().untold().await {
                    Err(error) => problems.push(format!("the database does not answer: {error}")),
                    Ok(untold) => warnings.extend(untold.iter().map(|organization| {
                        format!(
                            "nobody at {} ({}) can be told of access in an emergency: no administrator or \
                             privacy officer there has a mail address",
                            organization.name, organization.id
                        )
                    })),
                }
                for provider in providers.iter() {
                    let view = database.read(Actor::System);
                    if view.organizations().find(provider.organization()).await.is_err() {
                        let (id, organization) = (provider.id(), provider.organization());
                        problems.push(format!(
                            "the identity provider {id:?} is of the organization {organization}, which is not here"
                        ));
                    }
                }
            }
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
