//! Configuration: a TOML file, then `KANAME_*` variables, then flags; the later wins.

use std::{net::SocketAddr, path::PathBuf};

use app::account::{Accounts, Passkeys};
use clap::Args;
use domain::{account::SecondFactorDemand, text::EmailAddress};
use serde::{Deserialize, Serialize};
use time::Duration;
use web::Cookies;

use crate::{
    connection::{self, Limits},
    identity_provider,
    identity_provider::IdentityProvider,
    proxy::{Proxies, ProxyError},
    seal::Anchors,
    secret_key,
    tls::TlsFiles,
};

/// What a process is told. Every value may come from the file, the environment or a flag.
#[derive(Args, Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// File with these settings in TOML.
    #[arg(long, env = "KANAME_CONFIG", global = true, value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Database: sqlite://FILE for one machine, postgres://USER:PASSWORD@HOST/NAME for several processes.
    #[arg(long, env = "KANAME_DATABASE_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Role that works on a PostgreSQL database; `migrate`, run as the owner, grants it what it needs.
    #[arg(long, env = "KANAME_APP_ROLE", global = true, value_name = "NAME")]
    pub app_role: Option<String>,
    /// Address and port to listen on.
    #[arg(long, env = "KANAME_LISTEN", global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// Address under which people reach the pages; links in mails begin with it.
    #[arg(long, env = "KANAME_PUBLIC_URL", global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// Certificate to serve https with, in PEM, the whole chain; read again when it changes.
    #[arg(long, env = "KANAME_TLS_CERT", global = true, value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// Private key of the certificate, in PEM.
    #[arg(long, env = "KANAME_TLS_KEY", global = true, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Proxies that add TLS: networks or addresses, by commas. Only they are believed about clients.
    #[arg(
        long,
        env = "KANAME_BEHIND_PROXY",
        global = true,
        value_name = "CIDR[,CIDR]",
        value_delimiter = ','
    )]
    pub behind_proxy: Option<Vec<String>>,
    /// Connections at once; those beyond wait (4096 unless set, fewer where the system allows few open files).
    #[arg(long, env = "KANAME_MAX_CONNECTIONS", global = true, value_name = "NUMBER",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections: Option<u32>,
    /// Seconds in which the head of a request must arrive, and TLS be agreed on; a body has six times as many
    /// (10 unless set).
    #[arg(long, env = "KANAME_REQUEST_SECONDS", global = true, value_name = "SECONDS",
          value_parser = clap::value_parser!(u16).range(1..=600))]
    pub request_seconds: Option<u16>,
    /// Mail server to send through; without it nothing is sent and deliveries wait.
    #[arg(long, env = "KANAME_SMTP_HOST", global = true, value_name = "HOST")]
    pub smtp_host: Option<String>,
    /// Port of the mail server.
    #[arg(long, env = "KANAME_SMTP_PORT", global = true, value_name = "PORT")]
    pub smtp_port: Option<u16>,
    /// How the connection to the mail server is protected: none, starttls or tls.
    #[arg(long, env = "KANAME_SMTP_SECURITY", global = true, value_name = "KIND")]
    pub smtp_security: Option<SmtpSecurity>,
    /// User name at the mail server.
    #[arg(long, env = "KANAME_SMTP_USER", global = true, value_name = "NAME")]
    pub smtp_user: Option<String>,
    /// Password at the mail server; prefer the variable or the file to the flag.
    #[arg(
        long,
        env = "KANAME_SMTP_PASSWORD",
        global = true,
        value_name = "PASSWORD",
        hide_env_values = true
    )]
    pub smtp_password: Option<String>,
    /// Address mails come from.
    #[arg(long, env = "KANAME_MAIL_FROM", global = true, value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// File that holds the key second factors are encrypted with, as `kaname secret-key` prints it. By default
    /// beside the SQLite database; with PostgreSQL it must be named.
    #[arg(long, env = "KANAME_SECRET_KEY_FILE", global = true, value_name = "FILE")]
    pub secret_key_file: Option<PathBuf>,
    /// Minutes a session of a browser may lie unused (15 unless set).
    #[arg(long, env = "KANAME_SESSION_IDLE_MINUTES", global = true, value_name = "MINUTES",
          value_parser = clap::value_parser!(u16).range(1..=720))]
    pub session_idle_minutes: Option<u16>,
    /// Hours a session of a browser lasts at most (12 unless set).
    #[arg(long, env = "KANAME_SESSION_HOURS", global = true, value_name = "HOURS",
          value_parser = clap::value_parser!(u16).range(1..=24))]
    pub session_hours: Option<u16>,
    /// Who must give a second factor: everyone, or where_set_up.
    #[arg(long, env = "KANAME_SECOND_FACTOR", global = true, value_name = "WHO")]
    pub second_factor: Option<SecondFactor>,
    /// File to which the seals of the audit log are appended, best on another medium; `audit verify` reads it.
    #[arg(long, env = "KANAME_AUDIT_ANCHOR_FILE", global = true, value_name = "FILE")]
    pub audit_anchor_file: Option<PathBuf>,
    /// Addresses, with commas between, to which the newest seal of the audit log is mailed once a day.
    #[arg(long, env = "KANAME_AUDIT_ANCHOR_MAIL", global = true, value_name = "ADDRESSES")]
    pub audit_anchor_mail: Option<String>,
    /// The identity providers of organizations that have their own, in the file alone.
    #[arg(skip)]
    #[serde(default)]
    pub identity_provider: Vec<IdentityProvider>,
    /// What is logged to standard error: error, warn, info, debug, or a tracing filter.
    #[arg(long, env = "KANAME_LOG", global = true, value_name = "FILTER")]
    pub log: Option<String>,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// Not at all: only for a server on this machine.
    None,
    /// Upgraded by STARTTLS, or no mail is sent.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
}

/// Who must give a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[clap(rename_all = "snake_case")]
pub enum SecondFactor {
    /// Everyone.
    #[default]
    Everyone,
    /// Those who have set one up.
    WhereSetUp,
}

/// Settings with every default filled in.
#[derive(Clone, Debug)]
pub struct Config {
    /// Database.
    pub database_url: String,
    /// Role that works on a PostgreSQL database.
    pub app_role: Option<String>,
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Address under which people reach the pages, without a slash at its end.
    pub public_url: String,
    /// TLS of our own, if any.
    pub tls: Option<TlsFiles>,
    /// Proxies that are believed about clients.
    pub proxies: Proxies,
    /// What clients are granted.
    pub limits: Limits,
    /// How mail is sent, if it is.
    pub smtp: Option<Smtp>,
    /// The file that holds the secret key; without one none is known.
    pub secret_key_file: Option<PathBuf>,
    /// How long a session of a browser may lie unused.
    pub session_idle: Duration,
    /// How long it lasts at most.
    pub session_longest: Duration,
    /// Who must give a second factor.
    pub second_factor: SecondFactor,
    /// Where the seals of the audit log are told of.
    pub anchors: Anchors,
    /// The identity providers of organizations that have their own.
    pub identity_providers: Vec<IdentityProvider>,
    /// What is logged.
    pub log: String,
}

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Server.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub security: SmtpSecurity,
    /// User name and password.
    pub credentials: Option<(String, String)>,
    /// Address mails come from.
    pub from: String,
}

/// Why settings make no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file {path} cannot be read: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("the configuration file {path} is wrong: {error}")]
    Toml {
        /// Which.
        path: PathBuf,
        /// Where and why.
        error: Box<toml::de::Error>,
    },
    /// The database's address is of neither kind.
    #[error("the database address must begin with sqlite:// or postgres://, not {0:?}")]
    Database(String),
    /// The public address is not one.
    #[error("the public address must begin with http:// or https://, not {0:?}")]
    PublicUrl(String),
    /// One of certificate and key.
    #[error("tls_cert and tls_key go together")]
    TlsPair,
    /// A proxy that cannot be believed.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// TLS under an address without it.
    #[error(
        "with TLS or behind a proxy the public address must begin with https://, not {0:?}: set public_url"
    )]
    NotHttps(String),
    /// An address others can reach, without TLS.
    #[error(
        "kaname does not listen on {0} without TLS, because passwords and patient data would travel readable \
         and browsers drop its cookies on plain http: give --tls-cert and --tls-key, or --behind-proxy with \
         the address of the proxy that adds TLS"
    )]
    Unprotected(SocketAddr),
    /// Mail is to be sent from nowhere.
    #[error("sending mail through {host} needs mail_from, the address mails come from")]
    MailFrom {
        /// The mail server.
        host: String,
    },
    /// The seal of the day is to be mailed to what is no address.
    #[error("audit_anchor_mail holds {0:?}, which is no mail address")]
    AnchorMail(String),
    /// A password without a user, or the reverse.
    #[error("smtp_user and smtp_password go together")]
    Credentials,
}

impl Settings {
    /// Fills what is missing from the file, then from the defaults.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn configure(self) -> Result<Config, ConfigError> {
        let file = match &self.config {
            None => Self::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| ConfigError::File { path: path.clone(), error })?;
                toml::from_str(&text)
                    .map_err(|error| ConfigError::Toml { path: path.clone(), error: Box::new(error) })?
            }
        };
        let listen = self.listen.or(file.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let database_url =
            self.database_url.or(file.database_url).unwrap_or_else(|| "sqlite://kaname.db".into());
        let kinds = ["sqlite:", "postgres://", "postgresql://"];
        if !kinds.iter().any(|kind| database_url.starts_with(kind)) {
            return Err(ConfigError::Database(redacted(&database_url)));
        }
        let tls = match (self.tls_cert.or(file.tls_cert), self.tls_key.or(file.tls_key)) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => None,
            _ => return Err(ConfigError::TlsPair),
        };
        let proxies = self.behind_proxy.or(file.behind_proxy).unwrap_or_default();
        let proxies = Proxies::parse(&proxies)?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let public_url =
            self.public_url.or(file.public_url).unwrap_or_else(|| format!("{scheme}://{listen}"));
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            return Err(ConfigError::PublicUrl(public_url));
        }
        if (tls.is_some() || !proxies.is_empty()) && !public_url.starts_with("https://") {
            return Err(ConfigError::NotHttps(public_url));
        }
        let smtp = match self.smtp_host.or(file.smtp_host) {
            None => None,
            Some(host) => {
                let security = self.smtp_security.or(file.smtp_security).unwrap_or_default();
                let usual = match security {
                    SmtpSecurity::None => 25,
                    SmtpSecurity::Starttls => 587,
                    SmtpSecurity::Tls => 465,
                };
                let user = self.smtp_user.or(file.smtp_user);
                let credentials = match (user, self.smtp_password.or(file.smtp_password)) {
                    (Some(user), Some(password)) => Some((user, password)),
                    (None, None) => None,
                    _ => return Err(ConfigError::Credentials),
                };
                let from = self
                    .mail_from
                    .or(file.mail_from)
                    .ok_or_else(|| ConfigError::MailFrom { host: host.clone() })?;
                let port = self.smtp_port.or(file.smtp_port).unwrap_or(usual);
                Some(Smtp { host, port, security, credentials, from })
            }
        };
        let named = self.secret_key_file.or(file.secret_key_file);
        let idle = self.session_idle_minutes.or(file.session_idle_minutes).unwrap_or(15);
        let hours = self.session_hours.or(file.session_hours).unwrap_or(12);
        let mail = self.audit_anchor_mail.or(file.audit_anchor_mail).unwrap_or_default();
        let mail = mail.split(',').map(str::trim).filter(|address| !address.is_empty());
        let mail: Result<Vec<_>, _> = mail
            .map(|address| {
                EmailAddress::parse(address).map_err(|_| ConfigError::AnchorMail(address.to_owned()))
            })
            .collect();
        let connections = self.max_connections.or(file.max_connections);
        let head = self.request_seconds.or(file.request_seconds).map(|seconds| seconds.clamp(1, 600));
        let limits = Limits {
            connections: connections.map_or(connection::USUAL, |most| most.max(1) as usize),
            head: head.map_or(connection::HEAD, |seconds| std::time::Duration::from_secs(seconds.into())),
        };
        let anchors = Anchors { file: self.audit_anchor_file.or(file.audit_anchor_file), mail: mail? };
        let identity_providers = self.identity_provider.into_iter().chain(file.identity_provider).collect();
        Ok(Config {
            anchors,
            identity_providers,
            secret_key_file: named.or_else(|| secret_key::beside(&database_url)),
            session_idle: Duration::minutes(idle.clamp(1, 720).into()),
            session_longest: Duration::hours(hours.clamp(1, 24).into()),
            second_factor: self.second_factor.or(file.second_factor).unwrap_or_default(),
            database_url,
            app_role: self.app_role.or(file.app_role),
            listen,
            public_url: public_url.trim_end_matches('/').to_owned(),
            tls,
            proxies,
            limits,
            smtp,
            log: self.log.or(file.log).unwrap_or_else(|| "info,sea_orm_migration=warn".into()),
        })
    }
}

impl Config {
    /// Whether what travels is protected: by TLS of our own, by a proxy's, or because it does not leave this
    /// machine.
    ///
    /// # Errors
    /// [`ConfigError::Unprotected`].
    pub fn protected(&self) -> Result<(), ConfigError> {
        if self.listen.ip().is_loopback() || self.tls.is_some() || !self.proxies.is_empty() {
            Ok(())
        } else {
            Err(ConfigError::Unprotected(self.listen))
        }
    }

    /// How cookies travel: over TLS only, if the pages do.
    pub fn cookies(&self) -> Cookies {
        if self.public_url.starts_with("https://") { Cookies::Secure } else { Cookies::Plain }
    }

    /// What accounts are kept with. A key that is missing is made beside an SQLite database.
    ///
    /// # Errors
    /// When there is no key, or it cannot be read, with what to do about it; when an identity provider cannot be.
    pub fn accounts(&self) -> Result<Accounts, String> {
        let Self { secret_key_file, session_idle, session_longest, second_factor, .. } = self;
        Ok(Accounts {
            secret_key: Some(secret_key::read_or_make(&self.database_url, secret_key_file.as_deref())?),
            passkeys: Passkeys::at(&self.public_url),
            providers: identity_provider::read(&self.identity_providers, &self.public_url)?,
            demand: match second_factor {
                SecondFactor::Everyone => SecondFactorDemand::Everyone,
                SecondFactor::WhereSetUp => SecondFactorDemand::WhereSetUp,
            },
            idle: *session_idle,
            longest: *session_longest,
            ..Accounts::default()
        })
    }
}

/// An address without what stands before its `@`.
pub(crate) fn redacted(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://…{}", &url[..scheme], &url[at..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_source_wins() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("kaname.toml");
        std::fs::write(&path, "listen = \"127.0.0.1:9000\"\npublic_url = \"https://kaname.example.jp/\"\n")
            .unwrap();
        let settings = Settings {
            config: Some(path),
            listen: Some(([127, 0, 0, 1], 9001).into()),
            ..Settings::default()
        };
        let config = settings.configure().unwrap();
        assert_eq!(config.listen.port(), 9001);
        assert_eq!(config.public_url, "https://kaname.example.jp");
        assert_eq!(config.database_url, "sqlite://kaname.db");
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let wrong = |settings: Settings| settings.configure().unwrap_err().to_string();
        let database = Settings { database_url: Some("mysql://u:secret@h/d".into()), ..Settings::default() };
        assert!(wrong(database.clone()).contains("sqlite://") && !wrong(database).contains("secret"));
        let mail = Settings { smtp_host: Some("mail.example.jp".into()), ..Settings::default() };
        assert!(wrong(mail).contains("mail_from"));
    }

    #[test]
    fn tls_asks_for_a_public_address_with_it() {
        let tls = Settings {
            tls_cert: Some("cert.pem".into()),
            tls_key: Some("key.pem".into()),
            ..Settings::default()
        };
        assert_eq!(tls.clone().configure().unwrap().public_url, "https://127.0.0.1:8080");
        let wrong = |settings: Settings| settings.configure().unwrap_err().to_string();
        let plain = Some("http://kaname.example.jp".to_owned());
        assert!(wrong(Settings { public_url: plain, ..tls.clone() }).contains("https://"));
        assert!(wrong(Settings { tls_key: None, ..tls }).contains("go together"));
        let proxy = |text: &str| Settings { behind_proxy: Some(vec![text.into()]), ..Settings::default() };
        assert!(wrong(proxy("10.0.0.0/8")).contains("public_url"));
        assert!(wrong(proxy("example.jp")).contains("example.jp"));
    }

    #[test]
    fn an_address_others_can_reach_needs_tls() {
        let listen = Some(([0, 0, 0, 0], 8080).into());
        let open = Settings { listen, ..Settings::default() };
        let said = open.clone().configure().unwrap().protected().unwrap_err().to_string();
        assert!(
            said.contains("0.0.0.0:8080") && said.contains("--tls-cert") && said.contains("--behind-proxy")
        );
        let proxied = Settings {
            behind_proxy: Some(vec!["10.0.0.1".into()]),
            public_url: Some("https://kaname.example.jp".into()),
            ..open
        };
        proxied.configure().unwrap().protected().unwrap();
        Settings::default().configure().unwrap().protected().unwrap();
    }

    #[test]
    fn an_unknown_setting_in_the_file_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("kaname.toml");
        std::fs::write(&path, "lisen = \"127.0.0.1:9000\"\n").unwrap();
        let settings = Settings { config: Some(path), ..Settings::default() };
        assert!(settings.configure().unwrap_err().to_string().contains("lisen"));
    }
}
