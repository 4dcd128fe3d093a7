//! Somebody holds a person's or a room's time for a while (仮押さえ).

use domain::{
    Id, Interval, Timestamp,
    booking::{Booking, BookingKind, BookingRefusal, Resource},
    event::Event,
    timer::TimerKind,
};
use serde::Serialize;
use store::Tx;
use time::Duration;
use uuid::Uuid;

use crate::{Error, IdempotencyKey, Session, session::Once};

/// Holds time. The resource must be of the actor's own organization: a member, or a room.
///
/// # Errors
/// [`Error::NotFound`], refusals of the booking; refused with `SLOT_TAKEN` when any of the time is taken,
/// and then nothing is held.
pub async fn hold_time(
    session: &Session<'_>,
    key: &IdempotencyKey,
    resource: Resource,
    at: Interval,
    lasts: Duration,
) -> Result<Booking, Error> {
    #[derive(Serialize)]
    struct Input {
        resource: Uuid,
        at: Interval,
        lasts_seconds: i64,
    }
    let input = Input { resource: resource.uuid(), at, lasts_seconds: lasts.whole_seconds() };
    let organization = session.member()?.organization;
    let tx = session.begin().await?;
    let id = match session.once(&tx, key, &input).await? {
        Once::MadeBefore(id) => return Ok(tx.bookings().find(id).await?),
        Once::New(id) => id,
    };
    own(&tx, session, resource).await?;
    let (hold, event) = Booking::hold(id, session.now, organization, resource, at, session.now + lasts)?;
    tx.bookings().insert_all(std::slice::from_ref(&hold)).await?;
    let lapses: Timestamp = session.now + lasts;
    tx.timers().set(session.id(), TimerKind::HoldLapses, hold.id.uuid(), lapses).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(hold)
}

/// Gives held time back.
///
/// # Errors
/// [`Error::NotFound`], refused with `BOOKING_NOT_A_HOLD`.
pub async fn release_hold(session: &Session<'_>, id: Id<Booking>) -> Result<(), Error> {
    let tx = session.begin().await?;
    let booking = tx.bookings().find(id).await?;
    if booking.kind != BookingKind::Hold {
        return Err(BookingRefusal::NotAHold.into());
    }
    tx.bookings().delete(id).await?;
    session.record(&tx, &Event::HoldReleased { booking: id }).await?;
    Ok(tx.commit().await?)
}

async fn own(tx: &Tx, session: &Session<'_>, resource: Resource) -> Result<(), Error> {
    let organization = session.member()?.organization;
    let owned = match resource {
        Resource::Room(room) => tx.organizations().room(room).await?.organization == organization,
        Resource::Person(person) => {
            tx.people().memberships_of(&[person]).await?.iter().any(|m| m.organization == organization)
        }
    };
    if owned { Ok(()) } else { Err(Error::NotFound) }
}
