//! The file of the secret key.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use app::account::SecretKey;
use domain::Ids;

use crate::SystemIds;

/// A key that nobody has.
pub(crate) fn new() -> String {
    SecretKey::write(SystemIds.secret())
}

/// Where the key of an SQLite database is: beside it.
pub(crate) fn beside(database_url: &str) -> Option<PathBuf> {
    app::Database::file_of(database_url).map(|path| PathBuf::from(format!("{path}.key")))
}

/// Reads the key. One beside an SQLite database is made where it is missing, for its owner alone to read.
///
/// # Errors
/// What is wrong, and what to do about it.
pub(crate) fn read_or_make(database_url: &str, file: Option<&Path>) -> Result<SecretKey, String> {
    let Some(file) = file else {
        return Err(
            "second factors need a secret key kept outside the database: run `kaname secret-key > FILE`, \
                    keep FILE readable to this program alone, and name it by --secret-key-file or \
                    KANAME_SECRET_KEY_FILE"
                .into(),
        );
    };
    let named = |error: &dyn std::fmt::Display| format!("the secret key {}: {error}", file.display());
    if beside(database_url).as_deref() == Some(file) {
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
        match made {
            Ok(mut made) => {
                made.write_all(new().as_bytes()).map_err(|error| named(&error))?;
                made.sync_all().map_err(|error| named(&error))?;
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(named(&error)),
        }
    }
    let text = std::fs::read_to_string(file).map_err(|error| named(&error))?;
    SecretKey::parse(&text).map_err(|error| named(&error))
}

/// What is said of a key that others than its owner may read. It is used all the same: secrets of a container
/// often cannot be kept otherwise.
pub(crate) fn exposed(file: &Path) -> Option<String> {
    let mode = std::fs::metadata(file).ok()?.permissions().mode() & 0o777;
    (mode & 0o044 != 0).then(|| {
        format!(
            "the secret key {} can be read by others than its owner (mode {mode:04o}): run `chmod 600`, unless \
             it is a container's secret that nobody else reaches",
            file.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_beside_sqlite_once_and_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", directory.path().join("kaname.db").display());
        let file = beside(&url).unwrap();
        read_or_make(&url, Some(&file)).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        read_or_make(&url, Some(&file)).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }

    #[test]
    fn with_postgresql_the_key_must_be_named_and_the_command_that_makes_it_is() {
        assert_eq!(beside("postgres://u@h/d"), None);
        let error = read_or_make("postgres://u@h/d", None).unwrap_err();
        assert!(error.contains("kaname secret-key"), "{error}");
        let missing = Path::new("/nonexistent/kaname.key");
        assert!(read_or_make("postgres://u@h/d", Some(missing)).unwrap_err().contains("kaname.key"));
    }

    #[test]
    fn a_key_that_others_may_read_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("kaname.key");
        std::fs::write(&file, new()).unwrap();
        for (mode, is_named) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true), (0o444, true)]
        {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(exposed(&file).is_some(), is_named, "{mode:o}");
        }
    }
}
