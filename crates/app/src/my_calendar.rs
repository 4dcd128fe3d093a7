//! Somebody's own conferences as their calendar program reads them, by an address that opens nothing else.

use domain::{
    access::Member,
    conference::{Conference, Mode, Participant},
};
pub use interchange::calendar::{Entry, IcsText, Link, Publication, Series, Standing, publish};
use time::Duration;

use crate::{
    App, Error, Session,
    access_token::member_by_calendar,
    throttle::{ClientAddress, Limit},
};

/// How far back a calendar reaches.
pub const BEHIND: Duration = Duration::days(30);
/// How far ahead.
pub const AHEAD: Duration = Duration::days(180);

/// A conference in somebody's calendar.
#[derive(Clone, Debug)]
pub struct Engagement {
    /// The conference, which has a time.
    pub conference: Conference,
    /// How the person comes, as far as is known.
    pub mode: Mode,
    /// The name of the organization that invites.
    pub organization: String,
    /// The name of the room.
    pub room: Option<String>,
}

/// The conferences that belong into the calendar with this address, earliest first: those that whoever made it is
/// invited to or called, called-off ones included, unless they stay away or somebody comes in their place.
/// `from` is where the address is asked for.
///
/// # Errors
/// [`Error::NotFound`] when the address is not, or no longer, one of ours; [`Error::Throttled`].
pub async fn my_calendar(app: &App, from: ClientAddress, secret: &str) -> Result<Vec<Engagement>, Error> {
    app.throttle.check(Limit::CalendarBySecret, secret)?;
    match member_by_calendar(app, secret).await {
        Ok(member) => engagements(&app.session(member)).await,
        Err(Error::NotFound) => {
            app.throttle.check(Limit::UnknownCalendar, &from.key())?;
            Err(Error::NotFound)
        }
        Err(error) => Err(error),
    }
}

async fn engagements(session: &Session<'_>) -> Result<Vec<Engagement>, Error> {
    let Member { person, .. } = session.member()?;
    let view = session.read();
    let found = view.conferences().of_person(person, session.now - BEHIND, session.now + AHEAD).await?;
    let ids: Vec<_> = found.iter().map(|conference| conference.id).collect();
    let answers = view.conferences().answers(&ids).await?;
    let hosts: Vec<_> = found.iter().map(|conference| conference.organization).collect();
    let organizations = view.organizations().find_all(&hosts).await?;
    let rooms: Vec<_> = found.iter().filter_map(|conference| conference.proposal.room).collect();
    let rooms = view.organizations().rooms_by_id(&rooms).await?;
    let engagement = |conference: Conference| {
        let is_seat = |seat: &&Participant| seat.person == Some(person);
        let seat = conference.proposal.participants.iter().find(is_seat);
        let said = seat.and_then(|seat| conference.said_by(seat.id, &answers));
        if conference.organizer != person && said.is_some_and(|said| !said.comes_in_person()) {
            return None;
        }
        let organization = organizations.get(&conference.organization)?.name.to_string();
        let room = conference.proposal.room.and_then(|room| rooms.get(&room));
        Some(Engagement {
            mode: seat.map_or(Mode::OnSite, |seat| conference.mode_of(seat, &answers)),
            organization,
            room: room.map(|room| room.name.to_string()),
            conference,
        })
    };
    Ok(found.into_iter().filter_map(engagement).collect())
}
