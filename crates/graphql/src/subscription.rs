//! What can be followed. Each field is asked anew for every event, with a fresh caller: it says what it wants
//! to hear of when asked the first time, and later gives what is to be seen at that moment.

use std::sync::{Arc, Mutex, PoisonError};

use app::{
    Error,
    live::{Cursor, Happened, Told, Topic},
};
use async_graphql::{Context, Enum, ID, Result, SimpleObject, Subscription, futures_util::stream};

use crate::{
    caller::caller,
    conference::DischargeConference,
    consultation::{Consultation, Offer},
    discharge_case::DischargeCase,
    ids,
    node::if_there,
    scalar::DateTime,
};

/// Why something is told.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeSignal {
    /// The subscription has begun: what changes from here on is told. Comes first.
    Ready,
    /// Something happened; `event` names it.
    Changed,
    /// Changes may have been missed: read anew what you show. The subscription goes on from `cursor`.
    Reload,
}

/// What a subscription wants to hear of, and from where on.
type Wanted = Option<(Topic, Option<Cursor>)>;

/// The occasion on which the fields are asked.
pub(crate) enum Occasion {
    /// A subscription begins: what does it want?
    Beginning(Arc<Mutex<Wanted>>),
    /// Something is told.
    Telling(Telling),
}

/// What is told.
pub(crate) struct Telling {
    pub(crate) signal: ChangeSignal,
    pub(crate) cursor: Cursor,
    pub(crate) happened: Option<Arc<Happened>>,
}

impl Telling {
    /// The first thing told.
    pub(crate) const fn ready(cursor: Cursor) -> Self {
        Self { signal: ChangeSignal::Ready, cursor, happened: None }
    }

    /// What is to be told; nothing where the telling is over.
    pub(crate) fn of(told: Told) -> Option<Self> {
        match told {
            Told::Changed(happened) => Some(Self {
                signal: ChangeSignal::Changed,
                cursor: happened.cursor,
                happened: Some(happened),
            }),
            Told::Reload(cursor) => Some(Self { signal: ChangeSignal::Reload, cursor, happened: None }),
            Told::Gone | Told::SignedOut | Told::Leaving => None,
        }
    }

    fn mark(&self) -> Mark {
        Mark {
            signal: self.signal,
            cursor: self.cursor.to_string(),
            event: self.happened.as_ref().map(|happened| happened.event.code().to_uppercase()),
            at: self.happened.as_ref().map(|happened| happened.at.into()),
        }
    }

    fn happened(&self) -> Option<&Happened> {
        self.happened.as_deref()
    }
}

/// What is told beside the thing itself.
#[derive(SimpleObject)]
pub struct Mark {
    /// Why this is told.
    signal: ChangeSignal,
    /// Where in the order of events this stands: state it as `after` to go on from here.
    cursor: String,
    /// What happened, such as `INVITATION_ANSWERED`; null unless `signal` is `CHANGED`. New names may join.
    event: Option<String>,
    /// When it happened.
    at: Option<DateTime>,
}

/// Something happened to a case, or to what hangs on it.
#[derive(SimpleObject)]
pub struct CaseChange {
    #[graphql(flatten)]
    mark: Mark,
    /// The case as it is now.
    case: DischargeCase,
}

/// Something happened to a conference.
#[derive(SimpleObject)]
pub struct ConferenceChange {
    #[graphql(flatten)]
    mark: Mark,
    /// The conference as it is now.
    conference: DischargeConference,
}

/// Something happened to a case on the board, or one came or went.
#[derive(SimpleObject)]
pub struct BoardChange {
    #[graphql(flatten)]
    mark: Mark,
    /// The case as it is now; null unless `signal` is `CHANGED`.
    case: Option<DischargeCase>,
}

/// Something happened to a consultation or to one of its offers.
#[derive(SimpleObject)]
pub struct OffersChange {
    #[graphql(flatten)]
    mark: Mark,
    /// The consultation as it is now.
    consultation: Consultation,
    /// The offer that it happened to; null when it happened to the consultation.
    offer: Option<Offer>,
}

/// Something happened to what is asked of the caller, or of the organization acted for.
#[derive(SimpleObject)]
pub struct InboxChange {
    #[graphql(flatten)]
    mark: Mark,
    /// The conference that it happened to, as it is now.
    conference: Option<DischargeConference>,
    /// The offer that it happened to, as it is now.
    offer: Option<Offer>,
}

/// At most one thing told.
type Notices<T> = stream::Iter<std::option::IntoIter<Result<T>>>;

/// What can be followed.
pub struct Subscription;

/// What can be followed, by `graphql-transport-ws` at `/graphql/ws`. Each change is told only as far as the
/// caller may see it at that moment; the subscription completes when the caller may not any more.
#[Subscription]
impl Subscription {
    /// A case, with its milestones, team, conferences, plan and consultations.
    async fn case_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] id: ID,
        #[graphql(desc = "Where to go on: the `cursor` told last.")] after: Option<String>,
    ) -> Result<Notices<CaseChange>> {
        let id = ids::read(&id, "id")?;
        let Some(telling) = telling(ctx, Topic::Case(id), after)? else { return Ok(nothing()) };
        let case = app::case::case(&caller(ctx)?.session(), id).await?.into();
        Ok(one(CaseChange { mark: telling.mark(), case }))
    }

    /// A conference, with its answers and minutes.
    async fn conference_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The conference.")] id: ID,
        #[graphql(desc = "Where to go on: the `cursor` told last.")] after: Option<String>,
    ) -> Result<Notices<ConferenceChange>> {
        let id = ids::read(&id, "id")?;
        let Some(telling) = telling(ctx, Topic::Conference(id), after)? else { return Ok(nothing()) };
        let mut found = app::conference::conferences_by_id(&caller(ctx)?.session(), &[id]).await?;
        let conference = found.remove(&id).ok_or(Error::NotFound)?.into();
        Ok(one(ConferenceChange { mark: telling.mark(), conference }))
    }

    /// The cases on the board of the organization acted for.
    async fn board_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to go on: the `cursor` told last.")] after: Option<String>,
    ) -> Result<Notices<BoardChange>> {
        let Some(telling) = telling(ctx, Topic::Board, after)? else { return Ok(nothing()) };
        let cases = telling.happened().map(|happened| &*happened.about.cases).unwrap_or_default();
        let found = app::case::cases_led_to(&caller(ctx)?.session(), cases).await?;
        let case = found.into_values().next().map(Into::into);
        Ok(one(BoardChange { mark: telling.mark(), case }))
    }

    /// A consultation and its offers.
    async fn offers_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consultation.")] consultation: ID,
        #[graphql(desc = "Where to go on: the `cursor` told last.")] after: Option<String>,
    ) -> Result<Notices<OffersChange>> {
        let id = ids::read(&consultation, "consultation")?;
        let Some(telling) = telling(ctx, Topic::Offers(id), after)? else { return Ok(nothing()) };
        let consultation =
            app::consultation::consultation_file(&caller(ctx)?.session(), id).await?.consultation.into();
        let offer = offer(ctx, telling).await?;
        Ok(one(OffersChange { mark: telling.mark(), consultation, offer }))
    }

    /// What is asked of the caller: invitations to conferences, and offers to the organization acted for.
    async fn inbox_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to go on: the `cursor` told last.")] after: Option<String>,
    ) -> Result<Notices<InboxChange>> {
        let Some(telling) = telling(ctx, Topic::Inbox, after)? else { return Ok(nothing()) };
        let id = telling.happened().and_then(|happened| happened.about.conference);
        let ids: Vec<_> = id.into_iter().collect();
        let found = app::conference::conferences_by_id(&caller(ctx)?.session(), &ids).await?;
        let conference = found.into_values().next().map(Into::into);
        let offer = offer(ctx, telling).await?;
        Ok(one(InboxChange { mark: telling.mark(), conference, offer }))
    }
}

/// What is to be told now; nothing when a subscription begins, which notes what it wants to hear of.
fn telling<'c>(ctx: &Context<'c>, topic: Topic, after: Option<String>) -> Result<Option<&'c Telling>, Error> {
    let occasion = ctx.data::<Occasion>().map_err(|error| Error::Internal(error.message.into()))?;
    match occasion {
        Occasion::Telling(telling) => Ok(Some(telling)),
        Occasion::Beginning(wanted) => {
            let malformed = Error::Invalid { code: "CURSOR_MALFORMED", field: Some("after") };
            let after = after.map(|after| Cursor::parse(&after).ok_or(malformed)).transpose()?;
            *wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some((topic, after));
            Ok(None)
        }
    }
}

/// The offer that something happened to, if the caller may see it.
async fn offer(ctx: &Context<'_>, telling: &Telling) -> Result<Option<Offer>, Error> {
    let Some(id) = telling.happened().and_then(|happened| happened.about.offer) else { return Ok(None) };
    let file = app::consultation::offer_file(&caller(ctx)?.session(), id).await;
    Ok(if_there(file)?.map(Into::into))
}

fn one<T>(change: T) -> Notices<T> {
    stream::iter(Some(Ok(change)))
}

fn nothing<T>() -> Notices<T> {
    stream::iter(None)
}
