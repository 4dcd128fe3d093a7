//! A test that hangs ends the run and says what it waits for, instead of being ended with it.

use std::{
    cell::OnceCell,
    fmt::Write,
    fs,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

use sea_orm::{ConnectionTrait, Database, DbErr, Statement};

use crate::database::{POSTGRES, say};

/// Longer than any test takes on the slowest machine, but for those that are asked for by name.
const PATIENCE: Duration = Duration::from_secs(20 * 60);
/// Says that tests may take as long as they like.
const ENDLESS: &str = "KANAME_MATRIX";

thread_local! {
    /// Gone when the thread of the test is, and with it the runtime that it ran on.
    static RUNNING: OnceCell<Sender<()>> = const { OnceCell::new() };
}

/// Ends the process if the test that calls this still runs after [`PATIENCE`].
pub(crate) fn watch_this_test() {
    let name = thread::current().name().unwrap_or("a test").to_owned();
    // A single test at a time runs on the main thread, which outlives it.
    if name == "main" || std::env::var_os(ENDLESS).is_some() {
        return;
    }
    RUNNING.with(|running| {
        running.get_or_init(|| {
            let (running, ended) = channel();
            thread::spawn(move || watch(&name, &ended));
            running
        });
    });
}

fn watch(name: &str, ended: &Receiver<()>) {
    if ended.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    say(&format!("{name} hangs; its process ends\n{}", threads()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let asked = runtime.map(|runtime| {
        runtime.block_on(async { tokio::time::timeout(Duration::from_secs(10), statements()).await })
    });
    say(&format!("what PostgreSQL does: {asked:#?}"));
    std::process::abort();
}

/// Each thread, its state, and where in the kernel it waits.
fn threads() -> String {
    let mut threads = String::new();
    for entry in fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let read = |what| fs::read_to_string(entry.path().join(what)).unwrap_or_default();
        let status = read("status");
        let state = status.lines().find(|line| line.starts_with("State:")).unwrap_or_default().to_owned();
        let _ = writeln!(
            threads,
            "  {} {state} {} {}",
            read("comm").trim(),
            read("wchan"),
            read("schedstat").trim()
        );
    }
    threads
}

/// What each connection to PostgreSQL does or waits for.
async fn statements() -> Result<Vec<String>, DbErr> {
    let Ok(server) = std::env::var(POSTGRES) else { return Ok(vec![]) };
    let connection = Database::connect(server).await?;
    let sql = "SELECT concat_ws(' ', datname, pid, state, wait_event, now() - state_change, left(query, 200)) \
               FROM pg_stat_activity ORDER BY state_change";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}
