//! Real files for tests: never committed, so a test that wants one says so where it is absent.

use std::{env, fs, io::Write, path::PathBuf};

/// The bytes of a file under the shared data folder, or `None` after one line to standard error.
///
/// The folder is `KANAME_SHARED_DATA`, or `../shared/data` seen from the root of the workspace.
pub(crate) fn bytes(path: &str) -> Option<Vec<u8>> {
    let folder = env::var_os("KANAME_SHARED_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let found = fs::read(folder.join(path));
    if found.is_err() {
        // The test runner captures `eprintln!`, not the handle itself.
        let notice = format!("not run: {path} is absent; set KANAME_SHARED_DATA to the folder that has it\n");
        std::io::stderr().write_all(notice.as_bytes()).unwrap();
    }
    found.ok()
}
