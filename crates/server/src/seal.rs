//! Seals the audit log as it grows, and tells of the seals elsewhere: a line in a file for each batch, and a mail
//! once a day and after each start.

use std::{
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use app::{
    App,
    seal_audit::{Anchor, seal_audit},
};
use domain::{Id, Timestamp, text::EmailAddress};
use notification::{Channel, Letter};
use tokio::sync::watch;

/// How often rows without a seal are looked for.
const EVERY: Duration = Duration::from_millis(500);
/// After which time a mail that was not taken is tried again.
const AGAIN: time::Duration = time::Duration::minutes(10);

/// Where seals are told of.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// A file on another medium.
    pub file: Option<PathBuf>,
    /// People in other places.
    pub mail: Vec<EmailAddress>,
}

/// Seals until `ended` says so, and then once more.
pub async fn run(app: App, anchors: Anchors, channel: Option<Channel>, mut ended: watch::Receiver<bool>) {
    let newest = watch::Sender::new(None);
    if let Some(channel) = channel {
        tokio::spawn(mail(app.clone(), anchors.mail, channel, newest.subscribe()));
    }
    loop {
        let is_last = *ended.borrow();
        match seal_audit(&app).await {
            Ok(sealed) => {
                newest.send_modify(|newest| *newest = sealed.last().copied().or(*newest));
                if let Some(file) = anchors.file.clone() {
                    tell(file, sealed).await;
                }
            }
            Err(error) => tracing::debug!(%error, "the audit log waits for its seals"),
        }
        if is_last {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = ended.wait_for(|ended| *ended) => {}
        }
    }
}

async fn tell(file: PathBuf, anchors: Vec<Anchor>) {
    if anchors.is_empty() {
        return;
    }
    let written = tokio::task::spawn_blocking(move || append(&file, &anchors).map_err(|error| (file, error)));
    match written.await {
        Ok(Ok(())) => {}
        Ok(Err((file, error))) => {
            tracing::error!(file = %file.display(), %error, "the seals of the audit log cannot be told of");
        }
        Err(error) => tracing::error!(%error, "the seals of the audit log cannot be told of"),
    }
}

fn append(file: &Path, anchors: &[Anchor]) -> std::io::Result<()> {
    let lines: String = anchors.iter().map(|anchor| anchor.line() + "\n").collect();
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    file.write_all(lines.as_bytes())?;
    file.sync_data()
}

/// Mails the newest seal to everybody, until nothing is sealed any more. It says nothing of anybody.
async fn mail(
    app: App,
    addresses: Vec<EmailAddress>,
    channel: Channel,
    mut newest: watch::Receiver<Option<Anchor>>,
) {
    let (mut day, mut waiting, mut not_before) = (None, vec![], app.clock.now());
    while newest.changed().await.is_ok() {
        let Some(anchor) = *newest.borrow_and_update() else { continue };
        let now = app.clock.now();
        if day.replace(now.day()) != Some(now.day()) {
            (waiting, not_before) = (addresses.clone(), now);
        }
        if now < not_before {
            continue;
        }
        for address in std::mem::take(&mut waiting) {
            let letter = letter(now, app.ids.uuid(), &address, anchor);
            match channel.deliver(&letter).await {
                notification::Outcome::Delivered => {}
                outcome => {
                    tracing::error!(?outcome, "the seal of the day could not be mailed");
                    waiting.push(address);
                }
            }
        }
        not_before = now + AGAIN;
    }
}

fn letter(now: Timestamp, id: uuid::Uuid, address: &EmailAddress, anchor: Anchor) -> Letter {
    let wording = wording::Wording::new(wording::Language::Japanese);
    Letter {
        id: Id::new(id),
        made_at: now,
        sender: wording.text("nav-product"),
        recipient: address.as_str().to_owned(),
        address: address.clone(),
        text: wording.mail_of_audit_anchor(&[("line", anchor.line().into())]),
        occasion: None,
    }
}
