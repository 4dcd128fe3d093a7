//! Events as they happen: read from the table by one task of each process, in an order that skips none, and
//! passed on to all who listen in it. Being told that there is something new only wakes the task; a look
//! once a second finds what nobody told of.

use std::{
    collections::VecDeque,
    fmt,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{Timestamp, access::Actor, event::Event};
use sea_orm::{
    DatabaseConnection,
    sqlx::postgres::{PgListener, PgPoolOptions},
};
use tokio::{
    sync::{Notify, broadcast, watch},
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use uuid::Uuid;

use crate::{Database, Error, about::About};

/// How often the table is looked at unasked, and those who listen hear a beat.
const BEAT: Duration = Duration::from_secs(1);
/// How soon the table is looked at again when word came of an event that is not to be read yet, because an
/// older transaction is still running; each time twice as long, up to a beat.
const SOON: Duration = Duration::from_millis(20);
/// The most events read at once.
const BATCH: u64 = 500;
/// How many events are kept for those who come back with a cursor.
pub const KEPT: usize = 4_096;
/// How many events and beats one who listens may be behind.
const BEHIND: usize = 1_024;
/// The channel on which PostgreSQL passes the word between processes.
const CHANNEL: &str = "kaname_event";

/// A place in the order of events. What it is made of is nobody's business but this crate's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    pub(crate) transaction: i64,
    pub(crate) position: i64,
}

impl Cursor {
    /// Reads a cursor that was written by `Display`.
    pub fn parse(text: &str) -> Option<Self> {
        let (transaction, position) = text.split_once('-')?;
        let number = |text: &str| {
            let is_ours = (1..=16).contains(&text.len())
                && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            if is_ours { i64::from_str_radix(text, 16).ok() } else { None }
        };
        Some(Self { transaction: number(transaction)?, position: number(position)? })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{:x}", self.transaction, self.position)
    }
}

/// An event in its place.
#[derive(Clone, Debug)]
pub struct Happened {
    /// Its place.
    pub cursor: Cursor,
    /// Its identifier.
    pub id: Uuid,
    /// The event.
    pub event: Event,
    /// When it happened.
    pub at: Timestamp,
    /// What it is about.
    pub about: About,
}

/// What one who listens hears.
#[derive(Clone, Debug)]
pub enum Heard {
    /// Something happened.
    Event(Arc<Happened>),
    /// A second has passed.
    Beat,
    /// Events were missed: everything is to be read anew. Goes on from this place.
    Missed(Cursor),
    /// The process ends, or follows no events.
    End,
}

/// What passes between the one task and those who listen.
pub(crate) struct Feed {
    /// Says that this process has committed an event.
    pub(crate) committed: Notify,
    /// Says that there may be something to read.
    told: Notify,
    sender: broadcast::Sender<Heard>,
    kept: Mutex<Kept>,
    state: watch::Sender<State>,
}

/// How far the one task is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Beginning,
    Following,
    Ended,
}

/// The newest events, and the place before the oldest of them.
#[derive(Default)]
struct Kept {
    before: Cursor,
    events: VecDeque<Arc<Happened>>,
}

impl Kept {
    fn newest(&self) -> Cursor {
        self.events.back().map_or(self.before, |event| event.cursor)
    }

    fn push(&mut self, event: Arc<Happened>) {
        self.events.push_back(event);
        if self.events.len() > KEPT
            && let Some(gone) = self.events.pop_front()
        {
            self.before = gone.cursor;
        }
    }

    /// The events after a place, unless it is none of ours or too long ago.
    fn after(&self, cursor: Cursor) -> Option<VecDeque<Arc<Happened>>> {
        let is_known =
            cursor == self.before || self.events.binary_search_by(|event| event.cursor.cmp(&cursor)).is_ok();
        let next = self.events.partition_point(|event| event.cursor <= cursor);
        is_known.then(|| self.events.range(next..).cloned().collect())
    }
}

impl Default for Feed {
    fn default() -> Self {
        Self {
            committed: Notify::new(),
            told: Notify::new(),
            sender: broadcast::Sender::new(BEHIND),
            kept: Mutex::default(),
            state: watch::Sender::new(State::Beginning),
        }
    }
}

impl Feed {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass_on(&self, events: Vec<Happened>) {
        for event in events.into_iter().map(Arc::new) {
            self.kept().push(event.clone());
            // Nobody may be listening.
            let _ = self.sender.send(Heard::Event(event));
        }
    }
}

/// Somebody who hears every event from a place on.
pub struct Listener {
    feed: Arc<Feed>,
    receiver: broadcast::Receiver<Heard>,
    state: watch::Receiver<State>,
    missed: VecDeque<Arc<Happened>>,
    has_missed: bool,
    last: Cursor,
    is_ahead: bool,
}

impl Listener {
    /// The place up to which everything was heard.
    pub fn cursor(&self) -> Cursor {
        self.last
    }

    /// What is heard next. After [`Heard::End`] there is no more.
    pub async fn next(&mut self) -> Heard {
        if std::mem::take(&mut self.has_missed) {
            return Heard::Missed(self.last);
        }
        if let Some(event) = self.missed.pop_front() {
            self.last = event.cursor;
            return Heard::Event(event);
        }
        loop {
            let heard = tokio::select! {
                biased;
                _ = self.state.wait_for(|state| *state == State::Ended) => return Heard::End,
                heard = self.receiver.recv() => heard,
            };
            match heard {
                Ok(Heard::Event(event)) if event.cursor <= self.last => {}
                Ok(Heard::Event(event)) => {
                    self.last = event.cursor;
                    self.is_ahead = false;
                    return Heard::Event(event);
                }
                // A cursor of another process may be a moment ahead of this one, but no longer than that.
                Ok(Heard::Beat) if self.is_ahead && self.feed.kept().newest() < self.last => {
                    return self.miss();
                }
                Ok(heard) => return heard,
                Err(broadcast::error::RecvError::Lagged(_)) => return self.miss(),
                Err(broadcast::error::RecvError::Closed) => return Heard::End,
            }
        }
    }

    /// Begins anew at the present.
    fn miss(&mut self) -> Heard {
        self.receiver = self.feed.sender.subscribe();
        self.last = self.feed.kept().newest();
        self.is_ahead = false;
        Heard::Missed(self.last)
    }
}

impl Database {
    /// Listens from a place on, or from now. Waits while the process is only beginning to follow events.
    pub async fn listen(&self, after: Option<Cursor>) -> Listener {
        let feed = self.feed().clone();
        let mut state = feed.state.subscribe();
        let _ = state.wait_for(|state| *state != State::Beginning).await;
        // First listen, then look: what happens between the two is heard twice and told once.
        let receiver = feed.sender.subscribe();
        let (newest, missed) = {
            let kept = feed.kept();
            (kept.newest(), after.map(|cursor| (cursor, kept.after(cursor))))
        };
        let (missed, has_missed, last) = match missed {
            None => (VecDeque::new(), false, newest),
            Some((cursor, Some(events))) => (events, false, cursor),
            Some((cursor, None)) if cursor > newest => (VecDeque::new(), false, cursor),
            Some((_, None)) => (VecDeque::new(), true, newest),
        };
        Listener { is_ahead: last > newest, feed, receiver, state, missed, has_missed, last }
    }

    /// The place up to which this process has read. What is read from now on is at least as new.
    pub fn newest(&self) -> Cursor {
        self.feed().kept().newest()
    }

    /// Waits, up to a limit, until nobody listens.
    pub async fn unheard(&self, within: Duration) {
        let _ = timeout(within, self.feed().sender.closed()).await;
    }

    /// Follows the events of all processes and passes them on, until `stop`. One task of a process does.
    pub async fn follow(&self, stop: impl Future<Output = ()>) {
        let feed = self.feed().clone();
        let word = async {
            match self.postgres() {
                Some(connection) => hear_word(connection, &feed.told).await,
                None => std::future::pending().await,
            }
        };
        let work = async {
            self.begin_to_follow(&feed).await;
            feed.state.send_replace(State::Following);
            self.keep_following(&feed).await;
        };
        tokio::select! {
            () = stop => {}
            () = work => {}
            () = word => {}
        }
        feed.state.send_replace(State::Ended);
    }

    /// Reads what those may ask for who come back with a cursor.
    async fn begin_to_follow(&self, feed: &Feed) {
        loop {
            match self.read_back(feed).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "events are not to be read yet"),
            }
            sleep(BEAT).await;
        }
    }

    async fn read_back(&self, feed: &Feed) -> Result<(), Error> {
        let view = self.read(Actor::System);
        let before = view.events().before_the_newest(KEPT as u64 / 2).await?;
        *feed.kept() = Kept { before, events: VecDeque::new() };
        loop {
            let from = feed.kept().newest();
            let events = view.events().after(from, BATCH).await?;
            let is_all = (events.len() as u64) < BATCH;
            events.into_iter().for_each(|event| feed.kept().push(Arc::new(event)));
            if is_all {
                return Ok(());
            }
        }
    }

    async fn keep_following(&self, feed: &Feed) {
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // When to look again for what was told of and is not to be read yet.
        let mut again = None;
        let mut is_ours = false;
        loop {
            let found = self.read_on(feed).await;
            if std::mem::take(&mut is_ours)
                && let Some(connection) = self.postgres()
            {
                pass_word(connection).await;
            }
            match found {
                BATCH.. => continue,
                0 => {}
                _ => again = None,
            }
            tokio::select! {
                () = feed.committed.notified() => {
                    again = Some(SOON);
                    is_ours = true;
                }
                () = feed.told.notified() => again = Some(SOON),
                () = sleep(again.unwrap_or(BEAT)), if again.is_some() => {
                    again = again.map(|again| 2 * again).filter(|again| *again < BEAT);
                }
                _ = beat.tick() => {
                    let _ = feed.sender.send(Heard::Beat);
                }
            }
        }
    }

    /// Passes on what is new; how much it was.
    async fn read_on(&self, feed: &Feed) -> u64 {
        let from = feed.kept().newest();
        match self.read(Actor::System).events().after(from, BATCH).await {
            Ok(new) => {
                let found = new.len() as u64;
                feed.pass_on(new);
                found
            }
            Err(error) => {
                tracing::warn!(%error, "events wait");
                0
            }
        }
    }
}

/// Tells the other processes.
async fn pass_word(connection: &DatabaseConnection) {
    use sea_orm::ConnectionTrait;
    if let Err(error) = connection.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await {
        tracing::debug!(%error, "other processes find out by themselves");
    }
}

/// Hears what other processes tell, over a connection of its own, and begins again when it breaks.
async fn hear_word(connection: &DatabaseConnection, told: &Notify) {
    let options = connection.get_postgres_connection_pool().connect_options();
    loop {
        let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with((*options).clone());
        let broken = async {
            let mut listener = PgListener::connect_with(&pool).await?;
            listener.listen(CHANNEL).await?;
            loop {
                // Nothing stands for a connection that broke and was made again: word may have been missed.
                let _ = listener.try_recv().await?;
                told.notify_one();
            }
        };
        let broken: Result<(), sea_orm::sqlx::Error> = broken.await;
        if let Err(error) = broken {
            tracing::debug!(%error, "word of events is not heard");
        }
        pool.close().await;
        sleep(BEAT).await;
    }
}

#[cfg(test)]
mod tests {
    use domain::Id;

    use super::*;

    fn happened(position: i64) -> Arc<Happened> {
        Arc::new(Happened {
            cursor: Cursor { transaction: 7, position },
            id: Uuid::nil(),
            event: Event::CaseClosed { case: Id::new(Uuid::nil()) },
            at: Timestamp::from_millis(0),
            about: About::default(),
        })
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_nothing_else_is() {
        let cursor = Cursor { transaction: 0x1f, position: i64::MAX };
        assert_eq!(cursor.to_string(), "1f-7fffffffffffffff");
        assert_eq!(Cursor::parse("1f-7fffffffffffffff"), Some(cursor));
        for bad in ["", "-", "1f", "1f-", "1F-1", "+1-1", "--1", "1-8fffffffffffffff", "1-1-1", "１-1"] {
            assert_eq!(Cursor::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn whoever_comes_back_hears_what_was_missed_if_it_is_still_kept() {
        let mut kept = Kept::default();
        let many = i64::try_from(KEPT).unwrap() + 10;
        for position in 1..=many {
            kept.push(happened(position));
        }
        let after = |position| {
            let missed = kept.after(Cursor { transaction: 7, position })?;
            Some(missed.iter().map(|event| event.cursor.position).collect::<Vec<_>>())
        };
        assert_eq!(after(many - 2), Some(vec![many - 1, many]));
        assert_eq!(after(many), Some(vec![]));
        assert_eq!(after(10).map(|missed| missed.len()), Some(KEPT), "the place before the oldest kept");
        assert_eq!(after(9), None, "too long ago");
        assert_eq!(after(many + 1), None, "not ours");
    }
}
