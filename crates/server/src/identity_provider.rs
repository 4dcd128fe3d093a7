//! What the operator says of the identity providers of organizations, in the configuration file.

use std::{path::PathBuf, time::Duration};

use app::account::{ProviderSettings, Providers};
use domain::{Id, account::TwoFactors};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long a provider has to answer, in seconds.
const PATIENCE: u8 = 10;

/// One provider: a table `[[identity_provider]]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// Its name in addresses: small letters, digits and hyphens.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its address, which is its name in what it signs.
    pub issuer: String,
    /// By what it knows this system.
    pub client_id: String,
    /// File that holds the secret agreed with it.
    pub client_secret_file: PathBuf,
    /// The organization whose provider it is.
    pub organization: Uuid,
    /// File with the authorities that vouch for its certificate, in PEM; those of the machine, unless named.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Values of `amr`, one of which says that two factors were given.
    #[serde(default = "multi_factor")]
    pub two_factor_amr: Vec<String>,
    /// Values of `acr`, one of which says so; they are asked for.
    #[serde(default)]
    pub two_factor_acr: Vec<String>,
    /// How long it has to answer, from 1 to 30 seconds.
    #[serde(default = "patience")]
    pub timeout_seconds: u8,
}

/// What RFC 8176 has for several factors.
fn multi_factor() -> Vec<String> {
    vec!["mfa".into()]
}

const fn patience() -> u8 {
    PATIENCE
}

impl IdentityProvider {
    /// Reads the files that are named.
    ///
    /// # Errors
    /// What is wrong, and where.
    fn read(&self) -> Result<ProviderSettings, String> {
        let Self {
            id,
            name,
            issuer,
            client_id,
            client_secret_file,
            organization,
            ca_file,
            two_factor_amr,
            two_factor_acr,
            timeout_seconds,
        } = self.clone();
        let unreadable = |file: &PathBuf, error: &std::io::Error| {
            format!("the identity provider {:?}: {}: {error}", self.id, file.display())
        };
        let secret = std::fs::read_to_string(&client_secret_file)
            .map_err(|error| unreadable(&client_secret_file, &error))?;
        let authorities = match &ca_file {
            Some(file) => Some(std::fs::read(file).map_err(|error| unreadable(file, &error))?),
            None => None,
        };
        Ok(ProviderSettings {
            id,
            name,
            issuer,
            client_id,
            client_secret: secret.trim().to_owned(),
            organization: Id::new(organization),
            two_factors: TwoFactors { methods: two_factor_amr, classes: two_factor_acr },
            authorities,
            patience: Duration::from_secs(timeout_seconds.clamp(1, 30).into()),
        })
    }
}

/// The providers that send browsers back to pages at `public_url`.
///
/// # Errors
/// What is wrong, and where.
pub(crate) fn read(told: &[IdentityProvider], public_url: &str) -> Result<Providers, String> {
    let settings: Result<Vec<_>, _> = told.iter().map(IdentityProvider::read).collect();
    Providers::new(settings?, public_url).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use crate::config::Settings;

    const PROVIDER: &str = "
secret_key_file = \"DIRECTORY/key\"
public_url = \"https://kaname.example.jp\"

[[identity_provider]]
id = \"mihon\"
name = \"見本総合病院\"
issuer = \"https://login.example.jp\"
client_id = \"kaname\"
client_secret_file = \"DIRECTORY/secret\"
organization = \"01938a00-0000-7000-8000-000000000001\"
";

    /// What a configuration file comes to, its word replaced by another.
    fn configured(word: &str, by: &str) -> Result<usize, String> {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        std::fs::write(at("key"), crate::secret_key::new()).unwrap();
        std::fs::write(at("secret"), "very secret\n").unwrap();
        let text = PROVIDER.replace(word, by).replace("DIRECTORY", &directory.path().display().to_string());
        std::fs::write(at("kaname.toml"), text).unwrap();
        let settings = Settings { config: Some(at("kaname.toml")), ..Settings::default() };
        let config = settings.configure().map_err(|error| error.to_string())?;
        let accounts = config.accounts()?;
        Ok(accounts.providers.iter().count())
    }

    #[test]
    fn a_provider_is_read_from_the_file() {
        assert_eq!(configured("", ""), Ok(1));
    }

    #[test]
    fn what_is_wrong_with_a_provider_is_named() {
        for (word, by, named) in [
            ("issuer =", "isuer =", "isuer"),
            ("https://login.example.jp", "http://login.example.jp", "https://"),
            ("DIRECTORY/secret", "DIRECTORY/missing", "missing"),
            ("01938a00-0000-7000-8000-000000000001", "見本総合病院", "organization"),
            ("id = \"mihon\"", "id = \"mihon/..\"", "small letters"),
            ("client_id = \"kaname\"", "ca_file = \"DIRECTORY/secret\"\nclient_id = \"kaname\"", "PEM"),
        ] {
            let said = configured(word, by).unwrap_err();
            assert!(said.contains(named), "{said}");
            assert!(!said.contains("very secret"), "{said}");
        }
    }
}
