//! Somebody holds a person's or a room's time for a while (仮押さえ).

use app::IdempotencyKey;
use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use domain::{
    Interval,
    booking::{Booking, Resource},
};
use time::Duration;

use crate::{caller::caller, ids, scalar::DateTime};

/// Time to hold.
#[derive(InputObject)]
pub struct HoldTimeInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// Whose time: a member or a room of the organization acted for.
    resource: ResourceInput,
    /// From when; not in the past.
    starts_at: DateTime,
    /// Until when; at most 24 hours later.
    ends_at: DateTime,
    /// After how many minutes the hold lapses by itself.
    lasts_minutes: u32,
}

/// What can be held.
#[derive(OneofObject)]
pub enum ResourceInput {
    /// A person.
    Person(ID),
    /// A room.
    Room(ID),
}

/// A hold to give back.
#[derive(InputObject)]
pub struct ReleaseHoldInput {
    /// The hold.
    hold: ID,
}

/// Time that is held until the hold lapses.
#[derive(SimpleObject)]
pub struct Hold {
    /// The identifier.
    id: ID,
    /// The identifier of the person or room.
    resource_id: ID,
    /// From when.
    starts_at: DateTime,
    /// Until when.
    ends_at: DateTime,
    /// When the hold lapses by itself.
    expires_at: Option<DateTime>,
}

impl From<Booking> for Hold {
    fn from(booking: Booking) -> Self {
        let Booking { id, resource, kind: _, at, organization: _, conference: _, title: _, expires_at } =
            booking;
        Self {
            id: ids::write(id),
            resource_id: match resource {
                Resource::Person(id) => ids::write(id),
                Resource::Room(id) => ids::write(id),
            },
            starts_at: at.start().into(),
            ends_at: at.end().into(),
            expires_at: expires_at.map(Into::into),
        }
    }
}

/// What holding time gives.
#[derive(SimpleObject)]
pub struct HoldTimePayload {
    /// The hold.
    hold: Hold,
}

/// What giving held time back gives.
#[derive(SimpleObject)]
pub struct ReleaseHoldPayload {
    /// The identifier of the hold that is no more.
    released_hold_id: ID,
}

#[derive(Default)]
pub struct HoldTimeMutation;

#[Object]
impl HoldTimeMutation {
    /// Holds a person's or a room's time. A CONFLICT with the code SLOT_TAKEN when any of it is taken, and then
    /// nothing is held.
    async fn hold_time(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The time.")] input: HoldTimeInput,
    ) -> Result<HoldTimePayload> {
        let HoldTimeInput { idempotency_key, resource, starts_at, ends_at, lasts_minutes } = input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let resource = match resource {
            ResourceInput::Person(id) => Resource::Person(ids::read(&id, "person")?),
            ResourceInput::Room(id) => Resource::Room(ids::read(&id, "room")?),
        };
        let at = Interval::new(starts_at.0, ends_at.0)
            .ok_or(app::Error::from(domain::booking::BookingRefusal::Empty))?;
        let lasts = Duration::minutes(i64::from(lasts_minutes));
        let session = caller(ctx)?.session();
        let hold = app::hold_time::hold_time(&session, &key, resource, at, lasts).await?;
        Ok(HoldTimePayload { hold: hold.into() })
    }

    /// Gives held time back.
    async fn release_hold(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The hold.")] input: ReleaseHoldInput,
    ) -> Result<ReleaseHoldPayload> {
        let ReleaseHoldInput { hold } = input;
        let id = ids::read(&hold, "hold")?;
        app::hold_time::release_hold(&caller(ctx)?.session(), id).await?;
        Ok(ReleaseHoldPayload { released_hold_id: hold })
    }
}
