//! The whole system as a process that can be killed.

use std::{
    net::{SocketAddr, TcpListener},
    process::Stdio,
    time::Duration,
};

use tokio::process::{Child, Command};

/// A running process.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Running {
    /// Starts `serve` over a database and waits until it is ready.
    ///
    /// # Panics
    /// When it does not become ready within 30 seconds.
    pub async fn serve(program: &str, database: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let child = Command::new(program)
            .args(["serve", "--database-url", database, "--listen", &address.to_string(), "--log", "error"])
            .env_remove("KANAME_CONFIG")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .expect("the process starts");
        let mut running = Self { child, address };
        running.ready().await;
        running
    }

    /// Waits until the process takes writes.
    ///
    /// # Panics
    /// When it does not within 30 seconds, or has ended.
    pub async fn ready(&mut self) {
        let url = format!("http://{}/readyz", self.address);
        for _ in 0..600 {
            if let Ok(answer) = reqwest::get(&url).await
                && answer.status().is_success()
            {
                return;
            }
            assert!(self.child.try_wait().expect("a state").is_none(), "the process ended");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{url} is not ready");
    }

    /// Kills the process as a power cut would (SIGKILL).
    ///
    /// # Panics
    /// When it cannot.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }
}
