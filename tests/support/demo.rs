//! The demo as a process.

use std::{net::SocketAddr, path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// A running demo.
pub struct Demo {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// The tokens in the addresses it printed, in their order.
    pub tokens: Vec<String>,
}

impl Demo {
    /// Starts the demo over a file on a day.
    ///
    /// # Panics
    /// When it does not print its addresses within a minute.
    pub async fn start(program: &str, file: &Path, today: &str) -> Self {
        let mut child = Command::new(program)
            .args(["demo", "--today", today, "--listen", "127.0.0.1:0", "--log", "error", "--file"])
            .arg(file)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the demo starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let (mut tokens, mut address) = (vec![], None);
        let read = async {
            while let Some(line) = lines.next_line().await.expect("a line") {
                if let Some((base, token)) = line.trim().split_once("/demo/sign-in/") {
                    address = base.strip_prefix("http://").and_then(|base| base.parse().ok());
                    tokens.push(token.to_owned());
                }
                if line.starts_with("Stop with") {
                    break;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), read).await.expect("addresses within a minute");
        Self { child, address: address.expect("an address"), tokens }
    }

    /// Stops it as Ctrl-C would, by SIGTERM.
    ///
    /// # Panics
    /// When it does not end in good order within 30 seconds.
    pub async fn stop(mut self) {
        let pid = self.child.id().expect("it runs").to_string();
        Command::new("kill").args(["-TERM", &pid]).status().await.expect("a signal");
        let ended = tokio::time::timeout(Duration::from_secs(30), self.child.wait()).await;
        assert!(ended.expect("it ends").expect("a status").success(), "it ends in good order");
    }
}
