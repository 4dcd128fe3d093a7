//! The whole system as a process that can be killed.

use std::{
    io::Write,
    net::{SocketAddr, TcpListener},
    process::Stdio,
    time::Duration,
};

use app::account::SecretKey;
use tempfile::NamedTempFile;
use tokio::process::{Child, Command};

use crate::secure;

/// A running process.
pub struct Running {
    child: Child,
    _key: NamedTempFile,
    /// Where it listens.
    pub address: SocketAddr,
    /// The certificate it is to show, when it speaks TLS.
    root: Option<String>,
}

impl Running {
    /// Starts `serve` over a database and waits until it is ready.
    ///
    /// # Panics
    /// When it does not become ready within 30 seconds.
    pub async fn serve(program: &str, database: &str) -> Self {
        Self::serve_with(program, database, &[], None).await
    }

    /// Starts `serve` with more arguments, over TLS when there is a certificate (in PEM) to expect, and waits
    /// until it is ready.
    ///
    /// # Panics
    /// When it does not become ready within 30 seconds.
    pub async fn serve_with(program: &str, database: &str, more: &[&str], root: Option<String>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let mut key = NamedTempFile::new().expect("a file for the secret key");
        writeln!(key, "{}", SecretKey::write([7; 32])).expect("the secret key is written");
        let child = Command::new(program)
            .args(["serve", "--database-url", database, "--listen", &address.to_string(), "--log", "error"])
            .args(more)
            .arg("--secret-key-file")
            .arg(key.path())
            .env_remove("KANAME_CONFIG")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .expect("the process starts");
        let mut running = Self { child, _key: key, address, root };
        running.ready().await;
        running
    }

    /// Waits until the process takes writes.
    ///
    /// # Panics
    /// When it does not within 30 seconds, or has ended.
    pub async fn ready(&mut self) {
        for _ in 0..600 {
            if self.is_ready().await {
                return;
            }
            assert!(self.child.try_wait().expect("a state").is_none(), "the process ended");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} is not ready", self.address);
    }

    async fn is_ready(&self) -> bool {
        if let Some(root) = &self.root {
            let answer = secure::get(self.address, root, "/readyz", &[]).await;
            return answer.is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"));
        }
        let answer = reqwest::get(format!("http://{}/readyz", self.address)).await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// Kills the process as a power cut would (SIGKILL).
    ///
    /// # Panics
    /// When it cannot.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }
}
