//! Following what happens. Each event is authorized again for each who listens before anything is said, and
//! once a second whether they are still signed in and may still see what they follow.

use std::{
    collections::{HashMap, HashSet},
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{
    Id,
    access::Member,
    audit::{Entity, Source},
    conference::Conference,
    consultation::Consultation,
    discharge_case::DischargeCase,
    event::Subject,
    person::Person,
};
pub use store::feed::{Cursor, Happened};
use store::feed::{Heard, Listener};
use uuid::Uuid;

use crate::{App, Credential, Error, Session};

/// Follows the events of all processes for those who listen in this one, until `stop`.
pub async fn follow(app: &App, stop: impl Future<Output = ()>) {
    app.database.follow(stop).await;
}

/// The place up to which this process has read: whatever is read after asking for it is at least as new.
pub fn newest(app: &App) -> Cursor {
    app.database.newest()
}

/// The most connections, and the most subscriptions, that one person may have open in a process.
pub const MOST_PER_PERSON: usize = 10;

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// A case with all that hangs on it.
    Case(Id<DischargeCase>),
    /// A conference.
    Conference(Id<Conference>),
    /// A consultation with its offers.
    Offers(Id<Consultation>),
    /// The cases on the board of one's own organization.
    Board,
    /// What is asked of oneself and of one's organization.
    Inbox,
}

impl Topic {
    /// What is named in following this.
    fn named(self) -> Option<(Entity, Uuid)> {
        match self {
            Self::Case(id) => Some((Entity::Case, id.uuid())),
            Self::Conference(id) => Some((Entity::Conference, id.uuid())),
            Self::Offers(id) => Some((Entity::Consultation, id.uuid())),
            Self::Board | Self::Inbox => None,
        }
    }

    /// Whether an event may concern somebody who follows this. Whether they may know of it is another matter.
    fn is_concerned(self, member: &Member, happened: &Happened) -> bool {
        let about = &happened.about;
        match self {
            Self::Case(case) => about.cases.contains(&case),
            Self::Conference(conference) => about.conference == Some(conference),
            Self::Offers(consultation) => about.consultation == Some(consultation),
            Self::Board => about.organizations.contains(&member.organization),
            Self::Inbox => about.invited.contains(&member.person) || about.asked == Some(member.organization),
        }
    }
}

/// What one who follows is told.
#[derive(Clone, Debug)]
pub enum Told {
    /// It changed, and may be seen.
    Changed(Arc<Happened>),
    /// It may have changed in ways not told: it is to be read anew.
    Reload(Cursor),
    /// It is not to be seen any more, or not there.
    Gone,
    /// Whoever followed is not signed in any more.
    SignedOut,
    /// The process ends.
    Leaving,
}

/// Somebody who follows a topic; without one, only whether they are still signed in.
pub struct Watch {
    app: App,
    credential: Credential,
    member: Member,
    topic: Option<Topic>,
    listener: Listener,
    /// The cases on the board as far as they are known, so that one that leaves it is noticed.
    on_board: HashSet<Id<DischargeCase>>,
}

/// Begins to follow a topic from a place on, or from now. Who may not is on record before the answer.
///
/// # Errors
/// [`Error::NotFound`] when there is nothing to see, [`Error::Unauthenticated`], [`Error::Unavailable`].
pub async fn watch(
    app: &App,
    credential: Credential,
    topic: Option<Topic>,
    after: Option<Cursor>,
) -> Result<Watch, Error> {
    let listener = app.database.listen(after).await;
    let member = app.member_of(&credential).await?;
    let session = app.session(member);
    if !may_see(&session, topic).await? {
        return Err(not_to_follow(app, member, topic).await);
    }
    let on_board = match topic {
        Some(Topic::Board) => session.read().cases().which_open().await?.into_iter().collect(),
        _ => HashSet::new(),
    };
    Ok(Watch { app: app.clone(), credential, member, topic, listener, on_board })
}

impl Watch {
    /// The member who follows, as the last event found them.
    pub fn member(&self) -> Member {
        self.member
    }

    /// The place up to which everything was told.
    pub fn cursor(&self) -> Cursor {
        self.listener.cursor()
    }

    /// What is told next.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot be found out whether an event may be told; then it was not.
    pub async fn next(&mut self) -> Result<Told, Error> {
        loop {
            match self.listener.next().await {
                Heard::End => return Ok(Told::Leaving),
                Heard::Missed(cursor) => {
                    return Ok(self.over().await?.unwrap_or(Told::Reload(cursor)));
                }
                Heard::Beat => match self.over().await {
                    Ok(Some(over)) => return Ok(over),
                    Ok(None) => {}
                    // Nothing is told meanwhile; the next beat, or the next event, asks again.
                    Err(error) => tracing::debug!(%error, "a listener waits"),
                },
                Heard::Event(happened) => {
                    let Some(topic) = self.topic else { continue };
                    if !topic.is_concerned(&self.member, &happened) {
                        continue;
                    }
                    if let Some(over) = self.over().await? {
                        return Ok(over);
                    }
                    if let Some(told) = self.as_seen(topic, happened).await? {
                        return Ok(told);
                    }
                }
            }
        }
    }

    /// Why nothing more is told, when the sign-in has ended or what is followed is not to be seen any more.
    async fn over(&mut self) -> Result<Option<Told>, Error> {
        match self.app.member_of(&self.credential).await {
            // Acting for another organization now, somebody follows as a stranger.
            Ok(member) if member.membership == self.member.membership => self.member = member,
            Ok(_) | Err(Error::Unauthenticated) => return Ok(Some(Told::SignedOut)),
            Err(error) => return Err(error),
        }
        let sees = may_see(&self.app.session(self.member), self.topic).await?;
        Ok((!sees).then_some(Told::Gone))
    }

    /// What a list tells of an event that concerns it; nothing when it is about something not to be seen.
    async fn as_seen(&mut self, topic: Topic, happened: Arc<Happened>) -> Result<Option<Told>, Error> {
        let session = self.app.session(self.member);
        match topic {
            Topic::Case(_) | Topic::Conference(_) | Topic::Offers(_) => Ok(Some(Told::Changed(happened))),
            Topic::Board => {
                let visible = session.read().cases().which_visible(&happened.about.cases).await?;
                let has_left =
                    happened.about.cases.iter().any(|id| !visible.contains(id) && self.on_board.remove(id));
                if !visible.is_empty() {
                    self.on_board.extend(visible);
                    return Ok(Some(Told::Changed(happened)));
                }
                // That a case is gone from the board is told, and no more about it.
                Ok(has_left.then(|| Told::Reload(happened.cursor)))
            }
            Topic::Inbox => match happened.event.subject() {
                Subject::Conference(id) if !session.read().conferences().is_visible(id).await? => Ok(None),
                _ => Ok(Some(Told::Changed(happened))),
            },
        }
    }
}

/// Puts on record that somebody wanted to follow what is not there for them.
async fn not_to_follow(app: &App, member: Member, topic: Option<Topic>) -> Error {
    let Some((entity, thing)) = topic.and_then(Topic::named) else { return Error::NotFound };
    let ledger = app.ledger(Source::Live);
    let refused = app.noting(&ledger).session(member).read().not_to_follow(entity, thing);
    ledger.flush().await.map_or_else(Error::from, |()| refused.into())
}

async fn may_see(session: &Session<'_>, topic: Option<Topic>) -> Result<bool, Error> {
    Ok(match topic {
        Some(Topic::Case(id)) => !session.read().cases().which_visible(&[id]).await?.is_empty(),
        Some(Topic::Conference(id)) => session.read().conferences().is_visible(id).await?,
        Some(Topic::Offers(id)) => session.read().consultations().is_visible(id).await?,
        Some(Topic::Board | Topic::Inbox) | None => true,
    })
}

/// How many of each kind a person has.
type Taken = HashMap<(Kind, Id<Person>), usize>;

/// Those who follow what happens in this process, and how patient it is with them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Live {
    seats: Arc<Mutex<Taken>>,
    /// How long a WebSocket may be silent before it says who calls.
    pub init_within: Duration,
    /// How often a WebSocket is asked whether it is there; one that does not answer in that time is dropped.
    pub ping_every: Duration,
}

impl Default for Live {
    fn default() -> Self {
        let seats = Arc::default();
        Self { seats, init_within: Duration::from_secs(10), ping_every: Duration::from_secs(20) }
    }
}

/// What is counted for each person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// WebSockets, and streams of events to pages.
    Connection,
    /// Subscriptions over all WebSockets.
    Subscription,
}

/// One of the connections or subscriptions of a person, until dropped.
#[derive(Debug)]
pub struct Seat {
    live: Live,
    key: (Kind, Id<Person>),
}

impl Live {
    /// One more, unless the person has [`MOST_PER_PERSON`].
    pub fn seat(&self, kind: Kind, person: Id<Person>) -> Option<Seat> {
        let key = (kind, person);
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = seats.entry(key).or_default();
        if *taken >= MOST_PER_PERSON {
            return None;
        }
        *taken += 1;
        Some(Seat { live: self.clone(), key })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.live.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = seats.get_mut(&self.key) {
            *taken -= 1;
            if *taken == 0 {
                seats.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_ten_seats_of_each_kind_and_gives_them_back() {
        let live = Live::default();
        let person = |n| Id::new(Uuid::from_u128(n));
        let mut seats: Vec<_> =
            std::iter::from_fn(|| live.seat(Kind::Connection, person(1))).take(20).collect();
        assert_eq!(seats.len(), MOST_PER_PERSON);
        assert!(live.seat(Kind::Subscription, person(1)).is_some());
        assert!(live.seat(Kind::Connection, person(2)).is_some());
        seats.pop();
        assert!(live.seat(Kind::Connection, person(1)).is_some());
        drop(seats);
        assert!(live.seats.lock().unwrap().is_empty());
    }
}
