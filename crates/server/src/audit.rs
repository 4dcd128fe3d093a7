//! The audit log from the command line.

use std::{io::Write, path::PathBuf, process::ExitCode};

use app::{
    App,
    seal_audit::{Anchor, verify_audit},
};
use clap::Subcommand;
use domain::Timestamp;

#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Check that the log is as it was sealed; the exit code is 1 when it is not.
    Verify {
        /// File with the seals that were told elsewhere, one on a line: number, hash, milliseconds.
        #[arg(long, value_name = "FILE")]
        anchors: Option<PathBuf>,
    },
    /// Print the log as FHIR AuditEvent resources (IHE BALP), one on a line.
    Export {
        /// Required: the one format there is.
        #[arg(long, required = true)]
        fhir: bool,
        /// First day, as 2026-11-20.
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// Last day.
        #[arg(long, value_name = "DAY")]
        until: Option<String>,
    },
}

type Trouble = Box<dyn std::error::Error + Send + Sync>;

pub(crate) async fn run(app: &App, command: Audit) -> Result<ExitCode, Trouble> {
    match command {
        Audit::Verify { anchors } => {
            let anchors = match anchors {
                Some(file) => read(&file)?,
                None => vec![],
            };
            verify(app, &anchors).await
        }
        Audit::Export { fhir: _, from, until } => {
            let from = from.map_or(Ok(Timestamp::from_millis(0)), |day| begin(&day))?;
            let until = match until {
                Some(day) => begin(&day)? + time::Duration::days(1),
                None => app.clock.now() + time::Duration::days(1),
            };
            export(app, from, until).await
        }
    }
}

async fn verify(app: &App, anchors: &[Anchor]) -> Result<ExitCode, Trouble> {
    let report = verify_audit(app, anchors).await?;
    println!("seals      {}", report.seals);
    println!("anchors    {}", anchors.len());
    println!("unsealed   {} (younger than 5 s)", report.waiting);
    if report.is_intact() && report.seals == 0 {
        println!("NOTHING    is sealed: is this the right database?");
        return Ok(ExitCode::FAILURE);
    }
    if report.is_intact() {
        println!("the audit log is as it was sealed");
        if anchors.is_empty() {
            println!("without anchors a log that was written anew looks like this too");
        }
        return Ok(ExitCode::SUCCESS);
    }
    println!("TAMPERED   {} places", report.count);
    for finding in &report.first {
        println!("           {finding}");
    }
    Ok(ExitCode::FAILURE)
}

async fn export(app: &App, from: Timestamp, until: Timestamp) -> Result<ExitCode, Trouble> {
    let mut after = 0;
    loop {
        let rows = app::see_audit::rows_between(app, from, until, after).await?;
        let Some(last) = rows.last() else { return Ok(ExitCode::SUCCESS) };
        after = last.position;
        let mut out = std::io::stdout().lock();
        for row in &rows {
            writeln!(out, "{}", interchange::audit_event::line(row))?;
        }
    }
}

fn read(file: &std::path::Path) -> Result<Vec<Anchor>, Trouble> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            Anchor::parse(line).ok_or_else(|| format!("{}: not an anchor: {line}", file.display()).into())
        })
        .collect()
}

/// The beginning of a day in Japan.
fn begin(day: &str) -> Result<Timestamp, Trouble> {
    let form = time::macros::format_description!("[year]-[month]-[day]");
    let day = time::Date::parse(day, form).map_err(|_| format!("not a day like 2026-11-20: {day}"))?;
    Ok(Timestamp::tokyo(day, time::Time::MIDNIGHT))
}
