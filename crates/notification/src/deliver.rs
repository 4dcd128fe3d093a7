//! From deliveries to letters on their way: several at a time, none waiting for another.

use std::{collections::HashMap, time::Duration};

use domain::{Timestamp, access::Actor};
use interchange::mail_trouble::NO_ADDRESS;
use store::{Error, delivery::Delivery};
use tokio::task::{self, JoinError, JoinSet};

use crate::{
    Context, Outcome,
    letter::{self, Written},
};

/// How many letters are on their way at the same time.
const AT_ONCE: usize = 8;
/// How often a letter of which no message can be made is tried.
const BUILDS: i32 = 3;
/// How long the first retry waits; each further one waits twice as long, up to an hour.
const FIRST_RETRY: Duration = Duration::from_secs(60);
const LONGEST_RETRY: Duration = Duration::from_secs(3_600);
/// How long a delivery is tried before it is given up and shown to people.
const LIFETIME: Duration = Duration::from_secs(72 * 3_600);
/// How much of what was wrong is kept, in characters.
const TROUBLE: usize = 500;

/// Brings every delivery that is due on its way, and waits for the outcomes; answers how many were tried.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Database`]; what goes wrong with a single delivery is put down beside it.
pub async fn deliver_due(context: &Context) -> Result<usize, Error> {
    let mut dispatch = Dispatch::new(context);
    let mut tried = 0;
    loop {
        dispatch.settle().await?;
        tried += dispatch.claim().await?;
        if dispatch.is_idle() {
            return Ok(tried);
        }
        dispatch.wait().await;
    }
}

/// Deliveries under way. A delivery is a task of its own, so that a panic over one ends no other.
pub(crate) struct Dispatch<'a> {
    context: &'a Context,
    tasks: JoinSet<Outcome>,
    under_way: HashMap<task::Id, Delivery>,
    ended: Vec<(Delivery, Outcome)>,
}

impl<'a> Dispatch<'a> {
    pub(crate) fn new(context: &'a Context) -> Self {
        Self { context, tasks: JoinSet::new(), under_way: HashMap::new(), ended: vec![] }
    }

    /// Whether nothing is under way.
    pub(crate) fn is_idle(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Waits until a delivery ends, if one is under way. May be dropped at any time.
    pub(crate) async fn wait(&mut self) {
        let mut ended = self.tasks.join_next_with_id().await;
        while let Some(result) = ended {
            let (id, outcome) = match result {
                Ok(ended) => ended,
                Err(error) => (error.id(), Outcome::Unfit(panic_of(error))),
            };
            if let Some(delivery) = self.under_way.remove(&id) {
                self.ended.push((delivery, outcome));
            }
            ended = self.tasks.try_join_next_with_id();
        }
    }

    /// Writes down how deliveries ended. What fails to be written down is kept for the next call.
    pub(crate) async fn settle(&mut self) -> Result<(), Error> {
        if self.ended.is_empty() {
            return Ok(());
        }
        let now = self.context.clock.now();
        let tx = self.context.database.begin(Actor::System).await?;
        for (delivery, outcome) in &self.ended {
            match next_step(now, delivery, outcome) {
                Step::Done => tx.deliveries().delivered(now, delivery.id).await?,
                Step::Overtaken => tx.deliveries().overtaken(now, delivery.id).await?,
                Step::Again { at, trouble } => {
                    tx.deliveries().failed(now, delivery.id, trouble, Some(at)).await?;
                }
                Step::Dead { trouble } => {
                    let message = delivery.announcement.message;
                    tracing::warn!(delivery = %delivery.id, %message, trouble, "given up");
                    tx.deliveries().failed(now, delivery.id, trouble, None).await?;
                }
            }
        }
        tx.commit().await?;
        self.ended.clear();
        Ok(())
    }

    /// Begins as many due deliveries as may be under way at the same time; answers how many it began.
    pub(crate) async fn claim(&mut self) -> Result<usize, Error> {
        let free = AT_ONCE.saturating_sub(self.tasks.len()) as u64;
        if free == 0 {
            return Ok(0);
        }
        let tx = self.context.database.begin(Actor::System).await?;
        let claimed = tx.deliveries().claim(self.context.clock.now(), free).await?;
        tx.commit().await?;
        let begun = claimed.len();
        for delivery in claimed {
            let task = self.tasks.spawn(deliver(self.context.clone(), delivery.clone()));
            self.under_way.insert(task.id(), delivery);
        }
        Ok(begun)
    }
}

async fn deliver(context: Context, delivery: Delivery) -> Outcome {
    match letter::write(&context, &delivery).await {
        Ok(Written::Letter(letter)) => context.channel.deliver(&letter).await,
        Ok(Written::NoAddress) => Outcome::GiveUp(NO_ADDRESS.into()),
        Ok(Written::Overtaken) => Outcome::Overtaken,
        Err(Error::Unavailable) => Outcome::RetryLater(Error::Unavailable.to_string()),
        Err(error) => Outcome::Unfit(error.to_string()),
    }
}

/// What follows from an outcome.
#[derive(Debug, PartialEq, Eq)]
enum Step<'a> {
    Done,
    Overtaken,
    Again { at: Timestamp, trouble: &'a str },
    Dead { trouble: &'a str },
}

fn next_step<'a>(now: Timestamp, delivery: &Delivery, outcome: &'a Outcome) -> Step<'a> {
    let tries = delivery.attempts + 1;
    let (trouble, hopeless) = match outcome {
        Outcome::Delivered => return Step::Done,
        Outcome::Overtaken => return Step::Overtaken,
        Outcome::RetryLater(trouble) => (trouble, false),
        Outcome::GiveUp(trouble) => (trouble, true),
        Outcome::Unfit(trouble) => (trouble, tries >= BUILDS),
    };
    let trouble = trouble.char_indices().nth(TROUBLE).map_or(trouble.as_str(), |(end, _)| &trouble[..end]);
    let doublings = u32::try_from(tries - 1).unwrap_or(0).min(6);
    let at = after(now, LONGEST_RETRY.min(FIRST_RETRY * 2_u32.pow(doublings)));
    if hopeless || at > after(delivery.created_at, LIFETIME) {
        Step::Dead { trouble }
    } else {
        Step::Again { at, trouble }
    }
}

fn after(at: Timestamp, by: Duration) -> Timestamp {
    Timestamp::from_millis(at.millis().saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
}

fn panic_of(error: JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "interrupted".into() };
    let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".into())
}

#[cfg(test)]
mod tests;
