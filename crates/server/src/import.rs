//! Files in, a report on the screen.

use std::path::PathBuf;

use app::import_directory::{File, Report};

pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<File>, String> {
    paths
        .iter()
        .map(|path| {
            let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            Ok(File { name, bytes })
        })
        .collect()
}

pub(crate) fn print(report: &Report) {
    for file in &report.files {
        println!(
            "{}: {} rows, {} new, {} changed, {} unchanged, {} repeated, {} rejected",
            file.name,
            file.rows,
            file.new,
            file.changed,
            file.unchanged,
            file.repeated.len(),
            file.rejected.len(),
        );
        for (line, reason) in &file.rejected {
            println!("  line {line}: {reason}");
        }
    }
    if report.files.iter().all(|file| file.new + file.changed == 0) {
        println!("nothing has changed");
    }
}
